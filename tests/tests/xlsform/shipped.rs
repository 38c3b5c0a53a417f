//! The checklists that are shipped: what pyxform makes of them is what we make, without a warning, and the validator in its wheel takes it.
//! Functions that only this project's phones have (`chaski:…`) stand there as `concat` of the same arguments: what depends on what stays.

use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use fancy_regex::Regex;

use super::judge::{judge, pyxform};

static OF_OURS: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"chaski:[a-z-]+\(").unwrap());

/// The spreadsheets of every pack, by name.
fn shipped() -> Vec<(String, Vec<u8>)> {
    let packs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/packs");
    let folders = std::fs::read_dir(packs).unwrap().map(|pack| pack.unwrap().path().join("forms"));
    let files =
        folders.filter(|folder| folder.is_dir()).flat_map(|folder| std::fs::read_dir(folder).unwrap());
    let paths =
        files.map(|file| file.unwrap().path()).filter(|path| path.extension().is_some_and(|of| of == "xlsx"));
    paths
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn a_shipped_checklist_means_the_same_to_odk_and_its_validator_takes_it() {
    let forms: Vec<(String, Vec<u8>, Option<String>)> = shipped()
        .into_iter()
        .map(|(name, sheet)| {
            let converted =
                chaski_xlsform::convert(&sheet, &name).unwrap_or_else(|why| panic!("{name}: {why:#?}"));
            assert!(converted.notices.is_empty(), "{name}: {:#?}", converted.notices);
            (name, sheet, Some(converted.xform))
        })
        .collect();
    assert!(!forms.is_empty());
    for verdict in judge("shipped", &forms) {
        assert_eq!(verdict.refused, None, "{}", verdict.name);
        assert!(verdict.same, "{}:\n{}", verdict.name, verdict.differs);
    }
    let jar = pyxform().join("pyxform/validators/odk_validate/bin/ODK_Validate.jar");
    for (name, ..) in forms {
        let xform =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join("xlsform/shipped").join(format!("{name}.xml"));
        let text = std::fs::read_to_string(&xform).unwrap();
        let for_others = xform.with_extension("for-others.xml");
        std::fs::write(&for_others, OF_OURS.replace_all(&text, "concat(").as_bytes()).unwrap();
        let output = Command::new("java").arg("-jar").arg(&jar).arg(&for_others).output();
        let output = output.expect("java 11 or later (openjdk-17-jre-headless)");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
