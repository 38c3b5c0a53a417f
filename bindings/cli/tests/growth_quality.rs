//! `chaski growth quality` as people run it: a file in, figures and a page out.

use std::path::Path;
use std::process::{Command, Output};

use tempfile::TempDir;

fn chaski(folder: &TempDir, args: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_chaski");
    Command::new(program).args(["growth", "quality"]).args(args).current_dir(folder.path()).output().unwrap()
}

/// Runs it, and it succeeds.
fn ran(folder: &TempDir, args: &[&str]) -> (String, String) {
    let output = chaski(folder, args);
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{args:?}: {said}");
    (String::from_utf8(output.stdout).unwrap(), said)
}

fn with(name: &str, text: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), text).unwrap();
    folder
}

fn read(folder: &TempDir, name: &str) -> String {
    std::fs::read_to_string(folder.path().join(name)).unwrap()
}

fn kept(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/growth").join(name);
    String::from_utf8(zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap()).unwrap()
}

/// A line without the last digits of its figure: the twelfth may differ between programs.
fn without_last_digits(line: &str) -> (&str, f64) {
    let (name, value) = line.rsplit_once(',').unwrap();
    (name, value.parse().unwrap_or(f64::NAN))
}

#[test]
fn the_table_is_that_of_the_analyser_and_the_toolkit_line_by_line() {
    let oracle = kept("dq_oracle_public.csv.zst");
    for dataset in ["prev_public_big", "prev_public_small"] {
        let file = format!("{dataset}.csv");
        let folder = with(&file, &kept(&format!("survey/{file}.zst")));
        ran(&folder, &[&file, "-o", "out.csv"]);
        let out = read(&folder, "out.csv");
        let mut lines = out.lines();
        assert_eq!(lines.next(), oracle.lines().next());
        let mut compared = 0;
        for wanted in oracle.lines().filter(|line| line.starts_with(&format!("{dataset},"))) {
            let (found, wanted) = (lines.next().unwrap(), wanted);
            let ((name, is), (of, should)) = (without_last_digits(found), without_last_digits(wanted));
            assert!(name == of && (is - should).abs() <= should.abs() * 2e-12, "{found} for {wanted}");
            compared += 1;
        }
        assert!(compared > 200);
    }
}

/// 120 children measured by each of two workers; the weights of one end in .0 and .5.
fn visits(first: &str, second: &str) -> String {
    let mut text = "sex,age_days,weight,lenhei,measure,worker\n".to_owned();
    for row in 0..120 {
        let (tenth, half) = (row % 10, row % 2 * 5);
        let age = 100 + row * 10;
        let measure = if age < 731 { "l" } else { "h" };
        text += &format!("{},{age},9.{tenth},76.{tenth},{measure},{first}\n", row % 2 + 1);
        text += &format!("{},{age},9.{half},76.{tenth},{measure},{second}\n", row % 2 + 1);
    }
    text
}

#[test]
fn the_page_needs_nothing_else_and_is_said_in_both_languages() {
    let folder = with("noviembre.csv", &visits("Elena Mamani", "Rosa Quispe"));
    for (lang, says) in [("es", "último dígito del peso"), ("en", "last digit of the weight")] {
        ran(&folder, &["noviembre.csv", "-o", "out.csv", "--html", "page.html", "--lang", lang]);
        let page = read(&folder, "page.html");
        assert!(page.starts_with("<!DOCTYPE html>") && page.ends_with("</html>"));
        assert!(page.contains(&format!("<html lang=\"{lang}\">")) && page.contains("noviembre"));
        assert!(page.contains(says) && page.contains("Rosa Quispe"));
        for outside in ["http:", "https:", "//", "src=\"", "url(", "@import", "<script", "<link"] {
            assert!(!page.contains(outside), "{outside}");
        }
        assert!(page.len() < 500_000);
    }
    let table = read(&folder, "out.csv");
    assert!(table.contains("noviembre,group,worker=Rosa Quispe,DPS_weight,66.67"));
}

#[test]
fn the_column_to_look_at_apart_is_found_or_said_and_one_that_is_not_there_is_refused() {
    let folder = with("a.csv", &visits("Elena", "Rosa").replace("worker", "who"));
    let (found, _) = ran(&folder, &["a.csv"]);
    assert!(!found.contains(",group,"));
    let (by, _) = ran(&folder, &["a.csv", "--by", "who"]);
    assert!(by.contains("a,group,who=Elena,n,120"));
    let refused = chaski(&folder, &["a.csv", "--by", "worker", "-o", "out.csv"]);
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("worker"));
    assert!(!folder.path().join("out.csv").exists());
    assert!(!chaski(&folder, &["a.csv", "-o", "x", "--html", "x"]).status.success());
}

#[test]
fn columns_of_other_names_and_cells_that_cannot_be_read_are_taken_as_they_are() {
    let text =
        "gender;agemons;weight;height;measure\n1;12.5;9,5;76,2;l\n2;13.5;heavy;77,1;l\n2;14.5;9,9;78,0;q\n";
    let folder = with("b.csv", text);
    let (table, said) = ran(&folder, &["b.csv"]);
    assert!(table.contains("b,completeness,row,n,3\n"), "{table}");
    assert!(table.contains("b,completeness,weight,n_missing,1\n"));
    assert!(table.contains("b,completeness,measure,n_missing,1\n"));
    assert!(table.contains("b,digit_preference_NiPN,weight,count_5,1\n"));
    assert!(said.contains("3 rows, 2 with"), "{said}");
    let kg = with("c.csv", "sex,age_days,kilos\n1,300,9.5\n");
    let (table, _) = ran(&kg, &["c.csv", "--column", "weight=kilos"]);
    assert!(table.contains("c,completeness,weight,n_missing,0\n"));
}

#[test]
fn a_file_of_no_rows_has_a_table_and_a_page_without_a_word_for_no_number() {
    let folder = with("empty.csv", "sex,age_days,weight,lenhei,measure,worker\n");
    ran(&folder, &["empty.csv", "-o", "out.csv", "--html", "page.html"]);
    let (table, page) = (read(&folder, "out.csv"), read(&folder, "page.html"));
    assert!(table.contains("empty,completeness,row,n,0"));
    for text in [&table, &page] {
        assert!(!text.contains("NaN") && !text.contains("inf,") && !text.contains("inf\n"));
    }
    assert!(page.contains("no tiene mediciones"));
}

#[test]
fn what_the_file_says_is_only_text_on_the_page() {
    let evil = "<script>alert('x')</script>";
    let folder = with("<img src=x>.csv", &visits(evil, "\"\"\"><b onclick='x'>\""));
    ran(&folder, &["<img src=x>.csv", "-o", "out.csv", "--html", "page.html"]);
    let page = read(&folder, "page.html");
    assert!(!page.contains("<script") && !page.contains("<img") && !page.contains("<b onclick"));
    assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"));
    assert!(page.contains("&lt;img src=x&gt;"));
}
