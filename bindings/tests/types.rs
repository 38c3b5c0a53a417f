//! A type that crosses to other languages is defined once: the core's own, or what a call makes of several of them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A type that derives a record or an enum of uniffi: under which name it crosses, and its fields or variants.
type Types = BTreeMap<String, Vec<String>>;

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => found.extend(sources(&path)),
            false => found.push(path),
        }
    }
    found
}

fn types_in(folder: &str) -> Types {
    let mut types = Types::new();
    for path in sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)) {
        let text = std::fs::read_to_string(&path).unwrap();
        let mut crosses: Option<Option<String>> = None;
        let mut lines = text.lines();
        while let Some(line) = lines.next() {
            if line.contains("uniffi::Record") || line.contains("uniffi::Enum") {
                let name = line.split_once("uniffi(name = \"").and_then(|(_, rest)| rest.split_once('"'));
                crosses = Some(name.map(|(name, _)| name.to_owned()));
            }
            let Some(head) = line.strip_prefix("pub struct ").or(line.strip_prefix("pub enum ")) else {
                continue;
            };
            let Some(name) = crosses.take() else { continue };
            let body = lines.by_ref().take_while(|line| *line != "}").map(str::trim);
            let body = body.filter(|line| !line.starts_with("//") && !line.starts_with('#'));
            let mut parts: Vec<String> =
                body.map(|part| part.trim_start_matches("pub ").to_owned()).collect();
            parts.sort();
            let ident = head.split([' ', '<', '(', ';']).next().unwrap().to_owned();
            types.insert(name.unwrap_or(ident), parts);
        }
    }
    types
}

#[test]
fn no_type_of_the_core_is_written_again_for_the_calls() {
    let (core, calls) = (types_in("../core/src"), types_in("src"));
    assert!(core.len() > 50 && calls.len() > 20, "{} and {}", core.len(), calls.len());
    for (name, parts) in &calls {
        assert!(!core.contains_key(name), "{name} is a name of the core's");
        let equal = core.iter().find(|(_, of_core)| *of_core == parts);
        assert!(equal.is_none(), "{name} is the core's {}", equal.unwrap().0);
    }
}
