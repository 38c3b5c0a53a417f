//! What cannot be computed while a form is filled is told, and the rest goes on.

use super::given::*;

fn faults(visit: &Filling) -> Vec<String> {
    visit.session.faults().into_iter().map(|(_, why)| why).collect()
}

#[test]
fn a_count_beyond_all_bounds_is_cut_and_told() {
    let mut visit = given(survey([integer("n"), counted("child", "/data/n", [text("name")])]));
    visit.answers("/data/n", "3");
    assert_eq!((visit.instances("/data/child"), faults(&visit).len()), (3, 0));
    visit.answers("/data/n", "20000");
    assert_eq!(visit.instances("/data/child"), 10_000);
    assert_eq!(faults(&visit), ["a count of 20000 is more than 10000"]);
}

#[test]
fn counts_within_counts_fill_no_memory() {
    let deep = counted("b", "5000", [text("x"), counted("c", "5000", [text("y")])]);
    let visit = given(survey([counted("a", "5000", [deep]), text("after")]));
    assert_eq!(faults(&visit), ["a record has at most 500000 nodes"]);
    assert!(visit.is_asked("/data/after"));
}

#[test]
fn a_document_of_the_host_that_is_no_xml_is_told() {
    let survey = survey([calculation("known", "instance('contact-summary')/context/name")]);
    let visit = given_by(survey, "<context>");
    assert_eq!(visit.value("/data/known"), "");
    assert!(faults(&visit)[0].contains("`contact-summary` cannot be read"), "{:?}", faults(&visit));
}

#[test]
fn a_label_or_choices_that_cannot_be_evaluated_are_told_too() {
    let label = "Code <output value=\"digest(/data/name, /data/how)\"/>";
    let mut visit = given(survey([text("name"), text("how"), note("told").label(label)]));
    visit.answers("/data/name", "Ana").answers("/data/how", "none such");
    assert_eq!(visit.label("/data/told"), "Code");
    assert_eq!(faults(&visit), ["digest() does not know the algorithm 'none such'"]);
    let mut visit = given(
        survey([text("how"), select_from("one", "instance('all')/root/item[regex(name, /data/how)]")])
            .with_list("all", &[("a", "A", "")]),
    );
    visit.answers("/data/how", "[");
    assert_eq!(visit.offered("/data/one"), Vec::<String>::new());
    assert!(faults(&visit)[0].contains("regex() cannot use the pattern"), "{:?}", faults(&visit));
}

#[test]
fn growth_answers_what_a_form_asks_of_it() {
    let mut visit = given(survey([
        decimal("kg"),
        calculation("z", "chaski:z('weight-for-age', 'female', 244, /data/kg)"),
    ]));
    assert_eq!(visit.value("/data/z"), "");
    let z: f64 = visit.answers("/data/kg", "7.96").value("/data/z").parse().unwrap();
    assert!(z.abs() < 0.05, "{z}");
    assert_eq!(survey([calculation("z", "chaski:due()")]).refused(), ["expression"]);
}

#[test]
fn values_that_make_each_other_longer_without_an_end_fill_no_memory() {
    // Two instances, each twice the other: which one is read is chosen, so that nothing shows it beforehand.
    let other = "../../r[position() != position(current()/..)]/x";
    let ring = calculation("x", &format!("concat('a', {other}, {other})")).of_type("string");
    let mut visit = given(survey([text("n"), repeat("r", [ring])]));
    visit.adds("/data/r");
    assert!(faults(&visit).iter().any(|why| why.contains("1048576 bytes")), "{:?}", faults(&visit));
    assert!(visit.value("/data/r[1]/x").len() <= 1 << 20);
    // Words that are only known while they are asked for.
    let words = "a<output value=\"/data/x\"/><output value=\"/data/x\"/>";
    let asked = survey([text("n"), calculation("x", "jr:itext(concat('wo', /data/n))")]);
    let mut visit = given(asked.in_language("English (en)", &[("words", words)]));
    visit.answers("/data/n", "rds");
    assert!(visit.value("/data/x").len() <= 1 << 20);
    assert!(faults(&visit).iter().any(|why| why.contains("1048576 bytes")), "{:?}", faults(&visit));
}
