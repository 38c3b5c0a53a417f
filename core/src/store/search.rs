//! Finding a family or a person by what a worker types at a door: names, how a house is known, a number, the code on
//! paper. Forgives accents, capital letters and one slip a word. Reads every name that is held; a phone holds a few
//! thousand.

use std::collections::HashMap;

use rusqlite::Row;
use serde::Serialize;

use super::error::Result;
pub use super::folding::{fold, number_of, words_of};
use super::log::Log;
use super::query::{BELOW, bounded, choice, full_name, record_in};
use crate::record::name::read_paper_code;
use crate::record::{RecordName, table};

/// A household or a person that was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Found {
    /// Which.
    pub record: RecordName,
    /// `household` or `person`.
    pub entity: String,
    /// Its code on paper.
    pub code: String,
    /// Names of the person, or the name by which the household is known.
    pub name: Option<String>,
    /// The household: of a person, theirs.
    pub household: Option<RecordName>,
    /// The name by which neighbours know the household.
    pub known_as: Option<String>,
    /// Why the person is in the register.
    pub kind: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known.
    pub birth_date: Option<String>,
    /// How it was found: `code`, `number`, `words`, or `like` where a slip was forgiven.
    pub by: String,
}

/// Households and persons that match every word, best first.
pub fn search(log: &Log<'_>, words: &str, limit: usize) -> Result<Vec<Found>> {
    search_within(log, None, words, limit)
}

/// The same within an area and all below it.
pub fn search_within(
    log: &Log<'_>,
    area: Option<&RecordName>,
    words: &str,
    limit: usize,
) -> Result<Vec<Found>> {
    let wanted = Wanted::read(words);
    if wanted.words.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits: Vec<(Score, String, Found)> = Vec::new();
    let mut houses: HashMap<RecordName, House> = HashMap::new();
    let columns = "h.record, h.known_as, h.reference, h.populated_centre";
    each(log, area, &format!("SELECT {columns} FROM r_household h WHERE h.voided = 0"), |row| {
        let Some(record) = record_in(row, 0)? else { return Ok(()) };
        let (known_as, reference): (Option<String>, Option<String>) = (row.get(1)?, row.get(2)?);
        let mut house = House { words: words_of([known_as.as_deref(), reference.as_deref()]), known_as };
        let centre = words_of([row.get::<_, Option<String>>(3)?.as_deref()]);
        if let Some((score, by)) = wanted.score(&record, &house.words, &centre, &[]) {
            let name = house.known_as.clone();
            hits.push((
                score,
                fold(name.as_deref().unwrap_or_default()),
                Found {
                    record,
                    entity: "household".into(),
                    code: record.paper_code(),
                    known_as: name.clone(),
                    name,
                    household: Some(record),
                    kind: None,
                    sex: None,
                    birth_date: None,
                    by: by.into(),
                },
            ));
        }
        house.words.extend(centre);
        houses.insert(record, house);
        Ok(())
    })?;
    let columns =
        "p.record, p.household, p.given_names, p.family_names, p.kind, p.sex, p.birth_date, p.local_id,
        (SELECT group_concat(i.value, char(10)) FROM r_person_identifier i WHERE i.record = p.record)";
    // From the household down where an area is asked for; else whoever is held, a person without a household too.
    let from = match area {
        Some(_) => {
            "r_household h JOIN r_person p ON p.household = h.record WHERE h.voided = 0 AND p.voided = 0"
        }
        None => "r_person p WHERE p.voided = 0",
    };
    each(log, area, &format!("SELECT {columns} FROM {from}"), |row| {
        let Some(record) = record_in(row, 0)? else { return Ok(()) };
        let household = record_in(row, 1)?;
        let (given, family): (Option<String>, Option<String>) = (row.get(2)?, row.get(3)?);
        let own = words_of([given.as_deref(), family.as_deref()]);
        let house = household.and_then(|household| houses.get(&household));
        let around = house.map_or(&[][..], |house| house.words.as_slice());
        let mut numbers = Vec::new();
        for column in 7..=8 {
            let held: Option<String> = row.get(column)?;
            numbers.extend(held.iter().flat_map(|held| held.lines()).map(number_of));
        }
        if let Some((score, by)) = wanted.score(&record, &own, around, &numbers) {
            let name = full_name(given, family);
            hits.push((
                score,
                fold(name.as_deref().unwrap_or_default()),
                Found {
                    record,
                    entity: "person".into(),
                    code: record.paper_code(),
                    name,
                    household,
                    known_as: house.and_then(|house| house.known_as.clone()),
                    kind: choice(table::person::ID, table::person::kind, None, row.get(4)?),
                    sex: choice(table::person::ID, table::person::sex, None, row.get(5)?),
                    birth_date: row.get(6)?,
                    by: by.into(),
                },
            ));
        }
        Ok(())
    })?;
    hits.sort_by(|a, b| (a.0, &a.1, a.2.record).cmp(&(b.0, &b.1, b.2.record)));
    hits.truncate(bounded(limit));
    Ok(hits.into_iter().map(|(_, _, found)| found).collect())
}

struct House {
    known_as: Option<String>,
    words: Vec<String>,
}

/// The smaller the better.
pub type Score = u32;

const EXACT: Score = 0;
const BEGINS: Score = 1;
const SLIP: Score = 4;
const SLIP_BEGINS: Score = 5;
/// A word that matches the house and not the person.
const AROUND: Score = 2;

/// What was typed.
pub struct Wanted {
    /// Its words, as they are compared.
    pub words: Vec<String>,
    /// The whole as a number of a document.
    pub number: String,
    /// The whole as a code on paper, if it is one.
    pub code: Option<String>,
}

impl Wanted {
    /// Reads what was typed.
    pub fn read(text: &str) -> Wanted {
        let mut words = words_of([Some(text)]);
        // Nobody types twenty words; each costs a look at every name.
        words.truncate(12);
        Wanted { words, number: number_of(text), code: read_paper_code(text) }
    }

    /// How well a record matches, and by what: its code, one of its numbers, or every word by one of its words, at
    /// least one of them its own and not merely of the house.
    pub fn score(
        &self,
        record: &RecordName,
        own: &[String],
        around: &[String],
        numbers: &[String],
    ) -> Option<(Score, &'static str)> {
        if self.code.as_ref().is_some_and(|code| *code == record.paper_code()) {
            return Some((0, "code"));
        }
        if !self.number.is_empty() && numbers.contains(&self.number) {
            return Some((0, "number"));
        }
        let best =
            |word: &str, among: &[String]| among.iter().filter_map(|other| likeness(word, other)).min();
        let (mut total, mut is_own, mut slipped) = (1, false, false);
        for word in &self.words {
            let number = numbers.contains(word).then_some(EXACT);
            let mine = best(word, own).into_iter().chain(number).min();
            let near = best(word, around).map(|score| score + AROUND);
            let score = mine.into_iter().chain(near).min()?;
            is_own |= mine.is_some();
            slipped |= score >= SLIP;
            total += score;
        }
        is_own.then_some((total, if slipped { "like" } else { "words" }))
    }
}

/// How well a typed word matches a word that is held.
pub fn likeness(typed: &str, held: &str) -> Option<Score> {
    if typed == held {
        return Some(EXACT);
    }
    if held.starts_with(typed) {
        return Some(BEGINS);
    }
    let typed: Vec<char> = typed.chars().collect();
    // A number with a slip is another number.
    if typed.len() < 4 || !typed.iter().all(|c| c.is_alphabetic()) {
        return None;
    }
    let held: Vec<char> = held.chars().collect();
    if within_one_slip(&typed, &held) {
        return Some(SLIP);
    }
    let beginnings = (typed.len() - 1)..=(typed.len() + 1);
    beginnings
        .filter(|length| *length < held.len())
        .any(|length| within_one_slip(&typed, &held[..length]))
        .then_some(SLIP_BEGINS)
}

/// Whether two names are alike: each word of the shorter is a word of the other, but for one slip.
pub fn are_alike(one: &str, other: &str) -> bool {
    let (one, other) = (words_of([Some(one)]), words_of([Some(other)]));
    let (few, many) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let alike = |a: &str, b: &str| {
        matches!(likeness(a, b), Some(EXACT | SLIP)) || matches!(likeness(b, a), Some(EXACT | SLIP))
    };
    !few.is_empty() && few.iter().all(|word| many.iter().any(|held| alike(word, held)))
}

/// Whether one wrong, missing, extra or swapped letter makes one of the other.
fn within_one_slip(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([], []) => true,
        ([x, y, rest_a @ ..], [z, w, rest_b @ ..]) if x == w && y == z && rest_a == rest_b => true,
        ([_, rest_a @ ..], [_, rest_b @ ..]) if rest_a == rest_b => true,
        (_, [_, rest_b @ ..]) if a == rest_b => true,
        ([_, rest_a @ ..], _) => rest_a == b,
        _ => false,
    }
}

/// Runs a statement that ends in its conditions, within the area where one is asked for.
fn each(
    log: &Log<'_>,
    area: Option<&RecordName>,
    statement: &str,
    mut take: impl FnMut(&Row<'_>) -> Result<()>,
) -> Result<()> {
    let statement = match area {
        Some(_) => format!("{BELOW} {statement} AND h.area IN (SELECT area FROM below)"),
        None => format!("{statement} AND ?1 IS NULL"),
    };
    let mut statement = log.conn.prepare_cached(&statement)?;
    let mut rows = statement.query([area.map(|area| area.key().to_vec())])?;
    while let Some(row) = rows.next()? {
        take(row)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slip(a: &str, b: &str) -> bool {
        within_one_slip(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>())
    }

    #[test]
    fn accents_capitals_and_apostrophes_do_not_count() {
        assert_eq!(fold("Ñahui"), "nahui");
        assert_eq!(fold("N\u{303}AHUI"), "nahui");
        assert_eq!(fold("Q’enqo"), fold("Q'ENQO"));
        assert_eq!(
            words_of([Some("los de la tienda, casa 14")]),
            ["los", "de", "la", "tienda", "casa", "14"]
        );
    }

    #[test]
    fn one_wrong_missing_extra_or_swapped_letter_is_forgiven_and_two_are_not() {
        for typed in
            ["quispe", "quizpe", "quipe", "quisppe", "qiuspe", "uispe", "quisp", "xquispe", "quispex"]
        {
            assert!(slip(typed, "quispe"), "{typed}");
        }
        for typed in ["quizpa", "kizpe", "quispemm", "que", "iuqspe"] {
            assert!(!slip(typed, "quispe"), "{typed}");
        }
    }

    #[test]
    fn a_short_word_and_a_number_must_be_right() {
        assert_eq!(likeness("ana", "eva"), None);
        assert_eq!(likeness("ani", "ana"), None);
        assert_eq!(likeness("1234", "1235"), None);
        assert_eq!(likeness("an", "ana"), Some(BEGINS));
        assert_eq!(likeness("quizp", "quispe"), Some(SLIP_BEGINS));
    }
}
