//! What each screen of a phone shows and what its buttons do, as data: one call a screen, one a button. A place comes in, a [`ScreenView`] goes out,
//! sorted, in words, with what can be done next; a button brings the place back with what was typed, and one of the core's plans is carried out.
//! Apps lay it out and keep nothing else. Knows every room above; knows no platform, no widget and no colour. A file a screen.

mod checking;
mod child;
mod consent;
mod correcting;
mod delivery;
mod dispute;
mod families;
mod fields;
mod growing;
mod history;
mod household;
mod not_visited;
mod notices;
mod owed;
mod person;
mod phone;
mod place;
mod pregnancy;
mod referral;
mod registering;
mod returned;
mod shared;
mod showing;
mod today;
pub mod values;
mod view;
mod visit;

pub use checking::check;
pub use owed::{OwedLine, owed_lines};
pub use place::{Filter, NoPlace, Place, When, Which};
pub use showing::{Asked, Inputs, ROWS, Result, SEEN, ScreenError};
pub use values::Speaker;
pub use view::{
    Button, ChartOf, Choice, Does, Group, Input, InputKind, Mark, Outcome, Row, ScreenView, State,
};

use crate::filling;
use crate::store::{Store, StoreError, content};
use showing::{FormTitle, Showing, finish};

/// The checklists that can be filled today, by what they are called; one that cannot be opened is not offered.
fn forms_today(store: &mut Store, asked: Asked) -> Result<Vec<FormTitle>> {
    let today = store.content_day(&asked.today.to_string())?;
    let all = content::on_phone(&store.log(), &today)?;
    let used: Vec<_> = all.into_iter().filter_map(|one| Some((one.name, one.used?.content))).collect();
    let mut forms = Vec::new();
    for (id, content) in used {
        match filling::forms::form(store, &content) {
            Ok(form) => forms.push(FormTitle { id, title: form.title.clone() }),
            Err(StoreError::FormRefused(_) | StoreError::NoContent) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(forms)
}

/// How many things need the worker, as the tab of her notices says.
///
/// # Errors
/// Where the database cannot be read.
pub fn notices_count(store: &Store, asked: Asked) -> Result<u64> {
    notices::count(&Showing::new(store, asked)?)
}

/// A screen, whole. `after` is what its part before gave as `next`.
///
/// # Errors
/// Where what it is about is not held, or the database cannot be read.
pub fn screen(store: &mut Store, place: &Place, after: Option<&str>, asked: Asked) -> Result<ScreenView> {
    let begins = matches!(place, Place::Household(_) | Place::Person(_) | Place::BeginVisit(_));
    let forms = if begins { forms_today(store, asked)? } else { Vec::new() };
    if matches!(place, Place::Today | Place::Owed(_)) {
        store.refresh_due(asked.today)?;
    }
    let answered = match place {
        Place::Visit(record) => visit::forms(store, record)?,
        Place::Returned(record) => returned::forms(store, record)?,
        _ => visit::Forms::new(),
    };
    let showing = Showing { forms, ..Showing::new(store, asked)? };
    let mut view = match place {
        Place::Today => today::screen(&showing)?,
        Place::Families(filter) => families::screen(&showing, *filter, after)?,
        Place::Notices => notices::screen(&showing)?,
        Place::Delivery => delivery::screen(&showing)?,
        Place::Delivered(which) => delivery::list(&showing, *which, after)?,
        Place::Household(record) => household::screen(&showing, record)?,
        Place::BeginVisit(record) => household::begin(&showing, record)?,
        Place::Owed(when) => owed::list(&showing, *when, after)?,
        Place::OwedLine(record, service) => owed::why(&showing, record, service)?,
        Place::Person(record) => person::screen(&showing, record)?,
        Place::Growth(record) => growing::screen(&showing, record)?,
        Place::History(record) => history::screen(&showing, record)?,
        Place::Visit(record) => visit::screen(&showing, record, &answered)?,
        Place::NotVisited(record) => not_visited::screen(&showing, record)?,
        Place::Referral(record) => referral::screen(&showing, record)?,
        Place::Dispute(record, field, path) => dispute::screen(&showing, record, field, path.as_deref())?,
        Place::Returned(record) => returned::screen(&showing, record, &answered)?,
        Place::Correct(record, field, path) => correcting::screen(&showing, record, field, path.as_deref())?,
        Place::Register(draft, step) => registering::screen(&showing, draft, step)?,
        Place::RegisterFamily => registering::begin(&showing, None)?,
        Place::RegisterPerson(household) => registering::begin(&showing, Some(household))?,
        Place::Consent(record) => consent::screen(&showing, record)?,
        Place::PregnancyEnded(record) => pregnancy::screen(&showing, record)?,
        Place::Phone => phone::screen(&showing)?,
        // Whoever fills it asks for it by its draft: see `check`.
        Place::Check(_) => return Err(StoreError::NoDraft.into()),
    };
    finish(&mut view, &showing.say);
    Ok(view)
}

/// Families and persons that match what is typed, as the screen of families shows them.
///
/// # Errors
/// Where the database cannot be read.
pub fn search(store: &Store, words: &str, asked: Asked) -> Result<ScreenView> {
    let showing = Showing::new(store, asked)?;
    let mut view = families::found(&showing, words)?;
    finish(&mut view, &showing.say);
    Ok(view)
}

/// Carries out what a button of a screen does, with what the inputs hold: all of it, or nothing.
///
/// # Errors
/// Where a plan is refused, or the database does not take it. What was typed wrong is no error: the screen stays, and says it.
pub fn submit(store: &mut Store, place: &Place, act: &str, inputs: &Inputs, asked: Asked) -> Result<Outcome> {
    let outcome = match place {
        Place::NotVisited(record) => not_visited::submit(store, record, act, inputs, asked)?,
        Place::Referral(record) => referral::submit(store, record, act, inputs, asked)?,
        Place::Returned(record) => returned::submit(store, record, act, inputs, asked)?,
        Place::Correct(record, field, path) => {
            correcting::submit(store, (record, field, path.as_deref()), act, inputs, asked)?
        }
        Place::RegisterFamily => registering::start(store, None, act)?,
        Place::RegisterPerson(household) => registering::start(store, Some(*household), act)?,
        Place::Register(draft, step) => registering::submit(store, draft, step, act, inputs, asked)?,
        Place::Consent(record) => consent::submit(store, record, act, inputs, asked)?,
        Place::PregnancyEnded(record) => pregnancy::submit(store, record, act, inputs, asked)?,
        _ => return Err(ScreenError::NoAct),
    };
    Ok(match outcome {
        Outcome::Stays { mut screen } => {
            let log = store.log();
            let Asked { lang, today, utc_offset_min } = asked;
            finish(&mut screen, &Speaker { lang, today, utc_offset_min, pack: log.pack()? });
            Outcome::Stays { screen }
        }
        outcome => outcome,
    })
}
