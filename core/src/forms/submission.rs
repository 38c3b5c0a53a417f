//! A record as the XML that OpenRosa servers take: what is relevant, with the attributes and namespaces of the form. Knows how XML is
//! written; decides nothing of a form.

use std::collections::BTreeSet;

use super::session::Session;
use super::tree::{Kind, NodeId};

/// Namespaces that forms use by these prefixes and that may be declared above the record.
const KNOWN: [(&str, &str); 4] = [
    ("entities", "http://www.opendatakit.org/xforms/entities"),
    ("jr", "http://openrosa.org/javarosa"),
    ("odk", "http://www.opendatakit.org/xforms"),
    ("orx", "http://openrosa.org/xforms"),
];

/// The record of a session, without what is not relevant.
pub fn write(session: &Session) -> String {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".to_owned();
    let record = session.record();
    let Some(root) = record.root() else { return xml };
    // A stack of its own: a record may be as deep as it likes.
    enum Next {
        Open(NodeId),
        Close(String),
    }
    let mut next = vec![Next::Open(root)];
    while let Some(one) = next.pop() {
        let node = match one {
            Next::Close(name) => {
                xml += &format!("</{name}>");
                continue;
            }
            Next::Open(node) => node,
        };
        let name = match record.kind(node) {
            Kind::Text(text) => {
                xml += &escaped(text, false);
                continue;
            }
            Kind::Element(name) if session.def(node).is_none() || session.is_relevant(node) => {
                session.form().names.name(*name).to_owned()
            }
            _ => continue,
        };
        xml += &format!("<{name}");
        for attribute in record.attributes(node) {
            if let Kind::Attribute(name, value) = record.kind(attribute) {
                xml += &format!(" {}=\"{}\"", session.form().names.name(*name), escaped(value, true));
            }
        }
        if node == root {
            for (prefix, namespace) in undeclared(session, root) {
                xml += &format!(" xmlns:{prefix}=\"{namespace}\"");
            }
        }
        let children: Vec<NodeId> = record.children(node).collect();
        if children.is_empty() {
            xml += "/>";
            continue;
        }
        xml += ">";
        next.push(Next::Close(name));
        next.extend(children.into_iter().rev().map(Next::Open));
    }
    xml + "\n"
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

fn escaped(text: &str, in_attribute: bool) -> String {
    let mut xml = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => xml += "&amp;",
            '<' => xml += "&lt;",
            '>' => xml += "&gt;",
            '"' if in_attribute => xml += "&quot;",
            // What a reader of attributes would take for a blank, and what no reader keeps.
            '\n' | '\t' if in_attribute => xml += &format!("&#{};", letter as u32),
            '\r' => xml += "&#13;",
            letter => xml.push(letter),
        }
    }
    xml
}
