//! How the report says things: its words, its figures, and what a file says made harmless for a page.

use std::fmt::Write;

use chaski::words::{Arg, Lang, message, shown};

/// The words of one language.
#[derive(Clone, Copy)]
pub struct Words(pub Lang);

impl Words {
    /// A message.
    pub fn t(self, id: &str) -> String {
        message(self.0, id, &[]).text
    }

    /// A message with its places filled.
    pub fn with(self, id: &str, places: &[(&str, &str)]) -> String {
        let places: Vec<(&str, Arg<'_>)> =
            places.iter().map(|(name, text)| (*name, Arg::Str(text))).collect();
        message(self.0, id, &places).text
    }

    /// A count.
    pub fn count(self, count: u64) -> String {
        shown::number(self.0, i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A figure with so many decimals; a dash where there is none.
    pub fn figure(self, figure: Option<f64>, decimals: usize) -> String {
        let figure = figure.filter(|figure| figure.is_finite());
        figure
            .map_or_else(|| "—".to_owned(), |figure| shown::decimal(self.0, &format!("{figure:.decimals$}")))
    }

    /// A share with one decimal; a dash of nothing.
    pub fn percent(self, part: u64, whole: u64) -> String {
        if whole == 0 {
            return "—".to_owned();
        }
        shown::measure(self.0, &format!("{:.1}", part as f64 * 100.0 / whole as f64), "%")
    }

    /// A share and what it is of: `2.1 % (51 de 2400)`.
    pub fn share(self, part: u64, whole: u64) -> String {
        format!("{} ({})", self.percent(part, whole), shown::part_of(self.0, part, whole))
    }

    /// Several things in one list.
    pub fn and(self, things: &[String]) -> String {
        match things {
            [] => String::new(),
            [one] => one.clone(),
            [first @ .., last] => self.with("survey-and", &[("first", &first.join(", ")), ("last", last)]),
        }
    }
}

/// A name as it stands inside a sentence: *peso para la talla*, but *IMC para la edad*.
pub fn within(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(std::iter::once(second)).chain(letters).collect()
        }
        _ => name.to_owned(),
    }
}

/// Text as it may stand in a page, in an element or between quotes. Signs that change the direction or are not seen are left out.
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' => {}
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

/// A table with a caption; the first column heads its rows, figures stand at the right.
pub fn table(caption: &str, heads: &[String], rows: &[Vec<String>]) -> String {
    let mut html = format!("<table><caption>{}</caption><thead><tr>", escaped(caption));
    for head in heads {
        let _ = write!(html, r#"<th scope="col">{}</th>"#, escaped(head));
    }
    html.push_str("</tr></thead><tbody>");
    for row in rows {
        html.push_str("<tr>");
        for (at, cell) in row.iter().enumerate() {
            let _ = match at {
                0 => write!(html, r#"<th scope="row">{}</th>"#, escaped(cell)),
                _ => write!(html, "<td>{}</td>", escaped(cell)),
            };
        }
        html.push_str("</tr>");
    }
    html.push_str("</tbody></table>");
    html
}
