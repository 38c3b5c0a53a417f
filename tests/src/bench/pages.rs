//! What each view of the supervisors' pages takes on a district's year: the call of the storage, from which the first
//! byte is about a millisecond away.

use std::path::Path;
use std::time::Instant;

use chaski_service::storage::Storage;
use chaski_service::storage::supervision::{ReviewState, Supervision, Viewer, VisitFilter};
use serde_json::{Value, json};

use super::year::{FIRST_DAY, Size, Year, fill};
use crate::world::now_or_never;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const TIMES: usize = 25;

/// Every view, by whom it is asked: the whole district's supervisor and one area's.
pub fn all(folder: &Path, size: Size, seed: u64, note: &mut dyn FnMut(usize)) -> Outcome<Value> {
    let begun = Instant::now();
    let year = fill(folder, size, seed, note)?;
    let filled_s = begun.elapsed().as_secs_f64();
    let worker = now_or_never(year.storage.add_worker("Eva"))?;
    let viewer = |areas| Viewer {
        login: "eva".into(),
        worker,
        name: "Eva".into(),
        areas,
        may_export: true,
        may_enrol: true,
        until_s: i64::MAX,
    };
    let district = views(&year, &viewer(vec![year.top]), size)?;
    let area = views(&year, &viewer(vec![year.areas[0]]), size)?;
    let visits: i64 = year
        .storage
        .inspect(|conn| conn.query_row("SELECT count(*) FROM visit_line", [], |row| row.get(0)))??;
    let bytes = std::fs::metadata(folder.join("server.db"))?.len();
    Ok(json!({
        "visits": visits,
        "database_bytes": bytes,
        "filled_s": filled_s,
        "of_the_district": district,
        "of_one_area": area,
    }))
}

fn views(year: &Year, viewer: &Viewer, size: Size) -> Outcome<Value> {
    let storage = &year.storage;
    let mut found = serde_json::Map::new();
    let last = FIRST_DAY + size.days as i64;
    let day = |day: i64| {
        chrono::DateTime::from_timestamp(day * 86_400, 0)
            .map_or_else(String::new, |time| time.date_naive().to_string())
    };
    let today = day(last);
    let month = format!("{}-01", today.get(..7).unwrap_or_default());
    let all = now_or_never(storage.visit_list(viewer, &VisitFilter::default(), None))?;
    let children = now_or_never(storage.child_list(viewer, None, None))?;
    let visit = |at: usize| all.items[at % all.items.len()].visit;
    let child = |at: usize| children.items[at % children.items.len()].person;
    let house = |at: usize| all.items[at % all.items.len()].household;
    macro_rules! measure {
        ($name:literal, |$at:ident| $call:expr) => {{
            let mut taken = Vec::with_capacity(TIMES);
            for $at in 0..TIMES {
                let begun = Instant::now();
                now_or_never($call)?;
                taken.push(begun.elapsed().as_secs_f64() * 1e3);
            }
            let first = taken[0];
            taken.sort_by(f64::total_cmp);
            found.insert(
                $name.into(),
                json!({
                    "first_ms": first,
                    "least_ms": taken[0],
                    "median_ms": taken[TIMES / 2],
                    "p95_ms": taken[TIMES * 95 / 100],
                    "statements": now_or_never(storage.statements())?,
                }),
            );
        }};
    }
    let worker = |at: usize| year.workers[at % 5];
    let filter = |change: &dyn Fn(&mut VisitFilter)| {
        let mut filter = VisitFilter::default();
        change(&mut filter);
        filter
    };
    measure!("sight", |at| storage.sight(viewer, visit(at)));
    measure!("as_of", |_at| storage.as_of(viewer));
    measure!("today", |_at| storage.today(viewer, &today, last * 86_400));
    measure!("workers", |_at| storage.workers_at_work(viewer, &month));
    measure!("worker", |at| storage.worker_page(viewer, worker(at), &month));
    measure!("visits", |_at| storage.visit_list(viewer, &VisitFilter::default(), None));
    measure!("visits_second_page", |_at| storage.visit_list(
        viewer,
        &VisitFilter::default(),
        all.next.as_deref()
    ));
    let of_worker = filter(&|f| f.worker = Some(year.workers[0]));
    measure!("visits_of_worker", |_at| storage.visit_list(viewer, &of_worker, None));
    let of_area = filter(&|f| f.area = Some(year.areas[0]));
    measure!("visits_of_area", |_at| storage.visit_list(viewer, &of_area, None));
    let unreviewed = filter(&|f| f.review = Some(ReviewState::None));
    measure!("visits_unreviewed", |_at| storage.visit_list(viewer, &unreviewed, None));
    let flagged = filter(&|f| {
        f.review = Some(ReviewState::None);
        f.attention = true;
    });
    measure!("visits_with_attention", |_at| storage.visit_list(viewer, &flagged, None));
    let returned = filter(&|f| f.review = Some(ReviewState::Returned));
    measure!("visits_returned", |_at| storage.visit_list(viewer, &returned, None));
    let old = filter(&|f| {
        f.from = Some(day(FIRST_DAY + 30));
        f.to = Some(day(FIRST_DAY + 60));
    });
    measure!("visits_of_days", |_at| storage.visit_list(viewer, &old, None));
    let moved = filter(&|f| f.outcome = Some(5));
    measure!("visits_moved", |_at| storage.visit_list(viewer, &moved, None));
    measure!("visit", |at| storage.visit_view(viewer, visit(at)));
    measure!("child", |at| storage.child_view(viewer, child(at)));
    measure!("household", |at| storage.household_view(viewer, house(at)));
    measure!("children", |_at| storage.child_list(viewer, None, None));
    measure!("children_second_page", |_at| storage.child_list(viewer, None, children.next.as_deref()));
    measure!("find", |_at| storage.find(viewer, "Quispe Illari"));
    measure!("disputes", |_at| storage.dispute_list(viewer, None));
    measure!("alike", |_at| storage.alike_list(viewer, None));
    measure!("danger", |_at| storage.danger_list(viewer, None));
    measure!("aside", |_at| storage.aside_list(viewer, None));
    measure!("phones", |_at| storage.phones(viewer));
    measure!("measurements", |_at| storage.measurement_rows(viewer, None));
    Ok(Value::Object(found))
}
