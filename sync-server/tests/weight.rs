//! What a page weighs, and what every page has: on a poor line a list of fifty comes with its style in half of 30 kB, and
//! nothing of it needs a script.

use chaski::record::{DeviceId, RecordName};
use chaski::store::revision::Revision;
use chaski::words::Lang;
use chaski_service::storage::supervision::{
    AsOf, ChildLine, Count, Coverage, OpenDanger, ReviewState, Slice, Today, Viewer, VisitFilter, VisitLine,
    attention,
};
use chaski_service::web::asset::{ASSETS, packed};
use chaski_service::web::frame::Frame;
use chaski_service::web::locale::Locale;
use chaski_service::web::pages::{children, danger, today, visits};

/// Bytes of a page for a browser that takes nothing packed, every line of it at its longest.
const UNPACKED: usize = 30_000;
/// Bytes of a page as it goes over the line.
const HEAVIEST: usize = 30_000;
const LINES: u64 = 40;
const DANGERS: u64 = 30;

fn record(number: u64) -> RecordName {
    RecordName { device: DeviceId([0xA7; 16]), number: 10_000 + number, index: 1 }
}

fn viewer() -> Viewer {
    Viewer {
        login: "marta".into(),
        worker: record(0),
        name: "Marta Condori Huamán".into(),
        areas: vec![record(1)],
        may_export: true,
        may_enrol: true,
        until_s: 1_795_600_000,
    }
}

fn as_of() -> AsOf {
    AsOf { received_s: Some(1_795_550_000), phones: 41, owing: 3 }
}

fn many() -> Count {
    Count { n: 340, more: false }
}

fn visit(number: u64) -> VisitLine {
    VisitLine {
        visit: record(number),
        household: record(1000 + number),
        family: Some("los Mamani de la casa amarilla".into()),
        seen: (vec!["Rosa Luz Mamani Quispe".into()], 1),
        worker: Some(record(2)),
        worker_name: Some("Nelly Quispe Ccori".into()),
        on: Some("2026-11-24".into()),
        received_s: 1_795_550_000,
        outcome: Some(2),
        review: ReviewState::None,
        attention: match number % 4 {
            0 => attention::DANGER | attention::NO_PLACE,
            1 => attention::NO_PLACE | attention::CORRECTED,
            2 => attention::NOT_MEASURED,
            _ => 0,
        },
        revision: revision(number),
    }
}

/// Of a visit with three persons, corrected once and commented on.
fn revision(number: u64) -> Revision {
    let change = |nth| record(100 * number + nth).change();
    Revision::of(&[0, 1, 2, 3, 4, 5].map(change))
}

fn child(number: u64) -> ChildLine {
    ChildLine {
        person: record(number),
        name: Some("Rosa Luz Mamani Quispe".into()),
        sex: Some("female".into()),
        birth_date: Some("2025-09-14".into()),
        household: Some(record(1000 + number)),
        family: Some("los Mamani de la casa amarilla".into()),
        last_visit: Some("2026-11-20".into()),
        disputed: number.is_multiple_of(10),
    }
}

fn open_danger(number: u64) -> OpenDanger {
    OpenDanger {
        referral: record(number),
        person: record(1000 + number),
        name: Some("Rosa Luz Mamani Quispe".into()),
        visit: Some(record(2000 + number)),
        signs: vec!["fast_breathing".into(), "fever".into()],
        sent_s: Some(1_795_540_000),
        received_s: Some(1_795_550_000),
        worker: Some("Nelly Quispe Ccori".into()),
        sex: Some("female".into()),
        birth_date: Some("2025-09-14".into()),
        is_child: true,
        household: Some(record(3000 + number)),
        family: Some("los Mamani de la casa amarilla".into()),
        telephone: Some("900 000 111".into()),
        place: vec!["Sector Qocha Alta".into(), "Qocha".into(), "junto al puente, casa amarilla".into()],
        sought: Some(("Nelly Quispe Ccori".into(), Some("2026-11-28".into()))),
        seen: revision(number),
    }
}

fn coverage(number: u64) -> Coverage {
    Coverage {
        worker: record(number),
        name: "Nelly Quispe Ccori".into(),
        areas: vec!["Sector Qocha Alta".into()],
        expected: 20,
        followed: 17,
        in_time: 15,
        done: 18,
        not_done: 2,
        with_place: 16,
        open_remarks: 1,
    }
}

fn slice<T>(one: impl Fn(u64) -> T) -> Slice<T> {
    Slice { items: (0..LINES).map(one).collect(), next: Some(record(99).to_string()), total: many() }
}

/// The lists at their longest, in one language.
fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    let v = Locale {
        lang,
        now_s: 1_795_560_000,
        utc_offset_min: -300,
        pack: chaski::pack::shipped("pe").unwrap(),
    };
    let viewer = viewer();
    let csrf = "I7Ka3u60ZMws1qPnuofWRyXEp35h7Ygl13B0nQ5REsM";
    let frame = |address| Frame::new(v, Some(&viewer), "Distrito de Inti Pampa", csrf, address);
    let everything = Today {
        danger: ((0..10).map(open_danger).collect(), many()),
        answered: many(),
        changed: many(),
        to_review: (many(), many()),
        disputes: many(),
        alike: many(),
        aside: many(),
        unplaced: many(),
        silent: Vec::new(),
        lines: Vec::new(),
        coverage: (0..20).map(coverage).collect(),
    };
    let (filter, choices) = (VisitFilter::default(), visits::Choices::default());
    vec![
        ("visits", visits::page(&frame("/visits"), as_of(), (&filter, &choices), &slice(visit), true, false)),
        ("children", children::page(&frame("/children"), as_of(), None, &[], &slice(child), true)),
        (
            "danger",
            danger::page(
                &frame("/danger"),
                as_of(),
                &Slice { items: (0..DANGERS).map(open_danger).collect(), ..slice(open_danger) },
                None,
                None,
            ),
        ),
        ("today", today::page(&frame("/today"), as_of(), &everything, Some(0))),
    ]
    .into_iter()
    .map(|(name, page)| (name, page.into_string()))
    .collect()
}

fn style() -> &'static [u8] {
    let style = ASSETS.iter().find(|asset| asset.name == "style.css").unwrap();
    style.packed.as_deref().unwrap_or(&style.bytes)
}

#[test]
fn a_full_list_with_its_style_comes_in_half_of_thirty_kilobytes() {
    for (name, page) in pages(Lang::Es) {
        let packed = packed(page.as_bytes()).unwrap();
        let (line, style) = (packed.len(), style().len());
        println!("{name}: {} of HTML; over the line {line} and {style} of style", page.len());
        assert!(page.len() < UNPACKED, "{name} weighs {}", page.len());
        assert!(line + style < HEAVIEST / 2, "{name} takes {line} and {style} over the line");
    }
}

#[test]
fn a_page_has_one_heading_that_is_its_title_and_no_script() {
    for lang in Lang::ALL {
        for (name, page) in pages(lang) {
            let between =
                |from: &str, to: &str| page.split(from).nth(1).and_then(|rest| rest.split(to).next());
            let heading = between("<h1>", "</h1>").unwrap();
            assert_eq!(page.matches("<h1").count(), 1, "{name}");
            let plain = heading.split('>').nth(1).and_then(|rest| rest.split('<').next()).unwrap_or(heading);
            assert!(between("<title>", " · ").is_some_and(|title| title == plain), "{name}: {heading}");
            assert!(page.starts_with(&format!("<!DOCTYPE html><html lang=\"{}\">", lang.tag())), "{name}");
            for never in ["<script", " on", "style=", "javascript:"] {
                let found = page.split('<').skip(1).filter_map(|tag| tag.split('>').next());
                let found: Vec<&str> = found
                    .filter(|tag| tag.contains(never) && never != " on" || tag.contains(" onclick"))
                    .collect();
                assert!(found.is_empty(), "{name}: {found:?}");
            }
            assert!(!page.contains("[web-") && !page.contains("[choice-"), "{name} lacks a word");
        }
    }
}

#[test]
fn every_form_that_changes_something_carries_what_shows_that_it_is_ours() {
    for (name, page) in pages(Lang::Es) {
        for form in page.split("<form").skip(1) {
            let form = form.split("</form>").next().unwrap();
            assert!(!form.contains("method=\"post\"") || form.contains("name=\"csrf\""), "{name}");
        }
    }
}

#[test]
fn what_people_wrote_is_shown_as_they_wrote_it_and_never_read_as_a_page() {
    let v = Locale {
        lang: Lang::Es,
        now_s: 1_795_560_000,
        utc_offset_min: -300,
        pack: chaski::pack::shipped("pe").unwrap(),
    };
    let viewer = viewer();
    let mut line = visit(1);
    line.family = Some("<b>\"Mamani\" & 'hijos'</b>".into());
    let slice = Slice { items: vec![line], next: None, total: Count { n: 1, more: false } };
    let frame = Frame::new(v, Some(&viewer), "Distrito", "csrf", "/visits");
    let (filter, choices) = (VisitFilter::default(), visits::Choices::default());
    let page = visits::page(&frame, as_of(), (&filter, &choices), &slice, true, false).into_string();
    assert!(
        page.contains("&lt;b&gt;&quot;Mamani&quot; &amp; 'hijos'&lt;/b&gt;") && !page.contains("<b>\"Mamani")
    );
}

#[test]
fn a_remark_is_read_from_its_field_and_an_empty_one_is_none() {
    use chaski_service::web::pages::visit::remarks;
    let named = record(7).to_string();
    let (whole, path) = (format!("remark:{named}:4"), format!("remark:{named}:5:alimentacion/tres:comidas"));
    let form = [
        ("csrf", "x"),
        (whole.as_str(), " ¿7.00 o 7.10? "),
        (path.as_str(), "Pregunta otra vez."),
        ("remark:not-a-record:4", "x"),
    ];
    let read = remarks(form.into_iter().chain([(whole.as_str(), "   ")]));
    let [first, second] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!((first.record, first.field, first.text.as_str()), (record(7), Some(4), "¿7.00 o 7.10?"));
    assert_eq!(second.path.as_deref(), Some("alimentacion/tres:comidas"));
}
