//! The import of XLSForms, judged by ODK's own converter: pyxform 4.5.0 is fetched into `target/`, makes XForms of the same
//! spreadsheets, and both are compared whole. What it refuses is refused, in the right row and column; what it takes comes out the same,
//! in spreadsheets written by hand, one a family of features, and in random ones (from seed 1; `XLSFORM_SEED` sets another,
//! `XLSFORM_FORMS` how many).

mod families;
mod faulty;
mod judge;
mod random;
#[path = "../../../core/xlsform/tests/sheets/mod.rs"]
mod sheets;
mod shipped;
