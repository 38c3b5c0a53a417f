//! The plans of what people do: from what stands, who acts, what is given and what was shown to a draft, or to a refusal
//! that says what is otherwise.

use std::collections::BTreeMap;

use chaski::action::review::{Behind, Remark, ReviewState};
use chaski::action::{Acting, Plan, Refusal, Stop, correct, pair, refer, register, remove, review, visit};
use chaski::change::Change;
use chaski::change::hash::Secret;
use chaski::merge::rules::Offence;
use chaski::record::table::{self, code, household, part, person, reading, referral};
use chaski::record::{ChangeName, Decimal, DeviceId, FieldId, RecordName, Tag, VOID, Value, role};
use chaski::store::apply::{Open, settle};
use chaski::store::inbox::{comments_for, visits_asked};
use chaski::store::log::Incoming;
use chaski::store::related::{is_open_referral, recorded_at};
use chaski::store::revision::Revision;
use chaski::store::save::{Author, Draft, Values};
use chaski::store::shown::{shown_field, shown_then};
use chaski::store::{Log, Now, Shown};
use chaski::words::Lang;

use crate::common::phone::on_a_phone;

const AREA: RecordName = RecordName { device: DeviceId([1; 16]), number: 1, index: 0 };

/// Several people who act upon one state.
struct Book<'l> {
    log: &'l Log<'l>,
    next: BTreeMap<u8, u64>,
}

/// Elena, Julia and Rosa visit; Marta and Ruth look after visitors.
const ELENA: u8 = 2;
const JULIA: u8 = 5;
const ROSA: u8 = 6;
const MARTA: u8 = 3;
const RUTH: u8 = 4;

impl Book<'_> {
    fn acting(&self, who: u8) -> Acting<'_> {
        let author = Author {
            device: DeviceId([who; 16]),
            worker: RecordName { index: who.into(), ..AREA },
            role: if [MARTA, RUTH].contains(&who) { role::SUPERVISOR } else { role::VISITOR },
            rights: 1,
            now: Now { wall_s: 1_800_000_000, epoch: 1, elapsed_s: 0 },
            next: self.next.get(&who).copied().unwrap_or(Tag(505).number(1)),
        };
        Acting { log: *self.log, author, areas: None }
    }

    /// Carries a draft out.
    fn done(&mut self, draft: Draft) -> Vec<ChangeName> {
        self.takes(draft.into_changes())
    }

    fn takes(&mut self, changes: Vec<Change>) -> Vec<ChangeName> {
        let mut names = Vec::new();
        for change in changes {
            let key = Secret([7; 16]).key_of(change.name.number);
            self.log.receive(&Incoming::new(change.name, key, &change.encode())).unwrap();
            settle(self.log, change.name, &mut Open).unwrap();
            self.next.insert(change.name.device.0[0], change.name.number + 1);
            names.push(change.name);
        }
        names
    }

    fn does(&mut self, who: u8, plan: impl FnOnce(&Acting<'_>) -> Plan<Draft>) -> Vec<ChangeName> {
        let draft = plan(&self.acting(who)).expect("a draft");
        self.done(draft)
    }

    fn refused<T>(&self, who: u8, plan: impl FnOnce(&Acting<'_>) -> Plan<T>) -> Refusal {
        match plan(&self.acting(who)) {
            Err(Stop::Refused(refusal)) => refusal,
            Err(Stop::Failed(error)) => panic!("{error}"),
            Ok(_) => panic!("it was done"),
        }
    }

    fn shown(&self, record: RecordName, field: FieldId) -> Shown {
        shown_field(self.log, record, field).unwrap()
    }

    fn value(&self, record: RecordName, field: FieldId) -> Option<Value> {
        self.shown(record, field).value
    }

    fn weighs(&mut self, who: u8, seen: &Shown, mantissa: i64) -> Vec<ChangeName> {
        self.does(who, |acting| correct::correct(acting, seen, weight(mantissa), false, Some("leído mal")))
    }

    fn revision(&self, visit: RecordName) -> Revision {
        self.behind(visit).revision()
    }

    fn behind(&self, visit: RecordName) -> Behind {
        Behind::read(self.log, &recorded_at(self.log, &visit).unwrap()).unwrap()
    }
}

fn weight(mantissa: i64) -> Value {
    Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(mantissa, -2)))])
}

struct Visited {
    house: RecordName,
    child: RecordName,
    twin: RecordName,
    visit: RecordName,
    reading: RecordName,
    referral: RecordName,
}

fn recorded(id: u64, subject: RecordName, values: Values) -> visit::Recorded {
    visit::Recorded { entity: chaski::record::entity(id).unwrap(), subject, values, paths: BTreeMap::new() }
}

/// Elena registers a family and visits it.
fn story(story: impl FnOnce(&mut Book<'_>, &Visited)) {
    on_a_phone(|log| {
        let mut book = Book { log, next: BTreeMap::new() };
        let people = ["Illa", "Inti"]
            .map(|name| Values::from([(person::given_names, Value::text(name))]).into())
            .to_vec();
        let home = Values::from([(household::area, Value::Record(AREA))]);
        let (draft, house, names) = register::family(&book.acting(ELENA), home, people).unwrap();
        book.done(draft);
        let (child, twin) = (names[0], names[1]);
        let of = |field| Values::from([(field, Value::Record(child))]);
        let mut measured = of(reading::person);
        measured.insert(reading::weight, weight(890));
        let mut sent = of(referral::person);
        sent.insert(referral::signs, Value::List(vec![Value::text("fever")]));
        let records = vec![recorded(reading::ID, child, measured), recorded(referral::ID, child, sent)];
        let (draft, visit, names) = visit::visit(&book.acting(ELENA), house, Values::new(), records).unwrap();
        book.done(draft);
        story(&mut book, &Visited { house, child, twin, visit, reading: names[0], referral: names[1] });
    });
}

#[test]
fn a_family_and_a_visit_are_each_one_draft_and_what_does_not_fit_is_named_by_its_place() {
    story(|book, made| {
        assert_eq!(book.value(made.reading, reading::visit), Some(Value::Record(made.visit)));
        assert_eq!(book.value(made.twin, person::household), Some(Value::Record(made.house)));
        let wrong = Values::from([(person::given_names, Value::text(" "))]);
        let people = vec![Values::new().into(), wrong.into()];
        let home = Values::from([(household::area, Value::Record(AREA))]);
        let refused = book.refused(ELENA, |acting| register::family(acting, home, people));
        assert!(matches!(refused, Refusal::In { at: 1, why } if matches!(*why, Refusal::Entry(_))));
        let empty = vec![recorded(referral::ID, made.child, Values::new())];
        let refused = book.refused(ELENA, |acting| visit::visit(acting, made.house, Values::new(), empty));
        assert!(matches!(refused, Refusal::In { at: 0, .. }));
        let refused =
            book.refused(ELENA, |acting| register::person(acting, made.child, Values::new().into()));
        assert_eq!(refused, Refusal::Nowhere(made.child), "nobody lives in a child");
    });
}

#[test]
fn a_workers_correction_is_kept_beside_what_arrived_and_a_supervisors_waits_until_she_saw_it() {
    story(|book, made| {
        let seen = book.shown(made.reading, reading::weight);
        let said = book.weighs(ELENA, &seen, 900);
        // A second worker saw the first value too: both stand.
        let stale = shown_then(book.log, &seen.register, &seen.all).unwrap();
        let decides =
            |acting: &Acting<'_>| correct::correct(acting, &stale, weight(950), false, Some("lo vi"));
        assert_eq!(book.refused(MARTA, decides), Refusal::Stale(said));
        book.weighs(ELENA, &stale, 910);
        let now = book.shown(made.reading, reading::weight);
        assert_eq!((now.disputed, now.all.len()), (true, 2));
        let hers = |acting: &Acting<'_>| correct::correct(acting, &now, weight(950), true, Some("lo vi"));
        assert_eq!(book.refused(ELENA, hers), Refusal::Offence(Offence::NeedsSupervisor));
        // Deciding takes a reason, whoever decides.
        let silent = |acting: &Acting<'_>| correct::correct(acting, &now, weight(950), true, None);
        assert_eq!(book.refused(MARTA, silent), Refusal::Missing("reason"));
        // Where nothing stood, too: she says of others' work what they did not.
        let unsaid = book.shown(made.reading, reading::head_cm);
        let girth = || Value::Decimal(Decimal::new(425, -1));
        let first = |acting: &Acting<'_>| correct::correct(acting, &unsaid, girth(), false, None);
        assert_eq!(book.refused(MARTA, first), Refusal::Missing("reason"));
        book.does(ELENA, first);
        let long = "a".repeat(501);
        let long = |acting: &Acting<'_>| correct::correct(acting, &now, weight(950), true, Some(&long));
        assert_eq!(book.refused(MARTA, long), Refusal::TooLong("reason", 500));
        let chosen = correct::Choice::Head(now.all[1]);
        book.does(MARTA, |acting| correct::settle(acting, &now, &chosen, "vi el cuaderno"));
        assert!(!book.shown(made.reading, reading::weight).disputed);
    });
}

#[test]
fn where_two_said_different_things_a_worker_adds_a_voice_and_takes_back_her_own_word_alone() {
    story(|book, made| {
        let first = book.shown(made.reading, reading::weight);
        book.weighs(ELENA, &first, 900);
        book.weighs(JULIA, &first, 910);
        let two = book.shown(made.reading, reading::weight);
        assert_eq!((two.disputed, two.all.len()), (true, 2));
        // What a third hears in the family stands beside both, and which one is used meanwhile does not change by it.
        book.weighs(ROSA, &two, 920);
        let three = book.shown(made.reading, reading::weight);
        assert_eq!((three.all.len(), &three.value), (3, &two.value));
        // What one of the two says now stands for what she said herself; the others' words stay, also where she agrees with one.
        let hers = book.weighs(ELENA, &three, 910);
        let now = book.shown(made.reading, reading::weight);
        assert_eq!((now.disputed, now.all.len()), (true, 3));
        let again =
            |acting: &Acting<'_>| correct::correct(acting, &now, weight(910), false, Some("leído mal"));
        assert_eq!(book.refused(ELENA, again), Refusal::Already(hers));
    });
}

#[test]
fn a_value_that_stands_already_is_not_said_again() {
    story(|book, made| {
        let seen = book.shown(made.reading, reading::weight);
        let same = |acting: &Acting<'_>| correct::correct(acting, &seen, weight(890), false, Some("x"));
        assert_eq!(book.refused(ELENA, same), Refusal::Already(vec![made.reading.change()]));
        let void = book.shown(made.reading, VOID);
        let removed =
            |acting: &Acting<'_>| correct::correct(acting, &void, Value::Bool(true), false, Some("x"));
        assert!(matches!(book.refused(ELENA, removed), Refusal::Entry(_)), "a removal is no correction");
    });
}

#[test]
fn a_supervisors_restore_that_arrives_between_page_and_tap_is_said_and_not_replaced() {
    story(|book, made| {
        let seen = book.shown(made.reading, VOID);
        let removes = |acting: &Acting<'_>| remove::remove(acting, &seen, true, "era de otra niña");
        book.does(ELENA, removes);
        let removed = book.shown(made.reading, VOID);
        let restored = book.does(MARTA, |acting| remove::remove(acting, &removed, false, "era de ella"));
        // From a page that did not show that it was removed and taken back.
        assert_eq!(book.refused(ELENA, removes), Refusal::Stale(restored.clone()));
        assert_eq!(book.value(made.reading, VOID), Some(Value::Bool(false)));
        // From one that showed it removed: it is as she wants it.
        let restores = |acting: &Acting<'_>| remove::remove(acting, &removed, false, "sí era");
        assert_eq!(book.refused(ELENA, restores), Refusal::Already(restored));
        let now = book.shown(made.reading, VOID);
        let silent = |acting: &Acting<'_>| remove::remove(acting, &now, true, " ");
        assert_eq!(book.refused(ELENA, silent), Refusal::Missing("reason"));
        book.does(ELENA, |acting| remove::remove(acting, &now, true, "de verdad era de otra"));
        assert_eq!(book.value(made.reading, VOID), Some(Value::Bool(true)));
    });
}

#[test]
fn an_acceptance_holds_for_what_was_seen() {
    story(|book, made| {
        let old = book.revision(made.visit);
        let seen = book.shown(made.reading, reading::weight);
        let said = book.weighs(ELENA, &seen, 2990);
        let accepts = |acting: &Acting<'_>| review::accept(acting, &made.visit, &old);
        assert_eq!(book.refused(MARTA, accepts), Refusal::Stale(said));
        let now = book.revision(made.visit);
        let accepted = book.does(MARTA, |acting| review::accept(acting, &made.visit, &now));
        assert_eq!(book.behind(made.visit).state(&made.visit), (ReviewState::Accepted, 0));
        assert!(book.behind(made.visit).changed_since(&made.visit).is_empty());
        let again = |acting: &Acting<'_>| review::accept(acting, &made.visit, &now);
        assert_eq!(book.refused(RUTH, again), Refusal::Already(accepted));

        let seen = book.shown(made.reading, reading::weight);
        let said = book.weighs(ELENA, &seen, 310);
        let behind = book.behind(made.visit);
        assert_eq!(
            (behind.state(&made.visit).0, behind.changed_since(&made.visit)),
            (ReviewState::Changed, said)
        );
        let now = book.revision(made.visit);
        book.does(RUTH, |acting| review::accept(acting, &made.visit, &now));
        assert_eq!(book.behind(made.visit).state(&made.visit).0, ReviewState::Accepted);
        // A reading that is removed is a change, too.
        let void = book.shown(made.reading, VOID);
        book.does(ELENA, |acting| remove::remove(acting, &void, true, "era de otra"));
        assert_eq!(book.behind(made.visit).state(&made.visit).0, ReviewState::Changed);
    });
}

#[test]
fn a_correction_of_what_a_comment_is_anchored_on_answers_it_and_any_other_does_not() {
    story(|book, made| {
        let remark =
            |field, text: &str| Remark { record: made.reading, field, path: None, text: text.into() };
        let remarks = [remark(Some(reading::weight), "¿tan poco?"), remark(Some(reading::on), "¿qué día?")];
        let seen = book.revision(made.visit);
        let said = book.does(MARTA, |acting| review::give_back(acting, &made.visit, &seen, &remarks));
        let late = |acting: &Acting<'_>| review::accept(acting, &made.visit, &seen);
        assert_eq!(book.refused(RUTH, late), Refusal::Stale(said.clone()), "she did not see the comments");
        assert_eq!(book.behind(made.visit).state(&made.visit), (ReviewState::Returned, 2));
        let weight = book.shown(made.reading, reading::weight);
        book.weighs(ELENA, &weight, 980);
        assert_eq!(book.behind(made.visit).state(&made.visit), (ReviewState::Returned, 1));
        let comment = |index| RecordName { device: said[0].device, number: said[0].number, index };
        assert_eq!(
            book.value(comment(0), table::review::state),
            Some(Value::Int(code::review_state::answered))
        );
        // There is more to say about the other; about the first she may still say something.
        for index in [0, 1] {
            let reply = book.shown(comment(index), table::review::reply);
            let state = book.shown(comment(index), table::review::state);
            let empty = |acting: &Acting<'_>| review::answer(acting, &reply, &state, " ");
            assert_eq!(book.refused(ELENA, empty), Refusal::Missing("reply"));
            book.does(ELENA, |acting| review::answer(acting, &reply, &state, "sí, lo vi bien"));
        }
        assert_eq!(book.behind(made.visit).state(&made.visit).0, ReviewState::Answered);
    });
}

#[test]
fn whoever_ends_a_comment_to_which_an_answer_arrived_is_told_of_it_first() {
    story(|book, made| {
        let remark = Remark { record: made.reading, field: None, path: None, text: "¿con ropa?".into() };
        let (draft, name) = review::comment(&book.acting(MARTA), &remark, true).unwrap();
        book.done(draft);
        let (reply, state) = (book.shown(name, table::review::reply), book.shown(name, table::review::state));
        let said = book.does(ELENA, |acting| review::answer(acting, &reply, &state, "con polo"));
        let closes = |acting: &Acting<'_>| review::close(acting, &reply, &state);
        assert_eq!(book.refused(MARTA, closes), Refusal::Stale(said));
        let (reply, state) = (book.shown(name, table::review::reply), book.shown(name, table::review::state));
        book.does(MARTA, |acting| review::close(acting, &reply, &state));
        let silent = Remark { text: " ".into(), ..remark };
        assert_eq!(
            book.refused(MARTA, |acting| review::comment(acting, &silent, true)),
            Refusal::Missing("remark")
        );
    });
}

#[test]
fn of_two_who_decide_the_opposite_about_a_pair_the_second_is_told() {
    story(|book, made| {
        let (one, two) = (made.child, made.twin);
        let seen = pair::revision(book.log, &one, &two).unwrap();
        assert_eq!(book.refused(MARTA, |acting| pair::join(acting, &one, &one, &seen)), Refusal::Same);
        let said = book.does(MARTA, |acting| pair::two_persons(acting, &one, &two, &seen, "son mellizos"));
        let joins = |acting: &Acting<'_>| pair::join(acting, &two, &one, &seen);
        assert_eq!(book.refused(RUTH, joins), Refusal::Stale(said.clone()));
        let again = |acting: &Acting<'_>| pair::two_persons(acting, &one, &two, &seen, "son mellizos");
        assert_eq!(book.refused(RUTH, again), Refusal::Already(said));
        // Whoever saw it may say otherwise.
        let seen = pair::revision(book.log, &one, &two).unwrap();
        let (draft, joined) = pair::join(&book.acting(RUTH), &one, &two, &seen).unwrap();
        book.done(draft);
        assert_eq!(joined.device, DeviceId([RUTH; 16]));
        let late = |acting: &Acting<'_>| pair::separate(acting, &joined, &seen, "son mellizos");
        assert_eq!(book.refused(MARTA, late), Refusal::Stale(vec![joined.change()]));
        // Nor is a pair that is joined told to be two, or joined twice, by whoever saw that it is.
        let looked = pair::revision(book.log, &one, &two).unwrap();
        let again = |acting: &Acting<'_>| pair::join(acting, &one, &two, &looked);
        assert_eq!(book.refused(MARTA, again), Refusal::Already(vec![joined.change()]));
        let blind = |acting: &Acting<'_>| pair::two_persons(acting, &one, &two, &seen, "son mellizos");
        assert_eq!(book.refused(MARTA, blind), Refusal::Stale(vec![joined.change()]));
        // They are separated once.
        let said = book.does(MARTA, |acting| pair::separate(acting, &joined, &looked, "son mellizos"));
        let looked = pair::revision(book.log, &one, &two).unwrap();
        let again = |acting: &Acting<'_>| pair::separate(acting, &joined, &looked, "son mellizos");
        let Refusal::Already(changes) = book.refused(RUTH, again) else { panic!("it is so already") };
        assert!(said.iter().all(|one| changes.contains(one)), "{changes:?}");
    });
}

#[test]
fn of_two_who_close_a_danger_sign_the_second_is_told_what_the_first_said() {
    story(|book, made| {
        let seen = Revision::of(&[made.referral.change()]);
        let close = |arrived| {
            let seen = &seen;
            move |acting: &Acting<'_>| {
                let today = Value::date(&[2027, 1, 15]);
                refer::close(acting, &made.referral, seen, arrived, Some("con tratamiento"), today)
            }
        };
        let said = book.does(MARTA, close(code::arrived::yes));
        assert_eq!(book.refused(RUTH, close(code::arrived::no)), Refusal::Already(said));
        assert_eq!(book.value(made.referral, referral::arrived), Some(Value::Int(code::arrived::yes)));
    });
}

#[test]
fn who_did_not_arrive_is_looked_for_until_a_visit_sees_the_person() {
    story(|book, made| {
        let mut draft = Draft::new(book.acting(MARTA).author);
        let named = Values::from([(table::worker::name, Value::text("Elena"))]);
        draft.about(made.house);
        let elena = draft.create(table::worker::ID, named).unwrap();
        // A worker is the district's own affair.
        book.takes(
            draft.into_changes().into_iter().map(|change| Change { subject: None, ..change }).collect(),
        );
        let until = Value::date(&[2027, 1, 20]);
        for arrived in [code::arrived::no, code::arrived::not_known] {
            let seen = Revision::of(&chaski::store::revision::behind(book.log, [&made.referral]).unwrap());
            let closes = |acting: &Acting<'_>| {
                refer::close(acting, &made.referral, &seen, arrived, None, Value::date(&[2027, 1, 15]))
            };
            assert_eq!(book.refused(MARTA, closes), Refusal::Missing("sought_by"), "it closes nothing");
            let seeks = |by: RecordName, until: Value| {
                let seen = &seen;
                move |acting: &Acting<'_>| {
                    refer::seek(acting, &made.referral, seen, (arrived, by, until), None)
                }
            };
            assert_eq!(book.refused(MARTA, seeks(elena, Value::Null)), Refusal::Missing("seek_until"));
            assert_eq!(book.refused(MARTA, seeks(made.child, until.clone())), Refusal::Nowhere(made.child));
            book.does(MARTA, seeks(elena, until.clone()));
            assert!(is_open_referral(book.log, &made.referral).unwrap());
        }
        let late = Revision::of(&[made.referral.change()]);
        let seeks =
            |acting: &Acting<'_>| refer::seek(acting, &made.referral, &late, (2, elena, until.clone()), None);
        assert!(matches!(book.refused(RUTH, seeks), Refusal::Stale(_)), "others asked meanwhile");
        let asked = visits_asked(book.log, Lang::En, elena).unwrap();
        assert_eq!(asked.len(), 1);
        assert_eq!((asked[0].referral, asked[0].until.as_deref()), (made.referral, Some("2027-01-20")));
        assert_eq!(asked[0].signs, ["fever"]);
        // A visit at which she was not seen, and one that was made in vain.
        let saw = |who| Values::from([(table::visit::persons_seen, Value::List(vec![Value::Record(who)]))]);
        let mut in_vain = saw(made.child);
        let not_found = Value::Int(code::visit_outcome::not_found);
        in_vain.insert(table::visit::outcome, Value::parts([(part::outcome::is, not_found)]));
        for values in [saw(made.twin), in_vain] {
            let (draft, ..) = visit::visit(&book.acting(ELENA), made.house, values, Vec::new()).unwrap();
            book.done(draft);
            assert!(is_open_referral(book.log, &made.referral).unwrap());
        }
        let (draft, visit, _) =
            visit::visit(&book.acting(ELENA), made.house, saw(made.child), Vec::new()).unwrap();
        book.done(draft);
        assert_eq!(book.value(made.referral, referral::seen_at), Some(Value::Record(visit)));
        assert!(!is_open_referral(book.log, &made.referral).unwrap());
        assert_eq!(visits_asked(book.log, Lang::En, elena).unwrap(), []);
    });
}

#[test]
fn whoever_knows_that_the_person_did_not_arrive_after_all_opens_the_danger_sign_again() {
    story(|book, made| {
        let seen = Revision::of(&[made.referral.change()]);
        book.does(MARTA, |acting| {
            let today = Value::date(&[2027, 1, 15]);
            refer::close(acting, &made.referral, &seen, code::arrived::yes, None, today)
        });
        assert!(!is_open_referral(book.log, &made.referral).unwrap());
        let seen = book.shown(made.referral, referral::arrived);
        let no = Value::Int(code::arrived::no);
        book.does(RUTH, |acting| correct::correct(acting, &seen, no, false, Some("llamé al puesto")));
        assert!(is_open_referral(book.log, &made.referral).unwrap());
    });
}

#[test]
fn what_comes_of_a_referral_changes_nothing_that_was_accepted() {
    story(|book, made| {
        let seen = book.revision(made.visit);
        book.does(MARTA, |acting| review::accept(acting, &made.visit, &seen));
        let seen = Revision::of(&[made.referral.change()]);
        book.does(MARTA, |acting| {
            let today = Value::date(&[2027, 1, 15]);
            refer::close(acting, &made.referral, &seen, code::arrived::yes, Some("con tratamiento"), today)
        });
        assert_eq!(book.behind(made.visit).state(&made.visit).0, ReviewState::Accepted);
        assert_eq!(book.behind(made.visit).changed_since(&made.visit), []);
        // What was seen at the visit is another matter.
        let signs = book.shown(made.referral, referral::signs);
        let cough = Value::List(vec![Value::text("fast_breathing")]);
        book.does(ELENA, |acting| correct::correct(acting, &signs, cough, false, Some("me olvidé")));
        assert_eq!(book.behind(made.visit).state(&made.visit).0, ReviewState::Changed);
    });
}

#[test]
fn a_comment_waits_in_the_inbox_of_whoever_recorded_it_until_it_is_corrected_or_answered() {
    story(|book, made| {
        let elena = book.acting(ELENA).author.worker;
        let marta = book.acting(MARTA).author.worker;
        assert_eq!(comments_for(book.log, elena).unwrap(), []);
        let remark =
            |field, text: &str| Remark { record: made.reading, field, path: None, text: text.into() };
        let remarks = [remark(Some(reading::weight), "¿tan poco?"), remark(Some(reading::on), "¿qué día?")];
        let seen = book.revision(made.visit);
        let said = book.does(MARTA, |acting| review::give_back(acting, &made.visit, &seen, &remarks));
        let comment = |index| RecordName { device: said[0].device, number: said[0].number, index };
        assert_eq!(comments_for(book.log, elena).unwrap(), [comment(0), comment(1)]);
        assert_eq!(comments_for(book.log, marta).unwrap(), [], "she wrote them");
        let weight = book.shown(made.reading, reading::weight);
        book.weighs(ELENA, &weight, 980);
        assert_eq!(comments_for(book.log, elena).unwrap(), [comment(1)]);
        let reply = book.shown(comment(1), table::review::reply);
        let state = book.shown(comment(1), table::review::state);
        book.does(ELENA, |acting| review::answer(acting, &reply, &state, "el viernes"));
        assert_eq!(comments_for(book.log, elena).unwrap(), []);
    });
}

#[test]
fn an_act_bound_to_areas_is_about_those_and_names_only_what_is_in_them() {
    story(|book, made| {
        let elsewhere = [RecordName { number: 9, ..AREA }];
        let bound = Acting { areas: Some(&elsewhere), ..book.acting(MARTA) };
        let refused = remove::remove(&bound, &book.shown(made.reading, VOID), true, "x").unwrap_err();
        assert!(matches!(refused, Stop::Refused(Refusal::Elsewhere)));
        let mine = [AREA];
        let bound = Acting { areas: Some(&mine), ..book.acting(MARTA) };
        let household = book.shown(made.child, person::household);
        let child = Value::Record(made.twin);
        let refused = correct::correct(&bound, &household, child, true, Some("x")).unwrap_err();
        assert!(matches!(refused, Stop::Refused(Refusal::Nowhere(_))), "nobody lives in a child");
        let offence = Stop::from(chaski::store::StoreError::Offence(Offence::RoleTooLow));
        assert!(matches!(offence, Stop::Refused(Refusal::Offence(Offence::RoleTooLow))));
    });
}
