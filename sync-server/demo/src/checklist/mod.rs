//! The checklist of a visit as a phone of the demo fills it: begun, answered question by question, each answer on the disk before the
//! next, finished as a visit; and opened again to correct what was typed wrong. What was typed is looked for in what was saved; what
//! else was saved, the ledger takes down from the changes. Knows the questions as they come, and no family.

mod answers;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chaski::change::content::ContentName;
use chaski::filling::{Filling, FillingError, Finishing, finished, forms};
use chaski::forms::definition::DefId;
use chaski::forms::session::screen::{Next, Question};
use chaski::forms::session::{Host, Session};
use chaski::record::json::{answer_text, to_json};
use chaski::record::schema::Type;
use chaski::record::table::{answers as given, reading, visit};
use chaski::record::{ChangeName, RecordName};
use chaski::store::query::{self, Known};
use chaski::store::{Log, Store};
use chaski::words::Lang;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

use super::district::UTC_OFFSET_MIN;
use super::error::{DemoError, Result};
use super::ledger::{Ledger, Rec};
use super::phone::{Phone, StoryClock, Values};
pub use answers::Found;

/// The language in which it is filled.
const LANG: Lang = Lang::Es;

/// The question that takes the weight.
pub const WEIGHT: &str = "measures/weight_kg";

/// A checklist that was finished.
#[derive(Debug, Clone, Copy)]
pub struct Filled {
    /// The visit.
    pub visit: Rec,
    /// Its answers.
    pub answers: Rec,
    /// What was measured, if the checklist asked for it.
    pub reading: Option<Rec>,
}

/// Fills a checklist about a child; it is finished at this time, and the app knows this of the visit. Nothing comes of one that does
/// not ask for what must be said, or refuses the weight that was written down.
pub fn fill(
    phone: &mut Phone,
    ledger: &mut Ledger,
    (content, about): (ContentName, Rec),
    found: &Found,
    (ended_s, known): (i64, Values),
) -> Result<Option<Filled>> {
    let (number, clock, person) = (phone.number, phone.clock.clone(), ledger.name(about));
    let store = phone.store()?;
    let form = forms::form(store, &content)?;
    let host = Door::of(&store.log(), (person, &form.id), clock.clone(), None)?;
    let language = form.texts.language_of(LANG.tag());
    let mut filling = Filling::begin(store, person, content, Box::new(host), language)?;
    if !asks_for_all(filling.session(), found) {
        store.drop_draft(&filling.head().id)?;
        return Ok(None);
    }
    let typed = answer_all(&mut filling, store, found)?;
    if found.must_weigh && !typed.contains_key(WEIGHT) {
        store.drop_draft(&filling.head().id)?;
        return Ok(None);
    }
    clock.set(ended_s);
    let before = store.author()?;
    filling.finish(store, Finishing { known, ..Finishing::default() })?;
    let changes =
        (before.next..store.author()?.next).map(|number| ChangeName { device: before.device, number });
    let changes: Vec<ChangeName> = changes.collect();
    holds_what_was_typed(&store.log(), &changes, &typed)?;
    let made = take_down(number, &store.log(), ledger, &changes)?;
    let of = |entity| made.iter().copied().find(|rec| ledger.entity(*rec) == entity);
    let none = || DemoError::Fault("a checklist was finished and is no visit".into());
    Ok(Some(Filled {
        visit: of(visit::ID).ok_or_else(none)?,
        answers: of(given::ID).ok_or_else(none)?,
        reading: of(reading::ID),
    }))
}

/// Opens a finished checklist again and answers one of its questions otherwise.
pub fn correct(
    phone: &mut Phone,
    ledger: &mut Ledger,
    answers: Rec,
    (question, text): (&str, &str),
    reason: &str,
) -> Result<()> {
    let (number, clock, answers) = (phone.number, phone.clock.clone(), ledger.name(answers));
    let store = phone.store()?;
    let of = finished(store, &answers)?;
    let host = Door::of(&store.log(), (of.subject, &of.form), clock, Some(of.finished_s))?;
    let mut again = Filling::reopen(store, answers, None, Box::new(host), None)?;
    let path = format!("/{}/{question}", root(again.session()));
    again.answer(store, &path, text)?;
    let before = store.author()?;
    again.finish(store, Finishing { reason: Some(reason), ..Finishing::default() })?;
    let changes =
        (before.next..store.author()?.next).map(|number| ChangeName { device: before.device, number });
    take_down(number, &store.log(), ledger, &changes.collect::<Vec<_>>()).map(drop)
}

/// Answers every question as it comes; what was typed, by the path of its question.
fn answer_all(filling: &mut Filling, store: &mut Store, found: &Found) -> Result<BTreeMap<String, String>> {
    let (mut typed, mut asked) = (BTreeMap::new(), BTreeSet::new());
    while let Some(screen) = filling.session().screen() {
        let next = screen
            .questions
            .into_iter()
            .find(|question| !question.readonly && !asked.contains(&question.path));
        if let Some(question) = next {
            let text = accepted(filling, store, &question, answers::answer(&question, found))?;
            if !text.is_empty() {
                typed.insert(within(&question.path).to_owned(), text);
            }
            asked.insert(question.path);
            continue;
        }
        match filling.forward(store)? {
            Next::Screen { .. } => {}
            Next::End => break,
            Next::Stays { not_valid } => {
                return Err(DemoError::Story(format!(
                    "the checklist does not take {}",
                    not_valid.join(", ")
                )));
            }
        }
    }
    Ok(typed)
}

/// Answers a question, and takes back what it refuses: a figure that cannot be right for the age that the phone knows.
fn accepted(filling: &mut Filling, store: &mut Store, question: &Question, text: String) -> Result<String> {
    filling.answer(store, &question.path, &text).map_err(|error| match error {
        FillingError::Refused(why) => {
            DemoError::Story(format!("{} does not take {text}: {why}", question.path))
        }
        stopped => stopped.into(),
    })?;
    let session = filling.session();
    let is_refused = session.find(&question.path).is_some_and(|node| session.not_valid(node).is_some());
    if !is_refused || text.is_empty() || question.required {
        return Ok(text);
    }
    filling.answer(store, &question.path, "")?;
    Ok(String::new())
}

/// Whether it asks for everything that the story must have said.
fn asks_for_all(session: &Session, found: &Found) -> bool {
    let asks = |name: &str| {
        let node = session.find(&format!("/{}/{name}", root(session)));
        node.is_some_and(|node| session.value(node) == "1")
    };
    !found.must_weigh || asks("ask_weight") && (!found.taken.swollen || asks("ask_oedema"))
}

/// An error unless the answers that were saved are those that were typed, each and no other.
fn holds_what_was_typed(
    log: &Log<'_>,
    changes: &[ChangeName],
    typed: &BTreeMap<String, String>,
) -> Result<()> {
    let mut saved = BTreeMap::new();
    for name in changes {
        let Some((change, _)) = log.change(name)? else { continue };
        let paths = change.creates().filter_map(|create| create.paths.get(&given::answer)).flatten();
        saved.extend(paths.map(|(path, value)| (path.clone(), answer_text(&to_json(&Type::ByPath, value)))));
    }
    match &saved == typed {
        true => Ok(()),
        false => Err(DemoError::Fault("a checklist holds other answers than were typed".into())),
    }
}

/// Writes down what changes say; the records that they made.
fn take_down(phone: usize, log: &Log<'_>, ledger: &mut Ledger, changes: &[ChangeName]) -> Result<Vec<Rec>> {
    let (mut said, mut made) = (Vec::new(), Vec::new());
    for name in changes {
        let lost = || DemoError::Fault("a change that was saved is not there".into());
        let (change, _) = log.change(name)?.ok_or_else(lost)?;
        let subject = change.subject.and_then(|subject| ledger.find(subject));
        for create in change.creates() {
            let rec = ledger.record(create.record, create.entity, subject);
            made.push(rec);
            said.extend(
                create.values.iter().map(|(field, value)| ((rec, *field, None), value.clone(), false)),
            );
            for (field, by_path) in create.paths {
                let place = |path: &String| (rec, *field, Some(path.clone()));
                said.extend(by_path.iter().map(|(path, value)| (place(path), value.clone(), false)));
            }
        }
        for set in change.sets() {
            let rec = ledger.find(set.register.record).ok_or_else(lost)?;
            said.push(((rec, set.register.field, set.register.path.clone()), set.value.clone(), false));
        }
    }
    let entry = ledger.before(phone, said);
    ledger.after(entry, changes);
    Ok(made)
}

fn root(session: &Session) -> &str {
    let form = session.form();
    form.names.name(form.node(DefId(0)).name)
}

/// The path of a question without the name of its form.
fn within(path: &str) -> &str {
    path.splitn(3, '/').nth(2).unwrap_or_default()
}

/// The phone at a door: the story's time, and what the record knows of whom the checklist is about.
struct Door {
    clock: Arc<StoryClock>,
    at_s: Option<i64>,
    known: String,
}

impl Door {
    fn of(
        log: &Log<'_>,
        (person, form): (RecordName, &str),
        clock: Arc<StoryClock>,
        at_s: Option<i64>,
    ) -> Result<Door> {
        let mut door = Door { clock, at_s, known: String::new() };
        door.known = query::as_instance(&known(log, person, form, door.now().date_naive())?);
        Ok(door)
    }
}

impl Host for Door {
    fn now(&self) -> DateTime<FixedOffset> {
        let now_s = self.at_s.unwrap_or_else(|| self.clock.wall_s());
        let utc = DateTime::from_timestamp(now_s, 0).unwrap_or_default();
        FixedOffset::east_opt(UTC_OFFSET_MIN * 60).map_or(utc.fixed_offset(), |here| utc.with_timezone(&here))
    }

    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        UTC_OFFSET_MIN * 60
    }

    fn seed(&self) -> u64 {
        1
    }

    fn instance(&self, id: &str) -> Option<String> {
        (id == "contact-summary").then(|| self.known.clone())
    }
}

/// What the record knows, but for months: here each has 30.4375 days, since those of the calendar would let the same story go
/// otherwise on another day on which it is told.
fn known(log: &Log<'_>, person: RecordName, form: &str, today: NaiveDate) -> Result<Known> {
    let asked = query::Asked { today, utc_offset_min: UTC_OFFSET_MIN, form, lang: LANG };
    let mut known = query::known(log, &person, asked)?;
    let age_days: Option<i64> = known.get("age_days").and_then(|days| days.parse().ok());
    for name in ["age_months", "vaccine_last_months"] {
        known.remove(name);
    }
    let Some(age_days) = age_days else { return Ok(known) };
    let months = |days: i64| (days * 10_000 / 304_375).to_string();
    known.insert("age_months".into(), months(age_days));
    let services = query::child(log, &person)?.services;
    let vaccines = services.iter().filter(|service| service.word("kind") == Some("vaccine"));
    let on = vaccines.filter_map(|one| one.field("on")?.value.as_str()?.parse::<NaiveDate>().ok()).max();
    known.extend(on.map(|on| ("vaccine_last_months".into(), months(age_days - (today - on).num_days()))));
    Ok(known)
}
