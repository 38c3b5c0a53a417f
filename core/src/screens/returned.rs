//! A returned visit, or any comment on what the worker recorded: what the supervisor says, the field that it speaks of with what stands there, and what the
//! worker does about it: correct it as a new fact, or say why it is right as it is.

use super::shared::{person_row, said_by};
use super::showing::Showing;
use super::visit::{self, Forms};
use super::{
    Button, Does, Group, Input, InputKind, Inputs, Outcome, Place, Result, Row, SEEN, ScreenError,
    ScreenView, State, values,
};
use crate::action::{Acting, Refusal, Stop, review};
use crate::change::Register;
use crate::merge::State as _;
use crate::record::{RecordName, entity, table};
use crate::screens::Asked;
use crate::store::inbox;
use crate::store::query::{self, FieldView, RecordView};
use crate::store::shown::shown_field;
use crate::store::{Log, Shown, Store, StoreError};

/// What the reply is typed into.
const REPLY: &str = "reply";

/// What a comment is on.
struct Anchor {
    target: Option<RecordName>,
    entity: Option<&'static str>,
    field: Option<FieldView>,
    visit: Option<RecordName>,
}

/// Comments that wait for this worker, each as a row that opens it.
pub(super) fn rows(showing: &Showing<'_>, me: RecordName) -> Result<Vec<Row>> {
    let say = &showing.say;
    let mut rows = Vec::new();
    for review in inbox::comments_for(&showing.log, me)? {
        let Some(view) = query::record(&showing.log, &review)? else { continue };
        let row = subject_row(showing, &view)?;
        let row = match view.word("comment") {
            Some(comment) => row.line(say.plain(comment)),
            None => row,
        };
        let returned = view.word("verdict") == Some("returned");
        let text = say.t(if returned { "returned-title" } else { "returned-comment" });
        rows.push(row.mark(State::Returned, text).opens(Place::Returned(review)));
    }
    Ok(rows)
}

fn subject_row(showing: &Showing<'_>, view: &RecordView) -> Result<Row> {
    let Some(about) = view.link("about") else { return Ok(Row::new(showing.say.t("entity-review"))) };
    if about.entity.as_deref() == Some("household") {
        return super::shared::household_row(showing, &about.record);
    }
    person_row(showing, &about.record)
}

/// The form in whose words an answer is read that the comment is on.
pub(super) fn forms(store: &mut Store, review: &RecordName) -> Result<Forms> {
    let view = query::record(&store.log(), review)?;
    let anchor = view.map(|view| anchor(&store.log(), &view)).transpose()?;
    match anchor {
        Some(Anchor { entity: Some("answers"), visit: Some(visit), .. }) => visit::forms(store, &visit),
        _ => Ok(Forms::new()),
    }
}

pub(super) fn screen(showing: &Showing<'_>, review: &RecordName, forms: &Forms) -> Result<ScreenView> {
    let say = &showing.say;
    let view = query::record(&showing.log, review)?
        .filter(|view| view.entity == "review")
        .ok_or(StoreError::NoRecord(*review))?;
    let anchor = anchor(&showing.log, &view)?;
    let mut screen = ScreenView::new(Place::Returned(*review), say.t("returned-title"));
    screen.context = Some(subject_row(showing, &view)?.title);
    let (who, comment) = (values::who(say, &view.who), view.word("comment").unwrap_or_default());
    let says = say.with("returned-says", &[("who", (&who).into()), ("comment", comment.into())]);
    let mut rows = vec![Row::new(says).picture("reply").line(said_by(say, &view.who, view.at.0))];
    if let Some(reply) = view.word("reply") {
        rows.push(Row::new(say.with("returned-replied", &[("reply", reply.into())])));
    }
    screen.groups.push(Group { rows, ..Group::default() });
    let mut rows = Vec::new();
    if let (Some(field), Some(entity)) = (&anchor.field, anchor.entity) {
        let label = values::register_label(say, entity, &field.field, field.path.as_deref());
        let row = Row::new(label).line(values::shown(say, entity, field));
        // An answer of a checklist is read in its words, and corrected where it was asked.
        rows.push(match (entity, anchor.target, &field.path) {
            ("answers", Some(answers), Some(path)) => {
                let told = match &anchor.visit {
                    Some(visit) => visit::answered_one(showing, (visit, &answers, path), forms)?,
                    None => None,
                };
                let again = Does::CorrectChecklist { answers, path: Some(path.clone()) };
                told.unwrap_or(row).picture("edit").does(again)
            }
            _ => {
                let place = Place::Correct(field.record, field.field.clone(), field.path.clone());
                row.picture("edit").opens(place)
            }
        });
    }
    if let Some(visit) = anchor.visit {
        rows.push(Row::new(say.t("returned-visit")).picture("visibility").opens(Place::Visit(visit)));
    }
    screen.group(Group { rows, ..Group::of(say.t("returned-about")) });
    if view.word("state") == Some("closed") {
        screen.empty = Some(say.t("returned-closed"));
        return Ok(screen);
    }
    let mut reply = Input::new(REPLY, InputKind::LongText, say.t("returned-why"));
    reply.hint = Some(say.t("returned-why_hint"));
    screen.groups.push(Group { inputs: vec![reply], ..Group::of(say.t("returned-keep")) });
    screen.seen = seen(&showing.log, review)?;
    screen.main =
        Some(Button::new(say.t("returned-send"), Does::Submit { act: REPLY.into() }).picture("reply"));
    Ok(screen)
}

pub(super) fn submit(
    store: &mut Store,
    review: &RecordName,
    act: &str,
    inputs: &Inputs,
    asked: Asked,
) -> Result<Outcome> {
    if act != REPLY {
        return Err(ScreenError::NoAct);
    }
    let reply = inputs.get(REPLY).map(|reply| reply.trim()).unwrap_or_default();
    let (reply_seen, state_seen) = seen_of(inputs)?;
    let author = store.author()?;
    let acting = Acting { log: store.log(), author, areas: None };
    match review::answer(&acting, &reply_seen, &state_seen, reply) {
        Ok(draft) => store.save(draft)?,
        Err(Stop::Refused(Refusal::Missing(_))) => {
            let forms = forms(store, review)?;
            let showing = Showing::new(store, asked)?;
            let mut screen = screen(&showing, review, &forms)?;
            let missing = showing.say.t("returned-why_missing");
            for input in screen.groups.iter_mut().flat_map(|group| &mut group.inputs) {
                input.wrong = Some(missing.clone());
            }
            return Ok(Outcome::Stays { screen });
        }
        Err(stop) => return Err(stop.into()),
    };
    let says = crate::words::message(asked.lang, "returned-delivers", &[]);
    Ok(Outcome::Goes { place: Place::Notices, says: Some(says) })
}

/// What was shown of the reply and of the state, as one text.
fn seen(log: &Log<'_>, review: &RecordName) -> Result<String> {
    let reply = shown_field(log, *review, table::review::reply)?;
    let state = shown_field(log, *review, table::review::state)?;
    Ok(format!("{}\n{}", reply.to_text(), state.to_text()))
}

fn seen_of(inputs: &Inputs) -> Result<(Shown, Shown)> {
    let (reply, state) = inputs.get(SEEN).and_then(|seen| seen.split_once('\n')).ok_or(ScreenError::NoAct)?;
    let read = |text| Shown::read(text).ok_or(ScreenError::NoAct);
    Ok((read(reply)?, read(state)?))
}

fn anchor(log: &Log<'_>, view: &RecordView) -> Result<Anchor> {
    let review = view.record;
    let named = |field| -> Result<Option<RecordName>> {
        Ok(shown_field(log, review, field)?.value.and_then(|value| value.as_record()))
    };
    let target = named(table::review::target)?;
    let known = target.map(|target| log.known(&target)).transpose()?.flatten();
    let entity = known.and_then(|known| entity(known.entity));
    let number = shown_field(log, review, table::review::field)?.value.and_then(|value| value.as_int());
    let field = match (target, number) {
        (Some(record), Some(number)) => {
            let path = view.word("path").map(str::to_owned);
            query::field(log, &Register { record, field: number.unsigned_abs(), path })?
        }
        _ => None,
    };
    let visit = match (target, entity) {
        (Some(target), Some(entity)) if entity.id == table::visit::ID => Some(target),
        (Some(target), Some(entity)) => match entity.field_named("visit") {
            Some(field) => shown_field(log, target, field.id)?.value.and_then(|value| value.as_record()),
            None => None,
        },
        _ => None,
    };
    Ok(Anchor { target, entity: entity.map(|entity| entity.name), field, visit })
}
