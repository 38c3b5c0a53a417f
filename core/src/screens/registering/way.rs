//! The steps of a registration and their order, which follows what was answered: a new family, one more person of a household, or consent asked for again.
//! Knows names of steps and what decides about them; knows no words and no field.

use super::answers::Answers;
use crate::record::table::code;
use crate::record::{Code, RecordName};

/// The most people of one registration.
pub(super) const MOST_PEOPLE: usize = 12;
/// Somebody who is not among the choices.
pub(super) const OTHER: &str = "other";
/// What the answers hold that nobody typed: what the registration is of.
pub(super) const OF: &str = "of";
/// What was shown of a pregnancy that ends with the registration of the child: when it ended.
pub(super) const OF_ENDED: &str = "ended";
/// The same of how it ended.
pub(super) const OF_OUTCOME: &str = "outcome";

/// One step: one screen. People are counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// Whether the family is registered already.
    Search,
    /// In which area.
    Area,
    /// How the house is found.
    House,
    /// Where it stands.
    Position,
    /// Whom to register.
    Kind(usize),
    /// Which woman of the household is pregnant.
    Which(usize),
    /// Which of those who are known looks after a child.
    Carer(usize),
    /// Who looks after a child, and is new.
    Caregiver(usize),
    /// Which children somebody looks after.
    Cares(usize),
    /// Names.
    Name(usize),
    /// Girl or boy.
    Sex(usize),
    /// When and how a child was born.
    Birth(usize),
    /// Numbers of documents.
    Papers(usize),
    /// When the birth is expected.
    Pregnancy(usize),
    /// Whether there is somebody else.
    More(usize),
    /// The question for consent, for one purpose.
    Consent(Code),
    /// Who answered it, and in which language.
    Answered,
    /// All of it, before it is saved.
    Check,
    /// Whether to let it go.
    Leave,
}

impl Step {
    /// Its name, in a place.
    pub(super) fn name(self) -> String {
        match self {
            Step::Search => "search".into(),
            Step::Area => "area".into(),
            Step::House => "house".into(),
            Step::Position => "position".into(),
            Step::Kind(n) => format!("{n}.kind"),
            Step::Which(n) => format!("{n}.which"),
            Step::Carer(n) => format!("{n}.carer"),
            Step::Caregiver(n) => format!("{n}.caregiver"),
            Step::Cares(n) => format!("{n}.cares"),
            Step::Name(n) => format!("{n}.name"),
            Step::Sex(n) => format!("{n}.sex"),
            Step::Birth(n) => format!("{n}.birth"),
            Step::Papers(n) => format!("{n}.papers"),
            Step::Pregnancy(n) => format!("{n}.pregnancy"),
            Step::More(n) => format!("{n}.more"),
            Step::Consent(purpose) => format!("consent.{}", purpose.1),
            Step::Answered => "answered".into(),
            Step::Check => "check".into(),
            Step::Leave => "leave".into(),
        }
    }
}

/// Why somebody is registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A child.
    Child,
    /// Somebody who looks after one.
    Caregiver,
    /// A pregnant woman.
    Pregnant,
}

impl Kind {
    /// By its name in the table.
    pub(super) fn named(name: &str) -> Option<Kind> {
        match name {
            "child" => Some(Kind::Child),
            "caregiver" => Some(Kind::Caregiver),
            "pregnant" => Some(Kind::Pregnant),
            _ => None,
        }
    }

    /// Its number in the table.
    pub(super) fn number(self) -> i64 {
        match self {
            Kind::Child => code::person_kind::child,
            Kind::Caregiver => code::person_kind::caregiver,
            Kind::Pregnant => code::person_kind::pregnant,
        }
    }
}

/// Somebody of the household who is grown up, or a child of it, as they are chosen on a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Member {
    /// By what they are chosen: `@` and the name of the record, or of whoever is registered now.
    pub(super) code: String,
    /// What they are called; none where that is not known.
    pub(super) name: Option<String>,
    /// The record, of those who are known.
    pub(super) record: Option<RecordName>,
    /// Why they are in the register.
    pub(super) kind: Option<Kind>,
}

/// What the order of the steps follows.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    /// The household, where it is known.
    pub(super) household: Option<RecordName>,
    /// The areas in which this worker may put a household, with their names.
    pub(super) areas: Vec<(RecordName, String)>,
    /// Who lives in the household that is known.
    pub(super) members: Vec<Member>,
    /// Whether there are systems of identifiers.
    pub(super) has_papers: bool,
    /// What was answered.
    pub(super) answers: Answers,
}

impl Ground {
    /// What a step's input holds.
    pub(super) fn get(&self, step: Step, key: &str) -> &str {
        self.answers.get(&step.name(), key)
    }

    /// What is known of the registration itself.
    pub(super) fn of(&self, key: &str) -> &str {
        self.answers.get(OF, key)
    }

    /// The person for whom consent is asked again, where that is all.
    pub(super) fn asks_again(&self) -> Option<RecordName> {
        self.of("person").parse().ok()
    }

    /// Why a person is registered, once that is answered.
    pub(super) fn kind(&self, n: usize) -> Option<Kind> {
        match n.checked_sub(1) {
            None => None,
            Some(0) => Kind::named(self.get(Step::Kind(1), "kind")),
            Some(before) => Kind::named(self.get(Step::More(before), "more")),
        }
    }

    /// All steps, in their order, as far as the answers decide about them.
    pub(super) fn way(&self) -> Vec<Step> {
        if self.asks_again().is_some() {
            return self.asked_for().into_iter().chain([Step::Answered, Step::Check]).collect();
        }
        let mut way = Vec::new();
        if self.household.is_none() {
            way.push(Step::Search);
            if self.areas.len() != 1 {
                way.push(Step::Area);
            }
            way.extend([Step::House, Step::Position]);
        }
        way.push(Step::Kind(1));
        self.grown_up(1, &mut way);
        way.extend(self.asked_for());
        way.push(Step::Answered);
        self.rest(1, &mut way);
        if self.household.is_none() {
            for n in 1..=MOST_PEOPLE {
                if n > 1 {
                    self.grown_up(n, &mut way);
                    self.rest(n, &mut way);
                }
                if n < MOST_PEOPLE {
                    way.push(Step::More(n));
                }
                if self.kind(n + 1).is_none() {
                    break;
                }
            }
        }
        way.push(Step::Check);
        way
    }

    /// The steps about whoever answers for a person: who looks after a child, who a woman is.
    fn grown_up(&self, n: usize, way: &mut Vec<Step>) {
        match self.kind(n) {
            Some(Kind::Child) => {
                let choice = !self.carers(n).is_empty();
                if choice {
                    way.push(Step::Carer(n));
                }
                if !choice || self.get(Step::Carer(n), "who") == OTHER {
                    way.push(Step::Caregiver(n));
                }
            }
            Some(Kind::Pregnant) => {
                let choice = !self.women(n).is_empty();
                if choice {
                    way.push(Step::Which(n));
                }
                if !choice || self.get(Step::Which(n), "which") == OTHER {
                    way.push(Step::Name(n));
                }
            }
            Some(Kind::Caregiver) => {
                way.push(Step::Name(n));
                if self.children().next().is_some() {
                    way.push(Step::Cares(n));
                }
            }
            None => {}
        }
    }

    /// The other steps about a person.
    fn rest(&self, n: usize, way: &mut Vec<Step>) {
        match self.kind(n) {
            Some(Kind::Child) => {
                way.extend([Step::Name(n), Step::Sex(n), Step::Birth(n)]);
                if self.has_papers {
                    way.push(Step::Papers(n));
                }
            }
            Some(Kind::Pregnant) => way.push(Step::Pregnancy(n)),
            Some(Kind::Caregiver) | None => {}
        }
    }

    /// The children of the household that is known.
    pub(super) fn children(&self) -> impl Iterator<Item = &Member> {
        self.members.iter().filter(|member| member.kind == Some(Kind::Child))
    }

    /// Whoever may look after a child: the grown-ups who are known, and those who were registered before.
    pub(super) fn carers(&self, n: usize) -> Vec<Member> {
        let mut all = self.known_grown_ups();
        all.extend(self.new_grown_ups(n.saturating_sub(1)).into_iter().flatten());
        all
    }

    /// Those among them who are not pregnant as far as is known.
    pub(super) fn women(&self, n: usize) -> Vec<Member> {
        self.women_among(n, &self.carers(n))
    }

    /// The grown-up who is new with a person: the woman, or whoever looks after the child.
    pub(super) fn new_grown_up(&self, n: usize) -> Option<Member> {
        self.new_grown_ups(n).pop().flatten()
    }

    fn known_grown_ups(&self) -> Vec<Member> {
        self.members.iter().filter(|one| one.kind != Some(Kind::Child)).cloned().collect()
    }

    /// Who is new with each person up to one, in their order: each chooses among those before.
    fn new_grown_ups(&self, upto: usize) -> Vec<Option<Member>> {
        let mut before = self.known_grown_ups();
        let mut all = Vec::new();
        for n in 1..=upto {
            let new = self.new_among(n, &before);
            before.extend(new.clone());
            all.push(new);
        }
        all
    }

    fn new_among(&self, n: usize, before: &[Member]) -> Option<Member> {
        let kind = self.kind(n)?;
        let (step, code) = match kind {
            Kind::Child if before.is_empty() || self.get(Step::Carer(n), "who") == OTHER => {
                (Step::Caregiver(n), format!("@c{n}"))
            }
            Kind::Pregnant
                if self.women_among(n, before).is_empty() || self.get(Step::Which(n), "which") == OTHER =>
            {
                (Step::Name(n), format!("@p{n}"))
            }
            Kind::Caregiver => (Step::Name(n), format!("@p{n}")),
            _ => return None,
        };
        let kind = if kind == Kind::Pregnant { Kind::Pregnant } else { Kind::Caregiver };
        Some(Member { code, name: self.name_at(step), record: None, kind: Some(kind) })
    }

    fn women_among(&self, n: usize, grown_ups: &[Member]) -> Vec<Member> {
        let is_chosen = |one: &Member| {
            (1..n).any(|before| {
                self.kind(before) == Some(Kind::Pregnant)
                    && self.get(Step::Which(before), "which") == one.code
            })
        };
        let all = grown_ups.iter().filter(|one| one.kind != Some(Kind::Pregnant) && !is_chosen(one));
        all.cloned().collect()
    }

    /// Whoever can have answered for the family: those who are known, and the first who is new.
    pub(super) fn answerers(&self) -> Vec<Member> {
        if self.asks_again().is_some() {
            return self.carers(1);
        }
        self.carers(1).into_iter().chain(self.new_grown_up(1)).collect()
    }

    /// The questions for consent: for every purpose, or those that are asked again.
    fn asked_for(&self) -> Vec<Step> {
        let chosen = self.of("purposes");
        let is_asked = |name: &str| chosen.is_empty() || chosen.split(' ').any(|one| one == name);
        let all = code::consent_purpose::ALL.iter().filter(|purpose| is_asked(purpose.1));
        all.map(|purpose| Step::Consent(*purpose)).collect()
    }

    /// Names that were typed at a step, as one.
    pub(super) fn name_at(&self, step: Step) -> Option<String> {
        let parts = [self.get(step, "given_names"), self.get(step, "family_names")];
        let name = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    }
}
