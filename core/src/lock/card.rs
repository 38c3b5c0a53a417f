//! What the lock screen shows of a worker before she is let in: her name and how much is on this phone only. It lies open beside
//! her sealed keys, because whoever holds the phone reads it on the screen in any case. Knows no store; whoever has one
//! open says what stands there.

use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::store::files::write_private;

/// What is shown of a worker who is not let in.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Card {
    /// Her name, whole; empty before she is enrolled.
    #[serde(default)]
    pub name: String,
    /// Changes that were on this phone only when it was last noted.
    #[serde(default)]
    pub unsent: u64,
}

impl Card {
    /// Reads what was kept; one that cannot be read shows nothing, and no worker is kept out for it.
    pub(super) fn read(path: &Path) -> Card {
        std::fs::read(path).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or_default()
    }

    /// Keeps it, durable when it returns. Writes nothing where nothing changed.
    pub(super) fn write(&self, path: &Path) -> std::io::Result<()> {
        if *self == Card::read(path) && path.exists() {
            return Ok(());
        }
        write_private(path, &serde_json::to_vec(self)?)
    }
}

/// A name as lists show it: *Rosa Quispe Mamani* is *Rosa Q.*, *María del Carmen Ñahui* is *María C.*; one word stays as it
/// is.
pub fn short_name(name: &str) -> String {
    let mut words = name.split_whitespace();
    let Some(first) = words.next() else { return String::new() };
    // Not the small words of a name: `de`, `del`, `la`.
    match words.filter_map(|word| word.chars().next()).find(|letter| letter.is_uppercase()) {
        Some(letter) => format!("{first} {letter}."),
        None => first.to_owned(),
    }
}

/// The word by which somebody is greeted.
pub fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_shortened_to_its_first_word_and_a_letter() {
        let names =
            ["Rosa Quispe Mamani", "  Nelly ", "María del Carmen Ñahui", "Ana Ñahui", "", "rosa quispe"];
        assert_eq!(names.map(short_name), ["Rosa Q.", "Nelly", "María C.", "Ana Ñ.", "", "rosa"]);
        assert_eq!(names.map(first_name), ["Rosa", "Nelly", "María", "Ana", "", "rosa"]);
    }

    #[test]
    fn a_card_reads_back_and_one_that_is_lost_or_torn_shows_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("card");
        assert_eq!(Card::read(&path), Card::default());
        let card = Card { name: "Rosa Quispe".into(), unsent: 12 };
        card.write(&path).unwrap();
        assert_eq!(Card::read(&path), card);
        std::fs::write(&path, b"{\"name\":\"Ro").unwrap();
        assert_eq!(Card::read(&path), Card::default());
        card.write(&path).unwrap();
        assert_eq!(Card::read(&path), card);
    }
}
