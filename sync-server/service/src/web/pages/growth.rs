//! One chart of a child with its figures: read on a screen of any width, and one sheet of A4 on paper.

use chaski::growth::Indicator;
use chaski::growth::chart::Layout;
use maud::{Markup, html};

use super::super::frame::{Frame, Section};
use super::super::growth_view;
use super::super::lines;
use super::super::parts::{Icon, icon};
use super::super::urls;
use crate::storage::supervision::{AsOf, ChildView};
use crate::web::{Ctx, Failure, PageResult, html as answer};

/// The page.
pub fn page(frame: &Frame<'_>, as_of: AsOf, view: &ChildView, indicator: Indicator) -> Markup {
    let v = &frame.v;
    let page = &view.page;
    let called = lines::name(v, page.name.as_deref());
    let what = growth_view::name(v, indicator);
    let frame =
        frame.clone().section(Section::Children).as_of(as_of).back(urls::child(&page.person), called.clone());
    let wide = growth_view::chart(v, &view.growth, indicator, (Layout::WEB, false));
    let narrow = growth_view::chart(v, &view.growth, indicator, (growth_view::WITHIN, false));
    frame.page_beside(
        &v.join(&[called, what], ": "),
        html! { p.under { (lines::who(v, page)) } },
        html! {
            p.noprint.small { (icon(Icon::Print)) (v.t("web-print-chart")) }
            (growth_view::last(v, &view.growth))
            (growth_view::of_the_child(v, &view.growth))
            @match (wide, narrow) {
                (Some(wide), Some(narrow)) => {
                    div.large { (growth_view::drawn(&wide, "w")) }
                    div.little { (growth_view::drawn(&narrow, "n")) }
                    (growth_view::data(v, &wide, "data"))
                }
                _ => {}
            }
            (others(frame.v, view, indicator))
        },
    )
}

/// The ways to the other charts.
fn others(v: super::super::locale::Locale, view: &ChildView, but: Indicator) -> Markup {
    html! {
        nav.noprint aria-label=(v.t("web-growth-others").text) {
            h2 { (v.t("web-growth-others")) }
            ul.curves {
                @for indicator in growth_view::CHARTS {
                    @if indicator != but && growth_view::has(&view.growth, indicator) {
                        li { a href=(urls::growth(&view.page.person, indicator)) { (growth_view::name(&v, indicator)) } }
                    }
                }
            }
        }
    }
}

/// The page of one chart.
pub async fn get(ctx: Ctx) -> PageResult {
    let indicator = ctx.path.get("indicator").and_then(Indicator::from_code).ok_or(Failure::NotFound)?;
    let as_of = ctx.supervision().as_of(&ctx.viewer).await?;
    let view = ctx.supervision().child_view(&ctx.viewer, ctx.record()?).await?.ok_or(Failure::NotFound)?;
    Ok(answer(page(&ctx.frame(), as_of, &view, indicator)))
}
