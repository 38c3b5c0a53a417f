//! Which standards a row is compared with, and its scores as cells. What the standards say is the core's; here is which columns
//! go in, which come out, and what is said of a row that gets no score.

use chaski::growth::score::{Score, round2};
use chaski::growth::who::{self, Age, Missing, Mode, not_a_measurement};
use chaski::growth::{Position, Sex, intergrowth, who2007};
use clap::ValueEnum;

use super::cells::{Cells, Given, Problems};
use super::columns::Field;
use super::figures::{write_figure, write_whole, write_z};

/// The standards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Reference {
    /// WHO Child Growth Standards, birth to 60 months
    Who,
    /// WHO Reference 2007, 5 to 19 years
    Who2007,
    /// INTERGROWTH-21st, preterm children, 27 to 64 weeks after the last menstruation
    Intergrowth,
}

/// How rows are scored.
#[derive(Debug, Clone, Copy)]
pub struct Scoring {
    /// Against what.
    pub reference: Reference,
    /// How closely WHO's package is followed.
    pub mode: Mode,
    /// The unrounded scores too.
    pub unrounded: bool,
}

const WHO: [&str; 21] = [
    "clenhei",
    "cmeasure",
    "c9mo_flag",
    "cbmi",
    "csex",
    "zlen",
    "flen",
    "zwei",
    "fwei",
    "zwfl",
    "fwfl",
    "zbmi",
    "fbmi",
    "zhc",
    "fhc",
    "zac",
    "fac",
    "zts",
    "fts",
    "zss",
    "fss",
];
const WHO_UNROUNDED: [&str; 8] = ["rzlen", "rzwei", "rzwfl", "rzbmi", "rzhc", "rzac", "rzts", "rzss"];
const MEASUREMENTS: [Field; 6] =
    [Field::Weight, Field::Length, Field::Head, Field::Muac, Field::Triceps, Field::Subscapular];
const AGES: [Field; 2] = [Field::AgeDays, Field::AgeMonths];
const PMA: [Field; 3] = [Field::PmaDays, Field::PmaWeeks, Field::GestationalWeeks];

impl Reference {
    /// The columns that are looked for.
    pub fn wanted(self) -> Vec<Field> {
        let (measured, others): (&[Field], &[Field]) = match self {
            Reference::Who => (&MEASUREMENTS, &[Field::Position, Field::Oedema]),
            Reference::Who2007 => (&MEASUREMENTS[..2], &[Field::Oedema]),
            Reference::Intergrowth => (&MEASUREMENTS[..3], &PMA),
        };
        [&[Field::Sex], &AGES[..], measured, others].concat()
    }

    /// Groups of columns, of each of which one must be there.
    pub fn needed(self) -> Vec<Vec<Field>> {
        match self {
            Reference::Who => vec![vec![Field::Sex], MEASUREMENTS.to_vec()],
            Reference::Who2007 => vec![vec![Field::Sex], AGES.to_vec(), MEASUREMENTS[..2].to_vec()],
            Reference::Intergrowth => vec![vec![Field::Sex], PMA.to_vec(), MEASUREMENTS[..3].to_vec()],
        }
    }
}

impl Scoring {
    /// The names of the columns that come out.
    pub fn names(&self) -> Vec<&'static str> {
        let (rounded, unrounded): (&[&str], &[&str]) = match self.reference {
            Reference::Who => (&WHO, &WHO_UNROUNDED),
            Reference::Who2007 => {
                (&["cbmi", "zhfa", "fhfa", "zwfa", "fwfa", "zbfa", "fbfa"], &["rzhfa", "rzwfa", "rzbfa"])
            }
            Reference::Intergrowth => (&["zwei", "zlen", "zhc"], &["rzwei", "rzlen", "rzhc"]),
        };
        let unrounded = if self.unrounded { unrounded } else { &[] };
        [rounded, unrounded].concat()
    }

    /// Writes the cells of a row, each after a delimiter, and says what is wrong with it. `false` if it gets none.
    pub fn write(&self, cells: &Cells<'_>, problems: &mut Problems, into: &mut Vec<u8>) -> bool {
        match self.reference {
            Reference::Who => self.who(cells, problems, into),
            Reference::Who2007 => self.who2007(cells, problems, into),
            Reference::Intergrowth => self.intergrowth(cells, problems, into),
        }
    }

    fn who(&self, cells: &Cells<'_>, problems: &mut Problems, into: &mut Vec<u8>) -> bool {
        let (sex, age) = (cells.sex(problems), cells.age(problems));
        let (position, oedema) = (cells.position(problems), cells.oedema(problems));
        let given = MEASUREMENTS.map(|field| cells.number(field, problems));
        if problems.stops && self.mode == Mode::WhoCompatible {
            return false;
        }
        let [weight, length, head, muac, triceps, subscapular] = given.map(Given::value);
        let child = who::Measured {
            sex: sex.value(),
            age: known_age(age),
            weight_kg: weight,
            // Of a length measured in a position that cannot be read nothing is known.
            length_cm: length.filter(|_| position != Given::Unreadable),
            position: position.value(),
            oedema: withheld_unless_known(oedema),
            head_cm: head,
            muac_cm: muac,
            triceps_mm: triceps,
            subscapular_mm: subscapular,
        };
        let scored = who::scores(&child, self.mode);
        if self.mode == Mode::Mended {
            note_missing_sex(sex, cells, problems);
            note_missing_age(&child, age, scored.scores[2].is_ok(), cells, problems);
            note_wrong_measurements(&MEASUREMENTS, &given, cells, problems);
        }
        let delimiter = cells.delimiter;
        let clean = &scored.clean;
        optional(clean.length_cm, delimiter, into);
        into.push(delimiter);
        into.extend(clean.position.map(|position| if position == Position::Lying { b'l' } else { b'h' }));
        into.extend([delimiter, if clean.stood_too_young { b'1' } else { b'0' }]);
        optional(clean.bmi, delimiter, into);
        into.push(delimiter);
        into.extend(child.sex.map(|sex| if sex == Sex::Male { b'1' } else { b'2' }));
        for score in &scored.scores {
            z_and_flag(*score, delimiter, into);
        }
        if self.unrounded {
            for score in &scored.scores {
                optional(score.ok().map(|score| score.raw), delimiter, into);
            }
        }
        true
    }

    fn who2007(&self, cells: &Cells<'_>, problems: &mut Problems, into: &mut Vec<u8>) -> bool {
        let (sex, age, oedema) = (cells.sex(problems), cells.age(problems), cells.oedema(problems));
        let measurements = [Field::Weight, Field::Length];
        let given = measurements.map(|field| cells.number(field, problems));
        if problems.stops && self.mode == Mode::WhoCompatible {
            return false;
        }
        let [weight_kg, height_cm] = given.map(Given::value);
        let child = who2007::Measured {
            sex: sex.value(),
            age_months: known_age(age).map(Age::months),
            weight_kg,
            height_cm,
            oedema: withheld_unless_known(oedema),
        };
        let scored = who2007::scores(&child, self.mode);
        if self.mode == Mode::Mended {
            note_missing_sex(sex, cells, problems);
            say_2007_age(age, cells, problems);
            note_wrong_measurements(&measurements, &given, cells, problems);
        }
        let scores = [scored.height, scored.weight, scored.bmi_for_age];
        optional(scored.bmi, cells.delimiter, into);
        for score in &scores {
            z_and_flag(*score, cells.delimiter, into);
        }
        if self.unrounded {
            for score in &scores {
                optional(score.ok().map(|score| score.raw), cells.delimiter, into);
            }
        }
        true
    }

    fn intergrowth(&self, cells: &Cells<'_>, problems: &mut Problems, into: &mut Vec<u8>) -> bool {
        let sex = cells.sex(problems);
        let pma_days = pma_days(cells, problems);
        let measurements = [Field::Weight, Field::Length, Field::Head];
        let given = measurements.map(|field| cells.number(field, problems));
        note_missing_sex(sex, cells, problems);
        note_wrong_measurements(&measurements, &given, cells, problems);
        if let Given::Value(days) = pma_days
            && !(intergrowth::FIRST_DAY..=intergrowth::LAST_DAY).contains(&days)
        {
            problems.add(format_args!(
                "Line {}: the postmenstrual age is {} weeks and {} days, and these standards are for 27 to 64 weeks, so \
                 correct it, or use --reference who for an older child",
                cells.row.line,
                days / 7,
                days % 7
            ));
        }
        let measures =
            [intergrowth::Measure::Weight, intergrowth::Measure::Length, intergrowth::Measure::Head];
        let mut scores = [None; 3];
        if let (Given::Value(sex), Given::Value(days)) = (sex, pma_days) {
            for ((score, measure), given) in scores.iter_mut().zip(measures).zip(given) {
                *score = given.value().and_then(|value| intergrowth::z(measure, sex, days, value).ok());
            }
        }
        for score in scores {
            into.push(cells.delimiter);
            if let Some(z) = score {
                write_z(round2(z), into);
            }
        }
        if self.unrounded {
            for score in scores {
                optional(score, cells.delimiter, into);
            }
        }
        true
    }
}

/// An age that is wrong has no score of any kind: infinite, it is outside every table.
fn known_age(age: Given<Age>) -> Option<Age> {
    match age {
        Given::Unreadable => Some(Age::Days(f64::INFINITY)),
        given => given.value(),
    }
}

/// Where it cannot be read whether the feet are swollen, scores of weight are withheld as if they were.
fn withheld_unless_known(oedema: Given<bool>) -> Option<bool> {
    if oedema == Given::Unreadable { Some(true) } else { oedema.value() }
}

/// Postmenstrual age in whole days: as it is given, or the length of the pregnancy and the age together.
fn pma_days(cells: &Cells<'_>, problems: &mut Problems) -> Given<u32> {
    let mut given = cells.number(Field::PmaDays, problems);
    if given == Given::Nothing {
        given = cells.weeks_as_days(Field::PmaWeeks, problems);
    }
    if given == Given::Nothing {
        given = match cells.weeks_as_days(Field::GestationalWeeks, problems) {
            Given::Value(born) => match cells.age(problems) {
                Given::Value(age) => Given::Value(born + age.whole_days().map_or(f64::NAN, f64::from)),
                Given::Unreadable => Given::Unreadable,
                Given::Nothing => Given::Nothing,
            },
            given => given,
        };
    }
    match given {
        Given::Unreadable => Given::Unreadable,
        Given::Value(days) if (0.0..1e6).contains(&days) => Given::Value((days + 0.5).floor() as u32),
        Given::Value(_) => {
            problems
                .add(format_args!("Line {}: the postmenstrual age is no age, so correct it", cells.row.line));
            Given::Unreadable
        }
        Given::Nothing => {
            problems.add(format_args!(
                "Line {}: the postmenstrual age is not known, so give pma_days, pma_weeks, or gestational_weeks and age_days",
                cells.row.line
            ));
            Given::Nothing
        }
    }
}

fn note_missing_sex(sex: Given<Sex>, cells: &Cells<'_>, problems: &mut Problems) {
    if sex == Given::Nothing {
        problems.add(format_args!(
            "{}: without the sex there is no score, so write 1 or m for a boy, 2 or f for a girl",
            cells.place(Field::Sex)
        ));
    }
}

/// The column in which the age of this row stands, or should.
fn age_field(cells: &Cells<'_>) -> Option<Field> {
    let has = |field: &Field| cells.columns.at(*field).is_some();
    let given = |field: &Field| cells.columns.at(*field).is_some_and(|at| !cells.row.text(at).is_empty());
    AGES.into_iter().find(given).or_else(|| AGES.into_iter().find(has))
}

fn note_missing_age(
    child: &who::Measured,
    age: Given<Age>,
    has_wfl: bool,
    cells: &Cells<'_>,
    problems: &mut Problems,
) {
    let said = || match age_field(cells) {
        Some(field) => cells.place(field),
        None => format!("Line {}: there is no column for the age", cells.row.line),
    };
    match age {
        Given::Unreadable => {}
        Given::Value(age) if !age.months().is_nan() => {
            let months = age.months();
            if months.is_infinite() {
                problems.add(format_args!("{}: that is no age, so correct it", said()));
            } else if months > 228.0 {
                problems.add(format_args!("{}: these standards end at 60 months, so correct it", said()));
            } else if months >= who::END_MONTHS {
                problems.add(format_args!(
                    "{}: these standards end at 60 months, so use --reference who2007 for 5 to 19 years",
                    said()
                ));
            }
        }
        Given::Nothing | Given::Value(_) => {
            problems.add(format_args!(
                "{}: without the age only weight-for-length can be scored, so give age_days or age_months",
                said()
            ));
            if has_wfl && child.position.is_none() {
                let (taken, rule) = match child.length_cm {
                    Some(length_cm) if length_cm < 87.0 => ("lying", "a length below 87 cm"),
                    _ => ("standing", "a length of 87 cm or more"),
                };
                problems.add(format_args!(
                    "Neither age nor position is known, so weight-for-length takes the child to be {taken}, which is WHO's \
                     rule for {rule}: write l or h as the position"
                ));
            }
        }
    }
}

fn say_2007_age(age: Given<Age>, cells: &Cells<'_>, problems: &mut Problems) {
    let said = cells.place(age_field(cells).unwrap_or(Field::AgeMonths));
    match age {
        Given::Unreadable => {}
        Given::Value(age) if !age.months().is_nan() => {
            let months = age.months();
            if months < who::END_MONTHS {
                problems
                    .add(format_args!("{said}: this reference begins at 60 months, so use --reference who"));
            } else if months > 228.0 {
                problems.add(format_args!("{said}: this reference ends at 228 months, so correct it"));
            }
        }
        Given::Nothing | Given::Value(_) => problems
            .add(format_args!("{said}: without the age there is no score, so give age_months or age_days")),
    }
}

fn note_wrong_measurements(
    fields: &[Field],
    given: &[Given<f64>],
    cells: &Cells<'_>,
    problems: &mut Problems,
) {
    for (field, given) in fields.iter().zip(given) {
        let wrong = match given.value().and_then(not_a_measurement) {
            None => continue,
            Some(Missing::NotPositive) => "a measurement is above zero",
            Some(_) => "that is no measurement",
        };
        problems.add(format_args!("{}: {wrong}, so correct it or leave it empty", cells.place(*field)));
    }
}

#[inline]
fn optional(figure: Option<f64>, delimiter: u8, into: &mut Vec<u8>) {
    into.push(delimiter);
    if let Some(figure) = figure {
        write_figure(figure, into);
    }
}

#[inline]
fn z_and_flag(score: Result<Score, Missing>, delimiter: u8, into: &mut Vec<u8>) {
    into.push(delimiter);
    if let Ok(score) = score {
        write_z(score.z, into);
    }
    into.push(delimiter);
    if let Some(flag) = score.ok().and_then(|score| score.flag) {
        write_whole(u32::from(flag), into);
    }
}
