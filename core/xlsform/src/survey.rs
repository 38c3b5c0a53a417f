//! The sheet `survey`, row by row: groups open and close, questions get their names, and each finds out what it is. Knows the sheet;
//! what a type asks of its row is `question`'s and `select`'s.

use std::collections::{HashMap, HashSet};

use chaski::forms::Problem;

use crate::entities::{self, Declaration, Use};
use crate::form::{self, Class, Form, Id, Item, action};
use crate::lexer;
use crate::parameters;
use crate::places::{SheetName, Spot};
use crate::reference;
use crate::settings::Settings;
use crate::table::{Row, Table};
use crate::text;
use crate::types::{self, Bracket, Section};
use crate::value::Value;

/// How deep groups may stand in groups.
const DEPTH: usize = 100;

/// How often records may be spoken of.
const USES: usize = 20_000;
/// The problems after which no more rows are read.
const ENOUGH: usize = 1_000;

/// A group or repeat that is open.
#[derive(Debug)]
pub struct Open {
    /// Its element.
    pub id: Id,
    /// What it is; nothing for the form.
    pub section: Option<Section>,
    /// Its row.
    pub row: u32,
    /// The names in it, with their rows.
    pub names: HashMap<String, u32>,
    /// The same in small letters.
    pub lower: HashSet<String>,
}

/// The questions that are asked in one table, by the same list each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TableList {
    /// No table is open.
    None,
    /// One is open, and its first question says which list.
    Waiting,
    /// The list.
    Of(String),
}

/// The sheet being read.
pub struct Survey<'a> {
    /// The sheet.
    pub table: &'a Table,
    /// The settings, which a row may change.
    pub settings: &'a mut Settings,
    /// What is made of it.
    pub form: Form,
    /// What is wrong.
    pub problems: Vec<Problem>,
    /// The records that the form declares.
    pub declarations: &'a [Declaration],
    /// Where they are spoken of.
    pub uses: Vec<Use>,
    /// The lists of the sheet `external_choices`.
    pub external_lists: HashSet<String>,
    /// What the record keeps of itself: `audit`.
    pub meta: Vec<Item>,
    /// How often each name is given to a row.
    pub names: HashMap<String, u32>,
    /// Names of files and lists that a question may choose from.
    pub instances: HashSet<String>,
    /// References to where something can be chosen on a map.
    pub geometries: Vec<(String, u32)>,
    /// Whether questions of a table are being read.
    pub table_list: TableList,
    /// The groups that are open, the form first.
    pub stack: Vec<Open>,
    /// The names of repeats.
    pub repeats: HashSet<String>,
    /// The names of questions.
    pub questions: HashSet<String>,
    /// Which questions set others.
    pub triggers: Vec<(String, u32)>,
    /// What an end in the wrong order left open: its own end is not told of again.
    pub crossed: Option<Section>,
}

impl<'a> Survey<'a> {
    /// Before the first row.
    pub fn new(
        table: &'a Table,
        settings: &'a mut Settings,
        form: Form,
        declarations: &'a [Declaration],
        external_lists: HashSet<String>,
    ) -> Self {
        let root = Open { id: 0, section: None, row: 0, names: HashMap::new(), lower: HashSet::new() };
        Survey {
            table,
            settings,
            form,
            problems: Vec::new(),
            declarations,
            uses: Vec::new(),
            external_lists,
            meta: Vec::new(),
            names: HashMap::new(),
            instances: HashSet::new(),
            geometries: Vec::new(),
            table_list: TableList::None,
            stack: vec![root],
            repeats: HashSet::new(),
            questions: HashSet::new(),
            triggers: Vec::new(),
            crossed: None,
        }
    }

    /// Reads all rows.
    pub fn read(&mut self) {
        let table = self.table;
        for row in &table.rows {
            if let Some(disabled) = row.text(&["disabled"]) {
                self.notice(
                    row,
                    "disabled",
                    "disabled",
                    "the column disabled is an old one",
                    "use relevant instead",
                );
                if text::yes_no(disabled) == Some(true) {
                    continue;
                }
            }
            self.row(row);
            if self.uses.len() > USES {
                self.refuse(
                    row,
                    "save_to",
                    "too-large",
                    format!("more than {USES} questions are saved to records"),
                    "divide the form",
                );
                return;
            }
            if self.problems.len() > ENOUGH {
                return;
            }
            if self.stack.len() > DEPTH {
                self.refuse(
                    row,
                    "type",
                    "too-deep",
                    format!("more than {DEPTH} groups stand in each other here"),
                    "close groups that are done",
                );
                return;
            }
        }
        self.finish();
    }

    /// The element that rows are put into.
    pub fn open(&self) -> Id {
        self.stack.last().map_or(0, |open| open.id)
    }

    /// Puts an element where rows are put.
    pub fn add(&mut self, item: Item) -> Id {
        let open = self.open();
        self.form.add(open, item)
    }

    /// Tells of a row for which the form is not taken.
    pub fn refuse(
        &mut self,
        row: &Row,
        aspect: &str,
        code: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.problems.push(Problem::refused(self.table.place(row.number, aspect), code, what, remedy));
    }

    /// Tells something of a row.
    pub fn notice(
        &mut self,
        row: &Row,
        aspect: &str,
        code: &'static str,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.problems.push(Problem::notice(self.table.place(row.number, aspect), code, what, remedy));
    }

    fn row(&mut self, row: &Row) {
        let Some(kind) = row.text(&["type"]).map(types::canonical).map(str::to_owned) else {
            if row.get(&["name"]).is_some() || row.get(&["label"]).is_some() {
                self.refuse(
                    row,
                    "type",
                    "no-type",
                    "this row has no type",
                    "write what it asks for under type, or empty the row",
                );
            } else if row.values.entries().iter().any(|(heading, _)| heading != "disabled") {
                self.notice(
                    row,
                    "type",
                    "no-type",
                    "this row has neither type nor name, and is not read",
                    "it may stay as a note",
                );
            }
            return;
        };
        let mut item = self.item(row, &kind);
        let Some(parameters) = parameters::parse(row.text(&["parameters"]).unwrap_or_default()) else {
            self.refuse(
                row,
                "parameters",
                "parameters",
                "the parameters are no list of pairs",
                "write key=value, with a blank before the next",
            );
            return;
        };
        item.parameters = parameters;
        if kind == "audit" {
            self.audit(row, item);
            return;
        }
        if kind == "calculate" && item.bound_to("calculate").is_none() && !item.dynamic {
            self.refuse(
                row,
                "calculate",
                "no-calculation",
                "this calculation calculates nothing",
                "write an expression under calculation",
            );
        }
        if self.settings.override_by(&kind, row.text(&["name"]).unwrap_or("None")) {
            return;
        }
        let bracket = types::bracket(&kind);
        let ends = matches!(bracket, Some(Bracket::End(_)));
        if !ends && !self.named(row, &mut item) {
            return;
        }
        self.entity_uses(row, &mut item, bracket.is_some(), ends);
        match bracket {
            Some(Bracket::End(section)) => self.end(row, section),
            Some(Bracket::Begin(section)) => self.begin(row, item, section),
            None => {
                self.questions.insert(item.name.clone());
                self.question(row, item);
            }
        }
    }

    /// What the columns of a row say, whatever its type.
    fn item(&mut self, row: &Row, kind: &str) -> Item {
        let spot = Spot { sheet: SheetName::Survey, row: row.number, aspect: "" };
        let mut item =
            Item::new(Class::Group { shown: true }, row.text(&["name"]).unwrap_or_default(), kind, spot);
        item.label = row.get(&["label"]).cloned();
        item.hint = row.get(&["hint"]).cloned();
        item.guidance = row.get(&["guidance_hint"]).cloned();
        item.media = row.get(&["media"]).map(|media| media.entries().to_vec()).unwrap_or_default();
        item.bind = row.get(&["bind"]).map(|bind| bind.entries().to_vec());
        item.control = row.get(&["control"]).map(Value::texts).unwrap_or_default();
        item.instance = row.get(&["instance"]).map(Value::texts).unwrap_or_default();
        item.filter = row.text(&["choice_filter"]).map(str::to_owned);
        item.default = row.text(&["default"]).map(str::to_owned);
        if let Some(default) = item.default.as_ref().filter(|default| lexer::is_dynamic(default, kind)) {
            let _ = default;
            item.dynamic = true;
            item.actions.push(action("setvalue", form::FIRST_LOAD));
            if self.stack.iter().any(|open| open.section == Some(Section::Repeat)) {
                item.actions.push(action("setvalue", form::NEW_REPEAT));
            }
        }
        if let Some(trigger) = row.text(&["trigger"]) {
            item.triggers = self.triggers(row, trigger);
        }
        item
    }

    /// The questions that a cell names, with commas between.
    fn triggers(&mut self, row: &Row, cell: &str) -> Vec<String> {
        let mut triggers = Vec::new();
        let mut wrong = !cell.contains("${");
        for part in cell.split(',') {
            let (references, malformed) = reference::parse(part);
            wrong |= malformed.is_some() || references.len() > 1;
            triggers.extend(references.iter().map(|reference| reference.name.to_owned()));
        }
        if wrong {
            self.refuse(
                row,
                "trigger",
                "trigger",
                "the trigger is no list of questions",
                "write ${name}, with a comma before the next",
            );
        }
        self.triggers.extend(triggers.iter().map(|name| (name.clone(), row.number)));
        triggers
    }

    /// Gives an element its name, and tells what is wrong with it. Where it has none, the row is not taken.
    fn named(&mut self, row: &Row, item: &mut Item) -> bool {
        if item.name.is_empty() {
            if item.kind != "note" {
                self.refuse(
                    row,
                    "name",
                    "no-name",
                    "this row has no name",
                    "write one under name: letters, digits and _",
                );
                return false;
            }
            item.name = format!("generated_note_name_{}", row.number);
        }
        let name = item.name.clone();
        if !text::is_name(&name) {
            self.refuse(
                row,
                "name",
                "not-a-name",
                format!("\"{name}\" cannot be a name"),
                "begin with a letter or _, then letters, digits, -, _ and points, without blanks",
            );
            return false;
        }
        if !self.settings.declared(&name) {
            self.refuse(
                row,
                "name",
                "unknown-prefix",
                format!("the prefix of \"{name}\" is not declared"),
                "declare it in the setting namespaces",
            );
        }
        *self.names.entry(name.clone()).or_default() += 1;
        let top = self.stack.len() == 1;
        if name == "meta" {
            if top && types::bracket(&item.kind) != Some(Bracket::Begin(Section::Group)) {
                self.refuse(
                    row,
                    "name",
                    "name-meta",
                    "\"meta\" is where the record keeps what it knows of itself",
                    "give the question another name",
                );
            } else {
                self.notice(
                    row,
                    "name",
                    "name-meta",
                    "\"meta\" is also where the record keeps what it knows of itself",
                    "another name is safer",
                );
            }
        }
        let Some(open) = self.stack.last_mut() else { return false };
        let before = open.names.insert(name.clone(), row.number);
        let similar = !open.lower.insert(name.to_lowercase());
        if let Some(before) = before {
            self.refuse(
                row,
                "name",
                "name-twice",
                format!("\"{name}\" is also the name of row {before}, in the same group"),
                "give one of the two another name",
            );
        } else if similar {
            self.notice(
                row,
                "name",
                "name-similar",
                format!("another name here is \"{name}\" but for capital letters"),
                "another name is safer",
            );
        }
        true
    }

    /// Keeps who speaks of which record that the form makes.
    fn entity_uses(&mut self, row: &Row, item: &mut Item, section: bool, ends: bool) {
        if self.uses.len() > USES {
            return;
        }
        let path: Vec<Id> = self.stack.iter().map(|open| open.id).collect();
        if let Some(save_to) = item.bound_to("entities:saveto").map(str::to_owned) {
            match entities::save_to(&save_to, self.declarations, section || ends, &self.uses) {
                Ok((list, property)) => {
                    item.bind("entities:saveto", Value::Text(property.clone()));
                    self.uses.push(Use {
                        list,
                        row: row.number,
                        path: path.clone(),
                        property: Some(property),
                        question: String::new(),
                    });
                }
                Err((what, remedy)) => self.refuse(row, "save_to", "save-to", what, remedy),
            }
        }
        if ends || item.name.is_empty() {
            return;
        }
        for declaration in self.declarations {
            if declaration.names.contains(&item.name) {
                self.uses.push(Use {
                    list: declaration.list.clone(),
                    row: row.number,
                    path: path.clone(),
                    property: None,
                    question: item.name.clone(),
                });
            }
        }
    }
}
