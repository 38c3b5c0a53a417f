//! A checklist that was written as a spreadsheet (XLSForm, .xlsx), as the XForm that it means: the one that ODK's own converter makes
//! of it. The XForm then goes the way of every other, so that there is one definition and one set of rules; and whatever is found wrong
//! in it is told by sheet, row and column ([`Places`]).
//!
//! From the bottom: `guard` bounds the file, `workbook` reads cells, `table` understands headings; `settings`, `choices`,
//! `entities` and `survey` (with `section`, `question` and `select`) make the tree of the form (`form`); `resolve`, `itext`,
//! `model`, `instances` and `body` write it; `convert` is their order. None of it is on a phone, which gets
//! the form compiled.
//!
//! It differs from ODK's converter (pyxform 4.5.0, which judges it) in what real forms need and in what the converter loses:
//! * taken with a notice: a list that names a choice twice or has no labels; a field called `meta`; `label:sw` beside `label::en`; the types
//!   `db:…`, `tel`, `hidden …`; `instance::tag` of a group; a file declared in a repeat; names with À to Ö;
//! * refused: `begin loop`, tags of OpenStreetMap, the setting `flat`; prefixes that no namespace declares; a record that the converter
//!   leaves out without a word, because its row speaks of a deeper repeat than its properties stand in; groups more than 100 deep;
//! * where a label stands both without a language and in the default one, the latter holds; the converter falls over;
//! * `<` and `&` in an expression in a label stay what they are; the converter escapes them twice.

mod allocate;
mod attachments;
mod audit;
mod body;
mod check;
mod choices;
mod convert;
mod entities;
mod form;
mod guard;
mod instances;
mod itext;
mod lexer;
pub mod load;
mod model;
#[cfg(feature = "package")]
pub mod package;
mod parameters;
mod places;
mod placing;
mod question;
mod range;
mod reference;
mod resolve;
mod saving;
mod section;
mod select;
mod settings;
mod survey;
mod table;
mod text;
mod typed;
mod types;
mod value;
mod workbook;
mod xml;

use chaski::forms::Problem;

pub use convert::Converted;
pub use places::Places;

/// Converts a spreadsheet. `fallback_name` is the id of a form that gives itself none: the name of its file without the ending. An
/// error is all that is wrong, and what is worth knowing besides, in the order of sheets and rows. Whatever the bytes, an error comes
/// within a second or so, and takes no more than some hundred megabytes.
pub fn convert(bytes: &[u8], fallback_name: &str) -> Result<Converted, Vec<Problem>> {
    convert::convert(bytes, fallback_name)
}

/// Whether bytes are a zip, as every spreadsheet of this kind is, and no XML.
pub fn is_xlsx(bytes: &[u8]) -> bool {
    bytes.starts_with(b"PK\x03\x04")
}
