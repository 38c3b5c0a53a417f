//! Finished checklists of one form to be taken along: as rows of a table, a row a checklist or a row an instance of a repeat, and as JSON that is
//! nested as the form is. Columns are the questions of every version that occurs. Knows cells, answers and forms; no page and no file.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chaski::change::content::ContentName;
use chaski::forms::session::ReadForm;
use chaski::forms::session::summary::Answers;
use chaski::record::json::answer_text;
use chaski::words::Lang;
use serde_json::{Map, Value as Json};

use super::spreadsheet::Cell;
use crate::checklists::Checklists;
use crate::storage::supervision::{ChecklistFilter, ChecklistLine, Viewer};
use crate::storage::{Result, Storage};

/// What is wanted of them.
#[derive(Debug, Clone, Default)]
pub struct WantedTable {
    /// Which.
    pub filter: ChecklistFilter,
    /// The repeat whose instances are the rows, by its path (`child`); none for a row a checklist.
    pub repeat: Option<String>,
    /// Labels in this language (`es`) in place of the names of choices.
    pub labels: Option<String>,
    /// With the names of people.
    pub names: bool,
}

/// What a table is made of.
#[derive(Debug, Clone)]
pub struct ChecklistTable {
    wanted: WantedTable,
    /// The questions that are columns, by their paths without numbers.
    columns: Vec<String>,
    /// The repeats that occur in the forms, by such paths.
    pub repeats: Vec<String>,
    /// The forms, where labels are wanted.
    forms: BTreeMap<ContentName, Arc<ReadForm>>,
    /// Whether a form has the language that is wanted.
    pub has_language: bool,
}

/// A step of a path: an element, and the number of its instance where it repeats.
fn step(text: &str) -> (&str, Option<u32>) {
    match text.split_once('{') {
        Some((name, number)) => (name, number.strip_suffix('}').and_then(|number| number.parse().ok())),
        None => (text, None),
    }
}

/// A path without the numbers of instances: its question; and the repeats on the way.
fn question_of(path: &str) -> (String, Vec<String>) {
    let (mut question, mut repeats) = (String::new(), Vec::new());
    for (name, number) in path.split('/').map(step) {
        if !question.is_empty() {
            question.push('/');
        }
        question.push_str(name);
        repeats.extend(number.map(|_| question.clone()));
    }
    (question, repeats)
}

impl ChecklistTable {
    /// The columns of what is wanted: the newest version's questions in its order, then what only others ask, then what was answered at
    /// a path that no form here has.
    pub async fn of(
        storage: &dyn Storage,
        checklists: &Checklists,
        viewer: &Viewer,
        wanted: WantedTable,
    ) -> Result<ChecklistTable> {
        let extent = storage.checklist_extent(viewer, &wanted.filter).await?;
        let mut contents: Vec<ContentName> = Vec::new();
        for release in storage.releases().await?.iter().rev().filter(|one| one.name == wanted.filter.form) {
            if !contents.contains(&release.content) {
                contents.push(release.content);
            }
        }
        // The one in use stands although nobody answered yet; of those before, only what occurs.
        let newest = contents.first().copied();
        contents.retain(|content| Some(*content) == newest || extent.contents.contains(content));
        let unreleased = extent.contents.iter().filter(|content| !contents.contains(content)).copied();
        let unreleased: Vec<ContentName> = unreleased.collect();
        contents.extend(unreleased);
        let mut table = ChecklistTable {
            wanted,
            columns: Vec::new(),
            repeats: Vec::new(),
            forms: BTreeMap::new(),
            has_language: false,
        };
        let mut known: BTreeSet<String> = BTreeSet::new();
        for content in contents {
            let Some(form) = checklists.form(storage.objects(), &content).await? else { continue };
            for question in form.questions() {
                table.add(question.path, question.repeats, &mut known);
            }
            if let Some(language) = &table.wanted.labels {
                table.has_language |= form.form().texts.language_of(language).is_some();
                table.forms.insert(content, form);
            }
        }
        for path in &extent.paths {
            let (question, repeats) = question_of(path);
            table.add(question, repeats, &mut known);
        }
        Ok(table)
    }

    fn add(&mut self, question: String, repeats: Vec<String>, known: &mut BTreeSet<String>) {
        if repeats.last() == self.wanted.repeat.as_ref() && known.insert(question.clone()) {
            self.columns.push(question);
        }
        for repeat in repeats {
            if !self.repeats.contains(&repeat) {
                self.repeats.push(repeat);
            }
        }
    }

    /// The heads of the columns: what a checklist hangs on, then a question each, by its path.
    pub fn heads(&self) -> Vec<String> {
        let mut heads = vec!["record", "visit", "date", "worker", "household", "person", "version"];
        if self.wanted.names {
            heads.extend(["worker_name", "family", "person_name"]);
        }
        if self.wanted.repeat.is_some() {
            heads.extend(["instance", "number"]);
        }
        let questions = self.columns.iter().map(|question| format!("/{question}"));
        heads.into_iter().map(str::to_owned).chain(questions).collect()
    }

    /// The rows of one checklist: itself, or its instances of the repeat that is wanted.
    pub fn rows(&self, one: &ChecklistLine) -> Vec<Vec<Cell>> {
        let labels = self.labels(one);
        let answer = |path: &str| match (labels.get(path), one.given.answers.get(path)) {
            (Some(label), _) => Cell::Text(label.clone()),
            (None, Some(answer)) => cell(answer),
            (None, None) => Cell::Text(String::new()),
        };
        let Some(repeat) = &self.wanted.repeat else {
            let mut row = self.beginning(one);
            row.extend(self.columns.iter().map(|question| answer(question)));
            return vec![row];
        };
        // By the numbers of the instances, so that they stand in the order in which they came.
        let mut instances: BTreeMap<Vec<u32>, (String, BTreeMap<String, &str>)> = BTreeMap::new();
        for path in one.given.answers.keys() {
            let (question, repeats) = question_of(path);
            if repeats.last() != Some(repeat) {
                continue;
            }
            let numbers = path.split('/').filter_map(|text| step(text).1).collect();
            let end = path.rfind('}').map_or(0, |end| end + 1);
            let instance =
                instances.entry(numbers).or_insert_with(|| (path[..end].to_owned(), BTreeMap::new()));
            instance.1.insert(question, path);
        }
        let mut within: BTreeMap<Vec<u32>, u64> = BTreeMap::new();
        let row = |(numbers, (instance, paths)): (Vec<u32>, (String, BTreeMap<String, &str>))| {
            let around = numbers[..numbers.len().saturating_sub(1)].to_vec();
            let number = within.entry(around).and_modify(|number| *number += 1).or_insert(1);
            let mut row = self.beginning(one);
            row.extend([Cell::Text(instance), Cell::number(*number)]);
            let nothing = Cell::Text(String::new());
            let at =
                |question: &String| paths.get(question).map_or_else(|| nothing.clone(), |path| answer(path));
            row.extend(self.columns.iter().map(at));
            row
        };
        instances.into_iter().map(row).collect()
    }

    /// What a checklist hangs on, in the order of [`Self::heads`].
    fn beginning(&self, one: &ChecklistLine) -> Vec<Cell> {
        let mut row: Vec<Cell> = self.hangs_on(one).into_iter().map(|(_, text)| Cell::text(text)).collect();
        // What nobody may be named by stands before the names.
        row.truncate(if self.wanted.names { 10 } else { 7 });
        row
    }

    fn hangs_on(&self, one: &ChecklistLine) -> [(&'static str, Option<String>); 10] {
        let worker = one.worker.as_ref();
        let person = one.person.as_ref();
        [
            ("record", Some(one.given.record.to_string())),
            ("visit", one.visit.map(|visit| visit.to_string())),
            ("date", one.on.clone()),
            ("worker", worker.map(|(worker, _)| worker.to_string())),
            ("household", Some(one.household.0.paper_code())),
            ("person", person.map(|(person, _)| person.paper_code())),
            ("version", one.given.version.clone()),
            ("worker_name", worker.and_then(|(_, name)| name.clone())),
            ("family", one.household.1.clone()),
            ("person_name", person.and_then(|(_, name)| name.clone())),
        ]
    }

    /// One checklist as JSON: what it hangs on, and its answers nested as the form is, each repeat a list.
    pub fn json(&self, one: &ChecklistLine) -> Json {
        let labels = self.labels(one);
        let hangs_on = self.hangs_on(one).into_iter().take(if self.wanted.names { 10 } else { 7 });
        let mut object: Map<String, Json> =
            hangs_on.map(|(name, text)| (name.to_owned(), Json::from(text))).collect();
        let mut answers = Nested::default();
        for (path, answer) in &one.given.answers {
            let value = match labels.get(path) {
                Some(label) => Json::from(label.clone()),
                None => plain(answer),
            };
            answers.put(&mut path.split('/'), value);
        }
        object.insert("answers".into(), answers.json());
        Json::Object(object)
    }

    /// Which checklists are its rows.
    pub fn filter(&self) -> &ChecklistFilter {
        &self.wanted.filter
    }

    /// Some of a list in JSON that was opened already: the first rows of it, its last, which close it, or others.
    pub fn json_rows(&self, lines: &[ChecklistLine], first: bool, last: bool) -> String {
        let mut text = String::new();
        for (at, one) in lines.iter().enumerate() {
            text.push_str(if first && at == 0 { "\n" } else { ",\n" });
            text.push_str(&self.json(one).to_string());
        }
        if last {
            text.push_str("\n]\n");
        }
        text
    }

    /// What was chosen, by the labels of the language that is wanted.
    fn labels(&self, one: &ChecklistLine) -> BTreeMap<String, String> {
        let form = one.given.content.as_ref().and_then(|content| self.forms.get(content));
        let Some((form, wanted)) = form.zip(self.wanted.labels.as_deref()) else { return BTreeMap::new() };
        let answers: Answers =
            one.given.answers.iter().map(|(path, answer)| (path.clone(), answer_text(answer))).collect();
        // Of figures and dates nothing is taken: they stay as they were answered.
        let summary = form.summary(&answers, form.form().texts.language_of(wanted), Lang::Es);
        let answered = summary.sections.into_iter().flat_map(|section| section.answers);
        answered.filter(|one| one.chosen).map(|one| (one.path, one.answer)).collect()
    }
}

fn cell(answer: &Json) -> Cell {
    match answer {
        Json::Number(_) => Cell::Figure(answer_text(answer)),
        Json::Object(parts) if parts.contains_key("decimal") => Cell::Figure(answer_text(answer)),
        _ => Cell::Text(answer_text(answer)),
    }
}

/// An answer as JSON says it: a figure as it was typed is a text, several names are a list.
fn plain(answer: &Json) -> Json {
    match answer {
        Json::Object(_) => Json::from(answer_text(answer)),
        Json::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

/// Answers by group and instance.
#[derive(Debug, Default)]
struct Nested {
    answers: BTreeMap<String, Json>,
    groups: BTreeMap<String, Nested>,
    repeats: BTreeMap<String, BTreeMap<u32, Nested>>,
}

impl Nested {
    fn put<'p>(&mut self, path: &mut impl Iterator<Item = &'p str>, value: Json) {
        let mut at = self;
        let mut path = path.peekable();
        while let Some((name, number)) = path.next().map(step) {
            if path.peek().is_none() {
                at.answers.insert(name.to_owned(), value);
                return;
            }
            at = match number {
                Some(number) => at.repeats.entry(name.to_owned()).or_default().entry(number).or_default(),
                None => at.groups.entry(name.to_owned()).or_default(),
            };
        }
    }

    /// No deeper than paths are long, which the record bounds.
    fn json(self) -> Json {
        let mut object: Map<String, Json> = self.answers.into_iter().collect();
        object.extend(self.groups.into_iter().map(|(name, group)| (name, group.json())));
        let list = |instances: BTreeMap<u32, Nested>| -> Json {
            instances.into_values().map(Nested::json).collect()
        };
        object.extend(self.repeats.into_iter().map(|(name, instances)| (name, list(instances))));
        Json::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_nested_as_their_form_is_with_instances_in_the_order_in_which_they_came() {
        let mut nested = Nested::default();
        for path in ["name", "house/water", "child{10}/name", "child{2}/dose{3}/of", "child{2}/name"] {
            nested.put(&mut path.split('/'), Json::from(path));
        }
        let expected = serde_json::json!({
            "name": "name", "house": { "water": "house/water" },
            "child": [
                { "name": "child{2}/name", "dose": [{ "of": "child{2}/dose{3}/of" }] },
                { "name": "child{10}/name" },
            ],
        });
        assert_eq!(nested.json(), expected);
    }

    #[test]
    fn a_path_says_its_question_and_the_repeats_on_the_way() {
        let repeats = vec!["child".to_owned(), "child/dose".to_owned()];
        assert_eq!(question_of("child{2}/dose{3}/of"), ("child/dose/of".to_owned(), repeats));
        assert_eq!(question_of("house/water"), ("house/water".to_owned(), Vec::new()));
    }
}
