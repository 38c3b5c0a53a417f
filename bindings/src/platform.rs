//! What the platform gives a phone: where its secrets are kept, whether there is a line, who keeps the log and who
//! shows the progress. Each is a trait that the app implements in its own language. A call of one must not call the
//! phone back: the phone may be at work. Knows no platform.

use std::sync::Arc;

use chaski::store::{KeyProvider, Secrets};
use chaski::sync::http::Progress;

/// What the app's side of a trait could not do.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error, uniffi::Error)]
pub enum PlatformError {
    /// It did not work.
    #[error("{why}")]
    Failed {
        /// Why, in a few words and without a personal value.
        why: String,
    },
}

impl From<uniffi::UnexpectedUniFFICallbackError> for PlatformError {
    fn from(error: uniffi::UnexpectedUniFFICallbackError) -> Self {
        PlatformError::Failed { why: error.reason }
    }
}

/// Where the phone's secrets are kept: wrapped by the platform's keystore, where backups do not reach.
#[uniffi::export(foreign)]
pub trait KeyStore: Send + Sync {
    /// What [`KeyStore::keep`] was given last; none if nothing ever was. A failure opens nothing and changes nothing.
    fn load(&self) -> Result<Option<Vec<u8>>, PlatformError>;
    /// Keeps these bytes instead of those before, whole or not at all, durable when it returns.
    fn keep(&self, secrets: Vec<u8>) -> Result<(), PlatformError>;
}

/// How much a line of the log matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum LogLevel {
    /// What went on.
    Info,
    /// What was refused or did not work.
    Warning,
}

/// Who keeps the log. No line holds a value of a record or a name of a person.
#[uniffi::export(foreign)]
pub trait LogSink: Send + Sync {
    /// Keeps a line.
    fn log(&self, level: LogLevel, line: String) -> Result<(), PlatformError>;
}

/// The line of the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Line {
    /// There is none.
    None,
    /// One that is paid by what goes over it.
    Metered,
    /// One that is not.
    Free,
}

/// Who knows whether there is a line.
#[uniffi::export(foreign)]
pub trait Connectivity: Send + Sync {
    /// The line at this moment.
    fn line(&self) -> Result<Line, PlatformError>;
}

/// Who wants to know how far a sync is.
#[uniffi::export(foreign)]
pub trait SyncListener: Send + Sync {
    /// A sync went on. Called from the thread that syncs; one that fails is not missed.
    fn progressed(&self, progress: Progress) -> Result<(), PlatformError>;
}

/// The app's key store as the core asks it.
pub(crate) struct Keys(pub(crate) Arc<dyn KeyStore>);

/// The form in which the secrets are kept.
const FORM: u8 = 1;
const FORM_BYTES: usize = 1 + 32 + 32 + 1;

impl KeyProvider for Keys {
    fn read(&self) -> Result<Option<Secrets>, String> {
        let Some(mut bytes) = self.0.load().map_err(|error| error.to_string())? else { return Ok(None) };
        let secrets = read_form(&bytes);
        // Best effort: the platform's own copy is the platform's.
        bytes.fill(0);
        secrets.map(Some).ok_or_else(|| "what it keeps is damaged or of a newer app".into())
    }

    fn write(&self, secrets: &Secrets) -> Result<(), String> {
        let mut bytes = Vec::with_capacity(FORM_BYTES);
        bytes.push(FORM);
        bytes.extend_from_slice(&secrets.database_key);
        bytes.extend_from_slice(&secrets.seed);
        bytes.push(u8::from(secrets.database_made));
        self.0.keep(bytes).map_err(|error| error.to_string())
    }
}

fn read_form(bytes: &[u8]) -> Option<Secrets> {
    let bytes: &[u8; FORM_BYTES] = bytes.try_into().ok()?;
    let part = |at: usize| -> Option<[u8; 32]> { bytes[at..at + 32].try_into().ok() };
    if bytes[0] != FORM {
        return None;
    }
    Some(Secrets { database_key: part(1)?, seed: part(33)?, database_made: bytes[65] == 1 })
}

/// Today where the phone is.
pub(crate) fn today() -> chrono::NaiveDate {
    chrono::Local::now().date_naive()
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[derive(Default)]
    struct Kept(Mutex<Option<Vec<u8>>>);

    impl KeyStore for Kept {
        fn load(&self) -> Result<Option<Vec<u8>>, PlatformError> {
            Ok(self.0.lock().unwrap().clone())
        }
        fn keep(&self, secrets: Vec<u8>) -> Result<(), PlatformError> {
            *self.0.lock().unwrap() = Some(secrets);
            Ok(())
        }
    }

    #[test]
    fn secrets_read_back_from_the_apps_store_and_damaged_ones_open_nothing() {
        let kept = Arc::new(Kept::default());
        let keys = Keys(kept.clone());
        assert!(keys.read().is_ok_and(|secrets| secrets.is_none()));
        for database_made in [false, true] {
            let secrets = Secrets { database_key: [1; 32], seed: [2; 32], database_made };
            keys.write(&secrets).unwrap();
            assert!(keys.read().unwrap() == Some(secrets));
        }
        let whole = kept.0.lock().unwrap().clone().unwrap();
        for wrong in [&whole[1..], &[&[9], &whole[1..]].concat()] {
            *kept.0.lock().unwrap() = Some(wrong.to_vec());
            assert!(keys.read().is_err());
        }
    }
}
