//! Answers to checklists in the words of their forms: what a question is called and what was answered, by the record of the answers and its
//! path. Where the form is not here, a question is called by its path. Knows records of answers and forms; no page.

use std::collections::BTreeMap;
use std::sync::Arc;

use chaski::change::Register;
use chaski::forms::session::ReadForm;
use chaski::forms::session::summary::{Answered, Answers, Summary};
use chaski::record::json::answer_text;
use chaski::record::{RecordName, entity_named};
use chaski::store::query::{DisputeItem, HistoryRow};
use serde_json::Value as Json;

use super::ctx::Ctx;
use super::failure::Failure;
use super::locale::{Locale, Words};
use super::values;
use crate::storage::supervision::GivenAnswers;

/// The answers of one record, with their form.
#[derive(Debug, Clone)]
pub struct Told {
    form: Arc<ReadForm>,
    answers: Answers,
    /// The answers in words, by section.
    pub summary: Summary,
}

/// The answers that a page tells of, by their records.
#[derive(Debug, Clone, Default)]
pub struct ToldAnswers(BTreeMap<RecordName, Told>);

impl Told {
    /// In the words of a page's language.
    pub fn of(v: &Locale, form: Arc<ReadForm>, given: &GivenAnswers) -> Told {
        let answers: Answers =
            given.answers.iter().map(|(path, answer)| (path.clone(), answer_text(answer))).collect();
        let summary = form.summary(&answers, form.form().texts.language_of(v.lang.tag()), v.lang);
        Told { form, answers, summary }
    }

    /// What the form calls itself: its title, or its id.
    pub fn title(&self) -> &str {
        let form = self.form.form();
        if form.title.is_empty() { &form.id } else { &form.title }
    }

    /// The form's version.
    pub fn version(&self) -> &str {
        &self.form.form().version
    }

    /// An answer at a path: the one that stands there, or another beside the others as they stand.
    fn answered(&self, v: &Locale, path: &str, text: &str) -> Option<Answered> {
        let find = |summary: &Summary| {
            let mut all = summary.sections.iter().flat_map(|section| &section.answers);
            all.find(|answered| answered.path == path).cloned()
        };
        if self.answers.get(path).is_some_and(|stands| stands == text) {
            return find(&self.summary);
        }
        let mut answers = self.answers.clone();
        answers.insert(path.to_owned(), text.to_owned());
        find(&self.form.summary(&answers, self.form.form().texts.language_of(v.lang.tag()), v.lang))
    }
}

impl ToldAnswers {
    /// Of those of these records that are records of answers, the viewer's, and by a form that is here.
    pub async fn of(ctx: &Ctx, mut records: Vec<RecordName>) -> Result<ToldAnswers, Failure> {
        records.sort_unstable();
        records.dedup();
        let mut told = ToldAnswers::default();
        if records.is_empty() {
            return Ok(told);
        }
        let v = ctx.locale();
        for given in ctx.supervision().given_answers(&ctx.viewer, &records).await? {
            let Some(content) = &given.content else { continue };
            if let Some(form) = ctx.checklists.form(ctx.storage.objects(), content).await? {
                told.0.insert(given.record, Told::of(&v, form, &given));
            }
        }
        Ok(told)
    }

    /// Of what is disputed.
    pub async fn of_disputes(ctx: &Ctx, items: &[DisputeItem]) -> Result<ToldAnswers, Failure> {
        let answers = items.iter().filter(|item| item.entity == "answers");
        ToldAnswers::of(ctx, answers.map(|item| item.record).collect()).await
    }

    /// The answers of a record, where their form is here.
    pub fn get(&self, record: &RecordName) -> Option<&Told> {
        self.0.get(record)
    }

    /// What a register is called: the question of an answer as its form asks it.
    pub fn label(
        &self,
        v: &Locale,
        record: &RecordName,
        (entity, field, path): (&str, &str, Option<&str>),
    ) -> Words {
        let question = self.0.get(record).zip(path).and_then(|(told, path)| {
            let text = told.answers.get(path).map_or("?", String::as_str);
            told.answered(v, path, text)?.question
        });
        question.map_or_else(|| values::register_label(v, entity, field, path), Words::plain)
    }

    /// The same by the field's number.
    pub fn register_label(&self, v: &Locale, register: &Register, entity: &str) -> Words {
        let field = field_name(entity, register.field);
        self.label(v, &register.record, (entity, field, register.path.as_deref()))
    }

    /// A value of a register in words: a choice of a checklist by its label.
    pub fn value(
        &self,
        v: &Locale,
        record: &RecordName,
        (entity, field, path): (&str, &str, Option<&str>),
        json: &Json,
    ) -> Words {
        let text = answer_text(json);
        let told = self.0.get(record).zip(path).filter(|_| !text.is_empty());
        let answered = told.and_then(|(told, path)| told.answered(v, path, &text));
        answered.map_or_else(|| values::value(v, entity, field, json, &[]), |one| Words::plain(one.answer))
    }

    /// What was said of a register.
    pub fn saying(&self, v: &Locale, register: &Register, entity: &str, saying: &HistoryRow) -> Words {
        let field = field_name(entity, register.field);
        self.value(v, &register.record, (entity, field, register.path.as_deref()), &saying.value)
    }

    /// What a dispute is about.
    pub fn dispute_label(&self, v: &Locale, item: &DisputeItem) -> Words {
        self.label(v, &item.record, (&item.entity, &item.field, item.path.as_deref()))
    }

    /// The same where nothing personal may stand: without the answers that the question says.
    pub fn dispute_label_alone(&self, v: &Locale, item: &DisputeItem) -> Words {
        let question = self.0.get(&item.record).zip(item.path.as_deref()).and_then(|(told, path)| {
            let nobody = Told { answers: Answers::new(), ..told.clone() };
            nobody.answered(v, path, "?")?.question
        });
        let label = || values::register_label(v, &item.entity, &item.field, item.path.as_deref());
        question.map_or_else(label, Words::plain)
    }

    /// One of its values.
    pub fn dispute_value(&self, v: &Locale, item: &DisputeItem, json: &Json) -> Words {
        self.value(v, &item.record, (&item.entity, &item.field, item.path.as_deref()), json)
    }
}

/// A field's name by its number; the built-in one of removal is `void`.
fn field_name(entity: &str, number: chaski::record::FieldId) -> &'static str {
    if number == chaski::record::VOID {
        return "void";
    }
    entity_named(entity).and_then(|entity| entity.field(number)).map_or("", |field| field.name)
}
