//! Prevalence agrees with WHO's R package `anthro` 1.1.0 in every cell of every table that it was asked for: whole surveys with
//! and without weights, clusters, strata and groups. The figures are in `tests/data/growth/survey`; WHO's own example survey is
//! read from `../shared/growth/survey` beside the workspace where it is there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chaski::growth::who::{Age, Measured};
use chaski::growth::{Position, Sex};
use chaski_survey::prevalence::{Counts, Line, Row, Survey, Taken, columns};
use chaski_survey::{Design, Grouping};
use proptest::prelude::*;

/// Shares, means and their errors.
const CLOSE: f64 = 1e-9;
/// Limits, percentage points or z.
const LIMIT_CLOSE: f64 = 1e-6;

const GROUPS: [&str; 5] = ["typeres", "gregion", "wealthq", "mothered", "othergr"];

#[test]
fn every_cell_of_every_public_table_is_the_packages() {
    let plain = Design::default();
    let clusters = Design { clusters: true, ..plain };
    let whole = Design { weights: true, clusters: true, strata: true };
    let tables = [
        ("none", plain, &[][..]),
        ("none_groups", plain, &GROUPS),
        ("sw", Design { weights: true, ..plain }, &[]),
        ("cluster", clusters, &[]),
        ("strata", Design { strata: true, ..plain }, &[]),
        ("cluster_sw", Design { weights: true, ..clusters }, &[]),
        ("cluster_strata_sw", whole, &GROUPS),
    ];
    for survey in ["prev_public_small", "prev_public_big"] {
        let input = Sheet::read(&public(&format!("{survey}.csv.zst")));
        for (name, design, groups) in tables {
            let expected = Sheet::read(&public(&format!("{survey}_out_{name}.csv.zst")));
            let found = read(&input, Names::PUBLIC, design, groups).table();
            compare(&format!("{survey} {name}"), &found, &expected, true);
        }
    }
}

#[test]
fn every_cell_of_whos_example_survey_is_the_packages() {
    let folder = root().join("../shared/growth/survey");
    if !folder.exists() {
        println!("not run: WHO's example survey is not beside the workspace");
        return;
    }
    let input = Sheet::read(&folder.join("who_example_survey.csv"));
    for (name, weights) in [("unweighted", false), ("sw", true)] {
        let design = Design { weights, ..Design::default() };
        let found = read(&input, Names::EXAMPLE, design, &["gregion"]).table();
        for (suffix, in_order) in [("", true), ("_surveypkg", false)] {
            // The package has two ways to one result; the other one sorts the regions.
            let expected = Sheet::read(&folder.join(format!("who_example_survey_prev_{name}{suffix}.csv")));
            compare(&format!("who_example {name}{suffix}"), &found, &expected, in_order);
        }
    }
}

/// Lonely clusters, cluster names used again in another stratum, most weights missing or zero, groups of one child or in a single
/// stratum: computed by R's package `survey` 4.1 (and the deviations and limits from its errors), from which nothing here was made.
#[test]
fn designs_of_odd_shape_agree_with_rs_survey_package() {
    let clusters = Design { clusters: true, ..Design::default() };
    let designs = [
        ("cluster_strata_sw", Design { weights: true, clusters: true, strata: true }),
        ("cluster_sw", Design { weights: true, ..clusters }),
        ("strata_sw", Design { weights: true, clusters: false, strata: true }),
        ("cluster_strata", Design { strata: true, ..clusters }),
    ];
    for survey in ["odd_1", "odd_2", "odd_3"] {
        let input = Sheet::read(&public(&format!("{survey}.csv.zst")));
        for (name, design) in designs {
            let expected = Sheet::read(&public(&format!("{survey}_out_{name}.csv.zst")));
            let mut found = read(&input, Names::PUBLIC, design, &GROUPS).table();
            // Only groups with children are there.
            let is_there = |line: &Line| expected.rows.iter().any(|row| row[0] == line.group);
            let says = |line: &Line| line.values.iter().flatten().any(|value| *value != 0.0);
            assert!(found.iter().all(|line| is_there(line) || !says(line)), "{survey} {name}");
            found.retain(is_there);
            compare(&format!("{survey} {name}"), &found, &expected, false);
        }
    }
}

#[test]
fn what_is_left_out_is_counted() {
    let input = Sheet::read(&public("prev_public_big.csv.zst"));
    let whole = Design { weights: true, clusters: true, strata: true };
    let counts = read(&input, Names::PUBLIC, whole, &GROUPS).counts();
    let days = |row: &Vec<String>| row[input.at("age_days")].parse::<f64>().ok();
    let too_old = input.rows.iter().filter(|row| days(row).is_some_and(|days| days > 1826.0)).count();
    assert_eq!(counts.too_old, too_old as u64);
    assert_eq!(counts.kept + counts.too_old + counts.no_cluster + counts.no_stratum, input.rows.len() as u64);
    assert!(counts.no_cluster > 0 && counts.no_weight > 0 && counts.not_a_quintile == 0, "{counts:?}");
}

#[test]
fn a_group_of_one_child_has_a_mean_and_no_deviation() {
    let [boy, girl] = [child(400.0, Sex::Male, 9.1), child(500.0, Sex::Female, 9.0)];
    let lines = survey_of(Design::default(), &[&boy, &girl, &girl]);
    let cell = |group: &str, column: &str| value(&lines, group, column);
    assert_eq!(cell("Sex: Male", "HAZ_unwpop"), Some(1.0));
    assert!(cell("Sex: Male", "HA_r").is_some());
    assert_eq!(cell("Sex: Male", "HA_se"), Some(0.0));
    assert_eq!(cell("Sex: Male", "HA_stdev"), None);
    // Two equal girls: not a trace of a spread.
    assert_eq!(cell("Sex: Female", "HA_stdev"), Some(0.0));
    assert_eq!(cell("Sex: Female", "HA_se"), Some(0.0));
    // A level without children.
    assert_eq!(cell("Age group: 36-47 mo", "HAZ_pop"), Some(0.0));
    assert_eq!(cell("Age group: 36-47 mo", "HA_2_r"), None);
}

#[test]
fn one_row_says_shares_and_no_error() {
    let lines = survey_of(Design::default(), &[&child(400.0, Sex::Male, 9.1)]);
    assert_eq!(value(&lines, "All", "HA_2_r"), Some(0.0));
    assert_eq!(value(&lines, "All", "HA_2_se"), None);
    assert_eq!(value(&lines, "All", "HA_2_ul"), Some(0.0));
    assert_eq!(value(&lines, "All", "HA_ll"), None);
    assert!(lines.iter().flat_map(|line| &line.values).flatten().all(|value| value.is_finite()));
}

#[test]
fn without_rows_there_is_an_empty_group_of_all() {
    let lines = survey_of(Design::default(), &[]);
    let [all] = &lines[..] else { panic!("{} groups", lines.len()) };
    assert_eq!(all.values.len() + 1, columns().len());
    assert!(all.values.iter().flatten().all(|value| *value == 0.0));
}

/// The package takes a share of exactly 1 % for a share of all, and its interval for a point (D3). It is a share like another.
#[test]
fn one_percent_has_an_interval() {
    let small = Measured { length_cm: Some(68.0), ..child(400.0, Sex::Male, 8.0) };
    let usual = child(400.0, Sex::Male, 9.1);
    let mut rows = vec![&usual; 99];
    rows.push(&small);
    let plain = survey_of(Design::default(), &rows);
    let weighted = survey_of(Design { weights: true, ..Design::default() }, &rows);
    for lines in [&plain, &weighted] {
        assert!((value(lines, "All", "HA_3_r").unwrap() - 1.0).abs() < 1e-12);
        assert!((value(lines, "All", "HA_3_ll").unwrap() - 0.136).abs() < 1e-3);
        assert!((value(lines, "All", "HA_3_ul").unwrap() - 6.973).abs() < 1e-3);
    }
}

#[test]
fn a_child_with_swollen_feet_counts_as_wasted_and_not_in_the_mean() {
    let swollen = Measured { oedema: Some(true), weight_kg: None, ..child(400.0, Sex::Male, 9.1) };
    let lines = survey_of(Design::default(), &[&swollen, &child(400.0, Sex::Male, 9.1)]);
    assert_eq!(value(&lines, "All", "WH_3_r"), Some(50.0));
    assert_eq!(value(&lines, "All", "WHZ_unwpop"), Some(2.0));
    assert_eq!(value(&lines, "All", "WH_stdev"), None);
    assert_eq!(value(&lines, "All", "HA_3_r"), Some(0.0));
}

#[test]
fn one_cluster_is_no_cluster() {
    let rows: Vec<Measured> =
        (0..40).map(|at| child(30.0 * f64::from(at), Sex::Male, 4.0 + 0.2 * f64::from(at))).collect();
    let table = |design, clusters: [&str; 2]| {
        let mut survey = Survey::new(design, vec![]);
        for (at, measured) in rows.iter().enumerate() {
            let row = Row {
                measured,
                weight: Some(1.0 + at as f64),
                cluster: Some(clusters[at % 2]),
                stratum: None,
                levels: &[],
            };
            assert_eq!(survey.push(&row).unwrap(), Taken::Kept);
        }
        survey.table()
    };
    let weights = Design { weights: true, ..Design::default() };
    let clusters = Design { clusters: true, ..weights };
    let (one, none) = (table(clusters, ["7", "7"]), table(weights, ["", ""]));
    assert_eq!(value(&one, "All", "HA_se"), value(&none, "All", "HA_se"));
    // A level without children says nothing.
    assert_eq!(value(&table(clusters, ["7", "8"]), "Sex: Female", "HA_se"), None);
    // Two clusters are one degree of freedom.
    let two = table(clusters, ["7", "8"]);
    let [r, se, high] = ["HA_r", "HA_se", "HA_ul"].map(|column| value(&two, "All", column).unwrap());
    assert!(((high - r) / se - 12.706204736).abs() < 1e-6);
}

#[test]
fn levels_are_told_as_they_appear_and_sorted_with_a_design() {
    let measured = child(400.0, Sex::Male, 9.1);
    let levels = ["10", "9", "", "9", "x"];
    let told = |design, levels: &[&str]| -> Vec<String> {
        let mut survey =
            Survey::new(design, vec![Grouping::of_column("worker"), Grouping::of_column("wealthq")]);
        for level in levels {
            let levels = [Some(*level).filter(|level| !level.is_empty()), Some("Q2")];
            let row =
                Row { measured: &measured, weight: None, cluster: None, stratum: Some("1"), levels: &levels };
            survey.push(&row).unwrap();
        }
        let lines = survey.table().into_iter().map(|line| line.group);
        lines.filter(|name| name.starts_with("worker") || name.starts_with("Wealth")).collect()
    };
    let plain = told(Design::default(), &levels);
    let wealth: Vec<String> = ["Q1: Poorest", "Q2", "Q3", "Q4", "Q5: Richest"]
        .map(|level| format!("Wealth quintile: {level}"))
        .to_vec();
    let and = |workers: &[&str]| {
        wealth.iter().cloned().chain(workers.iter().map(|name| format!("worker: {name}"))).collect::<Vec<_>>()
    };
    assert_eq!(plain, and(&["10", "9", "NA", "x"]));
    let strata = Design { strata: true, ..Design::default() };
    assert_eq!(told(strata, &levels), and(&["10", "9", "x"]));
    assert_eq!(told(strata, &levels[..4]), and(&["9", "10"]));
}

#[test]
fn a_weight_that_cannot_be_is_refused() {
    let measured = child(400.0, Sex::Male, 9.1);
    let mut survey = Survey::new(Design { weights: true, ..Design::default() }, vec![]);
    for weight in [-1.0, f64::INFINITY, f64::NAN] {
        let row =
            Row { measured: &measured, weight: Some(weight), cluster: None, stratum: None, levels: &[] };
        assert!(survey.push(&row).is_err());
    }
    assert_eq!(survey.counts(), Counts::default());
    // Huge and tiny ones pass, and nothing that is no number is told.
    for weight in [0.0, 1e-300, 1e300, f64::MAX] {
        let row =
            Row { measured: &measured, weight: Some(weight), cluster: None, stratum: None, levels: &[] };
        survey.push(&row).unwrap();
        survey.push(&row).unwrap();
        assert!(survey.table().iter().flat_map(|line| &line.values).flatten().all(|value| value.is_finite()));
    }
}

/// Whatever stands in a row: nothing panics, and what is told is a number within its bounds.
#[test]
fn no_row_can_break_a_table() {
    let odd = || {
        let usual = prop_oneof![Just(0.0), 0.0..120.0_f64, 0.0..2000.0_f64];
        prop_oneof![4 => usual, 1 => any::<f64>(), 1 => Just(f64::NAN), 1 => Just(f64::INFINITY)]
    };
    let name = || prop::option::of("[ab1]{0,2}");
    let child = (any::<(bool, bool, bool)>(), prop::option::of(odd()), odd(), odd(), prop::option::of(odd()));
    let rows = prop::collection::vec((child, name(), name(), name()), 0..30);
    proptest!(|(rows in rows, weights: bool, clusters: bool, strata: bool)| {
        let mut survey = Survey::new(
            Design { weights, clusters, strata },
            vec![Grouping::of_column("wealthq"), Grouping::of_column("x")],
        );
        for ((flags, age, weight_kg, length_cm, weight), cluster, stratum, level) in &rows {
            let measured = Measured {
                sex: Some(if flags.0 { Sex::Male } else { Sex::Female }),
                age: age.map(if flags.1 { Age::Days } else { Age::Months }),
                weight_kg: Some(*weight_kg),
                length_cm: Some(*length_cm),
                oedema: Some(flags.2),
                ..Measured::default()
            };
            let levels = [level.as_deref(); 2];
            let (cluster, stratum) = (cluster.as_deref(), stratum.as_deref());
            let row = Row { measured: &measured, weight: *weight, cluster, stratum, levels: &levels };
            let is_weight = !weights || weight.is_none_or(|weight| weight.is_finite() && weight >= 0.0);
            prop_assert_eq!(survey.push(&row).is_ok(), is_weight);
        }
        for line in survey.table() {
            for (value, column) in line.values.iter().zip(&columns()[1..]) {
                let Some(value) = *value else { continue };
                prop_assert!(value.is_finite(), "{} {}", line.group, column);
                let is_share = column.contains(['1', '2', '3']) && !column.ends_with("pop") && !column.ends_with("se");
                prop_assert!(!is_share || (0.0..=100.0).contains(&value), "{} {}: {}", line.group, column, value);
            }
        }
    });
}

fn child(age_days: f64, sex: Sex, weight_kg: f64) -> Measured {
    Measured {
        sex: Some(sex),
        age: Some(Age::Days(age_days)),
        weight_kg: Some(weight_kg),
        length_cm: Some(60.0 + age_days / 30.0),
        ..Measured::default()
    }
}

fn survey_of(design: Design, rows: &[&Measured]) -> Vec<Line> {
    let mut survey = Survey::new(design, vec![]);
    for measured in rows {
        let row = Row { measured, weight: Some(2.5), cluster: None, stratum: None, levels: &[] };
        survey.push(&row).unwrap();
    }
    survey.table()
}

fn value(lines: &[Line], group: &str, column: &str) -> Option<f64> {
    let line = lines.iter().find(|line| line.group == group).unwrap();
    let at = columns().iter().position(|name| name == column).unwrap();
    line.values[at - 1]
}

/// What the columns of a survey are called.
#[derive(Clone, Copy)]
struct Names {
    sex: &'static str,
    age: &'static str,
    in_months: bool,
    length: &'static str,
    region: &'static str,
}

impl Names {
    const PUBLIC: Names =
        Names { sex: "sex", age: "age_days", in_months: false, length: "lenhei", region: "gregion" };
    const EXAMPLE: Names =
        Names { sex: "gender", age: "agemons", in_months: true, length: "height", region: "region" };
}

fn read(sheet: &Sheet, names: Names, design: Design, groups: &[&str]) -> Survey {
    let mut survey = Survey::new(design, groups.iter().map(|name| Grouping::of_column(name)).collect());
    for row in &sheet.rows {
        let text = |name: &str| Some(row[sheet.at(name)].as_str()).filter(|cell| !cell.is_empty());
        let number = |name: &str| text(name).map(|cell| cell.parse::<f64>().unwrap());
        let levels: Vec<Option<&str>> =
            groups.iter().map(|name| text(if *name == "gregion" { names.region } else { name })).collect();
        let age = number(names.age);
        let measured = Measured {
            sex: text(names.sex).map(|sex| if sex == "1" { Sex::Male } else { Sex::Female }),
            age: if names.in_months { age.map(Age::Months) } else { age.map(Age::Days) },
            weight_kg: number("weight"),
            length_cm: number(names.length),
            position: text("measure")
                .map(|how| if how.eq_ignore_ascii_case("l") { Position::Lying } else { Position::Standing }),
            oedema: text("oedema").map(|oedema| oedema == "y"),
            ..Measured::default()
        };
        let row = Row {
            measured: &measured,
            weight: if design.weights { number("sw") } else { None },
            cluster: if design.clusters { text("cluster") } else { None },
            stratum: if design.strata { text("strata") } else { None },
            levels: &levels,
        };
        survey.push(&row).unwrap();
    }
    survey
}

/// Compares a table with the package's, cell by cell, and says how many there were.
fn compare(name: &str, found: &[Line], expected: &Sheet, in_order: bool) {
    assert_eq!(columns(), expected.columns);
    let labels: Vec<&str> = expected.rows.iter().map(|row| row[0].as_str()).collect();
    let ours: Vec<&str> = found.iter().map(|line| line.group.as_str()).collect();
    if in_order {
        assert_eq!(ours, labels, "{name}");
    }
    assert_eq!(ours.iter().collect::<BTreeSet<_>>(), labels.iter().collect::<BTreeSet<_>>(), "{name}");
    let lines: BTreeMap<&str, &Line> = found.iter().map(|line| (line.group.as_str(), line)).collect();
    let (mut cells, mut different, mut worst) = (0, Vec::new(), [0.0_f64; 2]);
    for row in &expected.rows {
        let line = lines[row[0].as_str()];
        assert_eq!(line.values.len() + 1, row.len());
        for ((value, cell), column) in line.values.iter().zip(&row[1..]).zip(&columns()[1..]) {
            cells += 1;
            let cell: Option<f64> = (!cell.is_empty()).then(|| cell.parse().unwrap());
            let is_limit = column.ends_with("_ll") || column.ends_with("_ul");
            let close = if is_limit { LIMIT_CLOSE } else { CLOSE };
            match (value, cell) {
                (None, None) => {}
                (Some(value), Some(cell)) if column.ends_with("_unwpop") && *value == cell => {}
                // A sum of weights is written there with 15 digits.
                (Some(value), Some(cell))
                    if column.ends_with("_pop") && (value / cell - 1.0).abs() < 1e-14 || *value == cell => {}
                (Some(value), Some(cell)) if !column.ends_with("pop") => {
                    let off = (value - cell).abs();
                    worst[usize::from(is_limit)] = worst[usize::from(is_limit)].max(off);
                    if off > close {
                        different.push(format!("{} {column}: {value} for {cell}", row[0]));
                    }
                }
                _ => different.push(format!("{} {column}: {value:?} for {cell:?}", row[0])),
            }
        }
    }
    println!(
        "{name}: {} rows, {cells} cells, {} different; farthest {:.1e}, limits {:.1e}",
        expected.rows.len(),
        different.len(),
        worst[0],
        worst[1]
    );
    assert!(
        different.is_empty(),
        "{name}: {} cells differ\n{}",
        different.len(),
        different[..different.len().min(20)].join("\n")
    );
}

/// A CSV file whose cells have no commas.
struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn read(path: &Path) -> Sheet {
        let bytes = std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let bytes = if path.extension().is_some_and(|it| it == "zst") {
            zstd::decode_all(&bytes[..]).unwrap()
        } else {
            bytes
        };
        let text = String::from_utf8(bytes).unwrap();
        let mut lines =
            text.lines().map(|line| line.split(',').map(|cell| cell.trim_matches('"').to_owned()));
        let columns = lines.next().unwrap().collect();
        Sheet { columns, rows: lines.map(Iterator::collect).collect() }
    }

    fn at(&self, column: &str) -> usize {
        self.columns.iter().position(|name| name == column).unwrap_or_else(|| panic!("no column {column}"))
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn public(name: &str) -> PathBuf {
    root().join("tests/data/growth/survey").join(name)
}
