//! The `chaski-server` command.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    chaski_server::cli::main(chaski_server::cli::Cli::parse())
}
