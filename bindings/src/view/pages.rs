//! The pages of a household, a child, a visit and one field.

use chaski::record::RecordName;
use chaski::store::query;
use serde::Serialize;
use serde_json::Value as Json;

use super::lists::DisputeItem;
use super::record::{AreaView, FieldView, Link, RecordView, Who};
use super::value::FieldValue;
use super::{all, count};
use crate::ids::Time;

/// What stands in a band under the bar, on every page of a person or household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, uniffi::Enum)]
#[serde(rename_all = "snake_case", tag = "is")]
pub enum Band {
    /// A danger sign was seen and its referral is not closed.
    Danger {
        /// How many referrals.
        count: u64,
    },
    /// A supervisor returned something and waits for an answer.
    Returned {
        /// How many reviews.
        count: u64,
    },
    /// People said different things.
    Disputed {
        /// Of how many fields.
        count: u64,
    },
}

/// Where a person is, and since when.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct PersonStatus {
    /// Where, by the name of the choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// Since which date, as exactly as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub on: Option<String>,
}

/// What became of a visit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct VisitOutcome {
    /// What, by the name of the choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub is: Option<String>,
    /// Why, in the worker's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Which attempt it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<i64>,
}

/// Somebody who lives in a household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Member {
    /// The person.
    pub person: RecordName,
    /// Their code on paper.
    pub code: String,
    /// Names.
    pub name: Option<String>,
    /// Why they are in the register.
    pub kind: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known: `2024`, `2024-03` or `2024-03-15`.
    pub birth_date: Option<String>,
    /// Where they are, and since when.
    pub status: Option<PersonStatus>,
    /// They live here by one of several sayings that are not agreed.
    pub move_disputed: bool,
    /// Whether something of theirs is disputed.
    pub disputed: bool,
}

/// A visit in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct VisitRow {
    /// The visit.
    pub visit: RecordName,
    /// Its date, as the worker said it.
    pub on: Option<String>,
    /// When it began, by the phone's clock.
    #[serde(rename = "begun_s")]
    pub begun: Option<Time>,
    /// Why it was made.
    pub purpose: Option<String>,
    /// What became of it.
    pub outcome: Option<VisitOutcome>,
    /// Who recorded it.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Time,
    /// How many were seen.
    pub persons_seen: u64,
}

/// The page of one household.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct HouseholdPage {
    /// The household.
    pub household: RecordName,
    /// Its code on paper.
    pub code: String,
    /// The same name for the outside world.
    pub uuid: String,
    /// The household was removed.
    pub removed: bool,
    /// The name by which neighbours know it.
    pub known_as: Option<String>,
    /// The areas it is in; several while a move is disputed.
    pub areas: Vec<AreaView>,
    /// What to look at first.
    pub bands: Vec<Band>,
    /// Its own record, with every field.
    pub view: RecordView,
    /// Who lives there, children first.
    pub members: Vec<Member>,
    /// The last visits, newest first.
    pub visits: Vec<VisitRow>,
    /// Where `visits` goes on; none if these are all.
    pub more_visits: Option<String>,
    /// What was agreed with the household, newest first.
    pub agreements: Vec<RecordView>,
    /// What supervisors said of its records, newest first.
    pub reviews: Vec<RecordView>,
    /// What is disputed about the household itself.
    pub disputes: Vec<DisputeItem>,
}

/// One step of the identity ladder: from the code on paper to the national document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct IdentityStep {
    /// Which: `code`, `local_id`, `cnv`, `birth_act`, `dni`, `cod_pad`.
    pub step: String,
    /// Its number, if it has one and it is known.
    pub number: Option<String>,
    /// When the document was issued, if that is recorded.
    pub issued_on: Option<String>,
    /// Whether the child has it, as far as is known.
    pub reached: bool,
}

/// Somebody who looks after a child.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct CaregiverView {
    /// Who; none where nobody was named.
    pub caregiver: Option<Link>,
    /// What they are to the child.
    pub relation: Option<String>,
    /// Whether they mostly do.
    pub principal: Option<String>,
    /// The record of it.
    pub view: RecordView,
}

/// The page of one child, or of any person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct ChildPage {
    /// The person.
    pub person: RecordName,
    /// Their code on paper.
    pub code: String,
    /// The same name for the outside world.
    pub uuid: String,
    /// The person was removed.
    pub removed: bool,
    /// Names.
    pub name: Option<String>,
    /// Sex.
    pub sex: Option<String>,
    /// Date of birth, as exactly as it is known: `2024`, `2024-03` or `2024-03-15`.
    pub birth_date: Option<String>,
    /// Where the person is, and since when.
    pub status: Option<PersonStatus>,
    /// The steps of identity, lowest first.
    pub identity: Vec<IdentityStep>,
    /// The household, perhaps recorded elsewhere.
    pub household: Option<Link>,
    /// The areas they are in; several while a move is disputed.
    pub areas: Vec<AreaView>,
    /// What to look at first.
    pub bands: Vec<Band>,
    /// Others registered apart who are the same person.
    pub joined: Vec<Link>,
    /// The person's own record, with every field.
    pub view: RecordView,
    /// Who looks after them.
    pub caregivers: Vec<CaregiverView>,
    /// What was measured, newest first.
    pub readings: Vec<RecordView>,
    /// What was received, newest first.
    pub services: Vec<RecordView>,
    /// What was answered to questions for consent, newest first.
    pub consents: Vec<RecordView>,
    /// Where they were sent, newest first.
    pub referrals: Vec<RecordView>,
    /// What was agreed, newest first.
    pub agreements: Vec<RecordView>,
    /// Pregnancies, newest first.
    pub pregnancies: Vec<RecordView>,
    /// What supervisors said of their records, newest first.
    pub reviews: Vec<RecordView>,
    /// What is disputed about them.
    pub disputes: Vec<DisputeItem>,
}

/// The answers to one form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct AnswersView {
    /// Whom the answers are about.
    pub about: Option<Link>,
    /// Which form.
    pub form: Option<String>,
    /// Which version of it.
    pub form_version: Option<String>,
    /// The record of it.
    pub view: RecordView,
    /// Each answer, by question path.
    pub answers: Vec<FieldView>,
}

/// The page of one visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct VisitPage {
    /// The visit.
    pub visit: RecordName,
    /// The visit was removed.
    pub removed: bool,
    /// The household visited.
    pub household: Option<Link>,
    /// The areas that the household is in.
    pub areas: Vec<AreaView>,
    /// What to look at first.
    pub bands: Vec<Band>,
    /// Who was seen, those recorded elsewhere too.
    pub persons_seen: Vec<Link>,
    /// The visit's own record, with every field.
    pub view: RecordView,
    /// What was answered.
    pub answers: Vec<AnswersView>,
    /// What was measured.
    pub readings: Vec<RecordView>,
    /// What was given or established.
    pub services: Vec<RecordView>,
    /// What was agreed.
    pub agreements: Vec<RecordView>,
    /// Who was sent to the health post.
    pub referrals: Vec<RecordView>,
    /// What supervisors said of the visit and of what was recorded at it.
    pub reviews: Vec<RecordView>,
    /// What is disputed of the visit and of what was recorded at it.
    pub disputes: Vec<DisputeItem>,
}

/// One saying of a field's history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct Saying {
    /// The change that says it.
    pub change: String,
    /// The value, as JSON.
    #[serde(rename = "value", serialize_with = "super::raw")]
    pub json: String,
    /// Who said it.
    pub who: Who,
    /// When, by their clock.
    #[serde(rename = "wall_s")]
    pub at: Option<Time>,
    /// Why, where a reason was given.
    pub reason: Option<String>,
    /// What it replaced.
    pub replaces: Vec<String>,
    /// The record was created with it.
    pub at_creation: bool,
    /// Nothing has replaced it.
    pub stands: bool,
    /// It is the one in use.
    pub shown: bool,
}

/// One field of one record: what is shown, and everything that was ever said of it. Nothing disappears.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, uniffi::Record)]
pub struct FieldPage {
    /// What the record is.
    pub entity: String,
    /// What is shown.
    pub view: FieldView,
    /// Everything said, the first first.
    pub history: Vec<Saying>,
}

impl ChildPage {
    /// A field of the person by name.
    pub fn field(&self, name: &str) -> Option<&FieldView> {
        self.view.field(name)
    }
}

fn bands(referrals: &[RecordView], reviews: &[RecordView], disputes: &[DisputeItem]) -> Vec<Band> {
    let said = |view: &RecordView, name: &str| {
        view.field(name).is_some_and(|field| !matches!(field.value, FieldValue::Nothing))
    };
    let is_open = |view: &&RecordView| !said(view, "closed_on") && !said(view, "closed_by");
    let is_returned = |view: &&RecordView| {
        view.word("verdict").as_deref() == Some("returned") && view.word("state").as_deref() == Some("open")
    };
    let counts = [
        Band::Danger { count: count(referrals.iter().filter(is_open).count()) },
        Band::Returned { count: count(reviews.iter().filter(is_returned).count()) },
        Band::Disputed { count: count(disputes.len()) },
    ];
    let has_any = |band: &Band| match band {
        Band::Danger { count } | Band::Returned { count } | Band::Disputed { count } => *count > 0,
    };
    counts.into_iter().filter(has_any).collect()
}

fn text_in(json: &Json, part: &str) -> Option<String> {
    json.get(part).and_then(Json::as_str).map(str::to_owned)
}

impl From<Json> for PersonStatus {
    fn from(json: Json) -> Self {
        PersonStatus { is: text_in(&json, "is"), on: text_in(&json, "on") }
    }
}

impl From<Json> for VisitOutcome {
    fn from(json: Json) -> Self {
        VisitOutcome {
            is: text_in(&json, "is"),
            reason: text_in(&json, "reason"),
            attempt: json.get("attempt").and_then(Json::as_i64),
        }
    }
}

impl From<query::Member> for Member {
    fn from(member: query::Member) -> Self {
        Member {
            person: member.person,
            code: member.code,
            name: member.name,
            kind: member.kind,
            sex: member.sex,
            birth_date: member.birth_date,
            status: member.status.map(PersonStatus::from),
            move_disputed: member.move_disputed,
            disputed: member.disputed,
        }
    }
}

impl From<query::VisitRow> for VisitRow {
    fn from(row: query::VisitRow) -> Self {
        VisitRow {
            visit: row.visit,
            on: row.on,
            begun: row.begun_s.map(Time),
            purpose: row.purpose,
            outcome: row.outcome.map(VisitOutcome::from),
            who: row.who.into(),
            at: Time(row.wall_s),
            persons_seen: count(row.persons_seen),
        }
    }
}

impl From<query::HouseholdPage> for HouseholdPage {
    fn from(page: query::HouseholdPage) -> Self {
        let (reviews, disputes): (Vec<RecordView>, _) = (all(page.reviews), all(page.disputes));
        HouseholdPage {
            household: page.household,
            code: page.code,
            uuid: page.uuid,
            removed: page.removed,
            known_as: page.known_as,
            areas: all(page.areas),
            bands: bands(&[], &reviews, &disputes),
            view: page.view.into(),
            members: all(page.members),
            visits: all(page.visits),
            more_visits: page.more_visits,
            agreements: all(page.agreements),
            reviews,
            disputes,
        }
    }
}

impl From<query::IdentityStep> for IdentityStep {
    fn from(step: query::IdentityStep) -> Self {
        IdentityStep {
            step: step.step.into(),
            number: step.number,
            issued_on: step.issued_on,
            reached: step.reached,
        }
    }
}

impl From<query::CaregiverView> for CaregiverView {
    fn from(view: query::CaregiverView) -> Self {
        CaregiverView {
            caregiver: view.caregiver.map(Link::from),
            relation: view.relation,
            principal: view.principal,
            view: view.view.into(),
        }
    }
}

impl From<query::ChildPage> for ChildPage {
    fn from(page: query::ChildPage) -> Self {
        let referrals: Vec<RecordView> = all(page.referrals);
        let (reviews, disputes): (Vec<RecordView>, _) = (all(page.reviews), all(page.disputes));
        ChildPage {
            person: page.person,
            code: page.code,
            uuid: page.uuid,
            removed: page.removed,
            name: page.name,
            sex: page.sex,
            birth_date: page.birth_date,
            status: page.status.map(PersonStatus::from),
            identity: all(page.identity),
            household: page.household.map(Link::from),
            areas: all(page.areas),
            bands: bands(&referrals, &reviews, &disputes),
            joined: all(page.joined),
            view: page.view.into(),
            caregivers: all(page.caregivers),
            readings: all(page.readings),
            services: all(page.services),
            consents: all(page.consents),
            referrals,
            agreements: all(page.agreements),
            pregnancies: all(page.pregnancies),
            reviews,
            disputes,
        }
    }
}

impl From<query::AnswersView> for AnswersView {
    fn from(view: query::AnswersView) -> Self {
        AnswersView {
            about: view.about.map(Link::from),
            form: view.form,
            form_version: view.form_version,
            answers: view.answers.into_iter().map(|answer| FieldView::of("answers", answer)).collect(),
            view: view.view.into(),
        }
    }
}

impl From<query::VisitPage> for VisitPage {
    fn from(page: query::VisitPage) -> Self {
        let referrals: Vec<RecordView> = all(page.referrals);
        let (reviews, disputes): (Vec<RecordView>, _) = (all(page.reviews), all(page.disputes));
        VisitPage {
            visit: page.visit,
            removed: page.removed,
            household: page.household.map(Link::from),
            areas: all(page.areas),
            bands: bands(&referrals, &reviews, &disputes),
            persons_seen: all(page.persons_seen),
            view: page.view.into(),
            answers: all(page.answers),
            readings: all(page.readings),
            services: all(page.services),
            agreements: all(page.agreements),
            referrals,
            reviews,
            disputes,
        }
    }
}

impl From<query::Saying> for Saying {
    fn from(saying: query::Saying) -> Self {
        Saying {
            change: saying.change,
            json: saying.value.to_string(),
            who: saying.who.into(),
            at: saying.wall_s.map(Time),
            reason: saying.reason,
            replaces: saying.replaces,
            at_creation: saying.at_creation,
            stands: saying.stands,
            shown: saying.shown,
        }
    }
}
