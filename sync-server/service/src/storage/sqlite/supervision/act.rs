//! What a supervisor does: the plans of the core's room `action`, carried out as changes of the server's device by its
//! author's worker record, with a supervisor's rank. One transaction makes the plan from what stands, then appends,
//! projects, feeds and keeps the form that asked for it, whole or not at all.

use chaski::action::{Acting, Plan, Refusal, Stop, aside as of_aside, correct, pair, refer, review};
use chaski::change::Register;
use chaski::merge::rules;
use chaski::record::json::read_date;
use chaski::record::table::household;
use chaski::record::{ChangeName, RecordName, Value, role};
use chaski::store::apply::Gate;
use chaski::store::pack::check_entered;
use chaski::store::revision::Revision;
use chaski::store::save::{Author, Draft, check_reads_back};
use chaski::store::shown::shown_then;
use chaski::store::{Log, Now, StoreError};
use rusqlite::{OptionalExtension, TransactionBehavior};

use super::areas::Scope;
use super::{aside, forms, visit_row};
use crate::storage::sqlite::connections::Writer;
use crate::storage::sqlite::gate::ServerGate;
use crate::storage::sqlite::identity::ServerIdentity;
use crate::storage::sqlite::judge::would_be_in_no_feed;
use crate::storage::sqlite::people;
use crate::storage::sqlite::settings::utc_offset_min;
use crate::storage::supervision::{Act, FormSent, Invited, InvitedWorker, Issued, Viewer};
use crate::storage::{Result, StorageError};

/// What became of an act.
type Done<T> = std::result::Result<T, Stopped>;

enum Stopped {
    Refused(Refusal),
    Failed(StorageError),
}

impl From<Stop> for Stopped {
    fn from(stop: Stop) -> Stopped {
        match stop {
            Stop::Refused(refusal) => Stopped::Refused(refusal),
            Stop::Failed(error) => Stopped::Failed(error.into()),
        }
    }
}

impl From<Refusal> for Stopped {
    fn from(refusal: Refusal) -> Stopped {
        Stopped::Refused(refusal)
    }
}

impl From<StorageError> for Stopped {
    fn from(error: StorageError) -> Stopped {
        Stopped::Failed(error)
    }
}

impl From<StoreError> for Stopped {
    fn from(error: StoreError) -> Stopped {
        Stop::from(error).into()
    }
}

/// Does it, and keeps with it where its form leads.
pub(super) fn act(
    writer: &mut Writer,
    viewer: &Viewer,
    act: &Act,
    form: Option<&FormSent>,
    now_s: i64,
) -> Result<std::result::Result<Vec<ChangeName>, Refusal>> {
    in_one(writer, form, now_s, |log, identity| {
        let said = one(log, identity, viewer, act, now_s)?;
        Ok((said, form.map(|form| form.leads.as_str())))
    })
}

/// Does these in one: gives the changes that others said meanwhile of what was therefore not done.
pub(super) fn act_each(
    writer: &mut Writer,
    viewer: &Viewer,
    acts: &[Act],
    form: Option<&FormSent>,
    now_s: i64,
) -> Result<std::result::Result<Option<Vec<ChangeName>>, Refusal>> {
    in_one(writer, form, now_s, |log, identity| {
        let mut unseen: Option<Vec<ChangeName>> = None;
        for act in acts {
            match one(log, identity, viewer, act, now_s) {
                Ok(_) => {}
                // These two come of a plan, which wrote nothing.
                Err(Stopped::Refused(Refusal::Already(_))) => {}
                Err(Stopped::Refused(Refusal::Stale(changes))) => {
                    unseen.get_or_insert_default().extend(changes)
                }
                Err(stopped) => return Err(stopped),
            }
        }
        let leads = form.and_then(|form| match unseen {
            None => Some(form.leads.as_str()),
            Some(_) => form.leads_but.as_deref(),
        });
        Ok((unseen, leads))
    })
}

/// One transaction of what a form asks for and of where it leads then: both are kept or neither. A form that stands there
/// was carried out: what it asks for is done already.
fn in_one<'f, T>(
    writer: &mut Writer,
    form: Option<&FormSent>,
    now_s: i64,
    call: impl FnOnce(&Log<'_>, &ServerIdentity) -> Done<(T, Option<&'f str>)>,
) -> Result<std::result::Result<T, Refusal>> {
    let Writer { conn, identity, .. } = writer;
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let log = Log::new(&tx);
    if let Some(form) = form
        && forms::led(&log, &form.key)?.is_some()
    {
        return Ok(Err(Refusal::Already(Vec::new())));
    }
    identity.go_on(&log)?;
    let (done, leads) = match call(&log, identity) {
        Ok(done) => done,
        Err(Stopped::Refused(refusal)) => return Ok(Err(refusal)),
        Err(Stopped::Failed(error)) => return Err(error),
    };
    if let Some((form, leads)) = form.zip(leads) {
        forms::keep(&log, &form.key, leads, now_s)?;
    }
    let last = identity.last_counter(&log)?;
    tx.commit()?;
    identity.last = last;
    Ok(Ok(done))
}

/// One act within a transaction.
fn one(
    log: &Log<'_>,
    identity: &ServerIdentity,
    viewer: &Viewer,
    act: &Act,
    now_s: i64,
) -> Done<Vec<ChangeName>> {
    let first = identity.last_number(log)? + 1;
    let author = Author {
        device: identity.device(),
        worker: viewer.worker,
        role: role::SUPERVISOR,
        rights: 0,
        now: Now { wall_s: now_s, epoch: 0, elapsed_s: 0 },
        next: first,
    };
    let acting = Acting { log: *log, author, areas: Some(&viewer.areas) };
    match act {
        Act::AcceptAside { change, seen, reason } => {
            decide_aside(&acting, identity, viewer, change, seen, (true, reason))?;
        }
        Act::RefuseAside { change, seen, reason } => {
            decide_aside(&acting, identity, viewer, change, seen, (false, reason))?;
        }
        _ => append_all(log, identity, plan(&acting, act, utc_offset_min(log)?)?)?,
    }
    let last = identity.last_number(log)?;
    Ok((first..=last).map(|number| ChangeName { device: identity.device(), number }).collect())
}

/// What an act comes to.
fn plan(acting: &Acting<'_>, act: &Act, utc_offset_min: i32) -> Plan<Draft> {
    let log = &acting.log;
    match act {
        Act::AcceptVisit { visit, seen } => review::accept(acting, visit, seen),
        Act::ReturnVisit { visit, seen, remarks } => review::give_back(acting, visit, seen, remarks),
        Act::Correct { register, seen, value, reason } => {
            // Its page shows every value that stands: where there are several, this decides.
            correct::correct(acting, &shown_then(log, register, seen)?, value.clone(), true, Some(reason))
        }
        Act::Settle { register, seen, choice, reason } => {
            correct::settle(acting, &shown_then(log, register, seen)?, choice, reason)
        }
        Act::Join { kept, other, seen } => Ok(pair::join(acting, kept, other, seen)?.0),
        Act::TwoPersons { one, other, seen, reason } => pair::two_persons(acting, one, other, seen, reason),
        Act::Separate { joined, seen, reason } => pair::separate(acting, joined, seen, reason),
        Act::Move { household, area, seen, reason } => {
            let register = Register { record: *household, field: household::area, path: None };
            correct::move_household(acting, &shown_then(log, &register, seen)?, *area, reason)
        }
        Act::SeekReferral { referral, seen, arrived, by, until, answer } => {
            refer::seek(acting, referral, seen, (*arrived, *by, until.clone()), answer.as_deref())
        }
        Act::CloseReferral { referral, seen, arrived, answer } => {
            // Her day, not the one of UTC: in the evening they differ.
            let there_s = acting.author.now.wall_s + i64::from(utc_offset_min) * 60;
            let today = read_date(&visit_row::day_of(there_s)).unwrap_or(Value::Null);
            refer::close(acting, referral, seen, *arrived, answer.as_deref(), today)
        }
        Act::AcceptAside { change, .. } | Act::RefuseAside { change, .. } => {
            Err(Refusal::Already(vec![*change]).into())
        }
    }
}

/// Says the changes of a draft, the way of every change into the state.
fn append_all(log: &Log<'_>, identity: &ServerIdentity, draft: Draft) -> Done<()> {
    let mut gate = ServerGate::new(identity, None);
    for change in draft.into_changes() {
        if let Some(offence) = rules::offence(&change, log)? {
            return Err(Refusal::Offence(offence).into());
        }
        check_reads_back(&change)?;
        check_entered(log, &change)?;
        log.append(&change, identity.secret.key_of(change.name.number), None)?;
        gate.enter(log, &change)?;
    }
    Ok(gate.finish(log)?)
}

/// A change that was set aside is decided about, in the district's name.
fn decide_aside(
    acting: &Acting<'_>,
    identity: &ServerIdentity,
    viewer: &Viewer,
    name: &ChangeName,
    seen: &Revision,
    (accept, reason): (bool, &str),
) -> Done<()> {
    let log = &acting.log;
    let nowhere = RecordName { device: name.device, number: name.number, index: 0 };
    let (change, _) = log.change(name)?.ok_or(Refusal::Nowhere(nowhere))?;
    if !aside::is_here(&Scope::of(log, viewer)?, &change)? {
        return Err(Refusal::Elsewhere.into());
    }
    let decision = of_aside::decide(acting, name, seen, accept, reason)?;
    if accept && would_be_in_no_feed(log, &change)? {
        return Err(Refusal::InNoFeed.into());
    }
    Ok(people::decided(log, identity, *name, decision)?)
}

/// Invites a phone, with its worker where they are new. The code of a form's invitation is made of the form, so that the
/// same form finds it again, issued when it was.
pub(super) fn invite(
    log: &Log<'_>,
    identity: &ServerIdentity,
    invited: &Invited,
    form: Option<[u8; 32]>,
    now_s: i64,
) -> Result<Issued> {
    let Invited { worker, role, areas } = invited;
    let code = form.map(|form| {
        let mut code = [0; 16];
        code.copy_from_slice(&blake3::derive_key("chaski invitation of a form", &form)[..16]);
        code
    });
    if let Some(code) = code {
        let before: Option<(Vec<u8>, i64)> = log
            .connection()
            .prepare_cached("SELECT worker, issued_s FROM invite WHERE code_hash = ?1")?
            .query_row([blake3::hash(&code).as_bytes().as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        if let Some((worker, issued_s)) = before {
            let damaged = || StorageError::Request("an invitation in the database is damaged".into());
            return Ok(Issued { worker: RecordName::from_key(&worker).ok_or_else(damaged)?, code, issued_s });
        }
    }
    let worker = match worker {
        InvitedWorker::Known(worker) => *worker,
        InvitedWorker::New(name) => people::add_worker(log, identity, name)?,
    };
    let code = match code {
        Some(code) => {
            people::invite_with(log, worker, *role, areas, now_s, &code)?;
            code
        }
        None => people::invite(log, worker, *role, areas, now_s)?,
    };
    Ok(Issued { worker, code, issued_s: now_s })
}
