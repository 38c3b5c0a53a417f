//! A value that a change says, in a page about that change. Knows the table of fields.

use chaski::record::{RecordName, Type, entity_named};
use serde_json::Value as Json;

use crate::web::values;
use crate::web::voice::{Voice, Words};

/// An area: record, name, whether nothing is below it.
pub type Area = (RecordName, String, bool);

/// A value as people read it; a record that is named, by its code, but an area of theirs by its name.
pub fn said(v: &Voice, areas: &[Area], entity: &str, field: &str, value: &Json) -> Words {
    let named = value.as_str().and_then(|text| areas.iter().find(|(area, ..)| area.to_string() == text));
    if let Some((_, name, _)) = named {
        return Words::plain(name);
    }
    let code = |json: &Json| Some(json.as_str()?.parse::<RecordName>().ok()?.paper_code());
    let ty = entity_named(entity).and_then(|entity| entity.field_named(field)).map(|field| field.ty);
    let codes: Vec<String> = match (ty, value) {
        (Some(Type::Record(_)), one) => code(one).into_iter().collect(),
        (Some(Type::Records(_)), Json::Array(all)) => all.iter().filter_map(code).collect(),
        _ => return values::value(v, entity, field, value, &[]),
    };
    if codes.is_empty() {
        return v.t("value-none");
    }
    v.with("desk-of-code", &[("code", (&codes.join(", ")).into())])
}
