//! Regular expressions as forms write them: those of JavaScript and Java, searched for. Compiled once, and bounded: what would take
//! too long is an error, never a wait.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, Mutex};

use fancy_regex::{Regex, RegexBuilder};

/// How many patterns stay compiled.
const KEPT: usize = 64;
/// The longest pattern, in bytes.
const LONGEST: usize = 10_000;
/// How often a pattern with look-arounds may turn back before it counts as one that never ends.
const MOST_TURNS: usize = 100_000;

static COMPILED: LazyLock<Mutex<HashMap<Box<str>, Arc<Regex>>>> = LazyLock::new(Mutex::default);

/// Whether a pattern can be used.
///
/// # Errors
/// Why it cannot: a sentence without its full stop.
pub fn check(pattern: &str) -> Result<(), String> {
    compiled(pattern).map(|_| ())
}

/// Whether a pattern is found anywhere in a text.
///
/// # Errors
/// A pattern that cannot be used, or one that takes too long for this text.
pub fn found(pattern: &str, text: &str) -> Result<bool, String> {
    compiled(pattern)?.is_match(text).map_err(|_| "it takes too long to search for".into())
}

fn compiled(pattern: &str) -> Result<Arc<Regex>, String> {
    let mut kept = COMPILED.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(regex) = kept.get(pattern) {
        return Ok(Arc::clone(regex));
    }
    if pattern.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    let regex = RegexBuilder::new(&ours(pattern))
        .backtrack_limit(MOST_TURNS)
        .delegate_size_limit(4 << 20)
        .build()
        .map_err(|error| first_line(&error.to_string()))?;
    if kept.len() >= KEPT {
        kept.clear();
    }
    let regex = Arc::new(regex);
    kept.insert(pattern.into(), Arc::clone(&regex));
    Ok(regex)
}

fn first_line(error: &str) -> String {
    // The engine draws the pattern over several lines and says what is wrong in the last one.
    error.lines().last().unwrap_or(error).trim().trim_start_matches("error: ").trim_end_matches('.').into()
}

/// A pattern of JavaScript as this engine writes it: digits and word letters are ASCII's, and signs that only this engine takes for
/// operators stand for themselves.
fn ours(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut chars = pattern.chars().peekable();
    let mut class = false;
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('d') => out.push_str(if class { "0-9" } else { "[0-9]" }),
                Some('w') => out.push_str(if class { "A-Za-z0-9_" } else { "[A-Za-z0-9_]" }),
                Some('D') if !class => out.push_str("[^0-9]"),
                Some('W') if !class => out.push_str("[^A-Za-z0-9_]"),
                Some(
                    sign @ ('<' | '>' | '"' | '\'' | '/' | ' ' | '@' | '!' | '%' | ',' | ';' | ':' | '='
                    | '`' | '_'),
                ) => {
                    out.push(sign);
                }
                Some(other) => out.extend(['\\', other]),
                None => out.push('\\'),
            },
            '[' if class => out.push_str("\\["),
            '[' => {
                class = true;
                out.push('[');
                if chars.next_if_eq(&'^').is_some() {
                    out.push('^');
                }
            }
            ']' => {
                class = false;
                out.push(']');
            }
            '&' | '~' if class => out.extend(['\\', c]),
            '-' if class && chars.peek() == Some(&'-') => {
                chars.next();
                out.push_str("-\\-");
            }
            _ => out.push(c),
        }
    }
    out
}
