//! A spreadsheet as a small text: `## survey` begins a sheet, each line is a row, cells stand between ` | `, `\n` is a line break.

use rust_xlsxwriter::Workbook;

/// The bytes of a spreadsheet that was written as text.
pub fn spreadsheet(text: &str) -> Vec<u8> {
    let mut book = Workbook::new();
    let mut row = 0;
    let mut sheets: Vec<(String, Vec<Vec<String>>)> = Vec::new();
    for line in text.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()) {
        if let Some(name) = line.trim().strip_prefix("## ") {
            sheets.push((name.to_owned(), Vec::new()));
            continue;
        }
        let line = line.trim_start().trim_start_matches(". ");
        let cells = if line == "-" {
            Vec::new()
        } else {
            format!(" {line}").split(" |").map(|cell| cell.trim().replace("\\n", "\n")).collect()
        };
        sheets.last_mut().expect("a sheet begins with ##").1.push(cells);
    }
    for (name, rows) in sheets {
        let sheet = book.add_worksheet().set_name(&name).unwrap();
        for (number, cells) in rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
                sheet.write_string(number as u32, column as u16, cell).unwrap();
            }
            row += 1;
        }
    }
    assert!(row > 0, "an empty spreadsheet");
    book.save_to_buffer().unwrap()
}
