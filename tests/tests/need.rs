//! What the scripts of the tests install, they install also where somebody else installs at the same time.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output};

/// A system on which nothing is installed, and whose apt-get says this as often, then does what it is asked.
fn need(fails: usize, complaint: &str) -> (Output, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let calls = folder.path().join("calls");
    let apt = format!(
        "#!/bin/sh\necho \"$*\" >> {calls}\n[ $(wc -l < {calls}) -gt {fails} ] && exit 0\necho \"{complaint}\" >&2\nexit 100\n",
        calls = calls.display()
    );
    for (name, script) in
        [("apt-get", apt.as_str()), ("dpkg-query", "#!/bin/sh\nexit 1\n"), ("id", "#!/bin/sh\necho 0\n")]
    {
        let file = folder.path().join(name);
        std::fs::write(&file, script).unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o755)).unwrap();
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("need.sh");
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    let output = bash
        .args(["-c", &format!("source {}; need one two", script.display())])
        .env("PATH", path)
        .env("NEED_PAUSE_S", "0")
        .output()
        .unwrap();
    let calls = std::fs::read_to_string(&calls).unwrap_or_default();
    (output, calls.lines().map(str::to_owned).collect())
}

#[test]
fn installing_waits_while_somebody_else_installs_and_says_at_once_whatever_else_is_wrong() {
    let busy = "E: Could not get lock /var/lib/apt/lists/lock. It is held by process 1 (apt-get)";
    for fails in [0, 1, 4] {
        let (output, calls) = need(fails, busy);
        assert!(output.status.success(), "{output:?}");
        assert_eq!(calls.len(), fails + 2, "{calls:?}");
        assert!(calls[fails].contains(" update") && calls[fails + 1].contains(" install "), "{calls:?}");
        assert!(calls[fails + 1].ends_with(" one two"), "{calls:?}");
        assert!(calls.iter().all(|call| call.contains("DPkg::Lock::Timeout=600")), "{calls:?}");
    }
    let (output, calls) = need(9, "E: Unable to locate package one");
    assert!(!output.status.success() && calls.len() == 1, "{calls:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("Unable to locate"), "{output:?}");
}
