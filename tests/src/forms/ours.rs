//! Our engine, asked as the engines of others are: through the same calls of the core as `chaski form run`.

use std::collections::BTreeMap;
use std::sync::Arc;

use chaski::forms::contract::{carry_out, read, standing};
use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::Attachments;
use chaski::forms::session::{Host, Session};
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use serde_json::Value;

use super::model::Survey;
use super::xform;

/// The files that lie with a form, in memory.
pub struct Files(pub BTreeMap<String, String>);

impl Attachments for Files {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.0.get(name).map(|text| text.clone().into_bytes())
    }
}

/// Whoever runs a session in a test: always the same moment, in UTC, and nothing else.
pub struct Desk;

impl Host for Desk {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::from_timestamp(1_795_953_600, 0).unwrap_or_default().fixed_offset()
    }

    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        0
    }

    fn seed(&self) -> u64 {
        1
    }
}

/// What our engine makes of a form with these runs of answers: the states of each run, when the record opens and after each step.
///
/// # Errors
/// Why the form is not taken.
pub fn states(survey: &Survey, runs: &[Vec<Value>]) -> Result<Vec<Vec<Value>>, String> {
    let (xml, files) = xform::write(survey);
    let imported = import(&xml, &Files(files));
    let Some(form) = imported.form.map(Arc::new) else {
        let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
        return Err(problems.join("; "));
    };
    let run = |answers: &Vec<Value>| {
        // What panics is a fault of ours that must not hide the others.
        let ran = std::panic::catch_unwind(|| run(form.clone(), answers));
        ran.unwrap_or_else(|_| Err(format!("it panicked at {}", Value::from(answers.clone()))))
    };
    runs.iter().map(run).collect()
}

fn run(form: Arc<chaski::forms::definition::Form>, answers: &[Value]) -> Result<Vec<Value>, String> {
    let steps = read(&Value::from(answers.to_vec()).to_string()).map_err(|error| error.to_string())?;
    let mut session = Session::open(form, Box::new(Desk), None);
    let mut refused = Vec::new();
    let said = |session: &Session, refused: &[_]| {
        serde_json::to_value(standing(session, refused.to_vec())).map_err(|error| error.to_string())
    };
    let mut states = vec![said(&session, &refused)?];
    for (at, step) in steps.iter().enumerate() {
        refused.extend(carry_out(&mut session, at + 1, step));
        states.push(said(&session, &refused)?);
    }
    Ok(states)
}
