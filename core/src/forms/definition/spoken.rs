//! What an expression reads by way of words: `jr:itext` and `jr:choice-name` give texts, values of the record stand in texts, and which choices
//! have a name depends on their filter. Knows texts and choices as they were compiled; shows none.

use super::body::Items;
use super::compile::Compiler;
use super::ids::{DefId, FormulaId};
use super::references::{self, Reference};
use super::texts::{Label, Part};
use crate::forms::xpath::ast::Expr;
use crate::forms::xpath::function::Function;

/// Adds to what each formula reads what it reads by way of words. Where it is not known which words those are, it waits for all that may be,
/// and needs none: only words that are sure to be asked for can make a circle.
pub fn add(compiler: &Compiler<'_>, all: &mut [Vec<Reference>]) {
    let elements = compiler.elements();
    for (index, formula) in compiler.formulas.iter().enumerate() {
        let mut read = Vec::new();
        spoken(compiler, &formula.expr, formula.owner, &mut read);
        for (id, sure) in read {
            for reference in all[id.0 as usize].clone() {
                let mut anchor = reference.anchor;
                while !elements.within(formula.owner, anchor) {
                    anchor = compiler.nodes[anchor.0 as usize].parent.unwrap_or(DefId(0));
                }
                all[index].push(Reference { anchor, chosen: reference.chosen || !sure, ..reference });
            }
        }
        all[index].sort_unstable();
        all[index].dedup();
    }
}

/// Formulas, each with whether it is sure to be asked.
type Read = Vec<(FormulaId, bool)>;

/// The formulas that stand in the words for which an expression asks.
fn spoken(compiler: &Compiler<'_>, expr: &Expr, owner: DefId, read: &mut Read) {
    expr.each(|inner, _| match inner {
        Expr::Call(Function::Itext, arguments) => match arguments.first() {
            Some(Expr::Literal(id)) => {
                compiler
                    .texts
                    .ids
                    .get(&**id)
                    .into_iter()
                    .for_each(|entry| of_entry(compiler, *entry, true, read));
            }
            _ => compiler.texts.ids.values().for_each(|entry| of_entry(compiler, *entry, false, read)),
        },
        Expr::Call(Function::ChoiceName, arguments) => {
            if let Some(Expr::Path(question)) = arguments.get(1) {
                for def in references::leads_to(question, compiler.elements(), owner) {
                    of_choices(compiler, def, read);
                }
            }
        }
        _ => {}
    });
}

fn of_choices(compiler: &Compiler<'_>, question: DefId, read: &mut Read) {
    let control = compiler.nodes[question.0 as usize].control;
    match control.and_then(|control| compiler.controls[control as usize].items.as_ref()) {
        Some(Items::Listed(choices)) => {
            choices.iter().filter_map(|choice| choice.label.as_ref()).for_each(|label| match label {
                Label::Itext(entry) => of_entry(compiler, *entry, true, read),
                Label::Plain(parts) => of_parts(parts, true, read),
                Label::Computed(formula) => read.push((*formula, true)),
            });
        }
        Some(Items::Nodes { nodes, label, .. }) => {
            read.push((*nodes, false));
            // The label of each choice is asked in its list: only the words that it names may hold a value of the record.
            if !matches!(label, Expr::Path(_)) {
                spoken(compiler, label, question, read);
            }
        }
        Some(Items::Any) | None => {}
    }
}

fn of_entry(compiler: &Compiler<'_>, entry: u32, sure: bool, read: &mut Read) {
    for version in &compiler.texts.entries[entry as usize].versions {
        of_parts(&version.parts, sure, read);
    }
}

fn of_parts(parts: &[Part], sure: bool, read: &mut Read) {
    read.extend(parts.iter().filter_map(|part| match part {
        Part::Output(formula) => Some((*formula, sure)),
        Part::Words(_) => None,
    }));
}
