//! A family: how to find it, who lives there, its visits and agreements; and the way to another area.

use maud::{Markup, html};

use super::super::frame::{Frame, Section};
use super::super::lines;
use super::super::locale::{Locale, Words};
use super::super::parts::{
    Choice, Field, Head, Icon, Line, Table, Tone, band, empty, error_summary, form_post, summary, tag,
};
use super::super::records;
use super::super::told::ToldAnswers;
use super::super::urls;
use super::super::values;
use super::{child, meanwhile, shared};
use crate::storage::supervision::{Act, Refusal};
use crate::storage::supervision::{AsOf, HouseholdView};
use crate::web::{Ctx, Failure, PageResult, html as answer, html_with};
use axum::http::StatusCode;
use chaski::store::query::Member;

/// What was typed into the form that moves the family, and what is missing in it.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    /// Where to.
    pub area: String,
    /// Why.
    pub reason: String,
    /// No area was chosen.
    pub no_area: bool,
    /// No reason was given.
    pub no_reason: bool,
    /// Somebody moved it meanwhile.
    pub stale: bool,
}

/// The page.
pub fn page(
    frame: &Frame<'_>,
    as_of: AsOf,
    told: &ToldAnswers,
    view: &HouseholdView,
    typed: &Typed,
) -> Markup {
    let v = &frame.v;
    let page = &view.page;
    let mut frame = frame
        .clone()
        .section(Section::Children)
        .as_of(as_of)
        .back(urls::CHILDREN, v.t("web-section-children"));
    frame.mend = typed.no_area || typed.no_reason;
    let mut mends = Vec::new();
    mends.extend(typed.no_area.then(|| ("area", v.t("web-move-no-area"))));
    mends.extend(typed.no_reason.then(|| ("reason", v.t("web-reason-missing"))));
    let areas: Vec<&str> = page.areas.iter().filter_map(|area| area.name.as_deref()).collect();
    frame.page_beside(
        &lines::family(v, page.known_as.as_deref()),
        html! { p.under { (areas.join(", ")) " · " (v.t("web-code")) " " span.nb { (page.code) } } },
        html! {
            (error_summary(v, &mends))
            @if typed.stale {
                (band(Tone::Due, Icon::Info, html! {
                    p {
                        (v.with("web-move-stale", &[
                            ("now", (&areas.join(", ")).into()),
                            ("yours", area_name(view, &typed.area).into()),
                        ]))
                    }
                }))
            }
            @if page.removed { (band(Tone::Apart, Icon::Info, html! { p { (v.t("web-removed")) } })) }
            (records::disputes(v, told, &page.disputes))
            h2 { (v.t("web-family-people")) }
            (people(v, &page.members))
            h2 { (v.t("web-family-where")) }
            (own(v, view))
            h2 { (v.t("web-section-visits")) }
            (child::visits(v, &view.visits))
            @if !page.agreements.is_empty() {
                h2 { (v.t("web-child-agreements")) }
                @for one in &page.agreements {
                    (records::record(v, one, v.day(one.at.0), |field, what| Some(records::correct(v, field, what))))
                }
            }
            @if !page.reviews.is_empty() {
                h2 { (v.t("web-visit-reviews")) }
                (records::reviews(v, &page.reviews, |_| None))
            }
            (move_form(&frame, view, typed))
        },
    )
}

fn people(v: &Locale, members: &[Member]) -> Markup {
    if members.is_empty() {
        return empty(&v.t("web-family-nobody"), None);
    }
    Table {
        id: "people",
        caption: html! { (v.t("web-family-people-of")) },
        heads: vec![
            Head::plain(v.t("web-name")),
            Head::plain(v.t("web-age")),
            Head::plain(values::field_label(v, "person", "kind")),
            Head::plain(v.t("web-state")),
        ],
        rows: members
            .iter()
            .map(|one| {
                let status = one.status.as_ref().and_then(|status| status.is.as_deref());
                vec![
                    html! { a href=(urls::child(&one.person)) { (lines::name(v, one.name.as_deref())) } },
                    html! { (lines::sex_and_age(v, one.sex.as_deref(), one.birth_date.as_deref(), one.kind.as_deref() == Some("child"))) },
                    html! { @if let Some(kind) = &one.kind { (values::choice(v, "person_kind", kind)) } },
                    html! {
                        @if let Some(status) = status { (values::choice(v, "person_status", status)) " " }
                        @if one.disputed || one.move_disputed {
                            (tag(Tone::Dispute, Icon::Dispute, &v.t("state-dispute")))
                        }
                    },
                ]
            })
            .collect(),
        names: 0,
    }
    .markup()
}

fn own(v: &Locale, view: &HouseholdView) -> Markup {
    let lines: Vec<Line> = view
        .page
        .view
        .fields
        .iter()
        .filter(|field| field.field != "area")
        .map(|field| {
            records::line(v, "household", field, |field, what| Some(records::correct(v, field, what)))
        })
        .collect();
    summary(&lines)
}

fn move_form(frame: &Frame<'_>, view: &HouseholdView, typed: &Typed) -> Markup {
    let v = &frame.v;
    let Some(area) = view.page.field("area").filter(|_| !view.areas.is_empty() && !view.page.removed) else {
        return html! {};
    };
    let here: Vec<_> = view.page.areas.iter().map(|area| area.area).collect();
    let choices: Vec<Choice> = view
        .areas
        .iter()
        .filter(|(area, _)| !here.contains(area))
        .map(|(area, name)| Choice { value: area.to_string(), words: Words::plain(name.clone()) })
        .collect();
    html! {
        section.noprint {
            h2 { (v.t("web-move")) }
            p { (v.t("web-move-means")) }
            (form_post(frame, &urls::move_family(&view.page.household), html! {
                (super::shared::seen(&area.shown.all))
                (Field::new("area", v.t("web-move-where"))
                    .mend(typed.no_area.then(|| v.t("web-move-no-area")))
                    .select(&v.t("web-choose"), &choices, Some(&typed.area)))
                (Field::new("reason", v.t("web-reason"))
                    .hint(v.t("web-reason-hint"))
                    .mend(typed.no_reason.then(|| v.t("web-reason-missing")))
                    .lines(&typed.reason, 500))
                div.acts { button.second { (v.t("web-move-check")) } }
            }))
        }
    }
}

fn area_name<'v>(view: &'v HouseholdView, area: &str) -> &'v str {
    let found = view.areas.iter().find(|(one, _)| one.to_string() == area);
    found.map(|(_, name)| name.as_str()).unwrap_or_default()
}

/// The page that asks before the family goes to another area.
pub fn check(frame: &Frame<'_>, view: &HouseholdView, seen: &[String], typed: &Typed) -> Markup {
    let v = &frame.v;
    let address = urls::family(&view.page.household);
    let family = lines::family(v, view.page.known_as.as_deref());
    let frame = frame.clone().section(Section::Children).back(address.as_str(), family.clone());
    let to_area = area_name(view, &typed.area);
    let from: Vec<&str> = view.page.areas.iter().filter_map(|area| area.name.as_deref()).collect();
    let mut carried: Vec<(String, String)> =
        seen.iter().map(|head| ("seen".to_owned(), head.clone())).collect();
    carried.push(("area".to_owned(), typed.area.clone()));
    carried.push(("reason".to_owned(), typed.reason.clone()));
    let line = |what: &str, value: &str| Line { what: v.t(what), value: html! { (value) }, act: None };
    frame.page(
        &v.with("web-move-sure", &[("family", (&family.text).into()), ("area", to_area.into())]),
        super::super::parts::check(
            &frame,
            &urls::move_family(&view.page.household),
            &carried,
            html! {
                (summary(&[
                    line("web-move-from", &from.join(", ")),
                    line("web-move-to", to_area),
                    line("web-reason", &typed.reason),
                ]))
                p { (v.t("web-move-means")) }
            },
            &v.t("web-move-do"),
            (None, &v.t("web-not-now")),
        ),
    )
}

async fn view(ctx: &Ctx) -> Result<HouseholdView, Failure> {
    ctx.supervision().household_view(&ctx.viewer, ctx.record()?).await?.ok_or(Failure::NotFound)
}

async fn again(ctx: &Ctx, status: StatusCode, typed: &Typed) -> PageResult {
    let as_of = ctx.supervision().as_of(&ctx.viewer).await?;
    let view = view(ctx).await?;
    let told = ToldAnswers::of_disputes(ctx, &view.page.disputes).await?;
    Ok(html_with(status, page(&ctx.frame(), as_of, &told, &view, typed)))
}

/// The page of a family.
pub async fn get(ctx: Ctx) -> PageResult {
    again(&ctx, StatusCode::OK, &Typed::default()).await
}

/// The family goes to another area, after the page that asks.
pub async fn move_to(ctx: Ctx) -> PageResult {
    let area = ctx.form.record("area");
    let reason = ctx.form.filled("reason").unwrap_or_default().to_owned();
    let mut typed = Typed {
        area: area.map(|area| area.to_string()).unwrap_or_default(),
        no_area: area.is_none(),
        no_reason: reason.is_empty(),
        reason,
        stale: false,
    };
    if shared::refills(&ctx) {
        let typed = Typed { no_area: false, no_reason: false, ..typed };
        return again(&ctx, StatusCode::OK, &typed).await;
    }
    let (Some(area), false) = (area, typed.no_reason) else {
        return again(&ctx, StatusCode::UNPROCESSABLE_ENTITY, &typed).await;
    };
    let seen = ctx.form.changes("seen").ok_or(Failure::Invalid("seen"))?;
    if !shared::is_sure(&ctx) {
        let heads: Vec<String> = ctx.form.all("seen").map(str::to_owned).collect();
        return Ok(answer(check(&ctx.frame(), &view(&ctx).await?, &heads, &typed)));
    }
    let household = ctx.record()?;
    let act = Act::Move { household, area, seen, reason: typed.reason.clone() };
    let page = urls::family(&household);
    match shared::act(&ctx, &act, (&page, "done-family-moved")).await? {
        Ok(done) => Ok(done),
        Err(Refusal::Stale(_)) => {
            typed.stale = true;
            again(&ctx, StatusCode::CONFLICT, &typed).await
        }
        Err(refused) => meanwhile::refused(&ctx, refused, Section::Children, &page).await,
    }
}
