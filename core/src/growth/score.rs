//! A z-score as it is given: rounded to two decimals as R rounds, and flagged when it is outside WHO's limits. Knows no table.

use super::Indicator;

/// The z-score of one indicator.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Score {
    /// Rounded to two decimals; NaN or infinite where WHO's software gives that.
    pub z: f64,
    /// Outside WHO's limits for this indicator, judged on the rounded z; `None` where z is NaN.
    pub flag: Option<bool>,
    /// Unrounded.
    pub raw: f64,
}

impl Score {
    /// From the unrounded z and the limits beyond which it is flagged.
    pub fn new(raw: f64, limits: (f64, f64)) -> Score {
        let z = round2(raw);
        let flag = if z.is_nan() { None } else { Some(z < limits.0 || z > limits.1) };
        Score { z, flag, raw }
    }
}

/// WHO's limits of a plausible z (WHO 2006): outside them a measurement or an age is taken to be wrong.
pub fn limits(indicator: Indicator) -> (f64, f64) {
    match indicator {
        Indicator::LengthForAge => (-6.0, 6.0),
        Indicator::WeightForAge => (-6.0, 5.0),
        _ => (-5.0, 5.0),
    }
}

/// Two decimals, as R 4 rounds: the nearer of the two candidates, on a tie the one whose hundredths are even.
#[inline]
pub fn round2(x: f64) -> f64 {
    if !x.is_finite() || x.abs() > 1e13 {
        return x;
    }
    let hundredths = x * 100.0;
    // Below 2^53 a whole number is exact both ways, and far quicker than asking the library for floor and ceiling.
    let cut = hundredths as i64;
    let below = if cut as f64 > hundredths { cut - 1 } else { cut };
    let above = if below as f64 == hundredths { below } else { below + 1 };
    let (low, high) = (below as f64 / 100.0, above as f64 / 100.0);
    let (to_low, to_high) = (x - low, high - x);
    if to_low < to_high || (to_low == to_high && below % 2 == 0) { low } else { high }
}
