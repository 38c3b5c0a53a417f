//! The words of an expression, as whoever writes XLSForms has them read: enough to tell whether a default is an expression, and where
//! in a label one stands. Not the grammar of XPath, which the import of the XForm knows.

use crate::text::{name_length, prefixed_length};

/// What a word is; the order is that in which they are tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Word {
    /// A date, a time, a number, a comparison, a bracket of another kind, a name: nothing that is asked for.
    Other,
    /// `+`, `-`, `*`, ` mod `, ` div `.
    Arithmetic,
    /// `|`.
    Union,
    /// `)`.
    Close,
    /// `/`.
    Slash,
    /// A text in quotes.
    Literal,
    /// Blanks.
    Blank,
    /// `${name}`.
    Reference,
    /// A name and `(`.
    Call,
    /// A name and `[`.
    Predicate,
    /// `]`.
    PredicateEnd,
}

/// A word and where it ends, in bytes; it begins where the one before ends.
#[derive(Debug, Clone, Copy)]
pub struct Token {
    /// What it is.
    pub word: Word,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

/// All words of a text, in order.
pub fn words(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut start = 0;
    while let Some(rest) = text.get(start..).filter(|rest| !rest.is_empty()) {
        let (word, length) = first(rest);
        let end = start + length.max(1);
        tokens.push(Token { word, start, end });
        start = end;
    }
    tokens
}

/// The first word of a text that is not empty, and its bytes.
fn first(text: &str) -> (Word, usize) {
    let date = date(text);
    if date > 0 {
        let clock = text.get(date..).and_then(|rest| rest.strip_prefix('T')).map_or(0, time);
        return (Word::Other, if clock > 0 { date + 1 + clock } else { date });
    }
    for length in [time(text), number(text)] {
        if length > 0 {
            return (Word::Other, length);
        }
    }
    for operator in ["*", "+", "-", " mod ", " div "] {
        if text.starts_with(operator) {
            return (Word::Arithmetic, operator.len());
        }
    }
    for operator in ["=", "!=", "<", ">", " and ", " or "] {
        if text.starts_with(operator) {
            return (Word::Other, operator.len());
        }
    }
    let single = match text.chars().next() {
        Some('|') => Some(Word::Union),
        Some(')') => Some(Word::Close),
        Some('/') => Some(Word::Slash),
        Some('(' | '[' | '{' | '}' | ',') => Some(Word::Other),
        Some('.') => return (Word::Other, if text.starts_with("..") { 2 } else { 1 }),
        _ => None,
    };
    if let Some(word) = single {
        return (word, 1);
    }
    if let Some(quote) = text.chars().next().filter(|c| matches!(c, '"' | '\''))
        && let Some(end) = text.get(1..).and_then(|rest| rest.find(quote))
    {
        return (Word::Literal, end + 2);
    }
    let blank = text.find(|c: char| !c.is_whitespace()).unwrap_or(text.len());
    if blank > 0 {
        return (Word::Blank, blank);
    }
    if let Some(inner) = text.strip_prefix("${") {
        let saved = if inner.starts_with("last-saved#") { "last-saved#".len() } else { 0 };
        let name = inner.get(saved..).map_or(0, name_length);
        if name > 0 && inner.get(saved + name..).is_some_and(|rest| rest.starts_with('}')) {
            return (Word::Reference, 2 + saved + name + 1);
        }
    }
    let name = prefixed_length(text);
    match text.get(name..).and_then(|rest| rest.chars().next()) {
        Some('(') if name > 0 => return (Word::Call, name + 1),
        Some('[') if name > 0 => return (Word::Predicate, name + 1),
        _ => {}
    }
    if text.starts_with(']') {
        return (Word::PredicateEnd, 1);
    }
    let plain = name_length(text);
    if plain > 0 && text.get(plain..).is_some_and(|rest| rest.starts_with("://")) {
        return (Word::Other, plain + 3);
    }
    if name > 0 {
        return (Word::Other, name);
    }
    (Word::Other, text.chars().next().map_or(1, char::len_utf8))
}

/// The bytes of a pattern at the start of a text, `d` for a digit; 0 where it does not stand there.
fn shape(text: &str, pattern: &str) -> usize {
    let fits = text.len() >= pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(byte, like)| if like == b'd' { byte.is_ascii_digit() } else { byte == like });
    if fits { pattern.len() } else { 0 }
}

/// The bytes of a date.
fn date(text: &str) -> usize {
    shape(text, "dddd-dd-dd").max(shape(text, "-dddd-dd-dd"))
}

/// The bytes of a time of day, with its zone.
fn time(text: &str) -> usize {
    let clock = shape(text, "dd:dd:dd");
    let Some(zone) = text.get(clock..).filter(|_| clock > 0) else { return 0 };
    clock + shape(zone, "+dd:dd").max(shape(zone, "-dd:dd")).max(usize::from(zone.starts_with('Z')))
}

/// The bytes of a number.
fn number(text: &str) -> usize {
    let sign = usize::from(text.starts_with('-'));
    let digits = |from: usize| text.bytes().skip(from).take_while(u8::is_ascii_digit).count();
    let whole = digits(sign);
    let point = usize::from(text.as_bytes().get(sign + whole) == Some(&b'.'));
    let fraction = if point == 1 { digits(sign + whole + 1) } else { 0 };
    if whole + fraction == 0 { 0 } else { sign + whole + point + fraction }
}

/// Whether a default is an expression, evaluated when a record opens, and not a value: it calculates, calls or refers. A hyphen in a
/// date or a place is none.
pub fn is_dynamic(default: &str, kind: &str) -> bool {
    let hyphenated = matches!(kind, "date" | "dateTime" | "geopoint" | "geotrace" | "geoshape");
    for token in words(default) {
        if hyphenated && token.word == Word::Arithmetic && default.get(token.start..token.end) == Some("-") {
            return false;
        }
        if matches!(token.word, Word::Arithmetic | Word::Union | Word::Reference | Word::Call) {
            return true;
        }
    }
    false
}

/// Where in a label expressions stand that begin with `instance(`: they end at a blank outside a predicate.
pub fn instance_spans(text: &str) -> Vec<(usize, usize)> {
    if !text.contains("instance(") {
        return Vec::new();
    }
    let mut bounds = Vec::new();
    let (mut within, mut path, mut predicate) = (false, false, false);
    let mut last: Option<Token> = None;
    for token in words(text) {
        let call = token.word == Word::Call && text.get(token.start..token.end) == Some("instance(");
        let before = last.map(|token| token.word);
        let mut belongs = false;
        if !within && call {
            within = true;
            belongs = true;
            bounds.push(token.start);
        } else if within {
            let opened = last.is_some_and(|last| {
                last.word == Word::Call && text.get(last.start..last.end) == Some("instance(")
            });
            if (token.word == Word::Literal && opened)
                || (before == Some(Word::Literal) && token.word == Word::Close)
            {
                belongs = true;
            } else if token.word == Word::Slash && matches!(before, Some(Word::Close | Word::PredicateEnd)) {
                belongs = true;
                path = true;
            } else if path {
                match token.word {
                    Word::Blank => path = false,
                    Word::Predicate => (belongs, path, predicate) = (true, false, true),
                    _ => belongs = true,
                }
            } else if predicate {
                belongs = true;
                predicate = token.word != Word::PredicateEnd;
            }
        }
        if belongs {
            last = Some(token);
        } else if within {
            within = false;
            bounds.extend(last.map(|last| last.end));
        }
    }
    bounds.extend(last.map(|last| last.end));
    bounds.chunks_exact(2).filter_map(|pair| Some((*pair.first()?, *pair.get(1)?))).collect()
}
