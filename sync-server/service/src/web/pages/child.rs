//! A child, or any person: who they are, what is open about them, everything recorded, and what was said of it over time.
//! Each value has the way to correct it; the page prints as the child's sheet.

use maud::{Markup, html};

use super::super::frame::{Frame, Section};
use super::super::growth_view;
use super::super::lines;
use super::super::locale::{Locale, Words};
use super::super::parts::{Head, Icon, Line, Table, Tone, act_link, band, empty, icon, notice, summary, tag};
use super::super::records;
use super::super::told::ToldAnswers;
use super::super::urls;
use super::super::values;
use super::children;
use crate::storage::supervision::{Alike, AsOf, ChildView, VisitLine};
use crate::web::{Ctx, Failure, PageResult, html as answer};
use chaski::growth::Indicator;
use chaski::growth::chart::Chart;
use chaski::growth::who::Missing;
use chaski::record::table::code::consent_purpose;
use chaski::store::query::{ChildPage, RecordView};

/// The person's fields that stand under *who she is*; identity and household have places of their own.
const OWN: [&str; 11] = [
    "given_names",
    "family_names",
    "sex",
    "birth_date",
    "kind",
    "status",
    "birth_weight_g",
    "gestational_weeks",
    "insurance",
    "facility",
    "programmes",
];
/// What every reading may hold, as columns: a measure with the indicators that stand beside it.
const MEASURES: [(&str, &[Indicator]); 2] = [
    ("weight", &[Indicator::WeightForAge]),
    ("length", &[Indicator::LengthForAge, Indicator::WeightForLength]),
];
/// What some readings hold: a column only where one does.
const MORE: [&str; 3] = ["head_cm", "muac_cm", "oedema"];

/// The page.
pub fn page(frame: &Frame<'_>, as_of: AsOf, told: &ToldAnswers, view: &ChildView) -> Markup {
    let v = &frame.v;
    let page = &view.page;
    let frame = frame
        .clone()
        .section(Section::Children)
        .as_of(as_of)
        .back(urls::CHILDREN, v.t("web-section-children"));
    frame.page_beside(
        &lines::name(v, page.name.as_deref()),
        html! { p.under { (lines::who(v, page)) " · " (v.t("web-code")) " " span.nb { (page.code) } } },
        html! {
            (bands(v, told, view))
            p.noprint.small { (icon(Icon::Print)) (v.t("web-print-sheet")) }
            h2 { (v.t("web-child-who")) }
            (own(v, page))
            h2 { (v.t("web-child-identity")) }
            (identity(v, page))
            h2 { (v.t("entity-household")) }
            (household(v, page))
            h2 { (v.t("web-child-consent")) }
            (consent(v, page))
            (grows(v, view))
            h2 { (v.t("web-child-readings")) }
            (growth_view::earlier(v, &view.growth))
            (readings(v, view))
            h2 { (v.t("web-child-services")) }
            (services(v, view))
            (others(v, "web-child-referrals", &page.referrals))
            (others(v, "web-child-agreements", &page.agreements))
            (others(v, "web-child-pregnancies", &page.pregnancies))
            h2 { (v.t("web-section-visits")) }
            (visits(v, &view.visits))
            @if !page.reviews.is_empty() {
                h2 { (v.t("web-visit-reviews")) }
                (records::reviews(v, &page.reviews, |_| None))
            }
            h2 { (v.t("web-history")) }
            (records::history(v, told, &view.history))
        },
    )
}

fn bands(v: &Locale, told: &ToldAnswers, view: &ChildView) -> Markup {
    let page = &view.page;
    let is_open = |referral: &&RecordView| lines::is_open(referral);
    let returned = page.reviews.iter().any(|review| {
        values::choice_in(review, "verdict") != Some("accepted")
            && values::choice_in(review, "state") == Some("open")
    });
    html! {
        @if page.removed { (band(Tone::Apart, Icon::Info, html! { p { (v.t("web-removed")) } })) }
        @for referral in page.referrals.iter().filter(is_open) {
            (band(Tone::Danger, Icon::Danger, html! {
                p { b { (v.t("web-attention-danger")) } ": " (values::field_shown(v, referral, "signs").unwrap_or_else(|| v.t("value-none"))) }
                p { a href=(urls::danger_in_list(&referral.record)) { (v.t("web-danger-follow")) } }
            }))
        }
        (records::disputes(v, told, &page.disputes))
        @if returned { (band(Tone::Returned, Icon::Returned, html! { p { (v.t("web-child-returned")) } })) }
        @for link in &page.joined {
            (notice(Icon::Same, html! {
                p {
                    (v.t("web-child-joined")) " "
                    @if link.recorded_elsewhere { (values::link_title(v, link)) }
                    @else { a href=(urls::child(&link.record)) { (values::link_title(v, link)) } }
                }
            }))
        }
        @for alike in &view.alike { (looks_like(v, page, alike)) }
    }
}

fn looks_like(v: &Locale, page: &ChildPage, alike: &Alike) -> Markup {
    let other = if alike.one == page.person { &alike.names.1 } else { &alike.names.0 };
    let why: Vec<Words> = alike.why.iter().map(|why| lines::alike_why(v, why)).collect();
    html! {
        (notice(Icon::Same, html! {
            p {
                (v.with("web-child-alike", &[
                    ("name", (&lines::name(v, other.as_deref()).text).into()),
                    ("why", (&v.join(&why, ", ").text).into()),
                ]))
                " " a href=(urls::alike(&alike.one, &alike.other)) { (v.t("web-child-compare")) }
            }
        }))
    }
}

fn own(v: &Locale, page: &ChildPage) -> Markup {
    let lines: Vec<Line> = OWN
        .iter()
        .filter_map(|name| page.field(name))
        .map(|field| {
            let mut line =
                records::line(v, "person", field, |field, what| Some(records::correct(v, field, what)));
            if field.field == "sex" && !field.disputed && page.sex.is_some() {
                line.value = html! { (lines::sex(v, page.sex.as_deref(), lines::is_child(page))) };
            }
            line
        })
        .collect();
    summary(&lines)
}

fn identity(v: &Locale, page: &ChildPage) -> Markup {
    let lines: Vec<Line> = page
        .identity
        .iter()
        .map(|step| {
            let what = values::identity_step(v, &step.step);
            let field = page.field(&step.step);
            Line {
                value: html! {
                    @if step.reached { (tag(Tone::Done, Icon::Done, &v.t("web-identity-has"))) }
                    @else { (tag(Tone::Quiet, Icon::Pending, &v.t("web-identity-lacks"))) }
                    @if let Some(number) = &step.number { span.nb { (number) } }
                    @if let Some(on) = &step.issued_on { " · " (v.date(on)) }
                    @if field.is_some_and(|field| field.disputed) {
                        " " (tag(Tone::Dispute, Icon::Dispute, &v.t("state-dispute")))
                    }
                },
                act: field.map(|field| records::correct(v, field, &what)),
                what,
            }
        })
        .collect();
    summary(&lines)
}

fn household(v: &Locale, page: &ChildPage) -> Markup {
    let areas: Vec<&str> = page.areas.iter().filter_map(|area| area.name.as_deref()).collect();
    let mut all = vec![
        Line {
            what: v.t("entity-household"),
            value: match &page.household {
                Some(link) if !link.recorded_elsewhere => html! {
                    a href=(urls::family(&link.record)) { (lines::family(v, link.title.as_deref())) }
                },
                _ => html! { (v.t("value-elsewhere")) },
            },
            act: None,
        },
        Line { what: v.t("entity-area"), value: html! { (areas.join(", ")) }, act: None },
    ];
    for caregiver in &page.caregivers {
        let called = caregiver
            .caregiver
            .as_ref()
            .map_or_else(|| v.t("value-no_name"), |link| values::link_title(v, link));
        let relation = caregiver.relation.as_deref().map(|relation| values::concept(v, "relation", relation));
        all.push(Line {
            what: v.t("entity-caregiver"),
            value: html! {
                @match &caregiver.caregiver {
                    Some(link) if !link.recorded_elsewhere => { a href=(urls::child(&link.record)) { (called) } }
                    _ => { (called) }
                }
                @if let Some(relation) = relation { " · " (relation) }
                @if caregiver.principal.as_deref() == Some("yes") { " · " (v.t("web-child-principal")) }
            },
            act: None,
        });
    }
    summary(&all)
}

/// The last answer for each purpose; there is no default, so what was not asked says so.
fn consent(v: &Locale, page: &ChildPage) -> Markup {
    let lines: Vec<Line> = consent_purpose::ALL
        .iter()
        .map(|purpose| {
            // Newest first.
            let last = page.consents.iter().find(|one| values::choice_in(one, "purpose") == Some(purpose.1));
            Line {
                what: values::choice(v, "consent_purpose", purpose.1),
                value: match last {
                    Some(consent) => answered(v, consent),
                    None => tag(Tone::Due, Icon::Due, &v.t("web-consent-not-asked")),
                },
                act: None,
            }
        })
        .collect();
    summary(&lines)
}

fn answered(v: &Locale, consent: &RecordView) -> Markup {
    let withdrawn = values::field_shown(v, consent, "withdrawn");
    let given = values::choice_in(consent, "answer") == Some("given");
    let by = values::field_shown(v, consent, "who").or_else(|| values::field_shown(v, consent, "relation"));
    html! {
        @match (&withdrawn, given) {
            (Some(_), _) => { (tag(Tone::Late, Icon::Refused, &v.t("web-consent-withdrawn"))) }
            (None, true) => { (tag(Tone::Done, Icon::Done, &v.t("choice-consent_answer-given"))) }
            (None, false) => { (tag(Tone::Late, Icon::Refused, &v.t("choice-consent_answer-refused"))) }
        }
        @if let Some(since) = &withdrawn { (since) " · " }
        @if let Some(by) = by { (by) " · " }
        @if let Some(on) = values::field_shown(v, consent, "on") { (on) }
    }
}

/// What the charts and their tables are called on the page.
const IDS: [(&str, &str); 3] = [("w", "data-w"), ("l", "data-l"), ("b", "data-b")];

/// How the child grows: the last measurement in a sentence, z with what the norm calls it, the chart of weight and the way to
/// the others.
fn grows(v: &Locale, view: &ChildView) -> Markup {
    let grown = &view.growth;
    if grown.readings.is_empty() {
        return html! {};
    }
    let last = |indicator: Indicator| {
        let scores = grown.readings.iter().rev().map(|reading| reading.assessment.score(indicator));
        scores.into_iter().find(|score| !matches!(score, Err(Missing::NotMeasured)))
    };
    let lines: Vec<Line> = growth_view::FIRST
        .iter()
        .filter_map(|indicator| Some((*indicator, last(*indicator)?)))
        .map(|(indicator, score)| {
            let what = growth_view::name(v, indicator);
            Line {
                value: html! {
                    (growth_view::z(v, score))
                    @if let Some(label) = growth_view::label(v, indicator, score) { " · " (label) }
                },
                act: Some(act_link(
                    &urls::growth(&view.page.person, indicator),
                    &v.t("web-growth-curve"),
                    &what.text,
                )),
                what,
            }
        })
        .collect();
    let act = growth_view::cited(&v.pack.growth.act);
    let charts: Vec<Chart> = growth_view::FIRST
        .iter()
        .filter_map(|indicator| growth_view::chart(v, grown, *indicator, (growth_view::WITHIN, false)))
        .collect();
    let others = growth_view::CHARTS
        .into_iter()
        .filter(|i| !growth_view::FIRST.contains(i) && growth_view::has(grown, *i));
    let others: Vec<Indicator> = others.collect();
    html! {
        h2 #growth { (v.t("web-growth")) }
        (growth_view::last(v, grown))
        (growth_view::of_the_child(v, grown))
        (summary(&lines))
        @if !act.is_empty() { p.small { (v.with("web-growth-by", &[("act", act.into())])) } }
        @if !charts.is_empty() {
            div.charts {
                @for (chart, (id, data)) in charts.iter().zip(IDS) {
                    section {
                        h3 { (growth_view::name(v, chart.request.indicator)) }
                        (growth_view::drawn(chart, id))
                        details {
                            summary { (v.t("web-growth-data")) span.vh { ": " (growth_view::name(v, chart.request.indicator)) } }
                            (growth_view::data(v, chart, data))
                        }
                    }
                }
            }
            @if !others.is_empty() {
                details.noprint {
                    summary { (v.t("web-growth-others")) }
                    ul.curves {
                        @for indicator in others {
                            li { a href=(urls::growth(&view.page.person, indicator)) { (growth_view::name(v, indicator)) } }
                        }
                    }
                }
            }
        }
    }
}

fn readings(v: &Locale, view: &ChildView) -> Markup {
    let readings = &view.page.readings;
    if readings.is_empty() {
        return empty(&v.t("web-child-readings-none"), None);
    }
    let said = |field: &&&str| {
        readings.iter().any(|reading| reading.field(field).is_some_and(|found| !found.value.is_null()))
    };
    let more: Vec<&str> = MORE.iter().filter(said).copied().collect();
    let mut heads = vec![Head::words(v.t("web-date")), Head::words(v.t("web-growth-age"))];
    for (measure, indicators) in MEASURES {
        heads.push(Head::figures(values::field_label(v, "reading", measure)));
        heads.extend(indicators.iter().map(|indicator| Head::figures(growth_view::short(v, *indicator))));
    }
    heads.extend(more.iter().map(|measure| Head::figures(values::field_label(v, "reading", measure))));
    heads.push(Head::words(v.t("web-child-reading-how")));
    Table {
        id: "readings",
        caption: html! { (v.t("web-child-readings-of")) },
        heads,
        rows: readings.iter().map(|reading| reading_row(v, view, reading, &more)).collect(),
        names: 0,
    }
    .markup()
}

fn reading_row(v: &Locale, view: &ChildView, reading: &RecordView, more: &[&str]) -> Vec<Markup> {
    let visit = reading.field("visit").and_then(|field| field.links.first());
    let day = values::field_shown(v, reading, "on").map_or_else(|| v.day(reading.at.0), |on| html! { (on) });
    let grown = view.growth.readings.iter().find(|grown| grown.record == reading.record);
    let score = |indicator: Indicator| {
        grown.map_or(Err(Missing::NotMeasured), |grown| grown.assessment.score(indicator))
    };
    let mut row = vec![
        html! {
            @match visit {
                Some(link) if !link.recorded_elsewhere => { a href=(urls::visit(&link.record)) { (day) } }
                _ => { (day) }
            }
            @if let Some(grown) = grown { (growth_view::gravest(v, grown)) }
        },
        html! { @if let Some(grown) = grown { (growth_view::age(v, &view.growth, grown)) } },
    ];
    for (measure, indicators) in MEASURES {
        row.push(measured(v, reading, measure));
        row.extend(indicators.iter().map(|indicator| growth_view::z(v, score(*indicator))));
    }
    row.extend(more.iter().map(|measure| measured(v, reading, measure)));
    let beside = [("length", "position"), ("weight", "clothes")]
        .iter()
        .filter_map(|(field, part)| values::part_of(v, "reading", reading.field(field)?, part));
    let how: Vec<Words> = ["attempt", "source", "not_measured"]
        .iter()
        .filter_map(|name| values::field_shown(v, reading, name))
        .chain(beside)
        .chain([values::who(v, &reading.who)])
        .collect();
    row.push(html! { (v.join(&how, " · ")) });
    row
}

fn measured(v: &Locale, reading: &RecordView, measure: &str) -> Markup {
    match reading.field(measure).filter(|field| !field.value.is_null()) {
        Some(field) => html! {
            span.nb { (values::figure_of(v, "reading", field)) (edit(v, field, measure)) }
            @if field.disputed { " " (tag(Tone::Dispute, Icon::Dispute, &v.t("state-dispute"))) }
        },
        None => html! { "—" },
    }
}

fn edit(v: &Locale, field: &chaski::store::query::FieldView, measure: &str) -> Markup {
    html! {
        a.edit href=(urls::correct(&field.record, field.number, None)) {
            (icon(Icon::Edit)) span.vh { (v.t("web-correct")) ": " (values::field_label(v, "reading", measure)) }
        }
    }
}

fn services(v: &Locale, view: &ChildView) -> Markup {
    let services = &view.page.services;
    if services.is_empty() {
        return empty(&v.t("web-child-services-none"), None);
    }
    Table {
        id: "services",
        caption: html! { (v.t("web-child-services-of")) },
        heads: vec![
            Head::words(v.t("web-date")),
            Head::plain(v.t("entity-service")),
            Head::words(values::field_label(v, "service", "source")),
            Head::spoken(v.t("web-correct")),
        ],
        rows: services.iter().map(|service| service_row(v, view, service)).collect(),
        names: 1,
    }
    .markup()
}

fn service_row(v: &Locale, view: &ChildView, service: &RecordView) -> Vec<Markup> {
    let details = ["kind", "antigens", "product", "haemoglobin", "document", "facility"];
    let what: Vec<Words> = details.iter().filter_map(|name| values::field_shown(v, service, name)).collect();
    let dose = values::field_shown(v, service, "dose_number");
    let day = values::field_shown(v, service, "on").map_or_else(|| v.day(service.at.0), |on| html! { (on) });
    let on = service.field("on");
    vec![
        day,
        html! {
            (v.join(&what, " · "))
            @if let Some(dose) = dose { " · " (v.with("web-dose", &[("shown", (&dose.text).into())])) }
            @if let Some(corrected) = growth_view::haemoglobin(v, service, &view.growth) {
                div { (corrected) }
            }
            @if service.disputed { " " (tag(Tone::Dispute, Icon::Dispute, &v.t("state-dispute"))) }
        },
        html! { (values::field_shown(v, service, "source").unwrap_or_else(|| v.t("value-none"))) },
        html! { @if let Some(on) = on { (records::correct(v, on, &v.join(&what, " · "))) } },
    ]
}

fn others(v: &Locale, heading: &str, all: &[RecordView]) -> Markup {
    html! {
        @if !all.is_empty() {
            h2 { (v.t(heading)) }
            @for one in all {
                (records::record(v, one, v.day(one.at.0), |field, what| Some(records::correct(v, field, what))))
            }
        }
    }
}

/// Visits of a family, as a child's and a family's page show them.
pub fn visits(v: &Locale, all: &[VisitLine]) -> Markup {
    if all.is_empty() {
        return empty(&v.t("web-visits-none-family"), None);
    }
    Table {
        id: "visits",
        caption: html! { (v.t("web-visits-of-family")) },
        heads: vec![
            Head::words(v.t("web-date")),
            Head::words(v.t("web-visits-worker")),
            Head::plain(v.t("web-visits-outcome")),
            Head::plain(v.t("web-visits-look")),
        ],
        rows: all
            .iter()
            .map(|line| {
                vec![
                    html! { a href=(urls::visit(&line.visit)) { (lines::on(v, line)) } },
                    html! { (line.worker_name.as_deref().map_or_else(|| v.t("who-visitor"), Words::plain)) },
                    html! { (lines::outcome(v, line.outcome)) (lines::review_in_list(v, line)) },
                    lines::reasons(v, line.attention),
                ]
            })
            .collect(),
        names: 0,
    }
    .markup()
}

/// The page of a person.
pub async fn get(ctx: Ctx) -> PageResult {
    let as_of = ctx.supervision().as_of(&ctx.viewer).await?;
    let view = ctx.supervision().child_view(&ctx.viewer, ctx.record()?).await?.ok_or(Failure::NotFound)?;
    let told = ToldAnswers::of_disputes(&ctx, &view.page.disputes).await?;
    Ok(answer(page(&ctx.frame(), as_of, &told, &view)))
}

/// The list of children.
pub async fn get_list(ctx: Ctx) -> PageResult {
    children::get(ctx).await
}

/// What a search found.
pub async fn get_find(ctx: Ctx) -> PageResult {
    children::find(ctx).await
}
