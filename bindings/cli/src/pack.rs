//! `chaski pack`: a folder with the files of a programme pack is checked, or holds on this phone from now on. Says all that is
//! wrong, not the first alone. What a pack is, the core's room `pack` knows.

use std::path::{Path, PathBuf};

use chaski::pack::{Fault, Pack};
use chaski_bindings::{ChaskiError, Phone};
use chaski_xlsform::package::read_pack;
use clap::Subcommand;
use serde::Serialize;

use crate::out::Out;

/// What to do with a pack.
#[derive(Debug, Subcommand)]
pub enum PackCommand {
    /// Say everything that is wrong in a pack; needs no phone
    Check {
        /// The folder with its files
        folder: PathBuf,
    },
    /// From now on this pack holds on this phone
    Use {
        /// The folder with its files
        folder: PathBuf,
    },
}

/// What was found.
#[derive(Serialize)]
struct Checked {
    sound: bool,
    faults: Vec<Found>,
}

/// One thing that is wrong.
#[derive(Serialize)]
struct Found {
    file: String,
    list: Option<String>,
    place: String,
    what: String,
    remedy: String,
    #[serde(skip)]
    line: String,
}

/// Checks a folder; what is wrong makes the program fail.
pub fn check(folder: &Path, out: Out) -> Result<(), ChaskiError> {
    let faults = read(folder)?.err().unwrap_or_default();
    let checked = Checked { sound: faults.is_empty(), faults: faults.iter().map(found).collect() };
    out.answer(&checked, words)?;
    if checked.sound {
        return Ok(());
    }
    Err(wrong(checked.faults.len()))
}

fn wrong(count: usize) -> ChaskiError {
    ChaskiError::new(
        "pack",
        format!("in this pack so much is wrong: {count}"),
        "mend what is named above and check it again; docs/packs.md describes the files",
    )
}

/// From now on the pack in a folder holds on this phone.
pub fn hold(phone: &Phone, folder: &Path) -> Result<(), ChaskiError> {
    match read(folder)? {
        Ok(pack) => phone.use_pack(pack.files().clone().into_iter().collect()),
        Err(faults) => {
            faults.iter().for_each(|fault| eprintln!("{fault}"));
            Err(wrong(faults.len()))
        }
    }
}

fn words(checked: &Checked) -> String {
    if checked.sound {
        return "nothing is wrong in this pack".into();
    }
    checked.faults.iter().map(|fault| format!("{}\n", fault.line)).collect()
}

fn found(fault: &Fault) -> Found {
    Found {
        file: fault.file.clone(),
        list: fault.list.clone(),
        place: fault.place.clone(),
        what: fault.wrong.what(),
        remedy: fault.wrong.remedy(),
        line: fault.to_string(),
    }
}

fn read(folder: &Path) -> Result<Result<Pack, Vec<Fault>>, ChaskiError> {
    read_pack(folder).map_err(|error| {
        ChaskiError::new(
            "file",
            format!("{} cannot be read ({error})", folder.display()),
            "name a folder with the files of a pack, in UTF-8",
        )
    })
}
