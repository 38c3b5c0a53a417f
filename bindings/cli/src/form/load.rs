//! A form from its file: an XLSForm or an XForm, with the files that lie in the same folder. Knows files and their bounds; what is in
//! them, the core reads.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use chaski::forms::Problem;
use chaski::forms::contract::{self, Step};
use chaski::forms::definition::Form;
use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::Attachments;
use chaski_bindings::ChaskiError;

/// No file of a form is greater, in bytes.
const MOST_BYTES: u64 = 64 << 20;

/// A form, and everything that is wrong in it or worth knowing.
pub struct Loaded {
    /// None where something is refused.
    pub form: Option<Form>,
    /// In the order of the file.
    pub problems: Vec<Problem>,
}

/// Reads a form.
///
/// # Errors
/// Where there is no file that could be one; what is wrong in one is told by its problems.
pub fn load(file: &Path) -> Result<Loaded, ChaskiError> {
    let bytes = bytes_of(file)?;
    let mut files = Beside { folder: file.parent().unwrap_or(Path::new("")).to_owned(), itemsets: None };
    if !chaski_xlsform::is_xlsx(&bytes) {
        let text = utf8(file, bytes)?;
        let imported = import(&text, &files);
        return Ok(Loaded { form: imported.form, problems: imported.problems });
    }
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    match chaski_xlsform::convert(&bytes, &stem) {
        Err(problems) => Ok(Loaded { form: None, problems }),
        Ok(converted) => {
            files.itemsets = converted.itemsets;
            let imported = import(&converted.xform, &files);
            let mut problems = converted.notices;
            for problem in imported.problems {
                let place = converted.places.of(&problem.place);
                problems.push(Problem { place, ..problem });
            }
            Ok(Loaded { form: imported.form, problems })
        }
    }
}

/// Reads a file of answers.
///
/// # Errors
/// Where it cannot be read, or is none.
pub fn answers_of(answers: &Path) -> Result<Vec<Step>, ChaskiError> {
    contract::read(&utf8(answers, bytes_of(answers)?)?).map_err(|why| {
        ChaskiError::new(
            "answers",
            format!("{} is no file of answers ({why})", answers.display()),
            "write an array of steps in JSON, such as [{\"/data/name\": \"Ana\"}]; docs/forms.md describes them",
        )
    })
}

fn utf8(file: &Path, bytes: Vec<u8>) -> Result<String, ChaskiError> {
    let text = match bytes.as_slice() {
        [0xff, 0xfe, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => utf16(rest, u16::from_be_bytes),
        [0xef, 0xbb, 0xbf, rest @ ..] => String::from_utf8(rest.to_vec()).ok(),
        _ => String::from_utf8(bytes).ok(),
    };
    text.ok_or_else(|| {
        ChaskiError::new(
            "file",
            format!("{} is no text in UTF-8", file.display()),
            "name an XForm (.xml) in UTF-8, or an XLSForm as .xlsx; a spreadsheet of another kind is saved as .xlsx first",
        )
    })
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Option<String> {
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

fn bytes_of(file: &Path) -> Result<Vec<u8>, ChaskiError> {
    let unreadable = |why: String| {
        ChaskiError::new(
            "file",
            format!("{} cannot be read ({why})", file.display()),
            "name a file that exists",
        )
    };
    let opened = File::open(file).map_err(|error| unreadable(error.to_string()))?;
    let mut bytes = Vec::new();
    let read = opened.take(MOST_BYTES + 1).read_to_end(&mut bytes);
    read.map_err(|error| unreadable(error.to_string()))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(ChaskiError::new(
            "file",
            format!("{} has more than {} MB", file.display(), MOST_BYTES >> 20),
            "name a form: none is so large; long lists go into a CSV beside it",
        ));
    }
    Ok(bytes)
}

/// A file in the folder of a form: a form names one, never a way to one.
pub fn beside(folder: &Path, name: &str) -> Option<Vec<u8>> {
    let plain = Path::new(name).file_name().is_some_and(|last| last == name);
    plain.then(|| bytes_of(&folder.join(name)).ok()).flatten()
}

/// The files in the folder of a form.
struct Beside {
    folder: PathBuf,
    itemsets: Option<String>,
}

impl Attachments for Beside {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        if let Some(itemsets) = self.itemsets.as_ref().filter(|_| name == "itemsets.csv") {
            return Some(itemsets.clone().into_bytes());
        }
        beside(&self.folder, name)
    }
}
