//! How a growth chart is asked for. What it is made of, and how it is laid out, is the core's.

use chaski::growth::chart::Layout;

/// How a chart is to be laid out. What is not said is as on a phone's page: 288 by 240 dp, no titles.
#[derive(Debug, Clone, PartialEq, uniffi::Record)]
pub struct ChartStyle {
    /// The sheet.
    #[uniffi(default)]
    pub layout: Layout,
    /// The child's name is part of the chart.
    #[uniffi(default = false)]
    pub name: bool,
    /// Only the 12 months that end with the last measurement, or the lengths of those months.
    #[uniffi(default = false)]
    pub last_year_only: bool,
    /// −1 and +1 too, beside −3, −2, 0, +2 and +3.
    #[uniffi(default = false)]
    pub seven_lines: bool,
}

impl Default for ChartStyle {
    fn default() -> Self {
        ChartStyle { layout: Layout::PHONE, name: false, last_year_only: false, seven_lines: false }
    }
}
