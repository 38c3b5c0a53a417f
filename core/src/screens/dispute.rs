//! Two different values of one field: each with who said it and when, which one is used meanwhile, and that nothing was erased. The worker can add what the
//! family says; the supervisor decides.

use super::shared::person_row;
use super::showing::Showing;
use super::{Button, Does, Group, Place, Result, ScreenView, State, correcting, values};
use crate::change::Register;
use crate::merge::State as _;
use crate::record::{RecordName, VOID, entity};
use crate::store::StoreError;
use crate::store::query::{self, DisputeItem};

pub(super) fn screen(
    showing: &Showing<'_>,
    record: &RecordName,
    name: &str,
    path: Option<&str>,
) -> Result<ScreenView> {
    let say = &showing.say;
    let known = showing.log.known(record)?.ok_or(StoreError::NoRecord(*record))?;
    let of = entity(known.entity).ok_or(StoreError::NoRecord(*record))?;
    let number = match name {
        "void" => VOID,
        name => of.field_named(name).ok_or(StoreError::NoRecord(*record))?.id,
    };
    let register = Register { record: *record, field: number, path: path.map(str::to_owned) };
    let place = Place::Dispute(*record, name.to_owned(), path.map(str::to_owned));
    let mut view = ScreenView::new(place, say.t("dispute-title"));
    let label = values::register_label(say, of.name, name, path);
    view.context = Some(match known.subject {
        Some(subject) if super::shared::household_of(showing, &subject)? == Some(subject) => {
            let title = query::household_title(&showing.log, &subject)?;
            say.join(&[label.clone(), super::shared::family(say, &title)], " · ")
        }
        Some(subject) => say.join(&[label.clone(), person_row(showing, &subject)?.title], " · "),
        None => label.clone(),
    });
    let item = query::dispute(&showing.log, &register)?.filter(|item| item.shown.disputed);
    let Some(item) = item else {
        view.empty = Some(say.t("dispute-settled"));
        view.buttons.extend(history(showing, known.subject));
        return Ok(view);
    };
    view.groups.push(Group { rows: rows(showing, of.name, &item), ..Group::of(label) });
    let used = item.values.iter().find(|value| value.shown);
    let used = used.map(|used| values::value(say, of.name, name, &used.value, &[]));
    let mut says: Vec<_> =
        used.map(|used| say.with("dispute-used", &[("value", (&used).into())])).into_iter().collect();
    says.push(say.t("dispute-kept"));
    says.push(say.t("dispute-leave_says"));
    view.groups.push(Group { says, ..Group::default() });
    view.buttons.extend(history(showing, known.subject));
    if name != "void" {
        let place = Place::Correct(*record, name.to_owned(), path.map(str::to_owned));
        view.main = Some(Button::new(say.t("dispute-ask"), Does::Open { place }).picture("group"));
    }
    Ok(view)
}

fn rows(showing: &Showing<'_>, entity: &str, item: &DisputeItem) -> Vec<super::Row> {
    let each = item.values.iter().map(|value| {
        let row = correcting::said(showing, entity, &item.field, value);
        if value.shown { row.mark(State::Note, showing.say.t("dispute-in_use")) } else { row }
    });
    each.collect()
}

fn history(showing: &Showing<'_>, subject: Option<RecordName>) -> Option<Button> {
    let place = Place::History(subject?);
    Some(Button::new(showing.say.t("person-history"), Does::Open { place }).picture("history"))
}
