//! `chaski form`: a checklist in a file is checked, described, filled from a file of answers or at the terminal, and written as a
//! submission; needs no phone. Says all that is wrong with a form, not the first alone. What a form means, the core's room `forms` knows.

mod desk;
mod fill;
mod load;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chaski::forms::contract::{self, RecordState, Refused};
use chaski::forms::definition::Form;
use chaski::forms::definition::body::ControlKind;
use chaski::forms::session::Session;
use chaski::forms::{Place, Problem, Severity, submission};
use chaski_bindings::ChaskiError;
use clap::Subcommand;
use serde::Serialize;

use crate::out::{Out, table};
use desk::Desk;
use load::{Loaded, answers_of, load};

/// What to do with a form.
#[derive(Debug, Subcommand)]
pub enum FormCommand {
    /// Say everything that is wrong in a form, and what is worth knowing
    Check {
        /// The form: an XLSForm (.xlsx) or an XForm (.xml)
        file: PathBuf,
    },
    /// Say what a form is: its name, languages, how much it asks
    Info {
        /// The form
        file: PathBuf,
    },
    /// Fill a form with the answers in a file, and say what holds after the last
    Run {
        /// The form; what it attaches lies in the same folder
        file: PathBuf,
        /// The answers, in JSON; docs/forms.md describes them
        #[arg(long, value_name = "FILE")]
        answers: PathBuf,
        /// The language it opens in, by its name in the form
        #[arg(long, value_name = "LANGUAGE")]
        lang: Option<String>,
    },
    /// Fill a form at the terminal; every answer is kept in a file at once, and the next time it goes on from there
    Fill {
        /// The form
        file: PathBuf,
        /// Where the answers are kept [default: the form's name with .answers.json, in this folder]
        #[arg(long, value_name = "FILE")]
        answers: Option<PathBuf>,
        /// The language it opens in, by its name in the form
        #[arg(long, value_name = "LANGUAGE")]
        lang: Option<String>,
    },
    /// Fill a form with the answers in a file, and write the record as OpenRosa servers take it
    Submission {
        /// The form
        file: PathBuf,
        /// The answers, in JSON
        #[arg(long, value_name = "FILE")]
        answers: PathBuf,
    },
}

/// Does it.
pub fn run(command: FormCommand, out: Out) -> Result<(), ChaskiError> {
    match command {
        FormCommand::Check { file } => check(&file, out),
        FormCommand::Info { file } => out.answer(&info(&sound(&file)?), words_of_info),
        FormCommand::Run { file, answers, lang } => {
            let (session, refused) = filled(&file, &answers, lang.as_deref())?;
            out.answer(&contract::standing(&session, refused), words_of_state)
        }
        FormCommand::Fill { file, answers, lang } => {
            let form = Arc::new(sound(&file)?);
            let session = open(&file, form, lang.as_deref())?;
            fill::fill(session, &answers.unwrap_or_else(|| beside(&file)))
        }
        FormCommand::Submission { file, answers } => {
            let (session, _) = filled(&file, &answers, None)?;
            let xml = submission::write(&session);
            out.answer(&Submission { xml }, |submission| submission.xml.clone())
        }
    }
}

/// Where the answers to a form are kept that is filled at the terminal.
fn beside(file: &Path) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    PathBuf::from(format!("{stem}.answers.json"))
}

/// A form in which nothing is refused.
fn sound(file: &Path) -> Result<Form, ChaskiError> {
    let Loaded { form, problems, .. } = load(file)?;
    form.ok_or_else(|| {
        let mut refused = problems.iter().filter(|problem| problem.severity == Severity::Refused);
        let first = refused
            .next()
            .map_or_else(String::new, |problem| format!(": {}: {}", problem.place, problem.what));
        let more = match refused.count() {
            0 => String::new(),
            more => format!(", and {more} more"),
        };
        ChaskiError::new(
            "form",
            format!("{} is not taken{first}{more}", file.display()),
            format!("`chaski form check {}` says all that is wrong and what to do", file.display()),
        )
    })
}

fn open(file: &Path, form: Arc<Form>, language: Option<&str>) -> Result<Session, ChaskiError> {
    let languages = &form.texts.languages;
    if let Some(asked) = language.filter(|asked| !languages.iter().any(|known| known == asked)) {
        let has = match languages.is_empty() {
            true => "leave --lang away: the form has one language without a name".to_owned(),
            false => format!("the form has these: {}", languages.join(", ")),
        };
        return Err(ChaskiError::new("language", format!("the form has no language {asked}"), has));
    }
    let folder = file.parent().unwrap_or(Path::new("")).to_owned();
    Ok(Session::open(form, Box::new(Desk::new(folder)), language))
}

fn filled(
    file: &Path,
    answers: &Path,
    language: Option<&str>,
) -> Result<(Session, Vec<Refused>), ChaskiError> {
    let steps = answers_of(answers)?;
    let mut session = open(file, Arc::new(sound(file)?), language)?;
    let mut refused = Vec::new();
    for (at, step) in steps.iter().enumerate() {
        refused.extend(contract::carry_out(&mut session, at + 1, step));
    }
    Ok((session, refused))
}

/// The record as XML.
#[derive(Serialize)]
struct Submission {
    xml: String,
}

/// What was found.
#[derive(Serialize)]
struct Checked {
    sound: bool,
    problems: Vec<Found>,
}

/// One thing that is wrong, or worth knowing.
#[derive(Serialize)]
struct Found {
    severity: &'static str,
    code: &'static str,
    line: Option<u32>,
    node: Option<String>,
    sheet: Option<String>,
    row: Option<u32>,
    column: Option<String>,
    what: String,
    remedy: String,
    #[serde(skip)]
    said: String,
}

fn check(file: &Path, out: Out) -> Result<(), ChaskiError> {
    let Loaded { form, problems, .. } = load(file)?;
    let checked = Checked { sound: form.is_some(), problems: problems.iter().map(found).collect() };
    out.answer(&checked, |checked| match checked.problems.is_empty() {
        true => "nothing is wrong in this form".into(),
        false => checked.problems.iter().map(|problem| format!("{}\n", problem.said)).collect(),
    })?;
    if checked.sound {
        return Ok(());
    }
    let refused = problems.iter().filter(|problem| problem.severity == Severity::Refused).count();
    Err(ChaskiError::new(
        "form",
        format!("in this form so much is wrong: {refused}"),
        "mend what is named above and check it again; docs/forms.md says what a form may have",
    ))
}

fn found(problem: &Problem) -> Found {
    let severity = match problem.severity {
        Severity::Refused => "refused",
        Severity::Notice => "notice",
    };
    let mut found = Found {
        severity,
        code: problem.code,
        line: None,
        node: None,
        sheet: None,
        row: None,
        column: None,
        what: problem.what.clone(),
        remedy: problem.remedy.clone(),
        said: format!("{severity}: {problem}"),
    };
    match &problem.place {
        Place::File => {}
        Place::Line { line, node } => {
            found.line = Some(*line);
            found.node = Some(node.clone()).filter(|node| !node.is_empty());
        }
        Place::Cell { sheet, row, column } => {
            found.sheet = Some(sheet.clone());
            found.row = Some(*row);
            found.column = Some(column.clone()).filter(|column| !column.is_empty());
        }
    }
    found
}

/// What a form is.
#[derive(Serialize)]
struct Info {
    id: String,
    version: String,
    title: String,
    languages: Vec<String>,
    default_language: Option<String>,
    questions: usize,
    calculations: usize,
    groups: usize,
    repeats: usize,
    lists: Vec<String>,
}

fn info(form: &Form) -> Info {
    let is_group = move |kind: &ControlKind| matches!(kind, ControlKind::Group | ControlKind::Repeat);
    let controls =
        |groups: bool| form.controls.iter().filter(move |control| is_group(&control.kind) == groups);
    Info {
        id: form.id.clone(),
        version: form.version.clone(),
        title: form.title.clone(),
        languages: form.texts.languages.clone(),
        default_language: form.texts.languages.get(form.texts.default as usize).cloned(),
        questions: controls(false).count(),
        calculations: form.nodes.iter().filter(|node| node.calculate.is_some()).count(),
        groups: controls(true).filter(|control| matches!(control.kind, ControlKind::Group)).count(),
        repeats: form.nodes.iter().filter(|node| node.repeat.is_some()).count(),
        lists: form.instances.iter().map(|instance| instance.id.clone()).collect(),
    }
}

fn words_of_info(info: &Info) -> String {
    let named = |what: &str, text: &str| match text {
        "" => String::new(),
        text => format!("{what}: {text}\n"),
    };
    named("form", &info.id)
        + &named("version", &info.version)
        + &named("title", &info.title)
        + &named("languages", &info.languages.join(", "))
        + &named("opens in", info.default_language.as_deref().unwrap_or_default())
        + &format!(
            "{} questions, {} calculations, {} groups, {} repeats\n",
            info.questions, info.calculations, info.groups, info.repeats
        )
        + &named("lists", &info.lists.join(", "))
}

fn words_of_state(state: &RecordState) -> String {
    let row = |(path, node): &(String, contract::NodeState)| {
        let leaf = node.leaf.as_ref()?;
        let said = match (&leaf.message, node.relevant) {
            (_, false) => "not asked".to_owned(),
            (Some(message), _) => message.clone().unwrap_or_else(|| "not valid".into()),
            (None, _) => String::new(),
        };
        Some(vec![path.clone(), leaf.value.clone(), said])
    };
    let rows: Vec<Vec<String>> = state.nodes.iter().filter_map(row).collect();
    let refused: String = state
        .refused
        .iter()
        .map(|one| format!("step {} refused: {}: {}\n", one.step, one.path, one.why))
        .collect();
    let verdict = if state.valid { "the record is valid\n" } else { "the record is not valid yet\n" };
    table(&["NODE", "VALUE", ""], &rows) + &refused + verdict
}
