//! Changes that were set aside: listed, and accepted by a supervisor's word.

use chaski::record::{ChangeName, DeviceId};
use chaski_service::data::Result;
use chaski_service::storage::Storage;
use serde_json::json;

use super::args::AsideCommand;
use super::named::{Opened, open, worker_called};
use super::terminal::{list, print_line, time, wrong};

/// `aside`.
pub(super) async fn aside(command: AsideCommand) -> Result<()> {
    match command {
        AsideCommand::List { place, form } => {
            let aside = open(&place)?.storage.aside().await?;
            list(
                form,
                &["change", "worker", "why", "made", "about"],
                aside.iter().map(|one| {
                    let about = one.subject.clone().unwrap_or_default();
                    let made = time(Some(one.wall_s));
                    (
                        json!(one),
                        vec![one.change.clone(), one.worker.clone(), one.reason.clone(), made, about],
                    )
                }),
            );
        }
        AsideCommand::Accept { change, place, note, by } => {
            let Opened { storage, .. } = open(&place)?;
            let name = change.split_once('.').and_then(|(device, number)| {
                Some(ChangeName { device: DeviceId::from_hex(device)?, number: number.parse().ok()? })
            });
            let name =
                name.ok_or_else(|| wrong(format!("{change} is not a change: copy it from `aside list`")))?;
            let by = match by {
                Some(by) => Some(worker_called(&storage, &by).await?),
                None => None,
            };
            storage.accept(name, by, &note).await?;
            print_line("It is accepted; the phones of its area get it with their next sync.");
        }
    }
    Ok(())
}
