//! What must hold whatever the input is: a file a kind of input, each with a `check` that panics where it does not hold. What is refused must
//! say what is wrong and what to do; what is taken must stay what it is.

pub mod answers;
pub mod expression;
pub mod lent;
pub mod xform;
pub mod xlsx;
