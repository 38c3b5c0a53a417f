//! What a chart says of itself: which message is its title, names its axes and explains its signs. Knows the words, places nothing.

use super::super::{Indicator, Sex};
use super::curves;
use super::parts::Sign;
use super::request::{Request, Window};
use crate::words::{Lang, Text, message};

/// A message and its id.
pub type Title = (&'static str, Text);

fn titled(lang: Lang, id: &'static str) -> Title {
    (id, message(lang, id, &[]))
}

/// `Peso para la edad, niñas`.
pub fn title(request: &Request, lang: Lang) -> Title {
    let id = match request.indicator {
        Indicator::LengthForAge => "chart-title-length",
        Indicator::WeightForAge => "chart-title-weight",
        Indicator::WeightForLength => "chart-title-weight-length",
        Indicator::BmiForAge => "chart-title-bmi",
        Indicator::HeadForAge => "chart-title-head",
        Indicator::MuacForAge => "chart-title-arm",
        Indicator::TricepsForAge => "chart-title-triceps",
        Indicator::SubscapularForAge => "chart-title-subscapular",
    };
    let sex = match request.sex {
        Sex::Female => "f",
        Sex::Male => "m",
    };
    (id, message(lang, id, &[("sex", sex.into())]))
}

/// The window and the standard: `Nacimiento a 2 años · Patrones de crecimiento de la OMS, 2006`.
pub fn subtitle(request: &Request, lang: Lang) -> Title {
    let late = curves::first_month(request.indicator) > 0;
    let window = match (request.window, late) {
        _ if request.last_year_only => "year",
        (Window::ToSixMonths, false) => "six",
        (Window::ToTwoYears, false) => "two",
        (Window::ToFiveYears, false) => "five",
        (Window::ToSixMonths, true) => "three-six",
        (Window::ToTwoYears, true) => "three-two",
        (Window::ToFiveYears, true) => "three-five",
        (Window::TwoToFive, _) => "two-five",
    };
    // Head, arm and skinfolds came out a year after the rest.
    let year = match request.indicator {
        Indicator::HeadForAge
        | Indicator::MuacForAge
        | Indicator::TricepsForAge
        | Indicator::SubscapularForAge => "2007",
        _ => "2006",
    };
    let id = "chart-subtitle";
    (id, message(lang, id, &[("window", window.into()), ("year", year.into())]))
}

/// What the horizontal axis shows.
pub fn x_name(request: &Request, weeks: bool, lang: Lang) -> Title {
    let id = match (request.indicator, request.window) {
        (Indicator::WeightForLength, Window::TwoToFive) => "chart-axis-standing",
        (Indicator::WeightForLength, Window::ToFiveYears) => "chart-axis-lying-to-87",
        (Indicator::WeightForLength, _) => "chart-axis-lying",
        _ if weeks => "chart-axis-weeks",
        _ => "chart-axis-age",
    };
    titled(lang, id)
}

/// What the vertical axis shows.
pub fn y_name(request: &Request, lang: Lang) -> Title {
    let id = match request.indicator {
        Indicator::LengthForAge => match request.window {
            Window::TwoToFive => "chart-axis-standing",
            Window::ToFiveYears => "chart-axis-lying-to-2",
            _ => "chart-axis-lying",
        },
        other => column(other),
    };
    titled(lang, id)
}

/// What the measurement is called, with its unit.
pub fn column(indicator: Indicator) -> &'static str {
    match indicator {
        Indicator::LengthForAge => "chart-axis-length",
        Indicator::WeightForAge | Indicator::WeightForLength => "chart-axis-weight",
        Indicator::BmiForAge => "chart-axis-bmi",
        Indicator::HeadForAge => "chart-axis-head",
        Indicator::MuacForAge => "chart-axis-arm",
        Indicator::TricepsForAge => "chart-axis-triceps",
        Indicator::SubscapularForAge => "chart-axis-subscapular",
    }
}

/// The unit of the measurement and the decimals it is shown with.
pub fn unit(indicator: Indicator) -> (&'static str, usize) {
    match indicator {
        Indicator::WeightForAge | Indicator::WeightForLength => ("kg", 2),
        Indicator::LengthForAge | Indicator::HeadForAge | Indicator::MuacForAge => ("cm", 1),
        Indicator::BmiForAge => ("kg/m²", 1),
        Indicator::TricepsForAge | Indicator::SubscapularForAge => ("mm", 1),
    }
}

/// What a sign means.
pub fn sign(sign: Sign, lang: Lang) -> Title {
    titled(
        lang,
        match sign {
            Sign::Finding => "chart-sign-finding",
            Sign::Preterm => "chart-sign-preterm",
            Sign::Beyond => "chart-sign-beyond",
            Sign::Between => "chart-sign-between",
        },
    )
}
