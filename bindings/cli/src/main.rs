//! The `chaski` command line: a phone without a screen. Reads what was typed, makes one call of the facade a command,
//! and writes the answer. Holds no rule and opens no file of the phone itself.

mod args;
mod lists;
mod out;
mod pages;

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::AtomicBool;

use chaski_bindings::view::{ChildRow, DisputeItem, Family, Page};
use chaski_bindings::{ChaskiError, Phone, read_invitation};
use clap::Parser;
use clap::error::ErrorKind;
use serde_json::json;

use args::{AreaCommand, ChildCommand, Cli, Command, HouseholdCommand, VisitCommand};
use out::Out;

/// Items asked for at a time; the list is read to its end.
const PAGE: usize = 500;

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return misread(&error),
    };
    let out = Out { json: cli.json };
    match run(cli, out) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => out.fail(&error),
    }
}

/// What was typed is no command; or help was asked for.
fn misread(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        let _ = error.print();
        return ExitCode::SUCCESS;
    }
    let message = error.to_string();
    let first = message.split("\n\n").next().unwrap_or_default();
    let text: Vec<&str> = first.trim_start_matches("error: ").split_whitespace().collect();
    let text = match error.kind() {
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "no command was given".to_owned(),
        _ => text.join(" "),
    };
    let json = std::env::args_os().any(|arg| arg == "--json");
    Out { json }.fail(&ChaskiError::new(
        "usage",
        text,
        "`chaski help` lists the commands, and `chaski COMMAND --help` what each is given",
    ))
}

fn run(cli: Cli, out: Out) -> Result<(), ChaskiError> {
    let home = cli.home.or_else(|| std::env::var_os("CHASKI_HOME").map(PathBuf::from));
    let home = home.unwrap_or_else(|| PathBuf::from("chaski-home"));
    let never = AtomicBool::new(false);
    if let Command::Enrol { code, label, server } = &cli.command {
        // A code that cannot be read makes no phone.
        read_invitation(code)?;
        let phone = Phone::open(&home)?;
        let enrolled = phone.enrol(code, label, server.as_deref(), &never, &mut out.progress())?;
        return out.answer(&enrolled, lists::enrolled);
    }
    let phone = Phone::open_existing(&home)?;
    match cli.command {
        Command::Enrol { .. } => Ok(()),
        Command::Area(AreaCommand::List) => out.answer(&phone.areas()?, |areas| lists::areas(areas)),
        Command::Household { command, household } => match (command, household) {
            (Some(HouseholdCommand::Add(new)), _) => {
                out.answer(&phone.add_household(&new.fields())?, lists::created)
            }
            (Some(HouseholdCommand::List { area }), _) => {
                let families: Vec<Family> = whole(|after| phone.families(area.as_deref(), after, PAGE))?;
                out.answer(&families, |families| lists::families(families))
            }
            (None, household) => {
                out.answer(&phone.household(&household.unwrap_or_default())?, pages::household)
            }
        },
        Command::Child { command, child } => match (command, child) {
            (Some(ChildCommand::Add(new)), _) => {
                out.answer(&phone.add_person(&new.fields())?, lists::created)
            }
            (None, child) => out.answer(&phone.child(&child.unwrap_or_default())?, pages::child),
        },
        Command::Visit { command, visit } => match (command, visit) {
            (Some(VisitCommand::Record { file }), _) => {
                out.answer(&phone.record_visit(&document(&file)?)?, lists::visit_saved)
            }
            (None, visit) => out.answer(&phone.visit(&visit.unwrap_or_default())?, pages::visit),
        },
        Command::Children { area, search: Some(words) } => {
            out.answer(&phone.search(&words, area.as_deref(), PAGE)?, |found| lists::found(found))
        }
        Command::Children { area, search: None } => {
            let children: Vec<ChildRow> = whole(|after| phone.children(area.as_deref(), after, PAGE))?;
            out.answer(&children, |children| lists::children(children))
        }
        Command::Correct { set, settle } => {
            out.answer(&set.with(settle, |correction| phone.correct(correction))?, lists::saved)
        }
        Command::Settle { set } => {
            out.answer(&set.with(true, |correction| phone.correct(correction))?, lists::saved)
        }
        Command::Void(removal) => out.answer(&phone.void(&removal.record, &removal.reason)?, lists::saved),
        Command::Restore(removal) => {
            out.answer(&phone.restore(&removal.record, &removal.reason)?, lists::saved)
        }
        Command::Join { kept, other } => out.answer(&phone.join(&kept, &other)?, lists::created),
        Command::Disputes { area } => {
            let disputes: Vec<DisputeItem> = whole(|after| phone.disputes(area.as_deref(), after, PAGE))?;
            out.answer(&disputes, |disputes| lists::disputes(disputes))
        }
        Command::Inbox { limit } => out.answer(&phone.inbox(limit)?, lists::inbox),
        Command::Sync { server } => {
            let report = phone.sync(server.as_deref(), &never, &mut out.progress())?;
            out.answer(&report, lists::report)
        }
        Command::Status => out.answer(&phone.status()?, lists::status),
        Command::Dump { area } => {
            let mut pipe = out::Pipe::stdout();
            let written = phone.dump(&area, &mut pipe);
            pipe.judge(written)
        }
        Command::Verify => verify(&phone, out),
    }
}

fn verify(phone: &Phone, out: Out) -> Result<(), ChaskiError> {
    let verified = phone.verify()?;
    let sound = verified.is_sound();
    let answer = json!({ "sound": sound, "found": verified });
    out.answer(&answer, |_| lists::verified(&verified))?;
    if sound {
        return Ok(());
    }
    Err(ChaskiError::new(
        "not_sound",
        "what is kept on this phone does not hold together",
        "sync what can be delivered, keep the folder as it is, and tell the person on call",
    ))
}

/// A list to its end.
fn whole<T>(
    mut page: impl FnMut(Option<&str>) -> Result<Page<T>, ChaskiError>,
) -> Result<Vec<T>, ChaskiError> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let found = page(after.as_deref())?;
        all.extend(found.items);
        match found.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

fn document(file: &Path) -> Result<String, ChaskiError> {
    let mut text = String::new();
    let read = match file == Path::new("-") {
        true => std::io::stdin().read_to_string(&mut text),
        false => std::fs::File::open(file).and_then(|mut file| file.read_to_string(&mut text)),
    };
    match read {
        Ok(_) => Ok(text),
        Err(error) => Err(ChaskiError::new(
            "file",
            format!("{} cannot be read ({error})", file.display()),
            "name a file of JSON that exists, or `-` for standard input",
        )),
    }
}
