//! A form from its file: an XLSForm or an XForm, with the files that lie in the same folder; read and checked for whoever asks (the command line,
//! the server that publishes it), and put together as it travels. Knows files and their bounds; what is in them, the core reads.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chaski::forms::definition::Form;
use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::Attachments;
use chaski::forms::package::Package;
use chaski::forms::{Place, Problem};

use crate::{convert, is_xlsx};

/// No file of a form is greater, in bytes.
pub const MOST_BYTES: u64 = 64 << 20;

/// A form, and everything that is wrong in it or worth knowing.
pub struct Loaded {
    /// None where something is refused.
    pub form: Option<Form>,
    /// In the order of the file.
    pub problems: Vec<Problem>,
    /// As it travels to phones; empty where the file could not be read as a form at all.
    pub package: Package,
}

/// Reads a form and the files beside it.
///
/// # Errors
/// A file that cannot be read; what is wrong in one that can is told by its problems.
pub fn load(file: &Path) -> Result<Loaded, Unreadable> {
    let bytes = bytes_of(file)?;
    let mut beside = Beside {
        folder: file.parent().unwrap_or(Path::new("")).to_owned(),
        itemsets: None,
        taken: RefCell::default(),
    };
    let stem = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (xform, mut problems, places) = if is_xlsx(&bytes) {
        match convert(&bytes, &stem) {
            Ok(converted) => {
                beside.itemsets = converted.itemsets;
                (converted.xform, converted.notices, Some(converted.places))
            }
            Err(problems) => {
                let package = Package { xform: String::new(), files: BTreeMap::new() };
                return Ok(Loaded { form: None, problems, package });
            }
        }
    } else {
        (text_of(bytes).ok_or(Unreadable::NotText)?, Vec::new(), None)
    };
    let imported = import(&xform, &beside);
    problems.extend(imported.problems.into_iter().map(|problem| match &places {
        Some(places) => Problem { place: places.of(&problem.place), ..problem },
        None => problem,
    }));
    if let Some(form) = &imported.form {
        for name in form.media() {
            if beside.read(&name).is_none() {
                problems.push(Problem::notice(
                    Place::File,
                    "file-missing",
                    format!("the file `{name}` does not lie with the form"),
                    "nothing is shown in its place; put it into the same folder",
                ));
            }
        }
    }
    let package = Package { xform, files: beside.taken.into_inner() };
    Ok(Loaded { form: imported.form, problems, package })
}

/// Why a file is no form that could be read.
#[derive(Debug)]
pub enum Unreadable {
    /// The system said so.
    System(std::io::Error),
    /// It has more than [`MOST_BYTES`].
    TooLarge,
    /// It is neither a spreadsheet of this kind nor a text.
    NotText,
}

/// The bytes of a file, if it is none too large.
///
/// # Errors
/// See [`Unreadable`].
pub fn bytes_of(file: &Path) -> Result<Vec<u8>, Unreadable> {
    let opened = File::open(file).map_err(Unreadable::System)?;
    let mut bytes = Vec::new();
    opened.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(Unreadable::System)?;
    if bytes.len() as u64 > MOST_BYTES { Err(Unreadable::TooLarge) } else { Ok(bytes) }
}

/// A text in UTF-8, or in UTF-16 where its first two bytes say so.
pub fn text_of(bytes: Vec<u8>) -> Option<String> {
    match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes).ok(),
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

/// A file in the folder of a form: a form names one, never a way to one.
pub fn beside(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let plain = Path::new(name).file_name().is_some_and(|last| last == name);
    plain.then(|| bytes_of(&folder.join(name)).ok()).flatten()
}

/// The files in the folder of a form, and those of them that were asked for.
struct Beside {
    folder: PathBuf,
    itemsets: Option<String>,
    taken: RefCell<BTreeMap<String, Vec<u8>>>,
}

impl Attachments for Beside {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let bytes = match self.itemsets.as_ref().filter(|_| name == "itemsets.csv") {
            Some(itemsets) => itemsets.clone().into_bytes(),
            None => beside(&self.folder, name)?,
        };
        self.taken.borrow_mut().insert(name.to_owned(), bytes.clone());
        Some(bytes)
    }
}
