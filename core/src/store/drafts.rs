//! Checklists that are being filled: each answer is on the disk before the call that gave it returns, and after a kill or a flat battery the
//! draft is there as it was left, with what was shown when it was begun. A draft is of one household or person and of one version of a form,
//! which it names by its content; it is a new filling, or corrects one that was finished. Knows facts by path; knows no form.

use rusqlite::{OptionalExtension, params};

use super::error::{Result, StoreError};
use super::log::Log;
use super::{Shown, Store};
use crate::change::Change;
use crate::change::content::ContentName;
use crate::forms::session::saved::{Fact, Held};
use crate::record::{ChangeName, RecordName};
use crate::store::save::Draft;

/// What a draft is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftHead {
    /// Its name on this phone.
    pub id: String,
    /// The household or person that it is about.
    pub subject: RecordName,
    /// The content of the form's version, by its hash.
    pub content: ContentName,
    /// The form's id.
    pub form: String,
    /// The form's version.
    pub version: String,
    /// The language that it was last shown in; empty for the form's own.
    pub language: String,
    /// The path of what was last shown; empty at the beginning.
    pub at: String,
    /// When it was begun, seconds of Unix time as this phone's clock had it.
    pub begun_s: i64,
    /// When something of it was last kept, likewise.
    pub kept_s: i64,
    /// The answers that it corrects; none where it is a new filling.
    pub corrects: Option<RecordName>,
    /// One more with each act that was kept, whichever phone kept it.
    pub revision: u64,
    /// Whether the server holds all of it: a phone that is lost does not take it along.
    pub is_backed_up: bool,
}

/// What a draft begins with.
#[derive(Debug, Clone)]
pub struct NewDraft<'a> {
    /// The household or person that it is about.
    pub subject: RecordName,
    /// The content of the form's version, by its hash.
    pub content: ContentName,
    /// The form's id.
    pub form: &'a str,
    /// The form's version.
    pub version: &'a str,
    /// The language that it is shown in; empty for the form's own.
    pub language: &'a str,
    /// The path of what is shown; empty at the beginning.
    pub at: &'a str,
    /// What holds in its record.
    pub facts: &'a [Fact],
    /// The answers that it corrects; none where it is a new filling.
    pub corrects: Option<RecordName>,
    /// What is shown now of the records that it may set anew.
    pub shown: &'a [Shown],
}

/// A draft with all that is kept of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeptDraft {
    /// What it is of.
    pub head: DraftHead,
    /// What holds in its record.
    pub facts: Vec<Fact>,
    /// Answers that its form's version has no place for: they stay until it is finished or let go.
    pub placeless: Vec<Fact>,
    /// What was shown, when it was begun, of the records that it may set anew.
    pub shown: Vec<Shown>,
}

impl Store {
    /// A new draft that sets nothing anew, durable when this returns.
    pub fn begin_draft(
        &mut self,
        subject: RecordName,
        content: ContentName,
        form: &str,
        version: &str,
        facts: &[Fact],
    ) -> Result<String> {
        let (language, at) = ("", "");
        self.new_draft(&NewDraft {
            subject,
            content,
            form,
            version,
            language,
            at,
            facts,
            corrects: None,
            shown: &[],
        })
    }

    /// A new draft, durable when this returns.
    pub fn new_draft(&mut self, new: &NewDraft<'_>) -> Result<String> {
        let id = uuid::Uuid::new_v8(super::random::draw()).to_string();
        let now_s = self.now().wall_s;
        let head = DraftHead {
            id: id.clone(),
            subject: new.subject,
            content: new.content,
            form: new.form.to_owned(),
            version: new.version.to_owned(),
            language: new.language.to_owned(),
            at: new.at.to_owned(),
            begun_s: now_s,
            kept_s: now_s,
            corrects: new.corrects,
            revision: 1,
            is_backed_up: false,
        };
        let (facts, shown) = (new.facts.to_vec(), new.shown.to_vec());
        let tx = self.write()?;
        put(&tx.log(), &KeptDraft { head, facts, placeless: Vec::new(), shown })?;
        tx.commit()?;
        Ok(id)
    }

    /// Keeps what an act changed, and what is shown now: durable when this returns.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`] for one that was finished or let go.
    pub fn keep_draft(&mut self, id: &str, facts: &[Fact], at: &str, language: &str) -> Result<()> {
        let now_s = self.now().wall_s;
        let tx = self.write()?;
        let log = tx.log();
        let known = log
            .conn
            .prepare_cached(
                "UPDATE draft SET at = ?2, language = ?3, kept_s = ?4, revision = revision + 1 WHERE id = ?1",
            )?
            .execute(params![id, at, language, now_s])?;
        if known == 0 {
            return Err(StoreError::NoDraft);
        }
        keep_facts(&log, id, facts)?;
        tx.commit()
    }

    /// Moves a draft to another version of its form, with the facts that it has there: all others go with `lost`, which stay kept beside it.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`].
    pub fn move_draft(
        &mut self,
        id: &str,
        content: ContentName,
        version: &str,
        facts: &[Fact],
        lost: &[Fact],
    ) -> Result<()> {
        let tx = self.write()?;
        let log = tx.log();
        let known = log.conn.execute(
            "UPDATE draft SET content = ?2, version = ?3, revision = revision + 1 WHERE id = ?1",
            params![id, content.0.as_slice(), version],
        )?;
        if known == 0 {
            return Err(StoreError::NoDraft);
        }
        log.conn.execute("DELETE FROM draft_fact WHERE draft = ?1 AND kind <> ?2", params![id, PLACELESS])?;
        keep_facts(&log, id, facts)?;
        keep_placeless(&log, id, lost)?;
        tx.commit()
    }

    /// Every draft, the one that was last worked on first.
    pub fn drafts(&self) -> Result<Vec<DraftHead>> {
        let log = self.log();
        let mut statement = log.conn.prepare_cached(&format!("{HEAD} ORDER BY kept_s DESC, id"))?;
        let heads = statement.query_map([], head_of)?.collect::<rusqlite::Result<Vec<_>>>()?;
        heads.into_iter().map(|head| head.ok_or(StoreError::Damaged)).collect()
    }

    /// A draft, everything kept of it, and the answers that have no place in its form's version any more.
    pub fn draft(&self, id: &str) -> Result<Option<KeptDraft>> {
        draft(&self.log(), id)
    }

    /// Lets a draft go, because its worker says so.
    pub fn drop_draft(&mut self, id: &str) -> Result<()> {
        let tx = self.write()?;
        forget(&tx.log(), id)?;
        tx.commit()
    }

    /// Saves what a finished draft comes to, and lets the draft go, in one transaction: there is never both, and never neither.
    ///
    /// # Errors
    /// [`StoreError::NoDraft`] where it was finished already: nothing is saved twice.
    pub fn finish_draft(&mut self, id: &str, act: Draft) -> Result<Vec<ChangeName>> {
        self.save_with(
            act,
            |log, _: &[Change]| if forget(log, id)? == 0 { Err(StoreError::NoDraft) } else { Ok(()) },
        )
    }
}

const INSTANCE: i64 = 1;
const VALUE: i64 = 2;
const GONE: i64 = 3;
/// An answer that the form's version has no place for.
const PLACELESS: i64 = 4;

const HEAD: &str =
    "SELECT id, subject, content, form, version, language, at, begun_s, kept_s, corrects, revision,
   backed_up >= revision FROM draft";

/// [`Store::draft`].
pub(super) fn draft(log: &Log<'_>, id: &str) -> Result<Option<KeptDraft>> {
    let head =
        log.conn.prepare_cached(&format!("{HEAD} WHERE id = ?1"))?.query_row([id], head_of).optional()?;
    let Some(head) = head else { return Ok(None) };
    let head = head.ok_or(StoreError::Damaged)?;
    let mut statement =
        log.conn.prepare_cached("SELECT path, kind, value FROM draft_fact WHERE draft = ?1 ORDER BY path")?;
    let shown = shown_of(log, id)?;
    let mut kept = KeptDraft { head, facts: Vec::new(), placeless: Vec::new(), shown };
    let mut rows = statement.query([id])?;
    while let Some(row) = rows.next()? {
        let (path, kind, value): (String, i64, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match kind {
            INSTANCE => kept.facts.push(Fact { path, what: Held::Instance }),
            VALUE => kept.facts.push(Fact { path, what: Held::Value(value) }),
            GONE => kept.facts.push(Fact { path, what: Held::Gone }),
            PLACELESS => kept.placeless.push(Fact { path, what: Held::Value(value) }),
            _ => return Err(StoreError::Damaged),
        }
    }
    Ok(Some(kept))
}

/// Writes down a draft with all that is kept of it, as of its revision, where no draft of its name is here. `false`: there is one.
pub(super) fn put(log: &Log<'_>, kept: &KeptDraft) -> Result<bool> {
    let head = &kept.head;
    let new = log
        .conn
        .prepare_cached(
            "INSERT OR IGNORE INTO draft
               (id, subject, content, form, version, language, at, begun_s, kept_s, corrects, revision, backed_up, offered)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?12 > 0)",
        )?
        .execute(params![
            head.id,
            head.subject.key(),
            head.content.0.as_slice(),
            head.form,
            head.version,
            head.language,
            head.at,
            head.begun_s,
            head.kept_s,
            head.corrects.map(|answers| answers.key()),
            head.revision as i64,
            if head.is_backed_up { head.revision as i64 } else { 0 },
        ])?;
    if new == 0 {
        return Ok(false);
    }
    keep_facts(log, &head.id, &kept.facts)?;
    keep_placeless(log, &head.id, &kept.placeless)?;
    for (place, shown) in kept.shown.iter().enumerate() {
        log.conn
            .prepare_cached("INSERT INTO draft_shown (draft, place, shown) VALUES (?1, ?2, ?3)")?
            .execute(params![head.id, place as i64, shown.to_text()])?;
    }
    Ok(true)
}

fn head_of(row: &rusqlite::Row<'_>) -> rusqlite::Result<Option<DraftHead>> {
    let subject: Vec<u8> = row.get(1)?;
    let content: Vec<u8> = row.get(2)?;
    let corrects: Option<Vec<u8>> = row.get(9)?;
    let corrects = corrects.map(|key| RecordName::from_key(&key));
    let (Some(subject), Ok(content), None | Some(Some(_))) =
        (RecordName::from_key(&subject), ContentName::try_from(content), corrects)
    else {
        return Ok(None);
    };
    Ok(Some(DraftHead {
        id: row.get(0)?,
        subject,
        content,
        form: row.get(3)?,
        version: row.get(4)?,
        language: row.get(5)?,
        at: row.get(6)?,
        begun_s: row.get(7)?,
        kept_s: row.get(8)?,
        corrects: corrects.flatten(),
        revision: row.get::<_, i64>(10)?.unsigned_abs(),
        is_backed_up: row.get(11)?,
    }))
}

fn shown_of(log: &Log<'_>, id: &str) -> Result<Vec<Shown>> {
    let mut statement =
        log.conn.prepare_cached("SELECT shown FROM draft_shown WHERE draft = ?1 ORDER BY place")?;
    let texts = statement.query_map([id], |row| row.get(0))?.collect::<rusqlite::Result<Vec<String>>>()?;
    texts.iter().map(|text| Shown::read(text).ok_or(StoreError::Damaged)).collect()
}

fn keep_facts(log: &Log<'_>, id: &str, facts: &[Fact]) -> Result<()> {
    for fact in facts {
        let (kind, value) = match &fact.what {
            Held::Instance => (INSTANCE, ""),
            Held::Value(text) => (VALUE, text.as_str()),
            Held::Gone => (GONE, ""),
        };
        if fact.what == Held::Gone {
            log.conn
                .prepare_cached(
                    "DELETE FROM draft_fact WHERE draft = ?1 AND path > ?2 || '/' AND path < ?2 || '0'",
                )?
                .execute(params![id, fact.path])?;
        }
        log.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO draft_fact (draft, path, kind, value) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![id, fact.path, kind, value])?;
    }
    Ok(())
}

fn keep_placeless(log: &Log<'_>, id: &str, facts: &[Fact]) -> Result<()> {
    for fact in facts {
        let Held::Value(text) = &fact.what else { continue };
        log.conn
            .prepare_cached(
                "INSERT OR REPLACE INTO draft_fact (draft, path, kind, value) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![id, fact.path, PLACELESS, text])?;
    }
    Ok(())
}

fn forget(log: &Log<'_>, id: &str) -> Result<usize> {
    // What the server may hold of it, it is told to let go.
    log.conn.execute(
        "INSERT OR REPLACE INTO draft_gone (id, revision) SELECT id, revision FROM draft WHERE id = ?1 AND offered = 1",
        [id],
    )?;
    log.conn.execute("DELETE FROM draft_fact WHERE draft = ?1", [id])?;
    log.conn.execute("DELETE FROM draft_shown WHERE draft = ?1", [id])?;
    Ok(log.conn.execute("DELETE FROM draft WHERE id = ?1", [id])?)
}
