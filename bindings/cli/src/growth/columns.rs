//! Which column of a file is what: by WHO's names, by the names of WHO's example survey, or as `--column` says. Never chooses
//! between two without saying so. Knows names only, no value.

use chaski_bindings::ChaskiError;
use clap::Args;

/// What a column may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Boy or girl.
    Sex,
    /// Age, days.
    AgeDays,
    /// Age, months of 30.4375 days.
    AgeMonths,
    /// Weight, kg.
    Weight,
    /// Length or height, cm.
    Length,
    /// Lying or standing.
    Position,
    /// Swelling of both feet.
    Oedema,
    /// Head circumference, cm.
    Head,
    /// Mid-upper-arm circumference, cm.
    Muac,
    /// Triceps skinfold, mm.
    Triceps,
    /// Subscapular skinfold, mm.
    Subscapular,
    /// Postmenstrual age, days.
    PmaDays,
    /// Postmenstrual age, weeks.
    PmaWeeks,
    /// Length of the pregnancy, weeks.
    GestationalWeeks,
}

impl Field {
    /// All, as they are numbered.
    pub const ALL: [Field; 14] = [
        Field::Sex,
        Field::AgeDays,
        Field::AgeMonths,
        Field::Weight,
        Field::Length,
        Field::Position,
        Field::Oedema,
        Field::Head,
        Field::Muac,
        Field::Triceps,
        Field::Subscapular,
        Field::PmaDays,
        Field::PmaWeeks,
        Field::GestationalWeeks,
    ];

    /// The name by which its column is known, and other names that mean the same.
    fn names(self) -> (&'static str, &'static [&'static str]) {
        match self {
            Field::Sex => ("sex", &["gender"]),
            Field::AgeDays => ("age_days", &["agedays", "age_in_days"]),
            Field::AgeMonths => ("age_months", &["agemons", "agemonths", "age_in_months"]),
            Field::Weight => ("weight", &["weight_kg"]),
            Field::Length => ("lenhei", &["height", "length", "height_cm", "length_cm"]),
            Field::Position => ("measure", &[]),
            Field::Oedema => ("oedema", &["edema"]),
            Field::Head => ("headc", &["head"]),
            Field::Muac => ("armc", &["muac"]),
            Field::Triceps => ("triskin", &["tri"]),
            Field::Subscapular => ("subskin", &["sub"]),
            Field::PmaDays => ("pma_days", &[]),
            Field::PmaWeeks => ("pma_weeks", &[]),
            Field::GestationalWeeks => ("gestational_weeks", &["ga_weeks"]),
        }
    }

    /// The name by which its column is known.
    pub fn name(self) -> &'static str {
        self.names().0
    }

    fn from_name(name: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }
}

/// Which column is what, where its name does not say so.
#[derive(Debug, Clone, Default, Args)]
pub struct ColumnArgs {
    /// The column NAME of the file holds FIELD: `--column sex=gender`; may be given again for others
    #[arg(long = "column", value_name = "FIELD=NAME", value_parser = mapping)]
    columns: Vec<(Field, String)>,
}

fn mapping(text: &str) -> Result<(Field, String), String> {
    let fields = || Field::ALL.map(Field::name).join(", ");
    let (field, name) = text.split_once('=').ok_or("write FIELD=NAME, as sex=gender")?;
    let field = Field::from_name(field.trim()).ok_or_else(|| format!("FIELD is one of: {}", fields()))?;
    Ok((field, name.trim().to_owned()))
}

impl ColumnArgs {
    /// Whether a name in a file's first line means something; with it a sheet finds the sign between its columns.
    pub fn is_known(&self, name: &str) -> bool {
        let given = self.columns.iter().any(|(_, given)| given.eq_ignore_ascii_case(name.trim()));
        given
            || name.trim().eq_ignore_ascii_case("age")
            || Field::ALL.into_iter().any(|field| {
                let (own, others) = field.names();
                is(name, own) || others.iter().any(|other| is(name, other))
            })
    }
}

fn is(name: &str, other: &str) -> bool {
    name.trim().eq_ignore_ascii_case(other)
}

/// Where each field stands in a file.
#[derive(Debug)]
pub struct Columns {
    names: Vec<String>,
    at: [Option<usize>; Field::ALL.len()],
    /// What was decided that somebody might not expect, a sentence each.
    pub notes: Vec<String>,
}

impl Columns {
    /// The columns of a first line of these names, as far as they are `wanted`.
    pub fn of(names: Vec<String>, wanted: &[Field], args: &ColumnArgs) -> Result<Columns, ChaskiError> {
        let mut columns = Columns { names, at: [None; Field::ALL.len()], notes: Vec::new() };
        for (field, name) in &args.columns {
            columns.at[*field as usize] = Some(columns.named(name)?);
        }
        for field in
            wanted.iter().copied().filter(|field| !args.columns.iter().any(|(given, _)| given == field))
        {
            columns.find(field)?;
        }
        for field in Field::ALL.into_iter().filter(|field| !wanted.contains(field)) {
            columns.at[field as usize] = None;
        }
        let is_wanted = |field| wanted.contains(&field);
        if is_wanted(Field::AgeDays) && !columns.has_any(&[Field::AgeDays, Field::AgeMonths]) {
            columns.refuse_age_of_no_unit()?;
        }
        if let (Some(days), Some(months)) = (columns.label(Field::AgeDays), columns.label(Field::AgeMonths)) {
            columns.notes.push(format!(
                "both {days} and {months} are there: the days are used, since they are exact, and the months only in rows \
                 without days"
            ));
        }
        Ok(columns)
    }

    /// Where the field stands.
    #[inline]
    pub fn at(&self, field: Field) -> Option<usize> {
        self.at[field as usize]
    }

    /// Whether one of these is there.
    pub fn has_any(&self, fields: &[Field]) -> bool {
        fields.iter().any(|field| self.at(*field).is_some())
    }

    /// The names of all columns.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// A field's column as it is said: `column 4 (weight)`.
    pub fn label(&self, field: Field) -> Option<String> {
        self.at(field).map(|at| self.label_at(at))
    }

    /// A column as it is said: `column 4 (weight)`.
    pub fn label_at(&self, at: usize) -> String {
        format!("column {} ({})", at + 1, self.names.get(at).map_or("", String::as_str))
    }

    /// The column of a name that somebody typed: letter for letter, else without regard to capitals.
    pub fn named(&self, name: &str) -> Result<usize, ChaskiError> {
        let all = |is: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..self.names.len()).filter(|at| is(&self.names[*at])).collect()
        };
        let exact = all(&|other| other == name.trim());
        let found = if exact.is_empty() { all(&|other| is(other, name.trim())) } else { exact };
        match found[..] {
            [at] => Ok(at),
            [] => Err(refused(
                format!("the file has no column {name:?}"),
                format!("its columns are: {}", self.names.join(", ")),
            )),
            [one, other, ..] => Err(twice(one, other, name)),
        }
    }

    fn find(&mut self, field: Field) -> Result<(), ChaskiError> {
        let (own, others) = field.names();
        let free = |at: &usize| !self.at.contains(&Some(*at));
        let named = |is_name: &dyn Fn(&str) -> bool| -> Vec<usize> {
            (0..self.names.len()).filter(free).filter(|at| is_name(&self.names[*at])).collect()
        };
        let own_named = named(&|name| is(name, own));
        let other_named = named(&|name| others.iter().any(|other| is(name, other)));
        let at = match (&own_named[..], &other_named[..]) {
            ([], []) => return Ok(()),
            ([one, other, ..], _) => return Err(twice(*one, *other, own)),
            ([at], []) => *at,
            ([at], [unused, ..]) => {
                let (label, unused) = (self.label_at(*at), self.label_at(*unused));
                self.notes.push(format!("{label} is used, and {unused} is not"));
                *at
            }
            ([], [at]) => *at,
            ([], [one, other, ..]) => {
                return Err(refused(
                    format!("{} and {} may both be the {own}", self.label_at(*one), self.label_at(*other)),
                    format!("say which: --column {own}={}", self.names[*one]),
                ));
            }
        };
        self.at[field as usize] = Some(at);
        Ok(())
    }

    fn refuse_age_of_no_unit(&self) -> Result<(), ChaskiError> {
        let Some(at) = self.names.iter().position(|name| is(name, "age")) else { return Ok(()) };
        let name = &self.names[at];
        Err(refused(
            format!("{} does not say whether it is days or months", self.label_at(at)),
            format!("say so: --column age_days={name} or --column age_months={name}"),
        ))
    }
}

fn twice(one: usize, other: usize, name: &str) -> ChaskiError {
    refused(
        format!("columns {} and {} are both named {name:?}", one + 1, other + 1),
        "give one of them another name in the file",
    )
}

fn refused(text: String, remedy: impl Into<String>) -> ChaskiError {
    ChaskiError::new("columns", text, remedy)
}
