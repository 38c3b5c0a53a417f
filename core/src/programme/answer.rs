//! What the rules come to for one service of one person. Knows the calendar; evaluates nothing.

use chrono::NaiveDate;

/// A day as exactly as it is known: the first and the last that it can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first.
    pub first: NaiveDate,
    /// The last; equal to the first where the day is known.
    pub last: NaiveDate,
}

impl Days {
    /// A day that is known.
    pub fn on(day: NaiveDate) -> Days {
        Days { first: day, last: day }
    }

    /// The least that holds both.
    pub fn hull(self, other: Days) -> Days {
        Days { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    /// Whether the day is known.
    pub fn is_known(self) -> bool {
        self.first == self.last
    }
}

/// How a service stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// All of it is done.
    Done,
    /// What comes next is not owed yet.
    NotDue,
    /// It is owed, and in time.
    Due,
    /// It is owed, and late; it still counts.
    Late,
    /// It is missed for ever: no date counts any more.
    TooLate,
    /// It cannot be told: something is not known.
    CannotTell,
    /// It is not owed to this person.
    NotOwed,
}

impl State {
    /// Every state.
    pub const ALL: [State; 7] = [
        State::Done,
        State::NotDue,
        State::Due,
        State::Late,
        State::TooLate,
        State::CannotTell,
        State::NotOwed,
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            State::Done => "done",
            State::NotDue => "not_due",
            State::Due => "due",
            State::Late => "late",
            State::TooLate => "too_late",
            State::CannotTell => "cannot_tell",
            State::NotOwed => "not_owed",
        }
    }

    /// Whether somebody has to do something.
    pub fn is_open(self) -> bool {
        matches!(self, State::Due | State::Late)
    }
}

/// Why nothing is owed, or it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The date of birth is not known.
    NoBirth,
    /// The first day of the last period is not known.
    NoLastPeriod,
    /// It was given on a day that nobody wrote down; which, by its place among the events.
    NoDateOf(usize),
    /// A date is known too roughly.
    RoughDates,
    /// The person is too young or too old for the package.
    OutOfAge,
    /// The pregnancy has ended.
    Ended,
    /// Somebody of whom this condition holds is left out.
    Excluded(String),
    /// It is only for those of whom this condition holds.
    OnlyFor(String),
    /// No norm asks for it on this day.
    NoNorm,
    /// It is counted from another service, of which nothing has been given: its place.
    After(usize),
}

/// An event that counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Used {
    /// Its place among the events.
    pub event: usize,
    /// The step that it fills.
    pub step: usize,
}

/// Why an event does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// It was removed.
    Removed,
    /// It was not established as it must be.
    Source,
    /// Nobody wrote down the day.
    NoDate,
    /// It is dated before birth, or before the pregnancy.
    BeforeStart,
    /// It is dated after the day.
    InTheFuture,
    /// Another of the same day counts.
    SameDay,
    /// It was too early: the first day that counts.
    TooEarly(NaiveDate),
    /// It was too soon after the one before: the first day that counts.
    TooSoon(NaiveDate),
    /// It was too late: the last day that counted.
    TooLate(NaiveDate),
    /// It was too long after the one before: the last day that counted.
    TooLong(NaiveDate),
    /// All was done before, or another was nearer.
    Extra,
    /// Its date is known too roughly.
    RoughDate,
}

/// An event that does not count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Refused {
    /// Its place among the events.
    pub event: usize,
    /// Why.
    pub why: Why,
}

/// What the rules come to for one service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The service, by its place.
    pub service: usize,
    /// How it stands.
    pub state: State,
    /// The step that is next, by its place in the service that it is of: of [`Answer::by`], where that is one of several.
    pub step: Option<usize>,
    /// The first day on which the next one counts.
    pub opens: Option<Days>,
    /// From when it is owed.
    pub due: Option<Days>,
    /// The last day on which it is in time.
    pub in_time: Option<Days>,
    /// The last day on which it counts.
    pub closes: Option<Days>,
    /// The events that count, in their order.
    pub used: Vec<Used>,
    /// Those that do not.
    pub refused: Vec<Refused>,
    /// Steps that were missed for ever.
    pub missed: Vec<usize>,
    /// Why nothing is owed, or why it cannot be told.
    pub because: Option<Because>,
    /// Of a service that is whichever of others: which.
    pub by: Option<usize>,
    /// Until when all of this but the state holds; the state follows from the dates ([`Answer::state_on`]).
    pub holds_until: NaiveDate,
}

impl Answer {
    pub(super) fn of(service: usize, state: State, holds_until: NaiveDate) -> Answer {
        Answer {
            service,
            state,
            step: None,
            opens: None,
            due: None,
            in_time: None,
            closes: None,
            used: Vec::new(),
            refused: Vec::new(),
            missed: Vec::new(),
            because: None,
            by: None,
            holds_until,
        }
    }

    /// The state on another day until which the answer holds.
    pub fn state_on(&self, day: NaiveDate) -> State {
        match (self.state, self.due) {
            (State::NotDue | State::Due | State::Late, Some(due)) => state_within(due, self.in_time, day),
            (state, _) => state,
        }
    }
}

/// The state of a step whose last day has not passed: where it differs by what the dates can be, it cannot be told.
pub fn state_within(due: Days, in_time: Option<Days>, day: NaiveDate) -> State {
    let at = |due: NaiveDate, in_time: Option<NaiveDate>| {
        if day < due {
            State::NotDue
        } else if in_time.is_none_or(|in_time| day <= in_time) {
            State::Due
        } else {
            State::Late
        }
    };
    let first = at(due.first, in_time.map(|days| days.first));
    let last = at(due.last, in_time.map(|days| days.last));
    if first == last { first } else { State::CannotTell }
}
