//! A record as the XML that OpenRosa servers take: what is relevant, with the attributes and namespaces of the form. Knows how XML is
//! written; decides nothing of a form.

use std::collections::BTreeSet;

use super::session::Session;
use super::tree::{Kind, NodeId};
use super::xml;

/// Namespaces that forms use by these prefixes and that may be declared above the record.
const KNOWN: [(&str, &str); 4] = [
    ("entities", "http://www.opendatakit.org/xforms/entities"),
    ("jr", "http://openrosa.org/javarosa"),
    ("odk", "http://www.opendatakit.org/xforms"),
    ("orx", "http://openrosa.org/xforms"),
];

/// The record of a session, without what is not relevant.
pub fn write(session: &Session) -> String {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let record = session.record();
    let Some(root) = record.root() else { return xml };
    let names = &session.form().names;
    let more: String = undeclared(session, root)
        .into_iter()
        .map(|(prefix, namespace)| format!(" xmlns:{prefix}=\"{namespace}\""))
        .collect();
    let keep = |node| session.def(node).is_none() || session.is_relevant(node);
    xml + &xml::write_kept(record, root, names, &more, keep) + "\n"
}

/// Prefixes that the record uses and its root does not declare.
fn undeclared(session: &Session, root: NodeId) -> Vec<(&'static str, &'static str)> {
    let record = session.record();
    let names = &session.form().names;
    let mut used = BTreeSet::new();
    for node in record.descendants(root) {
        let own = record.element_name(node);
        let attributes = record.attributes(node).filter_map(|attribute| match record.kind(attribute) {
            Kind::Attribute(name, _) => Some(*name),
            _ => None,
        });
        used.extend(own.into_iter().chain(attributes).filter_map(|name| names.split(name).0));
    }
    let declared = |prefix: &str| {
        record.attributes(root).any(|attribute| {
            matches!(record.kind(attribute), Kind::Attribute(name, _) if names.name(*name).strip_prefix("xmlns:") == Some(prefix))
        })
    };
    KNOWN.into_iter().filter(|(prefix, _)| used.contains(prefix) && !declared(prefix)).collect()
}
