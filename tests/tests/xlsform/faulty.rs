//! Spreadsheets with one fault each: what the converter refuses is refused, and told in the row and column in which it stands.

use chaski::forms::{Place, Severity};

use super::judge::judge;

use super::sheets::spreadsheet;

/// A fault: its name, the sheets, and where it stands: sheet, row and heading. `taken` says that the converter takes it.
struct Fault {
    name: &'static str,
    sheets: &'static str,
    place: (&'static str, u32, &'static str),
}

const fn fault(
    name: &'static str,
    sheets: &'static str,
    sheet: &'static str,
    row: u32,
    column: &'static str,
) -> Fault {
    Fault { name, sheets, place: (sheet, row, column) }
}

const FAULTS: &[Fault] = &[
    fault("unknown_type", "## survey\ntype | name | label\ntext | a | A\ntxet | b | B", "survey", 3, "type"),
    fault("no_type", "## survey\ntype | name | label\n | b | B", "survey", 2, "type"),
    fault("no_name", "## survey\ntype | name | label\ntext | | B", "survey", 2, "name"),
    fault("bad_name", "## survey\ntype | name | label\ntext | 1a | B", "survey", 2, "name"),
    fault("blank_in_name", "## survey\ntype | name | label\ntext | a b | B", "survey", 2, "name"),
    fault(
        "name_twice",
        "## survey\ntype | name | label\ntext | a | A\nnote | x | X\ntext | a | B",
        "survey",
        4,
        "name",
    ),
    fault("no_label", "## survey\ntype | name | label\ntext | a | A\ninteger | b |", "survey", 3, "label"),
    fault(
        "guidance_alone",
        "## survey\ntype | name | label | guidance_hint\ntext | a | | G",
        "survey",
        2,
        "label",
    ),
    fault(
        "unknown_reference",
        "## survey\ntype | name | label | relevant\ntext | a | A | ${b} = 1",
        "survey",
        2,
        "relevant",
    ),
    fault(
        "unknown_reference_in_label",
        "## survey\ntype | name | label::fr\ntext | a | A ${nobody}",
        "survey",
        2,
        "label::fr",
    ),
    fault(
        "unknown_reference_in_notes",
        "## survey\ntype | name | label | remarks\ntext | a | A | see ${nobody}",
        "survey",
        2,
        "remarks",
    ),
    fault(
        "malformed_reference",
        "## survey\ntype | name | label | constraint\ntext | a | A | . > ${a b}",
        "survey",
        2,
        "constraint",
    ),
    fault(
        "open_reference",
        "## survey\ntype | name | label | calculation\ntext | a | A |\ncalculate | c | | ${a",
        "survey",
        3,
        "calculation",
    ),
    fault(
        "reference_to_two",
        "## survey\ntype | name | label | relevant\nbegin group | g | G |\ntext | a | A |\nend group | | |\ntext | a | A |\ntext | c | C | ${a} = 1",
        "survey",
        6,
        "relevant",
    ),
    fault(
        "reference_to_root",
        "## survey\ntype | name | label | relevant\ntext | data | A |\ntext | c | C | ${data} = 1",
        "survey",
        3,
        "relevant",
    ),
    fault(
        "reference_to_file",
        "## survey\ntype | name | label | relevant\ncsv-external | f | |\ntext | c | C | ${f} = 1",
        "survey",
        3,
        "relevant",
    ),
    fault(
        "reference_in_settings",
        "## survey\ntype | name | label\ntext | a | A\n## settings\nform_id | instance_name\nx | ${b}",
        "settings",
        2,
        "instance_name",
    ),
    fault(
        "reference_in_choices",
        "## survey\ntype | name | label\nselect_one l | a | A\n## choices\nlist_name | name | label\nl | x | X ${b}",
        "choices",
        2,
        "label",
    ),
    fault(
        "unmatched_begin",
        "## survey\ntype | name | label\nbegin group | g | G\ntext | a | A",
        "survey",
        2,
        "type",
    ),
    fault(
        "unmatched_end",
        "## survey\ntype | name | label\ntext | a | A\nend repeat | |",
        "survey",
        3,
        "type",
    ),
    fault(
        "crossed",
        "## survey\ntype | name | label\nbegin group | g | G\nbegin repeat | r | R\ntext | a | A\nend group | |\nend repeat | |",
        "survey",
        5,
        "type",
    ),
    fault(
        "unknown_list",
        "## survey\ntype | name | label\nselect_one yesno | a | A\n## choices\nlist_name | name | label\nyes_no | y | Y",
        "survey",
        2,
        "type",
    ),
    fault("no_choices", "## survey\ntype | name | label\nselect_one yesno | a | A", "survey", 2, "type"),
    fault("select_without_list", "## survey\ntype | name | label\nselect_one | a | A", "survey", 2, "type"),
    fault(
        "choice_without_name",
        "## survey\ntype | name | label\nselect_one l | a | A\n## choices\nlist_name | name | label\nl | x | X\nl | | Y",
        "choices",
        3,
        "name",
    ),
    fault(
        "choices_without_name",
        "## survey\ntype | name | label\ntext | a | A\n## choices\nlist_name | label\nl | X",
        "choices",
        1,
        "",
    ),
    fault(
        "blank_in_multiple",
        "## survey\ntype | name | label\nselect_multiple l | a | A\n## choices\nlist_name | name | label\nl | x y | X",
        "survey",
        2,
        "type",
    ),
    fault(
        "file_ending",
        "## survey\ntype | name | label\nselect_one_from_file a.txt | a | A",
        "survey",
        2,
        "type",
    ),
    fault(
        "file_value",
        "## survey\ntype | name | label | parameters\nselect_one_from_file a.csv | a | A | value=a*",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "other_with_filter",
        "## survey\ntype | name | label | choice_filter\nselect_one l or_other | a | A | x = 1\n## choices\nlist_name | name | label | x\nl | x | X | 1",
        "survey",
        2,
        "choice_filter",
    ),
    fault(
        "external_list",
        "## survey\ntype | name | label | choice_filter\nselect_one_external l | a | A | x = 1\n## external_choices\nlist_name | name | label | x\nm | x | X | 1",
        "survey",
        2,
        "type",
    ),
    fault(
        "calculation_missing",
        "## survey\ntype | name | label | calculation\ntext | a | A |\ncalculate | b | |",
        "survey",
        3,
        "calculation",
    ),
    fault(
        "parameters_malformed",
        "## survey\ntype | name | label | parameters\nrange | a | A | start",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "parameters_unknown",
        "## survey\ntype | name | label | parameters\nrange | a | A | begin=1",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "range_step",
        "## survey\ntype | name | label | parameters\nrange | a | A | start=1 end=5 step=9",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "range_number",
        "## survey\ntype | name | label | parameters\nrange | a | A | start=x",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "range_marks",
        "## survey\ntype | name | label | parameters\nrange | a | A | tick_labelset=l\n## choices\nlist_name | name | label\nl | 20 | X",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "randomize",
        "## survey\ntype | name | label | parameters\nselect_one l | a | A | randomize=maybe\n## choices\nlist_name | name | label\nl | x | X",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "seed_alone",
        "## survey\ntype | name | label | parameters\nselect_one l | a | A | seed=1\n## choices\nlist_name | name | label\nl | x | X",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "pixels",
        "## survey\ntype | name | label | parameters\nimage | a | A | max-pixels=many",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "application",
        "## survey\ntype | name | label | parameters\nimage | a | A | app=camera",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "quality",
        "## survey\ntype | name | label | parameters\naudio | a | A | quality=best",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "accuracy",
        "## survey\ntype | name | label | parameters\ngeopoint | a | A | capture-accuracy=near",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "incremental",
        "## survey\ntype | name | label | parameters\ngeotrace | a | A | incremental=no",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "reference_geometry",
        "## survey\ntype | name | label | parameters\ngeopoint | a | A | reference-geometry=nowhere",
        "survey",
        2,
        "parameters",
    ),
    fault("audit_name", "## survey\ntype | name | label\naudit | mine |\ntext | a | A", "survey", 2, "name"),
    fault(
        "audit_places",
        "## survey\ntype | name | label | parameters\naudit | | | location-priority=balanced\ntext | a | A |",
        "survey",
        2,
        "parameters",
    ),
    fault(
        "trigger_unknown",
        "## survey\ntype | name | label | trigger\ntext | a | A |\ntext | b | B | ${c}",
        "survey",
        3,
        "trigger",
    ),
    fault(
        "trigger_no_reference",
        "## survey\ntype | name | label | trigger\ntext | a | A |\ntext | b | B | a",
        "survey",
        3,
        "trigger",
    ),
    fault(
        "trigger_without_commas",
        "## survey\ntype | name | label | trigger\ntext | a | A |\ntext | c | C |\ntext | b | B | ${a} ${c}",
        "survey",
        4,
        "trigger",
    ),
    fault(
        "trigger_hidden",
        "## survey\ntype | name | label | trigger | calculation\ncalculate | a | | | 1\ntext | b | B | ${a} | 2",
        "survey",
        3,
        "trigger",
    ),
    fault(
        "measured_without_trigger",
        "## survey\ntype | name | label | trigger\nbackground-geopoint | a | |\ntext | b | B |",
        "survey",
        2,
        "trigger",
    ),
    fault(
        "repeat_as_root",
        "## survey\ntype | name | label\nbegin repeat | data | A\ntext | b | B\nend repeat | |",
        "survey",
        2,
        "name",
    ),
    fault(
        "repeat_twice",
        "## survey\ntype | name | label\nbegin repeat | r | A\ntext | b | B\nend repeat | |\nbegin group | g | G\nbegin repeat | r | A\ntext | c | C\nend repeat | |\nend group | |",
        "survey",
        6,
        "name",
    ),
    fault(
        "big_image",
        "## survey\ntype | name | label | big-image\ntext | a | A | x.png",
        "survey",
        2,
        "big-image",
    ),
    fault(
        "unknown_medium",
        "## survey\ntype | name | label | media::smell\ntext | a | A | x",
        "survey",
        2,
        "media::smell",
    ),
    fault(
        "headings_for_one",
        "## survey\ntype | name | label | relevant | relevance\ntext | a | A | 1 | 2",
        "survey",
        1,
        "relevance",
    ),
    fault("no_type_column", "## survey\nname | label\na | A", "survey", 1, ""),
    fault(
        "instance_twice",
        "## survey\ntype | name | label\ncsv-external | l | |\nselect_one l | a | A\n## choices\nlist_name | name | label\nl | x | X",
        "choices",
        2,
        "list_name",
    ),
    fault(
        "file_twice",
        "## survey\ntype | name | label\nbegin group | g | G\ncsv-external | l |\nend group | |\ncsv-external | l |\ntext | a | A",
        "survey",
        5,
        "type",
    ),
    fault(
        "search_shared",
        "## survey\ntype | name | label | appearance\nselect_one l | a | A | search('x')\nselect_one l | b | B |\n## choices\nlist_name | name | label\nl | x | X",
        "survey",
        2,
        "appearance",
    ),
    fault(
        "select_bind",
        "## survey\ntype | name | label | bind::type\nselect_one l | a | A | int\n## choices\nlist_name | name | label\nl | x | X",
        "survey",
        2,
        "type",
    ),
    fault(
        "table_filter",
        "## survey\ntype | name | label | appearance | choice_filter\nbegin group | t | T | table-list |\nselect_one l | a | A | | x=1\nend group | | | |\n## choices\nlist_name | name | label | x\nl | x | X | 1",
        "survey",
        3,
        "choice_filter",
    ),
    fault(
        "table_lists",
        "## survey\ntype | name | label | appearance\nbegin group | t | T | table-list\nselect_one l | a | A |\nselect_one m | b | B |\nend group | | |\n## choices\nlist_name | name | label\nl | x | X\nm | x | X",
        "survey",
        4,
        "type",
    ),
    fault(
        "root_name",
        "## survey\ntype | name | label\ntext | a | A\n## settings\nname\n1x",
        "settings",
        2,
        "name",
    ),
    fault(
        "encrypted_without_id",
        "## survey\ntype | name | label\ntext | a | A\n## settings\nomit_instanceID | public_key\nyes | x",
        "settings",
        2,
        "omit_instanceID",
    ),
    fault(
        "save_without_entities",
        "## survey\ntype | name | label | save_to\ntext | a | A | x",
        "survey",
        2,
        "save_to",
    ),
    fault(
        "save_twice",
        "## survey\ntype | name | label | save_to\ntext | a | A | x\ntext | b | B | x\n## entities\nlist_name | label\nl | ${a}",
        "survey",
        3,
        "save_to",
    ),
    fault(
        "save_group",
        "## survey\ntype | name | label | save_to\nbegin group | g | G | x\ntext | a | A |\nend group | | |\n## entities\nlist_name | label\nl | ${a}",
        "survey",
        2,
        "save_to",
    ),
    fault(
        "save_reserved",
        "## survey\ntype | name | label | save_to\ntext | a | A | Label\n## entities\nlist_name | label\nl | ${a}",
        "survey",
        2,
        "save_to",
    ),
    fault(
        "save_unknown",
        "## survey\ntype | name | label | save_to\ntext | a | A | m#x\n## entities\nlist_name | label\nl | ${a}",
        "survey",
        2,
        "save_to",
    ),
    fault(
        "save_unprefixed",
        "## survey\ntype | name | label | save_to\ntext | a | A | x\n## entities\nlist_name | label\nl | ${a}\nm | 'x'",
        "survey",
        2,
        "save_to",
    ),
    fault(
        "save_scopes",
        "## survey\ntype | name | label | save_to\nbegin repeat | r | R |\ntext | a | A | x\nend repeat | | |\nbegin repeat | s | S |\ntext | b | B | y\nend repeat | | |\n## entities\nlist_name | label\nl | 'x'",
        "survey",
        6,
        "save_to",
    ),
    fault(
        "entity_label",
        "## survey\ntype | name | label\ntext | a | A\n## entities\nlist_name | create_if\nl | 1",
        "entities",
        2,
        "",
    ),
    fault(
        "entity_update",
        "## survey\ntype | name | label\ntext | a | A\n## entities\nlist_name | update_if | label\nl | 1 | 'x'",
        "entities",
        2,
        "update_if",
    ),
    fault(
        "entity_create",
        "## survey\ntype | name | label\ntext | a | A\n## entities\nlist_name | create_if | entity_id\nl | 1 | ${a}",
        "entities",
        2,
        "create_if",
    ),
    fault(
        "entity_column",
        "## survey\ntype | name | label\ntext | a | A\n## entities\nlist_name | label | colour\nl | 'x' | red",
        "entities",
        1,
        "colour",
    ),
    fault(
        "entity_name",
        "## survey\ntype | name | label\ntext | a | A\n## entities\nlist_name | label\na.b | 'x'",
        "entities",
        2,
        "list_name",
    ),
    fault(
        "entity_twice",
        "## survey\ntype | name | label\ntext | a | A\n## entities\nlist_name | label\nl | 'x'\nl | 'y'",
        "entities",
        3,
        "list_name",
    ),
    fault(
        "entity_reference",
        "## survey\ntype | name | label\ntext | a | A\n## entities\nlist_name | label\nl | ${b}",
        "entities",
        2,
        "label",
    ),
    fault(
        "entity_room",
        "## survey\ntype | name | label | save_to\ntext | a | A | l#x\ntext | b | B | m#x\n## entities\nlist_name | label\nl | 'x'\nm | 'y'",
        "entities",
        3,
        "list_name",
    ),
    fault("meta_at_the_top", "## survey\ntype | name | label\ntext | meta | A", "survey", 2, "name"),
];

#[test]
fn what_the_converter_refuses_is_refused_in_its_row_and_column() {
    let mut wrong = Vec::new();
    let mut forms = Vec::new();
    for fault in FAULTS {
        let sheet = spreadsheet(fault.sheets);
        match chaski_xlsform::convert(&sheet, "form") {
            Ok(_) => wrong.push(format!("{}: taken", fault.name)),
            Err(problems) => {
                let (name, row, column) = fault.place;
                let place = Place::Cell { sheet: name.to_owned(), row, column: column.to_owned() };
                let refused: Vec<_> =
                    problems.iter().filter(|problem| problem.severity == Severity::Refused).collect();
                if !matches!(refused.as_slice(), [only] if only.place == place) {
                    let said: Vec<String> = refused.iter().map(ToString::to_string).collect();
                    wrong.push(format!("{}: {} instead of {place}", fault.name, said.join(" / ")));
                }
            }
        }
        forms.push((fault.name.to_owned(), sheet, None));
    }
    let verdicts = judge("faulty", &forms);
    wrong.extend(
        verdicts
            .iter()
            .filter(|verdict| verdict.refused.is_none())
            .map(|verdict| format!("{}: pyxform takes it", verdict.name)),
    );
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), FAULTS.len(), wrong.join("\n"));
}
