//! The storage's trait, call by call: which transaction each runs in, and which file answers it.

use std::path::Path;

use async_trait::async_trait;
use chaski::change::batch::Batch;
use chaski::change::cbor::Item;
use chaski::change::content::ContentName;
use chaski::change::hash::ChangeKey;
use chaski::pack::Pack;
use chaski::record::{ChangeName, DeviceId, RecordName};
use chaski::store::Log;
use chaski::store::releases::{self, Release};
use chaski::sync::bundle::Bundle;
use chaski::sync::drafts::DraftBackup;
use chaski::sync::enrol::{EnrolAnswer, EnrolRequest};
use chaski::sync::enrol_refusal::EnrolRefusal;
use chaski::sync::message::{Answer, At, Nonce, Page, Sealed, Sealing, SignedHead, Tail};
use chaski::sync::short_code::SealedInvitation;
use zeroize::Zeroizing;

use super::connections::SqliteStorage;
use super::supervision::ensure;
use super::{
    backup, content, drafts, epoch, feed, measurement, people, proven, report, request, settings, tails,
};
use crate::storage::{
    Admitted, Aside, Backup, DeviceStatus, District, Measurement, NewRelease, Objects, PhoneChecklist,
    Refused, Released, Result, SetBack, Storage, Taken,
};

#[async_trait]
impl Storage for SqliteStorage {
    async fn district(&self) -> Result<District> {
        // Every page asks for it: it waits for no batch.
        self.look(|log| {
            Ok(District {
                name: settings::name(log)?,
                root: self.root,
                server: self.certificate.clone(),
                epoch: epoch::current(log)?,
                set_back_s: log.meta("set_back_s")?,
                utc_offset_min: settings::utc_offset_min(log)?,
                pack: log.holding()?,
            })
        })
    }

    async fn use_pack(&self, pack: Option<&Pack>) -> Result<()> {
        self.write(|tx, _| {
            let log = Log::new(tx);
            log.use_pack(pack)?;
            ensure(&log)
        })
    }

    async fn set_utc_offset(&self, minutes: i32) -> Result<()> {
        self.write(|tx, _| settings::set_utc_offset_min(&Log::new(tx), minutes))
    }

    fn seal(&self, said: &Item, (public_key, device, nonce): &([u8; 32], DeviceId, Nonce)) -> Option<Sealed> {
        let writer = self.lock().ok()?;
        let sealing =
            Sealing { mine: &writer.identity.signer, other: public_key, device: *device, nonce: *nonce };
        Sealed::new(said, &sealing)
    }

    async fn take_tail(&self, admitted: &Admitted, tail: &Tail) -> Result<()> {
        self.write(|tx, identity| tails::take(&Log::new(tx), identity, admitted.head.device, tail))
    }

    async fn take_bodies(&self, bodies: &[(ChangeKey, Vec<u8>)]) -> Result<()> {
        self.write(|tx, identity| tails::take_bodies(&Log::new(tx), identity, bodies))
    }

    async fn lacking(&self, tails: &[Tail]) -> Result<Vec<ChangeName>> {
        self.read(|log, _| proven::lacking(log, tails))
    }

    async fn set_back(&self) -> Result<Option<SetBack>> {
        self.read(|log, _| report::set_back(log))
    }

    async fn confirm_set_back(&self) -> Result<()> {
        self.write(|tx, _| epoch::confirm(&Log::new(tx)))
    }

    async fn returned(&self, admitted: &Admitted) -> Result<Vec<Batch>> {
        self.read(|log, _| request::returned(log, admitted))
    }

    async fn admit(&self, head: SignedHead, now_s: i64) -> Result<std::result::Result<Admitted, Refused>> {
        if chaski::fault("ack-before-commit") {
            for (admitted, batch, then_s) in self.with(|writer| Ok(std::mem::take(&mut writer.deferred)))? {
                let _ = self.write(|tx, identity| {
                    request::take(&Log::new(tx), identity, &admitted, &batch, then_s)
                })?;
            }
        }
        self.write(|tx, identity| request::admit(&Log::new(tx), identity, head, now_s))
    }

    async fn admit_file(
        &self,
        head: SignedHead,
        now_s: i64,
    ) -> Result<std::result::Result<Admitted, Refused>> {
        self.write(|tx, identity| request::admit_file(&Log::new(tx), identity, head, now_s))
    }

    fn unseal(&self, bundle: &Bundle) -> Option<Zeroizing<Vec<u8>>> {
        bundle.open(&self.lock().ok()?.identity.signer)
    }

    async fn take(
        &self,
        admitted: &Admitted,
        batch: &Batch,
        now_s: i64,
    ) -> Result<std::result::Result<Taken, Refused>> {
        if chaski::fault("ack-before-commit") {
            return self.with(|writer| {
                writer.deferred.push((admitted.clone(), batch.clone(), now_s));
                Ok(Ok(Taken { new: batch.entries.len() as u64, apart: Vec::new() }))
            });
        }
        self.write(|tx, identity| request::take(&Log::new(tx), identity, admitted, batch, now_s))
    }

    async fn answer(&self, admitted: &Admitted, now_s: i64) -> Result<Answer> {
        if chaski::fault("ack-before-commit") {
            let deferred = self.with(|writer| Ok(std::mem::take(&mut writer.deferred)))?;
            let mut answer =
                self.write(|tx, identity| request::answer(&Log::new(tx), identity, admitted, now_s))?;
            for (batch, number) in
                deferred.iter().flat_map(|(_, batch, _)| batch.entries.iter().map(move |(n, _)| (batch, n)))
            {
                answer.acknowledged.push((*number, *number));
                answer.ends.push(
                    batch
                        .entries
                        .iter()
                        .find(|(n, _)| n == number)
                        .map_or([0; 8], |(_, e)| chaski::change::hash::eight(&e.hash())),
                );
            }
            self.with(|writer| {
                writer.deferred = deferred;
                Ok(())
            })?;
            return Ok(answer);
        }
        self.write(|tx, identity| request::answer(&Log::new(tx), identity, admitted, now_s))
    }

    async fn feeds(&self, admitted: &Admitted) -> Result<Vec<At>> {
        self.read(|log, _| feed::of_device(log, admitted))
    }

    async fn page(&self, admitted: &Admitted, at: At) -> Result<Option<(Page, bool)>> {
        self.read(|log, identity| feed::page(log, identity, &admitted.head, &at))
    }

    async fn take_draft(
        &self,
        admitted: &Admitted,
        sealed: &Sealed,
        now_s: i64,
    ) -> Result<std::result::Result<(), &'static str>> {
        self.write(|tx, identity| drafts::take(&Log::new(tx), identity, admitted, sealed, now_s))
    }

    async fn drafts_left(&self, admitted: &Admitted, known: &[String]) -> Result<Vec<DraftBackup>> {
        self.read(|log, _| drafts::left(log, admitted, known))
    }

    fn objects(&self) -> &dyn Objects {
        &*self.objects
    }

    async fn may_have(&self, admitted: &Admitted, name: &ContentName) -> Result<bool> {
        self.read(|log, _| Ok(!admitted.stopped && content::is_released(log, name)?))
    }

    async fn release(&self, new: &NewRelease) -> Result<Released> {
        self.read(|log, _| content::check(log, new))?;
        // Once the directory names it, phones ask for it.
        self.objects.put(&new.content).await?;
        self.write(|tx, identity| content::release(&Log::new(tx), identity, new))
    }

    async fn releases(&self) -> Result<Vec<Release>> {
        self.read(|log, _| Ok(releases::all(log)?))
    }

    async fn checklists(&self, today: &str) -> Result<Vec<PhoneChecklist>> {
        self.look(|log| content::on_phones(log, today))
    }

    async fn unpack_content(&self) -> Result<()> {
        for bytes in self.read(|log, _| backup::carried(log))? {
            self.objects.put(&bytes).await?;
        }
        self.write(|tx, _| backup::drop_carried(tx))
    }

    async fn enrol(
        &self,
        request: EnrolRequest,
        now_s: i64,
    ) -> Result<std::result::Result<EnrolAnswer, EnrolRefusal>> {
        self.write(|tx, identity| people::enrol(&Log::new(tx), identity, &request, now_s))
    }

    async fn add_area(&self, name: &str, kind: i64, parent: Option<RecordName>) -> Result<RecordName> {
        self.write(|tx, identity| people::add_area(&Log::new(tx), identity, name, kind, parent))
    }

    async fn add_worker(&self, name: &str) -> Result<RecordName> {
        self.write(|tx, identity| people::add_worker(&Log::new(tx), identity, name))
    }

    async fn invite(
        &self,
        worker: RecordName,
        role: u64,
        areas: &[RecordName],
        now_s: i64,
    ) -> Result<[u8; 16]> {
        self.write(|tx, _| people::invite(&Log::new(tx), worker, role, areas, now_s))
    }

    async fn keep_short_code(&self, code: &[u8; 16], kept: &SealedInvitation) -> Result<()> {
        self.write(|tx, _| people::keep_short_code(&Log::new(tx), code, kept))
    }

    async fn sealed_invitation(
        &self,
        id: &[u8; 16],
        now_s: i64,
    ) -> Result<std::result::Result<Vec<u8>, EnrolRefusal>> {
        self.read(|log, _| people::sealed_invitation(log, id, now_s))
    }

    async fn set_rights(&self, worker: RecordName, role: u64, areas: &[RecordName]) -> Result<()> {
        self.write(|tx, identity| people::set_rights(&Log::new(tx), identity, worker, role, areas))
    }

    async fn stop_device(&self, device: DeviceId) -> Result<()> {
        self.write(|tx, identity| people::stop(&Log::new(tx), identity, device))
    }

    async fn accept(&self, change: ChangeName, by: Option<RecordName>, note: &str) -> Result<()> {
        self.write(|tx, identity| people::accept(&Log::new(tx), identity, change, by, note))
    }

    async fn aside(&self) -> Result<Vec<Aside>> {
        self.read(|log, _| report::aside(log))
    }

    async fn areas(&self) -> Result<Vec<(RecordName, String, Option<RecordName>)>> {
        self.read(|log, _| people::areas(log))
    }

    async fn workers(&self) -> Result<Vec<(RecordName, String)>> {
        self.read(|log, _| people::workers(log))
    }

    async fn devices(&self) -> Result<Vec<DeviceStatus>> {
        self.read(|log, _| report::devices(log))
    }

    async fn dump(&self, area: RecordName) -> Result<Vec<u8>> {
        self.read(|log, _| {
            let mut out = Vec::new();
            chaski::store::dump::dump(log, &area, &mut out)?;
            Ok(out)
        })
    }

    async fn measurements(&self) -> Result<Vec<Measurement>> {
        self.read(|log, _| measurement::measurements(log))
    }

    async fn backup(&self, to: &Path) -> Result<Backup> {
        let mut carried = Vec::new();
        for release in self.releases().await? {
            carried.extend(self.objects.whole(&release.content).await?);
        }
        self.with(|writer| backup::backup(writer, to, &self.database_key(), &carried))
    }

    async fn check(&self) -> Result<Vec<String>> {
        let mut wrong = self.with(report::check)?;
        for release in self.releases().await? {
            if self.objects.whole(&release.content).await?.is_none() {
                wrong.push(format!(
                    "the content of {}, version {}, is missing or damaged: publish it again from its file, phones wait for it",
                    release.name, release.version
                ));
            }
        }
        Ok(wrong)
    }

    async fn ping(&self) -> Result<()> {
        self.read(|log, _| {
            log.meta::<i64>("epoch")?;
            Ok(())
        })
    }
}

impl SqliteStorage {
    /// A backup of a given disk, which the caller copies: noted as any other.
    #[doc(hidden)]
    pub fn backed_up_by(&self, copy: impl FnOnce() -> u64) -> Result<Backup> {
        self.with(|writer| backup::noted(writer, |_| Ok(copy())))
    }
}
