//! Who signs in: accounts, sessions, failed attempts; and who saw what, which is never deleted. Knows no password:
//! hashes come and go as they are.

use chaski::record::RecordName;
use chaski::record::check::is_blank;
use chaski::store::Log;
use rusqlite::{OptionalExtension, Row, params};

use super::areas::Scope;
use super::rows::{LINES, count};
use crate::storage::supervision::{Account, Seen, Slice, Viewer};
use crate::storage::{Result, StorageError};

/// A session's end is written again only when it moved by this much.
pub(super) const WORTH_WRITING_S: i64 = 60;

const COLUMNS: &str = "login, worker, name, password_hash, areas, may_export, may_enrol, stopped";

fn read(row: &Row<'_>) -> Result<Account> {
    let damaged = || StorageError::Request("an account in the database is damaged: make it anew".into());
    Ok(Account {
        login: row.get(0)?,
        worker: RecordName::from_key(&row.get::<_, Vec<u8>>(1)?).ok_or_else(damaged)?,
        name: row.get(2)?,
        password_hash: row.get(3)?,
        areas: serde_json::from_str(&row.get::<_, String>(4)?).map_err(|_| damaged())?,
        may_export: row.get(5)?,
        may_enrol: row.get(6)?,
        stopped: row.get(7)?,
    })
}

pub(super) fn all(log: &Log<'_>) -> Result<Vec<Account>> {
    let mut statement =
        log.connection().prepare_cached(&format!("SELECT {COLUMNS} FROM account ORDER BY login"))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

pub(super) fn one(log: &Log<'_>, login: &str) -> Result<Option<Account>> {
    let mut statement =
        log.connection().prepare_cached(&format!("SELECT {COLUMNS} FROM account WHERE login = ?1"))?;
    let mut rows = statement.query([login])?;
    rows.next()?.map(read).transpose()
}

pub(super) fn add(log: &Log<'_>, account: &Account) -> Result<()> {
    if one(log, &account.login)?.is_some() {
        return Err(StorageError::Request(format!(
            "{} signs in already: choose another login",
            account.login
        )));
    }
    write(log, account)
}

pub(super) fn set(log: &Log<'_>, account: &Account) -> Result<()> {
    let Some(before) = one(log, &account.login)? else { return Err(unknown(&account.login)) };
    if account.stopped || before.password_hash != account.password_hash {
        end_all(log, &account.login)?;
    }
    write(log, account)
}

fn write(log: &Log<'_>, account: &Account) -> Result<()> {
    if is_blank(&account.name) || is_blank(&account.login) {
        return Err(StorageError::Request(
            "an account needs a name and a login: write them with letters".into(),
        ));
    }
    let areas = serde_json::to_string(&account.areas)
        .map_err(|_| StorageError::Request("the areas of an account cannot be written".into()))?;
    log.connection().execute(
        &format!("INSERT OR REPLACE INTO account ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)"),
        params![
            account.login,
            account.worker.key().as_slice(),
            account.name,
            account.password_hash,
            areas,
            account.may_export,
            account.may_enrol,
            account.stopped
        ],
    )?;
    Ok(())
}

pub(super) fn set_password(log: &Log<'_>, login: &str, password_hash: &str) -> Result<()> {
    let changed = log
        .connection()
        .execute("UPDATE account SET password_hash = ?2 WHERE login = ?1", params![login, password_hash])?;
    if changed == 0 {
        return Err(unknown(login));
    }
    end_all(log, login)
}

fn unknown(login: &str) -> StorageError {
    StorageError::Request(format!("nobody signs in as {login}: list the accounts first"))
}

fn end_all(log: &Log<'_>, login: &str) -> Result<()> {
    log.connection().execute("DELETE FROM session WHERE login = ?1", [login])?;
    Ok(())
}

pub(super) fn begin(
    log: &Log<'_>,
    token_hash: &[u8; 32],
    login: &str,
    now_s: i64,
    until_s: i64,
) -> Result<()> {
    log.connection().execute("DELETE FROM session WHERE until_s < ?1", [now_s])?;
    log.connection().execute(
        "INSERT OR REPLACE INTO session (token_hash, login, begun_s, until_s) VALUES (?1, ?2, ?3, ?4)",
        params![token_hash.as_slice(), login, now_s, until_s],
    )?;
    Ok(())
}

/// Whose session it is, until when it lasts from now on, and until when it was written to last.
pub(super) fn session(
    log: &Log<'_>,
    token_hash: &[u8; 32],
    now_s: i64,
    until_s: i64,
    longest_s: i64,
) -> Result<Option<(Viewer, i64)>> {
    let row: Option<(String, i64, i64)> = log
        .connection()
        .prepare_cached("SELECT login, begun_s, until_s FROM session WHERE token_hash = ?1")?
        .query_row([token_hash.as_slice()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((login, begun_s, lasts)) = row else { return Ok(None) };
    let end = begun_s.saturating_add(longest_s);
    if now_s >= lasts || now_s >= end {
        return Ok(None);
    }
    let Some(account) = one(log, &login)?.filter(|account| !account.stopped) else { return Ok(None) };
    let viewer = Viewer {
        login: account.login,
        worker: account.worker,
        name: account.name,
        areas: account.areas,
        may_export: account.may_export,
        may_enrol: account.may_enrol,
        until_s: until_s.max(lasts).min(end),
    };
    Ok(Some((viewer, lasts)))
}

pub(super) fn lengthen(log: &Log<'_>, token_hash: &[u8; 32], until_s: i64) -> Result<()> {
    log.connection()
        .prepare_cached("UPDATE session SET until_s = max(until_s, ?2) WHERE token_hash = ?1")?
        .execute(params![token_hash.as_slice(), until_s])?;
    Ok(())
}

pub(super) fn end(log: &Log<'_>, token_hash: &[u8; 32]) -> Result<()> {
    log.connection().execute("DELETE FROM session WHERE token_hash = ?1", [token_hash.as_slice()])?;
    Ok(())
}

pub(super) fn failures(log: &Log<'_>, key: &str) -> Result<(u32, i64)> {
    Ok(log
        .connection()
        .prepare_cached("SELECT count, last_s FROM failure WHERE key = ?1")?
        .query_row([key], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or((0, 0)))
}

pub(super) fn set_failures(log: &Log<'_>, key: &str, count: u32, now_s: i64) -> Result<()> {
    if count == 0 {
        log.connection().execute("DELETE FROM failure WHERE key = ?1", [key])?;
    } else {
        log.connection().execute(
            "INSERT OR REPLACE INTO failure (key, count, last_s) VALUES (?1, ?2, ?3)",
            params![key, count, now_s],
        )?;
    }
    Ok(())
}

pub(super) fn log_access(
    log: &Log<'_>,
    login: &str,
    subject: Option<RecordName>,
    what: &str,
    now_s: i64,
) -> Result<()> {
    log.connection()
        .prepare_cached("INSERT INTO seen (at_s, login, subject, what) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![now_s, login, subject.map(|subject| subject.key().to_vec()), what])?;
    Ok(())
}

/// The access log: of one subject of the viewer's, or of all of theirs and of the lists that people took whose areas
/// are all the viewer's.
pub(super) fn seen(
    scope: &Scope<'_>,
    subject: Option<RecordName>,
    after: Option<&str>,
) -> Result<Slice<Seen>> {
    let log = &scope.log;
    let after: Option<i64> = after.and_then(|after| after.parse().ok());
    let (from, condition) = match &subject {
        Some(subject) => {
            if !matches!(scope.sight(subject)?, crate::storage::supervision::Sight::Here { .. }) {
                return Ok(Slice { items: Vec::new(), next: None, total: Default::default() });
            }
            ("seen s", format!("s.subject = {}", super::areas::literal(subject)))
        }
        None => {
            let within = scope.mine_sql(None);
            let mut logins = vec![scope.viewer.login.clone()];
            for account in all(log)? {
                if account.areas.iter().all(|area| scope.areas.is_within(area, &scope.viewer.areas)) {
                    logins.push(account.login);
                }
            }
            let logins: Vec<String> =
                logins.iter().map(|login| format!("'{}'", login.replace('\'', "''"))).collect();
            (
                "seen s LEFT JOIN r_person p ON p.record = s.subject
                 LEFT JOIN r_household h ON h.record = coalesce(p.household, s.subject)",
                format!("(+h.area IN {within} OR s.subject IS NULL AND s.login IN ({}))", logins.join(",")),
            )
        }
    };
    let mut statement = log.connection().prepare_cached(&format!(
        "SELECT s.id, s.at_s, s.login, coalesce((SELECT name FROM account WHERE login = s.login), s.login), s.subject, s.what
         FROM {from} WHERE {condition} AND (?1 IS NULL OR s.id < ?1) ORDER BY s.id DESC LIMIT {}",
        LINES + 1
    ))?;
    let mut rows = statement.query([after])?;
    let (mut items, mut last) = (Vec::new(), None);
    let mut more = false;
    while let Some(row) = rows.next()? {
        if items.len() == LINES {
            more = true;
            break;
        }
        last = Some(row.get::<_, i64>(0)?);
        let subject: Option<Vec<u8>> = row.get(4)?;
        items.push(Seen {
            at_s: row.get(1)?,
            login: row.get(2)?,
            name: row.get(3)?,
            subject: subject.and_then(|key| RecordName::from_key(&key)),
            what: row.get(5)?,
        });
    }
    let total = count(log, &format!("SELECT s.id FROM {from} WHERE {condition}"), [])?;
    Ok(Slice { items, next: last.filter(|_| more).map(|id| id.to_string()), total })
}
