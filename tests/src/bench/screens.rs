//! What a worker's phone reads from its start to the list of her families and to a child's page: calls, bytes and reads of the file, and the
//! time; with a worker's children, and with as many as a district has.

use std::path::Path;

use chaski::record::role;
use chaski::record::table::code;
use chaski::screens::{self, Asked, Filter};
use chaski::store::Place;
use chaski::words::Lang;
use chaski_service::storage::Storage;
use chrono::NaiveDate;
use serde_json::{Value, json};

use super::times::Times;
use super::workload::{Days, Detail, Seeded, register, visit};
use crate::world::{Phone, Server, now_or_never};

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

const NOW_S: i64 = 1_795_600_000;
/// Times that each is done: the first says what is read, all of them the time.
const TIMES: usize = 20;
/// Visits on the phone.
const VISITS: usize = 600;

/// All figures of one run.
pub fn all(folder: &Path, seed: u64) -> Outcome<Value> {
    let (worker, district) = (with(folder, 200, seed)?, with(folder, 10_000, seed)?);
    let times = |what: &str| -> Option<f64> {
        let median = |of: &Value| of.get(what)?.get("median_ms")?.as_f64();
        Some(median(&district)? / median(&worker)?)
    };
    let ratios = json!({ "start": times("start"), "families": times("families"), "child": times("child") });
    Ok(json!({ "seed": seed, "of_200": worker, "of_10000": district, "10000_over_200": ratios }))
}

fn with(folder: &Path, children: usize, seed: u64) -> Outcome<Value> {
    let folder = folder.join(children.to_string());
    std::fs::create_dir_all(&folder)?;
    let mut random = Seeded(seed);
    let server = Server::create(&folder.join("server.db"), &Default::default());
    let area = now_or_never(server.storage.add_area("Norte", code::area_kind::ALL[0].0, None))?;
    let file = folder.join("phone.db");
    let mut phone = Phone::at(Place::file(&file));
    server.enrol(&mut phone, "Rosa", role::VISITOR, &[area], NOW_S)?;
    phone.clock.wall_s.store(NOW_S, std::sync::atomic::Ordering::Relaxed);
    let registered = register(phone.store()?, area, 0..children, &mut random)?;
    let mut days = Days::default();
    for _ in 0..VISITS {
        visit(phone.store()?, &registered, &mut days, Detail::Times, &mut random)?;
    }
    let child = registered.first().ok_or("no child")?.person();
    let today = NaiveDate::from_ymd_opt(2026, 11, 25).ok_or("no day")?;
    let asked = Asked { lang: Lang::Es, today, utc_offset_min: -300 };
    let families = screens::Place::Families(Filter::All);
    let mut shown = serde_json::Map::from_iter([("children".to_owned(), json!(children))]);
    // Each on a phone that was just started, so that nothing is in memory.
    let mut cold = |name: &str, place: Option<&screens::Place>| -> Outcome<()> {
        let (mut times, mut read) = (Times::default(), Value::Null);
        for _ in 0..TIMES {
            phone.close();
            let before = Reads::now()?;
            times.take(|| -> Outcome<()> {
                let store = phone.store()?;
                if let Some(place) = place {
                    screens::screen(store, place, None, asked).map_err(|error| format!("{error:?}"))?;
                }
                Ok(())
            })?;
            let after = Reads::now()?;
            if read.is_null() {
                read = after.since(before);
            }
        }
        let told = json!({ "calls": 1 + usize::from(place.is_some()), "read": read, "median_ms": times.percentile_ms(50) });
        shown.insert(name.to_owned(), told);
        Ok(())
    };
    cold("start", None)?;
    cold("today", Some(&screens::Place::Today))?;
    cold("families", Some(&families))?;
    cold("child", Some(&screens::Place::Person(child)))?;
    shown.insert("file_bytes".to_owned(), json!(std::fs::metadata(&file)?.len()));
    Ok(Value::Object(shown))
}

/// What this process has asked the kernel to read.
#[derive(Debug, Clone, Copy)]
struct Reads {
    bytes: u64,
    times: u64,
}

impl Reads {
    fn now() -> Outcome<Reads> {
        let told = std::fs::read_to_string("/proc/self/io")?;
        let of = |name: &str| -> Outcome<u64> {
            let line = told
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .ok_or("no such line in /proc/self/io")?;
            Ok(line.trim().parse()?)
        };
        Ok(Reads { bytes: of("rchar:")?, times: of("syscr:")? })
    }

    fn since(self, before: Reads) -> Value {
        json!({ "bytes": self.bytes - before.bytes, "reads": self.times - before.times })
    }
}
