//! Whether everything that is recorded reaches somebody: a household or a person that stands in no area's feed is on
//! the server alone, and no phone and no supervisor's page shows it.

use chaski::record::RecordName;
use chaski::store::Log;

use crate::storage::Result;

/// The households and persons in the state that stand in no feed of an area, by name. There must be none, whatever
/// phones, supervisors or the administrator do.
pub fn subjects_in_no_feed(log: &Log<'_>) -> Result<Vec<RecordName>> {
    let mut statement = log.connection().prepare_cached(
        "SELECT s.record FROM (SELECT record FROM r_household UNION ALL SELECT record FROM r_person) s
         WHERE NOT EXISTS (SELECT 1 FROM residence r JOIN r_area a ON a.record = r.area
                           WHERE r.subject = s.record AND r.left IS NULL)
         ORDER BY s.record",
    )?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(RecordName::from_key(&row.get::<_, Vec<u8>>(0)?));
    }
    Ok(found)
}
