//! What it asks of whom, how much, and what comes of it for the record.

use std::collections::{BTreeMap, BTreeSet};

use chaski::growth::score::limits;
use chaski::growth::tables::Table;
use chaski::growth::{Indicator, Sex};

use super::visit::{Known, SIGNS, TODAY, Visit, child, pregnant, up_to_date, with};

#[test]
fn a_visit_without_problems_asks_at_most_25_questions() {
    let mut most = BTreeMap::new();
    let mut visits = Vec::new();
    // Newborn, then every month; 5, 8, 14 and 30 months are among them.
    for days in std::iter::once(5).chain(ages()) {
        let known = child(days);
        let first = with(known.clone(), &[("consent_care", ""), ("agreement", "")]);
        let asked_again = with(known.clone(), &[("consent_care", "refused")]);
        let measured = with(
            up_to_date(known.clone()),
            &[("days_since_weight", "60"), ("days_since_length", "60"), ("days_since_answer_home", "60")],
        );
        let small = with(known.clone(), &[("birth_weight_g", "2100"), ("gestational_weeks", "35")]);
        let all = [
            ("nothing is due", up_to_date(known.clone())),
            ("measures are due", measured),
            ("everything is due", known),
            ("first visit", first),
            ("consent is asked again", asked_again),
            ("born small", small),
        ];
        visits.extend(all.map(|(what, known)| (what, format!("{days} days"), known)));
    }
    for weeks in 4..42 {
        let known = pregnant(weeks);
        let first = with(known.clone(), &[("consent_care", ""), ("agreement", "")]);
        let all = [
            ("pregnant", known.clone()),
            ("pregnant, first", first),
            ("pregnant, up to date", up_to_date(known)),
        ];
        visits.extend(all.map(|(what, known)| (what, format!("{weeks} weeks"), known)));
    }
    for (what, who, known) in visits {
        for same_day in ["yes", "no"] {
            let mut visit = Visit::begin(known.clone());
            visit.go_on(&[("same_day", same_day)]);
            let count = visit.asked.len();
            assert!(count <= 25, "{what}, {who}: {count}: {:?}", visit.asked);
            let most = most.entry(what).or_insert((usize::MAX, 0));
            *most = (most.0.min(count), most.1.max(count));
        }
    }
    println!("{most:#?}");
}

#[test]
fn each_is_asked_what_belongs_to_the_age() {
    let asked = |known: Known| {
        let mut visit = Visit::begin(known);
        visit.go_on(&[]);
        visit
    };
    let newborn = asked(child(5));
    assert_eq!(newborn.choices("vaccines"), ["bcg", "hepb", "none", "not_seen"]);
    assert!(
        newborn.was_asked("only_breast") && newborn.was_asked("dni_now") && newborn.was_asked("weight_kg")
    );
    assert!(
        !newborn.was_asked("iron_days") && !newborn.was_asked("foods") && !newborn.was_asked("haemoglobin")
    );

    let five =
        asked(with(up_to_date(child(155)), &[("days_since_weight", "30"), ("days_since_length", "60")]));
    assert!(five.was_asked("iron_days") && five.was_asked("only_breast") && five.was_asked("position"));
    assert!(!five.was_asked("cred") && !five.was_asked("vaccines") && !five.was_asked("meals"));

    let eight = asked(with(up_to_date(child(244)), &[("days_since_haemoglobin", "")]));
    assert!(eight.was_asked("haemoglobin_g_dl") && eight.was_asked("foods") && eight.was_asked("meals"));
    assert!(eight.choices("foods").contains(&"breast_milk".to_owned()));

    let fourteen =
        asked(with(up_to_date(child(427)), &[("vaccine_last_months", "9"), ("days_since_cred_check", "90")]));
    assert!(
        fourteen
            .choices("vaccines")
            .starts_with(&["pneumo", "influenza", "mmr", "varicella"].map(str::to_owned))
    );
    assert!(fourteen.was_asked("cred") && !fourteen.was_asked("only_breast"));

    let thirty = asked(with(up_to_date(child(914)), &[("days_since_cred_check", "179")]));
    assert!(!thirty.was_asked("cred") && thirty.was_asked("foods"));
    assert!(thirty.choices("play").contains(&"pretend".to_owned()));
    assert!(asked(with(up_to_date(child(914)), &[("days_since_cred_check", "180")])).was_asked("cred"));

    let woman = asked(pregnant(28));
    assert!(woman.was_asked("moves_less") && woman.was_asked("prenatal_on") && woman.was_asked("birth_plan"));
    assert!(!woman.was_asked("fever") && !woman.was_asked("weight_kg") && !woman.was_asked("play"));
    let early = asked(pregnant(10));
    assert!(early.was_asked("bleeding") && !early.was_asked("moves_less") && !early.was_asked("folic_days"));
}

#[test]
fn a_birth_date_that_nobody_knows_stops_nothing() {
    let mut known = child(0);
    known.remove("age_days");
    known.remove("age_months");
    let mut visit = Visit::begin(known);
    visit.go_on(&[]);
    assert!(visit.asked.len() <= 25 && visit.was_asked("foods"));
}

#[test]
fn no_danger_sign_is_left_out_and_none_answers_itself() {
    let visit = Visit::begin(child(244));
    for sign in SIGNS {
        let node = visit.named(sign);
        assert!(visit.session.value(node).is_empty() && visit.session.is_required(node), "{sign}");
        assert_eq!(visit.choices(sign), ["no", "yes", "not_seen"]);
    }
    for sign in SIGNS {
        let mut visit = Visit::begin(child(244));
        visit.go_on(&[]);
        assert_eq!(visit.value("signs"), "");
        visit.answer(sign, "");
        assert!(!visit.session.is_valid(), "{sign}");
        assert_eq!(visit.session.message(visit.named(sign)).as_deref(), Some("Falta elegir una respuesta."));
        visit.answer(sign, "not_seen");
        assert!(visit.session.is_valid() && visit.value("signs").is_empty(), "{sign}");
        visit.answer(sign, "yes");
        assert_eq!(visit.value("signs"), sign);
        assert!(visit.session.is_relevant(visit.named("family_goes")), "{sign}");
        assert!(!visit.session.is_valid(), "{sign}: what the family will do is to be asked");
    }
}

#[test]
fn danger_waits_for_no_consent_and_ends_the_visit_where_it_should() {
    let mut visit = Visit::begin(with(child(244), &[("consent_care", ""), ("agreement", "")]));
    visit.go_on(&[
        ("fever", "yes"),
        ("drowsy", "yes"),
        ("family_goes", "cannot"),
        ("what_helps", "transport"),
        ("go_on", "end"),
    ]);
    assert_eq!(visit.asked.len(), 1 + SIGNS.len() + 3, "{:?}", visit.asked);
    let label = visit.session.label(visit.named("stop")).unwrap();
    assert_eq!(
        label.split_whitespace().collect::<Vec<_>>().join(" "),
        "Lleven a Wayta ahora al puesto de salud"
    );
    let saved = visit.saved();
    assert_eq!(saved["referral.signs"], "fever drowsy");
    assert_eq!(saved["referral.where_to"], "Puesto Ccorca");
    assert!(saved["referral.sent"].starts_with("2026-11-24T"), "{saved:?}");
    assert!(!saved.keys().any(|to| to.starts_with("consent")), "{saved:?}");

    let mut goes_on = Visit::begin(child(244));
    goes_on.go_on(&[("fever", "yes"), ("family_goes", "now"), ("go_on", "go_on")]);
    assert!(goes_on.was_asked("agreements") && !goes_on.was_asked("what_helps"));
}

#[test]
fn without_consent_nothing_more_is_asked_of_the_child() {
    let mut visit = Visit::begin(with(child(244), &[("consent_care", ""), ("agreement", "")]));
    visit.go_on(&[("consent", "refused")]);
    let asked: BTreeSet<&str> = visit.asked.iter().map(String::as_str).collect();
    let more: Vec<&&str> = asked.iter().filter(|name| !SIGNS.contains(name)).collect();
    assert_eq!(more, [&"consent", &"consent_by", &"next_date", &"present"]);
    let saved = visit.saved();
    assert_eq!(saved["consent-care.answer"], "refused");
    assert_eq!(saved["consent-care.purpose"], "care");
    assert_eq!(saved["consent-care.on"], TODAY);
}

#[test]
fn what_is_to_be_measured_again_is_asked_for_and_both_measurements_are_kept() {
    let due = [("days_since_weight", "30"), ("days_since_length", "60"), ("chaski:measure-again", "weight")];
    let mut visit = Visit::begin(with(up_to_date(child(427)), &due));
    visit.go_on(&[("weight_kg", "5.10"), ("length_cm", "75.4"), ("weight_again_kg", "9.10")]);
    assert!(visit.was_asked("weight_again_kg") && !visit.was_asked("length_again_cm"));
    let saved = visit.saved();
    for (place, value) in [
        ("reading.weight.kg", "5.10"),
        ("reading.attempt", "first"),
        ("reading-second.weight.kg", "9.10"),
        ("reading-second.weight.clothes", "light"),
        ("reading-second.attempt", "second"),
        ("reading-second.on", TODAY),
    ] {
        assert_eq!(saved.get(place).map(String::as_str), Some(value), "{place}");
    }
    assert!(!saved.contains_key("reading-second.length.cm"));
    let mut once = Visit::begin(with(up_to_date(child(427)), &due[..2]));
    once.go_on(&[("weight_kg", "9.10"), ("length_cm", "75.4")]);
    assert!(!once.was_asked("weight_again_kg") && !once.saved().contains_key("reading.attempt"));
}

#[test]
fn what_was_measured_given_and_agreed_goes_to_its_place_in_the_record() {
    let measured = with(
        up_to_date(child(427)),
        &[("days_since_weight", "30"), ("days_since_length", "60"), ("vaccine_last_months", "9")],
    );
    let mut visit = Visit::begin(measured);
    visit.go_on(&[
        ("weight_kg", "9.10"),
        ("length_cm", "75.4"),
        ("agreements", "hands other"),
        ("agreement_words", "Leer un cuento"),
    ]);
    let saved = visit.saved();
    let expected = [
        ("agreement-1.code", "hands"),
        ("agreement-1.due", "2026-12-02"),
        ("agreement-2.code", "other"),
        ("agreement-2.due", "2026-12-02"),
        ("agreement-2.text", "Leer un cuento"),
        ("agreement-last.kept", "yes"),
        ("agreement-last.record", "agreement-1"),
        ("reading.length.cm", "75.4"),
        ("reading.length.position", "lying"),
        ("reading.measured_by", "worker"),
        ("reading.on", TODAY),
        ("reading.source", "measured"),
        ("reading.weight.clothes", "light"),
        ("reading.weight.kg", "9.10"),
        ("service-vaccine.antigens", "pneumo influenza mmr varicella"),
        ("service-vaccine.kind", "vaccine"),
        ("service-vaccine.on", "2026-11-23"),
        ("service-vaccine.source", "card"),
        ("visit.next_date", "2026-12-02"),
        ("visit.on", TODAY),
        ("visit.persons_seen", "child-1"),
    ];
    let times = |to: &str| to == "visit.begun" || to == "visit.ended";
    let without_times: BTreeMap<_, _> =
        saved.iter().filter(|(to, _)| !times(to)).map(|(to, value)| (to.as_str(), value.as_str())).collect();
    assert_eq!(without_times, expected.into());

    // At six months: five vaccines in one, haemoglobin with the altitude of the house, iron that was seen.
    let known = with(
        up_to_date(child(190)),
        &[("vaccine_last_months", "4"), ("days_since_haemoglobin", ""), ("altitude_m", "3650")],
    );
    let mut visit = Visit::begin(known.clone());
    visit.go_on(&[("vaccines", "penta ipv")]);
    let saved = visit.saved();
    assert_eq!(saved["service-vaccine.antigens"], "hepb ipv dpt hib");
    assert_eq!(saved["service-haemoglobin.haemoglobin.g_dl"], "11.6");
    assert_eq!(saved["service-haemoglobin.haemoglobin.altitude_m"], "3650");
    assert_eq!(saved["service-haemoglobin.source"], "card");

    let mut visit = Visit::begin(with(up_to_date(child(190)), &[("days_since_iron", "30")]));
    visit.go_on(&[]);
    assert_eq!(
        (visit.saved()["service-iron.source"].as_str(), visit.saved()["service-iron.on"].as_str()),
        ("seen", "2026-11-23")
    );
    visit.answer("iron_seen", "no");
    assert_eq!(visit.saved()["service-iron.source"], "told");
    visit.answer("iron_given", "no");
    assert!(!visit.saved().keys().any(|to| to.starts_with("service")), "{:?}", visit.saved());
    assert!(visit.session.is_relevant(visit.named("lacked")));
}

#[test]
fn what_cannot_be_measured_gives_its_reason_and_no_figure() {
    let mut visit = Visit::begin(with(
        up_to_date(child(427)),
        &[("days_since_weight", "30"), ("days_since_length", "60")],
    ));
    visit.go_on(&[("weight_kg", ""), ("length_cm", ""), ("not_measured", "asleep no_instrument")]);
    assert!(!visit.was_asked("clothes") && !visit.was_asked("position"));
    let saved = visit.saved();
    assert_eq!(saved["reading.not_measured"], "asleep no_instrument");
    assert!(!saved.contains_key("reading.weight.kg") && !saved.contains_key("reading.source"));
    // Whoever is away is not measured, and the danger signs are asked all the same.
    let mut away = Visit::begin(with(up_to_date(child(427)), &[("days_since_weight", "30")]));
    away.go_on(&[("present", "mother")]);
    assert!(!away.was_asked("weight_kg") && away.was_asked("fever"));
    assert!(!away.saved().contains_key("visit.persons_seen"));
}

#[test]
fn a_figure_that_cannot_be_is_told_what_to_do() {
    let mut visit = Visit::begin(with(
        up_to_date(child(244)),
        &[("days_since_weight", "30"), ("days_since_length", "60")],
    ));
    visit.go_on(&[]);
    for (question, wrong, right, message) in [
        ("weight_kg", "700", "7.00", "Mira la balanza y escribe el peso en kg, como 7.00."),
        ("weight_kg", "0.7", "5.1", "Mira la balanza y escribe el peso en kg, como 7.00."),
        ("weight_kg", "17", "7.00", "Mira la balanza y escribe el peso en kg, como 7.00."),
        ("length_cm", "7.4", "70.5", "Mira la regla y escribe los centímetros, como 74.5."),
        ("position", "standing", "lying", "Antes de los 9 meses se mide en posición echada. Mide otra vez."),
        ("iron_days", "8", "0", "Escribe de 0 a 7 días."),
        ("next_date", TODAY, "2026-11-25", "Elige un día desde mañana hasta dentro de 3 meses."),
        ("agreements", "hands none", "hands", "Elige uno o dos, o solo «Hoy no hay acuerdo»."),
        ("agreements", "hands cred dni", "cred dni", "Elige uno o dos, o solo «Hoy no hay acuerdo»."),
        ("foods", "eggs none", "eggs", "Toca lo que comió, o solo «Nada de esto»."),
    ] {
        visit.answer(question, wrong);
        assert_eq!(
            visit.session.message(visit.named(question)).as_deref(),
            Some(message),
            "{question} {wrong}"
        );
        visit.answer(question, right);
        assert_eq!(visit.session.message(visit.named(question)), None, "{question} {right}");
    }
    let mut dated = Visit::begin(with(up_to_date(child(244)), &[("days_since_cred_check", "90")]));
    dated.go_on(&[]);
    for wrong in ["2026-11-25", "2026-03-01"] {
        dated.answer("done_on", wrong);
        assert_eq!(
            dated.session.message(dated.named("done_on")).as_deref(),
            Some("Pon un día desde que nació hasta hoy.")
        );
    }
}

/// Days of age, a month apart.
fn ages() -> impl Iterator<Item = u32> {
    (0..60).map(|month| month * 3044 / 100 + 2)
}

#[test]
fn whatever_who_does_not_flag_may_be_typed() {
    let due = [("days_since_weight", "30"), ("days_since_length", "60")];
    for days in ages() {
        let mut visit = Visit::begin(with(up_to_date(child(days)), &due));
        visit.answer("present", "child");
        for sex in [Sex::Male, Sex::Female] {
            let weight = Table::WeightForAge.row(sex, days).unwrap();
            let length = Table::LengthForAge.row(sex, days).unwrap();
            let (least, most) = limits(Indicator::WeightForAge);
            let (shortest, longest) = limits(Indicator::LengthForAge);
            for (question, value) in [
                ("weight_kg", format!("{:.2}", weight.at_restricted(least))),
                ("weight_kg", format!("{:.2}", weight.at_restricted(most))),
                ("length_cm", format!("{:.1}", length.at(shortest))),
                ("length_cm", format!("{:.1}", length.at(longest))),
            ] {
                visit.answer(question, &value);
                assert_eq!(
                    visit.session.message(visit.named(question)),
                    None,
                    "{question} {value} at {days} days"
                );
            }
        }
    }
}
