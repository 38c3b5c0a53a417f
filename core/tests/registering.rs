//! A family is registered step by step, kept from the first answer, checked and saved whole; consent is asked for, withdrawn and asked again; a
//! pregnancy ends.

use std::collections::BTreeMap;

use chaski::change::hash::ChangeKey;
use chaski::change::{Change, Edit, Register};
use chaski::pack;
use chaski::record::table::{area, caregiver, code, consent, household, person, pregnancy, rights};
use chaski::record::{EntityId, FieldId, RecordName, Value, entity, role};
use chaski::screens::{
    self, Asked, Does, InputKind, Inputs, Outcome, Place, Row, SEEN, ScreenError, ScreenView, State,
};
use chaski::store::apply::{Open, settle};
use chaski::store::log::Incoming;
use chaski::store::query;
use chaski::store::save::Values;
use chaski::store::shown::{shown, shown_field};
use chaski::words::Lang;

use crate::at_work;
use crate::filling;
use crate::filling::Phone;
use crate::forbidden::forbidden_in;

const TODAY: &str = "2026-09-21";

fn asked() -> Asked {
    Asked { lang: Lang::Es, today: TODAY.parse().unwrap(), utc_offset_min: -300 }
}

fn date(iso: &str) -> Value {
    Value::date(&iso.split('-').map(|part| part.parse().unwrap()).collect::<Vec<_>>())
}

/// Somebody with a phone on which a registration stands at a place.
struct At {
    phone: Phone,
    place: Place,
    /// Whether the process ends after every step.
    dies: bool,
}

impl At {
    fn new() -> At {
        let mut phone = Phone::new();
        phone.store.use_pack(pack::shipped("pe")).unwrap();
        At { phone, place: Place::RegisterFamily, dies: false }
    }

    fn view(&mut self) -> ScreenView {
        self.at(&self.place.clone())
    }

    fn at(&mut self, place: &Place) -> ScreenView {
        let view = screens::screen(&mut self.phone.store, place, None, asked()).unwrap();
        let said = serde_json::to_string(&view).unwrap();
        assert_eq!(forbidden_in(&said).collect::<Vec<_>>(), Vec::<&str>::new(), "{place}");
        assert!(!said.contains("\"[") || !said.contains("]\""), "a message is missing: {said}");
        view
    }

    fn tries(&mut self, act: &str, typed: &[(&str, &str)]) -> Result<Outcome, ScreenError> {
        let view = self.view();
        let mut inputs: Inputs =
            typed.iter().map(|(key, text)| ((*key).to_owned(), (*text).to_owned())).collect();
        inputs.insert(SEEN.into(), view.seen);
        screens::submit(&mut self.phone.store, &self.place, act, &inputs, asked())
    }

    /// Submits what stands here, and goes where it leads.
    fn does(&mut self, act: &str, typed: &[(&str, &str)]) -> &mut At {
        match self.tries(act, typed) {
            Ok(Outcome::Goes { place, .. } | Outcome::Steps { place }) => self.place = place,
            other => panic!("{} {act}: {other:?}", self.place),
        }
        if self.dies {
            let fresh = Phone::new();
            let before = std::mem::replace(&mut self.phone, fresh);
            self.phone = before.dies();
        }
        self
    }

    fn next(&mut self, typed: &[(&str, &str)]) -> &mut At {
        self.does("next", typed)
    }

    fn stays(&mut self, act: &str, typed: &[(&str, &str)]) -> ScreenView {
        match self.tries(act, typed).unwrap() {
            Outcome::Stays { screen } => screen,
            other => panic!("{other:?}"),
        }
    }

    /// The step at which it stands.
    fn step(&self) -> String {
        match &self.place {
            Place::Register(_, step) => step.clone(),
            other => other.to_string(),
        }
    }

    fn draft(&self) -> String {
        match &self.place {
            Place::Register(draft, _) => draft.clone(),
            other => panic!("{other}"),
        }
    }

    fn records(&self, of: EntityId) -> Vec<RecordName> {
        query::standing(&self.phone.store.log(), entity(of).unwrap()).unwrap()
    }

    /// Those that a registration made: the phone began with a family of its own.
    fn new_records(&self, of: EntityId) -> Vec<RecordName> {
        let (house, child) = (self.phone.house, self.phone.child);
        self.records(of).into_iter().filter(|record| *record != house && *record != child).collect()
    }

    fn value(&self, record: RecordName, field: FieldId) -> Option<Value> {
        shown_field(&self.phone.store.log(), record, field).unwrap().value
    }

    fn person(&self, given: &str) -> RecordName {
        let is_it = |one: &RecordName| self.value(*one, person::given_names) == Some(Value::text(given));
        self.new_records(person::ID).into_iter().find(is_it).unwrap_or_else(|| panic!("{given}"))
    }

    fn says(&mut self, record: RecordName, field: FieldId, value: Value) {
        let shown = shown_field(&self.phone.store.log(), record, field).unwrap();
        let mut action = self.phone.store.begin().unwrap();
        action.set(&shown, value, None).unwrap();
        action.save().unwrap();
    }

    /// Consent: care and supervision are given, statistics refused.
    fn consents(&mut self) -> &mut At {
        self.next(&[("answer", "given")]).next(&[("answer", "given")]).next(&[("answer", "refused")])
    }

    /// From the beginning to the step that asks whom to register.
    fn house(&mut self) -> &mut At {
        self.next(&[]);
        self.stays("search", &[("words", "Rosa Huamán")]);
        self.next(&[("words", "Rosa Huamán")]);
        self.next(&[("known_as", "los de la tienda"), ("telephone", "900 000 111"), ("language", "quz")]);
        self.next(&[("place", "-13.5167 -71.9788 6")])
    }

    /// The whole way of a family with one child to the question whether there is somebody else.
    fn family(&mut self) -> &mut At {
        self.house();
        self.next(&[("kind", "child")]);
        self.next(&[("given_names", "Rosa"), ("family_names", "Huamán Ccori"), ("relation", "mother")]);
        self.consents();
        self.next(&[("by", "@c1"), ("language", "quz")]);
        self.next(&[("given_names", "Inti"), ("family_names", "Quispe Huamán")]);
        self.next(&[("sex", "male")]);
        self.next(&[("birth_date", "2026-03-14"), ("birth_weight_g", "2,95"), ("gestational_weeks", "39")]);
        self.next(&[("id.pe-dni", "71234567")])
    }
}

fn wrong(view: &ScreenView, key: &str) -> Option<String> {
    let mut inputs = view.groups.iter().flat_map(|group| &group.inputs);
    inputs.find(|input| input.key == key)?.wrong.as_ref().map(|text| text.text.clone())
}

fn typed(view: &ScreenView) -> Vec<(String, String)> {
    let inputs = view.groups.iter().flat_map(|group| &group.inputs);
    inputs.map(|input| (input.key.clone(), input.value.clone())).collect()
}

fn rows(view: &ScreenView) -> Vec<&Row> {
    view.groups.iter().flat_map(|group| &group.rows).collect()
}

fn lines(view: &ScreenView) -> Vec<String> {
    let all = rows(view).into_iter().flat_map(|row| std::iter::once(&row.title).chain(&row.lines));
    all.map(|text| text.text.clone()).collect()
}

fn whole_way(dies: bool) -> At {
    let mut at = At::new();
    at.dies = dies;
    at.family();
    assert_eq!(at.step(), "1.more");
    at.does("child", &[]);
    assert_eq!(at.step(), "2.carer");
    at.next(&[("who", "@c1"), ("relation", "grandparent")]);
    at.does("no_name", &[("family_names", "Quispe Huamán")]);
    at.next(&[("sex", "not_known")]);
    at.does("unknown", &[]);
    at.next(&[]);
    at.does("no", &[]);
    assert_eq!(at.step(), "check");
    at
}

fn is_saved(mut at: At) {
    at.does("save", &[]);
    let Place::Household(house) = at.place else { panic!("{}", at.place) };
    assert_eq!(at.phone.store.registrations().unwrap(), []);
    assert_eq!(at.new_records(household::ID), [house]);
    assert_eq!(at.value(house, household::area), Some(Value::Record(at_work::AREA)));
    assert_eq!(at.value(house, household::known_as), Some(Value::text("los de la tienda")));
    assert_eq!(at.value(house, household::language), Some(Value::text("quz")));
    assert_eq!(at.value(house, household::reference), None, "nobody said it");
    assert!(at.value(house, household::place).is_some());

    let (rosa, inti) = (at.person("Rosa"), at.person("Inti"));
    let people = at.new_records(person::ID);
    assert_eq!(people.len(), 3);
    let nameless = *people.iter().find(|one| **one != rosa && **one != inti).unwrap();
    for one in &people {
        assert_eq!(at.value(*one, person::household), Some(Value::Record(house)));
    }
    assert_eq!(at.value(rosa, person::kind), Some(Value::Int(code::person_kind::caregiver)));
    assert_eq!(at.value(inti, person::sex), Some(Value::Int(code::sex::male)));
    assert_eq!(at.value(inti, person::birth_date), Some(date("2026-03-14")));
    assert_eq!(at.value(inti, person::birth_weight_g), Some(Value::Int(2950)));
    let number = Register { record: inti, field: person::identifier, path: Some("pe-dni".into()) };
    assert_eq!(shown(&at.phone.store.log(), &number).unwrap().value, Some(Value::text("71234567")));
    assert_eq!(at.value(nameless, person::family_names), Some(Value::text("Quispe Huamán")));
    for unsaid in [person::given_names, person::sex, person::birth_date, person::birth_weight_g] {
        assert_eq!(at.value(nameless, unsaid), None, "nobody said it");
    }

    let cares = at.records(caregiver::ID);
    let relations: Vec<_> = cares.iter().map(|one| at.value(*one, caregiver::relation)).collect();
    assert_eq!(relations, [Some(Value::text("mother")), Some(Value::text("grandparent"))]);
    for one in &cares {
        assert_eq!(at.value(*one, caregiver::caregiver), Some(Value::Record(rosa)));
        assert_eq!(at.value(*one, caregiver::principal), Some(Value::Int(code::yes_no::yes)));
    }
    let consents = at.records(consent::ID);
    assert_eq!(consents.len(), 9, "three purposes of each of three people");
    for one in &consents {
        let refused = at.value(*one, consent::purpose) == Some(Value::Int(code::consent_purpose::statistics));
        let answer = if refused { code::consent_answer::refused } else { code::consent_answer::given };
        assert_eq!(at.value(*one, consent::answer), Some(Value::Int(answer)));
        assert_eq!(at.value(*one, consent::who), Some(Value::Record(rosa)));
        assert_eq!(at.value(*one, consent::language), Some(Value::text("quz")));
        assert_eq!(at.value(*one, consent::on), Some(date(TODAY)));
        let of_herself = at.value(*one, consent::person) == Some(Value::Record(rosa));
        assert_eq!(at.value(*one, consent::relation).is_none(), of_herself);
    }
    assert!(at.records(pregnancy::ID).is_empty());
}

#[test]
fn a_family_with_two_children_is_saved_whole_and_nothing_of_the_registration_stays() {
    is_saved(whole_way(false));
}

#[test]
fn a_phone_that_dies_after_every_step_comes_back_to_the_same_step_with_everything() {
    is_saved(whole_way(true));
}

#[test]
fn what_was_answered_stands_at_its_step_again_and_the_unfinished_stands_on_the_first_screen() {
    let mut at = At::new();
    at.house();
    at.phone = at.phone.dies();
    let kept = at.phone.store.registrations().unwrap();
    assert_eq!((kept.len(), kept[0].step.as_str()), (1, "1.kind"));
    let today = at.at(&Place::Today);
    let row = rows(&today)[0];
    assert_eq!((row.title.text.as_str(), row.marks[0].state), ("los de la tienda", State::Unfinished));
    assert_eq!(row.does, Some(Does::Open { place: at.place.clone() }));
    let begin = at.at(&Place::RegisterFamily);
    assert_eq!(rows(&begin)[0].does, row.does);
    let house = at.at(&Place::Register(at.draft(), "house".into()));
    assert!(typed(&house).contains(&("telephone".into(), "900 000 111".into())));
    let place = at.at(&Place::Register(at.draft(), "position".into()));
    assert_eq!(typed(&place), [("place".to_owned(), "-13.5167 -71.9788 6".to_owned())]);
}

#[test]
fn nothing_is_preselected_on_any_step() {
    let mut at = At::new();
    at.next(&[]);
    let mut seen = Vec::new();
    let mut look = |at: &mut At| {
        let view = at.view();
        assert!(typed(&view).iter().all(|(_, value)| value.is_empty()), "{}: {:?}", at.step(), typed(&view));
        seen.push(at.step());
        view
    };
    look(&mut at);
    at.stays("search", &[("words", "Rosa")]);
    at.next(&[]);
    look(&mut at);
    at.next(&[]);
    assert_eq!(look(&mut at).groups[0].inputs[0].kind, InputKind::Position);
    at.next(&[("place", "no_signal")]);
    look(&mut at);
    at.next(&[("kind", "child")]);
    look(&mut at);
    at.next(&[("given_names", "Rosa"), ("relation", "mother")]);
    for _ in 0..3 {
        let view = look(&mut at);
        let codes: Vec<_> = view.groups[0].inputs[0].choices.iter().map(|one| one.code.as_str()).collect();
        assert_eq!(codes, ["given", "refused"]);
        at.next(&[("answer", "refused")]);
    }
    look(&mut at);
    at.next(&[("by", "father"), ("language", "es")]);
    look(&mut at);
    at.does("no_name", &[]);
    assert_eq!(wrong(&at.stays("next", &[]), "sex").as_deref(), Some("Falta elegir una respuesta."));
    look(&mut at);
    at.next(&[("sex", "female")]);
    look(&mut at);
    at.next(&[("birth_date", "2026")]);
    look(&mut at);
    assert_eq!(seen.len(), 13, "{seen:?}");
}

#[test]
fn what_is_typed_wrong_stays_with_a_sentence_and_is_kept_as_it_was_typed() {
    let mut at = At::new();
    at.house();
    assert_eq!(wrong(&at.stays("next", &[]), "kind").as_deref(), Some("Falta elegir una respuesta."));
    at.next(&[("kind", "child")]);
    let stays = at.stays("next", &[("family_names", "Huamán")]);
    assert_eq!(wrong(&stays, "given_names").as_deref(), Some("Falta: Nombres."));
    assert!(typed(&stays).contains(&("family_names".into(), "Huamán".into())));
    at.phone = at.phone.dies();
    assert!(typed(&at.view()).contains(&("family_names".into(), "Huamán".into())));
    at.next(&[("given_names", "Rosa"), ("relation", "mother")]).consents();
    at.next(&[("by", "@c1"), ("language", "quz")]).next(&[("given_names", "Inti")]).next(&[("sex", "male")]);
    for (text, sentence) in [
        ("2026-09-22", "Esa fecha todavía no llega. Mírala otra vez."),
        ("2027", "Esa fecha todavía no llega. Mírala otra vez."),
        ("1899-12-31", "Esa fecha es de antes de 1900. Mírala otra vez."),
        ("2026-02-30", "Esa fecha no está en el calendario. Mírala otra vez."),
        ("ayer", "Esa fecha no está en el calendario. Mírala otra vez."),
        ("", "Falta: Fecha de nacimiento."),
    ] {
        assert_eq!(
            wrong(&at.stays("next", &[("birth_date", text)]), "birth_date").as_deref(),
            Some(sentence),
            "{text}"
        );
    }
    let figures = [("birth_date", "2026-03"), ("birth_weight_g", "29500"), ("gestational_weeks", "muchas")];
    let stays = at.stays("next", &figures);
    assert_eq!(wrong(&stays, "birth_weight_g").as_deref(), Some("Escribe un número de 100 a 9000."));
    assert_eq!(wrong(&stays, "gestational_weeks").as_deref(), Some("Escribe un número de 20 a 45."));
    assert_eq!(wrong(&stays, "birth_date"), None);
    let stays = at.stays("unknown", &[("birth_weight_g", "2.950"), ("gestational_weeks", "39")]);
    assert_eq!(wrong(&stays, "birth_date").as_deref(), Some("Escribiste una fecha. Bórrala si no se sabe."));
    at.next(&[]);
    let stays = at.stays("next", &[("id.pe-dni", "123")]);
    assert!(wrong(&stays, "id.pe-dni").unwrap().starts_with("Así no se escribe: DNI."));
    at.next(&[("id.pe-dni", "")]);
    assert_eq!(at.step(), "1.more");
}

#[test]
fn the_check_says_everything_in_words_and_one_answer_is_changed_from_there() {
    let mut at = whole_way(false);
    let view = at.view();
    let said = lines(&view);
    for line in [
        "los de la tienda",
        "Quechua del Cusco y Puno",
        "Rosa Huamán Ccori",
        "Mamá",
        "Niño",
        "14 mar 2026",
        "71234567",
        "Aún no tiene nombre",
        "No se sabe la fecha",
    ] {
        assert!(said.iter().any(|one| one.contains(line)), "{line}: {said:?}");
    }
    assert!(said.iter().any(|one| one.contains("2950")), "{said:?}");
    assert_eq!(view.main.as_ref().unwrap().text.text, "Guardar la familia");
    let said_boy =
        rows(&view).into_iter().find(|row| row.lines.iter().any(|one| one.text == "Niño")).cloned();
    at.place = match said_boy.unwrap().does.unwrap() {
        Does::Open { place } => place,
        other => panic!("{other:?}"),
    };
    assert_eq!(typed(&at.view()), [("sex".to_owned(), "male".to_owned())]);
    at.next(&[("sex", "female")]);
    assert_eq!(at.step(), "check");
    // Whoever looks after the child is somebody else: her names are asked for, and nothing more.
    at.place = Place::Register(at.draft(), "2.carer".into());
    at.next(&[("who", "other"), ("relation", "sibling")]);
    assert_eq!(at.step(), "2.caregiver");
    at.next(&[("given_names", "Yeny")]);
    assert_eq!(at.step(), "check");
    at.does("save", &[]);
    let inti = at.person("Inti");
    assert_eq!(at.value(inti, person::sex), Some(Value::Int(code::sex::female)));
    let yeny = at.person("Yeny");
    let of_yeny = |one: &&RecordName| at.value(**one, consent::person) == Some(Value::Record(yeny));
    assert_eq!(at.records(consent::ID).iter().filter(of_yeny).count(), 0, "she was not asked");
}

#[test]
fn what_a_change_leaves_open_is_asked_before_anything_is_saved() {
    let mut at = whole_way(false);
    at.place = Place::Register(at.draft(), "1.more".into());
    at.does("pregnant", &[]);
    assert_eq!(at.step(), "2.which");
    let check = Place::Register(at.draft(), "check".into());
    at.place = check.clone();
    let view = at.view();
    assert!(rows(&view).iter().any(|row| row.marks.iter().any(|mark| mark.state == State::Due)));
    at.does("save", &[]);
    assert_eq!(at.step(), "2.which");
    at.next(&[("which", "@c1")]).does("unknown", &[]);
    assert_eq!(at.step(), "check");
    at.does("save", &[]);
    let rosa = at.person("Rosa");
    assert_eq!(at.value(rosa, person::kind), Some(Value::Int(code::person_kind::pregnant)));
    let pregnancies = at.records(pregnancy::ID);
    assert_eq!(pregnancies.len(), 1);
    assert_eq!(at.value(pregnancies[0], pregnancy::person), Some(Value::Record(rosa)));
    assert_eq!(at.new_records(person::ID).len(), 2, "the second child was no answer any more");
}

#[test]
fn who_is_there_already_is_shown_before_and_beside_what_is_registered() {
    let mut at = At::new();
    let (house, child) = (at.phone.house, at.phone.child);
    at.says(house, household::known_as, Value::text("casa 14"));
    at.says(child, person::given_names, Value::text("Inti"));
    at.says(child, person::family_names, Value::text("Quispe"));
    at.says(child, person::kind, Value::Int(code::person_kind::child));
    at.says(child, person::birth_date, date("2026-03"));
    at.next(&[]);
    let found = at.stays("search", &[("words", "inti quizpe")]);
    assert!(lines(&found).iter().any(|line| line == "Familia Quispe"), "{:?}", lines(&found));
    assert_eq!(found.main.unwrap().text.text, "No, es otra");
    let Some(Does::Submit { act }) = found.groups[1].rows[0].does.clone() else { panic!() };
    let other_words = at.stays("next", &[("words", "Nadie Así")]);
    assert_eq!(other_words.empty.unwrap().text, "No encontré «Nadie Así» en este celular.");
    at.does(&act, &[]);
    assert_eq!(at.place, Place::Person(child));
    assert_eq!(at.phone.store.registrations().unwrap(), [], "she is registered: nothing is left of it");

    at.place = Place::RegisterFamily;
    at.family().does("no", &[]);
    let check = at.view();
    let row = rows(&check)[0];
    assert_eq!(
        (row.title.text.as_str(), &row.does),
        ("Inti Quispe", &Some(Does::Open { place: Place::Person(child) }))
    );
    assert!(
        row.lines.iter().any(|line| line.text.contains("meses"))
            && row.lines.iter().any(|line| line.text == "Familia Quispe")
    );
    at.place = Place::Register(at.draft(), "1.birth".into());
    at.next(&[("birth_date", "2026-04-14")]);
    assert!(rows(&at.view()).iter().all(|row| row.title.text != "Inti Quispe"), "another date");
}

#[test]
fn a_pregnant_woman_answers_for_herself_and_is_saved_with_her_pregnancy() {
    let mut at = At::new();
    at.house().next(&[("kind", "pregnant")]);
    at.next(&[("given_names", "Yeny"), ("family_names", "Ccori")]).consents();
    at.next(&[("by", "@p1"), ("language", "quz")]);
    assert_eq!(at.step(), "1.pregnancy");
    let missing = at.stays("next", &[]);
    assert!(wrong(&missing, "last_period").is_some());
    at.next(&[("due_date", "2027-01")]).does("no", &[]).does("save", &[]);
    let yeny = at.person("Yeny");
    let found = at.records(pregnancy::ID);
    assert_eq!(at.value(found[0], pregnancy::due_date), Some(date("2027-01")));
    assert_eq!((found.len(), at.records(consent::ID).len(), at.records(caregiver::ID).len()), (1, 3, 0));
    assert_eq!(at.value(yeny, person::kind), Some(Value::Int(code::person_kind::pregnant)));
}

/// A family that is saved, with the names of its household, caregiver and child.
fn saved() -> (At, RecordName, RecordName, RecordName) {
    let mut at = At::new();
    at.family().does("no", &[]).does("save", &[]);
    let Place::Household(house) = at.place else { panic!() };
    let (rosa, inti) = (at.person("Rosa"), at.person("Inti"));
    (at, house, rosa, inti)
}

#[test]
fn one_more_child_of_a_household_is_looked_after_by_whom_is_known_there() {
    let (mut at, house, rosa, _) = saved();
    at.place = Place::RegisterPerson(house);
    assert_eq!(rows(&at.view()).len(), 3);
    at.does("child", &[]);
    assert_eq!(at.step(), "1.carer");
    at.next(&[("who", &format!("@{rosa}")), ("relation", "mother")]).consents();
    at.next(&[("by", "father"), ("language", "es")]);
    at.next(&[("given_names", "Illa")])
        .next(&[("sex", "female")])
        .next(&[("birth_date", "2026-09-20")])
        .next(&[]);
    assert_eq!(at.view().main.unwrap().text.text, "Guardar");
    at.does("save", &[]);
    assert_eq!(at.place, Place::Household(house));
    let illa = at.person("Illa");
    let of = |field, record| at.value(record, field) == Some(Value::Record(illa));
    let care = at.records(caregiver::ID).into_iter().find(|one| of(caregiver::person, *one)).unwrap();
    assert_eq!(at.value(care, caregiver::caregiver), Some(Value::Record(rosa)));
    let consents: Vec<_> =
        at.records(consent::ID).into_iter().filter(|one| of(consent::person, *one)).collect();
    assert_eq!(consents.len(), 3);
    for one in consents {
        assert_eq!(at.value(one, consent::relation), Some(Value::text("father")));
        assert_eq!(at.value(one, consent::who), None);
    }
}

#[test]
fn a_caregiver_is_added_with_the_children_whom_they_look_after() {
    let (mut at, house, _, inti) = saved();
    at.place = Place::RegisterPerson(house);
    at.does("caregiver", &[]).next(&[("given_names", "Juan")]);
    let lacks = at.stays("next", &[("whom", &format!("@{inti}"))]);
    assert!(wrong(&lacks, "relation").is_some());
    at.next(&[("relation", "father")])
        .consents()
        .next(&[("by", "@p1"), ("language", "es")])
        .does("save", &[]);
    let juan = at.person("Juan");
    let cares = at.records(caregiver::ID);
    let his =
        cares.iter().find(|one| at.value(**one, caregiver::caregiver) == Some(Value::Record(juan))).unwrap();
    assert_eq!(at.value(*his, caregiver::person), Some(Value::Record(inti)));
    assert_eq!(at.value(*his, caregiver::principal), None, "nobody asked who mostly does");
}

#[test]
fn a_mother_who_is_known_becomes_a_pregnant_woman_and_no_second_person() {
    let (mut at, house, rosa, _) = saved();
    let before = at.records(person::ID);
    at.place = Place::RegisterPerson(house);
    at.does("pregnant", &[]).next(&[("which", &format!("@{rosa}"))]).consents();
    at.next(&[("by", &format!("@{rosa}")), ("language", "quz")]).next(&[("last_period", "2026-05-10")]);
    at.does("save", &[]);
    assert_eq!(at.records(person::ID), before);
    assert_eq!(at.value(rosa, person::kind), Some(Value::Int(code::person_kind::pregnant)));
    let found = at.records(pregnancy::ID)[0];
    assert_eq!(at.value(found, pregnancy::last_period), Some(date("2026-05-10")));

    // The child is born: its registration is begun with what is known, and the pregnancy ends with it.
    at.place = Place::PregnancyEnded(found);
    at.does("born", &[]);
    assert_eq!(at.step(), "1.carer");
    assert!(typed(&at.view()).contains(&("who".into(), format!("@{rosa}"))));
    assert_eq!(at.value(found, pregnancy::outcome), None, "not before the child is saved");
    at.phone = at.phone.dies();
    at.next(&[("relation", "mother")]).consents().next(&[("by", &format!("@{rosa}")), ("language", "quz")]);
    at.does("no_name", &[]).next(&[("sex", "female")]).next(&[("birth_date", "2026-09-20")]).next(&[]);
    at.does("save", &[]);
    assert_eq!(at.value(found, pregnancy::outcome), Some(Value::Int(code::pregnancy_outcome::live_birth)));
    assert_eq!(at.value(found, pregnancy::ended), Some(date("2026-09-20")));
    assert_eq!(at.value(rosa, person::kind), Some(Value::Int(code::person_kind::caregiver)));
}

#[test]
fn a_pregnancy_that_ended_needs_no_reason_and_no_date_and_no_list_speaks_of_it_again() {
    let (mut at, house, ..) = saved();
    at.place = Place::RegisterPerson(house);
    at.does("pregnant", &[]).next(&[("which", "other")]).next(&[("given_names", "Yeny")]).consents();
    at.next(&[("by", "@p1"), ("language", "quz")]).does("unknown", &[]).does("save", &[]);
    let (yeny, found) = (at.person("Yeny"), at.records(pregnancy::ID)[0]);
    assert_eq!(query::with_pregnant(&at.phone.store.log()).unwrap(), [house]);
    at.place = Place::PregnancyEnded(found);
    let view = at.view();
    assert_eq!(view.groups[0].says[0].text, "No hace falta decir por qué.");
    let ahead = at.stays("ended", &[("ended", "2026-12-01")]);
    assert!(wrong(&ahead, "ended").is_some());
    at.does("ended", &[]);
    assert_eq!(at.place, Place::Person(yeny));
    assert_eq!(at.value(found, pregnancy::outcome), Some(Value::Int(code::pregnancy_outcome::not_known)));
    assert_eq!(at.value(found, pregnancy::ended), None);
    assert_eq!(query::with_pregnant(&at.phone.store.log()).unwrap(), []);
    at.place = Place::PregnancyEnded(found);
    assert!(at.view().main.is_none(), "it is known");
    assert!(at.tries("ended", &[]).is_err());
}

#[test]
fn the_pregnancy_of_a_woman_ends_even_where_nothing_of_it_was_recorded() {
    let (mut at, _, rosa, _) = saved();
    at.says(rosa, person::kind, Value::Int(code::person_kind::pregnant));
    at.place = Place::PregnancyEnded(rosa);
    at.does("ended", &[("ended", "2026-08"), ("outcome", "miscarriage")]);
    let found = at.records(pregnancy::ID)[0];
    assert_eq!(at.value(found, pregnancy::ended), Some(date("2026-08")));
    assert_eq!(at.value(found, pregnancy::outcome), Some(Value::Int(code::pregnancy_outcome::miscarriage)));
    assert_eq!(at.value(rosa, person::kind), Some(Value::Int(code::person_kind::caregiver)));
}

#[test]
fn consent_shows_what_holds_and_is_withdrawn_and_asked_again() {
    let (mut at, _, rosa, inti) = saved();
    at.place = Place::Consent(inti);
    let view = at.view();
    let said = lines(&view);
    assert_eq!(said[..2], ["Cuidado de la familia", "Sí, da permiso"], "{said:?}");
    assert!(said[2].contains("Rosa") && said[2].contains("Mamá") && said[2].contains("Quechua"), "{said:?}");
    let buttons: Vec<_> = view.buttons.iter().map(|one| one.text.text.as_str()).collect();
    assert_eq!(
        buttons,
        ["Retirar: cuidado de la familia", "Retirar: supervisión"],
        "what was refused is not withdrawn"
    );
    assert!(matches!(
        screens::submit(&mut at.phone.store, &at.place, "withdraw.care", &Inputs::new(), asked()),
        Err(ScreenError::Stopped(_))
    ));
    at.does("withdraw.supervision", &[]);
    let view = at.view();
    assert!(rows(&view)[1].marks[0].text.text.starts_with("Retirado: "));
    assert_eq!(view.buttons.len(), 1);
    let of = |at: &At| -> Vec<RecordName> {
        let all = at.records(consent::ID).into_iter();
        all.filter(|one| at.value(*one, consent::person) == Some(Value::Record(inti))).collect()
    };
    let withdrawn: Vec<_> = of(&at).into_iter().filter_map(|one| at.value(one, consent::withdrawn)).collect();
    assert_eq!(withdrawn, [date(TODAY)]);

    at.does("ask", &[]);
    // In the same opening of the file: the clock of these tests stands still, and names of two openings have no order in time.
    assert_eq!(at.step(), "consent.care");
    assert_eq!(rows(&at.at(&Place::Today))[0].marks[0].text.text, "Permiso sin terminar");
    at.next(&[("answer", "given")]).next(&[("answer", "given")]).next(&[("answer", "given")]);
    at.next(&[("by", &format!("@{rosa}")), ("language", "es")]).does("save", &[]);
    assert_eq!(at.place, Place::Consent(inti));
    assert_eq!(of(&at).len(), 6, "what was answered before stays");
    assert_eq!(at.view().buttons.len(), 3);
    assert_eq!(at.phone.store.registrations().unwrap(), []);
}

#[test]
fn a_registration_is_let_go_only_where_that_is_said_twice() {
    let mut at = At::new();
    at.house();
    let draft = at.draft();
    at.place = Place::Register(draft, "leave".into());
    let view = at.view();
    assert!(
        matches!(&view.buttons[0].does, Does::Open { place: Place::Register(_, step) } if step == "1.kind")
    );
    at.does("drop", &[]);
    assert_eq!(at.place, Place::Today);
    assert_eq!(at.phone.store.registrations().unwrap(), []);
}

#[test]
fn a_registration_is_saved_once_however_often_it_is_asked_for() {
    let mut at = whole_way(false);
    let check = at.place.clone();
    at.does("save", &[]);
    let all = at.records(person::ID);
    let again = screens::submit(&mut at.phone.store, &check, "save", &Inputs::new(), asked());
    assert!(again.is_err());
    assert!(screens::screen(&mut at.phone.store, &check, None, asked()).is_err());
    assert_eq!(at.records(person::ID), all);
}

/// The district divides the worker's area, and then gives her these.
fn divided(at: &mut At, given: &[RecordName]) -> [RecordName; 2] {
    let parts = [0, 1].map(|index| RecordName { number: 2, index, ..at_work::AREA });
    let part = |name: &str| Edit::Create {
        entity: area::ID,
        values: [(area::name, Value::text(name)), (area::parent, Value::Record(at_work::AREA))].into(),
        paths: BTreeMap::new(),
    };
    let values = Values::from([
        (rights::device, Value::Bytes(at.phone.store.device().0.to_vec())),
        (rights::number, Value::Int(2)),
        (rights::role, Value::Int(role::VISITOR as i64)),
        (rights::areas, Value::List(given.iter().copied().map(Value::Record).collect())),
    ]);
    let rights = Edit::Create { entity: rights::ID, values, paths: BTreeMap::new() };
    let change = Change {
        name: parts[0].change(),
        subject: None,
        author: None,
        role: role::DISTRICT,
        rights: 0,
        wall_s: 0,
        clock_epoch: 0,
        elapsed_s: 0,
        edits: vec![part("Arriba"), part("Abajo"), rights],
    };
    let log = at.phone.store.log();
    log.receive(&Incoming::new(change.name, ChangeKey([9; 16]), &change.encode())).unwrap();
    settle(&log, change.name, &mut Open).unwrap();
    parts
}

#[test]
fn a_worker_of_several_areas_says_in_which_the_family_lives() {
    let mut at = At::new();
    let parts = divided(&mut at, &[at_work::AREA]);
    at.next(&[]);
    at.stays("search", &[("words", "Rosa")]);
    at.next(&[]);
    assert_eq!(at.step(), "area");
    let names: Vec<_> =
        at.view().groups[0].inputs[0].choices.iter().map(|one| one.text.text.clone()).collect();
    assert_eq!(names, ["Arriba", "Abajo"]);
    assert!(
        wrong(&at.stays("next", &[("area", &at_work::AREA.to_string())]), "area").is_some(),
        "it was divided"
    );
    at.next(&[("area", &parts[1].to_string())]).next(&[]).next(&[("place", "refused")]);
    at.next(&[("kind", "pregnant")]).next(&[("given_names", "Yeny")]).consents();
    at.next(&[("by", "@p1"), ("language", "es")]).does("unknown", &[]).does("no", &[]).does("save", &[]);
    let Place::Household(house) = at.place else { panic!("{}", at.place) };
    assert_eq!(at.value(house, household::area), Some(Value::Record(parts[1])));
}

#[test]
fn a_worker_without_an_area_is_told_whom_to_ask() {
    let mut at = At::new();
    divided(&mut at, &[]);
    at.next(&[]);
    at.stays("search", &[("words", "Rosa")]);
    at.next(&[]);
    let view = at.view();
    assert_eq!(view.empty.unwrap().text, "Todavía no tienes una zona. Pídela a tu supervisora.");
    assert!(view.main.is_none());
    assert!(wrong(&at.stays("next", &[]), "area").is_some());
}

#[test]
fn what_no_screen_of_ours_sends_is_refused_and_nothing_breaks() {
    let mut at = At::new();
    at.house();
    let draft = at.draft();
    let long = "x".repeat(1 << 20);
    assert!(matches!(at.tries("next", &[("kind", "child"), ("unasked", "1")]), Err(ScreenError::NoAct)));
    assert!(matches!(at.tries("no_act", &[("kind", "child")]), Err(ScreenError::NoAct)));
    assert!(matches!(at.tries("save", &[]), Err(ScreenError::NoAct)));
    let stays = at.stays("next", &[("kind", &long)]);
    assert!(wrong(&stays, "kind").is_some());
    assert!(serde_json::to_string(&stays).unwrap().len() < 20_000, "nobody sends it back");
    assert_eq!(
        wrong(&at.stays("next", &[("kind", "worker")]), "kind").as_deref(),
        Some("Falta elegir una respuesta.")
    );
    for step in ["9.sex", "1.sex", "0.name", "check", "consent.photo", "18446744073709551615.name", "x"] {
        let place = Place::Register(draft.clone(), step.into());
        let before = at.place.clone();
        let _ = at.at(&place);
        at.place = place;
        let act = at.tries("next", &[]);
        assert!(act.is_err(), "{step}: {act:?}");
        at.place = before;
    }
    let mut session = chaski::forms::session::Session::open(form(), filling::host(), None);
    let checklist = at.phone.begins(&mut session);
    for id in [checklist.as_str(), "0e6a", "'; DROP TABLE registration; --"] {
        let place = Place::Register(id.into(), "house".into());
        assert!(screens::screen(&mut at.phone.store, &place, None, asked()).is_err());
        for act in ["next", "save", "drop"] {
            assert!(screens::submit(&mut at.phone.store, &place, act, &Inputs::new(), asked()).is_err());
        }
    }
    assert_eq!(
        (at.phone.store.registrations().unwrap().len(), at.phone.store.drafts().unwrap().len()),
        (1, 1)
    );
    at.place = Place::RegisterFamily;
    assert!(at.tries("child", &[]).is_err());
    let nowhere = RecordName { number: 77, ..at.phone.house };
    for place in [Place::RegisterPerson(nowhere), Place::Consent(nowhere), Place::PregnancyEnded(nowhere)] {
        for act in ["child", "next", "ask", "withdraw.care", "born", "ended"] {
            assert!(
                screens::submit(&mut at.phone.store, &place, act, &Inputs::new(), asked()).is_err(),
                "{place} {act}"
            );
        }
    }
    at.place = Place::Register(draft, "search".into());
    for act in ["is.", "is.x", &format!("is.{nowhere}"), &format!("is.{}", at_work::AREA)] {
        assert!(at.tries(act, &[]).is_err(), "{act}");
    }
    assert_eq!(at.phone.store.registrations().unwrap().len(), 1);
}

fn form() -> std::sync::Arc<chaski::forms::definition::Form> {
    let head = r#"<instance><data id="a" version="1"><b/></data></instance>"#;
    filling::form(head, r#"<input ref="/data/b"><label>B?</label></input>"#)
}

#[test]
fn a_damaged_registration_is_said_and_breaks_nothing_else() {
    let mut at = At::new();
    at.house();
    let draft = at.draft();
    at.phone.store.keep_registration(&draft, "house", "{not json").unwrap();
    assert!(screens::screen(&mut at.phone.store, &at.place, None, asked()).is_err());
    at.at(&Place::Today);
    at.place = Place::RegisterFamily;
    at.view();
    at.next(&[]);
    at.phone.store.drop_registration(&draft).unwrap();
    assert!(at.phone.store.keep_registration(&draft, "house", "{}").is_err());
}
