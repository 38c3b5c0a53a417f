//! How z-scores lie: their mean, spread, skewness and kurtosis. A plausible z is given at two decimals and lies within WHO's
//! limits, so a counter a hundredth holds them all, exactly, whatever the number of rows. Knows no child.

use super::chance::two_tails;
use chaski::growth::score::Score;

/// No plausible z is further from zero than this, in hundredths (length-for-age: 6).
const REACH: i32 = 600;

/// The z-scores of one indicator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread {
    /// Plausible z, by hundredths from -6.00 on.
    counts: Vec<u64>,
    /// Outside WHO's limits; in none of the figures below.
    flagged: u64,
}

/// What describes the plausible z-scores.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Summary {
    /// How many.
    pub n: u64,
    /// Mean.
    pub mean: f64,
    /// Standard deviation, with n - 1. `None` for one.
    pub sd: Option<f64>,
    /// m3/m2^1.5 of the central moments. `None` where all are equal.
    pub skewness: Option<f64>,
    /// m4/m2² of the central moments: 3 for a normal curve. `None` where all are equal.
    pub kurtosis: Option<f64>,
}

/// A figure beside its standard error under a normal curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tested {
    /// The figure.
    pub value: f64,
    /// Its standard error.
    pub error: f64,
    /// The figure in standard errors.
    pub z: f64,
    /// The chance of one at least as far from zero.
    pub p: f64,
}

impl Tested {
    fn new(value: f64, error: f64) -> Tested {
        let z = value / error;
        Tested { value, error, z, p: two_tails(z) }
    }
}

impl Default for Spread {
    fn default() -> Self {
        Spread { counts: vec![0; 2 * REACH as usize + 1], flagged: 0 }
    }
}

impl Spread {
    /// Counts a score; one that is no number counts as missing.
    pub fn push(&mut self, score: Score) {
        match (score.flag, self.counts.get_mut(place(score.z))) {
            (Some(false), Some(count)) => *count += 1,
            (Some(_), _) => self.flagged += 1,
            (None, _) => {}
        }
    }

    /// How many are outside WHO's limits.
    pub fn flagged(&self) -> u64 {
        self.flagged
    }

    /// How many are within WHO's limits.
    pub fn plausible(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// All that have a z.
    pub fn scored(&self) -> u64 {
        self.plausible() + self.flagged
    }

    /// Each plausible z that occurs, with how often.
    pub fn each(&self) -> impl Iterator<Item = (f64, u64)> {
        let hundredths = -REACH..=REACH;
        hundredths.zip(&self.counts).filter(|(_, n)| **n > 0).map(|(h, n)| (f64::from(h) / 100.0, *n))
    }

    /// Mean and moments. `None` without a plausible z.
    pub fn summary(&self) -> Option<Summary> {
        let n = self.plausible();
        if n == 0 {
            return None;
        }
        let count = n as f64;
        // The sum of hundredths is a whole number: the mean is exact, and the moments are taken about it.
        let sum: i128 = (-i128::from(REACH)..).zip(&self.counts).map(|(h, n)| h * i128::from(*n)).sum();
        let mean = sum as f64 / 100.0 / count;
        let moment = |power: i32| self.each().map(|(z, n)| (z - mean).powi(power) * n as f64).sum::<f64>();
        let second = moment(2) / count;
        let varies = self.each().nth(1).is_some();
        Some(Summary {
            n,
            mean,
            sd: (n > 1).then(|| (moment(2) / (count - 1.0)).sqrt()),
            skewness: varies.then(|| moment(3) / count / second.powf(1.5)),
            kurtosis: varies.then(|| moment(4) / count / (second * second)),
        })
    }

    /// SMART's flags: how many z lie more than 3 from the survey's mean (SMART, Measuring Mortality, Nutritional Status and Food
    /// Security, 2006). The mean is that of the plausible z, and those outside WHO's limits are counted among them, so that one
    /// slip of the pen moves neither. `None` without a plausible z.
    pub fn beyond_three_of_the_mean(&self) -> Option<u64> {
        let mean = self.summary()?.mean;
        let away = |(z, _): &(f64, u64)| (z - mean).abs() > 3.0;
        Some(self.flagged + self.each().filter(away).map(|(_, n)| n).sum::<u64>())
    }
}

impl Summary {
    /// Skewness with its standard error √(6n(n-1)/((n-2)(n+1)(n+3))), as NiPN's toolkit tests it. `None` below 3.
    pub fn tested_skewness(&self) -> Option<Tested> {
        let error = self.skewness_error()?;
        Some(Tested::new(self.skewness?, error))
    }

    /// Kurtosis less 3 with its standard error 2 se(skewness) √((n²-1)/((n-3)(n+5))). `None` below 4.
    pub fn tested_kurtosis(&self) -> Option<Tested> {
        let n = self.n as f64;
        if self.n < 4 {
            return None;
        }
        let error = 2.0 * self.skewness_error()? * ((n * n - 1.0) / ((n - 3.0) * (n + 5.0))).sqrt();
        Some(Tested::new(self.kurtosis? - 3.0, error))
    }

    fn skewness_error(&self) -> Option<f64> {
        let n = self.n as f64;
        (self.n > 2).then(|| (6.0 * n * (n - 1.0) / ((n - 2.0) * (n + 1.0) * (n + 3.0))).sqrt())
    }
}

/// Where a z is counted; beyond the end for what is not plausible.
fn place(z: f64) -> usize {
    let hundredths = (z * 100.0).round();
    if hundredths.abs() > f64::from(REACH) || hundredths.is_nan() {
        return usize::MAX;
    }
    (hundredths as i32 + REACH) as usize
}

#[cfg(test)]
mod tests {
    use super::Spread;
    use chaski::growth::score::Score;

    fn of(all: &[f64]) -> Spread {
        let mut spread = Spread::default();
        all.iter().for_each(|z| spread.push(Score::new(*z, (-5.0, 5.0))));
        spread
    }

    #[test]
    fn the_moments_are_those_of_the_values_themselves() {
        let all = [-2.31, -0.07, 0.0, 0.55, 0.55, 1.2, 4.99];
        let summary = of(&all).summary().unwrap();
        let n = all.len() as f64;
        let mean = all.iter().sum::<f64>() / n;
        let moment = |power| all.iter().map(|z| (z - mean).powi(power)).sum::<f64>() / n;
        assert_eq!(summary.n, 7);
        assert!((summary.mean - mean).abs() < 1e-15);
        assert!((summary.sd.unwrap() - (moment(2) * n / (n - 1.0)).sqrt()).abs() < 1e-14);
        assert!((summary.skewness.unwrap() - moment(3) / moment(2).powf(1.5)).abs() < 1e-14);
        assert!((summary.kurtosis.unwrap() - moment(4) / moment(2).powi(2)).abs() < 1e-13);
    }

    #[test]
    fn what_is_outside_the_limits_is_counted_apart_and_what_is_no_number_not_at_all() {
        let spread = of(&[0.0, 5.01, -7.0, f64::NAN, f64::INFINITY]);
        assert_eq!((spread.plausible(), spread.flagged(), spread.scored()), (1, 3, 4));
        assert_eq!(spread.beyond_three_of_the_mean(), Some(3));
        assert_eq!(of(&[0.0, 0.0, 3.0, 4.5]).beyond_three_of_the_mean(), Some(0));
        assert_eq!(of(&[0.0, 0.0, 0.0, 4.5]).beyond_three_of_the_mean(), Some(1));
    }

    #[test]
    fn too_few_or_all_alike_have_no_figure_rather_than_no_number() {
        assert_eq!(of(&[]).summary(), None);
        let one = of(&[1.0]).summary().unwrap();
        assert_eq!((one.sd, one.skewness, one.tested_kurtosis()), (None, None, None));
        let alike = of(&[1.0; 9]).summary().unwrap();
        assert_eq!((alike.sd, alike.skewness, alike.tested_skewness()), (Some(0.0), None, None));
    }
}
