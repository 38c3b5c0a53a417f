//! The command line over a damaged phone: what is damaged is said, and what can be read of it goes on in another folder.

use chaski::record::role::VISITOR;
use serde_json::json;

use crate::common::{District, Phone};

const PAGE: usize = 4096;

#[test]
fn a_damaged_phone_is_rescued_into_another_folder_and_delivers_what_was_unsent() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    phone.family("Mamani");
    phone.says(&["sync"]);
    let (_, unsent) = phone.family("Ñahui");
    assert_eq!(phone.json(&["verify"])["sound"], true);
    let database = phone.home.join("phone.db");
    let sound = std::fs::read(&database).unwrap();

    // A page of what is made again from the changes: the last of the file.
    let mut damaged = sound.clone();
    let last = damaged.len() - PAGE;
    damaged[last..].fill(0);
    std::fs::write(&database, &damaged).unwrap();
    let answer = phone.run(&["verify"]);
    assert!(!answer.ok && answer.err.contains("`chaski rescue`"), "{}", answer.err);
    let page = damaged.len() / PAGE;
    assert!(answer.out.contains(&format!("damaged pages: {page}\n")), "{}", answer.out);

    // The first page: the phone does not open any more.
    damaged[16..PAGE].fill(0);
    std::fs::write(&database, &damaged).unwrap();
    let refused = phone.refused(&["status"]);
    assert_eq!(refused["code"], "damaged");
    assert!(refused["remedy"].as_str().unwrap().contains("Do not enrol again"), "{refused}");
    assert!(refused["technical"].as_str().unwrap().contains("`chaski rescue`"), "{refused}");

    let to = phone.home.with_file_name("rescued");
    let (from, into) = (phone.home.to_str().unwrap(), to.to_str().unwrap());
    let rescued = phone.json(&["rescue", from, into]);
    assert_eq!(rescued["damaged_pages"], json!([1, page]));
    assert_eq!((&rescued["enrolled"], &rescued["unsent"]), (&json!(true), &json!(2)));
    assert_eq!(std::fs::read(&database).unwrap(), damaged, "the damaged file stays as it is");
    assert_eq!(phone.refused(&["rescue", from, into])["code"], "output");

    let rescued = Phone { home: to, keys: phone.keys.clone() };
    assert!(rescued.says(&["child", &unsent]).contains("Ñahui"));
    let report = rescued.json(&["sync"]);
    assert_eq!(report["on_this_phone_only"], 0);
    assert_eq!(rescued.json(&["verify"])["sound"], true);
    assert!(rescued.says(&["children"]).starts_with("2 children\n"));
}

#[test]
fn a_rescue_says_in_words_what_was_saved_and_what_comes_next() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    phone.family("Mamani");
    let to = phone.home.with_file_name("rescued");
    let (from, into) = (phone.home.to_str().unwrap(), to.to_str().unwrap());
    let said = phone.says(&["rescue", from, into]);
    for part in ["0 of ", "2 of them on this phone only", "no change is lost", "as the phone it was", "keep "]
    {
        assert!(said.contains(part), "{part}: {said}");
    }
    let nothing = phone.home.with_file_name("nothing");
    let refused = phone.refused(&["rescue", nothing.to_str().unwrap(), into]);
    assert_eq!(refused["code"], "database_missing");
}
