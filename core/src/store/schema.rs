//! The tables of a database, and the steps from each earlier schema to the next. The log (`change`) is the truth;
//! everything derived from it can be made again, so a step that alters projected tables simply makes them again.

use rusqlite::Connection;

use super::error::Result;
use super::{due, name_order};
use crate::record::sql;

/// The schema that this version writes, in `PRAGMA user_version`.
pub const SCHEMA: i64 = 1;
/// `PRAGMA application_id`: "CHSK".
pub const APPLICATION_ID: i64 = 0x4348_534b;

/// Kept for ever: the log and small facts.
const LOG: &str = "
CREATE TABLE meta (key TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE change (
  seq INTEGER PRIMARY KEY,
  name BLOB NOT NULL UNIQUE,
  subject BLOB,
  hash BLOB NOT NULL,
  key BLOB NOT NULL,
  body BLOB NOT NULL,
  standing INTEGER NOT NULL DEFAULT 1,
  waits_for BLOB,
  unknown INTEGER NOT NULL DEFAULT 0,
  own INTEGER NOT NULL DEFAULT 0,
  ancestry BLOB,
  acknowledged INTEGER NOT NULL DEFAULT 0,
  fed INTEGER NOT NULL DEFAULT 0,
  urgent INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX change_subject ON change (subject, seq);
CREATE INDEX change_standing ON change (standing, waits_for) WHERE standing <> 0;
CREATE INDEX change_unsent ON change (name) WHERE own = 1 AND acknowledged = 0;
CREATE INDEX change_unfed ON change (name) WHERE own = 1 AND acknowledged = 1 AND fed = 0;
CREATE INDEX change_unknown ON change (seq) WHERE unknown <> 0;
";

/// Derived from the log; dropped and made again by a rebuild. (The projected tables come from the record table.)
const DERIVED: &str = "
CREATE TABLE record (record BLOB PRIMARY KEY, entity INTEGER NOT NULL, subject BLOB) WITHOUT ROWID;
CREATE TABLE said (
  record BLOB NOT NULL, field INTEGER NOT NULL, path TEXT NOT NULL, change BLOB NOT NULL,
  value BLOB NOT NULL, role INTEGER NOT NULL, depth INTEGER NOT NULL, replaces BLOB NOT NULL, reason TEXT,
  PRIMARY KEY (record, field, path, change)
) WITHOUT ROWID;
CREATE TABLE dispute (
  record BLOB NOT NULL, field INTEGER NOT NULL, path TEXT NOT NULL, subject BLOB,
  PRIMARY KEY (record, field, path)
) WITHOUT ROWID;
CREATE INDEX dispute_subject ON dispute (subject);
";

/// What a phone keeps beside the log.
const PHONE: &str = "
CREATE TABLE opening (
  id INTEGER PRIMARY KEY, tag INTEGER NOT NULL UNIQUE, secret BLOB,
  from_tag INTEGER, from_counter INTEGER, from_ancestry BLOB,
  counter INTEGER NOT NULL DEFAULT 0, answered BLOB,
  held_count INTEGER NOT NULL DEFAULT 0, held_sum INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE apart (
  hash BLOB PRIMARY KEY, name BLOB NOT NULL, key BLOB NOT NULL, body BLOB NOT NULL, held INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE cursor (
  feed BLOB PRIMARY KEY, epoch INTEGER NOT NULL, position INTEGER NOT NULL, chain BLOB NOT NULL,
  server BLOB NOT NULL, signature BLOB NOT NULL, base INTEGER NOT NULL, base_link BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE tail (
  feed BLOB NOT NULL, position INTEGER NOT NULL, name BLOB NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (feed, position)
) WITHOUT ROWID;
CREATE TABLE former (
  id INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, feed BLOB NOT NULL, base INTEGER NOT NULL, base_link BLOB NOT NULL,
  server BLOB NOT NULL, signature BLOB NOT NULL, given INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE former_tail (
  former INTEGER NOT NULL, position INTEGER NOT NULL, name BLOB NOT NULL, hash BLOB NOT NULL,
  PRIMARY KEY (former, position)
) WITHOUT ROWID;
CREATE TABLE needed (name BLOB PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE standpoint (
  feed BLOB NOT NULL, upto BLOB NOT NULL, epoch INTEGER NOT NULL, position INTEGER NOT NULL,
  PRIMARY KEY (feed, upto)
) WITHOUT ROWID;
CREATE TABLE sent (tag INTEGER NOT NULL, counter INTEGER NOT NULL, nonce BLOB NOT NULL, PRIMARY KEY (tag, counter))
WITHOUT ROWID;
CREATE TABLE departed (subject BLOB PRIMARY KEY, entity INTEGER NOT NULL, code TEXT NOT NULL, areas TEXT NOT NULL,
  noted_s INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE draft (
  id TEXT PRIMARY KEY, subject BLOB NOT NULL, content BLOB NOT NULL, form TEXT NOT NULL, version TEXT NOT NULL,
  language TEXT NOT NULL, at TEXT NOT NULL, begun_s INTEGER NOT NULL, kept_s INTEGER NOT NULL, corrects BLOB,
  revision INTEGER NOT NULL DEFAULT 1, backed_up INTEGER NOT NULL DEFAULT 0, offered INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE draft_fact (draft TEXT NOT NULL, path TEXT NOT NULL, kind INTEGER NOT NULL, value TEXT NOT NULL,
  PRIMARY KEY (draft, path)) WITHOUT ROWID;
CREATE TABLE draft_shown (draft TEXT NOT NULL, place INTEGER NOT NULL, shown TEXT NOT NULL,
  PRIMARY KEY (draft, place)) WITHOUT ROWID;
CREATE TABLE draft_gone (id TEXT PRIMARY KEY, revision INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE draft_unread (id TEXT PRIMARY KEY, revision INTEGER NOT NULL, subject BLOB NOT NULL, body BLOB NOT NULL)
WITHOUT ROWID;
CREATE TABLE registration (
  id TEXT PRIMARY KEY, household BLOB, step TEXT NOT NULL, inputs TEXT NOT NULL, begun_s INTEGER NOT NULL,
  kept_s INTEGER NOT NULL
) WITHOUT ROWID;
";

/// What a phone keeps of content that it fetched: what is known of each, what a checklist comes to on this phone, and the pieces.
const CONTENT: &str = "
CREATE TABLE content (
  name BLOB PRIMARY KEY, outline BLOB NOT NULL, pieces INTEGER NOT NULL, held INTEGER NOT NULL DEFAULT 0,
  refused TEXT, refused_by TEXT
) WITHOUT ROWID;
CREATE TABLE compiled (content BLOB PRIMARY KEY, bytes BLOB NOT NULL);
CREATE TABLE content_piece (
  content BLOB NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (content, number)
);
";

/// Creates the log and the derived tables; a server does so too.
pub fn create_log(conn: &Connection) -> Result<()> {
    conn.execute_batch(LOG)?;
    create_derived(conn)
}

/// Creates all tables of a phone.
pub fn create_phone(conn: &Connection) -> Result<()> {
    create_log(conn)?;
    conn.execute_batch(PHONE)?;
    conn.execute_batch(CONTENT)?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", SCHEMA)?;
    Ok(())
}

/// Creates the derived tables.
pub fn create_derived(conn: &Connection) -> Result<()> {
    conn.execute_batch(DERIVED)?;
    conn.execute_batch(name_order::TABLE)?;
    conn.execute_batch(due::TABLE)?;
    for statement in sql::ddl() {
        conn.execute_batch(&statement)?;
    }
    conn.execute_batch(
        "CREATE INDEX r_verdict_change ON r_verdict (device, number);
         CREATE INDEX r_rights_device ON r_rights (device, number);",
    )?;
    Ok(())
}

/// Drops the derived tables.
pub fn drop_derived(conn: &Connection) -> Result<()> {
    for table in derived_tables() {
        conn.execute_batch(&format!("DROP TABLE IF EXISTS {table}"))?;
    }
    // Not of the log alone, but of rules and days too: it is filled again as the others are.
    conn.execute_batch(&format!("DROP TABLE IF EXISTS {}", due::NAME))?;
    Ok(())
}

/// Names of the derived tables, quoted for a statement.
pub fn derived_tables() -> Vec<String> {
    let mut tables: Vec<String> = ["record", "said", "dispute", "name_order"].map(String::from).to_vec();
    tables.extend(sql::tables());
    tables
}

/// One step forward from the schema with this number; each is one transaction together with `user_version`. Files
/// of every earlier schema are kept under `tests/fixtures/schema` and opened by a test.
pub fn step(_conn: &Connection, _from: i64) -> Result<()> {
    // Schema 1 is the first: there is no step yet.
    Ok(())
}
