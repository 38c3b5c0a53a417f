//! How long a page is.

/// Bytes of a page on the disk.
pub const PAGE: usize = 4096;
/// Bytes of a page that SQLite uses; the rest is the cipher's.
pub const USABLE: usize = PAGE - 80;
