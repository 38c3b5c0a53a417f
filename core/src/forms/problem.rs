//! What is wrong in a form, for whoever edits it: where, what, and what to do. Knows places and sentences; reads nothing.

use std::fmt;

/// Where in the file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file itself.
    File,
    /// A line of an XForm, from 1, and the node it speaks of (`/data/child/age`, `bind`, an itext id), where it does.
    Line {
        /// From 1.
        line: u32,
        /// The node, empty where none.
        node: String,
    },
    /// A cell of an XLSForm: sheet, row from 1 as the spreadsheet counts, and the column's heading, empty for the whole row.
    Cell {
        /// `survey`, `choices`, `settings`, …
        sheet: String,
        /// From 1; 1 is the row of headings.
        row: u32,
        /// The heading as it is written.
        column: String,
    },
}

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The form is not taken.
    Refused,
    /// It is taken, and this is worth knowing.
    Notice,
}

/// One thing that is wrong, or worth knowing, in a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// How grave.
    pub severity: Severity,
    /// Where.
    pub place: Place,
    /// A short name that does not change: `unknown-function`, `cycle`, …
    pub code: &'static str,
    /// What is wrong: a sentence without its full stop.
    pub what: String,
    /// What to do: a sentence without its full stop.
    pub remedy: String,
}

impl Problem {
    /// One for which the form is not taken.
    pub fn refused(
        place: Place,
        code: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Problem { severity: Severity::Refused, place, code, what: what.into(), remedy: remedy.into() }
    }

    /// One that is worth knowing.
    pub fn notice(
        place: Place,
        code: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Problem { severity: Severity::Notice, place, code, what: what.into(), remedy: remedy.into() }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File => f.write_str("the file"),
            Place::Line { line, node } if node.is_empty() => write!(f, "line {line}"),
            Place::Line { line, node } => write!(f, "line {line}, {node}"),
            Place::Cell { sheet, row, column } if column.is_empty() => write!(f, "{sheet}, row {row}"),
            Place::Cell { sheet, row, column } => write!(f, "{sheet}, row {row}, {column}"),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.place, self.what, self.remedy)
    }
}
