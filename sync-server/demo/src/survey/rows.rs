//! The rows of a survey, as text: what the core's sheet reads, in UTF-8 and with line ends that are all alike. Knows no column.

use chaski_survey::csv::{CsvReader, Refused};

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which it begins; the first is 1.
    pub line: u64,
    /// Its fields, without the spaces around them; or why it cannot be read.
    pub fields: Result<Vec<String>, String>,
}

const NOT_UTF8: &str = "holds signs that are not UTF-8: save the file as UTF-8";

/// Every row of a file, blank lines left out.
pub fn rows(bytes: &[u8]) -> Result<Vec<Row>, Refused> {
    let mut sheet = CsvReader::of_commas(bytes)?;
    let mut rows = Vec::new();
    while let Some(row) = sheet.next_row()? {
        // Line ends within a field are this file's own; a record's are all alike.
        let text = |at: usize| match String::from_utf8(row.text(at).into_owned()) {
            Ok(text) => Ok(text.trim().replace("\r\n", "\n").replace('\r', "\n")),
            Err(_) => Err(NOT_UTF8.to_owned()),
        };
        let fields = match row.wrong {
            Some(wrong) => Err(wrong.to_string()),
            None => (0..row.len()).map(text).collect(),
        };
        if !row.is_empty() {
            rows.push(Row { line: row.line, fields });
        }
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>)> {
        rows(text.as_bytes()).unwrap().into_iter().map(|row| (row.line, row.fields.unwrap())).collect()
    }

    fn row_of(line: u64, fields: &[&str]) -> (u64, Vec<String>) {
        (line, fields.iter().map(|field| (*field).to_owned()).collect())
    }

    #[test]
    fn a_row_is_found_on_the_line_where_it_begins_whatever_the_line_ends() {
        for end in ["\n", "\r\n", "\r"] {
            let text =
                ["\u{feff}id,region", "1,\"North,", "\"\"high\"\"\"", "", "  ", "2 , South "].join(end);
            let expected = [
                row_of(1, &["id", "region"]),
                row_of(2, &["1", "North,\n\"high\""]),
                row_of(6, &["2", "South"]),
            ];
            assert_eq!(read(&text), expected, "{end:?}");
        }
    }

    #[test]
    fn spaces_around_a_quoted_field_are_tolerated_and_those_within_are_trimmed() {
        assert_eq!(
            read("a, \"b, c\" ,\" d \"\n,,"),
            [row_of(1, &["a", "b, c", "d"]), row_of(2, &["", "", ""])]
        );
    }

    #[test]
    fn a_row_that_cannot_be_read_takes_no_other_with_it() {
        let found = rows(b"id\n\"1\n2\n\xff\n3 \"x\"\n\"4\" 5\n6").unwrap();
        let lines: Vec<(u64, bool)> = found.iter().map(|row| (row.line, row.fields.is_ok())).collect();
        assert_eq!(lines, [(1, true), (2, false), (3, true), (4, false), (5, true), (6, false), (7, true)]);
        let found = rows(b"id\n1\n\"2\n3\n\xff\n4").unwrap();
        let wrong: Vec<(u64, Option<&str>)> =
            found.iter().map(|row| (row.line, row.fields.as_ref().err().map(String::as_str))).collect();
        let open = Some("opens a quote and never closes it");
        assert_eq!(wrong, [(1, None), (2, None), (3, open), (4, None), (5, Some(NOT_UTF8)), (6, None)]);
    }
}
