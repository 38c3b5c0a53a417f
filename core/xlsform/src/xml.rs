//! An XML document being made: elements, attributes, text, and the cell that each element comes from. Knows no form.

use crate::places::Spot;

/// What stands in an element.
#[derive(Debug, Clone)]
pub enum Child {
    /// An element.
    Element(Element),
    /// Text, as it is read.
    Text(String),
}

/// An element.
#[derive(Debug, Clone)]
pub struct Element {
    tag: String,
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
    spot: Option<Spot>,
}

impl Element {
    /// One without anything in it.
    pub fn new(tag: &str) -> Element {
        Element { tag: tag.to_owned(), attributes: Vec::new(), children: Vec::new(), spot: None }
    }

    /// Sets an attribute; the later value holds.
    pub fn set(&mut self, name: &str, value: impl Into<String>) {
        match self.attributes.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value.into(),
            None => self.attributes.push((name.to_owned(), value.into())),
        }
    }

    /// With an attribute.
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Element {
        self.set(name, value);
        self
    }

    /// With the cell that it comes from.
    pub fn from(mut self, spot: Spot) -> Element {
        self.spot = Some(spot);
        self
    }

    /// With text in it.
    pub fn text(mut self, text: impl Into<String>) -> Element {
        self.children.push(Child::Text(text.into()));
        self
    }

    /// With an element in it.
    pub fn child(mut self, child: Element) -> Element {
        self.push(child);
        self
    }

    /// With what stands in it.
    pub fn holding(mut self, children: impl IntoIterator<Item = Child>) -> Element {
        self.children.extend(children);
        self
    }

    /// Puts an element at its end.
    pub fn push(&mut self, child: Element) {
        self.children.push(Child::Element(child));
    }

    /// Puts an element at its end, where there is one.
    pub fn push_some(&mut self, child: Option<Element>) {
        self.children.extend(child.map(Child::Element));
    }

    /// The document of which this is the root, each element that holds no text on a line of its own; and for each line on which
    /// something begins that comes from a cell, that cell. Called for trees whose depth is bounded.
    pub fn document(&self) -> (String, Vec<(u32, Spot)>) {
        let mut out = Out { text: String::from("<?xml version=\"1.0\"?>"), line: 1, spots: Vec::new() };
        out.line();
        out.element(self);
        out.line();
        (out.text, out.spots)
    }
}

/// A document being written.
struct Out {
    text: String,
    line: u32,
    spots: Vec<(u32, Spot)>,
}

impl Out {
    fn line(&mut self) {
        self.text.push('\n');
        self.line += 1;
    }

    fn element(&mut self, element: &Element) {
        self.spots.extend(element.spot.map(|spot| (self.line, spot)));
        self.text.push('<');
        self.text.push_str(&element.tag);
        for (name, value) in &element.attributes {
            self.text.push(' ');
            self.text.push_str(name);
            self.text.push_str("=\"");
            self.escape(value, true);
            self.text.push('"');
        }
        if element.children.is_empty() {
            self.text.push_str("/>");
            return;
        }
        self.text.push('>');
        let mixed = element.children.iter().any(|child| matches!(child, Child::Text(_)));
        for child in &element.children {
            match child {
                Child::Element(element) => {
                    if !mixed {
                        self.line();
                    }
                    self.element(element);
                }
                Child::Text(text) => self.escape(text, false),
            }
        }
        if !mixed {
            self.line();
        }
        self.text.push_str("</");
        self.text.push_str(&element.tag);
        self.text.push('>');
    }

    /// Writes text as it stands in a document.
    fn escape(&mut self, text: &str, attribute: bool) {
        for c in text.chars() {
            match c {
                '&' => self.text.push_str("&amp;"),
                '<' => self.text.push_str("&lt;"),
                '>' => self.text.push_str("&gt;"),
                '"' if attribute => self.text.push_str("&quot;"),
                '\n' => self.line(),
                other => self.text.push(other),
            }
        }
    }
}
