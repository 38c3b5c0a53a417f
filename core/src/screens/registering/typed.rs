//! What was typed at a step, as values; and what is wrong with it, in a sentence that says what to do. Whether a value may be written is the table's
//! and the pack's to say. Knows what steps ask; saves nothing.

use serde_json::{Map, Value as Json, json};

use super::super::values::Speaker;
use super::super::{Choice, fields};
use super::acts::{NO_NAME, UNKNOWN};
use super::answers::LONGEST;
use super::asks::{Ask, Takes, asks};
use super::way::{Ground, Step};
use crate::record::check::{Problem, is_blank};
use crate::record::json::from_json;
use crate::record::table::{code, household, person, pregnancy};
use crate::record::{Decimal, EntityId, Field, FieldId, Type, Value, entity};
use crate::words::shown::PartialDate;
use crate::words::{Text, shown};

/// The years of a calendar that a date of somebody who is alive has.
const FIRST_YEAR: &str = "1900";
/// Above so many of its unit a figure with a point is no weight of a new-born in kilograms.
const MOST_KG: f64 = 20.0;

/// What is wrong at a step, by the names of its inputs; nothing where it can be left.
pub(super) fn wrong(say: &Speaker<'_>, ground: &Ground, step: Step) -> Vec<(String, Text)> {
    let mut all = Vec::new();
    for ask in asks(say, ground, step) {
        let key = ask.input.key.clone();
        if let Some(sentence) = wrong_with(say, &ask, ground.get(step, &key)) {
            all.push((key, sentence));
        }
    }
    if let Step::Name(_) | Step::Birth(_) | Step::Pregnancy(_) = step
        && let Some((key, id)) = contradiction(ground, step)
        && all.iter().all(|(of, _)| of != key)
    {
        all.push((key.to_owned(), say.t(id)));
    }
    all
}

/// That something is not known, and said all the same.
fn contradiction(ground: &Ground, step: Step) -> Option<(&'static str, &'static str)> {
    let is_said = |key: &str| !ground.get(step, key).is_empty();
    let (flag, key, id) = match step {
        Step::Name(_) => (NO_NAME, "given_names", "register-name_and_none"),
        Step::Birth(_) => (UNKNOWN, "birth_date", "register-date_and_none"),
        Step::Pregnancy(_) if is_said("due_date") => (UNKNOWN, "due_date", "register-date_and_none"),
        Step::Pregnancy(_) => (UNKNOWN, "last_period", "register-date_and_none"),
        _ => return None,
    };
    (is_said(flag) && is_said(key)).then_some((key, id))
}

fn wrong_with(say: &Speaker<'_>, ask: &Ask, text: &str) -> Option<Text> {
    if text.chars().count() > LONGEST {
        return Some(too_long(say, LONGEST));
    }
    let missing = || match ask.takes {
        Takes::One | Takes::Several | Takes::Position => say.t("answer-missing"),
        Takes::Words => say.t("register-search_missing"),
        _ => say.with("register-missing", &[("field", (&ask.input.label).into())]),
    };
    if text.is_empty() {
        return ask.needed.then(missing);
    }
    match &ask.takes {
        Takes::Words => is_blank(text).then(missing),
        Takes::One => (!is_choice(&ask.input.choices, text)).then(missing),
        Takes::Several => (!text.split(' ').all(|one| is_choice(&ask.input.choices, one))).then(missing),
        Takes::Position => position(text).is_none().then(|| say.t("register-position_wrong")),
        Takes::Number(system) => {
            let fits = say.pack.system(system).is_some_and(|known| known.fits(text));
            let taken = field(person::ID, person::identifier).map(|of| value_of(of, text));
            (!fits || !matches!(taken, Some(Ok(_))))
                .then(|| say.with("register-number_wrong", &[("system", (&ask.input.label).into())]))
        }
        Takes::Field(entity, field)
            if !ask.input.choices.is_empty() && !is_choice(&ask.input.choices, text) =>
        {
            let _ = (entity, field);
            Some(missing())
        }
        Takes::Field(entity, field) => match value_of(field, text) {
            Err(problem) => Some(sentence(say, (entity, field), text, &problem)),
            Ok(_) => is_ahead(say, field, text).then(|| say.t("correct-ahead")),
        },
    }
}

fn is_choice(choices: &[Choice], code: &str) -> bool {
    choices.iter().any(|choice| choice.code == code)
}

/// Whether a date of what has happened lies ahead. When a birth is expected, it does.
fn is_ahead(say: &Speaker<'_>, field: &Field, text: &str) -> bool {
    matches!(field.ty, Type::Date) && field.name != "due_date" && fields::lies_ahead(say, text)
}

fn sentence(
    say: &Speaker<'_>,
    (entity, field): (&'static crate::record::Entity, &'static Field),
    text: &str,
    problem: &Problem,
) -> Text {
    match field.ty {
        Type::Date if PartialDate::from_iso(text).is_some() && text < FIRST_YEAR => {
            say.t("register-date_old")
        }
        Type::Date => say.t("register-date_none"),
        Type::Int(from, to) => {
            let (from, to) = (shown::number(say.lang, from), shown::number(say.lang, to));
            say.with("register-figure", &[("from", (&from).into()), ("to", (&to).into())])
        }
        Type::Text(most) if text.chars().count() > most => too_long(say, most),
        _ => fields::wrong(say, entity, field, problem),
    }
}

fn too_long(say: &Speaker<'_>, most: usize) -> Text {
    let most = shown::number(say.lang, i64::try_from(most).unwrap_or(i64::MAX));
    say.with("register-too_long", &[("most", (&most).into())])
}

fn field(of: EntityId, id: FieldId) -> Option<&'static Field> {
    entity(of)?.field(id)
}

/// The value of a field that was typed at a step; nothing where nothing was, or where it is wrong.
pub(super) fn held(ground: &Ground, step: Step, (of, id): (EntityId, FieldId)) -> Option<Value> {
    let field = field(of, id)?;
    let text = ground.get(step, field.name);
    if text.is_empty() { None } else { value_of(field, text).ok() }
}

/// A text as a value of a field.
pub(crate) fn value_of(field: &Field, text: &str) -> Result<Value, Problem> {
    let json = match field.ty {
        Type::Int(..) => whole(field.name, text).map_or_else(|| json!(text), |number| json!(number)),
        _ => json!(text),
    };
    from_json(field, &json)
}

/// A whole number, with a point or a comma where somebody writes one. A new-born is weighed in kilograms as often as in grams, and nobody weighs 3 g.
fn whole(name: &str, text: &str) -> Option<i64> {
    let plain: String =
        text.chars().filter(|c| !c.is_whitespace()).map(|c| if c == ',' { '.' } else { c }).collect();
    let figure = Decimal::parse(&plain)?;
    let is_kg = name.ends_with("_g") && figure.exponent < 0 && figure.to_f64() < MOST_KG;
    let exponent = figure.exponent.checked_add(if is_kg { 3 } else { 0 })?;
    let power = 10_i64.checked_pow(u32::from(exponent.unsigned_abs()))?;
    if exponent >= 0 {
        return figure.mantissa.checked_mul(power);
    }
    (figure.mantissa % power == 0).then_some(figure.mantissa / power)
}

/// Where the phone is, or why that is not known, as the value of a household's place.
pub(super) fn position(text: &str) -> Option<Value> {
    let place = field(household::ID, household::place)?;
    if code::no_place::ALL.iter().any(|why| why.1 == text) {
        return from_json(place, &json!({ "missing": text })).ok();
    }
    let parts: Vec<&str> = text.split_whitespace().collect();
    if !(2..=3).contains(&parts.len()) {
        return None;
    }
    let named = ["lat", "lon", "accuracy_m"].into_iter().zip(parts);
    let held: Map<String, Json> = named.map(|(name, part)| (name.to_owned(), json!(part))).collect();
    from_json(place, &Json::Object(held)).ok()
}

/// The fields of a pregnancy that a step asks for.
pub(super) const OF_PREGNANCY: [FieldId; 2] = [pregnancy::last_period, pregnancy::due_date];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_at_birth_is_taken_in_grams_or_kilograms_with_point_or_comma() {
        for text in ["2950", "2 950", "2.950", "2,95", "2.95", "2950.0"] {
            assert_eq!(whole("birth_weight_g", text), Some(2950), "{text}");
        }
        assert_eq!(whole("gestational_weeks", "39"), Some(39));
        for text in ["39.5", "x", "", "99999999999999999999"] {
            assert_eq!(whole("gestational_weeks", text), None, "{text}");
        }
    }

    #[test]
    fn a_position_is_two_or_three_figures_or_a_reason() {
        for text in ["-13.5167 -71.9788 6", "-13.5167 -71.9788", "no_signal", "refused"] {
            assert!(position(text).is_some(), "{text}");
        }
        for text in ["-13.5", "95 10 1", "north west", "1 2 3 4", "no_reason"] {
            assert!(position(text).is_none(), "{text}");
        }
    }
}
