//! The `serve` command: what is remembered from the last time, whether phones will still trust the certificate, and
//! the signals that stop it.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use crate::admin::{keep_the_keys, local_offset_min, say, wrong};
use crate::cli::ServeArgs;
use crate::data::{DataError, DataFolder, Remembered, Result};
use crate::serve::{self, ServeOptions};
use crate::service::system_clock;
use crate::storage::{SqliteStorage, Storage};
use crate::tls::{Certificate, check_name, fingerprint};
use crate::{doctor, log};

/// Where a server listens the first time.
const FIRST: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::UNSPECIFIED), 8443);

/// Serves until the process is asked to stop.
pub async fn serve(args: ServeArgs) -> Result<()> {
    log::start(args.log.as_deref(), &args.log_level)?;
    args.names.iter().try_for_each(|name| check_name(name))?;
    let (folder, storage) = opened(&args).await?;
    let mut remembered = folder.remembered();
    for name in &args.names {
        if !remembered.names.contains(name) {
            remembered.names.push(name.clone());
        }
    }
    match (&args.cert, &args.key) {
        (Some(cert), Some(key)) => {
            let whole =
                |path: &std::path::Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
            remembered.certificate = Some((whole(cert), whole(key)));
        }
        _ if args.own_certificate => remembered.certificate = None,
        _ => {}
    }
    let certificate = match remembered.certificate.clone() {
        Some((chain, key)) => Certificate::Files { chain, key },
        None => Certificate::District,
    };
    let clock = system_clock();
    let shown = certificate.show(&folder, &remembered.names, clock())?;
    let authority = shown.tls_hash.map(|hash| blake3::Hash::from(hash).to_hex().to_string());
    if authority != remembered.authority {
        let phones = storage.devices().await?.iter().filter(|device| !device.stopped).count();
        if phones > 0 && !args.new_authority {
            return Err(wrong(format!(
                "enrolled phones ({phones}) trust another authority than this certificate's and would refuse this server: use a \
                 certificate of the same authority, or add --new-authority and enrol them again"
            )));
        }
        remembered.authority = authority;
    }

    let mut stop = Stop::new()?;
    let folder = Arc::new(folder);
    let listen = args.listen.or_else(|| folder.listen()).unwrap_or(FIRST);
    let options =
        ServeOptions { certificate, names: remembered.names.clone(), clock, ..ServeOptions::at(listen) };
    let storage: Arc<dyn Storage> = Arc::new(storage);
    let district = storage.district().await?.name;
    let served = serve::serve(folder.clone(), storage, options, async move { stop.asked().await }).await?;
    // A backup may have been noted since it was read.
    folder.remember(|kept| *kept = Remembered { backup_s: kept.backup_s, ..remembered })?;
    let url = doctor::url_of(&folder).unwrap_or_else(|| format!("https://{}", served.address));
    say(&format!("Serving {district} at {url} (listening on {}).", served.address));
    if let Some(sentence) = for_browsers(&folder) {
        say(&sentence);
    }
    served.ended().await;
    Ok(())
}

/// What the supervisors' machines need before their browsers take this server.
pub(crate) fn for_browsers(folder: &DataFolder) -> Option<String> {
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

async fn opened(args: &ServeArgs) -> Result<(DataFolder, SqliteStorage)> {
    let (path, keys) = (&args.place.data, args.place.key_file.as_deref());
    match (DataFolder::open(path, keys), &args.district) {
        (Ok(folder), _) => {
            let storage = folder.storage()?;
            Ok((folder, storage))
        }
        (Err(DataError::NoDistrict(_)), Some(district)) => {
            let (folder, storage) = DataFolder::create(path, district, keys)?;
            storage.set_utc_offset(local_offset_min()).await?;
            say(&format!("{} is made in {}.", district.trim(), path.display()));
            say(&keep_the_keys(&folder));
            Ok((folder, storage))
        }
        (Err(error), _) => Err(error),
    }
}

/// The wish of the system, or of who started the server, that it ends.
/// The signals that ask a server to stop.
pub(crate) struct Stop {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Stop {
    #[cfg(unix)]
    pub(crate) fn new() -> Result<Stop> {
        use tokio::signal::unix::{SignalKind, signal};
        let on = |kind| signal(kind).map_err(|error| wrong(format!("the system gives no signals: {error}")));
        Ok(Stop { terminate: on(SignalKind::terminate())?, interrupt: on(SignalKind::interrupt())? })
    }

    #[cfg(unix)]
    pub(crate) async fn asked(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    #[cfg(not(unix))]
    pub(crate) fn new() -> Result<Stop> {
        Ok(Stop {})
    }

    #[cfg(not(unix))]
    pub(crate) async fn asked(&mut self) {
        let _ = tokio::signal::ctrl_c().await;
    }
}
