//! The pack that holds in a district, given to its phones: released as a checklist is, so that each takes it with its next sync. Knows
//! that there is one; not what stands in it.

use chaski::change::content::ContentName;
use chaski::pack;
use chaski::record::table::code::release_kind;
use chaski::store::pack::Holding;
use chaski::store::releases::day_of;

use crate::storage::{NewRelease, Result, Storage};

/// Under this name a district releases its pack: it has one at a time.
const NAME: &str = "pack";

/// Releases the pack that holds, if the last one released is another: one was chosen, or this version of the program brings a newer
/// one. While a server that was set back waits to be confirmed, nothing is released.
///
/// # Errors
/// What the storage refuses, as a sentence.
pub async fn release_held(storage: &dyn Storage, now_s: i64) -> Result<()> {
    let district = storage.district().await?;
    let Holding::Of(pack) = district.pack else { return Ok(()) };
    let content = pack::to_text(pack).into_bytes();
    let name = ContentName::of(&content);
    let released = storage.releases().await?;
    let last = released.iter().filter(|one| one.kind == release_kind::pack).max_by_key(|one| one.number);
    if last.is_some_and(|last| last.content == name) || storage.set_back().await?.is_some() {
        return Ok(());
    }
    let today = day_of(now_s + i64::from(district.utc_offset_min) * 60);
    // Somebody who writes a pack may forget to count its version up: what phones are given goes by its contents.
    let version = format!("{pack} ({})", &name.to_hex()[..8]);
    let new = NewRelease {
        kind: release_kind::pack,
        name: NAME.into(),
        version,
        content,
        since: today.clone(),
        today,
    };
    storage.release(&new).await.map(drop)
}
