//! What supervisors say of a visit and of what was recorded at it, and what its author replies. An acceptance holds for
//! what was seen: it keeps the revision of that, and a visit of which something was said since was changed after it.

use super::{Acting, COMMENT_LETTERS, Plan, Refusal, text};
use crate::record::table::code::{review_state, review_verdict};
use crate::record::table::{review, visit};
use crate::record::{ChangeName, FieldId, RecordName, Value};
use crate::store::related::{ReviewRow, recorded_at, reviews_of};
use crate::store::revision::{ChangesOf, Revision, behind};
use crate::store::save::{Draft, Values};
use crate::store::shown::{shown, shown_field};
use crate::store::{Log, Shown};

/// Comments of one act.
const REMARKS: usize = 100;

/// How far the review of a visit is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(i64)]
pub enum ReviewState {
    /// Nobody looked at it.
    None = 0,
    /// Accepted, as it stands.
    Accepted = 1,
    /// Returned, and not answered yet.
    Returned = 2,
    /// Returned and answered.
    Answered = 3,
    /// Accepted as it was, and something of it is otherwise now.
    Changed = 4,
}

impl ReviewState {
    /// The one with this number; of a number that is none, that nobody looked.
    pub fn from_number(number: i64) -> ReviewState {
        use ReviewState::*;
        [Accepted, Returned, Answered, Changed].into_iter().find(|s| *s as i64 == number).unwrap_or(None)
    }
}

/// A comment on a record, a field or a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remark {
    /// The record commented on.
    pub record: RecordName,
    /// One field of it.
    pub field: Option<FieldId>,
    /// One path of that field.
    pub path: Option<String>,
    /// What is said.
    pub text: String,
}

/// What stands behind the page of a visit: what was said of it and of what was recorded at it, and the reviews of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Behind {
    said: Vec<ChangeName>,
    /// What an acceptance holds for: what was recorded, not what came of a referral afterwards.
    recorded: Vec<ChangeName>,
    /// Something was corrected, settled or removed.
    pub corrected: bool,
    reviews: Vec<(RecordName, ReviewRow)>,
    reviewed: Vec<ChangeName>,
}

impl Behind {
    /// Of a visit and what was recorded at it, as [`recorded_at`] gives them.
    pub fn read(log: &Log<'_>, targets: &[RecordName]) -> crate::store::Result<Behind> {
        let mut read = Behind {
            said: Vec::new(),
            recorded: Vec::new(),
            corrected: false,
            reviews: Vec::new(),
            reviewed: Vec::new(),
        };
        for target in targets {
            let said = ChangesOf::read(log, target)?;
            read.said.extend(said.changes);
            read.recorded.extend(said.recorded);
            read.corrected |= said.reasoned;
            read.reviews.extend(reviews_of(log, target)?.into_iter().map(|review| (*target, review)));
        }
        read.reviewed = behind(log, read.reviews.iter().map(|(_, review)| &review.record))?;
        Ok(read)
    }

    /// What a page of it carries.
    pub fn revision(&self) -> Revision {
        Revision::of(self.changes())
    }

    fn changes(&self) -> impl Iterator<Item = &ChangeName> {
        self.said.iter().chain(&self.reviewed)
    }

    /// What its acceptance holds for: all but the reviews, and but what came of a referral.
    fn accepted(&self) -> Revision {
        Revision::of(&self.recorded)
    }

    /// How far its review is, and how many comments are open. Open comments come first, then answered ones, then
    /// whether it was accepted as it stands.
    pub fn state(&self, visit: &RecordName) -> (ReviewState, usize) {
        let comments = || self.comments().map(|review| review.state);
        let open = comments().filter(|state| *state != Some(review_state::answered)).count();
        let mut acceptances = self.acceptances(visit).peekable();
        let accepted = self.accepted();
        let state = if open > 0 {
            ReviewState::Returned
        } else if comments().next().is_some() {
            ReviewState::Answered
        } else if acceptances.peek().is_none() {
            ReviewState::None
        } else if acceptances.any(|review| review.seen.as_deref() == Some(accepted.as_str())) {
            ReviewState::Accepted
        } else {
            ReviewState::Changed
        };
        (state, open)
    }

    /// Comments that are not closed.
    fn comments(&self) -> impl Iterator<Item = &ReviewRow> {
        self.reviews.iter().map(|(_, review)| review).filter(|review| {
            review.verdict != Some(review_verdict::accepted) && review.state != Some(review_state::closed)
        })
    }

    fn acceptances(&self, visit: &RecordName) -> impl Iterator<Item = &ReviewRow> {
        let of_visit =
            self.reviews.iter().filter(move |(target, _)| target == visit).map(|(_, review)| review);
        of_visit.filter(|review| review.verdict == Some(review_verdict::accepted))
    }

    /// What was said that no acceptance of the visit saw: nothing of a visit that nobody accepted.
    pub fn changed_since(&self, visit: &RecordName) -> Vec<ChangeName> {
        let mut seen = self.acceptances(visit).filter_map(|review| review.seen.as_deref()?.parse().ok());
        let Some(first) = seen.next() else { return Vec::new() };
        let mut unseen = Revision::unseen(&first, &self.recorded);
        for one in seen {
            unseen = Revision::unseen(&one, &unseen);
        }
        unseen
    }
}

/// A visit is accepted; comments that stand on it are closed with it.
pub fn accept(acting: &Acting<'_>, record: &RecordName, seen: &Revision) -> Plan<Draft> {
    let household = acting.here(record, Some(visit::ID))?;
    let behind = Behind::read(&acting.log, &recorded_at(&acting.log, record)?)?;
    if behind.state(record).0 == ReviewState::Accepted {
        let accepted = behind.acceptances(record).map(|review| review.record.change());
        return Err(Refusal::Already(accepted.collect()).into());
    }
    behind.check(seen)?;
    let mut draft = Draft::new(acting.author);
    draft.about(household);
    draft.create(
        review::ID,
        Values::from([
            (review::about, Value::Record(household)),
            (review::target, Value::Record(*record)),
            (review::verdict, Value::Int(review_verdict::accepted)),
            (review::state, Value::Int(review_state::closed)),
            (review::seen, Value::text(behind.accepted().as_str())),
        ]),
    )?;
    // One change a subject: theirs after the household's.
    let mut open: Vec<&ReviewRow> = behind.comments().collect();
    open.sort_by_key(|comment| (comment.subject, comment.record));
    for comment in open {
        let state = shown_field(&acting.log, comment.record, review::state)?.settling();
        draft.set(&acting.log, &state, Value::Int(review_state::closed), None)?;
    }
    Ok(draft)
}

/// A visit is returned, with at least one comment on it or on what was recorded at it.
pub fn give_back(
    acting: &Acting<'_>,
    record: &RecordName,
    seen: &Revision,
    remarks: &[Remark],
) -> Plan<Draft> {
    acting.here(record, Some(visit::ID))?;
    if remarks.is_empty() || remarks.len() > REMARKS {
        return Err(Refusal::Missing("remark").into());
    }
    let targets = recorded_at(&acting.log, record)?;
    let mut by_subject = Vec::with_capacity(remarks.len());
    for remark in remarks {
        let subject = acting.here(&remark.record, None)?;
        if !targets.contains(&remark.record) {
            return Err(Refusal::Nowhere(remark.record).into());
        }
        by_subject.push((subject, remark, text("remark", &remark.text, COMMENT_LETTERS)?));
    }
    Behind::read(&acting.log, &targets)?.check(seen)?;
    by_subject.sort_by_key(|(subject, ..)| *subject);
    let mut draft = Draft::new(acting.author);
    for (subject, remark, said) in by_subject {
        draft.about(subject);
        create_remark(&mut draft, subject, remark, Some(review_verdict::returned), said)?;
    }
    Ok(draft)
}

/// A comment on any record: with `returned` its author is to look at it again.
pub fn comment(acting: &Acting<'_>, remark: &Remark, returned: bool) -> Plan<(Draft, RecordName)> {
    let subject = acting.here(&remark.record, None)?;
    let said = text("remark", &remark.text, COMMENT_LETTERS)?;
    let mut draft = Draft::new(acting.author);
    draft.about(subject);
    let verdict = returned.then_some(review_verdict::returned);
    let name = create_remark(&mut draft, subject, remark, verdict, said)?;
    Ok((draft, name))
}

/// The author's reply to a comment, in front of what was shown of its fields `reply` and `state`. Whoever corrected what
/// it is anchored on since has answered it already, and says here what there is to say.
pub fn answer(acting: &Acting<'_>, reply_seen: &Shown, state_seen: &Shown, reply: &str) -> Plan<Draft> {
    let record = reply_seen.register.record;
    of_review(acting, &record, &[(reply_seen, review::reply), (state_seen, review::state)])?;
    let reply = text("reply", reply, COMMENT_LETTERS)?;
    let reply_now = shown(&acting.log, &reply_seen.register)?;
    let state_now = shown(&acting.log, &state_seen.register)?;
    let answered = Value::Int(review_state::answered);
    let is_answered = state_now.value.as_ref() == Some(&answered);
    let state_then = if is_answered { &state_now } else { state_seen };
    unchanged(&[(reply_seen, &reply_now), (state_then, &state_now)])?;
    let mut draft = Draft::new(acting.author);
    draft.set(&acting.log, &reply_now, Value::text(reply), None)?;
    if !is_answered {
        draft.set(&acting.log, &state_now, answered, None)?;
    }
    Ok(draft)
}

/// Nothing more is waited for; what was shown are the comment's fields `reply` and `state`.
pub fn close(acting: &Acting<'_>, reply_seen: &Shown, state_seen: &Shown) -> Plan<Draft> {
    let record = state_seen.register.record;
    of_review(acting, &record, &[(reply_seen, review::reply), (state_seen, review::state)])?;
    let (reply, state) =
        (shown(&acting.log, &reply_seen.register)?, shown(&acting.log, &state_seen.register)?);
    let closed = Value::Int(review_state::closed);
    if state.value.as_ref() == Some(&closed) && !state.disputed {
        return Err(Refusal::Already(state.replaces).into());
    }
    unchanged(&[(reply_seen, &reply), (state_seen, &state)])?;
    let state = if acting.author.decides() { state.settling() } else { state };
    let mut draft = Draft::new(acting.author);
    draft.set(&acting.log, &state, closed, None)?;
    Ok(draft)
}

impl Behind {
    fn check(&self, seen: &Revision) -> Plan<()> {
        if self.revision() == *seen {
            return Ok(());
        }
        let mut unseen = seen.unseen(self.changes());
        unseen.sort();
        unseen.dedup();
        Err(Refusal::Stale(unseen).into())
    }
}

/// Refuses unless what was shown of each register is what stands now.
fn unchanged(seen_and_now: &[(&Shown, &Shown)]) -> Plan<()> {
    if seen_and_now.iter().all(|(seen, now)| seen.stands(now)) {
        return Ok(());
    }
    let mut unseen: Vec<ChangeName> = seen_and_now.iter().flat_map(|(seen, now)| seen.unseen(now)).collect();
    unseen.sort();
    unseen.dedup();
    Err(Refusal::Stale(unseen).into())
}

/// Whether what was shown are these fields of one review.
fn of_review(acting: &Acting<'_>, record: &RecordName, fields: &[(&Shown, FieldId)]) -> Plan<()> {
    acting.here(record, Some(review::ID))?;
    let fits = |(shown, field): &(&Shown, FieldId)| {
        shown.register.record == *record && shown.register.field == *field
    };
    if fields.iter().all(fits) { Ok(()) } else { Err(Refusal::Nowhere(*record).into()) }
}

fn create_remark(
    draft: &mut Draft,
    subject: RecordName,
    remark: &Remark,
    verdict: Option<i64>,
    said: &str,
) -> Plan<RecordName> {
    let mut values = Values::from([
        (review::about, Value::Record(subject)),
        (review::target, Value::Record(remark.record)),
        (review::comment, Value::text(said)),
        (review::state, Value::Int(review_state::open)),
    ]);
    values.extend(verdict.map(|verdict| (review::verdict, Value::Int(verdict))));
    if let Some(field) = remark.field {
        values.insert(review::field, Value::Int(i64::try_from(field).unwrap_or(i64::MAX)));
    }
    if let Some(path) = &remark.path {
        values.insert(review::path, Value::text(path));
    }
    Ok(draft.create(review::ID, values)?)
}
