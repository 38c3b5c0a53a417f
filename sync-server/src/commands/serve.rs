//! The `serve` command: what is remembered from the last time, and whether phones will still trust the certificate.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use chaski_service::clock::system_clock;
use chaski_service::data::{DataError, DataFolder, Remembered, Result};
use chaski_service::http::serve::{self, ServeOptions};
use chaski_service::http::shutdown::Stop;
use chaski_service::log;
use chaski_service::packs::release_held;
use chaski_service::storage::{SqliteStorage, Storage};
use chaski_service::tls::{Certificate, check_name};

use super::address;
use super::args::ServeArgs;
use super::district::{for_browsers, keep_the_keys, local_offset_min};
use super::terminal::{print_line, wrong};

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
    // Phones are given the newer rules that this version of the program brings; what they have meanwhile goes on.
    if let Err(why) = release_held(&*storage, system_clock()()).await {
        print_line(&format!(
            "The pack was not released to the phones, which go on with the one that they have: {why}"
        ));
    }
    let district = storage.district().await?.name;
    let served = serve::serve(folder.clone(), storage, options, async move { stop.asked().await }).await?;
    // A backup may have been noted since it was read.
    folder.remember(|kept| *kept = Remembered { backup_s: kept.backup_s, ..remembered })?;
    let url = address::url_of(&folder).unwrap_or_else(|| format!("https://{}", served.address));
    print_line(&format!("Serving {district} at {url} (listening on {}).", served.address));
    if let Some(sentence) = for_browsers(&folder) {
        print_line(&sentence);
    }
    served.ended().await;
    Ok(())
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
            print_line(&format!("{} is made in {}.", district.trim(), path.display()));
            print_line(&keep_the_keys(&folder));
            Ok((folder, storage))
        }
        (Err(error), _) => Err(error),
    }
}
