//! A form as a phone keeps it once it was imported, so that it opens at once: made again from the XForm whenever this version of the core
//! did not write it. Knows the bytes; checks no form. Only for bytes that this device wrote itself.

use super::definition::Form;

/// What this version writes. Another number is another version's, and the form is imported again.
pub const FORMAT: u8 = 1;

/// The compiled form as bytes.
///
/// # Errors
/// A form that cannot be written down: none that was imported.
pub fn write(form: &Form) -> Result<Vec<u8>, String> {
    postcard::to_extend(form, vec![FORMAT]).map_err(|error| error.to_string())
}

/// The form of bytes that this version wrote; none for those of another, which is then imported again.
pub fn read(bytes: &[u8]) -> Option<Form> {
    let (format, rest) = bytes.split_first()?;
    if *format != FORMAT {
        return None;
    }
    postcard::from_bytes(rest).ok()
}
