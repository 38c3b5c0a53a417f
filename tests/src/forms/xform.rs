//! A form of the model written as an XForm.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::model::{Choices, Count, Item, Kind, Label, Survey, Type};

/// The form, and the files that lie beside it.
pub fn write(survey: &Survey) -> (String, BTreeMap<String, String>) {
    let mut writer = Writer { survey, texts: Vec::new() };
    let mut body = String::new();
    for item in &survey.items {
        writer.control(item, &mut body);
    }
    let mut record = String::new();
    for item in &survey.items {
        element(item, true, &mut record);
    }
    let mut binds = String::new();
    for item in survey.all() {
        writer.bind(item, &mut binds);
    }
    for set in &survey.at_first_load {
        let (target, value) = (&set.target, escape(&set.value.text));
        let _ = writeln!(
            binds,
            "<setvalue event=\"odk-instance-first-load\" ref=\"{target}\" value=\"{value}\"/>"
        );
    }
    let mut files = BTreeMap::new();
    let mut instances = String::new();
    for list in &survey.lists {
        if list.csv {
            let mut text = "name,label,above\n".to_owned();
            for (name, label, above) in &list.rows {
                let _ = writeln!(text, "{name},\"{label}\",{above}");
            }
            files.insert(format!("{}.csv", list.id), text);
            let _ = writeln!(instances, "<instance id=\"{0}\" src=\"jr://file-csv/{0}.csv\"/>", list.id);
            continue;
        }
        let _ = write!(instances, "<instance id=\"{}\"><root>", list.id);
        for (name, label, above) in &list.rows {
            let _ = write!(
                instances,
                "<item><name>{name}</name><label>{label}</label><above>{above}</above></item>"
            );
        }
        instances += "</root></instance>\n";
    }
    let itext = writer.itext();
    let seed = survey.seed;
    let text = format!(
        "<?xml version=\"1.0\"?>\n<h:html xmlns=\"http://www.w3.org/2002/xforms\" \
         xmlns:h=\"http://www.w3.org/1999/xhtml\" xmlns:jr=\"http://openrosa.org/javarosa\" \
         xmlns:odk=\"http://www.opendatakit.org/xforms\" xmlns:orx=\"http://openrosa.org/xforms\" \
         xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n<h:head>\n<h:title>Drawn</h:title>\n\
         <model odk:xforms-version=\"1.0.0\">\n{itext}<instance><data id=\"drawn-{seed}\" version=\"1\">{record}\
         <meta><instanceID/></meta></data></instance>\n{instances}{binds}\
         <bind nodeset=\"/data/meta/instanceID\" type=\"string\" readonly=\"true()\" jr:preload=\"uid\"/>\n\
         </model>\n</h:head>\n<h:body>\n{body}</h:body>\n</h:html>\n"
    );
    (text, files)
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// The record: a repeat stands there as its template, and as many instances as there are at first.
fn element(item: &Item, with_templates: bool, into: &mut String) {
    let name = &item.name;
    match &item.kind {
        Kind::Leaf(..) => {
            let _ =
                write!(into, "<{name}>{}</{name}>", item.default.as_deref().map_or(String::new(), escape));
        }
        Kind::Group(items) => {
            let _ = write!(into, "<{name}>");
            items.iter().for_each(|item| element(item, with_templates, into));
            let _ = write!(into, "</{name}>");
        }
        Kind::Repeat(count, items) => {
            let at_first = match count {
                Count::Open(at_first) => *at_first,
                Count::Of(_) => 0,
            };
            if with_templates {
                let _ = write!(into, "<{name} jr:template=\"\">");
                items.iter().for_each(|item| element(item, true, into));
                let _ = write!(into, "</{name}>");
            }
            for _ in 0..at_first {
                let _ = write!(into, "<{name}>");
                items.iter().for_each(|item| element(item, false, into));
                let _ = write!(into, "</{name}>");
            }
        }
    }
}

struct Writer<'s> {
    survey: &'s Survey,
    /// Ids of `itext`, and their text with its output.
    texts: Vec<(String, String)>,
}

impl Writer<'_> {
    fn bind(&mut self, item: &Item, into: &mut String) {
        let mut attributes = String::new();
        if let Kind::Leaf(kind, _) = item.kind {
            let _ = write!(attributes, " type=\"{}\"", kind.bind());
        }
        let all = [
            ("relevant", &item.relevant),
            ("required", &item.required),
            ("readonly", &item.readonly),
            ("constraint", &item.constraint),
            ("calculate", &item.calculate),
        ];
        for (name, expr) in all {
            if let Some(expr) = expr {
                let _ = write!(attributes, " {name}=\"{}\"", escape(&expr.text));
            }
        }
        let messages = [
            ("requiredMsg", item.required.as_ref().and(item.required_message), "needed"),
            ("constraintMsg", item.constraint.as_ref().and(item.constraint_message), "broken"),
        ];
        for (name, message, id) in messages {
            if let Some(message) = message {
                let id = format!("{}:{id}", item.path);
                let message = match self.survey.languages.is_empty() {
                    true => message.to_owned(),
                    false => {
                        self.texts.push((id.clone(), message.into()));
                        format!("jr:itext('{id}')")
                    }
                };
                let _ = write!(attributes, " jr:{name}=\"{}\"", escape(&message));
            }
        }
        if !attributes.is_empty() {
            let _ = writeln!(into, "<bind nodeset=\"{}\"{attributes}/>", item.path);
        }
    }

    fn label(&mut self, path: &str, label: &Label) -> String {
        let output = label
            .output
            .as_ref()
            .map_or(String::new(), |output| format!(" <output value=\"{}\"/>.", escape(&output.text)));
        let text = escape(&label.text) + &output;
        if self.survey.languages.is_empty() {
            return format!("<label>{text}</label>");
        }
        let id = format!("{path}:label");
        self.texts.push((id.clone(), text));
        format!("<label ref=\"jr:itext('{id}')\"/>")
    }

    fn itext(&self) -> String {
        let mut itext = String::new();
        if self.survey.languages.is_empty() {
            return itext;
        }
        itext += "<itext>\n";
        for (at, language) in self.survey.languages.iter().enumerate() {
            let default = if at == 0 { " default=\"true()\"" } else { "" };
            let _ = writeln!(itext, "<translation lang=\"{language}\"{default}>");
            for (id, text) in &self.texts {
                let mark = if at == 0 { "" } else { "¿" };
                let _ = writeln!(itext, "<text id=\"{id}\"><value>{mark}{text}</value></text>");
            }
            itext += "</translation>\n";
        }
        itext + "</itext>\n"
    }

    fn control(&mut self, item: &Item, into: &mut String) {
        let path = &item.path;
        match &item.kind {
            Kind::Group(items) => {
                let _ = writeln!(into, "<group ref=\"{path}\"><label>{}</label>", item.name);
                items.iter().for_each(|item| self.control(item, into));
                *into += "</group>\n";
            }
            Kind::Repeat(count, items) => {
                let count = match count {
                    Count::Open(_) => String::new(),
                    Count::Of(count) => {
                        format!(" jr:count=\"{}\" jr:noAddRemove=\"true()\"", escape(&count.text))
                    }
                };
                let _ = writeln!(
                    into,
                    "<group ref=\"{path}\"><label>{}</label><repeat nodeset=\"{path}\"{count}>",
                    item.name
                );
                for set in &item.sets {
                    let (target, value) = (&set.target, escape(&set.value.text));
                    let _ = writeln!(
                        into,
                        "<setvalue event=\"odk-new-repeat\" ref=\"{target}\" value=\"{value}\"/>"
                    );
                }
                items.iter().for_each(|item| self.control(item, into));
                *into += "</repeat></group>\n";
            }
            Kind::Leaf(kind, choices) => {
                let Some(label) = &item.label else { return };
                let tag = match kind {
                    Type::SelectOne => "select1",
                    Type::SelectMultiple => "select",
                    Type::Rank => "odk:rank",
                    Type::Acknowledge => "trigger",
                    Type::Range => "range",
                    _ => "input",
                };
                let label = self.label(path, label);
                let bounds = if *kind == Type::Range { " start=\"0\" end=\"10\" step=\"2\"" } else { "" };
                let _ = write!(into, "<{tag} ref=\"{path}\"{bounds}>{label}");
                match choices {
                    None => {}
                    Some(Choices::Inline(names)) => {
                        for name in names {
                            let choice = Label { text: format!("Choice {name}"), output: None };
                            let label = self.label(&format!("{path}:{name}"), &choice);
                            let _ = write!(into, "<item>{label}<value>{name}</value></item>");
                        }
                    }
                    Some(Choices::Of(list, filter)) => {
                        let filter = filter
                            .as_ref()
                            .map_or(String::new(), |filter| format!("[{}]", escape(&filter.text)));
                        let _ = write!(
                            into,
                            "<itemset nodeset=\"instance('{list}')/root/item{filter}\"><value ref=\"name\"/>\
                             <label ref=\"label\"/></itemset>"
                        );
                    }
                }
                for set in &item.sets {
                    let (target, value) = (&set.target, escape(&set.value.text));
                    let _ = write!(
                        into,
                        "<setvalue event=\"xforms-value-changed\" ref=\"{target}\" value=\"{value}\"/>"
                    );
                }
                let _ = writeln!(into, "</{tag}>");
            }
        }
    }
}
