//! The commands and what each is given, as `chaski help` shows them. Reads no value: what was typed goes on as text.

use std::path::PathBuf;

use chaski_bindings::view::FieldPage;
use chaski_bindings::{Correction, Identifier, NewHousehold, NewPerson, Seen};
use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand};

use crate::form::FormCommand;
use crate::growth::GrowthCommand;
use crate::pack::PackCommand;

/// A phone without a screen: families, visits, corrections and sync, offline first.
#[derive(Debug, Parser)]
#[command(name = "chaski", version, disable_help_subcommand = false)]
pub struct Cli {
    /// The phone's folder [default: CHASKI_HOME, or ./chaski-home]
    #[arg(long, global = true, value_name = "DIR")]
    pub home: Option<PathBuf>,
    /// Answer in JSON, errors too
    #[arg(long, global = true)]
    pub json: bool,
    /// From now on the pack of this country holds on this phone: its lists, identifiers and rules
    #[arg(long, global = true, value_name = "COUNTRY")]
    pub rules: Option<String>,
    /// What to do
    #[command(subcommand)]
    pub command: Command,
}

/// One command.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make this phone a worker's, with the code of their supervisor, and fetch what they need
    Enrol {
        /// The invitation, from `chaski:` to its end
        code: String,
        /// What people call this phone
        #[arg(long, default_value = "command line")]
        label: String,
        /// Instead of the invitation's address
        #[arg(long, value_name = "URL")]
        server: Option<String>,
    },
    /// The areas
    #[command(subcommand)]
    Area(AreaCommand),
    /// The page of a household, by name or code; or record one
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Household {
        #[command(subcommand)]
        command: Option<HouseholdCommand>,
        /// Name or code of the household
        #[arg(required = true)]
        household: Option<String>,
    },
    /// The page of a child (or of any person), by name or code; or record one
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Child {
        #[command(subcommand)]
        command: Option<ChildCommand>,
        /// Name or code of the child
        #[arg(required = true)]
        child: Option<String>,
    },
    /// What a child or pregnant woman is owed: state, window, and with --explain the rule and what counts
    Due {
        /// Name or code of the person
        person: String,
        /// With the rule, its act, the events that count and those that do not, and why
        #[arg(long)]
        explain: bool,
        /// On another day than today
        #[arg(long, value_name = "YYYY-MM-DD")]
        on: Option<NaiveDate>,
        /// Only this package, by its name in the sheets; those for measuring are asked for so
        #[arg(long, value_name = "PACKAGE")]
        package: Option<String>,
    },
    /// The page of a visit, by name; or record one
    #[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
    Visit {
        #[command(subcommand)]
        command: Option<VisitCommand>,
        /// Name of the visit
        #[arg(required = true)]
        visit: Option<String>,
    },
    /// The children of an area, or whoever is found by words
    Children {
        /// Only this area and what is below it
        #[arg(long)]
        area: Option<String>,
        /// Names, a house, a number or a code, as typed at a door
        #[arg(long, value_name = "WORDS")]
        search: Option<String>,
    },
    /// Set a value in front of the one that is shown
    Correct {
        #[command(flatten)]
        set: Set,
        /// Decide between all values that stand (supervisors)
        #[arg(long)]
        settle: bool,
    },
    /// Decide between the values that two people recorded (supervisors)
    Settle {
        #[command(flatten)]
        set: Set,
    },
    /// Remove a record; nothing of it is lost
    Void(Removal),
    /// Take a removed record back
    Restore(Removal),
    /// Say that two persons registered apart are one (supervisors)
    Join {
        /// The one that is kept
        kept: String,
        /// The one that is the same
        other: String,
    },
    /// What two people recorded differently
    Disputes {
        /// Only this area and what is below it
        #[arg(long)]
        area: Option<String>,
    },
    /// Reply to a comment on what was recorded here; what was wrong is corrected first, which answers it too
    Answer {
        /// Name of the review, as `inbox` shows it
        review: String,
        /// What there is to say
        reply: String,
    },
    /// What others ask, and what became of what was recorded: on this phone only, waiting, set aside, unreadable
    Inbox {
        /// At most so many of each
        #[arg(long, default_value_t = 50, value_name = "N")]
        limit: u32,
    },
    /// Exchange everything with the server
    Sync {
        /// Instead of the invitation's address
        #[arg(long, value_name = "URL")]
        server: Option<String>,
    },
    /// Programme packs: what a country decides
    #[command(subcommand)]
    Pack(PackCommand),
    /// Whose phone this is, and how its work stands
    Status,
    /// Seal what is on this phone only into a file, for the server: where no line comes for long
    Bundle {
        /// The file; none that is there already
        file: PathBuf,
    },
    /// Everything said in an area, as JSON lines
    Dump {
        /// The area
        #[arg(long)]
        area: String,
    },
    /// Check that every page kept is whole and that everything shown follows from what was said
    Verify,
    /// Take what can be read of a damaged phone into a new folder; the damaged one stays as it is
    Rescue {
        /// The damaged phone's folder
        #[arg(value_name = "FROM")]
        from: PathBuf,
        /// A folder in which no phone is
        #[arg(value_name = "TO")]
        to: PathBuf,
    },
    /// What WHO's growth standards say of the measurements in a file; needs no phone
    #[command(subcommand)]
    Growth(GrowthCommand),
    /// Checklists in files, XLSForms and XForms: check, describe and fill them; needs no phone
    #[command(subcommand)]
    Form(FormCommand),
}

/// Commands on areas.
#[derive(Debug, Subcommand)]
pub enum AreaCommand {
    /// All areas that this phone knows
    List,
}

/// Commands on households.
#[derive(Debug, Subcommand)]
pub enum HouseholdCommand {
    /// Record a household
    Add(Box<HouseholdArgs>),
    /// The families of an area
    List {
        /// Only this area and what is below it
        #[arg(long)]
        area: Option<String>,
    },
}

/// Commands on children.
#[derive(Debug, Subcommand)]
pub enum ChildCommand {
    /// Record a child
    Add(Box<ChildArgs>),
}

/// Commands on visits.
#[derive(Debug, Subcommand)]
pub enum VisitCommand {
    /// Record a visit from a JSON document; docs/visit.md describes it
    Record {
        /// The file; `-` reads standard input
        file: PathBuf,
    },
}

/// One value for one field.
#[derive(Debug, Args)]
pub struct Set {
    /// Name or code of the record
    record: String,
    /// The field, or `field.part`
    field: String,
    /// The value: JSON or plain text; `null` clears
    #[arg(allow_hyphen_values = true)]
    value: String,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// Only this part of the field; the others stay
    #[arg(long)]
    part: Option<String>,
    /// The question's path, for an answer
    #[arg(long)]
    path: Option<String>,
}

impl Set {
    /// The record's name or code, the field by name, and its path.
    pub fn register(&self) -> (&str, &str, Option<String>) {
        let field = self.field.split_once('.').map_or(self.field.as_str(), |(field, _)| field);
        (&self.record, field, self.path.clone())
    }

    /// In front of what is shown.
    pub fn of(&self, page: FieldPage, settle: bool) -> Correction {
        let part = self.field.split_once('.').map(|(_, part)| part.to_owned());
        Correction {
            seen: Seen::of(&page.view.shown),
            value: self.value.clone(),
            part: self.part.clone().or(part),
            reason: self.reason.clone(),
            settle,
        }
    }
}

/// A record to remove or to take back.
#[derive(Debug, Args)]
pub struct Removal {
    /// Name or code of the record
    pub record: String,
    /// Why
    #[arg(long)]
    pub reason: String,
}

/// A new household.
#[derive(Debug, Args)]
pub struct HouseholdArgs {
    /// The area: what it is called, its name or its code
    #[arg(long)]
    pub area: String,
    /// The name by which neighbours know it
    #[arg(long)]
    known_as: Option<String>,
    /// How to get there, in words
    #[arg(long)]
    reference: Option<String>,
    /// A number at which it is reached
    #[arg(long)]
    telephone: Option<String>,
    /// The village or hamlet
    #[arg(long)]
    populated_centre: Option<String>,
    /// Metres above the sea
    #[arg(long, allow_hyphen_values = true)]
    altitude_m: Option<String>,
    /// Where the altitude was learnt: gps, map, census, told
    #[arg(long)]
    altitude_source: Option<String>,
    /// Degrees north
    #[arg(long, allow_hyphen_values = true)]
    lat: Option<String>,
    /// Degrees east
    #[arg(long, allow_hyphen_values = true)]
    lon: Option<String>,
    /// The language spoken at home, as `qu` or `es`
    #[arg(long)]
    language: Option<String>,
}

impl HouseholdArgs {
    /// What was given, of a household.
    pub fn fill(self, household: NewHousehold) -> NewHousehold {
        NewHousehold {
            known_as: self.known_as,
            reference: self.reference,
            telephone: self.telephone,
            populated_centre: self.populated_centre,
            altitude_m: self.altitude_m,
            altitude_source: self.altitude_source,
            lat: self.lat,
            lon: self.lon,
            language: self.language,
            ..household
        }
    }
}

fn identifier(text: &str) -> Result<Identifier, String> {
    let of = |(system, number): (&str, &str)| Identifier { system: system.into(), number: number.into() };
    text.split_once('=').map(of).ok_or_else(|| "write SYSTEM=NUMBER".to_owned())
}

/// A new child.
#[derive(Debug, Args)]
pub struct ChildArgs {
    /// Name or code of the household
    #[arg(long)]
    pub household: String,
    /// Given names
    #[arg(long)]
    given_names: Option<String>,
    /// Family names
    #[arg(long)]
    family_names: Option<String>,
    /// male or female (m, f, 1, 2)
    #[arg(long)]
    sex: Option<String>,
    /// As exactly as it is known: 2024, 2024-03 or 2024-03-15
    #[arg(long)]
    birth_date: Option<String>,
    /// The programme's own row number
    #[arg(long)]
    local_id: Option<String>,
    /// The number of a document or register, by system; once for each
    #[arg(long = "identifier", value_name = "SYSTEM=NUMBER", value_parser = identifier)]
    identifiers: Vec<Identifier>,
    /// Weight at birth, grams
    #[arg(long)]
    birth_weight_g: Option<String>,
    /// Length of the pregnancy, completed weeks
    #[arg(long)]
    gestational_weeks: Option<String>,
    /// Health insurances, by their codes, with commas
    #[arg(long)]
    insurance: Option<String>,
    /// The health post
    #[arg(long)]
    facility: Option<String>,
    /// Social programmes, by their codes, with commas
    #[arg(long)]
    programmes: Option<String>,
}

impl ChildArgs {
    /// What was given, of a child.
    pub fn person(self) -> NewPerson {
        NewPerson {
            kind: "child".into(),
            given_names: self.given_names,
            family_names: self.family_names,
            sex: self.sex,
            birth_date: self.birth_date,
            local_id: self.local_id,
            identifiers: self.identifiers,
            birth_weight_g: self.birth_weight_g,
            gestational_weeks: self.gestational_weeks,
            insurance: self.insurance,
            facility: self.facility,
            programmes: self.programmes,
        }
    }
}
