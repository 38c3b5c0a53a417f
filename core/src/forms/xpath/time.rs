//! Dates and times as forms write them, and the days since 1970 that they count as. Knows the calendar; the zone is given.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Utc};

/// A day in milliseconds.
pub const DAY: f64 = 86_400_000.0;

/// How far from UTC a local time is, in seconds.
pub type Zone<'a> = &'a dyn Fn(NaiveDateTime) -> i32;

/// How strictly a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// As XML Schema writes it.
    Strict,
    /// Months and days of one digit too, as `date()` takes them.
    Lenient,
}

/// The moment that a text of a date, or of a date and time, says, in milliseconds since 1970 in UTC. One without a zone is local; a
/// date alone is its midnight.
pub fn moment(text: &str, reading: Reading, zone: Zone<'_>) -> Option<f64> {
    let text = text.trim();
    let bytes = text.as_bytes();
    if bytes.len() < 8 || bytes[4] != b'-' || !bytes[..4].iter().all(u8::is_ascii_digit) {
        return None;
    }
    let (date, time) = text.split_once(['T', ' ']).map_or((text, None), |(date, time)| (date, Some(time)));
    let date = day(date, reading)?;
    let Some(time) = time else { return Some(at_local(date.and_time(NaiveTime::MIN), zone)) };
    let (time, offset) = clock(time)?;
    let local = date.and_time(time);
    match offset {
        Some(seconds) => Some(millis(local) - f64::from(seconds) * 1000.0),
        None => Some(at_local(local, zone)),
    }
}

fn day(text: &str, reading: Reading) -> Option<NaiveDate> {
    let mut parts = text.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let short = |part: &str| {
        let lengths = if reading == Reading::Strict { 2..=2 } else { 1..=2 };
        lengths.contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    if parts.next().is_some() || year.len() != 4 || !short(month) || !short(day) {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// A time of day, with how far from UTC it is, in seconds, where it says so: `10:05`, `10:05:00.000-05:00`, `10:05:00Z`.
pub fn clock(text: &str) -> Option<(NaiveTime, Option<i32>)> {
    let (time, offset) = match text.strip_suffix('Z') {
        Some(time) => (time, Some(0)),
        None => match text.rfind(['+', '-']) {
            Some(at) => (&text[..at], Some(offset(&text[at..])?)),
            None => (text, None),
        },
    };
    let mut parts = time.split(':');
    let two = |part: Option<&str>, below: u32| {
        let part = part.filter(|part| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit()))?;
        part.parse::<u32>().ok().filter(|number| *number < below)
    };
    let (hour, minute) = (two(parts.next(), 24)?, two(parts.next(), 60)?);
    let (second, milli) = match parts.next() {
        None => (0, 0),
        Some(part) => {
            let (whole, fraction) = part.split_once('.').unwrap_or((part, ""));
            if !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
                return None;
            }
            let millis: String = fraction.chars().chain("000".chars()).take(3).collect();
            (two(Some(whole), 60)?, millis.parse().ok()?)
        }
    };
    if parts.next().is_some() {
        return None;
    }
    Some((NaiveTime::from_hms_milli_opt(hour, minute, second, milli)?, offset))
}

fn offset(text: &str) -> Option<i32> {
    let (sign, rest) = (if text.starts_with('-') { -1 } else { 1 }, text.get(1..)?);
    let (hours, minutes) = match rest.split_once(':') {
        Some(parts) => parts,
        None if rest.len() == 4 => rest.split_at_checked(2)?,
        None => (rest, "00"),
    };
    let number = |part: &str, below: i32| {
        let two = part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
        part.parse::<i32>().ok().filter(|number| two && *number < below)
    };
    Some(sign * (number(hours, 24)? * 3600 + number(minutes, 60)? * 60))
}

fn millis(local: NaiveDateTime) -> f64 {
    local.and_utc().timestamp_millis() as f64
}

/// The moment of a local time.
pub fn at_local(local: NaiveDateTime, zone: Zone<'_>) -> f64 {
    millis(local) - f64::from(zone(local)) * 1000.0
}

/// The local time of a moment, and how far from UTC it is, in seconds; none beyond what the calendar can say.
pub fn local(moment: f64, zone: Zone<'_>) -> Option<(NaiveDateTime, i32)> {
    if !moment.is_finite() || moment.abs() > 8.0e15 {
        return None;
    }
    let utc = DateTime::<Utc>::from_timestamp_millis(moment.round() as i64)?.naive_utc();
    // The zone is asked by local time, so the answer is tried again with what it said.
    let mut seconds = zone(utc);
    for _ in 0..2 {
        seconds = zone(utc.checked_add_signed(chrono::Duration::seconds(seconds.into()))?);
    }
    Some((utc.checked_add_signed(chrono::Duration::seconds(seconds.into()))?, seconds))
}

/// A moment as forms write it: a date where it is a local midnight, else a date and time with its zone.
pub fn written(moment: f64, zone: Zone<'_>) -> Option<String> {
    let (local, seconds) = local(moment, zone)?;
    if !(0..=9999).contains(&local.year()) {
        return None;
    }
    if local.time() == NaiveTime::MIN {
        return Some(local.format("%Y-%m-%d").to_string());
    }
    Some(written_whole(local, seconds))
}

fn written_whole(local: NaiveDateTime, seconds: i32) -> String {
    let (sign, minutes) = (if seconds < 0 { '-' } else { '+' }, seconds.abs() / 60);
    format!("{}{sign}{:02}:{:02}", local.format("%Y-%m-%dT%H:%M:%S%.3f"), minutes / 60, minutes % 60)
}

/// Now as a date and time with its zone.
pub fn written_now(now: DateTime<FixedOffset>) -> String {
    written_whole(now.naive_local(), now.offset().local_minus_utc())
}

/// What `format-date` makes of a local time. ODK XForms specification, function `format-date` and `format-date-time`.
///
/// # Errors
/// An identifier that there is not.
pub fn formatted(local: NaiveDateTime, format: &str, language: &str) -> Result<String, String> {
    let mut out = String::new();
    let mut chars = format.chars();
    while let Some(c) = chars.next() {
        if c != '%' {
            out.push(c);
            continue;
        }
        match chars.next() {
            Some('%') => out.push('%'),
            Some('Y') => out.push_str(&format!("{:04}", local.year())),
            Some('y') => out.push_str(&format!("{:02}", local.year().rem_euclid(100))),
            Some('m') => out.push_str(&format!("{:02}", local.month())),
            Some('n') => out.push_str(&local.month().to_string()),
            Some('b') => out.push_str(month(local.month0(), language)),
            Some('d') => out.push_str(&format!("{:02}", local.day())),
            Some('e') => out.push_str(&local.day().to_string()),
            Some('a') => out.push_str(weekday(local.weekday().num_days_from_sunday(), language)),
            Some('W') => out.push_str(&local.iso_week().week().to_string()),
            Some('H') => out.push_str(&format!("{:02}", local.hour())),
            Some('h') => out.push_str(&local.hour().to_string()),
            Some('M') => out.push_str(&format!("{:02}", local.minute())),
            Some('S') => out.push_str(&format!("{:02}", local.second())),
            Some('3') => out.push_str(&format!("{:03}", local.nanosecond() / 1_000_000 % 1000)),
            Some(other) => return Err(format!("there is no %{other} in a date's format")),
            None => return Err("a date's format ends with %".into()),
        }
    }
    Ok(out)
}

/// Short names of the months; Quechua writes them as the Spanish beside it does.
fn month(month0: u32, language: &str) -> &'static str {
    const EN: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    const ES: [&str; 12] =
        ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];
    let names = if matches!(language, "es" | "qu" | "quy" | "quz") { ES } else { EN };
    names.get(month0 as usize).copied().unwrap_or_default()
}

fn weekday(from_sunday: u32, language: &str) -> &'static str {
    const EN: [&str; 7] = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
    const ES: [&str; 7] = ["dom", "lun", "mar", "mié", "jue", "vie", "sáb"];
    let names = if matches!(language, "es" | "qu" | "quy" | "quz") { ES } else { EN };
    names.get(from_sunday as usize).copied().unwrap_or_default()
}

/// A date moved by months, to the last day of the month where that one has no such day.
pub fn add_months(date: NaiveDate, months: i32) -> Option<NaiveDate> {
    match months {
        0.. => date.checked_add_months(chrono::Months::new(months as u32)),
        _ => date.checked_sub_months(chrono::Months::new(months.unsigned_abs())),
    }
}

/// How many whole months lie between two local times; negative where the second is earlier.
pub fn months_between(from: NaiveDateTime, to: NaiveDateTime) -> i32 {
    if to < from {
        return -months_between(to, from);
    }
    let months = (to.year() - from.year()) * 12 + to.month() as i32 - from.month() as i32;
    let reached = add_months(from.date(), months).is_some_and(|date| date.and_time(from.time()) <= to);
    if reached { months } else { months - 1 }
}
