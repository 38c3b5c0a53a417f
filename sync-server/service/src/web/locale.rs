//! How a page speaks: the words of the core in the reader's language, dates by the reader's clock. A text that fell
//! back to another language says so. Knows no page and no storage.

use chaski::pack::Pack;
use chaski::screens::values::Speaker;
use chaski::words::shown::{self, PartialDate};
use chaski::words::{self, Arg, Lang};
use chrono::NaiveDate;
use maud::{Markup, Render, html};

use crate::storage::supervision::Count;

/// Whose language, and what time it is where they are.
#[derive(Debug, Clone, Copy)]
pub struct Locale {
    /// The language.
    pub lang: Lang,
    /// Now, seconds of Unix time.
    pub now_s: i64,
    /// Minutes that the place is ahead of UTC.
    pub utc_offset_min: i32,
    /// What the district's lists and identifiers are called, and its rules.
    pub pack: &'static Pack,
}

/// A text of the core's words: as markup it carries its language if that is not the page's.
#[derive(Debug, Clone)]
pub struct Words {
    /// The text.
    pub text: String,
    /// The language it fell back to.
    fell_to: Option<Lang>,
}

impl Words {
    /// What people wrote: a name, a remark. It is in no language of ours.
    pub fn plain(text: impl Into<String>) -> Self {
        Words { text: text.into(), fell_to: None }
    }
}

impl Render for Words {
    fn render(&self) -> Markup {
        match self.fell_to {
            Some(lang) => html! { span lang=(lang.tag()) { (self.text) } },
            None => html! { (self.text) },
        }
    }
}

impl Locale {
    /// A sentence without arguments.
    pub fn t(&self, id: &str) -> Words {
        self.with(id, &[])
    }

    /// A sentence with arguments.
    pub fn with(&self, id: &str, args: &[(&str, Arg<'_>)]) -> Words {
        self.words(words::message(self.lang, id, args))
    }

    /// A text of the core's words.
    pub fn words(&self, said: words::Text) -> Words {
        Words { fell_to: (said.lang != self.lang).then_some(said.lang), text: said.text }
    }

    /// Whom the core speaks to.
    pub fn speaker(&self) -> Speaker<'static> {
        let (today, utc_offset_min) = (self.today(), self.utc_offset_min);
        Speaker { lang: self.lang, today, utc_offset_min, pack: self.pack }
    }

    /// Several as one, with what stands between.
    pub fn join(&self, all: &[Words], between: &str) -> Words {
        let text = all.iter().map(|words| words.text.as_str()).collect::<Vec<_>>().join(between);
        Words { text, fell_to: all.first().and_then(|first| first.fell_to) }
    }

    /// A sentence about a number: `n` chooses the plural, `shown` is how it is written.
    pub fn counted(&self, id: &str, number: u64) -> Words {
        self.with(id, &[("n", number.into()), ("shown", (&self.number(number)).into())])
    }

    /// The same for a count that ends at a bound.
    pub fn bounded(&self, id: &str, count: Count) -> Words {
        self.with(id, &[("n", count.n.into()), ("shown", (&self.count(count)).into())])
    }

    /// A sentence about somebody's name.
    pub fn named(&self, id: &str, name: &str) -> Words {
        self.with(id, &[("name", name.into())])
    }

    /// A whole number; thousands apart from 10 000.
    pub fn number(&self, number: u64) -> String {
        shown::number(self.lang, i64::try_from(number).unwrap_or(i64::MAX))
    }

    /// A count, or *more than* its bound.
    pub fn count(&self, count: Count) -> String {
        let shown = self.number(count.n);
        if count.more { self.with("web-more-than", &[("shown", (&shown).into())]).text } else { shown }
    }

    /// The day where the reader is.
    pub fn today(&self) -> NaiveDate {
        shown::day_of(self.now_s, self.utc_offset_min).unwrap_or_default()
    }

    /// A date as exactly as it is known (`2024`, `2024-03`, `2024-03-15`), as tables show it: *24 nov 2026*. What is no
    /// date stands as it is.
    pub fn date(&self, iso: &str) -> Markup {
        html! { time datetime=(iso) { (self.date_text(iso)) } }
    }

    /// The same as text.
    pub fn date_text(&self, iso: &str) -> String {
        PartialDate::from_iso(iso).map_or_else(|| iso.to_owned(), |date| shown::long_date(self.lang, date))
    }

    /// The day of a moment, as tables show it.
    pub fn day(&self, at_s: i64) -> Markup {
        match shown::day_of(at_s, self.utc_offset_min) {
            Some(day) => self.date(&day.to_string()),
            None => html! { (self.t("value-none")) },
        }
    }

    /// A moment: *mar 24 nov 2026, 3:05 p. m.*
    pub fn moment(&self, at_s: i64) -> Markup {
        html! {
            time datetime=[shown::day_of(at_s, self.utc_offset_min).map(|day| day.to_string())] {
                (self.moment_text(at_s))
            }
        }
    }

    /// The same as text.
    pub fn moment_text(&self, at_s: i64) -> String {
        shown::long_date_time(self.lang, at_s, self.utc_offset_min)
    }

    /// The time of day of a moment: *3:05 p. m.*
    pub fn time(&self, at_s: i64) -> String {
        shown::time(self.lang, at_s, self.utc_offset_min)
    }

    /// How long something has been so: *5 horas*, days from 48 hours on.
    pub fn lasting(&self, since_s: i64) -> String {
        shown::hours(self.lang, self.now_s.saturating_sub(since_s) / 3600)
    }

    /// How long ago a moment's day was: *hoy*, *hace 3 días*, then the date.
    pub fn ago(&self, at_s: i64) -> String {
        match shown::day_of(at_s, self.utc_offset_min) {
            Some(day) => shown::ago(self.lang, day, self.today()),
            None => self.t("value-none").text,
        }
    }

    /// An age today: *1 año 2 meses*.
    pub fn age(&self, birth_date: &str) -> Option<String> {
        PartialDate::from_iso(birth_date).map(|birth| shown::age(self.lang, birth, self.today()))
    }

    /// An age in a list, without the days beside months.
    pub fn age_short(&self, birth_date: &str) -> Option<String> {
        PartialDate::from_iso(birth_date).map(|birth| shown::age_short(self.lang, birth, self.today()))
    }

    /// N of D with its share: *45 % · 9 de 20*; without a D only that there was none.
    pub fn share(&self, part: u64, whole: u64) -> Markup {
        if whole == 0 {
            return html! { (self.t("web-share-none")) };
        }
        html! {
            b { (shown::percent(self.lang, part, whole)) } " "
            span.nd { (shown::part_of(self.lang, part, whole)) }
        }
    }
}
