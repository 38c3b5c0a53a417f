//! The words of screens and errors in the language of the phone. Knows the core's language files by id; knows no
//! screen. What has no message of its own keeps the core's English sentence.

use chaski::pack::Pack;
use chaski::record::table::concept_lists;
use chaski::record::{ENTITIES, Field, Type, schema::Part};
use chaski::words::shown::{self, PartialDate};
use chaski::words::{Arg, Lang, has, message};

use crate::error::{ChaskiError, Detail, Failure};
use crate::view::{AskedVisit, InboxItem};

/// What fills a place in a message.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Enum)]
pub enum WordValue {
    /// Shown as it is: a name, a date or a figure that is written already.
    Text {
        /// The text.
        text: String,
    },
    /// Chooses between the forms of a message.
    Number {
        /// The number.
        number: i64,
    },
}

/// A place in a message and what fills it.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct WordArg {
    /// The name of the place.
    pub name: String,
    /// What fills it.
    pub value: WordValue,
}

/// A message that is asked for.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Asked {
    /// Its id, or `id.attribute`.
    pub id: String,
    /// What fills its places.
    #[uniffi(default = [])]
    pub args: Vec<WordArg>,
}

/// A message in words.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Words {
    /// Its id.
    pub id: String,
    /// What is shown.
    pub text: String,
    /// The language it is in: not the phone's where that one lacks it, so that a screen can mark it.
    pub language: String,
    /// The recording that says it, by the name of its file; none where there is none.
    pub sound: Option<String>,
}

/// What can be chosen of a list of the pack.
#[derive(Debug, Clone, PartialEq, Eq, uniffi::Record)]
pub struct Concept {
    /// What is recorded.
    pub code: String,
    /// What is shown.
    pub text: String,
    /// The recording that says it, by the name of its file; none where there is none.
    pub sound: Option<String>,
}

/// What a pack calls a concept or a system; `None` for a message of the language files.
pub(crate) fn of_pack(pack: &Pack, language: Lang, asked: &Asked) -> Option<Words> {
    let concept = asked.id.strip_prefix("choice-").and_then(|of| {
        concept_lists().into_iter().find_map(|list| Some((list, of.strip_prefix(list)?.strip_prefix('-')?)))
    });
    let (words, code) = match (concept, asked.id.strip_prefix("identifier-")) {
        (Some((list, code)), _) => (pack.list(list).and_then(|list| Some(&list.concept(code)?.words)), code),
        (None, Some(system)) => (pack.system(system).map(|system| &system.words), system),
        (None, None) => return None,
    };
    let text = words.and_then(|words| words.text(language));
    Some(Words {
        id: asked.id.clone(),
        language: text.as_ref().map_or(language, |text| text.lang).tag().into(),
        sound: words.and_then(|words| words.sound(language)).map(str::to_owned),
        text: text.map_or_else(|| code.to_owned(), |text| text.text),
    })
}

/// A message in a language.
pub(crate) fn words(language: Lang, asked: &Asked) -> Words {
    let args: Vec<(&str, Arg<'_>)> = asked
        .args
        .iter()
        .map(|arg| {
            let value = match &arg.value {
                WordValue::Text { text } => Arg::Str(text),
                WordValue::Number { number } => Arg::Num(*number),
            };
            (arg.name.as_str(), value)
        })
        .collect();
    let said = message(language, &asked.id, &args);
    Words { id: asked.id.clone(), text: said.text, language: said.lang.tag().into(), sound: None }
}

/// A failure in the language of the phone: the message `error-<code>-<detail>`, or `error-<code>`, with its attribute
/// `.remedy`. Without a language, or without a message, what the core says.
pub(crate) fn said(language: Option<Lang>, failure: Failure) -> ChaskiError {
    let Some(language) = language else { return failure.into() };
    let exact = failure.detail.as_ref().map(|detail| format!("error-{}-{}", failure.code, detail.name));
    let ids = [exact, Some(format!("error-{}", failure.code))];
    let Some(id) = ids.into_iter().flatten().find(|id| has(id)) else { return failure.into() };
    let (field, expected) = match failure.detail.as_deref() {
        Some(Detail { field: Some(field), .. }) => of_field(language, field),
        _ => (String::new(), None),
    };
    let expected = expected.unwrap_or_default();
    let key = failure.detail.as_ref().and_then(|detail| detail.key.as_deref()).unwrap_or_default();
    let args = [("field", Arg::Str(&field)), ("expected", Arg::Str(&expected)), ("key", Arg::Str(key))];
    let text = message(language, &id, &args).text;
    // What must be there cannot be said of every kind of value: then the general remedy serves.
    let general = format!("error-{}.remedy", failure.code);
    let remedy = format!("{id}.remedy");
    let remedy = match (has(&remedy), expected.is_empty() && failure.detail.is_some() && has(&general)) {
        (true, false) => message(language, &remedy, &args).text,
        (true, true) if !needs_expected(&failure) => message(language, &remedy, &args).text,
        (_, true) => message(language, &general, &args).text,
        (false, false) => failure.remedy,
    };
    ChaskiError::new(&failure.code, text, remedy)
}

/// What became of a change, in the language of the phone.
pub(crate) fn say_inbox(language: Option<Lang>, items: &mut [InboxItem]) {
    let Some(language) = language else { return };
    for item in items.iter_mut().filter(|item| has(&item.message)) {
        let of_entity = |name: &String| label(language, &format!("entity-{name}"), name);
        let what = item.what.iter().map(of_entity).collect::<Vec<_>>().join(", ");
        let who = item.who.name.clone().unwrap_or_else(|| label(language, "entity-worker", "worker"));
        let phone = item.who.phone.clone().unwrap_or_else(|| item.who.device.chars().take(8).collect());
        let why = match &item.why {
            Some(why) => message(language, &format!("error-offence-{why}"), &[]).text,
            None => message(language, "inbox-set_aside_no_reason", &[]).text,
        };
        let args = [
            ("what", Arg::Str(&what)),
            ("who", Arg::Str(&who)),
            ("phone", Arg::Str(&phone)),
            ("why", Arg::Str(&why)),
            ("by", Arg::Str(item.by_name.as_deref().unwrap_or_default())),
        ];
        let remedy = format!("{}.remedy", item.message);
        let sentence = message(language, &item.message, &args).text;
        if has(&remedy) {
            item.remedy = message(language, &remedy, &args).text;
        }
        item.sentence = sentence;
    }
}

/// The visits that are asked for, in the language of the phone.
pub(crate) fn say_asked(language: Option<Lang>, visits: &mut [AskedVisit]) {
    let Some(language) = language else { return };
    for visit in visits.iter_mut().filter(|visit| has(&visit.message)) {
        let who = visit.who.name.clone().unwrap_or_else(|| label(language, "entity-worker", "worker"));
        let name = visit.person.title.clone().unwrap_or_else(|| visit.person_code.clone());
        let until = visit.until.as_deref().and_then(PartialDate::from_iso);
        let until = until.map(|date| shown::long_date(language, date)).unwrap_or_default();
        let args = [("who", Arg::Str(&who)), ("name", Arg::Str(&name)), ("until", Arg::Str(&until))];
        visit.sentence = message(language, &visit.message, &args).text;
        visit.remedy = message(language, &format!("{}.remedy", visit.message), &[]).text;
    }
}

fn needs_expected(failure: &Failure) -> bool {
    let name = failure.detail.as_ref().map_or("", |detail| detail.name);
    ["missing", "wrong_type", "not_allowed"].contains(&name)
}

/// What a field (or `field.part`) is called, and what its value must be, in words.
fn of_field(language: Lang, name: &str) -> (String, Option<String>) {
    let (name, part) = match name.split_once('.') {
        Some((name, part)) => (name, Some(part)),
        None => (name, None),
    };
    let known = ENTITIES.iter().find_map(|entity| entity.field_named(name).map(|field| (entity, field)));
    let Some((entity, field)) = known else { return (name.replace('_', " "), None) };
    match part.and_then(|part| part_of(field, part)) {
        Some(part) => {
            (label(language, &format!("part-{name}-{}", part.name), part.name), expected(language, &part.ty))
        }
        None => {
            (label(language, &format!("field-{}-{name}", entity.name), name), expected(language, &field.ty))
        }
    }
}

fn part_of(field: &Field, name: &str) -> Option<&'static Part> {
    match field.ty {
        Type::Composite(parts) => parts.iter().find(|part| part.name == name),
        _ => None,
    }
}

fn label(language: Lang, id: &str, name: &str) -> String {
    if has(id) { message(language, id, &[]).text } else { name.replace('_', " ") }
}

fn expected(language: Lang, ty: &Type) -> Option<String> {
    let of = |kind: &str, args: &[(&str, Arg<'_>)]| {
        let id = format!("error-expected-{kind}");
        has(&id).then(|| message(language, &id, args).text)
    };
    match ty {
        Type::Text(most) => of("text", &[("most", Arg::Str(&most.to_string()))]),
        Type::Int(from, i64::MAX) => of("from", &[("from", Arg::Str(&from.to_string()))]),
        Type::Int(from, to) => range(of, &from.to_string(), &to.to_string()),
        Type::Decimal(from, to) => range(of, &from.to_string(), &to.to_string()),
        Type::Code(_) | Type::Codes(_) | Type::Concept(_) | Type::Concepts(_) => of("choice", &[]),
        Type::Identifier => of("identifier", &[]),
        Type::Date => of("date", &[]),
        Type::Time => of("time", &[]),
        Type::Record(_) | Type::Records(_) => of("record", &[]),
        Type::Composite(_) => of("parts", &[]),
        Type::Bytes(_) | Type::ByPath => None,
    }
}

fn range(of: impl Fn(&str, &[(&str, Arg<'_>)]) -> Option<String>, from: &str, to: &str) -> Option<String> {
    of("range", &[("from", Arg::Str(from)), ("to", Arg::Str(to))])
}

#[cfg(test)]
mod tests {
    use chaski::merge::rules::Offence;
    use chaski::record::check::Problem;
    use chaski::store::StoreError;
    use chaski::sync::message::RefusalCode;
    use chaski::sync::session::SyncError;

    use super::*;

    #[test]
    fn a_failure_without_a_message_keeps_the_sentence_of_the_core() {
        let failure = Failure::new("no_such_code", "what", "do");
        assert_eq!(said(Some(Lang::Es), failure.clone()), ChaskiError::new("no_such_code", "what", "do"));
        assert_eq!(said(None, failure.clone()), failure.into());
    }

    #[test]
    fn a_wrong_value_is_named_and_told_what_it_must_be_in_the_language_of_the_phone() {
        let problem =
            |field: &str| Failure::from(Problem::NotAllowed { field: field.into(), expected: "x".into() });
        for (lang, field) in [(Lang::Es, "weight.kg"), (Lang::En, "weight.kg"), (Lang::Es, "birth_date")] {
            let error = said(Some(lang), problem(field));
            assert_eq!(error.code(), "entry");
            for text in [error.text(), error.remedy()] {
                assert!(!text.contains(['{', '[', '_']) && !text.contains("$"), "{text}");
            }
        }
        assert!(said(Some(Lang::En), problem("weight.kg")).remedy().contains("500"));
    }

    #[test]
    fn what_a_rule_or_a_server_refuses_is_said_exactly() {
        let of = |failure: Failure| said(Some(Lang::Es), failure);
        let role = of(StoreError::Offence(Offence::RoleTooLow).into());
        assert_eq!(role.text(), message(Lang::Es, "error-offence-role_too_low", &[]).text);
        let stale = of(SyncError::Refused(RefusalCode::Stale).into());
        assert_eq!(stale.text(), message(Lang::Es, "error-refused-stale", &[]).text);
    }
}
