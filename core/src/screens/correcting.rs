//! One field of a record, corrected: what stands there, what is right, and why where that is asked for. The correction is a new fact in front of what the
//! worker was shown; the old value stays in the history.

use super::shared::said_by;
use super::showing::Showing;
use super::{
    Asked, Button, Does, Group, Input, InputKind, Inputs, Outcome, Place, Result, Row, SEEN, ScreenError,
    ScreenView, fields, values,
};
use crate::action::{Acting, Refusal, Stop, correct};
use crate::change::Register;
use crate::merge::State as _;
use crate::record::{Entity, Field, RecordName, Value, entity, table};
use crate::store::query::{self, FieldView};
use crate::store::{Shown, Store, StoreError};

/// Why something is corrected.
const REASON: &str = "reason";
/// The one act of this screen.
const SAVE: &str = "save";
/// Dates of what has happened: none lies ahead.
const PAST: [&str; 4] = ["birth_date", "last_period", "on", "ended"];

/// The field that is meant, and what stands there.
struct Asking {
    entity: &'static Entity,
    field: &'static Field,
    stands: FieldView,
}

fn asking(showing: &Showing<'_>, record: &RecordName, name: &str, path: Option<&str>) -> Result<Asking> {
    let missing = || StoreError::NoRecord(*record);
    let known = showing.log.known(record)?.ok_or_else(missing)?;
    let entity = entity(known.entity).ok_or_else(missing)?;
    let field = entity.field_named(name).ok_or_else(missing)?;
    let register = Register { record: *record, field: field.id, path: path.map(str::to_owned) };
    let stands = query::field(&showing.log, &register)?.ok_or_else(missing)?;
    Ok(Asking { entity, field, stands })
}

pub(super) fn screen(
    showing: &Showing<'_>,
    record: &RecordName,
    name: &str,
    path: Option<&str>,
) -> Result<ScreenView> {
    let say = &showing.say;
    let Asking { entity, field, stands } = asking(showing, record, name, path)?;
    let label = values::register_label(say, entity.name, name, path);
    let place = Place::Correct(*record, name.to_owned(), path.map(str::to_owned));
    let mut view = ScreenView::new(place, say.with("correct-field", &[("field", (&label).into())]));
    view.context = whose(showing, record)?;
    if !stands.value.is_null() {
        let before = values::shown(say, entity.name, &stands);
        let row = Row::new(say.with("returned-before", &[("value", (&before).into())]));
        view.groups.push(Group { rows: vec![row], ..Group::default() });
    }
    let mut inputs = fields::inputs(say, entity, field, &stands);
    if inputs.is_empty() {
        view.empty = Some(say.t("correct-elsewhere"));
        return Ok(view);
    }
    if asks_reason(field, &stands) {
        let mut reason = Input::new(REASON, InputKind::LongText, say.t("correct-reason"));
        reason.hint = Some(say.t("correct-reason_hint"));
        inputs.push(reason);
    }
    view.groups.push(Group { inputs, ..Group::default() });
    view.seen = stands.shown.to_text();
    view.main = Some(Button::new(say.t("button-save"), Does::Submit { act: SAVE.into() }).picture("save"));
    Ok(view)
}

/// What happened once is corrected with a reason.
fn asks_reason(field: &Field, stands: &FieldView) -> bool {
    field.once && !stands.value.is_null()
}

fn whose(showing: &Showing<'_>, record: &RecordName) -> Result<Option<crate::words::Text>> {
    let say = &showing.say;
    let Some(subject) = showing.log.known(record)?.and_then(|known| known.subject) else { return Ok(None) };
    if super::shared::household_of(showing, &subject)? == Some(subject) {
        return Ok(Some(super::shared::family(say, &query::household_title(&showing.log, &subject)?)));
    }
    let name = query::person_title(&showing.log, &subject)?.name;
    Ok(Some(super::shared::name(say, name.as_deref())))
}

pub(super) fn submit(
    store: &mut Store,
    (record, name, path): (&RecordName, &str, Option<&str>),
    act: &str,
    inputs: &Inputs,
    asked: Asked,
) -> Result<Outcome> {
    if act != SAVE {
        return Err(ScreenError::NoAct);
    }
    let seen = inputs.get(SEEN).and_then(|seen| Shown::read(seen)).ok_or(ScreenError::NoAct)?;
    let author = store.author()?;
    let showing = Showing::new(store, asked)?;
    let Asking { entity, field, stands } = asking(&showing, record, name, path)?;
    if seen.register != stands.shown.register {
        return Err(ScreenError::NoAct);
    }
    let stays = |key: &str, wrong: crate::words::Text| -> Result<Outcome> {
        let mut screen = screen(&showing, record, name, path)?;
        screen.seen = seen.to_text();
        for input in screen.groups.iter_mut().flat_map(|group| &mut group.inputs) {
            if let Some(typed) = inputs.get(&input.key) {
                input.value.clone_from(typed);
            }
            if input.key == key {
                input.wrong = Some(wrong.clone());
            }
        }
        Ok(Outcome::Stays { screen })
    };
    let value = match fields::value(field, inputs) {
        Ok(value) => value,
        Err((key, problem)) => return stays(&key, fields::wrong(&showing.say, entity, field, &problem)),
    };
    let typed = inputs.get(field.name).map(String::as_str).unwrap_or_default();
    if PAST.contains(&field.name) && fields::lies_ahead(&showing.say, typed.trim()) {
        return stays(field.name, showing.say.t("correct-ahead"));
    }
    let reason = inputs.get(REASON).map(|reason| reason.trim()).filter(|reason| !reason.is_empty());
    if asks_reason(field, &stands) && reason.is_none() {
        return stays(REASON, showing.say.t("correct-reason_missing"));
    }
    let value = if path.is_some() && value == Value::Null { Value::Null } else { value };
    let acting = Acting { log: showing.log, author, areas: None };
    let back = leads_back(&showing, record)?;
    match correct::correct(&acting, &seen, value, false, reason) {
        Ok(draft) => store.save(draft)?,
        Err(Stop::Refused(Refusal::Already(_))) => Vec::new(),
        Err(stop) => return Err(stop.into()),
    };
    Ok(Outcome::Goes { place: back, says: Some(crate::words::message(asked.lang, "correct-saved", &[])) })
}

/// The page of whose record was corrected.
fn leads_back(showing: &Showing<'_>, record: &RecordName) -> Result<Place> {
    let known = showing.log.known(record)?;
    if known.is_some_and(|known| known.entity == table::visit::ID) {
        return Ok(Place::Visit(*record));
    }
    let subject = known.and_then(|known| known.subject).unwrap_or(*record);
    Ok(match super::shared::household_of(showing, &subject)? {
        Some(household) if household == subject => Place::Household(household),
        _ => Place::Person(subject),
    })
}

/// What stands in a field and who said it, for the screen of a dispute.
pub(super) fn said(showing: &Showing<'_>, entity: &str, field: &str, value: &query::DisputeValue) -> Row {
    let say = &showing.say;
    let shown = values::value(say, entity, field, &value.value, &[]);
    Row::new(shown).line(said_by(say, &value.who, value.at.map_or(0, |at| at.0)))
}
