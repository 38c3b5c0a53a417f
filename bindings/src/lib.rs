//! The calls a phone's screen makes, over the core: one a screen, one a button. Data goes in as text (JSON, or what a
//! person typed) and comes out as plain views; an error is flat and says what to do. Holds no rule of the programme
//! and no SQL but the look-up of a name.

mod delivery;
pub mod error;
mod find;
pub mod home;
mod phone;
mod values;
mod visit;
mod write;

pub use delivery::{
    AreaRow, Enrolled, Inbox, Invited, Part, Status, SyncListener, SyncProgress, WorkerView, read_invitation,
};
pub use error::{ChaskiError, Result};
pub use phone::Phone;
pub use visit::{Recorded, VisitSaved};
pub use write::{Correction, Created, Saved};

/// What pages, lists and reports are made of.
pub mod view {
    pub use chaski::store::inbox::{
        BesideVoiding, ChangeView, Delivery, SetAsideItem, UnreadableItem, UnsentItem, WaitingItem,
    };
    pub use chaski::store::query::{
        AnswersView, AreaView, CaregiverView, ChildPage, ChildRow, DisputeItem, DisputeValue, Family,
        FieldView, HouseholdPage, IdentityStep, Link, Member, Moved, Page, RecordView, VisitPage, VisitRow,
        Who,
    };
    pub use chaski::store::rebuild::Verified;
    pub use chaski::store::search::Found;
    pub use chaski::sync::Report;
}

/// The name of a record, short enough for a table and still found: the first eight signs of its device, its number
/// and its index.
pub fn short_name(record: &chaski::record::RecordName) -> String {
    format!("{record:?}")
}
