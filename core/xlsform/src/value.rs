//! What the cells of a row come to once their headings are understood: `label::en` and `label::fr` are one label in two languages.
//! Knows no heading.

/// A text, or one for each of several names (languages, attributes), in the order of their columns.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// One text.
    Text(String),
    /// By name.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The text, where it is one.
    pub fn text(&self) -> Option<&str> {
        match self {
            Value::Text(text) => Some(text),
            Value::Map(_) => None,
        }
    }

    /// What stands under a name.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.entries().iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// All names, in order; none of a text.
    pub fn entries(&self) -> &[(String, Value)] {
        match self {
            Value::Text(_) => &[],
            Value::Map(entries) => entries,
        }
    }

    /// The names that have one text, in order.
    pub fn texts(&self) -> Vec<(String, String)> {
        let text = |(name, value): &(String, Value)| Some((name.clone(), value.text()?.to_owned()));
        self.entries().iter().filter_map(text).collect()
    }

    /// Puts a text where a heading's words lead. A column without a language stands for the default one as soon as another language is
    /// there, and takes the place of those to the left of it.
    pub fn put(&mut self, path: &[String], text: String, default: &str) {
        let [first, rest @ ..] = path else { return };
        let value =
            rest.iter().rev().fold(Value::Text(text), |value, name| Value::Map(vec![(name.clone(), value)]));
        let Value::Map(entries) = self else { return };
        match entries.iter_mut().find(|(known, _)| known == first) {
            None => entries.push((first.clone(), value)),
            Some((_, known)) if rest.is_empty() => *known = value,
            Some((_, known)) => known.merge(value, default),
        }
    }

    fn merge(&mut self, other: Value, default: &str) {
        match (&mut *self, other) {
            (Value::Map(entries), Value::Map(others)) => {
                for (name, value) in others {
                    match entries.iter_mut().find(|(known, _)| *known == name) {
                        Some((_, known)) => known.merge(value, default),
                        None => entries.push((name, value)),
                    }
                }
            }
            (Value::Text(text), Value::Map(others)) => {
                let mut entries = others;
                if !entries.iter().any(|(name, _)| name == default) {
                    entries.insert(0, (default.to_owned(), Value::Text(std::mem::take(text))));
                }
                *self = Value::Map(entries);
            }
            (Value::Map(entries), text) => {
                if !entries.iter().any(|(name, _)| name == default) {
                    entries.push((default.to_owned(), text));
                }
            }
            (Value::Text(_), text) => *self = text,
        }
    }
}
