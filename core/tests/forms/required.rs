//! What must be answered, and what may only be read.

use super::given::*;

#[test]
fn a_blank_that_must_be_answered_is_not_valid_though_nobody_was_there() {
    let mut visit =
        given(survey([text("name").required().bind("jr:requiredMsg", "A name, please"), text("other")]));
    assert!(visit.is_required("/data/name") && !visit.is_required("/data/other"));
    assert_eq!(visit.message("/data/name").as_deref(), Some("A name, please"));
    assert!(visit.answers("/data/name", "Ana").state().valid);
    assert!(!visit.answers("/data/name", "").state().valid);
}

#[test]
fn what_must_be_answered_may_depend_on_another_answer() {
    let mut visit = given(survey([
        select_one("seen", &["yes", "no"]),
        text("why").bind("required", "/data/seen = 'no'"),
    ]));
    assert!(!visit.is_required("/data/why"));
    visit.answers("/data/seen", "no");
    assert!(visit.is_required("/data/why") && !visit.is_valid("/data/why"));
}

#[test]
fn what_may_only_be_read_takes_no_answer() {
    let mut visit = given(survey([
        select_one("locked", &["yes", "no"]),
        text("name").bind("readonly", "/data/locked = 'yes'"),
        note("told"),
        text("made").bind("calculate", "'x'"),
        calculation("never", "1"),
    ]));
    visit.answers("/data/name", "Ana").answers("/data/locked", "yes");
    assert!(visit.is_readonly("/data/name") && visit.is_refused("/data/name", "Rosa"));
    assert!(visit.is_readonly("/data/told") && visit.is_refused("/data/told", "x"));
    // A calculation alone makes nothing read-only, and takes no answer all the same.
    assert!(!visit.is_readonly("/data/made") && visit.is_refused("/data/made", "y"));
    assert!(visit.is_refused("/data/never", "2"));
    assert_eq!(visit.value("/data/name"), "Ana");
}

#[test]
fn what_stands_in_a_group_that_may_only_be_read_may_only_be_read() {
    let mut visit = given(survey([group("g", [text("name")]).bind("readonly", "true()")]));
    assert!(visit.is_readonly("/data/g/name") && visit.is_refused("/data/g/name", "x"));
}
