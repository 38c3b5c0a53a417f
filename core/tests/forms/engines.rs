//! Whoever edits a form is told where other engines would have it otherwise, and only there.

use super::given::*;

/// What is told of the engines, by the path it is told at and its first words.
fn differ(survey: Survey) -> Vec<(String, String)> {
    let problems = survey.problems();
    problems
        .iter()
        .filter(|problem| problem.code == "engines-differ")
        .map(|problem| {
            let place = problem.place.to_string();
            let path = place.split_once(", ").map_or(place.as_str(), |(_, node)| node);
            let said = problem.what.split_once("` ").map_or("", |(_, said)| said);
            (path.to_owned(), said.split(&[':', ','][..]).next().unwrap_or_default().to_owned())
        })
        .collect()
}

fn said(survey: Survey) -> Vec<String> {
    differ(survey).into_iter().map(|(_, said)| said).collect()
}

const BLANK: &str = "one of the nodes may be blank";
const NONE: &str = "there may be no node at all";
const NOT_RELEVANT: &str = "some of the nodes may not be relevant";

#[test]
fn totals_over_what_may_be_blank_absent_or_not_asked() {
    let over = |age: Item, total: &str| survey([repeat("child", [age]), calculation("total", total)]);
    assert_eq!(said(over(integer("age"), "sum(/data/child/age)")), [BLANK, NONE]);
    assert_eq!(said(over(integer("age"), "max(/data/child/age)")), [BLANK]);
    assert_eq!(said(over(integer("age").required(), "max(/data/child/age)")), Vec::<String>::new());
    assert_eq!(said(over(integer("age"), "sum(/data/child/age[. != ''])")), Vec::<String>::new());
    assert_eq!(
        said(over(calculation("age", "if(1 = 2, 3, 4)"), "max(/data/child/age)")),
        Vec::<String>::new()
    );
    assert_eq!(said(over(calculation("age", "if(1 = 2, 3, '')"), "max(/data/child/age)")), [BLANK]);
    let at_times = || integer("age").required().relevant("/data/child = 1");
    assert_eq!(said(over(at_times(), "count(/data/child/age)")), [NOT_RELEVANT]);
    assert_eq!(said(over(integer("age"), "count(/data/child/age)")), Vec::<String>::new());
    assert_eq!(said(over(integer("age"), "count(/data/child)")), Vec::<String>::new());
}

#[test]
fn what_is_asked_together_is_no_difference() {
    let together = group("g", [integer("n").required(), calculation("most", "max(../n, 3)")]);
    assert_eq!(said(survey([integer("x"), together.relevant("/data/x = 1")])), Vec::<String>::new());
    let apart = group("g", [integer("n").required()]).relevant("/data/x = 1");
    assert_eq!(said(survey([integer("x"), apart, calculation("most", "max(/data/g/n, 3)")])), [NOT_RELEVANT]);
}

#[test]
fn truth_that_is_stored_and_truth_that_is_only_asked() {
    let stored = "true or false is calculated";
    let of = |expression: &str| said(survey([integer("x"), calculation("c", expression)]));
    assert_eq!(of("/data/x > 3"), [stored]);
    assert_eq!(of("not(/data/x > 3 or /data/x = 1)"), [stored]);
    assert_eq!(of("if(/data/x > 3, true(), 'no')"), [stored]);
    assert_eq!(of("if(/data/x > 3, 'yes', 'no')"), Vec::<String>::new());
    assert_eq!(of("/data/x + 3"), Vec::<String>::new());
    let asked = survey([integer("x").constraint(". > 3", "more"), integer("y").relevant("/data/x > 4")]);
    assert_eq!(said(asked), Vec::<String>::new());
}

#[test]
fn patterns_that_are_not_bound_to_both_ends() {
    let open = "the pattern may match a part of the answer";
    let of = |pattern: &str| said(survey([text("x").constraint(&format!("regex(., '{pattern}')"), "no")]));
    assert_eq!(of("[0-9]{8}"), [open]);
    assert_eq!(of("^[0-9]{8}"), [open]);
    assert_eq!(of(r"^[0-9]{8}\$"), [open]);
    assert_eq!(of("^[0-9]{8}$"), Vec::<String>::new());
    assert_eq!(of(".*[0-9]{8}.*"), Vec::<String>::new());
}

#[test]
fn a_date_in_quotes_that_is_compared_by_size() {
    let of = |constraint: &str| said(survey([date("born").constraint(constraint, "no")]));
    assert_eq!(of(". < '2020-02-29'"), ["a date in quotes is compared"]);
    assert_eq!(of("'2020-02-29' <= ."), ["a date in quotes is compared"]);
    assert_eq!(of(". < date('2020-02-29')"), Vec::<String>::new());
    assert_eq!(of(". = '2020-02-29'"), Vec::<String>::new());
    assert_eq!(of(". < '2020-02-30'"), Vec::<String>::new());
}

#[test]
fn halves_of_negative_numbers() {
    let of = |expression: &str| said(survey([decimal("x"), calculation("c", expression)]));
    assert_eq!(of("round(/data/x - 4)"), ["a negative number may be rounded"]);
    assert_eq!(of("round(-/data/x)"), ["a negative number may be rounded"]);
    assert_eq!(of("round(/data/x div 4, 2)"), Vec::<String>::new());
}

#[test]
fn a_decimal_in_a_label() {
    let shows = |item: Item| survey([item, note("told").label("<output value=\"/data/x\"/> kg")]);
    assert_eq!(said(shows(decimal("x"))), ["a decimal is shown as it stands in the record"]);
    assert_eq!(said(shows(integer("x"))), Vec::<String>::new());
}

#[test]
fn a_count_that_may_be_blank() {
    let of = |n: Item, count: &str| said(survey([n, counted("child", count, [text("name")])]));
    assert_eq!(of(integer("n"), "/data/n"), ["the count may be blank"]);
    assert_eq!(of(integer("n").required(), "/data/n"), Vec::<String>::new());
    assert_eq!(of(integer("n"), "coalesce(/data/n, 0)"), Vec::<String>::new());
    assert_eq!(of(integer("n"), "3"), Vec::<String>::new());
}

#[test]
fn a_difference_is_told_once_a_place_and_where_it_is() {
    let told = differ(survey([
        repeat("child", [integer("age")]),
        calculation("total", "max(/data/child/age) + min(/data/child/age)"),
    ]));
    assert_eq!(told, [("/data/total, calculate".to_owned(), BLANK.to_owned())]);
}

#[test]
fn a_form_whose_calculations_rest_on_each_other_is_read_to_its_end() {
    let circle = survey([
        calculation("a", "/data/b"),
        calculation("b", "/data/a"),
        calculation("c", "max(/data/a, 1)"),
    ]);
    assert_eq!((circle.refused(), said(circle)), (vec!["cycle"], vec![BLANK.to_owned()]));
}

#[test]
fn who_asks_for_a_photo_is_told_that_it_stays_on_the_phone() {
    let told = |survey: Survey| survey.problems().iter().map(ToString::to_string).collect::<Vec<_>>();
    let problems = told(survey([group("house", [upload("roof")])]));
    assert!(
        matches!(&problems[..], [one] if one.contains("/data/house/roof") && one.contains("only its name is sent"))
    );
    assert_eq!(told(survey([text("roof")])), Vec::<String>::new());
}
