//! Reads the actions of an XForm, in its model and at its questions. Knows the source; sets nothing.

use crate::forms::definition::actions::{SetValue, Setting};
use crate::forms::definition::compile::Compiler;
use crate::forms::definition::formula::Purpose;
use crate::forms::definition::ids::DefId;
use crate::forms::problem::Problem;
use crate::forms::tree::NodeId;

/// Whether an element is an action, one that is known or not.
pub fn is_action(compiler: &Compiler<'_>, node: NodeId) -> bool {
    compiler.attribute(node, "event").is_some()
        || matches!(compiler.local(node), "setvalue" | "setgeopoint" | "recordaudio")
}

/// Reads an action; `inside` is the element of the control it stands in.
pub fn action(compiler: &mut Compiler<'_>, node: NodeId, inside: Option<DefId>) {
    let place = compiler.place(node);
    let value = match compiler.local(node) {
        "setvalue" => None,
        "setgeopoint" => Some(Setting::Place),
        // Recording is the app's: the file's name is an answer like any other.
        "recordaudio" => return,
        other => {
            let what = format!("there is no action `{other}`");
            compiler.problems.push(Problem::refused(place, "unknown-action", what, "use setvalue"));
            return;
        }
    };
    let written = compiler.attribute(node, "ref").or_else(|| compiler.attribute(node, "bind"));
    if written.as_deref().is_some_and(|path| path.contains('@')) {
        compiler.problems.push(Problem::notice(
            place,
            "attribute-not-set",
            "an action sets an attribute of the record, such as the id of an entity",
            "nothing comes of it: records are named when they are saved",
        ));
        return;
    }
    let Some(target) = written.and_then(|path| compiler.resolve(&path, inside.unwrap_or(DefId(0)))) else {
        compiler.problems.push(Problem::refused(
            place,
            "action-of-nothing",
            "an action sets an element that the record does not have",
            "correct its attribute ref",
        ));
        return;
    };
    let value = match (value, compiler.attribute(node, "value")) {
        (Some(value), _) => value,
        // XForms 1.1, 10.2: a value that is there goes before the text, one that says nothing too.
        (None, Some(text)) if text.trim().is_empty() => Setting::Text(String::new()),
        (None, Some(text)) => {
            let place = compiler.place_of(node, target, "setvalue");
            match compiler.formula(&text, target, Purpose::Action, place) {
                Some(formula) => Setting::Formula(formula),
                None => return,
            }
        }
        (None, None) => Setting::Text(compiler.tree.text(node).into_owned()),
    };
    let mut action = SetValue { first_load: false, new_repeat: None, changed: None, target, value };
    let events = compiler.attribute(node, "event").unwrap_or_default();
    for event in events.split_whitespace() {
        match (event, inside) {
            ("odk-instance-first-load" | "odk-instance-load" | "xforms-ready", _) => action.first_load = true,
            ("odk-new-repeat", Some(inside)) => action.new_repeat = Some(inside),
            ("xforms-value-changed", Some(inside)) => action.changed = Some(inside),
            _ => {
                let what = format!("an action waits for `{event}`, which does not happen here");
                compiler.problems.push(Problem::refused(
                    place.clone(),
                    "unknown-event",
                    what,
                    "use odk-instance-first-load, and inside a repeat or question odk-new-repeat or xforms-value-changed",
                ));
            }
        }
    }
    compiler.actions.push(action);
}
