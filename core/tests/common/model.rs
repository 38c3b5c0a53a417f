//! The model: what a set of changes comes to, in some fifty lines over maps. It is written from the design's
//! sentences, not from the merge, and shares no line with it: it looks at the whole set at once, where the merge
//! alters tables change by change.

use std::collections::{BTreeMap, BTreeSet};

use chaski::change::{Change, Register};
use chaski::record::{
    ChangeName, EntityId, Owner, RecordName, VOID, Value, entity, table::code, table::verdict,
};

use super::{IN_STATE, SET_ASIDE, Saying, Sent, Stands, Tables, WAITS, register};

/// The heads of each register, the shown one first.
pub type Heads = BTreeMap<Register, Vec<(ChangeName, Saying)>>;

/// The tables of a set of changes, and the heads of its registers.
pub fn model(held: &[&Sent]) -> (Tables, Heads) {
    // What a verdict takes out may itself be a verdict, so the state is approached from nothing until it holds still.
    let mut inside = BTreeSet::new();
    for _ in 0..held.len() + 3 {
        let changes = || held.iter().map(|s| &s.change).filter(|c| inside.contains(&c.name));
        let (mut tables, heads) = fold(changes());
        let out: BTreeMap<ChangeName, Stands> =
            held.iter().filter_map(|s| Some((s.name(), taken_out(s, &tables)?))).collect();
        let mut next: BTreeSet<ChangeName> = BTreeSet::new();
        let mut records: BTreeSet<RecordName> = BTreeSet::new();
        while let Some(s) = held.iter().find(|s| {
            !next.contains(&s.name())
                && !out.contains_key(&s.name())
                && stands_on(&s.change).is_subset(&records)
        }) {
            next.insert(s.name());
            records.extend(s.change.creates().map(|c| c.record));
        }
        if next == inside {
            let stands = |n| out.get(&n).copied().unwrap_or(if next.contains(&n) { IN_STATE } else { WAITS });
            tables.standing = held.iter().map(|s| (s.name(), stands(s.name()))).collect();
            return (tables, heads);
        }
        inside = next;
    }
    panic!("these changes contradict each other without end");
}

/// The records that must be there before a change can be.
pub fn stands_on(change: &Change) -> BTreeSet<RecordName> {
    let sets = change.sets().map(|set| set.register.record);
    change.subject.into_iter().chain(sets).filter(|r| r.change() != change.name).collect()
}

fn taken_out(s: &Sent, tables: &Tables) -> Option<Stands> {
    let shows = |record, field| tables.shown.get(&register(record, field));
    let may_judge = |record: RecordName| record.device != s.name().device || record.number > s.name().number;
    let about = |record| {
        may_judge(record)
            && shows(record, verdict::device) == Some(&Value::Bytes(s.name().device.0.to_vec()))
            && shows(record, verdict::number) == Some(&Value::Int(s.name().number as i64))
            && shows(record, VOID) != Some(&Value::Bool(true))
    };
    let verdicts = tables.records.iter().filter(|(_, (id, _))| *id == verdict::ID).map(|(record, _)| *record);
    let outcomes: Vec<_> = verdicts.filter(|v| about(*v)).map(|v| shows(v, verdict::outcome)).collect();
    let accepted = outcomes.contains(&Some(&Value::Int(code::verdict_outcome::accepted)));
    (!outcomes.is_empty() && !accepted).then_some(SET_ASIDE)
}

fn owner(
    change: &Change,
    record: RecordName,
    id: EntityId,
    value: impl Fn(u64) -> Option<Value>,
) -> Option<RecordName> {
    match entity(id).map(|e| e.owner) {
        Some(Owner::District) => None,
        Some(Owner::Area(_) | Owner::Household(_)) => Some(record),
        Some(Owner::Subject(field)) => value(field)?.as_record(),
        None => change.subject,
    }
}

fn fold<'a>(changes: impl Iterator<Item = &'a Change>) -> (Tables, Heads) {
    let mut tables = Tables::default();
    let mut sayings: BTreeMap<Register, Vec<(ChangeName, Saying)>> = BTreeMap::new();
    for change in changes {
        for c in change.creates() {
            let subject = owner(change, c.record, c.entity, |field| c.values.get(&field).cloned());
            tables.records.insert(c.record, (c.entity, subject));
            let plain = c.values.iter().map(|(field, value)| (*field, None, value));
            let by_path =
                c.paths.iter().flat_map(|(f, all)| all.iter().map(|(p, v)| (*f, Some(p.clone()), v)));
            for (field, path, value) in plain.chain(by_path) {
                let (role, value) = (change.role, value.clone());
                let saying = Saying { role, depth: 0, value, replaces: Vec::new(), reason: None };
                sayings
                    .entry(Register { record: c.record, field, path })
                    .or_default()
                    .push((change.name, saying));
            }
        }
        for s in change.sets() {
            let (role, value, replaces) = (change.role, s.value.clone(), s.replaces.clone());
            let saying = Saying { role, depth: s.depth, value, replaces, reason: s.reason.clone() };
            sayings.entry(s.register.clone()).or_default().push((change.name, saying.clone()));
            tables.said.insert((s.register.clone(), change.name), saying);
        }
    }
    let mut heads = Heads::new();
    for (register, all) in sayings {
        let replaced = |(name, of): &(ChangeName, Saying)| {
            all.iter().any(|(_, other)| other.replaces.contains(name) && other.depth > of.depth)
        };
        let mut left: Vec<_> = all.iter().filter(|s| !replaced(s)).cloned().collect();
        left.sort_by_key(|(name, s)| (s.role, s.depth, name.device.0, name.number));
        left.reverse();
        tables.shown.insert(register.clone(), left[0].1.value.clone());
        if left.iter().any(|(_, s)| s.value != left[0].1.value) {
            tables.disputed.insert(register.clone(), tables.records[&register.record].1);
        }
        heads.insert(register, left);
    }
    (tables, heads)
}
