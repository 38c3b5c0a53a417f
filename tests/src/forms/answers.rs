//! What a person gives to a form, as steps of the contract: of the right type mostly, wrong at times.

use serde_json::{Value, json};

use super::model::{Choices, Count, Item, Kind, Survey, Type};
use crate::sim::rng::Rng;

const POINTS: [&str; 3] =
    ["-12.04 -77.03 3400.5 4.5", "-12.05 -77.03 3401.5 4.5", "-12.05 -77.02 -3.5 12.25"];

/// So many steps.
pub fn draw(survey: &Survey, rng: &mut Rng) -> Vec<Value> {
    let all = survey.all();
    let asked: Vec<&Item> = all.iter().copied().filter(|one| matches!(one.kind, Kind::Leaf(..))).collect();
    let open: Vec<&Item> =
        all.iter().copied().filter(|one| matches!(one.kind, Kind::Repeat(Count::Open(_), _))).collect();
    let repeats: Vec<&Item> =
        all.iter().copied().filter(|one| matches!(one.kind, Kind::Repeat(..))).collect();
    let count = 4 + rng.below(12);
    let mut steps = Vec::new();
    while steps.len() < count {
        let step = match rng.below(20) {
            0 | 1 => rng.pick(&open).map(|one| json!({"add": of_instances(&one.path, &repeats, rng, false)})),
            2 => {
                let removable = if rng.chance(90) { &open } else { &repeats };
                rng.pick(removable).map(|one| json!({"remove": of_instances(&one.path, &repeats, rng, true)}))
            }
            3 => rng.pick(&survey.languages).map(|language| json!({"language": language})),
            _ => {
                // Mostly what is asked.
                let one = rng.pick(&asked).filter(|one| one.label.is_some() || rng.chance(5));
                one.map(|one| {
                    let path = of_instances(&one.path, &repeats, rng, true);
                    json!({path: given(one, survey, rng)})
                })
            }
        };
        steps.extend(step);
        if asked.is_empty() {
            break;
        }
    }
    steps
}

/// A path with a position behind each repeat on the way; behind its end where it is one and an instance is meant.
fn of_instances(path: &str, repeats: &[&Item], rng: &mut Rng, whole: bool) -> String {
    let mut with = String::new();
    let mut so_far = String::new();
    for name in path.split('/').skip(1) {
        with += &format!("/{name}");
        so_far += &format!("/{name}");
        if repeats.iter().any(|one| one.path == so_far) && (whole || so_far != path) {
            let most = if rng.chance(15) { 3 } else { 2 };
            with += &format!("[{}]", 1 + rng.below(most));
        }
    }
    with
}

fn given(item: &Item, survey: &Survey, rng: &mut Rng) -> String {
    if rng.chance(8) {
        return String::new();
    }
    let Kind::Leaf(kind, choices) = &item.kind else { return String::new() };
    let wrong = rng.chance(6);
    let names: Vec<&str> = match choices {
        Some(Choices::Inline(names)) => names.clone(),
        Some(Choices::Of(id, _)) => {
            let list = survey.lists.iter().find(|list| list.id == *id);
            list.map_or_else(Vec::new, |list| list.rows.iter().map(|(name, ..)| name.as_str()).collect())
        }
        None => Vec::new(),
    };
    let pick = |rng: &mut Rng, of: &[&str]| rng.pick(of).unwrap_or_default().to_owned();
    match kind {
        Type::Integer | Type::HiddenInteger if wrong => pick(rng, &["x", "4.5", "1e2"]),
        Type::Integer | Type::HiddenInteger => pick(rng, &["0", "1", "2", "3", "4", "5", "8", "12", "-2"]),
        Type::Decimal | Type::HiddenDecimal if wrong => pick(rng, &["x", "1,5"]),
        Type::Decimal | Type::HiddenDecimal => pick(rng, &["0.5", "2.5", "4", "7.25", "-1.5", "0"]),
        Type::Range if wrong => "x".into(),
        Type::Range => pick(rng, &["0", "2", "4", "10"]),
        Type::Date if wrong => pick(rng, &["2024-13-01", "soon"]),
        Type::Date => pick(rng, &["2019-12-31", "2020-01-01", "2024-02-29", "2031-01-01"]),
        Type::Time | Type::DateTime | Type::Geopoint | Type::Geotrace | Type::Geoshape if wrong => {
            "soon".into()
        }
        Type::Time => pick(rng, &["10:05:00.000+00:00", "23:59:30.500+00:00", "00:00:00.000+00:00"]),
        Type::DateTime => pick(rng, &["2024-02-29T10:05:00.000+00:00", "2019-12-31T23:59:59.999+00:00"]),
        // Other engines write a whole number of metres as 0.0, and no blank between points.
        Type::Geopoint => pick(rng, &[POINTS[0], POINTS[1]]),
        Type::Geotrace => {
            pick(rng, &[POINTS[..2].join(";"), POINTS.join(";")].each_ref().map(String::as_str))
        }
        Type::Geoshape => [POINTS[0], POINTS[1], POINTS[2], POINTS[0]].join(";"),
        Type::Barcode => pick(rng, &["7501234567890", "x y"]),
        Type::SelectOne if wrong => pick(rng, &["zz", "a b"]),
        Type::SelectOne => pick(rng, &names),
        Type::SelectMultiple if wrong => "zz a".into(),
        Type::SelectMultiple => {
            let some: Vec<&str> = names.iter().copied().filter(|_| rng.chance(50)).collect();
            some.join(" ")
        }
        Type::Rank => {
            let mut order = names;
            rng.shuffle(&mut order);
            if wrong {
                order.pop();
            }
            order.join(" ")
        }
        Type::Acknowledge if wrong => "yes".into(),
        Type::Acknowledge => "OK".into(),
        Type::Text | Type::Note | Type::Hidden => pick(rng, &["Ana", "bo", "x y", "Nina Qori"]),
    }
}
