//! A regular expression as steps, and the search with them. A branch that failed at a place is not tried there again, which bounds the
//! time and ends loops over nothing.

use super::syntax::{Regex, Set, is_word};

/// The most steps of a program.
const MOST_STEPS: usize = 20_000;
/// The most that one search may do.
const MOST_WORK: usize = 2_000_000;
/// The most branches times places, in bits.
const MOST_TRIED: usize = 1 << 26;

#[derive(Debug)]
enum Step {
    One(Set),
    Start,
    End,
    Edge(bool),
    /// Here, and if that fails, there.
    Branch(usize, usize),
    Go(usize),
    /// What starts at the next step must hold, or must not; then on at `then`.
    Look {
        ahead: bool,
        not: bool,
        then: usize,
    },
    Found,
}

/// A regular expression, ready to be searched for.
#[derive(Debug)]
pub struct Program(Vec<Step>);

impl Program {
    /// The steps of an expression.
    ///
    /// # Errors
    /// One that is too large.
    pub fn of(regex: &Regex) -> Result<Program, String> {
        let mut program = Program(Vec::new());
        program.add(regex)?;
        program.push(Step::Found)?;
        Ok(program)
    }

    fn push(&mut self, step: Step) -> Result<usize, String> {
        if self.0.len() >= MOST_STEPS {
            return Err("what it repeats is too large".into());
        }
        self.0.push(step);
        Ok(self.0.len() - 1)
    }

    /// Calls itself as deeply as groups are nested.
    fn add(&mut self, regex: &Regex) -> Result<(), String> {
        match regex {
            Regex::One(set) => self.push(Step::One(set.clone()))?,
            Regex::Start => self.push(Step::Start)?,
            Regex::End => self.push(Step::End)?,
            Regex::Edge(is) => self.push(Step::Edge(*is))?,
            Regex::All(parts) => return parts.iter().try_for_each(|part| self.add(part)),
            Regex::Any(ways) => {
                let mut ends = Vec::new();
                for way in ways {
                    let branch = self.push(Step::Branch(0, 0))?;
                    self.add(way)?;
                    ends.push(self.push(Step::Go(0))?);
                    self.0[branch] = Step::Branch(branch + 1, self.0.len());
                }
                // Behind the last way there is none: a class of no characters.
                self.push(Step::One(Set::default()))?;
                for end in ends {
                    self.0[end] = Step::Go(self.0.len());
                }
                return Ok(());
            }
            Regex::Times(part, least, most) => {
                for _ in 0..*least {
                    let before = self.0.len();
                    self.add(part)?;
                    // Nothing is nothing however often.
                    if self.0.len() == before {
                        break;
                    }
                }
                let Some(most) = most else {
                    let branch = self.push(Step::Branch(0, 0))?;
                    self.add(part)?;
                    self.push(Step::Go(branch))?;
                    self.0[branch] = Step::Branch(branch + 1, self.0.len());
                    return Ok(());
                };
                let mut branches = Vec::new();
                for _ in *least..*most {
                    branches.push(self.push(Step::Branch(0, 0))?);
                    self.add(part)?;
                }
                for branch in branches {
                    self.0[branch] = Step::Branch(branch + 1, self.0.len());
                }
                return Ok(());
            }
            Regex::Look { ahead, not, what } => {
                let look = self.push(Step::Look { ahead: *ahead, not: *not, then: 0 })?;
                self.add(what)?;
                let end = self.push(Step::Found)?;
                self.0[look] = Step::Look { ahead: *ahead, not: *not, then: end + 1 };
                end
            }
        };
        Ok(())
    }

    /// Whether it is found anywhere in a text.
    ///
    /// # Errors
    /// A search that takes too long.
    pub fn found(&self, text: &str) -> Result<bool, String> {
        let text: Vec<char> = text.chars().collect();
        let bits = self.0.len().saturating_mul(text.len() + 1);
        if bits > MOST_TRIED {
            return Err("the text is too long for it".into());
        }
        let mut search = Search { steps: &self.0, text, tried: vec![0; bits / 64 + 1], work: 0 };
        for start in 0..=search.text.len() {
            // What failed from an earlier start fails from this one too, so what was tried stays tried.
            if search.run(0, start, None, &mut Vec::new())? {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

struct Search<'a> {
    steps: &'a [Step],
    text: Vec<char>,
    tried: Vec<u64>,
    work: usize,
}

impl Search<'_> {
    /// Whether the steps from one on lead to the end, from a place in the text; to `until`, where it is given. Calls itself as deeply
    /// as looks are nested.
    fn run(
        &mut self,
        step: usize,
        place: usize,
        until: Option<usize>,
        marked: &mut Vec<usize>,
    ) -> Result<bool, String> {
        let steps = self.steps;
        let mut open = vec![(step, place)];
        while let Some((mut step, mut place)) = open.pop() {
            loop {
                self.work += 1;
                if self.work > MOST_WORK {
                    return Err("it takes too long to search for".into());
                }
                let holds = match steps.get(step) {
                    None => false,
                    Some(Step::Found) if until.is_none_or(|until| until == place) => return Ok(true),
                    Some(Step::Found) => false,
                    Some(Step::Start) => place == 0,
                    Some(Step::End) => place == self.text.len(),
                    Some(Step::Edge(is)) => {
                        let word = |place: Option<usize>| {
                            place.and_then(|place| self.text.get(place)).is_some_and(|c| is_word(*c))
                        };
                        (word(place.checked_sub(1)) != word(Some(place))) == *is
                    }
                    Some(Step::One(set)) => {
                        let has = self.text.get(place).is_some_and(|c| set.has(*c));
                        place += usize::from(has);
                        has
                    }
                    Some(Step::Go(to)) => {
                        step = *to;
                        continue;
                    }
                    Some(Step::Branch(here, there)) => {
                        let bit = step * (self.text.len() + 1) + place;
                        let (word, mask) = (bit / 64, 1u64 << (bit % 64));
                        if self.tried[word] & mask != 0 {
                            break;
                        }
                        self.tried[word] |= mask;
                        marked.push(bit);
                        open.push((*there, place));
                        step = *here;
                        continue;
                    }
                    Some(Step::Look { ahead, not, then }) => {
                        if self.look(step + 1, place, *ahead)? == *not {
                            break;
                        }
                        step = *then;
                        continue;
                    }
                };
                if !holds {
                    break;
                }
                step += 1;
            }
        }
        Ok(false)
    }

    fn look(&mut self, step: usize, place: usize, ahead: bool) -> Result<bool, String> {
        let mut marked = Vec::new();
        let mut found = false;
        if ahead {
            found = self.run(step, place, None, &mut marked)?;
        } else {
            for start in (0..=place).rev() {
                found = self.run(step, start, Some(place), &mut marked)?;
                self.forget(&mut marked);
                if found {
                    break;
                }
            }
        }
        // What was tried on the way to what holds has not failed.
        if found {
            self.forget(&mut marked);
        }
        Ok(found)
    }

    fn forget(&mut self, marked: &mut Vec<usize>) {
        for bit in marked.drain(..) {
            self.tried[bit / 64] &= !(1 << (bit % 64));
        }
    }
}
