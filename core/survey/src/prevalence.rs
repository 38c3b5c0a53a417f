//! How many children of a survey are stunted, wasted, underweight or overweight, with standard errors and 95 % intervals by the
//! survey's design, in each group: WHO's standard analysis (*Recommendations for data collection, analysis and reporting on
//! anthropometric indicators in children under 5 years old*, WHO and UNICEF 2019) as WHO's R package `anthro` 1.1.0 computes it.
//! Takes one row at a time and keeps none; knows no file. Deviations from the package are in `docs/growth-surveys.md`.

use super::design::{Design, Estimate, Sample};
use super::groups::{Group, Grouping, Groups};
use super::student::quantile_975;
use super::sums::{Values, Variable};
use chaski::growth::Indicator;
use chaski::growth::who::{Measured, Mode, scores};

/// Children are counted up to this age, whole days.
const LAST_DAY: u32 = 1826;
/// What a child with swelling of both feet counts as wherever weight is judged: severely wasted.
const OEDEMA_COUNTS_AS: f64 = -3.1;
/// The cut-offs by their column: the suffix, and which of the seven intervals between -3, -2, -1, 1, 2 and 3 are beyond them.
const CUT_OFFS: [(&str, std::ops::Range<usize>); 6] =
    [("_3", 0..1), ("_2", 0..2), ("_1", 0..3), ("1", 4..7), ("2", 5..7), ("3", 6..7)];
/// In the order of the table.
const INDICATORS: [(&str, Indicator); 4] = [
    ("HA", Indicator::LengthForAge),
    ("WA", Indicator::WeightForAge),
    ("BMI", Indicator::BmiForAge),
    ("WH", Indicator::WeightForLength),
];
/// The scale of stunted children: in the first interval if wasted too, in the last if overweight, else between.
const STUNTED: usize = 4;
const BETWEEN: usize = 3;

/// A row of a survey.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'a> {
    /// The child.
    pub measured: &'a Measured,
    /// Sampling weight, zero or more; `None` (not known) counts as zero. Not looked at if the design has no weights.
    pub weight: Option<f64>,
    /// Its cluster. Not looked at if the design has no clusters.
    pub cluster: Option<&'a str>,
    /// Its stratum. Not looked at if the design has no strata.
    pub stratum: Option<&'a str>,
    /// Its level in each grouping, in the order in which the groupings were given; `None` is not known.
    pub levels: &'a [Option<&'a str>],
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Taken {
    /// It counts.
    Kept,
    /// The child is older than 1826 days, and left out.
    TooOld,
    /// Its cluster is not known: left out.
    NoCluster,
    /// Its stratum is not known: left out.
    NoStratum,
}

/// A weight that no sample can have: negative, infinite or no number.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{0} is no sampling weight")]
pub struct WrongWeight(pub f64);

/// What was left out, or taken otherwise than it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Rows that count.
    pub kept: u64,
    /// Left out: older than 1826 days.
    pub too_old: u64,
    /// Left out: cluster not known.
    pub no_cluster: u64,
    /// Left out: stratum not known.
    pub no_stratum: u64,
    /// Kept with weight zero, because the weight is not known.
    pub no_weight: u64,
    /// Kept with the wealth quintile not known, because what stands there is none.
    pub not_a_quintile: u64,
}

/// One group of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// "All", or what the grouping is called and the level: "Sex: Female".
    pub group: String,
    /// By column, as [`columns`] names them after the first: shares and their errors and limits in percent, scores in z; `None`
    /// where the group says nothing.
    pub values: Vec<Option<f64>>,
}

/// A survey as it is read.
pub struct Survey {
    design: Design,
    groups: Groups,
    sample: Sample,
    counts: Counts,
    cells: Vec<usize>,
}

impl Survey {
    /// One of which no row is read yet.
    pub fn new(design: Design, groupings: Vec<Grouping>) -> Survey {
        Survey {
            design,
            groups: Groups::new(groupings),
            sample: Sample::new(design),
            counts: Counts::default(),
            cells: Vec::new(),
        }
    }

    /// Takes a row. After a wrong weight nothing of the row is kept.
    pub fn push(&mut self, row: &Row<'_>) -> Result<Taken, WrongWeight> {
        let weight = match row.weight {
            _ if !self.design.weights => 1.0,
            Some(weight) if weight >= 0.0 && weight.is_finite() => weight,
            Some(weight) => return Err(WrongWeight(weight)),
            None => 0.0,
        };
        if is_too_old(row.measured) {
            self.counts.too_old += 1;
            return Ok(Taken::TooOld);
        }
        let cluster = row.cluster.filter(|_| self.design.clusters).unwrap_or_default();
        if self.design.clusters && row.cluster.is_none() {
            self.counts.no_cluster += 1;
            return Ok(Taken::NoCluster);
        }
        let stratum = row.stratum.filter(|_| self.design.strata).unwrap_or_default();
        if self.design.strata && row.stratum.is_none() {
            self.counts.no_stratum += 1;
            return Ok(Taken::NoStratum);
        }
        self.counts.kept += 1;
        self.counts.no_weight += u64::from(self.design.weights && row.weight.is_none());
        let age_months = row.measured.age.map(|age| age.months());
        self.groups.place(age_months, row.measured.sex, row.levels, &mut self.cells);
        self.sample.add(stratum, cluster, weight, &self.cells, &values(row.measured));
        Ok(Taken::Kept)
    }

    /// What became of the rows so far.
    pub fn counts(&self) -> Counts {
        Counts { not_a_quintile: self.groups.not_a_quintile, ..self.counts }
    }

    /// The table of the rows so far, a line a group.
    pub fn table(&self) -> Vec<Line> {
        self.groups.in_order(!self.design.is_plain()).iter().map(|group| self.line(group)).collect()
    }

    fn line(&self, group: &Group) -> Line {
        let children = self.sample.group(&group.cells);
        let mut values = Vec::with_capacity(columns().len() - 1);
        for scale in 0..INDICATORS.len() {
            let mut counted = false;
            for (_, intervals) in CUT_OFFS {
                let variable = Variable::Share(scale, intervals);
                let share = children.estimate(&variable);
                if !counted {
                    values.extend([number(share.weight), number(share.n as f64)]);
                    counted = true;
                }
                values.extend(self.share(&share, &variable));
            }
            let variable = Variable::Mean(scale);
            let mean = children.estimate(&variable);
            values.extend(self.mean(&mean, &variable));
            values.push(number(mean.stdev));
        }
        let wasted = Variable::Share(STUNTED, 0..1);
        let share = children.estimate(&wasted);
        values.extend([number(share.weight), number(share.n as f64)]);
        values.extend(self.share(&share, &wasted));
        let overweight = Variable::Share(STUNTED, 6..7);
        values.extend(self.share(&children.estimate(&overweight), &overweight));
        Line { group: group.name.clone(), values }
    }

    /// A share, its error and its limits, percent. The limits are those of its log odds, and of none or all the share itself.
    fn share(&self, share: &Estimate, variable: &Variable) -> [Option<f64>; 4] {
        let Estimate { r, rest, se, .. } = *share;
        let [low, high] = if r == 0.0 || rest == 0.0 {
            [r, r]
        } else {
            let width = self.width(variable) * se / (r * rest);
            let log_odds = (r / rest).ln();
            [log_odds - width, log_odds + width].map(|log_odds| 1.0 / (1.0 + (-log_odds).exp()))
        };
        [r, se, low, high].map(|share| number(share * 100.0))
    }

    /// A mean, its error and its limits.
    fn mean(&self, mean: &Estimate, variable: &Variable) -> [Option<f64>; 4] {
        let width = self.width(variable) * mean.se;
        [mean.r, mean.se, mean.r - width, mean.r + width].map(number)
    }

    /// How many standard errors the limits are away.
    fn width(&self, variable: &Variable) -> f64 {
        quantile_975(self.sample.degrees(variable)).unwrap_or(f64::NAN)
    }
}

/// The columns of the table, in WHO's order and by its names: `Group`, then for length-for-age, weight-for-age, body mass index
/// for age and weight-for-length the sum of weights and the count of children, six cut-offs and the mean z with its standard
/// deviation; then stunted and wasted, and stunted and overweight.
pub fn columns() -> Vec<String> {
    let four = |name: String| ["r", "se", "ll", "ul"].map(|what| format!("{name}_{what}"));
    let mut columns = vec!["Group".to_owned()];
    for (name, _) in INDICATORS {
        columns.extend([format!("{name}Z_pop"), format!("{name}Z_unwpop")]);
        for (suffix, _) in CUT_OFFS {
            columns.extend(four(format!("{name}{suffix}")));
        }
        columns.extend(four(name.to_owned()));
        columns.push(format!("{name}_stdev"));
    }
    columns.extend(["HA_2_WH_2_pop", "HA_2_WH_2_unwpop"].map(str::to_owned));
    columns.extend(four("HA_2_WH_2".to_owned()));
    columns.extend(four("HA_2_WH2".to_owned()));
    columns
}

fn number(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn is_too_old(child: &Measured) -> bool {
    child.age.is_some_and(|age| match age.whole_days() {
        Some(days) => days > LAST_DAY,
        None => age.months() > 0.0,
    })
}

/// What a child adds: a flagged score is none, and swelling of both feet puts it in the lowest interval wherever weight is judged,
/// with or without a score.
fn values(child: &Measured) -> Values {
    let scored = scores(child, Mode::WhoCompatible);
    let swollen = child.oedema == Some(true);
    let mut values = Values { intervals: [None; 5], scores: [None; 4] };
    for (at, (_, indicator)) in INDICATORS.into_iter().enumerate() {
        let score = scored.of(indicator).ok().filter(|score| score.flag == Some(false)).map(|score| score.z);
        let judged = if swollen && indicator.is_weight_based() { Some(OEDEMA_COUNTS_AS) } else { score };
        values.scores[at] = score;
        values.intervals[at] = judged.map(interval);
    }
    let [length, .., weight, _] = values.intervals;
    values.intervals[STUNTED] = length.zip(weight).map(|(length, weight)| match weight {
        _ if length > 1 => BETWEEN,
        0 | 1 => 0,
        5 | 6 => 6,
        _ => BETWEEN,
    });
    values
}

/// Which of the seven intervals between the cut-offs a score is in; a score on a cut-off is not beyond it.
fn interval(z: f64) -> usize {
    let below = [-3.0, -2.0, -1.0].into_iter().position(|cut_off| z < cut_off);
    below.unwrap_or_else(|| 3 + [1.0, 2.0, 3.0].into_iter().filter(|cut_off| z > *cut_off).count())
}
