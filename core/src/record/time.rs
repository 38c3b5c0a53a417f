//! A time as data: what somebody's clock said. Decides nothing.

use serde::Serialize;

/// A time by somebody's clock, in seconds of Unix time. A phone's clock may say anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(transparent)]
pub struct Time(pub i64);
