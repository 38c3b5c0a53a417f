//! The page of one household: how to find it, who lives there, the visits made to it, what was agreed.

use rusqlite::params;
use serde::Serialize;
use serde_json::Value as Json;

use super::bands::bands;
use super::disputes::{DisputeItem, disputes_of};
use super::record::{Fields, Reader, Record, is_disputed};
use super::view::newest_first;
use super::{AreaView, Band, FieldView, Page, RecordView, areas, bounded, full_name};
use crate::record::{RecordName, Time, table};
use crate::store::areas::persons_of;
use crate::store::error::{Result, StoreError};
use crate::store::log::Log;

/// Visits that the page of a household shows; the rest is read on with [`visits`].
const FIRST_VISITS: usize = 20;

/// Where a person is, and since when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PersonStatus {
    /// Where, by the name of the choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// Since which date, as exactly as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}

/// What became of a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VisitOutcome {
    /// What, by the name of the choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// Why, in the worker's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which attempt it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<i64>,
}

/// Somebody who lives in the household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Member {
    /// The person.
    pub person: RecordName,
    /// Their code on paper.
    pub code: String,
    /// Names.
    pub name: Option<String>,
    /// Why they are in the register.
    pub kind: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known.
    pub birth_date: Option<String>,
    /// Where they are, and since when.
    pub status: Option<PersonStatus>,
    /// They live here by one of several sayings that are not agreed.
    pub move_disputed: bool,
    /// Whether something of theirs is disputed.
    pub disputed: bool,
}

/// A visit in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VisitRow {
    /// The visit.
    pub visit: RecordName,
    /// Its date, as the worker said it.
    pub on: Option<String>,
    /// When it began, by the phone's clock.
    #[serde(rename = "begun_s")]
    pub begun: Option<Time>,
    /// Why it was made.
    pub purpose: Option<String>,
    /// What became of it.
    pub outcome: Option<VisitOutcome>,
    /// Who recorded it.
    pub who: super::Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Time,
    /// How many were seen.
    pub persons_seen: u64,
}

/// The page of one household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HouseholdPage {
    /// The household.
    pub household: RecordName,
    /// Its code on paper.
    pub code: String,
    /// The same name for the outside world.
    pub uuid: String,
    /// The household was removed.
    pub removed: bool,
    /// The name by which neighbours know it.
    pub known_as: Option<String>,
    /// The areas it is in; several while a move is disputed.
    pub areas: Vec<AreaView>,
    /// What to look at first.
    pub bands: Vec<Band>,
    /// Its own record, with every field.
    pub view: RecordView,
    /// Who lives there, children first.
    pub members: Vec<Member>,
    /// The last visits, newest first.
    pub visits: Vec<VisitRow>,
    /// Where `visits` goes on; `None` if these are all.
    pub more_visits: Option<String>,
    /// What was agreed with the household, newest first.
    pub agreements: Vec<RecordView>,
    /// What supervisors said of its records, newest first.
    pub reviews: Vec<RecordView>,
    /// What is disputed about the household itself.
    pub disputes: Vec<DisputeItem>,
}

impl PersonStatus {
    pub(super) fn of(person: &Record) -> Option<PersonStatus> {
        let json = person.json(table::person::status)?;
        Some(PersonStatus { is: text_in(&json, "is"), on: text_in(&json, "on") })
    }
}

impl VisitOutcome {
    fn of(visit: &Record) -> Option<VisitOutcome> {
        let json = visit.json(table::visit::outcome)?;
        Some(VisitOutcome {
            is: text_in(&json, "is"),
            reason: text_in(&json, "reason"),
            attempt: json.get("attempt").and_then(Json::as_i64),
        })
    }
}

fn text_in(json: &Json, part: &str) -> Option<String> {
    json.get(part).and_then(Json::as_str).map(str::to_owned)
}

impl HouseholdPage {
    /// A field of the household by name.
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.view.field(name)
    }
}

/// The page of a household. One that is not held is an error that says so; one that was removed is shown as removed.
pub fn household(log: &Log<'_>, household: &RecordName) -> Result<HouseholdPage> {
    let mut reader = Reader::new(log);
    let record = reader
        .record(*household)?
        .filter(|record| record.entity == table::household::ID)
        .ok_or(StoreError::NoRecord(*household))?;
    let mut members = Vec::new();
    for person in persons_of(log, household)? {
        members.extend(member(log, &mut reader, person)?);
    }
    members.sort_by_key(|m| (m.kind.as_deref() != Some("child"), m.person));
    let visits = visits(log, household, None, FIRST_VISITS)?;
    let mut agreements = reader.views("agreement", household)?;
    let mut reviews = reader.views("review", household)?;
    let disputes = disputes_of(log, household)?;
    newest_first(&mut agreements, None);
    newest_first(&mut reviews, None);
    Ok(HouseholdPage {
        household: *household,
        code: household.paper_code(),
        uuid: household.uuid().to_string(),
        removed: record.is_removed(),
        known_as: record.text(table::household::known_as),
        areas: areas(log, household)?,
        bands: bands(&[], &reviews, &disputes),
        view: reader.view_of(&record, Fields::All)?,
        members,
        more_visits: visits.next,
        visits: visits.items,
        agreements,
        reviews,
        disputes,
    })
}

/// Visits to a household, newest first; what has no date comes last. `after` is what the page before gave as `next`.
pub fn visits(
    log: &Log<'_>,
    household: &RecordName,
    after: Option<&str>,
    limit: usize,
) -> Result<Page<VisitRow>> {
    let limit = bounded(limit);
    let after: Option<RecordName> = after.and_then(|after| after.parse().ok());
    // By the date that the worker said; a visit that only has the phone's time stands by that day.
    let date = "coalesce(\"on\", date(begun, 'unixepoch'), '')";
    let statement = format!(
        "SELECT record FROM r_visit WHERE subject = ?1 AND voided = 0 AND (?2 IS NULL OR ({date}, record) <
           (SELECT {date}, record FROM r_visit WHERE record = ?2))
         ORDER BY {date} DESC, record DESC LIMIT ?3"
    );
    let (of, after) = (household.key(), after.map(|visit| visit.key().to_vec()));
    let mut names = super::records(log, &statement, params![of.as_slice(), after, limit as i64 + 1])?;
    let more = names.len() > limit;
    names.truncate(limit);
    let next = names.last().filter(|_| more).map(ToString::to_string);
    let mut reader = Reader::new(log);
    let mut items = Vec::with_capacity(names.len());
    for name in names {
        let Some(record) = reader.record(name)? else { continue };
        let (who, _) = reader.who(&record.created.0.name, record.created.0.role)?;
        items.push(VisitRow {
            visit: name,
            on: record.text(table::visit::on),
            begun: record.value(table::visit::begun).and_then(|value| value.as_int()).map(Time),
            purpose: record.text(table::visit::purpose),
            outcome: VisitOutcome::of(&record),
            who,
            at: Time(record.created.0.wall_s),
            persons_seen: record
                .json(table::visit::persons_seen)
                .and_then(|seen| seen.as_array().map(|seen| seen.len() as u64))
                .unwrap_or(0),
        });
    }
    Ok(Page { items, next })
}

/// Somebody in a household or at a visit; `None` if they were removed or are not held.
pub(super) fn member(log: &Log<'_>, reader: &mut Reader<'_>, person: RecordName) -> Result<Option<Member>> {
    let Some(record) = reader.record(person)?.filter(|record| !record.is_removed()) else { return Ok(None) };
    Ok(Some(Member {
        person,
        code: person.paper_code(),
        name: full_name(record.text(table::person::given_names), record.text(table::person::family_names)),
        kind: record.text(table::person::kind),
        sex: record.text(table::person::sex),
        birth_date: record.text(table::person::birth_date),
        status: PersonStatus::of(&record),
        move_disputed: record.shown(table::person::household, None).disputed,
        disputed: is_disputed(log, &person)?,
    }))
}
