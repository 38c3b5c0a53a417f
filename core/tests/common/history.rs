//! Histories: what two to four people and a server say of the same households, each on what its own device then shows,
//! under a new tag whenever a database is opened or a phone is copied, and the roads by which all of it reaches somebody else. A history is made from
//! plain small numbers, so that a failing one shrinks to the few steps that matter.

use std::collections::BTreeSet;

use chaski::change::{Edit, Register, Set};
use chaski::record::table::{answers, household, person, reading, verdict, visit, worker};
use chaski::record::{
    ChangeName, Decimal, DeviceId, EntityId, FieldId, RecordName, Tag, Type, VOID, Value, entity, role,
};
use proptest::prelude::*;

use super::model::{Heads, model};
use super::{Hand, Sent, Tables, create, register};

/// An entity and a field that a later version might bring.
pub const LATER_ENTITY: EntityId = 900;
pub const LATER_FIELD: FieldId = 77;
/// The device that gives verdicts; those of people stand before it.
const SERVER: usize = 4;

#[derive(Debug, Clone, Copy)]
pub enum What {
    House,
    Person,
    Visit,
    Answers,
    Reading,
    Set,
    Settle,
    Instance,
    Void,
    LaterEntity,
    LaterField,
    /// A change about one household or person that sets a record of another.
    Stranger,
    /// One of the district's own affairs.
    District,
    Learn,
    Verdict,
    Outcome,
    /// Somebody goes on with a database that was opened again: their own, or a copy of another's with its device.
    Opens,
}

#[derive(Debug, Clone, Copy)]
pub struct Step {
    pub what: What,
    pub who: u8,
    pub which: u8,
    pub how: u8,
    pub value: u8,
}

pub fn steps(what: impl Strategy<Value = What>) -> impl Strategy<Value = Step> {
    let step = |(what, who, which, how, value)| Step { what, who, which, how, value };
    (what, 0u8..4, any::<u8>(), 0u8..12, 0u8..6).prop_map(step)
}

/// All that can happen.
pub fn everything() -> impl Strategy<Value = What> {
    use What::*;
    prop_oneof![
        3 => Just(House), 3 => Just(Person), 2 => Just(Visit), 3 => Just(Answers), 3 => Just(Reading),
        12 => Just(Set), 4 => Just(Settle), 3 => Just(Instance), 2 => Just(Void), 2 => Just(LaterEntity),
        2 => Just(LaterField), 2 => Just(Stranger), 2 => Just(District), 9 => Just(Learn), 4 => Just(Verdict),
        3 => Just(Outcome), 6 => Just(Opens)
    ]
}

/// All that people do; no verdict yet.
pub fn what_people_do() -> impl Strategy<Value = What> {
    use What::*;
    prop_oneof![
        3 => Just(House), 3 => Just(Person), 2 => Just(Visit), 3 => Just(Answers), 3 => Just(Reading),
        12 => Just(Set), 4 => Just(Settle), 3 => Just(Instance), 2 => Just(Void), 2 => Just(LaterEntity),
        2 => Just(LaterField), 2 => Just(Stranger), 2 => Just(District), 9 => Just(Learn), 6 => Just(Opens)
    ]
}

/// How a set of changes reaches somebody: in which order, which of them twice, and in deliveries of which size.
#[derive(Debug, Clone)]
pub struct Road {
    order: Vec<u16>,
    again: Vec<Option<u16>>,
    sizes: Vec<usize>,
}

const LONGEST: usize = 64;

pub fn roads() -> impl Strategy<Value = Road> {
    use prop::collection::vec;
    let again = vec(prop::option::weighted(0.2, any::<u16>()), LONGEST);
    let road = |(order, again, sizes)| Road { order, again, sizes };
    (vec(any::<u16>(), LONGEST), again, vec(1usize..6, 1..LONGEST)).prop_map(road)
}

impl Road {
    pub fn deliveries<'a>(&self, sent: &'a [Sent]) -> Vec<Vec<&'a Sent>> {
        assert!(sent.len() <= LONGEST);
        let mut parcels: Vec<(u16, &Sent)> = self.order.iter().copied().zip(sent).collect();
        parcels.extend(self.again.iter().zip(sent).filter_map(|(at, s)| Some(((*at)?, s))));
        parcels.sort_by_key(|(at, _)| *at);
        let mut rest: Vec<&Sent> = parcels.into_iter().map(|(_, sent)| sent).collect();
        let mut deliveries = Vec::new();
        for size in self.sizes.iter().cycle() {
            if rest.is_empty() {
                return deliveries;
            }
            deliveries.push(rest.drain(..rest.len().min(*size)).collect());
        }
        deliveries
    }
}

/// Everything that was said, in the order in which it was said.
pub fn play(steps: &[Step]) -> Vec<Sent> {
    let mut world = World::new();
    // Everybody knows one household with one child.
    for what in [What::House, What::Person] {
        world.step(&Step { what, who: 0, which: 0, how: 0, value: 0 });
    }
    (0..world.knows.len()).for_each(|who| world.knows[who].extend(0..world.sent.len()));
    steps.iter().for_each(|step| world.step(step));
    world.sent
}

struct World {
    hands: Vec<Hand>,
    /// Which changes each device holds.
    knows: Vec<BTreeSet<usize>>,
    sent: Vec<Sent>,
    openings: u64,
}

impl World {
    fn new() -> Self {
        // Names of devices do not sort as people do, so that rank, depth and device can disagree.
        let people =
            [(0x70, role::VISITOR), (0x20, role::VISITOR), (0x50, role::SUPERVISOR), (0x90, role::VISITOR)];
        let server = (0x10, role::DISTRICT);
        let hands: Vec<Hand> =
            people.iter().chain([&server]).map(|(byte, role)| Hand::new(*byte, *role)).collect();
        World { knows: vec![BTreeSet::new(); hands.len()], hands, sent: Vec::new(), openings: 0 }
    }

    fn step(&mut self, step: &Step) {
        let who = match step.what {
            What::Verdict | What::Outcome => SERVER,
            _ => usize::from(step.who),
        };
        match step.what {
            What::Learn => return self.learn(who, step),
            What::Opens => return self.opens(step),
            _ => {}
        }
        let held: Vec<&Sent> = self.knows[who].iter().map(|at| &self.sent[*at]).collect();
        let sees = Sees::new(&held);
        let Some((subject, edits)) = (match step.what {
            What::Verdict => self.verdict(step),
            _ => sees.says(&self.hands, who, step),
        }) else {
            return;
        };
        let sent = self.hands[who].says(subject, edits);
        self.knows[who].insert(self.sent.len());
        self.sent.push(sent);
    }

    /// What another device holds, whole or with holes.
    fn learn(&mut self, who: usize, step: &Step) {
        let from = usize::from(step.which) % self.knows.len();
        let hole = if step.how < 8 { usize::MAX } else { usize::from(step.value) + 2 };
        let news: Vec<usize> = self.knows[from].iter().copied().filter(|at| (at + 1) % hole != 0).collect();
        self.knows[who].extend(news);
    }

    /// An opening goes on from what its database holds. Where that is a copy of another's, two lines of one device speak
    /// from now on.
    fn opens(&mut self, step: &Step) {
        let (who, of) = match step.how {
            0 => (SERVER, SERVER),
            1 => (usize::from(step.who), usize::from(step.who)),
            _ => (usize::from(step.who), usize::from((step.who + 1 + step.which % 3) % 4)),
        };
        // As if drawn: a later opening may have the smaller tag; never the same twice.
        self.openings += 1;
        self.hands[who] = self.hands[of].opened(Tag(10 * (self.openings * 37 % 101)));
        self.knows[who] = self.knows[of].clone();
    }

    /// About any change at all, those that the server does not hold and its own included.
    fn verdict(&self, step: &Step) -> Option<Says> {
        let about = pick(&self.sent, step.which)?.name();
        let outcome = if step.how < 10 { 1 } else { 2 };
        Some((None, vec![verdict_about(about, outcome)]))
    }
}

pub fn verdict_about(about: ChangeName, outcome: i64) -> Edit {
    let device = Value::Bytes(about.device.0.to_vec());
    let number = Value::Int(about.number as i64);
    let values =
        [(verdict::device, device), (verdict::number, number), (verdict::outcome, Value::Int(outcome))];
    create(verdict::ID, values)
}

type Says = (Option<RecordName>, Vec<Edit>);

/// What a device shows.
struct Sees {
    tables: Tables,
    heads: Heads,
}

impl Sees {
    fn new(held: &[&Sent]) -> Self {
        let (tables, heads) = model(held);
        Sees { tables, heads }
    }

    fn all(&self, wanted: impl Fn(EntityId) -> bool) -> Vec<RecordName> {
        self.tables.records.iter().filter(|(_, (id, _))| wanted(*id)).map(|(record, _)| *record).collect()
    }

    fn says(&self, hands: &[Hand], who: usize, step: &Step) -> Option<Says> {
        let Step { which, how, value, .. } = *step;
        let own = |index| hands[who].next_record(index);
        let one = |id: EntityId| pick(&self.all(|other| other == id), which);
        let subject = || pick(&self.all(|id| id == household::ID || id == person::ID), which);
        let named = |record| Value::Record(record);
        let typed = |id: EntityId, field: FieldId| value_for(id, field, value);
        Some(match step.what {
            What::House => {
                let area = Value::Record(RecordName { device: DeviceId([0x10; 16]), number: 900, index: 0 });
                let known_as = typed(household::ID, household::known_as);
                let house = create(household::ID, [(household::area, area), (household::known_as, known_as)]);
                (Some(own(0)), vec![house])
            }
            What::Person => {
                let house = named(one(household::ID)?);
                let names = typed(person::ID, person::given_names);
                let mut edits =
                    vec![create(person::ID, [(person::household, house), (person::given_names, names)])];
                if how % 2 == 1 {
                    let weight = typed(reading::ID, reading::weight);
                    edits.push(create(
                        reading::ID,
                        [(reading::person, named(own(0))), (reading::weight, weight)],
                    ));
                }
                (Some(own(0)), edits)
            }
            What::Visit => {
                let house = one(household::ID)?;
                let note = typed(visit::ID, visit::note);
                let made = create(visit::ID, [(visit::household, named(house)), (visit::note, note)]);
                (Some(house), vec![made, with_paths(house, own(0), value)])
            }
            What::Answers => {
                let about = subject()?;
                (Some(about), vec![with_paths(about, own(0), value)])
            }
            What::Reading => {
                let who = one(person::ID)?;
                let weight = typed(reading::ID, reading::weight);
                (
                    Some(who),
                    vec![create(reading::ID, [(reading::person, named(who)), (reading::weight, weight)])],
                )
            }
            What::Set | What::Settle => {
                let record = pick(&self.all(|id| id != verdict::ID), which)?;
                let registers = registers(record, self.tables.records[&record].0);
                let at = usize::from(how) % registers.len();
                let how = if matches!(step.what, What::Settle) { 3 } else { how };
                let also = (value == 5).then(|| &registers[(at + 1) % registers.len()]);
                let sets =
                    std::iter::once(&registers[at]).chain(also).map(|r| self.set(hands, r, how, value));
                (self.tables.records[&record].1, sets.collect())
            }
            What::Stranger => {
                let record = pick(&self.all(|id| id != verdict::ID), which / 7)?;
                let registers = registers(record, self.tables.records[&record].0);
                (subject(), vec![self.set(hands, &registers[0], how, value)])
            }
            What::Instance => {
                let record = one(answers::ID)?;
                let path = instance(own(0));
                let added = Register { record, field: answers::answer, path: Some(path) };
                (self.tables.records[&record].1, vec![self.set(hands, &added, 5, value)])
            }
            What::Void => {
                let record = pick(&self.all(|_| true), which)?;
                let of = register(record, VOID);
                let voids = Set { value: Value::Bool(value < 4), ..self.set_of(hands, &of, how, 0) };
                (self.tables.records[&record].1, vec![Edit::Set(voids)])
            }
            What::LaterEntity => {
                let values = [(1, Value::text("of a later version")), (2, Value::Int(value.into()))];
                let voided = (how == 0).then_some((VOID, Value::Bool(true)));
                (subject(), vec![create(LATER_ENTITY, values.into_iter().chain(voided))])
            }
            What::LaterField => {
                let record = pick(&self.all(|id| id != verdict::ID), which)?;
                let path = |path: &str| Some(path.to_owned());
                let odd =
                    [(LATER_FIELD, None), (LATER_FIELD, path("a/b")), (2, path("x")), (VOID, path("x"))];
                let (field, path) = odd[usize::from(how) % odd.len()].clone();
                (
                    self.tables.records[&record].1,
                    vec![self.set(hands, &Register { record, field, path }, how, value)],
                )
            }
            What::District => {
                (None, vec![create(worker::ID, [(worker::name, typed(worker::ID, worker::name))])])
            }
            What::Outcome => {
                let record = one(verdict::ID)?;
                let of = register(record, verdict::outcome);
                let outcome = Value::Int(if how < 9 { 2 } else { 1 });
                (None, vec![Edit::Set(Set { value: outcome, ..self.set_of(hands, &of, how.min(3), 0) })])
            }
            What::Learn | What::Verdict | What::Opens => return None,
        })
    }

    fn set(&self, hands: &[Hand], register: &Register, how: u8, value: u8) -> Edit {
        Edit::Set(self.set_of(hands, register, how, value))
    }

    /// Most sets name what was shown; some settle, some name what nobody has seen, what comes later or nothing, and
    /// some lie about their depth.
    fn set_of(&self, hands: &[Hand], register: &Register, how: u8, value: u8) -> Set {
        let none = Vec::new();
        let heads = self.heads.get(register).unwrap_or(&none);
        let behind_shown = heads.iter().filter(|(_, s)| s.value == heads[0].1.value);
        let named: Vec<_> = if how == 3 { heads.iter().collect() } else { behind_shown.collect() };
        let mut replaces: Vec<ChangeName> = named.iter().map(|(name, _)| *name).collect();
        let mut depth = named.iter().map(|(_, s)| s.depth + 1).max().unwrap_or(0);
        match how {
            4 => replaces.push(ChangeName { device: DeviceId([0xee; 16]), number: 1 + u64::from(value) }),
            5 => (replaces, depth) = (Vec::new(), 0),
            6 => depth = 0,
            7 => replaces.extend(hands.iter().map(Hand::next_name)),
            8 => depth += u64::from(value),
            _ => {}
        }
        if how == 4 {
            depth += 1 + u64::from(value);
        }
        let id = self.tables.records.get(&register.record).map_or(LATER_ENTITY, |(id, _)| *id);
        let reason = how.is_multiple_of(2).then(|| "read again".to_owned());
        Set {
            register: register.clone(),
            value: value_for(id, register.field, value),
            replaces,
            depth,
            reason,
        }
    }
}

fn pick<T: Clone>(list: &[T], which: u8) -> Option<T> {
    list.get(usize::from(which).checked_rem(list.len())?).cloned()
}

/// The path of a repeat instance that this change adds.
pub fn instance(added_by: RecordName) -> String {
    format!("meals/[{}.0]/what", added_by.change())
}

fn with_paths(about: RecordName, own: RecordName, value: u8) -> Edit {
    let mut by_path = std::collections::BTreeMap::new();
    by_path.insert("water/treated".to_owned(), Value::Bool(value.is_multiple_of(2)));
    by_path.insert(instance(own), Value::text("potato"));
    Edit::Create {
        entity: answers::ID,
        values: [(answers::about, Value::Record(about))].into(),
        paths: [(answers::answer, by_path)].into(),
    }
}

fn registers(record: RecordName, id: EntityId) -> Vec<Register> {
    let path = |path: &str| Register { record, field: answers::answer, path: Some(path.into()) };
    let plain = |fields: &[FieldId]| fields.iter().map(|field| register(record, *field)).collect();
    match id {
        household::ID => plain(&[household::known_as, household::status, household::area]),
        person::ID => plain(&[person::given_names, person::birth_weight_g, person::household]),
        visit::ID => plain(&[visit::note, visit::outcome]),
        reading::ID => plain(&[reading::weight, reading::head_cm]),
        answers::ID => vec![path("water/treated"), path("children"), register(record, answers::form)],
        worker::ID => plain(&[worker::name, worker::status]),
        _ => plain(&[2, 3]),
    }
}

/// Few values, so that people agree by chance; now and then one of another type than the field's.
fn value_for(id: EntityId, field: FieldId, value: u8) -> Value {
    let ty = entity(id).and_then(|e| e.field(field)).map_or(Type::Time, |field| field.ty);
    match value {
        3 => Value::Null,
        4 => Value::List(vec![Value::Bool(true)]),
        _ => of_type(&ty, i64::from(value)),
    }
}

fn of_type(ty: &Type, n: i64) -> Value {
    match ty {
        Type::Text(_) => Value::text(["Quispe, by the bridge", "Mamani", "Ñahui"][n as usize % 3]),
        // 12.30 and 12.3 are two values.
        Type::Decimal(..) => Value::Decimal([Decimal::new(1230, -2), Decimal::new(123, -1)][n as usize % 2]),
        Type::Record(_) => {
            Value::Record(RecordName { device: DeviceId([0xaa; 16]), number: 1, index: n as u32 })
        }
        Type::Composite(parts) => {
            Value::parts(parts.iter().take(2).map(|part| (part.id, of_type(&part.ty, n))))
        }
        Type::Concept(_) | Type::Identifier => Value::text(&format!("code_{n}")),
        Type::Concepts(_) => Value::List(vec![Value::text(&format!("code_{n}"))]),
        Type::ByPath => Value::Bool(n % 2 == 0),
        _ => Value::Int(1 + n % 2),
    }
}
