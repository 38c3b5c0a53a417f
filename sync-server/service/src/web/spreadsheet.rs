//! Lists that are taken along: CSV as it is read, a page of rows at a time, or a spreadsheet. Figures stay figures with
//! their places; no text becomes a formula. Knows cells, no record and no storage.

use axum::body::{Body, Bytes};
use futures_util::{Stream, stream};
use rust_xlsxwriter::{Format, Workbook, XlsxError};

use crate::export::guarded;
use crate::storage::StorageError;

/// One cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cell {
    /// A text; empty for nothing.
    Text(String),
    /// A figure as it was typed, `7.00`; what is none is written as text.
    Figure(String),
}

impl Cell {
    /// A text, or nothing.
    pub fn text(text: Option<impl Into<String>>) -> Cell {
        Cell::Text(text.map(Into::into).unwrap_or_default())
    }

    /// A whole number.
    pub fn number(number: u64) -> Cell {
        Cell::Figure(number.to_string())
    }
}

/// The rows of a spreadsheet; more than these are taken as CSV, which needs no more room for more rows.
pub const SHEET_ROWS: usize = 50_000;

/// A mark by which some spreadsheets know UTF-8.
const BOM: &str = "\u{feff}";

/// Rows as CSV for a program: texts as they are, whatever a spreadsheet would take them for.
pub fn csv_rows_as_they_are(rows: &[Vec<Cell>]) -> Result<Vec<u8>, StorageError> {
    write_rows(rows, str::to_owned)
}

/// Rows as CSV. A text that a spreadsheet would take for a formula gets an apostrophe in front.
pub fn csv_rows(rows: &[Vec<Cell>]) -> Result<Vec<u8>, StorageError> {
    write_rows(rows, guarded)
}

fn write_rows(rows: &[Vec<Cell>], text_of: impl Fn(&str) -> String) -> Result<Vec<u8>, StorageError> {
    let failed = |error: csv::Error| StorageError::Disk(std::io::Error::other(error.to_string()));
    let mut out = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        let fields = row.iter().map(|cell| match cell {
            Cell::Text(text) => text_of(text),
            Cell::Figure(figure) if is_figure(figure) => figure.clone(),
            Cell::Figure(other) => text_of(other),
        });
        out.write_record(fields).map_err(failed)?;
    }
    out.into_inner().map_err(|error| StorageError::Disk(std::io::Error::other(error.to_string())))
}

/// The head of a CSV file.
pub fn csv_head(heads: &[String], bom: bool) -> Result<Vec<u8>, StorageError> {
    let mut bytes = if bom { BOM.as_bytes().to_vec() } else { Vec::new() };
    bytes.extend(csv_rows(&[heads.iter().cloned().map(Cell::Text).collect()])?);
    Ok(bytes)
}

/// A body that is sent as it is read. A cut is a cut: whoever takes it sees that the file is not whole.
pub fn body(parts: impl Stream<Item = Result<Vec<u8>, StorageError>> + Send + 'static) -> Body {
    use futures_util::StreamExt;
    Body::from_stream(parts.map(|part| part.map(Bytes::from)))
}

/// Where a file is while it is sent.
enum At {
    Head(Vec<u8>),
    After(Option<String>),
    End,
}

/// The parts of a file: its head, then a page of rows after another, each read when the one before has been taken. `read` gives the bytes
/// after a place, and the next place where more follows.
pub fn parts<F, R>(
    head: Vec<u8>,
    read: F,
) -> impl Stream<Item = Result<Vec<u8>, StorageError>> + Send + 'static
where
    F: Fn(Option<String>) -> R + Clone + Send + 'static,
    R: Future<Output = Result<(Vec<u8>, Option<String>), StorageError>> + Send + 'static,
{
    stream::unfold(At::Head(head), move |at| {
        let read = read.clone();
        async move {
            let after = match at {
                At::Head(head) => return Some((Ok(head), At::After(None))),
                At::After(after) => after,
                At::End => return None,
            };
            match read(after).await {
                Ok((bytes, Some(next))) => Some((Ok(bytes), At::After(Some(next)))),
                Ok((bytes, None)) => Some((Ok(bytes), At::End)),
                Err(error) => {
                    tracing::error!(%error, "a list is cut: the storage fails");
                    Some((Err(error), At::End))
                }
            }
        }
    })
}

/// Rows as a spreadsheet, in memory: nothing of it lies in a temporary file.
pub fn xlsx(name: &str, heads: &[String], rows: &[Vec<Cell>]) -> Result<Vec<u8>, StorageError> {
    let failed = |error: XlsxError| StorageError::Disk(std::io::Error::other(error.to_string()));
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name(name).map_err(failed)?;
    let bold = Format::new().set_bold();
    // One format a number of places: 7.00 is not 7.
    let places: Vec<Format> = (0..=18)
        .map(|places| match places {
            0 => Format::new().set_num_format("0"),
            n => Format::new().set_num_format(format!("0.{}", "0".repeat(n))),
        })
        .collect();
    for (column, head) in heads.iter().enumerate() {
        sheet.write_string_with_format(0, column_number(column), head, &bold).map_err(failed)?;
    }
    for (at, row) in rows.iter().enumerate() {
        let line = u32::try_from(at + 1).unwrap_or(u32::MAX);
        for (column, cell) in row.iter().enumerate() {
            let column = column_number(column);
            let figure = match cell {
                Cell::Figure(figure) if is_figure(figure) => figure.parse::<f64>().ok(),
                _ => None,
            };
            match (figure, cell) {
                (Some(number), Cell::Figure(figure)) => {
                    let behind = figure.split_once('.').map_or(0, |(_, places)| places.len());
                    let format = places.get(behind.min(18)).unwrap_or(&bold);
                    sheet.write_number_with_format(line, column, number, format).map_err(failed)?;
                }
                (_, Cell::Text(text) | Cell::Figure(text)) if !text.is_empty() => {
                    sheet.write_string(line, column, text).map_err(failed)?;
                }
                _ => {}
            }
        }
    }
    sheet.set_freeze_panes(1, 0).map_err(failed)?;
    book.save_to_buffer().map_err(failed)
}

fn column_number(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

/// Sign, digits and one point: what is a figure to everybody.
fn is_figure(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, places) = digits.split_once('.').unwrap_or((digits, "0"));
    let all = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    all(whole) && all(places) && digits.len() <= 15
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn row() -> Vec<Cell> {
        ["=1+1", "+a", "-x", "@b", "\ttab", "\rcr", "plain"].map(|text| Cell::Text(text.into())).to_vec()
    }

    #[test]
    fn no_text_becomes_a_formula_and_figures_stay_as_they_were_typed() {
        let mut row = row();
        row.extend(["7.00", "-1", "=2", ""].map(|figure| Cell::Figure(figure.into())));
        let bytes = csv_rows(&[row.clone()]).unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bytes.as_slice());
        let read = reader.records().next().unwrap().unwrap();
        let read: Vec<&str> = read.iter().collect();
        let texts = ["'=1+1", "'+a", "'-x", "'@b", "'\ttab", "'\rcr", "plain", "7.00", "-1", "'=2", ""];
        assert_eq!(read, texts);
    }

    #[test]
    fn the_mark_of_utf_8_stands_once_at_the_beginning_and_only_if_it_is_asked_for() {
        let heads = ["niña".to_owned()];
        assert!(csv_head(&heads, true).unwrap().starts_with("\u{feff}niña".as_bytes()));
        assert_eq!(csv_head(&heads, false).unwrap(), "niña\r\n".as_bytes());
    }

    #[test]
    fn a_spreadsheet_holds_strings_and_numbers_and_no_formula() {
        let mut cells = row();
        cells.push(Cell::Figure("7.00".into()));
        let bytes = xlsx("x", &["a".to_owned()], &[cells]).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
