//! A demo on real children: each row of a survey becomes a household, a child and a visit with its reading, on one of
//! the phones of its region, and goes over the same bad line. What cannot be taken is listed with its line and the
//! reason; the rest goes in.

pub mod child;
pub mod rows;

use std::path::Path;
use std::time::Instant;

use chaski::record::table::code::{self, area_kind};
use chaski::record::table::{household, part, person, reading, visit};
use chaski::record::{Value, role};
use chrono::{Datelike, Duration, NaiveDate};
use serde_json::json;
use tokio::runtime::Handle;

use super::args::DemoArgs;
use super::calendar::ServerClock;
use super::chance::Chance;
use super::error::{DemoError, Result};
use super::finish::Summary;
use super::phone::Values;
use super::tell::{Teller, count};
use super::world::{Folder, Worker, World};
use super::{district, ending};
use chaski_service::storage::NO_REGION;
use child::{Child, Columns, LEFT_OUT, Refused};

/// Without another wish a survey of many regions is spread over so many phones at most.
const MOST_PHONES: usize = 8;
/// Refused rows that are told in words; all are in the JSON.
const TOLD: usize = 20;

/// What a survey file holds.
struct Survey {
    children: Vec<Child>,
    refused: Vec<Refused>,
    stray: Vec<u64>,
    left_out: Vec<String>,
}

/// Runs it.
pub fn run(runtime: &Handle, args: &DemoArgs, file: &Path) -> Result<()> {
    let began = Instant::now();
    let survey = read(file)?;
    let folder = Folder::new(args.data.as_deref())?;
    let mut regions: Vec<&str> = Vec::new();
    for child in &survey.children {
        if !regions.contains(&child.region.as_str()) {
            regions.push(&child.region);
        }
    }
    let phones = args.phones.map_or(regions.len().clamp(2, MOST_PHONES), usize::from);
    let teller = Teller::new(survey.children.len() as u64 / 10 + phones as u64 * 5);
    introduce(&teller, file, &survey, phones, &regions);

    let mut world =
        World::start(runtime, folder, "Survey", args.seed, None, ServerClock::beginning(args.at))?;
    for region in &regions {
        match *region {
            "" => world.add_area(NO_REGION, area_kind::other)?,
            name => world.add_area(name, area_kind::sector)?,
        };
    }
    let areas: Vec<Vec<usize>> = (0..phones).map(|phone| areas_of(phone, phones, regions.len())).collect();
    for (at, areas) in areas.iter().enumerate() {
        let worker = Worker { name: &district::worker(at), role: role::VISITOR, areas };
        world.add_phone(&worker, world.calendar.morning(1))?;
        teller.step(&format!("{} enrols", worker.name));
    }
    world.bring_everyone(&mut Chance::of(args.seed, "enrolment"), 1, &teller)?;

    let mut turn = vec![0; regions.len()];
    for (at, child) in survey.children.iter().enumerate() {
        let region = regions.iter().position(|region| *region == child.region).unwrap_or(0);
        let holders: Vec<usize> = (0..phones).filter(|phone| areas[*phone].contains(&region)).collect();
        let phone = holders.get(turn[region] % holders.len().max(1)).copied().unwrap_or(0);
        turn[region] += 1;
        record(&mut world, phone, region, child)?;
        if at % 10 == 9 {
            teller.step(&format!("child {}", at + 1));
        }
    }
    world.bring_everyone(&mut Chance::of(args.seed, "evening"), 2, &teller)?;

    teller.title("Was anything lost?");
    let mut summary = Summary::of(&mut world, args.seed, phones as u64, began)?;
    summary.disputes.predicted = world.ledger.disputes().len() as u64;
    summary.refused.extend(survey.refused.iter().map(|refused| json!(refused)));
    summary.more = vec![
        ("rows", json!(survey.children.len() + survey.refused.len())),
        ("taken", json!(survey.children.len())),
        ("left_out", json!(survey.left_out)),
        ("positions_of_nothing", json!(survey.stray)),
    ];
    ending::end(args, world, summary, &teller, None)
}

fn read(file: &Path) -> Result<Survey> {
    let shown = file.display();
    let bytes = std::fs::read(file)
        .map_err(|error| DemoError::Request(format!("{shown} cannot be read ({error}): name a CSV file")))?;
    let rows = rows::rows(&bytes)
        .map_err(|wrong| DemoError::Request(format!("{shown}: {wrong}; {}", wrong.remedy())))?;
    let Some((header, rows)) = rows.split_first() else {
        return Err(DemoError::Request(format!("{shown} is empty: its first line must name the columns")));
    };
    let header = header.fields.as_ref().map_err(|reason| {
        DemoError::Request(format!("the first line of {shown} cannot be read: it {reason}"))
    })?;
    let columns = Columns::of(header).map_err(|wrong| DemoError::Request(format!("{shown}: {wrong}")))?;
    let mut survey = Survey {
        children: Vec::new(),
        refused: Vec::new(),
        stray: Vec::new(),
        left_out: columns.unknown.clone(),
    };
    if columns.has_left_out() {
        survey.left_out.insert(0, LEFT_OUT.to_owned());
    }
    for row in rows {
        match columns.child(row) {
            Ok(child) => {
                if child.stray_position {
                    survey.stray.push(row.line);
                }
                survey.children.push(child);
            }
            Err(refused) => survey.refused.push(refused),
        }
    }
    Ok(survey)
}

/// The regions of a phone: one each in turn; where there are more regions than phones, several.
fn areas_of(phone: usize, phones: usize, regions: usize) -> Vec<usize> {
    match regions {
        0 => Vec::new(),
        _ if regions <= phones => vec![phone % regions],
        _ => (0..regions).filter(|region| region % phones == phone).collect(),
    }
}

/// A child with its household, its visit and its reading, as one action.
fn record(world: &mut World, phone: usize, region: usize, child: &Child) -> Result<()> {
    let area = Value::Record(world.areas[region]);
    let visited = NaiveDate::from_ymd_opt(2026, 11, 16).unwrap_or_default();
    let born = visited - Duration::days(child.age_days);
    let date =
        |day: NaiveDate| Value::date(&[i64::from(day.year()), i64::from(day.month()), i64::from(day.day())]);
    let World { phones, ledger, .. } = world;
    let phone = &mut phones[phone];
    phone.clock.set(phone.clock.wall_s() + 60);
    let mut pen = phone.pen(ledger)?;
    let house = pen.household(Values::from([(household::area, area)]))?;
    let done = Value::parts([(part::outcome::is, Value::Int(code::visit_outcome::done))]);
    let visit = pen.create(
        visit::ID,
        house,
        Values::from([
            (visit::outcome, done),
            (visit::on, date(visited)),
            (visit::stated_age_months, Value::Decimal(child.stated_age)),
        ]),
    )?;
    let mut values = Values::from([
        (person::sex, child.sex.clone()),
        (person::birth_date, date(born)),
        (person::kind, Value::Int(code::person_kind::child)),
    ]);
    values.extend(child.id.clone().map(|id| (person::local_id, id)));
    let person = pen.person(house, values)?;
    let mut values = Values::from([(reading::visit, pen.link(visit)), (reading::on, date(visited))]);
    values.extend(child.measured.iter().cloned());
    pen.create(reading::ID, person, values)?;
    pen.save()
}

fn introduce(teller: &Teller, file: &Path, survey: &Survey, phones: usize, regions: &[&str]) {
    teller.paragraph(&format!(
        "{} holds {}. Each becomes a household, a child and a visit with its measurements, on one of {phones} phones: \
         the real program, each with its own encrypted file. {} of the district are the survey's regions. The phones \
         bring everything to the real server over a line that is cut again and again.",
        file.display(),
        count(survey.children.len() as u64, "row that can be taken", "rows that can be taken"),
        count(regions.len() as u64, "area", "areas"),
    ));
    if survey.left_out.iter().any(|column| column == LEFT_OUT) {
        teller.paragraph(&format!(
            "The column {LEFT_OUT} is left out: it is a weight of the sample, not something that was seen of a child."
        ));
    }
    let unknown: Vec<&str> =
        survey.left_out.iter().map(String::as_str).filter(|column| *column != LEFT_OUT).collect();
    if !unknown.is_empty() {
        teller.paragraph(&format!("Also left out, since nobody here knows them: {}.", unknown.join(", ")));
    }
    if !survey.stray.is_empty() {
        let lines: Vec<String> = survey.stray.iter().take(TOLD).map(u64::to_string).collect();
        teller.paragraph(&format!(
            "In {} a position (l or h) is given and no length or height; the position of nothing is not kept. Lines: {}.",
            count(survey.stray.len() as u64, "row", "rows"),
            lines.join(", ")
        ));
    }
    if !survey.refused.is_empty() {
        teller.title(&format!(
            "{} cannot be taken; the rest goes in",
            count(survey.refused.len() as u64, "row", "rows")
        ));
        for Refused { line, id, column, reason } in survey.refused.iter().take(TOLD) {
            teller.line(&format!("line {line}, id {id:?}, column {column:?}: {reason}"));
        }
        if survey.refused.len() > TOLD {
            teller.line(&format!("… and {} more; --json lists all", survey.refused.len() - TOLD));
        }
    }
}
