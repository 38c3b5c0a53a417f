//! What people name on a command line: a district by its folder, an area or a worker by record or by name.

use chaski::record::RecordName;
use chaski::record::check::is_blank;
use chaski_service::data::{DataFolder, Result};
use chaski_service::storage::{SqliteStorage, Storage};

use super::args::Place;
use super::terminal::wrong;

/// An opened district.
pub(super) struct Opened {
    pub(super) folder: DataFolder,
    pub(super) storage: SqliteStorage,
}

pub(super) fn open(place: &Place) -> Result<Opened> {
    let folder = DataFolder::open(&place.data, place.key_file.as_deref())?;
    let storage = folder.storage()?;
    Ok(Opened { folder, storage })
}

pub(super) async fn area_called(storage: &SqliteStorage, text: &str) -> Result<RecordName> {
    let areas = storage.areas().await?;
    find("area", text, areas.into_iter().map(|(record, name, _)| (record, name)).collect())
}

pub(super) async fn worker_called(storage: &SqliteStorage, text: &str) -> Result<RecordName> {
    find("worker", text, storage.workers().await?)
}

/// By record, or by name where only one is called so.
pub(super) fn find(what: &str, text: &str, all: Vec<(RecordName, String)>) -> Result<RecordName> {
    if let Ok(record) = text.parse::<RecordName>() {
        return Ok(record);
    }
    let called: Vec<&(RecordName, String)> =
        all.iter().filter(|(_, name)| name.to_lowercase() == text.trim().to_lowercase()).collect();
    match called.as_slice() {
        [(record, _)] => Ok(*record),
        [] => Err(wrong(format!("no {what} is called {text}: see `{what} list`"))),
        several => {
            let records: Vec<String> = several.iter().map(|(record, _)| record.to_string()).collect();
            Err(wrong(format!(
                "{} are called {text}: name one by its record: {}",
                several.len(),
                records.join(", ")
            )))
        }
    }
}

pub(super) fn given(what: &str, name: &str) -> Result<String> {
    match name.trim() {
        name if is_blank(name) => Err(wrong(format!("{what} needs a name: write one with letters"))),
        name if name.chars().count() > 120 => {
            Err(wrong(format!("the name of {what} has at most 120 characters")))
        }
        name => Ok(name.to_owned()),
    }
}
