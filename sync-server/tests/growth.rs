//! How a child grows, on the supervisors' pages: one sentence a promise. Figures of WHO's own package.

use std::collections::BTreeMap;

use chaski::record::table::{code, part, person, reading, service, visit};
use chaski::record::{Decimal, FieldId, RecordName, Value};
use chaski::store::query::ChildGrowth;
use chaski::store::shown::shown_field;
use chaski_service::storage::SqliteStorage;
use chaski_service::storage::supervision::{Supervision, Viewer, VisitFilter, VisitLine, attention};
use chaski_service::web::asset::{ASSETS, packed};

use crate::common::web::Browser;
use crate::common::{District, Phone};

type Values = Vec<(FieldId, Value)>;

fn decimal(text: &str) -> Value {
    Value::Decimal(Decimal::parse(text).unwrap())
}

fn day(text: &str) -> Value {
    let parts: Vec<i64> = text.split('-').map(|part| part.parse().unwrap()).collect();
    Value::date(&parts)
}

fn sex(sex: i64) -> (FieldId, Value) {
    (person::sex, Value::Int(sex))
}

fn born(on: &str) -> (FieldId, Value) {
    (person::birth_date, day(on))
}

fn kg(kg: &str) -> (FieldId, Value) {
    (reading::weight, Value::parts([(part::weight::kg, decimal(kg))]))
}

fn lying(cm: &str) -> (FieldId, Value) {
    let position = Value::Int(code::position::lying);
    (reading::length, Value::parts([(part::length::cm, decimal(cm)), (part::length::position, position)]))
}

/// A supervisor of the north, and a phone of a worker there.
struct Told {
    district: District,
    phone: Phone,
    viewer: Viewer,
}

impl Told {
    fn new() -> Told {
        let district = District::start();
        let viewer = district.account("nelida", &[district.norte], (true, true));
        district.account("sur", &[district.sur], (true, true));
        let phone = district.visitor(district.norte);
        Told { district, phone, viewer }
    }

    /// A child with what is known of it; its household and itself.
    fn child(&mut self, known: Values) -> (RecordName, RecordName) {
        let house = self.phone.household(self.district.norte, "los Quispe");
        let mut action = self.phone.store.begin().unwrap();
        let mut values = BTreeMap::from([
            (person::household, Value::Record(house)),
            (person::given_names, Value::text("Illari")),
            (person::family_names, Value::text("Quispe Poma")),
            (person::kind, Value::Int(code::person_kind::child)),
        ]);
        values.extend(known);
        let child = action.about_new(person::ID, values).unwrap();
        action.save().unwrap();
        (house, child)
    }

    /// A visit at which the child was measured; it and the readings.
    fn visit(
        &mut self,
        (house, child): (RecordName, RecordName),
        on: &str,
        all: Vec<Values>,
    ) -> (RecordName, Vec<RecordName>) {
        let mut action = self.phone.store.begin().unwrap();
        action.about(house);
        let done = Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))]);
        let visited = action
            .create(
                visit::ID,
                BTreeMap::from([
                    (visit::household, Value::Record(house)),
                    (visit::persons_seen, Value::List(vec![Value::Record(child)])),
                    (visit::outcome, done),
                    (visit::on, day(on)),
                ]),
            )
            .unwrap();
        action.about(child);
        let readings = all
            .into_iter()
            .map(|measured| {
                let mut values = BTreeMap::from([
                    (reading::person, Value::Record(child)),
                    (reading::visit, Value::Record(visited)),
                    (reading::on, day(on)),
                ]);
                values.extend(measured);
                action.create(reading::ID, values).unwrap()
            })
            .collect();
        action.save().unwrap();
        (visited, readings)
    }

    fn set(&mut self, record: RecordName, field: FieldId, value: Value) {
        let shown = shown_field(&self.phone.store.log(), record, field).unwrap();
        let mut action = self.phone.store.begin().unwrap();
        action.set(&shown, value, Some("Leí mal")).unwrap();
        action.save().unwrap();
        self.sync();
    }

    fn sync(&mut self) {
        self.district.sync(&mut self.phone).unwrap();
    }

    /// A page as the supervisor of the north reads it.
    fn page(&self, path: &str) -> String {
        let page = Browser::signed_in(&self.district, "nelida").get(path);
        assert_eq!(page.status, 200, "{path}: {}", page.text());
        page.text()
    }

    fn child_page(&self, child: RecordName) -> String {
        self.page(&format!("/children/{child}"))
    }

    fn line(&self, visit: RecordName) -> VisitLine {
        line(&self.district.storage, &self.viewer, visit, &self.district)
    }

    fn asks(&self, visit: RecordName) -> bool {
        self.line(visit).attention & attention::GROWTH != 0
    }

    /// The lines are those that are made from nothing.
    fn check_lines(&self) {
        let kept = self.district.storage.lines_as_kept().unwrap();
        self.district.storage.make_lines().unwrap();
        assert_eq!(kept, self.district.storage.lines_as_kept().unwrap());
    }
}

fn line(storage: &SqliteStorage, viewer: &Viewer, visit: RecordName, district: &District) -> VisitLine {
    let list = district.runtime.block_on(storage.visit_list(viewer, &VisitFilter::default(), None)).unwrap();
    list.items.into_iter().find(|line| line.visit == visit).unwrap()
}

/// The text of a page without its tags.
fn text(page: &str) -> String {
    let text: String =
        page.split('<').filter_map(|piece| piece.split_once('>').map(|(_, text)| text)).collect();
    text.replace(['\u{a0}', '\u{202f}'], " ")
}

#[test]
fn a_child_s_page_shows_z_as_who_computes_it() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2026-03-02")]);
    // The row `p325` of WHO's package: girl, 207 days.
    told.visit(family, "2026-09-25", vec![vec![kg("7.00"), lying("64.5")]]);
    told.sync();
    let page = text(&told.child_page(family.1));
    for z in ["−0.65", "−1.08", "+0.05"] {
        assert!(page.matches(z).count() >= 2, "{z} in the summary and in the table: {page}");
    }
    assert!(page.contains("6 meses") && page.contains("Crece bien."), "{page}");
    // The chart stands on the page with its figures, and the others are a link away.
    let page = told.child_page(family.1);
    assert!(page.contains("<svg") && page.contains("role=\"img\"") && page.contains("Ver datos"), "{page}");
    for code in ["len", "wfl", "bmi"] {
        let address = format!("/children/{}/growth/{code}", family.1);
        assert!(page.contains(&address), "{address}");
        let chart = told.page(&address);
        assert_eq!(chart.matches("<svg").count(), 2, "{address}: one for wide and one for narrow screens");
        assert!(text(&chart).contains(if code == "len" { "−1.08" } else { "7.00 kg" }) || code == "bmi");
    }
    assert!(!page.contains("/growth/hc"), "the head was never measured");
}

#[test]
fn a_weight_that_cannot_be_is_marked_stays_and_is_a_reason_to_look_at_its_visit_until_it_is_corrected() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2026-03-02")]);
    let (before, _) = told.visit(family, "2026-08-25", vec![vec![kg("6.60"), lying("62.9")]]);
    let (visit, readings) = told.visit(family, "2026-09-25", vec![vec![kg("70.0"), lying("64.5")]]);
    told.sync();
    assert!(told.asks(visit) && !told.asks(before));
    let page = told.child_page(family.1);
    let shown = text(&page);
    assert!(shown.contains("70.00 kg") || shown.contains("70.0 kg"), "{shown}");
    assert!(shown.contains("por revisar") && shown.contains("Medir otra vez"), "{shown}");
    assert!(page.contains("tag late i-late"), "by sign and colour too");
    let visited = text(&told.page(&format!("/visits/{visit}")));
    assert!(visited.contains("Una medida pide mirarla") && visited.contains("por revisar"), "{visited}");
    assert!(text(&told.page("/visits?attention=yes")).contains("crecimiento por ver"));
    told.check_lines();

    told.set(readings[0], reading::weight, Value::parts([(part::weight::kg, decimal("7.00"))]));
    assert!(!told.asks(visit));
    let shown = text(&told.child_page(family.1));
    assert!(!shown.contains("por revisar") && shown.contains("−0.65"), "{shown}");
    told.check_lines();
    // What was said of the child changes what its measurements come to, too.
    told.set(family.1, person::birth_date, day("2024-03-02"));
    assert!(told.asks(visit) && told.asks(before));
    told.check_lines();
}

#[test]
fn what_arrives_late_makes_later_visits_be_looked_at() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2026-03-02")]);
    let (visit, _) = told.visit(family, "2026-09-25", vec![vec![kg("7.00"), lying("64.5")]]);
    told.sync();
    assert!(!told.asks(visit));
    // A month before she weighed a kilogram more.
    let (before, _) = told.visit(family, "2026-08-25", vec![vec![kg("8.00"), lying("63.0")]]);
    told.sync();
    assert!(told.asks(visit), "a loss of a kilogram");
    assert!(!told.asks(before));
    told.check_lines();
}

#[test]
fn two_measures_of_one_visit_are_shown_as_two() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2026-03-02")]);
    let attempt = |attempt| (reading::attempt, Value::Int(attempt));
    let (visit, _) = told.visit(
        family,
        "2026-09-25",
        vec![
            vec![kg("7.90"), lying("64.5"), attempt(code::attempt::first)],
            vec![kg("7.00"), lying("64.5"), attempt(code::attempt::second)],
        ],
    );
    told.sync();
    let page = text(&told.page(&format!("/visits/{visit}")));
    assert!(page.contains("1.ª medida") && page.contains("2.ª medida"), "{page}");
    assert!(page.contains("7.90 kg · z") && page.contains("7.00 kg · z −0.65"), "{page}");
}

#[test]
fn a_child_born_early_shows_both_ages() {
    let mut told = Told::new();
    let weeks = (person::gestational_weeks, Value::Int(33));
    let family = told.child(vec![sex(code::sex::female), born("2026-03-02"), weeks]);
    let (visit, _) = told.visit(family, "2026-09-25", vec![vec![kg("6.20"), lying("61.0")]]);
    told.sync();
    for page in [told.child_page(family.1), told.page(&format!("/visits/{visit}"))] {
        let page = text(&page);
        assert!(page.contains("6 meses") && page.contains("edad corregida 5 meses"), "{page}");
    }
}

#[test]
fn a_child_of_unknown_sex_has_no_z_and_the_page_says_what_is_missing() {
    let mut told = Told::new();
    let family = told.child(vec![born("2026-03-02")]);
    told.visit(family, "2026-09-25", vec![vec![kg("7.00"), lying("64.5")]]);
    told.sync();
    let page = told.child_page(family.1);
    let shown = text(&page);
    assert!(shown.contains("Falta saber si es niña o niño"), "{shown}");
    assert!(!shown.contains("−0.65") && !page.contains("class=\"growth\""), "{shown}");
    assert!(shown.contains("7.00 kg"), "what was measured stays");
    let chart = text(&told.page(&format!("/children/{}/growth/wei", family.1)));
    assert!(chart.contains("Falta saber si es niña o niño"), "{chart}");
}

#[test]
fn both_feet_swollen_withholds_z_of_weight_and_asks_for_a_look() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2026-03-02")]);
    let swollen = (reading::oedema, Value::Int(code::oedema::yes));
    let (visit, _) = told.visit(family, "2026-09-25", vec![vec![kg("7.00"), lying("64.5"), swollen]]);
    told.sync();
    let page = text(&told.child_page(family.1));
    assert!(page.contains("Hinchazón en los dos pies") && page.contains("−1.08"), "{page}");
    assert!(!page.contains("−0.65"), "{page}");
    assert!(told.asks(visit));
}

#[test]
fn a_haemoglobin_stands_beside_what_altitude_makes_of_it_by_the_rules_of_its_day() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2025-03-02")]);
    let tested = |on: &str| {
        let value =
            [(part::haemoglobin::g_dl, decimal("13.8")), (part::haemoglobin::altitude_m, Value::Int(4373))];
        BTreeMap::from([
            (service::person, Value::Record(family.1)),
            (service::kind, Value::text("haemoglobin")),
            (service::haemoglobin, Value::parts(value)),
            (service::on, day(on)),
        ])
    };
    let mut action = told.phone.store.begin().unwrap();
    action.about(family.1);
    action.create(service::ID, tested("2026-09-25")).unwrap();
    action.save().unwrap();
    told.sync();
    let before = text(&told.child_page(family.1));
    assert!(before.contains("13.8 g/dL") && !before.contains("10.9"), "no country, no rule: {before}");
    told.district
        .runtime
        .block_on(chaski_service::storage::Storage::use_pack(
            &*told.district.storage,
            chaski::pack::shipped("pe"),
        ))
        .unwrap();
    let page = text(&told.child_page(family.1));
    assert!(page.contains("13.8 g/dL") && page.contains("10.9 g/dL") && page.contains("NTS 213"), "{page}");
}

#[test]
fn another_area_sees_no_chart_and_who_opens_one_is_written_down() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2026-03-02")]);
    told.visit(family, "2026-09-25", vec![vec![kg("7.00"), lying("64.5")]]);
    told.sync();
    let path = format!("/children/{}/growth/wei", family.1);
    let page = Browser::signed_in(&told.district, "sur").get(&path);
    assert_eq!(page.status, 403);
    assert!(!page.text().contains("Illari") && !page.text().contains("<svg"), "{}", page.text());
    let seen = |told: &Told| {
        let seen = told.district.storage.seen(&told.viewer, Some(family.1), None);
        told.district.runtime.block_on(seen).unwrap().items
    };
    assert!(seen(&told).is_empty());
    told.page(&path);
    let log = seen(&told);
    assert_eq!(
        log.iter().map(|seen| (seen.login.as_str(), seen.what.as_str())).collect::<Vec<_>>(),
        [("nelida", "child")]
    );
    for nothing in ["xyz", "", "wei/more", "..%2Fwei"] {
        let path = format!("/children/{}/growth/{nothing}", family.1);
        assert_eq!(Browser::signed_in(&told.district, "nelida").get(&path).status, 404, "{path}");
    }
}

#[test]
fn what_is_kept_of_growth_is_made_again_when_the_rules_change_and_only_then() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2026-03-02")]);
    let (visit, _) = told.visit(family, "2026-09-25", vec![vec![kg("70.0"), lying("64.5")]]);
    told.sync();
    assert!(told.asks(visit));
    // As if other rules had found nothing.
    let forget = |stamp: Option<&str>| {
        told.district
            .storage
            .inspect(|conn| {
                conn.execute("DELETE FROM growth_look", []).unwrap();
                let bit = attention::GROWTH;
                conn.execute("UPDATE visit_line SET attention = attention & ~?1", [bit]).unwrap();
                if let Some(stamp) = stamp {
                    let changed = conn.execute("UPDATE meta SET value = ?1 WHERE key = 'growth'", [stamp]);
                    assert_eq!(changed.unwrap(), 1);
                }
            })
            .unwrap();
    };
    let opened = || {
        let storage = told.district.data.storage().unwrap();
        line(&storage, &told.viewer, visit, &told.district).attention & attention::GROWTH != 0
    };
    forget(None);
    assert!(!opened(), "by the same rules nothing is made again");
    forget(Some("0 other rules"));
    assert!(opened(), "by other rules everything is judged again");
    assert!(opened(), "and stays");
}

#[test]
fn a_page_and_the_gate_come_to_the_same() {
    let mut told = Told::new();
    let weeks = (person::gestational_weeks, Value::Int(34));
    let family = told.child(vec![sex(code::sex::male), born("2026-03"), weeks]);
    let attempt = (reading::attempt, Value::Int(code::attempt::second));
    told.visit(family, "2026-06-25", vec![vec![kg("5.10"), lying("57.2")]]);
    let (visit, _) = told.visit(
        family,
        "2026-09-25",
        vec![vec![kg("6.90"), lying("65.0")], vec![kg("6.80"), lying("65.2"), attempt]],
    );
    told.sync();
    let storage = &told.district.storage;
    let of_child =
        told.district.runtime.block_on(storage.child_view(&told.viewer, family.1)).unwrap().unwrap();
    let of_visit = told.district.runtime.block_on(storage.visit_view(&told.viewer, visit)).unwrap().unwrap();
    let [(person, growth)] = of_visit.growth.as_slice() else { panic!("{:?}", of_visit.growth) };
    assert_eq!(*person, family.1);
    let plain = |growth: &ChildGrowth| format!("{growth:?}");
    assert_eq!(plain(growth), plain(&of_child.growth));
    assert_eq!(growth.readings.len(), 3);
}

/// Bytes that a page and its style may take over a poor line; what lists keep to in `weight.rs`.
const OVER_THE_LINE: usize = 15_000;

#[test]
fn the_pages_of_a_child_measured_every_month_for_two_years_come_in_half_of_thirty_kilobytes() {
    let mut told = Told::new();
    let family = told.child(vec![sex(code::sex::female), born("2024-09-02")]);
    let mut last = None;
    for month in 0..24 {
        let on = format!("{}-{:02}-20", 2024 + (month + 9) / 12, (month + 9) % 12 + 1);
        let grams = 4_000 + 330 * month;
        let measured = vec![
            kg(&format!("{}.{:03}", grams / 1000, grams % 1000)),
            lying(&format!("{}.{}", 53 + month * 13 / 10, month % 10)),
            (reading::muac_cm, decimal("14.2")),
            (reading::head_cm, decimal("45.1")),
        ];
        last = Some(told.visit(family, &on, vec![measured]).0);
    }
    told.sync();
    let style = ASSETS.iter().find(|asset| asset.name == "style.css").unwrap().packed.as_ref().unwrap().len();
    let child = format!("/children/{}", family.1);
    for path in [
        child.clone(),
        format!("{child}/growth/wei"),
        format!("{child}/growth/wfl"),
        format!("/visits/{}", last.unwrap()),
    ] {
        let page = told.page(&path);
        let line = packed(page.as_bytes()).unwrap().len();
        println!("{path}: {} of HTML; over the line {line} and {style} of style", page.len());
        assert!(line + style < OVER_THE_LINE, "{path} takes {line} and {style} over the line");
        if path != child {
            assert!(page.len() < 30_000, "{path} weighs {}", page.len());
        }
    }
}
