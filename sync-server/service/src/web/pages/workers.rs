//! Workers: their month in figures, each beside what it is a part of, and when they last delivered. Knows what a worker
//! is to a supervisor; counts nothing itself.

use chrono::{Datelike, Months, NaiveDate};
use maud::{Markup, html};

use super::shared;
use crate::storage::supervision::{Coverage, Figure, PhoneLine, WorkerLine};
use crate::web::frame::{Frame, Section};
use crate::web::locale::{Locale, Words};
use crate::web::parts::{Head, Icon, Table, Tone, empty, tag};
use crate::web::{Ctx, PageResult, html as answer, urls};

/// The first day of the month asked for, or of this one.
pub(super) fn month(ctx: &Ctx) -> NaiveDate {
    let asked = ctx.query.filled("month").and_then(|month| month.parse::<NaiveDate>().ok());
    let today = ctx.locale().today();
    let month = asked.filter(|month| *month <= today).unwrap_or(today);
    month.with_day(1).unwrap_or(month)
}

/// The list.
pub async fn get_list(ctx: Ctx) -> PageResult {
    let month = month(&ctx);
    let workers = ctx.supervision().workers_at_work(&ctx.viewer, &month.to_string()).await?;
    let mut frame = shared::frame(&ctx, Section::Workers).as_of(ctx.supervision().as_of(&ctx.viewer).await?);
    frame.filter = Some(shared::month(&frame.v, month));
    Ok(answer(view(&frame, &workers, month)))
}

/// The list as a page.
pub fn view(frame: &Frame<'_>, workers: &[WorkerLine], month: NaiveDate) -> Markup {
    let v = &frame.v;
    let body = html! {
        (months(v, month))
        @if workers.is_empty() {
            (empty(&v.t("desk-workers-none"), Some((urls::PEOPLE, &v.t("desk-workers-none-next")))))
        } @else {
            (table(v, workers, month).markup())
            details {
                summary { (v.t("desk-how-counted")) }
                p { (v.t("desk-how-expected")) } p { (v.t("desk-how-followed")) } p { (v.t("desk-how-in-time")) }
                p { (v.t("desk-how-place")) }
            }
        }
    };
    frame.page(&v.t("web-section-workers"), body)
}

fn months(v: &Locale, month: NaiveDate) -> Markup {
    let address = |month: NaiveDate| urls::with(urls::WORKERS, &[("month", Some(&month.to_string()))]);
    let (before, after) =
        (month.checked_sub_months(Months::new(1)), month.checked_add_months(Months::new(1)));
    html! {
        p.pages {
            strong { (shared::month(v, month)) }
            @if let Some(before) = before { a href=(address(before)) { (shared::month(v, before)) } }
            @if let Some(after) = after.filter(|after| *after <= v.today()) {
                a href=(address(after)) { (shared::month(v, after)) }
            }
        }
    }
}

fn table(v: &Locale, workers: &[WorkerLine], month: NaiveDate) -> Table {
    Table {
        id: "workers",
        caption: html! { (v.with("desk-workers-caption", &[("month", (&shared::month(v, month)).into())])) },
        heads: vec![
            Head::words(v.t("desk-worker")),
            Head::words(v.t("desk-last-delivery")),
            Head::figures(v.t("desk-on-phone")),
            Head::figures(v.t("desk-expected")),
            Head::figures(v.t("desk-followed")),
            Head::figures(v.t("desk-in-time")),
            Head::figures(v.t("desk-done")),
            Head::figures(v.t("desk-not-done")),
            Head::figures(v.t("desk-with-place")),
            Head::figures(v.t("desk-open-remarks")),
        ],
        rows: workers.iter().map(|worker| row(v, worker, month)).collect(),
        names: 0,
    }
}

fn row(v: &Locale, worker: &WorkerLine, month: NaiveDate) -> Vec<Markup> {
    let of = &worker.month;
    let mut row = vec![
        html! { a href=(urls::worker(&of.worker)) { (of.name) } div.small { (of.areas.join(", ")) } },
        delivery(v, &worker.phones),
        html! { (v.number(held(&worker.phones))) },
    ];
    row.extend(figures(v, of, month));
    row
}

/// The seven figures of a month, each a link to the visits that it is made of.
pub(super) fn figures(v: &Locale, of: &Coverage, month: NaiveDate) -> Vec<Markup> {
    let done = visits(of, month, Some("2"));
    let made_of = |figure| super::visits::made_of(of.worker, figure, month);
    let number = |number: u64, address: &str| match number {
        0 => html! { "0" },
        n => html! { a href=(address) { (v.number(n)) } },
    };
    let share = |part: u64, whole: u64, address: &str, none: &str| match whole {
        0 => html! { (v.t(none)) },
        _ => html! { a href=(address) { (v.share(part, whole)) } },
    };
    vec![
        number(of.expected, &made_of(Figure::Expected)),
        share(of.followed, of.expected, &made_of(Figure::Followed), "desk-none-agreed"),
        share(of.in_time, of.expected, &made_of(Figure::InTime), "desk-none-agreed"),
        number(of.done, &done),
        number(of.not_done, &made_of(Figure::NotDone)),
        share(of.with_place, of.done, &made_of(Figure::WithPlace), "desk-none-done"),
        number(
            of.open_remarks,
            &urls::with(
                urls::VISITS,
                &[("worker", Some(&of.worker.to_string())), ("review", Some("returned"))],
            ),
        ),
    ]
}

/// Her visits of a month.
pub(super) fn visits(of: &Coverage, month: NaiveDate, outcome: Option<&str>) -> String {
    let last = month.checked_add_months(Months::new(1)).and_then(|next| next.pred_opt()).unwrap_or(month);
    let (from, to, worker) = (month.to_string(), last.to_string(), of.worker.to_string());
    urls::with(
        urls::VISITS,
        &[("worker", Some(&worker)), ("outcome", outcome), ("from", Some(&from)), ("to", Some(&to))],
    )
}

/// What her phones at work said that they still hold.
fn held(phones: &[PhoneLine]) -> u64 {
    phones.iter().filter(|phone| !phone.stopped).map(|phone| phone.unsent).sum()
}

/// When the last of her phones delivered everything, with how long ago where that is long.
fn delivery(v: &Locale, phones: &[PhoneLine]) -> Markup {
    let at_work = || phones.iter().filter(|phone| !phone.stopped);
    if at_work().next().is_none() {
        return html! { (v.t("desk-phone-none")) };
    }
    // The oldest of several: a phone that is silent is not hidden by one that is not.
    match at_work().map(|phone| phone.last_sync_s).min().flatten() {
        None => html! { (v.t("desk-never-delivered")) },
        Some(at_s) if is_silent(v, at_s) => tag(Tone::Due, Icon::Due, &Words::plain(v.ago(at_s))),
        Some(at_s) => html! { (v.ago(at_s)) },
    }
}

/// Whether a last delivery is so long ago that a supervisor asks after the phone.
pub(super) fn is_silent(v: &Locale, at_s: i64) -> bool {
    v.now_s.saturating_sub(at_s) > 7 * 86_400
}
