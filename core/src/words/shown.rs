//! How dates, times, ages and figures are written, in one place for every screen and page. Knows the calendar and
//! the languages; takes "today" from whoever asks, has no clock and no time zone of its own.

use chrono::{DateTime, Datelike, NaiveDate, Timelike};

use super::{Lang, message};

/// Keeps a figure and its unit, or the groups of a figure, on one line.
const NO_BREAK: char = '\u{a0}';
/// Stands where there is no figure.
const NOTHING: &str = "—";
/// Days after which "3 days ago" gives way to the date.
const LONGEST_AGO_DAYS: i64 = 30;

/// A date as exactly as it is known: to the day, the month or the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PartialDate {
    /// To the day.
    Day(NaiveDate),
    /// To the month: year, month from 1.
    Month(i32, u32),
    /// To the year.
    Year(i32),
}

impl PartialDate {
    /// From year, month and day, as many as are known; `None` if that is no date of the calendar.
    pub fn from_parts(parts: &[i64]) -> Option<PartialDate> {
        let year = i32::try_from(*parts.first()?).ok()?;
        let part = |at: usize| parts.get(at).map(|number| u32::try_from(*number).unwrap_or(0));
        let date = NaiveDate::from_ymd_opt(year, part(1).unwrap_or(1), part(2).unwrap_or(1))?;
        match parts.len() {
            1 => Some(PartialDate::Year(year)),
            2 => Some(PartialDate::Month(year, date.month())),
            3 => Some(PartialDate::Day(date)),
            _ => None,
        }
    }

    /// From `2026-11-24`, `2026-11` or `2026`.
    pub fn from_iso(text: &str) -> Option<PartialDate> {
        let parts: Vec<i64> = text.split('-').map(str::parse).collect::<Result<_, _>>().ok()?;
        PartialDate::from_parts(&parts)
    }

    /// The first and the last day that it can be.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        let first = |year: i32, month: u32| NaiveDate::from_ymd_opt(year, month, 1).unwrap_or(NaiveDate::MAX);
        let before = |day: NaiveDate| day.pred_opt().unwrap_or(day);
        match self {
            PartialDate::Day(day) => (day, day),
            PartialDate::Month(year, 12) => (first(year, 12), before(first(year.saturating_add(1), 1))),
            PartialDate::Month(year, month) => (first(year, month), before(first(year, month + 1))),
            PartialDate::Year(year) => (first(year, 1), before(first(year.saturating_add(1), 1))),
        }
    }
}

/// As [`PartialDate::from_iso`] reads it.
impl std::fmt::Display for PartialDate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            PartialDate::Day(day) => write!(f, "{day}"),
            PartialDate::Month(year, month) => write!(f, "{year:04}-{month:02}"),
            PartialDate::Year(year) => write!(f, "{year:04}"),
        }
    }
}

impl From<NaiveDate> for PartialDate {
    fn from(date: NaiveDate) -> Self {
        PartialDate::Day(date)
    }
}

/// The day on which a moment falls, `offset_min` minutes east of Greenwich (-300 is five hours west).
pub fn day_of(unix_s: i64, offset_min: i32) -> Option<NaiveDate> {
    local(unix_s, offset_min).map(|time| time.date_naive())
}

/// A day as people call it: `hoy`, `ayer`, `mañana`, `mar 24 nov`, and `mar 24 nov 2025` in another year.
pub fn date(lang: Lang, day: NaiveDate, today: NaiveDate) -> String {
    let near = match day.signed_duration_since(today).num_days() {
        -1 => "day-yesterday",
        0 => "day-today",
        1 => "day-tomorrow",
        _ if day.year() == today.year() => return write(lang, "date-day", day),
        _ => return write(lang, "date-day-year", day),
    };
    message(lang, near, &[]).text
}

/// A day for tables: `24 nov 2026`, `nov 2026`, `2026`.
pub fn long_date(lang: Lang, day: impl Into<PartialDate>) -> String {
    match day.into() {
        PartialDate::Day(day) => write(lang, "date-table", day),
        PartialDate::Month(year, month) => {
            let month = message(lang, "month-short", &[("n", month.into())]);
            let year = year.to_string();
            message(lang, "date-month", &[("month", (&month).into()), ("year", (&year).into())]).text
        }
        PartialDate::Year(year) => year.to_string(),
    }
}

/// The day of a moment for tables.
pub fn long_day(lang: Lang, unix_s: i64, offset_min: i32) -> String {
    day_of(unix_s, offset_min).map_or_else(|| NOTHING.to_owned(), |day| long_date(lang, day))
}

/// The time of day: `3:05 p. m.`
pub fn time(lang: Lang, unix_s: i64, offset_min: i32) -> String {
    let Some(time) = local(unix_s, offset_min) else { return NOTHING.to_owned() };
    let (afternoon, hour) = time.hour12();
    let clock = format!("{hour}:{:02}", time.minute());
    let id = if afternoon { "time-afternoon" } else { "time-morning" };
    message(lang, id, &[("clock", (&clock).into())]).text
}

/// Day and time: `hoy 7:10 a. m.`, `mar 24 nov, 3:05 p. m.`
pub fn date_time(lang: Lang, unix_s: i64, offset_min: i32, today: NaiveDate) -> String {
    let Some(day) = day_of(unix_s, offset_min) else { return NOTHING.to_owned() };
    let near = (-1..=1).contains(&day.signed_duration_since(today).num_days());
    let id = if near { "date-time-near" } else { "date-time" };
    let (day, time) = (date(lang, day, today), time(lang, unix_s, offset_min));
    message(lang, id, &[("date", (&day).into()), ("time", (&time).into())]).text
}

/// Day and time with the year, for a page that says how old its data are: `mar 24 nov 2026, 3:05 p. m.`
pub fn long_date_time(lang: Lang, unix_s: i64, offset_min: i32) -> String {
    let Some(day) = day_of(unix_s, offset_min) else { return NOTHING.to_owned() };
    let (day, time) = (write(lang, "date-day-year", day), time(lang, unix_s, offset_min));
    message(lang, "date-time", &[("date", (&day).into()), ("time", (&time).into())]).text
}

/// How long ago a day is: `hoy`, `ayer`, `hace 3 días`; the date after 30 days, and for a day to come.
pub fn ago(lang: Lang, day: NaiveDate, today: NaiveDate) -> String {
    match today.signed_duration_since(day).num_days() {
        days @ 2..=LONGEST_AGO_DAYS => days_ago(lang, days),
        _ => date(lang, day, today),
    }
}

/// `hoy`, `ayer`, `hace 3 días`, however many they are: [`ago`] gives way to the date.
pub fn days_ago(lang: Lang, days: i64) -> String {
    counted(lang, "ago-days", days)
}

/// `3 días`.
pub fn days(lang: Lang, days: i64) -> String {
    counted(lang, "length-days", days)
}

/// How long something has lasted or been open: `menos de 1 hora`, `5 horas`; days from 48 hours on.
pub fn hours(lang: Lang, hours: i64) -> String {
    if hours >= 48 { days(lang, hours / 24) } else { counted(lang, "length-hours", hours.max(0)) }
}

/// `hace menos de 1 hora`, `hace 5 horas`; days from 48 hours on.
pub fn hours_ago(lang: Lang, hours: i64) -> String {
    if hours >= 48 { days_ago(lang, hours / 24) } else { counted(lang, "ago-hours", hours.max(0)) }
}

/// An age on a person's page: `12 días`, `5 meses 10 días`, `1 año 2 meses`; with `aprox.` where the birth is known
/// to the month or year only.
pub fn age(lang: Lang, birth: impl Into<PartialDate>, on: NaiveDate) -> String {
    written_age(lang, birth.into(), on, true)
}

/// An age in a list: as [`age`], without the days beside months.
pub fn age_short(lang: Lang, birth: impl Into<PartialDate>, on: NaiveDate) -> String {
    written_age(lang, birth.into(), on, false)
}

/// A count: `9999`, `10 000` with a space that does not break.
pub fn number(_lang: Lang, number: i64) -> String {
    let digits = grouped(&number.unsigned_abs().to_string());
    if number < 0 { format!("−{digits}") } else { digits }
}

/// A figure as it was typed, with its decimals: `7.00`, `−2.5`. The decimal point is the same in every language
/// here.
pub fn decimal(_lang: Lang, figure: &str) -> String {
    let (sign, figure) = match figure.strip_prefix(['-', '−']) {
        Some(rest) => ("−", rest),
        None => ("", figure),
    };
    match figure.split_once('.') {
        Some((whole, part)) => format!("{sign}{}.{part}", grouped(whole)),
        None => format!("{sign}{}", grouped(figure)),
    }
}

/// A figure with its unit, which is the same in every language: `7.00 kg`, `10.8 g/dL`.
pub fn measure(lang: Lang, figure: &str, unit: &str) -> String {
    format!("{}{NO_BREAK}{unit}", decimal(lang, figure))
}

/// A z-score: always with its sign and two decimals, `−2.05`.
pub fn z(_lang: Lang, score: f64) -> String {
    if !score.is_finite() {
        return NOTHING.to_owned();
    }
    let figure = format!("{:.2}", score.abs());
    match figure.as_str() {
        "0.00" => figure,
        _ if score < 0.0 => format!("−{figure}"),
        _ => format!("+{figure}"),
    }
}

/// A share, to the whole percent: `45 %`. Always shown beside [`part_of`]; a dash where there is nothing to divide.
pub fn percent(_lang: Lang, part: u64, whole: u64) -> String {
    if whole == 0 {
        return NOTHING.to_owned();
    }
    let rounded = (u128::from(part) * 200 + u128::from(whole)) / (u128::from(whole) * 2);
    format!("{rounded}{NO_BREAK}%")
}

/// `9 de 20`.
pub fn part_of(lang: Lang, part: u64, whole: u64) -> String {
    let shown = |n: u64| number(lang, i64::try_from(n).unwrap_or(i64::MAX));
    let (part, whole) = (shown(part), shown(whole));
    message(lang, "share-of", &[("part", (&part).into()), ("whole", (&whole).into())]).text
}

fn local(unix_s: i64, offset_min: i32) -> Option<DateTime<chrono::Utc>> {
    DateTime::from_timestamp(unix_s.checked_add(i64::from(offset_min) * 60)?, 0)
}

fn write(lang: Lang, id: &str, day: NaiveDate) -> String {
    let weekday = message(lang, "weekday-short", &[("n", day.weekday().number_from_monday().into())]);
    let month = message(lang, "month-short", &[("n", day.month().into())]);
    let (number, year) = (day.day().to_string(), day.year().to_string());
    let places = [
        ("weekday", (&weekday).into()),
        ("day", (&number).into()),
        ("month", (&month).into()),
        ("year", (&year).into()),
    ];
    message(lang, id, &places).text
}

/// A message about a count: `$n` chooses the form, `$shown` is what is read.
fn counted(lang: Lang, id: &str, count: i64) -> String {
    let shown = number(lang, count);
    message(lang, id, &[("n", count.into()), ("shown", (&shown).into())]).text
}

fn grouped(digits: &str) -> String {
    if digits.len() < 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    let mut grouped = String::with_capacity(digits.len() + digits.len() / 3 * 2);
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(NO_BREAK);
        }
        grouped.push(digit);
    }
    grouped
}

fn written_age(lang: Lang, birth: PartialDate, on: NaiveDate, page: bool) -> String {
    let plain = |id: &str| message(lang, id, &[]).text;
    let (about, months, days) = match birth {
        PartialDate::Day(birth) => {
            let Some((months, days)) = completed(birth, on) else { return plain("age-not-born") };
            (false, months, days)
        }
        PartialDate::Month(year, month) => {
            let months = months_of(on.year(), on.month()) - months_of(year, month);
            match months {
                ..0 => return plain("age-not-born"),
                0 => return counted(lang, "age-months", 0),
                _ => (true, months, 0),
            }
        }
        PartialDate::Year(year) => match on.year() - year {
            ..0 => return plain("age-not-born"),
            0 => return counted(lang, "age-years", 0),
            years => (true, i64::from(years) * 12, 0),
        },
    };
    let years = months / 12;
    let with_rest = |first: String, second: String| {
        message(lang, "age-two", &[("first", (&first).into()), ("second", (&second).into())]).text
    };
    let age = match (years, months % 12, days) {
        (0, 0, days) => counted(lang, "age-days", days),
        (0, months, days) if page && days > 0 => {
            with_rest(counted(lang, "age-months", months), counted(lang, "age-days", days))
        }
        (0, months, _) => counted(lang, "age-months", months),
        (years, months, _) if months > 0 && years < 10 => {
            with_rest(counted(lang, "age-years", years), counted(lang, "age-months", months))
        }
        (years, _, _) => counted(lang, "age-years", years),
    };
    if about { message(lang, "age-about", &[("age", (&age).into())]).text } else { age }
}

fn months_of(year: i32, month: u32) -> i64 {
    i64::from(year) * 12 + i64::from(month)
}

/// Completed months, and the days since the last was completed; `None` before birth. A month that is too short is
/// completed on its last day.
fn completed(birth: NaiveDate, on: NaiveDate) -> Option<(i64, i64)> {
    if on < birth {
        return None;
    }
    let mut months = months_of(on.year(), on.month()) - months_of(birth.year(), birth.month());
    let mut since = birth.checked_add_months(chrono::Months::new(u32::try_from(months).ok()?))?;
    if since > on {
        months -= 1;
        since = birth.checked_add_months(chrono::Months::new(u32::try_from(months).ok()?))?;
    }
    Some((months, on.signed_duration_since(since).num_days()))
}
