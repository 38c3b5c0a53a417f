//! The server's changes, brought in another order to a replica that was never there: the state is the same.

use chaski::record::ChangeName;
use chaski::store::apply::{Open, settle};
use chaski::store::log::Incoming;
use chaski::store::{Log, schema};
use chaski_service::storage::Storage;

use super::district::District;
use super::tally::{Held, failed, hold};

/// Replays all changes of the server in a random order, some of them twice, and compares every area.
pub fn in_another_order(district: &mut District<'_>) -> Held {
    let unjudged = district.unjudged_offences()?;
    let stranded = district.stranded()?;
    let mut all = district.server.look(|log| {
        let mut statement = log.connection().prepare("SELECT name FROM change ORDER BY seq")?;
        let names =
            statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
        let mut held = Vec::new();
        for name in names.iter().filter_map(|name| ChangeName::from_key(name)) {
            if !unjudged.contains(&name) && !stranded.contains_key(&name) {
                held.extend(log.held(&name)?);
            }
        }
        Ok(held)
    })?;
    district.carried.rng.shuffle(&mut all);
    let again = district.carried.rng.below(all.len());
    let replayed = (|| {
        let conn = rusqlite::Connection::open_in_memory()?;
        schema::create_log(&conn)?;
        let tx = conn.unchecked_transaction()?;
        let log = Log::new(&tx);
        for held in all.iter().chain(&all[..again.min(20)]) {
            log.receive(&Incoming::new(held.name, held.key, &held.body))?;
            settle(&log, held.name, &mut Open)?;
        }
        let mut dumps = Vec::new();
        for area in &district.template.areas {
            let mut out = Vec::new();
            chaski::store::dump::dump(&log, area, &mut out)?;
            dumps.push(out);
        }
        Ok(dumps)
    })()
    .map_err(failed)?;
    for (area, here) in district.template.areas.clone().iter().zip(replayed) {
        let there = district.server.call(district.server.storage().dump(*area))?;
        hold("same_changes_same_state", here == there, || {
            let lines = |dump: &[u8]| -> Vec<String> {
                String::from_utf8_lossy(dump).lines().map(str::to_owned).collect()
            };
            let (here, there) = (lines(&here), lines(&there));
            let only = |of: &[String], other: &[String]| -> Vec<String> {
                of.iter().filter(|line| !other.contains(line)).cloned().collect()
            };
            format!(
                "area {area} differs after a replay\nonly on the server: {:#?}\nonly after the replay: {:#?}",
                only(&there, &here),
                only(&here, &there)
            )
        })?;
    }
    Ok(())
}
