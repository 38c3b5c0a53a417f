//! Where a registration begins, and where one that was begun goes on: the screen before anything is answered, and the rows of what is not finished.
//! Knows what is kept of one; asks nothing.

use super::super::showing::Showing;
use super::super::{Button, Does, Group, Place, Result, Row, ScreenView, State, shared, values};
use super::acts::{CAREGIVER, CHILD, NEXT, PREGNANT};
use super::answers::Answers;
use super::way::OF;
use crate::record::RecordName;
use crate::store::query;
use crate::store::registrations::Registration;
use crate::words::shown;

/// Registrations that were begun, for the list of what is to be done.
pub(crate) fn rows(showing: &Showing<'_>) -> Result<Vec<Row>> {
    let mut rows = Vec::new();
    for one in showing.store.registrations()? {
        rows.extend(row(showing, one)?);
    }
    Ok(rows)
}

/// A registration as a row that goes on with it; nothing of one in which nothing was said, nor of one that cannot be read: no list fails for it.
fn row(showing: &Showing<'_>, of: Registration) -> Result<Option<Row>> {
    let say = &showing.say;
    let Some(answers) = Answers::read(&of.inputs).ok().filter(|answers| !answers.is_empty()) else {
        return Ok(None);
    };
    let called = match &of.household {
        Some(household) => shared::family(say, &query::household_title(&showing.log, household)?),
        None => {
            match [("house", "known_as"), ("search", "words")].map(|(step, key)| answers.get(step, key)) {
                ["", ""] => say.t("families-new"),
                ["", words] => say.plain(words),
                [known_as, _] => say.plain(known_as),
            }
        }
    };
    let state = match (&of.household, answers.get(OF, "person")) {
        (_, person) if !person.is_empty() => "register-unfinished_consent",
        (None, _) => "register-unfinished_family",
        (Some(_), _) => "register-unfinished_person",
    };
    let kept = shown::date_time(say.lang, of.kept_s, say.utc_offset_min, say.today);
    let row = Row::new(called)
        .picture("edit")
        .line(say.with("today-draft_kept", &[("when", (&kept).into())]))
        .mark(State::Unfinished, say.t(state));
    Ok(Some(row.opens(Place::Register(of.id, of.step))))
}

/// The first screen, before anything is answered: that one looks first, or whom to register; and what was begun before.
pub(crate) fn begin(showing: &Showing<'_>, household: Option<&RecordName>) -> Result<ScreenView> {
    let say = &showing.say;
    let household = household.copied();
    let submit = |text, act: &str| Button::new(text, Does::Submit { act: act.to_owned() });
    let place = household.map_or(Place::RegisterFamily, Place::RegisterPerson);
    let mut view = match household {
        None => {
            let mut view = ScreenView::new(place, say.t("register-title_search"));
            view.groups.push(Group { says: vec![say.t("register-begin_says")], ..Group::default() });
            view.main = Some(submit(say.t("register-begin"), NEXT).picture("search"));
            view
        }
        Some(household) => {
            let mut view = ScreenView::new(place, say.t("register-title_kind"));
            let title = query::household_title(&showing.log, &household)?;
            view.context = Some(shared::family(say, &title));
            let row = |picture: &str, kind: &str| {
                let text = values::choice(say, "person_kind", kind);
                Row::new(text).picture(picture).does(Does::Submit { act: kind.to_owned() })
            };
            let rows = vec![row("child-care", CHILD), row("pregnant", PREGNANT), row("person", CAREGIVER)];
            view.groups.push(Group { rows, ..Group::default() });
            view
        }
    };
    let mut rows = Vec::new();
    for one in showing.store.registrations()?.into_iter().filter(|one| one.household == household) {
        rows.extend(row(showing, one)?);
    }
    view.group(Group { rows, ..Group::of(say.t("register-unfinished")) });
    Ok(view)
}
