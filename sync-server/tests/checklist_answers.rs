//! Finished checklists at the supervisors': in the words of their form where it is here, by their paths where it is not, and taken along by
//! those who may.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use chaski::action::Acting;
use chaski::action::checklist::{Finished, finish};
use chaski::change::Register;
use chaski::change::content::ContentName;
use chaski::forms::package::Package;
use chaski::forms::session::{Host, Session};
use chaski::record::table::{answers, code, part, person, visit};
use chaski::record::{RecordName, Value};
use chaski::store::query::{Asked, as_instance, known};
use chaski::store::releases::day_of;
use chaski::store::shown::shown;
use chaski::words::Lang;
use chaski_service::storage::supervision::Supervision;
use chaski_service::storage::{NewRelease, Storage};
use chaski_xlsform::load::load;
use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

use crate::common::web::{Browser, Page};
use crate::common::{District, Phone, program};

const DOCS: &str = include_str!("../../docs/forms.md");

/// The form of the documentation's example, with an output and words in two languages; `asked` is a further question of this version.
fn form(version: &str, asked: &str) -> Vec<u8> {
    let (element, body) = match asked {
        "" => (String::new(), String::new()),
        name => {
            (format!("<{name}/>"), format!(r#"<input ref="/data/{name}"><label>{name}?</label></input>"#))
        }
    };
    let text = |id: &str, words: &str| format!(r#"<text id="{id}"><value>{words}</value></text>"#);
    let es = [
        ("house", "La casa"),
        ("water", "¿De dónde es el agua?"),
        ("tap", "Del caño"),
        ("river", "Del río"),
        ("signs", "¿Qué se vio?"),
        ("fever", "Fiebre"),
        ("cough", "Tos"),
        ("child", "Niña o niño"),
        ("name", "¿Cómo se llama?"),
        ("weight", r#"¿Cuánto pesa <output value="../name"/>?"#),
    ];
    let es: String = es.iter().map(|(id, words)| text(id, words)).collect();
    let en = text("water", "Where is the water from?") + &text("tap", "From the tap");
    let xform = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa">
        <h:head><h:title>Casa y familia</h:title><model>
        <itext><translation lang="Español (es)" default="true()">{es}</translation><translation lang="English (en)">{en}</translation></itext>
        <instance><data id="casa" version="{version}"><house><water/><signs/></house><child><name/><weight/></child><note/>{element}</data></instance>
        <bind nodeset="/data/house/water" type="string"/><bind nodeset="/data/child/weight" type="decimal"/></model></h:head>
        <h:body>
        <group ref="/data/house"><label ref="jr:itext('house')"/>
          <select1 ref="/data/house/water"><label ref="jr:itext('water')"/>
            <item><label ref="jr:itext('tap')"/><value>tap</value></item><item><label ref="jr:itext('river')"/><value>river</value></item></select1>
          <select ref="/data/house/signs"><label ref="jr:itext('signs')"/>
            <item><label ref="jr:itext('fever')"/><value>fever</value></item><item><label ref="jr:itext('cough')"/><value>cough</value></item></select>
        </group>
        <group ref="/data/child"><label ref="jr:itext('child')"/><repeat nodeset="/data/child">
          <input ref="/data/child/name"><label ref="jr:itext('name')"/></input>
          <input ref="/data/child/weight"><label ref="jr:itext('weight')"/></input></repeat></group>
        <input ref="/data/note"><label>Algo más</label></input>{body}
        </h:body></h:html>"#
    );
    Package { xform, files: BTreeMap::new() }.encode()
}

fn release(district: &District, version: &str, content: &[u8]) {
    release_of(district, "casa", version, content);
}

fn release_of(district: &District, name: &str, version: &str, content: &[u8]) {
    let today = day_of(district.now_s());
    let new = NewRelease {
        kind: 1,
        name: name.into(),
        version: version.into(),
        content: content.to_vec(),
        since: today.clone(),
        today,
    };
    district.runtime.block_on(district.storage.release(&new)).unwrap();
}

/// A family of an area, and the phone that visits it.
struct Home {
    phone: Phone,
    house: RecordName,
    child: RecordName,
}

fn home(district: &District, area: RecordName) -> Home {
    let mut phone = district.visitor(area);
    let house = phone.household(area, "Casa Quispe");
    let mut action = phone.store.begin().unwrap();
    let values = BTreeMap::from([
        (person::household, Value::Record(house)),
        (person::given_names, Value::text("Wayta")),
        (person::kind, Value::Int(code::person_kind::child)),
    ]);
    let child = action.about_new(person::ID, values).unwrap();
    action.save().unwrap();
    district.sync(&mut phone).unwrap();
    Home { phone, house, child }
}

impl Home {
    /// A visit on a day, at which this was answered; its record and that of the answers.
    fn finishes(
        &mut self,
        district: &District,
        (version, content): (&str, Option<&[u8]>),
        day: i64,
        answered: &[(&str, Value)],
    ) -> (RecordName, RecordName) {
        let mut action = self.phone.store.begin().unwrap();
        action.about(self.house);
        let done = Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))]);
        let values = BTreeMap::from([
            (visit::household, Value::Record(self.house)),
            (visit::outcome, done),
            (visit::on, Value::date(&[2026, 11, day])),
        ]);
        let seen_at = action.create(visit::ID, values).unwrap();
        action.save().unwrap();
        let mut action = self.phone.store.begin().unwrap();
        action.about(self.child);
        let mut values = BTreeMap::from([
            (answers::about, Value::Record(self.child)),
            (answers::visit, Value::Record(seen_at)),
            (answers::form, Value::text("casa")),
            (answers::form_version, Value::text(version)),
        ]);
        let content = content.map(|content| Value::Bytes(ContentName::of(content).0.to_vec()));
        values.extend(content.map(|content| (answers::content, content)));
        let paths = answered.iter().map(|(path, value)| ((*path).to_owned(), value.clone())).collect();
        let record = action
            .create_with_paths(answers::ID, values, BTreeMap::from([(answers::answer, paths)]))
            .unwrap();
        action.save().unwrap();
        district.sync(&mut self.phone).unwrap();
        (seen_at, record)
    }

    fn says(&mut self, district: &District, record: RecordName, path: &str, value: Value, why: &str) {
        let register = Register { record, field: answers::answer, path: Some(path.into()) };
        let before = shown(&self.phone.store.log(), &register).unwrap();
        let mut action = self.phone.store.begin().unwrap();
        action.set(&before, value, Some(why)).unwrap();
        action.save().unwrap();
        district.sync(&mut self.phone).unwrap();
    }
}

fn several(names: &[&str]) -> Value {
    Value::List(names.iter().map(|name| Value::text(name)).collect())
}

fn kilograms(hundredths: i64) -> Value {
    Value::Decimal(chaski::record::Decimal::new(hundredths, -2))
}

/// What the documentation's example answers.
fn example() -> [(&'static str, Value); 7] {
    [
        ("house/water", Value::text("tap")),
        ("house/signs", several(&["fever", "cough"])),
        ("child{2}/name", Value::text("Wayta")),
        ("child{2}/weight", kilograms(720)),
        ("child{5}/name", Value::text("Illari")),
        ("child{5}/weight", kilograms(910)),
        ("note", Value::text("Vuelven en marzo")),
    ]
}

fn sections(page: &Page) -> String {
    let text = page.text();
    let (_, rest) = text.split_once("Respuestas").expect("answers");
    rest.split("<h2").next().unwrap().to_owned()
}

/// Its words without markup.
fn words(markup: &str) -> String {
    let text: String = markup
        .split('<')
        .flat_map(|piece| piece.split_once('>').map(|(_, text)| text))
        .filter(|text| !text.trim().is_empty())
        .map(|text| format!("{}|", text.trim()))
        .collect();
    text
}

#[test]
fn a_visit_shows_its_checklist_by_section_in_the_words_of_the_form() {
    let district = District::start();
    let content = form("1", "");
    release(&district, "1", &content);
    let mut home = home(&district, district.norte);
    let (seen_at, record) = home.finishes(&district, ("1", Some(&content)), 20, &example());
    district.account("norte", &[district.norte], (false, false));
    let mut browser = Browser::signed_in(&district, "norte");
    let page = browser.get(&format!("/visits/{seen_at}"));
    let shown = sections(&page);
    let told = words(&shown);
    let mut rest = told.as_str();
    for next in [
        "Casa y familia, versión 1|",
        "La casa|",
        "¿De dónde es el agua?|",
        "Del caño|",
        "¿Qué se vio?|",
        "Fiebre, Tos|",
        "Niña o niño 1|",
        "¿Cómo se llama?|",
        "Wayta|",
        "¿Cuánto pesa Wayta?|",
        "7.20|",
        "Niña o niño 2|",
        "¿Cuánto pesa Illari?|",
        "9.10|",
        "Algo más|",
        "Vuelven en marzo|",
    ] {
        let (_, behind) =
            rest.split_once(next).unwrap_or_else(|| panic!("{next} is not in {rest}\nof {told}"));
        rest = behind;
    }
    assert!(
        shown.contains(r#"title="child{2}/weight""#),
        "the path is there for whoever points at it: {shown}"
    );
    let english = browser.get(&format!("/visits/{seen_at}?lang=en")).text();
    assert!(english.contains("Where is the water from?") && english.contains("From the tap"), "{english}");
    assert!(english.contains("¿Qué se vio?"), "what is not translated is in the form's own language");

    // What was corrected reads in the same words, on the page and where it is corrected again.
    home.says(&district, record, "house/water", Value::text("river"), "Se oyó mal");
    let page = browser.get(&format!("/visits/{seen_at}?lang=es")).text();
    let history = page.split("Se oyó mal").next().unwrap().rsplit("<h3").next().unwrap().to_owned();
    assert!(history.contains("¿De dónde es el agua?") && history.contains("Del caño"), "{history}");
    assert!(history.contains("Del río"), "{history}");
    let field = answers::answer;
    let correct = browser.get(&format!("/correct/{record}?field={field}&path=house/water")).text();
    assert!(correct.contains("¿De dónde es el agua?") && correct.contains("house/water"), "{correct}");
    assert!(correct.contains("Del río"), "{correct}");
}

#[test]
fn answers_whose_form_is_not_here_stand_under_their_paths_and_it_is_said() {
    let district = District::start();
    let (held, other, none) = (form("1", ""), form("2", "gone"), b"no form at all".to_vec());
    release(&district, "1", &held);
    release(&district, "3", &none);
    let mut home = home(&district, district.norte);
    district.account("norte", &[district.norte], (false, false));
    let mut browser = Browser::signed_in(&district, "norte");
    for content in [None, Some(other.as_slice()), Some(none.as_slice())] {
        let (seen_at, _) =
            home.finishes(&district, ("2", content), 20, &[("house/water", Value::text("tap"))]);
        let page = browser.get(&format!("/visits/{seen_at}"));
        let told = words(&sections(&page));
        assert!(told.contains("Aquí no está la lista con que se preguntó"), "{told}");
        assert!(told.contains("Water|") && told.contains("tap|"), "{told}");
    }
    // An answer at a path that the form does not have is not lost.
    let answered = [("house/water", Value::text("tap")), ("house/roof", Value::text("tin"))];
    let (seen_at, _) = home.finishes(&district, ("1", Some(&held)), 21, &answered);
    let told = words(&sections(&browser.get(&format!("/visits/{seen_at}"))));
    assert!(told.contains("Del caño|") && told.contains("Respuestas que la lista no tiene|"), "{told}");
    assert!(told.contains("Roof|") && told.contains("tin|"), "{told}");
}

#[test]
fn two_answers_to_one_question_are_disputed_in_words_and_the_list_says_no_other_answer() {
    let district = District::start();
    let content = form("1", "");
    release(&district, "1", &content);
    let mut home = home(&district, district.norte);
    let (_, record) = home.finishes(&district, ("1", Some(&content)), 20, &example());
    let mut second = Home { phone: district.visitor(district.norte), ..home };
    district.sync(&mut second.phone).unwrap();
    let mut first = Home { phone: home.phone, ..second };
    for (home, hundredths) in [(&mut first, 730), (&mut second, 740)] {
        let register = Register { record, field: answers::answer, path: Some("child{2}/weight".into()) };
        let before = shown(&home.phone.store.log(), &register).unwrap();
        let mut action = home.phone.store.begin().unwrap();
        action.set(&before, kilograms(hundredths), Some("otra vez")).unwrap();
        action.save().unwrap();
    }
    district.sync(&mut first.phone).unwrap();
    district.sync(&mut second.phone).unwrap();
    district.account("norte", &[district.norte], (false, false));
    let mut browser = Browser::signed_in(&district, "norte");
    let list = browser.get("/disputes").text();
    assert!(list.contains("¿Cuánto pesa ?") && !list.contains("Wayta"), "{list}");
    let path = "child%7B2%7D/weight";
    let page = browser.get(&format!("/disputes/{record}?field={}&path={path}", answers::answer)).text();
    assert!(page.contains("¿Cuánto pesa Wayta?") && page.contains("7.30") && page.contains("7.40"), "{page}");
}

/// The lines of a file, with the names of records as the documentation writes them.
fn as_in_the_docs(
    text: &str,
    home: &Home,
    visit: RecordName,
    record: RecordName,
    worker: RecordName,
) -> String {
    text.replace(&record.to_string(), "RECORD")
        .replace(&visit.to_string(), "VISIT")
        .replace(&worker.to_string(), "WORKER")
        .replace(&home.house.paper_code(), "HOUSE")
        .replace(&home.child.paper_code(), "CHILD")
        .replace('\r', "")
}

#[test]
fn finished_checklists_are_taken_along_as_the_documentation_has_it() {
    let district = District::start();
    let content = form("1", "");
    release(&district, "1", &content);
    let mut home = home(&district, district.norte);
    let (visit, record) = home.finishes(&district, ("1", Some(&content)), 20, &example());
    let worker = home.phone.store.worker().unwrap().unwrap();
    let viewer = district.account("norte", &[district.norte], (true, false));
    district.account("sur", &[district.sur], (true, false));
    district.account("sin", &[district.norte], (false, false));
    let mut browser = Browser::signed_in(&district, "norte");
    let page = browser.get("/exports").text();
    assert!(page.contains("Casa y familia: child, que se repite"), "{page}");
    let of = |text: &str| as_in_the_docs(text, &home, visit, record, worker);
    let csv = browser.get("/exports/checklist?checklist=casa&as=csv");
    assert!(csv.header("content-disposition").unwrap().contains("casa-"), "{}", csv.head);
    assert!(!csv.text().contains("Quispe"), "no name without being asked");
    assert!(browser.get("/exports/checklist?checklist=casa&as=csv&names=yes").text().contains("Casa Quispe"));
    let labels = browser.get("/exports/checklist?checklist=casa&as=csv&labels=yes").text();
    assert!(labels.contains("Del caño,\"Fiebre, Tos\""), "{labels}");
    let days = browser.get("/exports/checklist?checklist=casa&as=csv&from=2026-11-21").text();
    assert_eq!(days.lines().count(), 1, "{days}");

    // The command writes the same.
    let says = |words: &[&str]| {
        let data = district.files.path().to_str().unwrap().to_owned();
        let key = district.data.key_file().to_str().unwrap().to_owned();
        let place = ["--data", &data, "--key-file", &key];
        let output =
            program(district.keys.path(), &[&["form", "export"], words, &place].concat()).output().unwrap();
        let error = String::from_utf8(output.stderr).unwrap();
        (output.status.code(), String::from_utf8(output.stdout).unwrap(), error)
    };
    let (ended, table, told) = says(&["casa"]);
    assert_eq!(ended, Some(0), "{told}");
    assert!(told.contains("--repeat child"), "{told}");
    assert_eq!(table, csv.text());
    assert_eq!(says(&["casa", "--for-spreadsheet"]).1, csv.text());
    let (_, repeats, _) = says(&["casa", "--repeat", "child"]);
    assert_eq!(repeats, browser.get("/exports/checklist?checklist=casa/child&as=csv").text());
    let (_, nested, _) = says(&["casa", "--format", "json"]);
    assert_eq!(nested, browser.get("/exports/checklist?checklist=casa&as=json").text());
    let read: serde_json::Value = serde_json::from_str(&nested).unwrap();
    assert_eq!(read[0]["answers"]["child"][1]["weight"], "9.10");
    assert_eq!(read[0]["answers"]["house"]["signs"], serde_json::json!(["fever", "cough"]));
    for (what, text) in [("table", &table), ("repeat", &repeats), ("json", &nested)] {
        assert!(DOCS.contains(of(text).trim()), "{what} is not in docs/forms.md:\n{}", of(text));
    }
    for (words, why) in [
        (&["visita"][..], "no checklist is called visita"),
        (&["casa", "--repeat", "house"], "this does: child"),
        (&["casa", "--labels", "quz"], "has the language quz"),
        (&["casa", "--since", "2026-13-01"], "--since: 2026-13-01 is no day"),
    ] {
        let (ended, _, told) = says(words);
        assert!(ended == Some(1) && told.contains(why), "{words:?}: {told}");
    }

    // Whoever sees another area gets none of it, whoever may not gets no file, and every file is written down.
    let other = Browser::signed_in(&district, "sur").get("/exports/checklist?checklist=casa&as=json");
    assert_eq!((other.status, other.text().split_whitespace().collect::<String>()), (200, "[]".into()));
    assert_eq!(
        Browser::signed_in(&district, "sin").get("/exports/checklist?checklist=casa&as=csv").status,
        403
    );
    let seen = district.runtime.block_on(district.storage.seen(&viewer, None, None)).unwrap();
    let what: Vec<String> = seen.items.into_iter().map(|seen| seen.what).collect();
    for wanted in
        ["export_csv_checklist:casa", "export_csv_checklist_names:casa", "export_json_checklist:casa"]
    {
        assert!(what.iter().any(|what| what == wanted), "{wanted} is not in {what:?}");
    }
    let log = browser.get("/seen").text();
    assert!(log.contains("la lista de preguntas «casa/child» en CSV, sin nombres"), "{log}");
}

#[test]
fn a_table_has_the_questions_of_every_version_that_occurs_and_every_row_once() {
    let district = District::start();
    let (one, two) = (form("1", "before"), form("2", "since"));
    release(&district, "1", &one);
    let mut home = home(&district, district.norte);
    for day in 1..=28 {
        let before = [("before", Value::text(&format!("day {day}"))), ("house/roof", Value::text("tin"))];
        home.finishes(&district, ("1", Some(&one)), day, &before);
    }
    release(&district, "2", &two);
    home.finishes(&district, ("2", Some(&two)), 28, &[("since", Value::text("=1+1"))]);
    district.account("norte", &[district.norte], (true, false));
    let text = Browser::signed_in(&district, "norte").get("/exports/checklist?checklist=casa&as=csv").text();
    let head = text.lines().next().unwrap().replace('\r', "");
    let questions = head.split_once("version,").unwrap().1;
    assert_eq!(questions, "/house/water,/house/signs,/note,/since,/before,/house/roof");
    assert_eq!(text.lines().count(), 30);
    assert!(text.contains(",'=1+1,"), "no text becomes a formula: {text}");
    for day in 1..=28 {
        assert_eq!(text.matches(&format!("day {day},")).count(), 1, "{day}");
    }
}

/// A phone at a door that knows this of the child.
struct Door(String);

impl Host for Door {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-11-24T10:00:00-05:00").unwrap()
    }

    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        -5 * 3600
    }

    fn seed(&self) -> u64 {
        7
    }

    fn instance(&self, id: &str) -> Option<String> {
        (id == "contact-summary").then(|| self.0.clone())
    }
}

/// Answers everything that is asked, with consent, and the first choice wherever another is chosen.
fn fill(session: &mut Session) {
    let mut answered = BTreeSet::new();
    while let Some(node) =
        session.asked().into_iter().find(|node| !answered.contains(node) && !session.is_readonly(*node))
    {
        answered.insert(node);
        let path = session.path(node);
        let answer = match (path.rsplit('/').next().unwrap(), session.choices(node)) {
            ("consent", _) => "given".into(),
            (_, Some(choices)) => choices[0].name.clone(),
            ("next_date", _) => "2026-12-02".into(),
            (date, _) if date.ends_with("_on") => "2026-11-23".into(),
            ("weight_kg", _) => "15.00".into(),
            ("length_cm", _) => "101.5".into(),
            ("haemoglobin_g_dl", _) => "11.6".into(),
            _ => "5".into(),
        };
        session.answer(node, &answer).unwrap_or_else(|why| panic!("{path}, {answer}: {why}"));
    }
}

#[test]
fn the_first_checklist_filled_at_a_door_reads_in_its_words_at_the_desk() {
    let district = District::start();
    district.runtime.block_on(district.storage.use_pack(chaski::pack::shipped("pe"))).unwrap();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/packs/pe/forms/visita.xlsx");
    let loaded = load(&file).unwrap();
    let (form, content) = (Arc::new(loaded.form.unwrap()), loaded.package.encode());
    release_of(&district, &form.id, &form.version, &content);
    let mut home = home(&district, district.norte);
    let asked = Asked {
        today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
        utc_offset_min: -300,
        form: &form.id,
        lang: Lang::Es,
    };
    let knows = as_instance(&known(&home.phone.store.log(), &home.child, asked).unwrap());
    let mut session = Session::open(form, Box::new(Door(knows)), None);
    fill(&mut session);
    let author = home.phone.store.author().unwrap();
    let finished = Finished {
        session: &session,
        household: home.house,
        subject: home.child,
        content: ContentName::of(&content),
        visit: None,
        known: BTreeMap::new(),
        shown: &[],
    };
    let (draft, seen_at, _) =
        finish(&Acting { log: home.phone.store.log(), author, areas: None }, finished).unwrap();
    home.phone.store.save(draft).unwrap();
    district.sync(&mut home.phone).unwrap();
    district.account("norte", &[district.norte], (false, false));
    let page = Browser::signed_in(&district, "norte").get(&format!("/visits/{seen_at}"));
    let told = words(&sections(&page));
    let mut rest = told.as_str();
    for next in [
        "Visita a la familia, versión 2026.11|",
        "Saludo y acuerdo|",
        "¿Quiénes están hoy en la visita?|",
        "Señales de peligro|",
        "¿Tiene fiebre que no baja?|",
        "No|",
        "Paquete|",
        "¿Ya fue a su control CRED?|",
        "Sí, en el carné|",
        "23 nov 2026|",
        "Acuerdo y próxima visita|",
        "¿Qué día es la próxima visita?|",
        "2 dic 2026|",
    ] {
        let (_, behind) =
            rest.split_once(next).unwrap_or_else(|| panic!("{next} is not in {rest}\nof {told}"));
        rest = behind;
    }
    assert!(!told.contains("Aquí no está la lista"), "{told}");
    let without_words = told.split('|').filter(|text| text.contains('_'));
    assert_eq!(without_words.collect::<Vec<_>>(), Vec::<&str>::new(), "no code stands where words do");
}
