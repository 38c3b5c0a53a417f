//! What a command prints, and asks. Knows no district.

use std::io::Write;

use chaski_service::data::DataError;
use chaski_service::storage::StorageError;
use serde_json::Value;

use super::args::Form;

/// A line on standard output; nobody may be reading it any more.
pub(super) fn print_line(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Rows as JSON or in columns.
pub(super) fn list(form: Form, header: &[&str], rows: impl Iterator<Item = (Value, Vec<String>)>) {
    let (json, rows): (Vec<Value>, Vec<Vec<String>>) = rows.unzip();
    if form.json {
        return print_line(&Value::Array(json).to_string());
    }
    let header: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
    let width =
        |at: usize| rows.iter().chain([&header]).map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    for row in [&header].into_iter().chain(&rows) {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        print_line(cells.join("  ").trim_end());
    }
}

pub(super) fn time(s: Option<i64>) -> String {
    let time = s.and_then(|s| chrono::DateTime::from_timestamp(s, 0));
    time.map_or("never".into(), |time| time.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// Asks on the terminal; anything but a yes is a no.
pub(super) fn asked_yes(question: &str) -> bool {
    print!("{question} [yes/no] ");
    // A terminal that cannot be read says no.
    let mut line = String::new();
    let read = std::io::stdout().flush().and_then(|()| std::io::stdin().read_line(&mut line));
    read.is_ok() && matches!(line.trim().to_lowercase().as_str(), "yes" | "y" | "sí" | "si")
}

pub(super) fn wrong(sentence: String) -> DataError {
    StorageError::Request(sentence).into()
}
