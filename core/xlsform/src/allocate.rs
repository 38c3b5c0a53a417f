//! Where in a form each of its records stands: as deep as whoever saves to it, one record a group. Knows the tree and who speaks of
//! which record; writes nothing.

use std::collections::{HashMap, HashSet};

use crate::entities::{Declaration, Use};
use crate::form::{Class, Form, Id};

/// A row, whether of the survey, and what is wrong with it.
pub type Wrong = (u32, bool, String);

/// What one record asks for.
struct Request {
    /// The nearest repeat, or the form, of those who speak of it.
    scope: Vec<Id>,
    /// Where it is best put.
    wanted: Vec<Id>,
    /// The groups of those who save to it.
    savers: Vec<Vec<Id>>,
    declaration: usize,
    row: u32,
}

/// For each record the element in which it stands, with its place among the declarations.
pub fn allocate(form: &Form, declared: &[Declaration], uses: &[Use]) -> Result<Vec<(Id, usize)>, Wrong> {
    let mut requests = Vec::new();
    let mut order: Vec<&str> = Vec::new();
    for by in uses {
        if !order.contains(&by.list.as_str()) {
            order.push(&by.list);
        }
    }
    order.extend(declared.iter().map(|declaration| declaration.list.as_str()));
    let mut seen = HashSet::new();
    for list in order {
        let Some(at) = declared.iter().position(|declaration| declaration.list == list) else { continue };
        if seen.insert(list)
            && let Some(declaration) = declared.get(at)
        {
            let own: Vec<&Use> = uses.iter().filter(|by| by.list == list).collect();
            requests.push(request(form, at, declaration, &own)?);
        }
    }
    let mut scopes: Vec<Vec<Id>> = Vec::new();
    for request in &requests {
        if !scopes.contains(&request.scope) {
            scopes.push(request.scope.clone());
        }
    }
    if let [only] = requests.as_slice()
        && only.scope == [0]
    {
        return Ok(vec![(0, only.declaration)]);
    }
    let mut places = Vec::new();
    let mut taken: HashMap<Vec<Id>, usize> = HashMap::new();
    for scope in scopes {
        let mut of_scope: Vec<&Request> = requests.iter().filter(|request| request.scope == scope).collect();
        of_scope.sort_by_key(|request| request.row);
        for request in of_scope {
            let place = put(request, scope.len(), &mut taken).map_err(|other| {
                let row = declared.get(other).map_or(0, |declaration| declaration.row);
                let what = if other == request.declaration {
                    "this record stands nowhere: its row speaks of a question in a repeat that nothing of it is saved in".to_owned()
                } else {
                    format!("there is no room for this record beside that of row {row}: a group or repeat has one")
                };
                (request.row, false, what)
            })?;
            places.push((place, request.declaration));
        }
    }
    Ok(places)
}

/// Finds a free element for a record, as deep as it asks for and no higher than its scope; the record that is in the way otherwise.
fn put(request: &Request, highest: usize, taken: &mut HashMap<Vec<Id>, usize>) -> Result<Id, usize> {
    let mut in_the_way = request.declaration;
    for depth in (highest..=request.wanted.len()).rev() {
        let path = request.wanted.get(..depth).unwrap_or_default().to_vec();
        match taken.get(&path) {
            None => {
                for saver in &request.savers {
                    for length in depth..=saver.len() {
                        taken.insert(saver.get(..length).unwrap_or_default().to_vec(), request.declaration);
                    }
                }
                taken.insert(path.clone(), request.declaration);
                return path.last().copied().ok_or(in_the_way);
            }
            Some(other) => {
                in_the_way = *other;
                if let Some(other) = request.savers.first().and_then(|saver| taken.get(saver)) {
                    return Err(*other);
                }
            }
        }
    }
    Err(in_the_way)
}

/// The way from the form to the nearest repeat on a path.
fn boundary(form: &Form, path: &[Id]) -> Vec<Id> {
    let last = path.iter().rposition(|id| form.repeats(*id)).unwrap_or(0);
    path.get(..=last).unwrap_or_default().to_vec()
}

/// The repeats on a path, and the groups behind the last of them.
fn depth(form: &Form, path: &[Id]) -> (usize, usize) {
    (path.iter().filter(|id| form.repeats(**id)).count(), path.len() - boundary(form, path).len())
}

/// Whether two elements are called the same and are both groups or both repeats.
fn alike(form: &Form, one: Id, two: Id) -> bool {
    let repeat = |id: Id| form.item(id).class == Class::Repeat;
    form.item(one).name == form.item(two).name && repeat(one) == repeat(two)
}

fn request(form: &Form, at: usize, declaration: &Declaration, uses: &[&Use]) -> Result<Request, Wrong> {
    let mut scope: Option<Vec<Id>> = None;
    let (mut deepest, mut saver): (Option<&Use>, Option<&Use>) = (None, None);
    let mut savers: Vec<Vec<Id>> = Vec::new();
    for by in uses {
        let own = boundary(form, &by.path);
        let below = |other: &Option<&Use>| {
            other.is_none_or(|other| depth(form, &by.path).1 > depth(form, &other.path).1)
        };
        if scope.as_ref().is_none_or(|scope| depth(form, &own).0 > depth(form, scope).0) {
            deepest = Some(by);
            saver = if by.property.is_some() { Some(by) } else { saver };
            scope = Some(own.clone());
        }
        let here = scope.as_ref() == Some(&own);
        if deepest.is_none() || (here && below(&deepest)) {
            deepest = Some(by);
        }
        if by.property.is_some() {
            if !savers.contains(&by.path) {
                savers.push(by.path.clone());
            }
            if saver.is_none() || (here && below(&saver)) {
                saver = Some(by);
            }
        }
    }
    let scope = scope.unwrap_or_else(|| vec![0]);
    let mut wanted = saver.or(deepest).map_or_else(|| vec![0], |by| by.path.clone());
    if let (Some(first), Some(saver)) = (savers.first(), saver) {
        let shortest = savers.iter().map(Vec::len).min().unwrap_or(0);
        let mut shared = shortest;
        for step in 0..shortest {
            let differs = savers.iter().any(|other| match (other.get(step), first.get(step)) {
                (Some(one), Some(two)) => !alike(form, *one, *two),
                _ => true,
            });
            if differs {
                shared = step;
            }
        }
        let shared = first.get(..shared).unwrap_or_default().to_vec();
        let own = boundary(form, &saver.path);
        wanted = if savers.len() == 1 || depth(form, &shared) > depth(form, &own) { shared } else { own };
    }
    for by in uses {
        let own = boundary(form, &by.path);
        let outside = scope.get(..own.len()) != Some(own.as_slice());
        let elsewhere = by.property.is_some() && boundary(form, &wanted) != own;
        if outside || elsewhere {
            let list = &declaration.list;
            return Err(match &by.property {
                Some(_) => (
                    by.row,
                    true,
                    format!("the record of \"{list}\" is also spoken of in another repeat than this"),
                ),
                None => (
                    declaration.row,
                    false,
                    format!(
                        "the record of \"{list}\" is also spoken of in another repeat than that of \"{}\"",
                        by.question
                    ),
                ),
            });
        }
    }
    Ok(Request { scope, wanted, savers, declaration: at, row: declaration.row })
}
