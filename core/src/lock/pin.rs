//! Which PINs are taken: four to eight digits that a colleague would not try first. Pure; knows nothing of where one is kept.

use zeroize::Zeroizing;

/// Digits that a PIN has at least.
pub const SHORTEST: usize = 4;
/// Digits that a PIN has at most.
pub const LONGEST: usize = 8;

/// A PIN as it was typed, 4 to 8 digits; forgotten when it is dropped.
pub struct Pin(Zeroizing<String>);

/// Why a PIN is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PinFault {
    /// It has other signs than digits, or too few or too many of them.
    Form,
    /// It is among those that are tried first.
    Weak,
}

impl Pin {
    /// A PIN to be tried. One that has not the form of a PIN is refused before it counts as a try: it cannot be right.
    pub fn typed(text: Zeroizing<String>) -> Result<Pin, PinFault> {
        let fits = (SHORTEST..=LONGEST).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        if fits { Ok(Pin(text)) } else { Err(PinFault::Form) }
    }

    /// A PIN to be set: also none of those that are tried first.
    pub fn chosen(text: Zeroizing<String>) -> Result<Pin, PinFault> {
        let pin = Pin::typed(text)?;
        if is_weak(pin.digits()) { Err(PinFault::Weak) } else { Ok(pin) }
    }

    /// Its digits, in ASCII.
    pub(super) fn digits(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

/// Whether digits are in one row up or down, a piece that repeats itself, each twice, the middle column of the keypad, or a
/// year of somebody's life. Lists of real PINs begin with these.
fn is_weak(digits: &[u8]) -> bool {
    is_row(digits) || is_repeated(digits) || is_doubled(digits) || is_column(digits) || is_year(digits)
}

/// `1234`, `8765`; 0 stands on either side: `0123`, `7890`, `3210`.
fn is_row(digits: &[u8]) -> bool {
    let step = |by: u8| digits.windows(2).all(|pair| (pair[0] - b'0' + by) % 10 == pair[1] - b'0');
    step(1) || step(9)
}

/// `1111`, `1212`, `123123`, `12341234`.
fn is_repeated(digits: &[u8]) -> bool {
    (1..=digits.len() / 2).any(|piece| {
        digits.len().is_multiple_of(piece) && digits.chunks(piece).all(|one| Some(one) == digits.get(..piece))
    })
}

/// `1122`, `554433`.
fn is_doubled(digits: &[u8]) -> bool {
    digits.len().is_multiple_of(2) && digits.chunks(2).all(|pair| pair.first() == pair.last())
}

fn is_column(digits: &[u8]) -> bool {
    digits == b"2580" || digits == b"0852"
}

/// `1984`, `2009`: a year in which a worker or her child may have been born.
fn is_year(digits: &[u8]) -> bool {
    digits.len() == 4 && (digits.starts_with(b"19") || digits.starts_with(b"20"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(text: &str) -> Option<PinFault> {
        Pin::chosen(Zeroizing::new(text.to_owned())).err()
    }

    #[test]
    fn a_pin_has_four_to_eight_digits_and_no_other_sign() {
        for wrong in ["", "482", "482915736", "48a1", " 4829", "4829\n", "４８２９", "-482", "48.29"] {
            assert_eq!(chosen(wrong), Some(PinFault::Form), "{wrong:?}");
            assert!(Pin::typed(Zeroizing::new(wrong.to_owned())).is_err());
        }
        for fits in ["4829", "48291", "482915", "4829157", "48291573", "0483"] {
            assert_eq!(chosen(fits), None, "{fits}");
        }
    }

    #[test]
    fn the_pins_that_are_tried_first_are_refused_and_can_still_be_typed() {
        let weak = [
            "0000", "1111", "999999", "1234", "4321", "0123", "7890", "8901", "3210", "0987", "12345678",
            "1212", "6969", "123123", "12341234", "1122", "554433", "2580", "0852", "1984", "2009",
        ];
        for pin in weak {
            assert_eq!(chosen(pin), Some(PinFault::Weak), "{pin}");
            assert!(Pin::typed(Zeroizing::new(pin.to_owned())).is_ok());
        }
    }

    #[test]
    fn of_ten_thousand_pins_few_are_refused() {
        let refused = (0..10_000).filter(|pin| chosen(&format!("{pin:04}")).is_some()).count();
        assert!(refused < 500, "{refused}");
    }
}
