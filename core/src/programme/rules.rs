//! The vocabulary of a programme's rules. It is closed: what it cannot say, a pack cannot say. The same words carry what a family is owed and, later,
//! indicators. Knows no person.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::facts::{About, Event, Facts, Source};
use super::norm::Norm;
use super::span::Span;
use crate::words::Words;
use crate::words::shown::PartialDate;

/// All rules of a pack.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Programme {
    /// Legal acts, by the id by which steps name them.
    pub norms: BTreeMap<String, Norm>,
    /// What is not certain, by id.
    pub doubts: BTreeMap<String, Words>,
    /// What a product protects against, by its code.
    pub products: BTreeMap<String, Product>,
    /// What may be asked of a person, by id.
    pub conditions: BTreeMap<String, Condition>,
    /// The packages, in the order in which they are shown.
    pub packages: Vec<Package>,
    /// The services, in the order in which they are shown.
    pub services: Vec<Service>,
    /// What to tell a family, by age.
    pub messages: Vec<Message>,
}

/// A product and what is in it: a hexavalent dose is one of polio too.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Product {
    /// What it is called.
    pub words: Words,
    /// What it protects against, by codes.
    pub antigens: Vec<String>,
}

/// A part of a person's facts that a condition may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attribute {
    /// Weight at birth, grams.
    BirthWeight,
    /// Weeks of the pregnancy at birth.
    GestationalWeeks,
    /// Altitude of the home, metres.
    Altitude,
    /// Sex.
    Sex,
    /// Health insurance.
    Insurance,
    /// Programmes received.
    Programme,
    /// Whether the last haemoglobin is one of anaemia.
    Anaemia,
}

impl Attribute {
    /// Each by the name that a sheet has for it.
    pub const ALL: [(&'static str, Attribute); 7] = [
        ("birth_weight_g", Attribute::BirthWeight),
        ("gestational_weeks", Attribute::GestationalWeeks),
        ("altitude_m", Attribute::Altitude),
        ("sex", Attribute::Sex),
        ("insurance", Attribute::Insurance),
        ("programme", Attribute::Programme),
        ("anaemia", Attribute::Anaemia),
    ];

    /// Whether it is a figure.
    pub fn is_figure(self) -> bool {
        matches!(self, Attribute::BirthWeight | Attribute::GestationalWeeks | Attribute::Altitude)
    }
}

/// How a figure or code is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    /// Less than.
    Below,
    /// That much or more.
    AtLeast,
    /// Is the code, or has it among others.
    Is,
    /// It is known, and is not the code.
    IsNot,
    /// Nothing is known of it.
    Unknown,
}

impl Operator {
    /// Each by the name that a sheet has for it.
    pub const ALL: [(&'static str, Operator); 5] = [
        ("below", Operator::Below),
        ("at_least", Operator::AtLeast),
        ("is", Operator::Is),
        ("is_not", Operator::IsNot),
        ("unknown", Operator::Unknown),
    ];
}

/// One comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// What is asked.
    pub attribute: Attribute,
    /// How.
    pub operator: Operator,
    /// A figure.
    pub figure: i64,
    /// Codes, of which one is enough.
    pub codes: Vec<String>,
}

/// A condition: one of its tests is enough. What is not known meets none, except the test that asks just that.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Condition {
    /// Why somebody of whom it holds, or does not, is owed nothing.
    pub words: Words,
    /// Its tests.
    pub tests: Vec<Test>,
}

impl Condition {
    /// Whether it holds of a person.
    pub fn holds(&self, facts: &Facts) -> bool {
        self.tests.iter().any(|test| test.holds(facts))
    }
}

impl Test {
    fn holds(&self, facts: &Facts) -> bool {
        let figure = match self.attribute {
            Attribute::BirthWeight => facts.birth_weight_g,
            Attribute::GestationalWeeks => facts.gestational_weeks,
            Attribute::Altitude => facts.altitude_m,
            _ => None,
        };
        let sex: Vec<String> = facts.sex.iter().cloned().collect();
        let codes: Option<&[String]> = match self.attribute {
            Attribute::Sex => facts.sex.is_some().then_some(sex.as_slice()),
            Attribute::Insurance => facts.insurance.as_deref(),
            Attribute::Programme => facts.programmes.as_deref(),
            _ => None,
        };
        let anaemia = facts.anaemia.map(|yes| if yes { "yes" } else { "no" });
        let is_one = |code: &str| self.codes.iter().any(|wanted| wanted == code);
        let has = match self.attribute {
            Attribute::Anaemia => anaemia.map(is_one),
            _ => codes.map(|codes| codes.iter().any(|code| is_one(code))),
        };
        match self.operator {
            Operator::Below => figure.is_some_and(|figure| figure < self.figure),
            Operator::AtLeast => figure.is_some_and(|figure| figure >= self.figure),
            Operator::Is => has == Some(true) || figure == Some(self.figure),
            Operator::IsNot => has == Some(false) || figure.is_some_and(|figure| figure != self.figure),
            Operator::Unknown => figure.is_none() && has.is_none(),
        }
    }
}

/// How a package is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// What a family is owed: on lists and on the person's page.
    List,
    /// The same, with the days that are left.
    Countdown,
    /// For those who measure: asked for by its name, on nobody's list.
    Indicator,
}

impl Shown {
    /// Each by the name that a sheet has for it.
    pub const ALL: [(&'static str, Shown); 3] =
        [("list", Shown::List), ("countdown", Shown::Countdown), ("indicator", Shown::Indicator)];
}

/// What is owed together at one stage of life.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// Its name in the sheets.
    pub id: String,
    /// What it is called.
    pub words: Words,
    /// Whom it is for.
    pub about: About,
    /// From which age.
    pub from: Span,
    /// Until which age, that day with it.
    pub until: Span,
    /// How it is shown.
    pub shown: Shown,
    /// Who is left out of it, by conditions of which one is enough.
    pub unless: Vec<String>,
}

/// How the events of a service fill its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// One after the other: the second dose only after the first.
    Doses,
    /// Each within its own ages: one that was missed is not made up for.
    Ages,
    /// Again and again, counted from the last.
    Every,
    /// So many in each month of the calendar.
    Monthly,
    /// Whichever of other services is furthest.
    AnyOf,
}

impl Order {
    /// Each by the name that a sheet has for it.
    pub const ALL: [(&'static str, Order); 5] = [
        ("doses", Order::Doses),
        ("ages", Order::Ages),
        ("every", Order::Every),
        ("monthly", Order::Monthly),
        ("any_of", Order::AnyOf),
    ];
}

/// What the ages of a schedule are counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CountedFrom {
    /// Birth, or the first day of the last period.
    Start,
    /// The first event of its own.
    First,
    /// The first event that counts of another service, which stands above it.
    FirstOf(usize),
    /// The last one.
    LastOf(usize),
}

/// Which events are a service's.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// One of these kinds.
    pub kinds: Vec<String>,
    /// With one of each of these antigens.
    pub antigens: Vec<Vec<String>>,
    /// Without any of these.
    pub without: Vec<String>,
    /// One of these products; where there are none, any.
    pub products: Vec<String>,
    /// None of these; a product that nobody wrote down is none.
    pub other_products: Vec<String>,
    /// One of these documents; where there are none, any.
    pub documents: Vec<String>,
    /// Established in one of these ways; where there are none, any.
    pub sources: Vec<Source>,
}

impl Filter {
    /// Whether an event is the service's, however it was established.
    pub fn takes(&self, event: &Event, products: &BTreeMap<String, Product>) -> bool {
        let given = event.product.as_deref();
        let one_of = |wanted: &[String], given: Option<&str>| {
            wanted.is_empty() || given.is_some_and(|given| wanted.iter().any(|wanted| wanted == given))
        };
        let of_product = given.and_then(|code| products.get(code));
        let protects = |antigen: &String| {
            event.antigens.contains(antigen) || of_product.is_some_and(|of| of.antigens.contains(antigen))
        };
        self.kinds.contains(&event.kind)
            && self.antigens.iter().all(|either| either.iter().any(protects))
            && !self.without.iter().any(protects)
            && one_of(&self.products, given)
            && !given.is_some_and(|given| self.other_products.iter().any(|other| other == given))
            && one_of(&self.documents, event.document.as_deref())
    }
}

/// One line of a package: a vaccine, the checks, iron, a document, visits.
#[derive(Debug, Clone, PartialEq)]
pub struct Service {
    /// Its name in the sheets.
    pub id: String,
    /// The packages that it is part of, by their places.
    pub packages: Vec<usize>,
    /// What it is called.
    pub words: Words,
    /// What would mend it, in a sentence.
    pub remedy: Words,
    /// Which events are its.
    pub filter: Filter,
    /// How they fill its steps.
    pub order: Order,
    /// How many in a month, of `Monthly`.
    pub times: u32,
    /// Of `AnyOf`: the others, by their places, which are above it.
    pub options: Vec<usize>,
    /// What ages are counted from.
    pub counted_from: CountedFrom,
    /// Conditions that must all hold.
    pub only: Vec<String>,
    /// Conditions of which none may.
    pub unless: Vec<String>,
    /// What comes first, by its place: named where this one is open and that one too.
    pub needs: Vec<usize>,
    /// Who gives it.
    pub provider: String,
    /// Whose the data is.
    pub owner: String,
    /// How grave it is to be without: 1 to 9, the gravest 9.
    pub risk: u8,
    /// Its picture.
    pub picture: String,
    /// What is not certain of it.
    pub doubt: Option<String>,
    /// Its steps, of all norms, in order.
    pub steps: Vec<Step>,
}

/// One step of a schedule: a dose, a check at an age.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// Its name in the sheet.
    pub id: String,
    /// What it is called.
    pub words: Words,
    /// The age from which it counts.
    pub from: Span,
    /// The age from which it is owed.
    pub due: Span,
    /// The last age at which it is in time; later it is late. `None`: never late.
    pub in_time: Option<Span>,
    /// The last age at which it counts. `None`: always.
    pub until: Option<Span>,
    /// Days from the one before, at least.
    pub min_gap_days: Option<u32>,
    /// Days from the one before, at most.
    pub max_gap_days: Option<u32>,
    /// Days that it is in time after it can first be given, however late that is.
    pub grace_days: u32,
    /// The norm that says so.
    pub norm: String,
    /// What is not certain of it.
    pub doubt: Option<String>,
    /// For those who were born from this day on.
    pub born_from: Option<PartialDate>,
    /// For those who were born until this day.
    pub born_until: Option<PartialDate>,
}

/// What to tell a family at an age.
#[derive(Debug, Clone, PartialEq)]
pub struct Message {
    /// Whom it is for.
    pub about: About,
    /// From which age.
    pub from: Span,
    /// Until which age, that day with it.
    pub until: Span,
    /// What to say.
    pub words: Words,
    /// Its picture.
    pub picture: String,
}

impl Programme {
    /// A service by its name, with its place.
    pub fn service(&self, id: &str) -> Option<(usize, &Service)> {
        self.services.iter().enumerate().find(|(_, service)| service.id == id)
    }

    /// A package by its name, with its place.
    pub fn package(&self, id: &str) -> Option<(usize, &Package)> {
        self.packages.iter().enumerate().find(|(_, package)| package.id == id)
    }

    /// The norm of a step.
    pub fn norm(&self, step: &Step) -> Option<&Norm> {
        self.norms.get(&step.norm)
    }

    /// The steps of a service that hold on a day for somebody who was born on another, by their places.
    pub fn in_force<'s>(
        &'s self,
        service: &'s Service,
        start: NaiveDate,
        day: NaiveDate,
    ) -> impl Iterator<Item = (usize, &'s Step)> {
        service.steps.iter().enumerate().filter(move |(_, step)| {
            self.norm(step).is_none_or(|norm| norm.holds(day))
                && super::norm::holds(step.born_from, step.born_until, start)
        })
    }

    /// The messages for an age on a day.
    pub fn messages(&self, about: About, start: NaiveDate, day: NaiveDate) -> impl Iterator<Item = &Message> {
        let holds = move |message: &&Message| {
            message.about == about && message.from.after(start) <= day && day <= message.until.after(start)
        };
        self.messages.iter().filter(holds)
    }
}
