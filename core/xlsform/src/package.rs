//! A package of services that was written as a spreadsheet: its sheets, as a pack keeps them. Headings, names of sheets and the words of cells are
//! those of any language of the program, and come out as the one name that rules know. Knows how a spreadsheet writes; the rules, the core reads.

use std::collections::BTreeMap;
use std::path::Path;

use chaski::forms::{Problem, Severity};
use chaski::pack::{Fault, PACKAGE, Pack, Wrong};
use chaski::programme::read::{Row, SHEETS, Sheets, to_json};
use chaski::store::pack::files_in;
use chaski::words::{Lang, message};

use crate::workbook::{Sheet, Workbook};

/// The spreadsheet in the folder of a pack.
pub const PACKAGE_XLSX: &str = "package.xlsx";

/// Columns whose cells hold words of the vocabulary.
const WORDS: [(&str, &str); 10] = [
    ("conditions", "attribute"),
    ("conditions", "operator"),
    ("conditions", "value"),
    ("packages", "about"),
    ("packages", "shown"),
    ("services", "kind"),
    ("services", "source"),
    ("services", "order"),
    ("services", "counted_from"),
    ("messages", "about"),
];

/// Every word of the vocabulary.
const VOCABULARY: [&str; 34] = [
    "doses",
    "ages",
    "every",
    "monthly",
    "any_of",
    "child",
    "pregnancy",
    "list",
    "countdown",
    "indicator",
    "below",
    "at_least",
    "is",
    "is_not",
    "unknown",
    "birth_weight_g",
    "gestational_weeks",
    "altitude_m",
    "sex",
    "insurance",
    "programme",
    "anaemia",
    "yes",
    "no",
    "female",
    "male",
    "seen",
    "card",
    "register",
    "told",
    "start",
    "first",
    "last",
    "visit",
];

/// Columns whose cells hold an age or a number of days.
const SPANS: [(&str, &str); 12] = [
    ("packages", "from"),
    ("packages", "until"),
    ("schedule", "from"),
    ("schedule", "due"),
    ("schedule", "in_time"),
    ("schedule", "until"),
    ("schedule", "min_gap"),
    ("schedule", "max_gap"),
    ("schedule", "grace"),
    ("services", "times"),
    ("messages", "from"),
    ("messages", "until"),
];

/// What an officer calls the sheets and columns: sheet by its name, heading by sheet and column.
#[derive(Default)]
struct Written {
    sheets: BTreeMap<String, String>,
    headings: BTreeMap<(String, String), String>,
}

/// The pack in a folder; else everything that is wrong in it, by the names that the officer gave to sheets and columns. Where the folder has a spreadsheet,
/// that is the package, whatever was made of one before.
///
/// # Errors
/// Where the folder or a file of it cannot be read.
pub fn read_pack(folder: &Path) -> std::io::Result<Result<Pack, Vec<Fault>>> {
    let mut files = files_in(folder)?;
    let path = folder.join(PACKAGE_XLSX);
    if !path.is_file() {
        return Ok(Pack::read(files));
    }
    let (json, written) = match compile(&std::fs::read(&path)?) {
        Ok(compiled) => compiled,
        Err(problems) => return Ok(Err(problems.into_iter().map(fault).collect())),
    };
    files.insert(PACKAGE.to_owned(), json);
    Ok(Pack::read(files).map_err(|faults| faults.into_iter().map(|fault| written.fault(fault)).collect()))
}

fn fault(problem: Problem) -> Fault {
    let wrong = Wrong::Sheet { what: problem.what, remedy: problem.remedy };
    Fault { file: PACKAGE_XLSX.to_owned(), list: None, place: problem.place.to_string(), wrong }
}

impl Written {
    /// A fault of the package, by the officer's names.
    fn fault(&self, fault: Fault) -> Fault {
        if fault.file != PACKAGE {
            return fault;
        }
        let sheet = fault.list.clone().unwrap_or_default();
        let place = match fault.place.split_once(", ") {
            Some((row, column)) => {
                let heading = self.headings.get(&(sheet.clone(), column.to_owned()));
                format!("{row}, {}", heading.map_or(column, String::as_str))
            }
            None => fault.place.clone(),
        };
        let list = self.sheets.get(&sheet).cloned().or(fault.list);
        Fault { file: PACKAGE_XLSX.to_owned(), list, place, wrong: fault.wrong }
    }
}

/// A spreadsheet as a pack keeps it.
///
/// # Errors
/// Where it is no spreadsheet, or a heading stands twice.
pub fn package_json(xlsx: &[u8]) -> Result<String, Vec<Problem>> {
    Ok(compile(xlsx)?.0)
}

fn compile(xlsx: &[u8]) -> Result<(String, Written), Vec<Problem>> {
    let mut problems = Vec::new();
    let book = Workbook::read_all(xlsx, &mut problems).map_err(|problem| vec![*problem])?;
    if problems.iter().any(|problem| problem.severity == Severity::Refused) {
        return Err(problems);
    }
    let mut written = Written::default();
    let sheets = sheets(&book, &mut written);
    Ok((to_json(&sheets), written))
}

fn sheets(book: &BTreeMap<String, Sheet>, written: &mut Written) -> Sheets {
    let mut all = Sheets::new();
    for (called, sheet) in book {
        // Empty sheets are whoever's who writes them.
        if sheet.rows.is_empty() {
            continue;
        }
        let known =
            SHEETS.iter().find(|(name, ..)| is_called(called, name, &format!("package-sheet-{name}")));
        let Some((name, must, may)) = known else {
            all.entry(called.clone()).or_default();
            continue;
        };
        written.sheets.insert((*name).to_owned(), called.clone());
        let columns: Vec<&&str> = must.iter().chain(*may).collect();
        let headings: Vec<String> =
            sheet.headings.iter().map(|heading| column(name, &columns, heading)).collect();
        for (heading, column) in sheet.headings.iter().zip(&headings) {
            written.headings.insert(((*name).to_owned(), column.clone()), heading.clone());
        }
        let rows = sheet.rows.iter().map(|row| {
            let cells = row.cells.iter().filter_map(|(place, text)| {
                let heading = headings.get(*place)?.clone();
                let text = cell(name, &heading, text);
                Some((heading, text))
            });
            Row { number: row.number, cells: cells.collect() }
        });
        all.entry((*name).to_owned()).or_default().extend(rows);
    }
    all
}

/// The name that rules have for a heading; the heading itself, where it is none.
fn column(sheet: &str, columns: &[&&str], heading: &str) -> String {
    let (base, language) =
        heading.split_once("::").map_or((heading, None), |(base, tag)| (base.trim(), Some(tag.trim())));
    let found = columns.iter().find(|column| {
        let name = column.trim_end_matches("::");
        column.ends_with("::") == language.is_some()
            && is_called(base, name, &format!("package-column-{sheet}-{name}"))
    });
    match (found, language) {
        (Some(column), Some(tag)) => format!("{column}{}", tag.to_lowercase()),
        (Some(column), None) => (**column).to_string(),
        (None, _) => heading.to_owned(),
    }
}

/// Whether somebody wrote this name, in whichever language, letters and accents.
fn is_called(written: &str, name: &str, id: &str) -> bool {
    let written = plain(written);
    written == plain(name) || Lang::ALL.iter().any(|lang| written == plain(&message(*lang, id, &[]).text))
}

/// Small letters without accents; a space is what joins two words.
fn plain(text: &str) -> String {
    chaski::store::folding::fold(text.trim()).replace([' ', '_'], "_")
}

fn cell(sheet: &str, column: &str, text: &str) -> String {
    let of = |all: &[(&str, &str)]| all.contains(&(sheet, column));
    if of(&SPANS) {
        return span(text);
    }
    if of(&WORDS) {
        let pieces = text.split_whitespace().map(|piece| match piece.split_once(':') {
            Some((which, name)) => format!("{}:{name}", word(which)),
            None => word(piece),
        });
        return pieces.collect::<Vec<_>>().join(" ");
    }
    text.to_owned()
}

fn word(written: &str) -> String {
    let known = VOCABULARY.iter().find(|word| is_called(written, word, &format!("package-word-{word}")));
    known.map_or_else(|| written.to_owned(), |word| (*word).to_owned())
}

/// An age with the letters that rules have for its units.
fn span(written: &str) -> String {
    let units: Vec<(char, char)> = Lang::ALL
        .iter()
        .flat_map(|lang| {
            let letters = message(*lang, "package-units", &[]).text;
            let letters: Vec<char> = letters.chars().filter(|c| c.is_alphabetic()).collect();
            letters.into_iter().zip(['d', 'w', 'm', 'y'])
        })
        .collect();
    written
        .to_lowercase()
        .chars()
        .map(|c| units.iter().find(|(letter, _)| *letter == c).map_or(c, |(_, unit)| *unit))
        .collect()
}
