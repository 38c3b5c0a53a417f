//! What the server answers to: one table of routes, each with the right it asks for, from which the router is built,
//! so that a route without a right cannot exist. Carries bytes between a request and the session; knows limits and
//! time; must not know what the frames say.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodFilter, MethodRouter};
use chaski::record::EntityId;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};

use crate::enrolling::{self, Guesses};
use crate::storage::Storage;
use crate::syncing;
use crate::web::{self, Asked, Ctx, Said};

/// The server's clock, seconds of Unix time.
pub type Clock = Arc<dyn Fn() -> i64 + Send + Sync>;

/// The system's clock.
pub fn system_clock() -> Clock {
    Arc::new(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
        since.map_or(0, |since| i64::try_from(since.as_secs()).unwrap_or(i64::MAX))
    })
}

/// What one client, and all together, may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of a sync's request.
    pub sync_bytes: u64,
    /// Bytes of an enrolment's request.
    pub enrol_bytes: u64,
    /// Between two chunks of a body.
    pub idle: Duration,
    /// For a whole request's body.
    pub request: Duration,
    /// A request waits so long for its turn.
    pub queue: Duration,
    /// Syncs at a time.
    pub requests: usize,
    /// Connections at a time; more wait to be accepted.
    pub connections: usize,
    /// For a TLS handshake.
    pub handshake: Duration,
    /// For a request's header, and between two requests of a connection.
    pub header: Duration,
    /// A client takes some of an answer within it.
    pub write: Duration,
    /// Wrong codes of one address within [`Limits::guess_window`].
    pub guesses: u32,
    /// The time in which wrong codes are counted.
    pub guess_window: Duration,
    /// Running requests may finish within it when the server stops.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        let frames = chaski::change::limits::REQUEST_BATCHES * chaski::change::limits::FRAME_BYTES;
        Limits {
            sync_bytes: frames as u64,
            enrol_bytes: 16 * 1024,
            idle: Duration::from_secs(60),
            request: Duration::from_secs(600),
            queue: Duration::from_secs(10),
            requests: 128,
            connections: 512,
            handshake: Duration::from_secs(30),
            header: Duration::from_secs(60),
            write: Duration::from_secs(120),
            guesses: 10,
            guess_window: Duration::from_secs(60),
            grace: Duration::from_secs(20),
        }
    }
}

/// What every request works with.
pub struct Service {
    pub(crate) storage: Arc<dyn Storage>,
    pub(crate) clock: Clock,
    pub(crate) limits: Limits,
    pub(crate) running: Arc<Semaphore>,
    pub(crate) guesses: Guesses,
    pub(crate) web: Web,
}

/// What the supervisors' pages need beside the storage.
#[derive(Debug, Default)]
pub struct Web {
    /// Tell browsers to come only over TLS: where the certificate is one that they know.
    pub hsts: bool,
    /// The link of a demo; none on a real server.
    pub demo: Option<web::Demo>,
    /// What an invitation of a phone says of this server.
    pub invites: web::Invites,
    pub(crate) door: web::Door,
}

impl Service {
    /// A service over a storage.
    pub fn new(storage: Arc<dyn Storage>, clock: Clock, limits: Limits, web: Web) -> Arc<Service> {
        let running = Arc::new(Semaphore::new(limits.requests));
        let guesses = Guesses::new(limits.guesses, limits.guess_window);
        Arc::new(Service { storage, clock, limits, running, guesses, web })
    }

    pub(crate) fn now_s(&self) -> i64 {
        (self.clock)()
    }
}

/// Who may use a route.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Anyone, without a word about anyone.
    Anyone,
    /// Who shows a one-time code of an invitation.
    OneTimeCode,
    /// A device that the district knows and that signs the head of the request; it is answered with its own feeds.
    DeviceHead,
    /// Anyone: a page on which to sign in.
    SignIn,
    /// Anyone: the style sheet and the like.
    Asset,
    /// Who holds the link of a demo; nobody where the server is none.
    DemoLink,
    /// Who is signed in.
    Desk,
    /// Who is signed in and may see the record in the path, which is one of these.
    DeskRecord(&'static [EntityId]),
    /// Who is signed in and may see both persons in the path.
    DeskPair,
    /// Who is signed in and may see the change in the path, which is set aside.
    DeskChange,
    /// Who is signed in and looks after the worker in the path.
    DeskWorker,
    /// Who is signed in and looks after the phone in the path.
    DeskDevice,
    /// Who is signed in and may take lists out of the server.
    DeskExport,
    /// Who is signed in and may add people and phones.
    DeskEnrol,
}

/// One route.
pub struct Route {
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: &'static str,
    /// Who may use it.
    pub access: Access,
    pub(crate) handler: Handler,
}

/// What answers a route.
#[derive(Clone, Copy)]
pub(crate) enum Handler {
    /// It checks for itself.
    Raw(fn(Arc<Service>, Request) -> BoxFuture<'static, Response>),
    /// It lets somebody in to the pages.
    Door(fn(Arc<Service>, Asked) -> BoxFuture<'static, Response>),
    /// A page: the frame has checked everything before.
    Page(fn(Ctx) -> BoxFuture<'static, Said>),
    /// A page of the frame itself, which works on the session.
    Own(fn(Arc<Service>, Asked, Ctx) -> BoxFuture<'static, Said>),
}

/// Every route there is.
pub fn routes() -> Vec<Route> {
    let route =
        |method, path, access, handler| Route { method, path, access, handler: Handler::Raw(handler) };
    let mut routes = vec![
        route(Method::POST, "/v1/sync", Access::DeviceHead, |service, request| {
            Box::pin(syncing::sync(service, request))
        }),
        route(Method::POST, "/v1/enrol", Access::OneTimeCode, |service, request| {
            Box::pin(enrolling::enrol(service, request))
        }),
        route(Method::GET, "/health", Access::Anyone, |service, _| Box::pin(health(service))),
    ];
    routes.extend(web::routes());
    routes
}

/// The router, built from [`routes`] and nothing else.
pub fn router(service: Arc<Service>) -> Router {
    router_of(service, routes())
}

/// A router of some of them.
pub(crate) fn router_of(service: Arc<Service>, routes: Vec<Route>) -> Router {
    let mut router = Router::new();
    for Route { method, path, access, handler } in routes {
        // Only methods that axum knows stand in the table.
        let Ok(filter) = MethodFilter::try_from(method) else { continue };
        let answer = move |State(service): State<Arc<Service>>, request: Request| match handler {
            Handler::Raw(answer) => answer(service, request),
            handler => Box::pin(web::answer(service, access, handler, request)),
        };
        router = router.route(path, MethodRouter::new().on(filter, answer));
    }
    router
        .fallback(|State(service): State<Arc<Service>>, request: Request| async move {
            let accepts = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
            match accepts {
                Some(accepts) if accepts.contains("text/html") => web::lost(service, request).await,
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
        Ok(district) => (StatusCode::OK, "ok", Some(district.epoch)),
        Err(error) => {
            tracing::error!(%error, "the storage does not answer");
            (StatusCode::SERVICE_UNAVAILABLE, "the storage does not answer: run doctor", None)
        }
    };
    let body = serde_json::json!({ "status": text, "version": env!("CARGO_PKG_VERSION"), "epoch": epoch.map(|epoch| epoch.to_string()) });
    (status, axum::Json(body)).into_response()
}

/// A status and a sentence.
pub(crate) fn refusal(status: StatusCode, sentence: impl Into<String>) -> Response {
    let mut response = (status, sentence.into()).into_response();
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

/// The sentence of a storage that fails; what it is stands in the log.
pub(crate) fn failing(error: &crate::storage::StorageError) -> Response {
    tracing::error!(%error, "the storage fails");
    refusal(StatusCode::SERVICE_UNAVAILABLE, "the server cannot take anything now: try again later")
}

/// Where a request comes from.
#[derive(Debug, Clone, Copy)]
pub struct Peer(pub IpAddr);

impl Peer {
    /// Of whom nothing is known.
    pub(crate) const UNKNOWN: Peer = Peer(IpAddr::V4(Ipv4Addr::UNSPECIFIED));

    /// Of a request; unknown where no accept loop stands in front of it.
    pub(crate) fn of(request: &Request) -> Peer {
        request.extensions().get().copied().unwrap_or(Peer::UNKNOWN)
    }

    /// One household or one network: an IPv6 address counts by its first half.
    pub(crate) fn neighbourhood(self) -> IpAddr {
        match self.0.to_canonical() {
            IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() >> 64 << 64)),
            v4 => v4,
        }
    }
}

/// Reads on for a moment after an early answer, so that the answer is not lost with the connection.
pub(crate) fn drain(body: Body) {
    const BYTES: usize = 1024 * 1024;
    const SILENCE: Duration = Duration::from_secs(2);
    const LONGEST: Duration = Duration::from_secs(10);
    tokio::spawn(async move {
        let mut stream = body.into_data_stream();
        let mut read = 0;
        let until = Instant::now() + LONGEST;
        while let Ok(Some(Ok(bytes))) = timeout_at(until.min(Instant::now() + SILENCE), stream.next()).await {
            read += bytes.len();
            if read > BYTES {
                break;
            }
        }
    });
}
