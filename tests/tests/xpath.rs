//! Our expressions before a judge that others wrote: the tests of npm's openrosa-xpath-evaluator, run over our evaluator. Every
//! evaluation is as they assert, or stands in `forms/judges/xpath/differences.json` with the sentence of the specification that decides;
//! what stands there and differs no more is as wrong as what differs and does not stand there. Needs Node 20 or newer, with npm.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

fn run(command: &mut Command, what: &str) -> Output {
    command.output().unwrap_or_else(|error| panic!("{what}: {error}; install Node 20 or newer with npm"))
}

#[test]
fn expressions_give_what_the_tests_of_others_assert_but_for_the_differences_that_are_written_down() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("forms/judges/xpath");
    let changed = |path: &str| folder.join(path).metadata().and_then(|about| about.modified()).ok();
    if changed("node_modules/.package-lock.json") < changed("package-lock.json") {
        let fetched = run(Command::new("npm").args(["ci", "--silent"]).current_dir(&folder), "npm ci");
        assert!(fetched.status.success(), "npm ci: {}", String::from_utf8_lossy(&fetched.stderr));
    }
    let count = tempfile::NamedTempFile::new().unwrap();
    let mut mocha = Command::new("node");
    mocha.args(["node_modules/mocha/bin/mocha.js", "--require", "./shim.js", "--reporter", "json"]);
    // What an app may add to that package's functions is no matter of ours.
    mocha.args(["--ignore", "**/custom.spec.js"]);
    mocha.arg("node_modules/openrosa-xpath-evaluator/test/integration/**/*.spec.js");
    mocha.env("XPATH_JUDGE", env!("CARGO_BIN_EXE_xpath_judge")).env("XPATH_COUNT", count.path());
    let judged = run(mocha.env("TZ", "America/Phoenix").current_dir(&folder), "mocha");

    let said = String::from_utf8_lossy(&judged.stdout);
    let report: Value = serde_json::from_str(&said[said.find('{').expect("mocha says nothing")..]).unwrap();
    let counted: Value = serde_json::from_slice(&std::fs::read(count.path()).unwrap()).unwrap();
    let reasons: Value =
        serde_json::from_slice(&std::fs::read(folder.join("differences.json")).unwrap()).unwrap();
    let of = |value: &Value| value.as_array().unwrap().len();
    let known: usize = reasons.as_array().unwrap().iter().map(|reason| of(&reason["cases"])).sum();
    println!(
        "openrosa-xpath-evaluator 3.1.0: {} tests pass, {} fail; {} evaluations, {} distinct; {known} differ for {} written reasons",
        report["stats"]["passes"],
        report["stats"]["failures"],
        counted["calls"],
        counted["distinct"],
        of(&reasons)
    );
    let failures: Vec<String> = report["failures"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failure| format!("{}: {}", failure["fullTitle"], failure["err"]["message"]))
        .collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert_eq!(counted["broken"], serde_json::json!([]), "differences.json is not what differs");
    assert!(counted["distinct"].as_u64().unwrap() >= 2_283, "fewer evaluations than there are: {counted}");
}
