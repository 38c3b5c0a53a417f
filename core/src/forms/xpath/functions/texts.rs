//! Functions of texts. XPath 1.0, section 4.2; `concat`, `join`, `substr` as the ODK XForms specification has them. Places are counted
//! in characters.

use std::borrow::Cow;

use super::super::ast::Expr;
use super::super::evaluator::{Context, Evaluator};
use super::super::function::Function;
use super::super::value::{Fault, Value};

const BLANKS: [char; 4] = [' ', '\t', '\n', '\r'];

pub(super) fn call<'a>(
    evaluator: &Evaluator<'a>,
    function: Function,
    arguments: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    let text = |place: usize| match arguments.get(place) {
        Some(argument) => evaluator.text(argument, at),
        None => evaluator.text_of(at.node),
    };
    Ok(match function {
        Function::Concat => Value::owned(joined(evaluator, "", arguments, at)?),
        Function::Join => {
            let separator = text(0)?;
            Value::owned(joined(evaluator, &separator, arguments.get(1..).unwrap_or_default(), at)?)
        }
        Function::Substr | Function::Substring => {
            let mut numbers = Vec::new();
            for argument in arguments.get(1..).unwrap_or_default() {
                numbers.push(evaluator.number(argument, at)?);
            }
            let cut = if function == Function::Substr { substr } else { substring };
            Value::Text(cut(text(0)?, &numbers))
        }
        Function::SubstringBefore => {
            let (whole, mark) = (text(0)?, text(1)?);
            Value::owned(whole.split_once(&*mark).map_or("", |(before, _)| before))
        }
        Function::SubstringAfter => {
            let (whole, mark) = (text(0)?, text(1)?);
            Value::owned(whole.split_once(&*mark).map_or("", |(_, after)| after))
        }
        Function::Translate => {
            let (whole, from, to) = (text(0)?, text(1)?, text(2)?);
            evaluator.spend(whole.len().saturating_mul(from.len()) / 64)?;
            let to: Vec<char> = to.chars().collect();
            let other = |c: char| match from.chars().position(|known| known == c) {
                Some(place) => to.get(place).copied(),
                None => Some(c),
            };
            Value::owned(whole.chars().filter_map(other).collect::<String>())
        }
        Function::StringLength => Value::Number(text(0)?.chars().count() as f64),
        Function::NormalizeSpace => {
            let whole = text(0)?;
            let words: Vec<&str> = whole.split(BLANKS).filter(|word| !word.is_empty()).collect();
            Value::owned(words.join(" "))
        }
        Function::Trim => Value::owned(text(0)?.trim()),
        Function::StripWhitespace => {
            Value::owned(text(0)?.chars().filter(|c| !c.is_whitespace()).collect::<String>())
        }
        Function::Contains => Value::Boolean(text(0)?.contains(&*text(1)?)),
        Function::StartsWith => Value::Boolean(text(0)?.starts_with(&*text(1)?)),
        Function::EndsWith => Value::Boolean(text(0)?.ends_with(&*text(1)?)),
        Function::Lower => Value::owned(text(0)?.to_lowercase()),
        Function::Upper => Value::owned(text(0)?.to_uppercase()),
        _ => Value::Text(text(0)?),
    })
}

/// The texts of all arguments, of node-sets every node's.
fn joined<'a>(
    evaluator: &Evaluator<'a>,
    separator: &str,
    arguments: &'a [Expr],
    at: Context,
) -> Result<String, Fault> {
    let mut out = String::new();
    let mut first = true;
    let mut add = |text: &str| {
        if !first {
            out.push_str(separator);
        }
        first = false;
        out.push_str(text);
        evaluator.spend(1 + (separator.len() + text.len()) / 64)
    };
    for argument in arguments {
        match evaluator.value(argument, at)? {
            Value::Nodes(nodes) => {
                for node in nodes.as_slice() {
                    add(&evaluator.text_of(*node)?)?;
                }
            }
            value => add(&evaluator.to_text(value)?)?,
        }
    }
    Ok(out)
}

/// From a place counted from 0 to before another; negative ones count from the end.
fn substr<'a>(text: Cow<'a, str>, numbers: &[f64]) -> Cow<'a, str> {
    let length = text.chars().count() as f64;
    let place = |number: f64| {
        let number = if number.is_nan() { 0.0 } else { number.trunc() };
        let number = if number < 0.0 { number + length } else { number };
        number.clamp(0.0, length) as usize
    };
    let start = place(numbers.first().copied().unwrap_or(0.0));
    let end = numbers.get(1).map_or(length as usize, |end| place(*end));
    text.chars().skip(start).take(end.saturating_sub(start)).collect::<String>().into()
}

/// From a place counted from 1, so many characters; both are rounded (XPath 1.0, section 4.2).
fn substring<'a>(text: Cow<'a, str>, numbers: &[f64]) -> Cow<'a, str> {
    let round = |number: f64| (number + 0.5).floor();
    let start = round(numbers.first().copied().unwrap_or(1.0));
    let end = numbers.get(1).map_or(f64::INFINITY, |length| start + round(*length));
    let kept = text.chars().zip(1..).filter(|(_, place)| {
        let place = f64::from(*place);
        place >= start && place < end
    });
    kept.map(|(c, _)| c).collect::<String>().into()
}
