//! A part of the page, and what it comes to.

/// Fewer figures than this are shown and not judged.
pub const JUDGED_FROM: u64 = crate::by_column::JUDGED_FROM;

/// What a part of the page comes to. Never about a person: about figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Something to speak about first.
    Talk,
    /// As it is expected.
    Well,
    /// Too few figures to say.
    Few,
}

/// A part of the page.
pub(super) struct Section {
    pub(super) id: &'static str,
    pub(super) title: String,
    pub(super) verdict: Verdict,
    /// What it shows.
    pub(super) shows: String,
    /// What to do, if anything.
    pub(super) act: Option<String>,
    /// Plots and tables.
    pub(super) body: String,
    /// Whether they need the width of the page; else they stand beside the sentences where there is room.
    pub(super) wide: bool,
}
