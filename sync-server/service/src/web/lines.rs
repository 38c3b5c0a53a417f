//! A visit, a danger sign and a child as a line of a list, the same wherever they stand. Knows no page.

use maud::{Markup, html};

use super::locale::{Locale, Words};
use super::parts::{Icon, Tone, tag};
use super::urls;
use super::values;
use crate::storage::supervision::{ChildLine, OpenDanger, ReviewState, VisitLine, attention};
use chaski::record::RecordName;
use chaski::record::table::code::visit_outcome;
use chaski::store::query::{ChildPage, RecordView};

/// How far the review of a visit is.
pub fn review(v: &Locale, state: ReviewState) -> Markup {
    match state {
        ReviewState::None => tag(Tone::Quiet, Icon::Pending, &v.t("web-review-none")),
        ReviewState::Accepted => tag(Tone::Done, Icon::Done, &v.t("web-review-accepted")),
        ReviewState::Returned => tag(Tone::Returned, Icon::Returned, &v.t("web-review-returned")),
        ReviewState::Changed => tag(Tone::Due, Icon::History, &v.t("web-review-changed")),
        ReviewState::Answered => tag(Tone::Due, Icon::Answered, &v.t("web-review-answered")),
    }
}

/// The same in a list, where a visit that was not made waits for nobody's review.
pub fn review_in_list(v: &Locale, line: &VisitLine) -> Markup {
    html! { @if is_done(line) || line.review != ReviewState::None { " " (review(v, line.review)) } }
}

/// What became of a visit.
pub fn outcome(v: &Locale, number: Option<i64>) -> Words {
    match number {
        Some(number) => values::choice_numbered(v, "visit_outcome", number),
        None => v.t("value-none"),
    }
}

/// Whether a visit was made, by its outcome.
pub fn is_done(line: &VisitLine) -> bool {
    line.outcome == Some(visit_outcome::done)
}

/// The reasons to look at a visit: bit, picture, id of the short words and of the sentence (`.why`).
pub const REASONS: [(u32, Icon, &str); 8] = [
    (attention::DANGER, Icon::Danger, "web-attention-danger"),
    (attention::GROWTH, Icon::Look, "web-attention-growth"),
    (attention::DISPUTED, Icon::Dispute, "web-attention-disputed"),
    (attention::CLOCK, Icon::Due, "web-attention-clock"),
    (attention::NO_PLACE, Icon::NoPlace, "web-attention-no-place"),
    (attention::LATE, Icon::Late, "web-attention-late"),
    (attention::CORRECTED, Icon::History, "web-attention-corrected"),
    (attention::NOT_MEASURED, Icon::Info, "web-attention-not-measured"),
];

/// Why to look at a visit, in a cell: danger by itself, the rest as words.
pub fn reasons(v: &Locale, bits: u32) -> Markup {
    let others: Vec<Words> = REASONS
        .iter()
        .filter(|(bit, ..)| *bit != attention::DANGER && bits & bit != 0)
        .map(|(_, _, words)| v.t(words))
        .collect();
    html! {
        @if bits & attention::DANGER != 0 { (tag(Tone::Danger, Icon::Danger, &v.t("web-attention-danger"))) }
        @if !others.is_empty() { (tag(Tone::Quiet, Icon::Look, &v.join(&others, " · "))) }
    }
}

/// A name on the screen; in a list on paper, the code of the record.
pub fn coded(record: &RecordName, name: &Words) -> Markup {
    html! { span.pn data-code=(record.paper_code()) { (name) } }
}

/// The same as a link.
pub fn coded_link(address: &str, record: &RecordName, name: &Words) -> Markup {
    html! { a.pn href=(address) data-code=(record.paper_code()) { (name) } }
}

/// What a family is called.
pub fn family(v: &Locale, family: Option<&str>) -> Words {
    match family {
        Some(name) => v.named("web-family", name),
        None => v.t("web-family-unnamed"),
    }
}

/// Names seen at a visit, and how many more.
pub fn seen(v: &Locale, seen: &(Vec<String>, u64)) -> Words {
    let (names, all) = seen;
    let more = all.saturating_sub(names.len() as u64);
    let listed = names.join(", ");
    match (names.is_empty(), more) {
        (true, 0) => v.t("web-seen-nobody"),
        (true, all) => v.counted("web-seen-count", all),
        (false, 0) => Words::plain(listed),
        (false, more) => v.with(
            "web-seen-more",
            &[("names", (&listed).into()), ("n", more.into()), ("shown", (&v.number(more)).into())],
        ),
    }
}

/// The day of a visit.
pub fn on(v: &Locale, line: &VisitLine) -> Markup {
    match &line.on {
        // In a list of 50 an element for each date would be a tenth of the page.
        Some(on) => html! { (v.date_text(on)) },
        None => html! { (v.t("web-day-unknown")) },
    }
}

/// Danger signs in words.
pub fn signs(v: &Locale, names: &[String]) -> Words {
    let signs: Vec<Words> = names.iter().map(|name| values::concept(v, "danger_sign", name)).collect();
    if signs.is_empty() { v.t("web-attention-danger") } else { v.join(&signs, ", ") }
}

/// Whether something is still waited for of a referral: as the list of open ones has it.
pub fn is_open(referral: &RecordView) -> bool {
    let is_null = |name: &str| referral.field(name).is_none_or(|field| field.value.is_null());
    let arrived = referral.field("arrived").and_then(|field| field.value.as_str());
    is_null("seen_at")
        && (matches!(arrived, Some("no" | "not_known")) || is_null("closed_on") && is_null("closed_by"))
}

/// How long a danger sign has been open; by the server's clock, which the phone's may be far from.
pub fn open_for(v: &Locale, danger: &OpenDanger) -> Words {
    match danger.received_s.or(danger.sent_s) {
        Some(since_s) => v.with("web-danger-open", &[("shown", (&v.lasting(since_s)).into())]),
        None => v.t("web-danger-open-unknown"),
    }
}

/// Who she is, where she lives and at which number, and who looks for her.
pub fn whereabouts(v: &Locale, danger: &OpenDanger) -> Markup {
    let mut home = danger.place.clone();
    home.retain(|part| !part.trim().is_empty());
    html! {
        // No name, number or place goes on a paper that leaves the office.
        p.noprint {
            (sex_and_age(v, danger.sex.as_deref(), danger.birth_date.as_deref(), danger.is_child)) br;
            // The page of the child leads to the family's: links would make the list too heavy for a poor line.
            (family(v, danger.family.as_deref()))
            @if !home.is_empty() { " · " (home.join(", ")) }
            br;
            @match &danger.telephone {
                Some(telephone) => { a href={ "tel:" (telephone.replace(' ', "")) } { (telephone) } }
                None => { (v.t("web-danger-no-telephone")) }
            }
            @if let Some((name, until)) = &danger.sought {
                @let until = until.as_deref().map(|until| v.date_text(until)).unwrap_or_default();
                br; b { (v.with("web-danger-sought", &[("name", name.into()), ("until", (&until).into())])) }
            }
        }
    }
}

/// The name of somebody of whom it may not be known.
pub fn name(v: &Locale, name: Option<&str>) -> Words {
    name.map_or_else(|| v.t("value-no_name"), Words::plain)
}

/// Sex in words: a girl and a boy are called otherwise than a woman and a man.
pub fn sex(v: &Locale, sex: Option<&str>, is_child: bool) -> Words {
    match (sex, is_child) {
        (Some("female"), false) => v.t("web-sex-woman"),
        (Some("male"), false) => v.t("web-sex-man"),
        (Some(sex), _) => values::choice(v, "sex", sex),
        (None, _) => v.t("web-sex-unknown"),
    }
}

/// Whom a page is about: sex and age today.
pub fn who(v: &Locale, page: &ChildPage) -> Words {
    let sex = self::sex(v, page.sex.as_deref(), is_child(page));
    let age = page.birth_date.as_deref().and_then(|date| v.age(date));
    v.join(&[sex, age.map_or_else(|| v.t("web-age-unknown"), Words::plain)], " · ")
}

/// Whether a person is in the register as a child, or nobody said.
pub fn is_child(page: &ChildPage) -> bool {
    page.field("kind").is_none_or(|kind| kind.value.as_str().is_none_or(|kind| kind == "child"))
}

/// Sex and age, as they stand beside a name.
pub fn sex_and_age(v: &Locale, sex: Option<&str>, birth_date: Option<&str>, is_child: bool) -> Words {
    let sex = self::sex(v, sex, is_child);
    let age =
        birth_date.and_then(|date| v.age_short(date)).map_or_else(|| v.t("web-age-unknown"), Words::plain);
    v.join(&[sex, age], " · ")
}

/// A child's cells: name, age, family, last visit.
pub fn child(v: &Locale, line: &ChildLine) -> Vec<Markup> {
    vec![
        html! {
            (coded_link(&urls::child(&line.person), &line.person, &name(v, line.name.as_deref())))
            @if line.disputed { " " (tag(Tone::Dispute, Icon::Dispute, &v.t("state-dispute"))) }
        },
        html! { (sex_and_age(v, line.sex.as_deref(), line.birth_date.as_deref(), true)) },
        match &line.household {
            Some(household) => {
                coded_link(&urls::family(household), household, &family(v, line.family.as_deref()))
            }
            None => html! { (v.t("value-elsewhere")) },
        },
        match &line.last_visit {
            Some(day) => html! { (v.date_text(day)) },
            None => html! { (v.t("web-visit-none-yet")) },
        },
    ]
}

/// Why two persons look alike.
pub fn alike_why(v: &Locale, why: &str) -> Words {
    match why {
        "birth_date" => v.t("field-person-birth_date"),
        "names" => v.t("web-name"),
        system => values::system(v, system),
    }
}
