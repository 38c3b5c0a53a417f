//! Documents in memory: what is read, what is refused, and that order and positions hold whatever is done to them.

use std::cmp::Ordering;
use std::time::{Duration, Instant};

use chaski::forms::tree::{Kind, Names, NodeId, Tree};
use chaski::forms::xml;
use proptest::prelude::*;

fn read(text: &str) -> (Tree, Names) {
    let mut names = Names::default();
    let tree = xml::read(text, &mut names).unwrap();
    (tree, names)
}

fn refused(text: &str) -> xml::XmlError {
    let start = Instant::now();
    let error = xml::read(text, &mut Names::default()).unwrap_err();
    assert!(start.elapsed() < Duration::from_secs(3), "{:?}: {}", start.elapsed(), error.what);
    error
}

#[test]
fn what_is_read_is_written_again_as_it_was() {
    let text = "<h:html xmlns=\"http://www.w3.org/2002/xforms\" xmlns:h=\"http://www.w3.org/1999/xhtml\">\n  \
                <h:head a=\"1 &lt; 2 &quot;x&quot;\" h:b=\"\"><!-- c --><?pi x y?>a &amp; b</h:head>\n  <data xmlns=\"\" xmlns:h=\"urn:other\"><ñandú/></data>\n</h:html>";
    let (tree, names) = read(text);
    assert_eq!(xml::write(&tree, tree.document(), &names), text);
}

#[test]
fn a_node_knows_the_line_it_stands_on() {
    let (tree, mut names) = read("<?xml version='1.0'?>\n<a>\n\n<b/><c\n x='1'>\n<d/></c></a>");
    let root = tree.root().unwrap();
    let c = tree.named_child(root, names.intern("c")).unwrap();
    let d = tree.named_child(c, names.intern("d")).unwrap();
    assert_eq!([tree.line(root), tree.line(c), tree.line(d)], [2, 4, 6]);
}

#[test]
fn the_string_value_is_all_text_below() {
    let (tree, mut names) = read("<a>x<b>y<c/>z</b><!-- no --><d/>!</a>");
    let root = tree.root().unwrap();
    assert_eq!(tree.text(root), "xyz!");
    assert_eq!(tree.text(tree.named_child(root, names.intern("d")).unwrap()), "");
}

#[test]
fn a_prefix_stands_for_the_namespace_declared_nearest() {
    let (tree, mut names) = read("<a xmlns='urn:1' xmlns:p='urn:2'><b xmlns='' xmlns:p='urn:3'/></a>");
    let root = tree.root().unwrap();
    let b = tree.named_child(root, names.intern("b")).unwrap();
    assert_eq!(tree.namespace(&names, root, ""), Some("urn:1"));
    assert_eq!(tree.namespace(&names, root, "p"), Some("urn:2"));
    assert_eq!(tree.namespace(&names, b, ""), None);
    assert_eq!(tree.namespace(&names, b, "p"), Some("urn:3"));
}

#[test]
fn a_text_that_is_set_a_thousand_times_takes_no_more_room() {
    let (mut tree, mut names) = read("<a><b>x<!-- kept -->y</b><c/></a>");
    let root = tree.root().unwrap();
    let b = tree.named_child(root, names.intern("b")).unwrap();
    for number in 0..1000 {
        tree.set_text(b, &number.to_string());
        tree.set_text(b, "");
        tree.set_text(b, "1");
    }
    assert_eq!(xml::write(&tree, root, &names), "<a><b><!-- kept -->1</b><c/></a>");
    assert!(tree.capacity() < 10);
}

#[test]
fn a_document_type_is_refused_with_its_line() {
    let laughs = "<?xml version='1.0'?>\n<!DOCTYPE l [<!ENTITY a 'ha'><!ENTITY b '&a;&a;'>]>\n<l>&b;</l>";
    let outside = "<!DOCTYPE l [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><l>&a;</l>";
    assert_eq!(refused(laughs).line, 2);
    assert!(refused(outside).what.contains("document type"));
    assert!(refused("<l>&a;</l>").what.contains("entity"));
}

#[test]
fn what_is_too_much_is_refused_within_a_second() {
    assert!(refused(&format!("<a>{}</a>", "x".repeat(100_000_000))).what.contains("bytes"));
    for levels in [10_000, 1_000_000] {
        let deep = format!("{}{}", "<a>\n".repeat(levels), "</a>".repeat(levels));
        let error = refused(&deep);
        assert!(error.what.contains("deep"));
        assert_eq!(error.line, 201);
    }
    assert!(refused(&"<a>".repeat(1_000_000)).what.contains("deep"));
    let wide = format!("<a>{}</a>", "<b/>".repeat(3_000_000));
    assert!(refused(&wide).what.contains("limit"), "{}", refused(&wide).what);
    let attributes: String = (0..200_000).map(|n| format!(" a{n}='1'")).collect();
    assert!(refused(&format!("<a{attributes}/>")).what.contains("attributes"));
    let declared: String = (0..600).map(|n| format!(" xmlns:a{n}='u{n}'")).collect();
    assert!(refused(&format!("<a{declared}/>")).what.contains("namespaces"));
}

#[test]
fn what_is_not_well_formed_is_refused_with_its_line() {
    for (text, line) in [
        ("", 1),
        ("<a>\n<b></a>", 2),
        ("<a>\n", 1),
        ("<a/>\n<b/>", 2),
        ("<a\n x=1/>", 2),
        ("<a x='1' x='2'/>", 1),
        ("<a>\n\n&#0;</a>", 3),
        ("<a:b/>", 1),
        ("<a><![CDATA[", 1),
        ("<!-- ", 1),
        ("<a '", 1),
        ("<", 1),
    ] {
        assert_eq!(refused(text).line, line, "{text:?}: {}", refused(text).what);
    }
}

#[test]
fn a_stored_tree_comes_back_under_the_same_ids_and_one_that_is_none_is_refused() {
    let (mut tree, mut names) = read("<a k='v'><b>1</b><b>2</b><c/></a>");
    let root = tree.root().unwrap();
    let b = tree.named_child(root, names.intern("b")).unwrap();
    let copy = tree.copy_under(b, root, Some(b)).unwrap();
    tree.remove(b);
    let kept = serde_json::to_string(&tree).unwrap();
    let again: Tree = serde_json::from_str(&kept).unwrap();
    assert_eq!(again.text(copy), "1");
    assert_eq!(again.position(copy), 1);
    assert_eq!(xml::write(&again, again.document(), &names), xml::write(&tree, tree.document(), &names));
    for broken in [
        r#"{"nodes":[[0,"Document",0],[5,{"Element":0},0]],"ids":[]}"#,
        r#"{"nodes":[[0,"Document",0],[0,"Document",0]],"ids":[]}"#,
        r#"{"nodes":[[0,"Document",0],[0,{"Text":"x"},0],[1,{"Element":0},0]],"ids":[]}"#,
        r#"{"nodes":[[0,"Document",0],[0,{"Element":0},0]],"ids":[0,0]}"#,
        r#"{"nodes":[[0,"Document",0],[0,{"Element":0},0]],"ids":[0,4294967295]}"#,
        r#"{"nodes":[[0,"Document",0],[0,{"Element":0},0]],"ids":[1,0]}"#,
        r#"{"nodes":[[0,"Document",0],[0,{"Element":0},0]],"ids":[0]}"#,
    ] {
        assert!(serde_json::from_str::<Tree>(broken).is_err(), "{broken}");
    }
}

/// What a plain walk says of a tree, against which its numbers and indexes are held.
fn hold(tree: &Tree) {
    let mut order = Vec::new();
    for node in tree.descendants(tree.document()) {
        order.push(node);
        order.extend(tree.attributes(node));
        for child in tree.child_elements(node) {
            let name = tree.element_name(child).unwrap();
            let same: Vec<NodeId> =
                tree.children(node).filter(|other| tree.element_name(*other) == Some(name)).collect();
            assert_eq!(tree.named_children(node, name).collect::<Vec<_>>(), same);
            let place = same.iter().position(|other| *other == child).unwrap();
            assert_eq!(tree.position(child) as usize, place + 1);
        }
        let back: Vec<NodeId> =
            std::iter::successors(tree.last_child(node), |child| tree.previous_sibling(*child)).collect();
        assert_eq!(back.into_iter().rev().collect::<Vec<_>>(), tree.children(node).collect::<Vec<_>>());
    }
    for (place, a) in order.iter().enumerate() {
        for (other, b) in order.iter().enumerate() {
            assert_eq!(tree.compare(*a, *b), place.cmp(&other), "{a:?} {b:?}");
        }
    }
    let mut shuffled: Vec<NodeId> = order.iter().rev().chain(&order).copied().collect();
    tree.sort(&mut shuffled);
    assert_eq!(shuffled, order);
    assert_eq!(tree.compare(order[0], order[0]), Ordering::Equal);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn order_positions_and_names_hold_whatever_is_done(steps in prop::collection::vec((0u8..8, any::<u16>(), any::<u16>(), 0u8..3), 1..250)) {
        let mut names = Names::default();
        let known: Vec<_> = ["a", "b", "c"].iter().map(|name| names.intern(name)).collect();
        let mut tree = Tree::new();
        let top = tree.append_element(tree.document(), known[0]);
        for (what, one, two, name) in steps {
            let elements: Vec<NodeId> =
                tree.descendants(top).filter(|node| tree.element_name(*node).is_some()).collect();
            // One element of all gets most of the children, so that the index is used.
            let pick = |number: u16| if number.is_multiple_of(3) { top } else { elements[number as usize % elements.len()] };
            let (x, y, name) = (pick(one), pick(two), known[name as usize]);
            match what {
                0..3 => { tree.append_element(x, name); }
                3 => { tree.set_text(x, &two.to_string()); }
                4 => { tree.append_attribute(x, name, "v"); }
                5 | 6 => {
                    if tree.descendants(x).count() < 20 {
                        let children: Vec<NodeId> = tree.children(y).collect();
                        let after = (!children.is_empty()).then(|| children[one as usize % children.len()]);
                        let before = xml::write(&tree, x, &names);
                        let copy = tree.copy_under(x, y, after.filter(|_| two % 5 != 0)).unwrap();
                        assert_eq!(xml::write(&tree, copy, &names), before);
                    }
                }
                _ => if x != top { tree.remove(x) },
            }
        }
        hold(&tree);
        let kept: Tree = serde_json::from_str(&serde_json::to_string(&tree).unwrap()).unwrap();
        hold(&kept);
        for node in tree.descendants(tree.document()) {
            assert!(kept.kind(node) == tree.kind(node) && matches!(kept.kind(node), Kind::Document) == (node == NodeId(0)));
        }
    }
}
