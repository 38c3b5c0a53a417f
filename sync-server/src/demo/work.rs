//! What a worker does at one house with one phone: registers a family, visits it, asks, measures, advises, sends a
//! child to the health post, corrects what was typed wrong. Everything goes through the pen. Knows no other phone and
//! no line.

use std::collections::BTreeMap;

use chaski::record::table::{
    agreement, answers, caregiver, code, consent, household, part, person, pregnancy, reading, referral,
    service, visit,
};
use chaski::record::{Decimal, RecordName, Value};

use super::chance::Chance;
use super::district::{self, Household};
use super::error::Result;
use super::ledger::{Ledger, Rec};
use super::phone::{Pen, Phone, Values};

/// Midnight before the first day of the week, in Greenwich: Monday, 16 November 2026.
const MONDAY_S: i64 = 1_794_787_200;
/// The country's morning begins five hours later.
const MORNING_S: i64 = 13 * 3_600;
const DAY_S: i64 = 86_400;
/// Of the form of a visit: the question, and how many of a hundred say yes.
const QUESTIONS: [(&str, u64); 8] = [
    ("feeding.breast_milk", 80),
    ("feeding.animal_food", 60),
    ("feeding.three_meals", 70),
    ("iron.given_today", 65),
    ("hygiene.hands_before_meals", 75),
    ("hygiene.water_boiled", 55),
    ("play.played_today", 85),
    ("danger.fever", 4),
];
/// Most whole numbers of the story are far below it.
const PLACES: i8 = -3;

/// A family as recorded.
#[derive(Debug, Clone)]
pub struct Family {
    /// Its household.
    pub house: Rec,
    /// The mother.
    pub mother: Rec,
    /// The child.
    pub child: Rec,
    /// What is so.
    pub facts: Household,
    /// The area it is in, by its number in the story.
    pub area: usize,
}

/// A weight that somebody wrote down.
#[derive(Debug, Clone, Copy)]
pub struct Weighed {
    /// The reading.
    pub reading: Rec,
    /// On which phone.
    pub phone: usize,
    /// Grams.
    pub grams: i64,
}

/// The morning of a day of the week, from 1; 0 is the Sunday before.
pub fn morning(day: i64) -> i64 {
    MONDAY_S + (day - 1) * DAY_S + MORNING_S
}

/// The date of a day of the week, from 1.
pub fn date(day: i64) -> Value {
    Value::date(&[2026, 11, 15 + day])
}

fn birth_date(age_days: i64) -> Value {
    use chrono::Datelike;
    let monday = chrono::DateTime::from_timestamp(MONDAY_S, 0).unwrap_or_default().date_naive();
    let born = monday - chrono::Duration::days(age_days);
    Value::date(&[i64::from(born.year()), i64::from(born.month()), i64::from(born.day())])
}

fn kilograms(grams: i64) -> Value {
    // As the scale shows it: two decimals.
    let kg = Value::Decimal(Decimal::new(grams / 10, -2));
    Value::parts([(part::weight::kg, kg), (part::weight::clothes, Value::Int(code::clothes::light))])
}

fn centimetres(millimetres: i64) -> Value {
    Value::Decimal(Decimal::new(millimetres, -1))
}

/// Registers a family: house, mother, child, who looks after it, and what was answered for consent.
pub fn register(
    phone: &mut Phone,
    ledger: &mut Ledger,
    area: (usize, RecordName),
    facts: Household,
    day: i64,
    chance: &mut Chance,
) -> Result<Family> {
    let mut pen = phone.pen(ledger)?;
    let altitude = Value::parts([
        (part::altitude::m, Value::Int(facts.altitude_m)),
        (part::altitude::source, Value::Int(code::altitude_source::map)),
    ]);
    let house = pen.household(Values::from([
        (household::area, Value::Record(area.1)),
        (household::place, position(chance)),
        (household::reference, Value::text(facts.way)),
        (household::known_as, Value::text(&facts.known_as)),
        (household::populated_centre, Value::text(facts.village)),
        (household::altitude, altitude),
        (household::telephone, Value::text(&facts.telephone)),
        (household::language, Value::text("qu")),
        (household::status, Value::Int(code::household_status::active)),
    ]))?;
    let family_name = Value::text(&facts.surnames);
    let mother = pen.person(
        house,
        Values::from([
            (person::given_names, Value::text(facts.mother)),
            (person::family_names, family_name.clone()),
            (person::sex, Value::Int(code::sex::female)),
            (person::kind, Value::Int(code::person_kind::caregiver)),
        ]),
    )?;
    let child = child(&mut pen, house, &facts, day)?;
    pen.create(
        caregiver::ID,
        child,
        Values::from([
            (caregiver::caregiver, pen.link(mother)),
            (caregiver::relation, Value::Int(code::relation::mother)),
            (caregiver::principal, Value::Int(code::yes_no::yes)),
        ]),
    )?;
    for purpose in [code::consent_purpose::care, code::consent_purpose::supervision] {
        let given = chance.percent(95) || purpose == code::consent_purpose::care;
        let answer = if given { code::consent_answer::given } else { code::consent_answer::refused };
        pen.create(
            consent::ID,
            child,
            Values::from([
                (consent::purpose, Value::Int(purpose)),
                (consent::answer, Value::Int(answer)),
                (consent::who, pen.link(mother)),
                (consent::relation, Value::Int(code::relation::mother)),
                (consent::language, Value::text("qu")),
                (consent::text_version, Value::text("2026-1")),
                (consent::on, date(day)),
            ]),
        )?;
    }
    pen.save()?;
    Ok(Family { house, mother, child, facts, area: area.0 })
}

fn child(pen: &mut Pen<'_>, house: Rec, facts: &Household, day: i64) -> Result<Rec> {
    let sex = if facts.boy { code::sex::male } else { code::sex::female };
    let status = Value::parts([
        (part::person_status::is, Value::Int(code::person_status::present)),
        (part::person_status::on, date(day)),
    ]);
    pen.person(
        house,
        Values::from([
            (person::given_names, Value::text(facts.child)),
            (person::family_names, Value::text(&facts.surnames)),
            (person::sex, Value::Int(sex)),
            (person::birth_date, birth_date(facts.age_days)),
            (person::kind, Value::Int(code::person_kind::child)),
            (person::status, status),
            (person::insurance, Value::List(vec![Value::Int(code::insurance::sis)])),
        ]),
    )
}

/// Registers one more child of a family.
pub fn register_child(
    phone: &mut Phone,
    ledger: &mut Ledger,
    house: Rec,
    facts: &Household,
    day: i64,
) -> Result<Rec> {
    let mut pen = phone.pen(ledger)?;
    let rec = child(&mut pen, house, facts, day)?;
    pen.save()?;
    Ok(rec)
}

/// Registers a pregnancy in a family.
pub fn register_pregnancy(
    phone: &mut Phone,
    ledger: &mut Ledger,
    family: &Family,
    given_names: &str,
) -> Result<()> {
    let mut pen = phone.pen(ledger)?;
    let woman = pen.person(
        family.house,
        Values::from([
            (person::given_names, Value::text(given_names)),
            (person::family_names, Value::text(&family.facts.surnames)),
            (person::sex, Value::Int(code::sex::female)),
            (person::kind, Value::Int(code::person_kind::pregnant)),
        ]),
    )?;
    pen.create(
        pregnancy::ID,
        woman,
        Values::from([
            (pregnancy::last_period, Value::date(&[2026, 6])),
            (pregnancy::due_date, Value::date(&[2027, 3])),
            (pregnancy::gravida, Value::Int(2)),
            (pregnancy::known_from, Value::Int(code::known_from::card)),
        ]),
    )?;
    pen.save()
}

/// Visits a family: the visit, the answers to its checklist, what was measured, perhaps iron and an agreement. Saved
/// as one action.
pub fn visit(
    phone: &mut Phone,
    ledger: &mut Ledger,
    family: &Family,
    day: i64,
    chance: &mut Chance,
) -> Result<Weighed> {
    let begun_s = phone.clock.wall_s();
    phone.clock.set(begun_s + chance.between(20, 55) * 60);
    let ended_s = phone.clock.wall_s();
    let (grams, length_mm) = district::size(chance, family.facts.age_days + day, family.facts.size);
    let number = phone.number;
    let mut pen = phone.pen(ledger)?;
    let mut said = Values::from([
        (visit::persons_seen, Value::List(vec![pen.link(family.child), pen.link(family.mother)])),
        (visit::purpose, Value::Int(code::visit_purpose::follow_up)),
        (visit::session_code, Value::text(&format!("M{}", family.facts.age_days / 30))),
        (visit::modality, Value::Int(code::modality::home)),
        (visit::outcome, Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))])),
        (visit::begun, Value::Int(begun_s)),
        (visit::ended, Value::Int(ended_s)),
        (visit::place, position(chance)),
        (visit::received_by, pen.link(family.mother)),
        (visit::next_date, date(day + 7)),
        (visit::on, date(day)),
    ]);
    if chance.percent(40) {
        said.insert(visit::note, Value::text(district::note(chance)));
    }
    let visited = pen.create(visit::ID, family.house, said)?;
    let link = pen.link(visited);
    let answered = QUESTIONS.iter().map(|(question, yes)| {
        let answer =
            if chance.percent(3) { Value::text("unknown") } else { Value::Bool(chance.percent(*yes)) };
        ((*question).to_owned(), answer)
    });
    let paths = BTreeMap::from([(answers::answer, answered.collect())]);
    let form = Values::from([
        (answers::visit, link.clone()),
        (answers::form, Value::text("home visit")),
        (answers::form_version, Value::text("1")),
    ]);
    pen.create_with_paths(answers::ID, family.child, form, paths)?;
    let lies = family.facts.age_days < 730;
    let position = if lies { code::position::lying } else { code::position::standing };
    let length = [(part::length::cm, centimetres(length_mm)), (part::length::position, Value::Int(position))];
    let arm_mm = 142 * (100 + (family.facts.size - 100) * 6 / 10) / 100 + chance.between(-3, 3);
    let reading = pen.create(
        reading::ID,
        family.child,
        Values::from([
            (reading::visit, link.clone()),
            (reading::on, date(day)),
            (reading::weight, kilograms(grams)),
            (reading::length, Value::parts(length)),
            (reading::muac_cm, centimetres(arm_mm)),
            (reading::oedema, Value::Int(code::oedema::no)),
            (reading::source, Value::Int(code::reading_source::measured)),
            (reading::measured_by, Value::Int(code::measured_by::worker)),
        ]),
    )?;
    if chance.percent(30) {
        let given = Values::from([
            (service::visit, link.clone()),
            (service::kind, Value::Int(code::service_kind::iron)),
            (service::on, date(day)),
            (service::source, Value::Int(code::service_source::seen)),
        ]);
        pen.create(service::ID, family.child, given)?;
    }
    if chance.percent(40) {
        let agreed = Values::from([
            (agreement::visit, link),
            (agreement::text, Value::text(district::agreement(chance))),
            (agreement::due, date(day + 7)),
        ]);
        pen.create(agreement::ID, family.child, agreed)?;
    }
    pen.save()?;
    Ok(Weighed { reading, phone: number, grams })
}

/// Sends a child to the health post at once.
pub fn refer(phone: &mut Phone, ledger: &mut Ledger, family: &Family) -> Result<()> {
    let sent_s = phone.clock.wall_s();
    let mut pen = phone.pen(ledger)?;
    let signs = [code::danger_sign::fever, code::danger_sign::fast_breathing];
    pen.create(
        referral::ID,
        family.child,
        Values::from([
            (referral::signs, Value::List(signs.map(Value::Int).to_vec())),
            (referral::where_to, Value::text("Health post of Inti Pampa")),
            (referral::told_to, Value::text(family.facts.mother)),
            (referral::sent, Value::Int(sent_s)),
        ]),
    )?;
    pen.save()
}

/// Corrects a weight that was typed wrong.
pub fn correct_weight(phone: &mut Phone, ledger: &mut Ledger, weighed: &Weighed) -> Result<()> {
    let right = kilograms(weighed.grams + 1_000);
    let reason = Some("typed 1 kg too little; the paper says so");
    phone.correct(ledger, weighed.reading, reading::weight, right, reason)
}

/// Where a phone stands, or why it does not know.
fn position(chance: &mut Chance) -> Value {
    if chance.percent(10) {
        return Value::parts([(part::place::missing, Value::Int(code::no_place::no_signal))]);
    }
    let degrees = |thousandths: i64| Value::Decimal(Decimal::new(thousandths, PLACES));
    Value::parts([
        (part::place::lat, degrees(chance.between(-13_900, -13_700))),
        (part::place::lon, degrees(chance.between(-73_400, -73_200))),
        (part::place::accuracy_m, Value::Decimal(Decimal::new(chance.between(5, 15), 0))),
    ])
}
