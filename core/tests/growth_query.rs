//! From records to growth: what a store holds of a child gives ages, z-scores and findings, and what does not count does not.

use std::collections::BTreeMap;
use std::sync::Arc;

use chaski::change::hash::ChangeKey;
use chaski::change::{Change, Edit};
use chaski::growth::Indicator;
use chaski::growth::age::{AgeDays, Range};
use chaski::growth::assess::{Code, Reference, Rules};
use chaski::growth::who::Missing;
use chaski::pack;
use chaski::record::table::{area, code, household, part, person, reading, rights, visit, worker};
use chaski::record::{ChangeName, Decimal, DeviceId, FieldId, RecordName, VOID, Value, role};
use chaski::store::apply::{Open, settle};
use chaski::store::log::Incoming;
use chaski::store::query::{ChildGrowth, assess_entry, child, entry_of, growth, growth_stamp, points};
use chaski::store::save::Values;
use chaski::store::shown::shown_field;
use chaski::store::{Now, Place, Store};
use chaski::words::shown::PartialDate;
use chrono::NaiveDate;

use crate::memory::{Keys, Stopped};

/// 25 February 2026, 06:13 in Greenwich.
const NOW_S: i64 = 1_772_000_000;
const PERU_MIN: i32 = -300;
const DISTRICT: DeviceId = DeviceId([1; 16]);

const NOW: Now = Now { wall_s: NOW_S, epoch: 7, elapsed_s: 1 };

struct Phone {
    store: Store,
    household: RecordName,
    _folder: tempfile::TempDir,
}

impl Phone {
    fn new() -> Phone {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::file(folder.path().join("phone.db"));
        let mut store = Store::open(&place, Arc::new(Keys::default()), Arc::new(Stopped(NOW))).unwrap();
        let record = |index| RecordName { device: DISTRICT, number: 1, index };
        store.log().set_meta("worker", record(1).key().as_slice()).unwrap();
        let created = |entity, values: Vec<(FieldId, Value)>| Edit::Create {
            entity,
            values: values.into_iter().collect(),
            paths: BTreeMap::new(),
        };
        let rights = vec![
            (rights::device, Value::Bytes(store.device().0.to_vec())),
            (rights::number, Value::Int(1)),
            (rights::role, Value::Int(role::VISITOR as i64)),
            (rights::areas, Value::List(vec![Value::Record(record(0))])),
        ];
        let district = Change {
            name: ChangeName { device: DISTRICT, number: 1 },
            subject: None,
            author: None,
            role: role::DISTRICT,
            rights: 0,
            wall_s: NOW_S,
            clock_epoch: 1,
            elapsed_s: 1,
            edits: vec![
                created(area::ID, vec![(area::name, Value::text("Ccorca"))]),
                created(worker::ID, vec![(worker::name, Value::text("Elena Ccori"))]),
                created(rights::ID, rights),
            ],
        };
        store.log().receive(&Incoming::new(district.name, ChangeKey([9; 16]), &district.encode())).unwrap();
        settle(&store.log(), district.name, &mut Open).unwrap();
        let mut action = store.begin().unwrap();
        let values = BTreeMap::from([(household::area, Value::Record(record(0)))]);
        let household = action.about_new(household::ID, values).unwrap();
        action.save().unwrap();
        Phone { store, household, _folder: folder }
    }

    fn child(&mut self, more: &[(FieldId, Value)]) -> RecordName {
        let mut values = Values::from([(person::household, Value::Record(self.household))]);
        values.extend(more.iter().cloned());
        let mut action = self.store.begin().unwrap();
        let child = action.about_new(person::ID, values).unwrap();
        action.save().unwrap();
        child
    }

    fn girl(&mut self, born: &[i64]) -> RecordName {
        self.child(&[(person::sex, GIRL), (person::birth_date, Value::date(born))])
    }

    fn reads(&mut self, of: RecordName, more: Values) -> RecordName {
        let mut values = Values::from([(reading::person, Value::Record(of))]);
        values.extend(more);
        let mut action = self.store.begin().unwrap();
        let record = action.about(of).create(reading::ID, values).unwrap();
        action.save().unwrap();
        record
    }

    fn sets(&mut self, record: RecordName, field: FieldId, values: &[Value]) {
        let shown = shown_field(&self.store.log(), record, field).unwrap();
        for value in values {
            let mut action = self.store.begin().unwrap();
            action.set(&shown, value.clone(), Some("read wrongly")).unwrap();
            action.save().unwrap();
        }
    }

    fn growth(&self, of: RecordName) -> ChildGrowth {
        growth(&child(&self.store.log(), &of).unwrap(), PERU_MIN, &Rules::default())
    }
}

const GIRL: Value = Value::Int(code::sex::female);
const BOY: Value = Value::Int(code::sex::male);

fn typed(text: &str) -> Value {
    Value::Decimal(Decimal::parse(text).unwrap())
}

fn on(day: &[i64]) -> (FieldId, Value) {
    (reading::on, Value::date(day))
}

fn kg(text: &str) -> (FieldId, Value) {
    (reading::weight, Value::parts([(part::weight::kg, typed(text))]))
}

fn cm(text: &str, position: i64) -> (FieldId, Value) {
    let parts = [(part::length::cm, typed(text)), (part::length::position, Value::Int(position))];
    (reading::length, Value::parts(parts))
}

fn z(growth: &ChildGrowth, at: usize, indicator: Indicator) -> Result<(f64, f64), Missing> {
    let range: Result<Range, Missing> = growth.readings[at].assessment.score(indicator);
    range.map(|range| (range.least.z, range.greatest.z))
}

fn has(growth: &ChildGrowth, at: usize, code: Code) -> bool {
    growth.readings[at].assessment.has(code)
}

#[test]
fn what_was_typed_becomes_the_z_of_who() {
    let mut phone = Phone::new();
    let girl = phone.girl(&[2025, 1, 1]);
    phone.reads(girl, Values::from([on(&[2026, 1, 1]), kg("7.0")]));
    let boy = phone.child(&[(person::sex, BOY), (person::birth_date, Value::date(&[2024, 1, 1]))]);
    phone.reads(boy, Values::from([on(&[2025, 12, 31]), kg("17.50"), cm("80.0", code::position::lying)]));
    phone.reads(boy, Values::from([on(&[2026, 1, 1]), cm("80.0", code::position::standing)]));

    let of_girl = phone.growth(girl);
    assert_eq!(of_girl.readings[0].assessment.age, Some(AgeDays::exact(365)));
    assert_eq!(z(&of_girl, 0, Indicator::WeightForAge), Ok((-2.05, -2.05)));
    assert_eq!(z(&of_girl, 0, Indicator::LengthForAge), Err(Missing::NotMeasured));
    let of_boy = phone.growth(boy);
    assert_eq!(of_boy.readings[0].assessment.age, Some(AgeDays::exact(730)));
    assert_eq!(z(&of_boy, 0, Indicator::WeightForAge), Ok((3.2, 3.2)));
    assert_eq!(z(&of_boy, 0, Indicator::LengthForAge), Ok((-2.55, -2.55)));
    assert_eq!(z(&of_boy, 1, Indicator::LengthForAge), Ok((-2.33, -2.33)));
}

#[test]
fn a_birth_known_by_the_month_gives_a_range_that_holds_the_exact_one() {
    let mut phone = Phone::new();
    let by_month = phone.girl(&[2025, 1]);
    let by_day = phone.girl(&[2025, 1, 20]);
    for child in [by_month, by_day] {
        phone.reads(child, Values::from([on(&[2026, 1, 1]), kg("7.0")]));
    }
    let growth = phone.growth(by_month);
    assert_eq!(growth.readings[0].assessment.age, Some(AgeDays { least: 335, greatest: 365 }));
    let (least, greatest) = z(&growth, 0, Indicator::WeightForAge).unwrap();
    let (exact, _) = z(&phone.growth(by_day), 0, Indicator::WeightForAge).unwrap();
    assert_eq!(least, -2.05);
    assert!(least < exact && exact < greatest, "{least} {exact} {greatest}");
    assert!(has(&growth, 0, Code::BirthNotExact));
}

#[test]
fn a_child_born_early_has_both_ages_and_is_compared_at_the_corrected_one() {
    let mut phone = Phone::new();
    let born = (person::birth_date, Value::date(&[2025, 1, 1]));
    let early = phone.child(&[(person::sex, GIRL), born, (person::gestational_weeks, Value::Int(32))]);
    phone.reads(early, Values::from([on(&[2026, 1, 1]), kg("7.0")]));
    let at_corrected = phone.girl(&[2025, 2, 26]);
    phone.reads(at_corrected, Values::from([on(&[2026, 1, 1]), kg("7.0")]));

    let growth = phone.growth(early);
    let found = &growth.readings[0].assessment;
    assert_eq!((found.age, found.corrected_days), (Some(AgeDays::exact(365)), Some((309, 309))));
    assert_eq!(found.reference, Some(Reference::WhoCorrected));
    let same = phone.growth(at_corrected);
    assert_eq!(z(&growth, 0, Indicator::WeightForAge), z(&same, 0, Indicator::WeightForAge));
    assert_ne!(z(&growth, 0, Indicator::WeightForAge), Ok((-2.05, -2.05)));
}

#[test]
fn what_is_not_known_is_said_and_never_guessed() {
    let mut phone = Phone::new();
    let of_no_sex = phone.child(&[(person::birth_date, Value::date(&[2025, 1, 1]))]);
    let of_no_birth = phone.child(&[(person::sex, GIRL)]);
    let not_born = phone.girl(&[2026, 1, 2]);
    for child in [of_no_sex, of_no_birth, not_born] {
        let length = cm("70.0", code::position::lying);
        phone.reads(child, Values::from([on(&[2026, 1, 1]), kg("7.0"), length]));
    }
    let growth = phone.growth(of_no_sex);
    assert_eq!(z(&growth, 0, Indicator::WeightForAge), Err(Missing::SexUnknown));
    assert!(has(&growth, 0, Code::SexMissing));
    let growth = phone.growth(of_no_birth);
    assert_eq!(z(&growth, 0, Indicator::WeightForAge), Err(Missing::AgeUnknown));
    assert!(z(&growth, 0, Indicator::WeightForLength).is_ok() && has(&growth, 0, Code::BirthMissing));
    let growth = phone.growth(not_born);
    for indicator in [Indicator::WeightForAge, Indicator::LengthForAge, Indicator::WeightForLength] {
        assert_eq!(z(&growth, 0, indicator), Err(Missing::AgeWrong));
    }
    assert!(has(&growth, 0, Code::BeforeBirth) && growth.readings[0].assessment.age.is_none());
}

#[test]
fn a_reading_that_was_removed_does_not_count_and_a_corrected_one_counts_as_it_is() {
    let mut phone = Phone::new();
    let girl = phone.girl(&[2025, 1, 1]);
    let lying = code::position::lying;
    let wrong = phone.reads(girl, Values::from([on(&[2025, 12, 1]), cm("74.0", lying)]));
    let last = phone.reads(girl, Values::from([on(&[2026, 1, 1]), cm("72.0", lying)]));
    assert!(has(&phone.growth(girl), 1, Code::Shorter));
    phone.sets(wrong, VOID, &[Value::Bool(true)]);
    let growth = phone.growth(girl);
    assert_eq!(growth.readings.iter().map(|reading| reading.record).collect::<Vec<_>>(), [last]);
    assert!(!has(&growth, 0, Code::Shorter));

    let (_, corrected) = cm("75.0", lying);
    let before = z(&growth, 0, Indicator::LengthForAge).unwrap();
    phone.sets(last, reading::length, &[corrected]);
    assert!(z(&phone.growth(girl), 0, Indicator::LengthForAge).unwrap() > before);
}

#[test]
fn what_people_said_differently_is_computed_as_shown_and_marked() {
    let mut phone = Phone::new();
    let girl = phone.girl(&[2025, 1, 1]);
    let record = phone.reads(girl, Values::from([on(&[2026, 1, 1]), kg("7.0")]));
    assert!(phone.growth(girl).disputed.is_empty());
    phone.sets(girl, person::birth_date, &[Value::date(&[2025, 1, 5]), Value::date(&[2025, 2])]);
    phone.sets(record, reading::muac_cm, &[typed("13.1"), typed("13.4")]);
    let growth = phone.growth(girl);
    assert_eq!(growth.disputed, ["birth_date"]);
    assert_eq!(growth.readings[0].disputed, ["muac_cm"]);
    let page = child(&phone.store.log(), &girl).unwrap();
    assert_eq!(growth.child.birth, page.birth_date.as_deref().and_then(PartialDate::from_iso));
    assert!(z(&growth, 0, Indicator::WeightForAge).is_ok());
}

#[test]
fn a_reading_without_a_date_has_that_of_its_visit_else_the_day_of_the_clock_there() {
    let mut phone = Phone::new();
    let girl = phone.girl(&[2025, 1, 1]);
    let values = Values::from([
        (visit::household, Value::Record(phone.household)),
        (visit::on, Value::date(&[2026, 1, 1])),
    ]);
    let mut action = phone.store.begin().unwrap();
    action.about(phone.household);
    let at = action.create(visit::ID, values).unwrap();
    action.save().unwrap();
    phone.reads(girl, Values::from([(reading::visit, Value::Record(at)), kg("7.0")]));
    phone.reads(girl, Values::from([kg("7.1")]));
    let days = |growth: &ChildGrowth| -> Vec<NaiveDate> {
        growth.readings.iter().map(|reading| reading.entry.day().unwrap()).collect()
    };
    let day = |month, day| NaiveDate::from_ymd_opt(2026, month, day).unwrap();
    assert_eq!(days(&phone.growth(girl)), [day(1, 1), day(2, 25)]);
    // Seven hours west of Greenwich it was still the day before.
    let page = child(&phone.store.log(), &girl).unwrap();
    assert_eq!(days(&growth(&page, -420, &Rules::default())), [day(1, 1), day(2, 24)]);
}

#[test]
fn two_measurements_of_a_day_stand_together_and_one_confirms_the_other() {
    let mut phone = Phone::new();
    let girl = phone.girl(&[2025, 1, 1]);
    let attempt = |attempt| (reading::attempt, Value::Int(attempt));
    let day = || on(&[2026, 1, 1]);
    let lying = code::position::lying;
    phone.reads(girl, Values::from([on(&[2025, 12, 1]), cm("74.0", lying)]));
    let second = Values::from([day(), cm("72.2", lying), attempt(code::attempt::second)]);
    let second = phone.reads(girl, second);
    let first = phone.reads(girl, Values::from([day(), cm("72.0", lying), attempt(code::attempt::first)]));
    let growth = phone.growth(girl);
    let order: Vec<RecordName> = growth.readings.iter().map(|reading| reading.record).collect();
    assert_eq!(order[1..], [first, second]);
    for at in [1, 2] {
        let mut findings = growth.readings[at].assessment.findings.iter();
        assert!(findings.any(|finding| finding.code == Code::Shorter && finding.confirmed));
    }
    // A later reading says nothing of an earlier one.
    assert!(growth.readings.iter().all(|reading| !reading.assessment.has(Code::HistoryLater)));
}

#[test]
fn an_entry_is_judged_before_it_is_saved_as_it_is_afterwards() {
    let mut phone = Phone::new();
    let girl = phone.girl(&[2025, 1, 1]);
    phone.reads(girl, Values::from([on(&[2025, 12, 1]), kg("7.2"), cm("74.0", code::position::lying)]));
    let values = Values::from([on(&[2026, 1, 1]), kg("7200"), cm("720", code::position::lying)]);
    let page = child(&phone.store.log(), &girl).unwrap();
    let entry = entry_of(&values, NaiveDate::MIN);
    let before = assess_entry(&page, &entry, PERU_MIN, &Rules::default());
    assert!(before.has(Code::WrongUnit));
    let values = Values::from([on(&[2026, 1, 1]), kg("7.3"), cm("72.0", code::position::lying)]);
    let entry = entry_of(&values, NaiveDate::MIN);
    let before = assess_entry(&page, &entry, PERU_MIN, &Rules::default());
    phone.reads(girl, values);
    assert_eq!(phone.growth(girl).readings[1].assessment, before);
    assert!(before.has(Code::Shorter));
    // The weight's point is not doubted for the length's sake.
    let growth = phone.growth(girl);
    let doubted = |indicator| points(&growth, indicator).iter().map(|at| at.finding).collect::<Vec<_>>();
    assert_eq!(doubted(Indicator::LengthForAge), [false, true]);
    assert_eq!(doubted(Indicator::WeightForAge), [false, false]);
}

#[test]
fn a_result_is_stamped_with_the_rules_that_made_it() {
    let peru = pack::shipped("pe").unwrap().growth.clone();
    let (nobodys, perus) = (growth_stamp(&Rules::default()), growth_stamp(&peru));
    assert!(nobodys != perus && perus.contains(&peru.id), "{perus}");
    let mut phone = Phone::new();
    let girl = phone.girl(&[2025, 1, 1]);
    let page = child(&phone.store.log(), &girl).unwrap();
    assert_eq!(growth(&page, PERU_MIN, &peru).stamp, perus);
}
