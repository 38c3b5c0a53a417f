//! The merge against a model of fifty lines over maps: whatever the order, the duplicates and the split into
//! deliveries, a replica in memory and one over SQLite come to the tables that the model reads off the whole set.
//! First the sentences, each with what it must show; then histories that nobody thought of.

use chaski::change::cbor::{Item, value_bytes};
use chaski::change::{Change, Edit};
use chaski::merge::State;
use chaski::record::table::{answers, household, person, reading, verdict, visit, worker};
use chaski::record::{ChangeName, Decimal, DeviceId, RecordName, Tag, VOID, Value, role};
use chaski::store::log::Incoming;
use chaski::store::{Log, Standing};
use proptest::prelude::*;
use proptest::strategy::ValueTree;

use crate::common::history::{self, LATER_ENTITY, LATER_FIELD, Step, verdict_about};
use crate::common::model::model;
use crate::common::phone::{self, assert_same, on_a_phone, rows_expected, rows_of};
use crate::common::replica::Replica;
use crate::common::{Hand, IN_STATE, SET_ASIDE, Sent, Tables, WAITS, at_path, create, register, set};

// ---- What every sentence below is checked with.

/// Brings the changes in every order, each twice, to both replicas; all must come to what the model says of the set.
fn on_every_road(sent: &[&Sent]) -> Tables {
    let (tables, _) = model(sent);
    let rows = rows_expected(&tables);
    for order in orders(sent.len()) {
        let order: Vec<&Sent> = order.into_iter().map(|at| sent[at]).collect();
        let mut replica = Replica::default();
        order.iter().for_each(|one| replica.receives(&[one]));
        assert_eq!(replica.tables, tables, "in memory");
        on_a_phone(|log| {
            order.iter().for_each(|one| phone::receives(log, &[one]));
            assert_same(&rows_of(log), &rows, "one by one");
            phone::receives(log, &order);
            assert_same(&rows_of(log), &rows, "once more");
        });
        on_a_phone(|log| {
            phone::receives(log, &order);
            assert_same(&rows_of(log), &rows, "in one delivery");
        });
    }
    tables
}

fn orders(count: usize) -> Vec<Vec<usize>> {
    let Some(last) = count.checked_sub(1) else { return vec![Vec::new()] };
    let shorter = orders(last).into_iter();
    let with_last = shorter.flat_map(|order| (0..count).map(move |at| (order.clone(), at)));
    with_last
        .map(|(mut order, at)| {
            order.insert(at, last);
            order
        })
        .collect()
}

fn ana() -> Hand {
    Hand::new(0x30, role::VISITOR)
}

fn beto() -> Hand {
    Hand::new(0x20, role::VISITOR)
}

fn carmen() -> Hand {
    Hand::new(0x10, role::SUPERVISOR)
}

fn server() -> Hand {
    Hand::new(0x05, role::DISTRICT)
}

/// A household of an area that nobody here holds, known by a name.
fn house(by: &mut Hand, known_as: &str) -> Sent {
    let area = RecordName { device: DeviceId([1; 16]), number: 1, index: 0 };
    let values = [(household::area, Value::Record(area)), (household::known_as, Value::text(known_as))];
    by.says(Some(by.next_record(0)), vec![create(household::ID, values)])
}

fn child(by: &mut Hand, house: &Sent) -> Sent {
    let values = [(person::household, Value::Record(house.record(0)))];
    by.says(Some(by.next_record(0)), vec![create(person::ID, values)])
}

fn renames(by: &mut Hand, house: &Sent, name: &str, replaces: &[&Sent], depth: u64) -> Sent {
    let replaces: Vec<ChangeName> = replaces.iter().map(|s| s.name()).collect();
    let edit = set(register(house.record(0), household::known_as), Value::text(name), &replaces, depth);
    by.says(Some(house.record(0)), vec![edit])
}

fn sets_aside(by: &mut Hand, about: &Sent) -> Sent {
    by.says(None, vec![verdict_about(about.name(), 1)])
}

fn accepts(by: &mut Hand, verdict: &Sent) -> Sent {
    let outcome = register(verdict.record(0), verdict::outcome);
    by.says(None, vec![set(outcome, Value::Int(2), &[verdict.name()], 1)])
}

fn name_of(house: &Sent) -> chaski::change::Register {
    register(house.record(0), household::known_as)
}

/// What the name of the house shows, and whether it is disputed.
fn shown(tables: &Tables, house: &Sent) -> (String, bool) {
    let text = tables.shows(&name_of(house)).and_then(Value::as_text).unwrap_or("nothing");
    (text.into(), tables.disputes(&name_of(house)))
}

fn plain(text: &str) -> (String, bool) {
    (text.into(), false)
}

fn disputed(text: &str) -> (String, bool) {
    (text.into(), true)
}

// ---- Two people, one field.

#[test]
fn two_people_edit_one_field_in_each_of_the_four_orders() {
    // One after the other: the later edit stands alone, whoever made it.
    let (mut a, mut b) = (ana(), beto());
    let first = house(&mut a, "Quispe");
    let of_ana = renames(&mut a, &first, "Mamani", &[&first], 1);
    let of_beto = renames(&mut b, &first, "Ñahui", &[&of_ana], 2);
    assert_eq!(shown(&on_every_road(&[&first, &of_ana, &of_beto]), &first), plain("Ñahui"));

    let (mut a, mut b) = (ana(), beto());
    let first = house(&mut a, "Quispe");
    let of_beto = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let of_ana = renames(&mut a, &first, "Mamani", &[&of_beto], 2);
    assert_eq!(shown(&on_every_road(&[&first, &of_beto, &of_ana]), &first), plain("Mamani"));

    // Apart: both are kept, and whichever arrives first, Ana's is shown, since her device's name is the greater.
    let (mut a, mut b) = (ana(), beto());
    let first = house(&mut a, "Quispe");
    let of_ana = renames(&mut a, &first, "Mamani", &[&first], 1);
    let of_beto = renames(&mut b, &first, "Ñahui", &[&first], 1);
    for order in [[&first, &of_ana, &of_beto], [&first, &of_beto, &of_ana]] {
        let tables = on_every_road(&order);
        assert_eq!(shown(&tables, &first), disputed("Mamani"));
        let history = [(of_beto.name(), Value::text("Ñahui")), (of_ana.name(), Value::text("Mamani"))];
        assert_eq!(tables.history(&name_of(&first)), history);
        assert_eq!(tables.disputed[&name_of(&first)], Some(first.record(0)));
    }
}

#[test]
fn two_people_who_write_the_same_apart_dispute_nothing() {
    let (mut a, mut b) = (ana(), beto());
    let first = house(&mut a, "Quispe");
    let of_ana = renames(&mut a, &first, "Mamani", &[&first], 1);
    let of_beto = renames(&mut b, &first, "Mamani", &[&first], 1);
    assert_eq!(shown(&on_every_road(&[&first, &of_ana, &of_beto]), &first), plain("Mamani"));
    // A correction of what both wrote names both.
    let corrected = renames(&mut a, &first, "Mamani Cruz", &[&of_ana, &of_beto], 2);
    assert_eq!(shown(&on_every_road(&[&first, &of_ana, &of_beto, &corrected]), &first), plain("Mamani Cruz"));
    // One that names only one of them leaves the other standing.
    let half = renames(&mut b, &first, "Mamani Cruz", &[&of_ana], 2);
    assert_eq!(shown(&on_every_road(&[&first, &of_ana, &of_beto, &half]), &first), disputed("Mamani Cruz"));
}

#[test]
fn a_number_typed_with_another_zero_is_another_value() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let baby = child(&mut a, &home);
    let head = |mantissa, exponent| Value::Decimal(Decimal::new(mantissa, exponent));
    let values = [(reading::person, Value::Record(baby.record(0)))];
    let measured = a.says(Some(baby.record(0)), vec![create(reading::ID, values)]);
    let of = register(measured.record(0), reading::head_cm);
    let of_ana = a.says(Some(baby.record(0)), vec![set(of.clone(), head(420, -1), &[], 0)]);
    let of_beto = b.says(Some(baby.record(0)), vec![set(of.clone(), head(42, 0), &[], 0)]);
    let tables = on_every_road(&[&home, &baby, &measured, &of_ana, &of_beto]);
    assert_eq!(tables.shows(&of), Some(&head(420, -1)));
    assert!(tables.disputes(&of));
}

#[test]
fn rank_shows_before_depth_and_depth_before_the_device() {
    let (mut a, mut b, mut c) = (ana(), beto(), carmen());
    let first = house(&mut a, "Quispe");
    let of_ana = renames(&mut a, &first, "Mamani", &[&first], 1);
    let of_beto = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let deeper = renames(&mut b, &first, "Ñahui Rojas", &[&of_beto], 2);
    assert_eq!(shown(&on_every_road(&[&first, &of_ana, &of_beto, &deeper]), &first), disputed("Ñahui Rojas"));
    let of_carmen = renames(&mut c, &first, "Condori", &[&first], 1);
    let all = [&first, &of_ana, &of_beto, &deeper, &of_carmen];
    assert_eq!(shown(&on_every_road(&all), &first), disputed("Condori"));
}

// ---- Settling, and what arrives later.

#[test]
fn settling_ends_a_dispute_and_keeps_what_was_said() {
    let (mut a, mut b, mut c) = (ana(), beto(), carmen());
    let first = house(&mut a, "Quispe");
    let of_ana = renames(&mut a, &first, "Mamani", &[&first], 1);
    let of_beto = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let settled = renames(&mut c, &first, "Ñahui", &[&of_ana, &of_beto], 2);
    let tables = on_every_road(&[&first, &of_ana, &of_beto, &settled]);
    assert_eq!(shown(&tables, &first), plain("Ñahui"));
    assert_eq!(tables.history(&name_of(&first)).len(), 3);
}

#[test]
fn a_head_that_arrives_after_the_dispute_was_settled_opens_it_again() {
    let (mut a, mut b, mut c) = (ana(), beto(), carmen());
    let mut dina = Hand::new(0x40, role::VISITOR);
    let first = house(&mut a, "Quispe");
    let of_ana = renames(&mut a, &first, "Mamani", &[&first], 1);
    let of_beto = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let settled = renames(&mut c, &first, "Mamani", &[&of_ana, &of_beto], 2);
    let late = renames(&mut dina, &first, "Huamán", &[&first], 1);
    let tables = on_every_road(&[&first, &of_ana, &of_beto, &settled, &late]);
    assert_eq!(shown(&tables, &first), disputed("Mamani"));
    let (_, heads) = model(&[&first, &of_ana, &of_beto, &settled, &late]);
    let heads: Vec<ChangeName> = heads[&name_of(&first)].iter().map(|(name, _)| *name).collect();
    assert_eq!(heads, [settled.name(), late.name()]);

    // If it says the same as was settled, there is nothing to settle.
    let agrees = renames(&mut dina, &first, "Mamani", &[&first], 1);
    let all = [&first, &of_ana, &of_beto, &settled, &agrees];
    assert_eq!(shown(&on_every_road(&all), &first), plain("Mamani"));
}

#[test]
fn a_save_on_what_was_shown_leaves_a_head_that_arrived_meanwhile() {
    let (mut a, mut b) = (ana(), beto());
    let first = house(&mut a, "Quispe");
    // Ana's screen shows Quispe; while she types, Beto's edit arrives on her phone; she saves what she was shown.
    let arrived = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let saved = renames(&mut a, &first, "Mamani", &[&first], 1);
    let tables = on_every_road(&[&first, &arrived, &saved]);
    assert_eq!(shown(&tables, &first), disputed("Mamani"));
    assert_eq!(tables.history(&name_of(&first)).len(), 2);

    // Where the screen showed one of two values in dispute, a save on it leaves the other.
    let on_dispute = renames(&mut b, &first, "Mamani Cruz", &[&saved], 2);
    let tables = on_every_road(&[&first, &arrived, &saved, &on_dispute]);
    assert_eq!(shown(&tables, &first), disputed("Mamani Cruz"));
    let (_, heads) = model(&[&first, &arrived, &saved, &on_dispute]);
    let heads: Vec<ChangeName> = heads[&name_of(&first)].iter().map(|(name, _)| *name).collect();
    assert_eq!(heads, [on_dispute.name(), arrived.name()]);
}

// ---- Names that are not held, names that lie.

#[test]
fn a_replaced_name_that_was_never_seen_makes_nothing_wait() {
    let (mut a, mut b, mut c) = (ana(), beto(), carmen());
    let first = house(&mut a, "Quispe");
    let unseen = renames(&mut c, &first, "Condori", &[&first], 1);
    let saved = renames(&mut b, &first, "Ñahui", &[&unseen], 2);
    // Without the one between, the first stands beside it: nothing says that it was replaced.
    let tables = on_every_road(&[&first, &saved]);
    assert_eq!(tables.stands(&saved), IN_STATE);
    assert_eq!(shown(&tables, &first), disputed("Ñahui"));
    // When it comes, it comes as replaced, though its author's rank is higher.
    assert_eq!(shown(&on_every_road(&[&first, &unseen, &saved]), &first), plain("Ñahui"));
}

#[test]
fn names_in_a_circle_leave_every_register_a_head() {
    let (mut a, mut b) = (ana(), beto());
    let first = house(&mut a, "Quispe");
    let (next_of_ana, next_of_beto) = (a.next_name(), b.next_name());
    let says = |by: &mut Hand, name: &str, replaces: ChangeName, depth| {
        let edit = set(name_of(&first), Value::text(name), &[first.name(), replaces], depth);
        by.says(Some(first.record(0)), vec![edit])
    };
    let of_ana = says(&mut a, "Mamani", next_of_beto, 1);
    let of_beto = says(&mut b, "Ñahui", next_of_ana, 1);
    assert_eq!(shown(&on_every_road(&[&first, &of_ana, &of_beto]), &first), disputed("Mamani"));
    // A saying that names itself stands; so does what it names from no greater depth.
    let own = b.next_name();
    let itself = says(&mut b, "Huamán", own, 3);
    assert_eq!(shown(&on_every_road(&[&first, &itself]), &first), plain("Huamán"));
    let shallow = renames(&mut b, &first, "Rojas", &[&first], 0);
    assert_eq!(shown(&on_every_road(&[&first, &shallow]), &first), disputed("Quispe"));
}

// ---- Answers by path.

#[test]
fn repeat_instances_added_by_two_people_are_two_instances() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let values = [(answers::about, Value::Record(home.record(0)))];
    let form = a.says(Some(home.record(0)), vec![create(answers::ID, values)]);
    let adds = |by: &mut Hand, what: &str| {
        let path = history::instance(by.next_record(0));
        let answer = at_path(form.record(0), answers::answer, &path);
        (by.says(Some(home.record(0)), vec![set(answer.clone(), Value::text(what), &[], 0)]), answer)
    };
    let ((of_ana, potato), (of_beto, quinoa)) = (adds(&mut a, "potato"), adds(&mut b, "quinoa"));
    let tables = on_every_road(&[&home, &form, &of_ana, &of_beto]);
    assert_eq!(tables.shows(&potato), Some(&Value::text("potato")));
    assert_eq!(tables.shows(&quinoa), Some(&Value::text("quinoa")));
    assert!(tables.disputed.is_empty());

    // Beto corrects the instance that Ana added, not whichever stands first on his screen.
    let corrected = set(potato.clone(), Value::text("sweet potato"), &[of_ana.name()], 1);
    let corrected = b.says(Some(home.record(0)), vec![corrected]);
    let tables = on_every_road(&[&home, &form, &of_ana, &of_beto, &corrected]);
    assert_eq!(tables.shows(&potato), Some(&Value::text("sweet potato")));
    assert_eq!(tables.shows(&quinoa), Some(&Value::text("quinoa")));
    assert!(tables.disputed.is_empty());
}

#[test]
fn two_people_correct_different_answers_of_one_visit() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let water = |form: RecordName| at_path(form, answers::answer, "water/treated");
    let soap = |form: RecordName| at_path(form, answers::answer, "hands/soap");
    let mut given = create(answers::ID, [(answers::about, Value::Record(home.record(0)))]);
    if let Edit::Create { paths, .. } = &mut given {
        let all = [("water/treated", false), ("hands/soap", false)];
        paths.insert(answers::answer, all.map(|(path, yes)| (path.into(), Value::Bool(yes))).into());
    }
    let form = a.says(Some(home.record(0)), vec![given]);
    let corrects = |by: &mut Hand, answer, value| {
        by.says(Some(home.record(0)), vec![set(answer, value, &[form.name()], 1)])
    };
    let of_ana = corrects(&mut a, water(form.record(0)), Value::Bool(true));
    // Cleared: known to be nothing, which is not the same as never asked.
    let of_beto = corrects(&mut b, soap(form.record(0)), Value::Null);
    let tables = on_every_road(&[&home, &form, &of_ana, &of_beto]);
    assert_eq!(tables.shows(&water(form.record(0))), Some(&Value::Bool(true)));
    assert_eq!(tables.shows(&soap(form.record(0))), Some(&Value::Null));
    assert_eq!(tables.shows(&at_path(form.record(0), answers::answer, "hands/ash")), None);
    assert!(tables.disputed.is_empty());
}

// ---- What a later version will know.

#[test]
fn an_unknown_entity_is_kept_and_disturbs_nothing() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let values = [(1, Value::text("a latrine")), (2, Value::Int(1))];
    let of_later = a.says(Some(home.record(0)), vec![create(LATER_ENTITY, values)]);
    let of = register(of_later.record(0), 2);
    let corrected = b.says(Some(home.record(0)), vec![set(of.clone(), Value::Int(2), &[of_later.name()], 1)]);
    let renamed = renames(&mut b, &home, "Mamani", &[&home], 1);
    let tables = on_every_road(&[&home, &of_later, &corrected, &renamed]);
    assert_eq!(shown(&tables, &home), plain("Mamani"));
    assert_eq!(tables.records[&of_later.record(0)], (LATER_ENTITY, Some(home.record(0))));
    assert_eq!(tables.shows(&of), Some(&Value::Int(2)));
    on_a_phone(|log| {
        phone::receives(log, &[&home, &of_later, &corrected]);
        assert_eq!(log.held(&of_later.name()).unwrap().unwrap().body, of_later.body);
        assert_eq!(log.assignments(&of).unwrap().len(), 2, "the create's value and the correction");
        assert_eq!(marked_for_a_later_version(log), [of_later.name(), corrected.name()]);
    });
}

#[test]
fn an_unknown_field_is_kept_beside_a_known_one() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let of = register(home.record(0), LATER_FIELD);
    let both = vec![
        set(of.clone(), Value::text("adobe"), &[], 0),
        set(name_of(&home), Value::text("Mamani"), &[home.name()], 1),
    ];
    let of_ana = a.says(Some(home.record(0)), both);
    let of_beto = b.says(Some(home.record(0)), vec![set(of.clone(), Value::text("brick"), &[], 0)]);
    let tables = on_every_road(&[&home, &of_ana, &of_beto]);
    assert_eq!(shown(&tables, &home), plain("Mamani"));
    // What a later version will show, and already disputed: nobody's value is the only one.
    assert_eq!(tables.shows(&of), Some(&Value::text("adobe")));
    assert!(tables.disputes(&of));
    assert_eq!(tables.history(&of).len(), 2);
    on_a_phone(|log| {
        phone::receives(log, &[&home, &of_beto, &of_ana]);
        assert_eq!(marked_for_a_later_version(log), [of_beto.name(), of_ana.name()]);
    });
}

#[test]
fn an_unknown_edit_is_kept_as_received_and_the_rest_of_its_change_applied() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let renamed = renames(&mut b, &home, "Mamani", &[&home], 1);
    let Item::Map(mut parts) = Item::decode(&renamed.body).unwrap() else { panic!("a change is a map") };
    for (key, value) in &mut parts {
        if let (Item::Int(10), Item::Array(edits)) = (key, value) {
            edits.push(Item::Array(vec![Item::Int(7), Item::Text("of a later version".into())]));
        }
    }
    let body = Item::Map(parts).encode();
    let change = Change::decode(&body).unwrap();
    assert!(change.has_unknown());
    let renamed = Sent::as_received(change, body.clone());
    assert_eq!(shown(&on_every_road(&[&home, &renamed]), &home), plain("Mamani"));
    on_a_phone(|log| {
        phone::receives(log, &[&renamed, &home]);
        assert_eq!(log.held(&renamed.name()).unwrap().unwrap().body, body);
        assert_eq!(marked_for_a_later_version(log), [renamed.name()]);
    });
}

fn marked_for_a_later_version(log: &Log<'_>) -> Vec<ChangeName> {
    let mut statement =
        log.connection().prepare("SELECT name FROM change WHERE unknown <> 0 ORDER BY seq").unwrap();
    let names = statement.query_map([], |row| row.get::<_, Vec<u8>>(0)).unwrap();
    names.map(|name| ChangeName::from_key(&name.unwrap()).unwrap()).collect()
}

// ---- Waiting, verdicts, second writings.

#[test]
fn what_comes_before_the_record_it_stands_on_waits_for_it() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let baby = child(&mut a, &home);
    let values = [(reading::person, Value::Record(baby.record(0)))];
    let measured = b.says(Some(baby.record(0)), vec![create(reading::ID, values)]);
    let renamed = renames(&mut b, &home, "Mamani", &[&home], 1);
    let tables = on_every_road(&[&measured, &renamed]);
    assert_eq!((tables.stands(&measured), tables.stands(&renamed)), (WAITS, WAITS));
    // A child does not wait for its household: that may be recorded elsewhere.
    let tables = on_every_road(&[&baby, &measured, &renamed]);
    assert_eq!(
        (tables.stands(&baby), tables.stands(&measured), tables.stands(&renamed)),
        (IN_STATE, IN_STATE, WAITS)
    );
    let tables = on_every_road(&[&home, &baby, &measured, &renamed]);
    assert_eq!(tables.stands(&renamed), IN_STATE);
    on_a_phone(|log| {
        phone::receives(log, &[&renamed]);
        assert_eq!(log.waiting_for(&home.record(0)).unwrap(), [renamed.name()]);
    });
}

#[test]
fn heads_that_a_change_set_aside_had_named_stand_again() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let first = house(&mut a, "Quispe");
    let renamed = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let judged = sets_aside(&mut s, &renamed);
    let tables = on_every_road(&[&first, &renamed, &judged]);
    assert_eq!(tables.stands(&renamed), SET_ASIDE);
    assert_eq!(shown(&tables, &first), plain("Quispe"));
    on_a_phone(|log| {
        phone::receives(log, &[&judged, &first, &renamed]);
        assert_eq!(log.held(&renamed.name()).unwrap().unwrap().body, renamed.body, "set aside, not dropped");
    });
    // A later edit of it, by somebody who had seen it, stands beside them.
    let later = renames(&mut a, &first, "Ñahui Rojas", &[&renamed], 2);
    let tables = on_every_road(&[&first, &renamed, &judged, &later]);
    assert_eq!(shown(&tables, &first), disputed("Ñahui Rojas"));
}

#[test]
fn what_stands_on_a_create_set_aside_waits_and_comes_back_with_it() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let home = house(&mut a, "Quispe");
    let baby = child(&mut a, &home);
    let values = [(reading::person, Value::Record(baby.record(0)))];
    let measured = b.says(Some(baby.record(0)), vec![create(reading::ID, values)]);
    let judged = sets_aside(&mut s, &baby);
    let tables = on_every_road(&[&home, &baby, &measured, &judged]);
    assert_eq!((tables.stands(&baby), tables.stands(&measured)), (SET_ASIDE, WAITS));
    assert_eq!(tables.stands(&home), IN_STATE);
    assert!(!tables.records.contains_key(&measured.record(0)));
    let accepted = accepts(&mut s, &judged);
    let tables = on_every_road(&[&home, &baby, &measured, &judged, &accepted]);
    assert_eq!((tables.stands(&baby), tables.stands(&measured)), (IN_STATE, IN_STATE));
    assert_eq!(tables.records[&measured.record(0)], (reading::ID, Some(baby.record(0))));
}

#[test]
fn a_verdict_that_is_voided_or_outweighed_sets_nothing_aside() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let first = house(&mut a, "Quispe");
    let renamed = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let judged = sets_aside(&mut s, &renamed);
    let voided = s.says(None, vec![set(register(judged.record(0), VOID), Value::Bool(true), &[], 0)]);
    assert_eq!(shown(&on_every_road(&[&first, &renamed, &judged, &voided]), &first), plain("Ñahui"));
    let otherwise = s.says(None, vec![verdict_about(renamed.name(), 2)]);
    assert_eq!(shown(&on_every_road(&[&first, &renamed, &judged, &otherwise]), &first), plain("Ñahui"));
}

#[test]
fn a_verdict_that_is_corrected_lets_go_of_the_change_it_named_by_mistake() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let first = house(&mut a, "Quispe");
    let renamed = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let wrong = renames(&mut b, &first, "Ñahuii", &[&renamed], 2);
    let judged = sets_aside(&mut s, &renamed);
    let number = register(judged.record(0), verdict::number);
    let meant = s.says(None, vec![set(number, Value::Int(wrong.name().number as i64), &[judged.name()], 1)]);
    let tables = on_every_road(&[&first, &renamed, &wrong, &judged, &meant]);
    assert_eq!((tables.stands(&renamed), tables.stands(&wrong)), (IN_STATE, SET_ASIDE));
    assert_eq!(shown(&tables, &first), plain("Ñahui"));
}

#[test]
fn a_verdict_about_a_verdict_frees_what_that_one_judged() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let first = house(&mut a, "Quispe");
    let renamed = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let judged = sets_aside(&mut s, &renamed);
    let overruled = sets_aside(&mut s, &judged);
    let tables = on_every_road(&[&first, &renamed, &judged, &overruled]);
    assert_eq!((tables.stands(&judged), tables.stands(&renamed)), (SET_ASIDE, IN_STATE));
    assert_eq!(shown(&tables, &first), plain("Ñahui"));
}

#[test]
fn an_acceptance_that_is_itself_set_aside_accepts_nothing() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let first = house(&mut a, "Quispe");
    let renamed = renames(&mut b, &first, "Ñahui", &[&first], 1);
    let judged = sets_aside(&mut s, &renamed);
    let accepted = accepts(&mut s, &judged);
    let overruled = sets_aside(&mut s, &accepted);
    let tables = on_every_road(&[&first, &renamed, &judged, &accepted, &overruled]);
    assert_eq!((tables.stands(&accepted), tables.stands(&renamed)), (SET_ASIDE, SET_ASIDE));
    assert_eq!(shown(&tables, &first), plain("Quispe"));
}

#[test]
fn what_stands_on_a_district_record_set_aside_waits_too() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let listed = a.says(None, vec![create(worker::ID, [(worker::name, Value::text("Rosa"))])]);
    let of = register(listed.record(0), worker::status);
    let stopped = b.says(None, vec![set(of.clone(), Value::Int(2), &[], 0)]);
    let judged = sets_aside(&mut s, &listed);
    let tables = on_every_road(&[&listed, &stopped, &judged]);
    assert_eq!((tables.stands(&listed), tables.stands(&stopped)), (SET_ASIDE, WAITS));
    assert_eq!(tables.history(&of), []);
}

#[test]
fn a_change_about_somebody_else_waits_too_when_the_record_it_sets_is_set_aside() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let (home, other) = (house(&mut a, "Quispe"), house(&mut b, "Huamán"));
    let edit = set(name_of(&home), Value::text("Mamani"), &[home.name()], 1);
    let stranger = b.says(Some(other.record(0)), vec![edit]);
    let judged = sets_aside(&mut s, &home);
    let tables = on_every_road(&[&home, &other, &stranger, &judged]);
    assert_eq!((tables.stands(&home), tables.stands(&stranger)), (SET_ASIDE, WAITS));
    assert_eq!(tables.history(&name_of(&home)), []);
}

#[test]
fn two_lines_of_a_copied_phone_are_kept_beside_each_other_like_two_phones() {
    for tag in [Tag(3), Tag(900)] {
        let mut a = ana();
        let first = house(&mut a, "Quispe");
        let mut copy = a.opened(tag);
        let of_ana = renames(&mut a, &first, "Mamani", &[&first], 1);
        let of_copy = renames(&mut copy, &first, "Ñahui", &[&first], 1);
        let tables = on_every_road(&[&first, &of_ana, &of_copy]);
        // Whose is shown says the name alone: of one device, the greater number.
        let greater = if tag > of_ana.name().tag() { "Ñahui" } else { "Mamani" };
        assert_eq!(shown(&tables, &first), disputed(greater));
        assert_eq!(tables.history(&name_of(&first)).len(), 2);
        // One who saw both settles it, as between two phones.
        let settled = renames(&mut carmen(), &first, "Ñahui", &[&of_ana, &of_copy], 2);
        assert_eq!(shown(&on_every_road(&[&first, &of_ana, &of_copy, &settled]), &first), plain("Ñahui"));
    }
}

#[test]
fn what_one_line_of_a_copied_phone_recorded_waits_for_the_other_line_alone() {
    let mut a = ana();
    let first = house(&mut a, "Quispe");
    let mut copy = a.opened(Tag(3));
    let baby = child(&mut a, &first);
    let named = set(register(baby.record(0), person::given_names), Value::text("Nilda"), &[], 0);
    let named = copy.says(Some(baby.record(0)), vec![named]);
    // The same counter on both lines: two changes, and two records.
    let other = child(&mut copy, &first);
    assert_eq!((baby.name().counter(), named.name().counter()), (2, 1));
    assert_eq!(other.name().counter(), baby.name().counter());
    assert_ne!(other.record(0), baby.record(0));
    let tables = on_every_road(&[&first, &other, &named]);
    assert_eq!((tables.stands(&named), tables.stands(&other)), (WAITS, IN_STATE));
    let tables = on_every_road(&[&first, &baby, &other, &named]);
    assert_eq!((tables.stands(&named), tables.stands(&other)), (IN_STATE, IN_STATE));
}

#[test]
fn a_device_judges_of_its_own_changes_only_those_with_a_smaller_number() {
    // So no verdict sets itself aside, nor do two of one device each the other.
    let stands = in_good_time(|| {
        let mut s = server();
        let itself = s.next_name();
        let itself = s.says(None, vec![verdict_about(itself, 1)]);
        let later = ChangeName { number: s.next + 1, ..s.next_name() };
        let of_later = s.says(None, vec![verdict_about(later, 1)]);
        let of_earlier = sets_aside(&mut s, &of_later);
        let tables = on_every_road(&[&itself, &of_later, &of_earlier]);
        [tables.stands(&itself), tables.stands(&of_later), tables.stands(&of_earlier)]
    });
    assert_eq!(stands, [IN_STATE, SET_ASIDE, IN_STATE]);
}

/// What comes of it, unless it takes for ever.
fn in_good_time<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    let (done, outcome) = std::sync::mpsc::channel();
    std::thread::spawn(move || done.send(work()));
    outcome.recv_timeout(std::time::Duration::from_secs(10)).expect("this came to no end")
}

#[test]
fn a_change_to_a_record_voided_meanwhile_is_applied_beside_the_voiding() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let values = [(visit::household, Value::Record(home.record(0)))];
    let made = a.says(Some(home.record(0)), vec![create(visit::ID, values)]);
    let void = register(made.record(0), VOID);
    let voided = a.says(Some(home.record(0)), vec![set(void.clone(), Value::Bool(true), &[], 0)]);
    let note = register(made.record(0), visit::note);
    let noted = b.says(Some(home.record(0)), vec![set(note.clone(), Value::text("nobody at home"), &[], 0)]);
    let tables = on_every_road(&[&home, &made, &voided, &noted]);
    assert_eq!(tables.shows(&void), Some(&Value::Bool(true)));
    assert_eq!(tables.shows(&note), Some(&Value::text("nobody at home")));
    let restored =
        b.says(Some(home.record(0)), vec![set(void.clone(), Value::Bool(false), &[voided.name()], 1)]);
    let tables = on_every_road(&[&home, &made, &voided, &noted, &restored]);
    assert_eq!(tables.shows(&void), Some(&Value::Bool(false)));
}

#[test]
fn a_record_that_was_voided_as_it_was_created_is_voided() {
    let (mut a, mut b, mut s) = (ana(), beto(), server());
    let home = house(&mut a, "Quispe");
    let values = [(visit::household, Value::Record(home.record(0))), (VOID, Value::Bool(true))];
    let made = a.says(Some(home.record(0)), vec![create(visit::ID, values)]);
    let void = register(made.record(0), VOID);
    let restored =
        b.says(Some(home.record(0)), vec![set(void.clone(), Value::Bool(false), &[made.name()], 1)]);
    let judged = sets_aside(&mut s, &restored);
    assert_eq!(on_every_road(&[&home, &made, &restored, &judged]).shows(&void), Some(&Value::Bool(true)));
}

#[test]
fn a_path_under_the_voiding_voids_nothing() {
    let (mut a, mut b) = (ana(), beto());
    let home = house(&mut a, "Quispe");
    let void = register(home.record(0), VOID);
    let voided = a.says(Some(home.record(0)), vec![set(void.clone(), Value::Bool(true), &[], 0)]);
    let odd = set(at_path(home.record(0), VOID, "x"), Value::Bool(false), &[], 0);
    let odd = b.says(Some(home.record(0)), vec![odd]);
    assert_eq!(on_every_road(&[&home, &voided, &odd]).shows(&void), Some(&Value::Bool(true)));
}

#[test]
fn a_change_with_an_empty_path_is_unreadable() {
    // An empty path would share its place in the tables with the field itself.
    let record = RecordName { device: DeviceId([9; 16]), number: 1, index: 0 };
    let name = ChangeName { device: DeviceId([8; 16]), number: 1 };
    let mut change = house(&mut ana(), "Quispe").change;
    change.name = name;
    change.edits = vec![set(at_path(record, household::known_as, ""), Value::text("Mamani"), &[], 0)];
    assert!(Change::decode(&change.encode()).is_err());
    let paths = [(answers::answer, [(String::new(), Value::Bool(true))].into())].into();
    change.edits = vec![Edit::Create { entity: answers::ID, values: [].into(), paths }];
    assert!(Change::decode(&change.encode()).is_err());
}

#[test]
fn a_body_that_gives_itself_another_name_stays_out() {
    let of_ana = house(&mut ana(), "Quispe");
    let name = beto().next_name();
    on_a_phone(|log| {
        log.receive(&Incoming::new(name, of_ana.key, &of_ana.body)).unwrap();
        chaski::store::apply::settle(log, name, &mut chaski::store::apply::Open).unwrap();
        assert_eq!(log.held(&name).unwrap().unwrap().standing, Standing::Unreadable);
        assert_eq!(log.known(&of_ana.record(0)).unwrap(), None);
        assert!(
            !rows_of(log).keys().any(|table| table.contains("r_household")),
            "nothing of it is in the tables"
        );
    });
}

// ---- Histories that nobody thought of.

fn config(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, max_shrink_iters: 4_000, ..ProptestConfig::default() }
}

fn lives() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(history::steps(history::everything()), 4..40)
}

#[test]
fn the_histories_have_copied_phones_whose_two_lines_speak_of_one_register_apart() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut apart = 0;
    for _ in 0..300 {
        let steps = lives().new_tree(&mut runner).unwrap().current();
        let sent = history::play(&steps);
        let sets = || sent.iter().flat_map(|s| s.change.sets().map(move |set| (s.name(), set)));
        apart += usize::from(sets().any(|(name, set)| {
            sets().any(|(other, of)| {
                (other.device, &of.register) == (name.device, &set.register)
                    && other.tag() != name.tag()
                    && !of.replaces.contains(&name)
                    && !set.replaces.contains(&other)
            })
        }));
    }
    assert!(apart > 15, "{apart} of 300");
}

fn lives_without_verdicts() -> impl Strategy<Value = Vec<Step>> {
    prop::collection::vec(history::steps(history::what_people_do()), 4..36)
}

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn any_order_duplication_and_split_gives_the_tables_of_the_model(steps in lives(), road in history::roads()) {
        let sent = history::play(&steps);
        let all: Vec<&Sent> = sent.iter().collect();
        let (tables, _) = model(&all);
        let rows = rows_expected(&tables);

        // In memory, after every delivery.
        let mut replica = Replica::default();
        let mut held: Vec<&Sent> = Vec::new();
        for delivery in road.deliveries(&sent) {
            replica.receives(&delivery);
            held.extend(&delivery);
            held.sort_by_key(|s| s.name());
            held.dedup_by_key(|s| s.name());
            prop_assert_eq!(&replica.tables, &model(&held).0);
        }
        prop_assert_eq!(&replica.tables, &tables);

        // Over SQLite: in the order in which it was said, and by this road.
        on_a_phone(|log| {
            all.iter().for_each(|one| phone::receives(log, &[one]));
            assert_same(&rows_of(log), &rows, "in order");
        });
        on_a_phone(|log| {
            let mut held: Vec<&Sent> = Vec::new();
            for delivery in road.deliveries(&sent) {
                phone::receives(log, &delivery);
                held.extend(&delivery);
                held.sort_by_key(|s| s.name());
                held.dedup_by_key(|s| s.name());
                assert_same(&rows_of(log), &rows_expected(&model(&held).0), "so far");
            }
            assert_same(&rows_of(log), &rows, "by this road");
        });
    }

    #[test]
    fn what_is_set_aside_is_as_if_it_had_never_come_and_accepted_as_if_it_had_never_been(
        steps in lives_without_verdicts(), which in any::<prop::sample::Index>(), road in history::roads(),
        deaf in any::<bool>(),
    ) {
        let sent = history::play(&steps);
        let judged = &sent[which.index(sent.len())];
        let mut s = server();
        let verdict = sets_aside(&mut s, judged);
        let accepted = accepts(&mut s, &verdict);
        let without = tables_after(&road.deliveries(&sent), |s| s.name() != judged.name());
        let with = tables_after(&road.deliveries(&sent), |_| true);

        let mut all = sent.clone();
        if deaf { all.insert(0, verdict.clone()) } else { all.push(verdict.clone()) }
        let aside = tables_after(&road.deliveries(&all), |_| true);
        assert_same(&apart_from(aside, &[&verdict, judged]), &apart_from(without, &[judged]), "set aside");

        all.push(accepted.clone());
        let after_all = tables_after(&road.deliveries(&all), |_| true);
        assert_same(&apart_from(after_all, &[&verdict, &accepted]), &with, "accepted later");
    }

    #[test]
    fn nothing_said_is_missing_and_a_second_coming_alters_nothing(steps in lives(), road in history::roads()) {
        let sent = history::play(&steps);
        let all: Vec<&Sent> = sent.iter().collect();
        on_a_phone(|log| {
            road.deliveries(&sent).iter().for_each(|delivery| phone::receives(log, delivery));
            let before = rows_of(log);
            for sent in &sent {
                let held = log.held(&sent.name()).unwrap();
                let held = held.ok_or_else(|| TestCaseError::fail("a change is not held"))?;
                prop_assert_eq!(&held.body, &sent.body);
                if held.standing != Standing::InState {
                    continue;
                }
                // Everything it says is among what its registers' history says, word for word.
                for set in sent.change.sets() {
                    let all = log.assignments(&set.register).unwrap();
                    let own = all.iter().find(|said| said.change == sent.name());
                    prop_assert_eq!(own.map(|said| value_bytes(&said.value)), Some(value_bytes(&set.value)));
                    prop_assert_eq!(own.map(|said| &said.replaces), Some(&set.replaces));
                }
                for create in sent.change.creates() {
                    for (field, value) in create.values {
                        let all = log.assignments(&register(create.record, *field)).unwrap();
                        prop_assert!(all.iter().any(|said| said.change == sent.name() && said.value == *value));
                    }
                    prop_assert!(log.known(&create.record).unwrap().is_some());
                }
            }
            phone::receives(log, &all.iter().rev().copied().collect::<Vec<_>>());
            assert_same(&rows_of(log), &before, "backwards");
            road.deliveries(&sent).iter().for_each(|delivery| phone::receives(log, delivery));
            assert_same(&rows_of(log), &before, "once more");
            Ok(())
        })?;
    }
}

proptest! {
    #![proptest_config(config(40))]

    #[test]
    fn tables_made_again_from_the_log_are_the_same(steps in lives(), road in history::roads()) {
        let sent = history::play(&steps);
        on_a_phone(|log| {
            road.deliveries(&sent).iter().for_each(|delivery| phone::receives(log, delivery));
            let before = rows_of(log);
            chaski::store::rebuild::rebuild(log, &mut chaski::store::apply::Open).unwrap();
            assert_same(&rows_of(log), &before, "made again");
        });
    }
}

/// The tables of a phone that received these of the deliveries.
fn tables_after(deliveries: &[Vec<&Sent>], wanted: impl Fn(&Sent) -> bool) -> phone::Rows {
    on_a_phone(|log| {
        for delivery in deliveries {
            let delivery: Vec<&Sent> = delivery.iter().copied().filter(|s| wanted(s)).collect();
            phone::receives(log, &delivery);
        }
        rows_of(log)
    })
}

/// The same tables without the rows that begin with the name of one of these changes.
fn apart_from(mut rows: phone::Rows, changes: &[&Sent]) -> phone::Rows {
    let keys: Vec<String> =
        changes.iter().map(|s| s.name().key().iter().map(|byte| format!("{byte:02x}")).collect()).collect();
    for table in rows.values_mut() {
        table.retain(|row| !keys.iter().any(|key| row.starts_with(key.as_str())));
    }
    rows.retain(|_, table| !table.is_empty());
    rows
}
