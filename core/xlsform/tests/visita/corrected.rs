//! A finished visit that is opened again days later, when the record knows of it: it stands as it was answered, and a figure that was misread is corrected.

use chaski::action::checklist::{Correction, correct, reopened};
use chaski::action::{Refusal, Stop};
use chaski::change::content::ContentName;
use chaski::forms::session::Session;
use chaski::merge::State;
use chaski::record::table::{answers, reading};
use chaski::record::{RecordName, entity};

use super::finished::{Home, at_home};
use super::visit::{Phone, VISITA, Visit, child, up_to_date, with};

const CONTENT: ContentName = ContentName([3; 32]);

/// A visit at which everything was measured and seen, and its answers.
fn visited(home: &mut Home<'_>) -> (Visit, RecordName) {
    let due = [("days_since_weight", "30"), ("days_since_length", "60"), ("vaccine_last_months", "9")];
    let mut visit = Visit::begin(home.knows(with(up_to_date(child(427)), &due)));
    visit.go_on(&[("weight_kg", "9.10"), ("fever", "yes"), ("family_goes", "now"), ("go_on", "go_on")]);
    let shown = [home.kept()];
    let changes = home.done(home.finish(&visit, &shown).unwrap());
    let made = changes.iter().flat_map(|change| change.creates());
    let answers =
        made.filter(|create| create.entity == answers::ID).map(|create| create.record).next().unwrap();
    (visit, answers)
}

#[test]
fn a_finished_visit_opens_as_it_was_answered_though_the_record_knows_more_since() {
    at_home(|home| {
        let (visit, answers) = visited(home);
        let opened = reopened(&home.acting(), &VISITA, &answers).unwrap();
        // By now the child was measured, its vaccines are up to date, and last week's agreement is settled.
        let host = Box::new(Phone(home.knows(up_to_date(child(431)))));
        let (session, lost) = Session::resume(VISITA.clone(), host, None, &opened.facts);
        assert_eq!(lost, []);
        let record = visit.session.record();
        for node in record.descendants(record.document()).filter(|node| visit.session.def(*node).is_some()) {
            let path = visit.session.path(node);
            let here = session.find(&path).unwrap();
            assert_eq!(session.value(here), visit.session.value(node), "{path}");
            assert_eq!(session.is_relevant(here), visit.session.is_relevant(node), "{path}");
        }
        let correction =
            Correction { session: &session, answers, content: CONTENT, shown: &opened.shown, reason: None };
        let refused = correct(&home.acting(), &correction).err();
        assert!(matches!(refused, Some(Stop::Refused(Refusal::Already(_)))), "{refused:?}");
    });
}

#[test]
fn a_weight_that_was_misread_and_an_agreement_that_was_not_kept_after_all_are_set_where_they_stand() {
    at_home(|home| {
        let (_, answers) = visited(home);
        let opened = reopened(&home.acting(), &VISITA, &answers).unwrap();
        let host = Box::new(Phone(home.knows(up_to_date(child(431)))));
        let (session, _) = Session::resume(VISITA.clone(), host, None, &opened.facts);
        let mut visit = Visit { session, asked: Vec::new() };
        visit.answer("weight_kg", "9.70");
        visit.answer("last_kept", "no");
        visit.answer("last_barrier", &visit.choices("last_barrier")[0].clone());
        let correction = Correction {
            session: &visit.session,
            answers,
            content: CONTENT,
            shown: &opened.shown,
            reason: Some("misread"),
        };
        let (draft, new) = correct(&home.acting(), &correction).unwrap_or_else(|stop| panic!("{stop:?}"));
        assert_eq!(new, []);
        let changes = home.done(draft);
        assert_eq!(changes.len(), 1, "all of it is about the child");
        let set = changes[0].sets().map(|set| {
            let of = home.log.known(&set.register.record).unwrap().unwrap().entity;
            let of = entity(of).unwrap();
            let field = of.field(set.register.field).unwrap();
            format!("{}.{} {}", of.name, field.name, set.register.path.as_deref().unwrap_or_default())
        });
        let mut set: Vec<String> = set.collect();
        set.sort();
        assert_eq!(
            set,
            [
                "agreement.kept ",
                "answers.answer greeting/last_barrier",
                "answers.answer greeting/last_kept",
                "answers.answer measures/weight_kg",
                "reading.weight ",
            ]
        );
        assert_eq!(changes[0].edits.len(), set.len());
        let kept = home.kept().value;
        assert_eq!(kept, Some(chaski::record::Value::Int(chaski::record::table::code::kept::no)));
        let weight =
            chaski::store::shown::shown_field(home.log, reading_of(home, &opened), reading::weight).unwrap();
        assert_eq!(weight.depth, 1);
    });
}

/// The reading that the visit made.
fn reading_of(home: &Home<'_>, opened: &chaski::action::checklist::Reopened) -> RecordName {
    let mut all = opened.shown.iter().map(|shown| shown.register.record);
    all.find(|record| home.log.known(record).unwrap().unwrap().entity == reading::ID).unwrap()
}
