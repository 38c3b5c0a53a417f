//! What is left of a household or a person that went to an area which this phone does not hold: a note, so that a
//! worker who looks for them knows.

use rusqlite::OptionalExtension;
use serde::Serialize;

use super::record_in;
use crate::record::{RecordName, Time, entity};
use crate::store::error::Result;
use crate::store::log::Log;
use crate::words::{Lang, label, message, shown};

/// A household or a person that left.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Moved {
    /// Which.
    pub subject: RecordName,
    /// `household` or `person`.
    pub entity: String,
    /// Its code on paper.
    pub code: String,
    /// The areas it went to, as far as the directory knew them then.
    pub to: Option<String>,
    /// When this phone noted it, by its clock.
    #[serde(rename = "noted_s")]
    pub noted: Time,
    /// In words, without a name.
    pub sentence: String,
}

/// Those that left, the last noted first.
pub fn moved(log: &Log<'_>, lang: Lang) -> Result<Vec<Moved>> {
    // A server keeps everything and has no such table.
    let phone: Option<i64> = log
        .conn
        .prepare_cached("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'departed'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    if phone.is_none() {
        return Ok(Vec::new());
    }
    let mut statement = log.conn.prepare_cached(
        "SELECT subject, entity, code, areas, noted_s FROM departed ORDER BY noted_s DESC, subject",
    )?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(subject) = record_in(row, 0)? else { continue };
        let id = row.get::<_, i64>(1)?.unsigned_abs();
        let kind = entity(id).map_or_else(|| id.to_string(), |e| e.name.to_owned());
        let code: String = row.get(2)?;
        // Areas without a name leave only the signs between them.
        let to = row.get::<_, String>(3)?.trim_matches([',', ' ']).to_owned();
        let to = Some(to).filter(|to| !to.is_empty());
        let noted_s = row.get(4)?;
        let elsewhere = message(lang, "inbox-elsewhere", &[]).text;
        let day = shown::long_day(lang, noted_s, 0);
        let what = label::entity(lang, &kind);
        let args = [
            ("what", (&what).into()),
            ("code", (&code).into()),
            ("to", to.as_ref().unwrap_or(&elsewhere).into()),
            ("day", (&day).into()),
        ];
        let sentence = message(lang, "inbox-moved", &args).text;
        all.push(Moved { subject, entity: kind, code, to, noted: Time(noted_s), sentence });
    }
    Ok(all)
}
