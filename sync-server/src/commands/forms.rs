//! Checklists of a district: one is checked and released, the list of what was, and which phone holds which version. What
//! a form is, and whether it can be used, is not known here: `Check` says it.

use std::path::Path;

use chaski::record::table::code::release_kind;
use chaski::store::releases::{Release, by_name, day_of, in_force};
use chaski_service::clock::system_clock;
use chaski_service::data::Result;
use chaski_service::storage::{DeviceStatus, NewRelease, PhoneChecklist, Storage};
use serde_json::json;

use super::args::{Form, FormCommand, Place};
use super::named::{Opened, open};
use super::terminal::{list, print_line, time, wrong};

/// A form that was checked.
pub(super) struct CheckedForm {
    /// What it calls itself.
    pub(super) id: String,
    /// Its version, as it calls it.
    pub(super) version: String,
    /// What phones are given of it.
    pub(super) content: Vec<u8>,
}

/// Checks the file of a form: what is released, or every problem in a sentence with its place and what to do.
pub(super) type Check = fn(&[u8]) -> std::result::Result<CheckedForm, Vec<String>>;

/// `form`.
pub(super) async fn run(command: FormCommand, check: Check) -> Result<()> {
    match command {
        FormCommand::Publish { file, from, place } => publish(&file, from.as_deref(), &place, check).await,
        FormCommand::List { place, form } => releases(&place, form).await,
        FormCommand::Phones { place, form } => phones(&place, form).await,
    }
}

async fn publish(file: &Path, from: Option<&str>, place: &Place, check: Check) -> Result<()> {
    let bytes = std::fs::read(file).map_err(|error| {
        wrong(format!(
            "{} cannot be read ({error}): name the file of a form; nothing was released",
            file.display()
        ))
    })?;
    let form = check(&bytes).map_err(|problems| {
        problems.iter().for_each(|problem| print_line(problem));
        wrong(format!(
            "in this form so much is wrong: {}; mend what is named above and publish it again; nothing was released",
            problems.len()
        ))
    })?;
    let Opened { storage, .. } = open(place)?;
    let today = today(&storage).await?;
    let since = match from {
        Some(day) if day.len() == 10 && day.parse::<chrono::NaiveDate>().is_ok() => day.to_owned(),
        Some(day) => return Err(wrong(format!("{day} is no day: write it as 2026-12-01"))),
        None => today.clone(),
    };
    let CheckedForm { id, version, content } = form;
    let bytes = content.len();
    let new = NewRelease {
        kind: release_kind::form,
        name: id.clone(),
        version: version.clone(),
        content,
        since,
        today,
    };
    let released = storage.release(&new).await?;
    if released.again {
        print_line(&format!(
            "{id}, version {version}, is released from {} already; nothing was changed.",
            released.since
        ));
        return Ok(());
    }
    let before = released.before.map(|before| format!(", in place of version {before}"));
    print_line(&format!(
        "{id}, version {version}, is released and holds from {}{}: {bytes} bytes, {}.",
        released.since,
        before.unwrap_or_default(),
        released.content.to_hex()
    ));
    let phones = storage.devices().await?.iter().filter(|phone| !phone.stopped).count();
    print_line(&format!(
        "Phones ({phones}) fetch it when they sync, behind what was recorded; until then each uses the version that it has. \
         `chaski-server form phones` says which."
    ));
    Ok(())
}

/// The day where the district is.
async fn today(storage: &dyn Storage) -> Result<String> {
    let offset_min = storage.district().await?.utc_offset_min;
    Ok(day_of(system_clock()() + i64::from(offset_min) * 60))
}

async fn releases(place: &Place, form: Form) -> Result<()> {
    let Opened { storage, .. } = open(place)?;
    let today = today(&storage).await?;
    let all = storage.releases().await?;
    let state = |of: &[Release], one: &Release| match in_force(of, &today) {
        Some(holds) if holds.record == one.record => "in force",
        _ if one.since > today => "to come",
        _ => "before",
    };
    let rows = by_name(&all).flat_map(|of| of.iter().map(move |one| (of, one)));
    let row = |(of, one): (&[Release], &Release)| {
        let (state, hex) = (state(of, one), one.content.to_hex());
        let kind = release_kind::ALL.iter().find(|kind| kind.0 == one.kind).map_or("", |kind| kind.1);
        let json = json!({
            "kind": kind, "name": one.name, "version": one.version, "from": one.since, "state": state,
            "bytes": one.bytes, "content": hex,
        });
        let cells = [&one.name, &one.version, &one.since, state, &one.bytes.to_string(), &hex[..16]];
        (json, cells.map(str::to_owned).to_vec())
    };
    list(form, &["checklist", "version", "from", "state", "bytes", "content"], rows.map(row));
    Ok(())
}

async fn phones(place: &Place, form: Form) -> Result<()> {
    let Opened { storage, .. } = open(place)?;
    let devices = storage.devices().await?;
    let checklists = storage.checklists(&today(&storage).await?).await?;
    let rows = devices.iter().flat_map(|phone| {
        checklists.iter().filter(|one| one.device.to_hex() == phone.device).map(|one| row(phone, one))
    });
    list(form, &["worker", "phone", "checklist", "version", "since", "what is lacking"], rows);
    Ok(())
}

fn row(phone: &DeviceStatus, one: &PhoneChecklist) -> (serde_json::Value, Vec<String>) {
    let (version, since_s) = one.uses.clone().unzip();
    let mut lacking = Vec::new();
    if let Some(version) = &one.lacks {
        lacking.push(format!("version {version} has not come yet"));
    }
    if let Some((version, why, _)) = &one.refused {
        lacking.push(format!("its app cannot use version {version}: {why}"));
    }
    if let Some((version, from, held)) = &one.next {
        let there = if *held { "is there" } else { "has not come yet" };
        lacking.push(format!("version {version}, from {from}, {there}"));
    }
    let json = json!({
        "worker": phone.worker, "device": phone.device, "checklist": one.checklist, "version": version,
        "since_s": since_s, "lacks": one.lacks,
        "refused": one.refused.as_ref().map(|(version, why, since_s)| {
            json!({ "version": version, "why": why, "since_s": since_s })
        }),
        "next": one.next.as_ref().map(|(version, from, held)| {
            json!({ "version": version, "from": from, "held": held })
        }),
    });
    let cells = vec![
        phone.worker.clone(),
        phone.device.get(..8).unwrap_or_default().to_owned(),
        one.checklist.clone(),
        version.unwrap_or_else(|| "none yet".into()),
        since_s.map(|since_s| time(Some(since_s))).unwrap_or_default(),
        lacking.join("; "),
    ];
    (json, cells)
}

/// Stands in until a form is compiled by the core's room of forms: takes an XForm as it is by the `id` and `version` of the
/// first element that has both, and checks nothing.
pub(super) fn unchecked(bytes: &[u8]) -> std::result::Result<CheckedForm, Vec<String>> {
    let text = std::str::from_utf8(bytes).map_err(|_| vec!["the file is not text in UTF-8".to_owned()])?;
    let value = |tag: &str, name: &str| {
        let (_, after) = tag.split_once(&format!(" {name}=\""))?;
        let (value, _) = after.split_once('"')?;
        (!value.trim().is_empty()).then(|| value.trim().to_owned())
    };
    let tags = text.split('<').filter_map(|rest| rest.split('>').next());
    tags.filter_map(|tag| value(tag, "id").zip(value(tag, "version")))
        .next()
        .map(|(id, version)| CheckedForm { id, version, content: bytes.to_vec() })
        .ok_or_else(|| vec!["no element has both an id and a version: give the form both".to_owned()])
}
