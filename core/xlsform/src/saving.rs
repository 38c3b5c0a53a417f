//! Who in the survey speaks of which record that the form makes: by `save_to`, or because a record's row refers to it. Knows the row.

use crate::entities::{self, Use};
use crate::form::{Id, Item};
use crate::survey::{Survey, USES};
use crate::table::Row;
use crate::value::Value;

impl Survey<'_> {
    /// Keeps who speaks of which record that the form makes.
    pub fn entity_uses(&mut self, row: &Row, item: &mut Item, section: bool, ends: bool) {
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
