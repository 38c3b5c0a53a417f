//! Areas, workers, invitations and phones.

use chaski::record::table::code;
use chaski::record::{DeviceId, RecordName, role};
use chaski::store::search::fold;
use chaski::sync::enrol::Invitation;
use chaski_service::clock::system_clock;
use chaski_service::data::Result;
use chaski_service::short_codes;
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_service::tls::root_fingerprint;
use serde_json::json;

use super::address;
use super::args::{AreaCommand, Form, InviteArgs, Place, RightsArgs, Role, WorkerCommand};
use super::named::{Opened, area_called, given, open, worker_called};
use super::terminal::{list, print_line, time, wrong};

/// `area`.
pub(super) async fn area(command: AreaCommand) -> Result<()> {
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
            print_line(&format!("{record}  {name}"));
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

fn area_kind(text: &str) -> Result<i64> {
    code::area_kind::ALL.iter().find(|kind| kind.1 == text).map(|kind| kind.0).ok_or_else(|| {
        let names: Vec<&str> = code::area_kind::ALL.iter().map(|kind| kind.1).collect();
        wrong(format!("{text} is not a kind of area: one of {}", names.join(", ")))
    })
}

/// `worker`.
pub(super) async fn worker(command: WorkerCommand) -> Result<()> {
    match command {
        WorkerCommand::Add { name, place } => {
            let name = given("a worker", &name)?;
            let record = open(&place)?.storage.add_worker(&name).await?;
            print_line(&format!("{record}  {name}"));
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
            print_line("The phones of this worker learn of it at their next sync.");
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
            print_line(&format!(
                "The phone {} of {} is stopped: what it sends is set aside.",
                device.device, device.worker
            ));
        }
    }
    Ok(())
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

/// `invite`.
pub(super) async fn invite(args: InviteArgs) -> Result<()> {
    let Opened { folder, storage } = open(&args.place)?;
    let remembered = folder.remembered();
    let url = match &args.url {
        Some(url) => url.trim_end_matches('/').to_owned(),
        None => address::url_of(&folder)
            .ok_or_else(|| wrong("say where phones reach this server: --url https://HOST:PORT".into()))?,
    };
    let Some(host) = address::host_of(&url) else {
        return Err(wrong(format!("{url} is not an address of a server: write it as https://HOST:PORT")));
    };
    if !address::is_covered(&host, &remembered.names) {
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
    let short = short_codes::keep(&storage, &invitation).await?;
    let fingerprint = root_fingerprint(&invitation.root_hash);
    if args.form.json {
        let json = json!({
            "invitation": invitation.to_text(), "short": short, "url": invitation.url, "fingerprint": fingerprint,
        });
        print_line(&json.to_string());
    } else {
        print_line("An invitation for one phone, good for 14 days:");
        print_line("");
        print_line(&invitation.to_text());
        print_line("");
        print_line(&format!("The same, short, to be typed: {short}"));
        print_line(&format!(
            "It leads to {}. The fingerprint of the district, to compare: {fingerprint}",
            invitation.url
        ));
    }
    Ok(())
}

/// `devices`.
pub(super) async fn devices(place: &Place, form: Form) -> Result<()> {
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

fn role_name(role: u64) -> String {
    match role {
        role::VISITOR => "visitor".into(),
        role::SUPERVISOR => "supervisor".into(),
        other => other.to_string(),
    }
}
