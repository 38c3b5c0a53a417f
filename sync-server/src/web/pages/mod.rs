//! The pages, a file a page: each lays out what the storage gave, in the frame.

pub mod danger;
pub mod today;
