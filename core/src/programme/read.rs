//! Sheets come to rules; everything that is wrong in them is told, by sheet, row and column. Knows the columns of each sheet ([`SHEETS`]) and what may
//! stand in them; knows no spreadsheet program and no file.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value as Json};

use super::facts::{About, Source};
use super::norm::Norm;
use super::rules::{
    Attribute, CountedFrom, Filter, Message, Operator, Order, Package, Product, Programme, Service, Shown,
    Step, Test,
};
use super::span::Span;
use crate::forms::{Place, Problem};
use crate::words::shown::PartialDate;
use crate::words::{Lang, Words};

/// The sheets and their columns, in order. Of a column that ends in `::` there is one a language (`name::es`). The first are those that a row must
/// have.
pub const SHEETS: [(&str, &[&str], &[&str]); 8] = [
    ("norms", &["id"], &["act", "version", "valid_from", "valid_until", "source", "note"]),
    ("doubts", &["id", "text::"], &[]),
    ("products", &["product", "name::"], &["antigens"]),
    ("conditions", &["id", "attribute", "operator", "reason::"], &["value"]),
    ("packages", &["id", "name::", "about", "from", "until"], &["shown", "unless"]),
    (
        "services",
        &["id", "packages", "name::", "remedy::"],
        &[
            "kind",
            "antigens",
            "product",
            "document",
            "source",
            "order",
            "times",
            "any_of",
            "counted_from",
            "only",
            "unless",
            "needs",
            "provider",
            "owner",
            "risk",
            "picture",
            "doubt",
        ],
    ),
    (
        "schedule",
        &["service", "step", "due", "norm"],
        &[
            "name::",
            "from",
            "in_time",
            "until",
            "min_gap",
            "max_gap",
            "grace",
            "doubt",
            "born_from",
            "born_until",
        ],
    ),
    ("messages", &["from", "until", "text::"], &["about", "picture"]),
];

/// A row of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Row {
    /// As a spreadsheet counts: 1 is the row of headings.
    pub number: u32,
    /// What stands in it, by column.
    pub cells: BTreeMap<String, String>,
}

/// Sheets by name.
pub type Sheets = BTreeMap<String, Vec<Row>>;

/// The key under which a row keeps its number.
const NUMBER: &str = "row";

/// Sheets as a pack keeps them: one JSON text, the same for the same sheets.
pub fn to_json(sheets: &Sheets) -> String {
    let mut top = Map::new();
    for (name, rows) in sheets {
        let rows = rows.iter().map(|row| {
            let mut map = Map::new();
            map.insert(NUMBER.into(), row.number.into());
            map.extend(row.cells.iter().map(|(column, text)| (column.clone(), text.as_str().into())));
            Json::Object(map)
        });
        top.insert(name.clone(), rows.collect());
    }
    // A line a row, so that two versions can be compared.
    Json::Object(top).to_string().replace("},{", "},\n{").replace("[{", "[\n{")
}

/// Sheets of such a JSON; `None` where it is none.
pub fn from_json(json: &Json) -> Option<Sheets> {
    let mut sheets = Sheets::new();
    for (name, rows) in json.as_object()? {
        let mut read = Vec::new();
        for row in rows.as_array()? {
            let row = row.as_object()?;
            let number = row.get(NUMBER)?.as_u64().and_then(|number| u32::try_from(number).ok())?;
            let cells = row.iter().filter(|(column, _)| *column != NUMBER);
            let cells = cells.map(|(column, text)| Some((column.clone(), text.as_str()?.to_owned())));
            read.push(Row { number, cells: cells.collect::<Option<_>>()? });
        }
        sheets.insert(name.clone(), read);
    }
    Some(sheets)
}

/// What a pack has beside its sheets.
pub struct Around<'a> {
    /// The languages in which all words must be.
    pub languages: &'a [String],
    /// Whether a list has a code; `None` where the pack has no such list, and any is taken.
    pub knows: &'a dyn Fn(&str, &str) -> Option<bool>,
}

/// The kind of an event that is a visit; every other is a code of the list `service`.
pub const VISIT: &str = "visit";

/// The rules of these sheets, and all that is wrong in them.
pub fn read(sheets: &Sheets, around: &Around<'_>) -> (Programme, Vec<Problem>) {
    let mut reading = Reading { sheets, around, problems: Vec::new(), programme: Programme::default() };
    reading.headings();
    reading.norms();
    reading.doubts();
    reading.products();
    reading.conditions();
    reading.packages();
    reading.services();
    reading.schedule();
    reading.messages();
    reading.whole();
    let Reading { problems, programme, .. } = reading;
    (programme, problems)
}

/// Those with a `-` before them, without it, and the others.
fn split(all: Vec<String>) -> (Vec<String>, Vec<String>) {
    let (not, others): (Vec<String>, Vec<String>) = all.into_iter().partition(|one| one.starts_with('-'));
    (not.into_iter().map(|one| one.trim_start_matches('-').to_owned()).collect(), others)
}

struct Reading<'a> {
    sheets: &'a Sheets,
    around: &'a Around<'a>,
    problems: Vec<Problem>,
    programme: Programme,
}

/// One row, with the sheet that it is of.
#[derive(Clone, Copy)]
struct Line<'a> {
    sheet: &'static str,
    row: &'a Row,
}

impl<'a> Line<'a> {
    fn cell(&self, column: &str) -> Option<&'a str> {
        self.row.cells.get(column).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    fn words(&self, base: &str) -> Words {
        let of = |lang: Lang| {
            Some((lang.tag().to_owned(), self.cell(&format!("{base}{}", lang.tag()))?.to_owned()))
        };
        Words { texts: Lang::ALL.into_iter().filter_map(of).collect(), ..Words::default() }
    }

    fn list(&self, column: &str) -> Vec<String> {
        let text = self.cell(column).unwrap_or_default();
        let parts = text.split(|c: char| c.is_whitespace() || c == ',' || c == ';');
        parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
    }
}

impl<'a> Reading<'a> {
    fn wrong(
        &mut self,
        line: Line<'a>,
        column: &str,
        code: &'static str,
        what: String,
        remedy: impl Into<String>,
    ) {
        let place = Place::Cell { sheet: line.sheet.into(), row: line.row.number, column: column.into() };
        self.problems.push(Problem::refused(place, code, what, remedy));
    }

    /// What is no sheet or no column; what a row must have and has not.
    fn headings(&mut self) {
        for name in self.sheets.keys().filter(|name| SHEETS.iter().all(|(known, ..)| known != name)) {
            let place = Place::Cell { sheet: name.clone(), row: 1, column: String::new() };
            let known: Vec<&str> = SHEETS.iter().map(|(known, ..)| *known).collect();
            self.problems.push(Problem::refused(
                place,
                "unknown-sheet",
                "no rule stands in a sheet of this name",
                format!("rename it; the sheets are {}", known.join(", ")),
            ));
        }
        for (sheet, must, may) in SHEETS {
            for row in self.sheets.get(sheet).into_iter().flatten() {
                let line = Line { sheet, row };
                for column in must {
                    match column.strip_suffix("::") {
                        None if line.cell(column).is_none() => {
                            self.wrong(line, column, "missing", "nothing stands here".into(), "fill it in");
                        }
                        Some(base) => self.all_languages(line, base, true),
                        None => {}
                    }
                }
                for column in may.iter().filter_map(|column| column.strip_suffix("::")) {
                    self.all_languages(line, column, false);
                }
                let is_known = |column: &str| {
                    must.iter().chain(may).any(|known| match known.strip_suffix("::") {
                        Some(_) => column
                            .strip_prefix(known)
                            .is_some_and(|tag| Lang::ALL.iter().any(|lang| lang.tag() == tag)),
                        None => *known == column,
                    })
                };
                for column in row.cells.keys().filter(|column| !is_known(column)) {
                    let known: Vec<&str> = must.iter().chain(may).copied().collect();
                    self.wrong(
                        line,
                        column,
                        "unknown-column",
                        "this column is not read".into(),
                        format!("rename or remove it; the columns are {}", known.join(", ")),
                    );
                }
            }
        }
    }

    fn all_languages(&mut self, line: Line<'a>, base: &str, needed: bool) {
        let given = |tag: &str| line.cell(&format!("{base}::{tag}")).is_some();
        let tags: Vec<&str> = self.around.languages.iter().map(String::as_str).collect();
        if !needed && !tags.iter().any(|tag| given(tag)) {
            return;
        }
        for tag in tags.iter().filter(|tag| !given(tag)) {
            self.wrong(
                line,
                &format!("{base}::{tag}"),
                "no-words",
                format!("it has no words in `{tag}`"),
                format!("write them in `{tag}`"),
            );
        }
    }

    fn lines(&self, sheet: &'static str) -> Vec<Line<'a>> {
        self.sheets.get(sheet).into_iter().flatten().map(|row| Line { sheet, row }).collect()
    }

    /// The name of a row, which no other of its sheet has.
    fn id(&mut self, line: Line<'a>, column: &str, seen: &mut BTreeSet<String>) -> Option<String> {
        let id = line.cell(column)?;
        if !crate::record::check::is_code(id) {
            self.wrong(
                line,
                column,
                "code-form",
                format!("`{id}` is no name"),
                "use 1 to 40 of a-z, A-Z, 0-9, `_`, `-` and `.`, the first a letter or digit",
            );
            return None;
        }
        if !seen.insert(id.to_owned()) {
            self.wrong(line, column, "twice", format!("`{id}` stands twice"), "keep one of them");
            return None;
        }
        Some(id.to_owned())
    }

    fn span(&mut self, line: Line<'a>, column: &str) -> Option<Span> {
        let text = line.cell(column)?;
        let span = Span::read(text);
        if span.is_none() {
            self.wrong(
                line,
                column,
                "no-age",
                format!("`{text}` is no age"),
                "write it with its unit: 55d days, 2w weeks, 6m months, 4y years; 12m-1d is the day before the first birthday",
            );
        }
        span
    }

    fn days(&mut self, line: Line<'a>, column: &str) -> Option<u32> {
        let text = line.cell(column)?;
        let span =
            Span::read(text).filter(|span| span.months == 0).and_then(|span| u32::try_from(span.days).ok());
        let days = text.parse().ok().or(span).filter(|days| *days <= 10_000);
        if days.is_none() {
            self.wrong(
                line,
                column,
                "no-days",
                format!("`{text}` is no number of days"),
                "write the days: 28, or 28d",
            );
        }
        days
    }

    fn date(&mut self, line: Line<'a>, column: &str) -> Option<PartialDate> {
        let text = line.cell(column)?;
        // A spreadsheet gives a date with its time of day.
        let date = PartialDate::from_iso(text.strip_suffix(" 00:00:00").unwrap_or(text));
        if date.is_none() {
            self.wrong(
                line,
                column,
                "no-date",
                format!("`{text}` is no date"),
                "write it as 2026-11-24, 2026-11 or 2026",
            );
        }
        date
    }

    fn of<T: Copy>(&mut self, line: Line<'a>, column: &str, known: &[(&'static str, T)]) -> Option<T> {
        let text = line.cell(column)?;
        let found = known.iter().find(|(name, _)| *name == text).map(|(_, value)| *value);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
            self.wrong(
                line,
                column,
                "unknown-word",
                format!("`{text}` means nothing here"),
                format!("use one of {}", names.join(", ")),
            );
        }
        found
    }

    /// Names of rows of another sheet.
    fn named(
        &mut self,
        line: Line<'a>,
        column: &str,
        sheet: &str,
        known: impl Fn(&str) -> bool,
    ) -> Vec<String> {
        let mut found = line.list(column);
        for name in found.iter().filter(|name| !known(name)) {
            self.wrong(
                line,
                column,
                "unknown-name",
                format!("the sheet {sheet} has no `{name}`"),
                format!("write one of its names, or add a row to {sheet}"),
            );
        }
        found.retain(|name| known(name));
        found
    }

    /// Codes of a list of the pack; `a|b` is either, `-a` none of it.
    fn codes(&mut self, line: Line<'a>, column: &str, list: &str) -> Vec<String> {
        let codes = line.list(column);
        let plain = codes.iter().flat_map(|code| code.trim_start_matches('-').split('|'));
        for code in plain.filter(|code| (self.around.knows)(list, code) == Some(false)) {
            self.wrong(
                line,
                column,
                "unknown-code",
                format!("the list `{list}` of this pack has no `{code}`"),
                format!("write one of its codes, or add it to `{list}` in lists.json"),
            );
        }
        codes
    }

    fn ends(&mut self, line: Line<'a>, from: Option<PartialDate>, until: Option<PartialDate>, column: &str) {
        if let (Some(from), Some(until)) = (from, until)
            && until.days().1 < from.days().0
        {
            self.wrong(
                line,
                column,
                "ends-before",
                "it ends before it begins".into(),
                "mend one of the two dates",
            );
        }
    }

    fn norms(&mut self) {
        let mut seen = BTreeSet::new();
        for line in self.lines("norms") {
            let Some(id) = self.id(line, "id", &mut seen) else { continue };
            let (from, until) = (self.date(line, "valid_from"), self.date(line, "valid_until"));
            self.ends(line, from, until, "valid_until");
            let notes: Vec<String> = line.cell("note").map(str::to_owned).into_iter().collect();
            if line.cell("act").is_none() && notes.is_empty() {
                self.wrong(
                    line,
                    "act",
                    "no-act",
                    "no legal act is named".into(),
                    "write the act as it is cited; where there is none, say in `note` where it was looked for",
                );
            }
            let norm = Norm {
                act: line.cell("act").map(str::to_owned),
                version: line.cell("version").map(str::to_owned),
                valid_from: from,
                valid_until: until,
                source: line.cell("source").map(str::to_owned),
                notes,
            };
            self.programme.norms.insert(id, norm);
        }
    }

    fn doubts(&mut self) {
        let mut seen = BTreeSet::new();
        for line in self.lines("doubts") {
            if let Some(id) = self.id(line, "id", &mut seen) {
                self.programme.doubts.insert(id, line.words("text::"));
            }
        }
    }

    fn products(&mut self) {
        let mut seen = BTreeSet::new();
        for line in self.lines("products") {
            let antigens = self.codes(line, "antigens", "antigen");
            if let Some(id) = self.id(line, "product", &mut seen) {
                self.programme.products.insert(id, Product { words: line.words("name::"), antigens });
            }
        }
    }

    /// Rows of one name are one condition, of which any is enough.
    fn conditions(&mut self) {
        for line in self.lines("conditions") {
            let Some(id) = self.id(line, "id", &mut BTreeSet::new()) else { continue };
            let attribute = self.of(line, "attribute", &Attribute::ALL);
            let operator = self.of(line, "operator", &Operator::ALL);
            let (Some(attribute), Some(operator)) = (attribute, operator) else { continue };
            let text = line.cell("value").unwrap_or_default();
            let figure = text.parse::<i64>();
            let is_wrong = match (operator, attribute.is_figure()) {
                (Operator::Unknown, _) => !text.is_empty(),
                (Operator::Below | Operator::AtLeast, false) => true,
                (_, true) => figure.is_err(),
                (_, false) => text.is_empty(),
            };
            if is_wrong {
                self.wrong(
                    line,
                    "value",
                    "no-value",
                    format!("`{text}` cannot be compared so"),
                    "write a whole number for a weight, weeks or altitude, codes for the others, nothing beside `unknown`",
                );
                continue;
            }
            let test = Test { attribute, operator, figure: figure.unwrap_or(0), codes: line.list("value") };
            let condition = self.programme.conditions.entry(id).or_default();
            if condition.words.texts.is_empty() {
                condition.words = line.words("reason::");
            }
            condition.tests.push(test);
        }
    }

    fn condition_names(&mut self, line: Line<'a>, column: &str) -> Vec<String> {
        let known: BTreeSet<String> = self.programme.conditions.keys().cloned().collect();
        self.named(line, column, "conditions", |name| known.contains(name))
    }

    fn about(&mut self, line: Line<'a>) -> About {
        let known = [("child", About::Child), ("pregnancy", About::Pregnancy)];
        self.of(line, "about", &known).unwrap_or_default()
    }

    fn packages(&mut self) {
        let mut seen = BTreeSet::new();
        for line in self.lines("packages") {
            let about = self.about(line);
            let (from, until) = (self.span(line, "from"), self.span(line, "until"));
            let shown = self.of(line, "shown", &Shown::ALL).unwrap_or(Shown::List);
            let unless = self.condition_names(line, "unless");
            let Some(id) = self.id(line, "id", &mut seen) else { continue };
            let (from, until) = (from.unwrap_or_default(), until.unwrap_or_default());
            let words = line.words("name::");
            self.programme.packages.push(Package { id, words, about, from, until, shown, unless });
        }
    }

    /// The place of a service that stands above.
    fn above(&mut self, line: Line<'a>, column: &str) -> Vec<usize> {
        let mut found = Vec::new();
        for name in line.list(column) {
            match self.programme.service(&name) {
                Some((place, _)) => found.push(place),
                None => self.wrong(
                    line,
                    column,
                    "unknown-name",
                    format!("no service `{name}` stands above this row"),
                    "write the name of a service of a row above, or move that row up",
                ),
            }
        }
        found
    }

    fn filter(&mut self, line: Line<'a>) -> Filter {
        let kinds = line.list("kind");
        for kind in
            kinds.iter().filter(|kind| *kind != VISIT && (self.around.knows)("service", kind) == Some(false))
        {
            self.wrong(
                line,
                "kind",
                "unknown-code",
                format!("the list `service` of this pack has no `{kind}`"),
                format!("write one of its codes, or `{VISIT}` for a home visit, or add it to `service` in lists.json"),
            );
        }
        let (without, antigens) = split(self.codes(line, "antigens", "antigen"));
        let antigens = antigens.iter().map(|either| either.split('|').map(str::to_owned).collect()).collect();
        let known: BTreeSet<String> = self.programme.products.keys().cloned().collect();
        let named =
            self.named(line, "product", "products", |name| known.contains(name.trim_start_matches('-')));
        let (other_products, products) = split(named);
        let documents = self.codes(line, "document", "document");
        let ways = [
            ("seen", Source::Seen),
            ("card", Source::Card),
            ("register", Source::Register),
            ("told", Source::Told),
        ];
        let mut sources = Vec::new();
        for name in line.list("source") {
            match ways.iter().find(|(way, _)| *way == name) {
                Some((_, way)) => sources.push(*way),
                None => self.wrong(
                    line,
                    "source",
                    "unknown-word",
                    format!("`{name}` means nothing here"),
                    "use some of seen, card, register, told",
                ),
            }
        }
        Filter { kinds, antigens, without, products, other_products, documents, sources }
    }

    fn counted_from(&mut self, line: Line<'a>) -> CountedFrom {
        let Some(text) = line.cell("counted_from") else { return CountedFrom::Start };
        let (which, name) = text.split_once(':').unwrap_or((text, ""));
        let other = self.programme.service(name.trim()).map(|(place, _)| place);
        match (which.trim(), other, name.trim().is_empty()) {
            ("start", _, true) => CountedFrom::Start,
            ("first", _, true) => CountedFrom::First,
            ("first", Some(place), _) => CountedFrom::FirstOf(place),
            ("last", Some(place), _) => CountedFrom::LastOf(place),
            _ => {
                self.wrong(
                    line,
                    "counted_from",
                    "unknown-word",
                    format!("`{text}` means nothing here"),
                    "write start, first (its own first), or first:SERVICE or last:SERVICE of a row above",
                );
                CountedFrom::Start
            }
        }
    }

    fn services(&mut self) {
        let mut seen = BTreeSet::new();
        for line in self.lines("services") {
            let packages: Vec<String> =
                self.programme.packages.iter().map(|package| package.id.clone()).collect();
            let names = self.named(line, "packages", "packages", |name| {
                name == "-" || packages.iter().any(|id| id == name)
            });
            let packages =
                names.iter().filter_map(|name| packages.iter().position(|id| id == name)).collect();
            let filter = self.filter(line);
            let order = self.of(line, "order", &Order::ALL).unwrap_or(Order::Doses);
            let options = self.above(line, "any_of");
            if (order == Order::AnyOf) == options.is_empty() {
                let remedy = "name the services of which one is enough, and write any_of as the order; else leave both";
                self.wrong(
                    line,
                    "any_of",
                    "no-options",
                    "order and any_of do not go together".into(),
                    remedy,
                );
            }
            if order != Order::AnyOf && filter.kinds.is_empty() {
                let remedy = format!(
                    "write the kind of service that counts: a code of the list `service`, or `{VISIT}`"
                );
                self.wrong(line, "kind", "missing", "nothing stands here".into(), remedy);
            }
            let times = self.days(line, "times");
            if order == Order::Monthly && times.is_none_or(|times| times == 0) {
                self.wrong(
                    line,
                    "times",
                    "missing",
                    "how many a month is not said".into(),
                    "write a number from 1",
                );
            }
            let counted_from = self.counted_from(line);
            let (only, unless) = (self.condition_names(line, "only"), self.condition_names(line, "unless"));
            let needs = self.above(line, "needs");
            let doubt = self.doubt(line);
            let risk =
                line.cell("risk").map(|text| text.parse::<u8>().ok().filter(|risk| (1..=9).contains(risk)));
            if risk == Some(None) {
                self.wrong(
                    line,
                    "risk",
                    "no-risk",
                    "this is no risk".into(),
                    "write 1 to 9; 9 is the gravest",
                );
            }
            let Some(id) = self.id(line, "id", &mut seen) else { continue };
            let text = |column: &str| line.cell(column).unwrap_or_default().to_owned();
            self.programme.services.push(Service {
                id,
                packages,
                words: line.words("name::"),
                remedy: line.words("remedy::"),
                filter,
                order,
                times: times.unwrap_or(1),
                options,
                counted_from,
                only,
                unless,
                needs,
                provider: text("provider"),
                owner: text("owner"),
                risk: risk.flatten().unwrap_or(1),
                picture: text("picture"),
                doubt,
                steps: Vec::new(),
            });
        }
    }

    fn doubt(&mut self, line: Line<'a>) -> Option<String> {
        let known: BTreeSet<String> = self.programme.doubts.keys().cloned().collect();
        self.named(line, "doubt", "doubts", |name| known.contains(name)).into_iter().next()
    }

    fn schedule(&mut self) {
        let mut seen = BTreeSet::new();
        for line in self.lines("schedule") {
            let Some(name) = line.cell("service") else { continue };
            let Some((place, _)) = self.programme.service(name) else {
                self.wrong(
                    line,
                    "service",
                    "unknown-name",
                    format!("the sheet services has no `{name}`"),
                    "write one of its names, or add a row to services",
                );
                continue;
            };
            let norms: BTreeSet<String> = self.programme.norms.keys().cloned().collect();
            let norm = self.named(line, "norm", "norms", |name| norms.contains(name)).into_iter().next();
            let due = self.span(line, "due");
            let from = self.span(line, "from").or(due).unwrap_or_default();
            let (in_time, until) = (self.span(line, "in_time"), self.span(line, "until"));
            let (min_gap_days, max_gap_days) = (self.days(line, "min_gap"), self.days(line, "max_gap"));
            let grace_days = self.days(line, "grace").unwrap_or(0);
            let (born_from, born_until) = (self.date(line, "born_from"), self.date(line, "born_until"));
            self.ends(line, born_from, born_until, "born_until");
            let doubt = self.doubt(line);
            self.in_order(line, from, due.unwrap_or(from), in_time, until);
            if let (Some(min), Some(max)) = (min_gap_days, max_gap_days)
                && max < min
            {
                let remedy = "the longest distance must be the shortest or more";
                self.wrong(line, "max_gap", "ends-before", "it is shorter than min_gap".into(), remedy);
            }
            let Some(id) = line.cell("step") else { continue };
            let key = format!("{name} {id} {}", norm.as_deref().unwrap_or_default());
            if !seen.insert(key) {
                let what = format!("`{name}` has `{id}` twice by one norm");
                self.wrong(line, "step", "twice", what, "keep one of them, or name another norm");
                continue;
            }
            let step = Step {
                id: id.to_owned(),
                words: line.words("name::"),
                from,
                due: due.unwrap_or(from),
                in_time,
                until,
                min_gap_days,
                max_gap_days,
                grace_days,
                norm: norm.unwrap_or_default(),
                doubt,
                born_from,
                born_until,
            };
            if let Some(service) = self.programme.services.get_mut(place) {
                service.steps.push(step);
            }
        }
    }

    /// Ages that go up: it counts from, is owed from, is in time until, counts until. Judged on a day in the middle of the calendar.
    fn in_order(
        &mut self,
        line: Line<'a>,
        from: Span,
        due: Span,
        in_time: Option<Span>,
        until: Option<Span>,
    ) {
        let start = chrono::NaiveDate::from_ymd_opt(2025, 1, 15).unwrap_or_default();
        let on = |span: Span| span.after(start);
        let pairs = [
            ("due", Some(from), Some(due)),
            ("in_time", Some(due), in_time),
            ("until", Some(due), until),
            ("until", in_time, until),
        ];
        for (column, first, second) in pairs {
            if let (Some(first), Some(second)) = (first, second)
                && on(second) < on(first)
            {
                let what = format!("{second} comes before {first}");
                let remedy = "the ages must go up: from, due, in_time, until";
                self.wrong(line, column, "ends-before", what, remedy);
                return;
            }
        }
    }

    /// A service that no step asks for is owed to nobody, and one that comes again has one step a norm.
    fn whole(&mut self) {
        for line in self.lines("services") {
            let Some((_, service)) = line.cell("id").and_then(|id| self.programme.service(id)) else {
                continue;
            };
            let norms: BTreeSet<&str> = service.steps.iter().map(|step| step.norm.as_str()).collect();
            let is_again = matches!(service.order, Order::Every | Order::Monthly);
            let (has_none, has_more) =
                (service.steps.is_empty(), is_again && service.steps.len() > norms.len());
            if has_none && service.order != Order::AnyOf {
                let remedy = "add a row for it to schedule, or remove it";
                self.wrong(line, "id", "no-steps", "no step of schedule is this service's".into(), remedy);
            }
            if has_more {
                let remedy = "keep one of its rows in schedule for each norm";
                self.wrong(
                    line,
                    "order",
                    "more-steps",
                    "what comes again has one step, and here are more".into(),
                    remedy,
                );
            }
        }
    }

    fn messages(&mut self) {
        for line in self.lines("messages") {
            let about = self.about(line);
            let (from, until) = (self.span(line, "from"), self.span(line, "until"));
            let (Some(from), Some(until)) = (from, until) else { continue };
            let picture = line.cell("picture").unwrap_or_default().to_owned();
            self.programme.messages.push(Message {
                about,
                from,
                until,
                words: line.words("text::"),
                picture,
            });
        }
    }
}
