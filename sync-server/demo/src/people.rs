//! The demo in which the visitor plays: a district where some people are at work already, and a phone for whoever
//! reads this, which is the `chaski` command. Prints the commands; what they do is the product's.

use std::path::Path;

use chaski::record::role;
use chaski::sync::enrol::Invitation;
use serde_json::json;
use tokio::runtime::Handle;

use super::args::DemoArgs;
use super::calendar::ServerClock;
use super::chance::Chance;
use super::days::{After, Week};
use super::district;
use super::ending::serve_on;
use super::error::{DemoError, Result};
use super::supervision;
use super::tell::Teller;
use super::work::Family;
use super::world::{Folder, World};
use chaski_service::storage::Storage;

/// Workers who are at work already.
const AT_WORK: usize = 2;
/// Who the visitor is.
const VISITOR: &str = "Eusebio Ccahuana";

/// Begins with four weeks of work behind it, says how to play, and serves.
pub fn run(runtime: &Handle, args: &DemoArgs) -> Result<()> {
    let folder = Folder::new(args.data.as_deref())?;
    let teller = Teller::new(AT_WORK as u64 * 3 + 14);
    let district = district::DISTRICT;
    teller.paragraph(&format!(
        "This is the real server on this computer, with {district}: {AT_WORK} workers and a supervisor, who have worked for four \
         weeks. All names are invented. You are {VISITOR}, who begins today."
    ));
    let mut world = World::start(
        runtime,
        folder,
        district,
        args.seed,
        Some(supervision::LOGIN),
        ServerClock::beginning(None),
    )?;
    let after = Week::begin(&mut world, &teller, args.seed, AT_WORK, true)?.end();
    supervision::account(&mut world, after.supervisor)?;
    world.clock.set(world.calendar.last_afternoon(world.clock.began_s()));
    world.bring_everyone(&mut Chance::of(args.seed, "today"), 2, &teller)?;
    world.clock.let_go();
    let worker = world.wait(world.storage.add_worker(VISITOR))?;
    let invitation = world.invite(worker, role::VISITOR, &[world.areas[0]])?;
    teller.done();
    let home = world.folder().path.join("my-phone");
    world.expect_phone(&home)?;
    explain(&world, &after, &invitation, &home, &teller)?;
    serve_on(world, &teller, None)
}

/// What to type, and what to look at.
fn explain(
    world: &World,
    after: &After,
    invitation: &Invitation,
    home: &Path,
    teller: &Teller,
) -> Result<()> {
    let page = world.page().unwrap_or_default();
    let file = world.folder().path.join("visit.json");
    let of_area = after.others.iter().map(|(_, family)| family).find(|family| family.area == 0);
    let family = of_area.ok_or_else(|| DemoError::Story("no family lives there".into()))?;
    write_visit(world, family, &file)?;
    let chaski = format!("chaski --home {}", home.display());
    let family_name = &family.facts.family;

    teller.title("Your supervisor's page");
    teller.paragraph("Open this in a browser on this computer, and leave it open:");
    teller.line("");
    teller.line(&format!("  {page}"));

    teller.title("Your phone");
    teller.paragraph(
        "`chaski` is a phone without a screen: only `enrol` and `sync` need a server. `cargo build --release -p chaski-cli` \
         makes it, in target/release. First make it yours, with this code of one use, and see whom you know:",
    );
    teller.line("");
    teller.line(&format!("  {chaski} enrol {}", invitation.to_text()));
    teller.line(&format!("  {chaski} children"));
    teller.line("");
    teller.paragraph(&format!(
        "Visit the {family_name} family: {} holds what you saw, and may be changed. Then register a family of your own. CASA \
         stands for the code that `household add` prints:",
        file.display()
    ));
    teller.line("");
    teller.line(&format!("  {chaski} visit record {}", file.display()));
    teller.line(&format!(
        "  {chaski} household add --area '{}' --known-as 'los de la tienda' --populated-centre 'Rumi Chaka'",
        district::AREAS[0]
    ));
    teller.line(&format!(
        "  {chaski} child add --household CASA --given-names Urpi --family-names 'Quispe Sulca' --sex female --birth-date \
         2025-03-15"
    ));
    teller.line(&format!("  {chaski} status"));
    teller.line("");
    teller.paragraph("Nothing of it has left the phone. When there is signal:");
    teller.line("");
    teller.line(&format!("  {chaski} sync"));

    teller.title("What comes");
    teller.paragraph(&format!(
        "Load her page again. Hoy (today) has one visit more to look through; it stands first under Visitas, by {VISITOR}, with \
         what you wrote. Send it back with a comment there, sync, and `chaski … visit NAME`, with the name that `visit record` \
         printed, shows the comment. Your child is under Niñas y niños. A code for one more phone is made under Personas, at \
         Inscribir un celular: enrol it with another --home, and let both change the same thing before either syncs."
    ));
    teller.line("");
    teller.paragraph(
        "The link signs you in as the supervisor of this demo, until it ends; on any other server it is worth nothing.",
    );
    Ok(())
}

/// A visit of today to a family, to be recorded with one command.
fn write_visit(world: &World, family: &Family, file: &Path) -> Result<()> {
    let now_s = world.clock.now_s();
    let today = world.calendar.day_of(now_s);
    let (house, child) = (world.ledger.name(family.house), world.ledger.name(family.child));
    let visit = json!({
        "household": house.paper_code(),
        "on": world.calendar.text(today),
        "purpose": "follow_up",
        "modality": "home",
        "outcome": { "is": "done" },
        "begun": now_s - 2_400,
        "ended": now_s - 600,
        "next_date": world.calendar.text(today + 14),
        "note": "Primera visita con el celular nuevo.",
        "persons": [{
            "person": child.paper_code(),
            "reading": {
                "on": world.calendar.text(today),
                "weight": { "kg": "9.40", "clothes": "light" },
                "length": { "cm": "76.2", "position": "lying" },
                "oedema": "no",
                "source": "measured"
            },
            "agreements": [{ "text": "Una sangrecita los lunes y los jueves", "due": world.calendar.text(today + 14) }]
        }]
    });
    let text = serde_json::to_string_pretty(&visit).unwrap_or_default();
    std::fs::write(file, text + "\n")?;
    Ok(())
}
