//! How fast checklists are: a form of 1,500 questions and 300 calculations is imported, opened and filled, by our engine and by npm's
//! `@getodk/xforms-engine` in the same run with the same answers; and a repeat of 20 questions is filled 200 times over.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use chaski::change::content::ContentName;
use chaski::forms::compiled;
use chaski::forms::definition::Form;
use chaski::forms::definition::body::ControlKind;
use chaski::forms::session::Session;
use chaski::record::RecordName;
use chaski::store::Place;
use chaski_xlsform::load::load;
use serde_json::{Value, json};

use super::checklist::{self, Answer};
use super::times::Times;
use super::web_forms;
use crate::forms::ours::Desk;
use crate::world::Phone;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Runs of what is done once for a form; the median counts.
const RUNS: usize = 11;
/// Rounds of answers to the whole form.
const ROUNDS: usize = 3;
/// Instances of the repeat.
const CHILDREN: usize = 200;
/// Rounds of answers to one instance.
const ROUNDS_OF_A_CHILD: usize = 100;
/// What the project aims at: from compiled to open, one answer, milliseconds; times as fast as the other engine.
const AIMS: (f64, f64, f64) = (10.0, 1.0, 20.0);

/// All figures of one run.
pub fn all(folder: &Path) -> Outcome<Value> {
    let sheet = folder.join("large.xlsx");
    fs::write(&sheet, checklist::large()?)?;
    let xform = folder.join("large.xml");
    let text = load(&sheet).map_err(|error| format!("{error:?}"))?.package.xform;
    fs::write(&xform, &text)?;
    let form = Arc::new(form_of(&xform)?);
    is_of_the_size_that_is_said(&form)?;
    let bytes = compiled::write(&form)?;
    let compiled = folder.join("large.compiled");
    fs::write(&compiled, &bytes)?;

    let read = || compiled::read(&bytes).ok_or_else(|| "the compiled form is not read".into());
    let from_xform = repeated(|| form_of(&xform))?;
    let from_sheet = repeated(|| form_of(&sheet))?;
    let loaded = repeated(read)?;
    let opened = repeated(|| Ok(open(&form)))?;
    let both = repeated(|| Ok(open(&Arc::new(read()?))))?;
    let (answered, _) = filled(&form, ROUNDS)?;
    let (kept, commits) = kept_answers(folder, &form)?;
    let (open_ms, answer_p99_ms) = (both.percentile_ms(50), answered.percentile_ms(99));

    // The other engine answers each question once; so do we where the two are compared.
    let (once, values) = filled(&form, 1)?;
    let theirs = web_forms::fill(&text, &checklist::answers(0), &calculations(&form));
    let (theirs, ratios) = match theirs {
        Ok(theirs) => {
            let alike = |(path, value): &(&str, String)| theirs.values.get(*path) == Some(&json!(value));
            let answer_p99 = theirs.answers.percentile_ms(99) / once.percentile_ms(99);
            (
                json!({
                    "load_ms": theirs.load_ms, "open_ms": theirs.open_ms, "answer": theirs.answers.told(),
                    "memory": theirs.memory,
                    "calculations_alike": calculations(&form).into_iter().zip(values).filter(alike).count(),
                }),
                json!({
                    "import_of_the_xform": theirs.load_ms / from_xform.percentile_ms(50),
                    "import_and_open_to_open_from_compiled": (theirs.load_ms + theirs.open_ms) / open_ms,
                    "answer_median": theirs.answers.percentile_ms(50) / once.percentile_ms(50),
                    "answer_p99": answer_p99, "aim": AIMS.2, "aim_met": answer_p99 >= AIMS.2,
                }),
            )
        }
        Err(why) => (json!({ "not_measured": why }), Value::Null),
    };
    Ok(json!({
        "form": {
            "questions": checklist::QUESTIONS, "calculations": checklist::CALCULATIONS,
            "xform_bytes": text.len(), "compiled_bytes": bytes.len(),
        },
        "import_of_the_xform": from_xform.told(),
        "import_of_the_xlsform": from_sheet.told(),
        "load_of_the_compiled_form": loaded.told(),
        "open_of_a_session": opened.told(),
        "open_from_compiled": both.told(),
        "open_from_compiled_aim": { "median_ms": open_ms, "aim_ms": AIMS.0, "aim_met": open_ms < AIMS.0 },
        "answer": answered.told(),
        "answer_aim": { "p99_ms": answer_p99_ms, "aim_ms": AIMS.1, "aim_met": answer_p99_ms < AIMS.1 },
        "answer_with_the_commit_of_its_draft": kept.told(),
        "that_commit_alone": commits.told(),
        "memory": memory_in_a_process_of_its_own(&compiled)?,
        "repeat": repeat(folder)?,
        "web_forms": theirs,
        "times_as_fast_as_web_forms": ratios,
    }))
}

/// How much memory this process takes for opening a compiled form and answering every question of it: the greatest it ever had, before and after.
pub fn memory_of(compiled: &Path) -> Outcome<Value> {
    let before_kb = peak_kb();
    let form = compiled::read(&fs::read(compiled)?).ok_or("the compiled form is not read")?;
    let mut session = open(&Arc::new(form));
    let opened_kb = peak_kb();
    for answer in checklist::answers(0) {
        give(&mut session, &answer)?;
    }
    Ok(json!({ "before_kb": before_kb, "opened_kb": opened_kb, "filled_kb": peak_kb() }))
}

/// The process that measures has imported before: another one, that only opens, is what a phone is.
fn memory_in_a_process_of_its_own(compiled: &Path) -> Outcome<Value> {
    let mut command = Command::new(std::env::current_exe()?);
    let output = command.args(["forms", "--json", "--memory-of"]).arg(compiled).output()?;
    Ok(serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("{error}: {}", String::from_utf8_lossy(&output.stderr)))?)
}

/// The most memory that this process ever had resident; none where the system does not tell it so.
fn peak_kb() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.split_whitespace().next()?.parse().ok()
}

fn form_of(file: &Path) -> Outcome<Form> {
    let loaded = load(file).map_err(|error| format!("{error:?}"))?;
    loaded.form.ok_or_else(|| format!("{}: {:?}", file.display(), loaded.problems).into())
}

fn is_of_the_size_that_is_said(form: &Form) -> Outcome<()> {
    let asks = |kind| !matches!(kind, ControlKind::Group | ControlKind::Repeat);
    let questions = form.controls.iter().filter(|control| asks(control.kind)).count();
    let calculations = calculations(form).len();
    if (questions, calculations) != (checklist::QUESTIONS, checklist::CALCULATIONS) {
        return Err(format!("the form has {questions} questions and {calculations} calculations").into());
    }
    Ok(())
}

/// The paths of all calculations.
fn calculations(form: &Form) -> Vec<&str> {
    form.nodes.iter().filter(|node| node.calculate.is_some()).map(|node| node.path.as_str()).collect()
}

fn open(form: &Arc<Form>) -> Session {
    Session::open(form.clone(), Box::new(Desk), None)
}

fn repeated<T>(mut act: impl FnMut() -> Outcome<T>) -> Outcome<Times> {
    let mut times = Times::default();
    for _ in 0..RUNS {
        times.take(&mut act)?;
    }
    Ok(times)
}

/// One answer, from the path of its question on; what is asked and refused would be measured wrongly.
fn give(session: &mut Session, (path, text): &Answer) -> Outcome<()> {
    let node = session.find(path).ok_or_else(|| format!("{path}: no such question"))?;
    session.answer(node, text).map_err(|refusal| format!("{path}: {text}: {refusal}"))?;
    Ok(())
}

/// Every question in its order, and what the calculations are then.
fn filled(form: &Arc<Form>, rounds: usize) -> Outcome<(Times, Vec<String>)> {
    let mut session = open(form);
    let mut times = Times::default();
    for answer in (0..rounds).flat_map(checklist::answers) {
        times.take(|| give(&mut session, &answer))?;
    }
    let value = |path: &str| session.find(path).map(|node| session.value(node)).unwrap_or_default();
    Ok((times, calculations(form).into_iter().map(value).collect()))
}

/// The same as a phone has it: each answer is on the disk before the next. The second are the commits alone.
fn kept_answers(folder: &Path, form: &Arc<Form>) -> Outcome<(Times, Times)> {
    let mut phone = Phone::at(Place::file(folder.join("phone.db")));
    let store = phone.store()?;
    let subject = RecordName { device: store.device(), number: 1, index: 0 };
    let mut session = open(form);
    let draft =
        store.begin_draft(subject, ContentName([1; 32]), &form.id, &form.version, &session.unsaved())?;
    let (mut whole, mut commits) = (Times::default(), Times::default());
    for answer in checklist::answers(0) {
        whole.take(|| -> Outcome<()> {
            give(&mut session, &answer)?;
            let facts = session.unsaved();
            commits.take(|| store.keep_draft(&draft, &facts, &answer.0, ""))?;
            Ok(())
        })?;
    }
    Ok((whole, commits))
}

/// One answer in the first and in the last of many instances, in turns, and in the first while it is the only one.
fn repeat(folder: &Path) -> Outcome<Value> {
    let sheet = folder.join("children.xlsx");
    fs::write(&sheet, checklist::of_children()?)?;
    let form = Arc::new(form_of(&sheet)?);
    let mut alone = open(&form);
    let mut only = Child::default();
    for round in 0..ROUNDS_OF_A_CHILD {
        only.answers(&mut alone, 1, round)?;
    }
    let mut session = open(&form);
    while session.find(&format!("/data/child[{CHILDREN}]")).is_none() {
        session.add("/data/child").map_err(|refusal| refusal.to_string())?;
    }
    for answer in (1..=CHILDREN).flat_map(|child| checklist::answers_of_child(child, 0)) {
        give(&mut session, &answer)?;
    }
    let (mut first, mut last) = (Child::default(), Child::default());
    for round in 1..=ROUNDS_OF_A_CHILD {
        first.answers(&mut session, 1, round)?;
        last.answers(&mut session, CHILDREN, round)?;
    }
    let last_to = |other: &Child| {
        let ratio = |of_100| last.plain.percentile_ms(of_100) / other.plain.percentile_ms(of_100);
        json!({ "median": ratio(50), "p99": ratio(99) })
    };
    Ok(json!({
        "instances": CHILDREN,
        "questions_each": 20,
        "answer_in_the_first_while_it_is_alone": only.plain.told(),
        "answer_in_the_first": first.plain.told(),
        "answer_in_the_last": last.plain.told(),
        "last_to_first": last_to(&first),
        "last_to_first_while_it_is_alone": last_to(&only),
        "answer_that_a_sum_over_all_instances_reads": {
            "in_the_first": first.summed.told(), "in_the_last": last.summed.told(),
        },
    }))
}

/// Answers in one instance: those of which a sum goes over all instances are a matter of their own.
#[derive(Default)]
struct Child {
    plain: Times,
    summed: Times,
}

impl Child {
    fn answers(&mut self, session: &mut Session, child: usize, round: usize) -> Outcome<()> {
        for answer in checklist::answers_of_child(child, round) {
            let times = if checklist::is_summed(&answer.0) { &mut self.summed } else { &mut self.plain };
            times.take(|| give(session, &answer))?;
        }
        Ok(())
    }
}
