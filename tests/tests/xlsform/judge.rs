//! pyxform, fetched once and asked about a folder of spreadsheets.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

/// What pyxform says of one spreadsheet.
pub struct Verdict {
    /// Its name.
    pub name: String,
    /// Why pyxform does not take it.
    pub refused: Option<String>,
    /// Whether the two XForms mean the same.
    pub same: bool,
    /// Where they differ.
    pub differs: String,
}

/// The packages and what they have to be.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// The folder in which pyxform lies, with the validator.
pub fn pyxform() -> &'static Path {
    static FOLDER: OnceLock<PathBuf> = OnceLock::new();
    FOLDER.get_or_init(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("pyxform-4.5.0");
        if !folder.join("pyxform").is_dir() {
            fs::create_dir_all(&folder).unwrap();
            let list = folder.join("requirements.txt");
            fs::write(&list, REQUIREMENTS).unwrap();
            let pip = [
                "-m",
                "pip",
                "install",
                "--quiet",
                "--disable-pip-version-check",
                "--require-hashes",
                "--no-deps",
                "--target",
            ];
            let output =
                Command::new("python3").args(pip).arg(&folder).arg("-r").arg(&list).output().unwrap();
            assert!(output.status.success(), "pip: {}", String::from_utf8_lossy(&output.stderr));
        }
        folder
    })
}

/// Asks about spreadsheets, each with the XForm that we made of it, where we did.
pub fn judge(name: &str, forms: &[(String, Vec<u8>, Option<String>)]) -> Vec<Verdict> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("xlsform").join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    for (name, sheet, xform) in forms {
        fs::write(folder.join(format!("{name}.xlsx")), sheet).unwrap();
        if let Some(xform) = xform {
            fs::write(folder.join(format!("{name}.xml")), xform).unwrap();
        }
    }
    let output = Command::new("python3")
        .args(["-c", include_str!("judge.py")])
        .arg(&folder)
        .env("PYTHONPATH", pyxform())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let verdict = |line: &str| {
        let line: Value = serde_json::from_str(line).unwrap();
        let differs = line["differs"].as_array().unwrap().iter().filter_map(Value::as_str);
        Verdict {
            name: line["name"].as_str().unwrap().to_owned(),
            refused: line["refused"].as_str().map(str::to_owned),
            same: line["same"].as_bool().unwrap(),
            differs: differs.collect::<Vec<_>>().join("\n"),
        }
    };
    String::from_utf8(output.stdout).unwrap().lines().map(verdict).collect()
}
