//! What real forms have and ODK's converter refuses or loses is taken, and told.

use chaski::forms::Severity;
use chaski_xlsform::{Converted, convert};

use crate::sheets::spreadsheet;

/// Converts sheets that are taken.
fn taken(sheets: &str) -> Converted {
    convert(&spreadsheet(sheets), "form").unwrap()
}

/// The notices with a code, as a person reads them.
fn told(converted: &Converted, code: &str) -> Vec<String> {
    assert!(converted.notices.iter().all(|notice| notice.severity == Severity::Notice));
    converted.notices.iter().filter(|notice| notice.code == code).map(ToString::to_string).collect()
}

#[test]
fn a_list_may_name_a_choice_twice() {
    let form = taken(
        "## survey\ntype | name | label\nselect_one l | a | A\n## choices\nlist_name | name | label\nl | x | X\nl | x | Again",
    );
    let told = told(&form, "choice-twice");
    assert_eq!(told.len(), 1);
    assert!(told[0].starts_with("choices, row 3, name: the list \"l\" has \"x\" twice"), "{told:?}");
    assert_eq!(form.xform.matches("<name>x</name>").count(), 2);
}

#[test]
fn a_list_may_have_no_labels() {
    let form = taken(
        "## survey\ntype | name | label\nselect_one l | a | A\n## choices\nlist_name | name\nl | x\nl | y",
    );
    assert_eq!(told(&form, "choice-without-label").len(), 1);
}

#[test]
fn a_field_may_be_called_meta() {
    let form = taken(
        "## survey\ntype | name | label\nbegin group | inputs | I\nbegin group | meta | M\ntext | source | S\nend group | |\nend group | |\nbegin group | meta | Own\ntext | b | B\nend group | |",
    );
    assert_eq!(told(&form, "name-meta").len(), 2);
    // What the record keeps of itself goes into the group that is there.
    assert!(
        form.xform.contains("nodeset=\"/data/meta/instanceID\"")
            && form.xform.contains("nodeset=\"/data/meta/b\"")
    );
    assert_eq!(form.xform.matches("<meta>").count(), 2);
}

#[test]
fn one_colon_before_a_language_is_taken_beside_two() {
    let form = taken("## survey\ntype | name | label::en | label:sw\ntext | a | A | A sw");
    assert_eq!(
        told(&form, "one-colon"),
        [
            "survey, row 1, label:sw: \"label:sw\" has one colon, and is taken for \"label::sw\"; write two colons before a language"
        ]
    );
    assert!(form.xform.contains("<translation lang=\"sw\">"));
}

#[test]
fn types_of_other_programmes_are_kept() {
    let form = taken(
        "## survey\ntype | name | label\ndb:person | who | Who\ntel | phone | Phone\nhidden place | h |",
    );
    assert_eq!(told(&form, "type-outside").len(), 3);
    assert!(form.xform.contains("nodeset=\"/data/who\" type=\"db:person\""));
    assert!(form.xform.contains("<input ref=\"/data/phone\">"));
    assert!(
        form.xform.contains("nodeset=\"/data/h\" type=\"string\"") && !form.xform.contains("ref=\"/data/h\"")
    );
}

#[test]
fn an_element_may_have_attributes_of_its_own() {
    let form = taken(
        "## survey\ntype | name | label | instance::tag | instance::db-doc\nbegin group | g | G | hidden | true\ntext | a | A | b |\nend group | | | |",
    );
    assert!(
        form.xform.contains("<g tag=\"hidden\" db-doc=\"true\">") && form.xform.contains("<a tag=\"b\"/>")
    );
}

#[test]
fn the_word_for_no_label_stays_a_label() {
    let form =
        taken("## survey\ntype | name | label\nbegin group | g | NO_LABEL\nnote | a | A\nend group | |");
    assert!(form.xform.contains("<label>NO_LABEL</label>"));
}

#[test]
fn a_column_that_nothing_is_made_of_is_told() {
    let form = taken("## survey\ntype | name | label | relevnt | remarks\ntext | a | A | 1 | x");
    let told = told(&form, "unknown-column");
    assert_eq!(told.len(), 2);
    assert!(told[0].contains("if \"relevant\" is meant, write that"), "{told:?}");
    assert!(told[1].starts_with("survey, row 1, remarks"), "{told:?}");
}

#[test]
fn a_file_may_be_declared_in_a_repeat() {
    let form = taken(
        "## survey\ntype | name | label\nbegin repeat | r | R\ncsv-external | towns |\ntext | a | A\nend repeat | |",
    );
    assert!(form.xform.contains("<instance id=\"towns\" src=\"jr://file-csv/towns.csv\"/>"));
    assert!(!form.xform.contains("<towns"), "a file is no element of the record");
}

#[test]
fn names_may_have_any_letter_of_xml() {
    assert!(taken("## survey\ntype | name | label\ntext | Área | A").xform.contains("<Área/>"));
}

#[test]
fn the_long_lists_come_along_as_the_file_that_the_form_asks_for() {
    let form = taken(
        "## survey\ntype | name | label | choice_filter\ntext | r | R |\nselect_one_external towns | t | T | region=${r}\n## external_choices\nlist_name | name | label | region\ntowns | a | A \"x\" | n",
    );
    assert_eq!(
        form.itemsets.as_deref(),
        Some("\"list_name\",\"name\",\"label\",\"region\"\n\"towns\",\"a\",\"A \"\"x\"\"\",\"n\"\n")
    );
}

#[test]
fn rows_below_a_gap_are_told() {
    let gap = "-\n".repeat(61);
    let form = taken(&format!("## survey\ntype | name | label\ntext | a | A\n{gap}text | b | B"));
    assert_eq!(told(&form, "row-after-gap").len(), 1);
    assert!(!form.xform.contains("/data/b"));
    let near =
        taken(&format!("## survey\ntype | name | label\ntext | a | A\n{}text | b | B", "-\n".repeat(60)));
    assert!(near.xform.contains("/data/b"));
}
