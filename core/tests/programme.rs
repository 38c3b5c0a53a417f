//! What each child is owed, by the pack that ships: the vectors of the agreements and norms, each by its own name.

use chaski::pack;
use chaski::programme::facts::{About, Event, Source};
use chaski::programme::read::{Around, Row, Sheets, read};
use chaski::programme::rules::Shown;
use chaski::programme::sentences::Teller;
use chaski::programme::{Answer, Because, Facts, Programme, State, Why, is_met, owed, owed_by};
use chaski::words::Lang;
use chaski::words::shown::PartialDate;
use chrono::{Days, NaiveDate};

pub fn rules() -> &'static Programme {
    &pack::shipped("pe").unwrap().programme
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// Where ages of these tests are counted from.
fn birth() -> NaiveDate {
    day("2026-01-05")
}

fn at(age_days: u64) -> NaiveDate {
    birth().checked_add_days(Days::new(age_days)).unwrap()
}

fn child() -> Facts {
    Facts { birth: Some(birth().into()), ..Facts::default() }
}

fn event(kind: &str, age_days: u64) -> Event {
    Event {
        key: format!("{kind}-{age_days}"),
        kind: kind.into(),
        on: Some(at(age_days).into()),
        source: Source::Card,
        ..Event::default()
    }
}

fn dose(product: &str, age_days: u64) -> Event {
    Event { product: Some(product.into()), ..event("vaccine", age_days) }
}

fn iron(product: &str, age_days: u64) -> Event {
    Event { product: Some(product.into()), ..event("iron", age_days) }
}

fn document(code: &str, age_days: u64) -> Event {
    Event { document: Some(code.into()), ..event("document", age_days) }
}

fn with(events: Vec<Event>) -> Facts {
    Facts { events, ..child() }
}

/// One service on a day, of whichever package.
fn answer(facts: &Facts, service: &str, on: NaiveDate) -> Answer {
    let (place, of) = rules().service(service).unwrap_or_else(|| panic!("no service {service}"));
    let answers = owed_by(rules(), *of.packages.first().unwrap(), facts, on);
    answers.into_iter().find(|answer| answer.service == place).unwrap()
}

fn state(facts: &Facts, service: &str, age_days: u64) -> State {
    answer(facts, service, at(age_days)).state
}

fn why(facts: &Facts, service: &str, age_days: u64) -> Why {
    answer(facts, service, at(age_days))
        .refused
        .first()
        .unwrap_or_else(|| panic!("{service}: nothing refused"))
        .why
}

/// What an agreement asks: as many as must be by the age.
fn passes(facts: &Facts, service: &str, age_days: u64) -> bool {
    let (place, _) = rules().service(service).unwrap();
    is_met(rules(), place, facts, at(age_days))
}

#[test]
fn rota_at_150_days_without_a_dose_is_not_due_by_the_agreement_and_at_220_fails() {
    assert!(passes(&child(), "mc02-rotavirus", 150));
    assert!(passes(&child(), "mc02-rotavirus", 210));
    assert!(!passes(&child(), "mc02-rotavirus", 220));
}

#[test]
fn a_second_rota_at_245_days_is_too_late_for_ever() {
    let facts = with(vec![dose("rota", 100), dose("rota", 245)]);
    assert_eq!(why(&facts, "rotavirus", 250), Why::TooLate(at(240)));
    assert_eq!(state(&facts, "rotavirus", 250), State::TooLate);
    assert_eq!(state(&facts, "rotavirus", 900), State::TooLate);
    assert!(!passes(&facts, "mc02-rotavirus", 250));
    assert!(passes(&with(vec![dose("rota", 100), dose("rota", 240)]), "mc02-rotavirus", 250));
}

#[test]
fn polio_at_150_days_without_a_dose_fails() {
    assert!(!passes(&child(), "mc02-polio", 150));
    assert!(passes(&child(), "mc02-polio", 119));
    assert!(passes(&with(vec![dose("ipv", 60)]), "mc02-polio", 150));
}

#[test]
fn a_gap_of_20_days_between_two_doses_of_pneumococcus_does_not_count() {
    let facts = with(vec![dose("pneumo", 60), dose("pneumo", 80)]);
    assert_eq!(why(&facts, "mc02-neumococo", 100), Why::TooSoon(at(88)));
    assert!(!passes(&facts, "mc02-neumococo", 190));
    assert!(passes(&with(vec![dose("pneumo", 60), dose("pneumo", 88)]), "mc02-neumococo", 190));
    assert!(passes(&with(vec![dose("pneumo", 60), dose("pneumo", 130)]), "mc02-neumococo", 190));
    let long = with(vec![dose("pneumo", 60), dose("pneumo", 131)]);
    assert_eq!(why(&long, "mc02-neumococo", 140), Why::TooLong(at(130)));
    assert!(!passes(&long, "mc02-neumococo", 190));
}

#[test]
fn iron_at_100_days_is_outside_its_window_at_120_nothing_is_missing_and_at_150_it_is() {
    let early = with(vec![iron("sulfato_ferroso", 100)]);
    assert_eq!(why(&early, "mc02-hierro-4m", 105), Why::TooEarly(at(110)));
    assert!(passes(&child(), "mc02-hierro-4m", 120));
    assert!(!passes(&child(), "mc02-hierro-4m", 150));
    assert!(passes(&with(vec![iron("sulfato_ferroso", 130)]), "mc02-hierro-4m", 150));
}

#[test]
fn haemoglobin_at_160_days_does_not_count_at_180_it_does_and_at_230_without_one_it_fails() {
    let tested = |age| with(vec![event("haemoglobin", age)]);
    assert_eq!(why(&tested(160), "mc02-hemoglobina", 165), Why::TooEarly(at(170)));
    assert!(passes(&tested(180), "mc02-hemoglobina", 230));
    assert!(!passes(&child(), "mc02-hemoglobina", 230));
    assert!(!passes(&tested(160), "mc02-hemoglobina", 230));
}

#[test]
fn a_document_of_day_30_is_in_time_and_one_of_day_31_is_not() {
    assert!(passes(&child(), "mc02-dni", 30) && !passes(&child(), "mc02-dni", 31));
    assert!(passes(&with(vec![document("dni", 30)]), "mc02-dni", 40));
    assert!(!passes(&with(vec![document("dni", 31)]), "mc02-dni", 40));
    // To the family it is owed all the same.
    assert_eq!(state(&with(vec![document("dni", 31)]), "dni", 40), State::Done);
    assert_eq!((state(&child(), "dni", 30), state(&child(), "dni", 31)), (State::Due, State::Late));
}

#[test]
fn a_birth_weight_of_2499_g_is_left_out_and_one_that_nobody_knows_is_kept() {
    let born = |birth_weight_g| Facts { birth_weight_g, ..child() };
    let left_out = answer(&born(Some(2499)), "mc02-rotavirus", at(220));
    assert_eq!(left_out.state, State::NotOwed);
    assert_eq!(left_out.because, Some(Because::Excluded("prematuro-bajo-peso".into())));
    assert_eq!(state(&born(Some(2500)), "mc02-rotavirus", 220), State::TooLate);
    assert_eq!(state(&born(None), "mc02-rotavirus", 220), State::TooLate);
    let early = Facts { gestational_weeks: Some(36), ..child() };
    assert_eq!(state(&early, "mc02-rotavirus", 220), State::NotOwed);
}

#[test]
fn a_child_of_364_days_is_in_the_agreement_and_one_of_365_is_out() {
    assert_ne!(state(&child(), "mc02-penta", 364), State::NotOwed);
    let out = answer(&child(), "mc02-penta", at(365));
    assert_eq!((out.state, out.because), (State::NotOwed, Some(Because::OutOfAge)));
}

#[test]
fn iron_of_six_months_is_whichever_of_four_ways_is_furthest() {
    let ways = [
        vec![iron("hierro_tratamiento", 200), iron("hierro_tratamiento", 250)],
        vec![iron("sulfato_ferroso", 180), iron("sulfato_ferroso", 230)],
        vec![iron("sulfato_ferroso", 180), iron("mmn", 210)],
        vec![iron("mmn", 175), iron("mmn", 205), iron("mmn", 235)],
    ];
    for events in ways {
        assert!(passes(&with(events.clone()), "mc02-hierro-6m", 282), "{events:?}");
    }
    assert!(!passes(&child(), "mc02-hierro-6m", 210));
    assert!(!passes(&with(vec![iron("sulfato_ferroso", 180)]), "mc02-hierro-6m", 280));
}

#[test]
fn a_hexavalent_dose_is_one_of_pentavalent_and_one_of_polio() {
    let facts = with(vec![dose("hexa", 61)]);
    for service in ["penta", "polio"] {
        let answer = answer(&facts, service, at(70));
        assert_eq!((answer.used.len(), answer.state), (1, State::NotDue), "{service}");
    }
    // What was written down as antigens counts like the product.
    let antigens = Event { antigens: vec!["ipv".into()], ..event("vaccine", 61) };
    assert_eq!(answer(&with(vec![antigens]), "polio", at(70)).used.len(), 1);
}

#[test]
fn the_next_check_is_counted_from_the_last_real_one_and_not_before_its_age() {
    let late = with(vec![event("cred_check", 89)]);
    let next = answer(&late, "cred", at(95));
    assert_eq!(next.opens.map(|days| days.first), Some(at(119)));
    assert_eq!(next.state, State::NotDue);
    // At four months the least distance is 60 days.
    let next = answer(&with(vec![event("cred_check", 119)]), "cred", at(150));
    assert_eq!(next.due.map(|days| days.first), Some(at(179)));
}

#[test]
fn a_check_that_was_missed_is_named_and_the_next_one_is_due() {
    let facts = with(vec![event("cred_check", 35)]);
    let answer = answer(&facts, "cred", at(125));
    assert_eq!((answer.state, answer.missed.len()), (State::Due, 5), "{answer:?}");
}

#[test]
fn a_norm_holds_by_the_day_and_the_one_before_it_until_then() {
    let child =
        |birth: &str| Facts { birth: Some(PartialDate::from_iso(birth).unwrap()), ..Facts::default() };
    let act = |facts: &Facts, on: &str| {
        let answer = answer(facts, "cred", day(on));
        let (_, service) = rules().service("cred").unwrap();
        service.steps[answer.step.unwrap()].norm.clone()
    };
    assert_eq!(act(&child("2024-09-01"), "2024-12-31"), "nts137");
    assert_eq!(act(&child("2024-09-01"), "2025-01-01"), "nts238");
    let before = answer(&child("2024-09-01"), "cred", day("2024-12-20"));
    assert_eq!(before.holds_until, day("2024-12-29").min(day("2024-12-31")));
}

#[test]
fn a_birth_that_nobody_knows_cannot_be_told_and_one_known_to_the_month_gives_a_range() {
    let unknown = answer(&Facts::default(), "rotavirus", at(100));
    assert_eq!((unknown.state, unknown.because), (State::CannotTell, Some(Because::NoBirth)));
    let month = Facts { birth: Some(PartialDate::Month(2026, 1)), ..Facts::default() };
    let asked = answer(&month, "rotavirus", day("2026-02-10"));
    let due = asked.due.unwrap();
    assert_eq!((due.first, due.last), (day("2026-03-01"), day("2026-03-31")));
    assert_eq!(asked.state, State::NotDue);
    assert_eq!(answer(&month, "rotavirus", day("2026-03-15")).state, State::CannotTell);
    assert_eq!(answer(&month, "rotavirus", day("2026-04-15")).state, State::Due);
}

#[test]
fn a_dose_known_to_the_month_counts_only_where_every_day_of_it_would() {
    let dose = |on: PartialDate| Event { on: Some(on), ..dose("rota", 0) };
    let facts = with(vec![dose(PartialDate::Month(2026, 4))]);
    assert_eq!(answer(&facts, "rotavirus", day("2026-05-20")).state, State::CannotTell);
    let answer_ = answer(&facts, "rotavirus", day("2026-06-01"));
    assert_eq!((answer_.used.len(), answer_.state), (1, State::Due), "{answer_:?}");
    // Of March only the days from the 16th on were late enough.
    let born = Facts {
        birth: Some(day("2026-01-20").into()),
        events: vec![dose(PartialDate::Month(2026, 3))],
        ..Facts::default()
    };
    let answer_ = answer(&born, "rotavirus", day("2026-06-20"));
    assert_eq!((answer_.used.len(), answer_.state), (0, State::CannotTell), "{answer_:?}");
}

#[test]
fn a_dose_without_a_date_is_said_and_never_guessed() {
    let undated = Event { on: None, ..dose("rota", 0) };
    let answer_ = answer(&with(vec![undated]), "rotavirus", at(100));
    assert_eq!((answer_.state, answer_.because), (State::CannotTell, Some(Because::NoDateOf(0))));
    // A document is there, whenever it was given.
    let held = Event { on: None, ..document("dni", 0) };
    assert_eq!(state(&with(vec![held]), "dni", 100), State::Done);
}

#[test]
fn what_was_removed_or_comes_twice_or_before_birth_never_counts_and_says_why() {
    let removed = Event { removed: true, ..dose("rota", 70) };
    let again = Event { key: "again".into(), source: Source::Told, ..dose("rota", 71) };
    let before = Event { on: Some(day("2025-12-01").into()), ..dose("rota", 0) };
    let to_come = dose("rota", 300);
    let facts = with(vec![removed, again, dose("rota", 71), before, to_come]);
    let answer = answer(&facts, "rotavirus", at(90));
    let whys: Vec<Why> = answer.refused.iter().map(|refused| refused.why).collect();
    assert_eq!(whys, [Why::Removed, Why::SameDay, Why::BeforeStart, Why::InTheFuture]);
    assert_eq!(answer.used.iter().map(|used| used.event).collect::<Vec<_>>(), [2]);
}

#[test]
fn treatment_with_iron_is_followed_from_its_first_delivery_and_prevention_stops() {
    let facts = Facts { anaemia: Some(true), ..with(vec![iron("hierro_tratamiento", 200)]) };
    assert_eq!(state(&facts, "hierro-6m", 240), State::NotOwed);
    let next = answer(&facts, "hierro-tratamiento", at(240));
    assert_eq!((next.state, next.due.map(|days| days.first)), (State::Late, Some(at(230))));
    let test = answer(&facts, "hemoglobina-tratamiento", at(240));
    assert_eq!((test.state, test.due.map(|days| days.first)), (State::Due, Some(at(230))));
    // A child without treatment is owed neither.
    let none = answer(&child(), "hierro-tratamiento", at(240));
    assert_eq!(none.state, State::NotOwed);
}

#[test]
fn visits_of_a_week_are_counted_from_the_last_and_those_of_a_month_by_their_number() {
    let programmes = Some(vec!["cuna_mas_saf".to_owned()]);
    let visit = |age| event("visit", age);
    let weekly = Facts { programmes, known_since: Some(at(40)), ..with(vec![visit(50), visit(60)]) };
    let next = answer(&weekly, "visita-saf", at(66));
    assert_eq!((next.due.map(|d| d.first), next.in_time.map(|d| d.last)), (Some(at(65)), Some(at(69))));
    assert_eq!((next.state, state(&weekly, "visita-saf", 70)), (State::Due, State::Late));
    assert_eq!(state(&weekly, "visita-municipal", 70), State::NotOwed);
    // March 2026: ages 55 to 85 days. Two of three were made.
    let monthly = with(vec![visit(56), visit(64)]);
    let next = answer(&monthly, "visita-municipal", day("2026-03-20"));
    assert_eq!((next.due.map(|d| d.first), next.in_time.map(|d| d.last)), (Some(at(71)), Some(at(74))));
    let full = with(vec![visit(56), visit(64), visit(72)]);
    let next = answer(&full, "visita-municipal", day("2026-03-25"));
    assert_eq!((next.state, next.due.map(|d| d.first)), (State::NotDue, Some(day("2026-04-01"))));
    let too_soon = with(vec![visit(56), visit(58)]);
    assert_eq!(why(&too_soon, "visita-municipal", 70), Why::TooSoon(at(63)));
}

#[test]
fn a_pregnancy_has_its_own_package_and_nothing_of_it_is_owed_once_it_has_ended() {
    let begun = day("2026-03-01");
    let facts = Facts {
        about: About::Pregnancy,
        last_period: Some(begun.into()),
        events: vec![Event { on: Some(day("2026-04-20").into()), ..event("prenatal_check", 0) }],
        ..Facts::default()
    };
    let on = day("2026-06-20");
    let all = owed(rules(), &facts, on);
    let find = |id: &str| all.iter().find(|answer| rules().services[answer.service].id == id).unwrap();
    assert_eq!((find("prenatal").used.len(), find("prenatal").state), (1, State::Due));
    assert_eq!(find("g-sifilis").state, State::Late);
    assert_eq!(find("acido-folico").state, State::TooLate);
    assert_eq!(find("g-hierro").state, State::Due);
    assert!(all.iter().all(|answer| rules().services[answer.service].id != "cred"));
    let ended = Facts { ended: Some(day("2026-06-01").into()), ..facts };
    assert!(owed(rules(), &ended, on).iter().all(|answer| answer.because == Some(Because::Ended)));
}

#[test]
fn the_exams_of_the_first_trimester_are_all_done_by_one_obstetric_profile() {
    let facts = Facts {
        about: About::Pregnancy,
        last_period: Some(day("2026-03-01").into()),
        events: vec![Event { on: Some(day("2026-04-20").into()), ..event("obstetric_profile", 0) }],
        ..Facts::default()
    };
    for service in ["g-hemoglobina", "g-sifilis", "g-vih", "g-orina"] {
        assert_eq!(answer(&facts, service, day("2026-06-20")).state, State::Done, "{service}");
    }
}

#[test]
fn a_newborn_has_the_sixty_days_that_decide() {
    let all = owed(rules(), &child(), at(3));
    let open: Vec<&str> = all
        .iter()
        .filter(|answer| answer.state.is_open())
        .map(|answer| rules().services[answer.service].id.as_str())
        .collect();
    for id in ["cnv", "acta", "dni", "bcg", "hepb-rn", "tamizaje", "cred"] {
        assert!(open.contains(&id), "{id} of {open:?}");
    }
    assert_eq!(state(&child(), "bcg", 1), State::Due);
    assert_eq!(state(&child(), "bcg", 2), State::Late);
    assert_eq!(state(&child(), "hepb-rn", 29), State::TooLate);
}

#[test]
fn the_same_answer_says_the_state_of_each_day_until_which_it_holds() {
    let facts = with(vec![dose("penta", 61), dose("rota", 61), event("cred_check", 40)]);
    for first in (0..400).step_by(7) {
        for answer in owed(rules(), &facts, at(first)) {
            let last = at(first + 60).min(answer.holds_until);
            let mut on = at(first);
            while on <= last {
                let again = owed(rules(), &facts, on);
                let same = again.iter().find(|other| other.service == answer.service).unwrap();
                let id = &rules().services[answer.service].id;
                assert_eq!(answer.state_on(on), same.state, "{id} asked on {}, on {on}", at(first));
                assert_eq!((answer.step, answer.due), (same.step, same.due), "{id}");
                on = on.succ_opt().unwrap();
            }
        }
    }
}

#[test]
fn a_package_for_those_who_measure_is_on_nobodys_list() {
    let measured = |answer: &Answer| {
        let packages = &rules().services[answer.service].packages;
        packages.iter().all(|at| rules().packages[*at].shown == Shown::Indicator)
    };
    assert!(!owed(rules(), &child(), at(200)).iter().any(measured));
}

#[test]
fn why_is_told_with_the_rule_the_act_what_counts_and_what_does_not() {
    let facts = with(vec![dose("rota", 61), dose("rota", 70)]);
    let answer = answer(&facts, "rotavirus", at(200));
    let teller = Teller { programme: rules(), facts: &facts, day: at(200), lang: Lang::Es };
    let told = teller.told(&answer);
    assert_eq!(told.what.text, "Rotavirus, 2.ª dosis");
    assert_eq!(told.state.text, "Con atraso");
    assert_eq!(told.status.text, "Con 11 días de atraso. Vale hasta el mié 2 set.");
    let lines: Vec<String> = teller.explained(&answer).into_iter().map(|line| line.text).collect();
    assert!(lines.iter().any(|line| line.contains("NTS 246-MINSA/DGIESP-2026")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("Cuenta: 1.ª dosis, 7 mar 2026")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("No cuenta: 16 mar 2026")), "{lines:#?}");
    assert!(lines.iter().any(|line| line.starts_with("Con duda: ")), "{lines:#?}");
    assert!(lines.iter().all(|line| !line.contains('[')), "{lines:#?}");
}

#[test]
fn a_service_that_nobody_would_be_owed_is_told_to_whoever_writes_the_sheets() {
    let row = |number: u32, cells: &[(&str, &str)]| Row {
        number,
        cells: cells.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect(),
    };
    let service = |number: u32, id: &str, order: &str| {
        row(
            number,
            &[
                ("id", id),
                ("packages", "p"),
                ("name::es", "N"),
                ("remedy::es", "R"),
                ("kind", "visit"),
                ("order", order),
            ],
        )
    };
    let step = |number: u32, name: &str| {
        row(number, &[("service", "weekly"), ("step", name), ("due", "0"), ("norm", "n")])
    };
    let sheets = Sheets::from([
        ("norms".into(), vec![row(2, &[("id", "n"), ("act", "Act 1")])]),
        (
            "packages".into(),
            vec![row(
                2,
                &[("id", "p"), ("name::es", "P"), ("about", "child"), ("from", "0"), ("until", "5y")],
            )],
        ),
        ("services".into(), vec![service(2, "lonely", "doses"), service(3, "weekly", "every")]),
        ("schedule".into(), vec![step(2, "a"), step(3, "b")]),
    ]);
    let languages = ["es".to_owned()];
    let (_, problems) = read(&sheets, &Around { languages: &languages, knows: &|_, _| None });
    let said: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        said,
        [
            "services, row 2, id: no step of schedule is this service's; add a row for it to schedule, or remove it",
            "services, row 3, order: what comes again has one step, and here are more; keep one of its rows in schedule for each norm",
        ]
    );
}
