//! Figures as they stand in an answer: z-scores with two decimals as WHO's package writes them, everything else with the fewest
//! digits that give the same number again.

use std::io::Write as _;

/// A z-score that is rounded already: `-1.07`, `Inf`, `NaN`.
#[inline]
pub fn write_z(z: f64, into: &mut Vec<u8>) {
    let hundredths = (z.abs() * 100.0).round();
    if hundredths.is_nan() || hundredths >= 1e9 {
        return write_figure(z, into);
    }
    let hundredths = hundredths as u32;
    if z.is_sign_negative() {
        into.push(b'-');
    }
    write_whole(hundredths / 100, into);
    let digit = |of: u32| b'0' + (of % 10) as u8;
    into.extend_from_slice(&[b'.', digit(hundredths / 10), digit(hundredths)]);
}

/// A whole number.
#[inline]
pub fn write_whole(number: u32, into: &mut Vec<u8>) {
    let mut digits = [0; 10];
    let (mut at, mut rest) = (digits.len(), number);
    loop {
        at -= 1;
        digits[at] = b'0' + (rest % 10) as u8;
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    into.extend_from_slice(&digits[at..]);
}

/// Any number: the fewest digits, `Inf`, `-Inf`, `NaN` as R writes them.
#[inline]
pub fn write_figure(number: f64, into: &mut Vec<u8>) {
    if number.is_nan() {
        return into.extend_from_slice(b"NaN");
    }
    if number.is_infinite() {
        return into.extend_from_slice(if number > 0.0 { b"Inf" } else { b"-Inf" });
    }
    // Writing to a vector cannot fail.
    let _ = match number.abs() {
        size if size != 0.0 && !(1e-5..1e15).contains(&size) => write!(into, "{number:e}"),
        _ => write!(into, "{number}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_read_as_r_writes_them() {
        let z = |z: f64| {
            let mut text = Vec::new();
            write_z(z, &mut text);
            String::from_utf8(text).unwrap_or_default()
        };
        assert_eq!(
            [z(-1.07), z(12.3), z(0.0), z(-0.0), z(0.29)],
            ["-1.07", "12.30", "0.00", "-0.00", "0.29"]
        );
        assert_eq!([z(f64::NAN), z(f64::INFINITY), z(f64::NEG_INFINITY)], ["NaN", "Inf", "-Inf"]);
        assert_eq!([z(5.35e16), z(-123456.78)], ["5.35e16", "-123456.78"]);
        let figure = |number: f64| {
            let mut text = Vec::new();
            write_figure(number, &mut text);
            String::from_utf8(text).unwrap_or_default()
        };
        assert_eq!(
            [figure(96.1), figure(1.007e17), figure(1e-6), figure(105.0)],
            ["96.1", "1.007e17", "1e-6", "105"]
        );
    }
}
