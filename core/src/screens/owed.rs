//! What each person is owed, on a phone: the lines of *Hoy*, the package on a person's page, and why a line stands there. Says what the room `programme`
//! answers, in its words; decides nothing.

use chrono::NaiveDate;
use serde::Serialize;

use super::shared::person_row;
use super::showing::Showing;
use super::{Group, Place, Result, Row, ScreenView, Speaker, State, When};
use crate::programme::rules::{Package, Shown};
use crate::programme::sentences::Teller;
use crate::programme::{self, Answer, Facts, owed, owed_by};
use crate::record::RecordName;
use crate::store::due::{self, Due};
use crate::store::{Log, StoreError};
use crate::words::{Lang, Text};

/// Rows of one part of a list.
const PART: usize = 50;

/// One person of a group of *Hoy*: who, the most urgent of what is owed and how many more, and the one thing that mends it.
pub(super) fn row(showing: &Showing<'_>, due: &Due) -> Result<Option<Row>> {
    let say = &showing.say;
    let of = due::facts_of(&showing.log, &due.person)?;
    let mut all: Vec<(&Facts, Answer)> = Vec::new();
    for facts in &of.all {
        all.extend(owed(&say.pack.programme, facts, say.today).into_iter().map(|answer| (facts, answer)));
    }
    all.sort_by_key(|(_, answer)| urgency(showing, answer));
    let open = all.iter().filter(|(_, answer)| answer.state_on(say.today).is_open()).count();
    let Some((facts, first)) = all.first() else { return Ok(None) };
    let teller = teller(say, facts);
    let told = teller.told(first);
    let mut row = person_row(showing, &due.person)?.line(told.what);
    row = match told.remedy {
        Some(remedy) => row.line(remedy),
        None => row,
    };
    if open > 1 {
        row = row.line(say.counted("owed-more", open - 1));
    }
    Ok(Some(row.mark(mark(first, say.today), told.status)))
}

/// Which comes first: what is late, then whose window ends first, then the gravest.
fn urgency(showing: &Showing<'_>, answer: &Answer) -> (u8, NaiveDate, u8) {
    let by_state = match answer.state_on(showing.say.today) {
        programme::State::Late => 0,
        programme::State::Due => 1,
        programme::State::CannotTell => 2,
        programme::State::NotDue => 3,
        programme::State::TooLate => 4,
        programme::State::Done => 5,
        programme::State::NotOwed => 6,
    };
    let ends = match by_state {
        3 => answer.due.map(|days| days.first),
        _ => answer.closes.or(answer.in_time).map(|days| days.first),
    };
    let risk = showing.say.pack.programme.services.get(answer.service).map_or(0, |service| service.risk);
    (by_state, ends.unwrap_or(NaiveDate::MAX), u8::MAX - risk)
}

fn mark(answer: &Answer, day: NaiveDate) -> State {
    match answer.state_on(day) {
        programme::State::Late | programme::State::TooLate => State::Late,
        programme::State::Due | programme::State::CannotTell => State::Due,
        programme::State::Done => State::Done,
        programme::State::NotDue | programme::State::NotOwed => State::Note,
    }
}

fn teller<'a>(say: &Speaker<'a>, facts: &'a Facts) -> Teller<'a> {
    Teller { programme: &say.pack.programme, facts, day: say.today, lang: say.lang }
}

/// The packages of a person: each once, what is most urgent first, with who gives it.
pub(super) fn packages(showing: &Showing<'_>, person: &RecordName) -> Result<Vec<Group>> {
    let say = &showing.say;
    let rules = &say.pack.programme;
    let of = due::facts_of(&showing.log, person)?;
    let mut groups = Vec::new();
    for facts in &of.all {
        let mut answers = owed(rules, facts, say.today);
        answers.retain(|answer| answer.state != programme::State::NotOwed);
        answers.sort_by_key(|answer| urgency(showing, answer));
        let mut told = vec![false; answers.len()];
        for (at, package) in rules.packages.iter().enumerate() {
            let mut rows = Vec::new();
            for (answer, told) in answers.iter().zip(&mut told) {
                let is_of_it =
                    rules.services.get(answer.service).is_some_and(|service| service.packages.contains(&at));
                if is_of_it && !*told && package.shown != Shown::Indicator && holds(package, facts, say.today)
                {
                    *told = true;
                    rows.push(line(say, facts, person, answer));
                }
            }
            if !rows.is_empty() {
                let says = countdown(say, package, facts).into_iter().collect();
                groups.push(Group { rows, says, ..Group::of(words_of(say, package)) });
            }
        }
        let said = facts.start().map(|start| start.days().0);
        let messages = said.map(|start| rules.messages(facts.about, start, say.today).collect::<Vec<_>>());
        let rows = messages.unwrap_or_default().into_iter().filter_map(|message| {
            let row = Row::new(message.words.text(say.lang)?);
            Some(if message.picture.is_empty() { row } else { row.picture(&message.picture) })
        });
        let rows: Vec<Row> = rows.collect();
        if !rows.is_empty() {
            groups.push(Group { rows, ..Group::of(say.t("owed-talk")) });
        }
    }
    Ok(groups)
}

/// Whether a package is a person's on a day; of a birth that is known roughly, whether it may be.
fn holds(package: &Package, facts: &Facts, day: NaiveDate) -> bool {
    let Some(start) = facts.start().map(|start| start.days()) else { return true };
    package.from.after(start.0) <= day && day <= package.until.after(start.1)
}

fn words_of(say: &Speaker<'_>, package: &Package) -> Text {
    package.words.text(say.lang).unwrap_or_else(|| say.plain(&package.id))
}

/// How many days are left of a package that is counted down.
fn countdown(say: &Speaker<'_>, package: &Package, facts: &Facts) -> Option<Text> {
    let start = facts.start().filter(|_| package.shown == Shown::Countdown)?.days();
    let left = (package.until.after(start.0) - say.today).num_days();
    (start.0 == start.1).then(|| say.counted("owed-left", usize::try_from(left).unwrap_or(0)))
}

fn line(say: &Speaker<'_>, facts: &Facts, person: &RecordName, answer: &Answer) -> Row {
    let told = teller(say, facts).told(answer);
    let service = say.pack.programme.services.get(answer.service);
    let mut row = Row::new(told.what).mark(mark(answer, say.today), told.status);
    if let Some(picture) = service.map(|service| service.picture.as_str()).filter(|name| !name.is_empty()) {
        row = row.picture(picture);
    }
    if let Some(remedy) = told.remedy {
        row = row.line(remedy);
    }
    if let Some(who) = service.map(|service| service.provider.as_str()).filter(|who| !who.is_empty()) {
        row = row.line(say.with("programme-why_provider", &[("who", who.into())]));
    }
    match service {
        Some(service) => row.opens(Place::OwedLine(*person, service.id.clone())),
        None => row,
    }
}

/// Why a line stands as it does: the rule, its act, what counts and what does not.
pub(super) fn why(showing: &Showing<'_>, person: &RecordName, service: &str) -> Result<ScreenView> {
    let say = &showing.say;
    let rules = &say.pack.programme;
    let place = Place::OwedLine(*person, service.to_owned());
    let mut view = ScreenView::new(place, say.t("owed-why"));
    let who = person_row(showing, person)?;
    view.context = Some(who.title.clone());
    let of = due::facts_of(&showing.log, person)?;
    for facts in &of.all {
        let answers = owed(rules, facts, say.today);
        let found = answers
            .iter()
            .find(|answer| rules.services.get(answer.service).is_some_and(|of| of.id == service));
        let Some(answer) = found else { continue };
        let teller = teller(say, facts);
        let told = teller.told(answer);
        view.title = told.what;
        let mut lines = teller.explained(answer).into_iter();
        let status = lines.next().unwrap_or(told.status);
        view.group(Group {
            rows: vec![Row::new(told.state).mark(mark(answer, say.today), status)],
            ..Group::default()
        });
        view.group(Group { rows: lines.map(Row::new).collect(), ..Group::of(say.t("owed-why")) });
    }
    if view.groups.is_empty() {
        view.empty = Some(say.t("owed-none"));
    }
    Ok(view)
}

/// One line of what is owed to a person, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OwedLine {
    /// The service, by its name in the rules.
    pub service: String,
    /// What it is, with its step.
    pub what: String,
    /// Its state, by name.
    pub state: &'static str,
    /// The state with its dates.
    pub status: String,
    /// Everything behind it, a sentence a line.
    pub explained: Vec<String>,
}

/// What is owed to a person on a day, of all packages or of one by its name: the sentences of every screen and page. `None` where the pack has no
/// package of that name.
///
/// # Errors
/// Where the database cannot be read.
pub fn owed_lines(
    log: &Log<'_>,
    person: &RecordName,
    package: Option<&str>,
    lang: Lang,
    day: NaiveDate,
) -> std::result::Result<Option<Vec<OwedLine>>, StoreError> {
    let rules = &log.pack()?.programme;
    let package = match package.map(|id| rules.package(id)) {
        Some(None) => return Ok(None),
        package => package.flatten().map(|(place, _)| place),
    };
    let of = due::facts_of(log, person)?;
    let mut lines = Vec::new();
    for facts in &of.all {
        let teller = Teller { programme: rules, facts, day, lang };
        let answers = match package {
            None => owed(rules, facts, day),
            Some(package) => owed_by(rules, package, facts, day),
        };
        for answer in answers {
            let told = teller.told(&answer);
            lines.push(OwedLine {
                service: rules.services.get(answer.service).map(|of| of.id.clone()).unwrap_or_default(),
                what: told.what.text,
                state: answer.state_on(day).name(),
                status: told.status.text,
                explained: teller.explained(&answer).into_iter().map(|line| line.text).collect(),
            });
        }
    }
    Ok(Some(lines))
}

/// Everybody of one group of *Hoy*.
pub(super) fn list(showing: &Showing<'_>, when: When, after: Option<&str>) -> Result<ScreenView> {
    let say = &showing.say;
    let skip = after.and_then(|after| after.parse().ok()).unwrap_or(0);
    let mut view = ScreenView::new(Place::Owed(when), say.t(when.heading()));
    let found = due::due(&showing.log, say.today, when.group(), skip, PART + 1)?;
    let mut rows = Vec::new();
    for due in found.iter().take(PART) {
        rows.extend(row(showing, due)?);
    }
    view.group(Group { rows, ..Group::default() });
    view.next = (found.len() > PART).then(|| (skip + PART).to_string());
    if view.groups.is_empty() {
        view.empty = Some(say.t("today-empty"));
    }
    Ok(view)
}
