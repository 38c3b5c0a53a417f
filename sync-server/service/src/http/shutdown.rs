//! The wish of the system, or of who started the server, that it ends.

use crate::data::{DataError, Result};
use crate::storage::StorageError;

/// The signals that ask a server to stop.
pub struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    #[cfg(unix)]
    /// Begins to listen for them.
    pub fn new() -> Result<Stop> {
        use tokio::signal::unix::{SignalKind, signal};
        let on = |kind| {
            signal(kind).map_err(|error| -> DataError {
                StorageError::Request(format!("the system gives no signals: {error}")).into()
            })
        };
        Ok(Stop { terminate: on(SignalKind::terminate())?, interrupt: on(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    /// Returns once the system, or whoever started the server, wants it to end.
    pub async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    pub fn new() -> Result<Stop> {
        Ok(Stop {})
    }

    #[cfg(not(unix))]
    pub async fn asked(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
