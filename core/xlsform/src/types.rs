//! The types of questions: which control asks for them, and what their bind says of itself. Knows names; knows no row.

/// What a type stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kind {
    /// The element in the body; empty for one that is never shown.
    pub control: &'static str,
    /// What an upload takes; empty for other controls.
    pub media: &'static str,
    /// Attributes of its bind.
    pub bind: &'static [(&'static str, &'static str)],
    /// A hint that it has where the row gives none.
    pub hint: &'static str,
}

const fn shown(control: &'static str, bind: &'static [(&'static str, &'static str)]) -> Kind {
    Kind { control, media: "", bind, hint: "" }
}

const fn upload(media: &'static str) -> Kind {
    Kind { control: "upload", media, bind: &[("type", "binary")], hint: "" }
}

const fn days(constraint: &'static [(&'static str, &'static str)], hint: &'static str) -> Kind {
    Kind { control: "input", media: "", bind: constraint, hint }
}

macro_rules! preload {
    ($kind:literal, $of:literal, $what:literal) => {
        shown("", &[("type", $kind), ("jr:preload", $of), ("jr:preloadParams", $what)])
    };
}

/// What a type stands for; nothing where there is no such type. Names as ODK's converter knows them, old ones as well.
pub fn kind(name: &str) -> Option<Kind> {
    Some(match name {
        "text" | "string" | "q string" | "add text prompt" => shown("input", &[("type", "string")]),
        "integer" | "int" | "q int" | "add integer prompt" => shown("input", &[("type", "int")]),
        "decimal" | "q decimal" | "add decimal prompt" => shown("input", &[("type", "decimal")]),
        "date" | "q date" | "add date prompt" => shown("input", &[("type", "date")]),
        "time" => shown("input", &[("type", "time")]),
        "dateTime"
        | "datetime"
        | "date time"
        | "q dateTime"
        | "q date time"
        | "add dateTime prompt"
        | "add date time prompt" => shown("input", &[("type", "dateTime")]),
        "barcode" | "q barcode" | "add barcode prompt" => shown("input", &[("type", "barcode")]),
        "geopoint" | "gps" | "location" | "q geopoint" | "q location" | "add location prompt" => {
            shown("input", &[("type", "geopoint")])
        }
        "geotrace" | "q geotrace" => shown("input", &[("type", "geotrace")]),
        "geoshape" | "q geoshape" => shown("input", &[("type", "geoshape")]),
        "note" | "q note" | "add note prompt" => {
            shown("input", &[("readonly", "true()"), ("type", "string")])
        }
        "acknowledge" | "q acknowledge" | "add acknowledge prompt" => shown("trigger", &[("type", "string")]),
        "trigger" => shown("trigger", &[]),
        "calculate" | "q calculate" | "add calculate prompt" | "hidden" => shown("", &[("type", "string")]),
        "select one" | "q select1" => shown("select1", &[("type", "string")]),
        "select all that apply" | "q select" => shown("select", &[("type", "string")]),
        "select one external" => shown("input", &[("type", "string")]),
        "rank" => shown("odk:rank", &[("type", "odk:rank")]),
        "range" => shown("range", &[("type", "int")]),
        "photo" | "image" | "q picture" | "q image" | "add image prompt" => upload("image/*"),
        "audio" | "q audio" | "add audio prompt" => upload("audio/*"),
        "video" | "q video" | "add video prompt" => upload("video/*"),
        "file" | "add file prompt" => upload("application/*"),
        "osm" => upload("osm/*"),
        "audit" => shown("", &[("type", "binary")]),
        "background-audio" => shown("action", &[("type", "binary")]),
        "start-geopoint" => shown("action", &[("type", "geopoint")]),
        "background-geopoint" => shown("trigger", &[("type", "geopoint")]),
        "start" | "start time" | "get start time" => preload!("dateTime", "timestamp", "start"),
        "end" | "end time" | "get end time" => preload!("dateTime", "timestamp", "end"),
        "today" | "get today" => preload!("date", "date", "today"),
        "deviceid" | "device id" | "get device id" | "imei" => preload!("string", "property", "deviceid"),
        "subscriberid" | "subscriber id" | "get subscriber id" => {
            preload!("string", "property", "subscriberid")
        }
        "simserial" | "sim id" | "get sim id" => preload!("string", "property", "simserial"),
        "phonenumber" | "get phone number" => preload!("string", "property", "phonenumber"),
        "username" => preload!("string", "property", "username"),
        "email" => preload!("string", "property", "email"),
        "uri:deviceid" => preload!("string", "property", "uri:deviceid"),
        "uri:subscriberid" => preload!("string", "property", "uri:subscriberid"),
        "uri:simserial" => preload!("string", "property", "uri:simserial"),
        "uri:phonenumber" => preload!("string", "property", "uri:phonenumber"),
        "uri:username" => preload!("string", "property", "uri:username"),
        "uri:email" => preload!("string", "property", "uri:email"),
        "phone number" => {
            days(&[("type", "string"), ("constraint", "regex(., '^\\d*$')")], "Enter numbers only.")
        }
        "percentage" => shown("input", &[("type", "int"), ("constraint", "0 <= . and . <= 100")]),
        "number of days in last month" => {
            days(&[("type", "int"), ("constraint", "0 <= . and . <= 31")], "Enter a number 0-31.")
        }
        "number of days in last six months" => {
            days(&[("type", "int"), ("constraint", "0 <= . and . <= 183")], "Enter a number 0-183.")
        }
        "number of days in last year" => {
            days(&[("type", "int"), ("constraint", "0 <= . and . <= 365")], "Enter a number 0-365.")
        }
        _ => return None,
    })
}

/// Types that programmes use and the converter does not know: `db:person`, `tel`, `hidden …`. They are asked for as text, and the type
/// is kept.
pub fn loose(name: &str) -> Option<Kind> {
    if name.strip_prefix("db:").is_some_and(crate::text::is_name) || name == "tel" {
        return Some(shown("input", &[]));
    }
    name.starts_with("hidden ").then_some(shown("", &[("type", "string")]))
}

/// The type that a name stands for.
pub fn canonical(name: &str) -> &str {
    match name {
        "imei" => "deviceid",
        "image" | "add image prompt" | "add photo prompt" => "photo",
        "add audio prompt" => "audio",
        "add video prompt" => "video",
        "add file prompt" => "file",
        other => other,
    }
}

/// The names that a misspelt one is compared with.
pub const NAMES: [&str; 47] = [
    "text",
    "integer",
    "decimal",
    "range",
    "select_one",
    "select_multiple",
    "select_one_from_file",
    "select_multiple_from_file",
    "select_one_external",
    "rank",
    "note",
    "calculate",
    "hidden",
    "date",
    "time",
    "dateTime",
    "geopoint",
    "geotrace",
    "geoshape",
    "image",
    "audio",
    "video",
    "file",
    "barcode",
    "acknowledge",
    "trigger",
    "audit",
    "start",
    "end",
    "today",
    "deviceid",
    "username",
    "phonenumber",
    "email",
    "simserial",
    "subscriberid",
    "csv-external",
    "xml-external",
    "start-geopoint",
    "background-geopoint",
    "background-audio",
    "begin_group",
    "end_group",
    "begin_repeat",
    "end_repeat",
    "begin group",
    "end group",
];

/// A question that offers choices, as its type is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Select<'a> {
    /// The words before the list.
    pub command: &'static str,
    /// The type.
    pub kind: &'static str,
    /// The list.
    pub list: &'a str,
    /// Whether another answer can be typed.
    pub or_other: bool,
}

/// The words by which a type offers choices, and the type that each means.
const SELECTS: [(&str, &str); 15] = [
    ("add select one prompt using", "select one"),
    ("add select multiple prompt using", "select all that apply"),
    ("select all that apply from", "select all that apply"),
    ("select one from file", "select one"),
    ("select multiple from file", "select all that apply"),
    ("select one from", "select one"),
    ("select1", "select one"),
    ("select_one", "select one"),
    ("select one", "select one"),
    ("select_multiple", "select all that apply"),
    ("select all that apply", "select all that apply"),
    ("select_one_external", "select one external"),
    ("select_one_from_file", "select one"),
    ("select_multiple_from_file", "select all that apply"),
    ("rank", "rank"),
];

/// A type that offers choices: `select_one list`, `select_multiple list or_other`.
pub fn select(name: &str) -> Option<Select<'_>> {
    SELECTS.iter().find_map(|(command, kind)| {
        let rest = name.strip_prefix(command)?.strip_prefix(' ')?;
        let (list, other) = rest.split_once(' ').map_or((rest, None), |(list, other)| (list, Some(other)));
        let or_other = matches!(other, Some("or specify other" | "or_other" | "or other"));
        (!list.is_empty() && !list.contains(char::is_whitespace) && (or_other || other.is_none()))
            .then_some(Select { command, kind, list, or_other })
    })
}

/// The start or end of a group, repeat or loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bracket {
    /// It starts.
    Begin(Section),
    /// It ends.
    End(Section),
}

/// What holds questions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// Once.
    Group,
    /// Any number of times.
    Repeat,
    /// Once for each choice of a list: not supported.
    Loop,
}

impl Section {
    /// How it is called.
    pub fn name(self) -> &'static str {
        match self {
            Section::Group => "group",
            Section::Repeat => "repeat",
            Section::Loop => "loop",
        }
    }
}

/// A type that starts or ends a section.
pub fn bracket(name: &str) -> Option<Bracket> {
    let (begins, rest) = match (name.strip_prefix("begin"), name.strip_prefix("end")) {
        (Some(rest), _) => (true, rest),
        (None, Some(rest)) => (false, rest),
        (None, None) => return None,
    };
    let rest = rest.strip_prefix(|c: char| c.is_whitespace() || c == '_')?;
    [
        ("looped group", Section::Repeat),
        ("lgroup", Section::Repeat),
        ("group", Section::Group),
        ("repeat", Section::Repeat),
        ("loop", Section::Loop),
    ]
    .iter()
    .find_map(|(word, section)| {
        let tail = rest.strip_prefix(word)?;
        let list = tail.strip_prefix(' ').map(|list| list.strip_prefix("over ").unwrap_or(list));
        let named =
            begins && list.is_some_and(|list| !list.is_empty() && !list.contains(char::is_whitespace));
        (tail.is_empty() || named).then_some(if begins {
            Bracket::Begin(*section)
        } else {
            Bracket::End(*section)
        })
    })
}
