//! The supervisors' web: pages laid out on the server, without a script. The frame in which they run (who signs in,
//! which record may be seen, what a browser is told) knows no page's contents; a page is given a [`Ctx`] in which
//! everything is checked already, and gives back what it [`PageResult`]. Knows the storage only as `Supervision`.

mod asked;
mod cookies;
mod ctx;
mod error_page;
mod failure;
mod gate;
mod handler;
mod icon;
pub mod password;
mod routes;
mod session;
mod sign_in;
mod site;
mod token;

pub mod asset;
pub mod checklist_table;
pub mod entry;
pub mod form;
pub mod frame;
pub mod growth_view;
pub mod lines;
pub mod locale;
pub mod pages;
pub mod parts;
pub mod qr;
pub mod records;
pub mod spreadsheet;
pub mod table;
pub mod told;
pub mod urls;
pub mod values;

pub use asked::{Asked, Plain};
pub use ctx::{Ctx, Fields, Invites, Lang, html, html_with, see_other};
pub use failure::{Failure, PageResult};
pub(crate) use gate::{answer, lost};
pub(crate) use handler::Handler;
pub use handler::Route;
pub use pages::signin::{PasswordTrouble, SignIn, Trouble};
pub use routes::routes;
pub use site::{Site, SiteOptions};
pub use token::Demo;
