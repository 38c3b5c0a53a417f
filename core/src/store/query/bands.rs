//! What stands in a band under the bar of a page: what is to be looked at first. A function of what the page shows.

use serde::Serialize;

use super::{DisputeItem, FieldValue, RecordView};

/// What stands in a band under the bar, on every page of a person or household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Band {
    /// A danger sign was seen and its referral is not closed.
    Danger {
        /// How many referrals.
        count: u64,
    },
    /// A supervisor returned something and waits for an answer.
    Returned {
        /// How many reviews.
        count: u64,
    },
    /// People said different things.
    Disputed {
        /// Of how many fields.
        count: u64,
    },
}

/// The bands of a page that shows these.
pub fn bands(referrals: &[RecordView], reviews: &[RecordView], disputes: &[DisputeItem]) -> Vec<Band> {
    let said = |view: &RecordView, name: &str| {
        view.field(name).is_some_and(|field| !matches!(field.typed, FieldValue::Nothing))
    };
    let is_open = |view: &&RecordView| !said(view, "closed_on") && !said(view, "closed_by");
    let is_returned =
        |view: &&RecordView| view.word("verdict") == Some("returned") && view.word("state") == Some("open");
    let counts = [
        Band::Danger { count: referrals.iter().filter(is_open).count() as u64 },
        Band::Returned { count: reviews.iter().filter(is_returned).count() as u64 },
        Band::Disputed { count: disputes.len() as u64 },
    ];
    let has_any = |band: &Band| match band {
        Band::Danger { count } | Band::Returned { count } | Band::Disputed { count } => *count > 0,
    };
    counts.into_iter().filter(has_any).collect()
}
