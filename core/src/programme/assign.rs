//! Which event fills which step: as many as can be, each within its ages and its distance from the one before. Knows days as numbers and bounds;
//! no service.
//!
//! The most that can be filled is looked for, not what comes first: so that one more event never takes away what stood without it.

/// What a step asks of the event that fills it, in days as the calendar counts them.
#[derive(Debug, Clone, Copy)]
pub(super) struct Slot {
    /// Its place among the steps of the service.
    pub step: usize,
    /// The first day.
    pub from: i32,
    /// The last day.
    pub until: i32,
    /// Days from the one before, at least.
    pub min_gap: i32,
    /// Days from the one before, at most.
    pub max_gap: i32,
}

impl Slot {
    /// Whether a day is within its ages.
    pub fn takes(&self, on: i32) -> bool {
        (self.from..=self.until).contains(&on)
    }
}

/// How slots follow one another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Follow {
    /// Each on the one before it.
    Next,
    /// Any later one.
    Later,
    /// The same one again.
    Again,
}

/// What was found.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Chain {
    /// Which of the events fills which slot: places of both, in their order. Of as many the one that ends soonest.
    pub fills: Vec<(usize, usize)>,
    /// The latest day on which as many can end with the same slot: from it a longest distance is counted.
    pub latest: Option<i32>,
}

/// Which of the events, whose days go up, fills which slot.
pub(super) fn assign(days: &[i32], slots: &[Slot], follow: Follow) -> Chain {
    // The common case needs no search: nothing was given.
    if days.is_empty() || slots.is_empty() {
        return Chain::default();
    }
    struct Link {
        event: usize,
        slot: usize,
        length: usize,
        before: Option<usize>,
    }
    let mut links: Vec<Link> = Vec::with_capacity(days.len());
    for (event, on) in days.iter().enumerate() {
        for (at, slot) in slots.iter().enumerate().filter(|(_, slot)| slot.takes(*on)) {
            let follows = |link: &Link| {
                let in_order = match follow {
                    Follow::Next => link.slot + 1 == at,
                    Follow::Later => link.slot < at,
                    Follow::Again => link.slot == at,
                };
                let gap = on - days.get(link.event).copied().unwrap_or(*on);
                link.event != event && in_order && (slot.min_gap..=slot.max_gap).contains(&gap)
            };
            let mut before: Option<usize> = None;
            for (place, link) in links.iter().enumerate().filter(|(_, link)| follows(link)) {
                if before.and_then(|before| links.get(before)).is_none_or(|best| link.length > best.length) {
                    before = Some(place);
                }
            }
            let length = before.and_then(|before| links.get(before)).map_or(1, |link| link.length + 1);
            if before.is_some() || follow != Follow::Next || at == 0 {
                links.push(Link { event, slot: at, length, before });
            }
        }
    }
    let mut best: Option<usize> = None;
    for (place, link) in links.iter().enumerate() {
        if best.and_then(|best| links.get(best)).is_none_or(|best| link.length > best.length) {
            best = Some(place);
        }
    }
    let last = best.and_then(|best| links.get(best)).map(|link| (link.length, link.slot));
    let alike = links.iter().filter(|link| Some((link.length, link.slot)) == last);
    let latest = alike.filter_map(|link| days.get(link.event)).copied().max();
    let mut fills = Vec::new();
    while let Some(link) = best.and_then(|best| links.get(best)) {
        fills.push((link.event, link.slot));
        best = link.before;
    }
    fills.reverse();
    Chain { fills, latest }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slot(step: usize, from: i32, until: i32, min_gap: i32, max_gap: i32) -> Slot {
        Slot { step, from, until, min_gap, max_gap }
    }

    #[test]
    fn one_more_event_never_takes_a_step_away() {
        // With a gap of at most 70 days the earliest first dose is not the one to count.
        let slots = [slot(0, 55, 119, 0, 0), slot(1, 0, 999, 28, 70)];
        assert_eq!(assign(&[60, 128], &slots, Follow::Next).fills, [(0, 0), (1, 1)]);
        assert_eq!(assign(&[55, 60, 128], &slots, Follow::Next).fills, [(1, 0), (2, 1)]);
        // What comes next is counted from the latest that may be taken.
        assert_eq!(assign(&[60, 80], &slots, Follow::Next).latest, Some(80));
    }

    #[test]
    fn ages_are_filled_each_by_its_own_and_in_order() {
        let slots = [slot(0, 30, 59, 0, 999), slot(1, 60, 89, 30, 999), slot(2, 90, 119, 30, 999)];
        assert_eq!(assign(&[31, 95], &slots, Follow::Later).fills, [(0, 0), (1, 2)]);
        assert_eq!(assign(&[59, 60, 89], &slots, Follow::Later).fills, [(0, 0), (2, 1)]);
    }

    #[test]
    fn what_comes_again_is_counted_by_its_distance() {
        let slots = [slot(0, 0, 999, 7, 999)];
        assert_eq!(assign(&[1, 3, 9, 20], &slots, Follow::Again).fills, [(0, 0), (2, 0), (3, 0)]);
        assert_eq!(assign(&[], &slots, Follow::Again).fills, []);
    }
}
