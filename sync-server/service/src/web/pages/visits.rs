//! Visits: a filter, the list, and accepting several at once. The address holds the filter, so it can be sent.

use std::collections::HashMap;

use maud::{Markup, html};

use super::super::frame::{Frame, Section};
use super::super::lines;
use super::super::locale::{Locale, Words};
use super::super::parts::{
    Choice, Field, Head, Icon, Table, empty, error_summary, form_post, icon, in_force, pages,
};
use super::super::urls;
use super::super::values;
use super::{meanwhile, shared};
use crate::storage::supervision::{Act, AsOf, Figure, Refusal, ReviewState, Slice, VisitFilter, VisitLine};
use crate::web::{Ctx, Failure, PageResult, html as answer, html_with};
use axum::http::StatusCode;
use chaski::record::RecordName;
use chaski::record::table::code;
use chaski::store::revision::Revision;

/// How the address names the states of a review.
const REVIEWS: [(ReviewState, &str, &str); 5] = [
    (ReviewState::None, "none", "web-review-none"),
    (ReviewState::Answered, "answered", "web-review-answered"),
    (ReviewState::Returned, "returned", "web-review-returned"),
    (ReviewState::Changed, "changed", "web-review-changed"),
    (ReviewState::Accepted, "accepted", "web-review-accepted"),
];

/// How the address names the figures of a month.
pub const FIGURES: [(Figure, &str, &str); 5] = [
    (Figure::Expected, "expected", "web-force-expected"),
    (Figure::Followed, "followed", "web-force-followed"),
    (Figure::InTime, "in-time", "web-force-in-time"),
    (Figure::NotDone, "not-done", "web-force-not-done"),
    (Figure::WithPlace, "with-place", "web-force-with-place"),
];

/// The visits of a worker's month (by its first day) that one of its figures is made of.
pub fn made_of(worker: RecordName, figure: Figure, month: chrono::NaiveDate) -> String {
    let last = month.checked_add_months(chrono::Months::new(1)).and_then(|next| next.pred_opt());
    let filter = VisitFilter {
        worker: Some(worker),
        figure: Some(figure),
        from: Some(month.to_string()),
        to: last.map(|last| last.to_string()),
        ..VisitFilter::default()
    };
    address(&fields(&filter), None)
}

/// What a filter may choose from.
#[derive(Debug, Clone, Default)]
pub struct Choices {
    /// Workers, by name.
    pub workers: Vec<(RecordName, String)>,
    /// Areas, by name.
    pub areas: Vec<(RecordName, String)>,
}

/// The filter in fields of an address; what cannot be read is left out.
pub fn read(get: impl Fn(&str) -> Option<String>) -> VisitFilter {
    let day = |name: &str| get(name).filter(|day| day.parse::<chrono::NaiveDate>().is_ok());
    let review = get("review");
    VisitFilter {
        worker: get("worker").and_then(|worker| worker.parse().ok()),
        area: get("area").and_then(|area| area.parse().ok()),
        outcome: get("outcome").and_then(|outcome| outcome.parse().ok()),
        review: REVIEWS
            .iter()
            .find(|(_, name, _)| Some(*name) == review.as_deref())
            .map(|(state, ..)| *state),
        attention: get("attention").is_some(),
        figure: FIGURES
            .iter()
            .find(|(_, name, _)| Some(*name) == get("figure").as_deref())
            .map(|(figure, ..)| *figure),
        from: day("from"),
        to: day("to"),
    }
}

/// The filter as fields of an address.
fn fields(filter: &VisitFilter) -> Vec<(&'static str, String)> {
    let mut fields = Vec::new();
    fields.extend(filter.worker.map(|worker| ("worker", worker.to_string())));
    fields.extend(filter.area.map(|area| ("area", area.to_string())));
    fields.extend(filter.outcome.map(|outcome| ("outcome", outcome.to_string())));
    let review = REVIEWS.iter().find(|(state, ..)| Some(*state) == filter.review);
    fields.extend(review.map(|(_, name, _)| ("review", (*name).to_owned())));
    fields.extend(filter.attention.then(|| ("attention", "yes".to_owned())));
    let figure = FIGURES.iter().find(|(figure, ..)| Some(*figure) == filter.figure);
    fields.extend(figure.map(|(_, name, _)| ("figure", (*name).to_owned())));
    fields.extend(filter.from.clone().map(|from| ("from", from)));
    fields.extend(filter.to.clone().map(|to| ("to", to)));
    fields
}

fn address(fields: &[(&'static str, String)], without: Option<&str>) -> String {
    let kept: Vec<(&str, Option<&str>)> = fields
        .iter()
        .filter(|(name, _)| Some(*name) != without)
        .map(|(name, value)| (*name, Some(value.as_str())))
        .collect();
    urls::with(urls::VISITS, &kept)
}

/// The page. `nothing_ticked`: *Aceptar* was asked for and no visit was ticked.
pub fn page(
    frame: &Frame<'_>,
    as_of: AsOf,
    (filter, choices): (&VisitFilter, &Choices),
    slice: &Slice<VisitLine>,
    first: bool,
    nothing_ticked: bool,
) -> Markup {
    let v = &frame.v;
    let fields = fields(filter);
    let here = address(&fields, None);
    let force = filters_in_force(v, filter, choices);
    let mut frame = frame.clone().section(Section::Visits).as_of(as_of).list();
    frame.mend = nothing_ticked;
    let filters: Vec<String> = force.iter().map(|(_, words)| words.text.clone()).collect();
    frame.filter = (!filters.is_empty()).then(|| filters.join(", "));
    let lines: Vec<(Words, String)> =
        force.into_iter().map(|(name, words)| (words, address(&fields, Some(name)))).collect();
    let none_ticked = v.t("web-accept-none-ticked");
    frame.page(
        &v.t("web-section-visits"),
        html! {
            @if nothing_ticked { (error_summary(v, &[("visits", none_ticked.clone())])) }
            (in_force(v, &lines))
            details.noprint { summary { (v.t("web-visits-filter")) } (filter_form(v, filter, choices)) }
            @if slice.items.is_empty() {
                @if lines.is_empty() {
                    (empty(&v.t("web-visits-none-yet"), None))
                } @else {
                    (empty(&v.t("web-visits-none-match"), Some((urls::VISITS, &v.t("web-filters-remove")))))
                }
            } @else {
                (form_post(&frame, urls::ACCEPT, html! {
                    input type="hidden" name="back" value=(here);
                    @if nothing_ticked { p.wrong { (icon(Icon::Late)) (none_ticked) } }
                    (table(v, slice))
                    div.acts { button { (v.t("web-accept-ticked")) } }
                }))
                (pages(v, slice, &here, first))
            }
        },
    )
}

/// The page that asks before several are accepted.
pub fn check(frame: &Frame<'_>, visits: &[(VisitLine, Revision)], back: &str) -> Markup {
    let v = &frame.v;
    let frame = frame.clone().section(Section::Visits).back(back, v.t("web-section-visits"));
    let mut carried: Vec<(String, String)> =
        visits.iter().map(|(line, seen)| ("visit".to_owned(), format!("{}~{seen}", line.visit))).collect();
    carried.push(("back".to_owned(), back.to_owned()));
    frame.page(
        &v.counted("web-accept-sure", visits.len() as u64),
        super::super::parts::check(
            &frame,
            urls::ACCEPT,
            &carried,
            html! {
                ul { @for (line, _) in visits { li {
                    (lines::family(v, line.family.as_deref())) " · " (lines::seen(v, &line.seen)) " · " (lines::on(v, line))
                    " " (lines::reasons(v, line.attention))
                } } }
                p { (v.t("web-accept-means")) }
            },
            &v.counted("web-accept-do", visits.len() as u64),
            (Some(back), &v.t("web-not-now")),
        ),
    )
}

fn table(v: &Locale, slice: &Slice<VisitLine>) -> Markup {
    Table {
        id: "visits",
        caption: html! { (v.t("web-visits-of")) },
        heads: vec![
            Head::words(v.t("web-visits-visit")),
            Head::plain(v.t("web-visits-worker")),
            Head::plain(v.t("web-visits-outcome")),
            Head::plain(v.t("web-visits-look")),
        ],
        rows: slice.items.iter().map(|line| row(v, line)).collect(),
        names: 0,
    }
    .markup()
}

fn row(v: &Locale, line: &VisitLine) -> Vec<Markup> {
    let can_accept = lines::is_done(line) && line.review != ReviewState::Accepted;
    vec![
        html! {
            @if can_accept {
                label { input type="checkbox" name="visit" value={ (line.visit) "~" (line.revision) }; (lines::on(v, line)) }
            } @else {
                (lines::on(v, line)) br;
            }
            (lines::coded_link(&urls::visit(&line.visit), &line.household, &lines::family(v, line.family.as_deref())))
            @if line.seen.1 > 0 { span.pn { " · " (lines::seen(v, &line.seen)) } }
        },
        html! { @match &line.worker_name { Some(name) => { (name) } None => { (v.t("who-visitor")) } } },
        html! { (lines::outcome(v, line.outcome)) (lines::review_in_list(v, line)) },
        lines::reasons(v, line.attention),
    ]
}

fn filter_form(v: &Locale, filter: &VisitFilter, choices: &Choices) -> Markup {
    let records = |all: &[(RecordName, String)]| -> Vec<Choice> {
        all.iter()
            .map(|(record, name)| Choice { value: record.to_string(), words: Words::plain(name.clone()) })
            .collect()
    };
    let outcomes: Vec<Choice> = code::visit_outcome::ALL
        .iter()
        .map(|code| Choice { value: code.0.to_string(), words: values::choice(v, "visit_outcome", code.1) })
        .collect();
    let reviews: Vec<Choice> = REVIEWS
        .iter()
        .map(|(_, name, words)| Choice { value: (*name).to_owned(), words: v.t(words) })
        .collect();
    let chosen = |record: Option<RecordName>| record.map(|record| record.to_string());
    let review = REVIEWS.iter().find(|(state, ..)| Some(*state) == filter.review).map(|(_, name, _)| *name);
    let outcome = filter.outcome.map(|outcome| outcome.to_string());
    let all = v.t("web-filter-none");
    html! {
        form.filters method="get" action=(urls::VISITS) {
            (Field::new("worker", v.t("web-visits-worker"))
                .select(&all, &records(&choices.workers), chosen(filter.worker).as_deref()))
            (Field::new("area", v.t("entity-area")).select(&all, &records(&choices.areas), chosen(filter.area).as_deref()))
            (Field::new("outcome", v.t("web-visits-outcome")).select(&all, &outcomes, outcome.as_deref()))
            (Field::new("review", v.t("web-visits-review")).select(&all, &reviews, review))
            (Field::new("from", v.t("web-visits-from")).line("date", filter.from.as_deref().unwrap_or(""), "off"))
            (Field::new("to", v.t("web-visits-to")).line("date", filter.to.as_deref().unwrap_or(""), "off"))
            label.tick {
                input type="checkbox" name="attention" value="yes" checked[filter.attention];
                (v.t("web-visits-attention"))
            }
            div { button { (v.t("web-filter-apply")) } }
        }
    }
}

/// Each filter in force, as a sentence.
fn filters_in_force(v: &Locale, filter: &VisitFilter, choices: &Choices) -> Vec<(&'static str, Words)> {
    let name = |all: &[(RecordName, String)], record: RecordName| {
        all.iter().find(|(one, _)| *one == record).map(|(_, name)| name.clone()).unwrap_or_default()
    };
    let one = |id: &str, value: &str| v.with(id, &[("value", value.into())]);
    let mut said = Vec::new();
    if let Some(worker) = filter.worker {
        said.push(("worker", one("web-force-worker", &name(&choices.workers, worker))));
    }
    if let Some(area) = filter.area {
        said.push(("area", one("web-force-area", &name(&choices.areas, area))));
    }
    if let Some(outcome) = filter.outcome {
        said.push(("outcome", one("web-force-outcome", &lines::outcome(v, Some(outcome)).text)));
    }
    if let Some((_, _, words)) = REVIEWS.iter().find(|(state, ..)| Some(*state) == filter.review) {
        said.push(("review", one("web-force-review", &v.t(words).text)));
    }
    if filter.attention {
        said.push(("attention", v.t("web-visits-attention")));
    }
    if let Some((_, _, words)) = FIGURES.iter().find(|(figure, ..)| Some(*figure) == filter.figure) {
        said.push(("figure", v.t(words)));
    }
    if let Some(from) = &filter.from {
        said.push(("from", one("web-force-from", &v.date_text(from))));
    }
    if let Some(to) = &filter.to {
        said.push(("to", one("web-force-to", &v.date_text(to))));
    }
    said
}

/// The list.
pub async fn get(ctx: Ctx) -> PageResult {
    let filter = read(|name| ctx.query.filled(name).map(str::to_owned));
    let markup = list(&ctx, &filter, ctx.query.filled("after"), false).await?;
    Ok(answer(markup))
}

async fn list(
    ctx: &Ctx,
    filter: &VisitFilter,
    after: Option<&str>,
    nothing_ticked: bool,
) -> Result<Markup, Failure> {
    let desk = ctx.supervision();
    let as_of = desk.as_of(&ctx.viewer).await?;
    let slice = desk.visit_list(&ctx.viewer, filter, after).await?;
    let areas = desk.areas_below(&ctx.viewer).await?;
    let mut workers: Vec<(RecordName, String)> =
        desk.phones(&ctx.viewer).await?.into_iter().map(|phone| (phone.worker, phone.name)).collect();
    workers.sort_by(|a, b| (&a.1, a.0).cmp(&(&b.1, b.0)));
    workers.dedup_by_key(|(worker, _)| *worker);
    let choices = Choices { workers, areas: areas.into_iter().map(|(area, name, _)| (area, name)).collect() };
    Ok(page(&ctx.frame(), as_of, (filter, &choices), &slice, after.is_none(), nothing_ticked))
}

/// Several are accepted: first the page that asks, then all in one. One that somebody else accepted meanwhile is as
/// it should be; one that changed is not accepted, and it is said what changed.
pub async fn accept(ctx: Ctx) -> PageResult {
    let back =
        Some(ctx.form.get("back").unwrap_or_default()).filter(|back| is_ours(back)).unwrap_or(urls::VISITS);
    let ticked = |text: &str| -> Option<(RecordName, Revision)> {
        let (visit, seen) = text.split_once('~')?;
        Some((visit.parse().ok()?, seen.parse().ok()?))
    };
    let visits: Vec<(RecordName, Revision)> = ctx.form.all("visit").filter_map(ticked).take(50).collect();
    if visits.is_empty() {
        let fields = back.split_once('?').map(|(_, query)| query).unwrap_or_default();
        let fields: Vec<(String, String)> = form_urlencoded::parse(fields.as_bytes())
            .map(|(n, v)| (n.into_owned(), v.into_owned()))
            .collect();
        let filter = read(|name| {
            fields.iter().find(|(n, value)| n == name && !value.is_empty()).map(|(_, value)| value.clone())
        });
        return Ok(html_with(StatusCode::UNPROCESSABLE_ENTITY, list(&ctx, &filter, None, true).await?));
    }
    if !shared::is_sure(&ctx) {
        let named: Vec<RecordName> = visits.iter().map(|(visit, _)| *visit).collect();
        let lines = ctx.supervision().visit_lines(&ctx.viewer, &named).await?;
        let mut lines: HashMap<RecordName, VisitLine> =
            lines.into_iter().map(|line| (line.visit, line)).collect();
        let lines: Vec<(VisitLine, Revision)> =
            visits.into_iter().filter_map(|(visit, seen)| Some((lines.remove(&visit)?, seen))).collect();
        return Ok(answer(check(&ctx.frame(), &lines, back)));
    }
    let acts: Vec<Act> = visits.into_iter().map(|(visit, seen)| Act::AcceptVisit { visit, seen }).collect();
    match shared::act_each(&ctx, &acts, (back, "done-visits-accepted"), None).await? {
        Ok(done) => Ok(done),
        Err(unseen @ Refusal::Stale(_)) => meanwhile::refused(&ctx, unseen, Section::Visits, back).await,
        Err(refused) => Err(refused.into()),
    }
}

/// Whether an address that a form brought back is one of the list's.
fn is_ours(address: &str) -> bool {
    address == urls::VISITS || address.strip_prefix(urls::VISITS).is_some_and(|rest| rest.starts_with('?'))
}
