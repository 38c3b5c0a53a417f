//! The checklists that are measured, as spreadsheets, and the answers that a person gives to them: one of 1,500 questions with 300
//! calculations, and one that asks 20 questions of each child. Made by rule: the same every time. Knows no engine and no time.

use rust_xlsxwriter::{Workbook, XlsxError};

/// Questions of the large checklist.
pub const QUESTIONS: usize = 1_500;
/// Its calculations: two after each ten questions.
pub const CALCULATIONS: usize = QUESTIONS / 5;
/// Tens of questions in one group of it: what its calculations read reaches no further.
const TENS_OF_A_GROUP: usize = 5;
/// Tens of questions of each child in the other one.
const TENS_OF_A_CHILD: usize = 2;
/// Provinces to choose from, and districts in each.
const PROVINCES: usize = 20;
/// Of these the weight is summed up over all children.
const SUMMED: &str = "q3";

/// A choice: its name and its two labels.
type Choice = (&'static str, &'static str, &'static str);

const LISTS: [(&str, &[Choice]); 2] = [
    ("yes_no", &[("yes", "Sí", "Yes"), ("no", "No", "No")]),
    (
        "signs",
        &[
            ("none", "Ninguna", "None"),
            ("fever", "Fiebre", "Fever"),
            ("cough", "Tos", "Cough"),
            ("diarrhoea", "Diarrea", "Diarrhoea"),
            ("rash", "Manchas en la piel", "Rash"),
            ("vomiting", "Vómitos", "Vomiting"),
        ],
    ),
];

/// A row of the sheet of questions.
#[derive(Default)]
struct Row {
    kind: &'static str,
    name: String,
    /// In Spanish and in English.
    words: [String; 2],
    relevant: String,
    constraint: String,
    calculation: String,
    filter: String,
}

const HEADINGS: [&str; 8] = [
    "type",
    "name",
    "label::Español (es)",
    "label::English (en)",
    "relevant",
    "constraint",
    "calculation",
    "choice_filter",
];

impl Row {
    fn cells(&self) -> [&str; 8] {
        let [es, en] = &self.words;
        [self.kind, &self.name, es, en, &self.relevant, &self.constraint, &self.calculation, &self.filter]
    }
}

/// The spreadsheet of the large checklist.
///
/// # Errors
/// What the writer of spreadsheets says.
pub fn large() -> Result<Vec<u8>, XlsxError> {
    let mut rows = Vec::new();
    for ten in 0..QUESTIONS / 10 {
        if ten % TENS_OF_A_GROUP == 0 {
            rows.push(begin("begin group", group_of(ten), ["Parte", "Part"]));
        }
        rows.extend(questions(ten, ten % TENS_OF_A_GROUP > 0));
        if ten % TENS_OF_A_GROUP == TENS_OF_A_GROUP - 1 {
            rows.push(Row { kind: "end group", ..Row::default() });
        }
    }
    spreadsheet("large", &rows)
}

/// The spreadsheet of the checklist that asks of each child.
///
/// # Errors
/// As [`large`].
pub fn of_children() -> Result<Vec<u8>, XlsxError> {
    let mut rows = vec![begin("begin repeat", "child".into(), ["Niña o niño", "Child"])];
    rows.extend((0..TENS_OF_A_CHILD).flat_map(|ten| questions(ten, ten > 0)));
    rows.push(Row { kind: "end repeat", ..Row::default() });
    let sum = format!("sum(${{{SUMMED}}})");
    rows.push(Row { kind: "calculate", name: "all".into(), calculation: sum, ..Row::default() });
    spreadsheet("children", &rows)
}

/// One answer: to which question, and the value.
pub type Answer = (String, String);

/// Every question of the large checklist that is asked, with its answer; in each round another one.
pub fn answers(round: usize) -> Vec<Answer> {
    let of = |ten: usize| answers_of(&format!("/data/{}", group_of(ten)), ten, round);
    (0..QUESTIONS / 10).flat_map(of).collect()
}

/// The same of one child, from 1.
pub fn answers_of_child(child: usize, round: usize) -> Vec<Answer> {
    (0..TENS_OF_A_CHILD).flat_map(|ten| answers_of(&format!("/data/child[{child}]"), ten, round)).collect()
}

/// Whether something goes over the answers of all children to this question.
pub fn is_summed(path: &str) -> bool {
    path.ends_with(&format!("/{SUMMED}"))
}

fn group_of(ten: usize) -> String {
    format!("part{}", ten / TENS_OF_A_GROUP)
}

fn begin(kind: &'static str, name: String, words: [&str; 2]) -> Row {
    let words = words.map(|word| format!("{word} {name}"));
    Row { kind, name, words, ..Row::default() }
}

/// Ten questions as programme forms have them, and two calculations on them; `goes_on` where the first adds to that of the ten before.
fn questions(ten: usize, goes_on: bool) -> Vec<Row> {
    let first = ten * 10;
    let name = |at: usize| format!("q{}", first + at);
    let asked = |at: usize, kind: &'static str, es: &str, en: &str| Row {
        kind,
        name: name(at),
        words: [format!("¿{es}? ({})", first + at), format!("{en}? ({})", first + at)],
        ..Row::default()
    };
    let calculated =
        |name: String, calculation: String| Row { kind: "calculate", name, calculation, ..Row::default() };
    let before = if goes_on { format!(" + ${{sum{}}}", ten - 1) } else { String::new() };
    vec![
        Row {
            constraint: ". >= 0 and . <= 120".into(),
            ..asked(0, "integer", "Cuántas personas duermen aquí", "How many people sleep here")
        },
        asked(1, "select_one yes_no", "Alguien lo acompaña", "Is somebody with you"),
        Row {
            relevant: format!("${{{}}} = 'yes'", name(1)),
            ..asked(2, "text", "Cómo se llama", "What is their name")
        },
        Row { constraint: ". < 200".into(), ..asked(3, "decimal", "Cuánto pesa", "What is the weight") },
        Row {
            constraint: ". <= date('2035-12-31')".into(), ..asked(4, "date", "Cuándo fue", "When was it")
        },
        asked(5, "select_one provinces", "En qué provincia", "In which province"),
        Row {
            filter: format!("above = ${{{}}}", name(5)),
            ..asked(6, "select_one districts", "En qué distrito", "In which district")
        },
        Row {
            constraint: "not(selected(., 'none') and count-selected(.) > 1)".into(),
            ..asked(7, "select_multiple signs", "Qué se ve", "What can be seen")
        },
        Row {
            relevant: format!("selected(${{{}}}, 'fever')", name(7)),
            ..asked(8, "integer", "Cuánta fiebre", "How high is the fever")
        },
        calculated(
            format!("sum{ten}"),
            format!("coalesce(${{{}}}, 0) + coalesce(${{{}}}, 0){before}", name(0), name(3)),
        ),
        calculated(
            format!("level{ten}"),
            format!("if(${{{}}} = 'yes' and ${{sum{ten}}} > 60, 'high', 'low')", name(1)),
        ),
        Row {
            relevant: format!("${{level{ten}}} != ''"),
            words: [
                format!("Nivel ${{level{ten}}}: ¿algo más?"),
                format!("Level ${{level{ten}}}: anything else?"),
            ],
            ..asked(9, "text", "", "")
        },
    ]
}

/// Answers to ten questions, without those that are not asked then.
fn answers_of(above: &str, ten: usize, round: usize) -> Vec<Answer> {
    let (first, turn) = (ten * 10, ten + round);
    let is_even = turn.is_multiple_of(2);
    let province = turn % PROVINCES;
    let all = [
        Some(format!("{}", turn % 100)),
        Some(if is_even { "yes" } else { "no" }.into()),
        is_even.then(|| format!("Nina {turn}")),
        Some(format!("{}.5", (ten + 7 * round) % 150)),
        Some(format!("20{:02}-02-{:02}", 10 + round % 20, 1 + ten % 28)),
        Some(format!("p{province}")),
        Some(format!("p{province}d{}", round % PROVINCES)),
        Some(if is_even { "fever cough" } else { "cough" }.into()),
        is_even.then(|| format!("{}", 37 + round % 5)),
        Some(format!("nada {turn}")),
    ];
    (first..).zip(all).filter_map(|(at, text)| Some((format!("{above}/q{at}"), text?))).collect()
}

fn spreadsheet(id: &str, rows: &[Row]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let survey = [&HEADINGS[..]].into_iter().map(<[&str]>::to_vec);
    let survey = survey.chain(rows.iter().map(|row| row.cells().to_vec()));
    write(&mut book, "survey", survey)?;
    let mut choices: Vec<[String; 5]> =
        vec![["list_name", "name", "label::Español (es)", "label::English (en)", "above"].map(str::to_owned)];
    for (list, names) in LISTS {
        choices.extend(names.iter().map(|(name, es, en)| [list, name, es, en, ""].map(str::to_owned)));
    }
    for province in 0..PROVINCES {
        let place = |list: &str, name: String, words: String, above: String| {
            [list.to_owned(), name, words.clone(), words, above]
        };
        let name = format!("p{province}");
        choices.push(place("provinces", name.clone(), format!("Provincia {province}"), String::new()));
        for district in 0..PROVINCES {
            let words = format!("Distrito {district} de {province}");
            choices.push(place("districts", format!("{name}d{district}"), words, name.clone()));
        }
    }
    write(&mut book, "choices", choices.iter().map(|row| row.iter().map(String::as_str).collect()))?;
    let settings = [vec!["form_id", "version", "default_language"], vec![id, "1", "Español (es)"]];
    write(&mut book, "settings", settings.into_iter())?;
    book.save_to_buffer()
}

fn write<'r>(
    book: &mut Workbook,
    name: &str,
    rows: impl Iterator<Item = Vec<&'r str>>,
) -> Result<(), XlsxError> {
    let sheet = book.add_worksheet().set_name(name)?;
    for (row, cells) in (0..).zip(rows) {
        for (column, text) in (0..).zip(cells).filter(|(_, text)| !text.is_empty()) {
            sheet.write_string(row, column, text)?;
        }
    }
    Ok(())
}
