//! A small simulator: phones and a server that are real but for their disks, clocks, keystores and line. Each
//! schedule is drawn from one seed: people save, phones sync, and everything happens to them that happens in the
//! field. What was said is kept in a ledger outside the core; at the end it must all be found again.

pub mod checks;
pub mod copies;
pub mod district;
pub mod faults;
pub mod keys;
pub mod ledger;
pub mod line;
pub mod moves;
pub mod phone;
pub mod read;
pub mod replay;
pub mod rng;
pub mod save;
pub mod saves;
pub mod server;
pub mod tally;
pub mod template;

use district::District;
use line::Way;
use save::During;
pub use tally::{EVENTS, Failure, Held, Tally};
pub use template::Template;

/// Saves that every schedule makes at least.
pub const SAVES: u64 = 60;
/// Events that befall every schedule at least.
pub const EVENTS_EACH: usize = 12;

/// What a step of a schedule is.
#[derive(Debug, Clone, Copy)]
enum Step {
    Save,
    Sync,
    Befall(usize),
}

/// One schedule, from its seed to its last assertion.
pub fn run(template: &Template, seed: u64) -> Result<Tally, Failure> {
    let mut district = District::start(template, seed)?;
    let rng = district.rng();
    let mut steps = vec![Step::Save; 30];
    steps.extend([Step::Sync; 12]);
    for _ in 0..EVENTS_EACH + rng.below(4) {
        steps.push(Step::Befall(rng.below(faults::KINDS)));
    }
    rng.shuffle(&mut steps);
    for phone in 0..district.phones.len() {
        district.save_family(phone, None, During::Nothing)?;
    }
    for step in steps {
        take(&mut district, step)?;
    }
    while district.saves < SAVES {
        take(&mut district, Step::Save)?;
    }
    district.heal()?;
    district.check()?;
    let mut tally = district.carried.tally;
    tally.add("saves", district.saves);
    Ok(tally)
}

fn take(district: &mut District<'_>, step: Step) -> Held {
    let phone = district.any_phone();
    match step {
        Step::Save => district.save_something(phone, During::Nothing).map(drop),
        Step::Sync => district.sync(phone, Way::Whole).map(drop),
        Step::Befall(kind) => district.befall(kind),
    }
}
