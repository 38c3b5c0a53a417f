//! A spreadsheet: refused with reasons, or an XForm that is well-formed. Three ways in, by how the input begins: `PK` is the file itself, `<` is
//! the XML of its sheet `survey`, and everything else are its sheets as CSV, each under a line `## NAME`, so that what is drawn gets past
//! the zip to the rows.

use std::io::{Cursor, Write};

use chaski::forms::Place;
use chaski::forms::definition::import::import;
use chaski_xlsform::{convert, is_xlsx};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::lent::Beside;
use crate::xform;

/// A spreadsheet in one of the three ways.
pub fn check(bytes: &[u8]) {
    if is_xlsx(bytes) {
        converts(bytes);
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        if text.starts_with('<') {
            converts(&packed(&[("survey".into(), text.to_owned())]));
        } else {
            converts(&packed(&sheets(text)));
        }
    }
}

fn converts(bytes: &[u8]) {
    match convert(bytes, "drawn") {
        Err(problems) => {
            assert!(!problems.is_empty(), "refused without a reason");
            xform::are_told(&problems);
        }
        Ok(converted) => {
            xform::are_told(&converted.notices);
            let imported = import(&converted.xform, &Beside);
            for problem in imported.problems.iter().filter(|problem| problem.code == "xml") {
                // A column may bring an attribute with a prefix that nobody declares, which the reader of XML is the first to notice.
                let is_a_prefix = problem.what.contains("unknown namespace prefix");
                let is_found = matches!(converted.places.of(&problem.place), Place::Cell { .. });
                assert!(
                    is_a_prefix && is_found,
                    "the converter writes no XML: {problem:?}\n{}",
                    converted.xform
                );
            }
            xform::opens(imported);
        }
    }
}

/// Each sheet's name, and its rows as the XML of a sheet.
fn sheets(text: &str) -> Vec<(String, String)> {
    let parts = text.split("## ").skip(1).take(6);
    let named = parts.filter_map(|part| part.split_once('\n'));
    named.map(|(name, csv)| (name.trim().to_owned(), rows(csv))).collect()
}

fn rows(csv: &str) -> String {
    let mut xml = String::from(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>",
    );
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
    for (row, cells) in (1..).zip(reader.records().filter_map(Result::ok)) {
        xml += &format!("<row r=\"{row}\">");
        for (column, text) in (0..26u8).zip(cells.iter()).filter(|(_, text)| !text.is_empty()) {
            let column = char::from(b'A' + column);
            xml += &format!(
                "<c r=\"{column}{row}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
                escape(text)
            );
        }
        xml += "</row>";
    }
    xml + "</sheetData></worksheet>"
}

fn escape(text: &str) -> String {
    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    // What XML cannot hold would only be refused by the reader of spreadsheets.
    text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

/// The least that is a spreadsheet, without compression.
fn packed(sheets: &[(String, String)]) -> Vec<u8> {
    const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let (mut listed, mut relations, mut types) = (String::new(), String::new(), String::new());
    for (number, (name, _)) in (1..).zip(sheets) {
        let name: String = escape(name).chars().take(31).collect();
        listed += &format!("<sheet name=\"{name}\" sheetId=\"{number}\" r:id=\"r{number}\"/>");
        relations += &format!(
            "<Relationship Id=\"r{number}\" Type=\"{RELATIONS}/worksheet\" Target=\"worksheets/sheet{number}.xml\"/>"
        );
        types += &format!(
            "<Override PartName=\"/xl/worksheets/sheet{number}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/>"
        );
    }
    let mut parts = vec![
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "{head}<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/>{types}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!(
                "{head}<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"r0\" Type=\"{RELATIONS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "{head}<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{RELATIONS}\"><sheets>{listed}</sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!("{head}<Relationships xmlns=\"{PACKAGE}/relationships\">{relations}</Relationships>"),
        ),
    ];
    parts.extend(
        (1..).zip(sheets).map(|(number, (_, xml))| (format!("xl/worksheets/sheet{number}.xml"), xml.clone())),
    );
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let stored = SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in parts {
        zip.start_file(name.as_str(), stored).expect("a zip in memory");
        zip.write_all(text.as_bytes()).expect("a zip in memory");
    }
    zip.finish().expect("a zip in memory").into_inner()
}
