//! Values that are calculated.

use super::given::*;

#[test]
fn a_chain_of_calculations_is_settled_when_an_answer_returns() {
    // The last first: the order in the form is not the order of computing.
    let mut visit = given(survey([
        calculation("c", "/data/b + 1"),
        calculation("b", "/data/a * 2"),
        calculation("a", "/data/x + 1"),
        integer("x"),
    ]));
    assert_eq!(visit.answers("/data/x", "4").value("/data/c"), "11");
    assert_eq!(visit.answers("/data/x", "").value("/data/c"), "");
}

#[test]
fn a_number_is_written_in_decimals_and_what_is_none_is_blank() {
    let mut visit = given(survey([
        decimal("x"),
        calculation("half", "/data/x div 2"),
        calculation("small", "/data/x div 10000000"),
        calculation("great", "/data/x * 1000000000000"),
        calculation("whole", "/data/x div /data/x"),
    ]));
    assert_eq!(visit.value("/data/half"), "");
    visit.answers("/data/x", "5");
    assert_eq!(visit.value("/data/half"), "2.5");
    assert_eq!(visit.value("/data/small"), "0.0000005");
    assert_eq!(visit.value("/data/great"), "5000000000000");
    assert_eq!(visit.value("/data/whole"), "1");
}

#[test]
fn true_and_false_stand_in_the_record_as_words() {
    let mut visit = given(survey([integer("x"), calculation("great", "/data/x > 3")]));
    assert_eq!(visit.value("/data/great"), "false");
    assert_eq!(visit.answers("/data/x", "4").value("/data/great"), "true");
}

#[test]
fn a_whole_number_takes_what_stands_before_the_point() {
    let mut visit = given(survey([decimal("x"), calculation("n", "/data/x").of_type("int")]));
    assert_eq!(visit.answers("/data/x", "7.9").value("/data/n"), "7");
    assert_eq!(visit.answers("/data/x", "-7.9").value("/data/n"), "-7");
}

#[test]
fn a_sum_goes_over_all_instances_and_a_blank_makes_it_none() {
    let mut visit = given(survey([
        repeat("child", [integer("age")]),
        calculation("sum", "sum(/data/child/age)"),
        calculation("count", "count(/data/child)"),
        calculation("most", "max(/data/child/age)"),
    ]));
    visit.answers("/data/child[1]/age", "4");
    assert_eq!((visit.value("/data/sum").as_str(), visit.value("/data/most").as_str()), ("4", "4"));
    visit.adds("/data/child");
    assert_eq!((visit.value("/data/sum").as_str(), visit.value("/data/most").as_str()), ("", ""));
    visit.answers("/data/child[2]/age", "5");
    assert_eq!((visit.value("/data/sum").as_str(), visit.value("/data/count").as_str()), ("9", "2"));
    visit.removes("/data/child[1]").removes("/data/child[1]");
    assert_eq!((visit.value("/data/sum").as_str(), visit.value("/data/count").as_str()), ("0", "0"));
}

#[test]
fn nodes_that_are_not_relevant_are_left_out_of_a_node_set() {
    let mut visit = given(survey([
        repeat("child", [select_one("here", &["yes", "no"]), integer("age").relevant("../here = 'yes'")]),
        calculation("sum", "sum(/data/child/age)"),
        calculation("count", "count(/data/child/age)"),
    ]));
    visit.adds("/data/child");
    visit.answers("/data/child[1]/here", "yes").answers("/data/child[1]/age", "4");
    assert_eq!((visit.value("/data/sum").as_str(), visit.value("/data/count").as_str()), ("4", "1"));
}

#[test]
fn what_is_not_a_number_is_blank_for_coalesce() {
    let mut visit = given(survey([
        text("typed"),
        calculation("n", "coalesce(number(/data/typed), 0)"),
        calculation("m", "coalesce(/data/typed, 7)"),
    ]));
    assert_eq!((visit.value("/data/n").as_str(), visit.value("/data/m").as_str()), ("0", "7"));
    assert_eq!(visit.answers("/data/typed", "4").value("/data/n"), "4");
}

#[test]
fn an_argument_too_many_of_int_is_told_and_not_read() {
    let asked = || survey([decimal("x"), calculation("n", "int(/data/x, 0)")]);
    assert!(asked().problems().iter().any(|problem| problem.code == "surplus-argument"));
    assert_eq!(given(asked()).answers("/data/x", "7.9").value("/data/n"), "7");
}
