//! The supervisors' pages over the embedded storage. What a page reads, it reads on a connection of its own, so that
//! it neither waits for a phone's batch nor holds one up; what a supervisor does goes the way of every change. Lists
//! come from derived tables, one row a line, kept while changes come and go.

mod accounts;
mod act;
mod alike;
mod areas;
mod aside;
mod changes;
mod checklists;
mod child;
mod children;
mod disputes;
mod export_rows;
mod flagged_readings;
mod forms;
mod pair;
mod past_values;
mod projector;
mod received;
mod redaction;
mod rows;
mod tables;
mod today;
mod unplaced;
mod visit_row;
mod visits;
mod words;
mod workers;

use async_trait::async_trait;
use chaski::change::Register;
use chaski::record::{ChangeName, RecordName};
use chaski::store::Log;
use chaski::store::query::{DisputeItem, HistoryRow};
use chaski::store::search::Found;

use super::connections::SqliteStorage;
use crate::storage::supervision::{
    Account, Act, Alike, AsOf, AsideView, ChangeView, ChecklistExtent, ChecklistFilter, ChecklistLine,
    ChildLine, ChildView, FamilyLine, FormSent, GivenAnswers, HouseholdView, Invited, Issued, OpenDanger,
    PhoneLine, Refusal, Seen, Sight, Slice, Supervision, Today, Unplaced, Viewer, VisitFilter, VisitLine,
    VisitView, WorkerLine, WorkerPage,
};
use crate::storage::{Measurement, Result};

use areas::Scope;
pub(crate) use projector::Touched;
pub(crate) use received::note_received;
pub(crate) use tables::{ensure, is_made, unmake};

impl SqliteStorage {
    fn read_scoped<R>(&self, viewer: &Viewer, call: impl FnOnce(&Scope<'_>) -> Result<R>) -> Result<R> {
        self.look(|log| call(&Scope::of(log, viewer)?))
    }
}

/// The derived tables as they are, for a test that makes them again; and makes them again.
#[doc(hidden)]
impl SqliteStorage {
    /// Every row of every derived table, as text.
    pub fn lines_as_kept(&self) -> Result<Vec<String>> {
        self.read(|log, _| {
            let mut all = Vec::new();
            for table in tables::DERIVED_TABLES {
                let mut statement = log.connection().prepare(&format!("SELECT * FROM {table}"))?;
                let columns = statement.column_count();
                let mut rows = statement.query([])?;
                while let Some(row) = rows.next()? {
                    let cells: Vec<String> = (0..columns)
                        .map(|at| row.get::<_, rusqlite::types::Value>(at).map(|cell| format!("{cell:?}")))
                        .collect::<rusqlite::Result<_>>()?;
                    all.push(format!("{table} {}", cells.join(" ")));
                }
            }
            all.sort();
            Ok(all)
        })
    }

    /// Makes the derived tables from nothing.
    pub fn make_lines(&self) -> Result<()> {
        self.write(|tx, _| tables::fill(&Log::new(tx)))
    }
}

#[async_trait]
impl Supervision for SqliteStorage {
    async fn add_account(&self, account: &Account) -> Result<()> {
        self.write(|tx, _| accounts::add(&Log::new(tx), account))
    }

    async fn accounts(&self) -> Result<Vec<Account>> {
        self.look(accounts::all)
    }

    async fn account(&self, login: &str) -> Result<Option<Account>> {
        self.look(|log| accounts::one(log, login))
    }

    async fn set_password(&self, login: &str, password_hash: &str) -> Result<()> {
        self.write(|tx, _| accounts::set_password(&Log::new(tx), login, password_hash))
    }

    async fn set_account(&self, account: &Account) -> Result<()> {
        self.write(|tx, _| accounts::set(&Log::new(tx), account))
    }

    async fn begin_session(&self, token_hash: [u8; 32], login: &str, now_s: i64, until_s: i64) -> Result<()> {
        self.write(|tx, _| accounts::begin(&Log::new(tx), &token_hash, login, now_s, until_s))
    }

    async fn session(
        &self,
        token_hash: [u8; 32],
        now_s: i64,
        until_s: i64,
        longest_s: i64,
    ) -> Result<Option<Viewer>> {
        let found = self.look(|log| accounts::session(log, &token_hash, now_s, until_s, longest_s))?;
        let Some((viewer, lasts)) = found else { return Ok(None) };
        // A page that lengthens its session by seconds does not wait for a batch to do so.
        if viewer.until_s - lasts >= accounts::WORTH_WRITING_S {
            self.write(|tx, _| accounts::lengthen(&Log::new(tx), &token_hash, viewer.until_s))?;
        }
        Ok(Some(viewer))
    }

    async fn end_session(&self, token_hash: [u8; 32]) -> Result<()> {
        self.write(|tx, _| accounts::end(&Log::new(tx), &token_hash))
    }

    async fn failures(&self, key: &str) -> Result<(u32, i64)> {
        self.look(|log| accounts::failures(log, key))
    }

    async fn set_failures(&self, key: &str, count: u32, now_s: i64) -> Result<()> {
        self.write(|tx, _| accounts::set_failures(&Log::new(tx), key, count, now_s))
    }

    async fn sight(&self, viewer: &Viewer, record: RecordName) -> Result<Sight> {
        self.read_scoped(viewer, |scope| scope.sight(&record))
    }

    async fn log_access(
        &self,
        viewer: &Viewer,
        subject: Option<RecordName>,
        what: &str,
        now_s: i64,
    ) -> Result<()> {
        self.write(|tx, _| accounts::log_access(&Log::new(tx), &viewer.login, subject, what, now_s))
    }

    async fn seen(
        &self,
        viewer: &Viewer,
        subject: Option<RecordName>,
        after: Option<&str>,
    ) -> Result<Slice<Seen>> {
        self.read_scoped(viewer, |scope| accounts::seen(scope, subject, after))
    }

    async fn as_of(&self, viewer: &Viewer) -> Result<AsOf> {
        self.read_scoped(viewer, workers::as_of)
    }

    async fn areas_below(&self, viewer: &Viewer) -> Result<Vec<(RecordName, String, bool)>> {
        self.read_scoped(viewer, |scope| Ok(scope.areas.below(&viewer.areas)))
    }

    async fn today(&self, viewer: &Viewer, today: &str, now_s: i64) -> Result<Today> {
        self.read_scoped(viewer, |scope| today::today(scope, today, now_s))
    }

    async fn workers_at_work(&self, viewer: &Viewer, month: &str) -> Result<Vec<WorkerLine>> {
        self.read_scoped(viewer, |scope| workers::at_work(scope, month))
    }

    async fn worker_page(
        &self,
        viewer: &Viewer,
        worker: RecordName,
        month: &str,
    ) -> Result<Option<WorkerPage>> {
        self.read_scoped(viewer, |scope| workers::page(scope, &worker, month))
    }

    async fn visit_list(
        &self,
        viewer: &Viewer,
        filter: &VisitFilter,
        after: Option<&str>,
    ) -> Result<Slice<VisitLine>> {
        self.read_scoped(viewer, |scope| visits::visit_list(scope, filter, after))
    }

    async fn visit_lines(&self, viewer: &Viewer, visits: &[RecordName]) -> Result<Vec<VisitLine>> {
        self.read_scoped(viewer, |scope| visits::lines_of(scope, visits))
    }

    async fn visit_view(&self, viewer: &Viewer, visit: RecordName) -> Result<Option<VisitView>> {
        self.read_scoped(viewer, |scope| visits::visit_view(scope, &visit))
    }

    async fn child_view(&self, viewer: &Viewer, person: RecordName) -> Result<Option<ChildView>> {
        self.read_scoped(viewer, |scope| children::child_view(scope, &person))
    }

    async fn household_view(&self, viewer: &Viewer, household: RecordName) -> Result<Option<HouseholdView>> {
        self.read_scoped(viewer, |scope| children::household_view(scope, &household))
    }

    async fn child_list(
        &self,
        viewer: &Viewer,
        area: Option<RecordName>,
        after: Option<&str>,
    ) -> Result<Slice<ChildLine>> {
        self.read_scoped(viewer, |scope| children::child_list(scope, area.as_ref(), after))
    }

    async fn family_list(
        &self,
        viewer: &Viewer,
        area: RecordName,
        after: Option<&str>,
    ) -> Result<Slice<FamilyLine>> {
        self.read_scoped(viewer, |scope| children::family_list(scope, &area, after))
    }

    async fn unplaced_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<Unplaced>> {
        self.read_scoped(viewer, |scope| unplaced::list(scope, after))
    }

    async fn find(&self, viewer: &Viewer, words: &str) -> Result<Vec<Found>> {
        self.read_scoped(viewer, |scope| words::find(scope, words))
    }

    async fn dispute_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<DisputeItem>> {
        self.read_scoped(viewer, |scope| disputes::list(scope, after))
    }

    async fn dispute_view(
        &self,
        viewer: &Viewer,
        register: &Register,
    ) -> Result<Option<(DisputeItem, Vec<HistoryRow>, Option<String>)>> {
        self.read_scoped(viewer, |scope| disputes::view(scope, register))
    }

    async fn register_view(
        &self,
        viewer: &Viewer,
        register: &Register,
    ) -> Result<Option<(DisputeItem, Vec<HistoryRow>, Option<String>)>> {
        self.read_scoped(viewer, |scope| disputes::of_register(scope, register))
    }

    async fn alike_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<Alike>> {
        self.read_scoped(viewer, |scope| alike::list(scope, after))
    }

    async fn alike_view(
        &self,
        viewer: &Viewer,
        one: RecordName,
        other: RecordName,
    ) -> Result<Option<(Alike, ChildView, ChildView)>> {
        self.read_scoped(viewer, |scope| pair::view(scope, &one, &other))
    }

    async fn danger_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<OpenDanger>> {
        self.read_scoped(viewer, |scope| today::danger_list(scope, after))
    }

    async fn aside_list(&self, viewer: &Viewer, after: Option<&str>) -> Result<Slice<AsideView>> {
        self.read_scoped(viewer, |scope| aside::list(scope, after))
    }

    async fn apart_list(&self, viewer: &Viewer) -> Result<Slice<AsideView>> {
        self.read_scoped(viewer, aside::apart)
    }

    async fn changes_view(&self, viewer: &Viewer, changes: &[ChangeName]) -> Result<Vec<ChangeView>> {
        self.read_scoped(viewer, |scope| changes::views(scope, changes))
    }

    async fn aside_view(&self, viewer: &Viewer, change: ChangeName) -> Result<Option<AsideView>> {
        self.read_scoped(viewer, |scope| aside::view(scope, &change))
    }

    async fn phones(&self, viewer: &Viewer) -> Result<Vec<PhoneLine>> {
        self.read_scoped(viewer, workers::phones)
    }

    async fn act(
        &self,
        viewer: &Viewer,
        act: &Act,
        form: Option<&FormSent>,
        now_s: i64,
    ) -> Result<std::result::Result<Vec<ChangeName>, Refusal>> {
        self.with(|writer| act::act(writer, viewer, act, form, now_s))
    }

    async fn act_each(
        &self,
        viewer: &Viewer,
        acts: &[Act],
        form: Option<&FormSent>,
        now_s: i64,
    ) -> Result<std::result::Result<Option<Vec<ChangeName>>, Refusal>> {
        self.with(|writer| act::act_each(writer, viewer, acts, form, now_s))
    }

    async fn invite_phone(&self, invited: &Invited, form: Option<[u8; 32]>, now_s: i64) -> Result<Issued> {
        self.write(|tx, me| act::invite(&Log::new(tx), me, invited, form, now_s))
    }

    async fn form_led(&self, form: [u8; 32]) -> Result<Option<String>> {
        self.look(|log| forms::led(log, &form))
    }

    async fn measurement_rows(
        &self,
        viewer: &Viewer,
        after: Option<&str>,
    ) -> Result<(Vec<Measurement>, Option<String>)> {
        self.read_scoped(viewer, |scope| export_rows::rows(scope, after))
    }

    async fn given_answers(&self, viewer: &Viewer, records: &[RecordName]) -> Result<Vec<GivenAnswers>> {
        self.read_scoped(viewer, |scope| checklists::given(scope, records))
    }

    async fn checklist_lines(
        &self,
        viewer: &Viewer,
        filter: &ChecklistFilter,
        after: Option<&str>,
    ) -> Result<(Vec<ChecklistLine>, Option<String>)> {
        self.read_scoped(viewer, |scope| checklists::lines(scope, filter, after))
    }

    async fn checklist_extent(&self, viewer: &Viewer, filter: &ChecklistFilter) -> Result<ChecklistExtent> {
        self.read_scoped(viewer, |scope| checklists::extent(scope, filter))
    }

    async fn statements(&self) -> Result<u64> {
        Ok(self.statements_of_last_read())
    }
}
