//! What a worker does at one house with one phone beside visiting it: registers a family, comes to a closed door, sends a
//! child to the health post. Everything goes through the pen. Knows no other phone and no line.

use chaski::growth::Position;
use chaski::record::table::{
    caregiver, code, consent, household, part, person, pregnancy, reading, referral, service, visit,
};
use chaski::record::{Decimal, RecordName, Value};

use super::calendar::Calendar;
use super::chance::Chance;
use super::district::{self, Household};
use super::error::Result;
use super::ledger::{Ledger, Rec};
use super::phone::{Pen, Phone, Values};
use super::weighing::{EARLY_WEEKS, Growing, Story, Taken};

/// Most whole numbers of the story are far below it.
const PLACES: i8 = -3;
/// The age from which on the blood is tested, days.
const FIRST_TEST_DAY: i64 = 185;
/// Ages in days at which vaccines are given, a few days after the month is full, each with what some of them protect against.
const VACCINES: [(i64, &[&str]); 9] = [
    (2, &["bcg", "hepb"]),
    (65, &["ipv", "pneumo", "rota"]),
    (126, &["ipv", "pneumo", "rota"]),
    (188, &["ipv", "influenza"]),
    (218, &["influenza"]),
    (370, &["mmr", "pneumo", "varicella"]),
    (461, &["hepa", "yellow_fever"]),
    (552, &["mmr", "dpt"]),
    (735, &["influenza"]),
];

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

pub(crate) fn kilograms(grams: i64) -> Value {
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
    let calendar = phone.calendar;
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
    let mother = pen.person(
        house,
        Values::from([
            (person::given_names, Value::text(facts.mother)),
            (person::family_names, Value::text(&facts.mother_surnames)),
            (person::sex, Value::Int(code::sex::female)),
            (person::kind, Value::Int(code::person_kind::caregiver)),
        ]),
    )?;
    let child = child(&mut pen, house, &facts, (calendar, day))?;
    pen.create(
        caregiver::ID,
        child,
        Values::from([
            (caregiver::caregiver, pen.link(mother)),
            (caregiver::relation, Value::text("mother")),
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
                (consent::relation, Value::text("mother")),
                (consent::language, Value::text("qu")),
                (consent::text_version, Value::text("2026-1")),
                (consent::on, calendar.date(day)),
            ]),
        )?;
    }
    copy_card(&mut pen, child, &facts, (calendar, day), chance)?;
    pen.save()?;
    Ok(Family { house, mother, child, facts, area: area.0 })
}

/// What the health post wrote on the child's card: how it measured at its controls, and what was given and tested last.
fn copy_card(
    pen: &mut Pen<'_>,
    child: Rec,
    facts: &Household,
    (calendar, day): (Calendar, i64),
    chance: &mut Chance,
) -> Result<()> {
    let age_days = facts.age_days + day - 1;
    for at in Growing::on_the_card(age_days) {
        let on = day - (age_days - at);
        let taken = facts.growing.measured(chance, facts.boy, *at, on);
        let mut read = figures(&taken);
        read.extend(taken.head_mm.map(|mm| (reading::head_cm, centimetres(mm))));
        read.extend([
            (reading::on, calendar.date(on)),
            (reading::source, Value::Int(code::reading_source::card)),
            (reading::measured_by, Value::Int(code::measured_by::facility)),
        ]);
        pen.create(reading::ID, child, read)?;
    }
    // Of some the page with checks, vaccines and tests is lost.
    if !chance.percent(70) {
        return Ok(());
    }
    let lately = day - chance.between(2, 9);
    let mut copy = |kind: &str, on: i64, more: Values| {
        let mut seen = Values::from([
            (service::kind, Value::text(kind)),
            (service::on, calendar.date(on)),
            (service::source, Value::Int(code::service_source::card)),
            (service::facility, Value::text(district::HEALTH_POST)),
        ]);
        seen.extend(more);
        pen.create(service::ID, child, seen)
    };
    copy("cred_check", lately, Values::new())?;
    if let Some((at, antigens)) = VACCINES.iter().rev().find(|(at, _)| *at < age_days) {
        let antigens = antigens.iter().copied().map(Value::text).collect();
        copy("vaccine", day - (age_days - at), Values::from([(service::antigens, Value::List(antigens))]))?;
    }
    if age_days > FIRST_TEST_DAY {
        // What the blood of people who live high up holds is more; the figure on the card is the raw one.
        let tenths = chance.between(118, 142);
        let haemoglobin = Value::parts([
            (part::haemoglobin::g_dl, Value::Decimal(Decimal::new(tenths, -1))),
            (part::haemoglobin::altitude_m, Value::Int(facts.altitude_m)),
        ]);
        copy("haemoglobin", lately, Values::from([(service::haemoglobin, haemoglobin)]))?;
    }
    Ok(())
}

/// Weight, length and arm as they are written down.
pub(crate) fn figures(taken: &Taken) -> Values {
    let position = match taken.position {
        Position::Lying => code::position::lying,
        Position::Standing => code::position::standing,
    };
    let length =
        [(part::length::cm, centimetres(taken.length_mm)), (part::length::position, Value::Int(position))];
    let mut read =
        Values::from([(reading::weight, kilograms(taken.grams)), (reading::length, Value::parts(length))]);
    read.extend(taken.arm_mm.map(|mm| (reading::muac_cm, centimetres(mm))));
    read
}

fn child(pen: &mut Pen<'_>, house: Rec, facts: &Household, (calendar, day): (Calendar, i64)) -> Result<Rec> {
    let sex = if facts.boy { code::sex::male } else { code::sex::female };
    let born = match facts.growing.story {
        Story::MonthKnown => calendar.month(1 - facts.age_days),
        _ => calendar.date(1 - facts.age_days),
    };
    let weeks = if facts.growing.story == Story::Early { EARLY_WEEKS } else { 38 + facts.age_days % 4 };
    let status = Value::parts([
        (part::person_status::is, Value::Int(code::person_status::present)),
        (part::person_status::on, calendar.date(day)),
    ]);
    pen.person(
        house,
        Values::from([
            (person::given_names, Value::text(facts.child)),
            (person::family_names, Value::text(&facts.surnames)),
            (person::sex, Value::Int(sex)),
            (person::birth_date, born),
            (person::birth_weight_g, Value::Int(facts.growing.birth_weight_g(facts.boy))),
            (person::gestational_weeks, Value::Int(weeks)),
            (person::kind, Value::Int(code::person_kind::child)),
            (person::status, status),
            (person::insurance, Value::List(vec![Value::text("sis")])),
            (person::facility, Value::text(district::HEALTH_POST)),
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
    let calendar = phone.calendar;
    let mut pen = phone.pen(ledger)?;
    let rec = child(&mut pen, house, facts, (calendar, day))?;
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
    let calendar = phone.calendar;
    let mut pen = phone.pen(ledger)?;
    let woman = pen.person(
        family.house,
        Values::from([
            (person::given_names, Value::text(given_names)),
            (person::family_names, Value::text(&family.facts.mother_surnames)),
            (person::sex, Value::Int(code::sex::female)),
            (person::kind, Value::Int(code::person_kind::pregnant)),
        ]),
    )?;
    pen.create(
        pregnancy::ID,
        woman,
        Values::from([
            (pregnancy::last_period, calendar.month(-165)),
            (pregnancy::due_date, calendar.month(115)),
            (pregnancy::gravida, Value::Int(2)),
            (pregnancy::known_from, Value::Int(code::known_from::card)),
        ]),
    )?;
    pen.save()
}

/// Comes to a closed door.
pub fn find_nobody(
    phone: &mut Phone,
    ledger: &mut Ledger,
    family: &Family,
    day: i64,
    chance: &mut Chance,
) -> Result<()> {
    let (begun_s, calendar) = (phone.clock.wall_s(), phone.calendar);
    let outcome = Value::parts([
        (part::outcome::is, Value::Int(code::visit_outcome::not_found)),
        (part::outcome::reason, Value::text(district::not_found(chance))),
        (part::outcome::attempt, Value::Int(1)),
    ]);
    let mut pen = phone.pen(ledger)?;
    let said = Values::from([
        (visit::purpose, Value::Int(code::visit_purpose::follow_up)),
        (visit::modality, Value::Int(code::modality::home)),
        (visit::outcome, outcome),
        (visit::begun, Value::Int(begun_s)),
        (visit::ended, Value::Int(begun_s + 300)),
        (visit::place, position(chance)),
        (visit::on, calendar.date(day)),
    ]);
    pen.create(visit::ID, family.house, said)?;
    pen.save()
}

/// Sends a child to the health post at once.
pub fn refer(phone: &mut Phone, ledger: &mut Ledger, family: &Family) -> Result<()> {
    let sent_s = phone.clock.wall_s();
    let mut pen = phone.pen(ledger)?;
    send(&mut pen, family, sent_s, None)?;
    pen.save()
}

pub(crate) fn send(pen: &mut Pen<'_>, family: &Family, sent_s: i64, visit: Option<Value>) -> Result<()> {
    let signs = ["fever", "fast_breathing"];
    let mut sent = Values::from([
        (referral::signs, Value::List(signs.map(Value::text).to_vec())),
        (referral::where_to, Value::text(district::HEALTH_POST)),
        (referral::told_to, Value::text(family.facts.mother)),
        (referral::sent, Value::Int(sent_s)),
    ]);
    sent.extend(visit.map(|visit| (referral::visit, visit)));
    pen.create(referral::ID, family.child, sent)?;
    Ok(())
}

/// Where a phone stands, or why it does not know.
pub(crate) fn position(chance: &mut Chance) -> Value {
    if chance.percent(10) {
        return nowhere();
    }
    let degrees = |thousandths: i64| Value::Decimal(Decimal::new(thousandths, PLACES));
    Value::parts([
        (part::place::lat, degrees(chance.between(-13_900, -13_700))),
        (part::place::lon, degrees(chance.between(-73_400, -73_200))),
        (part::place::accuracy_m, Value::Decimal(Decimal::new(chance.between(5, 15), 0))),
    ])
}

pub(crate) fn nowhere() -> Value {
    Value::parts([(part::place::missing, Value::Int(code::no_place::no_signal))])
}
