//! Documents beside the record: lists in the form itself, and CSV, GeoJSON and XML files that lie with it. Knows how each becomes a tree
//! (`root/item/column`, section "Secondary Instances" of the specification); opens no file itself.

use super::compile::Compiler;
use super::form::Instance;
use crate::forms::problem::{Place, Problem};
use crate::forms::tree::{Names, NodeId, Tree};
use crate::forms::xml;

/// The files that lie with a form.
pub trait Attachments {
    /// The bytes of a file by its name; none where there is none.
    fn read(&self, name: &str) -> Option<Vec<u8>>;
}

/// No files.
pub struct NoAttachments;

impl Attachments for NoAttachments {
    fn read(&self, _name: &str) -> Option<Vec<u8>> {
        None
    }
}

/// Reads a secondary instance of the model.
pub fn instance(compiler: &mut Compiler<'_>, node: NodeId, files: &dyn Attachments) {
    let Some(id) = compiler.attribute(node, "id") else { return };
    if compiler.instances.iter().any(|instance| instance.id == id) {
        return;
    }
    let source = compiler.attribute(node, "src");
    let inline = compiler.tree.child_elements(node).next();
    let mut made = Instance { id, tree: Tree::new(), supplied: false };
    match (source, inline) {
        (_, Some(root)) => {
            let document = made.tree.document();
            made.tree.copy_from(compiler.tree, root, document, None);
        }
        (Some(source), None) if source.starts_with("jr://instance/") => made.supplied = true,
        (Some(source), None) => {
            let name = source.rsplit('/').next().unwrap_or(&source).to_owned();
            let place = Place::Line { line: compiler.tree.line(node), node: name.clone() };
            match files.read(&name) {
                Some(bytes) => match read(&name, &bytes, compiler.names) {
                    Ok(tree) => made.tree = tree,
                    Err(what) => compiler.problems.push(Problem::refused(
                        place,
                        "file-unreadable",
                        what,
                        "correct the file that lies with the form",
                    )),
                },
                None => {
                    // What the record knows may come under this name (`contact-summary`).
                    made.supplied = true;
                    compiler.problems.push(Problem::notice(
                        place,
                        "file-missing",
                        format!("the file `{name}` does not lie with the form"),
                        "the list is empty until it does; put it into the same folder",
                    ));
                }
            }
        }
        // Declared without content: the app supplies it.
        (None, None) => made.supplied = true,
    }
    compiler.instances.push(made);
}

/// An instance that expressions ask for and the model does not declare: `itemsets.csv` may have it, else the app supplies it.
pub fn undeclared(compiler: &mut Compiler<'_>, id: &str, place: Place, files: &dyn Attachments) {
    let mut made = Instance { id: id.to_owned(), tree: Tree::new(), supplied: true };
    for name in ["itemsets.csv".to_owned(), format!("{id}.csv")] {
        let Some(bytes) = files.read(&name) else { continue };
        let list = (name == "itemsets.csv").then_some(id);
        match csv(&bytes, compiler.names, list) {
            Ok(tree) => {
                made.supplied = false;
                made.tree = tree;
                break;
            }
            Err(what) => compiler.problems.push(Problem::refused(
                place.clone(),
                "file-unreadable",
                what,
                "correct the file that lies with the form",
            )),
        }
    }
    if made.supplied {
        compiler.problems.push(Problem::notice(
            place,
            "instance-undeclared",
            format!("the form asks for `{id}` and does not declare it"),
            "what the record knows under that name is given to it; what it does not know is blank",
        ));
    }
    compiler.instances.push(made);
}

/// A file as a tree, by the end of its name.
///
/// # Errors
/// A sentence that says what is wrong in it.
pub fn read(name: &str, bytes: &[u8], names: &mut Names) -> Result<Tree, String> {
    let end = name.rsplit('.').next().unwrap_or("").to_ascii_lowercase();
    if bytes.len() > xml::MOST_BYTES {
        return Err(format!("`{name}` has more than {} bytes", xml::MOST_BYTES));
    }
    match end.as_str() {
        "csv" => csv(bytes, names, None),
        "geojson" | "json" => geojson(bytes, names).map_err(|what| format!("`{name}`: {what}")),
        _ => {
            let text = std::str::from_utf8(bytes).map_err(|_| format!("`{name}` is not UTF-8"))?;
            xml::read(text, names).map_err(|error| format!("`{name}`, line {}: {}", error.line, error.what))
        }
    }
}

/// Rows as items; of `itemsets.csv` those of one list.
fn csv(bytes: &[u8], names: &mut Names, list: Option<&str>) -> Result<Tree, String> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // Spreadsheets of some countries write semicolons.
    let first = bytes.split(|byte| *byte == b'\n').next().unwrap_or(bytes);
    let count = |sign: u8| first.iter().filter(|byte| **byte == sign).count();
    let delimiter = if count(b';') > count(b',') { b';' } else { b',' };
    let mut reader = ::csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(bytes);
    let wrong = |error: ::csv::Error| format!("the list cannot be read: {error}");
    let headings = reader.headers().map_err(wrong)?.clone();
    let columns: Vec<_> = headings.iter().map(|heading| names.intern(heading.trim())).collect();
    let filter = list.and_then(|_| headings.iter().position(|heading| heading.trim() == "list_name"));
    let (root, item) = (names.intern("root"), names.intern("item"));
    let mut tree = Tree::new();
    let document = tree.document();
    let root = tree.append_element(document, root);
    for row in reader.records() {
        let row = row.map_err(wrong)?;
        if let (Some(list), Some(column)) = (list, filter)
            && row.get(column).map(str::trim) != Some(list)
        {
            continue;
        }
        let item = tree.append_element(root, item);
        for (column, value) in columns.iter().zip(row.iter()) {
            let cell = tree.append_element(item, *column);
            if !value.is_empty() {
                tree.set_text(cell, value);
            }
        }
    }
    Ok(tree)
}

/// Features as items: geometry as the specification's geopoint, geotrace or geoshape, and every property.
fn geojson(bytes: &[u8], names: &mut Names) -> Result<Tree, String> {
    let whole: serde_json::Value = serde_json::from_slice(bytes).map_err(|error| error.to_string())?;
    if whole["type"] != "FeatureCollection" {
        return Err("it is no FeatureCollection".into());
    }
    let features = whole["features"].as_array().ok_or("it has no features")?;
    let (root, item) = (names.intern("root"), names.intern("item"));
    let mut tree = Tree::new();
    let document = tree.document();
    let root = tree.append_element(document, root);
    for feature in features {
        let item = tree.append_element(root, item);
        let geometry = tree.append_element(item, names.intern("geometry"));
        tree.set_text(geometry, &points(&feature["geometry"])?);
        let mut properties: Vec<(&str, &serde_json::Value)> = feature["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, value)| (key.as_str(), value))
            .collect();
        // A feature's own id counts before a property of that name.
        if !feature["id"].is_null() {
            properties.retain(|(key, _)| *key != "id");
            properties.insert(0, ("id", &feature["id"]));
        }
        for (key, value) in properties {
            let cell = tree.append_element(item, names.intern(key));
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            if !value.is_null() && !text.is_empty() {
                tree.set_text(cell, &text);
            }
        }
    }
    Ok(tree)
}

fn points(geometry: &serde_json::Value) -> Result<String, String> {
    let point = |at: &serde_json::Value| -> Result<String, String> {
        let (longitude, latitude) = (at[0].as_f64(), at[1].as_f64());
        let (longitude, latitude) = longitude.zip(latitude).ok_or("a point is no pair of numbers")?;
        Ok(format!("{latitude} {longitude} 0 0"))
    };
    let coordinates = &geometry["coordinates"];
    match geometry["type"].as_str() {
        Some("Point") => point(coordinates),
        Some("LineString") => line(coordinates, point),
        Some("Polygon") => line(&coordinates[0], point),
        Some(other) => Err(format!("there is no geometry `{other}` for a form")),
        None => Ok(String::new()),
    }
}

fn line(
    coordinates: &serde_json::Value,
    point: impl Fn(&serde_json::Value) -> Result<String, String>,
) -> Result<String, String> {
    let all: Result<Vec<String>, String> = coordinates.as_array().into_iter().flatten().map(point).collect();
    Ok(all?.join("; "))
}
