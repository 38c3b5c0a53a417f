//! A damaged database and its backups: what is wrong with the file, and which of the backups that were made here is
//! whole, page by page, so that the person on call restores that one. Changes nothing.

use std::path::{Path, PathBuf};

use chaski::store::StoreError;
use chaski::store::damage::{Examined, examine};

use super::restore::opens;
use super::{DataFolder, Result};
use crate::storage::{SqliteStorage, StorageError};

/// So many backups are remembered, the oldest first: a month of nights and some made by hand.
const REMEMBERED: usize = 40;

/// Notes where a backup lies, for the day on which one is needed.
pub fn remember(folder: &DataFolder, backup: &Path, now_s: i64) -> Result<()> {
    let backup = backup.canonicalize().unwrap_or_else(|_| backup.to_owned());
    folder.remember(|remembered| {
        remembered.backup_s = Some(now_s);
        remembered.backups.retain(|known| *known != backup);
        remembered.backups.push(backup);
        let too_many = remembered.backups.len().saturating_sub(REMEMBERED);
        remembered.backups.drain(..too_many);
    })
}

/// What is damaged in a database that opens, and what to do; `None` if it is whole.
pub fn damage_in(folder: &DataFolder, storage: &SqliteStorage) -> Option<String> {
    let found = match storage.inspect(examine) {
        Ok(Ok(found)) => found,
        Ok(Err(error)) => return damage_of(folder, &error.into()),
        Err(error) => return damage_of(folder, &error),
    };
    (!found.is_whole()).then(|| damage_text(folder, &what(&found)))
}

/// The same of a database that does not open; `None` if that has another reason.
pub fn damage_of(folder: &DataFolder, error: &StorageError) -> Option<String> {
    matches!(error, StorageError::Damaged | StorageError::Store(StoreError::Damaged))
        .then(|| damage_text(folder, ""))
}

fn what(found: &Examined) -> String {
    match found.pages.as_slice() {
        [] => format!(" ({})", found.structure.join("; ")),
        pages => {
            let numbers: Vec<String> = pages.iter().take(20).map(u64::to_string).collect();
            let more = if pages.len() > numbers.len() { " and more" } else { "" };
            format!(" (its pages {}{more} cannot be read)", numbers.join(", "))
        }
    }
}

fn damage_text(folder: &DataFolder, what: &str) -> String {
    let database = folder.database().display().to_string();
    let remedy = match newest_whole(folder) {
        Some(backup) => format!(
            "stop the server and restore the newest backup that is whole: `chaski-server restore {} --data {}`; phones \
             give back what it lacks, and the damaged file stays beside it",
            backup.display(),
            folder.path().display()
        ),
        None => "stop the server and keep the file as it is; no backup that was made from here is whole or still where \
                 it was: look for one on other disks, `chaski-server restore FILE` reads all of it before it puts it back"
            .into(),
    };
    format!("the database {database} is damaged{what}: {remedy}")
}

/// The newest of the remembered backups of which every page is as it was written.
fn newest_whole(folder: &DataFolder) -> Option<PathBuf> {
    let keys = folder.keys().ok()?;
    let backups = folder.remembered().backups;
    backups.into_iter().rev().find(|backup| backup.is_file() && matches!(opens(backup, &keys), Ok(true)))
}
