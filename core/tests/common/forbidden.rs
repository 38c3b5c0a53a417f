//! Words that nobody reads on a screen, wherever the words come from: language files, packs, checklists.

/// What the screens never say, in Spanish; nor several of it.
const FORBIDDEN: [&str; 15] = [
    "error",
    "fallo",
    "fallida",
    "inválido",
    "inválida",
    "sincronizar",
    "sincronización",
    "servidor",
    "formulario",
    "usuario",
    "usuaria",
    "registro duplicado",
    "retraso",
    "desnutrido",
    "negligente",
];

/// Those among them that a text says.
pub fn forbidden_in(form: &str) -> impl Iterator<Item = &'static str> {
    let letter = |c: char| if c.is_alphanumeric() { c } else { ' ' };
    let words = format!(" {} ", form.to_lowercase().chars().map(letter).collect::<String>());
    let said = move |word: &&str| ["", "s", "es"].iter().any(|end| words.contains(&format!(" {word}{end} ")));
    FORBIDDEN.into_iter().filter(said)
}
