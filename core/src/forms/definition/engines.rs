//! Where an expression means something else to other engines that run the same form, told at import: what was written for one of them may hold
//! other values here, or there. Knows formulas and elements as they were compiled; changes none. Who does what, and which sentence decides, is
//! said in docs/forms.md, "Who judges".

use super::compile::{Compiler, short};
use super::formula::{Formula, Purpose};
use super::ids::{DefId, FormulaId};
use super::node::{NodeDef, ValueType};
use super::references::{self, Elements};
use crate::forms::problem::Problem;
use crate::forms::xpath::ast::{Expr, Operator, Path, Standing, Start};
use crate::forms::xpath::function::Function;

/// How far a calculation that rests on others is followed.
const DEEPEST: u32 = 8;

/// A matter in which engines differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Matter {
    /// A sum, minimum or maximum with a blank among its nodes.
    BlankInTotal,
    /// A sum of no nodes.
    SumOfNone,
    /// Nodes of a set that are not relevant.
    NotRelevantInSet,
    /// Truth that a calculation stores.
    StoredTruth,
    /// A pattern that is not bound to both ends.
    OpenPattern,
    /// A date in quotes that is compared by size.
    DateInQuotes,
    /// The half of a negative number, rounded.
    NegativeHalf,
    /// A decimal put into what is shown.
    DecimalShown,
    /// A count of instances that may be blank.
    BlankCount,
}

impl Matter {
    fn what(self) -> &'static str {
        match self {
            Matter::BlankInTotal => {
                "one of the nodes may be blank: the result is blank then, as in ODK Web Forms; ODK Collect leaves it out"
            }
            Matter::SumOfNone => {
                "there may be no node at all: the sum is 0 then, as in ODK Collect; ODK Web Forms gives a blank"
            }
            Matter::NotRelevantInSet => {
                "some of the nodes may not be relevant: they are left out, as in ODK Collect; ODK Web Forms takes them as blanks"
            }
            Matter::StoredTruth => {
                "true or false is calculated: it is stored as `true` or `false`, as in ODK Web Forms; ODK Collect stores 1 or 0"
            }
            Matter::OpenPattern => {
                "the pattern may match a part of the answer, as in ODK Web Forms; ODK Collect wants it to match the whole"
            }
            Matter::DateInQuotes => {
                "a date in quotes is compared: as a date, as in ODK Web Forms; ODK Collect takes the comparison for false"
            }
            Matter::NegativeHalf => {
                "a negative number may be rounded: -2.5 becomes -2, as in ODK Collect; ODK Web Forms makes it -3"
            }
            Matter::DecimalShown => {
                "a decimal is shown as it stands in the record, 10 for 10, as in ODK Collect; ODK Web Forms shows 10.0"
            }
            Matter::BlankCount => {
                "the count may be blank: there is no instance then, as in ODK Web Forms; ODK Collect keeps one"
            }
        }
    }

    fn remedy(self) -> &'static str {
        match self {
            Matter::BlankInTotal => "to leave blanks out everywhere, write [. != ''] behind the path",
            Matter::NotRelevantInSet => {
                "to have the same everywhere, say in [] behind the path for which it is asked"
            }
            Matter::SumOfNone => "where it matters, write coalesce(sum(…), 0)",
            Matter::StoredTruth => "to have the same everywhere, write if(…, 'yes', 'no')",
            Matter::OpenPattern => "to have the same everywhere, begin it with ^ and end it with $",
            Matter::DateInQuotes => "to have the same everywhere, write date('…')",
            Matter::NegativeHalf => "to have the same everywhere, round what is not negative",
            Matter::DecimalShown => "nothing, where either will do",
            Matter::BlankCount => "to have the same everywhere, write coalesce(…, 0)",
        }
    }
}

/// Tells each formula's matters.
pub fn notices(compiler: &mut Compiler<'_>) {
    let mut told = Vec::new();
    for (formula, source) in compiler.formulas.iter().zip(&compiler.sources) {
        if !source.told {
            continue;
        }
        let reader = Reader { nodes: &compiler.nodes, formulas: &compiler.formulas };
        for matter in reader.matters(formula) {
            told.push(Problem::notice(
                source.place.clone(),
                "engines-differ",
                format!("in `{}` {}", short(&source.text), matter.what()),
                matter.remedy(),
            ));
        }
    }
    compiler.problems.append(&mut told);
}

#[derive(Clone, Copy)]
struct Reader<'a> {
    nodes: &'a [NodeDef],
    formulas: &'a [Formula],
}

impl<'a> Reader<'a> {
    fn matters(self, formula: &Formula) -> Vec<Matter> {
        let mut found = Vec::new();
        match formula.purpose {
            Purpose::Calculate if is_truth(&formula.expr) => found.push(Matter::StoredTruth),
            Purpose::Count(_) if self.may_be_blank(&formula.expr, formula.owner, DEEPEST) => {
                found.push(Matter::BlankCount);
            }
            Purpose::Shown => {
                if let Expr::Path(path) = &formula.expr
                    && self.ends(path, formula.owner).any(|def| self.node(def).kind == ValueType::Decimal)
                {
                    found.push(Matter::DecimalShown);
                }
            }
            _ => {}
        }
        formula.expr.each(|expr, standing| self.within(expr, standing, formula.owner, &mut found));
        let mut once = Vec::new();
        found.into_iter().for_each(|matter| {
            if !once.contains(&matter) {
                once.push(matter);
            }
        });
        once
    }

    fn within(self, expr: &Expr, standing: Standing, owner: DefId, found: &mut Vec<Matter>) {
        match expr {
            Expr::Call(Function::Regex, arguments) => {
                if let Some(Expr::Literal(pattern)) = arguments.get(1)
                    && !is_bound(pattern)
                {
                    found.push(Matter::OpenPattern);
                }
            }
            Expr::Call(Function::Round, arguments) if arguments.first().is_some_and(may_be_negative) => {
                found.push(Matter::NegativeHalf);
            }
            Expr::Chain(first, rest) if rest.first().is_some_and(|(operator, _)| is_by_size(*operator)) => {
                let mut operands = std::iter::once(&**first).chain(rest.iter().map(|(_, operand)| operand));
                if operands.any(|operand| matches!(operand, Expr::Literal(text) if is_date(text))) {
                    found.push(Matter::DateInQuotes);
                }
            }
            Expr::Call(
                function @ (Function::Sum | Function::Min | Function::Max | Function::Count | Function::Join),
                arguments,
            ) => {
                for argument in arguments {
                    if let Expr::Path(path) = argument
                        && !(standing.in_predicate && matches!(path.start, Start::Context))
                    {
                        self.over(*function, path, owner, found);
                    }
                }
            }
            _ => {}
        }
    }

    /// What goes over the nodes of a path. Where a predicate chooses among them, whoever wrote it has thought of blanks.
    fn over(self, function: Function, path: &Path, owner: DefId, found: &mut Vec<Matter>) {
        if path.steps.iter().any(|step| !step.predicates.is_empty()) {
            return;
        }
        for def in self.ends(path, owner) {
            let apart: Vec<DefId> = self.apart(def, owner).collect();
            let total = matches!(function, Function::Sum | Function::Min | Function::Max);
            if total && self.is_blank_at_times(def, DEEPEST) {
                found.push(Matter::BlankInTotal);
            }
            if function == Function::Sum && apart.iter().any(|def| self.node(*def).repeat.is_some()) {
                found.push(Matter::SumOfNone);
            }
            if apart.iter().any(|def| self.node(*def).relevant.is_some()) {
                found.push(Matter::NotRelevantInSet);
            }
        }
    }

    fn node(self, def: DefId) -> &'a NodeDef {
        &self.nodes[def.0 as usize]
    }

    fn formula(self, id: FormulaId) -> &'a Formula {
        &self.formulas[id.0 as usize]
    }

    fn ends(self, path: &Path, owner: DefId) -> impl Iterator<Item = DefId> {
        references::leads_to(path, Elements { nodes: self.nodes }, owner).into_iter()
    }

    /// An element and what it stands in, up to what the owner stands in too.
    fn apart(self, def: DefId, owner: DefId) -> impl Iterator<Item = DefId> {
        let elements = Elements { nodes: self.nodes };
        std::iter::successors(Some(def), move |def| self.node(*def).parent)
            .take_while(move |def| !elements.within(owner, *def))
    }

    /// Whether an element may be blank when the form is finished, so far as the form says.
    fn is_blank_at_times(self, def: DefId, depth: u32) -> bool {
        let node = self.node(def);
        if let Some(calculate) = node.calculate {
            return depth == 0 || self.may_be_blank(&self.formula(calculate).expr, def, depth - 1);
        }
        let always_required = node
            .required
            .is_some_and(|required| matches!(self.formula(required).expr, Expr::Call(Function::True, _)));
        !always_required
    }

    fn may_be_blank(self, expr: &Expr, owner: DefId, depth: u32) -> bool {
        let blank = |one: &Expr| self.may_be_blank(one, owner, depth);
        match expr {
            Expr::Number(_) => false,
            Expr::Literal(text) => text.trim().is_empty(),
            Expr::Negate(of) => blank(of),
            _ if is_truth(expr) => false,
            Expr::Chain(first, rest) => blank(first) || rest.iter().any(|(_, operand)| blank(operand)),
            Expr::Path(path) => {
                let mut ends = self.ends(path, owner).peekable();
                let choosing = path.steps.iter().any(|step| !step.predicates.is_empty());
                choosing
                    || ends.peek().is_none()
                    || ends.any(|def| {
                        self.is_blank_at_times(def, depth)
                            || self.apart(def, owner).any(|def| self.node(def).relevant.is_some())
                    })
            }
            Expr::Call(Function::If, arguments) => arguments.iter().skip(1).any(blank),
            Expr::Call(Function::Coalesce, arguments) => arguments.iter().all(blank),
            Expr::Call(Function::Once | Function::Int | Function::Round | Function::Number, arguments) => {
                arguments.iter().any(blank)
            }
            Expr::Call(
                Function::Count
                | Function::CountNonEmpty
                | Function::CountSelected
                | Function::Position
                | Function::StringLength
                | Function::Today
                | Function::Now
                | Function::Random
                | Function::Pi
                | Function::Uuid,
                _,
            ) => false,
            Expr::Call(..) | Expr::Extension(..) => true,
        }
    }
}

fn is_by_size(operator: Operator) -> bool {
    use Operator::{Greater, GreaterOrEqual, Less, LessOrEqual};
    matches!(operator, Less | LessOrEqual | Greater | GreaterOrEqual)
}

/// Whether an expression gives true or false.
fn is_truth(expr: &Expr) -> bool {
    use Function::*;
    match expr {
        Expr::Chain(_, rest) => rest.last().is_some_and(|(operator, _)| {
            is_by_size(*operator)
                || matches!(operator, Operator::Or | Operator::And | Operator::Equal | Operator::NotEqual)
        }),
        Expr::Call(If, arguments) => arguments.iter().skip(1).any(is_truth),
        Expr::Call(function, _) => matches!(
            function,
            True | False
                | Boolean
                | BooleanFromString
                | Not
                | Regex
                | Checklist
                | WeightedChecklist
                | Lang
                | Contains
                | StartsWith
                | EndsWith
                | Selected
                | IsSelected
                | Geofence
                | Intersects
                | ValidateLuhn
        ),
        _ => false,
    }
}

/// Whether a pattern matches the whole of a text or nothing.
fn is_bound(pattern: &str) -> bool {
    (pattern.starts_with('^') || pattern.starts_with(".*"))
        && (pattern.ends_with(".*") || (pattern.ends_with('$') && !pattern.ends_with("\\$")))
}

/// Whether a number may be below zero, as far as it is written: something is taken away, or it comes from elsewhere as a deviation does.
fn may_be_negative(expr: &Expr) -> bool {
    let mut negative = false;
    expr.each(|inner, _| {
        negative |= match inner {
            Expr::Negate(_) | Expr::Extension(..) => true,
            Expr::Chain(_, rest) => rest.iter().any(|(operator, _)| *operator == Operator::Subtract),
            _ => false,
        };
    });
    negative
}

/// Whether a text is a date, with or without its time.
fn is_date(text: &str) -> bool {
    let day = text.trim().split('T').next().unwrap_or_default();
    chrono::NaiveDate::parse_from_str(day, "%Y-%m-%d").is_ok()
}
