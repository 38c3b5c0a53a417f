//! *Mi celular*: how the work of this phone stands, in three truths about a record (on this phone only, delivered, reviewed), and what became of what is not
//! simply delivered. Trouble is told as what is safe, what is missing and what to do.

use super::showing::Showing;
use super::{Button, Does, Group, Place, ROWS, Result, Row, ScreenView, State, Which};
use crate::store::inbox::{self, InboxItem};
use crate::store::query::{self, Page};
use crate::words::shown;

/// When the last whole sync ended, by the phone's clock.
const LAST_SYNC: &str = "last_sync_s";
/// Days without a delivery after which it is told.
const SILENT_DAYS: i64 = 7;

/// The strip on top of *Hoy*: what is on this phone only, or that all is delivered; what is out of the ordinary with this phone.
pub(super) fn strip(showing: &Showing<'_>) -> Result<Vec<Row>> {
    let say = &showing.say;
    let only = inbox::delivery(&showing.log)?.on_this_phone_only;
    let mut rows = Vec::new();
    if only > 0 {
        let text = say.counted("phone-only_count", usize::try_from(only).unwrap_or(usize::MAX));
        rows.push(
            Row::new(text.clone()).picture("mobile").mark(State::PhoneOnly, text).opens(Place::Delivery),
        );
    } else if let Some(last) = last_sync(showing)? {
        let when = shown::date_time(say.lang, last, say.utc_offset_min, say.today);
        let text = say.with("phone-last", &[("when", (&when).into())]);
        rows.push(
            Row::new(say.t("phone-all_delivered")).picture("cloud_done").line(text).opens(Place::Delivery),
        );
    }
    rows.extend(conditions(showing)?);
    Ok(rows)
}

fn last_sync(showing: &Showing<'_>) -> Result<Option<i64>> {
    Ok(showing.log.meta(LAST_SYNC)?)
}

/// What is out of the ordinary: a clock that cannot be right, a phone that is stopped or is a copy, days without a delivery.
fn conditions(showing: &Showing<'_>) -> Result<Vec<Row>> {
    let say = &showing.say;
    let mut rows = Vec::new();
    let note = |text: crate::words::Text| Row::new(text.clone()).picture("info").mark(State::Note, text);
    if showing.store.rights()?.is_some_and(|rights| rights.stopped) {
        rows.push(note(say.t("phone-stopped")));
    }
    if crate::store::own::lines(&showing.log)?.is_some() {
        rows.push(note(say.t("phone-copied")));
    }
    let now_s = showing.store.now().wall_s;
    if let Some(known_s) = showing.store.content_time_s().ok().filter(|known| *known > now_s + 86_400) {
        let _ = known_s;
        let day = shown::long_day(say.lang, now_s, say.utc_offset_min);
        rows.push(note(say.with("phone-clock", &[("date", (&day).into())])));
    }
    if let Some(last) = last_sync(showing)? {
        let days = (now_s - last) / 86_400;
        if days >= SILENT_DAYS {
            let text = say.counted("phone-silent", usize::try_from(days).unwrap_or_default());
            rows.push(Row::new(text.clone()).picture("schedule").mark(State::Due, text));
        }
    }
    Ok(rows)
}

pub(super) fn screen(showing: &Showing<'_>) -> Result<ScreenView> {
    let say = &showing.say;
    let delivery = inbox::delivery(&showing.log)?;
    let mut view = ScreenView::new(Place::Delivery, say.t("phone-title"));
    view.bands = conditions(showing)?;
    let counted = |n: u64, id: &str, picture: &str| {
        let number = shown::number(say.lang, i64::try_from(n).unwrap_or(i64::MAX));
        Row::new(say.plain(number)).picture(picture).line(say.t(id))
    };
    let only = delivery.on_this_phone_only;
    let mut rows = vec![
        counted(only, "phone-only", "mobile").opens(Place::Delivered(Which::PhoneOnly)),
        counted(delivery.acknowledged, "phone-delivered", "cloud_done"),
    ];
    let lists = [
        (delivery.waiting, "phone-waiting", Which::Waiting),
        (delivery.set_aside, "phone-set_aside", Which::SetAside),
        (delivery.unreadable, "phone-unreadable", Which::Unreadable),
    ];
    for (n, id, which) in lists {
        if n > 0 {
            let text = say.counted(id, usize::try_from(n).unwrap_or(usize::MAX));
            rows.push(Row::new(text).picture("pending").opens(Place::Delivered(which)));
        }
    }
    let mut says = Vec::new();
    says.push(match last_sync(showing)? {
        Some(last) => {
            let when = shown::date_time(say.lang, last, say.utc_offset_min, say.today);
            say.with("phone-last", &[("when", (&when).into())])
        }
        None => say.t("phone-last_none"),
    });
    if only > 0 {
        says.push(say.t("phone-safe"));
    }
    view.groups.push(Group { rows, ..Group::default() });
    view.groups.push(Group { says, ..Group::default() });
    if only > 0 {
        // Where no line comes for long, a card or a cable carries it.
        view.buttons.push(Button::new(say.t("phone-bundle"), Does::Bundle).picture("save"));
    }
    let phone = Row::new(say.t("phone-this")).picture("mobile").opens(Place::Phone);
    let settings = Row::new(say.t("phone-settings")).picture("text_fields").does(Does::Settings);
    let lock = Row::new(say.t("phone-lock")).picture("lock").does(Does::Lock);
    view.groups.push(Group { rows: vec![phone, settings, lock], ..Group::default() });
    view.main = Some(Button::new(say.t("phone-deliver_now"), Does::Sync).picture("sync"));
    Ok(view)
}

/// One of the numbers, opened to what is behind it.
pub(super) fn list(showing: &Showing<'_>, which: Which, after: Option<&str>) -> Result<ScreenView> {
    let Showing { log, say, .. } = showing;
    let mut view = ScreenView::new(Place::Delivered(which), say.t(&format!("phone-list-{}", which.name())));
    let after = after.and_then(|after| after.parse::<i64>().ok());
    let page: Page<InboxItem, i64> = match which {
        Which::PhoneOnly => inbox::unsent(log, say.lang, after, ROWS)?,
        Which::SetAside => inbox::set_aside(log, say.lang, after, ROWS)?,
        Which::Waiting => inbox::waiting(log, say.lang, after, ROWS)?,
        Which::Unreadable => inbox::unreadable(log, say.lang, after, ROWS)?,
        Which::Moved => {
            let moved = query::moved(log, say.lang)?;
            let rows = moved.into_iter().map(|one| Row::new(say.plain(one.sentence)).picture("move_down"));
            view.group(Group { rows: rows.collect(), ..Group::default() });
            if view.groups.is_empty() {
                view.empty = Some(say.t("phone-list_empty"));
            }
            return Ok(view);
        }
    };
    let mut rows = Vec::new();
    for item in page.items {
        rows.push(item_row(showing, item)?);
    }
    if rows.is_empty() {
        view.empty = Some(say.t("phone-list_empty"));
    }
    view.next = page.next.map(|next| next.to_string());
    view.group(Group { rows, ..Group::default() });
    Ok(view)
}

fn item_row(showing: &Showing<'_>, item: InboxItem) -> Result<Row> {
    let say = &showing.say;
    let mut row = Row::new(say.plain(item.sentence)).line(say.plain(item.remedy));
    if let Some(subject) = item.subject {
        let place = match super::shared::household_of(showing, &subject)? {
            Some(household) if household == subject => Place::Household(subject),
            Some(_) => Place::Person(subject),
            None => return Ok(row),
        };
        let title = query::link(&showing.log, subject)?.title;
        if let Some(title) = title {
            row = row.line(say.plain(title));
        }
        row = row.opens(place);
    }
    if item.urgent { Ok(row.mark(State::Danger, say.t("phone-goes_first"))) } else { Ok(row) }
}
