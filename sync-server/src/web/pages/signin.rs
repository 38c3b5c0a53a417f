//! Placeholder: signing in, and a password of one's own. What is checked stands in `web/session.rs`.

use maud::{Markup, html};

use crate::web::{Ctx, Lang};

/// What the page of signing in shows.
pub struct SignIn<'p> {
    /// The language.
    pub lang: Lang,
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
    /// Why nobody is signed in yet.
    pub trouble: Option<Trouble>,
}

/// Why nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The name or the password: the same sentence for both.
    Wrong,
    /// Too many wrong ones; until when, seconds of Unix time.
    Wait {
        /// Until when.
        until_s: i64,
    },
    /// The page was open for too long: try again.
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
    /// The new one (`new`) is shorter than ten characters.
    Short,
    /// It is longer than 200.
    Long,
    /// It is the login, or one of those that everybody tries.
    Common,
    /// The new one and its repetition (`again`) differ.
    Differs,
    /// The server's hands are full: try again in a moment.
    Busy,
}

/// The page: fields `login`, `password`, hidden `csrf`, `next`; POST /sign-in.
pub fn page(about: &SignIn<'_>) -> Markup {
    html! {
        form method="post" action="/sign-in" {
            input type="hidden" name="csrf" value=(about.csrf);
            input type="hidden" name="next" value=(about.next);
            input name="login" value=(about.login);
            input name="password" type="password";
        }
    }
}

/// The page of one's own password: fields `now`, `new`, `again`, hidden `csrf`; POST /password.
pub fn password(ctx: &Ctx, trouble: Option<PasswordTrouble>) -> Markup {
    let _ = trouble;
    html! { (ctx.here) }
}
