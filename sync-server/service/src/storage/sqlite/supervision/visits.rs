//! The list of visits and the page of one. A list is one statement for its lines, one for the names of who was seen
//! and one for the count, however many visits are stored.

use std::collections::HashMap;

use chaski::action::review::Behind;
use chaski::change::Register;
use chaski::record::table::{code, visit};
use chaski::record::{RecordName, VOID};
use chaski::store::Log;
use chaski::store::query::{self, DisputeItem, HistoryRow, RecordView};
use chaski::store::related::recorded_at;
use rusqlite::{Row, params};

use super::areas::{Scope, list, literal};
use super::received::received_s;
use super::redaction::Redaction;
use super::rows::{LINES, count, full_name, records as records_by};
use super::{changes, flagged_readings, visit_row};
use crate::storage::Result;
use crate::storage::supervision::{Figure, ReviewState, Slice, VisitFilter, VisitLine, VisitView};

/// Columns of a line and of what it names; `l` is the line.
pub(super) const LINE: &str = "l.visit, l.household, coalesce(h.known_as, (SELECT p.family_names FROM r_person p
    WHERE p.household = l.household AND p.voided = 0 AND p.family_names IS NOT NULL
    ORDER BY p.kind IS NOT 1, p.record LIMIT 1)), l.worker, w.name, l.day, l.received_s, l.outcome, l.review, l.attention,
  l.revision, v.persons_seen";
/// Where those stand.
pub(super) const OF_LINE: &str = "visit_line l LEFT JOIN r_household h ON h.record = l.household
  LEFT JOIN r_worker w ON w.record = l.worker LEFT JOIN r_visit v ON v.record = l.visit";

/// Reads lines and then, in one statement, the names of who was seen.
pub(super) fn lines(log: &Log<'_>, statement: &str, params: impl rusqlite::Params) -> Result<Vec<VisitLine>> {
    let mut statement = log.connection().prepare_cached(statement)?;
    let mut rows = statement.query(params)?;
    let mut found: Vec<(VisitLine, Vec<RecordName>)> = Vec::new();
    while let Some(row) = rows.next()? {
        found.extend(read(row)?);
    }
    let mut everyone: Vec<RecordName> = found.iter().flat_map(|(_, seen)| seen).copied().collect();
    everyone.sort();
    everyone.dedup();
    let names = names_of(log, &everyone)?;
    Ok(found
        .into_iter()
        .map(|(mut line, seen)| {
            // Only children are named in a list; whoever is not held has no name.
            let of = |person: &RecordName| names.get(person).filter(|(child, _)| *child);
            let children: Vec<&RecordName> =
                seen.iter().filter(|person| names.get(*person).is_none_or(|(child, _)| *child)).collect();
            line.seen.1 = children.len() as u64;
            line.seen.0 = children.into_iter().filter_map(|person| of(person)?.1.clone()).take(3).collect();
            line
        })
        .collect())
}

fn read(row: &Row<'_>) -> Result<Option<(VisitLine, Vec<RecordName>)>> {
    let record = |column: usize| -> Result<Option<RecordName>> {
        Ok(row.get::<_, Option<Vec<u8>>>(column)?.and_then(|key| RecordName::from_key(&key)))
    };
    let (Some(visit), Some(household)) = (record(0)?, record(1)?) else { return Ok(None) };
    let seen: Option<String> = row.get(11)?;
    let line = VisitLine {
        visit,
        household,
        family: row.get(2)?,
        seen: (Vec::new(), 0),
        worker: record(3)?,
        worker_name: row.get(4)?,
        on: row.get(5)?,
        received_s: row.get(6)?,
        outcome: row.get(7)?,
        review: ReviewState::from_number(row.get(8)?),
        attention: row.get(9)?,
        // Made by this server: it reads back.
        revision: row.get::<_, String>(10)?.parse().unwrap_or_default(),
    };
    Ok(Some((line, seen.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default())))
}

/// Who of these is a child, and their names, in one statement.
pub(super) fn names_of(
    log: &Log<'_>,
    persons: &[RecordName],
) -> Result<HashMap<RecordName, (bool, Option<String>)>> {
    let mut names = HashMap::new();
    for some in persons.chunks(1000) {
        let mut statement = log.connection().prepare(&format!(
            "SELECT record, kind, given_names, family_names FROM r_person WHERE record IN {}",
            list(some)
        ))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(person) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) {
                let kind: Option<i64> = row.get(1)?;
                let child = kind.is_none_or(|kind| kind == code::person_kind::child);
                names.insert(person, (child, full_name(row.get(2)?, row.get(3)?)));
            }
        }
    }
    Ok(names)
}

/// What a visit of a figure is; the same as what `line` counts.
fn made_of(figure: Figure) -> &'static str {
    match figure {
        Figure::Expected => "next_day IS NOT NULL",
        Figure::Followed => "next_day IS NOT NULL AND followed_day IS NOT NULL",
        Figure::InTime => "followed_day <= date(next_day, '+7 days')",
        Figure::NotDone => "outcome > 2",
        Figure::WithPlace => "outcome = 2 AND place <> 0",
    }
}

/// How a list is walked: by which index, under which conditions, in which order.
struct Walk {
    index: &'static str,
    by_area: bool,
    conditions: Vec<String>,
    /// The column that it is ordered by, the greatest first.
    order: &'static str,
}

impl Walk {
    /// The index that leaves the fewest lines to scope at in vain.
    fn of(filter: &VisitFilter) -> Walk {
        let mut conditions = Vec::new();
        if let Some(outcome) = filter.outcome {
            conditions.push(format!("outcome = {outcome}"));
        }
        if let Some(review) = filter.review {
            conditions.push(format!("review = {}", review as i64));
        }
        if filter.attention {
            conditions.push("attention <> 0".into());
        }
        let figure = filter.figure.filter(|_| filter.worker.is_some());
        conditions.extend(figure.into_iter().map(|figure| made_of(figure).to_owned()));
        let agreed = matches!(figure, Some(Figure::Expected | Figure::Followed | Figure::InTime));
        let day = if agreed { "next_day" } else { "day" };
        // Bound below: a day is typed by a person.
        if filter.from.is_some() {
            // A day that is known to the month alone is of that month.
            conditions.push(format!("({day} >= ?1 OR {day} = substr(?1, 1, 7))"));
        }
        if filter.to.is_some() {
            conditions.push(format!("{day} <= ?2"));
        }
        let range = filter.from.is_some() || filter.to.is_some();
        let not_done = filter.outcome.is_some_and(|outcome| outcome != code::visit_outcome::done);
        let order = if filter.worker.is_some() || range { "day" } else { "received_s" };
        let index = match filter {
            VisitFilter { worker: Some(worker), .. } => {
                conditions.push(format!("worker = {}", literal(worker)));
                return Walk { index: "line_worker", by_area: false, conditions, order };
            }
            _ if range => "line_day",
            VisitFilter { review: Some(state), .. } if *state != ReviewState::None => {
                // Says to SQLite that the partial index holds all that is asked for.
                conditions.push("review <> 0".into());
                "line_reviewed"
            }
            VisitFilter { attention: true, .. } => "line_attention",
            _ if not_done => {
                conditions.push("outcome <> 2".into());
                "line_not_done"
            }
            VisitFilter { review: Some(_), .. } => "line_unreviewed",
            _ => "line_received",
        };
        Walk { index, by_area: true, conditions, order }
    }

    fn where_(&self, area: &str) -> String {
        let mut all = vec![area.to_owned()];
        all.extend(self.conditions.iter().cloned());
        all.join(" AND ")
    }
}

/// The most areas whose lists are merged in one statement; SQLite takes 500 at most.
const MERGED: usize = 200;

/// Visits, the last received first; of one worker, or of a range of days, the newest day first.
pub(super) fn visit_list(
    scope: &Scope<'_>,
    filter: &VisitFilter,
    after: Option<&str>,
) -> Result<Slice<VisitLine>> {
    let walk = Walk::of(filter);
    let mine = scope.mine(filter.area.as_ref());
    let within = list(&mine);
    let (order, index) = (walk.order, walk.index);
    let after = after.and_then(Place::read);
    let place = match &after {
        Some(place) if order == "day" => format!(" AND (day, visit) < (?3, {})", literal(&place.visit)),
        Some(place) => format!(" AND (received_s, visit) < (CAST(?3 AS INTEGER), {})", literal(&place.visit)),
        None => String::new(),
    };
    let arm = |area: &str| {
        format!(
            "SELECT * FROM (SELECT visit, {order} AS at FROM visit_line INDEXED BY {index} WHERE {}{place}
             ORDER BY {order} DESC, visit DESC LIMIT {})",
            walk.where_(area),
            LINES + 1
        )
    };
    let params = params![filter.from, filter.to, after.as_ref().map(|place| place.at.clone())];
    let by_area = walk.by_area && mine.len() <= MERGED;
    let arms = if by_area {
        mine.iter().map(|area| arm(&format!("area = {}", literal(area)))).collect::<Vec<_>>()
    } else {
        vec![arm(&format!("area IN {within}"))]
    };
    if arms.is_empty() {
        return Ok(Slice { items: Vec::new(), next: None, total: Default::default() });
    }
    // The parameters are named even where no arm does, so that they can always be bound.
    let statement = format!(
        "WITH bound AS (SELECT ?1, ?2, ?3), picked AS ({}) SELECT {LINE} FROM
           (SELECT visit, at FROM picked ORDER BY at DESC, visit DESC LIMIT {}) AS p
           CROSS JOIN visit_line l ON l.visit = p.visit
           LEFT JOIN r_household h ON h.record = l.household LEFT JOIN r_worker w ON w.record = l.worker
           LEFT JOIN r_visit v ON v.record = l.visit WHERE EXISTS (SELECT 1 FROM bound)
         ORDER BY p.at DESC, p.visit DESC",
        arms.join(" UNION ALL "),
        LINES + 1
    );
    let mut items = lines(&scope.log, &statement, params)?;
    let more = items.len() > LINES;
    items.truncate(LINES);
    let next = items.last().filter(|_| more).map(|last| {
        let at =
            if order == "day" { last.on.clone().unwrap_or_default() } else { last.received_s.to_string() };
        format!("{at}~{}", last.visit)
    });
    let total = count(
        &scope.log,
        &format!(
            "SELECT visit FROM visit_line INDEXED BY {index} WHERE {} AND ?1 IS ?1 AND ?2 IS ?2",
            walk.where_(&format!("area IN {within}"))
        ),
        params![filter.from, filter.to],
    )?;
    Ok(Slice { items, next, total })
}

/// Where a list goes on.
struct Place {
    at: String,
    visit: RecordName,
}

impl Place {
    fn read(text: &str) -> Option<Place> {
        let (at, visit) = text.split_once('~')?;
        Some(Place { at: at.to_owned(), visit: visit.parse().ok()? })
    }
}

/// The visits of a household, the newest first.
pub(super) fn of_household(log: &Log<'_>, household: &RecordName) -> Result<Vec<VisitLine>> {
    let statement = format!(
        "SELECT {LINE} FROM {OF_LINE} WHERE l.household = ?1 ORDER BY l.day DESC, l.visit DESC LIMIT {LINES}"
    );
    lines(log, &statement, [household.key().as_slice()])
}

/// Those of these visits that stand in a list of the viewer's.
pub(super) fn lines_of(scope: &Scope<'_>, visits: &[RecordName]) -> Result<Vec<VisitLine>> {
    let statement = format!(
        "SELECT {LINE} FROM {OF_LINE} WHERE l.visit IN {} AND l.area IN {}",
        list(visits),
        scope.mine_sql(None)
    );
    lines(&scope.log, &statement, [])
}

/// The line of one visit.
pub(super) fn line_of(log: &Log<'_>, visit: &RecordName) -> Result<Option<VisitLine>> {
    let statement = format!("SELECT {LINE} FROM {OF_LINE} WHERE l.visit = ?1");
    Ok(lines(log, &statement, [visit.key().as_slice()])?.pop())
}

/// The page of a visit.
pub(super) fn visit_view(scope: &Scope<'_>, visit: &RecordName) -> Result<Option<VisitView>> {
    if !scope.is_here(visit, visit::ID)? {
        return Ok(None);
    }
    let log = &scope.log;
    let mut page = query::visit(log, visit)?;
    Redaction::of(scope).visit(&mut page)?;
    let mut views: Vec<&RecordView> = vec![&page.view];
    for views_of in [&page.readings, &page.services, &page.agreements, &page.referrals, &page.reviews] {
        views.extend(views_of);
    }
    views.extend(page.answers.iter().map(|answers| &answers.view));
    let records: Vec<RecordName> = views.iter().map(|view| view.record).collect();
    let received = received_of(log, &records)?;
    let mut records = records;
    records.extend(removed_of(log, visit)?);
    let history = history_of(log, &records)?;
    let mut measured: Vec<RecordName> = page.readings.iter().filter_map(|view| view.subject).collect();
    measured.sort();
    measured.dedup();
    let growth = measured
        .into_iter()
        .map(|person| Ok((person, flagged_readings::growth(log, &person)?)))
        .collect::<Result<Vec<_>>>()?;
    let behind = Behind::read(log, &recorded_at(log, visit)?)?;
    let changed = changes::views(scope, &behind.changed_since(visit))?;
    Ok(Some(VisitView { line: line_of(log, visit)?, received, history, page, growth, changed }))
}

/// Records of a visit that were removed: they are on no page, and in its history.
fn removed_of(log: &Log<'_>, visit: &RecordName) -> Result<Vec<RecordName>> {
    let arms: Vec<String> = visit_row::OF_VISIT
        .iter()
        .map(|(_, table)| format!("SELECT record FROM {table} WHERE visit = ?1 AND voided = 1"))
        .collect();
    records_by(log, &arms.join(" UNION ALL "), [visit.key().as_slice()])
}

/// When the changes that said something of these records were received.
fn received_of(log: &Log<'_>, records: &[RecordName]) -> Result<Vec<(chaski::record::ChangeName, i64)>> {
    use chaski::record::ChangeName;
    let mut changes: Vec<ChangeName> = records.iter().map(RecordName::change).collect();
    let mut statement = log
        .connection()
        .prepare(&format!("SELECT DISTINCT change FROM said WHERE record IN {}", list(records)))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        changes.extend(ChangeName::from_key(&row.get::<_, Vec<u8>>(0)?));
    }
    changes.sort();
    changes.dedup();
    let mut received = Vec::with_capacity(changes.len());
    for change in changes {
        received.extend(received_s(log, &change)?.map(|at_s| (change, at_s)));
    }
    Ok(received)
}

/// The registers of these records of which more was said than at their creation, with the names of entity and field.
pub(super) fn history_of(
    log: &Log<'_>,
    records: &[RecordName],
) -> Result<Vec<(Register, String, Vec<HistoryRow>)>> {
    let mut statement = log.connection().prepare(&format!(
        "SELECT DISTINCT record, field, path FROM said WHERE record IN {} ORDER BY record, field, path LIMIT 200",
        list(records)
    ))?;
    let mut rows = statement.query([])?;
    let mut registers = Vec::new();
    while let Some(row) = rows.next()? {
        let path: String = row.get(2)?;
        if let Some(record) = RecordName::from_key(&row.get::<_, Vec<u8>>(0)?) {
            let field = row.get::<_, i64>(1)? as u64;
            registers.push(Register { record, field, path: (!path.is_empty()).then_some(path) });
        }
    }
    let mut history = Vec::with_capacity(registers.len());
    for register in registers {
        let sayings = query::history(log, &register)?;
        // One saying alone, at its creation or later, is what the page shows.
        if sayings.len() > 1 || register.field == VOID {
            let name =
                query::dispute(log, &register)?.map(|item: DisputeItem| item.entity).unwrap_or_default();
            history.push((register, name, sayings));
        }
    }
    Ok(history)
}
