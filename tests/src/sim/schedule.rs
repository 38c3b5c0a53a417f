//! A schedule: the list of steps that a seed draws, before any of them is taken. As text it is a line for its seed
//! and a line a step; `#` begins a remark.

use std::collections::BTreeSet;

use super::rng::Rng;
use super::step::{Act, Step};
use super::template::PHONES;

/// Saves that every schedule makes by themselves, beside those of its events.
pub const SAVES: usize = 36;
/// Syncs over a good line.
pub const SYNCS: usize = 12;
/// Events that befall every schedule at least.
pub const EVENTS_EACH: usize = 14;
/// Steps in which checklists are filled, among the others.
pub const FILLINGS: usize = 8;
/// The phones at the beginning, and those that come: copies and new ones.
const EVER: usize = PHONES + 3;

/// Steps, in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    /// From which they were drawn; the disks have theirs from it, too.
    pub seed: u64,
    /// The steps.
    pub steps: Vec<Step>,
}

impl Schedule {
    /// The schedule of a seed.
    pub fn drawn(seed: u64) -> Schedule {
        let mut rng = Rng::new(seed);
        let mut acts = vec![Act::Save; SAVES];
        acts.extend([Act::Sync; SYNCS]);
        for _ in 0..EVENTS_EACH + rng.below(4) {
            acts.push(Act::event(&mut rng));
        }
        rng.shuffle(&mut acts);
        let families = (0..PHONES).map(|phone| (Act::Family, phone));
        let mut steps: Vec<Step> = families.map(|(act, phone)| step(act, phone, &mut rng)).collect();
        for act in acts {
            let phone = rng.below(EVER);
            steps.push(step(act, phone, &mut rng));
        }
        // Drawn from a seed of their own: the other steps of a schedule are what they were before there were drafts.
        let mut rng = Rng::new(seed.rotate_left(32) ^ 0x6472_6166_7473);
        steps.iter_mut().zip(1..).for_each(|(step, number)| step.number = number);
        for number in steps.len() + 1..=steps.len() + FILLINGS {
            let (act, phone) = (Act::filling(&mut rng), rng.below(EVER));
            let at = PHONES + rng.below(steps.len() - PHONES);
            steps.insert(at, Step { number, ..step(act, phone, &mut rng) });
        }
        Schedule { seed, steps }
    }

    /// The same with other steps.
    pub fn with(&self, steps: &[Step]) -> Schedule {
        Schedule { seed: self.seed, steps: steps.to_vec() }
    }
}

fn step(act: Act, phone: usize, rng: &mut Rng) -> Step {
    Step { number: 0, act, phone, seed: rng.draw() }
}

impl std::fmt::Display for Schedule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "schedule {}", self.seed)?;
        self.steps.iter().try_for_each(|step| writeln!(f, "{step}"))
    }
}

impl std::str::FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Schedule, String> {
        let lines = text.lines().map(|line| line.split('#').next().unwrap_or_default().trim());
        let mut lines = lines.zip(1..).filter(|(line, _)| !line.is_empty());
        let seed = lines.next().and_then(|(line, _)| line.strip_prefix("schedule ")?.trim().parse().ok());
        let seed = seed.ok_or("the first line is not `schedule` and a seed")?;
        let (mut steps, mut numbers, mut seeds) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        for (line, at) in lines {
            let step: Step = line.parse().map_err(|error| format!("line {at}: {error}"))?;
            // What a step says is told by its number, and which keys it draws by its seed.
            if !numbers.insert(step.number) || !seeds.insert(step.seed) {
                return Err(format!("line {at}: another step has this number or this seed"));
            }
            steps.push(step);
        }
        Ok(Schedule { seed, steps })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_that_was_written_down_is_read_as_it_was() {
        for seed in 0..300 {
            let drawn = Schedule::drawn(seed);
            assert_eq!(drawn.to_string().parse(), Ok(drawn));
        }
    }

    #[test]
    fn a_schedule_of_one_s_own_says_which_line_is_wrong() {
        let read = |text: &str| text.parse::<Schedule>().map(|schedule| schedule.steps.len());
        assert_eq!(read("schedule 7 # mine\n\n# first\n1 save phone=2 seed=1f # once\n"), Ok(1));
        assert_eq!(read("1 save phone=2 seed=1"), Err("the first line is not `schedule` and a seed".into()));
        for (line, wrong) in [
            ("2 dance phone=2 seed=1", "no step is called \"dance\""),
            ("x save phone=2 seed=1", "\"x\" is not the number of a step"),
            ("2 save phone=2", "seed= is missing"),
            ("2 save phone seed=1", "what follows the name is written key=value"),
            ("2 send phone=2 saves=1 way=lost seed=2", "way=lost is none"),
            ("2 copy phone=2 write=0 image=perhaps seed=2", "image=perhaps is neither yes nor no"),
            ("1 save phone=2 seed=2", "another step has this number or this seed"),
            ("2 save phone=2 seed=1", "another step has this number or this seed"),
        ] {
            let found = read(&format!("schedule 7\n1 save phone=0 seed=1\n{line}\n"));
            assert_eq!(found, Err(format!("line 3: {wrong}")));
        }
    }
}
