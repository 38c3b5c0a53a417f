//! The demo: a real server on this computer, phones that are the real core with files of their own, a line that is cut
//! again and again, and a driver that keeps its own book of what was saved and looks everything up at the end. Told so
//! that somebody who sees Chaski for the first time understands what it does.

mod args;
pub mod calendar;
pub mod chance;
pub mod check;
pub mod checklist;
pub mod days;
pub mod district;
mod ending;
pub mod error;
pub mod finish;
pub mod ledger;
pub mod line;
pub mod people;
pub mod phone;
pub mod release;
pub mod supervision;
pub mod survey;
pub mod tell;
pub mod visiting;
pub mod weighing;
pub mod work;
pub mod world;

use chaski::sync::message::Lines;
use std::time::Instant;

use tokio::runtime::Handle;

pub use args::DemoArgs;
use calendar::ServerClock;
use chance::Chance;
use days::{After, Week};
use error::{DemoError, Result};
use finish::Summary;
use tell::{Teller, bytes, count};
use world::{Folder, World};

/// Runs a demo. Needs a runtime of several threads.
pub async fn run(args: DemoArgs) -> std::result::Result<(), Box<dyn std::error::Error>> {
    let runtime = Handle::current();
    // Phones block, as they do in an app: a thread of their own, beside the server's.
    let told = tokio::task::spawn_blocking(move || match &args.survey {
        Some(file) => survey::run(&runtime, &args, file),
        None if args.people => people::run(&runtime, &args),
        None => week(&runtime, &args),
    });
    Ok(told.await.map_err(|_| DemoError::Story("it stopped".into()))??)
}

fn week(runtime: &Handle, args: &DemoArgs) -> Result<()> {
    let began = Instant::now();
    let folder = Folder::new(args.data.as_deref())?;
    let visitors = usize::from(args.phones.unwrap_or(6));
    let phones = visitors as u64 + 2;
    let goes_on = !args.once;
    let teller = Teller::new(visitors as u64 * 7 + 4 + phones * 9);
    introduce(&teller, visitors);
    let (page, clock) = (goes_on.then_some(supervision::LOGIN), ServerClock::beginning(args.at));
    let mut world = World::start(runtime, folder, district::DISTRICT, args.seed, page, clock)?;
    let mut week = Week::begin(&mut world, &teller, args.seed, visitors, goes_on)?;
    week.work()?;
    let after = week.end();
    let After { supervisor, copy, twice, moved, disputed, .. } = &after;
    let (supervisor, copy) = (*supervisor, *copy);

    teller.title("Friday evening: signal, and a line that breaks");
    world.clock.set(world.calendar.at(5, 17));
    let before = (world.line.meter.cuts(), world.line.meter.up(), world.line.meter.down());
    world.bring_everyone(&mut Chance::of(args.seed, "evening"), 3, &teller)?;
    let meter = &world.line.meter;
    teller.paragraph(&format!(
        "Everybody syncs, one after another, over a line that is cut at random bytes: {} cuts, {} up, {} down. What \
         arrived before a cut is kept on both sides, and the phone goes on from there.",
        meter.cuts() - before.0,
        bytes(meter.up() - before.1),
        bytes(meter.down() - before.2)
    ));
    if let Some((original, copy)) = copy {
        if world.phones[original].lines.max(world.phones[copy].lines) != Some(Lines::InUseTwice) {
            return Err(DemoError::Fault("nobody noticed that a phone was copied and both go on".into()));
        }
        teller.paragraph(&format!(
            "The copy of {}'s phone was noticed: two phones go on from one memory, each naming what it records as nobody \
             else does. Nothing of either is lost, nothing is there twice, and the supervisor is told.",
            world.phones[original].worker
        ));
    }
    let measured = finish::has_moved(&mut world, moved)?;
    teller.paragraph(&format!(
        "The {} family has left {}'s phone; a note says where it went. {}'s phone now holds it whole, with {} of the \
         child, also the one that was taken by somebody who had not heard of the move.",
        moved.name,
        world.phones[moved.from].worker,
        world.phones[moved.to].worker,
        count(measured, "measurement", "measurements")
    ));

    teller.title("What the supervisor sees");
    teller.paragraph(&format!(
        "{} looks after both areas. Her phone lists {} where two people said different things: {}. Both values were \
         kept, with who said them; until she decides, everybody sees the same one, with a mark.",
        district::SUPERVISOR,
        count(world.ledger.disputes().len() as u64, "place", "places"),
        disputed.join("; ")
    ));
    world.phones[supervisor].clock.set(world.calendar.at(5, 19));
    let mut chance = Chance::of(args.seed, "supervisor");
    let (mut disputes, settled) = finish::settle(&mut world, supervisor, &mut chance, &teller)?;
    if let Some(twice) = twice {
        finish::join(&mut world, supervisor, twice)?;
        teller.paragraph(&format!(
            "She sees that {} is in the register twice and says that both are one child. Both entries stay; from now on \
             they are one page, with the measurements of both.",
            twice.name
        ));
    }
    world.bring_everyone(&mut Chance::of(args.seed, "after"), 2, &teller)?;
    disputes.settled = finish::confirm(&mut world, &settled)?;
    if let Some(twice) = twice
        && !finish::is_joined(&mut world, twice)?
    {
        return Err(DemoError::Fault("two entries of one child were joined and are not one page".into()));
    }
    teller.paragraph(&format!(
        "Everybody syncs again. {} of {} decided, and every phone shows the chosen value; the other one stays in the \
         history.",
        disputes.settled, disputes.found
    ));

    teller.title("Was anything lost?");
    let mut summary = Summary::of(&mut world, args.seed, visitors as u64, began)?;
    summary.disputes = disputes;
    ending::end(args, world, summary, &teller, Some(&after))
}

fn introduce(teller: &Teller, visitors: usize) {
    teller.paragraph(
        "Chaski carries what a health worker writes down at a doorstep to her supervisor, whole, however long the way. \
         Phones work without signal for as long as it takes; when there is some, they bring what they have and fetch \
         what is new.",
    );
    teller.line("");
    teller.paragraph(&format!(
        "This demo starts the real server on this computer, and {visitors} workers' phones and a supervisor's: the real \
         program, each with its own encrypted file. Two areas of {}, one week. The line between them is cut again and \
         again. All names are invented.",
        district::DISTRICT
    ));
    teller.line("");
    teller.paragraph(
        "Before the week, on Sunday, everybody enrols with a code on paper, registers the first families and syncs.",
    );
}
