//! A small checklist in two versions, and what somebody does with it: for whoever fills while everything happens to the phone. Knows one form; keeps
//! nothing.

use std::sync::{Arc, LazyLock};

use chaski::forms::definition::Form;
use chaski::forms::definition::import::import;
use chaski::forms::definition::lists::NoAttachments;
use chaski::forms::session::{Host, Refusal, Session};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

/// The id of the form.
pub const FORM: &str = "filled";
/// What must be answered; each feeds, or is, a text of a record of its own.
pub const REQUIRED: [&str; 3] = ["/data/mark", "/data/note", "/data/scale"];
/// The most instances of its repeat.
const MOST: usize = 4;

static FORMS: LazyLock<[Option<Arc<Form>>; 2]> =
    LazyLock::new(|| [form_of(1, "sleep"), form_of(2, "play")].map(|form| form.map(Arc::new)));

/// A version of the form: 1, or 2, which asks one thing less and another more.
pub fn form(version: usize) -> Option<Arc<Form>> {
    FORMS.get(version.checked_sub(1)?)?.clone()
}

fn form_of(version: usize, own: &str) -> Option<Form> {
    let ask = |name: &str| format!(r#"<input ref="/data/{name}"><label>{name}</label></input>"#);
    let body = ["mark", "note", "scale", "kg", own].map(ask).concat();
    let text = format!(
        r#"<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:entities="http://www.opendatakit.org/xforms/entities">
        <h:head><model>
        <instance><data id="{FORM}" version="{version}"><day/><mark/><note/><scale/><kg/><{own}/><on/><meal><what/></meal></data></instance>
        <bind nodeset="/data/day" calculate="today()"/>
        <bind nodeset="/data/mark" required="true()"/>
        <bind nodeset="/data/note" required="true()" entities:saveto="visit.note"/>
        <bind nodeset="/data/scale" required="true()" entities:saveto="reading.instrument"/>
        <bind nodeset="/data/kg" type="decimal" entities:saveto="reading.weight.kg"/>
        <bind nodeset="/data/on" calculate="if(/data/kg != '', /data/day, '')" entities:saveto="reading.on"/>
        </model></h:head>
        <h:body>{body}<group ref="/data/meal"><repeat nodeset="/data/meal"><input ref="/data/meal/what"><label>What?</label></input></repeat></group></h:body>
        </h:html>"#
    );
    import(&text, &NoAttachments).form
}

/// Whoever fills: always at the same hour, so that the same acts give the same record.
pub struct Sitting;

impl Host for Sitting {
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::UNIX_EPOCH.fixed_offset()
    }
    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        0
    }
    fn seed(&self) -> u64 {
        7
    }
}

/// The act of this number: an answer, one more instance, or one less. `text` is what is answered where a text is asked for. The path of what is
/// shown after it, or why it was not carried out.
pub fn act(session: &mut Session, number: u64, text: &str) -> Result<String, Refusal> {
    let meals = (1..).take_while(|at| session.find(&format!("/data/meal[{at}]")).is_some()).count();
    let answer = |session: &mut Session, path: String, text: &str| {
        let node = session.find(&path).ok_or(Refusal::NoSuchNode)?;
        session.answer(node, text).map(|_| path)
    };
    let repeat = "/data/meal".to_owned();
    match number % 8 {
        at @ 0..=2 => answer(session, REQUIRED[at as usize].to_owned(), text),
        4 => {
            let own = if session.form().version == "1" { "sleep" } else { "play" };
            answer(session, format!("/data/{own}"), &number.to_string())
        }
        5 if meals < MOST => session.add(&repeat).map(|_| repeat),
        5 | 6 if meals > 0 => answer(session, format!("{repeat}[{meals}]/what"), &number.to_string()),
        7 if meals == MOST => {
            let first = session.find("/data/meal[1]").ok_or(Refusal::NoSuchNode)?;
            session.remove(first).map(|_| repeat)
        }
        _ => answer(session, "/data/kg".to_owned(), &format!("{}.{}", 3 + number % 9, number % 10)),
    }
}
