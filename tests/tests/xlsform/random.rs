//! Spreadsheets from a seed, over all types and columns; one in eight has a cell changed at random, and may be refused by both.

use std::collections::BTreeSet;

use super::judge::judge;

/// Numbers from a seed.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

/// A sheet: headings, and rows of heading and text.
#[derive(Default, Clone)]
struct Grid {
    rows: Vec<Vec<(String, String)>>,
}

impl Grid {
    fn push(&mut self, cells: Vec<(String, String)>) {
        self.rows.push(cells);
    }

    fn headings(&self) -> Vec<String> {
        let mut headings: Vec<String> = Vec::new();
        for (heading, _) in self.rows.iter().flatten() {
            if !headings.contains(heading) {
                headings.push(heading.clone());
            }
        }
        headings
    }
}

/// A form being made up.
struct Maker {
    chance: Chance,
    languages: Vec<&'static str>,
    plain_column: bool,
    names: Vec<String>,
    questions: Vec<String>,
    repeats: Vec<String>,
    lists: Vec<String>,
    survey: Grid,
    entities: Vec<String>,
    /// How many repeats are open.
    within: usize,
    files: usize,
}

const PLAIN: &[&str] = &[
    "text",
    "integer",
    "decimal",
    "date",
    "time",
    "dateTime",
    "note",
    "acknowledge",
    "trigger",
    "barcode",
    "geopoint",
    "geotrace",
    "geoshape",
    "image",
    "audio",
    "video",
    "file",
    "range",
    "calculate",
    "hidden",
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "email",
    "simserial",
    "subscriberid",
    "start-geopoint",
    "background-audio",
    "select_one",
    "select_multiple",
    "rank",
    "select_one",
    "select_multiple",
    "select_one_from_file",
    "select_multiple_from_file",
    "select_one_external",
    "previous",
    "or_other",
    "csv-external",
    "xml-external",
    "string",
    "int",
    "photo",
    "percentage",
    "background-geopoint",
    "uri:username",
];

impl Maker {
    fn reference(&mut self) -> String {
        if self.names.is_empty() {
            return "'x'".to_owned();
        }
        let at = self.chance.below(self.names.len());
        let saved = if self.chance.one_in(12) { "last-saved#" } else { "" };
        format!("${{{saved}{}}}", self.names[at])
    }

    fn expression(&mut self) -> String {
        let (a, b, c) = (self.reference(), self.reference(), self.reference());
        match self.chance.below(14) {
            0 => format!("{a} > 5"),
            1 => format!("selected({a}, 'x') and not({b} = '')"),
            2 => "yes".to_owned(),
            3 => "true()".to_owned(),
            4 => format!("if({a} <= 3 or {b} != \"q\", {c}, 'no')"),
            5 => format!("sum({a}) + count({b}) div 2"),
            6 => format!("instance('l1')/root/item[name = {a} and x < 3]/label"),
            7 => format!("pulldata('people', 'name', 'id', {a})"),
            8 => format!("indexed-repeat({a}, {b}, {c})"),
            9 => format!("position(..) + indexed-repeat({a}, {b}, 1) + {c}"),
            10 => format!("concat({a}, indexed-repeat({b}, {c}, {a}), ' “x” ')"),
            11 => format!("once({a})\n + 1"),
            12 => format!("coalesce({a},{a})"),
            _ => ". != '' and string-length(.) > 2".to_owned(),
        }
    }

    fn prose(&mut self) -> String {
        let reference = self.reference();
        match self.chance.below(12) {
            0 => format!("How is {reference}?"),
            1 => format!("{reference}{reference} < & > \"x\""),
            2 => "## Heading\n\n* one\n* **two**".to_owned(),
            3 => format!("Known: instance('l1')/root/item[name = {reference}]/label and {reference}"),
            4 => "-".to_owned(),
            5 => "Two   blanks  ’here’".to_owned(),
            6 => "¿Niñu? <b>fuerte</b>".to_owned(),
            7 => format!("[{reference}] instance( x )"),
            8 => format!("indexed-repeat({reference}, {reference}, 1) of {reference}"),
            _ => "A question".to_owned(),
        }
    }

    /// A column that may stand in several languages.
    fn spoken(&mut self, cells: &mut Vec<(String, String)>, column: &str, always: bool) {
        if self.languages.is_empty() || (self.plain_column && self.chance.one_in(2)) {
            let text = self.prose();
            cells.push((column.to_owned(), text));
            if self.languages.is_empty() || self.chance.one_in(2) {
                return;
            }
        }
        for language in self.languages.clone() {
            if always || !self.chance.one_in(4) {
                let text = self.prose();
                cells.push((format!("{column}::{language}"), text));
            }
        }
    }

    fn name(&mut self, stem: &str) -> String {
        let name = format!("{stem}{}", self.names.len() + 1);
        self.names.push(name.clone());
        name
    }

    fn rules(&mut self, cells: &mut Vec<(String, String)>, kind: &str) {
        for (column, rarity) in
            [("relevant", 3), ("constraint", 5), ("required", 4), ("readonly", 8), ("calculation", 9)]
        {
            if self.chance.one_in(rarity) && !(column == "calculation" && kind == "background-geopoint") {
                let text = match column {
                    "required" => {
                        self.chance.pick(&["yes", "TRUE", "true()", "no", "${", ""]).replace("${", "1 = 1")
                    }
                    _ => self.expression(),
                };
                cells.push((column.to_owned(), text));
            }
        }
        if self.chance.one_in(6) {
            self.spoken(cells, "constraint_message", false);
        }
        if self.chance.one_in(8) {
            self.spoken(cells, "required_message", false);
        }
        if self.chance.one_in(7) {
            let text = match self.chance.below(7) {
                0 => "2024-02-29".to_owned(),
                1 => "-3.5".to_owned(),
                2 => "today()".to_owned(),
                3 => self.reference(),
                4 => "1 - 2".to_owned(),
                5 => "some text (or other), a/b".to_owned(),
                _ => "a".to_owned(),
            };
            cells.push(("default".to_owned(), text));
        }
        for (column, texts) in [
            ("appearance", &["minimal", "w1 quick", "label", "numbers"][..]),
            ("bind::jr:preload", &["uid"]),
            ("bind::note", &["a ${", "plain"]),
            ("body::class", &["big"]),
            ("instance::odk:x", &["y"]),
            ("notes", &["whatever"]),
            ("autoplay", &["audio"]),
        ] {
            if self.chance.one_in(9) {
                let text = self.chance.pick(texts).replace("${", "b");
                cells.push((column.to_owned(), text));
            }
        }
        if self.chance.one_in(8)
            && !self.questions.is_empty()
            && !cells.iter().any(|(column, _)| column == "trigger")
        {
            let at = self.chance.below(self.questions.len());
            cells.push(("trigger".to_owned(), format!("${{{}}}", self.questions[at])));
        }
        if !self.entities.is_empty() && self.chance.one_in(if self.within == 0 { 4 } else { 30 }) {
            let at = self.chance.below(self.entities.len());
            let number = self.names.len();
            cells.push(("save_to".to_owned(), format!("{}#p{number}", self.entities[at])));
        }
    }

    fn question(&mut self) {
        let mut kind = self.chance.pick(PLAIN).to_owned();
        let mut cells: Vec<(String, String)> = Vec::new();
        let mut parameters = String::new();
        let list = self.lists[self.chance.below(self.lists.len())].clone();
        let mut kind_cell = match kind.as_str() {
            "select_one" | "select_multiple" | "rank" => format!("{kind} {list}"),
            "or_other" => format!("{} {list} or_other", self.chance.pick(&["select_one", "select_multiple"])),
            "select_one_from_file" | "select_multiple_from_file" => {
                format!("{kind} {}", self.chance.pick(&["towns.csv", "sites.geojson", "posts.xml"]))
            }
            "select_one_external" => "select_one_external far".to_owned(),
            "previous" => {
                let at = self.chance.below(self.names.len().max(1));
                match self.names.get(at) {
                    Some(name) if !self.repeats.is_empty() => format!("select_one ${{{name}}}"),
                    _ => format!("select_one {list}"),
                }
            }
            other => other.to_owned(),
        };
        if kind_cell.starts_with("select_multiple")
            || kind_cell.starts_with("rank")
            || kind_cell.starts_with("select_one")
        {
            kind = "select".to_owned();
            if self.chance.one_in(4) {
                parameters = self
                    .chance
                    .pick(&["randomize=true", "randomize=true, seed=42", "randomize=false"])
                    .to_owned();
            }
            let external = kind_cell.contains("_external");
            if external || (self.chance.one_in(3) && !kind_cell.contains("or_other")) {
                let reference = self.reference();
                let filter = match self.chance.below(3) {
                    0 => format!("x = {reference}"),
                    1 => format!("x={reference} and name != '${{{}'", "").replace("'${'", "'q'"),
                    _ => format!("selected({reference}, name) or position(..) > 1"),
                };
                cells.push(("choice_filter".to_owned(), filter));
            }
            if kind_cell.contains("from_file") && self.chance.one_in(2) {
                parameters = "value=code label=Name".to_owned();
            }
        }
        match kind.as_str() {
            "range" if self.chance.one_in(2) => {
                parameters = self
                    .chance
                    .pick(&[
                        "start=0 end=10 step=2",
                        "start=0;end=1;step=0.1",
                        "start=5 end=1 tick_interval=2",
                        "end=3",
                        "start=0 end=10 placeholder=3",
                    ])
                    .to_owned();
            }
            "text" if self.chance.one_in(5) => parameters = "rows=4".to_owned(),
            "image" | "photo" if self.chance.one_in(2) => parameters = "max-pixels=800".to_owned(),
            "audio" if self.chance.one_in(2) => parameters = "quality=normal".to_owned(),
            "geopoint" if self.chance.one_in(2) => {
                parameters = "capture-accuracy=5 allow-mock-accuracy=true".to_owned()
            }
            "geoshape" if self.chance.one_in(2) => parameters = format!("reference-geometry={list}"),
            "background-geopoint" => match self.questions.len() {
                0 => kind_cell = "text".to_owned(),
                count => {
                    let at = self.chance.below(count);
                    cells.push(("trigger".to_owned(), format!("${{{}}}", self.questions[at])));
                }
            },
            _ => {}
        }
        let name = self.name("q");
        if kind.ends_with("-external") {
            if self.within > 0 {
                kind_cell = "hidden".to_owned();
            } else if !self.chance.one_in(20) {
                self.names.pop();
                self.files += 1;
            }
        }
        let name = if kind_cell.ends_with("-external") { format!("file{}", self.files) } else { name };
        self.rules(&mut cells, &kind);
        let calculated = cells.iter().any(|(column, _)| column == "calculation");
        if kind == "calculate" && !calculated {
            let expression = self.expression();
            cells.push(("calculation".to_owned(), expression));
        }
        if kind != "background-geopoint"
            && !kind.ends_with("-external")
            && (kind != "calculate" || self.chance.one_in(3))
        {
            self.spoken(&mut cells, "label", true);
            if self.chance.one_in(4) {
                self.spoken(&mut cells, "hint", false);
            }
            if self.chance.one_in(7) {
                self.spoken(&mut cells, "guidance_hint", false);
            }
            if self.chance.one_in(8) {
                let language =
                    self.languages.first().map_or(String::new(), |language| format!("::{language}"));
                cells.push((format!("media::image{language}"), "a.png".to_owned()));
            }
        }
        if !parameters.is_empty() {
            cells.push(("parameters".to_owned(), parameters));
        }
        cells.insert(0, ("name".to_owned(), name.clone()));
        cells.insert(0, ("type".to_owned(), kind_cell));
        self.survey.push(cells);
        let asked = !matches!(
            kind.as_str(),
            "calculate" | "hidden" | "csv-external" | "xml-external" | "background-geopoint"
        );
        if asked && !calculated {
            self.questions.push(name);
        }
    }

    fn section(&mut self, depth: usize) {
        let repeat = self.chance.one_in(2);
        let word = if repeat { "repeat" } else { "group" };
        let join = self.chance.pick(&[" ", "_"]);
        let name = self.name(if repeat { "r" } else { "g" });
        let mut cells =
            vec![("type".to_owned(), format!("begin{join}{word}")), ("name".to_owned(), name.clone())];
        if !self.chance.one_in(4) {
            self.spoken(&mut cells, "label", false);
        }
        if self.chance.one_in(3) {
            let expression = self.expression();
            cells.push(("relevant".to_owned(), expression));
        }
        if self.chance.one_in(4) {
            cells.push(("appearance".to_owned(), "field-list".to_owned()));
        }
        if repeat {
            if self.chance.one_in(3) {
                let count = match self.chance.below(3) {
                    0 => "3".to_owned(),
                    1 => self.reference(),
                    _ => format!("{} + 1", self.reference()),
                };
                cells.push(("repeat_count".to_owned(), count));
            }
            self.repeats.push(name);
        }
        self.survey.push(cells);
        self.within += usize::from(repeat);
        self.rows(depth + 1);
        self.within -= usize::from(repeat);
        self.survey.push(vec![("type".to_owned(), format!("end{join}{word}"))]);
    }

    fn rows(&mut self, depth: usize) {
        for _ in 0..1 + self.chance.below(5) {
            if depth < 4 && self.chance.one_in(4) {
                self.section(depth);
            } else {
                self.question();
            }
        }
    }

    fn choices(&mut self) -> Grid {
        let mut grid = Grid::default();
        let column = self.chance.pick(&["list_name", "list name"]);
        for list in self.lists.clone() {
            let marked = self.chance.one_in(3);
            for number in 0..2 + self.chance.below(3) {
                let mut cells =
                    vec![(column.to_owned(), list.clone()), ("name".to_owned(), format!("c{number}"))];
                if self.chance.one_in(2) && self.languages.is_empty() {
                    cells.push(("label".to_owned(), format!("Choice {number} & more")));
                } else {
                    self.spoken(&mut cells, "label", true);
                }
                if marked && self.chance.one_in(2) {
                    cells.push(("media::image".to_owned(), format!("{number}.png")));
                }
                cells.push(("x".to_owned(), format!("{}", self.chance.below(3))));
                if self.chance.one_in(3) {
                    cells.push(("parent".to_owned(), "north".to_owned()));
                }
                grid.push(cells);
            }
        }
        grid
    }

    fn settings(&mut self) -> Grid {
        let mut cells = vec![("form_id".to_owned(), "made_up".to_owned())];
        for (column, texts) in [
            ("form_title", &["Made & up", "A"][..]),
            ("version", &["3", "2024.1"]),
            ("style", &["pages"]),
            ("instance_name", &["concat('a', 'b')"]),
            ("public_key", &["MIIB"]),
            ("submission_url", &["https://example.org/s"]),
            ("name", &["visit"]),
            ("auto_send", &["true"]),
            ("namespaces", &["e=\"http://example.org/e\""]),
            ("allow_choice_duplicates", &["yes"]),
            ("clean_text_values", &["no", "yes"]),
            ("attribute::x", &["1"]),
        ] {
            if self.chance.one_in(4) {
                cells.push((column.to_owned(), self.chance.pick(texts).to_owned()));
            }
        }
        // A column without a language beside one of the default language is where the converter falls over.
        if self.chance.one_in(2)
            && !self.plain_column
            && let Some(language) = self.languages.first()
        {
            cells.push(("default_language".to_owned(), (*language).to_owned()));
        }
        Grid { rows: vec![cells] }
    }

    fn records(&mut self) -> Grid {
        let mut grid = Grid::default();
        for list in self.entities.clone() {
            let (a, b) = (self.reference(), self.reference());
            let mut cells = vec![("list_name".to_owned(), list), ("label".to_owned(), a.clone())];
            match self.chance.below(4) {
                0 => cells.push(("create_if".to_owned(), format!("{b} != ''"))),
                1 => cells.push(("entity_id".to_owned(), a)),
                2 => cells.extend([
                    ("entity_id".to_owned(), a),
                    ("update_if".to_owned(), b.clone()),
                    ("create_if".to_owned(), b),
                ]),
                _ => {}
            }
            grid.push(cells);
        }
        grid
    }
}

/// The spreadsheet of a seed.
fn made_up(seed: u64) -> Vec<u8> {
    let mut chance = Chance(seed);
    let languages = match chance.below(4) {
        0 => vec!["English (en)", "Español (es)"],
        1 => vec!["fr"],
        2 => vec!["en", "sw", "qu"],
        _ => Vec::new(),
    };
    let plain_column = chance.one_in(2);
    let lists = (1..=1 + chance.below(3)).map(|number| format!("l{number}")).collect();
    let entities: Vec<String> = match chance.below(6) {
        0 | 1 => vec!["people".to_owned()],
        2 if chance.one_in(3) => vec!["people".to_owned(), "houses".to_owned()],
        _ => Vec::new(),
    };
    let mut maker = Maker {
        chance,
        languages,
        plain_column,
        names: Vec::new(),
        questions: Vec::new(),
        repeats: Vec::new(),
        lists,
        survey: Grid::default(),
        entities,
        within: 0,
        files: 0,
    };
    maker.rows(0);
    maker.rows(0);
    let mut sheets = vec![("survey", maker.survey.clone()), ("choices", maker.choices())];
    if !maker.chance.one_in(3) {
        sheets.push(("settings", maker.settings()));
    }
    if !maker.entities.is_empty() {
        sheets.push(("entities", maker.records()));
    }
    let far = [("list_name", "far"), ("name", "a"), ("label", "A"), ("x", "1")];
    sheets.push((
        "external_choices",
        Grid {
            rows: vec![far.iter().map(|(column, text)| ((*column).to_owned(), (*text).to_owned())).collect()],
        },
    ));
    if maker.chance.one_in(8) {
        spoil(&mut maker.chance, &mut sheets[0].1);
    }
    write(&sheets)
}

/// Changes one cell.
fn spoil(chance: &mut Chance, sheet: &mut Grid) {
    let row = chance.below(sheet.rows.len());
    let cells = &mut sheet.rows[row];
    let at = chance.below(cells.len());
    match chance.below(4) {
        0 => {
            cells.remove(at);
        }
        1 => cells[at].1 = "${unheard_of}".to_owned(),
        2 => cells[at].1.push_str(" ${"),
        _ => cells[at].1 = "other thing".to_owned(),
    }
}

fn write(sheets: &[(&str, Grid)]) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, grid) in sheets {
        let sheet = book.add_worksheet().set_name(*name).unwrap();
        let headings = grid.headings();
        for (column, heading) in headings.iter().enumerate() {
            sheet.write_string(0, column as u16, heading).unwrap();
        }
        for (row, cells) in grid.rows.iter().enumerate() {
            let mut seen = BTreeSet::new();
            for (heading, text) in cells.iter().filter(|(_, text)| !text.is_empty()) {
                let column = headings.iter().position(|known| known == heading).unwrap() as u16;
                if !seen.insert(column) {
                    continue;
                }
                match text.parse::<f64>() {
                    _ if text == "TRUE" => sheet.write_boolean(row as u32 + 1, column, true).unwrap(),
                    // Spreadsheets hold numbers as numbers.
                    Ok(number) if text.len() < 8 => {
                        sheet.write_number(row as u32 + 1, column, number).unwrap()
                    }
                    _ => sheet.write_string(row as u32 + 1, column, text).unwrap(),
                };
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// How a record is refused that stands nowhere in the form.
const LOST: &str = "stands nowhere";

#[test]
fn forms_that_nobody_wrote_are_what_the_converter_makes_of_them() {
    let number = |name: &str| std::env::var(name).ok().and_then(|text| text.parse::<u64>().ok());
    let seed = number("XLSFORM_SEED").unwrap_or(1);
    let count = number("XLSFORM_FORMS").unwrap_or(600);
    println!("XLSFORM_SEED={seed} XLSFORM_FORMS={count}");
    let mut refusals = Vec::new();
    let forms: Vec<_> = (0..count)
        .map(|number| {
            let sheet = made_up(seed.wrapping_mul(1_000_003).wrapping_add(number));
            let made = chaski_xlsform::convert(&sheet, &format!("f{number:05}"));
            if let Err(problems) = &made {
                let said: Vec<String> = problems
                    .iter()
                    .filter(|problem| problem.severity == chaski::forms::Severity::Refused)
                    .map(ToString::to_string)
                    .collect();
                refusals.push((number, said.join(" / ")));
            }
            (format!("f{number:05}"), sheet, made.ok().map(|made| made.xform))
        })
        .collect();
    let verdicts = judge("random", &forms);
    assert_eq!(verdicts.len(), forms.len());
    let (mut same, mut both, mut lost, mut fell, mut wrong) = (0, 0, 0, 0, Vec::new());
    for (verdict, (name, _, ours)) in verdicts.iter().zip(&forms) {
        assert_eq!(verdict.name, *name);
        match (&verdict.refused, ours) {
            (None, Some(_)) if verdict.same => same += 1,
            (Some(_), None) => both += 1,
            (Some(why), Some(_)) if !why.starts_with("PyXForm") && !why.starts_with("Validation") => {
                fell += 1
            }
            (Some(why), Some(_)) => wrong.push(format!("{name}: taken, and pyxform refuses it: {why}")),
            // A record that the converter loses without a word is refused.
            (None, None)
                if refusals
                    .iter()
                    .any(|(number, why)| format!("f{number:05}") == *name && why.contains(LOST)) =>
            {
                lost += 1
            }
            (None, None) => {
                let number: u64 = name[1..].parse().unwrap();
                let why = refusals.iter().find(|(refused, _)| *refused == number).map_or("", |(_, why)| why);
                wrong.push(format!("{name}: refused, and pyxform takes it: {why}"));
            }
            (None, Some(_)) => wrong.push(format!("{name}:\n{}", verdict.differs)),
        }
    }
    println!(
        "{same} the same, {both} refused by both, {lost} refused for a record that is lost, {fell} over which the converter falls, {} differ",
        wrong.len()
    );
    assert!(
        wrong.is_empty(),
        "{} of {count} differ (XLSFORM_SEED={seed}):\n{}",
        wrong.len(),
        wrong[..wrong.len().min(12)].join("\n")
    );
}
