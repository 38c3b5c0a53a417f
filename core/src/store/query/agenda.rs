//! What is to be done next: visits that were agreed and whose day has come near, households that were not visited for long, referrals that are
//! still open. Knows the projected tables; what is late and what is due soon, whoever shows it says.

use rusqlite::{OptionalExtension, params};

use super::{Page, bounded, choice, full_name, record_in, records};
use crate::record::table::code::{person_kind, visit_outcome};
use crate::record::table::person;
use crate::record::{ChangeName, RecordName};
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::related::open_referral;
use crate::store::releases;

/// How a household is named on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HouseholdTitle {
    /// The family names of its first child, or of the first person who has any.
    pub family_names: Option<String>,
    /// The name by which neighbours know it.
    pub known_as: Option<String>,
    /// How to get there.
    pub reference: Option<String>,
}

/// A visit that was agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// The household.
    pub household: RecordName,
    /// The visit at which it was agreed.
    pub visit: RecordName,
    /// The day, as exactly as it is known.
    pub on: String,
}

/// The day of a visit, in words of `r_visit` under this name.
fn day_of(visit: &str) -> String {
    format!("coalesce({visit}.\"on\", date({visit}.begun, 'unixepoch'), '')")
}

/// That a visit is not merely planned.
fn was_made(visit: &str) -> String {
    format!("{visit}.voided = 0 AND {visit}.outcome_is IS NOT {}", visit_outcome::planned)
}

/// The next visits that were agreed with households until a day, the soonest first: what the last visit to each says. `until` is `2026-11-24`.
pub fn agreed(log: &Log<'_>, until: &str, limit: usize) -> Result<Vec<Agreed>> {
    let (made, later, day, other) = (was_made("v"), was_made("w"), day_of("v"), day_of("w"));
    let statement = format!(
        "SELECT v.subject, v.record, v.next_date FROM r_visit v JOIN r_household h ON h.record = v.subject
         WHERE v.next_date <= ?1 AND {made} AND h.voided = 0 AND NOT EXISTS
           (SELECT 1 FROM r_visit w WHERE w.subject = v.subject AND {later} AND ({other}, w.record) > ({day}, v.record))
         ORDER BY v.next_date, v.record LIMIT ?2"
    );
    let mut statement = log.conn.prepare_cached(&statement)?;
    let mut rows = statement.query(params![until, bounded(limit) as i64])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let (Some(household), Some(visit)) = (record_in(row, 0)?, record_in(row, 1)?) else { continue };
        found.push(Agreed { household, visit, on: row.get(2)? });
    }
    Ok(found)
}

/// Households whose last visit was made before a day, or that were registered before it and never visited, by name of the record; `after` is
/// what the page before gave. A page may hold fewer than `limit`.
pub fn not_visited_since(
    log: &Log<'_>,
    day: &str,
    after: Option<RecordName>,
    limit: usize,
) -> Result<Page<RecordName, RecordName>> {
    let limit = bounded(limit);
    let (made, on) = (was_made("v"), day_of("v"));
    let done = format!("FROM r_visit v WHERE {made} AND v.outcome_is IS {}", visit_outcome::done);
    let statement = format!(
        "SELECT h.record FROM r_household h WHERE h.voided = 0 AND h.record > ?2 AND NOT EXISTS
           (SELECT 1 {done} AND v.subject = h.record AND {on} >= ?1)
         ORDER BY h.record LIMIT ?3"
    );
    let ever = format!("SELECT 1 {done} AND v.subject = ?1");
    let after = after.map_or_else(Vec::new, |after| after.key().to_vec());
    let mut items = records(log, &statement, params![day, after, limit as i64 + 1])?;
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().copied().filter(|_| more);
    let mut long_known = Vec::with_capacity(items.len());
    for household in items {
        let name = ChangeName { device: household.device, number: household.number };
        let registered = log.change(&name)?.map(|(change, _)| releases::day_of(change.wall_s));
        let lately = registered.is_some_and(|registered| registered.as_str() >= day);
        // One that was registered lately with a visit of long ago was visited long ago.
        if !lately || log.conn.prepare_cached(&ever)?.exists([household.key().as_slice()])? {
            long_known.push(household);
        }
    }
    Ok(Page { items: long_known, next })
}

/// Households with a child who was born after a day.
pub fn with_child_born_after(log: &Log<'_>, day: &str) -> Result<Vec<RecordName>> {
    let statement = format!(
        "SELECT DISTINCT household FROM r_person WHERE voided = 0 AND kind = {} AND birth_date > ?1 ORDER BY household",
        person_kind::child
    );
    records(log, &statement, [day])
}

/// Households with a pregnant woman.
pub fn with_pregnant(log: &Log<'_>) -> Result<Vec<RecordName>> {
    let statement = format!(
        "SELECT DISTINCT household FROM r_person WHERE voided = 0 AND kind = {} ORDER BY household",
        person_kind::pregnant
    );
    records(log, &statement, [])
}

/// The last visit to a household of a day at which nothing was answered about somebody yet, of those that this worker recorded: a checklist of one more
/// person of the house belongs to it.
pub fn visit_to_join(
    log: &Log<'_>,
    household: &RecordName,
    day: &str,
    worker: &RecordName,
    about: &RecordName,
) -> Result<Option<RecordName>> {
    let statement = format!(
        "SELECT v.record FROM r_visit v WHERE v.subject = ?1 AND v.voided = 0 AND v.outcome_is IS {} AND v.\"on\" = ?2
           AND EXISTS (SELECT 1 FROM r_answers a WHERE a.visit = v.record AND a.voided = 0)
           AND NOT EXISTS (SELECT 1 FROM r_answers a WHERE a.visit = v.record AND a.subject = ?3 AND a.voided = 0)
         ORDER BY v.record DESC",
        visit_outcome::done
    );
    let (household, about) = (household.key(), about.key());
    for visit in records(log, &statement, params![household.as_slice(), day, about.as_slice()])? {
        let made = log.change(&visit.change())?;
        if made.is_some_and(|(change, _)| change.author == Some(*worker)) {
            return Ok(Some(visit));
        }
    }
    Ok(None)
}

/// Referrals of which something is still waited for, the oldest first.
pub fn open_referrals(log: &Log<'_>, limit: usize) -> Result<Vec<RecordName>> {
    let statement =
        format!("SELECT record FROM r_referral WHERE {} ORDER BY sent, record LIMIT ?1", open_referral());
    records(log, &statement, [bounded(limit) as i64])
}

/// How a household is named on a list; nothing of one that is not held.
pub fn household_title(log: &Log<'_>, household: &RecordName) -> Result<HouseholdTitle> {
    let key = household.key();
    let mut title = log
        .conn
        .prepare_cached("SELECT known_as, reference FROM r_household WHERE record = ?1")?
        .query_row([key.as_slice()], |row| {
            Ok(HouseholdTitle { family_names: None, known_as: row.get(0)?, reference: row.get(1)? })
        })
        .optional()?
        .unwrap_or_default();
    title.family_names = log
        .conn
        .prepare_cached(&format!(
            "SELECT family_names FROM r_person WHERE household = ?1 AND voided = 0 AND family_names IS NOT NULL
             ORDER BY kind IS NOT {}, record LIMIT 1",
            person_kind::child
        ))?
        .query_row([key.as_slice()], |row| row.get(0))
        .optional()?;
    Ok(title)
}

/// Who a person is on a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PersonTitle {
    /// Names.
    pub name: Option<String>,
    /// Why they are in the register.
    pub kind: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known.
    pub birth_date: Option<String>,
    /// The household, as shown.
    pub household: Option<RecordName>,
}

/// Who a person is on a list; nothing of one who is not held.
pub fn person_title(log: &Log<'_>, of: &RecordName) -> Result<PersonTitle> {
    let statement =
        "SELECT given_names, family_names, kind, sex, birth_date, household FROM r_person WHERE record = ?1";
    let mut statement = log.conn.prepare_cached(statement)?;
    let mut rows = statement.query([of.key().as_slice()])?;
    let Some(row) = rows.next()? else { return Ok(PersonTitle::default()) };
    Ok(PersonTitle {
        name: full_name(row.get(0)?, row.get(1)?),
        kind: choice(person::ID, person::kind, None, row.get(2)?),
        sex: choice(person::ID, person::sex, None, row.get(3)?),
        birth_date: row.get(4)?,
        household: record_in(row, 5)?,
    })
}
