//! Checklists of a district: one is checked and released, the list of what was, and which phone holds which version. What a form is, the
//! core's room of forms knows.

use std::path::Path;

use chaski::action::checklist::destinations;
use chaski::forms::Severity;
use chaski::record::table::code::release_kind;
use chaski::store::releases::{Release, by_name, day_of, in_force};
use chaski_service::clock::system_clock;
use chaski_service::data::Result;
use chaski_service::storage::{DeviceStatus, NewRelease, PhoneChecklist, Storage};
use chaski_xlsform::load::{Unreadable, load};
use serde_json::json;

use super::args::{Form, FormCommand, Place};
use super::form_export;
use super::named::{Opened, open};
use super::terminal::{list, print_line, time, wrong};

/// A form that was checked.
struct CheckedForm {
    /// What it calls itself.
    id: String,
    /// Its version, as it calls it.
    version: String,
    /// What phones are given of it: a package.
    content: Vec<u8>,
}

/// `form`.
pub(super) async fn run(command: FormCommand) -> Result<()> {
    match command {
        FormCommand::Publish { file, from, place } => publish(&file, from.as_deref(), &place).await,
        FormCommand::Export(args) => form_export::run(args).await,
        FormCommand::List { place, form } => releases(&place, form).await,
        FormCommand::Phones { place, form } => phones(&place, form).await,
    }
}

async fn publish(file: &Path, from: Option<&str>, place: &Place) -> Result<()> {
    let (form, notices) = checked(file).map_err(|problems| {
        problems.iter().for_each(|problem| print_line(problem));
        wrong(format!(
            "in this form so much is wrong: {}; mend what is named above and publish it again; nothing was released",
            problems.len()
        ))
    })?;
    notices.iter().for_each(|notice| print_line(&format!("worth knowing: {notice}")));
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
    let mut all = storage.releases().await?;
    all.retain(|one| one.kind == release_kind::form);
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

/// What is released of a form's file, and what is worth knowing; or every problem in a sentence with its place and what to do.
fn checked(file: &Path) -> std::result::Result<(CheckedForm, Vec<String>), Vec<String>> {
    let shown = file.display();
    let loaded = load(file).map_err(|why| {
        vec![match why {
            Unreadable::System(error) => format!("{shown} cannot be read ({error}): name the file of a form"),
            Unreadable::TooLarge => format!("{shown} is too large: long lists go into a CSV beside the form"),
            Unreadable::NotText => format!("{shown} is neither an XForm in UTF-8 nor an .xlsx"),
        }]
    })?;
    let mut problems: Vec<String> = loaded
        .problems
        .iter()
        .filter(|problem| problem.severity == Severity::Refused)
        .map(ToString::to_string)
        .collect();
    let Some(form) = loaded.form else { return Err(problems) };
    if form.id.is_empty() || form.version.is_empty() {
        problems.push(
            "the form has no id or no version: give it both, so that people can say which one a phone has"
                .into(),
        );
    }
    if let Err(wrong) = destinations(&form) {
        problems.extend(wrong.into_iter().map(|one| {
            format!(
                "{}: `save_to` is `{}`: {}; docs/forms-record.md has what it may be",
                one.path, one.written, one.what
            )
        }));
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    let notices = loaded.problems.iter().map(ToString::to_string).collect();
    Ok((CheckedForm { id: form.id, version: form.version, content: loaded.package.encode() }, notices))
}
