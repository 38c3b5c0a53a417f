//! `tests/bench`: the figures of this project, each as it was measured in this run.

use std::process::ExitCode;

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut seed, mut visits, mut json) = (1u64, 400usize, false);
    while let Some(arg) = args.next() {
        let number = |args: &mut dyn Iterator<Item = String>| args.next().and_then(|n| n.parse().ok());
        match arg.as_str() {
            "--json" => json = true,
            "--seed" => seed = number(&mut args).unwrap_or(seed),
            "--visits" => visits = number(&mut args).unwrap_or(400) as usize,
            other => {
                eprintln!("unknown argument {other}: use --json, --seed N, --visits N");
                return ExitCode::from(2);
            }
        }
    }
    let figures = tempfile::tempdir()
        .map_err(Into::into)
        .and_then(|folder| chaski_tests::bench::measure::all(folder.path(), seed, visits));
    match figures {
        Ok(figures) if json => println!("{figures}"),
        Ok(figures) => println!("{figures:#}"),
        Err(error) => {
            eprintln!("the benchmark failed: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
