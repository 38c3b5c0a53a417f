//! Where rows come from: a file, or standard input. Knows a sheet and the names of its columns, no value.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use chaski_bindings::ChaskiError;
use chaski_survey::csv::{CsvReader, Refused};

use super::columns::{ColumnArgs, Columns, Field};

/// A file that was opened: its rows, and which column is what.
pub struct Input {
    /// The rows.
    pub sheet: CsvReader<Box<dyn Read>>,
    /// The columns.
    pub columns: Columns,
}

/// Opens a CSV file, or standard input for `-`, and finds the `wanted` columns.
pub fn open(file: &Path, wanted: &[Field], args: &ColumnArgs) -> Result<Input, ChaskiError> {
    let source: Box<dyn Read> = match file == Path::new("-") {
        true => Box::new(io::stdin().lock()),
        false => Box::new(File::open(file).map_err(|error| refused(file, &Refused::Read(error)))?),
    };
    let sheet = CsvReader::open(source, |name| args.is_known(name)).map_err(|wrong| refused(file, &wrong))?;
    let names = sheet.names();
    Ok(Input { sheet, columns: Columns::of(names, wanted, args)? })
}

/// Reading broke off.
pub fn broken(file: &Path, error: io::Error) -> ChaskiError {
    refused(file, &Refused::Read(error))
}

fn refused(file: &Path, wrong: &Refused) -> ChaskiError {
    let shown = match file == Path::new("-") {
        true => "standard input".into(),
        false => file.display().to_string(),
    };
    ChaskiError::new("file", format!("{shown} cannot be used: {wrong}"), wrong.remedy())
}
