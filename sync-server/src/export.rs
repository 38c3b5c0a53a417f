//! Measurements as files for the programmes that judge them.

use clap::Args;

use crate::cli::Place;

/// What to write and where.
#[derive(Debug, Args)]
pub struct ExportArgs {
    /// The district.
    #[command(flatten)]
    pub place: Place,
}

/// Not there yet.
pub async fn run(_args: ExportArgs) -> Result<(), Box<dyn std::error::Error>> {
    Err("this version does not export yet: update the server".into())
}
