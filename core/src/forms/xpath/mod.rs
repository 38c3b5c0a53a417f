//! Expressions: XPath 1.0 with the functions of the ODK XForms specification and those that real programme forms use beside it,
//! compiled once. [`parse`](parse::parse) makes an [`Expr`](ast::Expr), [`evaluate`](eval::evaluate) asks a [`World`](world::World) for what it needs.
//! Knows trees and values; knows no form.

pub mod ast;
pub mod world;

pub use ast::Expr;
pub use world::{DocumentId, NodeRef, World};
