//! What the server answers to: one table of routes, each with the right it asks for, from which the router is built,
//! so that a route without a right cannot exist. Carries bytes between a request and the session; knows limits and
//! time; must not know what the frames say.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter};
use chaski::store::pack::Holding;
use futures_util::future::BoxFuture;

use super::service::Service;
use super::{enrol, sync};
use crate::access::Access;
use crate::exchange::refusal;
use crate::storage::District;
use crate::web;

/// One route.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    handler: Handler,
}

/// What answers a route.
#[derive(Clone, Copy)]
enum Handler {
    /// It checks for itself.
    Raw(fn(Arc<Service>, Request) -> BoxFuture<'static, Response>),
    /// The frame of the supervisors' pages checks before it.
    Web(web::Handler),
}

/// Every route there is.
pub fn routes() -> Vec<Route> {
    let route =
        |method, path, access, handler| Route { method, path, access, handler: Handler::Raw(handler) };
    let mut routes = vec![
        route(Method::POST, "/v1/sync", Access::DeviceHead, |service, request| {
            Box::pin(sync::sync(service, request))
        }),
        route(Method::POST, "/v1/enrol", Access::OneTimeCode, |service, request| {
            Box::pin(enrol::enrol(service, request))
        }),
        route(Method::POST, "/v1/invitation", Access::OneTimeCode, |service, request| {
            Box::pin(enrol::invitation(service, request))
        }),
        route(Method::GET, "/health", Access::Anyone, |service, _| Box::pin(health(service))),
    ];
    routes.extend(pages());
    routes
}

/// The supervisors' addresses.
fn pages() -> impl Iterator<Item = Route> {
    let of = |web::Route { method, path, access, handler }| Route {
        method,
        path,
        access,
        handler: Handler::Web(handler),
    };
    web::routes().into_iter().map(of)
}

/// The router, built from [`routes`] and nothing else.
pub fn router(service: Arc<Service>) -> Router {
    router_of(service, routes())
}

/// A router of the supervisors' pages alone.
pub(super) fn pages_router(service: Arc<Service>) -> Router {
    router_of(service, pages().collect())
}

fn router_of(service: Arc<Service>, routes: Vec<Route>) -> Router {
    let mut router = Router::new();
    for Route { method, path, access, handler } in routes {
        // Only methods that axum knows stand in the table.
        let Ok(filter) = MethodFilter::try_from(method) else { continue };
        let answer = move |State(service): State<Arc<Service>>, request: Request| match handler {
            Handler::Raw(answer) => answer(service, request),
            Handler::Web(handler) => Box::pin(web::answer(service.site.clone(), access, handler, request)),
        };
        router = router.route(path, MethodRouter::new().on(filter, answer));
    }
    router
        .fallback(|State(service): State<Arc<Service>>, request: Request| async move {
            let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
            match accepts {
                Some(accepts) if accepts.contains("text/html") => {
                    web::lost(service.site.clone(), request).await
                }
                _ => refusal(StatusCode::NOT_FOUND, "there is nothing here"),
            }
        })
        .method_not_allowed_fallback(|| async {
            refusal(StatusCode::METHOD_NOT_ALLOWED, "this is asked for in another way")
        })
        .with_state(service)
}

async fn health(service: Arc<Service>) -> Response {
    let district = match service.storage.ping().await {
        Ok(()) => service.storage.district().await,
        Err(error) => Err(error),
    };
    let (status, text, epoch) = match district {
        // Phones deliver all the same.
        Ok(District { epoch, pack: Holding::Unreadable(_), .. }) => {
            (StatusCode::OK, "the pack cannot be read: run doctor", Some(epoch))
        }
        Ok(district) => (StatusCode::OK, "ok", Some(district.epoch)),
        Err(error) => {
            tracing::error!(%error, "the storage does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the storage does not answer: run doctor", None)
        }
    };
    let body = serde_json::json!({ "status": text, "version": env!("CARGO_PKG_VERSION"), "epoch": epoch.map(|epoch| epoch.to_string()) });
    (status, axum::Json(body)).into_response()
}
