//! The supervisors' addresses: each with who may use it and which page answers. The frame checks what the kind of
//! access says before the page is called.

use std::sync::Arc;

use axum::http::Method;
use axum::response::Response;
use chaski::record::EntityId;
use chaski::record::table::{household, person, referral, same_person, visit};

use super::asked::Asked;
use super::handler::{Handler, Route};
use super::pages::{
    alike, aside, bundle, checklist_exports, child, correct, danger, disputes, exports, family, people,
    place, seen, today, visits, workers,
};
use super::site::Site;
use super::{asset, pages, sign_in};
use crate::access::Access;

/// What is recorded in an area: all but the district's own affairs.
pub const OF_AN_AREA: &[EntityId] = &[3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

/// Every address of the supervisors.
pub fn routes() -> Vec<Route> {
    use Access::{
        Asset, DemoLink, DeskChange, DeskDevice, DeskEnrol, DeskExport, DeskPair, DeskRecord, Supervision,
    };
    use Access::{DeskWorker, SignIn};
    macro_rules! page {
        ($method:ident $path:literal $access:expr, $page:path) => {
            Route {
                method: Method::$method,
                path: $path,
                access: $access,
                handler: Handler::Page(|ctx| Box::pin($page(ctx))),
            }
        };
    }
    macro_rules! file {
        ($path:literal $access:expr, $page:path) => {
            Route {
                method: Method::POST,
                path: $path,
                access: $access,
                handler: Handler::File(|ctx| Box::pin($page(ctx))),
            }
        };
    }
    macro_rules! own {
        ($method:ident $path:literal $access:expr, $page:path) => {
            Route {
                method: Method::$method,
                path: $path,
                access: $access,
                handler: Handler::Own(|service, asked, ctx| Box::pin($page(service, asked, ctx))),
            }
        };
    }
    macro_rules! door {
        ($method:ident $path:literal $access:expr, $door:path) => {
            Route {
                method: Method::$method,
                path: $path,
                access: $access,
                handler: Handler::Door(|service, asked| Box::pin($door(service, asked))),
            }
        };
    }
    vec![
        door!(GET "/asset/{file}" Asset, asset_file),
        door!(GET "/sign-in" SignIn, sign_in::sign_in_page),
        door!(POST "/sign-in" SignIn, sign_in::sign_in),
        door!(GET "/demo/{token}" DemoLink, sign_in::demo),
        page!(GET "/" Supervision, today::home),
        own!(POST "/sign-out" Supervision, sign_in::sign_out),
        page!(GET "/password" Supervision, sign_in::password_page),
        own!(POST "/password" Supervision, sign_in::change_password),
        page!(GET "/today" Supervision, today::get),
        page!(GET "/workers" Supervision, workers::get_list),
        page!(GET "/workers/{record}" DeskWorker, pages::worker::get),
        page!(GET "/workers/{record}/hand-over" DeskWorker, pages::worker::choose),
        page!(POST "/workers/{record}/hand-over" DeskWorker, pages::worker::hand_over),
        page!(GET "/visits" Supervision, visits::get),
        page!(POST "/visits/accept" Supervision, visits::accept),
        page!(GET "/visits/{record}" DeskRecord(&[visit::ID]), pages::visit::get),
        page!(POST "/visits/{record}/accept" DeskRecord(&[visit::ID]), pages::visit::accept),
        page!(POST "/visits/{record}/return" DeskRecord(&[visit::ID]), pages::visit::give_back),
        page!(GET "/children" Supervision, child::get_list),
        page!(GET "/children/{record}" DeskRecord(&[person::ID]), child::get),
        page!(GET "/children/{record}/growth/{indicator}" DeskRecord(&[person::ID]), pages::growth::get),
        page!(GET "/families/{record}" DeskRecord(&[household::ID]), family::get),
        page!(POST "/families/{record}/move" DeskRecord(&[household::ID]), family::move_to),
        page!(GET "/find" Supervision, child::get_find),
        page!(GET "/correct/{record}" DeskRecord(OF_AN_AREA), correct::get),
        page!(POST "/correct/{record}" DeskRecord(OF_AN_AREA), correct::save),
        page!(GET "/disputes" Supervision, disputes::get_list),
        page!(GET "/disputes/{record}" DeskRecord(OF_AN_AREA), disputes::get),
        page!(POST "/disputes/{record}" DeskRecord(OF_AN_AREA), disputes::decide),
        page!(GET "/alike" Supervision, alike::get_list),
        page!(GET "/alike/{one}/{other}" DeskPair, alike::get),
        page!(POST "/alike/{one}/{other}" DeskPair, alike::decide),
        page!(POST "/alike/separate/{record}" DeskRecord(&[same_person::ID]), alike::separate),
        page!(GET "/danger" Supervision, danger::get),
        page!(POST "/danger/{record}" DeskRecord(&[referral::ID]), danger::close),
        page!(GET "/aside" Supervision, aside::get_list),
        page!(GET "/aside/{change}" DeskChange, aside::get),
        page!(POST "/aside/{change}" DeskChange, aside::decide),
        page!(GET "/place" Supervision, place::get),
        page!(POST "/place" Supervision, place::give),
        page!(GET "/people" Supervision, people::get),
        page!(GET "/people/enrol" DeskEnrol, pages::enrol::get),
        page!(POST "/people/enrol" DeskEnrol, pages::enrol::enrol),
        page!(POST "/people/stop/{device}" DeskDevice, people::stop),
        page!(GET "/people/bundle" Supervision, bundle::get),
        file!("/people/bundle" Supervision, bundle::take),
        page!(GET "/exports" DeskExport, exports::get),
        page!(GET "/exports/checklist" DeskExport, checklist_exports::get_file),
        page!(GET "/exports/{file}" DeskExport, exports::get_file),
        page!(GET "/seen" Supervision, seen::get),
    ]
}

async fn asset_file(_: Arc<Site>, asked: Asked) -> Response {
    asset::serve(asked.path.get("file").unwrap_or_default(), &asked.headers)
}
