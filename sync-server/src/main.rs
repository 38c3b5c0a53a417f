//! The `chaski-server` command.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    chaski_server::commands::main(chaski_server::commands::Cli::parse())
}
