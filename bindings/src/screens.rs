//! The screens of the core: one call shows one, one does what its button says, one searches. Adds the clock and the language of the phone, nothing
//! else.

use std::collections::HashMap;

use chaski::record::RecordName;
use chaski::screens::{self, Outcome, OwedLine, Place, ScreenError, ScreenView};
use chrono::NaiveDate;

use crate::error::{Failure, Inner, Result};
use crate::measuring::utc_offset_min;
use crate::phone::Phone;
use crate::platform::today;

#[uniffi::export]
impl Phone {
    /// A screen, whole, in the language of the phone (Spanish before one is set): all that stands on it and what can be done there. `place` is what a screen gave, or
    /// `today`, `families/all`, `notices`, `delivery`, with which an app begins; `after` is what the part of the list before gave as `next`.
    #[uniffi::method(default(after = None))]
    pub fn screen(&self, place: &str, after: Option<String>) -> Result<ScreenView> {
        self.call("screen", || {
            Ok(screens::screen(&mut self.store(), &place_of(place)?, after.as_deref(), self.asked())?)
        })
    }

    /// How many things need the worker, as the tab of her notices says.
    pub fn notices_count(&self) -> Result<u64> {
        self.call("notices_count", || Ok(screens::notices_count(&self.store(), self.asked())?))
    }

    /// What is found of families and persons by what is typed, as the screen of families shows it.
    pub fn search_screen(&self, words: &str) -> Result<ScreenView> {
        self.call("search_screen", || Ok(screens::search(&self.store(), words, self.asked())?))
    }

    /// Does what a button of a screen says, with what its inputs hold and what it showed (`seen`, as it gave it), whole or not at all. What was typed wrong is no error: the screen stays, with
    /// what is wrong beside it.
    pub fn submit(
        &self,
        place: &str,
        act: &str,
        seen: String,
        inputs: HashMap<String, String>,
    ) -> Result<Outcome> {
        self.call("submit", || {
            let mut inputs: screens::Inputs = inputs.into_iter().collect();
            inputs.insert(screens::SEEN.to_owned(), seen);
            Ok(screens::submit(&mut self.store(), &place_of(place)?, act, &inputs, self.asked())?)
        })
    }
}

impl Phone {
    /// What is owed to a person on a day, in the language of the phone: of all packages, or of one by its name in the rules; `None` where
    /// the pack has none of that name.
    pub fn owed(
        &self,
        person: RecordName,
        package: Option<&str>,
        on: Option<NaiveDate>,
    ) -> Result<Option<Vec<OwedLine>>> {
        self.read("owed", |log| {
            Ok(screens::owed_lines(log, &person, package, self.spoken(), on.unwrap_or_else(today))?)
        })
    }

    pub(crate) fn asked(&self) -> screens::Asked {
        screens::Asked { lang: self.spoken(), today: today(), utc_offset_min: utc_offset_min() }
    }
}

fn place_of(text: &str) -> Inner<Place> {
    text.parse().map_err(|_| Failure::new("no_place", "this is not the place of a screen"))
}

impl From<ScreenError> for Failure {
    fn from(error: ScreenError) -> Self {
        match error {
            ScreenError::NoAct => Failure::new("no_place", "no screen has this act"),
            ScreenError::Stopped(stop) => stop.into(),
        }
    }
}
