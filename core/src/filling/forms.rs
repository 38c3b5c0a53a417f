//! The checklists of a phone as they are filled: compiled from their content once and kept beside it, compiled again where another version of the
//! app wrote that down. One that this version cannot run is refused, with what is wrong in it. Knows contents and how a form is imported; fills
//! nothing.

use std::sync::Arc;

use crate::action::checklist::destinations;
use crate::change::content::ContentName;
use crate::forms::Severity;
use crate::forms::compiled::{self, FORMAT};
use crate::forms::definition::{Form, import};
use crate::forms::package::Package;
use crate::store::error::{Result, StoreError};
use crate::store::{Log, Store, content};

/// The form of a content.
///
/// # Errors
/// [`StoreError::NoContent`] where it is not here whole, [`StoreError::FormRefused`] where this version of the app cannot run it.
pub fn form(store: &mut Store, name: &ContentName) -> Result<Arc<Form>> {
    let known = content::compiled(&store.log(), name, FORMAT)?;
    match known.as_deref().and_then(compiled::read) {
        Some(form) => Ok(Arc::new(form)),
        None => Ok(Arc::new(compile_one(store, name)?)),
    }
}

/// The form of a content as it came, with the files beside it.
///
/// # Errors
/// As [`form`].
pub fn package(log: &Log<'_>, name: &ContentName) -> Result<Package> {
    let bytes = content::read(log, name)?.ok_or(StoreError::NoContent)?;
    Package::decode(&bytes).map_err(|why| StoreError::FormRefused(why.to_string()))
}

/// Compiles every released form that is here whole and was not yet; one that this version of the app cannot run is refused, and the one before it
/// goes on. Says how many were refused: the server is to be told.
pub fn compile(store: &mut Store) -> Result<u64> {
    let mut refused = 0;
    for name in content::forms_of_use(&store.log())? {
        if content::is_compiled(&store.log(), &name, FORMAT)? {
            continue;
        }
        match compile_one(store, &name) {
            Err(StoreError::FormRefused(why)) => {
                store.refuse_content(&name, Some(&why))?;
                refused += 1;
            }
            done => drop(done?),
        }
    }
    Ok(refused)
}

fn compile_one(store: &mut Store, name: &ContentName) -> Result<Form> {
    let form = imported(&package(&store.log(), name)?)?;
    // One that cannot be written down is compiled each time.
    if let Ok(bytes) = compiled::write(&form) {
        store.keep_compiled(name, &bytes)?;
    }
    Ok(form)
}

/// A form, or the first thing in it that cannot be meant.
fn imported(package: &Package) -> Result<Form> {
    let found = import::import(&package.xform, package);
    let refused = |what: String| StoreError::FormRefused(what);
    let form = found.form.ok_or_else(|| {
        let first = found.problems.iter().find(|problem| problem.severity == Severity::Refused);
        refused(first.map_or_else(String::new, |first| format!("{}: {}", first.place, first.what)))
    })?;
    match destinations(&form) {
        Ok(_) => Ok(form),
        Err(wrong) => {
            let first = wrong.into_iter().next();
            Err(refused(first.map_or_else(String::new, |one| format!("{}: {}", one.path, one.what))))
        }
    }
}
