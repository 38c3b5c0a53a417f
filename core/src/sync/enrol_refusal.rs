//! Why a server enrols no phone, by the names that phone and server share. Knows no words: the language files have them.

/// Why an enrolment is refused: the body of the answer is its code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolRefusal {
    /// No such code.
    #[error("no such code")]
    UnknownCode,
    /// Another phone showed it first.
    #[error("a code that another phone used")]
    UsedCode,
    /// Too old.
    #[error("a code that is too old")]
    ExpiredCode,
    /// The phone does not hold the key it shows.
    #[error("a phone that could not prove its key")]
    NotVerified,
    /// The server was set back, and nobody has confirmed yet that all is back.
    #[error("a server that was set back enrols nobody yet")]
    Closed,
    /// Whoever shows too many wrong codes waits.
    #[error("too many wrong codes came from here")]
    TooMany,
}

impl EnrolRefusal {
    /// All.
    pub const ALL: [EnrolRefusal; 6] = {
        use EnrolRefusal::*;
        [UnknownCode, UsedCode, ExpiredCode, NotVerified, Closed, TooMany]
    };

    /// A stable name, as it goes over the line.
    pub fn code(self) -> &'static str {
        match self {
            EnrolRefusal::UnknownCode => "unknown_code",
            EnrolRefusal::UsedCode => "used_code",
            EnrolRefusal::ExpiredCode => "expired_code",
            EnrolRefusal::NotVerified => "not_verified",
            EnrolRefusal::Closed => "closed",
            EnrolRefusal::TooMany => "too_many",
        }
    }

    /// The one of this name; `None` for one of a later version, and for what stands between phone and server.
    pub fn of_code(code: &str) -> Option<EnrolRefusal> {
        EnrolRefusal::ALL.into_iter().find(|refusal| refusal.code() == code)
    }
}
