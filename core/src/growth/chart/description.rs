//! A chart as one sentence, for who does not see it.

use super::laid_out::Chart;
use super::titles;
use crate::words::{Text, message, shown};

/// The chart in one sentence.
pub fn describe(chart: &Chart) -> Text {
    let (request, lang) = (&chart.request, chart.lang);
    let title = titles::title(request, lang).1;
    // The last that has a place; else the last of all.
    let last = chart.table.rows.iter().rev().find(|row| row.drawn).or(chart.table.rows.last());
    let count = chart.table.rows.len();
    let shown_count = shown::number(lang, i64::try_from(count).unwrap_or(i64::MAX));
    let what = match last {
        None => message(lang, "chart-says-none", &[("title", (&title).into())]),
        Some(last) => {
            let z = last.z.clone().unwrap_or_else(|| "—".to_owned());
            let places = [
                ("title", (&title).into()),
                ("n", count.into()),
                ("shown", (&shown_count).into()),
                ("value", (&last.value).into()),
                ("at", (&last.at).into()),
                ("z", (&z).into()),
            ];
            message(lang, "chart-says", &places)
        }
    };
    match &request.name {
        None => what,
        Some(name) => message(lang, "chart-says-of", &[("name", name.into()), ("what", (&what).into())]),
    }
}
