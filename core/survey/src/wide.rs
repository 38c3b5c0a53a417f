//! Numbers of about 32 digits as the unevaluated sum of two: what sums over a whole survey are kept in, so that the small
//! difference of two large ones is still right. Knows arithmetic only. Source: T. J. Dekker, *A floating-point technique for
//! extending the available precision*, Numerische Mathematik 18 (1971).

use std::ops::{Add, AddAssign, Div, Mul, Sub};

/// A number of about 32 significant digits. What is infinite or no number comes out as no number.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Wide {
    high: f64,
    low: f64,
}

impl Wide {
    /// Zero.
    pub const ZERO: Wide = Wide { high: 0.0, low: 0.0 };

    /// The product of two numbers, exactly.
    pub fn product(a: f64, b: f64) -> Wide {
        let high = a * b;
        Wide { high, low: a.mul_add(b, -high) }
    }

    /// The nearest ordinary number.
    pub fn value(self) -> f64 {
        self.high + self.low
    }

    /// `high` and `low` brought to where `high` is the nearest ordinary number; `low` is small beside it.
    fn settled(high: f64, low: f64) -> Wide {
        let sum = high + low;
        Wide { high: sum, low: low - (sum - high) }
    }
}

impl From<f64> for Wide {
    fn from(high: f64) -> Wide {
        Wide { high, low: 0.0 }
    }
}

impl Add for Wide {
    type Output = Wide;
    fn add(self, other: Wide) -> Wide {
        let sum = self.high + other.high;
        let part = sum - self.high;
        let rest = (self.high - (sum - part)) + (other.high - part);
        Wide::settled(sum, rest + (self.low + other.low))
    }
}

impl AddAssign for Wide {
    fn add_assign(&mut self, other: Wide) {
        *self = *self + other;
    }
}

impl Sub for Wide {
    type Output = Wide;
    fn sub(self, other: Wide) -> Wide {
        self + Wide { high: -other.high, low: -other.low }
    }
}

impl Mul for Wide {
    type Output = Wide;
    fn mul(self, other: Wide) -> Wide {
        let product = Wide::product(self.high, other.high);
        Wide::settled(product.high, product.low + (self.high * other.low + self.low * other.high))
    }
}

impl Div for Wide {
    type Output = Wide;
    fn div(self, other: Wide) -> Wide {
        let first = self.high / other.high;
        let rest = self - other * Wide::from(first);
        let second = rest.high / other.high;
        let rest = rest - other * Wide::from(second);
        Wide::from(first) + Wide::from(second) + Wide::from(rest.high / other.high)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_difference_of_large_sums_is_right() {
        let third = Wide::from(1.0) / Wide::from(3.0);
        let rest = third * Wide::from(3.0) - Wide::from(1.0);
        assert!(rest.value().abs() < 1e-31, "{rest:?}");
        // 0.1 is no binary fraction: its square less the rounded square is what rounding took.
        assert_eq!(
            (Wide::product(0.1, 0.1) - Wide::from(0.1 * 0.1)).value(),
            0.1_f64.mul_add(0.1, -(0.1 * 0.1))
        );
        let mut sum = Wide::from(1e16);
        for _ in 0..1000 {
            sum += Wide::from(0.5);
        }
        assert_eq!((sum - Wide::from(1e16)).value(), 500.0);
    }
}
