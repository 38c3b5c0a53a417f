//! `chaski growth zscore` over files as people's programs write them: every row comes back, in order and as it stood, with
//! WHO's own scores, and what cannot be scored says why. WHO's rows are those of `tests/data/growth`.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};

/// Rows as a reader of CSV sees them; only for what this program wrote, so a quote is never open.
fn parsed(bytes: &[u8], delimiter: char) -> Vec<Vec<String>> {
    let text: String = bytes.iter().map(|byte| char::from(*byte)).collect();
    let (mut rows, mut row, mut cell, mut quoted) = (Vec::new(), Vec::new(), String::new(), false);
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => cell.push(letters.next().unwrap()),
            '"' if quoted || cell.is_empty() => quoted = !quoted,
            '\r' if !quoted && letters.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                row.push(std::mem::take(&mut cell));
                rows.push(std::mem::take(&mut row));
            }
            letter if letter == delimiter && !quoted => row.push(std::mem::take(&mut cell)),
            letter => cell.push(letter),
        }
    }
    assert!(!quoted && cell.is_empty() && row.is_empty(), "the last row has no end");
    rows.retain(|row| *row != [""]);
    rows
}

/// What came out: columns by name.
struct Scored {
    names: Vec<String>,
    rows: Vec<Vec<String>>,
    said: String,
}

impl Scored {
    fn of(output: &Output, delimiter: char) -> Scored {
        let said = String::from_utf8(output.stderr.clone()).unwrap();
        assert!(output.status.success(), "{said}");
        let mut rows = parsed(&output.stdout, delimiter);
        let names = rows.remove(0);
        for row in &rows {
            assert_eq!(row.len(), names.len(), "{row:?}");
        }
        Scored { names, rows, said }
    }

    fn cell(&self, row: usize, name: &str) -> &str {
        let at =
            self.names.iter().position(|other| other == name).unwrap_or_else(|| panic!("no column {name}"));
        &self.rows[row][at]
    }

    fn column(&self, name: &str) -> Vec<&str> {
        (0..self.rows.len()).map(|row| self.cell(row, name)).collect()
    }
}

fn chaski(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chaski"));
    command.arg("growth").args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Gives a program its input from a thread of its own, so that neither waits for the other.
fn fed(mut child: Child, input: Vec<u8>) -> Output {
    let mut stdin = child.stdin.take().unwrap();
    // A program that refuses its input does not read it to the end.
    let feeder = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().unwrap();
    feeder.join().unwrap();
    output
}

fn run(input: &[u8], args: &[&str]) -> Output {
    fed(chaski(&[&["zscore", "-"], args].concat()).spawn().unwrap(), input.to_vec())
}

fn scored(input: &[u8], args: &[&str]) -> Scored {
    Scored::of(&run(input, args), ',')
}

fn refused(input: &[u8], args: &[&str]) -> String {
    let output = run(input, args);
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.starts_with("what is wrong: ") && said.contains("\nwhat to do: "), "{said}");
    said
}

fn tests_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests")
}

fn oracle(name: &str) -> Vec<u8> {
    let file = std::fs::File::open(tests_folder().join(format!("data/growth/{name}.csv.zst"))).unwrap();
    let mut bytes = Vec::new();
    zstd::Decoder::new(file).unwrap().read_to_end(&mut bytes).unwrap();
    bytes
}

fn agree(expected: &str, got: &str, tolerance: f64) -> bool {
    let number = |text: &str| text.parse::<f64>().unwrap_or_else(|_| panic!("{text:?} is no number"));
    if expected.is_empty() || got.is_empty() {
        return expected == got;
    }
    let (expected, got) = (number(expected), number(got));
    expected == got
        || (expected.is_nan() && got.is_nan())
        || (expected - got).abs() <= tolerance * expected.abs().max(1.0)
}

/// Rows that differ from WHO's, with the file's computed columns left in and with only what was measured.
fn differing(name: &str, reference: &str) -> (usize, usize) {
    let whole = oracle(name);
    let expected = Scored::of_rows(parsed(&whole, ','));
    let measured = expected.names.iter().position(|name| name == "kind").unwrap() + 1;
    let only: String = std::iter::once(&expected.names)
        .chain(&expected.rows)
        .map(|row| format!("{}\n", row[..measured].join(",")))
        .collect();
    let args = ["--who-compatible", "--unrounded", "--reference", reference];
    let with_computed = scored(&whole, &args);
    let without = scored(only.as_bytes(), &args);
    assert_eq!(with_computed.names[measured], format!("{}_in", expected.names[measured]));
    assert!(with_computed.said.contains("clenhei_in") == (reference == "who"), "{}", with_computed.said);
    let mut differ = 0;
    assert_eq!((with_computed.rows.len(), without.rows.len()), (expected.rows.len(), expected.rows.len()));
    for (at, row) in expected.rows.iter().enumerate() {
        let carried =
            with_computed.rows[at][..row.len()] == row[..] && without.rows[at][..measured] == row[..measured];
        let is_equal = |name: &String| {
            let wanted = expected.cell(at, name);
            let tolerance = if name.starts_with("rz") { 1e-9 } else { 0.0 };
            [&with_computed, &without].iter().all(|got| match name.as_str() {
                "cmeasure" => got.cell(at, name) == wanted,
                _ => agree(wanted, got.cell(at, name), tolerance),
            })
        };
        let computed = expected.names[measured..].iter().all(is_equal);
        differ += usize::from(!(carried && computed && without.cell(at, "error").is_empty()));
    }
    (expected.rows.len(), differ)
}

impl Scored {
    fn of_rows(mut rows: Vec<Vec<String>>) -> Scored {
        let names = rows.remove(0);
        Scored { names, rows, said: String::new() }
    }
}

#[test]
fn every_row_of_whos_packages_agrees_through_the_command_line() {
    assert_eq!(differing("oracle_public", "who"), (18_000, 0));
    assert_eq!(differing("oracle_months_public", "who"), (3_000, 0));
    assert_eq!(differing("oracle_5to19_public", "who2007"), (4_000, 0));
}

const HEAD: &str = "id,sex,age_days,weight,lenhei,measure,oedema\n";
const LENGTH_OF_A_YEAR: &str = "-0.32";

fn one(row: &str, args: &[&str]) -> Scored {
    let found = scored(format!("{HEAD}{row}\n").as_bytes(), args);
    assert_eq!(found.rows.len(), 1);
    found
}

#[test]
fn what_is_not_known_is_named_and_never_guessed() {
    let boy = one("a,1,1153,13.2,96.1,h,n", &[]);
    assert_eq!((boy.cell(0, "zlen"), boy.cell(0, "error")), (LENGTH_OF_A_YEAR, ""));
    let cases = [
        (
            "a,,1153,13.2,96.1,h,n",
            "",
            "",
            "Line 2, column 2 (sex) is empty: without the sex there is no score",
        ),
        ("a,1,,13.2,96.1,h,n", "", "-1.03", "Line 2, column 3 (age_days) is empty: without the age only"),
        (
            "a,1,NA,9.0,72.0,,n",
            "",
            "0.18",
            "takes the child to be lying, which is WHO's rule for a length below 87 cm",
        ),
        ("a,1,-1,13.2,96.1,h,n", "", "", "column 3 (age_days) is -1: an age cannot be below zero"),
        ("a,1,Inf,13.2,96.1,h,n", "", "", "column 3 (age_days) is Inf: that is no age"),
        ("a,1,2000,18,110,h,n", "", "", "use --reference who2007"),
        ("a,1,1153,0,96.1,h,n", "-0.32", "", "column 4 (weight) is 0: a measurement is above zero"),
        ("a,1,1153,13.2,-96.1,h,n", "", "", "column 5 (lenhei) is -96.1: a measurement is above zero"),
        ("a,1,1153,Inf,96.1,h,n", "-0.32", "", "column 4 (weight) is Inf: that is no measurement"),
        ("a,3,1153,13.2,96.1,h,n", "", "", "column 2 (sex): \"3\" is not a sex: write 1 or m"),
        ("a,1,1153,13.2,96.1,x,n", "", "", "column 6 (measure): \"x\" is not a position"),
        ("a,1,1153,13.2,96.1,h,no", "-0.32", "", "column 7 (oedema): \"no\" is no answer on oedema"),
        ("a,1,1153,12-May,96.1,h,n", "-0.32", "", "column 4 (weight): \"12-May\" is a date and not a number"),
        ("a,1,1153,12.5kg,96.1,h,n", "-0.32", "", "column 4 (weight): \"12.5kg\" is not a number"),
        ("a,1,1153,0x0d,96.1,h,n", "-0.32", "", "column 4 (weight): \"0x0d\" is not a number"),
        ("a,1,1153,\"1,234\",96.1,h,n", "-0.32", "", "\"1,234\" may be thousands or a decimal"),
        ("a,1,1153,13,2,96.1,h,n", "", "", "Line 2 has 8 columns where the first line has 7"),
        ("a,1,1153,13.2", "", "", "Line 2 has 4 columns where the first line has 7: write every column"),
        ("\"a,1,1153,13.2,96.1,h,n", "", "", "Line 2 opens a quote and never closes it"),
        (
            "\"a\"b,1,1153,13.2,96.1,h,n",
            "",
            "",
            "Line 2 has text between a closing quote and the next column",
        ),
    ];
    for (row, zlen, zwfl, error) in cases {
        let found = one(row, &[]);
        assert!(found.cell(0, "error").contains(error), "{row}: {}", found.cell(0, "error"));
        assert!(found.cell(0, "error").ends_with('.'), "{row}");
        assert_eq!((found.cell(0, "zlen"), found.cell(0, "zwfl")), (zlen, zwfl), "{row}");
        assert!(found.said.contains("1 row, 1 with something in the column error"), "{}", found.said);
    }
    let all = one("a,,,-1,0,q,q", &[]).cell(0, "error").to_owned();
    assert_eq!(all.matches(". ").count(), 5, "a sentence a problem: {all}");
}

#[test]
fn in_whos_mode_only_that_is_an_error_at_which_whos_package_stops() {
    for row in [
        "a,,1153,13.2,96.1,h,n",
        "a,1,,13.2,96.1,h,n",
        "a,1,2000,18,110,h,n",
        "a,1,1153,0,96.1,h,n",
        ",,,,,,",
    ] {
        assert_eq!(one(row, &["--who-compatible"]).cell(0, "error"), "", "{row}");
    }
    for row in
        ["a,3,1153,13.2,96.1,h,n", "a,1,-1,13.2,96.1,h,n", "a,1,1153,13.2,96.1,s,n", "a,1,1153,x,96.1,h,n"]
    {
        let found = one(row, &["--who-compatible"]);
        assert_ne!(found.cell(0, "error"), "", "{row}");
        let from = found.names.iter().position(|name| name == "clenhei").unwrap();
        assert!(found.rows[0][from..found.names.len() - 1].iter().all(String::is_empty), "{row}");
    }
}

#[test]
fn nothing_infinite_and_no_number_are_read_as_r_writes_them() {
    for nothing in ["", "NA", "na", ".", " ", "N/A"] {
        let found = one(&format!("a,1,1153,{nothing},96.1,h,n"), &[]);
        assert_eq!((found.cell(0, "zwei"), found.cell(0, "error")), ("", ""), "{nothing:?}");
    }
    for (number, zwei, fwei) in
        [("Inf", "Inf", "1"), ("NaN", "NaN", ""), ("-Inf", "", ""), ("1.32e1", "-0.86", "0")]
    {
        let found = one(&format!("a,1,1153,{number},96.1,h,n"), &["--who-compatible"]);
        assert_eq!((found.cell(0, "zwei"), found.cell(0, "fwei")), (zwei, fwei), "{number}");
    }
}

#[test]
fn a_file_is_read_as_it_was_saved_where_that_has_one_meaning() {
    let expected = |found: &Scored| {
        assert_eq!(found.column("zlen"), [LENGTH_OF_A_YEAR, ""], "{:?}", found.rows);
        assert_eq!(found.column("zwei"), ["-0.86", ""]);
    };
    let plain = "id,sex,age_days,weight,lenhei,measure\nÑusta,1,1153,13.2,96.1,h\nb,1,NA,NA,,l\n";
    let with = |from: &str, to: &str| plain.replace(from, to).into_bytes();
    expected(&scored(plain.as_bytes(), &[]));
    for bytes in [
        [b"\xef\xbb\xbf", plain.as_bytes()].concat(),
        with("\n", "\r\n"),
        with("\n", "\r"),
        with("\nb", "\n\n\nb"),
        format!("\n  \n{plain}\n\n").into(),
        with("id,sex", " id , SEX "),
        with("13.2,96.1", "\"13,2\",\"96,1\""),
        with("13.2,", " 13.2 ,"),
        with("13.2,", "\"13.2\","),
        with("h\n", "h,,\n"),
        plain.trim_end().into(),
    ] {
        expected(&scored(&bytes, &[]));
    }
    for (sign, bytes) in [(';', plain.replace(',', ";").replace('.', ",")), ('\t', plain.replace(',', "\t"))]
    {
        let found = Scored::of(&run(bytes.as_bytes(), &[]), sign);
        expected(&found);
        expected(&Scored::of(&run(format!("sep={sign}\n{bytes}").as_bytes(), &[]), sign));
    }
    // Letters of an older encoding come back byte for byte.
    let latin: Vec<u8> =
        plain.chars().map(|letter| if letter == 'Ñ' { 0xd1 } else { letter as u8 }).collect();
    let output = run(&latin, &[]);
    expected(&Scored::of(&output, ','));
    assert!(output.stdout.windows(6).any(|bytes| bytes == b"\xd1usta,"));
}

#[test]
fn a_file_that_has_no_one_meaning_is_refused_with_what_to_do() {
    let wide: Vec<u8> = "sex,age_days,weight\n1,365,9\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    for (bytes, wrong, remedy) in [
        (&b""[..], "standard input cannot be used: it is empty", "the first line must name the columns"),
        (&wide, "UTF-16", "save it again as `CSV UTF-8 (comma delimited)`"),
        (&[b"\xff\xfe", &wide[..]].concat(), "UTF-16", "CSV UTF-8"),
        (b"PK\x03\x04\0\0", "an Excel workbook", "save it as `CSV UTF-8"),
        (
            b"a,1,365,9.0\nb,2,300,8.1\n",
            "line 1 names no column that is known: it reads \"a,1,365,9.0\"",
            "sex,age_days",
        ),
        (b"sex age weight\n1 2 3\n", "line 1 names no column", "first line"),
        (b"sex,x;y,z;weight\n1,2\n", "read with commas and with semicolons", "the same sign"),
        (
            b"sex,age_days,weight,weight\n1,2,3,4\n",
            "columns 3 and 4 are both named \"weight\"",
            "another name",
        ),
        (
            b"sex,age_days,height,length\n1,2,3,4\n",
            "column 3 (height) and column 4 (length)",
            "--column lenhei=height",
        ),
        (b"sex,age,weight\n1,2,3\n", "column 2 (age) does not say", "--column age_months=age"),
        (
            b"age_days,weight\n1,2\n",
            "the file has no column sex; it has: age_days, weight",
            "--column sex=NAME",
        ),
        (b"sex,age_days\n1,2\n", "the file has no column weight or lenhei or headc", "--column weight=NAME"),
        (
            b"sex,\"age_days,weight\n1,2,3\n",
            "line 1, which should name the columns, opens a quote",
            "without quotes",
        ),
    ] {
        let said = refused(bytes, &[]);
        assert!(said.contains(wrong) && said.contains(remedy), "{said}");
    }
    let said = refused(b"sex,age_days,weight\n1,2,3\n", &["--column", "lenhei=talla"]);
    assert!(said.contains("no column \"talla\"") && said.contains("sex, age_days, weight"), "{said}");
    assert!(
        refused(b"sex,age_days,weight\n", &["--column", "talla=lenhei"])
            .contains("FIELD is one of: sex, age_days")
    );
    assert!(
        refused(b"sex,age_days,weight\n", &["--reference", "intergrowth", "--who-compatible"])
            .contains("preterm")
    );
}

#[test]
fn columns_have_whos_names_those_of_its_example_or_the_ones_that_are_given() {
    let example = b"gender,agemons,weight,height,measure,oedema,head,muac,tri,sub\n2,22.45,10.4,84.8,l,n,,14.9,6.8,5.2\n";
    let found = scored(example, &[]);
    let z = ["zlen", "zwei", "zwfl", "zbmi", "zhc", "zac", "zts", "zss"].map(|name| found.cell(0, name));
    assert_eq!(z, ["-0.07", "-0.57", "-0.81", "-0.79", "", "0.11", "-0.66", "-0.93"]);
    let given = b"SEXO,edad,weight,talla\n2,22.45,10.4,84.8\n";
    let args = ["--column", "sex=sexo", "--column", "age_months=edad", "--column", "lenhei=talla"];
    assert_eq!(scored(given, &args).cell(0, "zwfl"), "-0.81");
    // Both ages: which is used is said.
    let both = scored(b"sex,age_days,age_months,lenhei,height\n1,1153,1,96.1,1\n1,,37.88,96.1,1\n", &[]);
    assert_eq!(both.column("zlen"), ["-0.32", "-0.32"]);
    assert!(
        both.said.contains("both column 2 (age_days) and column 3 (age_months) are there: the days are used")
    );
    assert!(both.said.contains("column 4 (lenhei) is used, and column 5 (height) is not"), "{}", both.said);
}

#[test]
fn every_column_comes_back_as_it_stood_and_one_that_has_a_new_ones_name_gets_another() {
    let text = "sex, note ,age_days,zlen,\"error\",zlen_in,weight,zlen_in_in\r\n1,\"a \"\"b\"\",\n c\" ,1153,7,x, y,13.2,\r\n";
    let output = run(text.as_bytes(), &[]);
    let out = String::from_utf8(output.stdout).unwrap();
    let head = "sex, note ,age_days,zlen_in_in_in,error_in,zlen_in,weight,zlen_in_in,clenhei,cmeasure,";
    assert!(out.starts_with(head), "{out}");
    assert!(
        out.contains(",fss,error\r\n1,\"a \"\"b\"\",\n c\" ,1153,7,x, y,13.2,,,,0,,1,,,-0.86,0,"),
        "{out}"
    );
    assert!(out.ends_with("\r\n"));
    assert!(
        String::from_utf8(output.stderr).unwrap().contains("are carried through as zlen_in_in_in, error_in")
    );
}

#[test]
fn one_bad_row_never_takes_another_with_it() {
    let good = "1,1153,13.2,96.1,h,note\n";
    let long = format!("1,1153,13.2,96.1,h,{}\n", "x".repeat(3 << 20));
    for bad in [
        "\"1,1153,13.2,96.1,h,note\n",
        "1,1153,13.2,96.1,h,\"note\n",
        "1,1153,13.2,96.1,h,5\" tall\n",
        "1,1153,\"13.2\"x,96.1,h,note\n",
        "1,1153\n",
        "1,1153,13,2,96,1,h,note\n",
        "1;1153;13.2;96.1;h;note\n",
        "1,1153,13\0.2,96.1,h,note\n",
        "1,1153,\u{ff11},96.1,h,note\n",
        ",,,,,\n",
        "  \n",
        &long,
    ] {
        let text = format!("sex,age_days,weight,lenhei,measure,note\n{good}{bad}{good}{bad}{good}");
        let found = scored(text.as_bytes(), &[]);
        assert_eq!(found.rows.len(), 5, "{}", &bad[..bad.len().min(80)]);
        let z = found.column("zlen");
        assert_eq!((z[0], z[2], z[4]), ("-0.32", "-0.32", "-0.32"), "{}", &bad[..bad.len().min(80)]);
        let errors = found.column("error");
        assert_eq!((errors[0], errors[2], errors[4]), ("", "", ""));
        assert_eq!(errors[1].is_empty(), bad.contains("5\" tall"), "{}", errors[1]);
    }
    let ends_within =
        scored(format!("sex,age_days,weight,lenhei,measure,note\n{good}1,2,3,4,l,\"x").as_bytes(), &[]);
    assert_eq!((ends_within.rows.len(), ends_within.cell(0, "zlen")), (2, "-0.32"));
    assert!(ends_within.cell(1, "error").contains("Line 3 opens a quote"));
}

#[test]
fn the_other_references_have_their_own_columns() {
    let text = b"sex,age_days,height,weight,oedema\n1,2771.94,142,31.1,n\nf,1000,90,12,n\nm,7000,170,60,\n1,,1,1,\n1,2771.94,142,31.1,y\n";
    let found = scored(text, &["--reference", "who2007"]);
    assert_eq!(found.names[5..], ["cbmi", "zhfa", "fhfa", "zwfa", "fwfa", "zbfa", "fbfa", "error"]);
    assert_eq!(found.column("zhfa"), ["3.09", "", "", "", "3.09"]);
    assert_eq!(found.column("zwfa"), ["1.63", "", "", "", ""]);
    let errors = found.column("error");
    assert!(errors[0].is_empty() && errors[4].is_empty());
    assert!(errors[1].contains("use --reference who") && errors[2].contains("ends at 228 months"));
    assert!(errors[3].contains("without the age there is no score"));

    // Villar 2015: a boy of 40 weeks has a median weight of e^(2.591277 - 0.01155*sqrt(40) - 2201.705/1600 + 0.0911639) kg.
    let text = b"sex,pma_weeks,gestational_weeks,age_days,weight\n1,40,,,3.432\n1,,30+3,67,3.432\n2,,30,,3\n,70,,,3\n";
    let found = scored(text, &["--reference", "intergrowth", "--unrounded"]);
    assert_eq!(found.names[5..], ["zwei", "zlen", "zhc", "rzwei", "rzlen", "rzhc", "error"]);
    let z = found.column("zwei");
    assert!(
        (z[0], z[2], z[3]) != ("", "", "") && z[0] == z[1] && z[0].parse::<f64>().unwrap().abs() < 0.1,
        "{z:?}"
    );
    let errors = found.column("error");
    assert!(
        errors[0].is_empty() && errors[2].contains("give pma_days") && errors[3].contains("27 to 64 weeks")
    );
    assert!(errors[3].contains("(sex) is empty"));
}

#[test]
fn a_file_appears_whole_or_not_at_all_and_never_in_place_of_what_was_measured() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    let files = || {
        let mut names: Vec<_> = std::fs::read_dir(folder.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    };
    let end = |args: &[&str]| {
        let output = chaski(args).output().unwrap();
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    };
    let text = format!("{HEAD}a,1,1153,13.2,96.1,h,n\nb,,1,1,1,,\n");
    write("in.csv", &text);
    // A row with an error is no failure.
    assert_eq!(end(&["zscore", &at("in.csv"), "-o", &at("out.csv")]).0, Some(0));
    let out = std::fs::read(folder.path().join("out.csv")).unwrap();
    assert_eq!(out, run(text.as_bytes(), &[]).stdout);
    assert_eq!(files(), ["in.csv", "out.csv"]);

    let (code, said) = end(&["zscore", &at("in.csv"), "-o", &at("in.csv")]);
    assert_eq!((code, said.contains("is the file that is read")), (Some(1), true), "{said}");
    assert_eq!(std::fs::read_to_string(folder.path().join("in.csv")).unwrap(), text);
    write("bad.csv", "1,2,3\n");
    assert_eq!(end(&["zscore", &at("bad.csv"), "-o", &at("out.csv")]).0, Some(1));
    assert_eq!(end(&["zscore", &at("none.csv"), "-o", &at("out.csv")]).0, Some(1));
    assert_eq!(end(&["zscore", &at("in.csv"), "-o", &at("none/out.csv")]).0, Some(1));
    assert_eq!(std::fs::read(folder.path().join("out.csv")).unwrap(), out);
    assert_eq!(files(), ["bad.csv", "in.csv", "out.csv"]);

    #[cfg(target_os = "linux")]
    {
        std::os::unix::fs::symlink(folder.path().join("in.csv"), folder.path().join("link.csv")).unwrap();
        assert_eq!(end(&["zscore", &at("in.csv"), "-o", &at("link.csv")]).0, Some(1));
        let stdin = std::fs::File::open(folder.path().join("in.csv")).unwrap();
        let output = chaski(&["zscore", "-", "-o", &at("in.csv")]).stdin(stdin).output().unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(end(&["zscore", &at("in.csv"), "-o", "/dev/full"]).0, Some(1));
        assert_eq!(end(&["zscore", &at("in.csv"), "-o", "/dev/null"]).0, Some(0));
        assert_eq!(std::fs::read_to_string(folder.path().join("in.csv")).unwrap(), text);
    }
}

#[test]
fn the_summary_is_one_object_for_programs() {
    let output = run(format!("{HEAD}a,,1,1,1,,\nb,1,1153,13.2,96.1,h,n\n").as_bytes(), &["--json"]);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(
        said.contains("\"rows\":2,\"rows_with_error\":1") && said.contains("\"first_errors\":[\"Line 2, "),
        "{said}"
    );
}

/// A generator of numbers of its own, so that a case can be run again from its seed.
struct Chance(u64);

impl Chance {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % most
    }
}

#[test]
fn any_bytes_give_as_many_rows_as_lines_that_are_not_blank_and_no_panic() {
    let parts: [&[u8]; 26] = [
        b",",
        b",",
        b",",
        b"\"",
        b"1",
        b"m",
        b"2.5",
        b"h",
        b"-",
        b"NaN",
        b"1e999",
        b"\xff",
        b"\0",
        b" ",
        b"\"\"",
        b"12-May",
        b"\"1,5\"",
        b"\xc3\xb1",
        b";",
        b"\t",
        b"400",
        b"70.5",
        b"9",
        b"n",
        b"y",
        b"x",
    ];
    for seed in 1..60 {
        let mut chance = Chance(0x9e37_79b9_7f4a_7c15 ^ (seed << 20));
        let mut bytes = b"sex,age_days,weight,lenhei,measure,oedema,note\n".to_vec();
        let mut ids = 0;
        for _ in 0..40 {
            // A number that nothing else makes is in every line.
            bytes.extend(format!("{},365,", 700_000 + ids).bytes());
            ids += 1;
            for _ in 0..chance.below(14) {
                bytes.extend(parts[chance.below(parts.len())]);
            }
            bytes.extend([&b"\n"[..], b"\r\n", b"\n"][chance.below(3)]);
        }
        for mode in [&[][..], &["--who-compatible"]] {
            let output = run(&bytes, mode);
            assert_eq!(
                output.status.code(),
                Some(0),
                "seed {seed}: {}",
                String::from_utf8_lossy(&output.stderr)
            );
            let text: String = output.stdout.iter().map(|byte| char::from(*byte)).collect();
            let mut last = 0;
            for id in 0..ids {
                let at = text
                    .find(&format!("{},365,", 700_000 + id))
                    .unwrap_or_else(|| panic!("seed {seed}: row {id}"));
                assert!(at > last, "seed {seed}: row {id} is not in its place");
                last = at;
            }
            let width = "sex,age_days,weight,lenhei,measure,oedema,note".split(',').count() + 22;
            let rows = parsed(&output.stdout, ',');
            for row in &rows {
                assert_eq!(row.len(), width, "seed {seed}: {row:?}");
            }
            // Fields of several lines are rare and legitimate; all else is a row a line.
            assert!(rows.len() > ids * 9 / 10, "seed {seed}: {} rows", rows.len());
        }
        // With a first line that is noise too.
        let noise: Vec<u8> = (0..200).map(|_| chance.below(256) as u8).collect();
        let code = run(&[b"sex,weight\n", &noise[..]].concat(), &[]).status.code();
        assert!(matches!(code, Some(0 | 1)), "seed {seed}: {code:?}");
        let code = run(&noise, &[]).status.code();
        assert!(matches!(code, Some(0 | 1)), "seed {seed}: {code:?}");
    }
}

/// docs/growth-surveys.md is followed: each block of commands by a shell in one folder, and what it prints is what stands in the
/// block after it, if that is one of text.
#[test]
#[cfg(unix)]
fn the_page_on_surveys_prints_what_it_says() {
    let page = std::fs::read_to_string(tests_folder().join("../docs/growth-surveys.md")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let programs = Path::new(env!("CARGO_BIN_EXE_chaski")).parent().unwrap();
    let path = format!("{}:{}", programs.display(), std::env::var("PATH").unwrap());
    let blocks: Vec<&str> = page.split("\n```sh\n").skip(1).collect();
    assert!(blocks.len() >= 4);
    for block in blocks {
        let (commands, after) = block.split_once("\n```\n").unwrap();
        let shell = format!("exec 2>&1; set -e\n{commands}");
        let output = Command::new("sh")
            .args(["-c", &shell])
            .current_dir(folder.path())
            .env("PATH", &path)
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{commands}\n{printed}");
        let said = after.trim_start().strip_prefix("```text\n").map(|text| text.split_once("```").unwrap().0);
        assert_eq!(printed, said.unwrap_or_default(), "{commands}");
    }
}

/// The most memory that a program needed for so many rows from a pipe, kB; it is still alive when it is asked.
#[cfg(target_os = "linux")]
fn peak_kb(rows: usize) -> u64 {
    let mut child = chaski(&["zscore", "-"]).stderr(Stdio::null()).spawn().unwrap();
    let (mut stdin, mut stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let drain = std::thread::spawn(move || std::io::copy(&mut stdout, &mut std::io::sink()).unwrap());
    stdin.write_all(HEAD.as_bytes()).unwrap();
    let block = "a,1,1153,13.2,96.1,h,n\nb,2,400,9,,l,\n".repeat(5_000);
    for _ in 0..rows / 10_000 {
        stdin.write_all(block.as_bytes()).unwrap();
    }
    // What was written fills the pipe; it is read when this can be written.
    stdin.write_all(&b"\n".repeat(1 << 17)).unwrap();
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap();
    drop(stdin);
    assert!(child.wait().unwrap().success());
    assert!(drain.join().unwrap() > rows as u64 * 40);
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
#[cfg(target_os = "linux")]
fn memory_does_not_grow_with_the_file() {
    let (few, many) = (peak_kb(10_000), peak_kb(1_000_000));
    assert!(many < few + 3_000, "{few} kB for 10,000 rows, {many} kB for 1,000,000");
}
