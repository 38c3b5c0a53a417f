//! How the demo is asked for.

use std::path::PathBuf;

use chaski::sync::tls::RELEASED_S;
use clap::Args;

/// How to show it.
#[derive(Debug, Clone, Args)]
pub struct DemoArgs {
    /// End when the story is told, instead of serving on
    #[arg(long)]
    pub once: bool,
    /// Draws the story: the same seed tells the same one
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    /// How many workers have a phone; without it six, or as many as a survey has regions
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(2..=60))]
    pub phones: Option<u16>,
    /// Keep the files in this folder, which must be new or empty: the server's, and a folder a phone
    #[arg(long, value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// End with one line of JSON
    #[arg(long)]
    pub json: bool,
    /// Instead of the story, play: enrol a phone of your own and see come what it sends
    #[arg(long, conflicts_with_all = ["once", "json", "phones", "survey"])]
    pub people: bool,
    /// Tell it as on this day: the server's time is this when it begins, such as 2028-02-29T18:30:00-05:00
    #[arg(long, value_name = "TIME", value_parser = moment, conflicts_with = "people")]
    pub at: Option<i64>,
    /// Instead of the story, take the children of a survey from this CSV file
    #[arg(long, value_name = "FILE.csv")]
    pub survey: Option<PathBuf>,
}

/// A moment as people write it, seconds of Unix time.
fn moment(text: &str) -> std::result::Result<i64, String> {
    let moment = chrono::DateTime::parse_from_rfc3339(text).map_err(|_| {
        "write the day, the hour and how far its clocks are from UTC, as in 2028-02-29T18:30:00-05:00"
            .to_owned()
    })?;
    match moment.timestamp() {
        at_s if at_s < RELEASED_S => Err("that is before this version was made: choose a later day".into()),
        at_s => Ok(at_s),
    }
}
