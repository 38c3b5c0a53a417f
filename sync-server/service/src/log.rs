//! What is written down of each request: which route, which phone by its device number, what came of it and why, bytes
//! and time; one JSON object a line. Never a name, a body or a place of a family; an address of the network only
//! where somebody asks for the level `debug`.

use std::fs::File;
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::writer::BoxMakeWriter;

use crate::data::{Result, failed};
use crate::session::Outcome;

/// Writes to standard error, or to the end of a file. `level` is `error`, `warn`, `info` or `debug`.
pub fn start(file: Option<&Path>, level: &str) -> Result<()> {
    let writer = match file {
        None => BoxMakeWriter::new(std::io::stderr),
        Some(path) => {
            let file = File::options().create(true).append(true).open(path);
            BoxMakeWriter::new(Mutex::new(file.map_err(|error| failed(path, error))?))
        }
    };
    let filter =
        EnvFilter::try_new(format!("warn,chaski={level},chaski_server={level},chaski_service={level}"));
    let filter = filter.unwrap_or_else(|_| EnvFilter::new("info"));
    // A second server in one process (a test) writes where the first does.
    let _ = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(writer)
        .try_init();
    Ok(())
}

/// One request of a sync.
pub fn sync(outcome: &Outcome, status: u16, bytes_in: u64, bytes_out: u64, took: Duration) {
    let refused = outcome.refused.map(|code| code.to_string());
    tracing::info!(
        route = "/v1/sync",
        status,
        device = outcome.device.as_deref(),
        whole = outcome.whole,
        batches = outcome.batches,
        new_changes = outcome.new_changes,
        drafts = outcome.drafts,
        rejected = outcome.rejected,
        refused = refused.as_deref(),
        bytes_in,
        bytes_out,
        ms = took.as_millis() as u64,
        "request"
    );
}

/// One request for an invitation by its short code.
pub fn invitation(refused: Option<&str>, status: u16, took: Duration) {
    tracing::info!(route = "/v1/invitation", status, refused, ms = took.as_millis() as u64, "request");
}

/// One request of an enrolment.
pub fn enrol(device: Option<&str>, refused: Option<&str>, status: u16, took: Duration) {
    tracing::info!(route = "/v1/enrol", status, device, refused, ms = took.as_millis() as u64, "request");
}
