//! What an expression sees of a session: its documents, and which nodes count for whoever asks. Knows the question's context; changes nothing.

use std::cell::OnceCell;

use chrono::{DateTime, FixedOffset, NaiveDateTime};

use super::state::Session;
use super::value::LONGEST;
use crate::forms::definition::FormulaId;
use crate::forms::definition::order::keeps_company;
use crate::forms::tree::{Names, NodeId, Tree};
use crate::forms::xpath::ast::Expr;
use crate::forms::xpath::eval;
use crate::forms::xpath::value::{Fault, Value};
use crate::forms::xpath::world::{DocumentId, NodeRef, World};
use crate::growth::asked;

/// The record, among the documents.
pub(super) const RECORD: DocumentId = DocumentId(0);

pub(super) struct View<'s> {
    session: &'s Session,
    context: NodeId,
    /// The context and all above it, once somebody asked; nothing where what is hidden is hidden from everybody.
    above: OnceCell<Vec<NodeId>>,
}

impl World for View<'_> {
    fn tree(&self, document: DocumentId) -> &Tree {
        self.session.document(document)
    }

    fn names(&self) -> &Names {
        &self.session.names
    }

    fn instance(&self, id: &str) -> Option<NodeRef> {
        let place = self.session.form.instances.iter().position(|instance| instance.id == id)?;
        let document = DocumentId(place as u32 + 1);
        Some(NodeRef { document, node: self.session.document(document).document() })
    }

    /// A node is hidden by what is not relevant above it, unless whoever asks stands in there too.
    fn counts(&self, node: NodeRef) -> bool {
        if node.document != RECORD || self.session.hidden == 0 {
            return true;
        }
        let record = &self.session.record;
        let above = self
            .above
            .get_or_init(|| std::iter::successors(Some(self.context), |node| record.parent(*node)).collect());
        let mut at = Some(node.node);
        while let Some(here) = at {
            if above.contains(&here) {
                return true;
            }
            if !self.session.state(here).relevant {
                return false;
            }
            at = record.parent(here);
        }
        true
    }

    fn itext(&self, id: &str) -> Option<String> {
        let entry = self.session.form.texts.ids.get(id)?;
        self.session.entry_text(*entry, "", self.context)
    }

    fn choice_label(&self, question: NodeRef, value: &str) -> Option<String> {
        if question.document != RECORD {
            return None;
        }
        self.session
            .choices(question.node)?
            .into_iter()
            .find(|choice| choice.name == value)
            .map(|choice| choice.label)
    }

    fn now(&self) -> DateTime<FixedOffset> {
        self.session.host.now()
    }

    fn offset_of(&self, local: NaiveDateTime) -> i32 {
        self.session.host.offset_of(local)
    }

    /// SplitMix64.
    fn random(&self) -> f64 {
        let state = self.session.chance.get().wrapping_add(0x9e37_79b9_7f4a_7c15);
        self.session.chance.set(state);
        let mut z = state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    fn extension(&self, name: &str, arguments: &[String]) -> Option<String> {
        if asked::OF_THE_CHILD.contains(&name) {
            return Some(self.session.host.function(name, arguments).unwrap_or_default());
        }
        asked::function(name, arguments)
    }
}

impl Session {
    fn document(&self, document: DocumentId) -> &Tree {
        match document.0.checked_sub(1).map(|place| place as usize) {
            None => &self.record,
            Some(place) => match self.supplied.get(place) {
                Some(Some(tree)) => tree,
                _ => self.form.instances.get(place).map_or(&self.record, |instance| &instance.tree),
            },
        }
    }

    /// What a formula sees that keeps its company (see [`keeps_company`]).
    fn view(&self, context: NodeId) -> View<'_> {
        View { session: self, context, above: OnceCell::new() }
    }

    /// What is seen of how things look now.
    fn view_now(&self, context: NodeId) -> View<'_> {
        View { session: self, context, above: OnceCell::from(Vec::new()) }
    }

    fn view_for(&self, formula: FormulaId, context: NodeId) -> View<'_> {
        if keeps_company(self.form.formula(formula).purpose) {
            self.view(context)
        } else {
            self.view_now(context)
        }
    }

    /// The text that stands in the record for what a formula gives: a number in decimals, what is not a number blank.
    pub(super) fn text_at(&self, formula: FormulaId, context: NodeId) -> Result<String, Fault> {
        let view = self.view_for(formula, context);
        let text = eval::evaluate_text(&self.form.formula(formula).expr, in_record(context), &view)?;
        if text.len() > LONGEST {
            return Err(Fault::new(format!("it comes to more than {LONGEST} bytes")));
        }
        Ok(if text == "NaN" { String::new() } else { text })
    }

    /// Whether a formula holds.
    pub(super) fn truth_at(&self, formula: FormulaId, context: NodeId) -> Result<bool, Fault> {
        eval::evaluate_boolean(
            &self.form.formula(formula).expr,
            in_record(context),
            &self.view_for(formula, context),
        )
    }

    /// The number that a formula gives.
    pub(super) fn number_at(&self, formula: FormulaId, context: NodeId) -> Result<f64, Fault> {
        eval::evaluate_number(
            &self.form.formula(formula).expr,
            in_record(context),
            &self.view_for(formula, context),
        )
    }

    /// The nodes that a formula gives: as they look now, or as they are kept for when they are shown again.
    pub(super) fn nodes_at(
        &self,
        formula: FormulaId,
        context: NodeId,
        kept: bool,
    ) -> Result<Vec<NodeRef>, Fault> {
        let view = if kept { self.view(context) } else { self.view_now(context) };
        Ok(match eval::evaluate(&self.form.formula(formula).expr, in_record(context), &view)? {
            Value::Nodes(nodes) => nodes.as_slice().to_vec(),
            _ => Vec::new(),
        })
    }

    /// What an expression says of a node of any document, for a node of the record.
    pub(super) fn text_of(&self, expr: &Expr, at: NodeRef, context: NodeId) -> Result<String, Fault> {
        eval::evaluate_text(expr, at, &self.view_now(context))
    }
}

fn in_record(node: NodeId) -> NodeRef {
    NodeRef { document: RECORD, node }
}
