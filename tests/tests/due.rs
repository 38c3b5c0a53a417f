//! What each child is owed, judged by another hand: a straight reading of the same tables (`tests/due/reference.py`) on random children; and what must hold of
//! any answer.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use chaski::pack;
use chaski::programme::facts::{Event, Source};
use chaski::programme::{Answer, Days, Facts, Programme, State, owed, owed_by};
use chaski::words::shown::PartialDate;
use chrono::{Days as Ahead, NaiveDate};
use serde_json::{Value as Json, json};

/// Children a run; one in four of what a hand-run asks.
const CHILDREN: usize = 20_000;

fn rules() -> &'static Programme {
    &pack::shipped("pe").unwrap().programme
}

/// Chance by a seed: the same children for the same.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, most: u64) -> u64 {
        (self.next() >> 11) % most
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[usize::try_from(self.below(of.len() as u64)).unwrap()]
    }
}

/// The seed of a run: given, or another each time; printed.
fn chance(of: &str) -> Chance {
    let drawn = || std::time::UNIX_EPOCH.elapsed().map_or(1, |now| now.as_nanos() as u64);
    let seed =
        std::env::var("CHASKI_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(drawn).max(1);
    eprintln!("{of}: CHASKI_SEED={seed}");
    let mut chance = Chance(seed);
    for _ in 0..8 {
        chance.next();
    }
    chance
}

fn today() -> NaiveDate {
    "2026-11-30".parse().unwrap()
}

fn after(day: NaiveDate, days: u64) -> NaiveDate {
    day.checked_add_days(Ahead::new(days)).unwrap()
}

const VACCINES: [&str; 14] = [
    "bcg",
    "hepb",
    "penta",
    "hexa",
    "ipv",
    "apo",
    "dpt",
    "pneumo",
    "rota",
    "influenza",
    "spr",
    "varicela",
    "hepa",
    "ama",
];
/// Days around which something changes: where a fault by one would show.
const EDGES: [u64; 34] = [
    0, 1, 2, 6, 7, 13, 14, 21, 28, 29, 30, 55, 59, 60, 79, 89, 90, 110, 119, 120, 130, 170, 179, 180, 189,
    208, 209, 210, 240, 259, 269, 364, 365, 548,
];

/// A child who was born within five years, with what may have been given at any time since, near the ages at which it should.
fn child(chance: &mut Chance) -> Facts {
    let age = if chance.below(3) == 0 { *chance.one(&EDGES) + chance.below(3) } else { chance.below(1900) };
    let birth = today().checked_sub_days(Ahead::new(age)).unwrap();
    let mut events = Vec::new();
    let count = chance.below(26);
    let mut last = chance.below(40);
    for at in 0..count {
        let near = match chance.below(4) {
            0 => *chance.one(&EDGES) + chance.below(4),
            // So long after the one before: distances are what most rules ask.
            1 => last + *chance.one(&[1, 6, 7, 20, 24, 25, 27, 28, 29, 30, 35, 36, 60, 69, 70, 71, 89, 90]),
            _ => chance.below(age + 30),
        };
        last = near;
        let mut event = Event {
            key: format!("e{at:02}"),
            on: Some(after(birth, near).into()),
            source: Source::Card,
            ..Event::default()
        };
        match chance.below(10) {
            0..=4 => {
                event.kind = "vaccine".into();
                event.product = Some((*chance.one(&VACCINES)).into());
            }
            5 => event.kind = "cred_check".into(),
            6 => {
                event.kind = "iron".into();
                let product =
                    *chance.one(&["", "sulfato_ferroso", "sulfato_ferroso", "mmn", "hierro_tratamiento"]);
                event.product = Some(product.to_owned()).filter(|product| !product.is_empty());
            }
            7 => event.kind = "haemoglobin".into(),
            8 => {
                event.kind =
                    (*chance.one(&["vitamin_a", "parasite_check", "newborn_screening", "cred_check"])).into()
            }
            _ => {
                event.kind = "document".into();
                event.document = Some((*chance.one(&["cnv", "birth_act", "dni"])).into());
            }
        }
        events.push(event);
    }
    let known = |chance: &mut Chance, values: &[i64]| (chance.below(3) == 0).then(|| *chance.one(values));
    Facts {
        birth: Some(birth.into()),
        birth_weight_g: known(chance, &[2400, 2499, 2500, 3100]),
        gestational_weeks: known(chance, &[34, 36, 37, 40]),
        anaemia: (chance.below(4) == 0).then(|| chance.below(2) == 0),
        events,
        ..Facts::default()
    }
}

fn as_json(facts: &Facts) -> Json {
    let day = |date: Option<PartialDate>| date.map(|date| date.to_string());
    let events: Vec<Json> = facts
        .events
        .iter()
        .map(|event| {
            json!({ "key": event.key, "kind": event.kind, "antigens": event.antigens, "product": event.product,
                    "document": event.document, "on": day(event.on) })
        })
        .collect();
    json!({ "day": today().to_string(), "birth": day(facts.birth), "birth_weight_g": facts.birth_weight_g,
            "gestational_weeks": facts.gestational_weeks, "anaemia": facts.anaemia, "events": events })
}

/// What the engine says of a child, in the words of the reference; of what is not owed its state alone.
fn by_the_engine(facts: &Facts) -> Json {
    let (mc02, _) = rules().package("mc02").unwrap();
    let mut all = owed(rules(), facts, today());
    all.extend(owed_by(rules(), mc02, facts, today()));
    let one = |answer: &Answer| {
        let service = &rules().services[answer.service];
        let day = |days: Option<Days>| days.map(|days| days.first.to_string());
        let last = answer.used.last().and_then(|used| facts.events[used.event].on).map(|on| on.to_string());
        let said = match answer.state {
            State::NotOwed => json!({ "state": "not_owed" }),
            state if service.id == "mc02-hierro-6m" => {
                let missed = !answer.missed.is_empty();
                json!({ "state": if missed { "too_late" } else { state.name() } })
            }
            state => json!({ "state": state.name(), "due": day(answer.due), "in_time": day(answer.in_time),
                             "closes": day(answer.closes), "used": answer.used.len(), "last": last }),
        };
        (service.id.clone(), said)
    };
    Json::Object(all.iter().map(one).collect())
}

#[test]
fn a_straight_reading_of_the_tables_by_another_hand_agrees_on_random_children() {
    let mut chance = chance("children of the reference");
    let children: Vec<Facts> = (0..CHILDREN).map(|_| child(&mut chance)).collect();
    let reference = Path::new(env!("CARGO_MANIFEST_DIR")).join("due/reference.py");
    let mut judge =
        Command::new("python3").arg(reference).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut input = judge.stdin.take().unwrap();
    let lines: Vec<String> = children.iter().map(|facts| as_json(facts).to_string()).collect();
    let writing =
        std::thread::spawn(move || lines.iter().for_each(|line| writeln!(input, "{line}").unwrap()));
    let output = judge.wait_with_output().unwrap();
    writing.join().unwrap();
    assert!(output.status.success());
    let judged = String::from_utf8(output.stdout).unwrap();
    let mut compared = 0;
    let mut states = std::collections::BTreeMap::new();
    for (facts, line) in children.iter().zip(judged.lines()) {
        let said: Json = serde_json::from_str(line).unwrap();
        let ours = by_the_engine(facts);
        for (service, theirs) in said.as_object().unwrap() {
            let theirs =
                if theirs["state"] == "not_owed" { json!({ "state": "not_owed" }) } else { theirs.clone() };
            assert_eq!(ours[service], theirs, "{service} of {}", as_json(facts));
            compared += 1;
            *states.entry(theirs["state"].as_str().unwrap().to_owned()).or_insert(0) += 1;
        }
    }
    assert_eq!(judged.lines().count(), CHILDREN);
    eprintln!("{compared} answers agree: {states:?}");
    // The children are such that every state comes up.
    assert_eq!(states.len(), 6, "{states:?}");
}

/// The answer for a service, of all packages.
fn answers(facts: &Facts, day: NaiveDate) -> Vec<Answer> {
    let (mc02, _) = rules().package("mc02").unwrap();
    let mut all = owed(rules(), facts, day);
    all.extend(owed_by(rules(), mc02, facts, day));
    all
}

#[test]
fn a_day_later_what_was_missed_for_ever_is_not_due_again() {
    let mut chance = chance("a day later");
    for _ in 0..400 {
        let facts = child(&mut chance);
        let mut before = answers(&facts, today());
        for later in 1..=40 {
            let now = answers(&facts, after(today(), later * 3));
            for (before, now) in before.iter().zip(&now) {
                let id = &rules().services[before.service].id;
                // A step that was missed stays missed, unless something dated ahead came to fill it.
                let came = now.used.len() > before.used.len();
                let gone = before.missed.iter().find(|step| !now.missed.contains(step));
                assert!(
                    gone.is_none() || came || now.state == State::NotOwed,
                    "{id}: {before:?} then {now:?}"
                );
                if before.state == State::TooLate && !came {
                    assert!(
                        matches!(now.state, State::TooLate | State::NotOwed),
                        "{id}: {before:?} then {now:?}"
                    );
                }
            }
            before = now;
        }
    }
}

#[test]
fn one_more_event_that_counts_makes_no_service_later() {
    let mut chance = chance("one more event");
    let rank = |state: State| match state {
        State::Done | State::NotOwed => 0,
        State::NotDue => 1,
        State::Due => 2,
        State::Late => 3,
        State::TooLate | State::CannotTell => 4,
    };
    let mut counted = 0;
    for _ in 0..3_000 {
        let mut facts = child(&mut chance);
        let before = answers(&facts, today());
        let more = child(&mut chance);
        let Some(mut event) = more.events.into_iter().next() else { continue };
        event.key = "more".into();
        let birth = facts.birth.unwrap().days().0;
        let age = u64::try_from((today() - birth).num_days()).unwrap();
        event.on = Some(after(birth, chance.below(age + 1)).into());
        facts.events.push(event);
        let added = facts.events.len() - 1;
        for (before, now) in before.iter().zip(answers(&facts, today())) {
            let service = &rules().services[before.service];
            let follows =
                service.id.starts_with("hemoglobina-tratamiento") || service.id == "hierro-tratamiento";
            assert!(
                now.used.len() >= before.used.len() || follows,
                "{}: {before:?} then {now:?}",
                service.id
            );
            if now.used.iter().any(|used| used.event == added)
                && now.used.len() > before.used.len()
                && !follows
            {
                counted += 1;
                // All that is left was missed before.
                let is_missed = !now.missed.is_empty();
                assert!(
                    rank(now.state) <= rank(before.state).max(1) || is_missed,
                    "{}: {before:?} then {now:?}",
                    service.id
                );
            }
        }
    }
    assert!(counted > 500, "{counted}");
}

#[test]
fn the_order_of_the_events_is_nothing() {
    let mut chance = chance("order");
    for _ in 0..1_000 {
        let facts = child(&mut chance);
        let mut turned = facts.clone();
        turned.events.reverse();
        let keys = |facts: &Facts, answer: &Answer| {
            answer.used.iter().map(|used| facts.events[used.event].key.clone()).collect::<Vec<_>>()
        };
        for (one, other) in answers(&facts, today()).iter().zip(&answers(&turned, today())) {
            assert_eq!(
                (one.state, one.step, one.due, one.closes),
                (other.state, other.step, other.due, other.closes)
            );
            assert_eq!(keys(&facts, one), keys(&turned, other));
        }
    }
}

#[test]
fn a_birth_known_to_the_month_gives_the_hull_of_the_answers_of_its_days() {
    let mut chance = chance("a month of birth");
    for _ in 0..150 {
        let mut facts = child(&mut chance);
        let birth = facts.birth.unwrap().days().0;
        let month = PartialDate::from_iso(&birth.to_string()[..7]).unwrap();
        let (first, last) = month.days();
        facts.birth = Some(month);
        let whole = answers(&facts, today());
        let mut days = Vec::new();
        let mut on = first;
        while on <= last.min(today()) {
            facts.birth = Some(on.into());
            days.push(answers(&facts, today()));
            on = on.succ_opt().unwrap();
        }
        for (at, answer) in whole.iter().enumerate() {
            let id = &rules().services[answer.service].id;
            let each: Vec<&Answer> = days.iter().map(|answers| &answers[at]).collect();
            let states: std::collections::BTreeSet<State> = each.iter().map(|answer| answer.state).collect();
            match states.len() {
                1 => assert_eq!(Some(&answer.state), states.first(), "{id}"),
                _ => assert_eq!(answer.state, State::CannotTell, "{id}: {states:?}"),
            }
            let dues: Vec<NaiveDate> =
                each.iter().filter_map(|answer| answer.due).map(|due| due.first).collect();
            let hull = dues
                .iter()
                .min()
                .zip(dues.iter().max())
                .map(|(first, last)| Days { first: *first, last: *last });
            assert_eq!(answer.due, hull, "{id}");
        }
    }
}
