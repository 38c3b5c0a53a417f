//! The rules by which the last sign of a number shows that the others were written right: named algorithms, with the
//! parameters that a pack gives. Which number has which is the pack's.

use serde_json::{Map, Value as Json};

use super::fault::Wrong;
use super::pattern::bare;
use super::read::{Reader, below};

/// The names of the rules.
const RULES: &str = "luhn, weighted";

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckDigit {
    /// Luhn's, over digits.
    Luhn,
    /// The digits before the last sign, each times its weight from the left, summed: the remainder by the modulus is the place
    /// of the last sign in `signs`.
    Weighted {
        /// A weight a digit.
        weights: Vec<u32>,
        /// What the sum is divided by.
        modulus: u32,
        /// The check sign of each remainder, from 0.
        signs: Vec<char>,
    },
}

impl CheckDigit {
    /// Reads it; what cannot be meant is noted.
    pub(super) fn read(reader: &mut Reader, place: &str, json: &Json) -> Option<CheckDigit> {
        let map = reader.object(place, json, &["rule", "weights", "modulus", "signs"])?;
        match reader.needed(place, map, "rule")? {
            "luhn" => Some(CheckDigit::Luhn),
            "weighted" => weighted(reader, place, map),
            other => {
                reader.fault(&below(place, "rule"), Wrong::UnknownRule(other.to_owned(), RULES));
                None
            }
        }
    }

    /// Whether the last sign of a number is the one that the others ask for.
    pub fn fits(&self, number: &str) -> bool {
        let number = bare(number);
        match self {
            CheckDigit::Luhn => {
                let digits: Option<Vec<u32>> = number.chars().rev().map(|sign| sign.to_digit(10)).collect();
                let doubled = |(at, digit): (usize, &u32)| match (at % 2, digit * 2) {
                    (0, _) => *digit,
                    (_, twice) => twice / 10 + twice % 10,
                };
                digits.is_some_and(|digits| {
                    digits.iter().enumerate().map(doubled).sum::<u32>().is_multiple_of(10)
                })
            }
            CheckDigit::Weighted { weights, modulus, signs } => {
                let mut before: Vec<char> = number.chars().collect();
                let Some(last) = before.pop() else { return false };
                let digits: Option<Vec<u32>> = before.iter().map(|sign| sign.to_digit(10)).collect();
                let Some(digits) = digits.filter(|digits| digits.len() == weights.len()) else {
                    return false;
                };
                let sum: u32 = digits.iter().zip(weights).map(|(digit, weight)| digit * weight).sum();
                signs.get((sum % modulus) as usize) == Some(&last)
            }
        }
    }
}

fn weighted(reader: &mut Reader, place: &str, map: &Map<String, Json>) -> Option<CheckDigit> {
    let small =
        |json: &Json| json.as_u64().and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=1000).contains(n));
    let at = below(place, "weights");
    let weights: Vec<Option<u32>> = reader.items(&at, map.get("weights")).iter().map(small).collect();
    let weights: Option<Vec<u32>> = weights.into_iter().collect();
    let weights = weights.filter(|weights| (1..=40).contains(&weights.len()));
    if weights.is_none() {
        reader.fault(&at, Wrong::Parameter("`weights` is not 1 to 40 whole numbers from 1 to 1000"));
    }
    let modulus = map.get("modulus").and_then(small).filter(|modulus| *modulus > 1);
    if modulus.is_none() {
        reader
            .fault(&below(place, "modulus"), Wrong::Parameter("`modulus` is no whole number from 2 to 1000"));
    }
    let signs: Vec<char> = reader.needed(place, map, "signs")?.to_uppercase().chars().collect();
    if modulus.is_some_and(|modulus| signs.len() != modulus as usize) {
        reader.fault(&below(place, "signs"), Wrong::Parameter("`signs` has not one sign a remainder"));
        return None;
    }
    Some(CheckDigit::Weighted { weights: weights?, modulus: modulus?, signs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_with_one_wrong_or_two_swapped_digits_does_not_fit() {
        let luhn = CheckDigit::Luhn;
        assert!(luhn.fits("7992 7398 713") && !luhn.fits("79927398710") && !luhn.fits("79927398A13"));
        let weighted = CheckDigit::Weighted {
            weights: vec![3, 2, 7],
            modulus: 11,
            signs: "0123456789X".chars().collect(),
        };
        // 3·1 + 2·2 + 7·4 = 35, of which 2 is left.
        assert!(weighted.fits("124-2") && !weighted.fits("214-2") && !weighted.fits("1242-2"));
        // 3·3 + 2·4 + 7·7 = 66 = 6·11; one less of the first is 63, of which 8 is left.
        assert!(weighted.fits("3470") && weighted.fits("2478") && !weighted.fits(""));
    }
}
