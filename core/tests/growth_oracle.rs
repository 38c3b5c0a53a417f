//! Every row that WHO's own packages were run on comes out of the tables and formulas here without one difference.

use std::path::Path;

use chaski::growth::score::Score;
use chaski::growth::who::{self, Age, Measured, Missing, Mode};
use chaski::growth::{Indicator, Position, Sex, intergrowth, who2007};

/// A stored copy of a file of figures: its rows by the names of its columns.
struct Rows {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

fn rows(file: &str) -> Rows {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../tests/data/growth").join(file);
    let packed = std::fs::File::open(&path).unwrap();
    let text = String::from_utf8(zstd::stream::decode_all(packed).unwrap()).unwrap();
    let mut lines = text.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<_>>());
    let names = lines.next().unwrap();
    Rows { names, rows: lines.collect() }
}

impl Rows {
    fn at(&self, name: &str) -> usize {
        self.names.iter().position(|held| held == name).unwrap_or_else(|| panic!("no column {name}"))
    }
}

fn number(text: &str) -> Option<f64> {
    if text.is_empty() { None } else { Some(text.parse().unwrap_or_else(|_| panic!("{text}"))) }
}

fn sex(text: &str) -> Option<Sex> {
    match text {
        "1" | "m" | "M" => Some(Sex::Male),
        "2" | "f" | "F" => Some(Sex::Female),
        "" => None,
        other => panic!("{other}"),
    }
}

fn oedema(text: &str) -> Option<bool> {
    match text {
        "y" | "Y" | "1" => Some(true),
        "n" | "N" | "2" => Some(false),
        "" => None,
        other => panic!("{other}"),
    }
}

fn position(text: &str) -> Option<Position> {
    match text {
        "l" | "L" => Some(Position::Lying),
        "h" | "H" => Some(Position::Standing),
        "" => None,
        other => panic!("{other}"),
    }
}

/// The same number, the same infinity, both not a number, or both missing.
fn same(ours: Option<f64>, theirs: Option<f64>) -> bool {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) => ours == theirs || (ours.is_nan() && theirs.is_nan()),
        (None, None) => true,
        _ => false,
    }
}

fn near(ours: Option<f64>, theirs: Option<f64>) -> bool {
    match (ours, theirs) {
        (Some(ours), Some(theirs)) if ours.is_finite() && theirs.is_finite() => {
            (ours - theirs).abs() <= 1e-9 * theirs.abs().max(1.0)
        }
        _ => same(ours, theirs),
    }
}

/// How many cells were compared, and which differ.
#[derive(Default)]
struct Compared {
    cells: usize,
    different: Vec<String>,
}

impl Compared {
    fn cell(&mut self, row: &[String], what: &str, equal: bool, ours: impl std::fmt::Debug) {
        self.cells += 1;
        if !equal {
            self.different.push(format!("{}: {what}: {ours:?} in {row:?}", row[0]));
        }
    }

    fn score(&mut self, held: &Rows, row: &[String], names: [&str; 3], ours: Result<Score, Missing>) {
        let theirs = |name: &str| number(&row[held.at(name)]);
        let ours = ours.ok();
        let flag = ours.and_then(|score| score.flag).map(|flag| f64::from(u8::from(flag)));
        self.cell(row, names[0], same(ours.map(|score| score.z), theirs(names[0])), ours);
        self.cell(row, names[1], same(flag, theirs(names[1])), ours);
        self.cell(row, names[2], near(ours.map(|score| score.raw), theirs(names[2])), ours);
    }

    fn end(self, file: &str, rows: usize) {
        println!("{file}: {rows} rows, {} cells compared, {} different", self.cells, self.different.len());
        assert!(self.different.is_empty(), "{:#?}", &self.different[..self.different.len().min(20)]);
        assert!(self.cells > rows);
    }
}

fn child(held: &Rows, row: &[String], age: &str) -> Measured {
    let text = |name: &str| row[held.at(name)].as_str();
    Measured {
        sex: sex(text("sex")),
        age: number(text(age)).map(if age == "age_days" { Age::Days } else { Age::Months }),
        weight_kg: number(text("weight")),
        length_cm: number(text("lenhei")),
        position: position(text("measure")),
        oedema: oedema(text("oedema")),
        head_cm: number(text("headc")),
        muac_cm: number(text("armc")),
        triceps_mm: number(text("triskin")),
        subscapular_mm: number(text("subskin")),
    }
}

fn compare(file: &str, age: &str) {
    let held = rows(file);
    let mut compared = Compared::default();
    for row in &held.rows {
        let scored = who::scores(&child(&held, row, age), Mode::WhoCompatible);
        let text = |name: &str| row[held.at(name)].as_str();
        let clean = scored.clean;
        compared.cell(row, "clenhei", same(clean.length_cm, number(text("clenhei"))), clean);
        compared.cell(row, "cbmi", same(clean.bmi, number(text("cbmi"))), clean);
        compared.cell(row, "cmeasure", clean.position == position(text("cmeasure")), clean);
        compared.cell(row, "c9mo_flag", clean.stood_too_young == (text("c9mo_flag") == "1"), clean);
        for indicator in Indicator::ALL {
            let code = indicator.code();
            let names = [format!("z{code}"), format!("f{code}"), format!("rz{code}")];
            compared.score(&held, row, [&names[0], &names[1], &names[2]], scored.of(indicator));
        }
    }
    compared.end(file, held.rows.len());
}

#[test]
fn every_row_by_days_equals_whos_package() {
    compare("oracle_public.csv.zst", "age_days");
}

#[test]
fn every_row_by_months_equals_whos_package() {
    compare("oracle_months_public.csv.zst", "age_months");
}

#[test]
fn every_row_of_5_to_19_years_equals_whos_package() {
    let held = rows("oracle_5to19_public.csv.zst");
    let mut compared = Compared::default();
    for row in &held.rows {
        let text = |name: &str| row[held.at(name)].as_str();
        let child = who2007::Measured {
            sex: sex(text("sex")),
            age_months: number(text("age_months")),
            weight_kg: number(text("weight")),
            height_cm: number(text("height")),
            oedema: oedema(text("oedema")),
        };
        let scored = who2007::scores(&child, Mode::WhoCompatible);
        compared.cell(row, "cbmi", same(scored.bmi, number(text("cbmi"))), scored.bmi);
        compared.score(&held, row, ["zhfa", "fhfa", "rzhfa"], scored.height);
        compared.score(&held, row, ["zwfa", "fwfa", "rzwfa"], scored.weight);
        compared.score(&held, row, ["zbfa", "fbfa", "rzbfa"], scored.bmi_for_age);
    }
    compared.end("oracle_5to19_public.csv.zst", held.rows.len());
}

#[test]
fn the_preterm_equations_give_every_row_of_the_published_curves() {
    let held = rows("intergrowth_postnatal_preterm.csv.zst");
    let mut compared = Compared::default();
    for row in &held.rows {
        let text = |name: &str| row[held.at(name)].as_str();
        let measure = match text("indicator") {
            "wfa" => intergrowth::Measure::Weight,
            "lfa" => intergrowth::Measure::Length,
            _ => intergrowth::Measure::Head,
        };
        let day = text("pma_days").parse().unwrap();
        let (mean, sd) = intergrowth::mean_and_sd(measure, sex(text("sex")).unwrap(), day).unwrap();
        // The file has ten figures.
        let agrees = |ours: f64, name: &str| (ours - number(text(name)).unwrap()).abs() < 6e-9;
        compared.cell(row, "mu", agrees(mean, "mu"), mean);
        compared.cell(row, "sigma", agrees(sd, "sigma"), sd);
        assert_eq!(text("log_scale") == "1", measure != intergrowth::Measure::Head);
    }
    compared.end("intergrowth_postnatal_preterm.csv.zst", held.rows.len());
}

/// The default differs from WHO's package where the page `docs/growth.md` says so, and nowhere else.
#[test]
fn the_default_differs_from_whos_package_only_where_it_is_said() {
    let held = rows("oracle_public.csv.zst");
    let (mut mended, mut withheld) = (0, 0);
    for row in &held.rows {
        let child = child(&held, row, "age_days");
        let (who, ours) = (who::scores(&child, Mode::WhoCompatible), who::scores(&child, Mode::Mended));
        for indicator in Indicator::ALL {
            let (theirs, ours) = (who.of(indicator), ours.of(indicator));
            if theirs.map(|score| score.raw.to_bits()) == ours.map(|score| score.raw.to_bits()) {
                continue;
            }
            let no_measurement = [child.weight_kg, child.length_cm, child.head_cm, child.muac_cm]
                .iter()
                .chain(&[child.triceps_mm, child.subscapular_mm])
                .flatten()
                .any(|value| who::not_a_measurement(*value).is_some());
            match (theirs, ours) {
                (Ok(theirs), Ok(ours)) if indicator == Indicator::WeightForLength => {
                    // D2: 103.1 cm lying, from 24 months.
                    assert_eq!(
                        (child.length_cm, child.position),
                        (Some(103.1), Some(Position::Lying)),
                        "{row:?}"
                    );
                    assert!((theirs.raw - ours.raw).abs() < 0.04, "{row:?}");
                    mended += 1;
                }
                (_, Err(_)) if no_measurement => withheld += 1,
                _ => panic!("{indicator:?}: {theirs:?} {ours:?} in {row:?}"),
            }
        }
    }
    println!("{mended} mended (D2), {withheld} withheld where nothing was measured");
    assert!(mended > 0 && withheld > 0);
}
