//! How many bytes of content a phone may still fetch today, counted durably: by the phone's own day, or by that of the
//! server's time where the phone's clock is behind it, so that a phone that begins each day in 1970 has a budget each day.
//! A clock that jumps gives at most one more budget. Knows bytes and days; nothing of what is fetched.

use super::error::Result;
use super::log::Log;

/// What a phone may fetch in a day where nobody said otherwise: a hundred checklists, some cents of prepaid data.
pub const DAY_BYTES: u64 = 2 * 1024 * 1024;
/// Below this not every piece would ever come.
pub const LEAST_DAY_BYTES: u64 = 64 * 1024;

/// The setting.
const BUDGET: &str = "content_budget";
/// The day in which was spent, and how much.
const SPENT: (&str, &str) = ("content_day", "content_spent");

/// Bytes of content that may come in a day.
pub fn a_day(log: &Log<'_>) -> Result<u64> {
    Ok(log.meta::<i64>(BUDGET)?.map_or(DAY_BYTES, i64::unsigned_abs))
}

/// What may still come today.
pub(crate) fn left(log: &Log<'_>, now_s: i64) -> Result<u64> {
    Ok(a_day(log)?.saturating_sub(spent(log, now_s)?))
}

/// What came today.
pub fn spent(log: &Log<'_>, now_s: i64) -> Result<u64> {
    let is_today = log.meta::<i64>(SPENT.0)? == Some(day(now_s));
    Ok(if is_today { log.meta::<i64>(SPENT.1)?.unwrap_or(0).unsigned_abs() } else { 0 })
}

/// So much came, whether it could be used or not.
pub(crate) fn spend(log: &Log<'_>, now_s: i64, bytes: u64) -> Result<()> {
    let spent = spent(log, now_s)?.saturating_add(bytes);
    log.set_meta(SPENT.0, day(now_s))?;
    log.set_meta(SPENT.1, i64::try_from(spent).unwrap_or(i64::MAX))
}

fn day(now_s: i64) -> i64 {
    now_s.div_euclid(86_400)
}

impl super::Store {
    /// From now on so much content may come in a day; never less than [`LEAST_DAY_BYTES`].
    pub fn set_content_budget(&mut self, bytes: u64) -> Result<()> {
        let tx = self.write()?;
        let bytes = bytes.clamp(LEAST_DAY_BYTES, i64::MAX as u64);
        tx.log().set_meta(BUDGET, bytes as i64)?;
        tx.commit()
    }

    /// The day that content goes by, where the phone is: `local` by the phone's clock, or that of the server's time where that
    /// told a later one.
    pub fn content_day(&self, local: &str) -> Result<String> {
        let time_s = self.content_time_s()?;
        Ok(if time_s > self.now().wall_s { super::releases::day_of(time_s) } else { local.to_owned() })
    }

    /// The time that content goes by: the phone's, or the server's where that told a later one.
    pub fn content_time_s(&self) -> Result<i64> {
        let told: Option<i64> = self.log().meta("server_time_s")?;
        Ok(self.now().wall_s.max(told.unwrap_or(i64::MIN)))
    }
}
