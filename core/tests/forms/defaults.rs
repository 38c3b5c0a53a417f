//! What stands in the record before anybody answers.

use super::given::*;

#[test]
fn a_static_default_is_there_at_once_and_counts() {
    let visit = given(survey([
        integer("n").starts_as("2"),
        counted("child", "/data/n", [text("name").starts_as("Ana")]),
    ]));
    assert_eq!(visit.instances("/data/child"), 2);
    assert_eq!(visit.value("/data/child[2]/name"), "Ana");
}

#[test]
fn a_dynamic_default_is_set_when_the_record_opens_and_is_an_answer_from_then_on() {
    let mut visit = given(
        survey([integer("year").starts_as("2026"), integer("born"), date("day")])
            .at_first_load("/data/born", "/data/year - 5")
            .at_first_load("/data/day", "today()"),
    );
    assert_eq!(
        (visit.value("/data/born").as_str(), visit.value("/data/day").as_str()),
        ("2021", "2026-12-01")
    );
    visit.answers("/data/year", "2030");
    assert_eq!(visit.value("/data/born"), "2021");
    assert_eq!(visit.answers("/data/born", "2020").value("/data/born"), "2020");
}

#[test]
fn a_default_that_is_not_offered_is_no_answer() {
    let visit = given(
        survey([select_from("d", "instance('l')/root/item[above = 'x']").starts_as("a")])
            .with_list("l", &[("a", "A", "y")]),
    );
    assert_eq!(visit.value("/data/d"), "");
}
