//! Steps that cannot be carried out change nothing, are said, and the rest goes on.

use super::given::*;

#[test]
fn what_is_no_value_of_its_type_is_refused() {
    let mut visit = given(survey([
        integer("n"),
        decimal("x"),
        date("day"),
        text("at").of_type("time"),
        text("where").of_type("geopoint"),
    ]));
    for (path, wrong) in [
        ("n", "a"),
        ("n", "4.5"),
        ("n", "1e2"),
        ("x", "1,5"),
        ("day", "2023-02-29"),
        ("day", "soon"),
        ("at", "25:00"),
        ("where", "91 0 0 0"),
    ] {
        assert!(visit.is_refused(&format!("/data/{path}"), wrong), "{path} = {wrong}");
    }
    for (path, right) in [
        ("n", "-4"),
        ("x", "2.50"),
        ("day", "2024-02-29"),
        ("at", "10:05:00.000+00:00"),
        ("where", "-12.04 -77.03 0 0"),
    ] {
        let path = format!("/data/{path}");
        assert_eq!(visit.answers(&path, right).value(&path), right);
    }
}

#[test]
fn several_members_of_one_step_are_carried_out_in_order_and_one_that_fails_stops_none() {
    let mut visit = given(survey([repeat("child", [text("name")])]));
    let refused = visit.does(r#"{"/data/child[2]/name": "too early", "add": "/data/child", "/data/child[2]/name": "Ana", "/data/none": "x"}"#);
    assert_eq!(refused.len(), 2, "{refused:?}");
    assert_eq!(visit.value("/data/child[2]/name"), "Ana");
}

#[test]
fn a_number_or_null_is_an_answer_too() {
    let mut visit = given(survey([integer("n"), decimal("x")]));
    assert_eq!(visit.does(r#"[{"/data/n": 4}, {"/data/x": 2.5}]"#), Vec::<String>::new());
    assert_eq!((visit.value("/data/n").as_str(), visit.value("/data/x").as_str()), ("4", "2.5"));
    visit.does(r#"{"/data/n": null}"#);
    assert_eq!(visit.value("/data/n"), "");
}
