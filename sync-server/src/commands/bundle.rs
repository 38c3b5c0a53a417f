//! Sealed files that came by card or cable: taken, each with what came of it.

use std::path::{Path, PathBuf};

use chaski_service::bundles;
use chaski_service::clock::system_clock;
use chaski_service::data::Result;
use chaski_service::storage::Storage;
use serde_json::json;

use super::args::{Form, Place};
use super::named::open;
use super::terminal::{print_line, wrong};

/// `bundle`. Every file is tried; one that is not taken makes the command fail at its end.
pub(super) async fn take(files: &[PathBuf], place: &Place, form: Form) -> Result<()> {
    let storage = open(place)?.storage;
    let mut refused = 0;
    for file in files {
        let (taken, said) = one(&storage, file).await?;
        refused += usize::from(!taken);
        match form.json {
            true => print_line(
                &json!({ "file": file.display().to_string(), "taken": taken, "said": said }).to_string(),
            ),
            false => print_line(&format!("{}: {said}", file.display())),
        }
    }
    if refused > 0 {
        return Err(wrong(format!("of {} files, {refused} were not taken whole: see above", files.len())));
    }
    Ok(())
}

/// Whether a file was taken whole, and what is said of it.
async fn one(storage: &impl Storage, file: &Path) -> Result<(bool, String)> {
    let bytes = match std::fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) => return Ok((false, format!("it cannot be read ({error})"))),
    };
    let outcome = match bundles::take(storage, &bytes, system_clock()()).await? {
        Ok(outcome) => outcome,
        Err(why) => return Ok((false, why.to_string())),
    };
    let device = outcome.device.unwrap_or_default();
    let whose = storage.devices().await?.into_iter().find(|phone| phone.device == device);
    let whose = whose.map_or_else(|| device.clone(), |phone| format!("{} ({device})", phone.worker));
    let came = format!("from the phone of {whose}; changes that were not here yet: {}", outcome.new_changes);
    if outcome.rejected > 0 || !outcome.whole {
        return Ok((false, format!("{came}; parts of it cannot be read: write it on the phone once more")));
    }
    Ok((true, came))
}
