//! Lists and reports in words. Personal values stand here only as far as the core's lists give them: the name, on the
//! worker's own list.

use std::path::Path;

use chaski::screens::OwedLine;
use chaski_bindings::view::{
    AreaRow, AskedVisit, Assessment, BesideVoiding, Checked, ChecklistView, ChildRow, Delivery, DisputeItem,
    Family, FieldValue, Found, Inbox, InboxItem, Lines, PackView, Report, ReviewItem, Status,
};
use chaski_bindings::{Created, Enrolled, Rescued, Saved, VisitSaved, short_name};

use crate::out::table;
use crate::pages::{assessed, dispute, minute, or_dash, value_of, who_and_when, words};

/// A phone that was enrolled.
pub fn enrolled(enrolled: &Enrolled) -> String {
    format!("enrolled\n{}\n{}", status(&enrolled.status).trim_end(), report(&enrolled.first_sync))
}

/// Something that was recorded.
pub fn created(created: &Created) -> String {
    format!("{} {} recorded ({})\n", words(&created.entity), created.code, created.record)
}

/// A visit that was recorded, and what was found of what was measured at it.
pub fn visit_saved(saved: &VisitSaved, growth: &[Assessment]) -> String {
    let of = saved.household.paper_code();
    let mut text = format!("visit {} to household {of} recorded\n", short_name(&saved.visit));
    for record in &saved.records {
        let subject = record.subject.paper_code();
        text += &format!("  {} {} of {subject}\n", words(&record.entity), short_name(&record.record));
    }
    text + &growth.iter().map(assessed).collect::<String>()
}

/// A value that was set.
pub fn saved(saved: &Saved) -> String {
    let record = format!("{} {}", words(&saved.entity), short_name(&saved.record));
    match (saved.field.as_str(), saved.saved, saved.value == FieldValue::Truth { yes: true }) {
        ("void", true, true) => format!("{record} removed; its history is kept\n"),
        ("void", true, false) => format!("{record} taken back\n"),
        ("void", false, _) => format!("nothing to do: {record} stands so already\n"),
        (field, true, _) => format!("{} of {record} saved\n", words(field)),
        (field, false, _) => format!("nothing to do: {} of {record} is so already\n", words(field)),
    }
}

/// Areas.
pub fn areas(areas: &[AreaRow]) -> String {
    let row = |area: &AreaRow| {
        let parent = areas.iter().find(|other| Some(other.area) == area.parent);
        vec![
            or_dash(area.name.as_deref()),
            or_dash(area.kind.as_deref().map(words).as_deref()),
            or_dash(parent.and_then(|parent| parent.name.as_deref())),
            area.code.clone(),
            short_name(&area.area),
            if area.mine { "yours".into() } else { String::new() },
        ]
    };
    let rows: Vec<Vec<String>> = areas.iter().map(row).collect();
    counted(rows.len(), "area", "areas") + &table(&["AREA", "KIND", "PART OF", "CODE", "RECORD", ""], &rows)
}

/// Families.
pub fn families(families: &[Family]) -> String {
    let row = |family: &Family| {
        vec![
            family.code.clone(),
            or_dash(family.family_names.as_deref()),
            or_dash(family.known_as.as_deref()),
            or_dash(family.populated_centre.as_deref()),
            family.children.to_string(),
            or_dash(family.last_visit.as_deref()),
            mark(family.disputed),
        ]
    };
    let rows: Vec<Vec<String>> = families.iter().map(row).collect();
    let heading = ["CODE", "FAMILY", "KNOWN AS", "CENTRE", "CHILDREN", "LAST VISIT", ""];
    counted(rows.len(), "family", "families") + &table(&heading, &rows)
}

/// Children.
pub fn children(children: &[ChildRow]) -> String {
    let row = |child: &ChildRow| {
        vec![
            child.code.clone(),
            or_dash(child.name.as_deref()),
            or_dash(child.sex.as_deref()),
            or_dash(child.birth_date.as_deref()),
            or_dash(child.known_as.as_deref()),
            or_dash(child.last_reading.as_deref()),
            mark(child.disputed),
        ]
    };
    let rows: Vec<Vec<String>> = children.iter().map(row).collect();
    let heading = ["CODE", "NAME", "SEX", "BORN", "HOUSEHOLD", "MEASURED", ""];
    counted(rows.len(), "child", "children") + &table(&heading, &rows)
}

/// Families and persons that were found.
pub fn found(found: &[Found]) -> String {
    let row = |found: &Found| {
        vec![
            found.code.clone(),
            or_dash(found.name.as_deref()),
            words(found.kind.as_deref().unwrap_or(&found.entity)),
            or_dash(found.birth_date.as_deref()),
            or_dash(found.known_as.as_deref()),
            if found.by == "like" { "similar".into() } else { String::new() },
        ]
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    format!("{} found\n", rows.len()) + &table(&["CODE", "NAME", "IS", "BORN", "HOUSEHOLD", ""], &rows)
}

/// What two people recorded differently.
pub fn disputes(disputes: &[DisputeItem]) -> String {
    let mut text = match disputes.len() {
        0 => "nothing is disputed\n".to_owned(),
        1 => "1 value is not agreed\n".to_owned(),
        several => format!("{several} values are not agreed\n"),
    };
    for item in disputes {
        text += &format!("\n{}", dispute(item));
    }
    text
}

/// What became of what was recorded.
pub fn inbox(inbox: &Inbox) -> String {
    let mut text = delivery(&inbox.delivery) + &asked(&inbox.comments, &inbox.visits_asked);
    for (title, part) in [
        ("On this phone only", &inbox.on_this_phone_only),
        ("Waiting", &inbox.waiting),
        ("Set aside", &inbox.set_aside),
        ("Unreadable", &inbox.unreadable),
    ] {
        let line = |item: &InboxItem| Line::of(&item.subject_code, &item.sentence, &item.remedy);
        text += &section(title, &part.items.iter().map(line).collect::<Vec<_>>(), part.more);
    }
    let line = |item: &BesideVoiding| Line::of(&item.subject_code, &item.sentence, &item.remedy);
    let lines: Vec<Line> = inbox.beside_voiding.iter().map(line).collect();
    text += &section("Recorded of what was removed", &lines, false);
    if !inbox.moved.is_empty() {
        text += "\nMoved away\n";
        for moved in &inbox.moved {
            text += &format!("  {}\n", moved.sentence);
        }
    }
    text
}

/// What others ask: each comment with what it is on and how it is answered, and each visit.
pub fn asked(comments: &[ReviewItem], visits: &[AskedVisit]) -> String {
    let mut text = String::new();
    if !comments.is_empty() {
        text += "\nComments to answer\n";
    }
    for one in comments {
        let (code, on) = (one.about_code.as_deref(), one.target.as_ref().map(short_name).unwrap_or_default());
        let field = one.field.as_deref().map_or_else(String::new, |field| format!("{field} of "));
        let path = one.path.as_deref().map_or_else(String::new, |path| format!(" at {path}"));
        let entity = words(one.entity.as_deref().unwrap_or("record"));
        let written = one.written.as_ref().map(|written| format!(": {}", value_of(&written.value)));
        text += &format!("  {}  {field}{entity} {on}{path}", or_dash(code));
        text += &format!("{}\n", written.unwrap_or_default());
        let said = one.comment.as_deref().unwrap_or_default();
        text += &format!("    {}: {said}\n", who_and_when(&one.who, Some(one.at)));
        let correct = one.field.as_deref().map(|field| {
            let path = one.path.as_deref().map_or_else(String::new, |path| format!(" --path {path}"));
            format!("`chaski correct {on} {field} VALUE{path} --reason WHY`, or ")
        });
        let correct = correct.unwrap_or_default();
        text += &format!("    what to do: {correct}`chaski answer {} REPLY`\n", short_name(&one.review));
    }
    let line =
        |visit: &AskedVisit| Line::of(&Some(visit.person_code.clone()), &visit.sentence, &visit.remedy);
    text + &section("Visits asked for", &visits.iter().map(line).collect::<Vec<_>>(), false)
}

/// One item of the inbox in words.
struct Line {
    code: Option<String>,
    sentence: String,
    remedy: String,
}

impl Line {
    fn of(code: &Option<String>, sentence: &str, remedy: &str) -> Line {
        Line { code: code.clone(), sentence: sentence.into(), remedy: remedy.into() }
    }
}

/// A place of the inbox. What to do is said once after items that share it.
fn section(title: &str, lines: &[Line], more: bool) -> String {
    if lines.is_empty() {
        return String::new();
    }
    let mut text = format!("\n{title}\n");
    for (at, line) in lines.iter().enumerate() {
        let code = line.code.as_ref().map_or_else(String::new, |code| format!("{code}  "));
        text += &format!("  {code}{}\n", line.sentence);
        if lines.get(at + 1).is_none_or(|next| next.remedy != line.remedy) {
            text += &format!("    what to do: {}\n", line.remedy);
        }
    }
    if more {
        text += "  and more: ask with a greater --limit\n";
    }
    text
}

/// The phone and its work.
pub fn status(status: &Status) -> String {
    let mut text = match &status.worker {
        Some(worker) => format!("phone of {}", worker.name.as_deref().unwrap_or("a worker not yet named")),
        None => "this phone is not enrolled".to_owned(),
    };
    text += &status.role.as_ref().map_or_else(|| "\n".to_owned(), |role| format!(", {role}\n"));
    if !status.areas.is_empty() {
        let name = |area: &chaski_bindings::view::AreaView| {
            area.name.clone().unwrap_or_else(|| format!("{:?}", area.area))
        };
        text += &format!("areas: {}\n", status.areas.iter().map(name).collect::<Vec<_>>().join(", "));
    }
    if status.stopped {
        text += "this phone was stopped: what it records is set aside until a supervisor looks at it\n";
    }
    text += lines(status.lines);
    text += &format!("server: {}\n", status.server.as_deref().unwrap_or("none yet"));
    text += &format!("last whole sync: {}\n", status.last_sync.map_or_else(|| "none yet".into(), minute));
    text += &pack(&status.pack);
    text += &checklists(&status.checklists);
    text + &delivery(&status.delivery)
}

/// Whose pack holds, or that none does and what to do.
fn pack(view: &PackView) -> String {
    match (&view.country, view.version, &view.lack) {
        (Some(country), Some(version), _) => format!("pack: {country} {version}\n"),
        (_, _, Some(lack)) => format!("pack: none. {} {}\n", lack.sentence, lack.remedy),
        _ => String::new(),
    }
}

/// Which version of each checklist is used, and which one comes.
fn checklists(all: &[ChecklistView]) -> String {
    let line = |one: &ChecklistView| {
        let version =
            one.version.as_ref().map_or("none yet".to_owned(), |version| format!("version {version}"));
        let next = one.next.iter().map(|next| {
            let why = next.refused.iter().map(|why| format!(" ({why})")).collect::<String>();
            format!("; {}{why}", next.sentence)
        });
        format!("checklist {}: {version}{}\n", one.name, next.collect::<String>())
    };
    all.iter().map(line).collect()
}

/// What is known of two lines of this phone.
fn lines(lines: Option<Lines>) -> &'static str {
    match lines {
        Some(Lines::InUseTwice) => {
            "this phone is in use twice, from one memory: nothing is lost; tell your supervisor\n"
        }
        Some(Lines::PutBackOrCopied) => {
            "this phone goes on from an older image, or was copied: nothing is lost; tell your supervisor\n"
        }
        None => "",
    }
}

fn delivery(delivery: &Delivery) -> String {
    let mut text = format!(
        "{} on this phone only, {} safe on the server\n",
        delivery.on_this_phone_only, delivery.acknowledged
    );
    let apart = [
        (delivery.waiting, "waiting for a record"),
        (delivery.set_aside, "set aside"),
        (delivery.unreadable, "for a newer app to show"),
        (delivery.disputes, "not agreed between two people"),
    ];
    let apart: Vec<String> =
        apart.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}")).collect();
    if !apart.is_empty() {
        text += &format!("{}\n", apart.join(", "));
    }
    text
}

/// What a sync did.
pub fn report(report: &Report) -> String {
    let requests = if report.requests == 1 { "request" } else { "requests" };
    let mut text = format!(
        "delivered {}, received {}, in {} {requests}; {} on this phone only\n",
        report.acknowledged, report.received, report.requests, report.on_this_phone_only
    );
    if report.departed > 0 {
        text += &format!(
            "{} families or persons moved to other areas (`chaski inbox` says where)\n",
            report.departed
        );
    }
    text += lines(report.lines);
    if report.returned > 0 {
        text += &format!("{} changes of this phone came back to it\n", report.returned);
    }
    if report.apart > 0 {
        text += &format!(
            "{} changes are kept apart for the supervisor (`chaski inbox` says why)\n",
            report.apart
        );
    }
    if report.content_bytes > 0 {
        text += &format!("{} bytes of checklists came (`chaski status` says which)\n", report.content_bytes);
    }
    if report.content_wrong > 0 {
        text += "a piece of a checklist came damaged: it was dropped, and the next sync asks for it again\n";
    }
    if report.drafts_restored > 0 {
        text +=
            &format!("{} checklists that were begun on another phone are here now\n", report.drafts_restored);
    }
    if report.drafts_unread > 0 {
        text += &format!(
            "{} checklists that were begun on another phone cannot be read by this version\n",
            report.drafts_unread
        );
    }
    if report.stopped {
        text += "this phone was stopped: what it sent waits for a supervisor\n";
    }
    for rejected in &report.rejected {
        let count = rejected.numbers.len().max(1);
        text += &format!("{count} not taken by the server: {}\n", rejected.why);
    }
    text
}

/// What a check found.
pub fn verified(checked: &Checked) -> String {
    let verified = &checked.found;
    if checked.sound {
        return format!("sound: {} changes, and everything shown follows from them\n", verified.changes);
    }
    let mut text = match verified.changes {
        0 => String::new(),
        changes => format!("{changes} changes are whole\n"),
    };
    let list = |what: &str, items: &[String]| match items {
        [] => String::new(),
        items => format!("{what}: {}\n", items.join(", ")),
    };
    let pages: Vec<String> = verified.pages.iter().map(u64::to_string).collect();
    text += &list("damaged pages", &pages);
    text += &list("pages that do not hold together", &verified.structure);
    text += &list("damaged", &verified.damaged);
    text += &list("missing changes of this phone", &verified.missing);
    text += &list("tables that differ", &verified.differing);
    text + &list("feeds whose place no known server vouches for", &verified.unsigned_cursors)
}

/// What was saved of a damaged phone, and what comes next.
pub fn rescued(rescued: &Rescued, from: &Path, to: &Path) -> String {
    let mut text = format!(
        "{} of {} pages were damaged\n{} changes read, {} of them on this phone only: the next sync delivers them\n",
        rescued.damaged_pages.len(),
        rescued.pages,
        rescued.changes,
        rescued.unsent
    );
    text += match rescued.complete {
        true => "no change is lost\n",
        false => {
            "changes may be lost with the damaged pages: the next sync brings back those that the server holds\n"
        }
    };
    if !rescued.missing.is_empty() {
        text += &format!(
            "missing changes of this phone, unless the server has them: {}\n",
            rescued.missing.join(", ")
        );
    }
    let (from, to) = (from.display(), to.display());
    text += &match rescued.enrolled {
        false => format!(
            "its enrolment is lost: ask for a new code for the same worker, and `chaski --home {to} enrol CODE`\n"
        ),
        true => format!("it goes on as the phone it was: `chaski --home {to} sync`\n"),
    };
    text + &format!("keep {from} as it is until that has ended and `chaski --home {to} verify` says sound\n")
}

fn counted(count: usize, one: &str, several: &str) -> String {
    format!("{count} {}\n", if count == 1 { one } else { several })
}

fn mark(disputed: bool) -> String {
    if disputed { "not agreed".into() } else { String::new() }
}

/// What is owed, a line a service; explained, each with all that is behind it.
pub fn owed(lines: &[OwedLine], explain: bool) -> String {
    let mut text = String::new();
    for line in lines {
        if explain {
            text += &format!("{}\n", line.what);
            text += &line.explained.iter().map(|why| format!("  {why}\n")).collect::<String>();
        } else {
            text += &format!("{}: {}\n", line.what, line.status);
        }
    }
    if text.is_empty() { "nothing is owed".into() } else { text }
}
