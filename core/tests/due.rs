//! Who is owed what, on a phone: kept with what is recorded, shown on *Hoy* and on the person's page, and explained in the same words everywhere.

use chaski::change::hash::ChangeKey;
use chaski::change::{Change, Edit, Register, Set};
use chaski::pack;
use chaski::record::table::{code, person, pregnancy, same_person, service, visit};
use chaski::record::{ChangeName, DeviceId, RecordName, Tag, VOID, Value, role};
use chaski::screens::{self, Asked, Does, Place, Row, ScreenView, State, When, owed_lines};
use chaski::store::apply::{Open, settle};
use chaski::store::due::{self, Group};
use chaski::store::log::Incoming;
use chaski::store::save::Values;
use chaski::store::shown::shown_field;
use chaski::words::Lang;
use chrono::{Days, NaiveDate};

use crate::at_work;
use crate::filling::Phone;

/// The day of the phone's clock.
const TODAY: &str = "2026-09-21";

fn day(iso: &str) -> NaiveDate {
    iso.parse().unwrap()
}

fn date(iso: &str) -> Value {
    let parts: Vec<i64> = iso.split('-').map(|part| part.parse().unwrap()).collect();
    Value::date(&parts)
}

fn shows_on(phone: &mut Phone, place: &Place, on: &str) -> ScreenView {
    let asked = Asked { lang: Lang::Es, today: day(on), utc_offset_min: -300 };
    screens::screen(&mut phone.store, place, None, asked).unwrap()
}

fn shows(phone: &mut Phone, place: &Place) -> ScreenView {
    shows_on(phone, place, TODAY)
}

fn under<'v>(view: &'v ScreenView, heading: &str) -> Vec<&'v Row> {
    let is_it = |of: &&screens::Group| of.heading.as_ref().is_some_and(|text| text.text == heading);
    view.groups.iter().filter(is_it).flat_map(|group| &group.rows).collect()
}

/// The row of a service under a heading, by what it begins with.
fn of_service<'v>(view: &'v ScreenView, heading: &str, begins: &str) -> &'v Row {
    let rows = under(view, heading);
    let titles: Vec<&str> = rows.iter().map(|row| row.title.text.as_str()).collect();
    rows.iter()
        .find(|row| row.title.text.starts_with(begins))
        .unwrap_or_else(|| panic!("{begins} of {titles:?}"))
}

fn sets(phone: &mut Phone, record: RecordName, field: u64, value: Value) {
    let shown = shown_field(&phone.store.log(), record, field).unwrap();
    let reason = Some("la tarjeta dice otra cosa").filter(|_| shown.value.is_some());
    let mut action = phone.store.begin().unwrap();
    action.set(&shown, value, reason).unwrap();
    action.save().unwrap();
}

/// A phone of a district with a package, and a girl who was born on a day.
fn phone(birth: &str) -> Phone {
    let mut phone = Phone::new();
    phone.store.use_pack(pack::shipped("pe")).unwrap();
    let child = phone.child;
    for (field, value) in [
        (person::given_names, Value::text("Rosa")),
        (person::family_names, Value::text("Quispe Mamani")),
        (person::kind, Value::Int(code::person_kind::child)),
        (person::sex, Value::Int(code::sex::female)),
        (person::birth_date, date(birth)),
    ] {
        sets(&mut phone, child, field, value);
    }
    phone
}

fn gives(phone: &mut Phone, values: Values) -> RecordName {
    let child = phone.child;
    let mut values = values;
    values.insert(service::person, Value::Record(child));
    values.insert(service::source, Value::Int(code::service_source::card));
    let mut action = phone.store.begin().unwrap();
    let made = action.about(child).create(service::ID, values).unwrap();
    action.save().unwrap();
    made
}

fn dose(product: &str, antigens: &[&str], on: &str) -> Values {
    Values::from([
        (service::kind, Value::text("vaccine")),
        (service::product, Value::text(product)),
        (service::antigens, Value::List(antigens.iter().map(|code| Value::text(code)).collect())),
        (service::on, date(on)),
    ])
}

const PACKAGE: &str = "Lo que le toca";

#[test]
fn a_dose_that_was_copied_from_the_card_takes_the_line_off_today() {
    // 73 days old: pentavalent, polio, pneumococcus and rotavirus are due.
    let mut phone = phone("2026-07-10");
    let child = phone.child;
    let place = Place::Person(child);
    let view = shows(&mut phone, &place);
    let row = of_service(&view, PACKAGE, "Rotavirus, 1.ª dosis");
    assert_eq!((row.marks[0].state, row.marks[0].text.text.as_str()), (State::Due, "Hasta el vie 6 nov"));
    assert!(row.lines.iter().any(|line| line.text == "Lo da: MINSA"), "{row:?}");
    gives(&mut phone, dose("rota", &["rota"], "2026-09-15"));
    let view = shows(&mut phone, &place);
    let row = of_service(&view, PACKAGE, "Rotavirus, 2.ª dosis");
    assert_eq!((row.marks[0].state, row.marks[0].text.text.as_str()), (State::Note, "Desde el mar 10 nov"));
    let why = row.does.clone();
    assert_eq!(why, Some(Does::Open { place: Place::OwedLine(child, "rotavirus".into()) }));
}

#[test]
fn today_shows_the_most_urgent_of_each_person_and_how_many_more() {
    let mut phone = phone("2026-07-10");
    let view = shows(&mut phone, &Place::Today);
    let late = under(&view, "Atrasadas");
    assert_eq!(late.len(), 1, "{:?}", view.groups);
    assert_eq!(late[0].title.text, "Rosa Quispe Mamani");
    assert_eq!(late[0].marks[0].state, State::Late);
    assert!(late[0].lines.iter().any(|line| line.text.starts_with("y ")), "{:?}", late[0].lines);
    assert_eq!(late[0].does, Some(Does::Open { place: Place::Person(phone.child) }));
    let all = shows(&mut phone, &Place::Owed(When::Late));
    assert_eq!(all.groups[0].rows.len(), 1);
}

#[test]
fn the_day_alone_moves_a_person_through_the_groups_and_nothing_is_recorded() {
    // Everything of the first days is done: only the check of one month comes.
    let mut phone = phone("2026-08-30");
    for (kind, on) in [
        ("newborn_screening", "2026-09-02"),
        ("cred_check", "2026-09-02"),
        ("cred_check", "2026-09-09"),
        ("cred_check", "2026-09-16"),
    ] {
        gives(&mut phone, Values::from([(service::kind, Value::text(kind)), (service::on, date(on))]));
    }
    for document in ["cnv", "birth_act", "dni"] {
        let values = [
            (service::kind, Value::text("document")),
            (service::document, Value::text(document)),
            (service::on, date("2026-09-05")),
        ];
        gives(&mut phone, Values::from(values));
    }
    gives(&mut phone, dose("bcg", &["bcg"], "2026-08-30"));
    gives(&mut phone, dose("hepb", &["hepb"], "2026-08-30"));
    let child = phone.child;
    sets(&mut phone, child, person::insurance, Value::List(vec![Value::text("essalud")]));
    let groups = |phone: &mut Phone, on: &str| {
        phone.store.refresh_due(day(on)).unwrap();
        [Group::Late, Group::Due, Group::Week]
            .map(|group| due::counted(&phone.store.log(), day(on), group).unwrap())
    };
    // The first check of one month counts from day 29, 30 days after the last one.
    assert_eq!(groups(&mut phone, "2026-09-20"), [0, 0, 0]);
    assert_eq!(groups(&mut phone, "2026-10-10"), [0, 0, 1]);
    assert_eq!(groups(&mut phone, "2026-10-16"), [0, 1, 0]);
    assert_eq!(groups(&mut phone, "2026-10-28"), [0, 1, 0]);
}

#[test]
fn what_is_kept_is_what_would_be_made_from_nothing_on_every_day() {
    let mut phone = phone("2026-06-01");
    gives(&mut phone, dose("penta", &["dpt", "hib", "hepb"], "2026-08-03"));
    phone.store.refresh_due(day("2026-06-10")).unwrap();
    let mut on = day("2026-06-10");
    while on < day("2028-01-01") {
        phone.store.refresh_due(on).unwrap();
        let kept = [Group::Late, Group::Due, Group::Week]
            .map(|group| due::due(&phone.store.log(), on, group, 0, 9).unwrap().len());
        let mut states = std::collections::BTreeSet::new();
        for line in owed_lines(&phone.store.log(), &phone.child, None, Lang::Es, on).unwrap().unwrap() {
            states.insert(line.state);
        }
        let expected =
            if states.contains("late") { [1, 0, 0] } else { [0, usize::from(states.contains("due")), 0] };
        assert_eq!(kept[..2], expected[..2], "{on}: {states:?}");
        on = on.checked_add_days(Days::new(5)).unwrap();
    }
}

#[test]
fn a_correction_a_removal_and_another_pack_are_seen_at_once() {
    let mut phone = phone("2026-07-10");
    let place = Place::Person(phone.child);
    let given = gives(&mut phone, dose("rota", &["rota"], "2026-09-15"));
    // On the card it was the day before it counts.
    sets(&mut phone, given, service::on, date("2026-08-20"));
    let why = Place::OwedLine(phone.child, "rotavirus".into());
    let said = |view: &ScreenView| {
        view.groups.iter().flat_map(|group| &group.rows).map(|row| row.title.text.clone()).collect::<Vec<_>>()
    };
    let lines = said(&shows(&mut phone, &why));
    assert!(
        lines.iter().any(|line| line.contains("Fue muy pronto: valía desde el 3 set 2026")),
        "{lines:#?}"
    );
    let shown = shown_field(&phone.store.log(), given, VOID).unwrap();
    let mut action = phone.store.begin().unwrap();
    action.void(&shown, "no era de ella").unwrap();
    action.save().unwrap();
    let lines = said(&shows(&mut phone, &why));
    assert!(lines.iter().any(|line| line.ends_with("Se quitó.")), "{lines:#?}");
    phone.store.refresh_due(day(TODAY)).unwrap();
    let before = due::counted(&phone.store.log(), day(TODAY), Group::Late).unwrap();
    phone.store.use_pack(None).unwrap();
    phone.store.refresh_due(day(TODAY)).unwrap();
    assert_eq!((before, due::counted(&phone.store.log(), day(TODAY), Group::Late).unwrap()), (1, 0));
    assert!(under(&shows(&mut phone, &place), PACKAGE).is_empty());
}

#[test]
fn a_newborn_has_the_days_that_decide_as_a_countdown() {
    let mut phone = phone("2026-09-19");
    let place = Place::Person(phone.child);
    let view = shows(&mut phone, &place);
    let group = view
        .groups
        .iter()
        .find(|group| group.heading.as_ref().is_some_and(|text| text.text == "Los primeros 60 días"));
    let group = group.unwrap();
    assert_eq!(group.says.iter().map(|text| text.text.as_str()).collect::<Vec<_>>(), ["Quedan 58 días."]);
    for begins in
        ["BCG", "Hepatitis B del recién nacido", "Tamizaje neonatal", "Control CRED", "DNI", "Certificado"]
    {
        of_service(&view, "Los primeros 60 días", begins);
    }
    // The card comes after the certificate, of which nothing is known.
    let place = Place::OwedLine(phone.child, "dni".into());
    let why = shows(&mut phone, &place);
    let lines: Vec<&str> =
        why.groups.iter().flat_map(|group| &group.rows).map(|row| row.title.text.as_str()).collect();
    assert!(lines.contains(&"Primero: Certificado de nacido vivo"), "{lines:#?}");
}

#[test]
fn a_pregnancy_has_its_own_package_and_stops_when_it_has_ended() {
    let mut phone = phone("2026-07-10");
    let mother = phone.child;
    sets(&mut phone, mother, person::kind, Value::Int(code::person_kind::pregnant));
    let mut action = phone.store.begin().unwrap();
    let values = Values::from([
        (pregnancy::person, Value::Record(mother)),
        (pregnancy::last_period, date("2026-06-01")),
    ]);
    let made = action.about(mother).create(pregnancy::ID, values).unwrap();
    action.save().unwrap();
    let view = shows(&mut phone, &Place::Person(mother));
    let row = of_service(&view, "Lo que le toca en el embarazo", "Prueba de sífilis");
    assert_eq!(row.marks[0].state, State::Late, "{row:?}");
    of_service(&view, "Lo que le toca en el embarazo", "Control prenatal, control 1");
    assert_eq!(under(&shows(&mut phone, &Place::Today), "Atrasadas").len(), 1);
    sets(&mut phone, made, pregnancy::ended, date("2026-09-20"));
    let view = shows(&mut phone, &Place::Person(mother));
    assert!(under(&view, "Lo que le toca en el embarazo").is_empty());
    assert!(under(&shows(&mut phone, &Place::Today), "Atrasadas").is_empty());
}

#[test]
fn a_visit_at_which_the_child_was_seen_counts_as_one() {
    let mut phone = phone("2026-07-10");
    let (house, child) = (phone.house, phone.child);
    sets(&mut phone, child, person::programmes, Value::List(vec![Value::text("cuna_mas_saf")]));
    let values = Values::from([
        (visit::household, Value::Record(house)),
        (visit::on, date("2026-09-18")),
        (visit::persons_seen, Value::List(vec![Value::Record(child)])),
        (visit::outcome, Value::parts([(1, Value::Int(code::visit_outcome::done))])),
    ]);
    let mut action = phone.store.begin().unwrap();
    action.about(house).create(visit::ID, values).unwrap();
    action.save().unwrap();
    let view = shows(&mut phone, &Place::Person(child));
    let row = of_service(&view, PACKAGE, "Visita de acompañamiento");
    assert_eq!(row.marks[0].text.text, "Desde el mié 23 set");
}

#[test]
fn the_same_sentences_stand_on_the_screen_and_in_the_lines_of_a_command() {
    let mut phone = phone("2026-07-10");
    gives(&mut phone, dose("rota", &["rota"], "2026-08-20"));
    let place = Place::OwedLine(phone.child, "rotavirus".into());
    let screen = shows(&mut phone, &place);
    let lines = owed_lines(&phone.store.log(), &phone.child, None, Lang::Es, day(TODAY)).unwrap().unwrap();
    let line = lines.iter().find(|line| line.service == "rotavirus").unwrap();
    assert_eq!(screen.title.text, line.what);
    let shown: Vec<String> = screen.groups[1].rows.iter().map(|row| row.title.text.clone()).collect();
    assert_eq!(shown, line.explained[1..]);
    assert_eq!(screen.groups[0].rows[0].marks[0].text.text, line.explained[0]);
}

/// What came from elsewhere, of a supervisor.
fn comes(phone: &mut Phone, number: u64, subject: RecordName, edit: Edit) {
    let name = ChangeName { device: DeviceId([9; 16]), number: Tag(77).number(number) };
    let change = Change {
        name,
        subject: Some(subject),
        author: Some(RecordName { index: 9, ..at_work::AREA }),
        role: role::SUPERVISOR,
        rights: 1,
        wall_s: 1_789_000_000,
        clock_epoch: 0,
        elapsed_s: 0,
        edits: vec![edit],
    };
    phone.store.log().receive(&Incoming::new(name, ChangeKey([9; 16]), &change.encode())).unwrap();
    settle(&phone.store.log(), name, &mut Open).unwrap();
}

#[test]
fn a_line_that_was_made_while_the_clock_was_ahead_is_made_again_when_it_is_right() {
    let mut phone = phone("2026-07-10");
    phone.store.refresh_due(day("2036-01-01")).unwrap();
    let late = |phone: &mut Phone| due::counted(&phone.store.log(), day(TODAY), Group::Late).unwrap();
    assert_eq!(late(&mut phone), 0, "of a child of nine years nothing is owed");
    phone.store.refresh_due(day(TODAY)).unwrap();
    assert_eq!(late(&mut phone), 1);
}

#[test]
fn a_dose_of_which_two_different_values_were_recorded_counts_as_shown_and_says_so() {
    let mut phone = phone("2026-07-10");
    let child = phone.child;
    let given = gives(&mut phone, dose("rota", &["rota"], "2026-09-15"));
    let said = |phone: &mut Phone| {
        let view = shows(phone, &Place::OwedLine(child, "rotavirus".into()));
        let rows = view.groups.iter().flat_map(|group| &group.rows);
        rows.filter(|row| row.title.text == "De esto se anotaron dos datos distintos.").count()
    };
    assert_eq!(said(&mut phone), 0);
    let register = Register { record: given, field: service::on, path: None };
    let set = Set { register, value: date("2026-09-16"), replaces: vec![], depth: 0, reason: None };
    comes(&mut phone, 1, child, Edit::Set(set));
    assert_eq!(said(&mut phone), 1);
}

#[test]
fn of_persons_who_were_joined_what_one_received_counts_for_both_and_one_line_stands_for_them() {
    let mut phone = phone("2026-07-10");
    let kept = phone.child;
    let mut action = phone.store.begin().unwrap();
    let values = Values::from([
        (person::household, Value::Record(phone.house)),
        (person::kind, Value::Int(code::person_kind::child)),
        (person::birth_date, date("2026-07-10")),
    ]);
    let other = action.about_new(person::ID, values).unwrap();
    action.save().unwrap();
    let values = Values::from([
        (same_person::person, Value::Record(kept)),
        (same_person::other, Value::Record(other)),
    ]);
    comes(&mut phone, 1, kept, Edit::Create { entity: same_person::ID, values, paths: Default::default() });
    phone.store.refresh_due(day(TODAY)).unwrap();
    assert_eq!(due::counted(&phone.store.log(), day(TODAY), Group::Late).unwrap(), 1);
    let kept_lines = |phone: &Phone, of: &RecordName| {
        owed_lines(&phone.store.log(), of, None, Lang::Es, day(TODAY)).unwrap().unwrap()
    };
    let values = Values::from([
        (service::person, Value::Record(other)),
        (service::kind, Value::text("vaccine")),
        (service::product, Value::text("rota")),
        (service::on, date("2026-09-15")),
    ]);
    let mut action = phone.store.begin().unwrap();
    action.about(other).create(service::ID, values).unwrap();
    action.save().unwrap();
    assert!(phone.store.log().is_due_behind(day(TODAY)).unwrap());
    let rotavirus =
        |lines: Vec<screens::OwedLine>| lines.into_iter().find(|line| line.service == "rotavirus").unwrap();
    assert_eq!(rotavirus(kept_lines(&phone, &kept)).what, "Rotavirus, 2.ª dosis");
    assert_eq!(kept_lines(&phone, &kept), kept_lines(&phone, &other));
    // The line of the one that is kept is behind too, though it was the other's dose.
    let stale: i64 = phone
        .store
        .log()
        .connection()
        .query_row(
            "SELECT count(*) FROM due WHERE person = ?1 AND stale = 1",
            [kept.key().as_slice()],
            |row| row.get(0),
        )
        .unwrap();
    assert_eq!(stale, 1);
}

#[test]
fn a_package_that_the_pack_lacks_is_told_from_one_of_which_nothing_is_owed() {
    let phone = phone("2026-07-10");
    let asked =
        |package| owed_lines(&phone.store.log(), &phone.child, Some(package), Lang::Es, day(TODAY)).unwrap();
    assert!(asked("mc02").is_some() && asked("mc-02").is_none());
}
