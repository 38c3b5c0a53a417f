//! Functions of dates and times. ODK XForms specification, "Date and Time Functions"; what CHT's forms add.

use chrono::{Datelike, Duration, NaiveDateTime};

use super::super::ast::Expr;
use super::super::evaluator::{Context, Evaluator};
use super::super::function::Function;
use super::super::time::{self, DAY, Reading};
use super::super::value::{Fault, Value, text_to_number};

pub(super) fn call<'a>(
    evaluator: &Evaluator<'a>,
    function: Function,
    arguments: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    match (function, arguments) {
        (Function::Today, _) => {
            Ok(Value::owned(evaluator.world.now().naive_local().format("%Y-%m-%d").to_string()))
        }
        (Function::Now, _) => Ok(Value::owned(time::written_now(evaluator.world.now()))),
        (Function::FormatDate | Function::FormatDateTime, [date, format]) => {
            let value = evaluator.value(date, at)?;
            let format = evaluator.text(format, at)?;
            evaluator.spend_text(&format)?;
            match local(evaluator, value)? {
                Some(local) => time::formatted(local, &format, evaluator.world.language())
                    .map(Value::owned)
                    .map_err(Fault::new),
                None => Ok(Value::owned("")),
            }
        }
        (Function::Date, [date]) => {
            let value = evaluator.value(date, at)?;
            let local = local(evaluator, value)?.filter(|local| (0..=9999).contains(&local.year()));
            Ok(Value::owned(local.map(|local| local.format("%Y-%m-%d").to_string()).unwrap_or_default()))
        }
        (Function::DateTime, [date]) => {
            let value = evaluator.value(date, at)?;
            let moment = moment(evaluator, value)?;
            Ok(Value::owned(moment.and_then(|moment| written(evaluator, moment)).unwrap_or_default()))
        }
        (Function::DecimalDateTime, [date]) => {
            let value = evaluator.value(date, at)?;
            Ok(Value::Number(match value {
                Value::Number(number) => number,
                value => moment(evaluator, value)?.map_or(f64::NAN, |moment| moment / DAY),
            }))
        }
        (Function::DecimalTime, [clock]) => {
            let text = evaluator.text(clock, at)?;
            Ok(Value::Number(decimal_time(evaluator, &text).unwrap_or(f64::NAN)))
        }
        (Function::AddDate, [date, parts @ ..]) => {
            let value = evaluator.value(date, at)?;
            let mut amounts = [0.0; 5];
            for (amount, part) in amounts.iter_mut().zip(parts) {
                // A part that is blank adds nothing.
                *amount =
                    evaluator.number(part, at).map(|number| if number.is_nan() { 0.0 } else { number })?;
            }
            let moved = local(evaluator, value)?.and_then(|from| add(from, amounts));
            let zone = |local| evaluator.world.offset_of(local);
            let text = moved.and_then(|local| written(evaluator, time::at_local(local, &zone)));
            Ok(Value::owned(text.unwrap_or_default()))
        }
        (
            Function::DifferenceInMonths
            | Function::ChtDays
            | Function::ChtWeeks
            | Function::ChtMonths
            | Function::ChtYears,
            [from, to],
        ) => {
            let (from, to) = (evaluator.value(from, at)?, evaluator.value(to, at)?);
            let (Some(from), Some(to)) = (local(evaluator, from)?, local(evaluator, to)?) else {
                return Ok(Value::owned(""));
            };
            let days = (to - from).num_milliseconds() as f64 / DAY;
            Ok(Value::Number(match function {
                Function::ChtDays => days.trunc(),
                Function::ChtWeeks => (days / 7.0).trunc(),
                Function::ChtYears => f64::from(time::months_between(from, to) / 12),
                _ => f64::from(time::months_between(from, to)),
            }))
        }
        (Function::ParseTimestamp, [timestamp]) => {
            let millis = evaluator.number(timestamp, at)?;
            Ok(Value::owned(written(evaluator, millis).unwrap_or_default()))
        }
        _ => Err(Fault::new(format!("{function}() was given what it does not take"))),
    }
}

/// The moment of a value: a number is days since 1970, a text a date or a number. Blank and true or false are none.
fn moment<'a>(evaluator: &Evaluator<'a>, value: Value<'a>) -> Result<Option<f64>, Fault> {
    let text = match value {
        Value::Boolean(_) => return Ok(None),
        Value::Number(days) => return Ok(Some(days * DAY).filter(|moment| moment.is_finite())),
        value => evaluator.to_text(value)?,
    };
    let zone = |local| evaluator.world.offset_of(local);
    let read = time::moment(&text, Reading::Lenient, &zone);
    Ok(read.or(Some(text_to_number(&text) * DAY).filter(|moment| moment.is_finite())))
}

fn local<'a>(evaluator: &Evaluator<'a>, value: Value<'a>) -> Result<Option<NaiveDateTime>, Fault> {
    let zone = |local| evaluator.world.offset_of(local);
    Ok(moment(evaluator, value)?.and_then(|moment| time::local(moment, &zone)).map(|(local, _)| local))
}

fn written(evaluator: &Evaluator<'_>, moment: f64) -> Option<String> {
    let zone = |local| evaluator.world.offset_of(local);
    time::written(moment, &zone)
}

/// The part of a day, in the zone of whoever fills, that a time stands for; the offset of today decides.
fn decimal_time(evaluator: &Evaluator<'_>, text: &str) -> Option<f64> {
    // A date and time stands for its time.
    let clock = text.split_once('T').map_or(text, |(_, clock)| clock);
    let (time, offset) = time::clock(clock.trim())?;
    let today = evaluator.world.now().date_naive().and_time(time);
    let local = match offset {
        Some(offset) => {
            let zone = |local| evaluator.world.offset_of(local);
            let utc = today.checked_sub_signed(Duration::seconds(offset.into()))?;
            time::local(utc.and_utc().timestamp_millis() as f64, &zone)?.0
        }
        None => today,
    };
    let since = local.time() - chrono::NaiveTime::MIN;
    Some(since.num_milliseconds() as f64 / DAY)
}

/// Years, months, days, hours and minutes on.
fn add(from: NaiveDateTime, [years, months, days, hours, minutes]: [f64; 5]) -> Option<NaiveDateTime> {
    let months = years.trunc() * 12.0 + months.trunc();
    let minutes = days.trunc() * 1440.0 + hours.trunc() * 60.0 + minutes.trunc();
    if months.abs() > 120_000.0 || minutes.abs() > 6.0e9 {
        return None;
    }
    let date = time::add_months(from.date(), months as i32)?;
    date.and_time(from.time()).checked_add_signed(Duration::minutes(minutes as i64))
}
