//! What children add up to, variable by variable: weights, their squares, and both times the value, in the cells of a stratum and
//! of a cluster. Knows no design. Sums of a stratum are kept to 32 digits, because a standard error is the small difference of
//! large ones; those of a cluster are subtracted before they are squared, and need no more than a number has.

use std::ops::Range;

use super::wide::Wide;

/// Indicators whose intervals are counted: four of WHO's, and stunting with wasting or overweight.
pub(super) const SCALES: usize = 5;
/// Indicators whose scores are averaged.
pub(super) const MEANS: usize = 4;
/// The intervals that the six cut-offs make.
pub(super) const INTERVALS: usize = 7;

/// What one child adds.
pub(super) struct Values {
    /// The interval it is in, by scale; `None` where its score is not known.
    pub intervals: [Option<usize>; SCALES],
    /// Its scores.
    pub scores: [Option<f64>; MEANS],
}

/// What is estimated of a group.
pub(super) enum Variable {
    /// The share of children in some intervals of a scale.
    Share(usize, Range<usize>),
    /// The mean of a score.
    Mean(usize),
}

/// Weights, and their squares, times powers of the value.
#[derive(Clone, Copy, Default)]
pub(super) struct Sums {
    /// Children with a value.
    pub n: u64,
    /// Those of them that have weight.
    pub n_weighted: u64,
    /// Weights times the value to the power of 0, 1 and 2.
    pub w: [Wide; 3],
    /// Squares of weights, likewise.
    pub w2: [Wide; 3],
}

#[derive(Clone, Copy, Default)]
struct Interval {
    n: u64,
    w: Wide,
    w2: Wide,
}

/// The sums of one cell in one stratum.
#[derive(Clone, Default)]
pub(super) struct Cell {
    intervals: [[Interval; INTERVALS]; SCALES],
    scores: [Sums; MEANS],
}

/// The sums of one cell in one cluster: weights, and weights times the score.
#[derive(Clone, Default)]
pub(super) struct InCluster {
    intervals: [[f64; INTERVALS]; SCALES],
    scores: [[f64; 2]; MEANS],
}

impl Cell {
    /// Adds a child.
    pub fn add(&mut self, weight: f64, values: &Values) {
        let w = Wide::from(weight);
        let w2 = Wide::product(weight, weight);
        for (intervals, at) in self.intervals.iter_mut().zip(values.intervals) {
            if let Some(interval) = at.and_then(|at| intervals.get_mut(at)) {
                interval.n += 1;
                interval.w += w;
                interval.w2 += w2;
            }
        }
        for (sums, score) in self.scores.iter_mut().zip(values.scores) {
            if let Some(score) = score {
                let powers = [Wide::from(1.0), Wide::from(score), Wide::product(score, score)];
                sums.n += 1;
                sums.n_weighted += u64::from(weight > 0.0);
                for (at, power) in powers.into_iter().enumerate() {
                    sums.w[at] += w * power;
                    sums.w2[at] += w2 * power;
                }
            }
        }
    }

    /// The sums of one variable.
    pub fn sums(&self, variable: &Variable) -> Sums {
        match variable {
            Variable::Mean(scale) => self.scores.get(*scale).copied().unwrap_or_default(),
            Variable::Share(scale, counted) => {
                let mut sums = Sums::default();
                for (at, interval) in self.intervals.get(*scale).into_iter().flatten().enumerate() {
                    // The value is 1 or 0, and so is its square.
                    let powers = if counted.contains(&at) { 0..3 } else { 0..1 };
                    sums.n += interval.n;
                    for power in powers {
                        sums.w[power] += interval.w;
                        sums.w2[power] += interval.w2;
                    }
                }
                sums
            }
        }
    }
}

impl Sums {
    /// Both together.
    pub fn with(mut self, other: &Sums) -> Sums {
        self.n += other.n;
        self.n_weighted += other.n_weighted;
        for at in 0..3 {
            self.w[at] += other.w[at];
            self.w2[at] += other.w2[at];
        }
        self
    }
}

impl InCluster {
    /// Adds a child.
    pub fn add(&mut self, weight: f64, values: &Values) {
        for (intervals, at) in self.intervals.iter_mut().zip(values.intervals) {
            if let Some(interval) = at.and_then(|at| intervals.get_mut(at)) {
                *interval += weight;
            }
        }
        for (sums, score) in self.scores.iter_mut().zip(values.scores) {
            if let Some(score) = score {
                sums[0] += weight;
                sums[1] += weight * score;
            }
        }
    }

    /// Adds another cell of the same cluster.
    pub fn merge(&mut self, other: &InCluster) {
        let with = self.intervals.iter_mut().flatten().chain(self.scores.iter_mut().flatten());
        let from = other.intervals.iter().flatten().chain(other.scores.iter().flatten());
        with.zip(from).for_each(|(sum, part)| *sum += part);
    }

    /// Weights, and weights times the value.
    pub fn sums(&self, variable: &Variable) -> [f64; 2] {
        match variable {
            Variable::Mean(scale) => self.scores.get(*scale).copied().unwrap_or_default(),
            Variable::Share(scale, counted) => {
                let intervals = self.intervals.get(*scale).copied().unwrap_or_default();
                let inside = intervals.get(counted.clone()).unwrap_or_default();
                [intervals.iter().sum(), inside.iter().sum()]
            }
        }
    }
}
