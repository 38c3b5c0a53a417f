//! The command line over a real phone: what is recorded is found, corrected, listed and checked, and what is wrong is
//! refused with a sentence.

use chaski::record::role::{SUPERVISOR, VISITOR};
use serde_json::json;

use crate::common;
use crate::common::{District, field, run};

#[test]
fn a_family_and_the_visit_of_the_documentation_are_recorded_and_shown() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    let (household, child) = phone.family("Ñahui Quispe");
    let answer = phone.visit(&household, &child, |_| {});
    assert!(answer.ok, "{}", answer.err);
    let saved: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    let kinds: Vec<&str> =
        saved["records"].as_array().unwrap().iter().map(|r| r["entity"].as_str().unwrap()).collect();
    for (kind, count) in [("reading", 1), ("service", 2), ("answers", 2), ("agreement", 2), ("referral", 1)] {
        assert_eq!(kinds.iter().filter(|k| **k == kind).count(), count, "{kind}");
    }

    let page = phone.json(&["child", &child]);
    assert_eq!(page["name"], "Rosa Ñahui Quispe");
    assert_eq!(field(&page["readings"][0], "weight")["value"], json!({ "kg": "10.60", "clothes": "light" }));
    let visit = phone.json(&["visit", saved["visit"].as_str().unwrap()]);
    assert_eq!(visit["persons_seen"][0]["record"], page["person"]);
    let answers = visit["answers"].as_array().unwrap();
    let of = |form: &str| answers.iter().find(|answers| answers["form"] == form).unwrap();
    let said = of("home-visit")["answers"].as_array().unwrap();
    let spoon = said.iter().find(|answer| answer["path"] == "feeding/iron_spoon").unwrap();
    assert_eq!(spoon["value"], json!({ "decimal": "2.50" }));
    assert!(said.iter().any(|answer| answer["path"] == "sleep/where" && answer["value"].is_null()));

    let words = phone.says(&["child", &child]);
    assert!(words.contains("weight: 10.60 kg, clothes light") && words.contains("muac_cm: 14.20"), "{words}");
    let words = phone.says(&["household", &household]);
    assert!(words.contains("los de la tienda") && words.contains("Rosa Ñahui Quispe"), "{words}");
    let words = phone.says(&["visit", saved["visit"].as_str().unwrap()]);
    assert!(words.contains("water/treated: boiled") && words.contains("Boil the water"), "{words}");
}

#[test]
fn a_measurement_is_compared_with_whos_standards_and_saved_whatever_is_found() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    // A girl, born on 15 March 2024.
    let (household, child) = phone.family("Huamán");
    let measured = |on: &str, kg: &str| {
        let answer = phone.visit(&household, &child, |visit| {
            visit["on"] = json!(on);
            visit["persons"][0]["reading"] = json!({ "on": on, "weight": { "kg": kg } });
        });
        assert!(answer.ok, "{}", answer.err);
        let saved: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
        assert_eq!(saved["growth"].as_array().map(Vec::len), Some(1));
        saved["growth"][0].clone()
    };
    let codes = |reading: &serde_json::Value| -> Vec<String> {
        let findings = reading["findings"].as_array().unwrap().iter();
        findings.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
    };
    let at_a_year = measured("2025-03-15", "7.0");
    assert_eq!(at_a_year["scores"][0]["indicator"], "weight_for_age");
    assert_eq!(at_a_year["scores"][0]["least"], json!(-2.05));
    assert_eq!(codes(&at_a_year), ["below_minus_2"]);
    let without_a_point = measured("2025-04-15", "72.0");
    assert!(codes(&without_a_point).contains(&"wrong_unit".to_owned()), "{without_a_point}");

    let page = phone.json(&["child", &child]);
    let readings = page["growth"]["readings"].as_array().unwrap();
    assert_eq!(readings.iter().map(|one| &one["on"]).collect::<Vec<_>>(), ["2025-03-15", "2025-04-15"]);
    assert_eq!(page["readings"][1]["record"], readings[0]["record"]);
    let words = phone.says(&["child", &child]);
    assert!(words.contains("2025-03-15, 1 year\n    weight for age: −2.05\n"), "{words}");
    assert!(words.contains("outside WHO's limits"), "{words}");
    assert_eq!(phone.refused(&["--rules", "xx", "child", &child])["code"], "no_rules");
    assert!(
        phone.json(&["--rules", "pe", "child", &child])["growth"]["rules"].as_str()
            != page["growth"]["rules"].as_str()
    );
}

#[test]
fn children_are_listed_and_found_without_accents() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    let (_, child) = phone.family("Ñahui Quispe");
    phone.family("Mamani");
    for words in ["nahui", "NAHUI rosa", "nahiu", &child] {
        let found = phone.json(&["children", "--search", words]);
        assert_eq!(found.as_array().unwrap().len(), 1, "{words}");
        assert_eq!(found[0]["code"], json!(child));
    }
    let children = phone.json(&["children", "--area", "Ñawpa Norte"]);
    let names: Vec<&str> = children.as_array().unwrap().iter().map(|c| c["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["Rosa Mamani", "Rosa Ñahui Quispe"]);
    assert!(phone.says(&["children"]).starts_with("2 children\n"));
    assert_eq!(phone.json(&["household", "list"]).as_array().unwrap().len(), 2);
}

#[test]
fn what_happened_once_is_corrected_with_a_reason_and_not_without() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    let (household, child) = phone.family("Huamán");
    phone.visit(&household, &child, |_| {});
    let page = phone.json(&["child", &child]);
    let reading = page["readings"][0]["record"].as_str().unwrap();

    let error = phone.refused(&["correct", reading, "weight.kg", "10.90"]);
    assert_eq!(
        (&error["code"], &error["remedy"]),
        (&json!("reason_missing"), &json!("The value stays as it was. Say why it changes and save again."))
    );
    let corrected = phone.json(&["correct", reading, "weight.kg", "10.90", "--reason", "read wrongly"]);
    assert_eq!(corrected["saved"], true);
    assert_eq!(corrected["value"], json!({ "kg": "10.90", "clothes": "light" }));
    let again = phone.json(&["correct", reading, "weight", r#"{"kg":"10.90","clothes":"light"}"#]);
    assert_eq!(again["saved"], false);
    phone.says(&["correct", reading, "weight", "--part", "clothes", "heavy", "--reason", "it was cold"]);
    let page = phone.json(&["child", &child]);
    assert_eq!(field(&page["readings"][0], "weight")["value"], json!({ "kg": "10.90", "clothes": "heavy" }));

    // What may change at any time needs no reason, and clears with null.
    phone.says(&["correct", &household, "telephone", "900000222"]);
    phone.says(&["correct", &household, "known_as", "null"]);
    let page = phone.json(&["household", &household]);
    assert_eq!(
        (&page["known_as"], &field(&page["view"], "telephone")["value"]),
        (&json!(null), &json!("900000222"))
    );
}

#[test]
fn a_child_is_moved_into_a_household_and_not_into_another_child() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    let (household, child) = phone.family("Huamán");
    let (other, another) = phone.family("Mamani");
    // The whole name of a record, as the pages give it.
    let another = phone.json(&["child", &another])["person"].as_str().unwrap().to_owned();
    for (record, field) in [(&child, "household"), (&household, "area")] {
        let refused = phone.refused(&["correct", record, field, &another]);
        assert_eq!(refused["code"], "offence");
        assert!(refused["remedy"].as_str().unwrap().contains("area from the list"), "{refused}");
    }
    phone.says(&["sync"]);
    assert_eq!(phone.json(&["children"]).as_array().unwrap().len(), 2, "nobody left");
    let other = phone.json(&["household", &other])["household"].as_str().unwrap().to_owned();
    phone.says(&["correct", &child, "household", &other]);
    assert_eq!(phone.json(&["household", &other])["members"].as_array().unwrap().len(), 2);
}

#[test]
fn one_answer_is_corrected_by_its_path() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    let (household, child) = phone.family("Huamán");
    let answer = phone.visit(&household, &child, |_| {});
    let saved: serde_json::Value = serde_json::from_str(&answer.out).unwrap();
    let records = saved["records"].as_array().unwrap();
    let answers = records.iter().rfind(|record| record["entity"] == "answers").unwrap();
    let record = answers["record"].as_str().unwrap();
    let path = ["--path", "feeding/meals"];
    assert_eq!(phone.json(&[&["correct", record, "answer", "4"][..], &path].concat())["value"], 4);
    assert_eq!(phone.refused(&["correct", record, "answer", "4"])["code"], "entry");
    assert_eq!(phone.refused(&[&["correct", record, "form", "x"][..], &path].concat())["code"], "entry");
}

#[test]
fn a_wrong_document_is_refused_with_its_place_and_field_and_nothing_is_saved() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    let (household, child) = phone.family("Huamán");
    // What can be chosen is the pack's.
    phone.says(&["pack", "use", concat!(env!("CARGO_MANIFEST_DIR"), "/../../core/packs/pe")]);
    let before = phone.says(&["dump", "--area", "Ñawpa Norte"]);
    let wrong = |change: &dyn Fn(&mut serde_json::Value)| {
        let answer = phone.visit(&household, &child, change);
        assert!(!answer.ok, "{}", answer.out);
        let error: serde_json::Value = serde_json::from_str(&answer.err).unwrap();
        ["text", "remedy", "technical"].map(|part| error["error"][part].as_str().unwrap().to_owned())
    };
    let [text, remedy, place] = wrong(&|d| d["persons"][0]["reading"]["weight"]["kg"] = json!("777"));
    assert_eq!(text, "Not allowed: Weight.");
    assert_eq!(remedy, "It must be a number from 0.1 to 500.");
    assert!(place.starts_with("in persons[0].reading: `weight.kg` is not allowed"), "{place}");
    let [.., place] = wrong(&|d| d["persons"][0]["services"][1]["kind"] = json!("magic"));
    assert!(place.starts_with("in persons[0].services[1]: `kind` "), "{place}");
    let [text, _, place] = wrong(&|d| d["persons"][0]["referrals"][0] = json!({}));
    assert!(text.starts_with("Missing: "), "{text}");
    assert!(place.starts_with("in persons[0].referrals[0]: `signs` is missing"), "{place}");
    let [.., place] = wrong(&|d| d["weather"] = json!("rain"));
    assert!(place.starts_with("a visit has no field `weather`; its fields are household, "), "{place}");
    assert!(place.ends_with("; beside them: persons, answers, agreements"), "{place}");
    let [text, _, place] = wrong(&|d| d["persons"][0]["person"] = d["household"].clone());
    assert_eq!(text, "This names something else.");
    assert_eq!(place, "in persons[0].person: this names a household, where a person is asked for");
    let [.., place] = wrong(&|d| d["persons"][0]["reading"]["visit"] = json!("x"));
    assert!(place.starts_with("`visit` is given twice"), "{place}");
    let [.., place] = wrong(&|d| d["answers"]["answers"][""] = json!("boiled"));
    assert!(place.starts_with("in answers: a question of `answer` needs a path"), "{place}");
    let [_, remedy, place] = wrong(&|d| d["persons"] = json!({}));
    assert!(place.starts_with("`persons` is missing or of another shape"), "{place}");
    assert!(remedy.contains("Mend it where it says"), "{remedy}");
    assert_eq!(phone.says(&["dump", "--area", "Ñawpa Norte"]), before);
}

#[test]
fn an_error_says_in_words_what_is_wrong_and_what_to_do() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    let answer = phone.run(&["household", "add", "--area", "Ñawpa Norte", "--altitude-m", "high"]);
    assert!(!answer.ok);
    assert_eq!(
        answer.err,
        "what is wrong: Cannot be read: Metres above the sea.\nwhat to do: It must be a number from -100 to 6500.\n\
         technical: `altitude.m` cannot be read: a whole number from -100 to 6500\n"
    );
    let error = phone.refused(&["child", "K7M2-4QXB"]);
    assert_eq!(error["code"], "no_record");
    assert_eq!(phone.refused(&["household", "add", "--area", "Sur"])["code"], "no_record");
    let (household, _) = phone.family("Huamán");
    assert_eq!(
        phone.refused(&["void", &household, "--reason", " "])["text"],
        "Not saved: the reason is missing."
    );
    let error = phone.refused(&["join"]);
    assert_eq!(error["code"], "usage");
    assert!(phone.run(&["--help"]).ok && phone.run(&["visit", "record", "--help"]).ok);
    assert_eq!(phone.refused(&["visit", "record", "no-such-file.json"])["code"], "file");
}

#[test]
fn a_phone_that_another_program_has_open_is_refused_and_stays_whole() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    let store = phone.store();
    let error = phone.refused(&["status"]);
    assert_eq!(error["text"], "The database is open in another program.");
    drop(store);
    assert_eq!(phone.json(&["verify"])["sound"], true);
}

#[test]
fn a_folder_without_a_phone_is_left_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let (home, keys) = (folder.path().join("home"), folder.path().join("keys"));
    for args in [&["--json", "status"][..], &["--json", "enrol", "chaski:00"]] {
        let answer = run(&home, &keys, args);
        assert!(!answer.ok);
        assert!(answer.err.contains("no_phone") || answer.err.contains("invitation"), "{}", answer.err);
        assert!(!home.exists() && !keys.exists());
    }
}

#[test]
fn what_was_delivered_and_what_was_not_is_told_in_plain_words() {
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    phone.family("Mamani");
    let words = phone.says(&["status"]);
    assert!(words.starts_with("phone of Elena Ccori, visitor\nareas: Ñawpa Norte\n"), "{words}");
    assert!(words.contains("2 on this phone only, 0 safe on the server\n"), "{words}");
    let words = phone.says(&["inbox"]);
    assert!(
        words.contains("Family, by Elena Ccori: on this phone only.")
            && words.contains("what to do: It is saved.")
    );
    phone.says(&["sync"]);
    assert!(phone.says(&["status"]).contains("0 on this phone only, 2 safe on the server\n"));
    let inbox = phone.json(&["inbox"]);
    assert_eq!((&inbox["delivery"]["acknowledged"], &inbox["waiting"]["items"]), (&json!(2), &json!([])));
    let areas = phone.json(&["area", "list"]);
    assert_eq!((&areas[0]["name"], &areas[0]["mine"]), (&json!("Ñawpa Norte"), &json!(true)));
}

#[test]
fn a_phone_is_enrolled_with_a_code_and_what_it_records_reaches_the_others() {
    let district = District::new();
    let (elena, luz) = (district.new_phone("Elena"), district.new_phone("Luz"));
    let code = district.invite("Elena Ccori", VISITOR);
    // No server listens there, and the code is not used up by that.
    let error = elena.refused(&["enrol", &code, "--server", "https://127.0.0.1:1"]);
    assert_eq!(error["code"], "line");
    let enrolled = elena.json(&["enrol", &code, "--label", "Phone 7"]);
    assert_eq!(enrolled["status"]["worker"]["name"], "Elena Ccori");
    assert_eq!(enrolled["status"]["areas"][0]["name"], "Ñawpa Norte");
    assert_eq!(elena.refused(&["enrol", &code])["code"], "already_enrolled");
    let error = luz.refused(&["enrol", &code]);
    assert_eq!(
        (&error["code"], &error["text"]),
        (&json!("enrolment"), &json!("This code was used by another phone."))
    );

    let words = luz.says(&["enrol", &district.invite("Luz Tito", VISITOR)]);
    assert!(words.starts_with("enrolled\nphone of Luz Tito, visitor\n"), "{words}");
    let (household, child) = elena.family("Mamani");
    elena.visit(&household, &child, |_| {});
    assert_eq!(elena.refused(&["sync", "--server", "https://127.0.0.1:1"])["code"], "line");
    let answer = elena.run(&["sync"]);
    assert!(answer.out.starts_with("delivered 4, received "), "{}", answer.out);
    assert!(answer.out.ends_with("; 0 on this phone only\n") && answer.err.starts_with("request 1: "));
    assert!(!elena.says(&["status"]).contains("last whole sync: none yet"));
    assert_eq!(luz.json(&["sync"])["received"], 4);
    let dump = elena.says(&["dump", "--area", "Ñawpa Norte"]);
    assert_eq!(luz.says(&["dump", "--area", "Ñawpa Norte"]), dump);
    let entity = |line: &str| serde_json::from_str::<serde_json::Value>(line).unwrap()["entity"].clone();
    assert_eq!(dump.lines().filter(|line| entity(line) == "household" && line.contains("tienda")).count(), 1);
    assert!(luz.says(&["child", &child]).contains("weight: 10.60 kg, clothes light"));
}

#[test]
fn two_values_are_listed_and_a_supervisor_settles_them_and_a_visitor_does_not() {
    let district = District::new();
    let (elena, luz) = (district.phone("Elena Ccori", VISITOR), district.phone("Luz Tito", VISITOR));
    let marta = district.phone("Marta Condori", SUPERVISOR);
    let (household, _) = elena.family("Mamani");
    elena.says(&["sync"]);
    luz.says(&["sync"]);
    elena.says(&["correct", &household, "populated_centre", "Qolla"]);
    luz.says(&["correct", &household, "populated_centre", "Pampa"]);
    elena.says(&["correct", &household, "telephone", "900000111"]);
    luz.says(&["correct", &household, "telephone", "900000222"]);
    for phone in [&elena, &luz, &elena, &marta] {
        phone.says(&["sync"]);
    }
    let words = elena.says(&["disputes"]);
    assert!(
        words.starts_with("2 values are not agreed\n")
            && words.contains("Qolla")
            && words.contains("Luz Tito")
    );
    assert!(words.contains("(personal: see the page)") && !words.contains("9000001"), "{words}");
    assert!(elena.says(&["household", &household]).contains("900000111"));

    let settle = ["settle", household.as_str(), "populated_centre", "Pampa"];
    assert_eq!(elena.refused(&settle)["code"], "offence");
    // Whoever decides over others says why.
    assert_eq!(marta.refused(&settle)["code"], "reason_missing");
    let why = ["--reason", "I asked the mother"];
    assert_eq!(marta.json(&[&settle[..], &why].concat())["saved"], true);
    let correct = ["correct", &household, "telephone", "900000222", "--settle"];
    marta.says(&[&correct[..], &why].concat());
    assert_eq!(marta.says(&["disputes"]), "nothing is disputed\n");
}

#[test]
fn persons_are_joined_by_a_supervisor_and_records_are_removed_and_taken_back() {
    let district = District::new();
    let marta = district.phone("Marta Condori", SUPERVISOR);
    let (household, kept) = marta.family("Mamani");
    let add = ["child", "add", "--household", household.as_str(), "--given-names", "Rosa", "--sex", "2"];
    let other = common::code(&marta.json(&add));
    assert_eq!(marta.refused(&["join", &kept, &kept])["code"], "same");
    let joined = marta.json(&["join", &kept, &other]);
    assert_eq!(marta.json(&["children"]).as_array().unwrap().len(), 1);
    assert_eq!(marta.refused(&["join", &other, &kept])["code"], "already");
    let record = joined["record"].as_str().unwrap();
    assert_eq!(marta.json(&["void", record, "--reason", "they are cousins"])["saved"], true);
    assert_eq!(marta.json(&["void", record, "--reason", "they are cousins"])["saved"], false);
    assert_eq!(marta.json(&["children"]).as_array().unwrap().len(), 2);
    marta.says(&["restore", record, "--reason", "they are one after all"]);
    assert_eq!(marta.json(&["children"]).as_array().unwrap().len(), 1);
    // A short name, as tables show it, names the record too.
    let (device, rest) = record.split_at(8);
    let short = format!("{device}.{}", rest.split_once('.').unwrap().1);
    assert_eq!(marta.json(&["void", &short, "--reason", "entered by mistake"])["record"], json!(record));

    let elena = district.phone("Elena Ccori", VISITOR);
    marta.says(&["sync"]);
    elena.says(&["sync"]);
    assert_eq!(
        elena.refused(&["join", &kept, &other])["text"],
        "Not saved. Only a supervisor may record this."
    );
}

#[test]
fn a_reader_that_stops_reading_is_no_error() {
    use std::process::{Command, Stdio};
    let district = District::new();
    let phone = district.phone("Elena Ccori", VISITOR);
    for at in 0..40 {
        phone.family(&format!("Mamani {at}"));
    }
    for command in [&["dump", "--area", "Ñawpa Norte"][..], &["children"]] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_chaski"))
            .env("CHASKI_KEYS", &phone.keys)
            .env("CHASKI_HOME", &phone.home)
            .args(command)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success() && output.stderr.is_empty(), "{output:?}");
    }
}
