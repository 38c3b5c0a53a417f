//! Expressions: what decides where engines differ, what is refused with a sentence, and that nothing from outside hurts.

use std::cell::Cell;
use std::collections::HashMap;
use std::time::{Duration, Instant};

use chaski::forms::tree::{Names, NodeId, Tree};
use chaski::forms::xml;
use chaski::forms::xpath::function::{Function, Origin};
use chaski::forms::xpath::{DocumentId, Expr, Fault, NodeRef, SyntaxError, Value, World, eval, parse};
use chrono::{DateTime, FixedOffset, NaiveDateTime};
use proptest::prelude::*;

/// A record, tables beside it, and a clock that stands in Lima on 29 February 2024, at half past ten.
struct Field {
    names: Names,
    trees: Vec<Tree>,
    tables: HashMap<&'static str, DocumentId>,
    /// Names of elements that are not relevant.
    hidden: Vec<&'static str>,
    chance: Cell<u32>,
    language: &'static str,
}

impl Field {
    fn of(record: &str) -> Field {
        let mut names = Names::default();
        let trees = vec![xml::read(record, &mut names).unwrap()];
        Field { names, trees, tables: HashMap::new(), hidden: Vec::new(), chance: Cell::new(1), language: "" }
    }

    fn with_table(mut self, id: &'static str, table: &str) -> Field {
        self.tables.insert(id, DocumentId(self.trees.len() as u32));
        self.trees.push(xml::read(table, &mut self.names).unwrap());
        self
    }

    fn read(&mut self, text: &str) -> Result<Expr, SyntaxError> {
        parse::parse_with(text, &mut self.names, &|name| name.starts_with("chaski:"))
    }

    /// The text that an expression gives at the first node of a path.
    fn at(&mut self, path: &str, text: &str) -> Result<String, Fault> {
        let node = match eval::evaluate(&self.read(path).unwrap(), root(), self).unwrap() {
            Value::Nodes(nodes) => nodes.first().unwrap(),
            other => panic!("{path} gives {other:?}"),
        };
        let expr = self.read(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        eval::evaluate_text(&expr, node, self)
    }

    fn text(&mut self, text: &str) -> String {
        self.at("/", text).unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    fn fault(&mut self, text: &str) -> String {
        self.at("/", text).unwrap_err().what
    }
}

fn root() -> NodeRef {
    NodeRef { document: DocumentId(0), node: NodeId(0) }
}

impl World for Field {
    fn tree(&self, document: DocumentId) -> &Tree {
        &self.trees[document.0 as usize]
    }
    fn names(&self) -> &Names {
        &self.names
    }
    fn instance(&self, id: &str) -> Option<NodeRef> {
        let document = *self.tables.get(id)?;
        Some(NodeRef { document, node: NodeId(0) })
    }
    fn counts(&self, node: NodeRef) -> bool {
        let name = self.tree(node.document).element_name(node.node).unwrap();
        !self.hidden.contains(&self.names.name(name))
    }
    fn itext(&self, id: &str) -> Option<String> {
        (id == "greeting").then(|| "Allillanchu".into())
    }
    fn choice_label(&self, question: NodeRef, value: &str) -> Option<String> {
        let name = self.tree(question.document).element_name(question.node)?;
        Some(format!("{} of {}", value, self.names.name(name)))
    }
    fn now(&self) -> DateTime<FixedOffset> {
        DateTime::parse_from_rfc3339("2024-02-29T10:30:00.250-05:00").unwrap()
    }
    fn offset_of(&self, _: NaiveDateTime) -> i32 {
        -5 * 3600
    }
    fn random(&self) -> f64 {
        self.chance.set(self.chance.get().wrapping_mul(1_664_525).wrapping_add(1_013_904_223));
        f64::from(self.chance.get()) / 4_294_967_296.0
    }
    fn language(&self) -> &str {
        self.language
    }
    fn extension(&self, name: &str, arguments: &[String]) -> Option<String> {
        (name == "chaski:say").then(|| arguments.join("+"))
    }
}

/// Every expression gives the text beside it.
fn hold(field: &mut Field, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(field.text(text), *expected, "{text}");
    }
}

#[test]
fn where_engines_differ_the_table_decides() {
    let mut field =
        Field::of("<d><n>1</n><n>2</n><b/><x>2024-02-29</x><y>2024-02-28T23:59:59.000-05:00</y></d>");
    hold(
        &mut field,
        &[
            ("sum(/d/n)", "3"),
            ("sum(/d/n | /d/b)", "NaN"),
            ("sum(/d/none)", "0"),
            ("min(/d/n)", "1"),
            ("max(/d/n, 7)", "7"),
            ("min(/d/n, /d/b)", "NaN"),
            ("max(/d/n, /d/b)", "NaN"),
            ("max(/d/b, 7)", "NaN"),
            ("min(/d/b, 7)", "NaN"),
            ("max(/d/none)", "NaN"),
            ("1 = 1", "true"),
            ("regex('abc1', '[0-9]')", "true"),
            ("regex('abc1', '^[0-9]$')", "false"),
            ("/d/x > '2024-02-28'", "true"),
            ("'2024-02-28' < /d/x", "true"),
            ("/d/x = '2024-02-29T00:00:00.000-05:00'", "true"),
            ("/d/x != '2024-02-29'", "false"),
            ("/d/y < /d/x", "true"),
            ("/d/x - '2024-02-27'", "2"),
            ("/d/b = ''", "true"),
            ("/d/b < today()", "false"),
            ("round(-2.5)", "-2"),
            ("round(2.5)", "3"),
            ("round(-2.25, 1)", "-2.2"),
            ("round(1234.5, -2)", "1200"),
            ("round(0.49999999999999994)", "0"),
            ("true()", "true"),
            ("10.0", "10"),
            ("0.1 + 0.2", "0.30000000000000004"),
            ("1 div 0", "Infinity"),
            ("-(0)", "0"),
            ("number('1e3')", "NaN"),
            ("100000000000000000000 * 10", "1000000000000000000000"),
            ("0.0000001", "0.0000001"),
        ],
    );
}

#[test]
fn what_is_not_relevant_is_left_out_of_node_sets_and_is_blank_where_it_is_named() {
    let mut field = Field::of("<d><r><a>1</a></r><r><a>2</a><hid>9</hid></r><hid>5</hid><o>once</o></d>");
    field.hidden = vec!["hid", "o"];
    hold(
        &mut field,
        &[
            ("count(/d/hid)", "0"),
            ("/d/hid", ""),
            ("/d/hid + 1", "NaN"),
            ("concat('[', /d/hid, ']')", "[]"),
            ("count(//hid)", "0"),
            ("sum(/d/r/a | /d/hid)", "3"),
            ("count(/d/*)", "2"),
            ("boolean(/d/hid)", "false"),
            // The counting within steps goes by what is there.
            ("/d/*[position() = 3]", ""),
            ("count(/d/r[hid])", "0"),
        ],
    );
    // What was drawn once is not drawn again because nobody sees it now.
    assert_eq!(field.at("/d", "count(o)").unwrap(), "0");
    let expr = field.read("once('new')").unwrap();
    let names = &mut field.names;
    let (d, o) = (names.intern("d"), names.intern("o"));
    let tree = &field.trees[0];
    let node = tree.named_child(tree.named_child(tree.document(), d).unwrap(), o).unwrap();
    let node = NodeRef { document: DocumentId(0), node };
    assert_eq!(eval::evaluate_text(&expr, node, &field).unwrap(), "once");
}

#[test]
fn dates_are_texts_that_count_in_the_zone_of_whoever_fills() {
    let mut field = Field::of("<d><born>2020-02-29</born><at>10:30:00.000-05:00</at></d>");
    hold(
        &mut field,
        &[
            ("today()", "2024-02-29"),
            ("now()", "2024-02-29T10:30:00.250-05:00"),
            ("number('1970-01-01')", "0.20833333333333334"),
            ("date('1970-1-2')", "1970-01-02"),
            ("date(today() + 1)", "2024-03-01"),
            ("date(19782.9)", "2024-02-29"),
            ("date(now())", "2024-02-29"),
            ("date-time(19782.5)", "2024-02-29T07:00:00.000-05:00"),
            ("date-time('1970-01-01')", "1970-01-01"),
            ("number('1970-1-2')", "NaN"),
            ("date('2023-02-29')", ""),
            ("number('2023-02-29')", "NaN"),
            ("date('')", ""),
            ("date(true())", ""),
            ("date-time('2024-02-29T10:30:00Z')", "2024-02-29T05:30:00.000-05:00"),
            ("decimal-date-time('1970-01-02T00:00:00.000Z')", "1"),
            ("decimal-time('06:00:00.000-05:00')", "0.25"),
            ("decimal-time('06:00:00.000-08:00')", "0.375"),
            ("decimal-time(/d/at)", "0.4375"),
            ("int((today() - /d/born) div 365.25)", "4"),
            ("today() > '2024-02-28' and today() <= '2024-02-29'", "true"),
            ("format-date('2024-02-09', '%Y/%y %m %n %d %e %b %a %%')", "2024/24 02 2 09 9 Feb Fri %"),
            ("format-date-time('2024-02-09T07:08:09.010-05:00', '%H %h %M %S %3')", "07 7 08 09 010"),
            ("format-date('no date', '%Y')", ""),
            ("format-date('', '%Y')", ""),
            ("difference-in-months('2020-01-31', '2020-02-28')", "0"),
            ("difference-in-months('2020-01-31', '2020-02-29')", "1"),
            ("difference-in-months('2020-02-29', '2024-02-29')", "48"),
            ("difference-in-months('2024-02-29', '2023-02-28')", "-12"),
            ("difference-in-months('', '2023-02-28')", ""),
            ("cht:difference-in-days('2024-02-01', '2024-03-01')", "29"),
            ("cht:difference-in-weeks('2024-02-01', '2024-03-01')", "4"),
            ("cht:difference-in-years('2020-03-01', today())", "3"),
            ("add-date('2024-01-31', 0, 1)", "2024-02-29"),
            ("add-date('2024-01-31', 1, -1, 1, 2, 30)", "2025-01-01T02:30:00.000-05:00"),
            ("add-date('', 1)", ""),
            ("parse-timestamp-to-date(1709182800000)", "2024-02-29"),
        ],
    );
    field.language = "es";
    assert_eq!(field.text("format-date('2024-02-09', '%e %b, %a')"), "9 feb, vie");
    assert!(field.fault("format-date(today(), '%Q')").contains("%Q"));
}

#[test]
fn functions_of_the_specification_and_of_real_forms_give_what_they_say() {
    let mut field = Field::of("<d><s>b a</s><e/><t>a</t><t>b</t><t/><p>-12.04 -77.03 0 0</p></d>");
    hold(
        &mut field,
        &[
            ("if(/d/e = '', 'blank', 1 div 0)", "blank"),
            ("coalesce(/d/e, 'x')", "x"),
            ("selected(/d/s, 'a')", "true"),
            ("selected(/d/s, 'b a')", "false"),
            ("selected(/d/e, '')", "true"),
            ("selected-at(/d/s, 1)", "a"),
            ("selected-at(/d/s, -1)", ""),
            ("count-selected(/d/s)", "2"),
            ("count-non-empty(/d/t)", "2"),
            ("join('-', /d/t, 'z')", "a-b--z"),
            ("concat(/d/t, '!')", "ab!"),
            ("substr('ñandú', 1, 3)", "an"),
            ("substring('12345', 1.5, 2.6)", "234"),
            ("substring('12345', 0 div 0, 3)", ""),
            ("string-length('ñú')", "2"),
            ("translate('bar', 'abc', 'AB')", "BAr"),
            ("normalize-space('  a \n b ')", "a b"),
            ("trim('  a b ')", "a b"),
            ("floor(-1.5)", "-2"),
            ("ceiling(1.2)", "2"),
            ("int(-1.9)", "-1"),
            ("pow(2, 10)", "1024"),
            ("log10(1000)", "3"),
            ("exp10(2)", "100"),
            ("atan2(0, -1) = pi()", "true"),
            ("boolean-from-string('1') and boolean-from-string('true')", "true"),
            ("boolean-from-string('yes')", "false"),
            ("checklist(1, 2, /d/t, false())", "true"),
            ("weighted-checklist(3, 3, true(), 3, false(), 9)", "true"),
            ("regex('ñandú', '^\\p{L}+$')", "true"),
            ("regex('Ñ', '(?i)ñ')", "true"),
            ("regex('ab', '^(?!b)')", "true"),
            ("regex('a-b', '^[a\\-b]+$')", "true"),
            ("regex('[&]', '^[[&&~\\]]+$')", "true"),
            ("regex('٣', '^\\d$')", "false"),
            ("digest('abc', 'MD5', 'hex')", "900150983cd24fb0d6963f7d28e17f72"),
            ("digest('abc', 'SHA-1')", "qZk+NkcGgWq6PiVxeFDCbJzQ2J0="),
            ("base64-decode('w7HDug==')", "ñú"),
            ("base64-decode('YQ')", "a"),
            ("checksum('verhoeff', '236')", "3"),
            ("checksum('luhn', '7992739871')", "3"),
            ("cht:validate-luhn('79927398713', 11)", "true"),
            ("cht:validate-luhn('79927398714')", "false"),
            ("cht:strip-whitespace(' a b ')", "ab"),
            // RFC 8032, 7.1, test 2: one byte, 0x72; with a bit of the signature turned, with another's key, cut short.
            (
                "extract-signed('kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAHI=', 'PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=')",
                "r",
            ),
            (
                "extract-signed('kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAHM=', 'PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgw=')",
                "",
            ),
            (
                "extract-signed('kqAJqfDUyrhyDoILX2QlQKKye1QWUD+Ps3YiI+vbadoIWsHkPhWZbkWPNhPQ8R2MOHsurrQwKu6wDSkWErsMAHI=', 'PUAXw+hDiVqStwqnTRt+vJyYLM8uxJaMwM1V8Sr0Zgg=')",
                "",
            ),
            ("extract-signed('kqAJ', '')", ""),
            ("string-length(uuid())", "36"),
            (
                "regex(uuid(), '^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$')",
                "true",
            ),
            ("string-length(uuid(7))", "7"),
            ("random() < 1 and random() >= 0", "true"),
            ("distance('0 0; 0 1')", "111318.85"),
            ("distance(/d/p, '-12.04 -77.03 0 0')", "0"),
            (
                "area('7.9377 -11.5845 0 0;7.9324 -11.5902 0 0;7.927 -11.5857 0 0;7.9377 -11.5845 0 0') > 100000",
                "true",
            ),
            ("area('91 0; 0 0; 1 1')", "NaN"),
            ("geofence('0.5 0.5', '0 0; 0 1; 1 1; 1 0; 0 0')", "true"),
            ("geofence('1.5 0.5', '0 0; 0 1; 1 1; 1 0; 0 0')", "false"),
            ("geofence('', '0 0; 0 1; 1 1')", "false"),
            ("enclosed-area('0 0; 0 1; 1 1; 0 0') = area('0 0; 0 1; 1 1; 0 0')", "true"),
            // A zigzag, a loop, a square, a bow tie; one that touches itself, one that goes back over itself, what is no trace.
            ("intersects('0 0; 0 1; 1 0; 1 1')", "false"),
            ("intersects('0 0; 0 2; 1 2; 1 1; -1 1')", "true"),
            ("intersects('0 0; 0 1; 1 1; 1 0; 0 0')", "false"),
            ("intersects('0 0; 1 1; 0 1; 1 0; 0 0')", "true"),
            ("intersects('0 0; 0 2; 1 2; 1 1; 0 1')", "true"),
            ("intersects('0 0; 0 2; 0 1')", "true"),
            ("intersects('0 0; 0 1; 0 2')", "false"),
            ("intersects('0 0; 0 2; 0 2; 1 2')", "false"),
            ("intersects('')", "false"),
            ("jr:itext('greeting')", "Allillanchu"),
            ("jr:choice-name(/d/t, ' /d/s ')", "a of s"),
            ("chaski:say('a', 1 + 1)", "a+2"),
        ],
    );
    assert!(field.fault("jr:itext('nothing')").contains("'nothing'"));
    assert!(field.fault("uuid(1000000)").contains("uuid()"));
    assert!(field.fault("digest('a', 'CRC')").contains("CRC"));
}

#[test]
fn patterns_are_those_that_javascript_and_java_have_in_common() {
    let mut field = Field::of("<d/>");
    for (pattern, yes, no) in [
        (r"^[0-9]{3}$", &["123"][..], &["12", "1234", "a123"][..]),
        (r"^\d{2,3}-\w+$", &["12-a_1"], &["1-a", "12-ñ", "1234-a"]),
        (r"a{2,}", &["aa", "baab"], &["a", "aba"]),
        (r"^(ab|cd|)x?$", &["ab", "cdx", "x", ""], &["abc"]),
        (r"colou?r", &["color", "my colour"], &["colr"]),
        (r"^.+@.+\..+$", &["a@b.pe"], &["a@b", "@b.pe"]),
        (r"^[^,;]+$", &["a b"], &["a,b"]),
        (r"^[A-ZÑÁ][a-zñáéíóú]+$", &["Ñusta", "Ángel"], &["ñusta", "A1"]),
        (r"^\p{Lu}\p{L}*$", &["Ñandú"], &["ñandú", "Ñ1"]),
        (r"^\P{L}+$", &["12 3"], &["a"]),
        (r"(?i)^sí$", &["SÍ", "sÍ"], &["si"]),
        (r"^(?!000)\d{3}$", &["001"], &["000"]),
        (r"^(?=.*\d)(?=.*[a-z]).{4,}$", &["ab12"], &["abcd", "1234", "a1"]),
        (r"(?<=S/)\d+", &["S/20"], &["$20"]),
        (r"(?<!-)\b5$", &["5", "a 5"], &["-5", "15"]),
        (r"\bpan\b", &["un pan"], &["panes"]),
        (r"^[\w.+-]+$", &["a.b+c-d"], &["a b"]),
        (r"^[a\-z]$", &["-", "z"], &["b"]),
        (r"^[\]\[]$", &["]", "["], &["\\"]),
        (r"^\u00f1\x41$", &["ñA"], &["nA"]),
        (r"^(\d+|[a-f]+)*$", &["12ab", ""], &["12g"]),
        (r"^a{x}$", &["a{x}"], &["ax"]),
        (r"^\s*$", &["", " \n"], &["a"]),
        (r"^(?:(?:a|b)*?c)+$", &["abcbc"], &["ab"]),
        (r"^.$", &["💧"], &["\n", "ab"]),
    ] {
        for (texts, expected) in [(yes, "true"), (no, "false")] {
            for text in texts {
                assert_eq!(
                    field.text(&format!("regex('{text}', '{pattern}')")),
                    expected,
                    "{pattern} {text}"
                );
            }
        }
    }
    for (pattern, why) in [
        ("(a", "not closed"),
        ("a)", "not open"),
        ("[a", "not closed"),
        ("[z-a]", "back"),
        ("*a", "nothing is to be repeated"),
        ("(?i:a)", "not known"),
        ("a++", "nothing is to be repeated"),
        (r"(a)\1", "refers back"),
        (r"\p{Foo}", "is not known"),
        (r"\q", "is not known"),
        ("a{5,2}", "from more to less"),
        (r"a\", "ends with"),
    ] {
        let error = field.read(&format!("regex(., '{pattern}')")).unwrap_err();
        assert!(error.what.contains(why), "{pattern}: {error}");
    }
}

#[test]
fn repeats_are_counted_and_reached_by_index() {
    let record = "<d><h><n>A</n><c><n>1</n></c><c><n>2</n></c></h><h><n>B</n><c><n>3</n></c></h><k>2</k></d>";
    let mut field = Field::of(record);
    hold(
        &mut field,
        &[
            ("indexed-repeat(/d/h/n, /d/h, 2)", "B"),
            ("indexed-repeat(/d/h/c/n, /d/h, 1, /d/h/c, 2)", "2"),
            ("indexed-repeat(/d/h/c/n, /d/h, /d/k, /d/h/c, 1)", "3"),
            ("indexed-repeat(/d/h/n, /d/h, 3)", ""),
            ("indexed-repeat(/d/h/n, /d/h, 1.5)", ""),
            ("indexed-repeat(//n, //h, 2)", "B"),
            ("indexed-repeat(//c/n, //h, 2, //c, 1)", "3"),
            ("count(/d/h/c)", "3"),
            ("/d/h[2]/c/n", "3"),
            ("/d/h[n = 'B']/c[1]/n", "3"),
            ("/d/h[position() = /d/k]/n", "B"),
            ("/d/h[last()]/n", "B"),
            ("count(/d/h/c/..)", "2"),
        ],
    );
    assert_eq!(field.at("/d/h[2]/c", "position(..)").unwrap(), "2");
    assert_eq!(
        field.at("/d/h[1]/c[2]/n", "indexed-repeat(/d/h/c/n, /d/h, 1, /d/h/c, position(..) - 1)").unwrap(),
        "1"
    );
    assert_eq!(field.at("/d/h[2]", "/d/h[n = current()/n]/c/n").unwrap(), "3");
    assert!(field.at("/d", "position(none)").is_err());
}

/// A table of districts, so long that it is looked up by an index.
fn districts(rows: usize) -> String {
    let rows: String = (0..rows)
        .map(|row| {
            format!(
                "<item><name>d{row}</name><province>p{}</province><since>2024-01-0{}</since></item>",
                row % 50,
                1 + row % 9
            )
        })
        .collect();
    format!("<root>{rows}</root>")
}

#[test]
fn a_long_list_is_looked_up_and_gives_what_looking_at_every_row_would() {
    let record = "<d><p>p7</p><many><x>p1</x><x>p2</x></many></d>";
    let mut field = Field::of(record).with_table("districts", &districts(500));
    hold(
        &mut field,
        &[
            ("count(instance('districts')/root/item)", "500"),
            ("count(instance('none')/root/item)", "0"),
            ("instance('districts')/root/item[name = 'd123']/province", "p23"),
            ("instance('districts')/root/item['d123' = name]/province", "p23"),
            ("count(instance('districts')/root/item[province = /d/p])", "10"),
            ("count(instance('districts')/root/item[province = /d/many/x])", "20"),
            ("instance('districts')/root/item[province = /d/many/x][2]/name", "d2"),
            ("instance('districts')/root/item[province = /d/p][2]/name", "d57"),
            ("instance('districts')/root/item[province = /d/p and name != 'd7'][1]/name", "d57"),
            ("instance('districts')/root/item[name != 'd7' and province = /d/p][1]/name", "d57"),
            ("count(instance('districts')/root/item[province = /d/p and position() > 250])", "5"),
            ("count(instance('districts')/root/item[since = '2024-01-01T00:00:00.000-05:00'])", "56"),
            ("count(instance('districts')/root/item[since = '2024-01-01'])", "56"),
            ("count(instance('districts')/root/item[province = ''])", "0"),
            ("count(instance('districts')/root/item[province = 7])", "0"),
            ("pulldata('districts', 'province', 'name', 'd499')", "p49"),
            ("pulldata('districts', 'province', 'name', 'none')", ""),
            ("pulldata('districts', 'none', 'name', 'd1')", ""),
        ],
    );
    assert!(field.fault("pulldata('others', 'a', 'b', 'c')").contains("'others'"));
}

#[test]
fn a_shuffle_with_a_seed_is_the_specifications() {
    let mut field = Field::of("<d><i>A</i><i>B</i><i>C</i><i>D</i><i>E</i><i>F</i><seed/></d>");
    hold(
        &mut field,
        &[
            ("join('', randomize(/d/i, 42))", "AFCBDE"),
            ("join('', randomize(/d/i, -42))", "EDAFBC"),
            ("join('', randomize(/d/i, 1.9))", "BFEACD"),
            ("join('', randomize(/d/i, /d/seed))", "ABCDEF"),
            ("string-length(join('', randomize(/d/i)))", "6"),
        ],
    );
    assert!(field.fault("randomize(/d/i, 'a')").contains("seed"));
}

#[test]
fn what_is_no_expression_is_refused_with_its_place_and_what_to_do() {
    let mut field = Field::of("<d/>");
    for (text, offset, what, remedy) in [
        ("", 0, "empty", "leave the attribute out"),
        ("1 +", 3, "ends where a value should", "a path, a number"),
        ("(1", 0, "character 1 is not closed", "write )"),
        ("/d/a[1", 4, "character 5 is not closed", "write ]"),
        ("1)", 1, ") stands where nothing is open", "take it out"),
        ("1 2", 2, "the number 2 stands where an operator", "put an operator"),
        ("/d/a == 1", 6, "= stands where a value", "a path"),
        ("1 AND 2", 2, "AND is no operator", "small letters"),
        ("'a", 0, "opens with ' and is not closed", "close it"),
        ("‘a’", 0, "no quotation mark", "straight ones"),
        ("${age} > 1", 0, "${ }", "path of the question"),
        ("a && b", 2, "sign &", "and, or"),
        ("/d/", 3, "the end stands where a step", "write a name"),
        ("selectd(a, 'b')", 0, "no function selectd()", "is selected()"),
        ("xyzzy(1)", 0, "no function xyzzy()", "ODK XForms"),
        ("chasky:say()", 0, "no function chasky:say()", ""),
        ("if(1, 2)", 0, "if() takes 3 argument(s), and here are 2", "commas"),
        ("count(1)", 6, "count() takes nodes", "path"),
        ("position('a')", 9, "position() takes nodes", "path"),
        ("a | 1", 4, "| takes nodes", "path"),
        ("'a'/b", 0, "/ takes nodes", "path"),
        ("weighted-checklist(1, 2, 3)", 0, "a weight behind every value", "add"),
        ("indexed-repeat(/d/a, /d, 1, /d)", 0, "an index behind every repeat", "add"),
        ("regex(., '[')", 0, "cannot use the pattern '['", "correct it"),
        ("jr:choice-name(a, '1 + 1')", 0, "the path of a question", "in quotes"),
        ("up::a", 0, "no axis up::", "child::"),
    ] {
        let error = field.read(text).unwrap_err();
        assert_eq!(error.offset, offset, "{text}: {error}");
        assert!(error.what.contains(what), "{text}: {error}");
        assert!(error.remedy.contains(remedy), "{text}: {error}");
    }
}

#[test]
fn what_lies_outside_the_specification_is_known_by_name() {
    let mut field = Field::of("<d/>");
    let expr = field.read("floor(trim(. * add-date(today(), 1)))").unwrap();
    let mut outside = Vec::new();
    expr.each(|inner, _| {
        if let Expr::Call(function, _) = inner
            && function.origin() == Origin::Outside
        {
            outside.push(function.name());
        }
    });
    assert_eq!(outside, ["floor", "trim", "add-date"]);
    assert_eq!(Function::of_name("today").unwrap().origin(), Origin::Specified);
}

#[test]
fn every_path_can_be_found_and_changed_and_says_where_it_stands() {
    let mut field = Field::of("<d/>");
    let mut expr = field.read("indexed-repeat(/d/a, /d, ../i) + count(/d/a[b = current()/c]) + -d").unwrap();
    let mut seen = Vec::new();
    expr.each_path_mut(|path, standing| {
        seen.push((path.steps.len(), standing.in_predicate, standing.of_all_instances));
    });
    assert_eq!(
        seen,
        [
            (2, false, true),
            (1, false, true),
            (2, false, false),
            (2, false, false),
            (1, true, false),
            (1, true, false),
            (1, false, false)
        ]
    );
}

#[test]
fn an_expression_that_was_stored_is_the_same() {
    let mut field = Field::of("<d><a>1</a></d>");
    let expr = field.read("if(/d/a[1] >= -1.5 or chaski:say('x'), //a, concat('b', ..))").unwrap();
    let again: Expr = serde_json::from_str(&serde_json::to_string(&expr).unwrap()).unwrap();
    assert_eq!(again, expr);
    assert!(serde_json::from_str::<Function>("\"nothing\"").is_err());
}

/// Neither reading nor evaluating may take longer than a second, whatever comes of it; three where other work goes on beside.
fn bounded(field: &mut Field, text: &str) -> Result<String, String> {
    let start = Instant::now();
    let result = match field.read(text) {
        Ok(expr) => eval::evaluate_text(&expr, root(), field).map_err(|fault| fault.what),
        Err(error) => Err(error.to_string()),
    };
    assert!(
        start.elapsed() < Duration::from_secs(3),
        "{:?}: {}",
        start.elapsed(),
        &text[..60.min(text.len())]
    );
    result
}

#[test]
fn hostile_expressions_are_refused_or_done_within_a_second() {
    let leaves: String = (0..10_000).map(|leaf| format!("<n{}>x</n{}>", leaf % 7, leaf % 7)).collect();
    let nest = format!("{}{}{}", "<g>".repeat(150), leaves, "</g>".repeat(150));
    let mut field = Field::of(&format!("<d>{nest}</d>"));
    let deep = |open: &str, inner: &str, close: &str, times: usize| {
        format!("{}{inner}{}", open.repeat(times), close.repeat(times))
    };
    for (open, inner, close) in
        [("(", "1", ")"), ("not(", "1", ")"), ("a[", "1", "]"), ("if(1, ", "1", ", 2)")]
    {
        assert!(bounded(&mut field, &deep(open, inner, close, 10_000)).unwrap_err().contains("levels deep"));
        assert!(bounded(&mut field, &deep(open, inner, close, parse::DEEPEST - 1)).is_ok(), "{open}");
        assert!(bounded(&mut field, &deep(open, inner, close, parse::DEEPEST)).is_err(), "{open}");
    }
    assert!(bounded(&mut field, &"(".repeat(500_000)).unwrap_err().contains("levels deep"));
    assert_eq!(bounded(&mut field, &format!("{}1", "0 or ".repeat(200_000))).unwrap(), "true");
    assert_eq!(bounded(&mut field, &format!("1{}", " + 1".repeat(200_000))).unwrap(), "200001");
    assert_eq!(bounded(&mut field, &format!("{}5", "-".repeat(500_001))).unwrap(), "-5");
    assert!(bounded(&mut field, &"0 or ".repeat(300_000)).unwrap_err().contains("bytes"));
    assert!(bounded(&mut field, &format!("concat({}1)", "1,".repeat(200_000))).is_ok());
    assert!(bounded(&mut field, &"/a".repeat(10_000)).unwrap_err().contains("steps"));
    assert!(bounded(&mut field, &format!("a{}", " | a".repeat(100_000))).is_ok());
    assert!(bounded(&mut field, "count(//*[//*[//*[//*]]])").unwrap_err().contains("too long"));
    assert!(bounded(&mut field, "count(//*[count(//*[. = 'x']) > 1])").unwrap_err().contains("too long"));
    assert!(bounded(&mut field, "count(//*/following::*/preceding::*)").is_err());
    let texts = format!("string-length(concat({}'x'))", "//*,".repeat(5_000));
    assert!(bounded(&mut field, &texts).unwrap_err().contains("too long"));
    assert!(bounded(&mut field, "//*[. = //*]").unwrap_err().contains("too long"));
    let a = "a".repeat(50_000);
    assert_eq!(bounded(&mut field, &format!("regex('{a}b', '^(a+)+$')")).unwrap(), "false");
    assert_eq!(bounded(&mut field, &format!("regex('{a}', '^(a|a?)+$')")).unwrap(), "true");
    assert_eq!(bounded(&mut field, &format!("regex('{a}b', '(?=(a+)+$)(a|aa)+(?!b)$')")).unwrap(), "false");
    assert!(bounded(&mut field, &format!("regex('{a}', '(?<=b.*)c')")).unwrap_err().contains("too long"));
    assert!(bounded(&mut field, "regex('', '(((a{0}){1000}){1000}){1000}')").is_ok());
    assert!(
        bounded(&mut field, &format!("regex('', '{}')", "(".repeat(9_000)))
            .unwrap_err()
            .contains("levels deep")
    );
    assert!(bounded(&mut field, "regex('a', '((a{1000}){1000}){1000}')").is_err());
    assert!(bounded(&mut field, "1 = 1 = 1 < 2 != 5").is_ok());
}

#[test]
fn expressions_as_deep_as_they_may_be_fit_the_stack_of_a_phone() {
    let deepest = format!("{}1{}", "if(not(a[".repeat(66), "]), 1, 2)".repeat(66));
    let ended = std::thread::Builder::new().stack_size(1 << 20).spawn(move || {
        let mut field = Field::of("<d><a>1</a></d>");
        field.text(&deepest)
    });
    assert_eq!(ended.unwrap().join().unwrap(), "1");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]
    #[test]
    fn no_text_makes_the_reader_or_the_evaluator_fall(
        parts in prop::collection::vec(prop::sample::select(vec![
            "/", "//", "a", "b", "*", "..", ".", "@", "[", "]", "(", ")", ",", "|", "+", "-", "=", "!=", "<", ">=", " and ", " or ",
            " div ", " mod ", "1", "2.5", "0", "'x'", "''", "'2024-02-29'", "text()", "node()", "ancestor::", "following::", "self::",
            "count(", "sum(", "position()", "last()", "current()", "instance('t')", "if(", "concat(", "substr(", "substring(", "round(",
            "regex(", "format-date(", "date(", "today()", "indexed-repeat(", "randomize(", "selected-at(", "uuid(", "add-date(", "id(",
            "jr:choice-name(", "pulldata(", "translate(", "distance(", "area(", "decimal-time(", "checksum(", "x:*", "ñ", "\u{301}", "💧", "$",
        ]), 0..24),
    ) {
        let mut field = Field::of("<d><a>1</a><b>2024-02-29<a k='v'>x</a></b></d>").with_table("t", "<r><i>1</i></r>");
        let text = parts.concat();
        if let Ok(expr) = field.read(&text) {
            let _ = eval::evaluate(&expr, root(), &field);
            let _ = eval::evaluate_number(&expr, NodeRef { document: DocumentId(0), node: NodeId(3) }, &field);
        }
    }

    #[test]
    fn no_letters_make_the_reader_fall(text in "\\PC{0,40}") {
        let _ = Field::of("<d/>").read(&text);
    }

    #[test]
    fn no_pattern_and_no_date_make_the_evaluator_fall(text in "[-+.:TZ0-9a-z\\[\\](){}|\\\\^$*?&~ñ ]{0,30}", other in "\\PC{0,20}") {
        let mut field = Field::of("<d><a/><b/></d>");
        let (a, b) = (field.names.intern("a"), field.names.intern("b"));
        let tree = &mut field.trees[0];
        let d = tree.root().unwrap();
        let (a, b) = (tree.named_child(d, a).unwrap(), tree.named_child(d, b).unwrap());
        tree.set_text(a, &text);
        tree.set_text(b, &other);
        for expression in ["regex(/d/b, /d/a)", "date(/d/a)", "/d/a + 1", "format-date(/d/a, /d/b)", "add-date(/d/a, /d/a, 5)",
            "decimal-time(/d/a)", "distance(/d/a)", "base64-decode(/d/a)", "/d/a < /d/b", "round(/d/a, /d/a)"] {
            let expr = field.read(expression).unwrap();
            let _ = eval::evaluate_text(&expr, root(), &field);
        }
    }
}
