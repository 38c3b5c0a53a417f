//! A checklist before it is finished: what is missing first, then a danger sign, then by stage one line an answer, each leading back to
//! its question. Knows what a session says of itself; saves nothing.

use super::showing::{Showing, finish};
use super::values::Speaker;
use super::{Asked, Button, Does, Group, Mark, Place, Result, Row, ScreenView, State};
use crate::filling::Filling;
use crate::forms::session::summary::Section;
use crate::store::Store;
use crate::store::query;

/// What stands before a worker saves what she filled.
///
/// # Errors
/// Where the database cannot be read.
pub fn check(store: &Store, filling: &Filling, asked: Asked) -> Result<ScreenView> {
    let showing = Showing::new(store, asked)?;
    let say = &showing.say;
    let (head, session) = (filling.head(), filling.session());
    let mut view = ScreenView::new(Place::Check(head.id.clone()), say.t("check-title"));
    let about = query::link(&showing.log, head.subject)?;
    view.context = Some(about.title.map_or_else(|| say.t("value-no_name"), |title| say.plain(title)));
    let open = session.open_questions();
    let rows = open.iter().map(|question| {
        let row = Row::new(say.plain(&question.label)).mark(State::Due, say.t("check-missing"));
        row.does(Does::Jump { path: question.path.clone() })
    });
    view.group(Group { rows: rows.collect(), ..Group::of(say.t("check-open")) });
    let (danger, others): (Vec<_>, Vec<_>) = session.check(say.lang).into_iter().partition(|one| one.stops);
    view.groups.extend(danger.into_iter().chain(others).map(|section| stage(say, section)));
    if head.corrects.is_some() {
        view.groups.push(Group { says: vec![say.t("check-correction")], ..Group::default() });
    }
    let text = say.t(if head.corrects.is_some() { "check-save_correction" } else { "check-save" });
    view.main = Some(match open.first() {
        None => Button::new(text, Does::Finish).picture("save"),
        Some(first) => {
            let back = Does::Jump { path: first.path.clone() };
            Button::new(say.t("check-answer_missing"), back).picture("edit")
        }
    });
    finish(&mut view, say);
    Ok(view)
}

fn stage(say: &Speaker<'_>, section: Section) -> Group {
    let headings: Vec<_> = section
        .headings
        .iter()
        .filter_map(|heading| heading.label.as_ref())
        .map(|label| say.plain(label))
        .collect();
    let stops = section.stops;
    let rows = section.answers.into_iter().map(|one| {
        let question =
            one.question.map_or_else(|| super::values::question(say, &one.path), |text| say.plain(text));
        Row::new(question).line(say.plain(one.answer)).does(Does::Jump { path: one.path })
    });
    let mut rows: Vec<Row> = rows.collect();
    if let Some(first) = rows.first_mut().filter(|_| stops) {
        first.marks.push(Mark { state: State::Danger, text: say.t("today-danger_follow") });
    }
    if headings.is_empty() {
        Group { rows, ..Group::default() }
    } else {
        Group { rows, ..Group::of(say.join(&headings, " · ")) }
    }
}
