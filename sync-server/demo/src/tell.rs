//! How a demo speaks: short sentences on standard output, a progress bar on standard error, and a table.

use std::io::Write;

use indicatif::{ProgressBar, ProgressStyle};

/// Characters of a line of prose.
const WIDTH: usize = 96;

/// The voice of a demo.
pub struct Teller {
    bar: ProgressBar,
}

impl Teller {
    /// A voice and a bar of so many steps.
    pub fn new(steps: u64) -> Teller {
        let bar = ProgressBar::new(steps);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {percent:>3} %  {wide_msg}") {
            bar.set_style(style);
        }
        Teller { bar }
    }

    /// One step is done; the next does this.
    pub fn step(&self, next: &str) {
        self.bar.inc(1);
        self.bar.set_message(next.to_owned());
    }

    /// More steps than were thought of.
    pub fn more_steps(&self, steps: u64) {
        self.bar.inc_length(steps);
    }

    /// The bar has done its work.
    pub fn done(&self) {
        self.bar.finish_and_clear();
    }

    /// A line as it is.
    pub fn line(&self, line: &str) {
        // Nobody may be reading any more.
        self.bar.suspend(|| {
            let mut out = std::io::stdout();
            let _ = writeln!(out, "{line}").and_then(|()| out.flush());
        });
    }

    /// A title.
    pub fn title(&self, title: &str) {
        self.line("");
        self.line(title);
        self.line(&"-".repeat(title.chars().count()));
    }

    /// A paragraph, broken into lines.
    pub fn paragraph(&self, text: &str) {
        wrapped(text).iter().for_each(|line| self.line(line));
    }

    /// Rows in columns; the first row is the header, the first column is text and the others are figures.
    pub fn table(&self, rows: &[Vec<String>]) {
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width =
            |at: usize| rows.iter().filter_map(|row| row.get(at)).map(|cell| cell.chars().count()).max();
        let widths: Vec<usize> = (0..columns).map(|at| width(at).unwrap_or(0)).collect();
        for row in rows {
            let cells = row.iter().zip(&widths).enumerate().map(|(at, (cell, width))| {
                if at == 0 { format!("{cell:width$}") } else { format!("{cell:>width$}") }
            });
            self.line(cells.collect::<Vec<_>>().join("   ").trim_end());
        }
    }
}

fn wrapped(text: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let last = lines.last().map_or(0, |line| line.chars().count());
        if last > 0 && last + 1 + word.chars().count() > WIDTH {
            lines.push(String::new());
        }
        if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}

/// "1 visit", "2 visits".
pub fn count(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {many}") }
}

/// Bytes for people.
pub fn bytes(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        _ => format!("{} kB", bytes / 1000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_is_broken_between_words_and_keeps_every_word() {
        let text = "ñandú ".repeat(60);
        let lines = wrapped(&text);
        assert!(lines.len() > 1 && lines.iter().all(|line| line.chars().count() <= WIDTH));
        assert_eq!(lines.join(" "), text.trim());
    }
}
