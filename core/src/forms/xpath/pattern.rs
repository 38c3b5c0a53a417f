//! Regular expressions as forms write them: those that JavaScript and Java have in common, searched for (`^` and `$` bind them to the
//! ends). Whether one is found is all that is asked, so there are no captures and no names of them.
//!
//! Of our own, because what a phone would carry for a kept engine with look-around weighs more than all of forms beside it (1.2 MB).
//! The time is bounded by the length of pattern times text: a branch is never tried twice at one place.

mod program;
mod syntax;

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use program::Program;

/// How many patterns stay compiled.
const KEPT: usize = 64;
/// The longest pattern, in bytes.
const LONGEST: usize = 10_000;

static COMPILED: LazyLock<Mutex<HashMap<Box<str>, Arc<Program>>>> = LazyLock::new(Mutex::default);

/// Whether a pattern can be used.
///
/// # Errors
/// Why it cannot: a sentence without its full stop.
pub fn check(pattern: &str) -> Result<(), String> {
    compiled(pattern).map(|_| ())
}

/// Whether a pattern is found anywhere in a text.
///
/// # Errors
/// A pattern that cannot be used, or one that takes too long for this text.
pub fn found(pattern: &str, text: &str) -> Result<bool, String> {
    compiled(pattern)?.found(text)
}

fn compiled(pattern: &str) -> Result<Arc<Program>, String> {
    if let Some(program) = COMPILED.lock().unwrap_or_else(PoisonError::into_inner).get(pattern) {
        return Ok(Arc::clone(program));
    }
    if pattern.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let program = Arc::new(Program::of(&syntax::read(pattern)?)?);
    let mut kept = COMPILED.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(pattern.into(), Arc::clone(&program));
    Ok(program)
}
