//! What every storage must do for the supervisors' pages: rights in every list, count and act; acts whole or not at
//! all; what a supervisor says reaches the phones like any other change.

use std::collections::BTreeMap;
use std::path::Path;

use chaski::change::Register;
use chaski::record::table::{answers, code, household, part, person, reading, referral, review, visit};
use chaski::record::{ChangeName, FieldId, RecordName, Value, role};
use chaski::store::revision::Revision;
use chaski::store::shown::{shown, shown_field};
use chaski::store::{Place, Store};
use chaski_service::storage::Storage;
use chaski_service::storage::supervision::{
    Account, Act, Choice, Figure, FormSent, Refusal, Remark, ReviewState, Sight, Viewer, VisitFilter,
    attention,
};

use super::{Check, District, NOW_S, Outcome};
use crate::world::{Line, Phone, enrol, now_or_never, sync};

/// Every check.
pub const CHECKS: &[Check] = &[
    ("an account signs in with its password's hash, and its sessions end with it", accounts),
    ("a viewer sees their areas and nothing of another, in no page, no list and no count", rights),
    ("a visit is returned, answered by its author, and accepted", reviewing),
    ("a line asks to be looked at for what was seen at its visit", looking),
    ("two supervisors decide at once and exactly one of them does", deciding),
    ("an act and the form that asked for it are kept in one, and sent twice it is done once", forms),
    ("a correction stands in front of what its page showed, or changes nothing", correcting),
    ("two who look alike are joined, separated, or said to be two", joining),
    ("what was set aside is taken in, or refused and off the list", aside),
    ("a household moves to a leaf of the viewer's areas and to no other", moving),
    ("an open danger sign is listed until it is closed", danger),
    ("a month says what was agreed, followed and done", months),
    ("a page that follows another goes on where it ended", pages),
    ("what is typed finds on a server what it finds on a phone", finding),
    ("who saw whom is on the access log", seeing),
];

fn viewer(worker: RecordName, areas: &[RecordName]) -> Viewer {
    Viewer {
        login: "eva".into(),
        worker,
        name: "Eva".into(),
        areas: areas.to_vec(),
        may_export: true,
        may_enrol: true,
        until_s: i64::MAX,
    }
}

/// A district with supervisors of its areas.
struct Supervision<'s> {
    district: District<'s>,
    north: Viewer,
    south: Viewer,
}

type Checked<T> = Result<T, Box<dyn std::error::Error>>;

impl<'s> Supervision<'s> {
    fn of(storage: &'s dyn Storage, folder: &Path) -> Checked<Supervision<'s>> {
        let district = District::of(storage, folder)?;
        let eva = now_or_never(storage.add_worker("Eva"))?;
        let saul = now_or_never(storage.add_worker("Saul"))?;
        let north = viewer(eva, &[district.north]);
        let south = Viewer { login: "saul".into(), name: "Saul".into(), ..viewer(saul, &[district.south]) };
        Ok(Supervision { district, north, south })
    }

    fn storage(&self) -> &'s dyn Storage {
        self.district.storage
    }

    fn rosa(&mut self) -> Checked<&mut Store> {
        Ok(self.district.rosa.store()?)
    }

    fn act(&self, who: &Viewer, act: &Act) -> Checked<Result<Vec<ChangeName>, Refusal>> {
        Ok(now_or_never(self.storage().act(who, act, None, NOW_S))?)
    }

    /// The act is done.
    fn done(&self, who: &Viewer, act: &Act) -> Checked<Vec<ChangeName>> {
        self.act(who, act)?.map_err(|refused| format!("refused: {refused}").into())
    }

    /// The act is refused.
    fn refused(&self, who: &Viewer, act: &Act) -> Checked<Refusal> {
        let before = now_or_never(self.storage().dump(self.district.north))?;
        let refused = self.act(who, act)?.err().ok_or("it was done")?;
        assert_eq!(now_or_never(self.storage().dump(self.district.north))?, before, "nothing was changed");
        Ok(refused)
    }
}

/// A family with one child, named and born.
fn family(
    store: &mut Store,
    area: RecordName,
    given: &str,
    born: &[i64],
) -> Checked<(RecordName, RecordName)> {
    let mut action = store.begin()?;
    let house = action.about_new(
        household::ID,
        BTreeMap::from([
            (household::area, Value::Record(area)),
            (household::known_as, Value::text("Casa de la esquina")),
        ]),
    )?;
    let child = action.about_new(
        person::ID,
        BTreeMap::from([
            (person::household, Value::Record(house)),
            (person::given_names, Value::text(given)),
            (person::family_names, Value::text("Quispe Mamani")),
            (person::kind, Value::Int(code::person_kind::child)),
            (person::birth_date, Value::date(born)),
        ]),
    )?;
    action.save()?;
    Ok((house, child))
}

struct Made {
    visit: RecordName,
    reading: RecordName,
}

/// What a visit says at which a child was seen.
fn made_at(house: RecordName, child: RecordName, on: &[i64]) -> BTreeMap<FieldId, Value> {
    BTreeMap::from([
        (visit::household, Value::Record(house)),
        (visit::persons_seen, Value::List(vec![Value::Record(child)])),
        (visit::outcome, Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))])),
        (visit::on, Value::date(on)),
        (visit::begun, Value::Int(NOW_S - 3600)),
    ])
}

/// A visit of a day with a reading of the child.
fn visited(
    store: &mut Store,
    house: RecordName,
    child: RecordName,
    on: &[i64],
    next: Option<&[i64]>,
) -> Checked<Made> {
    let mut action = store.begin()?;
    action.about(house);
    let mut values = made_at(house, child, on);
    if let Some(next) = next {
        values.insert(visit::next_date, Value::date(next));
    }
    let visit = action.create(visit::ID, values)?;
    action.about(child);
    let reading = action.create(
        reading::ID,
        BTreeMap::from([
            (reading::person, Value::Record(child)),
            (reading::visit, Value::Record(visit)),
            (
                reading::weight,
                Value::parts([(part::weight::kg, Value::Decimal(chaski::record::Decimal::new(1230, -2)))]),
            ),
        ]),
    )?;
    action.save()?;
    Ok(Made { visit, reading })
}

const DAY: &[i64] = &[2027, 1, 15];

fn accounts(storage: &dyn Storage, _: &Path) -> Outcome {
    let worker = now_or_never(storage.add_worker("Eva"))?;
    let area = now_or_never(storage.add_area("Norte", code::area_kind::ALL[0].0, None))?;
    let mut account = Account {
        login: "eva".into(),
        worker,
        name: "Eva".into(),
        password_hash: "$argon2id$1".into(),
        areas: vec![area],
        may_export: false,
        may_enrol: true,
        stopped: false,
    };
    now_or_never(storage.add_account(&account))?;
    assert!(now_or_never(storage.add_account(&account)).is_err(), "a login is one person's");
    assert_eq!(now_or_never(storage.account("eva"))?.as_ref(), Some(&account));
    assert_eq!(now_or_never(storage.accounts())?, [account.clone()]);
    let session = |token: u8, now_s: i64, until_s: i64| -> Checked<Option<Viewer>> {
        Ok(now_or_never(storage.session([token; 32], now_s, until_s, 1000))?)
    };
    now_or_never(storage.begin_session([1; 32], "eva", 100, 200))?;
    let seen = session(1, 150, 400)?.ok_or("alive")?;
    assert_eq!((seen.worker, seen.areas.clone(), seen.until_s), (worker, vec![area], 400));
    assert!(session(1, 300, 500)?.is_some(), "it lasts from the last page on");
    assert!(session(2, 300, 500)?.is_none(), "nobody's token");
    assert_eq!(session(1, 450, 5000)?.map(|v| v.until_s), Some(1100), "never longer than it may");
    assert!(session(1, 1100, 5000)?.is_none());
    now_or_never(storage.begin_session([3; 32], "eva", 2000, 2500))?;
    account.areas.clear();
    account.may_export = true;
    now_or_never(storage.set_account(&account))?;
    assert!(session(3, 2100, 2500)?.is_some_and(|v| v.areas.is_empty() && v.may_export), "at the next page");
    now_or_never(storage.set_password("eva", "$argon2id$2"))?;
    assert!(session(3, 2100, 2500)?.is_none(), "another password ends every session");
    assert!(now_or_never(storage.set_password("nobody", "x")).is_err());
    now_or_never(storage.begin_session([4; 32], "eva", 2000, 2500))?;
    account.stopped = true;
    account.password_hash = "$argon2id$2".into();
    now_or_never(storage.set_account(&account))?;
    assert!(session(4, 2100, 2500)?.is_none(), "stopped");
    now_or_never(storage.begin_session([5; 32], "eva", 2000, 2500))?;
    now_or_never(storage.end_session([5; 32]))?;
    assert!(session(5, 2100, 2500)?.is_none());
    assert_eq!(now_or_never(storage.failures("eva"))?, (0, 0));
    now_or_never(storage.set_failures("eva", 3, 77))?;
    assert_eq!(now_or_never(storage.failures("eva"))?, (3, 77));
    now_or_never(storage.set_failures("eva", 0, 78))?;
    assert_eq!(now_or_never(storage.failures("eva"))?, (0, 0));
    Ok(())
}

fn rights(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let (north, south) = (desk.district.north, desk.district.south);
    let (house, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    let made = visited(desk.rosa()?, house, child, DAY, None)?;
    desk.district.sync_rosa()?;
    let sight = |who: &Viewer, record| now_or_never(storage.sight(who, record));
    assert_eq!(sight(&desk.north, made.visit)?, Sight::Here { entity: visit::ID, subject: house });
    assert_eq!(sight(&desk.north, child)?, Sight::Here { entity: person::ID, subject: child });
    assert_eq!(sight(&desk.south, made.reading)?, Sight::Elsewhere);
    assert_eq!(sight(&desk.north, RecordName { number: 99, ..child })?, Sight::Nowhere);
    let all = VisitFilter::default();
    for (who, n) in [(&desk.north, 1), (&desk.south, 0)] {
        assert_eq!(now_or_never(storage.visit_list(who, &all, None))?.total.n, n);
        assert_eq!(now_or_never(storage.visit_list(who, &all, None))?.items.len() as u64, n);
        assert_eq!(now_or_never(storage.child_list(who, None, None))?.total.n, n);
        assert_eq!(now_or_never(storage.child_list(who, Some(north), None))?.items.len() as u64, n);
        assert_eq!(now_or_never(storage.find(who, "quispe"))?.len() as u64, n);
        assert_eq!(now_or_never(storage.visit_view(who, made.visit))?.is_some(), n > 0);
        assert_eq!(now_or_never(storage.child_view(who, child))?.is_some(), n > 0);
        assert_eq!(now_or_never(storage.household_view(who, house))?.is_some(), n > 0);
        assert_eq!(now_or_never(storage.today(who, "2027-01-15", NOW_S))?.to_review.0.n, n);
        assert_eq!(now_or_never(storage.measurement_rows(who, None))?.0.len() as u64, n);
        assert_eq!(now_or_never(storage.as_of(who))?.phones, 1);
        let hers = now_or_never(storage.worker_page(who, desk.district.worker_rosa, "2027-01-01"))?;
        assert_eq!(hers.is_some(), n > 0);
    }
    let named: Vec<String> =
        now_or_never(storage.phones(&desk.south))?.into_iter().map(|phone| phone.name).collect();
    assert_eq!(named, ["Sol"]);
    let below: Vec<RecordName> =
        now_or_never(storage.areas_below(&desk.north))?.into_iter().map(|(area, _, _)| area).collect();
    assert_eq!(below, [north]);
    let accept = |visit| Act::AcceptVisit { visit, seen: Revision::default() };
    assert_eq!(desk.refused(&desk.south, &accept(made.visit))?, Refusal::Elsewhere);
    let nowhere = RecordName { number: 99, ..made.visit };
    assert_eq!(desk.refused(&desk.north, &accept(nowhere))?, Refusal::Nowhere(nowhere));

    // Whoever moved away takes what was measured of her along, and leaves the visit.
    let both = viewer(desk.north.worker, &[north, south]);
    let (elsewhere, _) = {
        let sol = desk.district.sol.store()?;
        family(sol, south, "Illa", &[2024, 5, 5])?
    };
    sync(storage, &mut desk.district.sol, Line::default(), NOW_S)?;
    let view = now_or_never(storage.child_view(&both, child))?.ok_or("theirs")?;
    let seen = view.page.field("household").ok_or("a field")?.shown.all.clone();
    let register = Register { record: child, field: person::household, path: None };
    let value = Value::Record(elsewhere);
    let moved = Act::Correct { register, seen, value, reason: "Se mudó con la tía".into() };
    assert_eq!(desk.refused(&desk.north, &moved)?, Refusal::Elsewhere, "the household is not hers");
    desk.done(&both, &moved)?;
    let view = now_or_never(storage.visit_view(&desk.north, made.visit))?.ok_or("the house's")?;
    assert!(view.page.readings.is_empty(), "the child's");
    assert!(view.page.persons_seen.iter().all(|link| link.recorded_elsewhere && link.title.is_none()));
    assert!(now_or_never(storage.child_view(&desk.north, child))?.is_none());
    assert_eq!(now_or_never(storage.child_list(&desk.south, None, None))?.items.len(), 2);
    Ok(())
}

fn forms(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let mut made = Vec::new();
    for given in ["Ñusta", "Illa", "Wayra"] {
        let (house, child) = family(desk.rosa()?, north, given, &[2025, 3, 1])?;
        made.push(visited(desk.rosa()?, house, child, DAY, None)?.visit);
    }
    desk.district.sync_rosa()?;
    let form = |key, but: Option<&str>| FormSent {
        key: [key; 32],
        leads: format!("/visits?done={key}"),
        leads_but: but.map(str::to_owned),
    };
    let led = |key| now_or_never(storage.form_led([key; 32]));
    let sent = |act: &Act, key| now_or_never(storage.act(&desk.north, act, Some(&form(key, None)), NOW_S));
    let returned = |text: &str, seen| Act::ReturnVisit {
        visit: made[0],
        seen,
        remarks: vec![Remark { record: made[0], field: None, path: None, text: text.into() }],
    };
    let unseen = revision(&desk, made[0])?;
    assert_eq!(sent(&returned("", unseen.clone()), 1)?.err(), Some(Refusal::Missing("remark")));
    assert_eq!(led(1)?, None, "what was refused led nowhere");
    sent(&returned("¿Con ropa?", unseen.clone()), 1)?.map_err(|refused| refused.to_string())?;
    assert_eq!(led(1)?.as_deref(), Some("/visits?done=1"));
    // It could be returned again; this form was carried out.
    let now = revision(&desk, made[0])?;
    let before = now_or_never(storage.dump(north))?;
    assert_eq!(sent(&returned("¿Con ropa?", now), 1)?.err(), Some(Refusal::Already(Vec::new())));
    assert_eq!(now_or_never(storage.dump(north))?, before);

    // Of several, those of which others said something meanwhile are not done, and the form leads elsewhere or nowhere.
    let accept = |visit, seen: &Revision| Act::AcceptVisit { visit, seen: seen.clone() };
    let each =
        |acts: &[Act], form: &FormSent| now_or_never(storage.act_each(&desk.north, acts, Some(form), NOW_S));
    let both = [accept(made[0], &unseen), accept(made[1], &revision(&desk, made[1])?)];
    let told = each(&both, &form(2, None))?.map_err(|refused| refused.to_string())?;
    assert!(told.is_some_and(|changes| !changes.is_empty()));
    assert_eq!(
        (state(&desk, made[0])?, state(&desk, made[1])?),
        (ReviewState::Returned, ReviewState::Accepted)
    );
    assert_eq!(led(2)?, None);
    each(&both, &form(3, Some("/visits?done=but")))?.map_err(|refused| refused.to_string())?;
    assert_eq!(led(3)?.as_deref(), Some("/visits?done=but"));
    // Where one is refused otherwise, none is done.
    let nowhere = RecordName { number: 99, ..made[2] };
    let one = [accept(made[2], &revision(&desk, made[2])?), accept(nowhere, &unseen)];
    assert_eq!(each(&one, &form(4, None))?.err(), Some(Refusal::Nowhere(nowhere)));
    assert_eq!((state(&desk, made[2])?, led(4)?), (ReviewState::None, None));
    assert_eq!(each(&one[..1], &form(4, None))?.err(), None);
    assert_eq!((state(&desk, made[2])?, led(4)?.as_deref()), (ReviewState::Accepted, Some("/visits?done=4")));
    assert_eq!(each(&one[..1], &form(4, None))?.err(), Some(Refusal::Already(Vec::new())));
    Ok(())
}

fn state(desk: &Supervision<'_>, visit: RecordName) -> Checked<ReviewState> {
    let list = now_or_never(desk.storage().visit_list(&desk.north, &VisitFilter::default(), None))?;
    Ok(list.items.iter().find(|line| line.visit == visit).ok_or("in the list")?.review)
}

/// What a page of the visit shows now.
fn revision(desk: &Supervision<'_>, visit: RecordName) -> Checked<Revision> {
    let view = now_or_never(desk.storage().visit_view(&desk.north, visit))?.ok_or("hers")?;
    Ok(view.line.ok_or("a line")?.revision)
}

fn reviewing(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let (house, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    let made = visited(desk.rosa()?, house, child, DAY, None)?;
    desk.district.sync_rosa()?;
    assert_eq!(state(&desk, made.visit)?, ReviewState::None);
    let remark = |record, text: &str| Remark { record, field: None, path: None, text: text.into() };
    let unseen = revision(&desk, made.visit)?;
    let returned =
        |seen: &Revision, remarks| Act::ReturnVisit { visit: made.visit, seen: seen.clone(), remarks };
    assert_eq!(desk.refused(&desk.north, &returned(&unseen, Vec::new()))?, Refusal::Missing("remark"));
    let long = "a".repeat(2001);
    assert_eq!(
        desk.refused(&desk.north, &returned(&unseen, vec![remark(made.visit, &long)]))?,
        Refusal::TooLong("remark", 2000)
    );
    assert_eq!(
        desk.refused(&desk.north, &returned(&unseen, vec![remark(house, "x")]))?,
        Refusal::Nowhere(house)
    );
    let said = desk.done(
        &desk.north,
        &returned(&unseen, vec![remark(made.reading, "¿Con ropa?"), remark(made.visit, "¿A qué hora?")]),
    )?;
    // Whoever accepts it from a page that did not show the comments is told of them.
    let accept = |seen: &Revision| Act::AcceptVisit { visit: made.visit, seen: seen.clone() };
    assert_eq!(desk.refused(&desk.north, &accept(&unseen))?, Refusal::Stale(said.clone()));
    assert_eq!(said.len(), 2, "one of the house, one of the child");
    assert_eq!(state(&desk, made.visit)?, ReviewState::Returned);
    let today = now_or_never(storage.today(&desk.north, "2027-01-15", NOW_S))?;
    assert_eq!((today.to_review.0.n, today.answered.n), (0, 0));
    assert_eq!(today.coverage.iter().map(|month| month.open_remarks).sum::<u64>(), 2);

    desk.district.sync_rosa()?;
    let page = now_or_never(storage.visit_view(&desk.north, made.visit))?.ok_or("hers")?.page;
    let answer = |desk: &mut Supervision<'_>, record: RecordName| -> Outcome {
        let store = desk.rosa()?;
        let reply = shown_field(&store.log(), record, review::reply)?;
        let state = shown_field(&store.log(), record, review::state)?;
        let mut action = store.begin()?;
        action.set(&reply, Value::text("Con polo"), None)?;
        action.set(&state, Value::Int(code::review_state::answered), None)?;
        action.save()?;
        desk.district.sync_rosa()
    };
    assert_eq!(page.reviews.len(), 2, "the author's phone has them too");
    answer(&mut desk, page.reviews[0].record)?;
    assert_eq!(state(&desk, made.visit)?, ReviewState::Returned, "one is open still");
    answer(&mut desk, page.reviews[1].record)?;
    assert_eq!(state(&desk, made.visit)?, ReviewState::Answered);
    let filter = VisitFilter { review: Some(ReviewState::Answered), ..VisitFilter::default() };
    assert_eq!(now_or_never(storage.visit_list(&desk.north, &filter, None))?.items.len(), 1);
    let seen = revision(&desk, made.visit)?;
    let accepted = desk.done(&desk.north, &accept(&seen))?;
    assert_eq!(state(&desk, made.visit)?, ReviewState::Accepted);
    let again = Refusal::Already(vec![accepted[0]]);
    assert_eq!(desk.refused(&desk.north, &accept(&seen))?, again);
    desk.district.sync_rosa()?;
    let store = desk.rosa()?;
    let shown = shown_field(&store.log(), page.reviews[0].record, review::state)?;
    assert_eq!(shown.value, Some(Value::Int(code::review_state::closed)), "closed on the phone too");
    let late = returned(&seen, vec![remark(made.visit, "Otra vez")]);
    assert!(matches!(desk.refused(&desk.north, &late)?, Refusal::Stale(_)), "it was accepted since");
    let seen = revision(&desk, made.visit)?;
    desk.done(&desk.north, &returned(&seen, vec![remark(made.visit, "Otra vez")]))?;
    assert_eq!(state(&desk, made.visit)?, ReviewState::Returned);
    Ok(())
}

fn looking(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let (house, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    let made = visited(desk.rosa()?, house, child, DAY, None)?;
    let bits = |desk: &Supervision<'_>| -> Checked<u32> {
        let view = now_or_never(storage.visit_view(&desk.north, made.visit))?.ok_or("hers")?;
        Ok(view.line.ok_or("a line")?.attention)
    };
    desk.district.sync_rosa()?;
    assert_eq!(bits(&desk)?, attention::NO_PLACE);
    let store = desk.rosa()?;
    let weight = shown_field(&store.log(), made.reading, reading::weight)?;
    let void = shown_field(&store.log(), made.reading, chaski::record::VOID)?;
    let mut action = store.begin()?;
    let heavier = Value::parts([(part::weight::kg, Value::Decimal(chaski::record::Decimal::new(123, -1)))]);
    action.set(&weight, heavier, Some("Leí mal"))?;
    action.save()?;
    desk.district.sync_rosa()?;
    assert_eq!(bits(&desk)?, attention::NO_PLACE | attention::CORRECTED);
    let view = now_or_never(storage.visit_view(&desk.north, made.visit))?.ok_or("hers")?;
    assert_eq!(view.history.len(), 1);
    assert_eq!(view.history[0].2.len(), 2);
    assert!(view.received.iter().all(|(_, at_s)| *at_s == NOW_S) && view.received.len() == 3);
    let mut action = desk.rosa()?.begin()?;
    action.void(&void, "Era de otra niña")?;
    action.about(child);
    action.create(
        referral::ID,
        BTreeMap::from([
            (referral::person, Value::Record(child)),
            (referral::visit, Value::Record(made.visit)),
            (referral::signs, Value::List(vec![Value::text("fever")])),
        ]),
    )?;
    action.save()?;
    desk.district.sync_rosa()?;
    let all = attention::NO_PLACE | attention::CORRECTED | attention::NOT_MEASURED | attention::DANGER;
    assert_eq!(bits(&desk)?, all);
    let filter = VisitFilter { attention: true, ..VisitFilter::default() };
    assert_eq!(now_or_never(storage.visit_list(&desk.north, &filter, None))?.total.n, 1);
    // What a checklist did not ask for is no omission.
    let without_a_measurement = |desk: &mut Supervision<'_>, filled: bool| -> Checked<u32> {
        let mut action = desk.rosa()?.begin()?;
        action.about(house);
        let visit = action.create(visit::ID, made_at(house, child, DAY))?;
        if filled {
            action.about(child);
            let about = [(answers::about, Value::Record(child)), (answers::visit, Value::Record(visit))];
            action.create(answers::ID, about.into())?;
        }
        action.save()?;
        desk.district.sync_rosa()?;
        let view = now_or_never(storage.visit_view(&desk.north, visit))?.ok_or("hers")?;
        Ok(view.line.ok_or("a line")?.attention)
    };
    assert_eq!(without_a_measurement(&mut desk, false)?, attention::NO_PLACE | attention::NOT_MEASURED);
    assert_eq!(without_a_measurement(&mut desk, true)?, attention::NO_PLACE);
    Ok(())
}

/// A register of which two phones said different things.
fn disputed(
    desk: &mut Supervision<'_>,
    storage: &dyn Storage,
    folder: &Path,
) -> Checked<(RecordName, Register, Vec<ChangeName>)> {
    let north = desk.district.north;
    let (_, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    desk.district.sync_rosa()?;
    let mut ana = Phone::at(Place::file(folder.join("ana.db")));
    enrol(storage, &mut ana, "Ana", role::VISITOR, &[north], NOW_S)?;
    sync(storage, &mut ana, Line::default(), NOW_S)?;
    for (phone, name) in [(&mut desk.district.rosa, "Ñusta Rosa"), (&mut ana, "Ñusta Ana")] {
        let store = phone.store()?;
        let shown = shown_field(&store.log(), child, person::given_names)?;
        let mut action = store.begin()?;
        action.set(&shown, Value::text(name), None)?;
        action.save()?;
    }
    for phone in [&mut desk.district.rosa, &mut ana] {
        sync(storage, phone, Line::default(), NOW_S)?;
    }
    let register = Register { record: child, field: person::given_names, path: None };
    let (item, ..) = now_or_never(storage.dispute_view(&desk.north, &register))?.ok_or("it is disputed")?;
    Ok((child, register, item.shown.all))
}

fn deciding(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let (child, register, seen) = disputed(&mut desk, storage, folder)?;
    let list = now_or_never(storage.dispute_list(&desk.north, None))?;
    assert_eq!((list.items.len(), list.total.n), (1, 1));
    assert!(list.items[0].values.iter().all(|value| value.withheld), "a list tells no names");
    assert_eq!(now_or_never(storage.dispute_list(&desk.south, None))?.total.n, 0);
    assert!(now_or_never(storage.dispute_view(&desk.south, &register))?.is_none());
    assert_eq!(now_or_never(storage.today(&desk.north, "2027-01-15", NOW_S))?.disputes.n, 1);
    assert!(now_or_never(storage.child_list(&desk.north, None, None))?.items[0].disputed);
    let settle = |choice| Act::Settle {
        register: register.clone(),
        seen: seen.clone(),
        choice,
        reason: "Vi el acta".into(),
    };
    assert_eq!(desk.refused(&desk.south, &settle(Choice::Head(seen[0])))?, Refusal::Elsewhere);
    assert_eq!(desk.refused(&desk.north, &settle(Choice::Head(child.change())))?, Refusal::Stale(Vec::new()));
    let silent = Act::Settle {
        register: register.clone(),
        seen: seen.clone(),
        choice: Choice::Head(seen[0]),
        reason: " ".into(),
    };
    assert_eq!(desk.refused(&desk.north, &silent)?, Refusal::Missing("reason"));
    // Both opened the page; both send it.
    let other = viewer(desk.south.worker, &[desk.district.north]);
    let decided = desk.done(&desk.north, &settle(Choice::Head(seen[1])))?;
    let late = desk.refused(&other, &settle(Choice::Other(Value::text("Ñusta"))))?;
    assert_eq!(late, Refusal::Stale(decided.clone()));
    // The loser is told what was decided instead, by whom and when.
    let told = now_or_never(storage.changes_view(&other, &decided))?.pop().ok_or("told")?;
    assert_eq!((told.who.name.as_deref(), told.wall_s), (Some("Eva"), NOW_S));
    assert_eq!((told.says.len(), told.reason.as_deref()), (1, Some("Vi el acta")));
    assert!(now_or_never(storage.changes_view(&desk.south, &decided))?.is_empty(), "not hers");
    assert_eq!(now_or_never(storage.dispute_list(&desk.north, None))?.total.n, 0);
    desk.district.sync_rosa()?;
    let view = now_or_never(storage.child_view(&desk.north, child))?.ok_or("hers")?;
    let shown = shown_field(&desk.rosa()?.log(), child, person::given_names)?;
    assert!(!shown.disputed);
    assert_eq!(
        shown.value.as_ref().and_then(Value::as_text),
        view.page.field("given_names").and_then(|f| f.value.as_str())
    );
    Ok(())
}

fn correcting(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let (house, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    let made = visited(desk.rosa()?, house, child, DAY, None)?;
    desk.district.sync_rosa()?;
    let register = Register { record: made.reading, field: reading::muac_cm, path: None };
    let muac = |seen: &[ChangeName], mantissa, reason: &str| Act::Correct {
        register: register.clone(),
        seen: seen.to_vec(),
        value: Value::Decimal(chaski::record::Decimal::new(mantissa, -1)),
        reason: reason.into(),
    };
    assert_eq!(desk.refused(&desk.north, &muac(&[], 142, ""))?, Refusal::Missing("reason"));
    let foreign = [made.reading.change()];
    assert_eq!(desk.refused(&desk.north, &muac(&foreign, 142, "Faltaba"))?, Refusal::Stale(Vec::new()));
    assert!(matches!(desk.refused(&desk.north, &muac(&[], 99_999, "Faltaba"))?, Refusal::Entry(_)));
    let said = desk.done(&desk.north, &muac(&[], 142, "Faltaba"))?;
    assert_eq!(desk.refused(&desk.north, &muac(&[], 143, "Faltaba"))?, Refusal::Stale(said.clone()));
    desk.done(&desk.north, &muac(&said, 143, "Leí mal"))?;
    desk.district.sync_rosa()?;
    let shown = shown_field(&desk.rosa()?.log(), made.reading, reading::muac_cm)?;
    assert_eq!(shown.value, Some(Value::Decimal(chaski::record::Decimal::new(143, -1))));
    let owner = Register { record: made.reading, field: reading::person, path: None };
    let seen = vec![made.reading.change()];
    let handed = Act::Correct { register: owner, seen, value: Value::Record(house), reason: "x".into() };
    assert!(matches!(desk.refused(&desk.north, &handed)?, Refusal::Offence(_)), "a record stays whose it is");
    Ok(())
}

fn joining(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let (north, south) = (desk.district.north, desk.district.south);
    let born = &[2025, 3, 1];
    let (_, one) = family(desk.rosa()?, north, "Ñusta", born)?;
    let (_, two) = family(desk.rosa()?, north, "Nustta", born)?;
    let (_, three) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 2])?;
    desk.district.sync_rosa()?;
    let (_, far) = family(desk.district.sol.store()?, south, "Ñusta", born)?;
    sync(storage, &mut desk.district.sol, Line::default(), NOW_S)?;
    let pairs = |who: &Viewer| -> Checked<Vec<(RecordName, RecordName)>> {
        let list = now_or_never(storage.alike_list(who, None))?;
        assert_eq!(list.total.n as usize, list.items.len());
        Ok(list.items.iter().map(|pair| (pair.one, pair.other)).collect())
    };
    let both = viewer(desk.north.worker, &[north, south]);
    assert_eq!(pairs(&desk.north)?, [(one, two)]);
    assert_eq!(pairs(&both)?.len(), 3, "whoever sees both sees the pair");
    assert_eq!(pairs(&desk.south)?, []);
    let view = now_or_never(storage.alike_view(&desk.north, two, one))?.ok_or("both are hers")?;
    assert_eq!(view.0.why, ["birth_date", "names"]);
    assert!(now_or_never(storage.alike_view(&desk.north, one, far))?.is_none());
    let unseen = Revision::default();
    let join = |kept, other| Act::Join { kept, other, seen: unseen.clone() };
    assert_eq!(desk.refused(&desk.north, &join(one, far))?, Refusal::Elsewhere);
    assert_eq!(desk.refused(&desk.north, &join(one, one))?, Refusal::Same);
    let children = |who: &Viewer| -> Checked<usize> {
        Ok(now_or_never(storage.child_list(who, None, None))?.items.len())
    };
    assert_eq!(children(&desk.north)?, 3);
    let said = desk.done(&desk.north, &join(one, two))?;
    assert_eq!((pairs(&desk.north)?.len(), children(&desk.north)?), (0, 2));
    assert_eq!(desk.refused(&desk.north, &join(two, one))?, Refusal::Already(said.clone()));
    let view = now_or_never(storage.alike_view(&desk.north, one, two))?.ok_or("hers")?;
    let joined = view.0.joined.ok_or("joined")?;
    // Whoever says meanwhile that they are two is told that somebody said they are one.
    let two_persons =
        |one, other| Act::TwoPersons { one, other, seen: unseen.clone(), reason: "Son primas".into() };
    assert_eq!(desk.refused(&desk.north, &two_persons(one, two))?, Refusal::Stale(said));
    let separate = Act::Separate { joined, seen: view.0.seen, reason: "Son primas".into() };
    assert_eq!(desk.refused(&desk.south, &separate)?, Refusal::Elsewhere);
    let separated = desk.done(&desk.north, &separate)?;
    let both_said = Refusal::Already(vec![joined.change(), separated[0]]);
    assert_eq!(desk.refused(&desk.north, &separate)?, both_said);
    assert_eq!((pairs(&desk.north)?.len(), children(&desk.north)?), (0, 3), "somebody looked at them");
    assert_eq!(desk.refused(&desk.north, &two_persons(one, two))?, both_said);
    // Nor are they joined from a page that did not show that somebody found them to be two.
    assert!(matches!(desk.refused(&desk.north, &join(one, two))?, Refusal::Stale(_)));
    desk.done(&both, &two_persons(one, far))?;
    assert_eq!(pairs(&both)?, [if two < far { (two, far) } else { (far, two) }]);
    desk.district.sync_rosa()?;
    assert!(desk.rosa()?.verify()?.is_sound());
    assert_ne!(one, three);
    Ok(())
}

fn aside(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let south = desk.district.south;
    let (house, child) = family(desk.rosa()?, south, "Ñusta", &[2025, 3, 1])?;
    let (other, _) = family(desk.rosa()?, south, "Illa", &[2024, 3, 1])?;
    desk.district.sync_rosa()?;
    let listed = |who: &Viewer| -> Checked<Vec<ChangeName>> {
        let list = now_or_never(storage.aside_list(who, None))?;
        let today = now_or_never(storage.today(who, "2027-01-15", NOW_S))?;
        assert_eq!((list.total.n as usize, today.aside.n as usize), (list.items.len(), list.items.len()));
        Ok(list.items.iter().map(|item| item.change).collect())
    };
    assert_eq!(listed(&desk.south)?, [house.change(), other.change()], "it would be hers");
    assert_eq!(listed(&desk.north)?, []);
    let reason = || "Es la tía de la zona".to_owned();
    let seen = |change| -> Checked<Revision> {
        Ok(now_or_never(storage.aside_view(&desk.south, change))?.ok_or("aside")?.seen)
    };
    let accept = Act::AcceptAside { change: house.change(), seen: seen(house.change())?, reason: reason() };
    let refuse = Act::RefuseAside { change: other.change(), seen: seen(other.change())?, reason: reason() };
    assert_eq!(desk.refused(&desk.north, &accept)?, Refusal::Elsewhere);
    let said = desk.done(&desk.south, &accept)?;
    assert!(matches!(desk.refused(&desk.south, &accept)?, Refusal::Already(told) if said.starts_with(&told)));
    let late = Act::RefuseAside { change: house.change(), seen: seen_of(&accept), reason: reason() };
    assert!(matches!(desk.refused(&desk.south, &late)?, Refusal::Stale(told) if said.starts_with(&told)));
    let view =
        now_or_never(storage.aside_view(&desk.south, house.change()))?.ok_or("who accepted it is told")?;
    assert_eq!((view.decided, view.accepted), (Some(("Saul".into(), reason())), true));
    // The child waited for its household; the author has no right to it either.
    assert_eq!(listed(&desk.south)?, [child.change(), other.change()]);
    let said = desk.done(&desk.south, &refuse)?;
    assert_eq!(desk.refused(&desk.south, &refuse)?, Refusal::Already(said.clone()));
    let late = Act::AcceptAside { change: other.change(), seen: seen_of(&refuse), reason: reason() };
    assert_eq!(desk.refused(&desk.south, &late)?, Refusal::Stale(said.clone()));
    let told = now_or_never(storage.changes_view(&desk.south, &said))?;
    assert!(told.iter().any(|one| one.who.name.as_deref() == Some("Saul")), "{told:?}");
    assert_eq!(listed(&desk.south)?, [child.change()]);
    let view = now_or_never(storage.aside_view(&desk.south, other.change()))?.ok_or("it stays aside")?;
    assert_eq!((view.decided, view.accepted), (Some(("Saul".into(), reason())), false));
    assert!(view.says.iter().any(|(of, field, _)| of == "household" && field == "known_as"));
    assert!(now_or_never(storage.aside_view(&desk.north, other.change()))?.is_none());
    assert!(now_or_never(storage.check())?.iter().any(|line| line.contains("2 changes are set aside")));
    desk.district.sync_rosa()?;
    Ok(())
}

/// What an act about a change that was set aside carries.
fn seen_of(act: &Act) -> Revision {
    match act {
        Act::AcceptAside { seen, .. } | Act::RefuseAside { seen, .. } => seen.clone(),
        _ => Revision::default(),
    }
}

fn moving(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let (north, south) = (desk.district.north, desk.district.south);
    let (house, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    let made = visited(desk.rosa()?, house, child, DAY, None)?;
    desk.district.sync_rosa()?;
    let both = viewer(desk.north.worker, &[north, south]);
    let view = now_or_never(storage.household_view(&both, house))?.ok_or("theirs")?;
    assert_eq!(view.areas.len(), 2);
    let seen = view.page.field("area").ok_or("a field")?.shown.all.clone();
    let moved = |area| Act::Move { household: house, area, seen: seen.clone(), reason: "Se mudaron".into() };
    assert_eq!(desk.refused(&desk.north, &moved(south))?, Refusal::Elsewhere);
    assert_eq!(desk.refused(&both, &moved(north))?, Refusal::Already(seen.clone()));
    assert_eq!(desk.refused(&both, &moved(house))?, Refusal::Nowhere(house));
    let said = desk.done(&both, &moved(south))?;
    assert_eq!(desk.refused(&both, &moved(north))?, Refusal::Stale(said));
    let list = |who: &Viewer| now_or_never(storage.visit_list(who, &VisitFilter::default(), None));
    assert!(list(&desk.north)?.items.is_empty());
    assert_eq!(list(&desk.south)?.items.first().map(|line| line.visit), Some(made.visit));
    sync(storage, &mut desk.district.sol, Line::default(), NOW_S)?;
    let shown = shown_field(&desk.district.sol.store()?.log(), child, person::given_names)?;
    assert_eq!(shown.value, Some(Value::text("Ñusta")), "the phone of that area has her");
    Ok(())
}

fn danger(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let (house, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    let made = visited(desk.rosa()?, house, child, DAY, None)?;
    let mut action = desk.rosa()?.begin()?;
    action.about(child);
    let sent = action.create(
        referral::ID,
        BTreeMap::from([
            (referral::person, Value::Record(child)),
            (referral::visit, Value::Record(made.visit)),
            (referral::signs, Value::List(vec![Value::text("fast_breathing")])),
        ]),
    )?;
    action.save()?;
    desk.district.sync_rosa()?;
    assert_eq!(now_or_never(storage.danger_list(&desk.south, None))?.total.n, 0);
    let today = now_or_never(storage.today(&desk.north, "2027-01-15", NOW_S))?;
    let open = today.danger.0.first().ok_or("one is open")?;
    assert_eq!((open.referral, open.person, open.visit), (sent, child, Some(made.visit)));
    assert_eq!(open.signs, ["fast_breathing"]);
    assert_eq!((open.worker.as_deref(), open.received_s), (Some("Rosa"), Some(NOW_S)));
    let close = Act::CloseReferral {
        referral: sent,
        seen: open.seen.clone(),
        arrived: code::arrived::yes,
        answer: Some("Neumonía, tratada".into()),
    };
    assert_eq!(desk.refused(&desk.south, &close)?, Refusal::Elsewhere);
    let wrong = Act::CloseReferral { referral: sent, seen: open.seen.clone(), arrived: 77, answer: None };
    assert!(matches!(desk.refused(&desk.north, &wrong)?, Refusal::Entry(_)));
    // Where she is it is still the evening before.
    now_or_never(storage.set_utc_offset(-10 * 60))?;
    let said = desk.done(&desk.north, &close)?;
    assert_eq!(desk.refused(&desk.north, &close)?, Refusal::Already(said));
    assert_eq!(now_or_never(storage.danger_list(&desk.north, None))?.total.n, 0);
    desk.district.sync_rosa()?;
    let closed = shown_field(&desk.rosa()?.log(), sent, referral::closed_on)?;
    assert_eq!(closed.value, Some(Value::date(&[2027, 1, 14])), "the day where she is");
    let shown = shown_field(&desk.rosa()?.log(), sent, referral::answer)?;
    assert_eq!(shown.value, Some(Value::text("Neumonía, tratada")));
    Ok(())
}

fn months(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let (house, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    let days: [(&[i64], &[i64]); 3] = [
        (&[2026, 12, 10], &[2027, 1, 10]),
        (&[2027, 1, 12], &[2027, 1, 20]),
        (&[2027, 2, 20], &[2027, 3, 20]),
    ];
    for (on, next) in days {
        let made = visited(desk.rosa()?, house, child, on, Some(next))?;
        if on[1] == 1 {
            let store = desk.rosa()?;
            let seen = shown_field(&store.log(), made.visit, visit::place)?;
            let degrees = |mantissa| Value::Decimal(chaski::record::Decimal::new(mantissa, -1));
            let place = [(part::place::lat, degrees(-135)), (part::place::lon, degrees(-720))];
            let mut action = store.begin()?;
            action.set(&seen, Value::parts(place), None)?;
            action.save()?;
        }
    }
    let mut action = desk.rosa()?.begin()?;
    action.about(house).create(
        visit::ID,
        BTreeMap::from([
            (visit::household, Value::Record(house)),
            (visit::outcome, Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::not_found))])),
            (visit::on, Value::date(&[2027, 1, 5])),
        ]),
    )?;
    action.save()?;
    desk.district.sync_rosa()?;
    let rosa = desk.district.worker_rosa;
    let page = now_or_never(storage.worker_page(&desk.north, rosa, "2027-03-01"))?.ok_or("hers")?;
    assert_eq!((page.months.len(), page.families.n, page.phones.len()), (12, 1, 1));
    let month = |first: &str| page.months.iter().find(|month| month.0 == first).map(|month| &month.1);
    let january = month("2027-01-01").ok_or("a month")?;
    assert_eq!(
        (january.expected, january.followed, january.in_time, january.done),
        (2, 2, 1, 1),
        "the second came a month late"
    );
    let march = month("2027-03-01").ok_or("a month")?;
    assert_eq!((march.expected, march.followed, march.done), (1, 0, 0));
    let lines = now_or_never(storage.workers_at_work(&desk.north, "2027-01-01"))?;
    assert_eq!(lines.len(), 1);
    assert_eq!((lines[0].month.name.as_str(), lines[0].month.done), ("Rosa", 1));
    let filter = VisitFilter {
        worker: Some(rosa),
        from: Some("2027-01-01".into()),
        to: Some("2027-01-31".into()),
        ..VisitFilter::default()
    };
    let list = now_or_never(storage.visit_list(&desk.north, &filter, None))?;
    assert_eq!((list.items.len(), list.total.n), (2, 2), "the one done and the one in vain");
    assert_eq!((january.not_done, january.with_place), (1, 1));
    let figures = [
        (Figure::Expected, january.expected),
        (Figure::Followed, january.followed),
        (Figure::InTime, january.in_time),
        (Figure::NotDone, january.not_done),
        (Figure::WithPlace, january.with_place),
    ];
    for (figure, counted) in figures {
        let list = now_or_never(storage.visit_list(
            &desk.north,
            &VisitFilter { figure: Some(figure), ..filter.clone() },
            None,
        ))?;
        assert_eq!(
            (list.items.len() as u64, list.total.n),
            (counted, counted),
            "{figure:?} opens to its list"
        );
    }
    Ok(())
}

fn pages(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let mut visits = Vec::new();
    for n in 0..120 {
        let (house, child) = family(desk.rosa()?, north, &format!("Niña {n:03}"), &[2025, 3])?;
        visits.push(visited(desk.rosa()?, house, child, DAY, None)?.visit);
    }
    desk.district.sync_rosa()?;
    let both = viewer(desk.north.worker, &[north, desk.district.south]);
    for filter in [
        VisitFilter::default(),
        VisitFilter { worker: Some(desk.district.worker_rosa), ..VisitFilter::default() },
        VisitFilter { from: Some("2027-01-01".into()), ..VisitFilter::default() },
        VisitFilter { to: Some("2027-01-31".into()), area: Some(north), ..VisitFilter::default() },
        VisitFilter { review: Some(ReviewState::None), attention: true, ..VisitFilter::default() },
        VisitFilter { review: Some(ReviewState::None), outcome: Some(2), ..VisitFilter::default() },
        VisitFilter { outcome: Some(code::visit_outcome::done), ..VisitFilter::default() },
    ] {
        let (mut seen, mut after) = (Vec::new(), None);
        loop {
            let page = now_or_never(storage.visit_list(&both, &filter, after.as_deref()))?;
            assert_eq!((page.total.n, page.total.more), (120, false), "{filter:?}");
            assert!(page.items.len() <= 40);
            seen.extend(page.items.into_iter().map(|line| line.visit));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        seen.reverse();
        assert_eq!(seen, visits, "{filter:?}");
    }
    for filter in [
        VisitFilter { outcome: Some(code::visit_outcome::moved), ..VisitFilter::default() },
        VisitFilter { review: Some(ReviewState::Accepted), ..VisitFilter::default() },
        VisitFilter { area: Some(desk.district.south), ..VisitFilter::default() },
        VisitFilter { to: Some("2026-12-31".into()), ..VisitFilter::default() },
    ] {
        assert_eq!(now_or_never(storage.visit_list(&both, &filter, None))?.total.n, 0, "{filter:?}");
    }
    let (mut names, mut after) = (Vec::new(), None);
    loop {
        let page = now_or_never(storage.child_list(&both, None, after.as_deref()))?;
        assert_eq!(page.total.n, 120);
        names.extend(page.items.into_iter().filter_map(|child| child.name));
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let sorted: Vec<String> = (0..120).map(|n| format!("Niña {n:03} Quispe Mamani")).collect();
    assert_eq!(names, sorted);
    Ok(())
}

fn finding(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let mut children = Vec::new();
    for name in ["Ñusta", "Illari", "Ilari", "María José", "Misk’i"] {
        children.push(family(desk.rosa()?, north, name, &[2025, 3, 1])?.1);
    }
    let system = Some("xx-card".to_owned());
    for (field, path, text) in [(person::identifier, system, "7788-1122"), (person::local_id, None, "A 17")] {
        let register = Register { record: children[0], field, path };
        let shown = shown(&desk.rosa()?.log(), &register)?;
        let mut action = desk.rosa()?.begin()?;
        action.set(&shown, Value::text(text), None)?;
        action.save()?;
    }
    let shown = shown_field(&desk.rosa()?.log(), children[1], person::household)?;
    let house = shown.value.and_then(|value| value.as_record()).ok_or("a house")?;
    let centre = shown_field(&desk.rosa()?.log(), house, household::populated_centre)?;
    let mut action = desk.rosa()?.begin()?;
    action.set(&centre, Value::text("Huayllabamba"), None)?;
    action.save()?;
    desk.district.sync_rosa()?;
    let code = children[2].paper_code();
    for typed in [
        "nusta",
        "ÑUSTA quispe",
        "illari",
        "ilari mamani",
        "quizpe",
        "qui",
        "esquina",
        "esquina ilari",
        "jose maria",
        "miski",
        "77881122",
        "7788",
        "a17",
        "huayllabamba",
        "illari huayllabamba",
        "nadie",
        "",
        code.as_str(),
        "quispe quispe",
    ] {
        let here = chaski::store::search::search(&desk.rosa()?.log(), typed, 50)?;
        let there = now_or_never(storage.find(&desk.north, typed))?;
        let names = |found: &[chaski::store::search::Found]| -> Vec<(RecordName, String)> {
            found.iter().map(|found| (found.record, found.by.clone())).collect()
        };
        assert_eq!(names(&there), names(&here), "{typed:?}");
        assert_eq!(there, here, "{typed:?}");
        assert!(now_or_never(storage.find(&desk.south, typed))?.is_empty());
    }
    Ok(())
}

fn seeing(storage: &dyn Storage, folder: &Path) -> Outcome {
    let mut desk = Supervision::of(storage, folder)?;
    let north = desk.district.north;
    let (house, child) = family(desk.rosa()?, north, "Ñusta", &[2025, 3, 1])?;
    desk.district.sync_rosa()?;
    now_or_never(storage.log_access(&desk.north, Some(child), "child", 10))?;
    now_or_never(storage.log_access(&desk.north, None, "export_csv", 11))?;
    now_or_never(storage.log_access(&desk.north, Some(house), "household", 12))?;
    let log = |who: &Viewer, of| now_or_never(storage.seen(who, of, None));
    let all = log(&desk.north, None)?;
    assert_eq!(all.items.iter().map(|seen| seen.at_s).collect::<Vec<_>>(), [12, 11, 10]);
    assert_eq!(log(&desk.north, Some(child))?.items.len(), 1);
    assert_eq!(log(&desk.south, Some(child))?.items.len(), 0);
    assert_eq!(log(&desk.south, None)?.total.n, 0);
    Ok(())
}
