//! Whatever is found wrong in the XForm is told by the cell that it comes from; all that is wrong with a spreadsheet is told at once.

use chaski::forms::{Place, Severity};
use chaski_xlsform::{Places, convert};

use crate::sheets::spreadsheet;

const FORM: &str = "## survey
type | name | label::en | label::sw | Relevance | constraint | constraint_message::en | calculation | required | default | choice_filter | trigger | repeat_count | save_to | appearance | Required message
text | who | Who | Nani | | . != 'x' | Not x | | yes | | | | | full_name | w1 | Who is it?
begin repeat | visits | Visits | | ${who} = 'a' | | | | | | | | ${who} + 1 | |
select_one l | place | Place | | | | | | | today() | x = ${who} | | | |
dateTime | at | At | | | | | now() | | | | ${place} | | |
end repeat | | | | | | | | | | | | | |
## choices
list_name | name | label::en | x
l | north | North | 1
l | south | South ${who} | 2
## settings
form_id | instance_name
f | concat(${who}, 'x')
## entities
list_name | label | create_if
people | ${who} | ${who} != ''";

fn places() -> (String, Places) {
    let form = convert(&spreadsheet(FORM), "form").unwrap();
    (form.xform, form.places)
}

/// A cell as a person reads it.
fn cell(places: &Places, path: &str, aspect: &str) -> String {
    places.cell(path, aspect).to_string()
}

#[test]
fn a_node_and_what_is_said_of_it_lead_to_a_cell() {
    let (_, places) = places();
    for (path, aspect, wanted) in [
        ("/data/who", "constraint", "survey, row 2, constraint"),
        ("/data/who", "constraint_message", "survey, row 2, constraint_message::en"),
        ("/data/who", "required", "survey, row 2, required"),
        ("/data/who", "required_message", "survey, row 2, Required message"),
        ("/data/who", "label", "survey, row 2, label::en"),
        ("/data/who", "label::sw", "survey, row 2, label::sw"),
        ("/data/who", "save_to", "survey, row 2, save_to"),
        ("/data/who", "appearance", "survey, row 2, appearance"),
        ("/data/who", "hint", "survey, row 2"),
        ("/data/visits", "relevant", "survey, row 3, Relevance"),
        ("/data/visits", "repeat_count", "survey, row 3, repeat_count"),
        ("/data/visits_count", "calculate", "survey, row 3, repeat_count"),
        ("/data/visits/place", "type", "survey, row 4, type"),
        ("/data/visits/place", "default", "survey, row 4, default"),
        ("/data/visits/place", "choice_filter", "survey, row 4, choice_filter"),
        ("/data/visits/at", "trigger", "survey, row 5, trigger"),
        ("/data/visits/at", "calculate", "survey, row 5, calculation"),
        ("/data/meta/instanceName", "calculate", "settings, row 2, instance_name"),
        ("/data/meta/entity/label", "calculate", "entities, row 2, label"),
        ("/data/meta/entity/@create", "calculate", "entities, row 2, create_if"),
        ("/data/nobody", "relevant", "the file"),
    ] {
        assert_eq!(cell(&places, path, aspect), wanted, "{path} {aspect}");
    }
}

#[test]
fn a_choice_leads_to_its_row() {
    let (_, places) = places();
    assert_eq!(places.choice("l", "south").to_string(), "choices, row 3, name");
    assert_eq!(places.choice("l", "east"), Place::File);
}

#[test]
fn a_line_of_the_xform_leads_to_a_cell() {
    let (xform, places) = places();
    let line = |part: &str| {
        let at = xform
            .lines()
            .position(|line| line.contains(part))
            .unwrap_or_else(|| panic!("no line has {part}"));
        u32::try_from(at + 1).unwrap()
    };
    let of = |part: &str, node: &str| {
        places.of(&Place::Line { line: line(part), node: node.to_owned() }).to_string()
    };
    assert_eq!(of("nodeset=\"/data/visits\" relevant", "/data/visits, relevant"), "survey, row 3, Relevance");
    assert_eq!(
        of("nodeset=\"/data/who\"", "/data/who, jr:constraintMsg"),
        "survey, row 2, constraint_message::en"
    );
    assert_eq!(of("<itemset", "itemset"), "survey, row 4, choice_filter");
    assert_eq!(of("<name>south</name>", "name"), "choices, row 3, name");
    assert_eq!(of("South <output", "value"), "choices, row 3, label::en");
    assert_eq!(
        of("<setvalue ref=\"/data/visits/at\"", "/data/visits/at, setvalue"),
        "survey, row 5, calculation"
    );
    assert_eq!(places.of(&Place::Line { line: 1, node: String::new() }), Place::File);
}

#[test]
fn all_that_is_wrong_is_told_in_one_run_from_the_top_down() {
    let form = "## survey\ntype | name | label | relevant | calculation | remarks\ntxt | a | A | | |\ninteger | 2b | B | | |\nselect_one nowhere | c | C | ${x} | |\ncalculate | d | | | |\ntext | e | | ${c | |\n## choices\nlist_name | name | label\nl | | X\n## settings\nname\nnot a name";
    let problems = convert(&spreadsheet(form), "form").unwrap_err();
    let told: Vec<String> =
        problems.iter().map(|problem| format!("{} {}", problem.place, problem.code)).collect();
    assert_eq!(
        told,
        [
            "settings, row 2, name not-a-name",
            "survey, row 1, remarks unknown-column",
            "survey, row 2, type unknown-type",
            "survey, row 3, name not-a-name",
            "survey, row 4, type unknown-list",
            "survey, row 4, relevant unknown-reference",
            "survey, row 5, calculation no-calculation",
            "survey, row 6, relevant reference",
            "survey, row 6, label no-label",
            "choices, row 2, name choice-without-name",
        ]
    );
    let grave = problems.iter().filter(|problem| problem.severity == Severity::Refused).count();
    assert_eq!(grave, problems.len() - 1);
}

#[test]
fn what_is_misspelt_is_told_with_the_nearest_word() {
    let remedies = |form: &str| -> Vec<String> {
        convert(&spreadsheet(form), "form").unwrap_err().into_iter().map(|problem| problem.remedy).collect()
    };
    assert_eq!(remedies("## survey\ntype | name | label\nintegr | a | A"), ["the nearest is \"integer\""]);
    assert_eq!(
        remedies(
            "## survey\ntype | name | label\nselect_one yesno | a | A\n## choices\nlist_name | name | label\nyes_no | y | Y"
        ),
        ["the nearest list is \"yes_no\""]
    );
    assert_eq!(
        remedies(
            "## survey\ntype | name | label | relevant\ntext | weight | W |\ntext | b | B | ${wieght} > 1"
        ),
        ["the nearest is \"weight\""]
    );
    assert_eq!(
        remedies("## survey\ntype | name | label | parameters\nimage | a | A | max_pixels=3"),
        ["the nearest is \"max-pixels\""]
    );
    assert!(
        remedies("## Surveys\ntype | name\ntext | a\n## choices\nname\nx")
            .contains(&"rename the sheet \"Surveys\" to survey".to_owned())
    );
}
