//! What the type of a question adds to its row: control, bind, a hint. Knows types and elements; knows no sheet.

use crate::form::{Class, Item};
use crate::lexer;
use crate::types;
use crate::value::Value;

/// An element with what its type says of bind, control and hint where its row does not; nothing for an unknown type.
pub fn typed(mut item: Item) -> Option<Item> {
    if item.kind == "csv-external" || item.kind == "xml-external" {
        item.class = Class::External;
        return Some(item);
    }
    let loose = types::loose(&item.kind);
    let kind = types::kind(&item.kind).or(loose)?;
    item.class = Class::Question(kind);
    let own = item.bind.take();
    for (name, value) in kind.bind {
        item.bind(name, Value::Text((*value).to_owned()));
    }
    if loose.is_some() && kind.bind.is_empty() {
        let name = item.kind.clone();
        item.bind("type", Value::Text(name));
    }
    for (name, value) in own.into_iter().flatten() {
        item.bind(&name, value);
    }
    if item.hint.is_none() && !kind.hint.is_empty() {
        item.hint = Some(Value::Text(kind.hint.to_owned()));
    }
    Some(labelled(item))
}

/// What labels the columns of a table may have a blank label of its own.
pub fn labelled(mut item: Item) -> Item {
    if item.controlled("appearance") == Some("label") && item.label.is_none() {
        item.label = Some(Value::Text(" ".to_owned()));
    }
    item
}

/// Whether a default that was given to a type is an expression.
pub fn dynamic(item: &Item) -> bool {
    item.default.as_ref().is_some_and(|default| lexer::is_dynamic(default, &item.kind))
}
