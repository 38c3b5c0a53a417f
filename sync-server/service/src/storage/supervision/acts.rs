//! What a supervisor does, and the form that asks for it.

pub use chaski::action::Refusal;
pub use chaski::action::correct::Choice;
pub use chaski::action::review::Remark;
use chaski::change::Register;
use chaski::record::{ChangeName, RecordName, Value};
use chaski::store::revision::Revision;

/// What a supervisor does; a change in the log like any other. Each names what its page showed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// A visit is accepted as it was shown. Remarks that stand on it are closed with it.
    AcceptVisit {
        /// The visit.
        visit: RecordName,
        /// What its page or line showed.
        seen: Revision,
    },
    /// A visit is returned, with at least one remark.
    ReturnVisit {
        /// The visit.
        visit: RecordName,
        /// What its page showed.
        seen: Revision,
        /// What to look at.
        remarks: Vec<Remark>,
    },
    /// A value in front of what was shown.
    Correct {
        /// Which register.
        register: Register,
        /// The heads that the page showed.
        seen: Vec<ChangeName>,
        /// The new value.
        value: Value,
        /// Why.
        reason: String,
    },
    /// A dispute is decided.
    Settle {
        /// Which register.
        register: Register,
        /// The heads that the page showed.
        seen: Vec<ChangeName>,
        /// What holds.
        choice: Choice,
        /// Why.
        reason: String,
    },
    /// Two persons are one; the first stands for both.
    Join {
        /// Who is kept.
        kept: RecordName,
        /// Who is the same.
        other: RecordName,
        /// What was said of the pair when it was shown.
        seen: Revision,
    },
    /// Two who look alike are two: they are not shown again.
    TwoPersons {
        /// One.
        one: RecordName,
        /// The other.
        other: RecordName,
        /// What was said of the pair when it was shown.
        seen: Revision,
        /// How that is known.
        reason: String,
    },
    /// Two who were joined are two.
    Separate {
        /// The record that joined them.
        joined: RecordName,
        /// What was said of the pair when it was shown.
        seen: Revision,
        /// Why.
        reason: String,
    },
    /// A household goes to another area.
    Move {
        /// The household.
        household: RecordName,
        /// Where to.
        area: RecordName,
        /// The heads of its area that the page showed.
        seen: Vec<ChangeName>,
        /// Why.
        reason: String,
    },
    /// A change set aside is taken in, with what waited for it.
    AcceptAside {
        /// The change.
        change: ChangeName,
        /// What was said of its verdict when it was shown.
        seen: Revision,
        /// Why.
        reason: String,
    },
    /// A change set aside stays aside and leaves the list.
    RefuseAside {
        /// The change.
        change: ChangeName,
        /// What was said of its verdict when it was shown.
        seen: Revision,
        /// Why.
        reason: String,
    },
    /// Who looks for somebody who was sent, and did not arrive or of whom nobody knows.
    SeekReferral {
        /// The referral.
        referral: RecordName,
        /// What its line showed.
        seen: Revision,
        /// `arrived`, by number: no, or not known.
        arrived: i64,
        /// The worker of whom a visit is asked.
        by: RecordName,
        /// Until when, a date.
        until: Value,
        /// What the facility said.
        answer: Option<String>,
    },
    /// A referral is closed: the person arrived, and what the facility answered.
    CloseReferral {
        /// The referral.
        referral: RecordName,
        /// What its line showed.
        seen: Revision,
        /// `arrived`, by number.
        arrived: i64,
        /// What the facility said.
        answer: Option<String>,
    },
}

/// A form that was sent, kept with what it asked for: sent again it is answered with where it led, and nothing is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSent {
    /// By what it is known: a hash of all of it, with a key that was drawn for it.
    pub key: [u8; 32],
    /// Where it leads once everything is done.
    pub leads: String,
    /// Where it leads if some was not done, since others said something meanwhile; `None` if it then leads nowhere.
    pub leads_but: Option<String>,
}
