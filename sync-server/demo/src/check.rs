//! Whether all is well: what the ledger says was saved is looked up, value by value, on the server and on every phone
//! entitled to it; disputes are compared with those that the ledger predicts; the dumps of all replicas are compared
//! byte for byte. Believes nothing that the core says of itself.

use std::collections::{BTreeMap, BTreeSet};

use chaski::change::Register;
use chaski::record::json::to_json;
use chaski::record::{RecordName, VOID, Value, entity};
use chaski::store::query::{self, DisputeItem};
use chaski::store::{Log, StoreError, dump};
use serde_json::Value as Json;

use super::error::{DemoError, Result};
use super::ledger::{Disputed, Ledger, Place};
use super::world::World;
use chaski_service::storage::Storage;

/// What a look at every replica found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Values that some replica which must hold them does not hold.
    pub lost: u64,
    /// Values that some replica holds more often than they were saved.
    pub doubled: u64,
    /// Whether the dumps of all replicas of each area are the same bytes.
    pub replicas_equal: bool,
    /// Replicas whose dumps were compared, the server's once an area.
    pub dumps: u64,
}

/// One replica's dump: the values in use, by record, field and path.
type Heads = BTreeMap<(String, String, Option<String>), Vec<String>>;

/// Looks at every replica.
pub fn everything(world: &mut World) -> Result<Found> {
    let mut found = Found { replicas_equal: true, ..Found::default() };
    let areas = world.areas.clone();
    let mut server_heads = Heads::new();
    let mut phone_heads: Vec<Heads> = vec![Heads::new(); world.phones.len()];
    for (at, area) in areas.iter().enumerate() {
        let on_server = world.wait(world.storage.dump(*area))?;
        read_dump(&on_server, &mut server_heads)?;
        found.dumps += 1;
        for (phone, heads) in world.phones.iter_mut().zip(&mut phone_heads) {
            if !phone.areas.contains(&at) {
                continue;
            }
            let mut here = Vec::new();
            dump::dump(&phone.store()?.log(), area, &mut here)?;
            found.dumps += 1;
            found.replicas_equal &= here == on_server;
            read_dump(&here, heads)?;
        }
    }
    let World { ledger, phones, storage, .. } = world;
    let mut missing: BTreeSet<(Place, String)> = BTreeSet::new();
    storage.inspect(|conn| {
        check_replica(&Log::new(conn), ledger, &server_heads, None, &mut missing, &mut found)
    })??;
    for (at, heads) in phone_heads.iter().enumerate() {
        let log = phones[at].store()?.log();
        check_replica(&log, ledger, heads, Some(at), &mut missing, &mut found)?;
    }
    found.lost = missing.len() as u64;
    Ok(found)
}

/// Looks up every saved value in one replica; a phone is asked for what it is entitled to.
fn check_replica(
    log: &Log<'_>,
    ledger: &Ledger,
    heads: &Heads,
    phone: Option<usize>,
    missing: &mut BTreeSet<(Place, String)>,
    found: &mut Found,
) -> Result<()> {
    for (place, values) in ledger.by_place() {
        if values.is_empty() || phone.is_some_and(|phone| !ledger.is_entitled(phone, place.0)) {
            continue;
        }
        let mut expected: Vec<String> = values.iter().map(|value| json_text(ledger, place, value)).collect();
        expected.sort();
        let key = (ledger.name(place.0).to_string(), field_name(ledger, place), place.2.clone());
        // Most places hold one value that stands; the rest has a history.
        if heads.get(&key) == Some(&expected) {
            continue;
        }
        let mut held = history(log, ledger, place)?;
        for value in expected {
            match held.iter().position(|held| *held == value) {
                Some(at) => drop(held.swap_remove(at)),
                None => drop(missing.insert((place.clone(), value))),
            }
        }
        found.doubled += held.len() as u64;
    }
    Ok(())
}

/// Everything ever said of a place; nothing where the record is not held.
fn history(log: &Log<'_>, ledger: &Ledger, place: &Place) -> Result<Vec<String>> {
    match query::history(log, &register(ledger, place)) {
        Ok(sayings) => Ok(sayings.iter().map(|saying| saying.value.to_string()).collect()),
        Err(StoreError::NoRecord(_)) => Ok(Vec::new()),
        Err(error) => Err(error.into()),
    }
}

fn read_dump(bytes: &[u8], heads: &mut Heads) -> Result<()> {
    let unreadable = |_| DemoError::Fault("a dump is not lines of JSON".into());
    for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
        let line: Json = serde_json::from_slice(line).map_err(unreadable)?;
        let text = |name: &str| line[name].as_str().map(str::to_owned);
        let key = (text("record").unwrap_or_default(), text("field").unwrap_or_default(), text("path"));
        let values = line["heads"].as_array().into_iter().flatten().map(|head| head["value"].to_string());
        let values: Vec<String> = values.collect();
        let all = heads.entry(key).or_default();
        all.extend(values);
        all.sort();
    }
    Ok(())
}

/// The register of a place.
pub fn register(ledger: &Ledger, place: &Place) -> Register {
    Register { record: ledger.name(place.0), field: place.1, path: place.2.clone() }
}

fn json_text(ledger: &Ledger, place: &Place, value: &Value) -> String {
    let field = entity(ledger.entity(place.0)).and_then(|entity| entity.field(place.1));
    match (field, value) {
        (Some(field), value) => to_json(&field.ty, value).to_string(),
        (None, Value::Bool(removed)) => removed.to_string(),
        (None, _) => String::new(),
    }
}

fn field_name(ledger: &Ledger, place: &Place) -> String {
    let field = entity(ledger.entity(place.0)).and_then(|entity| entity.field(place.1));
    match field {
        Some(field) => field.name.to_owned(),
        None if place.1 == VOID => "void".to_owned(),
        None => place.1.to_string(),
    }
}

/// Every dispute that a replica lists.
pub fn listed(log: &Log<'_>) -> Result<Vec<DisputeItem>> {
    let (mut all, mut after) = (Vec::new(), None);
    loop {
        let page = query::disputes(log, None, after.as_deref(), 100)?;
        all.extend(page.items);
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// Of the predicted disputes, those that a replica lists with exactly the predicted values; and how many it lists that
/// nobody predicted.
pub fn found_disputes(log: &Log<'_>, ledger: &Ledger, predicted: &[Disputed]) -> Result<(Vec<usize>, u64)> {
    let listed: Vec<Register> = listed(log)?.into_iter().map(|item| item.shown.register).collect();
    let mut found = Vec::new();
    for (at, disputed) in predicted.iter().enumerate() {
        let register = register(ledger, &disputed.place);
        if !listed.contains(&register) {
            continue;
        }
        let Some(item) = query::dispute(log, &register)? else { continue };
        let mut shown: Vec<String> = item.values.iter().map(|value| value.value.to_string()).collect();
        shown.sort();
        shown.dedup();
        let mut expected: Vec<String> =
            disputed.values.iter().map(|value| json_text(ledger, &disputed.place, value)).collect();
        expected.sort();
        if shown == expected {
            found.push(at);
        }
    }
    let predicted: Vec<Register> = predicted.iter().map(|d| register(ledger, &d.place)).collect();
    let unpredicted = listed.iter().filter(|register| !predicted.contains(register)).count();
    Ok((found, unpredicted as u64))
}

/// Whether a replica shows a value at a place and no other beside it.
pub fn shows_only(log: &Log<'_>, ledger: &Ledger, place: &Place, value: &Value) -> Result<bool> {
    let item = query::dispute(log, &register(ledger, place))?;
    let shown: Vec<String> =
        item.into_iter().flat_map(|item| item.values).map(|value| value.value.to_string()).collect();
    Ok(shown == [json_text(ledger, place, value)])
}

/// Whether two persons are one page on a replica.
pub fn are_one_page(log: &Log<'_>, one: RecordName, other: RecordName) -> Result<bool> {
    let page = query::child(log, &one)?;
    Ok(page.joined.iter().any(|link| link.record == other))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chaski::record::table::household;
    use chaski::record::{ChangeName, DeviceId};
    use chaski_service::storage::sqlite::{ServerKeys, SqliteStorage};

    #[test]
    fn a_value_that_was_saved_and_is_nowhere_is_lost_and_one_that_is_in_use_is_not_looked_for_further() {
        let folder = tempfile::tempdir().unwrap();
        let keys = ServerKeys::drawn();
        let storage = SqliteStorage::create(&folder.path().join("server.db"), &keys, "Distrito").unwrap();
        let change = ChangeName { device: DeviceId([1; 16]), number: 1 };
        let name = RecordName { device: change.device, number: 1, index: 0 };
        let mut ledger = Ledger::default();
        let phone = ledger.add_phone(&[name]);
        let house = ledger.record(name, household::ID, None);
        let said = vec![
            ((house, household::area, None), Value::Record(name), false),
            ((house, household::telephone, None), Value::text("900 000 001"), false),
        ];
        let entry = ledger.before(phone, said);
        ledger.after(entry, &[change]);
        ledger.synced(phone);

        let lost = |heads: &Heads, phone| {
            let (mut missing, mut found) = (BTreeSet::new(), Found::default());
            let result = storage.inspect(|conn| {
                check_replica(&Log::new(conn), &ledger, heads, phone, &mut missing, &mut found)
            });
            result.unwrap().unwrap();
            missing.len()
        };
        assert_eq!((lost(&Heads::new(), None), lost(&Heads::new(), Some(phone))), (2, 2));
        let key = |field: &str| (name.to_string(), field.to_owned(), None);
        let area = (key("area"), vec![format!("\"{name}\"")]);
        let telephone = |text: &str| (key("telephone"), vec![format!("\"{text}\"")]);
        assert_eq!(lost(&Heads::from([area.clone(), telephone("900 000 001")]), None), 0);
        assert_eq!(lost(&Heads::from([area, telephone("900 000 002")]), None), 1);
    }
}
