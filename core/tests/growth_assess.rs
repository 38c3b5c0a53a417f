//! What is said at the doorstep: each rule at its edges, what is not known, what a second measurement changes, and that a child
//! who grows as children do is left in peace.

use std::collections::{BTreeMap, BTreeSet};

use chaski::growth::assess::{
    Assessment, Attempt, Child, Code, Entry, Finding, Measure, Reference, Rules, Severity, Summary, assess,
};
use chaski::growth::who::{Missing, Mode, at_length, for_age, value_at};
use chaski::growth::{Indicator, Position, Sex, velocity};
use chaski::pack;
use chaski::words::Lang;
use chaski::words::shown::PartialDate;
use chrono::NaiveDate;
use proptest::prelude::*;

const BIRTH: &str = "2025-01-10";

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn peru() -> Rules {
    pack::shipped("pe").unwrap().growth.clone()
}

fn girl() -> Child {
    Child { sex: Some(Sex::Female), birth: PartialDate::from_iso(BIRTH), gestational_weeks: None }
}

/// An empty entry so many days after the birth.
fn at(days: u64) -> Entry {
    Entry { on: Some((day(BIRTH) + chrono::Days::new(days)).into()), ..Entry::default() }
}

fn lying(days: u64, weight_kg: f64, length_cm: f64) -> Entry {
    Entry {
        weight_kg: Some(weight_kg),
        length_cm: Some(length_cm),
        position: Some(Position::Lying),
        ..at(days)
    }
}

fn weight(days: u64, weight_kg: f64) -> Entry {
    Entry { weight_kg: Some(weight_kg), ..at(days) }
}

fn length(days: u64, length_cm: f64) -> Entry {
    let position = if days < 731 { Position::Lying } else { Position::Standing };
    Entry { length_cm: Some(length_cm), position: Some(position), ..at(days) }
}

fn second(entry: Entry) -> Entry {
    Entry { attempt: Attempt::Second, ..entry }
}

fn of(entry: Entry, history: &[Entry]) -> Assessment {
    assess(&girl(), &entry, history, &peru())
}

fn codes(assessment: &Assessment) -> Vec<Code> {
    assessment.findings.iter().map(|finding| finding.code).collect()
}

fn one(assessment: &Assessment, code: Code) -> Finding {
    let found = assessment.findings.iter().find(|finding| finding.code == code);
    found.unwrap_or_else(|| panic!("{} not among {:?}", code.name(), codes(assessment))).clone()
}

fn es(text: &chaski::words::Text) -> &str {
    &text.text
}

/// The measurement at a z, unrounded.
fn value(indicator: Indicator, sex: Sex, days: u32, z: f64) -> f64 {
    value_at(indicator, for_age(indicator, sex, days).unwrap(), z)
}

// What was typed.

#[test]
fn seven_hundred_is_asked_whether_7_00_kg_was_meant() {
    for typed in [700.0, 7000.0, 70.0, 0.7] {
        let asked = one(&of(weight(200, typed), &[]), Code::WrongUnit);
        assert_eq!(asked.suggested, [(Measure::Weight, 7.0)], "{typed}");
        assert_eq!(asked.severity, Severity::MeasureAgain);
        assert!(es(&asked.sentence(Lang::Es)).starts_with("¿Quisiste escribir 7.00\u{a0}kg?"));
    }
    assert_eq!(codes(&of(weight(200, 7.0), &[])), []);
}

#[test]
fn millimetres_and_metres_are_asked_about_too() {
    let meant = |entry: Entry| one(&of(entry, &[]), Code::WrongUnit).suggested;
    assert_eq!(meant(length(200, 660.0)), [(Measure::Length, 66.0)]);
    assert_eq!(meant(length(200, 0.66)), [(Measure::Length, 66.0)]);
    assert_eq!(meant(Entry { muac_cm: Some(135.0), ..at(200) }), [(Measure::Muac, 13.5)]);
    assert_eq!(meant(Entry { head_cm: Some(420.0), ..at(200) }), [(Measure::Head, 42.0)]);
    assert_eq!(meant(Entry { triceps_mm: Some(0.9), ..at(200) }), [(Measure::Triceps, 9.0)]);
}

#[test]
fn what_was_meant_is_found_without_an_age_as_well() {
    let nobody = Child::default();
    let meant = |entry: Entry| one(&assess(&nobody, &entry, &[], &peru()), Code::WrongUnit).suggested;
    assert_eq!(meant(weight(0, 700.0)), [(Measure::Weight, 7.0)]);
    assert_eq!(meant(weight(0, 7500.0)), [(Measure::Weight, 7.5)]);
    assert_eq!(meant(length(0, 650.0)), [(Measure::Length, 65.0)]);
}

#[test]
fn a_very_thin_child_is_not_taken_for_a_slip_of_the_hand() {
    let thin = of(weight(365, 3.5), &[]);
    assert_eq!(codes(&thin), [Code::OutsideLimits]);
}

#[test]
fn weight_and_length_in_each_others_place_are_asked_about_once() {
    let found = of(lying(200, 66.0, 7.2), &[]);
    assert_eq!(codes(&found), [Code::Exchanged]);
    let asked = one(&found, Code::Exchanged);
    assert_eq!(asked.suggested, [(Measure::Weight, 7.2), (Measure::Length, 66.0)]);
    assert_eq!(
        es(&asked.sentence(Lang::Es)),
        "¿Peso 7.20\u{a0}kg y talla 66.0\u{a0}cm? Parecen cambiados de lugar."
    );
}

#[test]
fn what_is_no_measurement_is_said_and_nothing_is_made_of_it() {
    for none in [0.0, -3.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let found = of(weight(200, none), &[]);
        assert_eq!(codes(&found), [Code::NotAMeasure], "{none}");
        assert!(found.score(Indicator::WeightForAge).is_err());
        assert!(found.asks_second());
    }
}

// WHO's limits.

#[test]
fn outside_whos_limits_it_is_measured_again_and_the_nurse_told_if_it_stays() {
    let first = length(365, 58.0);
    let found = one(&of(first, &[]), Code::OutsideLimits);
    assert_eq!((found.severity, found.asks_second), (Severity::MeasureAgain, true));
    assert_eq!(found.indicator, Some(Indicator::LengthForAge));
    let found = one(&of(second(length(365, 58.3)), &[first]), Code::OutsideLimits);
    assert_eq!((found.severity, found.asks_second, found.confirmed), (Severity::TellNurse, false, true));
    let found = one(&of(second(length(365, 60.0)), &[length(365, 58.0)]), Code::MeasuresDiffer);
    assert!(found.asks_second);
}

#[test]
fn the_limits_are_those_of_each_indicator() {
    let edge = |z: f64| codes(&of(length(365, value(Indicator::LengthForAge, Sex::Female, 365, z)), &[]));
    assert!(!edge(-5.99).contains(&Code::OutsideLimits));
    assert!(edge(-6.01).contains(&Code::OutsideLimits));
    assert!(!edge(6.0).contains(&Code::OutsideLimits));
    assert!(edge(6.01).contains(&Code::OutsideLimits));
    let edge = |z: f64| codes(&of(weight(365, value(Indicator::WeightForAge, Sex::Female, 365, z)), &[]));
    assert!(!edge(4.99).contains(&Code::OutsideLimits));
    assert!(edge(5.01).contains(&Code::OutsideLimits));
}

// What is not known.

#[test]
fn an_unknown_sex_is_named_and_never_guessed() {
    let nobody = Child { sex: None, ..girl() };
    let found = assess(&nobody, &lying(200, 7.2, 66.0), &[], &peru());
    assert_eq!(codes(&found), [Code::SexMissing]);
    assert!(found.scores.iter().all(Result::is_err));
    assert_eq!(found.score(Indicator::WeightForAge), Err(Missing::SexUnknown));
    assert_eq!(found.summary(), Summary::Incomplete);
}

#[test]
fn an_unknown_birth_date_is_named_and_weight_for_length_alone_is_scored() {
    let nobody = Child { birth: None, ..girl() };
    let found = assess(&nobody, &lying(200, 7.2, 66.0), &[], &peru());
    assert_eq!(codes(&found), [Code::BirthMissing]);
    assert_eq!(found.age, None);
    assert_eq!(found.score(Indicator::WeightForAge), Err(Missing::AgeUnknown));
    assert!(found.score(Indicator::WeightForLength).is_ok());
    let no_position = Entry { position: None, ..lying(200, 7.2, 66.0) };
    let found = assess(&nobody, &no_position, &[], &peru());
    assert_eq!(found.score(Indicator::WeightForLength), Err(Missing::AgeUnknown));
}

#[test]
fn dates_that_cannot_be_are_said() {
    let undated = Entry { on: None, ..weight(200, 7.0) };
    assert_eq!(codes(&of(undated, &[])), [Code::DateMissing]);
    let before = Entry { on: PartialDate::from_iso("2025-01-09"), ..weight(0, 7.0) };
    let found = of(before, &[]);
    assert_eq!(codes(&found), [Code::BeforeBirth]);
    assert_eq!(found.score(Indicator::WeightForAge), Err(Missing::AgeWrong));
    let monthly = Entry { on: PartialDate::from_iso("2025-07"), ..weight(0, 7.0) };
    let found = of(monthly, &[weight(100, 9.0)]);
    assert!(found.has(Code::DateNotExact) && found.findings.iter().all(|f| f.severity == Severity::Note));
    let month_of_birth = Entry { on: PartialDate::from_iso("2025-01"), ..weight(0, 3.4) };
    let age = of(month_of_birth, &[]).age.unwrap();
    assert_eq!((age.least, age.greatest), (0, 21));
    let never = Child { birth: Some(PartialDate::Month(2025, 13)), ..girl() };
    assert_eq!(codes(&assess(&never, &weight(200, 7.0), &[], &peru())), [Code::BirthMissing]);
    let never = Entry { on: Some(PartialDate::Year(i32::MAX)), ..weight(200, 7.0) };
    assert_eq!(codes(&of(never, &[])), [Code::DateMissing]);
}

#[test]
fn a_birth_known_to_the_month_gives_the_least_and_the_greatest_z_and_only_what_holds_on_every_day() {
    let monthly = Child { birth: PartialDate::from_iso("2025-01"), ..girl() };
    let on =
        |weight_kg| Entry { on: PartialDate::from_iso("2025-04-20"), weight_kg: Some(weight_kg), ..at(0) };
    let found = assess(&monthly, &on(4.7), &[], &peru());
    assert_eq!(found.age.unwrap().greatest - found.age.unwrap().least, 30);
    let range = found.score(Indicator::WeightForAge).unwrap();
    assert!(range.least.z < -2.0 && range.greatest.z > -2.0, "{range:?}");
    let ends = [(79, range.greatest), (109, range.least)];
    for (days, score) in ends {
        let exact = value(Indicator::WeightForAge, Sex::Female, days, score.raw);
        assert!((exact - 4.7).abs() < 1e-9);
    }
    assert!(!found.has(Code::BelowMinus2));
    assert!(es(&one(&found, Code::BirthNotExact).detail(Lang::Es).unwrap()).starts_with("z entre −"));
    assert!(assess(&monthly, &on(4.3), &[], &peru()).has(Code::BelowMinus2));
}

#[test]
fn of_a_birth_known_to_the_month_only_what_every_day_of_it_shows_is_said() {
    let holds = |birth: &str, now_kg: f64, codes: &[Code]| {
        let child = Child { birth: PartialDate::from_iso(birth), ..girl() };
        let found = assess(&child, &weight(150, now_kg), &[weight(90, 6.2)], &peru());
        codes.iter().any(|code| found.has(*code))
    };
    // Below -3 is below -2 too.
    let groups: [&[Code]; 5] = [
        &[Code::Fell],
        &[Code::CrossedMinus2, Code::CrossedMinus3],
        &[Code::CrossedMinus3],
        &[Code::BelowMinus2, Code::BelowMinus3, Code::OutsideLimits],
        &[Code::OutsideLimits],
    ];
    for code in groups {
        let (mut every, mut some) = (0, 0);
        for hundredths in (220..700).step_by(7) {
            let now_kg = f64::from(hundredths) / 100.0;
            let days = (1..=31).filter(|day| holds(&format!("2025-01-{day:02}"), now_kg, code)).count();
            assert_eq!(holds("2025-01", now_kg, code), days == 31, "{code:?} {now_kg}: {days} days");
            every += u32::from(days == 31);
            some += u32::from(days > 0 && days < 31);
        }
        assert!(every > 0 && some > 0, "{code:?}: {every}, {some}");
    }
}

// Position.

#[test]
fn standing_before_nine_months_is_measured_again_lying() {
    let standing = |days| Entry { position: Some(Position::Standing), ..length(days, 69.0) };
    let found = one(&of(standing(273), &[]), Code::StoodTooYoung);
    assert_eq!(es(&found.todo(Lang::Es)), "Mide otra vez, con la niña o el niño echado.");
    assert_eq!(codes(&of(standing(274), &[])), [Code::PositionAdjusted]);
}

#[test]
fn a_position_of_the_other_age_is_noted_with_its_seven_millimetres() {
    let lying_at_two = Entry { position: Some(Position::Lying), ..length(731, 85.0) };
    let found = of(lying_at_two, &[]);
    assert_eq!(codes(&found), [Code::PositionAdjusted]);
    let said = one(&found, Code::PositionAdjusted).sentence(Lang::Es);
    assert_eq!(
        es(&said),
        "Se midió echado y ya tiene 2 años: se quitó 0.7 cm. De 85.0\u{a0}cm a 84.3\u{a0}cm."
    );
    assert_eq!(found.summary(), Summary::Fine);
    let standing = Entry { position: Some(Position::Standing), ..length(730, 85.0) };
    assert!(
        es(&one(&of(standing, &[]), Code::PositionAdjusted).sentence(Lang::Es)).ends_with("a 85.7\u{a0}cm.")
    );
    assert_eq!(codes(&of(length(730, 85.0), &[])), []);
    assert_eq!(codes(&of(length(731, 85.0), &[])), []);
    let unsaid = Entry { position: None, ..length(400, 74.0) };
    assert_eq!(codes(&of(unsaid, &[])), [Code::PositionMissing]);
}

// Signs.

#[test]
fn swollen_feet_go_to_the_post_today_and_weight_is_not_scored() {
    let found = of(Entry { oedema: Some(true), ..lying(300, 5.0, 68.0) }, &[lying(200, 9.0, 66.0)]);
    let sign = one(&found, Code::Oedema);
    assert_eq!(sign.severity, Severity::ReferToday);
    assert_eq!(es(&sign.sentence(Lang::Es)), "Hinchazón en los dos pies.");
    for indicator in [Indicator::WeightForAge, Indicator::WeightForLength, Indicator::BmiForAge] {
        assert_eq!(found.score(indicator), Err(Missing::Oedema));
    }
    assert!(found.score(Indicator::LengthForAge).is_ok());
    assert_eq!(found.summary(), Summary::ReferToday);
    assert!(!found.has(Code::LostWeight) && !found.has(Code::CrossedMinus2));
    let was_swollen = Entry { oedema: Some(true), ..weight(200, 9.0) };
    assert!(!of(weight(230, 7.2), &[was_swollen]).has(Code::LostWeight));
    assert!(of(weight(230, 7.2), &[weight(200, 9.0)]).has(Code::LostWeight));
}

#[test]
fn the_bands_of_the_arm_begin_and_end_at_their_millimetre_and_age() {
    let arm = |days, muac_cm| codes(&of(Entry { muac_cm: Some(muac_cm), ..at(days) }, &[]));
    assert_eq!(arm(400, 11.4), [Code::MuacRed]);
    assert_eq!(arm(400, 11.49), [Code::MuacRed]);
    assert_eq!(arm(400, 11.5), [Code::MuacYellow]);
    assert_eq!(arm(400, 12.4), [Code::MuacYellow]);
    assert_eq!(arm(400, 12.5), []);
    assert_eq!(arm(182, 11.4), []);
    assert_eq!(arm(183, 11.4), [Code::MuacRed]);
    assert_eq!(arm(1826, 12.4), [Code::MuacYellow]);
    assert_eq!(arm(1827, 12.4), [Code::TooOld]);
    assert_eq!(codes(&of(weight(3000, 62.0), &[])), [Code::TooOld]);
    let nobody = Child::default();
    let found = assess(&nobody, &Entry { muac_cm: Some(11.4), ..at(400) }, &[], &peru());
    assert_eq!(one(&found, Code::MuacRed).severity, Severity::ReferToday);
}

#[test]
fn z_below_a_line_is_told_to_the_nurse_and_the_severest_goes_to_the_post() {
    let laz = |z| of(length(365, value(Indicator::LengthForAge, Sex::Female, 365, z)), &[]);
    assert_eq!(codes(&laz(-1.99)), []);
    assert_eq!(codes(&laz(-2.0)), []);
    assert_eq!(codes(&laz(-2.01)), [Code::BelowMinus2]);
    assert_eq!(codes(&laz(-3.0)), [Code::BelowMinus2]);
    assert_eq!(codes(&laz(-3.01)), [Code::BelowMinus3]);
    let found = one(&laz(-3.01), Code::BelowMinus3);
    assert_eq!((found.severity, found.asks_second), (Severity::TellNurse, true));
    assert_eq!(found.who_label(), Some("severely_stunted"));
    assert_eq!(es(&found.detail(Lang::Es).unwrap()), "z −3.01");
    let row = at_length(Position::Lying, Sex::Female, 70.0, Mode::Mended).unwrap();
    let wasted = |z| of(lying(300, value_at(Indicator::WeightForLength, &row, z), 70.0), &[]);
    let of_length = |found: &Assessment, code| {
        found.findings.iter().any(|f| f.code == code && f.indicator == Some(Indicator::WeightForLength))
    };
    assert!(of_length(&wasted(-2.01), Code::BelowMinus2) && !of_length(&wasted(-1.99), Code::BelowMinus2));
    let severe = wasted(-3.01);
    assert!(of_length(&severe, Code::BelowMinus3));
    assert_eq!(severe.summary(), Summary::ReferToday);
    assert!(of_length(&wasted(3.01), Code::AbovePlus3) && !of_length(&wasted(3.0), Code::AbovePlus3));
}

#[test]
fn what_the_visit_before_has_said_needs_no_second_measurement() {
    let short = |days: u64| length(days, value(Indicator::LengthForAge, Sex::Female, days as u32, -2.5));
    assert!(one(&of(short(400), &[]), Code::BelowMinus2).asks_second);
    let found = one(&of(short(400), &[short(360)]), Code::BelowMinus2);
    assert_eq!((found.asks_second, found.confirmed, found.severity), (false, true, Severity::TellNurse));
}

// Since the last visit.

#[test]
fn crossing_a_line_asks_for_a_second_measurement_and_is_confirmed_by_it() {
    let z = |days: u64, z| weight(days, value(Indicator::WeightForAge, Sex::Female, days as u32, z));
    let before = z(300, -1.9);
    let found = one(&of(z(340, -2.1), &[before]), Code::CrossedMinus2);
    assert_eq!((found.severity, found.asks_second), (Severity::MeasureAgain, true));
    let now = z(340, -2.1);
    let found = one(&of(second(now), &[now, before]), Code::CrossedMinus2);
    assert_eq!((found.severity, found.confirmed), (Severity::TellNurse, true));
    assert_eq!(es(&found.detail(Lang::Es).unwrap()), "z −1.90 el 6 nov 2025, ahora −2.10");
    assert!(!of(z(340, -1.99), &[before]).has(Code::CrossedMinus2));
    assert!(!of(z(340, -2.3), &[z(300, -2.1)]).has(Code::CrossedMinus2));
    assert!(of(z(340, -3.1), &[z(300, -2.9)]).has(Code::CrossedMinus3));
    let both = of(z(340, -3.1), &[before]);
    assert!(both.has(Code::CrossedMinus3) && !both.has(Code::CrossedMinus2) && both.has(Code::Fell));
}

#[test]
fn a_reading_that_cannot_be_right_is_no_earlier_measurement() {
    let z = |days: u64, z| weight(days, value(Indicator::WeightForAge, Sex::Female, days as u32, z));
    let history = [z(300, -1.9), weight(320, 70.0), weight(325, f64::NAN), weight(330, 1.0)];
    let found = one(&of(z(340, -2.1), &history), Code::CrossedMinus2);
    assert_eq!(es(&found.detail(Lang::Es).unwrap()), "z −1.90 el 6 nov 2025, ahora −2.10");
}

#[test]
fn a_fall_of_more_than_0_67_is_said_and_called_a_convention() {
    let z = |days: u64, z| length(days, value(Indicator::LengthForAge, Sex::Female, days as u32, z));
    assert!(!of(z(400, 0.33), &[z(300, 1.0)]).has(Code::Fell));
    let found = one(&of(z(400, 0.31), &[z(300, 1.0)]), Code::Fell);
    assert!(found.source.contains("convention"));
    assert_eq!(found.severity, Severity::MeasureAgain);
}

#[test]
fn a_child_is_shorter_only_beyond_what_two_observers_may_differ_by() {
    let before = length(400, 75.0);
    assert!(!of(length(410, 74.3), &[before]).has(Code::Shorter));
    let found = one(&of(length(410, 74.2), &[before]), Code::Shorter);
    assert_eq!(found.severity, Severity::MeasureAgain);
    assert!(found.source.contains("S27-36"));
    // Lying 85.7 cm and standing 85.0 cm are one length.
    assert!(!of(length(740, 85.0), &[length(720, 85.7)]).has(Code::Shorter));
    assert!(!of(length(740, 84.3), &[length(720, 85.7)]).has(Code::Shorter));
    assert!(of(length(740, 84.2), &[length(720, 85.7)]).has(Code::Shorter));
    let head = |days, head_cm| Entry { head_cm: Some(head_cm), ..at(days) };
    assert!(!of(head(420, 44.5), &[head(400, 45.0)]).has(Code::HeadSmaller));
    assert!(of(head(420, 44.4), &[head(400, 45.0)]).has(Code::HeadSmaller));
}

#[test]
fn the_same_weight_and_length_are_asked_about_once_a_child_would_have_grown() {
    let before = lying(200, 7.2, 66.0);
    assert!(!of(lying(207, 7.2, 66.0), &[before]).has(Code::SameAsLast));
    let found = one(&of(lying(228, 7.2, 66.0), &[before]), Code::SameAsLast);
    assert_eq!(found.severity, Severity::MeasureAgain);
    assert!(!of(lying(228, 7.2, 66.1), &[before]).has(Code::SameAsLast));
    assert!(!of(lying(228, 7.21, 66.0), &[before]).has(Code::SameAsLast));
    // Over the second birthday the tables change position, and a child grows all the same.
    let at_two = |days| lying(days, 11.5, 86.0);
    assert!(of(at_two(755), &[at_two(720)]).has(Code::SameAsLast));
    let standing = Entry { position: Some(Position::Standing), ..at_two(755) };
    assert!(!of(standing, &[at_two(720)]).has(Code::SameAsLast));
    // At four years a month brings half a centimetre: the same may well be measured.
    let four = |days| Entry { position: Some(Position::Standing), ..lying(days, 15.9, 102.0) };
    assert!(!of(four(1490), &[four(1460)]).has(Code::SameAsLast));
    assert!(of(four(1520), &[four(1460)]).has(Code::SameAsLast));
}

#[test]
fn a_gain_that_no_child_makes_is_measured_again() {
    let before = lying(200, 7.2, 66.0);
    assert!(!of(lying(228, 8.4, 66.0), &[before]).has(Code::GainTooGreat));
    let found = one(&of(lying(228, 9.8, 66.0), &[before]), Code::GainTooGreat);
    assert_eq!(found.severity, Severity::MeasureAgain);
    assert!(found.source.contains("velocity 2009"));
    assert!(of(lying(228, 7.4, 73.5), &[before]).has(Code::GainTooGreat));
    assert!(!of(lying(228, 7.4, 69.5), &[before]).has(Code::GainTooGreat));
    let loss = |now| of(weight(228, now), &[weight(200, 7.2)]).has(Code::LossTooGreat);
    assert!(!loss(5.76) && loss(5.75));
    // The same gain that is too much for a month is not for half a year.
    assert!(!of(lying(380, 9.8, 75.0), &[before]).has(Code::GainTooGreat));
    // After two years too.
    let four = |days, kg| weight(days, kg);
    assert!(of(four(1490, 20.5), &[four(1460, 15.9)]).has(Code::GainTooGreat));
    assert!(!of(four(1490, 16.6), &[four(1460, 15.9)]).has(Code::GainTooGreat));
}

#[test]
fn whos_velocity_has_its_printed_figures_and_its_bounds_grow_with_time() {
    let six = velocity::interval(velocity::Gain::Weight, Sex::Male, 6, 0).unwrap();
    for (z, grams) in [(-3.0, 2524.0), (0.0, 4580.0), (3.0, 7158.0)] {
        assert_eq!(six.at(z).round(), grams);
        assert!((six.z(grams) - z).abs() < 0.001);
    }
    assert_eq!(velocity::intervals().len(), 486);
    for gain in [velocity::Gain::Weight, velocity::Gain::Length, velocity::Gain::Head] {
        for sex in [Sex::Male, Sex::Female] {
            for from in (0..1826).step_by(31) {
                let most = |days| velocity::most_gain(gain, sex, from, from + days).unwrap();
                for days in [1, 7, 14, 28, 31, 61, 92, 122, 183, 365, 1000] {
                    assert!(most(days) > 0.0, "{gain:?} {from}+{days}");
                }
                assert!(most(365) > most(183) && most(183) > most(7), "{gain:?} {from}");
            }
            assert_eq!(velocity::most_gain(gain, sex, 10, 10), None);
            assert_eq!(velocity::most_gain(gain, sex, 10, 9), None);
            assert_eq!(velocity::most_gain(gain, sex, 0, u32::MAX), None);
        }
    }
}

// A country's rule.

#[test]
fn no_gain_in_four_weeks_is_perus_inadequate_gain_and_cites_it() {
    let before = weight(200, 7.2);
    let found = one(&of(weight(228, 7.2), &[before]), Code::NoGain);
    assert!(found.source.contains("RM 990-2010") && found.source.contains("pe-nts087-growth"));
    assert_eq!(found.again_in_days, Some((7, 15)));
    assert!(!of(weight(227, 7.2), &[before]).has(Code::NoGain));
    assert!(!of(weight(228, 7.21), &[before]).has(Code::NoGain));
    assert!(of(weight(228, 7.1), &[before]).has(Code::NoGain));
    assert!(of(weight(228, 7.05), &[before]).has(Code::LostWeight));
    assert!(!of(weight(214, 7.0), &[before]).has(Code::LostWeight));
    assert!(of(weight(214, 6.8), &[before]).has(Code::LostWeight));
    // At four years a month brings less than a scale can tell.
    assert!(!of(weight(1490, 15.9), &[weight(1460, 15.9)]).has(Code::NoGain));
    assert!(of(weight(1520, 15.9), &[weight(1460, 15.9)]).has(Code::NoGain));
    let no_country = assess(&girl(), &weight(228, 7.0), &[before], &Rules::default());
    assert!(!no_country.has(Code::LostWeight) && !no_country.has(Code::NoGain));
    let confirmed = of(second(weight(228, 6.9)), &[weight(228, 6.9), before]);
    assert_eq!(confirmed.summary(), Summary::LostWeight);
    let todo = one(&confirmed, Code::LostWeight).todo(Lang::Es);
    assert_eq!(es(&todo), "Avisa a la enfermera y mide otra vez dentro de 7 a 15 días.");
}

#[test]
fn a_newborn_that_has_lost_weight_is_left_in_peace() {
    let found = of(weight(5, 3.0), &[weight(0, 3.25)]);
    assert_eq!(codes(&found), []);
    assert_eq!(codes(&of(weight(35, 3.9), &[weight(6, 3.0)])), []);
}

#[test]
fn the_norm_names_its_bands_for_a_supervisor() {
    let rules = peru();
    let label = |indicator, z| {
        rules.label(indicator, z).map(|(name, label)| (name.in_lang(Lang::Es), label.in_lang(Lang::Es)))
    };
    assert_eq!(label(Indicator::WeightForLength, -3.01), Some(("P/T", "Desnutrición severa")));
    assert_eq!(label(Indicator::WeightForLength, -3.0), Some(("P/T", "Desnutrición aguda")));
    assert_eq!(label(Indicator::WeightForLength, -2.0), Some(("P/T", "Normal")));
    assert_eq!(label(Indicator::WeightForLength, 2.01), Some(("P/T", "Sobrepeso")));
    assert_eq!(label(Indicator::WeightForLength, 3.01), Some(("P/T", "Obesidad")));
    assert_eq!(label(Indicator::LengthForAge, -2.01), Some(("T/E", "Talla baja")));
    assert_eq!(label(Indicator::WeightForAge, -2.01), Some(("P/E", "Desnutrición")));
    assert_eq!(label(Indicator::HeadForAge, -2.01), None);
    assert_eq!(label(Indicator::WeightForAge, f64::NAN), None);
}

#[test]
fn rules_that_cannot_be_meant_say_what_is_wrong() {
    let good = include_str!("../packs/pe/growth.json");
    let why = |json: &str| Rules::from_json(json).unwrap_err().to_string();
    assert!(why("").contains("line 1"));
    assert!(why(&good.replace("\"wei\"", "\"weight\"")).contains("no indicator `weight`"));
    assert!(why(&good.replace("\"2010\"", "\"2010-13\"")).contains("2010-13"));
    assert!(why(&good.replace("\"loss_over_kg\": 0.1", "\"loss_over_kg\": -0.1")).contains("negative"));
    assert!(why(&good.replace("\"version\"", "\"versions\"")).contains("versions"));
    assert!(pack::shipped("atlantis").is_none());
}

// Two measurements of one occasion.

#[test]
fn two_measurements_may_differ_by_what_observers_may() {
    for (measure, value, allowed) in [
        (Measure::Weight, 7.2, 0.1),
        (Measure::Length, 66.0, 0.7),
        (Measure::Head, 42.0, 0.5),
        (Measure::Muac, 13.5, 0.5),
        (Measure::Triceps, 9.0, 2.0),
        (Measure::Subscapular, 7.0, 2.0),
    ] {
        let entry = |value| Entry { position: Some(Position::Lying), ..at(200) }.with(measure, Some(value));
        let differ = |by: f64| of(second(entry(value + by)), &[entry(value)]).has(Code::MeasuresDiffer);
        assert!(!differ(allowed) && !differ(-allowed), "{measure:?}");
        assert!(differ(allowed + 0.01) && differ(-allowed - 0.01), "{measure:?}");
    }
    // A position that cannot be is none.
    let standing = Entry { position: Some(Position::Standing), ..length(200, 66.0) };
    assert!(!of(second(standing), &[length(200, 66.7)]).has(Code::MeasuresDiffer));
    assert!(of(second(standing), &[length(200, 66.8)]).has(Code::MeasuresDiffer));
    // One lying, one standing: brought to one position before they are compared.
    let standing = Entry { position: Some(Position::Standing), ..length(400, 74.3) };
    assert!(!of(second(standing), &[length(400, 75.0)]).has(Code::MeasuresDiffer));
}

#[test]
fn a_third_measurement_settles_it_or_the_nurse_is_told() {
    let (first, other) = (weight(200, 7.0), second(weight(200, 7.6)));
    let found = one(&of(other, &[first]), Code::MeasuresDiffer);
    assert_eq!((found.severity, found.asks_second), (Severity::MeasureAgain, true));
    assert_eq!(es(&found.sentence(Lang::Es)), "Las dos medidas son distintas: 7.00\u{a0}kg y 7.60\u{a0}kg.");
    assert!(!of(second(weight(200, 7.05)), &[first, other]).has(Code::MeasuresDiffer));
    let found = one(&of(second(weight(200, 8.4)), &[first, other]), Code::MeasuresDiffer);
    assert_eq!((found.severity, found.asks_second), (Severity::TellNurse, false));
}

#[test]
fn an_entry_that_is_among_its_own_history_does_not_confirm_itself() {
    let low = weight(340, 6.8);
    let found = of(low, &[low, weight(300, 7.6)]);
    assert!(one(&found, Code::CrossedMinus2).asks_second);
    assert_eq!(codes(&found), codes(&of(low, &[weight(300, 7.6)])));
}

#[test]
fn history_that_cannot_be_used_is_said_and_left_out() {
    let undated = Entry { on: None, ..weight(0, 9.0) };
    let unborn = Entry { on: PartialDate::from_iso("2024-12-01"), ..weight(0, 9.0) };
    let found = of(weight(228, 7.3), &[undated, unborn, weight(500, 3.0), weight(200, 7.2)]);
    assert_eq!(codes(&found), [Code::HistoryLeftOut, Code::HistoryLater]);
    assert_eq!(
        es(&one(&found, Code::HistoryLeftOut).sentence(Lang::Es)),
        "Hay 2 medidas anteriores sin día o de antes del nacimiento: no se compara."
    );
    let twice = of(weight(228, 7.3), &[weight(228, 7.35)]);
    assert_eq!(codes(&twice), [Code::SameDay]);
}

// Preterm.

#[test]
fn a_preterm_child_is_scored_at_corrected_age_to_two_years_and_both_ages_are_given() {
    let early = Child { gestational_weeks: Some(32), ..girl() };
    let entry = lying(200, 6.4, 62.5);
    let found = assess(&early, &entry, &[], &peru());
    assert_eq!(found.age.unwrap().least, 200);
    assert_eq!(found.corrected_days, Some((144, 144)));
    assert_eq!(found.reference, Some(Reference::WhoCorrected));
    let z = found.score(Indicator::WeightForAge).unwrap().least.raw;
    assert!((value(Indicator::WeightForAge, Sex::Female, 144, z) - 6.4).abs() < 1e-9);
    assert_eq!(codes(&found), [Code::Corrected]);
    let said = one(&found, Code::Corrected).sentence(Lang::Es);
    assert_eq!(es(&said), "Nació antes de tiempo: se compara con su edad corregida, 4 meses 22 días.");
    assert!(of(entry, &[]).score(Indicator::WeightForAge).unwrap().least.raw < z - 0.5);
    let term = Child { gestational_weeks: Some(37), ..girl() };
    assert_eq!(assess(&term, &entry, &[], &peru()).corrected_days, None);
}

#[test]
fn before_its_term_a_child_is_scored_by_postmenstrual_age_and_outside_27_to_64_weeks_not_at_all() {
    let early = Child { gestational_weeks: Some(32), ..girl() };
    let found = assess(&early, &lying(28, 2.1, 43.0), &[], &peru());
    assert_eq!((found.reference, found.corrected_days), (Some(Reference::Intergrowth), Some((-28, -28))));
    assert!(found.score(Indicator::WeightForAge).unwrap().least.z.abs() < 2.0);
    assert_eq!(found.score(Indicator::BmiForAge), Err(Missing::TooYoung));
    let said = one(&found, Code::BeforeTerm).sentence(Lang::Es);
    assert!(es(&said).ends_with("se compara con quienes nacieron a las mismas semanas."));
    let earliest = Child { gestational_weeks: Some(24), ..girl() };
    let found = assess(&earliest, &lying(7, 0.7, 31.0), &[], &peru());
    assert_eq!(found.score(Indicator::WeightForAge), Err(Missing::TooYoung));
    let said = one(&found, Code::BeforeTerm).sentence(Lang::Es);
    assert!(es(&said).ends_with("todavía no hay con qué comparar."));
}

#[test]
fn weeks_of_pregnancy_that_cannot_be_are_said_and_not_used() {
    for weeks in [0, 19, 46, u32::MAX] {
        let child = Child { gestational_weeks: Some(weeks), ..girl() };
        let found = assess(&child, &weight(200, 7.2), &[], &peru());
        assert_eq!(codes(&found), [Code::GestationWrong], "{weeks}");
        assert_eq!(found.reference, Some(Reference::Who));
    }
}

#[test]
fn a_preterm_child_does_not_fall_on_the_day_on_which_its_age_is_no_longer_corrected() {
    let early = Child { gestational_weeks: Some(26), ..girl() };
    let z = |days: u32| value(Indicator::LengthForAge, Sex::Female, days - 98, 0.0);
    let before = length(725, z(725));
    let now = length(735, z(735 - 4) - 0.7 + 0.1);
    let found = assess(&early, &now, &[before], &peru());
    assert!(found.findings.iter().all(|finding| finding.severity == Severity::Note), "{:?}", codes(&found));
}

// Words.

/// Assessments that between them find everything there is to find.
fn everything() -> Vec<Assessment> {
    let z = |days: u64, z| weight(days, value(Indicator::WeightForAge, Sex::Female, days as u32, z));
    let early = |weeks| Child { gestational_weeks: Some(weeks), ..girl() };
    let month = Child { birth: PartialDate::from_iso("2025-01"), ..girl() };
    let undated = Entry { on: None, ..weight(0, 7.0) };
    let standing = Entry { position: Some(Position::Standing), ..length(200, 66.0) };
    let unsaid = Entry { position: None, ..length(200, 66.0) };
    let row = at_length(Position::Lying, Sex::Female, 70.0, Mode::Mended).unwrap();
    let fat = lying(300, value_at(Indicator::WeightForLength, &row, 3.5), 70.0);
    let head = |days, head_cm| Entry { head_cm: Some(head_cm), ..at(days) };
    let with = |child: Child, entry: Entry| assess(&child, &entry, &[], &peru());
    vec![
        with(Child::default(), undated),
        with(month, weight(100, 5.5)),
        of(Entry { on: PartialDate::from_iso("2025-07"), ..weight(0, 7.0) }, &[]),
        of(Entry { on: PartialDate::from_iso("2025-01-01"), ..weight(0, 7.0) }, &[]),
        of(weight(1900, 18.0), &[]),
        with(early(10), weight(200, 6.0)),
        with(early(30), weight(200, 6.0)),
        with(early(30), weight(20, 1.6)),
        of(weight(228, 7.3), &[undated, weight(500, 9.0), weight(228, 7.3), second(weight(228, 7.3))]),
        of(weight(228, 7.3), &[weight(228, 7.35)]),
        of(weight(228, 0.0), &[]),
        of(weight(228, 700.0), &[]),
        of(lying(200, 66.0, 7.2), &[]),
        of(length(365, 58.0), &[]),
        of(standing, &[]),
        of(unsaid, &[]),
        of(Entry { position: Some(Position::Lying), ..length(800, 85.0) }, &[]),
        of(Entry { oedema: Some(true), muac_cm: Some(11.0), ..at(400) }, &[]),
        of(Entry { muac_cm: Some(12.0), ..at(400) }, &[]),
        of(z(400, -3.2), &[z(360, -2.9)]),
        of(z(400, -2.2), &[z(360, -1.4)]),
        of(fat, &[]),
        of(weight(228, 7.3), &[weight(228, 8.0)]),
        of(lying(240, 7.2, 66.0), &[lying(200, 7.2, 66.0)]),
        of(length(410, 73.0), &[length(400, 75.0)]),
        of(head(420, 44.0), &[head(400, 45.0)]),
        of(weight(228, 9.8), &[weight(200, 7.2)]),
        of(weight(228, 5.6), &[weight(200, 7.2)]),
    ]
}

#[test]
fn every_code_is_found_and_said_in_words_that_name_no_illness() {
    let mut found = BTreeSet::new();
    for finding in everything().into_iter().flat_map(|assessment| assessment.findings) {
        found.insert(finding.code);
        assert_eq!(Code::from_name(finding.code.name()), Some(finding.code));
        assert!(!finding.source.is_empty());
        for lang in Lang::ALL {
            for text in [finding.sentence(lang), finding.todo(lang)] {
                let said = text.text.to_lowercase();
                for never in ["[", "{", "desnutri", "retraso", "anemia", "obes", "malnut", "stunt", "wast"] {
                    assert!(!said.contains(never), "{}: {said}", finding.code.name());
                }
            }
        }
    }
    let missing: Vec<&str> =
        Code::ALL.iter().filter(|code| !found.contains(code)).map(|code| code.name()).collect();
    assert!(missing.is_empty(), "never found: {missing:?}");
}

#[test]
fn every_code_stands_on_the_page_of_findings() {
    let page = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("growth/FINDINGS.md");
    let page = std::fs::read_to_string(page).unwrap();
    for code in Code::ALL {
        assert!(page.contains(&format!("`{}`", code.name())), "{}", code.name());
    }
}

#[test]
fn both_measurements_are_read_side_by_side() {
    let said = chaski::growth::assess::two_measurements(Lang::Es, Measure::Weight, 7.0, 7.1);
    assert_eq!(es(&said), "Las dos medidas: 7.00\u{a0}kg y 7.10\u{a0}kg");
}

#[test]
fn the_gravest_stands_first() {
    for assessment in everything() {
        assert!(assessment.findings.is_sorted_by(|one, other| one.severity >= other.severity));
        assert_eq!(assessment.severity(), assessment.findings.first().map(|finding| finding.severity));
    }
    assert!(Severity::Note < Severity::Complete && Severity::Complete < Severity::MeasureAgain);
    assert!(Severity::MeasureAgain < Severity::TellNurse && Severity::TellNurse < Severity::ReferToday);
}

// Children who grow as children do.

fn rounded(value: f64, to: f64) -> f64 {
    (value / to).round() * to
}

/// z that a child keeps, and by how much each measurement is off.
#[derive(Clone, Copy, Default)]
struct Grows {
    length_z: f64,
    weight_for_length_z: Option<f64>,
    weight_z: f64,
    head_z: f64,
    off: [f64; 3],
    to_kg: f64,
}

fn measured(sex: Sex, days: u32, grows: Grows) -> Entry {
    let length_cm = value(Indicator::LengthForAge, sex, days, grows.length_z);
    let position = if days < 731 { Position::Lying } else { Position::Standing };
    let weight_kg = match grows.weight_for_length_z {
        Some(z) => value_at(
            Indicator::WeightForLength,
            &at_length(position, sex, length_cm.max(45.0), Mode::Mended).unwrap(),
            z,
        ),
        None => value(Indicator::WeightForAge, sex, days, grows.weight_z),
    };
    Entry {
        weight_kg: Some(rounded(weight_kg + grows.off[0], grows.to_kg)),
        length_cm: Some(rounded(length_cm + grows.off[1], 0.1)),
        position: Some(position),
        head_cm: Some(rounded(value(Indicator::HeadForAge, sex, days, grows.head_z) + grows.off[2], 0.1)),
        oedema: Some(false),
        ..at(u64::from(days))
    }
}

#[test]
fn a_child_that_keeps_its_line_is_left_in_peace_at_every_age_and_interval() {
    for sex in [Sex::Male, Sex::Female] {
        let child = Child { sex: Some(sex), ..girl() };
        for z in [-1.8, -1.2, -0.6, 0.0, 0.6, 1.2, 1.8] {
            let grows = Grows { length_z: z, weight_z: z, head_z: z, to_kg: 0.1, ..Grows::default() };
            for step in [3, 7, 14, 28, 31, 61, 91, 182, 365] {
                let mut history: Vec<Entry> = Vec::new();
                for days in (0..1826).step_by(step) {
                    let entry = measured(sex, days, grows);
                    let found = assess(&child, &entry, &history, &peru());
                    let loud: Vec<&Finding> =
                        found.findings.iter().filter(|f| f.severity > Severity::Note).collect();
                    assert!(loud.is_empty(), "{sex:?}, z {z}, day {days}, every {step}: {loud:?}");
                    history.push(entry);
                    if history.len() > 2 {
                        history.remove(0);
                    }
                }
            }
        }
    }
}

/// A small source of noise that is the same in every run.
struct Noise(u64);

impl Noise {
    fn uniform(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }

    fn normal(&mut self) -> f64 {
        let (radius, angle) = (self.uniform().max(1e-12), self.uniform());
        (-2.0 * radius.ln()).sqrt() * (std::f64::consts::TAU * angle).cos()
    }
}

/// Shares of visits, of children that keep their line and are measured every month with this error (technical error of
/// measurement: kg, cm of length, cm of head), at which something above a note is said, by rule.
fn false_alarms(tem: [f64; 3]) -> BTreeMap<String, f64> {
    let mut noise = Noise(88_172_645_463_325_252);
    let (mut visits, mut alarms) = (0.0, BTreeMap::<String, f64>::new());
    for number in 0..120 {
        let sex = if number % 2 == 0 { Sex::Male } else { Sex::Female };
        let child = Child { sex: Some(sex), ..girl() };
        let mut z = || noise.normal().clamp(-1.6, 1.6);
        let grows = Grows {
            length_z: z(),
            weight_for_length_z: Some(z()),
            head_z: z(),
            to_kg: 0.01,
            ..Grows::default()
        };
        let mut history: Vec<Entry> = Vec::new();
        for month in 1..60 {
            let days = (f64::from(month) * 30.4375) as u32;
            let off = tem.map(|tem| tem * noise.normal());
            let entry = measured(sex, days, Grows { off, ..grows });
            let found = assess(&child, &entry, &history, &peru());
            visits += 1.0;
            let mut said: BTreeSet<String> = found
                .findings
                .iter()
                .filter(|finding| finding.severity > Severity::Note)
                .map(|finding| finding.code.name().to_owned())
                .collect();
            if !said.is_empty() {
                said.insert("any".to_owned());
            }
            for code in said {
                *alarms.entry(code).or_default() += 1.0;
            }
            history.push(entry);
            if history.len() > 3 {
                history.remove(0);
            }
        }
    }
    alarms.into_iter().map(|(code, count)| (code, count / visits)).collect()
}

#[test]
fn a_normal_error_of_measurement_raises_few_alarms() {
    // Within what SMART calls good for weight (0.04 kg) and length (0.4 cm), and twice that.
    let good = false_alarms([0.04, 0.3, 0.2]);
    let poor = false_alarms([0.1, 0.6, 0.3]);
    println!("good: {good:#.4?}\npoor: {poor:#.4?}");
    assert!(good["any"] < 0.03, "{good:?}");
    for (code, share) in &good {
        assert!(*share < 0.02 || code == "any", "{code}: {share}");
    }
    assert!(poor["any"] < 0.25 && poor["any"] > good["any"], "{poor:?}");
}

// Any input.

fn any_number() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        2 => Just(None),
        3 => (0.0..200.0f64).prop_map(|value| Some((value * 10.0).round() / 10.0)),
        3 => (2.0..20.0f64).prop_map(|value| Some((value * 10.0).round() / 10.0)),
        3 => (40.0..110.0f64).prop_map(|value| Some((value * 10.0).round() / 10.0)),
        1 => any::<f64>().prop_map(Some),
        1 => prop_oneof![Just(f64::NAN), Just(f64::INFINITY), Just(-0.0), Just(1e308)].prop_map(Some),
    ]
}

fn any_date() -> impl Strategy<Value = Option<PartialDate>> {
    prop_oneof![
        6 => (0u64..2500).prop_map(|days| Some((day("2024-06-01") + chrono::Days::new(days)).into())),
        1 => (any::<i32>(), any::<u32>()).prop_map(|(year, month)| Some(PartialDate::Month(year, month))),
        1 => (2023i32..2027, 0u32..14).prop_map(|(year, month)| Some(PartialDate::Month(year, month))),
        1 => any::<i32>().prop_map(|year| Some(PartialDate::Year(year))),
        1 => prop_oneof![Just(NaiveDate::MAX), Just(NaiveDate::MIN)].prop_map(|day| Some(day.into())),
        1 => Just(None),
    ]
}

fn any_entry() -> impl Strategy<Value = Entry> {
    let position = prop_oneof![Just(None), Just(Some(Position::Lying)), Just(Some(Position::Standing))];
    let measures = (any_number(), any_number(), any_number(), any_number(), any_number(), any_number());
    (any_date(), any::<bool>(), position, proptest::option::of(any::<bool>()), measures).prop_map(
        |(on, again, position, oedema, measures)| Entry {
            on,
            attempt: if again { Attempt::Second } else { Attempt::First },
            weight_kg: measures.0,
            length_cm: measures.1,
            position,
            head_cm: measures.2,
            muac_cm: measures.3,
            triceps_mm: measures.4,
            subscapular_mm: measures.5,
            oedema,
        },
    )
}

fn any_child() -> impl Strategy<Value = Child> {
    let sex = prop_oneof![Just(None), Just(Some(Sex::Male)), Just(Some(Sex::Female))];
    (sex, any_date(), proptest::option::of(prop_oneof![18u32..46, any::<u32>()]))
        .prop_map(|(sex, birth, gestational_weeks)| Child { sex, birth, gestational_weeks })
}

/// What is found of an entry, whatever came before or beside it.
fn of_the_entry(assessment: &Assessment) -> BTreeSet<(Code, Option<Indicator>, Vec<Measure>)> {
    let of_history = [
        Code::HistoryLeftOut,
        Code::HistoryLater,
        Code::SameDay,
        Code::MeasuresDiffer,
        Code::SameAsLast,
        Code::Shorter,
        Code::HeadSmaller,
        Code::GainTooGreat,
        Code::LossTooGreat,
        Code::CrossedMinus3,
        Code::CrossedMinus2,
        Code::Fell,
        Code::NoGain,
        Code::LostWeight,
    ];
    let findings = assessment.findings.iter().filter(|finding| !of_history.contains(&finding.code));
    findings.map(|finding| (finding.code, finding.indicator, finding.measures.clone())).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn no_input_stops_it_and_everything_found_has_words(
        child in any_child(), entry in any_entry(), history in proptest::collection::vec(any_entry(), 0..5),
    ) {
        let found = assess(&child, &entry, &history, &peru());
        for finding in &found.findings {
            for text in [finding.sentence(Lang::Es).text, finding.todo(Lang::En).text] {
                let whole = !text.contains('[') && !text.contains('{');
                prop_assert!(whole, "{}", text);
            }
            let _ = finding.detail(Lang::Es);
        }
        let _ = (found.summary(), found.severity(), found.asks_second());
    }

    #[test]
    fn history_takes_nothing_away_from_what_the_entry_shows(
        child in any_child(), entry in any_entry(), history in proptest::collection::vec(any_entry(), 0..5),
    ) {
        let alone = assess(&child, &entry, &[], &peru());
        let with = assess(&child, &entry, &history, &peru());
        prop_assert_eq!(of_the_entry(&alone), of_the_entry(&with));
    }

    #[test]
    fn the_order_of_history_does_not_matter(
        child in any_child(), entry in any_entry(),
        (history, shuffled) in proptest::collection::vec(any_entry(), 0..6)
            .prop_flat_map(|history| (Just(history.clone()), Just(history).prop_shuffle())),
    ) {
        let one = assess(&child, &entry, &history, &peru());
        let other = assess(&child, &entry, &shuffled, &peru());
        // Compared as text, where what is no number equals itself.
        prop_assert_eq!(format!("{one:?}"), format!("{other:?}"));
    }
}
