//! An XForm read, checked and compiled: what it cannot mean is a list of places, never silence. Knows the order in which the parts of a form
//! need each other; each part is read in its own file.

use std::collections::{HashMap, HashSet};

use super::compile::{Compiler, short};
use super::engines;
use super::form::Form;
use super::formula::Purpose;
use super::ids::{DefId, FormulaId};
use super::lists::{self, Attachments};
use super::order;
use super::read::{actions, body, nodes, texts};
use super::references;
use super::spoken;
use crate::forms::problem::{Place, Problem, Severity};
use crate::forms::tree::{Kind, Names, NodeId, Tree};
use crate::forms::xml;
use crate::forms::xpath::ast::Expr;
use crate::forms::xpath::function::Function;

/// What an import comes to.
#[derive(Debug)]
pub struct Imported {
    /// The form; none where something of it is refused.
    pub form: Option<Form>,
    /// Everything that is wrong or worth knowing, in the order of the source.
    pub problems: Vec<Problem>,
}

/// Reads an XForm and the files that lie with it.
pub fn import(text: &str, files: &dyn Attachments) -> Imported {
    let mut names = Names::default();
    let tree = match xml::read(text, &mut names) {
        Ok(tree) => tree,
        Err(error) => {
            let place = Place::Line { line: error.line, node: String::new() };
            return Imported {
                form: None,
                problems: vec![Problem::refused(place, "xml", error.what, error.remedy)],
            };
        }
    };
    let foreign = foreign(&tree, &names);
    let mut compiler = Compiler {
        tree: &tree,
        names: &mut names,
        foreign,
        problems: Vec::new(),
        texts: Default::default(),
        nodes: Vec::new(),
        by_name: HashMap::new(),
        formulas: Vec::new(),
        sources: Vec::new(),
        controls: Vec::new(),
        actions: Vec::new(),
        instances: Vec::new(),
    };
    let form = compile(&mut compiler, files);
    let mut problems = std::mem::take(&mut compiler.problems);
    drop(compiler);
    problems.sort_by(|a, b| a.place.cmp(&b.place).then(a.severity.cmp(&b.severity)));
    problems.dedup();
    let refused = problems.iter().any(|problem| problem.severity == Severity::Refused);
    let form = form.filter(|_| !refused).map(|mut form| {
        form.names = names;
        form
    });
    Imported { form, problems }
}

/// Prefixes that are declared for namespaces of which nothing is read, but for those that go by the name of one that is: a form may have
/// written its address otherwise.
fn foreign(tree: &Tree, names: &Names) -> HashSet<String> {
    const READ: [&str; 5] = [
        "http://www.w3.org/2002/xforms",
        "http://openrosa.org/javarosa",
        "http://openrosa.org/xforms",
        "http://www.opendatakit.org/xforms",
        "http://www.opendatakit.org/xforms/entities",
    ];
    const NAMED: [&str; 4] = ["jr", "orx", "odk", "entities"];
    let of = |attribute: NodeId| match tree.kind(attribute) {
        Kind::Attribute(name, address) => match names.split(*name) {
            (Some("xmlns"), prefix) if !READ.contains(&&**address) && !NAMED.contains(&prefix) => {
                Some(prefix.to_owned())
            }
            _ => None,
        },
        _ => None,
    };
    tree.descendants(tree.document()).flat_map(|node| tree.attributes(node)).filter_map(of).collect()
}

fn compile(compiler: &mut Compiler<'_>, files: &dyn Attachments) -> Option<Form> {
    let (title, model, body_node) = parts(compiler)?;
    let all: Vec<NodeId> = compiler.tree.child_elements(model).collect();
    let instances: Vec<NodeId> =
        all.iter().copied().filter(|node| compiler.local(*node) == "instance").collect();
    let root = instances.first().and_then(|first| compiler.tree.child_elements(*first).next());
    let Some(root) = root else {
        compiler.problems.push(Problem::refused(
            compiler.place(model),
            "no-record",
            "the model has no instance with a record in it",
            "an XForm begins its model with the instance that is filled in",
        ));
        return None;
    };
    let repeats: HashSet<String> = body::repeated(compiler, body_node).into_iter().collect();
    let record = nodes::record(compiler, root, &repeats);
    for instance in instances.iter().skip(1) {
        lists::instance(compiler, *instance, files);
    }
    if let Some(itext) = all.iter().copied().find(|node| compiler.local(*node) == "itext") {
        texts::itext(compiler, itext);
    }
    for node in &all {
        match compiler.local(*node) {
            "bind" => nodes::bind(compiler, *node),
            "instance" | "itext" | "submission" | "" => {}
            _ if actions::is_action(compiler, *node) => actions::action(compiler, *node, None),
            other => {
                let what = format!("the model has an element `{other}`, which is not read");
                let problem = Problem::notice(
                    compiler.place(*node),
                    "unknown-model-element",
                    what,
                    "nothing comes of it",
                );
                compiler.problems.push(problem);
            }
        }
    }
    body::body(compiler, body_node);
    declare(compiler, files);
    engines::notices(compiler);
    let graph = wire(compiler);
    let attribute = |compiler: &Compiler<'_>, name: &str| compiler.attribute(root, name).unwrap_or_default();
    let id = attribute(compiler, "id");
    let version = attribute(compiler, "version");
    Some(Form {
        id: if id.is_empty() { attribute(compiler, "xmlns") } else { id },
        version,
        title,
        names: Names::default(),
        texts: std::mem::take(&mut compiler.texts),
        record: record.tree,
        record_defs: record.defs,
        nodes: std::mem::take(&mut compiler.nodes),
        templates: record.templates,
        template_defs: record.template_defs,
        instances: std::mem::take(&mut compiler.instances),
        formulas: std::mem::take(&mut compiler.formulas),
        actions: std::mem::take(&mut compiler.actions),
        controls: std::mem::take(&mut compiler.controls),
        graph: graph?,
    })
}

fn parts(compiler: &mut Compiler<'_>) -> Option<(String, NodeId, NodeId)> {
    let root = compiler.tree.root()?;
    let head = compiler.child(root, "head");
    let title = head.and_then(|head| compiler.child(head, "title"));
    let title = title.map(|title| compiler.tree.text(title).trim().to_owned()).unwrap_or_default();
    let model = head.and_then(|head| compiler.child(head, "model"));
    let body = compiler.child(root, "body");
    if let (Some(model), Some(body)) = (model, body) {
        return Some((title, model, body));
    }
    compiler.problems.push(Problem::refused(
        compiler.place(root),
        "no-xform",
        "this is no XForm: it has no head with a model, or no body",
        "give an XForm (h:html with h:head and h:body) or an XLSForm",
    ));
    None
}

/// Instances that expressions name and the model does not declare.
fn declare(compiler: &mut Compiler<'_>, files: &dyn Attachments) {
    let mut asked: Vec<(String, Place)> = Vec::new();
    for (formula, source) in compiler.formulas.iter().zip(&compiler.sources) {
        formula.expr.each(|expr, _| {
            let id = match expr {
                Expr::Call(Function::Instance | Function::Pulldata, arguments) => arguments.first(),
                _ => None,
            };
            if let Some(Expr::Literal(id)) = id {
                let id = id.strip_suffix(".csv").unwrap_or(id);
                if !asked.iter().any(|(asked, _)| asked == id) {
                    asked.push((id.to_owned(), source.place.clone()));
                }
            }
        });
    }
    for (id, place) in asked {
        if !compiler.instances.iter().any(|instance| instance.id == id) {
            lists::undeclared(compiler, &id, place, files);
        }
    }
}

/// The graph; circles and paths that lead nowhere are problems.
fn wire(compiler: &mut Compiler<'_>) -> Option<order::Graph> {
    let mut all = Vec::with_capacity(compiler.formulas.len());
    let mut told = Vec::new();
    for (formula, source) in compiler.formulas.iter().zip(&compiler.sources) {
        let (found, lost) = references::references(&formula.expr, compiler.elements(), formula.owner);
        all.push(found);
        for lost in lost.into_iter().filter(|_| source.told) {
            let name = compiler.names.name(lost.name);
            told.push(Problem::notice(
                source.place.clone(),
                "path-to-nothing",
                format!(
                    "`{}` leads to `{name}`, which {} does not have",
                    short(&source.text),
                    above(&lost.from)
                ),
                "it is blank; correct the path, or add the element to the first instance",
            ));
        }
    }
    compiler.problems.append(&mut told);
    spoken::add(compiler, &mut all);
    match order::graph(compiler.elements(), &compiler.formulas, &all) {
        Ok(graph) => Some(graph),
        Err(circles) => {
            for circle in circles {
                let problem = circle_problem(compiler, &circle);
                compiler.problems.push(problem);
            }
            None
        }
    }
}

fn above(path: &str) -> String {
    if path.is_empty() { "the record".to_owned() } else { format!("`{path}`") }
}

fn circle_problem(compiler: &Compiler<'_>, circle: &[FormulaId]) -> Problem {
    let name = |id: &FormulaId| {
        let formula = &compiler.formulas[id.0 as usize];
        let (of, what) = match formula.purpose {
            Purpose::Relevant => (formula.owner, "relevant"),
            Purpose::Count(repeat) => (repeat, "count"),
            _ => (formula.owner, "calculate"),
        };
        format!("{} ({what})", path(compiler, of))
    };
    let mut names: Vec<String> = circle.iter().map(name).collect();
    names.extend(names.first().cloned());
    let place = circle.first().map_or(Place::File, |id| compiler.sources[id.0 as usize].place.clone());
    Problem::refused(
        place,
        "cycle",
        format!("a value needs itself: {}", names.join(" needs ")),
        "break the circle: let one of them read something else",
    )
}

fn path<'c>(compiler: &'c Compiler<'_>, def: DefId) -> &'c str {
    &compiler.nodes[def.0 as usize].path
}
