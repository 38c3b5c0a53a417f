//! One question of the survey: what its type adds to its row, and what its parameters mean. Knows types; questions with choices are
//! `select`'s.

use crate::attachments::stem;
use crate::form::{self, Item, action};
use crate::parameters::{self, whole};
use crate::range;
use crate::survey::Survey;
use crate::table::Row;
use crate::text;
use crate::typed::typed;
use crate::types;
use crate::value::Value;

impl Survey<'_> {
    /// Takes a question.
    pub fn question(&mut self, row: &Row, mut item: Item) {
        let kind = item.kind.clone();
        if kind == "csv-external" || kind == "xml-external" {
            self.instances.insert(stem(&item.name).0.to_owned());
        }
        if let Some(select) = types::select(&kind) {
            self.select(row, item, select);
            return;
        }
        if kind.starts_with("osm ") {
            self.refuse(
                row,
                "type",
                "not-supported",
                "questions with tags of OpenStreetMap are not supported",
                "use text or select_one",
            );
            return;
        }
        self.known_parameters(row, &item, false);
        match kind.as_str() {
            "range" => self.range(row, &mut item),
            "text" => {
                if let Some(rows) = self.whole_parameter(row, &item, "rows") {
                    item.control("rows", &rows);
                }
            }
            "photo" => self.photo(row, &mut item),
            "audio" => {
                if let Some(quality) =
                    self.one_of(row, &item, "quality", &["voice-only", "low", "normal", "external"])
                {
                    item.bind("odk:quality", Value::Text(quality));
                }
            }
            "background-audio" => {
                let mut record = action("odk:recordaudio", form::LOAD);
                record.quality = self.one_of(row, &item, "quality", &["voice-only", "low", "normal"]);
                item.actions.push(record);
            }
            "geopoint" | "geotrace" | "geoshape" => self.geography(row, &mut item),
            "start-geopoint" => item.actions.push(action("odk:setgeopoint", form::FIRST_LOAD)),
            "background-geopoint" => {
                if item.triggers.is_empty() {
                    self.refuse(
                        row,
                        "trigger",
                        "no-trigger",
                        "nothing triggers this",
                        "name the question after which it is measured under trigger",
                    );
                    // It is not asked for a label as well.
                    item.triggers.push(String::new());
                }
                if item.bound_to("calculate").is_some() {
                    self.refuse(
                        row,
                        "calculate",
                        "calculation",
                        "a place that is measured is not calculated",
                        "empty its calculation",
                    );
                }
            }
            _ => {}
        }
        match typed(item) {
            Some(item) => {
                if types::loose(&kind).is_some() {
                    self.notice(
                        row,
                        "type",
                        "type-outside",
                        format!(
                            "the type \"{kind}\" is not one of XLSForm; it is kept, and asked for as text"
                        ),
                        "it may stay",
                    );
                }
                self.add(item);
            }
            None => {
                let word = kind.split_whitespace().next().unwrap_or(&kind);
                let near = text::nearest(&kind, types::NAMES).or_else(|| text::nearest(word, types::NAMES));
                let remedy = match (near, kind.contains(' ')) {
                    (Some(near), _) if near.starts_with("select") || near == "rank" => {
                        format!("the nearest is \"{near}\", with the name of a list behind it")
                    }
                    (Some(near), _) => format!("the nearest is \"{near}\""),
                    (None, _) => {
                        "write one of XLSForm's types: text, integer, select_one list, note, calculate, …"
                            .to_owned()
                    }
                };
                self.refuse(row, "type", "unknown-type", format!("there is no type \"{kind}\""), remedy);
            }
        }
    }

    /// Tells of parameters that a type does not have.
    pub fn known_parameters(&mut self, row: &Row, item: &Item, from_file: bool) {
        let Some(accepted) = parameters::accepted(&item.kind, from_file) else { return };
        for (key, _) in &item.parameters {
            if !accepted.contains(&key.as_str()) {
                let what = format!("\"{key}\" is no parameter of this type");
                let remedy = match text::nearest(key, accepted.iter().copied()) {
                    Some(near) => format!("the nearest is \"{near}\""),
                    None => format!("it has {}", accepted.join(", ")),
                };
                self.refuse(row, "parameters", "unknown-parameter", what, remedy);
            }
        }
    }

    /// A parameter that has to be a whole number.
    fn whole_parameter(&mut self, row: &Row, item: &Item, key: &str) -> Option<String> {
        let value = item.parameter(key)?.to_owned();
        if !whole(&value) {
            self.refuse(
                row,
                "parameters",
                "parameter",
                format!("{key} is \"{value}\""),
                "write a whole number",
            );
        }
        Some(value)
    }

    /// A parameter that has to be one of some words.
    fn one_of(&mut self, row: &Row, item: &Item, key: &str, words: &[&str]) -> Option<String> {
        let value = item.parameter(key)?.to_owned();
        if !words.contains(&value.as_str()) {
            self.refuse(
                row,
                "parameters",
                "parameter",
                format!("{key} is \"{value}\""),
                format!("write one of {}", words.join(", ")),
            );
        }
        Some(value)
    }

    fn range(&mut self, row: &Row, item: &mut Item) {
        let marks = |name: &str| {
            let list = self.form.list(name)?;
            Some(list.choices.iter().take(2_000).map(|choice| choice.name.clone()).collect())
        };
        let appearance = item.controlled("appearance").unwrap_or_default();
        match range::scale(&item.parameters, appearance, marks) {
            Ok(scale) => {
                if scale.decimal {
                    item.bind("type", Value::Text("decimal".to_owned()));
                }
                for (name, value) in &scale.attributes {
                    item.control(name, value);
                }
                item.itemset = scale.marks;
            }
            Err(what) => self.refuse(
                row,
                "parameters",
                "scale",
                what,
                "write start, end and step as numbers, with step no larger than the way between",
            ),
        }
    }

    fn photo(&mut self, row: &Row, item: &mut Item) {
        if let Some(default) = item.default.as_mut().filter(|default| !default.contains("jr://images/")) {
            default.insert_str(0, "jr://images/");
        }
        if let Some(pixels) = self.whole_parameter(row, item, "max-pixels") {
            item.bind("orx:max-pixels", Value::Text(pixels));
        }
        if let Some(application) = item.parameter("app").map(str::to_owned)
            && matches!(item.controlled("appearance"), None | Some("annotate"))
        {
            if let Some(why) = parameters::application(&application) {
                self.refuse(
                    row,
                    "parameters",
                    "parameter",
                    format!("app is \"{application}\""),
                    format!("write the name of an application: {why}"),
                );
            }
            item.control("intent", &application);
        }
    }

    fn geography(&mut self, row: &Row, item: &mut Item) {
        for (key, attribute) in
            [("capture-accuracy", "accuracyThreshold"), ("warning-accuracy", "unacceptableAccuracyThreshold")]
        {
            let Some(value) = item.parameter(key).filter(|_| item.kind == "geopoint").map(str::to_owned)
            else {
                continue;
            };
            if !parameters::number(&value) {
                self.refuse(
                    row,
                    "parameters",
                    "parameter",
                    format!("{key} is \"{value}\""),
                    "write a number of metres",
                );
            }
            item.control(attribute, &value);
        }
        if item.kind != "geopoint"
            && let Some(value) = item.parameter("incremental").map(str::to_owned)
        {
            if text::yes_no(&value) != Some(true) {
                self.refuse(
                    row,
                    "parameters",
                    "parameter",
                    format!("incremental is \"{value}\""),
                    "write true, or leave it out",
                );
            }
            item.control("incremental", "true");
        }
        if let Some(value) = self.one_of(row, item, "allow-mock-accuracy", &["true", "false"]) {
            item.bind("odk:allow-mock-accuracy", Value::Text(value));
        }
        if let Some(target) = item.parameter("reference-geometry").map(str::to_owned) {
            self.geometries.push((target.clone(), row.number));
            item.itemset = Some(target);
        }
    }
}
