//! The embedded storage: one encrypted SQLite file, one writer. The log, the merge and the projection are the core's
//! own; here are the feeds, the judging of changes and the facts about phones. Other processes may open the same file
//! (an administrator's command while the server runs): SQLite keeps their transactions apart.
//!
//! The files in the order in which they are read, each using those above it.

// What everything stands on: secrets, this server as an author, the connections and their transactions, the tables.
mod connect;
mod connections;
mod identity;
mod keys;
mod schema;
mod settings;

// What is known of phones: who they are, their openings, which lines of them part, what commits to what they said.
mod ancestry;
mod branches;
mod openings;
mod phone;

// The memory of the server and what it was set back from; the feeds; what the server says itself.
mod backup;
mod epoch;
mod feed;
mod proven;
mod say;

// A change on its way in: where its author stood, whether it was entitled, the gate; the steps of a request; what tails
// give back; what the district decides.
mod gate;
mod held;
mod judge;
mod people;
mod request;
mod standpoint;
mod tails;
mod tails_phones;

// What people read.
mod desk;
mod measurement;
mod report;
mod unfed;

// The whole: opening it, and the calls of its trait.
mod calls;
mod open;
mod reread;

pub(crate) use backup::backup_opens;
pub use connect::Options;
pub use connections::SqliteStorage;
pub use keys::ServerKeys;
pub use unfed::subjects_in_no_feed;
