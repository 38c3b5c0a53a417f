//! Records as pages show them: their fields as lines, what was said of them over time, what supervisors remarked, what is
//! disputed. Shared by the pages of a visit, a child and a family. Knows no page and no storage.

use maud::{Markup, html};

use super::locale::{Locale, Words};
use super::parts::{Icon, Line, Tone, act_link, band, summary, tag};
use super::told::ToldAnswers;
use super::urls;
use super::values;
use chaski::change::Register;
use chaski::store::query::{DisputeItem, FieldView, HistoryRow, RecordView};

/// Fields that say where a record hangs; the page says it by where it shows the record.
const HANGS: [&str; 8] = ["person", "visit", "about", "household", "form", "form_version", "target", "field"];

/// Whether a field of a record is a line of its own.
pub fn is_line(field: &FieldView) -> bool {
    !field.value.is_null() && !HANGS.contains(&field.field.as_str())
}

/// The lines of a record that were said; `act` gives what can be done about each.
pub fn lines(
    v: &Locale,
    record: &RecordView,
    act: impl Fn(&FieldView, &Words) -> Option<Markup>,
) -> Vec<Line> {
    record
        .fields
        .iter()
        .filter(|field| is_line(field))
        .map(|field| line(v, &record.entity, field, &act))
        .collect()
}

/// One field as a line.
pub fn line(
    v: &Locale,
    entity: &str,
    field: &FieldView,
    act: impl Fn(&FieldView, &Words) -> Option<Markup>,
) -> Line {
    let what = values::register_label(v, entity, &field.field, field.path.as_deref());
    Line { value: value(v, entity, field), act: act(field, &what), what }
}

/// A field's value with what is to be known of it: disputed, position only on asking.
pub fn value(v: &Locale, entity: &str, field: &FieldView) -> Markup {
    html! {
        @if field.field == "note" || field.field == "text" { span.said { (values::shown(v, entity, field)) } }
        @else { (values::shown(v, entity, field)) }
        @if field.disputed { " " (tag(Tone::Dispute, Icon::Dispute, &v.t("state-dispute"))) }
        @if let Some((lat, lon)) = coordinates(field) {
            details { summary { (v.t("place-show")) } span.nb { (lat) ", " (lon) } }
        }
    }
}

fn coordinates(field: &FieldView) -> Option<(&str, &str)> {
    Some((field.value.get("lat")?.as_str()?, field.value.get("lon")?.as_str()?))
}

/// *Corregir* for a field.
pub fn correct(v: &Locale, field: &FieldView, what: &Words) -> Markup {
    act_link(
        &urls::correct(&field.record, field.number, field.path.as_deref()),
        &v.t("web-correct"),
        &what.text,
    )
}

/// A record as a summary list under its own small heading.
pub fn record(
    v: &Locale,
    record: &RecordView,
    heading: Markup,
    act: impl Fn(&FieldView, &Words) -> Option<Markup>,
) -> Markup {
    let lines = lines(v, record, act);
    html! {
        h3 { (heading) }
        @if lines.is_empty() { p { (v.t("value-none")) } } @else { (summary(&lines)) }
        @if record.beyond_this_version > 0 {
            p.small { (v.counted("web-beyond", record.beyond_this_version)) }
        }
    }
}

/// The bands of what is disputed: each says what, what holds meanwhile, and where it is decided.
pub fn disputes(v: &Locale, told: &ToldAnswers, disputes: &[DisputeItem]) -> Markup {
    html! {
        @for item in disputes {
            (band(Tone::Dispute, Icon::Dispute, html! {
                p {
                    b { (v.t("state-dispute")) } ": "
                    (told.dispute_label(v, item))
                }
                ul {
                    @for one in &item.values {
                        li {
                            (told.dispute_value(v, item, &one.value)) " · " (values::who(v, &one.who))
                            @if let Some(at) = one.at { ", " (v.day(at.0)) }
                            @if one.shown { " · " (v.t("web-dispute-used")) }
                        }
                    }
                }
                p { a href=(dispute_address(item)) { (v.t("web-dispute-decide")) } }
            }))
        }
    }
}

fn dispute_address(item: &DisputeItem) -> String {
    let field = item.number.to_string();
    urls::with(
        &format!("{}/{}", urls::DISPUTES, item.record),
        &[("field", Some(&field)), ("path", item.path.as_deref())],
    )
}

/// What supervisors remarked, each with its reply.
pub fn reviews(v: &Locale, reviews: &[RecordView], called: impl Fn(&RecordView) -> Option<Words>) -> Markup {
    html! {
        ul.said-list {
            @for review in reviews {
                li {
                    (review_state(v, review))
                    @if let Some(called) = called(review) { b { (called) } ": " }
                    @if let Some(comment) = values::field_shown(v, review, "comment") { span.said { (comment) } }
                    p.small { (values::who(v, &review.who)) ", " (v.moment(review.at.0)) }
                    @if let Some(reply) = values::field_shown(v, review, "reply") {
                        p { b { (v.t("web-reply")) } ": " span.said { (reply) } }
                    }
                }
            }
        }
    }
}

fn review_state(v: &Locale, review: &RecordView) -> Markup {
    let verdict = values::choice_in(review, "verdict");
    match (verdict, values::choice_in(review, "state")) {
        (Some("accepted"), _) => tag(Tone::Done, Icon::Done, &v.t("web-review-accepted")),
        (_, Some("closed")) => tag(Tone::Done, Icon::Done, &v.t("choice-review_state-closed")),
        (_, Some("answered")) => tag(Tone::Due, Icon::Answered, &v.t("choice-review_state-answered")),
        _ => tag(Tone::Returned, Icon::Returned, &v.t("web-review-returned")),
    }
}

/// What was said of each register over time, who, when and why; nothing of it was erased.
pub fn history(v: &Locale, told: &ToldAnswers, history: &[(Register, String, Vec<HistoryRow>)]) -> Markup {
    html! {
        @if history.is_empty() {
            p { (v.t("web-history-none")) }
        } @else {
            p.small { (v.t("web-history-nothing-erased")) }
            @for (register, entity, sayings) in history {
                h3 { (told.register_label(v, register, entity)) }
                ol.said-list {
                    @for saying in sayings {
                        li {
                            (told.saying(v, register, entity, saying))
                            @if saying.shown { " " (tag(Tone::Done, Icon::Done, &v.t("web-history-in-use"))) }
                            p.small {
                                (values::who(v, &saying.who))
                                @if let Some(at) = saying.at { ", " (v.moment(at.0)) }
                            }
                            @if let Some(reason) = &saying.reason {
                                p { b { (v.t("web-reason")) } ": " span.said { (reason) } }
                            }
                        }
                    }
                }
            }
        }
    }
}
