//! Drafts on their way to the server and back: each sealed for one request, between its phone and the server, behind all records and within the
//! day's budget of what is no record. The server keeps a draft's body as it came and reads nothing of it; a new phone of the same worker is given it.

use super::frame::{Kind, frame};
use super::message::{Nonce, Sealed, Sealing};
use crate::change::cbor::{Item, Unreadable, unreadable};
use crate::change::content::ContentName;
use crate::change::limits;
use crate::forms::session::saved::{Fact, Held};
use crate::record::RecordName;
use crate::store::draft_backups::{self, Due};
use crate::store::drafts::{DraftHead, KeptDraft};
use crate::store::error::{Result, StoreError};
use crate::store::{Shown, Store, content_budget, district};

/// A draft as a server keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftBackup {
    /// Its name.
    pub id: String,
    /// Its revision: of two backups of one draft, the later is the greater.
    pub revision: u64,
    /// Whom it is about, and its body; `None`: it was finished or let go.
    pub kept: Option<(RecordName, Vec<u8>)>,
}

impl DraftBackup {
    /// What is kept of a draft; `None`: it is longer than [`limits::DRAFT_BYTES`].
    pub fn of(kept: &KeptDraft) -> Option<DraftBackup> {
        let (head, body) = (&kept.head, draft_item(kept).encode());
        let fits = body.len() <= limits::DRAFT_BYTES;
        fits.then(|| DraftBackup {
            id: head.id.clone(),
            revision: head.revision,
            kept: Some((head.subject, body)),
        })
    }

    /// The draft, as a phone keeps it that is given it.
    pub fn draft(&self) -> Result<KeptDraft> {
        let (subject, body) = self.kept.as_ref().ok_or(StoreError::BadAnswer("a draft that is none"))?;
        let mut kept = item_draft(&Item::decode(body)?, *subject)?;
        (kept.head.id, kept.head.revision) = (self.id.clone(), self.revision);
        Ok(kept)
    }

    /// As CBOR.
    pub fn item(&self) -> Item {
        let mut parts = vec![Item::Text(self.id.clone()), self.revision.into()];
        if let Some((subject, body)) = &self.kept {
            parts.extend([Item::Bytes(subject.key().to_vec()), Item::Bytes(body.clone())]);
        }
        Item::Array(parts)
    }

    /// Reads [`DraftBackup::item`].
    pub fn from_item(item: &Item) -> std::result::Result<DraftBackup, Unreadable> {
        let (id, revision, kept) = match item.array()? {
            [id, revision] => (id, revision, None),
            [id, revision, subject, body] => {
                let subject = RecordName::from_key(subject.bytes()?).ok_or_else(|| unreadable("a record"))?;
                (id, revision, Some((subject, body.bytes()?.to_vec())))
            }
            _ => return Err(unreadable("a draft")),
        };
        let (id, revision) = (id.text()?.to_owned(), revision.uint()?);
        let body_bytes = kept.as_ref().map_or(0, |(_, body)| body.len());
        if id.chars().count() > limits::DRAFT_ID_LETTERS
            || revision > i64::MAX as u64
            || body_bytes > limits::DRAFT_BYTES
        {
            return Err(unreadable("a draft of bounded length"));
        }
        Ok(DraftBackup { id, revision, kept })
    }
}

/// Reads again what this phone was given back and could not read: the app may be a later version since.
pub(super) fn read_again(store: &mut Store) -> Result<()> {
    for (id, revision, subject, body) in draft_backups::unread(&store.log())? {
        if let Ok(kept) = (DraftBackup { id, revision, kept: Some((subject, body)) }).draft() {
            store.restore_draft(&kept)?;
        }
    }
    Ok(())
}

/// What a request hands over, and what becomes of it.
#[derive(Debug, Default)]
pub(super) struct Handover {
    /// The request carries all records, so that drafts may go behind them.
    asks: bool,
    /// Names and revisions that go with this request.
    sent: Vec<(String, u64)>,
    /// Of these the server heard.
    pub(super) heard: u64,
    /// So many of those that it asks for the server keeps, by the word that it sealed.
    pub(super) kept: u64,
    /// Drafts that came.
    came: u64,
    /// Drafts that came and were not here.
    pub(super) restored: u64,
    /// Drafts that came and cannot be read here.
    pub(super) unread: u64,
    /// What the head says: the drafts that are not to be given back; `None`: nothing is to be.
    pub(super) known: Option<Vec<String>>,
}

impl Handover {
    /// What this request says; it hands over nothing unless it carries all records (`asks`).
    pub(super) fn begin(store: &Store, asks: bool) -> Result<Handover> {
        let known = if asks { draft_backups::to_be_restored(&store.log())? } else { None };
        Ok(Handover { asks, known, ..Handover::default() })
    }

    /// The frames of what is due, as much as one request and today's budget take. That they may have arrived is on the disk when this returns.
    pub(super) fn frames(&mut self, store: &mut Store, nonce: Nonce) -> Result<Vec<Vec<u8>>> {
        let mut frames = Vec::new();
        if !self.asks || !draft_backups::is_any_due(&store.log())? {
            return Ok(frames);
        }
        let server = district::server_key(&store.log())?;
        let sealing = Sealing { mine: store.signer(), other: &server, device: store.device(), nonce };
        let now_s = store.content_time_s()?;
        let left = content_budget::left(&store.log(), now_s)?.min(limits::DRAFTS_BYTES);
        let is_new_day = content_budget::spent(&store.log(), now_s)? == 0;
        let mut bytes = 0;
        for due in draft_backups::due(&store.log())? {
            let Some(backup) = backup(&due) else { continue };
            let sealed = Sealed::new(&backup.item(), &sealing);
            let sealed = sealed.ok_or(StoreError::BadAnswer("a server\'s key"))?;
            let frame = frame(Kind::Draft, &sealed.item());
            // One that is longer than a day's bytes has a day for itself: otherwise it never would go. What waits longest comes first, so that
            // shorter ones, which go in its stead today, do not keep it from its day.
            let has_the_day = frames.is_empty() && is_new_day;
            if bytes + frame.len() as u64 > left && !has_the_day {
                continue;
            }
            bytes += frame.len() as u64;
            frames.push(frame);
            self.sent.push((due.id, due.revision));
        }
        if frames.is_empty() {
            return Ok(frames);
        }
        let tx = store.write()?;
        let log = tx.log();
        content_budget::spend(&log, now_s, bytes)?;
        self.sent.iter().try_for_each(|(id, _)| draft_backups::note_offered(&log, id))?;
        tx.commit()?;
        Ok(frames)
    }

    /// The answer came, and took everything: the server holds what was sent.
    pub(super) fn answered(&mut self, store: &mut Store) -> Result<()> {
        if self.sent.is_empty() {
            return Ok(());
        }
        let tx = store.write()?;
        let log = tx.log();
        self.sent.iter().try_for_each(|(id, revision)| draft_backups::note_heard(&log, id, *revision))?;
        tx.commit()?;
        self.heard = self.sent.len() as u64;
        Ok(())
    }

    /// Takes a draft that another phone of this worker left.
    pub(super) fn take(&mut self, store: &mut Store, backup: &DraftBackup) -> Result<()> {
        let asked = self.known.as_ref();
        if asked.is_none_or(|known| known.contains(&backup.id)) {
            return Err(StoreError::BadAnswer("a draft that was not asked for"));
        }
        let (subject, body) = backup.kept.as_ref().ok_or(StoreError::BadAnswer("a draft that is none"))?;
        self.came += 1;
        match backup.draft() {
            Ok(kept) => self.restored += u64::from(store.restore_draft(&kept)?),
            // Of a later version, or of somebody who held the lost phone: it keeps nothing else from coming.
            Err(_) => {
                store.keep_unread(&backup.id, backup.revision, *subject, body)?;
                self.unread += 1;
            }
        }
        Ok(())
    }

    /// The answer is whole, and nothing more follows: what was kept for the worker is here, if all came of which the server spoke.
    pub(super) fn ended(&self, store: &Store) -> Result<()> {
        let all_came = self.known.is_some() && self.came >= self.kept;
        if all_came { draft_backups::note_restored(&store.log()) } else { Ok(()) }
    }

    /// Whether one more request has something to hand over.
    pub(super) fn goes_on(&self, store: &Store) -> Result<bool> {
        let log = store.log();
        if !self.asks && draft_backups::to_be_restored(&log)?.is_some() {
            return Ok(true);
        }
        let may_go = draft_backups::is_any_due(&log)?
            && (!self.asks || self.heard > 0)
            && content_budget::left(&log, store.content_time_s()?)? > 0;
        Ok(may_go && draft_backups::due(&log)?.iter().any(|due| backup(due).is_some()))
    }
}

/// As it travels; `None`: it is too long.
fn backup(due: &Due) -> Option<DraftBackup> {
    match &due.kept {
        Some(kept) => DraftBackup::of(kept),
        None => Some(DraftBackup { id: due.id.clone(), revision: due.revision, kept: None }),
    }
}

/// The body of a draft.
fn draft_item(kept: &KeptDraft) -> Item {
    let head = &kept.head;
    let text = |text: &String| Item::Text(text.clone());
    let fact = |fact: &Fact| {
        let path = Item::Text(fact.path.clone());
        match &fact.what {
            Held::Instance => Item::Array(vec![path, Item::Bool(true)]),
            Held::Gone => Item::Array(vec![path, Item::Bool(false)]),
            Held::Value(value) => Item::Array(vec![path, text(value)]),
        }
    };
    let facts = |facts: &[Fact]| (!facts.is_empty()).then(|| Item::Array(facts.iter().map(fact).collect()));
    let shown = || Item::Array(kept.shown.iter().map(|shown| Item::Text(shown.to_text())).collect());
    Item::map([
        (1, Some(Item::Bytes(head.content.0.to_vec()))),
        (2, Some(text(&head.form))),
        (3, Some(text(&head.version))),
        (4, Some(text(&head.language))),
        (5, Some(text(&head.at))),
        (6, Some(Item::Int(head.begun_s))),
        (7, Some(Item::Int(head.kept_s))),
        (8, head.corrects.map(|answers| Item::Bytes(answers.key().to_vec()))),
        (9, facts(&kept.facts)),
        (10, facts(&kept.placeless)),
        (11, (!kept.shown.is_empty()).then(shown)),
    ])
}

/// Reads [`draft_item`]; its name and revision stand beside the body.
fn item_draft(item: &Item, subject: RecordName) -> Result<KeptDraft> {
    let text = |key| Ok::<_, Unreadable>(item.need(key)?.text()?.to_owned());
    let list = |key| item.get(key).map(Item::array).transpose().map(Option::unwrap_or_default);
    let fact = |item: &Item| match item.array()? {
        [path, what] => Ok(Fact {
            path: path.text()?.to_owned(),
            what: match what {
                Item::Bool(true) => Held::Instance,
                Item::Bool(false) => Held::Gone,
                value => Held::Value(value.text()?.to_owned()),
            },
        }),
        _ => Err(unreadable("what a draft holds")),
    };
    let facts = |key| list(key)?.iter().map(fact).collect::<std::result::Result<Vec<Fact>, Unreadable>>();
    let corrects =
        item.get(8).map(|key| RecordName::from_key(key.bytes()?).ok_or_else(|| unreadable("a record")));
    let shown = |item: &Item| Shown::read(item.text()?).ok_or_else(|| unreadable("what was shown"));
    let head = DraftHead {
        id: String::new(),
        subject,
        content: ContentName(item.need(1)?.fixed()?),
        form: text(2)?,
        version: text(3)?,
        language: text(4)?,
        at: text(5)?,
        begun_s: item.need(6)?.int()?,
        kept_s: item.need(7)?.int()?,
        corrects: corrects.transpose()?,
        revision: 0,
        is_backed_up: true,
    };
    let shown = list(11)?.iter().map(shown).collect::<std::result::Result<_, Unreadable>>()?;
    Ok(KeptDraft { head, facts: facts(9)?, placeless: facts(10)?, shown })
}
