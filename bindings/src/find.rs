//! Finding a record by what a person types: its whole name, the beginning of it, its short name, or its code on
//! paper; an area or a worker also by what it is called.

use chaski::record::name::read_paper_code;
use chaski::record::{ENTITIES, Entity, EntityId, RecordName, Type, table};
use chaski::store::shown::shown_field;
use chaski::store::{Log, StoreError, query};
use chaski::words::Lang;

use crate::error::{Failure, Inner};

/// The fewest signs of a name that are taken for its beginning.
const FEWEST_SIGNS: usize = 4;

/// What kind of record is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Kind {
    /// Any.
    Any,
    /// An area.
    Area,
    /// A worker.
    Worker,
    /// A household.
    Household,
    /// A child, or any person.
    Person,
    /// A visit.
    Visit,
}

impl Kind {
    fn entities(self) -> &'static [EntityId] {
        match self {
            Kind::Any => &[],
            Kind::Area => &[table::area::ID],
            Kind::Worker => &[table::worker::ID],
            Kind::Household => &[table::household::ID],
            Kind::Person => &[table::person::ID],
            Kind::Visit => &[table::visit::ID],
        }
    }
}

/// The record that is meant; of a household or person that left, where it went.
pub(crate) fn meant(log: &Log<'_>, text: &str, kind: Kind) -> Inner<RecordName> {
    let found = find(log, text, kind.entities());
    if !matches!(kind, Kind::Household | Kind::Person) {
        return found;
    }
    found.or_else(|error| {
        let code = read_paper_code(text);
        let left = query::moved(log, Lang::En)?;
        let is_meant =
            |moved: &&query::Moved| Some(&moved.code) == code.as_ref() || moved.subject.to_string() == text;
        match left.iter().find(is_meant) {
            Some(moved) if error.code == "no_record" => Err(match &moved.to {
                Some(to) => Failure::exact("moved", "to", moved.sentence.clone()).with("to", to),
                None => Failure::new("moved", moved.sentence.clone()),
            }),
            _ => Err(error),
        }
    })
}

/// The record that is meant, one of these entities (of any, if none is named).
pub(crate) fn find(log: &Log<'_>, text: &str, among: &[EntityId]) -> Inner<RecordName> {
    let is_asked = |entity: &&Entity| among.is_empty() || among.contains(&entity.id);
    let asked: Vec<&Entity> = ENTITIES.iter().filter(is_asked).collect();
    let found = all(log, text.trim(), &asked)?;
    match found.as_slice() {
        [(record, _)] => Ok(*record),
        [] => Err(not_found(log, text.trim(), &asked)?),
        several => Err(Failure::new("ambiguous", format!("{} records are called so", several.len()))),
    }
}

/// The entity of a record that is in the state.
pub(crate) fn entity_of(log: &Log<'_>, record: RecordName) -> Inner<&'static Entity> {
    use chaski::merge::State;
    let known = log.known(&record)?.and_then(|known| chaski::record::entity(known.entity));
    Ok(known.ok_or(StoreError::NoRecord(record))?)
}

fn all<'e>(log: &Log<'_>, text: &str, among: &[&'e Entity]) -> Inner<Vec<(RecordName, &'e Entity)>> {
    let mut found = Vec::new();
    if let Some(code) = read_paper_code(text) {
        for entity in among {
            let records = query::every(log, entity)?;
            found.extend(records.into_iter().filter(|r| r.paper_code() == code).map(|r| (r, *entity)));
        }
    }
    if found.is_empty()
        && let Some(wanted) = Beginning::read(text)
    {
        for entity in among {
            let records = query::named_between(log, entity, &wanted.from, &wanted.to)?;
            found.extend(records.into_iter().filter(|r| wanted.fits(r)).map(|r| (r, *entity)));
        }
        // The whole name of one may be the beginning of others.
        if let Some(whole) = found.iter().find(|(record, _)| wanted.is_whole(record)).copied() {
            return Ok(vec![whole]);
        }
    }
    if found.is_empty() {
        for entity in among.iter().filter(|e| [table::area::ID, table::worker::ID].contains(&e.id)) {
            for record in query::standing(log, entity)? {
                if called(log, record, entity)?.is_some_and(|name| name == text.to_lowercase()) {
                    found.push((record, *entity));
                }
            }
        }
    }
    Ok(found)
}

/// What an area or a worker is called, in small letters.
fn called(log: &Log<'_>, record: RecordName, entity: &Entity) -> Inner<Option<String>> {
    let Some(field) = entity.field_named("name") else { return Ok(None) };
    let name = shown_field(log, record, field.id)?.value;
    Ok(name.and_then(|name| name.as_text().map(|name| name.trim().to_lowercase())))
}

fn not_found(log: &Log<'_>, text: &str, asked: &[&Entity]) -> Inner<Failure> {
    let everywhere: Vec<&Entity> = ENTITIES.iter().collect();
    let wanted = words(asked.iter().map(|entity| entity.name));
    if let [(_, other)] = all(log, text, &everywhere)?.as_slice() {
        return Ok(Failure::new(
            "wrong_record",
            format!("this names a {}, where a {wanted} is asked for", in_words(other.name)),
        ));
    }
    let wanted = if asked.len() == ENTITIES.len() { "record".to_owned() } else { wanted };
    Ok(Failure::new("no_record", format!("no {wanted} on this phone has this name or code")))
}

/// A name of the table of fields as words.
pub(crate) fn in_words(name: &str) -> String {
    name.replace('_', " ")
}

fn words<'n>(names: impl Iterator<Item = &'n str>) -> String {
    names.map(in_words).collect::<Vec<_>>().join(" or ")
}

/// The entities that a field may name.
pub(crate) fn named_by(ty: &Type) -> &'static [EntityId] {
    match ty {
        Type::Record(entities) | Type::Records(entities) => entities,
        _ => &[],
    }
}

/// The beginning of a name, or a short name: part of the device, the whole number, the whole index.
struct Beginning {
    text: String,
    device: String,
    number: Option<u64>,
    index: Option<u32>,
    from: [u8; 26],
    to: [u8; 26],
}

impl Beginning {
    fn read(text: &str) -> Option<Beginning> {
        let text = text.to_ascii_lowercase();
        let mut parts = text.split('.');
        let device = parts.next()?.to_owned();
        let number = parts.next().map(str::parse).transpose().ok()?;
        let index = parts.next().map(str::parse).transpose().ok()?;
        let is_hex = device.bytes().all(|b| b.is_ascii_hexdigit());
        if parts.next().is_some() || !is_hex || !(FEWEST_SIGNS..=32).contains(&device.len()) {
            return None;
        }
        let (mut from, mut to) = ([0; 26], [0xff; 26]);
        for at in 0..16 {
            let sign = |fill: u8| -> Option<u8> {
                let pair: Vec<u8> =
                    (2 * at..2 * at + 2).map(|i| device.as_bytes().get(i).copied().unwrap_or(fill)).collect();
                u8::from_str_radix(std::str::from_utf8(&pair).ok()?, 16).ok()
            };
            (from[at], to[at]) = (sign(b'0')?, sign(b'f')?);
        }
        Some(Beginning { text, device, number, index, from, to })
    }

    fn fits(&self, record: &RecordName) -> bool {
        let short = record.device.to_hex().starts_with(&self.device)
            && self.number.is_none_or(|number| number == record.number)
            && self.index.is_none_or(|index| index == record.index);
        short || record.to_string().starts_with(&self.text)
    }

    fn is_whole(&self, record: &RecordName) -> bool {
        record.to_string() == self.text
    }
}

#[cfg(test)]
mod tests {
    use chaski::record::DeviceId;

    use super::*;

    #[test]
    fn a_short_name_and_the_beginning_of_a_name_fit_and_another_number_does_not() {
        let record = RecordName { device: DeviceId([0x3f; 16]), number: 12, index: 1 };
        for text in ["3f3f", "3F3F3f", "3f3f3f3f.12.1", "3f3f3.12", &record.to_string()] {
            assert!(Beginning::read(text).is_some_and(|b| b.fits(&record)), "{text}");
            let wanted = Beginning::read(text).unwrap();
            assert!(wanted.from <= record.key() && record.key() <= wanted.to);
        }
        for text in ["3f3e", "3f3f3f3f.13.1", "3f3f3f3f.12.0"] {
            assert!(!Beginning::read(text).is_some_and(|b| b.fits(&record)), "{text}");
        }
        for text in ["3f3", "children", "3f3f.a", "3f3f.1.2.3", ""] {
            assert!(Beginning::read(text).is_none(), "{text}");
        }
    }
}
