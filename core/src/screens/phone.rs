//! This phone: whose it is, their areas, the server, its checklists and whose lists hold; what somebody who helps from afar asks for.

use super::showing::Showing;
use super::{Group, Place, Result, Row, ScreenView, State};
use crate::record::table::worker;
use crate::store::areas::area_name;
use crate::store::content;
use crate::store::pack::Holding;
use crate::store::shown::shown_field;

/// Signs of the device's name that tell it from others when they are read out.
const SIGNS: usize = 8;

pub(super) fn screen(showing: &Showing<'_>) -> Result<ScreenView> {
    let Showing { store, log, say, .. } = showing;
    let mut view = ScreenView::new(Place::Phone, say.t("phone-this"));
    let mut rows = Vec::new();
    if let Some(me) = store.worker()? {
        let name = shown_field(log, me, worker::name)?.value;
        let name = name.and_then(|name| name.as_text().map(str::to_owned));
        rows.push(Row::new(say.t("entity-worker")).line(super::shared::name(say, name.as_deref())));
    }
    let rights = store.rights()?;
    for area in rights.iter().flat_map(|rights| &rights.areas) {
        let name = area_name(log, area)?;
        rows.push(Row::new(say.t("entity-area")).line(super::shared::name(say, name.as_deref())));
    }
    if let Some(url) = log.meta::<String>("url")? {
        rows.push(Row::new(say.t("entity-server")).line(say.plain(url)));
    }
    let device: String = store.device().to_hex().chars().take(SIGNS).collect();
    rows.push(Row::new(say.t("entity-device")).line(say.plain(device)));
    rows.push(Row::new(say.t("phone-version")).line(say.plain(env!("CARGO_PKG_VERSION"))));
    view.groups.push(Group { rows, ..Group::default() });
    let today = store.content_day(&say.today.to_string())?;
    let rows = content::on_phone(log, &today)?.into_iter().map(|one| {
        let version = one.used.map(|used| say.plain(used.version)).unwrap_or_else(|| say.t("value-none"));
        Row::new(say.plain(one.name)).line(version)
    });
    view.group(Group { rows: rows.collect(), ..Group::of(say.t("phone-checklists")) });
    let row = match log.holding()? {
        Holding::Of(pack) => Row::new(say.plain(format!("{} {}", pack.country.to_uppercase(), pack.version))),
        Holding::Nobodys => {
            let text = say.t("phone-pack_none");
            Row::new(text.clone()).line(say.t("phone-pack_none.remedy")).mark(State::Note, text)
        }
        Holding::Unreadable(name) => {
            let text = say.with("phone-pack_unreadable", &[("pack", (&name).into())]);
            Row::new(text.clone()).line(say.t("phone-pack_unreadable.remedy")).mark(State::Note, text)
        }
    };
    view.groups.push(Group { rows: vec![row], ..Group::of(say.t("phone-pack")) });
    Ok(view)
}
