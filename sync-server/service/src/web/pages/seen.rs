//! Who saw what: the access log, of everything in the viewer's areas or of one child or family. Knows no name of those
//! who were seen, only their codes.

use maud::{Markup, html};

use super::{list_kind, shared};
use crate::storage::supervision::{Seen, Slice};
use crate::web::frame::{Frame, Section};
use crate::web::locale::{Locale, Words};
use crate::web::parts::{Head, Table, empty, in_force, pages};
use crate::web::{Ctx, PageResult, html as answer, urls};

/// The page.
pub async fn get(ctx: Ctx) -> PageResult {
    let after = ctx.query.filled("after");
    let of = ctx.query.record("of");
    let slice = ctx.supervision().seen(&ctx.viewer, of, after).await?;
    let mut frame = shared::frame(&ctx, Section::People).back(urls::PEOPLE, ctx.locale().t("desk-people"));
    frame.filter = of.map(|of| of.paper_code());
    let code = of.map(|of| of.paper_code());
    let address = urls::with(urls::SEEN, &[("of", of.map(|of| of.to_string()).as_deref())]);
    Ok(answer(view(&frame, &slice, code.as_deref(), &address, after.is_none())))
}

/// The page as markup.
pub fn view(
    frame: &Frame<'_>,
    slice: &Slice<Seen>,
    code: Option<&str>,
    address: &str,
    first: bool,
) -> Markup {
    let v = &frame.v;
    let table = Table {
        id: "seen",
        caption: html! { (v.bounded("desk-seen-caption", slice.total)) },
        heads: vec![
            Head::words(v.t("desk-when")),
            Head::words(v.t("desk-who")),
            Head::words(v.t("desk-seen-what")),
            Head::words(v.t("desk-seen-whose")),
        ],
        rows: slice.items.iter().map(|seen| row(v, seen)).collect(),
        names: 0,
    };
    let filters: Vec<(Words, String)> = code
        .map(|code| (v.with("desk-of-code", &[("code", code.into())]), urls::SEEN.to_owned()))
        .into_iter()
        .collect();
    let body = html! {
        p { (v.t("desk-seen-explained")) }
        (in_force(v, &filters))
        @if slice.items.is_empty() { (empty(&v.t("desk-seen-none"), None)) }
        @else { (table.markup()) (pages(v, slice, address, first)) }
    };
    frame.page(&v.t("desk-seen"), body)
}

fn row(v: &Locale, seen: &Seen) -> Vec<Markup> {
    let whose = seen.subject.map(|subject| {
        let address = match seen.what.as_str() {
            "child" => urls::child(&subject),
            "household" => urls::family(&subject),
            _ => urls::with(urls::FIND, &[("q", Some(&subject.paper_code()))]),
        };
        html! { a href=(address) { (subject.paper_code()) } }
    });
    vec![
        v.moment(seen.at_s),
        html! { (seen.name) },
        html! { (what(v, &seen.what)) },
        whose.unwrap_or_else(|| match seen.what.starts_with("export_") {
            true => html! { (v.t("desk-seen-list")) },
            false => html! { "—" },
        }),
    ]
}

/// What was seen or taken, in words.
pub(super) fn what(v: &Locale, what: &str) -> Words {
    let id = match what {
        "child" => "desk-seen-child",
        "household" => "desk-seen-household",
        "visit" => "desk-seen-visit",
        "aside" => "desk-seen-aside",
        "enrol" => "desk-seen-enrol",
        "bundle" => "desk-seen-bundle",
        "stop_phone" => "desk-seen-stop",
        what if what.starts_with("export_") => return taken(v, what),
        _ => "desk-seen-record",
    };
    v.t(id)
}

/// A list that was taken: which, as what, and whether with names.
fn taken(v: &Locale, what: &str) -> Words {
    let (what, list) = match (what.split_once(':'), list_kind::kind_of(what)) {
        (Some((what, name)), _) => (what, v.named("desk-export-checklist-of", name).text),
        (None, Some(kind)) => (what, v.t(kind.words().0).text),
        (None, None) => return v.t("desk-seen-export"),
    };
    let form = match what {
        what if what.starts_with("export_xlsx") => "XLSX",
        what if what.starts_with("export_json") => "JSON",
        _ => "CSV",
    };
    let id = if what.ends_with("_names") { "desk-seen-took-names" } else { "desk-seen-took" };
    v.with(id, &[("list", (&list).into()), ("form", form.into())])
}
