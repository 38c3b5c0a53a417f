//! A phone that is watched from outside: it enrols, saves while it says so on stderr, and syncs. For the test of
//! durability, which counts what the system was asked to do meanwhile.
//!   saver HOME INVITATION COUNT

use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use chaski::record::Value;
use chaski::record::table::household;
use chaski::store::areas::leaves;
use chaski::store::{KeyFile, Place, Store, StoreError, SystemClock};
use chaski::sync::enrol::Invitation;
use chaski::sync::http::{self, Link};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [home, invitation, count] = args.as_slice() else { return Err("saver HOME INVITATION COUNT".into()) };
    let home = Path::new(home);
    let keys = KeyFile::at(KeyFile::for_data(home, "phone")?);
    let place = Place::file(home.join("phone.db"));
    let mut store = Store::open(&place, Arc::new(keys), Arc::new(SystemClock::start()))?;
    let link = Link::default();
    let invitation = Invitation::from_text(invitation).ok_or("the invitation cannot be read")?;
    http::enrol(&mut store, &invitation, "watched", &link)?;
    let sync = |store: &mut Store| http::sync(store, &link, &AtomicBool::new(false), &mut |_| {});
    sync(&mut store)?;
    let rights = store.rights()?.ok_or(StoreError::NotEnrolled)?;
    let area = *leaves(&store.log(), &rights.areas)?.first().ok_or("the phone has no area")?;
    for number in 0..count.parse::<u32>()? {
        let mut action = store.begin()?;
        let name = Value::text(&format!("Casa {number}"));
        action.about_new(
            household::ID,
            BTreeMap::from([(household::area, Value::Record(area)), (household::known_as, name)]),
        )?;
        eprintln!("SAVING");
        action.save()?;
        eprintln!("SAVED");
    }
    let report = sync(&mut store)?;
    eprintln!("SAFE {}", report.acknowledged);
    Ok(())
}
