//! `chaski growth chart`: the growth chart of one child as an SVG file, from a file of her measurements or from points that are
//! typed. A chart that lacks a point would mislead, so that what cannot be read stops it.

use std::io::Write;
use std::path::{Path, PathBuf};

use chaski::growth::age::AgeDays;
use chaski::growth::chart::{Chart, Layout, Lines, Request, Style, Taken, Window, chart, svg};
use chaski::growth::who::{Age, Measured, Mode, scores};
use chaski::growth::{Indicator, Sex};
use chaski::words::Lang;
use chaski_bindings::ChaskiError;
use clap::{Args, ValueEnum};
use serde_json::json;

use super::cells::{Cells, Given, Problems};
use super::columns::{ColumnArgs, Columns, Field};
use super::input::{self, Input};
use super::output::Output;
use crate::out::Out;

/// What is read of a file.
const WANTED: [Field; 12] = [
    Field::Sex,
    Field::AgeDays,
    Field::AgeMonths,
    Field::Weight,
    Field::Length,
    Field::Position,
    Field::Oedema,
    Field::Head,
    Field::Muac,
    Field::Triceps,
    Field::Subscapular,
    Field::GestationalWeeks,
];

/// What it is given.
#[derive(Debug, Args)]
#[command(after_long_help = "\
The file holds the measurements of one child, a row each time that she was measured; columns as `chaski growth zscore` reads \
them. A measurement outside WHO's limits is drawn apart. A child born before 37 weeks is charted at corrected age to 24 months.

The SVG has its text as text, no script and nothing that is fetched.")]
pub struct ChartArgs {
    /// The CSV file of one child, its columns named in its first line; `-` reads standard input
    #[arg(value_name = "IN.csv", conflicts_with = "points")]
    input: Option<PathBuf>,
    /// A measurement: age in days and value, as `120:6.4`; for wfl length in cm and weight in kg, as `61.5:6.4`; may be given again
    #[arg(long = "point", value_name = "AGE:VALUE", value_parser = point, allow_hyphen_values = true)]
    points: Vec<(f64, f64)>,
    /// What is charted
    #[arg(short, long, value_enum)]
    indicator: IndicatorName,
    /// Boy or girl, where no column of the file says so
    #[arg(short, long, value_enum)]
    sex: Option<SexName>,
    /// The months of age on the chart; the shortest that hold the child where none is named
    #[arg(short, long, value_enum)]
    window: Option<WindowName>,
    /// Only the 12 months that end with the last measurement
    #[arg(long)]
    last_year: bool,
    /// Also the lines of z −1 and +1
    #[arg(long)]
    all_lines: bool,
    /// Weeks of the pregnancy, where no column of the file says so
    #[arg(long, value_name = "WEEKS", value_parser = clap::value_parser!(u32).range(20..=45))]
    gestational_weeks: Option<u32>,
    /// A name to stand on the chart
    #[arg(long)]
    name: Option<String>,
    /// The language
    #[arg(long, value_enum, default_value = "es")]
    lang: LangName,
    /// The sheet: a page 640 px wide, one of 320 px, a phone's, or A4 in black
    #[arg(long, value_enum, default_value = "web")]
    look: LookName,
    /// The file to write; `-` is standard output
    #[arg(short, long, value_name = "OUT.svg", default_value = "-")]
    output: PathBuf,
    #[command(flatten)]
    columns: ColumnArgs,
}

/// Names of a command line for values of the core.
macro_rules! names {
    ($name:ident of $what:ty { $($variant:ident $text:literal = $value:expr),+ $(,)? }) => {
        #[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
        enum $name { $(#[value(name = $text)] $variant),+ }
        impl $name {
            fn value(self) -> $what {
                match self { $($name::$variant => $value),+ }
            }
        }
    };
}

names!(IndicatorName of Indicator {
    Len "len" = Indicator::LengthForAge,
    Wei "wei" = Indicator::WeightForAge,
    Wfl "wfl" = Indicator::WeightForLength,
    Bmi "bmi" = Indicator::BmiForAge,
    Hc "hc" = Indicator::HeadForAge,
    Ac "ac" = Indicator::MuacForAge,
    Ts "ts" = Indicator::TricepsForAge,
    Ss "ss" = Indicator::SubscapularForAge,
});
names!(SexName of Sex { F "f" = Sex::Female, M "m" = Sex::Male });
names!(WindowName of Window {
    Six "0-6" = Window::ToSixMonths,
    Two "0-24" = Window::ToTwoYears,
    TwoFive "24-60" = Window::TwoToFive,
    Five "0-60" = Window::ToFiveYears,
});
names!(LangName of Lang { Es "es" = Lang::Es, En "en" = Lang::En, Quz "quz" = Lang::Quz });
names!(LookName of (Layout, Style) {
    Web "web" = (Layout::WEB, Style::file()),
    Narrow "narrow" = (Layout::NARROW, Style::file()),
    Phone "phone" = (Layout::PHONE, Style::file()),
    A4 "a4" = (Layout::A4, Style::a4()),
});

fn point(text: &str) -> Result<(f64, f64), String> {
    let (at, value) = text.split_once(':').ok_or("write AGE:VALUE, as 120:6.4")?;
    let figure = |text: &str| -> Result<f64, String> {
        let figure = text.trim().parse::<f64>().ok().filter(|figure| figure.is_finite() && *figure >= 0.0);
        figure.ok_or_else(|| {
            format!("{text:?} is not a figure of zero or more, with a point as the decimal sign")
        })
    };
    Ok((figure(at)?, figure(value)?))
}

/// What was read of a child.
#[derive(Default)]
struct Child {
    sex: Option<Sex>,
    gestational_weeks: Option<u32>,
    taken: Vec<Taken>,
    notes: Vec<String>,
}

/// Runs it.
pub fn run(args: &ChartArgs, out: Out) -> Result<(), ChaskiError> {
    let indicator = args.indicator.value();
    let mut child = match &args.input {
        Some(file) => from_file(file, args)?,
        None => typed(indicator, &args.points),
    };
    let Some(sex) = args.sex.map(SexName::value).or(child.sex) else {
        return Err(ChaskiError::new(
            "sex",
            "whether the child is a boy or a girl is not known",
            "say it with --sex f or --sex m, or name a column of the file sex",
        ));
    };
    child.mark_findings(indicator, sex);
    let ages = child.taken.iter().filter_map(|taken| taken.age).map(|age| age.greatest);
    let window = args.window.map_or_else(|| Window::holding(ages), WindowName::value);
    let (layout, look) = args.look.value();
    let request = Request {
        last_year_only: args.last_year,
        lines: if args.all_lines { Lines::Seven } else { Lines::Five },
        gestational_weeks: args.gestational_weeks.or(child.gestational_weeks),
        name: args.name.clone(),
        ..Request::new(indicator, sex, window).on(layout)
    };
    let chart = chart(&request, &child.taken, args.lang.value());

    let mut output = Output::create(&args.output, args.input.as_deref().unwrap_or(Path::new("-")))?;
    output.bytes.extend_from_slice(svg(&chart, &look).as_bytes());
    output.bytes.push(b'\n');
    output.finish()?;
    tell(&child, &chart, out);
    Ok(())
}

/// The points that were typed.
fn typed(indicator: Indicator, points: &[(f64, f64)]) -> Child {
    let mut child = Child::default();
    for (at, value) in points {
        let mut measured = Measured::default();
        let age = match indicator {
            Indicator::WeightForLength => None,
            _ => Age::Days(*at).whole_days().map(AgeDays::exact),
        };
        match indicator {
            Indicator::WeightForAge => measured.weight_kg = Some(*value),
            Indicator::LengthForAge => measured.length_cm = Some(*value),
            Indicator::WeightForLength => {
                measured.length_cm = Some(*at);
                measured.weight_kg = Some(*value);
            }
            Indicator::BmiForAge => {
                // A child of one metre weighs in kg what her body mass index is.
                measured.length_cm = Some(100.0);
                measured.weight_kg = Some(*value);
            }
            Indicator::HeadForAge => measured.head_cm = Some(*value),
            Indicator::MuacForAge => measured.muac_cm = Some(*value),
            Indicator::TricepsForAge => measured.triceps_mm = Some(*value),
            Indicator::SubscapularForAge => measured.subscapular_mm = Some(*value),
        }
        child.taken.push(Taken { measured, age, ..Taken::default() });
    }
    child
}

fn from_file(file: &Path, args: &ChartArgs) -> Result<Child, ChaskiError> {
    let Input { mut sheet, columns } = input::open(file, &WANTED, &args.columns)?;
    needs(&columns, args.indicator.value())?;
    let delimiter = sheet.delimiter();
    let mut child = Child { notes: columns.notes.clone(), ..Child::default() };
    let mut problems = Problems::default();
    while let Some(row) = sheet.next_row().map_err(|error| input::broken(file, error))? {
        if row.is_empty() {
            continue;
        }
        let line = row.line;
        if let Some(wrong) = row.wrong {
            return Err(unread(format!("line {line} {wrong}")));
        }
        let cells = Cells { row: &row, columns: &columns, delimiter };
        let sex = cells.sex(&mut problems).value();
        let weeks = cells
            .weeks_as_days(Field::GestationalWeeks, &mut problems)
            .value()
            .map(|days| (days / 7.0) as u32);
        let age = cells.age(&mut problems);
        let mut number = |field| cells.number(field, &mut problems).value();
        let measured = Measured {
            weight_kg: number(Field::Weight),
            length_cm: number(Field::Length),
            head_cm: number(Field::Head),
            muac_cm: number(Field::Muac),
            triceps_mm: number(Field::Triceps),
            subscapular_mm: number(Field::Subscapular),
            position: cells.position(&mut problems).value(),
            oedema: cells.oedema(&mut problems).value(),
            ..Measured::default()
        };
        if !problems.text.is_empty() {
            return Err(unread(problems.text.trim_end_matches('.').to_owned()));
        }
        child.same_sex(sex, args.sex.map(SexName::value), line)?;
        child.gestational_weeks = child.gestational_weeks.or(weeks);
        let age = match age {
            Given::Value(age) => Some(
                age.whole_days()
                    .map(AgeDays::exact)
                    .ok_or_else(|| unread(format!("line {line}: the age is no number of days")))?,
            ),
            Given::Nothing | Given::Unreadable => None,
        };
        child.taken.push(Taken { measured, age, ..Taken::default() });
    }
    Ok(child)
}

fn unread(what: String) -> ChaskiError {
    ChaskiError::new("row", what, "mend it and draw the chart again: one that lacks a point would mislead")
}

/// Refuses a file without the columns that the indicator needs.
fn needs(columns: &Columns, indicator: Indicator) -> Result<(), ChaskiError> {
    let measured: &[Field] = match indicator {
        Indicator::LengthForAge => &[Field::Length],
        Indicator::WeightForAge => &[Field::Weight],
        Indicator::WeightForLength | Indicator::BmiForAge => &[Field::Weight, Field::Length],
        Indicator::HeadForAge => &[Field::Head],
        Indicator::MuacForAge => &[Field::Muac],
        Indicator::TricepsForAge => &[Field::Triceps],
        Indicator::SubscapularForAge => &[Field::Subscapular],
    };
    let lacking = |what: String, name: &str| {
        ChaskiError::new(
            "columns",
            format!("the file has no column {what}; it has: {}", columns.names().join(", ")),
            format!("name it so in the first line, or say which it is: --column {name}=NAME"),
        )
    };
    for field in measured {
        if columns.at(*field).is_none() {
            return Err(lacking(field.name().to_owned(), field.name()));
        }
    }
    let by_age = indicator != Indicator::WeightForLength;
    if by_age && !columns.has_any(&[Field::AgeDays, Field::AgeMonths]) {
        return Err(lacking("age_days or age_months".to_owned(), "age_days"));
    }
    Ok(())
}

impl Child {
    /// A chart shows one child.
    fn same_sex(&mut self, sex: Option<Sex>, asked: Option<Sex>, line: u64) -> Result<(), ChaskiError> {
        let Some(sex) = sex else { return Ok(()) };
        let other = asked.or(self.sex).is_some_and(|other| other != sex);
        if other {
            return Err(ChaskiError::new(
                "sex",
                format!("the sex in line {line} is another than before it or than --sex says"),
                "a chart shows one child: give a file of her rows only, or mend the sex",
            ));
        }
        self.sex = Some(sex);
        Ok(())
    }

    /// What is outside WHO's limits is drawn apart.
    fn mark_findings(&mut self, indicator: Indicator, sex: Sex) {
        for taken in &mut self.taken {
            let age = taken.age.map(|age| Age::Days(f64::from(age.least)));
            let child = Measured { sex: Some(sex), age, ..taken.measured };
            let score = scores(&child, Mode::Mended).of(indicator);
            taken.finding = score.is_ok_and(|score| score.flag == Some(true));
        }
    }
}

/// Says on standard error what the chart shows, and each measurement that has no place on it.
fn tell(child: &Child, chart: &Chart, out: Out) {
    let says = &chart.description.text;
    let undrawn: Vec<String> = (chart.table.rows.iter().filter(|row| !row.drawn))
        .map(|row| {
            let why: Vec<&str> = row.notes.iter().map(|note| note.text.as_str()).collect();
            format!("{} ({})", row.says, why.join(", "))
        })
        .collect();
    let mut text = String::new();
    if out.json {
        text = json!({
            "says": says,
            "window": chart.request.window.code(),
            "measurements": chart.table.rows.len(),
            "not_drawn": undrawn,
            "notes": child.notes,
        })
        .to_string();
        text.push('\n');
    } else {
        for note in &child.notes {
            text += &format!("note: {note}\n");
        }
        text += &format!("{says}\n");
        for row in undrawn {
            text += &format!("  {row}\n");
        }
    }
    // Nobody is left to tell if this fails.
    let _ = std::io::stderr().write_all(text.as_bytes());
}
