//! Whoever is recorded stands in some area's feed, whatever becomes of the areas: divided while families live in them
//! or are being recorded, named by mistake, or not there at all.

use std::collections::BTreeMap;

use chaski::change::{Edit, Register, Set};
use chaski::merge::rules::Offence;
use chaski::record::table::{code, household, person, reading, visit};
use chaski::record::{ChangeName, EntityId, FieldId, RecordName, Value, role};
use chaski::store::areas::{areas_of, held, leaves};
use chaski::store::shown::shown_field;
use chaski::store::{Log, Place, Standing, Store, StoreError};
use chaski_service::storage::Storage;
use chaski_service::storage::sqlite::subjects_in_no_feed;
use chaski_service::storage::supervision::{Act, Refusal, Supervision, Viewer};
use chaski_tests::world::{Line, Phone, Server, family, now_or_never, sync};
use tempfile::TempDir;

const NOW_S: i64 = 1_800_000_000;
const SECTOR: i64 = code::area_kind::sector;

/// A district with one area, a visitor and a supervisor of it.
struct District {
    folder: TempDir,
    server: Server,
    whole: RecordName,
    rosa: Phone,
    eva: Phone,
    viewer: Viewer,
}

impl District {
    fn new() -> District {
        let folder = tempfile::tempdir().unwrap();
        let server = Server::create(&folder.path().join("server.db"), &Default::default());
        let whole = now_or_never(server.storage.add_area("Inti Pampa", SECTOR, None)).unwrap();
        let phone = |name: &str| Phone::at(Place::file(folder.path().join(name)));
        let (mut rosa, mut eva) = (phone("rosa.db"), phone("eva.db"));
        server.enrol(&mut rosa, "Rosa", role::VISITOR, &[whole], NOW_S).unwrap();
        let worker = server.enrol(&mut eva, "Eva", role::SUPERVISOR, &[whole], NOW_S).unwrap();
        let viewer = Viewer {
            login: "eva".into(),
            worker,
            name: "Eva".into(),
            areas: vec![whole],
            may_export: true,
            may_enrol: true,
            until_s: i64::MAX,
        };
        District { folder, server, whole, rosa, eva, viewer }
    }

    /// Divides the area in two.
    fn divide(&self) -> (RecordName, RecordName) {
        let part =
            |name: &str| now_or_never(self.server.storage.add_area(name, SECTOR, Some(self.whole))).unwrap();
        (part("Inti Pampa alta"), part("Inti Pampa baja"))
    }

    /// Another visitor.
    fn visitor(&self, name: &str, area: RecordName) -> Phone {
        let mut phone = Phone::at(Place::file(self.folder.path().join(format!("{name}.db"))));
        self.server.enrol(&mut phone, name, role::VISITOR, &[area], NOW_S).unwrap();
        phone
    }

    fn sync(&mut self) {
        for phone in [&mut self.rosa, &mut self.eva] {
            sync(&self.server.storage, phone, Line::default(), NOW_S).unwrap();
        }
        self.all_are_fed();
    }

    fn all_are_fed(&self) {
        assert_eq!(self.unfed(), [], "somebody stands in no feed");
    }

    fn unfed(&self) -> Vec<RecordName> {
        self.server.storage.inspect(|conn| subjects_in_no_feed(&Log::new(conn)).unwrap()).unwrap()
    }

    /// Why what is set aside is, by change.
    fn aside(&self) -> Vec<(String, String)> {
        let aside = now_or_never(self.server.storage.aside()).unwrap();
        aside.into_iter().map(|one| (one.change, one.reason)).collect()
    }

    fn unplaced(&self) -> Vec<RecordName> {
        let list = now_or_never(self.server.storage.unplaced_list(&self.viewer, None)).unwrap();
        let today = now_or_never(self.server.storage.today(&self.viewer, "2027-01-15", NOW_S)).unwrap();
        assert_eq!(today.unplaced, list.total);
        list.items.iter().map(|one| one.family.household).collect()
    }

    fn act(&self, act: Act) -> Result<Vec<ChangeName>, Refusal> {
        now_or_never(self.server.storage.act(&self.viewer, &act, None, NOW_S)).unwrap()
    }
}

fn holds(store: &Store, record: RecordName) -> bool {
    matches!(store.log().change(&record.change()).unwrap(), Some((_, Standing::InState)))
}

/// A correction as the phone's own screens would save it.
fn correct(store: &mut Store, record: RecordName, field: FieldId, value: Value) -> chaski::store::Result<()> {
    let shown = shown_field(&store.log(), record, field)?;
    let mut action = store.begin()?;
    action.set(&shown, value, Some("invented"))?;
    action.save().map(drop)
}

/// A correction of what is shown that no screen lets anybody save: of a program with a flaw, or of somebody who means
/// harm.
fn say_set(store: &mut Store, record: RecordName, field: FieldId, value: Value) -> ChangeName {
    let shown = shown_field(&store.log(), record, field).unwrap();
    let set = Set {
        register: Register { record, field, path: None },
        value,
        replaces: shown.replaces,
        depth: shown.depth + 1,
        reason: None,
    };
    store.say_unchecked(Some(record), vec![Edit::Set(set)]).unwrap()
}

/// The same of a new record.
fn say_new(store: &mut Store, subject: Option<RecordName>, create: Edit) -> ChangeName {
    store.say_unchecked(subject, vec![create]).unwrap()
}

fn create(entity: EntityId, values: impl IntoIterator<Item = (FieldId, Value)>) -> Edit {
    Edit::Create { entity, values: values.into_iter().collect(), paths: BTreeMap::new() }
}

#[test]
fn what_was_recorded_for_an_area_that_was_divided_meanwhile_stays_with_its_author_until_it_has_its_part() {
    let mut district = District::new();
    let whole = district.whole;
    let (before, _) = family(district.rosa.store().unwrap(), whole).unwrap();
    district.sync();
    let (house, child) = family(district.rosa.store().unwrap(), whole).unwrap();
    let (upper, lower) = district.divide();
    let mut sol = district.visitor("Sol", upper);
    district.sync();
    assert_eq!(district.aside(), []);
    for record in [before, house, child] {
        assert!(holds(district.rosa.store().unwrap(), record), "its author");
        assert!(holds(district.eva.store().unwrap(), record), "its supervisor");
    }
    assert!(!holds(sol.store().unwrap(), house));
    let mut unplaced = vec![before, house];
    unplaced.sort();
    assert_eq!(district.unplaced(), unplaced);

    // The supervisor gives each its part: one to Sol, who visits that part alone.
    for (house, part) in [(house, upper), (before, lower)] {
        let list = now_or_never(district.server.storage.unplaced_list(&district.viewer, None)).unwrap();
        let seen = list.items.iter().find(|one| one.family.household == house).unwrap().family.seen.clone();
        district.act(Act::Move { household: house, area: part, seen, reason: "Vive allí".into() }).unwrap();
        district.all_are_fed();
    }
    assert_eq!(district.unplaced(), []);
    district.sync();
    sync(&district.server.storage, &mut sol, Line::default(), NOW_S).unwrap();
    assert!(holds(sol.store().unwrap(), child) && !holds(sol.store().unwrap(), before));
    for phone in [&mut district.rosa, &mut district.eva] {
        let store = phone.store().unwrap();
        assert!(holds(store, house) && holds(store, child) && holds(store, before));
        assert_eq!(areas_of(&store.log(), &child).unwrap(), [upper]);
    }
}

#[test]
fn a_phone_that_comes_new_to_a_divided_area_is_fed_the_families_that_still_stand_in_it() {
    let mut district = District::new();
    let (house, child) = family(district.rosa.store().unwrap(), district.whole).unwrap();
    district.sync();
    let (upper, lower) = district.divide();
    let mut late = district.visitor("Noemi", district.whole);
    assert!(holds(late.store().unwrap(), house) && holds(late.store().unwrap(), child));
    let log = late.store().unwrap().log();
    let (mut all, mut parts) = (vec![district.whole, upper, lower], vec![upper, lower]);
    all.sort();
    parts.sort();
    assert_eq!(held(&log, &[district.whole]).unwrap(), all);
    assert_eq!(leaves(&log, &[district.whole]).unwrap(), parts);
}

#[test]
fn who_has_heard_that_an_area_was_divided_records_nobody_in_it_any_more() {
    let mut district = District::new();
    let whole = district.whole;
    let (house, child) = family(district.rosa.store().unwrap(), whole).unwrap();
    district.sync();
    let (upper, _) = district.divide();
    district.sync();
    let store = district.rosa.store().unwrap();
    let mut action = store.begin().unwrap();
    action.about_new(household::ID, BTreeMap::from([(household::area, Value::Record(whole))])).unwrap();
    let refused = action.save().unwrap_err();
    assert!(matches!(refused, StoreError::Offence(Offence::DividedArea)), "{refused}");
    correct(store, house, household::area, Value::Record(upper)).unwrap();
    let refused = correct(store, house, household::area, Value::Record(whole)).unwrap_err();
    assert!(matches!(refused, StoreError::Offence(Offence::DividedArea)), "{refused}");
    // A program that saves it all the same has it set aside; accepted, it stands where all see it.
    let back = say_set(store, house, household::area, Value::Record(whole));
    let new = say_new(store, None, create(household::ID, [(household::area, Value::Record(whole))]));
    district.sync();
    let expected = [back, new].map(|name| (name.to_string(), "divided_area".to_owned()));
    assert_eq!(district.aside(), expected);
    for name in [back, new] {
        now_or_never(district.server.storage.accept(name, None, "")).unwrap();
        district.sync();
        assert!(matches!(
            district.eva.store().unwrap().log().change(&name).unwrap(),
            Some((_, Standing::InState))
        ));
    }
    for phone in [&mut district.rosa, &mut district.eva] {
        assert!(holds(phone.store().unwrap(), child));
    }
    assert_eq!(district.unplaced().len(), 2);
}

#[test]
fn a_child_is_not_moved_into_a_person_nor_into_a_household_that_nobody_recorded() {
    let mut district = District::new();
    let whole = district.whole;
    let (house, child) = family(district.rosa.store().unwrap(), whole).unwrap();
    let store = district.rosa.store().unwrap();
    let mut action = store.begin().unwrap();
    let sibling =
        action.about_new(person::ID, BTreeMap::from([(person::household, Value::Record(house))])).unwrap();
    action.save().unwrap();
    district.sync();
    let store = district.rosa.store().unwrap();
    let nobody = RecordName { device: store.device(), number: 4_000, index: 0 };
    for (record, field, wrong) in [
        (child, person::household, sibling),
        (child, person::household, whole),
        (house, household::area, child),
        (house, household::area, house),
    ] {
        let refused = correct(store, record, field, Value::Record(wrong)).unwrap_err();
        assert!(matches!(refused, StoreError::Offence(Offence::NoSuchOwner)), "{refused}");
    }
    for (record, field) in [(child, person::household), (house, household::area)] {
        let refused = correct(store, record, field, Value::Record(nobody)).unwrap_err();
        assert_eq!(refused.code(), "no_record", "{refused}");
    }
    let mut action = store.begin().unwrap();
    action.about(house);
    let mistaken =
        action.create(reading::ID, BTreeMap::from([(reading::person, Value::Record(house))])).unwrap();
    let refused = action.save().unwrap_err();
    assert!(matches!(refused, StoreError::Offence(Offence::NoSuchOwner)), "{mistaken}: {refused}");
    // A link to what is recorded elsewhere stays a link.
    let mut action = store.begin().unwrap();
    action.about(house);
    let values = [(visit::household, house), (visit::received_by, nobody)];
    action.create(visit::ID, values.map(|(field, record)| (field, Value::Record(record))).into()).unwrap();
    action.save().unwrap();

    // What a program saves all the same is set aside, and nobody can take it in.
    let moves = [
        say_set(store, child, person::household, Value::Record(sibling)),
        say_set(store, child, person::household, Value::Null),
        say_set(store, house, household::area, Value::Record(child)),
        say_set(store, house, household::area, Value::Record(nobody)),
    ];
    let reading = say_new(store, Some(house), create(reading::ID, [(reading::person, Value::Record(house))]));
    let homeless = say_new(store, None, create(person::ID, [(person::household, Value::Record(sibling))]));
    let nowhere = say_new(store, None, create(household::ID, [(household::area, Value::Record(nobody))]));
    let wrong: Vec<ChangeName> = moves.into_iter().chain([reading, homeless, nowhere]).collect();
    district.sync();
    let expected: Vec<_> = wrong.iter().map(|name| (name.to_string(), "no_such_owner".to_owned())).collect();
    assert_eq!(district.aside(), expected);
    for name in &wrong {
        let refused = now_or_never(district.server.storage.accept(*name, None, "")).unwrap_err();
        assert!(refused.to_string().contains("no phone would show"), "{refused}");
        let view = now_or_never(district.server.storage.aside_view(&district.viewer, *name)).unwrap();
        let seen = view.unwrap().seen;
        let refused = district.act(Act::AcceptAside { change: *name, seen, reason: "invented".into() });
        assert!(matches!(refused, Err(Refusal::InNoFeed)), "{refused:?}");
    }
    district.sync();
    assert_eq!(district.aside().len(), wrong.len());
    for phone in [&mut district.rosa, &mut district.eva] {
        let store = phone.store().unwrap();
        assert!(holds(store, child) && holds(store, house));
        assert_eq!(areas_of(&store.log(), &child).unwrap(), [whole]);
    }
}

#[test]
fn a_move_into_a_household_that_has_not_arrived_waits_for_it_and_the_child_stays_where_she_was() {
    let mut district = District::new();
    let whole = district.whole;
    let (_, child) = family(district.rosa.store().unwrap(), whole).unwrap();
    district.sync();
    let store = district.rosa.store().unwrap();
    // The move's is the next number, and the household comes after it.
    let coming = RecordName { number: child.number + 2, ..child };
    let moved = say_set(store, child, person::household, Value::Record(coming));
    sync(&district.server.storage, &mut district.rosa, Line::default(), NOW_S).unwrap();
    district.all_are_fed();
    let standing = |district: &District| {
        let of = |conn: &_| Log::new(conn).change(&moved).unwrap().map(|(_, standing)| standing);
        district.server.storage.inspect(of).unwrap()
    };
    assert_eq!(standing(&district), Some(Standing::Waits));
    let (house, _) = family(district.rosa.store().unwrap(), whole).unwrap();
    assert_eq!(house, coming);
    district.sync();
    assert_eq!(standing(&district), Some(Standing::InState));
    let log = district.eva.store().unwrap().log();
    assert_eq!(shown_field(&log, child, person::household).unwrap().value, Some(Value::Record(house)));
}

#[test]
fn the_doctor_says_who_stands_in_no_feed() {
    let mut district = District::new();
    let (house, child) = family(district.rosa.store().unwrap(), district.whole).unwrap();
    district.sync();
    let check = |district: &District| now_or_never(district.server.storage.check()).unwrap();
    assert_eq!(check(&district), Vec::<String>::new());
    let gone = |conn: &rusqlite::Connection| {
        conn.execute("UPDATE residence SET left = 1 WHERE subject = ?1", [child.key().as_slice()]).unwrap()
    };
    district.server.storage.inspect(gone).unwrap();
    assert_eq!(district.unfed(), [child], "{house}");
    let said = check(&district).join(" ");
    assert!(said.contains("1 families or persons") && said.contains(&child.paper_code()), "{said}");
}
