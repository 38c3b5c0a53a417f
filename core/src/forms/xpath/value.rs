//! What an expression gives, and how one kind becomes another. XPath 1.0, sections 3.4 and 4; texts of dates become numbers as the
//! ODK XForms specification says (section "XPath Operators", function `number`).

use std::borrow::Cow;

use super::world::NodeRef;

/// Nodes, in the order of their documents, each once (`randomize` alone gives another order).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Nodes {
    /// None.
    #[default]
    None,
    /// One: what nearly every path of a form gives, without an allocation.
    One(NodeRef),
    /// Several.
    Many(Vec<NodeRef>),
}

impl Nodes {
    /// All of them.
    pub fn as_slice(&self) -> &[NodeRef] {
        match self {
            Nodes::None => &[],
            Nodes::One(node) => std::slice::from_ref(node),
            Nodes::Many(nodes) => nodes,
        }
    }

    /// The first.
    pub fn first(&self) -> Option<NodeRef> {
        self.as_slice().first().copied()
    }

    /// One more at the end.
    pub fn push(&mut self, node: NodeRef) {
        match self {
            Nodes::None => *self = Nodes::One(node),
            Nodes::One(first) => *self = Nodes::Many(vec![*first, node]),
            Nodes::Many(nodes) => nodes.push(node),
        }
    }

    /// Leaves only those that hold.
    pub fn retain(&mut self, mut holds: impl FnMut(NodeRef) -> bool) {
        match self {
            Nodes::None => {}
            Nodes::One(node) => {
                if !holds(*node) {
                    *self = Nodes::None;
                }
            }
            Nodes::Many(nodes) => nodes.retain(|node| holds(*node)),
        }
    }
}

/// What an expression gives.
#[derive(Debug, Clone, PartialEq)]
pub enum Value<'a> {
    /// Nodes.
    Nodes(Nodes),
    /// A text. Dates are texts: `2024-02-29`, `2024-02-29T10:05:00.000-05:00`; one that is none is empty.
    Text(Cow<'a, str>),
    /// A number.
    Number(f64),
    /// True or false.
    Boolean(bool),
}

impl Value<'_> {
    /// A text that borrows nothing.
    pub fn owned(text: impl Into<String>) -> Self {
        Value::Text(Cow::Owned(text.into()))
    }
}

/// Why an expression gave nothing: a sentence without its full stop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What went wrong.
    pub what: String,
}

impl Fault {
    /// One.
    pub fn new(what: impl Into<String>) -> Self {
        Fault { what: what.into() }
    }
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.what)
    }
}

/// A number as text: in decimals, without an exponent, without `.0`; `NaN`, `Infinity`, `-Infinity` (XPath 1.0, section 4.2).
pub fn number_to_text(number: f64) -> Cow<'static, str> {
    if number.is_nan() {
        return Cow::Borrowed("NaN");
    }
    if number.is_infinite() {
        return Cow::Borrowed(if number > 0.0 { "Infinity" } else { "-Infinity" });
    }
    if number == 0.0 {
        return Cow::Borrowed("0");
    }
    Cow::Owned(number.to_string())
}

/// The number that a text writes by XPath 1.0, section 4.4: blanks around it, a minus sign, digits, a point. Anything else is NaN.
pub fn text_to_number(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\n', '\r']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.');
    if !plain || !digits.bytes().any(|byte| byte.is_ascii_digit()) {
        return f64::NAN;
    }
    text.parse().unwrap_or(f64::NAN)
}
