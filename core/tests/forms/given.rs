//! Surveys in a few words, and a person who fills them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

use chaski::forms::contract::{NodeState, RecordState, Standing, carry_out, read, standing};
use chaski::forms::definition::Form;
use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::Attachments;
use chaski::forms::session::show::Offered;
use chaski::forms::session::{Host, Session};
use chaski::forms::{Problem, Severity};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

/// One element of a survey.
#[derive(Clone, Default)]
pub struct Item {
    name: String,
    tag: &'static str,
    appearance: &'static str,
    bind: String,
    kind: &'static str,
    default: String,
    label: Option<String>,
    inside: Option<Vec<Item>>,
    repeat: Option<Repeat>,
    choices: String,
    events: String,
}

#[derive(Clone)]
struct Repeat {
    count: Option<String>,
    at_first: usize,
}

fn leaf(name: &str, tag: &'static str, kind: &'static str) -> Item {
    Item { name: name.into(), tag, kind, label: Some(format!("{name}?")), ..Item::default() }
}

pub fn text(name: &str) -> Item {
    leaf(name, "input", "string")
}

pub fn integer(name: &str) -> Item {
    leaf(name, "input", "int")
}

pub fn decimal(name: &str) -> Item {
    leaf(name, "input", "decimal")
}

pub fn date(name: &str) -> Item {
    leaf(name, "input", "date")
}

pub fn upload(name: &str) -> Item {
    leaf(name, "upload", "binary")
}

pub fn note(name: &str) -> Item {
    text(name).bind("readonly", "true()")
}

/// Not asked.
pub fn calculation(name: &str, expression: &str) -> Item {
    hidden(name).bind("calculate", expression)
}

/// Not asked, and nothing is calculated.
pub fn hidden(name: &str) -> Item {
    Item { label: None, tag: "", ..text(name) }
}

pub fn select_one(name: &str, names: &[&str]) -> Item {
    Item { choices: listed(names), ..leaf(name, "select1", "string") }
}

pub fn select_multiple(name: &str, names: &[&str]) -> Item {
    Item { choices: listed(names), ..leaf(name, "select", "string") }
}

/// A choice among the nodes that a path gives.
pub fn select_from(name: &str, nodes: &str) -> Item {
    let nodes = escape(nodes);
    let choices =
        format!("<itemset nodeset=\"{nodes}\"><value ref=\"name\"/><label ref=\"label\"/></itemset>");
    Item { choices, ..leaf(name, "select1", "string") }
}

/// As [`select_from`], several.
pub fn several_from(name: &str, nodes: &str) -> Item {
    Item { tag: "select", ..select_from(name, nodes) }
}

pub fn group<const N: usize>(name: &str, inside: [Item; N]) -> Item {
    Item { inside: Some(inside.to_vec()), ..leaf(name, "group", "") }
}

/// An open repeat, with one instance at first.
pub fn repeat<const N: usize>(name: &str, inside: [Item; N]) -> Item {
    Item { repeat: Some(Repeat { count: None, at_first: 1 }), ..group(name, inside) }
}

/// A repeat with as many instances as an expression says.
pub fn counted<const N: usize>(name: &str, count: &str, inside: [Item; N]) -> Item {
    Item { repeat: Some(Repeat { count: Some(count.into()), at_first: 0 }), ..group(name, inside) }
}

fn listed(names: &[&str]) -> String {
    names.iter().fold(String::new(), |mut all, name| {
        let _ = write!(all, "<item><label>The {name}</label><value>{name}</value></item>");
        all
    })
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

impl Item {
    /// An attribute of the bind.
    pub fn bind(mut self, name: &str, value: &str) -> Item {
        let _ = write!(self.bind, " {name}=\"{}\"", escape(value));
        self
    }

    /// What a choice is called, as it stands in the XML.
    pub fn calls(mut self, name: &str, label: &str) -> Item {
        self.choices =
            self.choices.replace(&format!("<label>The {name}</label>"), &format!("<label>{label}</label>"));
        self
    }

    pub fn relevant(self, expression: &str) -> Item {
        self.bind("relevant", expression)
    }

    pub fn required(self) -> Item {
        self.bind("required", "true()")
    }

    pub fn constraint(self, expression: &str, message: &str) -> Item {
        self.bind("constraint", expression).bind("jr:constraintMsg", message)
    }

    pub fn starts_as(mut self, value: &str) -> Item {
        self.default = value.into();
        self
    }

    /// The type of the bind.
    pub fn of_type(mut self, kind: &'static str) -> Item {
        self.kind = kind;
        self
    }

    pub fn on_one_screen(mut self) -> Item {
        self.appearance = "field-list";
        self
    }

    /// The label, as it stands in the XML: `<output value="…"/>` may be in it.
    pub fn label(mut self, label: &str) -> Item {
        self.label = Some(label.into());
        self
    }

    /// A value that is set when something happens to this.
    pub fn on(mut self, event: &str, target: &str, value: &str) -> Item {
        let value = escape(value);
        let _ = write!(self.events, "<setvalue event=\"{event}\" ref=\"{target}\" value=\"{value}\"/>");
        self
    }

    fn element(&self, into: &mut String, template: bool) {
        let name = &self.name;
        let inside = |into: &mut String, template| match &self.inside {
            Some(items) => items.iter().for_each(|item| item.element(into, template)),
            None => into.push_str(&escape(&self.default)),
        };
        let Some(repeat) = &self.repeat else {
            let _ = write!(into, "<{name}>");
            inside(into, template);
            let _ = write!(into, "</{name}>");
            return;
        };
        if template {
            let _ = write!(into, "<{name} jr:template=\"\">");
            inside(into, true);
            let _ = write!(into, "</{name}>");
        }
        for _ in 0..repeat.at_first {
            let _ = write!(into, "<{name}>");
            inside(into, false);
            let _ = write!(into, "</{name}>");
        }
    }

    fn write(&self, above: &str, binds: &mut String, body: &mut String) {
        let path = format!("{above}/{}", self.name);
        let kind = if self.kind.is_empty() { String::new() } else { format!(" type=\"{}\"", self.kind) };
        if !(kind.is_empty() && self.bind.is_empty()) {
            let _ = writeln!(binds, "<bind nodeset=\"{path}\"{kind}{}/>", self.bind);
        }
        if self.tag.is_empty() {
            return;
        }
        let label = self.label.as_ref().map_or(String::new(), |label| match label.strip_prefix("itext:") {
            Some(id) => format!("<label ref=\"jr:itext('{id}')\"/>"),
            None => format!("<label>{label}</label>"),
        });
        let appearance = match self.appearance {
            "" => String::new(),
            said => format!(" appearance=\"{said}\""),
        };
        let _ = write!(body, "<{} ref=\"{path}\"{appearance}>{label}{}", self.tag, self.choices);
        if let Some(repeat) = &self.repeat {
            let count = repeat
                .count
                .as_ref()
                .map_or(String::new(), |count| format!(" jr:count=\"{}\"", escape(count)));
            let _ = write!(body, "<repeat nodeset=\"{path}\"{count}>");
        }
        body.push_str(&self.events);
        self.inside.iter().flatten().for_each(|item| item.write(&path, binds, body));
        if self.repeat.is_some() {
            body.push_str("</repeat>");
        }
        let _ = writeln!(body, "</{}>", self.tag);
    }
}

/// A survey: its elements, and what else stands in its model.
#[derive(Default)]
pub struct Survey {
    items: Vec<Item>,
    model: String,
    itext: String,
    files: BTreeMap<String, String>,
}

pub fn survey<const N: usize>(items: [Item; N]) -> Survey {
    Survey { items: items.to_vec(), ..Survey::default() }
}

impl Survey {
    /// Something in the model: a list, an action.
    pub fn with(mut self, model: &str) -> Survey {
        self.model += model;
        self
    }

    /// A list in the model: name, label, and the choice above it.
    pub fn with_list(self, id: &str, rows: &[(&str, &str, &str)]) -> Survey {
        let items: String = rows
            .iter()
            .map(|(name, label, above)| {
                format!("<item><name>{name}</name><label>{label}</label><above>{above}</above></item>")
            })
            .collect();
        self.with(&format!("<instance id=\"{id}\"><root>{items}</root></instance>"))
    }

    /// A value that is set when the record opens.
    pub fn at_first_load(self, target: &str, value: &str) -> Survey {
        let value = escape(value);
        self.with(&format!(
            "<setvalue event=\"odk-instance-first-load\" ref=\"{target}\" value=\"{value}\"/>"
        ))
    }

    /// Texts of a language, by their ids; the first language is the one the form opens in.
    pub fn in_language(mut self, language: &str, texts: &[(&str, &str)]) -> Survey {
        let all: String = texts
            .iter()
            .map(|(id, text)| format!("<text id=\"{id}\"><value>{text}</value></text>"))
            .collect();
        let default = if self.itext.is_empty() { " default=\"true()\"" } else { "" };
        let _ = write!(self.itext, "<translation lang=\"{language}\"{default}>{all}</translation>");
        self
    }

    /// A file beside the form.
    pub fn with_file(mut self, name: &str, text: &str) -> Survey {
        self.files.insert(name.into(), text.into());
        self
    }

    /// As an XForm.
    pub fn xform(&self) -> String {
        let (mut record, mut binds, mut body) = (String::new(), String::new(), String::new());
        for item in &self.items {
            item.element(&mut record, true);
            item.write("/data", &mut binds, &mut body);
        }
        let itext =
            if self.itext.is_empty() { String::new() } else { format!("<itext>{}</itext>", self.itext) };
        format!(
            "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\" \
             xmlns:jr=\"http://openrosa.org/javarosa\" xmlns:odk=\"http://www.opendatakit.org/xforms\">\
             <h:head><h:title>A survey</h:title><model>{itext}<instance><data id=\"survey\" version=\"1\">{record}</data>\
             </instance>{}\n{binds}</model></h:head><h:body>\n{body}</h:body></h:html>",
            self.model
        )
    }

    /// What its import has to say.
    pub fn problems(&self) -> Vec<Problem> {
        import(&self.xform(), &Files(self.files.clone())).problems
    }

    /// The codes of what is refused in it.
    pub fn refused(&self) -> Vec<&'static str> {
        let problems = self.problems().into_iter();
        problems.filter(|problem| problem.severity == Severity::Refused).map(|problem| problem.code).collect()
    }
}

/// Somebody who fills a survey.
pub struct Filling {
    pub session: Session,
    steps: usize,
}

/// Somebody opens a new record.
pub fn given(survey: Survey) -> Filling {
    let imported = import(&survey.xform(), &Files(survey.files.clone()));
    let problems: Vec<String> = imported.problems.iter().map(ToString::to_string).collect();
    let form = imported.form.unwrap_or_else(|| panic!("{problems:#?}\n{}", survey.xform()));
    opened(form)
}

/// Somebody opens a new record of a form.
pub fn opened(form: Form) -> Filling {
    Filling { session: Session::open(Arc::new(form), Box::new(Nobody(None)), None), steps: 0 }
}

/// Somebody opens a new record where every document that is asked for is this.
pub fn given_by(survey: Survey, document: &'static str) -> Filling {
    let form = import(&survey.xform(), &Files(BTreeMap::new())).form.unwrap();
    Filling { session: Session::open(Arc::new(form), Box::new(Nobody(Some(document))), None), steps: 0 }
}

impl Filling {
    /// Steps as the contract writes them; why each that was refused was.
    pub fn does(&mut self, steps: &str) -> Vec<String> {
        let mut refused = Vec::new();
        for step in read(steps).unwrap() {
            self.steps += 1;
            refused.extend(carry_out(&mut self.session, self.steps, &step).into_iter().map(|one| one.why));
        }
        refused
    }

    pub fn answers(&mut self, path: &str, value: &str) -> &mut Filling {
        let refused = self.does(&serde_json::json!({path: value}).to_string());
        assert!(refused.is_empty(), "{path} = {value}: {refused:?}");
        self
    }

    /// Whether an answer is refused; it changes nothing then.
    pub fn is_refused(&mut self, path: &str, value: &str) -> bool {
        let before = self.state();
        let refused = !self.does(&serde_json::json!({path: value}).to_string()).is_empty();
        assert!(!refused || before == self.state(), "{path} = {value} is refused and changes something");
        refused
    }

    pub fn adds(&mut self, repeat: &str) -> &mut Filling {
        assert_eq!(
            self.does(&serde_json::json!({"add": repeat}).to_string()),
            Vec::<String>::new(),
            "{repeat}"
        );
        self
    }

    pub fn removes(&mut self, instance: &str) -> &mut Filling {
        assert_eq!(
            self.does(&serde_json::json!({"remove": instance}).to_string()),
            Vec::<String>::new(),
            "{instance}"
        );
        self
    }

    pub fn speaks(&mut self, language: &str) -> &mut Filling {
        assert_eq!(self.does(&serde_json::json!({"language": language}).to_string()), Vec::<String>::new());
        self
    }

    pub fn state(&self) -> RecordState {
        standing(&self.session, Vec::new())
    }

    fn node(&self, path: &str) -> Option<NodeState> {
        self.state().nodes.into_iter().find(|(at, _)| at == path).map(|(_, node)| node)
    }

    /// Whether there is such a node.
    pub fn has(&self, path: &str) -> bool {
        self.session.find(path).is_some()
    }

    pub fn is_asked(&self, path: &str) -> bool {
        self.node(path).unwrap_or_else(|| panic!("no {path}")).relevant
    }

    fn standing(&self, path: &str) -> Standing {
        self.node(path).and_then(|node| node.leaf).unwrap_or_else(|| panic!("no question {path}"))
    }

    pub fn value(&self, path: &str) -> String {
        self.standing(path).value
    }

    pub fn is_valid(&self, path: &str) -> bool {
        self.standing(path).valid
    }

    /// The form's words where the answer is not valid.
    pub fn message(&self, path: &str) -> Option<String> {
        self.standing(path).message.unwrap_or_else(|| panic!("{path} is valid"))
    }

    pub fn is_required(&self, path: &str) -> bool {
        self.standing(path).required
    }

    pub fn is_readonly(&self, path: &str) -> bool {
        self.standing(path).readonly
    }

    /// The label, its runs of blanks as one.
    pub fn label(&self, path: &str) -> String {
        let label = self.standing(path).label.flatten().unwrap_or_else(|| panic!("{path} has no label"));
        label.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The names of the choices offered.
    pub fn offered(&self, path: &str) -> Vec<String> {
        self.choices(path).into_iter().map(|choice| choice.name).collect()
    }

    pub fn choices(&self, path: &str) -> Vec<Offered> {
        self.standing(path).choices.unwrap_or_else(|| panic!("{path} offers nothing"))
    }

    /// How many instances a repeat has.
    pub fn instances(&self, repeat: &str) -> usize {
        (1..).take_while(|position| self.has(&format!("{repeat}[{position}]"))).count()
    }
}

struct Files(BTreeMap<String, String>);

impl Attachments for Files {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        self.0.get(name).map(|text| text.clone().into_bytes())
    }
}

/// A desk with a clock that stands and nothing in it: the 1st of December 2026, 12:00 in UTC.
struct Nobody(Option<&'static str>);

impl Host for Nobody {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2026-12-01T12:00:00+00:00").unwrap()
    }

    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        0
    }

    fn seed(&self) -> u64 {
        7
    }

    fn instance(&self, _id: &str) -> Option<String> {
        self.0.map(str::to_owned)
    }
}
