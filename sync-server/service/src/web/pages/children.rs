//! Children by name, and what a search found: children and families.

use maud::{Markup, html};

use super::super::frame::{Frame, Section};
use super::super::lines;
use super::super::locale::{Locale, Words};
use super::super::parts::{Choice, Field, Head, Table, empty, in_force, pages, search_box};
use super::super::urls;
use super::super::values;
use crate::storage::supervision::{AsOf, ChildLine, Slice};
use crate::web::{Ctx, PageResult, html as answer};
use chaski::record::RecordName;
use chaski::store::search::Found;

/// The list, of one area or of all.
pub fn page(
    frame: &Frame<'_>,
    as_of: AsOf,
    area: Option<RecordName>,
    areas: &[(RecordName, String)],
    slice: &Slice<ChildLine>,
    first: bool,
) -> Markup {
    let v = &frame.v;
    let mut frame = frame.clone().section(Section::Children).as_of(as_of).list();
    let chosen = area.map(|area| area.to_string());
    let here = urls::with(urls::CHILDREN, &[("area", chosen.as_deref())]);
    let name =
        area.and_then(|area| areas.iter().find(|(one, _)| *one == area)).map(|(_, name)| name.as_str());
    let force: Vec<(Words, String)> = name
        .map(|name| (v.with("web-force-area", &[("value", name.into())]), urls::CHILDREN.to_owned()))
        .into_iter()
        .collect();
    frame.filter = force.first().map(|(words, _)| words.text.clone());
    frame.page(
        &v.t("web-section-children"),
        html! {
            (search_box(&frame, ""))
            (in_force(v, &force))
            (area_form(v, areas, chosen.as_deref()))
            @if slice.items.is_empty() {
                (empty(&v.t("web-children-none"), None))
            } @else {
                (table(v, slice))
                (pages(v, slice, &here, first))
            }
        },
    )
}

/// What a search found.
pub fn found(frame: &Frame<'_>, as_of: AsOf, words: &str, found: &[Found]) -> Markup {
    let v = &frame.v;
    let frame = frame
        .clone()
        .section(Section::Children)
        .as_of(as_of)
        .back(urls::CHILDREN, v.t("web-section-children"))
        .list();
    frame.page(
        &v.t("web-search"),
        html! {
            (search_box(&frame, words))
            @if words.trim().is_empty() {
                p { (v.t("web-search-hint")) }
            } @else if found.is_empty() {
                (empty(&v.with("web-search-none", &[("words", words.into())]), Some((urls::CHILDREN, &v.t("web-search-list")))))
            } @else {
                (found_table(v, words, found))
            }
        },
    )
}

fn area_form(v: &Locale, areas: &[(RecordName, String)], chosen: Option<&str>) -> Markup {
    let choices: Vec<Choice> = areas
        .iter()
        .map(|(area, name)| Choice { value: area.to_string(), words: Words::plain(name.clone()) })
        .collect();
    html! {
        @if areas.len() > 1 {
            form.filters.noprint method="get" action=(urls::CHILDREN) {
                (Field::new("area", v.t("entity-area")).select(&v.t("web-filter-none"), &choices, chosen))
                div { button.second { (v.t("web-filter-apply")) } }
            }
        }
    }
}

fn table(v: &Locale, slice: &Slice<ChildLine>) -> Markup {
    Table {
        id: "children",
        caption: html! { (v.t("web-children-of")) },
        heads: vec![
            Head::plain(v.t("web-name")),
            Head::plain(v.t("web-age")),
            Head::plain(v.t("entity-household")),
            Head::words(v.t("web-children-last-visit")),
        ],
        rows: slice.items.iter().map(|line| lines::child(v, line)).collect(),
        names: 0,
    }
    .markup()
}

fn found_table(v: &Locale, words: &str, found: &[Found]) -> Markup {
    Table {
        id: "found",
        caption: html! { (v.with("web-search-found", &[("words", words.into())])) },
        heads: vec![
            Head::plain(v.t("web-name")),
            Head::plain(v.t("web-search-who")),
            Head::plain(v.t("entity-household")),
            Head::words(v.t("web-code")),
        ],
        rows: found.iter().map(|one| found_row(v, one)).collect(),
        names: 0,
    }
    .markup()
}

fn found_row(v: &Locale, one: &Found) -> Vec<Markup> {
    let is_family = one.entity == "household";
    let family = lines::family(v, one.known_as.as_deref());
    vec![
        html! {
            @if is_family { (lines::coded_link(&urls::family(&one.record), &one.record, &family)) }
            @else {
                (lines::coded_link(&urls::child(&one.record), &one.record, &lines::name(v, one.name.as_deref())))
            }
        },
        html! {
            @if is_family { (v.t("entity-household")) }
            @else {
                @if let Some(kind) = &one.kind { (values::choice(v, "person_kind", kind)) " · " }
                @match one.birth_date.as_deref().and_then(|date| v.age_short(date)) {
                    Some(age) => { (age) }
                    None => { (v.t("web-age-unknown")) }
                }
            }
            @if one.by == "like" { " · " (v.t("web-search-like")) }
        },
        html! {
            @if let (false, Some(household)) = (is_family, &one.household) {
                (lines::coded_link(&urls::family(household), household, &family))
            }
        },
        html! { span.nb { (one.code) } },
    ]
}

/// The list.
pub async fn get(ctx: Ctx) -> PageResult {
    let desk = ctx.supervision();
    let as_of = desk.as_of(&ctx.viewer).await?;
    let (area, after) = (ctx.query.record("area"), ctx.query.filled("after"));
    let slice = desk.child_list(&ctx.viewer, area, after).await?;
    let areas = desk.areas_below(&ctx.viewer).await?;
    let areas: Vec<(RecordName, String)> = areas.into_iter().map(|(area, name, _)| (area, name)).collect();
    Ok(answer(page(&ctx.frame(), as_of, area, &areas, &slice, after.is_none())))
}

/// What a search found.
pub async fn find(ctx: Ctx) -> PageResult {
    let as_of = ctx.supervision().as_of(&ctx.viewer).await?;
    let words: String = ctx.query.filled("q").unwrap_or_default().chars().take(80).collect();
    let hits = ctx.supervision().find(&ctx.viewer, &words).await?;
    Ok(answer(found(&ctx.frame(), as_of, &words, &hits)))
}
