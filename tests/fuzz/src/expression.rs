//! An expression, evaluated on a small record of which two texts are drawn as well: the first line is the expression, the second and third are
//! the texts of `/d/a` and `/d/b`. It gives the same twice, and the same again where it was stored.

use chaski::forms::tree::{Names, NodeId, Tree};
use chaski::forms::xml;
use chaski::forms::xpath::{DocumentId, Expr, NodeRef, World, eval, parse};
use chrono::{DateTime, FixedOffset, NaiveDateTime};

use crate::lent;

const RECORD: &str = "<d><a>1</a><b>2024-02-29<a k='v'>x</a></b><r><n>1</n></r><r><n>2</n></r><p>-12.04 -77.03 0 0; -12.05 -77.03 0 0; \
                      -12.05 -77.02 0 0; -12.04 -77.03 0 0</p></d>";
const TABLE: &str = "<root><item><name>k1</name><label>Kiwi</label><above>1</above></item><item><name>k2</name><label>Tuna</label>\
                     <above>4</above></item></root>";

/// Expression and texts.
pub fn check(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mut lines = text.splitn(3, '\n');
    let expression = lines.next().unwrap_or_default();
    let mut names = Names::default();
    let read = |text: &str, names: &mut Names| xml::read(text, names).expect("it is well-formed");
    let mut field = Field { trees: [read(RECORD, &mut names), read(TABLE, &mut names)], names };
    for (name, text) in ["a", "b"].into_iter().zip(lines) {
        let (tree, name) = (&mut field.trees[0], field.names.intern(name));
        let node = tree.root().and_then(|root| tree.named_child(root, name));
        if let Some(node) = node {
            tree.set_text(node, text);
        }
    }
    let expr = match parse::parse_with(expression, &mut field.names, &|name| name.starts_with("chaski:")) {
        Ok(expr) => expr,
        Err(error) => {
            assert!(!error.to_string().trim().is_empty());
            return;
        }
    };
    let stored = postcard::to_allocvec(&expr).expect("an expression can be written down");
    let again: Expr = postcard::from_bytes(&stored).expect("and read again");
    assert_eq!(again, expr, "an expression changes where it is kept");
    for node in [NodeId(0), NodeId(1), NodeId(2)] {
        let node = NodeRef { document: DocumentId(0), node };
        let text = eval::evaluate_text(&expr, node, &field).map_err(|fault| fault.to_string());
        assert_eq!(eval::evaluate_text(&again, node, &field).map_err(|fault| fault.to_string()), text);
        let _ = eval::evaluate_boolean(&expr, node, &field);
        let _ = eval::evaluate_number(&expr, node, &field);
        let _ = eval::evaluate(&expr, node, &field);
    }
}

struct Field {
    names: Names,
    trees: [Tree; 2],
}

impl World for Field {
    fn tree(&self, document: DocumentId) -> &Tree {
        &self.trees[document.0 as usize]
    }

    fn names(&self) -> &Names {
        &self.names
    }

    fn instance(&self, id: &str) -> Option<NodeRef> {
        (id == "t").then_some(NodeRef { document: DocumentId(1), node: NodeId(0) })
    }

    fn itext(&self, id: &str) -> Option<String> {
        (id == "hello").then(|| "Allin punchaw".to_owned())
    }

    fn choice_label(&self, _question: NodeRef, value: &str) -> Option<String> {
        (value == "1").then(|| "One".to_owned())
    }

    fn now(&self) -> DateTime<FixedOffset> {
        lent::now()
    }

    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        -5 * 3600
    }

    fn random(&self) -> f64 {
        0.5
    }

    fn extension(&self, name: &str, arguments: &[String]) -> Option<String> {
        (name == "chaski:say").then(|| arguments.join(" "))
    }
}
