//! What a worker answers to a question of the checklist: what she found where the story says it, else what families of an invented
//! district say, drawn by the name of the question, so that one question more or less changes no other answer.

use chaski::forms::definition::ValueType;
use chaski::forms::session::screen::Question;
use chaski::growth::Position;

use crate::chance::Chance;
use crate::weighing::Taken;

/// What a worker finds at a visit, to be said where the checklist asks for it.
#[derive(Debug, Clone)]
pub struct Found {
    /// What the scale and the board said.
    pub taken: Taken,
    /// The checklist is only of use if it asks for what was measured.
    pub must_weigh: bool,
    /// The child could not be measured.
    pub unmeasured: bool,
    /// The child has danger signs and goes to the health post.
    pub danger: bool,
    /// The day of the next visit, as it is written.
    pub next: String,
    /// The day of this one, less so many days, as it is written.
    pub days_ago: [String; 5],
    /// Draws what the story does not say.
    pub seed: u64,
}

/// Signs that are seen where there is danger.
const SEEN: [&str; 2] = ["fever", "fast_breathing"];
/// Answers that are given alone.
const ALONE: [&str; 3] = ["none", "not_seen", "other"];
/// Of a question with few answers, how many of a hundred give which; the last is given by the rest.
const OFTEN: [(&str, &[(&str, u64)]); 16] = [
    ("last_kept", &[("yes", 60), ("partly", 25), ("no", 15)]),
    ("consent", &[("given", 100)]),
    ("consent_by", &[("mother", 100)]),
    ("family_goes", &[("now", 100)]),
    ("go_on", &[("go_on", 100)]),
    ("cred", &[("card", 60), ("told", 15), ("no", 20), ("not_seen", 5)]),
    ("haemoglobin", &[("card", 60), ("told", 5), ("no", 30), ("not_seen", 5)]),
    ("iron_given", &[("yes", 65), ("no", 30), ("not_seen", 5)]),
    ("same_day", &[("yes", 70), ("no", 30)]),
    ("iron_seen", &[("yes", 75), ("no", 25)]),
    ("dni_now", &[("seen", 55), ("told", 15), ("under_way", 15), ("no", 15)]),
    ("clothes", &[("light", 100)]),
    ("not_measured", &[("asleep", 100)]),
    ("only_breast", &[("yes", 75), ("no", 25)]),
    ("concern", &[("no", 94), ("yes", 6)]),
    ("sign", &[("no", 98), ("not_seen", 2)]),
];
/// Of a question with several answers at once, how many of a hundred give each; one in eight gives none of them.
const EACH: [(&str, u64); 5] =
    [("vaccines", 85), ("foods", 50), ("home", 65), ("other_feed", 40), ("concern_what", 40)];

/// What is answered to a question.
pub(super) fn answer(question: &Question, found: &Found) -> String {
    let name = question.path.rsplit('/').next().unwrap_or_default();
    let mut chance = Chance::of(found.seed, name);
    let offered: Vec<&str> = question.choices.iter().flatten().map(|choice| choice.name.as_str()).collect();
    if let Some(text) = measured(name, found) {
        return text;
    }
    if let Some((_, percent)) = EACH.iter().find(|(of, _)| *of == name) {
        return several(&mut chance, &offered, *percent);
    }
    match name {
        "present" => present(&mut chance, &offered),
        "haemoglobin_g_dl" => tenths(chance.between(104, 142)),
        "iron_days" => chance.between(2, 7).to_string(),
        "meals" => chance.between(3, 5).to_string(),
        "agreements" => agreed(&mut chance, &offered),
        "next_date" => found.next.clone(),
        _ if question.kind == ValueType::Date => {
            chance.of_these(&found.days_ago).cloned().unwrap_or_default()
        }
        sign if found.danger && SEEN.contains(&sign) => "yes".to_owned(),
        _ => one(&mut chance, name, &offered),
    }
}

/// What was measured; `None` where something else is asked.
fn measured(name: &str, Found { taken, unmeasured, .. }: &Found) -> Option<String> {
    let text = match name {
        "weight_kg" | "length_cm" if *unmeasured => String::new(),
        "weight_kg" => taken.kilograms(),
        "length_cm" => tenths(taken.length_mm),
        "position" if taken.position == Position::Standing => "standing".to_owned(),
        "position" => "lying".to_owned(),
        "oedema" => if taken.swollen { "yes" } else { "no" }.to_owned(),
        _ => return None,
    };
    Some(text)
}

/// One answer: as often as people give it, or any of those that are offered.
fn one(chance: &mut Chance, name: &str, offered: &[&str]) -> String {
    let is_sign = offered == ["no", "yes", "not_seen"];
    let often = OFTEN.iter().find(|(of, _)| *of == if is_sign { "sign" } else { name });
    let Some((_, often)) = often else {
        let plain: Vec<&str> = offered.iter().copied().filter(|choice| !ALONE.contains(choice)).collect();
        return chance
            .of_these(&plain)
            .or(offered.first())
            .map(|choice| (*choice).to_owned())
            .unwrap_or_default();
    };
    let mut drawn = chance.below(100);
    let given = often.iter().find(|(_, of_a_hundred)| {
        let is_it = drawn < *of_a_hundred;
        drawn = drawn.saturating_sub(*of_a_hundred);
        is_it
    });
    given.or(often.last()).map(|(choice, _)| (*choice).to_owned()).unwrap_or_default()
}

/// Several answers at once, or the one that says that there is none.
fn several(chance: &mut Chance, offered: &[&str], percent: u64) -> String {
    let given: Vec<&str> =
        offered.iter().copied().filter(|choice| !ALONE.contains(choice) && chance.percent(percent)).collect();
    match given.is_empty() {
        true => if offered.contains(&"none") { "none" } else { offered.first().copied().unwrap_or_default() }
            .to_owned(),
        false => given.join(" "),
    }
}

/// Who is at home: the child and its mother, and sometimes somebody else.
fn present(chance: &mut Chance, offered: &[&str]) -> String {
    let also = |choice: &&str| ["child", "mother"].contains(choice) || chance.percent(15);
    offered.iter().copied().filter(also).collect::<Vec<_>>().join(" ")
}

/// One agreement or two; now and then none.
fn agreed(chance: &mut Chance, offered: &[&str]) -> String {
    let mut all: Vec<&str> = offered.iter().copied().filter(|choice| !ALONE.contains(choice)).collect();
    chance.shuffle(&mut all);
    match chance.below(10) {
        0 => "none".to_owned(),
        1..6 => all.into_iter().take(1).collect(),
        _ => all.into_iter().take(2).collect::<Vec<_>>().join(" "),
    }
}

/// Tenths as a figure with a point.
fn tenths(tenths: i64) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}
