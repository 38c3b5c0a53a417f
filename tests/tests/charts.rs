//! Growth charts as a browser paints them: every line where the geometry has it, told from the others without its colour, and
//! every text within the room that was kept for it. The pictures stay in `target/screens`, to be looked at.

use std::path::{Path, PathBuf};
use std::process::Command;

use chaski::growth::age::AgeDays;
use chaski::growth::chart::{
    Between, Chart, Kind, Layout, Lines, Place, Request, Style, Taken, Window, chart, svg,
};
use chaski::growth::who::Measured;
use chaski::growth::{Indicator, Sex};
use chaski::words::Lang;

const SIX: [Indicator; 6] = [
    Indicator::LengthForAge,
    Indicator::WeightForAge,
    Indicator::WeightForLength,
    Indicator::BmiForAge,
    Indicator::HeadForAge,
    Indicator::MuacForAge,
];

/// The policy of the supervisors' pages, but that this page's own sheet may lay the charts out.
const POLICY: &str = "default-src 'none'; style-src 'nonce-sheet'; font-src 'self'; img-src 'self' data:";

fn taken(days: u32, weight_kg: f64, length_cm: f64, muac_cm: f64) -> Taken {
    let measured = Measured {
        weight_kg: Some(weight_kg),
        length_cm: Some(length_cm),
        head_cm: Some(17.0 + length_cm * 0.36),
        muac_cm: Some(muac_cm),
        ..Measured::default()
    };
    Taken { measured, age: Some(AgeDays::exact(days)), ..Taken::default() }
}

fn visits() -> Vec<Taken> {
    let mut visits = vec![
        taken(3, 3.1, 49.0, 10.0),
        taken(31, 4.0, 52.8, 11.2),
        taken(62, 4.9, 56.0, 12.1),
        taken(95, 5.6, 58.7, 12.6),
        taken(125, 6.1, 60.9, 13.0),
        taken(155, 6.4, 62.6, 13.1),
        taken(187, 6.7, 64.1, 13.2),
        taken(276, 7.2, 68.3, 13.1),
        taken(365, 7.4, 71.6, 12.9),
        taken(396, 6.3, 71.9, 12.0),
        taken(427, 7.8, 73.0, 12.8),
        taken(548, 8.6, 76.5, 13.3),
        taken(700, 9.6, 80.9, 13.9),
        taken(960, 11.0, 87.0, 14.4),
        taken(1_400, 13.1, 96.5, 14.9),
    ];
    visits[9].finding = true;
    visits[11].age = Some(AgeDays { least: 518, greatest: 578 });
    visits
}

fn charts(layout: Layout, sex: Sex) -> Vec<Chart> {
    let mut charts = Vec::new();
    for indicator in SIX {
        for window in Window::ALL {
            charts.push(chart(&Request::new(indicator, sex, window).on(layout), &visits(), Lang::Es));
        }
    }
    charts
}

/// A painted page, its figures 0 (black) to 1 (white) in grey, and its colours.
struct Picture {
    width: usize,
    rgb: Vec<[u8; 3]>,
}

impl Picture {
    fn at(&self, x: f64, y: f64) -> [u8; 3] {
        let (x, y) = (x.floor().max(0.0) as usize, y.floor().max(0.0) as usize);
        self.rgb.get(y * self.width + x.min(self.width - 1)).copied().unwrap_or([255; 3])
    }

    fn grey(&self, x: f64, y: f64) -> f64 {
        let [r, g, b] = self.at(x, y).map(f64::from);
        (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255.0
    }
}

fn screens() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().join("screens");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

fn chromium(arguments: &[&str], page: &str) -> std::process::Output {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("page.html");
    std::fs::write(&file, page).unwrap();
    let browser = std::env::var("CHROMIUM").unwrap_or_else(|_| "/usr/bin/chromium".to_owned());
    let profile = format!("--user-data-dir={}", folder.path().join("profile").display());
    Command::new("timeout")
        .arg("180")
        .arg(browser)
        .args([
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--force-device-scale-factor=1",
        ])
        .arg(profile)
        .args(arguments)
        .arg(format!("file://{}", file.display()))
        .output()
        .expect("install chromium")
}

/// Charts in rows of four, each in a cell of whole pixels.
fn paint(name: &str, charts: &[Chart], look: &Style, cell: (usize, usize)) -> Picture {
    let (wide, high) = (cell.0 * 4, cell.1 * charts.len().div_ceil(4));
    let mut page = format!(
        "<!doctype html><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\
         <style nonce=\"sheet\">body{{margin:0;width:{wide}px;line-height:0;font-family:sans-serif}}\
         div{{display:inline-block;width:{}px;height:{}px;overflow:hidden}}svg{{display:block;max-width:none}}</style>",
        cell.0, cell.1
    );
    for (number, chart) in charts.iter().enumerate() {
        let look = Style { prefix: format!("c{number}"), ..look.clone() };
        page.push_str(&format!("<div>{}</div>", svg(chart, &look)));
    }
    let file = screens().join(format!("charts-{name}.png"));
    let _ = std::fs::remove_file(&file);
    let told = chromium(
        &[&format!("--screenshot={}", file.display()), &format!("--window-size={wide},{high}")],
        &page,
    );
    let bytes = std::fs::File::open(&file)
        .unwrap_or_else(|_| panic!("no picture: {}", String::from_utf8_lossy(&told.stderr)));
    let mut reader = png::Decoder::new(std::io::BufReader::new(bytes)).read_info().unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width as usize, info.height as usize), (wide, high));
    let samples = info.color_type.samples();
    let rgb =
        pixels[..info.buffer_size()].chunks(samples).map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    Picture { width: wide, rgb }
}

/// Places along a polyline, a pixel apart, with the direction across it.
fn walk(line: &[Place]) -> Vec<(Place, Place)> {
    let mut steps = Vec::new();
    for (from, to) in line.iter().zip(line.iter().skip(1)) {
        let (dx, dy) = (to.x - from.x, to.y - from.y);
        let long = dx.hypot(dy);
        for step in 0..long as usize {
            let part = step as f64 / long;
            let at = Place { x: from.x + part * dx, y: from.y + part * dy };
            steps.push((at, Place { x: -dy / long, y: dx / long }));
        }
    }
    steps
}

fn near(at: Place, other: Place, by: f64) -> bool {
    (at.x - other.x).hypot(at.y - other.y) < by
}

/// What the grey of a line's middle tells of it: the part of it that is inked, and how much ink there is across it.
#[derive(Debug, Clone, Copy)]
struct Stroke {
    inked: f64,
    ink: f64,
    steps: usize,
}

/// The stroke of a curve where nothing else is near: no other curve, no point of the child's, no text, no edge.
fn stroke(picture: &Picture, chart: &Chart, z: i8, offset: (f64, f64)) -> Stroke {
    let frame = chart.frame;
    let mut others: Vec<Place> = Vec::new();
    for curve in chart.curves.iter().filter(|curve| curve.z != z) {
        others.extend(curve.pieces.iter().flat_map(|piece| walk(piece)).map(|step| step.0));
    }
    others.extend(chart.line.iter().flat_map(|stretch| walk(&stretch.places)).map(|step| step.0));
    let mut marks: Vec<Place> = Vec::new();
    for mark in &chart.marks {
        marks.push(mark.at);
        if let Some(Between { from, to }) = mark.between {
            marks.extend((from as i64..=to as i64).map(|x| Place { x: x as f64, y: mark.at.y }));
        }
    }
    let value = chart.labels.iter().find(|label| label.kind == Kind::LastValue).map(|label| label.room());
    let free = |at: Place| {
        at.x > frame.left + 6.0
            && at.x < frame.right - 6.0
            && at.y > frame.top + 6.0
            && at.y < frame.bottom - 6.0
            && !others.iter().any(|other| near(at, *other, 6.0))
            && !marks.iter().any(|mark| near(at, *mark, chart.dot * 3.0))
            && !value.is_some_and(|room| {
                at.x > room.left - 5.0
                    && at.x < room.right + 5.0
                    && at.y > room.top - 5.0
                    && at.y < room.bottom + 5.0
            })
    };
    let curve = chart.curves.iter().find(|curve| curve.z == z).unwrap();
    let (mut inked, mut inks, mut steps) = (0usize, Vec::new(), 0usize);
    for (at, across) in curve.pieces.iter().flat_map(|piece| walk(piece)).filter(|step| free(step.0)) {
        let grey =
            |side: f64| picture.grey(offset.0 + at.x + side * across.x, offset.1 + at.y + side * across.y);
        let darkest = [-1.0, -0.5, 0.0, 0.5, 1.0].map(grey).into_iter().fold(1.0, f64::min);
        steps += 1;
        if darkest < 0.68 {
            inked += 1;
            inks.push((-16..=16).map(|quarter| (1.0 - grey(f64::from(quarter) / 4.0)) / 4.0).sum::<f64>());
        }
    }
    inks.sort_by(f64::total_cmp);
    let ink = inks.get(inks.len() / 2).copied().unwrap_or(0.0);
    Stroke { inked: inked as f64 / steps.max(1) as f64, ink, steps }
}

fn the_lines_are_told_apart_in_grey(name: &str, picture: &Picture, charts: &[Chart], cell: (usize, usize)) {
    let mut judged = 0;
    for (number, chart) in charts.iter().enumerate() {
        let offset = ((number % 4 * cell.0) as f64, (number / 4 * cell.1) as f64);
        let what = format!("{name} {:?} {:?}", chart.request.indicator, chart.request.window);
        let of = |z| stroke(picture, chart, z, offset);
        let middle = of(0);
        for (second, third) in [(2, 3), (-2, -3)] {
            let (second, third) = (of(second), of(third));
            // Where lines run close together there is too little of one by itself to judge it.
            if [middle, second, third].iter().any(|stroke| stroke.steps < 40) {
                continue;
            }
            judged += 1;
            let told = format!("{what}: 0 {middle:?}, second {second:?}, third {third:?}");
            assert!(middle.inked > 0.97 && third.inked > 0.85, "{told}");
            assert!((0.4..0.8).contains(&second.inked), "{told}");
            assert!(middle.ink > 1.3 * third.ink, "{told}");
        }
    }
    assert!(judged > charts.len(), "{name}: {judged} judged");
}

fn the_child_is_there(name: &str, picture: &Picture, charts: &[Chart], cell: (usize, usize), ink: [u8; 3]) {
    let mut points = 0;
    for (number, chart) in charts.iter().enumerate() {
        let offset = ((number % 4 * cell.0) as f64, (number / 4 * cell.1) as f64);
        let at = |place: Place| picture.at(offset.0 + place.x, offset.1 + place.y);
        let what = format!("{name} {:?} {:?}", chart.request.indicator, chart.request.window);
        for mark in chart.marks.iter().filter(|mark| mark.beyond.is_none()) {
            let covered =
                chart.marks.iter().any(|other| other != mark && near(other.at, mark.at, chart.dot * 3.0));
            if covered {
                continue;
            }
            points += 1;
            if mark.finding {
                assert_eq!(at(mark.at), [255; 3], "{what}: a point with a finding is hollow: {mark:?}");
                let foot = |up: f64| at(Place { x: mark.at.x, y: mark.at.y + chart.dot * 0.95 - up });
                let inked = [-0.7, 0.0, 0.7].into_iter().any(|up| within(foot(up), ink, 90));
                assert!(inked, "{what}: {:?} at the foot of {mark:?}", foot(0.0));
            } else {
                assert!(close(at(mark.at), ink), "{what}: {:?} at {mark:?}", at(mark.at));
            }
        }
        for stretch in chart.line.iter().filter(|stretch| !stretch.apart) {
            for (from, to) in stretch.places.iter().zip(stretch.places.iter().skip(1)) {
                let middle = Place { x: (from.x + to.x) / 2.0, y: (from.y + to.y) / 2.0 };
                let value =
                    chart.labels.iter().find(|label| label.kind == Kind::LastValue).map(|label| label.room());
                let hidden = value.is_some_and(|room| {
                    (room.left..room.right).contains(&middle.x) && (room.top..room.bottom).contains(&middle.y)
                });
                let triangle =
                    chart.marks.iter().any(|mark| mark.finding && near(mark.at, middle, chart.dot * 2.5));
                assert!(
                    hidden || triangle || close(at(middle), ink),
                    "{what}: {:?} at {middle:?}",
                    at(middle)
                );
            }
        }
    }
    assert!(points > charts.len() * 3, "{name}: {points} points");
}

fn close(one: [u8; 3], other: [u8; 3]) -> bool {
    within(one, other, 24)
}

fn within(one: [u8; 3], other: [u8; 3], by: u8) -> bool {
    one.iter().zip(other).all(|(one, other)| one.abs_diff(other) < by)
}

#[test]
fn a_browser_paints_every_chart_and_its_lines_are_told_apart_without_colour() {
    let (blue, black) = ([0x0b, 0x4f, 0x8a], [0, 0, 0]);
    for (name, layout, look, cell, ink) in [
        ("web", Layout::WEB, Style::file(), (640, 480), blue),
        ("narrow", Layout::NARROW, Style::file(), (320, 340), blue),
        ("phone", Layout::PHONE, Style::file(), (288, 240), blue),
        ("a4", Layout::A4, Style::a4(), (1123, 794), black),
    ] {
        let charts = charts(layout, Sex::Female);
        let picture = paint(name, &charts, &look, cell);
        the_child_is_there(name, &picture, &charts, cell, ink);
        the_lines_are_told_apart_in_grey(name, &picture, &charts, cell);
    }
}

#[test]
fn no_text_is_wider_than_the_room_kept_for_it() {
    let mut page = "<!doctype html><meta charset=\"utf-8\"><title></title><body>".to_owned();
    let mut rooms = Vec::new();
    for sex in [Sex::Female, Sex::Male] {
        for lang in [Lang::Es, Lang::En] {
            for face in ["DejaVu Sans", "Noto Sans,Roboto,DejaVu Sans,sans-serif", "sans-serif"] {
                for indicator in SIX {
                    for window in Window::ALL {
                        let mut request = Request::new(indicator, sex, window);
                        (request.gestational_weeks, request.lines) = (Some(33), Lines::Seven);
                        request.name = Some("Rosa María Ñahui Quispe".to_owned());
                        let chart = chart(&request, &visits(), lang);
                        let look = Style { font: Some(face.to_owned()), ..Style::file() };
                        page.push_str(&svg(&chart, &look));
                        let mut labels: Vec<_> = chart.labels.iter().collect();
                        labels.sort_by_key(|label| {
                            (label.kind == Kind::LastValue, label.kind as u8, label.anchor as u8)
                        });
                        rooms.extend(labels.into_iter().map(|label| (label.text.text.clone(), label.room())));
                    }
                }
            }
        }
    }
    page.push_str(
        "<script>document.title = [...document.querySelectorAll('text')].map(t => t.getBBox().width.toFixed(1)).join(' ')</script>",
    );
    let told = chromium(&["--dump-dom"], &page);
    let dumped = String::from_utf8_lossy(&told.stdout);
    let title = dumped.split("<title>").nth(1).unwrap_or_default();
    let widths: Vec<f64> = (title.split("</title>").next().unwrap().split(' '))
        .filter_map(|width| width.trim().parse().ok())
        .collect();
    assert_eq!(widths.len(), rooms.len(), "{}", String::from_utf8_lossy(&told.stderr));
    let mut wrong = Vec::new();
    for ((text, room), width) in rooms.iter().zip(widths) {
        if width > room.right - room.left + 0.5 {
            wrong.push(format!("`{text}` is {width} wide, of {:.1}", room.right - room.left));
        }
    }
    wrong.sort();
    wrong.dedup();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
