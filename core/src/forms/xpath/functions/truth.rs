//! Functions that decide. XPath 1.0, section 4.3, and the ODK XForms specification, "Boolean Functions". Only the branch that is taken
//! is evaluated.

use super::super::ast::Expr;
use super::super::evaluator::{Context, Evaluator};
use super::super::function::Function;
use super::super::pattern;
use super::super::value::{Fault, Value};

pub(super) fn call<'a>(
    evaluator: &Evaluator<'a>,
    function: Function,
    arguments: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    match (function, arguments) {
        (Function::If, [condition, then, otherwise]) => {
            let taken = if evaluator.boolean(condition, at)? { then } else { otherwise };
            evaluator.operand(taken, at)
        }
        (Function::Coalesce, all) => {
            for argument in all {
                let value = evaluator.value(argument, at)?;
                // What is not a number is blank, as it is in the record.
                if matches!(value, Value::Number(number) if number.is_nan()) {
                    continue;
                }
                let text = evaluator.to_text(value)?;
                if !text.is_empty() {
                    return Ok(Value::Text(text));
                }
            }
            Ok(Value::owned(""))
        }
        (Function::Once, [calculation]) => {
            // The node's own value counts whether or not the node is relevant, else it would be drawn again.
            let own = evaluator.text_of(at.node)?;
            if own.is_empty() { evaluator.value(calculation, at) } else { Ok(Value::Text(own)) }
        }
        (Function::True, _) => Ok(Value::Boolean(true)),
        (Function::False, _) => Ok(Value::Boolean(false)),
        (Function::Boolean, [argument]) => Ok(Value::Boolean(evaluator.boolean(argument, at)?)),
        (Function::Not, [argument]) => Ok(Value::Boolean(!evaluator.boolean(argument, at)?)),
        (Function::BooleanFromString, [argument]) => {
            let text = evaluator.text(argument, at)?;
            Ok(Value::Boolean(text == "true" || text == "1"))
        }
        (Function::Regex, [value, expression]) => {
            let (text, expression) = (evaluator.text(value, at)?, evaluator.text(expression, at)?);
            evaluator.spend_text(&text)?;
            pattern::found(&expression, &text)
                .map(Value::Boolean)
                .map_err(|why| Fault::new(format!("regex() cannot use the pattern '{expression}': {why}")))
        }
        (Function::Checklist, [least, most, answers @ ..]) => {
            let mut count = 0.0;
            for answer in answers {
                count += truths(evaluator, answer, at)?.into_iter().filter(|truth| *truth).count() as f64;
            }
            within(evaluator, least, most, count, at)
        }
        (Function::WeightedChecklist, [least, most, pairs @ ..]) => {
            let (mut values, mut weights) = (Vec::new(), Vec::new());
            for pair in pairs.chunks_exact(2) {
                values.extend(truths(evaluator, &pair[0], at)?);
                match evaluator.value(&pair[1], at)? {
                    Value::Nodes(nodes) => {
                        for node in nodes.as_slice() {
                            weights.push(evaluator.number_of(&evaluator.text_of(*node)?));
                        }
                    }
                    value => weights.push(evaluator.to_number(&value)?),
                }
            }
            let held = values.into_iter().zip(weights).filter(|(truth, weight)| *truth && !weight.is_nan());
            within(evaluator, least, most, held.map(|(_, weight)| weight).sum(), at)
        }
        (Function::Lang, [wanted]) => {
            let wanted = evaluator.text(wanted, at)?.to_lowercase();
            let tree = evaluator.tree(at.node.document);
            let name = evaluator.names.find("xml:lang");
            let mut above = std::iter::successors(Some(at.node.node), |node| tree.parent(*node));
            let own = above.find_map(|node| tree.attribute(node, name?)).unwrap_or("").to_lowercase();
            let own = own.strip_prefix(&*wanted).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'));
            Ok(Value::Boolean(own))
        }
        _ => Err(Fault::new(format!("{function}() was given what it does not take"))),
    }
}

/// What each answer counts as: of a node-set every node, by whether it is blank.
fn truths<'a>(evaluator: &Evaluator<'a>, answer: &'a Expr, at: Context) -> Result<Vec<bool>, Fault> {
    match evaluator.value(answer, at)? {
        Value::Nodes(nodes) => {
            nodes.as_slice().iter().map(|node| Ok(!evaluator.text_of(*node)?.is_empty())).collect()
        }
        value => Ok(vec![evaluator.to_boolean(&value)]),
    }
}

/// Whether a count lies between two bounds; a negative one is none.
fn within<'a>(
    evaluator: &Evaluator<'a>,
    least: &'a Expr,
    most: &'a Expr,
    count: f64,
    at: Context,
) -> Result<Value<'a>, Fault> {
    let (least, most) = (evaluator.number(least, at)?, evaluator.number(most, at)?);
    Ok(Value::Boolean((least < 0.0 || count >= least) && (most < 0.0 || count <= most)))
}
