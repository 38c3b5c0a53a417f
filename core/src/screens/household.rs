//! A family: how it is found, who lives there, what was agreed, the visits made to it; and the screen that asks with whom a visit begins.

use std::collections::BTreeSet;

use super::shared::{age, agreement_row, band, family, field_row, found_by, kind, name, picture};
use super::showing::Showing;
use super::{Button, Does, Group, Place, Result, Row, ScreenView, State, visit};
use crate::record::RecordName;
use crate::store::query::{self, FieldValue, HouseholdPage, Member};
use crate::words::Text;

/// Fields that stand at the top or in words of their own.
const SAID_ABOVE: [&str; 5] = ["area", "place", "status", "telephone", "known_as"];
/// What a worker corrects of a family.
const CORRECTED: [&str; 5] = ["known_as", "reference", "telephone", "populated_centre", "language"];

pub(super) fn screen(showing: &Showing<'_>, household: &RecordName) -> Result<ScreenView> {
    let say = &showing.say;
    let page = query::household(&showing.log, household)?;
    let title = query::household_title(&showing.log, household)?;
    let mut view = ScreenView::new(Place::Household(*household), family(say, &title));
    view.context = found_by(say, &title);
    if page.removed {
        view.empty = Some(say.t("record-removed"));
        return Ok(view);
    }
    let history = Some(Place::History(*household));
    view.bands = page.bands.iter().map(|one| band(say, *one, history.clone())).collect();
    view.groups.push(Group { rows: people(showing, &page)?, ..Group::of(say.t("household-people")) });
    let mut rows = Vec::new();
    if let Some(FieldValue::Text { text }) = page.field("telephone").map(|field| &field.typed) {
        let call = Does::Call { number: text.clone() };
        rows.push(Row::new(say.t("household-call")).picture("call").line(say.plain(text)).does(call));
    }
    let fields =
        page.view.fields.iter().filter(|field| {
            !SAID_ABOVE.contains(&field.field.as_str()) && field.typed != FieldValue::Nothing
        });
    rows.extend(fields.map(|field| field_row(say, &page.view, field)));
    let code = say.with("record-code", &[("code", (&page.code).into())]);
    rows.push(Row::new(code));
    view.group(Group { rows, ..Group::of(say.t("household-where")) });
    let agreed = page.agreements.iter().map(|one| agreement_row(say, one)).collect();
    view.group(Group { rows: agreed, ..Group::of(say.t("person-agreements")) });
    let visits = page.visits.iter().map(|one| visit::row(say, one)).collect();
    view.group(Group { rows: visits, ..Group::of(say.t("household-visits")) });
    view.buttons = vec![
        Button::new(say.t("household-not_visited"), Does::Open { place: Place::NotVisited(*household) })
            .picture("door_front"),
        Button::new(say.t("household-add_person"), Does::Open { place: Place::RegisterPerson(*household) })
            .picture("add"),
        Button::new(say.t("person-history"), Does::Open { place: Place::History(*household) })
            .picture("history"),
    ];
    view.buttons.extend(CORRECTED.iter().take(3).map(|field| {
        let label = crate::words::label::field(say.lang, "household", field);
        let text = say.with("correct-field", &[("field", (&label).into())]);
        let place = Place::Correct(*household, (*field).to_owned(), None);
        Button::new(text, Does::Open { place }).picture("edit")
    }));
    view.main = begins(showing, &page)?;
    Ok(view)
}

/// Who lives there, children first; a danger that is followed leads to what is to be done.
fn people(showing: &Showing<'_>, page: &HouseholdPage) -> Result<Vec<Row>> {
    let mut in_danger = BTreeSet::new();
    for referral in query::open_referrals(&showing.log, query::PAGE_ITEMS)? {
        in_danger.extend(query::record(&showing.log, &referral)?.and_then(|view| view.subject));
    }
    let row = |member: &Member| {
        let row = member_row(showing, member).opens(Place::Person(member.person));
        if in_danger.contains(&member.person) {
            row.mark(State::Danger, showing.say.t("today-danger_follow"))
        } else {
            row
        }
    };
    Ok(page.members.iter().map(row).collect())
}

fn member_row(showing: &Showing<'_>, member: &Member) -> Row {
    let say = &showing.say;
    let (of, birth) = (member.kind.as_deref(), member.birth_date.as_deref());
    let mut what: Vec<Text> = kind(say, of, member.sex.as_deref()).into_iter().collect();
    if of == Some("child") {
        what.push(age(say, birth));
    }
    let row = Row::new(name(say, member.name.as_deref())).picture(picture(of, birth, say.today));
    let row = row.line(say.join(&what, " · "));
    if member.disputed { row.mark(State::Disputed, say.t("state-dispute")) } else { row }
}

/// Those with whom a checklist is filled: children and pregnant women who were not removed and have not left.
fn visited(page: &HouseholdPage) -> Vec<&Member> {
    let is_visited = |member: &&Member| {
        let here = member
            .status
            .as_ref()
            .is_none_or(|status| matches!(status.is.as_deref(), None | Some("present")));
        here && matches!(member.kind.as_deref(), Some("child" | "pregnant"))
    };
    page.members.iter().filter(is_visited).collect()
}

/// The main action of a family: begin a visit, or register who lives there where nobody is to be visited.
fn begins(showing: &Showing<'_>, page: &HouseholdPage) -> Result<Option<Button>> {
    let say = &showing.say;
    if visited(page).is_empty() {
        let place = Place::RegisterPerson(page.household);
        return Ok(Some(Button::new(say.t("household-add_person"), Does::Open { place }).picture("add")));
    }
    if showing.forms.is_empty() {
        return Ok(None);
    }
    let place = Place::BeginVisit(page.household);
    Ok(Some(Button::new(say.t("visit-begin"), Does::Open { place }).picture("play_arrow")))
}

/// With whom a visit begins.
pub(super) fn begin(showing: &Showing<'_>, household: &RecordName) -> Result<ScreenView> {
    let say = &showing.say;
    let page = query::household(&showing.log, household)?;
    let title = query::household_title(&showing.log, household)?;
    let mut view = ScreenView::new(Place::BeginVisit(*household), say.t("visit-with_whom"));
    view.context = Some(family(say, &title));
    let mut rows = Vec::new();
    for member in visited(&page) {
        for form in &showing.forms {
            let begin = Does::Begin { form: form.id.clone(), about: member.person };
            let row = member_row(showing, member);
            let row = if showing.forms.len() > 1 { row.line(say.plain(&form.title)) } else { row };
            rows.push(row.does(begin));
        }
    }
    if rows.is_empty() {
        view.empty = Some(say.t("visit-no_form"));
    }
    view.group(Group { rows, ..Group::default() });
    Ok(view)
}
