//! Functions of chosen values and of words. ODK XForms specification, "Select Functions" and "Translation Functions".

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
    match (function, arguments) {
        (Function::Selected | Function::IsSelected, [list, value]) => {
            let (list, value) = (evaluator.text(list, at)?, evaluator.text(value, at)?);
            evaluator.spend_text(&list)?;
            let value = value.trim();
            let chosen = if value.is_empty() {
                list.trim().is_empty()
            } else {
                list.split_whitespace().any(|chosen| chosen == value)
            };
            Ok(Value::Boolean(chosen))
        }
        (Function::SelectedAt, [list, index]) => {
            let (list, index) = (evaluator.text(list, at)?, evaluator.number(index, at)?);
            let found =
                list.split_whitespace().zip(0..).find(|(_, place)| f64::from(*place) == index.trunc());
            Ok(Value::owned(found.map_or("", |(chosen, _)| chosen)))
        }
        (Function::CountSelected, [list]) => {
            Ok(Value::Number(evaluator.text(list, at)?.split_whitespace().count() as f64))
        }
        (Function::ChoiceName, [value, question]) => {
            let value = evaluator.text(value, at)?;
            let question = evaluator.all_nodes(question, at)?.first();
            let label = question.and_then(|question| evaluator.world.choice_label(question, &value));
            Ok(Value::owned(label.unwrap_or_default()))
        }
        (Function::Itext, [id]) => {
            let id = evaluator.text(id, at)?;
            match evaluator.world.itext(&id) {
                Some(text) => Ok(Value::owned(text)),
                None => Err(Fault::new(format!(
                    "jr:itext() asks for the text '{id}', which the form does not have"
                ))),
            }
        }
        _ => Err(Fault::new(format!("{function}() was given what it does not take"))),
    }
}
