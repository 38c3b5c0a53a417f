//! The registration of a family, of one more person of a household, and of consent that is asked for again: one step a screen, kept from the first
//! answer on, saved whole at its end. Knows the steps (a file an idea: `way` their order, `asks` what each asks, `typed` what is wrong, `shows` a
//! screen, `checks` all of it before it is saved, `alike` who is there already, `saves` what it comes to) and the store's registrations.

mod acts;
mod alike;
mod answers;
mod asks;
mod begins;
mod checks;
mod saves;
mod shows;
mod typed;
mod way;

pub(super) use asks::language;
pub(super) use begins::{begin, rows};
pub(super) use typed::value_of;

use super::showing::Showing;
use super::{Asked, Inputs, Outcome, Place, Result, SEEN, ScreenError, ScreenView};
use crate::action::Acting;
use crate::action::pregnancy::Seen;
use crate::record::RecordName;
use crate::store::areas::{area_name, leaves};
use crate::store::query;
use crate::store::{Store, StoreError};
use crate::words::{Text, message, shown};
use answers::{Answers, LONGEST};
use way::{Ground, Kind, Member, OF, OF_ENDED, OF_OUTCOME, Step};

/// What a step that was submitted comes to.
enum Next {
    /// The same screen, with what is wrong.
    Stays(Vec<(String, Text)>),
    /// Another step.
    Goes(Step),
    /// It is let go, for this.
    Drops(Place, Option<Text>),
    /// All of it is saved.
    Saves,
}

/// A step, with what was answered. One that is not on the way any more is where the registration was left.
pub(super) fn screen(showing: &Showing<'_>, draft: &str, step: &str) -> Result<ScreenView> {
    let kept = showing.store.registration(draft)?.ok_or(StoreError::NoDraft)?;
    let ground = ground(showing, kept.household, Answers::read(&kept.inputs)?)?;
    let way = ground.way();
    let named = |name: &str| way.iter().copied().find(|step| step.name() == name);
    let leave = (step == Step::Leave.name()).then_some(Step::Leave);
    let step = leave.or_else(|| named(step)).or_else(|| named(&kept.step)).unwrap_or_else(|| open(&ground));
    shows::screen(showing, draft, &ground, step, &[])
}

/// Begins a registration.
pub(super) fn start(store: &mut Store, household: Option<RecordName>, act: &str) -> Result<Outcome> {
    let answers = match (household, act) {
        (None, acts::NEXT) => Answers::default(),
        (Some(_), kind) if Kind::named(kind).is_some() => {
            let first = Step::Kind(1).name();
            let mut answers = Answers::default().with(&first, "kind", kind);
            answers.pass(&first);
            answers
        }
        _ => return Err(ScreenError::NoAct),
    };
    if let Some(household) = household {
        query::household(&store.log(), &household)?;
    }
    // One in which nothing was said is nobody's: the next takes its place.
    for old in store.registrations()? {
        if Answers::read(&old.inputs).is_ok_and(|answers| answers.is_empty()) {
            store.drop_registration(&old.id)?;
        }
    }
    begun(store, household, answers)
}

/// Begins the registration of a child who was born to a woman of the household, whose pregnancy ends with it: what was shown of that.
pub(super) fn start_born(
    store: &mut Store,
    household: RecordName,
    woman: RecordName,
    seen: Option<&Seen>,
) -> Result<Outcome> {
    let first = Step::Kind(1).name();
    let mut answers = Answers::default().with(&first, "kind", acts::CHILD).with(
        &Step::Carer(1).name(),
        "who",
        &format!("@{woman}"),
    );
    answers.pass(&first);
    if let Some(seen) = seen {
        answers.set(OF, OF_ENDED, &seen.ended.to_text());
        answers.set(OF, OF_OUTCOME, &seen.outcome.to_text());
    }
    begun(store, Some(household), answers)
}

/// Asks a person for consent again, for these purposes.
pub(super) fn start_consent(
    store: &mut Store,
    household: Option<RecordName>,
    person: RecordName,
    purposes: &[&str],
) -> Result<Outcome> {
    let answers = Answers::default().with(OF, "person", &person.to_string());
    begun(store, household, answers.with(OF, "purposes", &purposes.join(" ")))
}

fn begun(store: &mut Store, household: Option<RecordName>, answers: Answers) -> Result<Outcome> {
    let ground = ground_of(store, household, answers)?;
    let step = open(&ground).name();
    let draft = store.begin_registration(household, &step, &ground.answers.to_json())?;
    Ok(Outcome::Goes { place: Place::Register(draft, step), says: None })
}

/// Takes what was typed at a step, keeps it, and goes on.
pub(super) fn submit(
    store: &mut Store,
    draft: &str,
    step: &str,
    act: &str,
    inputs: &Inputs,
    asked: Asked,
) -> Result<Outcome> {
    let kept = store.registration(draft)?.ok_or(StoreError::NoDraft)?;
    let author = store.author()?;
    let showing = Showing::new(store, asked)?;
    let mut ground = ground(&showing, kept.household, Answers::read(&kept.inputs)?)?;
    let leave = (step == Step::Leave.name()).then_some(Step::Leave);
    let found = ground.way().into_iter().find(|one| one.name() == step);
    let step = leave.or(found).ok_or(ScreenError::NoAct)?;
    let before = ground.answers.clone();
    let typed_wrong = take(&showing, &mut ground, step, inputs)?;
    let next = match typed_wrong {
        wrong if !wrong.is_empty() => Next::Stays(wrong),
        _ => next(&showing, &mut ground, step, act, &before)?,
    };
    let answers = ground.answers.to_json();
    match next {
        Next::Stays(wrong) => {
            let screen = shows::screen(&showing, draft, &ground, step, &wrong)?;
            store.keep_registration(draft, &kept.step, &answers)?;
            Ok(Outcome::Stays { screen })
        }
        Next::Goes(to) => {
            let to = to.name();
            store.keep_registration(draft, &to, &answers)?;
            Ok(Outcome::Steps { place: Place::Register(draft.to_owned(), to) })
        }
        Next::Drops(place, says) => {
            store.drop_registration(draft)?;
            Ok(Outcome::Goes { place, says })
        }
        Next::Saves => {
            let acting = Acting { log: showing.log, author, areas: None };
            let (act, place) = saves::draft(&acting, &showing.say, &ground)?;
            store.finish_registration(draft, act)?;
            let says = if kept.household.is_none() { "register-saved_family" } else { "register-saved" };
            Ok(Outcome::Goes { place, says: Some(message(asked.lang, says, &[])) })
        }
    }
}

/// Takes what was typed into the answers: what the step asks, and nothing else. What is too long for any field is not kept, and said.
fn take(
    showing: &Showing<'_>,
    ground: &mut Ground,
    step: Step,
    inputs: &Inputs,
) -> Result<Vec<(String, Text)>> {
    let asked: Vec<String> =
        asks::asks(&showing.say, ground, step).into_iter().map(|ask| ask.input.key).collect();
    if inputs.keys().any(|key| key != SEEN && !asked.contains(key)) {
        return Err(ScreenError::NoAct);
    }
    let name = step.name();
    let mut wrong = Vec::new();
    for key in asked {
        let Some(text) = inputs.get(&key).map(|text| text.trim()) else { continue };
        if text.chars().take(LONGEST + 1).count() > LONGEST {
            let most = shown::number(showing.say.lang, LONGEST as i64);
            wrong.push((key, showing.say.with("register-too_long", &[("most", (&most).into())])));
        } else {
            ground.answers.set(&name, &key, text);
        }
    }
    Ok(wrong)
}

/// What an act of a step comes to.
fn next(showing: &Showing<'_>, ground: &mut Ground, step: Step, act: &str, before: &Answers) -> Result<Next> {
    let say = &showing.say;
    let name = step.name();
    match (step, act) {
        (Step::Search, act) if act.starts_with(acts::IS) => {
            let is_it: RecordName = act[acts::IS.len()..].parse().map_err(|_| ScreenError::NoAct)?;
            return Ok(Next::Drops(page_of(showing, is_it)?, None));
        }
        // What was typed since it was looked for is looked for first.
        (Step::Search, acts::SEARCH | acts::NEXT)
            if act == acts::SEARCH || before.get(&name, "words") != ground.answers.get(&name, "words") =>
        {
            return Ok(Next::Stays(typed::wrong(say, ground, step)));
        }
        (Step::Leave, acts::LET_GO) => {
            return Ok(Next::Drops(Place::Today, Some(say.t("register-left"))));
        }
        (Step::Check, acts::SAVE) => {
            let is_open = |step: &Step| *step != Step::Check && !is_done(showing, ground, *step);
            return Ok(ground.way().into_iter().find(is_open).map_or(Next::Saves, Next::Goes));
        }
        (Step::Name(n), acts::NO_NAME) if ground.kind(n) == Some(Kind::Child) => {
            ground.answers.set(&name, acts::NO_NAME, "yes");
        }
        (Step::Birth(_) | Step::Pregnancy(_), acts::UNKNOWN) => {
            ground.answers.set(&name, acts::UNKNOWN, "yes")
        }
        (Step::More(_), more @ (acts::CHILD | acts::PREGNANT | acts::NOBODY)) => {
            ground.answers.set(&name, "more", more);
        }
        (Step::More(_) | Step::Check | Step::Leave, _) => return Err(ScreenError::NoAct),
        (_, acts::NEXT) => {
            ground.answers.set(&name, acts::NO_NAME, "");
            ground.answers.set(&name, acts::UNKNOWN, "");
        }
        _ => return Err(ScreenError::NoAct),
    }
    let wrong = typed::wrong(say, ground, step);
    if !wrong.is_empty() {
        for flag in [acts::NO_NAME, acts::UNKNOWN] {
            ground.answers.set(&name, flag, before.get(&name, flag));
        }
        return Ok(Next::Stays(wrong));
    }
    if step == Step::Answered {
        ground.answers.set(&name, "on", &say.today.to_string());
    }
    ground.answers.pass(&name);
    Ok(Next::Goes(after(showing, ground, step)))
}

/// Where it goes on: with the step that comes next; once all of it was seen together, with what is still open, or there again.
fn after(showing: &Showing<'_>, ground: &mut Ground, step: Step) -> Step {
    let way = ground.way();
    let check = Step::Check.name();
    let to = if ground.answers.has_passed(&check) {
        way.into_iter().find(|one| *one != Step::Check && !is_done(showing, ground, *one))
    } else {
        way.iter().position(|one| *one == step).and_then(|at| way.get(at + 1)).copied()
    };
    let to = to.unwrap_or(Step::Check);
    if to == Step::Check {
        ground.answers.pass(&check);
    }
    to
}

/// Whether a step was passed, and nothing is wrong with it.
fn is_done(showing: &Showing<'_>, ground: &Ground, step: Step) -> bool {
    ground.answers.has_passed(&step.name()) && typed::wrong(&showing.say, ground, step).is_empty()
}

/// The first step that was not passed.
fn open(ground: &Ground) -> Step {
    let passed = |step: &Step| ground.answers.has_passed(&step.name());
    ground.way().into_iter().find(|step| !passed(step)).unwrap_or(Step::Check)
}

/// The page of a household or person that is held.
fn page_of(showing: &Showing<'_>, record: RecordName) -> Result<Place> {
    let link = query::link(&showing.log, record)?;
    match link.entity.as_deref() {
        Some("household") => Ok(Place::Household(record)),
        Some("person") => Ok(Place::Person(record)),
        _ => Err(StoreError::NoRecord(record).into()),
    }
}

fn ground_of(store: &Store, household: Option<RecordName>, answers: Answers) -> Result<Ground> {
    let log = store.log();
    let mut areas = Vec::new();
    if household.is_none() {
        let mine = store.rights()?.map(|rights| rights.areas).unwrap_or_default();
        for area in leaves(&log, &mine)? {
            areas.push((area, area_name(&log, &area)?.unwrap_or_default()));
        }
    }
    let mut members = Vec::new();
    if let Some(household) = &household {
        for one in query::household(&log, household)?.members {
            let status = one.status.as_ref().and_then(|status| status.is.as_deref());
            if matches!(status, None | Some("present")) {
                members.push(Member {
                    code: format!("@{}", one.person),
                    name: one.name,
                    record: Some(one.person),
                    kind: one.kind.as_deref().and_then(Kind::named),
                });
            }
        }
    }
    let has_papers = !log.pack()?.systems.is_empty();
    Ok(Ground { household, areas, members, has_papers, answers })
}

fn ground(showing: &Showing<'_>, household: Option<RecordName>, answers: Answers) -> Result<Ground> {
    ground_of(showing.store, household, answers)
}
