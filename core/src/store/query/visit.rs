//! The page of one visit: what was said and measured at it, and of whom. A visit is the household's; what was
//! measured of a child is the child's and links to it, so either end may be recorded elsewhere.

use std::collections::BTreeSet;

use serde::Serialize;

use super::bands::bands;
use super::disputes::{DisputeItem, disputes_of};
use super::record::{Fields, Reader, Record};
use super::view::newest_first;
use super::{AreaView, Band, FieldView, Link, RecordView, areas};
use crate::record::{RecordName, Value, table};
use crate::store::error::{Result, StoreError};
use crate::store::log::Log;

/// The answers to one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct AnswersView {
    /// Whom the answers are about.
    pub about: Option<Link>,
    /// Which form.
    pub form: Option<String>,
    /// Which version of it.
    pub form_version: Option<String>,
    /// The record of it.
    pub view: RecordView,
    /// Each answer, by question path.
    pub answers: Vec<FieldView>,
}

/// The page of one visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct VisitPage {
    /// The visit.
    pub visit: RecordName,
    /// The visit was removed.
    pub removed: bool,
    /// The household visited.
    pub household: Option<Link>,
    /// The areas that the household is in.
    pub areas: Vec<AreaView>,
    /// What to look at first.
    pub bands: Vec<Band>,
    /// Who was seen, those recorded elsewhere too.
    pub persons_seen: Vec<Link>,
    /// The visit's own record, with every field.
    pub view: RecordView,
    /// What was answered.
    pub answers: Vec<AnswersView>,
    /// What was measured.
    pub readings: Vec<RecordView>,
    /// What was given or established.
    pub services: Vec<RecordView>,
    /// What was agreed.
    pub agreements: Vec<RecordView>,
    /// Who was sent to the health post.
    pub referrals: Vec<RecordView>,
    /// What supervisors said of the visit and of what was recorded at it.
    pub reviews: Vec<RecordView>,
    /// What is disputed of the visit and of what was recorded at it.
    pub disputes: Vec<DisputeItem>,
}

/// The page of a visit. One that is not held is an error that says so; one that was removed is shown as removed.
pub fn visit(log: &Log<'_>, visit: &RecordName) -> Result<VisitPage> {
    let mut reader = Reader::new(log);
    let record = reader
        .record(*visit)?
        .filter(|record| record.entity == table::visit::ID)
        .ok_or(StoreError::NoRecord(*visit))?;
    let household = record.value(table::visit::household).and_then(Value::as_record);
    let seen = seen(&record);
    let subjects = subjects(log, visit, household, &seen)?;
    let mut at = |entity: &str| -> Result<Vec<RecordView>> {
        let statement = format!("SELECT record FROM \"r_{entity}\" WHERE visit = ?1 AND voided = 0");
        let mut views = Vec::new();
        for name in super::records(log, &statement, [visit.key().as_slice()])? {
            views.extend(reader.view(name, Fields::Assigned)?);
        }
        newest_first(&mut views, None);
        // In the order in which they were recorded.
        views.reverse();
        Ok(views)
    };
    let (readings, services) = (at("reading")?, at("service")?);
    let (agreements, referrals) = (at("agreement")?, at("referral")?);
    let mut answers = Vec::new();
    for view in at("answers")? {
        answers.extend(self::answers(&mut reader, view)?);
    }
    let mut here: BTreeSet<RecordName> = BTreeSet::from([*visit]);
    here.extend(
        [&readings, &services, &agreements, &referrals].into_iter().flatten().map(|view| view.record),
    );
    here.extend(answers.iter().map(|answers| answers.view.record));
    let (mut reviews, mut disputes) = (Vec::new(), Vec::new());
    for subject in &subjects {
        let of_subject = reader.views("review", subject)?;
        let target = |view: &RecordView| view.link("target").map(|link| link.record);
        reviews
            .extend(of_subject.into_iter().filter(|view| target(view).is_some_and(|at| here.contains(&at))));
        disputes.extend(disputes_of(log, subject)?.into_iter().filter(|item| here.contains(&item.record)));
    }
    newest_first(&mut reviews, None);
    Ok(VisitPage {
        visit: *visit,
        removed: record.is_removed(),
        household: household.map(|household| reader.link(household)).transpose()?,
        areas: household.map(|household| areas(log, &household)).transpose()?.unwrap_or_default(),
        bands: bands(&referrals, &reviews, &disputes),
        persons_seen: seen.into_iter().map(|person| reader.link(person)).collect::<Result<_>>()?,
        view: reader.view_of(&record, Fields::All)?,
        answers,
        readings,
        services,
        agreements,
        referrals,
        reviews,
        disputes,
    })
}

fn seen(record: &Record) -> Vec<RecordName> {
    match record.value(table::visit::persons_seen) {
        Some(Value::List(persons)) => persons.iter().filter_map(Value::as_record).collect(),
        _ => Vec::new(),
    }
}

/// Whose records belong to the visit: the household, who was seen, and of whom anything was recorded at it, wherever
/// they live now.
fn subjects(
    log: &Log<'_>,
    visit: &RecordName,
    household: Option<RecordName>,
    seen: &[RecordName],
) -> Result<BTreeSet<RecordName>> {
    let mut subjects: BTreeSet<RecordName> = seen.iter().copied().collect();
    if let Some(household) = household {
        subjects.insert(household);
    }
    for entity in ["answers", "reading", "service", "agreement", "referral"] {
        let recorded =
            format!("SELECT DISTINCT subject FROM \"r_{entity}\" WHERE visit = ?1 AND subject IS NOT NULL");
        subjects.extend(super::records(log, &recorded, [visit.key().as_slice()])?);
    }
    Ok(subjects)
}

/// The answers of a record of them; none where it is not held.
pub(super) fn answers(reader: &mut Reader<'_>, view: RecordView) -> Result<Option<AnswersView>> {
    let Some(record) = reader.record(view.record)? else { return Ok(None) };
    let Some(field) = record.known().and_then(|e| e.field(table::answers::answer)) else { return Ok(None) };
    let paths: Vec<String> = record
        .registers
        .keys()
        .filter(|(id, _)| *id == field.id)
        .filter_map(|(_, path)| path.clone())
        .collect();
    let answers =
        paths.iter().map(|path| reader.field(&record, Some(field), Some(path))).collect::<Result<_>>()?;
    let about = view.link("about").cloned();
    Ok(Some(AnswersView {
        about,
        form: record.text(table::answers::form),
        form_version: record.text(table::answers::form_version),
        view,
        answers,
    }))
}
