//! Where a phone lies on a disk: a folder with its `id` and its database. Its keys lie elsewhere, in the user's own
//! data folder, under that id. The one place that knows this layout.

use std::path::Path;
use std::sync::Arc;

use chaski::store::{KeyFile, Place, Store, StoreError, SystemClock};

use crate::error::{ChaskiError, Result};

/// The database in the folder.
pub const DATABASE: &str = "phone.db";
/// The name of the phone's keys among those of the folder's id.
pub const KEYS: &str = "phone";
/// The id by which the folder's keys are found.
pub const ID: &str = "id";

/// Whether a phone was ever made in this folder.
pub fn exists(home: &Path) -> bool {
    home.join(ID).exists() || home.join(DATABASE).exists()
}

/// Opens the phone in this folder, or makes it the first time.
pub fn open(home: &Path) -> Result<Store> {
    // A new id would find no keys, and stay.
    if home.join(DATABASE).exists() && !home.join(ID).exists() {
        return Err(StoreError::KeysMissing.into());
    }
    let keys = KeyFile::for_data(home, KEYS).map_err(StoreError::Keys)?;
    let place = Place::file(home.join(DATABASE));
    Ok(Store::open(&place, Arc::new(KeyFile::at(keys)), Arc::new(SystemClock::start()))?)
}

/// Opens the phone in this folder; makes nothing where there is none.
pub fn open_existing(home: &Path) -> Result<Store> {
    if !exists(home) {
        return Err(ChaskiError::new(
            "no_phone",
            format!("there is no phone in the folder {}", home.display()),
            "enrol first, with the code that your supervisor gives you, or name the folder of a phone",
        ));
    }
    open(home)
}
