//! Why a page is not shown, or something not done. What each is called stands in `pages/errors.rs`; none says a word
//! about a record.

use axum::http::StatusCode;
use axum::response::Response;

use crate::storage::StorageError;
use crate::storage::supervision::Refusal;

/// What a page comes to.
pub type PageResult = Result<Response, Failure>;

/// Why there is no page.
#[derive(Debug)]
pub enum Failure {
    /// There is no such page or record.
    NotFound,
    /// It belongs to another area.
    Elsewhere,
    /// The account may not do this (`export`, `enrol`).
    NoRight(&'static str),
    /// An act was refused; nothing was changed.
    Refused(Refusal),
    /// What was sent is not what the page's own form sends; names the field.
    Invalid(&'static str),
    /// The form was not made by a page of this session.
    NotOurForm,
    /// The server was set back, and nobody has confirmed yet: these pages only show.
    ReadOnly,
    /// Nobody is signed in any more; what was typed was not saved.
    SignedOut,
    /// More was sent than a form holds.
    TooLong,
    /// The line was silent for too long, or was cut.
    Cut,
    /// The server's hands are full.
    Busy,
    /// The server fails; the number stands in the log beside the cause.
    Storage {
        /// To find it in the log.
        number: String,
    },
}

impl Failure {
    /// What a program is told.
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::NotFound | Failure::Refused(Refusal::Nowhere(_)) => StatusCode::NOT_FOUND,
            Failure::Elsewhere | Failure::NoRight(_) | Failure::NotOurForm | Failure::SignedOut => {
                StatusCode::FORBIDDEN
            }
            Failure::Refused(Refusal::Elsewhere) => StatusCode::FORBIDDEN,
            Failure::Refused(Refusal::Stale(_) | Refusal::Already(_)) => StatusCode::CONFLICT,
            Failure::Refused(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Invalid(_) => StatusCode::BAD_REQUEST,
            Failure::TooLong => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Cut => StatusCode::REQUEST_TIMEOUT,
            Failure::Busy | Failure::ReadOnly => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Storage { .. } => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }
}

impl Failure {
    /// A page that broke off.
    pub(super) fn fault(error: &dyn std::fmt::Display) -> Failure {
        let mut drawn = [0u8; 4];
        // A number is a help, not a secret: without randomness it is the same one.
        let _ = getrandom::fill(&mut drawn);
        let number = format!("{:08x}", u32::from_be_bytes(drawn));
        tracing::error!(%error, number, "a page failed");
        Failure::Storage { number }
    }
}

impl From<StorageError> for Failure {
    fn from(error: StorageError) -> Failure {
        Failure::fault(&error)
    }
}

impl From<Refusal> for Failure {
    fn from(refused: Refusal) -> Failure {
        Failure::Refused(refused)
    }
}
