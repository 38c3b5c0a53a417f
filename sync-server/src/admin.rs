//! What the commands do: each opens the district's folder, asks the storage and prints. Most work while a server runs
//! on the same folder. Knows people's names and words; must not know tables.

use std::io::Write;
use std::path::Path;

use chaski::record::check::is_blank;
use chaski::record::table::code;
use chaski::record::{ChangeName, DeviceId, RecordName, role};
use chaski::store::search::fold;
use chaski::sync::enrol::Invitation;
use serde_json::{Value, json};

use crate::cli::{AreaCommand, AsideCommand, Form, InviteArgs, Place, RightsArgs, Role, WorkerCommand};
use crate::data::{DataFolder, Result};
use crate::doctor;
use crate::service::system_clock;
use crate::sound;
use crate::storage::{SqliteStorage, Storage, StorageError};

use crate::starting::for_browsers;
pub use crate::starting::serve;

/// An opened district.
pub(crate) struct Opened {
    pub(crate) folder: DataFolder,
    pub(crate) storage: SqliteStorage,
}

pub(crate) fn open(place: &Place) -> Result<Opened> {
    let folder = DataFolder::open(&place.data, place.key_file.as_deref())?;
    let storage = folder.storage()?;
    Ok(Opened { folder, storage })
}

/// `init`.
pub async fn init(
    place: &Place,
    district: &str,
    utc_offset_min: Option<i32>,
    country: Option<&str>,
) -> Result<()> {
    let (folder, storage) = DataFolder::create(&place.data, district, place.key_file.as_deref())?;
    storage.set_utc_offset(utc_offset_min.unwrap_or_else(local_offset_min)).await?;
    if let Some(country) = country {
        storage.set_country(country).await?;
    }
    say(&format!("{} is made in {}.", district.trim(), folder.path().display()));
    say(&keep_the_keys(&folder));
    Ok(())
}

/// What this machine's clock shows less UTC, minutes.
pub(crate) fn local_offset_min() -> i32 {
    chrono::Local::now().offset().local_minus_utc() / 60
}

pub(crate) fn keep_the_keys(folder: &DataFolder) -> String {
    format!(
        "Its keys are in {}. Keep a copy of that file in another place: without it neither the data nor a backup can \
         be opened.",
        folder.key_file().display()
    )
}

/// `area`.
pub(crate) async fn area(command: AreaCommand) -> Result<()> {
    match command {
        AreaCommand::Add { name, place, parent, kind, same_name } => {
            let Opened { storage, .. } = open(&place)?;
            let parent = match parent {
                Some(parent) => Some(area_called(&storage, &parent).await?),
                None => None,
            };
            let kind = match kind.as_deref() {
                Some(kind) => area_kind(kind)?,
                None if parent.is_some() => code::area_kind::sector,
                None => code::area_kind::district,
            };
            let name = given("an area", &name)?;
            if !same_name {
                refuse_same_name(&storage, &name, parent).await?;
            }
            let record = storage.add_area(&name, kind, parent).await?;
            say(&format!("{record}  {name}"));
        }
        AreaCommand::List { place, form } => {
            let areas = open(&place)?.storage.areas().await?;
            let of = |record: &RecordName| {
                areas.iter().find(|(r, ..)| r == record).map(|(_, name, _)| name.clone()).unwrap_or_default()
            };
            list(
                form,
                &["record", "name", "part of"],
                areas.iter().map(|(record, name, parent)| {
                    (
                        json!({ "record": record, "name": name, "parent": parent }),
                        vec![record.to_string(), name.clone(), parent.as_ref().map(of).unwrap_or_default()],
                    )
                }),
            );
        }
    }
    Ok(())
}

/// Refuses an area that is probably there: one of the same place whose name differs in accents, capital letters or
/// spaces alone.
async fn refuse_same_name(storage: &SqliteStorage, name: &str, parent: Option<RecordName>) -> Result<()> {
    let alike = |name: &str| fold(&name.split_whitespace().collect::<Vec<_>>().join(" "));
    let areas = storage.areas().await?;
    let there = areas.iter().find(|(_, other, within)| *within == parent && alike(other) == alike(name));
    let Some((record, other, _)) = there else { return Ok(()) };
    let within = areas.iter().find(|(record, ..)| Some(*record) == parent);
    let within = within.map(|(_, name, _)| format!(" in {name}")).unwrap_or_default();
    Err(wrong(format!(
        "there is an area {other}{within} already ({record}): use that one, or add --same-name if this is another"
    )))
}

/// `worker`.
pub(crate) async fn worker(command: WorkerCommand) -> Result<()> {
    match command {
        WorkerCommand::Add { name, place } => {
            let name = given("a worker", &name)?;
            let record = open(&place)?.storage.add_worker(&name).await?;
            say(&format!("{record}  {name}"));
        }
        WorkerCommand::List { place, form } => {
            let workers = open(&place)?.storage.workers().await?;
            let row = |(record, name): &(RecordName, String)| {
                (json!({ "record": record, "name": name }), vec![record.to_string(), name.clone()])
            };
            list(form, &["record", "name"], workers.iter().map(row));
        }
        WorkerCommand::Rights { worker, place, rights } => {
            let Opened { storage, .. } = open(&place)?;
            let worker = worker_called(&storage, &worker).await?;
            let (role, areas) = rights_in(&storage, &rights).await?;
            storage.set_rights(worker, role, &areas).await?;
            say("The phones of this worker learn of it at their next sync.");
        }
        WorkerCommand::Stop { device, place } => {
            let Opened { storage, .. } = open(&place)?;
            let devices = storage.devices().await?;
            let asked = device.to_lowercase();
            let mut found = devices.iter().filter(|d| !asked.is_empty() && d.device.starts_with(&asked));
            let device = match (found.next(), found.next()) {
                (Some(one), None) => one,
                (None, _) => return Err(wrong(format!("no phone begins with {device}: see `devices`"))),
                _ => return Err(wrong(format!("several phones begin with {device}: write more of it"))),
            };
            let id = DeviceId::from_hex(&device.device)
                .ok_or_else(|| wrong("its number cannot be read".into()))?;
            storage.stop_device(id).await?;
            say(&format!(
                "The phone {} of {} is stopped: what it sends is set aside.",
                device.device, device.worker
            ));
        }
    }
    Ok(())
}

/// `invite`.
pub(crate) async fn invite(args: InviteArgs) -> Result<()> {
    let Opened { folder, storage } = open(&args.place)?;
    let remembered = folder.remembered();
    let url = match &args.url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => doctor::url_of(&folder)
            .ok_or_else(|| wrong("say where phones reach this server: --url https://HOST:PORT".into()))?,
    };
    let Some(host) = doctor::host_of(&url) else {
        return Err(wrong(format!("{url} is not an address of a server: write it as https://HOST:PORT")));
    };
    if !doctor::is_covered(&host, &remembered.names) {
        eprintln!("Phones will refuse this server as {host} until it is started with --name {host}.");
    }
    let tls_hash = match &remembered.authority {
        Some(hex) => Some(blake3::Hash::from_hex(hex).map_err(|_| {
            wrong(
                "serve.json is damaged: start the server again with --cert and --key, or --own-certificate"
                    .into(),
            )
        })?),
        None => None,
    };
    let worker = worker_called(&storage, &args.worker).await?;
    let (role, areas) = rights_in(&storage, &args.rights).await?;
    let now_s = system_clock()();
    let code = storage.invite(worker, role, &areas, now_s).await?;
    let root_hash = blake3::hash(&storage.district().await?.root);
    let invitation = Invitation {
        url,
        code,
        root_hash: root_hash.into(),
        tls_hash: tls_hash.map(Into::into),
        issued_s: now_s,
    };
    let fingerprint = fingerprint(&invitation.root_hash);
    if args.form.json {
        let json =
            json!({ "invitation": invitation.to_text(), "url": invitation.url, "fingerprint": fingerprint });
        say(&json.to_string());
    } else {
        say("An invitation for one phone, good for 14 days:");
        say("");
        say(&invitation.to_text());
        say("");
        say(&format!(
            "It leads to {}. The fingerprint of the district, to compare: {fingerprint}",
            invitation.url
        ));
    }
    Ok(())
}

/// The beginning of a district's hash, for two people to read to each other.
pub fn fingerprint(root_hash: &[u8; 32]) -> String {
    let groups: Vec<String> =
        root_hash.chunks(2).take(8).map(|b| b.iter().map(|b| format!("{b:02x}")).collect()).collect();
    groups.join(" ")
}

/// `aside`.
pub(crate) async fn aside(command: AsideCommand) -> Result<()> {
    match command {
        AsideCommand::List { place, form } => {
            let aside = open(&place)?.storage.aside().await?;
            list(
                form,
                &["change", "worker", "why", "made", "about"],
                aside.iter().map(|one| {
                    let about = one.subject.clone().unwrap_or_default();
                    let made = time(Some(one.wall_s));
                    (
                        json!(one),
                        vec![one.change.clone(), one.worker.clone(), one.reason.clone(), made, about],
                    )
                }),
            );
        }
        AsideCommand::Accept { change, place, note, by } => {
            let Opened { storage, .. } = open(&place)?;
            let name = change.split_once('.').and_then(|(device, number)| {
                Some(ChangeName { device: DeviceId::from_hex(device)?, number: number.parse().ok()? })
            });
            let name =
                name.ok_or_else(|| wrong(format!("{change} is not a change: copy it from `aside list`")))?;
            let by = match by {
                Some(by) => Some(worker_called(&storage, &by).await?),
                None => None,
            };
            storage.accept(name, by, &note).await?;
            say("It is accepted; the phones of its area get it with their next sync.");
        }
    }
    Ok(())
}

/// `devices`.
pub(crate) async fn devices(place: &Place, form: Form) -> Result<()> {
    let devices = open(place)?.storage.devices().await?;
    list(
        form,
        &["phone", "worker", "role", "areas", "last sync", "holds", "set aside", "waiting", "app"],
        devices.iter().map(|d| {
            let role = if d.stopped { "stopped".into() } else { role_name(d.role) };
            let numbers = [d.unsent, d.set_aside, d.waiting].map(|n| n.to_string());
            let mut row =
                vec![d.device.clone(), d.worker.clone(), role, d.areas.join(", "), time(d.last_sync_s)];
            row.extend(numbers);
            row.push(d.version.clone());
            (json!(d), row)
        }),
    );
    Ok(())
}

/// `backup`.
pub(crate) async fn backup(file: &Path, place: &Place) -> Result<()> {
    let Opened { folder, storage } = open(place)?;
    let backup = storage.backup(file).await?;
    sound::remember(&folder, file, system_clock()())?;
    say(&format!("{}: {} changes, {} bytes, encrypted.", file.display(), backup.changes, backup.bytes));
    say(&keep_the_keys(&folder));
    Ok(())
}

/// `restore`.
pub(crate) async fn restore(
    file: &Path,
    place: &Place,
    keys_from: Option<&Path>,
    stolen: bool,
) -> Result<()> {
    let key_file = place.key_file.as_deref();
    let restored = crate::restore::restore(file, &place.data, key_file, keys_from, stolen).await?;
    say(&format!("{} is back in {}, in epoch {}.", restored.district, place.data.display(), restored.epoch));
    if let Some(replaced) = restored.replaced {
        say(&format!("What it replaced is kept in {}.", replaced.display()));
    }
    say(
        "Start the server: phones notice, and give back what the backup lacks when they sync. Invitations made before \
         are void, supervisors can only look, and nobody can be enrolled until you confirm that no more is waited for: \
         `chaski-server back` says what may be missing.",
    );
    Ok(())
}

/// `back`: what may be missing since the server was set back, and the yes that no more is waited for.
pub(crate) async fn back(place: &Place, yes: bool, form: Form) -> Result<()> {
    let storage = DataFolder::open(&place.data, place.key_file.as_deref())?.storage()?;
    let Some(back) = storage.set_back().await? else {
        return Err(wrong("this server was not set back, or somebody confirmed already".into()));
    };
    if form.json {
        say(&json!(back).to_string());
    } else {
        say(&format!(
            "{} phones have brought back what they had; {} have not spoken since:",
            back.back,
            back.silent.len()
        ));
        for phone in &back.silent {
            say(&format!("- {} ({})", phone.worker, phone.device));
        }
        say(&format!(
            "{} areas, {} workers and {} accounts of supervisors are known. Areas and workers made since the backup come \
             back with the phones; accounts and passwords made since are gone: make them anew.",
            back.areas, back.workers, back.accounts
        ));
        say(&format!(
            "{} changes were accepted before and nobody has brought them yet{}",
            back.missing.len(),
            if back.missing.is_empty() { "." } else { ":" }
        ));
        back.missing.iter().take(20).for_each(|name| say(&format!("- {name}")));
        if back.only_shown > 0 {
            say(&format!(
                "{} changes are in what phones showed and are not believed: ask whose they are before you trust them.",
                back.only_shown
            ));
        }
    }
    if !yes && (form.json || !asked_yes("Confirm that no more is waited for?")) {
        if !form.json {
            say("Nothing was changed.");
        }
        return Ok(());
    }
    storage.confirm_set_back().await?;
    if !form.json {
        say(
            "Confirmed: supervisors can decide again and phones can be enrolled. What a phone brings later is judged as \
             anything that is new.",
        );
    }
    Ok(())
}

/// Asks on the terminal; anything but a yes is a no.
fn asked_yes(question: &str) -> bool {
    use std::io::Write;
    print!("{question} [yes/no] ");
    // A terminal that cannot be read says no.
    let mut line = String::new();
    let read = std::io::stdout().flush().and_then(|()| std::io::stdin().read_line(&mut line));
    read.is_ok() && matches!(line.trim().to_lowercase().as_str(), "yes" | "y" | "sí" | "si")
}

/// `doctor`: an error if anything is wrong.
pub(crate) async fn doctor(place: &Place, form: Form) -> Result<()> {
    let wrong_things = doctor::look(&place.data, place.key_file.as_deref()).await;
    if form.json {
        say(&json!(wrong_things).to_string());
    } else if wrong_things.is_empty() {
        say("All is well.");
    } else {
        wrong_things.iter().for_each(|sentence| say(&format!("- {sentence}")));
    }
    if let (false, Ok(folder)) = (form.json, DataFolder::open(&place.data, place.key_file.as_deref())) {
        for_browsers(&folder).iter().for_each(|sentence| say(sentence));
    }
    match wrong_things.len() {
        0 => Ok(()),
        1 => Err(wrong("one thing is wrong".into())),
        n => Err(wrong(format!("{n} things are wrong"))),
    }
}

/// `dump`.
pub(crate) async fn dump(place: &Place, area: &str) -> Result<()> {
    let Opened { storage, .. } = open(place)?;
    let area = area_called(&storage, area).await?;
    let lines = storage.dump(area).await?;
    match std::io::stdout().write_all(&lines) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(StorageError::Disk(error).into()),
        _ => Ok(()),
    }
}

async fn rights_in(storage: &SqliteStorage, rights: &RightsArgs) -> Result<(u64, Vec<RecordName>)> {
    let mut areas = Vec::new();
    for area in &rights.areas {
        areas.push(area_called(storage, area).await?);
    }
    let role = match rights.role {
        Role::Visitor => role::VISITOR,
        Role::Supervisor => role::SUPERVISOR,
    };
    Ok((role, areas))
}

pub(crate) async fn area_called(storage: &SqliteStorage, text: &str) -> Result<RecordName> {
    let areas = storage.areas().await?;
    find("area", text, areas.into_iter().map(|(record, name, _)| (record, name)).collect())
}

async fn worker_called(storage: &SqliteStorage, text: &str) -> Result<RecordName> {
    find("worker", text, storage.workers().await?)
}

/// By record, or by name where only one is called so.
pub(crate) fn find(what: &str, text: &str, all: Vec<(RecordName, String)>) -> Result<RecordName> {
    if let Ok(record) = text.parse::<RecordName>() {
        return Ok(record);
    }
    let called: Vec<&(RecordName, String)> =
        all.iter().filter(|(_, name)| name.to_lowercase() == text.trim().to_lowercase()).collect();
    match called.as_slice() {
        [(record, _)] => Ok(*record),
        [] => Err(wrong(format!("no {what} is called {text}: see `{what} list`"))),
        several => {
            let records: Vec<String> = several.iter().map(|(record, _)| record.to_string()).collect();
            Err(wrong(format!(
                "{} are called {text}: name one by its record: {}",
                several.len(),
                records.join(", ")
            )))
        }
    }
}

pub(crate) fn given(what: &str, name: &str) -> Result<String> {
    match name.trim() {
        name if is_blank(name) => Err(wrong(format!("{what} needs a name: write one with letters"))),
        name if name.chars().count() > 120 => {
            Err(wrong(format!("the name of {what} has at most 120 characters")))
        }
        name => Ok(name.to_owned()),
    }
}

fn area_kind(text: &str) -> Result<i64> {
    code::area_kind::ALL.iter().find(|kind| kind.1 == text).map(|kind| kind.0).ok_or_else(|| {
        let names: Vec<&str> = code::area_kind::ALL.iter().map(|kind| kind.1).collect();
        wrong(format!("{text} is not a kind of area: one of {}", names.join(", ")))
    })
}

fn role_name(role: u64) -> String {
    match role {
        role::VISITOR => "visitor".into(),
        role::SUPERVISOR => "supervisor".into(),
        other => other.to_string(),
    }
}

fn time(s: Option<i64>) -> String {
    let time = s.and_then(|s| chrono::DateTime::from_timestamp(s, 0));
    time.map_or("never".into(), |time| time.format("%Y-%m-%d %H:%M UTC").to_string())
}

/// Rows as JSON or in columns.
pub(crate) fn list(form: Form, header: &[&str], rows: impl Iterator<Item = (Value, Vec<String>)>) {
    let (json, rows): (Vec<Value>, Vec<Vec<String>>) = rows.unzip();
    if form.json {
        return say(&Value::Array(json).to_string());
    }
    let header: Vec<String> = header.iter().map(|h| (*h).to_owned()).collect();
    let width =
        |at: usize| rows.iter().chain([&header]).map(|row| row[at].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    for row in [&header].into_iter().chain(&rows) {
        let cells: Vec<String> =
            row.iter().zip(&widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        say(cells.join("  ").trim_end());
    }
}

/// A line on standard output; nobody may be reading it any more.
pub(crate) fn say(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

pub(crate) fn wrong(sentence: String) -> crate::data::DataError {
    StorageError::Request(sentence).into()
}
