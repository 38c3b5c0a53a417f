//! What must hold at the end of a schedule, once every phone has power, a line, and nothing more to say.

use std::collections::{BTreeMap, BTreeSet};

use chaski::change::Register;
use chaski::merge::State;
use chaski::record::table::{household, person};
use chaski::record::{ChangeName, FieldId, RecordName, entity};
use chaski::store::areas::subjects_of;
use chaski::store::{Log, Standing, StoreError, dump, inbox};
use chaski::sync::message::Feed;
use chaski::words::Lang;
use chaski_service::storage::Storage;

use rusqlite::OptionalExtension;

use super::district::District;
use super::ledger::{Expect, Id, Names, Outcome, Place, Said};
use super::line::Way;
use super::read::{self, Entry};
use super::replay;
use super::tally::{Held, failed, hold};
use super::trace::short;

/// A marker and where in a record it stands.
type Key<'a> = (&'a str, FieldId, &'a Option<String>);

/// What the server made of the ledger.
pub struct Judged {
    /// Its changes.
    pub entries: Vec<Entry>,
    /// What it calls the records.
    pub names: Names,
    /// Sayings that count, and the change that says each.
    pub counted: BTreeMap<Id, ChangeName>,
}

impl District<'_> {
    /// Power, line and room for everybody, until nobody has anything new; then somebody confirms that all is back.
    pub fn heal(&mut self) -> Held {
        for phone in self.living() {
            self.phones[phone].keys.set_mood(super::keys::Mood::Works);
            self.boot(phone)?;
            self.fillings_end(phone)?;
        }
        self.comes_to_rest()?;
        if self.is_set_back()? {
            self.confirm_now()?;
            self.comes_to_rest()?;
        }
        if self.set_backs > 0 {
            // What the district says in the end it says from what it was given back.
            for phone in self.living() {
                let (device, owner) = (self.device(phone)?, self.phones[phone].owner);
                if let Some(rights) = self.server.rights(device)?.filter(|rights| !rights.stopped) {
                    self.areas[owner] = rights.areas;
                }
            }
        }
        Ok(())
    }

    fn comes_to_rest(&mut self) -> Held {
        for _ in 0..16 {
            let mut quiet = true;
            for phone in self.living() {
                let report = self.sync(phone, Way::Whole)?;
                quiet &= report.is_some_and(|r| {
                    let left = (r.acknowledged, r.received, r.departed, r.on_this_phone_only);
                    left == (0, 0, 0, 0)
                        && (r.returned, r.apart, r.server_set_back) == (0, 0, false)
                        && r.rejected.is_empty()
                });
            }
            if quiet {
                return Ok(());
            }
        }
        let mut left = Vec::new();
        for phone in self.living() {
            left.push(self.sync(phone, Way::Whole)?);
        }
        hold("sync_comes_to_rest", false, || format!("after sixteen rounds: {left:?}"))
    }

    /// Everything that must hold now.
    pub fn check(&mut self) -> Held {
        let seed = self.carried.rng.draw();
        self.server.power_cut(seed)?;
        self.acknowledged_is_durable()?;
        self.all_is_given_back()?;
        self.newer_is_kept()?;
        let judged = self.nothing_lost()?;
        self.verdicts(&judged)?;
        self.heads_and_disputes(&judged)?;
        self.only_entitled_areas_fed(&judged)?;
        self.replicas(&judged)?;
        self.lines_are_told()?;
        for phone in self.living() {
            self.cursor_is_behind(phone)?;
            self.own_came_back(phone)?;
            self.checklists_are_whole(phone)?;
            let verified = chaski::sync::verify::verify(self.phones[phone].store()?).map_err(failed)?;
            hold(
                "rebuild_equals_tables",
                verified.differing.is_empty() && verified.damaged.is_empty(),
                || format!("phone {phone}: {verified:?}"),
            )?;
            // What went with the server's memory or with an image of this phone, or of a copy, is missing, and told to be.
            let device = self.phones[phone].device;
            let was_put_back = self.phones.iter().any(|other| other.device == device && other.was_put_back);
            let lost = self.set_backs > 0 || was_put_back;
            let lost_for_good = lost && self.nobody_holds(&verified.missing)?;
            hold("numbers_without_gaps", verified.missing.is_empty() || lost_for_good, || {
                format!("phone {phone}: {verified:?}")
            })?;
            hold("cursors_are_signed", verified.unsigned_cursors.is_empty(), || {
                format!("phone {phone}: {verified:?}")
            })?;
        }
        self.feeds_are_read_to_their_ends()?;
        self.lists_as_from_nothing()?;
        replay::in_another_order(self)
    }

    /// What a phone that was tampered with said under another family's name, and that waits on the server until it can be
    /// judged. A replica that judges nothing takes it.
    pub(super) fn unjudged_offences(&self) -> Held<BTreeSet<ChangeName>> {
        let waits = |entry: &Entry| {
            entry.standing == Standing::Waits as i64
                && entry.marks.iter().any(|mark| self.ledger.offends(&mark.marker))
        };
        Ok(self.server.entries()?.into_iter().filter(waits).map(|entry| entry.name).collect())
    }

    /// Whether neither the server nor a living phone holds any of these changes.
    fn nobody_holds(&mut self, names: &[String]) -> Held<bool> {
        let names: Vec<ChangeName> = names
            .iter()
            .filter_map(|name| format!("{name}.0").parse::<RecordName>().ok())
            .map(|record| record.change())
            .collect();
        let held = |log: &Log<'_>| -> Result<bool, StoreError> {
            names.iter().try_fold(false, |any, name| Ok(any || log.held(name)?.is_some()))
        };
        if self.server.look(held)? {
            return Ok(false);
        }
        for phone in self.living() {
            if held(&self.phones[phone].store()?.log()).map_err(failed)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// Every phone stands at the end of each feed it has.
    fn feeds_are_read_to_their_ends(&mut self) -> Held {
        for phone in self.living() {
            let mut feeds = vec![Feed::Device(self.device(phone)?)];
            if !self.phones[phone].stopped {
                feeds.push(Feed::Directory);
                feeds.extend(self.leaves(phone).into_iter().map(Feed::Area));
            }
            for feed in feeds {
                let end = self.server.end(&feed.key())?;
                let log = self.phones[phone].store()?.log();
                let at: Option<i64> = log
                    .connection()
                    .prepare_cached("SELECT position FROM cursor WHERE feed = ?1")
                    .and_then(|mut statement| statement.query_row([feed.key()], |row| row.get(0)).optional())
                    .map_err(|e| failed(e.into()))?;
                hold("feeds_are_read_to_their_ends", at.unwrap_or(0) == end, || {
                    format!("phone {phone} stands at {at:?} of {feed:?}, which ends at {end}")
                })?;
            }
        }
        Ok(())
    }

    /// The supervisors' lists are what they would be if they were made from nothing.
    fn lists_as_from_nothing(&self) -> Held {
        let storage = self.server.storage();
        let kept = self.server.call(async { storage.lines_as_kept() })?;
        self.server.call(async { storage.make_lines() })?;
        let made = self.server.call(async { storage.lines_as_kept() })?;
        let differing = || {
            let only = |these: &[String], those: &[String]| -> Vec<String> {
                these.iter().filter(|line| !those.contains(line)).take(3).cloned().collect()
            };
            format!("kept {:?}, made {:?}", only(&kept, &made), only(&made, &kept))
        };
        hold("lists_as_from_nothing", kept == made, differing)
    }

    /// Every saved value is on the server, by record and field, in the state or in a list with its reason.
    fn nothing_lost(&mut self) -> Held<Judged> {
        let entries = self.server.entries()?;
        let (aside, waiting) = self.server.look(|log| {
            let aside: BTreeSet<String> = all(|after| inbox::set_aside(log, Lang::En, after, 200))?
                .into_iter()
                .filter(|item| item.why.is_some() && !item.sentence.is_empty())
                .map(|item| item.change)
                .collect();
            let waiting: BTreeSet<String> = all(|after| inbox::waiting(log, Lang::En, after, 200))?
                .into_iter()
                .map(|item| item.change)
                .collect();
            Ok((aside, waiting))
        })?;
        let mut by_key: BTreeMap<Key<'_>, Vec<(&Entry, &read::Mark)>> = BTreeMap::new();
        for entry in &entries {
            for mark in &entry.marks {
                by_key.entry((&mark.marker, mark.field, &mark.path)).or_default().push((entry, mark));
            }
        }
        let apart = self.server.look(|log| Ok(read::apart(log)?))?;
        let names = self.ledger.names_in(&entries);
        let mut counted = BTreeMap::new();
        for (id, saying) in self.ledger.sayings.iter().enumerate() {
            let outcome = self.ledger.actions[saying.action].outcome;
            let found = by_key.get(&(saying.marker.as_str(), saying.place.1, &saying.place.2));
            let found = found.map_or(&[][..], Vec::as_slice);
            if outcome == Outcome::Failed {
                hold("failed_save_leaves_nothing", found.is_empty(), || {
                    format!("{saying:?} is on the server")
                })?;
                continue;
            }
            let in_state: Vec<_> = found.iter().filter(|(entry, _)| entry.in_state()).collect();
            hold("said_once", in_state.len() < 2, || {
                let by: Vec<_> = found.iter().map(|(e, _)| (e.name.to_string(), e.standing)).collect();
                format!("{saying:?} counts {} times: {by:?}", in_state.len())
            })?;
            if let Some((entry, mark)) = in_state.first() {
                let register = Register { record: mark.record, field: mark.field, path: mark.path.clone() };
                let said = self.server.look(|log| log.assignments(&register))?;
                let kept = said
                    .iter()
                    .any(|s| s.change == entry.name && self.ledger.said(&names, &s.value) == saying.value);
                let right = self.ledger.named(&names, &mark.record) == Some(saying.place.0);
                hold("nothing_lost", kept && right, || {
                    format!("{saying:?} is in the log and not in the history")
                })?;
                counted.insert(id, entry.name);
                continue;
            }
            let listed = found.iter().any(|(entry, _)| {
                let name = entry.name.to_string();
                aside.contains(&name) || waiting.contains(&name)
            });
            let apart = self.apart.contains(&saying.marker) && apart.contains(&saying.marker);
            hold("nothing_lost", listed || apart || self.gone.contains(&saying.marker), || {
                let standing: Vec<_> = found.iter().map(|(e, _)| (e.name.to_string(), e.standing)).collect();
                format!("{saying:?} of phone {}: {standing:?}", self.ledger.actions[saying.action].phone)
            })?;
        }
        for (id, saying) in self.ledger.sayings.iter().enumerate() {
            let (at, counts) = (self.ledger.place(&saying.place), counted.contains_key(&id));
            let outcome = self.ledger.actions[saying.action].outcome;
            self.carried.trace.line(format!("{} said {at}: {outcome:?}, counts {counts}", saying.marker));
        }
        Ok(Judged { entries, names, counted })
    }

    /// What was set aside is so on its author's phone too; what could not be foreseen has a cause.
    fn verdicts(&mut self, judged: &Judged) -> Held {
        let mut late = 0;
        for entry in judged.entries.iter().filter(|entry| entry.standing == 2) {
            let awaited = self.server.look(|log| {
                let mut statement =
                    log.connection().prepare_cached("SELECT 1 FROM awaiting WHERE change = ?1")?;
                Ok(statement.exists([entry.name.key().as_slice()])?)
            })?;
            late += u64::from(awaited);
            for phone in self.living() {
                // A stopped phone is told of its own alone.
                if self.phones[phone].stopped && self.phones[phone].device != Some(entry.name.device) {
                    continue;
                }
                let store = self.phones[phone].store()?;
                let Some(held) = store.log().held(&entry.name).map_err(failed)? else { continue };
                hold("verdict_reaches_author", held.standing as i64 == 2, || {
                    format!("{} is set aside; on phone {phone} it is {:?}", entry.name, held.standing)
                })?;
            }
            hold("set_aside_only_with_a_cause", self.unsettled, || {
                format!("{} is set aside, nobody moved and no rights changed", entry.name)
            })?;
        }
        self.carried.tally.add("late verdict", late);
        for (id, saying) in self.ledger.sayings.iter().enumerate() {
            let action = &self.ledger.actions[saying.action];
            if action.outcome != Outcome::Saved {
                continue;
            }
            let counts = judged.counted.contains_key(&id);
            match action.expect {
                Expect::NoRights => {
                    hold("foreign_area_is_set_aside", !counts, || {
                        format!("{saying:?} counts without a right")
                    })?;
                }
                Expect::Offends => {
                    hold("offence_is_set_aside", !counts, || format!("{saying:?} breaks a rule and counts"))?;
                }
                Expect::Accepted => {
                    hold("accepted_counts", counts, || {
                        format!("{saying:?} was accepted and does not count")
                    })?;
                }
                Expect::Nothing => {}
            }
        }
        Ok(())
    }

    /// Heads and disputes of the server are those that follow from the ledger alone.
    fn heads_and_disputes(&mut self, judged: &Judged) -> Held {
        let mut on_server: BTreeMap<Place, (BTreeSet<Id>, bool)> = BTreeMap::new();
        let says: BTreeMap<(ChangeName, FieldId, &Option<String>, RecordName), Id> = judged
            .entries
            .iter()
            .flat_map(|entry| entry.marks.iter().map(move |mark| (entry, mark)))
            .filter_map(|(entry, mark)| {
                let id = self.ledger.saying(&mark.marker, mark.field, &mark.path)?;
                Some(((entry.name, mark.field, &mark.path, mark.record), id))
            })
            .collect();
        for area in self.template.areas.clone() {
            let dumped = self.server.call(self.server.storage().dump(area))?;
            for line in String::from_utf8_lossy(&dumped).lines() {
                let line: serde_json::Value = serde_json::from_str(line).unwrap_or_default();
                let text = |key: &str| line[key].as_str().unwrap_or_default().to_owned();
                let Ok(record) = text("record").parse::<RecordName>() else { continue };
                let Some(id) = self.ledger.named(&judged.names, &record) else { continue };
                let Some(field) = field_of(&text("entity"), &text("field")) else { continue };
                let path = line["path"].as_str().map(str::to_owned);
                let mut heads = BTreeSet::new();
                for head in line["heads"].as_array().into_iter().flatten() {
                    let change = head["change"].as_str().and_then(|name| {
                        let record: RecordName = format!("{name}.0").parse().ok()?;
                        Some(record.change())
                    });
                    heads.extend(change.and_then(|change| says.get(&(change, field, &path, record))));
                }
                on_server.insert((id, field, path), (heads, line["disputed"] == true));
            }
        }
        let disputed_rows = self.disputed_on_server(judged)?;
        for (place, _) in self.ledger.places() {
            let heads = self.ledger.heads(place, |id| judged.counted.contains_key(&id));
            let disputed = !heads.is_empty() && self.ledger.differ(&heads);
            let (at, told) = (self.ledger.place(place), self.ledger.told(&heads));
            self.carried.trace.line(format!("heads {at}: {told}, disputed {disputed}"));
            hold("every_dispute_listed", disputed_rows.contains(place) == disputed, || {
                format!(
                    "{place:?}: listed {}, the ledger's heads are {heads:?}",
                    disputed_rows.contains(place)
                )
            })?;
            let Some((found, marked)) = on_server.get(place) else { continue };
            let predicted: BTreeSet<Id> = heads.iter().copied().collect();
            let settled = heads.iter().any(|id| self.ledger.sayings[*id].settles);
            let name = if settled { "settled_stays_settled" } else { "heads_are_as_the_ledger_says" };
            hold(name, *found == predicted && *marked == disputed, || {
                format!("{place:?}: heads {found:?}, the ledger says {predicted:?}; marked {marked}")
            })?;
        }
        Ok(())
    }

    fn disputed_on_server(&self, judged: &Judged) -> Held<BTreeSet<Place>> {
        let rows = self.server.look(disputes)?;
        Ok(rows
            .into_iter()
            .filter_map(|r| Some((self.ledger.named(&judged.names, &r.record)?, r.field, r.path)))
            .collect())
    }

    /// Every subject in an area's feed was in that area at some time.
    fn only_entitled_areas_fed(&mut self, judged: &Judged) -> Held {
        let of = |id: Id, field: FieldId| -> Vec<&Said> {
            self.ledger.at(&(id, field, None)).iter().map(|id| &self.ledger.sayings[*id].value).collect()
        };
        for area in self.template.areas.clone() {
            let here = Said::Plain(chaski::record::Value::Record(area));
            for subject in self.server.fed_subjects(&area)? {
                let Some(id) = self.ledger.named(&judged.names, &subject) else { continue };
                let was_here = match self.ledger.records[id].entity {
                    household::ID => of(id, household::area).contains(&&here),
                    _ => of(id, person::household).iter().any(|house| match house {
                        Said::Record(house) => of(*house, household::area).contains(&&here),
                        Said::Plain(_) => false,
                    }),
                };
                hold("only_entitled_areas_fed", was_here, || {
                    format!("{subject} ({:?}) was never in the area {area}", self.ledger.records[id].marker)
                })?;
            }
        }
        Ok(())
    }

    /// What waits on the server for what nobody holds any more, since that was lost with a phone or by an image put back,
    /// and with the server's memory; and of whom it is. A phone that had read it as accepted goes on with it.
    pub(super) fn stranded(&mut self) -> Held<BTreeMap<ChangeName, RecordName>> {
        let waiting = self.server.look(|log| {
            let mut statement = log.connection().prepare(
                "SELECT name, subject, waits_for FROM change
                 WHERE standing = 1 AND subject IS NOT NULL AND waits_for IS NOT NULL",
            )?;
            let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            Ok(rows.collect::<rusqlite::Result<Vec<(Vec<u8>, Vec<u8>, Vec<u8>)>>>()?)
        })?;
        let mut stranded = BTreeMap::new();
        for (name, subject, record) in waiting {
            let (Some(name), Some(subject), Some(record)) =
                (ChangeName::from_key(&name), RecordName::from_key(&subject), RecordName::from_key(&record))
            else {
                continue;
            };
            let mut is_held = self.server.hash_of(&record.change())?.is_some();
            for phone in self.living() {
                let log = self.phones[phone].store()?.log();
                is_held |= log.held(&record.change()).map_err(failed)?.is_some();
            }
            if !is_held {
                stranded.insert(name, subject);
            }
        }
        Ok(stranded)
    }

    /// Every phone that holds an area holds it as the server does: the state byte by byte, the changes one by one,
    /// the disputes.
    fn replicas(&mut self, judged: &Judged) -> Held {
        let mut dumps = BTreeMap::new();
        for area in self.template.areas.clone() {
            let dump = self.server.call(self.server.storage().dump(area))?;
            self.carried.trace.line(format!("area {} holds {}", dumps.len(), short(&dump)));
            dumps.insert(area, dump);
        }
        let on_server = self.server.look(disputes)?;
        let unjudged = self.unjudged_offences()?;
        let stranded = self.stranded()?;
        for phone in self.living() {
            let device = self.device(phone)?;
            let was_tampered_with = unjudged.iter().any(|name| name.device == device);
            let owed =
                if self.phones[phone].stopped || was_tampered_with { Vec::new() } else { self.leaves(phone) };
            let store = self.phones[phone].store()?;
            let log = store.log();
            let here: BTreeSet<ChangeName> = read::entries(&log, None)
                .map_err(|e| failed(e.into()))?
                .into_iter()
                .filter(Entry::in_state)
                .map(|entry| entry.name)
                .collect();
            for area in owed {
                let subjects: BTreeSet<RecordName> =
                    subjects_of(&log, &area).map_err(failed)?.into_iter().collect();
                if stranded.values().any(|subject| subjects.contains(subject)) {
                    continue;
                }
                let mut out = Vec::new();
                dump::dump(&log, &area, &mut out).map_err(failed)?;
                hold("replicas_equal", Some(&out) == dumps.get(&area), || {
                    let there = String::from_utf8_lossy(&dumps[&area]).into_owned();
                    let here = String::from_utf8_lossy(&out).into_owned();
                    let only = |a: &str, b: &str| -> Vec<String> {
                        a.lines().filter(|l| !b.lines().any(|m| m == *l)).map(str::to_owned).collect()
                    };
                    format!(
                        "phone {phone}, area {area}\nonly on the server: {:#?}\nonly on the phone: {:#?}",
                        only(&there, &here),
                        only(&here, &there)
                    )
                })?;
                let of_area =
                    |entry: &&Entry| entry.in_state() && entry.subject.is_some_and(|s| subjects.contains(&s));
                let missing = judged.entries.iter().filter(of_area).find(|entry| !here.contains(&entry.name));
                hold("nothing_lost", missing.is_none(), || {
                    format!("phone {phone} holds {area} and not {:?}", missing.map(|e| &e.change))
                })?;
                let of = |all: &[Register]| -> BTreeSet<Register> {
                    let known =
                        |record: &RecordName| log.known(record).ok().flatten().and_then(|k| k.subject);
                    all.iter()
                        .filter(|r| known(&r.record).is_some_and(|s| subjects.contains(&s)))
                        .cloned()
                        .collect()
                };
                let (phone_has, server_has) = (of(&disputes(&log).map_err(failed)?), of(&on_server));
                hold("every_dispute_listed", phone_has == server_has, || {
                    format!("phone {phone}: {phone_has:?}, the server: {server_has:?}")
                })?;
            }
        }
        Ok(())
    }
}

/// All pages of a list.
fn all<T>(
    mut page: impl FnMut(Option<i64>) -> chaski::store::Result<chaski::store::query::Page<T, i64>>,
) -> chaski::store::Result<Vec<T>> {
    let (mut items, mut after) = (Vec::new(), None);
    loop {
        let next = page(after)?;
        items.extend(next.items);
        after = next.next;
        if after.is_none() {
            return Ok(items);
        }
    }
}

/// The registers that a replica lists as disputed.
pub fn disputes(log: &Log<'_>) -> chaski::store::Result<Vec<Register>> {
    let mut statement =
        log.connection().prepare_cached("SELECT record, field, path FROM dispute ORDER BY 1, 2, 3")?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (field, path): (i64, String) = (row.get(1)?, row.get(2)?);
        if let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            let path = (!path.is_empty()).then_some(path);
            found.push(Register { record, field: field.unsigned_abs(), path });
        }
    }
    Ok(found)
}

fn field_of(entity_name: &str, field: &str) -> Option<FieldId> {
    if field == "void" {
        return Some(chaski::record::VOID);
    }
    let id = chaski::record::entity_named(entity_name)?.id;
    Some(entity(id)?.field_named(field)?.id)
}
