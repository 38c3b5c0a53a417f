//! How well a survey was measured: every figure beside that of WHO's analyser and NiPN's toolkit, and surveys that hardly are
//! any.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use chaski::growth::who::{Age, Measured};
use chaski::growth::{Position, Sex};
use chaski::words::Lang;
use chaski_survey::by_column::{JUDGED_FROM, MOST_GROUPS};
use chaski_survey::figures::{Statistic, statistics};
use chaski_survey::quality::Quality;
use chaski_survey::report::{Page, html};

/// A file that is kept compressed beside the tests.
fn kept(path: &str) -> String {
    let path = root().join("tests/data/growth").join(path);
    let file = std::fs::File::open(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    String::from_utf8(zstd::decode_all(file).unwrap()).unwrap()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The rows of a file without quotes, by column.
fn rows(text: &str) -> impl Iterator<Item = BTreeMap<&str, &str>> {
    let mut lines = text.lines();
    let head: Vec<&str> = lines.next().unwrap_or_default().split(',').collect();
    lines.map(move |line| head.iter().copied().zip(line.split(',')).collect())
}

/// A survey's rows counted; columns have the names of WHO's package or of its example survey.
fn counted(text: &str, by: &[&str]) -> Quality {
    let columns: Vec<String> = by.iter().map(|column| (*column).to_owned()).collect();
    let mut survey = Quality::by(&columns);
    for row in rows(text) {
        let said = |names: [&str; 2]| names.iter().find_map(|name| row.get(name)).copied().unwrap_or("");
        let number = |names| said(names).parse::<f64>().ok();
        let child = Measured {
            sex: match said(["sex", "gender"]) {
                "1" => Some(Sex::Male),
                "2" => Some(Sex::Female),
                _ => None,
            },
            age: number(["age_days", ""]).map(Age::Days).or_else(|| number(["agemons", ""]).map(Age::Months)),
            weight_kg: number(["weight", ""]),
            length_cm: number(["lenhei", "height"]),
            position: match said(["measure", ""]) {
                "l" | "L" => Some(Position::Lying),
                "h" | "H" => Some(Position::Standing),
                _ => None,
            },
            oedema: Some(said(["oedema", ""]) == "y"),
            ..Measured::default()
        };
        let groups: Vec<&str> = by.iter().map(|column| row.get(column).copied().unwrap_or("")).collect();
        survey.push(&child, &groups);
    }
    survey
}

/// Compares the first figures with the oracle's, row by row, in its order.
fn compare(dataset: &str, text: &str) -> usize {
    let found = statistics(&counted(text, &[]));
    let oracle = kept("dq_oracle_public.csv.zst");
    let wanted: Vec<_> = rows(&oracle).filter(|row| row["dataset"] == dataset).collect();
    assert!(wanted.len() > 150, "{dataset}");
    let mut wrong = Vec::new();
    for (at, row) in wanted.iter().enumerate() {
        let Statistic { check, variable, statistic, value } = found.get(at).expect("a row is missing");
        assert_eq!((*check, &**variable, &**statistic), (row["check"], row["variable"], row["statistic"]));
        let (is, should): (f64, f64) = (value.parse().unwrap_or(f64::NAN), row["value"].parse().unwrap());
        let near = (is - should).abs() <= should.abs() * 2e-12;
        if !near {
            wrong.push(format!("{check} {variable} {statistic}: {value} for {}", row["value"]));
        }
    }
    assert!(wrong.is_empty(), "{dataset}: {} of {} differ\n{}", wrong.len(), wanted.len(), wrong.join("\n"));
    wanted.len()
}

#[test]
fn every_figure_is_that_of_the_analyser_and_the_toolkit() {
    assert_eq!(compare("prev_public_big", &kept("survey/prev_public_big.csv.zst")), 222);
    assert_eq!(compare("prev_public_small", &kept("survey/prev_public_small.csv.zst")), 208);
    let example = root().join("../shared/growth/survey/who_example_survey.csv");
    match std::fs::read_to_string(&example) {
        Ok(text) => assert_eq!(compare("who_example", &text), 216),
        Err(_) => println!("skipped: WHO's example survey is not at {}", example.display()),
    }
}

fn value(table: &[Statistic], check: &str, variable: &str, statistic: &str) -> String {
    let is = |s: &&Statistic| s.check == check && s.variable == variable && s.statistic == statistic;
    table.iter().find(is).unwrap_or_else(|| panic!("{check} {variable} {statistic}")).value.clone()
}

#[test]
fn what_is_missing_is_counted_and_what_is_beyond_a_limit_is_said() {
    let table = statistics(&counted(&kept("survey/prev_public_big.csv.zst"), &["gregion"]));
    let of = |check, variable, statistic| value(&table, check, variable, statistic);
    assert_eq!(of("completeness", "row", "n"), "2400");
    assert_eq!(of("completeness", "age_months", "n_missing"), "38");
    assert_eq!(of("completeness", "measure", "pct_missing"), "16.2083333333");
    assert_eq!(of("limits", "bmi", "flagged_over_1_pct"), "1");
    assert_eq!(of("limits", "wei", "flagged_over_1_pct"), "0");
    assert_eq!(of("limits", "weight", "DPS_band"), "excellent");
    assert_eq!(of("group", "gregion=South", "n"), "608");
    assert_eq!(of("group", "gregion=East", "judged"), "1");
    let regions = ["South", "West", "North", "East"].map(|region| format!("gregion={region}"));
    let rows: u64 = regions.iter().map(|region| of("group", region, "n").parse::<u64>().unwrap()).sum();
    assert_eq!(rows, 2400);
}

fn child(weight_kg: f64) -> Measured {
    Measured {
        sex: Some(Sex::Female),
        age: Some(Age::Days(500.0)),
        weight_kg: Some(weight_kg),
        length_cm: Some(77.0),
        position: Some(Position::Lying),
        oedema: Some(false),
        ..Measured::default()
    }
}

/// No figure is a word for what is no number.
fn only_figures(survey: &Quality) -> Vec<Statistic> {
    let table = statistics(survey);
    for Statistic { check, variable, statistic, value } in &table {
        let band = statistic == "DPS_band";
        let figure = value.is_empty() || band || value.parse::<f64>().is_ok_and(f64::is_finite);
        assert!(figure, "{check} {variable} {statistic}: {value}");
    }
    table
}

#[test]
fn a_survey_of_nothing_of_one_child_or_of_one_weight_has_figures_or_none() {
    let mut survey = Quality::by(&["worker".to_owned()]);
    let empty = only_figures(&survey);
    assert_eq!(value(&empty, "digit_preference_NiPN", "weight", "DPS"), "");
    assert_eq!(value(&empty, "sex_ratio", "sex", "p"), "");

    survey.push(&child(9.5), &["Rosa"]);
    let one = only_figures(&survey);
    assert_eq!(value(&one, "z_summary_WHO_analyser", "wfl", "n"), "1");
    assert_eq!(value(&one, "z_summary_WHO_analyser", "wfl", "sd"), "");

    for _ in 0..299 {
        survey.push(&child(9.5), &["Rosa"]);
    }
    let alike = only_figures(&survey);
    assert_eq!(value(&alike, "z_summary_WHO_analyser", "wei", "sd"), "0");
    assert_eq!(value(&alike, "z_summary_WHO_analyser", "wei", "skewness_moments"), "");
    assert_eq!(value(&alike, "digit_preference_NiPN", "weight", "DPS"), "100");
    assert_eq!(value(&alike, "group", "worker=Rosa", "sd_wfl"), "0");

    let mut unmeasured = Quality::by(&[]);
    for _ in 0..3 {
        unmeasured.push(&Measured::default(), &[]);
    }
    let none = only_figures(&unmeasured);
    assert_eq!(value(&none, "completeness", "weight", "pct_missing"), "100");
    assert_eq!(value(&none, "flags", "len", "pct_flagged_of_nonmissing"), "");
}

#[test]
fn no_figure_stops_the_count() {
    let strange = [
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
        f64::MIN,
        1e300,
        -0.0,
        -3.3,
        0.0,
        1e-320,
        0.05,
    ];
    let mut survey = Quality::by(&["a".to_owned(), "b".to_owned()]);
    for one in strange {
        for other in strange {
            for age in [Age::Days(one), Age::Months(one), Age::Days(500.0)] {
                let child = Measured { age: Some(age), length_cm: Some(other), ..child(one) };
                survey.push(&child, &["\u{0}<\u{202e}", "x", "more columns than were asked for"]);
                survey.push(&child, &[]);
            }
        }
    }
    only_figures(&survey);
    assert_eq!(survey.rows, 11 * 11 * 3 * 2);
}

#[test]
fn a_column_with_a_name_for_each_row_keeps_the_first_names_and_joins_the_rest() {
    let mut survey = Quality::by(&["worker".to_owned()]);
    for row in 0..5_000 {
        survey.push(&child(9.5), &[&format!("worker {row} {}", "á".repeat(500))]);
    }
    let grouping = &survey.by_column[0];
    assert_eq!(grouping.groups().len(), MOST_GROUPS);
    assert_eq!(grouping.joined.rows, 5_000 - MOST_GROUPS as u64);
    assert!(grouping.groups().iter().all(|(name, _)| name.chars().count() <= 60));
    let table = only_figures(&survey);
    assert_eq!(value(&table, "group", "worker (all others)", "n"), (5_000 - MOST_GROUPS).to_string());
    assert_eq!(value(&table, "group", "worker (all others)", "judged"), "0");
    assert_eq!(JUDGED_FROM, 100);
}

fn page(survey: &Quality, lang: Lang, name: &str) -> String {
    let html = html(survey, &Page { lang, name, made: None });
    for outside in
        ["http:", "https:", "//", "src=\"", "url(", "@import", "<script", "<link", "<iframe", "<img"]
    {
        assert!(!html.contains(outside), "{outside}");
    }
    for no_figure in ["NaN", "inf ", "inf<", "None", "[survey-", "{ $"] {
        assert!(!html.contains(no_figure), "{no_figure}");
    }
    html
}

/// How often each element is opened, and whether it is closed as often.
fn balanced(html: &str) {
    for element in
        ["section", "figure", "svg", "table", "tr", "td", "th", "p", "ul", "li", "div", "details", "text"]
    {
        let opened =
            html.matches(&format!("<{element}>")).count() + html.matches(&format!("<{element} ")).count();
        assert_eq!(opened, html.matches(&format!("</{element}>")).count(), "{element}");
    }
}

#[test]
fn the_report_has_a_sentence_a_plot_and_its_figures_in_both_languages() {
    let survey = counted(&kept("survey/prev_public_big.csv.zst"), &["gregion"]);
    for (lang, says) in [
        (Lang::Es, ["Cómo se midió", "Conversar primero", "En la posición de otra edad: 24.0", "Por región"]),
        (
            Lang::En,
            ["How it was measured", "Talk first", "In the position of another age: 24.0", "By region"],
        ),
    ] {
        let html = page(&survey, lang, "prev_public_big");
        balanced(&html);
        for words in says {
            assert!(html.contains(words), "{words}");
        }
        assert_eq!(html.matches(r#"role="img""#).count(), 12);
        assert_eq!(html.matches("<desc").count(), 12);
        assert!(html.contains(&format!(r#"<html lang="{}">"#, lang.tag())));
    }
    assert_eq!(page(&survey, Lang::Es, "a"), page(&survey.clone(), Lang::Es, "a"));
}

#[test]
fn a_worker_who_rounds_is_spoken_with_and_one_with_few_rows_is_not_judged() {
    let mut survey = Quality::by(&["worker".to_owned()]);
    for row in 0..200 {
        let tenth = f64::from(row % 10) / 10.0;
        survey.push(&Measured { length_cm: Some(76.0 + tenth), ..child(9.0 + tenth) }, &["Elena"]);
        survey.push(
            &Measured { length_cm: Some(76.0 + tenth), ..child(9.0 + 0.5 * (row % 2) as f64) },
            &["Rosa"],
        );
        if row < 99 {
            survey.push(&child(9.0), &["Carmen"]);
        }
    }
    let html = page(&survey, Lang::Es, "x");
    let rows: Vec<&str> = html.split("</tr>").filter(|row| row.contains(r#"class="w""#)).collect();
    let of = |name: &str| rows.iter().position(|row| row.contains(name));
    assert_eq!((of("Rosa").is_some(), of("Elena").is_some(), of("Carmen")), (true, true, None));
    assert!(of("Rosa") < of("Elena"), "whom to speak with first stands first");
    assert!(rows[of("Rosa").unwrap()].contains("último dígito del peso"));
    assert!(!rows[of("Elena").unwrap()].contains("último dígito"));
    assert!(html.contains("Carmen (99)"));
}

#[test]
fn what_a_file_says_is_text_in_the_report() {
    let names = [
        "<script>alert(1)</script>",
        r#""><img src=x onerror="alert(1)">"#,
        "</table></svg>'",
        "a&b\u{202e}",
    ];
    let mut survey = Quality::by(&["<b>col</b>".to_owned()]);
    for _ in 0..150 {
        names.iter().for_each(|name| survey.push(&child(9.5), &[name]));
    }
    survey.push(&child(9.5), &["<i>few</i>"]);
    let html = page(&survey, Lang::Es, "</title><script>x</script>");
    balanced(&html);
    assert!(
        !html.contains("<img")
            && !html.contains("<b>")
            && !html.contains("<i>")
            && !html.contains('\u{202e}')
    );
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;") && html.contains("a&amp;b"));
    assert_eq!(html.matches("</title>").count(), 1 + html.matches("role=\"img\"").count());
}

#[test]
fn the_report_is_small_whatever_was_counted_and_says_so_where_nothing_was() {
    let columns = ["a", "b", "c", "d"].map(str::to_owned);
    let mut survey = Quality::by(&columns);
    for name in 0..200 {
        let name = format!("{name}{}", "\"".repeat(90));
        for _ in 0..100 {
            let child = Measured { sex: None, position: Some(Position::Standing), ..child(9.0) };
            survey.push(&child, &[name.as_str(); 4]);
        }
    }
    let size = page(&survey, Lang::Es, &"<".repeat(5_000)).len();
    assert!(size < 500_000, "{size} bytes");

    let none = Quality::by(&columns[..1]);
    assert!(page(&none, Lang::Es, "x").contains("no tiene mediciones"));
    let mut few = Quality::by(&columns[..1]);
    few.push(&Measured::default(), &["Rosa"]);
    few.push(&child(f64::NAN), &["Rosa"]);
    few.push(&child(9.0), &[""]);
    balanced(&page(&few, Lang::Es, "x"));
    assert!(page(&few, Lang::En, "x").contains("Few data"));
}

#[test]
fn at_two_years_to_the_day_a_child_is_measured_standing() {
    let mut survey = Quality::by(&[]);
    for (months, position) in [
        (8.999, Position::Standing),
        (9.0, Position::Lying),
        (23.999, Position::Standing),
        (23.999, Position::Lying),
        (24.0, Position::Standing),
        (60.0, Position::Lying),
        (-0.1, Position::Standing),
    ] {
        let age = Some(Age::Months(months));
        survey.push(&Measured { age, position: Some(position), ..child(9.5) }, &[]);
    }
    let table = only_figures(&survey);
    let of = |statistic| value(&table, "position_mismatch", "measure", statistic);
    assert_eq!((of("total_00_08"), of("mismatch_00_08")), ("1".into(), "1".into()));
    assert_eq!((of("total_00_11"), of("mismatch_00_11")), ("2".into(), "1".into()));
    assert_eq!((of("total_12_23"), of("mismatch_12_23")), ("2".into(), "1".into()));
    assert_eq!((of("total_24_35"), of("mismatch_24_35")), ("1".into(), "0".into()));
    assert_eq!((of("total_48_59"), of("mismatch_48_59")), ("0".into(), "0".into()));
}
