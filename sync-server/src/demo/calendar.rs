//! The days of a story: its week is the last whole one before today, so that whoever looks at it afterwards sees things
//! as old as they say. And the server's clock, which runs through these days with the story. Knows nobody.

use std::sync::atomic::{AtomicI64, Ordering};

use chaski::record::Value;
use chaski::sync::tls::RELEASED_S;

use crate::service::system_clock;

/// The country is five hours behind Greenwich, all year.
const BEHIND_S: i64 = 5 * 3_600;
const DAY_S: i64 = 86_400;
const HOUR_S: i64 = 3_600;

/// The days around one week, by number: 1 is its Monday, 0 the Sunday before.
#[derive(Debug, Clone, Copy)]
pub struct Calendar {
    /// Midnight before the Monday.
    monday_s: i64,
}

impl Calendar {
    /// The last week that was over before this time.
    pub fn of_last_week(now_s: i64) -> Calendar {
        // A machine that lost its time tells of the week in which this version was made.
        let today = (now_s.max(RELEASED_S) - BEHIND_S).div_euclid(DAY_S);
        // 1 January 1970 was a Thursday.
        let monday = today - (today + 3).rem_euclid(7) - 7;
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

/// The server's clock: what the story says until it is let go, then the system's.
#[derive(Debug, Default)]
pub struct ServerClock(AtomicI64);

impl ServerClock {
    /// It is this time.
    pub fn say(&self, time_s: i64) {
        self.0.store(time_s, Ordering::Relaxed);
    }

    /// Some time passes, if the story says what time it is.
    pub fn pass(&self, seconds: i64) {
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |said_s| {
            (said_s != 0).then_some(said_s + seconds)
        });
    }

    /// From now on it is what the system says.
    pub fn let_go(&self) {
        self.0.store(0, Ordering::Relaxed);
    }

    /// What it says.
    pub fn now_s(&self) -> i64 {
        match self.0.load(Ordering::Relaxed) {
            0 => system_clock()(),
            said_s => said_s,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday, 24 November 2026, 6:20 in the morning where the story is.
    const TUESDAY_S: i64 = 1_795_519_200;

    #[test]
    fn the_story_is_of_the_week_before_whatever_day_it_is() {
        let calendar = Calendar::of_last_week(TUESDAY_S);
        assert_eq!(calendar.date(1), Value::date(&[2026, 11, 16]));
        assert_eq!(calendar.date(-20), Value::date(&[2026, 10, 26]));
        assert_eq!(calendar.month(1), Value::date(&[2026, 11]));
        assert_eq!(calendar.day_of(TUESDAY_S), 9);
        for days in 0..14 {
            let now_s = TUESDAY_S + days * DAY_S;
            let calendar = Calendar::of_last_week(now_s);
            assert!((8..=14).contains(&calendar.day_of(now_s)), "{days}");
            let afternoon = calendar.last_afternoon(now_s);
            assert!(afternoon <= now_s && afternoon > calendar.at(5, 23), "{days}");
        }
        assert_eq!(calendar.date(1), Calendar::of_last_week(calendar.at(14, 23)).date(1));
        assert_ne!(calendar.date(1), Calendar::of_last_week(calendar.at(15, 0)).date(1));
    }

    #[test]
    fn the_server_s_clock_says_what_the_story_says_until_it_is_let_go() {
        let clock = ServerClock::default();
        clock.pass(100);
        assert!(clock.now_s() >= RELEASED_S);
        clock.say(TUESDAY_S);
        clock.pass(60);
        assert_eq!(clock.now_s(), TUESDAY_S + 60);
        clock.let_go();
        assert!((clock.now_s() - system_clock()()).abs() < 5);
    }
}
