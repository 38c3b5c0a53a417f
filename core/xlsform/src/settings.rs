//! The sheet `settings`: the form as a whole. Knows its columns; writes nothing.

use chaski::forms::{Place, Problem};

use crate::form::{Class, Item};
use crate::places::{SheetName, Spot};
use crate::table::{Row, Table};
use crate::text::{is_name, yes_no};
use crate::value::Value;
use crate::workbook::Workbook;

/// The namespaces that every form declares.
pub const NAMESPACES: [(&str, &str); 7] = [
    ("xmlns", "http://www.w3.org/2002/xforms"),
    ("xmlns:h", "http://www.w3.org/1999/xhtml"),
    ("xmlns:ev", "http://www.w3.org/2001/xml-events"),
    ("xmlns:xsd", "http://www.w3.org/2001/XMLSchema"),
    ("xmlns:jr", "http://openrosa.org/javarosa"),
    ("xmlns:orx", "http://openrosa.org/xforms"),
    ("xmlns:odk", "http://www.opendatakit.org/xforms"),
];

/// The form as a whole.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The sheet, where there is one.
    pub table: Option<Table>,
    row: Option<Row>,
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The name of the record's root.
    pub root: String,
    /// The language of what names none.
    pub default_language: String,
}

impl Settings {
    /// Reads them. `fallback` is the id of a form that gives itself none.
    pub fn read(book: &Workbook, fallback: &str, problems: &mut Vec<Problem>) -> Settings {
        let mut table = None;
        if let Some(sheet) = book.sheet("settings") {
            let mut sheet = sheet.clone();
            if sheet.headings.iter().any(|heading| heading == "form_id")
                && let Some(old) = sheet.headings.iter().position(|heading| heading == "id_string")
            {
                // Both name the form; the newer one holds.
                if let Some(heading) = sheet.headings.get_mut(old) {
                    "id_string (unused)".clone_into(heading);
                }
            }
            let read = Table::of(SheetName::Settings, &sheet, "default", false, problems);
            for row in read.rows.iter().filter(|row| row.number > 2) {
                problems.push(Problem::notice(
                    read.place(row.number, ""),
                    "settings-row",
                    "this row is not read",
                    "settings stand in row 2, below their headings",
                ));
            }
            table = Some(read);
        }
        let row = table.as_ref().and_then(|table| table.rows.iter().find(|row| row.number == 2)).cloned();
        let text = |name: &str| row.as_ref().and_then(|row| row.text(&[name])).map(str::to_owned);
        let id = text("id_string")
            .unwrap_or_else(|| if fallback.is_empty() { "data" } else { fallback }.to_owned());
        let mut settings = Settings {
            title: text("title").unwrap_or_else(|| id.clone()),
            id,
            root: text("name").unwrap_or_else(|| "data".to_owned()),
            default_language: text("default_language").unwrap_or_else(|| "default".to_owned()),
            table,
            row,
        };
        settings.check(problems);
        settings
    }

    /// A setting.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.row.as_ref().and_then(|row| row.text(&[name]))
    }

    /// Whether a setting says yes; `otherwise` where it says neither.
    pub fn says(&self, name: &str, otherwise: bool) -> bool {
        self.text(name).and_then(yes_no).unwrap_or(otherwise)
    }

    /// The attributes that the root of the record has by `attribute::name`.
    pub fn attributes(&self) -> Vec<(String, String)> {
        self.row.as_ref().and_then(|row| row.get(&["attribute"])).map(Value::texts).unwrap_or_default()
    }

    /// The place of a setting.
    pub fn place(&self, name: &str) -> Place {
        self.table.as_ref().map_or(Place::File, |table| table.place(2, name))
    }

    /// A setting that is named in the survey, by its type.
    pub fn override_by(&mut self, kind: &str, value: &str) -> bool {
        match kind {
            "form_title" | "set_form_title" => value.clone_into(&mut self.title),
            "form_id" | "set_form_id" => value.clone_into(&mut self.id),
            "prefix" => {}
            _ => return false,
        }
        true
    }

    /// The form without its questions.
    pub fn root(&self) -> Item {
        Item::new(
            Class::Survey,
            &self.root,
            "survey",
            Spot { sheet: SheetName::Settings, row: 2, aspect: "" },
        )
    }

    /// The namespaces that the form adds: `esri="http://…"`, several with blanks between.
    pub fn namespaces(&self) -> Vec<(String, String)> {
        let pair = |word: &str| {
            let (prefix, uri) = word.split_once('=')?;
            (!prefix.is_empty() && !uri.contains('='))
                .then(|| (prefix.to_owned(), uri.replace(['"', '\''], "")))
        };
        self.text("namespaces").unwrap_or_default().split_whitespace().filter_map(pair).collect()
    }

    /// Whether a name that has a prefix has one that is declared.
    pub fn declared(&self, name: &str) -> bool {
        let Some((prefix, _)) = name.split_once(':') else { return true };
        prefix == "entities"
            || NAMESPACES.iter().any(|(known, _)| known.strip_prefix("xmlns:") == Some(prefix))
            || self.namespaces().iter().any(|(known, _)| known == prefix)
    }

    fn check(&mut self, problems: &mut Vec<Problem>) {
        if !is_name(&self.root) {
            problems.push(Problem::refused(
                self.place("name"),
                "not-a-name",
                format!("\"{}\" cannot be the name of the record's root", self.root),
                "begin with a letter or _, then letters, digits, -, _ and points",
            ));
            "data".clone_into(&mut self.root);
        }
        if self.says("omit_instanceID", false) && self.text("public_key").is_some() {
            problems.push(Problem::refused(
                self.place("omit_instanceID"),
                "encryption-needs-id",
                "a form that is encrypted needs the id of its records",
                "remove omit_instanceID or public_key",
            ));
        }
        if self.text("flat").is_some() {
            problems.push(Problem::refused(
                self.place("flat"),
                "not-supported",
                "records without groups (the setting flat) are not supported",
                "remove the column",
            ));
        }
        for (prefix, _) in self.namespaces() {
            if !is_name(&prefix) || prefix.contains(':') {
                problems.push(Problem::refused(
                    self.place("namespaces"),
                    "not-a-name",
                    format!("\"{prefix}\" cannot be the prefix of a namespace"),
                    "use letters and digits, as in esri=\"http://esri.com\"",
                ));
            }
        }
        for (name, _) in self.attributes() {
            if !self.declared(&name) {
                problems.push(Problem::refused(
                    self.place("attribute"),
                    "unknown-prefix",
                    format!("the prefix of \"{name}\" is not declared"),
                    "declare it in the setting namespaces",
                ));
            }
        }
    }
}
