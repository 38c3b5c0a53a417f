//! What a set of changes means: the heads of each register, which of several is shown, and what a change alters in
//! the tables, as data. Pure: the same changes give the same rows, whatever the order, the duplicates or the road.
//! Knows changes and the schema; does not know where they are kept or who executes what it returns.

pub mod fold;
pub mod register;
pub mod rules;

pub use fold::{Known, RowChange, State, enter, leave, needs};
pub use register::{Assignment, Resolved, resolve};
