//! `form export`: the finished checklists of one form, as CSV or JSON on standard output. What a table is made of, the service knows.

use std::io::Write;

use chaski_service::checklists::Checklists;
use chaski_service::data::Result;
use chaski_service::storage::supervision::{ChecklistFilter, Supervision, Viewer};
use chaski_service::storage::{Storage, StorageError};
use chaski_service::web::checklist_table::{ChecklistTable, WantedTable};
use chaski_service::web::spreadsheet::{csv_head, csv_rows, csv_rows_as_they_are};

use super::args::{ExportedAs, FormExportArgs};
use super::named::{Opened, open};
use super::terminal::wrong;

pub(super) async fn run(args: FormExportArgs) -> Result<()> {
    let day = |name: &str, day: &Option<String>| match day {
        Some(day) if day.len() != 10 || day.parse::<chrono::NaiveDate>().is_err() => {
            Err(wrong(format!("{name}: {day} is no day: write it as 2026-12-01")))
        }
        day => Ok(day.clone()),
    };
    let filter = ChecklistFilter {
        form: args.checklist.clone(),
        area: None,
        from: day("--since", &args.since)?,
        to: day("--until", &args.until)?,
    };
    let Opened { storage, .. } = open(&args.place)?;
    let viewer = Viewer::on_call(storage.areas().await?.into_iter().map(|(area, ..)| area).collect());
    let released = storage.releases().await?;
    let everything = ChecklistFilter { form: args.checklist.clone(), ..ChecklistFilter::default() };
    let occurs = !storage.checklist_extent(&viewer, &everything).await?.paths.is_empty();
    if !occurs && released.iter().all(|one| one.name != args.checklist) {
        return Err(wrong(format!(
            "no checklist is called {}, and none of that name was finished: see `form list`",
            args.checklist
        )));
    }
    let wanted = WantedTable { filter, repeat: args.repeat, labels: args.labels, names: args.names };
    let (repeat, labels) = (wanted.repeat.clone(), wanted.labels.clone());
    let table = ChecklistTable::of(&storage, &Checklists::default(), &viewer, wanted).await?;
    if let Some(language) = labels.filter(|_| !table.has_language) {
        return Err(wrong(format!(
            "no version of {} that is here has the language {language}: name it by its tag, as es, or as the form does",
            args.checklist
        )));
    }
    match &repeat {
        Some(repeat) if args.format == ExportedAs::Json => {
            return Err(wrong(format!(
                "JSON has every instance where it stands: leave --repeat {repeat} away"
            )));
        }
        Some(repeat) if !table.repeats.contains(repeat) => {
            let has = match table.repeats.as_slice() {
                [] => "nothing of it does".to_owned(),
                repeats => format!("this does: {}", repeats.join(", ")),
            };
            return Err(wrong(format!("{repeat} does not repeat in {}: {has}", args.checklist)));
        }
        None if args.format == ExportedAs::Csv && !table.repeats.is_empty() => {
            eprintln!("What repeats has tables of its own: --repeat {}", table.repeats.join(", --repeat "));
        }
        _ => {}
    }
    match written(&storage, &viewer, &table, (args.format, args.for_spreadsheet)).await {
        // Nobody reads any more: there is nothing to be said.
        Err(StorageError::Disk(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}

async fn written(
    storage: &dyn Storage,
    viewer: &Viewer,
    table: &ChecklistTable,
    (format, for_spreadsheet): (ExportedAs, bool),
) -> std::result::Result<(), StorageError> {
    let mut out = std::io::stdout();
    let head = match format {
        ExportedAs::Csv => csv_head(&table.heads(), false)?,
        ExportedAs::Json => b"[".to_vec(),
    };
    out.write_all(&head)?;
    let mut after: Option<String> = None;
    loop {
        let (lines, next) = storage.checklist_lines(viewer, table.filter(), after.as_deref()).await?;
        let bytes = match format {
            ExportedAs::Csv => {
                let rows: Vec<_> = lines.iter().flat_map(|one| table.rows(one)).collect();
                if for_spreadsheet { csv_rows(&rows)? } else { csv_rows_as_they_are(&rows)? }
            }
            ExportedAs::Json => table.json_rows(&lines, after.is_none(), next.is_none()).into_bytes(),
        };
        out.write_all(&bytes)?;
        match next {
            Some(next) => after = Some(next),
            None => return Ok(()),
        }
    }
}
