//! `${name}`: how a cell refers to a question. Knows how it is written; what it becomes is `resolve`'s.

use crate::text::name_length;

/// One reference in a text.
#[derive(Debug, Clone, Copy)]
pub struct Reference<'a> {
    /// Of the question.
    pub name: &'a str,
    /// Of the record that was saved last.
    pub last_saved: bool,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// What stands between the braces, where it is a reference.
fn inner(text: &str) -> Option<(bool, &str)> {
    let (saved, name) = match text.strip_prefix("last-saved#") {
        Some(name) => (true, name),
        None => (false, text),
    };
    (!name.is_empty() && name_length(name) == name.len()).then_some((saved, name))
}

/// The references of a text, those that are written well.
pub fn references(text: &str) -> Vec<Reference<'_>> {
    parse(text).0
}

/// The references of a text, and the first that is not written well: `${a b}`, `${a` without an end.
pub fn parse(text: &str) -> (Vec<Reference<'_>>, Option<&str>) {
    let (mut found, mut wrong) = (Vec::new(), None);
    let mut from = 0;
    while let Some(start) = text.get(from..).and_then(|rest| rest.find("${")).map(|at| from + at) {
        let Some(rest) = text.get(start + 2..) else { break };
        let Some(length) = rest.find('}') else {
            wrong = wrong.or(text.get(start..));
            break;
        };
        let between = rest.get(..length).unwrap_or_default();
        let end = start + 2 + length + 1;
        match inner(between) {
            Some((last_saved, name)) => found.push(Reference { name, last_saved, start, end }),
            None if between.is_empty() => {}
            None => wrong = wrong.or(text.get(start..end)),
        }
        from = end;
    }
    (found, wrong)
}

/// The reference that a text is, where it is nothing else.
pub fn only(text: &str) -> Option<Reference<'_>> {
    let first = references(text).into_iter().next()?;
    (first.start == 0 && first.end == text.len()).then_some(first)
}

/// Whether a text refers to a question.
pub fn has(text: &str) -> bool {
    !references(text).is_empty()
}

/// Whether a text refers to the record that was saved last.
pub fn has_last_saved(text: &str) -> bool {
    references(text).iter().any(|reference| reference.last_saved)
}
