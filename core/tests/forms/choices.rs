//! What may be chosen.

use super::given::*;

fn places() -> Survey {
    survey([
        select_from("province", "instance('provinces')/root/item"),
        select_from("district", "instance('districts')/root/item[above = /data/province]"),
        several_from("seen", "instance('districts')/root/item[above = /data/province]"),
    ])
    .with_list("provinces", &[("a", "Anta", ""), ("c", "Calca", "")])
    .with_list("districts", &[("a1", "Anta", "a"), ("a2", "Pucyura", "a"), ("c1", "Pisac", "c")])
}

#[test]
fn a_choice_below_is_offered_for_the_one_above() {
    let mut visit = given(places());
    assert_eq!(visit.offered("/data/province"), ["a", "c"]);
    assert!(visit.offered("/data/district").is_empty());
    visit.answers("/data/province", "a");
    assert_eq!(visit.offered("/data/district"), ["a1", "a2"]);
    assert_eq!(visit.choices("/data/district")[1].label, "Pucyura");
}

#[test]
fn what_is_not_offered_any_more_is_no_longer_in_the_answer() {
    let mut visit = given(places());
    visit.answers("/data/province", "a").answers("/data/district", "a2").answers("/data/seen", "a1 a2");
    visit.answers("/data/province", "c");
    assert_eq!((visit.value("/data/district").as_str(), visit.value("/data/seen").as_str()), ("", ""));
}

#[test]
fn what_is_not_offered_is_refused() {
    let mut visit = given(survey([select_one("one", &["a", "b"]), select_multiple("several", &["a", "b"])]));
    assert!(visit.is_refused("/data/one", "z") && visit.is_refused("/data/one", "a b"));
    assert!(visit.is_refused("/data/several", "a z"));
    assert_eq!(visit.answers("/data/several", "b a").value("/data/several"), "b a");
    assert_eq!(visit.answers("/data/several", "").value("/data/several"), "");
}

#[test]
fn a_filter_in_a_repeat_reads_its_own_instance() {
    let district = "instance('districts')/root/item[above = current()/../province]";
    let mut visit = given(
        survey([repeat("child", [select_one("province", &["a", "c"]), select_from("district", district)])])
            .with_list("districts", &[("a1", "Anta", "a"), ("c1", "Pisac", "c")]),
    );
    visit.adds("/data/child").answers("/data/child[1]/province", "a").answers("/data/child[2]/province", "c");
    assert_eq!(visit.offered("/data/child[1]/district"), ["a1"]);
    assert_eq!(visit.offered("/data/child[2]/district"), ["c1"]);
}

#[test]
fn the_label_of_a_choice_can_be_asked_for() {
    let mut visit = given(survey([
        select_one("sex", &["f", "m"]),
        calculation("word", "jr:choice-name(/data/sex, '/data/sex')"),
    ]));
    assert_eq!(visit.answers("/data/sex", "f").value("/data/word"), "The f");
}
