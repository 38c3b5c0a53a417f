//! The tables of the projection, derived from the schema: `r_<entity>` with a column a field (a part of a
//! composite: `<field>_<part>`), and `r_<entity>_<field>` with a row a path. Plain data: knows no database
//! library, and whoever runs the statements knows no field. Every identifier is quoted, since `on` and `text`
//! are words of SQL.

use super::json::{date_text, to_json};
use super::schema::{Entity, Field, FieldId, Owner, Type};
use super::table::ENTITIES;
use super::value::Value;

/// What is bound to a statement or read from a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SqlValue {
    /// Nothing.
    Null,
    /// INTEGER.
    Int(i64),
    /// TEXT.
    Text(String),
    /// BLOB.
    Blob(Vec<u8>),
}

/// The statements that create every table and index of the projection, in order.
pub fn ddl() -> Vec<String> {
    let mut statements = Vec::new();
    for entity in ENTITIES {
        let mut columns = vec![
            "\"record\" BLOB PRIMARY KEY".to_string(),
            "\"subject\" BLOB".to_string(),
            "\"voided\" INTEGER NOT NULL DEFAULT 0".to_string(),
        ];
        for field in entity.fields {
            columns.extend(
                typed_columns(field).iter().map(|(name, ty)| format!("{} {}", quoted(name), sql_type(ty))),
            );
        }
        statements.push(format!("CREATE TABLE {} ({}) WITHOUT ROWID", table(entity), columns.join(", ")));
        for column in indexed(entity) {
            let index = format!("i_{}_{column}", entity.name);
            statements.push(format!(
                "CREATE INDEX {} ON {} ({})",
                quoted(&index),
                table(entity),
                quoted(&column)
            ));
        }
        for field in entity.fields.iter().filter(|f| f.ty.is_by_path()) {
            statements.push(format!(
                "CREATE TABLE {} (\"record\" BLOB NOT NULL, \"path\" TEXT NOT NULL, \"value\" TEXT, \
                 PRIMARY KEY (\"record\", \"path\")) WITHOUT ROWID",
                path_table(entity, field)
            ));
        }
    }
    statements
}

/// The names of every projected table, those of paths included, quoted.
pub fn tables() -> Vec<String> {
    let mut names = Vec::new();
    for entity in ENTITIES {
        names.push(table(entity));
        let by_path = entity.fields.iter().filter(|f| f.ty.is_by_path());
        names.extend(by_path.map(|field| path_table(entity, field)));
    }
    names
}

/// The table of an entity, quoted: `"r_visit"`, with the columns `record`, `subject`, `voided` and those of
/// its fields.
pub fn table(entity: &Entity) -> String {
    quoted(&format!("r_{}", entity.name))
}

/// The table of a field by path, quoted: `"r_answers_answer"`, with the columns `record`, `path` and `value`.
pub fn path_table(entity: &Entity, field: &Field) -> String {
    quoted(&format!("r_{}_{}", entity.name, field.name))
}

/// The columns of a field in its entity's table, quoted, as they stand in a statement; none for a field by
/// path.
pub fn columns(field: &Field) -> Vec<String> {
    typed_columns(field).iter().map(|(name, _)| quoted(name)).collect()
}

/// The same columns without quotes, as a database reports them.
pub fn column_names(field: &Field) -> Vec<String> {
    typed_columns(field).into_iter().map(|(name, _)| name).collect()
}

/// What to write in [`columns`], as many and in the same order. A value that is not of the field's type (a
/// change from elsewhere) gives `Null` in all of them.
pub fn column_values(field: &Field, value: Option<&Value>) -> Vec<SqlValue> {
    let value = value.filter(|value| super::check::shape_ok(&field.ty, value));
    match &field.ty {
        Type::ByPath | Type::Identifier => Vec::new(),
        Type::Composite(parts) => {
            let part = |id| if let Some(Value::Map(map)) = value { map.get(id) } else { None };
            parts.iter().map(|p| column_value(&p.ty, part(&p.id))).collect()
        }
        ty => vec![column_value(ty, value)],
    }
}

/// What to write in `value` of a field by path: of an answer the JSON of [`to_json`] as text, of an identifier its number;
/// `Null` for what was cleared, and for a number that is none (a change from elsewhere).
pub fn path_value(field: &Field, value: &Value) -> SqlValue {
    match (&field.ty, value) {
        (_, Value::Null) => SqlValue::Null,
        (Type::Identifier, Value::Text(number)) => SqlValue::Text(number.clone()),
        (Type::Identifier, _) => SqlValue::Null,
        _ => SqlValue::Text(to_json(&Type::ByPath, value).to_string()),
    }
}

/// An identifier between double quotes.
pub fn quoted(identifier: &str) -> String {
    format!("\"{}\"", identifier.replace('"', "\"\""))
}

fn typed_columns(field: &Field) -> Vec<(String, Type)> {
    match field.ty {
        Type::ByPath | Type::Identifier => Vec::new(),
        Type::Composite(parts) => {
            parts.iter().map(|p| (format!("{}_{}", field.name, p.name), p.ty)).collect()
        }
        ty => vec![(field.name.to_string(), ty)],
    }
}

/// A decimal is TEXT: 12.30 is not 12.3. A date is TEXT that sorts: a year before its months, a month before
/// its days.
fn sql_type(ty: &Type) -> &'static str {
    match ty {
        Type::Int(..) | Type::Code(_) | Type::Time => "INTEGER",
        Type::Record(_) | Type::Bytes(_) => "BLOB",
        _ => "TEXT",
    }
}

/// By subject every page of a person or household; by owner the lists of an area; by visit what was measured
/// at it.
fn indexed(entity: &Entity) -> Vec<String> {
    let name = |id: FieldId| entity.field(id).map(|f| f.name.to_string());
    let mut columns = Vec::new();
    if entity.owner != Owner::District {
        columns.push("subject".to_string());
    }
    if entity.is_subject() {
        columns.extend(entity.owner_field().and_then(name));
    }
    columns.extend(entity.field_named("visit").map(|f| f.name.to_string()));
    columns
}

fn column_value(ty: &Type, value: Option<&Value>) -> SqlValue {
    match (ty, value) {
        (Type::Date, Some(date)) => date_text(date).map_or(SqlValue::Null, SqlValue::Text),
        (Type::Codes(_), Some(Value::List(items))) => {
            let numbers: Vec<i64> = items.iter().filter_map(Value::as_int).collect();
            SqlValue::Text(serde_json::json!(numbers).to_string())
        }
        (Type::Records(_) | Type::Concepts(_), Some(list @ Value::List(_))) => {
            SqlValue::Text(to_json(ty, list).to_string())
        }
        (_, Some(Value::Text(text))) => SqlValue::Text(text.clone()),
        (_, Some(Value::Int(number))) => SqlValue::Int(*number),
        (_, Some(Value::Decimal(number))) => SqlValue::Text(number.to_string()),
        (_, Some(Value::Record(name))) => SqlValue::Blob(name.key().to_vec()),
        (_, Some(Value::Bytes(bytes))) => SqlValue::Blob(bytes.clone()),
        _ => SqlValue::Null,
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::expect_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::name::{DeviceId, RecordName};
    use super::super::table::{self, code, part, person, referral, visit};
    use super::super::value::Decimal;
    use super::*;
    use crate::record::table::reading;

    fn values(entity: u64, field: FieldId, value: Value) -> Vec<SqlValue> {
        match table::entity(entity).and_then(|e| e.field(field)) {
            Some(field) => column_values(field, Some(&value)),
            None => panic!("no such field"),
        }
    }

    fn text(text: &str) -> SqlValue {
        SqlValue::Text(text.into())
    }

    #[test]
    fn a_field_has_as_many_values_as_columns() {
        for field in ENTITIES.iter().flat_map(|e| e.fields) {
            for value in [None, Some(&Value::Null), Some(&Value::Int(1)), Some(&Value::Bool(true))] {
                assert_eq!(column_values(field, value).len(), columns(field).len(), "{}", field.name);
            }
            assert!(column_values(field, None).iter().all(|v| *v == SqlValue::Null));
        }
    }

    #[test]
    fn no_column_stands_twice_in_a_table_and_no_table_twice() {
        for entity in ENTITIES {
            let mut seen = BTreeSet::from(["record".into(), "subject".into(), "voided".into()]);
            for column in entity.fields.iter().flat_map(column_names) {
                assert!(seen.insert(column.clone()), "{}.{column}", entity.name);
            }
        }
        let names: BTreeSet<String> = tables().into_iter().collect();
        assert_eq!(names.len(), tables().len());
        assert_eq!(ddl().iter().filter(|s| s.starts_with("CREATE TABLE")).count(), names.len());
    }

    #[test]
    fn a_value_is_written_in_the_form_of_its_column() {
        let name = RecordName { device: DeviceId([3; 16]), number: 9, index: 0 };
        assert_eq!(values(person::ID, person::birth_date, Value::date(&[2024, 3])), [text("2024-03")]);
        assert_eq!(values(person::ID, person::sex, Value::Int(code::sex::female)), [SqlValue::Int(2)]);
        let why = values(reading::ID, reading::not_measured, Value::date(&[2, 4]));
        assert_eq!(why, [text("[2,4]")]);
        let signs = Value::List(vec![Value::text("fever")]);
        assert_eq!(values(referral::ID, referral::signs, signs), [text("[\"fever\"]")]);
        assert_eq!(
            values(visit::ID, visit::persons_seen, Value::List(vec![Value::Record(name)])),
            [text(&format!("[\"{name}\"]"))]
        );
        assert_eq!(
            values(person::ID, person::household, Value::Record(name)),
            [SqlValue::Blob(name.key().to_vec())]
        );
        let weight = Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(1230, -2)))]);
        assert_eq!(values(reading::ID, reading::weight, weight), [text("12.30"), SqlValue::Null]);
    }

    #[test]
    fn a_value_of_another_type_is_nothing_in_every_column() {
        let half = Value::parts([
            (part::weight::kg, Value::text("heavy")),
            (part::weight::clothes, Value::Int(code::clothes::none)),
        ]);
        assert_eq!(values(reading::ID, reading::weight, half), [SqlValue::Null, SqlValue::Null]);
        assert_eq!(values(person::ID, person::sex, Value::text("male")), [SqlValue::Null]);
    }

    #[test]
    fn an_answer_is_written_as_json_and_a_cleared_one_as_nothing() {
        let field = |of: u64, id| table::entity(of).and_then(|e| e.field(id)).expect("a field");
        let number = field(person::ID, person::identifier);
        assert_eq!(path_value(number, &Value::text("0123")), text("0123"));
        assert_eq!(path_value(number, &Value::Int(123)), SqlValue::Null);
        let answer = field(table::answers::ID, table::answers::answer);
        let path_value = |value: &Value| path_value(answer, value);
        assert_eq!(path_value(&Value::Null), SqlValue::Null);
        assert_eq!(path_value(&Value::text("sí")), text("\"sí\""));
        assert_eq!(path_value(&Value::Decimal(Decimal::new(1230, -2))), text("{\"decimal\":\"12.30\"}"));
        assert_eq!(path_value(&Value::Bytes(vec![1])), text("{\"unreadable\":true}"));
    }

    #[test]
    fn every_subject_is_indexed_and_so_is_the_way_down_from_an_area() {
        let all = ddl().join(";\n");
        for index in [
            "\"i_household_area\" ON \"r_household\" (\"area\")",
            "\"i_person_household\" ON \"r_person\" (\"household\")",
            "\"i_reading_visit\" ON \"r_reading\" (\"visit\")",
            "\"i_visit_subject\" ON \"r_visit\" (\"subject\")",
        ] {
            assert!(all.contains(index), "{index}");
        }
        assert!(!all.contains("\"i_area_subject\""));
    }
}
