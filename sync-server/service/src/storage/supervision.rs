//! What a supervisor's pages need of the storage: who signs in, what they see, what they do. Every view and every act
//! takes the [`Viewer`] and gives nothing of an area that is not theirs; pages only lay out what stands here. Knows no
//! HTML and no words.

use async_trait::async_trait;
pub use chaski::action::Refusal;
pub use chaski::action::correct::Choice;
pub use chaski::action::review::{Remark, ReviewState};
use chaski::change::Register;
use chaski::record::{ChangeName, DeviceId, EntityId, RecordName, Value};
use chaski::store::query::{ChildGrowth, ChildPage, DisputeItem, HistoryRow, HouseholdPage, VisitPage, Who};
use chaski::store::revision::Revision;
use chaski::store::search::Found;
use chaski::sync::message::Lines;

use super::Result;

/// Somebody who signs in to the supervisors' pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// What they type to sign in, in small letters.
    pub login: String,
    /// The worker who they are: author of what they do.
    pub worker: RecordName,
    /// The name that others see.
    pub name: String,
    /// Argon2id, as a PHC string.
    pub password_hash: String,
    /// Their areas; each includes those below it.
    pub areas: Vec<RecordName>,
    /// They may take lists with names out of the server.
    pub may_export: bool,
    /// They may add people and phones.
    pub may_enrol: bool,
    /// They may no longer sign in.
    pub stopped: bool,
}

/// Who looks, for as long as a session lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Viewer {
    /// Their account's login.
    pub login: String,
    /// The worker who they are.
    pub worker: RecordName,
    /// Their name.
    pub name: String,
    /// Their areas; each includes those below it.
    pub areas: Vec<RecordName>,
    /// They may take lists with names out of the server.
    pub may_export: bool,
    /// They may add people and phones.
    pub may_enrol: bool,
    /// When the session ends if nothing more is asked, seconds of Unix time.
    pub until_s: i64,
}

/// What a record is to a viewer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sight {
    /// Theirs to see: what it is and whom it belongs to (for a household or person, itself).
    Here {
        /// Its entity.
        entity: EntityId,
        /// The household or person.
        subject: RecordName,
    },
    /// In an area that is not theirs.
    Elsewhere,
    /// Not held.
    Nowhere,
}

/// How recent what the pages show is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AsOf {
    /// When something last arrived from a phone of the viewer's areas, seconds of Unix time.
    pub received_s: Option<i64>,
    /// Phones at work in the viewer's areas.
    pub phones: u64,
    /// Those among them that said they still hold something, or never finished a sync.
    pub owing: u64,
}

/// A count that is not counted beyond a bound, so that a page costs the same in every year.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Count {
    /// How many, at most the bound.
    pub n: u64,
    /// There are more.
    pub more: bool,
}

/// A page of a list by cursor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// What to ask with for the next; holds no personal value.
    pub next: Option<String>,
    /// How many there are in all, counted to a bound.
    pub total: Count,
}

/// What needs the supervisor now.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Today {
    /// Referrals for danger signs of which something is waited for, the oldest first (at most ten), and how many there are.
    pub danger: (Vec<OpenDanger>, Count),
    /// Returned visits whose author answered.
    pub answered: Count,
    /// Accepted visits of which something is otherwise now.
    pub changed: Count,
    /// Done visits that nobody reviewed, and those among them with something to look at first.
    pub to_review: (Count, Count),
    /// Registers of which two people said different things.
    pub disputes: Count,
    /// Children who look alike and of whom nobody said whether they are one.
    pub alike: Count,
    /// Changes set aside.
    pub aside: Count,
    /// Families of an area that was divided, to whom nobody gave their part yet.
    pub unplaced: Count,
    /// Phones that have not delivered for more than seven days.
    pub silent: Vec<PhoneLine>,
    /// Phones of which two lines were heard in the last two weeks: put back from an older image, copied, or in use twice.
    pub lines: Vec<PhoneLine>,
    /// This month by worker.
    pub coverage: Vec<Coverage>,
}

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

/// A worker's month in figures; N of D, and what they are made of is the list of visits with the same filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// The worker.
    pub worker: RecordName,
    /// Her name.
    pub name: String,
    /// The areas of her phones, by name.
    pub areas: Vec<String>,
    /// Visits agreed for a date in the month (the next date said at the visit before).
    pub expected: u64,
    /// Those among them after which the family was visited.
    pub followed: u64,
    /// Those among them visited by the agreed date or within the seven days after.
    pub in_time: u64,
    /// Visits done in the month.
    pub done: u64,
    /// Visits not found, refused or moved in the month.
    pub not_done: u64,
    /// Visits done in the month with a position.
    pub with_place: u64,
    /// Remarks to her that are still open.
    pub open_remarks: u64,
}

/// A phone as a supervisor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneLine {
    /// The device.
    pub device: DeviceId,
    /// What people call it.
    pub label: Option<String>,
    /// Its worker.
    pub worker: RecordName,
    /// Their name.
    pub name: String,
    /// Its rank.
    pub role: u64,
    /// Its areas: record and name.
    pub areas: Vec<(RecordName, String)>,
    /// It was stopped.
    pub stopped: bool,
    /// Its app.
    pub version: String,
    /// When its last complete delivery was received.
    pub last_sync_s: Option<i64>,
    /// What it said it still held then, less what has come since.
    pub unsent: u64,
    /// What was last seen of two lines of it, and when.
    pub lines: Option<(Lines, i64)>,
}

/// A worker in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerLine {
    /// Her month.
    pub month: Coverage,
    /// Her phones.
    pub phones: Vec<PhoneLine>,
}

/// The page of a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerPage {
    /// This month and the eleven before it, the newest first, each with its first day (`2026-11-01`).
    pub months: Vec<(String, Coverage)>,
    /// Her phones.
    pub phones: Vec<PhoneLine>,
    /// Families of her areas, counted.
    pub families: Count,
}

/// Which visits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct VisitFilter {
    /// By this worker.
    pub worker: Option<RecordName>,
    /// In this area and below it.
    pub area: Option<RecordName>,
    /// Of this outcome, by number.
    pub outcome: Option<i64>,
    /// How far its review is.
    pub review: Option<ReviewState>,
    /// Only those with something to look at.
    pub attention: bool,
    /// One figure of the worker's month; without a worker it is not looked at.
    pub figure: Option<Figure>,
    /// Made (or, of what was agreed, agreed for a day) on or after this day (`2026-11-01`).
    pub from: Option<String>,
    /// The same on or before this day.
    pub to: Option<String>,
}

/// One figure of a worker's month, as the filter that gives exactly the visits it is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Figure {
    /// Visits at which the next was agreed for a day in the range.
    Expected,
    /// Those among them after which the family was visited.
    Followed,
    /// Those among them after which it was visited by that day or within the seven days after.
    InTime,
    /// Visits not found, refused or moved.
    NotDone,
    /// Visits done with a position.
    WithPlace,
}

/// Why a visit asks to be looked at first; bits of [`VisitLine::attention`].
pub mod attention {
    /// A danger sign was seen at it.
    pub const DANGER: u32 = 1;
    /// The phone's clock cannot have been right.
    pub const CLOCK: u32 = 2;
    /// It has no position.
    pub const NO_PLACE: u32 = 4;
    /// It arrived more than 30 days after it was made.
    pub const LATE: u32 = 8;
    /// Something of it was corrected afterwards.
    pub const CORRECTED: u32 = 16;
    /// A child was seen and nothing was measured, without a reason.
    pub const NOT_MEASURED: u32 = 32;
    /// Something of it is disputed.
    pub const DISPUTED: u32 = 64;
    /// Something measured at it asks for a look: it should have been measured again, or the nurse or the health post should know.
    pub const GROWTH: u32 = 128;
}

/// A visit in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitLine {
    /// The visit.
    pub visit: RecordName,
    /// The household.
    pub household: RecordName,
    /// How the household is known, or its family names.
    pub family: Option<String>,
    /// Names of the children seen (at most three) and how many were seen.
    pub seen: (Vec<String>, u64),
    /// Who made it.
    pub worker: Option<RecordName>,
    /// Her name.
    pub worker_name: Option<String>,
    /// The day as she said it, or by her phone's clock (`2026-11-24`).
    pub on: Option<String>,
    /// When the server received it.
    pub received_s: i64,
    /// Its outcome, by number.
    pub outcome: Option<i64>,
    /// How far its review is.
    pub review: ReviewState,
    /// Why to look at it, bits of [`attention`].
    pub attention: u32,
    /// What is said of it, for accepting or returning.
    pub revision: Revision,
}

/// The page of a visit for a supervisor.
#[derive(Debug, Clone, PartialEq)]
pub struct VisitView {
    /// As every replica shows it.
    pub page: VisitPage,
    /// How those grow who were measured at it, by all their readings.
    pub growth: Vec<(RecordName, ChildGrowth)>,
    /// Its line.
    pub line: Option<VisitLine>,
    /// When each change that said something of it was received: change to seconds; the server's own are missing.
    pub received: Vec<(ChangeName, i64)>,
    /// What was corrected, settled or removed of it and of what was recorded at it: register and its sayings.
    pub history: Vec<(Register, String, Vec<HistoryRow>)>,
    /// What was said after it was accepted.
    pub changed: Vec<ChangeView>,
}

/// A change as it is told to somebody who did not see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeView {
    /// The change.
    pub change: ChangeName,
    /// Whom it is about.
    pub subject: Option<RecordName>,
    /// Who says it.
    pub who: Who,
    /// When, by their clock, seconds of Unix time.
    pub wall_s: i64,
    /// What it says: entity, field (with its path), what stood there before, and the value.
    pub says: Vec<(String, String, Option<serde_json::Value>, serde_json::Value)>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
}

/// The page of a person for a supervisor.
#[derive(Debug, Clone, PartialEq)]
pub struct ChildView {
    /// As every replica shows it.
    pub page: ChildPage,
    /// How the person grows, by the readings of the page.
    pub growth: ChildGrowth,
    /// The household's visits, the newest first (at most 40).
    pub visits: Vec<VisitLine>,
    /// What was said twice or more of the person or of what was recorded of them: register, entity's name, sayings.
    pub history: Vec<(Register, String, Vec<HistoryRow>)>,
    /// Persons who look alike and were not looked at yet.
    pub alike: Vec<Alike>,
}

/// The page of a household for a supervisor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseholdView {
    /// As every replica shows it.
    pub page: HouseholdPage,
    /// Its visits, the newest first (at most 40).
    pub visits: Vec<VisitLine>,
    /// Where it may be moved: the leaf areas of the viewer, record and name.
    pub areas: Vec<(RecordName, String)>,
}

/// A child in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChildLine {
    /// The person.
    pub person: RecordName,
    /// Names.
    pub name: Option<String>,
    /// Sex by the name of its choice.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known.
    pub birth_date: Option<String>,
    /// The household.
    pub household: Option<RecordName>,
    /// How it is known.
    pub family: Option<String>,
    /// The day of the last visit done.
    pub last_visit: Option<String>,
    /// Something of the child is disputed.
    pub disputed: bool,
}

/// A family in the list of one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FamilyLine {
    /// The household.
    pub household: RecordName,
    /// How it is known, or its family names.
    pub name: Option<String>,
    /// Its code on paper.
    pub code: String,
    /// The heads of its area, for moving it.
    pub seen: Vec<ChangeName>,
}

/// A family of an area that was divided, to whom nobody gave their part yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// The household, and the heads of its area, for moving it.
    pub family: FamilyLine,
    /// What the area is called.
    pub area: String,
}

/// Two persons who may be one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alike {
    /// The one registered first, by name of record.
    pub one: RecordName,
    /// The other.
    pub other: RecordName,
    /// Their names.
    pub names: (Option<String>, Option<String>),
    /// Why they look alike: `birth_date`, `names`, or the system of identifiers in which they have one number.
    pub why: Vec<String>,
    /// Already joined: the record that says so, to separate them again.
    pub joined: Option<RecordName>,
    /// What is said of the pair, for deciding.
    pub seen: Revision,
}

/// A change set aside, as it is decided about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsideView {
    /// The change.
    pub change: ChangeName,
    /// Whom it is about.
    pub subject: Option<RecordName>,
    /// What they are called.
    pub title: Option<String>,
    /// Its author's name.
    pub worker: Option<String>,
    /// Why, as the number of `verdict.reason`.
    pub reason: i64,
    /// When it was made, by the phone's clock.
    pub wall_s: i64,
    /// When it was received.
    pub received_s: Option<i64>,
    /// What it says: entity or field by name, and the value as JSON.
    pub says: Vec<(String, String, serde_json::Value)>,
    /// A supervisor refused it: it stays aside and off the list; who, and what they said.
    pub refused: Option<(String, String)>,
    /// What is said of its verdict, for deciding.
    pub seen: Revision,
}

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

/// Somebody who saw a person's page, or took a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// When.
    pub at_s: i64,
    /// Who.
    pub login: String,
    /// Their name.
    pub name: String,
    /// The person or household; `None` for a list.
    pub subject: Option<RecordName>,
    /// What: `child`, `household`, `visit`, `export_csv`, …
    pub what: String,
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

/// Whose a phone will be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InvitedWorker {
    /// Somebody's who is there.
    Known(RecordName),
    /// Somebody's of this name who is new.
    New(String),
}

/// A phone that is invited: its worker, known or new, their role and areas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invited {
    /// Whose it is.
    pub worker: InvitedWorker,
    /// Their rank.
    pub role: u64,
    /// Their areas.
    pub areas: Vec<RecordName>,
}

/// What the supervisors' pages ask.
#[async_trait]
pub trait Supervision: Send + Sync + 'static {
    // Who signs in.

    /// A new account; an error if the login is taken.
    async fn add_account(&self, account: &Account) -> Result<()>;
    /// Every account.
    async fn accounts(&self) -> Result<Vec<Account>>;
    /// The account with this login.
    async fn account(&self, login: &str) -> Result<Option<Account>>;
    /// Another password; every session of the account ends.
    async fn set_password(&self, login: &str, password_hash: &str) -> Result<()>;
    /// Other areas and rights; they hold at the next page.
    async fn set_account(&self, account: &Account) -> Result<()>;
    /// Begins a session: the hash of its token stands for it.
    async fn begin_session(&self, token_hash: [u8; 32], login: &str, now_s: i64, until_s: i64) -> Result<()>;
    /// Who it is, if the session is alive and the account at work; it then lasts until `until_s`, and never longer
    /// than `longest_s` from its beginning.
    async fn session(
        &self,
        token_hash: [u8; 32],
        now_s: i64,
        until_s: i64,
        longest_s: i64,
    ) -> Result<Option<Viewer>>;
    /// Ends a session.
    async fn end_session(&self, token_hash: [u8; 32]) -> Result<()>;
    /// Since when, how often in a row and when last a sign-in under this key (a login, an address) failed.
    async fn failures(&self, key: &str) -> Result<(u32, i64)>;
    /// One more; or none any more.
    async fn set_failures(&self, key: &str, count: u32, now_s: i64) -> Result<()>;

    // Who may see what, and who did.

    /// What a record is to the viewer.
    async fn sight(&self, viewer: &Viewer, record: RecordName) -> Result<Sight>;
    /// Writes to the access log.
    async fn log_access(
        &self,
        viewer: &Viewer,
        subject: Option<RecordName>,
        what: &str,
        now_s: i64,
    ) -> Result<()>;
    /// The access log, the newest first: of one subject, or of everything in the viewer's areas.
    async fn seen(
        &self,
        viewer: &Viewer,
        subject: Option<RecordName>,
        after: Option<&str>,
    ) -> Result<Slice<Seen>>;

    // What they see.

    /// How recent it is.
    async fn as_of(&self, viewer: &Viewer) -> Result<AsOf>;
    /// The viewer's areas and all below them: record, name, whether it is a leaf; as a tree is read.
    async fn areas_below(&self, viewer: &Viewer) -> Result<Vec<(RecordName, String, bool)>>;
    /// What needs her. `today` is the day where she is (`2026-11-24`).
    async fn today(&self, viewer: &Viewer, today: &str, now_s: i64) -> Result<Today>;
    /// Workers of her areas, with their month (its first day).
    async fn workers_at_work(&self, viewer: &Viewer, month: &str) -> Result<Vec<WorkerLine>>;
    /// One worker; `None` if none of her phones is in the viewer's areas.
    async fn worker_page(
        &self,
        viewer: &Viewer,
        worker: RecordName,
        month: &str,
    ) -> Result<Option<WorkerPage>>;
    /// Visits, the last received first, 40 a page; of one worker, or of a range of days, the newest day first.
    async fn visit_list(
        &self,
        viewer: &Viewer,
        filter: &VisitFilter,
        after: Option<&str>,
    ) -> Result<Slice<VisitLine>>;
    /// A visit.
    async fn visit_view(&self, viewer: &Viewer, visit: RecordName) -> Result<Option<VisitView>>;
    /// A person.
    async fn child_view(&self, viewer: &Viewer, person: RecordName) -> Result<Option<ChildView>>;
    /// A household.
    async fn household_view(&self, viewer: &Viewer, household: RecordName) -> Result<Option<HouseholdView>>;
    /// Children, by name, 40 a page.
    async fn child_list(
        &self,
        viewer: &Viewer,
        area: Option<RecordName>,
        after: Option<&str>,
    ) -> Result<Slice<ChildLine>>;
    /// Families of one area and those below it, by name, 40 a page.
    async fn family_list(
        &self,
        viewer: &Viewer,
        area: RecordName,
        after: Option<&str>,
    ) -> Result<Slice<FamilyLine>>;
    /// Families of areas that were divided, to whom nobody gave their part yet, 40 a page.
    async fn unplaced_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<Unplaced>>;
    /// Families and persons that match what was typed, the best first.
    async fn find(&self, viewer: &Viewer, words: &str) -> Result<Vec<Found>>;
    /// Disputes, the oldest first, 40 a page; personal values are withheld.
    async fn dispute_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<DisputeItem>>;
    /// One dispute with its values and what the record is of; `None` if it is not (or no longer) one that she may see.
    async fn dispute_view(
        &self,
        viewer: &Viewer,
        register: &Register,
    ) -> Result<Option<(DisputeItem, Vec<HistoryRow>, Option<String>)>>;
    /// One register, disputed or not, as [`Supervision::dispute_view`] gives it; `None` if it is not hers to see.
    async fn register_view(
        &self,
        viewer: &Viewer,
        register: &Register,
    ) -> Result<Option<(DisputeItem, Vec<HistoryRow>, Option<String>)>>;
    /// Children who look alike, 40 a page.
    async fn alike_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<Alike>>;
    /// Two persons beside each other, each with what is known of them.
    async fn alike_view(
        &self,
        viewer: &Viewer,
        one: RecordName,
        other: RecordName,
    ) -> Result<Option<(Alike, ChildView, ChildView)>>;
    /// Open referrals, the oldest first, 30 a page.
    async fn danger_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<OpenDanger>>;
    /// What was set aside and nobody decided about, the oldest first, 40 a page. It is listed where its subject is, or
    /// would be; where that is in no area that is known, for those who see an area that its author's phone held.
    async fn aside_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<AsideView>>;
    /// What came from a phone of her areas under names that the district knows by other contents, and is kept apart: of a
    /// copy of that phone's database. The first 40, as they came; and how many there are.
    async fn apart_list(&self, viewer: &Viewer) -> Result<Slice<AsideView>>;
    /// What these changes say: of those that are in the state and about one of the viewer's areas, or of a verdict there.
    async fn changes_view(&self, viewer: &Viewer, changes: &[ChangeName]) -> Result<Vec<ChangeView>>;
    /// One change that was set aside.
    async fn aside_view(&self, viewer: &Viewer, change: ChangeName) -> Result<Option<AsideView>>;
    /// Phones of her areas.
    async fn phones(&self, viewer: &Viewer) -> Result<Vec<PhoneLine>>;

    // What they do.

    /// Does it, whole or not at all, durable when this returns. The form that asks for it is kept in the same transaction;
    /// one that was carried out before is refused as [`Refusal::Already`], and [`Supervision::form_led`] tells where it led.
    async fn act(
        &self,
        viewer: &Viewer,
        act: &Act,
        form: Option<&FormSent>,
        now_s: i64,
    ) -> Result<std::result::Result<Vec<ChangeName>, Refusal>>;
    /// Does several, in one transaction. What others did meanwhile is as it should be; where they said something else,
    /// that one alone is not done and their changes are given. Any other refusal: none is done.
    async fn act_each(
        &self,
        viewer: &Viewer,
        acts: &[Act],
        form: Option<&FormSent>,
        now_s: i64,
    ) -> Result<std::result::Result<Option<Vec<ChangeName>>, Refusal>>;
    /// Where a form that was carried out led, by its key.
    async fn form_led(&self, form: [u8; 32]) -> Result<Option<String>>;

    /// Invites a phone, with its worker where they are new, in one: whose it is and its one-time code. `form` is the key
    /// of the form that asks for it: sent twice it invites once, and the same code is answered.
    async fn invite_phone(
        &self,
        invited: &Invited,
        form: Option<[u8; 32]>,
        now_s: i64,
    ) -> Result<(RecordName, [u8; 16])>;

    // What they take with them.

    /// Every measurement of her areas, at most 1,000 at a time, with names only if `names`: a row is what the sheet holds.
    async fn measurement_rows(
        &self,
        viewer: &Viewer,
        after: Option<&str>,
    ) -> Result<(Vec<super::Measurement>, Option<String>)>;
    /// How many statements the last call ran on this connection, for tests of what a page costs.
    async fn statements(&self) -> Result<u64>;
}
