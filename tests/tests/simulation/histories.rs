//! Histories under a checker that is not ours: spectroscope's port of Jepsen's `set-full`. Every marker whose save
//! returned is read by all in the end, none whose save failed is read by anybody, none is read twice.

use std::collections::BTreeSet;
use std::path::Path;

use chaski_tests::sim::district::District;
use chaski_tests::sim::history::{self, History};
use chaski_tests::sim::tally::{Held, broken, hold};
use chaski_tests::sim::{Schedule, Watch, run};
use spectroscope::{Op, SetFullChecker, Validity};

/// What an operation says in its history's file.
fn read(line: &str) -> Option<Op<String>> {
    let of = |key: &str| {
        let after = line.split_once(&format!(":{key} "))?.1;
        let end = if after.starts_with('[') { after.find(']')? + 1 } else { after.find([',', '}'])? };
        Some(&after[..end])
    };
    let unquoted = |word: &str| word.trim_matches('"').to_owned();
    let (index, process) = (of("index")?.parse().ok()?, of("process")?.parse::<u64>().ok()?);
    let value = of("value")?;
    let op = match (of("type")?, of("f")?) {
        (":invoke", ":add") => Op::add_invoke(index, process, unquoted(value)),
        (":ok", ":add") => Op::add_ok(index, process, unquoted(value)),
        (":fail", ":add") => Op::add_fail(index, process, unquoted(value)),
        (":info", ":add") => Op::add_info(index, process, unquoted(value)),
        (":invoke", ":read") => Op::read_invoke(index, process),
        (":ok", ":read") => {
            let all = value.strip_prefix('[')?.strip_suffix(']')?;
            Op::read_ok(index, process, all.split_whitespace().map(unquoted))
        }
        _ => return None,
    };
    Some(op.at_millis(of("time")?.parse::<u64>().ok()? / 1_000_000))
}

/// Asks the checker.
fn judge(set: &str, edn: &str) -> Held {
    let ops: Option<Vec<Op<String>>> = edn.lines().map(read).collect();
    let Some(ops) = ops else { return broken("history_is_read", format!("{set}: {edn}")) };
    let of = |kinds: &[spectroscope::OpType]| -> BTreeSet<&String> {
        let adds = ops.iter().filter(|op| kinds.contains(&op.op_type));
        adds.filter_map(|op| op.value.as_single()).collect()
    };
    let (added, failed) = (of(&[spectroscope::OpType::Invoke]), of(&[spectroscope::OpType::Fail]));
    let doubtful = of(&[spectroscope::OpType::Fail, spectroscope::OpType::Info]);
    let result = SetFullChecker::linearizable().check(&spectroscope::History::from_ops(ops.clone()));
    let valid = result.valid == Validity::Valid || added.len() == doubtful.len();
    hold("foreign_checker_finds_all", valid, || {
        let (lost, stale) = (&result.lost, &result.stale);
        format!("{set}: lost {lost:?}, not read by all {stale:?}, read twice {:?}", result.duplicated)
    })?;
    let never: BTreeSet<&String> = result.never_read.iter().collect();
    hold("foreign_checker_finds_all", never.is_subset(&doubtful), || {
        format!("{set}: nobody reads {:?}", never.difference(&doubtful).collect::<Vec<_>>())
    })?;
    hold("foreign_checker_finds_no_more", failed.is_subset(&never), || {
        format!("{set}: failed, and read: {:?}", failed.difference(&never).collect::<Vec<_>>())
    })?;
    hold("foreign_checker_finds_no_more", result.attempt_count == added.len(), || {
        format!("{set}: {} markers were added, {} are read", added.len(), result.attempt_count)
    })
}

/// Writes the histories of a schedule down and has them checked.
pub struct Checked(pub u64);

impl Watch for Checked {
    fn at_the_end(&mut self, district: &mut District<'_>) -> Held {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("histories");
        for history in history::of(district)? {
            let path = folder.join(format!("seed-{}-{}.edn", self.0, history.set));
            let kept = std::fs::create_dir_all(&folder)
                .and_then(|()| std::fs::write(&path, history.to_string()))
                .and_then(|()| std::fs::read_to_string(&path));
            match kept {
                Ok(edn) => judge(&history.set, &edn)?,
                Err(error) => return broken("history_is_kept", format!("{}: {error}", path.display())),
            }
            district.carried.tally.add("operations under the foreign checker", history.ops.len() as u64);
        }
        Ok(())
    }
}

/// Keeps the histories.
struct Kept(Vec<History>);

impl Watch for Kept {
    fn at_the_end(&mut self, district: &mut District<'_>) -> Held {
        self.0 = history::of(district)?;
        Ok(())
    }
}

#[test]
fn the_foreign_checker_notices_what_is_lost_read_twice_or_never_said() {
    let (template, mut kept) = (super::template(), Kept(Vec::new()));
    // A schedule in which a save fails, and each area is read.
    let has = |history: &History, what: &str| history.to_string().contains(what);
    let seed = (1..1000).find(|seed| {
        let ran = run(&template, &Schedule::drawn(*seed), &mut kept);
        ran.held.unwrap_or_else(|failure| panic!("{failure}"));
        kept.0.iter().all(|history| has(history, ":type :fail") && has(history, ":type :ok, :f :add"))
    });
    assert!(seed.is_some());
    for history in &kept.0 {
        let lines: Vec<String> = history.to_string().lines().map(str::to_owned).collect();
        let assertion = |lines: &[String]| judge(&history.set, &lines.join("\n")).err().map(|f| f.assertion);
        assert_eq!(assertion(&lines), None, "seed {seed:?}");
        let marker_of = |what: &str| {
            let line = lines.iter().find(|line| line.contains(what)).unwrap();
            line.split_once(":value ").unwrap().1.trim_end_matches('}').to_owned()
        };
        let (said, failed) = (marker_of(":type :ok, :f :add"), marker_of(":type :fail"));
        let lost = |line: &str| line.replace(&format!("{said} "), "").replace(&format!(" {said}]"), "]");
        let twice = |line: &str| line.replace(&said, &format!("{said} {said}"));
        let never_said = |line: &str| line.replace('[', "[\"never-said\" ");
        let undone = |line: &str| line.replace('[', &format!("[{failed} "));
        let reads: Vec<usize> = (0..lines.len()).filter(|at| lines[*at].contains(":value [")).collect();
        let with = |at: &[usize], change: &dyn Fn(&str) -> String| {
            let mut lines = lines.clone();
            at.iter().for_each(|at| lines[*at] = change(&lines[*at]));
            assertion(&lines)
        };
        let (all, more) = (Some("foreign_checker_finds_all"), Some("foreign_checker_finds_no_more"));
        for at in [reads[0], reads[reads.len() / 2], reads[reads.len() - 1]] {
            // One replica, in one of its reads.
            assert_eq!(with(&[at], &lost), all);
            assert_eq!(with(&[at], &twice), all);
        }
        assert_eq!(with(&reads, &lost), all);
        assert_eq!(with(&reads, &undone), more);
        assert_eq!(with(&reads, &never_said), more);
    }
}
