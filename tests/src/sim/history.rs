//! The history of a schedule as Jepsen writes it, for a checker that is not ours: a set to which each save adds its
//! markers, and which every replica reads at the end. What the calls returned stands there, and nothing that was found
//! out since; what a replica reads comes from its log alone.
//!
//! One history is the whole district's, read on the server: there each marker is somewhere, in the state or in a list.
//! One an area holds what any replica has in that area's state, read by the server and by each phone that has the area.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::{ChangeName, RecordName};
use chaski::store::Log;
use chaski::store::areas::subjects_of;

use super::district::District;
use super::ledger::{Ledger, Outcome};
use super::read::{self, Entry};
use super::tally::{Held, failed};

/// The phase of an operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// It begins.
    Invoke,
    /// It was done.
    Ok,
    /// It was not done.
    Fail,
    /// Nobody knows.
    Info,
}

/// What an operation does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Does {
    /// Adds a marker.
    Add(String),
    /// Reads all; `None` while it does.
    Read(Option<Vec<String>>),
}

/// One line of a history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Op {
    /// Its phase.
    pub phase: Type,
    /// What it does.
    pub does: Does,
    /// Who does: one that does not know how its operation ended is not heard of again.
    pub process: usize,
}

/// A history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    /// Of which set.
    pub set: String,
    /// In their order, which is also their time: nothing in a schedule happens at once.
    pub ops: Vec<Op>,
}

/// How often a replica reads each marker.
type Found = BTreeMap<String, usize>;

/// The histories of a schedule that came to its end.
pub fn of(district: &mut District<'_>) -> Held<Vec<History>> {
    let entries = district.server.entries()?;
    let whole = found(&district.ledger, entries.iter());
    let stranded = district.stranded()?;
    let mut histories = vec![history(district, "district", &[(district.phones.len(), whole)], |_| true)];
    for (at, area) in district.template.areas.clone().iter().enumerate() {
        let server = district.server.look(|log| in_area(&district.ledger, log, area, &stranded))?;
        let mut replicas = vec![(district.phones.len(), server)];
        for phone in district.living() {
            if district.phones[phone].stopped || !district.leaves(phone).contains(area) {
                continue;
            }
            let log = district.phones[phone].store()?.log();
            replicas.push((phone, in_area(&district.ledger, &log, area, &stranded).map_err(failed)?));
        }
        let here: BTreeSet<String> = replicas.iter().flat_map(|(_, found)| found.keys().cloned()).collect();
        let name = format!("area-{at}");
        histories.push(history(district, &name, &replicas, |marker| here.contains(marker)));
    }
    Ok(histories)
}

fn in_area(
    ledger: &Ledger,
    log: &Log<'_>,
    area: &RecordName,
    stranded: &BTreeMap<ChangeName, RecordName>,
) -> chaski::store::Result<Found> {
    let subjects: BTreeSet<_> = subjects_of(log, area)?.into_iter().collect();
    let entries = read::entries(log, None)?;
    let here = |entry: &&Entry| {
        entry.in_state()
            && entry.subject.is_some_and(|s| subjects.contains(&s))
            && !stranded.contains_key(&entry.name)
    };
    Ok(found(ledger, entries.iter().filter(here)))
}

/// The markers that changes say whole, with the number of changes that do.
fn found<'e>(ledger: &Ledger, entries: impl Iterator<Item = &'e Entry>) -> Found {
    let mut whole: BTreeMap<&str, usize> = BTreeMap::new();
    ledger.sayings.iter().for_each(|saying| *whole.entry(&saying.marker).or_default() += 1);
    let mut by: BTreeMap<String, BTreeSet<ChangeName>> = BTreeMap::new();
    for entry in entries {
        let mut said: BTreeMap<&str, usize> = BTreeMap::new();
        entry.marks.iter().for_each(|mark| *said.entry(&mark.marker).or_default() += 1);
        for (marker, count) in said {
            if whole.get(marker) == Some(&count) {
                by.entry(marker.to_owned()).or_default().insert(entry.name);
            }
        }
    }
    by.into_iter().map(|(marker, names)| (marker, names.len())).collect()
}

/// What was added to a set, then two rounds of reads: what one replica has and one before it has not is missed then.
fn history(
    district: &District<'_>,
    set: &str,
    replicas: &[(usize, Found)],
    holds: impl Fn(&str) -> bool,
) -> History {
    let mut ops = Vec::new();
    // A number of its own for each marker of a save, and another when one is not heard of again.
    let mut hands: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for (id, action) in district.ledger.actions.iter().enumerate() {
        let mut markers = district.markers(id);
        markers.dedup();
        markers.retain(|marker| action.returned == Outcome::Failed || holds(marker));
        let hand = |k: usize, lost: usize| action.phone + 100 * k + 10_000 * lost;
        for (k, marker) in markers.iter().enumerate() {
            let process = hand(k, *hands.entry((action.phone, k)).or_default());
            ops.push(Op { phase: Type::Invoke, does: Does::Add(marker.clone()), process });
        }
        for (k, marker) in markers.into_iter().enumerate() {
            let lost = hands.entry((action.phone, k)).or_default();
            let process = hand(k, *lost);
            let phase = match action.returned {
                Outcome::Failed => Type::Fail,
                // Nobody has it who could give it back, or it lies apart: nobody can know.
                Outcome::Saved if !district.gone.contains(&marker) && !district.apart.contains(&marker) => {
                    Type::Ok
                }
                _ => Type::Info,
            };
            *lost += usize::from(phase == Type::Info);
            ops.push(Op { phase, does: Does::Add(marker), process });
        }
    }
    for _ in 0..2 {
        for (replica, found) in replicas {
            let process = 1_000_000 + replica;
            let all = found.iter().flat_map(|(marker, count)| vec![marker.clone(); *count]).collect();
            ops.push(Op { phase: Type::Invoke, does: Does::Read(None), process });
            ops.push(Op { phase: Type::Ok, does: Does::Read(Some(all)), process });
        }
    }
    History { set: set.to_owned(), ops }
}

impl std::fmt::Display for History {
    /// As EDN, a map a line.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (index, op) in self.ops.iter().enumerate() {
            let phase = match op.phase {
                Type::Invoke => "invoke",
                Type::Ok => "ok",
                Type::Fail => "fail",
                Type::Info => "info",
            };
            let (f_is, value) = match &op.does {
                Does::Add(marker) => ("add", format!("{marker:?}")),
                Does::Read(None) => ("read", "nil".to_owned()),
                Does::Read(Some(all)) => {
                    let all: Vec<String> = all.iter().map(|marker| format!("{marker:?}")).collect();
                    ("read", format!("[{}]", all.join(" ")))
                }
            };
            writeln!(
                f,
                "{{:index {index}, :time {}, :process {}, :type :{phase}, :f :{f_is}, :value {value}}}",
                index * 1_000_000,
                op.process
            )?;
        }
        Ok(())
    }
}
