//! The value of a field as a screen shows it: typed, figures as they were typed, choices by the names under which the
//! language files have their words. Knows the table of fields.

use crate::record::document::unit;
use crate::record::schema::Code;
use crate::record::{RecordName, Time, Type, Value, check, json};

/// The value of a field.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum FieldValue {
    /// It was cleared, or nothing was ever said.
    Nothing,
    /// Yes or no.
    Truth {
        /// Yes.
        yes: bool,
    },
    /// A text.
    Text {
        /// The text.
        text: String,
    },
    /// A whole number.
    Number {
        /// The number.
        number: i64,
    },
    /// A figure as it was typed: 12.30 is not 12.3.
    Decimal {
        /// Its digits.
        digits: String,
    },
    /// A date as exactly as it is known.
    Date {
        /// `2024`, `2024-03` or `2024-03-15`.
        on: String,
    },
    /// A time by somebody's clock.
    Time {
        /// The time.
        at: Time,
    },
    /// One of a list.
    Choice {
        /// Its name, or the code of a concept; of a choice that only a newer app knows, its number.
        name: String,
    },
    /// Several of a list.
    Choices {
        /// Their names.
        names: Vec<String>,
    },
    /// One record or several; the field's links say what they are called.
    Records {
        /// Their names.
        records: Vec<RecordName>,
    },
    /// What belongs together, as weight with clothes.
    Parts {
        /// Its parts, in the order of the table.
        parts: Vec<ValuePart>,
    },
    /// Of a kind that only a newer app shows.
    Unreadable,
}

/// A part of a value.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ValuePart {
    /// Its name.
    pub name: String,
    /// The unit of its figure.
    pub unit: Option<String>,
    /// Its value; never parts again.
    pub value: FieldValue,
}

impl FieldValue {
    /// Of a value as the table types it; of a field that the table does not know, unreadable.
    pub fn of(ty: Option<&Type>, value: Option<&Value>) -> FieldValue {
        match (ty, value) {
            (_, None | Some(Value::Null)) => FieldValue::Nothing,
            (_, Some(Value::Bool(yes))) => FieldValue::Truth { yes: *yes },
            (Some(ty), Some(value)) if check::shape_ok(ty, value) => typed(ty, value),
            _ => FieldValue::Unreadable,
        }
    }
}

fn typed(ty: &Type, value: &Value) -> FieldValue {
    match (ty, value) {
        (Type::Date, date) => date_of(date),
        (Type::Time, Value::Int(seconds)) => FieldValue::Time { at: Time(*seconds) },
        (Type::Code(list), Value::Int(number)) => FieldValue::Choice { name: choice(list, *number) },
        (Type::Codes(list), Value::List(items)) => FieldValue::Choices {
            names: items.iter().filter_map(Value::as_int).map(|number| choice(list, number)).collect(),
        },
        (Type::Concept(_), Value::Text(code)) => FieldValue::Choice { name: code.clone() },
        (Type::Concepts(_), Value::List(items)) => FieldValue::Choices {
            names: items.iter().filter_map(Value::as_text).map(str::to_owned).collect(),
        },
        (Type::Records(_), Value::List(items)) => {
            FieldValue::Records { records: items.iter().filter_map(Value::as_record).collect() }
        }
        (Type::Composite(parts), Value::Map(held)) => {
            let held = parts.iter().filter_map(|part| Some((part, held.get(&part.id)?)));
            let parts = held.map(|(part, value)| ValuePart {
                name: part.name.into(),
                unit: unit(part.name).map(str::to_owned),
                value: FieldValue::of(Some(&part.ty), Some(value)),
            });
            FieldValue::Parts { parts: parts.collect() }
        }
        (Type::ByPath, Value::List(items)) => match date_of(value) {
            FieldValue::Unreadable => FieldValue::Choices { names: items.iter().map(plain).collect() },
            date => date,
        },
        (_, Value::Record(record)) => FieldValue::Records { records: vec![*record] },
        (_, Value::Text(text)) => FieldValue::Text { text: text.clone() },
        (_, Value::Int(number)) => FieldValue::Number { number: *number },
        (_, Value::Decimal(figure)) => FieldValue::Decimal { digits: figure.to_string() },
        _ => FieldValue::Unreadable,
    }
}

fn date_of(value: &Value) -> FieldValue {
    json::date_text(value).map_or(FieldValue::Unreadable, |on| FieldValue::Date { on })
}

fn choice(list: &[Code], number: i64) -> String {
    let known = list.iter().find(|code| code.0 == number);
    known.map_or_else(|| number.to_string(), |code| code.1.to_owned())
}

/// One of several answers to a question, as text.
fn plain(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Int(number) => number.to_string(),
        Value::Decimal(figure) => figure.to_string(),
        Value::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use crate::record::Decimal;
    use crate::record::table::{answers, code, entity, part, person, reading, visit};

    use super::*;

    fn of(entity_id: u64, field: u64, value: &Value) -> FieldValue {
        FieldValue::of(entity(entity_id).and_then(|e| e.field(field)).map(|f| &f.ty), Some(value))
    }

    #[test]
    fn a_value_keeps_its_kind_and_a_figure_its_digits() {
        let figure = Value::Decimal(Decimal::new(1230, -2));
        assert_eq!(
            of(reading::ID, reading::muac_cm, &figure),
            FieldValue::Decimal { digits: "12.30".into() }
        );
        let weight = Value::parts([
            (part::weight::kg, figure),
            (part::weight::clothes, Value::Int(code::clothes::light)),
        ]);
        let FieldValue::Parts { parts } = of(reading::ID, reading::weight, &weight) else {
            panic!("no parts")
        };
        assert_eq!((parts[0].name.as_str(), parts[0].unit.as_deref()), ("kg", Some("kg")));
        assert_eq!(parts[1].value, FieldValue::Choice { name: "light".into() });
        let begun = of(visit::ID, visit::begun, &Value::Int(7));
        assert_eq!(begun, FieldValue::Time { at: Time(7) });
        let born = of(person::ID, person::birth_date, &Value::date(&[2024, 3]));
        assert_eq!(born, FieldValue::Date { on: "2024-03".into() });
    }

    #[test]
    fn what_this_version_does_not_know_is_no_guess() {
        assert_eq!(of(person::ID, person::sex, &Value::Int(77)), FieldValue::Choice { name: "77".into() });
        assert_eq!(of(person::ID, person::sex, &Value::text("x")), FieldValue::Unreadable);
        assert_eq!(FieldValue::of(None, Some(&Value::Int(1))), FieldValue::Unreadable);
        assert_eq!(of(person::ID, person::sex, &Value::Null), FieldValue::Nothing);
    }

    #[test]
    fn an_answer_says_itself_what_it_is() {
        let answer = |value: &Value| of(answers::ID, answers::answer, value);
        assert_eq!(answer(&Value::Bool(true)), FieldValue::Truth { yes: true });
        assert_eq!(answer(&Value::date(&[2026, 2])), FieldValue::Date { on: "2026-02".into() });
        let foods = Value::List(vec![Value::text("egg"), Value::text("liver")]);
        assert_eq!(answer(&foods), FieldValue::Choices { names: vec!["egg".into(), "liver".into()] });
    }
}
