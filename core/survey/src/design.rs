//! How a survey was drawn, and what that means for the spread of what it says: sums by cell within strata and clusters, and the
//! estimate of a share or a mean in any group of cells with its standard error. Knows no measurement and no name. Linearised
//! variance of a ratio (T. Lumley, *Complex Surveys*, 2010), as R's package `survey` 4.4 computes it with one stage, clusters
//! nested in strata and a lonely cluster centred at the whole sample's mean.
//!
//! Memory: cells times strata, and cells that occur times clusters where clusters are given; never rows.

use std::collections::HashMap;

use super::sums::{Cell, InCluster, Sums, Values, Variable};
use super::wide::Wide;

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
    /// Without rows.
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

    /// A group of cells.
    pub fn group(&self, cells: &[usize]) -> InGroup<'_> {
        let in_group = |cluster: &Cluster| {
            let mut found = cluster.cells.iter().filter(|(cell, _)| cells.contains(cell));
            let mut sums = found.next()?.1.as_ref().clone();
            found.for_each(|(_, other)| sums.merge(other));
            Some((cluster.stratum, sums))
        };
        InGroup {
            sample: self,
            strata: self.strata.iter().map(|stratum| stratum.in_group(cells)).collect(),
            clusters: if self.has_clusters() {
                self.clusters.iter().filter_map(in_group).collect()
            } else {
                Vec::new()
            },
        }
    }
}

/// The children of one group, within the whole sample.
pub(super) struct InGroup<'a> {
    sample: &'a Sample,
    strata: Vec<Vec<&'a Cell>>,
    /// Those that have children in the group, with their stratum.
    clusters: Vec<(usize, InCluster)>,
}

impl InGroup<'_> {
    /// The estimate in the group; not a number where it has no weight.
    pub fn estimate(&self, variable: &Variable) -> Estimate {
        let parts: Vec<Sums> = self
            .strata
            .iter()
            .map(|cells| cells.iter().fold(Sums::default(), |all, cell| all.with(&cell.sums(variable))))
            .collect();
        let all = parts.iter().fold(Sums::default(), |all, part| all.with(part));
        let [w, wx, wxx] = all.w;
        let r = wx / w;
        let variance = if w.value().is_nan() || w.value() <= 0.0 {
            f64::NAN
        } else if self.sample.has_clusters() {
            self.between_clusters(variable, r.value(), w.value())
        } else {
            self.between_rows(&parts, r, w)
        };
        let n = if self.sample.design.is_plain() { all.n } else { all.n_weighted } as f64;
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
        if self.sample.design.is_plain() && self.sample.rows() == 1 {
            return f64::NAN;
        }
        let two = Wide::from(2.0);
        let mut variance = Wide::ZERO;
        for (stratum, part) in self.sample.strata.iter().zip(parts) {
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
    fn between_clusters(&self, variable: &Variable, r: f64, w: f64) -> f64 {
        let influences: Vec<(usize, f64)> = self
            .clusters
            .iter()
            .map(|(stratum, cluster)| {
                let [weights, values] = cluster.sums(variable);
                (*stratum, (values - r * weights) / w)
            })
            .collect();
        // Clusters without influence are counted before the mean is taken, and added after the others.
        let mut strata: Vec<(f64, f64, f64)> = self
            .sample
            .strata
            .iter()
            .map(|stratum| (stratum.clusters.len() as f64, 0.0, stratum.clusters.len() as f64))
            .collect();
        for (stratum, influence) in &influences {
            if let Some((n, mean, without)) = strata.get_mut(*stratum) {
                *mean += if *n > 1.0 { influence / *n } else { 0.0 };
                *without -= 1.0;
            }
        }
        let scale = |n: f64| if n > 1.0 { n / (n - 1.0) } else { 1.0 };
        let with = influences.iter().filter_map(|(stratum, influence)| {
            let (n, mean, _) = strata.get(*stratum)?;
            Some(scale(*n) * (influence - mean).powi(2))
        });
        with.chain(strata.iter().map(|(n, mean, without)| scale(*n) * without * mean * mean)).sum()
    }
}

/// A sum of squares that rounding left below zero is zero; what is no number stays none.
fn not_below_zero(squares: Wide) -> f64 {
    let squares = squares.value();
    if squares < 0.0 { 0.0 } else { squares }
}

impl Stratum {
    fn in_group(&self, cells: &[usize]) -> Vec<&Cell> {
        cells.iter().filter_map(|&cell| self.cells.get(cell)?.as_deref()).collect()
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
            if let Some((_, sums)) = self.cells.get_mut(at) {
                sums.add(weight, values);
            }
        }
    }
}
