//! No spreadsheet, however made, takes more than a second or so, more than some memory, or the program down.

use std::io::{Cursor, Read, Write};
use std::time::{Duration, Instant};

use chaski::forms::Problem;
use chaski_xlsform::{convert, is_xlsx};
use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::sheets::spreadsheet;

const PLAIN: &str = "## survey\ntype | name | label::en | relevant\ntext | a | A | 1 = 1\nselect_one l | b | B ${a} | ${a} = 'x'\nbegin repeat | r | R |\ninteger | n | N |\nend repeat | | |\n## choices\nlist_name | name | label::en\nl | x | X\n## settings\nform_id\nplain";

/// The parts of a spreadsheet, changed and packed again.
fn packed(bytes: &[u8], mut change: impl FnMut(&str, String) -> String) -> Vec<u8> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..archive.len() {
        let mut part = archive.by_index(index).unwrap();
        let (name, mut text) = (part.name().unwrap().into_owned(), String::new());
        part.read_to_string(&mut text).unwrap();
        out.start_file(
            &*name,
            SimpleFileOptions::default().compression_method(zip::CompressionMethod::Deflated),
        )
        .unwrap();
        out.write_all(change(&name, text).as_bytes()).unwrap();
    }
    out.finish().unwrap().into_inner()
}

/// How a spreadsheet is refused, and that it is soon.
fn refused(bytes: &[u8]) -> Problem {
    let begun = Instant::now();
    let problems = convert(bytes, "form").unwrap_err();
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    assert!(!problems.is_empty());
    problems.into_iter().next_back().unwrap()
}

/// The first sheet with other rows in it.
fn with_rows(rows: &str) -> Vec<u8> {
    packed(&spreadsheet(PLAIN), |name, text| match name {
        "xl/worksheets/sheet1.xml" => {
            let (head, rest) = text.split_once("</sheetData>").unwrap();
            format!("{head}{rows}</sheetData>{rest}")
        }
        _ => text,
    })
}

#[test]
fn what_is_no_spreadsheet_is_told_so() {
    for bytes in [
        &b""[..],
        b"PK",
        b"<?xml version=\"1.0\"?><h:html/>",
        b"type,name\ntext,a",
        &[0xd0, 0xcf, 0x11, 0xe0, 0, 0, 0, 0],
    ] {
        assert_eq!(refused(bytes).code, "not-xlsx");
        assert!(!is_xlsx(bytes));
    }
    assert!(is_xlsx(&spreadsheet(PLAIN)));
}

#[test]
fn a_few_kilobytes_that_stand_for_gigabytes_are_not_unpacked() {
    let bomb =
        packed(
            &spreadsheet(PLAIN),
            |name, text| if name == "docProps/app.xml" { " ".repeat(80 << 20) } else { text },
        );
    assert!(bomb.len() < 1 << 20);
    assert_eq!(refused(&bomb).code, "too-large");
}

#[test]
fn a_sheet_of_a_million_rows_is_told_to_be_too_large() {
    let mut rows = String::new();
    for row in 9..1_000_000 {
        rows.push_str(&format!("<row r=\"{row}\"><c r=\"A{row}\"><v>1</v></c></row>"));
        if rows.len() > 60 << 20 {
            break;
        }
    }
    assert_eq!(refused(&with_rows(&rows)).code, "too-large");
}

#[test]
fn a_cell_in_the_last_corner_takes_no_room() {
    let begun = Instant::now();
    let form = with_rows("<row r=\"1048576\"><c r=\"XFD1048576\"><v>1</v></c></row>");
    assert!(convert(&form, "form").is_ok());
    assert!(begun.elapsed() < Duration::from_secs(2));
}

#[test]
fn room_is_not_made_for_texts_that_are_only_announced() {
    let form = packed(&spreadsheet(PLAIN), |name, text| match name {
        "xl/sharedStrings.xml" => {
            let (head, rest) = text.split_once("uniqueCount=\"").unwrap();
            let (_, rest) = rest.split_once('"').unwrap();
            format!("{head}uniqueCount=\"99999999999999\"{rest}")
        }
        _ => text,
    });
    assert_eq!(refused(&form).code, "too-large");
}

#[test]
fn one_long_text_in_many_cells_is_too_large() {
    let text = "long ".repeat(6_000);
    let rows = (0..3_000).map(|_| format!("text | {text}\n")).collect::<String>();
    assert_eq!(refused(&spreadsheet(&format!("## survey\ntype | name\n{rows}"))).code, "too-large");
}

#[test]
fn groups_ten_thousand_deep_are_refused() {
    let begins: String = (0..10_000).map(|depth| format!("begin group | g{depth} | G\n")).collect();
    let problem = refused(&spreadsheet(&format!("## survey\ntype | name | label\n{begins}")));
    assert_eq!(problem.code, "too-deep");
    assert!(problem.place.to_string().starts_with("survey, row 1"), "{}", problem.place);
}

#[test]
fn short_names_for_long_paths_do_not_grow_without_bound() {
    let long = "n".repeat(8_000);
    let begins: String = (0..90).map(|depth| format!("begin group | {long}{depth} | G\n")).collect();
    let label = "${a} ".repeat(4_000);
    let notes: String = (0..90).map(|note| format!("note | m{note} | {label}\n")).collect();
    let ends = "end group | |\n".repeat(90);
    let form = format!("## survey\ntype | name | label\n{begins}text | a | A\n{notes}{ends}");
    assert_eq!(refused(&spreadsheet(&form)).code, "too-large");
}

#[test]
fn languages_without_end_are_too_many() {
    let headings =
        |count: usize| (0..count).map(|language| format!(" | label::l{language}")).collect::<String>();
    let rows: String = (0..2_500).map(|row| format!("note | n{row} | t\n")).collect();
    for count in [900, 5_000] {
        let form = spreadsheet(&format!(
            "## survey\ntype | name{}\nnote | all | {}\n{rows}",
            headings(count),
            "t |".repeat(count)
        ));
        assert_eq!(refused(&form).code, "too-large");
    }
}

#[test]
fn faults_without_end_are_told_soon() {
    let rows: String = (0..30_000).map(|row| format!("text | n{row} | T | ${{nobody{row}}} = 1\n")).collect();
    refused(&spreadsheet(&format!("## survey\ntype | name | label | relevant\n{rows}")));
    let rows: String = (0..30_000).map(|row| format!("txet | n{row} | T |\n")).collect();
    refused(&spreadsheet(&format!("## survey\ntype | name | label | relevant\n{rows}")));
}

#[test]
fn a_form_of_ten_thousand_questions_and_lists_is_taken_soon() {
    let rows: String =
        (0..10_000).map(|row| format!("select_multiple l{row} or_other | n{row} | Q\n")).collect();
    let choices: String = (0..10_000).map(|row| format!("l{row} | a | A\n")).collect();
    let form = spreadsheet(&format!(
        "## survey\ntype | name | label\n{rows}## choices\nlist_name | name | label\n{choices}"
    ));
    let begun = Instant::now();
    assert!(convert(&form, "form").is_ok());
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn no_bytes_panic(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..12), cut in any::<Option<prop::sample::Index>>()) {
        let mut bytes = spreadsheet(PLAIN);
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        if let Some(cut) = cut {
            let length = cut.index(bytes.len());
            bytes.truncate(length);
        }
        let _ = convert(&bytes, "form");
    }

    #[test]
    fn no_parts_panic(at in any::<prop::sample::Index>(), part in 0_usize..12, put in "[<>/\"=A-Z0-9&;#]{0,6}|r=\"[A-Z]{0,9}[0-9]{0,12}\"|<c r=\"Z\"><v>-1</v></c>|t=\"[a-z]{0,3}\"", remove in 0_usize..12) {
        let mut index = 0;
        let bytes = packed(&spreadsheet(PLAIN), |_, mut text| {
            if index == part {
                let start = (0..=at.index(text.len() + 1)).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                let end = (start..=(start + remove).min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(start);
                text.replace_range(start..end, &put);
            }
            index += 1;
            text
        });
        let _ = convert(&bytes, "form");
    }

    #[test]
    fn no_cells_panic(cells in prop::collection::vec(prop::collection::vec("(begin repeat|end repeat|select_one l|calculate|text|range|audit|a|b|\\$\\{a\\}|\\$\\{|indexed-repeat\\(\\$\\{a\\}, \\$\\{b|instance\\('l'\\)/root/item\\[x=\\$\\{a\\}\\]/y|pulldata\\( |start=1e9 end=-0.1 step=|search\\(|table-list|[ -~á]{0,8}){1,2}", 0..6), 1..9)) {
        let rows: String = cells.iter().map(|row| format!("{}\n", row.join(" | "))).collect();
        let sheets = format!("## survey\ntype | name | label | relevant | calculation | parameters\n{rows}## choices\nlist_name | name | label\nl | a | ${{a}}\n## entities\nlist_name | label\np | ${{a}}\n");
        let _ = convert(&spreadsheet(&sheets), "form");
    }
}
