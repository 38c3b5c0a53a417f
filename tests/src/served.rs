//! A real server on a port of its own, for tests that speak HTTPS with it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use chaski::record::role;
use chaski::sync::enrol::Invitation;
use chaski_service::data::DataFolder;
use chaski_service::http::serve::{ServeOptions, Served, serve};
use chaski_service::storage::{SqliteStorage, Storage};

/// Whatever goes wrong while a test is prepared.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// A district with one area that is being served.
pub struct ServedDistrict {
    /// The server's threads.
    pub runtime: tokio::runtime::Runtime,
    /// Its storage.
    pub storage: Arc<SqliteStorage>,
    served: Served,
}

impl ServedDistrict {
    /// Starts a server whose data are in `folder` and whose keys are in `keys`.
    pub fn start(folder: &Path, keys: &Path) -> Outcome<ServedDistrict> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let (data, storage) =
            DataFolder::create(folder, "Distrito de prueba", Some(&keys.join("server.key")))?;
        let storage = Arc::new(storage);
        let options = ServeOptions::at(SocketAddr::from(([127, 0, 0, 1], 0)));
        let served =
            runtime.block_on(serve(Arc::new(data), storage.clone(), options, std::future::pending()))?;
        Ok(ServedDistrict { runtime, storage, served })
    }

    /// An invitation for a new visitor of a new area.
    pub fn invitation(&self) -> Outcome<Invitation> {
        let now_s = i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?;
        self.runtime.block_on(async {
            let area = self.storage.add_area("Norte", 5, None).await?;
            let worker = self.storage.add_worker("Rosa").await?;
            let code = self.storage.invite(worker, role::VISITOR, &[area], now_s).await?;
            let district = self.storage.district().await?;
            Ok(Invitation {
                url: format!("https://{}", self.served.address),
                code,
                root_hash: *blake3::hash(&district.root).as_bytes(),
                tls_hash: None,
                issued_s: now_s,
            })
        })
    }
}
