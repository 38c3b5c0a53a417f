//! A form filled at the terminal, a question after the other. What was given is in the file before the next question is asked. Knows a
//! terminal of lines; what may be answered, the session says.

use std::collections::BTreeSet;
use std::io::{self, BufRead, Write};
use std::path::Path;

use chaski::forms::contract::{self, Act, Step};
use chaski::forms::session::Session;
use chaski::forms::session::state::Stop;
use chaski::forms::tree::NodeId;
use chaski::store::files::write_private;
use chaski_bindings::ChaskiError;
use serde_json::json;

use super::load::answers_of;

/// Fills a form; what the file holds already is carried out first.
pub fn fill(mut session: Session, kept: &Path) -> Result<(), ChaskiError> {
    let mut steps: Vec<Step> = if kept.exists() { answers_of(kept)? } else { Vec::new() };
    let mut done = BTreeSet::new();
    for (at, step) in steps.iter().enumerate() {
        for refused in contract::carry_out(&mut session, at + 1, step) {
            say(&format!("{} is not taken up again: {}\n", refused.path, refused.why));
        }
        done.extend(step.iter().filter_map(|act| match act {
            Act::Answer { path, .. } => session.find(path).map(|node| session.lasting_path(node)),
            _ => None,
        }));
    }
    say("an empty line goes on, - clears, < goes back, . ends\n");
    let mut lines = io::stdin().lock().lines();
    let mut closed = BTreeSet::new();
    let mut way: Vec<String> = Vec::new();
    loop {
        if let Some(node) = next(&session, &done) {
            let name = session.lasting_path(node);
            say(&question(&session, node));
            let Some(Ok(line)) = lines.next() else { break };
            match line.trim() {
                "." => break,
                "" => {
                    done.insert(name.clone());
                    way.push(name);
                }
                "<" => {
                    if let Some(before) = way.pop() {
                        done.remove(&before);
                    }
                }
                typed => {
                    let text = meant(&session, node, typed);
                    let act = Act::Answer { path: session.path(node), text };
                    if keep(&mut session, &mut steps, act, kept)? {
                        match session.invalid(node).filter(|_| typed != "-") {
                            Some(_) => say(&format!(
                                "  {}\n",
                                session
                                    .message(node)
                                    .unwrap_or_else(|| "that breaks the rule of this question".into())
                            )),
                            None => {
                                done.insert(name.clone());
                                way.push(name);
                            }
                        }
                    }
                }
            }
            continue;
        }
        let Some(repeat) = open_repeats(&session).into_iter().find(|path| !closed.contains(path)) else {
            break;
        };
        say(&format!("one more of {repeat}? y, or an empty line for none: "));
        let Some(Ok(line)) = lines.next() else { break };
        match line.trim() {
            "." => break,
            "y" => {
                keep(&mut session, &mut steps, Act::Add(repeat), kept)?;
            }
            _ => {
                closed.insert(repeat);
            }
        }
    }
    let verdict = if session.is_valid() { "the record is valid" } else { "the record is not valid yet" };
    say(&format!("\n{verdict}; what was given is in {}\n", kept.display()));
    Ok(())
}

/// The first question that may be answered and that nobody passed.
fn next(session: &Session, done: &BTreeSet<String>) -> Option<NodeId> {
    let open = |node: &NodeId| {
        let calculated = session.def(*node).is_some_and(|def| session.form().node(def).calculate.is_some());
        !calculated && !session.is_readonly(*node) && !done.contains(&session.lasting_path(*node))
    };
    session.asked().into_iter().find(open)
}

/// Repeats to which an instance may be added, by their paths.
fn open_repeats(session: &Session) -> Vec<String> {
    let ends = session.stops().iter().filter(|stop| matches!(stop, Stop::End(..)));
    ends.map(|end| session.path_of_stop(*end)).collect()
}

fn question(session: &Session, node: NodeId) -> String {
    let mut text = format!("\n{}", session.label(node).unwrap_or_else(|| session.path(node)));
    if session.is_required(node) {
        text += " *";
    }
    text += "\n";
    if let Some(hint) = session.hint(node) {
        text += &format!("  {hint}\n");
    }
    for (at, choice) in session.choices(node).unwrap_or_default().iter().enumerate() {
        text += &format!("  {}) {} ({})\n", at + 1, choice.label, choice.name);
    }
    match session.value(node).as_str() {
        "" => text + "> ",
        value => format!("{text}[{value}] > "),
    }
}

/// What was typed as it stands in the record: choices by their numbers, too.
fn meant(session: &Session, node: NodeId, typed: &str) -> String {
    if typed == "-" {
        return String::new();
    }
    let Some(choices) = session.choices(node) else { return typed.to_owned() };
    let name = |word: &str| {
        let numbered = word.parse().ok().and_then(|number: usize| choices.get(number.checked_sub(1)?));
        let named = choices.iter().find(|choice| choice.name == word);
        named.or(numbered).map_or_else(|| word.to_owned(), |choice| choice.name.clone())
    };
    typed.split_whitespace().map(name).collect::<Vec<_>>().join(" ")
}

/// Does it, and writes it down before anything else is asked; whether it could be done.
fn keep(session: &mut Session, steps: &mut Vec<Step>, act: Act, kept: &Path) -> Result<bool, ChaskiError> {
    let step = vec![act];
    if let Some(refused) = contract::carry_out(session, steps.len() + 1, &step).into_iter().next() {
        say(&format!("  {}\n", refused.why));
        return Ok(false);
    }
    steps.push(step);
    let all: Vec<serde_json::Value> = steps.iter().map(|step| written(step)).collect();
    let text = all.iter().map(|step| format!("  {step}")).collect::<Vec<_>>().join(",\n");
    let written = write_private(kept, format!("[\n{text}\n]\n").as_bytes());
    written.map(|()| true).map_err(|error| {
        ChaskiError::new(
            "file",
            format!("{} cannot be written ({error})", kept.display()),
            "free some space or name another file with --answers; what it held before is there still",
        )
    })
}

fn written(step: &[Act]) -> serde_json::Value {
    let members = step.iter().map(|act| match act {
        Act::Answer { path, text } => (path.clone(), json!(text)),
        Act::Add(path) => ("add".into(), json!(path)),
        Act::Remove(path) => ("remove".into(), json!(path)),
        Act::Speak(language) => ("language".into(), json!(language)),
    });
    serde_json::Value::Object(members.collect())
}

fn say(text: &str) {
    let mut terminal = io::stdout();
    // Nobody is left to tell if this fails.
    let _ = write!(terminal, "{text}").and_then(|()| terminal.flush());
}
