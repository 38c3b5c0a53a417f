//! The same counts by worker or area: by whatever a column of the file says. Bounded: the first names get counts of their own,
//! the rest are joined and said to be.

use std::collections::HashMap;

use super::digits::Digits;
use super::row::{INDICATORS, Positions, Seen};
use chaski::growth::Indicator;

/// At most so many names of a column have counts of their own.
pub const MOST_GROUPS: usize = 200;
/// A worker or area with fewer rows is shown and not judged: so few figures are uneven by chance.
pub const JUDGED_FROM: u64 = 100;
/// A name is kept to so many letters.
const LONGEST_NAME: usize = 60;

/// The counts of one worker or area.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Group {
    /// Rows.
    pub rows: u64,
    /// Rows without a usable value, by [`super::quality::Field::ALL`].
    pub missing: [u64; 5],
    /// Final digits of weights.
    pub weight: Digits,
    /// Final digits of lengths and heights.
    pub length: Digits,
    /// Lengths taken in the position of another age.
    pub positions: Positions,
    /// Ages from 12 to 59 months by completed months since the birthday.
    pub birthdays: [u64; 12],
    /// Rows with a z of one of the four indicators.
    pub scored: u64,
    /// Among them those with one outside WHO's limits.
    pub flagged: u64,
    /// Plausible z of weight-for-length: how many, and the sums of hundredths and of their squares, exact.
    wfl: (u64, i128, i128),
}

/// What a column says, and the counts of each.
#[derive(Debug, Clone)]
pub struct ByColumn {
    /// The column's name in the file.
    pub column: String,
    places: HashMap<String, usize>,
    groups: Vec<(String, Group)>,
    /// Rows whose name came after the first [`MOST_GROUPS`] names.
    pub joined: Group,
}

impl Group {
    fn push(&mut self, seen: &Seen) {
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
        if let Some(other) = seen.other_position {
            self.positions.push(other);
        }
        if let Some(month) = seen.month.filter(|month| *month >= 12)
            && let Some(count) = self.birthdays.get_mut(month % 12)
        {
            *count += 1;
        }
        let flags = INDICATORS.map(|indicator| seen.scored.of(indicator).ok().and_then(|score| score.flag));
        self.scored += u64::from(flags.iter().any(Option::is_some));
        self.flagged += u64::from(flags.contains(&Some(true)));
        if let Ok(score) = seen.scored.of(Indicator::WeightForLength)
            && score.flag == Some(false)
        {
            let hundredths = (score.z * 100.0).round() as i128;
            self.wfl.0 += 1;
            self.wfl.1 += hundredths;
            self.wfl.2 += hundredths * hundredths;
        }
    }

    /// The standard deviation of plausible weight-for-length. `None` below two of them.
    pub fn wfl_sd(&self) -> Option<f64> {
        let (n, sum, squares) = self.wfl;
        if n < 2 {
            return None;
        }
        let n = i128::from(n);
        Some(((n * squares - sum * sum) as f64 / (n * (n - 1)) as f64).sqrt() / 100.0)
    }

    /// Whether there are enough rows to judge.
    pub fn is_judged(&self) -> bool {
        self.rows >= JUDGED_FROM
    }
}

impl ByColumn {
    /// By a column, without rows.
    pub fn by(column: &str) -> ByColumn {
        ByColumn {
            column: kept(column).to_owned(),
            places: HashMap::new(),
            groups: Vec::new(),
            joined: Group::default(),
        }
    }

    /// The groups, in the order in which they came; the empty name is that of rows which say none.
    pub fn groups(&self) -> &[(String, Group)] {
        &self.groups
    }

    pub(super) fn push(&mut self, name: &str, seen: &Seen) {
        let name = kept(name);
        let place = match self.places.get(name) {
            Some(place) => *place,
            None if self.groups.len() < MOST_GROUPS => {
                self.places.insert(name.to_owned(), self.groups.len());
                self.groups.push((name.to_owned(), Group::default()));
                self.groups.len() - 1
            }
            None => usize::MAX,
        };
        self.groups.get_mut(place).map_or(&mut self.joined, |(_, group)| group).push(seen);
    }
}

/// A name as it is kept: without space around it, and cut where it is too long to be one.
fn kept(name: &str) -> &str {
    let name = name.trim();
    name.char_indices().nth(LONGEST_NAME).map_or(name, |(end, _)| name.get(..end).unwrap_or(name))
}
