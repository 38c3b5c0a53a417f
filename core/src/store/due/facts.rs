//! The facts of a person, as the projected tables hold them: what is shown, what is disputed and what was removed. Knows the table of fields; judges nothing
//! but a haemoglobin, by the pack's rules.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use rusqlite::Row;

use crate::growth::haemoglobin::{self, Class, GramsPerDl};
use crate::pack::{Pack, Step};
use crate::programme::facts::{About, Source};
use crate::programme::read::VISIT;
use crate::programme::{Event, Facts};
use crate::record::RecordName;
use crate::record::table::{code, person};
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::query::{Joined, choice};
use crate::store::rows::record_in;
use crate::words::shown::{PartialDate, day_of};

/// Days from the last period to the expected birth (Naegele).
const PREGNANCY_DAYS: u64 = 280;

/// What is known of one person: as a child, and of each pregnancy.
#[derive(Debug, Default)]
pub struct OfPerson {
    /// Where they live.
    pub household: Option<RecordName>,
    /// The facts, one for each thing that packages are for.
    pub all: Vec<Facts>,
}

/// The facts of a person: as a child, and of each pregnancy that is recorded.
pub fn facts_of(log: &Log<'_>, person: &RecordName) -> Result<OfPerson> {
    let mut reading = Reading::begin(log, log.pack()?)?;
    // Persons who were joined are one.
    let shown = reading.joined.stands_for(*person);
    Ok(reading.of(&shown)?.unwrap_or_default())
}

/// What the record of a person itself says.
struct Base {
    household: Option<RecordName>,
    kind: Option<i64>,
    facts: Facts,
}

/// What is asked once for many persons.
pub(super) struct Reading<'l> {
    log: &'l Log<'l>,
    pack: &'static Pack,
    joined: Joined,
}

impl<'l> Reading<'l> {
    pub fn begin(log: &'l Log<'l>, pack: &'static Pack) -> Result<Reading<'l>> {
        Ok(Reading { log, pack, joined: Joined::load(log)? })
    }

    /// Of one person; nothing of one who is not held, was removed, is no more in the programme, or is shown under another.
    pub fn of(&mut self, of: &RecordName) -> Result<Option<OfPerson>> {
        if self.joined.stands_for(*of) != *of {
            return Ok(None);
        }
        let Some(Base { household, kind, facts: mut base }) = self.person(of)? else { return Ok(None) };
        let members = self.joined.group(*of);
        let mut events = Vec::new();
        let mut tests: Vec<(PartialDate, GramsPerDl, Option<i32>)> = Vec::new();
        for member in &members {
            let disputed = self.disputed(member)?;
            self.services(member, &disputed, &mut events, &mut tests)?;
            self.documents(member, &mut events)?;
        }
        if let Some(household) = &household {
            self.visits(household, &members, &mut events)?;
        }
        tests.sort_by_key(|(on, ..)| on.days());
        if let Some((on, g_dl, altitude_m)) = tests.last() {
            let of_home = base.altitude_m.and_then(|altitude_m| i32::try_from(altitude_m).ok());
            base.anaemia = self.anaemia(&base, *on, *g_dl, altitude_m.or(of_home));
        }
        base.known_since = self.registered(of)?;
        base.events = events;
        let mut all = Vec::new();
        if kind == Some(code::person_kind::child) {
            all.push(base.clone());
        }
        for member in &members {
            for (last_period, ended) in self.pregnancies(member)? {
                all.push(Facts { about: About::Pregnancy, birth: None, last_period, ended, ..base.clone() });
            }
        }
        Ok(Some(OfPerson { household, all }))
    }

    fn person(&self, of: &RecordName) -> Result<Option<Base>> {
        let statement = format!(
            "SELECT p.household, kind, birth_date, sex, birth_weight_g, gestational_weeks, insurance, programmes, altitude_m
             FROM r_person p LEFT JOIN r_household h ON h.record = p.household
             WHERE p.record = ?1 AND p.voided = 0 AND (p.status_is IS NULL OR p.status_is NOT IN ({}, {}))",
            code::person_status::died,
            code::person_status::aged_out
        );
        let mut statement = self.log.conn.prepare_cached(&statement)?;
        let mut rows = statement.query([of.key().as_slice()])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let facts = Facts {
            birth: date_in(row, 2)?,
            sex: choice(person::ID, person::sex, None, row.get(3)?),
            birth_weight_g: row.get(4)?,
            gestational_weeks: row.get(5)?,
            insurance: codes_in(row, 6)?,
            programmes: codes_in(row, 7)?,
            altitude_m: row.get(8)?,
            ..Facts::default()
        };
        Ok(Some(Base { household: record_in(row, 0)?, kind: row.get(1)?, facts }))
    }

    fn disputed(&self, subject: &RecordName) -> Result<BTreeSet<RecordName>> {
        let statement = "SELECT record FROM dispute WHERE subject = ?1";
        let found = crate::store::rows::records(self.log, statement, [subject.key().as_slice()])?;
        Ok(found.into_iter().collect())
    }

    fn services(
        &self,
        of: &RecordName,
        disputed: &BTreeSet<RecordName>,
        events: &mut Vec<Event>,
        tests: &mut Vec<(PartialDate, GramsPerDl, Option<i32>)>,
    ) -> Result<()> {
        let statement = "SELECT record, voided, kind, antigens, product, document, \"on\", source, haemoglobin_g_dl, haemoglobin_altitude_m
                         FROM r_service WHERE subject = ?1";
        let mut statement = self.log.conn.prepare_cached(statement)?;
        let mut rows = statement.query([of.key().as_slice()])?;
        while let Some(row) = rows.next()? {
            let Some(record) = record_in(row, 0)? else { continue };
            let removed: bool = row.get(1)?;
            let on = date_in(row, 6)?;
            let figure: Option<String> = row.get(8)?;
            let g_dl = figure.and_then(|figure| figure.parse().ok()).and_then(GramsPerDl::from_f64);
            if let (Some(on), Some(g_dl), false) = (on, g_dl, removed) {
                tests.push((on, g_dl, row.get(9)?));
            }
            events.push(Event {
                key: record.to_string(),
                kind: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
                antigens: codes_in(row, 3)?.unwrap_or_default(),
                product: row.get(4)?,
                document: row.get(5)?,
                on,
                source: source(row.get(7)?),
                removed,
                disputed: disputed.contains(&record),
            });
        }
        Ok(())
    }

    /// A number of a document says that there is one, not since when.
    fn documents(&self, of: &RecordName, events: &mut Vec<Event>) -> Result<()> {
        let statement = "SELECT path FROM r_person_identifier WHERE record = ?1 AND value IS NOT NULL";
        let mut statement = self.log.conn.prepare_cached(statement)?;
        let mut rows = statement.query([of.key().as_slice()])?;
        while let Some(row) = rows.next()? {
            let system: String = row.get(0)?;
            let document = self.pack.ladder.iter().find_map(|step| match step {
                Step::Issued { system: Some(of), document } if *of == system => document.clone(),
                _ => None,
            });
            if let Some(document) = document {
                let kind = "document".to_owned();
                events.push(Event { key: system, kind, document: Some(document), ..Event::default() });
            }
        }
        Ok(())
    }

    /// Visits at which one of them was seen.
    fn visits(
        &self,
        household: &RecordName,
        members: &BTreeSet<RecordName>,
        events: &mut Vec<Event>,
    ) -> Result<()> {
        let statement = format!(
            "SELECT record, voided, coalesce(\"on\", date(begun, 'unixepoch')), persons_seen FROM r_visit
             WHERE subject = ?1 AND outcome_is = {} AND persons_seen IS NOT NULL",
            code::visit_outcome::done
        );
        let mut statement = self.log.conn.prepare_cached(&statement)?;
        let mut rows = statement.query([household.key().as_slice()])?;
        while let Some(row) = rows.next()? {
            let Some(record) = record_in(row, 0)? else { continue };
            let seen: Vec<String> = codes_in(row, 3)?.unwrap_or_default();
            if !seen
                .iter()
                .filter_map(|name| name.parse().ok())
                .any(|name: RecordName| members.contains(&name))
            {
                continue;
            }
            events.push(Event {
                key: record.to_string(),
                kind: VISIT.to_owned(),
                on: date_in(row, 2)?,
                source: Source::Seen,
                removed: row.get(1)?,
                ..Event::default()
            });
        }
        Ok(())
    }

    fn pregnancies(&self, of: &RecordName) -> Result<Vec<(Option<PartialDate>, Option<PartialDate>)>> {
        let statement =
            "SELECT last_period, due_date, ended, outcome FROM r_pregnancy WHERE subject = ?1 AND voided = 0";
        let mut statement = self.log.conn.prepare_cached(statement)?;
        let mut rows = statement.query([of.key().as_slice()])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            let expected = match date_in(row, 1)? {
                Some(PartialDate::Day(day)) => day.checked_sub_days(Days::new(PREGNANCY_DAYS)),
                _ => None,
            };
            let last_period = date_in(row, 0)?.or(expected.map(PartialDate::Day));
            let ended = date_in(row, 2)?;
            let outcome: Option<i64> = row.get(3)?;
            // One that ended on a day that nobody said is over all the same.
            let ended = ended.or(outcome.and(last_period).map(|begun| PartialDate::Day(begun.days().0)));
            all.push((last_period, ended));
        }
        Ok(all)
    }

    /// Whether a test is one of anaemia, by the rules of its day; nothing where they give no class.
    fn anaemia(
        &self,
        facts: &Facts,
        on: PartialDate,
        g_dl: GramsPerDl,
        altitude_m: Option<i32>,
    ) -> Option<bool> {
        let PartialDate::Day(day) = on else { return None };
        let rules = self.pack.haemoglobin.as_ref()?.on(day)?;
        let gestational_weeks = facts.gestational_weeks.and_then(|weeks| u32::try_from(weeks).ok());
        let tested = haemoglobin::Person::Child { birth: facts.birth, on: Some(day), gestational_weeks };
        let class = haemoglobin::assess(g_dl, altitude_m, &tested, rules).class.ok()?;
        Some(class != Class::Normal)
    }

    /// The day on which a person was registered, by the clock of that phone.
    fn registered(&self, of: &RecordName) -> Result<Option<NaiveDate>> {
        let made = self.log.change(&of.change())?;
        Ok(made.and_then(|(change, _)| day_of(change.wall_s, 0)))
    }
}

fn source(number: Option<i64>) -> Source {
    match number {
        Some(code::service_source::seen) => Source::Seen,
        Some(code::service_source::card) => Source::Card,
        Some(code::service_source::register) => Source::Register,
        Some(code::service_source::told) => Source::Told,
        _ => Source::Unsaid,
    }
}

fn date_in(row: &Row<'_>, at: usize) -> Result<Option<PartialDate>> {
    Ok(row.get::<_, Option<String>>(at)?.and_then(|text| PartialDate::from_iso(&text)))
}

/// A list of texts, as the tables keep it; nothing where nothing is said.
fn codes_in(row: &Row<'_>, at: usize) -> Result<Option<Vec<String>>> {
    Ok(row.get::<_, Option<String>>(at)?.and_then(|text| serde_json::from_str(&text).ok()))
}
