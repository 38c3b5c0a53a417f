//! Fields of forms, what is to be mended in them, and the page that asks before something is done. Nothing is
//! preselected; a form that comes back is filled as it was sent. Knows no page.

use maud::{Markup, html};

use super::frame::Frame;
use super::icon::{Icon, icon};
use super::locale::{Locale, Words};

/// What a form says that is only to come back as it was filled.
pub const REFILL: &str = "refill";
/// What a form carries so that sent twice it makes nothing twice.
pub const KEY: &str = "key";

/// One choice of a list.
pub struct Choice {
    /// What is sent.
    pub value: String,
    /// What is read.
    pub words: Words,
}

/// A field of a form.
pub struct Field<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its id: the name, unless the page has several of that name.
    pub id: &'a str,
    /// What it asks.
    pub label: Words,
    /// What helps to answer.
    pub hint: Option<Words>,
    /// What is to be mended.
    pub mend: Option<Words>,
}

impl<'a> Field<'a> {
    /// A field with nothing but its label.
    pub fn new(name: &'a str, label: Words) -> Self {
        Field { name, id: name, label, hint: None, mend: None }
    }

    /// With an id of its own.
    pub fn id(mut self, id: &'a str) -> Self {
        self.id = id;
        self
    }

    /// With a hint.
    pub fn hint(mut self, hint: Words) -> Self {
        self.hint = Some(hint);
        self
    }

    /// With what is to be mended, if anything.
    pub fn mend(mut self, mend: Option<Words>) -> Self {
        self.mend = mend;
        self
    }

    /// One line of text. `kind` is an input's type; `fill` what a browser may fill in (`off`, `username`).
    pub fn line(&self, kind: &str, value: &str, fill: &str) -> Markup {
        self.around(html! {
            input id=(self.id) name=(self.name) type=(kind) value=(value) autocomplete=(fill)
                aria-describedby=[self.described()] aria-invalid=[self.invalid()];
        })
    }

    /// Several lines of text.
    pub fn lines(&self, value: &str, longest: usize) -> Markup {
        self.around(html! {
            textarea id=(self.id) name=(self.name) rows="3" maxlength=(longest)
                aria-describedby=[self.described()] aria-invalid=[self.invalid()] { (value) }
        })
    }

    /// One of a long list; the first line of it is no choice.
    pub fn select(&self, none: &Words, choices: &[Choice], chosen: Option<&str>) -> Markup {
        self.around(html! {
            select id=(self.id) name=(self.name)
                aria-describedby=[self.described()] aria-invalid=[self.invalid()] {
                option value="" { (none.text) }
                @for choice in choices {
                    option value=(choice.value) selected[chosen == Some(choice.value.as_str())] { (choice.words.text) }
                }
            }
        })
    }

    /// One of a short list, none chosen.
    pub fn radios(&self, choices: &[Choice], chosen: Option<&str>) -> Markup {
        self.group(html! {
            @for choice in choices {
                label.choice {
                    input type="radio" name=(self.name) value=(choice.value)
                        checked[chosen == Some(choice.value.as_str())];
                    span { (choice.words) }
                }
            }
        })
    }

    /// Several inputs that are one field.
    pub fn group(&self, inputs: Markup) -> Markup {
        html! {
            fieldset.field.mend[self.mend.is_some()] id=(self.id) tabindex="-1"
                aria-describedby=[self.described()] {
                legend { (self.label) }
                (self.beside())
                (inputs)
            }
        }
    }

    fn around(&self, input: Markup) -> Markup {
        html! {
            div.field.mend[self.mend.is_some()] {
                label for=(self.id) { (self.label) }
                (self.beside())
                (input)
            }
        }
    }

    fn beside(&self) -> Markup {
        html! {
            @if let Some(hint) = &self.hint { p.hint id={ (self.id) "-hint" } { (hint) } }
            @if let Some(mend) = &self.mend { p.wrong id={ (self.id) "-mend" } { (icon(Icon::Late)) (mend) } }
        }
    }

    fn described(&self) -> Option<String> {
        let hint = self.hint.as_ref().map(|_| format!("{}-hint", self.id));
        let mend = self.mend.as_ref().map(|_| format!("{}-mend", self.id));
        match (hint, mend) {
            (Some(hint), Some(mend)) => Some(format!("{hint} {mend}")),
            (hint, mend) => hint.or(mend),
        }
    }

    fn invalid(&self) -> Option<&'static str> {
        self.mend.as_ref().map(|_| "true")
    }
}

/// What is to be mended, on top, each with a link to its field; the same sentence stands there.
pub fn error_summary(v: &Locale, mends: &[(&str, Words)]) -> Markup {
    html! {
        @if !mends.is_empty() {
            div.mends role="alert" tabindex="-1" aria-labelledby="mends" {
                h2 #mends { (v.t("web-mend")) }
                ul { @for (field, words) in mends { li { a href={ "#" (field) } { (words) } } } }
            }
        }
    }
}

/// A form that changes something: it carries what shows that it is ours.
pub fn form_post(frame: &Frame<'_>, address: &str, body: Markup) -> Markup {
    html! {
        form method="post" action=(address) novalidate {
            input type="hidden" name="csrf" value=(frame.csrf);
            @if !frame.key.is_empty() { input type="hidden" name=(KEY) value=(frame.key); }
            (body)
        }
    }
}

/// A form that carries a file.
pub fn form_file(frame: &Frame<'_>, address: &str, body: Markup) -> Markup {
    html! {
        form method="post" action=(address) enctype="multipart/form-data" novalidate {
            input type="hidden" name="csrf" value=(frame.csrf);
            (body)
        }
    }
}

/// The page that asks before something is done: what will happen, with what, and the way back: to the form as it was
/// filled, or, where nothing was typed, to an address. `carried` goes along unseen, `sure=yes` among it.
pub fn check(
    frame: &Frame<'_>,
    address: &str,
    carried: &[(String, String)],
    what: Markup,
    button: &Words,
    back: (Option<&str>, &Words),
) -> Markup {
    form_post(
        frame,
        address,
        html! {
            @for (name, value) in carried { input type="hidden" name=(name) value=(value); }
            input type="hidden" name="sure" value="yes";
            (what)
            div.acts {
                button { (button) }
                @match back.0 {
                    Some(address) => { a href=(address) { (back.1) } }
                    None => { button.link name=(REFILL) value="yes" { (back.1) } }
                }
            }
        },
    )
}
