//! From what somebody typed for a field to its value: plain text as the field's type asks for it, or JSON. Whether
//! the value may be written is [`super::json::from_json`]'s to say. Knows the schema; knows neither a screen nor a
//! disk.

use serde_json::{Value as Json, json};

use super::check::Problem;
use super::json::{NotJson, from_json, read_json};
use super::schema::{Code, Field, Type};
use super::value::{Decimal, Value};

/// The value that was typed for a field; a record is given by its whole name. `null` is nothing.
pub fn typed(field: &Field, text: &str) -> Result<Value, Problem> {
    from_json(field, &json_of(field.name, &field.ty, text)?)
}

/// What was typed, as the JSON that the type is read from. 12.30 stays 12.30, and 12,30 is the same figure. `name` is
/// what it was typed for.
pub fn json_of(name: &str, ty: &Type, text: &str) -> Result<Json, Problem> {
    let text = text.trim();
    let parsed = match (ty, read_json(text)) {
        (Type::Composite(_) | Type::ByPath, Err(NotJson::KeyTwice { key, .. })) => {
            return Err(Problem::KeyTwice { field: name.into(), key });
        }
        (_, parsed) => parsed.ok(),
    };
    Ok(match (ty, parsed) {
        (_, Some(Json::Null)) => Json::Null,
        (Type::Int(..) | Type::Time, Some(number @ Json::Number(_))) => number,
        (Type::Code(list), parsed) => choice(list, parsed.as_ref().and_then(Json::as_str).unwrap_or(text)),
        (Type::Codes(_) | Type::Records(_), Some(items @ Json::Array(_))) => items,
        (Type::Concepts(_), Some(items @ Json::Array(_))) => items,
        (Type::Concepts(_), _) => items(text).map(Json::from).collect(),
        // A number of nothing but digits is a text all the same.
        (Type::Identifier, Some(Json::String(quoted))) => json!(quoted),
        (Type::Identifier, _) => json!(text),
        (Type::Codes(list), _) => items(text).map(|item| choice(list, item)).collect(),
        (Type::Records(_), _) => items(text).map(Json::from).collect(),
        (Type::Composite(_), Some(parts @ Json::Object(_))) => parts,
        // 12.30 is not 12.3: a number with places goes as text.
        (Type::ByPath, Some(Json::Number(number))) if number.as_i64().is_none() => match Decimal::parse(text)
        {
            Some(_) => json!({ "decimal": text }),
            None => Json::Number(number),
        },
        (Type::ByPath, Some(answer)) => answer,
        (_, Some(quoted @ Json::String(_))) => quoted,
        (_, _) => json!(text),
    })
}

fn items(text: &str) -> impl Iterator<Item = &str> {
    text.split(',').map(str::trim).filter(|item| !item.is_empty())
}

/// A choice by name, by number, or by a beginning of its name that no other shares.
fn choice(list: &[Code], text: &str) -> Json {
    if let Ok(number) = text.parse::<i64>() {
        return json!(number);
    }
    let text = text.to_lowercase();
    let is_whole = list.iter().any(|code| code.1 == text);
    let mut beginning = list.iter().filter(|code| !text.is_empty() && code.1.starts_with(&text));
    match (is_whole, beginning.next(), beginning.next()) {
        (false, Some(only), None) => json!(only.1),
        _ => json!(text),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::table::{answers, code, entity, person, reading};
    use super::*;

    fn read(of: u64, id: u64, text: &str) -> Result<Value, Problem> {
        typed(entity(of).and_then(|e| e.field(id)).unwrap(), text)
    }

    #[test]
    fn a_figure_is_kept_as_it_was_typed_with_point_or_comma() {
        let decimal = |text| Decimal::parse(text).map(Value::Decimal);
        assert_eq!(read(reading::ID, reading::muac_cm, "14.20").ok(), decimal("14.20"));
        assert_eq!(read(reading::ID, reading::muac_cm, " 14,20 ").ok(), decimal("14.20"));
        assert_eq!(read(answers::ID, answers::answer, "14.20").ok(), decimal("14.20"));
        assert_eq!(read(answers::ID, answers::answer, "3").ok(), Some(Value::Int(3)));
        assert_eq!(read(person::ID, person::birth_weight_g, "2950").ok(), Some(Value::Int(2950)));
    }

    #[test]
    fn a_part_that_is_typed_twice_is_refused_and_a_text_may_say_what_it_likes() {
        let twice = |of, id, text: &str| read(of, id, text).unwrap_err().to_string();
        let said = twice(reading::ID, reading::weight, r#"{"kg": "9.1", "kg": "9.7"}"#);
        assert!(said.contains("`weight`") && said.contains("`kg`"), "{said}");
        assert!(
            twice(answers::ID, answers::answer, r#"{"date": "2024", "date": "2023"}"#).contains("`date`")
        );
        let text = r#"{"a": 1, "a": 2}"#;
        assert_eq!(read(person::ID, person::given_names, text).ok(), Some(Value::text(text)));
    }

    #[test]
    fn a_text_of_digits_stays_a_text_and_a_year_a_date() {
        assert_eq!(read(person::ID, person::identifier, "71234567").ok(), Some(Value::text("71234567")));
        assert_eq!(read(person::ID, person::given_names, "\"null\"").ok(), Some(Value::text("null")));
        assert_eq!(read(person::ID, person::given_names, "null").ok(), Some(Value::Null));
        assert_eq!(read(person::ID, person::birth_date, "2024").ok(), Some(Value::date(&[2024])));
    }

    #[test]
    fn a_choice_is_read_by_name_number_or_a_beginning_that_no_other_shares() {
        let female = Some(Value::Int(code::sex::female));
        for text in ["female", "f", "F", "2", "\"female\""] {
            assert_eq!(read(person::ID, person::sex, text).ok(), female, "{text}");
        }
        assert!(read(person::ID, person::sex, "x").is_err() && read(person::ID, person::sex, "3").is_err());
        let why = read(reading::ID, reading::not_measured, "refused, asl").ok();
        assert_eq!(why, Some(Value::List(vec![Value::Int(2), Value::Int(4)])));
        assert!(read(person::ID, person::kind, "c, p").is_err());
    }

    #[test]
    fn concepts_are_typed_by_their_codes_with_commas() {
        let insured = read(person::ID, person::insurance, "state, private").ok();
        assert_eq!(insured, Some(Value::List(vec![Value::text("private"), Value::text("state")])));
        assert_eq!(
            read(person::ID, person::insurance, r#"["state"]"#).ok(),
            Some(Value::List(vec![Value::text("state")]))
        );
        assert!(read(person::ID, person::insurance, "two words").is_err());
    }
}
