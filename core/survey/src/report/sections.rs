//! The parts of the report that look at the whole survey: what is missing, sexes, ages, last digits, positions, limits, z-scores.
//! Each judges figures by a limit whose source stands on the page, and says what to do next time.

use super::plot::{Columns, Rows};
use super::section::{JUDGED_FROM, Section, Verdict};
use super::text::{Words, escaped, table, within};
use crate::chance::chi2_tail;
use crate::digits::{Band, Digits, even_chi2};
use crate::figures::{
    EXPECTED_AGE_RATIO, KURTOSIS, MOST_FLAGGED_PCT, MOST_SKEWNESS, POSITION_BANDS, Share, by_month_of_year,
};
use crate::quality::{Field, INDICATORS, MONTHS, Quality};
use crate::spread::{Spread, Summary};
use chaski::growth::Indicator;

/// Ours: more missing than this share of the rows, percent, is worth a word.
pub const MOST_MISSING_PCT: f64 = 5.0;
/// Ours: more lengths in the position of another age than this share, percent, are worth a word.
pub const MOST_OTHER_POSITION_PCT: f64 = 5.0;
/// A difference that chance makes less often is not taken for chance: SMART's line to *problematic*.
const CHANCE: f64 = 0.001;
/// Ours: a month of the year with less than this share of the ages, percent, is not worth a word however many ages there are; a
/// people with fewer children of 4 years than of 1 has somewhat more ages just after birthdays than just before.
const LEAST_HEAPED_PCT: f64 = 10.0;
/// Ours: nor is a share that is less than this far from the expected one, percent.
const LEAST_AWAY_PCT: f64 = 3.0;
/// A spread of z below this is unusually small (SMART's plausibility check, for weight-for-height).
pub const LEAST_SD: f64 = 0.8;

/// A spread of z above this is unusual: the 95th percentile of surveys (Mei and Grummer-Strawn 2007).
pub fn most_sd(indicator: Indicator) -> f64 {
    match indicator {
        Indicator::LengthForAge => 1.95,
        Indicator::WeightForAge => 1.46,
        Indicator::WeightForLength => 1.50,
        _ => 1.55,
    }
}

/// The parts that look at the survey as a whole.
pub fn whole(survey: &Quality, words: Words) -> [Section; 8] {
    [
        missing(survey, words),
        digits(&survey.weight.digits, "weight", words),
        digits(&survey.length.digits, "length", words),
        position(survey, words),
        ages(survey, words),
        sexes(survey, words),
        flags(survey, words),
        spreads(survey, words),
    ]
}

/// What a field is called in a sentence.
pub fn field(field: Field, words: Words) -> String {
    match field {
        Field::Sex => words.t("survey-field-sex"),
        Field::Age => words.t("survey-field-age"),
        Field::Weight => words.t("survey-field-weight"),
        Field::Length => words.t("survey-field-length"),
        Field::Position => words.t("survey-field-position"),
    }
}

fn indicator(indicator: Indicator, words: Words) -> String {
    match indicator {
        Indicator::LengthForAge => words.t("survey-indicator-len"),
        Indicator::WeightForAge => words.t("survey-indicator-wei"),
        Indicator::WeightForLength => words.t("survey-indicator-wfl"),
        _ => words.t("survey-indicator-bmi"),
    }
}

fn figure(caption: &str, under: &str, svg: &str, data: &str, words: Words) -> String {
    let details = match data {
        "" => String::new(),
        data => format!("<details><summary>{}</summary>{data}</details>", escaped(&words.t("survey-data"))),
    };
    format!(
        "<figure><figcaption>{}<span>{}</span></figcaption>{svg}{details}</figure>",
        escaped(caption),
        escaped(under)
    )
}

fn missing(survey: &Quality, words: Words) -> Section {
    let most = Field::ALL.into_iter().zip(survey.missing).max_by_key(|(_, missing)| *missing);
    let (worst, most) = most.unwrap_or((Field::Sex, 0));
    let talk = most as f64 * 100.0 > MOST_MISSING_PCT * survey.rows as f64;
    let places = [("field", &*within(&field(worst, words))), ("share", &*words.share(most, survey.rows))];
    let shows = match most {
        0 => words.t("survey-missing-none"),
        _ if talk => words.with("survey-missing-talk", &places),
        _ => words.with("survey-missing-well", &places),
    };
    let title = words.t("survey-missing");
    let bars = Field::ALL.into_iter().zip(survey.missing).map(|(one, missing)| {
        let dark = missing as f64 * 100.0 > MOST_MISSING_PCT * survey.rows as f64;
        (field(one, words), missing as f64, words.share(missing, survey.rows), dark)
    });
    let limit = (MOST_MISSING_PCT / 100.0 * survey.rows as f64, "5 %".to_owned());
    let plot = Rows { title: &title, description: &shows, bars: bars.collect(), limit: Some(limit) };
    let data: Vec<Vec<String>> = Field::ALL
        .into_iter()
        .zip(survey.missing)
        .map(|(one, n)| vec![field(one, words), words.count(n), words.percent(n, survey.rows)])
        .collect();
    let heads = [words.t("survey-head-what"), words.t("survey-head-missing"), "%".to_owned()];
    let caption = words.t("survey-missing-plot");
    let body = figure(&caption, "", &plot.svg("missing"), &table(&caption, &heads, &data), words);
    let act = talk.then(|| words.t("survey-missing-act"));
    Section { id: "missing", title, verdict: judged(talk, survey.rows), shows, act, body, wide: false }
}

fn judged(talk: bool, n: u64) -> Verdict {
    match (n < JUDGED_FROM, talk) {
        (true, _) => Verdict::Few,
        (false, true) => Verdict::Talk,
        (false, false) => Verdict::Well,
    }
}

/// Last digits of weights or of lengths.
fn digits(digits: &Digits, of: &str, words: Words) -> Section {
    let weight = of == "weight";
    let n = digits.total();
    let score = digits.score();
    let band = score.map(Band::of);
    let talk = band == Some(Band::Problematic);
    let figure_of = words.figure(score, 1);
    let share = shares(digits, words);
    let places = [("digits", &*share.0), ("share", &*share.1), ("even", &*share.2)];
    let shows = match (n < JUDGED_FROM, band) {
        (true, _) => words.with("survey-too-few", &[("n", &words.count(n))]),
        (_, Some(Band::Excellent | Band::Good)) if weight => words.t("survey-digits-weight-well"),
        (_, Some(Band::Excellent | Band::Good)) => words.t("survey-digits-length-well"),
        (_, Some(Band::Acceptable)) => words.with("survey-digits-some", &places),
        (_, _) if weight => words.with("survey-digits-weight-talk", &places),
        _ => words.with("survey-digits-length-talk", &places),
    };
    let verdict = judged(talk, n);
    let act = match (verdict == Verdict::Talk, weight) {
        (false, _) => None,
        (true, true) => Some(words.t("survey-digits-weight-act")),
        (true, false) => Some(words.t("survey-digits-length-act")),
    };
    let title = if weight { words.t("survey-digits-weight") } else { words.t("survey-digits-length") };
    let id = if weight { "weight" } else { "length" };
    let even = n as f64 / 10.0;
    let plot = Columns {
        title: &title,
        description: &shows,
        bars: digits.0.iter().map(|count| *count as f64).collect(),
        dark: digits.0.iter().map(|count| *count as f64 > even * 1.5).collect(),
        tops: digits.0.iter().map(|count| whole_percent(*count, n)).collect(),
        ticks: (0..10).map(|digit| (f64::from(digit) + 0.5, format!(".{digit}"))).collect(),
        level: Some((even, "10 %".to_owned())),
        curve: None,
    };
    let data: Vec<Vec<String>> = (0..)
        .zip(digits.0)
        .map(|(digit, count)| vec![format!(".{digit}"), words.count(count), words.percent(count, n)])
        .collect();
    let heads = [words.t("survey-head-digit"), words.t("survey-head-n"), "%".to_owned()];
    let under = match band.filter(|_| n >= JUDGED_FROM) {
        None => String::new(),
        Some(band) => {
            words.with("survey-digits-score", &[("score", &figure_of), ("band", &band_word(band, words))])
        }
    };
    let caption = words.t("survey-digits-plot");
    let body = figure(&caption, &under, &plot.svg(id), &table(&caption, &heads, &data), words);
    Section { id, title, verdict, shows, act, body, wide: false }
}

/// The one or two digits that come too often, how many figures end in them, and how many would if all were even.
fn shares(digits: &Digits, words: Words) -> (String, String, String) {
    let n = digits.total();
    let mut often: Vec<(usize, u64)> =
        digits.0.iter().copied().enumerate().filter(|(_, count)| *count * 10 > n).collect();
    often.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    often.truncate(2);
    // A second digit is named where it, too, is well above its tenth.
    if often.get(1).is_some_and(|(_, count)| *count * 8 < n) {
        often.truncate(1);
    }
    often.sort_unstable();
    let named: Vec<String> = often.iter().map(|(digit, _)| format!(".{digit}")).collect();
    let sum = often.iter().map(|(_, count)| *count).sum();
    let even = if often.len() == 2 { "20 %" } else { "10 %" };
    (words.and(&named), words.share(sum, n), even.replace(' ', "\u{a0}"))
}

fn band_word(band: Band, words: Words) -> String {
    match band {
        Band::Excellent => words.t("survey-band-excellent"),
        Band::Good => words.t("survey-band-good"),
        Band::Acceptable => words.t("survey-band-acceptable"),
        Band::Problematic => words.t("survey-band-problematic"),
    }
}

fn whole_percent(part: u64, whole: u64) -> String {
    if whole == 0 { String::new() } else { format!("{:.0}", part as f64 * 100.0 / whole as f64) }
}

fn position(survey: &Quality, words: Words) -> Section {
    let all = survey.positions_aged(0, MONTHS - 1);
    let high = |other: u64, known: u64| other as f64 * 100.0 > MOST_OTHER_POSITION_PCT * known as f64;
    let talk = high(all.other, all.known);
    let verdict = judged(talk, all.known);
    let share = words.share(all.other, all.known);
    let shows = match verdict {
        Verdict::Few => words.with("survey-too-few", &[("n", &words.count(all.known))]),
        Verdict::Talk => words.with("survey-position-talk", &[("share", &share)]),
        Verdict::Well => words.with("survey-position-well", &[("share", &share)]),
    };
    let bands = POSITION_BANDS.iter().filter(|band| band.0 != "00_08");
    let bands: Vec<_> = bands.map(|(_, a, b)| (format!("{a}–{b}"), survey.positions_aged(*a, *b))).collect();
    let part = |other: u64, known: u64| if known == 0 { 0.0 } else { other as f64 * 100.0 / known as f64 };
    let title = words.t("survey-position");
    let plot = Rows {
        title: &title,
        description: &shows,
        bars: bands
            .iter()
            .map(|(months, p)| {
                let label = words.with("survey-months", &[("months", months)]);
                (label, part(p.other, p.known), words.share(p.other, p.known), high(p.other, p.known))
            })
            .collect(),
        limit: Some((MOST_OTHER_POSITION_PCT, "5 %".to_owned())),
    };
    let data: Vec<Vec<String>> = bands
        .iter()
        .map(|(months, p)| {
            vec![months.clone(), words.count(p.known), words.count(p.other), words.percent(p.other, p.known)]
        })
        .collect();
    let heads = [
        words.t("survey-head-months"),
        words.t("survey-head-known"),
        words.t("survey-head-other-position"),
        "%".to_owned(),
    ];
    let caption = words.t("survey-position-plot");
    let body = figure(&caption, "", &plot.svg("position"), &table(&caption, &heads, &data), words);
    let act = (verdict == Verdict::Talk).then(|| words.t("survey-position-act"));
    Section { id: "position", title, verdict, shows, act, body, wide: false }
}

/// Ages heaped at whole years. Judged on 12 to 59 months: four whole years, so that each month of the year has the same chance.
fn ages(survey: &Quality, words: Words) -> Section {
    let counts = by_month_of_year(survey, 12);
    let n: u64 = counts.iter().sum();
    let talk = heaped(&counts);
    let verdict = judged(talk, n);
    let often = counts.iter().enumerate().max_by_key(|(at, count)| (**count, std::cmp::Reverse(*at)));
    let (often, count) = often.map_or((0, 0), |(at, count)| (at, *count));
    let months: Vec<String> = (1..5).map(|year| (year * 12 + often).to_string()).collect();
    let places = [("months", &*words.and(&months)), ("share", &*words.share(count, n))];
    let shows = match verdict {
        Verdict::Few => words.with("survey-too-few", &[("n", &words.count(n))]),
        Verdict::Talk => words.with("survey-ages-talk", &places),
        Verdict::Well => words.t("survey-ages-well"),
    };
    let title = words.t("survey-ages");
    let all = survey.aged(0, MONTHS - 1);
    let plot = Columns {
        title: &title,
        description: &shows,
        bars: survey.months.iter().map(|count| *count as f64).collect(),
        dark: (0..MONTHS).map(|month| month >= 12 && month % 12 == 0).collect(),
        tops: Vec::new(),
        ticks: (0..5).map(|year| (f64::from(year) * 12.0 + 0.5, (year * 12).to_string())).collect(),
        level: Some((all as f64 / MONTHS as f64, words.t("survey-even"))),
        curve: None,
    };
    let data: Vec<Vec<String>> = survey
        .months
        .iter()
        .enumerate()
        .map(|(month, count)| vec![month.to_string(), words.count(*count), words.percent(*count, all)])
        .collect();
    let heads = [words.t("survey-head-months"), words.t("survey-head-n"), "%".to_owned()];
    let caption = words.t("survey-ages-plot");
    let under = words.t("survey-ages-under");
    let body = figure(&caption, &under, &plot.svg("ages"), &table(&caption, &heads, &data), words);
    let act = (verdict == Verdict::Talk).then(|| words.t("survey-ages-act"));
    Section { id: "ages", title, verdict, shows, act, body, wide: false }
}

/// Whether ages repeat in one month of the year, more than chance does and enough to matter.
pub fn heaped(by_month_of_year: &[u64; 12]) -> bool {
    let most = by_month_of_year.iter().copied().max().unwrap_or(0) as f64;
    let all: u64 = by_month_of_year.iter().sum();
    let rare = even_chi2(by_month_of_year).is_some_and(|chi2| chi2_tail(chi2, 11) < CHANCE);
    rare && most * 100.0 > LEAST_HEAPED_PCT * all as f64
}

/// Girls and boys, younger and older.
fn sexes(survey: &Quality, words: Words) -> Section {
    let both = survey.boys + survey.girls;
    let (younger, older) = (survey.aged(6, 29), survey.aged(30, 59));
    let rare = |part: u64, whole: u64, expected: f64| {
        Share::test(part, whole, expected)
            .is_some_and(|share| share.p < CHANCE && (share.found - expected).abs() * 100.0 > LEAST_AWAY_PCT)
    };
    let sexes_talk = rare(survey.boys, both, 0.5);
    let ages_talk = rare(younger, younger + older, EXPECTED_AGE_RATIO / (EXPECTED_AGE_RATIO + 1.0));
    let verdict = judged(sexes_talk || ages_talk, both.min(younger + older));
    let girls = words.share(survey.girls, both);
    let young = words.share(younger, younger + older);
    let shows = match (verdict, sexes_talk, ages_talk) {
        (Verdict::Few, _, _) => {
            words.with("survey-too-few", &[("n", &words.count(both.min(younger + older)))])
        }
        (_, true, true) => words.with("survey-sexes-both", &[("girls", &girls), ("young", &young)]),
        (_, true, false) => words.with("survey-sexes-sex", &[("girls", &girls)]),
        (_, false, true) => words.with("survey-sexes-age", &[("young", &young)]),
        _ => words.with("survey-sexes-well", &[("girls", &girls), ("young", &young)]),
    };
    let title = words.t("survey-sexes");
    let bar = |id: &str, part: u64, whole: u64| (words.t(id), part as f64, words.share(part, whole), false);
    let sex_bars = vec![bar("survey-girls", survey.girls, both), bar("survey-boys", survey.boys, both)];
    let age_bars =
        vec![bar("survey-younger", younger, younger + older), bar("survey-older", older, younger + older)];
    let captions = (words.t("survey-sexes-plot"), words.t("survey-sexes-ages-plot"));
    let sex_plot = Rows { title: &captions.0, description: &shows, bars: sex_bars, limit: None };
    let age_plot = Rows { title: &captions.1, description: &shows, bars: age_bars, limit: None };
    let body = format!(
        r#"<div class="pair">{}{}</div>"#,
        figure(&captions.0, "", &sex_plot.svg("sex"), "", words),
        figure(&captions.1, "", &age_plot.svg("age"), "", words)
    );
    let act = (verdict == Verdict::Talk).then(|| words.t("survey-sexes-act"));
    Section { id: "sexes", title, verdict, shows, act, body, wide: true }
}

fn flags(survey: &Quality, words: Words) -> Section {
    let over = |spread: &Spread| spread.flagged() as f64 * 100.0 > MOST_FLAGGED_PCT * survey.rows as f64;
    let each = || survey.spreads.iter().zip(INDICATORS);
    let high: Vec<String> =
        each().filter(|(spread, _)| over(spread)).map(|(_, one)| within(&indicator(one, words))).collect();
    let verdict = judged(!high.is_empty(), survey.rows);
    let shows = match verdict {
        Verdict::Few => words.with("survey-too-few", &[("n", &words.count(survey.rows))]),
        Verdict::Talk => words.with("survey-flags-talk", &[("indicators", &words.and(&high))]),
        Verdict::Well => words.t("survey-flags-well"),
    };
    let title = words.t("survey-flags");
    let percent = |n: u64| n as f64 * 100.0 / survey.rows.max(1) as f64;
    let bars = each().map(|(spread, one)| {
        let share = words.share(spread.flagged(), survey.rows);
        (indicator(one, words), percent(spread.flagged()), share, over(spread))
    });
    let plot = Rows {
        title: &title,
        description: &shows,
        bars: bars.collect(),
        limit: Some((MOST_FLAGGED_PCT, "1 %".to_owned())),
    };
    let data: Vec<Vec<String>> = each()
        .map(|(spread, one)| {
            let smart = spread.beyond_three_of_the_mean().unwrap_or(0);
            vec![
                indicator(one, words),
                words.count(spread.scored()),
                words.count(spread.flagged()),
                words.percent(spread.flagged(), survey.rows),
                words.count(smart),
                words.percent(smart, spread.scored()),
            ]
        })
        .collect();
    let heads = [
        words.t("survey-head-indicator"),
        words.t("survey-head-scored"),
        words.t("survey-head-flagged"),
        words.t("survey-head-of-rows"),
        words.t("survey-head-smart"),
        words.t("survey-head-of-scored"),
    ];
    let caption = words.t("survey-flags-plot");
    let body = figure(&caption, "", &plot.svg("flags"), &table(&caption, &heads, &data), words);
    let act = (verdict == Verdict::Talk).then(|| words.t("survey-flags-act"));
    Section { id: "flags", title, verdict, shows, act, body, wide: false }
}

/// Why the spread of an indicator is worth a word, if it is.
fn unusual(one: Indicator, summary: &Summary, words: Words) -> Option<String> {
    let sd = summary.sd?;
    let places = [
        ("indicator", &*indicator(one, words)),
        ("sd", &*words.figure(Some(sd), 2)),
        ("most", &*words.figure(Some(most_sd(one)), 2)),
    ];
    let beyond = |kurtosis: f64| kurtosis < KURTOSIS.0 || kurtosis > KURTOSIS.1;
    if sd > most_sd(one) {
        Some(words.with("survey-spread-wide", &places))
    } else if sd < LEAST_SD {
        Some(words.with("survey-spread-narrow", &places[..2]))
    } else if summary.skewness.is_some_and(|skewness| skewness.abs() > MOST_SKEWNESS)
        || summary.kurtosis.is_some_and(beyond)
    {
        Some(words.with("survey-spread-shape", &places[..1]))
    } else {
        None
    }
}

fn spreads(survey: &Quality, words: Words) -> Section {
    let each = || survey.spreads.iter().zip(INDICATORS);
    let enough = |spread: &Spread| spread.plausible() >= JUDGED_FROM;
    let reasons: Vec<String> = each()
        .filter(|(spread, _)| enough(spread))
        .filter_map(|(spread, one)| unusual(one, &spread.summary()?, words))
        .collect();
    let most = survey.spreads.iter().map(Spread::plausible).max().unwrap_or(0);
    let verdict = judged(!reasons.is_empty(), most);
    let shows = match verdict {
        Verdict::Few => words.with("survey-too-few", &[("n", &words.count(most))]),
        Verdict::Talk => reasons.join(" "),
        Verdict::Well => words.t("survey-spread-well"),
    };
    let (mut body, mut data) = (r#"<div class="pair">"#.to_owned(), Vec::new());
    for (spread, one) in each() {
        let Some(summary) = spread.summary() else { continue };
        let title = indicator(one, words);
        let mean = chaski::words::shown::z(words.0, summary.mean);
        let sd = words.figure(summary.sd, 2);
        let n = words.count(summary.n);
        let under = words.with("survey-spread-under", &[("mean", &mean), ("sd", &sd), ("n", &n)]);
        body.push_str(&figure(&title, &under, &curve(spread, &title, &under, one, words), "", words));
        data.push(vec![
            title,
            n,
            mean,
            sd,
            words.figure(summary.skewness, 2),
            words.figure(summary.kurtosis, 2),
        ]);
    }
    let heads = [
        words.t("survey-head-indicator"),
        words.t("survey-head-n"),
        words.t("survey-head-mean"),
        words.t("survey-head-sd"),
        words.t("survey-head-skewness"),
        words.t("survey-head-kurtosis"),
    ];
    let title = words.t("survey-spread");
    let data = table(&words.t("survey-spread-plot"), &heads, &data);
    body.push_str(&format!(
        "</div><details><summary>{}</summary>{data}</details>",
        escaped(&words.t("survey-data"))
    ));
    let act = (verdict == Verdict::Talk).then(|| words.t("survey-spread-act"));
    body.insert_str(0, &format!("<p>{}</p>", escaped(&words.t("survey-spread-read"))));
    Section { id: "spread", title, verdict, shows, act, body, wide: true }
}

/// Halves of a z from -6 to 6, beside the standard normal curve.
fn curve(spread: &Spread, title: &str, under: &str, one: Indicator, words: Words) -> String {
    let mut bars = vec![0.0; 24];
    for (z, n) in spread.each() {
        let at = (((z + 6.0) * 2.0).floor() as usize).min(23);
        if let Some(bar) = bars.get_mut(at) {
            *bar += n as f64 / spread.plausible() as f64;
        }
    }
    let normal = |z: f64| (-z * z / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() / 2.0;
    let points = (-40..=40).map(|tenth| {
        let z = f64::from(tenth) / 10.0;
        ((z + 6.0) * 2.0, normal(z))
    });
    let tick = |z: i32| {
        (f64::from(z + 6) * 2.0, if z > 0 { format!("+{z}") } else { z.to_string().replace('-', "−") })
    };
    let plot = Columns {
        title,
        description: under,
        bars,
        dark: Vec::new(),
        tops: Vec::new(),
        ticks: [-4, -2, 0, 2, 4].map(tick).to_vec(),
        level: None,
        curve: Some((points.collect(), words.t("survey-spread-line"))),
    };
    plot.svg(one.code())
}
