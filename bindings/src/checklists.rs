//! The checklists of a phone: which version of each is used, which one comes, and why one cannot be used; and how much may be
//! fetched in a day. Holds no rule: which version holds the store says.

use chaski::store::content::{Kept, OnPhone, on_phone};
use chaski::store::{Store, content_budget};
use chaski::words::{Arg, Lang, message};

use crate::error::{Inner, Result};
use crate::phone::Phone;
use crate::platform::today;
use crate::view::{ChecklistView, NextChecklist};

#[uniffi::export]
impl Phone {
    /// How many bytes of checklists and other content may come in a day.
    pub fn content_budget(&self) -> Result<u64> {
        self.read("content_budget", |log| Ok(content_budget::a_day(log)?))
    }

    /// From now on so many; at least 64 kB, so that each piece can come.
    pub fn set_content_budget(&self, bytes_a_day: u64) -> Result<()> {
        self.call("set_content_budget", || Ok(self.store().set_content_budget(bytes_a_day)?))
    }
}

/// How each checklist stands, today.
pub(crate) fn checklists(store: &Store, language: Lang) -> Inner<Vec<ChecklistView>> {
    let today = store.content_day(&today().to_string())?;
    Ok(on_phone(&store.log(), &today)?.into_iter().map(|one| view(one, &today, language)).collect())
}

fn view(one: OnPhone, today: &str, language: Lang) -> ChecklistView {
    let say = |id: &str, args: &[(&str, Arg<'_>)]| message(language, id, args).text;
    let next = one.coming.map(|(release, kept)| {
        let refused = kept.as_ref().and_then(|kept| kept.refused.clone());
        let percent = kept.as_ref().map_or(0, |kept| kept.held * 100 / kept.pieces.max(1));
        let version = ("version", Arg::Str(&release.version));
        let sentence = match (&refused, kept.as_ref().is_some_and(Kept::is_whole)) {
            (Some(_), _) => say("phone-checklist_refused", &[version]),
            (None, true) if release.since.as_str() > today => {
                say("phone-checklist_begins", &[version, ("date", Arg::Str(&release.since))])
            }
            (None, true) => say("phone-checklist_is_there", &[version]),
            (None, false) => {
                let shown = percent.to_string();
                say("phone-checklist_comes", &[version, ("percent", Arg::Str(&shown))])
            }
        };
        NextChecklist {
            version: release.version.clone(),
            from: release.since.clone(),
            percent,
            refused,
            sentence,
        }
    });
    ChecklistView { name: one.name, version: one.used.map(|used| used.version), next }
}
