//! Everything that was ever said of a person or household and of what was recorded of them: what, who, when, why. Nothing disappears: what was
//! replaced stands here too.

use super::shared::{name, said_by};
use super::showing::Showing;
use super::{Group, Place, Result, Row, ScreenView, State, values};
use crate::change::Register;
use crate::record::{RecordName, VOID};
use crate::store::query::{self, HistoryRow, RecordView};

/// Sayings that are shown of one subject, the newest first.
const MOST: usize = 200;

/// One saying, with what it is of.
struct Saying<'v> {
    view: &'v RecordView,
    field: String,
    path: Option<String>,
    said: HistoryRow,
}

pub(super) fn screen(showing: &Showing<'_>, subject: &RecordName) -> Result<ScreenView> {
    let say = &showing.say;
    let mut view = ScreenView::new(Place::History(*subject), say.t("person-history"));
    let (title, records) = if super::shared::household_of(showing, subject)? == Some(*subject) {
        let page = query::household(&showing.log, subject)?;
        let title = super::shared::family(say, &query::household_title(&showing.log, subject)?);
        (title, [vec![page.view], page.agreements].concat())
    } else {
        let page = query::child(&showing.log, subject)?;
        let parts =
            [page.readings, page.services, page.consents, page.referrals, page.agreements, page.pregnancies];
        (name(say, page.name.as_deref()), [vec![page.view], parts.concat()].concat())
    };
    view.context = Some(title);
    let mut all = Vec::new();
    for record in &records {
        let mut registers: Vec<(String, u64, Option<String>)> = record
            .fields
            .iter()
            .filter(|field| !field.value.is_null() || field.disputed)
            .map(|field| (field.field.clone(), field.number, field.path.clone()))
            .collect();
        registers.push(("void".into(), VOID, None));
        for (field, number, path) in registers {
            let register = Register { record: record.record, field: number, path: path.clone() };
            for said in query::history(&showing.log, &register)? {
                all.push(Saying { view: record, field: field.clone(), path: path.clone(), said });
            }
        }
    }
    all.sort_by_key(|one| std::cmp::Reverse(one.said.at));
    all.truncate(MOST);
    let rows = all.iter().map(|one| row(showing, one)).collect::<Result<_>>()?;
    view.group(Group { rows, ..Group::default() });
    Ok(view)
}

fn row(showing: &Showing<'_>, one: &Saying<'_>) -> Result<Row> {
    let (say, Saying { view, field, path, said }) = (&showing.say, one);
    let label = values::register_label(say, &view.entity, field, path.as_deref());
    let named = said.value.as_array().map_or(std::slice::from_ref(&said.value), Vec::as_slice);
    let named = named.iter().filter_map(|one| one.as_str()?.parse().ok());
    let links =
        named.map(|name| query::link(&showing.log, name)).collect::<std::result::Result<Vec<_>, _>>()?;
    let value = values::value(say, &view.entity, field, &said.value, &links);
    let mut row = Row::new(label).line(value).line(said_by(say, &said.who, said.at.map_or(0, |at| at.0)));
    if let Some(reason) = &said.reason {
        row = row.line(say.with("said-because", &[("reason", reason.into())]));
    }
    Ok(if said.stands { row } else { row.mark(State::Note, say.t("said-replaced")) })
}
