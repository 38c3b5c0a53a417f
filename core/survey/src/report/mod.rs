//! The report of a survey's quality: one page that needs nothing else, for a supervisor to read before she speaks with a worker.
//! Each plot has a sentence on top, what it shows and what to do, and its figures below. Pure text from the counts: the same rows
//! make the same page. Knows how the page is laid out; `sections` and `workers` say what each part says.

mod plot;
mod section;
mod sections;
mod text;
mod workers;

use std::fmt::Write;

use chrono::NaiveDate;

use super::quality::Quality;
use chaski::words::{Lang, shown};
pub use section::JUDGED_FROM;
use section::{Section, Verdict};
use text::{Words, escaped};

/// Names on the page, in all columns together: it stays below 500 kB.
const MOST_NAMES: usize = 200;
/// A file's name is shown to so many letters.
const LONGEST_NAME: usize = 80;

/// What the page says beside the counts.
#[derive(Debug, Clone, Copy)]
pub struct Page<'a> {
    /// The language; what is not said in it is said in Spanish.
    pub lang: Lang,
    /// What the survey is called: its file's name. Shown as text, whatever it says.
    pub name: &'a str,
    /// The day on which the page is made, if it is to say so.
    pub made: Option<NaiveDate>,
}

/// The page, below 500 kB whatever was counted.
pub fn html(survey: &Quality, page: &Page<'_>) -> String {
    let lang = if page.lang == Lang::En { Lang::En } else { Lang::Es };
    let words = Words(lang);
    let name: String = page.name.chars().take(LONGEST_NAME).collect();
    let title = words.t("survey-title");
    let mut html = format!(
        r#"<!DOCTYPE html><html lang="{}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"><title>{} – {}</title><style>{}</style></head><body><main><h1>{}</h1>"#,
        lang.tag(),
        escaped(&title),
        escaped(&name),
        include_str!("style.css"),
        escaped(&title),
    );
    let rows = words.count(survey.rows);
    let mut about = words.with("survey-rows", &[("file", &name), ("rows", &rows)]);
    if let Some(day) = page.made {
        about.push_str(" · ");
        about.push_str(&words.with("survey-made", &[("when", &shown::long_date(lang, day))]));
    }
    let _ = write!(html, r#"<p class="n">{}</p>"#, escaped(&about));
    let _ = write!(html, "<p>{}</p>", escaped(&words.t("survey-purpose")));
    if survey.rows == 0 {
        let _ = write!(
            html,
            r#"<p class="empty">{}</p></main></body></html>"#,
            escaped(&words.t("survey-empty"))
        );
        return html;
    }
    let sections = all(survey, words);
    first(&mut html, &sections, words);
    for section in &sections {
        write_section(&mut html, section, words);
    }
    how(&mut html, words);
    html.push_str("</main></body></html>");
    html
}

/// What to look at first, each a link to its part.
fn first(html: &mut String, sections: &[Section], words: Words) {
    let _ = write!(html, r#"<nav><h2>{}</h2>"#, escaped(&words.t("survey-first")));
    if !sections.iter().any(|section| section.verdict == Verdict::Talk) {
        let _ = write!(html, "<p>{}</p>", escaped(&words.t("survey-first-none")));
    }
    html.push_str("<ul>");
    for verdict in [Verdict::Talk, Verdict::Few, Verdict::Well] {
        for section in sections.iter().filter(|section| section.verdict == verdict) {
            let _ = write!(
                html,
                r##"<li>{}<a href="#{}">{}</a></li>"##,
                tag(verdict, words),
                section.id,
                escaped(&section.title)
            );
        }
    }
    html.push_str("</ul></nav>");
}

fn tag(verdict: Verdict, words: Words) -> String {
    let (class, word) = match verdict {
        Verdict::Talk => ("talk", words.t("survey-talk")),
        Verdict::Well => ("well", words.t("survey-well")),
        Verdict::Few => ("few", words.t("survey-few")),
    };
    format!(r#"<b class="{class}">{}</b>"#, escaped(&word))
}

fn write_section(html: &mut String, section: &Section, words: Words) {
    let Section { id, title, verdict, shows, act, body, wide } = section;
    let _ = write!(
        html,
        r#"<section id="{id}"{}><div><h2>{} {}</h2><p>{}</p>"#,
        if *wide { "" } else { r#" class="two""# },
        escaped(title),
        tag(*verdict, words),
        escaped(shows)
    );
    if let Some(act) = act {
        let _ = write!(html, r#"<p class="act">{}</p>"#, escaped(act));
    }
    let _ = write!(html, "</div><div>{body}</div></section>");
}

/// How the figures are made, whence the limits, and which of them are ours.
fn how(html: &mut String, words: Words) {
    let lines = [
        words.t("survey-how-rows"),
        words.t("survey-how-digits"),
        words.t("survey-how-ages"),
        words.t("survey-how-z"),
        words.t("survey-how-smart"),
        words.t("survey-how-ours"),
    ];
    let _ = write!(html, r#"<section id="how"><h2>{}</h2><ul>"#, escaped(&words.t("survey-how")));
    for line in lines {
        let _ = write!(html, "<li>{}</li>", escaped(&line));
    }
    html.push_str("</ul></section>");
}

/// All parts, in the order of the page.
fn all(survey: &Quality, words: Words) -> Vec<Section> {
    let shown = MOST_NAMES / survey.by_column.len().max(1);
    let by = survey.by_column.iter().enumerate();
    let columns = by.map(|(at, by)| workers::section(at, by, shown, words));
    columns.chain(sections::whole(survey, words)).collect()
}
