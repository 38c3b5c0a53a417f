//! Where the answer goes: standard output, or a file that appears whole or not at all. Knows bytes only.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use chaski_bindings::ChaskiError;

use crate::out::Pipe;

/// Bytes that are gathered before they are written.
const GATHERED: usize = 1 << 16;

/// An answer that is being written.
pub struct Output {
    /// What was not written yet; whoever adds to it calls [`Output::flush_if_full`].
    pub bytes: Vec<u8>,
    to: To,
}

enum To {
    Pipe(Pipe),
    /// A device or a pipe by name: it cannot be replaced.
    Special(File, PathBuf),
    /// Beside the file that it will be.
    Temporary(File, Temporary),
}

/// Removed again unless it became the file.
struct Temporary {
    path: PathBuf,
    becomes: PathBuf,
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // It is gone if it became the file.
        let _ = fs::remove_file(&self.path);
    }
}

impl Output {
    /// Begins to write to a file, or to standard output for `-`. Refuses the file that is read.
    pub fn create(file: &Path, input: &Path) -> Result<Output, ChaskiError> {
        let bytes = Vec::with_capacity(GATHERED * 2);
        if file == Path::new("-") {
            return Ok(Output { bytes, to: To::Pipe(Pipe::stdout()) });
        }
        // A link is followed, so that what it points to is replaced and not the link.
        let becomes = fs::canonicalize(file).unwrap_or_else(|_| file.to_owned());
        let read = if input == Path::new("-") { Path::new("/dev/stdin") } else { input };
        if fs::canonicalize(read).is_ok_and(|read| read == becomes && read.is_file()) {
            return Err(ChaskiError::new(
                "output",
                format!("{} is the file that is read", file.display()),
                "give the output another name, so that what was measured stays as it is",
            ));
        }
        let refuse = |error: io::Error| refused(file, &error);
        let old = fs::metadata(&becomes).ok();
        if old.as_ref().is_some_and(|old| !old.is_file()) {
            let special = OpenOptions::new().write(true).open(&becomes).map_err(refuse)?;
            return Ok(Output { bytes, to: To::Special(special, becomes) });
        }
        let mut name = becomes.file_name().unwrap_or_default().to_owned();
        name.push(format!(".part-{}", std::process::id()));
        let path = becomes.with_file_name(name);
        let part = OpenOptions::new().write(true).create_new(true).open(&path).map_err(refuse)?;
        let temporary = Temporary { path, becomes };
        if let Some(old) = old {
            part.set_permissions(old.permissions()).map_err(refuse)?;
        }
        Ok(Output { bytes, to: To::Temporary(part, temporary) })
    }

    /// Writes what was gathered, if it is much. `false` if nobody reads any more, and nobody needs the rest.
    pub fn flush_if_full(&mut self) -> Result<bool, ChaskiError> {
        if self.bytes.len() < GATHERED { Ok(true) } else { self.flush() }
    }

    fn flush(&mut self) -> Result<bool, ChaskiError> {
        let written = match &mut self.to {
            To::Pipe(pipe) => {
                let written = pipe.write_all(&self.bytes).and_then(|()| pipe.flush());
                if written.is_err() {
                    let wrong = written.map_err(|error| refused(Path::new("standard output"), &error));
                    return pipe.judge(wrong).map(|()| false);
                }
                written
            }
            To::Special(file, _) | To::Temporary(file, _) => file.write_all(&self.bytes),
        };
        self.bytes.clear();
        written.map(|()| true).map_err(|error| refused(self.path(), &error))
    }

    /// Writes the rest; a file takes its name now.
    pub fn finish(mut self) -> Result<(), ChaskiError> {
        self.flush()?;
        match &self.to {
            To::Temporary(_, Temporary { path, becomes }) => {
                fs::rename(path, becomes).map_err(|error| refused(becomes, &error))
            }
            To::Pipe(_) | To::Special(..) => Ok(()),
        }
    }

    fn path(&self) -> &Path {
        match &self.to {
            To::Pipe(_) => Path::new("standard output"),
            To::Special(_, path) | To::Temporary(_, Temporary { becomes: path, .. }) => path,
        }
    }
}

fn refused(file: &Path, error: &io::Error) -> ChaskiError {
    ChaskiError::new(
        "output",
        format!("{} cannot be written ({error})", file.display()),
        "free some space or name a folder that exists and that you may write to",
    )
}
