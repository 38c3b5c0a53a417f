//! The functions beyond the specification's that a form may ask for by name. Knows names; answers none.

/// Functions that whoever runs a session answers ([`Host::extension`](crate::forms::session::Host::extension)): ours, under the prefix `chaski:`,
/// and what forms of community health programmes call without one.
pub fn extensions() -> &'static [&'static str] {
    &["chaski:z", "z-score"]
}
