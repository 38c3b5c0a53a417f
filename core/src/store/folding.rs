//! Texts as they are compared: without accents, apostrophes and capitals. Finds nothing.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A text as it is compared: no accents, no apostrophes, small letters.
pub fn fold(text: &str) -> String {
    text.nfd().filter(|c| !is_combining_mark(*c) && !is_apostrophe(*c)).flat_map(char::to_lowercase).collect()
}

/// Quechua writes one within a word, by whichever sign the keyboard has.
fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2018}' | '\u{2019}' | '\u{02bc}' | '\u{02bb}' | '`' | '\u{b4}')
}

/// The words of some texts, as they are compared.
pub fn words_of<'t>(texts: impl IntoIterator<Item = Option<&'t str>>) -> Vec<String> {
    let mut words = Vec::new();
    for text in texts.into_iter().flatten() {
        words.extend(
            fold(text).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned),
        );
    }
    words
}

/// A number of a document as it is compared: letters and digits only.
pub fn number_of(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
