//! Where in the spreadsheet something of the XForm comes from, so that whatever is found wrong in the XForm is told by sheet, row and
//! column. Knows headings and rows; reads neither.

use std::collections::HashMap;

use chaski::forms::Place;

/// A cell, by what it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Spot {
    /// Which sheet.
    pub sheet: SheetName,
    /// From 1; 0 for none.
    pub row: u32,
    /// What of the row: see [`Places::cell`].
    pub aspect: &'static str,
}

/// A sheet of which places are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SheetName {
    /// The questions.
    Survey,
    /// The lists.
    Choices,
    /// The form as a whole.
    Settings,
    /// What the form makes records of.
    Entities,
}

impl SheetName {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            SheetName::Survey => "survey",
            SheetName::Choices => "choices",
            SheetName::Settings => "settings",
            SheetName::Entities => "entities",
        }
    }
}

/// The way from an aspect to the words of its heading: `relevant` stands under `bind::relevant`, however it was written.
const ASPECTS: [(&str, &[&str]); 24] = [
    ("relevant", &["bind", "relevant"]),
    ("calculate", &["bind", "calculate"]),
    ("constraint", &["bind", "constraint"]),
    ("constraint_message", &["bind", "jr:constraintMsg"]),
    ("constraintMsg", &["bind", "jr:constraintMsg"]),
    ("required", &["bind", "required"]),
    ("required_message", &["bind", "jr:requiredMsg"]),
    ("requiredMsg", &["bind", "jr:requiredMsg"]),
    ("readonly", &["bind", "readonly"]),
    ("save_to", &["bind", "entities:saveto"]),
    ("saveto", &["bind", "entities:saveto"]),
    ("repeat_count", &["control", "jr:count"]),
    ("count", &["control", "jr:count"]),
    ("appearance", &["control", "appearance"]),
    ("image", &["media", "image"]),
    ("audio", &["media", "audio"]),
    ("video", &["media", "video"]),
    ("big-image", &["media", "big-image"]),
    ("value", &["default"]),
    ("itemset", &["type"]),
    ("list_name", &["list name"]),
    ("title", &["title"]),
    ("form_id", &["id_string"]),
    ("nodeset", &["choice_filter"]),
];

/// The headings of one sheet, each with the words that it was understood as.
#[derive(Debug, Clone, Default)]
pub struct Headings(pub Vec<(Vec<String>, String)>);

impl Headings {
    /// The heading of an aspect as it is written; empty where the sheet has none. An aspect may name a language: `label::sw`.
    pub fn of(&self, aspect: &str) -> &str {
        let (aspect, language) =
            aspect.split_once("::").map_or((aspect, None), |(one, two)| (one, Some(two)));
        let words: Vec<&str> = match ASPECTS.iter().find(|(name, _)| *name == aspect) {
            Some((_, words)) => words.to_vec(),
            None => vec![aspect],
        };
        let begins = |tokens: &[String]| {
            tokens.len() >= words.len() && tokens.iter().zip(&words).all(|(token, word)| token == word)
        };
        let with = |wanted: Option<&str>| {
            self.0.iter().find(|(tokens, _)| {
                begins(tokens)
                    && wanted
                        .is_none_or(|wanted| tokens.get(words.len()).is_some_and(|token| token == wanted))
            })
        };
        let bind = || {
            let under = |tokens: &[String]| matches!(tokens, [first, second, ..] if second == aspect && (first == "bind" || first == "control"));
            self.0.iter().find(|(tokens, _)| under(tokens))
        };
        with(language).or_else(|| with(None)).or_else(bind).map_or("", |(_, heading)| heading)
    }
}

/// From the XForm back to the spreadsheet.
#[derive(Debug, Clone, Default)]
pub struct Places {
    pub(crate) headings: HashMap<SheetName, Headings>,
    /// By the number of the element above, 0 for none, and the name: its own number from 1.
    pub(crate) names: HashMap<(u32, String), u32>,
    /// Of each element, its spot.
    pub(crate) elements: Vec<Spot>,
    /// The rows of the choices, by list and name.
    pub(crate) choices: HashMap<(String, String), u32>,
    /// The spot of what begins on a line of the XForm and goes on until the next.
    pub(crate) lines: Vec<(u32, Spot)>,
}

impl Places {
    /// Where something of a node stands: the node by its path (`/data/group/age`), the aspect as the heading is usually called:
    /// `relevant`, `calculate`, `constraint`, `constraint_message`, `required`, `required_message`, `readonly`, `default`,
    /// `choice_filter`, `label`, `hint`, `guidance_hint`, `trigger`, `repeat_count`, `type`, `name`, `save_to`, `appearance`,
    /// `parameters`; `label::sw` for one language. The column is empty where the sheet has no such heading; a node that the form does
    /// not have is told of the file.
    pub fn cell(&self, path: &str, aspect: &str) -> Place {
        let mut at = 0;
        for name in path.split('/').filter(|name| !name.is_empty()) {
            match self.names.get(&(at, name.to_owned())) {
                Some(child) => at = *child,
                None => return Place::File,
            }
        }
        let Some(own) = (at as usize).checked_sub(1).and_then(|index| self.elements.get(index)) else {
            return Place::File;
        };
        self.spot(*own, if own.aspect.is_empty() { aspect } else { own.aspect })
    }

    /// Where a choice stands: its list and its name.
    pub fn choice(&self, list: &str, name: &str) -> Place {
        match self.choices.get(&(list.to_owned(), name.to_owned())) {
            Some(row) => self.spot(Spot { sheet: SheetName::Choices, row: *row, aspect: "name" }, "name"),
            None => Place::File,
        }
    }

    /// The place in the spreadsheet of a place in the XForm that was made of it: a line, and the node with the attribute that is spoken
    /// of (`/data/age, relevant`). What comes from no cell is told of the file.
    pub fn of(&self, place: &Place) -> Place {
        let Place::Line { line, node } = place else { return place.clone() };
        let (path, attribute) = node.split_once(", ").unwrap_or((node, ""));
        let aspect = attribute.rsplit(':').next().unwrap_or(attribute);
        let named =
            if path.starts_with('/') && !aspect.is_empty() { self.cell(path, aspect) } else { Place::File };
        if matches!(&named, Place::Cell { column, .. } if !column.is_empty()) {
            return named;
        }
        // What is no column of the row (`setvalue`, `output`) is told of what begins on the line.
        let before = self.lines.partition_point(|(first, _)| first <= line);
        match before.checked_sub(1).and_then(|index| self.lines.get(index)) {
            Some((_, spot)) => self.at(*spot),
            None => named,
        }
    }

    /// The cell of a spot.
    pub(crate) fn at(&self, spot: Spot) -> Place {
        self.spot(spot, spot.aspect)
    }

    fn spot(&self, spot: Spot, aspect: &str) -> Place {
        if spot.row == 0 {
            return Place::File;
        }
        let column = self.headings.get(&spot.sheet).map_or("", |headings| headings.of(aspect));
        Place::Cell { sheet: spot.sheet.name().to_owned(), row: spot.row, column: column.to_owned() }
    }
}
