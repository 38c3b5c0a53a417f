//! What was answered when consent was asked for: for each purpose what holds, who said it and when; a button that withdraws it, and one that asks again.
//! Nothing of an emergency waits for it. Knows the records of consent; which data a withdrawal keeps back, the pack says.

use super::fields::date_of;
use super::registering::{self, language};
use super::showing::Showing;
use super::{
    Asked, Button, Does, Group, Inputs, Outcome, Place, Result, Row, SEEN, ScreenError, ScreenView, State,
    values,
};
use crate::action::{Acting, Refusal, Stop, correct};
use crate::record::RecordName;
use crate::record::table::{code, consent};
use crate::store::query::{self, ChildPage, FieldValue, RecordView};
use crate::store::shown::shown_field;
use crate::store::{Shown, Store};
use crate::words::message;

/// Asks again, for every purpose; after a point: for this one.
const ASK: &str = "ask";
/// Withdraws what was given for the purpose after it.
const WITHDRAW: &str = "withdraw.";
/// The buttons that withdraw, by purpose: each says for what.
const WITHDRAWS: [(&str, &str); 3] = [
    ("care", "consent-withdraw_care"),
    ("supervision", "consent-withdraw_supervision"),
    ("statistics", "consent-withdraw_statistics"),
];

pub(super) fn screen(showing: &Showing<'_>, person: &RecordName) -> Result<ScreenView> {
    let say = &showing.say;
    let page = query::child(&showing.log, person)?;
    let mut view = ScreenView::new(Place::Consent(*person), say.t("person-consent"));
    view.context = Some(super::shared::name(say, page.name.as_deref()));
    if page.removed {
        view.empty = Some(say.t("record-removed"));
        return Ok(view);
    }
    let mut rows = Vec::new();
    let mut seen = Vec::new();
    for purpose in code::consent_purpose::ALL {
        let title = values::choice(say, "consent_purpose", purpose.1);
        let Some(held) = holds(&page, purpose.1) else {
            rows.push(
                Row::new(title)
                    .line(say.t("consent-not_asked"))
                    .mark(State::Note, say.t("consent-not_asked")),
            );
            continue;
        };
        rows.push(row(showing, Row::new(title), held));
        if is_given(held) {
            seen.push(shown_field(&showing.log, held.record, consent::withdrawn)?.to_text());
            let text = WITHDRAWS.iter().find(|(of, _)| *of == purpose.1).map(|(_, id)| say.t(id));
            let act = format!("{WITHDRAW}{}", purpose.1);
            view.buttons.extend(text.map(|text| Button::new(text, Does::Submit { act }).picture("undo")));
        }
    }
    let says = vec![say.t("consent-says"), say.t("register-consent_danger")];
    view.groups.push(Group { says, rows, ..Group::default() });
    view.seen = seen.join("\n");
    view.main = Some(Button::new(say.t("consent-ask"), Does::Submit { act: ASK.into() }));
    Ok(view)
}

/// The last answer for a purpose: the newest by its day.
fn holds<'p>(page: &'p ChildPage, purpose: &str) -> Option<&'p RecordView> {
    page.consents.iter().find(|one| one.word("purpose") == Some(purpose))
}

fn is_said(record: &RecordView, field: &str) -> bool {
    record.field(field).is_some_and(|field| field.typed != FieldValue::Nothing)
}

/// Whether it holds: it was given, and not withdrawn.
fn is_given(record: &RecordView) -> bool {
    record.word("answer") == Some("given") && !is_said(record, "withdrawn")
}

/// What was answered, by whom, when and in which language; since when it is withdrawn.
fn row(showing: &Showing<'_>, row: Row, held: &RecordView) -> Row {
    let say = &showing.say;
    let mut row = row;
    if let Some(answer) = values::field_shown(say, held, "answer") {
        row = row.line(answer);
    }
    let who = held.link("who").map(|link| values::link_title(say, link));
    let relation = held.word("relation").map(|code| values::concept(say, "relation", code));
    let day = match held.field("on").map(|field| &field.typed) {
        Some(FieldValue::Date { on }) => Some(say.plain(say.day_text(on))),
        _ => None,
    };
    let spoken = held.word("language").map(|tag| language(say, tag));
    let parts: Vec<_> = [who, relation, day, spoken].into_iter().flatten().collect();
    if !parts.is_empty() {
        row = row.line(say.join(&parts, " · "));
    }
    match held.field("withdrawn").map(|field| &field.typed) {
        Some(FieldValue::Date { on }) => {
            let day = say.day_text(on);
            row.mark(State::Note, say.with("consent-withdrawn", &[("day", (&day).into())]))
        }
        _ => row,
    }
}

pub(super) fn submit(
    store: &mut Store,
    person: &RecordName,
    act: &str,
    inputs: &Inputs,
    asked: Asked,
) -> Result<Outcome> {
    if inputs.keys().any(|key| key != SEEN) {
        return Err(ScreenError::NoAct);
    }
    let author = store.author()?;
    let showing = Showing::new(store, asked)?;
    let page = query::child(&showing.log, person)?;
    if act == ASK {
        let household = page.household.filter(|link| !link.recorded_elsewhere).map(|link| link.record);
        let all: Vec<&str> = code::consent_purpose::ALL.iter().map(|purpose| purpose.1).collect();
        return registering::start_consent(store, household, *person, &all);
    }
    let purpose = act.strip_prefix(WITHDRAW).ok_or(ScreenError::NoAct)?;
    let held = holds(&page, purpose).ok_or(ScreenError::NoAct)?;
    let shown = inputs.get(SEEN).into_iter().flat_map(|seen| seen.lines()).filter_map(Shown::read);
    let of_it = |seen: &Shown| {
        seen.register.record == held.record
            && seen.register.field == consent::withdrawn
            && seen.register.path.is_none()
    };
    // What was shown is another answer than the one that holds now: whoever looks again sees it.
    let Some(seen) = shown.into_iter().find(of_it) else {
        return Err(Stop::from(Refusal::Stale(Vec::new())).into());
    };
    let acting = Acting { log: showing.log, author, areas: None };
    match correct::correct(&acting, &seen, date_of(asked.today), false, None) {
        Ok(draft) => drop(store.save(draft)?),
        Err(Stop::Refused(Refusal::Already(_))) => {}
        Err(stop) => return Err(stop.into()),
    }
    Ok(Outcome::Goes {
        place: Place::Consent(*person),
        says: Some(message(asked.lang, "consent-withdrawn_saved", &[])),
    })
}
