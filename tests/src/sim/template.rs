//! What every schedule starts from: a district of three areas with four visitors and a supervisor, enrolled by the
//! real calls once for all schedules; each schedule takes copies of the disks.

use chaski::record::table::code;
use chaski::record::{RecordName, role};
use chaski::store::Secrets;
use chaski::sync::enrol::{EnrolRequest, Invitation};
use chaski_service::storage::sqlite::{Options, ServerKeys};
use chaski_service::storage::{SqliteStorage, Storage};

use super::line::{self, BEGIN_S, Way};
use super::phone::SimPhone;
use super::server::{FILE, SimServer};
use super::tally::{Held, broken};
use crate::disk::Disk;
use crate::world::now_or_never;

/// Phones at the beginning.
pub const PHONES: usize = 5;
/// Place of the supervisor among the phones.
pub const SUPERVISOR: usize = 4;
const NAMES: [&str; PHONES] = ["Rosa Quispe", "Luz Mamani", "Sol Huamán", "Inti Condori", "Killa Flores"];

/// The images and secrets that schedules start from.
pub struct Template {
    server: (Disk, ServerKeys),
    phones: Vec<(Disk, Option<Secrets>, RecordName)>,
    /// The leaf areas.
    pub areas: Vec<RecordName>,
    /// The area above them.
    pub parent: RecordName,
}

impl Template {
    /// Makes the district and enrols the phones.
    pub fn make() -> Held<Template> {
        let fail = |e: chaski_service::storage::StorageError| super::tally::Failure {
            assertion: "district_is_made",
            detail: e.to_string(),
        };
        // No schedule draws what the template drew.
        let mut carried = line::Carried::new(u64::MAX);
        let disk = Disk::new(1);
        let keys = ServerKeys { database_key: [1; 32], root_seed: [2; 32], server_seed: [3; 32] };
        let options = Options { vfs: Some(disk.vfs_name().to_owned()), ..Options::default() };
        drop(SqliteStorage::create_with(FILE.as_ref(), &keys, "Distrito de prueba", &options).map_err(fail)?);
        let server = SimServer::start(disk.clone(), &keys)?;
        let kind = code::area_kind::sector;
        let parent = server.call(server.storage().add_area("Distrito", code::area_kind::district, None))?;
        let mut areas = Vec::new();
        for name in ["Norte", "Sur", "Este"] {
            areas.push(server.call(server.storage().add_area(name, kind, Some(parent)))?);
        }
        let mut phones = Vec::new();
        for (at, name) in NAMES.iter().enumerate() {
            let (rank, held) = match at {
                SUPERVISOR => (role::SUPERVISOR, parent),
                0 | 1 => (role::VISITOR, areas[0]),
                _ => (role::VISITOR, areas[at - 1]),
            };
            let worker = server.call(server.storage().add_worker(name))?;
            let code = server.call(server.storage().invite(worker, rank, &[held], BEGIN_S))?;
            let district = server.call(server.storage().district())?;
            let invitation = Invitation {
                url: "https://localhost".into(),
                code,
                root_hash: *blake3::hash(&district.root).as_bytes(),
                tls_hash: None,
                issued_s: BEGIN_S,
            };
            let fresh = Secrets {
                database_key: [10 + at as u8; 32],
                seed: [20 + at as u8; 32],
                database_made: false,
            };
            let mut phone = SimPhone::new(Disk::new(2 + at as u64), Some(fresh), worker, at);
            let request = EnrolRequest::of(phone.store()?, code, name);
            match now_or_never(server.storage().enrol(request, BEGIN_S)).map_err(fail)? {
                Ok(answer) => {
                    let done = phone.store()?.enrolled(&invitation, &answer);
                    done.or_else(|error| broken("phone_is_enrolled", error))?;
                }
                Err(refusal) => return broken("phone_is_enrolled", refusal),
            }
            phones.push(phone);
        }
        // A second round, so that all know all.
        for _ in 0..2 {
            for phone in &mut phones {
                let disk = phone.disk.clone();
                line::run(&server, Way::Whole, &mut carried, &disk, phone.store()?)?
                    .or_else(|error| broken("phone_is_enrolled", error))?;
            }
        }
        let phones = phones
            .into_iter()
            .map(|mut phone| {
                phone.close();
                (phone.disk.clone(), phone.keys.secrets(), phone.worker)
            })
            .collect();
        drop((server, carried));
        Ok(Template { server: (disk, keys), phones, areas, parent })
    }

    /// A server and phones of their own.
    pub fn start(&self, seed: u64) -> Held<(SimServer, Vec<SimPhone>)> {
        let disk = Disk::new(seed);
        self.server.0.copy_to(&disk);
        let server = SimServer::start(disk, &self.server.1)?;
        let mut phones = Vec::new();
        for (owner, (image, secrets, worker)) in self.phones.iter().enumerate() {
            let disk = Disk::new(seed + 1 + owner as u64);
            image.copy_to(&disk);
            let phone = SimPhone::new(disk, secrets.clone(), *worker, owner);
            phone.clock.wall_s.store(BEGIN_S, std::sync::atomic::Ordering::Relaxed);
            phones.push(phone);
        }
        Ok((server, phones))
    }
}
