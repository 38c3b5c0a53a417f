//! The column `parameters`: `key=value` for what has no column of its own. Knows how it is written and which keys a type has.

/// The pairs of a cell, the later of one key holds; nothing where it is no list of pairs. Keys are in small letters, and values, but
/// those that name a column.
pub fn parse(text: &str) -> Option<Vec<(String, String)>> {
    let mut words: Vec<&str> = Vec::new();
    for part in text.split(|c: char| c.is_whitespace() || c == ',' || c == ';') {
        let mut pieces = part.split('=');
        words.extend(pieces.next().filter(|word| !word.is_empty()));
        for piece in pieces {
            words.push("=");
            words.extend((!piece.is_empty()).then_some(piece));
        }
    }
    let mut pairs: Vec<(String, String)> = Vec::new();
    for pair in words.chunks(3) {
        let [key, "=", value] = pair else { return None };
        if *key == "=" || *value == "=" {
            return None;
        }
        let key = key.to_lowercase();
        let value = if key == "label" || key == "value" { (*value).to_owned() } else { value.to_lowercase() };
        match pairs.iter_mut().find(|(known, _)| *known == key) {
            Some((_, known)) => *known = value,
            None => pairs.push((key, value)),
        }
    }
    Some(pairs)
}

/// The keys that a type takes; nothing for one whose parameters nobody reads.
pub fn accepted(kind: &str, from_file: bool) -> Option<&'static [&'static str]> {
    Some(match kind {
        "audit" => &[
            "identify-user",
            "location-max-age",
            "location-min-interval",
            "location-priority",
            "track-changes",
            "track-changes-reasons",
        ],
        "text" => &["rows"],
        "photo" => &["app", "max-pixels"],
        "audio" | "background-audio" => &["quality"],
        "geopoint" => &["allow-mock-accuracy", "capture-accuracy", "reference-geometry", "warning-accuracy"],
        "geotrace" | "geoshape" => &["allow-mock-accuracy", "incremental", "reference-geometry"],
        "range" => &["end", "placeholder", "start", "step", "tick_interval", "tick_labelset"],
        "select one" | "select all that apply" | "rank" | "select one external" if from_file => {
            &["label", "randomize", "seed", "value"]
        }
        "select one" | "select all that apply" | "rank" | "select one external" => &["randomize", "seed"],
        _ => return None,
    })
}

/// Whether a text is a whole number.
pub fn whole(text: &str) -> bool {
    text.trim().replace('_', "").parse::<i64>().is_ok()
}

/// Whether a text is a number.
pub fn number(text: &str) -> bool {
    text.trim().parse::<f64>().is_ok()
}

/// What is wrong with the name of an application that is to take a picture; nothing where it is one (`org.example.camera`).
pub fn application(name: &str) -> Option<&'static str> {
    let segments: Vec<&str> = name.split('.').collect();
    if segments.len() < 2 || segments.iter().any(|segment| segment.is_empty()) {
        return Some("it has names with points between them");
    }
    let plain = |segment: &&str| {
        segment.starts_with(|c: char| c.is_ascii_alphabetic())
            && segment.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    (!segments.iter().all(plain))
        .then_some("each name in it begins with a letter and has letters, digits and _")
}
