//! `tests/bench`: the figures of this project, each as it was measured in this run.

use std::path::PathBuf;
use std::process::ExitCode;

use chaski_tests::bench::{forms, growth, measure, pages, screens, year};

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let (mut seed, mut visits, mut json) = (1u64, 400usize, false);
    let (mut pages, mut growth, mut forms, mut of_screens) = (false, false, false, false);
    let (mut size, mut folder, mut compiled) = (year::DISTRICT, None::<PathBuf>, None::<PathBuf>);
    while let Some(arg) = args.next() {
        let number = |args: &mut dyn Iterator<Item = String>| args.next().and_then(|n| n.parse().ok());
        match arg.as_str() {
            "--json" => json = true,
            "pages" => pages = true,
            "growth" => growth = true,
            "forms" => forms = true,
            "screens" => of_screens = true,
            // What the benchmark of forms starts for itself.
            "--memory-of" => compiled = args.next().map(PathBuf::from),
            "--seed" => seed = number(&mut args).unwrap_or(seed),
            "--visits" => visits = number(&mut args).unwrap_or(400) as usize,
            "--days" => size.days = number(&mut args).unwrap_or(200) as usize,
            "--folder" => folder = args.next().map(PathBuf::from),
            other => {
                eprintln!(
                    "unknown argument {other}: use --json, --seed N, --visits N; or pages --json, --days N, --folder F; or \
                     growth --json, --seed N; or forms --json; or screens --json, --seed N"
                );
                return ExitCode::from(2);
            }
        }
    }
    let figures = tempfile::tempdir().map_err(Into::into).and_then(|temporary| {
        if pages {
            let mut note = |day| {
                if day % 10 == 0 {
                    eprintln!("{day} days stored");
                }
            };
            // A folder of one's own is kept, and gone on with if the run was broken off.
            pages::all(folder.as_deref().unwrap_or(temporary.path()), size, seed, &mut note)
        } else if let Some(compiled) = &compiled {
            forms::memory_of(compiled)
        } else if forms {
            forms::all(temporary.path())
        } else if of_screens {
            screens::all(temporary.path(), seed)
        } else if growth {
            let program = std::env::current_exe()?;
            let target = program.ancestors().nth(2).unwrap_or(temporary.path());
            growth::all(temporary.path(), target, seed)
        } else {
            measure::all(temporary.path(), seed, visits)
        }
    });
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
