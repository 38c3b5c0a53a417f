//! Finding a family or a person in a whole district: which words each is known by, and how often each word is held.
//! What was typed is compared with the words first, which are few, and then with those who are known by the rarest
//! of them. Who matches, and how well, is the core's to say: a phone and a server find alike.

use std::collections::{BTreeMap, BTreeSet};

use chaski::merge::State;
use chaski::record::RecordName;
use chaski::record::table::{code, household, person};
use chaski::store::Log;
use chaski::store::search::{Found, Score, Wanted, fold, likeness, number_of, words_of};
use rusqlite::{OptionalExtension, params};

use super::areas::{Scope, list};
use super::rows::full_name;
use crate::storage::Result;

/// The most that a search finds.
const FOUND: usize = 50;
/// Those who are compared: of a word that more are known by, the first so many.
const COMPARED: usize = 2000;
/// Words that one typed word may stand for.
const LIKE: usize = 200;
/// The number of a document and the code on paper stand among the words, each behind a sign that no word has.
const NUMBER: char = '#';
const CODE: char = '=';

/// Makes the words of a household or person again.
pub(super) fn renew(log: &Log<'_>, record: &RecordName) -> Result<()> {
    let key = record.key();
    let new = known_by(log, record)?;
    let old: Option<(Vec<u8>, String)> = log
        .connection()
        .prepare_cached("SELECT area, words FROM worded WHERE record = ?1")?
        .query_row([key.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    if old == new {
        return Ok(());
    }
    if let Some((area, words)) = &old {
        for word in words.split(' ') {
            log.connection()
                .prepare_cached("DELETE FROM word WHERE word = ?1 AND area = ?2 AND record = ?3")?
                .execute(params![word, area, key.as_slice()])?;
            if is_vocabulary(word) {
                log.connection()
                    .prepare_cached("UPDATE vocabulary SET held = held - 1 WHERE word = ?1")?
                    .execute([word])?;
                log.connection()
                    .prepare_cached("DELETE FROM vocabulary WHERE word = ?1 AND held = 0")?
                    .execute([word])?;
            }
        }
        log.connection().prepare_cached("DELETE FROM worded WHERE record = ?1")?.execute([key.as_slice()])?;
    }
    if let Some((area, words)) = &new {
        for word in words.split(' ') {
            log.connection()
                .prepare_cached("INSERT INTO word (word, area, record) VALUES (?1, ?2, ?3)")?
                .execute(params![word, area, key.as_slice()])?;
            if is_vocabulary(word) {
                log.connection()
                    .prepare_cached(
                        "INSERT INTO vocabulary (word, held) VALUES (?1, 1)
                         ON CONFLICT DO UPDATE SET held = held + 1",
                    )?
                    .execute([word])?;
            }
        }
        log.connection()
            .prepare_cached("INSERT INTO worded (record, area, words) VALUES (?1, ?2, ?3)")?
            .execute(params![key.as_slice(), area, words])?;
    }
    Ok(())
}

fn is_vocabulary(word: &str) -> bool {
    !word.starts_with([NUMBER, CODE])
}

/// The area of a household or person and the words it is known by, each once; `None` if it is in no list.
fn known_by(log: &Log<'_>, record: &RecordName) -> Result<Option<(Vec<u8>, String)>> {
    let key = record.key();
    type Row = (Option<Vec<u8>>, [Option<String>; 4]);
    let statement = match log.known(record)?.map(|known| known.entity) {
        Some(household::ID) => {
            "SELECT area, known_as, reference, NULL, NULL FROM r_household WHERE record = ?1 AND voided = 0"
        }
        Some(person::ID) => {
            "SELECT h.area, p.given_names, p.family_names, p.local_id,
               (SELECT group_concat(i.value, char(10)) FROM r_person_identifier i WHERE i.record = p.record)
             FROM r_person p JOIN r_household h ON h.record = p.household
             WHERE p.record = ?1 AND p.voided = 0 AND h.voided = 0"
        }
        _ => return Ok(None),
    };
    let row: Option<Row> = log
        .connection()
        .prepare_cached(statement)?
        .query_row([key.as_slice()], |row| {
            let text = |at| row.get::<_, Option<String>>(at);
            Ok((row.get(0)?, [text(1)?, text(2)?, text(3)?, text(4)?]))
        })
        .optional()?;
    let Some((Some(area), [one, two, numbers @ ..])) = row else { return Ok(None) };
    let mut words: BTreeSet<String> = words_of([one.as_deref(), two.as_deref()]).into_iter().collect();
    let numbers =
        numbers.iter().flatten().flat_map(|held| held.lines()).map(number_of).filter(|n| !n.is_empty());
    words.extend(numbers.map(|number| format!("{NUMBER}{number}")));
    words.insert(format!("{CODE}{}", record.paper_code()));
    Ok(Some((area, words.into_iter().collect::<Vec<_>>().join(" "))))
}

/// Households and persons of the viewer's that match every word, the best first.
pub(super) fn find(scope: &Scope<'_>, typed: &str) -> Result<Vec<Found>> {
    let wanted = Wanted::read(typed);
    if wanted.words.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits: BTreeMap<RecordName, (Score, &'static str)> = BTreeMap::new();
    let mut exact = Vec::new();
    exact.extend(wanted.code.as_ref().map(|code| format!("{CODE}{code}")));
    exact.push(format!("{NUMBER}{}", wanted.number));
    exact.extend(wanted.words.iter().map(|word| format!("{NUMBER}{word}")));
    compare(scope, &wanted, &exact, &mut hits)?;
    if let Some(rarest) = rarest(&scope.log, &wanted)? {
        compare(scope, &wanted, &rarest, &mut hits)?;
    }
    let mut best: Vec<(Score, RecordName, &'static str)> =
        hits.into_iter().map(|(record, (score, by))| (score, record, by)).collect();
    best.sort_unstable();
    best.truncate(6 * FOUND);
    let mut found = described(&scope.log, &best)?;
    found.sort_by(|a, b| (a.0, &a.1, a.2.record).cmp(&(b.0, &b.1, b.2.record)));
    found.truncate(FOUND);
    Ok(found.into_iter().map(|(_, _, found)| found).collect())
}

/// The words that are held and may be the typed one that the fewest are known by. A typed word that nobody is known by
/// may be of a village.
fn rarest(log: &Log<'_>, wanted: &Wanted) -> Result<Option<Vec<String>>> {
    let mut like: Vec<(i64, Vec<String>)> = vec![(0, Vec::new()); wanted.words.len()];
    for (typed, (held, words)) in wanted.words.iter().zip(&mut like) {
        let mut statement = log.connection().prepare_cached(
            "SELECT word, held FROM vocabulary WHERE word >= ?1 AND word < ?1 || char(1114111) LIMIT ?2",
        )?;
        let mut rows = statement.query(params![typed, LIKE as i64])?;
        while let Some(row) = rows.next()? {
            words.push(row.get(0)?);
            *held += row.get::<_, i64>(1)?;
        }
    }
    // A slip is forgiven in words of letters alone: those stand after all that begin with a digit.
    if wanted.words.iter().any(|word| word.chars().count() >= 4 && word.chars().all(char::is_alphabetic)) {
        let mut statement =
            log.connection().prepare_cached("SELECT word, held FROM vocabulary WHERE word >= 'a'")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let word = row.get_ref(0)?.as_str().unwrap_or_default();
            for (typed, (held, words)) in wanted.words.iter().zip(&mut like) {
                if words.len() < LIKE && !word.starts_with(typed.as_str()) && likeness(typed, word).is_some()
                {
                    words.push(word.to_owned());
                    *held += row.get::<_, i64>(1)?;
                }
            }
        }
    }
    like.retain(|(held, _)| *held > 0);
    Ok(like.into_iter().min_by_key(|(held, _)| *held).map(|(_, words)| words))
}

/// Compares with what was typed whoever is known by one of these words, and those who live in a house that is.
fn compare(
    scope: &Scope<'_>,
    wanted: &Wanted,
    words: &[String],
    hits: &mut BTreeMap<RecordName, (Score, &'static str)>,
) -> Result<()> {
    let words = serde_json::to_string(words).unwrap_or_default();
    let mut statement = scope.log.connection().prepare_cached(&format!(
        "WITH known AS (SELECT DISTINCT record FROM word
           WHERE word IN (SELECT value FROM json_each(?1)) AND area IN {} LIMIT {COMPARED})
         SELECT d.record, d.words, o.words, h.populated_centre
         FROM (SELECT record FROM known UNION SELECT p.record FROM known k JOIN r_person p ON p.household = k.record
               WHERE p.voided = 0 LIMIT {}) AS c
         CROSS JOIN worded d ON d.record = c.record LEFT JOIN r_person p ON p.record = c.record
         LEFT JOIN worded o ON o.record = p.household
         LEFT JOIN r_household h ON h.record = coalesce(p.household, c.record)",
        scope.mine_sql(None),
        2 * COMPARED
    ))?;
    let mut rows = statement.query([words])?;
    while let Some(row) = rows.next()? {
        let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
        let (own, numbers) = split(&row.get::<_, String>(1)?);
        let mut around = row.get::<_, Option<String>>(2)?.map(|words| split(&words).0).unwrap_or_default();
        around.extend(words_of([row.get::<_, Option<String>>(3)?.as_deref()]));
        if let Some(hit) = wanted.score(&record, &own, &around, &numbers) {
            hits.insert(record, hit);
        }
    }
    Ok(())
}

/// Words and numbers as they stand together.
fn split(words: &str) -> (Vec<String>, Vec<String>) {
    let (mut own, mut numbers) = (Vec::new(), Vec::new());
    for word in words.split(' ') {
        match word.strip_prefix(NUMBER) {
            Some(number) => numbers.push(number.to_owned()),
            None if word.starts_with(CODE) => {}
            None => own.push(word.to_owned()),
        }
    }
    (own, numbers)
}

/// Those who were found, as a list shows them, with what they are sorted by.
fn described(
    log: &Log<'_>,
    best: &[(Score, RecordName, &'static str)],
) -> Result<Vec<(Score, String, Found)>> {
    let by: BTreeMap<RecordName, (Score, &'static str)> =
        best.iter().map(|(score, record, by)| (*record, (*score, *by))).collect();
    let records: Vec<RecordName> = by.keys().copied().collect();
    let within = list(&records);
    let mut statement = log.connection().prepare(&format!(
        "SELECT h.record, h.record, h.known_as, h.known_as, NULL, NULL, NULL, NULL, 0 FROM r_household h
         WHERE h.record IN {within}
         UNION ALL SELECT p.record, p.household, h.known_as, p.given_names, p.family_names, p.kind, p.sex, p.birth_date, 1
         FROM r_person p LEFT JOIN r_household h ON h.record = p.household WHERE p.record IN {within}"
    ))?;
    let mut rows = statement.query([])?;
    let mut found = Vec::with_capacity(records.len());
    while let Some(row) = rows.next()? {
        let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
        let Some((score, by)) = by.get(&record) else { continue };
        let household: Option<Vec<u8>> = row.get(1)?;
        let name = full_name(row.get(3)?, row.get(4)?);
        let is_person: bool = row.get(8)?;
        found.push((
            *score,
            fold(name.as_deref().unwrap_or_default()),
            Found {
                record,
                entity: if is_person { "person" } else { "household" }.into(),
                code: record.paper_code(),
                name,
                household: household.and_then(|key| RecordName::from_key(&key)),
                known_as: row.get(2)?,
                kind: choice(code::person_kind::ALL, row.get(5)?),
                sex: choice(code::sex::ALL, row.get(6)?),
                birth_date: row.get(7)?,
                by: (*by).into(),
            },
        ));
    }
    Ok(found)
}

/// The name of a choice; a choice of a later version is its number.
pub(super) fn choice(of: &[chaski::record::schema::Code], number: Option<i64>) -> Option<String> {
    let number = number?;
    let known = of.iter().find(|code| code.0 == number);
    Some(known.map_or_else(|| number.to_string(), |code| code.1.to_owned()))
}
