//! Families of areas that were divided: those who lived there then, and those whom a phone recorded there before it had
//! heard. They stand in the feed of the whole area until a supervisor gives each its part.

use chaski::record::RecordName;

use super::areas::{Scope, list as names, literal};
use super::children::heads_of_areas;
use super::rows::{LINES, count};
use crate::storage::Result;
use crate::storage::supervision::{Count, FamilyLine, Slice, Unplaced};

fn statement(scope: &Scope<'_>, condition: &str) -> String {
    let within = names(&scope.areas.divided(&scope.mine(None)));
    format!(
        "SELECT record, area, known_as FROM r_household WHERE voided = 0 AND area IN {within} {condition}"
    )
}

/// How many there are.
pub(super) fn total(scope: &Scope<'_>) -> Result<Count> {
    count(&scope.log, &statement(scope, ""), [])
}

/// The families, in the order of their names of record.
pub(super) fn list(scope: &Scope<'_>, after: Option<&str>) -> Result<Slice<Unplaced>> {
    let after: Option<RecordName> = after.and_then(|after| after.parse().ok());
    let after = after.map_or_else(String::new, |after| format!("AND record > {}", literal(&after)));
    let sql = statement(scope, &format!("{after} ORDER BY record LIMIT {}", LINES + 1));
    let mut statement = scope.log.connection().prepare(&sql)?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        let record = |column: usize| -> Result<Option<RecordName>> {
            Ok(row.get::<_, Option<Vec<u8>>>(column)?.and_then(|key| RecordName::from_key(&key)))
        };
        let (Some(household), Some(area)) = (record(0)?, record(1)?) else { continue };
        found.push((household, area, row.get(2)?));
    }
    let more = found.len() > LINES;
    found.truncate(LINES);
    let households: Vec<RecordName> = found.iter().map(|(household, ..)| *household).collect();
    let mut heads = heads_of_areas(&scope.log, &households)?;
    let items: Vec<Unplaced> = found
        .into_iter()
        .map(|(household, area, name)| {
            let seen = heads.remove(&household).unwrap_or_default();
            let family = FamilyLine { household, name, code: household.paper_code(), seen };
            Unplaced { family, area: scope.areas.name(&area) }
        })
        .collect();
    let next = items.last().filter(|_| more).map(|last| last.family.household.to_string());
    Ok(Slice { items, next, total: total(scope)? })
}
