//! The week: five days on which the phones work apart, and what happens on them that makes bringing them together
//! hard. Everything is drawn from the seed. Knows what is done; how it is done at one house stands in [`super::work`].

mod apart;
mod before;
mod week;

use week::HANDED_OVER;
pub use week::{After, Moved, Twice, Week};

use chaski::record::table::code::area_kind;
use chaski::record::table::household;
use chaski::record::{Value, role};

use super::chance::Chance;
use super::district;
use super::error::Result;
use super::release;
use super::tell::{Teller, count};
use super::visiting::{self, Course};
use super::weighing::Story;
use super::work::{self, Family};
use super::world::{Worker, World};

/// Days on which nobody syncs.
pub const DAYS: i64 = 5;
/// What happens to the children of the first families; nothing to the others.
const STORIES: [Story; 4] = [Story::None, Story::None, Story::FallsBehind, Story::MonthKnown];

impl<'w> Week<'w> {
    /// Enrols everybody, hands over the first families and releases the checklist, which holds from Monday; the next sync is
    /// after the week. With `past`, everybody has worked for four weeks before.
    pub fn begin(
        world: &'w mut World,
        teller: &'w Teller,
        seed: u64,
        visitors: usize,
        past: bool,
    ) -> Result<Week<'w>> {
        let first = if past { before::FIRST } else { 0 };
        let begins_s = world.calendar.morning(first);
        world.clock.set(begins_s);
        for name in district::AREAS {
            world.add_area(name, area_kind::sector)?;
        }
        for at in 0..visitors {
            let name = district::worker(at);
            let areas = [at % district::AREAS.len()];
            world.add_phone(&Worker { name: &name, role: role::VISITOR, areas: &areas }, begins_s)?;
            teller.step(&format!("{name} enrols"));
        }
        let boss = Worker { name: district::SUPERVISOR, role: role::SUPERVISOR, areas: &[0, 1] };
        let supervisor = world.add_phone(&boss, begins_s)?;
        let mut week = Week {
            world,
            teller,
            chance: Chance::of(seed, "week"),
            families: Vec::new(),
            others: Vec::new(),
            known_to: Vec::new(),
            weighed: Vec::new(),
            visitors,
            supervisor,
            moved: (0, 0),
            lost_clock: 1 % visitors,
            copy: None,
            twice: None,
            disputed: Vec::new(),
            checklist: String::new(),
            of_original: Vec::new(),
        };
        // Everybody's first sync brings the areas and the rights.
        week.world.bring_everyone(&mut Chance::of(seed, "enrolment"), 1, teller)?;
        for phone in 0..visitors {
            for _ in 0..HANDED_OVER {
                week.register(phone, first)?;
            }
            teller.step("families are handed over");
        }
        if past {
            week.weeks_before(Chance::of(seed, "weeks before"))?;
        }
        week.checklist = release::release(week.world, 0, 1)?;
        week.world.bring_everyone(&mut Chance::of(seed, "handing over"), 2, teller)?;
        release::has_come(week.world, 1)?;
        week.known_to.iter_mut().for_each(|known| *known = None);
        week.moved = (week.shared(0, 1), 0);
        Ok(week)
    }

    /// What it leaves.
    pub fn end(mut self) -> After {
        let mut told = std::collections::BTreeSet::new();
        self.disputed.retain(|words| told.insert(words.clone()));
        let (family, from) = self.moved;
        let Family { house, child, facts, .. } = &self.families[family];
        let moved =
            Moved { house: *house, child: *child, name: facts.family.clone(), from, to: self.pair(1).0 };
        let Week { supervisor, copy, twice, disputed, others, weighed, .. } = self;
        After { supervisor, copy, twice, moved, disputed, others, weighed }
    }

    /// The five days.
    pub fn work(&mut self) -> Result<()> {
        for day in 1..=DAYS {
            let before = (self.world.ledger.visits(), self.world.ledger.values());
            let told = match day {
                1 => self.monday()?,
                2 => self.tuesday()?,
                3 => self.wednesday()?,
                4 => self.thursday()?,
                _ => self.friday()?,
            };
            let visits = count(self.world.ledger.visits() - before.0, "visit", "visits");
            let values = self.world.ledger.values() - before.1;
            let name = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"][(day - 1) as usize];
            self.teller.title(&format!("{name}: {visits}, {values} values saved, no signal"));
            told.iter().for_each(|sentence| self.teller.paragraph(sentence));
        }
        Ok(())
    }

    fn monday(&mut self) -> Result<Vec<String>> {
        for phone in 0..self.visitors {
            self.register(phone, 1)?;
            self.visits(phone, 1, 2, Course::default())?;
        }
        let family = self.families[self.shared(0, 0)].clone();
        let woman = loop {
            let name = district::mother(&mut self.chance);
            if name != family.facts.mother {
                break name;
            }
        };
        self.at(0, 1, 600);
        work::register_pregnancy(&mut self.world.phones[0], &mut self.world.ledger, &family, woman)?;
        let checklist = format!(
            "On Sunday the district released its checklist, \"{}\", and every phone fetched it. From today it asks at each \
             visit what is due for this child at its age; each answer is on the disk before the next question.",
            self.checklist
        );
        let registered = format!(
            "Each worker registers a new family: the house, the mother, the child, and what the mother answered when \
             she was asked for consent. {} also registers a pregnancy: {woman}, of the {} family.",
            self.name(0),
            family.facts.family
        );
        Ok(vec![checklist, registered])
    }

    fn tuesday(&mut self) -> Result<Vec<String>> {
        for phone in 0..self.visitors {
            self.visits(phone, 2, 2, Course::default())?;
        }
        self.visits(self.supervisor, 2, 1, Course::default())?;
        let (family, mover) = self.moved;
        self.at(mover, 2, 400);
        self.visit(mover, family, 2, Course::default())?;
        let phone = self.chance.below(self.visitors as u64) as usize;
        let family = self.known(phone, false);
        self.at(phone, 2, 600);
        let family = self.families[family].clone();
        work::refer(&mut self.world.phones[phone], &mut self.world.ledger, &family)?;
        Ok(vec![
            format!(
                "The battery of {}'s phone was empty. Its clock now says 1 January 1970, and stays wrong all week. The \
                 work goes on: times are kept as the phone said them, and decide nothing.",
                self.name(self.lost_clock)
            ),
            format!(
                "{} sees danger signs in {} {} and sends the child to the health post at once. When there is signal \
                 again, this will be sent before everything else.",
                self.name(phone),
                family.facts.child,
                family.facts.family
            ),
        ])
    }

    fn wednesday(&mut self) -> Result<Vec<String>> {
        let mut told = Vec::new();
        for phone in 0..self.visitors {
            let slips = phone == 0 || self.chance.percent(60);
            let slip_g = if slips { -1_000 } else { 0 };
            self.visits(phone, 3, 2, Course { slip_g, ..Course::default() })?;
            let own = self.weighed.iter().rev().find(|weighed| weighed.phone == phone).copied();
            if let Some(weighed) = own.filter(|_| slips) {
                self.at(phone, 3, 600);
                let (phone, ledger) = (&mut self.world.phones[phone], &mut self.world.ledger);
                visiting::correct_weight(
                    phone,
                    ledger,
                    &weighed,
                    1_000,
                    "Escribí 1 kg de menos; en mi hoja está bien",
                )?;
            }
        }
        told.push(
            "Some find that they typed a weight wrong and correct it, with a reason. The wrong figure is not erased: it \
             stands behind the right one."
                .to_owned(),
        );
        told.push(self.differ(0, self.shared(0, 0), household::telephone, 3)?);
        let (one, other) = self.pair(1);
        let (family, number) = (self.shared(1, 1), district::telephone(&mut self.chance));
        for phone in [one, other] {
            self.put(phone, family, household::telephone, &number, 3)?;
        }
        told.push(format!(
            "{} and {} both write down the same new number for the {} family. They agree, so nothing needs deciding.",
            self.name(one),
            self.name(other),
            self.families[family].facts.family
        ));
        for _ in 0..self.chance.below(3) {
            let area = self.chance.below(2) as usize;
            let fields = [household::known_as, household::populated_centre, household::reference];
            let field = self.chance.of_these(&fields).copied().unwrap_or(household::known_as);
            told.push(self.differ(area, self.shared(area, 0), field, 3)?);
        }
        Ok(told)
    }

    fn thursday(&mut self) -> Result<Vec<String>> {
        for phone in 0..self.visitors {
            self.visits(phone, 4, 2, Course::default())?;
        }
        self.visits(self.supervisor, 4, 1, Course::default())?;
        let mut told = Vec::new();
        let (family, phone) = self.moved;
        self.at(phone, 4, 600);
        let to = Value::Record(self.world.areas[1]);
        let house = self.families[family].house;
        self.world.phones[phone].correct(&mut self.world.ledger, house, household::area, to, None)?;
        told.push(format!(
            "The {} family packs its things and moves from {} to {}. {} records it.",
            self.families[family].facts.family,
            district::AREAS[0],
            district::AREAS[1],
            self.name(phone)
        ));
        told.push(self.register_twice()?);
        let original = self.visitors - 1;
        let copy = self.world.copy_phone(original)?;
        self.copy = Some((original, copy));
        told.push(format!(
            "A technician copies the memory of {}'s phone, keys and all, to a second phone. From now on both are used, \
             and both believe to be the same phone.",
            self.name(original)
        ));
        self.teller.step("Thursday");
        Ok(told)
    }

    fn friday(&mut self) -> Result<Vec<String>> {
        let mut told = Vec::new();
        for phone in 0..self.visitors {
            // Of the first phone's last visit the supervisor will ask whether the weight is right.
            let slip_g = if phone == 0 { 300 } else { 0 };
            self.visits(phone, 5, 2, Course { slip_g, ..Course::default() })?;
        }
        let (family, mover) = self.moved;
        let (one, other) = self.pair(0);
        let unaware = if one == mover { other } else { one };
        self.at(unaware, 5, 500);
        self.visit(unaware, family, 5, Course::default())?;
        told.push(format!(
            "{} has not heard that the {} family moved, meets the mother at the market and measures the child.",
            self.name(unaware),
            self.families[family].facts.family
        ));
        if let Some((original, copy)) = self.copy {
            self.visits(copy, 5, 2, Course::default())?;
            let area = self.world.phones[original].areas[0];
            let family = self.shared(area, 0);
            self.write_apart((original, copy), family, household::reference, 5)?;
            let of = self.families[family].facts.family.clone();
            self.disputed.push(format!("the way to the house of the {of} family"));
            told.push(format!(
                "{}'s phone and its copy both record visits, under the same numbers, and different words for the way \
                 to the house of the {of} family.",
                self.name(original)
            ));
        }
        Ok(told)
    }

    fn register(&mut self, phone: usize, day: i64) -> Result<()> {
        let area = self.world.phones[phone].areas[0];
        let mut facts = district::household(&mut self.chance, area, self.families.is_empty());
        facts.growing.story = STORIES.get(self.families.len()).copied().unwrap_or_default();
        self.at(phone, day, 10 + self.families.len() as i64 % 40);
        let of = (area, self.world.areas[area]);
        let phone = &mut self.world.phones[phone];
        let known_to = phone.number;
        let family = work::register(phone, &mut self.world.ledger, of, facts, day, &mut self.chance)?;
        self.families.push(family);
        self.known_to.push(Some(known_to));
        Ok(())
    }

    /// So many visits of a day, the last of them in its own way.
    fn visits(&mut self, phone: usize, day: i64, number: usize, last: Course) -> Result<()> {
        for at in 0..number {
            let course = if at + 1 == number { last } else { Course::default() };
            let family = self.known(phone, course.slip_g != 0);
            let late = self.chance.between(0, 30);
            self.at(phone, day, 60 + 120 * at as i64 + late);
            self.visit(phone, family, day, course)?;
        }
        self.teller.step(&format!("day {day}: {}", self.world.phones[phone].worker));
        Ok(())
    }

    fn visit(&mut self, phone: usize, family: usize, day: i64, course: Course) -> Result<()> {
        if self.copy.is_some_and(|(original, _)| original == phone) {
            self.of_original.push(family);
        }
        let (phone, family) = (&mut self.world.phones[phone], &self.families[family]);
        let weighed =
            visiting::visit_so(phone, &mut self.world.ledger, family, day, &mut self.chance, course)?;
        self.weighed.push(weighed);
        Ok(())
    }

    /// It is this minute of the morning of a day for this phone; what its clock says may be something else.
    fn at(&mut self, phone: usize, day: i64, minute: i64) {
        let (clock, calendar) = (&self.world.phones[phone].clock, self.world.calendar);
        let (true_s, minute_s) = (calendar.morning(day), minute * 60);
        let lost = phone == self.lost_clock && day >= 2;
        match lost {
            true if clock.wall_s() > calendar.morning(0) / 2 => clock.boot(minute_s),
            true => clock.set((day - 2) * 86_400 + minute_s),
            false => clock.set(true_s + minute_s),
        }
    }

    /// A family that a phone holds and that has not moved as far as its worker knows; with `to_weigh`, if there is one, whose
    /// child was not weighed with this phone yet. A copy goes where the original of that day does not: two workers who ask
    /// of one agreement say nothing that the story tells of.
    fn known(&mut self, phone: usize, to_weigh: bool) -> usize {
        let areas = &self.world.phones[phone].areas;
        let original = self.copy.filter(|(_, copy)| *copy == phone).map(|(original, _)| original);
        let mut known: Vec<usize> = (0..self.families.len())
            .filter(|at| areas.contains(&self.families[*at].area) && *at != self.moved.0)
            .filter(|at| self.known_to[*at].is_none_or(|by| by == phone || Some(by) == original))
            .filter(|at| original.is_none() || !self.of_original.contains(at))
            .collect();
        let is_weighed = |at: usize| {
            let child = self.families[at].child;
            self.weighed.iter().any(|one| one.phone == phone && one.child == child && one.reading.is_some())
        };
        if to_weigh && known.iter().any(|at| !is_weighed(*at)) {
            known.retain(|at| !is_weighed(*at));
        }
        self.chance.of_these(&known).copied().unwrap_or(0)
    }

    /// One of the families of an area that everybody there knows.
    fn shared(&self, area: usize, nth: usize) -> usize {
        let handed_over = HANDED_OVER * self.visitors;
        let of_area = (0..self.families.len().min(handed_over)).filter(|at| self.families[*at].area == area);
        of_area.clone().nth(nth).or(of_area.into_iter().next()).unwrap_or(0)
    }

    /// Two phones that hold an area: two workers', or a worker's and the supervisor's.
    fn pair(&self, area: usize) -> (usize, usize) {
        let mut of_area = (0..self.visitors).filter(|at| self.world.phones[*at].areas.contains(&area));
        (of_area.next().unwrap_or(self.supervisor), of_area.next().unwrap_or(self.supervisor))
    }

    fn name(&self, phone: usize) -> String {
        self.world.phones[phone].worker.clone()
    }
}
