//! The first checklist of the country's programme, released in the district of a demo as `chaski-server form publish` does, and
//! fetched by its phones as they sync. Knows no question of it.

use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::NoAttachments;
use chaski::forms::package::Package;
use chaski::record::table::code::release_kind;
use chaski_service::storage::{NewRelease, Storage};
use chaski_xlsform::convert;

use super::error::{DemoError, Result};
use super::world::World;

/// The spreadsheet as the programme writes it.
const SPREADSHEET: &[u8] = include_bytes!("../../../core/packs/pe/forms/visita.xlsx");

/// Releases it on a day, to hold from another on; what it is called.
pub fn release(world: &World, day: i64, since: i64) -> Result<String> {
    let unreadable = || DemoError::Story("the checklist cannot be read".into());
    let xform = convert(SPREADSHEET, "visita").map_err(|_| unreadable())?.xform;
    let form = import(&xform, &NoAttachments).form.ok_or_else(unreadable)?;
    let new = NewRelease {
        kind: release_kind::form,
        name: form.id,
        version: form.version,
        content: Package { xform, files: Default::default() }.encode(),
        since: world.calendar.text(since),
        today: world.calendar.text(day),
    };
    world.wait(world.storage.release(&new))?;
    Ok(form.title)
}

/// An error unless every phone can fill it on a day.
pub fn has_come(world: &mut World, day: i64) -> Result<()> {
    for phone in &mut world.phones {
        if phone.checklist(day)?.is_none() {
            return Err(DemoError::Fault("a checklist was released and has not come to every phone".into()));
        }
    }
    Ok(())
}
