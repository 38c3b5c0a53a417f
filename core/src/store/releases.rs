//! What the district released: which version of a checklist holds on which day, and so which contents somebody needs. A
//! phone and a server ask alike. Knows the directory's records; not whether a content is here, nor how it comes.

use super::error::Result;
use super::log::Log;
use crate::change::content::ContentName;
use crate::record::RecordName;
use crate::words::shown;

/// A version of something, in force from a day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Release {
    /// Its record in the directory.
    pub record: RecordName,
    /// What it is a version of, of the list `release_kind`.
    pub kind: i64,
    /// Which checklist: the form's own id.
    pub name: String,
    /// The version as it calls itself.
    pub version: String,
    /// The name of its content.
    pub content: ContentName,
    /// How long that is.
    pub bytes: u64,
    /// The day from which it holds (`2026-12-01`).
    pub since: String,
    /// Counts the releases of its kind and name, from 1.
    pub number: u64,
}

/// Every release with a content that was not taken back, by kind, name, day and number: of two that hold, the later
/// stands behind the earlier.
pub fn all(log: &Log<'_>) -> Result<Vec<Release>> {
    let mut statement = log.conn.prepare_cached(
        "SELECT record, kind, name, version, content, content_bytes, coalesce(since, ''), coalesce(number, 0)
         FROM r_release WHERE voided = 0 AND content IS NOT NULL
         ORDER BY kind, name, coalesce(since, ''), coalesce(number, 0), record",
    )?;
    let mut rows = statement.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let record = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?);
        let content = ContentName::try_from(row.get::<_, Vec<u8>>(4)?);
        // One that a later version means otherwise is none.
        let (Some(record), Ok(content), Some(kind)) = (record, content, row.get::<_, Option<i64>>(1)?) else {
            continue;
        };
        all.push(Release {
            record,
            kind,
            name: row.get::<_, Option<String>>(2)?.unwrap_or_default(),
            version: row.get::<_, Option<String>>(3)?.unwrap_or_default(),
            content,
            bytes: row.get::<_, Option<i64>>(5)?.unwrap_or_default().unsigned_abs(),
            since: row.get(6)?,
            number: row.get::<_, i64>(7)?.unsigned_abs(),
        });
    }
    Ok(all)
}

/// The releases of each kind and name, as [`all`] orders them.
pub fn by_name(all: &[Release]) -> impl Iterator<Item = &[Release]> {
    all.chunk_by(|one, next| (one.kind, &one.name) == (next.kind, &next.name))
}

/// Which of the releases of one name holds on a day; `None` before the first does.
pub fn in_force<'r>(of: &'r [Release], on: &str) -> Option<&'r Release> {
    of.iter().rev().find(|release| release.since.as_str() <= on)
}

/// Which of them is used on a day where only some can be: the one in force, or the last before it that can.
pub fn in_use<'r>(of: &'r [Release], on: &str, can: impl Fn(&Release) -> bool) -> Option<&'r Release> {
    of.iter().rev().find(|release| release.since.as_str() <= on && can(release))
}

/// The day of a moment, in UTC; of one that no calendar has, the first day of 1970.
pub fn day_of(seconds: i64) -> String {
    shown::day_of(seconds, 0).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::DeviceId;

    fn release(version: &str, since: &str, number: u64) -> Release {
        Release {
            record: RecordName { device: DeviceId([1; 16]), number, index: 0 },
            kind: 1,
            name: "visit".into(),
            version: version.into(),
            content: ContentName::of(version.as_bytes()),
            bytes: 10,
            since: since.into(),
            number,
        }
    }

    #[test]
    fn the_latest_day_that_has_come_holds_and_of_one_day_the_release_that_was_made_last() {
        let all = [
            release("1", "2026-11-01", 1),
            release("2", "2026-12-01", 2),
            release("3", "2026-12-01", 4),
            release("4", "2027-01-01", 3),
        ];
        let on = |day| in_force(&all, day).map(|release| release.version.as_str());
        assert_eq!(on("2026-10-31"), None);
        assert_eq!(on("2026-11-30"), Some("1"));
        assert_eq!(on("2026-12-01"), Some("3"));
        assert_eq!(on("2027-05-01"), Some("4"));
        let used = |day| in_use(&all, day, |release| release.number < 4).map(|release| release.number);
        assert_eq!((used("2026-12-31"), used("2027-01-01")), (Some(2), Some(3)));
    }

    #[test]
    fn a_day_is_that_of_the_moment() {
        assert_eq!((day_of(86_399).as_str(), day_of(86_400).as_str()), ("1970-01-01", "1970-01-02"));
        assert_eq!((day_of(-1).as_str(), day_of(i64::MAX).as_str()), ("1969-12-31", "1970-01-01"));
    }
}
