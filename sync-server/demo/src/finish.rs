//! The end of a demo: the supervisor settles what is disputed and joins what was registered twice, everybody syncs
//! once more, and what came of it is told: in sentences, in a table, and as one JSON object.

use std::collections::BTreeSet;
use std::time::Instant;

use chaski::record::table::{household, same_person};
use chaski::record::{ChangeName, Value};
use chaski::store::{Log, inbox, query};
use chaski::words::Lang;
use serde_json::{Value as Json, json};

use super::chance::Chance;
use super::check::{self, Found};
use super::days::{Moved, Twice};
use super::error::{DemoError, Result};
use super::ledger::Disputed;
use super::phone::Values;
use super::tell::{Teller, bytes, count};
use super::world::World;
use chaski_service::storage::Storage;

/// What came of the disputes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Disputes {
    /// That the ledger predicts.
    pub predicted: u64,
    /// Of these, listed on the supervisor's phone with exactly the values that were said.
    pub found: u64,
    /// Listed there, and predicted by nobody.
    pub unpredicted: u64,
    /// Of those found, settled: the server and every phone entitled to it show the chosen value alone.
    pub settled: u64,
}

/// A dispute and the value that the supervisor chose.
pub struct Settled {
    dispute: Disputed,
    chosen: Value,
}

/// The supervisor reads what is disputed and decides each. What she decided is checked later, by [`confirm`].
pub fn settle(
    world: &mut World,
    supervisor: usize,
    chance: &mut Chance,
    teller: &Teller,
) -> Result<(Disputes, Vec<Settled>)> {
    let predicted = world.ledger.disputes();
    let World { phones, ledger, .. } = world;
    let phone = &mut phones[supervisor];
    let (found, unpredicted) = check::found_disputes(&phone.store()?.log(), ledger, &predicted)?;
    let mut settled = Vec::new();
    for at in &found {
        let dispute = predicted[*at].clone();
        let (rec, field, _) = dispute.place.clone();
        let chosen = chance.of_these(&dispute.values).cloned().unwrap_or(Value::Null);
        let shown = phone.read_shown(ledger, rec, field)?;
        let mut pen = phone.pen(ledger)?;
        pen.settle(rec, &shown, chosen.clone(), "Llamé a la familia y pregunté")?;
        pen.save()?;
        if let (household::telephone, Value::Text(text)) = (field, &chosen) {
            teller.paragraph(&format!("She calls the family. The right number is {text}; she settles it."));
        }
        settled.push(Settled { dispute, chosen });
    }
    let disputes =
        Disputes { predicted: predicted.len() as u64, found: found.len() as u64, unpredicted, settled: 0 };
    Ok((disputes, settled))
}

/// The supervisor says that two entries are one child.
pub fn join(world: &mut World, supervisor: usize, twice: &Twice) -> Result<()> {
    let World { phones, ledger, .. } = world;
    let mut pen = phones[supervisor].pen(ledger)?;
    let other = pen.link(twice.other);
    pen.create(same_person::ID, twice.one, Values::from([(same_person::other, other)]))?;
    pen.save()
}

/// Looks whether a family that moved has left the one phone, with a note, and is whole on another; how many readings of
/// its child are there.
pub fn has_moved(world: &mut World, moved: &Moved) -> Result<u64> {
    let World { phones, ledger, .. } = world;
    let (house, child) = (ledger.name(moved.house), ledger.name(moved.child));
    let from = phones[moved.from].store()?.log();
    let noted = query::moved(&from, Lang::En)?.iter().any(|note| note.subject == house);
    if !noted || query::household(&from, &house).is_ok() {
        return Err(DemoError::Fault("a family that moved away is still on a phone, or left no note".into()));
    }
    let to = phones[moved.to].store()?.log();
    query::household(&to, &house)?;
    Ok(query::child(&to, &child)?.readings.len() as u64)
}

/// How many of the settled disputes are over on every replica, with the chosen value.
pub fn confirm(world: &mut World, settled: &[Settled]) -> Result<u64> {
    let World { phones, ledger, storage, .. } = world;
    let mut over = 0;
    for Settled { dispute, chosen } in settled {
        let place = &dispute.place;
        let shows = |log: &Log<'_>| check::shows_only(log, ledger, place, chosen);
        let mut everywhere = storage.inspect(|conn| shows(&Log::new(conn)))??;
        for (at, phone) in phones.iter_mut().enumerate() {
            if ledger.is_entitled(at, place.0) {
                everywhere &= shows(&phone.store()?.log())?;
            }
        }
        over += u64::from(everywhere);
    }
    Ok(over)
}

/// Whether every replica that holds the child shows one page for its two entries.
pub fn is_joined(world: &mut World, twice: &Twice) -> Result<bool> {
    let World { phones, ledger, .. } = world;
    let (one, other) = (ledger.name(twice.one), ledger.name(twice.other));
    let mut joined = true;
    for (at, phone) in phones.iter_mut().enumerate() {
        if ledger.is_entitled(at, twice.one) {
            joined &= check::are_one_page(&phone.store()?.log(), one, other)?;
        }
    }
    Ok(joined)
}

/// The changes that a phone lists as being on it alone.
fn unsent(log: &Log<'_>) -> Result<BTreeSet<String>> {
    let (mut all, mut after) = (BTreeSet::new(), None);
    loop {
        let page = inbox::unsent(log, Lang::En, after, 500)?;
        all.extend(page.items.into_iter().map(|item| item.change));
        match page.next {
            Some(next) => after = Some(next),
            None => return Ok(all),
        }
    }
}

/// Everything that is told at the end.
pub struct Summary {
    /// The seed.
    pub seed: u64,
    /// Phones of workers.
    pub phones: u64,
    /// What every replica holds.
    pub found: Found,
    /// The disputes.
    pub disputes: Disputes,
    /// What was not taken.
    pub refused: Vec<Json>,
    /// More for programs, of one kind of demo.
    pub more: Vec<(&'static str, Json)>,
    saved: u64,
    acknowledged: u64,
    began: Instant,
}

impl Summary {
    /// Looks at everything.
    pub fn of(world: &mut World, seed: u64, phones: u64, began: Instant) -> Result<Summary> {
        let found = check::everything(world)?;
        let mut refused = Vec::new();
        for one in world.wait(world.storage.aside())? {
            refused.push(json!({ "change": one.change, "worker": one.worker, "reason": one.reason }));
        }
        Ok(Summary {
            seed,
            phones,
            found,
            disputes: Disputes::default(),
            refused,
            more: Vec::new(),
            saved: 0,
            acknowledged: 0,
            began,
        })
    }

    /// Tells the table: a row a phone.
    pub fn table(&mut self, world: &mut World, teller: &Teller) -> Result<()> {
        let header = ["phone of", "saved", "acknowledged", "received", "on this phone only"];
        let mut rows = vec![header.map(str::to_owned).to_vec()];
        for (at, phone) in world.phones.iter_mut().enumerate() {
            let store = phone.store()?;
            let here_only = unsent(&store.log())?;
            let changes: Vec<ChangeName> = world.ledger.changes(at).collect();
            let on_server = world.storage.inspect(|conn| {
                let log = Log::new(conn);
                changes.iter().map(|change| Ok(log.held(change)?.is_some())).collect::<Result<Vec<bool>>>()
            })??;
            let is_safe =
                |(change, held): (&ChangeName, &bool)| *held && !here_only.contains(&change.to_string());
            let acknowledged = changes.iter().zip(&on_server).filter(|one| is_safe(*one)).count() as u64;
            let received: i64 = store
                .log()
                .connection()
                .query_row("SELECT count(*) FROM change WHERE own = 0 AND subject IS NOT NULL", [], |row| {
                    row.get(0)
                })
                .map_err(chaski::store::StoreError::from)?;
            let saved = changes.len() as u64;
            self.saved += saved;
            self.acknowledged += acknowledged;
            let name =
                if phone.is_copy { format!("{} (the copy)", phone.worker) } else { phone.worker.clone() };
            let figures = [saved, acknowledged, received.unsigned_abs(), here_only.len() as u64];
            rows.push([name].into_iter().chain(figures.map(|figure| figure.to_string())).collect());
        }
        teller.table(&rows);
        teller.line("");
        teller.paragraph(
            "saved: changes that the worker made on this phone. acknowledged: of these, the server said that it has \
             them, and does. received: changes of others that the phone holds, of its own area. on this \
             phone only: what would be lost with the phone; after a sync it must be 0.",
        );
        Ok(())
    }

    /// Tells what the figures mean.
    pub fn tell(&self, world: &World, teller: &Teller) {
        let meter = &world.line.meter;
        let Found { lost, doubled, replicas_equal, dumps } = &self.found;
        let ledger = &world.ledger;
        let lines = [
            format!(
                "The demo keeps its own list of everything that was saved: {} in {}. It looked each of them up on the \
                 server and on every phone whose area it belongs to: {}.",
                count(ledger.values(), "value", "values"),
                count(self.saved, "change", "changes"),
                match (lost, doubled) {
                    (0, 0) => "none is lost, none is there twice".to_owned(),
                    _ => format!("{lost} LOST, {doubled} THERE TWICE"),
                }
            ),
            format!(
                "All replicas of an area, the server's and the phones', were written out and compared, {dumps} in all: \
                 {}.",
                if *replicas_equal { "equal, byte for byte" } else { "THEY DIFFER" }
            ),
            format!(
                "Over the line went {} up and {} down, encrypted, in {}. It was cut {}; each time the phone went on \
                 where it was.",
                bytes(meter.up()),
                bytes(meter.down()),
                count(self.requests(world), "request", "requests"),
                count(meter.cuts(), "time", "times")
            ),
        ];
        lines.iter().for_each(|line| teller.paragraph(line));
    }

    fn requests(&self, world: &World) -> u64 {
        world.requests
    }

    /// One object for programs.
    pub fn json(&self, world: &World) -> Json {
        let meter = &world.line.meter;
        let mut object = json!({
            "seed": self.seed,
            "phones": self.phones,
            "phones_in_all": world.phones.len(),
            "areas": world.areas.len(),
            "visits": world.ledger.visits(),
            "changes": self.saved,
            "values": world.ledger.values(),
            "requests": world.requests,
            "connections": meter.connections(),
            "cuts": meter.cuts(),
            "bytes_up": meter.up(),
            "bytes_down": meter.down(),
            "disputes_predicted": self.disputes.predicted,
            "disputes_found": self.disputes.found,
            "disputes_unpredicted": self.disputes.unpredicted,
            "disputes_settled": self.disputes.settled,
            "misread": world.ledger.misread(),
            "acknowledged": self.acknowledged,
            "lost": self.found.lost,
            "doubled": self.found.doubled,
            "replicas_equal": self.found.replicas_equal,
            "refused": self.refused,
            "rejected_batches": world.rejected,
            "seconds": (self.began.elapsed().as_millis() as f64) / 1000.0,
        });
        if let Json::Object(object) = &mut object {
            object.extend(self.more.iter().map(|(name, value)| ((*name).to_owned(), value.clone())));
        }
        object
    }

    /// An error if anything is not as it must be: a demo that fails must not look as if it had not.
    pub fn verdict(&self, world: &World) -> Result<()> {
        let Disputes { predicted, found, unpredicted, settled } = self.disputes;
        let faults = [
            (self.found.lost > 0, "saved values are lost"),
            (self.found.doubled > 0, "saved values are there twice"),
            (!self.found.replicas_equal, "replicas of one area differ"),
            (found != predicted || unpredicted > 0, "the disputes are not those that were made"),
            (settled != found, "a settled dispute is not over everywhere"),
            (world.ledger.misread() > 0, "a screen showed another value than was saved"),
            (self.acknowledged != self.saved, "not everything that was saved is acknowledged"),
        ];
        match faults.iter().find(|(is, _)| *is) {
            Some((_, fault)) => Err(DemoError::Fault((*fault).to_owned())),
            None => Ok(()),
        }
    }
}
