//! A chart's figures as a table: for who does not see the chart, and for what has no place on it.

use chrono::{Days, NaiveDate};

use super::super::Indicator;
use super::super::age::AgeDays;
use super::super::who::Missing;
use super::child::Seen;
use super::request::Request;
use super::titles;
use crate::words::{Lang, Text, message, shown};

/// The figures of a chart.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartTable"))]
pub struct Table {
    /// What each column is.
    pub head: Vec<Text>,
    /// One row a measurement, the oldest first.
    pub rows: Vec<Row>,
}

/// One measurement in words and figures.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartRow"))]
pub struct Row {
    /// As many as the table's head.
    pub cells: Vec<Text>,
    /// One line for who steps from point to point: `5 meses 10 días: 6.40 kg`.
    pub says: Text,
    /// The measurement with its unit.
    pub value: String,
    /// The age or, for weight-for-length, the length it stands at.
    pub at: String,
    /// z with its sign; none where there is none.
    pub z: Option<String>,
    /// What its sign on the chart means and why it has no z or no place; empty for an ordinary one.
    pub notes: Vec<Text>,
    /// Whether it is on the chart.
    pub drawn: bool,
}

/// The table of what was seen. `beyond` tells of each measurement whether it lies outside the frame.
pub fn table(request: &Request, seen: &[Seen<'_>], beyond: &[bool], lang: Lang) -> Table {
    let heads = [
        (seen.iter().any(|seen| seen.taken.on.is_some()), "chart-column-on"),
        (true, "chart-column-age"),
        (seen.iter().any(|seen| seen.corrected.is_some()), "chart-column-corrected"),
        (request.indicator == Indicator::WeightForLength, "chart-axis-length"),
        (true, titles::column(request.indicator)),
        (true, "chart-column-z"),
        (true, "chart-column-note"),
    ];
    let has_note = |row: &(Row, Vec<Text>)| !row.0.notes.is_empty();
    let rows: Vec<(Row, Vec<Text>)> = seen
        .iter()
        .enumerate()
        .map(|(at, seen)| row(request, seen, beyond.get(at).copied().unwrap_or(false), lang))
        .collect();
    let noted = rows.iter().any(has_note);
    let shows =
        |column: usize| heads.get(column).is_some_and(|head| head.0) && (noted || column + 1 < heads.len());
    let head = heads
        .iter()
        .enumerate()
        .filter(|(column, _)| shows(*column))
        .map(|(_, head)| message(lang, head.1, &[]))
        .collect();
    let rows = rows
        .into_iter()
        .map(|(row, cells)| Row {
            cells: cells
                .into_iter()
                .enumerate()
                .filter(|(column, _)| shows(*column))
                .map(|(_, cell)| cell)
                .collect(),
            ..row
        })
        .collect();
    Table { head, rows }
}

fn row(request: &Request, seen: &Seen<'_>, beyond: bool, lang: Lang) -> (Row, Vec<Text>) {
    let plain = |text: String| Text { text, lang };
    let none = || message(lang, "value-none", &[]);
    let on = seen.taken.on;
    let age = seen.taken.age.map(|age| age_text(age, on, lang));
    let corrected =
        seen.corrected.map(|(least, greatest)| match (u32::try_from(least), u32::try_from(greatest)) {
            (Ok(least), Ok(greatest)) => age_text(AgeDays { least, greatest }, on, lang),
            _ => message(lang, "chart-before-term", &[]),
        });
    let length = seen.length_cm.map(|cm| shown::measure(lang, &figure(cm, 1), "cm"));
    let (unit, decimals) = titles::unit(request.indicator);
    let value = shown::measure(lang, &figure(seen.value, decimals), unit);
    let z = seen.z.ok().map(|(least, greatest)| {
        if least == greatest {
            return shown::z(lang, least);
        }
        between(lang, &shown::z(lang, least), &shown::z(lang, greatest)).text
    });

    let mut notes = Vec::new();
    let mut note = |holds: bool, id: &str| {
        if holds {
            notes.push(message(lang, id, &[]));
        }
    };
    note(seen.taken.finding, "chart-sign-finding");
    note(seen.corrected.is_some(), "chart-sign-preterm");
    note(seen.taken.age.is_some_and(|age| !age.is_exact()), "chart-sign-between");
    note(beyond, "chart-sign-beyond");
    if let Err(why) = seen.z {
        note(true, why_id(why));
    }

    let corrected_or_age = corrected.clone().or(age.clone());
    let at = match &length {
        Some(length) => length.clone(),
        None => corrected_or_age.clone().unwrap_or_else(none).text,
    };
    let says = message(lang, "chart-point", &[("at", (&at).into()), ("value", (&value).into())]);
    let cells = vec![
        on.map_or_else(none, |on| plain(shown::long_date(lang, on))),
        age.unwrap_or_else(none),
        corrected.unwrap_or_else(|| plain("—".to_owned())),
        length.map_or_else(none, plain),
        plain(value.clone()),
        plain(z.clone().unwrap_or_else(|| "—".to_owned())),
        Text {
            text: notes.iter().map(|note: &Text| note.text.as_str()).collect::<Vec<_>>().join(" · "),
            lang: notes.first().map_or(lang, |note| note.lang),
        },
    ];
    (Row { cells: Vec::new(), says, value, at, z, notes, drawn: seen.x.is_some() }, cells)
}

/// Why there is no z, as the worker is told.
fn why_id(why: Missing) -> &'static str {
    match why {
        Missing::Oedema => "chart-why-swelling",
        Missing::NotANumber | Missing::NotPositive => "chart-why-measurement",
        Missing::AgeUnknown => "chart-why-age-unknown",
        Missing::AgeWrong => "chart-why-age",
        Missing::NotMeasured => "chart-why-length",
        Missing::SexUnknown | Missing::TooOld | Missing::TooYoung | Missing::OutsideTable => {
            "chart-why-table"
        }
    }
}

/// A figure with its decimals; a dash for what is none.
fn figure(value: f64, decimals: usize) -> String {
    if value.is_finite() && value.abs() < 1e9 { format!("{value:.decimals$}") } else { "—".to_owned() }
}

/// An age counted back from the day of the measurement, or from any day where that is not known.
fn age_text(age: AgeDays, on: Option<NaiveDate>, lang: Lang) -> Text {
    let on = on.or(NaiveDate::from_ymd_opt(2024, 1, 1)).unwrap_or_default();
    let text = |days: u32| {
        let birth = on.checked_sub_days(Days::new(u64::from(days)));
        birth.map_or_else(|| "—".to_owned(), |birth| shown::age(lang, birth, on))
    };
    // What an age is said in: its own language or the one that stands in for it.
    let said_in = message(lang, "age-two", &[]).lang;
    if age.is_exact() {
        return Text { text: text(age.least), lang: said_in };
    }
    between(lang, &text(age.least), &text(age.greatest))
}

fn between(lang: Lang, from: &str, to: &str) -> Text {
    message(lang, "chart-between", &[("from", from.into()), ("to", to.into())])
}
