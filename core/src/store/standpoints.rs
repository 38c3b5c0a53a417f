//! Where this phone stood in a feed when it made what no feed has named yet: a server judges that by what the phone
//! could have known, however late it comes. Knows what stands in the log; not what a server makes of it.

use rusqlite::params;

use super::error::Result;
use super::log::Log;
use super::own;
use crate::record::ChangeName;

/// Up to a change of its own, this phone stood at a position of a feed.
#[derive(Debug, Clone)]
pub(crate) struct Standpoint {
    /// The feed's key.
    pub(crate) feed: Vec<u8>,
    /// The last change that was made there; it stands for those before it in its opening.
    pub(crate) upto: ChangeName,
    /// The server's epoch then.
    pub(crate) epoch: u64,
    /// The position.
    pub(crate) position: u64,
}

/// What this phone made until now it made while it stood where it stands in the feed: said with what goes to the server,
/// for the first time or again.
pub(crate) fn note(log: &Log<'_>, feed: &[u8]) -> Result<()> {
    for upto in own::last_unfed(log)? {
        // Where it stood at no position, it knew nothing of the feed.
        log.conn
            .prepare_cached(
                "INSERT OR IGNORE INTO standpoint (feed, upto, epoch, position)
                 SELECT ?1, ?2, coalesce((SELECT epoch FROM cursor WHERE feed = ?1), 0),
                   coalesce((SELECT position FROM cursor WHERE feed = ?1), 0)",
            )?
            .execute(params![feed, upto.key().as_slice()])?;
    }
    Ok(())
}

/// Forgets where this phone stood when it made what feeds have named by now.
pub(crate) fn forget_fed(log: &Log<'_>) -> Result<()> {
    // The first 21 bytes of a name are its device and its opening.
    let until = "name BETWEEN CAST(substr(standpoint.upto, 1, 21) || x'000000' AS BLOB) AND standpoint.upto";
    log.conn
        .prepare_cached(&format!(
            "DELETE FROM standpoint WHERE NOT EXISTS (SELECT 1 FROM change WHERE {} AND {until})
               AND NOT EXISTS (SELECT 1 FROM change WHERE {} AND {until})",
            own::UNSENT,
            own::UNFED,
        ))?
        .execute([])?;
    Ok(())
}

/// Every standpoint, by feed and change.
pub(crate) fn all(log: &Log<'_>) -> Result<Vec<Standpoint>> {
    let mut statement =
        log.conn.prepare_cached("SELECT feed, upto, epoch, position FROM standpoint ORDER BY feed, upto")?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        if let Some(upto) = ChangeName::from_key(&row.get::<_, Vec<u8>>(1)?) {
            all.push(Standpoint {
                feed: row.get(0)?,
                upto,
                epoch: row.get::<_, i64>(2)?.unsigned_abs(),
                position: row.get::<_, i64>(3)?.unsigned_abs(),
            });
        }
    }
    Ok(all)
}
