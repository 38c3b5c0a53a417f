//! Which changes stand behind what a page shows of one or more records: the page carries it, an act brings it back, and
//! an acceptance keeps it. An entity tag that can also say which change is new. Knows names of changes and where what was
//! said of a record is kept.

use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;

use rusqlite::params;

use super::error::Result;
use super::log::Log;
use crate::record::table::referral;
use crate::record::{ChangeName, RecordName};

/// Signs of one change's mark.
const MARK: usize = 8;
/// The most signs that a form brings back.
const LONGEST: usize = 16_000;

/// The marks of some changes, in order: for each the first eight hexadecimal digits of the hash of its name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revision(String);

impl Revision {
    /// Of these changes, in whatever order they come.
    pub fn of<'c>(changes: impl IntoIterator<Item = &'c ChangeName>) -> Revision {
        let marks: BTreeSet<String> = changes.into_iter().map(mark).collect();
        Revision(marks.into_iter().collect())
    }

    /// Those of these changes that it does not have.
    pub fn unseen<'c>(&self, changes: impl IntoIterator<Item = &'c ChangeName>) -> Vec<ChangeName> {
        let marks: BTreeSet<&[u8]> = self.0.as_bytes().chunks(MARK).collect();
        changes.into_iter().filter(|change| !marks.contains(mark(change).as_bytes())).copied().collect()
    }

    /// As a field of a record keeps it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn mark(change: &ChangeName) -> String {
    let mut mark = blake3::hash(&change.key()).to_hex().to_string();
    mark.truncate(MARK);
    mark
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Revision {
    type Err = ();

    fn from_str(text: &str) -> std::result::Result<Revision, ()> {
        let is_hex = text.bytes().all(|sign| sign.is_ascii_hexdigit());
        if is_hex && text.len().is_multiple_of(MARK) && text.len() <= LONGEST {
            Ok(Revision(text.to_ascii_lowercase()))
        } else {
            Err(())
        }
    }
}

/// What was said of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangesOf {
    /// Every change in the state that said something of it, its create first.
    pub changes: Vec<ChangeName>,
    /// Those among them that say what was recorded at the visit: of a referral, not what came of it afterwards.
    pub recorded: Vec<ChangeName>,
    /// One of them gave a reason.
    pub reasoned: bool,
}

impl ChangesOf {
    /// Of this record.
    pub fn read(log: &Log<'_>, record: &RecordName) -> Result<ChangesOf> {
        let mut said =
            ChangesOf { changes: vec![record.change()], recorded: vec![record.change()], reasoned: false };
        let mut statement = log.conn.prepare_cached(
            "SELECT change, reason IS NOT NULL, field >= ?2
               AND EXISTS (SELECT 1 FROM r_referral WHERE record = ?1) FROM said WHERE record = ?1",
        )?;
        let mut rows = statement.query(params![record.key().as_slice(), referral::arrived as i64])?;
        while let Some(row) = rows.next()? {
            let Some(change) = ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?) else { continue };
            said.changes.push(change);
            said.reasoned |= row.get::<_, bool>(1)?;
            if !row.get::<_, bool>(2)? {
                said.recorded.push(change);
            }
        }
        Ok(said)
    }
}

/// Every change that said something of one of these records, once, by name.
pub fn behind<'r>(
    log: &Log<'_>,
    records: impl IntoIterator<Item = &'r RecordName>,
) -> Result<Vec<ChangeName>> {
    let mut changes = BTreeSet::new();
    for record in records {
        changes.extend(ChangesOf::read(log, record)?.changes);
    }
    Ok(changes.into_iter().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::DeviceId;

    #[test]
    fn a_revision_is_the_same_in_any_order_reads_back_and_says_what_is_new() {
        let change = |number| ChangeName { device: DeviceId([7; 16]), number };
        let (one, two, three) = (change(1), change(2), change(3));
        let seen = Revision::of([&two, &one, &two]);
        assert_eq!(seen, Revision::of([&one, &two]));
        assert_eq!(seen.as_str().parse(), Ok(seen.clone()));
        assert_eq!(seen.unseen([&one, &two, &three]), [three]);
        assert_eq!(Revision::default().unseen([&one]), [one]);
        for wrong in ["1234567", "1234567g", &"a".repeat(LONGEST + MARK)] {
            assert_eq!(wrong.parse::<Revision>(), Err(()), "{wrong}");
        }
    }
}
