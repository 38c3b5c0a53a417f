//! Danger signs that are still open.

use chaski::record::RecordName;
use chaski::store::revision::Revision;

/// A danger sign that is still open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenDanger {
    /// The referral.
    pub referral: RecordName,
    /// The child or woman.
    pub person: RecordName,
    /// Their name.
    pub name: Option<String>,
    /// The visit at which it was seen, if the server holds it.
    pub visit: Option<RecordName>,
    /// The signs, by the names of their choices (`fast_breathing`).
    pub signs: Vec<String>,
    /// When she was sent, seconds of Unix time by the phone's clock.
    pub sent_s: Option<i64>,
    /// When the server received it.
    pub received_s: Option<i64>,
    /// Who saw it.
    pub worker: Option<String>,
    /// Sex by the name of its choice.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known.
    pub birth_date: Option<String>,
    /// Whether the person is in the register as a child.
    pub is_child: bool,
    /// The household.
    pub household: Option<RecordName>,
    /// How it is known.
    pub family: Option<String>,
    /// A number at which it is reached.
    pub telephone: Option<String>,
    /// Where it is: the area, the village, and how to get there, as far as they are known.
    pub place: Vec<String>,
    /// Who looks for the person, who did not arrive or of whom nobody knows, and until when.
    pub sought: Option<(String, Option<String>)>,
    /// What is said of it, for closing.
    pub seen: Revision,
}
