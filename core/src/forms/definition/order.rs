//! Which formulas wait for what, in which order they are computed, and where a value needs itself. Knows elements and formulas; computes none.
//!
//! What a formula sees of relevance: a node that is not relevant is blank for whoever stands outside of what hides it. Within it, nodes see
//! each other, so that a group whose relevance reads a node inside itself, as the forms of community health programmes have it, is no circle.

use serde::{Deserialize, Serialize};

use super::formula::{Formula, Purpose};
use super::ids::{DefId, FormulaId};
use super::references::{Elements, Reference, leads_to};
use crate::forms::xpath::ast::Expr;
use crate::forms::xpath::function::Function;

/// A formula that waits, and the lowest element in which all of its instances that are concerned stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Reader {
    /// The formula.
    pub formula: FormulaId,
    /// See [`Reference::anchor`].
    pub anchor: DefId,
}

/// Who waits for what, by element.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Graph {
    /// When the value of an element changes.
    pub on_value: Vec<Vec<Reader>>,
    /// When it becomes relevant, or ceases to be.
    pub on_relevance: Vec<Vec<Reader>>,
    /// When an instance of it comes or goes.
    pub on_instances: Vec<Vec<Reader>>,
    /// What is asked at an element itself, by element.
    pub owned: Vec<Vec<FormulaId>>,
    /// The place of each formula in the order of computing.
    pub rank: Vec<u32>,
    /// Which formulas read no element: chance, the time, what the record knew. They are asked once, when the record opens.
    pub reads_nothing: Vec<bool>,
    /// Which formulas read words of the active language.
    pub reads_words: Vec<bool>,
}

/// The graph, or the circles: the formulas of each, in their order.
pub fn graph(
    elements: Elements<'_>,
    formulas: &[Formula],
    references: &[Vec<Reference>],
) -> Result<Graph, Vec<Vec<FormulaId>>> {
    let mut graph = Graph {
        on_value: vec![Vec::new(); elements.nodes.len()],
        on_relevance: vec![Vec::new(); elements.nodes.len()],
        on_instances: vec![Vec::new(); elements.nodes.len()],
        owned: vec![Vec::new(); elements.nodes.len()],
        rank: Vec::new(),
        reads_nothing: references.iter().map(Vec::is_empty).collect(),
        reads_words: formulas.iter().map(|formula| reads_words(&formula.expr)).collect(),
    };
    // Who comes after whom, among the formulas that give a value, a relevance or a count.
    let mut after: Vec<Vec<u32>> = vec![Vec::new(); formulas.len()];
    let mut counts: Vec<Option<FormulaId>> = vec![None; elements.nodes.len()];
    for (index, formula) in formulas.iter().enumerate() {
        if let Purpose::Count(repeat) = formula.purpose {
            counts[repeat.0 as usize] = Some(FormulaId(index as u32));
        }
    }
    for (index, formula) in formulas.iter().enumerate() {
        if formula.purpose == Purpose::Action {
            continue;
        }
        let id = FormulaId(index as u32);
        graph.owned[formula.owner.0 as usize].push(id);
        let gives = matches!(formula.purpose, Purpose::Relevant | Purpose::Calculate | Purpose::Count(_));
        for reference in &references[index] {
            let reader = Reader { formula: id, anchor: reference.anchor };
            graph.on_value[reference.target.0 as usize].push(reader);
            let mut before = |from: Option<FormulaId>| {
                if let Some(from) = from.filter(|_| gives && !reference.chosen) {
                    after[from.0 as usize].push(id.0);
                }
            };
            let calculate = elements.nodes[reference.target.0 as usize].calculate;
            if calculate != Some(id) || !keeps_itself(&formula.expr, elements, formula.owner) {
                before(calculate);
            }
            let mut at = Some(reference.target);
            while let Some(above) = at {
                let node = &elements.nodes[above.0 as usize];
                let shared = keeps_company(formula.purpose)
                    && is_shared(elements, formula.owner, reference.anchor, above);
                if !shared {
                    graph.on_relevance[above.0 as usize].push(reader);
                    before(node.relevant);
                }
                if node.repeat.is_some()
                    && (above == reference.target || !elements.within(reference.anchor, above))
                {
                    // Whoever reads the repeat itself asks for a place in it, which any other instance may change.
                    let anchor = if elements.within(reference.anchor, above) {
                        node.parent.unwrap_or(DefId(0))
                    } else {
                        reference.anchor
                    };
                    graph.on_instances[above.0 as usize].push(Reader { formula: id, anchor });
                    before(counts[above.0 as usize]);
                }
                at = node.parent;
            }
        }
    }
    for list in graph.on_value.iter_mut().chain(&mut graph.on_relevance).chain(&mut graph.on_instances) {
        list.sort_unstable();
        list.dedup();
    }
    graph.rank = ranks(formulas, &after)?;
    Ok(graph)
}

fn reads_words(expr: &Expr) -> bool {
    let mut reads = false;
    expr.each(|inner, _| reads |= matches!(inner, Expr::Call(Function::Itext | Function::ChoiceName, _)));
    reads
}

/// Whether what a formula gives is kept while its element is hidden, so that it sees its own company as it will be when it is shown again. All
/// others only say how something looks now.
pub fn keeps_company(purpose: Purpose) -> bool {
    matches!(
        purpose,
        Purpose::Relevant | Purpose::Calculate | Purpose::Count(_) | Purpose::Constraint | Purpose::Action
    )
}

/// Whether both the owner of a formula and what it reads stand in the same instance of `above`.
fn is_shared(elements: Elements<'_>, owner: DefId, anchor: DefId, above: DefId) -> bool {
    if elements.within(anchor, above) {
        return true;
    }
    if !elements.within(owner, above) {
        return false;
    }
    let mut at = above;
    while at != anchor {
        let node = &elements.nodes[at.0 as usize];
        if node.repeat.is_some() {
            return false;
        }
        match node.parent {
            Some(parent) => at = parent,
            None => return true,
        }
    }
    true
}

/// Whether a calculation that reads its own value hands it on as it is (`.`, `once(…)`, `if(…, ., …)`), and so needs no result of its own.
fn keeps_itself(expr: &Expr, elements: Elements<'_>, owner: DefId) -> bool {
    match expr {
        Expr::Path(path) if path.steps.iter().all(|step| step.predicates.is_empty()) => true,
        Expr::Call(Function::Once, _) => true,
        Expr::Call(Function::If, arguments) => {
            arguments.iter().skip(1).all(|branch| keeps_itself(branch, elements, owner))
        }
        Expr::Call(Function::Coalesce, arguments) => {
            arguments.iter().all(|each| keeps_itself(each, elements, owner))
        }
        _ => {
            let mut own = false;
            expr.each(|inner, _| {
                if let Expr::Path(path) = inner {
                    own |= leads_to(path, elements, owner).contains(&owner);
                }
            });
            !own
        }
    }
}

/// A place for each formula, so that it stands behind all that it waits for; what gives nothing stands last.
fn ranks(formulas: &[Formula], after: &[Vec<u32>]) -> Result<Vec<u32>, Vec<Vec<FormulaId>>> {
    let mut waits: Vec<u32> = vec![0; formulas.len()];
    for to in after.iter().flatten() {
        waits[*to as usize] += 1;
    }
    let mut ready: std::collections::VecDeque<u32> =
        (0..formulas.len() as u32).filter(|index| waits[*index as usize] == 0).collect();
    let mut rank = vec![0; formulas.len()];
    let mut next = 1;
    while let Some(index) = ready.pop_front() {
        rank[index as usize] = next;
        next += 1;
        for to in &after[index as usize] {
            waits[*to as usize] -= 1;
            if waits[*to as usize] == 0 {
                ready.push_back(*to);
            }
        }
    }
    if waits.iter().all(|waits| *waits == 0) {
        let last = formulas.len() as u32 + 1;
        for (formula, rank) in formulas.iter().zip(&mut rank) {
            if !matches!(formula.purpose, Purpose::Relevant | Purpose::Calculate | Purpose::Count(_)) {
                *rank = last;
            }
        }
        return Ok(rank);
    }
    Err(circles(&waits, after))
}

/// One circle through each group of formulas that wait for each other.
fn circles(waits: &[u32], after: &[Vec<u32>]) -> Vec<Vec<FormulaId>> {
    let mut stuck: Vec<bool> = waits.iter().map(|waits| *waits > 0).collect();
    let mut found = Vec::new();
    // Whoever waits for a circle, and is in none, is left when the circles are gone.
    while let Some(start) = stuck.iter().position(|stuck| *stuck) {
        let before: Vec<Option<usize>> = {
            let mut before = vec![None; after.len()];
            for (from, to) in after.iter().enumerate().filter(|(from, _)| stuck[*from]) {
                for to in to {
                    before[*to as usize] = Some(from);
                }
            }
            before
        };
        let mut seen: Vec<usize> = Vec::new();
        let mut at = Some(start);
        while let Some(index) = at {
            if let Some(first) = seen.iter().position(|seen| *seen == index) {
                let circle: Vec<usize> = seen.split_off(first);
                circle.iter().for_each(|index| stuck[*index] = false);
                found.push(circle.into_iter().rev().map(|index| FormulaId(index as u32)).collect());
                break;
            }
            seen.push(index);
            at = before[index].filter(|before| stuck[*before]);
        }
        seen.into_iter().for_each(|index| stuck[index] = false);
    }
    found
}
