//! The weeks before the story, for those who look around when it is told: families that are visited as agreed, late,
//! or in vain, so that a month has figures. The week itself tells nothing of them.

use std::collections::BTreeMap;

use super::week::{HANDED_OVER, Week};
use crate::chance::Chance;
use crate::district;
use crate::error::Result;
use crate::visiting::{self, Course};
use crate::weighing::{Story, Taken};
use crate::work::{self, Family};

/// The Sunday on which everybody enrols, by the number of its day.
pub(super) const FIRST: i64 = -28;
/// Families of each worker beside those of the story.
const OTHERS: usize = 3;
/// Days from one visit to the date agreed for the next.
const AGAIN: i64 = 14;
/// Fridays on which those with signal sync, and the Sunday before the story.
const SIGNAL: [i64; 4] = [-23, -9, -2, 0];

/// What happens to the children of those.
const STORIES: [Story; 6] =
    [Story::LosesWeight, Story::Copied, Story::None, Story::Swollen, Story::PointForgotten, Story::Early];

/// What somebody comes to do.
#[derive(Clone, Copy)]
struct Errand {
    day: i64,
    family: usize,
    in_vain: bool,
}

impl Week<'_> {
    /// Four weeks of work.
    pub(super) fn weeks_before(&mut self, mut chance: Chance) -> Result<()> {
        for phone in 0..self.visitors {
            for nth in 0..OTHERS as i64 {
                let area = self.world.phones[phone].areas[0];
                let mut facts = district::household(&mut chance, area, false);
                facts.growing.story = STORIES.get(self.others.len()).copied().unwrap_or_default();
                if facts.growing.story == Story::Early {
                    // Young enough for both ages to be told.
                    facts.age_days = 180 + facts.age_days % 200;
                }
                self.at(phone, FIRST, 180 + nth * 30);
                let of = (area, self.world.areas[area]);
                let (phone_of, ledger) = (&mut self.world.phones[phone], &mut self.world.ledger);
                let family = work::register(phone_of, ledger, of, facts, FIRST, &mut chance)?;
                self.others.push((phone, family));
            }
        }
        let handed_over = self.families.iter().enumerate().map(|(at, family)| (at / HANDED_OVER, family));
        let all: Vec<(usize, Family)> =
            handed_over.map(|(phone, family)| (phone, family.clone())).chain(self.others.clone()).collect();
        let mut errands = Vec::new();
        for family in 0..all.len() {
            let day = FIRST + 1 + family as i64 % 5;
            let (agreed, unlucky) = (day + AGAIN, chance.percent(12));
            let story = all.get(family).map_or(Story::None, |(_, family)| family.facts.growing.story);
            let in_vain = unlucky && story == Story::None;
            let day_of_second = if chance.percent(20) { agreed + 9 } else { agreed };
            errands.push(Errand { day, family, in_vain: false });
            errands.push(Errand { day: day_of_second, family, in_vain });
        }
        errands.sort_by_key(|errand| errand.day);
        let mut errands = errands.into_iter().peekable();
        let mut last: BTreeMap<usize, Taken> = BTreeMap::new();
        for signal in SIGNAL {
            while let Some(Errand { day, family: of, in_vain }) =
                errands.next_if(|errand| errand.day <= signal)
            {
                let Some((phone, family)) = all.get(of) else { continue };
                self.at(*phone, day, chance.between(30, 420));
                let (phone, ledger) = (&mut self.world.phones[*phone], &mut self.world.ledger);
                if in_vain {
                    work::find_nobody(phone, ledger, family, day, &mut chance)?;
                } else {
                    let copies = family.facts.growing.story == Story::Copied;
                    let before = last.get(&of).copied();
                    let (again, unmeasured) = (before.filter(|_| copies), before.is_some() && !copies);
                    let course = Course { next_in: Some(AGAIN), again, unmeasured, ..Course::default() };
                    let weighed = visiting::visit_so(phone, ledger, family, day, &mut chance, course)?;
                    last.insert(of, weighed.taken);
                }
            }
            self.world.clock.set(self.world.calendar.at(signal, 17));
            for phone in 0..self.visitors {
                self.world.sync(phone)?;
            }
            self.teller.step("the weeks before");
        }
        Ok(())
    }
}
