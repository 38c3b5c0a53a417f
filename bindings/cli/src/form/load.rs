//! A form from its file: an XLSForm or an XForm, with the files that lie in the same folder. Knows files and their bounds; what is in
//! them, the core reads.

use std::path::Path;

use chaski::forms::contract::{self, Step};
use chaski_bindings::ChaskiError;
use chaski_xlsform::load::{self, MOST_BYTES, Unreadable, bytes_of, text_of};

pub use chaski_xlsform::load::{Loaded, beside};

/// Reads a form.
///
/// # Errors
/// Where there is no file that could be one; what is wrong in one is told by its problems.
pub fn load(file: &Path) -> Result<Loaded, ChaskiError> {
    load::load(file).map_err(|why| cannot(file, why))
}

/// Reads a file of answers.
///
/// # Errors
/// Where it cannot be read, or is none.
pub fn answers_of(answers: &Path) -> Result<Vec<Step>, ChaskiError> {
    let bytes = bytes_of(answers).map_err(|why| cannot(answers, why))?;
    let text = text_of(bytes).ok_or_else(|| cannot(answers, Unreadable::NotText))?;
    contract::read(&text).map_err(|why| {
        ChaskiError::new(
            "answers",
            format!("{} is no file of answers ({why})", answers.display()),
            "write an array of steps in JSON, such as [{\"/data/name\": \"Ana\"}]; docs/forms.md describes them",
        )
    })
}

fn cannot(file: &Path, why: Unreadable) -> ChaskiError {
    let file = file.display();
    let (what, remedy) = match why {
        Unreadable::System(error) => (format!("{file} cannot be read ({error})"), "name a file that exists"),
        Unreadable::TooLarge => (
            format!("{file} has more than {} MB", MOST_BYTES >> 20),
            "name a form: none is so large; long lists go into a CSV beside it",
        ),
        Unreadable::NotText => (
            format!("{file} is no text in UTF-8"),
            "name an XForm (.xml) in UTF-8, or an XLSForm as .xlsx; a spreadsheet of another kind is saved as .xlsx first",
        ),
    };
    ChaskiError::new("file", what, remedy)
}
