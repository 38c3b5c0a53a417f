//! Whom to call where there is danger: the numbers that a country or programme gives, in the order in which they are offered. Knows no record.

use serde_json::Value as Json;

use super::fault::Wrong;
use super::read::{Reader, below};
use crate::words::Words;

/// A number to be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Call {
    /// The number, as it is dialled.
    pub number: String,
    /// What the button says.
    pub words: Words,
}

/// Reads the calls; what is wrong is noted.
pub(super) fn read(reader: &mut Reader, json: Option<&Json>) -> Vec<Call> {
    let mut calls = Vec::new();
    for (at, json) in reader.items("calls", json).iter().enumerate() {
        let place = format!("calls[{at}]");
        let Some(map) = reader.object(&place, json, &["number", "words"]) else { continue };
        let number = map.get("number").and_then(Json::as_str).unwrap_or_default();
        let is_dialled =
            !number.is_empty() && number.chars().all(|c| c.is_ascii_digit() || "+*#".contains(c));
        if !is_dialled {
            reader.fault(
                &below(&place, "number"),
                Wrong::Shape("a number to dial, as text: digits, +, * and #"),
            );
            continue;
        }
        let words = reader.words(&place, map);
        calls.push(Call { number: number.to_owned(), words });
    }
    calls
}
