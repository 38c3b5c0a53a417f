//! The way through a form, screen by screen.

use chaski::forms::session::screen::{Next, Screen, Update};
use chaski::forms::session::show::{Invalid, NotValid};

use super::given::*;

fn paths(screen: &Screen) -> Vec<&str> {
    screen.questions.iter().map(|question| question.path.as_str()).collect()
}

fn visit() -> Filling {
    given(survey([
        text("name").required(),
        group("body", [decimal("kg"), text("why").relevant("../kg = 0")]).label("Body").on_one_screen(),
        repeat("meal", [text("what")]),
        text("end").relevant("/data/name != 'nobody'"),
    ]))
}

#[test]
fn a_screen_is_a_question_or_a_group_on_one_and_the_end_of_a_repeat_asks_for_one_more() {
    let mut visit = visit();
    let mut way = vec![visit.session.screen().unwrap().path];
    visit.answers("/data/name", "Ana");
    while let Next::Screen { screen } = visit.session.forward() {
        assert_eq!((screen.number, screen.of), (way.len() as u32 + 1, 5), "{}", screen.path);
        assert_eq!(screen.may_add, screen.path == "/data/meal");
        way.push(screen.path);
    }
    assert_eq!(way, ["/data/name", "/data/body", "/data/meal[1]/what", "/data/meal", "/data/end"]);
    assert_eq!(visit.session.back().unwrap().path, "/data/meal");
}

#[test]
fn a_group_on_one_screen_shows_what_is_asked_of_it_now_under_its_heading() {
    let mut visit = visit();
    let body = visit.session.jump("/data/body").unwrap();
    assert_eq!(paths(&body), ["/data/body/kg"]);
    assert_eq!(body.headings, ["Body"]);
    visit.answers("/data/body/kg", "0");
    assert_eq!(paths(&visit.session.screen().unwrap()), ["/data/body/kg", "/data/body/why"]);
}

#[test]
fn nothing_moves_on_while_a_screen_is_not_valid_and_one_may_always_go_back_or_jump() {
    let mut visit = visit();
    assert_eq!(visit.session.forward(), Next::Stays { not_valid: vec!["/data/name".to_owned()] });
    assert_eq!(visit.session.screen().unwrap().path, "/data/name");
    assert_eq!(visit.session.jump("/data/end").unwrap().path, "/data/end");
    assert_eq!(visit.session.back().unwrap().path, "/data/meal");
    let open = visit.session.open_questions();
    assert_eq!(open.iter().map(|open| open.path.as_str()).collect::<Vec<_>>(), ["/data/name"]);
    assert_eq!(open[0].not_valid, NotValid { why: Invalid::Required, message: None });
}

#[test]
fn what_is_not_asked_any_more_is_no_screen_and_what_stands_in_its_place_is_shown() {
    let mut visit = visit();
    assert_eq!(visit.session.jump("/data/end").unwrap().number, 5);
    visit.answers("/data/name", "nobody");
    let shown = visit.session.screen().unwrap();
    assert_eq!((shown.path.as_str(), shown.number, shown.of), ("/data/meal", 4, 4));
    assert!(visit.session.jump("/data/end").is_err());
    visit.adds("/data/meal");
    assert_eq!(visit.session.jump("/data/meal[2]").unwrap().path, "/data/meal[2]/what");
}

/// What an answer changed of the screen.
fn answered(visit: &mut Filling, path: &str, text: &str) -> Update {
    let node = visit.session.find(path).unwrap();
    visit.session.updating(|session| session.answer(node, text)).unwrap()
}

#[test]
fn an_answer_gives_back_only_the_questions_of_the_screen_that_it_changed() {
    let mut visit = given(survey([group(
        "body",
        [
            decimal("kg"),
            text("why"),
            note("told").label("<output value=\"/data/body/kg\"/> kg"),
            text("who").bind("required", "../kg = 0"),
        ],
    )
    .on_one_screen()]));
    let changed = |update: &Update| update.questions.iter().map(|of| of.path.clone()).collect::<Vec<_>>();
    let why = answered(&mut visit, "/data/body/why", "asleep");
    assert_eq!((changed(&why), why.screen), (vec!["/data/body/why".into()], None));
    let kg = answered(&mut visit, "/data/body/kg", "0");
    assert_eq!(changed(&kg), ["/data/body/kg", "/data/body/told", "/data/body/who"]);
    assert_eq!(kg.questions[1].label, "0 kg");
    let same = answered(&mut visit, "/data/body/kg", "0");
    assert_eq!((same.questions, same.screen, same.number, same.of), (vec![], None, 1, 1));
}

#[test]
fn an_answer_that_puts_other_questions_on_the_screen_or_more_before_it_gives_the_screen_whole() {
    let mut visit = visit();
    visit.session.jump("/data/body").unwrap();
    let update = answered(&mut visit, "/data/body/kg", "0");
    assert_eq!(update.questions, vec![]);
    assert_eq!(paths(&update.screen.unwrap()), ["/data/body/kg", "/data/body/why"]);
    let mut visit = given(survey([text("first").relevant("/data/kg > 5"), decimal("kg")]));
    let update = answered(&mut visit, "/data/kg", "6");
    assert_eq!((update.number, update.of, update.screen.map(|screen| screen.number)), (2, 2, None));
}

#[test]
fn an_end_of_a_repeat_without_instances_comes_and_goes_with_what_decides_it() {
    let mut visit =
        given(survey([text("has"), repeat("child", [text("name")]).relevant("/data/has = 'yes'")]));
    let of = |visit: &Filling| visit.session.screen().unwrap().of;
    visit.answers("/data/has", "yes").removes("/data/child[1]");
    assert_eq!(of(&visit), 2);
    visit.answers("/data/has", "no");
    assert_eq!(of(&visit), 1);
    visit.answers("/data/has", "yes");
    assert_eq!(of(&visit), 2);
}

#[test]
fn a_form_that_was_written_down_compiled_is_filled_as_the_one_it_was_written_from() {
    use chaski::forms::compiled;
    let mut first = visit();
    let bytes = compiled::write(first.session.form()).unwrap();
    let mut again = opened(compiled::read(&bytes).unwrap());
    for visit in [&mut first, &mut again] {
        visit.answers("/data/name", "Ana").answers("/data/body/kg", "0").adds("/data/meal");
    }
    assert_eq!(again.state(), first.state());
    let of_another_version = [&[compiled::FORMAT + 1], &bytes[1..]].concat();
    assert!(compiled::read(&of_another_version).is_none() && compiled::read(&[]).is_none());
}
