//! The form between spreadsheet and XForm: questions, groups and repeats as a tree, and the lists they offer. Knows names and paths;
//! knows neither headings nor XML.

use std::collections::HashMap;

use crate::places::Spot;
use crate::types::Kind;
use crate::value::Value;

/// An element of the form: its place among [`Form::items`]; 0 is the form itself.
pub type Id = usize;

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// The form itself.
    Survey,
    /// A group; one without a body is never shown (`meta`).
    Group {
        /// Whether it stands in the body.
        shown: bool,
    },
    /// A repeat.
    Repeat,
    /// A question, asked or not.
    Question(Kind),
    /// A file that the form reads: no element of the record.
    External,
    /// A record that the form makes.
    Entity,
    /// An attribute of one.
    Attribute,
    /// The name of one.
    EntityLabel,
}

/// Something that is done when something happens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// `setvalue`, `odk:setgeopoint`, `odk:recordaudio`.
    pub name: &'static str,
    /// When.
    pub event: &'static str,
    /// What it sets, where the element's default does not say it.
    pub value: Option<String>,
    /// How well a recording is to sound.
    pub quality: Option<String>,
}

/// An action without a value of its own.
pub fn action(name: &'static str, event: &'static str) -> Action {
    Action { name, event, value: None, quality: None }
}

/// The record opens for the first time.
pub const FIRST_LOAD: &str = "odk-instance-first-load";
/// A repeat is added.
pub const NEW_REPEAT: &str = "odk-new-repeat";
/// The record opens.
pub const LOAD: &str = "odk-instance-load";

/// An element of the form.
#[derive(Debug, Clone)]
pub struct Item {
    /// What it is.
    pub class: Class,
    /// Its name.
    pub name: String,
    /// Its type as it was understood, `select one`.
    pub kind: String,
    /// Where it was written; the aspect is empty where its row has one column for each.
    pub spot: Spot,
    /// Above it.
    pub parent: Option<Id>,
    /// In it, in order.
    pub children: Vec<Id>,
    /// What is read of it, in one language or several.
    pub label: Option<Value>,
    /// And below that.
    pub hint: Option<Value>,
    /// And on request.
    pub guidance: Option<Value>,
    /// Pictures and sounds, by kind.
    pub media: Vec<(String, Value)>,
    /// The attributes of its bind; nothing where it has none.
    pub bind: Option<Vec<(String, Value)>>,
    /// The attributes of its control.
    pub control: Vec<(String, String)>,
    /// The attributes of its element in the record.
    pub instance: Vec<(String, String)>,
    /// Its value before anybody answers.
    pub default: Option<String>,
    /// Whether that is an expression.
    pub dynamic: bool,
    /// Which choices are offered.
    pub filter: Option<String>,
    /// `randomize`, `value` and such.
    pub parameters: Vec<(String, String)>,
    /// The list that it chooses from, a file, or a reference to a repeat.
    pub itemset: Option<String>,
    /// The list, where all of it is offered.
    pub list: Option<String>,
    /// The list of another sheet.
    pub query: Option<String>,
    /// The questions whose answers set it.
    pub triggers: Vec<String>,
    /// What happens to it.
    pub actions: Vec<Action>,
}

impl Item {
    /// One of which only the name is known.
    pub fn new(class: Class, name: &str, kind: &str, spot: Spot) -> Item {
        Item {
            class,
            name: name.to_owned(),
            kind: kind.to_owned(),
            spot,
            parent: None,
            children: Vec::new(),
            label: None,
            hint: None,
            guidance: None,
            media: Vec::new(),
            bind: None,
            control: Vec::new(),
            instance: Vec::new(),
            default: None,
            dynamic: false,
            filter: None,
            parameters: Vec::new(),
            itemset: None,
            list: None,
            query: None,
            triggers: Vec::new(),
            actions: Vec::new(),
        }
    }

    /// With an attribute of its bind.
    pub fn bound(mut self, name: &str, value: &str) -> Item {
        self.bind(name, Value::Text(value.to_owned()));
        self
    }

    /// Sets an attribute of its bind.
    pub fn bind(&mut self, name: &str, value: Value) {
        let bind = self.bind.get_or_insert_with(Vec::new);
        match bind.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => *known = value,
            None => bind.push((name.to_owned(), value)),
        }
    }

    /// The text of an attribute of its bind.
    pub fn bound_to(&self, name: &str) -> Option<&str> {
        self.bind.as_ref()?.iter().find(|(known, _)| known == name)?.1.text()
    }

    /// Sets an attribute of its control.
    pub fn control(&mut self, name: &str, value: &str) {
        match self.control.iter_mut().find(|(known, _)| known == name) {
            Some((_, known)) => value.clone_into(known),
            None => self.control.push((name.to_owned(), value.to_owned())),
        }
    }

    /// An attribute of its control.
    pub fn controlled(&self, name: &str) -> Option<&str> {
        self.control.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// A parameter.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Whether what is read of it stands in several languages or beside a picture, and so in the texts of the form.
    pub fn label_in_texts(&self) -> bool {
        matches!(self.label, Some(Value::Map(_))) || !self.media.is_empty()
    }

    /// Whether its choices are drawn in any order.
    pub fn randomized(&self) -> bool {
        self.parameter("randomize") == Some("true")
    }
}

/// A choice.
#[derive(Debug, Clone)]
pub struct Choice {
    /// What is stored.
    pub name: String,
    /// What is read.
    pub label: Option<Value>,
    /// Pictures and sounds.
    pub media: Vec<(String, Value)>,
    /// The other columns.
    pub extra: Vec<(String, String)>,
    /// Its row.
    pub row: u32,
}

/// A list of choices.
#[derive(Debug, Clone)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Its choices, in order.
    pub choices: Vec<Choice>,
    /// Whether what is read of them stands in the texts of the form.
    pub in_texts: bool,
    /// Whether a question looks its choices up in a file by `search()`, and so has them in the body.
    pub searched: bool,
    /// Whether it was looked at for what several choices at once need.
    pub checked: bool,
    /// Whether it has a choice "other".
    pub has_other: bool,
}

/// The form.
#[derive(Debug, Clone)]
pub struct Form {
    /// Its elements, each behind the one it is in.
    pub items: Vec<Item>,
    /// Its lists.
    pub lists: Vec<List>,
    /// Which of them has a name.
    pub list_names: HashMap<String, usize>,
    /// The language of what names none.
    pub default_language: String,
    /// By name; nothing for a name that several have.
    pub names: HashMap<String, Option<Id>>,
    /// The version of the specification of entities that it needs, where it makes any.
    pub entities: Option<&'static str>,
}

impl Form {
    /// An element.
    pub fn item(&self, id: Id) -> &Item {
        // The root is always there, and no element is ever removed.
        self.items.get(id).unwrap_or_else(|| &self.items[0])
    }

    /// Puts an element at the end of another.
    pub fn add(&mut self, parent: Id, mut item: Item) -> Id {
        let id = self.items.len();
        item.parent = Some(parent);
        self.items.push(item);
        if let Some(parent) = self.items.get_mut(parent) {
            parent.children.push(id);
        }
        id
    }

    /// A list by its name.
    pub fn list(&self, name: &str) -> Option<&List> {
        self.lists.get(*self.list_names.get(name)?)
    }

    /// A list by its name, to change it.
    pub fn list_mut(&mut self, name: &str) -> Option<&mut List> {
        self.lists.get_mut(*self.list_names.get(name)?)
    }

    /// The elements above one, the nearest first.
    pub fn above(&self, id: Id) -> impl Iterator<Item = Id> {
        std::iter::successors(self.item(id).parent, |above| self.item(*above).parent)
    }

    /// Whether an element is a repeat.
    pub fn repeats(&self, id: Id) -> bool {
        self.item(id).class == Class::Repeat
    }

    /// All elements in document order.
    pub fn in_order(&self) -> Vec<Id> {
        let (mut order, mut open) = (Vec::with_capacity(self.items.len()), vec![0]);
        while let Some(id) = open.pop() {
            order.push(id);
            open.extend(self.item(id).children.iter().rev());
        }
        order
    }
}
