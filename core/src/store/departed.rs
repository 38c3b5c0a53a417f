//! Households and persons that left this phone's areas: their rows and other authors' changes go, this phone's own
//! changes rest in its log, and a note says where the family went. Carries it out; who has left is judged before it is
//! asked.

use rusqlite::params;

use super::apply::{Open, leave_state, settle};
use super::error::Result;
use super::log::{Log, Standing};
use crate::record::{ChangeName, EntityId, RecordName};

/// The small fact that somebody may have left.
const LOOK: &str = "look_for_departed";

/// Somebody may have left this phone's areas: new rights came, or a move, or a verdict.
pub(crate) fn recheck(log: &Log<'_>) -> Result<()> {
    log.set_meta(LOOK, 1)
}

/// Whether somebody may have left since the phone last looked.
pub(crate) fn is_to_look(log: &Log<'_>) -> Result<bool> {
    Ok(log.meta::<i64>(LOOK)? == Some(1))
}

/// Everybody who left is gone from the phone.
pub(crate) fn has_looked(log: &Log<'_>) -> Result<()> {
    log.drop_meta(LOOK)
}

/// What stays on a phone of a household or a person that left.
#[derive(Debug, Clone)]
pub(crate) struct Departure {
    /// Who left.
    pub(crate) subject: RecordName,
    /// A household or a person.
    pub(crate) entity: EntityId,
    /// Names of the areas it is in now.
    pub(crate) areas: Vec<String>,
    /// When that was noticed, seconds of Unix time.
    pub(crate) noted_s: i64,
}

/// Lets go of a household or a person, and notes where it went.
pub(crate) fn let_go(log: &Log<'_>, departure: &Departure) -> Result<()> {
    let subject = &departure.subject;
    let key = subject.key();
    log.conn.execute(
        "INSERT OR REPLACE INTO departed (subject, entity, code, areas, noted_s) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![
            key.as_slice(),
            departure.entity as i64,
            subject.paper_code(),
            departure.areas.join(", "),
            departure.noted_s
        ],
    )?;
    for (name, _) in log.of_subject(subject)? {
        leave_state(log, &name, &mut Open)?;
    }
    log.conn.execute("DELETE FROM change WHERE subject = ?1 AND own = 0", [key.as_slice()])?;
    log.conn.execute(
        "UPDATE change SET standing = ?2, waits_for = NULL WHERE subject = ?1 AND standing <> ?3",
        params![key.as_slice(), Standing::Departed as i64, Standing::SetAside as i64],
    )?;
    for (name, _) in log.of_subject(subject)? {
        settle(log, name, &mut Open)?;
    }
    Ok(())
}

/// The subject of a change is back: what this phone kept of its own counts again.
pub(crate) fn note_back(log: &Log<'_>, name: &ChangeName) -> Result<()> {
    log.conn
        .prepare_cached("UPDATE change SET standing = 1 WHERE name = ?1 AND standing = ?2")?
        .execute(params![name.key().as_slice(), Standing::Departed as i64])?;
    Ok(())
}

/// What this phone said of a household or a person that left, and that was set aside until now, waits for nobody.
pub(crate) fn rest(log: &Log<'_>) -> Result<()> {
    log.conn
        .prepare_cached(
            "UPDATE change SET standing = ?1, waits_for = NULL
             WHERE standing <> 0 AND standing = ?2 AND waits_for = subject AND subject IN (SELECT subject FROM departed)",
        )?
        .execute(params![Standing::Departed as i64, Standing::Waits as i64])?;
    Ok(())
}
