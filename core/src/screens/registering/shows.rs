//! Each step of a registration as a screen: what is asked, with what was answered, how far it is, and where it goes on. Knows what a step asks and
//! how it is titled; keeps nothing.

use super::super::showing::Showing;
use super::super::{Button, Does, Group, Place, Result, ScreenView, Speaker};
use super::acts::{CHILD, LET_GO, NEXT, NO_NAME, NOBODY, PREGNANT, SAVE, SEARCH, UNKNOWN};
use super::asks::asks;
use super::way::{Ground, Kind, Step};
use super::{alike, checks};
use crate::words::Text;

/// The question that is read to the family, by purpose.
const QUESTIONS: [(&str, &str); 3] = [
    ("care", "register-consent_care"),
    ("supervision", "register-consent_supervision"),
    ("statistics", "register-consent_statistics"),
];

/// A step as a screen; `wrong` is what is wrong with its inputs.
pub(super) fn screen(
    showing: &Showing<'_>,
    draft: &str,
    ground: &Ground,
    step: Step,
    wrong: &[(String, Text)],
) -> Result<ScreenView> {
    let say = &showing.say;
    let place = |step: Step| Place::Register(draft.to_owned(), step.name());
    let mut view = ScreenView::new(place(step), title(say, ground, step));
    view.context = context(say, ground, step);
    let mut group = Group { says: says(say, step), ..Group::default() };
    for ask in asks(say, ground, step) {
        let mut input = ask.input;
        input.value = ground.get(step, &input.key).to_owned();
        input.wrong = wrong.iter().find(|(key, _)| *key == input.key).map(|(_, text)| text.clone());
        group.inputs.push(input);
    }
    view.group(group);
    let submit = |text, act: &str| Button::new(text, Does::Submit { act: act.to_owned() });
    view.main = Some(submit(say.t("button-next"), NEXT));
    match step {
        Step::Search => search(showing, ground, &mut view)?,
        Step::Area if ground.areas.is_empty() => {
            view.empty = Some(say.t("register-no_area"));
            view.main = None;
        }
        Step::Name(n) if ground.kind(n) == Some(Kind::Child) => {
            view.buttons.push(submit(say.t("register-no_name"), NO_NAME));
        }
        Step::Birth(_) => view.buttons.push(submit(say.t("register-date_unknown"), UNKNOWN)),
        Step::Pregnancy(_) => view.buttons.push(submit(say.t("register-date_unknown"), UNKNOWN)),
        Step::More(_) => {
            view.buttons.push(submit(say.t("register-more_child"), CHILD).picture("add"));
            view.buttons.push(submit(say.t("register-more_pregnant"), PREGNANT).picture("add"));
            view.main = Some(submit(say.t("register-more_nobody"), NOBODY));
        }
        Step::Check => {
            view.groups = checks::groups(showing, draft, ground)?;
            let save =
                if ground.household.is_none() { say.t("register-save_family") } else { say.t("button-save") };
            view.main = Some(submit(save, SAVE).picture("save"));
        }
        Step::Leave => {
            let back = ground.way().into_iter().find(|step| !ground.answers.has_passed(&step.name()));
            let back = place(back.unwrap_or(Step::Check));
            view.buttons.push(Button::new(say.t("register-leave_not"), Does::Open { place: back }));
            view.main = Some(submit(say.t("register-leave_drop"), LET_GO));
        }
        _ => {}
    }
    if matches!(step, Step::Search | Step::House | Step::Kind(_) | Step::Check) {
        let leave = Does::Open { place: place(Step::Leave) };
        view.buttons.push(Button::new(say.t("register-leave"), leave).picture("close"));
    }
    Ok(view)
}

/// Who looks like what was typed, and that it is somebody else.
fn search(showing: &Showing<'_>, ground: &Ground, view: &mut ScreenView) -> Result<()> {
    let say = &showing.say;
    let words = ground.get(Step::Search, "words");
    let look = Does::Submit { act: SEARCH.to_owned() };
    if words.is_empty() {
        view.main = Some(Button::new(say.t("register-search"), look).picture("search"));
        return Ok(());
    }
    let rows = alike::found(showing, words)?;
    let go_on = if rows.is_empty() { "register-search_go_on" } else { "register-search_other" };
    if rows.is_empty() {
        view.empty = Some(say.with("register-search_none", &[("words", words.into())]));
    }
    view.group(Group { rows, ..Group::of(say.t("register-search_found")) });
    view.buttons.push(Button::new(say.t("register-search"), look).picture("search"));
    view.main = Some(Button::new(say.t(go_on), Does::Submit { act: NEXT.to_owned() }));
    Ok(())
}

fn title(say: &Speaker<'_>, ground: &Ground, step: Step) -> Text {
    say.t(match step {
        Step::Search => "register-title_search",
        Step::Area => "register-title_area",
        Step::House => "register-title_house",
        Step::Position => "register-title_position",
        Step::Kind(_) => "register-title_kind",
        Step::Which(_) => "register-title_which",
        Step::Carer(_) | Step::Caregiver(_) => "register-title_carer",
        Step::Cares(_) => "register-title_cares",
        Step::Name(n) => match ground.kind(n) {
            Some(Kind::Child) => "register-title_child",
            Some(Kind::Pregnant) => "register-title_woman",
            _ => "register-title_name",
        },
        Step::Sex(_) => "register-title_sex",
        Step::Birth(_) => "register-title_birth",
        Step::Papers(_) => "register-title_papers",
        Step::Pregnancy(_) => "register-title_pregnancy",
        Step::More(_) => "register-title_more",
        Step::Consent(_) => "register-title_consent",
        Step::Answered => "register-title_answered",
        Step::Check => "register-title_check",
        Step::Leave => "register-title_leave",
    })
}

/// How far it is, and of whom a step is.
fn context(say: &Speaker<'_>, ground: &Ground, step: Step) -> Option<Text> {
    let way = ground.way();
    let at = way.iter().position(|one| *one == step)?;
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let far = say.with("register-step", &[("at", number(at + 1).into()), ("all", number(way.len()).into())]);
    let of = match step {
        Step::Sex(n) | Step::Birth(n) | Step::Papers(n) => ground.name_at(Step::Name(n)),
        Step::Pregnancy(n) => checks::woman(ground, n),
        _ => None,
    };
    Some(match of {
        Some(name) => say.join(&[say.plain(name), far], " · "),
        None => far,
    })
}

fn says(say: &Speaker<'_>, step: Step) -> Vec<Text> {
    match step {
        Step::Consent(purpose) => {
            let question = QUESTIONS.iter().find(|(of, _)| *of == purpose.1).map(|(_, id)| say.t(id));
            let rest = [say.t("register-consent_change"), say.t("register-consent_danger")];
            question.into_iter().chain(rest).collect()
        }
        Step::Papers(_) => vec![say.t("register-papers_says")],
        Step::Pregnancy(_) => vec![say.t("register-pregnancy_says")],
        Step::Leave => vec![say.t("register-leave_says")],
        _ => Vec::new(),
    }
}
