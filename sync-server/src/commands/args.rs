//! The words of the `chaski-server` command, read and checked: what each means stands with the command that takes it.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

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

/// `serve`.
#[derive(Debug, Args)]
pub struct ServeArgs {
    #[command(flatten)]
    pub(super) place: Place,
    /// Where to listen; without it where it listened last, or 0.0.0.0:8443
    #[arg(long, value_name = "ADDRESS:PORT")]
    pub(super) listen: Option<SocketAddr>,
    /// A name or address by which phones reach this server; kept for the next time
    #[arg(long = "name", value_name = "HOST")]
    pub(super) names: Vec<String>,
    /// Make the district if the folder is new
    #[arg(long)]
    pub(super) district: Option<String>,
    /// A certificate of your own: the PEM chain, its authority last; kept for the next time
    #[arg(long, value_name = "FILE", requires = "key")]
    pub(super) cert: Option<PathBuf>,
    /// The PEM key of that certificate
    #[arg(long, value_name = "FILE", requires = "cert")]
    pub(super) key: Option<PathBuf>,
    /// Back to a certificate of the district's own
    #[arg(long, conflicts_with = "cert")]
    pub(super) own_certificate: bool,
    /// Another authority than before, though phones that are enrolled will refuse this server
    #[arg(long)]
    pub(super) new_authority: bool,
    /// Write the log to the end of this file instead of standard error
    #[arg(long, value_name = "FILE")]
    pub(super) log: Option<PathBuf>,
    /// How much the log says; network addresses stand only in `debug`
    #[arg(long, default_value = "info", value_parser = ["error", "warn", "info", "debug"])]
    pub(super) log_level: String,
}

#[derive(Debug, Subcommand)]
pub(super) enum AreaCommand {
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
pub(super) enum WorkerCommand {
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
pub(super) enum SupervisorCommand {
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
pub(super) struct PasswordArgs {
    /// Read the password from standard input, one line; without it one is drawn and printed once
    #[arg(long)]
    pub(super) password_stdin: bool,
}

/// What a phone may see and do.
#[derive(Debug, Args)]
pub(super) struct RightsArgs {
    /// An area with all below it: its name or its record; may be given several times
    #[arg(long = "area", value_name = "AREA", required = true)]
    pub(super) areas: Vec<String>,
    /// What the worker does
    #[arg(long, value_enum, default_value_t = Role::Visitor)]
    pub(super) role: Role,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Role {
    /// Visits homes
    Visitor,
    /// Looks after visitors
    Supervisor,
}

/// `invite`.
#[derive(Debug, Args)]
pub(super) struct InviteArgs {
    #[command(flatten)]
    pub(super) place: Place,
    /// Whose phone it is: their name or their record
    #[arg(long)]
    pub(super) worker: String,
    #[command(flatten)]
    pub(super) rights: RightsArgs,
    /// Where phones reach this server, if not by the first name given to `serve`
    #[arg(long, value_name = "https://HOST:PORT")]
    pub(super) url: Option<String>,
    #[command(flatten)]
    pub(super) form: Form,
}

#[derive(Debug, Subcommand)]
pub(super) enum PackCommand {
    /// Check a pack, and let it hold in the district from now on, also while serving
    Use {
        /// The folder with its files, or the country of one that is built in, by its two letters
        #[arg(value_name = "DIR|COUNTRY")]
        pack: String,
        #[command(flatten)]
        place: Place,
    },
    /// Show the pack that holds: what it has, and by which legal acts
    Show {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum FormCommand {
    /// Check a checklist and release it to the district's phones, also while serving
    Publish {
        /// The file of the form
        file: PathBuf,
        /// The day from which it holds (2026-12-01); without it today
        #[arg(long, value_name = "DATE")]
        from: Option<String>,
        #[command(flatten)]
        place: Place,
    },
    /// List what was released: each version, from when, and which is in force
    List {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
    /// Write the finished checklists of one form to standard output
    Export(FormExportArgs),
    /// List which version of each checklist every phone has, and what is lacking
    Phones {
        #[command(flatten)]
        place: Place,
        #[command(flatten)]
        form: Form,
    },
}

/// `form export`.
#[derive(Debug, Args)]
pub(super) struct FormExportArgs {
    /// The checklist, by its form's id as `form list` has it
    pub(super) checklist: String,
    #[command(flatten)]
    pub(super) place: Place,
    /// Choices by their labels in this language of the form, by its tag (es) or its name; without it by their names
    #[arg(long, value_name = "LANGUAGE")]
    pub(super) labels: Option<String>,
    /// As a table, or nested as the form is
    #[arg(long, value_enum, default_value_t = ExportedAs::Csv)]
    pub(super) format: ExportedAs,
    /// Of visits on or after this day (2026-11-01)
    #[arg(long, value_name = "DAY")]
    pub(super) since: Option<String>,
    /// Of visits on or before this day
    #[arg(long, value_name = "DAY")]
    pub(super) until: Option<String>,
    /// A row an instance of this repeat, by its path (child), in place of a row a checklist
    #[arg(long, value_name = "PATH")]
    pub(super) repeat: Option<String>,
    /// With the names of worker, family and person
    #[arg(long)]
    pub(super) names: bool,
    /// For a spreadsheet: a text that it would take for a formula gets an apostrophe in front
    #[arg(long)]
    pub(super) for_spreadsheet: bool,
}

/// How finished checklists are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum ExportedAs {
    /// A row a checklist, with a head
    Csv,
    /// A list of objects
    Json,
}

#[derive(Debug, Subcommand)]
pub(super) enum AsideCommand {
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

/// `-05:00` as minutes.
pub(super) fn offset(text: &str) -> Result<i32, String> {
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
