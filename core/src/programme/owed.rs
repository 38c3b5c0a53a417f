//! Facts, rules and a day come to one answer a service. Knows in which order things are asked: is the package this person's, does a condition leave
//! them out, does a norm hold, and then which events fill which steps. Pure.

use chrono::NaiveDate;

use super::answer::{Answer, Because, Days, Refused, State, Why};
use super::facts::{About, Facts, Source};
use super::fixed::{Case, Given, lay_out, number};
use super::ranges::{Hull, Rough};
use super::rules::{CountedFrom, Order, Programme, Service, Shown, Step};

/// What a person is owed on a day, of all packages that are shown to families: an answer a service that is theirs, in the order of the sheets.
pub fn owed(programme: &Programme, facts: &Facts, day: NaiveDate) -> Vec<Answer> {
    let is_shown = |at: &usize| {
        programme
            .packages
            .get(*at)
            .is_some_and(|package| package.shown != Shown::Indicator && package.about == facts.about)
    };
    asked(programme, facts, day, |service| service.packages.iter().any(is_shown))
}

/// The same of one package, by its place.
pub fn owed_by(programme: &Programme, package: usize, facts: &Facts, day: NaiveDate) -> Vec<Answer> {
    if programme.packages.get(package).is_none_or(|package| package.about != facts.about) {
        return Vec::new();
    }
    asked(programme, facts, day, |service| service.packages.contains(&package))
}

/// Whether a person has as many events of a service as must be by a day: those of each step whose time has passed. Of several ways one is enough. Whoever
/// is left out of it, or of whom nothing can be told, does not meet it.
pub fn is_met(programme: &Programme, place: usize, facts: &Facts, day: NaiveDate) -> bool {
    let mut whole = Whole { programme, facts, day, known: vec![None; programme.services.len()] };
    let answer = whole.answer(place);
    if matches!(answer.state, State::NotOwed | State::CannotTell) {
        return false;
    }
    let (Some(service), Some(start)) = (programme.services.get(place), facts.start()) else { return false };
    if service.order == Order::AnyOf {
        return service.options.iter().any(|option| is_met(programme, *option, facts, day));
    }
    let (start, _) = start.days();
    let steps = programme.in_force(service, start, day);
    let has_passed = |step: &Step| step.in_time.is_some_and(|in_time| in_time.after(start) < day);
    steps.filter(|(_, step)| has_passed(step)).count() <= answer.used.len()
}

fn asked(
    programme: &Programme,
    facts: &Facts,
    day: NaiveDate,
    is_asked: impl Fn(&Service) -> bool,
) -> Vec<Answer> {
    let mut whole = Whole { programme, facts, day, known: vec![None; programme.services.len()] };
    let places = programme.services.iter().enumerate().filter(|(_, service)| is_asked(service));
    places.map(|(place, _)| whole.answer(place)).collect()
}

/// One person on one day, each service answered once.
struct Whole<'p> {
    programme: &'p Programme,
    facts: &'p Facts,
    day: NaiveDate,
    known: Vec<Option<Answer>>,
}

/// An event of a service, with the days that it can have been.
struct Matched {
    event: usize,
    source: Source,
    on: Option<Days>,
}

impl Whole<'_> {
    fn answer(&mut self, place: usize) -> Answer {
        if let Some(Some(known)) = self.known.get(place) {
            return known.clone();
        }
        let answer = self.evaluate(place);
        if let Some(slot) = self.known.get_mut(place) {
            *slot = Some(answer.clone());
        }
        answer
    }

    fn evaluate(&mut self, place: usize) -> Answer {
        let Some(service) = self.programme.services.get(place) else {
            return Answer::of(place, State::NotOwed, NaiveDate::MAX);
        };
        let until = self.rules_hold_until(service);
        let not_owed = |because: Because| {
            let mut answer = Answer::of(place, State::NotOwed, until);
            answer.because = Some(because);
            answer
        };
        if self.facts.ended.is_some_and(|ended| ended.days().1 <= self.day) {
            return not_owed(Because::Ended);
        }
        let is_met = |id: &String| self.programme.conditions.get(id).is_some_and(|of| of.holds(self.facts));
        if let Some(id) = service.unless.iter().find(|id| is_met(id)) {
            return not_owed(Because::Excluded(id.clone()));
        }
        if let Some(id) = service.only.iter().find(|id| !is_met(id)) {
            return not_owed(Because::OnlyFor(id.clone()));
        }
        // The packages of which no condition leaves the person out.
        let packages: Vec<_> =
            service.packages.iter().filter_map(|at| self.programme.packages.get(*at)).collect();
        let excluded =
            |package: &&super::rules::Package| package.unless.iter().find(|id| is_met(id)).cloned();
        if !packages.is_empty()
            && let Some(ids) = packages.iter().map(excluded).collect::<Option<Vec<_>>>()
        {
            return not_owed(Because::Excluded(ids.into_iter().next().unwrap_or_default()));
        }
        let Some(start) = self.facts.start() else {
            let mut answer = Answer::of(place, State::CannotTell, until);
            answer.because = Some(match self.facts.about {
                About::Child => Because::NoBirth,
                About::Pregnancy => Because::NoLastPeriod,
            });
            return answer;
        };
        let (start, last) = start.days();
        let start = Days { first: start, last: last.min(self.day).max(start) };
        let rests_on_others = service.order == Order::AnyOf
            || matches!(service.counted_from, CountedFrom::FirstOf(_) | CountedFrom::LastOf(_));
        if rests_on_others && !start.is_known() {
            return self.by_days(place, start);
        }
        match service.order {
            Order::AnyOf => self.furthest(place, service, start.first, until),
            _ => self.lay_out(place, service, start, until),
        }
    }

    /// Of several, the one that stands best; of two that stand alike, the one with more events, then the first.
    fn furthest(&mut self, place: usize, service: &Service, start: NaiveDate, until: NaiveDate) -> Answer {
        let answers: Vec<Answer> = service.options.iter().map(|option| self.answer(*option)).collect();
        let until = answers.iter().map(|answer| answer.holds_until).min().unwrap_or(until).min(until);
        let rank = |answer: &Answer| {
            let by_state = match answer.state {
                State::Done => 0,
                State::NotDue => 1,
                State::Due => 2,
                State::CannotTell => 3,
                State::Late => 4,
                State::TooLate => 5,
                State::NotOwed => 6,
            };
            // A step that was missed is no better than one that is late.
            let missed = usize::from(!answer.missed.is_empty() && by_state < 5) * 4;
            (by_state + missed, usize::MAX - answer.used.len())
        };
        let Some(best) = answers.iter().min_by_key(|answer| rank(answer)) else {
            return Answer::of(place, State::NotOwed, until);
        };
        // A state can change before its dates do: the better of two then is another.
        let holds_until = until.min(next_turn(&answers, self.day));
        let mut answer = Answer { service: place, by: Some(best.service), holds_until, ..best.clone() };
        self.bound(service, start, &mut answer);
        answer
    }

    fn lay_out(&mut self, place: usize, service: &Service, start: Days, until: NaiveDate) -> Answer {
        let mut refused = Vec::new();
        let mut turns = until;
        let matched = self.matched(service, start, &mut refused, &mut turns);
        let counted_from = match service.counted_from {
            CountedFrom::Start | CountedFrom::First => None,
            CountedFrom::FirstOf(other) | CountedFrom::LastOf(other) => {
                let answer = self.answer(other);
                turns = turns.min(answer.holds_until);
                let used = match service.counted_from {
                    CountedFrom::FirstOf(_) => answer.used.first(),
                    _ => answer.used.last(),
                };
                let on = used.and_then(|used| self.facts.events.get(used.event)).and_then(|event| event.on);
                on.map(|on| Days { first: on.days().0, last: on.days().1.min(self.day).max(on.days().0) })
            }
        };
        let waits = match (service.counted_from, counted_from) {
            (CountedFrom::FirstOf(other) | CountedFrom::LastOf(other), None) => Some(other),
            _ => None,
        };
        if let Some(other) = waits {
            let mut answer = Answer::of(place, State::NotOwed, turns);
            answer.because = Some(Because::After(other));
            answer.refused = refused;
            return answer;
        }
        let rough_events: Vec<usize> = (0..matched.len())
            .filter(|at| matched.get(*at).and_then(|given| given.on).is_some_and(|on| !on.is_known()))
            .collect();
        let ranges = [Some(start), counted_from].into_iter().flatten();
        let events = rough_events.iter().filter_map(|at| matched.get(*at).and_then(|given| given.on));
        let rough = Rough::of(ranges.chain(events));
        let Some(count) = rough.count() else {
            let mut answer = Answer::of(place, State::CannotTell, turns);
            answer.because = Some(Because::RoughDates);
            answer.refused = refused;
            let unsure = rough_events.iter().filter_map(|at| matched.get(*at));
            answer.refused.extend(unsure.map(|given| Refused { event: given.event, why: Why::RoughDate }));
            return answer;
        };
        let shift = 1 + usize::from(counted_from.is_some());
        let mut chosen = Vec::new();
        let mut hull: Option<Hull> = None;
        for which in 0..count {
            rough.choose(which, &mut chosen);
            let birth = chosen.first().copied().unwrap_or(start.first);
            let from = if counted_from.is_some() { chosen.get(1).copied() } else { None }.unwrap_or(birth);
            let on = |at: usize, given: &Matched| match rough_events.iter().position(|rough| *rough == at) {
                Some(place) => chosen.get(place + shift).copied(),
                None => given.on.map(|on| on.first),
            };
            let given: Vec<(&Matched, Option<NaiveDate>)> =
                matched.iter().enumerate().map(|(at, given)| (given, on(at, given))).collect();
            let from = match service.counted_from {
                // The first of its own; of whom nothing was given, nothing is counted.
                CountedFrom::First => given.iter().filter_map(|(_, on)| *on).filter(|on| *on >= birth).min(),
                _ => Some(from),
            };
            let answer = match from {
                Some(from) => self.fixed((place, service), birth, from, given.into_iter()),
                None => {
                    let mut answer = Answer::of(place, State::NotOwed, NaiveDate::MAX);
                    answer.because = Some(Because::After(place));
                    answer
                }
            };
            match &mut hull {
                None => hull = Some(Hull::of(answer)),
                Some(hull) => hull.add(answer),
            }
        }
        let Some(mut answer) = hull.map(Hull::done) else {
            return Answer::of(place, State::CannotTell, turns);
        };
        answer.refused.extend(refused);
        answer.refused.sort_by_key(|refused| refused.event);
        answer.holds_until = answer.holds_until.min(turns);
        answer
    }

    /// Of a birth that is known roughly: the hull of the answers of its days, each asked by itself.
    fn by_days(&self, place: usize, start: Days) -> Answer {
        let mut hull: Option<Hull> = None;
        let mut on = start.first;
        while on <= start.last {
            let mut facts = self.facts.clone();
            match facts.about {
                About::Child => facts.birth = Some(on.into()),
                About::Pregnancy => facts.last_period = Some(on.into()),
            }
            let known = vec![None; self.programme.services.len()];
            let answer =
                Whole { programme: self.programme, facts: &facts, day: self.day, known }.answer(place);
            match &mut hull {
                None => hull = Some(Hull::of(answer)),
                Some(hull) => hull.add(answer),
            }
            on = on.succ_opt().unwrap_or(NaiveDate::MAX);
        }
        hull.map_or_else(|| Answer::of(place, State::CannotTell, self.day), Hull::done)
    }

    /// The events of a service that may count; the others are refused.
    fn matched(
        &self,
        service: &Service,
        start: Days,
        refused: &mut Vec<Refused>,
        turns: &mut NaiveDate,
    ) -> Vec<Matched> {
        let mut matched = Vec::new();
        let events = self.facts.events.iter().enumerate();
        for (event, given) in
            events.filter(|(_, event)| service.filter.takes(event, &self.programme.products))
        {
            let sources = &service.filter.sources;
            let mut refuse = |why: Why| refused.push(Refused { event, why });
            let on = given.on.map(|on| on.days());
            if given.removed {
                refuse(Why::Removed);
            } else if !sources.is_empty() && !sources.contains(&given.source) {
                refuse(Why::Source);
            } else if on.is_some_and(|(_, last)| last < start.first) {
                refuse(Why::BeforeStart);
            } else if on.is_some_and(|(first, _)| first > self.day) {
                refuse(Why::InTheFuture);
                // On that day it counts.
                let before = on.and_then(|(first, _)| first.pred_opt()).unwrap_or(self.day);
                *turns = (*turns).min(before);
            } else {
                // The part of a month that has not come cannot be.
                let on = on.map(|(first, last)| Days { first, last: last.min(self.day) });
                matched.push(Matched { event, source: given.source, on });
            }
        }
        matched
    }

    /// Every date known: the events by day, one a day.
    fn fixed<'m>(
        &self,
        (place, service): (usize, &Service),
        birth: NaiveDate,
        from: NaiveDate,
        given: impl Iterator<Item = (&'m Matched, Option<NaiveDate>)>,
    ) -> Answer {
        let mut refused = Vec::new();
        let mut all: Vec<(Option<i32>, Source, &str, usize)> = Vec::new();
        for (matched, on) in given {
            if on.is_some_and(|on| on < birth) {
                refused.push(Refused { event: matched.event, why: Why::BeforeStart });
                continue;
            }
            let key = self.facts.events.get(matched.event).map_or("", |event| event.key.as_str());
            all.push((on.map(number), matched.source, key, matched.event));
        }
        all.sort_unstable();
        let mut events: Vec<Given> = Vec::with_capacity(all.len());
        for (on, _, _, event) in all {
            if on.is_some() && events.last().is_some_and(|last| last.on == on) {
                refused.push(Refused { event, why: Why::SameDay });
                continue;
            }
            events.push(Given { event, on });
        }
        let steps: Vec<(usize, &Step)> = self.programme.in_force(service, birth, self.day).collect();
        let case = Case {
            place,
            service,
            steps: &steps,
            start: from,
            known_since: self.facts.known_since,
            today: self.day,
        };
        let mut answer = lay_out(&case, &events);
        answer.refused.extend(refused);
        self.bound(service, birth, &mut answer);
        answer
    }

    /// Whether somebody who was born on a day is within the ages of a package that the service is part of, and until when that stays so.
    fn bounds(&self, service: &Service, birth: NaiveDate) -> (bool, NaiveDate) {
        let packages = service.packages.iter().filter_map(|at| self.programme.packages.get(*at));
        let spans: Vec<(NaiveDate, NaiveDate)> =
            packages.map(|package| (package.from.after(birth), package.until.after(birth))).collect();
        let is_of_it = |(from, until): &&(NaiveDate, NaiveDate)| *from <= self.day && self.day <= *until;
        if let Some(ends) = spans.iter().filter(is_of_it).map(|(_, until)| *until).max() {
            return (true, ends);
        }
        let begins = spans.iter().map(|(from, _)| *from).filter(|from| self.day < *from).min();
        (spans.is_empty(), begins.and_then(|begins| begins.pred_opt()).unwrap_or(NaiveDate::MAX))
    }

    /// A person outside the ages of all its packages is owed nothing more of it, whatever is open.
    fn bound(&self, service: &Service, birth: NaiveDate, answer: &mut Answer) {
        let (is_of_age, until) = self.bounds(service, birth);
        if is_of_age {
            answer.holds_until = answer.holds_until.min(until);
            return;
        }
        answer.state = State::NotOwed;
        answer.because = Some(Because::OutOfAge);
        answer.holds_until = until;
    }

    /// Until when the same norms hold, and, for a pregnancy, it has not ended.
    fn rules_hold_until(&self, service: &Service) -> NaiveDate {
        let norms = service.steps.iter().filter_map(|step| self.programme.norm(step)?.same_until(self.day));
        let ended =
            self.facts.ended.and_then(|ended| ended.days().1.pred_opt()).filter(|end| *end >= self.day);
        norms.chain(ended).min().unwrap_or(NaiveDate::MAX)
    }
}

/// The last day before any of these answers has another state.
fn next_turn(answers: &[Answer], day: NaiveDate) -> NaiveDate {
    let mut turns = NaiveDate::MAX;
    for answer in answers {
        let due =
            answer.due.map(|due| [due.first.pred_opt(), due.last.pred_opt()]).into_iter().flatten().flatten();
        let late = answer.in_time.map(|late| [late.first, late.last]).into_iter().flatten();
        for turn in due.chain(late).filter(|turn| *turn >= day) {
            turns = turns.min(turn);
        }
    }
    turns
}
