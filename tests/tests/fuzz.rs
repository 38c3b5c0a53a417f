//! What `tests/fuzz` draws inputs for is what a phone runs: the same sources, with the same versions of all that they need.

use std::collections::BTreeSet;

/// What only the drawing needs.
const TOOLS: [&str; 3] = ["chaski-fuzz", "libfuzzer-sys", "arbitrary"];

/// Names and versions of a lock file, as it writes them: each in a line, the name first.
fn locked(path: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(format!("{}/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap();
    let packages = text.split("[[package]]\n").skip(1);
    packages.map(|package| package.lines().take(2).collect::<Vec<_>>().join(", ")).collect()
}

#[test]
fn what_is_drawn_for_is_built_with_the_versions_of_the_project() {
    let (all, drawn) = (locked("../Cargo.lock"), locked("fuzz/Cargo.lock"));
    let is_tool = |package: &&String| TOOLS.iter().any(|tool| package.contains(&format!("\"{tool}\"")));
    let other: Vec<&String> = drawn.difference(&all).filter(|package| !is_tool(package)).collect();
    assert!(other.is_empty(), "cargo update --precise VERSION in tests/fuzz: {other:#?}");
    assert!(drawn.intersection(&all).count() > 50, "{drawn:#?}");
}
