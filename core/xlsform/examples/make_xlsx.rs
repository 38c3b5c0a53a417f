//! `make_xlsx FOLDER OUT.xlsx`: a spreadsheet of the CSV files in FOLDER, a sheet each, so that the source of a checklist or a package can be read and
//! compared line by line. The same folder gives the same bytes on every machine and every day.

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook};

/// The sheets that come first, in their order; the others by name.
const FIRST: [&str; 5] = ["survey", "choices", "settings", "entities", "external_choices"];

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, out] = arguments.as_slice() else {
        eprintln!("make_xlsx FOLDER OUT.xlsx");
        return ExitCode::from(2);
    };
    match make(Path::new(folder)).and_then(|bytes| Ok(std::fs::write(out, bytes)?)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{folder}: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The spreadsheet of a folder. Every cell is text, so that nothing of a code or a date is rounded.
fn make(folder: &Path) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut book = Workbook::new();
    book.set_properties(&DocProperties::new().set_creation_datetime(&ExcelDateTime::from_ymd(2026, 1, 1)?));
    let heading = Format::new().set_bold();
    let mut names: Vec<String> = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let (Some(name), Some("csv")) = (path.file_stem(), path.extension().and_then(|end| end.to_str())) {
            names.push(name.to_string_lossy().into_owned());
        }
    }
    // What is beside the sheets of a form is none of its.
    let is_form = names.iter().any(|name| name == "survey");
    names.retain(|name| !is_form || FIRST.contains(&name.as_str()));
    names.sort_by_key(|name| {
        (FIRST.iter().position(|first| first == name).unwrap_or(FIRST.len()), name.clone())
    });
    for name in &names {
        let file = folder.join(format!("{name}.csv"));
        let sheet = book.add_worksheet().set_name(name)?;
        sheet.set_freeze_panes(1, 0)?;
        let mut rows = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_path(&file)?;
        for (row, cells) in rows.records().enumerate() {
            for (column, text) in cells?.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
                let (row, column) = (u32::try_from(row)?, u16::try_from(column)?);
                // A mark by which some spreadsheets know UTF-8 is no part of the first heading.
                let text = text.trim_start_matches('\u{feff}');
                if row == 0 {
                    sheet.write_string_with_format(row, column, text, &heading)?;
                } else {
                    sheet.write_string(row, column, text)?;
                }
            }
        }
    }
    if names.is_empty() {
        return Err("no .csv in it".into());
    }
    Ok(book.save_to_buffer()?)
}
