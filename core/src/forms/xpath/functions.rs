//! What functions do, a family a file. Knows which file a function is in and nothing else.

mod choices;
mod dates;
mod digests;
mod nodes;
mod numbers;
mod places;
mod texts;
mod truth;

use super::ast::Expr;
use super::evaluator::{Context, Evaluator};
use super::function::Function;
use super::value::{Fault, Value};

/// Calls a function.
///
/// # Errors
/// Arguments that the function cannot take.
pub fn call<'a>(
    evaluator: &Evaluator<'a>,
    function: Function,
    arguments: &'a [Expr],
    at: Context,
) -> Result<Value<'a>, Fault> {
    use Function::*;
    match function {
        String | Concat | Join | Substr | Substring | SubstringBefore | SubstringAfter | Translate
        | StringLength | NormalizeSpace | Trim | Contains | StartsWith | EndsWith | Lower | Upper
        | StripWhitespace => texts::call(evaluator, function, arguments, at),
        Uuid | Digest | Base64Decode | ExtractSigned | Checksum | ValidateLuhn => {
            digests::call(evaluator, function, arguments, at)
        }
        If | Coalesce | Once | True | False | Boolean | BooleanFromString | Not | Regex | Checklist
        | WeightedChecklist | Lang => truth::call(evaluator, function, arguments, at),
        Number | Random | Int | Floor | Ceiling | Round | Sum | Max | Min | Pow | Log | Log10 | Abs | Sin
        | Cos | Tan | Asin | Acos | Atan | Atan2 | Sqrt | Exp | Exp10 | Pi => {
            numbers::call(evaluator, function, arguments, at)
        }
        Last | Count | CountNonEmpty | Position | Instance | Current | Randomize | Id | Name | LocalName
        | NamespaceUri | IndexedRepeat | Pulldata => nodes::call(evaluator, function, arguments, at),
        Today | Now | FormatDate | FormatDateTime | Date | DateTime | DecimalDateTime | DecimalTime
        | AddDate | DifferenceInMonths | ChtDays | ChtWeeks | ChtMonths | ChtYears | ParseTimestamp => {
            dates::call(evaluator, function, arguments, at)
        }
        Selected | IsSelected | SelectedAt | CountSelected | ChoiceName | Itext => {
            choices::call(evaluator, function, arguments, at)
        }
        Area | EnclosedArea | Distance | Geofence | Intersects => {
            places::call(evaluator, function, arguments, at)
        }
    }
}
