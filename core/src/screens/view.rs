//! What a screen is made of, as data: a title, bands, groups of rows and inputs, buttons. An app lays it out in its platform's manner and knows
//! nothing else of it, so that the same words stand in the same order on every phone. Plain data.

use serde::Serialize;

use super::Place;
use crate::growth::Indicator;
use crate::record::RecordName;
use crate::words::{Lang, Text};

/// All that one screen shows.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ScreenView {
    /// Where it is.
    pub place: Place,
    /// What stands in the bar: a person's name, or what the screen is for.
    pub title: Text,
    /// One line under it: whose, how old, where.
    pub context: Option<Text>,
    /// What is to be looked at first, under the bar of every page of a person or household.
    pub bands: Vec<Row>,
    /// What the screen shows, in this order.
    pub groups: Vec<Group>,
    /// What is said where there is nothing to show.
    pub empty: Option<Text>,
    /// What else can be done, beside the main action.
    pub buttons: Vec<Button>,
    /// The one main action, at the bottom.
    pub main: Option<Button>,
    /// What to ask with for the next part of the last group; none at its end. It holds nothing personal.
    pub next: Option<String>,
    /// What was shown of what its buttons set: `submit` takes it back as it is, so that a save stands in front of what its author saw. Nobody reads it.
    pub seen: String,
    /// That part of it is in another language than the phone's, in words; none where all of it is.
    pub falls_back: Option<Text>,
}

/// Rows under one heading; or one step of a form with its inputs.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Group {
    /// What they have in common.
    pub heading: Option<Text>,
    /// Sentences that stand above the rows.
    pub says: Vec<Text>,
    /// The growth chart that stands above the rows.
    pub chart: Option<ChartOf>,
    /// The rows.
    pub rows: Vec<Row>,
    /// What is asked here.
    pub inputs: Vec<Input>,
}

/// A growth chart that is asked for by its own call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct ChartOf {
    /// Whose.
    pub person: RecordName,
    /// Of what.
    pub indicator: Indicator,
    /// What it shows, in one sentence: what a screen reader is given.
    pub says: Text,
}

/// One line of a list, or one band.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Row {
    /// The name of its picture, of those that every app carries.
    pub picture: Option<String>,
    /// Whom or what it is about.
    pub title: Text,
    /// What else is said of it.
    pub lines: Vec<Text>,
    /// Its states, the most urgent first.
    pub marks: Vec<Mark>,
    /// What a touch does; none where it is only to be read.
    pub does: Option<Does>,
}

/// A state: always with its own picture and word, never by its colour alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Mark {
    /// Which.
    pub state: State,
    /// In words.
    pub text: Text,
}

/// The states that have a look of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum), uniffi(name = "MarkState"))]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// A danger sign, or a referral that is open. Nothing else.
    Danger,
    /// A supervisor returned it, or asks for it.
    Returned,
    /// People said different things.
    Disputed,
    /// Its day has passed.
    Late,
    /// Its day is today or near.
    Due,
    /// Nothing is to be done: quiet on purpose.
    Done,
    /// On this phone only.
    PhoneOnly,
    /// Begun and not finished.
    Unfinished,
    /// To be known, and nothing more.
    Note,
}

/// A button.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Button {
    /// What it says: what will happen.
    pub text: Text,
    /// The name of its picture.
    pub picture: Option<String>,
    /// What it does.
    pub does: Does,
}

/// What a touch does. The app goes there, or calls what it says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case", tag = "do")]
pub enum Does {
    /// Shows another screen.
    Open {
        /// Which.
        place: Place,
    },
    /// Submits this screen with what its inputs hold.
    Submit {
        /// Which of its acts, as `submit` takes it.
        act: String,
    },
    /// Goes on with a checklist that was begun.
    Fill {
        /// Its draft.
        draft: String,
    },
    /// Begins a checklist.
    Begin {
        /// Which, by the form's own id.
        form: String,
        /// For whom.
        about: RecordName,
    },
    /// Within a checklist, goes to a question.
    Jump {
        /// Its path.
        path: String,
    },
    /// Finishes the checklist: saves what it comes to.
    Finish,
    /// Opens a finished checklist again, to be corrected.
    CorrectChecklist {
        /// The answers.
        answers: RecordName,
        /// At the question whose answer is kept under this path.
        path: Option<String>,
    },
    /// Shows a growth chart alone.
    Chart {
        /// Whose.
        person: RecordName,
        /// Of what.
        indicator: Indicator,
    },
    /// Calls a number.
    Call {
        /// It.
        number: String,
    },
    /// Delivers and fetches now.
    Sync,
    /// Shows the app's own settings.
    Settings,
    /// Writes what is on this phone only into a sealed file, where she says.
    Bundle,
    /// Locks the phone for its worker.
    Lock,
}

/// Something that is asked on a screen.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Input {
    /// Its name, as `submit` takes it.
    pub key: String,
    /// How it is answered.
    pub kind: InputKind,
    /// What is asked.
    pub label: Text,
    /// How to answer.
    pub hint: Option<Text>,
    /// What it holds: what was typed, or names of choices with spaces between. Never a guess.
    pub value: String,
    /// What may be chosen.
    pub choices: Vec<Choice>,
    /// What stands behind a figure.
    pub unit: Option<String>,
    /// What is wrong with it, and what to do.
    pub wrong: Option<Text>,
}

/// How something is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case")]
pub enum InputKind {
    /// A line of text.
    Text,
    /// Several lines.
    LongText,
    /// A telephone number.
    Telephone,
    /// A whole number, or one with a point.
    Figure,
    /// A day, `2026-11-24`.
    Day,
    /// A date as exactly as it is known: `2026-11-24`, `2026-11` or `2026`.
    PartialDay,
    /// One of the choices.
    One,
    /// Several of the choices.
    Several,
    /// Where the phone is: `LAT LON ACCURACY`, or the name of a choice that says why that is not known.
    Position,
}

/// What may be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "InputChoice"))]
pub struct Choice {
    /// Its name.
    pub code: String,
    /// What it says.
    pub text: Text,
    /// The name of its picture.
    pub picture: Option<String>,
}

/// What became of a screen that was submitted.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[serde(rename_all = "snake_case", tag = "is")]
// One is made a touch, and other languages take it by value.
#[allow(clippy::large_enum_variant)]
pub enum Outcome {
    /// It is done: this is to be shown next, instead of the screen that was submitted.
    Goes {
        /// Where.
        place: Place,
        /// What to say of it; none where what is shown next says it.
        says: Option<Text>,
    },
    /// A step forward: this is to be shown next, and back leads here.
    Steps {
        /// Where.
        place: Place,
    },
    /// Nothing was done: the same screen, with what is wrong.
    Stays {
        /// It.
        screen: ScreenView,
    },
}

impl ScreenView {
    /// A screen of which only the place and the title are known yet.
    pub fn new(place: Place, title: Text) -> ScreenView {
        ScreenView {
            place,
            title,
            context: None,
            bands: Vec::new(),
            groups: Vec::new(),
            empty: None,
            buttons: Vec::new(),
            main: None,
            next: None,
            seen: String::new(),
            falls_back: None,
        }
    }

    /// Adds a group, if it has anything to show.
    pub fn group(&mut self, group: Group) {
        let heading_alone = Group { heading: group.heading.clone(), ..Group::default() };
        if group != heading_alone {
            self.groups.push(group);
        }
    }

    /// Every text of it but the names that people gave.
    fn texts(&self) -> impl Iterator<Item = &Text> {
        let rows = self.bands.iter().chain(self.groups.iter().flat_map(|group| &group.rows));
        let in_rows = rows.flat_map(|row| {
            std::iter::once(&row.title).chain(&row.lines).chain(row.marks.iter().map(|mark| &mark.text))
        });
        let in_inputs = self.groups.iter().flat_map(|group| &group.inputs).flat_map(|input| {
            std::iter::once(&input.label)
                .chain(&input.hint)
                .chain(&input.wrong)
                .chain(input.choices.iter().map(|choice| &choice.text))
        });
        let headings = self.groups.iter().flat_map(|group| group.heading.iter().chain(&group.says));
        let buttons = self.buttons.iter().chain(&self.main).map(|button| &button.text);
        std::iter::once(&self.title)
            .chain(&self.context)
            .chain(&self.empty)
            .chain(headings)
            .chain(in_rows)
            .chain(in_inputs)
            .chain(buttons)
    }

    /// Whether anything of it is in another language than the one asked for.
    pub(super) fn has_other_language(&self, lang: Lang) -> bool {
        self.texts().any(|text| text.lang != lang)
    }
}

impl Row {
    /// A row that says one thing.
    pub fn new(title: Text) -> Row {
        Row { picture: None, title, lines: Vec::new(), marks: Vec::new(), does: None }
    }

    /// With a picture.
    pub fn picture(self, name: &str) -> Row {
        Row { picture: Some(name.to_owned()), ..self }
    }

    /// With one more line.
    pub fn line(mut self, text: Text) -> Row {
        self.lines.push(text);
        self
    }

    /// With one more state.
    pub fn mark(mut self, state: State, text: Text) -> Row {
        self.marks.push(Mark { state, text });
        self
    }

    /// That opens another screen.
    pub fn opens(self, place: Place) -> Row {
        self.does(Does::Open { place })
    }

    /// That does something.
    pub fn does(self, does: Does) -> Row {
        Row { does: Some(does), ..self }
    }
}

impl Group {
    /// A group under a heading.
    pub fn of(heading: Text) -> Group {
        Group { heading: Some(heading), ..Group::default() }
    }
}

impl Button {
    /// A button.
    pub fn new(text: Text, does: Does) -> Button {
        Button { text, picture: None, does }
    }

    /// With a picture.
    pub fn picture(self, name: &str) -> Button {
        Button { picture: Some(name.to_owned()), ..self }
    }
}

impl Input {
    /// An input that holds nothing yet.
    pub fn new(key: &str, kind: InputKind, label: Text) -> Input {
        Input {
            key: key.to_owned(),
            kind,
            label,
            hint: None,
            value: String::new(),
            choices: Vec::new(),
            unit: None,
            wrong: None,
        }
    }
}
