//! What a register may hold. No floats: a number is kept as it was typed.

use std::collections::BTreeMap;
use std::fmt;

use super::name::RecordName;

/// A number as it was typed: `mantissa × 10^exponent`. 12.30 is not 12.3: digit preference is judged on it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Decimal {
    /// All digits, with the sign.
    pub mantissa: i64,
    /// Power of ten, -18 to 18.
    pub exponent: i8,
}

/// The value of a register. Composite values keep together what was observed together.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Value {
    /// Known to be nothing: cleared. (What was never said has no register.)
    Null,
    /// Yes or no.
    Bool(bool),
    /// A whole number; also a time (seconds of Unix time) and a code of a list.
    Int(i64),
    /// A number as typed.
    Decimal(Decimal),
    /// Text, NFC.
    Text(String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// A record.
    Record(RecordName),
    /// Several; also a date: `[year]`, `[year, month]` or `[year, month, day]`.
    List(Vec<Value>),
    /// A composite value: part number to value.
    Map(BTreeMap<u64, Value>),
}

impl Decimal {
    /// A decimal in a constant.
    pub const fn new(mantissa: i64, exponent: i8) -> Self {
        Decimal { mantissa, exponent }
    }

    /// Reads a number as typed: sign, digits, one point (or comma), an exponent. `None` for anything else, for more
    /// than 18 digits, and for an exponent outside -18 to 18.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (number, power) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], text[at + 1..].parse::<i32>().ok()?),
            None => (text, 0),
        };
        let (negative, digits) = match number.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, number.strip_prefix('+').unwrap_or(number)),
        };
        let (whole, part) = match digits.find(['.', ',']) {
            Some(at) => (&digits[..at], &digits[at + 1..]),
            None => (digits, ""),
        };
        let all_digits = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
        if (whole.is_empty() && part.is_empty()) || !all_digits(whole) || !all_digits(part) {
            return None;
        }
        let digits = format!("{whole}{part}");
        if digits.trim_start_matches('0').len() > 18 {
            return None;
        }
        let mantissa: i64 = digits.parse().ok()?;
        let exponent = power.checked_sub(i32::try_from(part.len()).ok()?)?;
        if !(-18..=18).contains(&exponent) {
            return None;
        }
        Some(Decimal { mantissa: if negative { -mantissa } else { mantissa }, exponent: exponent as i8 })
    }

    /// The same number as a float, for arithmetic that is not stored.
    pub fn to_f64(&self) -> f64 {
        // Through text: the nearest float to what was typed, as every other reader of the figure gets it.
        format!("{}e{}", self.mantissa, self.exponent).parse().unwrap_or(f64::NAN)
    }

    /// Which of two decimals is greater as a number.
    pub fn cmp_number(&self, other: &Decimal) -> std::cmp::Ordering {
        let shift = i32::from(self.exponent.min(other.exponent));
        let scaled = |d: &Decimal| {
            let power = (i32::from(d.exponent) - shift).unsigned_abs();
            i128::from(d.mantissa).saturating_mul(10i128.saturating_pow(power))
        };
        scaled(self).cmp(&scaled(other))
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.exponent > 0 {
            return write!(f, "{}e{}", self.mantissa, self.exponent);
        }
        let places = usize::from(self.exponent.unsigned_abs());
        let sign = if self.mantissa < 0 { "-" } else { "" };
        let digits = format!("{:0>width$}", self.mantissa.unsigned_abs(), width = places + 1);
        let (whole, part) = digits.split_at(digits.len() - places);
        if places == 0 { write!(f, "{sign}{whole}") } else { write!(f, "{sign}{whole}.{part}") }
    }
}

impl Value {
    /// A text value; brought to NFC here, at entry, and never touched again.
    pub fn text(text: &str) -> Self {
        use unicode_normalization::UnicodeNormalization;
        Value::Text(text.nfc().collect())
    }

    /// A date to the day, the month or the year.
    pub fn date(parts: &[i64]) -> Self {
        Value::List(parts.iter().map(|p| Value::Int(*p)).collect())
    }

    /// A composite of numbered parts.
    pub fn parts(parts: impl IntoIterator<Item = (u64, Value)>) -> Self {
        Value::Map(parts.into_iter().collect())
    }

    /// The record, if it is one.
    pub fn as_record(&self) -> Option<RecordName> {
        if let Value::Record(name) = self { Some(*name) } else { None }
    }

    /// The whole number, if it is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Value::Int(number) = self { Some(*number) } else { None }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        if let Value::Text(text) = self { Some(text) } else { None }
    }

    /// The bytes, if it is bytes.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        if let Value::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

/// A whole number as the end of a range.
pub(super) const fn whole(number: i64) -> Decimal {
    Decimal::new(number, 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_as_typed() {
        for text in ["12.30", "12.3", "0", "0.05", "-3.5", "7", "1e3", "14.9"] {
            assert_eq!(Decimal::parse(text).map(|d| d.to_string()).as_deref(), Some(text));
        }
        assert_eq!(Decimal::parse("12,5"), Some(Decimal::new(125, -1)));
        assert_eq!(Decimal::parse(".5"), Some(Decimal::new(5, -1)));
        assert_eq!(Decimal::parse("-0.5").map(|d| d.to_string()).as_deref(), Some("-0.5"));
        for text in [
            "",
            ".",
            "-",
            "1.2.3",
            "tall",
            "NaN",
            "inf",
            "1e",
            "1e99",
            "12 kg",
            "0x10",
            "1234567890123456789",
        ] {
            assert_eq!(Decimal::parse(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_compare_as_numbers_whatever_their_exponent() {
        use std::cmp::Ordering::*;
        assert_eq!(Decimal::new(1230, -2).cmp_number(&Decimal::new(123, -1)), Equal);
        assert_eq!(Decimal::new(5, 1).cmp_number(&Decimal::new(49, 0)), Greater);
        assert_eq!(Decimal::new(-1, 0).cmp_number(&Decimal::new(1, -18)), Less);
    }
}
