//! The words of screens and errors in the language of the phone. Knows the core's language files by id; knows no
//! screen.

use chaski::pack::Pack;
use chaski::record::table::concept_lists;
use chaski::record::{ENTITIES, Field, Type, schema::Part};
use chaski::words::{Arg, Lang, label, message};

use crate::error::{ChaskiError, Failure, Inner};

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

/// The language of a BCP 47 tag.
pub(crate) fn language(tag: &str) -> Inner<Lang> {
    Lang::from_tag(tag).ok_or_else(|| {
        let known: Vec<&str> = Lang::ALL.iter().map(|lang| lang.tag()).collect();
        Failure::new("language", format!("the languages are {}", known.join(", ")))
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

/// The messages of a screen in a language by its tag, before a phone is open; in Spanish where the tag is of none. An id that no file has comes
/// back in brackets.
#[uniffi::export]
pub fn words_in(language: &str, asked: Vec<Asked>) -> Vec<Words> {
    let language = Lang::from_tag(language).unwrap_or(Lang::Es);
    asked.iter().map(|asked| words(language, asked)).collect()
}

/// Whom to call where there is danger, by what a pack says.
pub(crate) fn calls(pack: &Pack, language: Lang) -> Vec<Concept> {
    let calls = pack.calls.iter().map(|call| Concept {
        code: call.number.clone(),
        text: call.words.text(language).map_or_else(|| call.number.clone(), |text| text.text),
        sound: call.words.sound(language).map(str::to_owned),
    });
    calls.collect()
}

/// Whom to call where there is danger before a phone is open: what the packs say that are built in.
#[uniffi::export]
pub fn emergency_calls(language: &str) -> Vec<Concept> {
    let language = Lang::from_tag(language).unwrap_or(Lang::Es);
    chaski::pack::countries()
        .filter_map(chaski::pack::shipped)
        .flat_map(|pack| calls(pack, language))
        .collect()
}

/// A failure in a language: the message `error-<code>-<detail>`, or `error-<code>`, with its attribute `.remedy`.
pub(crate) fn error_in(lang: Lang, failure: Failure) -> ChaskiError {
    let (field, expected) = failure.field.as_deref().map_or((None, None), |field| {
        let (field, expected) = of_field(lang, field);
        (Some(field), expected)
    });
    let of_field = [("field", field.as_ref()), ("expected", expected.as_ref())];
    let of_field = of_field.into_iter().filter_map(|(name, text)| Some((name, text?.into())));
    let args: Vec<_> = of_field.chain(failure.args.iter().map(|(name, text)| (*name, text.into()))).collect();
    let (text, mut remedy) = label::error(lang, failure.code, failure.detail, &args);
    // What must be there cannot be said of every kind of value: then the general remedy serves.
    if remedy.text.contains("{$expected}") {
        remedy = label::error(lang, failure.code, None, &args).1;
    }
    let first = failure.first.map(|first| message(lang, first, &[]).text + " ");
    ChaskiError::Failed {
        code: failure.code.into(),
        text: first.unwrap_or_default() + &text.text,
        remedy: remedy.text,
        technical: Some(failure.technical.into()),
    }
}

impl From<Failure> for ChaskiError {
    /// In English: no phone is open whose language it could be.
    fn from(failure: Failure) -> Self {
        error_in(Lang::En, failure)
    }
}

/// What a field (or `field.part`) is called, and what its value must be, in words.
fn of_field(lang: Lang, name: &str) -> (String, Option<String>) {
    let (name, part) = name.split_once('.').map_or((name, None), |(name, part)| (name, Some(part)));
    let known = ENTITIES.iter().find_map(|entity| entity.field_named(name).map(|field| (entity, field)));
    let Some((entity, field)) = known else { return (name.replace('_', " "), None) };
    match part.and_then(|part| part_of(field, part)) {
        Some(part) => (label::part(lang, name, part.name).text, expected(lang, &part.ty)),
        None => (label::field(lang, entity.name, name).text, expected(lang, &field.ty)),
    }
}

fn part_of(field: &Field, name: &str) -> Option<&'static Part> {
    match field.ty {
        Type::Composite(parts) => parts.iter().find(|part| part.name == name),
        _ => None,
    }
}

fn expected(lang: Lang, ty: &Type) -> Option<String> {
    let range = |from: String, to: String| ("range", vec![("from", from), ("to", to)]);
    let (kind, args) = match ty {
        Type::Text(most) => ("text", vec![("most", most.to_string())]),
        Type::Int(from, i64::MAX) => ("from", vec![("from", from.to_string())]),
        Type::Int(from, to) => range(from.to_string(), to.to_string()),
        Type::Decimal(from, to) => range(from.to_string(), to.to_string()),
        Type::Code(_) | Type::Codes(_) | Type::Concept(_) | Type::Concepts(_) => ("choice", Vec::new()),
        Type::Identifier => ("identifier", Vec::new()),
        Type::Date => ("date", Vec::new()),
        Type::Time => ("time", Vec::new()),
        Type::Record(_) | Type::Records(_) => ("record", Vec::new()),
        Type::Composite(_) => ("parts", Vec::new()),
        Type::Bytes(_) | Type::ByPath => return None,
    };
    let args: Vec<_> = args.iter().map(|(name, text)| (*name, text.into())).collect();
    Some(message(lang, &format!("error-expected-{kind}"), &args).text)
}

#[cfg(test)]
mod tests {
    use chaski::action::Refusal;
    use chaski::merge::rules::Offence;
    use chaski::record::check::Problem;
    use chaski::store::StoreError;
    use chaski::sync::message::RefusalCode;
    use chaski::sync::session::SyncError;

    use super::*;

    #[test]
    fn every_place_of_a_message_is_filled_and_what_is_technical_stands_beside_it() {
        let field = || "weight.kg".to_owned();
        let expected = || "x".to_owned();
        let cases: [(Failure, &str); 13] = [
            (Problem::Missing { field: field(), expected: expected() }.into(), "500"),
            (Problem::WrongType { field: "birth_date".into(), expected: expected() }.into(), "year"),
            (Problem::NotAllowed { field: field(), expected: expected() }.into(), "500"),
            // Of what a device is called nobody is told what it must be.
            (
                Problem::NotAllowed { field: "no_such_field".into(), expected: expected() }.into(),
                "write it again",
            ),
            (Problem::KeyTwice { field: "weight".into(), key: "kg".into() }.into(), "kg twice"),
            (Refusal::TooLong("reply", 2000).into(), "2000"),
            (Refusal::Elsewhere.into(), "another area"),
            (Offence::RoleTooLow.into(), "Not saved. Only a supervisor"),
            (SyncError::Refused(RefusalCode::Stale).into(), "Deliver again"),
            (StoreError::NewerSchema { found: 9, known: 7 }.into(), "newer schema: 9, known up to 7"),
            (StoreError::TooLarge { bytes: 70, limit: 64 }.into(), "70 bytes of 64"),
            (SyncError::Line("the server: busy".into()).into(), "the server: busy"),
            (Failure::from(Refusal::In { at: 2, why: Box::new(Refusal::Same) }), "in part 3: "),
        ];
        for (failure, part) in cases {
            let english = ChaskiError::from(failure.clone());
            assert!(format!("{english} {:?}", english.technical()).contains(part), "{part}: {english:?}");
            let spanish = error_in(Lang::Es, failure.clone());
            assert_eq!((spanish.code(), spanish.technical()), (failure.code, english.technical()));
            for text in [english.text(), english.remedy(), spanish.text(), spanish.remedy()] {
                assert!(!text.contains(['{', '[', '_', '$']), "{text}");
            }
            assert_ne!(english.text(), spanish.text());
        }
    }
}
