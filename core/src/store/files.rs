//! Files that are written whole or not at all, by however many programs at a time: each writes under a name of its own
//! and gives the file its name when it is whole. Knows paths and bytes; must not know what they say.

use std::io::{ErrorKind, Result, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::random::draw;

/// A file that nobody has written to for so long was left behind by a program that was ended.
const LEFT: Duration = Duration::from_secs(3_600);

/// Writes a file that only its owner reads, whole or not at all, durable when it returns.
pub fn write_private(path: &Path, bytes: &[u8]) -> Result<()> {
    remove_left(path, "new");
    let beside = own_name(path, "new");
    let written = write(&beside, bytes).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.and_then(|()| sync_folder(path))
}

/// Writes a file that is not there yet; of several programs at a time one does, and all find what that one wrote.
pub fn write_first(path: &Path, bytes: &[u8]) -> Result<()> {
    remove_left(path, "new");
    let beside = own_name(path, "new");
    let linked = write(&beside, bytes).and_then(|()| match std::fs::hard_link(&beside, path) {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        // On a disk that knows no second name for a file.
        Err(_) if !path.exists() => std::fs::rename(&beside, path),
        done => done,
    });
    let _ = std::fs::remove_file(&beside);
    linked.and_then(|()| sync_folder(path))
}

/// Whether files can be made in a folder, which is made if it is not there; leaves it as it was.
pub fn can_write(folder: &Path) -> Result<()> {
    std::fs::create_dir_all(folder)?;
    let probe = own_name(&folder.join("probe"), "new");
    write(&probe, &[])?;
    std::fs::remove_file(&probe)
}

/// A name beside a file that no other program, and no other call, uses: `FILE.….ending`.
pub fn own_name(path: &Path, ending: &str) -> PathBuf {
    let drawn = u64::from_be_bytes(draw());
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{drawn:016x}.{ending}"));
    PathBuf::from(name)
}

/// Removes what programs left in the folder of a file that were ended while they wrote under names of their own.
pub fn remove_left(path: &Path, ending: &str) {
    let Some(folder) = path.parent() else { return };
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    // Nothing depends on it: what cannot be removed today is removed another day.
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for entry in entries.flatten() {
        let is_own = entry.file_name().to_str().is_some_and(|name| is_own_name(name, ending));
        if is_own && is_old(&entry) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

fn is_own_name(name: &str, ending: &str) -> bool {
    let beside = name.strip_suffix(ending).and_then(|name| name.strip_suffix('.'));
    let drawn = beside.and_then(|name| name.rsplit_once('.')).map(|(_, drawn)| drawn);
    drawn.is_some_and(|drawn| drawn.len() == 16 && drawn.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Long ago, or in a future from which the clock was set back.
fn is_old(entry: &std::fs::DirEntry) -> bool {
    let Ok(written) = entry.metadata().and_then(|meta| meta.modified()) else { return false };
    let now = SystemTime::now();
    let apart = now.duration_since(written).unwrap_or_else(|ahead| ahead.duration());
    apart > LEFT
}

fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes durable under which name a file or folder stands.
pub(crate) fn sync_folder(path: &Path) -> Result<()> {
    match path.parent() {
        Some(folder) if folder.as_os_str().is_empty() => std::fs::File::open(".")?.sync_all(),
        Some(folder) => std::fs::File::open(folder)?.sync_all(),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn many_who_write_one_file_at_once_all_succeed_and_it_holds_the_whole_of_one() {
        let folder = tempfile::tempdir().unwrap();
        // One key file of a phone and one of a server, which differ in their ending alone.
        let files = ["id.phone", "id.server"].map(|name| folder.path().join(name));
        std::thread::scope(|scope| {
            for writer in 0..6u8 {
                let files = &files;
                scope.spawn(move || {
                    for _ in 0..40 {
                        for file in files {
                            write_private(file, &[writer; 1_000]).unwrap();
                            let read = std::fs::read(file).unwrap();
                            assert!(read.len() == 1_000 && read.iter().all(|byte| *byte == read[0]));
                        }
                    }
                });
            }
        });
        assert_eq!(names(folder.path()), ["id.phone", "id.server"]);
    }

    #[test]
    fn of_many_who_write_a_file_that_is_not_there_all_find_what_one_wrote() {
        for _ in 0..20 {
            let folder = tempfile::tempdir().unwrap();
            let file = folder.path().join("id");
            let read: Vec<Vec<u8>> = std::thread::scope(|scope| {
                let write = |writer: u8| {
                    let file = &file;
                    scope.spawn(move || {
                        write_first(file, &[writer; 32]).unwrap();
                        std::fs::read(file).unwrap()
                    })
                };
                let all: Vec<_> = (0..6).map(write).collect();
                all.into_iter().map(|one| one.join().unwrap()).collect()
            });
            assert!(read.iter().all(|bytes| bytes.len() == 32 && *bytes == read[0]), "{read:?}");
            assert_eq!(names(folder.path()), ["id"]);
        }
    }

    #[test]
    fn what_a_program_left_that_was_ended_is_removed_and_what_another_is_writing_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("keys");
        let (left, writing) = (own_name(&file, "new"), own_name(&file, "new"));
        let others =
            ["keys.new", "keys.0123456789abcdef.part", "keys.0123456789abcdeg.new", "0123456789abcdef.new"];
        let others = others.map(|name| folder.path().join(name));
        for path in [&left, &writing].into_iter().chain(&others) {
            std::fs::write(path, b"some").unwrap();
        }
        let old = SystemTime::now() - LEFT - Duration::from_secs(60);
        for path in [&left].into_iter().chain(&others) {
            std::fs::File::options().write(true).open(path).unwrap().set_modified(old).unwrap();
        }
        write_private(&file, b"whole").unwrap();
        assert!(!left.exists() && writing.exists() && others.iter().all(|path| path.exists()));
    }

    #[test]
    fn what_cannot_be_written_leaves_the_file_as_it_was_and_nothing_beside_it() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("taken");
        std::fs::create_dir(&file).unwrap();
        assert!(write_private(&file, b"bytes").is_err());
        assert_eq!(names(folder.path()), ["taken"]);
        assert!(write_private(&folder.path().join("no/such/folder"), b"bytes").is_err());
    }
}
