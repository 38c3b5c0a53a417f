//! The `chaski-server` command, and how it ends: 0 done, 1 a sentence that says what is wrong and what to do, 2 the
//! command was not understood. Each command opens the district's folder, asks the storage and prints; most work while a
//! server runs on the same folder. Knows people's names and words; must not know tables.

mod address;
mod args;
mod aside;
mod bundle;
mod district;
pub mod doctor;
mod export;
mod form_export;
mod forms;
mod named;
mod packs;
mod people;
mod serve;
mod supervisors;
mod terminal;

use std::path::PathBuf;
use std::process::ExitCode;

use chaski::pack;
use chaski_demo::DemoArgs;
use clap::{Parser, Subcommand};

use args::{
    AreaCommand, AsideCommand, Form, FormCommand, InviteArgs, PackCommand, Place, ServeArgs,
    SupervisorCommand, WorkerCommand, offset,
};
use export::ExportArgs;

/// A district's server.
#[derive(Debug, Parser)]
#[command(name = "chaski-server", version, about = "Takes what the phones send and serves the supervisors")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a new district
    Init {
        #[command(flatten)]
        place: Place,
        /// The district's name
        #[arg(long)]
        district: String,
        /// What its clocks show less UTC; without it what this machine's do
        #[arg(long, value_name = "±HH:MM", allow_hyphen_values = true, value_parser = offset)]
        utc_offset: Option<i32>,
        /// Whose pack holds (lists, identifiers, rules), by the country's two letters; without it nobody's, and WHO's figures alone
        #[arg(long, value_name = "COUNTRY", value_parser = clap::builder::PossibleValuesParser::new(pack::countries()))]
        country: Option<String>,
    },
    /// Serve phones and supervisors until stopped
    Serve(ServeArgs),
    /// The territory
    #[command(subcommand)]
    Area(AreaCommand),
    /// Those who visit and supervise, and their phones
    #[command(subcommand)]
    Worker(WorkerCommand),
    /// Those who sign in to the supervisors' pages
    #[command(subcommand)]
    Supervisor(SupervisorCommand),
    /// Invite a phone of a worker
    Invite(InviteArgs),
    /// What a country decides: lists, identifiers, rules
    #[command(subcommand)]
    Pack(PackCommand),
    /// Checklists: what a visit asks
    #[command(subcommand)]
    Form(FormCommand),
    /// Take the sealed files that phones wrote to a card or a cable, also while serving
    Bundle {
        /// The files
        #[arg(required = true)]
        files: Vec<PathBuf>,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Changes that were set aside
    #[command(subcommand)]
    Aside(AsideCommand),
    /// List the phones: when they synced, what they still hold
    Devices {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Write an encrypted copy of the database, also while serving
    Backup {
        /// The copy
        file: PathBuf,
        #[command(flatten)]
        place: Place,
    },
    /// Put a backup back; the server must be stopped
    Restore {
        /// The backup
        file: PathBuf,
        #[command(flatten)]
        place: Place,
        /// A copy of the key file, where this machine has none
        #[arg(long, value_name = "FILE")]
        keys_from: Option<PathBuf>,
        /// Somebody else may have this server's key: it is distrusted, and what phones show of its word is only listed
        #[arg(long)]
        stolen: bool,
    },
    /// After a restore: say what may be missing, and confirm that no more is waited for
    Back {
        #[command(flatten)]
        place: Place,
        /// Confirm without being asked
        #[arg(long)]
        yes: bool,
        #[command(flatten)]
        form: Form,
    },
    /// Look for what is wrong and say what to do
    Doctor {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Print the state of an area as JSON lines, the same on every replica that holds the same changes
    Dump {
        #[command(flatten)]
        place: Place,
        /// Its name or its record
        #[arg(long)]
        area: String,
    },
    /// Write measurements for the programmes that judge them
    Export(ExportArgs),
    /// Show a district with invented families
    Demo(DemoArgs),
}

/// Runs a command to its end.
pub fn main(cli: Cli) -> ExitCode {
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("the system gives no threads ({error}): close other programs and try again");
            return ExitCode::FAILURE;
        }
    };
    match runtime.block_on(run(cli)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a command within a runtime of several threads.
pub async fn run(cli: Cli) -> Result<(), Box<dyn std::error::Error>> {
    match cli.command {
        Command::Init { place, district, utc_offset, country } => {
            district::init(&place, &district, utc_offset, country.as_deref()).await?;
        }
        Command::Serve(args) => serve::serve(args).await?,
        Command::Area(command) => people::area(command).await?,
        Command::Worker(command) => people::worker(command).await?,
        Command::Supervisor(command) => supervisors::run(command).await?,
        Command::Invite(args) => people::invite(args).await?,
        Command::Pack(command) => packs::run(command).await?,
        Command::Form(command) => forms::run(command).await?,
        Command::Bundle { files, place, form } => bundle::take(&files, &place, form).await?,
        Command::Aside(command) => aside::aside(command).await?,
        Command::Devices { place, form } => people::devices(&place, form).await?,
        Command::Backup { file, place } => district::backup(&file, &place).await?,
        Command::Restore { file, place, keys_from, stolen } => {
            district::put_back(&file, &place, keys_from.as_deref(), stolen).await?
        }
        Command::Back { place, yes, form } => district::back(&place, yes, form).await?,
        Command::Doctor { place, form } => district::doctor(&place, form).await?,
        Command::Dump { place, area } => district::dump(&place, &area).await?,
        Command::Export(args) => export::run(args).await?,
        Command::Demo(args) => chaski_demo::run(args).await?,
    }
    Ok(())
}
