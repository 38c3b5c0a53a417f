//! Values that are set when something happens.

use super::given::*;

#[test]
fn a_change_of_an_answer_sets_another_once() {
    let mut visit = given(survey([
        integer("weight").on("xforms-value-changed", "/data/told", "concat('weight ', /data/weight)"),
        text("told"),
    ]));
    assert_eq!(visit.value("/data/told"), "");
    assert_eq!(visit.answers("/data/weight", "8").value("/data/told"), "weight 8");
    // The same answer again is no change.
    visit.answers("/data/told", "mine").answers("/data/weight", "8");
    assert_eq!(visit.value("/data/told"), "mine");
    assert_eq!(visit.answers("/data/weight", "9").value("/data/told"), "weight 9");
}

#[test]
fn a_new_instance_is_given_values_whether_by_hand_or_by_a_count() {
    let place = "position(..)";
    let mut visit = given(survey([
        integer("n"),
        repeat("open", [text("place")]).on("odk-new-repeat", "/data/open/place", place),
        counted("fixed", "/data/n", [text("place")]).on("odk-new-repeat", "/data/fixed/place", place),
    ]));
    // Those that the form itself has are not new.
    assert_eq!(visit.value("/data/open[1]/place"), "");
    assert_eq!(visit.adds("/data/open").value("/data/open[2]/place"), "2");
    assert_eq!(visit.answers("/data/n", "2").value("/data/fixed[2]/place"), "2");
    visit.answers("/data/fixed[2]/place", "mine").answers("/data/n", "3");
    assert_eq!(visit.value("/data/fixed[2]/place"), "mine");
}

#[test]
fn an_event_in_a_repeat_sets_the_node_of_its_own_instance() {
    let mut visit = given(survey([repeat(
        "child",
        [text("name").on("xforms-value-changed", "/data/child/said", "../name"), hidden("said")],
    )]));
    visit.adds("/data/child").answers("/data/child[2]/name", "Ana");
    assert_eq!(
        (visit.value("/data/child[1]/said").as_str(), visit.value("/data/child[2]/said").as_str()),
        ("", "Ana")
    );
    visit.removes("/data/child[1]").adds("/data/child").answers("/data/child[2]/name", "Luz");
    assert_eq!(visit.value("/data/child[2]/said"), "Luz");
}

#[test]
fn an_answer_that_is_not_asked_any_more_has_not_changed() {
    let mut visit = given(survey([
        integer("age"),
        text("name").relevant("/data/age > 3").on(
            "xforms-value-changed",
            "/data/said",
            "concat('[', /data/name, ']')",
        ),
        hidden("said"),
    ]));
    visit.answers("/data/age", "5").answers("/data/name", "Ana").answers("/data/age", "1");
    assert_eq!(visit.value("/data/said"), "[Ana]");
}

#[test]
fn a_value_that_says_nothing_goes_before_the_text_of_an_action() {
    let action =
        |how: &str| format!("<setvalue event=\"odk-instance-first-load\" ref=\"/data/x\"{how}</setvalue>");
    let opens = |how: &str| given(survey([text("x")]).with(&action(how))).value("/data/x");
    assert_eq!(opens(">Ana"), "Ana");
    assert_eq!(opens(" value=\"\">Ana"), "");
    assert_eq!(opens(" value=\"'Qori'\">Ana"), "Qori");
}
