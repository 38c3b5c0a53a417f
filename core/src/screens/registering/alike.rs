//! Who is registered already and may be the same: families and persons by what is typed at a door, a child by name and birth date. A hint, with who,
//! how old and whose; nobody is refused for it. Knows the search; decides nothing.

use super::super::shared::{age, family, household_row, kind, name, picture};
use super::super::showing::Showing;
use super::super::{Does, Place, Result, Row};
use super::acts::IS;
use super::typed;
use super::way::{Ground, Kind, Step};
use crate::record::table::person;
use crate::store::query;
use crate::store::search::{self, Found, are_alike};
use crate::words::Text;

/// Rows of a search: what is not among them is looked for with more of the name.
const MOST: usize = 12;
/// How many are looked at for a child.
const LOOKED_AT: usize = 50;
/// How many are shown beside a child.
const SHOWN: usize = 3;

/// Families and persons that match what was typed; each opens, and lets the registration go.
pub(super) fn found(showing: &Showing<'_>, words: &str) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for one in search::search(&showing.log, words, MOST)? {
        let row = match one.entity.as_str() {
            "household" => household_row(showing, &one.record)?,
            _ => person_row(showing, &one)?,
        };
        rows.push(row.does(Does::Submit { act: format!("{IS}{}", one.record) }));
    }
    Ok(rows)
}

/// Children who may be one that is registered now: alike by name, and born on the same date as far as both are known.
pub(super) fn children(showing: &Showing<'_>, ground: &Ground, n: usize) -> Result<Vec<Row>> {
    let Some(called) = ground.name_at(Step::Name(n)).filter(|_| ground.kind(n) == Some(Kind::Child)) else {
        return Ok(Vec::new());
    };
    let birth = ground.get(Step::Birth(n), "birth_date");
    let is_one = |found: &&Found| {
        let is_child = found.entity == "person" && matches!(found.kind.as_deref(), None | Some("child"));
        let alike = found.name.as_deref().is_some_and(|held| are_alike(held, &called));
        is_child && alike && born_alike(found.birth_date.as_deref().unwrap_or_default(), birth)
    };
    let mut rows = Vec::new();
    for one in looked_at(showing, ground, n, &called)?.iter().filter(is_one).take(SHOWN) {
        rows.push(person_row(showing, one)?.opens(Place::Person(one.record)));
    }
    Ok(rows)
}

/// Whoever is found by all the names, or by the given names alone: of two family names one is often left out.
fn looked_at(showing: &Showing<'_>, ground: &Ground, n: usize, called: &str) -> Result<Vec<Found>> {
    let mut all = search::search(&showing.log, called, LOOKED_AT)?;
    if typed::held(ground, Step::Name(n), (person::ID, person::given_names)).is_some() {
        let given = search::search(&showing.log, ground.get(Step::Name(n), "given_names"), LOOKED_AT)?;
        all.extend(
            given
                .into_iter()
                .filter(|one| !all.iter().any(|held| held.record == one.record))
                .collect::<Vec<_>>(),
        );
    }
    Ok(all)
}

/// Whether two dates, each as exactly as it is known, may be one; one that is not known may be any.
fn born_alike(one: &str, other: &str) -> bool {
    one.starts_with(other) || other.starts_with(one)
}

fn person_row(showing: &Showing<'_>, found: &Found) -> Result<Row> {
    let say = &showing.say;
    let (of, birth) = (found.kind.as_deref(), found.birth_date.as_deref());
    let mut what: Vec<Text> = kind(say, of, found.sex.as_deref()).into_iter().collect();
    if of == Some("child") {
        what.push(age(say, birth));
    }
    let row = Row::new(name(say, found.name.as_deref())).picture(picture(of, birth, say.today));
    let row = if what.is_empty() { row } else { row.line(say.join(&what, " · ")) };
    Ok(match &found.household {
        Some(household) => row.line(family(say, &query::household_title(&showing.log, household)?)),
        None => row,
    })
}

#[cfg(test)]
mod tests {
    use super::born_alike;

    #[test]
    fn two_dates_may_be_one_as_far_as_both_are_known() {
        for (one, other) in
            [("2025-07-10", "2025-07-10"), ("2025-07-10", "2025-07"), ("2025", "2025-07"), ("", "2025")]
        {
            assert!(born_alike(one, other) && born_alike(other, one), "{one} {other}");
        }
        for (one, other) in [("2025-07-10", "2025-07-11"), ("2025-07", "2025-08-01"), ("2024", "2025-07")] {
            assert!(!born_alike(one, other) && !born_alike(other, one), "{one} {other}");
        }
    }
}
