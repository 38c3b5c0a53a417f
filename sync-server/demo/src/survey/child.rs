//! One row of a survey as a child, a visit and a reading: which columns there are, what each may hold, and why a row
//! cannot be taken. Figures stay as they were typed and are judged by the record's own fields. No floats.

use chaski::record::check::check_value;
use chaski::record::table::{area, code, part, person, reading, visit};
use chaski::record::{Decimal, EntityId, FieldId, Value, entity};
use serde::Serialize;

use super::rows::Row;

/// The column that is not taken: a weight of the sample, which is not the child's.
pub const LEFT_OUT: &str = "sw";
const REQUIRED: [&str; 3] = ["id", "gender", "agemons"];
const KNOWN: [&str; 13] = [
    "id", "region", "gender", "agemons", "weight", "height", "measure", "oedema", "head", "muac", "tri",
    "sub", LEFT_OUT,
];

/// A row that cannot be taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Refused {
    /// The line of the file on which it begins; the header's is 1.
    pub line: u64,
    /// Its id, as far as it can be read.
    pub id: String,
    /// The column; empty where it is the row as a whole.
    pub column: String,
    /// Why, and what may stand there.
    pub reason: String,
}

/// A child of a survey.
#[derive(Debug, Clone, PartialEq)]
pub struct Child {
    /// The survey's own number.
    pub id: Option<Value>,
    /// Its region; empty where nothing was said.
    pub region: String,
    /// 1 or 2, as records number it.
    pub sex: Value,
    /// Months, as stated.
    pub stated_age: Decimal,
    /// Days, from the months.
    pub age_days: i64,
    /// What was measured, by field of a reading.
    pub measured: Vec<(FieldId, Value)>,
    /// A position was given and no length or height, so that it is the position of nothing.
    pub stray_position: bool,
}

/// Where each known column stands.
#[derive(Debug, Clone)]
pub struct Columns {
    places: Vec<(&'static str, usize)>,
    width: usize,
    /// Columns that nobody here knows.
    pub unknown: Vec<String>,
}

impl Columns {
    /// Of a header; what is wrong with it in a sentence.
    pub fn of(header: &[String]) -> Result<Columns, String> {
        let mut columns = Columns { places: Vec::new(), width: header.len(), unknown: Vec::new() };
        for (at, name) in header.iter().enumerate() {
            match KNOWN.iter().find(|known| name.eq_ignore_ascii_case(known)) {
                Some(known) if columns.place(known).is_some() => {
                    return Err(format!(
                        "the column `{known}` stands twice in the first line: keep one of them"
                    ));
                }
                Some(known) => columns.places.push((known, at)),
                None => columns.unknown.push(name.clone()),
            }
        }
        match REQUIRED.iter().find(|name| columns.place(name).is_none()) {
            Some(missing) => Err(format!(
                "the column `{missing}` is missing: the first line names the columns, separated by commas, and needs {}",
                REQUIRED.join(", ")
            )),
            None => Ok(columns),
        }
    }

    fn place(&self, name: &str) -> Option<usize> {
        self.places.iter().find(|(known, _)| *known == name).map(|(_, at)| *at)
    }

    /// Whether the file has the column that is left out.
    pub fn has_left_out(&self) -> bool {
        self.place(LEFT_OUT).is_some()
    }

    /// A row as a child, or why not.
    pub fn child(&self, row: &Row) -> Result<Child, Refused> {
        let whole =
            |reason: String| Refused { line: row.line, id: String::new(), column: String::new(), reason };
        let fields = row.fields.as_ref().map_err(|reason| whole((*reason).to_owned()))?;
        let text = |name: &str| self.place(name).and_then(|at| fields.get(at)).map_or("", String::as_str);
        let refused = |column: &str, reason: String| Refused {
            line: row.line,
            id: text("id").to_owned(),
            column: column.to_owned(),
            reason,
        };
        if fields.len() != self.width {
            let reason =
                format!("the row has {} fields where the first line has {}", fields.len(), self.width);
            return Err(refused("", reason));
        }
        let checked = |column: &str, id: EntityId, field: FieldId, value: Value| -> Result<Value, Refused> {
            let field = entity(id).and_then(|entity| entity.field(field));
            match field.map(|field| check_value(field, &value)) {
                Some(Err(problem)) => Err(refused(column, problem.to_string())),
                _ => Ok(value),
            }
        };
        let number = |column: &'static str| -> Result<Option<Decimal>, Refused> {
            match text(column) {
                "" => Ok(None),
                text => match Decimal::parse(text) {
                    Some(number) => Ok(Some(number)),
                    None => Err(refused(column, "it is not a number".into())),
                },
            }
        };
        let choice = |column: &'static str, choices: &[(&str, i64)]| -> Result<Option<Value>, Refused> {
            let text = text(column).to_lowercase();
            match choices.iter().find(|(word, _)| *word == text) {
                Some((_, code)) => Ok(Some(Value::Int(*code))),
                None if text.is_empty() => Ok(None),
                None => {
                    let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
                    Err(refused(column, format!("it must be one of {}", words.join(", "))))
                }
            }
        };

        let id = match text("id") {
            // Said to be nothing: it comes back empty, where a child without any number shows its paper code.
            "" => Some(Value::text("")),
            id => Some(checked("id", person::ID, person::local_id, Value::text(id))?),
        };
        let region = match text("region") {
            "" => String::new(),
            region => match checked("region", area::ID, area::name, Value::text(region))? {
                Value::Text(region) => region,
                _ => String::new(),
            },
        };
        use code::sex::{female, male};
        let sexes =
            [("1", male), ("2", female), ("m", male), ("f", female), ("male", male), ("female", female)];
        let sex = choice("gender", &sexes)?.ok_or_else(|| {
            refused("gender", "the sex is missing: it must be 1, 2, m, f, male or female".into())
        })?;
        let stated_age = number("agemons")?
            .ok_or_else(|| refused("agemons", "the age is missing: it is given in months".into()))?;
        checked("agemons", visit::ID, visit::stated_age_months, Value::Decimal(stated_age))?;
        let age_days =
            age_days(stated_age).ok_or_else(|| refused("agemons", "the age has too many digits".into()))?;

        let (mut measured, mut stray_position) = (Vec::new(), false);
        let positions = [("l", code::position::lying), ("h", code::position::standing)];
        let position = choice("measure", &positions)?;
        if let Some(kg) = number("weight")? {
            let value = Value::parts([(part::weight::kg, Value::Decimal(kg))]);
            measured.push((reading::weight, checked("weight", reading::ID, reading::weight, value)?));
        }
        match (number("height")?, position) {
            (Some(cm), position) => {
                let position = position.map(|position| (part::length::position, position));
                let parts = [(part::length::cm, Value::Decimal(cm))].into_iter().chain(position);
                let value = checked("height", reading::ID, reading::length, Value::parts(parts))?;
                measured.push((reading::length, value));
            }
            // Nothing was lying or standing to be measured: the rest of the row is worth having.
            (None, Some(_)) => stray_position = true,
            (None, None) => {}
        }
        let oedema = [("y", code::oedema::yes), ("n", code::oedema::no)];
        if let Some(value) = choice("oedema", &oedema)? {
            measured.push((reading::oedema, value));
        }
        let figures = [
            ("head", reading::head_cm),
            ("muac", reading::muac_cm),
            ("tri", reading::triceps_mm),
            ("sub", reading::subscapular_mm),
        ];
        for (column, field) in figures {
            if let Some(figure) = number(column)? {
                measured.push((field, checked(column, reading::ID, field, Value::Decimal(figure))?));
            }
        }
        Ok(Child { id, region, sex, stated_age, age_days, measured, stray_position })
    }
}

/// Days from months: the nearest whole number of months x 30.4375, a half upwards; `None` beyond what can be
/// computed exactly.
pub fn age_days(months: Decimal) -> Option<i64> {
    const TEN_THOUSANDTHS_OF_A_DAY: i128 = 304_375;
    let power = |exponent: i8| 10i128.checked_pow(u32::from(exponent.unsigned_abs()));
    let scaled = i128::from(months.mantissa).checked_mul(TEN_THOUSANDTHS_OF_A_DAY)?;
    let (over, under) = if months.exponent < 0 {
        (scaled, power(months.exponent)?.checked_mul(10_000)?)
    } else {
        (scaled.checked_mul(power(months.exponent)?)?, 10_000)
    };
    // floor(x + 1/2) = floor((2 over + under) / (2 under))
    let days = over.checked_mul(2)?.checked_add(under)?.div_euclid(under.checked_mul(2)?);
    i64::try_from(days).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(text: &str) -> Option<i64> {
        age_days(Decimal::parse(text).unwrap())
    }

    #[test]
    fn days_are_computed_exactly_and_a_half_goes_up() {
        // 8 x 30.4375 = 243.5; 22.45 x 30.4375 = 683.321875; 60.83 x 30.4375 = 1851.513125
        for (months, expected) in
            [("0", 0), ("8", 244), ("22.45", 683), ("60.83", 1852), ("1e2", 3044), ("1440", 43830)]
        {
            assert_eq!(days(months), Some(expected), "{months}");
        }
        // Just below a half; a float has it at the half.
        assert_eq!(days("7.99999999999999999"), Some(243));
        assert_eq!(days("0.016427104722792607"), Some(0), "just below half a day");
    }
}
