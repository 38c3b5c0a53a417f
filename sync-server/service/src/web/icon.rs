//! The pictures of the sprite.

use maud::{Markup, html};

/// A picture of the sprite; each has an outline of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Danger sign, open referral.
    Danger,
    /// Late, or to be looked at first.
    Late,
    /// Due; also a matter of time.
    Due,
    /// Done.
    Done,
    /// Two different values.
    Dispute,
    /// Returned.
    Returned,
    /// Only on a phone.
    Phone,
    /// No position.
    NoPlace,
    /// To correct.
    Edit,
    /// To search.
    Search,
    /// Back.
    Back,
    /// To print.
    Print,
    /// Help.
    Help,
    /// Not reviewed yet.
    Pending,
    /// To look at.
    Look,
    /// To take away.
    Close,
    /// Corrected; history.
    History,
    /// Not found.
    Absent,
    /// To know.
    Info,
    /// To take along.
    Download,
    /// To add.
    Add,
    /// A family.
    People,
    /// Perhaps the same person.
    Same,
    /// Moved.
    Moved,
    /// Refused.
    Refused,
    /// Answered.
    Answered,
    /// Locked.
    Lock,
}

impl Icon {
    pub(super) fn name(self) -> &'static str {
        match self {
            Icon::Danger => "danger",
            Icon::Late => "late",
            Icon::Due => "due",
            Icon::Done => "done",
            Icon::Dispute => "dispute",
            Icon::Returned => "returned",
            Icon::Phone => "phone",
            Icon::NoPlace => "noplace",
            Icon::Edit => "edit",
            Icon::Search => "search",
            Icon::Back => "back",
            Icon::Print => "print",
            Icon::Help => "help",
            Icon::Pending => "pending",
            Icon::Look => "look",
            Icon::Close => "close",
            Icon::History => "history",
            Icon::Absent => "absent",
            Icon::Info => "info",
            Icon::Download => "download",
            Icon::Add => "add",
            Icon::People => "people",
            Icon::Same => "same",
            Icon::Moved => "moved",
            Icon::Refused => "refused",
            Icon::Answered => "answered",
            Icon::Lock => "lock",
        }
    }
}

/// A picture beside a word that says the same.
pub fn icon(icon: Icon) -> Markup {
    html! { i class={ "i-" (icon.name()) } {} }
}
