//! A visit to a family with one phone: with the checklist, once the district released one and the phone has it; without one before,
//! and where a story needs figures that the checklist does not take. And what was typed wrong at it, corrected. Knows no other phone
//! and no line.

use chaski::change::content::ContentName;
use chaski::record::Value;
use chaski::record::table::{code, part, reading, service, visit};

use super::chance::Chance;
use super::checklist::{self, Found};
use super::district::{self, Household};
use super::error::Result;
use super::ledger::{Ledger, Rec};
use super::phone::{Phone, Values};
use super::weighing::{Story, Taken};
use super::work::{Family, figures, kilograms, nowhere, position, send};

/// How a visit goes that is not like the others.
#[derive(Debug, Clone, Copy, Default)]
pub struct Course {
    /// Days until the date agreed for the next, if not one or two weeks.
    pub next_in: Option<i64>,
    /// The phone does not know where it is.
    pub no_place: bool,
    /// Nothing is measured.
    pub unmeasured: bool,
    /// The child is sent to the health post.
    pub danger: bool,
    /// Grams by which the weight is written down wrong.
    pub slip_g: i64,
    /// What was measured at the last visit, to be written down again.
    pub again: Option<Taken>,
}

/// A visit that somebody made, with a weight that they wrote down.
#[derive(Debug, Clone, Copy)]
pub struct Weighed {
    /// The visit.
    pub visit: Rec,
    /// The answers to its checklist, if it was made with one.
    pub answers: Option<Rec>,
    /// The reading, if something was measured.
    pub reading: Option<Rec>,
    /// Of whom.
    pub child: Rec,
    /// On which phone.
    pub phone: usize,
    /// What the scale, the board and the tape said.
    pub taken: Taken,
}

/// One visit as it is drawn, whichever way it is written down.
struct Stay<'f> {
    family: &'f Family,
    day: i64,
    course: Course,
    begun_s: i64,
    ended_s: i64,
    taken: Taken,
    second: Option<Taken>,
    next: i64,
    place: Value,
    note: Option<&'static str>,
    iron: bool,
    seed: u64,
}

impl<'f> Stay<'f> {
    fn drawn(phone: &Phone, family: &'f Family, day: i64, chance: &mut Chance, course: Course) -> Stay<'f> {
        let begun_s = phone.clock.wall_s();
        let ended_s = begun_s + chance.between(20, 55) * 60;
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
        let next = day + course.next_in.unwrap_or(if age_days % 3 == 0 { 14 } else { 7 });
        let place = match position(chance) {
            _ if course.no_place => nowhere(),
            place => place,
        };
        let note = chance.percent(40).then(|| district::note(chance));
        let (iron, seed) = (chance.percent(30), chance.below(u64::MAX));
        Stay { family, day, course, begun_s, ended_s, taken, second, next, place, note, iron, seed }
    }

    fn story(&self) -> Story {
        self.family.facts.growing.story
    }

    /// The checklist asks for no second measurement, and refuses a weight without its point; a phone that lost the time would date it in 1970.
    fn is_without_checklist(&self, phone: &Phone) -> bool {
        let forgotten = self.story() == Story::PointForgotten && self.day > 0;
        self.second.is_some() || forgotten || phone.calendar.day_of(self.begun_s) != self.day
    }

    /// What the app knows of a visit by itself.
    fn known(&self) -> Values {
        Values::from([
            (visit::purpose, Value::Int(code::visit_purpose::follow_up)),
            (visit::modality, Value::Int(code::modality::home)),
            (visit::ended, Value::Int(self.ended_s)),
            (visit::place, self.place.clone()),
        ])
    }
}

/// Visits a family: saved as one action, or with the checklist, each answer as it is given.
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
    let stay = Stay::drawn(phone, family, day, chance, course);
    let content = phone.checklist(day)?.filter(|_| !stay.is_without_checklist(phone));
    let filled = content.map(|content| with_checklist(phone, ledger, &stay, content)).transpose()?.flatten();
    match filled {
        Some(weighed) => Ok(weighed),
        None => without_checklist(phone, ledger, &stay),
    }
}

fn with_checklist(
    phone: &mut Phone,
    ledger: &mut Ledger,
    stay: &Stay<'_>,
    content: ContentName,
) -> Result<Option<Weighed>> {
    let calendar = phone.calendar;
    let found = Found {
        taken: stay.taken,
        must_weigh: stay.taken.swollen || stay.course.slip_g != 0,
        unmeasured: stay.course.unmeasured,
        danger: stay.course.danger,
        next: calendar.text(stay.next),
        days_ago: [1, 2, 3, 4, 5].map(|days| calendar.text(stay.day - days)),
        seed: stay.seed,
    };
    let about = (content, stay.family.child);
    let filled = checklist::fill(phone, ledger, about, &found, (stay.ended_s, stay.known()))?;
    Ok(filled.map(|filled| Weighed {
        visit: filled.visit,
        answers: Some(filled.answers),
        reading: filled.reading,
        child: stay.family.child,
        phone: phone.number,
        taken: stay.taken,
    }))
}

fn without_checklist(phone: &mut Phone, ledger: &mut Ledger, stay: &Stay<'_>) -> Result<Weighed> {
    phone.clock.set(stay.ended_s);
    let (number, calendar, family) = (phone.number, phone.calendar, stay.family);
    let mut pen = phone.pen(ledger)?;
    let mut said = stay.known();
    said.extend([
        (visit::persons_seen, Value::List(vec![pen.link(family.child), pen.link(family.mother)])),
        (visit::session_code, Value::text(&format!("M{}", family.facts.age_days / 30))),
        (visit::outcome, Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))])),
        (visit::begun, Value::Int(stay.begun_s)),
        (visit::received_by, pen.link(family.mother)),
        (visit::next_date, calendar.date(stay.next)),
        (visit::on, calendar.date(stay.day)),
    ]);
    said.extend(stay.note.map(|note| (visit::note, Value::text(note))));
    let visited = pen.create(visit::ID, family.house, said)?;
    let link = pen.link(visited);
    let reading = match stay.course.unmeasured {
        true => None,
        false => {
            let at_home = [
                (reading::visit, link.clone()),
                (reading::on, calendar.date(stay.day)),
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
            let first = write(&stay.taken, stay.second.map(|_| code::attempt::first))?;
            if let Some(second) = &stay.second {
                write(second, Some(code::attempt::second))?;
            }
            Some(first)
        }
    };
    if stay.iron {
        let given = Values::from([
            (service::visit, link.clone()),
            (service::kind, Value::text("iron")),
            (service::on, calendar.date(stay.day)),
            (service::source, Value::Int(code::service_source::seen)),
        ]);
        pen.create(service::ID, family.child, given)?;
    }
    if stay.course.danger {
        send(&mut pen, family, stay.begun_s, Some(link))?;
    }
    pen.save()?;
    Ok(Weighed {
        visit: visited,
        answers: None,
        reading,
        child: family.child,
        phone: number,
        taken: stay.taken,
    })
}

/// Corrects a weight that was typed wrong: in the checklist, if it was typed there.
pub fn correct_weight(
    phone: &mut Phone,
    ledger: &mut Ledger,
    weighed: &Weighed,
    more_grams: i64,
    reason: &str,
) -> Result<()> {
    let Some(reading) = weighed.reading else { return Ok(()) };
    let right = Taken { grams: weighed.taken.grams + more_grams, ..weighed.taken };
    match weighed.answers {
        Some(answers) => {
            checklist::correct(phone, ledger, answers, (checklist::WEIGHT, &right.kilograms()), reason)
        }
        None => phone.correct(ledger, reading, reading::weight, kilograms(right.grams), Some(reason)),
    }
}
