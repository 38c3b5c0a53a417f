//! What a worker does at one house with one phone: registers a family, visits it, asks, measures, advises, sends a
//! child to the health post, corrects what was typed wrong. Everything goes through the pen. Knows no other phone and
//! no line.

use std::collections::BTreeMap;

use chaski::growth::Position;
use chaski::record::table::{
    agreement, answers, caregiver, code, consent, household, part, person, pregnancy, reading, referral,
    service, visit,
};
use chaski::record::{Decimal, RecordName, Value};

use super::calendar::Calendar;
use super::chance::Chance;
use super::district::{self, Household};
use super::error::Result;
use super::ledger::{Ledger, Rec};
use super::phone::{Pen, Phone, Values};
use super::weighing::{EARLY_WEEKS, Growing, Story, Taken};

/// Of the form of a visit: the question, and how many of a hundred say yes.
const QUESTIONS: [(&str, u64); 8] = [
    ("alimentacion/lactancia_materna", 80),
    ("alimentacion/origen_animal", 60),
    ("alimentacion/tres_comidas", 70),
    ("hierro/tomo_hoy", 65),
    ("higiene/manos_antes_de_comer", 75),
    ("higiene/agua_hervida", 55),
    ("juego/jugaron_hoy", 85),
    ("peligro/fiebre", 4),
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

/// A visit that somebody made, with a weight that they wrote down.
#[derive(Debug, Clone, Copy)]
pub struct Weighed {
    /// The visit.
    pub visit: Rec,
    /// The reading, if something was measured.
    pub reading: Option<Rec>,
    /// On which phone.
    pub phone: usize,
    /// What the scale, the board and the tape said.
    pub taken: Taken,
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

/// What the health post wrote on the child's card: how it measured at its controls, and the haemoglobin of its sixth month.
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
    const SIX_MONTHS: i64 = 185;
    if age_days > SIX_MONTHS {
        // What the blood of people who live high up holds is more; the figure on the card is the raw one.
        let tenths = chance.between(118, 142);
        let haemoglobin = Value::parts([
            (part::haemoglobin::g_dl, Value::Decimal(Decimal::new(tenths, -1))),
            (part::haemoglobin::altitude_m, Value::Int(facts.altitude_m)),
        ]);
        let tested = Values::from([
            (service::kind, Value::text("haemoglobin")),
            (service::haemoglobin, haemoglobin),
            (service::on, calendar.date(day - (age_days - SIX_MONTHS))),
            (service::source, Value::Int(code::service_source::card)),
            (service::facility, Value::text(district::HEALTH_POST)),
        ]);
        pen.create(service::ID, child, tested)?;
    }
    Ok(())
}

/// Weight, length and arm as they are written down.
fn figures(taken: &Taken) -> Values {
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

/// How a visit goes that is not like the others.
#[derive(Debug, Clone, Copy, Default)]
pub struct Course {
    /// Days until the date agreed for the next, if not one or two weeks.
    pub next_in: Option<i64>,
    /// The phone does not know where it is.
    pub no_place: bool,
    /// Nothing is measured, and nobody says why.
    pub unmeasured: bool,
    /// The child is sent to the health post.
    pub danger: bool,
    /// Grams by which the weight is written down wrong.
    pub slip_g: i64,
    /// What was measured at the last visit, to be written down again.
    pub again: Option<Taken>,
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
    visit_so(phone, ledger, family, day, chance, Course::default())
}

/// The same, in its own way.
pub fn visit_so(
    phone: &mut Phone,
    ledger: &mut Ledger,
    family: &Family,
    day: i64,
    chance: &mut Chance,
    course: Course,
) -> Result<Weighed> {
    let begun_s = phone.clock.wall_s();
    phone.clock.set(begun_s + chance.between(20, 55) * 60);
    let ended_s = phone.clock.wall_s();
    let Household { growing, boy, age_days, .. } = family.facts;
    let measure = |chance: &mut Chance| growing.measured(chance, boy, age_days + day - 1, day);
    let mut taken = course.again.unwrap_or_else(|| measure(chance));
    taken.grams += course.slip_g;
    // The scale said 6.75 and 67.5 is on the paper.
    if growing.story == Story::PointForgotten && day > 0 {
        taken.grams *= 10;
    }
    // Who sees that a child has lost weight measures a second time.
    let second = (growing.story == Story::LosesWeight && day > 0).then(|| measure(chance));
    let (number, calendar) = (phone.number, phone.calendar);
    let next = day + course.next_in.unwrap_or(if family.facts.age_days % 3 == 0 { 14 } else { 7 });
    let mut pen = phone.pen(ledger)?;
    let place = match position(chance) {
        _ if course.no_place => nowhere(),
        place => place,
    };
    let mut said = Values::from([
        (visit::persons_seen, Value::List(vec![pen.link(family.child), pen.link(family.mother)])),
        (visit::purpose, Value::Int(code::visit_purpose::follow_up)),
        (visit::session_code, Value::text(&format!("M{}", family.facts.age_days / 30))),
        (visit::modality, Value::Int(code::modality::home)),
        (visit::outcome, Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))])),
        (visit::begun, Value::Int(begun_s)),
        (visit::ended, Value::Int(ended_s)),
        (visit::place, place),
        (visit::received_by, pen.link(family.mother)),
        (visit::next_date, calendar.date(next)),
        (visit::on, calendar.date(day)),
    ]);
    if chance.percent(40) {
        said.insert(visit::note, Value::text(district::note(chance)));
    }
    let visited = pen.create(visit::ID, family.house, said)?;
    let link = pen.link(visited);
    let answered = QUESTIONS.iter().map(|(question, yes)| {
        let answer =
            if chance.percent(3) { Value::text("no sabe") } else { Value::Bool(chance.percent(*yes)) };
        ((*question).to_owned(), answer)
    });
    let paths = BTreeMap::from([(answers::answer, answered.collect())]);
    let form = Values::from([
        (answers::visit, link.clone()),
        (answers::form, Value::text("visita domiciliaria")),
        (answers::form_version, Value::text("1")),
    ]);
    pen.create_with_paths(answers::ID, family.child, form, paths)?;
    let reading = match course.unmeasured {
        true => None,
        false => {
            let at_home = [
                (reading::visit, link.clone()),
                (reading::on, calendar.date(day)),
                (reading::source, Value::Int(code::reading_source::measured)),
                (reading::measured_by, Value::Int(code::measured_by::worker)),
            ];
            let mut write = |taken: &Taken, attempt: Option<i64>| {
                let feet = if taken.swollen { code::oedema::yes } else { code::oedema::no };
                let mut read = figures(taken);
                read.extend(at_home.clone());
                read.insert(reading::oedema, Value::Int(feet));
                read.extend(attempt.map(|attempt| (reading::attempt, Value::Int(attempt))));
                pen.create(reading::ID, family.child, read)
            };
            let first = write(&taken, second.map(|_| code::attempt::first))?;
            if let Some(second) = &second {
                write(second, Some(code::attempt::second))?;
            }
            Some(first)
        }
    };
    if chance.percent(30) {
        let given = Values::from([
            (service::visit, link.clone()),
            (service::kind, Value::text("iron")),
            (service::on, calendar.date(day)),
            (service::source, Value::Int(code::service_source::seen)),
        ]);
        pen.create(service::ID, family.child, given)?;
    }
    if chance.percent(40) {
        let agreed = Values::from([
            (agreement::visit, link.clone()),
            (agreement::text, Value::text(district::agreement(chance))),
            (agreement::due, calendar.date(next)),
        ]);
        pen.create(agreement::ID, family.child, agreed)?;
    }
    if course.danger {
        send(&mut pen, family, begun_s, Some(link))?;
    }
    pen.save()?;
    Ok(Weighed { visit: visited, reading, phone: number, taken })
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

fn send(pen: &mut Pen<'_>, family: &Family, sent_s: i64, visit: Option<Value>) -> Result<()> {
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

/// Corrects a weight that was typed wrong.
pub fn correct_weight(
    phone: &mut Phone,
    ledger: &mut Ledger,
    weighed: &Weighed,
    more_grams: i64,
    reason: &str,
) -> Result<()> {
    let Some(reading) = weighed.reading else { return Ok(()) };
    let right = kilograms(weighed.taken.grams + more_grams);
    phone.correct(ledger, reading, reading::weight, right, Some(reason))
}

/// Where a phone stands, or why it does not know.
fn position(chance: &mut Chance) -> Value {
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

fn nowhere() -> Value {
    Value::parts([(part::place::missing, Value::Int(code::no_place::no_signal))])
}
