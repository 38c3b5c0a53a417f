//! docs/run-a-server.md is followed: its blocks of commands, in their order, by a shell that stops at the first command
//! that fails.

use std::path::Path;

use crate::programs;

/// The blocks of a page that are marked as commands.
fn commands(page: &str) -> String {
    let blocks = page.split("\n```sh\n").skip(1).map(|rest| rest.split_once("\n```").unwrap().0);
    blocks.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_page_on_running_a_server_can_be_followed_from_the_first_command_to_the_last() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let free = programs::port();
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/run-a-server.md");
    let mut script = commands(&std::fs::read_to_string(page).unwrap());
    let here = [
        ("HOST=chaski.example", "HOST=127.0.0.1".to_owned()),
        ("PORT=8443", format!("PORT={free}")),
        ("DATA=/var/lib/chaski/data", format!("DATA={}", at("data"))),
        ("CHASKI_KEYS=/var/lib/chaski/keys", format!("CHASKI_KEYS={}", at("keys"))),
        ("BACKUPS=/mnt/backup", format!("BACKUPS={}", at("backups"))),
        ("DRAWER=/mnt/drawer", format!("DRAWER={}", at("drawer"))),
        ("NEW=/var/lib/chaski/new", format!("NEW={}", at("new"))),
    ];
    for (there, here) in &here {
        assert_eq!(script.matches(there).count(), 1, "{there}");
        script = script.replace(there, here);
    }
    assert!(!script.contains("/var/lib") && !script.contains("/mnt/"), "{script}");
    for place in ["backups", "drawer"] {
        std::fs::create_dir(folder.path().join(place)).unwrap();
    }
    let watched = format!("trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\nset -x\n{script}");
    let output = programs::shell(&watched, folder.path()).output().unwrap();
    let (said, went) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{went}");
    for sentence in [
        "All is well.",
        "checklist visit: version 1",
        "enrolled",
        "nelida",
        "Nothing was changed.",
        "Confirmed",
    ] {
        assert!(said.contains(sentence), "{sentence}: {said}\n{went}");
    }
    assert_eq!(said.matches(", in epoch ").count(), 2, "{said}");
    assert_eq!(said.matches("\"status\":\"ok\"").count(), 4, "{said}");
}
