//! XML read into a [`Tree`](super::tree::Tree), within bounds: no entities of its own, no external ones, no more than so many bytes,
//! nodes and levels. Every error says its line. And a tree written as XML again.

use roxmltree::{Document, NodeType, ParsingOptions};

use super::tree::{Kind, Names, NodeId, Tree};

/// The most bytes of one document; the largest real form has 1.6 million.
pub const MOST_BYTES: usize = 16 << 20;
/// The deepest that elements may stand in each other; real forms have about 12 levels.
pub const DEEPEST: usize = 200;
/// The most nodes of one document; the largest real form has 60,000.
pub const MOST_NODES: usize = 1_000_000;
/// The most attributes of one element.
pub const MOST_ATTRIBUTES: usize = 1_000;
/// The most declarations of namespaces in one document.
pub const MOST_NAMESPACES: usize = 500;

/// Why a document is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct XmlError {
    /// From 1.
    pub line: u32,
    /// What is wrong: a sentence without its full stop.
    pub what: String,
    /// What to do: a sentence without its full stop.
    pub remedy: String,
}

/// Reads a document. Names keep the prefix they are written with; blanks, comments and declarations of namespaces are kept.
///
/// # Errors
/// What is not well formed, defines a document type or entities, or goes over a bound of this module.
pub fn read(text: &str, names: &mut Names) -> Result<Tree, XmlError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let declarations = Scan::new(text).run()?;
    let options =
        ParsingOptions { allow_dtd: false, nodes_limit: MOST_NODES as u32, ..ParsingOptions::default() };
    let document = Document::parse_with_options(text, options).map_err(|error| XmlError {
        line: error.pos().row,
        what: format!("the file is not well-formed XML: {error}"),
        remedy: "correct it there, or write the file again with the tool that made it".into(),
    })?;
    Ok(build(&document, text, &declarations, names))
}

/// The arena from the parser's. Ids follow the order of the document.
fn build(document: &Document<'_>, text: &str, declarations: &[usize], names: &mut Names) -> Tree {
    let mut tree = Tree::new();
    let (mut line, mut counted) = (1, 0);
    let mut declarations = declarations.iter().peekable();
    // Each open node of the parser's with ours.
    let mut above = vec![(document.root().id(), tree.document())];
    for node in document.descendants().skip(1) {
        let start = node.range().start;
        line += text.as_bytes()[counted..start].iter().filter(|byte| **byte == b'\n').count() as u32;
        counted = start;
        while above.len() > 1 && node.parent().map(|over| over.id()) != above.last().map(|(id, _)| *id) {
            above.pop();
        }
        let Some((_, parent)) = above.last().copied() else { continue };
        let made = match node.node_type() {
            NodeType::Root => continue,
            NodeType::Element => {
                let tag = &text[start + 1..];
                let end = tag.find(|c: char| c.is_ascii_whitespace() || c == '/' || c == '>');
                let element = tree.append_element(parent, names.intern(&tag[..end.unwrap_or(tag.len())]));
                if declarations.next_if(|at| **at == start).is_some() {
                    for namespace in node.namespaces() {
                        let known =
                            |over: roxmltree::Node<'_, '_>| over.namespaces().any(|other| other == namespace);
                        if node.parent().is_some_and(known) || namespace.name() == Some("xml") {
                            continue;
                        }
                        let name =
                            namespace.name().map_or("xmlns".into(), |prefix| format!("xmlns:{prefix}"));
                        tree.append_attribute(element, names.intern(&name), namespace.uri());
                    }
                }
                for attribute in node.attributes() {
                    let name = names.intern(&text[attribute.range_qname()]);
                    tree.append_attribute(element, name, attribute.value());
                }
                above.push((node.id(), element));
                element
            }
            NodeType::Text => tree.append_text(parent, node.text().unwrap_or_default()),
            NodeType::Comment => tree.append_comment(parent, node.text().unwrap_or_default()),
            NodeType::PI => {
                let Some(instruction) = node.pi() else { continue };
                let target = names.intern(instruction.target);
                tree.append_instruction(parent, target, instruction.value.unwrap_or_default())
            }
        };
        tree.set_line(made, line);
    }
    tree
}

/// One walk over the text before it is parsed, that holds to the bounds which the parser would only reach late.
struct Scan<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    declarations: Vec<usize>,
    namespaces: usize,
}

impl<'a> Scan<'a> {
    fn new(text: &'a str) -> Self {
        Scan { text, at: 0, depth: 0, declarations: Vec::new(), namespaces: 0 }
    }

    /// Where the start tags stand that declare a namespace.
    fn run(mut self) -> Result<Vec<usize>, XmlError> {
        if self.text.len() > MOST_BYTES {
            let what = format!("the file has {} bytes, and {MOST_BYTES} is the most", self.text.len());
            let remedy = "leave long lists out of the form and attach them as CSV";
            return Err(XmlError { line: 1, what, remedy: remedy.into() });
        }
        while let Some(next) = self.text[self.at..].find('<') {
            self.at += next;
            let rest = &self.text[self.at..];
            let end = if rest.starts_with("<!--") {
                rest.find("-->")
            } else if rest.starts_with("<![CDATA[") {
                rest.find("]]>")
            } else if rest.starts_with("<?") {
                rest.find("?>")
            } else if rest.starts_with("<!") {
                return Err(self.refused(
                    "the file defines a document type or entities, which a form does not need and which is not read".into(),
                    "take the lines from <!DOCTYPE on out, and write what its entities stand for",
                ));
            } else if rest.starts_with("</") {
                self.depth = self.depth.saturating_sub(1);
                rest.find('>')
            } else {
                self.start_tag()?
            };
            // What is not ended is for the parser to tell.
            let Some(end) = end else { break };
            self.at += end + 1;
        }
        Ok(self.declarations)
    }

    /// Walks a start tag; where it ends.
    fn start_tag(&mut self) -> Result<Option<usize>, XmlError> {
        let tag = &self.text.as_bytes()[self.at..];
        let (mut quote, mut attributes, mut declares) = (0, 0, false);
        for (place, byte) in tag.iter().copied().enumerate() {
            if quote != 0 {
                if byte == quote {
                    quote = 0;
                }
                continue;
            }
            match byte {
                b'"' | b'\'' => quote = byte,
                b'=' => attributes += 1,
                b'x' if tag[place..].starts_with(b"xmlns") && tag[place - 1].is_ascii_whitespace() => {
                    declares = true;
                    self.namespaces += 1;
                }
                b'>' => {
                    if tag[place - 1] != b'/' {
                        self.depth += 1;
                    }
                    if declares {
                        self.declarations.push(self.at);
                    }
                    return self.within(attributes).map(|()| Some(place));
                }
                _ => {}
            }
            self.within(attributes)?;
        }
        Ok(None)
    }

    fn within(&self, attributes: usize) -> Result<(), XmlError> {
        if self.depth > DEEPEST {
            return Err(self.refused(
                format!("elements stand in each other more than {DEEPEST} levels deep"),
                "nest groups less deeply",
            ));
        }
        if attributes > MOST_ATTRIBUTES {
            return Err(self.refused(
                format!("an element has more than {MOST_ATTRIBUTES} attributes"),
                "use child elements",
            ));
        }
        if self.namespaces > MOST_NAMESPACES {
            return Err(self.refused(
                format!("the file declares namespaces more than {MOST_NAMESPACES} times"),
                "declare each of them once, at the root element",
            ));
        }
        Ok(())
    }

    fn refused(&self, what: String, remedy: &str) -> XmlError {
        let line = 1 + self.text.as_bytes()[..self.at].iter().filter(|byte| **byte == b'\n').count() as u32;
        XmlError { line, what, remedy: remedy.into() }
    }
}

/// A node and all below it as XML, without a declaration before it and without blanks that are not in the tree. A character that XML
/// cannot hold is written as U+FFFD.
pub fn write(tree: &Tree, node: NodeId, names: &Names) -> String {
    write_kept(tree, node, names, "", |_| true)
}

/// The same, of those elements alone that `keep` says, with `more` among the attributes of the first.
pub fn write_kept(
    tree: &Tree,
    node: NodeId,
    names: &Names,
    more: &str,
    keep: impl Fn(NodeId) -> bool,
) -> String {
    let kept = |node: &NodeId| tree.element_name(*node).is_none() || keep(*node);
    let next = |from: Option<NodeId>| std::iter::successors(from, |node| tree.next_sibling(*node)).find(kept);
    let mut out = String::new();
    let mut at = Some(node).filter(kept);
    while let Some(here) = at {
        let first = next(tree.first_child(here));
        match tree.kind(here) {
            Kind::Document | Kind::Attribute(..) => {}
            Kind::Element(name) => {
                out.push('<');
                out.push_str(names.name(*name));
                for attribute in tree.attributes(here) {
                    if let Kind::Attribute(name, value) = tree.kind(attribute) {
                        out.extend([" ", names.name(*name), "=\""]);
                        escape(&mut out, value, true);
                        out.push('"');
                    }
                }
                if here == node {
                    out.push_str(more);
                }
                out.push_str(if first.is_some() { ">" } else { "/>" });
            }
            Kind::Text(text) => escape(&mut out, text, false),
            Kind::Comment(text) => out.extend(["<!--", text, "-->"]),
            Kind::Instruction(target, content) => {
                out.extend(["<?", names.name(*target), " ", content, "?>"]);
            }
        }
        at = first;
        let mut up = here;
        while at.is_none() && up != node {
            at = next(tree.next_sibling(up));
            if at.is_none() {
                up = tree.parent(up).unwrap_or(node);
                if let Some(name) = tree.element_name(up) {
                    out.extend(["</", names.name(name), ">"]);
                }
            }
        }
    }
    out
}

/// Writes text as it stands between tags, or in an attribute.
pub fn escape(out: &mut String, text: &str, attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if attribute => out.push_str("&quot;"),
            '\n' if attribute => out.push_str("&#10;"),
            '\t' if attribute => out.push_str("&#9;"),
            '\r' => out.push_str("&#13;"),
            '\n' | '\t' => out.push(c),
            '\u{0}'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            _ => out.push(c),
        }
    }
}
