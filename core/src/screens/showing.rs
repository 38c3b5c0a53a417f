//! What every screen is made from and what it may come to: the store, the day and the language, and the shape of an error. Knows no screen.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::values::Speaker;
use super::view::ScreenView;
use crate::action::Stop;
use crate::store::{Log, Store, StoreError};
use crate::words::Lang;

/// How many rows of a list come at once.
pub const ROWS: usize = 50;

/// Under which name `seen` of a screen comes back among what was typed.
pub const SEEN: &str = "seen";

/// What was typed on a screen, by the names of its inputs, and what it showed, as [`SEEN`].
pub type Inputs = BTreeMap<String, String>;

/// In which language a screen is made, and on which day where the phone is.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// The language.
    pub lang: Lang,
    /// The day.
    pub today: NaiveDate,
    /// Minutes that the phone's clock is ahead of UTC.
    pub utc_offset_min: i32,
}

/// What a screen is made from.
pub(super) struct Showing<'s> {
    pub store: &'s Store,
    pub log: Log<'s>,
    pub say: Speaker<'s>,
    /// The checklists that can be filled today, where the screen offers them.
    pub forms: Vec<FormTitle>,
}

/// A checklist that can be filled today.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormTitle {
    pub id: String,
    pub title: String,
}

/// Why a screen is not shown, or a button did nothing.
#[derive(Debug)]
pub enum ScreenError {
    /// No screen has this act.
    NoAct,
    /// What was done, or read, is refused or failed.
    Stopped(Stop),
}

impl<E: Into<Stop>> From<E> for ScreenError {
    fn from(error: E) -> Self {
        ScreenError::Stopped(error.into())
    }
}

/// Shorthand for this room.
pub type Result<T> = std::result::Result<T, ScreenError>;

impl<'s> Showing<'s> {
    pub fn new(store: &'s Store, asked: Asked) -> std::result::Result<Showing<'s>, StoreError> {
        let log = store.log();
        let Asked { lang, today, utc_offset_min } = asked;
        Ok(Showing {
            store,
            log,
            say: Speaker { lang, today, utc_offset_min, pack: log.pack()? },
            forms: Vec::new(),
        })
    }
}

/// Says where a screen is partly in another language.
pub(super) fn finish(view: &mut ScreenView, say: &Speaker<'_>) {
    if view.has_other_language(say.lang) {
        view.falls_back = Some(say.t("screen-falls_back"));
    }
}
