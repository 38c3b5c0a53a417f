//! What is asked several times.

use super::given::*;

#[test]
fn an_open_repeat_grows_at_its_end_and_those_behind_a_removed_one_move_up() {
    let mut visit = given(survey([repeat("child", [text("name"), calculation("place", "position(..)")])]));
    visit.answers("/data/child[1]/name", "Ana").adds("/data/child").answers("/data/child[2]/name", "Rosa");
    visit.adds("/data/child").answers("/data/child[3]/name", "Luz");
    visit.removes("/data/child[2]");
    assert_eq!(visit.instances("/data/child"), 2);
    assert_eq!(visit.value("/data/child[2]/name"), "Luz");
    assert_eq!(visit.value("/data/child[2]/place"), "2");
    assert!(visit.is_refused("/data/child[3]/name", "x") && visit.is_refused("/data/child[0]/name", "x"));
    assert!(visit.is_refused("/data/child/name", "x"));
}

#[test]
fn a_counted_repeat_has_as_many_instances_as_its_count_says() {
    let mut visit = given(survey([integer("n"), counted("child", "/data/n", [text("name")])]));
    for (count, instances) in [("", 0), ("3", 3), ("1", 1), ("0", 0), ("-2", 0), ("2", 2), ("", 0)] {
        assert_eq!(visit.answers("/data/n", count).instances("/data/child"), instances, "{count}");
    }
}

#[test]
fn a_falling_count_takes_from_the_end() {
    let mut visit = given(survey([integer("n"), counted("child", "/data/n", [text("name")])]));
    visit
        .answers("/data/n", "2")
        .answers("/data/child[1]/name", "Ana")
        .answers("/data/child[2]/name", "Rosa");
    visit.answers("/data/n", "1");
    assert_eq!(visit.value("/data/child[1]/name"), "Ana");
}

#[test]
fn a_counted_repeat_takes_no_instance_by_hand_and_loses_none() {
    let mut visit = given(survey([counted("child", "2", [text("name")])]));
    assert_eq!(visit.instances("/data/child"), 2);
    assert_eq!(visit.does(r#"[{"add": "/data/child"}, {"remove": "/data/child[1]"}]"#).len(), 2);
    assert_eq!(visit.instances("/data/child"), 2);
}

#[test]
fn a_repeat_in_a_repeat_belongs_to_its_instance() {
    let mut visit = given(survey([repeat(
        "house",
        [
            integer("people"),
            repeat("child", [text("name"), calculation("of", "concat(../name, ' of ', position(../..))")]),
            calculation("children", "count(../child)"),
            counted("bed", "../people", [text("for")]),
        ],
    )]));
    visit.adds("/data/house").adds("/data/house[2]/child");
    visit.answers("/data/house[2]/child[2]/name", "Ana").answers("/data/house[2]/people", "3");
    assert_eq!(visit.value("/data/house[2]/child[2]/of"), "Ana of 2");
    assert_eq!(
        (visit.value("/data/house[1]/children"), visit.value("/data/house[2]/children")),
        ("1".into(), "2".into())
    );
    assert_eq!((visit.instances("/data/house[1]/bed"), visit.instances("/data/house[2]/bed")), (0, 3));
    visit.removes("/data/house[1]");
    assert_eq!(visit.value("/data/house[1]/child[2]/of"), "Ana of 1");
}

#[test]
fn a_whole_path_in_a_repeat_means_the_same_instance() {
    let mut visit = given(survey([repeat(
        "child",
        [
            integer("age"),
            text("school").relevant("/data/child/age > 5"),
            note("told").label("Aged <output value=\"/data/child/age\"/>"),
        ],
    )]));
    visit.adds("/data/child").answers("/data/child[1]/age", "3").answers("/data/child[2]/age", "9");
    assert!(!visit.is_asked("/data/child[1]/school") && visit.is_asked("/data/child[2]/school"));
    assert_eq!(visit.label("/data/child[2]/told"), "Aged 9");
}

#[test]
fn nothing_is_added_to_a_repeat_that_is_not_asked() {
    let mut visit = given(survey([integer("n"), repeat("child", [text("name")]).relevant("/data/n > 0")]));
    assert_eq!(visit.does(r#"{"add": "/data/child"}"#).len(), 1);
    assert_eq!(visit.does(r#"{"remove": "/data/child[1]"}"#).len(), 1);
    visit.answers("/data/n", "1").adds("/data/child");
    assert_eq!(visit.instances("/data/child"), 2);
}

#[test]
fn a_new_instance_is_as_the_template_says() {
    let mut visit = given(survey([repeat("child", [text("country").starts_as("Peru")])]));
    assert_eq!(visit.adds("/data/child").value("/data/child[2]/country"), "Peru");
}
