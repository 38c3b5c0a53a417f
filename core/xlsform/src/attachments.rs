//! Names of the files beside a form. Knows their endings; reads none.

/// The endings of files that choices can come from.
pub const ENDINGS: [&str; 3] = [".csv", ".xml", ".geojson"];

/// The name of a file without its ending, and the ending with its point; a name that only begins with a point has none.
pub fn stem(name: &str) -> (&str, &str) {
    let base = name.rfind('/').map_or(0, |at| at + 1);
    let dots = name.get(base..).map_or(0, |file| file.len() - file.trim_start_matches('.').len());
    match name.get(base + dots..).and_then(|file| file.rfind('.')) {
        Some(at) => name.split_at(base + dots + at),
        None => (name, ""),
    }
}
