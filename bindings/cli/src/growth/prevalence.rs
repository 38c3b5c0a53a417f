//! `chaski growth prevalence`: how many children of a survey are stunted, wasted, underweight or overweight, a line a group.
//! Which column is what of the design, what is said of rows that do not count, and the table as CSV; what is counted and how is
//! the core's. Memory grows with groups and clusters, never with rows.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::PathBuf;

use chaski::growth::who::Measured;
use chaski_bindings::ChaskiError;
use chaski_survey::csv::{self, write_text};
use chaski_survey::prevalence::{Counts, Line, Row, Survey, columns};
use chaski_survey::{Design, Grouping};
use clap::Args;
use serde_json::json;

use super::cells::{Cells, Given, Problems, is_missing};
use super::columns::{ColumnArgs, Columns, Field};
use super::figures::write_figure;
use super::input::{self, Input};
use super::output::Output;
use crate::out::Out;

/// Rows that cannot be read are told one by one up to here, and counted from here on.
const TOLD: usize = 50;
/// The columns that are looked for.
const WANTED: [Field; 7] = [
    Field::Sex,
    Field::AgeDays,
    Field::AgeMonths,
    Field::Weight,
    Field::Length,
    Field::Position,
    Field::Oedema,
];

/// What it is given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
OUT has a line for all children and one for each age group, sex, age and sex, and each level of each --group, with the columns \
of WHO's package: docs/growth-surveys.md explains them. Without clusters and strata each row counts as drawn for itself.

Ends with 0 when the table was written, also where rows were left out: how many, why, and which could not be read is told on \
standard error. Ends with 1 when the file as a whole cannot be read, a weight is negative, or no row counts; OUT is then as it \
was before.")]
pub struct PrevalenceArgs {
    /// The CSV file, its columns named in its first line; `-` reads standard input
    #[arg(value_name = "IN.csv")]
    input: PathBuf,
    /// The column of the sampling weights; an empty one counts as zero
    #[arg(long, value_name = "COLUMN")]
    weights: Option<String>,
    /// The column of the clusters, the primary sampling units; they are nested in strata
    #[arg(long, value_name = "COLUMN")]
    cluster: Option<String>,
    /// The column of the strata
    #[arg(long, value_name = "COLUMN")]
    strata: Option<String>,
    /// Also a line for each value of this column; may be given again. typeres, gregion, wealthq, mothered and othergr are called
    /// as WHO calls them, where another column holds one of them with `--group gregion=zone`
    #[arg(long = "group", value_name = "COLUMN", num_args = 1..)]
    groups: Vec<String>,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "OUT.csv", default_value = "-")]
    output: PathBuf,
    #[command(flatten)]
    columns: ColumnArgs,
}

/// Where the design and the groups stand in a file.
struct Places {
    weights: Option<usize>,
    cluster: Option<usize>,
    strata: Option<usize>,
    groups: Vec<usize>,
}

/// Runs it.
pub fn run(args: &PrevalenceArgs, out: Out) -> Result<(), ChaskiError> {
    let Input { mut sheet, columns } = input::open(&args.input, &WANTED, &args.columns)?;
    let (places, groupings) = places(args, &columns)?;
    let mut output = Output::create(&args.output, &args.input)?;
    let design = Design {
        weights: places.weights.is_some(),
        clusters: places.cluster.is_some(),
        strata: places.strata.is_some(),
    };
    let mut survey = Survey::new(design, groupings);
    let (mut problems, mut unread) = (Problems::default(), Unread::default());
    let delimiter = sheet.delimiter();
    while let Some(row) = sheet.next_row().map_err(|error| input::broken(&args.input, error))? {
        if row.is_empty() {
            continue;
        }
        problems.clear();
        let cells = Cells { row: &row, columns: &columns, delimiter };
        push(&cells, &places, &mut survey, &mut problems)?;
        if problems.stops {
            unread.add(&problems);
        }
    }
    let summary = Summary { counts: survey.counts(), unread, places: &places, columns: &columns };
    if summary.counts.kept == 0 {
        return Err(ChaskiError::new(
            "rows",
            format!("no row counts: {}", summary.reasons().join("; ")),
            "check the file and the names of its columns; the ages, clusters and strata must be known",
        ));
    }
    write(&survey.table(), &mut output.bytes);
    output.finish()?;
    summary.tell(out);
    Ok(())
}

/// Finds the columns of the design and of the groups, and refuses a file without those that any prevalence needs.
fn places(args: &PrevalenceArgs, columns: &Columns) -> Result<(Places, Vec<Grouping>), ChaskiError> {
    for needed in [&[Field::Sex][..], &[Field::Weight, Field::Length]] {
        if !columns.has_any(needed) {
            let names: Vec<&str> = needed.iter().map(|field| field.name()).collect();
            return Err(ChaskiError::new(
                "columns",
                format!(
                    "the file has no column {}; it has: {}",
                    names.join(" or "),
                    columns.names().join(", ")
                ),
                format!("name it so in the first line, or say which it is: --column {}=NAME", names[0]),
            ));
        }
    }
    let find = |name: &Option<String>| name.as_deref().map(|name| columns.named(name)).transpose();
    let mut places = Places {
        weights: find(&args.weights)?,
        cluster: find(&args.cluster)?,
        strata: find(&args.strata)?,
        groups: Vec::new(),
    };
    let mut groupings = Vec::new();
    for group in &args.groups {
        let (known_as, column) = match group.split_once('=') {
            Some((known_as, column)) if columns.named(group).is_err() => (Some(known_as.trim()), column),
            _ => (None, group.as_str()),
        };
        let at = columns.named(column)?;
        let name = columns.names().get(at).map_or(column, String::as_str);
        places.groups.push(at);
        groupings.push(Grouping::of_column(known_as.unwrap_or(name)));
    }
    Ok((places, groupings))
}

/// Takes a row, or says why it cannot be read.
fn push(
    cells: &Cells<'_>,
    places: &Places,
    survey: &mut Survey,
    problems: &mut Problems,
) -> Result<(), ChaskiError> {
    let line = cells.row.line;
    if let Some(wrong) = cells.row.wrong {
        problems.stop(format_args!("Line {line} {wrong}"));
        return Ok(());
    }
    let measured = Measured {
        sex: cells.sex(problems).value(),
        age: cells.age(problems).value(),
        weight_kg: cells.number(Field::Weight, problems).value(),
        length_cm: cells.number(Field::Length, problems).value(),
        position: cells.position(problems).value(),
        oedema: cells.oedema(problems).value(),
        ..Measured::default()
    };
    let weight = places.weights.map_or(Given::Nothing, |at| cells.number_at(at, problems)).value();
    if problems.stops {
        return Ok(());
    }
    let cluster = places.cluster.and_then(|at| level(cells.row, at));
    let stratum = places.strata.and_then(|at| level(cells.row, at));
    let levels: Vec<_> = places.groups.iter().map(|at| level(cells.row, *at)).collect();
    let levels: Vec<_> = levels.iter().map(Option::as_deref).collect();
    let row = Row {
        measured: &measured,
        weight: weight.filter(|weight| !weight.is_nan()),
        cluster: cluster.as_deref(),
        stratum: stratum.as_deref(),
        levels: &levels,
    };
    survey.push(&row).map(|_| ()).map_err(|wrong| {
        let column = places.weights.map(|at| cells.columns.label_at(at)).unwrap_or_default();
        ChaskiError::new(
            "weights",
            format!("line {line}, {column}: {wrong}"),
            "correct it: a weight is zero or more, and empty where it is not known",
        )
    })
}

/// What stands in a cell, if something does.
fn level<'a>(row: &csv::Row<'a>, at: usize) -> Option<Cow<'a, str>> {
    match row.text(at) {
        text if is_missing(&text) => None,
        Cow::Borrowed(text) => Some(String::from_utf8_lossy(text)),
        Cow::Owned(text) => Some(Cow::Owned(String::from_utf8_lossy(&text).into_owned())),
    }
}

fn write(table: &[Line], into: &mut Vec<u8>) {
    into.extend_from_slice(columns().join(",").as_bytes());
    into.push(b'\n');
    for line in table {
        write_text(line.group.as_bytes(), b',', into);
        for value in &line.values {
            into.push(b',');
            if let Some(value) = value {
                write_figure(*value, into);
            }
        }
        into.push(b'\n');
    }
}

/// Rows that cannot be read.
#[derive(Default)]
struct Unread {
    rows: u64,
    first: Vec<String>,
}

impl Unread {
    fn add(&mut self, problems: &Problems) {
        self.rows += 1;
        if self.first.len() < TOLD {
            self.first.push(problems.text.clone());
        }
    }
}

/// What is told at the end.
struct Summary<'a> {
    counts: Counts,
    unread: Unread,
    places: &'a Places,
    columns: &'a Columns,
}

impl Summary<'_> {
    fn left_out(&self) -> u64 {
        self.unread.rows + self.counts.too_old + self.counts.no_cluster + self.counts.no_stratum
    }

    /// How many rows were left out and why, and the rows that cannot be read one by one.
    fn reasons(&self) -> Vec<String> {
        let named = |at: Option<usize>| at.map(|at| self.columns.label_at(at)).unwrap_or_default();
        let mut reasons: Vec<String> = [
            (self.counts.too_old, "the child is older than 1826 days".to_owned()),
            (self.counts.no_cluster, format!("{} is empty", named(self.places.cluster))),
            (self.counts.no_stratum, format!("{} is empty", named(self.places.strata))),
            (self.unread.rows, "the row cannot be read".to_owned()),
        ]
        .into_iter()
        .filter(|(rows, _)| *rows > 0)
        .map(|(rows, why)| format!("{rows} left out: {why}"))
        .collect();
        reasons.extend(self.unread.first.iter().cloned());
        if self.unread.rows > self.unread.first.len() as u64 {
            reasons.push(format!(
                "and {} more that cannot be read",
                self.unread.rows - self.unread.first.len() as u64
            ));
        }
        if reasons.is_empty() {
            reasons.push("there are none".to_owned());
        }
        reasons
    }

    /// What was taken otherwise than it stands.
    fn notes(&self) -> Vec<String> {
        let mut notes = self.columns.notes.clone();
        if !self.columns.has_any(&[Field::AgeDays, Field::AgeMonths]) {
            notes.push("there is no column for the age: age_days or age_months".to_owned());
        }
        if let Some(at) = self.places.weights.filter(|_| self.counts.no_weight > 0) {
            let label = self.columns.label_at(at);
            notes.push(format!("{} counted with weight zero: {label} is empty", self.counts.no_weight));
        }
        if self.counts.not_a_quintile > 0 {
            notes.push(format!(
                "{} counted without a wealth quintile: what stands there is none of 1 to 5 or Q1 to Q5",
                self.counts.not_a_quintile
            ));
        }
        notes
    }

    fn tell(&self, out: Out) {
        let (kept, left_out) = (self.counts.kept, self.left_out());
        let reasons = if left_out > 0 { self.reasons() } else { Vec::new() };
        let text = if out.json {
            json!({ "rows": kept + left_out, "kept": kept, "left_out": left_out,
                "too_old": self.counts.too_old, "no_cluster": self.counts.no_cluster,
                "no_stratum": self.counts.no_stratum, "unreadable": self.unread.rows,
                "no_weight": self.counts.no_weight, "reasons": reasons, "notes": self.notes() })
            .to_string()
        } else {
            let notes = self.notes().into_iter().map(|note| format!("note: {note}\n"));
            let reasons = reasons.into_iter().map(|reason| format!("\n  {reason}"));
            let counted = format!("{} rows, {kept} counted, {left_out} left out", kept + left_out);
            notes.chain([counted]).chain(reasons).collect()
        };
        // Nobody is left to tell if this fails.
        let _ = writeln!(io::stderr(), "{text}");
    }
}
