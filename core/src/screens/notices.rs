//! *Avisos*: first what needs the worker (what came back, visits that are asked for, two different values), then what became of what was recorded, families that left.

use super::shared::person_row;
use super::showing::Showing;
use super::{Group, Place, Result, Row, ScreenView, State, returned};
use crate::store::inbox;
use crate::store::query::{self, DisputeItem};
use crate::words::label;

/// Rows of one group.
const MOST: usize = 50;

pub(super) fn screen(showing: &Showing<'_>) -> Result<ScreenView> {
    let Showing { log, say, .. } = showing;
    let mut view = ScreenView::new(Place::Notices, say.t("notices-title"));
    if let Some(me) = showing.store.worker()? {
        view.group(Group { rows: returned::rows(showing, me)?, ..Group::of(say.t("today-returned")) });
        let mut rows = Vec::new();
        for asked in inbox::visits_asked(log, say.lang, me)? {
            let row = person_row(showing, &asked.person.record)?;
            rows.push(row.line(say.plain(asked.sentence)).mark(State::Returned, say.t("today-asked_for")));
        }
        view.group(Group { rows, ..Group::of(say.t("today-asked")) });
    }
    let disputes = query::disputes(log, None, None, MOST)?;
    let rows = disputes.items.iter().map(|one| dispute_row(showing, one)).collect::<Result<_>>()?;
    view.group(Group { rows, ..Group::of(say.t("dispute-title")) });
    let beside = inbox::edits_beside_voiding(log, say.lang, None, MOST)?;
    let rows = beside.items.into_iter().map(|one| {
        let row = Row::new(say.plain(one.sentence)).picture("info").line(say.plain(one.remedy));
        match one.subject {
            Some(subject) => row.opens(Place::History(subject)),
            None => row,
        }
    });
    view.group(Group { rows: rows.collect(), ..Group::of(say.t("notices-removed")) });
    let moved = query::moved(log, say.lang)?;
    let rows = moved.into_iter().take(MOST).map(|one| Row::new(say.plain(one.sentence)).picture("move_down"));
    view.group(Group { rows: rows.collect(), ..Group::of(say.t("notices-moved")) });
    if view.groups.is_empty() {
        view.empty = Some(say.t("notices-empty"));
    }
    Ok(view)
}

/// How many things need the worker: what her tab says.
pub(super) fn count(showing: &Showing<'_>) -> Result<u64> {
    let log = &showing.log;
    let mut count = query::count_disputes(log)?;
    if let Some(me) = showing.store.worker()? {
        count += inbox::comments_for(log, me)?.len() as u64;
        count += inbox::visits_asked(log, showing.say.lang, me)?.len() as u64;
    }
    Ok(count)
}

fn dispute_row(showing: &Showing<'_>, item: &DisputeItem) -> Result<Row> {
    let say = &showing.say;
    let what = super::values::register_label(say, &item.entity, &item.field, item.path.as_deref());
    let row = match item.subject {
        Some(subject) if super::shared::household_of(showing, &subject)? == Some(subject) => {
            super::shared::household_row(showing, &subject)?
        }
        Some(subject) => person_row(showing, &subject)?,
        None => Row::new(label::entity(say.lang, &item.entity)),
    };
    let place = Place::Dispute(item.record, item.field.clone(), item.path.clone());
    Ok(row.line(what).mark(State::Disputed, say.t("state-dispute")).opens(place))
}
