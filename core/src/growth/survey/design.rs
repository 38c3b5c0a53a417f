//! How a survey was drawn, and what that means for the spread of what it says: sums by cell within strata and clusters, and the
//! estimate of a share or a mean in any group of cells with its standard error. Knows no measurement and no name. Linearised
//! variance of a ratio (T. Lumley, *Complex Surveys*, 2010), as R's package `survey` 4.4 computes it with one stage, clusters
//! nested in strata and a lonely cluster centred at the whole sample's mean.
//!
//! Memory: cells times strata, and cells that occur times clusters where clusters are given; never rows. Sums over rows are kept
//! to 32 digits, because a standard error is the small difference of large ones.

use std::collections::HashMap;
use std::ops::Range;

use super::wide::Wide;

/// Indicators whose intervals are counted: four of WHO's, and stunting with wasting or overweight.
pub(super) const SCALES: usize = 5;
/// Indicators whose scores are averaged.
pub(super) const MEANS: usize = 4;
/// The intervals that the six cut-offs make.
pub(super) const INTERVALS: usize = 7;

/// What of a design is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Design {
    /// Rows have sampling weights.
    pub weights: bool,
    /// Rows are in clusters, the primary sampling units.
    pub clusters: bool,
    /// Rows are in strata.
    pub strata: bool,
}

impl Design {
    /// Neither clusters nor strata: each row was drawn for itself.
    pub fn is_plain(self) -> bool {
        !self.clusters && !self.strata
    }
}

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

/// What a group of children says of a variable.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Estimate {
    /// Children with a value.
    pub n: u64,
    /// Their weights.
    pub weight: f64,
    /// Share or mean.
    pub r: f64,
    /// One less the share, without loss where the share is close to one.
    pub rest: f64,
    /// Standard error.
    pub se: f64,
    /// Standard deviation; meant for a mean.
    pub stdev: f64,
}

/// Weights, and their squares, times powers of the value.
#[derive(Clone, Copy, Default)]
struct Sums {
    n: u64,
    n_weighted: u64,
    w: [Wide; 3],
    w2: [Wide; 3],
}

#[derive(Clone, Copy, Default)]
struct Interval {
    n: u64,
    w: Wide,
    w2: Wide,
}

/// The sums of one cell in one stratum.
#[derive(Clone, Default)]
struct Cell {
    intervals: [[Interval; INTERVALS]; SCALES],
    scores: [Sums; MEANS],
}

/// The sums of one cell in one cluster: weights, and weights times the score.
#[derive(Clone, Default)]
struct InCluster {
    intervals: [[f64; INTERVALS]; SCALES],
    scores: [[f64; 2]; MEANS],
}

#[derive(Default)]
struct Stratum {
    rows: u64,
    weighted_rows: u64,
    clusters: HashMap<String, usize>,
    cells: Vec<Option<Box<Cell>>>,
}

struct Cluster {
    stratum: usize,
    is_weighted: bool,
    cells: Vec<(usize, Box<InCluster>)>,
}

/// All rows that were kept, added up.
pub(super) struct Sample {
    design: Design,
    strata: Vec<Stratum>,
    named: HashMap<String, usize>,
    clusters: Vec<Cluster>,
    first_cluster: Option<String>,
    several_clusters: bool,
}

impl Sample {
    pub fn new(design: Design) -> Sample {
        Sample {
            design,
            strata: Vec::new(),
            named: HashMap::new(),
            clusters: Vec::new(),
            first_cluster: None,
            several_clusters: false,
        }
    }

    /// Adds a row that is kept. Stratum and cluster are "" where the design has none.
    pub fn add(&mut self, stratum: &str, cluster: &str, weight: f64, cells: &[usize], values: &Values) {
        let at = match self.named.get(stratum) {
            Some(&at) => at,
            None => {
                self.named.insert(stratum.to_owned(), self.strata.len());
                self.strata.push(Stratum::default());
                self.strata.len() - 1
            }
        };
        let Some(stratum) = self.strata.get_mut(at) else { return };
        stratum.rows += 1;
        stratum.weighted_rows += u64::from(weight > 0.0);
        for &cell in cells {
            if stratum.cells.len() <= cell {
                stratum.cells.resize_with(cell + 1, || None);
            }
            if let Some(sums) = stratum.cells.get_mut(cell) {
                sums.get_or_insert_default().add(weight, values);
            }
        }
        if !self.design.clusters {
            return;
        }
        match &self.first_cluster {
            Some(first) => self.several_clusters |= first != cluster,
            None => self.first_cluster = Some(cluster.to_owned()),
        }
        let named = match stratum.clusters.get(cluster) {
            Some(&named) => named,
            None => {
                stratum.clusters.insert(cluster.to_owned(), self.clusters.len());
                self.clusters.push(Cluster { stratum: at, is_weighted: false, cells: Vec::new() });
                self.clusters.len() - 1
            }
        };
        if let Some(cluster) = self.clusters.get_mut(named) {
            cluster.add(weight, cells, values);
        }
    }

    /// Rows that were kept.
    pub fn rows(&self) -> u64 {
        self.strata.iter().map(|stratum| stratum.rows).sum()
    }

    /// Whether clusters count: where all rows are in one cluster, each row stands for itself.
    fn has_clusters(&self) -> bool {
        self.design.clusters && self.several_clusters
    }

    /// Degrees of freedom of the whole design: what was drawn and has weight, less the strata that have weight.
    pub fn degrees(&self, variable: &Variable) -> u64 {
        // WHO's package counts rows without weight for the mean, where neither clusters nor strata are given.
        if self.design.is_plain() && matches!(variable, Variable::Mean(_)) {
            return self.rows().saturating_sub(1);
        }
        let strata = self.strata.iter().filter(|stratum| stratum.weighted_rows > 0).count() as u64;
        let drawn = if self.has_clusters() {
            self.clusters.iter().filter(|cluster| cluster.is_weighted).count() as u64
        } else {
            self.strata.iter().map(|stratum| stratum.weighted_rows).sum()
        };
        drawn.saturating_sub(strata)
    }

    /// The estimate in a group of cells; not a number where it has no weight.
    pub fn estimate(&self, cells: &[usize], variable: &Variable) -> Estimate {
        let parts: Vec<Sums> = self.strata.iter().map(|stratum| stratum.sums(cells, variable)).collect();
        let all = parts.iter().fold(Sums::default(), |all, part| all.with(part));
        let [w, wx, wxx] = all.w;
        let r = wx / w;
        let variance = if self.has_clusters() {
            self.between_clusters(cells, variable, r.value(), w.value())
        } else {
            self.between_rows(&parts, r, w)
        };
        let n = if self.design.is_plain() { all.n } else { all.n_weighted } as f64;
        let two = Wide::from(2.0);
        let spread = not_below_zero((wxx - two * r * wx + r * r * w) / w);
        Estimate {
            n: all.n,
            weight: w.value(),
            r: r.value(),
            rest: ((w - wx) / w).value(),
            se: variance.sqrt(),
            stdev: if n > 1.0 { (spread * n / (n - 1.0)).sqrt() } else { f64::NAN },
        }
    }

    /// Each row is a unit of its own, with the influence w (x - r) / W; a row outside the group has none.
    fn between_rows(&self, parts: &[Sums], r: Wide, w: Wide) -> f64 {
        if self.design.is_plain() && self.rows() == 1 {
            return f64::NAN;
        }
        let two = Wide::from(2.0);
        let mut variance = Wide::ZERO;
        for (stratum, part) in self.strata.iter().zip(parts) {
            let squares = part.w2[2] - two * r * part.w2[1] + r * r * part.w2[0];
            let n = stratum.rows as f64;
            variance += if stratum.rows > 1 {
                let sum = part.w[1] - r * part.w[0];
                (squares - sum * sum / Wide::from(n)) * (Wide::from(n) / Wide::from(n - 1.0))
            } else {
                squares
            };
        }
        not_below_zero(variance / (w * w))
    }

    /// Each cluster is a unit, with the sum of its rows' influence; a cluster without rows in the group has none.
    fn between_clusters(&self, cells: &[usize], variable: &Variable, r: f64, w: f64) -> f64 {
        let mut in_group = vec![false; cells.iter().max().map_or(0, |last| last + 1)];
        for &cell in cells {
            if let Some(is_in) = in_group.get_mut(cell) {
                *is_in = true;
            }
        }
        let influence = |cluster: &Cluster| {
            let [weights, values] = cluster.sums(&in_group, variable);
            (values - r * weights) / w
        };
        let mut means = vec![0.0; self.strata.len()];
        for cluster in &self.clusters {
            if let Some(mean) = means.get_mut(cluster.stratum) {
                *mean += influence(cluster);
            }
        }
        for (mean, stratum) in means.iter_mut().zip(&self.strata) {
            *mean = if stratum.clusters.len() > 1 { *mean / stratum.clusters.len() as f64 } else { 0.0 };
        }
        let mut variance = 0.0;
        for cluster in &self.clusters {
            let n = self.strata.get(cluster.stratum).map_or(0, |stratum| stratum.clusters.len()) as f64;
            let mean = means.get(cluster.stratum).copied().unwrap_or(0.0);
            let scale = if n > 1.0 { n / (n - 1.0) } else { 1.0 };
            variance += scale * (influence(cluster) - mean).powi(2);
        }
        variance
    }
}

/// A sum of squares that rounding left below zero is zero; what is no number stays none.
fn not_below_zero(squares: Wide) -> f64 {
    let squares = squares.value();
    if squares < 0.0 { 0.0 } else { squares }
}

impl Stratum {
    fn sums(&self, cells: &[usize], variable: &Variable) -> Sums {
        let known = cells.iter().filter_map(|&cell| self.cells.get(cell)?.as_deref());
        known.fold(Sums::default(), |all, cell| all.with(&cell.sums(variable)))
    }
}

impl Cell {
    fn add(&mut self, weight: f64, values: &Values) {
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

    fn sums(&self, variable: &Variable) -> Sums {
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
    fn with(mut self, other: &Sums) -> Sums {
        self.n += other.n;
        self.n_weighted += other.n_weighted;
        for at in 0..3 {
            self.w[at] += other.w[at];
            self.w2[at] += other.w2[at];
        }
        self
    }
}

impl Cluster {
    fn add(&mut self, weight: f64, cells: &[usize], values: &Values) {
        self.is_weighted |= weight > 0.0;
        for &cell in cells {
            let at = match self.cells.iter().position(|(known, _)| *known == cell) {
                Some(at) => at,
                None => {
                    self.cells.push((cell, Box::default()));
                    self.cells.len() - 1
                }
            };
            let Some((_, sums)) = self.cells.get_mut(at) else { continue };
            for (intervals, at) in sums.intervals.iter_mut().zip(values.intervals) {
                if let Some(interval) = at.and_then(|at| intervals.get_mut(at)) {
                    *interval += weight;
                }
            }
            for (sums, score) in sums.scores.iter_mut().zip(values.scores) {
                if let Some(score) = score {
                    sums[0] += weight;
                    sums[1] += weight * score;
                }
            }
        }
    }

    /// Weights of its rows in the group, and weights times the value.
    fn sums(&self, in_group: &[bool], variable: &Variable) -> [f64; 2] {
        let known = self.cells.iter().filter(|(cell, _)| in_group.get(*cell) == Some(&true));
        known.fold([0.0; 2], |[weights, values], (_, cell)| match variable {
            Variable::Mean(scale) => {
                let [w, wx] = cell.scores.get(*scale).copied().unwrap_or_default();
                [weights + w, values + wx]
            }
            Variable::Share(scale, counted) => {
                let intervals = cell.intervals.get(*scale).copied().unwrap_or_default();
                let inside: f64 = intervals.get(counted.clone()).map_or(0.0, |inside| inside.iter().sum());
                [weights + intervals.iter().sum::<f64>(), values + inside]
            }
        })
    }
}
