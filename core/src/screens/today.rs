//! *Hoy*: what to do now, and why, from what the core knows: danger to follow, what came back, what a supervisor asks for, what was begun, days that
//! were agreed, families not seen for long. Each is a row that opens what mends it; another room adds rows here, and no app changes.

use chrono::Days;

use super::shared::{day, family, found_by, household_row, person_row, said_by};
use super::showing::Showing;
use super::{
    Button, Does, Filter, Group, Place, Result, Row, ScreenView, State, When, delivery, owed, returned,
};
use crate::record::RecordName;
use crate::store::due;
use crate::store::inbox;
use crate::store::query::{self, Agreed};
use crate::words::shown;

/// Days after which a family was not seen for long.
pub(super) const LONG_DAYS: u64 = 30;
/// Rows of one group; what is beyond stands behind its last row.
const MOST: usize = 20;

pub(super) fn screen(showing: &Showing<'_>) -> Result<ScreenView> {
    let Showing { log, say, .. } = showing;
    let today =
        shown::date(say.lang, say.today, say.today.checked_sub_days(Days::new(2)).unwrap_or(say.today));
    let mut view = ScreenView::new(Place::Today, say.with("today-title", &[("day", (&today).into())]));
    view.bands = delivery::strip(showing)?;
    view.group(Group { rows: unfinished(showing)?, ..Group::of(say.t("today-unfinished")) });
    view.group(Group { rows: danger(showing)?, ..Group::of(say.t("today-danger")) });
    if let Some(me) = showing.store.worker()? {
        let rows = returned::rows(showing, me)?;
        view.group(Group { rows, ..Group::of(say.t("today-returned")) });
        let rows = asked(showing, me)?;
        view.group(Group { rows, ..Group::of(say.t("today-asked")) });
    }
    let until = say.today.checked_add_days(Days::new(due::WEEK_DAYS - 1)).unwrap_or(say.today);
    let all = query::agreed(log, &until.to_string(), query::PAGE_ITEMS)?;
    let (late, rest): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| is_before(showing, one));
    let (now, week): (Vec<_>, Vec<_>) = rest.into_iter().partition(|one| one.on == say.today.to_string());
    for (when, agreed) in [(When::Late, late), (When::Due, now), (When::Week, week)] {
        let rows = group(showing, when, agreed)?;
        view.group(Group { rows, ..Group::of(say.t(when.heading())) });
    }
    view.group(Group { rows: not_seen(showing)?, ..Group::of(say.t("today-not_seen")) });
    if view.groups.is_empty() {
        view.empty = Some(say.t("today-empty"));
    }
    let families = Does::Open { place: Place::Families(Filter::All) };
    view.buttons.push(Button::new(say.t("today-families"), families).picture("group"));
    Ok(view)
}

/// One group of the day: visits that were agreed, and persons who are owed something; those of one household stand together.
fn group(showing: &Showing<'_>, when: When, agreed: Vec<Agreed>) -> Result<Vec<Row>> {
    let mut rows: Vec<(Option<RecordName>, Row)> = visits(showing, agreed)?;
    let found = due::due(&showing.log, showing.say.today, when.group(), 0, MOST)?;
    let is_full = found.len() == MOST;
    for due in found {
        rows.extend(owed::row(showing, &due)?.map(|row| (due.household, row)));
    }
    // Each household where its first row is.
    let mut together: Vec<Row> = Vec::with_capacity(rows.len());
    while !rows.is_empty() {
        let (household, row) = rows.remove(0);
        together.push(row);
        if household.is_some() {
            let (same, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(of, _)| *of == household);
            together.extend(same.into_iter().map(|(_, row)| row));
            rows = others;
        }
    }
    if is_full {
        let count = due::counted(&showing.log, showing.say.today, when.group())?;
        let more = showing.say.counted("and-more", count.saturating_sub(MOST));
        if count > MOST {
            together.push(Row::new(more).opens(Place::Owed(when)));
        }
    }
    Ok(together)
}

/// Whether the day of an agreed visit has passed; one that is known to the month has when the month has.
fn is_before(showing: &Showing<'_>, agreed: &Agreed) -> bool {
    let today = showing.say.today.to_string();
    today.get(..agreed.on.len()).is_some_and(|now| agreed.on.as_str() < now)
}

/// What was begun and is not finished: checklists, registrations.
fn unfinished(showing: &Showing<'_>) -> Result<Vec<Row>> {
    let say = &showing.say;
    let mut rows = Vec::new();
    for draft in showing.store.drafts()? {
        let about = query::link(&showing.log, draft.subject)?;
        let title = about.title.map_or_else(|| say.t("value-no_name"), |title| say.plain(title));
        let kept = shown::date_time(say.lang, draft.kept_s, say.utc_offset_min, say.today);
        let state = if draft.corrects.is_some() { "today-draft_correction" } else { "today-draft" };
        let row = Row::new(title)
            .picture("edit")
            .line(say.with("today-draft_kept", &[("when", (&kept).into())]))
            .mark(State::Unfinished, say.t(state));
        rows.push(row.does(Does::Fill { draft: draft.id }));
    }
    rows.extend(super::registering::rows(showing)?);
    Ok(rows)
}

/// Referrals that are open: the danger is followed until somebody says what came of it.
fn danger(showing: &Showing<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for referral in query::open_referrals(&showing.log, MOST)? {
        let Some(view) = query::record(&showing.log, &referral)? else { continue };
        let Some(person) = view.subject else { continue };
        let row = person_row(showing, &person)?;
        let row = row.line(said_by(&showing.say, &view.who, view.at.0));
        rows.push(
            row.mark(State::Danger, showing.say.t("today-danger_follow")).opens(Place::Referral(referral)),
        );
    }
    Ok(rows)
}

/// Visits that somebody asks of this worker.
fn asked(showing: &Showing<'_>, me: RecordName) -> Result<Vec<Row>> {
    let say = &showing.say;
    let mut rows = Vec::new();
    for asked in inbox::visits_asked(&showing.log, say.lang, me)? {
        let row = person_row(showing, &asked.person.record)?.line(say.plain(&asked.sentence));
        let state = asked.until.as_deref().and_then(day).is_some_and(|until| until < say.today);
        let state = if state { State::Late } else { State::Returned };
        rows.push(row.mark(state, say.t("today-asked_for")));
    }
    Ok(rows)
}

/// Agreed visits, with what their day is to today.
fn visits(showing: &Showing<'_>, agreed: Vec<Agreed>) -> Result<Vec<(Option<RecordName>, Row)>> {
    let say = &showing.say;
    let more = agreed.len().saturating_sub(MOST);
    let mut rows = Vec::new();
    for one in agreed.into_iter().take(MOST) {
        let row = household_row(showing, &one.household)?;
        let mark = match day(&one.on) {
            Some(on) if on < say.today => {
                let days = usize::try_from((say.today - on).num_days()).unwrap_or_default();
                (State::Late, say.counted("today-days_late", days))
            }
            Some(on) if on == say.today => (State::Due, say.t("today-today")),
            _ => {
                let when = say.day_text(&one.on);
                (State::Due, say.with("today-on", &[("day", (&when).into())]))
            }
        };
        rows.push((Some(one.household), row.mark(mark.0, mark.1)));
    }
    if more > 0 {
        rows.push((None, Row::new(say.counted("and-more", more)).opens(Place::Families(Filter::All))));
    }
    Ok(rows)
}

/// Families that were not visited for long: the first of them, and where the others are.
fn not_seen(showing: &Showing<'_>) -> Result<Vec<Row>> {
    let say = &showing.say;
    let found = query::not_visited_since(&showing.log, &long_ago(showing), None, MOST)?;
    let mut rows = Vec::new();
    for household in found.items {
        let title = query::household_title(&showing.log, &household)?;
        let row = Row::new(family(say, &title)).picture("home").opens(Place::Household(household));
        let row = match found_by(say, &title) {
            Some(line) => row.line(line),
            None => row,
        };
        rows.push(row.mark(State::Due, say.counted("today-not_visited", LONG_DAYS as usize)));
    }
    if found.next.is_some() {
        rows.push(Row::new(say.t("today-all_not_seen")).opens(Place::Families(Filter::NotSeen)));
    }
    Ok(rows)
}

/// The day since which a family must have been visited not to stand here.
pub(super) fn long_ago(showing: &Showing<'_>) -> String {
    let today = showing.say.today;
    today.checked_sub_days(Days::new(LONG_DAYS)).unwrap_or(today).to_string()
}
