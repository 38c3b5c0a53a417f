//! An XForm: refused with reasons, or taken whole. The same form comes out of its compiled bytes, and opens.

use std::sync::Arc;

use chaski::forms::contract::standing;
use chaski::forms::definition::import::{Imported, import};
use chaski::forms::session::Session;
use chaski::forms::session::screen::Next;
use chaski::forms::{Problem, Severity, compiled, submission};

use crate::lent::{Beside, Desk};

/// Screens that are looked at, and nodes of the greatest record that is printed: what is drawn may count to ten thousand.
const SCREENS: usize = 6;
const NODES: usize = 5_000;

/// An XForm as bytes.
pub fn check(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        opens(import(text, &Beside));
    }
}

/// What an import came to: reasons, or a form that opens.
pub fn opens(imported: Imported) {
    are_told(&imported.problems);
    let is_refused = imported.problems.iter().any(|problem| problem.severity == Severity::Refused);
    assert_eq!(imported.form.is_none(), is_refused, "{:?}", imported.problems);
    let Some(form) = imported.form else { return };
    let bytes = compiled::write(&form).expect("a form that was imported can be written down");
    let form = compiled::read(&bytes).expect("what this version wrote is read");
    assert_eq!(compiled::write(&form).as_deref(), Ok(bytes.as_slice()), "a form changes where it is kept");
    let mut session = Session::open(Arc::new(form), Box::new(Desk), None);
    for _ in 0..SCREENS {
        if !matches!(session.forward(), Next::Screen { .. }) {
            break;
        }
    }
    if session.record().capacity() < NODES {
        standing(&session, Vec::new());
        submission::write(&session);
    }
}

/// Every problem says what is wrong and what to do.
pub fn are_told(problems: &[Problem]) {
    for problem in problems {
        let says = |text: &str| !text.trim().is_empty();
        assert!(says(&problem.what) && says(&problem.remedy) && says(problem.code), "{problem:?}");
    }
}
