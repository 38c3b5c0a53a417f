//! Words of a cell: XML names, blanks, quotes, yes and no, and the nearest known word to one that is not known. Knows no sheet.

/// Whether a character may begin an XML name (Namespaces in XML 1.0, `NCName`).
fn begins_name(c: char) -> bool {
    matches!(c, 'A'..='Z' | '_' | 'a'..='z' | '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{2ff}'
        | '\u{370}'..='\u{37d}' | '\u{37f}'..='\u{1fff}' | '\u{200c}'..='\u{200d}' | '\u{2070}'..='\u{218f}'
        | '\u{2c00}'..='\u{2fef}' | '\u{3001}'..='\u{d7ff}' | '\u{f900}'..='\u{fdcf}' | '\u{fdf0}'..='\u{fffd}'
        | '\u{10000}'..='\u{effff}')
}

/// Whether a character may stand in an XML name.
fn in_name(c: char) -> bool {
    begins_name(c)
        || matches!(c, '-' | '.' | '0'..='9' | '\u{b7}' | '\u{300}'..='\u{36f}' | '\u{203f}'..='\u{2040}')
}

/// The bytes of the name without prefix that a text begins with; 0 where it begins with none.
pub fn name_length(text: &str) -> usize {
    if !text.starts_with(begins_name) {
        return 0;
    }
    text.find(|c| !in_name(c)).unwrap_or(text.len())
}

/// The bytes of the name, with a prefix or without, that a text begins with; 0 where it begins with none.
pub fn prefixed_length(text: &str) -> usize {
    let first = name_length(text);
    match text.get(first..).and_then(|rest| rest.strip_prefix(':')) {
        Some(rest) if first > 0 && name_length(rest) > 0 => first + 1 + name_length(rest),
        _ => first,
    }
}

/// Whether a text is the name of an element, with a prefix or without.
pub fn is_name(text: &str) -> bool {
    !text.is_empty() && prefixed_length(text) == text.len()
}

/// Whether a character may stand in an XML document.
pub fn in_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// Without blanks at the ends, runs of spaces as one; line breaks stay.
pub fn collapsed(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().chars() {
        if c != ' ' || !out.ends_with(' ') {
            out.push(c);
        }
    }
    out
}

/// Quotation marks of typesetting as those of expressions.
pub fn straightened(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' => '\'',
            '\u{201c}' | '\u{201d}' => '"',
            other => other,
        })
        .collect()
}

/// `Choice Filter` as `choice_filter`.
pub fn snake(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join("_").to_lowercase()
}

/// What a cell says that may say yes or no.
pub fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "Yes" | "YES" | "true" | "True" | "TRUE" | "true()" => Some(true),
        "no" | "No" | "NO" | "false" | "False" | "FALSE" | "false()" => Some(false),
        _ => None,
    }
}

/// The changes of single letters between two short words.
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().take(64).collect();
    let mut before: Vec<usize> = (0..=other.len()).collect();
    for (row, letter) in one.chars().take(64).enumerate() {
        let mut now = vec![row + 1];
        for (column, with) in other.iter().enumerate() {
            let cost = [
                before.get(column + 1).map_or(usize::MAX, |up| up + 1),
                now.get(column).map_or(usize::MAX, |left| left + 1),
                before.get(column).map_or(usize::MAX, |corner| corner + usize::from(letter != *with)),
            ];
            now.push(cost.into_iter().min().unwrap_or(usize::MAX));
        }
        before = now;
    }
    before.last().copied().unwrap_or(usize::MAX)
}

/// The known word that is nearest to one that is not, where one is near: a third of its letters or fewer are other.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_lowercase();
    if word.len() > 64 {
        return None;
    }
    let near = known
        .into_iter()
        .take(500)
        .map(|candidate| (distance(&word, candidate), candidate))
        .min_by_key(|near| near.0)?;
    (near.0 <= near.1.chars().count().max(3) / 3).then_some(near.1)
}
