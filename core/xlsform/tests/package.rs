//! The package of services that ships: the sheets that people compare, the spreadsheet that an officer edits and what a pack keeps of it are one.

use std::path::{Path, PathBuf};

use chaski::pack::PACKAGE;
use chaski_xlsform::package::{PACKAGE_XLSX, package_json};

fn pack() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/pe")
}

/// Where `CHASKI_WRITE` is set, it is made anew; else it must be that.
fn must_be(path: &Path, made: &str) {
    if std::env::var_os("CHASKI_WRITE").is_some() {
        std::fs::write(path, made).unwrap();
    }
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(
        kept == made,
        "{} is not what its spreadsheet comes to: CHASKI_WRITE=1 makes it anew",
        path.display()
    );
}

#[test]
fn the_package_that_ships_is_what_its_spreadsheet_comes_to() {
    let xlsx = std::fs::read(pack().join(PACKAGE_XLSX)).unwrap();
    must_be(&pack().join(PACKAGE), &package_json(&xlsx).unwrap());
}
