//! The figures of a survey's quality as a table for machines: one row a statistic, named and ordered as those who check them
//! with WHO's analyser and NiPN's toolkit name them. Says nothing to people: the report does.

use super::by_column::{ByColumn, Group};
use super::chance::chi2_tail;
use super::digits::{Band, even_chi2, round1};
use super::quality::{Field, Figures, INDICATORS, Quality};
use super::spread::{Spread, Tested};
use chaski::growth::score::round2;

/// Expected under-five mortality where none is known: 1 a day and 10 000 (NiPN's toolkit).
const DEATHS_A_DAY_OF_10_000: f64 = 1.0;
/// Children of 6-29 months to one of 30-59 (SMART).
pub const EXPECTED_AGE_RATIO: f64 = 0.85;
/// More flagged than this share of all rows, percent, is a concern (WHO/UNICEF 2019).
pub const MOST_FLAGGED_PCT: f64 = 1.0;
/// A skewness further from zero is a concern (WHO's survey report).
pub const MOST_SKEWNESS: f64 = 0.5;
/// A kurtosis outside is a concern (WHO's survey report).
pub const KURTOSIS: (f64, f64) = (2.0, 4.0);
/// Age bands of the checks of position: completed months, both ends among them.
pub const POSITION_BANDS: [(&str, usize, usize); 6] = [
    ("00_11", 0, 11),
    ("00_08", 0, 8),
    ("12_23", 12, 23),
    ("24_35", 24, 35),
    ("36_47", 36, 47),
    ("48_59", 48, 59),
];

/// One row of the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statistic {
    /// The check, as `digit_preference_NiPN`.
    pub check: &'static str,
    /// What it looks at: a column, an indicator, or `COLUMN=NAME` of a group.
    pub variable: String,
    /// What is given.
    pub statistic: String,
    /// Its value, twelve digits; empty where there is none.
    pub value: String,
}

/// A share tested against an expected one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    /// The share found.
    pub found: f64,
    /// Chi-square with Yates's correction, one degree of freedom.
    pub chi2: f64,
    /// The chance of a share at least as far from the expected one.
    pub p: f64,
}

impl Share {
    /// `part` of `whole` against `expected`, as R's `prop.test` does. `None` of nothing.
    pub fn test(part: u64, whole: u64, expected: f64) -> Option<Share> {
        if whole == 0 {
            return None;
        }
        let (x, n) = (part as f64, whole as f64);
        let away = (x - n * expected).abs();
        let corrected = away - away.min(0.5);
        let chi2 = corrected * corrected / (n * expected * (1.0 - expected));
        Some(Share { found: x / n, chi2, p: chi2_tail(chi2, 1) })
    }
}

/// The statistics of a survey, in a fixed order: those that other programs give as well first, ours after them.
pub fn statistics(survey: &Quality) -> Vec<Statistic> {
    let mut table = Table(Vec::new());
    table.figures("weight", &survey.weight, 2..=25);
    table.figures("lenhei", &survey.length, 35..=125);
    table.ages(survey);
    for (spread, indicator) in survey.spreads.iter().zip(INDICATORS) {
        table.spread(indicator.code(), spread, survey.rows);
    }
    for (name, first, last) in POSITION_BANDS {
        let positions = survey.positions_aged(first, last);
        table.count("position_mismatch", "measure", format!("total_{name}"), positions.known);
        table.count("position_mismatch", "measure", format!("mismatch_{name}"), positions.other);
    }
    table.ours(survey);
    for grouping in &survey.by_column {
        table.grouping(grouping);
    }
    table.0
}

struct Table(Vec<Statistic>);

impl Table {
    fn text(&mut self, check: &'static str, variable: &str, statistic: impl Into<String>, value: String) {
        self.0.push(Statistic { check, variable: variable.to_owned(), statistic: statistic.into(), value });
    }

    fn real(
        &mut self,
        check: &'static str,
        variable: &str,
        statistic: impl Into<String>,
        value: Option<f64>,
    ) {
        self.text(check, variable, statistic, value.map_or_else(String::new, digits12));
    }

    fn count(&mut self, check: &'static str, variable: &str, statistic: impl Into<String>, count: u64) {
        self.text(check, variable, statistic, count.to_string());
    }

    fn figures(&mut self, variable: &str, figures: &Figures, shown: std::ops::RangeInclusive<usize>) {
        let check = "digit_preference_NiPN";
        self.real(check, variable, "DPS", figures.digits.score().map(round2));
        for (digit, count) in figures.digits.0.iter().enumerate() {
            self.count(check, variable, format!("count_{digit}"), *count);
        }
        let all = figures.rounded.total() as f64;
        for (digit, count) in figures.rounded.0.iter().enumerate() {
            let percent = (all > 0.0).then(|| round1(*count as f64 * 100.0 / all));
            self.real("digit_preference_WHO_analyser", variable, format!("pct_.{digit}"), percent);
        }
        for (whole, count) in figures.whole.iter().enumerate() {
            if *count > 0 && shown.contains(&whole) {
                self.count("integer_digits_WHO_analyser", variable, format!("n_{whole}"), *count);
            }
        }
    }

    fn ages(&mut self, survey: &Quality) {
        let sex = Share::test(survey.boys, survey.boys + survey.girls, 0.5);
        self.real("sex_ratio", "sex", "pMale", sex.map(|share| share.found));
        self.real("sex_ratio", "sex", "X2", sex.map(|share| share.chi2));
        self.real("sex_ratio", "sex", "p", sex.map(|share| share.p));

        let (younger, older) = (survey.aged(6, 29), survey.aged(30, 59));
        let expected = EXPECTED_AGE_RATIO / (EXPECTED_AGE_RATIO + 1.0);
        let share = Share::test(younger, younger + older, expected);
        let ratio = (older > 0).then(|| younger as f64 / older as f64);
        self.real("age_ratio", "age_months", "observedR", ratio);
        self.real("age_ratio", "age_months", "observedP", share.map(|share| share.found));
        self.real("age_ratio", "age_months", "X2", share.map(|share| share.chi2));
        self.real("age_ratio", "age_months", "p", share.map(|share| share.p));

        let heaping = even_chi2(&by_month_of_year(survey, 6));
        self.real("age_heaping_12", "age_months", "X2", heaping);
        self.real("age_heaping_12", "age_months", "p", heaping.map(|chi2| chi2_tail(chi2, 11)));

        let spread = age_distribution(survey);
        self.real("age_distribution_u5mr1", "age_months", "X2", spread);
        self.real("age_distribution_u5mr1", "age_months", "p", spread.map(|chi2| chi2_tail(chi2, 4)));
    }

    fn spread(&mut self, code: &str, spread: &Spread, rows: u64) {
        let percent = |whole: u64| (whole > 0).then(|| spread.flagged() as f64 * 100.0 / whole as f64);
        self.real("flags", code, "pct_flagged_of_all_rows", percent(rows));
        self.real("flags", code, "pct_flagged_of_nonmissing", percent(spread.scored()));

        let check = "z_summary_WHO_analyser";
        let summary = spread.summary();
        self.count(check, code, "n", spread.plausible());
        self.real(check, code, "mean", summary.map(|s| s.mean));
        self.real(check, code, "sd", summary.and_then(|s| s.sd));
        self.real(check, code, "skewness_moments", summary.and_then(|s| s.skewness));
        self.real(check, code, "kurtosis_moments_nonexcess", summary.and_then(|s| s.kurtosis));

        self.tested(code, "s", summary.and_then(|s| s.tested_skewness()));
        self.tested(code, "k", summary.and_then(|s| s.tested_kurtosis()));
    }

    fn tested(&mut self, code: &str, name: &str, tested: Option<Tested>) {
        self.real("skewKurt_NiPN", code, name, tested.map(|t| t.value));
        self.real("skewKurt_NiPN", code, format!("{name}.se"), tested.map(|t| t.error));
        self.real("skewKurt_NiPN", code, format!("{name}.z"), tested.map(|t| t.z));
        self.real("skewKurt_NiPN", code, format!("{name}.p"), tested.map(|t| t.p));
    }

    /// What no other program of ours is compared with: completeness, SMART's flags, the limits of WHO's survey report.
    fn ours(&mut self, survey: &Quality) {
        self.count("completeness", "row", "n", survey.rows);
        for (field, missing) in Field::ALL.into_iter().zip(survey.missing) {
            let percent = (survey.rows > 0).then(|| missing as f64 * 100.0 / survey.rows as f64);
            self.count("completeness", field.column(), "n_missing", missing);
            self.real("completeness", field.column(), "pct_missing", percent);
        }
        for (variable, figures) in [("weight", &survey.weight), ("lenhei", &survey.length)] {
            let band = figures.digits.score().map_or("", |score| Band::of(score).name());
            self.text("limits", variable, "DPS_band", band.to_owned());
        }
        for (spread, indicator) in survey.spreads.iter().zip(INDICATORS) {
            let code = indicator.code();
            let beyond = spread.beyond_three_of_the_mean();
            let percent = beyond.map(|n| n as f64 * 100.0 / spread.scored() as f64);
            self.count("flags_SMART", code, "n_flagged", beyond.unwrap_or(0));
            self.real("flags_SMART", code, "pct_flagged_of_nonmissing", percent);

            let flagged = spread.flagged() as f64 * 100.0 > MOST_FLAGGED_PCT * survey.rows as f64;
            let summary = spread.summary();
            let yes = |is: bool| u64::from(is).to_string();
            let skewed = summary.and_then(|s| s.skewness).map(|s| yes(s.abs() > MOST_SKEWNESS));
            let curved = summary.and_then(|s| s.kurtosis).map(|k| yes(k < KURTOSIS.0 || k > KURTOSIS.1));
            self.text("limits", code, "flagged_over_1_pct", yes(flagged));
            self.text("limits", code, "skewness_beyond_0.5", skewed.unwrap_or_default());
            self.text("limits", code, "kurtosis_outside_2_4", curved.unwrap_or_default());
        }
    }

    fn grouping(&mut self, grouping: &ByColumn) {
        for (name, group) in grouping.groups() {
            self.group(&format!("{}={name}", grouping.column), group, group.is_judged());
        }
        if grouping.joined.rows > 0 {
            self.group(&format!("{} (all others)", grouping.column), &grouping.joined, false);
        }
    }

    fn group(&mut self, variable: &str, group: &Group, judged: bool) {
        let percent = |part: u64, whole: u64| (whole > 0).then(|| part as f64 * 100.0 / whole as f64);
        self.count("group", variable, "n", group.rows);
        for (field, missing) in Field::ALL.into_iter().zip(group.missing) {
            self.real(
                "group",
                variable,
                format!("pct_missing_{}", field.column()),
                percent(missing, group.rows),
            );
        }
        self.real("group", variable, "DPS_weight", group.weight.score().map(round2));
        self.real("group", variable, "DPS_lenhei", group.length.score().map(round2));
        let positions = percent(group.positions.other, group.positions.known);
        self.real("group", variable, "pct_position_mismatch", positions);
        let birthdays = percent(group.birthdays[0], group.birthdays.iter().sum());
        self.real("group", variable, "pct_ages_at_whole_years", birthdays);
        self.real("group", variable, "pct_flagged_of_scored", percent(group.flagged, group.scored));
        self.real("group", variable, "sd_wfl", group.wfl_sd());
        self.count("group", variable, "judged", u64::from(judged));
    }
}

/// Ages from a completed month on, to 59, by what is left of them after whole years.
pub fn by_month_of_year(survey: &Quality, first: usize) -> [u64; 12] {
    let mut counts = [0; 12];
    for (month, count) in survey.months.iter().enumerate().skip(first) {
        if let Some(sum) = counts.get_mut(month % 12) {
            *sum += count;
        }
    }
    counts
}

/// Chi-square of ages in years against what is expected of a people with this mortality, four degrees of freedom: 6-17, 18-29,
/// 30-41, 42-53 and, half a year, 54-59 months. `None` without ages.
fn age_distribution(survey: &Quality) -> Option<f64> {
    let found = [(6, 17), (18, 29), (30, 41), (42, 53), (54, 59)].map(|(a, b)| survey.aged(a, b) as f64);
    let yearly = DEATHS_A_DAY_OF_10_000 / 10_000.0 * 365.25;
    let mut expected = [0.0, 1.0, 2.0, 3.0, 4.0].map(|year: f64| (-yearly * year).exp());
    expected[4] *= 0.5;
    let (all, parts): (f64, f64) = (found.iter().sum(), expected.iter().sum());
    if all == 0.0 {
        return None;
    }
    let chi2 = |(found, part): (f64, f64)| (found - part / parts * all).powi(2) / (part / parts * all);
    Some(found.into_iter().zip(expected).map(chi2).sum())
}

/// A figure with twelve significant digits and no more noughts than it needs, as `%.12g` writes it; nothing for what is no
/// number.
pub fn digits12(value: f64) -> String {
    if !value.is_finite() {
        return String::new();
    }
    let scientific = format!("{value:.11e}");
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let plain = |text: &str| match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    };
    if (-4..12).contains(&exponent) {
        let decimals = usize::try_from(11 - exponent).unwrap_or(0);
        let text = plain(&format!("{value:.decimals$}"));
        return if text == "-0" { "0".to_owned() } else { text };
    }
    let sign = if exponent < 0 { '-' } else { '+' };
    format!("{}e{sign}{:02}", plain(mantissa), exponent.abs())
}

#[cfg(test)]
mod tests {
    use super::{Share, digits12};

    #[test]
    fn figures_are_written_with_twelve_digits() {
        for (value, text) in [
            (0.0, "0"),
            (-0.0, "0"),
            (10.0, "10"),
            (0.520_080_321_285_140_6, "0.520080321285"),
            (24.981_624_666_573_1, "24.9816246666"),
            (5.787_931_244_526_994e-7, "5.78793124453e-07"),
            (0.000_1, "0.0001"),
            (123_456_789_012_345.0, "1.23456789012e+14"),
            (f64::NAN, ""),
            (f64::INFINITY, ""),
        ] {
            assert_eq!(digits12(value), text);
        }
    }

    #[test]
    fn the_correction_never_overshoots() {
        assert_eq!(Share::test(5, 10, 0.5).map(|share| share.chi2), Some(0.0));
        assert_eq!(Share::test(0, 0, 0.5), None);
    }
}
