//! A checklist that was filled: finished it is the visit, the answers, and the records that the form feeds (its column `save_to`), one change for
//! each person or household they are about; later it can be opened again and corrected. What is written goes through the plan of a visit
//! made any other way. Knows which field an answer feeds; knows no screen and no form in particular.

pub mod destination;

mod gather;

mod answers;

pub mod finish;

pub mod reopen;

pub mod correct;

pub use correct::{Correction, correct};
pub use destination::{Destination, Feeds, Misplaced, destinations};
pub use finish::{Finished, finish, set_anew};
pub use reopen::{Filled, Reopened, filled, reopened};
