//! A district as a whole: making it, copying it, putting a copy back, looking for what is wrong.

use std::io::Write;
use std::path::Path;

use chaski::store::pack::Holding;
use chaski_service::clock::system_clock;
use chaski_service::data::{DataFolder, Result, backups, restore};
use chaski_service::packs::release_held;
use chaski_service::storage::{Storage, StorageError};
use chaski_service::tls::fingerprint;
use serde_json::json;

use super::args::{Form, Place};
use super::doctor;
use super::named::{Opened, area_called, open};
use super::packs::NO_PACK;
use super::terminal::{asked_yes, print_line, wrong};

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
        storage.use_pack(chaski::pack::shipped(country)).await?;
    }
    print_line(&format!("{} is made in {}.", district.trim(), folder.path().display()));
    print_line(&keep_the_keys(&folder));
    Ok(())
}

/// What this machine's clock shows less UTC, minutes.
pub(super) fn local_offset_min() -> i32 {
    chrono::Local::now().offset().local_minus_utc() / 60
}

pub(super) fn keep_the_keys(folder: &DataFolder) -> String {
    format!(
        "Its keys are in {}. Keep a copy of that file in another place: without it neither the data nor a backup can \
         be opened.",
        folder.key_file().display()
    )
}

/// What the supervisors' machines need before their browsers take this server.
pub(super) fn for_browsers(folder: &DataFolder) -> Option<String> {
    if folder.remembered().certificate.is_some() {
        return None;
    }
    let fingerprint = fingerprint(&folder.web_ca_pem()?)?;
    let file = folder.path().join("web-ca.pem");
    Some(format!(
        "Browsers need {} installed as an authority; it vouches for this server alone. Its SHA-256 fingerprint, to \
         compare: {fingerprint}",
        file.display()
    ))
}

/// `backup`.
pub(super) async fn backup(file: &Path, place: &Place) -> Result<()> {
    let Opened { folder, storage } = open(place)?;
    let backup = storage.backup(file).await?;
    backups::remember(&folder, file, system_clock()())?;
    print_line(&format!(
        "{}: {} changes, {} bytes, encrypted.",
        file.display(),
        backup.changes,
        backup.bytes
    ));
    print_line(&keep_the_keys(&folder));
    Ok(())
}

/// `restore`.
pub(super) async fn put_back(
    file: &Path,
    place: &Place,
    keys_from: Option<&Path>,
    stolen: bool,
) -> Result<()> {
    let key_file = place.key_file.as_deref();
    let restored = restore::restore(file, &place.data, key_file, keys_from, stolen).await?;
    print_line(&format!(
        "{} is back in {}, in epoch {}.",
        restored.district,
        place.data.display(),
        restored.epoch
    ));
    if let Some(replaced) = restored.replaced {
        print_line(&format!("What it replaced is kept in {}.", replaced.display()));
    }
    print_line(
        "Start the server: phones notice, and give back what the backup lacks when they sync. Invitations made before \
         are void, supervisors can only look, and nobody can be enrolled until you confirm that no more is waited for: \
         `chaski-server back` says what may be missing.",
    );
    Ok(())
}

/// `back`: what may be missing since the server was set back, and the yes that no more is waited for.
pub(super) async fn back(place: &Place, yes: bool, form: Form) -> Result<()> {
    let storage = DataFolder::open(&place.data, place.key_file.as_deref())?.storage()?;
    let Some(back) = storage.set_back().await? else {
        return Err(wrong("this server was not set back, or somebody confirmed already".into()));
    };
    if form.json {
        print_line(&json!(back).to_string());
    } else {
        print_line(&format!(
            "{} phones have brought back what they had; {} have not spoken since:",
            back.back,
            back.silent.len()
        ));
        for phone in &back.silent {
            print_line(&format!("- {} ({})", phone.worker, phone.device));
        }
        print_line(&format!(
            "{} areas, {} workers and {} accounts of supervisors are known. Areas and workers made since the backup come \
             back with the phones; accounts and passwords made since are gone: make them anew.",
            back.areas, back.workers, back.accounts
        ));
        print_line(&format!(
            "{} changes were accepted before and nobody has brought them yet{}",
            back.missing.len(),
            if back.missing.is_empty() { "." } else { ":" }
        ));
        back.missing.iter().take(20).for_each(|name| print_line(&format!("- {name}")));
        if back.only_shown > 0 {
            print_line(&format!(
                "{} changes are in what phones showed and are not believed: ask whose they are before you trust them.",
                back.only_shown
            ));
        }
    }
    if !yes && (form.json || !asked_yes("Confirm that no more is waited for?")) {
        if !form.json {
            print_line("Nothing was changed.");
        }
        return Ok(());
    }
    storage.confirm_set_back().await?;
    // While nobody had confirmed, no pack was released.
    release_held(&storage, system_clock()()).await?;
    if !form.json {
        print_line(
            "Confirmed: supervisors can decide again and phones can be enrolled. What a phone brings later is judged as \
             anything that is new.",
        );
    }
    Ok(())
}

/// `doctor`: an error if anything is wrong.
pub(super) async fn doctor(place: &Place, form: Form) -> Result<()> {
    let wrong_things = doctor::check(&place.data, place.key_file.as_deref()).await;
    if form.json {
        print_line(&json!(wrong_things).to_string());
    } else if wrong_things.is_empty() {
        print_line("All is well.");
    } else {
        wrong_things.iter().for_each(|sentence| print_line(&format!("- {sentence}")));
    }
    if let (false, Ok(folder)) = (form.json, DataFolder::open(&place.data, place.key_file.as_deref())) {
        for_browsers(&folder).iter().for_each(|sentence| print_line(sentence));
        // A district may do without: it is said and not wrong.
        if let Ok(storage) = folder.storage()
            && storage.district().await?.pack == Holding::Nobodys
        {
            print_line(NO_PACK);
        }
    }
    match wrong_things.len() {
        0 => Ok(()),
        1 => Err(wrong("one thing is wrong".into())),
        n => Err(wrong(format!("{n} things are wrong"))),
    }
}

/// `dump`.
pub(super) async fn dump(place: &Place, area: &str) -> Result<()> {
    let Opened { storage, .. } = open(place)?;
    let area = area_called(&storage, area).await?;
    let lines = storage.dump(area).await?;
    match std::io::stdout().write_all(&lines) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(StorageError::Disk(error).into()),
        _ => Ok(()),
    }
}
