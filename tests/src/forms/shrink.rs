//! A form and answers that show a difference, made smaller: steps and items go one by one while a difference stays.

use std::collections::BTreeSet;

use serde_json::Value;

use super::model::{Item, Kind, Survey};

/// The smallest that `differs` still says yes to, in so many tries at most.
pub fn shrink(
    survey: &Survey,
    answers: &[Value],
    tries: usize,
    mut differs: impl FnMut(&Survey, &[Value]) -> bool,
) -> (Survey, Vec<Value>) {
    let (mut survey, mut answers) = (survey.clone(), answers.to_vec());
    let mut left = tries;
    loop {
        let before = left;
        let mut changed = false;
        for at in (0..answers.len()).rev() {
            let mut fewer = answers.clone();
            fewer.remove(at);
            if left > 0 && {
                left -= 1;
                differs(&survey, &fewer)
            } {
                answers = fewer;
                changed = true;
            }
        }
        let paths: Vec<String> = survey.all().iter().map(|item| item.path.clone()).collect();
        for path in paths {
            let smaller = without(&survey, &path);
            if smaller.all().len() < survey.all().len() && left > 0 && {
                left -= 1;
                differs(&smaller, &answers)
            } {
                survey = smaller;
                changed = true;
            }
        }
        for plainer in plainer(&survey) {
            if left > 0 && {
                left -= 1;
                differs(&plainer, &answers)
            } {
                survey = plainer;
                changed = true;
                break;
            }
        }
        if !changed || left == 0 || left == before {
            return (survey, answers);
        }
    }
}

/// The form without an item, and without events that set it.
fn without(survey: &Survey, path: &str) -> Survey {
    fn walk(items: &mut Vec<Item>, path: &str) {
        items.retain(|item| item.path != path);
        for item in items {
            if let Kind::Group(items) | Kind::Repeat(_, items) = &mut item.kind {
                walk(items, path);
            }
        }
    }
    fn clean(items: &mut [Item], there: &BTreeSet<String>) {
        for item in items {
            item.sets.retain(|set| there.contains(&set.target));
            if let Kind::Group(items) | Kind::Repeat(_, items) = &mut item.kind {
                clean(items, there);
            }
        }
    }
    let mut smaller = survey.clone();
    walk(&mut smaller.items, path);
    let there: BTreeSet<String> = smaller.all().iter().map(|item| item.path.clone()).collect();
    clean(&mut smaller.items, &there);
    smaller.at_first_load.retain(|set| there.contains(&set.target));
    smaller
}

/// The form with one thing less said of an item.
fn plainer(survey: &Survey) -> Vec<Survey> {
    let mut all = Vec::new();
    if !survey.languages.is_empty() {
        all.push(Survey { languages: Vec::new(), ..survey.clone() });
    }
    let paths: Vec<String> = survey.all().iter().map(|item| item.path.clone()).collect();
    let changes: [fn(&mut Item) -> bool; 6] = [
        |item| item.relevant.take().is_some(),
        |item| item.required.take().is_some(),
        |item| item.readonly.take_if(|_| item.calculate.is_none()).is_some(),
        |item| item.constraint.take().is_some(),
        |item| item.default.take().is_some(),
        |item| item.label.as_mut().and_then(|label| label.output.take()).is_some(),
    ];
    for path in paths {
        for change in changes {
            let mut smaller = survey.clone();
            if find(&mut smaller.items, &path).is_some_and(change) {
                all.push(smaller);
            }
        }
    }
    all
}

fn find<'i>(items: &'i mut [Item], path: &str) -> Option<&'i mut Item> {
    for item in items {
        if item.path == path {
            return Some(item);
        }
        if let Kind::Group(items) | Kind::Repeat(_, items) = &mut item.kind
            && let Some(found) = find(items, path)
        {
            return Some(found);
        }
    }
    None
}
