//! A visit with the first checklist: a phone that knows this much of a child or woman, and a hand that answers as where nothing is amiss.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use chaski::forms::definition::body::ControlKind;
use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::NoAttachments;
use chaski::forms::definition::{DefId, Form};
use chaski::forms::session::{Host, Session};
use chaski::forms::tree::NodeId;
use chrono::{DateTime, FixedOffset, NaiveDateTime};

pub static VISITA: LazyLock<Arc<Form>> = LazyLock::new(|| {
    let bytes = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/../packs/pe/forms/visita.xlsx")).unwrap();
    let converted = chaski_xlsform::convert(&bytes, "visita").unwrap();
    let imported = import(&converted.xform, &NoAttachments);
    Arc::new(imported.form.unwrap_or_else(|| panic!("{:#?}", imported.problems)))
});

pub const TODAY: &str = "2026-11-24";
pub const SIGNS: [&str; 11] = [
    "not_suckling",
    "fever",
    "vomiting",
    "drowsy",
    "fast_breathing",
    "cannot_drink",
    "diarrhoea",
    "blue_skin",
    "convulsion",
    "unusual_cry",
    "no_response_to_noise",
];

/// What the record knows, by name.
pub type Known = BTreeMap<String, String>;

/// A phone at a door on a Tuesday morning, that knows this much.
pub struct Phone(pub Known);

impl Host for Phone {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339(&format!("{TODAY}T10:00:00-05:00")).unwrap()
    }
    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        -5 * 3600
    }
    fn seed(&self) -> u64 {
        7
    }
    fn instance(&self, id: &str) -> Option<String> {
        let recorded = self.0.iter().filter(|(name, _)| !name.starts_with("chaski:"));
        let known: String = recorded.map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
        (id == "contact-summary").then(|| format!("<context>{known}</context>"))
    }
    fn function(&self, name: &str, _arguments: &[String]) -> Option<String> {
        self.0.get(name).cloned()
    }
}

/// A child of so many days, of whom the record has consent and an agreement, and nothing else.
pub fn child(days: u32) -> Known {
    let months = (f64::from(days) / 30.4375).floor();
    let known = [
        ("kind", "child".to_owned()),
        ("person", "child-1".to_owned()),
        ("name", "Wayta".to_owned()),
        ("age_days", days.to_string()),
        ("age_months", months.to_string()),
        ("facility", "Puesto Ccorca".to_owned()),
        ("consent_care", "given".to_owned()),
        ("agreement", "agreement-1".to_owned()),
        ("agreement_text", "Lavarse las manos con jabón".to_owned()),
    ];
    known.map(|(name, value)| (name.to_owned(), value)).into()
}

pub fn pregnant(weeks: u32) -> Known {
    let mut known = child(0);
    known.insert("kind".to_owned(), "pregnant".to_owned());
    known.insert("pregnancy_weeks".to_owned(), weeks.to_string());
    known.remove("age_days");
    known.remove("age_months");
    known
}

/// What the record knows besides.
pub fn with(mut known: Known, more: &[(&str, &str)]) -> Known {
    known.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    known
}

/// Everything was done last week.
pub fn up_to_date(known: Known) -> Known {
    let months = known.get("age_months").cloned().unwrap_or_default();
    let known =
        with(known, &[("document_dni", "yes"), ("answer_exams", "card"), ("vaccine_last_months", &months)]);
    [
        "days_since_cred_check",
        "days_since_haemoglobin",
        "days_since_iron",
        "days_since_prenatal_check",
        "days_since_weight",
        "days_since_length",
        "days_since_answer_home",
    ]
    .into_iter()
    .fold(known, |known, name| with(known, &[(name, "7")]))
}

/// A visit as it goes on: what was asked, in its order.
pub struct Visit {
    pub session: Session,
    pub asked: Vec<String>,
}

impl Visit {
    pub fn begin(known: Known) -> Visit {
        Visit { session: Session::open(VISITA.clone(), Box::new(Phone(known)), None), asked: Vec::new() }
    }

    pub fn named(&self, name: &str) -> NodeId {
        let form = self.session.form();
        let def = (0..).map(DefId).find(|def| form.names.name(form.node(*def).name) == name).unwrap();
        let path = form.node(def).path.clone();
        self.session.find(&path).unwrap()
    }

    fn name(&self, node: NodeId) -> String {
        let form = self.session.form();
        form.names.name(form.node(self.session.def(node).unwrap()).name).to_owned()
    }

    pub fn value(&self, name: &str) -> String {
        self.session.value(self.named(name))
    }

    pub fn answer(&mut self, name: &str, answer: &str) {
        let node = self.named(name);
        self.session.answer(node, answer).unwrap_or_else(|why| panic!("{name}, {answer}: {why}"));
    }

    /// The questions that are asked now, in the order of the form.
    fn questions(&self) -> Vec<NodeId> {
        let (record, form) = (self.session.record(), self.session.form());
        let question = |node: &NodeId| {
            let Some(def) = self.session.def(*node).map(|def| form.node(def)) else { return false };
            let control = def.control.map(|at| form.controls[at as usize].kind);
            let is_shown = control.is_some_and(|of| !matches!(of, ControlKind::Group | ControlKind::Repeat));
            is_shown && self.session.is_relevant(*node) && !self.session.is_readonly(*node)
        };
        record.descendants(record.document()).filter(question).collect()
    }

    pub fn choices(&self, name: &str) -> Vec<String> {
        self.session.choices(self.named(name)).unwrap().into_iter().map(|choice| choice.name).collect()
    }

    /// Goes from question to question to the end, as nothing is amiss; `said` says otherwise, by question.
    pub fn go_on(&mut self, said: &[(&str, &str)]) {
        let said: BTreeMap<&str, &str> = said.iter().copied().collect();
        while let Some(node) =
            self.questions().into_iter().find(|node| !self.asked.contains(&self.name(*node)))
        {
            let name = self.name(node);
            let answer = said.get(name.as_str()).map_or_else(|| self.fine(&name), |said| (*said).to_owned());
            self.session.answer(node, &answer).unwrap_or_else(|why| panic!("{name}, {answer}: {why}"));
            assert_eq!(self.session.message(node), None, "{name}, {answer}");
            self.asked.push(name);
        }
        assert!(self.session.is_valid());
    }

    /// What is answered where nothing is amiss.
    fn fine(&self, name: &str) -> String {
        let all = |name: &str| {
            let all =
                self.choices(name).into_iter().filter(|choice| choice != "none" && choice != "not_seen");
            all.collect::<Vec<_>>().join(" ")
        };
        let months: f64 = self.value("months").parse().unwrap();
        match name {
            "present" => all(name),
            "last_kept" | "iron_given" | "iron_seen" | "folic_seen" | "same_day" | "only_breast" => {
                "yes".to_owned()
            }
            "consent" => "given".to_owned(),
            "consent_by" => "mother".to_owned(),
            "cred" | "haemoglobin" | "prenatal_check" | "exams" => "card".to_owned(),
            "vaccines" | "foods" | "home" | "birth_plan" => all(name),
            "haemoglobin_g_dl" => "11.6".to_owned(),
            "iron_days" | "folic_days" => "7".to_owned(),
            "dni_now" => "seen".to_owned(),
            "weight_kg" => format!("{:.2}", 3.3 + 0.5 * months.min(12.0) + 0.2 * (months - 12.0).max(0.0)),
            "clothes" => "light".to_owned(),
            "length_cm" => format!("{:.1}", 50.0 + 2.0 * months.min(12.0) + 0.8 * (months - 12.0).max(0.0)),
            "position" => if months < 24.0 { "lying" } else { "standing" }.to_owned(),
            "meals" => "5".to_owned(),
            "play" => self.choices(name).remove(0),
            "agreements" => "hands".to_owned(),
            "next_date" => "2026-12-02".to_owned(),
            date if date.ends_with("_on") => "2026-11-23".to_owned(),
            _ => "no".to_owned(),
        }
    }

    pub fn was_asked(&self, name: &str) -> bool {
        self.asked.iter().any(|asked| asked == name)
    }

    /// What finishing has for the record: by place, what is relevant and not blank.
    pub fn saved(&self) -> BTreeMap<String, String> {
        let (record, form) = (self.session.record(), self.session.form());
        let saved = record.descendants(record.document()).filter_map(|node| {
            let to = form.node(self.session.def(node)?).save_to.clone()?;
            Some((to, self.session.value(node))).filter(|(_, value)| !value.is_empty())
        });
        saved.collect()
    }
}
