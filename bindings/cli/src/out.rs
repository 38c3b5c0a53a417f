//! What is written where: answers on standard output, errors and progress on standard error. A reader who stops
//! reading is no error.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};

use chaski_bindings::{ChaskiError, PlatformError, SyncListener, SyncProgress};
use serde::Serialize;
use serde_json::json;

/// How to answer.
#[derive(Debug, Clone, Copy)]
pub struct Out {
    /// In JSON.
    pub json: bool,
}

impl Out {
    /// Writes an answer: its JSON on one line, or its words.
    pub fn answer<T: Serialize>(
        self,
        answer: &T,
        words: impl FnOnce(&T) -> String,
    ) -> Result<(), ChaskiError> {
        let mut text = match self.json {
            true => chaski::record::json::line(answer).map_err(|error| cannot_write(&error))?,
            false => words(answer),
        };
        if !text.ends_with('\n') {
            text.push('\n');
        }
        let mut pipe = Pipe::stdout();
        let written = pipe.write_all(text.as_bytes()).and_then(|()| pipe.flush());
        pipe.judge(written.map_err(|error| cannot_write(&error)))
    }

    /// Writes an error: what is wrong and what to do.
    pub fn fail(self, error: &ChaskiError) -> ExitCode {
        let text = match self.json {
            true => json!({ "error": error }).to_string(),
            false => {
                let technical = error.technical().map(|technical| format!("\ntechnical: {technical}"));
                let technical = technical.unwrap_or_default();
                format!("what is wrong: {}\nwhat to do: {}{technical}", error.text(), error.remedy())
            }
        };
        // Nobody is left to tell if this fails.
        let _ = writeln!(io::stderr(), "{text}");
        ExitCode::FAILURE
    }

    /// Writes what whoever types should know beside the answer; programs find it in the answer of `status`.
    pub fn note(self, text: &str) {
        if !self.json {
            // Nobody is left to tell if this fails.
            let _ = writeln!(io::stderr(), "{text}");
        }
    }

    /// Who writes the progress of a sync.
    pub fn progress(self) -> Progress {
        Progress { quiet: self.json, terminal: io::stderr().is_terminal(), requests: AtomicU64::new(0) }
    }
}

fn cannot_write(error: &dyn std::error::Error) -> ChaskiError {
    ChaskiError::new(
        "output",
        format!("the answer cannot be written ({error})"),
        "free some space or write elsewhere; what was saved is saved",
    )
}

/// Standard output that remembers whether its reader went away.
pub struct Pipe {
    out: io::BufWriter<io::Stdout>,
    broken: bool,
}

impl Pipe {
    /// Standard output.
    pub fn stdout() -> Self {
        Pipe { out: io::BufWriter::new(io::stdout()), broken: false }
    }

    /// The result of writing, unless all that failed is that nobody reads any more.
    pub fn judge(&self, result: Result<(), ChaskiError>) -> Result<(), ChaskiError> {
        if self.broken { Ok(()) } else { result }
    }

    fn note<T>(&mut self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            self.broken |= error.kind() == io::ErrorKind::BrokenPipe;
        }
        result
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let result = self.out.write(bytes);
        self.note(result)
    }

    fn flush(&mut self) -> io::Result<()> {
        let result = self.out.flush();
        self.note(result)
    }
}

/// Writes how far a sync is: on one line of a terminal, else a line a request.
pub struct Progress {
    quiet: bool,
    terminal: bool,
    requests: AtomicU64,
}

impl SyncListener for Progress {
    fn progressed(&self, p: SyncProgress) -> Result<(), PlatformError> {
        if self.quiet || !(self.terminal || p.requests > self.requests.load(Ordering::Relaxed)) {
            return Ok(());
        }
        self.requests.store(p.requests, Ordering::Relaxed);
        let kb = |bytes: u64| bytes.div_ceil(1000);
        let text = format!(
            "request {}: sent {} of {} kB, received {} kB",
            p.requests,
            kb(p.sent_bytes),
            kb(p.to_send_bytes),
            kb(p.received_bytes)
        );
        let mut stderr = io::stderr();
        let _ = if self.terminal { write!(stderr, "\r\x1b[K{text}") } else { writeln!(stderr, "{text}") };
        Ok(())
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if self.terminal && self.requests.load(Ordering::Relaxed) > 0 {
            let _ = writeln!(io::stderr());
        }
    }
}

/// Rows under a heading, each column as wide as its widest cell.
pub fn table(heading: &[&str], rows: &[Vec<String>]) -> String {
    let width = |text: &str| text.chars().count();
    let mut widths: Vec<usize> = heading.iter().map(|cell| width(cell)).collect();
    for row in rows {
        for (at, cell) in row.iter().enumerate().take(widths.len()) {
            widths[at] = widths[at].max(width(cell));
        }
    }
    let line = |cells: &[&str]| {
        let mut line = String::new();
        for (cell, column) in cells.iter().zip(&widths) {
            line.push_str(cell);
            line.push_str(&" ".repeat(column - width(cell).min(*column) + 2));
        }
        format!("{}\n", line.trim_end())
    };
    let mut text = line(heading);
    for row in rows {
        text.push_str(&line(&row.iter().map(String::as_str).collect::<Vec<_>>()));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_under_each_other_whatever_the_letters() {
        let rows = [vec!["Ñusta".to_owned(), "f".to_owned()], vec!["Q'illu".to_owned(), "m".to_owned()]];
        assert_eq!(table(&["name", "sex"], &rows), "name    sex\nÑusta   f\nQ'illu  m\n");
    }
}
