//! Growth charts: the curves are WHO's, the eye cannot tell the thinned ones from them, every text has its room, and whatever was
//! measured is on the chart or said in its table.

use std::collections::BTreeSet;

use chaski::growth::age::AgeDays;
use chaski::growth::chart::{
    Between, Chart, Kind, Label, Layout, Lines, Place, Rect, Request, Side, Sign, Style, Taken, Window,
    chart, curves, svg,
};
use chaski::growth::who::{DAYS_PER_MONTH, Measured, Mode, at_length, for_age};
use chaski::growth::{Indicator, Position, Sex};
use chaski::words::Lang;
use proptest::prelude::*;

const SIX: [Indicator; 6] = [
    Indicator::LengthForAge,
    Indicator::WeightForAge,
    Indicator::WeightForLength,
    Indicator::BmiForAge,
    Indicator::HeadForAge,
    Indicator::MuacForAge,
];
const SEXES: [Sex; 2] = [Sex::Female, Sex::Male];
const LAYOUTS: [(&str, Layout); 4] =
    [("web", Layout::WEB), ("narrow", Layout::NARROW), ("phone", Layout::PHONE), ("a4", Layout::A4)];

fn taken(days: u32, weight_kg: f64, length_cm: f64) -> Taken {
    let measured = Measured {
        weight_kg: Some(weight_kg),
        length_cm: Some(length_cm),
        head_cm: Some(34.0 + length_cm / 7.0),
        muac_cm: Some(11.0 + weight_kg / 4.0),
        ..Measured::default()
    };
    Taken { measured, age: Some(AgeDays::exact(days)), ..Taken::default() }
}

/// A child of two years' visits, with a doubtful weight and a birth that is known only to the month.
fn visits() -> Vec<Taken> {
    let mut visits = vec![
        taken(3, 3.1, 49.0),
        taken(31, 4.0, 52.8),
        taken(95, 5.6, 58.7),
        taken(187, 6.7, 64.1),
        taken(276, 7.2, 68.3),
        taken(365, 7.4, 71.6),
        taken(396, 6.1, 71.9),
        taken(427, 7.1, 73.0),
        taken(700, 9.0, 81.0),
        taken(760, 9.4, 82.0),
        taken(1_500, 14.0, 101.0),
    ];
    visits[6].finding = true;
    visits[7].age = Some(AgeDays { least: 412, greatest: 442 });
    visits
}

/// Every chart of WHO's: six indicators, both sexes, four windows.
fn charts() -> impl Iterator<Item = Request> {
    SIX.into_iter().flat_map(|indicator| {
        SEXES.into_iter().flat_map(move |sex| {
            Window::ALL.into_iter().map(move |window| Request::new(indicator, sex, window))
        })
    })
}

/// M(1 + LSz)^(1/L), written out here once more.
fn by_formula(indicator: Indicator, sex: Sex, window: Window, x: f64, z: f64) -> f64 {
    let row = if indicator == Indicator::WeightForLength {
        let lying = match window {
            Window::TwoToFive => false,
            Window::ToFiveYears => x < 87.0,
            _ => true,
        };
        at_length(if lying { Position::Lying } else { Position::Standing }, sex, x, Mode::Mended).unwrap()
    } else {
        *for_age(indicator, sex, x as u32).unwrap()
    };
    row.m * (1.0 + row.l * row.s * z).powf(1.0 / row.l)
}

#[test]
fn every_curve_is_who_s_to_the_last_digit() {
    for request in charts() {
        let (indicator, sex, window) = (request.indicator, request.sex, request.window);
        let span = curves::span(indicator, window);
        for z in Lines::Seven.z() {
            let pieces = curves::samples(indicator, sex, window, span, f64::from(*z));
            let mut compared = 0;
            for (number, piece) in pieces.iter().enumerate() {
                for (x, y) in piece {
                    let by_length = indicator == Indicator::WeightForLength;
                    // The ends are cut at a month, between two days; the two curves of weight share a stretch at 87 cm.
                    if (!by_length && x.fract() != 0.0)
                        || (window == Window::ToFiveYears && by_length && number == 0 && *x >= 87.0)
                    {
                        continue;
                    }
                    let wanted = by_formula(indicator, sex, window, *x, f64::from(*z));
                    assert!(
                        (y - wanted).abs() < 1e-9,
                        "{indicator:?} {sex:?} {window:?} {z} at {x}: {y}, {wanted}"
                    );
                    compared += 1;
                }
            }
            assert!(compared > 90, "{indicator:?} {window:?}");
        }
    }
}

#[test]
fn the_curves_have_the_figures_that_who_printed() {
    // Simplified field tables, z-scores: −3, −2, 0, +2, +3.
    let printed = [
        (Indicator::WeightForAge, Sex::Female, 365, [6.3, 7.0, 8.9, 11.5, 13.1]),
        (Indicator::WeightForAge, Sex::Male, 0, [2.1, 2.5, 3.3, 4.4, 5.0]),
        (Indicator::LengthForAge, Sex::Female, 730, [76.7, 80.0, 86.4, 92.9, 96.1]),
        (Indicator::LengthForAge, Sex::Female, 731, [76.0, 79.3, 85.7, 92.2, 95.4]),
        (Indicator::BmiForAge, Sex::Male, 1_826, [12.0, 12.9, 15.2, 18.3, 20.3]),
    ];
    for (indicator, sex, day, figures) in printed {
        for (z, figure) in Lines::Five.z().iter().zip(figures) {
            let value = curves::by_age(indicator, sex, day, f64::from(*z)).unwrap();
            assert!((value - figure).abs() <= 0.051, "{indicator:?} {day} {z}: {value}");
        }
    }
}

/// The polylines of a path of relative commands.
fn polylines(path: &str) -> Vec<Vec<(f64, f64)>> {
    let mut lines: Vec<Vec<(f64, f64)>> = Vec::new();
    let mut at = (0.0, 0.0);
    let mut rest = path;
    while let Some(command) = rest.chars().next() {
        let end = rest[1..].find(|c: char| c.is_ascii_alphabetic()).map_or(rest.len(), |end| end + 1);
        let figures: Vec<f64> = rest[1..end]
            .replace('-', " -")
            .split_whitespace()
            .map(|figure| figure.parse().unwrap_or_else(|_| panic!("{figure} in {path}")))
            .collect();
        match (command, figures.as_slice()) {
            ('M' | 'm', [x, y]) => {
                at = (at.0 + x, at.1 + y);
                lines.push(vec![at]);
            }
            ('l', [x, y]) => at = (at.0 + x, at.1 + y),
            ('h', [x]) => at.0 += x,
            ('v', [y]) => at.1 += y,
            other => panic!("{other:?}"),
        }
        if !matches!(command, 'M' | 'm') {
            lines.last_mut().unwrap().push(at);
        }
        rest = &rest[end..];
    }
    lines
}

fn to_polyline(point: (f64, f64), line: &[(f64, f64)]) -> f64 {
    line.iter()
        .zip(line.iter().skip(1))
        .map(|(a, b)| {
            let (x, y) = (b.0 - a.0, b.1 - a.1);
            let part = ((point.0 - a.0) * x + (point.1 - a.1) * y) / (x * x + y * y).max(1e-12);
            let part = part.clamp(0.0, 1.0);
            (point.0 - a.0 - part * x).hypot(point.1 - a.1 - part * y)
        })
        .fold(f64::INFINITY, f64::min)
}

#[test]
fn a_drawn_curve_is_nowhere_a_fifth_of_a_pixel_from_who_s() {
    let mut farthest = 0.0f64;
    for request in charts() {
        for (name, layout) in LAYOUTS {
            let chart = chart(&request.clone().on(layout), &[], Lang::Es);
            let drawn = svg(&chart, &Style::file());
            let group = drawn.split("<g fill=\"none\" stroke-linejoin=\"round\">").nth(1).unwrap();
            let paths: Vec<&str> =
                group.split("<path d=\"").skip(1).map(|path| path.split('"').next().unwrap()).collect();
            for (curve, path) in chart.curves.iter().zip(&paths) {
                let lines = polylines(path);
                let span = (chart.x.from, chart.x.to);
                let pieces =
                    curves::samples(request.indicator, request.sex, request.window, span, f64::from(curve.z));
                assert_eq!(lines.len(), pieces.len());
                for (line, piece) in lines.iter().zip(&pieces) {
                    assert!(line.len() < 80, "{name} {request:?}: {} points", line.len());
                    for (x, y) in piece {
                        let place = chart.place(*x, *y);
                        farthest = farthest.max(to_polyline((place.x, place.y), line));
                    }
                }
            }
        }
    }
    assert!(farthest < 0.2, "{farthest}");
    assert!(farthest > 0.05, "nothing was thinned: {farthest}");
}

#[test]
fn lying_and_standing_meet_with_who_s_step() {
    let middle = |indicator, sex| {
        let chart = chart(&Request::new(indicator, sex, Window::ToFiveYears), &[], Lang::Es);
        chart.curves.iter().find(|curve| curve.z == 0).unwrap().pieces.clone()
    };
    // The drop of 0.7 cm at 24 months, in units of the sheet.
    let chart_of =
        chart(&Request::new(Indicator::LengthForAge, Sex::Male, Window::ToFiveYears), &[], Lang::Es);
    let unit = chart_of.place(0.0, 0.0).y - chart_of.place(0.0, 1.0).y;
    for sex in SEXES {
        let pieces = middle(Indicator::LengthForAge, sex);
        assert_eq!(pieces.len(), 2);
        let (end, begin) = (*pieces[0].last().unwrap(), pieces[1][0]);
        assert!(begin.x > end.x && begin.x - end.x < 0.5);
        assert!(((begin.y - end.y) / unit - 0.68).abs() < 0.05, "{}", (begin.y - end.y) / unit);
        // Weight stays what it is where a child of 87.0 cm standing would be 87.7 cm lying.
        let pieces = middle(Indicator::WeightForLength, sex);
        let (end, begin) = (*pieces[0].last().unwrap(), pieces[1][0]);
        assert!((end.y - begin.y).abs() < 0.2 && end.x > begin.x);
        assert_eq!(middle(Indicator::BmiForAge, sex).len(), 2);
        assert_eq!(middle(Indicator::WeightForAge, sex).len(), 1);
        assert_eq!(middle(Indicator::HeadForAge, sex).len(), 1);
    }
    // A band ends where its curves do.
    assert!(chart_of.bands.iter().all(|band| band.pieces.len() == 2));
    assert_eq!(
        chart_of.bands.iter().map(|band| (band.from, band.to)).collect::<Vec<_>>(),
        [(-3, -2), (-2, 0), (0, 2), (2, 3)]
    );
}

fn overlap(one: &Rect, other: &Rect) -> bool {
    let hair = 0.01;
    one.left + hair < other.right
        && other.left + hair < one.right
        && one.top + hair < other.bottom
        && other.top + hair < one.bottom
}

fn every_text_has_its_room(chart: &Chart, what: &str) {
    let layout = chart.request.layout;
    for (at, label) in chart.labels.iter().enumerate() {
        let room = label.room();
        let text = &label.text.text;
        let within = room.left >= layout.margin - 0.01
            && room.top >= layout.margin - 0.01
            && room.right <= layout.width - layout.margin + 0.01
            && room.bottom <= layout.height - layout.margin + 0.01;
        assert!(within, "{what}: `{text}` leaves the sheet: {room:?}");
        assert!(label.size >= layout.letter, "{what}: `{text}`");
        for other in &chart.labels[at + 1..] {
            assert!(!overlap(&room, &other.room()), "{what}: `{text}` and `{}`", other.text.text);
        }
    }
}

/// A text is a message, a figure with a unit, or a name.
fn says_what_it_should(label: &Label, what: &str) {
    let text = &label.text.text;
    assert!(!text.starts_with('[') && !text.contains('{') && !text.is_empty(), "{what}: {text}");
    let unit = ["kg/m²", "kg", "cm", "mm", "z"];
    let is_figure = |text: &str| text.trim().chars().all(|c| c.is_ascii_digit() || "+−. \u{a0}".contains(c));
    match label.id.as_deref() {
        Some(id) => assert!(chaski::words::has(id), "{what}: {id}"),
        None if label.kind == Kind::Name => {}
        None => {
            let mut bare = text.clone();
            for unit in unit {
                bare = bare.replace(unit, "");
            }
            assert!(is_figure(&bare), "{what}: `{text}` is no message");
        }
    }
}

/// Tags that close in order, attributes quoted and not twice, ids not twice; gives the text of all elements.
fn well_formed(xml: &str) -> Vec<String> {
    let (mut open, mut ids, mut texts) = (Vec::new(), BTreeSet::new(), Vec::new());
    let mut rest = xml;
    while let Some(start) = rest.find('<') {
        let text = &rest[..start];
        for entity in text.split('&').skip(1) {
            assert!(["amp;", "lt;", "gt;", "quot;", "#39;"].iter().any(|e| entity.starts_with(e)), "{text}");
        }
        if !text.is_empty() {
            texts.push(text.to_owned());
        }
        let end = rest.find('>').expect("a tag that does not end");
        let tag = &rest[start + 1..end];
        rest = &rest[end + 1..];
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let (tag, closed) = tag.strip_suffix('/').map_or((tag, false), |tag| (tag, true));
        let name = tag.split(' ').next().unwrap().to_owned();
        let mut attributes = BTreeSet::new();
        let mut left = tag[name.len()..].trim_start();
        while let Some((attribute, after)) = left.split_once("=\"") {
            let (value, after) = after.split_once('"').unwrap();
            assert!(attributes.insert(attribute.to_owned()), "{attribute} twice in <{tag}>");
            assert!(!value.contains('<'), "{tag}");
            if attribute == "id" {
                assert!(ids.insert(value.to_owned()), "{value} twice");
            }
            left = after.trim_start();
        }
        assert!(left.is_empty(), "<{tag}>");
        if !closed {
            open.push(name);
        }
    }
    assert!(open.is_empty() && rest.is_empty(), "{open:?} {rest}");
    texts
}

#[test]
fn every_chart_in_every_language_on_every_sheet_is_whole() {
    let mut charts_seen = 0;
    let mut largest = 0;
    for request in charts() {
        for lang in Lang::ALL {
            for (name, layout) in LAYOUTS {
                for (visits, last_year_only, lines) in [
                    (Vec::new(), false, Lines::Five),
                    (visits(), false, Lines::Five),
                    (visits(), true, Lines::Five),
                    (visits(), false, Lines::Seven),
                ] {
                    let request = Request { last_year_only, lines, ..request.clone().on(layout) };
                    let what = format!("{name} {lang:?} {request:?}");
                    let chart = chart(&request, &visits, lang);
                    every_text_has_its_room(&chart, &what);
                    for label in &chart.labels {
                        says_what_it_should(label, &what);
                    }
                    let z: Vec<&str> = (chart.labels.iter())
                        .filter(|label| label.kind == Kind::CurveLabel)
                        .map(|label| label.text.text.as_str())
                        .collect();
                    match lines {
                        Lines::Five => assert_eq!(z, ["+3", "+2", "0", "−2", "−3"], "{what}"),
                        Lines::Seven => assert_eq!(z, ["+3", "+2", "+1", "0", "−1", "−2", "−3"], "{what}"),
                    }
                    assert_eq!(chart.bands.len() + 1, lines.z().len());
                    assert_eq!(chart.table.rows.len(), visits.len());
                    let drawn = svg(&chart, &Style::page("growth-1"));
                    let texts = well_formed(&drawn);
                    for label in &chart.labels {
                        assert!(texts.contains(&label.text.text), "{what}: {}", label.text.text);
                    }
                    for never in
                        ["style=", "<script", "<style", "href", "url(", "<image", "NaN", "inf", "onload"]
                    {
                        assert!(!drawn.contains(never), "{what}: {never}");
                    }
                    largest = largest.max(drawn.len());
                    charts_seen += 1;
                }
            }
        }
    }
    assert_eq!(charts_seen, 6 * 2 * 4 * 3 * 4 * 4);
    assert!(largest < 12_000, "{largest} bytes");
}

#[test]
fn a_name_is_a_text_and_nothing_else() {
    let mut request = Request::new(Indicator::WeightForAge, Sex::Female, Window::ToTwoYears);
    request.name = Some("<b onclick='x'>Rosa & \"Luz\"</b>\u{0}\u{ffff}".to_owned());
    let chart = chart(&request, &visits(), Lang::Es);
    let drawn = svg(
        &chart,
        &Style { prefix: "\"><script>".to_owned(), font: Some("\"'<".to_owned()), ..Style::default() },
    );
    well_formed(&drawn);
    assert!(drawn.contains("&lt;b onclick=&#39;x&#39;&gt;Rosa &amp; &quot;Luz&quot;&lt;/b&gt;"), "{drawn}");
    assert!(!drawn.contains('\u{0}') && !drawn.contains("<script"));
    assert!(chart.description.text.starts_with("<b onclick='x'>Rosa & \"Luz\"</b>"));
}

#[test]
fn several_charts_on_a_page_share_no_id() {
    let chart =
        |indicator| chart(&Request::new(indicator, Sex::Male, Window::ToTwoYears), &visits(), Lang::Es);
    let page = format!(
        "<p>{}{}</p>",
        svg(&chart(Indicator::WeightForAge), &Style::page("wei")),
        svg(&chart(Indicator::LengthForAge), &Style::page("len"))
    );
    well_formed(&page);
    assert!(page.contains("aria-labelledby=\"wei-t wei-d\"") && page.contains("role=\"img\""));
}

#[test]
fn a_point_stands_where_its_age_and_value_are() {
    let request = Request::new(Indicator::WeightForAge, Sex::Female, Window::ToTwoYears);
    let chart = chart(&request, &visits(), Lang::Es);
    let first = chart.marks.iter().find(|mark| mark.row == 2).unwrap();
    let place = chart.place(95.0, 5.6);
    assert!((first.at.x - place.x).hypot(first.at.y - place.y) < 1e-9);
    assert!(!first.finding && !first.preterm && first.beyond.is_none() && first.between.is_none());

    let doubtful = chart.marks.iter().find(|mark| mark.row == 6).unwrap();
    assert!(doubtful.finding);
    let between = chart.marks.iter().find(|mark| mark.row == 7).unwrap();
    assert_eq!(
        between.between,
        Some(Between { from: chart.place(412.0, 7.1).x, to: chart.place(442.0, 7.1).x })
    );
    assert!((between.at.x - chart.place(427.0, 7.1).x).abs() < 1e-9);

    // Beyond two years: the line leaves the frame, one arrow shows where, and the table has every row.
    let out: Vec<_> = chart.marks.iter().filter(|mark| mark.beyond.is_some()).collect();
    assert_eq!(out.len(), 1);
    assert_eq!((out[0].beyond, out[0].row, out[0].at.x), (Some(Side::Right), 9, chart.frame.right));
    assert!(out[0].at.y < chart.place(700.0, 9.0).y && out[0].at.y > chart.place(760.0, 9.4).y);
    assert_eq!(chart.table.rows.len(), 11);
    let note =
        |row: usize| chart.table.rows[row].notes.iter().map(|note| note.text.clone()).collect::<Vec<_>>();
    assert_eq!(note(10), ["fuera del gráfico"]);
    assert_eq!(note(6), ["medida por revisar"]);
    assert_eq!(note(7), ["edad aproximada"]);
    assert!(note(0).is_empty());
    assert_eq!(
        chart.keys.iter().map(|key| key.sign).collect::<Vec<_>>(),
        [Sign::Finding, Sign::Between, Sign::Beyond]
    );

    // The stretches to and from the doubtful point are told apart, and the line is whole.
    assert_eq!(chart.line.iter().map(|stretch| stretch.apart).collect::<Vec<_>>(), [false, true, false]);
    let places: Vec<Place> = chart.line.iter().flat_map(|stretch| stretch.places.clone()).collect();
    assert_eq!(places.len(), 6 + 3 + 3);
    assert_eq!(chart.line[1].places[1], doubtful.at);

    // The last value within the frame has its figure beside it.
    let last = chart.labels.iter().find(|label| label.kind == Kind::LastValue).unwrap();
    assert_eq!(last.text.text, "9.00\u{a0}kg");
}

#[test]
fn a_value_that_no_child_has_is_clipped_and_listed() {
    let request = Request::new(Indicator::WeightForAge, Sex::Female, Window::ToTwoYears);
    let only = chart(&request, &[taken(200, 70.0, 64.0)], Lang::Es);
    let with = chart(&request, &[], Lang::Es);
    assert_eq!((only.y.from, only.y.to), (with.y.from, with.y.to));
    assert_eq!(only.marks[0].beyond, Some(Side::Top));
    assert_eq!(only.marks[0].at.y, only.frame.top);
    assert_eq!(only.table.rows[0].value, "70.00\u{a0}kg");
    assert!(only.table.rows[0].notes.iter().any(|note| note.text == "fuera del gráfico"));
    // A child far below the lowest line is shown where she is.
    let thin = chart(&request, &[taken(500, 4.2, 70.0)], Lang::Es);
    assert_eq!(thin.marks[0].beyond, None);
    assert!(thin.marks[0].at.y < thin.frame.bottom);
}

#[test]
fn a_preterm_child_stands_at_her_corrected_age() {
    let mut request = Request::new(Indicator::WeightForAge, Sex::Female, Window::ToTwoYears);
    request.gestational_weeks = Some(32);
    let chart =
        chart(&request, &[taken(30, 2.2, 44.0), taken(156, 5.2, 58.0), taken(740, 10.0, 83.0)], Lang::Es);
    let mark = chart.marks.iter().find(|mark| mark.row == 1).unwrap();
    assert!(mark.preterm && (mark.at.x - chart.place(100.0, 0.0).x).abs() < 1e-9);
    // Before 40 weeks there is no place for her, and after 24 months nothing is corrected.
    assert_eq!(chart.marks[0].beyond, Some(Side::Left));
    assert_eq!(chart.table.rows[0].z, None);
    assert!(chart.table.rows[0].notes.iter().any(|note| note.text.contains("40 semanas")));
    let corrected = chart.table.head.iter().position(|head| head.text == "Edad corregida").unwrap();
    assert_eq!(chart.table.rows[1].cells[corrected].text, "3 meses 9 días");
    assert_eq!(chart.table.rows[2].cells[corrected].text, "—");
    assert!(chart.keys.iter().any(|key| key.sign == Sign::Preterm));
}

#[test]
fn length_is_brought_to_the_position_of_the_curves() {
    let stood = |days, position| {
        let mut taken = taken(days, 12.0, 88.0);
        taken.measured.position = Some(position);
        taken
    };
    let x = |window, taken: Taken| {
        let chart = chart(&Request::new(Indicator::WeightForLength, Sex::Male, window), &[taken], Lang::Es);
        let part = (chart.marks[0].at.x - chart.frame.left) / (chart.frame.right - chart.frame.left);
        let cm = chart.x.from + part * (chart.x.to - chart.x.from);
        ((cm * 10.0).round() / 10.0, chart.table.rows[0].z.clone())
    };
    // Lying at 20 months, on the chart of lying, of standing and of both children: z is the same.
    let (at, z) = x(Window::ToTwoYears, stood(600, Position::Lying));
    assert_eq!(at, 88.0);
    assert_eq!(x(Window::TwoToFive, stood(600, Position::Lying)), (87.3, z.clone()));
    assert_eq!(x(Window::ToFiveYears, stood(600, Position::Lying)), (87.3, z));
    // Measured standing too early, 0.7 cm is added; lying too late, taken off.
    assert_eq!(x(Window::ToTwoYears, stood(600, Position::Standing)).0, 88.7);
    assert_eq!(x(Window::TwoToFive, stood(900, Position::Lying)).0, 87.3);
}

#[test]
fn swelling_withholds_the_weight_and_says_so() {
    let mut swollen = taken(400, 9.0, 74.0);
    swollen.measured.oedema = Some(true);
    for indicator in [Indicator::WeightForAge, Indicator::WeightForLength, Indicator::BmiForAge] {
        let chart =
            chart(&Request::new(indicator, Sex::Male, Window::ToTwoYears), &[swollen.clone()], Lang::Es);
        assert!(chart.marks.is_empty());
        assert!(!chart.table.rows[0].drawn && chart.table.rows[0].z.is_none());
        assert!(chart.table.rows[0].notes[0].text.contains("hinchazón"));
    }
    let length = Request::new(Indicator::LengthForAge, Sex::Male, Window::ToTwoYears);
    assert_eq!(chart(&length, &[swollen], Lang::Es).marks.len(), 1);
}

#[test]
fn an_unknown_age_has_a_place_only_by_length() {
    let unknown = Taken { age: None, ..taken(0, 9.0, 74.0) };
    let by_age = chart(
        &Request::new(Indicator::WeightForAge, Sex::Male, Window::ToTwoYears),
        std::slice::from_ref(&unknown),
        Lang::Es,
    );
    assert!(by_age.marks.is_empty());
    assert!(by_age.table.rows[0].notes[0].text.contains("falta la edad"));
    let by_length =
        chart(&Request::new(Indicator::WeightForLength, Sex::Male, Window::ToTwoYears), &[unknown], Lang::Es);
    assert_eq!(by_length.marks.len(), 1);
    assert!(by_length.table.rows[0].z.is_some());
}

#[test]
fn a_chart_is_cut_to_the_last_twelve_months() {
    let mut request =
        Request::new(Indicator::WeightForAge, Sex::Female, Window::ToTwoYears).on(Layout::PHONE);
    request.last_year_only = true;
    let visits: Vec<Taken> = visits().into_iter().take(8).collect();
    let cut = chart(&request, &visits, Lang::Es);
    assert_eq!((cut.x.from / DAYS_PER_MONTH, cut.x.to / DAYS_PER_MONTH), (3.0, 15.0));
    assert!(cut.request.last_year_only);
    let ticks: Vec<&str> = (cut.labels.iter())
        .filter(|label| label.kind == Kind::XTick)
        .map(|label| label.text.text.as_str())
        .collect();
    assert_eq!(ticks, ["4", "6", "8", "10", "12", "14"]);
    // What came before is where the line enters.
    assert_eq!(cut.marks[0].beyond, Some(Side::Left));
    // Nothing to cut: no measurement, or a window that is no longer.
    assert!(!chart(&request, &[], Lang::Es).request.last_year_only);
    let infant = Request { window: Window::ToSixMonths, ..request };
    assert!(!chart(&infant, &visits, Lang::Es).request.last_year_only);
}

#[test]
fn the_shortest_window_that_holds_the_child_is_found() {
    assert_eq!(Window::holding([3, 95]), Window::ToSixMonths);
    assert_eq!(Window::holding([3, 700]), Window::ToTwoYears);
    assert_eq!(Window::holding([740, 1_500]), Window::TwoToFive);
    assert_eq!(Window::holding([3, 1_500]), Window::ToFiveYears);
    assert_eq!(Window::holding([4_000]), Window::ToFiveYears);
    assert_eq!(Window::holding([]), Window::ToFiveYears);
    for window in Window::ALL {
        assert_eq!(Window::from_code(window.code()), Some(window));
    }
}

#[test]
fn a_chart_says_itself_in_one_sentence_and_one_table() {
    let request = Request {
        name: Some("Rosa M.".to_owned()),
        ..Request::new(Indicator::WeightForAge, Sex::Female, Window::ToTwoYears)
    };
    let visits: Vec<Taken> = visits().into_iter().take(6).collect();
    let es = chart(&request, &visits, Lang::Es);
    assert_eq!(
        es.description.text,
        "Rosa M.: Peso para la edad, niñas, gráfico de 6 medidas; la última, 7.40\u{a0}kg (1 año), z −1.58."
    );
    let heads = |chart: &Chart| chart.table.head.iter().map(|head| head.text.clone()).collect::<Vec<_>>();
    assert_eq!(heads(&es), ["Edad", "Peso (kg)", "z"]);
    let cells: Vec<&str> = es.table.rows[3].cells.iter().map(|cell| cell.text.as_str()).collect();
    assert_eq!(cells, ["6 meses 4 días", "6.70\u{a0}kg", "−0.76"]);
    assert_eq!(es.table.rows[3].says.text, "6 meses 4 días: 6.70\u{a0}kg");
    assert!(es.table.rows.iter().all(|row| row.cells.len() == 3));
    let en = chart(&request, &[], Lang::En);
    assert_eq!(en.description.text, "Rosa M.: Weight for age, girls, chart without measurements.");
    // Quechua that nobody has reviewed is in Spanish, and says so.
    let quz = chart(&request, &visits, Lang::Quz);
    assert_eq!(quz.description.lang, Lang::Es);
    assert!(svg(&quz, &Style::file()).contains("lang=\"es\""));
}

fn any_figure() -> impl Strategy<Value = f64> {
    prop_oneof![
        8 => 0.1f64..130.0,
        1 => prop::num::f64::ANY,
        1 => prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -1.0, 1e300, -1e300, 5e-324])
    ]
}

fn any_taken() -> impl Strategy<Value = Taken> {
    let figures = prop::array::uniform6(prop::option::weighted(0.9, any_figure()));
    let age = prop::option::weighted(
        0.9,
        prop_oneof![9 => (0u32..2_500, 0u32..900), 1 => (any::<u32>(), any::<u32>())],
    );
    (figures, age, any::<bool>(), prop::option::of(any::<bool>()), prop::option::of(any::<bool>())).prop_map(
        |(figures, age, finding, oedema, lying)| Taken {
            measured: Measured {
                weight_kg: figures[0],
                length_cm: figures[1],
                head_cm: figures[2],
                muac_cm: figures[3],
                triceps_mm: figures[4],
                subscapular_mm: figures[5],
                oedema,
                position: lying.map(|lying| if lying { Position::Lying } else { Position::Standing }),
                ..Measured::default()
            },
            age: age.map(|(least, wide)| AgeDays { least, greatest: least.saturating_add(wide) }),
            on: None,
            finding,
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn whatever_was_written_makes_a_chart(
        indicator in prop::sample::select(Indicator::ALL.to_vec()),
        window in prop::sample::select(Window::ALL.to_vec()),
        layout in prop::sample::select(LAYOUTS.to_vec()),
        girl: bool,
        last_year_only: bool,
        gestational_weeks in prop::option::of(any::<u32>()),
        taken in prop::collection::vec(any_taken(), 0..12),
    ) {
        let sex = if girl { Sex::Female } else { Sex::Male };
        let request = Request { last_year_only, gestational_weeks, ..Request::new(indicator, sex, window).on(layout.1) };
        let chart = chart(&request, &taken, Lang::Es);
        every_text_has_its_room(&chart, "any");
        let frame = chart.frame;
        for place in chart.line.iter().flat_map(|stretch| &stretch.places).chain(chart.marks.iter().map(|mark| &mark.at)) {
            prop_assert!(place.x >= frame.left - 0.01 && place.x <= frame.right + 0.01, "{place:?}");
            prop_assert!(place.y >= frame.top - 0.01 && place.y <= frame.bottom + 0.01, "{place:?}");
        }
        for mark in &chart.marks {
            prop_assert!((mark.row as usize) < chart.table.rows.len());
        }
        let drawn = svg(&chart, &Style::file());
        well_formed(&drawn);
        prop_assert!(!drawn.contains("NaN") && !drawn.contains("inf"));
    }

    #[test]
    fn whatever_the_sheet_a_chart_is_made(width in any_figure(), height in any_figure(), letter in any_figure(), margin in any_figure(), titles: bool) {
        let layout = Layout { width, height, letter, margin, titles };
        let request = Request::new(Indicator::MuacForAge, Sex::Male, Window::ToFiveYears).on(layout);
        let drawn = svg(&chart(&request, &visits(), Lang::Es), &Style::file());
        well_formed(&drawn);
        prop_assert!(!drawn.contains("NaN") && !drawn.contains("inf"));
    }
}
