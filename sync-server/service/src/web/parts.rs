//! The parts that pages are made of: icons and tags, summary lists, notices, empty states, lists by cursor, the page
//! that asks before something is done. Tables stand in `table`, fields of forms in `form`. Knows no page and no storage.

use maud::{Markup, html};

use super::frame::Frame;
use super::locale::{Locale, Words};
use super::urls;
use crate::storage::supervision::{Count, Slice};

pub use super::form::{Choice, Field, check, error_summary, form_file, form_post};
pub use super::icon::{Icon, icon};
pub use super::table::{Head, Table};

/// What a state looks like; the word beside it says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// A danger sign that is open, and nothing else.
    Danger,
    /// Late, to be looked at first.
    Late,
    /// Due.
    Due,
    /// Done: quiet on purpose.
    Done,
    /// Two different values.
    Dispute,
    /// Only on a phone, set aside: apart.
    Apart,
    /// Returned.
    Returned,
    /// Nothing special.
    Quiet,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Tone::Danger => "tag danger",
            Tone::Late => "tag late",
            Tone::Due => "tag due",
            Tone::Done => "tag done",
            Tone::Dispute => "tag dispute",
            Tone::Apart => "tag apart",
            Tone::Returned => "tag returned",
            Tone::Quiet => "tag",
        }
    }
}

/// A state: picture, word and colour.
pub fn tag(tone: Tone, picture: Icon, words: &Words) -> Markup {
    html! { b class={ (tone.class()) " i-" (picture.name()) } { (words) } }
}

/// A band under the title: what holds of everything on the page, with what to do about it.
pub fn band(tone: Tone, picture: Icon, body: Markup) -> Markup {
    let class = tone.class().replace("tag", "band");
    html! { div class=(class) { (icon(picture)) div { (body) } } }
}

/// One line of a summary list: what, its value, and what can be done about it.
pub struct Line {
    /// What.
    pub what: Words,
    /// Its value.
    pub value: Markup,
    /// What can be done, one link.
    pub act: Option<Markup>,
}

/// A summary list.
pub fn summary(lines: &[Line]) -> Markup {
    html! {
        dl.sum {
            @for line in lines {
                div {
                    dt { (line.what) }
                    dd { (line.value) }
                    @if let Some(act) = &line.act { dd.act { (act) } }
                }
            }
        }
    }
}

/// A link that says its verb to everybody, and to those who only hear it also what of.
pub fn act_link(address: &str, verb: &Words, what: &str) -> Markup {
    html! { a href=(address) { (verb) span.vh { ": " (what) } } }
}

/// The main action as a link.
pub fn button_link(address: &str, words: &Words) -> Markup {
    html! { a.button href=(address) { (words) } }
}

/// A sentence beside a picture: what is good to know here.
pub fn notice(picture: Icon, body: Markup) -> Markup {
    html! { div.notice { (icon(picture)) div { (body) } } }
}

/// Nothing is there: said, not hidden, with what to do next.
pub fn empty(words: &Words, next: Option<(&str, &Words)>) -> Markup {
    html! {
        p.empty {
            (words)
            @if let Some((address, words)) = next { " " a href=(address) { (words) } }
        }
    }
}

/// Under a list by cursor: how many of how many, and the next.
pub fn pages<T>(v: &Locale, slice: &Slice<T>, address: &str, first: bool) -> Markup {
    html! {
        nav.pages aria-label=(v.t("web-pages").text) {
            p { (of(v, slice.items.len(), slice.total)) }
            @if !first { a href=(address) { (v.t("web-pages-first")) } }
            @if let Some(next) = &slice.next {
                a rel="next" href=(urls::with(address, &[("after", Some(next))])) { (v.t("web-pages-next")) }
            }
        }
    }
}

/// *50 of 340*.
pub fn of(v: &Locale, shown: usize, total: Count) -> Words {
    let shown = shown as u64;
    v.with(
        "web-pages-of",
        &[("n", shown.into()), ("shown", (&v.number(shown)).into()), ("all", (&v.count(total)).into())],
    )
}

/// A filter in force: a line of text with a way to take it off.
pub fn in_force(v: &Locale, filters: &[(Words, String)]) -> Markup {
    html! {
        @if !filters.is_empty() {
            ul.force aria-label=(v.t("web-filters-in-force").text) {
                @for (words, without) in filters {
                    li { (words) " " a href=(without) { (v.t("web-filter-remove")) span.vh { ": " (words.text) } } }
                }
            }
        }
    }
}

/// The search for families and children.
pub fn search_box(frame: &Frame<'_>, words: &str) -> Markup {
    let v = &frame.v;
    html! {
        form.search method="get" action=(urls::FIND) role="search" {
            label for="q" { (v.t("web-search")) }
            div { input #q type="search" name="q" value=(words) maxlength="80" autocomplete="off";
                button { (icon(Icon::Search)) (v.t("web-search-go")) } }
        }
    }
}
