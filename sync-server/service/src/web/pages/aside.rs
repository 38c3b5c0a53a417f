//! What was set aside: whose it is, why in a plain sentence, what it says, and the decision to take it in or to leave it
//! where it is. Nothing of it is ever erased. Knows how it is asked for; the rest is the storage's.

use axum::http::StatusCode;
use chaski::record::RecordName;
use chaski::record::table::code::verdict_reason;
use maud::{Markup, html};

use super::disputes::section_links;
use super::{meanwhile, shared};
use crate::storage::supervision::{Act, AsideView, Refusal, Slice};
use crate::web::frame::{Frame, Section};
use crate::web::locale::{Locale, Words};
use crate::web::parts::{
    Choice, Field, Head, Icon, Line, Table, check, empty, error_summary, form_post, notice, pages, summary,
};
use crate::web::values;
use crate::web::{Ctx, Failure, Fields, PageResult, html as answer, html_with, urls};

/// An area: record, name, whether nothing is below it.
type Area = (RecordName, String, bool);

/// The list.
pub async fn get_list(ctx: Ctx) -> PageResult {
    let after = ctx.query.filled("after");
    let slice = ctx.supervision().aside_list(&ctx.viewer, after).await?;
    let apart = match after {
        None => {
            Some(ctx.supervision().apart_list(&ctx.viewer).await?).filter(|apart| !apart.items.is_empty())
        }
        Some(_) => None,
    };
    let frame = shared::frame(&ctx, Section::Decide).as_of(ctx.supervision().as_of(&ctx.viewer).await?);
    Ok(answer(list_view(&frame, &slice, apart.as_ref(), after.is_none())))
}

/// The list as a page.
pub fn list_view(
    frame: &Frame<'_>,
    slice: &Slice<AsideView>,
    apart: Option<&Slice<AsideView>>,
    first: bool,
) -> Markup {
    let v = &frame.v;
    let table = Table {
        id: "aside",
        caption: html! { (v.bounded("desk-aside-caption", slice.total)) },
        heads: vec![
            Head::words(v.t("desk-aside-what")),
            Head::words(v.t("desk-worker")),
            Head::words(v.t("desk-aside-why")),
            Head::words(v.t("desk-received")),
        ],
        rows: slice
            .items
            .iter()
            .map(|aside| {
                vec![
                    html! { a href=(urls::aside(&aside.change)) { (what(v, aside)) }
                        @if let Some(subject) = &aside.subject {
                            br; span.small { (v.with("desk-of-code", &[("code", (&subject.paper_code()).into())])) } } },
                    html! { (who(v, aside)) },
                    html! { (why(v, aside.reason)) },
                    html! { @match aside.received_s { Some(at_s) => { (v.ago(at_s)) } None => { (v.t("value-none")) } } },
                ]
            })
            .collect(),
        names: 0,
    };
    let body = html! {
        (section_links(v, Some(urls::ASIDE)))
        p { (v.t("desk-aside-explained")) }
        @if slice.items.is_empty() { (empty(&v.t("desk-aside-none"), None)) }
        @else { (table.markup()) (pages(v, slice, urls::ASIDE, first)) }
        @if let Some(apart) = apart { (kept_apart(v, apart)) }
    };
    frame.page(&v.t("desk-list-aside"), body)
}

/// What a copy of a phone's database said under names that the district knows by other contents: nobody decides about
/// it, its worker says it anew.
fn kept_apart(v: &Locale, apart: &Slice<AsideView>) -> Markup {
    let table = Table {
        id: "apart",
        caption: html! { (v.bounded("desk-apart-caption", apart.total)) },
        heads: vec![
            Head::words(v.t("desk-aside-what")),
            Head::words(v.t("desk-worker")),
            Head::words(v.t("desk-noted")),
            Head::words(v.t("desk-received")),
        ],
        rows: apart
            .items
            .iter()
            .map(|kept| {
                vec![
                    html! { (what(v, kept)) },
                    html! { (who(v, kept)) },
                    html! { (v.moment(kept.wall_s)) },
                    html! { @match kept.received_s { Some(at_s) => { (v.ago(at_s)) } None => { (v.t("value-none")) } } },
                ]
            })
            .collect(),
        names: 0,
    };
    html! { h2 { (v.t("desk-apart")) } p { (v.t("desk-apart-explained")) } (table.markup()) }
}

/// What kind of thing it says: the entities, without any value.
fn what(v: &Locale, aside: &AsideView) -> Words {
    let mut entities: Vec<&str> = aside.says.iter().map(|(entity, ..)| entity.as_str()).collect();
    entities.dedup();
    let all: Vec<Words> = entities.iter().take(3).map(|entity| values::entity_label(v, entity)).collect();
    if all.is_empty() { v.t("desk-aside-change") } else { v.join(&all, ", ") }
}

fn who(v: &Locale, aside: &AsideView) -> Words {
    aside.worker.as_ref().map_or_else(|| v.t("desk-not-known"), Words::plain)
}

/// The reason as people say it.
fn why(v: &Locale, reason: i64) -> Words {
    v.t(match reason {
        verdict_reason::no_rights => "desk-aside-why-no-rights",
        verdict_reason::stopped_device => "desk-aside-why-stopped",
        verdict_reason::stale_rights => "desk-aside-why-stale",
        verdict_reason::not_its_subject => "desk-aside-why-subject",
        verdict_reason::role_too_low => "desk-aside-why-role",
        verdict_reason::malformed => "desk-aside-why-malformed",
        verdict_reason::needs_supervisor => "desk-aside-why-supervisor",
        verdict_reason::fixed_field => "desk-aside-why-fixed",
        verdict_reason::other_line => "desk-aside-why-line",
        _ => "desk-aside-why-other",
    })
}

/// One.
pub async fn get(ctx: Ctx) -> PageResult {
    one(&ctx, &[]).await
}

async fn one(ctx: &Ctx, mends: &[(&str, Words)]) -> PageResult {
    let found = ctx.supervision().aside_view(&ctx.viewer, ctx.change()?).await?;
    let aside = found.ok_or(Failure::NotFound)?;
    let mut frame = shared::frame(ctx, Section::Decide).back(urls::ASIDE, ctx.locale().t("desk-list-aside"));
    frame.mend = !mends.is_empty();
    let status = if mends.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let areas = ctx.supervision().areas_below(&ctx.viewer).await?;
    Ok(html_with(status, view(&frame, &aside, &areas, &ctx.form, mends)))
}

fn lines(v: &Locale, aside: &AsideView) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(subject) = &aside.subject {
        let name = aside.title.as_ref().map_or_else(|| v.t("value-no_name"), Words::plain);
        let code = subject.paper_code();
        lines.push(Line {
            what: v.t("desk-of-whom"),
            value: html! { (name) br; span.small { (v.with("desk-of-code", &[("code", (&code).into())])) } },
            act: None,
        });
    }
    lines.push(Line { what: v.t("desk-worker"), value: html! { (who(v, aside)) }, act: None });
    lines.push(Line { what: v.t("desk-aside-why"), value: html! { (why(v, aside.reason)) }, act: None });
    lines.push(Line { what: v.t("desk-noted"), value: html! { (v.moment(aside.wall_s)) }, act: None });
    if let Some(at_s) = aside.received_s {
        lines.push(Line { what: v.t("desk-received"), value: html! { (v.moment(at_s)) }, act: None });
    }
    lines
}

/// One as a page.
pub fn view(
    frame: &Frame<'_>,
    aside: &AsideView,
    areas: &[Area],
    form: &Fields,
    mends: &[(&str, Words)],
) -> Markup {
    let v = &frame.v;
    let mend = |field: &str| mends.iter().find(|(at, _)| *at == field).map(|(_, words)| words.clone());
    let several =
        aside.says.iter().any(|(entity, ..)| Some(entity) != aside.says.first().map(|(first, ..)| first));
    let rows = aside.says.iter().map(|(entity, field, value)| {
        // A question's path follows its field after a space.
        let (field, path) = match field.split_once(' ') {
            Some((field, path)) => (field, Some(path)),
            None => (field.as_str(), None),
        };
        let mut row = vec![
            html! { (values::register_label(v, entity, field, path)) },
            html! { (values::with_codes(v, areas, entity, field, value)) },
        ];
        if several {
            row.push(html! { (values::entity_label(v, entity)) });
        }
        row
    });
    let mut heads = vec![Head::words(v.t("desk-fact")), Head::words(v.t("desk-value"))];
    if several {
        heads.push(Head::words(v.t("desk-dispute-where")));
    }
    let caption = html! { (v.t("desk-aside-says")) };
    let table = Table { id: "says", caption, heads, rows: rows.collect(), names: 0 };
    let body = html! {
        (error_summary(v, mends))
        (summary(&lines(v, aside)))
        (table.markup())
        @if let Some((by, note)) = &aside.decided {
            @let said = if aside.accepted { "desk-aside-accepted-by" } else { "desk-aside-refused-by" };
            (notice(Icon::Info, html! { p { (v.with(said, &[("name", by.into()), ("reason", note.into())])) } }))
        }
        @if !aside.accepted {
            h2 { (v.t("desk-aside-decide")) }
            (form_post(frame, &urls::aside(&aside.change), html! {
                (meanwhile::revision(&aside.seen))
                (Field::new("what", v.t("desk-aside-decision")).mend(mend("what")).radios(&[
                    Choice { value: "accept".into(), words: v.t("desk-aside-accept") },
                    Choice { value: "refuse".into(), words: v.t("desk-aside-refuse") },
                ], form.get("what")))
                (shared::reason_field(v, form.get("reason").unwrap_or_default(), mend("reason")))
                div.acts { button { (v.t("desk-go-on")) } a href=(urls::ASIDE) { (v.t("desk-decide-later")) } }
            }))
        }
    };
    frame.page(&what(v, aside), body)
}

/// Decides: asks first.
pub async fn decide(ctx: Ctx) -> PageResult {
    let change = ctx.change()?;
    let v = ctx.locale();
    if shared::refills(&ctx) {
        return one(&ctx, &[]).await;
    }
    let mut mends = Vec::new();
    let accept = match ctx.form.get("what") {
        Some("accept") => Some(true),
        Some("refuse") => Some(false),
        _ => {
            mends.push(("what", v.t("desk-mend-decide")));
            None
        }
    };
    let reason = shared::reason(&ctx).map_err(|words| mends.push(("reason", words)));
    let (Some(accept), Ok(reason)) = (accept, reason) else { return one(&ctx, &mends).await };
    let seen = meanwhile::seen(&ctx)?;
    let aside = ctx.supervision().aside_view(&ctx.viewer, change).await?.ok_or(Failure::NotFound)?;
    // What is aside no more is refused by the act, with who accepted it, and asks nothing first.
    if shared::is_sure(&ctx) || aside.accepted {
        let (act, what) = if accept {
            (Act::AcceptAside { change, seen, reason }, "done-aside-accepted")
        } else {
            (Act::RefuseAside { change, seen, reason }, "done-aside-refused")
        };
        return match shared::act(&ctx, &act, (urls::ASIDE, what)).await? {
            Ok(done) => Ok(done),
            Err(Refusal::Missing(_) | Refusal::TooLong(..)) => {
                one(&ctx, &[("reason", v.t("desk-mend-reason"))]).await
            }
            Err(Refusal::InNoFeed) => one(&ctx, &[("what", v.t("desk-mend-in-no-feed"))]).await,
            Err(other) => meanwhile::refused(&ctx, other, Section::Decide, &urls::aside(&change)).await,
        };
    }
    let (verb, sure) = if accept {
        ("desk-aside-accept", "desk-aside-accept-sure")
    } else {
        ("desk-aside-refuse", "desk-aside-refuse-sure")
    };
    let mut lines = lines(&v, &aside);
    lines.push(Line { what: v.t("desk-reason-short"), value: html! { (reason) }, act: None });
    let what = html! { (summary(&lines)) p { (v.t(sure)) } };
    let carried = [
        ("what".to_owned(), if accept { "accept".to_owned() } else { "refuse".to_owned() }),
        ("reason".to_owned(), reason.clone()),
        meanwhile::carried(&seen),
    ];
    let here = urls::aside(&change);
    let frame = shared::frame(&ctx, Section::Decide);
    let body = check(&frame, &here, &carried, what, &v.t(verb), (None, &v.t("desk-change-answer")));
    Ok(answer(frame.page(&v.t("desk-check-title"), body)))
}
