//! What one save says, for ever: a change, its name, its canonical bytes, its hash, and how changes travel signed.
//! A change is immutable; it names one subject and carries edits, of which there are two: `create` and `set`.
//! Knows the names and values of [`crate::record`]; does not know which change wins, where it is kept or sent.

pub mod batch;
pub mod cbor;
pub mod codec;
pub mod content;
pub mod hash;
pub mod limits;
pub mod sign;

use std::collections::BTreeMap;

use cbor::{Item, Unreadable, item_record, record_item, unreadable};

use crate::record::{ChangeName, DeviceId, EntityId, FieldId, RecordName, Value};

/// The format of a change that this version writes and reads.
pub const FORMAT: u64 = 1;

/// One register: a field of a record, or one path of a field that has one register a path.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Register {
    /// The record.
    pub record: RecordName,
    /// The field.
    pub field: FieldId,
    /// The path, for a field that has one register a path.
    pub path: Option<String>,
}

/// A change: immutable, named (device, number), about one subject.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub name: ChangeName,
    /// A household or a person; `None` for the district's own affairs.
    pub subject: Option<RecordName>,
    /// The worker's record; `None` where a server speaks for itself.
    pub author: Option<RecordName>,
    /// The author's role: a number that is its rank.
    pub role: u64,
    /// The number of the rights the author knew.
    pub rights: u64,
    /// Seconds of Unix time as the device's clock said. Data, never a reason.
    pub wall_s: i64,
    /// Drawn at each boot of the device.
    pub clock_epoch: u64,
    /// Seconds since that boot.
    pub elapsed_s: u64,
    /// What it says, in order.
    pub edits: Vec<Edit>,
}

/// One of the two things a change can say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// A new record, named by this change and the index of this create among its creates.
    Create {
        /// Which entity.
        entity: EntityId,
        /// Field to value; each counts as a set with empty `replaces`.
        values: BTreeMap<FieldId, Value>,
        /// Field to path to value, for fields that have one register a path.
        paths: BTreeMap<FieldId, BTreeMap<String, Value>>,
    },
    /// A register takes a value, in front of what its author was shown.
    Set(Set),
    /// An edit of a later version: kept and sent on as received, applied by a version that knows it.
    Unknown,
}

/// The `set` edit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// Which register.
    pub register: Register,
    /// Its value.
    pub value: Value,
    /// Every head behind the value that the author was shown.
    pub replaces: Vec<ChangeName>,
    /// 1 + the greatest depth of those; 0 where there are none.
    pub depth: u64,
    /// Why, where a field asks for it.
    pub reason: Option<String>,
}

impl Change {
    /// The one canonical byte string of this change.
    pub fn encode(&self) -> Vec<u8> {
        Item::map([
            (0, Some(FORMAT.into())),
            (1, Some(self.name.device.into())),
            (2, Some(self.name.number.into())),
            (3, self.subject.as_ref().map(record_item)),
            (4, self.author.as_ref().map(record_item)),
            (5, Some(self.role.into())),
            (6, Some(self.rights.into())),
            (7, Some(Item::Int(self.wall_s))),
            (8, Some(self.clock_epoch.into())),
            (9, Some(self.elapsed_s.into())),
            (10, Some(Item::Array(self.edits.iter().filter_map(edit_item).collect()))),
        ])
        .encode()
    }

    /// Reads canonical bytes. Unknown keys and edits are no error; a later format is.
    pub fn decode(bytes: &[u8]) -> Result<Change, Unreadable> {
        let item = Item::decode(bytes)?;
        if item.need(0)?.uint()? != FORMAT {
            return Err(unreadable("a change of a format this version knows"));
        }
        let edits = item.need(10)?.array()?;
        if edits.len() > limits::CHANGE_EDITS {
            return Err(unreadable("a change with a bounded number of edits"));
        }
        let change = Change {
            name: ChangeName { device: DeviceId(item.need(1)?.fixed()?), number: item.need(2)?.uint()? },
            subject: item.get(3).map(item_record).transpose()?,
            author: item.get(4).map(item_record).transpose()?,
            role: item.need(5)?.uint()?,
            rights: item.need(6)?.uint()?,
            wall_s: item.need(7)?.int()?,
            clock_epoch: item.need(8)?.uint()?,
            elapsed_s: item.need(9)?.uint()?,
            edits: edits.iter().map(item_edit).collect::<Result<_, _>>()?,
        };
        let mut seen = std::collections::BTreeSet::new();
        for set in change.sets() {
            // A record that this very change creates is set by its create.
            if set.register.record.change() == change.name || !seen.insert(&set.register) {
                return Err(unreadable("a change that sets a register at most once"));
            }
        }
        Ok(change)
    }

    /// The name that canonical bytes give themselves, also of a later format: it stands where every format keeps it.
    pub fn name_of(body: &[u8]) -> Option<ChangeName> {
        let item = Item::decode(body).ok()?;
        Some(ChangeName { device: DeviceId(item.get(1)?.fixed().ok()?), number: item.get(2)?.uint().ok()? })
    }

    /// The records it creates, in order, with what they are created with.
    pub fn creates(&self) -> impl Iterator<Item = Create<'_>> {
        let name = self.name;
        self.edits
            .iter()
            .filter_map(|edit| match edit {
                Edit::Create { entity, values, paths } => Some((entity, values, paths)),
                _ => None,
            })
            .zip(0u32..)
            .map(move |((entity, values, paths), index)| Create {
                record: RecordName { device: name.device, number: name.number, index },
                entity: *entity,
                values,
                paths,
            })
    }

    /// The registers it sets, creates left aside.
    pub fn sets(&self) -> impl Iterator<Item = &Set> {
        self.edits.iter().filter_map(|edit| if let Edit::Set(set) = edit { Some(set) } else { None })
    }

    /// Whether a later version would read more in it.
    pub fn has_unknown(&self) -> bool {
        self.edits.contains(&Edit::Unknown)
    }
}

/// A create within its change.
#[derive(Debug, Clone, Copy)]
pub struct Create<'a> {
    /// The new record's name.
    pub record: RecordName,
    /// Its entity.
    pub entity: EntityId,
    /// Its values.
    pub values: &'a BTreeMap<FieldId, Value>,
    /// Its values by path.
    pub paths: &'a BTreeMap<FieldId, BTreeMap<String, Value>>,
}

impl Create<'_> {
    /// What the create says of one of its registers.
    pub fn value(&self, field: FieldId, path: Option<&str>) -> Option<&Value> {
        match path {
            None => self.values.get(&field),
            Some(path) => self.paths.get(&field)?.get(path),
        }
    }
}

fn edit_item(edit: &Edit) -> Option<Item> {
    match edit {
        Edit::Create { entity, values, paths } => {
            let mut parts = vec![
                Item::Int(0),
                (*entity).into(),
                Item::Map(values.iter().map(|(k, v)| ((*k).into(), v.into())).collect()),
            ];
            if !paths.is_empty() {
                let by_path = |paths: &BTreeMap<String, Value>| {
                    Item::Map(paths.iter().map(|(p, v)| (Item::Text(p.clone()), v.into())).collect())
                };
                parts.push(Item::Map(paths.iter().map(|(k, v)| ((*k).into(), by_path(v))).collect()));
            }
            Some(Item::Array(parts))
        }
        Edit::Set(set) => {
            let replaces = set.replaces.iter().map(|c| Item::Array(vec![c.device.into(), c.number.into()]));
            Some(Item::Array(vec![
                Item::Int(1),
                record_item(&set.register.record),
                set.register.field.into(),
                set.register.path.clone().map_or(Item::Null, Item::Text),
                (&set.value).into(),
                Item::Array(replaces.collect()),
                set.depth.into(),
                set.reason.clone().map_or(Item::Null, Item::Text),
            ]))
        }
        // Never written by this version; what was received travels as the bytes it came in.
        Edit::Unknown => None,
    }
}

fn item_edit(item: &Item) -> Result<Edit, Unreadable> {
    let parts = item.array()?;
    let optional_text = |item: &Item| match item {
        Item::Null => Ok(None),
        other => other.text().map(|t| Some(t.to_owned())),
    };
    // An empty path would stand for the field itself wherever a register is written down.
    let path_text = |item: &Item| match item.text()? {
        "" => Err(unreadable("a path")),
        path => Ok(path.to_owned()),
    };
    let optional_path = |item: &Item| if *item == Item::Null { Ok(None) } else { path_text(item).map(Some) };
    match parts {
        [Item::Int(0), entity, values, rest @ ..] if rest.len() <= 1 => {
            let paths = match rest {
                [] => BTreeMap::new(),
                [by_field, ..] => pairs(by_field)?
                    .iter()
                    .map(|(field, by_path)| {
                        let by_path = pairs(by_path)?
                            .iter()
                            .map(|(path, value)| Ok((path_text(path)?, value.try_into()?)));
                        Ok((field.uint()?, by_path.collect::<Result<_, Unreadable>>()?))
                    })
                    .collect::<Result<_, Unreadable>>()?,
            };
            let values = pairs(values)?.iter().map(|(k, v)| Ok((k.uint()?, v.try_into()?)));
            Ok(Edit::Create {
                entity: entity.uint()?,
                values: values.collect::<Result<_, Unreadable>>()?,
                paths,
            })
        }
        [Item::Int(1), record, field, path, value, replaces, depth, reason] => {
            let replaces = replaces.array()?;
            if replaces.len() > limits::REPLACES {
                return Err(unreadable("a set that replaces a bounded number of heads"));
            }
            Ok(Edit::Set(Set {
                register: Register {
                    record: item_record(record)?,
                    field: field.uint()?,
                    path: optional_path(path)?,
                },
                value: value.try_into()?,
                replaces: replaces.iter().map(item_change_name).collect::<Result<_, _>>()?,
                depth: depth.uint()?,
                reason: optional_text(reason)?,
            }))
        }
        [Item::Int(kind), ..] if *kind > 1 => Ok(Edit::Unknown),
        _ => Err(unreadable("an edit")),
    }
}

fn pairs(item: &Item) -> Result<&[(Item, Item)], Unreadable> {
    if let Item::Map(pairs) = item { Ok(pairs) } else { Err(unreadable("a map")) }
}

/// Reads `[device, number]`.
pub fn item_change_name(item: &Item) -> Result<ChangeName, Unreadable> {
    match item.array()? {
        [device, number] => Ok(ChangeName { device: DeviceId(device.fixed()?), number: number.uint()? }),
        _ => Err(unreadable("a change name")),
    }
}
