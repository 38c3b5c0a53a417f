//! What is asked, and what becomes of an answer that is not asked any more.

use super::given::*;

#[test]
fn a_question_is_asked_while_its_condition_holds() {
    let mut visit =
        given(survey([select_one("sex", &["f", "m"]), text("pregnant").relevant("/data/sex = 'f'")]));
    assert!(!visit.is_asked("/data/pregnant"));
    assert!(visit.is_refused("/data/pregnant", "yes"));
    visit.answers("/data/sex", "f").answers("/data/pregnant", "yes");
    visit.answers("/data/sex", "m");
    assert!(!visit.is_asked("/data/pregnant"));
}

#[test]
fn an_answer_that_is_not_asked_any_more_is_blank_and_comes_back() {
    let mut visit = given(survey([
        integer("age"),
        text("school").relevant("/data/age > 5"),
        calculation("said", "concat('at ', /data/school)"),
    ]));
    visit.answers("/data/age", "7").answers("/data/school", "Anta").answers("/data/age", "3");
    assert_eq!((visit.value("/data/school").as_str(), visit.value("/data/said").as_str()), ("", "at "));
    visit.answers("/data/age", "8");
    assert_eq!(
        (visit.value("/data/school").as_str(), visit.value("/data/said").as_str()),
        ("Anta", "at Anta")
    );
}

#[test]
fn what_stands_in_a_group_is_asked_with_the_group() {
    let mut visit = given(survey([
        integer("age"),
        group("child", [text("card"), group("more", [text("doses").required()])]).relevant("/data/age < 5"),
    ]));
    visit.answers("/data/age", "30");
    for path in ["/data/child", "/data/child/card", "/data/child/more", "/data/child/more/doses"] {
        assert!(!visit.is_asked(path), "{path}");
    }
    assert!(visit.is_valid("/data/child/more/doses") && visit.state().valid);
    visit.answers("/data/age", "2");
    assert!(!visit.is_valid("/data/child/more/doses") && !visit.state().valid);
}

#[test]
fn a_group_whose_condition_reads_what_stands_in_it_is_no_circle() {
    let mut visit = given(survey([
        group("inputs", [hidden("source").starts_as("user"), text("name")]).relevant("./source = 'user'"),
        calculation("copy", "/data/inputs/source"),
    ]));
    assert!(visit.is_asked("/data/inputs/name"));
    assert_eq!(visit.answers("/data/inputs/name", "Ana").value("/data/copy"), "user");
}

#[test]
fn a_node_that_is_not_relevant_is_blank_where_it_is_named() {
    let mut visit = given(survey([
        select_one("has", &["yes", "no"]),
        integer("weight").relevant("/data/has = 'yes'"),
        text("why").relevant("/data/weight = ''"),
        text("else").relevant("/data/weight != 8"),
    ]));
    assert!(visit.is_asked("/data/why") && visit.is_asked("/data/else"));
    visit.answers("/data/has", "yes").answers("/data/weight", "8");
    assert!(!visit.is_asked("/data/why") && !visit.is_asked("/data/else"));
    visit.answers("/data/has", "no");
    assert!(visit.is_asked("/data/why") && visit.is_asked("/data/else"));
}

#[test]
fn a_node_that_is_not_relevant_is_blank_on_both_sides_of_a_comparison() {
    let visit = given(survey([
        integer("weight").relevant("false()"),
        calculation("own", "/data/weight = /data/weight"),
        calculation("if", "if(true(), /data/weight, 4) = /data/weight"),
        calculation("text", "string(/data/weight) = /data/weight"),
    ]));
    let values = ["own", "if", "text"].map(|name| visit.value(&format!("/data/{name}")));
    assert_eq!(values, ["true", "true", "true"]);
}
