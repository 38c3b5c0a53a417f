//! The supervisors' web: pages laid out on the server, without a script. The frame in which they run (who signs in,
//! which record may be seen, what a browser is told) knows no page's contents; a page is given a [`Ctx`] in which
//! everything is checked already, and gives back what it [`Said`]. Knows the storage only as `Desk`.

mod ctx;
mod failure;
mod gate;
pub mod password;
mod routes;
mod session;
mod site;

pub mod asset;
pub mod entry;
pub mod form;
pub mod frame;
pub mod growth;
pub mod lines;
pub mod pages;
pub mod parts;
pub mod qr;
pub mod records;
pub mod sheet;
pub mod table;
pub mod to;
pub mod values;
pub mod voice;

pub use ctx::{Ctx, Fields, Invites, Lang, html, html_with, see_other};
pub use failure::{Failure, Said};
pub use gate::{Asked, Plain, Route};
pub(crate) use gate::{Handler, answer, lost};
pub use routes::routes;
pub use session::{Demo, PasswordTrouble, SignIn, Trouble};
pub use site::{Site, SiteOptions};
