//! How wide a 95 % interval is when the spread itself was estimated: Student's distribution. Knows no survey.

use std::f64::consts::PI;

/// 97.5 % of the standard normal distribution lies below this.
const NORMAL: f64 = 1.959963984540054;
/// From here on the expansion about the normal distribution is exact to the last digit.
const MANY: u64 = 1000;
/// Newton's method has long been at rest by then.
const STEPS: usize = 60;

/// Below how many standard errors 97.5 % of Student's distribution lies, by degrees of freedom; `None` for zero degrees, where
/// there is no spread to speak of. Right to 13 digits. Abramowitz and Stegun, *Handbook of Mathematical Functions*
/// (1964): 26.7.3 and 26.7.4 for the distribution, 26.7.5 for many degrees.
pub fn quantile_975(degrees: u64) -> Option<f64> {
    match degrees {
        0 => None,
        MANY.. => Some(expanded(degrees as f64)),
        _ => Some(solved(degrees)),
    }
}

/// About the normal distribution, in powers of one over the degrees.
fn expanded(degrees: f64) -> f64 {
    let x = NORMAL;
    let x2 = x * x;
    let terms = [
        (x2 + 1.0) / 4.0,
        ((5.0 * x2 + 16.0) * x2 + 3.0) / 96.0,
        (((3.0 * x2 + 19.0) * x2 + 17.0) * x2 - 15.0) / 384.0,
        ((((79.0 * x2 + 776.0) * x2 + 1482.0) * x2 - 1920.0) * x2 - 945.0) / 92160.0,
    ];
    let series = terms.iter().rev().fold(0.0, |sum, term| (sum + term) / degrees);
    x + x * series
}

/// By Newton's method on the angle whose tangent is t over the root of the degrees. The share of the distribution within the
/// angle rises ever more slowly, so that from an angle too small the method climbs to the answer and never past it.
fn solved(degrees: u64) -> f64 {
    let root = (degrees as f64).sqrt();
    let density = density_at_zero(degrees);
    let mut angle = (NORMAL / root).atan();
    for _ in 0..STEPS {
        let slope = density * angle.cos().powi(degrees as i32 - 1);
        let step = (0.95 - within(angle, degrees)) / slope;
        angle += step;
        if step.abs() <= f64::EPSILON * angle {
            break;
        }
    }
    root * angle.tan()
}

/// The share of the distribution between minus the angle and the angle.
fn within(angle: f64, degrees: u64) -> f64 {
    let (sine, cosine) = angle.sin_cos();
    let odd = degrees % 2 == 1;
    let mut term = if odd { cosine } else { 1.0 };
    let mut sum = if degrees == 1 { 0.0 } else { term };
    let mut k = if odd { 3 } else { 2 };
    while k < degrees {
        term *= cosine * cosine * (k - 1) as f64 / k as f64;
        sum += term;
        k += 2;
    }
    if odd { (angle + sine * sum) * 2.0 / PI } else { sine * sum }
}

/// How fast the share grows with the angle, at the angle zero.
fn density_at_zero(degrees: u64) -> f64 {
    let odd = degrees % 2 == 1;
    let (mut density, mut k) = if odd { (2.0 / PI, 1) } else { (1.0, 2) };
    while k < degrees {
        density *= (k + 1) as f64 / k as f64;
        k += 2;
    }
    density
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Made with 40 digits by `mpmath` 1.3 (regularised incomplete beta function and a root finder); equal to SciPy's
    /// `stats.t.ppf(0.975, degrees)` to its 13 digits.
    const KNOWN: &[(u64, f64)] = &[
        (1, 12.706204736174705),
        (2, 4.302652729749464),
        (3, 3.1824463052837095),
        (4, 2.7764451051977943),
        (5, 2.5705818356363155),
        (6, 2.44691185114497),
        (7, 2.3646242515927853),
        (8, 2.3060041352041667),
        (9, 2.2621571627982053),
        (10, 2.228138851986275),
        (11, 2.2009851600916397),
        (15, 2.1314495455597755),
        (18, 2.1009220402410387),
        (19, 2.0930240544083096),
        (20, 2.085963447265865),
        (29, 2.0452296421327043),
        (30, 2.042272456301238),
        (57, 2.0024654592910074),
        (63, 1.9983405425207417),
        (64, 1.997729654317693),
        (100, 1.9839715185235522),
        (101, 1.9837310029556061),
        (319, 1.9674283869023723),
        (497, 1.964748613638872),
        (500, 1.9647198374673678),
        (998, 1.9623438462163347),
        (999, 1.96234146113345),
        (1000, 1.9623390808264085),
        (1001, 1.96233670528088),
        (2244, 1.9610217071496616),
        (2399, 1.960953333521221),
        (10000, 1.9602012398906263),
        (99999, 1.9599877077718448),
        (1000000, 1.959966356814107),
        (123456789, 1.9599640037554515),
    ];

    #[test]
    fn it_is_students_quantile() {
        for &(degrees, known) in KNOWN {
            let found = quantile_975(degrees).unwrap();
            assert!((found / known - 1.0).abs() < 1e-13, "{degrees}: {found} for {known}");
        }
        assert_eq!(quantile_975(0), None);
        assert_eq!(quantile_975(u64::MAX), Some(NORMAL));
    }

    #[test]
    fn it_falls_with_every_degree_across_the_change_of_method() {
        let all: Vec<f64> = (1..=2000).filter_map(quantile_975).collect();
        assert_eq!(all.len(), 2000);
        assert!(all.windows(2).all(|pair| pair[0] > pair[1]));
    }
}
