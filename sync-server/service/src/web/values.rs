//! What was recorded, in words: a field's name, its value with unit and choice, who said it. Knows the table of fields and
//! the words; knows no page.

use chaski::record::table::{self, code, entity_named};
use chaski::record::{Code, Field, FieldId, RecordName, Type};
use chaski::store::query::{FieldView, Link, RecordView, Who};
use chaski::words::shown;
use serde_json::Value as Json;

use super::locale::{Locale, Words};

/// What a field is called. One of a later version has only its number, which nobody reads.
pub fn field_label(v: &Locale, entity: &str, field: &str) -> Words {
    match (field, field_of(entity, field)) {
        ("void", _) => v.t("field-void"),
        (_, Some(_)) => v.t(&format!("field-{entity}-{field}")),
        _ => v.t("web-field-later"),
    }
}

/// What a register is called; for an answer, its question.
pub fn register_label(v: &Locale, entity: &str, field: &str, path: Option<&str>) -> Words {
    match path {
        Some(path) if field_of(entity, field).is_some_and(|of| matches!(of.ty, Type::Identifier)) => {
            system(v, path)
        }
        Some(path) => question(v, path),
        None => field_label(v, entity, field),
    }
}

/// The words of a question: as the programme gives them, or the last part of its path.
pub fn question(v: &Locale, path: &str) -> Words {
    let id = format!("question-{}", path.replace(['/', '.'], "-"));
    if chaski::words::has(&id) {
        return v.t(&id);
    }
    let last = path.rsplit(['/', '.']).next().unwrap_or(path).replace('_', " ");
    let mut letters = last.chars();
    Words::plain(letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or(last))
}

/// What a stage of a form is called.
pub fn stage(v: &Locale, stage: &str) -> Words {
    let id = format!("stage-{stage}");
    if chaski::words::has(&id) { v.t(&id) } else { question(v, stage) }
}

/// A concept of a list of the pack in words; one that the pack does not know is its code.
pub fn concept(v: &Locale, list: &str, code: &str) -> Words {
    v.pack.concept_text(v.lang, list, code).map_or_else(|| Words::plain(code), |text| v.words(text))
}

/// What a system of identifiers is called; one that the pack does not know is its name.
pub fn system(v: &Locale, name: &str) -> Words {
    v.pack.system_text(v.lang, name).map_or_else(|| Words::plain(name), |text| v.words(text))
}

/// A choice of a list in words; a choice of a later version is its number.
pub fn choice(v: &Locale, list: &str, name: &str) -> Words {
    let known = code::LISTS.iter().any(|(of, all)| *of == list && all.iter().any(|code| code.1 == name));
    if known { v.t(&format!("choice-{list}-{name}")) } else { v.t("web-choice-later") }
}

/// A choice by its number.
pub fn choice_numbered(v: &Locale, list: &str, number: i64) -> Words {
    let found = code::LISTS.iter().find(|(of, _)| *of == list);
    match found.and_then(|(_, all)| all.iter().find(|code| code.0 == number)) {
        Some(code) => choice(v, list, code.1),
        None => v.t("web-choice-later"),
    }
}

/// The value that a field shows.
pub fn shown(v: &Locale, entity: &str, field: &FieldView) -> Words {
    value(v, entity, &field.field, &field.value, &field.links)
}

/// A value of a field, in words.
pub fn value(v: &Locale, entity: &str, field: &str, json: &Json, links: &[Link]) -> Words {
    if json.is_null() {
        return v.t("value-none");
    }
    if json.get("unreadable").is_some() {
        return v.t("web-value-later");
    }
    match field_of(entity, field) {
        // Whether a record was removed.
        None if field == "void" => v.t(if json.as_bool() == Some(true) { "answer-yes" } else { "answer-no" }),
        None => described(v, json),
        Some(known) => typed(v, known.name, &known.ty, json, links),
    }
}

/// A field of a record in words, if it was said.
pub fn field_shown(v: &Locale, record: &RecordView, field: &str) -> Option<Words> {
    let found = record.field(field).filter(|found| !found.value.is_null())?;
    Some(shown(v, &record.entity, found))
}

/// The figure of a field alone: of a composite, its first part.
pub fn figure_of(v: &Locale, entity: &str, field: &FieldView) -> Words {
    match field_of(entity, &field.field).map(|known| &known.ty) {
        Some(Type::Composite([first, ..])) if !field.value.is_null() => {
            typed(v, first.name, &first.ty, field.value.get(first.name).unwrap_or(&Json::Null), &[])
        }
        _ => shown(v, entity, field),
    }
}

/// One part of a composite, if it was said.
pub fn part_of(v: &Locale, entity: &str, field: &FieldView, part: &str) -> Option<Words> {
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
pub fn who(v: &Locale, who: &Who) -> Words {
    match (&who.name, who.role.as_str()) {
        (Some(name), _) => Words::plain(name.clone()),
        (None, "supervisor") => v.t("web-role-supervisor"),
        (None, "district") => v.t("web-role-district"),
        (None, _) => v.t("web-role-visitor"),
    }
}

/// What the other end of a link is called; a visit by its day.
pub fn link_title(v: &Locale, link: &Link) -> Words {
    match &link.title {
        Some(day) if link.entity.as_deref() == Some("visit") => Words::plain(v.date_text(day)),
        Some(title) => Words::plain(title.clone()),
        None if link.recorded_elsewhere => v.t("web-elsewhere"),
        None => v.t("web-no-name"),
    }
}

/// The number of a field by the names of its entity and itself.
pub fn number(entity: &str, field: &str) -> Option<FieldId> {
    field_of(entity, field).map(|field| field.id)
}

fn field_of(entity: &str, field: &str) -> Option<&'static Field> {
    entity_named(entity)?.fields.iter().find(|f| f.name == field)
}

fn typed(v: &Locale, name: &str, ty: &Type, json: &Json, links: &[Link]) -> Words {
    match (ty, json) {
        (_, Json::Null) => v.t("value-none"),
        (Type::Date, Json::String(date)) => Words::plain(v.date_text(date)),
        (Type::Time, Json::Number(at)) => Words::plain(v.moment_text(at.as_i64().unwrap_or_default())),
        (Type::Code(list), Json::String(one)) => coded(v, list, one),
        (Type::Codes(list), Json::Array(all)) => {
            joined(v, all.iter().filter_map(Json::as_str).map(|one| coded(v, list, one)))
        }
        (Type::Concept(list), Json::String(code)) => concept(v, list, code),
        (Type::Concepts(list), Json::Array(all)) => {
            joined(v, all.iter().filter_map(Json::as_str).map(|code| concept(v, list, code)))
        }
        // As it is written: a number may be a word of a form by chance.
        (Type::Identifier, Json::String(number)) => Words::plain(number),
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

fn coded(v: &Locale, list: &[Code], name: &str) -> Words {
    match code::list_name(list) {
        Some(list) => choice(v, list, name),
        None => v.t("web-choice-later"),
    }
}

fn figure(v: &Locale, name: &str, json: &Json) -> Words {
    let figure = match json {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    };
    Words::plain(match unit(name) {
        Some(unit) => shown::measure(v.lang, &figure, unit),
        None => shown::decimal(v.lang, &figure),
    })
}

/// The unit in a name: the last word of it, or the whole of a part.
fn unit(name: &str) -> Option<&'static str> {
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
fn place(v: &Locale, parts: &serde_json::Map<String, Json>) -> Words {
    if let Some(why) = parts.get("missing").and_then(Json::as_str) {
        let why = choice(v, "no_place", why).text;
        return v.with("web-place-missing", &[("why", (&why).into())]);
    }
    match parts.get("accuracy_m") {
        Some(metres) => {
            let metres = figure(v, "accuracy_m", metres).text;
            v.with("web-place-accuracy", &[("shown", (&metres).into())])
        }
        None => v.t("web-place-held"),
    }
}

fn language(v: &Locale, tag: &str) -> Words {
    match tag.split('-').next().unwrap_or(tag) {
        "es" => v.t("web-language-es"),
        "en" => v.t("web-language-en"),
        "quz" | "quy" | "qu" | "qxp" => v.t("web-language-quz"),
        "ay" | "ayr" => v.t("web-language-ayr"),
        _ => Words::plain(tag),
    }
}

/// A value that says itself what it is: an answer to a question.
fn described(v: &Locale, json: &Json) -> Words {
    match json {
        Json::Null => v.t("value-none"),
        Json::Bool(true) => v.t("answer-yes"),
        Json::Bool(false) => v.t("answer-no"),
        Json::String(text) => answer_word(v, text),
        Json::Number(number) => Words::plain(shown::decimal(v.lang, &number.to_string())),
        Json::Array(items) => joined(v, items.iter().map(|item| described(v, item))),
        Json::Object(object) => {
            let held = |name: &str| object.get(name).and_then(Json::as_str);
            match (held("decimal").or(held("integer")), held("date")) {
                (Some(figure), _) => Words::plain(shown::decimal(v.lang, figure)),
                (_, Some(date)) => Words::plain(v.date_text(date)),
                _ => v.t("web-value-later"),
            }
        }
    }
}

// Forms write these three as words of their own.
fn answer_word(v: &Locale, text: &str) -> Words {
    match text {
        "yes" => v.t("answer-yes"),
        "no" => v.t("answer-no"),
        "not_known" | "unknown" => v.t("answer-not-known"),
        _ => Words::plain(text),
    }
}

fn joined(v: &Locale, all: impl Iterator<Item = Words>) -> Words {
    let all: Vec<Words> = all.collect();
    match all.len() {
        0 => v.t("value-none"),
        _ => v.join(&all, ", "),
    }
}

/// The record that a field of an entity is required by: what the table calls it.
pub fn entity_label(v: &Locale, entity: &str) -> Words {
    match table::entity_named(entity) {
        Some(_) => v.t(&format!("entity-{entity}")),
        None => v.t("web-field-later"),
    }
}

/// A value as people read it; a record that is named, by its code, but an area of theirs by its name.
pub fn with_codes(
    v: &Locale,
    areas: &[(RecordName, String, bool)],
    entity: &str,
    field: &str,
    json: &Json,
) -> Words {
    let named = json.as_str().and_then(|text| areas.iter().find(|(area, ..)| area.to_string() == text));
    if let Some((_, name, _)) = named {
        return Words::plain(name);
    }
    let code = |json: &Json| Some(json.as_str()?.parse::<RecordName>().ok()?.paper_code());
    let ty = entity_named(entity).and_then(|entity| entity.field_named(field)).map(|field| field.ty);
    let codes: Vec<String> = match (ty, json) {
        (Some(Type::Record(_)), one) => code(one).into_iter().collect(),
        (Some(Type::Records(_)), Json::Array(all)) => all.iter().filter_map(code).collect(),
        _ => return value(v, entity, field, json, &[]),
    };
    if codes.is_empty() {
        return v.t("value-none");
    }
    v.with("desk-of-code", &[("code", (&codes.join(", ")).into())])
}
