//! Whose pack holds here, remembered with the records: a country's that is built in, by its name, so that an update of the
//! program brings its newer rules; another one whole. A phone goes by the one that its district released last. And whether
//! what a person enters is of its lists and systems. What came from elsewhere is never asked: a code that this pack does not
//! know is kept.

use std::collections::BTreeMap;
use std::path::Path;

use super::content::{self, Kept};
use super::error::{Result, StoreError};
use super::log::Log;
use crate::change::{Change, Edit, Register};
use crate::merge::State;
use crate::pack::{self, Files, Pack};
use crate::record::check::Problem;
use crate::record::{Entity, Field, FieldId, Type, Value, entity};

/// Where the name of the country stands.
const COUNTRY: &str = "country";
/// Where a pack stands that is not built in.
const PACK: &str = "pack";
/// What stands beside it, so that a save need not read it: by what its text is known.
const PACK_ID: &str = "pack_id";
/// What it calls itself, which can be said where the text cannot be read any more.
const PACK_NAME: &str = "pack_name";
/// The content of the release that was taken last.
const RELEASED: &str = "pack_released";

/// Whose pack holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Holding {
    /// Nobody's: none was given.
    Nobodys,
    /// This one.
    Of(&'static Pack),
    /// One was given that cannot be read: what is kept of it is damaged, or it is of another version of the program. Nobody's
    /// stands in for it, so that recording goes on. What it calls itself.
    Unreadable(String),
}

impl Holding {
    /// The pack that is gone by.
    pub fn pack(&self) -> &'static Pack {
        match self {
            Holding::Of(pack) => pack,
            Holding::Nobodys | Holding::Unreadable(_) => pack::none(),
        }
    }
}

impl Log<'_> {
    /// The pack that is gone by; nobody's where none holds.
    pub fn pack(&self) -> Result<&'static Pack> {
        Ok(self.holding()?.pack())
    }

    /// Whose pack holds.
    pub fn holding(&self) -> Result<Holding> {
        if let Some(country) = self.meta::<String>(COUNTRY)? {
            return Ok(pack::shipped(&country).map_or(Holding::Unreadable(country), Holding::Of));
        }
        let text = || match self.meta::<String>(PACK) {
            Err(StoreError::Damaged) => Ok(None),
            read => read,
        };
        let id = match self.meta::<String>(PACK_ID)? {
            Some(id) => id,
            // One that an earlier version kept has no id.
            None => match self.meta::<String>(PACK)? {
                Some(text) => pack::id_of(&text),
                None => return Ok(Holding::Nobodys),
            },
        };
        Ok(match pack::of_id(&id, text)? {
            Some(pack) => Holding::Of(pack),
            None => Holding::Unreadable(self.meta(PACK_NAME)?.unwrap_or_else(|| "?".into())),
        })
    }

    /// From now on this pack holds, or nobody's. What is recorded stays as it is.
    pub fn use_pack(&self, chosen: Option<&Pack>) -> Result<()> {
        for of_another in [COUNTRY, PACK, PACK_ID, PACK_NAME] {
            self.drop_meta(of_another)?;
        }
        let Some(chosen) = chosen else { return Ok(()) };
        if let Some(shipped) = pack::shipped(&chosen.country).filter(|shipped| *shipped == chosen) {
            return self.set_meta(COUNTRY, shipped.country.as_str());
        }
        self.keep_whole(chosen, pack::to_text(chosen))
    }

    fn keep_whole(&self, chosen: &Pack, text: String) -> Result<()> {
        self.set_meta(PACK_ID, pack::id_of(&text))?;
        self.set_meta(PACK_NAME, chosen.to_string())?;
        self.set_meta(PACK, text)
    }
}

/// The files of a pack in a folder: the texts of its JSON files, by name.
pub fn files_in(folder: &Path) -> std::io::Result<Files> {
    let mut files = Files::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let (Some(name), Some("json")) = (path.file_name(), path.extension().and_then(|e| e.to_str())) {
            files.insert(name.to_string_lossy().into_owned(), std::fs::read_to_string(&path)?);
        }
    }
    Ok(files)
}

impl super::Store {
    /// From now on this pack holds on this phone, at every opening, or nobody's.
    pub fn use_pack(&mut self, chosen: Option<&Pack>) -> Result<()> {
        let tx = self.write()?;
        tx.log().use_pack(chosen)?;
        tx.commit()
    }

    /// From now on the pack holds that the district released last, if it is here whole and was not taken before. It is kept as it came,
    /// also where it is built in: a newer app brings no newer rules than the district has. One that this app cannot read is
    /// refused, and the one until now goes on. Returns whether the server is to be told so.
    pub(crate) fn take_released_pack(&mut self) -> Result<bool> {
        let log = self.log();
        let Some(name) = content::last_pack(&log)?.map(|release| release.content) else { return Ok(false) };
        let is_taken = log.meta::<Vec<u8>>(RELEASED)?.as_deref() == Some(name.0.as_slice());
        if is_taken || !content::kept(&log)?.get(&name).is_some_and(Kept::is_of_use) {
            return Ok(false);
        }
        let text = content::read(&log, &name)?.and_then(|bytes| String::from_utf8(bytes).ok());
        let Some((pack, text)) = text.and_then(|text| Some((pack::of_text(&text)?, text))) else {
            self.refuse_content(
                &name,
                Some("this version of the app cannot read the pack: it needs a newer one"),
            )?;
            return Ok(true);
        };
        let tx = self.write()?;
        tx.log().use_pack(None)?;
        tx.log().keep_whole(&pack, text)?;
        tx.log().set_meta(RELEASED, name.0.as_slice())?;
        tx.commit()?;
        Ok(false)
    }
}

/// Whether the concepts and identifiers that a change of this side enters are the pack's. One that stands already in what a
/// set replaces may be said again.
pub fn check_entered(log: &Log<'_>, change: &Change) -> Result<()> {
    let pack = log.pack()?;
    for create in change.creates() {
        if let Some(entity) = entity(create.entity) {
            check_new(pack, entity, create.values, create.paths)?;
        }
    }
    for edit in &change.edits {
        let Edit::Set(set) = edit else { continue };
        let Register { record, field, path } = &set.register;
        let Some(known) = log.known(record)? else { continue };
        let Some(field) = entity(known.entity).and_then(|e| e.field(*field)) else { continue };
        let value = &set.value;
        if let Some(problem) = unknown(pack, field, path.as_deref(), value)
            && !stands(
                &log.assignments(&set.register)?.iter().map(|said| &said.value).collect::<Vec<_>>(),
                value,
            )
        {
            return Err(problem.into());
        }
    }
    Ok(())
}

/// Whether the concepts and identifiers of a record that begins are the pack's.
pub fn check_new(
    pack: &Pack,
    entity: &Entity,
    values: &BTreeMap<FieldId, Value>,
    paths: &BTreeMap<FieldId, BTreeMap<String, Value>>,
) -> Result<()> {
    let plain = values.iter().map(|(id, value)| (id, None, value));
    let by_path =
        paths.iter().flat_map(|(id, all)| all.iter().map(move |(path, value)| (id, Some(path), value)));
    let mut all = plain.chain(by_path);
    let problem =
        all.find_map(|(id, path, value)| unknown(pack, entity.field(*id)?, path.map(String::as_str), value));
    problem.map_or(Ok(()), |problem| Err(problem.into()))
}

/// Why a value is not the pack's.
fn unknown(pack: &Pack, field: &Field, path: Option<&str>, value: &Value) -> Option<Problem> {
    let not_allowed = |expected: String| Some(Problem::NotAllowed { field: field.name.into(), expected });
    match (&field.ty, value, path) {
        (Type::Concept(list) | Type::Concepts(list), value, _) => {
            let codes: &[Value] =
                if let Value::List(items) = value { items } else { std::slice::from_ref(value) };
            let is_known = codes.iter().filter_map(Value::as_text).all(|code| pack.takes(list, code));
            let known = pack.list(list).filter(|_| !is_known)?;
            let codes: Vec<&str> = known.concepts.iter().map(|concept| concept.code.as_str()).collect();
            not_allowed(format!("of the list `{list}`: {}", codes.join(", ")))
        }
        (Type::Identifier, Value::Text(number), Some(system)) if !pack.systems.is_empty() => {
            match pack.system(system) {
                Some(known) if known.fits(number) => None,
                Some(known) => not_allowed(known.written()),
                None => {
                    let known: Vec<&str> = pack.systems.iter().map(|known| known.system.as_str()).collect();
                    not_allowed(format!("of one of the systems {}", known.join(", ")))
                }
            }
        }
        _ => None,
    }
}

/// Whether everything of a value was said of the register before.
fn stands(said: &[&Value], value: &Value) -> bool {
    let held = |one: &Value| {
        said.iter().any(|said| match said {
            Value::List(items) => items.contains(one),
            said => *said == one,
        })
    };
    match value {
        Value::List(items) => items.iter().all(held),
        value => held(value),
    }
}
