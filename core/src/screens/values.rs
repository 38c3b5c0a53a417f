//! What was recorded, in words: a field's name, its value with unit and choice, who said it; the same on every phone's screen and supervisors' page.
//! Knows the table of fields, the pack and the words; knows no screen.

use chrono::NaiveDate;
use serde_json::Value as Json;

use crate::pack::Pack;
use crate::record::table::{code, entity_named};
use crate::record::{Code, Field, Type};
use crate::store::query::{FieldView, Link, RecordView, Who};
use crate::words::shown::{self, PartialDate};
use crate::words::{Arg, Lang, Text, has, message};

/// Who is spoken to: in which language, on which day, by whose lists.
#[derive(Debug, Clone, Copy)]
pub struct Speaker<'p> {
    /// The language.
    pub lang: Lang,
    /// The day where the reader is.
    pub today: NaiveDate,
    /// Minutes that the place is ahead of UTC.
    pub utc_offset_min: i32,
    /// What lists and identifiers are called.
    pub pack: &'p Pack,
}

impl Speaker<'_> {
    /// A sentence without arguments.
    pub fn t(&self, id: &str) -> Text {
        message(self.lang, id, &[])
    }

    /// A sentence with arguments.
    pub fn with(&self, id: &str, args: &[(&str, Arg<'_>)]) -> Text {
        message(self.lang, id, args)
    }

    /// A sentence about a number: `n` chooses the plural, `shown` is how it is written.
    pub fn counted(&self, id: &str, number: usize) -> Text {
        let number = i64::try_from(number).unwrap_or(i64::MAX);
        let written = shown::number(self.lang, number);
        self.with(id, &[("n", number.into()), ("shown", (&written).into())])
    }

    /// What people wrote: a name, a remark, a figure. It is in no language of ours, and so in the reader's.
    pub fn plain(&self, text: impl Into<String>) -> Text {
        Text { text: text.into(), lang: self.lang }
    }

    /// Several as one, with what stands between.
    pub fn join(&self, all: &[Text], between: &str) -> Text {
        let text = all.iter().map(|one| one.text.as_str()).collect::<Vec<_>>().join(between);
        let lang = all.iter().map(|one| one.lang).find(|lang| *lang != self.lang).unwrap_or(self.lang);
        Text { text, lang }
    }

    /// A date as exactly as it is known, as tables show it; what is no date stands as it is.
    pub fn date_text(&self, iso: &str) -> String {
        PartialDate::from_iso(iso).map_or_else(|| iso.to_owned(), |date| shown::long_date(self.lang, date))
    }

    /// A date as people say it: `hoy`, `mar 24 nov`.
    pub fn day_text(&self, iso: &str) -> String {
        match PartialDate::from_iso(iso) {
            Some(PartialDate::Day(day)) => shown::date(self.lang, day, self.today),
            _ => self.date_text(iso),
        }
    }

    /// Day and time of a moment.
    pub fn moment_text(&self, at_s: i64) -> String {
        shown::long_date_time(self.lang, at_s, self.utc_offset_min)
    }
}

/// What a field is called. One of a later version has only its number, which nobody reads.
pub fn field_label(v: &Speaker<'_>, entity: &str, field: &str) -> Text {
    match (field, field_of(entity, field)) {
        ("void", _) => v.t("field-void"),
        (_, Some(_)) => v.t(&format!("field-{entity}-{field}")),
        _ => v.t("value-field_later"),
    }
}

/// What a register is called; for an answer, its question.
pub fn register_label(v: &Speaker<'_>, entity: &str, field: &str, path: Option<&str>) -> Text {
    match path {
        Some(path) if field_of(entity, field).is_some_and(|of| matches!(of.ty, Type::Identifier)) => {
            system(v, path)
        }
        Some(path) => question(v, path),
        None => field_label(v, entity, field),
    }
}

/// The words of a question: as the programme gives them, or the last part of its path.
pub fn question(v: &Speaker<'_>, path: &str) -> Text {
    let id = format!("question-{}", path.replace(['/', '.'], "-"));
    if has(&id) {
        return v.t(&id);
    }
    let last = path.rsplit(['/', '.']).next().unwrap_or(path).replace('_', " ");
    let mut letters = last.chars();
    v.plain(letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or(last))
}

/// What a stage of a form is called.
pub fn stage(v: &Speaker<'_>, stage: &str) -> Text {
    let id = format!("stage-{stage}");
    if has(&id) { v.t(&id) } else { question(v, stage) }
}

/// A concept of a list of the pack in words; one that the pack does not know is its code.
pub fn concept(v: &Speaker<'_>, list: &str, code: &str) -> Text {
    v.pack.concept_text(v.lang, list, code).unwrap_or_else(|| v.plain(code))
}

/// What a system of identifiers is called; one that the pack does not know is its name.
pub fn system(v: &Speaker<'_>, name: &str) -> Text {
    v.pack.system_text(v.lang, name).unwrap_or_else(|| v.plain(name))
}

/// A step of the identity ladder; one that the pack does not know is its name.
pub fn identity_step(v: &Speaker<'_>, step: &str) -> Text {
    match step {
        "code" => v.t("web-code"),
        "local_id" => v.t("field-person-local_id"),
        step => v.pack.step_text(v.lang, step).unwrap_or_else(|| v.plain(step)),
    }
}

/// A choice of a list in words; a choice of a later version is its number.
pub fn choice(v: &Speaker<'_>, list: &str, name: &str) -> Text {
    let known = code::LISTS.iter().any(|(of, all)| *of == list && all.iter().any(|code| code.1 == name));
    if known { v.t(&format!("choice-{list}-{name}")) } else { v.t("value-choice_later") }
}

/// A choice by its number.
pub fn choice_numbered(v: &Speaker<'_>, list: &str, number: i64) -> Text {
    let found = code::LISTS.iter().find(|(of, _)| *of == list);
    match found.and_then(|(_, all)| all.iter().find(|code| code.0 == number)) {
        Some(code) => choice(v, list, code.1),
        None => v.t("value-choice_later"),
    }
}

/// The value that a field shows.
pub fn shown(v: &Speaker<'_>, entity: &str, field: &FieldView) -> Text {
    value(v, entity, &field.field, &field.value, &field.links)
}

/// A value of a field, in words.
pub fn value(v: &Speaker<'_>, entity: &str, field: &str, json: &Json, links: &[Link]) -> Text {
    if json.is_null() {
        return v.t("value-none");
    }
    if json.get("unreadable").is_some() {
        return v.t("value-later");
    }
    match field_of(entity, field) {
        // Whether a record was removed.
        None if field == "void" => v.t(if json.as_bool() == Some(true) { "answer-yes" } else { "answer-no" }),
        None => described(v, json),
        Some(known) => typed(v, known.name, &known.ty, json, links),
    }
}

/// A field of a record in words, if it was said.
pub fn field_shown(v: &Speaker<'_>, record: &RecordView, field: &str) -> Option<Text> {
    let found = record.field(field).filter(|found| !found.value.is_null())?;
    Some(shown(v, &record.entity, found))
}

/// The figure of a field alone: of a composite, its first part.
pub fn figure_of(v: &Speaker<'_>, entity: &str, field: &FieldView) -> Text {
    match field_of(entity, &field.field).map(|known| &known.ty) {
        Some(Type::Composite([first, ..])) if !field.value.is_null() => {
            typed(v, first.name, &first.ty, field.value.get(first.name).unwrap_or(&Json::Null), &[])
        }
        _ => shown(v, entity, field),
    }
}

/// One part of a composite, if it was said.
pub fn part_of(v: &Speaker<'_>, entity: &str, field: &FieldView, part: &str) -> Option<Text> {
    let Type::Composite(parts) = field_of(entity, &field.field)?.ty else { return None };
    let part = parts.iter().find(|known| known.name == part)?;
    Some(typed(v, part.name, &part.ty, field.value.get(part.name)?, &[]))
}

/// The name of a choice in a field (`done`); of a composite, that of its part `is`.
pub fn choice_in<'r>(record: &'r RecordView, field: &str) -> Option<&'r str> {
    let found = record.field(field)?;
    found.value.get("is").unwrap_or(&found.value).as_str()
}

/// Who said something: the name, or the role where no name is held.
pub fn who(v: &Speaker<'_>, who: &Who) -> Text {
    match (&who.name, who.role.as_str()) {
        (Some(name), _) => v.plain(name.clone()),
        (None, "supervisor") => v.t("who-supervisor"),
        (None, "district") => v.t("who-district"),
        (None, _) => v.t("who-visitor"),
    }
}

/// What the other end of a link is called; a visit by its day.
pub fn link_title(v: &Speaker<'_>, link: &Link) -> Text {
    match &link.title {
        Some(day) if link.entity.as_deref() == Some("visit") => v.plain(v.date_text(day)),
        Some(title) => v.plain(title.clone()),
        None if link.recorded_elsewhere => v.t("value-elsewhere"),
        None => v.t("value-no_name"),
    }
}

fn field_of(entity: &str, field: &str) -> Option<&'static Field> {
    entity_named(entity)?.fields.iter().find(|f| f.name == field)
}

fn typed(v: &Speaker<'_>, name: &str, ty: &Type, json: &Json, links: &[Link]) -> Text {
    match (ty, json) {
        (_, Json::Null) => v.t("value-none"),
        (Type::Date, Json::String(date)) => v.plain(v.date_text(date)),
        (Type::Time, Json::Number(at)) => v.plain(v.moment_text(at.as_i64().unwrap_or_default())),
        (Type::Code(list), Json::String(one)) => coded(v, list, one),
        (Type::Codes(list), Json::Array(all)) => {
            joined(v, all.iter().filter_map(Json::as_str).map(|one| coded(v, list, one)))
        }
        (Type::Concept(list), Json::String(code)) => concept(v, list, code),
        (Type::Concepts(list), Json::Array(all)) => {
            joined(v, all.iter().filter_map(Json::as_str).map(|code| concept(v, list, code)))
        }
        // As it is written: a number may be a word of a form by chance.
        (Type::Identifier, Json::String(number)) => v.plain(number),
        (Type::Record(_) | Type::Records(_), _) => joined(v, links.iter().map(|link| link_title(v, link))),
        (Type::Composite(_), Json::Object(parts)) if name == "place" => place(v, parts),
        (Type::Composite(parts), Json::Object(given)) => joined(
            v,
            parts.iter().filter_map(|part| Some(typed(v, part.name, &part.ty, given.get(part.name)?, &[]))),
        ),
        (Type::Text(_), Json::String(text)) if name == "language" => language(v, text),
        (Type::Int(..) | Type::Decimal(..), json) => figure(v, name, json),
        (_, json) => described(v, json),
    }
}

fn coded(v: &Speaker<'_>, list: &[Code], name: &str) -> Text {
    match code::list_name(list) {
        Some(list) => choice(v, list, name),
        None => v.t("value-choice_later"),
    }
}

fn figure(v: &Speaker<'_>, name: &str, json: &Json) -> Text {
    let figure = match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    v.plain(match unit(name) {
        Some(unit) => shown::measure(v.lang, &figure, unit),
        None => shown::decimal(v.lang, &figure),
    })
}

/// The unit in a name: the last word of it, or the whole of a part.
pub(super) fn unit(name: &str) -> Option<&'static str> {
    let last = name.rsplit('_').next().unwrap_or(name);
    match (name, last) {
        ("g_dl", _) => Some("g/dL"),
        (_, "kg") => Some("kg"),
        (_, "cm") => Some("cm"),
        (_, "mm") => Some("mm"),
        (_, "g") => Some("g"),
        (_, "m") => Some("m"),
        _ => None,
    }
}

// Coordinates are shown only where somebody asks for them.
fn place(v: &Speaker<'_>, parts: &serde_json::Map<String, Json>) -> Text {
    if let Some(why) = parts.get("missing").and_then(Json::as_str) {
        let why = choice(v, "no_place", why).text;
        return v.with("place-missing", &[("why", (&why).into())]);
    }
    match parts.get("accuracy_m") {
        Some(metres) => {
            let metres = figure(v, "accuracy_m", metres).text;
            v.with("place-accuracy", &[("shown", (&metres).into())])
        }
        None => v.t("place-held"),
    }
}

fn language(v: &Speaker<'_>, tag: &str) -> Text {
    match tag.split('-').next().unwrap_or(tag) {
        "es" => v.t("language-es"),
        "en" => v.t("language-en"),
        "quz" | "quy" | "qu" | "qxp" => v.t("language-quz"),
        "ay" | "ayr" => v.t("language-ayr"),
        _ => v.plain(tag),
    }
}

/// A value that says itself what it is: an answer to a question.
fn described(v: &Speaker<'_>, json: &Json) -> Text {
    match json {
        Json::Null => v.t("value-none"),
        Json::Bool(true) => v.t("answer-yes"),
        Json::Bool(false) => v.t("answer-no"),
        Json::String(text) => answer_word(v, text),
        Json::Number(number) => v.plain(shown::decimal(v.lang, &number.to_string())),
        Json::Array(items) => joined(v, items.iter().map(|item| described(v, item))),
        Json::Object(object) => {
            let held = |name: &str| object.get(name).and_then(Json::as_str);
            match (held("decimal").or(held("integer")), held("date")) {
                (Some(figure), _) => v.plain(shown::decimal(v.lang, figure)),
                (_, Some(date)) => v.plain(v.date_text(date)),
                _ => v.t("value-later"),
            }
        }
    }
}

// Forms write these three as words of their own.
fn answer_word(v: &Speaker<'_>, text: &str) -> Text {
    match text {
        "yes" => v.t("answer-yes"),
        "no" => v.t("answer-no"),
        "not_known" | "unknown" => v.t("answer-not-known"),
        _ => v.plain(text),
    }
}

fn joined(v: &Speaker<'_>, all: impl Iterator<Item = Text>) -> Text {
    let all: Vec<Text> = all.collect();
    match all.len() {
        0 => v.t("value-none"),
        _ => v.join(&all, ", "),
    }
}
