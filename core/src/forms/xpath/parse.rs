//! The text of an expression read into its tree. XPath 1.0, section 3, with the functions of [`function`](super::function). Brackets,
//! arguments and predicates are as deep as [`DEEPEST`]; what is chained costs no depth.

use super::ast::{Expr, Operator, Path, Start};
use super::function::Function;
use super::lex::{Token, is_node_type, words};
use super::pattern;
use super::syntax::SyntaxError;
use crate::forms::tree::Names;

mod steps;

/// The deepest that brackets, arguments and predicates may stand in each other. Real forms nest about 100 `if(`.
pub const DEEPEST: usize = 200;
/// The most bytes of one expression.
pub const MOST_BYTES: usize = 1 << 20;

/// Reads an expression that calls no function but those of the table.
///
/// # Errors
/// What is no expression, calls a function that there is not, or goes over a bound of this module.
pub fn parse(text: &str, names: &mut Names) -> Result<Expr, SyntaxError> {
    parse_with(text, names, &|_| false)
}

/// Reads an expression that may also call the functions whose names, prefix and all, `extension` says there are.
///
/// # Errors
/// As [`parse`].
pub fn parse_with(
    text: &str,
    names: &mut Names,
    extension: &dyn Fn(&str) -> bool,
) -> Result<Expr, SyntaxError> {
    if text.len() > MOST_BYTES {
        let what = format!("the expression has {} bytes, and {MOST_BYTES} is the most", text.len());
        return Err(SyntaxError::new(0, what, "divide it into several calculations"));
    }
    let mut parser = Parser { words: words(text)?, at: 0, names, extension, depth: 0 };
    if parser.peek() == Token::End {
        return Err(SyntaxError::new(0, "the expression is empty", "write one, or leave the attribute out"));
    }
    let expr = parser.expression()?;
    match parser.peek() {
        Token::End => Ok(expr),
        _ => Err(parser.no_operator()),
    }
}

struct Parser<'a, 'n> {
    words: Vec<(Token<'a>, usize)>,
    at: usize,
    names: &'n mut Names,
    extension: &'n dyn Fn(&str) -> bool,
    depth: usize,
}

/// Operands that wait for what binds more closely.
struct Open {
    level: u8,
    first: Expr,
    rest: Vec<(Operator, Expr)>,
    operator: Operator,
}

impl Open {
    fn close(mut self, last: Expr) -> Expr {
        self.rest.push((self.operator, last));
        Expr::Chain(Box::new(self.first), self.rest)
    }
}

impl<'a> Parser<'a, '_> {
    fn peek(&self) -> Token<'a> {
        self.words.get(self.at).map_or(Token::End, |(token, _)| *token)
    }

    fn offset(&self) -> usize {
        self.words.get(self.at).or(self.words.last()).map_or(0, |(_, offset)| *offset)
    }

    fn is(&self, sign: &str) -> bool {
        self.peek() == Token::Sign(sign)
    }

    fn eat(&mut self, sign: &str) -> bool {
        let is = self.is(sign);
        self.at += usize::from(is);
        is
    }

    fn close(&mut self, sign: &str, opened: usize) -> Result<(), SyntaxError> {
        if self.eat(sign) {
            return Ok(());
        }
        match self.peek() {
            Token::End => Err(SyntaxError::new(
                opened,
                format!("what opens at character {} is not closed", opened + 1),
                format!("write {sign} at its end"),
            )),
            _ => Err(self.no_operator()),
        }
    }

    /// What stands where an operator, or the end, should.
    fn no_operator(&self) -> SyntaxError {
        let (what, remedy) = match self.peek() {
            Token::Sign("=") => ("== is no operator".into(), "write one ="),
            Token::Name(name) if ["and", "or", "div", "mod"].contains(&&*name.to_lowercase()) => {
                (format!("{name} is no operator"), "write and, or, div and mod in small letters")
            }
            Token::Sign(")" | "]" | ",") => {
                (format!("{} stands where nothing is open for it", self.spelled()), "take it out, or open it")
            }
            _ => (
                format!("{} stands where an operator should", self.spelled()),
                "put an operator before it (=, !=, <, >, +, -, *, div, mod, and, or) or a comma between arguments",
            ),
        };
        SyntaxError::new(self.offset(), what, remedy)
    }

    fn spelled(&self) -> String {
        match self.peek() {
            Token::Number(number) => format!("the number {number}"),
            Token::Literal(text) => {
                format!("the text '{}'", text.chars().take(40).collect::<String>())
            }
            Token::Name(word) | Token::Word(word) | Token::Sign(word) => word.chars().take(80).collect(),
            Token::End => "the end".into(),
        }
    }

    fn deeper(&mut self) -> Result<(), SyntaxError> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(SyntaxError::new(
                self.offset(),
                format!("brackets stand in each other more than {DEEPEST} levels deep"),
                "divide the expression into several calculations",
            ));
        }
        Ok(())
    }

    fn expression(&mut self) -> Result<Expr, SyntaxError> {
        self.deeper()?;
        let mut open: Vec<Open> = Vec::new();
        let mut current = self.unary()?;
        while let Some((operator, level)) = self.operator() {
            self.at += 1;
            while open.last().is_some_and(|chain| chain.level > level) {
                if let Some(chain) = open.pop() {
                    current = chain.close(current);
                }
            }
            match open.last_mut() {
                Some(chain) if chain.level == level => {
                    chain.rest.push((chain.operator, current));
                    chain.operator = operator;
                }
                _ => open.push(Open { level, first: current, rest: Vec::new(), operator }),
            }
            current = self.unary()?;
        }
        while let Some(chain) = open.pop() {
            current = chain.close(current);
        }
        self.depth -= 1;
        Ok(current)
    }

    fn operator(&self) -> Option<(Operator, u8)> {
        Some(match self.peek() {
            Token::Word("or") => (Operator::Or, 0),
            Token::Word("and") => (Operator::And, 1),
            Token::Sign("=") => (Operator::Equal, 2),
            Token::Sign("!=") => (Operator::NotEqual, 2),
            Token::Sign("<") => (Operator::Less, 3),
            Token::Sign("<=") => (Operator::LessOrEqual, 3),
            Token::Sign(">") => (Operator::Greater, 3),
            Token::Sign(">=") => (Operator::GreaterOrEqual, 3),
            Token::Sign("+") => (Operator::Add, 4),
            Token::Sign("-") => (Operator::Subtract, 4),
            Token::Word("*") => (Operator::Multiply, 5),
            Token::Word("div") => (Operator::Divide, 5),
            Token::Word("mod") => (Operator::Modulo, 5),
            _ => return None,
        })
    }

    /// Minus signs and a union: what binds more closely than the operators.
    fn unary(&mut self) -> Result<Expr, SyntaxError> {
        let mut signs = 0;
        while self.eat("-") {
            signs += 1;
        }
        let at = self.offset();
        let mut expr = self.path()?;
        let mut others = Vec::new();
        while self.is("|") {
            self.at += 1;
            let at = self.offset();
            let other = self.path()?;
            self.nodes(&other, at, "|")?;
            others.push((Operator::Union, other));
        }
        if !others.is_empty() {
            self.nodes(&expr, at, "|")?;
            expr = Expr::Chain(Box::new(expr), others);
        }
        // Two signs are as good as none, but what they stand before is a number all the same.
        for _ in 0..(if signs > 0 { 2 - signs % 2 } else { 0 }) {
            expr = Expr::Negate(Box::new(expr));
        }
        Ok(expr)
    }

    fn nodes(&self, expr: &Expr, at: usize, what: &str) -> Result<(), SyntaxError> {
        if gives_nodes(expr) {
            return Ok(());
        }
        let what = format!("{what} takes nodes, and this is a value");
        Err(SyntaxError::new(at, what, "write the path of a question or group"))
    }

    fn path(&mut self) -> Result<Expr, SyntaxError> {
        if self.eat("/") {
            let mut steps = Vec::new();
            if self.at_step() {
                self.steps(&mut steps)?;
            }
            return Ok(Expr::Path(Path { start: Start::Root, steps }));
        }
        if self.is("//") {
            let mut steps = Vec::new();
            self.more_steps(&mut steps)?;
            return Ok(Expr::Path(Path { start: Start::Root, steps }));
        }
        let (mut steps, at) = (Vec::new(), self.offset());
        let Some(base) = self.primary()? else {
            if !self.at_step() {
                return Err(self.no_operand());
            }
            self.steps(&mut steps)?;
            return Ok(Expr::Path(Path { start: Start::Context, steps }));
        };
        let predicates = self.predicates()?;
        self.more_steps(&mut steps)?;
        if predicates.is_empty() && steps.is_empty() {
            return Ok(base);
        }
        self.nodes(&base, at, if steps.is_empty() { "[" } else { "/" })?;
        Ok(Expr::Path(Path { start: Start::Filter(Box::new(base), predicates), steps }))
    }

    fn no_operand(&self) -> SyntaxError {
        let what = match self.peek() {
            Token::End => "the expression ends where a value should stand".to_owned(),
            _ => format!("{} stands where a value should", self.spelled()),
        };
        SyntaxError::new(self.offset(), what, "write a path, a number, a text in quotes or a function there")
    }

    /// What a path may start with that is no step.
    fn primary(&mut self) -> Result<Option<Expr>, SyntaxError> {
        let at = self.offset();
        match self.peek() {
            Token::Number(number) => {
                self.at += 1;
                Ok(Some(Expr::Number(number)))
            }
            Token::Literal(text) => {
                self.at += 1;
                Ok(Some(Expr::Literal(text.into())))
            }
            Token::Sign("(") => {
                self.at += 1;
                let expr = self.expression()?;
                self.close(")", at)?;
                Ok(Some(expr))
            }
            Token::Name(name) if self.opens_at(1) && !is_node_type(name) => {
                self.at += 2;
                self.call(name, at).map(Some)
            }
            _ => Ok(None),
        }
    }

    fn opens_at(&self, ahead: usize) -> bool {
        matches!(self.words.get(self.at + ahead), Some((Token::Sign("("), _)))
    }

    fn call(&mut self, name: &str, at: usize) -> Result<Expr, SyntaxError> {
        let mut arguments = Vec::new();
        let mut first = None;
        if !self.eat(")") {
            loop {
                first.get_or_insert(self.offset());
                arguments.push(self.expression()?);
                if !self.eat(",") {
                    break;
                }
            }
            self.close(")", at)?;
        }
        let Some(function) = Function::of_name(name) else {
            if (self.extension)(name) {
                return Ok(Expr::Extension(name.into(), arguments));
            }
            let like = Function::like(name);
            let remedy = match like.as_slice() {
                [] => {
                    "take it out, or calculate it with functions of the ODK XForms specification".to_owned()
                }
                near => format!("is {}() meant?", near.join("(), ")),
            };
            return Err(SyntaxError::new(at, format!("there is no function {name}()"), remedy));
        };
        let (least, most) = function.arguments();
        if arguments.len() < least || arguments.len() > most {
            let takes = match (least, most) {
                (0, 0) => "no arguments".to_owned(),
                (least, usize::MAX) => format!("{least} arguments or more"),
                (least, most) if least == most => format!("{least} argument(s)"),
                (least, most) => format!("{least} to {most} arguments"),
            };
            let what = format!("{name}() takes {takes}, and here are {}", arguments.len());
            return Err(SyntaxError::new(at, what, "write as many as it takes, with commas between them"));
        }
        if let (true, Some(first), Some(argument)) = (function.wants_nodes(), first, arguments.first()) {
            self.nodes(argument, first, &format!("{name}()"))?;
        }
        self.check(function, &mut arguments, at)?;
        Ok(Expr::Call(function, arguments))
    }

    /// What some functions want of their arguments beside their number.
    fn check(&mut self, function: Function, arguments: &mut [Expr], at: usize) -> Result<(), SyntaxError> {
        match (function, arguments) {
            (Function::WeightedChecklist, all) if all.len() % 2 == 1 => Err(SyntaxError::new(
                at,
                "weighted-checklist() takes a weight behind every value",
                "add the weight that is missing",
            )),
            (Function::IndexedRepeat, all) if all.len().is_multiple_of(2) => Err(SyntaxError::new(
                at,
                "indexed-repeat() takes an index behind every repeat",
                "add the index that is missing",
            )),
            (Function::Regex, [_, Expr::Literal(text)]) => pattern::check(text).map_err(|why| {
                let remedy = "correct it; it is searched for, ^ and $ bind it to the ends";
                SyntaxError::new(at, format!("regex() cannot use the pattern '{text}': {why}"), remedy)
            }),
            (Function::ChoiceName, [_, question @ Expr::Literal(_)]) => {
                // The question's path stands in quotes; it is one path like any other.
                let Expr::Literal(text) = &*question else { return Ok(()) };
                let inner = text.to_string();
                self.deeper()?;
                let mut parser = Parser {
                    words: words(&inner).map_err(|error| SyntaxError { offset: at, ..error })?,
                    at: 0,
                    names: &mut *self.names,
                    extension: self.extension,
                    depth: self.depth,
                };
                let path = parser.expression().map_err(|error| SyntaxError { offset: at, ..error })?;
                if parser.peek() != Token::End || !matches!(path, Expr::Path(_)) {
                    let what =
                        format!("jr:choice-name() takes the path of a question, and '{inner}' is none");
                    return Err(SyntaxError::new(at, what, "write the path of the question in quotes"));
                }
                *question = path;
                self.depth -= 1;
                Ok(())
            }
            _ => Ok(()),
        }
    }
}

/// Whether an expression gives nodes, or may.
fn gives_nodes(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) => true,
        Expr::Call(Function::If, arguments) => arguments.iter().skip(1).any(gives_nodes),
        Expr::Call(function, _) => function.may_give_nodes(),
        Expr::Chain(_, rest) => matches!(rest.first(), Some((Operator::Union, _))),
        Expr::Number(_) | Expr::Literal(_) | Expr::Extension(..) | Expr::Negate(_) => false,
    }
}
