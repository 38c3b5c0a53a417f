//! Random checklists, filled with random answers by our engine and by two that others wrote: they say the same of every node after every
//! step, but for what is known and told in `chaski_tests::forms::matters`. `CHASKI_SEED` is the first form's seed, `CHASKI_FORMS` how
//! many forms, each with five runs of answers.

use std::collections::{BTreeMap, BTreeSet};

use chaski_tests::forms::compare::{Difference, compare};
use chaski_tests::forms::dependents::{Dependents, generic};
use chaski_tests::forms::engine::Engine;
use chaski_tests::forms::judges::Judge;
use chaski_tests::forms::matters::MATTERS;
use chaski_tests::forms::model::Survey;
use chaski_tests::forms::shrink::shrink;
use chaski_tests::forms::{answers, draw, ours, xform};
use chaski_tests::sim::rng::Rng;
use serde_json::Value;

/// Runs of answers on each form.
const RUNS: usize = 5;
/// Of each engine so many differences are made smaller and shown.
const SHOWN: usize = 3;

type States = Result<Vec<Vec<Value>>, String>;

struct Drawn {
    survey: Survey,
    runs: Vec<Vec<Value>>,
}

fn drawn(seed: u64) -> Drawn {
    let survey = draw::draw(seed);
    let mut rng = Rng::new(!seed);
    let runs = (0..RUNS).map(|_| answers::draw(&survey, &mut rng)).collect();
    Drawn { survey, runs }
}

fn number(name: &str) -> Option<u64> {
    std::env::var(name)
        .ok()
        .map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is no number: {text}")))
}

fn of_engine(engine: Engine, all: &[Drawn]) -> Vec<States> {
    let mut judge = Judge::start(engine).unwrap();
    all.iter().map(|one| judge.states(&one.survey, &one.runs)).collect()
}

/// The differences of one run, with a judge asked anew.
fn differences(judge: &mut Judge, engine: Engine, survey: &Survey, answers: &[Value]) -> Vec<Difference> {
    let runs = [answers.to_vec()];
    let (Ok(mine), Ok(its)) = (ours::states(survey, &runs), judge.states(survey, &runs)) else {
        return Vec::new();
    };
    compare(&Dependents::of(survey), answers, &mine[0], &its[0], engine).0
}

fn show(engine: Engine, one: &Drawn, run: usize, found: &Difference) {
    let mut judge = Judge::start(engine).unwrap();
    let (survey, answers) = shrink(&one.survey, &one.runs[run], 400, |survey, answers| {
        let differ = differences(&mut judge, engine, survey, answers);
        differ
            .iter()
            .any(|other| other.member == found.member && generic(&other.path) == generic(&found.path))
    });
    println!("== {engine:?}: form {}, run {run}\n{}", one.survey.seed, xform::write(&survey).0);
    println!("answers: {}", Value::from(answers.clone()));
    for difference in differences(&mut judge, engine, &survey, &answers).iter().take(4) {
        println!("after step {}, {} differs in {:?}", difference.step, difference.path, difference.member);
        println!("  ours:   {}\n  theirs: {}", difference.ours, difference.theirs);
    }
    println!(
        "again: CHASKI_SEED={} CHASKI_FORMS=1 cargo test -p chaski-tests --test all forms_engines",
        one.survey.seed
    );
}

#[test]
fn a_random_form_means_the_same_to_three_engines() {
    let first = number("CHASKI_SEED").unwrap_or(1);
    let forms = number("CHASKI_FORMS").unwrap_or(400);
    let all: Vec<Drawn> = (first..first + forms).map(drawn).collect();
    println!("{forms} forms from seed {first}, {} pairs of form and answers", all.len() * RUNS);
    let (mine, web_forms, java_rosa) = std::thread::scope(|scope| {
        let web_forms = scope.spawn(|| of_engine(Engine::WebForms, &all));
        let java_rosa = scope.spawn(|| of_engine(Engine::JavaRosa, &all));
        let mine: Vec<States> = all.iter().map(|one| ours::states(&one.survey, &one.runs)).collect();
        (mine, web_forms.join().unwrap(), java_rosa.join().unwrap())
    });
    let mut failures = 0;
    for (one, mine) in all.iter().zip(&mine) {
        if let Err(why) = mine {
            failures += 1;
            println!("== form {}: ours does not take it: {why}", one.survey.seed);
        }
    }
    for (engine, theirs) in [(Engine::WebForms, &web_forms), (Engine::JavaRosa, &java_rosa)] {
        let (mut pairs, mut states, mut differing) = (0, 0, 0);
        let mut excused: BTreeMap<&str, usize> = BTreeMap::new();
        let mut shown = BTreeSet::new();
        for (one, (mine, theirs)) in all.iter().zip(mine.iter().zip(theirs)) {
            if engine == Engine::JavaRosa && one.survey.reads_itself {
                let refused = theirs.as_ref().is_err_and(|why| why.contains("Cycle"));
                assert!(refused, "form {}: {theirs:?}", one.survey.seed);
                continue;
            }
            let theirs =
                theirs.as_ref().unwrap_or_else(|why| panic!("form {}: {engine:?}: {why}", one.survey.seed));
            let Ok(mine) = mine else { continue };
            let form = Dependents::of(&one.survey);
            for (run, (mine, its)) in mine.iter().zip(theirs).enumerate() {
                assert_eq!(
                    mine.len(),
                    its.len(),
                    "form {}, run {run}: {engine:?}: {:?}",
                    one.survey.seed,
                    its.last()
                );
                pairs += 1;
                states += mine.len();
                let (found, known) = compare(&form, &one.runs[run], mine, its, engine);
                for (name, times) in known {
                    *excused.entry(name).or_default() += times;
                }
                if let Some(found) = found.first() {
                    differing += 1;
                    if shown.len() < SHOWN && shown.insert(one.survey.seed) {
                        show(engine, one, run, found);
                    }
                }
            }
        }
        println!(
            "{engine:?}: {pairs} pairs, {states} states, {differing} pairs differ; known differences met:"
        );
        for matter in MATTERS.iter().filter(|matter| matter.engine == engine) {
            println!("  {:>6} {}", excused.get(matter.name).copied().unwrap_or(0), matter.name);
        }
        failures += differing;
    }
    assert_eq!(failures, 0, "they are shown above, the first of each engine made smaller");
}

#[test]
fn the_page_tells_every_known_difference_and_no_other() {
    let page = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/forms.md")).unwrap();
    let known: Vec<String> = MATTERS
        .iter()
        .map(|matter| {
            let engine = match matter.engine {
                Engine::WebForms => "Web Forms",
                Engine::JavaRosa => "JavaRosa",
            };
            format!("| {} | {engine} | {} |", matter.name, matter.why)
        })
        .collect();
    let told: Vec<&str> = page
        .lines()
        .filter(|line| line.contains(" | Web Forms | ") || line.contains(" | JavaRosa | "))
        .collect();
    assert_eq!(told, known);
}
