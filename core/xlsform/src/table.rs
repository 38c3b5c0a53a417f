//! A sheet whose headings are understood: `Constraint message::fr` is the message of the constraint, in French. Knows how headings are
//! spelt; knows nothing of what their cells mean.

use chaski::forms::{Place, Problem};

use crate::places::{Headings, SheetName};
use crate::text;
use crate::value::Value;
use crate::workbook::Sheet;

/// The columns of the survey that mean something.
const SURVEY: [&str; 19] = [
    "name",
    "label",
    "type",
    "hint",
    "guidance_hint",
    "default",
    "trigger",
    "choice_filter",
    "parameters",
    "bind",
    "control",
    "media",
    "instance",
    "intent",
    "disabled",
    "sms_field",
    "query",
    "itemset",
    "list_name",
];
/// Those of the choices; every other column is data that a filter may ask for.
const CHOICES: [&str; 4] = ["name", "label", "media", "sms_option"];
/// Those of the settings.
const SETTINGS: [&str; 32] = [
    "title",
    "id_string",
    "version",
    "default_language",
    "style",
    "instance_name",
    "name",
    "public_key",
    "submission_url",
    "auto_send",
    "auto_delete",
    "client_editable",
    "namespaces",
    "attribute",
    "instance_xmlns",
    "omit_instanceID",
    "instance_id",
    "allow_choice_duplicates",
    "clean_text_values",
    "flat",
    "prefix",
    "delimiter",
    "add_none_option",
    "sms_keyword",
    "sms_separator",
    "sms_allow_media",
    "sms_date_format",
    "sms_datetime_format",
    "sms_response",
    "entity_version",
    "type",
    "label",
];
/// Those of the entities.
const ENTITIES: [&str; 6] = ["dataset", "entity_id", "create_if", "update_if", "repeat", "label"];

/// The words that a heading of the survey stands for.
fn survey_alias(heading: &str) -> Option<&'static [&'static str]> {
    Some(match heading {
        "read_only" | "readonly" => &["bind", "readonly"],
        "relevant" | "relevance" => &["bind", "relevant"],
        "required" => &["bind", "required"],
        "constraint" => &["bind", "constraint"],
        "constraint_message" | "constraining_message" => &["bind", "jr:constraintMsg"],
        "required_message" | "requiredmsg" => &["bind", "jr:requiredMsg"],
        "noapperrorstring" | "no_app_error_string" => &["bind", "jr:noAppErrorString"],
        "calculation" | "calculate" => &["bind", "calculate"],
        "save_to" => &["bind", "entities:saveto"],
        "appearance" => &["control", "appearance"],
        "count" | "repeat_count" | "jr:count" => &["control", "jr:count"],
        "autoplay" => &["control", "autoplay"],
        "rows" => &["control", "rows"],
        "body" => &["control"],
        "compact_tag" => &["instance", "odk:tag"],
        "caption" => &["label"],
        "command" => &["type"],
        "tag" | "value" => &["name"],
        "image" => &["media", "image"],
        "big-image" => &["media", "big-image"],
        "audio" => &["media", "audio"],
        "video" => &["media", "video"],
        _ => return None,
    })
}

/// Those of the choices.
fn list_alias(heading: &str) -> Option<&'static [&'static str]> {
    match heading {
        "list_name" => Some(&["list name"]),
        "caption" | "value" | "image" | "big-image" | "audio" | "video" => survey_alias(heading),
        _ => None,
    }
}

/// Those of the settings.
fn settings_alias(heading: &str) -> Option<&'static [&'static str]> {
    match heading {
        "form_title" | "set_form_title" => Some(&["title"]),
        "form_id" | "set_form_id" => Some(&["id_string"]),
        _ => None,
    }
}

/// Those of the entities.
fn entities_alias(heading: &str) -> Option<&'static [&'static str]> {
    (heading == "list_name").then_some(&["dataset"])
}

/// A row that is not empty.
#[derive(Debug, Clone)]
pub struct Row {
    /// As the spreadsheet counts.
    pub number: u32,
    /// By the words of the headings.
    pub values: Value,
}

impl Row {
    /// What stands under a heading's words.
    pub fn get(&self, words: &[&str]) -> Option<&Value> {
        words.iter().try_fold(&self.values, |value, word| value.get(word))
    }

    /// The text that stands there.
    pub fn text(&self, words: &[&str]) -> Option<&str> {
        self.get(words).and_then(Value::text)
    }
}

/// A sheet whose headings are understood.
#[derive(Debug, Clone)]
pub struct Table {
    /// Which.
    pub sheet: SheetName,
    /// Its headings.
    pub headings: Headings,
    /// Its rows.
    pub rows: Vec<Row>,
}

impl Table {
    /// Understands a sheet. `default` is the language of a column that names none.
    pub fn of(
        sheet: SheetName,
        raw: &Sheet,
        default: &str,
        collapse: bool,
        problems: &mut Vec<Problem>,
    ) -> Table {
        let mut table = Table { sheet, headings: Headings::default(), rows: Vec::new() };
        table.understand(raw, problems);
        for row in &raw.rows {
            let mut values = Value::Map(Vec::new());
            for (heading, cell) in &row.cells {
                let Some((words, _)) = table.headings.0.get(*heading) else { continue };
                let cell = text::straightened(cell);
                values.put(words, if collapse { text::collapsed(&cell) } else { cell }, default);
            }
            table.rows.push(Row { number: row.number, values });
        }
        table
    }

    /// The place of a cell, its column by the aspect ([`crate::Places::cell`]).
    pub fn place(&self, row: u32, aspect: &str) -> Place {
        self.at(row, self.headings.of(aspect))
    }

    /// The place of a cell under a heading.
    pub fn at(&self, row: u32, heading: &str) -> Place {
        Place::Cell { sheet: self.sheet.name().to_owned(), row, column: heading.to_owned() }
    }

    fn understand(&mut self, raw: &Sheet, problems: &mut Vec<Problem>) {
        let double = raw.headings.iter().any(|heading| heading.contains("::"));
        for heading in &raw.headings {
            let mut split = self.split(heading, double);
            if split.1.len() == 1 && double && !heading.contains("::") && heading.contains(':') {
                let (_, words) = self.split(heading, false);
                let spoken = ["label", "hint", "guidance_hint", "media"]
                    .contains(&words.first().map_or("", String::as_str))
                    || words.get(1).is_some_and(|word| word.ends_with("Msg"));
                if words.len() > 1 && spoken {
                    problems.push(Problem::notice(
                        self.at(1, heading),
                        "one-colon",
                        format!(
                            "\"{heading}\" has one colon, and is taken for \"{}\"",
                            heading.replacen(':', "::", 1)
                        ),
                        "write two colons before a language",
                    ));
                    split = (String::new(), words);
                }
            }
            let (spelt, words) = split;
            match self.headings.0.iter().find(|(known, _)| *known == words) {
                Some((_, other)) if spelt != *heading => problems.push(Problem::refused(
                    self.at(1, heading),
                    "heading-twice",
                    format!("\"{other}\" and \"{heading}\" are two names of one column"),
                    "remove one of the two columns",
                )),
                _ => self.judge(heading, &words, problems),
            }
            self.headings.0.push((words, heading.clone()));
        }
    }

    /// The words of a heading, and how it is spelt where it stands for itself.
    fn split(&self, heading: &str, double: bool) -> (String, Vec<String>) {
        let alias = |word: &str| match self.sheet {
            SheetName::Survey => survey_alias(word),
            SheetName::Choices => list_alias(word),
            SheetName::Settings => settings_alias(word),
            SheetName::Entities => entities_alias(word),
        };
        let known = |word: &str| self.columns().contains(&word) && alias(word).is_none();
        for whole in [heading.to_owned(), text::snake(heading)] {
            if known(&whole) {
                return (whole.clone(), vec![whole]);
            }
        }
        let by = if double || heading.contains("::") { "::" } else { ":" };
        let mut words: Vec<String> = heading.split(by).map(|word| word.trim().to_owned()).collect();
        if by == ":"
            && let Some(at) = words.iter().position(|word| word == "jr").filter(|at| at + 1 < words.len())
        {
            let name = words.remove(at + 1);
            if let Some(word) = words.get_mut(at) {
                *word = format!("jr:{name}");
            }
        }
        let first = text::snake(words.first().map_or("", String::as_str));
        let rest = words.iter().skip(1).cloned();
        if let Some(names) = alias(&first) {
            return (String::new(), names.iter().map(|name| (*name).to_owned()).chain(rest).collect());
        }
        if self.columns().contains(&first.as_str()) {
            return (first.clone(), std::iter::once(first).chain(rest).collect());
        }
        (heading.to_owned(), words)
    }

    fn columns(&self) -> &'static [&'static str] {
        match self.sheet {
            SheetName::Survey => &SURVEY,
            SheetName::Choices => &CHOICES,
            SheetName::Settings => &SETTINGS,
            SheetName::Entities => &ENTITIES,
        }
    }

    /// Tells of a column that nothing is made of, or nothing can be.
    fn judge(&self, heading: &str, words: &[String], problems: &mut Vec<Problem>) {
        let first = words.first().map_or("", String::as_str);
        let attributes = match self.sheet {
            SheetName::Survey => ["bind", "control", "instance"].contains(&first),
            SheetName::Settings => first == "attribute",
            _ => false,
        };
        if attributes && let Some(name) = words.get(1).filter(|name| !text::is_name(name)) {
            problems.push(Problem::refused(
                self.at(1, heading),
                "not-a-name",
                format!("\"{name}\" cannot be the name of an attribute"),
                "use letters, digits, - and _, and begin with a letter",
            ));
            return;
        }
        if self.sheet == SheetName::Choices {
            return;
        }
        let deep = match first {
            "bind" => {
                words.len() > 3
                    || (words.len() == 3 && !words.get(1).is_some_and(|word| word.starts_with("jr:")))
            }
            "control" | "instance" | "attribute" => words.len() != 2,
            "media" => words.len() > 3 || words.len() < 2,
            "label" | "hint" | "guidance_hint" => words.len() > 2,
            _ => words.len() > 1,
        };
        if self.columns().contains(&first) && !deep && (first != "bind" || words.len() > 1) {
            return;
        }
        if self.sheet == SheetName::Entities {
            problems.push(Problem::refused(
                self.at(1, heading),
                "unknown-column",
                format!("no column of entities is called \"{heading}\""),
                "use list_name, entity_id, create_if, update_if and label",
            ));
            return;
        }
        let spellings = self.columns().iter().copied().chain(SPELLINGS);
        let remedy = match text::nearest(
            &text::snake(heading),
            spellings.filter(|word| *word != "bind" && *word != "control"),
        ) {
            Some(near) => format!("if \"{near}\" is meant, write that; otherwise it may stay"),
            None => "it may stay: nothing is made of it".to_owned(),
        };
        problems.push(Problem::notice(
            self.at(1, heading),
            "unknown-column",
            format!("no column is called \"{heading}\", and nothing is made of it"),
            remedy,
        ));
    }
}

/// How columns that stand for something else are usually spelt.
const SPELLINGS: [&str; 14] = [
    "relevant",
    "required",
    "constraint",
    "constraint_message",
    "required_message",
    "calculation",
    "appearance",
    "repeat_count",
    "readonly",
    "save_to",
    "image",
    "audio",
    "form_title",
    "form_id",
];
