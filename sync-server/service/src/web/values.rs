//! What was recorded, in words, as a page shows it: the core's words, with the language that each fell back to.

use chaski::record::table::{self, entity_named};
use chaski::record::{FieldId, RecordName, Type};
use chaski::screens::values as told;
pub use chaski::screens::values::choice_in;
use chaski::store::query::{FieldView, Link, RecordView, Who};
use serde_json::Value as Json;

use super::locale::{Locale, Words};

/// What a field is called. One of a later version has only its number, which nobody reads.
pub fn field_label(v: &Locale, entity: &str, field: &str) -> Words {
    v.words(told::field_label(&v.speaker(), entity, field))
}

/// What a register is called; for an answer, its question.
pub fn register_label(v: &Locale, entity: &str, field: &str, path: Option<&str>) -> Words {
    v.words(told::register_label(&v.speaker(), entity, field, path))
}

/// The words of a question: as the programme gives them, or the last part of its path.
pub fn question(v: &Locale, path: &str) -> Words {
    v.words(told::question(&v.speaker(), path))
}

/// What a stage of a form is called.
pub fn stage(v: &Locale, stage: &str) -> Words {
    v.words(told::stage(&v.speaker(), stage))
}

/// A concept of a list of the pack in words; one that the pack does not know is its code.
pub fn concept(v: &Locale, list: &str, code: &str) -> Words {
    v.words(told::concept(&v.speaker(), list, code))
}

/// What a system of identifiers is called; one that the pack does not know is its name.
pub fn system(v: &Locale, name: &str) -> Words {
    v.words(told::system(&v.speaker(), name))
}

/// A step of the identity ladder; one that the pack does not know is its name.
pub fn identity_step(v: &Locale, step: &str) -> Words {
    v.words(told::identity_step(&v.speaker(), step))
}

/// A choice of a list in words; a choice of a later version is its number.
pub fn choice(v: &Locale, list: &str, name: &str) -> Words {
    v.words(told::choice(&v.speaker(), list, name))
}

/// A choice by its number.
pub fn choice_numbered(v: &Locale, list: &str, number: i64) -> Words {
    v.words(told::choice_numbered(&v.speaker(), list, number))
}

/// The value that a field shows.
pub fn shown(v: &Locale, entity: &str, field: &FieldView) -> Words {
    v.words(told::shown(&v.speaker(), entity, field))
}

/// A value of a field, in words.
pub fn value(v: &Locale, entity: &str, field: &str, json: &Json, links: &[Link]) -> Words {
    v.words(told::value(&v.speaker(), entity, field, json, links))
}

/// A field of a record in words, if it was said.
pub fn field_shown(v: &Locale, record: &RecordView, field: &str) -> Option<Words> {
    told::field_shown(&v.speaker(), record, field).map(|text| v.words(text))
}

/// The figure of a field alone: of a composite, its first part.
pub fn figure_of(v: &Locale, entity: &str, field: &FieldView) -> Words {
    v.words(told::figure_of(&v.speaker(), entity, field))
}

/// One part of a composite, if it was said.
pub fn part_of(v: &Locale, entity: &str, field: &FieldView, part: &str) -> Option<Words> {
    told::part_of(&v.speaker(), entity, field, part).map(|text| v.words(text))
}

/// Who said something: the name, or the role where no name is held.
pub fn who(v: &Locale, who: &Who) -> Words {
    v.words(told::who(&v.speaker(), who))
}

/// What the other end of a link is called; a visit by its day.
pub fn link_title(v: &Locale, link: &Link) -> Words {
    v.words(told::link_title(&v.speaker(), link))
}

/// The number of a field by the names of its entity and itself.
pub fn number(entity: &str, field: &str) -> Option<FieldId> {
    entity_named(entity)?.field_named(field).map(|field| field.id)
}

/// The record that a field of an entity is required by: what the table calls it.
pub fn entity_label(v: &Locale, entity: &str) -> Words {
    match table::entity_named(entity) {
        Some(_) => v.t(&format!("entity-{entity}")),
        None => v.t("value-field_later"),
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
