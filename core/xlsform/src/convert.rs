//! From the sheets to the XForm, step by step; every step goes on after what is wrong, so that all of it is told at once.

use std::collections::{HashMap, HashSet};

use chaski::forms::{Place, Problem, Severity};

use crate::body;
use crate::check;
use crate::choices;
use crate::entities;
use crate::form::{Choice, Class, Form, Item};
use crate::instances;
use crate::itext;
use crate::model;
use crate::places::{Headings, Places, SheetName, Spot};
use crate::placing;
use crate::resolve::Resolver;
use crate::settings::{NAMESPACES, Settings};
use crate::survey::Survey;
use crate::table::Table;
use crate::text;
use crate::typed::typed;
use crate::value::Value;
use crate::workbook::{RawRow, Sheet, Workbook};
use crate::xml::Element;

/// A spreadsheet as an XForm.
#[derive(Debug, Clone)]
pub struct Converted {
    /// The XForm, XML in UTF-8.
    pub xform: String,
    /// What is worth knowing of the spreadsheet.
    pub notices: Vec<Problem>,
    /// Where in the spreadsheet each part of the XForm comes from.
    pub places: Places,
    /// The file `itemsets.csv` that the form asks for, where questions choose from the sheet `external_choices`.
    pub itemsets: Option<String>,
}

/// Makes the XForm, or says all that is in its way.
pub fn convert(bytes: &[u8], fallback_name: &str) -> Result<Converted, Vec<Problem>> {
    let mut problems = Vec::new();
    let made =
        Workbook::read(bytes, &mut problems).and_then(|book| make(&book, fallback_name, &mut problems));
    let made = made.map_err(|problem| problems.push(*problem));
    problems.sort_by_key(|problem| order(&problem.place));
    problems.dedup();
    match made {
        Ok(made) if problems.iter().all(|problem| problem.severity == Severity::Notice) => {
            Ok(Converted { notices: problems, ..made })
        }
        _ => Err(problems),
    }
}

/// The order in which problems are told: sheet by sheet, down the rows.
fn order(place: &Place) -> (usize, u32) {
    match place {
        Place::Cell { sheet, row, .. } => {
            let sheets = ["settings", "survey", "choices", "entities"];
            (sheets.iter().position(|known| known == sheet).map_or(9, |at| at + 1), *row)
        }
        _ => (0, 0),
    }
}

fn make(
    book: &Workbook,
    fallback_name: &str,
    problems: &mut Vec<Problem>,
) -> Result<Converted, Box<Problem>> {
    let survey_sheet = book.sheet("survey").ok_or_else(|| sheet_missing(book))?;
    for wanted in ["choices", "settings", "entities"] {
        misspelt(book, wanted, problems);
    }
    let mut settings = Settings::read(book, fallback_name, problems);
    let default = settings.default_language.clone();
    let empty = Sheet::default();
    let sheet = |name: &str| book.sheet(name).unwrap_or(&empty);
    let choices_table = Table::of(SheetName::Choices, sheet("choices"), &default, false, problems);
    let entities_table = Table::of(SheetName::Entities, sheet("entities"), "default", false, problems);
    let collapse = settings.says("clean_text_values", true);
    let table = Table::of(SheetName::Survey, survey_sheet, &default, collapse, problems);
    if !table.headings.0.iter().any(|(words, _)| words.first().is_some_and(|word| word == "type")) {
        let what = "the survey has no column \"type\" in its first row";
        return Err(Box::new(Problem::refused(
            table.at(1, ""),
            "column-missing",
            what,
            "write type, name and label into its first row",
        )));
    }
    let lists = choices::lists(&choices_table, settings.says("allow_choice_duplicates", false), problems);
    let declared = entities::declarations(&entities_table, problems);
    check::languages(&table, problems);
    check::languages(&choices_table, problems);

    let form = Form {
        items: vec![settings.root()],
        list_names: lists.iter().enumerate().map(|(at, list)| (list.name.clone(), at)).collect(),
        lists,
        default_language: default,
        names: HashMap::new(),
        entities: None,
    };
    let mut survey =
        Survey::new(&table, &mut settings, form, &declared, external_lists(sheet("external_choices")));
    survey.read();
    let Survey { mut form, problems: own, uses, meta, mut names, .. } = survey;
    let saved = own.iter().all(|problem| problem.code != "save-to");
    problems.extend(own);
    if !settings.says("omit_instanceID", false) {
        names.insert("instanceID".to_owned(), names.get("instanceID").map_or(1, |count| count + 1));
    }
    references(book, &settings, &table, &choices_table, &entities_table, &names, problems);
    if !declared.is_empty() && saved {
        placing::place(&mut form, &declared, &uses, &entities_table, problems);
    }
    add_meta(&mut form, &settings, meta);
    if settings.says("add_none_option", false) {
        constrain_none(&mut form);
    }
    name_all(&mut form);
    let mut places = places_of(&form, [&table, &choices_table, &entities_table], &settings);
    for (id, what) in instances::prepare_search(&mut form) {
        let spot = Spot { aspect: "appearance", ..form.item(id).spot };
        problems.push(Problem::refused(
            places.at(spot),
            "search",
            what,
            "use search() for all questions of a list, or give it a list of its own",
        ));
    }
    let mut out = Resolver::new(&form, &names, &places);
    let html = html(&mut out, &settings);
    let exhausted = out.exhausted();
    problems.append(&mut out.problems);
    if exhausted {
        let what = "the form comes to more than 64 MB: long names or texts that are repeated too often";
        return Err(Box::new(Problem::refused(
            Place::File,
            "too-large",
            what,
            "use shorter names, fewer languages or fewer references",
        )));
    }
    let (xform, lines) = html.document();
    places.lines = lines;
    Ok(Converted { xform, notices: Vec::new(), places, itemsets: itemsets(&form, sheet("external_choices")) })
}

fn sheet_missing(book: &Workbook) -> Box<Problem> {
    let near = text::nearest("survey", book.names.iter().map(String::as_str));
    let remedy = match near {
        Some(near) => format!("rename the sheet \"{near}\" to survey"),
        None => "call the sheet of questions survey".to_owned(),
    };
    Box::new(Problem::refused(Place::File, "sheet-missing", "there is no sheet \"survey\"", remedy))
}

/// Tells of a sheet that may be meant for one that is not there.
fn misspelt(book: &Workbook, wanted: &str, problems: &mut Vec<Problem>) {
    let near = |name: &&String| !name.starts_with('_') && text::distance(&name.to_lowercase(), wanted) <= 2;
    if book.sheet(wanted).is_none()
        && let Some(near) = book.names.iter().filter(|name| name.to_lowercase() != "osm").find(near)
    {
        problems.push(Problem::notice(
            Place::File,
            "sheet-misspelt",
            format!("there is no sheet \"{wanted}\", and one called \"{near}\""),
            format!("rename it to {wanted} if it is meant, or to _{near} if it is not"),
        ));
    }
}

/// The lists of the sheet for long lists.
fn external_lists(sheet: &Sheet) -> HashSet<String> {
    let Some(column) = sheet.headings.iter().position(|heading| text::snake(heading) == "list_name") else {
        return HashSet::new();
    };
    let cell = |row: &RawRow| row.cells.iter().find(|(at, _)| *at == column).map(|(_, text)| text.clone());
    sheet.rows.iter().filter_map(cell).collect()
}

/// The sheet for long lists as the file that the form asks for.
fn itemsets(form: &Form, sheet: &Sheet) -> Option<String> {
    if !form.items.iter().any(|item| item.kind == "select one external") {
        return None;
    }
    let line = |cells: Vec<&str>| {
        let quoted: Vec<String> =
            cells.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        format!("{}\n", quoted.join(","))
    };
    let mut csv = line(sheet.headings.iter().map(String::as_str).collect());
    for row in &sheet.rows {
        let mut cells = vec![""; sheet.headings.len()];
        for (at, text) in &row.cells {
            if let Some(cell) = cells.get_mut(*at) {
                *cell = text;
            }
        }
        csv.push_str(&line(cells));
    }
    Some(csv)
}

/// Looks at all references.
fn references(
    book: &Workbook,
    settings: &Settings,
    table: &Table,
    choices: &Table,
    entities: &Table,
    names: &HashMap<String, u32>,
    problems: &mut Vec<Problem>,
) {
    let first = |words: &[String]| words.first().map_or("", String::as_str).to_owned();
    let mut look = |table: &Table, sheet: &str, looked: &dyn Fn(&[String]) -> bool| {
        if let Some(raw) = book.sheet(sheet) {
            check::references(table, raw, names, looked, problems);
        }
    };
    if let Some(settings) = &settings.table {
        look(settings, "settings", &|_| true);
    }
    look(table, "survey", &|words| !["type", "name", "trigger"].contains(&first(words).as_str()));
    look(choices, "choices", &|words| ["label", "media"].contains(&first(words).as_str()));
    look(entities, "entities", &|words| !["dataset", "repeat"].contains(&first(words).as_str()));
}

/// What the record keeps of itself.
fn add_meta(form: &mut Form, settings: &Settings, audits: Vec<Item>) {
    let mut items = audits;
    let spot = |aspect| Spot {
        sheet: SheetName::Settings,
        row: if settings.text(aspect).is_some() { 2 } else { 0 },
        aspect,
    };
    let calculated =
        |name: &str, aspect| Item::new(Class::Group { shown: false }, name, "calculate", spot(aspect));
    if !settings.says("omit_instanceID", false) {
        let preload = settings.text("instance_id").unwrap_or("uid");
        items.extend(typed(
            calculated("instanceID", "instance_id").bound("readonly", "true()").bound("jr:preload", preload),
        ));
    }
    if let Some(name) = settings.text("instance_name") {
        items.extend(typed(calculated("instanceName", "instance_name").bound("calculate", name)));
    }
    if items.is_empty() {
        return;
    }
    let meta = placing::meta(form, 0);
    for item in items {
        form.add(meta, item);
    }
}

/// A form may say that "none" excludes every other choice: in the first question of each list that does not have it so already.
fn constrain_none(form: &mut Form) {
    let none = "(.='none' or not(selected(., 'none')))";
    let plain = |choice: &Choice| {
        let labelled = choice.label.as_ref().and_then(Value::text) == Some("None");
        choice.name == "none" && labelled && choice.media.is_empty() && choice.extra.is_empty()
    };
    let lists = form.lists.iter().filter(|list| list.choices.iter().any(plain));
    let mut done: HashSet<String> = lists.map(|list| list.name.clone()).collect();
    for id in form.in_order() {
        let Some(item) = form.items.get_mut(id).filter(|item| item.kind == "select all that apply") else {
            continue;
        };
        let Some(list) = item.list.clone() else { continue };
        if done.insert(list) {
            let constraint = match item.bound_to("constraint") {
                Some(own) => format!("{own} and {none}"),
                None => none.to_owned(),
            };
            item.bind("constraint", Value::Text(constraint));
        }
    }
}

/// Learns which element each name means.
fn name_all(form: &mut Form) {
    for id in form.in_order() {
        let item = form.item(id);
        if !matches!(item.class, Class::External | Class::Attribute | Class::EntityLabel) {
            let name = item.name.clone();
            form.names.entry(name).and_modify(|known| *known = None).or_insert(Some(id));
        }
    }
}

fn places_of(form: &Form, tables: [&Table; 3], settings: &Settings) -> Places {
    let mut places = Places::default();
    for table in tables.into_iter().chain(&settings.table) {
        places.headings.insert(table.sheet, Headings(table.headings.0.clone()));
    }
    // An element is never above the one that it is in, and no form has four thousand million of them.
    let number = |id: usize| u32::try_from(id + 1).unwrap_or(u32::MAX);
    for (id, item) in form.items.iter().enumerate() {
        let parent = item.parent.map_or(0, number);
        places.names.entry((parent, item.name.clone())).or_insert(number(id));
        places.elements.push(item.spot);
    }
    for list in &form.lists {
        for choice in &list.choices {
            places.choices.entry((list.name.clone(), choice.name.clone())).or_insert(choice.row);
        }
    }
    places
}

/// The XForm.
fn html(out: &mut Resolver<'_>, settings: &Settings) -> Element {
    let mut html = Element::new("h:html");
    let mut own: Vec<(String, String)> = settings.namespaces();
    own.extend(
        out.form
            .entities
            .map(|_| ("entities".to_owned(), "http://www.opendatakit.org/xforms/entities".to_owned())),
    );
    for (name, uri) in NAMESPACES {
        html.set(name, uri);
    }
    for (prefix, uri) in own {
        if !NAMESPACES.iter().any(|(known, _)| known.strip_prefix("xmlns:") == Some(prefix.as_str())) {
            html.set(&format!("xmlns:{prefix}"), uri);
        }
    }
    let model = model(out, settings);
    let mut body = Element::new("h:body");
    if let Some(style) = settings.text("style") {
        body.set("class", style);
    }
    let by = body::triggered(out);
    for control in body::controls(out, 0, &by) {
        body.push(control);
    }
    let title = Element::new("h:title").text(settings.title.as_str());
    html.child(Element::new("h:head").child(title).child(model)).child(body)
}

fn model(out: &mut Resolver<'_>, settings: &Settings) -> Element {
    let mut model = Element::new("model").with("odk:xforms-version", "1.0.0");
    if let Some(version) = out.form.entities {
        model.set("entities:entities-version", version);
    }
    let mut submission = Element::new("submission");
    let mut submits = false;
    for (setting, attribute) in [
        ("submission_url", "action"),
        ("public_key", "base64RsaPublicKey"),
        ("auto_send", "orx:auto-send"),
        ("auto_delete", "orx:auto-delete"),
    ] {
        if let Some(value) = settings.text(setting) {
            submission.set(attribute, value);
            submits = true;
        }
    }
    if settings.text("submission_url").is_some() {
        submission.set("method", "post");
    }
    if settings.says("client_editable", false) {
        submission.set("odk:client-editable", "true");
        submits = true;
    }
    model.push_some(submits.then_some(submission));
    let texts = itext::itext(out);
    model.push_some(texts);
    let mut root = model::record(out, 0, false);
    for (name, value) in settings.attributes() {
        root.set(&name, value);
    }
    root.set("id", settings.id.as_str());
    for (setting, attribute) in [
        ("instance_xmlns", "xmlns"),
        ("version", "version"),
        ("prefix", "odk:prefix"),
        ("delimiter", "odk:delimiter"),
    ] {
        if let Some(value) = settings.text(setting) {
            root.set(attribute, value);
        }
    }
    model.push(Element::new("instance").child(root));
    instances::instances(out, &mut model);
    model::binds(out, &mut model);
    model
}
