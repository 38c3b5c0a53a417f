//! What a z-score must do whatever goes in, and the boundaries at which WHO's rules change.

use chaski::growth::age::{self, AgeDays};
use chaski::growth::lms::Lms;
use chaski::growth::tables::{self, Table};
use chaski::growth::who::{self, Age, Measured, Missing, Mode, for_age, scores, value_at, z_of};
use chaski::growth::{Indicator, Position, Sex, intergrowth, who2007};
use chaski::words::shown::PartialDate;
use chrono::NaiveDate;
use proptest::prelude::*;

fn girl(age_days: f64) -> Measured {
    Measured { sex: Some(Sex::Female), age: Some(Age::Days(age_days)), ..Measured::default() }
}

fn boy(age_days: f64) -> Measured {
    Measured { sex: Some(Sex::Male), ..girl(age_days) }
}

fn z(child: &Measured, indicator: Indicator) -> f64 {
    scores(child, Mode::Mended).of(indicator).unwrap().z
}

fn why(child: &Measured, indicator: Indicator) -> Missing {
    scores(child, Mode::Mended).of(indicator).unwrap_err()
}

#[test]
fn the_published_anchors_of_the_tables_are_there() {
    let anchors = [
        (Table::WeightForAge, Sex::Male, 0, (0.3487, 3.3464, 0.14602)),
        (Table::WeightForAge, Sex::Male, 365, (0.0645, 9.646, 0.10925)),
        (Table::WeightForAge, Sex::Male, 730, (-0.0136, 12.1482, 0.11425)),
        (Table::WeightForAge, Sex::Female, 0, (0.3809, 3.2322, 0.14171)),
        (Table::WeightForAge, Sex::Female, 183, (-0.0759, 7.3016, 0.12204)),
        (Table::WeightForAge, Sex::Male, 1826, (-0.1506, 18.3352, 0.13517)),
        (Table::LengthForAge, Sex::Male, 730, (1.0, 87.8018, 0.03479)),
        (Table::LengthForAge, Sex::Male, 731, (1.0, 87.1303, 0.03508)),
        (Table::BmiForAge, Sex::Male, 730, (-0.6473, 15.7356, 0.07771)),
        (Table::HeadForAge, Sex::Male, 0, (1.0, 34.4618, 0.03686)),
        (Table::MuacForAge, Sex::Male, 365, (0.1263, 14.6447, 0.07689)),
        (Table::WeightForLength, Sex::Female, 650, (-0.3833, 7.0812, 0.09119)),
        (Table::WeightForHeight, Sex::Male, 1100, (-0.3521, 18.5158, 0.088)),
        (Table::Height2007, Sex::Male, 60, (1.0, 109.7265, 0.04156)),
        (Table::Bmi2007, Sex::Female, 228, (-0.7496, 21.4269, 0.14441)),
    ];
    for (table, sex, key, (l, m, s)) in anchors {
        assert_eq!(table.row(sex, key), Some(&Lms { l, m, s }), "{table:?} {sex:?} {key}");
    }
    for table in Table::ALL {
        let (first, last) = table.range();
        for sex in [Sex::Male, Sex::Female] {
            assert_eq!(tables::rows(table, sex).len() as u32, last - first + 1);
            assert_eq!(first.checked_sub(1).and_then(|key| table.row(sex, key)), None);
            assert_eq!(table.row(sex, last + 1), None);
        }
    }
}

#[test]
fn the_file_of_figures_is_the_one_that_its_sources_name() {
    let file = blake3::hash(include_bytes!("../growth/who.tbl")).to_hex();
    assert!(include_str!("../growth/SOURCES.md").contains(file.as_str()), "{file}");
}

#[test]
fn worked_examples_come_out_to_the_last_decimal() {
    let weight = |child: Measured, weight_kg| Measured { weight_kg: Some(weight_kg), ..child };
    assert_eq!(z(&weight(girl(365.0), 7.0), Indicator::WeightForAge), -2.05);
    assert_eq!(z(&weight(girl(365.0), 5.5), Indicator::WeightForAge), -4.01);
    assert_eq!(z(&weight(boy(730.0), 17.5), Indicator::WeightForAge), 3.20);
    assert_eq!(z(&weight(boy(183.0), 5.2), Indicator::WeightForAge), -3.70);
    let length = |child: Measured, length_cm, position| Measured {
        length_cm: Some(length_cm),
        position: Some(position),
        ..child
    };
    assert_eq!(z(&length(boy(730.0), 80.0, Position::Lying), Indicator::LengthForAge), -2.55);
    assert_eq!(z(&length(boy(731.0), 80.0, Position::Standing), Indicator::LengthForAge), -2.33);
    let girl_65 = length(girl(200.0), 65.0, Position::Lying);
    assert_eq!(z(&weight(girl_65, 6.0), Indicator::WeightForLength), -1.88);
    assert_eq!(z(&weight(girl_65, 5.0), Indicator::WeightForLength), -3.96);
    assert_eq!(z(&Measured { muac_cm: Some(11.5), ..boy(365.0) }, Indicator::MuacForAge), -3.09);
}

#[test]
fn seven_tenths_are_added_or_taken_at_24_months_and_not_from_a_child_that_cannot_stand() {
    let clean = |age: f64, position| {
        who::clean(&Measured { length_cm: Some(80.0), position: Some(position), ..boy(age) })
    };
    assert_eq!(clean(730.0, Position::Standing).length_cm, Some(80.7));
    assert_eq!(clean(730.4, Position::Standing).length_cm, Some(80.7));
    assert_eq!(clean(730.5, Position::Standing).length_cm, Some(80.0));
    assert_eq!(clean(731.0, Position::Lying).length_cm, Some(79.3));
    assert_eq!(clean(730.0, Position::Lying).length_cm, Some(80.0));
    // 9 months are 273.9375 days.
    let young = clean(273.93, Position::Standing);
    assert_eq!((young.length_cm, young.position, young.stood_too_young), (Some(80.0), None, true));
    let old_enough = clean(273.94, Position::Standing);
    assert!(!old_enough.stood_too_young);
    assert_eq!(old_enough.length_cm, Some(80.7));
}

#[test]
fn the_standards_end_at_60_months_and_nobody_is_clamped_into_them() {
    let weighed = |age| Measured { weight_kg: Some(18.0), ..boy(age) };
    assert!(scores(&weighed(1826.24), Mode::Mended).of(Indicator::WeightForAge).is_ok());
    assert_eq!(why(&weighed(1826.25), Indicator::WeightForAge), Missing::TooOld);
    let far = Measured { weight_kg: Some(40.0), ..boy(365.0) };
    let score = scores(&far, Mode::Mended).of(Indicator::WeightForAge).unwrap();
    assert!(score.z > 20.0 && score.flag == Some(true));
}

#[test]
fn a_flag_is_taken_from_the_rounded_z() {
    let row = for_age(Indicator::WeightForAge, Sex::Male, 365).unwrap();
    let at = |z: f64| {
        let weight_kg = Some(value_at(Indicator::WeightForAge, row, z));
        scores(&Measured { weight_kg, ..boy(365.0) }, Mode::Mended).of(Indicator::WeightForAge).unwrap()
    };
    assert_eq!((at(5.004).z, at(5.004).flag), (5.0, Some(false)));
    assert_eq!((at(5.006).z, at(5.006).flag), (5.01, Some(true)));
    assert_eq!((at(-6.004).z, at(-6.004).flag), (-6.0, Some(false)));
}

#[test]
fn an_unknown_sex_or_age_gives_no_score_and_says_which() {
    let weighed = Measured { weight_kg: Some(8.0), ..girl(200.0) };
    assert_eq!(why(&Measured { sex: None, ..weighed }, Indicator::WeightForAge), Missing::SexUnknown);
    assert_eq!(why(&Measured { age: None, ..weighed }, Indicator::WeightForAge), Missing::AgeUnknown);
    let age = Some(Age::Days(-1.0));
    assert_eq!(why(&Measured { age, ..weighed }, Indicator::WeightForAge), Missing::AgeWrong);
    assert_eq!(
        why(&Measured { weight_kg: Some(0.0), ..weighed }, Indicator::WeightForAge),
        Missing::NotPositive
    );
    assert_eq!(
        why(&Measured { weight_kg: Some(f64::INFINITY), ..weighed }, Indicator::WeightForAge),
        Missing::NotANumber
    );
    assert_eq!(why(&weighed, Indicator::LengthForAge), Missing::NotMeasured);
}

#[test]
fn swelling_of_both_feet_withholds_what_is_made_of_weight_and_nothing_else() {
    let child = Measured {
        weight_kg: Some(8.0),
        length_cm: Some(68.0),
        position: Some(Position::Lying),
        head_cm: Some(43.0),
        muac_cm: Some(14.0),
        oedema: Some(true),
        ..girl(250.0)
    };
    for indicator in Indicator::ALL {
        let score = scores(&child, Mode::Mended).of(indicator);
        match indicator {
            _ if indicator.is_weight_based() => assert_eq!(score, Err(Missing::Oedema)),
            Indicator::TricepsForAge | Indicator::SubscapularForAge => {
                assert_eq!(score, Err(Missing::NotMeasured))
            }
            _ => assert!(score.is_ok(), "{indicator:?}"),
        }
    }
}

#[test]
fn at_103_1_cm_lying_the_default_takes_the_row_of_102_4() {
    let child = |length_cm, position| Measured {
        length_cm: Some(length_cm),
        position: Some(position),
        weight_kg: Some(16.0),
        ..boy(1300.0)
    };
    let (lying, standing) = (child(103.1, Position::Lying), child(102.4, Position::Standing));
    let raw = |child, mode| scores(child, mode).of(Indicator::WeightForLength).unwrap().raw;
    assert!((raw(&lying, Mode::Mended) - raw(&standing, Mode::Mended)).abs() < 1e-9);
    assert!((raw(&lying, Mode::WhoCompatible) - raw(&standing, Mode::WhoCompatible)).abs() > 0.005);
}

#[test]
fn a_birth_known_to_the_month_gives_every_age_it_can_be() {
    let on = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
    assert_eq!(age::on_day(PartialDate::Month(2026, 2), on), Some(AgeDays { least: 269, greatest: 296 }));
    assert_eq!(age::on_day(PartialDate::Year(2025), on), Some(AgeDays { least: 328, greatest: 692 }));
    assert_eq!(age::on_day(PartialDate::Day(on), on), Some(AgeDays::exact(0)));
    // Born this month or this year: not after today.
    assert_eq!(age::on_day(PartialDate::Month(2026, 11), on), Some(AgeDays { least: 0, greatest: 23 }));
    assert_eq!(age::on_day(PartialDate::Month(2026, 12), on), None);
    assert_eq!(age::on_day(PartialDate::Month(9_999_999, 13), on), None);

    let child = Measured { weight_kg: Some(8.0), age: None, ..girl(0.0) };
    let ranges = age::ranges(&child, AgeDays { least: 269, greatest: 296 }, Mode::Mended);
    let range = ranges[Indicator::WeightForAge as usize].unwrap();
    let at = |days| scores(&Measured { age: Some(Age::Days(days)), ..child }, Mode::Mended);
    assert_eq!(range.greatest, at(269.0).of(Indicator::WeightForAge).unwrap());
    assert_eq!(range.least, at(296.0).of(Indicator::WeightForAge).unwrap());
    // Over the end of the standards there is no range.
    let ranges = age::ranges(&child, AgeDays { least: 1820, greatest: 1830 }, Mode::Mended);
    assert_eq!(ranges[Indicator::WeightForAge as usize], Err(Missing::TooOld));
}

#[test]
fn a_preterm_child_has_a_corrected_age_to_24_months_and_no_other_child_has() {
    assert_eq!(age::corrected_days(100, Some(33)), Some(51));
    assert_eq!(age::corrected_days(20, Some(33)), Some(-29));
    assert_eq!(age::corrected_days(730, Some(36)), Some(702));
    assert_eq!(age::corrected_days(731, Some(36)), None);
    assert_eq!(age::corrected_days(100, Some(37)), None);
    assert_eq!(age::corrected_days(100, None), None);
    assert_eq!(age::corrected_days(100, Some(3)), None);
}

#[test]
fn rounding_is_that_of_r() {
    use chaski::growth::score::round2;
    for (given, rounded) in [(0.125, 0.12), (0.375, 0.38), (2.675, 2.67), (-1.005, -1.0), (5.004, 5.0)] {
        assert_eq!(round2(given), rounded, "{given}");
    }
    assert!(round2(f64::NAN).is_nan());
    assert_eq!(round2(f64::INFINITY), f64::INFINITY);
    assert_eq!(round2(1e300), 1e300);
}

fn any_number() -> impl Strategy<Value = Option<f64>> {
    prop_oneof![
        Just(None),
        any::<f64>().prop_map(Some),
        (-10.0..200.0).prop_map(Some),
        prop::sample::select(vec![
            f64::NAN,
            f64::INFINITY,
            f64::NEG_INFINITY,
            0.0,
            -0.0,
            1e308,
            -1e308,
            5e-324,
            1e10,
            4294967296.0,
            45.0,
            110.0,
            120.0,
        ])
        .prop_map(Some),
    ]
}

prop_compose! {
    fn any_child()(
        sex in prop::option::of(prop::sample::select(vec![Sex::Male, Sex::Female])),
        age in any_number(),
        in_months in any::<bool>(),
        position in prop::option::of(prop::sample::select(vec![Position::Lying, Position::Standing])),
        oedema in prop::option::of(any::<bool>()),
        values in prop::array::uniform6(any_number()),
    ) -> Measured {
        let [weight_kg, length_cm, head_cm, muac_cm, triceps_mm, subscapular_mm] = values;
        let age = age.map(if in_months { Age::Months } else { Age::Days });
        Measured { sex, age, weight_kg, length_cm, position, oedema, head_cm, muac_cm, triceps_mm, subscapular_mm }
    }
}

fn any_indicator() -> impl Strategy<Value = Indicator> {
    prop::sample::select(Indicator::ALL.to_vec())
}

fn any_sex() -> impl Strategy<Value = Sex> {
    prop::sample::select(vec![Sex::Male, Sex::Female])
}

/// A row of any of the tables.
fn any_row() -> impl Strategy<Value = (Indicator, Lms)> {
    (any_indicator(), any_sex(), 0.0..1.0).prop_map(|(indicator, sex, part)| {
        let rows = match indicator {
            Indicator::WeightForLength if part < 0.5 => tables::rows(Table::WeightForLength, sex),
            Indicator::WeightForLength => tables::rows(Table::WeightForHeight, sex),
            _ => {
                let days = 91 + (part * 1735.0) as u32;
                return (indicator, *for_age(indicator, sex, days).unwrap());
            }
        };
        (indicator, rows[(part * (rows.len() - 1) as f64) as usize])
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4000))]

    #[test]
    fn no_input_panics_and_the_default_never_gives_a_score_that_is_no_number(child in any_child()) {
        let _ = scores(&child, Mode::WhoCompatible);
        for score in scores(&child, Mode::Mended).scores.into_iter().flatten() {
            prop_assert!(score.raw.is_finite() && score.flag.is_some(), "{score:?}");
        }
        let older = who2007::Measured {
            sex: child.sex,
            age_months: child.age.map(Age::months),
            weight_kg: child.weight_kg,
            height_cm: child.length_cm,
            oedema: child.oedema,
        };
        let _ = who2007::scores(&older, Mode::WhoCompatible);
        let scored = who2007::scores(&older, Mode::Mended);
        for score in [scored.height, scored.weight, scored.bmi_for_age].into_iter().flatten() {
            prop_assert!(score.raw.is_finite(), "{score:?}");
        }
    }

    #[test]
    fn the_preterm_score_takes_any_figure(sex in any_sex(), days in any::<u32>(), value in any::<f64>()) {
        for measure in [intergrowth::Measure::Weight, intergrowth::Measure::Length, intergrowth::Measure::Head] {
            if let Ok(z) = intergrowth::z(measure, sex, days, value) {
                prop_assert!(z.is_finite());
            }
        }
    }

    #[test]
    fn z_grows_with_the_measurement((indicator, row) in any_row(), part in 0.05..4.0, more in 1.0001..1.5) {
        let value = row.m * part;
        prop_assert!(z_of(indicator, &row, value * more) > z_of(indicator, &row, value));
    }

    #[test]
    fn a_measurement_comes_back_from_its_z((indicator, row) in any_row(), part in 0.3..2.5) {
        let value = row.m * part;
        let back = value_at(indicator, &row, z_of(indicator, &row, value));
        prop_assert!((back / value - 1.0).abs() < 1e-9, "{value} {back}");
    }

    #[test]
    fn a_z_comes_back_from_its_measurement((indicator, row) in any_row(), z in -4.5..8.0) {
        let back = z_of(indicator, &row, value_at(indicator, &row, z));
        prop_assert!((back - z).abs() < 1e-8, "{z} {back}");
    }

    #[test]
    fn a_preterm_measurement_comes_back_from_its_z(sex in any_sex(), days in 189u32..=448, z in -5.0..5.0) {
        for measure in [intergrowth::Measure::Weight, intergrowth::Measure::Length, intergrowth::Measure::Head] {
            let value = intergrowth::value_at(measure, sex, days, z).unwrap();
            prop_assert!((intergrowth::z(measure, sex, days, value).unwrap() - z).abs() < 1e-9);
        }
    }

    #[test]
    fn between_two_tenths_of_a_centimetre_weight_for_length_goes_evenly(sex in any_sex(), tenth in 450u32..1100, part in 0.01..0.99) {
        let length_cm = (f64::from(tenth) + part) / 10.0;
        let row = who::at_length(Position::Lying, sex, length_cm, Mode::Mended).unwrap();
        let (below, above) = (Table::WeightForLength.row(sex, tenth).unwrap(), Table::WeightForLength.row(sex, tenth + 1).unwrap());
        prop_assert!(row.m >= below.m - 1e-9 && row.m <= above.m + 1e-9);
        let evenly: f64 = below.m + part * (above.m - below.m);
        prop_assert!((row.m - evenly).abs() < 1e-9);
    }
}
