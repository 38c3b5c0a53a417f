//! What clients may take of a server.

use std::time::Duration;

/// What one client, and all together, may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a sync's request.
    pub sync_bytes: u64,
    /// Bytes of an enrolment's request.
    pub enrol_bytes: u64,
    /// Between two chunks of a body.
    pub idle: Duration,
    /// For a whole request's body.
    pub request: Duration,
    /// A request waits so long for its turn.
    pub queue: Duration,
    /// Syncs at a time.
    pub requests: usize,
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// For a TLS handshake.
    pub handshake: Duration,
    /// For a request's header, and between two requests of a connection.
    pub header: Duration,
    /// A client takes some of an answer within it.
    pub write: Duration,
    /// Wrong codes of one address within [`Limits::guess_window`].
    pub guesses: u32,
    /// The time in which wrong codes are counted.
    pub guess_window: Duration,
    /// Running requests may finish within it when the server stops.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let frames = chaski::change::limits::REQUEST_BATCHES * chaski::change::limits::FRAME_BYTES;
        Limits {
            sync_bytes: frames as u64,
            enrol_bytes: 16 * 1024,
            idle: Duration::from_secs(60),
            request: Duration::from_secs(600),
            queue: Duration::from_secs(10),
            requests: 128,
            connections: 512,
            handshake: Duration::from_secs(30),
            header: Duration::from_secs(60),
            write: Duration::from_secs(120),
            guesses: 10,
            guess_window: Duration::from_secs(60),
            grace: Duration::from_secs(20),
        }
    }
}
