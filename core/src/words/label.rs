//! Words whose ids are made of names at run time: what an entity, a field, a part or a choice is called, and what an
//! error says. Knows how such an id is made, not which names there are: the tests walk the table of fields.

use super::{Arg, Lang, Text, has, message};

/// What an entity is called: `label::entity(lang, "visit")`.
pub fn entity(lang: Lang, entity: &str) -> Text {
    message(lang, &format!("entity-{entity}"), &[])
}

/// What a field is called: `label::field(lang, "visit", "outcome")`. Every record has the field `void`.
pub fn field(lang: Lang, entity: &str, field: &str) -> Text {
    if field == "void" {
        return message(lang, "field-void", &[]);
    }
    message(lang, &format!("field-{entity}-{field}"), &[])
}

/// What a part of a field's value is called: `label::part(lang, "outcome", "reason")`.
pub fn part(lang: Lang, field: &str, part: &str) -> Text {
    message(lang, &format!("part-{field}-{part}"), &[])
}

/// What a choice is called, by the name of its list: `label::choice(lang, "sex", "female")`.
pub fn choice(lang: Lang, list: &str, choice: &str) -> Text {
    message(lang, &format!("choice-{list}-{choice}"), &[])
}

/// What a worker is called by their role, where no name is held: `label::role(lang, "supervisor")`.
pub fn role(lang: Lang, role: &str) -> Text {
    message(lang, &format!("desk-role-{role}"), &[])
}

/// What an error says, and what to do: by its code and, where there is one, by what is more exact. A code that has no
/// words says what is said of any failure.
pub fn error(lang: Lang, code: &str, detail: Option<&str>, args: &[(&str, Arg<'_>)]) -> (Text, Text) {
    let exact = detail.map(|detail| format!("error-{code}-{detail}"));
    let id = exact.into_iter().chain([format!("error-{code}")]).find(|id| has(id));
    let id = id.unwrap_or_else(|| "error-database".to_owned());
    (message(lang, &id, args), message(lang, &format!("{id}.remedy"), args))
}
