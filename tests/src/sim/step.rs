//! What a step of a schedule is: data with its parameters, written and read as one line of text, so that a schedule
//! can be kept, edited and run again.

use std::collections::BTreeMap;

use super::faults::Clock;
use super::line::Way;
use super::rng::Rng;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Its number in the schedule that was drawn; stays when other steps are taken out.
    pub number: usize,
    /// What happens.
    pub act: Act,
    /// On which phone. One that is not there yet stands for one of those that are.
    pub phone: usize,
    /// Whatever the step leaves to chance follows from this alone, so that it does the same without the others.
    pub seed: u64,
}

/// What happens in a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// A household with a child is saved.
    Family,
    /// Something is saved.
    Save,
    /// A sync over a good line.
    Sync,
    /// So many saves, then a sync over a line where this happens.
    Send {
        /// How many.
        saves: usize,
        /// What happens.
        way: Way,
    },
    /// The power goes at this write of a save.
    OffMidSave {
        /// Which.
        write: u64,
    },
    /// The power goes at this write of a sync.
    OffMidSync {
        /// Which.
        write: u64,
    },
    /// The power of a phone goes while it does nothing.
    OffIdle,
    /// The power of the server goes while it does nothing.
    ServerOff,
    /// The power goes between the steps of the token.
    TokenCut {
        /// Before the keystore has it, or after.
        before: bool,
        /// At an opening, or at a sync.
        opening: bool,
    },
    /// The keystore does not write, or does not read.
    KeystoreFails {
        /// Which of the two.
        writing: bool,
    },
    /// A child goes to a household of another area, and comes back.
    ChildMoves,
    /// A household goes to another area, and comes back.
    HouseMoves,
    /// A worker loses an area and gets it back.
    AreaLost,
    /// Rights change under unsent work.
    RightsChange,
    /// Work where there is no right.
    Foreign,
    /// A supervisor accepts something that was set aside.
    Accept,
    /// Two phones differ, and the supervisor decides.
    Settle,
    /// Duplicates are joined, at times separated.
    Join,
    /// A record is removed on one phone and edited on another.
    EditBesideVoiding,
    /// The phone is copied, or its disk is set back to an older image.
    CopyOrRestore,
    /// The clock of a phone is wrong.
    ClockGoesWrong {
        /// How.
        clock: Clock,
    },
    /// There is room for so many bytes.
    DiskFull {
        /// How many.
        room: u64,
    },
    /// The district stops a phone that holds unsent work.
    Stop,
}

/// The steps without parameters.
const PLAIN: &[(&str, Act)] = &[
    ("family", Act::Family),
    ("save", Act::Save),
    ("sync", Act::Sync),
    ("off-idle", Act::OffIdle),
    ("area-lost", Act::AreaLost),
    ("rights-change", Act::RightsChange),
    ("foreign", Act::Foreign),
    ("accept", Act::Accept),
    ("copy-or-restore", Act::CopyOrRestore),
    ("stop", Act::Stop),
    ("server-off", Act::ServerOff),
    ("child-moves", Act::ChildMoves),
    ("house-moves", Act::HouseMoves),
    ("settle", Act::Settle),
    ("join", Act::Join),
    ("edit-beside-voiding", Act::EditBesideVoiding),
];

/// How many kinds of events there are.
const KINDS: usize = 27;

impl Act {
    /// An event.
    pub fn event(rng: &mut Rng) -> Act {
        let way = match rng.below(KINDS) {
            0 => Way::Dropped,
            1 => Way::Twice,
            2 => Way::Late,
            3 => Way::CutUp,
            4 => Way::CutDown,
            5 => Way::AnswerLost,
            6 => Way::ServerOff(1 + rng.below(16) as u64),
            7 => Way::PageOff(1 + rng.below(12) as u64),
            8 => Way::Withheld,
            9 => return Act::OffMidSave { write: 1 + rng.below(14) as u64 },
            10 => return Act::OffMidSync { write: 1 + rng.below(110) as u64 },
            11 => return Act::OffIdle,
            12 => return Act::ServerOff,
            13 => return Act::TokenCut { before: rng.chance(50), opening: rng.chance(50) },
            14 => return Act::KeystoreFails { writing: rng.chance(50) },
            15 => return Act::ChildMoves,
            16 => return Act::HouseMoves,
            17 => return Act::AreaLost,
            18 => return Act::RightsChange,
            19 => return Act::Foreign,
            20 => return Act::Accept,
            21 => return Act::Settle,
            22 => return Act::Join,
            23 => return Act::EditBesideVoiding,
            24 => return Act::CopyOrRestore,
            25 => return Act::ClockGoesWrong { clock: Clock::drawn(rng) },
            _ if rng.chance(35) => return Act::Stop,
            _ => return Act::DiskFull { room: rng.below(6000) as u64 },
        };
        Act::Send { saves: 1 + rng.below(3), way }
    }

    /// Its name, and what it is told.
    fn words(&self) -> (&'static str, Vec<(&'static str, String)>) {
        let yes = |yes: bool| if yes { "yes" } else { "no" }.to_owned();
        match self {
            Act::Send { saves, way } => {
                ("send", vec![("saves", saves.to_string()), ("way", way.to_string())])
            }
            Act::OffMidSave { write } => ("off-mid-save", vec![("write", write.to_string())]),
            Act::OffMidSync { write } => ("off-mid-sync", vec![("write", write.to_string())]),
            Act::TokenCut { before, opening } => {
                ("token-cut", vec![("before", yes(*before)), ("opening", yes(*opening))])
            }
            Act::KeystoreFails { writing } => ("keystore-fails", vec![("writing", yes(*writing))]),
            Act::ClockGoesWrong { clock } => ("clock", vec![("says", clock.to_string())]),
            Act::DiskFull { room } => ("disk-full", vec![("room", room.to_string())]),
            plain => {
                let name = PLAIN.iter().find(|(_, act)| act == plain).map_or("", |(name, _)| name);
                (name, Vec::new())
            }
        }
    }

    fn read(name: &str, told: &Told<'_>) -> Result<Act, String> {
        Ok(match name {
            "send" => Act::Send { saves: told.get("saves")?, way: told.get("way")? },
            "off-mid-save" => Act::OffMidSave { write: told.get("write")? },
            "off-mid-sync" => Act::OffMidSync { write: told.get("write")? },
            "token-cut" => Act::TokenCut { before: told.yes("before")?, opening: told.yes("opening")? },
            "keystore-fails" => Act::KeystoreFails { writing: told.yes("writing")? },
            "clock" => Act::ClockGoesWrong { clock: told.get("says")? },
            "disk-full" => Act::DiskFull { room: told.get("room")? },
            plain => match PLAIN.iter().find(|(name, _)| *name == plain) {
                Some((_, act)) => *act,
                None => return Err(format!("no step is called {plain:?}")),
            },
        })
    }
}

/// The words `key=value` of a line.
struct Told<'l>(BTreeMap<&'l str, &'l str>);

impl Told<'_> {
    fn word(&self, key: &str) -> Result<&str, String> {
        self.0.get(key).copied().ok_or_else(|| format!("{key}= is missing"))
    }

    fn get<T: std::str::FromStr>(&self, key: &str) -> Result<T, String> {
        let word = self.word(key)?;
        word.parse().map_err(|_| format!("{key}={word} is none"))
    }

    fn yes(&self, key: &str) -> Result<bool, String> {
        match self.word(key)? {
            "yes" => Ok(true),
            "no" => Ok(false),
            other => Err(format!("{key}={other} is neither yes nor no")),
        }
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (name, told) = self.act.words();
        write!(f, "{} {name} phone={}", self.number, self.phone)?;
        told.iter().try_for_each(|(key, value)| write!(f, " {key}={value}"))?;
        write!(f, " seed={:016x}", self.seed)
    }
}

impl std::str::FromStr for Step {
    type Err = String;

    fn from_str(line: &str) -> Result<Step, String> {
        let mut words = line.split_whitespace();
        let number = words.next().unwrap_or_default();
        let number = number.parse().map_err(|_| format!("{number:?} is not the number of a step"))?;
        let name = words.next().unwrap_or_default();
        let told: Option<BTreeMap<&str, &str>> = words.map(|word| word.split_once('=')).collect();
        let told = Told(told.ok_or("what follows the name is written key=value")?);
        let act = Act::read(name, &told)?;
        let seed = u64::from_str_radix(told.word("seed")?, 16).map_err(|_| "seed= is not hexadecimal")?;
        Ok(Step { number, act, phone: told.get("phone")?, seed })
    }
}
