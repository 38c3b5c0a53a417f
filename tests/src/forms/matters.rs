//! What is known of the engines of others where they differ from the contract, with the reason why ours does otherwise: data, and the
//! page docs/forms.md shows it in words. Whatever else differs is a fault, of ours until shown otherwise.

use super::dependents::generic;
use super::engine::{Engine, Member};
use super::look::Look;
use super::model::{Choices, Count, Item, Kind};

/// One thing that an engine does otherwise.
pub struct Matter {
    /// In a few words.
    pub name: &'static str,
    /// Which engine.
    pub engine: Engine,
    /// Why ours does as it does.
    pub why: &'static str,
    /// Whether it explains a difference.
    pub excuses: fn(&Look<'_>) -> bool,
}

const ALL: [&str; 5] = ["sum", "min", "max", "count", "join"];

/// All that are known.
pub const MATTERS: &[Matter] = &[
    Matter {
        name: "a sum, minimum or maximum with a blank",
        engine: Engine::JavaRosa,
        why: "XPath 1.0, 4.4: sum() adds what each node's text is as a number, and a blank is none; JavaRosa skips it",
        excuses: |look| {
            look.over(&["sum", "min", "max"]).any(|node| node["relevant"] == true && node["value"] == "")
        },
    },
    Matter {
        name: "a sum, minimum or maximum of no nodes",
        engine: Engine::WebForms,
        why: "XPath 1.0, 4.4: the sum of an empty node-set is 0; Web Forms gives a blank",
        excuses: |look| {
            let functions = ["sum", "min", "max"];
            look.is_over(&functions) && look.over(&functions).all(|node| node["relevant"] == false)
        },
    },
    Matter {
        name: "nodes that are not relevant in a node-set",
        engine: Engine::WebForms,
        why: "the contract leaves them out; Web Forms counts them as blanks",
        excuses: |look| look.over(&ALL).any(|node| node["relevant"] == false),
    },
    Matter {
        name: "true and false in the record",
        engine: Engine::JavaRosa,
        why: "XPath 1.0, 4.2: as a text a boolean is `true` or `false`; JavaRosa stores 1 or 0",
        excuses: |look| {
            look.member == Member::Value && matches!(look.pair("value"), ("true", "1") | ("false", "0"))
        },
    },
    Matter {
        name: "a whole number in a decimal question",
        engine: Engine::WebForms,
        why: "XPath 1.0, 4.2: a number is written without a decimal point where it is whole; Web Forms writes 2.0",
        excuses: |look| is_point_zero(look),
    },
    Matter {
        name: "a whole number in a decimal question",
        engine: Engine::JavaRosa,
        why: "the contract: a value is as it stands in the record; JavaRosa writes an answer of 2 as 2.0",
        excuses: |look| is_point_zero(look),
    },
    Matter {
        name: "instances of a count that was cleared",
        engine: Engine::WebForms,
        why: "the contract: a blank count asks for none; Web Forms keeps those that were there",
        excuses: |look| {
            let blank = |item: &Item| match &item.kind {
                Kind::Repeat(Count::Of(count), _) => count.reads.iter().any(|read| {
                    look.nodes.iter().any(|(path, node)| generic(path) == *read && node["value"] == "")
                }),
                _ => false,
            };
            look.member == Member::Presence
                && look.ours.is_null()
                && look.form.repeats_above(&generic(look.path)).into_iter().any(blank)
        },
    },
    Matter {
        name: "what depends on a choice that is not offered any more",
        engine: Engine::JavaRosa,
        why: "the contract: everything is settled when a step returns; JavaRosa drops the answer when the question is seen, and computes nothing anew",
        excuses: |look| {
            let mut exprs = look.item.into_iter().flat_map(Item::expressions).flat_map(|expr| &expr.reads);
            exprs.any(|path| Look::is_filtered(look.form.item(path)))
                || look.events().any(|(source, _)| Look::is_filtered(source))
        },
    },
    Matter {
        name: "a choice filter that reads what is not relevant",
        engine: Engine::JavaRosa,
        why: "the contract: a node that is not relevant is blank where it is named, in a filter too; JavaRosa filters by what was answered",
        excuses: |look| {
            let Some(Kind::Leaf(_, Some(Choices::Of(_, Some(filter))))) = look.item.map(|item| &item.kind)
            else {
                return false;
            };
            filter.reads.iter().any(|path| look.is_computed(path))
        },
    },
    Matter {
        name: "a dropped choice that is offered again",
        engine: Engine::WebForms,
        why: "the contract leaves open whether it comes back",
        excuses: |look| came_back(look),
    },
    Matter {
        name: "a dropped choice that is offered again",
        engine: Engine::JavaRosa,
        why: "the contract leaves open whether it comes back",
        excuses: |look| came_back(look),
    },
    Matter {
        name: "whether a blank will do where a choice was dropped",
        engine: Engine::WebForms,
        why: "the contract: valid is as at the end of filling; Web Forms asks again only when somebody answers",
        excuses: |look| {
            matches!(look.member, Member::Valid | Member::Message)
                && Look::is_filtered(look.item)
                && look.ours["value"] == ""
        },
    },
    Matter {
        name: "what goes over instances that a count or a new instance made",
        engine: Engine::JavaRosa,
        why: "the contract: everything is settled when a step returns; JavaRosa makes them when somebody comes to them, and computes not all anew",
        excuses: |look| {
            // JavaRosa sees those right below an open repeat of the record, and no others.
            let is_below = |path: &str| {
                let above = look.form.repeats_above(path);
                above.iter().any(|repeat| {
                    path.len() > repeat.path.len() && path[repeat.path.len() + 1..].contains('/')
                })
            };
            look.over_paths(&ALL).any(|path| look.form.is_counted(path) || is_below(path))
        },
    },
    Matter {
        name: "an event where an instance was removed",
        engine: Engine::WebForms,
        why: "ODK XForms, events: xforms-value-changed comes with every change; after a removal Web Forms sends it no more to some instances",
        excuses: |look| {
            let mut above = look.form.repeats_above(&generic(look.path)).into_iter();
            look.member == Member::Value
                && look.events().next().is_some()
                && above.any(|item| look.removed.contains(&item.path))
        },
    },
    Matter {
        name: "a new instance's event that reads what is computed",
        engine: Engine::WebForms,
        why: "ODK XForms, the odk-new-repeat event: it comes before calculations are computed anew",
        excuses: |look| {
            look.member == Member::Value
                && look.events().any(|(source, set)| {
                    Look::is_repeat(source) && set.value.reads.iter().any(|path| look.is_computed(path))
                })
        },
    },
    Matter {
        name: "a record's opening that reads what is computed",
        engine: Engine::JavaRosa,
        why: "XForms 1.1, xforms-ready: it comes when the model is computed; JavaRosa computes after it",
        excuses: |look| {
            look.member == Member::Value
                && look.events().any(|(source, set)| {
                    source.is_none() && set.value.reads.iter().any(|path| look.is_computed(path))
                })
        },
    },
    Matter {
        name: "an event of a counted repeat, or of a repeat in a repeat",
        engine: Engine::WebForms,
        why: "ODK XForms, the odk-new-repeat event: it comes with every instance that is added, by a count as well; Web Forms sends none there, and none to an instance that comes with the one around it",
        excuses: |look| {
            let counted = |item: Option<&Item>| {
                item.is_some_and(|item| matches!(item.kind, Kind::Repeat(Count::Of(_), _)))
            };
            let above = look.form.repeats_above(&generic(look.path)).len();
            look.member == Member::Value
                && look.theirs["value"] == ""
                && look.events().any(|(source, _)| counted(source) || above > 1 && Look::is_repeat(source))
        },
    },
    Matter {
        name: "an event of a counted repeat that was not relevant",
        engine: Engine::JavaRosa,
        why: "as above; JavaRosa makes the instances when somebody comes to them, and sends the event then",
        excuses: |look| {
            let hidden = |item: Option<&Item>| {
                item.is_some_and(|item| {
                    matches!(item.kind, Kind::Repeat(Count::Of(_), _)) && look.is_computed(&item.path)
                })
            };
            look.member == Member::Value && look.events().any(|(source, _)| hidden(source))
        },
    },
    Matter {
        name: "what holds for a node that is not relevant",
        engine: Engine::JavaRosa,
        why: "the contract: what the expressions say now, asked or not; JavaRosa leaves what it said before",
        excuses: |look| {
            matches!(look.member, Member::Required | Member::Readonly) && look.ours["relevant"] == false
        },
    },
    Matter {
        name: "an event of a repeat in a repeat",
        engine: Engine::JavaRosa,
        why: "as above; JavaRosa sends none for the first instance, which it makes with the instance around it",
        excuses: |look| {
            let above = look.form.repeats_above(&generic(look.path)).len();
            look.member == Member::Value
                && above > 1
                && look.events().any(|(source, _)| Look::is_repeat(source))
        },
    },
    Matter {
        name: "a whole path in a repeat",
        engine: Engine::WebForms,
        why: "ODK XForms, repeats: a whole path inside a repeat means the nodes of the same instance; Web Forms takes all, or the first",
        excuses: |look| {
            let mut exprs = look.item.into_iter().flat_map(Item::expressions);
            // What makes a group read-only makes all in it so.
            let plain = generic(look.path);
            let mut above = look.form.items().filter(|item| plain.starts_with(&format!("{}/", item.path)));
            exprs.any(|expr| expr.is_whole)
                || look.member == Member::Value && look.events().any(|(_, set)| set.value.is_whole)
                || look.member == Member::Readonly
                    && above.any(|item| item.readonly.as_ref().is_some_and(|expr| expr.is_whole))
        },
    },
    Matter {
        name: "a group that reads what stands in it",
        engine: Engine::WebForms,
        why: "real forms do it (the `inputs` group), and the contract: it is no circle; Web Forms never asks such a group, JavaRosa refuses the form",
        excuses: |look| {
            let reads_itself = |item: &Item| {
                let own = format!("{}/", item.path);
                item.relevant
                    .as_ref()
                    .is_some_and(|expr| expr.reads.iter().any(|path| path.starts_with(&own)))
            };
            look.item.is_some_and(reads_itself)
        },
    },
    Matter {
        name: "an instance by its position in a path",
        engine: Engine::JavaRosa,
        why: "XPath 1.0, 2.4: `/data/child[1]/age` is the age of the first; JavaRosa does not see when it changes, or that it is there",
        excuses: |look| {
            let sets = look.events().map(|(_, set)| &set.value);
            let mut exprs = look.item.into_iter().flat_map(Item::expressions).chain(sets);
            exprs.any(|expr| ["[1]/", "[2]/"].iter().any(|position| expr.text.contains(position)))
        },
    },
    Matter {
        name: "a date that an event copies",
        engine: Engine::JavaRosa,
        why: "the value of a date is its text; JavaRosa writes the copy as a point in time",
        excuses: |look| {
            let (ours, theirs) = look.pair("value");
            ours.len() == 10 && theirs.starts_with(&format!("{ours}T00:00:00"))
        },
    },
    Matter {
        name: "a comparison with what is not there",
        engine: Engine::JavaRosa,
        why: "XPath 1.0, 3.4: a node-set without nodes equals nothing, not even a blank; JavaRosa takes it for a blank",
        excuses: |look| {
            let is_there = |path: &String| look.nodes.keys().any(|at| generic(at) == *path);
            let mut exprs = look.item.into_iter().flat_map(Item::expressions);
            exprs.any(|expr| expr.text.contains('=') && !expr.reads.iter().all(is_there))
        },
    },
    Matter {
        name: "a time in UTC",
        engine: Engine::JavaRosa,
        why: "the contract: a value is as it stands in the record; JavaRosa writes +00:00 as Z",
        excuses: |look| {
            let (ours, theirs) = look.pair("value");
            look.member == Member::Value
                && ours.strip_suffix("+00:00").is_some_and(|time| theirs == format!("{time}Z"))
        },
    },
    Matter {
        name: "an event of a question that is not relevant",
        engine: Engine::WebForms,
        why: "ODK XForms, events: xforms-value-changed comes when an answer changes; Web Forms sends it as well when an answer stops counting, and when a record opens with one that does not count",
        excuses: |look| {
            let may_be_hidden = |item: Option<&Item>| item.is_some_and(|item| look.is_computed(&item.path));
            look.member == Member::Value && look.events().any(|(source, _)| may_be_hidden(source))
        },
    },
    Matter {
        name: "a value that is set where nothing is relevant",
        engine: Engine::WebForms,
        why: "XForms 1.1, setvalue: it sets a value whether or not the node is relevant; Web Forms sets none",
        excuses: |look| {
            look.member != Member::Presence
                && look.theirs["value"] == ""
                && look.events().next().is_some()
                && look.is_computed(&generic(look.path))
        },
    },
    Matter {
        name: "the label of a choice in another language",
        engine: Engine::JavaRosa,
        why: "the contract: everything is settled when a step returns, a switch of the language as well; JavaRosa computes nothing then",
        excuses: |look| {
            look.item.into_iter().flat_map(Item::expressions).any(|expr| expr.text.contains("jr:choice-name"))
        },
    },
];

fn is_point_zero(look: &Look<'_>) -> bool {
    let (ours, theirs) = look.pair(if look.member == Member::Label { "label" } else { "value" });
    matches!(look.member, Member::Label | Member::Value) && ours != theirs && ours == theirs.replace(".0", "")
}

fn came_back(look: &Look<'_>) -> bool {
    let (ours, theirs) = look.pair("value");
    look.member == Member::Value
        && Look::is_filtered(look.item)
        && ours != theirs
        && (ours.is_empty() || theirs.is_empty())
}
