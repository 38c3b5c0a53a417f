//! Functions of numbers. XPath 1.0, section 4.4, and the ODK XForms specification, "Number Functions".

use super::super::ast::Expr;
use super::super::evaluator::{Context, Evaluator};
use super::super::function::Function;
use super::super::value::{Fault, Value};

pub(super) fn call<'a>(
    evaluator: &Evaluator<'a>,
    function: Function,
    arguments: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    let number = |place: usize| match arguments.get(place) {
        Some(argument) => evaluator.number(argument, at),
        None => Ok(evaluator.number_of(&evaluator.text_of(at.node)?)),
    };
    Ok(Value::Number(match function {
        Function::Random => evaluator.world.random(),
        Function::Int => number(0)?.trunc(),
        Function::Floor => number(0)?.floor(),
        Function::Ceiling => number(0)?.ceil(),
        Function::Round if arguments.len() > 1 => round_to(number(0)?, number(1)?.trunc()),
        Function::Round => round(number(0)?),
        Function::Sum => {
            let mut sum = 0.0;
            for value in all(evaluator, arguments, at)? {
                sum += value;
            }
            sum
        }
        Function::Max => all(evaluator, arguments, at)?.into_iter().reduce(greater).unwrap_or(f64::NAN),
        Function::Min => {
            let lesser = |a: f64, b: f64| -greater(-a, -b);
            all(evaluator, arguments, at)?.into_iter().reduce(lesser).unwrap_or(f64::NAN)
        }
        Function::Pow => power(number(0)?, number(1)?),
        Function::Log => number(0)?.ln(),
        Function::Log10 => number(0)?.log10(),
        Function::Abs => number(0)?.abs(),
        Function::Sin => number(0)?.sin(),
        Function::Cos => number(0)?.cos(),
        Function::Tan => number(0)?.tan(),
        Function::Asin => number(0)?.asin(),
        Function::Acos => number(0)?.acos(),
        Function::Atan => number(0)?.atan(),
        Function::Atan2 => number(0)?.atan2(number(1)?),
        Function::Sqrt => number(0)?.sqrt(),
        Function::Exp => number(0)?.exp(),
        Function::Exp10 => power(10.0, number(0)?),
        Function::Pi => std::f64::consts::PI,
        _ => number(0)?,
    }))
}

/// NaN where one of them is (XPath 3.0, `max`): a blank among them is not left out.
fn greater(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() {
        f64::NAN
    } else if a > b {
        a
    } else {
        b
    }
}

/// IEEE 754 gives 1 for the power 0 of what is no number; XPath 3.0 says the same.
fn power(base: f64, exponent: f64) -> f64 {
    if base == 1.0 && exponent.is_nan() { f64::NAN } else { base.powf(exponent) }
}

/// The nearest whole number; of two the one nearer to positive infinity (XPath 1.0, `round`).
fn round(number: f64) -> f64 {
    let below = number.floor();
    if number - below >= 0.5 { below + 1.0 } else { below }
}

fn round_to(number: f64, places: f64) -> f64 {
    if places.is_nan() {
        return f64::NAN;
    }
    let scale = 10f64.powi(places.abs().min(400.0) as i32);
    let rounded = if places >= 0.0 { round(number * scale) / scale } else { round(number / scale) * scale };
    if rounded.is_finite() || !number.is_finite() {
        rounded
    } else if places > 0.0 {
        number
    } else {
        0.0
    }
}

/// The numbers of all arguments, of node-sets every node's.
fn all<'a>(evaluator: &Evaluator<'a>, arguments: &'a [Expr], at: Context) -> Result<Vec<f64>, Fault> {
    let mut numbers = Vec::new();
    for argument in arguments {
        match evaluator.value(argument, at)? {
            Value::Nodes(nodes) => {
                for node in nodes.as_slice() {
                    evaluator.spend(1)?;
                    numbers.push(evaluator.number_of(&evaluator.text_of(*node)?));
                }
            }
            value => numbers.push(evaluator.to_number(&value)?),
        }
    }
    Ok(numbers)
}
