//! Values as JSON, for screens, scripts and exports, and back: codes by name, decimals as the text that was
//! typed, dates as ISO 8601, records by their names. An answer to a question is self-describing, since no
//! table says its type. A whole number that readers of JSON would round is text. Knows the schema; knows neither a
//! screen nor a disk.

use std::cell::RefCell;
use std::fmt;
use std::io;

use serde::Serialize;
use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::ser::Formatter;
use serde_json::{Map, Value as Json, json};
use unicode_normalization::UnicodeNormalization;

use super::check::{self, Problem, check_value, expected, shape_ok};
use super::schema::{Code, Field, Part, Type};
use super::value::{Decimal, Value};

/// The greatest whole number that every reader of JSON takes as it is written; beyond it, or its negative, a whole number
/// is written as text.
pub const EXACT: u64 = (1 << 53) - 1;

/// As JSON on one line, every whole number beyond [`EXACT`] as text.
pub fn line<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    let mut bytes = Vec::new();
    value.serialize(&mut serde_json::Serializer::with_formatter(&mut bytes, Exact))?;
    String::from_utf8(bytes).map_err(serde::ser::Error::custom)
}

/// Writes what readers of JSON would round as text.
struct Exact;

impl Formatter for Exact {
    fn write_i64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: i64) -> io::Result<()> {
        if is_exact(value) { write!(writer, "{value}") } else { write!(writer, "\"{value}\"") }
    }

    fn write_u64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: u64) -> io::Result<()> {
        if value <= EXACT { write!(writer, "{value}") } else { write!(writer, "\"{value}\"") }
    }
}

fn is_exact(number: i64) -> bool {
    number.unsigned_abs() <= EXACT
}

/// A whole number as JSON, whose type the reader knows.
fn whole(number: i64) -> Json {
    if is_exact(number) { json!(number) } else { Json::from(number.to_string()) }
}

/// A whole number as JSON that says itself what it is.
pub(crate) fn described_whole(number: i64) -> Json {
    if is_exact(number) { json!(number) } else { json!({ "integer": number.to_string() }) }
}

/// Reads a whole number from text: only one that would not be written as a number, and as it would be written.
fn beyond(text: &str) -> Option<Value> {
    let number = text.parse().ok()?;
    (!is_exact(number) && number.to_string() == text).then_some(Value::Int(number))
}

/// Why a text is not taken as JSON.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotJson {
    /// It is written wrong.
    #[error("it is not JSON (line {line}, column {column})")]
    Unreadable {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// Of two values under one key, one would be lost.
    #[error("it says `{key}` twice (line {line})")]
    KeyTwice {
        /// The key, with where it stands: `persons[0].reading.weight`.
        key: String,
        /// The line of the second, from 1.
        line: usize,
    },
}

/// A text that somebody or a program wrote, as JSON in which every key stands once.
pub fn read_json(text: &str) -> Result<Json, NotJson> {
    let twice = RefCell::new(None);
    let mut from = serde_json::Deserializer::from_str(text);
    let read = Once { place: String::new(), twice: &twice }.deserialize(&mut from);
    read.and_then(|json| from.end().map(|()| json)).map_err(|error| match twice.take() {
        Some(key) => NotJson::KeyTwice { key, line: error.line() },
        None => NotJson::Unreadable { line: error.line(), column: error.column() },
    })
}

/// A value as JSON. A value that is not of this type (a change from elsewhere) becomes `{"unreadable":
/// true}`; parts of a composite that a newer version added are left out.
pub fn to_json(ty: &Type, value: &Value) -> Json {
    if shape_ok(ty, value) { written(ty, value).unwrap_or_else(unreadable) } else { unreadable() }
}

/// A value from JSON, checked as [`check_value`] checks it. Text is brought to NFC; the choices and records
/// of a list are put in order, so that two people who ticked the same in another order said the same.
pub fn from_json(field: &Field, json: &Json) -> Result<Value, Problem> {
    let value = typed_json(field, json)?;
    check_value(field, &value)?;
    Ok(value)
}

/// A value from JSON as it was typed, of the field's kind and not checked further: for what is asked about before it is saved.
pub fn typed_json(field: &Field, json: &Json) -> Result<Value, Problem> {
    read(field.name, &field.ty, json)
}

/// An answer as it stood in the form, of what a field by path shows as JSON: names of choices with spaces between.
pub fn answer_text(answer: &Json) -> String {
    match answer {
        Json::String(text) => text.clone(),
        Json::Array(items) => items.iter().map(answer_text).collect::<Vec<_>>().join(" "),
        Json::Object(parts) => parts.values().next().map(answer_text).unwrap_or_default(),
        Json::Null => String::new(),
        other => other.to_string(),
    }
}

/// A date as text: `2024`, `2024-03` or `2024-03-15`; `None` if it is none of the calendar.
pub fn date_text(value: &Value) -> Option<String> {
    let Value::List(parts) = value else { return None };
    Some(match check::date_parts(parts)?.as_slice() {
        [year] => format!("{year:04}"),
        [year, month] => format!("{year:04}-{month:02}"),
        [year, month, day] => format!("{year:04}-{month:02}-{day:02}"),
        _ => return None,
    })
}

/// Reads what [`date_text`] wrote; whether such a day exists is for the check to say.
pub fn read_date(text: &str) -> Option<Value> {
    let mut parts = Vec::new();
    for (place, part) in text.split('-').enumerate() {
        let digits = if place == 0 { 4 } else { 2 };
        if place > 2 || part.len() != digits || !part.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        parts.push(part.parse().ok()?);
    }
    Some(Value::date(&parts))
}

fn unreadable() -> Json {
    json!({ "unreadable": true })
}

fn written(ty: &Type, value: &Value) -> Option<Json> {
    Some(match (ty, value) {
        (_, Value::Null) => Json::Null,
        (Type::ByPath, value) => return described(value),
        (Type::Date, date) => Json::from(date_text(date)?),
        (Type::Code(list), Value::Int(number)) => code_json(list, *number),
        (Type::Codes(list), Value::List(items)) => items
            .iter()
            .map(|item| item.as_int().map(|number| code_json(list, number)))
            .collect::<Option<_>>()?,
        (Type::Concepts(_), Value::List(items)) => {
            items.iter().map(|item| item.as_text().map(Json::from)).collect::<Option<_>>()?
        }
        (Type::Records(_), Value::List(items)) => {
            items.iter().map(|item| item.as_record().map(|name| name.to_string())).collect::<Option<_>>()?
        }
        (Type::Composite(parts), Value::Map(map)) => {
            let given = parts.iter().filter_map(|p| map.get(&p.id).map(|value| (p, value)));
            let pairs = given.map(|(p, value)| Some((p.name.to_string(), written(&p.ty, value)?)));
            Json::Object(pairs.collect::<Option<_>>()?)
        }
        (_, Value::Text(text)) => json!(text),
        (_, Value::Int(number)) => whole(*number),
        (_, Value::Decimal(number)) => json!(number.to_string()),
        (_, Value::Record(name)) => json!(name.to_string()),
        (_, Value::Bytes(bytes)) => Json::from(hex(bytes)),
        _ => return None,
    })
}

/// The self-describing form. A list of numbers that is a date of the calendar is written as one; it reads
/// back as the same value either way.
fn described(value: &Value) -> Option<Json> {
    Some(match value {
        Value::Null => Json::Null,
        Value::Bool(yes) => json!(yes),
        Value::Int(number) => described_whole(*number),
        Value::Text(text) => json!(text),
        Value::Decimal(number) => json!({ "decimal": number.to_string() }),
        Value::List(items) => match date_text(value) {
            Some(date) => json!({ "date": date }),
            None => items.iter().map(described).collect::<Option<_>>()?,
        },
        _ => return None,
    })
}

fn read(name: &str, ty: &Type, json: &Json) -> Result<Value, Problem> {
    let read = match (ty, json) {
        (_, Json::Null) => Some(Value::Null),
        (Type::Text(_) | Type::Concept(_) | Type::Identifier, Json::String(text)) => Some(Value::text(text)),
        (Type::Int(..) | Type::Time, Json::Number(number)) => number.as_i64().map(Value::Int),
        (Type::Int(..) | Type::Time, Json::String(text)) => beyond(text),
        (Type::Decimal(..), json) => decimal(json).map(Value::Decimal),
        (Type::Code(list), json) => code(list, json),
        (Type::Date, Json::String(text)) => read_date(text),
        (Type::Record(_), Json::String(text)) => text.parse().ok().map(Value::Record),
        (Type::Bytes(_), Json::String(text)) => unhex(text).map(Value::Bytes),
        (Type::Codes(list), Json::Array(items)) => in_order(items.iter().map(|item| code(list, item))),
        (Type::Concepts(_), Json::Array(items)) => {
            in_order(items.iter().map(|item| item.as_str().map(Value::text)))
        }
        (Type::Records(_), Json::Array(items)) => {
            in_order(items.iter().map(|item| item.as_str()?.parse().ok().map(Value::Record)))
        }
        (Type::Composite(parts), Json::Object(given)) => return read_parts(name, parts, given),
        (Type::ByPath, json) => undescribed(json),
        _ => None,
    };
    read.ok_or_else(|| Problem::WrongType { field: name.into(), expected: expected(ty) })
}

fn read_parts(name: &str, parts: &[Part], given: &serde_json::Map<String, Json>) -> Result<Value, Problem> {
    let mut read_parts = Vec::new();
    for (part_name, json) in given {
        let Some(part) = parts.iter().find(|p| p.name == part_name) else {
            let parts = parts.iter().map(|p| p.name).collect::<Vec<_>>().join(", ");
            return Err(Problem::UnknownPart { field: name.into(), parts });
        };
        if !json.is_null() {
            read_parts.push((part.id, read(&format!("{name}.{}", part.name), &part.ty, json)?));
        }
    }
    Ok(Value::parts(read_parts))
}

fn undescribed(json: &Json) -> Option<Value> {
    let scalar = |json: &Json| match json {
        Json::Null => Some(Value::Null),
        Json::Bool(yes) => Some(Value::Bool(*yes)),
        Json::String(text) => Some(Value::text(text)),
        Json::Number(number) => number.as_i64().map(Value::Int).or_else(|| decimal(json).map(Value::Decimal)),
        Json::Object(object) if object.len() == 1 => match (object.get("decimal"), object.get("integer")) {
            (Some(figure), _) => decimal(figure).map(Value::Decimal),
            (_, Some(number)) => beyond(number.as_str()?),
            _ => None,
        },
        _ => None,
    };
    match json {
        Json::Array(items) => items.iter().map(scalar).collect::<Option<_>>().map(Value::List),
        Json::Object(object) if object.len() == 1 && object.contains_key("date") => {
            // No range is checked behind this, so the calendar is asked here.
            let date = read_date(object.get("date")?.as_str()?)?;
            date_text(&date).map(|_| date)
        }
        json => scalar(json),
    }
}

fn in_order(items: impl Iterator<Item = Option<Value>>) -> Option<Value> {
    let mut items = items.collect::<Option<Vec<_>>>()?;
    items.sort();
    items.dedup();
    Some(Value::List(items))
}

fn code_json(list: &[Code], number: i64) -> Json {
    list.iter().find(|code| code.0 == number).map_or_else(|| whole(number), |code| json!(code.1))
}

fn code(list: &[Code], json: &Json) -> Option<Value> {
    let number = match json {
        Json::String(name) => list.iter().find(|code| code.1 == name)?.0,
        json => json.as_i64()?,
    };
    Some(Value::Int(number))
}

fn decimal(json: &Json) -> Option<Decimal> {
    match json {
        Json::String(text) => Decimal::parse(text),
        Json::Number(number) => Decimal::parse(&number.to_string()),
        _ => None,
    }
}

/// Reads JSON and remembers the first key that stands twice.
struct Once<'t> {
    /// Where this value stands.
    place: String,
    twice: &'t RefCell<Option<String>>,
}

impl<'de> DeserializeSeed<'de> for Once<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Json, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Once<'_> {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_bool<E>(self, yes: bool) -> Result<Json, E> {
        Ok(json!(yes))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(json!(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(json!(number))
    }

    fn visit_f64<E>(self, number: f64) -> Result<Json, E> {
        Ok(json!(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(json!(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut all = Vec::new();
        while let Some(item) = items
            .next_element_seed(Once { place: format!("{}[{}]", self.place, all.len()), twice: self.twice })?
        {
            all.push(item);
        }
        Ok(Json::Array(all))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut pairs: A) -> Result<Json, A::Error> {
        let (mut all, mut keys) = (Map::new(), std::collections::BTreeSet::new());
        while let Some(key) = pairs.next_key::<String>()? {
            let place = if self.place.is_empty() { key.clone() } else { format!("{}.{key}", self.place) };
            // As a path of a question is kept: in one spelling.
            if !keys.insert(key.nfc().collect::<String>()) {
                self.twice.replace(Some(place));
                return Err(de::Error::custom("a key stands twice"));
            }
            let value = pairs.next_value_seed(Once { place, twice: self.twice })?;
            all.insert(key, value);
        }
        Ok(Json::Object(all))
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    (0..text.len()).step_by(2).map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok()).collect()
}

#[cfg(test)]
#[allow(clippy::panic, clippy::expect_used)]
mod tests {
    use super::super::name::{DeviceId, RecordName};
    use super::super::table::{self, answers, caregiver, device, person, reading, referral, verdict, visit};
    use super::*;

    fn field(entity: u64, field: u64) -> &'static Field {
        match table::entity(entity).and_then(|e| e.field(field)) {
            Some(field) => field,
            None => panic!("no such field"),
        }
    }

    fn record() -> RecordName {
        RecordName { device: DeviceId([0xab; 16]), number: 7, index: 1 }
    }

    #[test]
    fn a_value_of_each_type_reads_back_from_its_json() {
        let samples = [
            (person::ID, person::given_names, json!("Ñusta")),
            (person::ID, person::birth_weight_g, json!(2950)),
            (reading::ID, reading::muac_cm, json!("14.20")),
            (person::ID, person::sex, json!("female")),
            (referral::ID, referral::signs, json!(["convulsion", "fever"])),
            (caregiver::ID, caregiver::relation, json!("a_code_of_next_year")),
            (person::ID, person::identifier, json!("01234567")),
            (person::ID, person::birth_date, json!("2024")),
            (person::ID, person::birth_date, json!("2024-03")),
            (person::ID, person::birth_date, json!("2024-03-15")),
            (visit::ID, visit::begun, json!(1_753_000_000)),
            (person::ID, person::household, json!(record().to_string())),
            (visit::ID, visit::persons_seen, json!([record().to_string()])),
            (device::ID, device::device, json!("00ff".repeat(8))),
            (reading::ID, reading::weight, json!({ "kg": "12.30", "clothes": "light" })),
            (person::ID, person::insurance, Json::Null),
            (answers::ID, answers::answer, json!({ "decimal": "12.30" })),
            (answers::ID, answers::answer, json!({ "date": "2024-03" })),
            (answers::ID, answers::answer, json!("sí")),
            (answers::ID, answers::answer, json!(3)),
            (answers::ID, answers::answer, json!(true)),
            (answers::ID, answers::answer, json!(["a", "b", { "decimal": "1.0" }])),
            (answers::ID, answers::answer, Json::Null),
        ];
        for (entity, number, json) in samples {
            let field = field(entity, number);
            let value = from_json(field, &json);
            assert_eq!(value.map(|value| to_json(&field.ty, &value)), Ok(json), "{}", field.name);
        }
    }

    #[test]
    fn json_in_which_every_key_stands_once_is_read_as_any_reader_does() {
        let text = r#" {"a": [1, -2, 1.50, 1e3, true, null, "\u00f1 \"x\""], "b": {"a": {}, "c": []}, "": 18446744073709551615} "#;
        assert_eq!(read_json(text).ok(), serde_json::from_str(text).ok());
        for wrong in ["", "{", "[1,]", "{} {}", "{\"a\": 01}", "nul", &"[".repeat(1_000)] {
            assert!(matches!(read_json(wrong), Err(NotJson::Unreadable { .. })), "{wrong}");
        }
        assert_eq!(read_json("{\n  \"a\": x"), Err(NotJson::Unreadable { line: 2, column: 8 }));
    }

    #[test]
    fn a_key_that_stands_twice_is_named_wherever_it_stands() {
        let twice = |text: &str| match read_json(text) {
            Err(NotJson::KeyTwice { key, line }) => format!("{key} {line}"),
            other => panic!("{text}: {other:?}"),
        };
        assert_eq!(twice("{\"a\": 1, \"a\": 1}"), "a 1");
        assert_eq!(
            twice("{\"persons\": [{}, {\"reading\": {\"weight\": 1,\n\"weight\": 2}}]}"),
            "persons[1].reading.weight 2"
        );
        // However it is spelled.
        assert_eq!(twice(r#"[[{"a": {}, "\u0061": 1}]]"#), "[0][0].a 1");
        assert_eq!(twice("{\"\u{f1}\": 1, \"n\u{303}\": 2}"), "n\u{303} 1");
        let sentence = read_json("{\"kg\": 1, \"kg\": 2}").map_err(|wrong| wrong.to_string());
        assert_eq!(sentence.expect_err("refused"), "it says `kg` twice (line 1)");
    }

    #[test]
    fn a_number_is_read_from_text_and_from_a_number() {
        let muac = field(reading::ID, reading::muac_cm);
        assert_eq!(from_json(muac, &json!("14.20")), Ok(Value::Decimal(Decimal::new(1420, -2))));
        assert_eq!(from_json(muac, &json!(14.2)), Ok(Value::Decimal(Decimal::new(142, -1))));
        assert_eq!(from_json(muac, &json!(14)), Ok(Value::Decimal(Decimal::new(14, 0))));
    }

    #[test]
    fn a_whole_number_that_readers_would_round_is_text_and_reads_back() {
        let number = field(verdict::ID, verdict::number);
        let answer = field(answers::ID, answers::answer);
        for (whole, text) in [
            ((1 << 53) - 1, "9007199254740991"),
            (1 << 53, "9007199254740992"),
            (i64::MAX, "9223372036854775807"),
        ] {
            let (typed, described) = match whole < 1 << 53 {
                true => (json!(whole), json!(whole)),
                false => (json!(text), json!({ "integer": text })),
            };
            assert_eq!(to_json(&number.ty, &Value::Int(whole)), typed);
            assert_eq!(from_json(number, &typed), Ok(Value::Int(whole)));
            assert_eq!(to_json(&answer.ty, &Value::Int(whole)), described);
            assert_eq!(from_json(answer, &described), Ok(Value::Int(whole)));
        }
        let below = Value::Int(-(1 << 53));
        assert_eq!(to_json(&answer.ty, &below), json!({ "integer": "-9007199254740992" }));
        assert_eq!(to_json(&answer.ty, &Value::Int(1 - (1 << 53))), json!(-9_007_199_254_740_991_i64));
        // A number that is written as one is read as one alone, and text is no number.
        for wrong in [json!("12"), json!("+9007199254740992"), json!("9007199254740992 "), json!("x")] {
            assert!(from_json(number, &wrong).is_err(), "{wrong}");
            assert!(from_json(answer, &json!({ "integer": wrong })).is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_line_of_json_quotes_what_readers_would_round_wherever_it_stands() {
        #[derive(Serialize)]
        struct Odd {
            depth: u64,
            clock: Option<i64>,
            list: Vec<(u64, i64)>,
            inner: Json,
        }
        let odd = Odd {
            depth: 1 << 53,
            clock: Some(i64::MIN),
            list: vec![(EXACT, 1 - (1 << 53)), (u64::MAX, 7)],
            inner: json!({ "number": u64::MAX, "figure": 0.5 }),
        };
        assert_eq!(
            line(&odd).ok().as_deref(),
            Some(concat!(
                r#"{"depth":"9007199254740992","clock":"-9223372036854775808","#,
                r#""list":[[9007199254740991,-9007199254740991],["18446744073709551615",7]],"#,
                r#""inner":{"figure":0.5,"number":"18446744073709551615"}}"#
            ))
        );
    }

    #[test]
    fn the_order_in_which_choices_were_ticked_says_nothing() {
        let signs = field(referral::ID, referral::signs);
        let one = from_json(signs, &json!(["convulsion", "fever", "fever"]));
        assert_eq!(one, from_json(signs, &json!(["fever", "convulsion"])));
    }

    #[test]
    fn a_choice_of_a_newer_list_stays_a_number() {
        let sex = field(person::ID, person::sex);
        assert_eq!(to_json(&sex.ty, &Value::Int(77)), json!(77));
        assert!(from_json(sex, &json!(77)).is_err() && from_json(sex, &json!("x")).is_err());
    }

    #[test]
    fn a_value_of_another_type_is_shown_as_unreadable() {
        let sex = field(person::ID, person::sex);
        assert_eq!(to_json(&sex.ty, &Value::text("female")), json!({ "unreadable": true }));
        let born = field(person::ID, person::birth_date);
        assert_eq!(to_json(&born.ty, &Value::date(&[2024, 2, 30])), json!({ "unreadable": true }));
    }

    #[test]
    fn what_cannot_be_read_is_refused_without_saying_it() {
        let wrong = [
            (person::ID, person::birth_date, json!("15/03/2024")),
            (person::ID, person::birth_date, json!("2024-3-15")),
            (person::ID, person::birth_date, json!("2024-02-30")),
            (person::ID, person::household, json!("Rosaura")),
            (reading::ID, reading::weight, json!({ "kg": "Rosaura" })),
            (reading::ID, reading::weight, json!({ "kg": "9", "Rosaura": 1 })),
            (reading::ID, reading::weight, json!({ "clothes": "light" })),
            (device::ID, device::device, json!("abc")),
            (device::ID, device::device, json!("éé")),
            (answers::ID, answers::answer, json!({ "date": "2024-13" })),
            (answers::ID, answers::answer, json!({ "name": "Rosaura" })),
        ];
        for (entity, number, json) in wrong {
            let problem = from_json(field(entity, number), &json).map_err(|p| p.to_string());
            let text = problem.expect_err("refused");
            assert!(!text.contains("Rosaura") && !text.contains("2024"), "{text}");
        }
    }
}
