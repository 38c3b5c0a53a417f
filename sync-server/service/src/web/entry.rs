//! Inputs by the type of a field, and what was typed in them as a value: figures with unit and range, dates in three
//! parts, choices as radios with none chosen. A form that comes back is filled as it was sent. Knows the table of
//! fields; knows no page and no storage.

use chaski::record::check::Problem;
use chaski::record::document::unit;
use chaski::record::json::from_json;
use chaski::record::schema::{Code, Field, Type};
use chaski::record::table::code;
use chaski::record::typed::json_of;
use chaski::record::{Decimal, Value};
use chaski::words::label;
use maud::{Markup, html};
use serde_json::{Map, Value as Json, json};

use super::Fields;
use super::form::{self, Choice};
use super::locale::{Locale, Words};
use super::values;

/// The name of the inputs; parts and the pieces of a date follow after a hyphen.
pub const NAME: &str = "value";
/// The name of the tick that says that there is no value.
pub const NONE: &str = "none";
/// From so many letters on, a text gets several lines.
const LINES_FROM: usize = 200;

/// What is to be mended in what was typed, and at which input.
#[derive(Debug, Clone)]
pub struct Mend {
    /// The id of the input.
    pub at: String,
    /// What to do.
    pub words: Words,
}

/// Whether people can write a value of this type; a link to another record is made elsewhere.
pub fn is_writable(ty: &Type) -> bool {
    !matches!(ty, Type::Record(_) | Type::Records(_) | Type::Bytes(_))
}

/// The inputs of a field under its label. `now` is a value of it that stands: it says of what kind an answer is.
pub fn inputs(
    v: &Locale,
    field: &'static Field,
    label: Words,
    now: &Json,
    typed: &Fields,
    mend: Option<&Mend>,
) -> Markup {
    match field.ty {
        Type::Composite(parts) => html! {
            fieldset.field #(NAME) tabindex="-1" {
                legend { (label) }
                @for part in parts {
                    @if is_writable(&part.ty) {
                        @let name = format!("{NAME}-{}", part.name);
                        (one(v, (&name, v.words(label::part(v.lang, field.name, part.name))), part.name, &part.ty, &Json::Null, typed, mend))
                    }
                }
            }
        },
        ty => one(v, (NAME, label), field.name, &kind_of(ty, now), now, typed, mend),
    }
}

/// An answer is of the kind that its question has: what stands shows it.
fn kind_of(ty: Type, now: &Json) -> Type {
    match (ty, now) {
        (Type::ByPath, Json::Bool(_)) => Type::Code(code::yes_no::ALL),
        (Type::ByPath, Json::Number(_)) => Type::Int(i64::MIN, i64::MAX),
        (Type::ByPath, Json::Object(object)) if object.contains_key("date") => Type::Date,
        (Type::ByPath, Json::Object(_)) => {
            Type::Decimal(Decimal::new(i64::MIN, 0), Decimal::new(i64::MAX, 0))
        }
        (Type::ByPath, _) => Type::Text(chaski::record::check::LONGEST_ANSWER),
        (ty, _) => ty,
    }
}

fn one(
    v: &Locale,
    (name, label): (&str, Words),
    called: &str,
    ty: &Type,
    now: &Json,
    typed: &Fields,
    mend: Option<&Mend>,
) -> Markup {
    let held = typed.get(name).unwrap_or_default();
    let mend = mend.filter(|mend| mend.at == name).map(|mend| mend.words.clone());
    let mut field = form::Field::new(name, label).mend(mend.clone());
    match ty {
        Type::Text(longest) if *longest >= LINES_FROM => field.lines(held, *longest),
        Type::Int(..) | Type::Decimal(..) => {
            if let Some(hint) = range(v, called, ty) {
                field = field.hint(hint);
            }
            field.line("text", held, "off")
        }
        Type::Code(list) => field.radios(&choices(v, list), typed.get(name)),
        Type::Codes(list) => ticks(&field, name, &choices(v, list), typed),
        Type::Concept(list) => match concepts(v, list, now) {
            Some(choices) => field.radios(&choices, typed.get(name)),
            None => field.line("text", held, "off"),
        },
        Type::Concepts(list) => match concepts(v, list, now) {
            Some(choices) => ticks(&field, name, &choices, typed),
            None => field.line("text", held, "off"),
        },
        Type::Date => date(v, field, name, typed),
        Type::Time => field.line("datetime-local", held, "off"),
        _ => field.line("text", held, "off"),
    }
}

fn choices(v: &Locale, list: &'static [Code]) -> Vec<Choice> {
    let of = code::list_name(list).unwrap_or_default();
    list.iter()
        .map(|code| Choice { value: code.1.to_owned(), words: values::choice(v, of, code.1) })
        .collect()
}

/// The concepts of a list that are offered today and, so that no correction loses them, those that stand; `None` where the
/// pack does not have the list.
fn concepts(v: &Locale, list: &str, now: &Json) -> Option<Vec<Choice>> {
    let mut codes: Vec<&str> = v.pack.list(list)?.offered(v.today()).map(|concept| &*concept.code).collect();
    let standing = now.as_array().map_or(std::slice::from_ref(now), Vec::as_slice);
    let standing = standing.iter().filter_map(Json::as_str).filter(|code| !codes.contains(code));
    codes.extend(standing.collect::<Vec<_>>());
    let choice = |code: &str| Choice { value: code.to_owned(), words: values::concept(v, list, code) };
    Some(codes.into_iter().map(choice).collect())
}

fn ticks(field: &form::Field<'_>, name: &str, choices: &[Choice], typed: &Fields) -> Markup {
    field.group(html! {
        @for choice in choices {
            label.choice {
                input type="checkbox" name=(name) value=(choice.value)
                    checked[typed.all(name).any(|one| one == choice.value)];
                span { (choice.words) }
            }
        }
    })
}

fn date(v: &Locale, field: form::Field<'_>, name: &str, typed: &Fields) -> Markup {
    let pieces = [("day", "desk-day", 2), ("month", "desk-month", 2), ("year", "desk-year", 4)];
    field.hint(v.t("desk-date-hint")).group(html! {
        div.date {
            @for (piece, words, longest) in pieces {
                @let piece = format!("{name}-{piece}");
                label { (v.t(words))
                    input name=(piece) value=(typed.get(&piece).unwrap_or_default()) inputmode="numeric"
                        maxlength=(longest) size=(longest) autocomplete="off"; }
            }
        }
    })
}

/// *En kg, entre 0.1 y 500.*
fn range(v: &Locale, called: &str, ty: &Type) -> Option<Words> {
    let (least, most) = ends(ty)?;
    let args = |unit| [("least", (&*least).into()), ("most", (&*most).into()), ("unit", unit)];
    Some(match unit(called) {
        Some(unit) => v.with("desk-range-unit", &args(unit.into())),
        None => v.with("desk-range", &args("".into())),
    })
}

fn ends(ty: &Type) -> Option<(String, String)> {
    match ty {
        Type::Int(least, most) if *least > i64::MIN && *most < i64::MAX => {
            Some((least.to_string(), most.to_string()))
        }
        Type::Decimal(least, most) if least.mantissa > i64::MIN => {
            Some((least.to_string(), most.to_string()))
        }
        _ => None,
    }
}

/// The value that was typed, of a register with this path.
pub fn value(
    v: &Locale,
    field: &'static Field,
    path: Option<&str>,
    now: &Json,
    typed: &Fields,
) -> Result<Value, Mend> {
    let at = |at: &str, words: Words| Mend { at: at.to_owned(), words };
    if typed.filled(NONE).is_some() {
        return if field.required { Err(at(NAME, v.t("desk-mend-missing"))) } else { Ok(Value::Null) };
    }
    let json = match field.ty {
        Type::Composite(parts) => {
            let mut given = Map::new();
            for part in parts {
                if let Some(json) = read(v, &format!("{NAME}-{}", part.name), &part.ty, typed)? {
                    given.insert(part.name.into(), json);
                }
            }
            // What is missing or out of its range is told at its own input.
            for part in parts.iter().filter(|part| !given.is_empty() || part.required) {
                let name = format!("{NAME}-{}", part.name);
                match given.get(part.name) {
                    None if part.required => return Err(at(&name, v.t("desk-mend-missing"))),
                    Some(_) if is_out(&part.ty, &given, part.name) => {
                        return Err(at(&name, out(v, part.name, &part.ty)));
                    }
                    _ => {}
                }
            }
            (!given.is_empty()).then_some(Json::Object(given))
        }
        Type::ByPath => match read(v, NAME, &kind_of(field.ty, now), typed)? {
            Some(Json::String(text)) if now.is_boolean() => Some(json!(text == "yes")),
            Some(Json::String(text)) if now.get("date").is_some() => Some(json!({ "date": text })),
            Some(Json::String(text)) if now.get("decimal").is_some() => Some(json!({ "decimal": text })),
            other => other,
        },
        ty => read(v, NAME, &ty, typed)?,
    };
    let Some(json) = json else { return Err(at(NAME, v.t("desk-mend-missing"))) };
    let value = from_json(field, &json).map_err(|problem| {
        let words = match (&problem, &field.ty) {
            (Problem::NotPlainText { .. }, _) => v.t("desk-mend-signs"),
            (Problem::NoName { .. }, _) => v.t("desk-mend-missing"),
            (_, Type::Date) => v.t("desk-mend-date"),
            (_, Type::Text(longest)) => v.counted("desk-mend-long", *longest as u64),
            (Problem::Missing { .. }, _) => v.t("desk-mend-missing"),
            (_, Type::ByPath) => v.t("desk-mend-missing"),
            (_, ty) => out(v, field.name, ty),
        };
        at(NAME, words)
    })?;
    let system = path.and_then(|path| v.pack.system(path)).filter(|_| matches!(field.ty, Type::Identifier));
    match (system, value.as_text()) {
        // A number that stands already may be said again.
        (Some(system), Some(number)) if json != *now && !system.fits(number) => {
            let called = values::system(v, &system.system).text;
            Err(at(NAME, v.with("desk-mend-identifier", &[("system", (&called).into())])))
        }
        _ => Ok(value),
    }
}

fn is_out(ty: &Type, given: &Map<String, Json>, part: &str) -> bool {
    let number = |json: &Json| match json {
        Json::String(text) => Decimal::parse(text),
        other => Decimal::parse(&other.to_string()),
    };
    match (ty, given.get(part).and_then(number)) {
        (Type::Decimal(least, most), Some(n)) => n.cmp_number(least).is_lt() || n.cmp_number(most).is_gt(),
        (Type::Int(least, most), Some(n)) => {
            n.cmp_number(&Decimal::new(*least, 0)).is_lt() || n.cmp_number(&Decimal::new(*most, 0)).is_gt()
        }
        _ => false,
    }
}

fn out(v: &Locale, called: &str, ty: &Type) -> Words {
    match range(v, called, ty) {
        Some(range) => v.with("desk-mend-range", &[("range", (&range.text).into())]),
        None => v.t("desk-mend-figure"),
    }
}

/// What one input holds, as JSON; `None` if it is empty.
fn read(v: &Locale, name: &str, ty: &Type, typed: &Fields) -> Result<Option<Json>, Mend> {
    let mend = |id: &str| Mend { at: name.to_owned(), words: v.t(id) };
    if let Type::Date = ty {
        return read_date(name, typed).map_err(|()| mend("desk-mend-date"));
    }
    let is_ticked = match ty {
        Type::Concepts(list) => v.pack.list(list).is_some(),
        ty => matches!(ty, Type::Codes(_)),
    };
    if is_ticked {
        let all: Vec<&str> = typed.all(name).filter(|one| !one.is_empty()).collect();
        return Ok((!all.is_empty()).then(|| json!(all)));
    }
    let Some(text) = typed.filled(name) else { return Ok(None) };
    let read = match ty {
        // A text is what it is, whatever it looks like.
        Type::Text(_) => Some(json!(text)),
        Type::Int(..) => text.parse::<i64>().ok().map(|number| json!(number)),
        Type::Decimal(..) => Decimal::parse(text).map(|number| json!(number.to_string())),
        Type::Code(list) => list.iter().any(|code| code.1 == text).then(|| json!(text)),
        Type::Time => chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M")
            .ok()
            .map(|at| json!(at.and_utc().timestamp() - i64::from(v.utc_offset_min) * 60)),
        ty => json_of(name, ty, text).ok(),
    };
    read.map(Some).ok_or_else(|| {
        mend(match ty {
            Type::Code(_) => "desk-mend-choose",
            Type::Time => "desk-mend-time",
            Type::Int(..) => "desk-mend-whole",
            _ => "desk-mend-figure",
        })
    })
}

/// Day, month and year, as many as are known, the year at least.
fn read_date(name: &str, typed: &Fields) -> Result<Option<Json>, ()> {
    let piece = |piece: &str| typed.filled(&format!("{name}-{piece}"));
    let number = |text: Option<&str>| text.map(|text| text.parse::<u32>().map_err(|_| ())).transpose();
    let (day, month, year) = (number(piece("day"))?, number(piece("month"))?, number(piece("year"))?);
    match (day, month, year) {
        (None, None, None) => Ok(None),
        (None, None, Some(year)) => Ok(Some(json!(format!("{year:04}")))),
        (None, Some(month), Some(year)) => Ok(Some(json!(format!("{year:04}-{month:02}")))),
        (Some(day), Some(month), Some(year)) => Ok(Some(json!(format!("{year:04}-{month:02}-{day:02}")))),
        _ => Err(()),
    }
}

/// What was typed, to be carried through the page that asks.
pub fn carried(typed: &Fields) -> Vec<(String, String)> {
    let ours = |name: &str| name == NONE || name == NAME || name.starts_with("value-");
    typed.iter().filter(|(name, _)| ours(name)).map(|(n, value)| (n.to_owned(), value.to_owned())).collect()
}
