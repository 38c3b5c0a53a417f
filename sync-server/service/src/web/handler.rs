//! An address of the pages, and what answers it.

use std::sync::Arc;

use axum::http::Method;
use axum::response::Response;
use futures_util::future::BoxFuture;

use super::asked::Asked;
use super::ctx::Ctx;
use super::failure::PageResult;
use super::site::Site;
use crate::access::Access;

/// One address.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    pub(crate) handler: Handler,
}

/// What answers an address.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// It lets somebody in to the pages.
    Door(Door),
    /// A page: the frame has checked everything before.
    Page(Page),
    /// A page whose form carries a file.
    File(Page),
    /// A page of the frame itself, which works on the session.
    Own(fn(Arc<Site>, Asked, Ctx) -> BoxFuture<'static, PageResult>),
}

/// Answers what was checked.
pub(super) type Page = fn(Ctx) -> BoxFuture<'static, PageResult>;

/// Lets somebody in.
pub(super) type Door = fn(Arc<Site>, Asked) -> BoxFuture<'static, Response>;
