//! npm's `@getodk/xforms-engine` with the same form and the same answers, in a process of its own (`tests/forms/judges/webforms`).

use std::io::Write;
use std::process::Stdio;

use serde_json::{Map, Value, json};

use super::checklist::Answer;
use super::times::Times;
use crate::forms::judges::web_forms;

/// What it took, and what it came to.
pub struct Filled {
    /// Of a form from its text.
    pub load_ms: f64,
    /// Of a new record.
    pub open_ms: f64,
    /// Of each answer.
    pub answers: Times,
    /// The calculations at the end, by path.
    pub values: Map<String, Value>,
    /// Of its process.
    pub memory: Value,
}

/// Fills a form.
///
/// # Errors
/// What is missing, or why the engine does not take it.
pub fn fill(xform: &str, answers: &[Answer], calculations: &[&str]) -> Result<Filled, String> {
    let asked = json!({ "xml": xform, "answers": answers, "calculations": calculations }).to_string();
    let mut command = web_forms("bench.js")?;
    let started =
        command.env("TZ", "UTC").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut child = started.map_err(|error| format!("node does not start: {error}"))?;
    // It reads everything before it says anything; what it says then is for `wait_with_output`.
    let written = child.stdin.take().map(|mut stdin| stdin.write_all(asked.as_bytes()));
    let output = child.wait_with_output().map_err(|error| error.to_string())?;
    let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_owned();
    if !output.status.success() || !matches!(written, Some(Ok(()))) {
        return Err(format!("bench.js ended with {}: {}", output.status, said(&output.stderr)));
    }
    let mut told: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", said(&output.stdout)))?;
    let number = |name: &str| told[name].as_f64().ok_or_else(|| format!("bench.js tells no {name}"));
    let taken = told["answers_ms"].as_array().into_iter().flatten().filter_map(Value::as_f64);
    Ok(Filled {
        load_ms: number("load_ms")?,
        open_ms: number("open_ms")?,
        answers: taken.collect(),
        values: told["values"].as_object().cloned().unwrap_or_default(),
        memory: told["memory"].take(),
    })
}
