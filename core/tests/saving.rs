//! What a phone saves can be read back, by itself and by everybody whom it reaches: what could not is refused when it is
//! made up, with a sentence.

use std::collections::BTreeMap;
use std::sync::Arc;

use chaski::change::{Change, Register, limits};
use chaski::pack::{Pack, shipped};
use chaski::record::table::{answers, code, household, part, person, reading, visit};
use chaski::record::{ChangeName, Decimal, DeviceId, EntityId, FieldId, RecordName, VOID, Value, role};
use chaski::store::pack::Holding;
use chaski::store::save::{Action, Values};
use chaski::store::shown::{Shown, shown, shown_field};
use chaski::store::{Now, Place, Store, StoreError};
use chaski::words::{Lang, label};
use proptest::prelude::*;

use crate::at_work::{AREA, at_work};
use crate::memory::{Keys, Stopped};

const NOW: Now = Now { wall_s: -7, epoch: u32::MAX as u64, elapsed_s: 1 };

struct Phone {
    store: Store,
    house: RecordName,
    child: RecordName,
    _folder: tempfile::TempDir,
}

impl Phone {
    fn new() -> Phone {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::file(folder.path().join("phone.db"));
        let mut store = Store::open(&place, Arc::new(Keys::default()), Arc::new(Stopped(NOW))).unwrap();
        let (house, child) = at_work(&mut store, role::SUPERVISOR);
        Phone { store, house, child, _folder: folder }
    }

    fn shown(&self, record: RecordName, field: FieldId) -> Shown {
        shown_field(&self.store.log(), record, field).unwrap()
    }

    fn all_read_back(&self, saved: &[ChangeName]) {
        for name in saved {
            let held = self.store.log().held(name).unwrap().unwrap();
            let read = Change::decode(&held.body).unwrap_or_else(|unreadable| panic!("{unreadable}"));
            assert_eq!(read.encode(), held.body);
        }
    }
}

/// What a person is told to do.
fn remedy(error: &StoreError) -> String {
    label::error(Lang::En, error.code(), error.detail(), &[]).1.text
}

#[test]
fn a_field_given_twice_in_one_step_is_refused_and_the_rest_of_the_step_can_still_be_saved() {
    let mut phone = Phone::new();
    let shown = phone.shown(phone.house, household::known_as);
    let mut action = phone.store.begin().unwrap();
    action.set(&shown, Value::text("los de la esquina"), None).unwrap();
    let refused = action.set(&shown, Value::text("los Quispe"), None).map(drop).unwrap_err();
    assert_eq!(refused.code(), "said_twice");
    assert!(remedy(&refused).contains("Give it once"), "{refused}");
    let saved = action.save().unwrap();
    phone.all_read_back(&saved);
    let now = phone.shown(phone.house, household::known_as);
    assert_eq!(now.value, Some(Value::text("los de la esquina")));
    // Two paths of one field are two registers.
    let mut action = phone.store.begin().unwrap();
    action.about(phone.child);
    let of =
        action.create(answers::ID, Values::from([(answers::about, Value::Record(phone.child))])).unwrap();
    action.save().unwrap();
    let path = |path: &str| Register { record: of, field: answers::answer, path: Some(path.into()) };
    let seen = ["a", "b"].map(|one| shown_of(&phone.store, &path(one)));
    let mut action = phone.store.begin().unwrap();
    for seen in &seen {
        action.set(seen, Value::Int(1), None).unwrap();
    }
    let saved = action.save().unwrap();
    phone.all_read_back(&saved);
}

fn shown_of(store: &Store, register: &Register) -> Shown {
    shown(&store.log(), register).unwrap()
}

#[test]
fn a_step_with_more_edits_than_a_change_may_have_is_refused_where_it_becomes_too_much() {
    let mut phone = Phone::new();
    let seen = phone.shown(phone.house, household::known_as);
    let mut action = phone.store.begin().unwrap();
    action.about(phone.house);
    let visit = || Values::from([(visit::household, Value::Record(phone.house))]);
    for _ in 0..limits::CHANGE_EDITS {
        action.create(visit::ID, visit()).unwrap();
    }
    let refused = action.create(visit::ID, visit()).unwrap_err();
    assert!(remedy(&refused).contains("save it in parts"), "{refused}");
    let refused = action.set(&seen, Value::text("los Quispe"), None).map(drop).unwrap_err();
    assert_eq!(refused.code(), "too_large");
    // What was made up until then is saved, and read.
    let saved = action.save().unwrap();
    phone.all_read_back(&saved);
    let mut action = phone.store.begin().unwrap();
    action.about(phone.house);
    let note = Value::text(&"a".repeat(2_000));
    for _ in 0..200 {
        let values = [(visit::household, Value::Record(phone.house)), (visit::note, note.clone())];
        action.create(visit::ID, Values::from(values)).unwrap();
    }
    assert!(matches!(action.save(), Err(StoreError::TooLarge { .. })), "too many bytes are told apart");
}

#[test]
fn a_value_in_front_of_more_others_than_a_change_may_name_is_refused() {
    let mut phone = Phone::new();
    let seen = |count: usize| {
        let names = (1..=count as u64).map(|number| ChangeName { device: DeviceId([7; 16]), number });
        Shown { replaces: names.collect(), ..phone.shown(phone.house, household::known_as) }
    };
    let (most, more) = (seen(limits::REPLACES), seen(limits::REPLACES + 1));
    let mut action = phone.store.begin().unwrap();
    let refused = action.set(&more, Value::text("los Quispe"), None).map(drop).unwrap_err();
    assert_eq!(refused.code(), "too_many_heads");
    assert!(remedy(&refused).contains("Tell your supervisor"), "{refused}");
    action.set(&most, Value::text("los Quispe"), None).unwrap();
    let saved = action.save().unwrap();
    phone.all_read_back(&saved);
}

/// Something that a program does with an action, sensible or not.
#[derive(Debug, Clone)]
enum Step {
    About(bool),
    New(bool, Vec<(FieldId, Value)>),
    Create(EntityId, Vec<(FieldId, Value)>, Vec<(String, Value)>),
    Set { house: bool, field: FieldId, path: Option<String>, value: Value, replaces: usize, reason: String },
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i64>().prop_map(Value::Int),
        (0i64..12).prop_map(Value::Int),
        (any::<i64>(), any::<i8>()).prop_map(|(m, e)| Value::Decimal(Decimal::new(m, e))),
        ".{0,12}".prop_map(|text| Value::text(&text)),
        ".{0,12}".prop_map(Value::Text),
        proptest::collection::vec(any::<u8>(), 0..6).prop_map(Value::Bytes),
        (any::<u64>(), any::<u32>()).prop_map(|(number, index)| {
            Value::Record(RecordName { device: DeviceId([7; 16]), number, index })
        }),
        Just(Value::date(&[2024, 3])),
        Just(Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(1060, -2)))])),
        Just(Value::Int(code::sex::female)),
    ];
    leaf.prop_recursive(20, 24, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..3).prop_map(Value::List),
            proptest::collection::btree_map(any::<u64>(), inner, 0..3).prop_map(Value::Map),
        ]
    })
}

fn step() -> impl Strategy<Value = Step> {
    let fields = || proptest::collection::vec((0u64..20, value()), 0..3);
    let path = || prop_oneof!["[a-z/]{0,6}", ".{0,4}"];
    let entity = prop_oneof![Just(visit::ID), Just(reading::ID), Just(answers::ID), 0u64..30];
    prop_oneof![
        any::<bool>().prop_map(Step::About),
        (any::<bool>(), fields()).prop_map(|(house, fields)| Step::New(house, fields)),
        (entity, fields(), proptest::collection::vec((path(), value()), 0..3))
            .prop_map(|(entity, fields, paths)| Step::Create(entity, fields, paths)),
        (any::<bool>(), 0u64..18, proptest::option::weighted(0.2, path()), value(), 0usize..300, ".{0,3}")
            .prop_map(|(house, field, path, value, replaces, reason)| Step::Set {
                house,
                field,
                path,
                value,
                replaces,
                reason
            }),
    ]
}

fn take(
    action: &mut Action<'_>,
    step: &Step,
    house: RecordName,
    child: RecordName,
) -> Result<(), StoreError> {
    let values = |fields: &[(FieldId, Value)]| Values::from_iter(fields.iter().cloned());
    match step {
        Step::About(of_house) => drop(action.about(if *of_house { house } else { child })),
        Step::New(true, fields) => {
            let mut values = values(fields);
            values.insert(household::area, Value::Record(AREA));
            action.about_new(household::ID, values)?;
        }
        Step::New(false, fields) => {
            let mut values = values(fields);
            values.insert(person::household, Value::Record(house));
            action.about_new(person::ID, values)?;
        }
        Step::Create(entity, fields, paths) => {
            let mut values = values(fields);
            let owner = if *entity == visit::ID { house } else { child };
            values.insert(1, Value::Record(owner));
            let paths = BTreeMap::from([(answers::answer, paths.iter().cloned().collect())]);
            let paths = if *entity == answers::ID { paths } else { BTreeMap::new() };
            action.about(owner).create_with_paths(*entity, values, paths)?;
        }
        Step::Set { house: of_house, field, path, value, replaces, reason } => {
            let record = if *of_house { house } else { child };
            let names = (1..=*replaces as u64).map(|number| ChangeName { device: DeviceId([7; 16]), number });
            let register = Register { record, field: *field, path: path.clone() };
            let value = if *field == VOID { Value::Bool(true) } else { value.clone() };
            let seen = Shown {
                register,
                value: None,
                replaces: names.collect(),
                all: Vec::new(),
                depth: 3,
                depth_of_all: 3,
                disputed: false,
            };
            action.set(&seen, value, Some(reason))?;
        }
    }
    Ok(())
}

#[test]
fn whatever_is_saved_reads_back_as_it_was_written() {
    let mut phone = Phone::new();
    let (house, child) = (phone.house, phone.child);
    let store = std::cell::RefCell::new(&mut phone);
    let saved = std::cell::Cell::new(0u32);
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    runner
        .run(&proptest::collection::vec(step(), 1..12), |steps| {
            let mut phone = store.borrow_mut();
            let mut action = phone.store.begin().unwrap();
            for step in &steps {
                // What is refused leaves the rest as it was.
                let _ = take(&mut action, step, house, child);
            }
            if let Ok(names) = action.save() {
                saved.set(saved.get() + u32::from(!names.is_empty()));
                phone.all_read_back(&names);
            }
            Ok(())
        })
        .unwrap();
    assert!(saved.get() > 60, "only {} of the steps were saved", saved.get());
}

#[test]
fn a_subject_of_whom_nothing_is_said_takes_no_number_from_what_is_new() {
    let mut phone = Phone::new();
    let (house, child) = (phone.house, phone.child);
    let mut action = phone.store.begin().unwrap();
    action.about(child);
    let new =
        action.about_new(person::ID, Values::from([(person::household, Value::Record(house))])).unwrap();
    assert_eq!(action.save().unwrap(), [new.change()]);
}

/// Saves a person who is insured so.
fn insured(phone: &mut Phone, code: &str) -> Result<Vec<ChangeName>, StoreError> {
    let values = Values::from([
        (person::household, Value::Record(phone.house)),
        (person::insurance, Value::List(vec![Value::text(code)])),
    ]);
    let mut action = phone.store.begin()?;
    action.about_new(person::ID, values)?;
    action.save()
}

#[test]
fn what_is_entered_is_checked_against_a_given_pack_whose_text_is_read_once() {
    let mut phone = Phone::new();
    let mut files = shipped("pe").unwrap().files().clone();
    files
        .insert("pack.json".into(), r#"{ "country": "xx", "version": 3, "languages": ["es", "en"] }"#.into());
    let pack = Pack::read(files).unwrap();
    phone.store.use_pack(Some(&pack)).unwrap();
    insured(&mut phone, "sis").unwrap();
    phone.store.log().drop_meta("pack").unwrap();
    assert_eq!(phone.store.log().pack().unwrap(), &pack);
    assert!(insured(&mut phone, "crown").is_err());
    insured(&mut phone, "sis").unwrap();
}

#[test]
fn a_pack_that_cannot_be_read_is_told_from_none_and_stops_no_recording() {
    let mut phone = Phone::new();
    assert_eq!(phone.store.log().holding().unwrap(), Holding::Nobodys);
    let mut files = shipped("pe").unwrap().files().clone();
    files
        .insert("pack.json".into(), r#"{ "country": "xx", "version": 4, "languages": ["es", "en"] }"#.into());
    let pack = Pack::read(files).unwrap();
    phone.store.use_pack(Some(&pack)).unwrap();
    // Before anybody read it: what stands there now is another text than was kept.
    phone.store.log().set_meta("pack", r#"{"pack.json":"{}"}"#).unwrap();
    assert_eq!(phone.store.log().holding().unwrap(), Holding::Unreadable("xx 4".into()));
    insured(&mut phone, "crown").unwrap();
    phone.store.use_pack(Some(&pack)).unwrap();
    assert_eq!(phone.store.log().holding().unwrap().pack(), &pack);
    assert!(insured(&mut phone, "crown").is_err());
    // An earlier version kept the text alone.
    phone.store.log().drop_meta("pack_id").unwrap();
    assert_eq!(phone.store.log().holding().unwrap().pack(), &pack);
    // A country that this version has no pack of.
    phone.store.use_pack(shipped("pe")).unwrap();
    phone.store.log().set_meta("country", "zz").unwrap();
    assert_eq!(phone.store.log().holding().unwrap(), Holding::Unreadable("zz".into()));
    phone.store.use_pack(None).unwrap();
    assert_eq!(phone.store.log().holding().unwrap(), Holding::Nobodys);
}
