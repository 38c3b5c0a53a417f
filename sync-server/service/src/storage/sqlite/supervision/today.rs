//! What needs the supervisor now: a handful of counts, each served by an index of its own, and the oldest open danger
//! signs.

use chaski::record::RecordName;
use chaski::record::table::code;
use rusqlite::params;

use super::areas::{Scope, literal};
use super::rows::{count, full_name};
use super::{alike, aside, disputes, unplaced, words, workers};
use crate::storage::Result;
use crate::storage::supervision::{Count, OpenDanger, ReviewState, Slice, Today};

/// Danger signs of one page of their list: they say more a line than others.
const DANGERS: usize = 30;
/// Open danger signs that the first page shows.
const FIRST: usize = 10;
/// A phone that was not heard of for longer is silent.
const SILENT_S: i64 = 7 * 86_400;
/// For so long a supervisor is told that two lines of a phone were heard.
const LINES_S: i64 = 14 * 86_400;

pub(super) fn today(scope: &Scope<'_>, today: &str, now_s: i64) -> Result<Today> {
    let within = scope.mine_sql(None);
    let log = &scope.log;
    let danger = danger(scope, None, FIRST)?;
    let of = |index: &str, condition: &str| -> Result<Count> {
        count(
            log,
            &format!(
                "SELECT visit FROM visit_line INDEXED BY {index} WHERE area IN {within} AND {condition}"
            ),
            [],
        )
    };
    let done = code::visit_outcome::done;
    let to_review = of("line_unreviewed", &format!("review = 0 AND outcome = {done}"))?;
    let first = of("line_attention", &format!("attention <> 0 AND review = 0 AND outcome = {done}"))?;
    let (answered, changed) = (ReviewState::Answered as i64, ReviewState::Changed as i64);
    let at_work = workers::at_work(scope, today)?;
    let mut phones: Vec<_> = at_work.iter().flat_map(|line| &line.phones).cloned().collect();
    phones.sort_by(|a, b| (&a.name, a.device).cmp(&(&b.name, b.device)));
    let told_since = now_s - LINES_S;
    let lines = phones
        .iter()
        .filter(|phone| !phone.stopped && phone.lines.is_some_and(|(_, at_s)| at_s > told_since))
        .cloned()
        .collect();
    let silent = phones
        .into_iter()
        .filter(|phone| !phone.stopped && phone.last_sync_s.is_none_or(|last| last < now_s - SILENT_S))
        .collect();
    Ok(Today {
        danger: (danger.items, danger.total),
        answered: of("line_reviewed", &format!("review = {answered} AND review <> 0"))?,
        changed: of("line_reviewed", &format!("review = {changed} AND review <> 0"))?,
        to_review: (to_review, first),
        disputes: disputes::total(scope)?,
        alike: alike::total(scope)?,
        aside: aside::total(scope)?,
        unplaced: unplaced::total(scope)?,
        silent,
        lines,
        coverage: at_work.into_iter().map(|line| line.month).collect(),
    })
}

pub(super) fn danger_list(scope: &Scope<'_>, after: Option<&str>) -> Result<Slice<OpenDanger>> {
    danger(scope, after, DANGERS)
}

/// Open referrals, the oldest received first.
fn danger(scope: &Scope<'_>, after: Option<&str>, limit: usize) -> Result<Slice<OpenDanger>> {
    let within = scope.mine_sql(None);
    let after = after.and_then(|after| {
        let (at_s, referral) = after.split_once('~')?;
        Some((at_s.parse::<i64>().ok()?, referral.parse::<RecordName>().ok()?))
    });
    let place = match &after {
        Some((at_s, referral)) => format!("AND (o.at_s, o.referral) > ({at_s}, {})", literal(referral)),
        None => String::new(),
    };
    let mut statement = scope.log.connection().prepare_cached(&format!(
        "SELECT o.referral, r.person, p.given_names, p.family_names, r.visit, v.visit IS NOT NULL, r.signs, r.sent, o.at_s,
           w.name, o.revision, p.sex, p.birth_date, p.kind, p.household, h.known_as, h.telephone, a.name,
           h.populated_centre, h.reference, s.name, r.seek_until
         FROM (SELECT referral, at_s, revision FROM open_referral o WHERE area IN {within} {place}
               ORDER BY at_s, referral LIMIT ?1) o
         CROSS JOIN r_referral r ON r.record = o.referral LEFT JOIN r_person p ON p.record = r.person
         LEFT JOIN visit_line v ON v.visit = r.visit AND +v.area IN {within} LEFT JOIN r_worker w ON w.record = v.worker
         LEFT JOIN r_household h ON h.record = p.household LEFT JOIN r_area a ON a.record = h.area
         LEFT JOIN r_worker s ON s.record = r.sought_by
         ORDER BY o.at_s, o.referral"
    ))?;
    let mut rows = statement.query(params![limit as i64 + 1])?;
    let mut items: Vec<OpenDanger> = Vec::new();
    let mut more = false;
    while let Some(row) = rows.next()? {
        if items.len() == limit {
            more = true;
            break;
        }
        let record = |column: usize| -> Result<Option<RecordName>> {
            Ok(row.get::<_, Option<Vec<u8>>>(column)?.and_then(|key| RecordName::from_key(&key)))
        };
        let (Some(referral), Some(person)) = (record(0)?, record(1)?) else { continue };
        let signs: Option<String> = row.get(6)?;
        let held: bool = row.get(5)?;
        items.push(OpenDanger {
            referral,
            person,
            name: full_name(row.get(2)?, row.get(3)?),
            visit: record(4)?.filter(|_| held),
            signs: signs_of(signs.as_deref()),
            sent_s: row.get(7)?,
            received_s: row.get(8)?,
            worker: row.get(9)?,
            // Made by this server: it reads back.
            seen: row.get::<_, String>(10)?.parse().unwrap_or_default(),
            sex: words::choice(code::sex::ALL, row.get(11)?),
            birth_date: row.get(12)?,
            is_child: row.get::<_, Option<i64>>(13)?.is_none_or(|kind| kind == code::person_kind::child),
            household: record(14)?,
            family: row.get(15)?,
            telephone: row.get(16)?,
            place: [17, 18, 19]
                .into_iter()
                .filter_map(|at| row.get(at).transpose())
                .collect::<rusqlite::Result<_>>()?,
            sought: row
                .get::<_, Option<String>>(20)?
                .map(|name| Ok::<_, rusqlite::Error>((name, row.get(21)?)))
                .transpose()?,
        });
    }
    let next = items
        .last()
        .filter(|_| more)
        .map(|last| format!("{}~{}", last.received_s.unwrap_or_default(), last.referral));
    let total = count(&scope.log, &format!("SELECT referral FROM open_referral WHERE area IN {within}"), [])?;
    Ok(Slice { items, next, total })
}

/// The codes of signs as a column holds them.
fn signs_of(json: Option<&str>) -> Vec<String> {
    json.and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default()
}
