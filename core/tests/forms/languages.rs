//! Words in several languages, and values in them.

use super::given::*;

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

#[test]
fn words_that_a_calculation_asks_for_follow_the_values_in_them() {
    let texts = [("sister", "Sister of <output value=\"/data/name\"/>")];
    let asked = survey([text("name"), calculation("told", "jr:itext('sister')")]);
    let mut visit = given(asked.in_language("English (en)", &texts));
    assert_eq!(visit.value("/data/told").trim(), "Sister of");
    assert_eq!(visit.answers("/data/name", "Ana").value("/data/told"), "Sister of Ana");
    assert_eq!(visit.answers("/data/name", "Qori").value("/data/told"), "Sister of Qori");
}

#[test]
fn the_name_of_a_choice_follows_the_values_in_it_and_its_filter() {
    let own = "<output value=\"/data/name\"/>'s house";
    let mut visit = given(survey([
        text("name"),
        select_one("house", &["own", "other"]).calls("own", own),
        calculation("told", "jr:choice-name(/data/house, '/data/house')"),
    ]));
    visit.answers("/data/house", "own").answers("/data/name", "Ana");
    assert_eq!(visit.value("/data/told"), "Ana's house");
    // Which of two choices of one name is offered is for the filter to say.
    let list = [("x", "In the north", "n"), ("x", "In the south", "s")];
    let mut visit = given(
        survey([
            text("where"),
            select_from("place", "instance('all')/root/item[above = /data/where]"),
            calculation("told", "jr:choice-name('x', '/data/place')"),
        ])
        .with_list("all", &list),
    );
    assert_eq!(visit.answers("/data/where", "n").value("/data/told"), "In the north");
    assert_eq!(visit.answers("/data/where", "s").value("/data/told"), "In the south");
}

#[test]
fn words_that_need_what_asks_for_them_are_a_circle() {
    let told = "<output value=\"/data/name\"/> of <output value=\"/data/more\"/>";
    let asked = |more: &str| {
        let items = [text("name"), calculation("told", "jr:itext('told')"), calculation("more", more)];
        survey(items).in_language("English (en)", &[("told", told)])
    };
    assert_eq!(asked("concat(/data/told, '!')").refused(), ["cycle"]);
    assert_eq!(given(asked("'me'")).answers("/data/name", "Ana").value("/data/told"), "Ana of me");
}
