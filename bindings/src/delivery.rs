//! Enrolment, sync, and what became of what was recorded: how much is on this phone only, what waits, what was set
//! aside, what cannot be read.

use std::sync::atomic::AtomicBool;

use chaski::record::table::{self, area, worker};
use chaski::record::{RecordName, json, role};
use chaski::store::Store;
use chaski::store::areas::{area_name, is_within};
use chaski::store::inbox::{
    self, BesideVoiding, Delivery, SetAsideItem, UnreadableItem, UnsentItem, WaitingItem,
    edits_beside_voiding,
};
use chaski::store::query::{self, AreaView, Moved};
use chaski::store::shown::shown_field;
use chaski::sync::Report;
use chaski::sync::enrol::Invitation;
use chaski::sync::http::{self, Link};
use serde::Serialize;

use crate::error::{ChaskiError, Result};
use crate::find::held;
use crate::phone::Phone;

/// When the last whole sync of this phone ended, by its clock.
const LAST_SYNC: &str = "last_sync_s";

/// How far a sync is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct SyncProgress {
    /// Bytes sent.
    pub sent_bytes: u64,
    /// Of so many.
    pub to_send_bytes: u64,
    /// Bytes received.
    pub received_bytes: u64,
    /// Requests made.
    pub requests: u64,
}

/// Who wants to know how far a sync is.
pub trait SyncListener {
    /// A sync went on.
    fn progressed(&mut self, progress: SyncProgress);
}

/// What an invitation says, to be shown before a phone is enrolled with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Invited {
    /// The server's address.
    pub server: String,
    /// When it was issued, seconds of Unix time.
    pub issued_s: i64,
}

/// What an enrolment came to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Enrolled {
    /// The phone as it is now.
    pub status: Status,
    /// The first sync.
    pub first_sync: Report,
}

/// A worker by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WorkerView {
    /// Who.
    pub worker: RecordName,
    /// Their name, where the directory holds it.
    pub name: Option<String>,
}

/// A phone and its work, on one screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The device, in hexadecimal.
    pub device: String,
    /// Whose phone it is; `None` before it is enrolled.
    pub worker: Option<WorkerView>,
    /// Their role in a word: `visitor`, `supervisor`, `district`; `None` before the server has said.
    pub role: Option<&'static str>,
    /// Their areas; each includes those below it.
    pub areas: Vec<AreaView>,
    /// The phone was stopped.
    pub stopped: bool,
    /// The server's address.
    pub server: Option<String>,
    /// When the last whole sync ended, by this phone's clock.
    pub last_sync_s: Option<i64>,
    /// How its work stands.
    pub delivery: Delivery,
}

/// The beginning of a list that may be long.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Part<T> {
    /// The first of it.
    pub items: Vec<T>,
    /// Whether there is more.
    pub more: bool,
}

/// Where everything is that is not simply delivered and shown; each item with its sentence and what to do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Inbox {
    /// How many of each.
    pub delivery: Delivery,
    /// On this phone only.
    pub on_this_phone_only: Part<UnsentItem>,
    /// Waiting for a record.
    pub waiting: Part<WaitingItem>,
    /// Set aside.
    pub set_aside: Part<SetAsideItem>,
    /// Readable by a newer app.
    pub unreadable: Part<UnreadableItem>,
    /// Said of a record that somebody else removed.
    pub beside_voiding: Part<BesideVoiding>,
    /// Families and persons that left this phone's areas.
    pub moved: Vec<Moved>,
}

/// An area of the directory.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AreaRow {
    /// The area.
    pub area: RecordName,
    /// Its code on paper.
    pub code: String,
    /// What it is called.
    pub name: Option<String>,
    /// What it is.
    pub kind: Option<String>,
    /// The area it is part of.
    pub parent: Option<RecordName>,
    /// Whether the worker of this phone works there.
    pub mine: bool,
}

/// Reads the code of an invitation.
pub fn read_invitation(code: &str) -> Result<Invited> {
    let Invitation { url: server, issued_s, .. } = invitation(code)?;
    Ok(Invited { server, issued_s })
}

fn invitation(code: &str) -> Result<Invitation> {
    Invitation::from_text(code).ok_or_else(|| {
        ChaskiError::new(
            "invitation",
            "this is not the code of an invitation, or a sign of it is wrong or missing",
            "copy it whole, from `chaski:` to its end, or ask your supervisor for a new one",
        )
    })
}

impl Phone {
    /// Makes this phone the worker's of the invitation, and fetches what they need. `server` stands in for the
    /// invitation's address.
    pub fn enrol(
        &self,
        code: &str,
        label: &str,
        server: Option<&str>,
        cancel: &AtomicBool,
        listener: &mut dyn SyncListener,
    ) -> Result<Enrolled> {
        let invitation = invitation(code)?;
        http::enrol(&mut self.store(), &invitation, label, &link(server))?;
        let first_sync = self.sync(server, cancel, listener).map_err(|mut error| {
            error.text = format!("the phone is enrolled, but its first sync failed: {}", error.text);
            error
        })?;
        Ok(Enrolled { status: self.status()?, first_sync })
    }

    /// Exchanges everything with the server. What arrived before a failure, or before `cancel` was set, stays. The
    /// phone saves and reads on meanwhile; a second sync at the same time is refused.
    pub fn sync(
        &self,
        server: Option<&str>,
        cancel: &AtomicBool,
        listener: &mut dyn SyncListener,
    ) -> Result<Report> {
        let Ok(_alone) = self.syncing.try_lock() else {
            return Err(ChaskiError::new("syncing", "a sync is running already", "wait until it has ended"));
        };
        let report = http::sync(&mut &self.store, &link(server), cancel, &mut |progress| {
            listener.progressed(SyncProgress {
                sent_bytes: progress.sent_bytes,
                to_send_bytes: progress.to_send_bytes,
                received_bytes: progress.received_bytes,
                requests: progress.requests,
            });
        })?;
        Ok(report)
    }

    /// The phone and its work.
    pub fn status(&self) -> Result<Status> {
        status(&self.store())
    }

    /// The areas of the directory, by name.
    pub fn areas(&self) -> Result<Vec<AreaRow>> {
        let store = self.store();
        let log = store.log();
        let mine = store.rights()?.map(|rights| rights.areas).unwrap_or_default();
        let mut rows = Vec::new();
        let Some(entity) = table::entity(area::ID) else { return Ok(rows) };
        for area in held(&log, entity)? {
            let kind = shown_field(&log, area, area::kind)?.value;
            let ty = entity.field(area::kind).map(|field| field.ty);
            let kind = kind.zip(ty).map(|(value, ty)| json::to_json(&ty, &value));
            let parent = shown_field(&log, area, area::parent)?.value;
            rows.push(AreaRow {
                area,
                code: area.paper_code(),
                name: area_name(&log, &area)?,
                kind: kind.and_then(|kind| kind.as_str().map(str::to_owned)),
                parent: parent.and_then(|parent| parent.as_record()),
                mine: is_within(&log, &area, &mine)?,
            });
        }
        rows.sort_by(|a, b| (&a.name, a.area).cmp(&(&b.name, b.area)));
        Ok(rows)
    }

    /// What became of what was recorded; at most `limit` of each place, and at least one.
    pub fn inbox(&self, limit: usize) -> Result<Inbox> {
        let store = self.store();
        let log = store.log();
        Ok(Inbox {
            delivery: inbox::delivery(&log, store.device())?,
            on_this_phone_only: part(limit, |after, limit| inbox::unsent(&log, after, limit))?,
            waiting: part(limit, |after, limit| inbox::waiting(&log, after, limit))?,
            set_aside: part(limit, |after, limit| inbox::set_aside(&log, after, limit))?,
            unreadable: part(limit, |after, limit| inbox::unreadable(&log, after, limit))?,
            beside_voiding: part(limit, |after: Option<String>, limit| {
                edits_beside_voiding(&log, after.as_deref(), limit)
            })?,
            moved: query::moved(&log)?,
        })
    }
}

fn part<T, C>(
    limit: usize,
    mut page: impl FnMut(Option<C>, usize) -> chaski::store::Result<query::Page<T, C>>,
) -> Result<Part<T>> {
    let limit = limit.max(1);
    let mut items = Vec::new();
    let mut after = None;
    while items.len() < limit {
        let found = page(after.take(), limit - items.len())?;
        items.extend(found.items);
        match found.next {
            Some(next) => after = Some(next),
            None => return Ok(Part { items, more: false }),
        }
    }
    Ok(Part { items, more: after.is_some() })
}

fn link(server: Option<&str>) -> Link {
    Link { url: server.map(str::to_owned), ..Link::default() }
}

fn status(store: &Store) -> Result<Status> {
    let log = store.log();
    let rights = store.rights()?;
    let worker = store.worker()?.map(|worker| -> Result<WorkerView> {
        let name = shown_field(&log, worker, worker::name)?.value;
        Ok(WorkerView { worker, name: name.and_then(|name| name.as_text().map(str::to_owned)) })
    });
    let mut areas = Vec::new();
    for area in rights.as_ref().map(|rights| rights.areas.as_slice()).unwrap_or_default() {
        areas.push(AreaView { area: *area, name: area_name(&log, area)? });
    }
    Ok(Status {
        device: store.device().to_hex(),
        worker: worker.transpose()?,
        role: rights.as_ref().map(|rights| match rights.role {
            role::DISTRICT.. => "district",
            role::SUPERVISOR.. => "supervisor",
            _ => "visitor",
        }),
        areas,
        stopped: rights.is_some_and(|rights| rights.stopped),
        server: log.meta("url")?,
        last_sync_s: log.meta(LAST_SYNC)?,
        delivery: inbox::delivery(&log, store.device())?,
    })
}
