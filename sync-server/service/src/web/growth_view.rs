//! How a child grows, as pages show it: z with its sign, what was found in sentences, the chart with its figures as a table, a
//! haemoglobin beside what altitude makes of it. Lays out what the core computed; judges nothing. Knows no page and no storage.

use chaski::growth::age::{PRETERM_BELOW_WEEKS, Range, TERM_WEEKS};
use chaski::growth::assess::{Code, Finding, Severity, Summary};
use chaski::growth::chart::{self, Chart, Layout, Request, Side, Style, Taken, Window};
use chaski::growth::haemoglobin::{self, GramsPerDl, Haemoglobin, Person};
use chaski::growth::who::Missing;
use chaski::growth::{Indicator, Position};
use chaski::store::query::{ChildGrowth, ReadingGrowth, RecordView, points};
use chaski::words::shown::{self, PartialDate};
use chrono::{Days, NaiveDate};
use maud::{Markup, PreEscaped, html};

use super::locale::{Locale, Words};
use super::parts::{Head, Icon, Table, Tone, icon, tag};

/// What has a chart, in the order in which a supervisor looks.
pub const CHARTS: [Indicator; 8] = [
    Indicator::WeightForAge,
    Indicator::LengthForAge,
    Indicator::WeightForLength,
    Indicator::BmiForAge,
    Indicator::HeadForAge,
    Indicator::MuacForAge,
    Indicator::TricepsForAge,
    Indicator::SubscapularForAge,
];
/// Those that every child has.
pub const FIRST: [Indicator; 3] =
    [Indicator::WeightForAge, Indicator::LengthForAge, Indicator::WeightForLength];

/// A chart within a page: as wide as a screen of 320 px has room for, its letters 14 px there; the style draws it no larger than
/// a third more.
pub const WITHIN: Layout = Layout { height: 264.0, ..Layout::PHONE };

/// What was found of the child rather than of one measurement: said once, above them all.
const OF_THE_CHILD: [Code; 9] = [
    Code::SexMissing,
    Code::BirthMissing,
    Code::BirthNotExact,
    Code::TooOld,
    Code::Corrected,
    Code::BeforeTerm,
    Code::HistoryLeftOut,
    Code::HistoryLater,
    Code::SameDay,
];

/// What an indicator is called.
pub fn name(v: &Locale, indicator: Indicator) -> Words {
    v.t(match indicator {
        Indicator::LengthForAge => "web-growth-of_len",
        Indicator::WeightForAge => "web-growth-of_wei",
        Indicator::WeightForLength => "web-growth-of_wfl",
        Indicator::BmiForAge => "web-growth-of_bmi",
        Indicator::HeadForAge => "web-growth-of_hc",
        Indicator::MuacForAge => "web-growth-of_ac",
        Indicator::TricepsForAge => "web-growth-of_ts",
        Indicator::SubscapularForAge => "web-growth-of_ss",
    })
}

/// The same at the head of a column: *z peso/edad*.
pub fn short(v: &Locale, indicator: Indicator) -> Words {
    v.t(match indicator {
        Indicator::LengthForAge => "web-growth-z_len",
        Indicator::WeightForAge => "web-growth-z_wei",
        Indicator::WeightForLength => "web-growth-z_wfl",
        Indicator::BmiForAge => "web-growth-z_bmi",
        Indicator::HeadForAge => "web-growth-z_hc",
        Indicator::MuacForAge => "web-growth-z_ac",
        Indicator::TricepsForAge => "web-growth-z_ts",
        Indicator::SubscapularForAge => "web-growth-z_ss",
    })
}

/// Whether anything was measured that an indicator is made of.
pub fn has(growth: &ChildGrowth, indicator: Indicator) -> bool {
    growth.readings.iter().any(|reading| match reading.assessment.score(indicator) {
        Ok(_) => true,
        Err(why) => why != Missing::NotMeasured && why != Missing::TooYoung,
    })
}

/// A z, or the least and the greatest where the age is not known to the day; one outside WHO's limits says so by word and sign.
pub fn z(v: &Locale, score: Result<Range, Missing>) -> Markup {
    match score {
        Ok(range) => {
            let text = z_text(v, range);
            match is_outside(range) {
                true => tag(Tone::Late, Icon::Late, &v.with("web-growth-flag", &[("z", (&text).into())])),
                false => html! { span.nb { (text) } },
            }
        }
        Err(_) => html! { "—" },
    }
}

fn z_text(v: &Locale, Range { least, greatest }: Range) -> String {
    let (from, to) = (shown::z(v.lang, least.z), shown::z(v.lang, greatest.z));
    if from == to { from } else { between(v, &from, &to) }
}

fn is_outside(range: Range) -> bool {
    range.least.flag == Some(true) && range.greatest.flag == Some(true)
}

fn between(v: &Locale, from: &str, to: &str) -> String {
    v.with("chart-between", &[("from", from.into()), ("to", to.into())]).text
}

/// The age at a measurement; under it the corrected age of a child born before 37 weeks, never instead.
pub fn age(v: &Locale, growth: &ChildGrowth, reading: &ReadingGrowth) -> Markup {
    html! {
        (age_text(v, growth, reading).unwrap_or_else(|| v.t("value-none").text))
        @if let Some(corrected) = corrected_text(v, growth, reading) { " " span.small.corrected { (corrected) } }
    }
}

fn age_text(v: &Locale, growth: &ChildGrowth, reading: &ReadingGrowth) -> Option<String> {
    let age = reading.assessment.age?;
    Some(match (growth.child.birth, reading.entry.day()) {
        (Some(birth), Some(on)) => shown::age_short(v.lang, birth, on),
        _ => days_text(v, i64::from(age.least), i64::from(age.greatest)),
    })
}

/// *Edad corregida 4 meses*, counted from the day on which 40 weeks would have been complete.
fn corrected_text(v: &Locale, growth: &ChildGrowth, reading: &ReadingGrowth) -> Option<String> {
    let (least, greatest) = reading.assessment.corrected_days?;
    if greatest < 0 {
        return Some(v.t("chart-before-term").text);
    }
    let weeks = growth.child.gestational_weeks.unwrap_or(PRETERM_BELOW_WEEKS);
    let early = Days::new(u64::from(TERM_WEEKS.saturating_sub(weeks)) * 7);
    let term = match growth.child.birth {
        Some(PartialDate::Day(birth)) => birth.checked_add_days(early),
        _ => None,
    };
    let age = match (term, reading.entry.day()) {
        (Some(term), Some(on)) => shown::age_short(v.lang, term, on),
        _ => days_text(v, least.max(0), greatest),
    };
    Some(v.with("web-growth-corrected", &[("age", (&age).into())]).text)
}

fn days_text(v: &Locale, least: i64, greatest: i64) -> String {
    let (from, to) = (shown::days(v.lang, least), shown::days(v.lang, greatest));
    if least == greatest { from } else { between(v, &from, &to) }
}

/// What was found of a measurement, a sentence each with what it asks for; what is only good to know is left out.
pub fn findings(v: &Locale, reading: &ReadingGrowth) -> Markup {
    said(v, of_the_reading(reading))
}

/// Each sentence once: two measurements of one visit are often found the same.
fn said<'f>(v: &Locale, findings: impl Iterator<Item = &'f Finding>) -> Markup {
    let mut said: Vec<(&Finding, Words)> = Vec::new();
    for finding in findings {
        let words = v.words(finding.sentence(v.lang));
        if !said.iter().any(|(_, before)| before.text == words.text) {
            said.push((finding, words));
        }
    }
    html! {
        @if !said.is_empty() {
            ul.plain.found {
                @for (finding, words) in said { li { (asks(v, finding)) " " (words) } }
            }
        }
    }
}

/// What the gravest finding of a measurement asks for, in one word of a list.
pub fn gravest(v: &Locale, reading: &ReadingGrowth) -> Markup {
    // The gravest stands first.
    let (picture, word) = match of_the_reading(reading).next().map(|finding| finding.severity) {
        None | Some(Severity::Note) => return html! {},
        Some(Severity::Complete) => (Icon::Info, "web-growth-word_complete"),
        Some(Severity::MeasureAgain) => (Icon::Look, "web-growth-word_measure"),
        Some(Severity::TellNurse) => (Icon::Late, "web-growth-word_nurse"),
        Some(Severity::ReferToday) => (Icon::Danger, "web-growth-word_post"),
    };
    tag(Tone::Quiet, picture, &v.t(word))
}

/// What was found of the measurements before the last, the newest first.
pub fn earlier(v: &Locale, growth: &ChildGrowth) -> Markup {
    let last = growth.readings.iter().rposition(is_of_growth).unwrap_or_default();
    let before = growth.readings.get(..last).unwrap_or_default().iter().rev();
    let found: Vec<&ReadingGrowth> =
        before.filter(|reading| of_the_reading(reading).next().is_some()).collect();
    html! {
        @if !found.is_empty() {
            details {
                summary { (v.counted("web-growth-earlier", found.len() as u64)) }
                dl.sum {
                    @for reading in found {
                        div {
                            dt { (reading.entry.on.map_or_else(|| v.t("value-none").text, |on| shown::long_date(v.lang, on))) }
                            dd { (findings(v, reading)) }
                        }
                    }
                }
            }
        }
    }
}

fn is_of_growth(reading: &ReadingGrowth) -> bool {
    reading.entry.weight_kg.or(reading.entry.length_cm).is_some()
}

fn of_the_reading(reading: &ReadingGrowth) -> impl Iterator<Item = &Finding> {
    let own = |finding: &&Finding| !OF_THE_CHILD.contains(&finding.code);
    let grave =
        |finding: &&Finding| finding.severity > Severity::Note || finding.code == Code::PositionAdjusted;
    reading.assessment.findings.iter().filter(own).filter(grave)
}

fn asks(v: &Locale, finding: &Finding) -> Markup {
    match finding.severity {
        Severity::Note => html! {},
        Severity::Complete => tag(Tone::Quiet, Icon::Info, &v.t("web-growth-asks_complete")),
        Severity::MeasureAgain => tag(Tone::Due, Icon::Look, &v.t("web-growth-asks_measure")),
        Severity::TellNurse => tag(Tone::Late, Icon::Late, &v.t("web-growth-asks_nurse")),
        Severity::ReferToday => tag(Tone::Late, Icon::Danger, &v.t("web-growth-asks_post")),
    }
}

/// What is missing of the child, or to be known of it, once for all its measurements.
pub fn of_the_child(v: &Locale, growth: &ChildGrowth) -> Markup {
    let last = growth.readings.last();
    let said = |finding: &&Finding| OF_THE_CHILD.contains(&finding.code) && finding.code != Code::SameDay;
    html! {
        @if let Some(last) = last {
            @for finding in last.assessment.findings.iter().filter(said) {
                p {
                    (icon(Icon::Info)) (v.words(finding.sentence(v.lang)))
                    @if finding.severity == Severity::Complete { " " b { (v.words(finding.todo(v.lang))) } }
                }
            }
        }
    }
}

/// The last measurement in one sentence, and how the child grows by it.
pub fn last(v: &Locale, growth: &ChildGrowth) -> Markup {
    let Some(last) = growth.readings.iter().rev().find(|reading| is_of_growth(reading)) else {
        return html! {};
    };
    let what = v.join(&values_of(v, last), " · ");
    let on = last.entry.on.map_or_else(|| v.t("value-none").text, |on| shown::long_date(v.lang, on));
    let age = age_text(v, growth, last).unwrap_or_else(|| v.t("web-age-unknown").text);
    let args = [("on", (&on).into()), ("age", (&age).into()), ("what", (&what.text).into())];
    html! {
        p { (v.with("web-growth-last", &args)) " " b { (v.t(sum(last.assessment.summary()))) } }
        (findings(v, last))
    }
}

/// How a child grows, in the words for who looks after the work.
fn sum(summary: Summary) -> &'static str {
    match summary {
        Summary::Fine => "web-growth-sum_fine",
        Summary::Incomplete => "web-growth-sum_incomplete",
        Summary::MeasureAgain => "web-growth-sum_measure_again",
        Summary::GainsLittle => "web-growth-sum_gains_little",
        Summary::LostWeight => "web-growth-sum_lost_weight",
        Summary::TellNurse => "web-growth-sum_tell_nurse",
        Summary::ReferToday => "web-growth-sum_refer_today",
    }
}

fn values_of(v: &Locale, reading: &ReadingGrowth) -> Vec<Words> {
    let entry = &reading.entry;
    let mut all = Vec::new();
    all.extend(entry.weight_kg.map(|kg| Words::plain(figure(v, kg, 2, "kg"))));
    all.extend(entry.length_cm.map(|cm| {
        let id = match entry.position {
            Some(Position::Lying) => "web-growth-lying",
            Some(Position::Standing) => "web-growth-standing",
            None => "web-growth-length",
        };
        v.with(id, &[("length", (&figure(v, cm, 1, "cm")).into())])
    }));
    all
}

/// What the norm calls a z; nothing where it is not known to the day, outside WHO's limits, or the country has no norm.
pub fn label(v: &Locale, indicator: Indicator, score: Result<Range, Missing>) -> Option<Words> {
    let range = score.ok().filter(|range| !is_outside(*range))?;
    let of = |z: f64| v.pack.growth.label(indicator, z);
    let (least, greatest) = (of(range.least.z)?, of(range.greatest.z)?);
    (least == greatest)
        .then(|| Words::plain(format!("{} · {}", least.0.in_lang(v.lang), least.1.in_lang(v.lang))))
}

/// The chart of an indicator by these readings; `None` where the sex is not known, without which there are no curves.
pub fn chart(
    v: &Locale,
    growth: &ChildGrowth,
    indicator: Indicator,
    (layout, last_year_only): (Layout, bool),
) -> Option<Chart> {
    let taken = points(growth, indicator);
    let ages = taken.iter().filter(|taken| is_drawn(taken, indicator)).filter_map(|taken| taken.age);
    let window = Window::holding(ages.flat_map(|age| [age.least, age.greatest]));
    let request = Request {
        gestational_weeks: growth.child.gestational_weeks,
        last_year_only,
        ..Request::new(indicator, growth.child.sex?, window).on(layout)
    };
    let chart = chart::chart(&request, &taken, v.lang);
    if !last_year_only {
        return Some(chart);
    }
    // What was measured before that year, the first of those in order, is no point beside the chart.
    let before = chart.marks.iter().filter(|mark| mark.beyond == Some(Side::Left)).count();
    let within = taken.into_iter().filter(|taken| is_drawn(taken, indicator)).skip(before);
    Some(chart::chart(&request, &within.collect::<Vec<_>>(), v.lang))
}

fn is_drawn(taken: &Taken, indicator: Indicator) -> bool {
    let measured = &taken.measured;
    match indicator {
        Indicator::WeightForAge => measured.weight_kg.is_some(),
        Indicator::LengthForAge => measured.length_cm.is_some(),
        Indicator::WeightForLength | Indicator::BmiForAge => {
            measured.weight_kg.is_some() && measured.length_cm.is_some()
        }
        Indicator::HeadForAge => measured.head_cm.is_some(),
        Indicator::MuacForAge => measured.muac_cm.is_some(),
        Indicator::TricepsForAge => measured.triceps_mm.is_some(),
        Indicator::SubscapularForAge => measured.subscapular_mm.is_some(),
    }
}

/// The chart as it stands on a page; `prefix` stands before every id in it.
pub fn drawn(chart: &Chart, prefix: &str) -> Markup {
    PreEscaped(chart::svg(chart, &Style::page(prefix)))
}

/// The chart's figures as a table.
pub fn data(v: &Locale, chart: &Chart, id: &'static str) -> Markup {
    let table = &chart.table;
    let heads = table.head.iter().map(|head| v.words(head.clone()));
    Table {
        id,
        caption: html! { (name(v, chart.request.indicator)) },
        heads: heads.map(Head::words).collect(),
        rows: table
            .rows
            .iter()
            .rev()
            .map(|row| row.cells.iter().map(|cell| html! { (v.words(cell.clone())) }).collect())
            .collect(),
        names: 0,
    }
    .markup()
}

/// What was measured of a child at a visit: each measurement in a column of its own with its z, what was found, and the chart
/// of weight of the last year up to then, as on the worker's phone.
pub fn at_visit(v: &Locale, growth: &ChildGrowth, visit: &[RecordView], prefix: &str) -> Markup {
    let of_visit = |reading: &ReadingGrowth| visit.iter().any(|view| view.record == reading.record);
    let here: Vec<&ReadingGrowth> = growth.readings.iter().filter(|reading| of_visit(reading)).collect();
    let Some(last) = growth.readings.iter().rposition(of_visit) else { return html! {} };
    let until = growth.readings.get(..=last).unwrap_or_default().to_vec();
    let then = ChildGrowth { readings: until, ..growth.clone() };
    let chart = chart(v, &then, Indicator::WeightForAge, (Layout::PHONE, true));
    let mut heads = vec![Head::words(v.t("web-growth-measure"))];
    heads.extend(
        here.iter()
            .enumerate()
            .map(|(at, _)| Head::figures(v.with("web-growth-nth", &[("n", (&(at + 1).to_string()).into())]))),
    );
    let row = |what: Words, cell: &dyn Fn(&ReadingGrowth) -> Markup| -> Vec<Markup> {
        std::iter::once(html! { (what) }).chain(here.iter().map(|reading| cell(reading))).collect()
    };
    let mut rows = vec![row(v.t("web-growth-age"), &|reading| age(v, growth, reading))];
    for (indicator, value) in AT_VISIT {
        if here.iter().any(|reading| reading.assessment.score(*indicator) != Err(Missing::NotMeasured)) {
            rows.push(row(name(v, *indicator), &|reading| {
                let score = reading.assessment.score(*indicator);
                let label = label(v, *indicator, score);
                html! {
                    @if let Some(shown) = value(v, reading) { span.nb { (shown) } " · " }
                    "z " (z(v, score))
                    @if let Some(label) = label { div.small { (label) } }
                }
            }));
        }
    }
    html! {
        (Table { id: "grows", caption: html! { (v.t("web-growth-at-visit")) }, heads, rows, names: 0 }.markup())
        (said(v, here.iter().flat_map(|reading| of_the_reading(reading))))
        (of_the_child(v, &then))
        @if let Some(chart) = chart { (drawn(&chart, prefix)) }
    }
}

/// The figure of an indicator as it stands beside its z; weight for length has none of its own.
type Value = fn(&Locale, &ReadingGrowth) -> Option<String>;

const AT_VISIT: &[(Indicator, Value)] = &[
    (Indicator::WeightForAge, |v, r| r.entry.weight_kg.map(|kg| figure(v, kg, 2, "kg"))),
    (Indicator::LengthForAge, |v, r| r.entry.length_cm.map(|cm| figure(v, cm, 1, "cm"))),
    (Indicator::WeightForLength, |_, _| None),
    (Indicator::HeadForAge, |v, r| r.entry.head_cm.map(|cm| figure(v, cm, 1, "cm"))),
    (Indicator::MuacForAge, |v, r| r.entry.muac_cm.map(|cm| figure(v, cm, 1, "cm"))),
];

fn figure(v: &Locale, value: f64, decimals: usize, unit: &str) -> String {
    shown::measure(v.lang, &format!("{value:.decimals$}"), unit)
}

/// A norm as a page cites it: without its resolutions and dates.
pub fn cited(act: &str) -> &str {
    act.split(", ").next().unwrap_or(act)
}

/// What altitude makes of a haemoglobin by the rules of the day on which it was tested; `None` where none was tested or the
/// country has no rules.
pub fn haemoglobin(v: &Locale, service: &RecordView, growth: &ChildGrowth) -> Option<Markup> {
    let tested = haemoglobin_of(v, service, growth)?;
    Some(html! {
        (v.words(tested.sentence(v.lang)))
        @if tested.class.is_ok() { " " b { (v.words(tested.label(v.lang))) } "." }
        @else { " " (v.words(tested.todo(v.lang))) }
        " " span.small { (cited(&tested.act)) }
    })
}

fn haemoglobin_of(v: &Locale, service: &RecordView, growth: &ChildGrowth) -> Option<Haemoglobin> {
    let field = service.field("haemoglobin").filter(|field| !field.value.is_null())?;
    let raw = GramsPerDl::parse(field.value.get("g_dl")?.as_str()?)?;
    let altitude_m =
        field.value.get("altitude_m").and_then(|m| m.as_i64()).and_then(|m| i32::try_from(m).ok());
    let on = service.field("on").and_then(|on| on.value.as_str()).and_then(PartialDate::from_iso);
    let on: Option<NaiveDate> = match on {
        Some(PartialDate::Day(day)) => Some(day),
        _ => None,
    };
    let rules = v.pack.haemoglobin.as_ref()?.on(on?)?;
    let weeks = growth.child.gestational_weeks;
    let person = Person::Child { birth: growth.child.birth, on, gestational_weeks: weeks };
    Some(haemoglobin::assess(raw, altitude_m, &person, rules))
}
