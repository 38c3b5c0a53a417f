//! The forms of checklists, read from where contents are kept and held in memory, a few at a time: a content never changes, so that what was
//! read of it holds for ever. Knows contents and forms; no record and no page.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use chaski::change::content::ContentName;
use chaski::forms::definition::import::import;
use chaski::forms::package::Package;
use chaski::forms::session::ReadForm;

use crate::storage::{Objects, Result, StorageError};

/// How many are held; the one that was asked for longest ago goes.
const HELD: usize = 8;

/// A form that was read; none of a content that is no form that this version reads.
type Read = Option<Arc<ReadForm>>;

/// The forms of checklists.
#[derive(Debug, Default)]
pub struct Checklists(Mutex<VecDeque<(ContentName, Read)>>);

impl Checklists {
    /// The form of a content; none where the content is not here, or is no form that this version reads.
    pub async fn form(&self, objects: &dyn Objects, content: &ContentName) -> Result<Read> {
        if let Some(read) = self.held(content) {
            return Ok(read);
        }
        let Some(bytes) = objects.whole(content).await? else { return Ok(None) };
        // A great form takes as long as a page.
        let read = tokio::task::spawn_blocking(move || form_of(&bytes).map(Arc::new))
            .await
            .map_err(|error| StorageError::Disk(std::io::Error::other(error.to_string())))?;
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.truncate(HELD - 1);
        held.push_front((*content, read.clone()));
        Ok(read)
    }

    fn held(&self, content: &ContentName) -> Option<Read> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = held.iter().position(|(name, _)| name == content)?;
        let found = held.remove(at)?;
        let read = found.1.clone();
        held.push_front(found);
        Some(read)
    }
}

fn form_of(bytes: &[u8]) -> Option<ReadForm> {
    let package = Package::decode(bytes).ok()?;
    import(&package.xform, &package).form.map(ReadForm::of)
}
