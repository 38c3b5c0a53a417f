//! What a question is answered with: a pad of figures, a day by keys, a touch. It follows from what the form says of it, the same on every phone; how it
//! looks is each platform's own. Knows what a form says of one question; computes no answer.

use super::show::Offered;
use crate::forms::definition::ValueType;
use crate::forms::definition::body::ControlKind;

/// What a question is answered with.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum AnswerField {
    /// Nothing: it is to be read.
    Read,
    /// Letters.
    Letters {
        /// More than a line of them.
        several_lines: bool,
        /// Figures that are no number: a telephone, a document.
        telephone: bool,
    },
    /// A number, by large keys.
    Figure {
        /// It may have a part behind the point.
        point: bool,
    },
    /// Two answers beside each other, always in the same places; what is neither stands below.
    YesNo {
        /// What stands at the left.
        no: String,
        /// What stands at the right.
        yes: String,
    },
    /// One of what may be chosen.
    One,
    /// Any of what may be chosen.
    Several,
    /// All of it, in an order.
    Rank,
    /// That it was read.
    Understood {
        /// What is recorded then.
        taken: String,
    },
    /// A number between two ends, by a step down and a step up.
    Range {
        /// One end.
        start: String,
        /// The other.
        end: String,
        /// What a touch changes.
        step: String,
    },
    /// A day, by keys.
    Day {
        /// Whether the day of the month is asked.
        with_day: bool,
        /// Whether the month is asked.
        with_month: bool,
    },
    /// A time of day.
    Time,
    /// A day and a time of it.
    Moment,
    /// A place on earth.
    Place,
    /// Places one after the other.
    Points {
        /// The last is joined to the first.
        outline: bool,
    },
    /// A picture that is taken now.
    Photo,
    /// A recording of sound.
    Sound,
    /// A film.
    Film,
    /// Any file.
    File,
    /// A code that is scanned.
    Code,
}

/// Of the choices that are no and yes by what is recorded for them.
const NO: [&str; 2] = ["no", "false"];
const YES: [&str; 3] = ["yes", "true", "si"];
/// What a trigger keeps, as ODK XForms have it.
const TAKEN: &str = "OK";

/// What a form says of a question.
#[derive(Debug, Clone, Copy)]
pub(super) struct Asked<'a> {
    pub(super) control: ControlKind,
    pub(super) kind: ValueType,
    /// How it wants to look, by words.
    pub(super) appearance: &'a str,
    /// Attributes that mean something to a screen only.
    pub(super) parameters: &'a [(String, String)],
    /// What may be chosen; none where nothing is chosen.
    pub(super) choices: Option<&'a [Offered]>,
    /// It is only to be read, and there is nothing yet.
    pub(super) is_blank_reading: bool,
}

impl Asked<'_> {
    fn looks(&self, word: &str) -> bool {
        self.appearance.split_whitespace().any(|look| look == word)
    }

    fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn letters(&self) -> AnswerField {
        AnswerField::Letters { several_lines: self.looks("multiline"), telephone: self.looks("numbers") }
    }

    /// What it is answered with.
    pub(super) fn field(&self) -> AnswerField {
        match (self.control, self.choices) {
            (ControlKind::Group | ControlKind::Repeat, _) => AnswerField::Read,
            (ControlKind::SelectOne, Some(offered)) => sides(offered).unwrap_or(AnswerField::One),
            (ControlKind::SelectMultiple, Some(_)) => AnswerField::Several,
            (ControlKind::Rank, Some(_)) => AnswerField::Rank,
            (ControlKind::SelectOne | ControlKind::SelectMultiple | ControlKind::Rank, None) => {
                self.letters()
            }
            (ControlKind::Trigger, _) => AnswerField::Understood { taken: TAKEN.to_owned() },
            (ControlKind::Range, _) => self.range(),
            (ControlKind::Upload, _) => self.upload(),
            (ControlKind::Input, _) if self.is_blank_reading => AnswerField::Read,
            (ControlKind::Input, _) => self.input(),
        }
    }

    fn range(&self) -> AnswerField {
        let end = |name: &str, otherwise: &str| self.parameter(name).unwrap_or(otherwise).to_owned();
        AnswerField::Range { start: end("start", "0"), end: end("end", "10"), step: end("step", "1") }
    }

    fn upload(&self) -> AnswerField {
        if self.kind == ValueType::Barcode {
            return AnswerField::Code;
        }
        match self.parameter("mediatype").and_then(|media| media.split('/').next()) {
            Some("image") => AnswerField::Photo,
            Some("audio") => AnswerField::Sound,
            Some("video") => AnswerField::Film,
            _ => AnswerField::File,
        }
    }

    fn input(&self) -> AnswerField {
        match self.kind {
            ValueType::Integer => AnswerField::Figure { point: false },
            ValueType::Decimal => AnswerField::Figure { point: true },
            ValueType::Boolean => AnswerField::YesNo { no: "false".to_owned(), yes: "true".to_owned() },
            ValueType::Date => {
                let with_month = !self.looks("year");
                AnswerField::Day { with_day: with_month && !self.looks("month-year"), with_month }
            }
            ValueType::Time => AnswerField::Time,
            ValueType::DateTime => AnswerField::Moment,
            ValueType::Geopoint => AnswerField::Place,
            ValueType::Geotrace => AnswerField::Points { outline: false },
            ValueType::Geoshape => AnswerField::Points { outline: true },
            ValueType::Barcode => AnswerField::Code,
            ValueType::Text | ValueType::Binary | ValueType::Intent => self.letters(),
        }
    }
}

impl AnswerField {
    /// Whether one touch on it is a whole answer.
    pub(super) fn is_one_touch(&self) -> bool {
        matches!(self, AnswerField::YesNo { .. } | AnswerField::One | AnswerField::Understood { .. })
    }
}

/// Where these are yes and no, with at most one that is neither.
fn sides(offered: &[Offered]) -> Option<AnswerField> {
    let one_of = |names: &[&str]| {
        let mut found = offered.iter().filter(|choice| names.contains(&choice.name.as_str()));
        Some(found.next()?.name.clone()).filter(|_| found.next().is_none())
    };
    let few = (2..=3).contains(&offered.len());
    few.then(|| Some(AnswerField::YesNo { no: one_of(&NO)?, yes: one_of(&YES)? }))?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(control: ControlKind, kind: ValueType) -> Asked<'static> {
        Asked { control, kind, appearance: "", parameters: &[], choices: None, is_blank_reading: false }
    }

    fn with(control: ControlKind, kind: ValueType, parameters: &[(&str, &str)]) -> AnswerField {
        let parameters: Vec<(String, String)> =
            parameters.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        Asked { parameters: &parameters, ..asked(control, kind) }.field()
    }

    fn choosing(control: ControlKind, names: &[&str]) -> AnswerField {
        let offered = names.iter().map(|name| Offered { name: (*name).to_owned(), label: String::new() });
        let offered: Vec<Offered> = offered.collect();
        Asked { choices: Some(&offered), ..asked(control, ValueType::Text) }.field()
    }

    fn input(kind: ValueType, appearance: &str) -> AnswerField {
        Asked { appearance, ..asked(ControlKind::Input, kind) }.field()
    }

    #[test]
    fn a_choice_is_yes_and_no_where_there_are_both_and_at_most_one_that_is_neither() {
        let yes_no = |no: &str, yes: &str| AnswerField::YesNo { no: no.to_owned(), yes: yes.to_owned() };
        assert_eq!(choosing(ControlKind::SelectOne, &["si", "no"]), yes_no("no", "si"));
        assert_eq!(choosing(ControlKind::SelectOne, &["yes", "no", "unknown"]), yes_no("no", "yes"));
        for other in
            [&["yes", "no", "maybe", "unknown"][..], &["yes", "unknown"], &["yes", "si", "no"], &["no"]]
        {
            assert_eq!(choosing(ControlKind::SelectOne, other), AnswerField::One, "{other:?}");
        }
        assert_eq!(choosing(ControlKind::SelectMultiple, &["yes", "no"]), AnswerField::Several);
        assert_eq!(choosing(ControlKind::Rank, &["yes", "no"]), AnswerField::Rank);
        assert_eq!(input(ValueType::Boolean, ""), yes_no("false", "true"));
    }

    #[test]
    fn a_date_asks_as_much_of_a_day_as_it_looks_for() {
        let day = |with_day, with_month| AnswerField::Day { with_day, with_month };
        assert_eq!(input(ValueType::Date, ""), day(true, true));
        assert_eq!(input(ValueType::Date, "no-calendar month-year"), day(false, true));
        assert_eq!(input(ValueType::Date, "year"), day(false, false));
    }

    #[test]
    fn letters_stand_where_nothing_else_is_known() {
        let letters = |several_lines, telephone| AnswerField::Letters { several_lines, telephone };
        assert_eq!(input(ValueType::Text, ""), letters(false, false));
        assert_eq!(input(ValueType::Text, "multiline"), letters(true, false));
        assert_eq!(input(ValueType::Text, "numbers"), letters(false, true));
        assert_eq!(asked(ControlKind::SelectOne, ValueType::Text).field(), letters(false, false));
    }

    #[test]
    fn what_is_uploaded_is_taken_as_its_media_type_says() {
        let upload = |media: &[(&str, &str)]| with(ControlKind::Upload, ValueType::Binary, media);
        assert_eq!(upload(&[("mediatype", "image/*")]), AnswerField::Photo);
        assert_eq!(upload(&[("mediatype", "audio/*")]), AnswerField::Sound);
        assert_eq!(upload(&[("mediatype", "video/mp4")]), AnswerField::Film);
        assert_eq!(upload(&[]), AnswerField::File);
        assert_eq!(with(ControlKind::Upload, ValueType::Barcode, &[]), AnswerField::Code);
    }

    #[test]
    fn what_is_only_to_be_read_has_no_field_and_a_value_that_is_read_keeps_its_own() {
        let read = asked(ControlKind::Input, ValueType::Integer);
        assert_eq!(Asked { is_blank_reading: true, ..read }.field(), AnswerField::Read);
        assert_eq!(read.field(), AnswerField::Figure { point: false });
        assert_eq!(input(ValueType::Decimal, ""), AnswerField::Figure { point: true });
    }

    #[test]
    fn a_range_without_ends_goes_from_nought_to_ten() {
        let range = |start: &str, end: &str, step: &str| AnswerField::Range {
            start: start.to_owned(),
            end: end.to_owned(),
            step: step.to_owned(),
        };
        let of = |parameters: &[(&str, &str)]| with(ControlKind::Range, ValueType::Decimal, parameters);
        assert_eq!(of(&[]), range("0", "10", "1"));
        assert_eq!(of(&[("start", "-2"), ("end", "2"), ("step", "0.5")]), range("-2", "2", "0.5"));
    }
}
