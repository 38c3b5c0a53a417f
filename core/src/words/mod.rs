//! What people read: messages by id, in language files (Fluent) that are built into the program, and the one place
//! where dates, ages and figures are written. Knows languages and nothing else: no record, no disk, no clock. A
//! message that a language lacks, or that nobody has reviewed, is given in Spanish and says so; an id that no file
//! has comes back marked, and never stops anything.

mod by_language;
mod files;
pub mod label;
pub mod shown;

pub use by_language::Words;

use std::fmt;
use std::sync::OnceLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use serde::Serialize;
use unic_langid::LanguageIdentifier;

/// A language that there are files of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    /// Spanish: what every other language falls back to.
    Es,
    /// English: for developers and visitors.
    En,
    /// Southern Quechua.
    Quz,
}

impl Lang {
    /// Every language, the first being the one that is never lacking.
    pub const ALL: [Lang; 3] = [Lang::Es, Lang::En, Lang::Quz];

    /// The language of a BCP 47 tag: `es`, `es-PE`, `en`, `quz`. `None` for a language that there are no files of,
    /// and for plain `qu`, which is many languages.
    pub fn from_tag(tag: &str) -> Option<Lang> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Lang::ALL.into_iter().find(|lang| lang.tag().eq_ignore_ascii_case(primary))
    }

    /// Its tag.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Es => "es",
            Lang::En => "en",
            Lang::Quz => "quz",
        }
    }

    /// The languages in which a message is looked for, in this order.
    fn chain(self) -> &'static [Lang] {
        match self {
            Lang::Es => &[Lang::Es],
            Lang::En => &[Lang::En, Lang::Es],
            Lang::Quz => &[Lang::Quz, Lang::Es],
        }
    }
}

/// A text to show, and the language it is in: not the one asked for where that one lacks it, so that a screen can
/// mark it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "Sentence"))]
pub struct Text {
    /// What is shown.
    pub text: String,
    /// The language it is in.
    #[serde(rename = "language")]
    #[cfg_attr(feature = "uniffi", uniffi(name = "language"))]
    pub lang: Lang,
}

impl Serialize for Lang {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.tag())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// What fills a place in a message: a finished text, or a number that chooses between forms.
#[derive(Debug, Clone, Copy)]
pub enum Arg<'a> {
    /// Shown as it is.
    Str(&'a str),
    /// Chooses a plural form; shown, it has no thousands: pass [`shown::number`] beside it where it may be great.
    Num(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Str(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Str(text)
    }
}

impl<'a> From<&'a Text> for Arg<'a> {
    fn from(text: &'a Text) -> Self {
        Arg::Str(&text.text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Arg::Num(number)
    }
}

impl From<u32> for Arg<'_> {
    fn from(number: u32) -> Self {
        Arg::Num(number.into())
    }
}

impl From<u64> for Arg<'_> {
    fn from(number: u64) -> Self {
        Arg::Num(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<usize> for Arg<'_> {
    fn from(number: usize) -> Self {
        Arg::Num(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

/// The message `id` (`name`, or `name.attribute`) with its places filled. One that no file has comes back as
/// `[id]`.
pub fn message(lang: Lang, id: &str, args: &[(&str, Arg<'_>)]) -> Text {
    let mut given = FluentArgs::with_capacity(args.len());
    for (name, value) in args {
        let value = match value {
            Arg::Str(text) => FluentValue::from(*text),
            Arg::Num(number) => FluentValue::from(*number),
        };
        given.set(*name, value);
    }
    for lang in lang.chain() {
        if let Some(text) = written(*lang, id, &given) {
            return Text { text, lang: *lang };
        }
    }
    Text { text: format!("[{id}]"), lang }
}

/// Whether there is a message of this id (`name`, or `name.attribute`).
pub fn has(id: &str) -> bool {
    written(Lang::Es, id, &FluentArgs::new()).is_some()
}

/// The names of the language files, as they stand in each language's folder.
pub fn files() -> impl Iterator<Item = &'static str> {
    files::FILES.iter().map(|file| file.name)
}

fn written(lang: Lang, id: &str, args: &FluentArgs<'_>) -> Option<String> {
    let bundle = bundle(lang);
    let (name, attribute) = match id.split_once('.') {
        Some((name, attribute)) => (name, Some(attribute)),
        None => (id, None),
    };
    let message = bundle.get_message(name)?;
    let pattern = match attribute {
        Some(attribute) => message.get_attribute(attribute)?.value(),
        None => message.value()?,
    };
    // A place that was not filled shows its name; there is nobody to tell.
    Some(bundle.format_pattern(pattern, Some(args), &mut Vec::new()).into_owned())
}

type Bundle = FluentBundle<FluentResource>;

/// The messages of a language, read when the first is asked for.
fn bundle(lang: Lang) -> &'static Bundle {
    static ES: OnceLock<Bundle> = OnceLock::new();
    static EN: OnceLock<Bundle> = OnceLock::new();
    static QUZ: OnceLock<Bundle> = OnceLock::new();
    let held = match lang {
        Lang::Es => &ES,
        Lang::En => &EN,
        Lang::Quz => &QUZ,
    };
    held.get_or_init(|| read(lang))
}

fn read(lang: Lang) -> Bundle {
    // Plural rules are known by the plain tag; Quechua keeps the noun single after a figure and has one form.
    let rules: LanguageIdentifier = lang.tag().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![rules]);
    bundle.set_use_isolating(false);
    for file in files::FILES {
        let source = match lang {
            Lang::Es => file.es.to_owned(),
            Lang::En => file.en.to_owned(),
            Lang::Quz => files::reviewed(file.quz),
        };
        // What cannot be read is left out and falls back; the tests see that every line is read.
        let resource = FluentResource::try_new(source).unwrap_or_else(|(readable, _)| readable);
        let _ = bundle.add_resource(resource);
    }
    bundle
}
