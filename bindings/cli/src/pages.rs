//! The pages of a household, a child and a visit in words. Each is about one family, so personal values stand on it.

use chaski_bindings::view::{
    AreaView, Assessment, ChildGrowth, ChildPage, DisputeItem, FieldValue, FieldView, HouseholdPage, Link,
    Member, RecordView, VisitOutcome, VisitPage, Who,
};
use chaski_bindings::{Time, short_name};
use chrono::{DateTime, Local};
use serde_json::Value as Json;

use crate::out::table;

/// A household.
pub fn household(page: &HouseholdPage) -> String {
    let mut text = title("household", &page.code, page.known_as.as_deref(), page.removed);
    text += &format!("areas: {}\n", area_names(&page.areas));
    text += &fields(&page.view, &["area", "known_as"]);
    let member = |member: &Member| {
        let status = member.status.as_ref().and_then(|status| status.is.as_deref());
        vec![
            member.code.clone(),
            or_dash(member.name.as_deref()),
            or_dash(member.kind.as_deref()),
            or_dash(member.sex.as_deref()),
            or_dash(member.birth_date.as_deref()),
            status.map(words).unwrap_or_default(),
        ]
    };
    let members: Vec<Vec<String>> = page.members.iter().map(member).collect();
    text += &rows("Who lives there", &["CODE", "NAME", "IS", "SEX", "BORN", ""], &members);
    let visits: Vec<Vec<String>> = page
        .visits
        .iter()
        .map(|visit| {
            vec![
                visit.on.clone().or(visit.begun.map(day)).unwrap_or_else(|| day(visit.at)),
                or_dash(visit.purpose.as_deref().map(words).as_deref()),
                visit.outcome.as_ref().map_or_else(|| "-".into(), outcome),
                visit.who.called(),
                short_name(&visit.visit),
            ]
        })
        .collect();
    text += &rows("Visits", &["DATE", "PURPOSE", "OUTCOME", "BY", "RECORD"], &visits);
    if page.more_visits.is_some() {
        text += "  and earlier ones\n";
    }
    text += &records("Agreements", &page.agreements);
    text += &records("Reviews", &page.reviews);
    text + &disputes(&page.disputes)
}

/// A child, or any person, and how they grow.
pub fn child(page: &ChildPage, growth: &ChildGrowth) -> String {
    let kind = match page.field("kind").map(|kind| &kind.typed) {
        Some(FieldValue::Choice { name }) => name.as_str(),
        _ => "person",
    };
    let mut text = title(kind, &page.code, page.name.as_deref(), page.removed);
    text += &format!("record: {}\n", page.person);
    if let Some(household) = &page.household {
        text += &format!("household: {} {}\n", household.record.paper_code(), link(household));
    }
    text += &format!("areas: {}\n", area_names(&page.areas));
    for other in &page.joined {
        text += &format!("the same person as {}\n", other.record.paper_code());
    }
    text += &fields(&page.view, &["household", "given_names", "family_names", "kind"]);
    let caregivers: Vec<RecordView> =
        page.caregivers.iter().map(|caregiver| caregiver.view.clone()).collect();
    text += &records("Who looks after the child", &caregivers);
    text += &records("Measured", &page.readings);
    if !growth.readings.is_empty() {
        let disputed = growth.disputed.iter().map(|field| format!(" ({field} not agreed)"));
        text += &format!("\nCompared with WHO's standards{}\n", disputed.collect::<String>());
    }
    text += &growth.readings.iter().rev().map(assessed).collect::<String>();
    text += &records("Received", &page.services);
    text += &records("Consent", &page.consents);
    text += &records("Sent to the health post", &page.referrals);
    text += &records("Agreements", &page.agreements);
    text += &records("Pregnancies", &page.pregnancies);
    text += &records("Reviews", &page.reviews);
    text + &disputes(&page.disputes)
}

/// A visit.
pub fn visit(page: &VisitPage) -> String {
    let household = page.household.as_ref().map(|household| household.record.paper_code());
    let to = household.map(|code| format!("to household {code}"));
    let mut text = title("visit", &short_name(&page.visit), to.as_deref(), page.removed);
    text += &format!("recorded: {}\n", who_and_when(&page.view.who, Some(page.view.at)));
    text += &fields(&page.view, &["household"]);
    for answers in &page.answers {
        let about = answers.about.as_ref().map_or_else(String::new, |about| about.record.paper_code());
        let form = answers.form.as_deref().unwrap_or("no form");
        text += &format!("\nAnswers of {about} to {form} ({})\n", short_name(&answers.view.record));
        for answer in &answers.answers {
            text += &format!("  {}: {}\n", answer.path.as_deref().unwrap_or_default(), field_value(answer));
        }
    }
    text += &records("Measured", &page.readings);
    text += &records("Given or established", &page.services);
    text += &records("Agreements", &page.agreements);
    text += &records("Sent to the health post", &page.referrals);
    text += &records("Reviews", &page.reviews);
    text + &disputes(&page.disputes)
}

fn title(what: &str, code: &str, name: Option<&str>, removed: bool) -> String {
    let name = name.map_or_else(String::new, |name| format!(" {name}"));
    format!("{} {code}{name}{}\n", words(what), if removed { " (removed)" } else { "" })
}

fn rows(title: &str, heading: &[&str], rows: &[Vec<String>]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    let lines: Vec<String> = table(heading, rows).lines().map(|line| format!("  {line}\n")).collect();
    format!("\n{title}\n{}", lines.concat())
}

/// Records under a heading, each with its name, so that it can be corrected.
fn records(title: &str, views: &[RecordView]) -> String {
    if views.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{title}\n");
    for view in views {
        let who = who_and_when(&view.who, Some(view.at));
        text += &format!("  {} {} ({who})\n", words(&view.entity), short_name(&view.record));
        for line in fields(view, &["person", "about", "visit"]).lines() {
            text += &format!("    {line}\n");
        }
    }
    text
}

/// What a reading comes to: its day and age, each z, and each finding with what to do.
pub fn assessed(reading: &Assessment) -> String {
    let again = if reading.second { ", second measurement" } else { "" };
    let age = reading.age.as_ref().map(|age| format!(", {}", age.text.text)).unwrap_or_default();
    let corrected = reading.corrected_age.as_ref();
    let corrected = corrected.map(|age| format!(" (corrected age {})", age.text.text)).unwrap_or_default();
    let mut text = format!("  {}{again}{age}{corrected}\n", or_dash(reading.on.as_deref()));
    for score in &reading.scores {
        let why = score.why.as_ref().map(|why| format!(" ({})", why.text)).unwrap_or_default();
        let flag = if score.flagged { " (outside WHO's limits)" } else { "" };
        text += &format!("    {}: {}{flag}{why}\n", words(score.indicator.name()), score.text);
    }
    for finding in &reading.findings {
        text += &format!("    {} {}\n", finding.sentence.text, finding.remedy.text);
    }
    text
}

/// The fields that something was said of, by the names by which they are corrected; those that the page says
/// elsewhere are left out.
fn fields(view: &RecordView, elsewhere: &[&str]) -> String {
    let said = view.fields.iter().filter(|field| field.typed != FieldValue::Nothing || field.disputed);
    let mut text = String::new();
    for field in said.filter(|field| field.disputed || !elsewhere.contains(&field.field.as_str())) {
        text += &format!("{}: {}\n", field.field, field_value(field));
    }
    if view.beyond_this_version > 0 {
        text += &format!("and {} more that a newer app shows\n", view.beyond_this_version);
    }
    text
}

fn field_value(field: &FieldView) -> String {
    let text = match (field.links.as_slice(), &field.typed) {
        ([], FieldValue::Time { at }) => minute(*at),
        ([], _) => value_of(&field.value),
        (links, _) => links.iter().map(link).collect::<Vec<_>>().join(", "),
    };
    if field.disputed { format!("{text} (not agreed)") } else { text }
}

fn link(link: &Link) -> String {
    match (&link.title, link.recorded_elsewhere) {
        (_, true) => format!("{} (recorded elsewhere)", link.record.paper_code()),
        (Some(title), false) => title.clone(),
        (None, false) => short_name(&link.record),
    }
}

fn disputes(items: &[DisputeItem]) -> String {
    if items.is_empty() {
        return String::new();
    }
    let lines: String = items.iter().map(dispute).collect();
    let lines: Vec<String> = lines.lines().map(|line| format!("  {line}\n")).collect();
    format!("\nNot agreed\n{}", lines.concat())
}

/// One dispute: each value, the one in use first and marked.
pub fn dispute(item: &DisputeItem) -> String {
    let path = item.path.as_ref().map_or_else(String::new, |path| format!(" at {path}"));
    let of = item.subject_code.as_ref().map_or_else(String::new, |code| format!(" of {code}"));
    let record = short_name(&item.record);
    let mut text = format!("{}{path} of {} {record}{of}\n", item.field, words(&item.entity));
    for one in &item.values {
        let shown = if one.shown { "*" } else { " " };
        let said = if one.withheld { "(personal: see the page)".to_owned() } else { value_of(&one.value) };
        let why = one.reason.as_ref().map_or_else(String::new, |reason| format!(": {reason}"));
        text += &format!("  {shown} {said}  ({}{why})\n", who_and_when(&one.who, one.at));
    }
    text
}

fn area_names(areas: &[AreaView]) -> String {
    let name = |area: &AreaView| area.name.clone().unwrap_or_else(|| short_name(&area.area));
    match areas {
        [] => "-".into(),
        areas => areas.iter().map(name).collect::<Vec<_>>().join(", "),
    }
}

/// What became of a visit, and why.
fn outcome(outcome: &VisitOutcome) -> String {
    let is = outcome.is.as_deref().map(words);
    let reason = outcome.reason.as_ref().map(|reason| format!("reason {reason}"));
    let attempt = outcome.attempt.map(|attempt| format!("attempt {attempt}"));
    [is, reason, attempt].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// A value in words, from its JSON.
pub fn value_of(json: &Json) -> String {
    match json {
        Json::Null => "nothing".into(),
        Json::Bool(yes) => if *yes { "yes" } else { "no" }.into(),
        Json::String(text) => text.clone(),
        Json::Number(number) => number.to_string(),
        Json::Array(items) => items.iter().map(value_of).collect::<Vec<_>>().join(", "),
        Json::Object(parts) => {
            match (["decimal", "date", "integer"].iter().find_map(|form| parts.get(*form)), parts.len()) {
                (Some(only), 1) => value_of(only),
                _ => parts_of(parts),
            }
        }
    }
}

/// The parts of a composite value, the figure that it is about first.
fn parts_of(parts: &serde_json::Map<String, Json>) -> String {
    let unit = |name: &str| match name {
        "kg" | "cm" | "m" => Some(name.to_owned()),
        "g_dl" => Some("g/dL".to_owned()),
        _ => None,
    };
    let (figures, rest): (Vec<_>, Vec<_>) = parts.iter().partition(|(name, _)| unit(name).is_some());
    let figures = figures
        .into_iter()
        .map(|(name, part)| format!("{} {}", value_of(part), unit(name).unwrap_or_default()));
    let rest = rest.into_iter().map(|(name, part)| match name.as_str() {
        "is" => words(&value_of(part)),
        name => format!("{} {}", words(name), value_of(part)),
    });
    figures.chain(rest).collect::<Vec<_>>().join(", ")
}

/// A name of the table of fields as words.
pub fn words(name: &str) -> String {
    name.replace('_', " ")
}

/// The text, or a dash where there is none.
pub fn or_dash(text: Option<&str>) -> String {
    text.unwrap_or("-").to_owned()
}

/// Who said something, in which role, and when by their clock.
pub fn who_and_when(who: &Who, at: Option<Time>) -> String {
    let called = who.called();
    let role = if who.name.is_some() { format!(", {}", who.role) } else { String::new() };
    format!("{called}{role}{}", at.map_or_else(String::new, |at| format!(", {}", minute(at))))
}

/// A time to the minute, in the time zone of whoever reads.
pub fn minute(at: Time) -> String {
    local(at, "%Y-%m-%d %H:%M")
}

fn day(at: Time) -> String {
    local(at, "%Y-%m-%d")
}

fn local(Time(wall_s): Time, format: &str) -> String {
    // Another phone's clock may say anything; at the ends of the calendar a time zone leads out of it.
    let plain = (-60_000_000_000..250_000_000_000).contains(&wall_s);
    let time = DateTime::from_timestamp(wall_s, 0).filter(|_| plain).map(|time| time.with_timezone(&Local));
    time.map_or_else(|| "at a time that is no date".into(), |time| time.format(format).to_string())
}
