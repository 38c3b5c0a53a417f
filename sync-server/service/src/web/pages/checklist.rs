//! The answers to a checklist on the page of a visit: by section in the words of its form, or by their paths where the form is not here.
//! Each answer says its path to whoever points at it. Knows no act.

use chaski::forms::definition::ValueType;
use chaski::forms::session::summary::{Answered, Heading};
use chaski::store::query::{AnswersView, FieldView};
use maud::{Markup, html};

use super::super::locale::{Locale, Words};
use super::super::parts::{Icon, Line, Tone, summary, tag};
use super::super::records;
use super::super::told::Told;
use super::super::values;

/// By section, in the words of the form; `act` is what can be done about each.
pub fn answers(
    v: &Locale,
    told: &Told,
    answers: &AnswersView,
    act: impl Fn(&FieldView, &Words) -> Markup,
) -> Markup {
    let field = |path: &str| answers.answers.iter().find(|field| field.path.as_deref() == Some(path));
    let others: Vec<&FieldView> = told.summary.placeless.iter().filter_map(|path| field(path)).collect();
    let line = |answered: &Answered| {
        let field = field(&answered.path)?;
        let what = match &answered.question {
            Some(question) => Words::plain(question),
            None => values::question(v, &answered.path),
        };
        Some(Line { value: value(v, answered, field), act: Some(act(field, &what)), what })
    };
    html! {
        p.small { (v.with("web-checklist", &[("title", told.title().into()), ("version", told.version().into())])) }
        @for section in &told.summary.sections {
            @if !section.headings.is_empty() { h3 { (headings(v, &section.headings)) } }
            (summary(&section.answers.iter().filter_map(line).collect::<Vec<_>>()))
        }
        @if !others.is_empty() {
            h3 { (v.t("web-checklist-others")) }
            (summary(&others.into_iter().map(|field| by_its_path(v, field, &act)).collect::<Vec<_>>()))
        }
    }
}

/// *Niñas y niños 2 · Vacunas*.
fn headings(v: &Locale, headings: &[Heading]) -> Words {
    let called = |heading: &Heading| {
        let label = heading.label.clone().unwrap_or_else(|| values::question(v, &heading.name).text);
        match heading.number {
            Some(number) => format!("{label} {}", v.number(number.into())),
            None => label,
        }
    };
    Words::plain(headings.iter().map(called).collect::<Vec<_>>().join(" · "))
}

fn value(v: &Locale, answered: &Answered, field: &FieldView) -> Markup {
    let is_place = matches!(answered.kind, ValueType::Geopoint | ValueType::Geotrace | ValueType::Geoshape);
    html! {
        // Coordinates are shown only where somebody asks for them.
        @if is_place {
            (v.t("place-held"))
            details { summary { (v.t("place-show")) } span title=(answered.path) { (answered.answer) } }
        } @else { span title=(answered.path) { (answered.answer) } }
        @if field.disputed { " " (tag(Tone::Dispute, Icon::Dispute, &v.t("state-dispute"))) }
    }
}

/// By stage, which is the first part of a question's path.
pub fn by_path(v: &Locale, answers: &AnswersView, act: impl Fn(&FieldView, &Words) -> Markup) -> Markup {
    let mut stages: Vec<(&str, Vec<&FieldView>)> = Vec::new();
    for answer in &answers.answers {
        let path = answer.path.as_deref().unwrap_or("");
        let stage = path.split(['/', '.']).next().unwrap_or(path);
        match stages.iter_mut().find(|(name, _)| *name == stage) {
            Some((_, all)) => all.push(answer),
            None => stages.push((stage, vec![answer])),
        }
    }
    // Danger first, whatever the form's order.
    stages.sort_by_key(|(name, _)| !["danger", "peligro"].contains(name));
    html! {
        p.small { (v.t("web-checklist-not-here")) }
        @for (stage, fields) in stages {
            h3 { (values::stage(v, stage)) }
            (summary(&fields.into_iter().map(|field| by_its_path(v, field, &act)).collect::<Vec<_>>()))
        }
    }
}

fn by_its_path(v: &Locale, field: &FieldView, act: impl Fn(&FieldView, &Words) -> Markup) -> Line {
    let line = records::line(v, "answers", field, |field, what| Some(act(field, what)));
    Line { value: html! { span title=[field.path.as_deref()] { (line.value) } }, ..line }
}
