//! `chaski growth quality`: how well the rows of a file were measured, as figures and as a page for a supervisor. Memory does not
//! grow with the file.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chaski::growth::who::Measured;
use chaski::words::Lang;
use chaski_bindings::ChaskiError;
use chaski_survey::csv::write_text;
use chaski_survey::figures::statistics;
use chaski_survey::quality::Quality;
use chaski_survey::report::{Page, html};
use clap::{Args, ValueEnum};
use serde_json::json;

use super::cells::{Cells, Problems};
use super::columns::{ColumnArgs, Columns, Field};
use super::input::{self, Input};
use super::output::Output;
use crate::out::Out;

/// What the checks look at.
const WANTED: [Field; 7] = [
    Field::Sex,
    Field::AgeDays,
    Field::AgeMonths,
    Field::Weight,
    Field::Length,
    Field::Position,
    Field::Oedema,
];
/// Columns that say who measured or where: looked at apart if nobody says by which.
const WHO_OR_WHERE: [&str; 3] = ["worker", "team", "area"];
/// At most so many columns are looked at apart.
const MOST_COLUMNS: usize = 4;

/// What it is given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Writes one row a statistic: dataset (the file's name), check, variable, statistic, value. docs/growth-surveys.md lists the \
checks. Cells that cannot be read count as missing; how many rows have one is told on standard error.")]
pub struct QualityArgs {
    /// The CSV file, its columns named in its first line; `-` reads standard input
    #[arg(value_name = "IN.csv")]
    input: PathBuf,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "OUT.csv", default_value = "-")]
    output: PathBuf,
    /// Also a page for a supervisor, that needs nothing else
    #[arg(long, value_name = "REPORT.html")]
    html: Option<PathBuf>,
    /// Also by what this column says, as a worker or an area; may be given again [default: worker, team and area, where the
    /// file has them]
    #[arg(long, value_name = "COLUMN")]
    by: Vec<String>,
    /// The language of the page
    #[arg(long, value_enum, default_value = "es")]
    lang: PageLang,
    #[command(flatten)]
    columns: ColumnArgs,
}

/// A language of the page.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum PageLang {
    /// Spanish
    Es,
    /// English
    En,
}

/// Runs it.
pub fn run(args: &QualityArgs, out: Out) -> Result<(), ChaskiError> {
    if args.html.as_ref().is_some_and(|page| *page == args.output) || args.by.len() > MOST_COLUMNS {
        return Err(ChaskiError::new(
            "usage",
            format!("the page needs a file of its own, and --by at most {MOST_COLUMNS} columns"),
            "give --html another name than --output, and the columns that say who measured or where",
        ));
    }
    let Input { mut sheet, columns } = input::open(&args.input, &WANTED, &args.columns)?;
    let by = by_columns(&args.by, &columns)?;
    let mut table = Output::create(&args.output, &args.input)?;
    let mut page = args.html.as_ref().map(|page| Output::create(page, &args.input)).transpose()?;

    let named: Vec<String> = by.iter().filter_map(|at| columns.names().get(*at).cloned()).collect();
    let mut survey = Quality::by(&named);
    let (mut problems, mut unread) = (Problems::default(), 0u64);
    let delimiter = sheet.delimiter();
    while let Some(row) = sheet.next_row().map_err(|error| input::broken(&args.input, error))? {
        if row.is_empty() {
            continue;
        }
        problems.clear();
        let mut child = Measured::default();
        let mut groups = Vec::new();
        if row.wrong.is_none() {
            let cells = Cells { row: &row, columns: &columns, delimiter };
            child = measured(&cells, &mut problems);
            groups = by.iter().map(|at| String::from_utf8_lossy(&row.text(*at)).into_owned()).collect();
        }
        unread += u64::from(row.wrong.is_some() || !problems.text.is_empty());
        let groups: Vec<&str> = groups.iter().map(String::as_str).collect();
        survey.push(&child, &groups);
    }

    let name = dataset(&args.input);
    table.bytes.extend_from_slice(b"dataset,check,variable,statistic,value\n");
    for statistic in statistics(&survey) {
        let cells = [&name, statistic.check, &statistic.variable, &statistic.statistic, &statistic.value];
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                table.bytes.push(b',');
            }
            write_text(cell.as_bytes(), b',', &mut table.bytes);
        }
        table.bytes.push(b'\n');
    }
    if let Some(page) = &mut page {
        let lang = match args.lang {
            PageLang::Es => Lang::Es,
            PageLang::En => Lang::En,
        };
        let made = Some(chrono::Local::now().date_naive());
        page.bytes.extend_from_slice(html(&survey, &Page { lang, name: &name, made }).as_bytes());
    }
    table.finish()?;
    page.map(Output::finish).transpose()?;
    tell(&survey, unread, &columns.notes, out);
    Ok(())
}

/// Where the columns stand by which rows are looked at apart: those that were asked for, or those that say who or where.
fn by_columns(asked: &[String], columns: &Columns) -> Result<Vec<usize>, ChaskiError> {
    if !asked.is_empty() {
        return asked.iter().map(|name| columns.named(name)).collect();
    }
    Ok(WHO_OR_WHERE.iter().filter_map(|name| columns.named(name).ok()).collect())
}

/// What a row says of a child; what cannot be read is not known.
fn measured(cells: &Cells<'_>, problems: &mut Problems) -> Measured {
    Measured {
        sex: cells.sex(problems).value(),
        age: cells.age(problems).value(),
        weight_kg: cells.number(Field::Weight, problems).value(),
        length_cm: cells.number(Field::Length, problems).value(),
        position: cells.position(problems).value(),
        oedema: cells.oedema(problems).value(),
        ..Measured::default()
    }
}

/// What the survey is called: the file's name without its end.
fn dataset(input: &Path) -> String {
    match input.file_stem() {
        Some(stem) if input != Path::new("-") => stem.to_string_lossy().into_owned(),
        _ => "input".to_owned(),
    }
}

fn tell(survey: &Quality, unread: u64, notes: &[String], out: Out) {
    let rows = survey.rows;
    let text = if out.json {
        format!("{}\n", json!({ "rows": rows, "rows_with_unreadable_cells": unread, "notes": notes }))
    } else {
        let notes: String = notes.iter().map(|note| format!("note: {note}\n")).collect();
        format!("{notes}{rows} rows, {unread} with a cell that cannot be read\n")
    };
    // Nobody is left to tell if this fails.
    let _ = io::stderr().write_all(text.as_bytes());
}
