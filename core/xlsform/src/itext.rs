//! The texts of a form that stand in several languages, beside pictures, or with values in them: `itext`, every text in every language,
//! `-` where a language lacks it. Knows the tree and the lists.

use std::collections::HashMap;

use crate::form::{Class, Id};
use crate::places::{SheetName, Spot};
use crate::reference;
use crate::resolve::Resolver;
use crate::value::Value;
use crate::xml::Element;

/// The texts, languages and forms together that a form may have.
const CELLS: usize = 2_000_000;
/// The pictures and sounds that a text may have.
const MEDIA: [&str; 4] = ["image", "big-image", "audio", "video"];

/// A text of one language.
struct Text {
    text: String,
    context: Option<Id>,
    spot: Spot,
}

/// The texts, before they are written.
#[derive(Default)]
struct Texts {
    languages: Vec<String>,
    by_language: HashMap<String, usize>,
    ids: Vec<String>,
    by_id: HashMap<String, usize>,
    /// The forms of each text, in any language.
    forms: Vec<Vec<String>>,
    cells: HashMap<(usize, usize, String), Text>,
}

impl Texts {
    fn put(&mut self, language: &str, id: &str, form: &str, text: Text) {
        let language = *self.by_language.entry(language.to_owned()).or_insert_with(|| {
            self.languages.push(language.to_owned());
            self.languages.len() - 1
        });
        let at = *self.by_id.entry(id.to_owned()).or_insert_with(|| {
            self.ids.push(id.to_owned());
            self.forms.push(Vec::new());
            self.ids.len() - 1
        });
        if let Some(forms) = self.forms.get_mut(at)
            && !forms.iter().any(|known| known == form)
        {
            forms.push(form.to_owned());
        }
        self.cells.insert((language, at, form.to_owned()), text);
    }

    /// One text in all languages that it has; in the default language where it names none.
    fn put_all(
        &mut self,
        value: &Value,
        default: &str,
        id: &str,
        form: &str,
        context: Option<Id>,
        spot: Spot,
    ) {
        let text = |text: &str| Text { text: text.to_owned(), context, spot };
        match value {
            Value::Text(only) => self.put(default, id, form, text(only)),
            Value::Map(languages) => {
                for (language, value) in languages {
                    if let Value::Text(only) = value {
                        self.put(language, id, form, text(only));
                    }
                }
            }
        }
    }
}

/// The texts of a form; nothing where all of them stand where they are read.
pub fn itext(out: &mut Resolver<'_>) -> Option<Element> {
    let mut texts = Texts::default();
    choices(out, &mut texts);
    let order = out.form.in_order();
    for id in &order {
        element(out, *id, &mut texts);
    }
    for id in &order {
        media(out, *id, &mut texts);
    }
    if texts.languages.is_empty() {
        return None;
    }
    let cells: usize = texts.forms.iter().map(|forms| forms.len().max(1) * texts.languages.len()).sum();
    if cells > CELLS {
        out.take(usize::MAX);
        return None;
    }
    let default = out.form.default_language.clone();
    let mut itext = Element::new("itext");
    for (language, name) in texts.languages.iter().enumerate() {
        let mut translation = Element::new("translation").with("lang", name.as_str());
        if *name == default {
            translation.set("default", "true()");
        }
        for (at, (id, forms)) in texts.ids.iter().zip(&texts.forms).enumerate() {
            out.take(id.len());
            let mut text = Element::new("text").with("id", id.as_str());
            for form in forms {
                let value = texts.cells.get(&(language, at, form.clone()));
                text.push_some(written(out, form, value));
            }
            translation.push(text);
        }
        itext.push(translation);
    }
    Some(itext)
}

/// One form of a text.
fn written(out: &mut Resolver<'_>, form: &str, text: Option<&Text>) -> Option<Element> {
    let mut value = Element::new("value");
    let spoken = form == "long" || form == "guidance";
    let Some(text) = text else {
        if form == "guidance" {
            value.set("form", form);
        }
        return spoken.then(|| value.text("-"));
    };
    value = value.from(text.spot);
    let (children, _) = out.prose(&text.text, text.context, text.spot);
    if form == "guidance" {
        value.set("form", form);
    }
    if spoken {
        return Some(value.holding(children));
    }
    if text.text == "-" {
        return None;
    }
    let folder = if form == "big-image" || form == "image" { "images" } else { form };
    Some(value.with("form", form).text(format!("jr://{folder}/")).holding(children))
}

fn choices(out: &Resolver<'_>, texts: &mut Texts) {
    let default = &out.form.default_language;
    for list in out.form.lists.iter().filter(|list| list.in_texts) {
        for (index, choice) in list.choices.iter().enumerate() {
            let id = format!("{}-{index}", list.name);
            let spot = |aspect| Spot { sheet: SheetName::Choices, row: choice.row, aspect };
            if let Some(label) = &choice.label {
                texts.put_all(label, default, &id, "long", None, spot("label"));
            }
            for (form, value) in &choice.media {
                texts.put_all(value, default, &id, form, None, spot("media"));
            }
        }
    }
}

fn element(out: &mut Resolver<'_>, id: Id, texts: &mut Texts) {
    let form = out.form;
    let item = form.item(id);
    if !matches!(item.class, Class::Question(_) | Class::Repeat | Class::Group { .. }) {
        return;
    }
    let default = form.default_language.as_str();
    for (attribute, referring) in
        [("jr:constraintMsg", true), ("jr:requiredMsg", true), ("jr:noAppErrorString", false)]
    {
        let message =
            item.bind.iter().flatten().find(|(name, _)| name == attribute).map(|(_, message)| message);
        if let Some(message) = message.filter(|message| in_texts(message, referring)) {
            let path = format!("{}:{attribute}", out.path(id));
            let aspect =
                if attribute == "jr:constraintMsg" { "constraint_message" } else { "required_message" };
            texts.put_all(message, default, &path, "long", Some(id), out.spot(id, aspect));
        }
    }
    let question = matches!(item.class, Class::Question(_));
    let guidance = item.guidance.as_ref().filter(|_| question);
    let spoken = [
        (&item.label, "label", "long", item.label_in_texts()),
        (&item.hint, "hint", "long", guidance.is_some() || matches!(item.hint, Some(Value::Map(_)))),
        (&item.guidance, "hint", "guidance", guidance.is_some()),
    ];
    for (value, place, kind, wanted) in spoken {
        if let Some(value) = value.as_ref().filter(|_| wanted) {
            let path = format!("{}:{place}", out.path(id));
            let aspect = if kind == "guidance" { "guidance_hint" } else { place };
            texts.put_all(value, default, &path, kind, Some(id), out.spot(id, aspect));
        }
    }
}

/// Whether the message of a bind stands in the texts of the form: in several languages, or with values in it.
pub fn in_texts(message: &Value, referring: bool) -> bool {
    match message {
        Value::Map(_) => true,
        Value::Text(text) => referring && reference::has(text),
    }
}

fn media(out: &mut Resolver<'_>, id: Id, texts: &mut Texts) {
    let form = out.form;
    let item = form.item(id);
    if item.media.is_empty() {
        return;
    }
    let path = format!("{}:label", out.path(id));
    for (kind, value) in &item.media {
        let spot = out.spot(id, "media");
        if !MEDIA.contains(&kind.as_str()) {
            out.refuse(
                spot,
                "media",
                format!("there is no medium \"{kind}\""),
                "use image, big-image, audio or video",
            );
            continue;
        }
        texts.put_all(value, &form.default_language, &path, kind, None, spot);
    }
}
