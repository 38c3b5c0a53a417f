//! What lies on the supervisor's desk when the story is told and the server serves on: on Saturday she looks through
//! the week, and until today the phones bring what needs her, so that every line of her first page has something
//! behind it. Everything comes from phones and over the line, or is said by her; nothing is written past them.

use chaski::record::table::{code, household, person, reading, review};
use chaski::record::{RecordName, Value, role};
use chaski::store::revision::Revision;
use chaski::store::shown::shown_field;
use chaski::store::{Store, StoreError};

use super::calendar::Calendar;
use super::chance::Chance;
use super::days::After;
use super::district;
use super::error::{DemoError, Result};
use super::tell::count;
use super::visiting::{self, Course, Weighed};
use super::weighing::Story;
use super::work::{self, Family};
use super::world::{Worker, World};
use chaski_service::storage::Storage;
use chaski_service::storage::supervision::{
    Account, Act, Remark, ReviewState, Supervision, Today, Viewer, VisitFilter,
};

/// The supervisor's name at the door.
pub const LOGIN: &str = "nelida";
const HOUR_S: i64 = 3_600;
/// Syncs after which a phone with signal has brought everything.
const SYNCS: usize = 5;
/// From the end of the day's work until all that the phones bring is there.
const BRINGING_S: i64 = 20 * 60;
/// Of one child, as two who write by ear register it.
const HEARD: [&str; 2] = ["Maribel", "Marivel"];

/// Gives the story's supervisor a place at the pages; who she is there.
pub fn account(world: &mut World, supervisor: usize) -> Result<Viewer> {
    let worker = world.phones[supervisor].store()?.worker()?;
    let worker = worker.ok_or_else(|| DemoError::Story("the supervisor has no phone".into()))?;
    let account = Account {
        login: LOGIN.into(),
        worker,
        name: district::SUPERVISOR.into(),
        // Nothing that could be typed: the way in is the link of this demo.
        password_hash: "-".into(),
        areas: vec![world.district()],
        may_export: true,
        may_enrol: true,
        stopped: false,
    };
    world.wait(world.storage.add_account(&account))?;
    let Account { login, worker, name, areas, may_export, may_enrol, .. } = account;
    Ok(Viewer { login, worker, name, areas, may_export, may_enrol, until_s: i64::MAX })
}

/// Lays it on the desk of this viewer; what is there then, when the demo began, with the month of the last day's work.
pub fn lay(world: &mut World, after: &After, viewer: &Viewer, seed: u64) -> Result<Today> {
    let now_s = world.clock.began_s();
    let today_s = world.calendar.last_afternoon(now_s);
    let mut days = Days {
        day: world.calendar.day_of(today_s),
        today_s,
        chance: Chance::of(seed, "desk"),
        visitors: after.supervisor,
        supervisor: after.supervisor,
        copy: after.copy.map(|(_, copy)| copy),
        world,
        viewer,
    };
    let lost = days.two_more(&after.others)?;
    let last = after.weighed.iter().rev().find(|one| one.phone == 0 && one.reading.is_some());
    let sent_back = *last.ok_or_else(|| DemoError::Story("the first phone measured nobody".into()))?;
    days.saturday(&sent_back, lost)?;
    days.work(&after.others)?;
    days.disagree(&after.others)?;
    days.register_by_ear(&after.others)?;
    days.answer(sent_back)?;
    days.bring(lost, &after.others)?;
    days.world.clock.let_go();
    let day = world.calendar.text(world.calendar.day_of(today_s));
    Ok(world.wait(world.storage.today(viewer, &day, now_s))?)
}

/// Which month's visits are counted for a demo that began at this time: on the morning of a first nothing of the month
/// has been done yet.
pub fn month(calendar: Calendar, now_s: i64) -> &'static str {
    let of = |time_s| calendar.month(calendar.day_of(time_s));
    if of(calendar.last_afternoon(now_s)) == of(now_s) { "this month" } else { "last month" }
}

/// What is there, a line each; `month` says of which month the visits are counted.
pub fn lines(today: &Today, month: &str) -> Vec<String> {
    let Today { danger, answered, to_review, disputes, alike, aside, silent, coverage, .. } = today;
    let (expected, followed) =
        coverage.iter().fold((0, 0), |sum, of| (sum.0 + of.expected, sum.1 + of.followed));
    vec![
        count(danger.1.n, "child", "children") + " sent to the health post, of whom nobody has heard since",
        count(answered.n, "visit", "visits") + " that she had sent back, answered",
        format!(
            "{} to look through, {} of them with something that asks for it",
            count(to_review.0.n, "visit", "visits"),
            to_review.1.n
        ),
        count(disputes.n, "value", "values") + " of which two people said different things",
        count(alike.n, "pair", "pairs") + " of children who may be one child",
        count(aside.n, "change", "changes") + " set aside: of a phone that was lost and found again",
        count(silent.len() as u64, "phone", "phones") + " silent for more than seven days",
        format!("{month}: {followed} of {expected} visits that were agreed have been made"),
    ]
}

struct Days<'d> {
    world: &'d mut World,
    viewer: &'d Viewer,
    chance: Chance,
    visitors: usize,
    supervisor: usize,
    /// The phone that was copied from another's, and went on under a name of its own.
    copy: Option<usize>,
    /// Until when things happen: the last late afternoon.
    today_s: i64,
    /// Its day.
    day: i64,
}

impl Days<'_> {
    /// Two more workers, on the Sunday before the story: one whose phone is never heard again, one whose phone gets
    /// lost and is found; its number.
    fn two_more(&mut self, others: &[(usize, Family)]) -> Result<usize> {
        let mut phones = Vec::new();
        for (nth, area) in [1, 0].into_iter().enumerate() {
            self.world.clock.set(self.world.calendar.at(-1, 7));
            let name = district::worker(self.visitors + nth);
            let worker = Worker { name: &name, role: role::VISITOR, areas: &[area] };
            let phone = self.world.add_phone(&worker, self.world.calendar.at(-1, 7))?;
            self.world.sync(phone)?;
            for (hour, family) in [9, 11].into_iter().zip(of_area(others, area)) {
                self.at(phone, self.world.calendar.at(-1, hour));
                // The day of today's work: of what was agreed for its month, some is followed, on whatever day it is.
                let next_in = Some(self.day + 1);
                self.visit(phone, family, -1, Course { next_in, unmeasured: true, ..Course::default() })?;
            }
            self.world.clock.set(self.world.calendar.at(0, 16));
            self.deliver(phone)?;
            phones.push(phone);
        }
        phones.last().copied().ok_or_else(|| DemoError::Story("nobody came".into()))
    }

    /// She accepts what is older than Friday, closes the referral of Tuesday, sends one visit back with two questions,
    /// and a phone that was lost is stopped.
    fn saturday(&mut self, sent_back: &Weighed, lost: usize) -> Result<()> {
        self.world.clock.set(self.world.calendar.at(6, 9));
        for danger in self.world.wait(self.world.storage.danger_list(self.viewer, None))?.items {
            let answer = Some("Llegó esa tarde. Bronquitis; ya está en casa con tratamiento.".to_owned());
            self.act(Act::CloseReferral {
                referral: danger.referral,
                seen: danger.seen,
                arrived: code::arrived::yes,
                answer,
            })?;
        }
        for (visit, seen) in self.older_than(&self.world.calendar.text(5))? {
            self.act(Act::AcceptVisit { visit, seen })?;
        }
        let visit = self.world.ledger.name(sent_back.visit);
        let remark = |record, field, text: &str| Remark { record, field, path: None, text: text.into() };
        let mut remarks =
            vec![remark(visit, None, "¿Quién cuida a la niña o al niño cuando la mamá está en la chacra?")];
        remarks.extend(sent_back.reading.map(|reading| {
            let measured = self.world.ledger.name(reading);
            let text = "Este peso no sigue al de la vez pasada. ¿Puedes mirar tu hoja?";
            remark(measured, Some(reading::weight), text)
        }));
        let view = self.world.wait(self.world.storage.visit_view(self.viewer, visit))?;
        let seen = view.and_then(|view| view.line).map(|line| line.revision).unwrap_or_default();
        self.act(Act::ReturnVisit { visit, seen, remarks })?;
        let device = self.world.phones[lost].store()?.device();
        self.world.wait(self.world.storage.stop_device(device))?;
        self.everybody(|days, phone| days.deliver(phone))
    }

    /// Visits that nobody looked at yet, made before a date.
    fn older_than(&self, date: &str) -> Result<Vec<(RecordName, Revision)>> {
        let filter = VisitFilter { review: Some(ReviewState::None), ..VisitFilter::default() };
        let (mut older, mut after) = (Vec::new(), None);
        loop {
            let list = self.world.storage.visit_list(self.viewer, &filter, after.as_deref());
            let page = self.world.wait(list)?;
            let made_before =
                page.items.into_iter().filter(|line| line.on.as_deref().is_some_and(|on| on < date));
            older.extend(made_before.map(|line| (line.visit, line.revision)));
            match page.next {
                Some(next) => after = Some(next),
                None => return Ok(older),
            }
        }
    }

    /// A day's work: some of the families that wait, some in vain, one child in danger.
    fn work(&mut self, others: &[(usize, Family)]) -> Result<()> {
        for phone in 0..self.visitors {
            let own = others.iter().filter(|(of, _)| *of == phone).map(|(_, family)| family);
            for (nth, family) in own.enumerate() {
                self.at(phone, self.today_s - (6 - 2 * nth as i64) * HOUR_S);
                let course = Course { next_in: Some(14), ..Course::default() };
                match (nth, phone % 3) {
                    (0, 0) => self.visit(phone, family, self.day, Course { no_place: true, ..course })?,
                    (0, 1) => self.visit(phone, family, self.day, course)?,
                    (0, _) => self.visit(phone, family, self.day, Course { unmeasured: true, ..course })?,
                    (1, 0) => {
                        let (phone, ledger) = (&mut self.world.phones[phone], &mut self.world.ledger);
                        work::find_nobody(phone, ledger, family, self.day, &mut self.chance)?;
                    }
                    (1, 1) => self.visit(phone, family, self.day, course)?,
                    (2, _) if phone == 0 => {
                        self.visit(phone, family, self.day, Course { danger: true, ..course })?
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Two write different things of one family, apart: its telephone, and the day on which its child was born.
    fn disagree(&mut self, others: &[(usize, Family)]) -> Result<()> {
        let Some(family) = of_area(others, 0).last() else { return Ok(()) };
        let (one, other) = self.pair(0);
        let number = district::telephone(&mut self.chance);
        let born = |days| self.world.calendar.date(1 - family.facts.age_days + days);
        let said =
            [(one, [Value::text(&number), born(9)]), (other, [Value::text(&another(&number)), born(-18)])];
        for (phone, [telephone, born]) in said {
            self.at(phone, self.today_s - HOUR_S);
            let (phone, ledger) = (&mut self.world.phones[phone], &mut self.world.ledger);
            phone.correct(ledger, family.house, household::telephone, telephone, None)?;
            phone.correct(ledger, family.child, person::birth_date, born, None)?;
        }
        Ok(())
    }

    /// A child is registered at home, and again in the grandmother's house, with a name as it was heard.
    fn register_by_ear(&mut self, others: &[(usize, Family)]) -> Result<()> {
        let Some(family) = of_area(others, 1).last() else { return Ok(()) };
        let (one, other) = self.pair(1);
        let mut facts = family.facts.clone();
        (facts.boy, facts.age_days) = (false, 400);
        facts.growing.story = Story::None;
        facts.child = HEARD[0];
        self.at(one, self.today_s - 2 * HOUR_S);
        let phone = &mut self.world.phones[one];
        work::register_child(phone, &mut self.world.ledger, family.house, &facts, self.day)?;
        facts.child = HEARD[1];
        facts.known_as = format!("la abuelita de los {}", facts.family);
        self.at(other, self.today_s - 2 * HOUR_S);
        let area = (1, self.world.areas[1]);
        let phone = &mut self.world.phones[other];
        work::register(phone, &mut self.world.ledger, area, facts, self.day, &mut self.chance)?;
        Ok(())
    }

    /// The author of the visit that was sent back looks at her paper, answers and corrects the weight.
    fn answer(&mut self, sent_back: Weighed) -> Result<()> {
        self.world.clock.set(self.today_s - 3 * HOUR_S);
        self.deliver(sent_back.phone)?;
        self.at(sent_back.phone, self.today_s - HOUR_S);
        let (phone, ledger) = (&mut self.world.phones[sent_back.phone], &mut self.world.ledger);
        let visit = ledger.name(sent_back.visit);
        let store = phone.store()?;
        for (record, target) in open_remarks(store)? {
            let reply = if target == visit {
                "Se queda con su abuela Benita, en la casa de al lado."
            } else {
                "Tienes razón, me equivoqué al escribir. Ya corregí el peso."
            };
            let answered = Value::Int(code::review_state::answered);
            let (text, state) = (
                shown_field(&store.log(), record, review::reply)?,
                shown_field(&store.log(), record, review::state)?,
            );
            let mut action = store.begin()?;
            action.set(&text, Value::text(reply), None)?.set(&state, answered, None)?;
            action.save()?;
        }
        visiting::correct_weight(phone, ledger, &sent_back, -300, "Leí mal la balanza; en mi hoja está bien")
    }

    /// Who has signal brings what they have. The phone that was lost is found, with a visit of Friday on it.
    fn bring(&mut self, lost: usize, others: &[(usize, Family)]) -> Result<()> {
        if let Some(family) = of_area(others, 0).nth(1) {
            self.at(lost, self.world.calendar.at(5, 10));
            self.visit(lost, family, 5, Course::default())?;
        }
        self.world.clock.set(self.today_s - BRINGING_S);
        self.deliver(lost)?;
        self.everybody(|days, phone| {
            // However many there are, all of them before it is today.
            days.world.clock.set(days.today_s - BRINGING_S / 2);
            days.deliver(phone)
        })
    }

    /// The phones of all who are at work.
    fn everybody(&mut self, mut each: impl FnMut(&mut Self, usize) -> Result<()>) -> Result<()> {
        (0..=self.visitors).chain(self.copy).try_for_each(|phone| each(self, phone))
    }

    /// A phone syncs until it has nothing more to say.
    fn deliver(&mut self, phone: usize) -> Result<()> {
        for _ in 0..SYNCS {
            let report = self.world.sync(phone)?;
            if report.acknowledged == 0 && report.on_this_phone_only == 0 {
                break;
            }
        }
        Ok(())
    }

    fn visit(&mut self, phone: usize, family: &Family, day: i64, course: Course) -> Result<()> {
        let (phone, ledger) = (&mut self.world.phones[phone], &mut self.world.ledger);
        visiting::visit_so(phone, ledger, family, day, &mut self.chance, course).map(drop)
    }

    /// What she decides at the page, at the server's time.
    fn act(&mut self, act: Act) -> Result<()> {
        self.world.clock.pass(45);
        let now_s = self.world.clock.now_s();
        match self.world.wait(self.world.storage.act(self.viewer, &act, None, now_s))? {
            Ok(_) => Ok(()),
            Err(refused) => {
                Err(DemoError::Fault(format!("what a supervisor decided was refused: {refused}")))
            }
        }
    }

    /// It is this time for a phone; one whose clock had stopped was set right at a shop.
    fn at(&mut self, phone: usize, time_s: i64) {
        let clock = &self.world.phones[phone].clock;
        match clock.wall_s() < self.world.calendar.at(-60, 0) {
            true => clock.boot(time_s),
            false => clock.set(time_s),
        }
    }

    /// Two phones that hold an area: two workers', or a worker's and the supervisor's.
    fn pair(&self, area: usize) -> (usize, usize) {
        let mut of_area = (0..self.visitors).filter(|at| self.world.phones[*at].areas.contains(&area));
        (of_area.next().unwrap_or(self.supervisor), of_area.next().unwrap_or(self.supervisor))
    }
}

fn of_area(others: &[(usize, Family)], area: usize) -> impl Iterator<Item = &Family> {
    others.iter().map(|(_, family)| family).filter(move |family| family.area == area)
}

/// A telephone that differs in its last figure.
fn another(number: &str) -> String {
    let (head, last) = number.split_at(number.len().saturating_sub(1));
    format!("{head}{}", if last == "7" { "1" } else { "7" })
}

/// Remarks that wait for an answer, each with the record that it is on.
fn open_remarks(store: &Store) -> Result<Vec<(RecordName, RecordName)>> {
    let read = || -> rusqlite::Result<Vec<(Vec<u8>, Vec<u8>)>> {
        let mut statement = store
            .log()
            .connection()
            .prepare("SELECT record, target FROM r_review WHERE state = ?1 AND target IS NOT NULL")?;
        statement.query_map([code::review_state::open], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    };
    let names = |(record, target): (Vec<u8>, Vec<u8>)| {
        Some((RecordName::from_key(&record)?, RecordName::from_key(&target)?))
    };
    Ok(read().map_err(StoreError::from)?.into_iter().filter_map(names).collect())
}
