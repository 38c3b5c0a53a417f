//! What two people said differently, where it is decided. A dispute is in every area that its subject is in by any
//! head, so that whoever moved her away sees it too.

use chaski::change::Register;
use chaski::merge::State;
use chaski::record::{RecordName, table};
use chaski::store::Log;
use chaski::store::query::{self, DisputeItem, HistoryRow};
use rusqlite::{OptionalExtension, params};

use super::areas::{Scope, literal};
use super::rows::{LINES, count, full_name};
use crate::storage::Result;
use crate::storage::supervision::{Count, Sight, Slice};

/// A register: its values, its history, and what its subject is called.
type DisputeTold = (DisputeItem, Vec<HistoryRow>, Option<String>);

pub(super) fn total(scope: &Scope<'_>) -> Result<Count> {
    count(
        &scope.log,
        &format!(
            "SELECT DISTINCT record, field, path FROM dispute_line WHERE area IN {}",
            scope.mine_sql(None)
        ),
        [],
    )
}

/// Disputes, the oldest first; personal values are withheld.
pub(super) fn list(scope: &Scope<'_>, after: Option<&str>) -> Result<Slice<DisputeItem>> {
    let after = after.and_then(read_cursor);
    let place = match &after {
        Some((at_s, register)) => format!(
            "HAVING (max(at_s), record, field, path) > ({at_s}, {}, {}, ?1)",
            literal(&register.record),
            register.field
        ),
        None => "HAVING ?1 IS ?1".into(),
    };
    let path = after.as_ref().and_then(|(_, register)| register.path.clone()).unwrap_or_default();
    let mut statement = scope.log.connection().prepare_cached(&format!(
        "SELECT record, field, path, max(at_s) AS at FROM dispute_line WHERE area IN {} GROUP BY record, field, path
         {place} ORDER BY at, record, field, path LIMIT {}",
        scope.mine_sql(None),
        LINES + 1
    ))?;
    let mut rows = statement.query([path])?;
    let mut registers = Vec::new();
    while let Some(row) = rows.next()? {
        let path: String = row.get(2)?;
        if let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            let field = row.get::<_, i64>(1)? as u64;
            let register = Register { record, field, path: (!path.is_empty()).then_some(path) };
            registers.push((row.get::<_, i64>(3)?, register));
        }
    }
    let more = registers.len() > LINES;
    registers.truncate(LINES);
    let next = registers.last().filter(|_| more).map(|(at_s, register)| {
        let path = register.path.as_deref().unwrap_or("");
        format!("{at_s}~{}/{}/{path}", register.record, register.field)
    });
    let registers: Vec<Register> = registers.into_iter().map(|(_, register)| register).collect();
    Ok(Slice { items: query::listed(&scope.log, &registers)?, next, total: total(scope)? })
}

fn read_cursor(text: &str) -> Option<(i64, Register)> {
    let (at_s, register) = text.split_once('~')?;
    let mut parts = register.splitn(3, '/');
    let record = parts.next()?.parse().ok()?;
    let field: u32 = parts.next()?.parse().ok()?;
    let path = parts.next()?;
    let path = (!path.is_empty()).then(|| path.to_owned());
    Some((at_s.parse().ok()?, Register { record, field: field.into(), path }))
}

/// One dispute with its values, its history and what its subject is called.
pub(super) fn view(scope: &Scope<'_>, register: &Register) -> Result<Option<DisputeTold>> {
    let listed = scope
        .log
        .connection()
        .prepare_cached("SELECT 1 FROM dispute_line WHERE record = ?1 AND field = ?2 AND path = ?3")?
        .exists(params![
            register.record.key().as_slice(),
            register.field as i64,
            register.path.as_deref().unwrap_or("")
        ])?;
    if listed { of_register(scope, register) } else { Ok(None) }
}

/// The same of a register that may not be disputed.
pub(super) fn of_register(scope: &Scope<'_>, register: &Register) -> Result<Option<DisputeTold>> {
    let Sight::Here { subject, .. } = scope.sight(&register.record)? else { return Ok(None) };
    let Some(item) = query::dispute(&scope.log, register)? else { return Ok(None) };
    Ok(Some((item, query::history(&scope.log, register)?, title_of(&scope.log, &subject)?)))
}

/// What a household or person is called.
pub(super) fn title_of(log: &Log<'_>, subject: &RecordName) -> Result<Option<String>> {
    let statement = match log.known(subject)?.map(|known| known.entity) {
        Some(table::household::ID) => "SELECT known_as, NULL FROM r_household WHERE record = ?1",
        Some(table::person::ID) => "SELECT given_names, family_names FROM r_person WHERE record = ?1",
        _ => return Ok(None),
    };
    let names: Option<(Option<String>, Option<String>)> = log
        .connection()
        .prepare_cached(statement)?
        .query_row([subject.key().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    Ok(names.and_then(|(given, family)| full_name(given, family)))
}
