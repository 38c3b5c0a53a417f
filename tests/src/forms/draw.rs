//! A form from a seed. An expression reads what stands before it, or what nothing decides about, so that no form needs itself.

use super::expressions::{self as ex, Known, Place, plain};
use super::model::{Choices, Count, Expr, Item, Kind, Label, List, SetValue, Survey, Type};
use crate::sim::rng::Rng;

/// How deep repeats and groups stand in one another.
const DEPTH: usize = 3;

/// The form of a seed.
pub fn draw(seed: u64) -> Survey {
    let mut rng = Rng::new(seed);
    let languages = if rng.chance(40) { vec!["English (en)", "Español (es)"] } else { Vec::new() };
    let mut drawing = Drawing { rng, known: Vec::new(), names: 0, left: 0, at_first_load: Vec::new() };
    drawing.left = 5 + drawing.rng.below(14);
    let mut items = drawing.items("/data", &[], 0, true);
    let reads_itself = drawing.rng.chance(5);
    if reads_itself {
        items.push(drawing.of_itself());
    }
    Survey { seed, languages, items, lists: lists(), at_first_load: drawing.at_first_load, reads_itself }
}

struct Drawing {
    rng: Rng,
    known: Vec<Known>,
    names: usize,
    left: usize,
    at_first_load: Vec<SetValue>,
}

impl Drawing {
    /// What stands in one group, repeat or the form.
    fn items(&mut self, above: &str, repeats: &[String], depth: usize, root: bool) -> Vec<Item> {
        let mut items = Vec::new();
        let wanted = if root { usize::MAX } else { 1 + self.rng.below(4) };
        while self.left > 0 && items.len() < wanted {
            match self.rng.below(10) {
                0 | 1 if depth < DEPTH && self.left > 1 => items.push(self.group(above, repeats, depth)),
                2 | 3 if depth < DEPTH && self.left > 1 && repeats.len() < 2 => {
                    items.extend(self.repeat(above, repeats, depth));
                }
                _ => items.extend(self.leaf(above, repeats)),
            }
        }
        items
    }

    fn path(&mut self, above: &str, what: &str) -> (String, String) {
        self.names += 1;
        let name = format!("{what}{}", self.names);
        let path = format!("{above}/{name}");
        (name, path)
    }

    fn expr(
        &mut self,
        path: &str,
        repeats: &[String],
        in_hundred: usize,
        make: fn(&mut Rng, &Place<'_>, usize) -> Expr,
    ) -> Option<Expr> {
        if !self.rng.chance(in_hundred) {
            return None;
        }
        Some(make(&mut self.rng, &Place { path, repeats, known: &self.known }, 2))
    }

    fn group(&mut self, above: &str, repeats: &[String], depth: usize) -> Item {
        let (name, path) = self.path(above, "g");
        let relevant = self.expr(&path, repeats, 50, ex::boolean);
        let readonly = self.expr(&path, repeats, 5, ex::boolean);
        let mut items = self.items(&path, repeats, depth + 1, false);
        if items.is_empty() {
            items = self.leaf(&path, repeats);
        }
        Item { relevant, readonly, ..item(name, path, Kind::Group(items)) }
    }

    /// A group that is relevant by the answer to a question in it.
    fn of_itself(&mut self) -> Item {
        let (name, path) = self.path("/data", "g");
        let mut items = self.leaf(&path, &[]);
        let source = item("source".into(), format!("{path}/source"), Kind::Leaf(Type::Hidden, None));
        items.push(Item { default: Some("user".into()), ..source });
        let mut relevant = Expr { is_boolean: true, ..plain("./source = 'user'") };
        relevant.reads.push(format!("{path}/source"));
        Item { relevant: Some(relevant), ..item(name, path, Kind::Group(items)) }
    }

    /// A repeat, and before it the calculation of its count, where it has one.
    fn repeat(&mut self, above: &str, repeats: &[String], depth: usize) -> Vec<Item> {
        let (name, path) = self.path(above, "r");
        let mut made = Vec::new();
        let count = match self.rng.below(4) {
            0 | 1 => Count::Open(self.rng.below(3)),
            kind => {
                let (counted, count_path) = self.path(above, "n");
                let mut counter = item(counted, count_path.clone(), Kind::Leaf(Type::HiddenInteger, None));
                if kind == 2 {
                    counter.calculate = Some(plain((1 + self.rng.below(3)).to_string()));
                } else {
                    counter.kind = Kind::Leaf(Type::Integer, None);
                    counter.label = Some(Label { text: "How many?".into(), output: None });
                    counter.default = self.rng.chance(60).then(|| self.rng.below(4).to_string());
                }
                made.push(counter);
                let known = Known {
                    path: count_path,
                    repeats: repeats.to_vec(),
                    kind: Some(Type::Integer),
                    names: Vec::new(),
                    is_labelled: false,
                };
                let place = Place { path: &path, repeats, known: &[] };
                let mut count = plain(place.name(&known.path, &known.repeats));
                count.reads.push(known.path.clone());
                self.known.push(known);
                Count::Of(count)
            }
        };
        let relevant = self.expr(&path, repeats, 25, ex::boolean);
        let within: Vec<String> = repeats.iter().cloned().chain([path.clone()]).collect();
        let mut items = self.items(&path, &within, depth + 1, false);
        if items.is_empty() {
            items = self.leaf(&path, &within);
        }
        let mut sets = Vec::new();
        if self.rng.chance(25) {
            let (name, target) = self.path(&path, "s");
            items.push(item(name, target.clone(), Kind::Leaf(Type::Hidden, None)));
            let value =
                ex::text(&mut self.rng, &Place { path: &target, repeats: &within, known: &self.known }, 1);
            sets.push(SetValue { target, value });
        }
        self.known.push(Known {
            path: path.clone(),
            repeats: within,
            kind: None,
            names: Vec::new(),
            is_labelled: false,
        });
        made.push(Item { relevant, sets, ..item(name, path, Kind::Repeat(count, items)) });
        made
    }

    fn leaf(&mut self, above: &str, repeats: &[String]) -> Vec<Item> {
        self.left = self.left.saturating_sub(1);
        let (name, path) = self.path(above, "q");
        let kind = match self.rng.below(31) {
            0..4 => Type::Integer,
            4 | 5 => Type::Decimal,
            6..9 => Type::Text,
            9 => Type::Date,
            10..14 => Type::SelectOne,
            14 | 15 => Type::SelectMultiple,
            16 => Type::Rank,
            17 => Type::Acknowledge,
            18 => Type::Note,
            19 | 20 => Type::Hidden,
            21 | 22 => Type::HiddenInteger,
            23 => Type::Range,
            24 => Type::Time,
            25 => Type::DateTime,
            26 => Type::Geopoint,
            27 => Type::Geotrace,
            28 => Type::Geoshape,
            29 => Type::Barcode,
            _ => Type::HiddenDecimal,
        };
        let choices = self.choices(kind, &path, repeats);
        let names = self.names_of(choices.as_ref());
        let mut leaf = item(name, path.clone(), Kind::Leaf(kind, choices));
        let place_known = self.known.len();
        let mut extra = None;
        if kind.is_asked() {
            let output = self.expr(&path, repeats, 30, ex::text);
            leaf.label = Some(Label { text: format!("Question {}?", self.names), output });
            leaf.relevant = self.expr(&path, repeats, 30, ex::boolean);
            if kind == Type::Note {
                leaf.readonly = Some(plain("true()"));
            } else {
                leaf.required = self.expr(&path, repeats, 12, ex::boolean);
                if leaf.required.is_none() && self.rng.chance(20) {
                    leaf.required = Some(Expr { is_boolean: true, ..plain("true()") });
                }
                leaf.required_message = self.rng.chance(50).then_some("It is needed.");
                leaf.readonly = self.expr(&path, repeats, 5, ex::boolean);
                if self.rng.chance(35) {
                    let place = Place { path: &path, repeats, known: &self.known };
                    leaf.constraint = ex::constraint(&mut self.rng, &place, kind, &names);
                    leaf.constraint_message = self.rng.chance(70).then_some("That cannot be!");
                }
                if self.rng.chance(12) {
                    leaf.default = default(&mut self.rng, kind, &names);
                }
                if self.rng.chance(10) {
                    let (name, target) = self.path(above, "t");
                    let place = Place { path: &target, repeats, known: &self.known };
                    let value = match !kind.is_time() && self.rng.chance(50) {
                        true => plain(place.name(&path, repeats)),
                        false => ex::text(&mut self.rng, &place, 1),
                    };
                    leaf.sets.push(SetValue { target: target.clone(), value });
                    extra = Some(item(name, target, Kind::Leaf(Type::Hidden, None)));
                }
                if repeats.is_empty() && leaf.sets.is_empty() && kind == Type::Text && self.rng.chance(12) {
                    let place = Place { path: &path, repeats, known: &self.known[..place_known] };
                    let value = ex::text(&mut self.rng, &place, 0);
                    self.at_first_load.push(SetValue { target: path.clone(), value });
                }
            }
        } else {
            let place = Place { path: &path, repeats, known: &self.known };
            leaf.calculate = Some(match kind {
                Type::Hidden if self.rng.chance(25) => ex::boolean(&mut self.rng, &place, 2),
                Type::Hidden => ex::text(&mut self.rng, &place, 2),
                _ => ex::number(&mut self.rng, &place, 2),
            });
            leaf.relevant = self.expr(&path, repeats, 15, ex::boolean);
        }
        if kind != Type::Note {
            let is_labelled = kind == Type::SelectOne;
            self.known.push(Known { path, repeats: repeats.to_vec(), kind: Some(kind), names, is_labelled });
        }
        let known = extra.as_ref().map(|target| Known {
            path: target.path.clone(),
            repeats: repeats.to_vec(),
            kind: Some(Type::Hidden),
            names: Vec::new(),
            is_labelled: false,
        });
        self.known.extend(known);
        [leaf].into_iter().chain(extra).collect()
    }

    fn choices(&mut self, kind: Type, path: &str, repeats: &[String]) -> Option<Choices> {
        if !matches!(kind, Type::SelectOne | Type::SelectMultiple | Type::Rank) {
            return None;
        }
        if kind == Type::Rank || self.rng.chance(50) {
            return Some(Choices::Inline(vec!["a", "b", "c"][..2 + self.rng.below(2)].to_vec()));
        }
        // A cascade: the list below, those under what was chosen above.
        let above: Vec<Known> = self
            .known
            .iter()
            .filter(|one| one.kind == Some(Type::SelectOne) && repeats.starts_with(&one.repeats))
            .filter(|one| one.names.iter().any(|name| name == "pa"))
            .cloned()
            .collect();
        let list = match self.rng.below(3) {
            0 => "provinces",
            1 => "districts",
            _ => "fruit",
        };
        let place = Place { path, repeats, known: &self.known };
        let filter = match (list, above.is_empty()) {
            ("districts", false) => {
                let one = &above[self.rng.below(above.len())];
                let name = place.name(&one.path, &one.repeats);
                let name = if name.starts_with('/') { name } else { format!("current()/{name}") };
                Some(Expr {
                    text: format!("above = {name}"),
                    reads: vec![one.path.clone()],
                    ..Expr::default()
                })
            }
            ("fruit", _) if self.rng.chance(40) => place
                .known
                .iter()
                .rev()
                .find(|one| one.kind == Some(Type::Integer) && repeats.starts_with(&one.repeats))
                .map(|one| {
                    let name = place.name(&one.path, &one.repeats);
                    let name = if name.starts_with('/') { name } else { format!("current()/{name}") };
                    Expr { text: format!("above > {name}"), reads: vec![one.path.clone()], ..Expr::default() }
                }),
            _ => None,
        };
        Some(Choices::Of(list, filter))
    }

    fn names_of(&self, choices: Option<&Choices>) -> Vec<String> {
        match choices {
            None => Vec::new(),
            Some(Choices::Inline(names)) => names.iter().map(|name| (*name).to_owned()).collect(),
            Some(Choices::Of(id, _)) => {
                let list = lists().into_iter().find(|list| list.id == *id);
                list.map_or_else(Vec::new, |list| list.rows.into_iter().map(|(name, ..)| name).collect())
            }
        }
    }
}

fn default(rng: &mut Rng, kind: Type, names: &[String]) -> Option<String> {
    Some(match kind {
        Type::Integer => rng.below(9).to_string(),
        Type::Decimal => "2.5".into(),
        Type::Text => "Ana".into(),
        Type::Date => "2024-02-29".into(),
        Type::SelectOne | Type::SelectMultiple => names.first()?.clone(),
        _ => return None,
    })
}

fn item(name: String, path: String, kind: Kind) -> Item {
    Item {
        name,
        path,
        kind,
        label: None,
        relevant: None,
        required: None,
        required_message: None,
        readonly: None,
        constraint: None,
        constraint_message: None,
        calculate: None,
        default: None,
        sets: Vec::new(),
    }
}

/// The lists of every form: two in the model, of which one is below the other, and one in a file.
pub fn lists() -> Vec<List> {
    let row = |name: &str, label: &str, above: &str| (name.to_owned(), label.to_owned(), above.to_owned());
    vec![
        List { id: "provinces", csv: false, rows: vec![row("pa", "Anta", ""), row("pb", "Calca", "")] },
        List {
            id: "districts",
            csv: false,
            rows: vec![
                row("d1", "Anta", "pa"),
                row("d2", "Pucyura", "pa"),
                row("d3", "Pisac", "pb"),
                row("d4", "Taray", "pb"),
            ],
        },
        List {
            id: "fruit",
            csv: true,
            rows: vec![row("k1", "Kiwi", "1"), row("k2", "Papaya, ripe", "4"), row("k3", "Tuna", "7")],
        },
    ]
}
