//! One service of one person, every date known: which events fill which steps, what is next and within which days. Knows the vocabulary of
//! rules; what a rough date does, another file says.

use chrono::{Datelike, NaiveDate};

use super::answer::{Answer, Because, Days, Refused, State, Used, Why, state_within};
use super::assign::{Chain, Follow, Slot, assign};
use super::rules::{Order, Service, Step};

/// Dates as days of the calendar, counted.
pub(super) fn number(day: NaiveDate) -> i32 {
    day.num_days_from_ce()
}

fn day(number: i32) -> NaiveDate {
    NaiveDate::from_num_days_from_ce_opt(number).unwrap_or(NaiveDate::MAX)
}

/// An event of the service, on the day that is taken for its.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given {
    /// Its place among the events of the person.
    pub event: usize,
    /// The day; `None` where nobody wrote it down.
    pub on: Option<i32>,
}

/// What is evaluated.
pub(super) struct Case<'r> {
    /// The place of the service.
    pub place: usize,
    pub service: &'r Service,
    /// The steps in force, with their places.
    pub steps: &'r [(usize, &'r Step)],
    /// What ages are counted from.
    pub start: NaiveDate,
    /// The day of the registration.
    pub known_since: Option<NaiveDate>,
    pub today: NaiveDate,
}

impl Case<'_> {
    fn answer(&self, state: State) -> Answer {
        Answer::of(self.place, state, NaiveDate::MAX)
    }
}

/// The days of one step that is not filled.
struct Window {
    opens: i32,
    due: i32,
    in_time: Option<i32>,
    closes: Option<i32>,
}

impl Window {
    fn is_over(&self, today: i32) -> bool {
        self.closes.is_some_and(|closes| closes < today || closes < self.opens)
    }
}

/// Evaluates it. The events come by day, those without a day first, one a day.
pub(super) fn lay_out(case: &Case<'_>, given: &[Given]) -> Answer {
    let slots: Vec<Slot> = case.steps.iter().map(|(place, step)| slot(case, *place, step)).collect();
    // What nobody dated fills what asks for no day.
    let (dated, undated): (Vec<Given>, Vec<Given>) = given.iter().partition(|given| given.on.is_some());
    let days: Vec<i32> = dated.iter().filter_map(|given| given.on).collect();
    let mut used = Vec::new();
    let mut refused = Vec::new();
    let mut filled_undated = 0;
    for given in undated {
        let free = case.steps.get(filled_undated).filter(|(_, step)| asks_for_no_day(step));
        match free.filter(|_| matches!(case.service.order, Order::Doses | Order::Ages)) {
            Some((place, _)) => {
                used.push(Used { event: given.event, step: *place });
                filled_undated += 1;
            }
            None => refused.push(Refused { event: given.event, why: Why::NoDate }),
        }
    }
    let open = slots.get(filled_undated..).unwrap_or_default();
    let follow = match case.service.order {
        Order::Doses => Follow::Next,
        Order::Ages => Follow::Later,
        _ => Follow::Again,
    };
    let chain = assign(&days, open, follow);
    for (event, at) in &chain.fills {
        if let (Some(given), Some(slot)) = (dated.get(*event), open.get(*at)) {
            used.push(Used { event: given.event, step: slot.step });
        }
    }
    let mut before: Option<(i32, usize)> = None;
    for (at, given) in dated.iter().enumerate() {
        let on = days.get(at).copied().unwrap_or_default();
        match chain.fills.iter().find(|(event, _)| *event == at) {
            Some((_, slot)) => before = Some((on, *slot)),
            None => refused.push(Refused { event: given.event, why: why_not(on, before, open, follow) }),
        }
    }
    let mut laid = match case.service.order {
        Order::Monthly => month(case, &days, &chain),
        Order::Every => again(case, &days, &chain, open),
        _ => steps(case, &days, &chain, open),
    };
    if let Some(undated) = refused.iter().find(|refused| refused.why == Why::NoDate)
        && !matches!(laid.state, State::Done | State::NotOwed)
    {
        laid.state = State::CannotTell;
        laid.because = Some(Because::NoDateOf(undated.event));
    }
    laid.used = used;
    laid.refused = refused;
    laid
}

/// Whether an event fills the step whenever it was.
fn asks_for_no_day(step: &Step) -> bool {
    step.from == super::Span::default()
        && step.until.is_none()
        && step.min_gap_days.is_none()
        && step.max_gap_days.is_none()
}

fn slot(case: &Case<'_>, place: usize, step: &Step) -> Slot {
    let gap = |days: Option<u32>, or: i32| days.and_then(|days| i32::try_from(days).ok()).unwrap_or(or);
    let is_again = matches!(case.service.order, Order::Every | Order::Monthly);
    Slot {
        step: place,
        from: number(step.from.after(case.start)),
        until: step.until.map_or(i32::MAX, |until| number(until.after(case.start))),
        // One that comes too soon after another is no step of its own; two of a day never are.
        min_gap: gap(step.min_gap_days, 1).max(1),
        // What comes again is late after the longest distance, and counts all the same.
        max_gap: if is_again { i32::MAX } else { gap(step.max_gap_days, i32::MAX) },
    }
}

/// Why an event fills nothing, of the step that it could have filled.
fn why_not(on: i32, before: Option<(i32, usize)>, slots: &[Slot], follow: Follow) -> Why {
    let next = match (before, follow) {
        (None, _) => 0,
        (Some((_, at)), Follow::Again) => at,
        (Some((_, at)), _) => at + 1,
    };
    let mut rest = slots.get(next..).unwrap_or_default().iter();
    let wanted = match follow {
        Follow::Later => {
            rest.clone().find(|slot| slot.takes(on)).or_else(|| rest.find(|slot| on < slot.from))
        }
        _ => rest.next(),
    };
    let Some(slot) = wanted else {
        return match slots.last().filter(|slot| before.is_none() && slot.until < on) {
            Some(slot) => Why::TooLate(day(slot.until)),
            None => Why::Extra,
        };
    };
    let gap = before.map(|(last, _)| (last, on - last));
    match gap {
        Some((last, gap)) if gap < slot.min_gap => Why::TooSoon(day(last.saturating_add(slot.min_gap))),
        _ if on < slot.from => Why::TooEarly(day(slot.from)),
        Some((last, gap)) if gap > slot.max_gap => Why::TooLong(day(last.saturating_add(slot.max_gap))),
        _ if on > slot.until => Why::TooLate(day(slot.until)),
        _ => Why::Extra,
    }
}

/// The window of a step, as what was given before it leaves it: the last that was really given, and the latest that
/// may be taken for the last that counts.
fn window(case: &Case<'_>, step: &Step, slot: &Slot, real: Option<i32>, counted: Option<i32>) -> Window {
    let opens = real.map_or(slot.from, |last| slot.from.max(last.saturating_add(slot.min_gap)));
    let due = number(step.due.after(case.start)).max(opens);
    let grace = i32::try_from(step.grace_days).unwrap_or(0);
    let in_time = step.in_time.map(|in_time| number(in_time.after(case.start)));
    let in_time = match in_time {
        Some(in_time) if grace > 0 => Some(in_time.max(opens.saturating_add(grace))),
        in_time => in_time,
    };
    let last = counted.filter(|_| slot.max_gap < i32::MAX).map(|last| last.saturating_add(slot.max_gap));
    let until = Some(slot.until).filter(|until| *until < i32::MAX);
    let closes = [last, until].into_iter().flatten().min();
    // Nothing is in time once it does not count any more.
    let in_time = in_time.map(|in_time| closes.map_or(in_time, |closes| in_time.min(closes)));
    Window { opens, due, in_time, closes }
}

/// Steps that are filled once each.
fn steps(case: &Case<'_>, days: &[i32], chain: &Chain, slots: &[Slot]) -> Answer {
    let today = number(case.today);
    let real = days.last().copied();
    let next = chain.fills.last().map_or(0, |(_, slot)| slot + 1);
    let mut missed: Vec<usize> = Vec::new();
    if case.service.order == Order::Ages {
        let is_filled = |at: &usize| chain.fills.iter().any(|(_, slot)| slot == at);
        let passed = (0..next.min(slots.len())).filter(|at| !is_filled(at));
        missed.extend(passed.filter_map(|at| slots.get(at)).map(|slot| slot.step));
    }
    for slot in slots.get(next..).unwrap_or_default() {
        let Some(step) = case.service.steps.get(slot.step) else { continue };
        let window = window(case, step, slot, real, chain.latest);
        if window.is_over(today) {
            missed.push(slot.step);
            if case.service.order == Order::Ages {
                continue;
            }
            break;
        }
        let mut laid = laid_by(case, &window, slot.step);
        laid.missed = missed;
        return laid;
    }
    let mut laid = case.answer(if missed.is_empty() { State::Done } else { State::TooLate });
    if case.steps.is_empty() {
        laid.state = State::NotOwed;
        laid.because = Some(Because::NoNorm);
    }
    laid.missed = missed;
    laid
}

fn laid_by(case: &Case<'_>, window: &Window, step: usize) -> Answer {
    let on = |number: i32| Days::on(day(number));
    let (due, in_time) = (on(window.due), window.in_time.map(on));
    let mut laid = case.answer(state_within(due, in_time, case.today));
    laid.step = Some(step);
    laid.opens = Some(on(window.opens));
    laid.due = Some(due);
    laid.in_time = in_time;
    laid.closes = window.closes.map(on);
    laid.holds_until = window.closes.map_or(NaiveDate::MAX, day);
    laid
}

/// What comes again, counted from the last.
fn again(case: &Case<'_>, days: &[i32], chain: &Chain, slots: &[Slot]) -> Answer {
    let (Some((place, step)), Some(slot)) = (case.steps.first(), slots.first()) else {
        return steps(case, days, chain, slots);
    };
    let counted = chain.fills.last().and_then(|(event, _)| days.get(*event)).copied();
    let real = days.last().copied();
    let mut window = window(case, step, slot, real, counted);
    if real.is_none() {
        window.due = window.due.max(case.known_since.map_or(i32::MIN, number));
    }
    let longest = step.max_gap_days.and_then(|days| i32::try_from(days).ok());
    window.in_time =
        longest.map(|longest| counted.unwrap_or(window.due).saturating_add(longest).max(window.opens));
    if window.is_over(number(case.today)) {
        let mut laid = case.answer(State::NotOwed);
        laid.because = Some(Because::OutOfAge);
        return laid;
    }
    laid_by(case, &window, *place)
}

/// So many in each month.
fn month(case: &Case<'_>, days: &[i32], chain: &Chain) -> Answer {
    let Some((place, step)) = case.steps.first() else { return steps(case, days, chain, &[]) };
    let month_of = |day: NaiveDate| day.with_day(1).unwrap_or(day);
    let first = month_of(case.today);
    let following = first.checked_add_months(chrono::Months::new(1)).unwrap_or(first);
    let ends = number(following) - 1;
    let counted: Vec<i32> = chain.fills.iter().filter_map(|(event, _)| days.get(*event)).copied().collect();
    let here = counted.iter().filter(|on| (number(first)..=ends).contains(*on)).count();
    let wanted = usize::try_from(case.service.times).unwrap_or(1).max(1);
    let min = i32::try_from(step.min_gap_days.unwrap_or(1)).unwrap_or(1).max(1);
    let from = number(step.from.after(case.start));
    let until = step.until.map_or(i32::MAX, |until| number(until.after(case.start)));
    let last = counted.last().copied();
    // How many are left after this one, each with its distance.
    let in_month = |begins: i32, ends: i32, left: usize| {
        let opens = from.max(begins).max(last.map_or(i32::MIN, |last| last.saturating_add(min)));
        let room = ends - min.saturating_mul(i32::try_from(left).unwrap_or(0));
        let longest = step.max_gap_days.and_then(|days| i32::try_from(days).ok());
        let in_time = match (longest, last.filter(|last| *last >= begins)) {
            (Some(longest), Some(last)) => last.saturating_add(longest).min(room.max(opens)),
            _ => room.max(opens),
        };
        Window { opens, due: opens, in_time: Some(in_time.min(ends)), closes: Some(ends.min(until)) }
    };
    let today = number(case.today);
    let this = in_month(number(first), ends, wanted.saturating_sub(here + 1));
    let is_full = here >= wanted || this.is_over(today);
    let mut window = this;
    if is_full {
        let after = following.checked_add_months(chrono::Months::new(1)).unwrap_or(following);
        window = in_month(number(following), number(after) - 1, wanted - 1);
    }
    if until < today || window.opens > until {
        let mut laid = case.answer(State::NotOwed);
        laid.because = Some(Because::OutOfAge);
        return laid;
    }
    let mut laid = laid_by(case, &window, *place);
    laid.holds_until = day(ends.min(until));
    laid
}
