//! What the pages share that ask about one register, to correct or to decide: which it is, of whom, what was sent, and
//! everything that was ever said of it. Knows no page.

use axum::http::StatusCode;
use chaski::change::Register;
use chaski::record::RecordName;
use chaski::store::query::{DisputeItem, HistoryRow};
use maud::{Markup, html};

use crate::storage::supervision::Refusal;
use crate::web::entry::{self, Mend};
use crate::web::locale::{Locale, Words};
use crate::web::parts::{Head, Icon, Line, Table, Tone, band, error_summary};
use crate::web::told::ToldAnswers;
use crate::web::values;
use crate::web::{Ctx, Failure, Fields, urls};

/// The register that the address or the form names.
pub(super) fn register(ctx: &Ctx) -> Result<Register, Failure> {
    let from = |name: &str| ctx.query.filled(name).or(ctx.form.filled(name)).map(str::to_owned);
    let field = from("field").and_then(|field| field.parse().ok()).ok_or(Failure::NotFound)?;
    Ok(Register { record: ctx.record()?, field, path: from("path") })
}

/// What was sent, if the form comes back.
pub struct Asked<'a> {
    /// What was typed.
    pub form: &'a Fields,
    /// What is to be mended.
    pub mends: &'a [Mend],
    /// Somebody changed it meanwhile.
    pub stale: bool,
}

impl Asked<'_> {
    pub(super) fn status(&self) -> StatusCode {
        match (self.stale, self.mends.is_empty()) {
            (true, _) => StatusCode::CONFLICT,
            (_, true) => StatusCode::OK,
            _ => StatusCode::UNPROCESSABLE_ENTITY,
        }
    }

    pub(super) fn words(&self, at: &str) -> Option<Words> {
        self.mends.iter().find(|mend| mend.at == at).map(|mend| mend.words.clone())
    }

    pub(super) fn summary(&self, v: &Locale) -> Markup {
        let all: Vec<(&str, Words)> =
            self.mends.iter().map(|mend| (mend.at.as_str(), mend.words.clone())).collect();
        error_summary(v, &all)
    }
}

/// Its field, if this version knows it.
pub(super) fn field_of(item: &DisputeItem) -> Option<&'static chaski::record::Field> {
    chaski::record::entity_named(&item.entity)?.field(item.number)
}

/// What the register is of.
pub(super) fn of(v: &Locale, item: &DisputeItem, title: Option<&str>) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(subject) = item.subject {
        let address = whose(item, &subject);
        let name = title.map_or_else(|| v.t("value-no_name"), Words::plain);
        let act = Some(html! { a href=(address) { (v.t("desk-see")) span.vh { ": " (name.text) } } });
        let code = item.subject_code.clone().unwrap_or_default();
        lines.push(Line {
            what: v.t("desk-of-whom"),
            value: html! { (name) br; span.small { (v.with("desk-of-code", &[("code", (&code).into())])) } },
            act,
        });
    }
    lines.push(Line {
        what: v.t("desk-dispute-where"),
        value: html! {
            (values::entity_label(v, &item.entity))
            @if let ("answers", Some(path)) = (item.entity.as_str(), &item.path) { br; span.small { (path) } }
        },
        act: None,
    });
    lines
}

/// The page of whom it is about. A change is about a household or a person; the entity of its record says which.
pub(super) fn whose(item: &DisputeItem, subject: &RecordName) -> String {
    match item.entity.as_str() {
        "household" | "visit" => urls::family(subject),
        // These are about one or the other: the search by code knows.
        "answers" | "agreement" | "review" => urls::with(urls::FIND, &[("q", Some(&subject.paper_code()))]),
        _ => urls::child(subject),
    }
}

/// Somebody changed it meanwhile: what the page showed beside what is there now.
pub(super) fn differs(
    v: &Locale,
    told: &ToldAnswers,
    item: &DisputeItem,
    history: &[HistoryRow],
    form: &Fields,
) -> Markup {
    let shown_then: Vec<&str> = form.all("seen").collect();
    let words = |saying: &HistoryRow| told.dispute_value(v, item, &saying.value);
    html! {
        (band(Tone::Dispute, Icon::Dispute, html! {
            p { b { (v.t("desk-changed-meanwhile")) } " " (v.t("desk-nothing-decided")) }
            p { (v.t("desk-what-you-saw")) }
            ul { @for saying in history.iter().filter(|one| shown_then.contains(&one.change.as_str())) {
                li { (words(saying)) " · " (values::who(v, &saying.who)) }
            } }
            p { (v.t("desk-what-is-now")) }
            ul { @for saying in history.iter().filter(|one| one.stands) {
                li {
                    (words(saying)) " · " (values::who(v, &saying.who))
                    @if let Some(at) = saying.at { ", " (v.moment(at.0)) }
                    @if let Some(reason) = &saying.reason { br; (v.with("desk-reason-said", &[("reason", reason.into())])) }
                }
            } }
        }))
    }
}

/// Everything said of it, the newest last: nothing disappears.
pub(super) fn history_view(
    v: &Locale,
    told: &ToldAnswers,
    item: &DisputeItem,
    history: &[HistoryRow],
) -> Markup {
    let rows = history.iter().map(|saying| {
        vec![
            html! { @if let Some(at) = saying.at { (v.moment(at.0)) } @else { (v.t("value-none")) } },
            html! { (told.dispute_value(v, item, &saying.value)) },
            html! { (values::who(v, &saying.who)) },
            html! {
                @if saying.stands && saying.shown { (v.t("desk-in-use")) }
                @if saying.stands && !saying.shown { (v.t("desk-not-decided")) }
                @if !saying.stands { (v.t("desk-no-longer")) }
                @if let Some(reason) = &saying.reason {
                    br; (v.with("desk-reason-said", &[("reason", reason.into())]))
                }
            },
        ]
    });
    let table = Table {
        id: "history",
        caption: html! { (v.t("desk-history-caption")) },
        heads: vec![
            Head::words(v.t("desk-when-phone")),
            Head::words(v.t("desk-value")),
            Head::words(v.t("desk-who")),
            Head::words(v.t("desk-note")),
        ],
        rows: rows.collect(),
        names: 0,
    };
    html! { h2 { (v.t("desk-history")) } (table.markup()) }
}

/// What is to be mended where an act was refused for what was typed; any other refusal is given back.
pub(super) fn mend_of(v: &Locale, refusal: Refusal) -> Result<Mend, Refusal> {
    let (at, words) = match refusal {
        Refusal::Missing(at) => (at, v.t("desk-mend-reason")),
        Refusal::TooLong(at, longest) => (at, v.counted("desk-mend-long", longest as u64)),
        Refusal::Entry(_) | Refusal::Offence(_) | Refusal::TooManyHeads(_) | Refusal::TooLarge { .. } => {
            (entry::NAME, v.t("desk-mend-value"))
        }
        other => return Err(other),
    };
    Ok(Mend { at: at.into(), words })
}
