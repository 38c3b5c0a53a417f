//! The steps of a path: axes, node tests, predicates. XPath 1.0, section 2.

use super::Parser;
use crate::forms::xpath::ast::{Axis, Expr, Step, Test};
use crate::forms::xpath::lex::{Token, is_node_type};
use crate::forms::xpath::syntax::SyntaxError;

/// The most steps of one path.
pub const MOST_STEPS: usize = 100;

impl Parser<'_, '_> {
    pub(super) fn predicates(&mut self) -> Result<Vec<Expr>, SyntaxError> {
        let mut predicates = Vec::new();
        while self.is("[") {
            let at = self.offset();
            self.at += 1;
            predicates.push(self.expression()?);
            self.close("]", at)?;
        }
        Ok(predicates)
    }

    pub(super) fn at_step(&self) -> bool {
        match self.peek() {
            Token::Sign("." | ".." | "@" | "*") => true,
            Token::Name(name) => !self.opens_at(1) || is_node_type(name),
            _ => false,
        }
    }

    /// Steps, the first of which stands here.
    pub(super) fn steps(&mut self, steps: &mut Vec<Step>) -> Result<(), SyntaxError> {
        self.step(steps)?;
        self.more_steps(steps)
    }

    pub(super) fn more_steps(&mut self, steps: &mut Vec<Step>) -> Result<(), SyntaxError> {
        loop {
            let at = self.offset();
            if self.eat("//") {
                steps.push(Step { axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new() });
            } else if !self.eat("/") {
                break;
            }
            if !self.at_step() {
                let what = format!("{} stands where a step of the path should", self.spelled());
                return Err(SyntaxError::new(self.offset(), what, "write a name there, or take the / out"));
            }
            if steps.len() >= MOST_STEPS {
                let what = format!("a path has more than {MOST_STEPS} steps");
                return Err(SyntaxError::new(at, what, "shorten it"));
            }
            self.step(steps)?;
        }
        // A dot between other steps leads nowhere else.
        if steps.len() > 1 {
            let mut kept = 0;
            let all = steps.len();
            steps.retain(|step| {
                let idle = step.axis == Axis::SelfNode && step.is_plain() && all - kept > 1;
                kept += usize::from(idle);
                !idle
            });
        }
        Ok(())
    }

    fn step(&mut self, steps: &mut Vec<Step>) -> Result<(), SyntaxError> {
        let (axis, test) = match self.peek() {
            Token::Sign(".") => {
                self.at += 1;
                (Axis::SelfNode, Test::Node)
            }
            Token::Sign("..") => {
                self.at += 1;
                (Axis::Parent, Test::Node)
            }
            Token::Sign("@") => {
                self.at += 1;
                (Axis::Attribute, self.test()?)
            }
            Token::Name(name) if matches!(self.words.get(self.at + 1), Some((Token::Sign("::"), _))) => {
                let Some(axis) = axis(name) else {
                    let what = format!("there is no axis {name}::");
                    return Err(SyntaxError::new(self.offset(), what, "write child:: or parent::"));
                };
                self.at += 2;
                (axis, self.test()?)
            }
            _ => (Axis::Child, self.test()?),
        };
        let predicates = self.predicates()?;
        // `//a` is `/descendant::a` where no predicate counts.
        if let (Axis::Child, true, Some(last)) = (axis, predicates.is_empty(), steps.last_mut())
            && last.axis == Axis::DescendantOrSelf
            && last.test == Test::Node
            && last.predicates.is_empty()
        {
            *last = Step { axis: Axis::Descendant, test, predicates };
            return Ok(());
        }
        steps.push(Step { axis, test, predicates });
        Ok(())
    }

    fn test(&mut self) -> Result<Test, SyntaxError> {
        let at = self.offset();
        match self.peek() {
            Token::Sign("*") => {
                self.at += 1;
                Ok(Test::Any)
            }
            Token::Name(name) if self.opens_at(1) => {
                self.at += 2;
                let test = match name {
                    "node" => Test::Node,
                    "text" => Test::Text,
                    "comment" => Test::Comment,
                    "processing-instruction" => match self.peek() {
                        Token::Literal(target) => {
                            self.at += 1;
                            Test::Instruction(Some(target.into()))
                        }
                        _ => Test::Instruction(None),
                    },
                    _ => {
                        let what = format!("{name}() stands where a step of the path should");
                        return Err(SyntaxError::new(at, what, "write a name there"));
                    }
                };
                self.close(")", at)?;
                Ok(test)
            }
            Token::Name(name) => {
                self.at += 1;
                Ok(match name.strip_suffix(":*") {
                    Some(prefix) => Test::AnyOf(prefix.into()),
                    None => Test::Name(self.names.intern(name)),
                })
            }
            _ => Err(self.no_operand()),
        }
    }
}

fn axis(name: &str) -> Option<Axis> {
    Some(match name {
        "child" => Axis::Child,
        "parent" => Axis::Parent,
        "self" => Axis::SelfNode,
        "descendant" => Axis::Descendant,
        "descendant-or-self" => Axis::DescendantOrSelf,
        "ancestor" => Axis::Ancestor,
        "ancestor-or-self" => Axis::AncestorOrSelf,
        "following" => Axis::Following,
        "following-sibling" => Axis::FollowingSibling,
        "preceding" => Axis::Preceding,
        "preceding-sibling" => Axis::PrecedingSibling,
        "attribute" => Axis::Attribute,
        "namespace" => Axis::Namespace,
        _ => return None,
    })
}
