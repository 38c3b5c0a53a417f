//! The sheets of a spreadsheet as text: headings, and the cells under them. Knows how a spreadsheet writes numbers, dates and yes;
//! knows no heading's meaning.

use std::collections::BTreeMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, ExcelDateTime, Reader, Xlsx};
use chaski::forms::{Place, Problem};

use crate::guard::{self, Unfit};
use crate::text;

/// The sheets that are read; the others are whoever's who writes them.
const SHEETS: [&str; 6] = ["survey", "choices", "settings", "external_choices", "entities", "osm"];
/// The rows with anything in them that a sheet may have.
const ROWS: usize = 65_536;
/// The columns of a sheet that may have a heading.
const COLUMNS: usize = 1_000;
/// The cells of all sheets together.
const CELLS: usize = 2_000_000;
/// The bytes of all cells together: one long text may stand in any number of cells.
const TEXT: usize = 32 << 20;
/// Empty columns, or rows, after which nothing more is looked for.
const GAP: (usize, u32) = (20, 60);

/// A row that is not empty.
#[derive(Debug, Clone)]
pub struct RawRow {
    /// As the spreadsheet counts: 1 is the row of headings.
    pub number: u32,
    /// Each cell that is not empty, by the place of its heading, in the order of the columns.
    pub cells: Vec<(usize, String)>,
}

/// A sheet.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// The headings, in the order of the columns.
    pub headings: Vec<String>,
    /// The rows below them.
    pub rows: Vec<RawRow>,
}

/// A spreadsheet.
#[derive(Debug, Default)]
pub struct Workbook {
    /// The names of all sheets, as written.
    pub names: Vec<String>,
    sheets: BTreeMap<&'static str, Sheet>,
}

impl Workbook {
    /// Reads a spreadsheet. What is wrong with its form is put among the problems; what cannot be read at all is the error.
    pub fn read(bytes: &[u8], problems: &mut Vec<Problem>) -> Result<Workbook, Box<Problem>> {
        guard::check(bytes).map_err(unfit)?;
        // The reader counts columns and rows without bounds, and gives up on what no spreadsheet has.
        catch_unwind(AssertUnwindSafe(|| Self::read_checked(bytes, problems)))
            .unwrap_or_else(|_| Err(broken("a part of it is none of a spreadsheet")))
    }

    /// Every sheet of a spreadsheet that is no form, by its name as written.
    #[cfg(feature = "package")]
    pub fn read_all(
        bytes: &[u8],
        problems: &mut Vec<Problem>,
    ) -> Result<BTreeMap<String, Sheet>, Box<Problem>> {
        guard::check(bytes).map_err(unfit)?;
        let all = || -> Result<BTreeMap<String, Sheet>, Box<Problem>> {
            let mut file: Xlsx<_> =
                calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
            let mut sheets = BTreeMap::new();
            let mut room = (TEXT, CELLS);
            for name in file.sheet_names() {
                let grid = grid(&mut file, &name, &mut room)?;
                let sheet = Sheet::of(&name, grid, problems);
                sheets.insert(name, sheet);
            }
            Ok(sheets)
        };
        catch_unwind(AssertUnwindSafe(all))
            .unwrap_or_else(|_| Err(broken("a part of it is none of a spreadsheet")))
    }

    fn read_checked(bytes: &[u8], problems: &mut Vec<Problem>) -> Result<Workbook, Box<Problem>> {
        let mut file: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).map_err(unreadable)?;
        let names = file.sheet_names();
        let mut sheets = BTreeMap::new();
        let mut room = (TEXT, CELLS);
        for name in &names {
            let lower = name.to_lowercase();
            let known = match SHEETS.iter().find(|known| **known == lower) {
                Some(known) => *known,
                None if names.len() == 1 => "survey",
                None => continue,
            };
            let grid = grid(&mut file, name, &mut room)?;
            sheets.insert(known, Sheet::of(known, grid, problems));
        }
        Ok(Workbook { names, sheets })
    }

    /// A sheet by its name, in whatever letters it was written.
    pub fn sheet(&self, name: &str) -> Option<&Sheet> {
        self.sheets.get(name)
    }
}

/// The texts of a sheet, by row and column, both from 0.
type Grid = BTreeMap<u32, BTreeMap<u32, String>>;

fn grid(file: &mut Xlsx<Cursor<&[u8]>>, name: &str, room: &mut (usize, usize)) -> Result<Grid, Box<Problem>> {
    let mut cells = match file.worksheet_cells_reader(name) {
        Ok(cells) => cells,
        // A sheet of a chart has no cells.
        Err(calamine::XlsxError::NotAWorksheet(_)) => return Ok(Grid::new()),
        Err(error) => return Err(unreadable(error)),
    };
    let mut grid = Grid::new();
    while let Some(cell) = cells.next_cell().map_err(unreadable)? {
        let (row, column) = cell.get_position();
        let Some(text) = shown(cell.get_value()) else { continue };
        let left = (room.0.checked_sub(text.len()), room.1.checked_sub(1));
        let (Some(texts), Some(number)) = left else { return Err(unfit(Unfit::TooLarge)) };
        *room = (texts, number);
        grid.entry(row).or_default().insert(column, text);
        if grid.len() > ROWS || (row == 0 && grid.get(&0).is_some_and(|headings| headings.len() > COLUMNS)) {
            return Err(unfit(Unfit::TooLarge));
        }
    }
    Ok(grid)
}

impl Sheet {
    fn of(name: &str, mut grid: Grid, problems: &mut Vec<Problem>) -> Sheet {
        let place =
            |row: u32, column: &str| Place::Cell { sheet: name.to_owned(), row, column: column.to_owned() };
        let first = grid.remove(&0).unwrap_or_default();
        let mut headings: Vec<(u32, String)> = Vec::new();
        let mut expected = 0;
        for (column, heading) in first {
            if (column as usize).saturating_sub(expected) > GAP.0 {
                break;
            }
            expected = column as usize + 1;
            let heading = text::collapsed(&heading);
            if headings.iter().any(|(_, known)| *known == heading) {
                problems.push(Problem::refused(
                    place(1, &heading),
                    "heading-twice",
                    format!("the heading \"{heading}\" stands there twice"),
                    "remove one of the two columns",
                ));
                continue;
            }
            headings.push((column, heading));
        }
        let mut rows: Vec<RawRow> = Vec::new();
        for (row, mut texts) in grid {
            let cells: Vec<(usize, String)> = headings
                .iter()
                .enumerate()
                .filter_map(|(place, (column, _))| Some((place, texts.remove(column)?)))
                .collect();
            if cells.is_empty() {
                continue;
            }
            if row - rows.last().map_or(0, |last| last.number - 1) > GAP.1 + 1 {
                problems.push(Problem::notice(
                    place(row + 1, ""),
                    "row-after-gap",
                    "this row and those below are not read: more than 60 empty rows stand above it",
                    "remove the empty rows",
                ));
                break;
            }
            rows.push(RawRow { number: row + 1, cells });
        }
        Sheet { headings: headings.into_iter().map(|(_, heading)| heading).collect(), rows }
    }
}

/// A cell as text, as a person would have typed it; nothing where it is blank.
fn shown(value: &DataRef<'_>) -> Option<String> {
    let text = match value {
        DataRef::Empty => return None,
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(yes) => if *yes { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => figure(*number),
        DataRef::DateTime(date) => moment(date),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.replace('T', " "),
        DataRef::Error(error) => error.to_string(),
    };
    let text: String = text.trim().chars().filter(|c| text::in_xml(*c)).collect();
    let text = text.replace('\u{a0}', " ");
    (!text.trim().is_empty()).then_some(text)
}

/// A number in the shortest digits that mean it; very small ones with an exponent.
fn figure(number: f64) -> String {
    if number != 0.0 && number.abs() < 1e-4 {
        let text = format!("{number:e}");
        return match text.split_once("e-") {
            Some((digits, exponent)) => format!("{digits}e-{exponent:0>2}"),
            None => text,
        };
    }
    number.to_string()
}

/// A date with its time of day, or a time of day alone.
fn moment(date: &ExcelDateTime) -> String {
    let days = date.as_f64();
    if date.is_duration() || !(0.0..2_958_466.0).contains(&days) {
        return figure(days);
    }
    let (year, month, day, hour, minute, second, milli) = date.to_ymd_hms_milli();
    let fraction = if milli == 0 { String::new() } else { format!(".{milli:03}000") };
    let clock = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    if days < 1.0 { clock } else { format!("{year:04}-{month:02}-{day:02} {clock}") }
}

fn unfit(why: Unfit) -> Box<Problem> {
    let (code, what, remedy) = match why {
        Unfit::NotAZip => (
            "not-xlsx",
            "this is no .xlsx spreadsheet, or it is damaged",
            "save the form as an Excel workbook (.xlsx) and take that file",
        ),
        Unfit::TooLarge => (
            "too-large",
            "the spreadsheet is larger than a form can be: 32 MB, 64 MB unpacked, 65 536 rows and 1 000 columns a sheet",
            "copy the sheets of the form alone into a new workbook; long lists belong in a CSV file beside it",
        ),
        Unfit::Encoding => (
            "not-utf-8",
            "a part of the spreadsheet is not written in UTF-8",
            "open it and save it again as .xlsx",
        ),
    };
    Box::new(Problem::refused(Place::File, code, what, remedy))
}

fn unreadable(error: calamine::XlsxError) -> Box<Problem> {
    broken(error)
}

fn broken(why: impl std::fmt::Display) -> Box<Problem> {
    Box::new(Problem::refused(
        Place::File,
        "not-xlsx",
        format!("the spreadsheet cannot be read ({why})"),
        "open it and save it again as an Excel workbook (.xlsx), without a password",
    ))
}
