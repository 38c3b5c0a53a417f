//! Enrolment, sync, and what became of what was recorded: how much is on this phone only, what waits, what was set
//! aside, what cannot be read.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use chaski::record::Time;
use chaski::record::table::worker;
use chaski::store::Store;
use chaski::store::areas::area_name;
use chaski::store::inbox::{self, edits_beside_voiding};
use chaski::store::releases::day_of;
use chaski::store::shown::shown_field;
use chaski::store::{own, query};
use chaski::sync::bundle;
use chaski::sync::enrol::Invitation;
use chaski::sync::http::{self, Link};
use chaski::sync::short_code::ShortCode;
use chaski::words::Lang;
use serde::Serialize;

use crate::checklists::checklists;
use crate::error::{Failure, Inner, Result};
use crate::measuring::pack_view;
use crate::phone::Phone;
use crate::platform::{Line, LogLevel, SyncListener};
use crate::reviews::comments_for;
use crate::view::{
    AreaRow, AreaView, AskedVisit, Inbox, InboxItem, InboxPart, Lines, Report, ReviewItem, Status,
    WorkerView, part,
};

/// When the last whole sync of this phone ended, by its clock.
const LAST_SYNC: &str = "last_sync_s";

/// What an invitation says, to be shown before a phone is enrolled with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Invited {
    /// The server's address.
    pub server: String,
    /// When it was issued; a code that is typed does not say it.
    #[serde(rename = "issued_s")]
    pub issued: Option<Time>,
}

/// What an enrolment came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Enrolled {
    /// The phone as it is now.
    pub status: Status,
    /// The first sync.
    pub first_sync: Report,
}

/// What is on this phone only, sealed as a file that a card or a cable carries.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct SealedBundle {
    /// A name for the file: the day and the phone's number; nobody's.
    pub name: String,
    /// The file. Only the server of the district opens it.
    pub bytes: Vec<u8>,
    /// How many changes are in it.
    pub changes: u64,
}

/// On which line a sync may go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum SyncOn {
    /// On any.
    AnyLine,
    /// Not on one that is paid by what goes over it.
    FreeLine,
}

/// What became of the wish to sync. That there is no line is no error.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum SyncOutcome {
    /// Everything was exchanged.
    Done {
        /// What it did.
        report: Report,
        /// Comments that came with it for the worker of this phone, as the inbox has them.
        comments: Vec<ReviewItem>,
        /// Visits that were asked of the worker with it, as the inbox has them.
        visits_asked: Vec<AskedVisit>,
    },
    /// There is no line: nothing was tried, and what is recorded is safe on the phone.
    NoLine,
    /// There is only a line that is paid by what goes over it.
    OnlyMeteredLine,
}

/// Reads the code of an invitation, scanned or typed.
#[uniffi::export]
pub fn read_invitation(code: &str) -> Result<Invited> {
    Ok(match given(code)? {
        Given::Whole(invitation) => {
            Invited { server: invitation.url, issued: Some(Time(invitation.issued_s)) }
        }
        Given::Short(short) => Invited { server: short.url, issued: None },
    })
}

enum Given {
    Whole(Invitation),
    Short(ShortCode),
}

fn given(code: &str) -> Inner<Given> {
    let whole = || Some(Given::Whole(Invitation::from_text(code)?));
    whole().or_else(|| Some(Given::Short(ShortCode::from_text(code)?))).ok_or_else(|| {
        Failure::new("invitation", "not the code of an invitation, or a sign of it is wrong or missing")
    })
}

#[uniffi::export]
impl Phone {
    /// Makes this phone the worker's of the invitation, and fetches what they need. `label` is what people call the
    /// phone. After a failure the same code works again on this phone.
    pub fn enrol(
        &self,
        code: &str,
        label: &str,
        listener: Option<Arc<dyn SyncListener>>,
    ) -> Result<Enrolled> {
        self.call("enrol", || {
            let given = given(code)?;
            let _alone = self.alone()?;
            if self.line_now() == Line::None {
                return Err(Failure::new("no_line", "the platform says that there is no line"));
            }
            let invitation = match given {
                Given::Whole(invitation) => invitation,
                Given::Short(short) => http::invitation(&short, &self.link())?,
            };
            http::enrol(&mut self.store(), &invitation, label, &self.link())?;
            let first_sync = self
                .exchange(listener)
                .map_err(|failure| Failure { first: Some("error-first_sync"), ..failure })?;
            Ok(Enrolled { status: status(&self.store(), self.lang())?, first_sync })
        })
    }

    /// Exchanges everything with the server. What arrived before a failure or a `cancel` stays. The phone saves and
    /// reads on meanwhile; a second sync at the same time is refused.
    pub fn sync(&self, on: SyncOn, listener: Option<Arc<dyn SyncListener>>) -> Result<SyncOutcome> {
        self.call("sync", || {
            let _alone = self.alone()?;
            match (self.line_now(), on) {
                (Line::None, _) => Ok(SyncOutcome::NoLine),
                (Line::Metered, SyncOn::FreeLine) => Ok(SyncOutcome::OnlyMeteredLine),
                _ => {
                    let lang = self.lang();
                    let before = asked(&self.store(), lang)?;
                    let report = self.exchange(listener)?;
                    let (mut comments, mut visits_asked) = asked(&self.store(), lang)?;
                    comments.retain(|one| !before.0.iter().any(|old| old.review == one.review));
                    visits_asked.retain(|one| !before.1.contains(one));
                    Ok(SyncOutcome::Done { report, comments, visits_asked })
                }
            }
        })
    }

    /// Seals what is on this phone only into a file, for the server of the district, where no line comes for long. The phone goes on as if it
    /// had not been written: what the server took, it hears with its next sync.
    pub fn bundle(&self) -> Result<SealedBundle> {
        self.call("bundle", || {
            let mut store = self.store();
            let written = bundle::write(&mut store)?;
            let day = day_of(store.now().wall_s);
            let name = format!("chaski-{day}-{}.bundle", &store.device().to_hex()[..8]);
            self.log(LogLevel::Info, format!("bundle: {} changes", written.changes));
            Ok(SealedBundle { name, bytes: written.bundle.to_bytes(), changes: written.changes })
        })
    }

    /// Stops the sync that runs, between two pieces of what it carries: it ends with the error `cancelled`. Does
    /// nothing where none runs. May be called from any thread.
    pub fn cancel(&self) {
        self.cancel.store(true, Ordering::Relaxed);
    }

    /// The phone and its work.
    pub fn status(&self) -> Result<Status> {
        self.call("status", || status(&self.store(), self.lang()))
    }

    /// The areas of the directory, by name.
    pub fn areas(&self) -> Result<Vec<AreaRow>> {
        self.call("areas", || {
            let store = self.store();
            let mine = store.rights()?.map(|rights| rights.areas).unwrap_or_default();
            Ok(query::area_rows(&store.log(), &mine)?)
        })
    }

    /// What became of what was recorded; at most `limit` of each place, and at least one.
    pub fn inbox(&self, limit: u32) -> Result<Inbox> {
        let limit = limit as usize;
        let lang = self.lang();
        let place = |(items, more): (Vec<InboxItem>, bool)| InboxPart { items, more };
        self.call("inbox", || {
            let store = self.store();
            let log = store.log();
            let (comments, visits_asked) = asked(&store, lang)?;
            Ok(Inbox {
                comments,
                visits_asked,
                delivery: inbox::delivery(&log)?,
                on_this_phone_only: part(limit, |after, limit| inbox::unsent(&log, lang, after, limit))
                    .map(place)?,
                waiting: part(limit, |after, limit| inbox::waiting(&log, lang, after, limit)).map(place)?,
                set_aside: part(limit, |after, limit| inbox::set_aside(&log, lang, after, limit))
                    .map(place)?,
                unreadable: part(limit, |after, limit| inbox::unreadable(&log, lang, after, limit))
                    .map(place)?,
                beside_voiding: part(limit, |after: Option<String>, limit| {
                    edits_beside_voiding(&log, lang, after.as_deref(), limit)
                })?
                .0,
                moved: query::moved(&log, lang)?,
            })
        })
    }
}

impl Phone {
    /// The right to sync, for one at a time.
    fn alone(&self) -> Inner<std::sync::MutexGuard<'_, ()>> {
        use std::sync::TryLockError::{Poisoned, WouldBlock};
        let alone = match self.syncing.try_lock() {
            Ok(alone) => alone,
            Err(Poisoned(alone)) => alone.into_inner(),
            Err(WouldBlock) => {
                return Err(Failure::new("syncing", "a sync is running already"));
            }
        };
        self.cancel.store(false, Ordering::Relaxed);
        Ok(alone)
    }

    /// What the app says of the line; where nobody knows, it is tried.
    fn line_now(&self) -> Line {
        self.line.as_ref().and_then(|line| line.line().ok()).unwrap_or(Line::Free)
    }

    fn link(&self) -> Link {
        Link { url: self.server(), ..Link::default() }
    }

    fn exchange(&self, listener: Option<Arc<dyn SyncListener>>) -> Inner<Report> {
        let mut progressed = |progress: http::Progress| {
            if let Some(listener) = &listener {
                // Whoever cannot show it does not stop it.
                let _ = listener.progressed(progress);
            }
        };
        let report = http::sync(&mut &self.store, &self.link(), &self.cancel, &mut progressed)?;
        let (delivered, received) = (report.acknowledged, report.received);
        self.log(LogLevel::Info, format!("sync: delivered {delivered}, received {received}"));
        Ok(report)
    }
}

/// What others ask of the worker of this phone.
fn asked(store: &Store, lang: Lang) -> Inner<(Vec<ReviewItem>, Vec<AskedVisit>)> {
    let Some(me) = store.worker()? else { return Ok((Vec::new(), Vec::new())) };
    let log = store.log();
    Ok((comments_for(&log, me)?, inbox::visits_asked(&log, lang, me)?))
}

fn status(store: &Store, language: Lang) -> Inner<Status> {
    let log = store.log();
    let rights = store.rights()?;
    let worker = store.worker()?.map(|worker| -> Inner<WorkerView> {
        let name = shown_field(&log, worker, worker::name)?.value;
        Ok(WorkerView { worker, name: name.and_then(|name| name.as_text().map(str::to_owned)) })
    });
    let mut areas = Vec::new();
    for area in rights.as_ref().map(|rights| rights.areas.as_slice()).unwrap_or_default() {
        areas.push(AreaView { area: *area, name: area_name(&log, area)? });
    }
    let role = rights.as_ref().map(|rights| query::role_name(rights.role));
    Ok(Status {
        device: store.device().to_hex(),
        worker: worker.transpose()?,
        role: role.map(str::to_owned),
        areas,
        stopped: rights.is_some_and(|rights| rights.stopped),
        server: log.meta("url")?,
        last_sync: log.meta(LAST_SYNC)?.map(Time),
        lines: match own::lines(&log)? {
            Some(1) => Some(Lines::PutBackOrCopied),
            Some(2) => Some(Lines::InUseTwice),
            _ => None,
        },
        pack: pack_view(&log, language)?,
        checklists: checklists(store, language)?,
        delivery: inbox::delivery(&log)?,
    })
}
