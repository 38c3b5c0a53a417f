//! The command line over programme packs: everything that is wrong is named at once, and a sound pack holds on a phone from
//! then on.

use std::path::Path;
use std::process::{Command, Output};

use chaski::record::role::VISITOR;
use serde_json::{Value as Json, json};

use crate::common::District;

fn check(folder: &Path, flags: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_chaski"))
        .args(flags)
        .args(["pack", "check"])
        .arg(folder)
        .output()
        .unwrap()
}

fn pack(files: &[(&str, Json)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, json) in files {
        std::fs::write(folder.path().join(name), json.to_string()).unwrap();
    }
    folder
}

fn words(text: &str) -> Json {
    json!({ "es": text, "en": text })
}

#[test]
fn every_fault_of_a_pack_is_named_at_once_with_its_place_and_what_to_do() {
    let head = json!({ "country": "xx", "version": 1, "languages": ["es", "en"], "colour": "red" });
    let lists = json!({ "lists": {
        "antigen": { "concepts": [
            { "code": "a", "words": words("A") },
            { "code": "a", "words": { "es": "A" } },
            { "code": "two words", "words": words("B"), "sound": "b.ogg" },
            { "code": "c", "words": words("C"), "valid_from": "2026-05", "valid_until": "2026-04-30" },
        ] },
        "danger_sign": { "norm": { "version": "2" }, "concepts": [
            { "code": "d", "words": { "es": "D", "en": "D", "fr": "D" }, "valid_from": "mayo" },
        ] },
        "colours": { "concepts": [] },
        "document": { "concepts": [{ "code": "card", "words": words("Card") }] },
    } });
    let identifiers = json!({
        "systems": [
            { "system": "xx-card", "words": words("Card"), "patterns": ["#{3"], "check_digit": { "rule": "magic" } },
            { "system": "xx-card", "words": words("Card"), "norm": { "act": null },
              "check_digit": { "rule": "weighted", "weights": [3, 0], "modulus": 1, "signs": "01" } },
        ],
        "ladder": [{ "step": "code" }, { "system": "yy" }, { "document": "card" }, { "document": "act" }, {}],
    });
    let folder = pack(&[
        ("pack.json", head),
        ("lists.json", lists),
        ("identifiers.json", identifiers),
        ("growth.json", json!({ "id": "" })),
        ("notes.json", json!({})),
    ]);
    let answer = check(folder.path(), &["--json"]);
    assert_eq!(answer.status.code(), Some(1));
    let found: Json = serde_json::from_slice(&answer.stdout).unwrap();
    assert_eq!(found["sound"], false);
    let faults: Vec<(&str, &str, &str)> = found["faults"]
        .as_array()
        .unwrap()
        .iter()
        .map(|fault| {
            assert!(!fault["remedy"].as_str().unwrap().is_empty(), "{fault}");
            let text = |key: &str| fault[key].as_str().unwrap_or("");
            (text("file"), text("place"), text("what"))
        })
        .collect();
    let expected = [
        ("notes.json", "", "no pack has a file of this name"),
        ("pack.json", "", "no key `colour`"),
        ("lists.json", "lists.antigen.concepts[1].words", "no words in `en`"),
        ("lists.json", "lists.antigen.concepts[1].code", "`a` stands twice"),
        ("lists.json", "lists.antigen.concepts[2]", "no key `sound`"),
        ("lists.json", "lists.antigen.concepts[2].code", "`two words` is no code"),
        ("lists.json", "lists.antigen.concepts[3]", "ends before it begins"),
        ("lists.json", "lists.antigen.concepts[3]", "no legal act"),
        ("lists.json", "lists.danger_sign.norm", "no legal act"),
        ("lists.json", "lists.danger_sign.concepts[0].words", "`fr` is no language of this pack"),
        ("lists.json", "lists.danger_sign.concepts[0].valid_from", "`mayo` is no date"),
        ("lists.json", "lists.colours", "no field holds a list of this name"),
        ("identifiers.json", "systems[0]", "no legal act"),
        ("identifiers.json", "systems[0].patterns[0]", "`#{3` cannot be used"),
        ("identifiers.json", "systems[0].check_digit.rule", "no rule of check digits `magic`"),
        ("identifiers.json", "systems[1].norm", "no legal act"),
        ("identifiers.json", "systems[1].check_digit.weights", "`weights`"),
        ("identifiers.json", "systems[1].check_digit.modulus", "`modulus`"),
        ("identifiers.json", "systems[1].system", "`xx-card` stands twice"),
        ("identifiers.json", "ladder[1].system", "has no `yy`"),
        ("identifiers.json", "ladder[3].document", "has no `act`"),
        ("identifiers.json", "ladder[4]", "`system` is missing"),
        ("growth.json", "", "cannot be read"),
    ];
    for (file, place, what) in expected {
        let one = |fault: &&(&str, &str, &str)| fault.0 == file && fault.1 == place && fault.2.contains(what);
        assert_eq!(faults.iter().filter(one).count(), 1, "{file} {place}: {what} in {faults:#?}");
    }
    assert_eq!(faults.len(), expected.len(), "{faults:#?}");
    let plain = check(folder.path(), &[]);
    let text = String::from_utf8(plain.stdout).unwrap();
    assert_eq!((plain.status.code(), text.lines().count()), (Some(1), expected.len()), "{text}");
    let line = "lists.json, antigen, lists.antigen.concepts[1].code: `a` stands twice; keep one of them";
    assert!(text.lines().any(|one| one == line), "{text}");
}

#[test]
fn a_key_that_stands_twice_and_a_missing_file_are_faults_of_their_file() {
    let folder = pack(&[("pack.json", json!({ "country": "xx", "version": 1, "languages": ["es"] }))]);
    std::fs::write(folder.path().join("lists.json"), r#"{"lists": {"antigen": {}, "antigen": {}}}"#).unwrap();
    let answer = check(folder.path(), &[]);
    let text = String::from_utf8(answer.stdout).unwrap();
    assert_eq!((answer.status.code(), text.lines().count()), (Some(1), 2), "{text}");
    assert!(
        text.contains("`lists.antigen` twice") && text.contains("identifiers.json: the file is missing"),
        "{text}"
    );
}

#[test]
fn a_sound_pack_is_said_to_be_and_holds_on_a_phone_at_every_opening() {
    let shipped = concat!(env!("CARGO_MANIFEST_DIR"), "/../../core/packs");
    let mut packs = 0;
    for entry in std::fs::read_dir(shipped).unwrap() {
        let answer = check(&entry.unwrap().path(), &[]);
        assert!(answer.status.success(), "{}", String::from_utf8_lossy(&answer.stdout));
        packs += 1;
    }
    assert!(packs > 0);
    let folder = pack(&[
        ("pack.json", json!({ "country": "xx", "version": 1, "languages": ["es", "en"] })),
        (
            "lists.json",
            json!({ "lists": { "insurance": { "concepts": [{ "code": "crown", "words": words("Crown") }] } } }),
        ),
        (
            "identifiers.json",
            json!({ "systems": [{ "system": "xx-card", "words": words("Card"), "patterns": ["@##"],
                            "norm": { "act": null, "notes": ["Looked for in the gazette."] } }],
            "ladder": [{ "step": "code" }, { "system": "xx-card" }] }),
        ),
    ]);
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    phone.says(&["pack", "use", folder.path().to_str().unwrap()]);
    let (household, _) = phone.family("Mamani");
    // Each command is an opening of its own.
    let add = |identifier: &str, insurance: &str| {
        let given = ["--given-names", "Illa", "--identifier", identifier, "--insurance", insurance];
        phone.run(&[&["child", "add", "--household", &household][..], &given].concat())
    };
    for (identifier, insurance) in [("xx-card=K-123", "crown"), ("yy=K12", "crown"), ("xx-card=K12", "other")]
    {
        let refused = add(identifier, insurance);
        assert!(!refused.ok, "{identifier} {insurance}: {}", refused.out);
    }
    let added = add("xx-card=k-12", "crown");
    assert!(added.ok, "{}", added.err);
    assert_eq!(phone.json(&["children", "--search", "K12"]).as_array().unwrap().len(), 1);
}

#[test]
fn a_pack_that_cannot_be_read_any_more_is_said_and_recording_goes_on() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    assert!(phone.says(&["status"]).contains("pack: none."));
    assert!(phone.json(&["status"])["pack"]["lack"]["unreadable"] == false);
    let folder = pack(&[
        ("pack.json", json!({ "country": "xx", "version": 7, "languages": ["es", "en"] })),
        ("lists.json", json!({ "lists": {} })),
        ("identifiers.json", json!({ "systems": [] })),
    ]);
    let given = ["pack", "use", folder.path().to_str().unwrap()];
    phone.says(&given);
    assert!(phone.says(&["status"]).contains("pack: xx 7\n"));

    phone.store().log().set_meta("pack", "{}").unwrap();
    let (household, _) = phone.family("Mamani");
    let said = phone.run(&["household", &household]);
    assert!(said.ok && said.err.contains("xx 7") && said.err.contains("chaski pack use"), "{}", said.err);
    let status = phone.json(&["status"]);
    assert_eq!(
        (&status["pack"]["country"], &status["pack"]["lack"]["unreadable"]),
        (&Json::Null, &json!(true))
    );
    assert!(phone.says(&["status"]).contains("xx 7"));
    phone.says(&given);
    assert_eq!(phone.run(&["household", &household]).err, "");
    assert_eq!(phone.json(&["status"])["pack"]["version"], 7);
}
