//! Measurements as an export holds them, a row a reading.

use chaski::record::RecordName;
use chaski::record::table::code;
use chaski::store::Log;
use chrono::NaiveDate;
use rusqlite::Row;

use crate::storage::{Measurement, NO_REGION, Result};

/// Every reading that is in the state and not removed, with what it needs of its child, its visit and its area.
pub(super) fn measurements(log: &Log<'_>) -> Result<Vec<Measurement>> {
    let mut statement = log.connection().prepare(&format!(
        "SELECT {MEASUREMENT}
         FROM r_reading r
         JOIN r_person p ON p.record = r.person
         LEFT JOIN r_household h ON h.record = p.household
         LEFT JOIN r_area a ON a.record = h.area
         LEFT JOIN r_visit v ON v.record = r.visit
         WHERE r.voided = 0 AND p.voided = 0
         ORDER BY a.name, p.record, r.record"
    ))?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        all.push(measurement(row)?);
    }
    Ok(all)
}

/// What [`measurement`] reads: of a reading `r`, its person `p`, area `a` and visit `v`.
pub(super) const MEASUREMENT: &str =
    "p.record, p.local_id, a.name, p.sex, p.birth_date, coalesce(r.\"on\", v.\"on\"), r.weight_kg, r.length_cm,
     r.length_position, r.oedema, r.head_cm, r.muac_cm, r.triceps_mm, r.subscapular_mm, a.kind";

/// A row of [`MEASUREMENT`].
pub(super) fn measurement(row: &Row<'_>) -> Result<Measurement> {
    let text = |at: usize| row.get::<_, Option<String>>(at).map(Option::unwrap_or_default);
    let number = |at: usize| row.get::<_, Option<i64>>(at);
    let person = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?);
    let id: Option<String> = row.get(1)?;
    let birth_date = text(4)?;
    let on = text(5)?;
    Ok(Measurement {
        id: id.unwrap_or_else(|| person.map(|p| p.paper_code()).unwrap_or_default()),
        region: match (text(2)?, number(14)?) {
            (name, Some(code::area_kind::other)) if name == NO_REGION => String::new(),
            (name, _) => name,
        },
        sex: number(3)?.map(|sex| sex.to_string()).unwrap_or_default(),
        age_days: age_days(&birth_date, &on).map(|days| days.to_string()).unwrap_or_default(),
        weight: text(6)?,
        lenhei: text(7)?,
        measure: match number(8)? {
            Some(code::position::lying) => "l".into(),
            Some(code::position::standing) => "h".into(),
            _ => String::new(),
        },
        oedema: match number(9)? {
            Some(code::oedema::yes) => "y".into(),
            Some(code::oedema::no) => "n".into(),
            _ => String::new(),
        },
        headc: text(10)?,
        armc: text(11)?,
        triskin: text(12)?,
        subskin: text(13)?,
    })
}

/// Days from birth to a date; `None` unless both are known to the day.
fn age_days(birth_date: &str, on: &str) -> Option<i64> {
    let day = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    Some((day(on)? - day(birth_date)?).num_days())
}
