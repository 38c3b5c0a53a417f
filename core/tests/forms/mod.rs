//! Checklists as whoever fills them sees them: *given this survey, when she answers …, then …*. A file a behaviour; each expectation comes
//! from the specification or the contract (docs/forms.md). Whoever finds a fault adds ten lines.

mod calculations;
mod choices;
mod circles;
mod constraints;
mod defaults;
mod engines;
mod events;
mod faults;
mod given;
mod languages;
mod lists;
mod relevance;
mod repeats;
mod required;
mod screens;
mod steps;
mod summaries;
