//! A phone whose file is damaged: what can be read of it goes into a new folder, and the phone goes on from there. The
//! damaged folder is only read. On a phone the app calls this with its key store and then opens the new folder; the
//! command line does the same for a folder whose keys are a file.

use std::path::Path;
use std::sync::Arc;

use chaski::store::rescue::{Rescued, rescue};
use chaski::store::{KeyFile, KeyProvider, StoreError};

use crate::error::{Inner, Result};
use crate::home::{DATABASE, ID, KEYS};
use crate::platform::{KeyStore, Keys};

/// Takes what can be read of the phone in the folder `from` into the folder `to`, where no phone may be. Close the
/// phone before; afterwards open `to` with the same key store, and keep `from` until a sync has ended.
#[uniffi::export]
pub fn rescue_phone(from: &str, to: &str, keys: Arc<dyn KeyStore>) -> Result<Rescued> {
    Ok(taken(Path::new(from), Path::new(to), &Keys(keys))?)
}

/// The same for folders whose keys are a file in the user's own folder.
pub fn rescue_folder(from: &Path, to: &Path) -> Result<Rescued> {
    Ok(taken_with_id(from, to)?)
}

fn taken_with_id(from: &Path, to: &Path) -> Inner<Rescued> {
    let id = from.join(ID);
    if !from.join(DATABASE).exists() {
        return Err(StoreError::DatabaseMissing.into());
    }
    // A new id would find no keys, and stay.
    if !id.exists() {
        return Err(StoreError::KeysMissing.into());
    }
    let keys = KeyFile::for_data(from, KEYS).map_err(StoreError::Keys)?;
    let rescued = taken(from, to, &KeyFile::at(keys))?;
    std::fs::copy(&id, to.join(ID)).map_err(|error| StoreError::Output(error.to_string()))?;
    Ok(rescued)
}

fn taken(from: &Path, to: &Path, keys: &dyn KeyProvider) -> Inner<Rescued> {
    if to.join(ID).exists() || to.join(DATABASE).exists() {
        return Err(StoreError::Output(format!("there is a phone in {}", to.display())).into());
    }
    std::fs::create_dir_all(to).map_err(|error| StoreError::Output(error.to_string()))?;
    Ok(rescue(&from.join(DATABASE), &to.join(DATABASE), keys)?)
}
