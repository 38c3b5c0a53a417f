//! Nobody was met, the family did not want, or has moved: a visit like any other, in two touches and a day. It counts as work done, and the attempt is counted.

use super::fields::{date_of, lies_ahead};
use super::showing::Showing;
use super::{
    Asked, Button, Choice, Does, Group, Input, InputKind, Inputs, Outcome, Place, Result, ScreenError,
    ScreenView,
};
use crate::action::{Acting, visit};
use crate::record::table::{self, code, part};
use crate::record::{RecordName, Value};
use crate::store::Store;
use crate::store::query::{self, VisitRow};
use crate::store::save::Values;
use crate::words::message;
use crate::words::shown::PartialDate;

const OUTCOME: &str = "outcome";
const NEXT: &str = "next_date";
const REASON: &str = "reason";
/// The one act of this screen.
const SAVE: &str = "save";
/// What can become of a visit that was not made, with its picture.
const OUTCOMES: [(&str, &str); 3] =
    [("not_found", "door_front"), ("refused", "do_not_disturb_on"), ("moved", "move_down")];
/// The most attempts that are counted.
const MOST_ATTEMPTS: i64 = 20;

pub(super) fn screen(showing: &Showing<'_>, of: &RecordName) -> Result<ScreenView> {
    let say = &showing.say;
    let title = query::household_title(&showing.log, of)?;
    let mut view = ScreenView::new(Place::NotVisited(*of), say.t("not_visited-title"));
    view.context = Some(super::shared::family(say, &title));
    let attempt = attempt(showing, of)?;
    let says = vec![say.with("not_visited-attempt", &[("n", attempt.into())])];
    let choices = OUTCOMES.map(|(code, picture)| Choice {
        code: code.into(),
        text: super::values::choice(say, "visit_outcome", code),
        picture: Some(picture.into()),
    });
    let what =
        Input { choices: choices.into(), ..Input::new(OUTCOME, InputKind::One, say.t("not_visited-what")) };
    let next = Input {
        hint: Some(say.t("not_visited-next_hint")),
        ..Input::new(NEXT, InputKind::Day, say.t("not_visited-next"))
    };
    let reason = Input::new(REASON, InputKind::Text, say.t("not_visited-reason"));
    view.groups.push(Group { says, inputs: vec![what, next, reason], ..Group::default() });
    view.main = Some(Button::new(say.t("button-save"), Does::Submit { act: SAVE.into() }).picture("save"));
    Ok(view)
}

/// Which attempt this one is: one more than those since anybody was met.
fn attempt(showing: &Showing<'_>, of: &RecordName) -> Result<i64> {
    let last = query::visits(&showing.log, of, None, query::PAGE_ITEMS.min(50))?;
    let was_missed = |visit: &&VisitRow| {
        visit.outcome.as_ref().and_then(|outcome| outcome.is.as_deref()) == Some("not_found")
    };
    let missed = last.items.iter().take_while(was_missed).count();
    Ok(i64::try_from(missed + 1).unwrap_or(MOST_ATTEMPTS).min(MOST_ATTEMPTS))
}

pub(super) fn submit(
    store: &mut Store,
    of: &RecordName,
    act: &str,
    inputs: &Inputs,
    asked: Asked,
) -> Result<Outcome> {
    if act != SAVE {
        return Err(ScreenError::NoAct);
    }
    let typed = |key: &str| inputs.get(key).map(|text| text.trim()).unwrap_or_default();
    let now_s = store.now().wall_s;
    let author = store.author()?;
    let showing = Showing::new(store, asked)?;
    let chosen = code::visit_outcome::ALL
        .iter()
        .find(|code| code.1 == typed(OUTCOME) && OUTCOMES.iter().any(|(name, _)| *name == code.1));
    let next = PartialDate::from_iso(typed(NEXT));
    let wrong = match (chosen, next) {
        (None, _) => Some((OUTCOME, "answer-missing")),
        (Some(_), Some(PartialDate::Day(_))) if !lies_ahead(&showing.say, typed(NEXT)) => {
            Some((NEXT, "not_visited-next_wrong"))
        }
        (Some(_), Some(PartialDate::Day(_))) => None,
        _ if typed(NEXT).is_empty() => None,
        _ => Some((NEXT, "not_visited-next_wrong")),
    };
    if let Some((key, id)) = wrong {
        let mut screen = screen(&showing, of)?;
        for input in screen.groups.iter_mut().flat_map(|group| &mut group.inputs) {
            input.value = typed(&input.key).to_owned();
            if input.key == key {
                input.wrong = Some(message(asked.lang, id, &[]));
            }
        }
        return Ok(Outcome::Stays { screen });
    }
    let Some(chosen) = chosen else { return Err(ScreenError::NoAct) };
    let mut outcome = vec![(part::outcome::is, Value::Int(chosen.0))];
    if chosen.0 == code::visit_outcome::not_found {
        outcome.push((part::outcome::attempt, Value::Int(attempt(&showing, of)?)));
    }
    if !typed(REASON).is_empty() {
        outcome.push((part::outcome::reason, Value::text(typed(REASON))));
    }
    let mut values = Values::from([
        (table::visit::outcome, Value::parts(outcome)),
        (table::visit::on, date_of(asked.today)),
        (table::visit::begun, Value::Int(now_s)),
        (table::visit::modality, Value::Int(code::modality::home)),
    ]);
    if let Some(PartialDate::Day(next)) = next {
        values.insert(table::visit::next_date, date_of(next));
    }
    let acting = Acting { log: showing.log, author, areas: None };
    let (draft, ..) = visit::visit(&acting, *of, values, Vec::new())?;
    let place = super::shared::household_of(&showing, of)?.map_or(Place::Today, Place::Household);
    store.save(draft)?;
    Ok(Outcome::Goes { place, says: Some(message(asked.lang, "phone-saved", &[])) })
}
