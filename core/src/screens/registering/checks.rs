//! What was answered, in words, before it is saved: a row an answer, which opens its step; and who may be registered already. Knows what steps ask;
//! changes nothing.

use super::super::showing::Showing;
use super::super::values::{self, Speaker};
use super::super::{Group, Place, Result, Row, State, shared};
use super::acts::{NO_NAME, UNKNOWN};
use super::asks::{Ask, NOT_KNOWN, Takes, asks};
use super::way::{Ground, Kind, MOST_PEOPLE, Step};
use super::{alike, typed};
use crate::record::json::to_json;
use crate::record::table::{code, household};
use crate::record::{Type, entity};
use crate::words::Text;

/// The answers by what they are about, the look-alikes first.
pub(super) fn groups(showing: &Showing<'_>, draft: &str, ground: &Ground) -> Result<Vec<Group>> {
    let say = &showing.say;
    let mut groups: Vec<Group> = Vec::new();
    for n in 1..=people(ground) {
        let rows = alike::children(showing, ground, n)?;
        if !rows.is_empty() {
            let heading = say.t("register-alike");
            groups.push(Group { rows, says: vec![say.t("register-alike_says")], ..Group::of(heading) });
        }
    }
    let says = vec![say.t("register-check_says")];
    groups.push(Group { says, ..Group::default() });
    let mut last: Option<Theme> = None;
    for step in ground.way() {
        let Some(theme) = theme(step) else { continue };
        let rows = rows(say, draft, ground, step);
        if rows.is_empty() {
            continue;
        }
        if last != Some(theme) {
            groups.push(Group::of(heading(say, ground, theme)));
            last = Some(theme);
        }
        if let Some(group) = groups.last_mut() {
            group.rows.extend(rows);
        }
    }
    Ok(groups)
}

/// How many people are registered, those who look after them left aside.
pub(super) fn people(ground: &Ground) -> usize {
    (1..=MOST_PEOPLE).take_while(|n| ground.kind(*n).is_some()).count()
}

/// What a woman is called of whose pregnancy something is said.
pub(super) fn woman(ground: &Ground, n: usize) -> Option<String> {
    let chosen = ground.get(Step::Which(n), "which");
    let known = ground.women(n).into_iter().find(|one| one.code == chosen);
    known.and_then(|one| one.name).or_else(|| ground.name_at(Step::Name(n)))
}

/// What several steps are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Theme {
    House,
    Consent,
    Person(usize),
}

fn theme(step: Step) -> Option<Theme> {
    Some(match step {
        Step::Area | Step::House | Step::Position => Theme::House,
        Step::Consent(_) | Step::Answered => Theme::Consent,
        Step::Kind(n)
        | Step::Which(n)
        | Step::Carer(n)
        | Step::Caregiver(n)
        | Step::Cares(n)
        | Step::Name(n)
        | Step::Sex(n)
        | Step::Birth(n)
        | Step::Papers(n)
        | Step::Pregnancy(n) => Theme::Person(n),
        Step::Search | Step::More(_) | Step::Check | Step::Leave => return None,
    })
}

fn heading(say: &Speaker<'_>, ground: &Ground, theme: Theme) -> Text {
    match theme {
        Theme::House => say.t("register-title_house"),
        Theme::Consent => say.t("person-consent"),
        Theme::Person(n) => {
            let name = match ground.kind(n) {
                Some(Kind::Pregnant) => woman(ground, n),
                _ => ground.name_at(Step::Name(n)),
            };
            shared::name(say, name.as_deref())
        }
    }
}

/// The rows of a step: its answers, or that it lacks one.
fn rows(say: &Speaker<'_>, draft: &str, ground: &Ground, step: Step) -> Vec<Row> {
    let opens = |row: Row| row.picture("edit").opens(Place::Register(draft.to_owned(), step.name()));
    let wrong = typed::wrong(say, ground, step);
    let mut rows = Vec::new();
    if let Step::Name(_) | Step::Caregiver(_) = step {
        let title =
            if matches!(step, Step::Caregiver(_)) { "register-title_carer" } else { "register-names" };
        let name = ground.name_at(step);
        let has_none = !ground.get(step, NO_NAME).is_empty();
        let line = match name {
            Some(name) if has_none => say.join(&[say.plain(name), say.t("register-no_name")], " · "),
            Some(name) => say.plain(name),
            None => shared::name(say, None),
        };
        rows.push(opens(Row::new(say.t(title)).line(line)));
    }
    for ask in asks(say, ground, step) {
        let key = ask.input.key.as_str();
        if matches!(key, "given_names" | "family_names") {
            continue;
        }
        let label = if let Step::Consent(purpose) = step {
            values::choice(say, "consent_purpose", purpose.1)
        } else {
            ask.input.label.clone()
        };
        if let Some(line) = answer(say, ground, step, &ask) {
            rows.push(opens(Row::new(label).line(line)));
        } else if ask.needed {
            rows.push(opens(missing(say, Row::new(label))));
        }
    }
    if !ground.get(step, UNKNOWN).is_empty() {
        rows.push(opens(Row::new(unknown_label(say, step)).line(say.t("register-date_unknown"))));
    }
    if !wrong.is_empty() && rows.iter().all(|row| row.marks.is_empty()) {
        let last = rows.pop();
        rows.extend(last.map(|row| missing(say, row)));
    }
    rows
}

/// A row that says what is missing, and where it is answered.
fn missing(say: &Speaker<'_>, row: Row) -> Row {
    row.mark(State::Due, say.t("register-lacking"))
}

fn unknown_label(say: &Speaker<'_>, step: Step) -> Text {
    match step {
        Step::Pregnancy(_) => values::field_label(say, "pregnancy", "due_date"),
        _ => values::field_label(say, "person", "birth_date"),
    }
}

/// An answer in words; nothing where there is none, or where it is none of what is asked.
fn answer(say: &Speaker<'_>, ground: &Ground, step: Step, ask: &Ask) -> Option<Text> {
    let text = ground.get(step, &ask.input.key);
    if text.is_empty() {
        return None;
    }
    let chosen = |code: &str| ask.input.choices.iter().find(|choice| choice.code == code);
    match &ask.takes {
        Takes::Words => None,
        Takes::Number(_) => Some(say.plain(text)),
        Takes::One if text == NOT_KNOWN => Some(say.t("answer-not-known")),
        Takes::One => chosen(text).map(|choice| choice.text.clone()),
        Takes::Several => {
            let all: Vec<Text> =
                text.split(' ').filter_map(chosen).map(|choice| choice.text.clone()).collect();
            (!all.is_empty()).then(|| say.join(&all, ", "))
        }
        Takes::Position => {
            let place = entity(household::ID)?.field(household::place)?;
            if code::no_place::ALL.iter().any(|why| why.1 == text) {
                let why = values::choice(say, "no_place", text);
                return Some(say.with("place-missing", &[("why", (&why).into())]));
            }
            let value = typed::position(text)?;
            Some(values::value(say, "household", place.name, &to_json(&place.ty, &value), &[]))
        }
        Takes::Field(entity, field) => match (chosen(text), typed::value_of(field, text)) {
            (Some(choice), _) => Some(choice.text.clone()),
            (None, Ok(value)) if !matches!(field.ty, Type::Code(_)) => {
                Some(values::value(say, entity.name, field.name, &to_json(&field.ty, &value), &[]))
            }
            // What is wrong is shown as it was typed: it is nobody's to throw away.
            _ => Some(say.plain(text)),
        },
    }
}
