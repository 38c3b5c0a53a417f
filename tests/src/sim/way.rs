//! What befalls a sync on the line: as data, and as a word of a schedule.

/// The ways that need no number.
const PLAIN: &[(&str, Way)] = &[
    ("whole", Way::Whole),
    ("dropped", Way::Dropped),
    ("twice", Way::Twice),
    ("late", Way::Late),
    ("cut-up", Way::CutUp),
    ("cut-down", Way::CutDown),
    ("answer-lost", Way::AnswerLost),
    ("withheld", Way::Withheld),
    ("before-page", Way::BeforePage),
    ("old-answer", Way::OldAnswer),
];

/// What befalls a sync; it befalls its first request to which it can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Nothing.
    Whole,
    /// The request never arrives.
    Dropped,
    /// The request arrives twice; the phone hears one of the answers.
    Twice,
    /// The phone gives up and asks again; the rest of the old request arrives after that.
    Late,
    /// Cut on the way up.
    CutUp,
    /// Cut on the way down.
    CutDown,
    /// The whole answer is lost.
    AnswerLost,
    /// The power of the server goes while it takes the request, at this write.
    ServerOff(u64),
    /// The power of the phone goes while it applies a page, at this write.
    PageOff(u64),
    /// A change is withheld from a batch.
    Withheld,
    /// Cut on the way down, after what the server says it holds and before the first page.
    BeforePage,
    /// The phone gives up and asks again; the answer to the first request comes as the answer to the second.
    OldAnswer,
}

impl std::fmt::Display for Way {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Way::ServerOff(write) => write!(f, "server-off:{write}"),
            Way::PageOff(write) => write!(f, "page-off:{write}"),
            plain => f.write_str(PLAIN.iter().find(|(_, way)| way == plain).map_or("", |(name, _)| name)),
        }
    }
}

impl std::str::FromStr for Way {
    type Err = ();

    fn from_str(text: &str) -> Result<Way, ()> {
        match text.split_once(':') {
            Some(("server-off", write)) => write.parse().map(Way::ServerOff).map_err(drop),
            Some(("page-off", write)) => write.parse().map(Way::PageOff).map_err(drop),
            Some(_) => Err(()),
            None => PLAIN.iter().find(|(name, _)| *name == text).map(|(_, way)| *way).ok_or(()),
        }
    }
}
