//! Measurements as a file for the programmes that judge them: one row a reading, with the columns of the WHO survey
//! analyser. Figures are written as they were typed; what was corrected is written as corrected.

use crate::storage::{Measurement, StorageError};

/// The columns, in their order.
pub const COLUMNS: [&str; 12] = [
    "id", "region", "sex", "age_days", "weight", "lenhei", "measure", "oedema", "headc", "armc", "triskin",
    "subskin",
];

/// The file. Only texts are ever guarded against a spreadsheet: an apostrophe in front of a figure would change it.
pub fn csv(all: &[Measurement], for_spreadsheet: bool) -> Result<Vec<u8>, StorageError> {
    let mut out = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| StorageError::Disk(std::io::Error::other(error.to_string()));
    let text = |text: &str| if for_spreadsheet { guarded(text) } else { text.to_owned() };
    out.write_record(COLUMNS).map_err(failed)?;
    for one in all {
        let (id, region) = (text(&one.id), text(&one.region));
        let row = [
            &id,
            &region,
            &one.sex,
            &one.age_days,
            &one.weight,
            &one.lenhei,
            &one.measure,
            &one.oedema,
            &one.headc,
            &one.armc,
            &one.triskin,
            &one.subskin,
        ];
        out.write_record(row).map_err(failed)?;
    }
    out.into_inner().map_err(|error| StorageError::Disk(std::io::Error::other(error.to_string())))
}

/// A text that a spreadsheet shows as it is: what begins like a formula begins with an apostrophe instead, and so does
/// what began with one, so that the first apostrophe can always be taken away again.
pub fn guarded(text: &str) -> String {
    match text.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\'' | '＝' | '＋' | '－' | '＠') => {
            format!("'{text}")
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(id: &str, region: &str) -> Measurement {
        Measurement { id: id.into(), region: region.into(), weight: "-1".into(), ..Measurement::default() }
    }

    #[test]
    fn names_with_commas_quotes_and_line_ends_come_back_as_they_were() {
        let all = [one("=1+1", "North, \"high\"\nside"), one("@x", "")];
        let bytes = csv(&all, false).unwrap();
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        assert_eq!(reader.headers().unwrap(), COLUMNS.as_slice());
        let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        assert_eq!(
            (&rows[0][0], &rows[0][1], &rows[1][0], &rows[1][1]),
            ("=1+1", "North, \"high\"\nside", "@x", "")
        );
    }

    #[test]
    fn a_spreadsheet_is_given_no_formula_and_no_figure_is_changed_for_it() {
        let all = [one("=1+1", "+a"), one("'b", "plain")];
        let text = String::from_utf8(csv(&all, true).unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().skip(1).collect();
        assert_eq!(lines, ["'=1+1,'+a,,,-1,,,,,,,", "''b,plain,,,-1,,,,,,,"]);
    }
}
