//! The addresses of the pages, so that a link and its route are one place to look at. Knows no words.

use chaski::growth::Indicator;
use chaski::record::{ChangeName, RecordName};

/// What needs the supervisor.
pub const TODAY: &str = "/today";
/// Workers.
pub const WORKERS: &str = "/workers";
/// Visits.
pub const VISITS: &str = "/visits";
/// Several visits are accepted (POST).
pub const ACCEPT: &str = "/visits/accept";
/// Children.
pub const CHILDREN: &str = "/children";
/// Families and children by name.
pub const FIND: &str = "/find";
/// Disputes.
pub const DISPUTES: &str = "/disputes";
/// Children who look alike.
pub const ALIKE: &str = "/alike";
/// Changes set aside.
pub const ASIDE: &str = "/aside";
/// Families of areas that were divided.
pub const PLACE: &str = "/place";
/// Open danger signs.
pub const DANGER: &str = "/danger";
/// Exports.
pub const EXPORTS: &str = "/exports";
/// A checklist that is taken along.
pub const EXPORT_CHECKLIST: &str = "/exports/checklist";
/// People and phones.
pub const PEOPLE: &str = "/people";
/// To enrol a phone.
pub const ENROL: &str = "/people/enrol";
/// To bring what a phone wrote to a card.
pub const BUNDLE: &str = "/people/bundle";
/// Who saw what.
pub const SEEN: &str = "/seen";
/// Sign in.
pub const SIGN_IN: &str = "/sign-in";
/// Sign out (POST).
pub const SIGN_OUT: &str = "/sign-out";
/// One's own password.
pub const PASSWORD: &str = "/password";

/// A worker.
pub fn worker(worker: &RecordName) -> String {
    format!("{WORKERS}/{worker}")
}

/// To hand a worker's families over.
pub fn hand_over(worker: &RecordName) -> String {
    format!("{WORKERS}/{worker}/hand-over")
}

/// A change set aside.
pub fn aside(change: &ChangeName) -> String {
    format!("{ASIDE}/{change}")
}

/// A visit.
pub fn visit(visit: &RecordName) -> String {
    format!("{VISITS}/{visit}")
}

/// A child, or any person.
pub fn child(person: &RecordName) -> String {
    format!("{CHILDREN}/{person}")
}

/// One chart of a child.
pub fn growth(person: &RecordName, indicator: Indicator) -> String {
    format!("{CHILDREN}/{person}/growth/{}", indicator.code())
}

/// A family.
pub fn family(household: &RecordName) -> String {
    format!("/families/{household}")
}

/// Two persons beside each other.
pub fn alike(one: &RecordName, other: &RecordName) -> String {
    format!("{ALIKE}/{one}/{other}")
}

/// A danger sign in the list of open ones; there it goes by the code on paper, which is short.
pub fn danger_in_list(referral: &RecordName) -> String {
    format!("{DANGER}#{}", referral.paper_code())
}

/// A danger sign is closed (POST).
pub fn danger(referral: &RecordName) -> String {
    format!("{DANGER}/{referral}")
}

/// A visit is accepted (POST).
pub fn accept(visit: &RecordName) -> String {
    format!("{VISITS}/{visit}/accept")
}

/// A visit is returned (POST).
pub fn give_back(visit: &RecordName) -> String {
    format!("{VISITS}/{visit}/return")
}

/// A family goes to another area (POST).
pub fn move_family(household: &RecordName) -> String {
    format!("/families/{household}/move")
}

/// To correct a field of a record.
pub fn correct(record: &RecordName, field: u64, path: Option<&str>) -> String {
    match path {
        Some(path) => format!("/correct/{record}?field={field}&path={}", escaped(path)),
        None => format!("/correct/{record}?field={field}"),
    }
}

/// An address with fields; those without a value are left out.
pub fn with(address: &str, fields: &[(&str, Option<&str>)]) -> String {
    let mut out = address.to_owned();
    let mut sign = if address.contains('?') { '&' } else { '?' };
    for (name, value) in fields {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            out.push(sign);
            out.push_str(name);
            out.push('=');
            out.push_str(&escaped(value));
            sign = '&';
        }
    }
    out
}

/// The same address in another language, without what was just done.
pub fn in_language(here: &str, tag: &str) -> String {
    let (path, query) = here.split_once('?').unwrap_or((here, ""));
    let kept = query
        .split('&')
        .filter(|field| !field.is_empty() && !field.starts_with("lang=") && !field.starts_with("done="));
    let fields: Vec<&str> = kept.collect();
    let fields = fields.iter().map(|field| format!("{field}&")).collect::<String>();
    format!("{path}?{fields}lang={tag}")
}

/// Percent-encoded for a field of an address.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_.~/:".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
