//! The words of the `chaski-server` command, and how it ends: 0 done, 1 a sentence that says what is wrong and what
//! to do, 2 the command was not understood. What each does stands in [`crate::admin`].

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use chaski::growth::packs;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::admin;
use crate::demo::{self, DemoArgs};
use crate::export::{self, ExportArgs};
use crate::supervisors;

/// A district's server.
#[derive(Debug, Parser)]
#[command(name = "chaski-server", version, about = "Takes what the phones send and serves the supervisors")]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Where a district is.
#[derive(Debug, Clone, Args)]
pub struct Place {
    /// The data folder of the district
    #[arg(long, value_name = "DIR")]
    pub data: PathBuf,
    /// The file of its keys, if it is not in the user's own folder of keys
    #[arg(long, value_name = "FILE")]
    pub key_file: Option<PathBuf>,
}

/// How a list is printed.
#[derive(Debug, Clone, Copy, Args)]
pub struct Form {
    /// As JSON, for programs
    #[arg(long)]
    pub json: bool,
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
        /// Whose rules about growth and haemoglobin hold, by the country's two letters; without it WHO's figures alone
        #[arg(long, value_name = "COUNTRY", value_parser = clap::builder::PossibleValuesParser::new(packs::countries()))]
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

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Where to listen; without it where it listened last, or 0.0.0.0:8443
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(crate) listen: Option<SocketAddr>,
    /// A name or address by which phones reach this server; kept for the next time
    #[arg(long = "name", value_name = "HOST")]
    pub(crate) names: Vec<String>,
    /// Make the district if the folder is new
    #[arg(long)]
    pub(crate) district: Option<String>,
    /// A certificate of your own: the PEM chain, its authority last; kept for the next time
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(crate) cert: Option<PathBuf>,
    /// The PEM key of that certificate
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(crate) key: Option<PathBuf>,
    /// Back to a certificate of the district's own
    #[arg(long, conflicts_with = "cert")]
    pub(crate) own_certificate: bool,
    /// Another authority than before, though phones that are enrolled will refuse this server
    #[arg(long)]
    pub(crate) new_authority: bool,
    /// Write the log to the end of this file instead of standard error
    #[arg(long, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,
    /// How much the log says; network addresses stand only in `debug`
    #[arg(long, default_value = "info", value_parser = ["error", "warn", "info", "debug"])]
    pub(crate) log_level: String,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AreaCommand {
    /// Add an area
    Add {
        /// What it is called
        name: String,
        #[command(flatten)]
        place: Place,
        /// The area it is part of: its name or its record
        #[arg(long)]
        parent: Option<String>,
        /// What it is: region, province, district, populated_centre, sector, other
        #[arg(long)]
        kind: Option<String>,
        /// Another one, though an area of this name is there already
        #[arg(long)]
        same_name: bool,
    },
    /// List the areas
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum WorkerCommand {
    /// Add a worker
    Add {
        /// The name that others see
        name: String,
        #[command(flatten)]
        place: Place,
    },
    /// List the workers
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Give new rights to a worker's phones
    Rights {
        /// Their name or their record
        worker: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        rights: RightsArgs,
    },
    /// Stop a phone that was lost or sold: what it sends from now on is set aside
    Stop {
        /// Its number as `devices` lists it, or the beginning of it
        device: String,
        #[command(flatten)]
        place: Place,
    },
}

#[derive(Debug, Subcommand)]
pub(crate) enum SupervisorCommand {
    /// Let somebody sign in
    Add {
        /// The name that others see; the worker who is called so, or a new one
        name: String,
        #[command(flatten)]
        place: Place,
        /// What they type to sign in: small letters, digits, dots and hyphens
        #[arg(long)]
        login: String,
        /// An area with all below it: its name or its record; may be given several times
        #[arg(long = "area", value_name = "AREA", required = true)]
        areas: Vec<String>,
        /// They may take lists with names out of the server
        #[arg(long)]
        may_export: bool,
        /// They may add people and phones
        #[arg(long)]
        may_enrol: bool,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// Give somebody another password; who is signed in with the old one is signed out
    Password {
        /// What they type to sign in
        login: String,
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        password: PasswordArgs,
    },
    /// List those who sign in
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Let somebody sign in no longer
    Stop {
        /// What they type to sign in
        login: String,
        #[command(flatten)]
        place: Place,
    },
}

/// Where a password comes from: never from the command line, which others on the machine can read.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct PasswordArgs {
    /// Read the password from standard input, one line; without it one is drawn and printed once
    #[arg(long)]
    pub(crate) password_stdin: bool,
}

/// `-05:00` as minutes.
fn offset(text: &str) -> Result<i32, String> {
    let wrong = || format!("{text} is not an offset: write it as -05:00");
    let (sign, rest) = match text.strip_prefix('-') {
        Some(rest) => (-1, rest),
        None => (1, text.strip_prefix('+').unwrap_or(text)),
    };
    let (hours, minutes) = rest.split_once(':').ok_or_else(wrong)?;
    let number = |text: &str, most: i32| {
        let digits = text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse::<i32>().ok().filter(|n| digits && *n <= most).ok_or_else(wrong)
    };
    Ok(sign * (number(hours, 14)? * 60 + number(minutes, 59)?))
}

/// What a phone may see and do.
#[derive(Debug, Args)]
pub(crate) struct RightsArgs {
    /// An area with all below it: its name or its record; may be given several times
    #[arg(long = "area", value_name = "AREA", required = true)]
    pub(crate) areas: Vec<String>,
    /// What the worker does
    #[arg(long, value_enum, default_value_t = Role::Visitor)]
    pub(crate) role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Role {
    /// Visits homes
    Visitor,
    /// Looks after visitors
    Supervisor,
}

/// `invite`.
#[derive(Debug, Args)]
pub(crate) struct InviteArgs {
    #[command(flatten)]
    pub(crate) place: Place,
    /// Whose phone it is: their name or their record
    #[arg(long)]
    pub(crate) worker: String,
    #[command(flatten)]
    pub(crate) rights: RightsArgs,
    /// Where phones reach this server, if not by the first name given to `serve`
    #[arg(long, value_name = "https://HOST:PORT")]
    pub(crate) url: Option<String>,
    #[command(flatten)]
    pub(crate) form: Form,
}

#[derive(Debug, Subcommand)]
pub(crate) enum AsideCommand {
    /// List what was set aside and why
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Accept a change by a supervisor's word
    Accept {
        /// The change as `aside list` names it
        change: String,
        #[command(flatten)]
        place: Place,
        /// Why it is accepted
        #[arg(long)]
        note: String,
        /// The supervisor: their name or their record
        #[arg(long)]
        by: Option<String>,
    },
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
            admin::init(&place, &district, utc_offset, country.as_deref()).await?;
        }
        Command::Serve(args) => admin::serve(args).await?,
        Command::Area(command) => admin::area(command).await?,
        Command::Worker(command) => admin::worker(command).await?,
        Command::Supervisor(command) => supervisors::run(command).await?,
        Command::Invite(args) => admin::invite(args).await?,
        Command::Aside(command) => admin::aside(command).await?,
        Command::Devices { place, form } => admin::devices(&place, form).await?,
        Command::Backup { file, place } => admin::backup(&file, &place).await?,
        Command::Restore { file, place, keys_from, stolen } => {
            admin::restore(&file, &place, keys_from.as_deref(), stolen).await?
        }
        Command::Back { place, yes, form } => admin::back(&place, yes, form).await?,
        Command::Doctor { place, form } => admin::doctor(&place, form).await?,
        Command::Dump { place, area } => admin::dump(&place, &area).await?,
        Command::Export(args) => export::run(args).await?,
        Command::Demo(args) => demo::run(args).await?,
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_hours_and_minutes_and_nothing_else() {
        assert_eq!(offset("-05:00").unwrap(), -300);
        assert_eq!(offset("+05:45").unwrap(), 345);
        assert_eq!(offset("00:00").unwrap(), 0);
        for wrong in ["-5", "5:00", "-05:60", "-15:00", "--05:00", "-0+:00", "America/Lima", ""] {
            assert!(offset(wrong).is_err(), "{wrong}");
        }
    }
}
