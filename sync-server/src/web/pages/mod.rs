//! The pages, a file a page: each lays out what the storage gave, in the frame.

pub mod child;
pub mod children;
pub mod danger;
pub mod family;
pub mod today;
pub mod visit;
pub mod visits;
