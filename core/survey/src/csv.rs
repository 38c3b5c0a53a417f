//! A CSV file as people's programs write it, row by row: commas, semicolons or tabs, quotes that may hold any of these and line
//! ends, a byte order mark, any line ends, spaces around a field, any bytes in a text. Knows each row's line in the file, so
//! that somebody with an editor finds it, and gives every field back as it stood. Memory does not grow with the file, and a
//! stray quote takes no other row with it. Knows no column's meaning: whoever opens a file says which names are known.

use std::borrow::Cow;
use std::io::{self, ErrorKind, Read};

/// A row may be so long, bytes; of a longer one only so much is read.
pub const LONGEST_ROW: usize = 1 << 20;
/// Bytes asked for at first.
const READ_AHEAD: usize = 1 << 18;
/// What people's programs write between columns.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Why a file is not read at all.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The operating system refuses.
    #[error("it cannot be read ({0})")]
    Read(#[from] io::Error),
    /// There is nothing in it.
    #[error("it is empty")]
    Empty,
    /// Two bytes a letter.
    #[error("it is written in UTF-16")]
    Utf16,
    /// An Excel workbook, or a compressed file.
    #[error("it is {0}, not a CSV file")]
    NotText(&'static str),
    /// No name in its first line is known.
    #[error("line {line} names no column that is known: it reads {text:?}")]
    NoHeader {
        /// Where it should stand.
        line: u64,
        /// How that line begins.
        text: String,
    },
    /// Its first line can be read in two ways.
    #[error("line {line} can be read with {} and with {} between columns", shown(*.one), shown(*.other))]
    TwoDelimiters {
        /// Where.
        line: u64,
        /// One.
        one: u8,
        /// The other.
        other: u8,
    },
    /// Its first line is no row.
    #[error("line {line}, which should name the columns, {wrong}")]
    BadHeader {
        /// Where.
        line: u64,
        /// Why.
        wrong: Wrong,
    },
}

impl Refused {
    /// What to do.
    pub fn remedy(&self) -> &'static str {
        match self {
            Refused::Read(_) => "name a file that exists and that you may read",
            Refused::Empty => "check that the export was finished; the first line must name the columns",
            Refused::Utf16 => "save it again as `CSV UTF-8 (comma delimited)`",
            Refused::NotText(_) => "open it and save it as `CSV UTF-8 (comma delimited)`",
            Refused::NoHeader { .. } => {
                "write a first line with the names of the columns, such as sex,age_days,weight,lenhei"
            }
            Refused::TwoDelimiters { .. } => "use the same sign between all columns, in the first line too",
            Refused::BadHeader { .. } => {
                "write the names of the columns on one line, each name without quotes"
            }
        }
    }
}

/// Why a row cannot be read as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// A quote without its end.
    #[error("opens a quote and never closes it")]
    OpenQuote,
    /// Text outside the quotes.
    #[error("has text between a closing quote and the next column")]
    AfterQuote,
    /// Longer than [`LONGEST_ROW`].
    #[error("is longer than a million bytes and was cut")]
    TooLong,
    /// Fewer fields than the first line.
    #[error("has {found} columns where the first line has {expected}")]
    TooFew {
        /// Here.
        found: usize,
        /// In the first line.
        expected: usize,
    },
    /// More fields than the first line, and something stands in them.
    #[error("has {found} columns where the first line has {expected}")]
    TooMany {
        /// Here.
        found: usize,
        /// In the first line.
        expected: usize,
    },
}

/// A sign between columns, as it is said.
pub fn shown(delimiter: u8) -> &'static str {
    match delimiter {
        b',' => "commas",
        b';' => "semicolons",
        b'\t' => "tabs",
        _ => "bars",
    }
}

/// Where a field stands in its row.
#[derive(Debug, Clone, Copy)]
struct Span {
    from: usize,
    to: usize,
}

/// A file that is being read.
pub struct CsvReader<R> {
    source: R,
    buffer: Vec<u8>,
    from: usize,
    to: usize,
    ended: bool,
    /// The rest of a row that was too long is still to be passed over.
    cut: bool,
    line: u64,
    delimiter: u8,
    spans: Vec<Span>,
    header: Vec<Vec<u8>>,
    line_end: Vec<u8>,
}

/// One row.
#[derive(Debug)]
pub struct Row<'a> {
    /// The line of the file on which it begins; the first is 1.
    pub line: u64,
    /// Why it cannot be read as one; its fields are then those of its first line, quotes being letters like any other.
    pub wrong: Option<Wrong>,
    /// How it ends: a line end, or nothing at the end of the file.
    pub end: &'a [u8],
    bytes: &'a [u8],
    spans: &'a [Span],
    /// Spaces stand before a quote that opens.
    is_spaced: bool,
}

impl<'a> Row<'a> {
    /// How many fields it has.
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// Whether it has none: an empty line.
    pub fn is_empty(&self) -> bool {
        self.spans.is_empty()
    }

    /// The whole row as it stands, without its end.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// A field as it stands, quotes and spaces included; empty if there is none.
    #[inline]
    pub fn raw(&self, at: usize) -> &'a [u8] {
        self.spans.get(at).and_then(|span| self.bytes.get(span.from..span.to)).unwrap_or_default()
    }

    /// What a field says: without the quotes, and without the spaces around it.
    #[inline]
    pub fn text(&self, at: usize) -> Cow<'a, [u8]> {
        let raw = self.raw(at).trim_ascii();
        match raw {
            [b'"', inner @ .., b'"'] if !self.is_literal() => match inner.contains(&b'"') {
                false => Cow::Borrowed(inner.trim_ascii()),
                true => Cow::Owned(undoubled(inner).trim_ascii().to_vec()),
            },
            _ => Cow::Borrowed(raw),
        }
    }

    /// Whether a field stood in quotes.
    pub fn is_quoted(&self, at: usize) -> bool {
        !self.is_literal() && self.raw(at).trim_ascii().starts_with(b"\"")
    }

    /// Writes the row as so many columns, each as it stands. Where that cannot be read again, nothing is lost and no row beside
    /// it is harmed: fields that are missing are written empty, those that are too many stand in the last column, where quotes
    /// do not close each field is put in quotes, and spaces before a quote, which many programs take for text, are left out.
    pub fn write(&self, width: usize, delimiter: u8, into: &mut Vec<u8>) {
        if self.wrong.is_none() && self.spans.len() == width && !self.is_spaced {
            let end = self.spans.last().map_or(0, |span| span.to);
            return into.extend_from_slice(self.bytes.get(..end).unwrap_or_default());
        }
        for at in 0..width {
            if at > 0 {
                into.push(delimiter);
            }
            match self.spans.get(at) {
                Some(span) if at + 1 == width && self.spans.len() > width => {
                    write_text(self.bytes.get(span.from..).unwrap_or_default(), delimiter, into);
                }
                Some(_) if self.is_literal() => write_text(self.raw(at), delimiter, into),
                Some(_) if self.is_quoted(at) => into.extend_from_slice(self.raw(at).trim_ascii_start()),
                _ => into.extend_from_slice(self.raw(at)),
            }
        }
    }

    fn is_literal(&self) -> bool {
        matches!(self.wrong, Some(Wrong::OpenQuote | Wrong::AfterQuote | Wrong::TooLong))
    }
}

/// Writes a text as a field, in quotes where it needs them.
pub fn write_text(text: &[u8], delimiter: u8, into: &mut Vec<u8>) {
    let needs = |byte: &u8| matches!(byte, b'"' | b'\n' | b'\r') || *byte == delimiter;
    if !text.iter().any(needs) {
        return into.extend_from_slice(text);
    }
    into.push(b'"');
    for byte in text {
        if *byte == b'"' {
            into.push(b'"');
        }
        into.push(*byte);
    }
    into.push(b'"');
}

fn undoubled(inner: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(inner.len());
    let mut bytes = inner.iter();
    while let Some(byte) = bytes.next() {
        text.push(*byte);
        if *byte == b'"' {
            bytes.next();
        }
    }
    text
}

impl<R: Read> CsvReader<R> {
    fn new(source: R) -> CsvReader<R> {
        CsvReader {
            source,
            buffer: vec![0; READ_AHEAD],
            from: 0,
            to: 0,
            ended: false,
            cut: false,
            line: 1,
            delimiter: b',',
            spans: Vec::new(),
            header: Vec::new(),
            line_end: b"\n".to_vec(),
        }
    }

    /// Opens a file whose columns are parted by commas and whose first line is a row like any other: fields are not counted.
    pub fn of_commas(source: R) -> Result<CsvReader<R>, Refused> {
        let mut sheet = CsvReader::new(source);
        sheet.fill()?;
        sheet.begin()?;
        Ok(sheet)
    }

    /// Opens a file and reads its first line. The sign between columns is the one with which that line has the most names that
    /// `is_known`.
    pub fn open(source: R, is_known: impl Fn(&str) -> bool) -> Result<CsvReader<R>, Refused> {
        let mut sheet = CsvReader::new(source);
        sheet.fill()?;
        sheet.begin()?;
        let told = sheet.told_delimiter();
        let CsvReader { buffer, from, to, ended, line, spans, header, line_end, .. } = &mut sheet;
        let (mut best, mut tie) = ((0, b',', None), None);
        for delimiter in DELIMITERS.into_iter().filter(|delimiter| told.is_none_or(|told| told == *delimiter))
        {
            let row = loop {
                let bytes = buffer.get(*from..*to).unwrap_or_default();
                if bytes.is_empty() {
                    return Err(Refused::Empty);
                }
                let found = split(bytes, delimiter, *ended, 0, spans);
                let Some(found) = found.filter(|found| !found.is_cut) else {
                    return Err(Refused::BadHeader { line: *line, wrong: Wrong::TooLong });
                };
                if !spans.is_empty() {
                    break found.row(bytes, *line, spans);
                }
                *from += found.length + found.end;
                *line += 1;
            };
            let is = |at: &usize| is_known(&String::from_utf8_lossy(&row.text(*at)));
            let known = (0..row.len()).filter(is).count();
            if known > 0 && known == best.0 && row.len() > 1 {
                tie = Some((best.1, delimiter));
            } else if known > best.0 {
                (best, tie) = ((known, delimiter, row.wrong), None);
            }
        }
        let (known, delimiter, wrong) = best;
        let (line, bytes) = (*line, buffer.get(*from..*to).unwrap_or_default());
        let Some(found) = split(bytes, delimiter, *ended, 0, spans).filter(|_| known > 0) else {
            let first = bytes.split(|byte| matches!(byte, b'\n' | b'\r')).next().unwrap_or_default();
            let text = String::from_utf8_lossy(first).chars().take(60).collect();
            return Err(Refused::NoHeader { line, text });
        };
        if let Some((one, other)) = tie {
            return Err(Refused::TwoDelimiters { line, one, other });
        }
        if let Some(wrong) = wrong {
            return Err(Refused::BadHeader { line, wrong });
        }
        let row = found.row(bytes, line, spans);
        *header = (0..row.len()).map(|at| row.raw(at).to_vec()).collect();
        if !row.end.is_empty() {
            *line_end = row.end.to_vec();
        }
        sheet.delimiter = delimiter;
        sheet.from += found.length + found.end;
        sheet.line += found.lines;
        Ok(sheet)
    }

    /// The first line's fields, as they stand.
    pub fn header(&self) -> &[Vec<u8>] {
        &self.header
    }

    /// What the first line's fields say: the names of the columns. What is no UTF-8 in them is marked as such.
    pub fn names(&self) -> Vec<String> {
        let spans = |raw: &Vec<u8>| [Span { from: 0, to: raw.len() }];
        let text = |raw: &Vec<u8>| {
            let row =
                Row { line: 1, wrong: None, end: b"", bytes: raw, spans: &spans(raw), is_spaced: false };
            String::from_utf8_lossy(&row.text(0)).into_owned()
        };
        self.header.iter().map(text).collect()
    }

    /// What stands between columns.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// How the first line ends.
    pub fn line_end(&self) -> &[u8] {
        &self.line_end
    }

    /// The next row, empty lines included; `None` at the end.
    pub fn next_row(&mut self) -> io::Result<Option<Row<'_>>> {
        if self.cut {
            self.pass_over()?;
        }
        let width = self.header.len();
        let found = loop {
            let bytes = self.buffer.get(self.from..self.to).unwrap_or_default();
            if bytes.is_empty() && self.ended {
                return Ok(None);
            }
            if let Some(found) = split(bytes, self.delimiter, self.ended, width, &mut self.spans) {
                break found;
            }
            self.fill()?;
        };
        let row = found.row(self.buffer.get(self.from..self.to).unwrap_or_default(), self.line, &self.spans);
        self.cut = found.is_cut;
        self.from += found.length + found.end;
        self.line += found.lines;
        Ok(Some(row))
    }

    /// Reads on until the buffer is full or the file ends.
    fn fill(&mut self) -> io::Result<()> {
        self.buffer.copy_within(self.from..self.to, 0);
        (self.from, self.to) = (0, self.to - self.from);
        if self.to == self.buffer.len() {
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        while let Some(free) = self.buffer.get_mut(self.to..).filter(|free| !free.is_empty()) {
            match self.source.read(free) {
                Ok(0) => {
                    self.ended = true;
                    break;
                }
                Ok(read) => self.to += read,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(())
    }

    /// Passes over the rest of a row that was too long.
    fn pass_over(&mut self) -> io::Result<()> {
        loop {
            let bytes = self.buffer.get(self.from..self.to).unwrap_or_default();
            if let Some(at) = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r')) {
                self.from += at;
                if self.to - self.from < 2 && !self.ended {
                    self.fill()?;
                }
                let rest = self.buffer.get(self.from..self.to).unwrap_or_default();
                self.from += line_end(rest);
                break;
            }
            self.from = self.to;
            if self.ended {
                break;
            }
            self.fill()?;
        }
        self.cut = false;
        self.line += 1;
        Ok(())
    }

    /// Drops a byte order mark, and refuses what is no text.
    fn begin(&mut self) -> Result<(), Refused> {
        let bytes = self.buffer.get(..self.to).unwrap_or_default();
        let kind = [
            (&b"PK\x03\x04"[..], "an Excel workbook (or a zip file)"),
            (b"\xd0\xcf\x11\xe0", "an Excel workbook"),
            (b"\x1f\x8b", "a compressed file"),
            (b"\x28\xb5\x2f\xfd", "a compressed file"),
        ];
        if let Some((_, kind)) = kind.into_iter().find(|(mark, _)| bytes.starts_with(mark)) {
            return Err(Refused::NotText(kind));
        }
        // Latin letters of two bytes each: every other byte is 0.
        let start = bytes.get(..bytes.len().min(64)).unwrap_or_default();
        let zeros = |odd: usize| start.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
        let is_wide = start.len() >= 8 && (zeros(0) * 2 > start.len() / 2 || zeros(1) * 2 > start.len() / 2);
        if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || is_wide {
            return Err(Refused::Utf16);
        }
        if bytes.starts_with(b"\xef\xbb\xbf") {
            self.from = 3;
        }
        Ok(())
    }

    /// Excel's own first line, `sep=;`, which says the sign and is no row.
    fn told_delimiter(&mut self) -> Option<u8> {
        let bytes = self.buffer.get(self.from..self.to)?;
        let told = bytes.get(..4)?.eq_ignore_ascii_case(b"sep=");
        let delimiter = bytes.get(4).copied().filter(|byte| told && DELIMITERS.contains(byte))?;
        let end = line_end(bytes.get(5..)?);
        if end == 0 {
            return None;
        }
        self.from += 5 + end;
        self.line += 1;
        Some(delimiter)
    }
}

/// A row that was found in the bytes that are there.
#[derive(Debug, Clone, Copy)]
struct Found {
    length: usize,
    end: usize,
    lines: u64,
    wrong: Option<Wrong>,
    /// It goes on beyond what was read of it.
    is_cut: bool,
    is_spaced: bool,
}

impl Found {
    fn row<'a>(&self, bytes: &'a [u8], line: u64, spans: &'a [Span]) -> Row<'a> {
        let (bytes, rest) = bytes.split_at_checked(self.length).unwrap_or_default();
        Row {
            line,
            wrong: self.wrong,
            end: rest.get(..self.end).unwrap_or_default(),
            bytes,
            spans,
            is_spaced: self.is_spaced,
        }
    }
}

/// The row that begins here; an empty line has no fields, nor has one of spaces before the first line. `None` if more must be
/// read to know where it ends. With a `width`, its fields are counted.
fn split(bytes: &[u8], delimiter: u8, ended: bool, width: usize, spans: &mut Vec<Span>) -> Option<Found> {
    let all = ended || bytes.len() >= LONGEST_ROW;
    let (mut at, mut lines) = (0, 1);
    // The column of the first field that holds a line end.
    let mut first_quoted = 0;
    let mut is_spaced = false;
    spans.clear();
    loop {
        let from = at;
        while let Some(b' ' | b'\t') = bytes.get(at).filter(|byte| **byte != delimiter) {
            at += 1;
        }
        if bytes.get(at) == Some(&b'"') {
            is_spaced |= at > from;
            at += 1;
            let before = lines;
            loop {
                match bytes.get(at) {
                    None if !all => return None,
                    None => return Some(first_line(bytes, delimiter, ended, Wrong::OpenQuote, spans)),
                    Some(b'"') => match bytes.get(at + 1) {
                        None if !all => return None,
                        Some(b'"') => at += 1,
                        _ => break,
                    },
                    Some(b'\n') => lines += 1,
                    Some(b'\r') if bytes.get(at + 1) != Some(&b'\n') => lines += 1,
                    Some(_) => {}
                }
                at += 1;
            }
            at += 1;
            if before == 1 && lines > 1 {
                first_quoted = spans.len();
            }
            while let Some(b' ' | b'\t') = bytes.get(at).filter(|byte| **byte != delimiter) {
                at += 1;
            }
            if bytes.get(at).is_some_and(|byte| *byte != delimiter && !matches!(byte, b'\n' | b'\r')) {
                // A quote too many would swallow the rows that follow: only the line where it stands is given up.
                return Some(first_line(bytes, delimiter, ended, Wrong::AfterQuote, spans));
            }
        } else {
            let rest = bytes.get(at..).unwrap_or_default();
            let ends = |byte: &u8| *byte == delimiter || *byte == b'\n' || *byte == b'\r';
            at += rest.iter().position(ends).unwrap_or(rest.len());
        }
        if at == bytes.len() && !all {
            return None;
        }
        spans.push(Span { from, to: at });
        if bytes.get(at) != Some(&delimiter) {
            break;
        }
        at += 1;
    }
    let is_cut = at > LONGEST_ROW || (at == bytes.len() && !ended);
    if is_cut {
        return Some(first_line(bytes, delimiter, ended, Wrong::TooLong, spans));
    }
    let rest = bytes.get(at..).unwrap_or_default();
    if rest == b"\r" && !all {
        return None;
    }
    let empty = |span: &Span| bytes.get(span.from..span.to).unwrap_or_default().trim_ascii().is_empty();
    if let [only] = &spans[..]
        && (at == 0 || (width == 0 && empty(only)))
    {
        spans.clear();
    }
    let found = spans.len();
    if lines > 1 && width > 0 {
        // Two stray quotes look like a field of many lines; but then its last line is a row of its own.
        let last = bytes.get(..at).unwrap_or_default().rsplit(|byte| matches!(byte, b'\n' | b'\r')).next();
        let fields = |line: &[u8]| line.iter().filter(|byte| **byte == delimiter).count() + 1;
        let is_row = first_quoted > 0 && last.is_some_and(|line| fields(line) == width);
        if found != width || is_row {
            return Some(first_line(bytes, delimiter, ended, Wrong::OpenQuote, spans));
        }
    }
    let wrong = match width {
        _ if width == 0 || found == 0 || found == width => None,
        _ if found < width => Some(Wrong::TooFew { found, expected: width }),
        // Some programs end every line with a delimiter or several.
        _ if spans.iter().skip(width).all(empty) => {
            spans.truncate(width);
            None
        }
        _ => Some(Wrong::TooMany { found, expected: width }),
    };
    Some(Found { length: at, end: line_end(rest), lines, wrong, is_cut: false, is_spaced })
}

/// Only the line that begins here, its quotes being letters like any other.
fn first_line(bytes: &[u8], delimiter: u8, ended: bool, wrong: Wrong, spans: &mut Vec<Span>) -> Found {
    let end = bytes.iter().position(|byte| matches!(byte, b'\n' | b'\r'));
    let is_cut = end.map_or(!ended || bytes.len() > LONGEST_ROW, |end| end > LONGEST_ROW);
    let length = if is_cut { LONGEST_ROW.min(bytes.len()) } else { end.unwrap_or(bytes.len()) };
    spans.clear();
    let mut from = 0;
    for field in bytes.get(..length).unwrap_or_default().split(|byte| *byte == delimiter) {
        spans.push(Span { from, to: from + field.len() });
        from += field.len() + 1;
    }
    let end = if is_cut { 0 } else { line_end(bytes.get(length..).unwrap_or_default()) };
    let lines = u64::from(!is_cut);
    Found {
        length,
        end,
        lines,
        wrong: Some(if is_cut { Wrong::TooLong } else { wrong }),
        is_cut,
        is_spaced: false,
    }
}

/// How long the line end is that stands here, if one does.
fn line_end(bytes: &[u8]) -> usize {
    match bytes {
        [b'\r', b'\n', ..] => 2,
        [b'\r' | b'\n', ..] => 1,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known(name: &str) -> bool {
        matches!(name, "a" | "b" | "c")
    }

    /// A source that gives little at a time.
    struct Dripping<'a>(&'a [u8], usize);

    impl Read for Dripping<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let most = self.1.min(into.len());
            self.0.read(&mut into[..most])
        }
    }

    /// Each row's line, its texts and why it is wrong.
    fn read(bytes: &[u8]) -> Vec<(u64, Vec<String>, Option<Wrong>)> {
        let mut sheet = CsvReader::open(Dripping(bytes, 7), known).unwrap();
        let mut rows = Vec::new();
        while let Some(row) = sheet.next_row().unwrap() {
            let texts = (0..row.len()).map(|at| String::from_utf8_lossy(&row.text(at)).into_owned());
            rows.push((row.line, texts.collect(), row.wrong));
        }
        rows
    }

    fn row(line: u64, texts: &[&str]) -> (u64, Vec<String>, Option<Wrong>) {
        (line, texts.iter().map(|text| (*text).to_owned()).collect(), None)
    }

    #[test]
    fn a_row_is_found_on_the_line_where_it_begins_whatever_the_line_ends() {
        for end in ["\n", "\r\n", "\r"] {
            let text = ["\u{feff}a,b", "1,\"North,", "\"\"high\"\"\"", "", "  ", "2 , South "].join(end);
            let high = format!("North,{end}\"high\"");
            let spaces = (5, vec![String::new()], Some(Wrong::TooFew { found: 1, expected: 2 }));
            let expected = [row(2, &["1", &high]), row(4, &[]), spaces, row(6, &["2", "South"])];
            assert_eq!(read(text.as_bytes()), expected, "{end:?}");
        }
    }

    #[test]
    fn a_stray_quote_takes_no_other_row_with_it() {
        let found = read(b"a,b\n1,\"x\n2,y\n3,\"z\" w\n4,5\" tall\n\xff,\"6\n7,8\"");
        let wrong: Vec<_> = found.iter().map(|(line, texts, wrong)| (*line, texts.len(), *wrong)).collect();
        let (open, after) = (Some(Wrong::OpenQuote), Some(Wrong::AfterQuote));
        assert_eq!(
            wrong,
            [(2, 2, after), (3, 2, None), (4, 2, after), (5, 2, None), (6, 2, open), (7, 2, None)]
        );
    }

    #[test]
    fn the_sign_between_columns_is_the_one_that_gives_known_names() {
        for text in ["a;b;x,y\n1;2;3", "sep=;\na;b\n1;2", "a\tb\n1\t2", "a|b\n1|2", "\n\na,b\n1,2"] {
            assert_eq!(read(text.as_bytes())[0].1[..2], ["1", "2"], "{text:?}");
        }
        let refused = |text: &[u8]| CsvReader::open(text, known).err().unwrap().to_string();
        assert_eq!(
            refused(b"a,b;c,d;a\n"),
            "line 1 can be read with commas and with semicolons between columns"
        );
        assert_eq!(refused(b"\n1,2\n"), "line 2 names no column that is known: it reads \"1,2\"");
        assert_eq!(refused(b""), "it is empty");
        assert_eq!(refused(b"\n \n"), "it is empty");
        assert_eq!(refused(b"\xff\xfea\0,\0"), "it is written in UTF-16");
        assert_eq!(refused(b"a\0,\0b\0\n\0"), "it is written in UTF-16");
        assert_eq!(refused(b"PK\x03\x04"), "it is an Excel workbook (or a zip file), not a CSV file");
    }

    #[test]
    fn fields_too_few_or_too_many_are_said_and_written_without_loss() {
        let mut sheet = CsvReader::open(&b"a,b,c\n1,2\n1,2,3,4\n1,2,3,, \n1,\"2\n"[..], known).unwrap();
        let mut out = Vec::new();
        let mut wrong = Vec::new();
        while let Some(row) = sheet.next_row().unwrap() {
            row.write(3, b',', &mut out);
            out.push(b'\n');
            wrong.push(row.wrong);
        }
        let few = Some(Wrong::TooFew { found: 2, expected: 3 });
        let many = Some(Wrong::TooMany { found: 4, expected: 3 });
        assert_eq!(wrong, [few, many, None, Some(Wrong::OpenQuote)]);
        assert_eq!(String::from_utf8(out).unwrap(), "1,2,\n1,2,\"3,4\"\n1,2,3\n1,\"\"\"2\",\n");
    }

    #[test]
    fn a_row_without_end_is_cut_and_the_next_one_is_whole() {
        let mut bytes = b"a,b\n1,".to_vec();
        bytes.extend(vec![b'x'; 3 * LONGEST_ROW]);
        bytes.extend(b"\r\n2,y\n3,\"");
        bytes.extend(vec![b'x'; LONGEST_ROW]);
        bytes.extend(b"\n4,z");
        let found = read(&bytes);
        let seen: Vec<_> =
            found.iter().map(|(line, texts, wrong)| (*line, texts[0].as_str(), *wrong)).collect();
        let cut = Some(Wrong::TooLong);
        assert_eq!(seen, [(2, "1", cut), (3, "2", None), (4, "3", cut), (5, "4", None)]);
    }
}
