//! From what was typed or sent to values of fields: plain text as the field's type asks, or JSON. Records may be
//! named by their codes. Whether a value may be written is the core's to say.

use std::collections::BTreeMap;

use chaski::record::check::check_value;
use chaski::record::check::{Problem, check_path};
use chaski::record::json::{from_json, to_json, typed_json};
use chaski::record::schema::Part;
use chaski::record::typed::json_of;
use chaski::record::{Entity, Field, Type, Value};
use chaski::store::Log;
use chaski::store::save::Values;
use serde_json::{Map, Value as Json, json};

use crate::error::{Failure, Inner};
use crate::find::{find, in_words, named_by};

/// A field by name.
pub(crate) fn field_of(entity: &'static Entity, name: &str) -> Inner<&'static Field> {
    entity.field_named(name).ok_or_else(|| {
        let names: Vec<&str> = entity.fields.iter().map(|field| field.name).collect();
        let (of, names) = (in_words(entity.name), names.join(", "));
        Failure::exact(
            "entry",
            "unknown_field",
            format!("a {of} has no field `{name}`; its fields are {names}"),
        )
    })
}

/// The path of a question, as it is kept.
pub(crate) fn path_of(field: &Field, text: &str) -> Inner<String> {
    let Value::Text(path) = Value::text(text) else { return Ok(String::new()) };
    check_path(field, &path)?;
    Ok(path)
}

/// A part of a field's composite value by name.
fn part_of(field: &'static Field, name: &str) -> Inner<&'static Part> {
    let Type::Composite(parts) = field.ty else {
        return Err(Failure::new("entry", format!("`{}` has no parts", field.name)));
    };
    let names = || parts.iter().map(|part| part.name).collect::<Vec<_>>().join(", ");
    let part = parts.iter().find(|part| part.name == name);
    Ok(part.ok_or_else(|| Problem::UnknownPart { field: field.name.into(), parts: names() })?)
}

/// The value that was typed for a field: JSON, or plain text. `null` is nothing.
pub(crate) fn typed(log: &Log<'_>, field: &'static Field, text: &str) -> Inner<Value> {
    given(log, field, &json_of(field.name, &field.ty, text)?)
}

/// The value of a field with one part typed anew, the other parts as they are shown.
pub(crate) fn typed_part(
    field: &'static Field,
    part: &str,
    text: &str,
    shown: Option<&Value>,
) -> Inner<Value> {
    let part = part_of(field, part)?;
    let mut parts = match (shown, field.ty) {
        (Some(value @ Value::Map(held)), Type::Composite(known)) => {
            // A part that this version does not know would be lost.
            if held.keys().any(|id| known.iter().all(|part| part.id != *id)) {
                let parts = known.iter().map(|part| part.name).collect::<Vec<_>>().join(", ");
                return Err(Problem::UnknownPart { field: field.name.into(), parts }.into());
            }
            to_json(&field.ty, value).as_object().cloned().unwrap_or_default()
        }
        _ => Map::new(),
    };
    parts.insert(part.name.into(), json_of(&format!("{}.{}", field.name, part.name), &part.ty, text)?);
    Ok(from_json(field, &Json::Object(parts))?)
}

/// Values for a new record, typed by field name; `field.part` gives one part.
pub(crate) fn typed_values(
    log: &Log<'_>,
    entity: &'static Entity,
    typed_fields: &[(String, String)],
) -> Inner<Values> {
    let mut composites: BTreeMap<&str, Map<String, Json>> = BTreeMap::new();
    let mut values = Values::new();
    for (name, text) in typed_fields {
        match name.split_once('.') {
            Some((name, part)) => {
                let part = part_of(field_of(entity, name)?, part)?;
                let json = json_of(&format!("{name}.{}", part.name), &part.ty, text)?;
                composites.entry(name).or_default().insert(part.name.into(), json);
            }
            None => {
                let field = field_of(entity, name)?;
                values.insert(field.id, typed(log, field, text)?);
            }
        }
    }
    for (name, parts) in composites {
        let field = field_of(entity, name)?;
        values.insert(field.id, from_json(field, &Json::Object(parts))?);
    }
    Ok(values)
}

/// A value given as JSON, in which records may be named by their codes.
pub(crate) fn given(log: &Log<'_>, field: &'static Field, json: &Json) -> Inner<Value> {
    let value = given_as_typed(log, field, json)?;
    check_value(field, &value)?;
    Ok(value)
}

/// The same before it is checked: for what is asked about before it is saved.
pub(crate) fn given_as_typed(log: &Log<'_>, field: &'static Field, json: &Json) -> Inner<Value> {
    let among = named_by(&field.ty);
    let named = |json: &Json| -> Inner<Json> {
        match json {
            // A link may name what is recorded elsewhere, so a whole name need not be held.
            Json::String(text) if text.parse::<chaski::record::RecordName>().is_err() => {
                find(log, text, among)
                    .map(|record| json!(record.to_string()))
                    .map_err(|e| e.within(field.name))
            }
            other => Ok(other.clone()),
        }
    };
    let json = match (&field.ty, json) {
        (Type::Record(_), json) => named(json)?,
        (Type::Records(_), Json::Array(items)) => items.iter().map(named).collect::<Inner<_>>()?,
        (_, json) => json.clone(),
    };
    Ok(typed_json(field, &json)?)
}

#[cfg(test)]
mod tests {
    use chaski::record::table::{answers, entity, reading};

    use super::*;

    fn field(of: u64, id: u64) -> &'static Field {
        entity(of).and_then(|e| e.field(id)).unwrap()
    }

    #[test]
    fn a_path_is_plain_text_and_never_empty() {
        let answer = field(answers::ID, answers::answer);
        assert_eq!(path_of(answer, "n\u{303}awi").ok().as_deref(), Some("\u{f1}awi"));
        for wrong in ["", "a\u{0}b", "a\nb", &"x".repeat(501)] {
            assert_eq!(path_of(answer, wrong).unwrap_err().code, "entry");
        }
    }

    #[test]
    fn a_part_typed_anew_keeps_the_other_parts() {
        let weight = field(reading::ID, reading::weight);
        let shown = from_json(weight, &json!({ "kg": "10.2", "clothes": "light" })).ok();
        let corrected = typed_part(weight, "kg", "10.60", shown.as_ref()).ok();
        assert_eq!(corrected, from_json(weight, &json!({ "kg": "10.60", "clothes": "light" })).ok());
        assert_eq!(typed_part(weight, "pounds", "23", None).unwrap_err().code, "entry");
    }
}
