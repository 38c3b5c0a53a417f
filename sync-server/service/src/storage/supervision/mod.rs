//! What a supervisor's pages need of the storage: who signs in, what they see, what they do. Every view and every act
//! takes the [`Viewer`] and gives nothing of an area that is not theirs; pages only lay out what stands here. Knows no
//! HTML and no words. What is given has a file an idea:
//!
//! [`accounts`] who signs in, what they may see, who saw whom; [`slice`] a page of a list, with its count; [`today`] what
//! waits; [`referrals`], [`visits`] (and why one asks for [`attention`]), [`children`], [`families`], [`workers`] lists and
//! pages of each; [`checklists`] that were finished; [`changes`] what was said, and what was set aside; [`acts`] what a supervisor does.

mod accounts;
mod acts;
pub mod attention;
mod changes;
mod checklists;
mod children;
mod families;
mod referrals;
mod slice;
mod today;
mod visits;
mod workers;

use async_trait::async_trait;
use chaski::change::Register;
use chaski::record::{ChangeName, RecordName};
use chaski::store::query::{DisputeItem, HistoryRow};
use chaski::store::search::Found;

pub use accounts::{Account, Seen, Sight, Viewer};
pub use acts::{Act, Choice, FormSent, Refusal, Remark};
pub use changes::{AsideView, ChangeView};
pub use checklists::{ChecklistExtent, ChecklistFilter, ChecklistLine, GivenAnswers};
pub use children::{Alike, ChildLine, ChildView};
pub use families::{FamilyLine, HouseholdView, Unplaced};
pub use referrals::OpenDanger;
pub use slice::{Count, Slice};
pub use today::{AsOf, Today};
pub use visits::{Figure, ReviewState, VisitFilter, VisitLine, VisitView};
pub use workers::{Coverage, Invited, InvitedWorker, Issued, PhoneLine, WorkerLine, WorkerPage};

use super::Result;

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
    /// Those of these visits that stand in a list of the viewer's, in no order.
    async fn visit_lines(&self, viewer: &Viewer, visits: &[RecordName]) -> Result<Vec<VisitLine>>;
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

    /// Invites a phone, with its worker where they are new, in one. `form` is the key of the form that asks for it: sent
    /// twice it invites once, and the same is answered.
    async fn invite_phone(&self, invited: &Invited, form: Option<[u8; 32]>, now_s: i64) -> Result<Issued>;

    // What they take with them.

    /// Every measurement of her areas, at most 1,000 at a time, with names only if `names`: a row is what the sheet holds.
    async fn measurement_rows(
        &self,
        viewer: &Viewer,
        after: Option<&str>,
    ) -> Result<(Vec<super::Measurement>, Option<String>)>;
    /// What was answered in those of these records of answers that are hers to see, in no order.
    async fn given_answers(&self, viewer: &Viewer, records: &[RecordName]) -> Result<Vec<GivenAnswers>>;
    /// Finished checklists of a form about those in her areas, 200 at a time, and where the next begin.
    async fn checklist_lines(
        &self,
        viewer: &Viewer,
        filter: &ChecklistFilter,
        after: Option<&str>,
    ) -> Result<(Vec<ChecklistLine>, Option<String>)>;
    /// What occurs among them.
    async fn checklist_extent(&self, viewer: &Viewer, filter: &ChecklistFilter) -> Result<ChecklistExtent>;
    /// How many statements the last call ran on this connection, for tests of what a page costs.
    async fn statements(&self) -> Result<u64>;
}
