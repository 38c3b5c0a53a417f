//! A child, or any person: who they are, what was found of how they grow, what was agreed, their papers, who looks after them. Everything owed and known
//! on one page; what is due, another room adds.

use super::shared::{age, agreement_row, band, field_row, kind, name, person_row};
use super::showing::Showing;
use super::{Button, ChartOf, Does, Group, Place, Result, Row, ScreenView, Speaker, State, child, owed};
use crate::growth::Indicator;
use crate::growth::assess::Severity;
use crate::record::RecordName;
use crate::store::query::{self, Band, ChildPage, FieldValue, RecordView};
use crate::words::Text;
use crate::words::shown::{self, PartialDate};

/// Fields that stand at the top of the page, or in a group of their own.
const SAID_ABOVE: [&str; 8] =
    ["household", "given_names", "family_names", "sex", "birth_date", "kind", "identifier", "local_id"];

pub(super) fn screen(showing: &Showing<'_>, person: &RecordName) -> Result<ScreenView> {
    let say = &showing.say;
    let page = query::child(&showing.log, person)?;
    let of = page.view.word("kind").map(str::to_owned);
    let mut view = ScreenView::new(Place::Person(*person), name(say, page.name.as_deref()));
    view.context = Some(context(say, &page, of.as_deref()));
    if page.removed {
        view.empty = Some(say.t("record-removed"));
        return Ok(view);
    }
    view.bands = bands(showing, &page)?;
    let rows = lacking(say, &page, of.as_deref());
    view.group(Group { rows, ..Group::of(say.t("person-lacking")) });
    for group in owed::packages(showing, person)? {
        view.group(group);
    }
    if of.as_deref() == Some("child") {
        view.group(growth(showing, &page)?);
    }
    for pregnancy in &page.pregnancies {
        let rows = pregnancy_rows(say, pregnancy);
        view.group(Group { rows, ..Group::of(say.t("person-pregnancy")) });
    }
    let rows = page.agreements.iter().take(3).map(|one| agreement_row(say, one)).collect();
    view.group(Group { rows, ..Group::of(say.t("person-agreements")) });
    view.group(Group { rows: services(say, &page), ..Group::of(say.t("person-services")) });
    view.group(Group { rows: identity(say, &page), ..Group::of(say.t("person-identity")) });
    view.group(Group { rows: around(showing, &page)?, ..Group::of(say.t("person-around")) });
    let rest =
        page.view.fields.iter().filter(|field| {
            !SAID_ABOVE.contains(&field.field.as_str()) && field.typed != FieldValue::Nothing
        });
    let mut rows: Vec<Row> = rest.map(|field| field_row(say, &page.view, field)).collect();
    rows.push(Row::new(say.with("record-code", &[("code", (&page.code).into())])));
    view.group(Group { rows, ..Group::of(say.t("person-more")) });
    view.buttons = buttons(showing, &page, of.as_deref());
    view.main = begins(showing, &page, of.as_deref());
    Ok(view)
}

/// Girl or boy and how old; corrected age beside it, never instead.
fn context(say: &Speaker<'_>, page: &ChildPage, of: Option<&str>) -> Text {
    let mut what: Vec<Text> = kind(say, of, page.sex.as_deref()).into_iter().collect();
    if of == Some("child") {
        what.push(match page.birth_date.as_deref().and_then(PartialDate::from_iso) {
            Some(birth) => say.plain(shown::age(say.lang, birth, say.today)),
            None => age(say, None),
        });
        what.extend(child::corrected_age(say, page));
    }
    say.join(&what, " · ")
}

fn bands(showing: &Showing<'_>, page: &ChildPage) -> Result<Vec<Row>> {
    let open = query::open_referrals(&showing.log, query::PAGE_ITEMS)?;
    let referral = page.referrals.iter().find(|one| open.contains(&one.record)).map(|one| one.record);
    let returned = page
        .reviews
        .iter()
        .find(|one| one.word("verdict") == Some("returned") && one.word("state") == Some("open"));
    let leads = |band: &Band| match band {
        Band::Danger { .. } => referral.map(Place::Referral),
        Band::Returned { .. } => returned.map(|one| Place::Returned(one.record)),
        Band::Disputed { .. } => {
            page.disputes.first().map(|one| Place::Dispute(one.record, one.field.clone(), one.path.clone()))
        }
    };
    Ok(page.bands.iter().map(|one| band(&showing.say, *one, leads(one))).collect())
}

/// What is not known and is needed, with what mends it.
fn lacking(say: &Speaker<'_>, page: &ChildPage, of: Option<&str>) -> Vec<Row> {
    let lacks = |field: &str, id: &str| {
        let place = Place::Correct(page.person, field.to_owned(), None);
        Row::new(say.t(id)).picture("edit").mark(State::Due, say.t("person-complete")).opens(place)
    };
    let mut rows = Vec::new();
    if of == Some("child") && page.birth_date.is_none() {
        rows.push(lacks("birth_date", "person-lacks_birth"));
    }
    if of == Some("child") && page.sex.is_none() {
        rows.push(lacks("sex", "person-lacks_sex"));
    }
    if page.name.is_none() {
        rows.push(lacks("given_names", "person-lacks_name"));
    }
    rows
}

/// The last measurement in a sentence, with the chart of weight.
fn growth(showing: &Showing<'_>, page: &ChildPage) -> Result<Group> {
    let say = &showing.say;
    let growth = query::growth(page, say.utc_offset_min, &say.pack.growth);
    let mut group = Group::of(say.t("person-growth"));
    let Some(last) = growth.readings.last() else {
        group.says = vec![say.t("person-no_readings")];
        return Ok(group);
    };
    let sentence = last.assessment.summary().sentence(say.lang);
    let state = match last.assessment.severity() {
        None | Some(Severity::Note) => State::Done,
        Some(Severity::Complete) => State::Due,
        Some(_) => State::Late,
    };
    let measured = page.readings.iter().find(|reading| reading.record == last.record);
    let measured = measured.map(|reading| child::measured(say, reading)).unwrap_or_default();
    let row = Row::new(say.join(&measured, " · ")).mark(state, sentence.clone());
    let row = match last.entry.on.map(|on| on.to_string()) {
        Some(on) => row.line(say.plain(say.day_text(&on))),
        None => row,
    };
    group.rows.push(row.opens(Place::Growth(page.person)));
    let drawn = |indicator| !query::points(&growth, indicator).is_empty();
    if growth.child.sex.is_some() && drawn(Indicator::WeightForAge) {
        group.chart =
            Some(ChartOf { person: page.person, indicator: Indicator::WeightForAge, says: sentence });
    }
    Ok(group)
}

fn pregnancy_rows(say: &Speaker<'_>, pregnancy: &RecordView) -> Vec<Row> {
    let fields =
        pregnancy.fields.iter().filter(|field| field.field != "person" && field.typed != FieldValue::Nothing);
    let mut rows: Vec<Row> = fields.map(|field| field_row(say, pregnancy, field)).collect();
    let ended = pregnancy.field("ended").is_some_and(|field| field.typed != FieldValue::Nothing)
        || pregnancy.field("outcome").is_some_and(|field| field.typed != FieldValue::Nothing);
    if !ended {
        let place = Place::PregnancyEnded(pregnancy.record);
        rows.push(Row::new(say.t("person-pregnancy_ends")).picture("edit").opens(place));
    }
    rows
}

fn services(say: &Speaker<'_>, page: &ChildPage) -> Vec<Row> {
    page.services.iter().take(10).map(|one| service_row(say, one)).collect()
}

fn service_row(say: &Speaker<'_>, service: &RecordView) -> Row {
    let kind = service.word("kind").map(|code| super::values::concept(say, "service", code));
    let mut row = Row::new(kind.unwrap_or_else(|| say.t("entity-service"))).picture("check_circle");
    for field in ["antigens", "haemoglobin", "document", "on", "source"] {
        if let Some(text) = super::values::field_shown(say, service, field) {
            row = row.line(text);
        }
    }
    row
}

fn identity(say: &Speaker<'_>, page: &ChildPage) -> Vec<Row> {
    // A document without a number is seen at a visit; a number may be written down here.
    let written = |step: &str| match step {
        "local_id" => Some(Place::Correct(page.person, "local_id".into(), None)),
        system => say
            .pack
            .system(system)
            .map(|_| Place::Correct(page.person, "identifier".into(), Some(system.into()))),
    };
    let steps = page.identity.iter().filter(|step| step.step != "code");
    steps
        .map(|step| {
            let row = Row::new(super::values::identity_step(say, &step.step)).picture("badge");
            let row = match &step.number {
                Some(number) => row.line(say.plain(number)),
                None => row,
            };
            match step.reached {
                true => row.mark(State::Done, say.t("person-has_it")),
                false => {
                    let row = row.mark(State::Due, say.t("person-lacks_it"));
                    match written(&step.step) {
                        Some(place) => row.opens(place),
                        None => row,
                    }
                }
            }
        })
        .collect()
}

/// Where they live and who looks after them; who else is the same person.
fn around(showing: &Showing<'_>, page: &ChildPage) -> Result<Vec<Row>> {
    let say = &showing.say;
    let mut rows = Vec::new();
    if let Some(household) = &page.household {
        rows.push(super::shared::household_row(showing, &household.record)?);
    }
    for caregiver in &page.caregivers {
        let Some(link) = &caregiver.caregiver else { continue };
        let row = person_row(showing, &link.record)?;
        let relation = caregiver.relation.as_ref().map(|code| super::values::concept(say, "relation", code));
        rows.push(match relation {
            Some(relation) => row.line(relation),
            None => row,
        });
    }
    for other in &page.joined {
        rows.push(person_row(showing, &other.record)?.line(say.t("person-is_the_same")));
    }
    rows.push(Row::new(say.t("person-consent")).picture("check_circle").opens(Place::Consent(page.person)));
    Ok(rows)
}

fn buttons(showing: &Showing<'_>, page: &ChildPage, of: Option<&str>) -> Vec<Button> {
    let say = &showing.say;
    let mut buttons = vec![
        Button::new(say.t("person-history"), Does::Open { place: Place::History(page.person) })
            .picture("history"),
    ];
    let corrected: &[&str] = match of {
        Some("child") => &["given_names", "family_names", "birth_date", "sex"],
        _ => &["given_names", "family_names"],
    };
    buttons.extend(corrected.iter().map(|field| {
        let label = crate::words::label::field(say.lang, "person", field);
        let text = say.with("correct-field", &[("field", (&label).into())]);
        let place = Place::Correct(page.person, (*field).to_owned(), None);
        Button::new(text, Does::Open { place }).picture("edit")
    }));
    buttons
}

fn begins(showing: &Showing<'_>, page: &ChildPage, of: Option<&str>) -> Option<Button> {
    let say = &showing.say;
    if !matches!(of, Some("child" | "pregnant")) {
        return None;
    }
    match showing.forms.as_slice() {
        [] => None,
        [form] => {
            let begin = Does::Begin { form: form.id.clone(), about: page.person };
            Some(Button::new(say.t("visit-begin"), begin).picture("play_arrow"))
        }
        _ => {
            let place = Place::BeginVisit(page.household.as_ref()?.record);
            Some(Button::new(say.t("visit-begin"), Does::Open { place }).picture("play_arrow"))
        }
    }
}
