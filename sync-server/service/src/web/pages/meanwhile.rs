//! What others did between a page and the act that came from it: who, when, what stood there before and what stands now.
//! Nothing of the act was done, and the way back leads to the page as it is now. Knows no page.

use chaski::record::ChangeName;
use chaski::store::revision::Revision;
use maud::{Markup, html};

use super::shared;
use crate::storage::supervision::{ChangeView, Refusal};
use crate::web::form::{KEY, REFILL};
use crate::web::frame::{Frame, Section};
use crate::web::locale::Locale;
use crate::web::parts::{Icon, Tone, band, form_post};
use crate::web::values;
use crate::web::{Ctx, Failure, PageResult, html_with};

/// What a page showed, to be brought back with an act.
pub fn revision(seen: &Revision) -> Markup {
    html! { input type="hidden" name="revision" value=(seen.as_str()); }
}

/// The same for the page that asks.
pub fn carried(seen: &Revision) -> (String, String) {
    ("revision".to_owned(), seen.to_string())
}

/// What the page showed from which an act comes.
pub fn seen(ctx: &Ctx) -> Result<Revision, Failure> {
    ctx.form.get("revision").and_then(|text| text.parse().ok()).ok_or(Failure::Invalid("revision"))
}

/// The answer to an act that was refused. What others did is told; `back` is where it is as it is now. What was typed
/// stands there to be gone on with.
pub async fn refused(ctx: &Ctx, refusal: Refusal, section: Section, back: &str) -> PageResult {
    let carried: Vec<(String, String)> = ctx
        .form
        .iter()
        .filter(|(name, _)| goes_on(name))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect();
    refused_with(ctx, refusal, section, back, (&ctx.here, carried)).await
}

/// The same, where what was typed goes on at another address, with these fields.
pub async fn refused_with(
    ctx: &Ctx,
    refusal: Refusal,
    section: Section,
    back: &str,
    (address, carried): (&str, Vec<(String, String)>),
) -> PageResult {
    let changes: &[ChangeName] = match &refusal {
        Refusal::Stale(changes) | Refusal::Already(changes) => changes,
        // Nothing that is not theirs stands on the page of a failure.
        Refusal::Elsewhere | Refusal::Nowhere(_) => return Err(Failure::Refused(refusal)),
        _ => &[],
    };
    let told = changes_band(ctx, changes).await?;
    let failure = Failure::Refused(refusal);
    let (title, says) = super::errors::title_and_text(&failure);
    let v = ctx.locale();
    let frame = shared::frame(ctx, section);
    let body = html! {
        p { (v.t(says)) }
        (told)
        p.acts { a href=(back) { (v.t("web-meanwhile-see")) } }
        (typed(&frame, address, &carried))
    };
    Ok(html_with(failure.status(), frame.page(&v.t(title), body)))
}

/// What was typed, and the way to the form filled with it; nothing where nothing was.
pub fn typed(frame: &Frame<'_>, address: &str, carried: &[(String, String)]) -> Markup {
    let v = &frame.v;
    let is_written = |(name, text): &&(String, String)| is_typed(name) && !text.trim().is_empty();
    let written: Vec<&str> = carried.iter().filter(is_written).map(|(_, text)| text.as_str()).collect();
    html! {
        @if !written.is_empty() {
            h2 { (v.t("web-typed")) }
            @for text in &written { p { span.said { (text) } } }
            (form_post(frame, address, html! {
                @for (name, value) in carried { input type="hidden" name=(name) value=(value); }
                input type="hidden" name=(REFILL) value="yes";
                div.acts { button.second { (v.t("web-typed-again")) } }
            }))
        }
    }
}

/// Whether a field of a form goes along when the form comes back upon what stands now.
fn goes_on(name: &str) -> bool {
    !(["csrf", "sure", "revision", "seen", KEY, REFILL].contains(&name) || name.starts_with("seen-"))
}

/// Whether a field holds words that somebody wrote.
fn is_typed(name: &str) -> bool {
    ["reason", "answer", "value"].contains(&name) || name.starts_with("remark:") || name.starts_with("value-")
}

/// What these changes say, in a band; nothing where none of them is the viewer's to see.
pub async fn changes_band(ctx: &Ctx, changes: &[ChangeName]) -> Result<Markup, Failure> {
    let views = ctx.supervision().changes_view(&ctx.viewer, changes).await?;
    let v = ctx.locale();
    Ok(html! {
        @if !views.is_empty() {
            (band(Tone::Dispute, Icon::History, html! {
                p { b { (v.t("web-meanwhile")) } }
                (list(&v, &views))
            }))
        }
    })
}

/// Changes, each with who made it, when, and every value with the one before.
pub fn list(v: &Locale, views: &[ChangeView]) -> Markup {
    html! {
        ul {
            @for view in views {
                li {
                    (values::who(v, &view.who)) ", " (v.moment(view.wall_s))
                    ul {
                        // Who it was stands before it.
                        @for (entity, field, before, value) in &view.says {
                            @if view.who.worker.map(|worker| worker.to_string()).as_deref() != value.as_str() { li { (change_line(v, entity, field, before.as_ref(), value)) } }
                        }
                    }
                    @if let Some(reason) = &view.reason {
                        (v.with("desk-reason-said", &[("reason", reason.into())]))
                    }
                }
            }
        }
    }
}

fn change_line(
    v: &Locale,
    entity: &str,
    field: &str,
    before: Option<&serde_json::Value>,
    value: &serde_json::Value,
) -> Markup {
    // A question's path follows its field after a space.
    let (name, path) = match field.split_once(' ') {
        Some((name, path)) => (name, Some(path)),
        None => (field, None),
    };
    let words = |json| values::with_codes(v, &[], entity, name, json);
    html! {
        (values::register_label(v, entity, name, path)) ": "
        @if let Some(before) = before { (v.t("desk-before")) " " (words(before)) " → " }
        b { (words(value)) }
    }
}
