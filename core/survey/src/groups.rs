//! Which groups of children a survey is told of, what they are called and in which order. Children that no group tells apart
//! share a cell; a group is a set of cells, so that a child is added up once for age and sex and once for each grouping. Knows
//! no measurement and no design. Names and order are those of WHO's R package `anthro` 1.1.0.

use std::cmp::Ordering;
use std::collections::HashMap;

use chaski::growth::Sex;

/// Age groups: their name and the age, months, below which a child is in them and not in the next.
const AGES: [(&str, f64); 6] = [
    ("00-05 mo", 6.0),
    ("06-11 mo", 12.0),
    ("12-23 mo", 24.0),
    ("24-35 mo", 36.0),
    ("36-47 mo", 48.0),
    ("48-59 mo", 60.0),
];
const SEXES: [&str; 2] = ["Female", "Male"];
const QUINTILES: [&str; 5] = ["Q1: Poorest", "Q2", "Q3", "Q4", "Q5: Richest"];
/// The columns that WHO names, in the order of its tables.
const KNOWN: [(&str, &str); 5] = [
    ("typeres", "Area"),
    ("gregion", "Geographical region"),
    ("wealthq", "Wealth quintile"),
    ("mothered", "Maternal education"),
    ("othergr", "Other grouping"),
];
/// One more age and one more sex, for "not known".
const BY_AGE_AND_SEX: usize = (AGES.len() + 1) * (SEXES.len() + 1);

/// A column whose values tell groups of children apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grouping {
    label: String,
    /// Its place in WHO's tables; groupings that WHO does not know come after all that it knows.
    place: usize,
    quintiles: bool,
}

impl Grouping {
    /// The grouping of a column: `typeres`, `gregion`, `wealthq`, `mothered` and `othergr` are called as WHO calls them and
    /// stand in its order, any other is called by its own name and comes after them. `wealthq` has five levels, whether they
    /// occur or not: 1 to 5 or Q1 to Q5; what else stands there counts as not known. `region` is what WHO's own example
    /// survey calls its `gregion`.
    pub fn of_column(name: &str) -> Grouping {
        let name = if name == "region" { "gregion" } else { name };
        let place = KNOWN.iter().position(|(known, _)| *known == name);
        Grouping {
            label: place.and_then(|at| KNOWN.get(at)).map_or(name, |(_, label)| label).to_owned(),
            place: place.unwrap_or(KNOWN.len()),
            quintiles: name == "wealthq",
        }
    }

    /// What its groups are called before their level, as "Area".
    pub fn label(&self) -> &str {
        &self.label
    }
}

/// A group as it is told.
pub(super) struct Group {
    /// "All", or the grouping's label and the level.
    pub name: String,
    /// The cells whose children it has.
    pub cells: Vec<usize>,
}

/// A grouping with the levels that were found.
struct Found {
    grouping: Grouping,
    cells: HashMap<String, usize>,
    /// In order of appearance; `None` is where the level was first not known.
    order: Vec<Option<(String, usize)>>,
    some_unknown: bool,
    some_known: bool,
}

/// All groupings of a survey.
pub(super) struct Groups {
    found: Vec<Found>,
    /// In the order in which callers give the levels: where each stands in `found`.
    given: Vec<usize>,
    by_age_and_sex: [bool; BY_AGE_AND_SEX],
    cells: usize,
    /// Values of `wealthq` that are no quintile.
    pub not_a_quintile: u64,
}

impl Groups {
    /// Without children.
    pub fn new(groupings: Vec<Grouping>) -> Groups {
        let mut places: Vec<usize> = (0..groupings.len()).collect();
        places.sort_by_key(|&at| groupings.get(at).map(|grouping| grouping.place));
        let mut given = vec![0; places.len()];
        for (to, &from) in places.iter().enumerate() {
            if let Some(place) = given.get_mut(from) {
                *place = to;
            }
        }
        let mut groups = Groups {
            found: Vec::new(),
            given,
            by_age_and_sex: [false; BY_AGE_AND_SEX],
            cells: BY_AGE_AND_SEX,
            not_a_quintile: 0,
        };
        let mut groupings = groupings;
        groupings.sort_by_key(|grouping| grouping.place);
        for grouping in groupings {
            let mut found = Found {
                cells: HashMap::new(),
                order: Vec::new(),
                some_unknown: false,
                some_known: false,
                grouping,
            };
            if found.grouping.quintiles {
                for level in QUINTILES {
                    found.add(level, &mut groups.cells);
                }
            }
            groups.found.push(found);
        }
        groups
    }

    /// Which cells a child is in, into `cells`; `levels` in the order in which the groupings were given.
    pub fn place(
        &mut self,
        age_months: Option<f64>,
        sex: Option<Sex>,
        levels: &[Option<&str>],
        cells: &mut Vec<usize>,
    ) {
        cells.clear();
        let age = age_months.and_then(age_group).unwrap_or(AGES.len());
        let sex = match sex {
            Some(Sex::Female) => 0,
            Some(Sex::Male) => 1,
            None => SEXES.len(),
        };
        let cell = cell_of(age, sex);
        if let Some(present) = self.by_age_and_sex.get_mut(cell) {
            *present = true;
        }
        cells.push(cell);
        for (at, &place) in self.given.iter().enumerate() {
            let Some(found) = self.found.get_mut(place) else { continue };
            let mut level = levels.get(at).copied().flatten();
            if found.grouping.quintiles {
                let quintile = level.and_then(quintile);
                self.not_a_quintile += u64::from(level.is_some() && quintile.is_none());
                level = quintile;
            }
            match level {
                Some(level) => {
                    found.some_known = true;
                    cells.push(found.add(level, &mut self.cells));
                }
                None if !found.some_unknown => {
                    found.some_unknown = true;
                    found.order.push(None);
                }
                None => {}
            }
        }
    }

    /// All groups in the order in which they are told. `sorted` is how WHO's package tells the levels of a survey with clusters
    /// or strata; without them it tells them as they appear, and "not known" as an empty group called NA.
    pub fn in_order(&self, sorted: bool) -> Vec<Group> {
        // Whether there is a child of one of the first ages and sexes; after all that are known comes "not known".
        let some = |ages: usize, sexes: usize| {
            (0..ages)
                .any(|age| (0..sexes).any(|sex| self.by_age_and_sex.get(cell_of(age, sex)) == Some(&true)))
        };
        let (ages, sexes) = (0..AGES.len(), 0..SEXES.len());
        let mut told = vec![Group { name: "All".into(), cells: (0..BY_AGE_AND_SEX).collect() }];
        if some(ages.end, sexes.end + 1) {
            told.extend(ages.clone().zip(AGES).map(|(age, (name, _))| Group {
                name: format!("Age group: {name}"),
                cells: (0..=SEXES.len()).map(|sex| cell_of(age, sex)).collect(),
            }));
        }
        if some(ages.end + 1, sexes.end) {
            told.extend(sexes.clone().zip(SEXES).map(|(sex, name)| Group {
                name: format!("Sex: {name}"),
                cells: (0..=AGES.len()).map(|age| cell_of(age, sex)).collect(),
            }));
        }
        if some(ages.end, sexes.end) {
            for (sex, sex_name) in sexes.zip(SEXES) {
                told.extend(ages.clone().zip(AGES).map(|(age, (age_name, _))| Group {
                    name: format!("Age + sex: {age_name}.{sex_name}"),
                    cells: vec![cell_of(age, sex)],
                }));
            }
        }
        for found in self.found.iter().filter(|found| found.some_known) {
            told.extend(found.in_order(sorted));
        }
        told
    }
}

impl Found {
    /// The cell of a level, new if the level is.
    fn add(&mut self, level: &str, cells: &mut usize) -> usize {
        if let Some(&cell) = self.cells.get(level) {
            return cell;
        }
        let cell = *cells;
        *cells += 1;
        self.cells.insert(level.to_owned(), cell);
        self.order.push(Some((level.to_owned(), cell)));
        cell
    }

    fn in_order(&self, sorted: bool) -> Vec<Group> {
        let mut levels: Vec<Option<(&str, usize)>> = self
            .order
            .iter()
            .map(|level| level.as_ref().map(|(name, cell)| (name.as_str(), *cell)))
            .collect();
        if sorted || self.grouping.quintiles {
            levels.retain(Option::is_some);
        }
        if sorted && !self.grouping.quintiles {
            let number = |level: &Option<(&str, usize)>| level.and_then(|(name, _)| name.parse::<f64>().ok());
            let numbers = levels.iter().all(|level| number(level).is_some_and(f64::is_finite));
            levels.sort_by(|a, b| {
                let by_number = if numbers {
                    number(a).partial_cmp(&number(b)).unwrap_or(Ordering::Equal)
                } else {
                    Ordering::Equal
                };
                let letters = |level: &Option<(&str, usize)>| level.map(|(name, _)| name.to_lowercase());
                by_number.then_with(|| letters(a).cmp(&letters(b))).then_with(|| a.cmp(b))
            });
        }
        levels
            .into_iter()
            .map(|level| Group {
                name: format!("{}: {}", self.grouping.label, level.map_or("NA", |(name, _)| name)),
                cells: level.map(|(_, cell)| cell).into_iter().collect(),
            })
            .collect()
    }
}

fn cell_of(age: usize, sex: usize) -> usize {
    age * (SEXES.len() + 1) + sex
}

fn age_group(age_months: f64) -> Option<usize> {
    if age_months >= 0.0 { AGES.iter().position(|(_, end)| age_months < *end) } else { None }
}

fn quintile(level: &str) -> Option<&'static str> {
    let number = level.strip_prefix('Q').unwrap_or(level).parse::<f64>().ok()?;
    (1..=5).zip(QUINTILES).find_map(|(quintile, name)| (f64::from(quintile) == number).then_some(name))
}
