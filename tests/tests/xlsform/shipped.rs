//! The checklists that are shipped: what pyxform makes of them is what we make, without a warning, and the validator in its wheel takes it.

use std::path::Path;
use std::process::Command;

use crate::judge::{judge, pyxform};

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
        let output = Command::new("java").arg("-jar").arg(&jar).arg(&xform).output();
        let output = output.expect("java 11 or later (openjdk-17-jre-headless)");
        assert!(output.status.success(), "{name}: {}", String::from_utf8_lossy(&output.stderr));
    }
}
