//! The openings of a phone's database: whatever becomes of the file, no number is used twice, and each opening says
//! from where it goes on.

use std::collections::{BTreeMap, BTreeSet};

use chaski::record::table::household;
use chaski::record::{ChangeName, Tag, Value};

use crate::line::{Phone, Server};

fn counters(names: &[ChangeName]) -> Vec<u64> {
    names.iter().map(ChangeName::counter).collect()
}

/// The opening in which all of these were saved.
fn tag_of(names: &[ChangeName]) -> Tag {
    let tags: BTreeSet<Tag> = names.iter().map(ChangeName::tag).collect();
    assert_eq!(tags.len(), 1, "one opening");
    names[0].tag()
}

fn kept(phone: &mut Phone) -> Vec<i64> {
    let mut statement =
        phone.store().log().connection().prepare("SELECT tag FROM opening ORDER BY id").unwrap();
    let tags = statement.query_map([], |row| row.get(0)).unwrap();
    tags.map(Result::unwrap).collect()
}

#[test]
fn no_number_is_used_by_two_openings_of_one_database() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let mut all = Vec::new();
    for round in 0..8 {
        all.extend(phone.saves(&server, 1 + round % 3));
        phone.closes();
    }
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    assert_eq!(all.iter().map(ChangeName::tag).collect::<BTreeSet<_>>().len(), 8, "a tag an opening");
    assert!(all.iter().all(|name| name.tag() != Tag(0) && name.number < 1 << 63));
    assert_eq!(phone.names("own = 1").len(), all.len());
}

#[test]
fn counters_begin_at_one_and_have_no_gap_whatever_was_begun_and_not_saved() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let mut names = phone.saves(&server, 2);
    // Begun and left.
    phone.store().begin().unwrap();
    // Refused.
    let mut action = phone.store().begin().unwrap();
    let no_area = BTreeMap::from([(household::area, Value::text("Ccorca"))]);
    assert!(action.about_new(household::ID, no_area).is_err());
    drop(action);
    // Refused when it is saved, after its first change was written.
    let mut action = phone.store().begin().unwrap();
    let values = || BTreeMap::from([(household::area, Value::Record(server.area()))]);
    let house = action.about_new(household::ID, values()).unwrap();
    let nobody = chaski::record::RecordName { index: 9, ..house };
    action.about(nobody);
    let person = BTreeMap::from([(chaski::record::table::person::household, Value::Record(nobody))]);
    action.create(chaski::record::table::person::ID, person).unwrap();
    assert!(action.save().is_err());
    // Three changes at once, the middle one empty.
    let mut action = phone.store().begin().unwrap();
    action.about_new(household::ID, values()).unwrap();
    action.about(house);
    action.about_new(household::ID, values()).unwrap();
    names.extend(action.save().unwrap());
    names.extend(phone.saves(&server, 1));
    assert_eq!(counters(&names), [1, 2, 3, 4, 5]);
    tag_of(&names);
    phone.closes();
    assert_eq!(counters(&phone.saves(&server, 2)), [1, 2]);
}

#[test]
fn an_opening_in_which_nothing_was_saved_is_forgotten_and_nobody_goes_on_from_it() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    for _ in 0..3 {
        assert_eq!(phone.store().opening().from, None);
        phone.closes();
    }
    let first = tag_of(&phone.saves(&server, 3));
    let point = phone.point(first, None);
    assert_eq!(point.counter, 3);
    for round in 0..10 {
        phone.closes();
        let opening = phone.store().opening();
        assert_eq!((opening.last, opening.from), (0, Some(point)), "round {round}");
        if round % 2 == 0 {
            // It speaks: while it lasts, the database knows it.
            phone.asks();
            assert_eq!(kept(&mut phone).len(), 2);
        }
    }
    phone.closes();
    let second = tag_of(&phone.saves(&server, 1));
    assert_eq!(phone.store().opening().from, Some(point));
    assert_eq!(kept(&mut phone), [first.0 as i64, second.0 as i64]);
    let point = phone.point(second, Some(&point));
    phone.closes();
    assert_eq!(phone.store().opening().from, Some(point));
}

#[test]
fn an_image_that_is_put_back_opens_under_a_tag_of_its_own_and_names_where_it_goes_on() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let first = tag_of(&phone.saves(&server, 2));
    let point = phone.point(first, None);
    let image = phone.image();
    let mut lost = phone.saves(&server, 2);
    phone.closes();
    lost.extend(phone.saves(&server, 1));
    let mut again = Vec::new();
    for _ in 0..3 {
        phone.puts_back(&image);
        assert_eq!(phone.store().opening().from, Some(point));
        again.extend(phone.saves(&server, 3));
        assert_eq!(counters(&again[again.len() - 3..]), [1, 2, 3]);
    }
    let all: BTreeSet<ChangeName> = lost.iter().chain(&again).copied().collect();
    assert_eq!(all.len(), lost.len() + again.len());
    assert_eq!(all.iter().map(ChangeName::tag).collect::<BTreeSet<_>>().len(), 5);
}

#[test]
fn a_copy_and_its_origin_go_on_from_one_point_under_tags_of_their_own() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let first = tag_of(&phone.saves(&server, 2));
    let point = phone.point(first, None);
    let mut copy = phone.copied();
    assert_eq!(copy.device(), phone.device());
    let (here, there) = (phone.saves(&server, 2), copy.saves(&server, 2));
    assert_eq!((phone.store().opening().from, copy.store().opening().from), (Some(point), Some(point)));
    assert_ne!(tag_of(&here), tag_of(&there));
    // And a copy of the copy.
    let of_there = copy.point(tag_of(&there), Some(&point));
    let mut third = copy.copied();
    assert_eq!(third.store().opening().from, Some(of_there));
    assert!(![tag_of(&here), tag_of(&there), first].contains(&tag_of(&third.saves(&server, 1))));
}

#[test]
fn a_database_put_back_under_a_running_process_opens_anew_at_the_next_save() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let names = phone.saves(&server, 4);
    let tag = tag_of(&names);
    // Its newest two are gone.
    let delete = "DELETE FROM change WHERE name > ?1 AND own = 1";
    phone.store().log().connection().execute(delete, [names[1].key().as_slice()]).unwrap();
    let point = phone.point(tag, None);
    assert_eq!(point.counter, 2);
    let after = phone.saves(&server, 2);
    assert_ne!(tag_of(&after), tag);
    assert_eq!(counters(&after), [1, 2]);
    assert_eq!(phone.store().opening().from, Some(point));

    // Back to where nothing was saved in this opening, nor the opening kept.
    let second = tag_of(&after);
    let conn = phone.store().log().connection();
    conn.execute("DELETE FROM change WHERE name BETWEEN ?1 AND ?2", {
        let at = |counter| ChangeName { number: second.number(counter), ..after[0] }.key().to_vec();
        [at(0), at(Tag::LAST_COUNTER)]
    })
    .unwrap();
    conn.execute("DELETE FROM opening WHERE tag = ?1", [second.0 as i64]).unwrap();
    conn.execute("UPDATE meta SET value = ?1 WHERE key = 'line'", [tag.0 as i64]).unwrap();
    let third = phone.saves(&server, 1);
    assert!(![tag, second].contains(&tag_of(&third)));
    assert_eq!(counters(&third), [1]);
    let point = phone.point(tag, None);
    assert_eq!(phone.store().opening().from, Some(point));
}

#[test]
fn a_database_put_back_to_where_this_opening_was_not_known_opens_anew_for_a_request_too() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let first = phone.asks().head;
    phone.store().log().connection().execute("DELETE FROM opening", []).unwrap();
    let second = phone.asks().head;
    assert_ne!(first.opening, second.opening);
    assert_eq!((first.counter, second.counter), (1, 1));
}

#[test]
fn a_check_of_the_whole_log_finds_a_change_that_is_missing() {
    let server = Server::new();
    let mut phone = Phone::new(&server);
    let names = phone.saves(&server, 4);
    phone.closes();
    phone.saves(&server, 2);
    assert!(phone.store().verify().unwrap().is_sound());
    let delete = "DELETE FROM change WHERE name = ?1";
    for lost in [0, 2] {
        phone.store().log().connection().execute(delete, [names[lost].key().as_slice()]).unwrap();
    }
    let verified = phone.store().verify().unwrap();
    assert_eq!(verified.missing, [names[0].to_string(), names[2].to_string()]);
    assert!(!verified.is_sound());
}
