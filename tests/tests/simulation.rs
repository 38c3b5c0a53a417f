//! Thousands of schedules of phones, a server and everything that befalls them; nothing said is ever lost.
//!
//! `CHASKI_SCHEDULES` sets how many, `CHASKI_SEED` the first seed.

#![allow(clippy::panic)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use chaski_tests::sim::{Failure, Tally, Template, run};

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

fn one(template: &Template, seed: u64) -> Result<Tally, Failure> {
    catch_unwind(AssertUnwindSafe(|| run(template, seed))).unwrap_or_else(|panic| {
        let detail = panic.downcast_ref::<String>().cloned();
        let detail = detail.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Failure { assertion: "nothing_panics", detail: detail.unwrap_or_default() })
    })
}

#[test]
fn nothing_is_lost_whatever_befalls_phones_line_and_server() {
    let (schedules, first) = (number("CHASKI_SCHEDULES", 2000), number("CHASKI_SEED", 1));
    println!("{schedules} schedules from seed {first}");
    let begun = Instant::now();
    let (next, tally, failures) = (AtomicU64::new(0), Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let template = Template::make().unwrap_or_else(|failure| panic!("{failure}"));
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= schedules || failures.lock().unwrap().len() as u64 >= number("CHASKI_FAILURES", 5) {
                        return;
                    }
                    match one(&template, first + at) {
                        Ok(seen) => tally.lock().unwrap().merge(&seen),
                        Err(failure) => {
                            println!("seed {}: {failure}", first + at);
                            println!(
                                "  again: CHASKI_SCHEDULES=1 CHASKI_SEED={} cargo test -p chaski-tests --test simulation",
                                first + at
                            );
                            failures.lock().unwrap().push((first + at, failure));
                        }
                    }
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap();
    println!("{tally}{schedules} schedules in {:.1} s", begun.elapsed().as_secs_f64());
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} schedules failed; the first: {}", failures.len(), failures[0].1);
    if schedules >= 200 {
        let missing = tally.missing();
        assert!(missing.is_empty(), "assertion every_event_happens failed: {missing:?}");
    }
}
