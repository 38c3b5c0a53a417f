//! The days of a story: its week is the last whole one before today, so that whoever looks at it afterwards sees things
//! as old as they say. And the server's clock, which runs through these days with the story. Knows nobody.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Instant;

use chaski::record::Value;
use chaski::sync::tls::RELEASED_S;

use chaski_service::clock::{Clock, system_clock};

/// The country is five hours behind Greenwich, all year.
const BEHIND_S: i64 = 5 * 3_600;
const DAY_S: i64 = 86_400;
const HOUR_S: i64 = 3_600;
/// Days of a week.
const WEEK: i64 = 7;

/// The days around one week, by number: 1 is its Monday, 0 the Sunday before.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// Midnight before the Monday.
    monday_s: i64,
}

impl Calendar {
    /// The last week that was over before this time.
    pub fn of_last_week(now_s: i64) -> Calendar {
        let today = (now_s - BEHIND_S).div_euclid(DAY_S);
        // 1 January 1970 was a Thursday.
        let monday = today - (today + 3).rem_euclid(WEEK) - WEEK;
        Calendar { monday_s: monday * DAY_S + BEHIND_S }
    }

    /// The hour of a day.
    pub fn at(&self, day: i64, hour: i64) -> i64 {
        self.monday_s + (day - 1) * DAY_S + hour * HOUR_S
    }

    /// When work begins.
    pub fn morning(&self, day: i64) -> i64 {
        self.at(day, 8)
    }

    /// The day on which a time is.
    pub fn day_of(&self, time_s: i64) -> i64 {
        (time_s - self.monday_s).div_euclid(DAY_S) + 1
    }

    /// The date of a day.
    pub fn date(&self, day: i64) -> Value {
        use chrono::Datelike;
        let date = self.day(day);
        Value::date(&[i64::from(date.year()), i64::from(date.month()), i64::from(date.day())])
    }

    /// The date of a day, as it is written in lists.
    pub fn text(&self, day: i64) -> String {
        self.day(day).format("%Y-%m-%d").to_string()
    }

    /// The month of a day.
    pub fn month(&self, day: i64) -> Value {
        use chrono::Datelike;
        let date = self.day(day);
        Value::date(&[i64::from(date.year()), i64::from(date.month())])
    }

    fn day(&self, day: i64) -> chrono::NaiveDate {
        chrono::DateTime::from_timestamp(self.at(day, 0) - BEHIND_S, 0).unwrap_or_default().date_naive()
    }

    /// The last late afternoon up to this time: when those who work in the field have just brought what they have.
    pub fn last_afternoon(&self, now_s: i64) -> i64 {
        let day = self.day_of(now_s);
        match now_s {
            now_s if now_s < self.at(day, 15) => self.at(day - 1, 18),
            now_s => now_s.min(self.at(day, 18)),
        }
    }
}

/// The server's clock: what the story says until it is let go, then the system's, or that of the day for which the
/// story is told.
pub struct ServerClock {
    /// What the story says; nothing is 0.
    set_s: AtomicI64,
    /// Where time comes from otherwise.
    real: Clock,
    /// When the demo began: all of it is told for this moment, however long that takes.
    began_s: i64,
}

impl ServerClock {
    /// A clock that begins now, or at this time, and goes on from there.
    pub fn beginning(at_s: Option<i64>) -> ServerClock {
        // On a machine that lost its time it is when this version was made.
        let lost = || (system_clock()() < RELEASED_S).then_some(RELEASED_S);
        let at_s = at_s.or_else(lost);
        let real: Clock = match at_s {
            None => system_clock(),
            Some(at_s) => {
                let began = Instant::now();
                Arc::new(move || {
                    at_s.saturating_add(i64::try_from(began.elapsed().as_secs()).unwrap_or(i64::MAX))
                })
            }
        };
        ServerClock { set_s: AtomicI64::new(0), began_s: at_s.unwrap_or_else(|| real()), real }
    }

    /// When the demo began.
    pub fn began_s(&self) -> i64 {
        self.began_s
    }

    /// It is this time.
    pub fn set(&self, time_s: i64) {
        self.set_s.store(time_s, Ordering::Relaxed);
    }

    /// Some time passes, if the story says what time it is.
    pub fn pass(&self, seconds: i64) {
        let _ = self.set_s.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |set_s| {
            (set_s != 0).then_some(set_s + seconds)
        });
    }

    /// From now on it is what it is without a story.
    pub fn let_go(&self) {
        self.set_s.store(0, Ordering::Relaxed);
    }

    /// What it says.
    pub fn now_s(&self) -> i64 {
        match self.set_s.load(Ordering::Relaxed) {
            0 => (self.real)(),
            set_s => set_s,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday, 24 November 2026, 6:20 in the morning where the story is.
    const TUESDAY_S: i64 = 1_795_519_200;

    /// Midnight of the story's country, on every day of nine years: 29 February 2028 and 2032 are among them.
    fn days() -> impl Iterator<Item = i64> {
        let first = TUESDAY_S - (6 * 60 + 20) * 60;
        (0..9 * 366).map(move |days| first + days * DAY_S)
    }

    #[test]
    fn the_story_is_of_the_week_before_on_every_day_and_at_every_hour() {
        let calendar = Calendar::of_last_week(TUESDAY_S);
        assert_eq!(calendar.date(1), Value::date(&[2026, 11, 16]));
        assert_eq!(calendar.date(-20), Value::date(&[2026, 10, 26]));
        assert_eq!(calendar.month(1), Value::date(&[2026, 11]));
        assert_eq!(calendar.day_of(TUESDAY_S), 9);
        for midnight in days() {
            for second in
                [0, 1, 5 * HOUR_S - 1, 5 * HOUR_S, 15 * HOUR_S - 1, 15 * HOUR_S, 19 * HOUR_S, DAY_S - 1]
            {
                let now_s = midnight + second;
                let calendar = Calendar::of_last_week(now_s);
                let (day, shown) = (calendar.day_of(now_s), calendar.text(1));
                assert!((8..=14).contains(&day), "{shown}: {day}");
                assert_eq!(calendar.at(day, 0), midnight, "{shown}");
                assert_eq!(calendar.day(1).format("%u").to_string(), "1", "{shown} is a Monday");
                // What lies on her desk was brought by daylight, after she looked through the week, and not long ago.
                let afternoon = calendar.last_afternoon(now_s);
                assert!(afternoon <= now_s && now_s - afternoon < 21 * HOUR_S, "{shown}");
                assert!((7..=14).contains(&calendar.day_of(afternoon)), "{shown}");
                let hour = (afternoon - calendar.at(calendar.day_of(afternoon), 0)) / HOUR_S;
                assert!((15..=18).contains(&hour), "{shown}: {hour}");
            }
        }
        assert_eq!(calendar.date(1), Calendar::of_last_week(calendar.at(14, 23)).date(1));
        assert_ne!(calendar.date(1), Calendar::of_last_week(calendar.at(15, 0)).date(1));
    }

    #[test]
    fn every_day_of_a_story_is_a_day_of_the_calendar_after_the_one_before() {
        for midnight in days().step_by(7) {
            let calendar = Calendar::of_last_week(midnight);
            let mut before = calendar.day(-200);
            for day in -199..=30 {
                assert_eq!(Some(calendar.day(day)), before.succ_opt(), "{midnight}: {day}");
                before = calendar.day(day);
            }
        }
    }

    #[test]
    fn the_server_s_clock_says_what_the_story_says_until_it_is_let_go() {
        let clock = ServerClock::beginning(None);
        clock.pass(100);
        assert!(clock.now_s() >= RELEASED_S && clock.began_s() >= RELEASED_S);
        let clock = ServerClock::beginning(Some(TUESDAY_S));
        assert!(clock.now_s() >= TUESDAY_S);
        clock.set(TUESDAY_S - 10 * DAY_S);
        clock.pass(60);
        assert_eq!((clock.now_s(), clock.began_s()), (TUESDAY_S - 10 * DAY_S + 60, TUESDAY_S));
        clock.let_go();
        // However long this took, it is after the beginning.
        assert!(clock.now_s() >= TUESDAY_S);
    }
}
