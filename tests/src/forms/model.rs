//! A form as data: what can be drawn, written down and made smaller. Knows no engine and no chance.

/// A form.
#[derive(Debug, Clone)]
pub struct Survey {
    /// What it was drawn from, and its name.
    pub seed: u64,
    /// Its languages, none where its texts stand in the body.
    pub languages: Vec<&'static str>,
    /// What it asks, in order.
    pub items: Vec<Item>,
    /// Lists in the model, and those in files beside it.
    pub lists: Vec<List>,
    /// Values that are set when the record opens.
    pub at_first_load: Vec<SetValue>,
    /// Whether a group is relevant by what stands in it, which JavaRosa takes for a circle and refuses.
    pub reads_itself: bool,
}

/// A list of choices outside the body.
#[derive(Debug, Clone)]
pub struct List {
    /// Its name.
    pub id: &'static str,
    /// Whether it is a file of CSV beside the form.
    pub csv: bool,
    /// Name, label and the choice above it.
    pub rows: Vec<(String, String, String)>,
}

/// One element of the record.
#[derive(Debug, Clone)]
pub struct Item {
    /// Its name.
    pub name: String,
    /// The names from the root to it: `/data/house/child`, without positions.
    pub path: String,
    /// What it is.
    pub kind: Kind,
    /// Its label, in each language; none has no output.
    pub label: Option<Label>,
    /// `relevant`
    pub relevant: Option<Expr>,
    /// `required`
    pub required: Option<Expr>,
    /// The text for a blank answer.
    pub required_message: Option<&'static str>,
    /// `readonly`
    pub readonly: Option<Expr>,
    /// `constraint`
    pub constraint: Option<Expr>,
    /// The text for an answer that breaks it.
    pub constraint_message: Option<&'static str>,
    /// `calculate`
    pub calculate: Option<Expr>,
    /// What stands in the record from the first.
    pub default: Option<String>,
    /// Values that are set when this one changes; on a repeat, when an instance is added.
    pub sets: Vec<SetValue>,
}

/// What an element is.
#[derive(Debug, Clone)]
pub enum Kind {
    /// A group.
    Group(Vec<Item>),
    /// A repeat.
    Repeat(Count, Vec<Item>),
    /// A question, or a calculation where it is not asked.
    Leaf(Type, Option<Choices>),
}

/// How many instances a repeat has.
#[derive(Debug, Clone)]
pub enum Count {
    /// As many as are added; so many at first.
    Open(usize),
    /// As many as another node says.
    Of(Expr),
}

/// The type of a question. Pictures, sounds and other files are none of them: Web Forms takes a file itself for an answer, and names it anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "they are the specification's")]
pub enum Type {
    Text,
    Integer,
    Decimal,
    /// A range of whole numbers.
    Range,
    Date,
    Time,
    DateTime,
    Geopoint,
    Geotrace,
    Geoshape,
    Barcode,
    SelectOne,
    SelectMultiple,
    Rank,
    Acknowledge,
    Note,
    /// Not asked: a calculation, or what a `setvalue` fills.
    Hidden,
    HiddenInteger,
    HiddenDecimal,
}

impl Type {
    /// The type of its bind.
    pub fn bind(self) -> &'static str {
        match self {
            Type::Integer | Type::Range | Type::HiddenInteger => "int",
            Type::Decimal | Type::HiddenDecimal => "decimal",
            Type::Date => "date",
            Type::Time => "time",
            Type::DateTime => "dateTime",
            Type::Geopoint => "geopoint",
            Type::Geotrace => "geotrace",
            Type::Geoshape => "geoshape",
            Type::Barcode => "barcode",
            Type::Rank => "odk:rank",
            _ => "string",
        }
    }

    /// Whether it is asked.
    pub fn is_asked(self) -> bool {
        !matches!(self, Type::Hidden | Type::HiddenInteger | Type::HiddenDecimal)
    }

    /// Whether it holds a time of day. JavaRosa gives the day for its text, so that expressions may ask only whether there is one.
    pub fn is_time(self) -> bool {
        matches!(self, Type::Time | Type::DateTime)
    }

    /// Whether it holds a number.
    pub fn is_number(self) -> bool {
        matches!(self.bind(), "int" | "decimal")
    }
}

/// Where a question's choices come from.
#[derive(Debug, Clone)]
pub enum Choices {
    /// The body: these names.
    Inline(Vec<&'static str>),
    /// A list, those for which this holds.
    Of(&'static str, Option<Expr>),
}

/// A label with one output in it, perhaps.
#[derive(Debug, Clone)]
pub struct Label {
    /// The text.
    pub text: String,
    /// What is put behind it.
    pub output: Option<Expr>,
}

/// A value that is set by an event.
#[derive(Debug, Clone)]
pub struct SetValue {
    /// The path of what is set.
    pub target: String,
    /// To what.
    pub value: Expr,
}

/// An expression as it is written, and what it reads.
#[derive(Debug, Clone, Default)]
pub struct Expr {
    /// As it is written.
    pub text: String,
    /// The paths that it reads, without positions.
    pub reads: Vec<String>,
    /// Functions over all nodes of a path: `sum`, `count`, … and the path.
    pub over: Vec<(&'static str, String)>,
    /// Whether it gives true or false.
    pub is_boolean: bool,
    /// Whether it names by its whole path what stands in the same repeat.
    pub is_whole: bool,
}

impl Survey {
    /// Every item, each before those in it.
    pub fn all(&self) -> Vec<&Item> {
        fn walk<'s>(items: &'s [Item], into: &mut Vec<&'s Item>) {
            for item in items {
                into.push(item);
                walk(item.children(), into);
            }
        }
        let mut all = Vec::new();
        walk(&self.items, &mut all);
        all
    }
}

impl Item {
    /// What is in it.
    pub fn children(&self) -> &[Item] {
        match &self.kind {
            Kind::Group(items) | Kind::Repeat(_, items) => items,
            Kind::Leaf(..) => &[],
        }
    }

    /// Every expression that decides what it is.
    pub fn expressions(&self) -> impl Iterator<Item = &Expr> {
        let of_kind = match &self.kind {
            Kind::Repeat(Count::Of(count), _) => Some(count),
            Kind::Leaf(_, Some(Choices::Of(_, filter))) => filter.as_ref(),
            _ => None,
        };
        let label = self.label.as_ref().and_then(|label| label.output.as_ref());
        [&self.relevant, &self.required, &self.readonly, &self.constraint, &self.calculate]
            .into_iter()
            .filter_map(Option::as_ref)
            .chain(of_kind)
            .chain(label)
    }
}
