//! A key store in memory and a clock that stands still.
#![allow(dead_code, clippy::unwrap_used)]

use std::sync::Mutex;

use chaski::store::keys::Secrets;
use chaski::store::{Clock, KeyProvider, Now};

/// Keeps the keys as long as the test runs.
#[derive(Default)]
pub struct Keys(pub Mutex<Option<Secrets>>);

impl KeyProvider for Keys {
    fn read(&self) -> Result<Option<Secrets>, String> {
        Ok(self.0.lock().unwrap().clone())
    }
    fn write(&self, secrets: &Secrets) -> Result<(), String> {
        *self.0.lock().unwrap() = Some(secrets.clone());
        Ok(())
    }
}

/// Tells always the same time.
pub struct Stopped(pub Now);

impl Clock for Stopped {
    fn now(&self) -> Now {
        self.0
    }
}
