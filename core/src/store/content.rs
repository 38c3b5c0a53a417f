//! The content that is on a phone: which contents are needed, by releases or by work that began under one, which are whole,
//! which come next, and which this version of the app cannot use. A piece is kept only once it is verified, durable with
//! the count of them; what is whole stays until nothing needs it. Knows names, pieces and releases; not the line, nor what
//! a content says.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, params};

use super::error::{Result, StoreError};
use super::log::Log;
use super::releases::{self, Release, by_name, day_of, in_force, in_use};
use super::{Store, content_budget};
use crate::change::content::{ContentName, Outline};
use crate::change::limits;
use crate::record::table::code::release_kind;

/// What this version of the app knows to use.
const KINDS: [i64; 2] = [release_kind::form, release_kind::pack];
/// The version of this app, by which a refusal goes: the next may take what this one cannot.
const VERSION: &str = env!("CARGO_PKG_VERSION");
/// What the server was last told of what is held.
const TOLD: &str = "content_told";

/// What is kept of one content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// How many pieces it has.
    pub pieces: u64,
    /// How many of them are here, from the first on.
    pub held: u64,
    /// Why this version of the app cannot use it.
    pub refused: Option<String>,
}

impl Kept {
    /// Whether all of it is here.
    pub fn is_whole(&self) -> bool {
        self.held == self.pieces
    }

    /// Whether it can be used.
    pub fn is_of_use(&self) -> bool {
        self.is_whole() && self.refused.is_none()
    }
}

/// A content that is to come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    /// Which.
    pub name: ContentName,
    /// The piece that comes next; `None`: its outline comes first.
    pub next: Option<u64>,
}

/// What became of a piece that came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// It is kept.
    Kept,
    /// It is here already, or one before it is not.
    NotNext,
    /// It is not what the name says: nothing of it is kept.
    Wrong,
}

/// How a checklist stands on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnPhone {
    /// Which, by the form's own id.
    pub name: String,
    /// The release that is used on the day asked for.
    pub used: Option<Release>,
    /// The release that holds then, or the first that will, where it is not the one used: what is kept of it.
    pub coming: Option<(Release, Option<Kept>)>,
}

/// Everything that is kept, by name.
pub fn kept(log: &Log<'_>) -> Result<BTreeMap<ContentName, Kept>> {
    let mut statement =
        log.conn.prepare_cached("SELECT name, pieces, held, refused, refused_by FROM content")?;
    let mut rows = statement.query([])?;
    let mut all = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let Ok(name) = ContentName::try_from(row.get::<_, Vec<u8>>(0)?) else { continue };
        let of_this_version = row.get::<_, Option<String>>(4)?.as_deref() == Some(VERSION);
        let kept = Kept {
            pieces: row.get::<_, i64>(1)?.unsigned_abs(),
            held: row.get::<_, i64>(2)?.unsigned_abs(),
            refused: row.get::<_, Option<String>>(3)?.filter(|_| of_this_version),
        };
        all.insert(name, kept);
    }
    Ok(all)
}

fn of_our_kinds(log: &Log<'_>) -> Result<Vec<Release>> {
    let mut all = releases::all(log)?;
    all.retain(|release| KINDS.contains(&release.kind) && release.bytes <= limits::CONTENT_BYTES as u64);
    Ok(all)
}

fn of_forms(log: &Log<'_>) -> Result<Vec<Release>> {
    let mut all = of_our_kinds(log)?;
    all.retain(|release| release.kind == release_kind::form);
    Ok(all)
}

/// The pack that the district released last, whatever day this phone's clock shows: a district has one at a time.
pub(super) fn last_pack(log: &Log<'_>) -> Result<Option<Release>> {
    let packs = of_our_kinds(log)?.into_iter().filter(|release| release.kind == release_kind::pack);
    Ok(packs.max_by_key(|release| (release.number, release.record)))
}

/// The contents that something needs, in the order in which they are to come: the pack, by which everybody goes; of each checklist
/// the version in force and those to come, and until that one can be used the one used until then; what work that began needs.
pub fn needed(log: &Log<'_>, now_s: i64) -> Result<Vec<ContentName>> {
    let kept = kept(log)?;
    // The day before too: somewhere it is still that day.
    let on = day_of(now_s.saturating_sub(86_400));
    let is_of_use = |release: &Release| kept.get(&release.content).is_some_and(Kept::is_of_use);
    let all = of_forms(log)?;
    let (mut now, mut later) = (Vec::from_iter(last_pack(log)?.map(|pack| pack.content)), Vec::new());
    for of in by_name(&all) {
        let holds = in_force(of, &on);
        let upcoming = of.iter().filter(|release| release.since > on);
        if let Some(holds) = holds {
            now.push(holds.content);
        }
        // What is to be in force first comes first.
        later.extend(upcoming.map(|release| (release.since.as_str(), release.content)));
        if let Some(used) = in_use(of, &on, is_of_use) {
            now.push(used.content);
        }
    }
    later.sort_by_key(|(since, _)| *since);
    now.extend(needed_by_work(log)?);
    now.extend(later.into_iter().map(|(_, content)| content));
    let mut seen = BTreeSet::new();
    now.retain(|content| seen.insert(*content));
    Ok(now)
}

/// What work that began under a version needs: the form of each draft, until it is finished or let go.
fn needed_by_work(log: &Log<'_>) -> Result<Vec<ContentName>> {
    let mut statement = log.conn.prepare_cached("SELECT DISTINCT content FROM draft ORDER BY content")?;
    let rows = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut all = Vec::new();
    for content in rows {
        all.extend(ContentName::try_from(content?));
    }
    Ok(all)
}

/// Whether answers that are here were given under a version, removed ones too.
fn was_finished_under(log: &Log<'_>, name: &ContentName) -> Result<bool> {
    Ok(log
        .conn
        .prepare_cached("SELECT 1 FROM r_answers WHERE content = ?1 LIMIT 1")?
        .exists([name.0.as_slice()])?)
}

/// A reason as it is kept and told: one line, of bounded length.
pub fn reason(why: &str) -> String {
    why.chars().filter(|c| !c.is_control()).take(limits::CONTENT_REASON).collect()
}

/// What is needed and not whole, in the order in which it is to come.
pub(crate) fn wanted(log: &Log<'_>, now_s: i64) -> Result<Vec<Wanted>> {
    let kept = kept(log)?;
    let mut wanted = Vec::new();
    for name in needed(log, now_s)? {
        match kept.get(&name) {
            Some(kept) if kept.is_whole() => {}
            kept => wanted.push(Wanted { name, next: kept.map(|kept| kept.held) }),
        }
    }
    Ok(wanted)
}

/// Keeps a verified outline; what is known already stays.
pub(crate) fn keep_outline(log: &Log<'_>, name: &ContentName, outline: &Outline) -> Result<()> {
    log.conn
        .prepare_cached("INSERT OR IGNORE INTO content (name, outline, pieces) VALUES (?1, ?2, ?3)")?
        .execute(params![name.0.as_slice(), outline.to_bytes(), outline.pieces() as i64])?;
    Ok(())
}

/// Keeps a piece if it is the next, and is what the name says.
pub(crate) fn keep_piece(log: &Log<'_>, name: &ContentName, number: u64, bytes: &[u8]) -> Result<Piece> {
    let known: Option<(Vec<u8>, i64)> = log
        .conn
        .prepare_cached("SELECT outline, held FROM content WHERE name = ?1")?
        .query_row([name.0.as_slice()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((outline, held)) = known else { return Ok(Piece::NotNext) };
    let outline = Outline::verified(name, &outline);
    if outline.as_ref().is_some_and(|outline| number < outline.pieces()) && number as i64 != held {
        return Ok(Piece::NotNext);
    }
    let verified = outline.is_some_and(|outline| outline.verifies(name, number, bytes));
    if !verified && !crate::fault("piece-unchecked") {
        if held == 0 {
            // That it is one piece nobody verified: its outline is asked for again.
            drop_content(log, name)?;
        }
        return Ok(Piece::Wrong);
    }
    log.conn
        .prepare_cached("INSERT OR REPLACE INTO content_piece (content, number, bytes) VALUES (?1, ?2, ?3)")?
        .execute(params![name.0.as_slice(), number as i64, bytes])?;
    log.conn
        .prepare_cached("UPDATE content SET held = ?2 WHERE name = ?1")?
        .execute(params![name.0.as_slice(), number as i64 + 1])?;
    Ok(Piece::Kept)
}

/// The released forms that are whole and that this version of the app does not refuse.
pub fn forms_of_use(log: &Log<'_>) -> Result<BTreeSet<ContentName>> {
    let kept = kept(log)?;
    let released = of_forms(log)?.into_iter().map(|release| release.content);
    Ok(released.filter(|name| kept.get(name).is_some_and(Kept::is_of_use)).collect())
}

/// What a content was compiled to on this phone, if it begins with this byte: what another version of the app wrote down does not count.
pub fn compiled(log: &Log<'_>, name: &ContentName, format: u8) -> Result<Option<Vec<u8>>> {
    Ok(log
        .conn
        .prepare_cached("SELECT bytes FROM compiled WHERE content = ?1 AND substr(bytes, 1, 1) = ?2")?
        .query_row(params![name.0.as_slice(), [format].as_slice()], |row| row.get(0))
        .optional()?)
}

/// Whether it was.
pub fn is_compiled(log: &Log<'_>, name: &ContentName, format: u8) -> Result<bool> {
    Ok(log
        .conn
        .prepare_cached("SELECT 1 FROM compiled WHERE content = ?1 AND substr(bytes, 1, 1) = ?2")?
        .exists(params![name.0.as_slice(), [format].as_slice()])?)
}

fn drop_content(log: &Log<'_>, name: &ContentName) -> Result<()> {
    log.conn.prepare_cached("DELETE FROM content_piece WHERE content = ?1")?.execute([name.0.as_slice()])?;
    log.conn.prepare_cached("DELETE FROM compiled WHERE content = ?1")?.execute([name.0.as_slice()])?;
    log.conn.prepare_cached("DELETE FROM content WHERE name = ?1")?.execute([name.0.as_slice()])?;
    Ok(())
}

/// What this phone holds whole of the district's releases, by the first bytes of its name, and why it cannot use one of
/// them: what the server is told.
pub(crate) fn holds(log: &Log<'_>) -> Result<Vec<([u8; 8], Option<String>)>> {
    let kept = kept(log)?;
    let released: BTreeSet<ContentName> =
        of_our_kinds(log)?.into_iter().map(|release| release.content).collect();
    let whole =
        released.iter().filter_map(|name| Some((name, kept.get(name).filter(|kept| kept.is_whole())?)));
    Ok(whole.take(limits::CONTENT_HELD).map(|(name, kept)| (name.first(), kept.refused.clone())).collect())
}

/// By what the server was told of what is held; none: nothing.
pub(crate) fn told(log: &Log<'_>) -> Result<Vec<u8>> {
    Ok(log.meta(TOLD)?.unwrap_or_default())
}

/// What the server believes is not known any more: it is told again, even that nothing is held.
pub(crate) fn tell_again(log: &Log<'_>) -> Result<()> {
    // An empty list, which is never kept as what was told.
    note_told(log, &[0x80])
}

/// The server was told this.
pub(crate) fn note_told(log: &Log<'_>, told: &[u8]) -> Result<()> {
    if told.is_empty() { log.drop_meta(TOLD) } else { log.set_meta(TOLD, told) }
}

/// The bytes of a content that is whole; `None` where it is not. It is verified again: what is used is what was released.
pub fn read(log: &Log<'_>, name: &ContentName) -> Result<Option<Vec<u8>>> {
    if !kept(log)?.get(name).is_some_and(Kept::is_whole) {
        return Ok(None);
    }
    let mut statement =
        log.conn.prepare_cached("SELECT bytes FROM content_piece WHERE content = ?1 ORDER BY number")?;
    let rows = statement.query_map([name.0.as_slice()], |row| row.get::<_, Vec<u8>>(0))?;
    let mut bytes = Vec::new();
    for piece in rows {
        bytes.extend(piece?);
    }
    if ContentName::of(&bytes) == *name { Ok(Some(bytes)) } else { Err(StoreError::Damaged) }
}

/// How each checklist stands on this phone, on the day of a moment where the phone is (`2026-12-01`).
pub fn on_phone(log: &Log<'_>, on: &str) -> Result<Vec<OnPhone>> {
    let mut kept = kept(log)?;
    let all = of_forms(log)?;
    let mut found = Vec::new();
    for of in by_name(&all) {
        let can = |release: &Release| kept.get(&release.content).is_some_and(Kept::is_of_use);
        let used = in_use(of, on, can).cloned();
        let next = in_force(of, on)
            .filter(|holds| used.as_ref() != Some(holds))
            .or(of.iter().find(|release| release.since.as_str() > on))
            .cloned();
        found.push(OnPhone {
            name: of.first().map(|release| release.name.clone()).unwrap_or_default(),
            used,
            coming: next.map(|next| {
                let kept = kept.remove(&next.content);
                (next, kept)
            }),
        });
    }
    Ok(found)
}

impl Store {
    /// This version of the app cannot use a content, and why: in one sentence, for a supervisor. The version used until
    /// now goes on. `None` takes it back.
    pub fn refuse_content(&mut self, name: &ContentName, why: Option<&str>) -> Result<()> {
        let why = why.map(reason);
        let tx = self.write()?;
        tx.log().conn.execute(
            "UPDATE content SET refused = ?2, refused_by = ?3 WHERE name = ?1",
            params![name.0.as_slice(), why, why.as_ref().map(|_| VERSION)],
        )?;
        tx.commit()
    }

    /// Keeps what a content was compiled to.
    pub fn keep_compiled(&mut self, name: &ContentName, bytes: &[u8]) -> Result<()> {
        let tx = self.write()?;
        tx.log().conn.execute(
            "INSERT OR REPLACE INTO compiled (content, bytes) VALUES (?1, ?2)",
            params![name.0.as_slice(), bytes],
        )?;
        tx.commit()
    }

    /// Lets go of every content that nothing needs any more, and under which nothing was finished that is here: that may be corrected. It is not
    /// fetched for that alone. Returns how many.
    pub(crate) fn let_content_go(&mut self) -> Result<u64> {
        let now_s = self.content_time_s()?;
        let needed: BTreeSet<ContentName> = needed(&self.log(), now_s)?.into_iter().collect();
        let mut gone = Vec::new();
        for name in kept(&self.log())?.into_keys().filter(|name| !needed.contains(name)) {
            if !was_finished_under(&self.log(), &name)? {
                gone.push(name);
            }
        }
        if gone.is_empty() {
            return Ok(0);
        }
        let tx = self.write()?;
        for name in &gone {
            drop_content(&tx.log(), name)?;
        }
        tx.commit()?;
        Ok(gone.len() as u64)
    }

    /// What may still come today.
    pub fn content_left_today(&self) -> Result<u64> {
        content_budget::left(&self.log(), self.content_time_s()?)
    }
}
