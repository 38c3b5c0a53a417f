//! The way through a form, screen by screen.

use chaski::forms::session::screen::Screen;

use crate::given::*;

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
    while let Some(screen) = visit.session.forward().unwrap() {
        assert_eq!((screen.number, screen.of), (way.len() + 1, 5), "{}", screen.path);
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
    assert_eq!(visit.session.forward(), Err(vec!["/data/name".to_owned()]));
    assert_eq!(visit.session.screen().unwrap().path, "/data/name");
    assert_eq!(visit.session.jump("/data/end").unwrap().path, "/data/end");
    assert_eq!(visit.session.back().unwrap().path, "/data/meal");
    let open: Vec<String> = visit.session.open_questions().into_iter().map(|(path, ..)| path).collect();
    assert_eq!(open, ["/data/name"]);
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
