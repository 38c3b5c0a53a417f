//! What a cell says: a number, a code, or nothing; and where it says neither, a sentence that names line, column and value, and
//! what to do. Never guesses: a comma is taken for a decimal sign only where it can be nothing else.

use std::fmt::Write as _;

use chaski::growth::who::Age;
use chaski::growth::{Position, Sex};
use chaski_survey::csv::Row;

use super::columns::{Columns, Field};

/// What is wrong with a row, a sentence a problem.
#[derive(Debug, Default)]
pub struct Problems {
    /// The sentences.
    pub text: String,
    /// One of them is such that WHO's package would stop.
    pub stops: bool,
}

impl Problems {
    /// Adds a sentence, which has no full stop.
    pub fn add(&mut self, sentence: std::fmt::Arguments<'_>) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        // Writing to a string cannot fail.
        let _ = self.text.write_fmt(sentence);
        self.text.push('.');
    }

    /// Adds one at which WHO's package would stop.
    pub fn stop(&mut self, sentence: std::fmt::Arguments<'_>) {
        self.add(sentence);
        self.stops = true;
    }

    /// As of a row without any.
    pub fn clear(&mut self) {
        self.text.clear();
        self.stops = false;
    }
}

/// What a cell gave.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Given<T> {
    /// Nothing stands there, or there is no such column.
    Nothing,
    /// Something that cannot be read; it has been said.
    Unreadable,
    /// This.
    Value(T),
}

impl<T> Given<T> {
    /// What it gave, if it gave something.
    pub fn value(self) -> Option<T> {
        match self {
            Given::Value(value) => Some(value),
            Given::Nothing | Given::Unreadable => None,
        }
    }
}

/// The cells of one row.
pub struct Cells<'a> {
    /// The row.
    pub row: &'a Row<'a>,
    /// Which column is what.
    pub columns: &'a Columns,
    /// What stands between columns.
    pub delimiter: u8,
}

impl Cells<'_> {
    /// A number. Empty, `NA` and `.` are nothing; `Inf`, `-Inf` and `NaN` are numbers.
    #[inline]
    pub fn number(&self, field: Field, problems: &mut Problems) -> Given<f64> {
        self.columns.at(field).map_or(Given::Nothing, |at| self.number_at(at, problems))
    }

    /// The number of a column that is no field.
    #[inline]
    pub fn number_at(&self, at: usize, problems: &mut Problems) -> Given<f64> {
        let text = self.row.text(at);
        if text.is_empty() {
            return Given::Nothing;
        }
        match std::str::from_utf8(&text).ok().and_then(|text| text.parse().ok()) {
            Some(number) => Given::Value(number),
            None => self.odd_number(at, &text, problems),
        }
    }

    #[cold]
    fn odd_number(&self, at: usize, text: &[u8], problems: &mut Problems) -> Given<f64> {
        if is_missing(text) {
            return Given::Nothing;
        }
        let (wrong, remedy) = match decimal_comma(text, self.delimiter == b';') {
            Comma::Number(number) => return Given::Value(number),
            Comma::Ambiguous => (
                "may be thousands or a decimal",
                "write it with a point as the decimal sign, or without a comma",
            ),
            Comma::No if text.contains(&0) => ("holds a NUL byte", "type the number again"),
            Comma::No if is_date(text) => (
                "is a date and not a number",
                "Excel makes dates of such figures, so format the column as a number there and type it again",
            ),
            Comma::No => ("is not a number", "write only the figure, and nothing where nothing was measured"),
        };
        problems.stop(format_args!(
            "Line {}, {}: {:?} {wrong}: {remedy}",
            self.row.line,
            self.columns.label_at(at),
            clipped(text)
        ));
        Given::Unreadable
    }

    /// Boy or girl.
    pub fn sex(&self, problems: &mut Problems) -> Given<Sex> {
        self.code(Field::Sex, "is not a sex: write 1 or m for a boy, 2 or f for a girl", problems, |text| {
            match text {
                b"1" | b"m" | b"M" | b"1.0" => Some(Sex::Male),
                b"2" | b"f" | b"F" | b"2.0" => Some(Sex::Female),
                _ => None,
            }
        })
    }

    /// Lying or standing.
    pub fn position(&self, problems: &mut Problems) -> Given<Position> {
        self.code(Field::Position, "is not a position: write l for lying, h for standing", problems, |text| {
            match text {
                b"l" | b"L" => Some(Position::Lying),
                b"h" | b"H" => Some(Position::Standing),
                _ => None,
            }
        })
    }

    /// Swelling of both feet.
    pub fn oedema(&self, problems: &mut Problems) -> Given<bool> {
        self.code(
            Field::Oedema,
            "is no answer on oedema: write y or 1 for yes, n or 2 for no",
            problems,
            |text| match text {
                b"y" | b"Y" | b"1" | b"1.0" => Some(true),
                b"n" | b"N" | b"2" | b"2.0" => Some(false),
                _ => None,
            },
        )
    }

    #[inline]
    fn code<T>(
        &self,
        field: Field,
        wrong: &str,
        problems: &mut Problems,
        of: fn(&[u8]) -> Option<T>,
    ) -> Given<T> {
        let Some(at) = self.columns.at(field) else { return Given::Nothing };
        let text = self.row.text(at);
        match of(&text) {
            Some(value) => Given::Value(value),
            None if is_missing(&text) => Given::Nothing,
            None => {
                let (line, label) = (self.row.line, self.columns.label_at(at));
                problems.stop(format_args!("Line {line}, {label}: {:?} {wrong}", clipped(&text)));
                Given::Unreadable
            }
        }
    }

    /// The age: days where they are given, else months. One below zero is unreadable.
    pub fn age(&self, problems: &mut Problems) -> Given<Age> {
        let (field, given) = match self.number(Field::AgeDays, problems) {
            Given::Nothing => (Field::AgeMonths, self.number(Field::AgeMonths, problems)),
            given => (Field::AgeDays, given),
        };
        match given {
            Given::Nothing => Given::Nothing,
            Given::Unreadable => Given::Unreadable,
            Given::Value(age) if age < 0.0 => {
                problems
                    .stop(format_args!("{}: an age cannot be below zero, so correct it", self.place(field)));
                Given::Unreadable
            }
            Given::Value(age) if field == Field::AgeDays => Given::Value(Age::Days(age)),
            Given::Value(age) => Given::Value(Age::Months(age)),
        }
    }

    /// A field with its line, its column and what stands in it, as a sentence begins.
    pub fn place(&self, field: Field) -> String {
        let at = self.columns.at(field).unwrap_or(usize::MAX);
        let text = self.row.text(at);
        let shown = if text.is_empty() { "empty".into() } else { clipped(&text) };
        format!("Line {}, {} is {shown}", self.row.line, self.columns.label_at(at))
    }

    /// Weeks as days: `33.5`, or `33+4` for 33 weeks and 4 days.
    pub fn weeks_as_days(&self, field: Field, problems: &mut Problems) -> Given<f64> {
        if let Some(at) = self.columns.at(field)
            && let Some((weeks, days)) =
                std::str::from_utf8(&self.row.text(at)).ok().and_then(|t| t.split_once('+'))
            && let (Ok(weeks), Ok(days)) = (weeks.trim().parse::<u16>(), days.trim().parse::<u16>())
            && days < 7
        {
            return Given::Value(f64::from(weeks) * 7.0 + f64::from(days));
        }
        match self.number(field, problems) {
            Given::Value(weeks) => Given::Value(weeks * 7.0),
            given => given,
        }
    }
}

/// Whether a cell says that nothing is known: empty, R's `NA`, Stata's `.`.
pub fn is_missing(text: &[u8]) -> bool {
    text.is_empty()
        || text == b"."
        || [&b"NA"[..], b"N/A", b"NULL"].iter().any(|na| text.eq_ignore_ascii_case(na))
}

enum Comma {
    No,
    Number(f64),
    Ambiguous,
}

/// A number with a comma. In a file whose columns are parted by semicolons it is the decimal sign; elsewhere three figures after
/// it may be thousands.
fn decimal_comma(text: &[u8], is_decimal: bool) -> Comma {
    let is_figure =
        |byte: &u8| byte.is_ascii_digit() || matches!(byte, b',' | b'.' | b'-' | b'+' | b'e' | b'E');
    let commas = text.iter().filter(|byte| **byte == b',').count();
    if commas == 0 || !text.iter().all(is_figure) {
        return Comma::No;
    }
    if commas > 1 || text.contains(&b'.') {
        return Comma::Ambiguous;
    }
    let mut parts = text.split(|byte| *byte == b',');
    let (whole, part) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let is_thousands = part.len() == 3 && !matches!(whole, b"" | b"0" | b"-0" | b"+0" | b"-" | b"+");
    if is_thousands && !is_decimal {
        return Comma::Ambiguous;
    }
    let with_point = String::from_utf8_lossy(text).replace(',', ".");
    with_point.parse().map_or(Comma::No, Comma::Number)
}

/// Whether a text looks like what Excel makes of a figure: `12-May`, `5/12/2024`, `2024-05-12 00:00:00`.
fn is_date(text: &[u8]) -> bool {
    const MONTHS: [&[u8]; 17] = [
        b"jan", b"feb", b"mar", b"apr", b"may", b"jun", b"jul", b"aug", b"sep", b"oct", b"nov", b"dec",
        b"ene", b"abr", b"ago", b"set", b"dic",
    ];
    let mut parts =
        text.split(|byte| matches!(byte, b'-' | b'/' | b'.' | b' ')).filter(|part| !part.is_empty());
    let is_number = |part: &[u8]| part.len() <= 4 && part.iter().all(u8::is_ascii_digit);
    let is_month = |part: &[u8]| {
        let start = part.get(..3).unwrap_or_default();
        part.iter().all(|byte| byte.is_ascii_alphabetic())
            && MONTHS.iter().any(|month| start.eq_ignore_ascii_case(month))
    };
    let (Some(first), Some(second)) = (parts.next(), parts.next()) else { return false };
    let third = parts.next();
    let separators = text.iter().any(|byte| matches!(byte, b'-' | b'/' | b'.' | b' '));
    separators
        && ((is_number(first) && is_month(second))
            || (is_month(first) && is_number(second))
            || (is_number(first)
                && is_number(second)
                && (third.is_some_and(|third| third[0].is_ascii_digit()) || text.contains(&b'/'))))
}

/// A cell's text as it is shown: not too long, on one line.
fn clipped(text: &[u8]) -> String {
    const MOST: usize = 40;
    let text = String::from_utf8_lossy(text);
    let mut shown: String = text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        shown.push('…');
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comma_is_a_decimal_sign_only_where_it_can_be_nothing_else() {
        let read = |text: &str, is_decimal| match decimal_comma(text.as_bytes(), is_decimal) {
            Comma::Number(number) => Ok(number),
            Comma::Ambiguous => Err("ambiguous"),
            Comma::No => Err("no"),
        };
        assert_eq!(read("12,5", false), Ok(12.5));
        assert_eq!(read("-0,125", false), Ok(-0.125));
        assert_eq!(read("1,234", false), Err("ambiguous"));
        assert_eq!(read("1,234", true), Ok(1.234));
        assert_eq!(read("1.234,5", true), Err("ambiguous"));
        assert_eq!(read("1,2,3", true), Err("ambiguous"));
        assert_eq!(read("x,5", true), Err("no"));
        assert_eq!(read(",", true), Err("no"));
    }

    #[test]
    fn what_excel_makes_of_a_figure_is_known_for_a_date() {
        for date in [
            "12-May",
            "may-12",
            "5/12/2024",
            "5/12",
            "2024-05-12",
            "2024-05-12T00:00:00",
            "12.05.2024",
            "1-jun-24",
            "3 ene",
        ] {
            assert!(is_date(date.as_bytes()), "{date}");
        }
        for other in ["12kg", "-", "abc", "12-", "--", "ten-two", "1 234", "0x12", "12:30", "1.2"] {
            assert!(!is_date(other.as_bytes()), "{other}");
        }
    }
}
