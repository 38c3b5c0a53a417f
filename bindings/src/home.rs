//! Where a phone lies on a disk: a folder with its database. On a phone its keys come from the app's key store; on a
//! desktop the folder also has an `id`, under which the keys lie elsewhere, in the user's own data folder. The one
//! place that knows this layout.

use std::path::Path;
use std::sync::Arc;

use chaski::store::files::can_write;
use chaski::store::{KeyFile, KeyProvider, Place, Store, StoreError, SystemClock};

use crate::error::{Failure, Inner};
use crate::platform::{KeyStore, Keys};

/// The database in the folder.
pub(crate) const DATABASE: &str = "phone.db";
/// The name of the phone's keys among those of the folder's id.
pub(crate) const KEYS: &str = "phone";
/// The id by which the folder's keys are found.
pub(crate) const ID: &str = "id";

/// Whether a phone was ever made in this folder.
pub(crate) fn exists(home: &Path) -> bool {
    home.join(ID).exists() || home.join(DATABASE).exists()
}

/// Opens the phone in this folder, or makes it the first time.
pub(crate) fn open(home: &Path) -> Inner<Store> {
    // A new id would find no keys, and stay.
    if home.join(DATABASE).exists() && !home.join(ID).exists() {
        return Err(StoreError::KeysMissing.into());
    }
    if !home.join(ID).exists() {
        can_write(home).map_err(|error| StoreError::of_disk(&error))?;
    }
    let keys = KeyFile::for_data(home, KEYS).map_err(StoreError::Keys)?;
    if !keys.exists()
        && let Some(folder) = keys.parent()
        && can_write(folder).is_err()
    {
        let failure = Failure::exact("read_only", "keys", "the folder of the keys cannot be written");
        return Err(failure.with("folder", folder.display().to_string()));
    }
    open_store(home, Arc::new(KeyFile::at(keys)))
}

/// Opens the phone in this folder; makes nothing where there is none.
pub(crate) fn open_existing(home: &Path) -> Inner<Store> {
    if !exists(home) {
        return Err(Failure::new("no_phone", format!("no phone in the folder {}", home.display())));
    }
    open(home)
}

/// Opens the phone in this folder with the app's keys, or makes it the first time.
pub(crate) fn open_with(home: &Path, keys: Arc<dyn KeyStore>) -> Inner<Store> {
    std::fs::create_dir_all(home).map_err(|error| StoreError::of_disk(&error))?;
    open_store(home, Arc::new(Keys(keys)))
}

/// Opens the phone in this folder with these keys, or makes it the first time.
pub(crate) fn open_store(home: &Path, keys: Arc<dyn KeyProvider>) -> Inner<Store> {
    Ok(Store::open(&Place::file(home.join(DATABASE)), keys, Arc::new(SystemClock::start()))?)
}
