//! What is measured: a save and an ingest against the same rows written bare, in turns within one run; the bytes of a
//! day and of an idle sync, as they pass.

use std::path::Path;
use std::time::Instant;

use chaski::record::table::code;
use chaski::record::{RecordName, role};
use chaski::store::Place;
use chaski::store::open::{give_key, make_durable};
use chaski::store::random::draw;
use chaski::sync::session;
use chaski_service::storage::Storage;
use rusqlite::Connection;
use serde_json::{Value, json};

use super::rows::{Rows, Watch, same_schema, write};
use super::times::percentile;
use super::workload::{Child, Days, Detail, Seeded, register, visit};
use crate::world::{Line, Passed, Phone, Server, exchange, now_or_never};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const NOW_S: i64 = 1_795_600_000;

/// All figures of one run.
pub fn all(folder: &Path, seed: u64, visits: usize) -> Outcome<Value> {
    let days = |over: &str, openings: Openings| -> Outcome<Value> {
        let mut days = serde_json::Map::new();
        for (name, detail) in
            [("bare", Detail::Bare), ("times", Detail::Times), ("times_and_place", Detail::TimesAndPlace)]
        {
            days.insert(name.into(), day(&folder.join(over).join(name), seed, detail, openings)?);
        }
        Ok(Value::Object(days))
    };
    Ok(json!({
        "seed": seed,
        "save": save(&folder.join("save"), seed, visits)?,
        "ingest": ingest(&folder.join("ingest"), seed, visits)?,
        "day_of_20_visits_codec_0": days("one", ONE)?,
        "children_over_40_openings": days("children", Openings { children: 40, ..ONE })?,
        "and_the_day_over_5": days("day", Openings { children: 40, day: 5 })?,
        "idle_sync": idle(&folder.join("idle"), seed)?,
    }))
}

/// How often a phone was started while its children were registered, and on the day that is measured.
#[derive(Debug, Clone, Copy)]
struct Openings {
    children: usize,
    day: usize,
}

const ONE: Openings = Openings { children: 1, day: 1 };
/// Children of one phone.
const CHILDREN: usize = 200;

fn district(
    folder: &Path,
    openings: usize,
    seed: &mut Seeded,
) -> Outcome<(Server, Phone, RecordName, Vec<Child>)> {
    std::fs::create_dir_all(folder)?;
    let server = Server::create(&folder.join("server.db"), &Default::default());
    let area = now_or_never(server.storage.add_area("Norte", code::area_kind::ALL[0].0, None))?;
    let mut phone = Phone::at(Place::file(folder.join("phone.db")));
    server.enrol(&mut phone, "Rosa", role::VISITOR, &[area], NOW_S)?;
    phone.clock.wall_s.store(NOW_S, std::sync::atomic::Ordering::Relaxed);
    let mut children = Vec::with_capacity(CHILDREN);
    let each = CHILDREN / openings;
    for first in (0..CHILDREN).step_by(each) {
        if first > 0 {
            phone.close();
        }
        children.extend(register(phone.store()?, area, first..first + each, seed)?);
    }
    Ok((server, phone, area, children))
}

/// A bare encrypted database with the tables of another, in the same journal mode.
fn bare(path: &Path, key: &[u8; 32], like: &Connection, exclusive: bool) -> Outcome<Connection> {
    let conn = Connection::open(path)?;
    give_key(&conn, key)?;
    if exclusive {
        conn.execute_batch("PRAGMA locking_mode = EXCLUSIVE")?;
    }
    make_durable(&conn)?;
    conn.set_prepared_statement_cache_capacity(512);
    same_schema(like, &conn)?;
    Ok(conn)
}

/// A visit saved through the store against the same rows in one bare transaction. The rows are taken first from a
/// recording run of the same seed, so that looking costs neither side anything.
fn save(folder: &Path, seed: u64, visits: usize) -> Outcome<Value> {
    let mut random = Seeded(seed);
    let (_server, mut phone, _, children) = district(folder, 1, &mut random)?;
    let store = phone.store()?;
    let mut days = Days::default();
    let mut watch = Watch::default();
    let base = watch.look(store.log().connection())?;
    let mut recorded: Vec<Rows> = Vec::with_capacity(visits);
    for _ in 0..visits {
        visit(store, &children, &mut days, Detail::Times, &mut random)?;
        recorded.push(watch.look(store.log().connection())?);
    }
    let key = draw();
    let mut bare = bare(&folder.join("bare.db"), &key, store.log().connection(), true)?;
    write(&mut bare, &base)?;

    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for rows in &recorded {
        let begun = Instant::now();
        visit(store, &children, &mut days, Detail::Times, &mut random)?;
        ours.push(begun.elapsed().as_secs_f64());
        let begun = Instant::now();
        write(&mut bare, rows)?;
        theirs.push(begun.elapsed().as_secs_f64());
    }
    let rows: usize = recorded.iter().flat_map(|rows| rows.values()).map(Vec::len).sum();
    Ok(compared(ours, theirs, rows as f64 / visits as f64))
}

/// Batches taken by the server against the same rows in one bare transaction each.
fn ingest(folder: &Path, seed: u64, visits: usize) -> Outcome<Value> {
    let mut random = Seeded(seed);
    let (server, mut phone, _, children) = district(folder, 1, &mut random)?;
    let recorded_on = folder.join("recorded.db");
    let mut days = Days::default();
    crate::world::sync(&server.storage, &mut phone, Line::default(), NOW_S)?;
    let mut watch = Watch::default();
    let (mut ours, mut theirs, mut rows_written) = (Vec::new(), Vec::new(), 0);
    let mut bare = server.storage.inspect(|conn| bare(&recorded_on, &draw(), conn, false))??;
    let base = server.storage.inspect(|conn| watch.look(conn))??;
    write(&mut bare, &base)?;
    for _ in 0..visits.div_ceil(20) {
        for _ in 0..20 {
            visit(phone.store()?, &children, &mut days, Detail::Times, &mut random)?;
        }
        let mut inside = 0.0;
        // The phone's part is not the server's: only what the storage takes is counted.
        let store = phone.store()?;
        session::run(store, |session, store| {
            let mut body = Vec::new();
            while let Some(frame) = session.next_frame(store)? {
                body.extend_from_slice(&frame);
            }
            let mut serving = chaski_service::session::ServerSession::new(&server.storage);
            let started = Instant::now();
            let fail = |e: chaski_service::storage::StorageError| session::SyncError::Line(e.to_string());
            now_or_never(serving.receive(&body, NOW_S)).map_err(fail)?;
            inside += started.elapsed().as_secs_f64();
            let (frames, _) = now_or_never(serving.finish(NOW_S)).map_err(fail)?;
            session.receive(store, &frames.concat())
        })?;
        ours.push(inside / 20.0);
        let rows = server.storage.inspect(|conn| watch.look(conn))??;
        rows_written += rows.values().map(Vec::len).sum::<usize>();
        let begun = Instant::now();
        write(&mut bare, &rows)?;
        theirs.push(begun.elapsed().as_secs_f64() / 20.0);
    }
    let per_visit = rows_written as f64 / (ours.len() * 20) as f64;
    Ok(compared(ours, theirs, per_visit))
}

/// The bytes of one day's sync, 20 visits, everything included but TLS and HTTP.
fn day(folder: &Path, seed: u64, detail: Detail, openings: Openings) -> Outcome<Value> {
    let mut random = Seeded(seed);
    let (server, mut phone, _, children) = district(folder, openings.children, &mut random)?;
    crate::world::sync(&server.storage, &mut phone, Line::default(), NOW_S)?;
    let mut days = Days::default();
    for number in 0..20 {
        if number > 0 && number % (20 / openings.day) == 0 {
            phone.close();
        }
        visit(phone.store()?, &children, &mut days, detail, &mut random)?;
    }
    let (passed, requests) = passed(&server, &mut phone)?;
    Ok(json!({
        "up_bytes_a_visit": passed.up as f64 / 20.0,
        "down_bytes_a_visit": passed.down as f64 / 20.0,
        "requests": requests,
    }))
}

fn idle(folder: &Path, seed: u64) -> Outcome<Value> {
    let mut random = Seeded(seed);
    let (server, mut phone, _, _) = district(folder, 1, &mut random)?;
    crate::world::sync(&server.storage, &mut phone, Line::default(), NOW_S)?;
    let (passed, requests) = passed(&server, &mut phone)?;
    Ok(json!({ "up_bytes": passed.up, "down_bytes": passed.down, "requests": requests }))
}

fn passed(server: &Server, phone: &mut Phone) -> Outcome<(Passed, u64)> {
    let mut passed = Passed::default();
    let report = session::run(phone.store()?, |session, store| {
        exchange(&server.storage, Line::default(), NOW_S, &mut passed, session, store)
    })?;
    Ok((passed, report.requests))
}

fn compared(mut ours: Vec<f64>, mut theirs: Vec<f64>, rows_a_visit: f64) -> Value {
    let mut ratios: Vec<f64> = ours.iter().zip(&theirs).map(|(a, b)| a / b).collect();
    json!({
        "ratio_to_bare": percentile(&mut ratios, 50),
        "ms_a_visit": percentile(&mut ours, 50) * 1e3,
        "bare_ms_a_visit": percentile(&mut theirs, 50) * 1e3,
        "rows_a_visit": rows_a_visit,
        "measured": ratios.len(),
    })
}
