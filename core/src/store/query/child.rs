//! The page of one child (or of any person): who they are, everything recorded of them, and what is not agreed.
//! Persons who were joined are one page; each record says whose it is.

use std::collections::BTreeMap;

use rusqlite::params;
use serde::Serialize;

use super::bands::bands;
use super::disputes::{DisputeItem, disputes_of};
use super::joined::Joined;
use super::record::{Fields, Reader, Record};
use super::view::newest_first;
use super::{AreaView, Band, FieldView, Link, PersonStatus, RecordView, areas, full_name};
use crate::pack::Step;
use crate::record::{RecordName, table};
use crate::store::error::{Result, StoreError};
use crate::store::log::Log;

/// One step of the identity ladder, from the code on paper up; the pack says which there are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct IdentityStep {
    /// Which: `code`, `local_id`, a system of identifiers, or a document that has no number.
    pub step: String,
    /// Its number, if it has one and it is known.
    pub number: Option<String>,
    /// When the document was issued, if that is recorded.
    pub issued_on: Option<String>,
    /// Whether the child has it, as far as is known.
    pub reached: bool,
}

/// Somebody who looks after the child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct CaregiverView {
    /// Who; none where nobody was named.
    pub caregiver: Option<Link>,
    /// What they are to the child.
    pub relation: Option<String>,
    /// Whether they mostly do.
    pub principal: Option<String>,
    /// The record of it.
    pub view: RecordView,
}

/// The page of one person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChildPage {
    /// The person.
    pub person: RecordName,
    /// Their code on paper.
    pub code: String,
    /// The same name for the outside world.
    pub uuid: String,
    /// The person was removed.
    pub removed: bool,
    /// Names.
    pub name: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known.
    pub birth_date: Option<String>,
    /// Where the person is, and since when.
    pub status: Option<PersonStatus>,
    /// The steps of identity, lowest first.
    pub identity: Vec<IdentityStep>,
    /// The household, perhaps recorded elsewhere.
    pub household: Option<Link>,
    /// The areas they are in; several while a move is disputed.
    pub areas: Vec<AreaView>,
    /// What to look at first.
    pub bands: Vec<Band>,
    /// Others registered apart who are the same person.
    pub joined: Vec<Link>,
    /// The person's own record, with every field.
    pub view: RecordView,
    /// Who looks after them.
    pub caregivers: Vec<CaregiverView>,
    /// What was measured, newest first.
    pub readings: Vec<RecordView>,
    /// What was received, newest first.
    pub services: Vec<RecordView>,
    /// What was answered to questions for consent, newest first.
    pub consents: Vec<RecordView>,
    /// Where they were sent, newest first.
    pub referrals: Vec<RecordView>,
    /// What was agreed, newest first.
    pub agreements: Vec<RecordView>,
    /// Pregnancies, newest first.
    pub pregnancies: Vec<RecordView>,
    /// What supervisors said of their records, newest first.
    pub reviews: Vec<RecordView>,
    /// What is disputed about them.
    pub disputes: Vec<DisputeItem>,
}

impl ChildPage {
    /// A field of the person by name.
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.view.field(name)
    }
}

/// The page of a person. One who is not held is an error that says so; one who was removed is shown as removed.
pub fn child(log: &Log<'_>, person: &RecordName) -> Result<ChildPage> {
    let mut reader = Reader::new(log);
    let record = reader
        .record(*person)?
        .filter(|record| record.entity == table::person::ID)
        .ok_or(StoreError::NoRecord(*person))?;
    let mut members = vec![*person];
    let mut joined = Vec::new();
    for other in Joined::load(log)?.group(*person) {
        if other != *person {
            let link = reader.link(other)?;
            if !link.recorded_elsewhere && !link.removed {
                members.push(other);
            }
            joined.push(link);
        }
    }
    let mut all = |entity: &str, date: Option<&str>| -> Result<Vec<RecordView>> {
        let mut found = Vec::new();
        for member in &members {
            found.extend(reader.views(entity, member)?);
        }
        newest_first(&mut found, date);
        Ok(found)
    };
    let readings = all("reading", Some("on"))?;
    let services = all("service", Some("on"))?;
    let consents = all("consent", Some("on"))?;
    let referrals = all("referral", Some("sent"))?;
    let agreements = all("agreement", None)?;
    let pregnancies = all("pregnancy", None)?;
    let reviews = all("review", None)?;
    let caregivers = all("caregiver", None)?;
    let mut disputes = Vec::new();
    for member in &members {
        disputes.extend(disputes_of(log, member)?);
    }
    let household = record.value(table::person::household).and_then(|value| value.as_record());
    Ok(ChildPage {
        person: *person,
        code: person.paper_code(),
        uuid: person.uuid().to_string(),
        removed: record.is_removed(),
        name: full_name(record.text(table::person::given_names), record.text(table::person::family_names)),
        sex: record.text(table::person::sex),
        birth_date: record.text(table::person::birth_date),
        status: PersonStatus::of(&record),
        identity: ladder(log, &record, &members)?,
        household: household.map(|household| reader.link(household)).transpose()?,
        areas: areas(log, person)?,
        bands: bands(&referrals, &reviews, &disputes),
        joined,
        view: reader.view_of(&record, Fields::All)?,
        caregivers: caregivers.into_iter().map(caregiver).collect(),
        readings,
        services,
        consents,
        referrals,
        agreements,
        pregnancies,
        reviews,
        disputes,
    })
}

fn caregiver(view: RecordView) -> CaregiverView {
    let text = |name: &str| view.word(name).map(str::to_owned);
    CaregiverView {
        caregiver: view.link("caregiver").cloned(),
        relation: text("relation"),
        principal: text("principal"),
        view,
    }
}

/// The steps of the pack's ladder, then numbers of systems that it does not name.
fn ladder(log: &Log<'_>, record: &Record, members: &[RecordName]) -> Result<Vec<IdentityStep>> {
    let numbers: BTreeMap<&str, String> = record.identifiers();
    let mut steps = Vec::new();
    for step in &log.pack()?.ladder {
        let (number, issued) = match step {
            Step::Code => (Some(record.name.paper_code()), None),
            Step::LocalId => (record.text(table::person::local_id), None),
            Step::Issued { system, document } => {
                let number = system.as_ref().and_then(|system| numbers.get(system.as_str()).cloned());
                let issued = document.as_ref().map(|document| issued(log, members, document)).transpose()?;
                (number, issued.flatten())
            }
        };
        steps.push(IdentityStep {
            step: step.name().to_owned(),
            reached: number.is_some() || issued.is_some(),
            number,
            issued_on: issued.flatten(),
        });
    }
    for (system, number) in numbers {
        if !steps.iter().any(|step| step.step == system) {
            let number = Some(number);
            steps.push(IdentityStep { step: system.to_owned(), number, issued_on: None, reached: true });
        }
    }
    Ok(steps)
}

/// Whether a document was issued to one of these, and since when, as far as that is recorded.
fn issued(log: &Log<'_>, members: &[RecordName], document: &str) -> Result<Option<Option<String>>> {
    let mut found: Option<Option<String>> = None;
    for member in members {
        let mut statement = log.conn.prepare_cached(
            "SELECT min(\"on\"), count(*) FROM r_service WHERE subject = ?1 AND document = ?2 AND voided = 0",
        )?;
        let (on, count): (Option<String>, i64) = statement
            .query_row(params![member.key().as_slice(), document], |row| Ok((row.get(0)?, row.get(1)?)))?;
        if count > 0 {
            found = Some(found.flatten().into_iter().chain(on).min());
        }
    }
    Ok(found)
}
