//! How fast z-scores are made: all eight of 100,000 rows in memory, the command line from file to file, and `pygrowup2` 1.0.0 on
//! the same rows in the same run, all on one core. The rows are drawn from those in which WHO's own answers are known and
//! everything was measured.

use std::fs;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use chaski::growth::who::{Age, Measured, Mode, scores};
use chaski::growth::{Position, Sex};
use criterion::{BatchSize, Criterion, Throughput};
use serde_json::{Value, json};

use super::workload::Seeded;

type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Rows of a run.
const ROWS: usize = 100_000;
/// `pygrowup2` is given so many of them.
const ROWS_IN_PYTHON: usize = 2_000;
/// Runs of the command line, of which the best and the median are told.
const RUNS: usize = 11;
/// What the project aims at, seconds for all rows: in memory, from file to file.
const AIMS_S: (f64, f64) = (0.05, 0.35);
const PYGROWUP: &str = "pygrowup2==1.0.0";
/// The columns that go in.
const COLUMNS: [&str; 10] =
    ["sex", "age_days", "weight", "lenhei", "measure", "oedema", "headc", "armc", "triskin", "subskin"];

/// All figures of one run. `target` is where what is fetched may stay.
pub fn all(folder: &Path, target: &Path, seed: u64) -> Outcome<Value> {
    let core = pin()?;
    let rows = draw(seed)?;
    let children = rows.iter().map(|row| child(row)).collect::<Outcome<Vec<Measured>>>()?;
    let file = folder.join("rows.csv");
    write(&file, &rows)?;
    let memory_s = in_memory(folder, &children)?;
    let (best_s, median_s) = command_line(&file, &folder.join("scored.csv"))?;
    let python = in_python(folder, target, &rows);
    let a_second = |seconds: f64| (ROWS as f64 / seconds).round();
    let (python, ratios) = match python {
        Ok(python_s) => {
            let python_a_second = ROWS_IN_PYTHON as f64 / python_s;
            (
                json!({ "version": PYGROWUP, "rows": ROWS_IN_PYTHON, "s": python_s, "rows_a_second": python_a_second.round() }),
                json!({
                    "in_memory": a_second(memory_s) / python_a_second,
                    "file_to_file": a_second(median_s) / python_a_second,
                }),
            )
        }
        Err(error) => (json!({ "version": PYGROWUP, "not_measured": error.to_string() }), Value::Null),
    };
    Ok(json!({
        "seed": seed,
        "rows": ROWS,
        "core": core,
        "in_memory_all_eight": {
            "s": memory_s, "rows_a_second": a_second(memory_s), "aim_s": AIMS_S.0, "aim_met": memory_s <= AIMS_S.0,
        },
        "zscore_file_to_file": {
            "best_s": best_s, "median_s": median_s, "runs": RUNS, "rows_a_second": a_second(median_s),
            "aim_s": AIMS_S.1, "aim_met": median_s <= AIMS_S.1,
        },
        "pygrowup2": python,
        "times_as_fast_as_pygrowup2": ratios,
    }))
}

/// Keeps this process, and what it starts, on one core.
#[cfg(target_os = "linux")]
fn pin() -> Outcome<Value> {
    use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};
    let allowed = sched_getaffinity(None)?;
    let last = (0..CpuSet::MAX_CPU).rev().find(|core| allowed.is_set(*core)).ok_or("no core is allowed")?;
    let mut one = CpuSet::new();
    one.set(last);
    sched_setaffinity(None, &one)?;
    Ok(json!(last))
}

/// Elsewhere nothing is pinned, and the figures say so.
#[cfg(not(target_os = "linux"))]
fn pin() -> Outcome<Value> {
    Ok(json!("not pinned"))
}

/// Rows drawn from those that WHO's package was asked for, their columns in the order of [`COLUMNS`].
fn draw(seed: u64) -> Outcome<Vec<Vec<String>>> {
    let stored = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/growth/oracle_public.csv.zst");
    let mut text = String::new();
    zstd::Decoder::new(fs::File::open(stored)?)?.read_to_string(&mut text)?;
    let mut lines = text.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let names = lines.next().ok_or("no rows")?;
    let place = |name: &str| names.iter().position(|other| *other == name).ok_or("a column is missing");
    let places = COLUMNS.iter().map(|name| place(name)).collect::<Result<Vec<_>, _>>()?;
    let kind = place("kind")?;
    let whole: Vec<Vec<String>> = lines
        .filter(|row| row.get(kind) == Some(&"realistic"))
        .map(|row| places.iter().map(|at| row[*at].to_owned()).collect::<Vec<_>>())
        .filter(|row: &Vec<String>| row.iter().all(|cell| !cell.is_empty()))
        .collect();
    let mut random = Seeded(seed);
    Ok((0..ROWS).map(|_| whole[random.below(whole.len() as u64) as usize].clone()).collect())
}

fn child(row: &[String]) -> Outcome<Measured> {
    let number = |at: usize| row[at].parse::<f64>();
    Ok(Measured {
        sex: Some(if matches!(row[0].as_str(), "1" | "m" | "M") { Sex::Male } else { Sex::Female }),
        age: Some(Age::Days(number(1)?)),
        weight_kg: Some(number(2)?),
        length_cm: Some(number(3)?),
        position: Some(if matches!(row[4].as_str(), "l" | "L") {
            Position::Lying
        } else {
            Position::Standing
        }),
        oedema: Some(matches!(row[5].as_str(), "y" | "Y" | "1")),
        head_cm: Some(number(6)?),
        muac_cm: Some(number(7)?),
        triceps_mm: Some(number(8)?),
        subscapular_mm: Some(number(9)?),
    })
}

fn write(file: &Path, rows: &[Vec<String>]) -> Outcome<()> {
    let mut out = BufWriter::new(fs::File::create(file)?);
    writeln!(out, "id,{}", COLUMNS.join(","))?;
    for (id, row) in rows.iter().enumerate() {
        writeln!(out, "{id},{}", row.join(","))?;
    }
    Ok(out.flush()?)
}

/// Seconds for all eight scores of all rows, the median that criterion estimates.
fn in_memory(folder: &Path, children: &[Measured]) -> Outcome<f64> {
    let output = folder.join("criterion");
    let mut criterion = Criterion::default()
        .output_directory(&output)
        .without_plots()
        .sample_size(30)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(4));
    let mut group = criterion.benchmark_group("growth");
    group.throughput(Throughput::Elements(children.len() as u64));
    group.bench_function("eight", |bencher| {
        bencher.iter_batched_ref(
            || Vec::with_capacity(children.len()),
            |scored| scored.extend(children.iter().map(|child| scores(child, Mode::Mended))),
            BatchSize::PerIteration,
        );
    });
    group.finish();
    let estimates: Value =
        serde_json::from_slice(&fs::read(output.join("growth/eight/new/estimates.json"))?)?;
    let ns = estimates["median"]["point_estimate"].as_f64().ok_or("criterion gave no median")?;
    Ok(ns / 1e9)
}

/// The best and the median of several runs of `chaski growth zscore` from one file to another, seconds from start to end.
fn command_line(from: &Path, to: &Path) -> Outcome<(f64, f64)> {
    let program = std::env::current_exe()?.with_file_name(format!("chaski{}", std::env::consts::EXE_SUFFIX));
    let mut seconds = Vec::new();
    // The first run brings program and file into memory.
    for run in 0..=RUNS {
        let begun = Instant::now();
        let ended = Command::new(&program)
            .args(["growth", "zscore"])
            .arg(from)
            .arg("-o")
            .arg(to)
            .stderr(Stdio::null())
            .status()
            .map_err(|error| format!("{}: {error}", program.display()))?;
        if !ended.success() {
            return Err(format!("{} growth zscore failed", program.display()).into());
        }
        if run > 0 {
            seconds.push(begun.elapsed().as_secs_f64());
        }
    }
    let lines = fs::read(to)?.iter().filter(|byte| **byte == b'\n').count();
    if lines != ROWS + 1 {
        return Err(format!("{lines} lines came out").into());
    }
    seconds.sort_by(f64::total_cmp);
    Ok((seconds[0], seconds[seconds.len() / 2]))
}

/// Seconds that `pygrowup2` needs for its rows, once they are read.
fn in_python(folder: &Path, target: &Path, rows: &[Vec<String>]) -> Outcome<f64> {
    let library: PathBuf = target.join("pygrowup2");
    if !library.join("pygrowup").is_dir() {
        let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--target"];
        let output = Command::new("python3").args(pip).arg(&library).arg(PYGROWUP).output()?;
        if !output.status.success() {
            return Err(
                format!("pip cannot install it: {}", String::from_utf8_lossy(&output.stderr).trim()).into()
            );
        }
    }
    let file = folder.join("python.csv");
    write(&file, &rows[..ROWS_IN_PYTHON])?;
    let output = Command::new("python3")
        .args(["-c", include_str!("peer.py")])
        .arg(&file)
        .env("PYTHONPATH", &library)
        .output()?;
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    let seconds = said.trim().parse::<f64>();
    seconds.map_err(|_| format!("python3: {}", String::from_utf8_lossy(&output.stderr).trim()).into())
}
