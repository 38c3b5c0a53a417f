//! Reading a log without the merge: which changes are held, where they stand, and which of the ledger's markers each
//! of them says, straight from their canonical bytes.

use std::collections::BTreeSet;

use chaski::change::{Change, Edit};
use chaski::record::{ChangeName, EntityId, FieldId, RecordName, Value};
use chaski::store::Log;

/// Every marker begins with this.
pub const MARK: &str = "dicho-";

/// One thing that a change says, with the marker it says it under.
#[derive(Debug, Clone)]
pub struct Mark {
    /// The marker.
    pub marker: String,
    /// Of which record.
    pub record: RecordName,
    /// Of which field.
    pub field: FieldId,
    /// At which path.
    pub path: Option<String>,
    /// What.
    pub value: Value,
    /// In front of what.
    pub replaces: Vec<ChangeName>,
}

/// A change as a log holds it.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its name.
    pub name: ChangeName,
    /// The number of its standing.
    pub standing: i64,
    /// Made on this phone.
    pub own: bool,
    /// Acknowledged.
    pub acknowledged: bool,
    /// Its hash.
    pub hash: Vec<u8>,
    /// Whom it is about.
    pub subject: Option<RecordName>,
    /// What it says.
    pub marks: Vec<Mark>,
    /// What it creates: record, entity, marker.
    pub creates: Vec<(RecordName, EntityId, String)>,
    /// The change.
    pub change: Change,
}

impl Entry {
    /// In the state.
    pub fn in_state(&self) -> bool {
        self.standing == 0
    }
}

/// All changes about households and persons that a log holds; of one subject where it is given.
pub fn entries(log: &Log<'_>, subject: Option<&RecordName>) -> rusqlite::Result<Vec<Entry>> {
    let condition = if subject.is_some() { "subject = ?1" } else { "subject IS NOT NULL AND ?1 IS NULL" };
    let mut statement = log.connection().prepare_cached(&format!(
        "SELECT body, standing, own, acknowledged, hash FROM change WHERE {condition} ORDER BY seq"
    ))?;
    let mut rows = statement.query([subject.map(|s| s.key().to_vec())])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let body: Vec<u8> = row.get(0)?;
        let Ok(change) = Change::decode(&body) else { continue };
        let (marks, creates) = marks(&change);
        all.push(Entry {
            name: change.name,
            standing: row.get(1)?,
            own: row.get(2)?,
            acknowledged: row.get(3)?,
            hash: row.get(4)?,
            subject: change.subject,
            marks,
            creates,
            change,
        });
    }
    Ok(all)
}

/// Markers of what lies apart, on a phone or on the server.
pub fn apart(log: &Log<'_>) -> rusqlite::Result<BTreeSet<String>> {
    let mut statement = log.connection().prepare_cached("SELECT body FROM apart")?;
    let bodies = statement.query_map([], |row| row.get::<_, Vec<u8>>(0))?;
    let mut all = BTreeSet::new();
    for body in bodies {
        if let Ok(change) = Change::decode(&body?) {
            all.extend(marks(&change).0.into_iter().map(|mark| mark.marker));
        }
    }
    Ok(all)
}

type Marks = (Vec<Mark>, Vec<(RecordName, EntityId, String)>);

/// What a change says, by marker: a create by the text in it (or after the one before it), a set by its reason.
pub fn marks(change: &Change) -> Marks {
    let (mut marks, mut creates) = (Vec::new(), Vec::new());
    let mut last = String::new();
    for create in change.creates() {
        let texts = create.values.values().chain(create.paths.values().flat_map(|by_path| by_path.values()));
        let own = texts.filter_map(Value::as_text).find(|text| text.starts_with(MARK));
        let marker = own.map_or_else(|| format!("{last}+"), str::to_owned);
        last.clone_from(&marker);
        creates.push((create.record, create.entity, marker.clone()));
        let plain = create.values.iter().map(|(field, value)| (*field, None, value));
        let by_path = create.paths.iter().flat_map(|(field, by_path)| {
            by_path.iter().map(|(path, value)| (*field, Some(path.clone()), value))
        });
        for (field, path, value) in plain.chain(by_path) {
            marks.push(Mark {
                marker: marker.clone(),
                record: create.record,
                field,
                path,
                value: value.clone(),
                replaces: Vec::new(),
            });
        }
    }
    for edit in &change.edits {
        if let Edit::Set(set) = edit {
            marks.push(Mark {
                marker: set.reason.clone().unwrap_or_default(),
                record: set.register.record,
                field: set.register.field,
                path: set.register.path.clone(),
                value: set.value.clone(),
                replaces: set.replaces.clone(),
            });
        }
    }
    (marks, creates)
}
