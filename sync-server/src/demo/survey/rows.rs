//! A CSV file as people's programs write it: commas, quotes that may hold commas, quotes and line ends, a byte order
//! mark, any line ends, spaces around a field, a quoted one too. Knows each row's line in the file, so that somebody
//! with an editor finds it; knows no column.

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The line of the file on which it begins; the first is 1.
    pub line: u64,
    /// Its fields, without the spaces around them; or why it cannot be read.
    pub fields: Result<Vec<String>, &'static str>,
}

const NOT_UTF8: &str = "holds signs that are not UTF-8: save the file as UTF-8";
const OPEN_QUOTE: &str = "a quote is opened and never closed";
const AFTER_QUOTE: &str = "something stands between a closing quote and the next comma";

/// Every row of a file, blank lines left out.
pub fn rows(bytes: &[u8]) -> Vec<Row> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let (mut rows, mut at, mut line) = (Vec::new(), 0, 1);
    while at < bytes.len() {
        let (row, mut end) = row(bytes, at);
        if matches!(row, Err(OPEN_QUOTE | AFTER_QUOTE)) {
            // A quote too many would swallow the rows that follow: only the line where it stands is given up.
            end = at + line_length(&bytes[at..]);
        }
        let is_blank = matches!(&row, Ok(fields) if fields.len() == 1 && fields[0].is_empty());
        if !is_blank {
            rows.push(Row { line, fields: row });
        }
        line += line_ends(&bytes[at..end]);
        at = end;
    }
    rows
}

/// The fields of the row that begins here, and where the next one begins.
fn row(bytes: &[u8], from: usize) -> (Result<Vec<String>, &'static str>, usize) {
    let mut fields: Vec<Vec<u8>> = Vec::new();
    let mut wrong = None;
    let mut at = from;
    loop {
        while matches!(bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        let mut field = Vec::new();
        if bytes.get(at) == Some(&b'"') {
            at += 1;
            loop {
                match (bytes.get(at), bytes.get(at + 1)) {
                    (None, _) => return (Err(OPEN_QUOTE), at),
                    (Some(b'"'), Some(b'"')) => {
                        field.push(b'"');
                        at += 2;
                    }
                    (Some(b'"'), _) => break,
                    (Some(byte), _) => {
                        field.push(*byte);
                        at += 1;
                    }
                }
            }
            at += 1;
            while let Some(byte) = bytes.get(at).filter(|byte| !matches!(byte, b',' | b'\n' | b'\r')) {
                if !matches!(byte, b' ' | b'\t') {
                    wrong = Some(AFTER_QUOTE);
                }
                at += 1;
            }
        } else {
            while let Some(byte) = bytes.get(at).filter(|byte| !matches!(byte, b',' | b'\n' | b'\r')) {
                field.push(*byte);
                at += 1;
            }
        }
        fields.push(field);
        if bytes.get(at) == Some(&b',') {
            at += 1;
            continue;
        }
        at += if bytes[at..].starts_with(b"\r\n") { 2 } else { usize::from(at < bytes.len()) };
        break;
    }
    // Line ends within a field are this file's own; a record's are all alike.
    let text = |field: Vec<u8>| match String::from_utf8(field) {
        Ok(text) => Ok(text.trim().replace("\r\n", "\n").replace('\r', "\n")),
        Err(_) => Err(NOT_UTF8),
    };
    match wrong {
        Some(wrong) => (Err(wrong), at),
        None => (fields.into_iter().map(text).collect(), at),
    }
}

fn line_length(bytes: &[u8]) -> usize {
    match bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
        Some(at) if bytes[at..].starts_with(b"\r\n") => at + 2,
        Some(at) => at + 1,
        None => bytes.len(),
    }
}

fn line_ends(bytes: &[u8]) -> u64 {
    let ends = |(at, byte): (usize, &u8)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    };
    bytes.iter().enumerate().filter(|at| ends(*at)).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(u64, Vec<String>)> {
        rows(text.as_bytes()).into_iter().map(|row| (row.line, row.fields.unwrap())).collect()
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
        let found = rows(b"id\n\"1\n2\n\xff\n3 \"x\"\n\"4\" 5\n6");
        let lines: Vec<(u64, bool)> = found.iter().map(|row| (row.line, row.fields.is_ok())).collect();
        assert_eq!(lines, [(1, true), (2, false), (3, true), (4, false), (5, true), (6, false), (7, true)]);
        let found = rows(b"id\n1\n\"2\n3\n\xff\n4");
        let wrong: Vec<(u64, Option<&str>)> =
            found.iter().map(|row| (row.line, row.fields.clone().err())).collect();
        assert_eq!(
            wrong,
            [(1, None), (2, None), (3, Some(OPEN_QUOTE)), (4, None), (5, Some(NOT_UTF8)), (6, None)]
        );
    }
}
