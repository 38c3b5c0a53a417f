//! Random expressions over the nodes that a place may read. Knows what the functions mean for a form; knows no engine.

use super::model::{Expr, Type};
use crate::sim::rng::Rng;

/// A node that an expression may read.
#[derive(Debug, Clone)]
pub(super) struct Known {
    /// Its path, without positions.
    pub path: String,
    /// The repeats on the way, outermost first, itself included where it is one.
    pub repeats: Vec<String>,
    /// Its type; none for a group or repeat.
    pub kind: Option<Type>,
    /// The names of its choices.
    pub names: Vec<String>,
    /// Where its labels can be asked for.
    pub is_labelled: bool,
}

/// Where an expression stands.
#[derive(Debug, Clone)]
pub(super) struct Place<'k> {
    pub path: &'k str,
    pub repeats: &'k [String],
    pub known: &'k [Known],
}

impl Place<'_> {
    /// How a node is named from here: relative where it lies in a repeat that holds this place as well.
    pub(super) fn name(&self, to: &str, repeats: &[String]) -> String {
        let shared = self.repeats.iter().zip(repeats).take_while(|(mine, its)| mine == its).last();
        let Some((repeat, _)) = shared else { return to.to_owned() };
        let ups = self.path[repeat.len()..].matches('/').count();
        let below = to[repeat.len()..].trim_start_matches('/');
        match (ups, below) {
            (0, "") => ".".into(),
            (0, below) => below.into(),
            (ups, "") => vec![".."; ups].join("/"),
            (ups, below) => format!("{}/{below}", vec![".."; ups].join("/")),
        }
    }

    /// Those that are one node from here: in no repeat that this place is not in as well.
    fn single(&self) -> impl Iterator<Item = &Known> {
        self.known.iter().filter(|one| self.repeats.starts_with(&one.repeats) && one.kind.is_some())
    }

    /// Those that are several nodes from here.
    fn several(&self) -> impl Iterator<Item = &Known> {
        self.known.iter().filter(|one| !self.repeats.starts_with(&one.repeats))
    }

    fn one(&self, rng: &mut Rng, fits: impl Fn(&Known) -> bool) -> Option<&Known> {
        let fitting: Vec<&Known> = self.single().filter(|one| fits(one)).collect();
        rng.pick(&fitting)
    }

    /// Reads one node; at times by its whole path, which in a repeat means the node of the same instance (ODK XForms, repeats).
    fn read(&self, rng: &mut Rng, one: &Known) -> Expr {
        let name = self.name(&one.path, &one.repeats);
        let is_whole = !name.starts_with('/') && rng.chance(15);
        let text = if is_whole { one.path.clone() } else { name };
        Expr { text, reads: vec![one.path.clone()], is_whole, ..Expr::default() }
    }
}

/// A text that reads nothing.
pub(super) fn plain(text: impl Into<String>) -> Expr {
    Expr { text: text.into(), ..Expr::default() }
}

/// Several in one text: each `{}` of the pattern is the next of them.
pub(super) fn of(pattern: &str, parts: &[Expr]) -> Expr {
    let mut whole = Expr::default();
    let mut parts = parts.iter();
    for (at, piece) in pattern.split("{}").enumerate() {
        if at > 0
            && let Some(part) = parts.next()
        {
            whole.text += &part.text;
            whole.reads.extend(part.reads.iter().cloned());
            whole.over.extend(part.over.iter().cloned());
            whole.is_whole |= part.is_whole;
        }
        whole.text += piece;
    }
    whole
}

fn truth(pattern: &str, parts: &[Expr]) -> Expr {
    Expr { is_boolean: true, ..of(pattern, parts) }
}

const DATES: [&str; 4] = ["2019-12-31", "2020-01-01", "2024-02-29", "2030-06-15"];

/// One that gives a number.
pub(super) fn number(rng: &mut Rng, place: &Place<'_>, depth: usize) -> Expr {
    let numeric = |one: &Known| one.kind.is_some_and(Type::is_number);
    for _ in 0..8 {
        let found = match rng.below(if depth == 0 { 7 } else { 18 }) {
            0..3 => place.one(rng, numeric).map(|one| place.read(rng, one)),
            3 => Some(plain(rng.below(12).to_string())),
            4 => place
                .one(rng, |one| one.kind == Some(Type::SelectMultiple))
                .map(|one| of("count-selected({})", &[place.read(rng, one)])),
            5 => place
                .one(rng, |one| one.kind == Some(Type::Text))
                .map(|one| of("string-length({})", &[place.read(rng, one)])),
            6 => (!place.repeats.is_empty()).then(|| {
                let ups = place.path[place.repeats.last().map_or(0, String::len)..].matches('/').count();
                plain(format!("position({})", if ups == 0 { ".".into() } else { vec![".."; ups].join("/") }))
            }),
            7 | 8 => {
                let operator = rng.pick(&["+", "-", "*"]).unwrap_or("+");
                Some(of(
                    &format!("{{}} {operator} {{}}"),
                    &[number(rng, place, 0), number(rng, place, depth - 1)],
                ))
            }
            9 => place.one(rng, numeric).map(|one| of("coalesce({}, 0)", &[place.read(rng, one)])),
            10 => Some(of(
                "if({}, {}, {})",
                &[boolean(rng, place, depth - 1), number(rng, place, depth - 1), number(rng, place, 0)],
            )),
            11 => place.one(rng, |one| one.kind == Some(Type::Decimal)).map(|one| {
                of(rng.pick(&["round({}, 1)", "int({})"]).unwrap_or("int({})"), &[place.read(rng, one)])
            }),
            12 => place.one(rng, numeric).map(|one| {
                let pattern =
                    rng.pick(&["max(coalesce({}, 1), {})", "min({}, coalesce({}, 1))"]).unwrap_or_default();
                let pair = [place.read(rng, one), plain("4")];
                of(
                    pattern,
                    &if pattern.starts_with("max") { pair } else { [pair[1].clone(), pair[0].clone()] },
                )
            }),
            13 => place
                .one(rng, |one| one.kind == Some(Type::Date))
                .map(|one| of("date('2024-03-01') - {}", &[place.read(rng, one)])),
            14 => place
                .one(rng, |one| one.kind == Some(Type::Text))
                .map(|one| of("coalesce(number({}), 0)", &[place.read(rng, one)])),
            15 => indexed(rng, place, Type::is_number),
            _ => over(rng, place),
        };
        if let Some(found) = found {
            return found;
        }
    }
    plain("1")
}

/// One over all nodes of a repeat that this place is not in.
fn over(rng: &mut Rng, place: &Place<'_>) -> Option<Expr> {
    let several: Vec<&Known> = place.several().collect();
    let one = rng.pick(&several)?;
    let name = place.name(&one.path, &one.repeats);
    let function = match one.kind {
        None => "count",
        Some(kind) if kind.is_number() => rng.pick(&["sum", "sum", "min", "max", "count"])?,
        Some(_) => "count",
    };
    let predicate = match one.kind {
        None if rng.chance(30) => "[position() > 1]",
        _ => "",
    };
    let mut expr = plain(format!("{function}({name}{predicate})"));
    expr.reads.push(one.path.clone());
    expr.over.push((function, one.path.clone()));
    Some(expr)
}

/// The value of one instance of a repeat that this place is not in.
fn indexed(rng: &mut Rng, place: &Place<'_>, fits: impl Fn(Type) -> bool) -> Option<Expr> {
    let outside = |one: &&Known| {
        one.repeats.len() == 1 && !place.repeats.starts_with(&one.repeats) && one.kind.is_some_and(&fits)
    };
    let several: Vec<&Known> = place.several().filter(outside).collect();
    let one = rng.pick(&several)?;
    let (repeat, at) = (one.repeats.first()?, 1 + rng.below(2));
    let below = &one.path[repeat.len()..];
    let mut expr = plain(match rng.chance(50) {
        true => format!("indexed-repeat({}, {repeat}, {at})", one.path),
        false => format!("{repeat}[{at}]{below}"),
    });
    expr.reads.push(one.path.clone());
    Some(expr)
}

/// One that gives true or false.
pub(super) fn boolean(rng: &mut Rng, place: &Place<'_>, depth: usize) -> Expr {
    for _ in 0..8 {
        let found = match rng.below(if depth == 0 { 9 } else { 13 }) {
            0..2 => {
                let operator = rng.pick(&["<", "<=", ">", ">=", "=", "!="]).unwrap_or("=");
                let two = [number(rng, place, 0), plain(rng.below(9).to_string())];
                Some(truth(&format!("{{}} {operator} {{}}"), &two))
            }
            2..4 => place.one(rng, |one| one.kind == Some(Type::SelectOne)).and_then(|one| {
                let names: Vec<&str> = one.names.iter().map(String::as_str).collect();
                let name = rng.pick(&names)?;
                let operator = rng.pick(&["=", "=", "!="])?;
                Some(truth(&format!("{{}} {operator} '{name}'"), &[place.read(rng, one)]))
            }),
            4 => place.one(rng, |one| one.kind == Some(Type::SelectMultiple)).and_then(|one| {
                let names: Vec<&str> = one.names.iter().map(String::as_str).collect();
                let name = rng.pick(&names)?;
                Some(truth(&format!("selected({{}}, '{name}')"), &[place.read(rng, one)]))
            }),
            5 => place.one(rng, |_| true).map(|one| {
                truth(rng.pick(&["{} != ''", "{} = ''"]).unwrap_or_default(), &[place.read(rng, one)])
            }),
            6 => place.one(rng, |one| one.kind == Some(Type::Text)).map(|one| {
                let pattern = rng.pick(&[
                    "regex({}, '^[A-Z].*$')",
                    "contains({}, 'a')",
                    "starts-with({}, 'A')",
                    "string-length({}) > 2",
                ]);
                truth(pattern.unwrap_or_default(), &[place.read(rng, one)])
            }),
            7 => place.one(rng, |one| one.kind == Some(Type::Date)).map(|one| {
                let date = rng.pick(&DATES).unwrap_or_default();
                let operator = rng.pick(&["<", ">", "<=", ">="]).unwrap_or("<");
                truth(&format!("{{}} {operator} date('{date}')"), &[place.read(rng, one)])
            }),
            8 => Some(truth(rng.pick(&["true()", "false()", "true()"]).unwrap_or_default(), &[])),
            9 => Some(truth("not({})", &[boolean(rng, place, depth - 1)])),
            10 | 11 => {
                let two = [boolean(rng, place, depth - 1), boolean(rng, place, depth - 1)];
                Some(truth(rng.pick(&["({}) and ({})", "({}) or ({})"]).unwrap_or_default(), &two))
            }
            _ => {
                let two = [number(rng, place, depth - 1), number(rng, place, 0)];
                Some(truth(rng.pick(&["{} > {}", "{} = {}", "{} <= {}"]).unwrap_or_default(), &two))
            }
        };
        if let Some(found) = found {
            return found;
        }
    }
    truth("true()", &[])
}

/// One that gives a text.
pub(super) fn text(rng: &mut Rng, place: &Place<'_>, depth: usize) -> Expr {
    for _ in 0..8 {
        let any = |one: &Known| one.kind.is_some_and(|kind| kind != Type::Note && !kind.is_time());
        let found = match rng.below(if depth == 0 { 4 } else { 16 }) {
            0..3 => place.one(rng, any).map(|one| place.read(rng, one)),
            3 => Some(plain("'k'")),
            4 | 5 => Some(of("concat({}, '-', {})", &[text(rng, place, depth - 1), text(rng, place, 0)])),
            6 => Some(of("if({}, {}, 'no')", &[boolean(rng, place, depth - 1), text(rng, place, 0)])),
            7 => place.one(rng, |one| one.kind == Some(Type::Text)).map(|one| {
                of(
                    rng.pick(&["substr({}, 0, 2)", "normalize-space({})"]).unwrap_or_default(),
                    &[place.read(rng, one)],
                )
            }),
            8 => place
                .one(rng, |one| {
                    one.kind == Some(Type::SelectOne) && one.is_labelled && one.repeats.is_empty()
                })
                .map(|one| of(&format!("jr:choice-name({{}}, '{}')", one.path), &[place.read(rng, one)])),
            9 => place
                .one(rng, |one| one.kind == Some(Type::Date))
                .map(|one| of("format-date({}, '%Y/%m/%d')", &[place.read(rng, one)])),
            10 => place
                .one(rng, |one| one.kind == Some(Type::SelectMultiple))
                .map(|one| of("selected-at({}, 0)", &[place.read(rng, one)])),
            11 => place.one(rng, |one| one.kind == Some(Type::Text)).map(|one| {
                let pattern = rng.pick(&[
                    "substring-before({}, ' ')",
                    "substring-after({}, ' ')",
                    "translate({}, 'ao', 'AO')",
                ]);
                of(pattern.unwrap_or_default(), &[place.read(rng, one)])
            }),
            12 => place.one(rng, |one| one.kind == Some(Type::SelectOne)).map(|one| {
                let pattern = rng.pick(&[
                    "instance('fruit')/root/item[name = {}]/label",
                    "instance('districts')/root/item[name = {}]/above",
                    "pulldata('fruit', 'label', 'name', {})",
                ]);
                // Within the list a relative name would mean something else.
                let name = place.name(&one.path, &one.repeats);
                let relative = !name.starts_with('/') && !pattern.unwrap_or_default().starts_with("pulldata");
                let text = if relative { format!("current()/{name}") } else { name };
                of(
                    pattern.unwrap_or_default(),
                    &[Expr { text, reads: vec![one.path.clone()], ..Expr::default() }],
                )
            }),
            13 => indexed(rng, place, |kind| !kind.is_time()),
            _ => {
                let several: Vec<&Known> =
                    place.several().filter(|one| one.kind == Some(Type::Text)).collect();
                rng.pick(&several).map(|one| {
                    let mut expr = plain(format!("join(' ', {})", place.name(&one.path, &one.repeats)));
                    expr.reads.push(one.path.clone());
                    expr.over.push(("join", one.path.clone()));
                    expr
                })
            }
        };
        if let Some(found) = found {
            return found;
        }
    }
    plain("'k'")
}

/// What an answer to this type may have to keep.
pub(super) fn constraint(rng: &mut Rng, place: &Place<'_>, kind: Type, names: &[String]) -> Option<Expr> {
    let limit = rng.below(10);
    let own = match kind {
        Type::Integer | Type::Range | Type::Decimal => {
            format!(". {} {limit}", rng.pick(&["<", "<=", ">", "!="])?)
        }
        Type::Text => rng.pick(&["string-length(.) < 4", "regex(., '^[A-Z].*$')", ". != 'bo'"])?.to_owned(),
        Type::Date => format!(". {} date('{}')", rng.pick(&["<", ">="])?, rng.pick(&DATES)?),
        Type::SelectMultiple => match (rng.chance(50), names.first()) {
            (true, Some(name)) => format!("not(selected(., '{name}') and count-selected(.) > 1)"),
            _ => "count-selected(.) < 3".into(),
        },
        Type::SelectOne => format!(". != '{}'", names.first()?),
        _ => return None,
    };
    let own = plain(own);
    Some(match rng.below(4) {
        0 => truth("({}) or ({})", &[own, boolean(rng, place, 1)]),
        _ => truth("{}", &[own]),
    })
}
