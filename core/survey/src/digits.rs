//! The last digits of what was read from a scale or a board. Read with care, each of the ten digits comes as often as any other;
//! more noughts and fives than that are rounded figures. Knows figures, not what they measure.

use super::chance::chi2_tail;

/// How often each final digit, 0 to 9, was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Digits(pub [u64; 10]);

/// How even final digits are, in the bands of SMART and of NiPN's toolkit (2017); the score itself is Kuulasmaa's, of WHO's
/// MONICA project (1998).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Band {
    /// Below 8.
    Excellent,
    /// Below 12.
    Good,
    /// Below 20.
    Acceptable,
    /// 20 or more.
    Problematic,
}

impl Band {
    /// Of a score.
    pub fn of(score: f64) -> Band {
        match score {
            score if score < 8.0 => Band::Excellent,
            score if score < 12.0 => Band::Good,
            score if score < 20.0 => Band::Acceptable,
            _ => Band::Problematic,
        }
    }

    /// Its name in figures for machines.
    pub fn name(self) -> &'static str {
        match self {
            Band::Excellent => "excellent",
            Band::Good => "good",
            Band::Acceptable => "acceptable",
            Band::Problematic => "problematic",
        }
    }
}

impl Digits {
    /// Counts the first decimal of a figure, written as C and R write it with one decimal. What is no number is not counted.
    pub fn push(&mut self, figure: f64) {
        if let Some(count) = first_decimal(figure).and_then(|digit| self.0.get_mut(digit)) {
            *count += 1;
        }
    }

    /// All figures that were counted.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// Chi-square against ten equally frequent digits, nine degrees of freedom. `None` without figures.
    pub fn chi2(&self) -> Option<f64> {
        even_chi2(&self.0)
    }

    /// The digit preference score, 100 √(χ²/(9 n)), unrounded: 0 is even, 100 is one digit only. `None` without figures.
    pub fn score(&self) -> Option<f64> {
        Some(100.0 * (self.chi2()? / (self.total() as f64 * 9.0)).sqrt())
    }

    /// The chance that even digits would come out this uneven.
    pub fn chance(&self) -> Option<f64> {
        self.chi2().map(|chi2| chi2_tail(chi2, 9))
    }
}

/// Chi-square of counts against all being equally frequent. `None` where nothing was counted.
pub fn even_chi2(counts: &[u64]) -> Option<f64> {
    let total: u64 = counts.iter().sum();
    if total == 0 {
        return None;
    }
    let even = total as f64 / counts.len() as f64;
    Some(counts.iter().map(|count| (*count as f64 - even).powi(2) / even).sum())
}

/// The first decimal of a figure as it is written with one decimal; from the exact binary value, as `printf` does.
pub fn first_decimal(figure: f64) -> Option<usize> {
    if !figure.is_finite() || figure.abs() > 1e9 {
        return None;
    }
    let tenths = figure.abs() * 10.0;
    let away = tenths - tenths.floor() - 0.5;
    let rounded = if away.abs() > 1e-5 {
        tenths.round() as u64
    } else {
        // Nearly half-way: only writing it out decides as other programs do.
        let written = format!("{:.1}", figure.abs());
        written.bytes().filter(u8::is_ascii_digit).fold(0, |all, digit| all * 10 + u64::from(digit - b'0'))
    };
    Some((rounded % 10) as usize)
}

/// One decimal, as R 4 rounds: the nearer of the two candidates, on a tie the one whose tenths are even.
pub fn round1(figure: f64) -> f64 {
    if !figure.is_finite() || figure.abs() > 1e13 {
        return figure;
    }
    let tenths = figure * 10.0;
    let (below, above) = (tenths.floor(), tenths.ceil());
    let (low, high) = (below / 10.0, above / 10.0);
    let (to_low, to_high) = (figure - low, high - figure);
    if to_low < to_high || (to_low == to_high && below % 2.0 == 0.0) { low } else { high }
}

#[cfg(test)]
mod tests {
    use super::{Band, Digits, first_decimal, round1};

    #[test]
    fn the_digit_is_the_one_that_is_written() {
        for (figure, digit) in [(7.0, 0), (7.3, 3), (9.96, 0), (0.25, 2), (0.35, 3), (0.45, 5), (5.15, 2)] {
            assert_eq!(first_decimal(figure), Some(digit), "{figure}");
            assert_eq!(first_decimal(-figure), Some(digit), "{figure}");
        }
        // R's rule is another where two candidates are equally near.
        assert_eq!([0.45, 0.25, 0.46, 9.96].map(round1), [0.4, 0.2, 0.5, 10.0]);
        // Every figure of two decimals, against the text itself.
        for hundredths in 0..20_000 {
            let figure = f64::from(hundredths) / 100.0;
            let text = format!("{figure:.1}");
            let last = text.bytes().last().map(|byte| usize::from(byte - b'0'));
            assert_eq!(first_decimal(figure), last, "{figure}");
        }
        assert_eq!(first_decimal(f64::NAN), None);
        assert_eq!(first_decimal(f64::INFINITY), None);
    }

    #[test]
    fn the_score_is_nought_when_even_and_a_hundred_for_one_digit() {
        assert_eq!(Digits::default().score(), None);
        assert_eq!(Digits([7; 10]).score(), Some(0.0));
        let mut all = [0; 10];
        all[5] = 40;
        assert_eq!(Digits(all).score(), Some(100.0));
        assert_eq!(Band::of(7.99), Band::Excellent);
        assert_eq!(Band::of(20.0), Band::Problematic);
    }
}
