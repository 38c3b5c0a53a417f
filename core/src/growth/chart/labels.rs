//! How wide a text is at most, and where labels stand so that none covers another.

use super::geometry::{Place, Rect};

/// The most room a text takes, by the widest of the faces it may be drawn in (Noto Sans, Roboto, DejaVu Sans), in the unit of
/// `size`.
pub fn width_of(text: &str, size: f64, bold: bool) -> f64 {
    let ems: f64 = text.chars().map(em).sum();
    ems * size * if bold { 1.11 } else { 1.0 }
}

/// The advance of a letter, parts of its size.
fn em(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '’' | '|' | 'í' => 0.32,
        ' ' | '\u{a0}' | '.' | ',' | ':' | '·' | 'I' | 'Í' => 0.34,
        'f' | 't' | 'r' | '(' | ')' | '/' | '-' => 0.42,
        's' | 'c' | 'z' | 'k' | 'J' => 0.59,
        'm' => 0.98,
        'w' => 0.82,
        'M' | 'W' | '—' | '%' => 1.0,
        '+' | '−' | '<' | '>' | '=' => 0.84,
        '0'..='9' => 0.64,
        _ if letter.is_lowercase() => 0.64,
        _ if letter.is_uppercase() => 0.79,
        _ => 0.84,
    }
}

/// A text in lines no wider than `most`, broken at its middle dot if that is enough, else between words; a word that is wider
/// stands alone.
pub fn lines(text: &str, size: f64, bold: bool, most: f64) -> Vec<String> {
    let fits = |text: &str| width_of(text, size, bold) <= most;
    if let Some((first, second)) = text.split_once(" · ")
        && !fits(text)
        && fits(first)
        && fits(second)
    {
        return vec![first.to_owned(), second.to_owned()];
    }
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if fits(&format!("{line} {word}")) => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

/// Heights for labels that want to stand at `wanted`, in that order, `apart` from each other and between two ends; each as near
/// to its own as the others let it.
pub fn spread(wanted: &[f64], apart: f64, least: f64, greatest: f64) -> Vec<f64> {
    // Blocks of labels that touch, each at the mean of what its labels want: neighbouring blocks that overlap become one.
    let mut blocks: Vec<(f64, usize)> = Vec::new();
    for want in wanted {
        let mut block = (*want, 1usize);
        while let Some((sum, count)) = blocks.last().copied() {
            let end = top(sum, count, apart, least, greatest) + count as f64 * apart;
            if end <= top(block.0, block.1, apart, least, greatest) + 1e-9 {
                break;
            }
            blocks.pop();
            // What each label of the later block wants for the first label of the whole.
            block = (sum + block.0 - block.1 as f64 * count as f64 * apart, count + block.1);
        }
        blocks.push(block);
    }
    let mut placed = Vec::with_capacity(wanted.len());
    for (sum, count) in blocks {
        let top = top(sum, count, apart, least, greatest);
        placed.extend((0..count).map(|at| top + at as f64 * apart));
    }
    placed
}

/// Where the first label of a block stands.
fn top(sum: f64, count: usize, apart: f64, least: f64, greatest: f64) -> f64 {
    let count = count as f64;
    (sum / count).min(greatest - (count - 1.0) * apart).max(least)
}

/// Whether two rectangles have an area in common.
pub fn overlap(one: &Rect, other: &Rect) -> bool {
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

/// Whether a rectangle lies within another.
pub fn inside(one: &Rect, whole: &Rect) -> bool {
    one.left >= whole.left && one.right <= whole.right && one.top >= whole.top && one.bottom <= whole.bottom
}

/// Places along a line, no farther than `apart` from each other, of those that lie in a rectangle.
pub fn along(line: &[Place], apart: f64, within: &Rect) -> Vec<Place> {
    let mut places = Vec::new();
    for (from, to) in line.iter().zip(line.iter().skip(1)) {
        let steps = ((to.x - from.x).hypot(to.y - from.y) / apart).ceil().clamp(1.0, 5_000.0) as u32;
        for step in 0..steps {
            let part = f64::from(step) / f64::from(steps);
            let place = Place { x: from.x + part * (to.x - from.x), y: from.y + part * (to.y - from.y) };
            if holds(within, place) {
                places.push(place);
            }
        }
    }
    places
}

/// Whether a place lies in a rectangle.
pub fn holds(rect: &Rect, place: Place) -> bool {
    (rect.left..=rect.right).contains(&place.x) && (rect.top..=rect.bottom).contains(&place.y)
}
