//! What a phone wrote to a card, brought to the server from a supervisor's own computer. Knows what she is told; the file is read by
//! `bundles`.

use axum::http::StatusCode;
use maud::{Markup, html};

use super::shared;
use crate::bundles::{self, NotTaken};
use crate::session::Outcome;
use crate::storage::supervision::PhoneLine;
use crate::web::asked::FILE;
use crate::web::frame::{Frame, Section};
use crate::web::locale::Words;
use crate::web::parts::{Field, Icon, Line, error_summary, form_file, notice, summary};
use crate::web::{Ctx, PageResult, html as answer, html_with, urls};

/// The form.
pub async fn get(ctx: Ctx) -> PageResult {
    Ok(form(&ctx, None))
}

/// Takes the file that came, and says what came of it.
pub async fn take(ctx: Ctx) -> PageResult {
    let v = ctx.locale();
    if ctx.file.is_empty() {
        return Ok(form(&ctx, Some(v.t("desk-mend-bundle"))));
    }
    let outcome = match bundles::take(&*ctx.storage, &ctx.file, ctx.now_s).await? {
        Ok(outcome) => outcome,
        Err(why) => return Ok(form(&ctx, Some(v.t(said(why))))),
    };
    ctx.supervision().log_access(&ctx.viewer, None, "bundle", ctx.now_s).await?;
    // Whose phone it is stands there for who looks after it.
    let device = outcome.device.as_deref();
    let phones = ctx.supervision().phones(&ctx.viewer).await?;
    let phone = phones.into_iter().find(|phone| device == Some(phone.device.to_hex().as_str()));
    Ok(answer(taken_view(&frame(&ctx), &outcome, phone.as_ref())))
}

fn said(why: NotTaken) -> &'static str {
    match why {
        NotTaken::NoBundle => "desk-mend-bundle-other",
        NotTaken::Sealed => "desk-mend-bundle-sealed",
        NotTaken::Refused(_) => "desk-mend-bundle-refused",
    }
}

fn frame(ctx: &Ctx) -> Frame<'_> {
    shared::frame(ctx, Section::People).back(urls::PEOPLE, ctx.locale().t("desk-people"))
}

fn form(ctx: &Ctx, mend: Option<Words>) -> axum::response::Response {
    let mut frame = frame(ctx);
    frame.mend = mend.is_some();
    let status = if mend.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    html_with(status, form_view(&frame, mend))
}

/// The form as a page.
pub fn form_view(frame: &Frame<'_>, mend: Option<Words>) -> Markup {
    let v = &frame.v;
    let mends: Vec<_> = mend.iter().map(|mend| (FILE, mend.clone())).collect();
    let body = html! {
        (error_summary(v, &mends))
        p { (v.t("desk-bundle-explained")) }
        (form_file(frame, urls::BUNDLE, html! {
            (Field::new(FILE, v.t("desk-bundle-file")).hint(v.t("desk-bundle-file-hint")).mend(mend).line("file", "", "off"))
            div.acts { button { (v.t("desk-bundle-take")) } a href=(urls::PEOPLE) { (v.t("desk-leave-as-is")) } }
        }))
    };
    frame.page(&v.t("desk-bundle"), body)
}

/// What came of it, as a page.
pub fn taken_view(frame: &Frame<'_>, outcome: &Outcome, phone: Option<&PhoneLine>) -> Markup {
    let v = &frame.v;
    let whole = outcome.whole && outcome.rejected == 0;
    let whose = match phone {
        Some(phone) => html! { a href=(urls::worker(&phone.worker)) { (phone.name) } },
        None => html! { (v.t("desk-bundle-elsewhere")) },
    };
    let body = html! {
        @if !whole { (notice(Icon::Late, html! { p { (v.t("desk-bundle-partly")) } })) }
        (summary(&[
            Line { what: v.t("desk-whose"), value: whose, act: None },
            Line { what: v.t("desk-bundle-new"), value: html! { (v.counted("desk-bundle-changes", outcome.new_changes)) }, act: None },
        ]))
        @if whole { p { (v.t("desk-bundle-next")) } }
        div.acts { a href=(urls::BUNDLE) { (v.t("desk-bundle-another")) } a href=(urls::PEOPLE) { (v.t("desk-people")) } }
    };
    frame.page(&v.t("desk-bundle-taken"), body)
}
