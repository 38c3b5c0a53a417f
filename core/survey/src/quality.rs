//! How well a survey was measured, row after row: what is missing, how last digits, ages, positions and z-scores lie. Holds
//! counts only, so that memory does not grow with the rows; judges no child and no worker. The checks are those of WHO's Anthro
//! Survey Analyser and of NiPN's toolkit, what each counts is in `docs/growth-surveys.md`.

use super::by_column::ByColumn;
use super::digits::{Digits, first_decimal, round1};
use super::row::Seen;
pub use super::row::{Field, INDICATORS, MONTHS, Positions};
use super::spread::Spread;
use chaski::growth::Sex;
use chaski::growth::who::Measured;

/// A measurement's figures: what their last digits and whole parts show.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figures {
    /// Final digits as NiPN's toolkit reads them: of the figure written with one decimal.
    pub digits: Digits,
    /// First decimals as WHO's analyser reads them: of the figure rounded to one decimal.
    pub rounded: Digits,
    /// By whole kilograms or centimetres.
    pub whole: Vec<u64>,
}

/// What was counted of a survey.
#[derive(Debug, Clone)]
pub struct Quality {
    /// Rows.
    pub rows: u64,
    /// Rows without a usable value, by [`Field::ALL`].
    pub missing: [u64; 5],
    /// Weights.
    pub weight: Figures,
    /// Lengths and heights.
    pub length: Figures,
    /// Boys.
    pub boys: u64,
    /// Girls.
    pub girls: u64,
    /// Ages below 60 months, by completed month.
    pub months: [u64; MONTHS],
    /// Positions, by completed month of age below 60.
    pub positions: [Positions; MONTHS],
    /// z-scores, by [`INDICATORS`].
    pub spreads: [Spread; 4],
    /// The same by what a column says, a column each.
    pub by_column: Vec<ByColumn>,
}

impl Figures {
    /// Whole parts below `beyond` are counted.
    fn new(beyond: usize) -> Figures {
        Figures { digits: Digits::default(), rounded: Digits::default(), whole: vec![0; beyond] }
    }

    fn push(&mut self, figure: f64) {
        self.digits.push(figure);
        if let Some(count) = first_decimal(round1(figure)).and_then(|digit| self.rounded.0.get_mut(digit)) {
            *count += 1;
        }
        if figure >= 0.0
            && let Some(count) = self.whole.get_mut(figure as usize)
        {
            *count += 1;
        }
    }
}

impl Quality {
    /// A survey without rows, to be looked at by what each of these columns says, too.
    pub fn by(columns: &[String]) -> Quality {
        Quality {
            rows: 0,
            missing: [0; 5],
            weight: Figures::new(26),
            length: Figures::new(126),
            boys: 0,
            girls: 0,
            months: [0; MONTHS],
            positions: [Positions::default(); MONTHS],
            spreads: std::array::from_fn(|_| Spread::default()),
            by_column: columns.iter().map(|column| ByColumn::by(column)).collect(),
        }
    }

    /// Counts a row. `groups` is what stands in the columns of [`Quality::by`], in their order; what is left out is empty.
    pub fn push(&mut self, child: &Measured, groups: &[&str]) {
        let seen = Seen::of(child);
        self.rows += 1;
        for (count, missing) in self.missing.iter_mut().zip(seen.missing) {
            *count += u64::from(missing);
        }
        if let Some(weight_kg) = seen.weight_kg {
            self.weight.push(weight_kg);
        }
        if let Some(length_cm) = seen.length_cm {
            self.length.push(length_cm);
        }
        match child.sex {
            Some(Sex::Male) => self.boys += 1,
            Some(Sex::Female) => self.girls += 1,
            None => {}
        }
        if let Some(count) = seen.month.and_then(|month| self.months.get_mut(month)) {
            *count += 1;
        }
        if let Some((positions, other)) =
            seen.month.and_then(|month| self.positions.get_mut(month)).zip(seen.other_position)
        {
            positions.push(other);
        }
        for (spread, indicator) in self.spreads.iter_mut().zip(INDICATORS) {
            if let Ok(score) = seen.scored.of(indicator) {
                spread.push(score);
            }
        }
        for (at, grouping) in self.by_column.iter_mut().enumerate() {
            grouping.push(groups.get(at).copied().unwrap_or_default(), &seen);
        }
    }

    /// How many ages are between two completed months, both among them.
    pub fn aged(&self, first: usize, last: usize) -> u64 {
        self.months.iter().take(last + 1).skip(first).sum()
    }

    /// Positions between two completed months, both among them.
    pub fn positions_aged(&self, first: usize, last: usize) -> Positions {
        let within = self.positions.iter().take(last + 1).skip(first);
        within.fold(Positions::default(), |all, month| Positions {
            known: all.known + month.known,
            other: all.other + month.other,
        })
    }
}
