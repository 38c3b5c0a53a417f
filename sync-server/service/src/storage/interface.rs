//! The trait that a storage implements: what sessions, commands and exports call; the supervisors' half is [`Supervision`].
//! Each call is one transaction, durable when it returns.

use std::path::Path;

use async_trait::async_trait;
use chaski::change::batch::Batch;
use chaski::change::cbor::Item;
use chaski::change::content::ContentName;
use chaski::change::hash::ChangeKey;
use chaski::pack::Pack;
use chaski::record::{ChangeName, DeviceId, RecordName};
use chaski::store::releases::Release;
use chaski::sync::bundle::Bundle;
use chaski::sync::drafts::DraftBackup;
use chaski::sync::enrol::{EnrolAnswer, EnrolRequest};
use chaski::sync::enrol_refusal::EnrolRefusal;
use chaski::sync::message::{Answer, At, Nonce, Page, Sealed, SignedHead, Tail};
use chaski::sync::short_code::SealedInvitation;
use zeroize::Zeroizing;

use super::error::Result;
use super::intake::{Admitted, Refused, Taken};
use super::objects::Objects;
use super::reports::{
    Aside, Backup, DeviceStatus, District, Measurement, NewRelease, PhoneChecklist, Released, SetBack,
};
use super::supervision::Supervision;

/// Where a server keeps what the phones send.
#[async_trait]
pub trait Storage: Supervision {
    /// The district.
    async fn district(&self) -> Result<District>;
    /// Keeps what the district's clocks show less UTC, minutes.
    async fn set_utc_offset(&self, minutes: i32) -> Result<()>;
    /// Keeps the pack that holds from now on, or nobody's, and judges what was measured by its rules.
    async fn use_pack(&self, pack: Option<&Pack>) -> Result<()>;
    /// Takes a head: signature, district, opening, counter. Cancels an older request.
    async fn admit(&self, head: SignedHead, now_s: i64) -> Result<std::result::Result<Admitted, Refused>>;
    /// Takes the head of a sealed file. It is no request: what the phone and this server say to each other goes on as if it had not come.
    async fn admit_file(
        &self,
        head: SignedHead,
        now_s: i64,
    ) -> Result<std::result::Result<Admitted, Refused>>;
    /// The frames of a sealed file; `None` where it was not sealed for this server.
    fn unseal(&self, bundle: &Bundle) -> Option<Zeroizing<Vec<u8>>>;
    /// Seals what is said to a phone in answer to its request.
    fn seal(&self, said: &Item, to: &([u8; 32], DeviceId, Nonce)) -> Option<Sealed>;
    /// Takes a batch whose signature holds, whole: stored, judged, fed, projected, durable when this returns.
    async fn take(
        &self,
        admitted: &Admitted,
        batch: &Batch,
        now_s: i64,
    ) -> Result<std::result::Result<Taken, Refused>>;
    /// What the server holds of the device, after the batches of a request.
    async fn answer(&self, admitted: &Admitted, now_s: i64) -> Result<Answer>;
    /// Takes the tail of a feed that a phone gives back after this server was set back.
    async fn take_tail(&self, admitted: &Admitted, tail: &Tail) -> Result<()>;
    /// Takes bodies of changes that such tails named.
    async fn take_bodies(&self, bodies: &[(ChangeKey, Vec<u8>)]) -> Result<()>;
    /// Of what these tails proved, the names that are not held.
    async fn lacking(&self, tails: &[Tail]) -> Result<Vec<ChangeName>>;
    /// What may be missing since this server was set back; `None` if it was not, or somebody confirmed.
    async fn set_back(&self) -> Result<Option<SetBack>>;
    /// Somebody has seen what may be missing: from now on no tail is believed, and everything is open again.
    async fn confirm_set_back(&self) -> Result<()>;
    /// The batches that hold what the phone lacks of its own.
    async fn returned(&self, admitted: &Admitted) -> Result<Vec<Batch>>;
    /// The feeds that a device holds, in the order in which they are applied: directory, its own, its areas.
    async fn feeds(&self, admitted: &Admitted) -> Result<Vec<At>>;
    /// The page after a cursor and whether more follows; `None` if there is nothing new.
    async fn page(&self, admitted: &Admitted, at: At) -> Result<Option<(Page, bool)>>;
    /// Takes a draft that a phone hands over for its worker, or the word that it needs nobody any more; or why it is not taken.
    async fn take_draft(
        &self,
        admitted: &Admitted,
        sealed: &Sealed,
        now_s: i64,
    ) -> Result<std::result::Result<(), &'static str>>;
    /// The drafts that phones of this phone's worker left, about whom she still works for; without those that it knows.
    async fn drafts_left(&self, admitted: &Admitted, known: &[String]) -> Result<Vec<DraftBackup>>;
    /// Where contents are kept.
    fn objects(&self) -> &dyn Objects;
    /// Whether a phone is entitled to a content.
    async fn may_have(&self, admitted: &Admitted, content: &ContentName) -> Result<bool>;
    /// Releases a content to the district: kept first, then named in the directory.
    async fn release(&self, new: &NewRelease) -> Result<Released>;
    /// Every release, as they follow on each other.
    async fn releases(&self) -> Result<Vec<Release>>;
    /// How each checklist stands on each phone at work; `today` is the day there.
    async fn checklists(&self, today: &str) -> Result<Vec<PhoneChecklist>>;
    /// Contents that came with a backup that was put back go where contents are kept.
    async fn unpack_content(&self) -> Result<()>;
    /// Makes a phone a worker's.
    async fn enrol(
        &self,
        request: EnrolRequest,
        now_s: i64,
    ) -> Result<std::result::Result<EnrolAnswer, EnrolRefusal>>;

    /// A new area below `parent`.
    async fn add_area(&self, name: &str, kind: i64, parent: Option<RecordName>) -> Result<RecordName>;
    /// A new worker.
    async fn add_worker(&self, name: &str) -> Result<RecordName>;
    /// A one-time code for a phone of this worker with this role and these areas.
    async fn invite(
        &self,
        worker: RecordName,
        role: u64,
        areas: &[RecordName],
        now_s: i64,
    ) -> Result<[u8; 16]>;
    /// Keeps an invitation sealed under its short code, for whoever types it.
    async fn keep_short_code(&self, code: &[u8; 16], kept: &SealedInvitation) -> Result<()>;
    /// The invitation that is asked for by this, sealed, as long as its code is good.
    async fn sealed_invitation(
        &self,
        id: &[u8; 16],
        now_s: i64,
    ) -> Result<std::result::Result<Vec<u8>, EnrolRefusal>>;
    /// New rights for all phones of a worker.
    async fn set_rights(&self, worker: RecordName, role: u64, areas: &[RecordName]) -> Result<()>;
    /// Stops a phone: what it sends from now on is set aside.
    async fn stop_device(&self, device: DeviceId) -> Result<()>;
    /// Accepts a change that was set aside, by a supervisor's word.
    async fn accept(&self, change: ChangeName, by: Option<RecordName>, note: &str) -> Result<()>;
    /// Changes that are set aside, the oldest first.
    async fn aside(&self) -> Result<Vec<Aside>>;
    /// Areas: name of the record, name, parent.
    async fn areas(&self) -> Result<Vec<(RecordName, String, Option<RecordName>)>>;
    /// Workers: name of the record, name.
    async fn workers(&self) -> Result<Vec<(RecordName, String)>>;
    /// Phones.
    async fn devices(&self) -> Result<Vec<DeviceStatus>>;
    /// The replicated state of an area as JSON lines.
    async fn dump(&self, area: RecordName) -> Result<Vec<u8>>;
    /// Every measurement, by area and household; voided readings are left out.
    async fn measurements(&self) -> Result<Vec<Measurement>>;
    /// An encrypted copy, while running; what it holds counts as backed up once it is finished.
    async fn backup(&self, to: &Path) -> Result<Backup>;
    /// What is wrong and what to do, in sentences; empty if all is well.
    async fn check(&self) -> Result<Vec<String>>;
    /// Whether it answers.
    async fn ping(&self) -> Result<()>;
}
