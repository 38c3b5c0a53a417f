//! How the house stands, read from its sources: files of a crate form no circle, so that each can be read after those it
//! uses; SQL is the store's and the storage's alone.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The crates, by their folders of sources.
const CRATES: [&str; 9] = [
    "core/src",
    "core/survey/src",
    "core/xlsform/src",
    "bindings/src",
    "bindings/cli/src",
    "sync-server/src",
    "sync-server/service/src",
    "sync-server/demo/src",
    "tests/src",
];

/// A module by its path from the root of its crate.
type Module = Vec<String>;
/// A path as it stands in a source, split at its colons.
type Named = Vec<String>;

/// The files of a crate and what each says, without comments and tests.
struct Sources(BTreeMap<Module, String>);

impl Sources {
    fn read(root: &Path) -> Sources {
        let module = |path: &Path| {
            let path = path.strip_prefix(root).unwrap().with_extension("");
            let mut parts: Module = path.iter().map(|part| part.to_str().unwrap().to_owned()).collect();
            parts.pop_if(|last| last == "mod" || last == "lib");
            parts
        };
        let files = files(root).into_iter().filter(|path| !path.ends_with("main.rs"));
        Sources(files.map(|path| (module(&path), bare(&std::fs::read_to_string(path).unwrap()))).collect())
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

/// Every source below a folder.
fn files(root: &Path) -> Vec<PathBuf> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push(path);
            }
        }
    }
    found
}

/// Without comments and without the tests at its end.
fn bare(source: &str) -> String {
    let end = source.find("\nmod tests {").unwrap_or(source.len());
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
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

#[test]
fn files_form_no_circle() {
    let mut wrong = Vec::new();
    for folder in CRATES {
        let edges = Sources::read(&root().join(folder)).edges();
        assert!(edges.len() > 5, "{folder}");
        for circle in circles(&edges) {
            let within: Vec<String> = circle
                .iter()
                .map(|module| {
                    let to: Vec<String> =
                        edges[module].intersection(&circle).map(|to| to.join("/")).collect();
                    format!("{} -> {}", module.join("/"), to.join(", "))
                })
                .collect();
            wrong.push(format!("{folder}, {} files: {within:#?}", within.len()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_circle_is_found_through_braces_paths_and_what_a_file_gives_on() {
    let of = |sources: &[(&str, &str)]| {
        let module =
            |path: &str| path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        let sources = sources.iter().map(|(path, source)| (module(path), bare(&format!("\n{source}"))));
        circles(&Sources(sources.collect()).edges())
            .into_iter()
            .map(|circle| circle.len())
            .collect::<Vec<_>>()
    };
    let none: Vec<usize> = Vec::new();
    assert_eq!(of(&[("", "mod a;\npub use a::A;"), ("a", "use crate::b::B;"), ("b", "pub struct B;")]), none);
    assert_eq!(of(&[("a", "use super::{c::C, b::{B, D}};"), ("b", "use crate::a::A;"), ("c", "")]), [2]);
    assert_eq!(
        of(&[("a", "fn f() { crate::b::g() }"), ("b", "fn g() { super::c::h() }"), ("c", "use crate::a;")]),
        [3]
    );
    // What is named at the room is defined in one of its files.
    let room =
        [("r", "pub use x::X;\npub fn f() {}"), ("r/x", "use crate::s::S;"), ("s", "use crate::r::X;")];
    assert_eq!(of(&room), [2]);
    let tests = [("a", "use crate::b::B;"), ("b", "#[cfg(test)]\nmod tests {\nuse crate::a::A;\n}")];
    assert_eq!(of(&tests), none);
}

/// Where SQL is at home: the core's store, and the server's storage with tables of its own.
const STORES: [&str; 2] = ["core/src/store/", "sync-server/service/src/storage/"];

/// Words of statements, and the ways of the library to a database.
const SQL: [&str; 20] = [
    "SELECT",
    "INSERT",
    "REPLACE",
    "UPDATE",
    "DELETE",
    "CREATE",
    "ALTER",
    "DROP",
    "PRAGMA",
    "VACUUM",
    "ATTACH",
    "rusqlite",
    ".connection()",
    "prepare",
    "prepare_cached",
    "execute_batch",
    "query_row",
    "query_map",
    "unchecked_transaction",
    "transaction_with_behavior",
];

/// What stands elsewhere all the same, word by word: the tables as the table of fields has them (text, which the store
/// runs), two finds of the command line that hand the store a statement, and what a demonstration counts in the files
/// that it made.
const ALLOWED: [(&str, &[&str]); 3] = [
    ("core/src/record/sql.rs", &["CREATE"]),
    ("sync-server/demo/src/finish.rs", &["SELECT", ".connection()", "query_row"]),
    ("sync-server/demo/src/supervision.rs", &["SELECT", "rusqlite", ".connection()", "prepare", "query_map"]),
];

/// The words of SQL in a line of code; a line of a comment has none.
fn sql_in(line: &str) -> Vec<&'static str> {
    let code = if line.trim_start().starts_with("//") { "" } else { line };
    let words: Vec<&str> = code.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    SQL.into_iter().filter(|sql| words.contains(sql) || sql.starts_with('.') && code.contains(sql)).collect()
}

#[test]
fn only_the_store_and_the_storage_speak_sql() {
    let root = root();
    let mut files = Vec::new();
    // The tests look into files.
    for folder in CRATES.iter().filter(|folder| **folder != "tests/src") {
        files.extend(self::files(&root.join(folder)));
    }
    let gone = ALLOWED.iter().filter(|(of, _)| !root.join(of).exists());
    let mut wrong: Vec<String> = gone.map(|(of, _)| format!("{of}: allowed and gone")).collect();
    for file in files {
        let name = file.strip_prefix(&root).unwrap().to_str().unwrap();
        if STORES.iter().any(|store| name.starts_with(store)) {
            continue;
        }
        let mut allowed: Vec<&str> =
            ALLOWED.iter().filter(|(of, _)| *of == name).flat_map(|(_, words)| *words).copied().collect();
        let may = allowed.clone();
        let text = std::fs::read_to_string(&file).unwrap();
        for (number, line) in (1..).zip(text.lines()) {
            for word in sql_in(line) {
                allowed.retain(|unused| *unused != word);
                if !may.contains(&word) {
                    wrong.push(format!("{name}:{number}: {word}"));
                }
            }
        }
        wrong.extend(allowed.iter().map(|unused| format!("{name}: allowed and not used: {unused}")));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What only one country says: its documents and registers, insurances and programmes, offices, norms, its name. Beside them the
/// names of the systems and the rules of every pack that is built in.
const OF_A_COUNTRY: [&str; 22] = [
    "dni",
    "cnv",
    "cod_pad",
    "padron",
    "padrón",
    "sis",
    "essalud",
    "sanidad",
    "juntos",
    "pvl",
    "qali",
    "warma",
    "cuna_mas",
    "minsa",
    "midis",
    "cred",
    "cred_check",
    "nts",
    "libreta",
    "peru",
    "perú",
    "inei",
];

#[test]
fn no_source_names_a_country() {
    const SOURCES: [&str; 7] = [
        "core/src",
        "core/survey/src",
        "core/xlsform/src",
        "bindings/src",
        "bindings/cli/src",
        "sync-server/service/src",
        "sync-server/src",
    ];
    let packs = chaski::pack::countries().filter_map(chaski::pack::shipped);
    let own: Vec<String> = packs
        .flat_map(|pack| {
            let systems = pack.systems.iter().map(|system| system.system.to_lowercase());
            systems.chain([pack.growth.id.to_lowercase()]).collect::<Vec<_>>()
        })
        .collect();
    assert!(own.len() > 1, "{own:?}");
    let mut wrong = Vec::new();
    for path in SOURCES.iter().flat_map(|folder| files(&root().join(folder))) {
        let text = std::fs::read_to_string(&path).unwrap();
        // The tests of a file may tell of a country; its comments may not.
        let end = text.find("\nmod tests {").unwrap_or(text.len());
        for (number, line) in text[..end].lines().enumerate() {
            let line = line.to_lowercase();
            let parts = |joins: fn(char) -> bool| {
                line.split(move |c: char| !c.is_alphanumeric() && !joins(c))
                    .map(str::to_owned)
                    .collect::<Vec<_>>()
            };
            // By whole names, by the words that an underline joins, and by those that begin with a country's name.
            let words = [parts(|c| c == '_'), parts(|_| false)].concat();
            let of_a_country = |word: &&String| {
                OF_A_COUNTRY.contains(&word.as_str())
                    || word.starts_with("peruan")
                    || word.starts_with("peruvian")
            };
            let names = parts(|c| c == '-').into_iter().filter(|name| own.contains(name));
            for word in words.iter().filter(of_a_country).cloned().chain(names) {
                wrong.push(format!("{}:{}: {word}", path.display(), number + 1));
            }
        }
    }
    assert!(wrong.is_empty(), "a country's words belong into its pack: {wrong:#?}");
}
