//! Forms that need themselves, and those that only look like it.

use super::given::*;

#[test]
fn a_value_that_needs_itself_is_refused_by_the_names_on_its_way() {
    let round = survey([
        calculation("a", "/data/b + 1"),
        calculation("b", "/data/c + 1"),
        calculation("c", "/data/a + 1"),
    ]);
    let problems = round.problems();
    let said: String = problems.iter().map(|problem| problem.to_string()).collect();
    assert!(
        round.refused().len() == 1
            && ["/data/a", "/data/b", "/data/c"].iter().all(|path| said.contains(path)),
        "{said}"
    );
}

#[test]
fn conditions_that_need_each_other_are_refused() {
    let round = survey([text("a").relevant("/data/b = ''"), text("b").relevant("/data/a = ''")]);
    assert_eq!(round.refused().len(), 1, "{:?}", round.problems());
}

#[test]
fn a_calculation_of_its_own_value_is_none() {
    let once = survey([integer("n"), calculation("first", "once(/data/n)"), calculation("kept", ".")]);
    assert_eq!(once.refused(), Vec::<&str>::new(), "{:?}", once.problems());
}

#[test]
fn a_rule_about_itself_is_none() {
    let own = survey([
        integer("n").constraint("/data/n < 5", "Less"),
        integer("m").constraint(". < /data/n", "Less"),
    ]);
    assert_eq!(own.refused(), Vec::<&str>::new());
}
