//! The language files: every language says the same things, within the room there is for them, in words that
//! blame nobody; and whatever the program may have to say has words.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use chaski::merge::rules::Offence;
use chaski::pack;
use chaski::record::table::code::verdict_reason;
use chaski::record::{ENTITIES, Type};
use chaski::words::{Lang, files, has, label, message};
use fluent_syntax::ast::{
    Attribute, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey,
};

use crate::forbidden::forbidden_in;

/// Ids made of names at run time, which no source writes out.
const COMPOSED: [&str; 11] = [
    "entity-",
    "field-",
    "part-",
    "choice-",
    "error-",
    "question-",
    "stage-",
    "families-only-",
    "growing-",
    "phone-list-",
    "package-",
];

/// Those among them that the table of fields does not make.
const NOT_OF_THE_TABLE: [&str; 7] =
    ["error-", "question-", "stage-", "families-only-", "growing-", "phone-list-", "package-"];

/// Ids of what is built later: the phone's screens are. Once a screen asks for them, its prefix leaves this list.
const LATER: [&str; 7] = ["answer-", "button-", "state-", "phone-", "notices-", "dispute-", "returned-"];

struct Message {
    file: String,
    /// Its own comment, or that of the group it stands in.
    comment: String,
    /// Every form that each of its texts may take, by attribute; the message's own has the name "".
    forms: BTreeMap<String, Vec<String>>,
    arguments: BTreeSet<String>,
    /// Whether a choice by plural lacks a form for 0.
    no_zero: bool,
}

impl Message {
    fn most_letters(&self) -> Option<usize> {
        let after = self.comment.split("max ").nth(1)?;
        after.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
    }
}

fn core() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn text_of(path: &str) -> String {
    std::fs::read_to_string(core().join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
}

fn messages(lang: Lang) -> BTreeMap<String, Message> {
    let mut all = BTreeMap::new();
    for file in files() {
        let path = core().join("words").join(lang.tag()).join(file);
        if lang == Lang::Quz && !path.exists() {
            continue;
        }
        let source = std::fs::read_to_string(&path).unwrap();
        let resource = fluent_syntax::parser::parse(source.as_str())
            .unwrap_or_else(|(_, wrong)| panic!("{}: {wrong:?}", path.display()));
        let mut group = String::new();
        for entry in resource.body {
            match entry {
                Entry::GroupComment(comment) => group = comment.content.join(" "),
                Entry::Message(message) => {
                    let own = message.comment.as_ref().map(|comment| comment.content.join(" "));
                    let mut read = Message {
                        file: file.to_owned(),
                        comment: own.unwrap_or_else(|| group.clone()),
                        forms: BTreeMap::new(),
                        arguments: BTreeSet::new(),
                        no_zero: false,
                    };
                    if let Some(pattern) = &message.value {
                        let forms = forms(pattern, &mut read);
                        read.forms.insert(String::new(), forms);
                    }
                    for Attribute { id, value } in &message.attributes {
                        let forms = forms(value, &mut read);
                        read.forms.insert(id.name.to_owned(), forms);
                    }
                    let id = message.id.name.to_owned();
                    assert!(all.insert(id.clone(), read).is_none(), "{lang:?}: `{id}` stands twice");
                }
                Entry::Comment(_) | Entry::ResourceComment(_) => {}
                other => panic!("{}: neither a message nor a comment: {other:?}", path.display()),
            }
        }
    }
    all
}

/// Every form of a pattern, with nothing where an argument goes.
fn forms(pattern: &Pattern<&str>, message: &mut Message) -> Vec<String> {
    let mut forms = vec![String::new()];
    for element in &pattern.elements {
        let pieces = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression } => match expression {
                Expression::Inline(inline) => vec![place(inline, message)],
                Expression::Select { selector, variants } => {
                    place(selector, message);
                    let key = |wanted: &str| {
                        variants.iter().any(|v| match &v.key {
                            VariantKey::Identifier { name } => *name == wanted,
                            VariantKey::NumberLiteral { value } => *value == wanted,
                        })
                    };
                    message.no_zero |= key("one") && !key("0");
                    variants.iter().flat_map(|variant| self::forms(&variant.value, message)).collect()
                }
            },
        };
        forms =
            forms.iter().flat_map(|form| pieces.iter().map(move |piece| format!("{form}{piece}"))).collect();
    }
    forms
}

fn place(inline: &InlineExpression<&str>, message: &mut Message) -> String {
    match inline {
        InlineExpression::VariableReference { id } => {
            message.arguments.insert(id.name.to_owned());
            String::new()
        }
        InlineExpression::StringLiteral { value } => value.replace("\\u00a0", "\u{a0}"),
        InlineExpression::NumberLiteral { value } => (*value).to_owned(),
        other => panic!("a message refers to another: {other:?}"),
    }
}

fn none_of(wrong: Vec<String>, what: &str) {
    assert!(wrong.is_empty(), "{what}:\n  {}", wrong.join("\n  "));
}

#[test]
fn every_language_file_is_in_the_program_and_every_line_of_it_is_read() {
    let known: BTreeSet<&str> = files().collect();
    for lang in Lang::ALL {
        for entry in std::fs::read_dir(core().join("words").join(lang.tag())).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            assert!(known.contains(name.as_str()), "{}/{name} is not in the list of files", lang.tag());
        }
    }
    for (id, message) in messages(Lang::Es) {
        for attribute in message.forms.keys() {
            let id = if attribute.is_empty() { id.clone() } else { format!("{id}.{attribute}") };
            assert!(has(&id), "{id}");
        }
    }
}

#[test]
fn every_language_says_the_same_with_the_same_arguments() {
    let (es, en, quz) = (messages(Lang::Es), messages(Lang::En), messages(Lang::Quz));
    let mut wrong = Vec::new();
    wrong.extend(en.keys().filter(|id| !es.contains_key(*id)).map(|id| format!("es lacks `{id}`")));
    for (id, spanish) in &es {
        match en.get(id) {
            None => wrong.push(format!("en lacks `{id}`")),
            Some(english) => {
                if spanish.file != english.file {
                    wrong.push(format!("`{id}` stands in {} and {}", spanish.file, english.file));
                }
                if !spanish.forms.keys().eq(english.forms.keys()) {
                    wrong.push(format!("`{id}` has other attributes in en"));
                }
                if spanish.arguments != english.arguments {
                    wrong.push(format!("`{id}` has other arguments in en"));
                }
            }
        }
    }
    for (id, quechua) in &quz {
        match es.get(id) {
            None => wrong.push(format!("es lacks `{id}`, which quz has")),
            Some(spanish) if !quechua.arguments.is_subset(&spanish.arguments) => {
                wrong.push(format!("`{id}` has other arguments in quz"));
            }
            Some(_) => {}
        }
    }
    none_of(wrong, "the languages differ");
}

#[test]
fn every_message_says_where_it_is_shown_and_keeps_within_its_most_letters() {
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for (id, message) in messages(lang) {
            let at = format!("{}/{}: `{id}`", lang.tag(), message.file);
            let Some(most) = message.most_letters() else {
                wrong.push(format!("{at} has no comment with its most letters (`max 22`)"));
                continue;
            };
            if !message.comment.contains("read") {
                wrong.push(format!("{at} does not say whether it is read aloud"));
            }
            for form in message.forms.values().flatten().filter(|form| form.chars().count() > most) {
                wrong.push(format!("{at} has {} letters of {most}: {form}", form.chars().count()));
            }
        }
    }
    none_of(wrong, "comments and lengths");
}

#[test]
fn the_words_of_a_pack_are_short_and_say_no_forbidden_word() {
    let mut wrong = Vec::new();
    for country in pack::countries() {
        let pack = pack::shipped(country).unwrap();
        let concepts =
            pack.lists.values().flat_map(|list| &list.concepts).map(|of| (&of.code, &of.words, 44));
        let systems = pack.systems.iter().map(|of| (&of.system, &of.words, 40));
        for (code, words, most) in concepts.chain(systems) {
            for text in words.texts.values() {
                if text.chars().count() > most || text.contains(['!', '¡']) {
                    wrong.push(format!("{country}, {code}: {text}"));
                }
                wrong.extend(
                    forbidden_in(text).map(|word| format!("{country}, {code} says *{word}*: {text}")),
                );
            }
        }
    }
    none_of(wrong, "the words of packs");
}

#[test]
fn no_screen_says_a_forbidden_word() {
    let mut wrong = Vec::new();
    for (id, message) in messages(Lang::Es) {
        for form in message.forms.values().flatten() {
            for word in forbidden_in(form) {
                wrong.push(format!("{}: `{id}` says *{word}*: {form}", message.file));
            }
        }
    }
    none_of(wrong, "forbidden words");
}

#[test]
fn nothing_is_exclaimed_but_danger() {
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        for (id, message) in messages(lang) {
            let exclaims = message.forms.values().flatten().any(|form| form.contains(['!', '¡']));
            if exclaims && !message.comment.contains("danger") {
                wrong.push(format!("{}/{}: `{id}`", lang.tag(), message.file));
            }
        }
    }
    none_of(wrong, "exclamations");
}

#[test]
fn a_count_of_none_is_said_in_words() {
    let mut wrong = Vec::new();
    for lang in [Lang::Es, Lang::En] {
        let lacking = messages(lang).into_iter().filter(|(_, message)| message.no_zero);
        wrong.extend(lacking.map(|(id, message)| format!("{}/{}: `{id}`", lang.tag(), message.file)));
    }
    none_of(wrong, "a plural without a form for 0");

    let notices = |n: i64| {
        let shown = n.to_string();
        message(Lang::Es, "notices-count", &[("n", n.into()), ("shown", (&shown).into())]).text
    };
    assert_eq!(notices(0), "Chaski: no tienes ningún aviso");
    assert_eq!(notices(1), "Chaski: tienes 1 aviso");
    assert_eq!(notices(2), "Chaski: tienes 2 avisos");
}

#[test]
fn what_no_reviewer_has_signed_is_shown_in_spanish_and_says_so() {
    let quz = messages(Lang::Quz);
    assert!(!quz.is_empty());
    for (id, written) in quz {
        assert!(written.comment.contains("reviewed:"), "`{id}` does not say who reviewed it");
        let signed = !written.comment.contains("reviewed: none");
        let shown = message(Lang::Quz, &id, &[]);
        assert_eq!(shown.lang, if signed { Lang::Quz } else { Lang::Es }, "`{id}`");
        assert!(signed || shown == message(Lang::Es, &id, &[]), "`{id}`");
    }
    assert_eq!(message(Lang::En, "answer-yes", &[]).lang, Lang::En);
}

#[test]
fn an_id_that_no_file_has_comes_back_marked() {
    for id in ["no-such-message", "answer-yes.no-such-attribute", "", ".", "a.b.c", "¿?"] {
        assert!(!has(id), "{id}");
        for lang in Lang::ALL {
            assert_eq!(message(lang, id, &[("n", 1i64.into())]).text, format!("[{id}]"));
        }
    }
    assert!(has("error-disk_full") && has("error-disk_full.remedy"));
}

#[test]
fn a_language_is_known_by_its_tag_and_never_by_plain_qu() {
    assert_eq!(Lang::from_tag("es-PE"), Some(Lang::Es));
    assert_eq!(Lang::from_tag("EN"), Some(Lang::En));
    assert_eq!(Lang::from_tag("quz"), Some(Lang::Quz));
    assert_eq!(Lang::from_tag("qu"), None);
    assert_eq!(Lang::from_tag(""), None);
}

/// The lists of choices by name, read from their source: a list does not know its own name.
fn lists() -> BTreeMap<String, Vec<String>> {
    let source = text_of("src/record/table/code.rs");
    let body = source.split("\nlists! {").nth(1).unwrap();
    let mut lists = BTreeMap::new();
    let mut rest = body;
    while let Some((head, after)) = rest.split_once('{') {
        let Some(name) = head.split_whitespace().next().filter(|name| *name != "}") else { break };
        let (choices, after) = after.split_once('}').unwrap();
        let choices = choices.split(',').filter_map(|choice| choice.split('=').next());
        lists.insert(name.to_owned(), choices.map(|c| c.trim().to_owned()).collect());
        rest = after;
    }
    lists
}

#[test]
fn every_entity_field_part_and_choice_has_a_word() {
    let lists = lists();
    let mut wanted = BTreeSet::from(["field-void".to_owned()]);
    for (list, choices) in &lists {
        wanted.extend(choices.iter().map(|choice| format!("choice-{list}-{choice}")));
    }
    let held = |ty: &Type, at: &str| {
        if let Type::Code(list) | Type::Codes(list) = ty {
            let names: Vec<&str> = list.iter().map(|code| code.1).collect();
            assert!(lists.values().any(|choices| choices == &names), "the list of {at} was not read");
        }
    };
    for entity in ENTITIES {
        wanted.insert(format!("entity-{}", entity.name));
        for field in entity.fields {
            wanted.insert(format!("field-{}-{}", entity.name, field.name));
            held(&field.ty, field.name);
            if let Type::Composite(parts) = field.ty {
                for part in parts {
                    wanted.insert(format!("part-{}-{}", field.name, part.name));
                    held(&part.ty, part.name);
                }
            }
        }
    }
    let mut wrong = Vec::new();
    for lang in [Lang::Es, Lang::En] {
        let messages = messages(lang);
        let there: BTreeSet<String> = messages
            .keys()
            .filter(|id| COMPOSED.iter().any(|p| id.starts_with(p)))
            .filter(|id| !NOT_OF_THE_TABLE.iter().any(|p| id.starts_with(p)))
            .cloned()
            .collect();
        let tag = lang.tag();
        wrong.extend(wanted.difference(&there).map(|id| format!("{tag} has no word for `{id}`")));
        wrong
            .extend(there.difference(&wanted).map(|id| format!("{tag} names `{id}`, which the table lacks")));
    }
    none_of(wrong, "the table of fields");
    assert_eq!(label::entity(Lang::Es, "visit").text, "Visita");
    assert_eq!(label::field(Lang::Es, "reading", "muac_cm").text, "Perímetro del brazo");
    assert_eq!(label::part(Lang::Es, "outcome", "reason").text, "Por qué");
    assert_eq!(label::choice(Lang::Es, "clothes", "light").text, "Ropa ligera");
}

/// What stands between quotes after each `before` in a piece of source.
fn quoted<'a>(source: &'a str, before: &str) -> Vec<&'a str> {
    let after = |piece: &'a str| piece.trim_start().strip_prefix('"')?.split('"').next();
    source.split(before).skip(1).filter_map(after).collect()
}

#[test]
fn every_error_says_what_is_safe_and_what_to_do() {
    let mut codes = BTreeSet::new();
    // Each `code` is a match that forgets nothing.
    for (path, prefix) in [
        ("src/store/error.rs", ""),
        ("src/lock/error.rs", ""),
        ("src/sync/session.rs", ""),
        ("src/record/check.rs", "entry-"),
        ("src/merge/rules.rs", "offence-"),
        ("src/sync/message.rs", "refused-"),
        ("src/sync/enrol_refusal.rs", "enrolment-"),
    ] {
        let source = text_of(path);
        let list = source.split("pub fn code(").nth(1).unwrap().split("\n    }\n").next().unwrap();
        let here = quoted(list, "=>");
        assert!(here.len() > 4, "{path}");
        codes.extend(here.into_iter().map(|code| format!("{prefix}{code}")));
    }
    let mut first = Vec::new();
    for path in sources(&core().join("../bindings/src")) {
        let source = std::fs::read_to_string(path).unwrap();
        let outside_tests = source.split("#[cfg(test)]").next().unwrap();
        codes.extend(quoted(outside_tests, "Failure::new(").into_iter().map(str::to_owned));
        for code in quoted(outside_tests, "Failure::not_json(") {
            codes.extend([code.to_owned(), format!("{code}-key_twice")]);
        }
        for call in outside_tests.split("Failure::exact(").skip(1) {
            let mut texts = call.split('"').skip(1).step_by(2);
            codes.insert(format!("{}-{}", texts.next().unwrap(), texts.next().unwrap()));
        }
        first.extend(quoted(outside_tests, "first: Some(").into_iter().map(str::to_owned));
    }
    codes.insert("not_our_server-expired".to_owned());
    for known in ["syncing", "disk_full", "line", "entry-missing", "refused-copied", "document-key_twice"] {
        assert!(codes.contains(known), "{known}");
    }
    assert!(first.len() == 2 && first.iter().all(|id| has(id)), "{first:?}");
    let reasons: BTreeSet<String> =
        verdict_reason::ALL.iter().map(|reason| format!("offence-{}", reason.1)).collect();
    let offences: Vec<Offence> = (1..).map_while(Offence::from_number).collect();
    assert_eq!(
        offences.iter().map(|one| format!("offence-{}", one.code())).collect::<BTreeSet<_>>(),
        reasons
    );
    assert!(reasons.is_subset(&codes));
    let mut wrong = Vec::new();
    for lang in [Lang::Es, Lang::En] {
        let messages = messages(lang);
        for code in &codes {
            let forms = messages.get(&format!("error-{code}")).map(|message| &message.forms);
            if !forms.is_some_and(|forms| forms.contains_key("") && forms.contains_key("remedy")) {
                wrong.push(format!("{} lacks `error-{code}` or its remedy", lang.tag()));
            }
        }
    }
    none_of(wrong, "errors without words");
    let (text, remedy) = label::error(Lang::Es, "a_code_of_a_later_version", Some("x"), &[]);
    assert!(!text.text.starts_with('[') && remedy.text.contains("guardado"));
}

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|e| e == "rs" || e == "kt") {
            found.push(path);
        }
    }
    found
}

fn program() -> Vec<(PathBuf, String)> {
    [
        "src",
        "survey/src",
        "../bindings/src",
        "../bindings/cli/src",
        "../sync-server/src",
        "../sync-server/service/src",
        "../android/app/src/main/kotlin",
    ]
    .iter()
    .flat_map(|folder| sources(&core().join(folder)))
    .map(|path| (path.clone(), std::fs::read_to_string(path).unwrap()))
    .collect()
}

/// The calls that take an id, and the pages' own that hand it on.
const CALLS: [&str; 6] = ["message(", "t(", "with(", "counted(", "bounded(", "named("];

/// The ids that a source asks for in so many letters: the first text in one of these calls, where nothing but names
/// stands before it and it is made like an id.
fn asked(source: &str) -> Vec<&str> {
    let mut asked = Vec::new();
    for call in CALLS {
        for (at, _) in source.match_indices(call) {
            let before = source[..at].chars().next_back();
            if before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let Some((between, after)) = source[at + call.len()..].split_once('"') else { continue };
            let plain = between.chars().all(|c| c.is_alphanumeric() || "_.&*, \n:".contains(c));
            if !plain || between.matches(',').count() > 1 {
                continue;
            }
            let Some(id) = after.split('"').next() else { continue };
            let made_like_one = id.starts_with(|c: char| c.is_ascii_lowercase())
                && id.contains('-')
                && id.chars().all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c));
            if made_like_one {
                asked.push(id);
            }
        }
    }
    asked
}

#[test]
fn every_message_that_the_program_asks_for_exists() {
    let mut wrong = Vec::new();
    for (path, source) in program() {
        let lacking = asked(&source).into_iter().filter(|id| !has(id));
        wrong.extend(lacking.map(|id| format!("{}: `{id}`", path.display())));
    }
    none_of(wrong, "asked for and in no file");
}

#[test]
fn no_message_stands_in_a_file_that_nothing_asks_for() {
    let program = program();
    let is_asked = |id: &str| {
        let (whole, part) = (format!("\"{id}\""), format!("\"{id}."));
        program.iter().any(|(_, source)| source.contains(&whole) || source.contains(&part))
    };
    let excepted = |id: &str| COMPOSED.iter().chain(&LATER).any(|prefix| id.starts_with(prefix));
    let unused = messages(Lang::Es)
        .into_iter()
        .filter(|(id, _)| !excepted(id) && !is_asked(id))
        .map(|(id, message)| format!("{}: `{id}`", message.file));
    none_of(unused.collect(), "nothing asks for these");
}

mod shown {
    //! Dates, ages and figures.

    use chaski::words::Lang::{self, En, Es};
    use chaski::words::shown::*;
    use chrono::NaiveDate;

    const LIMA_MIN: i32 = -300;

    fn day(iso: &str) -> NaiveDate {
        iso.parse().unwrap()
    }

    fn partial(iso: &str) -> PartialDate {
        PartialDate::from_iso(iso).unwrap()
    }

    #[test]
    fn a_date_is_called_as_people_call_it() {
        let today = day("2026-11-24");
        let said = |lang, iso| date(lang, day(iso), today);
        assert_eq!(said(Es, "2026-11-24"), "hoy");
        assert_eq!(said(Es, "2026-11-23"), "ayer");
        assert_eq!(said(Es, "2026-11-25"), "mañana");
        assert_eq!(said(Es, "2026-11-17"), "mar 17 nov");
        assert_eq!(said(Es, "2025-09-02"), "mar 2 set 2025");
        assert_eq!(said(En, "2025-09-02"), "Tue 2 Sep 2025");
        assert_eq!(date(Es, day("2025-12-31"), day("2026-01-01")), "ayer");
        assert_eq!(long_date(Es, today), "24 nov 2026");
        assert_eq!(long_date(Es, partial("2026-11")), "nov 2026");
        assert_eq!(long_date(Es, partial("2026")), "2026");
        assert_eq!(PartialDate::from_parts(&[2026, 2, 30]), None);
        assert_eq!(PartialDate::from_iso("2026-13"), None);
        assert_eq!(PartialDate::from_iso("hoy"), None);
    }

    #[test]
    fn a_time_is_that_of_the_place() {
        let at = 1_795_550_700; // 2026-11-24, 20:05 at Greenwich
        let today = day("2026-11-24");
        assert_eq!(time(Es, at, LIMA_MIN), "3:05\u{a0}p.\u{a0}m.");
        assert_eq!(time(En, at, 0), "8:05\u{a0}p.m.");
        assert_eq!(time(Es, at - 3 * 3600, LIMA_MIN), "12:05\u{a0}p.\u{a0}m.");
        assert_eq!(date_time(Es, at, LIMA_MIN, today), "hoy 3:05\u{a0}p.\u{a0}m.");
        assert_eq!(date_time(Es, at, LIMA_MIN, day("2026-12-01")), "mar 24 nov, 3:05\u{a0}p.\u{a0}m.");
        assert_eq!(long_date_time(Es, at, LIMA_MIN), "mar 24 nov 2026, 3:05\u{a0}p.\u{a0}m.");
        assert_eq!(day_of(at + 5 * 3600, LIMA_MIN), Some(today));
        assert_eq!(day_of(at + 5 * 3600, 0), Some(day("2026-11-25")));
        assert_eq!(time(Es, i64::MAX, LIMA_MIN), "—");
    }

    #[test]
    fn how_long_ago_gives_way_to_the_date_after_thirty_days() {
        let today = day("2026-11-24");
        assert_eq!(ago(Es, day("2026-11-21"), today), "hace 3 días");
        assert_eq!(ago(Es, today, today), "hoy");
        assert_eq!(ago(Es, day("2026-11-23"), today), "ayer");
        assert_eq!(ago(Es, day("2026-10-25"), today), "hace 30 días");
        assert_eq!(ago(Es, day("2026-10-24"), today), "sáb 24 oct");
        assert_eq!(ago(Es, day("2026-11-26"), today), "jue 26 nov");
        assert_eq!(hours(Es, 0), "menos de 1 hora");
        assert_eq!(hours(Es, 1), "1 hora");
        assert_eq!(hours_ago(Es, 5), "hace 5 horas");
        assert_eq!(hours(Es, 50), "2 días");
        assert_eq!(days_ago(En, 1), "yesterday");
    }

    fn both(lang: Lang, birth: impl Into<PartialDate> + Copy, on: &str) -> (String, String) {
        (age(lang, birth, day(on)), age_short(lang, birth, day(on)))
    }

    #[test]
    fn an_age_is_said_as_exactly_as_the_birth_is_known() {
        let pair = |page: &str, list: &str| (page.to_owned(), list.to_owned());
        assert_eq!(both(Es, day("2026-11-12"), "2026-11-24"), pair("12 días", "12 días"));
        assert_eq!(both(Es, day("2026-11-24"), "2026-11-24"), pair("menos de 1 día", "menos de 1 día"));
        assert_eq!(both(Es, day("2026-06-14"), "2026-11-24"), pair("5 meses 10 días", "5 meses"));
        assert_eq!(both(Es, day("2026-06-24"), "2026-11-24"), pair("5 meses", "5 meses"));
        assert_eq!(both(Es, day("2025-09-20"), "2026-11-24"), pair("1 año 2 meses", "1 año 2 meses"));
        assert_eq!(both(Es, day("2024-11-24"), "2026-11-24"), pair("2 años", "2 años"));
        assert_eq!(both(Es, day("2000-02-29"), "2026-11-24"), pair("26 años", "26 años"));
        assert_eq!(both(Es, day("2026-01-31"), "2026-02-28"), pair("1 mes", "1 mes"));
        assert_eq!(both(En, day("2026-06-14"), "2026-11-24"), pair("5 months 10 days", "5 months"));
        assert_eq!(age(Es, partial("2026-03"), day("2026-11-24")), "aprox. 8 meses");
        assert_eq!(age(Es, partial("2026-11"), day("2026-11-24")), "menos de 1 mes");
        assert_eq!(age(Es, partial("2024"), day("2026-11-24")), "aprox. 2 años");
        assert_eq!(age(Es, partial("2026"), day("2026-11-24")), "menos de 1 año");
        assert_eq!(age(Es, day("2026-11-25"), day("2026-11-24")), "fecha de nacimiento por ver");
    }

    #[test]
    fn a_figure_keeps_its_decimals_its_sign_and_its_unit_on_one_line() {
        assert_eq!(number(Es, 9999), "9999");
        assert_eq!(number(Es, 10_000), "10\u{a0}000");
        assert_eq!(number(Es, -1_234_567), "−1\u{a0}234\u{a0}567");
        assert_eq!(measure(Es, "7.00", "kg"), "7.00\u{a0}kg");
        assert_eq!(measure(Es, "10.8", "g/dL"), "10.8\u{a0}g/dL");
        assert_eq!(decimal(Es, "-12345.50"), "−12\u{a0}345.50");
        assert_eq!(z(Es, -2.054), "−2.05");
        assert_eq!(z(Es, 0.3), "+0.30");
        assert_eq!(z(Es, -0.001), "0.00");
        assert_eq!(z(Es, f64::NAN), "—");
        assert_eq!(percent(Es, 9, 20), "45\u{a0}%");
        assert_eq!(percent(Es, 1, 3), "33\u{a0}%");
        assert_eq!(percent(Es, 2, 3), "67\u{a0}%");
        assert_eq!(percent(Es, 0, 0), "—");
        assert_eq!(part_of(Es, 9, 20), "9 de 20");
    }
}
