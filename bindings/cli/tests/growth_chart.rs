//! `chaski growth chart` as a program: a file of one child becomes a chart, and what is missing or cannot be read is said.

use std::io::Write;
use std::process::{Command, Output, Stdio};

const ROSA: &str = "age_days,sex,weight,lenhei,measure,headc,armc,oedema
3,f,3.1,49,l,34,,n
95,f,5.6,58.7,l,39.2,12.6,n
187,f,6.7,64.1,l,41.6,13.2,n

365,f,7.4,71.6,l,44.2,12.9,n
396,f,1.2,72.6,l,44.3,12.9,n
427,f,8.0,73.6,l,44.5,13.0,y
";

fn draw(arguments: &[&str], rows: &str) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_chaski"))
        .args(["growth", "chart"])
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // A command that refuses what was typed reads nothing.
    let _ = program.stdin.take().unwrap().write_all(rows.as_bytes());
    program.wait_with_output().unwrap()
}

fn drawn(arguments: &[&str], rows: &str) -> (String, String) {
    let output = draw(arguments, rows);
    let (svg, told) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{told}");
    (svg, told)
}

fn refused(arguments: &[&str], rows: &str) -> String {
    let output = draw(arguments, rows);
    assert!(!output.status.success() && output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_file_of_one_child_becomes_a_chart() {
    let (svg, told) = drawn(&["-i", "wei", "-"], ROSA);
    assert!(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\"") && svg.ends_with("</svg>\n"));
    assert!(svg.contains("Peso para la edad, niñas") && svg.contains("Nacimiento a 2 años"));
    // 1.2 kg at 13 months is outside WHO's limits: drawn apart; the swollen child's weight is told and not drawn.
    assert!(svg.contains("medida por revisar") && !svg.contains("8.00"));
    assert_eq!(told.lines().count(), 2, "{told}");
    assert!(told.contains("hinchazón en los dos pies"), "{told}");
    let (svg, _) = drawn(&["-i", "len", "--lang", "en", "--look", "a4", "--window", "0-60", "-"], ROSA);
    assert!(svg.contains("width=\"297mm\"") && svg.contains("Length or height for age, girls"));
}

#[test]
fn points_may_be_typed() {
    let (svg, told) = drawn(
        &[
            "-i",
            "bmi",
            "--sex",
            "m",
            "--point",
            "120:16.4",
            "--point",
            "200:17",
            "--name",
            "Luis <A>",
            "--all-lines",
        ],
        "",
    );
    assert!(
        svg.contains("Luis &lt;A&gt;")
            && svg.contains(">17.0\u{a0}kg/m²</text>")
            && svg.contains(">+1</text>")
    );
    assert!(told.contains("gráfico de 2 medidas"), "{told}");
    let (svg, _) = drawn(&["-i", "wfl", "--sex", "f", "--window", "0-24", "--point", "61.5:6.4"], "");
    assert!(svg.contains(">6.40\u{a0}kg</text>"));
}

#[test]
fn what_is_missing_or_cannot_be_read_is_said() {
    assert!(refused(&["-i", "wei", "--point", "120:6.4"], "").contains("--sex f or --sex m"));
    assert!(refused(&["-i", "wei", "--sex", "f", "--point", "120:6,4"], "").contains("is not a figure"));
    assert!(refused(&["-i", "wei", "--sex", "f", "--point", "-3:6.4"], "").contains("zero or more"));
    assert!(refused(&["-i", "wei", "--sex", "f", "--window", "0-3"], "").contains("0-24"));
    assert!(refused(&["-i", "ts", "-"], ROSA).contains("no column triskin"));
    assert!(refused(&["-i", "wei", "--sex", "m", "-"], ROSA).contains("the sex in line 2 is another"));
    let wrong = refused(&["-i", "wei", "-"], &ROSA.replace("6.7", "seis"));
    assert!(wrong.contains("Line 4, column 3 (weight)") && wrong.contains("would mislead"), "{wrong}");
    assert!(
        refused(&["-i", "wei", "-"], &ROSA.replace("age_days", "when")).contains("age_days or age_months")
    );
    assert!(refused(&["-i", "wei", "no-such-file.csv"], "").contains("no-such-file.csv"));
}
