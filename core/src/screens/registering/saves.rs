//! What a registration comes to: a household with its people, who looks after whom, what was answered to the questions for consent, a pregnancy, as the
//! core's plan takes them. Only what was asked and answered. Knows what steps ask; writes nothing.

use std::collections::BTreeMap;

use super::super::fields::{date_of, offered};
use super::super::values::Speaker;
use super::super::{Place, Result, shared};
use super::asks::NOT_KNOWN;
use super::way::{Ground, Kind, OF_ENDED, OF_OUTCOME, Step};
use super::{checks, typed};
use crate::action::register::{self, Home, Member, Person, Who, Whom};
use crate::action::{Acting, Refusal, pregnancy as ends};
use crate::record::table::{caregiver, code, consent, household, person, pregnancy};
use crate::record::{Code, FieldId, RecordName, Value};
use crate::store::Shown;
use crate::store::save::{Draft, Values};

/// What was answered to the questions for consent, and by whom.
type Answered = Vec<(Option<Whom>, Values)>;

/// What is saved, and where it is shown.
pub(super) fn draft(acting: &Acting<'_>, say: &Speaker<'_>, ground: &Ground) -> Result<(Draft, Place)> {
    if let Some(of) = ground.asks_again() {
        let mut making = Making::new(say, ground);
        let answered = making.consents(Of::One, None);
        let known = |whom| match whom {
            Whom::Known(record) => Some(record),
            Whom::New(_) => None,
        };
        let answers = answered.into_iter().map(|(whom, values)| (whom.and_then(known), values)).collect();
        return Ok((register::consents(acting, of, answers)?, Place::Consent(of)));
    }
    let home = match ground.household {
        Some(household) => Home::Known(household),
        None => Home::New(house(ground)?),
    };
    let members = Making::new(say, ground).members();
    let (mut draft, house, _) = register::people(acting, home, members)?;
    let seen = (Shown::read(ground.of(OF_ENDED)), Shown::read(ground.of(OF_OUTCOME)));
    if let (Some(ended), Some(outcome)) = seen {
        let born = typed::held(ground, Step::Birth(1), (person::ID, person::birth_date));
        let born_alive = code::pregnancy_outcome::live_birth;
        ends::end_in(acting, &mut draft, &ends::Seen { ended, outcome }, born, born_alive)?;
    }
    Ok((draft, Place::Household(house)))
}

fn house(ground: &Ground) -> Result<Values> {
    let chosen: Option<RecordName> = ground.get(Step::Area, "area").parse().ok();
    let area = match ground.areas.as_slice() {
        [(only, _)] => Some(*only),
        all => chosen.filter(|chosen| all.iter().any(|(area, _)| area == chosen)),
    };
    let area = area.ok_or(Refusal::Missing("area"))?;
    let mut values = Values::from([(household::area, Value::Record(area))]);
    let typed = [household::known_as, household::reference, household::telephone, household::language];
    values.extend(given(ground, Step::House, household::ID, &typed));
    let place = typed::position(ground.get(Step::Position, "place"));
    values.extend(place.map(|place| (household::place, place)));
    Ok(values)
}

/// Those of these fields that were typed at a step.
fn given(ground: &Ground, step: Step, of: u64, fields: &[FieldId]) -> Values {
    fields.iter().filter_map(|field| Some((*field, typed::held(ground, step, (of, *field))?))).collect()
}

/// Whose consent it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    /// A child's: whoever answers for the family answers for it.
    Child,
    /// Of a grown-up, who answers for herself.
    GrownUp,
    /// Of the one person who is asked about.
    One,
}

/// People being put together.
struct Making<'g> {
    ground: &'g Ground,
    way: Vec<Step>,
    has_relations: bool,
    members: Vec<Member>,
    /// Where those who are new stand among them, by what they are chosen by.
    places: BTreeMap<String, usize>,
}

impl<'g> Making<'g> {
    fn new(say: &Speaker<'_>, ground: &'g Ground) -> Making<'g> {
        let has_relations = !offered(say, "relation").is_empty();
        Making { ground, way: ground.way(), has_relations, members: Vec::new(), places: BTreeMap::new() }
    }

    fn members(mut self) -> Vec<Member> {
        for n in 1..=checks::people(self.ground) {
            match self.ground.kind(n) {
                Some(Kind::Child) => self.child(n),
                Some(Kind::Pregnant) => self.pregnant(n),
                Some(Kind::Caregiver) => self.caregiver(n),
                None => {}
            }
        }
        self.members
    }

    /// Somebody new, with the names of a step.
    fn named(&self, step: Step, kind: Kind) -> Person {
        let mut values = given(self.ground, step, person::ID, &[person::given_names, person::family_names]);
        values.insert(person::kind, Value::Int(kind.number()));
        values.into()
    }

    /// A grown-up who is new. Her own consent is hers to give: what somebody else answered for the children is not hers.
    fn grown_up(&mut self, code: String, step: Step, kind: Kind, of: Of) -> usize {
        let at = self.members.len();
        self.places.insert(code.clone(), at);
        let mut member = Member::new(Who::New(self.named(step, kind)));
        if of == Of::One || self.ground.get(Step::Answered, "by") == code {
            member.consents = self.consents(of, None);
        }
        self.members.push(member);
        at
    }

    fn child(&mut self, n: usize) {
        let whom = if self.way.contains(&Step::Caregiver(n)) {
            let code = format!("@c{n}");
            Some(Whom::New(self.grown_up(code, Step::Caregiver(n), Kind::Caregiver, Of::GrownUp)))
        } else {
            self.whom(self.ground.get(Step::Carer(n), "who"))
        };
        let asked_at = if self.way.contains(&Step::Carer(n)) { Step::Carer(n) } else { Step::Caregiver(n) };
        let relation = self.relation(asked_at);
        let mut child = self.named(Step::Name(n), Kind::Child);
        let sex = self.ground.get(Step::Sex(n), "sex");
        let sex = code::sex::ALL.iter().find(|code| code.1 == sex && sex != NOT_KNOWN);
        child.values.extend(sex.map(|code| (person::sex, Value::Int(code.0))));
        let born = [person::birth_date, person::birth_weight_g, person::gestational_weeks];
        child.values.extend(given(self.ground, Step::Birth(n), person::ID, &born));
        child.identifiers = self.papers(n);
        let mut member = Member::new(Who::New(child));
        let mut care = Values::from([(caregiver::principal, Value::Int(code::yes_no::yes))]);
        care.extend(relation.clone().map(|relation| (caregiver::relation, relation)));
        member.cared_by.extend(whom.map(|whom| (whom, care)));
        member.consents = self.consents(Of::Child, whom.zip(relation));
        self.members.push(member);
    }

    fn pregnant(&mut self, n: usize) {
        let of = if self.ground.household.is_some() { Of::One } else { Of::GrownUp };
        let fields = typed::OF_PREGNANCY;
        let pregnancy = given(self.ground, Step::Pregnancy(n), pregnancy::ID, &fields);
        if self.way.contains(&Step::Name(n)) {
            let at = self.grown_up(format!("@p{n}"), Step::Name(n), Kind::Pregnant, of);
            self.members[at].pregnancy = Some(pregnancy);
            return;
        }
        match self.whom(self.ground.get(Step::Which(n), "which")) {
            Some(Whom::New(at)) => {
                if let Some(member) = self.members.get_mut(at) {
                    if let Who::New(new) = &mut member.who {
                        new.values.insert(person::kind, Value::Int(Kind::Pregnant.number()));
                    }
                    member.pregnancy = Some(pregnancy);
                }
            }
            Some(Whom::Known(record)) => {
                let mut member = Member::new(Who::Known(record, Some(Kind::Pregnant.number())));
                member.pregnancy = Some(pregnancy);
                member.consents = self.consents(of, None);
                self.members.push(member);
            }
            None => {}
        }
    }

    fn caregiver(&mut self, n: usize) {
        let at = self.grown_up(format!("@p{n}"), Step::Name(n), Kind::Caregiver, Of::One);
        let relation = self.relation(Step::Cares(n)).map(|relation| (caregiver::relation, relation));
        let values: Values = relation.into_iter().collect();
        for code in self.ground.get(Step::Cares(n), "whom").split(' ') {
            if let Some(Whom::Known(child)) = self.whom(code) {
                let mut member = Member::new(Who::Known(child, None));
                member.cared_by = vec![(Whom::New(at), values.clone())];
                self.members.push(member);
            }
        }
    }

    /// Whom a choice of a step names.
    fn whom(&self, code: &str) -> Option<Whom> {
        let known = self.ground.members.iter().find(|one| one.code == code).and_then(|one| one.record);
        known.map(Whom::Known).or_else(|| self.places.get(code).map(|at| Whom::New(*at)))
    }

    fn relation(&self, step: Step) -> Option<Value> {
        let text = self.ground.get(step, "relation");
        (self.has_relations && !text.is_empty()).then(|| Value::text(text))
    }

    fn papers(&self, n: usize) -> BTreeMap<String, Value> {
        let step = Step::Papers(n).name();
        let all = self.ground.answers.at(&step).filter_map(|(key, number)| {
            let system = key.strip_prefix("id.")?;
            Some((system.to_owned(), Value::text(number)))
        });
        if self.way.contains(&Step::Papers(n)) { all.collect() } else { BTreeMap::new() }
    }

    /// What was answered for somebody, purpose by purpose; `cared_by` is who looks after a child and what they are to it.
    fn consents(&mut self, of: Of, cared_by: Option<(Whom, Value)>) -> Answered {
        let by = self.ground.get(Step::Answered, "by");
        let who = self.whom(by);
        let relation = match (&who, of) {
            (Some(who), _) => cared_by.filter(|(carer, _)| carer == who).map(|(_, relation)| relation),
            (None, Of::GrownUp) => None,
            (None, _) => (!by.is_empty() && !by.starts_with('@')).then(|| Value::text(by)),
        };
        let language = typed::held(self.ground, Step::Answered, (consent::ID, consent::language));
        let on = shared::day(self.ground.get(Step::Answered, "on")).map(date_of);
        let asked: Vec<Code> = self
            .way
            .iter()
            .filter_map(|step| if let Step::Consent(purpose) = step { Some(*purpose) } else { None })
            .collect();
        let answer = |purpose: Code| {
            let answer = self.ground.get(Step::Consent(purpose), "answer");
            let answer = code::consent_answer::ALL.iter().find(|code| code.1 == answer)?;
            let mut values = Values::from([
                (consent::purpose, Value::Int(purpose.0)),
                (consent::answer, Value::Int(answer.0)),
            ]);
            values.extend(relation.clone().map(|relation| (consent::relation, relation)));
            values.extend(language.clone().map(|language| (consent::language, language)));
            values.extend(on.clone().map(|on| (consent::on, on)));
            Some((who, values))
        };
        asked.into_iter().filter_map(answer).collect()
    }
}
