//! Which functions there are: their names, how many arguments they take, which of those must be nodes, and whether the ODK XForms
//! specification has them. What they do is in [`functions`](super::functions).

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Where a function comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Origin {
    /// The ODK XForms specification, section "XPath Functions".
    Specified,
    /// XPath 1.0, or what form engines and programmes added: taken, and worth a notice.
    Outside,
}
use Origin::{Outside, Specified};

/// What of a function's arguments must be nodes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wants {
    /// None.
    Any,
    /// The first.
    Nodes,
}
use Wants::{Any, Nodes};

/// As many arguments as one likes.
const MANY: usize = usize::MAX;

macro_rules! functions {
    ($($variant:ident $name:literal $least:literal $most:tt $wants:ident $origin:ident)*) => {
        /// A function that there is.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[allow(missing_docs, reason = "they are the specification's; the table says their names")]
        pub enum Function { $($variant),* }

        /// Every function with what is known of it.
        const TABLE: &[(Function, &str, usize, usize, Wants, Origin)] =
            &[$((Function::$variant, $name, $least, $most, $wants, $origin)),*];
    };
}

functions! {
    // Texts.
    String "string" 0 1 Any Specified
    Concat "concat" 0 MANY Any Specified
    Join "join" 1 MANY Any Specified
    Substr "substr" 2 3 Any Specified
    Substring "substring" 2 3 Any Outside
    SubstringBefore "substring-before" 2 2 Any Specified
    SubstringAfter "substring-after" 2 2 Any Specified
    Translate "translate" 3 3 Any Specified
    StringLength "string-length" 0 1 Any Specified
    NormalizeSpace "normalize-space" 0 1 Any Specified
    Trim "trim" 1 1 Any Outside
    Contains "contains" 2 2 Any Specified
    StartsWith "starts-with" 2 2 Any Specified
    EndsWith "ends-with" 2 2 Any Specified
    Lower "lower-case" 1 1 Any Outside
    Upper "upper-case" 1 1 Any Outside
    Uuid "uuid" 0 1 Any Specified
    Digest "digest" 2 3 Any Specified
    Base64Decode "base64-decode" 1 1 Any Outside
    ExtractSigned "extract-signed" 2 2 Any Outside
    Checksum "checksum" 2 2 Any Outside
    StripWhitespace "cht:strip-whitespace" 1 1 Any Outside
    ValidateLuhn "cht:validate-luhn" 1 2 Any Outside
    // Truth.
    If "if" 3 3 Any Specified
    Coalesce "coalesce" 1 MANY Any Specified
    Once "once" 1 1 Any Specified
    True "true" 0 0 Any Specified
    False "false" 0 0 Any Specified
    Boolean "boolean" 1 1 Any Specified
    BooleanFromString "boolean-from-string" 1 1 Any Specified
    Not "not" 1 1 Any Specified
    Regex "regex" 2 2 Any Specified
    Checklist "checklist" 2 MANY Any Specified
    WeightedChecklist "weighted-checklist" 2 MANY Any Specified
    Lang "lang" 1 1 Any Outside
    // Numbers.
    Number "number" 0 1 Any Specified
    Random "random" 0 0 Any Specified
    Int "int" 1 2 Any Specified
    Floor "floor" 1 1 Any Outside
    Ceiling "ceiling" 1 1 Any Outside
    Round "round" 1 2 Any Specified
    Sum "sum" 1 1 Nodes Specified
    Max "max" 1 MANY Any Specified
    Min "min" 1 MANY Any Specified
    Pow "pow" 2 2 Any Specified
    Log "log" 1 1 Any Specified
    Log10 "log10" 1 1 Any Specified
    Abs "abs" 1 1 Any Specified
    Sin "sin" 1 1 Any Specified
    Cos "cos" 1 1 Any Specified
    Tan "tan" 1 1 Any Specified
    Asin "asin" 1 1 Any Specified
    Acos "acos" 1 1 Any Specified
    Atan "atan" 1 1 Any Specified
    Atan2 "atan2" 2 2 Any Specified
    Sqrt "sqrt" 1 1 Any Specified
    Exp "exp" 1 1 Any Specified
    Exp10 "exp10" 1 1 Any Specified
    Pi "pi" 0 0 Any Specified
    // Nodes.
    Last "last" 0 0 Any Outside
    Count "count" 1 1 Nodes Specified
    CountNonEmpty "count-non-empty" 1 1 Nodes Specified
    Position "position" 0 1 Nodes Specified
    Instance "instance" 1 1 Any Specified
    Current "current" 0 0 Any Specified
    Randomize "randomize" 1 2 Nodes Specified
    Id "id" 1 1 Any Outside
    Name "name" 0 1 Nodes Outside
    LocalName "local-name" 0 1 Nodes Outside
    NamespaceUri "namespace-uri" 0 1 Nodes Outside
    // Dates and times.
    Today "today" 0 0 Any Specified
    Now "now" 0 0 Any Specified
    FormatDate "format-date" 2 2 Any Specified
    FormatDateTime "format-date-time" 2 2 Any Specified
    Date "date" 1 1 Any Specified
    DateTime "date-time" 1 1 Any Outside
    DecimalDateTime "decimal-date-time" 1 1 Any Specified
    DecimalTime "decimal-time" 1 1 Any Specified
    AddDate "add-date" 2 6 Any Outside
    DifferenceInMonths "difference-in-months" 2 2 Any Outside
    ChtDays "cht:difference-in-days" 2 2 Any Outside
    ChtWeeks "cht:difference-in-weeks" 2 2 Any Outside
    ChtMonths "cht:difference-in-months" 2 2 Any Outside
    ChtYears "cht:difference-in-years" 2 2 Any Outside
    ParseTimestamp "parse-timestamp-to-date" 1 1 Any Outside
    // Choices and words.
    Selected "selected" 2 2 Any Specified
    IsSelected "is-selected" 2 2 Any Outside
    SelectedAt "selected-at" 2 2 Any Specified
    CountSelected "count-selected" 1 1 Any Specified
    ChoiceName "jr:choice-name" 2 2 Any Specified
    Itext "jr:itext" 1 1 Any Specified
    // Repeats and tables.
    IndexedRepeat "indexed-repeat" 3 7 Nodes Specified
    Pulldata "pulldata" 4 4 Any Specified
    // Places.
    Area "area" 1 1 Any Specified
    Distance "distance" 1 MANY Any Specified
    EnclosedArea "enclosed-area" 1 1 Any Outside
    Geofence "geofence" 2 2 Any Outside
    Intersects "intersects" 1 1 Any Outside
}

impl Function {
    fn row(self) -> &'static (Function, &'static str, usize, usize, Wants, Origin) {
        &TABLE[self as usize]
    }

    /// The function of a name.
    pub fn of_name(name: &str) -> Option<Function> {
        TABLE.iter().find(|row| row.1 == name).map(|row| row.0)
    }

    /// Its name, prefix and all.
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// The fewest and the most arguments it takes.
    pub fn arguments(self) -> (usize, usize) {
        (self.row().2, self.row().3)
    }

    /// Whether its first argument must be nodes.
    pub fn wants_nodes(self) -> bool {
        self.row().4 == Nodes
    }

    /// Whether it gives nodes, or may.
    pub fn may_give_nodes(self) -> bool {
        use Function::*;
        matches!(self, Instance | Current | Randomize | Id | If)
    }

    /// Whether the specification has it.
    pub fn origin(self) -> Origin {
        self.row().5
    }

    /// Names that are written nearly like one that there is not, the nearest first.
    pub fn like(name: &str) -> Vec<&'static str> {
        let mut near: Vec<(usize, &str)> = TABLE
            .iter()
            .map(|row| (distance(name, row.1), row.1))
            .filter(|(far, known)| *far <= 1 + known.len().min(name.len()) / 4)
            .collect();
        near.sort();
        near.into_iter().take(3).map(|(_, known)| known).collect()
    }
}

/// How many letters to change, add or take away; names beyond 64 letters are like none.
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().take(65).collect(), b.chars().collect());
    if a.len() > 64 {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut corner = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let change = corner + usize::from(x.to_lowercase().ne(y.to_lowercase()));
            corner = row[j + 1];
            row[j + 1] = change.min(corner + 1).min(row[j] + 1);
        }
    }
    row[b.len()]
}

impl fmt::Display for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// By its name, so that a table that grew reads what an older one wrote.
impl Serialize for Function {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.name().serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Function {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        Function::of_name(&name).ok_or_else(|| D::Error::custom(format!("there is no function {name}()")))
    }
}
