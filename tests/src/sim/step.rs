//! What a step of a schedule is: data with its parameters, written and read as one line of text, so that a schedule
//! can be kept, edited and run again.

use std::collections::BTreeMap;

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
    /// The keystore does not read.
    KeystoreFails,
    /// A new phone is enrolled, whose first opening meets this.
    Enrol {
        /// What.
        first: First,
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
    /// An image of the phone is kept.
    Image,
    /// The phone's disk is put back to an older image.
    PutBack {
        /// The power goes at this write of what it does first; 0: it stays.
        write: u64,
    },
    /// The phone is copied.
    Copy {
        /// The power goes at this write of what the copy does first; 0: it stays.
        write: u64,
        /// Of an older image of it.
        of_image: bool,
    },
    /// The phone's process is copied with its memory.
    Twin {
        /// Both have saved before either syncs.
        saved: bool,
    },
    /// A backup of the server, or a snapshot of its machine.
    KeepServer {
        /// A snapshot, of which it knows nothing.
        silent: bool,
    },
    /// The server's memory is set back.
    SetBack {
        /// Without its knowing.
        silent: bool,
    },
    /// Somebody confirms that all that can come back is back.
    Confirm,
    /// A phone is lost for good.
    Lose,
    /// More unsent work than one request carries.
    Much,
    /// Something that no phone of ours would save.
    Offends,
    /// Something that a newer version saves.
    Newer,
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
    /// The district releases a version of a checklist.
    Publish,
    /// A checklist is begun, or gone on with.
    Fill {
        /// So many acts.
        acts: usize,
        /// The power goes at this write of that; 0: it stays.
        write: u64,
    },
    /// A checklist is finished.
    Finish {
        /// The power goes at this write of that; 0: it stays.
        write: u64,
    },
    /// A draft goes over to the version that is used now.
    OtherVersion,
}

/// What befalls the first opening of a phone's database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum First {
    /// Nothing.
    Well,
    /// The keystore does not write.
    KeysNotWritten,
    /// The power goes before the keystore keeps the first keys.
    OffBeforeKeys,
    /// The power goes once it keeps them.
    OffAfterKeys,
    /// The power goes at this write of the database.
    Off(u64),
}

/// What a schedule calls those without a number.
const FIRSTS: &[(&str, First)] = &[
    ("well", First::Well),
    ("keys-not-written", First::KeysNotWritten),
    ("off-before-keys", First::OffBeforeKeys),
    ("off-after-keys", First::OffAfterKeys),
];

impl First {
    fn drawn(rng: &mut Rng) -> First {
        match rng.below(2 * FIRSTS.len()) {
            at if at < FIRSTS.len() => FIRSTS[at].1,
            _ => First::Off(1 + rng.below(24) as u64),
        }
    }
}

impl std::fmt::Display for First {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            First::Off(write) => write!(f, "off:{write}"),
            plain => {
                f.write_str(FIRSTS.iter().find(|(_, first)| first == plain).map_or("", |(name, _)| name))
            }
        }
    }
}

impl std::str::FromStr for First {
    type Err = ();

    fn from_str(text: &str) -> Result<First, ()> {
        match text.split_once(':') {
            Some(("off", write)) => write.parse().map(First::Off).map_err(drop),
            _ => FIRSTS.iter().find(|(name, _)| *name == text).map(|(_, first)| *first).ok_or(()),
        }
    }
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
    ("image", Act::Image),
    ("confirm", Act::Confirm),
    ("lose", Act::Lose),
    ("much", Act::Much),
    ("offends", Act::Offends),
    ("newer", Act::Newer),
    ("keystore-fails", Act::KeystoreFails),
    ("stop", Act::Stop),
    ("publish", Act::Publish),
    ("other-version", Act::OtherVersion),
    ("server-off", Act::ServerOff),
    ("child-moves", Act::ChildMoves),
    ("house-moves", Act::HouseMoves),
    ("settle", Act::Settle),
    ("join", Act::Join),
    ("edit-beside-voiding", Act::EditBesideVoiding),
];

/// How many kinds of events there are.
const KINDS: usize = 42;

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
            8 if rng.chance(50) => Way::BeforePage,
            8 => Way::Withheld,
            9 => return Act::OffMidSave { write: 1 + rng.below(14) as u64 },
            10 => return Act::OffMidSync { write: 1 + rng.below(110) as u64 },
            11 => return Act::OffIdle,
            12 => return Act::ServerOff,
            13 => return Act::Enrol { first: First::drawn(rng) },
            14 => return Act::KeystoreFails,
            15 => return Act::ChildMoves,
            16 => return Act::HouseMoves,
            17 => return Act::AreaLost,
            18 => return Act::RightsChange,
            19 => return Act::Foreign,
            20 => return Act::Accept,
            21 => return Act::Settle,
            22 => return Act::Join,
            23 => return Act::EditBesideVoiding,
            24 => return Act::Image,
            25 => return Act::ClockGoesWrong { clock: Clock::drawn(rng) },
            26 => return Act::Stop,
            27 => return Act::DiskFull { room: rng.below(6000) as u64 },
            28 | 29 => return Act::PutBack { write: kill(rng) },
            30 | 31 => return Act::Copy { write: kill(rng), of_image: rng.chance(30) },
            32 => return Act::Twin { saved: rng.chance(50) },
            33 => return Act::KeepServer { silent: rng.chance(40) },
            34 | 35 => return Act::SetBack { silent: rng.chance(40) },
            36 => return Act::Confirm,
            37 => return Act::Lose,
            38 => return Act::Offends,
            39 => return Act::Newer,
            40 => return Act::Publish,
            _ if rng.chance(20) => return Act::Much,
            _ => Way::OldAnswer,
        };
        Act::Send { saves: 1 + rng.below(3), way }
    }

    /// What happens to a checklist.
    pub fn filling(rng: &mut Rng) -> Act {
        let write = if rng.chance(60) { 0 } else { 1 + rng.below(30) as u64 };
        match rng.below(8) {
            0..5 => Act::Fill { acts: 1 + rng.below(9), write },
            5 | 6 => Act::Finish { write },
            _ => Act::OtherVersion,
        }
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
            Act::Enrol { first } => ("enrol", vec![("first", first.to_string())]),
            Act::PutBack { write } => ("put-back", vec![("write", write.to_string())]),
            Act::Copy { write, of_image } => {
                ("copy", vec![("write", write.to_string()), ("image", yes(*of_image))])
            }
            Act::Twin { saved } => ("twin", vec![("saved", yes(*saved))]),
            Act::KeepServer { silent } => ("keep-server", vec![("silent", yes(*silent))]),
            Act::SetBack { silent } => ("set-back", vec![("silent", yes(*silent))]),
            Act::ClockGoesWrong { clock } => ("clock", vec![("says", clock.to_string())]),
            Act::DiskFull { room } => ("disk-full", vec![("room", room.to_string())]),
            Act::Fill { acts, write } => {
                ("fill", vec![("acts", acts.to_string()), ("write", write.to_string())])
            }
            Act::Finish { write } => ("finish", vec![("write", write.to_string())]),
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
            "enrol" => Act::Enrol { first: told.get("first")? },
            "put-back" => Act::PutBack { write: told.get("write")? },
            "copy" => Act::Copy { write: told.get("write")?, of_image: told.yes("image")? },
            "twin" => Act::Twin { saved: told.yes("saved")? },
            "keep-server" => Act::KeepServer { silent: told.yes("silent")? },
            "set-back" => Act::SetBack { silent: told.yes("silent")? },
            "clock" => Act::ClockGoesWrong { clock: told.get("says")? },
            "disk-full" => Act::DiskFull { room: told.get("room")? },
            "fill" => Act::Fill { acts: told.get("acts")?, write: told.get("write")? },
            "finish" => Act::Finish { write: told.get("write")? },
            plain => match PLAIN.iter().find(|(name, _)| *name == plain) {
                Some((_, act)) => *act,
                None => return Err(format!("no step is called {plain:?}")),
            },
        })
    }
}

/// A write at which the power goes; mostly none.
fn kill(rng: &mut Rng) -> u64 {
    if rng.chance(60) { 0 } else { 1 + rng.below(90) as u64 }
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

/// What a wrong clock says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// It began anew.
    In1970,
    /// Thirty years ahead.
    Ahead,
    /// Some days before or after.
    Jumps,
}

/// What a schedule calls them.
const CLOCKS: &[(&str, Clock)] = &[("1970", Clock::In1970), ("ahead", Clock::Ahead), ("jump", Clock::Jumps)];

impl Clock {
    /// One of them.
    pub fn drawn(rng: &mut Rng) -> Clock {
        CLOCKS[rng.below(CLOCKS.len())].1
    }
}

impl std::fmt::Display for Clock {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(CLOCKS.iter().find(|(_, clock)| clock == self).map_or("", |(name, _)| name))
    }
}

impl std::str::FromStr for Clock {
    type Err = ();

    fn from_str(text: &str) -> Result<Clock, ()> {
        CLOCKS.iter().find(|(name, _)| *name == text).map(|(_, clock)| *clock).ok_or(())
    }
}
