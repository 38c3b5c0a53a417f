//! `chaski growth prevalence`: the columns, labels and order of the table, what is said of rows that do not count, and what is
//! refused. That the figures are WHO's is shown where they are computed; here once for the whole way from file to file.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use tempfile::TempDir;

const HEADER: &str = "sex,age_days,weight,lenhei,measure,oedema,w,psu,stratum,wealthq,worker\n";
const ROWS: &str = "\
1,400,9.1,75.2,l,n,1.5,1,1,1,Rosa\n\
2,500,8.0,70.1,l,n,2,2,1,Q2,\n\
f,900,11.5,88,h,2,,2,1,6,\"Vega, Luz\"\n\
M,30,4.2,54,L,1,0.5,1,2,,Rosa\n\
,700,9,80,,NA,1,1,2,5,Abel\n";

fn run(input: &str, args: &[&str]) -> (Output, Vec<Vec<String>>) {
    let folder = TempDir::new().unwrap();
    let (file, out) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
    std::fs::write(&file, input).unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaski"));
    command.args(["growth", "prevalence"]).arg(&file).args(args).arg("-o").arg(&out);
    let output = command.output().unwrap();
    let table = std::fs::read_to_string(&out).unwrap_or_default();
    (output, table.lines().map(cells).collect())
}

/// The cells of a line; in quotes there may be commas.
fn cells(line: &str) -> Vec<String> {
    let (mut cells, mut quoted) = (vec![String::new()], false);
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(String::new()),
            letter => cells.last_mut().unwrap().push(letter),
        }
    }
    cells
}

fn groups(table: &[Vec<String>]) -> Vec<&str> {
    table[1..].iter().map(|line| line[0].as_str()).collect()
}

fn cell<'a>(table: &'a [Vec<String>], group: &str, column: &str) -> &'a str {
    let at = table[0].iter().position(|name| name == column).unwrap();
    &table.iter().find(|line| line[0] == group).unwrap()[at]
}

fn said(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

#[test]
fn a_whole_survey_goes_from_file_to_file_as_the_package_has_it() {
    let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/growth/survey");
    let read = |name: &str| {
        let bytes = std::fs::read(data.join(name)).unwrap();
        String::from_utf8(zstd::decode_all(&bytes[..]).unwrap()).unwrap()
    };
    let survey = read("prev_public_small.csv.zst");
    let expected = read("prev_public_small_out_cluster_strata_sw.csv.zst");
    let expected: Vec<Vec<String>> = expected.lines().map(cells).collect();
    let design = ["--weights", "sw", "--cluster", "cluster", "--strata", "strata", "--group"];
    // In whatever order they are asked for.
    let groups = ["othergr", "typeres", "gregion", "mothered", "wealthq"];
    let (output, table) = run(&survey, &[&design[..], &groups].concat());
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(table[0], expected[0]);
    assert_eq!(table.len(), expected.len());
    for (line, expected) in table[1..].iter().zip(&expected[1..]) {
        assert_eq!(line[0], expected[0]);
        for ((found, cell), column) in line.iter().zip(expected).zip(&table[0]).skip(1) {
            let close = if column.ends_with("l") { 1e-6 } else { 1e-9 };
            let [found, cell] = [found, cell].map(|cell| cell.parse::<f64>().unwrap_or(f64::NAN));
            assert!(
                (found - cell).abs() <= close * cell.abs().max(1.0),
                "{} {column}: {found} for {cell}",
                line[0]
            );
        }
    }
    assert!(said(&output).contains("320 rows, 315 counted, 5 left out"), "{}", said(&output));
}

#[test]
fn groups_are_called_as_who_calls_them_and_any_other_column_by_its_name() {
    let (output, table) = run(&format!("{HEADER}{ROWS}"), &["--group", "worker", "--group", "wealthq"]);
    assert!(output.status.success(), "{}", said(&output));
    let last: Vec<&str> = groups(&table).into_iter().skip(21).collect();
    let expected = [
        "Wealth quintile: Q1: Poorest",
        "Wealth quintile: Q2",
        "Wealth quintile: Q3",
        "Wealth quintile: Q4",
        "Wealth quintile: Q5: Richest",
        "worker: Rosa",
        "worker: NA",
        "worker: Vega, Luz",
        "worker: Abel",
    ];
    assert_eq!(last, expected);
    assert_eq!(cell(&table, "Wealth quintile: Q4", "HAZ_unwpop"), "0");
    assert_eq!(cell(&table, "worker: Rosa", "HAZ_unwpop"), "2");
    // Both 1 and y mean swollen feet, 2 and NA that they are not.
    assert_eq!(cell(&table, "Sex: Male", "WH_3_r"), "50");
    assert!(said(&output).contains("note: 1 counted without a wealth quintile"), "{}", said(&output));

    let (_, table) = run(&format!("{HEADER}{ROWS}"), &["--strata", "stratum", "--group", "gregion=worker"]);
    let last: Vec<&str> = groups(&table).into_iter().skip(21).collect();
    assert_eq!(last, ["Abel", "Rosa", "Vega, Luz"].map(|name| format!("Geographical region: {name}")));
    // So WHO's example survey calls it.
    let (_, table) = run(
        &format!("{}{ROWS}", HEADER.replace("worker", "region")),
        &["--strata", "stratum", "--group", "region"],
    );
    assert!(groups(&table).contains(&"Geographical region: Rosa"));
}

#[test]
fn what_does_not_count_is_told_with_its_line_and_how_many_it_is() {
    let rows = "\
1,x,9.1,75.2,l,n,1,1,1,,\n\
1,2000,9.1,75.2,l,n,1,1,1,,\n\
\n\
1,300,9.1,75.2,l,n,1,,1,,\n\
1,300,9.1,75.2,l,n,1,1,,,\n\
q,300,\"9,1\",75.2,l,n,1,1,1,,\n\
1,-3,9.1,75.2,l,n,1,1,1,,\n\
1,300,9.1\n";
    let (output, table) =
        run(&format!("{HEADER}{ROWS}{rows}"), &["--weights", "w", "--cluster", "psu", "--strata", "stratum"]);
    let said = said(&output);
    assert!(output.status.success(), "{said}");
    assert_eq!(cell(&table, "All", "HAZ_unwpop"), "4");
    for words in [
        "12 rows, 5 counted, 7 left out",
        "1 left out: the child is older than 1826 days",
        "1 left out: column 8 (psu) is empty",
        "1 left out: column 9 (stratum) is empty",
        "4 left out: the row cannot be read",
        "Line 7, column 2 (age_days): \"x\" is not a number",
        "Line 12, column 1 (sex): \"q\" is not a sex",
        "Line 13, column 2 (age_days) is -3: an age cannot be below zero",
        "Line 14 has 3 columns where the first line has 11",
        "note: 1 counted with weight zero: column 7 (w) is empty",
    ] {
        assert!(said.contains(words), "{words:?} is not in\n{said}");
    }
}

#[test]
fn one_row_is_a_table_and_no_row_is_told() {
    let row = ROWS.lines().next().unwrap();
    let (output, table) = run(&format!("{HEADER}{row}\n"), &[]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(cell(&table, "All", "HAZ_unwpop"), "1");
    assert_eq!(cell(&table, "All", "HA_2_r"), "0");
    assert_eq!(cell(&table, "All", "HA_2_se"), "");
    assert_eq!(cell(&table, "All", "HA_stdev"), "");

    for rows in ["", "1,2000,9.1,75.2,l,n,1,1,1,,\n"] {
        let (output, table) = run(&format!("{HEADER}{rows}"), &[]);
        assert_eq!((output.status.code(), table.len()), (Some(1), 0));
        assert!(said(&output).contains("no row counts"), "{}", said(&output));
    }
    let (output, _) = run("", &[]);
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_negative_weight_and_a_column_that_is_not_there_are_refused() {
    let input = format!("{HEADER}{ROWS}1,400,9.1,75.2,l,n,-2,1,1,1,\n");
    let (output, table) = run(&input, &["--weights", "w"]);
    assert_eq!((output.status.code(), table.len()), (Some(1), 0));
    assert!(said(&output).contains("line 7, column 7 (w): -2 is no sampling weight"), "{}", said(&output));
    for args in [["--weights", "sw"], ["--cluster", "x"], ["--strata", "x"], ["--group", "village"]] {
        let (output, table) = run(&input, &args);
        assert_eq!((output.status.code(), table.len()), (Some(1), 0));
        assert!(said(&output).contains("the file has no column"), "{}", said(&output));
    }
    let (output, _) = run("age_days,weight,lenhei\n400,9.1,75\n", &[]);
    assert!(said(&output).contains("the file has no column sex"), "{}", said(&output));
}

#[test]
fn semicolons_and_decimal_commas_are_taken() {
    let input = "sex;age_days;weight;lenhei;w\n1;400;9,1;75,2;1,5\n2;500;8,0;70,1;2\n";
    let (output, table) = run(input, &["--weights", "w"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(cell(&table, "All", "HAZ_pop"), "3.5");
}

/// The most memory that the command needed for so many rows from a pipe, kB; it is still alive when it is asked.
#[cfg(target_os = "linux")]
fn peak_kb(rows: usize) -> u64 {
    let mut child = Command::new(env!("CARGO_BIN_EXE_chaski"))
        .args(["growth", "prevalence", "-", "--weights", "w", "--cluster", "psu", "--strata", "stratum"])
        .args(["--group", "worker", "wealthq"])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(HEADER.as_bytes()).unwrap();
    let block = ROWS.repeat(1000);
    for _ in 0..rows / 5000 {
        stdin.write_all(block.as_bytes()).unwrap();
    }
    // What was written fills the pipe; it is read when this can be written.
    stdin.write_all(&b"\n".repeat(1 << 17)).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_file() {
    let (few, many) = (peak_kb(10_000), peak_kb(500_000));
    assert!(many < few + 3_000, "{few} kB for 10,000 rows, {many} kB for 500,000");
}
