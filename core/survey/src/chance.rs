//! How likely a difference is by chance: the upper tail of chi-square and the two tails of the normal curve. Knows no data.

/// A normal deviate's two tails: the chance of one at least as far from zero. 1 at zero; NaN of NaN.
pub fn two_tails(z: f64) -> f64 {
    erfc(z.abs() / std::f64::consts::SQRT_2)
}

/// The upper tail of chi-square: the chance of a value of at least `x` with `df` degrees of freedom. 1 for `x` of zero or less
/// and where there is no degree of freedom; NaN of NaN. The finite sums for whole degrees of freedom (Abramowitz and Stegun
/// 1964, 26.4.4 and 26.4.5).
pub fn chi2_tail(x: f64, df: u32) -> f64 {
    if x <= 0.0 || df == 0 {
        return 1.0;
    }
    let half = x / 2.0;
    let odd = df % 2 == 1;
    let (mut tail, mut term, first) = if odd {
        (erfc(half.sqrt()), (-half).exp() * 2.0 * (half / std::f64::consts::PI).sqrt(), 3)
    } else {
        ((-half).exp(), (-half).exp() * half, 4)
    };
    // Each further pair of degrees adds the term before it times x over the degrees.
    for degrees in (first..=df).step_by(2) {
        tail += term;
        term *= x / f64::from(degrees);
    }
    tail
}

/// The complementary error function, to 13 digits: below 2 by the series of positive terms, from there on by the continued
/// fraction (Abramowitz and Stegun 1964, 7.1.6 and 7.1.14).
pub fn erfc(x: f64) -> f64 {
    if x < 0.0 {
        return 2.0 - erfc(-x);
    }
    let square = x * x;
    let root_pi = std::f64::consts::PI.sqrt();
    if x < 2.0 {
        let (mut term, mut sum, mut odd) = (x, x, 1.0);
        while term > sum * 1e-17 {
            odd += 2.0;
            term *= 2.0 * square / odd;
            sum += term;
        }
        return 1.0 - 2.0 / root_pi * (-square).exp() * sum;
    }
    let mut below = x;
    for k in (1..=120).rev() {
        below = x + f64::from(k) / 2.0 / below;
    }
    (-square).exp() / root_pi / below
}

#[cfg(test)]
mod tests {
    use super::{chi2_tail, erfc, two_tails};

    fn near(found: f64, wanted: f64) {
        assert!((found - wanted).abs() <= wanted.abs() * 2e-13 + 1e-308, "{found:e} for {wanted:e}");
    }

    /// Figures of scipy 1.17.
    #[test]
    fn the_tails_are_those_of_an_independent_library() {
        for (x, wanted) in [
            (0.0, 1.0),
            (1e-9, 9.999_999_988_716_208e-1),
            (0.5, 4.795_001_221_869_535e-1),
            (1.0, 1.572_992_070_502_851_6e-1),
            (1.99, 4.888_586_800_383_002e-3),
            (2.0, 4.677_734_981_047_266e-3),
            (2.01, 4.475_150_644_751_764e-3),
            (3.0, 2.209_049_699_858_544_5e-5),
            (6.0, 2.151_973_671_249_891_3e-17),
            (26.0, 5.663_192_408_856_145e-296),
            (-0.5, 1.520_499_877_813_046_5),
        ] {
            near(erfc(x), wanted);
        }
        for (x, df, wanted) in [
            (0.5, 1, 4.795_001_221_869_533_7e-1),
            (43.04, 1, 5.363_204_750_070_172e-11),
            (1400.0, 1, 2.101_014_516_264_400_3e-306),
            (3.84, 2, 1.466_069_621_303_501_3e-1),
            (0.001, 3, 9.999_915_920_809_419e-1),
            (9.49, 4, 4.995_313_122_329_489_4e-2),
            (100.0, 4, 9.836_624_224_615_988e-21),
            (3.84, 9, 9.216_240_561_764_936e-1),
            (300.0, 9, 2.610_277_347_206_984_4e-59),
            (19.7, 11, 4.962_864_811_446_339e-2),
            (43.04, 11, 1.068_819_434_396_148e-5),
            (1400.0, 11, 1.204_325_711_695_274_8e-293),
        ] {
            near(chi2_tail(x, df), wanted);
        }
        near(two_tails(-2.0), 4.550_026_389_635_839e-2);
    }

    #[test]
    fn no_argument_is_refused() {
        assert!(chi2_tail(f64::NAN, 9).is_nan() && two_tails(f64::NAN).is_nan());
        assert_eq!(chi2_tail(-1.0, 9), 1.0);
        assert_eq!(chi2_tail(5.0, 0), 1.0);
        assert_eq!(two_tails(f64::INFINITY), 0.0);
        assert_eq!(erfc(f64::NEG_INFINITY), 2.0);
        assert_eq!(chi2_tail(1e6, 11), 0.0);
    }
}
