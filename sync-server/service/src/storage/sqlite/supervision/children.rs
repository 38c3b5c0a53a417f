//! Children by name, and the pages of a person and of a household.

use std::collections::HashMap;

use chaski::change::Register;
use chaski::record::table::{code, household, person};
use chaski::record::{ChangeName, RecordName, table};
use chaski::store::Log;
use chaski::store::query;
use rusqlite::{OptionalExtension, params};

use super::areas::{Scope, list, literal};
use super::redaction::Redaction;
use super::rows::{LINES, count, full_name, records};
use super::{alike, child, flagged_readings, visits, words};
use crate::storage::Result;
use crate::storage::sqlite::settings::utc_offset_min;
use crate::storage::supervision::{ChildLine, ChildView, FamilyLine, HouseholdView, Slice};

/// Children, by family names and names.
pub(super) fn child_list(
    scope: &Scope<'_>,
    area: Option<&RecordName>,
    after: Option<&str>,
) -> Result<Slice<ChildLine>> {
    let log = &scope.log;
    let mine = scope.mine(area);
    let after: Option<RecordName> = after.and_then(|after| after.parse().ok());
    let sort = after.map(|person| sort_of(log, &person)).transpose()?;
    let place = match &after {
        Some(person) => format!("AND (sort, person) > (?1, {})", literal(person)),
        None => "AND ?1 IS ?1".into(),
    };
    let arms: Vec<String> = mine
        .iter()
        .map(|area| {
            format!(
                "SELECT * FROM (SELECT person, sort FROM child_line INDEXED BY child_sort WHERE area = {} {place}
                 ORDER BY sort, person LIMIT {})",
                literal(area),
                LINES + 1
            )
        })
        .collect();
    if arms.is_empty() {
        return Ok(Slice { items: Vec::new(), next: None, total: Default::default() });
    }
    let done = code::visit_outcome::done;
    let mut statement = log.connection().prepare_cached(&format!(
        "SELECT p.record, p.given_names, p.family_names, p.sex, p.birth_date, p.household, h.known_as,
           (SELECT day FROM visit_line l INDEXED BY line_household WHERE l.household = p.household AND l.outcome = {done}
            ORDER BY day DESC, visit DESC LIMIT 1),
           EXISTS (SELECT 1 FROM dispute d JOIN dispute_line l
             ON l.record = d.record AND l.field = d.field AND l.path = d.path WHERE d.subject = p.record)
         FROM (SELECT * FROM ({}) ORDER BY sort, person LIMIT {}) AS c CROSS JOIN r_person p ON p.record = c.person
         LEFT JOIN r_household h ON h.record = p.household ORDER BY c.sort, c.person",
        arms.join(" UNION ALL "),
        LINES + 1
    ))?;
    let mut rows = statement.query([sort.flatten()])?;
    let mut items: Vec<ChildLine> = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(person) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
        let household: Option<Vec<u8>> = row.get(5)?;
        items.push(ChildLine {
            person,
            name: full_name(row.get(1)?, row.get(2)?),
            sex: words::choice(code::sex::ALL, row.get(3)?),
            birth_date: row.get(4)?,
            household: household.and_then(|key| RecordName::from_key(&key)),
            family: row.get(6)?,
            last_visit: row.get(7)?,
            disputed: row.get(8)?,
        });
    }
    let more = items.len() > LINES;
    items.truncate(LINES);
    let next = items.last().filter(|_| more).map(|last| last.person.to_string());
    let total = count(log, &format!("SELECT person FROM child_line WHERE area IN {}", list(&mine)), [])?;
    Ok(Slice { items, next, total })
}

/// Families of one area and those below it, by name, each with the heads of its area.
pub(super) fn family_list(
    scope: &Scope<'_>,
    area: &RecordName,
    after: Option<&str>,
) -> Result<Slice<FamilyLine>> {
    let log = &scope.log;
    let mine = scope.mine(Some(area));
    if !mine.contains(area) {
        return Ok(Slice { items: Vec::new(), next: None, total: Default::default() });
    }
    let page = query::families(log, Some(area), after, LINES)?;
    let households: Vec<RecordName> = page.items.iter().map(|family| family.household).collect();
    let mut heads = heads_of_areas(log, &households)?;
    let items = page
        .items
        .into_iter()
        .map(|family| FamilyLine {
            household: family.household,
            name: family.known_as.or(family.family_names),
            code: family.code,
            seen: heads.remove(&family.household).unwrap_or_default(),
        })
        .collect();
    let total = count(
        log,
        &format!("SELECT record FROM r_household WHERE voided = 0 AND area IN {}", list(&mine)),
        [],
    )?;
    Ok(Slice { items, next: page.next, total })
}

/// The heads of the area of each of these households, as moving it takes them back.
pub(super) fn heads_of_areas(
    log: &Log<'_>,
    households: &[RecordName],
) -> Result<HashMap<RecordName, Vec<ChangeName>>> {
    let register = |record: &RecordName| Register { record: *record, field: household::area, path: None };
    let registers: Vec<Register> = households.iter().map(register).collect();
    let listed = query::listed(log, &registers)?;
    Ok(listed.into_iter().map(|item| (item.record, item.shown.all)).collect())
}

/// Where a person stands in the list, or would.
fn sort_of(log: &Log<'_>, person: &RecordName) -> Result<Option<String>> {
    Ok(log
        .connection()
        .prepare_cached("SELECT given_names, family_names FROM r_person WHERE record = ?1")?
        .query_row([person.key().as_slice()], |row| {
            Ok((row.get::<_, Option<String>>(0)?, row.get::<_, Option<String>>(1)?))
        })
        .optional()?
        .map(|(given, family)| child::sort(given.as_deref(), family.as_deref())))
}

/// The page of a person.
pub(super) fn child_view(scope: &Scope<'_>, person: &RecordName) -> Result<Option<ChildView>> {
    if !scope.is_here(person, person::ID)? {
        return Ok(None);
    }
    let log = &scope.log;
    let mut page = query::child(log, person)?;
    Redaction::of(scope).child(&mut page)?;
    let household = page.household.as_ref().filter(|link| !link.recorded_elsewhere).map(|link| link.record);
    let visits = match household {
        Some(household) => visits::of_household(log, &household)?,
        None => Vec::new(),
    };
    let mut records = vec![page.view.record];
    for views in [
        &page.readings,
        &page.services,
        &page.consents,
        &page.referrals,
        &page.agreements,
        &page.pregnancies,
        &page.reviews,
    ] {
        records.extend(views.iter().map(|view| view.record));
    }
    records.extend(page.caregivers.iter().map(|caregiver| caregiver.view.record));
    records.extend(removed_of(log, person)?);
    let history = visits::history_of(log, &records)?;
    let alike = alike::of(scope, person)?;
    let growth = query::growth(&page, utc_offset_min(log)?, flagged_readings::rules(log)?);
    Ok(Some(ChildView { page, growth, visits, history, alike }))
}

/// Records of a person that were removed: they are on no page, and in its history.
fn removed_of(log: &Log<'_>, person: &RecordName) -> Result<Vec<RecordName>> {
    let arms: Vec<String> = table::ENTITIES
        .iter()
        .filter(|e| matches!(e.owner, chaski::record::Owner::Subject(_)))
        .map(|e| {
            format!("SELECT record FROM {} WHERE subject = ?1 AND voided = 1", chaski::record::sql::table(e))
        })
        .collect();
    records(log, &arms.join(" UNION ALL "), params![person.key().as_slice()])
}

/// The page of a household.
pub(super) fn household_view(scope: &Scope<'_>, household: &RecordName) -> Result<Option<HouseholdView>> {
    if !scope.is_here(household, household::ID)? {
        return Ok(None);
    }
    let mut page = query::household(&scope.log, household)?;
    Redaction::of(scope).household(&mut page)?;
    let visits = visits::of_household(&scope.log, household)?;
    let below = scope.areas.below(&scope.viewer.areas);
    let areas = below.into_iter().filter(|(_, _, leaf)| *leaf).map(|(area, name, _)| (area, name)).collect();
    Ok(Some(HouseholdView { page, visits, areas }))
}
