//! Where a worker is in the app, as a short text that an app can keep through a kill, and that is read as strictly as anything from outside. It
//! holds names of records, never anything personal.

use std::fmt;
use std::str::FromStr;

use serde::{Serialize, Serializer};

use crate::record::RecordName;
use crate::store::due;

/// A screen that the core makes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Place {
    /// What to do now, and why.
    Today,
    /// All families, or those that a filter leaves.
    Families(Filter),
    /// What needs the worker, and what was decided.
    Notices,
    /// How the work of this phone stands.
    Delivery,
    /// One of its numbers, opened to what is behind it.
    Delivered(Which),
    /// A household.
    Household(RecordName),
    /// With whom of a household a visit begins.
    BeginVisit(RecordName),
    /// Everybody who is owed something, of one group of the day.
    Owed(When),
    /// Why something is owed to a person, or not: the service by its name in the rules.
    OwedLine(RecordName, String),
    /// A child or any person.
    Person(RecordName),
    /// Measurements of a child, with what each comes to.
    Growth(RecordName),
    /// Everything that was ever said of a person or household, and by whom.
    History(RecordName),
    /// A visit, as it was recorded.
    Visit(RecordName),
    /// That nobody was met: what became of the visit.
    NotVisited(RecordName),
    /// An open referral: did they arrive?
    Referral(RecordName),
    /// Two different values of one field: record, field by name, path of the question.
    Dispute(RecordName, String, Option<String>),
    /// What a supervisor says of something that the worker recorded.
    Returned(RecordName),
    /// One field, to be corrected.
    Correct(RecordName, String, Option<String>),
    /// One step of a registration, by its draft.
    Register(String, String),
    /// Begins the registration of a family.
    RegisterFamily,
    /// Begins the registration of one more person of a household.
    RegisterPerson(RecordName),
    /// What was answered to questions for consent, and how one is withdrawn.
    Consent(RecordName),
    /// That a pregnancy ended.
    PregnancyEnded(RecordName),
    /// A checklist before it is finished, by its draft.
    Check(String),
    /// This phone: whose, where, which versions.
    Phone,
}

/// Which group of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum When {
    /// Late.
    Late,
    /// Due, and in time.
    Due,
    /// Due within a week.
    Week,
}

/// Which families are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Filter {
    /// All of them.
    All,
    /// With a child under a year.
    UnderOne,
    /// With a pregnant woman.
    Pregnant,
    /// Not visited for long.
    NotSeen,
}

/// Which records a number of the delivery counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Which {
    /// On this phone only.
    PhoneOnly,
    /// Set aside: a supervisor looks at them.
    SetAside,
    /// Waiting for a record.
    Waiting,
    /// Readable by a newer app.
    Unreadable,
    /// Families and persons that left this phone's areas.
    Moved,
}

/// Each filter and its name.
const FILTERS: [(Filter, &str); 4] = [
    (Filter::All, "all"),
    (Filter::UnderOne, "under_one"),
    (Filter::Pregnant, "pregnant"),
    (Filter::NotSeen, "not_seen"),
];

/// Each list and its name.
const WHICH: [(Which, &str); 5] = [
    (Which::PhoneOnly, "phone_only"),
    (Which::SetAside, "set_aside"),
    (Which::Waiting, "waiting"),
    (Which::Unreadable, "unreadable"),
    (Which::Moved, "moved"),
];

/// Each group and its name.
const WHEN: [(When, &str); 3] = [(When::Late, "late"), (When::Due, "due"), (When::Week, "week")];

/// The most letters of a place: no app of ours writes a longer one.
const LONGEST: usize = 800;

impl Filter {
    /// Every filter, in the order in which they are offered.
    pub fn each() -> impl Iterator<Item = Filter> {
        FILTERS.into_iter().map(|(filter, _)| filter)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        name_in(&FILTERS, &self)
    }
}

impl Which {
    /// Its name.
    pub fn name(self) -> &'static str {
        name_in(&WHICH, &self)
    }
}

impl When {
    /// Its name.
    pub fn name(self) -> &'static str {
        name_in(&WHEN, &self)
    }

    pub(super) fn group(self) -> due::Group {
        match self {
            When::Late => due::Group::Late,
            When::Due => due::Group::Due,
            When::Week => due::Group::Week,
        }
    }

    /// What it stands under.
    pub(super) fn heading(self) -> &'static str {
        match self {
            When::Late => "today-late",
            When::Due => "today-due",
            When::Week => "today-week",
        }
    }
}

fn name_in<T: PartialEq>(names: &[(T, &'static str)], of: &T) -> &'static str {
    names.iter().find(|(one, _)| one == of).map_or("", |(_, name)| name)
}

fn named<T: Copy>(names: &[(T, &'static str)], name: &str) -> Option<T> {
    names.iter().find(|(_, one)| *one == name).map(|(one, _)| *one)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let field = |f: &mut fmt::Formatter<'_>, of, record, field, path: &Option<String>| match path {
            None => write!(f, "{of}/{record}/{field}"),
            Some(path) => write!(f, "{of}/{record}/{field}/{path}"),
        };
        match self {
            Place::Today => f.write_str("today"),
            Place::Families(filter) => write!(f, "families/{}", filter.name()),
            Place::Notices => f.write_str("notices"),
            Place::Delivery => f.write_str("delivery"),
            Place::Delivered(which) => write!(f, "delivered/{}", which.name()),
            Place::Household(record) => write!(f, "household/{record}"),
            Place::BeginVisit(record) => write!(f, "begin_visit/{record}"),
            Place::Owed(when) => write!(f, "owed/{}", when.name()),
            Place::OwedLine(record, service) => write!(f, "owed_line/{record}/{service}"),
            Place::Person(record) => write!(f, "person/{record}"),
            Place::Growth(record) => write!(f, "growth/{record}"),
            Place::History(record) => write!(f, "history/{record}"),
            Place::Visit(record) => write!(f, "visit/{record}"),
            Place::NotVisited(record) => write!(f, "not_visited/{record}"),
            Place::Referral(record) => write!(f, "referral/{record}"),
            Place::Returned(record) => write!(f, "returned/{record}"),
            Place::Consent(record) => write!(f, "consent/{record}"),
            Place::PregnancyEnded(record) => write!(f, "pregnancy_ended/{record}"),
            Place::RegisterFamily => f.write_str("register_family"),
            Place::RegisterPerson(record) => write!(f, "register_person/{record}"),
            Place::Register(draft, step) => write!(f, "register/{draft}/{step}"),
            Place::Check(draft) => write!(f, "check/{draft}"),
            Place::Phone => f.write_str("phone"),
            Place::Dispute(record, name, path) => field(f, "dispute", record, name, path),
            Place::Correct(record, name, path) => field(f, "correct", record, name, path),
        }
    }
}

/// Why a text is no place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("this is not the place of a screen")]
pub struct NoPlace;

impl FromStr for Place {
    type Err = NoPlace;

    fn from_str(text: &str) -> Result<Place, NoPlace> {
        if text.len() > LONGEST {
            return Err(NoPlace);
        }
        let (kind, rest) = text.split_once('/').unwrap_or((text, ""));
        let record = || rest.parse::<RecordName>().map_err(|_| NoPlace);
        let field = || {
            let mut parts = rest.splitn(3, '/');
            let record = parts.next().and_then(|name| name.parse().ok()).ok_or(NoPlace)?;
            let name = parts.next().filter(|name| !name.is_empty()).ok_or(NoPlace)?;
            Ok((record, name.to_owned(), parts.next().map(str::to_owned)))
        };
        let alone = |place: Place| if text == kind { Ok(place) } else { Err(NoPlace) };
        match kind {
            "today" => alone(Place::Today),
            "families" => named(&FILTERS, rest).map(Place::Families).ok_or(NoPlace),
            "notices" => alone(Place::Notices),
            "delivery" => alone(Place::Delivery),
            "delivered" => named(&WHICH, rest).map(Place::Delivered).ok_or(NoPlace),
            "household" => record().map(Place::Household),
            "begin_visit" => record().map(Place::BeginVisit),
            "owed" => named(&WHEN, rest).map(Place::Owed).ok_or(NoPlace),
            "owed_line" => {
                let (record, service) = rest.split_once('/').ok_or(NoPlace)?;
                let record = record.parse().map_err(|_| NoPlace)?;
                if !is_plain(service) {
                    return Err(NoPlace);
                }
                Ok(Place::OwedLine(record, service.to_owned()))
            }
            "person" => record().map(Place::Person),
            "growth" => record().map(Place::Growth),
            "history" => record().map(Place::History),
            "visit" => record().map(Place::Visit),
            "not_visited" => record().map(Place::NotVisited),
            "referral" => record().map(Place::Referral),
            "returned" => record().map(Place::Returned),
            "consent" => record().map(Place::Consent),
            "pregnancy_ended" => record().map(Place::PregnancyEnded),
            "register_family" => alone(Place::RegisterFamily),
            "register_person" => record().map(Place::RegisterPerson),
            "check" if is_plain(rest) => Ok(Place::Check(rest.to_owned())),
            "register" => {
                let (draft, step) = rest.split_once('/').ok_or(NoPlace)?;
                if !is_plain(draft) || !is_plain(step) {
                    return Err(NoPlace);
                }
                Ok(Place::Register(draft.to_owned(), step.to_owned()))
            }
            "phone" => alone(Place::Phone),
            "dispute" => field().map(|(record, name, path)| Place::Dispute(record, name, path)),
            "correct" => field().map(|(record, name, path)| Place::Correct(record, name, path)),
            _ => Err(NoPlace),
        }
    }
}

/// Whether a text may name a draft or a step.
fn is_plain(part: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_.".contains(c);
    !part.is_empty() && part.chars().all(plain)
}

impl Serialize for Place {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::DeviceId;

    #[test]
    fn every_place_reads_back_and_what_is_none_is_refused() {
        let record = RecordName { device: DeviceId([7; 16]), number: 12, index: 1 };
        let path = Some("visita/danger/fever".to_owned());
        let mut places = vec![
            Place::Today,
            Place::Notices,
            Place::Delivery,
            Place::Household(record),
            Place::BeginVisit(record),
            Place::Owed(When::Late),
            Place::Owed(When::Due),
            Place::Owed(When::Week),
            Place::OwedLine(record, "hepb-rn".into()),
            Place::Person(record),
            Place::Growth(record),
            Place::History(record),
            Place::Visit(record),
            Place::NotVisited(record),
            Place::Referral(record),
            Place::Returned(record),
            Place::Consent(record),
            Place::PregnancyEnded(record),
            Place::RegisterFamily,
            Place::RegisterPerson(record),
            Place::Register("0e6a-1".into(), "child-0.sex".into()),
            Place::Check("0e6a-1".into()),
            Place::Phone,
            Place::Dispute(record, "telephone".into(), None),
            Place::Dispute(record, "answer".into(), path.clone()),
            Place::Correct(record, "answer".into(), path),
        ];
        places.extend(Filter::each().map(Place::Families));
        places.extend(WHICH.map(|(which, _)| Place::Delivered(which)));
        for place in places {
            assert_eq!(place.to_string().parse(), Ok(place.clone()), "{place}");
        }
        let wrong = [
            "",
            "home",
            "today/",
            "today/1",
            "person/",
            "person/1",
            "families",
            "families/none",
            "dispute/1/x",
            "register/a",
            "register//x",
            "register/a/../b",
            "register/a/b c",
            "check/",
            "check/a/b",
            "owed/soon",
            "owed_line/1/x",
        ];
        for wrong in wrong {
            assert_eq!(wrong.parse::<Place>(), Err(NoPlace), "{wrong}");
        }
        assert_eq!(format!("person/{}", "a".repeat(LONGEST)).parse::<Place>(), Err(NoPlace));
    }
}
