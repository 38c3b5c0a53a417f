//! What people record: families, visits with measurements, answers, danger signs, corrections, removals. Each save
//! goes to the ledger before the call and after it.

use chaski::record::table::{
    answers, code, household, part, person, reading, referral, review, same_person, visit,
};
use chaski::record::{Decimal, EntityId, FieldId, RecordName, VOID, Value};

use super::district::District;
use super::ledger::{Expect, Id, Place, Said};
use super::phone::Remembered;
use super::save::{During, Edit, Val, expectation, value_of};
use super::tally::Held;
use super::template::SUPERVISOR;

fn plain(value: Value) -> Val {
    Val::Plain(value)
}

impl District<'_> {
    /// One save of a phone, of a random kind. `true`: something was saved.
    pub fn save_something(&mut self, phone: usize, during: During) -> Held<bool> {
        let kind = self.rng().below(100);
        let done = match kind {
            0..12 => self.save_family(phone, None, during)?.is_some(),
            12..20 => self.save_child(phone, during)?,
            20..34 => self.save_visit(phone, during)?,
            34..40 => self.save_answers(phone, during)?,
            40..45 => self.save_danger_sign(phone, during)?,
            45..53 => self.save_on_old_screen(phone, during)?,
            53..60 => self.save_equal_value(phone, during)?,
            60..65 => self.save_removal(phone, during)?,
            _ => self.save_text(phone, during)?,
        };
        if done { Ok(true) } else { Ok(self.save_family(phone, None, During::Nothing)?.is_some()) }
    }

    /// A household with a child; in an area of the phone where none is given.
    pub fn save_family(
        &mut self,
        phone: usize,
        area: Option<RecordName>,
        during: During,
    ) -> Held<Option<(Id, Id)>> {
        let held = self.leaves(phone);
        let area = match area {
            Some(area) => area,
            None => match self.rng().pick(&held) {
                Some(area) => area,
                None => return Ok(None),
            },
        };
        let action = self.ledger.begin(phone, Expect::Nothing);
        let (house_mark, child_mark) = (self.ledger.marker(), self.ledger.marker());
        let house = self.ledger.record(household::ID, None, &house_mark, action);
        let child = self.ledger.record(person::ID, None, &child_mark, action);
        let edits = vec![self.new_house(house, area, &house_mark), self.new_child(child, house, &child_mark)];
        Ok(self.save(phone, action, edits, false, during)?.then_some((house, child)))
    }

    /// A household alone, where the phone has no right.
    pub fn save_foreign(&mut self, phone: usize, area: RecordName) -> Held<Option<Id>> {
        let action = self.ledger.begin(phone, expectation(true));
        let mark = self.ledger.marker();
        let house = self.ledger.record(household::ID, None, &mark, action);
        let edits = vec![self.new_house(house, area, &mark)];
        let saved = self.save(phone, action, edits, false, During::Nothing)?;
        Ok(saved.then_some(house))
    }

    /// A child in a household.
    pub fn save_child_in(
        &mut self,
        phone: usize,
        house: Id,
        expect: Expect,
        during: During,
    ) -> Held<Option<Id>> {
        let action = self.ledger.begin(phone, expect);
        let mark = self.ledger.marker();
        let child = self.ledger.record(person::ID, None, &mark, action);
        let edits = vec![self.new_child(child, house, &mark)];
        Ok(self.save(phone, action, edits, false, during)?.then_some(child))
    }

    fn new_house(&mut self, id: Id, area: RecordName, mark: &str) -> Edit {
        Edit::New(
            id,
            household::ID,
            vec![
                (household::area, None, plain(Value::Record(area))),
                (household::known_as, None, plain(Value::text(mark))),
            ],
        )
    }

    fn new_child(&mut self, id: Id, house: Id, mark: &str) -> Edit {
        Edit::New(
            id,
            person::ID,
            vec![
                (person::household, None, Val::Record(house)),
                (person::given_names, None, plain(Value::text(mark))),
                (person::kind, None, plain(Value::Int(code::person_kind::child))),
            ],
        )
    }

    pub(super) fn one_on(&mut self, phone: usize, entities: &[EntityId]) -> Held<Option<Id>> {
        let known = self.phones[phone].names.names.keys().copied();
        let mut found: Vec<Id> =
            known.filter(|id| entities.contains(&self.ledger.records[*id].entity)).collect();
        self.order_records(&mut found);
        for id in found {
            if self.name_on(phone, id)?.is_some() {
                return Ok(Some(id));
            }
        }
        Ok(None)
    }

    fn save_child(&mut self, phone: usize, during: During) -> Held<bool> {
        let Some(house) = self.one_on(phone, &[household::ID])? else { return Ok(false) };
        Ok(self.save_child_in(phone, house, Expect::Nothing, during)?.is_some())
    }

    fn save_visit(&mut self, phone: usize, during: During) -> Held<bool> {
        let Some(child) = self.one_on(phone, &[person::ID])? else { return Ok(false) };
        let house = self.look(phone, &(child, person::household, None))?;
        let house = house.and_then(|seen| {
            self.ledger.named(&self.phones[phone].names, &value_of(&seen.shown).as_record()?)
        });
        let Some(house) = house else { return Ok(false) };
        if self.name_on(phone, house)?.is_none() {
            return Ok(false);
        }
        let action = self.ledger.begin(phone, Expect::Nothing);
        let (visit_mark, reading_mark) = (self.ledger.marker(), self.ledger.marker());
        let made = self.ledger.record(visit::ID, Some(house), &visit_mark, action);
        let taken = self.ledger.record(reading::ID, Some(child), &reading_mark, action);
        let grams = 3000 + self.rng().below(9000) as i64;
        let weight = Value::parts([(part::weight::kg, Value::Decimal(Decimal::new(grams, -3)))]);
        let edits = vec![
            Edit::New(
                made,
                visit::ID,
                vec![
                    (visit::household, None, Val::Record(house)),
                    (visit::note, None, plain(Value::text(&visit_mark))),
                ],
            ),
            Edit::New(
                taken,
                reading::ID,
                vec![
                    (reading::person, None, Val::Record(child)),
                    (reading::visit, None, Val::Record(made)),
                    (reading::weight, None, plain(weight)),
                    (reading::instrument, None, plain(Value::text(&reading_mark))),
                ],
            ),
        ];
        self.save(phone, action, edits, false, during)
    }

    fn save_answers(&mut self, phone: usize, during: During) -> Held<bool> {
        let Some(child) = self.one_on(phone, &[person::ID])? else { return Ok(false) };
        let action = self.ledger.begin(phone, Expect::Nothing);
        let mark = self.ledger.marker();
        let given = self.ledger.record(answers::ID, Some(child), &mark, action);
        let edits = vec![Edit::New(
            given,
            answers::ID,
            vec![
                (answers::about, None, Val::Record(child)),
                (answers::form, None, plain(Value::text("visita"))),
                (answers::answer, Some("agua".into()), plain(Value::text(&mark))),
                (answers::answer, Some("lactancia".into()), plain(Value::Bool(true))),
            ],
        )];
        self.save(phone, action, edits, false, during)
    }

    fn save_danger_sign(&mut self, phone: usize, during: During) -> Held<bool> {
        let Some(child) = self.one_on(phone, &[person::ID])? else { return Ok(false) };
        let action = self.ledger.begin(phone, Expect::Nothing);
        let mark = self.ledger.marker();
        let sent = self.ledger.record(referral::ID, Some(child), &mark, action);
        let sign = format!("sign_{}", self.rng().below(11));
        let edits = vec![Edit::New(
            sent,
            referral::ID,
            vec![
                (referral::person, None, Val::Record(child)),
                (referral::signs, None, plain(Value::List(vec![Value::text(&sign)]))),
                (referral::where_to, None, plain(Value::text(&mark))),
            ],
        )];
        let saved = self.save(phone, action, edits, false, during)?;
        if saved {
            self.note("danger sign");
        }
        Ok(saved)
    }

    /// A text register of a record that the phone shows.
    pub fn some_text(&mut self, phone: usize) -> Held<Option<Place>> {
        const OF: &[EntityId] = &[household::ID, person::ID, reading::ID, visit::ID, answers::ID];
        let Some(id) = self.one_on(phone, OF)? else { return Ok(None) };
        let fields: &[(FieldId, Option<&str>)] = match self.ledger.records[id].entity {
            household::ID => &[(household::known_as, None), (household::reference, None)],
            person::ID => &[(person::given_names, None), (person::family_names, None)],
            reading::ID => &[(reading::instrument, None)],
            visit::ID => &[(visit::note, None)],
            _ => &[(answers::answer, Some("agua")), (answers::answer, Some("leche"))],
        };
        Ok(self.rng().pick(fields).map(|(field, path)| (id, field, path.map(str::to_owned))))
    }

    /// A register takes a text that nobody wrote before.
    pub fn set_text(&mut self, phone: usize, seen: Remembered, during: During) -> Held<bool> {
        let mark = self.ledger.marker();
        self.set(phone, seen, Value::text(&mark), &mark, during)
    }

    /// A register takes a value.
    pub fn set(
        &mut self,
        phone: usize,
        seen: Remembered,
        value: Value,
        mark: &str,
        during: During,
    ) -> Held<bool> {
        let action = self.ledger.begin(phone, Expect::Nothing);
        self.save(phone, action, vec![Edit::Set(Box::new(seen), value, mark.to_owned())], false, during)
    }

    fn save_text(&mut self, phone: usize, during: During) -> Held<bool> {
        let Some(place) = self.some_text(phone)? else { return Ok(false) };
        let Some(seen) = self.look(phone, &place)? else { return Ok(false) };
        if self.rng().chance(50) {
            self.phones[phone].screens.push(seen.clone());
        }
        self.set_text(phone, seen, during)
    }

    /// On a screen that was opened earlier: what arrived since stays beside what is saved.
    fn save_on_old_screen(&mut self, phone: usize, during: During) -> Held<bool> {
        let screens = self.phones[phone].screens.len();
        if screens == 0 {
            return self.save_text(phone, during);
        }
        let at = self.rng().below(screens);
        let seen = self.phones[phone].screens.remove(at);
        if self.name_on(phone, seen.place.0)? != Some(seen.shown.register.record) {
            return Ok(false);
        }
        self.note("save on an old screen");
        self.set_text(phone, seen, during)
    }

    /// The value that somebody else said last of a register, which this phone may not know.
    fn save_equal_value(&mut self, phone: usize, during: During) -> Held<bool> {
        let Some(place) = self.some_text(phone)? else { return Ok(false) };
        let Some(seen) = self.look(phone, &place)? else { return Ok(false) };
        let said = self.ledger.at(&place).last().map(|id| self.ledger.sayings[*id].value.clone());
        let Some(Said::Plain(value)) = said else { return self.set_text(phone, seen, during) };
        self.note("save of an equal value");
        let mark = self.ledger.marker();
        self.set(phone, seen, value, &mark, during)
    }

    fn save_removal(&mut self, phone: usize, during: During) -> Held<bool> {
        let Some(id) = self.one_on(phone, &[reading::ID, visit::ID])? else { return Ok(false) };
        self.void(phone, id, true, during)
    }

    /// Removes a record, or brings it back.
    pub fn void(&mut self, phone: usize, id: Id, void: bool, during: During) -> Held<bool> {
        let Some(seen) = self.look(phone, &(id, VOID, None))? else { return Ok(false) };
        let mark = self.ledger.marker();
        self.set(phone, seen, Value::Bool(void), &mark, during)
    }

    /// A household goes to another area.
    pub fn move_house(&mut self, phone: usize, house: Id, to: RecordName) -> Held<bool> {
        let Some(seen) = self.look(phone, &(house, household::area, None))? else { return Ok(false) };
        if seen.shown.value == Some(Value::Record(to)) {
            return Ok(false);
        }
        let mark = self.ledger.marker();
        self.unsettled = true;
        self.set(phone, seen, Value::Record(to), &mark, During::Nothing)
    }

    /// A child goes to another household.
    pub fn move_child(&mut self, phone: usize, child: Id, to: Id) -> Held<bool> {
        let Some(seen) = self.look(phone, &(child, person::household, None))? else { return Ok(false) };
        // A household of another area is known by name alone.
        let named = self.phones[phone].names.names.get(&to).or(self.phones[SUPERVISOR].names.names.get(&to));
        let Some(name) = named.copied() else { return Ok(false) };
        if seen.shown.value == Some(Value::Record(name)) {
            return Ok(false);
        }
        let mark = self.ledger.marker();
        self.unsettled = true;
        self.set(phone, seen, Value::Record(name), &mark, During::Nothing)
    }

    /// The supervisor says that two children are one.
    pub fn join(&mut self, kept: Id, other: Id) -> Held<Option<Id>> {
        let action = self.ledger.begin(SUPERVISOR, Expect::Nothing);
        let mark = self.ledger.marker();
        let said = self.ledger.record(review::ID, Some(kept), &mark, action);
        let joined = self.ledger.record(same_person::ID, Some(kept), &format!("{mark}+"), action);
        let edits = vec![
            Edit::New(
                said,
                review::ID,
                vec![
                    (review::about, None, Val::Record(kept)),
                    (review::comment, None, plain(Value::text(&mark))),
                ],
            ),
            Edit::New(
                joined,
                same_person::ID,
                vec![
                    (same_person::person, None, Val::Record(kept)),
                    (same_person::other, None, Val::Record(other)),
                ],
            ),
        ];
        Ok(self.save(SUPERVISOR, action, edits, false, During::Nothing)?.then_some(joined))
    }

    /// The supervisor decides a dispute.
    pub fn settle(&mut self, place: &Place) -> Held<bool> {
        let Some(seen) = self.look_at_all(SUPERVISOR, place)? else { return Ok(false) };
        if seen.behind.len() < 2 {
            return Ok(false);
        }
        let action = self.ledger.begin(SUPERVISOR, Expect::Nothing);
        let mark = self.ledger.marker();
        let value = value_of(&seen.shown);
        self.save(SUPERVISOR, action, vec![Edit::Set(Box::new(seen), value, mark)], true, During::Nothing)
    }
}
