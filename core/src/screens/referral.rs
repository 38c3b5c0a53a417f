//! An open referral: the danger signs, where the person was sent, and the question whether they arrived. Who arrived closes it; of one who did not, or of whom
//! nobody knows, the worker looks for them, and it stays open until a visit sees the person.

use chrono::Days;

use super::fields::date_of;
use super::shared::{person_row, said_by};
use super::showing::Showing;
use super::{
    Asked, Button, Choice, Does, Group, Input, InputKind, Inputs, Outcome, Place, Result, Row, SEEN,
    ScreenError, ScreenView, State, values,
};
use crate::action::{Acting, refer};
use crate::record::table::code;
use crate::record::{RecordName, Value};
use crate::store::query::{self, FieldValue};
use crate::store::related::is_open_referral;
use crate::store::revision::{Revision, behind};
use crate::store::{Store, StoreError};
use crate::words::message;

const ARRIVED: &str = "arrived";
const ANSWER: &str = "answer";
/// The one act of this screen.
const SAVE: &str = "save";
/// Days within which somebody who did not arrive is looked for, where nobody says otherwise.
const SEEK_DAYS: u64 = 2;

pub(super) fn screen(showing: &Showing<'_>, referral: &RecordName) -> Result<ScreenView> {
    let Showing { log, say, .. } = showing;
    let record = query::record(log, referral)?
        .filter(|record| record.entity == "referral")
        .ok_or(StoreError::NoRecord(*referral))?;
    let mut view = ScreenView::new(Place::Referral(*referral), say.t("referral-title"));
    let Some(person) = record.subject else { return Err(StoreError::NoRecord(*referral).into()) };
    let row = person_row(showing, &person)?;
    view.context = Some(row.title.clone());
    let mut rows = vec![row];
    if let Some(signs) = values::field_shown(say, &record, "signs") {
        rows.push(Row::new(signs).mark(State::Danger, say.t("today-danger_follow")));
    }
    for field in ["where_to", "told_to", "seek_until", "answer"] {
        if let Some(text) = values::field_shown(say, &record, field) {
            rows.push(Row::new(values::field_label(say, "referral", field)).line(text));
        }
    }
    let by = said_by(say, &record.who, record.at.0);
    rows.push(Row::new(by));
    if let Some(household) = query::person_title(log, &person)?.household {
        rows.extend(call(showing, &household)?);
    }
    rows.extend(say.pack.calls.iter().map(|one| {
        let text = one.words.text(say.lang).unwrap_or_else(|| say.plain(&one.number));
        Row::new(text).picture("call").does(Does::Call { number: one.number.clone() })
    }));
    view.groups.push(Group { rows, ..Group::default() });
    if !is_open_referral(log, referral)? {
        view.empty = Some(say.t("referral-closed"));
        return Ok(view);
    }
    view.groups.push(Group { inputs: inputs(showing), ..Group::default() });
    view.seen = Revision::of(&behind(log, [referral])?).to_string();
    view.main = Some(Button::new(say.t("button-save"), Does::Submit { act: SAVE.into() }).picture("save"));
    Ok(view)
}

/// The telephone of the household, to ask.
fn call(showing: &Showing<'_>, household: &RecordName) -> Result<Option<Row>> {
    let page = query::household(&showing.log, household)?;
    let Some(FieldValue::Text { text }) = page.field("telephone").map(|field| field.typed.clone()) else {
        return Ok(None);
    };
    let say = &showing.say;
    let row = Row::new(say.t("household-call")).picture("call").line(say.plain(&text));
    Ok(Some(row.does(Does::Call { number: text })))
}

fn inputs(showing: &Showing<'_>) -> Vec<Input> {
    let say = &showing.say;
    let choices = [("no", "answer-no"), ("yes", "answer-yes"), ("not_known", "answer-not-known")];
    let choices = choices.map(|(code, id)| Choice { code: code.into(), text: say.t(id), picture: None });
    let arrived =
        Input { choices: choices.into(), ..Input::new(ARRIVED, InputKind::One, say.t("referral-arrived")) };
    vec![arrived, Input::new(ANSWER, InputKind::LongText, say.t("referral-answer"))]
}

pub(super) fn submit(
    store: &mut Store,
    referral: &RecordName,
    act: &str,
    inputs: &Inputs,
    asked: Asked,
) -> Result<Outcome> {
    if act != SAVE {
        return Err(ScreenError::NoAct);
    }
    let seen: Revision = inputs.get(SEEN).and_then(|seen| seen.parse().ok()).ok_or(ScreenError::NoAct)?;
    let answer = inputs.get(ANSWER).map(String::as_str);
    let author = store.author()?;
    let showing = Showing::new(store, asked)?;
    let chosen = inputs.get(ARRIVED).map(String::as_str).unwrap_or_default();
    let Some(arrived) = code::arrived::ALL.iter().find(|code| code.1 == chosen) else {
        let mut screen = screen(&showing, referral)?;
        let missing = message(asked.lang, "answer-missing", &[]);
        for input in screen.groups.iter_mut().flat_map(|group| &mut group.inputs) {
            input.value = inputs.get(&input.key).cloned().unwrap_or_default();
            if input.key == ARRIVED {
                input.wrong = Some(missing.clone());
            }
        }
        return Ok(Outcome::Stays { screen });
    };
    let subject = query::record(&showing.log, referral)?.and_then(|record| record.subject);
    let acting = Acting { log: showing.log, author, areas: None };
    let draft = if arrived.0 == code::arrived::yes {
        refer::close(&acting, referral, &seen, arrived.0, answer, date_of(asked.today))?
    } else {
        let until = asked.today.checked_add_days(Days::new(SEEK_DAYS)).unwrap_or(asked.today);
        let until: Value = date_of(until);
        refer::seek(&acting, referral, &seen, (arrived.0, author.worker, until), answer)?
    };
    store.save(draft)?;
    let id = if arrived.0 == code::arrived::yes { "referral-saved_arrived" } else { "referral-saved_seek" };
    let place = subject.map_or(Place::Today, Place::Person);
    Ok(Outcome::Goes { place, says: Some(message(asked.lang, id, &[])) })
}
