//! Lists beside the record: in the form, and in files.

use super::given::*;

fn fruit() -> Survey {
    survey([
        select_from("fruit", "instance('fruit')/root/item"),
        calculation("label", "instance('fruit')/root/item[name = /data/fruit]/label"),
        calculation("price", "pulldata('fruit', 'price', 'name', /data/fruit)"),
        calculation("dear", "count(instance('fruit')/root/item[price > 3])"),
    ])
    .with("<instance id=\"fruit\" src=\"jr://file-csv/fruit.csv\"/>")
    .with_file("fruit.csv", "name,label,price\nk,Kiwi,2\np,\"Papaya, ripe\",5\n")
}

#[test]
fn a_file_of_rows_is_a_list_to_choose_from_and_to_look_up_in() {
    let mut visit = given(fruit());
    assert_eq!(visit.offered("/data/fruit"), ["k", "p"]);
    assert_eq!(visit.value("/data/label"), "");
    visit.answers("/data/fruit", "p");
    assert_eq!(
        (visit.value("/data/label").as_str(), visit.value("/data/price").as_str()),
        ("Papaya, ripe", "5")
    );
    assert_eq!(visit.value("/data/dear"), "1");
}

#[test]
fn a_file_that_does_not_lie_with_the_form_is_said() {
    let without = survey([select_from("fruit", "instance('fruit')/root/item")])
        .with("<instance id=\"fruit\" src=\"jr://file-csv/fruit.csv\"/>");
    let problems = without.problems();
    assert!(problems.iter().any(|problem| problem.to_string().contains("fruit.csv")), "{problems:?}");
}
