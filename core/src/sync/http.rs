//! Later in this step.
