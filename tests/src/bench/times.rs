//! How long something took, many times over. Knows figures, not what they are of.

use std::time::Instant;

use serde_json::{Value, json};

/// Seconds, each of one time.
#[derive(Debug, Clone, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Does it once more. What it gives is let go outside of the time that is taken.
    ///
    /// # Errors
    /// Its own.
    pub fn take<T, E>(&mut self, act: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        let begun = Instant::now();
        let done = act();
        self.0.push(begun.elapsed().as_secs_f64());
        done
    }

    /// So many of a hundred were as fast, in milliseconds.
    pub fn percentile_ms(&self, of_100: usize) -> f64 {
        percentile(&mut self.0.clone(), of_100) * 1e3
    }

    /// The usual ones; the least says what other work on the machine took of the rest.
    pub fn told(&self) -> Value {
        json!({
            "least_ms": self.percentile_ms(0),
            "median_ms": self.percentile_ms(50),
            "p99_ms": self.percentile_ms(99),
            "greatest_ms": self.percentile_ms(100),
            "times": self.0.len(),
        })
    }
}

impl FromIterator<f64> for Times {
    /// From milliseconds that somebody else took.
    fn from_iter<I: IntoIterator<Item = f64>>(all: I) -> Times {
        Times(all.into_iter().map(|ms| ms / 1e3).collect())
    }
}

/// The value below which so many of a hundred lie; not a number where there are none.
pub fn percentile(values: &mut [f64], of_100: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    let last = values.len().saturating_sub(1);
    values.get((values.len() * of_100 / 100).min(last)).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_hundred_times_the_ninety_ninth_stands_before_the_last() {
        let times: Times = (1..=100).rev().map(f64::from).collect();
        assert_eq!(
            (times.percentile_ms(50), times.percentile_ms(99), times.percentile_ms(100)),
            (51.0, 100.0, 100.0)
        );
        let more: Times = (1..=1000).map(f64::from).collect();
        assert_eq!((more.percentile_ms(99), more.percentile_ms(100)), (991.0, 1000.0));
        assert!(Times::default().percentile_ms(99).is_nan());
    }
}
