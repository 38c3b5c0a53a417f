//! The pack of a district: another one holds from now on, and what the one that holds has. What a pack is, the core's room
//! `pack` knows.

use std::path::Path;

use chaski::pack::{self, Pack};
use chaski::programme::Norm;
use chaski::store::pack::Holding;
use chaski::words::shown::PartialDate;
use chaski_service::clock::system_clock;
use chaski_service::data::Result;
use chaski_service::packs::release_held;
use chaski_service::storage::Storage;
use chaski_xlsform::package::read_pack;
use serde_json::json;

use super::args::{Form, PackCommand, Place};
use super::named::open;
use super::terminal::{list, print_line, wrong};

/// What a district without a pack is told.
pub(super) const NO_PACK: &str = "No pack holds in this district: every code is taken and shown as it is, and growth goes by WHO's figures \
                                  alone. `chaski-server pack use` gives it one.";

/// `pack`.
pub(super) async fn run(command: PackCommand) -> Result<()> {
    match command {
        PackCommand::Use { pack, place } => hold(&pack, &place).await,
        PackCommand::Show { place, form } => show(&place, form).await,
    }
}

async fn hold(given: &str, place: &Place) -> Result<()> {
    let chosen = meant(given)?;
    let storage = open(place)?.storage;
    let before = match storage.district().await?.pack {
        Holding::Of(before) if *before == chosen => {
            // It may not have reached the phones, where the command before was ended early.
            release_held(&storage, system_clock()()).await?;
            print_line(&format!("The pack {before} holds already; nothing was changed."));
            return Ok(());
        }
        Holding::Of(before) => format!("the pack {before}"),
        Holding::Unreadable(name) => format!("the pack {name}, which could not be read"),
        Holding::Nobodys => "none".to_owned(),
    };
    storage.use_pack(Some(&chosen)).await?;
    release_held(&storage, system_clock()()).await?;
    let phones = storage.devices().await?.iter().filter(|phone| !phone.stopped).count();
    print_line(&format!("The pack {chosen} holds in this district now, in place of {before}."));
    print_line("What was recorded stays as it is: a code that this pack lacks is shown by its code.");
    print_line(&format!(
        "Phones ({phones}) take it when they sync; until then each goes by the one that it has."
    ));
    Ok(())
}

/// The pack that is named: a built-in one, or that in a folder. Says all that is wrong in it, not the first alone.
fn meant(given: &str) -> Result<Pack> {
    if let Some(shipped) = pack::shipped(&given.to_lowercase()) {
        return Ok(shipped.clone());
    }
    let read = read_pack(Path::new(given)).map_err(|error| {
        let countries = pack::countries().collect::<Vec<_>>().join(", ");
        wrong(format!(
            "{given} cannot be read ({error}): name a folder with the files of a pack, in UTF-8, or a country whose pack is \
             built in ({countries}); nothing was changed"
        ))
    })?;
    read.map_err(|faults| {
        faults.iter().for_each(|fault| print_line(&fault.to_string()));
        wrong(format!(
            "in this pack so much is wrong: {}; mend what is named above and give it again; docs/packs.md describes the \
             files; nothing was changed",
            faults.len()
        ))
    })
}

async fn show(place: &Place, form: Form) -> Result<()> {
    let district = open(place)?.storage.district().await?;
    let pack = match &district.pack {
        Holding::Of(pack) => *pack,
        Holding::Unreadable(name) => {
            return Err(wrong(format!(
                "the pack {name} cannot be read: `chaski-server doctor` says what to do"
            )));
        }
        Holding::Nobodys if form.json => {
            print_line("null");
            return Ok(());
        }
        Holding::Nobodys => {
            print_line(NO_PACK);
            return Ok(());
        }
    };
    let is_built_in = pack::shipped(&pack.country).is_some_and(|shipped| shipped == pack);
    let parts = parts(pack);
    if form.json {
        let parts: Vec<_> = parts.into_iter().map(|part| part.0).collect();
        let json = json!({ "country": pack.country, "version": pack.version, "built_in": is_built_in, "parts": parts });
        print_line(&json.to_string());
        return Ok(());
    }
    print_line(&format!("pack {pack}, {}", if is_built_in { "built in" } else { "given" }));
    list(form, &["part", "name", "has", "act", "version", "from", "until"], parts.into_iter());
    Ok(())
}

/// What a pack has, each part with the norm that it comes from: as data, and as cells.
fn parts(pack: &Pack) -> Vec<(serde_json::Value, Vec<String>)> {
    let day = |date: Option<PartialDate>| date.map(|date| date.to_string()).unwrap_or_default();
    let part = |part: &str, name: &str, has: String, [act, version, from, until]: [String; 4]| {
        let json = json!({ "part": part, "name": name, "has": has, "act": act, "version": version, "from": from, "until": until });
        (json, vec![part.to_owned(), name.to_owned(), has, act, version, from, until])
    };
    let of_norm = |norm: Option<&Norm>| {
        norm.map_or_else(Default::default, |norm| {
            let act = norm.act.clone().unwrap_or_else(|| "not found".into());
            [act, norm.version.clone().unwrap_or_default(), day(norm.valid_from), day(norm.valid_until)]
        })
    };
    let lists = pack.lists.iter().map(|(name, list)| {
        part("list", name, format!("{} concepts", list.concepts.len()), of_norm(list.norm.as_ref()))
    });
    let systems = pack.systems.iter().map(|system| {
        let patterns: Vec<String> = system.patterns.iter().map(ToString::to_string).collect();
        part("identifiers", &system.system, patterns.join(" or "), of_norm(system.norm.as_ref()))
    });
    let growth = Some(&pack.growth).filter(|rules| !rules.id.is_empty()).map(|rules| {
        let of = [rules.act.clone(), rules.version.to_string(), day(rules.valid_from), day(rules.valid_to)];
        part("growth", &rules.id, format!("{} labels", rules.labels.len()), of)
    });
    let haemoglobin = pack.haemoglobin.iter().flat_map(|rules| &rules.sets).map(|set| {
        let of = [set.act.clone(), set.version.to_string(), day(set.valid_from), day(set.valid_to)];
        part("haemoglobin", &set.id, String::new(), of)
    });
    lists.chain(systems).chain(growth).chain(haemoglobin).collect()
}
