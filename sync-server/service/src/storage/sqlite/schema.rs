//! The tables that are the storage's own, beside the core's: batches as received, feeds, phones, invitations, backups.
//! Those of openings, tails, epochs and the supervisors' pages stand with what reads them.

pub(super) const TABLES: &str = "
CREATE TABLE batch (
  id INTEGER PRIMARY KEY, device BLOB NOT NULL, tag INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
  received_s INTEGER NOT NULL, body BLOB NOT NULL
);
CREATE INDEX batch_of ON batch (device, tag, first);
CREATE TABLE feed (
  feed BLOB NOT NULL, position INTEGER NOT NULL, change BLOB NOT NULL, chain BLOB NOT NULL,
  PRIMARY KEY (feed, position)
) WITHOUT ROWID;
CREATE INDEX feed_directory ON feed (change) WHERE feed = x'00';
CREATE TABLE counter (feed BLOB PRIMARY KEY, position INTEGER NOT NULL, chain BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE residence (
  subject BLOB NOT NULL, area BLOB NOT NULL, entered INTEGER NOT NULL, left INTEGER,
  PRIMARY KEY (subject, area, entered)
) WITHOUT ROWID;
CREATE TABLE phone (
  device BLOB PRIMARY KEY, public_key BLOB NOT NULL, worker BLOB NOT NULL, stopped INTEGER NOT NULL,
  version TEXT NOT NULL DEFAULT '', last_sync_s INTEGER, unsent INTEGER NOT NULL DEFAULT 0, last_tag INTEGER,
  tip INTEGER, held_count INTEGER NOT NULL DEFAULT 0, held_sum INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE TABLE confirmed (
  device BLOB NOT NULL, rights INTEGER NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (device, rights)
) WITHOUT ROWID;
CREATE TABLE held (
  device BLOB NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY (device, first)
) WITHOUT ROWID;
CREATE TABLE awaiting (change BLOB PRIMARY KEY, standpoint BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE invite (
  code_hash BLOB PRIMARY KEY, worker BLOB NOT NULL, role INTEGER NOT NULL, areas TEXT NOT NULL,
  issued_s INTEGER NOT NULL, key BLOB, spent INTEGER NOT NULL DEFAULT 0, short_id BLOB UNIQUE, sealed BLOB
) WITHOUT ROWID;
CREATE TABLE backed_up (
  device BLOB NOT NULL, tag INTEGER NOT NULL, upto INTEGER NOT NULL, PRIMARY KEY (device, tag)
) WITHOUT ROWID;
CREATE TABLE feed_backed_up (feed BLOB PRIMARY KEY, upto INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE backup_held (
  backup INTEGER NOT NULL, device BLOB NOT NULL, tag INTEGER NOT NULL, upto INTEGER NOT NULL,
  PRIMARY KEY (backup, device, tag)
) WITHOUT ROWID;
CREATE TABLE backup_feed (
  backup INTEGER NOT NULL, feed BLOB NOT NULL, upto INTEGER NOT NULL, PRIMARY KEY (backup, feed)
) WITHOUT ROWID;
";
