//! Words in several languages, and values in them.

use crate::given::*;

fn greeting() -> Survey {
    survey([
        text("name").label("itext:name"),
        text("sister").label("itext:sister"),
        integer("age").constraint(". < 5", "jr:itext('old')"),
    ])
    .in_language(
        "English (en)",
        &[("name", "Name?"), ("sister", "Sister of <output value=\"/data/name\"/>?"), ("old", "Too old")],
    )
    .in_language(
        "Español (es)",
        &[
            ("name", "¿Nombre?"),
            ("sister", "¿Hermana de <output value=\"/data/name\"/>?"),
            ("old", "Muy mayor"),
        ],
    )
}

#[test]
fn a_form_opens_in_its_default_language_and_changes_it_at_any_time() {
    let mut visit = given(greeting());
    assert_eq!(visit.state().language.as_deref(), Some("English (en)"));
    visit.answers("/data/name", "Ana").answers("/data/age", "9");
    assert_eq!(
        (visit.label("/data/sister"), visit.message("/data/age")),
        ("Sister of Ana?".into(), Some("Too old".into()))
    );
    visit.speaks("Español (es)");
    assert_eq!(visit.label("/data/sister"), "¿Hermana de Ana?");
    assert_eq!(visit.message("/data/age").as_deref(), Some("Muy mayor"));
    assert_eq!(visit.value("/data/name"), "Ana");
}

#[test]
fn a_language_that_the_form_does_not_have_changes_nothing() {
    let mut visit = given(greeting());
    assert_eq!(visit.does(r#"{"language": "Quechua"}"#).len(), 1);
    assert_eq!(visit.label("/data/name"), "Name?");
}

#[test]
fn a_form_without_languages_has_none() {
    let mut visit = given(survey([text("name").label("Name of <output value=\"/data/name\"/>?")]));
    assert_eq!(visit.state().language, None);
    assert_eq!(visit.answers("/data/name", "Ana").label("/data/name"), "Name of Ana?");
}

#[test]
fn a_value_in_a_label_is_as_it_is_stored() {
    let mut visit =
        given(survey([decimal("weight"), note("told").label("It is <output value=\"/data/weight\"/>")]));
    assert_eq!(visit.answers("/data/weight", "10.0").label("/data/told"), "It is 10.0");
}
