//! A draft that moves to a newer version of its form, because its worker chose so. Every answer that has a place there goes along; the others stay
//! kept beside it, in the words in which they were asked. Knows two versions of one form; decides nothing.

use std::collections::BTreeSet;

use super::forms;
use super::{Filling, Result};
use crate::change::content::ContentName;
use crate::forms::definition::Form;
use crate::forms::session::saved::{Fact, Held};
use crate::forms::session::{Host, Session};
use crate::forms::tree::NodeId;
use crate::store::error::StoreError;
use crate::store::releases::Release;
use crate::store::{Log, Store, content};
use crate::words::Lang;

/// What moving came to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "MovedDraft"))]
pub struct Moved {
    /// The version that it was.
    pub from: String,
    /// The version that it is.
    pub to: String,
    /// Answers that have no place any more, in the order of the old form: they stay kept until the checklist is finished or let go.
    pub placeless: Vec<Placeless>,
    /// Questions that are asked now and that the version before did not have, by their paths.
    pub new_questions: Vec<String>,
}

/// An answer without a place.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Placeless {
    /// The question's path in the form that asked it.
    pub path: String,
    /// What was asked.
    pub label: String,
    /// What was answered, choices by their labels.
    pub answer: String,
}

impl Filling {
    /// The version of its form to which it could move on a day: the one that is used then, where it is another.
    pub fn newer(&self, log: &Log<'_>, on: &str) -> Result<Option<Release>> {
        let of_it = content::on_phone(log, on)?.into_iter().find(|one| one.name == self.head.form);
        Ok(of_it.and_then(|one| one.used).filter(|used| used.content != self.head.content))
    }

    /// Moves the draft to another version of its form: durable when this returns. Figures and dates of answers without a place are written as `lang` does.
    pub fn move_to(
        &mut self,
        store: &mut Store,
        to: &ContentName,
        host: Box<dyn Host>,
        lang: Lang,
    ) -> Result<Moved> {
        self.keep(store)?;
        let (there, moved) = moved(store, self, to, host, lang)?;
        *self = there;
        Ok(moved)
    }
}

fn moved(
    store: &mut Store,
    filling: &Filling,
    to: &ContentName,
    host: Box<dyn Host>,
    lang: Lang,
) -> Result<(Filling, Moved)> {
    let form = forms::form(store, to)?;
    let kept = store.draft(&filling.head.id)?.ok_or(StoreError::NoDraft)?;
    let old = &filling.session;
    let facts: Vec<Fact> = kept.facts.iter().map(|fact| rooted(fact, old.form(), &form)).collect();
    let (session, lost) = Session::resume(form.clone(), host, old.language(), &facts);
    let mut gone: BTreeSet<String> =
        lost.iter().filter(|fact| is_answer(fact)).map(|fact| fact.path.clone()).collect();
    // An answer that the new version does not take (a choice that it no longer offers) has no place either.
    for fact in facts.iter().filter(|fact| is_answer(fact)) {
        let Held::Value(text) = &fact.what else { continue };
        let asked = session.find_lasting(&fact.path).filter(|node| session.is_question(*node));
        if asked.is_some_and(|node| session.record().text(node) != *text || !session.takes(node, text)) {
            gone.insert(fact.path.clone());
        }
    }
    let without_a_place = |node: NodeId| -> Option<Placeless> {
        let value = old.value(node);
        let is_gone = gone.contains(&re_rooted(&old.lasting_path(node), old.form(), &form));
        (is_gone && old.is_question(node) && !value.is_empty()).then(|| Placeless {
            path: old.path(node),
            label: old.label(node).unwrap_or_default(),
            answer: old.in_words(node, &value, lang),
        })
    };
    let placeless = old.record().descendants(old.record().document()).filter_map(without_a_place).collect();
    let lost: Vec<Fact> = facts.iter().filter(|fact| gone.contains(&fact.path)).cloned().collect();
    let stays: Vec<Fact> = facts.into_iter().filter(|fact| !gone.contains(&fact.path)).collect();
    let mut session = session.beside(&stays);
    let asked_before = |path: &str| old.find_lasting(&re_rooted(path, &form, old.form())).is_some();
    let new_questions: Vec<String> = session
        .asked()
        .into_iter()
        .filter(|node| !session.is_readonly(*node) && !asked_before(&session.lasting_path(*node)))
        .map(|node| session.path(node))
        .collect();
    store.move_draft(&filling.head.id, *to, &form.version, &stays, &lost)?;
    // Where she was, if it is asked there too.
    let _ = session.jump(&re_rooted(&filling.head.at, old.form(), &form));
    let mut head = filling.head.clone();
    let from = std::mem::replace(&mut head.version, form.version.clone());
    head.content = *to;
    let moved = Moved { from, to: form.version.clone(), placeless, new_questions };
    Ok((Filling { head, session, shown: filling.shown.clone(), unkept: Vec::new() }, moved))
}

fn is_answer(fact: &Fact) -> bool {
    matches!(&fact.what, Held::Value(text) if !text.is_empty())
}

/// A form whose root is called otherwise asks the same questions.
fn rooted(fact: &Fact, from: &Form, to: &Form) -> Fact {
    Fact { path: re_rooted(&fact.path, from, to), what: fact.what.clone() }
}

fn re_rooted(path: &str, from: &Form, to: &Form) -> String {
    let root = |form: &Form| format!("/{}", form.nodes.first().map_or("", |root| form.names.name(root.name)));
    match path.strip_prefix(&root(from)) {
        Some(rest) if rest.is_empty() || rest.starts_with('/') => root(to) + rest,
        _ => path.to_owned(),
    }
}
