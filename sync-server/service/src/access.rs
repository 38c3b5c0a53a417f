//! Who may use a route.

use chaski::record::EntityId;

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Anyone, without a word about anyone.
    Anyone,
    /// Who shows a one-time code of an invitation.
    OneTimeCode,
    /// A device that the district knows and that signs the head of the request; it is answered with its own feeds.
    DeviceHead,
    /// Anyone: a page on which to sign in.
    SignIn,
    /// Anyone: the style sheet and the like.
    Asset,
    /// Who holds the link of a demo; nobody where the server is none.
    DemoLink,
    /// Who is signed in.
    Supervision,
    /// Who is signed in and may see the record in the path, which is one of these.
    DeskRecord(&'static [EntityId]),
    /// Who is signed in and may see both persons in the path.
    DeskPair,
    /// Who is signed in and may see the change in the path, which is set aside.
    DeskChange,
    /// Who is signed in and looks after the worker in the path.
    DeskWorker,
    /// Who is signed in and looks after the phone in the path.
    DeskDevice,
    /// Who is signed in and may take lists out of the server.
    DeskExport,
    /// Who is signed in and may add people and phones.
    DeskEnrol,
}
