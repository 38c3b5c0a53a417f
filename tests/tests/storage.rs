//! The embedded storage does what every storage must.

use chaski_tests::conformance::{CHECKS, desk};
use chaski_tests::world::Server;

#[test]
fn the_embedded_storage_conforms() {
    let mut failed = Vec::new();
    for (sentence, check) in CHECKS.iter().chain(desk::CHECKS) {
        let folder = tempfile::tempdir().map_err(|e| e.to_string());
        let outcome = folder.and_then(|folder| {
            let server = Server::create(&folder.path().join("server.db"), &Default::default());
            check(&server.storage, folder.path()).map_err(|e| e.to_string())?;
            // Whatever happened, the lists are what they would be if they were made from nothing.
            let kept = server.storage.lines_as_kept().map_err(|e| e.to_string())?;
            server.storage.make_lines().map_err(|e| e.to_string())?;
            let made = server.storage.lines_as_kept().map_err(|e| e.to_string())?;
            let differ = |(kept, made): (&String, &String)| kept != made;
            match kept.iter().zip(&made).position(differ) {
                None if kept.len() == made.len() => Ok(()),
                at => Err(format!("the lists differ at {at:?}: {} kept, {} made", kept.len(), made.len())),
            }
        });
        if let Err(error) = outcome {
            failed.push(format!("{sentence}: {error}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("; "));
}
