//! A district to look at, with invented families.

use clap::Args;

/// How to show it.
#[derive(Debug, Args)]
pub struct DemoArgs {}

/// Not there yet.
pub async fn run(_args: DemoArgs) -> Result<(), Box<dyn std::error::Error>> {
    Err("this version has no demonstration yet: update the server".into())
}
