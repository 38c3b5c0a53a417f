//! What two phones do apart that does not fit together: different texts in one field, one child registered twice.

use chaski::record::table::household;
use chaski::record::{FieldId, Value};

use super::week::{Twice, Week};
use crate::district;
use crate::error::Result;
use crate::visiting;
use crate::weighing::Story;
use crate::work::{self, Family};

impl Week<'_> {
    /// Two workers write different things into one field of a family, apart.
    pub(super) fn differ(&mut self, area: usize, family: usize, field: FieldId, day: i64) -> Result<String> {
        let (one, other) = self.pair(area);
        let values = self.write_apart((one, other), family, field, day)?;
        let what = match field {
            household::telephone => "telephone",
            household::populated_centre => "village",
            household::reference => "way to the house",
            _ => "name among neighbours",
        };
        let of = self.families[family].facts.family.clone();
        self.disputed.push(format!("the {what} of the {of} family"));
        Ok(format!(
            "{} changes the {what} of the {of} family to \"{}\". {} changes it to \"{}\". Neither knows of the other.",
            self.name(one),
            values[0],
            self.name(other),
            values[1]
        ))
    }

    /// Two phones write two different texts into one field of a family.
    pub(super) fn write_apart(
        &mut self,
        phones: (usize, usize),
        family: usize,
        field: FieldId,
        day: i64,
    ) -> Result<Vec<String>> {
        let area = self.families[family].area;
        let mut values: Vec<String> = Vec::new();
        for phone in [phones.0, phones.1] {
            let text = loop {
                let text = match field {
                    household::telephone => district::telephone(&mut self.chance),
                    household::populated_centre => district::village(&mut self.chance, area).to_owned(),
                    household::reference => district::way(&mut self.chance).to_owned(),
                    _ => district::known_as(&mut self.chance, &self.families[family].facts.family),
                };
                if !values.contains(&text) {
                    break text;
                }
            };
            self.put(phone, family, field, &text, day)?;
            values.push(text);
        }
        Ok(values)
    }

    /// Two workers register the same child.
    pub(super) fn register_twice(&mut self) -> Result<String> {
        let (one, other) = self.pair(1);
        let family = self.families[self.shared(1, 0)].clone();
        let mut facts = family.facts.clone();
        (facts.child, facts.boy) = district::child(&mut self.chance);
        (facts.age_days, facts.growing.story) = (20, Story::None);
        let mut recs = Vec::new();
        for phone in [one, other] {
            self.at(phone, 4, 560);
            let (phone, ledger) = (&mut self.world.phones[phone], &mut self.world.ledger);
            let rec = work::register_child(phone, ledger, family.house, &facts, 4)?;
            let newborn = Family { child: rec, facts: facts.clone(), ..family.clone() };
            visiting::visit(phone, ledger, &newborn, 4, &mut self.chance)?;
            recs.push(rec);
        }
        let name = format!("{} {}", facts.child, facts.surnames);
        let told = format!(
            "{} and {} both visit the newborn of the {} family, and both register the child: {name} is now in the \
             register twice.",
            self.name(one),
            self.name(other),
            facts.family
        );
        self.twice = Some(Twice { one: recs[0], other: recs[1], name });
        Ok(told)
    }

    /// Writes another text over what a phone shows of a family.
    pub(super) fn put(
        &mut self,
        phone: usize,
        family: usize,
        field: FieldId,
        text: &str,
        day: i64,
    ) -> Result<()> {
        self.at(phone, day, 620);
        let house = self.families[family].house;
        self.world.phones[phone].correct(&mut self.world.ledger, house, field, Value::text(text), None)
    }
}
