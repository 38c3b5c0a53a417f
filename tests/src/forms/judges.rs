//! The engines of others, each a process that is asked in lines of JSON (`tests/forms/judges`). Fetches them from npm and Maven where
//! they are not there yet.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

use super::engine::Engine;
use super::model::Survey;
use super::xform;

/// One engine at work.
pub struct Judge {
    child: Child,
    asked: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Judge {
    /// Starts an engine.
    ///
    /// # Errors
    /// What is missing, as a sentence.
    pub fn start(engine: Engine) -> Result<Judge, String> {
        let mut command = match engine {
            Engine::WebForms => web_forms("judge.js")?,
            Engine::JavaRosa => java_rosa()?,
        };
        let started = command
            .env("TZ", "UTC")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn();
        let mut child = started.map_err(|error| format!("{engine:?} does not start: {error}"))?;
        let (Some(asked), Some(answers)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{engine:?} has no standard input and output"));
        };
        Ok(Judge { child, asked, answers: BufReader::new(answers) })
    }

    /// What the engine makes of a form with these runs of answers: the states of each run, when the record opens and after each step.
    ///
    /// # Errors
    /// Why the engine does not take the form, in its words.
    pub fn states(&mut self, survey: &Survey, runs: &[Vec<Value>]) -> Result<Vec<Vec<Value>>, String> {
        let (xml, files) = xform::write(survey);
        let runs: Vec<Value> = runs.iter().map(|answers| json!({"answers": answers})).collect();
        let line = json!({"id": survey.seed, "xml": xml, "files": files, "runs": runs}).to_string();
        let mut answer = String::new();
        let said = writeln!(self.asked, "{line}").and_then(|()| self.answers.read_line(&mut answer));
        said.map_err(|error| format!("it went away: {error}"))?;
        let mut answer: Value =
            serde_json::from_str(&answer).map_err(|error| format!("{error}: {answer}"))?;
        if let Some(error) = answer["error"].as_str() {
            return Err(error.to_owned());
        }
        serde_json::from_value(answer["runs"].take()).map_err(|error| error.to_string())
    }
}

impl Drop for Judge {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn folder(engine: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("forms/judges").join(engine)
}

fn done(command: &mut Command, what: &str) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output().map_err(|error| format!("{what}: {error}"))?;
    match output.status.success() {
        true => Ok(()),
        false => Err(format!("{what}: {}", String::from_utf8_lossy(&output.stderr))),
    }
}

/// A script of the folder of ODK Web Forms, with the engine fetched.
///
/// # Errors
/// What is missing, as a sentence.
pub fn web_forms(script: &str) -> Result<Command, String> {
    let folder = folder("webforms");
    let (lock, fetched) = (folder.join("package-lock.json"), folder.join("node_modules/.package-lock.json"));
    let changed = |path: &Path| path.metadata().and_then(|about| about.modified()).ok();
    if changed(&fetched) < changed(&lock) {
        let mut npm = Command::new("npm");
        done(
            npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder),
            "npm ci, with Node 20 or newer",
        )?;
    }
    let mut command = Command::new("node");
    command.arg(script).current_dir(folder);
    Ok(command)
}

fn java_rosa() -> Result<Command, String> {
    let folder = folder("javarosa");
    let into = target().join("judges/javarosa");
    if !into.join("javarosa-6.0.0.jar").exists() {
        let mut mvn = Command::new("mvn");
        mvn.args(["--quiet", "--batch-mode", "dependency:copy-dependencies"]);
        mvn.arg(format!("-DoutputDirectory={}", into.display())).current_dir(&folder);
        done(&mut mvn, "mvn, with a JDK 17 or newer")?;
    }
    let mut command = Command::new("java");
    command.arg("-cp").arg(into.join("*")).arg("Judge.java").current_dir(folder);
    Ok(command)
}

fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"), PathBuf::from)
}
