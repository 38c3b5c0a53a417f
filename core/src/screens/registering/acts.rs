//! The acts of the steps by their names, as a button carries them and `submit` takes them; two of them are kept as answers. Knows nothing else.

/// On to the next step.
pub(super) const NEXT: &str = "next";
/// Looks again.
pub(super) const SEARCH: &str = "search";
/// What an act that opens somebody who was found begins with, before the name of the record.
pub(super) const IS: &str = "is.";
/// A child who has no name yet.
pub(super) const NO_NAME: &str = "no_name";
/// A date that nobody knows.
pub(super) const UNKNOWN: &str = "unknown";
/// A child, or another one.
pub(super) const CHILD: &str = "child";
/// A pregnant woman, or another one.
pub(super) const PREGNANT: &str = "pregnant";
/// Somebody who looks after a child.
pub(super) const CAREGIVER: &str = "caregiver";
/// Nobody else.
pub(super) const NOBODY: &str = "no";
/// Saves all of it.
pub(super) const SAVE: &str = "save";
/// Lets it go.
pub(super) const LET_GO: &str = "drop";
