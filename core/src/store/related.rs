//! What an act must know of the records beside the one that it is about: what was recorded at a visit, which reviews
//! stand on a record, which records say whether two persons are one, and which verdict a change has. Reads the projected
//! tables; decides nothing.

use rusqlite::params;

use super::error::Result;
use super::log::Log;
use super::query::{record_in, records};
use crate::record::table::code;
use crate::record::{ChangeName, FieldId, RecordName};

/// A visit and everything recorded at it, removed records too.
pub fn recorded_at(log: &Log<'_>, visit: &RecordName) -> Result<Vec<RecordName>> {
    let mut all = vec![*visit];
    all.extend(records(
        log,
        "SELECT record FROM r_reading WHERE visit = ?1 UNION ALL SELECT record FROM r_referral WHERE visit = ?1
         UNION ALL SELECT record FROM r_answers WHERE visit = ?1
         UNION ALL SELECT record FROM r_service WHERE visit = ?1
         UNION ALL SELECT record FROM r_agreement WHERE visit = ?1",
        [visit.key().as_slice()],
    )?);
    Ok(all)
}

/// A review that was not removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReviewRow {
    /// The review.
    pub record: RecordName,
    /// The person or household that it is about.
    pub subject: Option<RecordName>,
    /// The field that it is anchored on.
    pub field: Option<FieldId>,
    /// The path in that field.
    pub path: Option<String>,
    /// Its verdict, by number.
    pub verdict: Option<i64>,
    /// How far it is, by number.
    pub state: Option<i64>,
    /// What an acceptance saw.
    pub seen: Option<String>,
}

/// The reviews of one record, by name.
pub fn reviews_of(log: &Log<'_>, target: &RecordName) -> Result<Vec<ReviewRow>> {
    let mut statement = log.conn.prepare_cached(
        "SELECT record, subject, field, path, verdict, state, seen FROM r_review
         WHERE target = ?1 AND voided = 0 ORDER BY record",
    )?;
    let mut rows = statement.query([target.key().as_slice()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(record) = record_in(row, 0)? else { continue };
        found.push(ReviewRow {
            record,
            subject: record_in(row, 1)?,
            field: row.get::<_, Option<i64>>(2)?.map(i64::unsigned_abs),
            path: row.get(3)?,
            verdict: row.get(4)?,
            state: row.get(5)?,
            seen: row.get(6)?,
        });
    }
    Ok(found)
}

/// A referral of which something is still waited for, in words of `r_referral`: nobody closed it, or the person did not
/// arrive, or nobody knows; and no visit saw the person since.
pub fn open_referral() -> String {
    let (no, not_known) = (code::arrived::no, code::arrived::not_known);
    format!(
        "voided = 0 AND seen_at IS NULL AND
           (coalesce(arrived, 0) IN ({no}, {not_known}) OR closed_on IS NULL AND closed_by IS NULL)"
    )
}

/// Whether something is still waited for.
pub fn is_open_referral(log: &Log<'_>, referral: &RecordName) -> Result<bool> {
    let statement = format!("SELECT record FROM r_referral WHERE record = ?1 AND {}", open_referral());
    Ok(!records(log, &statement, [referral.key().as_slice()])?.is_empty())
}

/// The referrals of a person for which a worker was asked to look for them, and no visit saw them since.
pub fn sought(log: &Log<'_>, person: &RecordName) -> Result<Vec<RecordName>> {
    records(log, &sought_statement(), [person.key().as_slice()])
}

fn sought_statement() -> String {
    let open = open_referral();
    format!(
        "SELECT record FROM r_referral WHERE subject = ?1 AND sought_by IS NOT NULL AND {open} ORDER BY record"
    )
}

/// The records that joined two persons, either way round, removed ones too: whoever separated them said so there.
pub fn joins_of(log: &Log<'_>, one: &RecordName, other: &RecordName) -> Result<Vec<RecordName>> {
    records(
        log,
        "SELECT record FROM r_same_person
         WHERE subject = ?1 AND other = ?2 OR subject = ?2 AND other = ?1 ORDER BY record",
        params![one.key().as_slice(), other.key().as_slice()],
    )
}

/// The verdicts about a change, by name.
pub fn verdicts_of(log: &Log<'_>, change: &ChangeName) -> Result<Vec<RecordName>> {
    records(
        log,
        "SELECT record FROM r_verdict WHERE device = ?1 AND number = ?2 AND voided = 0 ORDER BY record",
        params![change.device.0.as_slice(), change.number as i64],
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use rusqlite::Connection;

    use super::*;
    use crate::store::schema;

    #[test]
    fn a_referral_is_open_by_the_choices_of_the_table_and_found_by_whom_it_is_about() {
        let conn = Connection::open_in_memory().unwrap();
        schema::create_log(&conn).unwrap();
        // Closed, so that arriving alone decides.
        let insert =
            "INSERT INTO r_referral (record, subject, closed_on, arrived) VALUES (?1, x'01', '2026', ?1)";
        for choice in code::arrived::ALL {
            conn.execute(insert, [choice.0]).unwrap();
        }
        let mut statement =
            conn.prepare(&format!("SELECT arrived FROM r_referral WHERE {}", open_referral())).unwrap();
        let open: Vec<i64> =
            statement.query_map([], |row| row.get(0)).unwrap().map(rusqlite::Result::unwrap).collect();
        let named = code::arrived::ALL.iter().filter(|choice| ["no", "not_known"].contains(&choice.1));
        assert_eq!(open, named.map(|choice| choice.0).collect::<Vec<_>>());

        let mut plan = conn.prepare(&format!("EXPLAIN QUERY PLAN {}", sought_statement())).unwrap();
        let steps: Vec<String> = plan
            .query_map([[1u8].as_slice()], |row| row.get(3))
            .unwrap()
            .map(rusqlite::Result::unwrap)
            .collect();
        assert!(steps[0].contains("USING INDEX i_referral_subject"), "{steps:?}");
    }
}
