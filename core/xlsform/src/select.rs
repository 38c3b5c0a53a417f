//! A question with choices: from a list of the form, from a file, or from what was answered in a repeat. Knows lists by their names.

use crate::attachments::{ENDINGS, stem};
use crate::form::{Choice, Item};
use crate::parameters::number;
use crate::places::{SheetName, Spot};
use crate::reference;
use crate::survey::{Survey, TableList};
use crate::table::Row;
use crate::text;
use crate::typed::typed;
use crate::types::Select;
use crate::value::Value;

impl Survey<'_> {
    /// Takes a question with choices.
    pub fn select(&mut self, row: &Row, mut item: Item, select: Select<'_>) {
        let (name, ending) = stem(select.list);
        let (name, ending) = (name.to_owned(), ending.to_owned());
        let list = select.list;
        select.kind.clone_into(&mut item.kind);
        let from_file = ENDINGS.contains(&ending.as_str());
        let external = select.kind == "select one external";
        let referred = reference::has(list);
        if external {
            self.external(row, &item, list);
        } else {
            self.instances.insert(name);
        }
        if select.command.contains("from")
            && select.command.contains("file")
            && (!from_file || list.matches('.').count() != 1)
        {
            self.refuse(
                row,
                "type",
                "file-ending",
                format!("\"{list}\" is no file that choices can come from"),
                "name a file that ends in .csv, .xml or .geojson",
            );
        } else if !external && !from_file && !referred && self.form.list(list).is_none() {
            let known = self.form.lists.iter().map(|list| list.name.as_str());
            let remedy = match text::nearest(list, known) {
                Some(near) => format!("the nearest list is \"{near}\""),
                None => "write its choices in the sheet choices, with this name under list_name".to_owned(),
            };
            self.refuse(row, "type", "unknown-list", format!("there is no list \"{list}\""), remedy);
        }
        if select.kind == "select all that apply" && !from_file {
            self.names_without_blanks(row, list);
        }
        let other = if select.or_other { self.or_other(row, &item, list) } else { None };
        self.select_parameters(row, &item, select.command);
        item.itemset = Some(list.to_owned());
        if item.filter.is_some() {
            if external {
                item.query = Some(list.to_owned());
            } else if self.form.list(list).is_some() {
                item.list = Some(list.to_owned());
            }
        } else if !(item.randomized() || from_file || referred) {
            item.list = Some(list.to_owned());
        }
        self.in_table(row, &mut item, list);
        self.add_typed(item);
        if let Some(other) = other {
            self.add_typed(other);
        }
    }

    fn add_typed(&mut self, item: Item) {
        if let Some(item) = typed(item) {
            self.add(item);
        }
    }

    /// What a list of another sheet needs.
    fn external(&mut self, row: &Row, item: &Item, list: &str) {
        if !self.external_lists.contains(list) {
            self.refuse(
                row,
                "type",
                "unknown-list",
                format!("there is no list \"{list}\" in the sheet external_choices"),
                "write its choices there, with this name under list_name",
            );
        }
        if item.filter.is_none() {
            self.refuse(
                row,
                "choice_filter",
                "no-filter",
                "a list of the sheet external_choices is not offered whole",
                "say which choices under choice_filter, or use select_one",
            );
        }
    }

    /// Several choices are stored with blanks between; told once for each list.
    fn names_without_blanks(&mut self, row: &Row, list: &str) {
        let Some(known) = self.form.list_mut(list).filter(|known| !known.checked) else { return };
        known.checked = true;
        let with_blank = known.choices.iter().filter(|choice| choice.name.contains(' '));
        let bad: Vec<String> = with_blank.map(|choice| choice.name.clone()).collect();
        for name in bad {
            self.refuse(
                row,
                "type",
                "blank-in-choice",
                format!("the choice \"{name}\" of \"{list}\" has a blank in its name, and several choices are stored with blanks between"),
                "write _ for the blank",
            );
        }
    }

    /// Another answer that can be typed: a choice at the end of the list, and a question for it.
    fn or_other(&mut self, row: &Row, item: &Item, list: &str) -> Option<Item> {
        if item.filter.is_some() {
            self.refuse(
                row,
                "choice_filter",
                "other-with-filter",
                "or_other does not go with a choice_filter",
                "add the choice other to the list, and a text question for it",
            );
        }
        let Some(offered) = self.form.list_mut(list) else {
            if reference::has(list) || ENDINGS.contains(&stem(list).1) {
                self.refuse(
                    row,
                    "type",
                    "other-without-list",
                    "or_other needs a list of this form",
                    "add a choice other to what it chooses from, and a text question for it",
                );
            }
            return None;
        };
        if !offered.has_other {
            offered.has_other = true;
            add_other(&mut offered.choices);
            offered.in_texts |=
                offered.choices.iter().any(|choice| matches!(choice.label, Some(Value::Map(_))));
        }
        let mut other = Item::new(
            item.class,
            &format!("{}_other", item.name),
            "text",
            Spot { sheet: SheetName::Survey, row: row.number, aspect: "type" },
        )
        .bound("relevant", &format!("selected(../{}, 'other')", item.name));
        other.label = Some(Value::Text("Specify other.".to_owned()));
        Some(other)
    }

    fn select_parameters(&mut self, row: &Row, item: &Item, command: &str) {
        let from_file = command.ends_with("_from_file");
        self.known_parameters(row, item, from_file);
        for key in ["value", "label"] {
            if let Some(value) =
                item.parameter(key).filter(|value| from_file && !text::is_name(value)).map(str::to_owned)
            {
                self.refuse(
                    row,
                    "parameters",
                    "not-a-name",
                    format!("{key} is \"{value}\""),
                    "write the name of a column of the file",
                );
            }
        }
        let seed = item.parameter("seed").map(str::to_owned);
        match item.parameter("randomize").map(str::to_owned) {
            Some(randomize) => {
                if randomize != "true" && randomize != "false" {
                    self.refuse(
                        row,
                        "parameters",
                        "parameter",
                        format!("randomize is \"{randomize}\""),
                        "write true or false",
                    );
                }
                if let Some(seed) = seed.filter(|seed| reference::only(seed).is_none() && !number(seed)) {
                    self.refuse(
                        row,
                        "parameters",
                        "parameter",
                        format!("seed is \"{seed}\""),
                        "write a number or a reference to a question",
                    );
                }
            }
            None if seed.is_some() => {
                self.refuse(
                    row,
                    "parameters",
                    "parameter",
                    "a seed is given, and nothing is drawn",
                    "write randomize=true with it",
                );
            }
            None => {}
        }
    }

    /// A question of a table: the first brings a row of headings along.
    fn in_table(&mut self, row: &Row, item: &mut Item, list: &str) {
        match &self.table_list {
            TableList::None => return,
            TableList::Waiting => {
                if item.filter.is_some() {
                    self.refuse(
                        row,
                        "choice_filter",
                        "table-with-filter",
                        "a table-list does not go with a choice_filter",
                        "ask the questions one by one",
                    );
                }
                let mut heading = Item::new(
                    item.class,
                    &format!("reserved_name_for_field_list_labels_{}", row.number),
                    &item.kind,
                    Spot { aspect: "type", ..item.spot },
                );
                heading.control("appearance", "label");
                heading.itemset = Some(list.to_owned());
                self.table_list = TableList::Of(list.to_owned());
                self.add_typed(heading);
            }
            TableList::Of(first) if first != list => {
                let first = first.clone();
                self.refuse(
                    row,
                    "type",
                    "table-of-lists",
                    format!("the questions of a table-list choose from one list, \"{first}\", and this from \"{list}\""),
                    "put it into a group of its own",
                );
            }
            TableList::Of(_) => {}
        }
        item.control("appearance", "list-nolabel");
    }
}

/// Puts the choice "other" at the end of a list that has none.
fn add_other(choices: &mut Vec<Choice>) {
    let mut languages: Vec<(String, Value)> = Vec::new();
    for choice in choices.iter() {
        for (language, _) in choice.label.as_ref().map(Value::entries).unwrap_or_default() {
            if !languages.iter().any(|(known, _)| known == language) {
                languages.push((language.clone(), Value::Text("Other".to_owned())));
            }
        }
    }
    let label = if languages.is_empty() { Value::Text("Other".to_owned()) } else { Value::Map(languages) };
    let row = choices.last().map_or(0, |choice| choice.row);
    choices.push(Choice {
        name: "other".to_owned(),
        label: Some(label),
        media: Vec::new(),
        extra: Vec::new(),
        row,
    });
}
