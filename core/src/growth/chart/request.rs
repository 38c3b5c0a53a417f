//! Which chart of which child, on what sheet, and what was measured. Knows no place on a sheet.

use chrono::NaiveDate;

use super::super::age::AgeDays;
use super::super::who::{DAYS_PER_MONTH, Measured};
use super::super::{Indicator, Sex};

/// The range of ages of a chart, as WHO prints them. Charts of weight-for-length have the lengths of that age on their axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartWindow"))]
pub enum Window {
    /// Birth to 6 months; 45 to 75 cm.
    ToSixMonths,
    /// Birth to 2 years, measured lying; 45 to 110 cm.
    ToTwoYears,
    /// 2 to 5 years, measured standing; 65 to 120 cm.
    TwoToFive,
    /// Birth to 5 years: lying curves, then standing ones, with the step between them; 45 to 120 cm.
    ToFiveYears,
}

impl Window {
    /// All, from the shortest.
    pub const ALL: [Window; 4] =
        [Window::ToSixMonths, Window::ToTwoYears, Window::TwoToFive, Window::ToFiveYears];

    /// First and last month of age.
    pub fn months(self) -> (u32, u32) {
        match self {
            Window::ToSixMonths => (0, 6),
            Window::ToTwoYears => (0, 24),
            Window::TwoToFive => (24, 60),
            Window::ToFiveYears => (0, 60),
        }
    }

    /// Its name in months: `0-6`, `0-24`, `24-60`, `0-60`.
    pub fn code(self) -> &'static str {
        match self {
            Window::ToSixMonths => "0-6",
            Window::ToTwoYears => "0-24",
            Window::TwoToFive => "24-60",
            Window::ToFiveYears => "0-60",
        }
    }

    /// The window of a name.
    pub fn from_code(code: &str) -> Option<Window> {
        Window::ALL.into_iter().find(|window| window.code() == code)
    }

    /// The shortest window that holds every age; birth to 5 years for a child of 5 and where there is no age.
    pub fn holding(ages_days: impl IntoIterator<Item = u32>) -> Window {
        let (mut least, mut greatest) = (u32::MAX, 0);
        for days in ages_days {
            (least, greatest) = (least.min(days), greatest.max(days));
        }
        let holds = |window: &Window| {
            let (from, to) = window.months();
            least <= greatest
                && f64::from(least) >= f64::from(from) * DAYS_PER_MONTH
                && f64::from(greatest) <= f64::from(to) * DAYS_PER_MONTH
        };
        Window::ALL.into_iter().find(holds).unwrap_or(Window::ToFiveYears)
    }
}

/// Which z lines are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "ChartLines"))]
pub enum Lines {
    /// −3, −2, 0, +2, +3: the child booklet's.
    #[default]
    Five,
    /// With −1 and +1 beside them, as on WHO's full charts.
    Seven,
}

impl Lines {
    /// Their z, from the lowest.
    pub fn z(self) -> &'static [i8] {
        match self {
            Lines::Five => &[-3, -2, 0, 2, 3],
            Lines::Seven => &[-3, -2, -1, 0, 1, 2, 3],
        }
    }
}

/// The sheet a chart is laid out for. The letters decide how many ticks there is room for.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartLayout"))]
pub struct Layout {
    /// Width, 120 to 10 000 units.
    #[cfg_attr(feature = "uniffi", uniffi(default = 288.0))]
    pub width: f64,
    /// Height, 120 to 10 000 units.
    #[cfg_attr(feature = "uniffi", uniffi(default = 240.0))]
    pub height: f64,
    /// Size of the smallest text, 4 to 200 units.
    #[cfg_attr(feature = "uniffi", uniffi(default = 14.0))]
    pub letter: f64,
    /// Left white on every side, 0 to a quarter of the shorter side: what a printer cannot reach.
    #[cfg_attr(feature = "uniffi", uniffi(default = 0.0))]
    pub margin: f64,
    /// Whether title, standard and the names of both axes are part of the chart; without them only the units are.
    #[cfg_attr(feature = "uniffi", uniffi(default = false))]
    pub titles: bool,
}

impl Layout {
    /// A page 640 px wide.
    pub const WEB: Layout = Layout { width: 640.0, height: 480.0, letter: 14.0, margin: 0.0, titles: true };
    /// A page 320 px wide.
    pub const NARROW: Layout =
        Layout { width: 320.0, height: 340.0, letter: 12.0, margin: 0.0, titles: true };
    /// A phone's page, in dp: what it shows stands above it as text of the page.
    pub const PHONE: Layout =
        Layout { width: 288.0, height: 240.0, letter: 14.0, margin: 0.0, titles: false };
    /// A4 across, 297 x 210 mm at 96 units an inch, with 10 mm left white.
    pub const A4: Layout = Layout { width: 1122.5, height: 793.7, letter: 17.0, margin: 38.0, titles: true };

    /// The same with what no sheet can be (not a number, too small, too large) brought to what one can.
    pub(super) fn sane(self) -> Layout {
        let within = |value: f64, least: f64, most: f64| {
            if value.is_nan() { least } else { value.clamp(least, most) }
        };
        let (width, height) = (within(self.width, 120.0, 10_000.0), within(self.height, 120.0, 10_000.0));
        let shorter = width.min(height);
        let margin = within(self.margin, 0.0, shorter / 4.0);
        let (wide, high) = (width - 2.0 * margin, height - 2.0 * margin);
        let letter = within(self.letter, 4.0, 200.0).min(wide / 12.0).min(high / 9.0);
        Layout { width, height, letter, margin, titles: self.titles }
    }
}

/// Which chart of which child.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "ChartRequest"))]
pub struct Request {
    /// What is charted.
    pub indicator: Indicator,
    /// The child's sex: it chooses the curves.
    pub sex: Sex,
    /// The range of ages.
    pub window: Window,
    /// Cut to the 12 months that end with the last measurement, or to the lengths of those months.
    pub last_year_only: bool,
    /// The z lines.
    pub lines: Lines,
    /// The sheet.
    pub layout: Layout,
    /// How long the pregnancy was, weeks: a child born before 37 is charted at corrected age to 24 months.
    pub gestational_weeks: Option<u32>,
    /// The child's name where the chart shall carry it.
    pub name: Option<String>,
}

impl Request {
    /// A chart of a whole window on a page 640 px wide, of a child born at term, without a name.
    pub fn new(indicator: Indicator, sex: Sex, window: Window) -> Request {
        Request {
            indicator,
            sex,
            window,
            last_year_only: false,
            lines: Lines::Five,
            layout: Layout::WEB,
            gestational_weeks: None,
            name: None,
        }
    }

    /// The same on another sheet.
    pub fn on(mut self, layout: Layout) -> Request {
        self.layout = layout;
        self
    }
}

/// One time that the child was measured: one list serves all her charts.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Taken {
    /// What was measured. Its sex and age are not looked at: the request's sex and the age below are.
    pub measured: Measured,
    /// Age since birth; none where it is not known: then only weight-for-length has a place for it.
    pub age: Option<AgeDays>,
    /// The day, where it is known.
    pub on: Option<NaiveDate>,
    /// Whether something was found that makes this measurement doubtful: it is drawn apart.
    pub finding: bool,
}
