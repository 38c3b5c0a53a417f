//! What is wrong with a district's server, and what to do, in sentences for the person on call. Looks at the folder,
//! the keys, the disk, the clock, the certificate, the port, every page of the database, and the phones; changes
//! nothing.

use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::time::Duration;

use chaski::sync::tls::{RELEASED_S, tls_hash_of};
use chaski_service::clock::system_clock;
use chaski_service::data::{DataError, DataFolder, backups};
use chaski_service::storage::{DeviceStatus, Storage};
use chaski_service::tls::{Certificate, web_key_file, would_trust};

const DAY_S: i64 = 86_400;

/// A phone that is silent for so long is asked after.
const SILENT_DAYS: i64 = 14;

/// A backup older than this is too old.
const BACKUP_DAYS: i64 = 7;

/// A certificate is renewed so long before it expires.
const RENEW_DAYS: i64 = 30;

/// Room that a database needs to grow and to be backed up.
const ROOM_BYTES: u64 = 512 * 1024 * 1024;

/// Everything that is wrong; empty if all is well.
pub async fn check(path: &Path, key_file: Option<&Path>) -> Vec<String> {
    let mut wrong = Vec::new();
    let now_s = system_clock()();
    if now_s < RELEASED_S {
        wrong.push("the clock of this machine is behind: set it, and let it be set from the network".into());
    }
    wrong.extend(room(path));
    let folder = match DataFolder::open(path, key_file) {
        Ok(folder) => folder,
        Err(error) => {
            wrong.push(error.to_string());
            return wrong;
        }
    };
    wrong.extend(unsafe_files(&folder));
    wrong.extend(certificate(&folder, now_s));
    wrong.extend(port(&folder));
    let storage = match folder.storage() {
        Ok(storage) => storage,
        Err(error) => {
            let damage = match &error {
                DataError::Storage(error) => backups::damage_of(&folder, error),
                _ => None,
            };
            wrong.push(damage.unwrap_or_else(|| error.to_string()));
            return wrong;
        }
    };
    if let Some(damage) = backups::damage_in(&folder, &storage) {
        wrong.push(damage);
        return wrong;
    }
    match storage.check().await {
        Ok(sentences) => wrong.extend(sentences),
        Err(error) => wrong.push(error.to_string()),
    }
    match storage.devices().await {
        Ok(devices) => {
            wrong.extend(devices.iter().filter_map(|device| silent(device, now_s)));
            if !devices.is_empty() {
                wrong.extend(no_backup(&folder, now_s));
            }
        }
        Err(error) => wrong.push(error.to_string()),
    }
    wrong
}

fn silent(device: &DeviceStatus, now_s: i64) -> Option<String> {
    let days = (now_s - device.last_sync_s?) / DAY_S;
    (!device.stopped && days >= SILENT_DAYS).then(|| {
        format!(
            "the phone {} of {} has not synced for {days} days and may hold {} changes: visit them where there is \
             signal, or stop the phone if it is lost",
            device.device, device.worker, device.unsent
        )
    })
}

fn no_backup(folder: &DataFolder, now_s: i64) -> Option<String> {
    match folder.remembered().backup_s {
        None => {
            Some("no backup was ever made: `chaski-server backup FILE`, each day, to another disk".into())
        }
        Some(at_s) if now_s - at_s > BACKUP_DAYS * DAY_S => Some(format!(
            "the last backup is {} days old: `chaski-server backup FILE`, each day, to another disk",
            (now_s - at_s) / DAY_S
        )),
        Some(_) => None,
    }
}

fn room(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        let disk = rustix::fs::statvfs(path).ok()?;
        let free = disk.f_bavail.saturating_mul(disk.f_frsize);
        let database = std::fs::metadata(path.join("server.db")).map_or(0, |file| file.len());
        if free < ROOM_BYTES.max(database) {
            return Some(format!(
                "the disk of {} has {} MB left: free some room before it is full",
                path.display(),
                free / 1024 / 1024
            ));
        }
    }
    None
}

fn unsafe_files(folder: &DataFolder) -> Vec<String> {
    let mut wrong = Vec::new();
    if let Err(error) = folder.keys() {
        wrong.push(error.to_string());
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |path: &Path| std::fs::metadata(path).map_or(0, |file| file.permissions().mode());
        for file in [folder.key_file().to_owned(), web_key_file(folder)] {
            if mode(&file) & 0o077 != 0 {
                let path = file.display();
                wrong.push(format!("others on this machine can read the keys: chmod 600 {path}"));
            }
        }
        if mode(&folder.database()) & 0o200 == 0 {
            let path = folder.database().display().to_string();
            wrong.push(format!("the database cannot be written: chmod u+w {path}"));
        }
    }
    wrong
}

fn certificate(folder: &DataFolder, now_s: i64) -> Option<String> {
    let remembered = folder.remembered();
    let certificate = match remembered.certificate {
        Some((chain, key)) => Certificate::Files { chain, key },
        // Made anew each day.
        None => return None,
    };
    let shown = match certificate.show(folder, &remembered.names, now_s) {
        Ok(shown) => shown,
        Err(error) => return Some(error.to_string()),
    };
    let hash = shown.chain.last().and_then(tls_hash_of)?;
    let soon_s = now_s.max(RELEASED_S) + RENEW_DAYS * DAY_S;
    let holds = |name: &String| would_trust(&shown.chain, hash, name, soon_s).is_ok();
    (!remembered.names.iter().all(holds))
        .then(|| format!("the certificate expires within {RENEW_DAYS} days: renew its files"))
}

fn port(folder: &DataFolder) -> Option<String> {
    let listen = folder.listen()?;
    if folder.is_busy() {
        let near = match listen.ip() {
            ip if ip.is_unspecified() => SocketAddr::from((Ipv4Addr::LOCALHOST, listen.port())),
            _ => listen,
        };
        return TcpStream::connect_timeout(&near, Duration::from_secs(5)).err().map(|error| {
            format!("the server runs and does not answer at {listen} ({error}): start it again")
        });
    }
    TcpListener::bind(listen).err().map(|error| {
        format!("the server is stopped and cannot start at {listen} ({error}): stop what uses it, or choose another \
                 with --listen")
    })
}
