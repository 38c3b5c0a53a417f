//! A finished checklist as people read it, away from the phone that took it.

use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::NoAttachments;
use chaski::forms::session::ReadForm;
use chaski::forms::session::summary::{Answers, Section, Summary};
use chaski::words::Lang;

use super::given::*;

fn read(survey: &Survey) -> ReadForm {
    ReadForm::of(import(&survey.xform(), &NoAttachments).form.unwrap())
}

/// What finishing keeps of a filling: the answers to what is asked, by lasting path.
fn kept(filling: &Filling) -> Answers {
    let session = &filling.session;
    let answered = session.asked().into_iter().filter(|node| !session.is_readonly(*node));
    let by_path = answered.map(|node| {
        let path = session.lasting_path(node).strip_prefix("/data/").unwrap().to_owned();
        (path, session.value(node))
    });
    by_path.filter(|(_, value)| !value.is_empty()).collect()
}

fn told(form: &ReadForm, answers: &Answers) -> Summary {
    form.summary(answers, None, Lang::Es)
}

fn answers<const N: usize>(all: [(&str, &str); N]) -> Answers {
    all.map(|(path, text)| (path.to_owned(), text.to_owned())).into()
}

/// `Heading 2 > Heading`, then `Question: answer` each.
fn lines(sections: &[Section]) -> Vec<String> {
    let mut lines = Vec::new();
    for section in sections {
        let heading = section.headings.iter().map(|heading| {
            let label = heading.label.clone().unwrap_or_else(|| format!("<{}>", heading.name));
            heading.number.map_or(label.clone(), |number| format!("{label} {number}"))
        });
        lines.push(format!("[{}]", heading.collect::<Vec<_>>().join(" > ")));
        lines.extend(section.answers.iter().map(|one| {
            let question = one.question.clone().unwrap_or_else(|| format!("<{}>", one.path));
            format!("{question}: {}", one.answer)
        }));
    }
    lines
}

#[test]
fn answers_stand_in_words_under_their_questions_and_headings_in_the_order_of_the_form() {
    let form = || {
        survey([
            text("name").label("Name?"),
            group(
                "house",
                [select_one("water", &["river", "tap"]).label("Where is the water from?"), text("blank")],
            )
            .label("The house"),
            group(
                "health",
                [
                    select_multiple("signs", &["fever", "cough", "none"]),
                    group("measures", [decimal("weight").label("Weight in kg")]).label("Measures"),
                    date("seen").label("When?"),
                ],
            )
            .label("Health"),
        ])
    };
    let mut visit = given(form());
    visit.answers("/data/health/seen", "2026-11-24").answers("/data/health/measures/weight", "12.30");
    visit.answers("/data/health/signs", "cough fever").answers("/data/house/water", "tap");
    visit.answers("/data/name", "Ana");
    let summary = told(&read(&form()), &kept(&visit));
    assert_eq!(
        lines(&summary.sections),
        [
            "[]",
            "Name?: Ana",
            "[The house]",
            "Where is the water from?: The tap",
            "[Health]",
            "signs?: The cough, The fever",
            "[Health > Measures]",
            "Weight in kg: 12.30",
            "[Health]",
            "When?: 24 nov 2026",
        ]
    );
    assert_eq!(summary.placeless, Vec::<String>::new());
}

#[test]
fn instances_are_numbered_as_they_stood_and_labels_in_them_say_their_own_answers() {
    let form = || {
        let age =
            integer("age").label("Age of <output value=\"../name\"/>, of <output value=\"/data/house\"/>?");
        let doses = repeat("dose", [text("of").label("Dose?")]).label("Dose");
        survey([text("house"), repeat("child", [text("name").label("Name?"), age, doses]).label("Child")])
    };
    let mut visit = given(form());
    visit.answers("/data/house", "Quispe").adds("/data/child").adds("/data/child");
    visit.answers("/data/child[2]/name", "Ana").answers("/data/child[2]/age", "4");
    visit.answers("/data/child[3]/name", "Luz").answers("/data/child[3]/dose[1]/of", "bcg");
    visit.adds("/data/child[3]/dose").answers("/data/child[3]/dose[2]/of", "hepb").removes("/data/child[1]");
    let answers = kept(&visit);
    assert!(answers.keys().all(|path| !path.contains('[')), "{answers:?}");
    assert_eq!(
        lines(&told(&read(&form()), &answers).sections),
        [
            "[]",
            "house?: Quispe",
            "[Child 1]",
            "Name?: Ana",
            "Age of Ana, of Quispe?: 4",
            "[Child 2]",
            "Name?: Luz",
            "[Child 2 > Dose 1]",
            "Dose?: bcg",
            "[Child 2 > Dose 2]",
            "Dose?: hepb",
        ]
    );
}

#[test]
fn what_only_the_phone_knew_is_an_ellipsis_and_hides_no_answer() {
    let form = || {
        let knows = "instance('contact-summary')/context/";
        survey([
            calculation("called", &format!("{knows}name")),
            calculation("months", &format!("coalesce({knows}months, 0)")),
            calculation("day", "today()"),
            calculation("double", "2 * /data/meals"),
            integer("meals").label("Meals of <output value=\"/data/called\"/>?").relevant("/data/months > 5"),
            select_from("play", "instance('plays')/root/item[above <= /data/months]").label("Play?"),
            counted("child", "/data/months", [text("who").label("Who?")]).label("Child"),
            text("why").label(
                "Why <output value=\"/data/double\"/> on <output value=\"/data/day\"/>, <output value=\"if(/data/months &gt; 5, 'old', 'young')\"/>?",
            ),
        ])
        .with_list("plays", &[("peep", "Peep-bo", "0"), ("pretend", "To pretend", "24")])
    };
    let mut visit = given_by(form(), "<context><name>Wayta</name><months>30</months></context>");
    visit.answers("/data/meals", "3").answers("/data/play", "pretend").answers("/data/why", "x");
    visit.answers("/data/child[2]/who", "Ana");
    assert_eq!(visit.label("/data/why"), "Why 6 on 2026-12-01, old?");
    assert_eq!(
        lines(&told(&read(&form()), &kept(&visit)).sections),
        ["[]", "Meals of …?: 3", "Play?: To pretend", "[Child 1]", "Who?: Ana", "[]", "Why 6 on …, …?: x",]
    );
}

#[test]
fn a_choice_is_called_as_it_was_offered_though_another_has_its_name() {
    let form = || {
        survey([
            select_one("place", &["north", "south"]),
            select_from("post", "instance('posts')/root/item[above = /data/place]"),
        ])
        .with_list("posts", &[("1", "Ccorca", "north"), ("1", "Huanoquite", "south")])
    };
    let mut visit = given(form());
    visit.answers("/data/place", "south").answers("/data/post", "1");
    let summary = told(&read(&form()), &kept(&visit));
    assert_eq!(summary.sections[0].answers[1].answer, "Huanoquite");
    // Where another answer was corrected since, the code is better than a wrong word.
    let corrected = answers([("place", "nowhere"), ("post", "1")]);
    assert_eq!(told(&read(&form()), &corrected).sections[0].answers[1].answer, "1");
}

#[test]
fn what_nobody_answered_is_not_read_as_an_answer() {
    let form = || {
        survey([
            select_one("iron", &["yes", "no"]).starts_as("yes"),
            text("why").label("Why <output value=\"/data/iron\"/>?"),
        ])
    };
    let summary = told(&read(&form()), &answers([("why", "x")]));
    assert_eq!(lines(&summary.sections), ["[]", "Why ?: x"]);
}

#[test]
fn an_answer_that_would_not_be_asked_any_more_is_shown_and_one_without_a_question_is_named() {
    let form = survey([text("a"), text("b").relevant("/data/a = 'x'").label("B?")]);
    let given = answers([("a", "y"), ("b", "kept"), ("gone", "1"), ("child{2}/age", "4")]);
    let summary = told(&read(&form), &given);
    assert_eq!(lines(&summary.sections), ["[]", "a?: y", "B?: kept"]);
    assert_eq!(summary.placeless, ["child{2}/age", "gone"]);
    assert_eq!(summary.sections[0].answers[1].path, "b");
}

#[test]
fn a_form_is_read_in_the_language_that_is_asked_for_or_in_its_own() {
    let form = survey([text("name").label("itext:name"), integer("height")])
        .in_language("English (en)", &[("name", "Name?")])
        .in_language("Español (es-PE)", &[("name", "¿Nombre?")]);
    let form = read(&form);
    assert_eq!(form.form().texts.language_of("es"), Some("Español (es-PE)"));
    assert_eq!(
        (form.form().texts.language_of("en"), form.form().texts.language_of("quz")),
        (Some("English (en)"), None)
    );
    let given = answers([("name", "Ana"), ("height", "10500")]);
    let question =
        |language| form.summary(&given, language, Lang::Es).sections[0].answers[0].question.clone();
    assert_eq!(question(form.form().texts.language_of("es")).as_deref(), Some("¿Nombre?"));
    assert_eq!(question(form.form().texts.language_of("quz")).as_deref(), Some("Name?"));
    assert_eq!(form.summary(&given, None, Lang::Es).sections[0].answers[1].answer, "10\u{a0}500");
}

#[test]
fn the_questions_of_a_form_are_those_that_somebody_may_answer() {
    let form = survey([
        text("name"),
        note("told"),
        calculation("sum", "1 + 1"),
        group("house", [text("water")]),
        repeat("child", [text("name"), repeat("dose", [date("on")])]),
    ]);
    let questions: Vec<(String, String)> = read(&form)
        .questions()
        .into_iter()
        .map(|question| (question.path, question.repeats.join(" ")))
        .collect();
    let expected =
        [("name", ""), ("house/water", ""), ("child/name", "child"), ("child/dose/on", "child child/dose")];
    assert_eq!(questions, expected.map(|(path, repeats)| (path.to_owned(), repeats.to_owned())));
}
