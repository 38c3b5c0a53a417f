//! What supervisors say of records and what their authors reply: the comment stands on a record, on one field of it
//! or on one answer, and names that for ever.

use chaski::action::review::{self, Remark};
use chaski::action::{Refusal, Stop};
use chaski::change::Register;
use chaski::merge::State;
use chaski::record::table;
use chaski::record::{Entity, RecordName, entity};
use chaski::store::inbox;
use chaski::store::related::recorded_at;
use chaski::store::save::Draft;
use chaski::store::shown::shown_field;
use chaski::store::{Log, Shown, query};

use crate::error::{Failure, Inner, Result};
use crate::find::entity_of;
use crate::ids::Seen;
use crate::phone::{Phone, author_of, carry_out, wall_time_of};
use crate::values::{field_of, path_of};
use crate::view::ReviewItem;

/// Which reviews are asked for. Closed ones stand on the pages of what they are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum Reviews {
    /// Of records that the worker of this phone made.
    OfMyRecords,
    /// That the worker of this phone wrote.
    ThatIWrote,
}

/// Whether a reviewed record is accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, uniffi::Enum)]
pub enum ReviewVerdict {
    /// It is; nothing is waited for.
    Accepted,
    /// Its author is to look at it again and to answer.
    Returned,
}

/// What a supervisor says of a record.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct NewReview {
    /// The record.
    pub target: RecordName,
    /// One field of it by name, if the comment is about one.
    #[uniffi(default = None)]
    pub field: Option<String>,
    /// The path of the question, if it is about one answer.
    #[uniffi(default = None)]
    pub path: Option<String>,
    /// Whether the record is accepted; a mere comment leaves that open.
    #[uniffi(default = None)]
    pub verdict: Option<ReviewVerdict>,
    /// The comment; only an acceptance has none.
    #[uniffi(default = None)]
    pub comment: Option<String>,
    /// What was shown of the visit that is accepted, as [`Phone::visit_revision`] gave it.
    #[uniffi(default = None)]
    pub revision: Option<String>,
}

#[uniffi::export]
impl Phone {
    /// The reviews that are not closed, newest first.
    pub fn reviews(&self, which: Reviews) -> Result<Vec<ReviewItem>> {
        self.call("reviews", || {
            let store = self.store();
            let Some(me) = store.worker()? else { return Ok(Vec::new()) };
            reviews(&store.log(), which, me)
        })
    }

    /// Says something of a record. A supervisor's.
    pub fn review(&self, new: &NewReview) -> Result<RecordName> {
        self.call("review", || {
            let mut store = self.store();
            if new.verdict == Some(ReviewVerdict::Accepted) {
                let seen = new.revision.as_deref().and_then(|seen| seen.parse().ok());
                let seen =
                    seen.ok_or_else(|| Failure::new("seen", "what was shown of the visit is missing"))?;
                return carry_out(&mut store, |acting| {
                    let draft = review::accept(acting, &new.target, &seen)?;
                    let first =
                        RecordName { device: acting.author.device, number: acting.author.next, index: 0 };
                    Ok::<_, Stop>((draft, first))
                });
            }
            let remark = new.remark(&store.log())?;
            let returned = new.verdict == Some(ReviewVerdict::Returned);
            carry_out(&mut store, |acting| review::comment(acting, &remark, returned))
        })
    }

    /// What stands behind the page of a visit, to be brought back when it is accepted; asked for before the page, so
    /// that nothing is accepted that the page did not show.
    pub fn visit_revision(&self, visit: RecordName) -> Result<String> {
        self.read("visit_revision", |log| {
            let behind = review::Behind::read(log, &recorded_at(log, &visit)?)?;
            Ok(behind.revision().to_string())
        })
    }

    /// Replies to a review that was shown; its state becomes answered. What was wrong is corrected first, with
    /// `correct`, which answers it too.
    pub fn answer_review(&self, seen: &Seen, reply: &str) -> Result<()> {
        self.call("answer_review", || {
            let (reply_seen, state_seen) = of_review(seen)?;
            carry_out(&mut self.store(), |acting| {
                Ok::<_, Stop>((review::answer(acting, &reply_seen, &state_seen, reply)?, ()))
            })
        })
    }

    /// Ends a review that was shown: nothing more is waited for. A supervisor's.
    pub fn close_review(&self, seen: &Seen) -> Result<()> {
        self.call("close_review", || {
            let (reply_seen, state_seen) = of_review(seen)?;
            carry_out(&mut self.store(), |acting| match review::close(acting, &reply_seen, &state_seen) {
                Ok(draft) => Ok((draft, ())),
                Err(Stop::Refused(Refusal::Already(_))) => Ok((Draft::new(acting.author), ())),
                Err(stop) => Err(stop),
            })
        })
    }
}

/// What was shown of a review's reply and of its state.
fn of_review(seen: &Seen) -> Inner<(Shown, Shown)> {
    let all = seen.shown()?;
    let of = |field| all.iter().find(|shown| shown.register.field == field).cloned();
    of(table::review::reply)
        .zip(of(table::review::state))
        .ok_or_else(|| Failure::new("seen", "this does not come from a review"))
}

impl NewReview {
    fn remark(&self, log: &Log<'_>) -> Inner<Remark> {
        let target = entity_of(log, self.target)?;
        let field = self.field.as_deref().map(|name| field_of(target, name)).transpose()?;
        let path = match (field, self.path.as_deref()) {
            (Some(field), Some(path)) => Some(path_of(field, path)?),
            (None, Some(_)) => {
                return Err(Failure::new("entry", "a path without a field names no answer"));
            }
            (_, None) => None,
        };
        let text = self.comment.clone().unwrap_or_default();
        Ok(Remark { record: self.target, field: field.map(|field| field.id), path, text })
    }
}

fn reviews(log: &Log<'_>, which: Reviews, me: RecordName) -> Inner<Vec<ReviewItem>> {
    let mut items = Vec::new();
    for record in query::standing_reviews(log)? {
        let target =
            shown_field(log, record, table::review::target)?.value.and_then(|value| value.as_record());
        let author = match (which, target) {
            (Reviews::ThatIWrote, _) => author_of(log, &record)?,
            (Reviews::OfMyRecords, Some(target)) => author_of(log, &target)?,
            (Reviews::OfMyRecords, None) => None,
        };
        if author == Some(me) {
            items.extend(item(log, record, target)?);
        }
    }
    items.sort_by_key(|item| std::cmp::Reverse((item.at, item.review)));
    Ok(items)
}

/// Comments that wait for this worker, as the inbox has them.
pub(crate) fn comments_for(log: &Log<'_>, me: RecordName) -> Inner<Vec<ReviewItem>> {
    let mut items = Vec::new();
    for record in inbox::comments_for(log, me)? {
        let target =
            shown_field(log, record, table::review::target)?.value.and_then(|value| value.as_record());
        items.extend(item(log, record, target)?);
    }
    Ok(items)
}

fn item(log: &Log<'_>, record: RecordName, target: Option<RecordName>) -> Inner<Option<ReviewItem>> {
    let Some(view) = query::record(log, &record)? else { return Ok(None) };
    let entity = match target {
        Some(target) => log.known(&target)?.and_then(|known| entity(known.entity)),
        None => None,
    };
    let field = shown_field(log, record, table::review::field)?.value.and_then(|value| value.as_int());
    let field = field.and_then(|id| entity?.field(id.unsigned_abs()));
    let path = view.word("path").map(str::to_owned);
    let written = match (target, field) {
        (Some(record), Some(field)) => {
            query::field(log, &Register { record, field: field.id, path: path.clone() })?
        }
        _ => None,
    };
    let (reply, state) =
        (shown_field(log, record, table::review::reply)?, shown_field(log, record, table::review::state)?);
    let about = view.link("about").cloned();
    Ok(Some(ReviewItem {
        review: record,
        about_code: about.as_ref().map(|about| about.record.paper_code()),
        about,
        target,
        entity: entity.map(|entity| entity.name.to_owned()),
        visit: match (target, entity) {
            (Some(target), Some(entity)) => visit_of(log, target, entity)?,
            _ => None,
        },
        written_at: target.map(|target| wall_time_of(log, &target)).transpose()?.flatten(),
        field: field.map(|field| field.name.to_owned()),
        path,
        written,
        verdict: view.word("verdict").map(str::to_owned),
        comment: view.word("comment").map(str::to_owned),
        state: view.word("state").map(str::to_owned),
        reply: view.word("reply").map(str::to_owned),
        seen: Seen::of_all(&[&reply, &state]),
        who: view.who,
        at: view.at,
    }))
}

/// The visit at which a record was made; of a visit, itself.
fn visit_of(log: &Log<'_>, record: RecordName, entity: &Entity) -> Inner<Option<RecordName>> {
    if entity.id == table::visit::ID {
        return Ok(Some(record));
    }
    let Some(field) = entity.field_named("visit") else { return Ok(None) };
    Ok(shown_field(log, record, field.id)?.value.and_then(|value| value.as_record()))
}
