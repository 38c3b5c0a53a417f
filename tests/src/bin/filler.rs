//! A phone on which a checklist is filled until it is killed: each act is said on stdout once the call that kept it has returned. For the test of
//! durability.
//!   filler HOME DRAFT NUMBER
//! goes on with the draft from the act of this number.

use std::error::Error;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use chaski::forms::session::Session;
use chaski::store::{KeyFile, Place, Store, SystemClock};
use chaski_tests::filling::{Sitting, act, form};

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [home, draft, number] = args.as_slice() else { return Err("filler HOME DRAFT NUMBER".into()) };
    let home = Path::new(home);
    let keys = KeyFile::at(home.join("phone.key"));
    let mut store =
        Store::open(&Place::file(home.join("phone.db")), Arc::new(keys), Arc::new(SystemClock::start()))?;
    let kept = store.draft(draft)?.ok_or("there is no such draft")?;
    let form = form(1).ok_or("the form cannot be read")?;
    let (mut session, _) = Session::resume(form, Box::new(Sitting), None, &kept.facts);
    let mut out = std::io::stdout();
    for number in number.parse::<u64>()?.. {
        let at = act(&mut session, number, &number.to_string()).map_err(|why| why.to_string())?;
        store.keep_draft(draft, &session.unsaved(), &at, "")?;
        // One write, so that a line is there whole or not at all.
        out.write_all(format!("{number}\n").as_bytes())?;
        out.flush()?;
    }
    Ok(())
}
