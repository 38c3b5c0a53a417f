//! Our expressions before a judge that others wrote: the tests of npm's openrosa-xpath-evaluator, run over our evaluator. Every
//! evaluation is as they assert, or stands in `forms/judges/xpath/differences.json` with the sentence of the specification that decides;
//! what stands there and differs no more is as wrong as what differs and does not stand there. Needs Node 20 or newer, with npm.
//! And the patterns of `regex()` before an engine that others keep, which is too heavy for a phone.

use std::path::Path;
use std::process::{Command, Output};

use chaski::forms::tree::{Names, NodeId, Tree};
use chaski::forms::xpath::{DocumentId, NodeRef, World, eval, parse};
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use proptest::prelude::*;
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

/// Whoever knows nothing; patterns ask for nothing.
struct Nothing(Tree, Names);

impl World for Nothing {
    fn tree(&self, _: DocumentId) -> &Tree {
        &self.0
    }
    fn names(&self) -> &Names {
        &self.1
    }
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::default()
    }
    fn offset_of(&self, _: NaiveDateTime) -> i32 {
        0
    }
    fn random(&self) -> f64 {
        0.0
    }
}

/// Patterns of what forms use, in which both engines mean the same.
fn patterns() -> impl Strategy<Value = String> {
    let one = prop::sample::select(vec![
        "a", "b", "1", "-", ".", "[ab]", "[^a]", "[a-c1]", r"\d", r"\D", r"\w", r"\s", r"\b", r"\B", "^",
        "$", r"\p{L}", r"\p{Lu}", "(?i)A", "",
    ]);
    one.prop_map(str::to_owned).prop_recursive(5, 24, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("{a}{b}")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("(?:{a}|{b})")),
            (inner.clone(), prop::sample::select(vec!["*", "+", "?", "*?", "{2}", "{1,3}", "{2,}"]))
                .prop_map(|(a, times)| format!("(?:{a}){times}")),
            (inner.clone(), prop::sample::select(vec!["?=", "?!", "?<=", "?<!"]))
                .prop_map(|(a, look)| format!("({look}{a})")),
            inner.prop_map(|a| format!("({a})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(20_000) })]
    #[test]
    fn a_pattern_is_found_where_an_engine_of_others_finds_it(pattern in patterns(), text in "[abAB1 _-]{0,8}") {
        let Ok(theirs) = fancy_regex::Regex::new(&pattern) else { return Ok(()) };
        let Ok(theirs) = theirs.is_match(&text) else { return Ok(()) };
        let mut names = Names::default();
        let expr = parse::parse(&format!("regex('{text}', '{pattern}')"), &mut names);
        let expr = expr.unwrap_or_else(|error| panic!("{pattern}: {error}"));
        let node = NodeRef { document: DocumentId(0), node: NodeId(0) };
        let ours = eval::evaluate_boolean(&expr, node, &Nothing(Tree::new(), names)).unwrap();
        prop_assert_eq!(ours, theirs, "{} in {:?}", pattern, text);
    }
}
