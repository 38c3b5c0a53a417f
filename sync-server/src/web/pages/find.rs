//! What a search found: families, children and others, each with what tells one from another. Knows no other page.

use chaski::store::search::Found;
use maud::{Markup, html};

use super::shared;
use crate::web::frame::{Frame, Section};
use crate::web::parts::{Head, Table, empty, search_box};
use crate::web::values;
use crate::web::voice::{Voice, Words};
use crate::web::{Ctx, Said, html as answer, to};

/// The longest search, letters.
const LONGEST: usize = 80;

/// The page.
pub async fn page(ctx: Ctx) -> Said {
    let words: String = ctx.query.filled("q").unwrap_or_default().chars().take(LONGEST).collect();
    let found = match words.as_str() {
        "" => Vec::new(),
        words => ctx.desk().find(&ctx.viewer, words).await?,
    };
    Ok(answer(view(&shared::frame(&ctx, Section::Children), &words, &found)))
}

/// The page as markup.
pub fn view(frame: &Frame<'_>, words: &str, found: &[Found]) -> Markup {
    let v = &frame.v;
    let table = Table {
        id: "found",
        caption: html! { (v.with("desk-found-caption", &[
            ("n", found.len().into()), ("shown", (&v.number(found.len() as u64)).into()), ("words", words.into()),
        ])) },
        heads: vec![
            Head::words(v.t("desk-name")),
            Head::words(v.t("desk-found-what")),
            Head::words(v.t("desk-found-family")),
            Head::words(v.t("desk-found-code")),
        ],
        rows: found.iter().map(|one| row(v, one)).collect(),
        names: 0,
    };
    let body = html! {
        (search_box(frame, words))
        @if words.is_empty() { (empty(&v.t("desk-find-type"), None)) }
        @else if found.is_empty() { (empty(&v.with("desk-found-none", &[("words", words.into())]), Some((to::CHILDREN, &v.t("desk-found-none-next"))))) }
        @else {
            (table.markup())
            @if found.iter().any(|one| one.by == "like") { p.small { (v.t("desk-found-like")) } }
            @if found.len() >= 50 { p.small { (v.t("desk-found-more")) } }
        }
    };
    frame.page(&v.t("desk-find"), body)
}

fn row(v: &Voice, one: &Found) -> Vec<Markup> {
    let name = one.name.as_ref().map_or_else(|| v.t("web-no-name"), Words::plain);
    let address = if one.entity == "household" { to::family(&one.record) } else { to::child(&one.record) };
    let what = match (one.entity, &one.kind) {
        ("household", _) => values::entity_label(v, "household"),
        (_, Some(kind)) => values::choice(v, "person_kind", kind),
        _ => values::entity_label(v, "person"),
    };
    let age = one.birth_date.as_deref().and_then(|born| v.age_short(born));
    let family = match (&one.household, &one.known_as) {
        (Some(household), known_as) if one.entity != "household" => html! {
            a href=(to::family(household)) { (known_as.as_ref().map_or_else(|| v.t("web-no-name"), Words::plain)) }
        },
        (_, Some(known_as)) => html! { (known_as) },
        _ => html! { (v.t("value-none")) },
    };
    vec![
        html! { a href=(address) { (name) } },
        html! { (what) @if let Some(age) = age { " · " (age) } },
        family,
        html! { (one.code) @if one.by == "like" { br; span.small { (v.t("desk-found-by-like")) } } },
    ]
}
