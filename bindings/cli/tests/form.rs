//! The command line over checklists, and the example of docs/forms.md.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::{Value as Json, json};

const PAGE: &str = include_str!("../../../docs/forms.md");

/// The blocks of the page in this language, in order.
fn blocks(language: &str) -> Vec<&'static str> {
    let mut found = Vec::new();
    for piece in PAGE.split(&format!("```{language}\n")).skip(1) {
        found.push(piece.split("```").next().unwrap());
    }
    found
}

fn chaski(folder: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chaski"))
        .current_dir(folder)
        .arg("form")
        .args(arguments)
        .output()
        .unwrap()
}

/// A folder with the example's form and answers.
fn example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("visit.xml"), blocks("xml")[0]).unwrap();
    std::fs::write(folder.path().join("answers.json"), blocks("json")[0]).unwrap();
    folder
}

fn error(output: &Output) -> Json {
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    serde_json::from_slice::<Json>(&output.stderr).unwrap()["error"].take()
}

#[test]
fn the_example_of_the_page_is_what_the_command_prints() {
    let folder = example();
    let output = chaski(folder.path(), &["run", "visit.xml", "--answers", "answers.json", "--json"]);
    assert!(output.status.success(), "{output:?}");
    let printed = String::from_utf8(output.stdout).unwrap();
    let told: Json = serde_json::from_str(blocks("json")[1]).unwrap();
    assert_eq!(serde_json::from_str::<Json>(&printed).unwrap(), told);
    // In document order, which a map of JSON in memory does not keep.
    let places: Vec<usize> = ["/data/name", "/data/child[1]", "/data/child[2]/sex", "/data/children"]
        .iter()
        .map(|path| printed.find(&format!("\"{path}\":")).unwrap())
        .collect();
    assert!(places.is_sorted(), "{printed}");
}

#[test]
fn a_form_is_described_and_written_as_a_submission() {
    let folder = example();
    let output = chaski(folder.path(), &["info", "visit.xml", "--json"]);
    let info: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(info["id"], "visit");
    assert_eq!(
        (&info["questions"], &info["repeats"], &info["calculations"]),
        (&json!(3), &json!(1), &json!(1))
    );
    let output = chaski(folder.path(), &["submission", "visit.xml", "--answers", "answers.json"]);
    let xml = String::from_utf8(output.stdout).unwrap();
    let record = "<data id=\"visit\" version=\"3\"><name>Ana</name><child><age>4</age><sex/></child>\
                  <child><age>130</age></child><children>1</children></data>";
    assert!(xml.contains(record), "{xml}");
}

#[test]
fn everything_wrong_in_a_form_is_named_with_its_place_and_what_to_do() {
    let folder = example();
    let sound = chaski(folder.path(), &["check", "visit.xml"]);
    assert!(sound.status.success(), "{sound:?}");
    let broken = blocks("xml")[0]
        .replace("count(/data/child[age", "cuont(/data/child[age")
        .replace("../age &lt; 18", "../aeg &lt; 18");
    std::fs::write(folder.path().join("broken.xml"), broken).unwrap();
    let output = chaski(folder.path(), &["check", "broken.xml", "--json"]);
    assert_eq!(output.status.code(), Some(1));
    let checked: Json = serde_json::from_slice(&output.stdout).unwrap();
    let problems = checked["problems"].as_array().unwrap();
    assert!(
        problems.iter().any(|one| one["severity"] == "refused"
            && one["what"].as_str().unwrap().contains("cuont")
            && one["line"] == 11),
        "{checked}"
    );
    assert!(problems.iter().all(|one| !one["remedy"].as_str().unwrap().is_empty()));
    let output = chaski(folder.path(), &["run", "broken.xml", "--answers", "answers.json", "--json"]);
    assert_eq!(error(&output)["code"], "form");
}

#[test]
fn what_is_no_form_and_what_are_no_answers_is_a_sentence() {
    let folder = example();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("empty.xml", b"");
    write("page.xml", b"<html><body>hello</body></html>");
    write("binary.xml", &[0xff, 0x00, 0x80, 0x01]);
    write("broken.xlsx", b"PK\x03\x04 and no more");
    write("deep.xml", "<a>".repeat(10_000).as_bytes());
    write("entity.xml", b"<!DOCTYPE a [<!ENTITY b 'bbbb'><!ENTITY c '&b;&b;&b;&b;'>]><a>&c;</a>");
    for name in
        ["none.xml", "empty.xml", "page.xml", "binary.xml", "broken.xlsx", "deep.xml", "entity.xml", "."]
    {
        let output = chaski(folder.path(), &["run", name, "--answers", "answers.json", "--json"]);
        let error = error(&output);
        assert!(
            !error["text"].as_str().unwrap().is_empty() && !error["remedy"].as_str().unwrap().is_empty(),
            "{name}: {error}"
        );
    }
    // A hundred megabytes, of which none are on the disk.
    let large = std::fs::File::create(folder.path().join("large.xml")).unwrap();
    large.set_len(100 << 20).unwrap();
    let output = chaski(folder.path(), &["check", "large.xml", "--json"]);
    assert!(error(&output)["text"].as_str().unwrap().contains("64 MB"));
    write("answers.txt", b"[{\"/data/name\": \"Ana\"");
    let output = chaski(folder.path(), &["run", "visit.xml", "--answers", "answers.txt", "--json"]);
    assert_eq!(error(&output)["code"], "answers");
    let output =
        chaski(folder.path(), &["run", "visit.xml", "--answers", "answers.json", "--lang", "es", "--json"]);
    assert_eq!(error(&output)["code"], "language");
}

/// What somebody types at the terminal.
fn types(folder: &Path, lines: &str) -> String {
    let mut filling = Command::new(env!("CARGO_BIN_EXE_chaski"))
        .current_dir(folder)
        .args(["form", "fill", "visit.xml"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    filling.stdin.take().unwrap().write_all(lines.as_bytes()).unwrap();
    let output = filling.wait_with_output().unwrap();
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_was_typed_is_kept_and_gone_on_with() {
    let folder = example();
    let kept = folder.path().join("visit.answers.json");
    // A name, an age that is wrong and one that is not; then the line is cut.
    let said = types(folder.path(), "Ana\n130\n4\n");
    assert!(said.contains("Too old") && said.contains("Age of a child of Ana?"), "{said}");
    let steps: Json = serde_json::from_slice(&std::fs::read(&kept).unwrap()).unwrap();
    assert_eq!(
        steps,
        json!([{"/data/name": "Ana"}, {"/data/child[1]/age": "130"}, {"/data/child[1]/age": "4"}])
    );
    // It goes on at the next question: a choice by its number, one more child, and no other.
    let said = types(folder.path(), "1\ny\n7\nm\n\n");
    assert!(!said.contains("Name?") && said.contains("the record is valid"), "{said}");
    let output = chaski(folder.path(), &["run", "visit.xml", "--answers", "visit.answers.json", "--json"]);
    let state: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(state["nodes"]["/data/children"]["value"], "2");
    assert_eq!(
        (&state["nodes"]["/data/child[1]/sex"]["value"], &state["nodes"]["/data/child[2]/sex"]["value"]),
        (&json!("f"), &json!("m"))
    );
}

#[test]
fn what_the_app_would_supply_lies_beside_the_form() {
    let folder = tempfile::tempdir().unwrap();
    let form = blocks("xml")[0]
        .replace("count(/data/child[age &lt; 18])", "instance('contact-summary')/context/age_months");
    std::fs::write(folder.path().join("visit.xml"), form).unwrap();
    std::fs::write(folder.path().join("answers.json"), "[]").unwrap();
    std::fs::write(
        folder.path().join("contact-summary.xml"),
        "<context><age_months>8</age_months></context>",
    )
    .unwrap();
    let output = chaski(folder.path(), &["run", "visit.xml", "--answers", "answers.json", "--json"]);
    let state: Json = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(state["nodes"]["/data/children"]["value"], "8", "{state}");
}
