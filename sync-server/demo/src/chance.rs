//! Where every choice of a demo comes from: one small generator (SplitMix64), so that a seed repeats its story on
//! every machine and in every version. Nothing secret is ever drawn from it.

/// A stream of choices.
#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    /// The stream of this seed that serves one purpose: what one part of a story draws moves no other part.
    pub fn of(seed: u64, purpose: &str) -> Chance {
        let mut chance = Chance(seed);
        for byte in purpose.bytes() {
            chance.0 = chance.next() ^ u64::from(byte);
        }
        chance
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 to one below `end`; 0 if `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        // The bias of a remainder over so few choices is below one in 10^15.
        if end == 0 { 0 } else { self.next() % end }
    }

    /// A number of this range, both ends included.
    pub fn between(&mut self, from: i64, to: i64) -> i64 {
        from + self.below((to - from).unsigned_abs() + 1) as i64
    }

    /// Yes, in so many of a hundred cases.
    pub fn percent(&mut self, yes: u64) -> bool {
        self.below(100) < yes
    }

    /// One of several; `None` only if there is none.
    pub fn of_these<'a, T>(&mut self, all: &'a [T]) -> Option<&'a T> {
        all.get(self.below(all.len() as u64) as usize)
    }

    /// A name or text out of a list that is never empty.
    pub fn word(&mut self, all: &[&'static str]) -> &'static str {
        self.of_these(all).copied().unwrap_or_default()
    }

    /// In an order of chance.
    pub fn shuffle<T>(&mut self, all: &mut [T]) {
        for at in (1..all.len()).rev() {
            all.swap(at, self.below(at as u64 + 1) as usize);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_choices_and_another_draws_others() {
        let draw = |seed, purpose| -> Vec<u64> {
            let mut chance = Chance::of(seed, purpose);
            (0..20).map(|_| chance.below(1000)).collect()
        };
        assert_eq!(draw(7, "days"), draw(7, "days"));
        assert_ne!(draw(7, "days"), draw(8, "days"));
        assert_ne!(draw(7, "days"), draw(7, "line"));
    }

    #[test]
    fn both_ends_of_a_range_are_drawn() {
        let mut chance = Chance::of(1, "range");
        let drawn: std::collections::BTreeSet<i64> = (0..200).map(|_| chance.between(-1, 1)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [-1, 0, 1]);
    }
}
