//! What a screen asks of the store: lists, pages, search, the inbox and the dump, over real stores of two or three
//! people who record apart and then exchange what they have.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chaski::change::hash::ChangeKey;
use chaski::change::{Change, Edit, Register, Set};
use chaski::pack;
use chaski::record::table::{
    agreement, answers, area, caregiver, code, device, household, part, person, reading, referral, review,
    rights, same_person, service, verdict, visit, worker,
};
use chaski::record::{ChangeName, DeviceId, EntityId, FieldId, RecordName, Tag, VOID, Value, json, role};
use chaski::store::apply::{Open, settle};
use chaski::store::dump::dump;
use chaski::store::inbox::{delivery, edits_beside_voiding, set_aside, unreadable, unsent, waiting};
use chaski::store::log::Incoming;
use chaski::store::query::{
    ChildRow, Family, Page, child, children, dispute, disputes, families, history,
    household as household_page, moved, visit as visit_page, visits,
};
use chaski::store::search::{search, search_within};
use chaski::store::shown::{shown, shown_field};
use chaski::store::{Clock, Log, Now, Place, Shown, Standing, Store};
use chaski::words::Lang;

use crate::memory::Keys;

// ---- A small district: two sectors, two visitors and a supervisor.

const DISTRICT: DeviceId = DeviceId([1; 16]);
const DAY: i64 = 86_400;
const START: i64 = 1_772_000_000;

struct HandClock(AtomicI64);

impl Clock for HandClock {
    fn now(&self) -> Now {
        Now { wall_s: self.0.load(Ordering::SeqCst), epoch: 7, elapsed_s: 1 }
    }
}

struct Phone {
    store: Store,
    clock: Arc<HandClock>,
    _folder: tempfile::TempDir,
}

impl Phone {
    fn new(worker: RecordName) -> Phone {
        let folder = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock(AtomicI64::new(START)));
        let place = Place::file(folder.path().join("phone.db"));
        let store = Store::open(&place, Arc::new(Keys::default()), clock.clone()).unwrap();
        store.log().set_meta("worker", worker.key().as_slice()).unwrap();
        Phone { store, clock, _folder: folder }
    }

    fn log(&self) -> Log<'_> {
        self.store.log()
    }

    fn days_pass(&self, days: i64) {
        self.clock.0.fetch_add(days * DAY, Ordering::SeqCst);
    }

    fn holds(&self) -> Vec<(ChangeName, [u8; 16], Vec<u8>)> {
        let mut statement =
            self.store.log().connection().prepare("SELECT name, key, body FROM change ORDER BY seq").unwrap();
        let rows = statement
            .query_map([], |row| Ok((row.get::<_, Vec<u8>>(0)?, row.get::<_, Vec<u8>>(1)?, row.get(2)?)))
            .unwrap();
        rows.map(|row| {
            let (name, key, body) = row.unwrap();
            (ChangeName::from_key(&name).unwrap(), key.try_into().unwrap(), body)
        })
        .collect()
    }

    fn takes(&self, changes: &[(ChangeName, [u8; 16], Vec<u8>)]) {
        for (name, key, body) in changes {
            self.log().receive(&Incoming::new(*name, ChangeKey(*key), body)).unwrap();
            settle(&self.log(), *name, &mut Open).unwrap();
        }
    }

    fn sets(&mut self, record: RecordName, field: FieldId, value: Value, reason: Option<&str>) -> ChangeName {
        let shown = shown_field(&self.log(), record, field).unwrap();
        let mut action = self.store.begin().unwrap();
        action.set(&shown, value, reason).unwrap();
        *action.save().unwrap().last().unwrap()
    }

    fn numbers(&mut self, record: RecordName, system: &str, number: &str) {
        let register = Register { record, field: person::identifier, path: Some(system.into()) };
        let shown = shown(&self.log(), &register).unwrap();
        let mut action = self.store.begin().unwrap();
        action.set(&shown, Value::text(number), None).unwrap();
        action.save().unwrap();
    }

    fn removes(&mut self, record: RecordName, reason: &str) -> ChangeName {
        self.sets(record, VOID, Value::Bool(true), Some(reason))
    }

    fn household(&mut self, area: RecordName, known_as: &str) -> RecordName {
        let mut action = self.store.begin().unwrap();
        let values = BTreeMap::from([
            (household::area, Value::Record(area)),
            (household::known_as, Value::text(known_as)),
        ]);
        let household = action.about_new(household::ID, values).unwrap();
        action.save().unwrap();
        household
    }

    fn child(&mut self, household: RecordName, given: &str, family: &str) -> RecordName {
        self.person(household, given, family, code::person_kind::child)
    }

    fn person(&mut self, household: RecordName, given: &str, family: &str, kind: i64) -> RecordName {
        let mut action = self.store.begin().unwrap();
        let values = BTreeMap::from([
            (person::household, Value::Record(household)),
            (person::given_names, Value::text(given)),
            (person::family_names, Value::text(family)),
            (person::kind, Value::Int(kind)),
            (person::sex, Value::Int(code::sex::female)),
            (person::birth_date, Value::date(&[2024, 11])),
        ]);
        let person = action.about_new(person::ID, values).unwrap();
        action.save().unwrap();
        person
    }

    fn weighs(&mut self, of: RecordName, at: Option<RecordName>, on: &[i64], kg: (i64, i8)) -> RecordName {
        let kg = Value::Decimal(chaski::record::Decimal::new(kg.0, kg.1));
        let mut values = BTreeMap::from([
            (reading::person, Value::Record(of)),
            (reading::on, Value::date(on)),
            (reading::weight, Value::parts([(part::weight::kg, kg)])),
        ]);
        values.extend(at.map(|visit| (reading::visit, Value::Record(visit))));
        self.creates(of, reading::ID, values)
    }

    fn creates(
        &mut self,
        about: RecordName,
        entity: EntityId,
        values: BTreeMap<FieldId, Value>,
    ) -> RecordName {
        let mut action = self.store.begin().unwrap();
        action.about(about);
        let record = action.create(entity, values).unwrap();
        action.save().unwrap();
        record
    }
}

struct District {
    ccorca: RecordName,
    huayllay: RecordName,
    district: RecordName,
    elena: Phone,
    nelly: Phone,
    marta: Phone,
    numbers: std::cell::Cell<u64>,
}

impl District {
    fn new() -> District {
        let record = |index| RecordName { device: DISTRICT, number: 1, index };
        let (district, ccorca, huayllay) = (record(0), record(1), record(2));
        let workers = [record(3), record(4), record(5)];
        let [elena, nelly, marta] = workers.map(Phone::new);
        let named = |entity, values: Vec<(FieldId, Value)>| Edit::Create {
            entity,
            values: values.into_iter().collect(),
            paths: BTreeMap::new(),
        };
        let mut edits = vec![
            named(area::ID, vec![(area::name, Value::text("Distrito Uno"))]),
            named(
                area::ID,
                vec![(area::name, Value::text("Ccorca")), (area::parent, Value::Record(district))],
            ),
            named(
                area::ID,
                vec![(area::name, Value::text("Huayllay")), (area::parent, Value::Record(district))],
            ),
        ];
        for name in ["Elena Ccori", "Nelly Puma", "Marta Condori"] {
            edits.push(named(worker::ID, vec![(worker::name, Value::text(name))]));
        }
        let roles = [role::VISITOR, role::VISITOR, role::SUPERVISOR];
        for ((phone, of), role) in [&elena, &nelly, &marta].into_iter().zip(workers).zip(roles) {
            let id = Value::Bytes(phone.store.device().0.to_vec());
            edits.push(named(
                device::ID,
                vec![
                    (device::worker, Value::Record(of)),
                    (device::device, id.clone()),
                    (device::label, Value::text(&format!("celular {role}"))),
                ],
            ));
            edits.push(named(
                rights::ID,
                vec![
                    (rights::device, id),
                    (rights::number, Value::Int(1)),
                    (rights::role, Value::Int(role as i64)),
                    (rights::areas, Value::List(vec![Value::Record(district)])),
                ],
            ));
        }
        let all =
            District { ccorca, huayllay, district, elena, nelly, marta, numbers: std::cell::Cell::new(0) };
        all.says(None, edits);
        all
    }

    /// A change of the district's server that everybody gets.
    fn says(&self, subject: Option<RecordName>, edits: Vec<Edit>) -> ChangeName {
        let change = self.change(subject, edits);
        for phone in [&self.elena, &self.nelly, &self.marta] {
            phone.takes(&[sent(&change)]);
        }
        change.name
    }

    fn change(&self, subject: Option<RecordName>, edits: Vec<Edit>) -> Change {
        self.numbers.set(self.numbers.get() + 1);
        Change {
            name: ChangeName { device: DISTRICT, number: self.numbers.get() },
            subject,
            author: None,
            role: role::DISTRICT,
            rights: 0,
            wall_s: START,
            clock_epoch: 1,
            elapsed_s: 1,
            edits,
        }
    }

    fn everybody_syncs(&self) {
        let phones = [&self.elena, &self.nelly, &self.marta];
        let held: Vec<_> = phones.iter().flat_map(|phone| phone.holds()).collect();
        phones.iter().for_each(|phone| phone.takes(&held));
    }
}

fn sent(change: &Change) -> (ChangeName, [u8; 16], Vec<u8>) {
    (change.name, [9; 16], change.encode())
}

fn dump_of(phone: &Phone, area: RecordName) -> String {
    let mut out = Vec::new();
    dump(&phone.log(), &area, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn register(record: RecordName, field: FieldId) -> Register {
    Register { record, field, path: None }
}

fn all_families(phone: &Phone, area: Option<&RecordName>, limit: usize) -> Vec<Family> {
    all_of(limit, |after| families(&phone.log(), area, after, limit).unwrap())
}

fn all_children(phone: &Phone, area: Option<&RecordName>, limit: usize) -> Vec<ChildRow> {
    all_of(limit, |after| children(&phone.log(), area, after, limit).unwrap())
}

fn all_of<T>(limit: usize, page: impl Fn(Option<&str>) -> Page<T>) -> Vec<T> {
    let (mut all, mut after) = (Vec::new(), None::<String>);
    loop {
        let page = page(after.as_deref());
        assert!(page.items.len() <= limit);
        all.extend(page.items);
        let Some(next) = page.next else { return all };
        assert!(
            next.parse::<RecordName>().is_ok(),
            "a cursor stands in addresses: no name of a person in it"
        );
        after = Some(next);
    }
}

// ---- Lists.

#[test]
fn families_are_sorted_by_name_without_accents_and_each_is_on_one_page_once() {
    let mut d = District::new();
    let names = ["Zamata", "ñahui", "Ñaupa", "Navarro", "Ángeles", "quispe", "Quispe"];
    for name in names {
        let house = d.elena.household(d.ccorca, "los de arriba");
        d.elena.child(house, "Rosa", name);
        d.elena.person(house, "Lucía", "Otra", code::person_kind::caregiver);
    }
    d.elena.household(d.huayllay, "otra zona");
    for limit in [1, 2, 3, 50] {
        let families = all_families(&d.elena, Some(&d.ccorca), limit);
        let sorted: Vec<_> = families.iter().map(|f| f.family_names.clone().unwrap()).collect();
        assert_eq!(sorted, ["Ángeles", "ñahui", "Ñaupa", "Navarro", "quispe", "Quispe", "Zamata"]);
        assert!(families.iter().all(|f| f.children == 1 && f.persons == 2 && !f.disputed));
    }
    assert_eq!(
        all_families(&d.elena, Some(&d.district), 3).len(),
        names.len() + 1,
        "an area with all below it"
    );
}

#[test]
fn the_list_of_everything_says_what_that_of_the_whole_district_says_whatever_was_renamed_moved_joined_or_removed()
 {
    let mut d = District::new();
    let mut houses = Vec::new();
    for (number, family) in ["Zamata", "ñahui", "Quispe", "Ángeles", "quispe"].into_iter().enumerate() {
        let house = d.elena.household(d.ccorca, &format!("casa {number}"));
        let child = d.elena.child(house, ["Rosa", "Áurea", "Luz", "Ana", "Inés"][number], family);
        let mother = d.elena.person(house, "Lucía", "Otra", code::person_kind::caregiver);
        houses.push((house, child, mother));
    }
    let same = |d: &District, how: &str| {
        for limit in [1, 2, 3, 50] {
            let (of_all, district) = (all_families(&d.elena, None, limit), Some(&d.district));
            assert_eq!(of_all, all_families(&d.elena, district, limit), "{how}: families by {limit}");
            let of_all = all_children(&d.elena, None, limit);
            assert_eq!(of_all, all_children(&d.elena, district, limit), "{how}: children by {limit}");
        }
        (all_families(&d.elena, None, 50), all_children(&d.elena, None, 50))
    };
    let first = |families: &[Family]| families[0].household;
    assert_eq!(first(&same(&d, "registered").0), houses[3].0);
    d.elena.sets(houses[0].1, person::family_names, Value::text("Abarca"), None);
    assert_eq!(first(&same(&d, "renamed").0), houses[0].0);
    // Who gave the house its name moves to another, which goes by her name now.
    d.elena.sets(houses[0].1, person::household, Value::Record(houses[4].0), None);
    let (families, _) = same(&d, "moved");
    assert_eq!(families.iter().map(|one| one.children).sum::<u64>(), 5);
    assert_eq!(first(&families), houses[4].0);
    d.elena.sets(houses[2].2, person::kind, Value::Int(code::person_kind::child), None);
    assert_eq!(same(&d, "of another kind").1.len(), 6);
    let joined = BTreeMap::from([
        (same_person::person, Value::Record(houses[1].1)),
        (same_person::other, Value::Record(houses[3].1)),
    ]);
    d.everybody_syncs();
    let join = d.marta.creates(houses[1].1, same_person::ID, joined);
    d.everybody_syncs();
    assert_eq!(same(&d, "joined").1.len(), 5);
    d.marta.removes(join, "son dos");
    d.everybody_syncs();
    d.elena.removes(houses[0].1, "registrada dos veces");
    let (families, children) = same(&d, "removed");
    assert_eq!((children.len(), first(&families)), (5, houses[3].0));
    d.elena.removes(houses[3].0, "se fue");
    assert_eq!(same(&d, "a house removed").0.len(), 4);
}

#[test]
fn a_family_shows_its_last_visit_that_was_made_and_not_one_that_is_planned() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let visits = [
        (code::visit_outcome::done, [2026, 2, 3]),
        (code::visit_outcome::done, [2026, 1, 9]),
        (code::visit_outcome::not_found, [2026, 2, 20]),
        (code::visit_outcome::planned, [2026, 3, 1]),
    ];
    for (outcome, on) in visits {
        d.elena.creates(
            house,
            visit::ID,
            BTreeMap::from([
                (visit::household, Value::Record(house)),
                (visit::on, Value::date(&on)),
                (visit::outcome, Value::parts([(part::outcome::is, Value::Int(outcome))])),
            ]),
        );
    }
    let family = &all_families(&d.elena, None, 10)[0];
    assert_eq!(family.last_visit.as_deref(), Some("2026-02-03"));
    assert_eq!(family.code, house.paper_code());
    let page = household_page(&d.elena.log(), &house).unwrap();
    let on: Vec<_> = page.visits.iter().map(|v| v.on.clone().unwrap()).collect();
    assert_eq!(on, ["2026-03-01", "2026-02-20", "2026-02-03", "2026-01-09"]);
    let first = self::visits(&d.elena.log(), &house, None, 3).unwrap();
    let rest = self::visits(&d.elena.log(), &house, first.next.as_deref(), 3).unwrap();
    assert_eq!((first.items.len(), rest.items.len(), rest.next), (3, 1, None));
    assert_eq!(rest.items[0].on.as_deref(), Some("2026-01-09"));
}

#[test]
fn what_was_removed_is_in_no_list_and_stays_in_its_history_and_in_the_dump() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    let weight = d.elena.weighs(rosa, None, &[2026, 1, 5], (700, -2));
    d.elena.removes(weight, "anotado dos veces");
    assert!(child(&d.elena.log(), &rosa).unwrap().readings.is_empty());
    d.elena.removes(rosa, "no es de aquí");
    assert!(children(&d.elena.log(), None, None, 10).unwrap().items.is_empty());
    assert!(search(&d.elena.log(), "rosa quispe", 10).unwrap().is_empty());
    assert_eq!(all_families(&d.elena, None, 10)[0].children, 0);
    assert!(child(&d.elena.log(), &rosa).unwrap().removed);
    let removal = history(&d.elena.log(), &register(rosa, VOID)).unwrap();
    assert_eq!(removal[0].reason.as_deref(), Some("no es de aquí"));
    assert_eq!(removal[0].who.name.as_deref(), Some("Elena Ccori"));
    d.elena.removes(house, "nunca existió");
    assert!(all_families(&d.elena, None, 10).is_empty());
    let dump = dump_of(&d.elena, d.ccorca);
    for record in [house, rosa, weight] {
        assert!(dump.lines().any(|l| l.contains(&record.to_string()) && l.contains("\"void\"")), "{record}");
    }
}

#[test]
fn a_family_whose_move_is_disputed_is_in_the_lists_of_both_areas() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los del puente");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    d.everybody_syncs();
    d.elena.sets(house, household::area, Value::Record(d.huayllay), None);
    d.nelly.sets(house, household::area, Value::Record(d.ccorca), None);
    d.everybody_syncs();
    for area in [d.ccorca, d.huayllay] {
        let family = &all_families(&d.marta, Some(&area), 10)[0];
        assert_eq!((family.household, family.children, family.disputed), (house, 1, true));
        let listed = children(&d.marta.log(), Some(&area), None, 10).unwrap();
        assert_eq!(listed.items.iter().map(|c| c.person).collect::<Vec<_>>(), [rosa]);
        assert_eq!(disputes(&d.marta.log(), Some(&area), None, 10).unwrap().items.len(), 1);
    }
    assert_eq!(child(&d.marta.log(), &rosa).unwrap().areas.len(), 2);
}

#[test]
fn two_who_were_joined_are_one_row_and_one_page_and_separating_them_gives_two_again() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los del puente");
    let kept = d.elena.child(house, "Rosa", "Quispe");
    let other = d.nelly.household(d.ccorca, "los del molino");
    let other = d.nelly.child(other, "Rosita", "Quispe");
    d.elena.weighs(kept, None, &[2026, 1, 5], (700, -2));
    d.nelly.weighs(other, None, &[2026, 2, 5], (740, -2));
    d.everybody_syncs();
    let join = d.marta.creates(
        kept,
        same_person::ID,
        BTreeMap::from([
            (same_person::person, Value::Record(kept)),
            (same_person::other, Value::Record(other)),
        ]),
    );
    let listed = children(&d.marta.log(), None, None, 10).unwrap().items;
    assert_eq!((listed.len(), listed[0].person, listed[0].joined.clone()), (1, kept, vec![other]));
    let page = child(&d.marta.log(), &kept).unwrap();
    let weights: Vec<_> = page
        .readings
        .iter()
        .map(|r| (r.subject.unwrap(), r.field("weight").unwrap().value["kg"].clone()))
        .collect();
    assert_eq!(weights, [(other, "7.40".into()), (kept, "7.00".into())]);
    assert_eq!(page.joined[0].title.as_deref(), Some("Rosita Quispe"));
    d.marta.removes(join, "son dos niñas");
    assert_eq!(children(&d.marta.log(), None, None, 10).unwrap().items.len(), 2);
    assert_eq!(child(&d.marta.log(), &kept).unwrap().readings.len(), 1);
}

// ---- Pages.

#[test]
fn a_field_carries_to_save_what_was_shown_and_never_what_arrived_since() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    d.elena.sets(house, household::telephone, Value::text("900000000"), None);
    d.everybody_syncs();
    let page = household_page(&d.elena.log(), &house).unwrap();
    let field = page.field("telephone").unwrap();
    assert!(field.sensitive && !field.disputed && field.shown.replaces.len() == 1);
    // As a form carries it, through JSON.
    let json = serde_json::to_value(field).unwrap();
    let carried = Shown::read(json["seen"].as_str().unwrap()).unwrap();
    assert_eq!(carried, field.shown);
    d.nelly.sets(house, household::telephone, Value::text("900000222"), None);
    d.elena.takes(&d.nelly.holds());
    let mut action = d.elena.store.begin().unwrap();
    action.set(&carried, Value::text("900000111"), None).unwrap();
    action.save().unwrap();
    let page = household_page(&d.elena.log(), &house).unwrap();
    assert!(page.field("telephone").unwrap().disputed);
    assert_eq!(page.disputes.len(), 1);
    assert_eq!(page.disputes[0].values.len(), 2);
    // What nobody said yet is there to be filled in.
    let language = page.field("language").unwrap();
    assert!(language.value.is_null() && language.shown.replaces.is_empty());
}

#[test]
fn a_child_is_one_call_with_everything_owed_to_the_page() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe Mamani");
    let lucia = d.elena.person(house, "Lucía", "Mamani", code::person_kind::caregiver);
    d.elena.creates(
        rosa,
        caregiver::ID,
        BTreeMap::from([
            (caregiver::person, Value::Record(rosa)),
            (caregiver::caregiver, Value::Record(lucia)),
            (caregiver::relation, Value::text("mother")),
            (caregiver::principal, Value::Int(code::yes_no::yes)),
        ]),
    );
    for (on, kg) in [([2026, 1, 5], 700), ([2026, 3, 5], 760), ([2026, 2, 5], 735)] {
        d.elena.weighs(rosa, None, &on, (kg, -2));
    }
    d.elena.store.use_pack(pack::shipped("pe")).unwrap();
    d.elena.numbers(rosa, "pe-cnv", "0012345");
    d.elena.numbers(rosa, "pe-dni", "01 234-567");
    d.elena.creates(
        rosa,
        service::ID,
        BTreeMap::from([
            (service::person, Value::Record(rosa)),
            (service::kind, Value::text("document")),
            (service::document, Value::text("birth_act")),
            (service::on, Value::date(&[2024, 12, 1])),
        ]),
    );
    d.elena.creates(
        rosa,
        agreement::ID,
        BTreeMap::from([
            (agreement::about, Value::Record(rosa)),
            (agreement::text, Value::text("sangrecita dos veces por semana")),
        ]),
    );
    d.elena.creates(
        rosa,
        referral::ID,
        BTreeMap::from([
            (referral::person, Value::Record(rosa)),
            (referral::signs, Value::List(vec![Value::text("fever")])),
        ]),
    );
    let page = child(&d.elena.log(), &rosa).unwrap();
    assert_eq!(page.name.as_deref(), Some("Rosa Quispe Mamani"));
    assert_eq!((page.sex.as_deref(), page.birth_date.as_deref()), (Some("female"), Some("2024-11")));
    assert_eq!(page.household.as_ref().unwrap().title.as_deref(), Some("los de la tienda"));
    assert_eq!(page.areas[0].name.as_deref(), Some("Ccorca"));
    let on: Vec<_> = page.readings.iter().map(|r| r.field("on").unwrap().value.clone()).collect();
    assert_eq!(on, ["2026-03-05", "2026-02-05", "2026-01-05"]);
    let weight = page.readings[0].field("weight").unwrap();
    assert_eq!(
        (weight.value["kg"].as_str(), weight.unit.as_deref(), weight.once),
        (Some("7.60"), Some("kg"), true)
    );
    assert_eq!(page.readings[0].who.name.as_deref(), Some("Elena Ccori"));
    assert_eq!(page.caregivers[0].caregiver.as_ref().unwrap().title.as_deref(), Some("Lucía Mamani"));
    assert_eq!(page.caregivers[0].relation.as_deref(), Some("mother"));
    let steps: Vec<_> = page.identity.iter().map(|s| (s.step.as_str(), s.reached)).collect();
    let expected = [
        ("code", true),
        ("local_id", false),
        ("pe-cnv", true),
        ("birth_act", true),
        ("pe-dni", true),
        ("pe-cod-pad", false),
    ];
    assert_eq!(steps, expected);
    assert_eq!(page.identity[3].issued_on.as_deref(), Some("2024-12-01"));
    assert_eq!((page.services.len(), page.agreements.len(), page.referrals.len()), (1, 1, 1));
    assert_eq!(page.referrals[0].field("signs").unwrap().value, serde_json::json!(["fever"]));
    let members = household_page(&d.elena.log(), &house).unwrap().members;
    assert_eq!(members.iter().map(|m| m.person).collect::<Vec<_>>(), [rosa, lucia]);
    assert!(child(&d.elena.log(), &house).is_err(), "a household is no child");
}

#[test]
fn a_visit_shows_what_was_measured_at_it_and_an_end_that_is_not_held_as_recorded_elsewhere() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    let stranger = RecordName { device: DeviceId([0x77; 16]), number: 5, index: 0 };
    let visit = d.elena.creates(
        house,
        visit::ID,
        BTreeMap::from([
            (visit::household, Value::Record(house)),
            (visit::persons_seen, {
                let mut seen = vec![Value::Record(rosa), Value::Record(stranger)];
                seen.sort();
                Value::List(seen)
            }),
        ]),
    );
    let weight = d.elena.weighs(rosa, Some(visit), &[2026, 1, 5], (700, -2));
    d.elena.weighs(rosa, None, &[2026, 1, 6], (710, -2));
    let mut action = d.elena.store.begin().unwrap();
    action.about(rosa);
    let values = BTreeMap::from([
        (answers::about, Value::Record(rosa)),
        (answers::visit, Value::Record(visit)),
        (answers::form, Value::text("visita")),
    ]);
    let by_path = BTreeMap::from([
        ("/peligro/fiebre".to_owned(), Value::Bool(false)),
        ("/paquete/cred".to_owned(), Value::text("sí")),
    ]);
    action.create_with_paths(answers::ID, values, BTreeMap::from([(answers::answer, by_path)])).unwrap();
    action.save().unwrap();
    d.everybody_syncs();
    d.marta.creates(
        rosa,
        review::ID,
        BTreeMap::from([
            (review::about, Value::Record(rosa)),
            (review::target, Value::Record(weight)),
            (review::comment, Value::text("¿Con ropa?")),
        ]),
    );
    let page = visit_page(&d.marta.log(), &visit).unwrap();
    assert_eq!(page.readings.iter().map(|r| r.record).collect::<Vec<_>>(), [weight]);
    let paths: Vec<_> =
        page.answers[0].answers.iter().map(|a| (a.path.clone().unwrap(), a.value.clone())).collect();
    assert_eq!(paths, [("/paquete/cred".into(), "sí".into()), ("/peligro/fiebre".into(), false.into())]);
    assert_eq!(page.reviews.len(), 1);
    let seen: BTreeMap<_, _> = page.persons_seen.iter().map(|l| (l.record, l.recorded_elsewhere)).collect();
    assert_eq!(seen, BTreeMap::from([(rosa, false), (stranger, true)]));
    let json = serde_json::to_value(&page).unwrap();
    let elsewhere =
        json["persons_seen"].as_array().unwrap().iter().find(|l| l["record"] == stranger.to_string());
    assert_eq!(elsewhere.unwrap()["recorded_elsewhere"], true);
    // A reading whose visit is another area's.
    let far = d.nelly.weighs(rosa, Some(stranger), &[2026, 4, 1], (800, -2));
    let page = child(&d.nelly.log(), &rosa).unwrap();
    let reading = page.readings.iter().find(|r| r.record == far).unwrap();
    assert!(reading.field("visit").unwrap().links[0].recorded_elsewhere);
}

#[test]
fn a_dispute_lists_both_values_with_who_said_them_and_a_supervisor_settles_what_was_shown() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    d.everybody_syncs();
    d.elena.sets(house, household::telephone, Value::text("900000111"), None);
    d.elena.sets(rosa, person::gestational_weeks, Value::Int(38), None);
    d.nelly.days_pass(1);
    d.nelly.sets(house, household::telephone, Value::text("900000222"), None);
    d.nelly.sets(rosa, person::gestational_weeks, Value::Int(36), None);
    d.everybody_syncs();
    assert_eq!(delivery(&d.marta.log()).unwrap().disputes, 2);
    // Page by page, each once.
    let first = disputes(&d.marta.log(), None, None, 1).unwrap();
    let second = disputes(&d.marta.log(), None, first.next.as_deref(), 1).unwrap();
    assert!(second.next.is_none());
    let items: Vec<_> = first.items.into_iter().chain(second.items).collect();
    let weeks = items.iter().find(|i| i.field == "gestational_weeks").unwrap();
    assert_eq!(
        weeks.values.iter().map(|v| v.value.as_i64().unwrap()).collect::<BTreeSet<_>>(),
        BTreeSet::from([36, 38])
    );
    assert_eq!(weeks.values.iter().filter(|v| v.shown).count(), 1);
    assert!(weeks.values[0].shown, "the one in use first");
    assert_eq!(weeks.unit.as_deref(), Some("weeks"));
    let who: BTreeSet<_> = weeks.values.iter().map(|v| v.who.name.clone().unwrap()).collect();
    assert_eq!(who, BTreeSet::from(["Elena Ccori".to_owned(), "Nelly Puma".to_owned()]));
    assert!(weeks.values.iter().all(|v| v.who.phone.as_deref() == Some("celular 10") && v.at.is_some()));
    // A telephone is personal: the list withholds it, its own page shows it.
    let telephone = items.iter().find(|i| i.field == "telephone").unwrap();
    assert!(telephone.values.iter().all(|v| v.withheld && v.value.is_null()));
    let one = dispute(&d.marta.log(), &register(house, household::telephone)).unwrap().unwrap();
    assert!(one.values.iter().any(|v| v.value == "900000222"));
    assert!(all_families(&d.marta, None, 5)[0].disputed);
    let mut action = d.marta.store.begin().unwrap();
    action.set(&one.shown.clone().settling(), Value::text("900000222"), Some("llamé")).unwrap();
    action.save().unwrap();
    assert_eq!(disputes(&d.marta.log(), None, None, 5).unwrap().items.len(), 1);
    let said = history(&d.marta.log(), &register(house, household::telephone)).unwrap();
    assert_eq!(said.iter().map(|s| s.depth).collect::<Vec<_>>(), [0, 0, 1]);
    assert_eq!(said.iter().filter(|s| s.stands).count(), 1);
    let last = said.last().unwrap();
    assert_eq!(
        (last.reason.as_deref(), last.who.role.as_str(), last.replaces.len()),
        (Some("llamé"), "supervisor", 2)
    );
}

#[test]
fn a_history_has_every_correction_with_its_reason_in_order() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    let weight = d.elena.weighs(rosa, None, &[2026, 1, 5], (1230, -2));
    d.everybody_syncs();
    let corrected = Value::parts([(part::weight::kg, Value::Decimal(chaski::record::Decimal::new(123, -1)))]);
    d.nelly.sets(weight, reading::weight, corrected, Some("leí mal"));
    let said = history(&d.nelly.log(), &register(weight, reading::weight)).unwrap();
    let kg: Vec<_> = said.iter().map(|s| s.value["kg"].clone()).collect();
    assert_eq!(kg, ["12.30", "12.3"], "as typed");
    assert!(said[0].at_creation && !said[0].stands && said[1].stands && said[1].shown);
    assert_eq!(said[1].reason.as_deref(), Some("leí mal"));
    assert_eq!(said[1].who.name.as_deref(), Some("Nelly Puma"));
}

#[test]
fn a_family_that_left_is_a_note_with_where_and_when() {
    let d = District::new();
    let house = RecordName { device: DeviceId([5; 16]), number: 3, index: 0 };
    let areas = "Ccorca";
    d.elena
        .store
        .log()
        .connection()
        .execute(
            "INSERT INTO departed (subject, entity, code, areas, noted_s) VALUES (?1, 3, ?2, ?3, ?4)",
            rusqlite::params![house.key().as_slice(), house.paper_code(), areas, START],
        )
        .unwrap();
    let notes = moved(&d.elena.log(), Lang::En).unwrap();
    assert_eq!(notes[0].to.as_deref(), Some("Ccorca"));
    assert_eq!(notes[0].sentence, format!("Family {}: moved to Ccorca on 25 Feb 2026.", house.paper_code()));
}

// ---- Search.

#[test]
fn a_search_forgives_accents_and_one_slip_a_word_and_asks_for_every_word() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    d.elena.sets(house, household::reference, Value::text("Casa 14, junto al puente"), None);
    let rosa = d.elena.child(house, "Rosa María", "Ñahui Quispe");
    let other = d.elena.household(d.huayllay, "los del molino");
    let luis = d.elena.child(other, "Luis", "Quispe Q'enqo");
    d.elena.numbers(luis, "xx-card", "71 234 567");
    let found = |words: &str| -> Vec<RecordName> {
        search(&d.elena.log(), words, 10).unwrap().into_iter().map(|f| f.record).collect()
    };
    for words in
        ["nahui", "ÑAHUI", "rosa nahui", "nahui rosa", "ros ñah", "nauhi", "nahhui", "nahi", "maria nahxi"]
    {
        assert_eq!(found(words), [rosa], "{words}");
    }
    assert_eq!(found("rosa molino"), [], "a word of another house");
    assert_eq!(found("rosa tienda"), [rosa], "a name, and the house it is known by");
    assert_eq!(found("tienda"), [house]);
    assert_eq!(found("casa 14"), [house]);
    assert_eq!(found("casa 15"), []);
    assert_eq!(found("qenqo"), [luis]);
    assert_eq!(found("q’enqo"), [luis]);
    assert_eq!(found("71234567"), [luis]);
    assert_eq!(found("71234568"), [], "a number with a slip is another number");
    assert_eq!(found("7123456"), [], "numbers of documents are whole");
    assert_eq!(found(&rosa.paper_code().to_lowercase().replace('-', " ")), [rosa]);
    assert_eq!(found(&house.paper_code()), [house]);
    assert_eq!(found("quispe").into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([rosa, luis]));
    assert_eq!(found("quipse").len(), 2);
    assert_eq!(found("luis quispe")[0], luis);
    assert_eq!(found(" , "), []);
    let here = search_within(&d.elena.log(), Some(&d.ccorca), "quispe", 10).unwrap();
    assert_eq!(here.iter().map(|f| f.record).collect::<Vec<_>>(), [rosa]);
    let hit = &search(&d.elena.log(), "nauhi", 10).unwrap()[0];
    assert_eq!(
        (hit.by.as_str(), hit.household, hit.known_as.as_deref()),
        ("like", Some(house), Some("los de la tienda"))
    );
}

#[test]
fn what_matches_exactly_comes_before_what_begins_so_and_that_before_a_slip() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de arriba");
    let slip = d.elena.child(house, "Ana", "Quizpe");
    let begins = d.elena.child(house, "Ana", "Quispealaya");
    let exact = d.elena.child(house, "Zoila", "Quispe");
    let found = search(&d.elena.log(), "quispe", 10).unwrap();
    let found: Vec<_> = found.iter().map(|f| (f.record, f.by.as_str())).collect();
    assert_eq!(found, [(exact, "words"), (begins, "words"), (slip, "like")]);
    assert_eq!(search(&d.elena.log(), "quispe", 1).unwrap().len(), 1);
}

// ---- The inbox.

#[test]
fn a_change_whose_record_has_not_arrived_waits_and_says_for_what() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    d.elena.weighs(rosa, None, &[2026, 1, 5], (700, -2));
    let held = d.elena.holds();
    let last = held.last().unwrap().clone();
    d.nelly.takes(&[last]);
    let page = waiting(&d.nelly.log(), Lang::En, None, 10).unwrap();
    let item = &page.items[0];
    assert_eq!(
        (item.waits_for, item.subject, item.what.clone()),
        (Some(rosa), Some(rosa), vec!["reading".into()])
    );
    assert_eq!(item.who.name.as_deref(), Some("Elena Ccori"));
    assert!(
        item.sentence.contains("waits for the person") && item.sentence.contains("Elena Ccori"),
        "{}",
        item.sentence
    );
    assert!(item.sentence.ends_with("What is missing was recorded on the phone of Elena Ccori."));
    assert!(!item.remedy.is_empty());
    let spanish = waiting(&d.nelly.log(), Lang::Es, None, 10).unwrap().items.remove(0);
    assert!(spanish.sentence.starts_with("Medidas, de Elena Ccori: espera a la persona"), "{spanish:?}");
    assert!(spanish.sentence.ends_with("se anotó en el celular de Elena Ccori."), "{spanish:?}");
    let counts = delivery(&d.nelly.log()).unwrap();
    assert_eq!((counts.waiting, counts.on_this_phone_only, counts.acknowledged), (1, 0, 0));
    d.nelly.takes(&held);
    assert!(waiting(&d.nelly.log(), Lang::En, None, 10).unwrap().items.is_empty());
    assert_eq!(delivery(&d.nelly.log()).unwrap().waiting, 0);
}

#[test]
fn a_change_set_aside_says_by_whom_and_why_and_is_gone_from_the_list_once_accepted() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    d.everybody_syncs();
    let said = d.elena.sets(house, household::telephone, Value::text("900000111"), None);
    let marta = d.marta.store.worker().unwrap().unwrap();
    let judged = |outcome: i64| Edit::Create {
        entity: verdict::ID,
        values: BTreeMap::from([
            (verdict::device, Value::Bytes(said.device.0.to_vec())),
            (verdict::number, Value::Int(said.number as i64)),
            (verdict::outcome, Value::Int(outcome)),
            (verdict::reason, Value::Int(code::verdict_reason::no_rights)),
            (verdict::by, Value::Record(marta)),
            (verdict::note, Value::text("Pregúntame")),
        ]),
        paths: BTreeMap::new(),
    };
    d.says(None, vec![judged(code::verdict_outcome::set_aside)]);
    let item = set_aside(&d.elena.log(), Lang::En, None, 10).unwrap().items.remove(0);
    assert_eq!(item.change, said.to_string());
    assert_eq!((item.by_name.as_deref(), item.why.as_deref()), (Some("Marta Condori"), Some("no_rights")));
    assert_eq!(item.note.as_deref(), Some("Pregúntame"));
    assert!(
        item.sentence.contains("Family") && item.sentence.contains("set aside by Marta Condori"),
        "{}",
        item.sentence
    );
    assert!(item.sentence.contains("no right to the area"));
    assert_eq!(delivery(&d.elena.log()).unwrap().set_aside, 1);
    d.says(None, vec![judged(code::verdict_outcome::accepted)]);
    assert!(set_aside(&d.elena.log(), Lang::En, None, 10).unwrap().items.is_empty());
}

#[test]
fn what_a_later_version_said_is_unreadable_in_whole_or_in_part_and_asks_for_a_newer_app() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    d.everybody_syncs();
    // A field that this version does not know, beside one that it does.
    let values = BTreeMap::from([
        (household::area, Value::Record(d.ccorca)),
        (77, Value::parts([(1, Value::text("later")), (2, Value::Bytes(vec![1, 255]))])),
    ]);
    let about = RecordName { device: DISTRICT, number: d.numbers.get() + 1, index: 0 };
    let partly =
        d.says(Some(about), vec![Edit::Create { entity: household::ID, values, paths: BTreeMap::new() }]);
    // A record of an entity that this version does not know.
    let values = BTreeMap::from([(1, Value::Record(house)), (4, Value::Int(3))]);
    d.says(Some(house), vec![Edit::Create { entity: 900, values, paths: BTreeMap::new() }]);
    // A change of a later format: nothing of it can be read.
    let name = ChangeName { device: DISTRICT, number: 99 };
    d.elena.takes(&[(name, [9; 16], vec![0xa1, 0x00, 0x09])]);
    assert_eq!(d.elena.log().held(&name).unwrap().unwrap().standing, Standing::Unreadable);
    let page = unreadable(&d.elena.log(), Lang::En, None, 10).unwrap();
    let items: BTreeMap<_, _> = page.items.iter().map(|i| (i.change.clone(), i)).collect();
    assert_eq!(items.len(), 3);
    assert!(
        items[&partly.to_string()].message == "inbox-unreadable_partly"
            && items[&name.to_string()].message == "inbox-unreadable"
    );
    assert!(
        items
            .values()
            .all(|i| i.remedy.contains("Update the app") && i.remedy.contains("newer one shows it"))
    );
    assert_eq!(delivery(&d.elena.log()).unwrap().unreadable, 3);
    // By pages of one, each once.
    let (mut seen, mut after) = (0, None);
    loop {
        let page = unreadable(&d.elena.log(), Lang::En, after, 1).unwrap();
        seen += page.items.len();
        let Some(next) = page.next else { break };
        after = Some(next);
    }
    assert_eq!(seen, 3);
    // The dump keeps what cannot be shown.
    let dump = dump_of(&d.elena, d.ccorca);
    assert!(
        dump.contains("\"field\":\"77\"") && dump.contains("\"entity\":\"900\"") && dump.contains("01ff")
    );
    assert!(household_page(&d.elena.log(), &about).unwrap().view.beyond_this_version == 1);
}

#[test]
fn deliveries_are_counted_by_receipts_and_what_is_unsent_is_listed() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    d.elena.weighs(rosa, None, &[2026, 1, 5], (700, -2));
    d.elena.creates(
        rosa,
        referral::ID,
        BTreeMap::from([
            (referral::person, Value::Record(rosa)),
            (referral::signs, Value::List(vec![Value::text("fever")])),
        ]),
    );
    let counts = delivery(&d.elena.log()).unwrap();
    assert_eq!((counts.on_this_phone_only, counts.acknowledged), (4, 0));
    let page = unsent(&d.elena.log(), Lang::En, None, 3).unwrap();
    assert_eq!(
        page.items.iter().map(|i| i.what[0].clone()).collect::<Vec<_>>(),
        ["household", "person", "reading"]
    );
    let rest = unsent(&d.elena.log(), Lang::En, page.next, 3).unwrap();
    assert_eq!((rest.items.len(), rest.items[0].urgent, rest.next), (1, true, None));
    let receipt = house.change();
    let statement = "UPDATE change SET acknowledged = 1 WHERE name = ?1";
    d.elena.store.log().connection().execute(statement, [receipt.key().as_slice()]).unwrap();
    let statement = "UPDATE opening SET held_count = 1 WHERE tag = ?1";
    d.elena.store.log().connection().execute(statement, [receipt.tag().0 as i64]).unwrap();
    let counts = delivery(&d.elena.log()).unwrap();
    assert_eq!((counts.on_this_phone_only, counts.acknowledged), (3, 1));
    // What others recorded is not this phone's to deliver.
    d.everybody_syncs();
    assert_eq!(delivery(&d.nelly.log()).unwrap().on_this_phone_only, 0);
}

#[test]
fn a_correction_made_beside_a_removal_is_listed_with_both_sides_and_one_that_was_known_is_not() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    let weight = d.elena.weighs(rosa, None, &[2026, 1, 5], (700, -2));
    let oedema = |answer| Value::Int(answer);
    d.elena.sets(weight, reading::oedema, oedema(code::oedema::not_looked), Some("faltaba"));
    d.everybody_syncs();
    d.elena.removes(weight, "anotado dos veces");
    d.nelly.sets(weight, reading::oedema, oedema(code::oedema::no), Some("miré después"));
    d.nelly.sets(rosa, person::given_names, Value::text("Rosa Luz"), None);
    d.everybody_syncs();
    for phone in [&d.elena, &d.nelly, &d.marta] {
        let page = edits_beside_voiding(&phone.log(), Lang::En, None, 10).unwrap();
        assert_eq!(page.items.len(), 1, "the remover's own earlier correction was known");
        let item = &page.items[0];
        assert_eq!(
            (item.record, item.field.as_str(), item.value.clone()),
            (weight, "oedema", Some("no".into()))
        );
        assert_eq!(item.removed_by.name.as_deref(), Some("Elena Ccori"));
        assert_eq!(item.said_by.name.as_deref(), Some("Nelly Puma"));
        assert_eq!(item.removed_because.as_deref(), Some("anotado dos veces"));
        assert_eq!(
            item.sentence,
            "Measurements: Elena Ccori removed it on 25 Feb 2026; Nelly Puma recorded “Swelling of both feet” on \
             25 Feb 2026. Neither knew of the other. Why it was removed: anotado dos veces"
        );
    }
    d.elena.sets(weight, VOID, Value::Bool(false), Some("sí vale"));
    assert!(edits_beside_voiding(&d.elena.log(), Lang::En, None, 10).unwrap().items.is_empty());
}

#[test]
fn whether_a_removal_knew_of_a_correction_say_the_counters_of_one_opening_and_the_clock_between_two() {
    let mut d = District::new();
    let house = d.nelly.household(d.ccorca, "los de la tienda");
    let rosa = d.nelly.child(house, "Rosa", "Quispe");
    d.everybody_syncs();
    let elena = d.elena.store.device();
    let says = |d: &District, name, wall_s: i64, record, field, value| {
        let register = register(record, field);
        let set = Set { register, value, replaces: Vec::new(), depth: 0, reason: Some("conté mal".into()) };
        let change = Change { name, wall_s, ..d.change(Some(rosa), vec![Edit::Set(set)]) };
        d.nelly.takes(&[sent(&change)]);
    };
    let at = |tag: u64, counter: u64| ChangeName::at(elena, Tag(tag), counter);
    // The correction, the removal, how many seconds later by the phone's clock, and whether it is listed.
    let cases = [
        (at(5, 1), at(5, 2), 60, false),
        (at(5, 3), at(5, 4), -60, false),
        (at(5, 6), at(5, 5), 60, true),
        (at(5, 7), at(9, 1), 60, false),
        (at(9, 2), at(5, 8), 60, false),
        (at(5, 9), at(9, 3), -60, true),
        (at(9, 4), at(5, 10), -60, true),
        (at(9, 5), at(5, 11), 0, true),
    ];
    let mut expected = BTreeMap::new();
    for (correction, removal, later_s, listed) in cases {
        let weight = d.nelly.weighs(rosa, None, &[2026, 1, 5], (700, -2));
        says(&d, correction, START, weight, reading::oedema, Value::Int(code::oedema::no));
        says(&d, removal, START + later_s, weight, VOID, Value::Bool(true));
        expected.insert(weight, listed);
    }
    let listed = edits_beside_voiding(&d.nelly.log(), Lang::En, None, 50).unwrap().items;
    let listed: BTreeSet<RecordName> = listed.into_iter().map(|item| item.record).collect();
    let found = expected.keys().map(|record| (*record, listed.contains(record))).collect();
    assert_eq!(expected, found);
}

#[test]
fn no_list_of_the_inbox_holds_a_personal_value() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "SECRETO tienda");
    let rosa = d.elena.child(house, "SECRETO Rosa", "SECRETO Quispe");
    d.elena.sets(house, household::telephone, Value::text("SECRETO 1"), None);
    d.everybody_syncs();
    d.elena.removes(rosa, "otra zona");
    d.nelly.sets(rosa, person::given_names, Value::text("SECRETO Luz"), None);
    d.nelly.sets(house, household::telephone, Value::text("SECRETO 2"), None);
    d.elena.sets(house, household::telephone, Value::text("SECRETO 3"), None);
    d.everybody_syncs();
    let log = d.elena.log();
    let lists = [
        serde_json::to_string(&unsent(&log, Lang::En, None, 50).unwrap()).unwrap(),
        serde_json::to_string(&waiting(&log, Lang::En, None, 50).unwrap()).unwrap(),
        serde_json::to_string(&disputes(&log, None, None, 50).unwrap()).unwrap(),
        serde_json::to_string(&edits_beside_voiding(&log, Lang::En, None, 50).unwrap()).unwrap(),
    ];
    assert_eq!(edits_beside_voiding(&log, Lang::En, None, 50).unwrap().items.len(), 1);
    assert!(lists.iter().all(|list| !list.contains("SECRETO")));
}

// ---- The dump.

#[test]
fn two_replicas_with_the_same_changes_dump_the_same_bytes_whatever_the_order_and_nothing_that_waits() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let rosa = d.elena.child(house, "Rosa", "Quispe");
    d.everybody_syncs();
    d.elena.sets(house, household::telephone, Value::text("900000111"), None);
    d.nelly.sets(house, household::telephone, Value::text("900000222"), None);
    let weight = d.nelly.weighs(rosa, None, &[2026, 1, 5], (1230, -2));
    d.elena.weighs(rosa, None, &[2026, 2, 5], (123, -1));
    d.nelly.removes(weight, "era otra niña");
    d.everybody_syncs();
    let dump = dump_of(&d.elena, d.ccorca);
    assert_eq!(dump, dump_of(&d.nelly, d.ccorca));
    // A phone that gets everything backwards.
    let late = Phone::new(d.elena.store.worker().unwrap().unwrap());
    let mut backwards = d.marta.holds();
    backwards.reverse();
    late.takes(&backwards);
    assert_eq!(dump, dump_of(&late, d.ccorca));
    let lines: Vec<serde_json::Value> =
        dump.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let telephone = lines.iter().find(|l| l["field"] == "telephone").unwrap();
    assert_eq!(telephone["disputed"], true);
    assert_eq!(telephone["heads"].as_array().unwrap().len(), 2);
    assert!(telephone["path"].is_null() && telephone["entity"] == "household");
    assert!(dump.contains("\"12.30\"") && dump.contains("\"12.3\""), "as typed");
    assert!(dump_of(&d.elena, d.huayllay).is_empty());
    // What waits is not in it.
    let nobody = RecordName { device: DeviceId([8; 16]), number: 4, index: 0 };
    let set = Set {
        register: register(nobody, household::status),
        value: Value::Int(1),
        replaces: Vec::new(),
        depth: 0,
        reason: None,
    };
    d.elena.takes(&[sent(&d.change(Some(nobody), vec![Edit::Set(set)]))]);
    assert_eq!(waiting(&d.elena.log(), Lang::En, None, 5).unwrap().items.len(), 1);
    assert_eq!(dump, dump_of(&d.elena, d.ccorca));
}

#[test]
fn no_line_of_a_dump_and_no_page_has_a_whole_number_that_readers_of_json_would_round() {
    let mut d = District::new();
    let house = d.elena.household(d.ccorca, "los de la tienda");
    let shown = shown_field(&d.elena.log(), house, household::status).unwrap();
    let mut action = d.elena.store.begin().unwrap();
    action.about(house);
    let asked = BTreeMap::from([(answers::about, Value::Record(house))]);
    let told = BTreeMap::from([("children".to_owned(), Value::Int(i64::MAX))]);
    let paths = BTreeMap::from([(answers::answer, told)]);
    action.create_with_paths(answers::ID, asked, paths).unwrap();
    action.set(&shown, Value::Int(code::household_status::closed), None).unwrap();
    action.save().unwrap();
    // What another version or a liar says: a depth, a field and a record that this version does not know.
    let odd = |field, value| Set {
        register: register(house, field),
        value,
        replaces: Vec::new(),
        depth: i64::MAX as u64,
        reason: None,
    };
    let lie = d.change(
        Some(house),
        vec![
            Edit::Set(odd(household::status, Value::Int(1 << 60))),
            Edit::Set(odd(77, Value::List(vec![Value::Int(i64::MIN), Value::Int(1 << 53)]))),
            Edit::Create {
                entity: 900,
                values: BTreeMap::from([(1, Value::parts([(1, Value::Int(1 << 53))]))]),
                paths: BTreeMap::new(),
            },
        ],
    );
    d.elena.takes(&[sent(&Change { wall_s: 1 << 55, ..lie })]);
    let dumped = dump_of(&d.elena, d.ccorca);
    assert!(dumped.contains("9223372036854775807") && dumped.contains("-9223372036854775808"));
    let log = d.elena.log();
    let written = [
        json::line(&household_page(&log, &house).unwrap()),
        json::line(&unsent(&log, Lang::En, None, 50).unwrap()),
        json::line(&unreadable(&log, Lang::En, None, 50).unwrap()),
        json::line(&disputes(&log, None, None, 50).unwrap()),
        json::line(&history(&log, &register(house, household::status)).unwrap()),
        json::line(&d.elena.store.verify().unwrap()),
    ];
    let written = written.into_iter().map(Result::unwrap);
    for line in dumped.lines().map(str::to_owned).chain(written) {
        let read = serde_json::from_str(&line).unwrap();
        assert_eq!(rounded(&read), Vec::<serde_json::Number>::new(), "{line}");
    }
}

/// The whole numbers in this JSON that not every reader takes as they are written.
fn rounded(json: &serde_json::Value) -> Vec<serde_json::Number> {
    match json {
        serde_json::Value::Number(number) => {
            let exact = number.as_i64().is_some_and(|n| n.unsigned_abs() < 1 << 53) || number.is_f64();
            (!exact).then(|| number.clone()).into_iter().collect()
        }
        serde_json::Value::Array(items) => items.iter().flat_map(rounded).collect(),
        serde_json::Value::Object(fields) => fields.values().flat_map(rounded).collect(),
        _ => Vec::new(),
    }
}

#[test]
fn a_dump_that_cannot_be_written_is_an_error_that_says_so() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::StorageFull.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let mut d = District::new();
    d.elena.household(d.ccorca, "los de la tienda");
    let error = dump(&d.elena.log(), &d.ccorca, &mut Full).unwrap_err();
    assert_eq!(error.code(), "output");
}
