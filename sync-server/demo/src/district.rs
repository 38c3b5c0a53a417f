//! An invented district of the Andes: people, villages, telephones, children of every age. Names are combined by
//! chance and belong to nobody. Knows no phone.

use super::chance::Chance;
use super::weighing::Growing;

/// The district.
pub const DISTRICT: &str = "Distrito de Inti Pampa";
/// What its clocks show less UTC, minutes.
pub const UTC_OFFSET_MIN: i32 = -5 * 60;
/// The country whose rules about growth and haemoglobin hold in it.
pub const COUNTRY: &str = "pe";
/// Its two areas.
pub const AREAS: [&str; 2] = ["Sector Qocha Alta", "Sector Wayra Pata"];
/// Who looks after both.
pub const SUPERVISOR: &str = "Nélida Condori";
/// Where children with danger signs are sent.
pub const HEALTH_POST: &str = "Puesto de Salud Inti Pampa";
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
const SURNAMES: [&str; 20] = [
    "Quispe",
    "Huamán",
    "Ccori",
    "Yupanqui",
    "Sulca",
    "Pariona",
    "Ccente",
    "Huarcaya",
    "Taype",
    "Poma",
    "Rojas",
    "Chávez",
    "Mamani",
    "Condori",
    "Huillca",
    "Palomino",
    "Ccasani",
    "Altamirano",
    "Oscco",
    "Llacta",
];
const CHILDREN: [(&str, bool); 20] = [
    ("Illari", false),
    ("Amaru", true),
    ("Sami", false),
    ("Nayeli", false),
    ("Inti", true),
    ("Luz Clarita", false),
    ("Killa", false),
    ("Rumi", true),
    ("Yanay", false),
    ("Flor Nayda", false),
    ("Kusi", true),
    ("Urpi", false),
    ("Thiago", true),
    ("Jhon Deyvis", true),
    ("Yefri", true),
    ("Maricielo", false),
    ("Edú", true),
    ("Rosalinda", false),
    ("Wayra", false),
    ("Percy", true),
];
const MOTHERS: [&str; 14] = [
    "Justina",
    "Eulalia",
    "Modesta",
    "Victoria",
    "Dionisia",
    "Paulina",
    "Felícitas",
    "Zenobia",
    "Yesenia",
    "Flor de María",
    "Nélida",
    "Maruja",
    "Lucila",
    "Juana",
];
/// What neighbours add to a name, so that nobody takes one family for another.
const KNOWN_BY: [&str; 8] = [
    "de la tienda",
    "del puente",
    "los del molino",
    "de la casa amarilla",
    "los de abajo",
    "del horno",
    "de la esquina",
    "los tejedores",
];
const WAYS: [&str; 8] = [
    "arriba de la escuela, puerta azul",
    "detrás de la capilla, dos eucaliptos",
    "al lado del manantial, techo de calamina nueva",
    "pasando el puente, la tercera casa",
    "junto a la cancha de fútbol",
    "la última casa antes del abra",
    "frente al tanque de agua, muro de piedra",
    "media hora a pie por el camino de herradura, corral grande",
];
const NOTES: [&str; 8] = [
    "Todo bien; la abuelita ayuda con las comidas.",
    "La semana pasada tuvo tos, ya está mejor.",
    "Hierven el agua. El filtro del manantial está malogrado.",
    "Preguntó qué día vacunan en el puesto.",
    "El papá trabaja en el valle hasta diciembre.",
    "Cantamos y jugamos media hora con chapitas.",
    "Le tocaba control y no fue: no tenía pasaje. Irá el viernes con la vecina.",
    "No le gusta el sabor de las gotas; se las dará con jugo de naranja.",
];
const NOT_FOUND: [&str; 4] = [
    "Nadie en casa; la vecina dice que están en la chacra",
    "La casa cerrada, viajaron a la capital",
    "La mamá fue a la feria con la bebé",
    "Solo estaba el abuelo, que regrese el domingo",
];
const AGREEMENTS: [&str; 6] = [
    "Le daré sus gotitas de hierro todas las mañanas, después del desayuno",
    "Sangrecita o huevo tres veces por semana",
    "Lavarnos las manos con jabón antes de comer",
    "Llevarlo a su control este mes, aunque llueva",
    "Hervir el agua y taparla bien",
    "Sacar su DNI antes de la campaña de vacunación",
];

/// A family as the story needs it.
#[derive(Debug, Clone)]
pub struct Household {
    /// The first surname: what the story calls the family.
    pub family: String,
    /// The child's two surnames.
    pub surnames: String,
    /// The mother's two surnames; her first is the child's second.
    pub mother_surnames: String,
    /// What neighbours call it.
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
    /// How the child grows.
    pub growing: Growing,
}

/// The name of the worker with this number.
pub fn worker(at: usize) -> String {
    let name = WORKERS[at % WORKERS.len()];
    if at < WORKERS.len() { name.to_owned() } else { format!("{name} {}", at / WORKERS.len() + 1) }
}

/// A family of an area.
pub fn household(chance: &mut Chance, area: usize, first: bool) -> Household {
    let family = if first { FIRST_SURNAME } else { chance.word(&SURNAMES) };
    let second = chance.word(&SURNAMES);
    let (child, boy) = chance.of_these(&CHILDREN).copied().unwrap_or(("Illari", false));
    Household {
        family: family.to_owned(),
        surnames: format!("{family} {second}"),
        mother_surnames: format!("{second} {}", chance.word(&SURNAMES)),
        known_as: known_as(chance, family),
        village: chance.word(&VILLAGES[area % VILLAGES.len()]),
        way: chance.word(&WAYS),
        telephone: telephone(chance),
        altitude_m: chance.between(3_200, 4_300),
        mother: chance.word(&MOTHERS),
        child,
        boy,
        age_days: chance.between(60, 1_000),
        growing: Growing::drawn(chance),
    }
}

/// What neighbours call a family.
pub fn known_as(chance: &mut Chance, family: &str) -> String {
    match chance.word(&KNOWN_BY) {
        by if by.starts_with("los ") => format!("{family}, {by}"),
        by => format!("los {family} {by}"),
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

/// Why nobody was found.
pub fn not_found(chance: &mut Chance) -> &'static str {
    chance.word(&NOT_FOUND)
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

/// A telephone of the country's shape, in a range that nobody is given.
pub fn telephone(chance: &mut Chance) -> String {
    format!("900 0{:02} {:03}", chance.below(100), chance.below(1000))
}
