//! The name of a worker's folder on one phone: drawn, so that it says nothing of her, and checked when it comes back, so that no
//! text from outside leads out of the folder of the lock. Knows nothing of a directory's workers.

use std::fmt;
use std::str::FromStr;

use crate::store::random::draw;

/// A worker on one phone: 16 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct WorkerId([u8; 8]);

/// Not the id of a worker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an id has 16 hexadecimal digits")]
pub struct NoId;

impl WorkerId {
    /// Another one.
    pub(super) fn drawn() -> WorkerId {
        WorkerId(draw())
    }

    /// Its bytes, to which the keys of the worker are bound.
    pub(super) fn bytes(&self) -> &[u8; 8] {
        &self.0
    }
}

impl fmt::Display for WorkerId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for WorkerId {
    type Err = NoId;

    fn from_str(text: &str) -> Result<WorkerId, NoId> {
        let is_digit = |byte: u8| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte);
        if text.len() != 16 || !text.bytes().all(is_digit) {
            return Err(NoId);
        }
        u64::from_str_radix(text, 16).map(|id| WorkerId(id.to_be_bytes())).map_err(|_| NoId)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_reads_back_and_a_path_is_none() {
        let id = WorkerId::drawn();
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in
            ["", "..", "../../../../data", "0123456789ABCDEF", "+123456789abcdef", "0123456789abcdef0"]
        {
            assert_eq!(wrong.parse::<WorkerId>(), Err(NoId), "{wrong}");
        }
    }
}
