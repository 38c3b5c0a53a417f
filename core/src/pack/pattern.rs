//! How a number of a document is written, in a form that needs no programmer: `#` a digit, `@` a letter, `*` either, any
//! other sign itself, `{n}` or `{n,m}` how many of the sign before. Compared without spaces, hyphens and accents.

use std::collections::BTreeSet;

use crate::record::check::LONGEST_IDENTIFIER;

/// A pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern {
    written: String,
    signs: Vec<(char, usize, usize)>,
}

impl Pattern {
    /// Reads it; else why it cannot be meant.
    pub fn read(text: &str) -> Result<Pattern, &'static str> {
        let mut signs: Vec<(char, usize, usize)> = Vec::new();
        let mut rest = text.chars();
        while let Some(sign) = rest.next() {
            match sign {
                '{' => {
                    let (count, after) = rest.as_str().split_once('}').ok_or("a brace is not closed")?;
                    rest = after.chars();
                    let (least, most) = count.split_once(',').unwrap_or((count, count));
                    let number =
                        |text: &str| text.trim().parse::<usize>().map_err(|_| "a count is no number");
                    let (least, most) = (number(least)?, number(most)?);
                    let last = signs.last_mut().ok_or("a count stands behind no sign")?;
                    if most < least || most == 0 || most > LONGEST_IDENTIFIER {
                        return Err("a count is out of order");
                    }
                    (last.1, last.2) = (least, most);
                }
                '}' => return Err("a brace is not opened"),
                sign if is_filling(sign) => {}
                sign => signs.push((sign.to_ascii_uppercase(), 1, 1)),
            }
        }
        if signs.is_empty() {
            Err("it says nothing")
        } else {
            Ok(Pattern { written: text.to_owned(), signs })
        }
    }

    /// Whether a number is written so.
    pub fn fits(&self, number: &str) -> bool {
        let signs: Vec<char> = bare(number).chars().collect();
        fits(&self.signs, &signs)
    }
}

impl std::fmt::Display for Pattern {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.written)
    }
}

/// A number without what people put between its signs, in capital letters.
pub(super) fn bare(number: &str) -> String {
    number.chars().filter(|sign| !is_filling(*sign)).map(|sign| sign.to_ascii_uppercase()).collect()
}

fn is_filling(sign: char) -> bool {
    sign.is_whitespace() || matches!(sign, '-' | '.' | '/')
}

/// Every place that the signs may have come to after each part of the pattern, so that no pattern takes long.
fn fits(pattern: &[(char, usize, usize)], signs: &[char]) -> bool {
    let mut places = BTreeSet::from([0]);
    for (of, least, most) in pattern {
        let is = |sign: &&char| match of {
            '#' => sign.is_ascii_digit(),
            '@' => sign.is_alphabetic(),
            '*' => sign.is_alphanumeric(),
            of => *sign == of,
        };
        let after = |from: usize| {
            let found = signs.iter().skip(from).take(*most).take_while(is).count();
            (*least..=found).map(move |taken| from + taken)
        };
        places = places.into_iter().flat_map(after).collect();
    }
    places.contains(&signs.len())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_says_digits_letters_and_how_many() {
        let fits = |pattern: &str, number: &str| Pattern::read(pattern).unwrap().fits(number);
        assert!(
            fits("########", "71 234-567") && !fits("########", "7123456") && !fits("########", "712345678")
        );
        assert!(fits("AB@#{2,4}*", "ab x 123 k") && !fits("AB@#{2,4}*", "AC X 123 K"));
        assert!(fits("#{1,3}#", "12") && !fits("@#", "11"));
        // One that could be read in very many ways is answered at once.
        assert!(!fits(&"*{0,40}".repeat(40), &format!("{}!", "1".repeat(39))));
    }

    #[test]
    fn a_pattern_that_cannot_be_meant_is_told() {
        for wrong in ["", "#{3", "#3}", "{3}", "#{4,2}", "#{x}", "#{0}", "#{99}"] {
            assert!(Pattern::read(wrong).is_err(), "{wrong}");
        }
    }
}
