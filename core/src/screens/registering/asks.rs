//! What each step of a registration asks: its inputs, with what each takes and whether it must be answered. Knows the table of fields, the pack's
//! lists and the words; holds no answer.

use super::super::values::{self, Speaker};
use super::super::{Choice, Input, InputKind, fields};
use super::acts::{NO_NAME, UNKNOWN};
use super::way::{Ground, Kind, Member, OTHER, Step};
use crate::record::table::{code, household, person, pregnancy};
use crate::record::{Entity, EntityId, Field, FieldId, entity};
use crate::words::Text;

/// Sex that nobody knows yet: an answer, of which nothing is recorded.
pub(super) const NOT_KNOWN: &str = "not_known";
/// Languages that are spoken at home and in which consent is asked for, by their tags; the last is any other.
const LANGUAGES: [(&str, &str); 8] = [
    ("es", "register-language_es"),
    ("quz", "register-language_quz"),
    ("quy", "register-language_quy"),
    ("ayr", "register-language_ayr"),
    ("agr", "register-language_agr"),
    ("cni", "register-language_cni"),
    ("shp", "register-language_shp"),
    ("mis", "register-language_other"),
];

/// Something that is asked.
pub(super) struct Ask {
    /// The input, which holds nothing yet.
    pub(super) input: Input,
    /// What it takes.
    pub(super) takes: Takes,
    /// Whether it must be answered.
    pub(super) needed: bool,
}

/// What an input takes.
#[derive(Clone)]
pub(super) enum Takes {
    /// Words to look for.
    Words,
    /// A value of a field.
    Field(&'static Entity, &'static Field),
    /// One of its choices.
    One,
    /// Several of its choices.
    Several,
    /// Where the phone is, or why that is not known.
    Position,
    /// A number of this system.
    Number(String),
}

impl Ask {
    fn one(key: &str, label: Text, choices: Vec<Choice>) -> Ask {
        let needed = !choices.is_empty();
        let input = Input { choices, ..Input::new(key, InputKind::One, label) };
        Ask { input, takes: Takes::One, needed }
    }

    fn optional(self) -> Ask {
        Ask { needed: false, ..self }
    }

    fn needed_if(self, needed: bool) -> Ask {
        Ask { needed, ..self }
    }

    fn hint(mut self, text: Text) -> Ask {
        self.input.hint = Some(text);
        self
    }
}

/// A field of the table, as it is asked; nothing where the table has none of this number.
fn field(say: &Speaker<'_>, of: EntityId, id: FieldId, kind: InputKind) -> Option<Ask> {
    let entity = entity(of)?;
    let field = entity.field(id)?;
    let label = values::field_label(say, entity.name, field.name);
    let mut input = Input::new(field.name, kind, label);
    input.unit = values::unit(field.name).map(str::to_owned);
    Some(Ask { input, takes: Takes::Field(entity, field), needed: true })
}

/// What a step asks.
pub(super) fn asks(say: &Speaker<'_>, ground: &Ground, step: Step) -> Vec<Ask> {
    let person = |id, kind| field(say, person::ID, id, kind);
    let is_flagged = |key: &str| !ground.get(step, key).is_empty();
    match step {
        Step::Search => {
            let input = Input::new("words", InputKind::Text, say.t("register-search_words"));
            vec![Ask { input, takes: Takes::Words, needed: true }.hint(say.t("register-search_hint"))]
        }
        Step::Area => {
            let label = values::field_label(say, "household", "area");
            let areas = ground.areas.iter().map(|(area, name)| choice(&area.to_string(), say.plain(name)));
            vec![Ask::one("area", label, areas.collect()).needed_if(true)]
        }
        Step::House => house(say),
        Step::Position => {
            let input = Input {
                choices: fields::coded(say, code::no_place::ALL),
                hint: Some(say.t("register-position_hint")),
                ..Input::new("place", InputKind::Position, say.t("register-position"))
            };
            vec![Ask { input, takes: Takes::Position, needed: true }]
        }
        Step::Kind(_) => {
            let kinds: &[&str] = match ground.household {
                None => &["child", "pregnant"],
                Some(_) => &["child", "pregnant", "caregiver"],
            };
            let kinds = kinds.iter().map(|name| choice(name, values::choice(say, "person_kind", name)));
            vec![Ask::one("kind", say.t("register-kind"), kinds.collect())]
        }
        Step::Which(n) => vec![Ask::one("which", say.t("register-which"), named(say, ground.women(n), true))],
        Step::Carer(n) => {
            let who = Ask::one("who", say.t("register-carer"), named(say, ground.carers(n), true));
            vec![who, relation(say, "register-relation")]
        }
        Step::Caregiver(n) => {
            let mut all: Vec<Ask> = person(person::given_names, InputKind::Text)
                .into_iter()
                .chain(person(person::family_names, InputKind::Text).map(Ask::optional))
                .collect();
            if ground.carers(n).is_empty() {
                all.push(relation(say, "register-relation"));
            }
            all
        }
        Step::Cares(_) => {
            let children: Vec<Member> = ground.children().cloned().collect();
            let input = Input {
                choices: named(say, children, false),
                ..Input::new("whom", InputKind::Several, say.t("register-cares"))
            };
            let whom = Ask { input, takes: Takes::Several, needed: false };
            let relation = relation(say, "register-relation");
            let needed = relation.needed && is_flagged("whom");
            vec![whom, relation.needed_if(needed)]
        }
        Step::Name(_) => person(person::given_names, InputKind::Text)
            .map(|ask| ask.needed_if(!is_flagged(NO_NAME)))
            .into_iter()
            .chain(person(person::family_names, InputKind::Text).map(Ask::optional))
            .collect(),
        Step::Sex(_) => {
            let mut sexes = fields::coded(say, code::sex::ALL);
            sexes.reverse();
            sexes.push(choice(NOT_KNOWN, say.t("answer-not-known")));
            vec![Ask::one("sex", values::field_label(say, "person", "sex"), sexes)]
        }
        Step::Birth(_) => person(person::birth_date, InputKind::PartialDay)
            .map(|ask| ask.needed_if(!is_flagged(UNKNOWN)).hint(say.t("register-partial_hint")))
            .into_iter()
            .chain(person(person::birth_weight_g, InputKind::Figure).map(Ask::optional))
            .chain(person(person::gestational_weeks, InputKind::Figure).map(Ask::optional))
            .collect(),
        Step::Papers(_) => {
            let systems = say.pack.systems.iter().map(|system| {
                let label = values::system(say, &system.system);
                let input = Input::new(&format!("id.{}", system.system), InputKind::Text, label);
                Ask { input, takes: Takes::Number(system.system.clone()), needed: false }
            });
            systems.collect()
        }
        Step::Pregnancy(_) => {
            let of = |id| field(say, pregnancy::ID, id, InputKind::PartialDay).map(Ask::optional);
            let needed = ![UNKNOWN, "due_date"].into_iter().any(is_flagged);
            let last = of(pregnancy::last_period).map(|ask| ask.needed_if(needed));
            last.into_iter().chain(of(pregnancy::due_date)).collect()
        }
        Step::Consent(_) => {
            let answers = [("given", "answer-yes"), ("refused", "answer-no")];
            let answers = answers.map(|(code, id)| choice(code, say.t(id)));
            vec![Ask::one("answer", say.t("register-consent_answer"), answers.into())]
        }
        Step::Answered => {
            let mut by = named(say, ground.answerers(), false);
            by.extend(fields::offered(say, "relation"));
            let by = Ask::one("by", say.t("register-answered_by"), by);
            vec![by, Ask::one("language", say.t("register-answered_language"), languages(say))]
        }
        Step::More(_) | Step::Check | Step::Leave => Vec::new(),
    }
}

fn house(say: &Speaker<'_>) -> Vec<Ask> {
    let of = |id, kind| field(say, household::ID, id, kind).map(Ask::optional);
    let known_as =
        of(household::known_as, InputKind::Text).map(|ask| ask.hint(say.t("register-known_as_hint")));
    let rest = [
        of(household::reference, InputKind::LongText),
        of(household::telephone, InputKind::Telephone),
        of(household::language, InputKind::One),
    ];
    let mut all: Vec<Ask> = known_as.into_iter().chain(rest.into_iter().flatten()).collect();
    if let Some(spoken) = all.iter_mut().find(|ask| ask.input.key == "language") {
        spoken.input.choices = languages(say);
    }
    all
}

fn relation(say: &Speaker<'_>, label: &'static str) -> Ask {
    Ask::one("relation", say.t(label), fields::offered(say, "relation"))
}

fn choice(code: &str, text: Text) -> Choice {
    Choice { code: code.to_owned(), text, picture: None }
}

fn languages(say: &Speaker<'_>) -> Vec<Choice> {
    LANGUAGES.iter().map(|(tag, id)| choice(tag, say.t(id))).collect()
}

/// What a language is called, of those that are offered.
pub(crate) fn language(say: &Speaker<'_>, tag: &str) -> Text {
    let known = LANGUAGES.iter().find(|(of, _)| *of == tag);
    known.map_or_else(|| say.plain(tag), |(_, id)| say.t(id))
}

fn named(say: &Speaker<'_>, members: Vec<Member>, or_other: bool) -> Vec<Choice> {
    let of = |member: Member| {
        let text = super::super::shared::name(say, member.name.as_deref());
        let picture = if member.kind == Some(Kind::Pregnant) { "pregnant" } else { "person" };
        Choice { code: member.code, text, picture: Some(picture.to_owned()) }
    };
    let mut choices: Vec<Choice> = members.into_iter().map(of).collect();
    if or_other {
        choices.push(choice(OTHER, say.t("register-other_person")));
    }
    choices
}
