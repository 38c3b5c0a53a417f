//! All families, by name; those that a filter leaves; and what is found of families and persons by what is typed at a door.

use std::collections::BTreeSet;

use chrono::Days;

use super::shared::{age, household_row, kind, name, picture};
use super::showing::Showing;
use super::{Button, Does, Filter, Group, Place, ROWS, Result, Row, ScreenView, State, today};
use crate::record::RecordName;
use crate::store::query::{self, Family, HouseholdTitle};
use crate::store::search;

/// Days under which a child is under a year old.
const YEAR_DAYS: u64 = 365;

pub(super) fn screen(showing: &Showing<'_>, filter: Filter, after: Option<&str>) -> Result<ScreenView> {
    let say = &showing.say;
    let mut view = ScreenView::new(Place::Families(filter), say.t("families-title"));
    let kept = kept_by(showing, filter)?;
    let mut rows = Vec::new();
    let mut next = after.map(str::to_owned);
    loop {
        let many = if kept.is_some() { query::PAGE_ITEMS } else { ROWS };
        let page = query::families(&showing.log, None, next.as_deref(), many)?;
        next = page.next;
        let keeps = |one: &Family| kept.as_ref().is_none_or(|kept| kept.contains(&one.household));
        for family in page.items.iter().filter(|one| keeps(one)) {
            rows.push(family_row(showing, family));
        }
        if next.is_none() || rows.len() >= ROWS {
            break;
        }
    }
    view.next = next;
    if filter == Filter::All {
        view.buttons.extend(Filter::each().filter(|one| *one != Filter::All).map(|one| {
            Button::new(
                say.t(&format!("families-only-{}", one.name())),
                Does::Open { place: Place::Families(one) },
            )
            .picture("filter_list")
        }));
    } else {
        view.context = Some(say.t(&format!("families-only-{}", filter.name())));
        let all = Does::Open { place: Place::Families(Filter::All) };
        view.buttons.push(Button::new(say.t("families-no_filter"), all).picture("close"));
    }
    if rows.is_empty() {
        view.empty = Some(say.t(if filter == Filter::All { "families-none" } else { "families-none_so" }));
    }
    view.group(Group { rows, ..Group::default() });
    view.main =
        Some(Button::new(say.t("families-new"), Does::Open { place: Place::RegisterFamily }).picture("add"));
    Ok(view)
}

/// What is found by what is typed.
pub(super) fn found(showing: &Showing<'_>, words: &str) -> Result<ScreenView> {
    let say = &showing.say;
    let mut view = ScreenView::new(Place::Families(Filter::All), say.t("families-title"));
    let mut rows = Vec::new();
    for found in search::search(&showing.log, words, ROWS)? {
        if found.entity == "household" {
            rows.push(household_row(showing, &found.record)?);
            continue;
        }
        let (of, birth) = (found.kind.as_deref(), found.birth_date.as_deref());
        let mut row = Row::new(name(say, found.name.as_deref())).picture(picture(of, birth, say.today));
        let mut what: Vec<_> = kind(say, of, found.sex.as_deref()).into_iter().collect();
        if of == Some("child") {
            what.push(age(say, birth));
        }
        row = row.line(say.join(&what, " · "));
        if let Some(known_as) = &found.known_as {
            row = row.line(say.plain(known_as));
        }
        rows.push(row.opens(Place::Person(found.record)));
    }
    if rows.is_empty() {
        view.empty = Some(say.with("families-not_found", &[("words", words.trim().into())]));
    }
    view.group(Group { rows, ..Group::default() });
    view.main =
        Some(Button::new(say.t("families-new"), Does::Open { place: Place::RegisterFamily }).picture("add"));
    Ok(view)
}

/// The households that a filter leaves; none where it leaves all.
fn kept_by(showing: &Showing<'_>, filter: Filter) -> Result<Option<BTreeSet<RecordName>>> {
    let log = &showing.log;
    let kept = match filter {
        Filter::All => return Ok(None),
        Filter::UnderOne => {
            let today = showing.say.today;
            let year_ago = today.checked_sub_days(Days::new(YEAR_DAYS)).unwrap_or(today);
            query::with_child_born_after(log, &year_ago.to_string())?
        }
        Filter::Pregnant => query::with_pregnant(log)?,
        Filter::NotSeen => {
            let (mut all, mut after) = (Vec::new(), None);
            loop {
                let page =
                    query::not_visited_since(log, &today::long_ago(showing), after, query::PAGE_ITEMS)?;
                all.extend(page.items);
                match page.next {
                    Some(next) => after = Some(next),
                    None => break all,
                }
            }
        }
    };
    Ok(Some(kept.into_iter().collect()))
}

fn family_row(showing: &Showing<'_>, of: &Family) -> Row {
    let say = &showing.say;
    let title = HouseholdTitle {
        family_names: of.family_names.clone(),
        known_as: of.known_as.clone(),
        reference: of.populated_centre.clone(),
    };
    let mut row = Row::new(super::shared::family(say, &title)).picture("home");
    if let Some(line) = super::shared::found_by(say, &title) {
        row = row.line(line);
    }
    row = row.line(say.counted("families-children", usize::try_from(of.children).unwrap_or_default()));
    if of.disputed {
        row = row.mark(State::Disputed, say.t("state-dispute"));
    }
    if let Some(last) = &of.last_visit {
        let day = say.day_text(last);
        row = row.line(say.with("families-last_visit", &[("day", (&day).into())]));
    }
    row.opens(Place::Household(of.household))
}
