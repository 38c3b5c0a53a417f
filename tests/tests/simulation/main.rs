//! Thousands of schedules of phones, a server and everything that befalls them; nothing said is ever lost.
//!
//! `CHASKI_SEED` runs the schedule of one seed, `CHASKI_SCHEDULE` the one that a file holds, `CHASKI_SCHEDULES` so many,
//! from `CHASKI_SEED` or 1. A schedule that fails is made shorter by itself, in `CHASKI_SHRINK` runs at most.

#![allow(clippy::panic)]

mod histories;

use std::cell::Cell;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, Once};
use std::time::Instant;

use chaski_tests::sim::district::District;
use chaski_tests::sim::step::{Act, Step};
use chaski_tests::sim::tally::{Held, hold};
use chaski_tests::sim::template::PHONES;
use chaski_tests::sim::{Failure, Ran, Schedule, Tally, Template, Watch, run, shrink};

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

fn template() -> Template {
    Template::make().unwrap_or_else(|failure| panic!("{failure}"))
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// What panics while a schedule is made shorter was said once.
fn quietly<T>(call: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            if !QUIET.get() {
                loud(info)
            }
        }));
    });
    QUIET.set(true);
    let result = call();
    QUIET.set(false);
    result
}

/// Says what failed, how it is run again, and the fewest steps that fail by the same assertion.
fn report(template: &Template, schedule: &Schedule, failure: &Failure) {
    let again = "cargo test -p chaski-tests --test simulation";
    let seed = schedule.seed;
    println!("seed {seed}: {failure}\n  again: CHASKI_SEED={seed} {again}");
    let most = number("CHASKI_SHRINK").unwrap_or(250);
    if most == 0 {
        return;
    }
    let mut last = None;
    let (steps, tried) = shrink(&schedule.steps, most as usize, |steps| {
        let ran = quietly(|| run_one(template, &schedule.with(steps)));
        let same = matches!(&ran.held, Err(found) if found.assertion == failure.assertion);
        if same {
            last = Some(ran);
        }
        same
    });
    let shortest = schedule.with(&steps);
    println!("  {} of {} steps fail alike, after {tried} runs:", steps.len(), schedule.steps.len());
    shortest.to_string().lines().for_each(|line| println!("    {line}"));
    if let Some(Err(failure)) = last.as_ref().map(|ran| &ran.held) {
        println!("  {failure}");
    }
    match keep(seed, &shortest, last.as_ref()) {
        Ok(path) => println!("  again: CHASKI_SCHEDULE={} {again}", path.display()),
        Err(error) => println!("  not kept: {error}"),
    }
}

fn keep(seed: u64, schedule: &Schedule, ran: Option<&Ran>) -> std::io::Result<PathBuf> {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("seed-{seed}.schedule"));
    std::fs::write(&path, schedule.to_string())?;
    if let Some(ran) = ran {
        std::fs::write(path.with_extension("trace"), ran.trace.to_string())?;
    }
    Ok(path)
}

/// One in a hundred is judged by others, too.
fn run_one(template: &Template, schedule: &Schedule) -> Ran {
    match schedule.seed % 100 {
        1 => run(template, schedule, &mut histories::Checked(schedule.seed)),
        _ => run(template, schedule, &mut ()),
    }
}

/// The schedules that the environment asks for.
fn asked() -> (u64, Box<dyn Fn(u64) -> Schedule + Sync>) {
    if let Ok(path) = std::env::var("CHASKI_SCHEDULE") {
        let text = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
        let schedule: Schedule = text.parse().unwrap_or_else(|error| panic!("{path}: {error}"));
        println!("the schedule of {path}: {} steps", schedule.steps.len());
        return (1, Box::new(move |_| schedule.clone()));
    }
    let seed = number("CHASKI_SEED");
    let schedules = number("CHASKI_SCHEDULES").unwrap_or(if seed.is_some() { 1 } else { 2000 });
    let first = seed.unwrap_or(1);
    println!("{schedules} schedules from seed {first}");
    (schedules, Box::new(move |at| Schedule::drawn(first + at)))
}

#[test]
fn nothing_is_lost_whatever_befalls_phones_line_and_server() {
    let begun = Instant::now();
    let (schedules, schedule) = asked();
    let most = number("CHASKI_FAILURES").unwrap_or(5);
    let (next, tally, failures) = (AtomicU64::new(0), Mutex::new(Tally::default()), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let template = template();
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    if at >= schedules || failures.lock().unwrap().len() as u64 >= most {
                        return;
                    }
                    let schedule = schedule(at);
                    let ran = run_one(&template, &schedule);
                    tally.lock().unwrap().merge(&ran.tally);
                    if schedules == 1 {
                        println!("trace {}, {} lines", ran.trace.hash(), ran.trace.lines().len());
                        if std::env::var_os("CHASKI_TRACE").is_some() {
                            println!("{}", ran.trace);
                        }
                    }
                    if let Err(failure) = ran.held {
                        report(&template, &schedule, &failure);
                        failures.lock().unwrap().push(failure);
                    }
                }
            });
        }
    });
    let tally = tally.into_inner().unwrap();
    println!("{tally}{schedules} schedules in {:.1} s", begun.elapsed().as_secs_f64());
    let failures = failures.into_inner().unwrap();
    assert!(failures.is_empty(), "{} schedules failed; the first: {}", failures.len(), failures[0]);
    if schedules >= 200 {
        let missing = tally.missing(schedules);
        assert!(missing.is_empty(), "assertion every_event_happens failed: {missing:?}");
    }
}

/// Schedules that found a fault once, as short as they were made.
#[test]
fn schedules_that_failed_once_hold() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/simulation/once_failed");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    let template = template();
    for path in paths {
        let schedule: Schedule = std::fs::read_to_string(&path).unwrap().parse().unwrap();
        if let Err(failure) = run_one(&template, &schedule).held {
            panic!("{}: {failure}", path.display());
        }
    }
}

#[test]
fn the_same_seed_gives_the_same_trace_on_any_thread() {
    let seeds: Vec<u64> = (1..=20).collect();
    let traces = |seeds: Vec<u64>| {
        let template = template();
        let traced = seeds.iter().map(|seed| (*seed, run(&template, &Schedule::drawn(*seed), &mut ()).trace));
        traced.collect::<std::collections::BTreeMap<_, _>>()
    };
    let (there, back) = std::thread::scope(|scope| {
        // The other thread begins with the last: nothing may depend on what ran before.
        let back = scope.spawn(|| traces(seeds.iter().rev().copied().collect()));
        (traces(seeds.clone()), back.join().unwrap())
    });
    for (seed, trace) in &there {
        let other = &back[seed];
        let differing = trace.lines().iter().zip(other.lines()).find(|(one, two)| one != two);
        assert!(differing.is_none(), "seed {seed}: {differing:#?}");
        assert_eq!((trace.lines().len(), trace.hash()), (other.lines().len(), other.hash()), "seed {seed}");
        assert!(trace.lines().len() > 200, "seed {seed}: the trace is short");
    }
    let hashes: std::collections::BTreeSet<String> = there.values().map(|trace| trace.hash()).collect();
    assert_eq!(hashes.len(), seeds.len());
}

#[test]
fn a_step_does_the_same_when_the_steps_of_others_are_taken_out() {
    let template = template();
    let drawn = Schedule::drawn(7);
    let alone = |act: &Act| matches!(act, Act::Family | Act::Save);
    let saves: Vec<Step> = drawn.steps.iter().filter(|step| alone(&step.act)).cloned().collect();
    let of = |steps: &[Step], phone: usize| -> Vec<String> {
        let ran = run(&template, &drawn.with(steps), &mut ());
        ran.held.unwrap_or_else(|failure| panic!("{failure}"));
        let begins = [format!("save phone {phone} "), format!("shown on phone {phone} ")];
        let lines = ran.trace.lines().iter();
        lines.filter(|line| begins.iter().any(|begin| line.starts_with(begin))).cloned().collect()
    };
    for phone in 0..PHONES {
        let own: Vec<Step> = saves.iter().filter(|step| step.phone == phone).cloned().collect();
        let lines = of(&own, phone);
        assert!(lines.len() >= own.len(), "{lines:#?}");
        // Those of copies that are not there stand for others.
        let others: Vec<Step> = saves.iter().filter(|step| step.phone < PHONES).cloned().collect();
        assert_eq!(lines, of(&others, phone), "phone {phone}");
    }
}

/// Fails at a server without power once a phone was copied and another's clock was wrong: three events in their order.
#[derive(Default)]
struct MadeUp {
    clock: bool,
    copied: bool,
}

impl Watch for MadeUp {
    fn after(&mut self, step: &Step, district: &mut District<'_>) -> Held {
        self.clock |= matches!(step.act, Act::ClockGoesWrong { .. });
        self.copied |= self.clock && district.phones.iter().any(|phone| phone.is_copy);
        let off = step.act == Act::ServerOff;
        hold("made_up_for_this_test", !(self.copied && off), || format!("step {}", step.number))
    }
}

#[test]
fn a_schedule_that_fails_is_shortened_to_a_handful_of_steps() {
    let template = template();
    let fails = |schedule: &Schedule| {
        let ran = run(&template, schedule, &mut MadeUp::default());
        matches!(ran.held, Err(failure) if failure.assertion == "made_up_for_this_test")
    };
    let failing = (1..1000).map(Schedule::drawn).find(|schedule| {
        let has = |act: fn(&Act) -> bool| schedule.steps.iter().any(|step| act(&step.act));
        has(|act| *act == Act::ServerOff) && has(|act| matches!(act, Act::Copy { .. })) && fails(schedule)
    });
    let failing = failing.unwrap();
    assert!(failing.steps.len() > 60);
    let (steps, tried) = shrink(&failing.steps, 250, |steps| fails(&failing.with(steps)));
    assert!(steps.len() <= 4, "{} steps are left after {tried} runs:\n{}", steps.len(), failing.with(&steps));
    // As text it is the same schedule, and fails again.
    let again: Schedule = failing.with(&steps).to_string().parse().unwrap();
    assert!(fails(&again));
    let last = again.steps.last().map(|step| step.act);
    assert_eq!(last, Some(Act::ServerOff));
}
