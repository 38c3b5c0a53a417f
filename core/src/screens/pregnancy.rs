//! A pregnancy ends: the child is born, and is registered; or it ended otherwise. One gentle question, that may stay without an answer, and no reminder speaks of
//! it again. The record is the pregnancy, or the woman.

use super::fields::lies_ahead;
use super::registering::{self, start_born};
use super::showing::Showing;
use super::{
    Asked, Button, Does, Group, Input, InputKind, Inputs, Outcome, Place, Result, SEEN, ScreenError,
    ScreenView, fields, shared,
};
use crate::action::pregnancy::{self as ends, Seen};
use crate::action::{Acting, Refusal, Stop};
use crate::merge::State as _;
use crate::record::table::{code, person, pregnancy};
use crate::record::{RecordName, Value, entity};
use crate::store::query::{self, FieldValue, RecordView};
use crate::store::shown::shown_field;
use crate::store::{Shown, Store, StoreError};
use crate::words::message;
use crate::words::shown::PartialDate;

/// The child was born.
const BORN: &str = "born";
/// It ended otherwise.
const ENDED: &str = "ended";
/// When it ended.
const WHEN: &str = "ended";
/// How it ended.
const HOW: &str = "outcome";
/// How it can have ended without a child to register.
const OUTCOMES: [&str; 4] = ["miscarriage", "stillbirth", "other", "not_known"];

/// A woman and her pregnancy, if anything of it was recorded.
struct Of {
    woman: RecordName,
    pregnancy: Option<RecordView>,
}

fn of(showing: &Showing<'_>, record: &RecordName) -> Result<Of> {
    let missing = || StoreError::NoRecord(*record);
    let known = showing.log.known(record)?.ok_or_else(missing)?;
    match known.entity {
        person::ID => {
            let all = query::child(&showing.log, record)?.pregnancies;
            Ok(Of { woman: *record, pregnancy: all.into_iter().find(is_open) })
        }
        pregnancy::ID => {
            let held = query::record(&showing.log, record)?.ok_or_else(missing)?;
            Ok(Of { woman: held.subject.ok_or_else(missing)?, pregnancy: Some(held) })
        }
        _ => Err(missing().into()),
    }
}

fn is_open(pregnancy: &RecordView) -> bool {
    let is_said = |name| pregnancy.field(name).is_some_and(|field| field.typed != FieldValue::Nothing);
    !is_said("ended") && !is_said("outcome")
}

pub(super) fn screen(showing: &Showing<'_>, record: &RecordName) -> Result<ScreenView> {
    let say = &showing.say;
    let Of { woman, pregnancy } = of(showing, record)?;
    let title = query::person_title(&showing.log, &woman)?;
    let mut view = ScreenView::new(Place::PregnancyEnded(*record), say.t("pregnancy-title"));
    view.context = Some(shared::name(say, title.name.as_deref()));
    if pregnancy.as_ref().is_some_and(|one| !is_open(one)) {
        view.empty = Some(say.t("pregnancy-known"));
        return Ok(view);
    }
    let when = Input {
        hint: Some(say.t("pregnancy-when_hint")),
        ..Input::new(WHEN, InputKind::PartialDay, say.t("pregnancy-when"))
    };
    let mut choices = fields::coded(say, code::pregnancy_outcome::ALL);
    choices.retain(|choice| OUTCOMES.contains(&choice.code.as_str()));
    let how = Input { choices, ..Input::new(HOW, InputKind::One, say.t("pregnancy-how")) };
    let says = vec![say.t("pregnancy-says")];
    view.groups.push(Group { says, inputs: vec![when, how], ..Group::default() });
    if let Some(one) = &pregnancy {
        let shown = |field| shown_field(&showing.log, one.record, field).map(|shown| shown.to_text());
        view.seen = [shown(pregnancy::ended)?, shown(pregnancy::outcome)?].join("\n");
    }
    let act = |act: &str| Does::Submit { act: act.to_owned() };
    view.buttons.push(Button::new(say.t("pregnancy-ended"), act(ENDED)).picture("save"));
    view.main = Some(Button::new(say.t("pregnancy-born"), act(BORN)).picture("baby-0203m"));
    Ok(view)
}

pub(super) fn submit(
    store: &mut Store,
    record: &RecordName,
    act: &str,
    inputs: &Inputs,
    asked: Asked,
) -> Result<Outcome> {
    if inputs.keys().any(|key| ![SEEN, WHEN, HOW].contains(&key.as_str())) {
        return Err(ScreenError::NoAct);
    }
    let author = store.author()?;
    let showing = Showing::new(store, asked)?;
    let Of { woman, pregnancy } = of(&showing, record)?;
    if pregnancy.as_ref().is_some_and(|one| !is_open(one)) {
        return Err(Stop::from(Refusal::Already(Vec::new())).into());
    }
    let seen = match &pregnancy {
        Some(one) => Some(seen_of(one.record, inputs).ok_or(ScreenError::NoAct)?),
        None => None,
    };
    match act {
        BORN => {
            let household = query::person_title(&showing.log, &woman)?.household;
            let household = household.ok_or(StoreError::NoRecord(woman))?;
            start_born(store, household, woman, seen.as_ref())
        }
        ENDED => {
            let (ended, outcome) = match answered(&showing, record, inputs)? {
                Ok(answered) => answered,
                Err(screen) => return Ok(Outcome::Stays { screen }),
            };
            let acting = Acting { log: showing.log, author, areas: None };
            let draft = match &seen {
                Some(seen) => ends::ended(&acting, seen, ended, outcome)?,
                None => ends::ended_unrecorded(&acting, woman, ended, outcome)?,
            };
            store.save(draft)?;
            let says = Some(message(asked.lang, "pregnancy-saved", &[]));
            Ok(Outcome::Goes { place: Place::Person(woman), says })
        }
        _ => Err(ScreenError::NoAct),
    }
}

/// What was shown of the pregnancy.
fn seen_of(pregnancy: RecordName, inputs: &Inputs) -> Option<Seen> {
    let mut shown = inputs.get(SEEN)?.lines().map(Shown::read);
    let (ended, outcome) = (shown.next()??, shown.next()??);
    let is_its = |shown: &Shown, field| shown.register.record == pregnancy && shown.register.field == field;
    (is_its(&ended, pregnancy::ended) && is_its(&outcome, pregnancy::outcome))
        .then_some(Seen { ended, outcome })
}

/// When and how it ended, each if it was said; else the screen with what is wrong.
fn answered(
    showing: &Showing<'_>,
    record: &RecordName,
    inputs: &Inputs,
) -> Result<std::result::Result<(Option<Value>, i64), ScreenView>> {
    let typed = |key: &str| inputs.get(key).map(|text| text.trim()).unwrap_or_default();
    let (when, how) = (typed(WHEN), typed(HOW));
    let field = entity(pregnancy::ID)
        .and_then(|of| of.field(pregnancy::ended))
        .ok_or(StoreError::NoEntity(pregnancy::ID))?;
    let on = if when.is_empty() { None } else { registering::value_of(field, when).ok() };
    let outcome =
        code::pregnancy_outcome::ALL.iter().find(|code| code.1 == how && OUTCOMES.contains(&code.1));
    let wrong = match (&on, outcome) {
        _ if lies_ahead(&showing.say, when) => Some((WHEN, "correct-ahead")),
        (None, _) if PartialDate::from_iso(when).is_some() && when < "1900" => {
            Some((WHEN, "register-date_old"))
        }
        (None, _) if !when.is_empty() => Some((WHEN, "register-date_none")),
        (_, None) if !how.is_empty() => Some((HOW, "answer-missing")),
        _ => None,
    };
    let Some((key, id)) = wrong else {
        return Ok(Ok((on, outcome.map_or(code::pregnancy_outcome::not_known, |code| code.0))));
    };
    let mut screen = screen(showing, record)?;
    for input in screen.groups.iter_mut().flat_map(|group| &mut group.inputs) {
        input.value = typed(&input.key).chars().take(80).collect();
        if input.key == key {
            input.wrong = Some(showing.say.t(id));
        }
    }
    Ok(Err(screen))
}
