//! The `export` command: what the programmes that judge measurements read, on standard output.

use super::args::Place;
use chaski_service::data::DataFolder;
use chaski_service::export::csv;
use chaski_service::storage::{Storage, StorageError};
use clap::{Args, Subcommand};
use std::io::Write;

/// What to write.
#[derive(Debug, Args)]
pub struct ExportArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Every measurement of a child, a row each, with its area, sex and age in days
    Measurements(MeasurementsArgs),
}

#[derive(Debug, Args)]
struct MeasurementsArgs {
    #[command(flatten)]
    place: Place,
    /// As CSV, which is the only form there is
    #[arg(long)]
    csv: bool,
    /// For a spreadsheet: a text that it would take for a formula gets an apostrophe in front
    #[arg(long)]
    for_spreadsheet: bool,
}

/// Writes it to standard output.
pub async fn run(args: ExportArgs) -> Result<(), Box<dyn std::error::Error>> {
    let What::Measurements(args) = args.what;
    // CSV is the default and the only form: `--csv` says so and leaves room for others.
    let _ = args.csv;
    let folder = DataFolder::open(&args.place.data, args.place.key_file.as_deref())?;
    let all = folder.storage()?.measurements().await?;
    let bytes = csv(&all, args.for_spreadsheet)?;
    match std::io::stdout().write_all(&bytes) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(StorageError::Disk(error).into()),
        _ => Ok(()),
    }
}
