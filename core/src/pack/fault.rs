//! What is wrong in a pack, for whoever edits it: file, list, place, what, and what to do. Knows the kinds of faults and
//! their sentences; reads nothing.

use std::fmt;

/// One thing that is wrong in a file of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The file, by its name in the folder.
    pub file: String,
    /// The list or the identifier, if it is in one.
    pub list: Option<String>,
    /// Where in the file: `lists.antigen.concepts[3].code`; empty for the file itself.
    pub place: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// A kind of fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    /// The folder lacks the file.
    NoFile,
    /// A file that no pack has.
    UnknownFile,
    /// It is no JSON, or says a key twice.
    Unreadable(String),
    /// Something else than what stands here.
    Shape(&'static str),
    /// A key that is not read, and those that are.
    UnknownKey(String, String),
    /// A key that must be there.
    Missing(&'static str),
    /// A list that no field holds, and those that fields hold.
    UnknownList(String),
    /// A code that is none.
    CodeForm(String),
    /// The same code or system twice.
    Twice(String),
    /// A language that the pack says it has, without words.
    NoWords(String),
    /// Words in a language that the pack does not say it has.
    UnknownLanguage(String),
    /// A pattern that cannot be meant.
    Pattern(String, &'static str),
    /// A rule of check digits that there is none of.
    UnknownRule(String, &'static str),
    /// A parameter of a rule that cannot be meant.
    Parameter(&'static str),
    /// A date that is none.
    Date(String),
    /// It ends before it begins.
    EndsBeforeItBegins,
    /// A rule or dates, and no act that gives them.
    NoAct,
    /// A step of the ladder that names what the pack does not have.
    UnknownStep(String),
    /// Rules of growth or haemoglobin that cannot be used.
    Rules(String),
    /// Something in a sheet of the package.
    Sheet {
        /// What is wrong.
        what: String,
        /// What to do.
        remedy: String,
    },
}

impl Wrong {
    /// What is wrong.
    pub fn what(&self) -> String {
        match self {
            Wrong::NoFile => "the file is missing".into(),
            Wrong::UnknownFile => "no pack has a file of this name".into(),
            Wrong::Unreadable(why) => why.clone(),
            Wrong::Shape(_) => "something else stands here than must".into(),
            Wrong::UnknownKey(key, _) => format!("there is no key `{key}`"),
            Wrong::Missing(key) => format!("`{key}` is missing"),
            Wrong::UnknownList(_) => "no field holds a list of this name".into(),
            Wrong::CodeForm(code) => format!("`{code}` is no code"),
            Wrong::Twice(code) => format!("`{code}` stands twice"),
            Wrong::NoWords(language) => format!("it has no words in `{language}`"),
            Wrong::UnknownLanguage(language) => format!("`{language}` is no language of this pack"),
            Wrong::Pattern(pattern, why) => format!("the pattern `{pattern}` cannot be used: {why}"),
            Wrong::UnknownRule(rule, _) => format!("there is no rule of check digits `{rule}`"),
            Wrong::Parameter(what) => what.to_string(),
            Wrong::Date(text) => format!("`{text}` is no date"),
            Wrong::EndsBeforeItBegins => "its validity ends before it begins".into(),
            Wrong::NoAct => "it has a rule or dates and no legal act that gives them".into(),
            Wrong::UnknownStep(name) => format!("the pack has no `{name}`"),
            Wrong::Rules(why) => why.clone(),
            Wrong::Sheet { what, .. } => what.clone(),
        }
    }

    /// What to do.
    pub fn remedy(&self) -> String {
        match self {
            Wrong::NoFile => "write it; docs/packs.md shows one".into(),
            Wrong::UnknownFile => "rename or remove it".into(),
            Wrong::Unreadable(_) => "mend it there".into(),
            Wrong::Shape(expected) => format!("it must be {expected}"),
            Wrong::UnknownKey(_, known) => format!("remove or rename it; the keys are {known}"),
            Wrong::Missing(key) => format!("write `{key}`"),
            Wrong::UnknownList(known) => format!("rename it; the lists are {known}"),
            Wrong::CodeForm(_) => {
                "use 1 to 40 of a-z, A-Z, 0-9, `_`, `-` and `.`, the first a letter or digit".into()
            }
            Wrong::Twice(_) => "keep one of them".into(),
            Wrong::NoWords(language) => format!("write its words in `{language}`"),
            Wrong::UnknownLanguage(_) => "name the language in pack.json, or remove the words".into(),
            Wrong::Pattern(..) => {
                "use `#` for a digit, `@` for a letter, `*` for either, other signs for themselves, and `{2,5}` for how many".into()
            }
            Wrong::UnknownRule(_, known) => format!("choose one of {known}"),
            Wrong::Parameter(_) => "mend the parameter; docs/packs.md has those of each rule".into(),
            Wrong::Date(_) => "write it as 2026-11-24, 2026-11 or 2026".into(),
            Wrong::EndsBeforeItBegins => "mend `valid_from` or `valid_until`".into(),
            Wrong::NoAct => {
                "write its `norm` with the `act`; where none was found, `\"act\": null`, and in `notes` where it was looked for".into()
            }
            Wrong::UnknownStep(_) => "name a system or document of this pack, or `code` or `local_id` as `step`".into(),
            Wrong::Rules(_) => "mend it there".into(),
            Wrong::Sheet { remedy, .. } => remedy.clone(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        for part in self.list.iter().chain(Some(&self.place).filter(|place| !place.is_empty())) {
            write!(f, ", {part}")?;
        }
        write!(f, ": {}; {}", self.wrong.what(), self.wrong.remedy())
    }
}
