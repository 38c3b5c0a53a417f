//! Answers that break a rule: they are kept, and said to be wrong.

use super::given::*;

#[test]
fn an_answer_that_breaks_its_rule_is_kept_with_the_forms_own_words() {
    let mut visit = given(survey([integer("age").constraint(". >= 0 and . < 120", "Too old")]));
    visit.answers("/data/age", "130");
    assert_eq!(visit.value("/data/age"), "130");
    assert!(!visit.is_valid("/data/age") && !visit.state().valid);
    assert_eq!(visit.message("/data/age").as_deref(), Some("Too old"));
    assert!(visit.answers("/data/age", "30").is_valid("/data/age"));
}

#[test]
fn a_rule_without_words_has_none() {
    let mut visit = given(survey([integer("age").bind("constraint", ". < 120")]));
    assert_eq!(visit.answers("/data/age", "130").message("/data/age"), None);
}

#[test]
fn a_blank_breaks_no_rule() {
    let visit = given(survey([integer("age").constraint(". > 5", "More")]));
    assert!(visit.is_valid("/data/age"));
}

#[test]
fn a_rule_is_asked_again_when_what_it_reads_changes() {
    let mut visit =
        given(survey([integer("most"), integer("count").constraint(". <= /data/most", "Too many")]));
    visit.answers("/data/most", "3").answers("/data/count", "5");
    assert!(!visit.is_valid("/data/count"));
    visit.answers("/data/most", "9");
    assert!(visit.is_valid("/data/count"));
}

#[test]
fn a_pattern_is_searched_for_unless_it_is_anchored() {
    let mut visit = given(survey([
        text("any").constraint("regex(., '[0-9]')", "A digit"),
        text("all").constraint("regex(., '^[0-9]+$')", "Digits"),
    ]));
    visit.answers("/data/any", "a1").answers("/data/all", "a1");
    assert!(visit.is_valid("/data/any") && !visit.is_valid("/data/all"));
}

#[test]
fn what_stands_in_the_namespace_of_another_program_is_no_constraint() {
    let asked = |prefix: &str, address: &str| {
        integer("x")
            .constraint(". < 5", "Too old")
            .bind(&format!("xmlns:{prefix}"), address)
            .bind(&format!("{prefix}:constraint"), "'anything'")
            .bind(&format!("{prefix}:constraintMsg"), "not this")
            .bind(&format!("{prefix}:required"), "true()")
    };
    let mut visit = given(survey([asked("oc", "http://openclinica.org/xforms")]));
    assert!(visit.is_valid("/data/x"));
    assert_eq!(visit.answers("/data/x", "9").message("/data/x").as_deref(), Some("Too old"));
}
