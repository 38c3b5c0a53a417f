//! A visit as it was recorded: when, what became of it, what was measured, given, agreed and answered, what a supervisor said of it. It can be read at any
//! time, delivered or not; a correction is a new fact.

use std::collections::BTreeMap;

use super::shared::{field_row, name, person_row, said_by};
use super::showing::Showing;
use super::{Button, Does, Group, Mark, Place, Result, Row, ScreenView, Speaker, State, child, values};
use crate::change::content::ContentName;
use crate::filling;
use crate::forms::session::ReadForm;
use crate::forms::session::summary::{Answered, Answers, Section};
use crate::record::json::answer_text;
use crate::record::{RecordName, table};
use crate::store::query::{self, AnswersView, FieldValue, RecordView, VisitPage, VisitRow};
use crate::store::shown::shown_field;
use crate::store::{Store, StoreError, own};

/// Fields of a visit that its title or another line says.
const SAID_ABOVE: [&str; 5] = ["household", "persons_seen", "on", "place", "outcome"];

/// The forms of the answers of a visit, by their records.
pub(super) type Forms = BTreeMap<RecordName, ReadForm>;

/// A visit in the list of its household.
pub(super) fn row(say: &Speaker<'_>, visit: &VisitRow) -> Row {
    let day = visit.on.as_deref().map(|on| say.day_text(on));
    let title = day.map_or_else(|| say.plain(say.moment_text(visit.at.0)), |day| say.plain(day));
    let outcome = visit.outcome.as_ref().and_then(|outcome| outcome.is.as_deref());
    let row = Row::new(title).picture("event_available");
    let row = match outcome {
        Some(outcome) => row.line(values::choice(say, "visit_outcome", outcome)),
        None => row,
    };
    row.line(values::who(say, &visit.who)).opens(Place::Visit(visit.visit))
}

/// The forms in whose words a visit's answers are read; one that is not here any more is left out.
pub(super) fn forms(store: &mut Store, visit: &RecordName) -> Result<Forms> {
    let page = query::visit(&store.log(), visit)?;
    let mut forms = Forms::new();
    for answers in &page.answers {
        let record = answers.view.record;
        let content = shown_field(&store.log(), record, table::answers::content)?.value;
        let content = content.and_then(|value| ContentName::try_from(value.as_bytes()?.to_vec()).ok());
        let Some(content) = content else { continue };
        match filling::forms::form(store, &content) {
            Ok(form) => drop(forms.insert(record, ReadForm::of((*form).clone()))),
            Err(StoreError::NoContent | StoreError::FormRefused(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(forms)
}

pub(super) fn screen(showing: &Showing<'_>, visit: &RecordName, forms: &Forms) -> Result<ScreenView> {
    let say = &showing.say;
    let page = query::visit(&showing.log, visit)?;
    let on = match page.view.field("on").map(|field| &field.typed) {
        Some(FieldValue::Date { on }) => say.day_text(on),
        _ => say.moment_text(page.view.at.0),
    };
    let mut view = ScreenView::new(Place::Visit(*visit), say.with("visit-title", &[("day", (&on).into())]));
    if let Some(household) = &page.household {
        let title = query::household_title(&showing.log, &household.record)?;
        view.context = Some(super::shared::family(say, &title));
    }
    if page.removed {
        view.empty = Some(say.t("record-removed"));
        return Ok(view);
    }
    view.groups.push(about(showing, &page)?);
    for referral in &page.referrals {
        let row = match values::field_shown(say, referral, "signs") {
            Some(signs) => Row::new(signs),
            None => Row::new(say.t("entity-referral")),
        };
        let text = say.t("today-danger_follow");
        let row = row.mark(State::Danger, text).opens(Place::Referral(referral.record));
        view.groups.push(Group { rows: vec![row], ..Group::of(say.t("entity-referral")) });
    }
    let readings = page.readings.iter().map(|one| reading_row(showing, one)).collect::<Result<_>>()?;
    view.group(Group { rows: readings, ..Group::of(say.t("entity-reading")) });
    for (heading, records) in [("person-services", &page.services), ("person-agreements", &page.agreements)] {
        let rows = records.iter().flat_map(|one| said(say, one)).collect();
        view.group(Group { rows, ..Group::of(say.t(heading)) });
    }
    for answers in &page.answers {
        view.groups.extend(answered(say, answers, forms.get(&answers.view.record)));
    }
    for answers in &page.answers {
        let again = Does::CorrectChecklist { answers: answers.view.record, path: None };
        view.buttons.push(Button::new(say.t("visit-correct"), again).picture("edit"));
    }
    view.group(Group { rows: reviews(say, &page), ..Group::of(say.t("visit-reviews")) });
    Ok(view)
}

/// Who made it and when, who was seen, what became of it, how far it is delivered.
fn about(showing: &Showing<'_>, page: &VisitPage) -> Result<Group> {
    let say = &showing.say;
    let outcome = page.view.field("outcome").map(|field| values::shown(say, "visit", field));
    let title = outcome.unwrap_or_else(|| say.t("entity-visit"));
    let (state, word) = match own::is_unsent(&showing.log, &page.visit.change())? {
        true => (State::PhoneOnly, "state-phone-only"),
        false if is_accepted(page) => (State::Done, "state-reviewed"),
        false => (State::Done, "state-delivered"),
    };
    let row = Row::new(title).line(said_by(say, &page.view.who, page.view.at.0)).mark(state, say.t(word));
    let mut rows = vec![row];
    for seen in &page.persons_seen {
        rows.push(person_row(showing, &seen.record)?);
    }
    let fields =
        page.view.fields.iter().filter(|field| {
            !SAID_ABOVE.contains(&field.field.as_str()) && field.typed != FieldValue::Nothing
        });
    rows.extend(fields.map(|field| field_row(say, &page.view, field)));
    Ok(Group { rows, ..Group::default() })
}

fn is_accepted(page: &VisitPage) -> bool {
    page.reviews.iter().any(|review| review.word("verdict") == Some("accepted"))
}

fn reading_row(showing: &Showing<'_>, reading: &RecordView) -> Result<Row> {
    let say = &showing.say;
    let measured = child::measured(say, reading);
    let title = match measured.is_empty() {
        true => values::field_shown(say, reading, "not_measured").unwrap_or_else(|| say.t("value-none")),
        false => say.join(&measured, " · "),
    };
    let row = Row::new(title).picture("weight");
    let Some(person) = reading.subject else { return Ok(row) };
    let whose = query::person_title(&showing.log, &person)?;
    Ok(row.line(name(say, whose.name.as_deref())).opens(Place::Growth(person)))
}

/// The fields of a record that were said, but for whose it is and at which visit.
fn said<'v>(say: &'v Speaker<'_>, record: &'v RecordView) -> impl Iterator<Item = Row> + 'v {
    let is_told = |name: &str| !matches!(name, "person" | "about" | "visit" | "kept_visit");
    let fields = record.fields.iter().filter(move |field| is_told(&field.field));
    fields.filter(|field| field.typed != FieldValue::Nothing).map(|field| field_row(say, record, field))
}

/// Answers in the words of their form, by stage; without the form, by their paths.
fn answered(say: &Speaker<'_>, answers: &AnswersView, form: Option<&ReadForm>) -> Vec<Group> {
    let Some(form) = form else {
        let rows = answers.answers.iter().map(|field| field_row(say, &answers.view, field)).collect();
        return vec![Group { rows, ..Group::of(say.t("entity-answers")) }];
    };
    sections(say, answers, form).into_iter().map(|section| stage(say, section)).collect()
}

fn sections(say: &Speaker<'_>, answers: &AnswersView, form: &ReadForm) -> Vec<Section> {
    let given: Answers = answers
        .answers
        .iter()
        .filter_map(|field| Some((field.path.clone()?, answer_text(&field.value))))
        .collect();
    let language = form.form().texts.language_of(say.lang.tag());
    form.summary(&given, language, say.lang).sections
}

/// One question of a visit's checklist with its answer, in the words of its form; `None` where that form is not here any more.
pub(super) fn answered_one(
    showing: &Showing<'_>,
    (visit, answers, path): (&RecordName, &RecordName, &str),
    forms: &Forms,
) -> Result<Option<Row>> {
    let say = &showing.say;
    let page = query::visit(&showing.log, visit)?;
    let of = page.answers.iter().find(|one| one.view.record == *answers);
    let Some((of, form)) = of.zip(forms.get(answers)) else { return Ok(None) };
    let one =
        sections(say, of, form).into_iter().flat_map(|section| section.answers).find(|one| one.path == path);
    Ok(one.map(|one| row_of(say, one)))
}

fn row_of(say: &Speaker<'_>, one: Answered) -> Row {
    let question = one.question.map_or_else(|| values::question(say, &one.path), |text| say.plain(text));
    Row::new(question).line(say.plain(one.answer))
}

fn stage(say: &Speaker<'_>, section: Section) -> Group {
    let headings: Vec<_> = section
        .headings
        .iter()
        .filter_map(|heading| heading.label.as_ref())
        .map(|label| say.plain(label))
        .collect();
    let rows = section.answers.into_iter().map(|one| row_of(say, one));
    let heading = if headings.is_empty() { say.t("entity-answers") } else { say.join(&headings, " · ") };
    Group { rows: rows.collect(), ..Group::of(heading) }
}

fn reviews(say: &Speaker<'_>, page: &VisitPage) -> Vec<Row> {
    let rows = page.reviews.iter().map(|review| {
        let verdict = review.word("verdict").map(|verdict| values::choice(say, "review_verdict", verdict));
        let comment = review.word("comment").map(|comment| say.plain(comment));
        let title = comment.or(verdict.clone()).unwrap_or_else(|| say.t("entity-review"));
        let row = Row::new(title).picture("reply").line(said_by(say, &review.who, review.at.0));
        let marks = verdict
            .map(|text| Mark { state: State::Returned, text })
            .filter(|_| review.word("verdict") == Some("returned") && review.word("state") == Some("open"));
        Row { marks: marks.into_iter().collect(), ..row }.opens(Place::Returned(review.record))
    });
    rows.collect()
}
