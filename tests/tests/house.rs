//! How the house stands, read from its sources: files of a crate form no circle, so that each can be read after those it
//! uses.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The crates, by their folders of sources.
const CRATES: [&str; 8] = [
    "core/src",
    "core/survey/src",
    "bindings/src",
    "bindings/cli/src",
    "sync-server/src",
    "sync-server/service/src",
    "sync-server/demo/src",
    "tests/src",
];

/// Circles that are still to be opened: crate and how every module in one begins.
const OPEN: [(&str, &str); 9] = [
    ("core/src", "growth/assess"),
    ("core/src", "growth/chart"),
    ("core/src", "store"),
    ("bindings/src", "phone"),
    ("bindings/src", "words"),
    ("bindings/src", "view"),
    ("bindings/cli/src", ""),
    ("sync-server/service/src", "storage"),
    ("tests/src", "sim"),
];

/// A module by its path from the root of its crate.
type Module = Vec<String>;
/// A path as it stands in a source, split at its colons.
type Named = Vec<String>;

/// The files of a crate and what each says, without comments and tests.
struct Sources(BTreeMap<Module, String>);

impl Sources {
    fn read(root: &Path) -> Sources {
        let mut sources = BTreeMap::new();
        let mut folders = vec![(root.to_owned(), Module::new())];
        while let Some((folder, module)) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
                let child = || module.iter().cloned().chain([name.clone()]).collect::<Module>();
                if path.is_dir() {
                    folders.push((path.clone(), child()));
                } else if path.extension().is_some_and(|extension| extension == "rs") && name != "main" {
                    let here = if name == "mod" || name == "lib" { module.clone() } else { child() };
                    sources.insert(here, bare(&std::fs::read_to_string(&path).unwrap()));
                }
            }
        }
        Sources(sources)
    }

    /// The modules that each names, by `use` or by a path. What a module gives on (`pub use`) is looked for where it is
    /// defined; to give on is not to use.
    fn edges(&self) -> BTreeMap<Module, BTreeSet<Module>> {
        let mut given_on = BTreeMap::new();
        for (module, source) in &self.0 {
            for (named, alias, is_public) in uses(source) {
                if is_public && let Some(last) = alias.or(named.last().cloned()) {
                    given_on.insert((module.clone(), last), named);
                }
            }
        }
        let mut edges = BTreeMap::new();
        for (module, source) in &self.0 {
            let mut all: Vec<Named> =
                uses(source).into_iter().filter(|(_, _, public)| !public).map(|(named, ..)| named).collect();
            all.extend(paths(source));
            let to = all.iter().filter_map(|named| self.resolve(module, named, &given_on, 0));
            edges.insert(module.clone(), to.filter(|to| to != module).collect());
        }
        edges
    }

    /// The module in which a path ends.
    fn resolve(
        &self,
        from: &Module,
        named: &[String],
        given_on: &BTreeMap<(Module, String), Named>,
        depth: usize,
    ) -> Option<Module> {
        let child =
            |module: &Module, name: &String| -> Module { module.iter().chain([name]).cloned().collect() };
        let first = named.first()?;
        let (mut at, mut rest) = match first.as_str() {
            "crate" => (Module::new(), &named[1..]),
            "self" => (from.clone(), &named[1..]),
            "super" => {
                let ups = named.iter().take_while(|part| *part == "super").count();
                (from[..from.len().checked_sub(ups)?].to_vec(), &named[ups..])
            }
            _ if self.0.contains_key(&child(from, first)) => (from.clone(), named),
            _ => return None,
        };
        while let [next, after @ ..] = rest
            && self.0.contains_key(&child(&at, next))
        {
            at = child(&at, next);
            rest = after;
        }
        if let [next, after @ ..] = rest
            && depth < 8
            && let Some(elsewhere) = given_on.get(&(at.clone(), next.clone()))
        {
            let whole: Named = elsewhere.iter().chain(after).cloned().collect();
            if let Some(found) = self.resolve(&at, &whole, given_on, depth + 1) {
                return Some(found);
            }
        }
        self.0.contains_key(&at).then_some(at)
    }
}

/// Without comments and without the tests at its end.
fn bare(source: &str) -> String {
    let end = source.find("#[cfg(test)]").unwrap_or(source.len());
    source[..end]
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

/// Each path of each `use`, what it is called here, and whether it is given on.
fn uses(source: &str) -> Vec<(Named, Option<String>, bool)> {
    let mut found = Vec::new();
    for statement in source.split(';') {
        let line = statement.rfind("\nuse ").map(|at| (at + 5, false));
        let public = statement.rfind("\npub use ").map(|at| (at + 9, true));
        let within = statement.rfind("\npub(crate) use ").map(|at| (at + 16, true));
        let Some((at, is_public)) = line.max(public).max(within) else { continue };
        for path in expand(&statement[at..]) {
            let (path, alias) = match path.split_once(" as ") {
                Some((path, alias)) => (path.to_owned(), Some(alias.trim().to_owned())),
                None => (path, None),
            };
            let named = path.split("::").map(|part| part.trim().to_owned()).collect();
            found.push((named, alias, is_public));
        }
    }
    found
}

/// `a::{b, c::{d, e}}` as `a::b`, `a::c::d`, `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let tree = tree.trim();
    let (Some(open), Some(close)) = (tree.find('{'), tree.rfind('}')) else { return vec![tree.to_owned()] };
    let (mut depth, mut parts, mut part) = (0, Vec::new(), String::new());
    for c in tree[open + 1..close].chars() {
        depth += i32::from(c == '{') - i32::from(c == '}');
        if c == ',' && depth == 0 {
            parts.push(std::mem::take(&mut part));
        } else {
            part.push(c);
        }
    }
    parts.push(part);
    let whole = parts.iter().filter(|part| !part.trim().is_empty());
    whole.flat_map(|part| expand(part)).map(|part| format!("{}{part}", &tree[..open])).collect()
}

/// Paths of two parts and more outside of `use`.
fn paths(source: &str) -> Vec<Named> {
    let is_of_a_name = |c: char| c.is_alphanumeric() || c == '_';
    let mut found = Vec::new();
    for line in source.lines().filter(|line| !line.trim_start().contains("use ")) {
        for word in line.split(|c: char| !is_of_a_name(c) && c != ':') {
            if let Some((first, _)) = word.split_once("::")
                && first.chars().next().is_some_and(|c| c.is_lowercase())
            {
                found.push(word.split("::").map(str::to_owned).collect());
            }
        }
    }
    found
}

/// The circles: sets of modules of which each leads to each.
fn circles(edges: &BTreeMap<Module, BTreeSet<Module>>) -> BTreeSet<BTreeSet<Module>> {
    let reached = |from: &Module| {
        let (mut seen, mut next) = (BTreeSet::new(), vec![from]);
        while let Some(module) = next.pop() {
            for to in &edges[module] {
                if seen.insert(to.clone()) {
                    next.push(to);
                }
            }
        }
        seen
    };
    let all: BTreeMap<&Module, BTreeSet<Module>> =
        edges.keys().map(|module| (module, reached(module))).collect();
    let circle = |module: &Module| -> BTreeSet<Module> {
        all[module].iter().filter(|other| all[other].contains(module)).cloned().collect()
    };
    edges.keys().map(circle).filter(|circle| !circle.is_empty()).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

#[test]
fn files_form_no_circle() {
    let mut wrong = Vec::new();
    for folder in CRATES {
        let edges = Sources::read(&root().join(folder)).edges();
        assert!(edges.len() > 5, "{folder}");
        for circle in circles(&edges) {
            let is_open = |module: &Module| {
                OPEN.iter().any(|(of, begins)| *of == folder && module.join("/").starts_with(begins))
            };
            if circle.iter().all(is_open) {
                continue;
            }
            let within: Vec<String> = circle
                .iter()
                .map(|module| {
                    let to: Vec<String> =
                        edges[module].intersection(&circle).map(|to| to.join("/")).collect();
                    format!("{} -> {}", module.join("/"), to.join(", "))
                })
                .collect();
            wrong.push(format!("{folder}: {within:#?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
