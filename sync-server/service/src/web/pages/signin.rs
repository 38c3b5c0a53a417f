//! Signing in, and a password of one's own. Pasting and password managers are welcome; a wrong name and a wrong password
//! are told alike. What is checked stands in `web/session.rs`.

use maud::{Markup, html};

use crate::web::Ctx;
use crate::web::form::REFILL;
use crate::web::frame::Frame;
use crate::web::locale::{Locale, Words};
use crate::web::parts::{Field, error_summary, form_post};
use crate::web::password::Weak;
use crate::web::urls;

/// Before the names of what was typed into a form whose session ended.
pub const TYPED: &str = "typed:";

/// What the page of signing in shows.
pub struct SignIn<'p> {
    /// How it speaks.
    pub v: Locale,
    /// The district's name.
    pub district: &'p str,
    /// The page's own path and query.
    pub here: &'p str,
    /// For the hidden field `csrf`.
    pub csrf: &'p str,
    /// What was typed as `login`; empty at first.
    pub login: &'p str,
    /// For the hidden field `next`: where to go afterwards.
    pub next: &'p str,
    /// What was typed into the form whose session ended: names and values.
    pub typed: &'p [(String, String)],
    /// Why nobody is signed in yet.
    pub trouble: Option<Trouble>,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The name or the password: the same sentence for both.
    Wrong,
    /// The session ended while something was typed.
    Ended,
    /// Too many wrong ones; until when, seconds of Unix time.
    Wait {
        /// Until when.
        until_s: i64,
    },
    /// The page was open for too long, or the browser keeps no cookies: try again.
    OldPage,
    /// The server's hands are full: try again in a moment.
    Busy,
}

/// Why a password is not changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PasswordTrouble {
    /// The present one (`now`) is wrong.
    Wrong,
    /// Too many wrong ones; until when, seconds of Unix time.
    Wait {
        /// Until when.
        until_s: i64,
    },
    /// The new one (`new`) is too short, too long or everybody's.
    Weak(Weak),
    /// The new one and its repetition (`again`) differ.
    Differs,
    /// The server's hands are full: try again in a moment.
    Busy,
}

/// The page: fields `login`, `password`, hidden `csrf`, `next`; POST /sign-in.
pub fn page(about: &SignIn<'_>) -> Markup {
    let v = &about.v;
    let mut frame = Frame::new(about.v, None, about.district, about.csrf, about.here);
    let trouble = about.trouble.map(|trouble| trouble_text(v, trouble));
    frame.mend = trouble.is_some();
    let mends: Vec<(&str, Words)> = trouble.iter().map(|words| ("password", words.clone())).collect();
    frame.page(
        &v.t("web-sign-in"),
        html! {
            (error_summary(v, &mends))
            (form_post(&frame, urls::SIGN_IN, html! {
                input type="hidden" name="next" value=(about.next);
                @for (name, value) in about.typed {
                    input type="hidden" name={ (TYPED) (name) } value=(value);
                }
                (Field::new("login", v.t("web-login")).line("text", about.login, "username"))
                (Field::new("password", v.t("web-password"))
                    .mend(trouble)
                    .line("password", "", "current-password"))
                div.acts { button { (v.t("web-sign-in")) } }
            }))
            p { (v.t("web-sign-in-forgotten")) }
        },
    )
}

/// The page after signing in again: what was typed goes on to its form, which comes back filled.
pub fn resume(v: Locale, district: &str, csrf: &str, next: &str, typed: &[(String, String)]) -> Markup {
    let frame = Frame::new(v, None, district, csrf, urls::TODAY);
    frame.page(
        &v.t("web-session-resume"),
        html! {
            p { (v.t("web-session-resume-says")) }
            (form_post(&frame, next, html! {
                @for (name, value) in typed { input type="hidden" name=(name) value=(value); }
                input type="hidden" name=(REFILL) value="yes";
                div.acts { button { (v.t("web-typed-again")) } }
            }))
        },
    )
}

fn trouble_text(v: &Locale, trouble: Trouble) -> Words {
    match trouble {
        Trouble::Wrong => v.t("web-sign-in-wrong"),
        Trouble::Wait { until_s } => v.with("web-sign-in-wait", &[("when", (&v.time(until_s)).into())]),
        Trouble::Ended => v.t("web-sign-in-ended"),
        Trouble::OldPage => v.t("web-sign-in-old"),
        Trouble::Busy => v.t("web-busy-says"),
    }
}

/// The page of one's own password: fields `now`, `new`, `again`, hidden `csrf`; POST /password.
pub fn password(ctx: &Ctx, trouble: Option<PasswordTrouble>) -> Markup {
    password_page(&ctx.frame(), &ctx.viewer.login, trouble)
}

/// The same on a frame. `login` lets a password manager know whose it is.
pub fn password_page(frame: &Frame<'_>, login: &str, trouble: Option<PasswordTrouble>) -> Markup {
    let v = &frame.v;
    let mut frame = frame.clone().back(urls::TODAY, v.t("web-section-today"));
    frame.mend = trouble.is_some();
    let mend = trouble.map(|trouble| password_said(v, trouble));
    let at = |name: &str| mend.as_ref().filter(|(field, _)| *field == name).map(|(_, words)| words.clone());
    let mends: Vec<(&str, Words)> = mend.iter().cloned().collect();
    frame.page(
        &v.t("web-password-title"),
        html! {
            (error_summary(v, &mends))
            p { (v.t("web-password-means")) }
            (form_post(&frame, urls::PASSWORD, html! {
                input.vh type="text" name="login" value=(login) autocomplete="username" tabindex="-1" aria-hidden="true" readonly;
                (Field::new("now", v.t("web-password-now")).mend(at("now")).line("password", "", "current-password"))
                (Field::new("new", v.t("web-password-new"))
                    .hint(v.t("web-password-hint"))
                    .mend(at("new"))
                    .line("password", "", "new-password"))
                (Field::new("again", v.t("web-password-again")).mend(at("again")).line("password", "", "new-password"))
                div.acts { button { (v.t("web-password-change")) } }
            }))
        },
    )
}

/// The field that it is about, and what is to be done.
fn password_said(v: &Locale, trouble: PasswordTrouble) -> (&'static str, Words) {
    match trouble {
        PasswordTrouble::Wrong => ("now", v.t("web-password-wrong")),
        PasswordTrouble::Wait { until_s } => {
            ("now", v.with("web-sign-in-wait", &[("when", (&v.time(until_s)).into())]))
        }
        PasswordTrouble::Weak(Weak::Short) => ("new", v.t("web-password-short")),
        PasswordTrouble::Weak(Weak::Long) => ("new", v.t("web-password-long")),
        PasswordTrouble::Weak(Weak::Common) => ("new", v.t("web-password-common")),
        PasswordTrouble::Differs => ("again", v.t("web-password-differs")),
        PasswordTrouble::Busy => ("now", v.t("web-busy-says")),
    }
}
