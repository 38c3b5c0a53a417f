//! Expressions: XPath 1.0 with the functions of the ODK XForms specification and those that real programme forms use beside it,
//! compiled once. [`parse`](parse::parse) makes an [`Expr`](ast::Expr), [`evaluate`](eval::evaluate) asks a [`World`](world::World) for what it needs.
//! Knows trees and values; knows no form.

pub mod ast;
pub mod eval;
pub mod evaluator;
pub mod function;
mod functions;
mod lex;
pub mod parse;
mod paths;
mod pattern;
mod syntax;
mod time;
pub mod value;
pub mod world;

pub use ast::Expr;
pub use syntax::SyntaxError;
pub use value::{Fault, Value};
pub use world::{DocumentId, NodeRef, World};
