//! The `chaski` command line: a phone without a screen. Reads what was typed, makes one call of the facade a command,
//! and writes the answer. Holds no rule and opens no file of the phone itself. `growth` and `form` need no phone: they read
//! files with the core's rooms of growth and forms.

mod args;
mod form;
mod growth;
mod lists;
mod out;
mod pack;
mod pages;

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use chaski_bindings::view::{AskedVisit, Assessment, ChildRow, DisputeItem, Family, Report, ReviewItem};
use chaski_bindings::{
    ChaskiError, Kind, NewHousehold, Phone, Reviews, Seen, SyncOn, SyncOutcome, VisitSaved, read_invitation,
    rescue_folder, short_name,
};
use clap::Parser;
use clap::error::ErrorKind;
use serde::Serialize;

use args::{AreaCommand, ChildCommand, Cli, Command, HouseholdCommand, Set, VisitCommand};
use out::Out;
use pack::PackCommand;

/// Items asked for at a time; the list is read to its end.
const PAGE: u32 = 500;

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
    let command = match cli.command {
        Command::Growth(command) => return growth::run(command, out),
        Command::Form(command) => return form::run(command, out),
        command => command,
    };
    if let Command::Pack(PackCommand::Check { folder }) = &command {
        return pack::check(folder, out);
    }
    if let Command::Rescue { from, to } = command {
        let rescued = rescue_folder(&from, &to)?;
        return out.answer(&rescued, |rescued| lists::rescued(rescued, &from, &to));
    }
    let home = cli.home.or_else(|| std::env::var_os("CHASKI_HOME").map(PathBuf::from));
    let home = home.unwrap_or_else(|| PathBuf::from("chaski-home"));
    if let Command::Enrol { code, label, server } = command {
        // A code that cannot be read makes no phone.
        read_invitation(&code)?;
        let phone = Phone::open_folder(&home)?;
        phone.use_server(server);
        let enrolled = phone.enrol(&code, &label, Some(Arc::new(out.progress())))?;
        return out.answer(&enrolled, lists::enrolled);
    }
    let phone = Phone::open_existing(&home)?;
    if cli.rules.is_some() {
        phone.use_rules(cli.rules)?;
    }
    if !matches!(command, Command::Status | Command::Pack(_))
        && let Some(lack) = phone.pack()?.lack.filter(|lack| lack.unreadable)
    {
        out.note(&format!("{} {}", lack.sentence, lack.remedy));
    }
    let area = |named: Option<String>| named.map(|area| phone.find(&area, Kind::Area)).transpose();
    match command {
        Command::Enrol { .. }
        | Command::Growth(_)
        | Command::Form(_)
        | Command::Rescue { .. }
        | Command::Pack(PackCommand::Check { .. }) => Ok(()),
        Command::Pack(PackCommand::Use { folder }) => pack::hold(&phone, &folder),
        Command::Area(AreaCommand::List) => out.answer(&phone.areas()?, |areas| lists::areas(areas)),
        Command::Household { command, household } => match (command, household) {
            (Some(HouseholdCommand::Add(new)), _) => {
                let household = NewHousehold::of(phone.find(&new.area, Kind::Area)?);
                let saved = phone.add_family(new.fill(household), Vec::new())?;
                out.answer(&saved.household, lists::created)
            }
            (Some(HouseholdCommand::List { area: within }), _) => {
                let within = area(within)?;
                let families: Vec<Family> = whole(|after| {
                    let part = phone.families(within, after, PAGE)?;
                    Ok((part.items, part.next))
                })?;
                out.answer(&families, |families| lists::families(families))
            }
            (None, household) => {
                let household = phone.find(&household.unwrap_or_default(), Kind::Household)?;
                out.answer(&phone.household(household)?, pages::household)
            }
        },
        Command::Child { command, child } => match (command, child) {
            (Some(ChildCommand::Add(new)), _) => {
                let household = phone.find(&new.household, Kind::Household)?;
                out.answer(&phone.add_person(household, new.person())?, lists::created)
            }
            (None, child) => {
                let child = phone.find(&child.unwrap_or_default(), Kind::Person)?;
                let page = Grown { page: phone.child(child)?, growth: phone.zscores(child)? };
                out.answer(&page, |answer| pages::child(&answer.page, &answer.growth))
            }
        },
        Command::Due { person, explain, on, package } => {
            let person = phone.find(&person, Kind::Person)?;
            let lines = phone.owed(person, package.as_deref(), on)?.ok_or_else(|| {
                ChaskiError::new(
                    "package",
                    format!("the pack that holds here has no package {}", package.unwrap_or_default()),
                    "name one as the sheet of packages does, or leave --package away",
                )
            })?;
            out.answer(&lines, |lines| lists::owed(lines, explain))
        }
        Command::Visit { command, visit } => match (command, visit) {
            (Some(VisitCommand::Record { file }), _) => {
                let saved = phone.record_visit(&document(&file)?)?;
                let growth = measured_at(&phone, &saved);
                let answer = Grown { page: saved, growth };
                out.answer(&answer, |answer| lists::visit_saved(&answer.page, &answer.growth))
            }
            (None, visit) => {
                let visit = phone.find(&visit.unwrap_or_default(), Kind::Visit)?;
                out.answer(&phone.visit(visit)?, pages::visit)
            }
        },
        Command::Children { area: within, search: Some(words) } => {
            out.answer(&phone.search(&words, area(within)?, PAGE)?, |found| lists::found(found))
        }
        Command::Children { area: within, search: None } => {
            let within = area(within)?;
            let children: Vec<ChildRow> = whole(|after| {
                let part = phone.children(within, after, PAGE)?;
                Ok((part.items, part.next))
            })?;
            out.answer(&children, |children| lists::children(children))
        }
        Command::Correct { set, settle } => correct(&phone, &set, settle, out),
        Command::Settle { set } => correct(&phone, &set, true, out),
        Command::Void(removal) => {
            out.answer(&phone.void(&standing(&phone, &removal.record)?, &removal.reason)?, lists::saved)
        }
        Command::Restore(removal) => {
            out.answer(&phone.restore(&standing(&phone, &removal.record)?, &removal.reason)?, lists::saved)
        }
        Command::Join { kept, other } => {
            let (kept, other) = (phone.find(&kept, Kind::Person)?, phone.find(&other, Kind::Person)?);
            out.answer(&phone.join(kept, other)?, lists::created)
        }
        Command::Disputes { area: within } => {
            let within = area(within)?;
            let disputes: Vec<DisputeItem> = whole(|after| {
                let part = phone.disputes(within, after, PAGE)?;
                Ok((part.items, part.next))
            })?;
            out.answer(&disputes, |disputes| lists::disputes(disputes))
        }
        Command::Answer { review, reply } => answer(&phone, &review, &reply, out),
        Command::Inbox { limit } => out.answer(&phone.inbox(limit)?, lists::inbox),
        Command::Sync { server } => {
            phone.use_server(server);
            match phone.sync(SyncOn::AnyLine, Some(Arc::new(out.progress())))? {
                SyncOutcome::Done { report, comments, visits_asked } => {
                    let synced = Synced { report, comments, visits_asked };
                    out.answer(&synced, |synced| {
                        lists::report(&synced.report) + &lists::asked(&synced.comments, &synced.visits_asked)
                    })
                }
                // Nobody tells this program of a line, so it always tries.
                SyncOutcome::NoLine | SyncOutcome::OnlyMeteredLine => Ok(()),
            }
        }
        Command::Status => out.answer(&phone.status()?, lists::status),
        Command::Bundle { file } => bundle(&phone, &file, out),
        Command::Dump { area } => {
            let area = phone.find(&area, Kind::Area)?;
            let mut pipe = out::Pipe::stdout();
            let written = phone.dump(area, &mut pipe);
            pipe.judge(written)
        }
        Command::Verify => verify(&phone, out),
    }
}

/// What is on this phone only, into a new file.
fn bundle(phone: &Phone, file: &Path, out: Out) -> Result<(), ChaskiError> {
    let sealed = phone.bundle()?;
    let failed = |error: std::io::Error| {
        let what = format!("{} cannot be written: {error}", file.display());
        ChaskiError::new("file", what, "give another name, or another place; nothing is lost")
    };
    let mut to = File::create_new(file).map_err(failed)?;
    to.write_all(&sealed.bytes).and_then(|()| to.sync_all()).map_err(failed)?;
    let written = Bundled { file: file.display().to_string(), changes: sealed.changes };
    out.answer(&written, |written| {
        format!(
            "{}: changes {}. Only the server of the district opens it: `chaski-server bundle`.\n",
            written.file, written.changes
        )
    })
}

#[derive(Serialize)]
struct Bundled {
    file: String,
    changes: u64,
}

/// What a sync did, and what came with it for the worker.
#[derive(Serialize)]
struct Synced {
    #[serde(flatten)]
    report: Report,
    comments: Vec<ReviewItem>,
    visits_asked: Vec<AskedVisit>,
}

/// Replies to a comment in front of what is shown at this moment.
fn answer(phone: &Phone, review: &str, reply: &str, out: Out) -> Result<(), ChaskiError> {
    let record = phone.find(review, Kind::Any)?;
    let reviews = phone.reviews(Reviews::OfMyRecords)?;
    let Some(review) = reviews.into_iter().find(|one| one.review == record) else {
        return Err(ChaskiError::new(
            "no_review",
            "this is no comment on what was recorded here that waits for an answer",
            "`chaski inbox` lists those that do, each with its name",
        ));
    };
    phone.answer_review(&review.seen, reply)?;
    out.answer(&phone.reviews(Reviews::OfMyRecords)?.into_iter().find(|one| one.review == record), |_| {
        format!("comment {} answered\n", short_name(&record))
    })
}

/// An answer, with what was measured compared with WHO's standards.
#[derive(Serialize)]
struct Grown<P: Serialize, G: Serialize> {
    #[serde(flatten)]
    page: P,
    growth: G,
}

/// What the readings of a visit come to. The visit is saved: a child who cannot be read now refuses nothing any more.
fn measured_at(phone: &Phone, saved: &VisitSaved) -> Vec<Assessment> {
    let readings = saved.records.iter().filter(|record| record.entity == "reading");
    let found = readings.filter_map(|reading| {
        let growth = phone.zscores(reading.subject).ok()?;
        growth.readings.into_iter().find(|one| one.record == Some(reading.record))
    });
    found.collect()
}

/// Sets a value in front of what is shown at this moment.
fn correct(phone: &Phone, set: &Set, settle: bool, out: Out) -> Result<(), ChaskiError> {
    let (record, field, path) = set.register();
    let page = phone.field(phone.find(record, Kind::Any)?, field, path)?;
    out.answer(&phone.correct(&set.of(page, settle))?, lists::saved)
}

/// What is shown at this moment of whether a record was removed.
fn standing(phone: &Phone, record: &str) -> Result<Seen, ChaskiError> {
    Ok(Seen::of(&phone.field(phone.find(record, Kind::Any)?, "void", None)?.view.shown))
}

fn verify(phone: &Phone, out: Out) -> Result<(), ChaskiError> {
    let checked = phone.verify()?;
    out.answer(&checked, lists::verified)?;
    if checked.sound {
        return Ok(());
    }
    if !checked.found.is_readable() {
        return Err(ChaskiError::new(
            "not_sound",
            "the file of this phone is damaged",
            "keep the folder as it is, do not enrol again yet, and run `chaski rescue`, which takes out of it what can \
             still be read",
        ));
    }
    Err(ChaskiError::new(
        "not_sound",
        "what is kept on this phone does not hold together",
        "sync what can be delivered, keep the folder as it is, and tell the person on call",
    ))
}

/// A list to its end.
fn whole<T>(
    mut part: impl FnMut(Option<String>) -> Result<(Vec<T>, Option<String>), ChaskiError>,
) -> Result<Vec<T>, ChaskiError> {
    let mut all = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let (items, next) = part(after)?;
        all.extend(items);
        match next {
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
