//! The LMS method (Cole & Green, Statistics in Medicine 1992): a measurement of known L, M and S to z and back. All in IEEE
//! binary64, in the order of WHO's own steps, so that the last digit agrees.

/// Skewness, median and coefficient of variation of a measurement at one age or length.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lms {
    /// Box-Cox power; no row of WHO's has 0.
    pub l: f64,
    /// Median, in the measurement's unit.
    pub m: f64,
    /// Coefficient of variation.
    pub s: f64,
}

impl Lms {
    /// z of `y`, by the formula as it stands: `((y/M)^L - 1) / (S*L)`.
    #[inline]
    pub fn z(&self, y: f64) -> f64 {
        // x^1 is x to the last bit: length and head, a quarter of all rows, need no power.
        let ratio = y / self.m;
        let power = if self.l == 1.0 {
            ratio
        } else if ratio == f64::NEG_INFINITY {
            // No measurement has it; R calls this power not a number, C calls it 0 or infinite.
            f64::NAN
        } else {
            ratio.powf(self.l)
        };
        (power - 1.0) / (self.s * self.l)
    }

    /// z of `y`, beyond 3 either way by the distance between the second and the third SD line (WHO 2006, chapter 7): so that
    /// a skewed distribution does not run away where there were no children to learn from.
    #[inline]
    pub fn z_restricted(&self, y: f64) -> f64 {
        let z = self.z(y);
        if z > 3.0 {
            let (sd3, sd2) = (self.at(3.0), self.at(2.0));
            3.0 + (y - sd3) / (sd3 - sd2)
        } else if z < -3.0 {
            let (sd3, sd2) = (self.at(-3.0), self.at(-2.0));
            -3.0 + (y - sd3) / (sd2 - sd3)
        } else {
            z
        }
    }

    /// The measurement at `z`, by the formula as it stands: the way back of [`Lms::z`].
    #[inline]
    pub fn at(&self, z: f64) -> f64 {
        self.m * (1.0 + self.l * self.s * z).powf(1.0 / self.l)
    }

    /// The measurement at `z`: the way back of [`Lms::z_restricted`].
    pub fn at_restricted(&self, z: f64) -> f64 {
        if z > 3.0 {
            let (sd3, sd2) = (self.at(3.0), self.at(2.0));
            sd3 + (z - 3.0) * (sd3 - sd2)
        } else if z < -3.0 {
            let (sd3, sd2) = (self.at(-3.0), self.at(-2.0));
            sd3 + (z + 3.0) * (sd2 - sd3)
        } else {
            self.at(z)
        }
    }

    /// Between two rows, `part` of the way from `self` to `next`.
    #[inline]
    pub fn towards(&self, next: &Lms, part: f64) -> Lms {
        Lms {
            l: self.l + part * (next.l - self.l),
            m: self.m + part * (next.m - self.m),
            s: self.s + part * (next.s - self.s),
        }
    }
}
