//! A small simulator: phones and a server that are real but for their disks, clocks, keystores and line. Each
//! schedule is drawn from one seed: people save, phones sync, and everything happens to them that happens in the
//! field. What was said is kept in a ledger outside the core; at the end it must all be found again.

pub mod backups;
pub mod checklists;
pub mod checks;
pub mod copies;
pub mod district;
pub mod enrolling;
pub mod faults;
pub mod fillings;
pub mod held;
pub mod history;
pub mod keys;
pub mod ledger;
pub mod line;
pub mod lines;
pub mod moves;
pub mod owed;
pub mod phone;
pub mod read;
pub mod replay;
pub mod rng;
pub mod save;
pub mod saves;
pub mod schedule;
pub mod server;
pub mod shrink;
pub mod step;
pub mod tally;
pub mod template;
pub mod trace;
pub mod twins;
pub mod unusual;
pub mod used;
pub mod way;

use std::panic::{AssertUnwindSafe, catch_unwind};

use district::District;
use line::Way;
use save::During;
pub use schedule::Schedule;
pub use shrink::shrink;
use step::{Act, Step};
pub use tally::{EVENTS, Failure, Held, Tally};
pub use template::Template;
pub use trace::Trace;

/// What was seen of a schedule.
pub struct Ran {
    /// Whether everything held, and if not, the first that did not.
    pub held: Held,
    /// What happened, in counts.
    pub tally: Tally,
    /// What happened, line by line.
    pub trace: Trace,
}

/// Somebody who looks on.
pub trait Watch {
    /// After each step.
    fn after(&mut self, _step: &Step, _district: &mut District<'_>) -> Held {
        Ok(())
    }

    /// After the last assertion.
    fn at_the_end(&mut self, _district: &mut District<'_>) -> Held {
        Ok(())
    }
}

/// Nobody.
impl Watch for () {}

/// One schedule, from its first step to its last assertion. A panic of the core is a failure like any other.
pub fn run(template: &Template, schedule: &Schedule, watch: &mut dyn Watch) -> Ran {
    let mut district = match District::start(template, schedule.seed) {
        Ok(district) => district,
        Err(failure) => {
            return Ran { held: Err(failure), tally: Tally::default(), trace: Trace::default() };
        }
    };
    let all = catch_unwind(AssertUnwindSafe(|| take_all(&mut district, schedule, watch)));
    let held = all.unwrap_or_else(|panic| {
        let detail = panic.downcast_ref::<String>().cloned();
        let detail = detail.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()));
        Err(Failure { assertion: "nothing_panics", detail: detail.unwrap_or_default() })
    });
    let mut tally = std::mem::take(&mut district.carried.tally);
    tally.add("saves", district.saves);
    let mut trace = std::mem::take(&mut district.carried.trace);
    if let Err(failure) = &held {
        trace.line(format!("failed {}", failure.assertion));
    }
    Ran { held, tally, trace }
}

fn take_all(district: &mut District<'_>, schedule: &Schedule, watch: &mut dyn Watch) -> Held {
    for step in &schedule.steps {
        district.begin(step);
        take(district, step)?;
        watch.after(step, district)?;
    }
    district.carried.reseed(!schedule.seed);
    district.heal()?;
    district.check()?;
    watch.at_the_end(district)
}

fn take(district: &mut District<'_>, step: &Step) -> Held {
    let phone = district.phone_of(step);
    match step.act {
        Act::Family => district.save_family(phone, None, During::Nothing).map(drop),
        Act::Save => district.save_something(phone, During::Nothing).map(drop),
        Act::Sync => district.sync(phone, Way::Whole).map(drop),
        event => district.befall(event, phone),
    }
}
