//! What several screens say alike: what a person and a family are called, how old somebody is, the bands and the strip of delivery. Knows what the
//! queries give; asks the database only for what a name needs.

use chrono::NaiveDate;

use super::showing::Showing;
use super::values::{self, Speaker};
use super::{Does, Place, Result, Row, State};
use crate::merge::State as _;
use crate::record::{RecordName, table};
use crate::store::query::{self, Band, FieldValue, FieldView, HouseholdTitle, RecordView};
use crate::words::Text;
use crate::words::shown::{self, PartialDate};

/// The day that a date names, where it is known to the day.
pub(super) fn day(iso: &str) -> Option<NaiveDate> {
    match PartialDate::from_iso(iso) {
        Some(PartialDate::Day(day)) => Some(day),
        _ => None,
    }
}

/// What a family is called: by its family names, else by how neighbours know it.
pub(super) fn family(say: &Speaker<'_>, title: &HouseholdTitle) -> Text {
    match title.family_names.as_ref().or(title.known_as.as_ref()) {
        Some(name) => say.with("household-named", &[("name", name.into())]),
        None => say.t("household-unnamed"),
    }
}

/// How a family is found: the name that neighbours use, and the way, where the title does not say them yet.
pub(super) fn found_by(say: &Speaker<'_>, title: &HouseholdTitle) -> Option<Text> {
    let known_as = title.known_as.as_ref().filter(|_| title.family_names.is_some());
    let parts: Vec<Text> = known_as.into_iter().chain(&title.reference).map(|part| say.plain(part)).collect();
    (!parts.is_empty()).then(|| say.join(&parts, " · "))
}

/// The name of a person, or that there is none yet.
pub(super) fn name(say: &Speaker<'_>, name: Option<&str>) -> Text {
    name.map_or_else(|| say.t("value-no_name"), |name| say.plain(name))
}

/// An age in a list; that it is not known, where it is not.
pub(super) fn age(say: &Speaker<'_>, birth_date: Option<&str>) -> Text {
    match birth_date.and_then(PartialDate::from_iso) {
        Some(birth) => say.plain(shown::age_short(say.lang, birth, say.today)),
        None => say.t("person-age_unknown"),
    }
}

/// Girl or boy, woman or man; nothing where the sex is not known.
pub(super) fn kind(say: &Speaker<'_>, kind: Option<&str>, sex: Option<&str>) -> Option<Text> {
    Some(say.t(match (kind, sex) {
        (Some("pregnant"), _) => "person-pregnant",
        (Some("child"), Some("female")) => "person-girl",
        (Some("child"), Some("male")) => "person-boy",
        (Some("child"), _) => "person-child",
        (Some("caregiver"), _) => "person-caregiver",
        _ => return None,
    }))
}

/// The picture of a person: by why they are in the register and how old they are.
pub(super) fn picture(kind: Option<&str>, birth_date: Option<&str>, today: NaiveDate) -> &'static str {
    match kind {
        Some("pregnant") => "pregnant",
        Some("child") => match birth_date.and_then(day).map(|birth| (today - birth).num_days()) {
            Some(days) if days < 92 => "baby-0203m",
            Some(days) if days < 366 => "baby-0306m",
            _ => "child-care",
        },
        _ => "person",
    }
}

/// Who a person is, as a row that opens their page.
pub(super) fn person_row(showing: &Showing<'_>, person: &RecordName) -> Result<Row> {
    let found = query::person_title(&showing.log, person)?;
    let say = &showing.say;
    let (kind, birth) = (found.kind.as_deref(), found.birth_date.as_deref());
    let row = Row::new(name(say, found.name.as_deref())).picture(picture(kind, birth, say.today));
    let row = if kind == Some("child") { row.line(age(say, birth)) } else { row };
    Ok(row.opens(Place::Person(*person)))
}

/// The row of a family, which opens its page.
pub(super) fn household_row(showing: &Showing<'_>, household: &RecordName) -> Result<Row> {
    let title = query::household_title(&showing.log, household)?;
    let row = Row::new(family(&showing.say, &title)).picture("home").opens(Place::Household(*household));
    Ok(match found_by(&showing.say, &title) {
        Some(line) => row.line(line),
        None => row,
    })
}

/// A band, as every page of a person or household shows it: in words, and where it leads.
pub(super) fn band(say: &Speaker<'_>, band: Band, leads: Option<Place>) -> Row {
    let count = |count: u64| usize::try_from(count).unwrap_or(usize::MAX);
    let (state, text) = match band {
        Band::Danger { count: n } => (State::Danger, say.counted("band-danger", count(n))),
        Band::Returned { count: n } => (State::Returned, say.counted("band-returned", count(n))),
        Band::Disputed { count: n } => (State::Disputed, say.counted("band-disputed", count(n))),
    };
    let row = Row::new(text.clone()).mark(state, text);
    Row { does: leads.map(|place| Does::Open { place }), ..row }
}

/// A field that was said, as a row: what it is called, and what stands there.
pub(super) fn field_row(say: &Speaker<'_>, view: &RecordView, field: &FieldView) -> Row {
    let label = values::register_label(say, &view.entity, &field.field, field.path.as_deref());
    let row = Row::new(label).line(values::shown(say, &view.entity, field));
    if field.disputed {
        let place = Place::Dispute(field.record, field.field.clone(), field.path.clone());
        return row.mark(State::Disputed, say.t("state-dispute")).opens(place);
    }
    row
}

/// Who said something, and when.
pub(super) fn said_by(say: &Speaker<'_>, who: &query::Who, at_s: i64) -> Text {
    let when = shown::date_time(say.lang, at_s, say.utc_offset_min, say.today);
    let who = values::who(say, who);
    say.with("said-by", &[("who", (&who).into()), ("when", (&when).into())])
}

/// The household of a person, of a visit, or itself.
pub(super) fn household_of(showing: &Showing<'_>, subject: &RecordName) -> Result<Option<RecordName>> {
    let known = showing.log.known(subject)?;
    Ok(match known.map(|known| known.entity) {
        Some(table::household::ID) => Some(*subject),
        Some(table::person::ID) => query::person_title(&showing.log, subject)?.household,
        _ => None,
    })
}

/// One line that says who recorded something, for whoever looks back.
pub(super) fn recorded(say: &Speaker<'_>, view: &query::RecordView) -> Text {
    said_by(say, &view.who, view.at.0)
}

/// What was agreed: in their words or the programme's, until when, and whether it was kept.
pub(super) fn agreement_row(say: &Speaker<'_>, agreement: &RecordView) -> Row {
    let code = agreement.word("code").map(|code| values::concept(say, "agreement", code));
    let text =
        agreement.word("text").map(|text| say.plain(text)).or(code).unwrap_or_else(|| say.t("value-none"));
    let mut row = Row::new(text).picture("handshake");
    if let Some(FieldValue::Date { on }) = agreement.field("due").map(|field| &field.typed) {
        let day = say.day_text(on);
        row = row.line(say.with("person-agreed_until", &[("day", (&day).into())]));
    }
    if let Some(kept) = values::field_shown(say, agreement, "kept") {
        row = row.line(say.with("person-kept", &[("answer", (&kept).into())]));
    }
    row.line(recorded(say, agreement))
}
