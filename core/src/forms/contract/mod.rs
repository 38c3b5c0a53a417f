//! The contract of `chaski form run` (docs/forms.md): a file of answers carried out step by step on a new record, and the state after
//! it, as JSON. Stands in the core so that the command line and whoever tests run one and the same; knows a session from outside and
//! decides nothing of a form.

pub mod answers;
pub mod state;

pub use answers::{Act, Step, Unreadable, carry_out, read};
pub use state::{NodeState, RecordState, Refused, Standing, standing};
