//! Groups and repeats: how they begin and end, the question that counts a repeat, and what the rows together lack. Knows the row.

use std::collections::{HashMap, HashSet};

use chaski::forms::Problem;

use crate::form::{Class, Item};
use crate::places::{SheetName, Spot};
use crate::reference;
use crate::survey::{Open, Survey, TableList};
use crate::table::Row;
use crate::typed::{labelled, typed};
use crate::types::Section;

impl Survey<'_> {
    /// A group or repeat begins.
    pub fn begin(&mut self, row: &Row, mut item: Item, section: Section) {
        if section == Section::Loop {
            self.refuse(
                row,
                "type",
                "not-supported",
                "loops over a list are not supported",
                "use begin repeat, or write the questions out",
            );
        }
        if section == Section::Repeat {
            item.class = Class::Repeat;
            if item.name == self.form.item(0).name {
                self.refuse(
                    row,
                    "name",
                    "name-twice",
                    format!("\"{}\" is also the name of the record's root", item.name),
                    "give the repeat another name",
                );
            } else if !self.repeats.insert(item.name.clone()) {
                self.refuse(
                    row,
                    "name",
                    "name-twice",
                    format!("another repeat is called \"{}\"", item.name),
                    "give each repeat a name of its own",
                );
            }
            if item.label.is_none() && item.media.is_empty() {
                self.notice(
                    row,
                    "label",
                    "no-label",
                    "this repeat has no label",
                    "write one, so that people know what they add",
                );
            }
            self.count(row, &mut item);
        }
        let mut heading = None;
        if let Some(appearance) = item.controlled("appearance").map(str::to_owned)
            && appearance.split_whitespace().any(|word| word == "table-list")
        {
            self.table_list = TableList::Waiting;
            let others = appearance.split_whitespace().filter(|word| *word != "table-list");
            item.control(
                "appearance",
                &std::iter::once("field-list").chain(others).collect::<Vec<_>>().join(" "),
            );
            if item.label.is_some() || item.hint.is_some() {
                let mut note = Item::new(
                    Class::Group { shown: true },
                    &format!("generated_table_list_label_{}", row.number),
                    "note",
                    item.spot,
                );
                note.label = item.label.take();
                note.hint = item.hint.take();
                heading = typed(note);
            }
        }
        if let Some(intent) = row.text(&["intent"]) {
            item.control("intent", intent);
        }
        let id = self.add(labelled(item));
        if let Some(heading) = heading {
            self.form.add(id, heading);
        }
        self.stack.push(Open {
            id,
            section: Some(section),
            row: row.number,
            names: HashMap::new(),
            lower: HashSet::new(),
        });
    }

    /// A repeat whose count is calculated gets a question for it, which stands in front.
    fn count(&mut self, row: &Row, item: &mut Item) {
        let Some(count) =
            item.controlled("jr:count").filter(|count| reference::only(count).is_none()).map(str::to_owned)
        else {
            return;
        };
        let name = format!("{}_count", item.name);
        let spot = Spot { sheet: SheetName::Survey, row: row.number, aspect: "repeat_count" };
        let counted = Item::new(Class::Group { shown: true }, &name, "calculate", spot)
            .bound("readonly", "true()")
            .bound("calculate", &count);
        if let Some(counted) = typed(counted) {
            self.add(counted);
        }
        item.control("jr:count", &format!("${{{name}}}"));
    }

    /// A group or repeat ends.
    pub fn end(&mut self, row: &Row, section: Section) {
        self.table_list = TableList::None;
        let open = self.stack.last().and_then(|open| open.section);
        if open != Some(section) && self.crossed.take() != Some(section) {
            self.crossed = open;
            let what = match open {
                Some(other) => format!("this ends a {}, but a {} is open", section.name(), other.name()),
                None => format!("this ends a {}, and none is open", section.name()),
            };
            self.refuse(
                row,
                "type",
                "unmatched-end",
                what,
                "end groups and repeats in the order in which they begin",
            );
        }
        if self.stack.len() > 1 {
            self.stack.pop();
        }
    }

    /// Whatever the rows together lack.
    pub fn finish(&mut self) {
        for open in self.stack.split_off(1) {
            let section = open.section.map_or("group", Section::name);
            self.problems.push(Problem::refused(
                self.table.place(open.row, "type"),
                "unmatched-begin",
                format!("this {section} does not end"),
                format!("write end_{section} in a row below its last question"),
            ));
        }
        for (name, row) in std::mem::take(&mut self.triggers) {
            if !self.questions.contains(&name) {
                self.problems.push(Problem::refused(
                    self.table.place(row, "trigger"),
                    "unknown-reference",
                    format!("no question is called \"{name}\""),
                    "write the name of a question of this form",
                ));
            }
        }
        for (target, row) in std::mem::take(&mut self.geometries) {
            let repeat = reference::only(&target).is_some_and(|target| self.repeats.contains(target.name));
            let declared = self.declarations.iter().any(|declaration| declaration.list == target);
            if !repeat && !declared && !self.instances.contains(&target) && self.form.list(&target).is_none()
            {
                self.problems.push(Problem::refused(
                    self.table.place(row, "parameters"),
                    "unknown-list",
                    format!(
                        "reference-geometry is \"{target}\", which is no list, file or repeat of this form"
                    ),
                    "write the name of a list, of a file without its ending, or ${a repeat}",
                ));
            }
        }
    }
}
