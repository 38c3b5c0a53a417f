//! How a story ends: the table, the figures, the supervisor's page, and the server that goes on.

use chaski_service::http::shutdown::Stop;

use crate::args::DemoArgs;
use crate::days::After;
use crate::error::{DemoError, Result};
use crate::finish::Summary;
use crate::tell::Teller;
use crate::world::World;
use crate::{district, phone, supervision};

/// The table, the figures, and what comes after.
pub(crate) fn end(
    args: &DemoArgs,
    mut world: World,
    mut summary: Summary,
    teller: &Teller,
    after: Option<&After>,
) -> Result<()> {
    summary.table(&mut world, teller)?;
    teller.line("");
    summary.tell(&world, teller);
    teller.done();
    let verdict = summary.verdict(&world);
    if world.folder().is_kept() {
        let folder = world.folder().path.display();
        teller.line("");
        teller.paragraph("The files are kept. Look further with:");
        teller.line(&format!("  chaski-server serve --data {folder}"));
        teller.line(&format!("  chaski-server export measurements --csv --data {folder}"));
        teller.line(&format!("  chaski --home {folder}/phones/1 children"));
    }
    let json = summary.json(&world);
    let goes_on = !args.once && verdict.is_ok();
    if goes_on && let Some(after) = after {
        show_her_desk(&mut world, after, args.seed, teller)?;
    }
    let json = args.json.then(|| json.to_string());
    if goes_on {
        return serve_on(world, teller, json);
    }
    json.iter().for_each(|json| teller.line(json));
    world.stop();
    verdict
}

/// Serves until somebody has seen enough; says so, and the line for programs, if one was asked for.
pub(crate) fn serve_on(mut world: World, teller: &Teller, json: Option<String>) -> Result<()> {
    // The `chaski` command opens phones that are closed.
    world.phones.iter_mut().for_each(phone::Phone::close);
    teller.line("");
    teller.paragraph(&format!("The server goes on at {}. Stop it with Ctrl-C.", world.url()));
    json.iter().for_each(|json| teller.line(json));
    world.wait(async {
        Stop::new()?.asked().await;
        Ok::<(), DemoError>(())
    })?;
    world.stop();
    Ok(())
}

/// What needs the supervisor today, and where she finds it.
fn show_her_desk(world: &mut World, after: &After, seed: u64, teller: &Teller) -> Result<()> {
    let viewer = supervision::account(world, after.supervisor)?;
    let today = supervision::lay(world, after, &viewer, seed)?;
    let month = supervision::month(world.calendar, world.clock.began_s());
    teller.title("What needs her now");
    teller.paragraph(&format!(
        "The days go on until today. On Saturday {} looked through the week; since then the phones have brought:",
        district::SUPERVISOR
    ));
    for line in supervision::lines(&today, month) {
        teller.line(&format!("  - {line}"));
    }
    if let Some(page) = world.page() {
        teller.title("Her page");
        teller.paragraph("Open this in a browser on this computer:");
        teller.line("");
        teller.line(&format!("  {page}"));
        teller.line("");
        teller.paragraph(
            "Look first at the page that opens, Hoy (today): each line says what to do and opens it. The link signs you \
             in as the supervisor of this demo, until it ends; on any other server it is worth nothing.",
        );
    }
    Ok(())
}
