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
            check(&server.storage, folder.path()).map_err(|e| e.to_string())
        });
        if let Err(error) = outcome {
            failed.push(format!("{sentence}: {error}"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("; "));
}
