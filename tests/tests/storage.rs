//! The embedded storage does what every storage must.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use chaski_service::storage::SqliteStorage;
use chaski_tests::conformance::{CHECKS, supervision};
use chaski_tests::world::Server;

#[test]
fn the_embedded_storage_conforms() {
    let mut failed = Vec::new();
    for (sentence, check) in CHECKS.iter().chain(supervision::CHECKS) {
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

#[test]
fn a_database_of_a_version_without_the_supervisors_tables_gets_them_when_it_is_opened() {
    let folder = tempfile::tempdir().unwrap();
    let server = Server::create(&folder.path().join("server.db"), &Default::default());
    for (_, check) in
        supervision::CHECKS.iter().filter(|(sentence, _)| sentence.starts_with("a visit is returned"))
    {
        check(&server.storage, folder.path()).unwrap();
    }
    let Server { storage, keys, path } = server;
    let kept = storage.lines_as_kept().unwrap();
    assert!(kept.iter().any(|line| line.starts_with("visit_line")));
    storage
        .inspect(|conn| {
            let tables: Vec<String> =
                kept.iter().filter_map(|line| line.split(' ').next().map(str::to_owned)).collect();
            for table in
                tables.iter().map(String::as_str).chain(["received", "account", "session", "failure", "seen"])
            {
                conn.execute_batch(&format!("DROP TABLE IF EXISTS {table}")).unwrap();
            }
            conn.execute("DELETE FROM meta WHERE key = 'desk'", []).unwrap();
        })
        .unwrap();
    drop(storage);
    let storage = SqliteStorage::open(&path, &keys).unwrap();
    assert_eq!(storage.lines_as_kept().unwrap(), kept);
}
