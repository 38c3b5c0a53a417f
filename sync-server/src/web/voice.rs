//! How a page speaks: the words of the core in the reader's language, dates by the reader's clock. A text that fell
//! back to another language says so. Knows no page and no storage.

use chaski::words::{self, Arg, Lang};
use maud::{Markup, Render, html};

use crate::storage::desk::Count;

/// Whose language, and what time it is where they are.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    /// The language.
    pub lang: Lang,
    /// Now, seconds of Unix time.
    pub now_s: i64,
    /// Minutes that the place is ahead of UTC.
    pub utc_offset_min: i32,
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

/// A figure for a sentence: as a number it chooses the plural.
pub fn n(number: u64) -> Arg {
    Arg::from(i64::try_from(number).unwrap_or(i64::MAX))
}

impl Voice {
    /// A sentence without arguments.
    pub fn t(&self, id: &str) -> Words {
        self.with(id, &[])
    }

    /// A sentence with arguments.
    pub fn with(&self, id: &str, args: &[(&str, Arg)]) -> Words {
        let said = words::say(self.lang, id, args);
        Words { fell_to: (said.lang != self.lang).then_some(said.lang), text: said.text }
    }

    /// A sentence about a number: `n` chooses the plural, `shown` is how it is written.
    pub fn counted(&self, id: &str, number: u64) -> Words {
        self.with(id, &[("n", n(number)), ("shown", self.number(number).into())])
    }

    /// The same for a count that ends at a bound.
    pub fn bounded(&self, id: &str, count: Count) -> Words {
        self.with(id, &[("n", n(count.n)), ("shown", self.count(count).into())])
    }

    /// A sentence about somebody's name.
    pub fn named(&self, id: &str, name: &str) -> Words {
        self.with(id, &[("name", name.into())])
    }

    /// A whole number; thousands apart from 10 000.
    pub fn number(&self, number: u64) -> String {
        words::shown::number(number)
    }

    /// A count, or *more than* its bound.
    pub fn count(&self, count: Count) -> String {
        let shown = self.number(count.n);
        if count.more { self.with("web-more-than", &[("shown", shown.into())]).text } else { shown }
    }

    /// The day where the reader is (`2026-11-24`).
    pub fn today(&self) -> String {
        self.day_of(self.now_s)
    }

    /// The day of a moment where the reader is.
    pub fn day_of(&self, at_s: i64) -> String {
        words::shown::iso_day(at_s, self.utc_offset_min)
    }

    /// A date as exactly as it is known (`2024`, `2024-03`, `2024-03-15`), as tables show it: *24 nov 2026*.
    pub fn date(&self, iso: &str) -> Markup {
        html! { time datetime=(iso) { (words::shown::date(self.lang, iso)) } }
    }

    /// A moment: *mar 24 nov 2026, 3:05 p. m.*
    pub fn moment(&self, at_s: i64) -> Markup {
        html! { time datetime=(words::shown::iso_moment(at_s, self.utc_offset_min)) { (self.moment_text(at_s)) } }
    }

    /// The same as text.
    pub fn moment_text(&self, at_s: i64) -> String {
        words::shown::moment(self.lang, at_s, self.utc_offset_min)
    }

    /// The time of a moment: *3:05 p. m.*
    pub fn time(&self, at_s: i64) -> String {
        words::shown::time(self.lang, at_s, self.utc_offset_min)
    }

    /// The day of a moment, as tables show it.
    pub fn day(&self, at_s: i64) -> Markup {
        self.date(&self.day_of(at_s))
    }

    /// An age: *1 año 2 meses*; nothing if the birth date is not known to the day or lies ahead.
    pub fn age(&self, birth_date: &str) -> Option<Words> {
        let said = words::shown::age(self.lang, birth_date, &self.today())?;
        Some(Words { fell_to: (said.lang != self.lang).then_some(said.lang), text: said.text })
    }
}
