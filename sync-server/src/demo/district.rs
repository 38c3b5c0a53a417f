//! An invented district of the Andes: people, villages, telephones, children of every age. Names are combined by
//! chance and belong to nobody; sizes follow the mean of growing children. Knows no phone.

use super::chance::Chance;

/// The district.
pub const DISTRICT: &str = "Distrito de Inti Pampa";
/// Its two areas.
pub const AREAS: [&str; 2] = ["Sector Qocha Alta", "Sector Wayra Pata"];
/// Who looks after both.
pub const SUPERVISOR: &str = "Nélida Condori";
/// The surname of the first family, whatever the seed: those who look for it in the files will look for one word.
pub const FIRST_SURNAME: &str = "Ñahui";

const WORKERS: [&str; 12] = [
    "Rosaura Ccori",
    "Hilario Mamani",
    "Yolanda Puma",
    "Fortunata Apaza",
    "Delfín Huanca",
    "Marcelina Sulca",
    "Braulio Cusi",
    "Gregoria Quilla",
    "Teodora Pillco",
    "Wilber Tacuri",
    "Saturnina Layme",
    "Eusebio Ccahuana",
];
const VILLAGES: [[&str; 3]; 2] =
    [["Sumaq Qocha", "Rumi Chaka", "Ichu Q'asa"], ["Wayra Orqo", "Llama Kancha", "Puka Qaqa"]];
const SURNAMES: [&str; 12] = [
    "Quispe", "Huamán", "Ccori", "Yupanqui", "Sulca", "Pariona", "Ccente", "Huarcaya", "Taype", "Poma",
    "Rojas", "Chávez",
];
const CHILDREN: [(&str, bool); 12] = [
    ("Illari", false),
    ("Amaru", true),
    ("Sami", false),
    ("Wayra", false),
    ("Inti", true),
    ("Ñusta", false),
    ("Killa", false),
    ("Rumi", true),
    ("Yanay", false),
    ("Saywa", false),
    ("Kusi", true),
    ("Urpi", false),
];
const MOTHERS: [&str; 8] =
    ["Justina", "Eulalia", "Modesta", "Victoria", "Dionisia", "Paulina", "Felícitas", "Zenobia"];
const WAYS: [&str; 6] = [
    "above the school, blue door",
    "behind the chapel, two eucalyptus trees",
    "by the spring, roof of new tin",
    "after the bridge, the third house",
    "beside the football pitch",
    "the last house before the pass",
];
const NOTES: [&str; 6] = [
    "All well; the grandmother helps with the meals.",
    "The child had a cough last week, better now.",
    "They boil the water. The filter of the spring is broken.",
    "She asked about the vaccination day at the post.",
    "The father works in the valley until December.",
    "We sang and played with bottle caps for half an hour.",
];
const AGREEMENTS: [&str; 4] = [
    "Iron drops each morning after breakfast",
    "An egg or blood sausage three times a week",
    "Hands washed with soap before every meal",
    "To the health post for the growth check this month",
];

/// Mean weight in grams and length in millimetres at some ages in months, both sexes together, coarse.
const GROWTH: [(i64, i64, i64); 8] = [
    (0, 3_300, 497),
    (3, 6_000, 605),
    (6, 7_500, 665),
    (12, 9_200, 748),
    (18, 10_500, 812),
    (24, 11_700, 865),
    (36, 14_000, 955),
    (60, 18_200, 1_095),
];

/// A family as the story needs it.
#[derive(Debug, Clone)]
pub struct Household {
    /// Two surnames.
    pub surnames: String,
    /// The first of them.
    pub known_as: String,
    /// Its village.
    pub village: &'static str,
    /// How to get there.
    pub way: &'static str,
    /// Its telephone.
    pub telephone: String,
    /// Metres above the sea.
    pub altitude_m: i64,
    /// Given name of the mother.
    pub mother: &'static str,
    /// Given name of the child.
    pub child: &'static str,
    /// Whether the child is a boy.
    pub boy: bool,
    /// Age of the child in days on the first day.
    pub age_days: i64,
    /// The child's size, in percent of the mean.
    pub size: i64,
}

/// The name of the worker with this number.
pub fn worker(at: usize) -> String {
    let name = WORKERS[at % WORKERS.len()];
    if at < WORKERS.len() { name.to_owned() } else { format!("{name} {}", at / WORKERS.len() + 1) }
}

/// A family of an area.
pub fn household(chance: &mut Chance, area: usize, first: bool) -> Household {
    let known_as = if first { FIRST_SURNAME } else { chance.word(&SURNAMES) };
    let (child, boy) = chance.of_these(&CHILDREN).copied().unwrap_or(("Illari", false));
    Household {
        surnames: format!("{known_as} {}", chance.word(&SURNAMES)),
        known_as: known_as.to_owned(),
        village: chance.word(&VILLAGES[area % VILLAGES.len()]),
        way: chance.word(&WAYS),
        telephone: telephone(chance),
        altitude_m: chance.between(3_200, 4_300),
        mother: chance.word(&MOTHERS),
        child,
        boy,
        age_days: chance.between(60, 1_000),
        size: chance.between(88, 112),
    }
}

/// The name of a village of an area.
pub fn village(chance: &mut Chance, area: usize) -> &'static str {
    chance.word(&VILLAGES[area % VILLAGES.len()])
}

/// A way to a house, in words.
pub fn way(chance: &mut Chance) -> &'static str {
    chance.word(&WAYS)
}

/// A worker's note.
pub fn note(chance: &mut Chance) -> &'static str {
    chance.word(&NOTES)
}

/// What a family agrees to.
pub fn agreement(chance: &mut Chance) -> &'static str {
    chance.word(&AGREEMENTS)
}

/// A child's given name and whether it is a boy's.
pub fn child(chance: &mut Chance) -> (&'static str, bool) {
    chance.of_these(&CHILDREN).copied().unwrap_or(("Illari", false))
}

/// A mother's given name.
pub fn mother(chance: &mut Chance) -> &'static str {
    chance.word(&MOTHERS)
}

/// A telephone of the country's shape; invented.
pub fn telephone(chance: &mut Chance) -> String {
    let digits = chance.between(0, 99_999_999);
    let digits = format!("9{digits:08}");
    format!("{} {} {}", &digits[..3], &digits[3..6], &digits[6..])
}

/// Grams and millimetres of a child, in steps of 10 g and 1 mm, as a scale and a board read them today.
pub fn size(chance: &mut Chance, age_days: i64, percent: i64) -> (i64, i64) {
    let (mut below, mut above) = (GROWTH[0], GROWTH[GROWTH.len() - 1]);
    for point in GROWTH {
        if point.0 * 3_044 <= age_days * 100 {
            below = point;
        } else {
            above = point;
            break;
        }
    }
    let span = ((above.0 - below.0) * 3_044).max(1);
    let past = (age_days * 100 - below.0 * 3_044).min(span);
    let between = |from: i64, to: i64| from + (to - from) * past / span;
    let grams = between(below.1, above.1) * percent / 100 + chance.between(-150, 150);
    let length = between(below.2, above.2) * (300 + percent - 100) / 300 + chance.between(-5, 5);
    (grams / 10 * 10, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn children_grow_and_keep_within_what_is_possible() {
        let mut chance = Chance::of(5, "growth");
        let mut mean = |age_days| {
            let all: Vec<(i64, i64)> = (0..50).map(|_| size(&mut chance, age_days, 100)).collect();
            (all.iter().map(|s| s.0).sum::<i64>() / 50, all.iter().map(|s| s.1).sum::<i64>() / 50)
        };
        let sizes: Vec<(i64, i64)> = [0, 90, 200, 400, 700, 1_000, 1_800, 3_000].map(&mut mean).to_vec();
        assert!(
            sizes.windows(2).take(6).all(|pair| pair[0].0 < pair[1].0 && pair[0].1 < pair[1].1),
            "{sizes:?}"
        );
        assert!((3_150..3_450).contains(&sizes[0].0) && (17_900..18_600).contains(&sizes[7].0), "{sizes:?}");
    }
}
