//! The checks at entry: whether a value may be written into a field, and if not, why and what to do. Knows
//! the schema and nothing else: what is possible passes, what is plausible is another room's question. No
//! message holds a value, since messages reach logs and a value may be somebody's name.

use std::collections::BTreeMap;

use super::schema::{Code, Entity, Field, FieldId, Part, Type};
use super::value::{Decimal, Value};

/// The longest answer to a question of a form, characters.
pub const LONGEST_ANSWER: usize = 2000;
/// The longest path of a question, characters.
pub const LONGEST_PATH: usize = 500;

/// The longest code of a concept or name of a system, characters.
pub const LONGEST_CODE: usize = 40;
/// The longest number in a system of identifiers, characters.
pub const LONGEST_IDENTIFIER: usize = 40;

/// The last second of the year 2200: no time is later.
const LAST_SECOND: i64 = 7_289_654_399;

/// Why a value may not be written; says the remedy, never the value.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// The entity has no field of this number.
    #[error("`{entity}` has no field {field}")]
    UnknownField {
        /// The entity.
        entity: String,
        /// The number given.
        field: FieldId,
    },
    /// Nothing was given where something must be.
    #[error("`{field}` is missing: {expected}")]
    Missing {
        /// The field, or `field.part`.
        field: String,
        /// What may be given.
        expected: String,
    },
    /// A value of another kind.
    #[error("`{field}` cannot be read: {expected}")]
    WrongType {
        /// The field, or `field.part`.
        field: String,
        /// What may be given.
        expected: String,
    },
    /// A value of the right kind that the field does not allow.
    #[error("`{field}` is not allowed: {expected}")]
    NotAllowed {
        /// The field, or `field.part`.
        field: String,
        /// What may be given.
        expected: String,
    },
    /// A text with signs that are no writing.
    #[error("`{field}` holds signs that cannot be shown")]
    NotPlainText {
        /// The field, or `field.part`.
        field: String,
    },
    /// A name of nothing but spaces.
    #[error("`{field}` holds no letter")]
    NoName {
        /// The field.
        field: String,
    },
    /// One key of its JSON several times: of two values, one would be lost.
    #[error("`{field}` says `{key}` twice")]
    KeyTwice {
        /// The field.
        field: String,
        /// The key.
        key: String,
    },
    /// The same choice or record several times.
    #[error("`{field}` names the same thing twice")]
    Twice {
        /// The field.
        field: String,
    },
    /// A part the composite does not have.
    #[error("`{field}` has no such part: its parts are {parts}")]
    UnknownPart {
        /// The field.
        field: String,
        /// The names of its parts.
        parts: String,
    },
    /// A path that names no question.
    #[error("a question of `{field}` needs a path: 1 to {LONGEST_PATH} plain characters")]
    NotAPath {
        /// The field.
        field: String,
    },
    /// A field of one register a path, given without a path.
    #[error("`{field}` is set one path at a time")]
    NeedsPath {
        /// The field.
        field: String,
    },
}

impl Problem {
    /// A stable name: the message `error-entry-<name>`.
    pub fn code(&self) -> &'static str {
        match self {
            Problem::UnknownField { .. } => "unknown_field",
            Problem::Missing { .. } => "missing",
            Problem::WrongType { .. } => "wrong_type",
            Problem::NotAllowed { .. } => "not_allowed",
            Problem::NotPlainText { .. } => "not_plain_text",
            Problem::NoName { .. } => "no_name",
            Problem::KeyTwice { .. } => "key_twice",
            Problem::Twice { .. } => "twice",
            Problem::UnknownPart { .. } => "unknown_part",
            Problem::NotAPath { .. } => "not_a_path",
            Problem::NeedsPath { .. } => "needs_path",
        }
    }

    /// The field that it is about, or `field.part`; none where the entity has no such field.
    pub fn field(&self) -> Option<&str> {
        match self {
            Problem::UnknownField { .. } => None,
            Problem::Missing { field, .. }
            | Problem::WrongType { field, .. }
            | Problem::NotAllowed { field, .. }
            | Problem::NotPlainText { field }
            | Problem::NoName { field }
            | Problem::KeyTwice { field, .. }
            | Problem::Twice { field }
            | Problem::UnknownPart { field, .. }
            | Problem::NotAPath { field }
            | Problem::NeedsPath { field } => Some(field),
        }
    }
}

/// Whether this value may be written into this field (for a field by path: into one of its registers).
/// `Null`, which clears, may be written wherever the field is not required.
pub fn check_value(field: &Field, value: &Value) -> Result<(), Problem> {
    if let Value::Text(text) = value
        && field.is_name()
        && is_blank(text)
    {
        return Err(Problem::NoName { field: field.name.into() });
    }
    let nothing = match value {
        Value::Null => true,
        Value::Text(text) => field.required && is_blank(text),
        Value::List(items) => field.required && items.is_empty(),
        _ => false,
    };
    match (nothing, field.required) {
        (true, true) => Err(Problem::Missing { field: field.name.into(), expected: expected(&field.ty) }),
        (true, false) => Ok(()),
        (false, _) => check_type(field.name, &field.ty, value),
    }
}

/// Whether a text shows nothing: it is empty, or of spaces and of signs without a shape.
pub fn is_blank(text: &str) -> bool {
    // Letters and fillers that are drawn as nothing, and marks of direction and joining.
    const SHAPELESS: [char; 8] =
        ['\u{ad}', '\u{34f}', '\u{115f}', '\u{1160}', '\u{180e}', '\u{2800}', '\u{3164}', '\u{ffa0}'];
    let shapeless = |c: char| {
        matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
            || SHAPELESS.contains(&c)
    };
    text.chars().all(|c| c.is_whitespace() || shapeless(c))
}

/// Whether this is a code of a concept, or the name of a system of identifiers: 1 to [`LONGEST_CODE`] letters and digits of
/// ASCII, `_`, `-` and `.`, the first a letter or digit.
pub fn is_code(text: &str) -> bool {
    let sign = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.');
    (1..=LONGEST_CODE).contains(&text.len())
        && text.bytes().all(sign)
        && text.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
}

/// Whether this path may name a register of this field: plain text in NFC, 1 to [`LONGEST_PATH`] characters, and only
/// for a field by path.
pub fn check_path(field: &Field, path: &str) -> Result<(), Problem> {
    let length = path.chars().count();
    let plain = path.chars().all(|c| !c.is_control()) && unicode_normalization::is_nfc(path);
    let is_one = match field.ty {
        Type::ByPath => plain && (1..=LONGEST_PATH).contains(&length),
        Type::Identifier => is_code(path),
        _ => false,
    };
    if is_one { Ok(()) } else { Err(Problem::NotAPath { field: field.name.into() }) }
}

/// Whether a record of this entity may be created with these values: all that is required is there, and each
/// is good.
pub fn check_create(entity: &Entity, values: &BTreeMap<FieldId, Value>) -> Result<(), Problem> {
    for (id, value) in values {
        let field = entity
            .field(*id)
            .ok_or_else(|| Problem::UnknownField { entity: entity.name.into(), field: *id })?;
        if field.ty.is_by_path() {
            return Err(Problem::NeedsPath { field: field.name.into() });
        }
        check_value(field, value)?;
    }
    match entity.fields.iter().find(|f| f.required && !values.contains_key(&f.id)) {
        Some(field) => Err(Problem::Missing { field: field.name.into(), expected: expected(&field.ty) }),
        None => Ok(()),
    }
}

/// Whether the projection can write this value under this type. Kind only, no range and no list: a change from
/// elsewhere may come from a newer table, so codes and parts unknown here are of the right shape.
pub fn shape_ok(ty: &Type, value: &Value) -> bool {
    match (ty, value) {
        (_, Value::Null) => true,
        (Type::Text(_) | Type::Concept(_) | Type::Identifier, Value::Text(_))
        | (Type::Int(..) | Type::Code(_) | Type::Time, Value::Int(_))
        | (Type::Decimal(..), Value::Decimal(_))
        | (Type::Bytes(_), Value::Bytes(_)) => true,
        (Type::Record(_), name) => has_key(name),
        (Type::Date, Value::List(parts)) => date_parts(parts).is_some(),
        (Type::Codes(_), Value::List(items)) => items.iter().all(|i| matches!(i, Value::Int(_))),
        (Type::Concepts(_), Value::List(items)) => items.iter().all(|i| matches!(i, Value::Text(_))),
        (Type::Records(_), Value::List(items)) => items.iter().all(has_key),
        (Type::Composite(parts), Value::Map(map)) => {
            parts.iter().all(|p| map.get(&p.id).is_none_or(|value| shape_ok(&p.ty, value)))
        }
        (Type::ByPath, Value::List(items)) => items.iter().all(is_scalar),
        (Type::ByPath, value) => is_scalar(value),
        _ => false,
    }
}

/// The numbers of a date of the calendar, years 1 to 9999; `None` if these are not a date.
pub fn date_parts(parts: &[Value]) -> Option<Vec<i64>> {
    let numbers: Vec<i64> = parts.iter().map(Value::as_int).collect::<Option<_>>()?;
    let real = match numbers.as_slice() {
        [year] => (1..=9999).contains(year),
        [year, month] => (1..=9999).contains(year) && (1..=12).contains(month),
        [year, month, day] => (1..=9999).contains(year) && (1..=days(*year, *month)).contains(day),
        _ => false,
    };
    real.then_some(numbers)
}

/// What a field of this type may be given, in words: used by messages and by the page of fields.
pub fn expected(ty: &Type) -> String {
    match ty {
        Type::Text(most) => format!("a text of at most {most} characters"),
        Type::Int(from, i64::MAX) => format!("a whole number from {from}"),
        Type::Int(from, to) => format!("a whole number from {from} to {to}"),
        Type::Decimal(from, to) => format!("a number from {from} to {to}, as typed"),
        Type::Code(list) => format!("one of {}", choices(list)),
        Type::Codes(list) => format!("a list of {}", choices(list)),
        Type::Date => "a date of the years 1900 to 2200, to the day, month or year".into(),
        Type::Time => "a time in seconds of Unix time, from 1970 to 2200".into(),
        Type::Record(entities) => format!("the name of a record ({})", names(entities)),
        Type::Records(entities) => format!("names of records ({})", names(entities)),
        Type::Bytes(most) => format!("at most {most} bytes"),
        Type::Composite(parts) => format!("a value of parts ({})", part_names(parts)),
        Type::Concept(list) => format!("a code of the list `{list}`"),
        Type::Concepts(list) => format!("codes of the list `{list}`"),
        Type::Identifier => {
            format!("in each system: a number of at most {LONGEST_IDENTIFIER} characters, as it is written")
        }
        Type::ByPath => {
            format!(
                "at each path: nothing, yes or no, a number, a date, a text of at most {LONGEST_ANSWER} characters, or a list of these"
            )
        }
    }
}

fn check_type(name: &str, ty: &Type, value: &Value) -> Result<(), Problem> {
    let allowed = |yes: bool| {
        if yes { Ok(()) } else { Err(Problem::NotAllowed { field: name.into(), expected: expected(ty) }) }
    };
    if !shape_ok(ty, value) || matches!(value, Value::Null) {
        return Err(Problem::WrongType { field: name.into(), expected: expected(ty) });
    }
    match (ty, value) {
        (Type::Text(most), Value::Text(text)) => {
            allowed(text.chars().count() <= *most)?;
            check_text(name, text)
        }
        (Type::Int(from, to), Value::Int(number)) => allowed((from..=to).contains(&number)),
        (Type::Decimal(from, to), Value::Decimal(number)) => {
            allowed(writable(number) && from.cmp_number(number).is_le() && number.cmp_number(to).is_le())
        }
        (Type::Code(list), Value::Int(number)) => allowed(in_list(list, *number)),
        (Type::Time, Value::Int(seconds)) => allowed((0..=LAST_SECOND).contains(seconds)),
        (Type::Date, Value::List(parts)) => {
            allowed(parts.first().and_then(Value::as_int).is_some_and(|year| (1900..=2200).contains(&year)))
        }
        (Type::Codes(list), Value::List(items)) => {
            allowed(items.iter().all(|i| i.as_int().is_some_and(|number| in_list(list, number))))?;
            check_no_repeat(name, items)
        }
        (Type::Concept(_), Value::Text(code)) => allowed(is_code(code)),
        (Type::Concepts(_), Value::List(items)) => {
            allowed(items.iter().all(|item| item.as_text().is_some_and(is_code)))?;
            check_no_repeat(name, items)
        }
        (Type::Identifier, Value::Text(number)) => {
            allowed(!is_blank(number) && number.chars().count() <= LONGEST_IDENTIFIER)?;
            check_text(name, number)
        }
        (Type::Records(_), Value::List(items)) => check_no_repeat(name, items),
        (Type::Bytes(most), Value::Bytes(bytes)) => allowed(bytes.len() <= *most),
        (Type::Composite(parts), Value::Map(map)) => check_parts(name, parts, map),
        (Type::ByPath, Value::List(items)) => items.iter().try_for_each(|item| check_scalar(name, item)),
        (Type::ByPath, value) => check_scalar(name, value),
        _ => Ok(()),
    }
}

fn check_parts(name: &str, parts: &'static [Part], map: &BTreeMap<u64, Value>) -> Result<(), Problem> {
    if map.keys().any(|id| parts.iter().all(|p| p.id != *id)) {
        return Err(Problem::UnknownPart { field: name.into(), parts: part_names(parts) });
    }
    if map.is_empty() {
        return Err(Problem::Missing { field: name.into(), expected: expected(&Type::Composite(parts)) });
    }
    for part in parts {
        let name = format!("{name}.{}", part.name);
        match map.get(&part.id) {
            // An absent part is left out: were it also written as nothing, equal observations would differ.
            Some(value) => check_type(&name, &part.ty, value)?,
            None if part.required => {
                return Err(Problem::Missing { field: name, expected: expected(&part.ty) });
            }
            None => {}
        }
    }
    Ok(())
}

fn check_scalar(name: &str, value: &Value) -> Result<(), Problem> {
    let bad = || Problem::NotAllowed { field: name.into(), expected: expected(&Type::ByPath) };
    match value {
        Value::Text(text) if text.chars().count() > LONGEST_ANSWER => Err(bad()),
        Value::Text(text) => check_text(name, text),
        Value::Decimal(number) if !writable(number) => Err(bad()),
        _ => Ok(()),
    }
}

fn check_text(name: &str, text: &str) -> Result<(), Problem> {
    let shown = |c: char| !c.is_control() || c == '\n' || c == '\t';
    if text.chars().all(shown) && unicode_normalization::is_nfc(text) {
        Ok(())
    } else {
        Err(Problem::NotPlainText { field: name.into() })
    }
}

fn check_no_repeat(name: &str, items: &[Value]) -> Result<(), Problem> {
    let mut seen = std::collections::BTreeSet::new();
    if items.iter().all(|item| seen.insert(item)) {
        Ok(())
    } else {
        Err(Problem::Twice { field: name.into() })
    }
}

/// Within the digits and powers that every reader of the figure can read back.
fn writable(number: &Decimal) -> bool {
    (-18..=18).contains(&number.exponent) && number.mantissa.unsigned_abs() < 1_000_000_000_000_000_000
}

/// A record whose key is its own: the key holds 16 bits of the index, and beyond them two names would share one.
fn has_key(value: &Value) -> bool {
    value.as_record().is_some_and(|name| name.index <= u32::from(u16::MAX))
}

fn is_scalar(value: &Value) -> bool {
    matches!(value, Value::Null | Value::Bool(_) | Value::Int(_) | Value::Decimal(_) | Value::Text(_))
}

fn in_list(list: &[Code], number: i64) -> bool {
    list.iter().any(|code| code.0 == number)
}

fn days(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    }
}

fn choices(list: &[Code]) -> String {
    list.iter().map(|code| code.1).collect::<Vec<_>>().join(", ")
}

fn part_names(parts: &[Part]) -> String {
    parts.iter().map(|part| part.name).collect::<Vec<_>>().join(", ")
}

fn names(entities: &[u64]) -> String {
    let name = |id: &u64| super::table::entity(*id).map_or("record", |e| e.name);
    entities.iter().map(name).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[allow(clippy::panic, clippy::expect_used)]
mod tests {
    use crate::words::{Lang, label};

    use super::super::name::{DeviceId, RecordName};
    use super::super::table::{
        self, area, code, consent, household, part, person, reading, referral, worker,
    };
    use super::*;

    fn check(entity: u64, field: FieldId, value: Value) -> Result<(), Problem> {
        match table::entity(entity).and_then(|e| e.field(field)) {
            Some(field) => check_value(field, &value),
            None => panic!("no such field"),
        }
    }

    fn kg(text: &str) -> Value {
        Value::parts(Decimal::parse(text).map(|d| (part::weight::kg, Value::Decimal(d))))
    }

    fn somebody(index: u32) -> Value {
        Value::Record(RecordName { device: DeviceId([1; 16]), number: 1, index })
    }

    #[test]
    fn a_text_with_a_control_character_is_refused() {
        let given_names = |text: &str| check(person::ID, person::given_names, Value::Text(text.into()));
        for text in ["Ros\u{7}a", "Rosa\r", "\0", "a\u{85}", "e\u{301}"] {
            assert_eq!(given_names(text), Err(Problem::NotPlainText { field: "given_names".into() }));
        }
        assert_eq!(given_names("Ñusta\tRosa\nQ'illu"), Ok(()));
        assert!(given_names(&"ñ".repeat(120)).is_ok() && given_names(&"ñ".repeat(121)).is_err());
    }

    #[test]
    fn a_name_of_nothing_but_spaces_is_no_name() {
        let called = |of: u64, id: u64, text: &str| check(of, id, Value::text(text));
        let names = [
            (person::ID, person::given_names),
            (person::ID, person::family_names),
            (household::ID, household::known_as),
            (area::ID, area::name),
            (worker::ID, worker::name),
        ];
        for (of, id) in names {
            for blank in ["", " ", "\t\n ", "\u{a0}\u{2003}", "\u{200b}", "\u{3164}\u{feff}"] {
                let problem = called(of, id, blank).expect_err("refused");
                assert!(matches!(&problem, Problem::NoName { .. }), "{problem}");
                let (_, remedy) = label::error(Lang::En, "entry", Some(problem.code()), &[]);
                assert!(remedy.text.contains("Write it with letters"), "{remedy}");
            }
            for name in ["X", " Rosa ", "Ñ", "孫", "-", "7"] {
                assert_eq!(called(of, id, name), Ok(()), "{name}");
            }
        }
        // What is no name may be of nothing: a survey says so of its own number.
        assert_eq!(called(person::ID, person::local_id, ""), Ok(()));
    }

    #[test]
    fn a_path_is_plain_text_of_a_field_by_path() {
        let answer = table::entity(table::answers::ID).and_then(|e| e.field(table::answers::answer)).unwrap();
        let names = table::entity(person::ID).and_then(|e| e.field(person::given_names)).unwrap();
        assert_eq!(check_path(answer, "meals/[1.0]/what"), Ok(()));
        for path in ["", "a\0b", "e\u{301}", &"a".repeat(501)] {
            assert!(check_path(answer, path).is_err(), "{path:?}");
        }
        assert!(check_path(names, "a").is_err());
    }

    #[test]
    fn no_message_holds_a_value() {
        let wrong = [
            check(person::ID, person::given_names, Value::Text("Rosaura\u{1}".into())),
            check(person::ID, person::given_names, Value::Text("Rosaura".repeat(100))),
            check(person::ID, person::birth_date, Value::text("Rosaura")),
            check(person::ID, person::birth_date, Value::date(&[777])),
            check(reading::ID, reading::weight, kg("777")),
        ];
        for problem in wrong {
            let text = problem.map_err(|p| format!("{p} {p:?}")).expect_err("refused");
            assert!(!text.contains("Rosaura") && !text.contains("777"), "{text}");
        }
    }

    #[test]
    fn what_is_possible_is_recordable_however_implausible() {
        for weight in ["0.1", "2.30", "500"] {
            assert_eq!(check(reading::ID, reading::weight, kg(weight)), Ok(()));
        }
        for weight in ["0.09", "-3", "500.1"] {
            assert!(check(reading::ID, reading::weight, kg(weight)).is_err(), "{weight}");
        }
        let huge = Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(1, i8::MAX)))]);
        assert!(check(reading::ID, reading::weight, huge).is_err());
    }

    #[test]
    fn a_composite_without_a_required_part_is_refused() {
        let clothes = (part::weight::clothes, Value::Int(code::clothes::light));
        let problem = check(reading::ID, reading::weight, Value::parts([clothes])).expect_err("refused");
        assert!(matches!(&problem, Problem::Missing { field, .. } if field == "weight.kg"), "{problem}");
        assert!(check(reading::ID, reading::weight, Value::parts([])).is_err());
    }

    #[test]
    fn a_part_of_a_newer_version_is_refused_at_entry_and_projected_all_the_same() {
        let Value::Map(mut map) = kg("9.5") else { panic!("a weight is a map") };
        map.insert(99, Value::Int(1));
        let weight = Value::Map(map);
        assert!(matches!(
            check(reading::ID, reading::weight, weight.clone()),
            Err(Problem::UnknownPart { .. })
        ));
        assert!(shape_ok(&Type::Composite(part::weight::ALL), &weight));
        assert!(shape_ok(&Type::Code(code::sex::ALL), &Value::Int(77)));
    }

    #[test]
    fn a_date_is_one_of_the_calendar() {
        let born = |parts: &[i64]| check(person::ID, person::birth_date, Value::date(parts)).is_ok();
        assert!(born(&[2024]) && born(&[2024, 3]) && born(&[2024, 2, 29]) && born(&[2000, 2, 29]));
        for parts in [&[][..], &[2023, 2, 29], &[1900, 2, 29], &[2024, 13], &[2024, 4, 31], &[2024, 1, 0]] {
            assert!(!born(parts), "{parts:?}");
        }
        assert!(!born(&[1899]) && !born(&[2201]) && !born(&[2024, 1, 1, 1]));
    }

    #[test]
    fn nothing_clears_a_field_that_is_not_required() {
        assert_eq!(check(person::ID, person::insurance, Value::Null), Ok(()));
        for (entity, field) in
            [(person::ID, person::household), (consent::ID, consent::answer), (referral::ID, referral::signs)]
        {
            assert!(matches!(check(entity, field, Value::Null), Err(Problem::Missing { .. })));
        }
        assert!(check(referral::ID, referral::signs, Value::List(vec![])).is_err());
    }

    #[test]
    fn choices_are_of_the_list_and_named_once() {
        let why = |codes: &[i64]| check(reading::ID, reading::not_measured, Value::date(codes));
        assert_eq!(why(&[code::not_measured::refused, code::not_measured::asleep]), Ok(()));
        assert_eq!(why(&[2, 2]), Err(Problem::Twice { field: "not_measured".into() }));
        assert!(why(&[12]).is_err() && check(person::ID, person::sex, Value::Int(0)).is_err());
    }

    #[test]
    fn a_concept_is_a_short_plain_code_named_once() {
        let signs = |codes: &[&str]| {
            let codes = codes.iter().map(|code| Value::text(code)).collect();
            check(referral::ID, referral::signs, Value::List(codes))
        };
        assert_eq!(signs(&["fever", "next_year.s-sign"]), Ok(()));
        assert_eq!(signs(&["fever", "fever"]), Err(Problem::Twice { field: "signs".into() }));
        let longest = "x".repeat(LONGEST_CODE);
        assert_eq!(signs(&[&longest]), Ok(()));
        for wrong in ["", "_fever", "two words", "fiebre\u{301}", &format!("{longest}x")] {
            assert!(signs(&[wrong]).is_err(), "{wrong}");
        }
        assert!(check(referral::ID, referral::signs, Value::date(&[2])).is_err());
    }

    #[test]
    fn an_identifier_is_a_number_under_the_name_of_its_system() {
        let field = table::entity(person::ID).and_then(|e| e.field(person::identifier)).unwrap();
        assert_eq!(check_path(field, "xx-card"), Ok(()));
        for system in ["", "a/b", "two words", "é"] {
            assert!(check_path(field, system).is_err(), "{system}");
        }
        assert_eq!(check_value(field, &Value::text("01 234-567")), Ok(()));
        for number in [Value::text(" "), Value::text(&"1".repeat(41)), Value::Int(1_234_567)] {
            assert!(check_value(field, &number).is_err());
        }
    }

    #[test]
    fn a_record_is_created_with_all_that_is_required_and_nothing_unknown() {
        let Some(entity) = table::entity(consent::ID) else { panic!("no consent") };
        let mut values = BTreeMap::from([
            (consent::person, somebody(0)),
            (consent::purpose, Value::Int(code::consent_purpose::care)),
        ]);
        let missing = check_create(entity, &values).expect_err("no answer");
        assert!(matches!(&missing, Problem::Missing { field, .. } if field == "answer"));
        values.insert(consent::answer, Value::Int(code::consent_answer::refused));
        assert_eq!(check_create(entity, &values), Ok(()));
        values.insert(99, Value::Null);
        assert!(matches!(check_create(entity, &values), Err(Problem::UnknownField { field: 99, .. })));
    }

    #[test]
    fn an_answer_is_any_scalar_or_a_list_of_scalars() {
        let answer = |value| check(table::answers::ID, table::answers::answer, value).is_ok();
        for value in [
            Value::Null,
            Value::Bool(false),
            Value::Int(-4),
            Value::Decimal(Decimal::new(1230, -2)),
            Value::text("sí"),
            Value::date(&[2024, 3]),
            Value::List(vec![Value::text("a"), Value::text("b")]),
        ] {
            assert!(answer(value));
        }
        assert!(!answer(Value::Bytes(vec![1])) && !answer(somebody(0)) && !answer(Value::parts([])));
        assert!(!answer(Value::List(vec![Value::List(vec![])])) && !answer(Value::text(&"x".repeat(2001))));
    }

    #[test]
    fn a_record_beyond_what_its_key_can_hold_is_refused() {
        assert!(check(person::ID, person::household, somebody(65_535)).is_ok());
        assert!(check(person::ID, person::household, somebody(65_536)).is_err());
    }
}
