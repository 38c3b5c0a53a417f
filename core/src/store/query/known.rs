//! What the record knows of a person, by the names under which a checklist asks for it (docs/forms-record.md). Reads the page of the person, the
//! house, and earlier answers; knows no form but by its id, and decides nothing.

use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};

use super::child::{ChildPage, child};
use super::record::Reader;
use super::view::RecordView;
use super::visit::answers;
use crate::forms::xml::escape;
use crate::growth::age::on_day;
use crate::pack::{Pack, Step};
use crate::record::RecordName;
use crate::record::json::answer_text;
use crate::record::table::household;
use crate::store::error::Result;
use crate::store::log::Log;
use crate::store::shown::shown_field;
use crate::words::Lang;
use crate::words::shown::{PartialDate, day_of};

/// What is known, by name: texts as a checklist reads them, nothing where nothing is known.
pub type Known = BTreeMap<String, String>;

/// When and for whom it is asked.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The day, where the phone is.
    pub today: NaiveDate,
    /// Minutes east of Greenwich: -300 is five hours west.
    pub utc_offset_min: i32,
    /// The checklist, by its id: earlier answers to it count.
    pub form: &'a str,
    /// The language of what is read out (`agreement_text`).
    pub lang: Lang,
}

/// What the record knows of a person today.
///
/// # Errors
/// Where the person is not held, or the database cannot be read.
pub fn known(log: &Log<'_>, person: &RecordName, asked: Asked<'_>) -> Result<Known> {
    let page = child(log, person)?;
    let pack = log.pack()?;
    let mut known = Known::new();
    known.insert("person".into(), person.to_string());
    of_the_person(&page, asked, &mut known);
    of_what_was_done(&page, pack, asked, &mut known);
    let house = page.household.as_ref().map(|house| house.record);
    if let Some(house) = house {
        let altitude = shown_field(log, house, household::altitude)?.value;
        let metres = altitude.as_ref().and_then(|value| match value {
            crate::record::Value::Map(parts) => parts.get(&crate::record::table::part::altitude::m)?.as_int(),
            _ => None,
        });
        say(&mut known, "altitude_m", metres);
    }
    answered(log, person, house, asked, &mut known)?;
    Ok(known)
}

/// The same as the document that the instance `contact-summary` is.
pub fn as_instance(known: &Known) -> String {
    let mut document = "<context>".to_owned();
    for (name, text) in known {
        document.extend(["<", name, ">"]);
        escape(&mut document, text, false);
        document.extend(["</", name, ">"]);
    }
    document + "</context>"
}

fn say(known: &mut Known, name: &str, value: Option<impl ToString>) {
    known.extend(value.map(|value| (name.to_owned(), value.to_string())));
}

fn of_the_person(page: &ChildPage, asked: Asked<'_>, known: &mut Known) {
    let word = |name: &str| page.view.word(name).map(str::to_owned);
    say(known, "kind", word("kind"));
    say(known, "name", word("given_names"));
    say(known, "facility", word("facility"));
    for name in ["gestational_weeks", "birth_weight_g"] {
        say(known, name, page.view.field(name).and_then(|field| field.value.as_i64()));
    }
    let birth = page.birth_date.as_deref().and_then(PartialDate::from_iso);
    if let Some(age) = birth.and_then(|birth| on_day(birth, asked.today)) {
        say(known, "age_days", age.is_exact().then_some(age.least));
        let born = |days: u32| asked.today.checked_sub_days(chrono::Days::new(days.into()));
        let months = [age.least, age.greatest].map(|days| Some(months(born(days)?, asked.today)));
        say(known, "age_months", months[0].filter(|_| months[0] == months[1]));
    }
    let going_on = page.pregnancies.iter().find(|one| date(one, "ended").is_none());
    let weeks = going_on.and_then(|one| {
        let days = match (date(one, "due_date"), date(one, "last_period")) {
            (Some(PartialDate::Day(due)), _) => 280 - (due - asked.today).num_days(),
            (_, Some(PartialDate::Day(period))) => (asked.today - period).num_days(),
            _ => return None,
        };
        (days >= 0).then_some(days / 7)
    });
    say(known, "pregnancy_weeks", weeks);
}

fn of_what_was_done(page: &ChildPage, pack: &Pack, asked: Asked<'_>, known: &mut Known) {
    // Newest first: what is there already is newer.
    for consent in &page.consents {
        let (Some(purpose), Some(answer)) = (consent.word("purpose"), consent.word("answer")) else {
            continue;
        };
        if date(consent, "withdrawn").is_none() {
            known.entry(format!("consent_{purpose}")).or_insert_with(|| answer.to_owned());
        }
    }
    let open = page.agreements.iter().find(|one| one.word("kept").is_none());
    if let Some(agreement) = open {
        say(known, "agreement", Some(agreement.record));
        let code = agreement.word("code");
        let words =
            code.and_then(|code| pack.concept_text(asked.lang, "agreement", code)).map(|text| text.text);
        let own = agreement.word("text").map(str::to_owned);
        say(known, "agreement_text", own.or(words).or(code.map(str::to_owned)));
    }
    let days = |view: &RecordView| Some((asked.today - day(view, asked.utc_offset_min)?).num_days().max(0));
    for (name, field) in [("days_since_weight", "weight"), ("days_since_length", "length")] {
        let having =
            page.readings.iter().filter(|one| one.field(field).is_some_and(|of| !of.value.is_null()));
        say(known, name, having.filter_map(days).min());
    }
    let mut since: BTreeMap<&str, i64> = BTreeMap::new();
    for service in &page.services {
        let (Some(kind), Some(days)) = (service.word("kind"), days(service)) else { continue };
        since.entry(kind).and_modify(|least| *least = days.min(*least)).or_insert(days);
    }
    for (kind, days) in since {
        say(known, &format!("days_since_{kind}"), Some(days));
    }
    let birth = page.birth_date.as_deref().and_then(PartialDate::from_iso);
    if let Some(PartialDate::Day(birth)) = birth {
        let vaccines = page.services.iter().filter(|one| one.word("kind") == Some("vaccine"));
        let ages = vaccines.filter_map(|one| Some(months(birth, day(one, asked.utc_offset_min)?)));
        say(known, "vaccine_last_months", ages.max());
    }
    for step in &pack.ladder {
        let Step::Issued { document: Some(document), .. } = step else { continue };
        let reached = page.identity.iter().any(|of| of.step == step.name() && of.reached);
        say(known, &format!("document_{document}"), reached.then_some("yes"));
    }
}

/// What was answered to the same checklist: the last answer about the person, and how long ago anybody of the house was asked.
fn answered(
    log: &Log<'_>,
    person: &RecordName,
    house: Option<RecordName>,
    asked: Asked<'_>,
    known: &mut Known,
) -> Result<()> {
    let mut reader = Reader::new(log);
    let mut of = vec![*person];
    if let Some(house) = house {
        let members = "SELECT record FROM r_person WHERE household = ?1 AND voided = 0";
        of.extend(super::records(log, members, [house.key().as_slice()])?);
        of.push(house);
    }
    for subject in of {
        let mut all = reader.views("answers", &subject)?;
        all.retain(|one| one.word("form") == Some(asked.form));
        all.sort_by_key(|one| std::cmp::Reverse((one.at, one.record)));
        for one in all {
            let days = day(&one, asked.utc_offset_min).map(|day| (asked.today - day).num_days().max(0));
            let fields = answers(&mut reader, one)?.map(|one| one.answers).unwrap_or_default();
            for field in &fields {
                let Some(question) = field.path.as_deref().and_then(|path| path.rsplit('/').next()) else {
                    continue;
                };
                if subject == *person {
                    let text = answer_text(&field.value);
                    known.entry(format!("answer_{question}")).or_insert(text);
                }
                let (name, Some(days)) = (format!("days_since_answer_{question}"), days) else { continue };
                let least = known
                    .get(&name)
                    .and_then(|known| known.parse().ok())
                    .map_or(days, |known: i64| known.min(days));
                known.insert(name, least.to_string());
            }
        }
    }
    Ok(())
}

fn date(view: &RecordView, field: &str) -> Option<PartialDate> {
    PartialDate::from_iso(view.field(field)?.value.as_str()?)
}

/// The day of a record: as it says, else as its visit says, else when it was recorded. One that is known by its month counts from its first.
fn day(view: &RecordView, utc_offset_min: i32) -> Option<NaiveDate> {
    let of_visit = || PartialDate::from_iso(view.link("visit")?.title.as_deref()?);
    match date(view, "on").or_else(of_visit) {
        Some(PartialDate::Day(day)) => Some(day),
        Some(PartialDate::Month(year, month)) => NaiveDate::from_ymd_opt(year, month, 1),
        Some(PartialDate::Year(year)) => NaiveDate::from_ymd_opt(year, 1, 1),
        None => day_of(view.at.0, utc_offset_min),
    }
}

/// Completed months from one day to another.
fn months(from: NaiveDate, to: NaiveDate) -> i32 {
    let months = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
    months - i32::from(to.day() < from.day())
}
