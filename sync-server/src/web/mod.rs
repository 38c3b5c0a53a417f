//! The supervisors' pages: the frame in which they run (who signs in, which record may be seen, what a browser is told)
//! and the pages themselves. The frame knows no page's contents; a page is given a [`Ctx`] in which everything is
//! checked already, and gives back what it [`Said`].

mod ctx;

mod failure;

mod gate;

mod asset;

mod session;

mod routes;

pub mod pages;

pub use ctx::{Ctx, Fields, Lang, html, html_with, see_other};
pub use failure::{Failure, Said};
pub(crate) use gate::lost;
pub(crate) use gate::answer;
pub use gate::{Asked, Plain};
pub use asset::href;
pub use routes::routes;
