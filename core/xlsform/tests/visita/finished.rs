//! What is in the record when it is finished: the visit, the answers and what they feed, one change for each whom they are about.

use std::collections::BTreeMap;

use chaski::action::checklist::{Finished, finish};
use chaski::action::visit::Recorded;
use chaski::action::{Acting, Plan, Refusal, Stop, register, visit};
use chaski::change::content::ContentName;
use chaski::change::hash::Secret;
use chaski::change::{Change, Edit};
use chaski::pack;
use chaski::record::json::to_json;
use chaski::record::table::{agreement, code, household, part, person};
use chaski::record::{DeviceId, RecordName, Tag, Value, entity, role};
use chaski::store::apply::{Open, settle};
use chaski::store::log::Incoming;
use chaski::store::query::{Asked, as_instance, known};
use chaski::store::save::{Author, Draft, Values};
use chaski::store::shown::shown_field;
use chaski::store::{Log, Now, Shown};
use chaski::words::Lang;
use chrono::NaiveDate;
use serde_json::{Value as Json, json};

use super::visit::{Known, TODAY, Visit, child, up_to_date, with};

use crate::common::phone::on_a_phone;

const AREA: RecordName = RecordName { device: DeviceId([1; 16]), number: 1, index: 0 };

/// A visitor's phone with one family on it: a child, and an agreement of last week.
pub struct Home<'l> {
    pub log: &'l Log<'l>,
    next: u64,
    house: RecordName,
    pub child: RecordName,
    pub agreed: RecordName,
}

impl Home<'_> {
    pub fn acting(&self) -> Acting<'_> {
        let author = Author {
            device: DeviceId([2; 16]),
            worker: RecordName { index: 2, ..AREA },
            role: role::VISITOR,
            rights: 1,
            now: Now { wall_s: 1_795_600_000, epoch: 1, elapsed_s: 0 },
            next: self.next,
        };
        Acting { log: *self.log, author, areas: None }
    }

    pub fn done(&mut self, draft: Draft) -> Vec<Change> {
        let changes = draft.into_changes();
        for change in &changes {
            let key = Secret([7; 16]).key_of(change.name.number);
            self.log.receive(&Incoming::new(change.name, key, &change.encode())).unwrap();
            settle(self.log, change.name, &mut Open).unwrap();
            self.next = change.name.number + 1;
        }
        changes
    }

    /// What the record knows of the child, with the names that it has here.
    pub fn knows(&self, known: Known) -> Known {
        with(known, &[("person", &self.child.to_string()), ("agreement", &self.agreed.to_string())])
    }

    pub fn kept(&self) -> Shown {
        shown_field(self.log, self.agreed, agreement::kept).unwrap()
    }

    pub fn finish(&self, visit: &Visit, shown: &[Shown]) -> Plan<Draft> {
        let finished = Finished {
            session: &visit.session,
            household: self.house,
            subject: self.child,
            content: ContentName([3; 32]),
            visit: None,
            known: Values::new(),
            shown,
        };
        finish(&self.acting(), finished).map(|(draft, ..)| draft)
    }
}

pub fn at_home(story: impl FnOnce(&mut Home<'_>)) {
    on_a_phone(|log| {
        log.use_pack(pack::shipped("pe")).unwrap();
        let mut home = Home { log, next: Tag(505).number(1), house: AREA, child: AREA, agreed: AREA };
        let wayta = Values::from([
            (person::given_names, Value::text("Wayta")),
            (person::kind, Value::Int(code::person_kind::child)),
            (person::birth_date, Value::date(&[2025, 9, 23])),
        ]);
        let altitude = [(part::altitude::m, Value::Int(3650)), (part::altitude::source, Value::Int(1))];
        let values = Values::from([
            (household::area, Value::Record(AREA)),
            (household::altitude, Value::parts(altitude)),
        ]);
        let (draft, house, names) = register::family(&home.acting(), values, vec![wayta.into()]).unwrap();
        home.done(draft);
        (home.house, home.child) = (house, names[0]);
        let agreed = Recorded {
            entity: entity(agreement::ID).unwrap(),
            subject: home.child,
            values: Values::from([
                (agreement::about, Value::Record(home.child)),
                (agreement::code, Value::text("hands")),
            ]),
            paths: BTreeMap::new(),
        };
        let (draft, _, names) = visit::visit(&home.acting(), house, Values::new(), vec![agreed]).unwrap();
        home.done(draft);
        home.agreed = names[0];
        story(&mut home);
    });
}

/// The records that a change makes, by what they are, without what the app says of each.
fn made(change: &Change) -> Vec<(&'static str, Json)> {
    let made = change.edits.iter().filter_map(|edit| {
        let Edit::Create { entity: of, values, paths } = edit else { return None };
        let of = entity(*of).unwrap();
        let said = values.iter().filter_map(|(id, value)| {
            let field = of.field(*id).unwrap();
            let ours = Some(field.id) == of.owner_field()
                || ["visit", "begun", "ended", "content"].contains(&field.name);
            (!ours).then(|| (field.name.to_owned(), to_json(&field.ty, value)))
        });
        let mut said: serde_json::Map<String, Json> = said.collect();
        for (id, paths) in paths {
            let field = of.field(*id).unwrap();
            said.extend(paths.iter().map(|(path, value)| (path.clone(), to_json(&field.ty, value))));
        }
        Some((of.name, Json::Object(said)))
    });
    made.collect()
}

#[test]
fn a_finished_visit_is_one_change_of_the_house_and_one_of_the_child() {
    at_home(|home| {
        let due = [("days_since_weight", "30"), ("days_since_length", "60"), ("vaccine_last_months", "9")];
        let mut visit = Visit::begin(home.knows(with(up_to_date(child(427)), &due)));
        visit.go_on(&[
            ("weight_kg", "9.10"),
            ("length_cm", "75.4"),
            ("fever", "yes"),
            ("family_goes", "now"),
            ("go_on", "go_on"),
        ]);
        let shown = [home.kept()];
        let changes = home.done(home.finish(&visit, &shown).unwrap());
        let subjects: Vec<_> = changes.iter().map(|change| change.subject.unwrap()).collect();
        assert_eq!(subjects, [home.house, home.child]);

        let of_house = made(&changes[0]);
        assert_eq!(
            of_house,
            [(
                "visit",
                json!({
                    "persons_seen": [home.child.to_string()],
                    "outcome": { "is": "done" },
                    "next_date": "2026-12-02",
                    "on": TODAY,
                })
            )]
        );
        let of_child = made(&changes[1]);
        let records: BTreeMap<&str, &Json> = of_child.iter().map(|(of, record)| (*of, record)).collect();
        assert_eq!(records.len(), of_child.len(), "{of_child:#?}");
        assert_eq!(
            records["reading"],
            &json!({
                "on": TODAY,
                "weight": { "kg": "9.10", "clothes": "light" },
                "length": { "cm": "75.4", "position": "lying" },
                "source": "measured",
                "measured_by": "worker",
            })
        );
        assert_eq!(
            records["service"],
            &json!({
                "kind": "vaccine",
                "antigens": ["influenza", "mmr", "pneumo", "varicella"],
                "on": "2026-11-23",
                "source": "card",
            })
        );
        assert_eq!(records["agreement"], &json!({ "code": "hands", "due": "2026-12-02" }));
        let referral = records["referral"];
        assert_eq!((&referral["signs"], &referral["where_to"]), (&json!(["fever"]), &json!("Puesto Ccorca")));
        assert_eq!(referral["sent"], json!(1_795_532_400));
        let answers = records["answers"];
        assert_eq!((&answers["form"], &answers["form_version"]), (&json!("visita"), &json!("2026.11")));
        assert_eq!(answers["danger/fever"], json!("yes"));
        assert_eq!(answers["package/iron_days"], json!(7));
        assert_eq!(answers["counsel/foods"][0], json!("breast_milk"));
        // What the record knew, and what was worked out of it, is no answer.
        let worked_out = ["name", "age_days", "signs", "room_core", "package/record_vaccine_on"];
        assert!(worked_out.iter().all(|path| answers.get(path).is_none()), "{answers:#}");

        let kept = home.kept().value;
        assert_eq!(
            kept.map(|value| to_json(
                &entity(agreement::ID).unwrap().field(agreement::kept).unwrap().ty,
                &value
            )),
            Some(json!("yes"))
        );
        let asked = shown_field(home.log, home.agreed, agreement::kept_visit).unwrap().value;
        assert!(asked.and_then(|value| value.as_record()).is_some());
    });
}

#[test]
fn what_is_not_answered_is_named_and_nothing_is_saved() {
    at_home(|home| {
        let mut visit = Visit::begin(home.knows(up_to_date(child(244))));
        visit.go_on(&[]);
        visit.answer("convulsion", "");
        let refused = home.finish(&visit, &[home.kept()]).err();
        let Some(Stop::Refused(Refusal::Unanswered(open))) = refused else { panic!("{refused:?}") };
        assert_eq!(open, ["/data/danger/convulsion"]);
    });
}

#[test]
fn an_agreement_of_which_somebody_spoke_meanwhile_is_asked_again() {
    at_home(|home| {
        let shown = [home.kept()];
        let mut visit = Visit::begin(home.knows(up_to_date(child(244))));
        visit.go_on(&[]);
        let before = [home.kept()];
        home.done(home.finish(&visit, &before).unwrap());
        let refused = home.finish(&visit, &shown).err();
        assert!(
            matches!(&refused, Some(Stop::Refused(Refusal::Stale(changes))) if changes.len() == 1),
            "{refused:?}"
        );
    });
}

#[test]
fn what_one_visit_found_the_next_one_knows() {
    at_home(|home| {
        let asked = |today: &str| Asked {
            today: NaiveDate::parse_from_str(today, "%Y-%m-%d").unwrap(),
            utc_offset_min: -300,
            form: "visita",
            lang: Lang::Es,
        };
        let first = known(home.log, &home.child, asked(TODAY)).unwrap();
        assert_eq!(first["age_days"], "427");
        assert_eq!(first["age_months"], "14");
        assert_eq!(first["agreement"], home.agreed.to_string());
        assert_eq!(first["agreement_text"], "Lavarse las manos con jabón");
        assert_eq!(
            (first["name"].as_str(), first["kind"].as_str(), first["altitude_m"].as_str()),
            ("Wayta", "child", "3650")
        );
        assert!(!first.contains_key("consent_care") && !first.contains_key("days_since_weight"), "{first:?}");

        let mut visit = Visit::begin(first);
        visit.go_on(&[]);
        assert!(visit.was_asked("consent") && visit.was_asked("cred") && visit.was_asked("weight_kg"));
        home.done(home.finish(&visit, &[home.kept()]).unwrap());

        let next = known(home.log, &home.child, asked("2026-12-02")).unwrap();
        assert_eq!(next["consent_care"], "given");
        assert_eq!(next["days_since_cred_check"], "9");
        assert_eq!(next["answer_play"], visit.value("play"));
        assert_eq!(next["days_since_answer_fever"], "8");
        assert_ne!(next["agreement"], home.agreed.to_string());
        let mut again = Visit::begin(next);
        again.go_on(&[]);
        assert!(!again.was_asked("consent") && !again.was_asked("cred"));
        assert!(
            again.was_asked("last_kept") && again.was_asked("vaccines") && again.was_asked("haemoglobin")
        );
        home.done(home.finish(&again, &[]).unwrap());

        let third = known(home.log, &home.child, asked("2026-12-09")).unwrap();
        assert_eq!(
            (third["vaccine_last_months"].as_str(), third["days_since_haemoglobin"].as_str()),
            ("14", "16")
        );
        let mut third = Visit::begin(third);
        third.go_on(&[]);
        assert!(!third.was_asked("vaccines") && !third.was_asked("weight_kg") && third.was_asked("dni_now"));
        home.done(home.finish(&third, &[]).unwrap());
        let fourth = known(home.log, &home.child, asked("2026-12-20")).unwrap();
        // By the phone's clock at the door: the visit's own date.
        assert_eq!((fourth["days_since_weight"].as_str(), fourth["document_dni"].as_str()), ("26", "yes"));
        let with_signs = as_instance(&Known::from([("name".to_owned(), "<&>".to_owned())]));
        assert_eq!(with_signs, "<context><name>&lt;&amp;&gt;</name></context>");
    });
}
