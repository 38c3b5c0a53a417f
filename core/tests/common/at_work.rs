//! A phone that was just enrolled, as its store holds it: a worker with rights in one area, and a family registered there.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::BTreeMap;

use chaski::change::hash::ChangeKey;
use chaski::change::{Change, Edit};
use chaski::record::table::{area, household, person, rights, worker};
use chaski::record::{DeviceId, FieldId, RecordName, Value, role};
use chaski::store::Store;
use chaski::store::apply::{Open, settle};
use chaski::store::log::Incoming;
use chaski::store::save::Values;

pub const DISTRICT: DeviceId = DeviceId([1; 16]);
pub const AREA: RecordName = RecordName { device: DISTRICT, number: 1, index: 0 };

/// The worker of this phone has this rank; the names of the household and of the child.
pub fn at_work(store: &mut Store, rank: u64) -> (RecordName, RecordName) {
    let worker = RecordName { index: 1, ..AREA };
    store.log().set_meta("worker", worker.key().as_slice()).unwrap();
    let created = |entity, values: Vec<(FieldId, Value)>| Edit::Create {
        entity,
        values: values.into_iter().collect(),
        paths: BTreeMap::new(),
    };
    let given = vec![
        (rights::device, Value::Bytes(store.device().0.to_vec())),
        (rights::number, Value::Int(1)),
        (rights::role, Value::Int(rank as i64)),
        (rights::areas, Value::List(vec![Value::Record(AREA)])),
    ];
    let district = Change {
        name: AREA.change(),
        subject: None,
        author: None,
        role: role::DISTRICT,
        rights: 0,
        wall_s: 0,
        clock_epoch: 0,
        elapsed_s: 0,
        edits: vec![
            created(area::ID, vec![(area::name, Value::text("Norte"))]),
            created(worker::ID, vec![(worker::name, Value::text("Elena"))]),
            created(rights::ID, given),
        ],
    };
    store.log().receive(&Incoming::new(district.name, ChangeKey([9; 16]), &district.encode())).unwrap();
    settle(&store.log(), district.name, &mut Open).unwrap();
    let mut action = store.begin().unwrap();
    let house =
        action.about_new(household::ID, Values::from([(household::area, Value::Record(AREA))])).unwrap();
    let child =
        action.about_new(person::ID, Values::from([(person::household, Value::Record(house))])).unwrap();
    action.save().unwrap();
    (house, child)
}
