//! The embedded storage: one encrypted SQLite file, one writer. The log, the merge and the projection are the core's
//! own; here are the feeds, the judging of changes and the facts about phones. Other processes may open the same file
//! (an administrator's command while the server runs): SQLite keeps their transactions apart.
//!
//! The files stand in the order in which they are read: each uses those above it, none below. One exception in form:
//! `supervision`, the supervisors' pages, stands at the end, and its projection of visits, children and disputes is brought up
//! to date by the gate; those of its files that do so use none of these but `settings`.

// The secrets of a server.
mod keys;

// This server as an author.
mod identity;

// Opening a connection.
mod connect;

// One connection that writes, one that only reads, and their transactions.
mod connections;

// The tables that are the storage's own.
mod schema;

// The district's name, clock and country.
mod settings;

// A phone that the district knows.
mod phone;

// What is known of each opening of a phone's database.
mod openings;

// Lines of one database that part.
mod branches;

// Whether what is sent stands where its names say.
mod ancestry;

// What was accepted before a set-back.
mod proven;

// A copy, and what every copy holds.
mod backup;

// The server's memory, and how it notices that it was set back.
mod epoch;

// The feeds: one an area, one directory, one a device.
mod feed;

// What the server says itself.
mod own_changes;

// What the district released, and which phone holds it.
mod content;

// The drafts that phones handed over for their workers.
mod drafts;

// The ranges of numbers that are held, and so acknowledged.
mod held;

// Where an author stood in the feeds.
mod standpoint;

// Whether a change's author was entitled.
mod judge;

// The way of a change into the state.
mod gate;

// Areas, workers, invitations, rights, what was decided about a change.
mod people;

// Phones that come back after a set-back.
mod recovered_phones;

// What phones give back after a set-back.
mod tails;

// The steps of a request.
mod request;

// A database that another version wrote.
mod migrate;

// Whoever stands in no feed: nobody.
mod unfed;

// Rows of an export.
mod measurement;

// What people ask of a server.
mod report;

// Making a database, opening it, restoring it.
mod open;

// The storage's trait, call by call.
mod calls;

// The supervisors' pages and acts.
mod supervision;

pub(crate) use backup::backup_opens;
pub use connect::Options;
pub use connections::SqliteStorage;
pub use keys::ServerKeys;
pub use unfed::subjects_in_no_feed;
