//! How an invented child grows: each keeps to a line of its own in WHO's tables, a scale and a board add what they add, and
//! a few have a story that a supervisor should notice. Drawn by the demo's chance; knows no record and no phone.

use chaski::growth::who::{self, LYING_LESS_STANDING_CM, Mode, STANDING_FROM_DAY};
use chaski::growth::{Indicator, Position, Sex};

use super::chance::Chance;

/// Weeks of the pregnancy of the child that came early.
pub const EARLY_WEEKS: i64 = 33;
/// Days that it came before its time.
const EARLY_DAYS: i64 = (40 - EARLY_WEEKS) * 7;
/// The arm is measured from this age on, days.
const ARM_FROM_DAY: i64 = 183;
/// The head is measured up to this age, days.
const HEAD_TO_DAY: i64 = 730;
/// Ages at which the health post measures and writes it on the card, days.
const CONTROLS: [i64; 15] = [10, 31, 61, 122, 183, 213, 274, 365, 456, 548, 639, 731, 822, 913, 1_004];
/// So many of the last are still on the card that the worker copies.
const COPIED: usize = 9;

/// What happens to a child beside growing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Story {
    /// Nothing.
    #[default]
    None,
    /// It has lost weight since the last weeks, and both measurements say so.
    LosesWeight,
    /// Its weight for its age has fallen for months and passes the line of −2.
    FallsBehind,
    /// It came at 33 weeks.
    Early,
    /// Nobody knows the day on which it was born, only the month.
    MonthKnown,
    /// Both its feet are swollen.
    Swollen,
    /// The worker forgot the point of its weight.
    PointForgotten,
    /// The worker wrote down again what she had measured at the last visit.
    Copied,
}

/// How a child grows.
#[derive(Debug, Clone, Copy, Default)]
pub struct Growing {
    /// z of its length for its age at two years, hundredths.
    length_z: i64,
    /// z of its weight for its length, hundredths.
    build_z: i64,
    /// What happens to it.
    pub story: Story,
}

/// What a scale, a board and a tape say of a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// Weight, grams, in steps of 10.
    pub grams: i64,
    /// Length or height, millimetres.
    pub length_mm: i64,
    /// How it was measured: as belongs to the age.
    pub position: Position,
    /// Round the arm, millimetres, of a child old enough.
    pub arm_mm: Option<i64>,
    /// Round the head, millimetres, of a child young enough.
    pub head_mm: Option<i64>,
    /// Both feet are swollen.
    pub swollen: bool,
}

impl Taken {
    /// The weight in kilograms, as the scale shows it: with two decimals.
    pub fn kilograms(&self) -> String {
        format!("{}.{:02}", self.grams / 1000, self.grams % 1000 / 10)
    }
}

impl Growing {
    /// Somebody's way of growing: children of the high Andes are a little short and well set.
    pub fn drawn(chance: &mut Chance) -> Growing {
        let length_z = (chance.between(-150, 40) + chance.between(-150, 40)) / 2;
        let build_z = (chance.between(-110, 130) + chance.between(-110, 130)) / 2;
        Growing { length_z, build_z, story: Story::None }
    }

    /// Grams at birth, in steps of 10.
    pub fn birth_weight_g(&self, boy: bool) -> i64 {
        if self.story == Story::Early {
            return 1_940;
        }
        let row = who::for_age(Indicator::WeightForAge, sex(boy), 0);
        row.map_or(3_200, |row| tens(row.at(self.z_at(0, self.build_z)) * 1000.0))
    }

    /// Ages in days at which the card says how the child measured, for one who is so old now.
    pub fn on_the_card(age_days: i64) -> &'static [i64] {
        let past = CONTROLS.iter().take_while(|at| **at < age_days - 5).count();
        CONTROLS.get(past.saturating_sub(COPIED)..past).unwrap_or_default()
    }

    /// A child measured at this age; `day` is the day of the story, the first Monday of which is 1.
    pub fn measured(&self, chance: &mut Chance, boy: bool, age_days: i64, day: i64) -> Taken {
        let sex = sex(boy);
        let early = if self.story == Story::Early { EARLY_DAYS } else { 0 };
        let grown = u32::try_from((age_days - early).clamp(0, 1_826)).unwrap_or_default();
        let of = |indicator, z: f64| who::for_age(indicator, sex, grown).map_or(0.0, |row| row.at(z));
        let length_cm = of(Indicator::LengthForAge, self.z_at(grown, self.length_z));
        // The tables compare lying below two years of age; the board asks for the age since birth.
        let lying = age_days < i64::from(STANDING_FROM_DAY);
        let as_grown = if grown < STANDING_FROM_DAY { Position::Lying } else { Position::Standing };
        let build = f64::from(i32::try_from(self.build_z).unwrap_or_default()) / 100.0;
        let by_length = who::at_length(as_grown, sex, length_cm, Mode::Mended).map(|row| row.at(build));
        let kg = match self.story {
            Story::FallsBehind => of(Indicator::WeightForAge, falling(day)),
            _ => by_length.unwrap_or_else(|_| of(Indicator::WeightForAge, build)),
        };
        let kg = match self.story {
            Story::LosesWeight if day > 0 => kg * 0.91,
            Story::Swollen if day > 0 => kg * 1.03,
            _ => kg,
        };
        let standing = if !lying && as_grown == Position::Lying { LYING_LESS_STANDING_CM } else { 0.0 };
        let head_mm = of(Indicator::HeadForAge, self.z_at(grown, self.length_z / 2)) * 10.0;
        let arm_mm = of(Indicator::MuacForAge, (build + self.z_at(grown, self.length_z)) / 2.0) * 10.0;
        let noise_g = chance.between(-40, 40) + chance.between(-40, 40);
        Taken {
            grams: tens(kg * 1000.0 + noise_g as f64),
            length_mm: whole((length_cm - standing) * 10.0) + chance.between(-3, 3),
            position: if lying { Position::Lying } else { Position::Standing },
            arm_mm: (age_days >= ARM_FROM_DAY).then(|| whole(arm_mm) + chance.between(-2, 2)),
            head_mm: (age_days <= HEAD_TO_DAY).then(|| whole(head_mm) + chance.between(-2, 2)),
            swollen: self.story == Story::Swollen && day > 0,
        }
    }

    // Nobody is born as short as some are at two years.
    fn z_at(&self, age_days: u32, at_two: i64) -> f64 {
        let share = 0.65 + 0.35 * f64::from(age_days.min(730)) / 730.0;
        at_two as f64 / 100.0 * share
    }
}

/// A weight for age that falls by one z in four months and passes −2 in the week of the story.
fn falling(day: i64) -> f64 {
    (-2.04 - day as f64 * 0.0085).clamp(-2.4, -0.4)
}

fn sex(boy: bool) -> Sex {
    if boy { Sex::Male } else { Sex::Female }
}

fn whole(figure: f64) -> i64 {
    figure.round() as i64
}

fn tens(grams: f64) -> i64 {
    whole(grams / 10.0) * 10
}

#[cfg(test)]
mod tests {
    use super::*;
    use chaski::growth::who::{Age, Measured, scores};

    fn z_of(taken: Taken, boy: bool, age_days: i64, indicator: Indicator) -> f64 {
        let child = Measured {
            sex: Some(sex(boy)),
            age: Some(Age::Days(age_days as f64)),
            weight_kg: Some(taken.grams as f64 / 1000.0),
            length_cm: Some(taken.length_mm as f64 / 10.0),
            position: Some(taken.position),
            muac_cm: taken.arm_mm.map(|mm| mm as f64 / 10.0),
            head_cm: taken.head_mm.map(|mm| mm as f64 / 10.0),
            ..Measured::default()
        };
        scores(&child, Mode::Mended).of(indicator).map_or(f64::NAN, |score| score.z)
    }

    #[test]
    fn a_child_without_a_story_keeps_to_its_own_line_in_who_s_tables() {
        let mut chance = Chance::of(5, "growth");
        for _ in 0..200 {
            let (growing, boy) = (Growing::drawn(&mut chance), chance.percent(50));
            let mut line: Vec<(f64, f64)> = Vec::new();
            for age in [20, 90, 200, 400, 729, 731, 760, 1_000, 1_500] {
                let taken = growing.measured(&mut chance, boy, age, age - 1_500);
                for indicator in
                    [Indicator::LengthForAge, Indicator::WeightForAge, Indicator::WeightForLength]
                {
                    let z = z_of(taken, boy, age, indicator);
                    assert!(z.abs() < 2.9, "{growing:?} at {age}: {indicator:?} {z}");
                }
                let other = [Indicator::HeadForAge, Indicator::MuacForAge].map(|i| z_of(taken, boy, age, i));
                assert!(other.iter().all(|z| z.is_nan() || z.abs() < 2.0), "{growing:?} at {age}: {other:?}");
                let build = z_of(taken, boy, age, Indicator::WeightForLength);
                line.push((z_of(taken, boy, age, Indicator::LengthForAge), build));
            }
            // From three months on a scale's grams and a board's millimetres are small beside a child.
            let spread = |of: fn(&(f64, f64)) -> f64| {
                let all: Vec<f64> = line.iter().skip(1).map(of).collect();
                all.iter().copied().fold(f64::MIN, f64::max) - all.iter().copied().fold(f64::MAX, f64::min)
            };
            assert!(spread(|z| z.0) < 0.95 && spread(|z| z.1) < 1.1, "{growing:?}: {line:?}");
        }
    }

    #[test]
    fn a_story_is_seen_in_the_figures() {
        let mut chance = Chance::of(6, "growth");
        let growing = Growing { story: Story::FallsBehind, ..Growing::drawn(&mut chance) };
        let z: Vec<f64> = [-120, -60, -25, 8]
            .into_iter()
            .map(|day| {
                z_of(
                    growing.measured(&mut chance, true, 500 + day, day),
                    true,
                    500 + day,
                    Indicator::WeightForAge,
                )
            })
            .collect();
        assert!(z.windows(2).all(|pair| pair[1] < pair[0]) && z[2] > -2.0 && z[3] < -2.0, "{z:?}");

        let growing = Growing { story: Story::LosesWeight, ..growing };
        let (before, after) =
            (growing.measured(&mut chance, true, 500, 0), growing.measured(&mut chance, true, 508, 8));
        assert!(after.grams * 100 < before.grams * 95, "{before:?} {after:?}");

        // One who came early measures as one who is younger.
        let growing = Growing { story: Story::Early, length_z: 0, build_z: 0 };
        let taken = growing.measured(&mut chance, false, 100, 0);
        assert!(z_of(taken, false, 100, Indicator::LengthForAge) < -2.0, "{taken:?}");
        assert!(z_of(taken, false, 100 - EARLY_DAYS, Indicator::LengthForAge).abs() < 0.4, "{taken:?}");
    }

    #[test]
    fn the_same_draws_measure_the_same_child() {
        let taken = || {
            let mut chance = Chance::of(9, "growth");
            let growing = Growing::drawn(&mut chance);
            [40, 400, 800].map(|age| growing.measured(&mut chance, false, age, 1))
        };
        assert_eq!(taken(), taken());
        assert_eq!(Growing::on_the_card(100), [10, 31, 61]);
        assert_eq!(Growing::on_the_card(1_100).len(), COPIED);
    }
}
