//! A form as it is read with answers that were given, away from the phone that took them: what hung on what that phone knew (the record, the
//! day, chance) is open, so that no answer is hidden by it, and a label has an ellipsis where it would have said it. Knows the form and which of
//! its formulas the answers alone decide; no answer.

use std::sync::Arc;

use super::path::without_root;
use crate::forms::definition::body::Items;
use crate::forms::definition::texts::{Label, Part};
use crate::forms::definition::{DefId, Form, Purpose};
use crate::forms::xpath::ast::{Expr, Path, Start};
use crate::forms::xpath::function::Function;
use crate::growth::asked;

/// Stands in a label for what the answers do not say.
pub const UNSAID: &str = "…";

/// A form to be read with answers.
#[derive(Debug, Clone)]
pub struct ReadForm(pub(super) Arc<Form>);

/// A question of a form, as a place for answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// Its path without the root and without numbers: `child/age`.
    pub path: String,
    /// The repeats that it stands in, from the outside in, by such paths.
    pub repeats: Vec<String>,
}

impl ReadForm {
    /// Of a form as it was imported.
    pub fn of(mut form: Form) -> ReadForm {
        let open = left_open(&form);
        for (formula, open) in form.formulas.iter_mut().zip(&open) {
            match formula.purpose {
                Purpose::Relevant if *open => formula.expr = Expr::Call(Function::True, Vec::new()),
                Purpose::Choices if *open => offer_all(&mut formula.expr),
                _ => {}
            }
        }
        let elide = |part: &mut Part| {
            if matches!(part, Part::Output(formula) if open[formula.0 as usize]) {
                *part = Part::Words(UNSAID.into());
            }
        };
        let elide_label = |label: &mut Label| match label {
            Label::Plain(parts) => parts.iter_mut().for_each(elide),
            Label::Computed(formula) if open[formula.0 as usize] => {
                *label = Label::Plain(vec![Part::Words(UNSAID.into())]);
            }
            _ => {}
        };
        let versions = form.texts.entries.iter_mut().flat_map(|entry| &mut entry.versions);
        versions.flat_map(|version| &mut version.parts).for_each(elide);
        for control in &mut form.controls {
            control.label.iter_mut().for_each(elide_label);
            if let Some(Items::Listed(choices)) = &mut control.items {
                choices.iter_mut().filter_map(|choice| choice.label.as_mut()).for_each(elide_label);
            }
        }
        // Nothing is asked, counted, checked or set off any more; what is shown hangs on relevance and calculations alone.
        let goes_on: Vec<bool> = form
            .formulas
            .iter()
            .map(|formula| matches!(formula.purpose, Purpose::Relevant | Purpose::Calculate))
            .collect();
        let graph = &mut form.graph;
        for readers in graph.on_value.iter_mut().chain(&mut graph.on_relevance).chain(&mut graph.on_instances)
        {
            readers.retain(|reader| goes_on[reader.formula.0 as usize]);
        }
        graph.owned.iter_mut().for_each(|owned| owned.retain(|formula| goes_on[formula.0 as usize]));
        // A constant is no answer: it is computed again.
        graph.reads_nothing.clone_from(&open);
        form.actions.clear();
        for node in &mut form.nodes {
            (node.constraint, node.preload) = (None, None);
        }
        ReadForm(Arc::new(form))
    }

    /// The form.
    pub fn form(&self) -> &Form {
        &self.0
    }

    /// Every question that may be answered, in the order of the form, each once.
    pub fn questions(&self) -> Vec<Question> {
        let form = &*self.0;
        let mut questions: Vec<Question> = Vec::new();
        for control in &form.controls {
            let Some(def) = control.def.filter(|def| is_answered(form, *def)) else { continue };
            let path = without_root(&form.node(def).path).to_owned();
            if questions.iter().all(|known| known.path != path) {
                let above = form.way(def).into_iter().map(|def| form.node(def));
                let repeats = above.filter(|node| node.repeat.is_some());
                let repeats = repeats.map(|node| without_root(&node.path).to_owned()).collect();
                questions.push(Question { path, repeats });
            }
        }
        questions
    }
}

/// Whether the value of an element is somebody's answer.
fn is_answered(form: &Form, def: DefId) -> bool {
    let node = form.node(def);
    let always = |formula: &_| matches!(form.formula(*formula).expr, Expr::Call(Function::True, _));
    form.asks(def) && !node.readonly.as_ref().is_some_and(always)
}

/// Which formulas the answers do not decide: those that read what only the phone knew, and those that read what these give.
fn left_open(form: &Form) -> Vec<bool> {
    let mut open: Vec<bool> = form.formulas.iter().map(|formula| reads_phone(form, &formula.expr)).collect();
    let mut unknown = vec![false; form.nodes.len()];
    for (node, unknown) in form.nodes.iter().zip(&mut unknown) {
        *unknown = node.preload.is_some() || node.calculate.is_some_and(|formula| open[formula.0 as usize]);
    }
    // What an action sets in a question comes with its answer.
    for action in form.actions.iter().filter(|action| !is_answered(form, action.target)) {
        unknown[action.target.0 as usize] = true;
    }
    let mut todo: Vec<usize> = (0..unknown.len()).filter(|def| unknown[*def]).collect();
    while let Some(def) = todo.pop() {
        for reader in form.graph.on_value.get(def).into_iter().flatten() {
            let formula = form.formula(reader.formula);
            open[reader.formula.0 as usize] = true;
            let owner = formula.owner.0 as usize;
            if formula.purpose == Purpose::Calculate && !unknown[owner] {
                unknown[owner] = true;
                todo.push(owner);
            }
        }
    }
    open
}

/// Whether an expression itself asks the phone: what it knew, the time, chance.
fn reads_phone(form: &Form, expr: &Expr) -> bool {
    let carried = |id: &str| form.instances.iter().any(|instance| instance.id == id && !instance.supplied);
    let mut reads = false;
    expr.each(|inner, _| {
        reads |= match inner {
            Expr::Call(Function::Now | Function::Today | Function::Random | Function::Uuid, _) => true,
            Expr::Extension(name, _) => asked::OF_THE_CHILD.contains(&&**name),
            Expr::Call(Function::Instance, arguments) => {
                !matches!(arguments.as_slice(), [Expr::Literal(id)] if carried(id))
            }
            _ => false,
        };
    });
    reads
}

/// Takes the filter away from a list that the form carries.
fn offer_all(expr: &mut Expr) {
    match expr {
        Expr::Call(Function::Randomize, arguments) => arguments.iter_mut().take(1).for_each(offer_all),
        Expr::Path(Path { start: Start::Filter(base, predicates), steps })
            if matches!(**base, Expr::Call(Function::Instance, _)) =>
        {
            predicates.clear();
            steps.iter_mut().for_each(|step| step.predicates.clear());
        }
        _ => {}
    }
}
