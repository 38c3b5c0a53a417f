//! What is said of an answer: the same words on a phone, a supervisor's page and a command line. Knows the answer and the rules; knows no screen.

use chrono::NaiveDate;

use super::answer::{Answer, Because, Days, State, Why};
use super::facts::{About, Event, Facts, Source};
use super::rules::{Order, Programme, Service, Step};
use super::span::Span;
use crate::words::shown::{self, PartialDate};
use crate::words::{Arg, Lang, Text, Words, label, message};

/// Who asks about whom: the rules, what is known, the day and the language.
#[derive(Debug, Clone, Copy)]
pub struct Teller<'a> {
    /// The rules.
    pub programme: &'a Programme,
    /// What is known of the person.
    pub facts: &'a Facts,
    /// The day.
    pub day: NaiveDate,
    /// The language.
    pub lang: Lang,
}

/// What stands of one service on a list and on top of its page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// What it is, with its step.
    pub what: Text,
    /// How it stands, in a word or two.
    pub state: Text,
    /// The same with its dates, or why it cannot be told.
    pub status: Text,
    /// The one thing that mends it, where somebody has to do something.
    pub remedy: Option<Text>,
}

/// What a state is called.
pub fn state(lang: Lang, state: State) -> Text {
    let id = match state {
        State::Done => "programme-state_done",
        State::NotDue => "programme-state_not_due",
        State::Due => "programme-state_due",
        State::Late => "programme-state_late",
        State::TooLate => "programme-state_too_late",
        State::CannotTell => "programme-state_cannot_tell",
        State::NotOwed => "programme-state_not_owed",
    };
    message(lang, id, &[])
}

impl Teller<'_> {
    /// An answer on a list.
    pub fn told(&self, answer: &Answer) -> Told {
        let state = answer.state_on(self.day);
        let open = self.first_needed(answer);
        let remedy = match &open {
            Some((_, service)) => self.words(&service.remedy),
            None => {
                self.programme.services.get(answer.service).and_then(|service| self.words(&service.remedy))
            }
        };
        Told {
            what: self.what(answer),
            state: self::state(self.lang, state),
            status: self.status(answer),
            remedy: remedy.filter(|_| state.is_open()),
        }
    }

    /// What a service is called, with the step that is next.
    pub fn what(&self, answer: &Answer) -> Text {
        let service = self.service_name(answer.service);
        let of = self.programme.services.get(answer.by.unwrap_or(answer.service));
        // What is given once has no step to be told apart.
        let is_one = of.is_some_and(|of| {
            of.steps.iter().all(|step| Some(&step.id) == of.steps.first().map(|first| &first.id))
        });
        let step = self.step_of(answer).filter(|_| !is_one);
        match step.and_then(|step| self.words(&step.words)) {
            Some(step) => {
                self.with("programme-step", &[("service", (&service).into()), ("step", (&step).into())])
            }
            None => service,
        }
    }

    /// How it stands, with its dates.
    pub fn status(&self, answer: &Answer) -> Text {
        let state = answer.state_on(self.day);
        match state {
            State::Done => {
                let last = answer.used.last().and_then(|used| self.facts.events.get(used.event)?.on);
                match last {
                    Some(on) => self.with("programme-done_on", &[("day", (&self.partial(on)).into())]),
                    None => self.t("programme-done"),
                }
            }
            State::NotDue => self.from(answer.due),
            State::Due => self.until(answer.in_time.or(answer.closes)),
            State::Late => self.late(answer),
            State::TooLate => self.t("programme-too_late"),
            State::CannotTell | State::NotOwed => self.because(answer),
        }
    }

    fn from(&self, due: Option<Days>) -> Text {
        let Some(due) = due else { return self::state(self.lang, State::NotDue) };
        let (first, last) = (self.date(due.first), self.date(due.last));
        if due.is_known() {
            return self.with("programme-not_due", &[("day", (&first).into())]);
        }
        self.with("programme-not_due_between", &[("first", (&first).into()), ("last", (&last).into())])
    }

    fn until(&self, until: Option<Days>) -> Text {
        let Some(until) = until else { return self.t("programme-due") };
        let (first, last) = (self.date(until.first), self.date(until.last));
        if until.is_known() {
            return self.with("programme-due_until", &[("day", (&first).into())]);
        }
        self.with("programme-due_between", &[("first", (&first).into()), ("last", (&last).into())])
    }

    fn late(&self, answer: &Answer) -> Text {
        // Of a date that is known roughly, the least that it can be.
        let since = answer.in_time.map_or(self.day, |days| days.last);
        let days = (self.day - since).num_days().max(0);
        let late = self.counted("programme-late", days);
        match answer.closes {
            Some(closes) => {
                let day = self.date(closes.first);
                self.with("programme-late_closes", &[("late", (&late).into()), ("day", (&day).into())])
            }
            None => late,
        }
    }

    fn because(&self, answer: &Answer) -> Text {
        let reason = |id: &String| self.programme.conditions.get(id).and_then(|of| self.words(&of.words));
        match &answer.because {
            Some(Because::NoBirth) => self.t("programme-no_birth"),
            Some(Because::NoLastPeriod) => self.t("programme-no_last_period"),
            Some(Because::NoDateOf(_)) => self.t("programme-no_date_of"),
            Some(Because::RoughDates) => self.t("programme-rough_dates"),
            Some(Because::OutOfAge) => self.t("programme-out_of_age"),
            Some(Because::Ended) => self.t("programme-ended"),
            Some(Because::NoNorm) => self.t("programme-no_norm"),
            Some(Because::Excluded(id)) => match reason(id) {
                Some(reason) => self.with("programme-excluded", &[("reason", (&reason).into())]),
                None => self::state(self.lang, State::NotOwed),
            },
            Some(Because::OnlyFor(id)) => match reason(id) {
                Some(reason) => self.with("programme-only_for", &[("reason", (&reason).into())]),
                None => self::state(self.lang, State::NotOwed),
            },
            Some(Because::After(place)) => {
                let what = self.service_name(*place);
                self.with("programme-after", &[("what", (&what).into())])
            }
            // Dates that cannot be told apart on the day.
            None => match answer.state_on(self.day) {
                State::CannotTell => self.t("programme-rough_dates"),
                state => self::state(self.lang, state),
            },
        }
    }

    /// Everything behind an answer, a sentence a line: how it stands, the rule, who gives it, by which norm, with which doubt, what counts and
    /// what does not, and why.
    pub fn explained(&self, answer: &Answer) -> Vec<Text> {
        let told = self.told(answer);
        let mut lines = vec![told.status];
        if let Some((_, first)) = self.first_needed(answer)
            && let Some(name) = self.words(&first.words)
        {
            lines.push(self.with("programme-why_first", &[("what", (&name).into())]));
        }
        lines.extend(told.remedy);
        let of = self.programme.services.get(answer.by.unwrap_or(answer.service));
        if let Some(service) = of {
            lines.extend(self.rule(answer, service));
            lines.extend(self.events(answer, service));
            let steps = answer.missed.iter().filter_map(|step| self.words(&service.steps.get(*step)?.words));
            let missed: Vec<String> = steps.map(|words| words.text).collect();
            if !missed.is_empty() {
                lines.push(self.with("programme-why_missed", &[("what", (&missed.join(", ")).into())]));
            }
        }
        lines
    }

    /// The rule of the step that is next, or of the last one.
    fn rule(&self, answer: &Answer, service: &Service) -> Vec<Text> {
        let step = self.step_of(answer).or_else(|| service.steps.last());
        let mut lines = Vec::new();
        if let Some(step) = step {
            lines.push(self.ages(service, step));
        }
        for (id, who) in
            [("programme-why_provider", &service.provider), ("programme-why_owner", &service.owner)]
        {
            if !who.is_empty() {
                lines.push(self.with(id, &[("who", who.into())]));
            }
        }
        if let Some(norm) = step.and_then(|step| self.programme.norm(step)) {
            lines.push(match &norm.act {
                Some(act) => self.with("programme-why_norm", &[("act", act.into())]),
                None => {
                    let note = norm.notes.join(" ");
                    self.with("programme-why_no_norm", &[("note", (&note).into())])
                }
            });
            if let Some(source) = &norm.source {
                lines.push(self.with("programme-why_source", &[("source", source.into())]));
            }
        }
        let doubts = [step.and_then(|step| step.doubt.as_ref()), service.doubt.as_ref()];
        let mut told: Vec<&String> = doubts.into_iter().flatten().collect();
        told.dedup();
        for id in told {
            if let Some(doubt) = self.programme.doubts.get(id).and_then(|words| self.words(words)) {
                lines.push(self.with("programme-why_doubt", &[("doubt", (&doubt).into())]));
            }
        }
        lines
    }

    fn ages(&self, service: &Service, step: &Step) -> Text {
        let mut parts: Vec<String> = Vec::new();
        if service.order == Order::Monthly {
            parts.push(self.counted("programme-why_times", service.times.into()).text);
        }
        let mut say = |id: &str, span: Span| {
            let age = self.span(span);
            parts.push(self.with(id, &[("age", (&age).into())]).text);
        };
        if step.from != step.due {
            say("programme-why_from", step.from);
        }
        say("programme-why_due", step.due);
        if let Some(in_time) = step.in_time {
            say("programme-why_in_time", in_time);
        }
        if let Some(until) = step.until.filter(|until| Some(*until) != step.in_time) {
            say("programme-why_until", until);
        }
        for (id, days) in
            [("programme-why_min_gap", step.min_gap_days), ("programme-why_max_gap", step.max_gap_days)]
        {
            if let Some(days) = days {
                parts.push(self.counted(id, days.into()).text);
            }
        }
        Text { text: parts.join(" "), lang: self.lang }
    }

    fn events(&self, answer: &Answer, service: &Service) -> Vec<Text> {
        let mut lines = Vec::new();
        for used in &answer.used {
            let Some(event) = self.facts.events.get(used.event) else { continue };
            let step = service.steps.get(used.step).and_then(|step| self.words(&step.words));
            let what = step.unwrap_or_else(|| self.service_name(answer.service));
            let (on, source) = self.event(event);
            lines.push(self.with(
                "programme-why_counts",
                &[("what", (&what).into()), ("on", (&on).into()), ("source", (&source).into())],
            ));
            if event.disputed {
                lines.push(self.t("programme-why_disputed"));
            }
        }
        for refused in &answer.refused {
            let Some(event) = self.facts.events.get(refused.event) else { continue };
            let (on, source) = self.event(event);
            let why = self.why(refused.why);
            lines.push(self.with(
                "programme-why_counts_not",
                &[("on", (&on).into()), ("source", (&source).into()), ("why", (&why).into())],
            ));
        }
        if lines.is_empty() {
            lines.push(self.t("programme-why_nothing"));
        }
        lines
    }

    fn event(&self, event: &Event) -> (String, Text) {
        let on = event.on.map_or_else(|| self.t("programme-no_date").text, |on| self.partial(on));
        let source = match event.source {
            Source::Seen => label::choice(self.lang, "service_source", "seen"),
            Source::Card => label::choice(self.lang, "service_source", "card"),
            Source::Register => label::choice(self.lang, "service_source", "register"),
            Source::Told => label::choice(self.lang, "service_source", "told"),
            Source::Unsaid => self.t("programme-unsaid"),
        };
        (on, source)
    }

    fn why(&self, why: Why) -> Text {
        let on = |id: &str, day: NaiveDate| {
            let day = shown::long_date(self.lang, day);
            self.with(id, &[("day", (&day).into())])
        };
        match why {
            Why::Removed => self.t("programme-not_removed"),
            Why::Source => self.t("programme-not_source"),
            Why::NoDate => self.t("programme-not_no_date"),
            Why::BeforeStart => self.t("programme-not_before_start"),
            Why::InTheFuture => self.t("programme-not_in_the_future"),
            Why::SameDay => self.t("programme-not_same_day"),
            Why::TooEarly(day) => on("programme-not_too_early", day),
            Why::TooSoon(day) => on("programme-not_too_soon", day),
            Why::TooLate(day) => on("programme-not_too_late", day),
            Why::TooLong(day) => on("programme-not_too_long", day),
            Why::Extra => self.t("programme-not_extra"),
            Why::RoughDate => self.t("programme-not_rough_date"),
        }
    }

    /// The first service that must come before, and of which nothing is recorded.
    fn first_needed(&self, answer: &Answer) -> Option<(usize, &Service)> {
        if !answer.state_on(self.day).is_open() {
            return None;
        }
        let needs = &self.programme.services.get(answer.service)?.needs;
        let places = needs.iter().filter_map(|place| Some((*place, self.programme.services.get(*place)?)));
        let is_lacking = |service: &Service| {
            let takes =
                |event: &Event| !event.removed && service.filter.takes(event, &self.programme.products);
            !self.facts.events.iter().any(takes)
        };
        places.into_iter().find(|(_, service)| is_lacking(service))
    }

    fn step_of(&self, answer: &Answer) -> Option<&Step> {
        self.programme.services.get(answer.by.unwrap_or(answer.service))?.steps.get(answer.step?)
    }

    fn service_name(&self, place: usize) -> Text {
        let service = self.programme.services.get(place);
        service.and_then(|service| self.words(&service.words)).unwrap_or_else(|| Text {
            text: service.map(|of| of.id.clone()).unwrap_or_default(),
            lang: self.lang,
        })
    }

    fn words(&self, words: &Words) -> Option<Text> {
        words.text(self.lang)
    }

    /// An age as people say it.
    fn span(&self, span: Span) -> Text {
        let months = |months: u32| self.counted("programme-age_months", months.into());
        let days = |days: i32| match (self.facts.about, days % 7) {
            (About::Pregnancy, 0) => self.counted("programme-age_weeks", i64::from(days / 7)),
            _ => self.counted("programme-age_days", days.into()),
        };
        let before = |age: Text| self.with("programme-age_before", &[("age", (&age).into())]);
        match (span.months, span.days) {
            (0, all) if self.facts.about == About::Pregnancy && all % 7 == 6 => before(days(all + 1)),
            (0, all) => days(all),
            (all, 0) => months(all),
            (all, -1) => before(months(all)),
            (all, rest) => {
                let (months, days) = (months(all), days(rest));
                self.with("programme-age_both", &[("months", (&months).into()), ("days", (&days).into())])
            }
        }
    }

    /// A day on a list: without the year, where it is near.
    fn date(&self, day: NaiveDate) -> String {
        shown::date(self.lang, day, self.day)
    }

    fn partial(&self, date: PartialDate) -> String {
        shown::long_date(self.lang, date)
    }

    fn t(&self, id: &str) -> Text {
        message(self.lang, id, &[])
    }

    fn with(&self, id: &str, args: &[(&str, Arg<'_>)]) -> Text {
        message(self.lang, id, args)
    }

    fn counted(&self, id: &str, number: i64) -> Text {
        let written = shown::number(self.lang, number);
        self.with(id, &[("n", number.into()), ("shown", (&written).into())])
    }
}
