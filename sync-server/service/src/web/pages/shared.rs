//! What the pages of decisions share: the frame made of what was asked, the reason that is asked for everywhere, and
//! what a form carries unseen. Knows no page.

use axum::response::Response;
use chaski::record::ChangeName;
use chaski::words::shown::{self, PartialDate};
use chrono::{Datelike, NaiveDate};
use maud::{Markup, html};

use crate::storage::supervision::{Act, FormSent, Refusal};
use crate::web::form::REFILL;
use crate::web::frame::{Frame, Section};
use crate::web::locale::{Locale, Words};
use crate::web::parts::Field;
use crate::web::urls;
use crate::web::{Ctx, Failure, PageResult, see_other};

/// The most letters of a reason.
pub const LONGEST_REASON: usize = 500;

/// The frame of a page in this section, with what was just done.
pub fn frame(ctx: &Ctx, section: Section) -> Frame<'_> {
    ctx.frame().section(section)
}

/// A month by its first day: *nov 2026*.
pub fn month(v: &Locale, first_day: NaiveDate) -> String {
    shown::long_date(v.lang, PartialDate::Month(first_day.year(), first_day.month()))
}

/// It is done: look there now.
pub fn done(path: &str, what: &str) -> PageResult {
    Ok(see_other(&led(path, what)))
}

/// Does it, and leads there with what was done. The form that asked for it is kept with it.
pub async fn act(
    ctx: &Ctx,
    act: &Act,
    (path, what): (&str, &str),
) -> Result<Result<Response, Refusal>, Failure> {
    let leads = led(path, what);
    let form = form(ctx, &leads, None);
    let done = ctx.supervision().act(&ctx.viewer, act, form.as_ref(), ctx.now_s).await?;
    Ok(done.map(|_| see_other(&leads)))
}

/// Does several in one. Where others said something meanwhile of some, those alone are not done, and it leads there with
/// `but`; without it what they said is given.
pub async fn act_each(
    ctx: &Ctx,
    acts: &[Act],
    (path, what): (&str, &str),
    but: Option<&str>,
) -> Result<Result<Response, Refusal>, Failure> {
    let (leads, but) = (led(path, what), but.map(|but| led(path, but)));
    let form = form(ctx, &leads, but.clone());
    let done = ctx.supervision().act_each(&ctx.viewer, acts, form.as_ref(), ctx.now_s).await?;
    Ok(done.and_then(|unseen| match (unseen, but) {
        (None, _) => Ok(see_other(&leads)),
        (Some(_), Some(but)) => Ok(see_other(&but)),
        (Some(unseen), None) => Err(Refusal::Stale(unseen)),
    }))
}

fn form(ctx: &Ctx, leads: &str, leads_but: Option<String>) -> Option<FormSent> {
    ctx.sent.map(|key| FormSent { key, leads: leads.to_owned(), leads_but })
}

fn led(path: &str, what: &str) -> String {
    urls::with(path, &[("done", Some(what))])
}

/// Whether the page that asks was answered.
pub fn is_sure(ctx: &Ctx) -> bool {
    ctx.form.get("sure") == Some("yes") && !refills(ctx)
}

/// Whether a form asks to come back as it was filled.
pub fn refills(ctx: &Ctx) -> bool {
    ctx.form.get(REFILL) == Some("yes")
}

/// The reason that was typed; `Err` says what is missing.
pub fn reason(ctx: &Ctx) -> Result<String, Words> {
    match ctx.form.filled("reason") {
        None => Err(ctx.locale().t("desk-mend-reason")),
        Some(reason) if reason.chars().count() > LONGEST_REASON => {
            Err(ctx.locale().counted("desk-mend-long", LONGEST_REASON as u64))
        }
        Some(reason) => Ok(reason.to_owned()),
    }
}

/// The field for the reason.
pub fn reason_field(v: &Locale, held: &str, mend: Option<Words>) -> Markup {
    Field::new("reason", v.t("desk-reason"))
        .hint(v.t("desk-reason-hint"))
        .mend(mend)
        .lines(held, LONGEST_REASON)
}

/// What the page showed, to be brought back: all heads.
pub fn seen(heads: &[ChangeName]) -> Markup {
    html! { @for head in heads { input type="hidden" name="seen" value=(head.to_string()); } }
}

/// The same for the page that asks.
pub fn carried_seen(heads: &[ChangeName]) -> Vec<(String, String)> {
    heads.iter().map(|head| ("seen".to_owned(), head.to_string())).collect()
}
