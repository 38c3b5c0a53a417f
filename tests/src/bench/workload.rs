//! The measuring workload: one phone's children and its days of 20 visits, from a seed. The distributions are those
//! that figures of other systems were taken on, so that they can be compared.

use std::collections::BTreeMap;
use std::ops::Range;

use chaski::record::table::{answers, code, household, part, person, reading, referral, visit};
use chaski::record::{Decimal, EntityId, FieldId, RecordName, Value};
use chaski::store::save::{Draft, Values};
use chaski::store::{Action, Result, Store};

/// What says a visit: a phone's action, or changes made up without a phone.
pub trait Says {
    /// Records a new household or person.
    fn about_new(&mut self, entity: EntityId, values: Values) -> Result<RecordName>;
    /// What follows is about this household or person.
    fn about(&mut self, subject: RecordName);
    /// A new record of it.
    fn create(
        &mut self,
        entity: EntityId,
        values: Values,
        paths: BTreeMap<FieldId, BTreeMap<String, Value>>,
    ) -> Result<RecordName>;
}

macro_rules! says {
    ($($who:ty),+) => {$(
        impl Says for $who {
            fn about_new(&mut self, entity: EntityId, values: Values) -> Result<RecordName> {
                <$who>::about_new(self, entity, values)
            }
            fn about(&mut self, subject: RecordName) {
                <$who>::about(self, subject);
            }
            fn create(
                &mut self,
                entity: EntityId,
                values: Values,
                paths: BTreeMap<FieldId, BTreeMap<String, Value>>,
            ) -> Result<RecordName> {
                self.create_with_paths(entity, values, paths)
            }
        }
    )+};
}

says!(Action<'_>, Draft);

/// A small generator (SplitMix64): the same seed tells the same days.
#[derive(Debug, Clone)]
pub struct Seeded(pub u64);

impl Seeded {
    /// The next 64 bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Uniform in [0, 1).
    pub fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Uniform in [0, n).
    pub fn below(&mut self, n: u64) -> u64 {
        (self.unit() * n as f64) as u64
    }

    fn noise(&mut self, spread: f64) -> f64 {
        (self.unit() + self.unit() - 1.0) * spread
    }
}

/// How much a visit says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Child, day, measurements, answers, note.
    Bare,
    /// With begin and end to the second.
    Times,
    /// With times and the place of the house.
    TimesAndPlace,
}

/// A child as the workload draws it.
#[derive(Debug, Clone)]
pub struct Child {
    house: RecordName,
    person: RecordName,
    weight_g: f64,
    height_mm: f64,
    muac_mm: f64,
    lat_e5: i64,
    lon_e5: i64,
}

const NOTES: [&str; 8] = [
    "Madre ausente",
    "Volver la próxima semana, casa",
    "Niña con tos leve, se recomienda posta",
    "Toma hierro todos los días",
    "No encuentran el carné, buscar en casa",
    "Abuela recibe la visita",
    "Falta agua segura en la casa",
    "Perro suelto, llamar antes de llegar a casa",
];
const YES: [f64; 10] = [0.95, 0.9, 0.05, 0.02, 0.8, 0.97, 0.1, 0.03, 0.9, 0.5];

/// Registers these of the children of one phone, each in a household of its own.
pub fn register(
    store: &mut Store,
    area: RecordName,
    numbers: Range<usize>,
    seed: &mut Seeded,
) -> Result<Vec<Child>> {
    let mut children = Vec::with_capacity(numbers.len());
    for number in numbers {
        let mut action = store.begin()?;
        let names = BTreeMap::from([(person::given_names, Value::text(&format!("Niña {number}")))]);
        children.push(child(&mut action, area, number, |_| names, seed)?);
        action.save()?;
    }
    Ok(children)
}

/// Registers one child in a household of its own; `named` says its names by its age in months.
pub fn child(
    says: &mut impl Says,
    area: RecordName,
    number: usize,
    named: impl FnOnce(f64) -> Values,
    seed: &mut Seeded,
) -> Result<Child> {
    let age = seed.unit() * 60.0;
    let factor = 0.85 + 0.3 * seed.unit();
    let house = says.about_new(
        household::ID,
        BTreeMap::from([
            (household::area, Value::Record(area)),
            (household::known_as, Value::text(&format!("Casa {number}"))),
        ]),
    )?;
    let mut values = BTreeMap::from([
        (person::household, Value::Record(house)),
        (person::sex, Value::Int(1 + seed.below(2) as i64)),
        (person::kind, Value::Int(code::person_kind::child)),
    ]);
    values.extend(named(age));
    let person = says.about_new(person::ID, values)?;
    Ok(Child {
        house,
        person,
        weight_g: (3300.0 + 9000.0 * (1.0 - (-age / 22.0).exp()) + 60.0 * age) * factor,
        height_mm: (500.0 + 420.0 * (1.0 - (-age / 20.0).exp()) + 3.0 * age) * (1.0 + 0.3 * (factor - 1.0)),
        muac_mm: 142.0 * (1.0 + 0.6 * (factor - 1.0)),
        lat_e5: -1_350_000 + seed.below(2_000) as i64,
        lon_e5: -7_195_000 + seed.below(2_000) as i64,
    })
}

impl Child {
    /// The child.
    pub fn person(&self) -> RecordName {
        self.person
    }
}

/// What a district's year says of a visit beside the measuring workload.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Beside {
    /// The next visit is agreed for four weeks later.
    pub next: bool,
    /// A danger sign was seen.
    pub danger: bool,
}

/// The worker's way through her children and her days.
#[derive(Debug, Clone)]
pub struct Days {
    next: usize,
    day: i64,
    minute: i64,
    left: u32,
}

impl Default for Days {
    fn default() -> Self {
        Days { next: 0, day: 20_780, minute: 0, left: 0 }
    }
}

impl Days {
    /// Her first day is this one, by its number since 1970.
    pub fn before(first: i64) -> Days {
        Days { day: first - 1, ..Days::default() }
    }
}

/// Records the next visit in one action.
pub fn visit(
    store: &mut Store,
    children: &[Child],
    days: &mut Days,
    detail: Detail,
    seed: &mut Seeded,
) -> Result<()> {
    let mut action = store.begin()?;
    say(&mut action, children, days, detail, Beside::default(), seed)?;
    action.save()?;
    Ok(())
}

/// Says the next visit.
pub fn say(
    action: &mut impl Says,
    children: &[Child],
    days: &mut Days,
    detail: Detail,
    beside: Beside,
    seed: &mut Seeded,
) -> Result<()> {
    if days.left == 0 {
        *days = Days { next: days.next, day: days.day + 1, minute: 480 + seed.below(30) as i64, left: 20 };
    }
    days.left -= 1;
    days.minute += 5 + seed.below(20) as i64;
    days.next = (days.next + seed.below(3) as usize) % children.len();
    let child = &children[days.next];
    let begun = days.day * 86_400 + days.minute * 60 + seed.below(60) as i64;
    let ended = begun + 900 + seed.below(1200) as i64;
    let mut values = BTreeMap::from([
        (visit::household, Value::Record(child.house)),
        (visit::persons_seen, Value::List(vec![Value::Record(child.person)])),
        (visit::outcome, Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))])),
    ]);
    if detail == Detail::Bare {
        values.insert(visit::begun, Value::Int(days.day * 86_400 + days.minute * 60));
    } else {
        values.insert(visit::begun, Value::Int(begun));
        values.insert(visit::ended, Value::Int(ended));
    }
    if detail == Detail::TimesAndPlace {
        let place = if seed.unit() < 0.1 {
            Value::parts([(part::place::missing, Value::Int(code::no_place::no_signal))])
        } else {
            let degree = |e5: i64, noise: f64| Value::Decimal(Decimal::new(e5 + noise as i64, -5));
            Value::parts([
                (part::place::lat, degree(child.lat_e5, seed.noise(15.0))),
                (part::place::lon, degree(child.lon_e5, seed.noise(15.0))),
                (part::place::accuracy_m, Value::Decimal(Decimal::new(5 + seed.below(11) as i64, 0))),
            ])
        };
        values.insert(visit::place, place);
    }
    if seed.unit() < 0.12 {
        let note = NOTES[seed.below(8) as usize];
        let note =
            if note.ends_with("casa") { format!("{note} {}", seed.below(200)) } else { note.to_owned() };
        values.insert(visit::note, Value::text(&note));
    }
    if beside.next {
        values.insert(visit::next_date, date(days.day + 28));
    }
    action.about(child.house);
    let visit = action.create(visit::ID, values, BTreeMap::new())?;
    action.about(child.person);
    let weight = ((child.weight_g + seed.noise(250.0)) / 10.0).round() as i64;
    let height = (child.height_mm + seed.noise(8.0)).round() as i64;
    let muac = (child.muac_mm + seed.noise(3.0)).round() as i64;
    let oedema = if seed.unit() < 0.01 { code::oedema::yes } else { code::oedema::no };
    action.create(
        reading::ID,
        BTreeMap::from([
            (reading::person, Value::Record(child.person)),
            (reading::visit, Value::Record(visit)),
            (reading::weight, Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(weight, -2)))])),
            (reading::length, Value::parts([(part::length::cm, Value::Decimal(Decimal::new(height, -1)))])),
            (reading::muac_cm, Value::Decimal(Decimal::new(muac, -1))),
            (reading::oedema, Value::Int(oedema)),
        ]),
        BTreeMap::new(),
    )?;
    let mut by_path = BTreeMap::new();
    for question in 0..20 {
        let answer = if seed.unit() < 0.02 {
            3
        } else if seed.unit() < YES[question % 10] {
            1
        } else {
            2
        };
        by_path.insert(format!("q{question:02}"), Value::Int(answer));
    }
    action.create(
        answers::ID,
        BTreeMap::from([
            (answers::about, Value::Record(child.person)),
            (answers::visit, Value::Record(visit)),
            (answers::form, Value::text("visita")),
            (answers::form_version, Value::text("1")),
        ]),
        BTreeMap::from([(answers::answer, by_path)]),
    )?;
    if beside.danger {
        action.create(
            referral::ID,
            BTreeMap::from([
                (referral::person, Value::Record(child.person)),
                (referral::visit, Value::Record(visit)),
                (referral::signs, Value::List(vec![Value::text("fast_breathing")])),
                (referral::sent, Value::Int(ended)),
            ]),
            BTreeMap::new(),
        )?;
    }
    Ok(())
}

/// A day by its number since 1970.
pub fn date(day: i64) -> Value {
    let text = chrono::DateTime::from_timestamp(day * 86_400, 0).map(|time| time.date_naive().to_string());
    text.and_then(|text| chaski::record::json::read_date(&text)).unwrap_or(Value::Null)
}
