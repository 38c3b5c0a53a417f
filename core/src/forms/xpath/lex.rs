//! The words of an expression. XPath 1.0, section 3.7; knows no grammar but what tells an operator from a name.

use super::syntax::SyntaxError;

/// A word.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Token<'a> {
    /// A number.
    Number(f64),
    /// What stands in quotes.
    Literal(&'a str),
    /// A name, prefix and all; `p:*` too.
    Name(&'a str),
    /// An operator that is written as a word (`and`, `or`, `div`, `mod`) or the multiplication sign.
    Word(&'a str),
    /// A sign: `(`, `::`, `//`, `<=`, …
    Sign(&'a str),
    /// The end.
    End,
}

/// The words of a text, each with the byte where it starts.
///
/// # Errors
/// What can be no word.
pub fn words(text: &str) -> Result<Vec<(Token<'_>, usize)>, SyntaxError> {
    let mut words: Vec<(Token<'_>, usize)> = Vec::new();
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        if c.is_whitespace() || c == '\u{feff}' {
            at += c.len_utf8();
            continue;
        }
        let (token, length) = word(&text[at..], at, words.last().map(|(last, _)| last))?;
        words.push((token, at));
        at += length;
    }
    words.push((Token::End, text.len()));
    Ok(words)
}

/// Two signs first, so that the longer one is found.
const SIGNS: [&str; 19] =
    ["::", "//", "..", "!=", "<=", ">=", "(", ")", "[", "]", ",", "@", "/", "|", "+", "-", "=", "<", ">"];

fn word<'a>(rest: &'a str, at: usize, last: Option<&Token<'_>>) -> Result<(Token<'a>, usize), SyntaxError> {
    let first = rest.chars().next().unwrap_or('\0');
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    if first.is_ascii_digit() || first == '.' && rest[1..].starts_with(|c: char| c.is_ascii_digit()) {
        let whole = digits(rest);
        let end = match rest[whole..].strip_prefix('.') {
            Some(fraction) => whole + 1 + digits(fraction),
            None => whole,
        };
        // An exponent is none of XPath's, and no other word may stand here: engines take it, and so is it here.
        let exponent =
            rest[end..].strip_prefix(['e', 'E']).map(|after| (after, after.trim_start_matches(['-', '+'])));
        let end = match exponent {
            Some((after, number)) if digits(number) > 0 && after.len() - number.len() < 2 => {
                rest.len() - number.len() + digits(number)
            }
            _ => end,
        };
        return match rest[..end].parse::<f64>() {
            Ok(number) if number.is_finite() => Ok((Token::Number(number), end)),
            _ => Err(SyntaxError::new(at, "the number is too large", "write a smaller one")),
        };
    }
    if first == '"' || first == '\'' {
        let Some(end) = rest[1..].find(first) else {
            let what = format!("a text opens with {first} and is not closed");
            return Err(SyntaxError::new(at, what, format!("close it with {first}")));
        };
        return Ok((Token::Literal(&rest[1..=end]), end + 2));
    }
    // After an operand a star and a word are operators, elsewhere a wildcard and a name.
    let operand = !matches!(
        last,
        None | Some(
            Token::Word(_) | Token::Sign("@" | "::" | "(" | "[" | "," | "/" | "//" | "|" | "+" | "-")
        ) | Some(Token::Sign("=" | "!=" | "<" | "<=" | ">" | ">="))
    );
    if first == '*' {
        return Ok((if operand { Token::Word("*") } else { Token::Sign("*") }, 1));
    }
    if let Some(sign) = SIGNS.iter().find(|sign| rest.starts_with(**sign)) {
        return Ok((Token::Sign(sign), sign.len()));
    }
    if first == '.' {
        return Ok((Token::Sign("."), 1));
    }
    if name_start(first) {
        let local = |text: &str| text.find(|c| !name_part(c)).unwrap_or(text.len());
        let mut end = local(rest);
        if operand && let word @ ("and" | "or" | "div" | "mod") = &rest[..end] {
            return Ok((Token::Word(word), end));
        }
        // `1div2`: no name can stand here, and engines read the operator.
        let run_on = |word: &&&str| {
            rest[..end]
                .strip_prefix(**word)
                .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        if operand && let Some(word) = ["and", "or", "div", "mod"].iter().find(run_on) {
            return Ok((Token::Word(word), word.len()));
        }
        if let Some(after) = rest[end..].strip_prefix(':') {
            if after.starts_with('*') {
                end += 2;
            } else if after.starts_with(name_start) {
                end += 1 + local(after);
            }
        }
        return Ok((Token::Name(&rest[..end]), end));
    }
    let (what, remedy) = match first {
        '‘' | '’' | '“' | '”' | '«' | '»' => {
            (format!("{first} is no quotation mark of an expression"), "use the straight ones, ' or \"")
        }
        '$' => (
            "a name in ${ } stands where an XForm has a path".into(),
            "write the path of the question; ${ } belongs into an XLSForm",
        ),
        '–' | '—' | '−' => (format!("{first} is no minus sign"), "use the hyphen, -"),
        '!' | '&' | ';' | '{' | '}' | '#' | '%' | '\\' | '^' | '`' | '~' | '?' | ':' => (
            format!("the sign {first} belongs to no expression"),
            "take it out; texts stand in quotes, and the words and, or, div, mod, not() stand for &&, ||, /, % and !",
        ),
        _ => {
            (format!("the sign {first:?} belongs to no expression"), "take it out, or put the text in quotes")
        }
    };
    Err(SyntaxError::new(at, what, remedy))
}

/// Whether a name of XML, without its prefix, may start with it.
pub fn name_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

fn name_part(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '·' | '\u{300}'..='\u{36f}')
}

/// Whether a name before a bracket is a node test and no function.
pub fn is_node_type(name: &str) -> bool {
    matches!(name, "node" | "text" | "comment" | "processing-instruction")
}
