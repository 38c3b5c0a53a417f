//! A field of the table as something that is asked on a screen, and what was typed as its value. A value of parts is asked part by part. Knows the
//! table of fields and the pack's lists; decides nothing.

use chrono::{Datelike, NaiveDate};
use serde_json::{Map, Value as Json};

use super::values::{self, Speaker};
use super::{Choice, Input, InputKind, Inputs};
use crate::record::check::{Problem, check_value};
use crate::record::json::from_json;
use crate::record::typed::json_of;
use crate::record::{Code, Entity, Field, Type, Value};
use crate::store::query::FieldView;
use crate::words::label;
use crate::words::shown::PartialDate;

/// The inputs of a field, holding what stands there; none where no screen can ask for it.
pub(super) fn inputs(
    say: &Speaker<'_>,
    entity: &Entity,
    field: &'static Field,
    stands: &FieldView,
) -> Vec<Input> {
    let label = values::register_label(say, entity.name, field.name, stands.path.as_deref());
    match field.ty {
        Type::Composite(parts) => parts
            .iter()
            .filter_map(|part| {
                let of = stands.value.get(part.name).unwrap_or(&Json::Null);
                let label = label::part(say.lang, field.name, part.name);
                input(say, &key(field, Some(part.name)), part.name, &part.ty, label, of)
            })
            .collect(),
        _ => input(say, field.name, field.name, &field.ty, label, &stands.value).into_iter().collect(),
    }
}

fn key(field: &Field, part: Option<&str>) -> String {
    part.map_or_else(|| field.name.to_owned(), |part| format!("{}.{part}", field.name))
}

fn input(
    say: &Speaker<'_>,
    key: &str,
    name: &str,
    ty: &Type,
    label: crate::words::Text,
    stands: &Json,
) -> Option<Input> {
    let kind = match ty {
        _ if name == "telephone" => InputKind::Telephone,
        Type::Text(most) if *most > 200 => InputKind::LongText,
        Type::Text(_) | Type::Identifier => InputKind::Text,
        Type::Int(..) | Type::Decimal(..) => InputKind::Figure,
        Type::Date => InputKind::PartialDay,
        Type::Code(_) | Type::Concept(_) => InputKind::One,
        Type::Codes(_) | Type::Concepts(_) => InputKind::Several,
        _ => return None,
    };
    let choices = match ty {
        Type::Code(list) | Type::Codes(list) => coded(say, list),
        Type::Concept(list) | Type::Concepts(list) => offered(say, list),
        _ => Vec::new(),
    };
    let value = match stands {
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Array(items) => items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(" "),
        _ => String::new(),
    };
    let unit = values::unit(name).map(str::to_owned);
    Some(Input { value, choices, unit, ..Input::new(key, kind, label) })
}

/// The choices of a list of the table.
pub(super) fn coded(say: &Speaker<'_>, list: &'static [Code]) -> Vec<Choice> {
    let name = crate::record::table::code::list_name(list).unwrap_or_default();
    let choice = |code: &Code| Choice {
        code: code.1.to_owned(),
        text: values::choice(say, name, code.1),
        picture: None,
    };
    list.iter().map(choice).collect()
}

/// The concepts of a list of the pack that are offered today.
pub(super) fn offered(say: &Speaker<'_>, list: &str) -> Vec<Choice> {
    let concepts = say.pack.list(list).into_iter().flat_map(|of| of.offered(say.today));
    concepts
        .map(|concept| Choice {
            code: concept.code.clone(),
            text: values::concept(say, list, &concept.code),
            picture: None,
        })
        .collect()
}

/// The value that was typed for a field; nothing where all of it was left blank.
///
/// # Errors
/// What the field does not take, by the name of the input.
pub(super) fn value(field: &'static Field, inputs: &Inputs) -> Result<Value, (String, Problem)> {
    let typed = |key: &str| inputs.get(key).map(|text| text.trim()).unwrap_or_default();
    let json = match field.ty {
        Type::Composite(parts) => {
            let mut held = Map::new();
            for part in parts {
                let key = key(field, Some(part.name));
                let text = typed(&key);
                if !text.is_empty() {
                    let json = json_of(part.name, &part.ty, &listed(&part.ty, text));
                    held.insert(part.name.to_owned(), json.map_err(|problem| (key, problem))?);
                }
            }
            if held.is_empty() { Json::Null } else { Json::Object(held) }
        }
        _ => match typed(field.name) {
            "" => Json::Null,
            text => json_of(field.name, &field.ty, &listed(&field.ty, text))
                .map_err(|wrong| (field.name.into(), wrong))?,
        },
    };
    let wrong = |problem: Problem| {
        let key = problem.field().unwrap_or(field.name).to_owned();
        (key, problem)
    };
    let value = from_json(field, &json).map_err(wrong)?;
    check_value(field, &value).map_err(wrong)?;
    Ok(value)
}

/// Several choices come with spaces between; the table takes commas.
fn listed(ty: &Type, text: &str) -> String {
    match ty {
        Type::Codes(_) | Type::Concepts(_) => text.split_whitespace().collect::<Vec<_>>().join(","),
        _ => text.to_owned(),
    }
}

/// What is wrong with what was typed, in words.
pub(super) fn wrong(
    say: &Speaker<'_>,
    entity: &Entity,
    field: &Field,
    problem: &Problem,
) -> crate::words::Text {
    let label = values::field_label(say, entity.name, field.name);
    let args = [("field", (&label).into())];
    let (sentence, _) = label::error(say.lang, "entry", Some(problem.code()), &args);
    sentence
}

/// A day as a value.
pub(super) fn date_of(day: NaiveDate) -> Value {
    Value::date(&[day.year().into(), day.month().into(), day.day().into()])
}

/// Whether a day lies ahead: what happened has none.
pub(super) fn lies_ahead(say: &Speaker<'_>, typed: &str) -> bool {
    let today = say.today.to_string();
    PartialDate::from_iso(typed).is_some() && today.get(..typed.len()).is_some_and(|now| typed > now)
}
