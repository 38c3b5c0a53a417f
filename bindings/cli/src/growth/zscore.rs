//! `chaski growth zscore`: every row of a file, in its order and as it stands, with its z-scores after it. Memory does not grow
//! with the file.

use std::io::{self, Write};
use std::path::PathBuf;

use chaski::growth::who::Mode;
use chaski_bindings::ChaskiError;
use chaski_survey::csv::{Wrong, write_text};
use clap::Args;
use serde_json::json;

use super::cells::{Cells, Problems};
use super::columns::{ColumnArgs, Columns, Field};
use super::input::{self, Input};
use super::output::Output;
use super::reference::{Reference, Scoring};
use crate::out::Out;

/// Rows with an error that are told in words; all are in the file.
const TOLD: usize = 5;

/// What it is given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Every row is written, in its order, with its columns as they stand; then the scores, and `error`: what is wrong with the row, \
in words. docs/growth-surveys.md lists the columns.

Ends with 0 when every row was written, also where rows have an error: how many, and the first of them, are told on standard \
error. Ends with 1 when the file as a whole cannot be read or written; OUT is then as it was before.")]
pub struct ZscoreArgs {
    /// The CSV file, its columns named in its first line; `-` reads standard input
    #[arg(value_name = "IN.csv")]
    input: PathBuf,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "OUT.csv", default_value = "-")]
    output: PathBuf,
    /// The standards
    #[arg(long, value_enum, default_value = "who")]
    reference: Reference,
    /// Answer as WHO's package does, its odd points included
    #[arg(long)]
    who_compatible: bool,
    /// Also the unrounded scores: rzlen, rzwei, …
    #[arg(long)]
    unrounded: bool,
    #[command(flatten)]
    columns: ColumnArgs,
}

/// Runs it.
pub fn run(args: &ZscoreArgs, out: Out) -> Result<(), ChaskiError> {
    let mode = if args.who_compatible { Mode::WhoCompatible } else { Mode::Mended };
    if args.who_compatible && args.reference == Reference::Intergrowth {
        return Err(ChaskiError::new(
            "usage",
            "WHO has no package for preterm children",
            "leave out --who-compatible, or --reference intergrowth",
        ));
    }
    let scoring = Scoring { reference: args.reference, mode, unrounded: args.unrounded };
    let Input { mut sheet, mut columns } = input::open(&args.input, &args.reference.wanted(), &args.columns)?;
    needs(&columns, args.reference)?;
    let mut output = Output::create(&args.output, &args.input)?;

    let (delimiter, width, line_end) = (sheet.delimiter(), sheet.header().len(), sheet.line_end().to_vec());
    let names = scoring.names();
    write_header(sheet.header(), &mut columns, &names, delimiter, &mut output.bytes);
    output.bytes.extend_from_slice(&line_end);
    let mut summary = Summary::default();
    let mut problems = Problems::default();
    while let Some(row) = sheet.next_row().map_err(|error| input::broken(&args.input, error))? {
        if row.is_empty() {
            output.bytes.extend_from_slice(row.end);
            continue;
        }
        problems.clear();
        row.write(width, delimiter, &mut output.bytes);
        let is_scored = match row.wrong {
            Some(wrong) => {
                problems.stop(format_args!("Line {} {wrong}: {}", row.line, remedy(wrong)));
                false
            }
            None => {
                let cells = Cells { row: &row, columns: &columns, delimiter };
                scoring.write(&cells, &mut problems, &mut output.bytes)
            }
        };
        if !is_scored {
            output.bytes.extend(std::iter::repeat_n(delimiter, names.len()));
        }
        output.bytes.push(delimiter);
        write_text(problems.text.as_bytes(), delimiter, &mut output.bytes);
        output.bytes.extend_from_slice(if row.end.is_empty() { &line_end } else { row.end });
        summary.count(&problems);
        if !output.flush_if_full()? {
            return Ok(());
        }
    }
    output.finish()?;
    summary.tell(&columns.notes, out);
    Ok(())
}

/// Refuses a file without the columns that any score needs.
fn needs(columns: &Columns, reference: Reference) -> Result<(), ChaskiError> {
    for group in reference.needed() {
        if columns.has_any(&group) {
            continue;
        }
        let fields: Vec<&str> = group.iter().map(|field| field.name()).collect();
        return Err(ChaskiError::new(
            "columns",
            format!("the file has no column {}; it has: {}", fields.join(" or "), columns.names().join(", ")),
            format!("name it so in the first line, or say which it is: --column {}=NAME", fields[0]),
        ));
    }
    Ok(())
}

/// The first line: the columns as they stand, and the new ones. A column that has the name of a new one gets another.
fn write_header(
    header: &[Vec<u8>],
    columns: &mut Columns,
    names: &[&str],
    delimiter: u8,
    into: &mut Vec<u8>,
) {
    let mut renamed: Vec<String> = Vec::new();
    let is_taken = |name: &str| names.contains(&name) || name == "error";
    for (at, raw) in header.iter().enumerate() {
        if at > 0 {
            into.push(delimiter);
        }
        let name = columns.names().get(at).cloned().unwrap_or_default();
        if !is_taken(&name) {
            into.extend_from_slice(raw);
            continue;
        }
        let mut other = format!("{name}_in");
        while is_taken(&other) || columns.names().contains(&other) {
            other.push_str("_in");
        }
        write_text(other.as_bytes(), delimiter, into);
        renamed.push(other);
    }
    if !renamed.is_empty() {
        let note = "columns that have the name of a new one are carried through as";
        columns.notes.push(format!("{note} {}", renamed.join(", ")));
    }
    for name in names.iter().chain(&["error"]) {
        into.push(delimiter);
        into.extend_from_slice(name.as_bytes());
    }
    if !columns.has_any(&[Field::AgeDays, Field::AgeMonths, Field::PmaDays, Field::PmaWeeks]) {
        columns.notes.push("there is no column for the age: age_days or age_months".to_owned());
    }
}

fn remedy(wrong: Wrong) -> &'static str {
    match wrong {
        Wrong::OpenQuote | Wrong::AfterQuote => "write a quote within a text twice, or leave it out",
        Wrong::TooLong => "look for a line end or a quote that is missing",
        Wrong::TooFew { .. } => "write every column, also those that are empty",
        Wrong::TooMany { .. } => "put a text or a figure that holds the sign between columns in quotes",
    }
}

/// What is told at the end.
#[derive(Default)]
struct Summary {
    rows: u64,
    with_error: u64,
    first: Vec<String>,
}

impl Summary {
    fn count(&mut self, problems: &Problems) {
        self.rows += 1;
        if problems.text.is_empty() {
            return;
        }
        self.with_error += 1;
        if self.first.len() < TOLD {
            self.first.push(problems.text.clone());
        }
    }

    fn tell(&self, notes: &[String], out: Out) {
        let Summary { rows, with_error, first } = self;
        let mut text = String::new();
        if out.json {
            text =
                json!({ "rows": rows, "rows_with_error": with_error, "first_errors": first, "notes": notes })
                    .to_string();
            text.push('\n');
        } else {
            for note in notes {
                text += &format!("note: {note}\n");
            }
            let noun = if *rows == 1 { "row" } else { "rows" };
            text += &format!("{rows} {noun}, {with_error} with something in the column error\n");
            for said in first {
                text += &format!("  {said}\n");
            }
            if *with_error > first.len() as u64 {
                text += &format!("  and {} more\n", with_error - first.len() as u64);
            }
        }
        // Nobody is left to tell if this fails.
        let _ = io::stderr().write_all(text.as_bytes());
    }
}
