//! Answers of several parts, touch by touch: any of what is offered, all of it in an order, a letter after the other of a long code.

/// The sign with which a whole invitation begins, and how it is written after it.
const HEAD: &str = "chaski:";
const GROUP: usize = 4;

/// Several answers after one was touched: it comes in or goes. In the order in which they are offered, as forms keep them.
#[uniffi::export]
pub fn several_touched(value: &str, name: &str, offered: Vec<String>) -> String {
    let was = |one: &str| value.split_whitespace().any(|chosen| chosen == one);
    let is = |one: &&String| was(one) != (one.as_str() == name);
    offered.iter().filter(is).map(String::as_str).collect::<Vec<_>>().join(" ")
}

/// An order after one was touched: it comes last, or leaves it.
#[uniffi::export]
pub fn rank_touched(order: &str, name: &str) -> String {
    let mut names: Vec<&str> = order.split_whitespace().filter(|one| *one != name).collect();
    if names.len() == order.split_whitespace().count() {
        names.push(name);
    }
    names.join(" ")
}

/// What is kept of an order of so many: all of it, or nothing. Half an order is no answer.
#[uniffi::export]
pub fn rank_value(order: &str, of: u32) -> String {
    let is_whole = order.split_whitespace().count() == of as usize;
    if is_whole { order.to_owned() } else { String::new() }
}

/// The code of an invitation as it is typed: a long one in its first word and groups of four, so that what was typed is found again. A short one, which
/// has an address, stands as it is printed.
#[uniffi::export]
pub fn grouped_code(typed: &str) -> String {
    let plain: Vec<char> = typed.chars().filter(|sign| !sign.is_whitespace()).collect();
    let (head, rest) = plain.split_at(HEAD.len().min(plain.len()));
    if !head.iter().collect::<String>().eq_ignore_ascii_case(HEAD) {
        return typed.to_owned();
    }
    let groups = std::iter::once(head).chain(rest.chunks(GROUP)).map(|group| group.iter().collect());
    groups.collect::<Vec<String>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn several_answers_stand_in_the_order_in_which_they_are_offered() {
        let offered = || ["bcg", "hepb", "penta"].map(str::to_owned).to_vec();
        assert_eq!(several_touched("", "penta", offered()), "penta");
        assert_eq!(several_touched("penta", "bcg", offered()), "bcg penta");
        assert_eq!(several_touched("bcg penta", "penta", offered()), "bcg");
        assert_eq!(
            several_touched("gone bcg", "hepb", offered()),
            "bcg hepb",
            "what is not offered any more goes"
        );
    }

    #[test]
    fn an_order_is_whole_or_no_answer() {
        let order = rank_touched(&rank_touched("", "b"), "a");
        assert_eq!((order.as_str(), rank_value(&order, 3).as_str()), ("b a", ""));
        let whole = rank_touched(&order, "c");
        assert_eq!(rank_value(&whole, 3), "b a c");
        assert_eq!(rank_touched(&whole, "a"), "b c");
    }

    #[test]
    fn a_long_code_stands_in_fours_and_a_short_one_as_it_is() {
        assert_eq!(grouped_code("chaski:abcdefghij"), "chaski: abcd efgh ij");
        assert_eq!(grouped_code("CHASKI: ab cdef\n"), "CHASKI: abcd ef");
        assert_eq!(grouped_code("chaski:"), "chaski:");
        for other in ["posta.example:8443 K7QF-2M9X", "chas", "", "chañki:abcdef"] {
            assert_eq!(grouped_code(other), other);
        }
    }
}
