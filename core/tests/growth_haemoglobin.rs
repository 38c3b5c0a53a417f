//! Haemoglobin at altitude: every band, every limit, and two rule sets that differ; what was measured is never lost.

use chaski::growth::haemoglobin::{
    Class, GramsPerDl, Haemoglobin, NoClass, Person, RuleSet, RuleSets, assess,
};
use chaski::pack;
use chaski::words::Lang;
use chaski::words::shown::PartialDate;
use chrono::NaiveDate;
use proptest::prelude::*;

const NEW: &str = "pe-nts213-2024";
const OLD: &str = "pe-nts134-2017";

fn sets() -> RuleSets {
    pack::shipped("pe").unwrap().haemoglobin.clone().unwrap()
}

fn set(id: &str) -> RuleSet {
    sets().by_id(id).unwrap().clone()
}

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn hb(text: &str) -> GramsPerDl {
    GramsPerDl::parse(text).unwrap()
}

/// A child of so many completed months and days on 24 November 2026.
fn child(months: u32, days: u64) -> Person {
    born(months, days, Some(39))
}

fn born(months: u32, days: u64, gestational_weeks: Option<u32>) -> Person {
    let on = day("2026-11-24");
    let birth = on - chrono::Months::new(months) - chrono::Days::new(days);
    Person::Child { birth: Some(birth.into()), on: Some(on), gestational_weeks }
}

fn at_sea(id: &str, person: &Person, value: &str) -> Result<Class, NoClass> {
    assess(hb(value), Some(0), person, &set(id)).class
}

#[test]
fn a_child_of_cerro_de_pasco_has_10_9_where_13_8_was_measured_and_both_are_kept() {
    let at = assess(hb("13.8"), Some(4373), &child(12, 0), &set(NEW));
    assert_eq!(at.raw, hb("13.8"));
    assert_eq!(at.correction, Ok(hb("2.9")));
    assert_eq!(at.adjusted, Ok(hb("10.9")));
    assert_eq!(at.class, Ok(Class::Normal));
    assert_eq!(at.altitude_m, Some(4373));
    assert_eq!(at.rule_set, NEW);
    assert!(at.act.contains("RM 251-2024"));
    assert_eq!(
        at.sentence(Lang::Es).text,
        "Hemoglobina 13.8\u{a0}g/dL. Corregida por la altura: 10.9\u{a0}g/dL."
    );
}

#[test]
fn every_band_of_altitude_begins_and_ends_where_the_norm_says() {
    let bands = [
        (500, 999, "0.4"),
        (1000, 1499, "0.8"),
        (1500, 1999, "1.1"),
        (2000, 2499, "1.4"),
        (2500, 2999, "1.8"),
        (3000, 3499, "2.1"),
        (3500, 3999, "2.5"),
        (4000, 4499, "2.9"),
        (4500, 4999, "3.3"),
    ];
    let rules = set(NEW);
    let less = |altitude| assess(hb("15.0"), Some(altitude), &child(12, 0), &rules).correction;
    for (first, last, wanted) in bands {
        assert_eq!(less(first), Ok(hb(wanted)), "{first} m");
        assert_eq!(less(last), Ok(hb(wanted)), "{last} m");
    }
    for low in [i32::MIN, -100, 0, 499] {
        assert_eq!(less(low), Ok(hb("0.0")), "{low} m");
    }
}

#[test]
fn above_the_last_band_nothing_is_continued_and_that_is_said() {
    for altitude in [5000, 5500, 8848, i32::MAX] {
        let at = assess(hb("15.0"), Some(altitude), &child(12, 0), &set(NEW));
        assert_eq!(at.raw, hb("15.0"));
        assert_eq!(at.adjusted, Err(NoClass::AltitudeOutsideTable));
        assert_eq!(at.class, Err(NoClass::AltitudeOutsideTable));
        assert!(at.todo(Lang::Es).text.contains("no dice"));
    }
    assert_eq!(
        assess(hb("15.0"), Some(5501), &child(12, 0), &set(OLD)).class,
        Err(NoClass::AltitudeOutsideTable)
    );
}

#[test]
fn an_altitude_that_is_not_known_is_not_taken_for_the_sea() {
    let at = assess(hb("12.0"), None, &child(12, 0), &set(NEW));
    assert_eq!(
        (at.raw, at.adjusted, at.class),
        (hb("12.0"), Err(NoClass::AltitudeUnknown), Err(NoClass::AltitudeUnknown))
    );
    assert_eq!(at.sentence(Lang::Es).text, "Hemoglobina 12.0\u{a0}g/dL, sin corregir por la altura.");
}

#[test]
fn what_is_severe_uncorrected_is_severe_at_any_altitude() {
    for altitude in [None, Some(5200)] {
        let at = |value| assess(hb(value), altitude, &child(12, 0), &set(NEW));
        assert_eq!(at("6.9").class, Ok(Class::Severe));
        assert!(at("6.9").adjusted.is_err());
        assert_eq!(at("6.9").todo(Lang::Es).text, "Avisa hoy al puesto.");
        assert!(at("7.0").class.is_err());
    }
}

#[test]
fn the_earlier_formula_gives_the_figures_of_its_time() {
    let rules = set(OLD);
    let figures = [
        (999, "0.0"),
        (1000, "0.13"),
        (2000, "0.74"),
        (3000, "1.82"),
        (3339, "2.29"),
        (3827, "3.07"),
        (4338, "4.00"),
    ];
    for (altitude, wanted) in figures {
        let at = assess(hb("15.0"), Some(altitude), &child(12, 0), &rules);
        assert_eq!(at.correction, Ok(hb(wanted)), "{altitude} m");
    }
}

#[test]
fn the_class_is_judged_to_the_tenth_and_the_hundredths_are_kept() {
    let rules = set(OLD);
    let at = |altitude| assess(hb("13.0"), Some(altitude), &child(12, 0), &rules);
    let altitude = (3000..4000).find(|altitude| at(*altitude).correction == Ok(hb("2.04"))).unwrap();
    assert_eq!((at(altitude).adjusted, at(altitude).class), (Ok(hb("10.96")), Ok(Class::Normal)));
    let altitude = (3000..4000).find(|altitude| at(*altitude).correction == Ok(hb("2.06"))).unwrap();
    assert_eq!((at(altitude).adjusted, at(altitude).class), (Ok(hb("10.94")), Ok(Class::Mild)));
}

/// Each class with the least value that has it; below the first there is none.
fn holds(id: &str, person: &Person, steps: &[(&str, Class)]) {
    for (at, (least, class)) in steps.iter().enumerate() {
        assert_eq!(at_sea(id, person, least), Ok(*class), "{id}, {person:?}: {least}");
        if at > 0 {
            let below = GramsPerDl::from_hundredths(hb(least).hundredths() - 10);
            let found = assess(below, Some(0), person, &set(id)).class;
            assert_eq!(found, Ok(steps[at - 1].1), "{id}, {person:?}: {below}");
        }
    }
}

#[test]
fn every_class_begins_and_ends_where_the_norm_says() {
    use Class::{BelowLimit, Mild, Moderate, Normal, Severe};
    let young = [("0.1", Severe), ("7.0", Moderate), ("9.5", Mild), ("10.5", Normal)];
    let old = [("0.1", Severe), ("7.0", Moderate), ("10.0", Mild), ("11.0", Normal)];
    for person in [child(6, 0), child(12, 0), child(23, 29)] {
        holds(NEW, &person, &young);
        holds(OLD, &person, &old);
    }
    for person in [child(24, 0), child(59, 29)] {
        holds(NEW, &person, &old);
        holds(OLD, &person, &old);
    }
    let school = [("0.1", Severe), ("8.0", Moderate), ("11.0", Mild), ("11.5", Normal)];
    for person in [child(60, 0), child(143, 29)] {
        holds(NEW, &person, &school);
    }
    for trimester in [1, 3] {
        holds(NEW, &Person::Pregnant { trimester: Some(trimester) }, &old);
    }
    let second = [("0.1", Severe), ("7.0", Moderate), ("10.0", Mild), ("10.5", Normal)];
    holds(NEW, &Person::Pregnant { trimester: Some(2) }, &second);
    holds(NEW, &Person::Puerperal, &[("0.1", BelowLimit), ("12.0", Normal)]);
    for (person, limit) in [
        (born(0, 0, Some(39)), "13.5"),
        (born(1, 29, Some(37)), "13.5"),
        (born(2, 0, Some(40)), "9.5"),
        (born(5, 29, Some(40)), "9.5"),
        (born(0, 6, Some(36)), "13.0"),
        (born(0, 7, Some(30)), "10.0"),
        (born(0, 27, Some(30)), "10.0"),
        (born(0, 28, Some(30)), "8.0"),
        (born(0, 55, Some(30)), "8.0"),
    ] {
        holds(NEW, &person, &[("0.1", BelowLimit), (limit, Normal)]);
    }
}

#[test]
fn the_same_child_is_of_another_class_under_the_other_rule_set() {
    for value in ["10.5", "10.7", "10.9"] {
        assert_eq!(at_sea(NEW, &child(12, 0), value), Ok(Class::Normal), "{value}");
        assert_eq!(at_sea(OLD, &child(12, 0), value), Ok(Class::Mild), "{value}");
        assert_eq!(at_sea(NEW, &child(24, 0), value), Ok(Class::Mild), "{value}");
    }
}

#[test]
fn the_norm_of_the_day_of_the_test_is_found_by_its_date() {
    let sets = sets();
    let of = |iso| sets.on(day(iso)).map(|set| set.id.as_str());
    assert_eq!(of("2024-04-09"), Some(OLD));
    assert_eq!(of("2024-04-10"), Some(NEW));
    assert_eq!(of("2026-11-24"), Some(NEW));
    assert_eq!(of("2016-12-31"), None);
    assert!(sets.by_id("no-such-set").is_none());
    assert!(sets.sets.iter().all(|set| !set.act.is_empty() && set.version > 0 && !set.notes.is_empty()));
}

#[test]
fn where_the_norm_has_no_class_that_is_said() {
    assert_eq!(at_sea(NEW, &born(3, 0, Some(30)), "10.0"), Err(NoClass::NoRule));
    assert_eq!(at_sea(NEW, &child(144, 0), "13.0"), Err(NoClass::NoRule));
    assert_eq!(at_sea(OLD, &child(5, 29), "10.0"), Err(NoClass::NoRule));
    assert_eq!(at_sea(OLD, &Person::Puerperal, "12.0"), Err(NoClass::NoRule));
    assert_eq!(at_sea(NEW, &Person::Pregnant { trimester: Some(4) }, "12.0"), Err(NoClass::NoRule));
    assert_eq!(at_sea(NEW, &Person::Pregnant { trimester: None }, "12.0"), Err(NoClass::TrimesterUnknown));
    assert_eq!(at_sea(NEW, &born(1, 0, None), "12.0"), Err(NoClass::GestationUnknown));
    assert_eq!(at_sea(NEW, &born(7, 0, None), "12.0"), Ok(Class::Normal));
}

#[test]
fn a_birth_known_to_the_month_has_a_class_only_where_every_day_gives_the_same() {
    let person = |birth: &str, on: &str| Person::Child {
        birth: PartialDate::from_iso(birth),
        on: Some(day(on)),
        gestational_weeks: Some(39),
    };
    assert_eq!(at_sea(NEW, &person("2025-06", "2026-11-24"), "10.7"), Ok(Class::Normal));
    assert_eq!(at_sea(NEW, &person("2024-11", "2026-11-24"), "10.7"), Err(NoClass::AgeNotExact));
    assert_eq!(at_sea(NEW, &person("2024-11", "2026-11-24"), "11.7"), Ok(Class::Normal));
    assert_eq!(at_sea(NEW, &person("2027", "2026-11-24"), "11.7"), Err(NoClass::BeforeBirth));
    let nobody = Person::Child { birth: None, on: Some(day("2026-11-24")), gestational_weeks: None };
    assert_eq!(at_sea(NEW, &nobody, "11.7"), Err(NoClass::AgeUnknown));
}

#[test]
fn ten_and_a_half_is_ten_and_a_half() {
    assert_eq!(GramsPerDl::from_f64(10.5), Some(hb("10.5")));
    assert_eq!(GramsPerDl::from_f64(13.4 - 2.9), Some(hb("10.5")));
    let at = assess(hb("13.4"), Some(4000), &child(12, 0), &set(NEW));
    assert_eq!((at.adjusted, at.class), (Ok(hb("10.5")), Ok(Class::Normal)));
    for none in [f64::NAN, f64::INFINITY, 0.0, -1.0, 40.1] {
        assert_eq!(GramsPerDl::from_f64(none), None, "{none}");
    }
    for none in ["", ".", "10,5", "10.555", "-1", "1e1", "9999"] {
        assert_eq!(GramsPerDl::parse(none), None, "{none}");
    }
    assert_eq!(hb("10.95").to_tenth(), hb("11.0"));
    assert_eq!((hb("10.9").to_string(), hb("3.07").to_string()), ("10.9".to_owned(), "3.07".to_owned()));
}

#[test]
fn a_worker_reads_what_to_do_and_a_supervisor_the_norms_word() {
    let at = |value| assess(hb(value), Some(0), &child(30, 0), &set(NEW));
    let says = |at: &Haemoglobin| format!("{} {}", at.sentence(Lang::Es), at.todo(Lang::Es)).to_lowercase();
    for value in ["6.0", "8.0", "10.5", "12.0"] {
        assert!(!says(&at(value)).contains("anemia"), "{}", says(&at(value)));
    }
    assert_eq!(at("6.0").todo(Lang::Es).text, "Avisa hoy al puesto.");
    assert_eq!(at("10.5").todo(Lang::Es).text, "Avisa a la enfermera.");
    assert_eq!(at("10.5").label(Lang::Es).text, "Anemia leve");
}

#[test]
fn a_file_of_rules_that_cannot_be_meant_says_what_is_wrong() {
    let good = include_str!("../packs/pe/haemoglobin.json");
    let why = |json: &str| RuleSets::from_json(json).unwrap_err().to_string();
    assert!(why("{").contains("line 1"));
    assert!(why(&good.replace("\"10.5\"", "\"10,5\"")).contains("10,5"));
    assert!(
        why(&good.replace("\"from_m\": 1000, \"to_m\": 1499", "\"from_m\": 1010, \"to_m\": 1499"))
            .contains("1000 m")
    );
    assert!(
        why(&good.replace(
            "\"below\": \"9.5\", \"class\": \"moderate\"",
            "\"below\": \"6.5\", \"class\": \"moderate\""
        ))
        .contains("rise")
    );
    assert!(
        why(&good.replace("\"puerperal\": null", "\"puerperal\": null, \"smoking\": 1")).contains("smoking")
    );
}

proptest! {
    #[test]
    fn no_figure_stops_it_and_the_measured_value_comes_back(
        raw in any::<i32>(), altitude in proptest::option::of(any::<i32>()), months in 0u32..2000,
        weeks in proptest::option::of(any::<u32>()), trimester in proptest::option::of(any::<u32>()),
    ) {
        let persons = [born(months, 0, weeks), Person::Pregnant { trimester }, Person::Puerperal];
        for id in [NEW, OLD] {
            for person in &persons {
                let at = assess(GramsPerDl::from_hundredths(raw), altitude, person, &set(id));
                prop_assert_eq!(at.raw.hundredths(), raw);
                prop_assert!(!at.sentence(Lang::Es).text.is_empty() && !at.todo(Lang::En).text.is_empty());
            }
        }
    }
}
