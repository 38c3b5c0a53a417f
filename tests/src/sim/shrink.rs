//! A list that fails is made shorter by itself: halves, quarters, ever smaller pieces and at last single steps are
//! taken out as long as it still fails. Bounded by a number of runs, not by a clock.

/// The shortest list found that still fails, and how many were tried. What `fails` says of a list must follow from the
/// list alone; of the whole list it is taken as said.
pub fn shrink<T: Clone>(list: &[T], most: usize, mut fails: impl FnMut(&[T]) -> bool) -> (Vec<T>, usize) {
    let (mut left, mut tried) = (list.to_vec(), 0);
    let mut piece = left.len().div_ceil(2);
    while piece > 0 && !left.is_empty() {
        let (mut at, before) = (left.len(), left.len());
        // From the end: what stands last is seldom what the others stand on.
        while at > 0 && tried < most {
            let from = at.saturating_sub(piece);
            let without = [&left[..from], &left[at..]].concat();
            tried += 1;
            if fails(&without) {
                left = without;
            }
            at = from;
        }
        if tried == most {
            break;
        }
        // Single steps are tried until each of them is needed.
        piece = if piece > 1 { piece.div_ceil(2) } else { usize::from(left.len() < before) };
        piece = piece.min(left.len());
    }
    (left, tried)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_needed_to_fail_is_left() {
        let all: Vec<u32> = (0..90).collect();
        let (left, tried) = shrink(&all, 1000, |list| [3, 4, 77].iter().all(|at| list.contains(at)));
        assert_eq!(left, [3, 4, 77]);
        assert!(tried < 100, "{tried} runs");
        assert!(shrink(&all, 1000, |_| true).0.is_empty());
        assert_eq!(shrink(&all, 1000, |list| list.len() == 90).0, all);
        assert_eq!(shrink(&[] as &[u32], 1000, |_| true), (Vec::new(), 0));
    }

    #[test]
    fn a_step_that_is_needed_only_beside_another_goes_with_it() {
        // 10 may go alone; 9 not while 10 is there.
        let all: Vec<u32> = (0..11).collect();
        let fails = |list: &[u32]| list.contains(&0) && (list.contains(&9) || !list.contains(&10));
        assert_eq!(shrink(&all, 1000, fails).0, [0]);
    }

    #[test]
    fn the_number_of_runs_is_bounded() {
        let all: Vec<u32> = (0..1000).collect();
        let mut runs = 0;
        let (left, tried) = shrink(&all, 50, |list| {
            runs += 1;
            list.contains(&7)
        });
        assert!(left.contains(&7) && left.len() < 1000);
        assert!(tried <= 50 && runs <= 50);
    }
}
