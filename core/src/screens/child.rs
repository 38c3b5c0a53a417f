//! What screens say of a child's measurements: what was measured with its units, the corrected age. Judges nothing: that is the room growth.

use chrono::Days;

use super::{Speaker, values};
use crate::growth::age::{CORRECTED_TO_DAY, PRETERM_BELOW_WEEKS, TERM_WEEKS};
use crate::store::query::{self, ChildPage, RecordView};
use crate::words::Text;
use crate::words::shown::{self, PartialDate};

/// What is measured, in the order in which it is said.
const MEASURED: [&str; 6] = ["weight", "length", "head_cm", "muac_cm", "triceps_mm", "subscapular_mm"];

/// What was measured, as it was typed, each with its unit.
pub(super) fn measured(say: &Speaker<'_>, reading: &RecordView) -> Vec<Text> {
    let fields = MEASURED.iter().filter_map(|name| reading.field(name));
    fields
        .filter(|field| !field.value.is_null())
        .map(|field| values::figure_of(say, "reading", field))
        .collect()
}

/// The corrected age of a child who was born early, while it is used: `edad corregida 4 meses`.
pub(super) fn corrected_age(say: &Speaker<'_>, page: &ChildPage) -> Option<Text> {
    let weeks = query::child_of(page).gestational_weeks.filter(|weeks| *weeks < PRETERM_BELOW_WEEKS)?;
    let Some(PartialDate::Day(birth)) = page.birth_date.as_deref().and_then(PartialDate::from_iso) else {
        return None;
    };
    let term = birth.checked_add_days(Days::new(u64::from(TERM_WEEKS.saturating_sub(weeks)) * 7))?;
    let is_used = term <= say.today && (say.today - birth).num_days() <= i64::from(CORRECTED_TO_DAY);
    let age = shown::age_short(say.lang, term, say.today);
    is_used.then(|| say.with("person-corrected_age", &[("age", (&age).into())]))
}
