//! The engines of others, and what of a node they may say otherwise.

/// An engine of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Engine {
    /// npm's `@getodk/xforms-engine`.
    WebForms,
    /// Maven's `org.getodk:javarosa`.
    JavaRosa,
}

/// What of a node differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "they are the contract's")]
pub enum Member {
    Presence,
    Relevant,
    Value,
    Valid,
    Message,
    Required,
    Readonly,
    Label,
    Choices,
    Refused,
}
