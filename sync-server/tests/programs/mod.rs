//! The built programs, for tests that run what people type.

use std::hash::{BuildHasher, RandomState};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// The folder with `chaski-server` and `chaski`. The second is another crate's: built here if it is not there.
fn folder() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_BIN_EXE_chaski-server")).parent().unwrap().to_owned();
        if !folder.join("chaski").exists() {
            let release = folder.ends_with("release").then_some("--release");
            let built = Command::new(env!("CARGO"))
                .args(["build", "--quiet", "-p", "chaski-cli"])
                .args(release)
                .status()
                .unwrap();
            assert!(built.success());
        }
        folder
    })
}

/// One of them.
#[allow(dead_code)]
pub fn named(name: &str) -> Command {
    Command::new(folder().join(name))
}

/// A shell in a folder that knows the programs and runs these commands until one fails, or two minutes have passed.
#[allow(dead_code)]
pub fn shell(script: &str, at: &Path) -> Command {
    let file = at.join("commands.sh");
    std::fs::write(&file, script).unwrap();
    let path = std::env::join_paths(
        [folder().to_owned()]
            .into_iter()
            .chain(std::env::split_paths(&std::env::var_os("PATH").unwrap_or_default())),
    );
    let mut command = Command::new("timeout");
    command.args(["120", "bash", "-euo", "pipefail"]).env("PATH", path.unwrap()).current_dir(at).arg(&file);
    command
}

/// A port for a server that ends and begins again: below those that the system gives to whoever only connects, so that none of
/// them takes it meanwhile.
pub fn port() -> u16 {
    let drawn = RandomState::new().hash_one(0) as u16;
    (0..17_000)
        .map(|step| 15_000 + (drawn % 17_000 + step) % 17_000)
        .find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok())
        .expect("a free port")
}
