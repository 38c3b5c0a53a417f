//! Serving: the address, the accept loop, and how it ends. Knows connections; must not know what is asked over them.
//! The embedding program, the demo and the tests start a server with [`serve`] and get the address it stands at.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use chaski::store::pack::Holding;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tower::ServiceExt;

use super::router;
use super::service::Service;
use super::write_deadline::WriteDeadline;
use crate::clock::{Clock, system_clock};
use crate::data::{DataError, DataFolder, FolderLock, Result};
use crate::exchange::Peer;
use crate::limits::Limits;
use crate::storage::{Storage, StorageError};
use crate::tls::Certificate;
use crate::web::{self, Plain, SiteOptions};

/// A certificate is made or read anew so often: a server that never stops outlives none, and one renewed on the disk
/// is shown.
const RENEW: Duration = Duration::from_secs(24 * 3600);

/// How to serve.
pub struct ServeOptions {
    /// Where; port 0 lets the system choose.
    pub listen: SocketAddr,
    /// Which certificate.
    pub certificate: Certificate,
    /// Names by which phones reach the server, localhost aside.
    pub names: Vec<String>,
    /// What clients may take.
    pub limits: Limits,
    /// The server's time.
    pub clock: Clock,
    /// The link of a demo; none on a real server.
    pub demo: Option<web::Demo>,
    /// Where the supervisors' pages are served without TLS too, for a demo on this computer; a loopback address.
    pub plain_web: Option<SocketAddr>,
}

impl ServeOptions {
    /// The district's own certificate, the system's clock, the usual limits.
    pub fn at(listen: SocketAddr) -> Self {
        ServeOptions {
            listen,
            certificate: Certificate::District,
            names: Vec::new(),
            limits: Limits::default(),
            clock: system_clock(),
            demo: None,
            plain_web: None,
        }
    }
}

/// A running server.
pub struct Served {
    /// Where it stands.
    pub address: SocketAddr,
    /// Where the supervisors' pages stand without TLS, if they were asked for.
    pub plain_web: Option<SocketAddr>,
    task: JoinHandle<()>,
}

impl Served {
    /// Waits until it has ended, its running requests finished.
    pub async fn ended(self) {
        // A loop that panicked has ended too.
        let _ = self.task.await;
    }
}

/// Serves a district until `shutdown` comes. When this returns, connections are accepted; the folder is locked for as
/// long as they are. Needs a runtime of several threads.
pub async fn serve(
    data: Arc<DataFolder>,
    storage: Arc<dyn Storage>,
    options: ServeOptions,
    shutdown: impl Future<Output = ()> + Send + 'static,
) -> Result<Served> {
    let lock = data.lock()?;
    let ServeOptions { listen, certificate, names, limits, clock, demo, plain_web } = options;
    let shown = certificate.show(&data, &names, clock())?;
    let plain = match plain_web {
        None => None,
        Some(address) if address.ip().is_loopback() => Some(bind(address).await?),
        Some(address) => return Err(not_without_tls(address)),
    };
    let plain_web = plain.as_ref().map(|(_, address)| *address);
    let (listener, address) = bind(listen).await?;
    data.set_listen(address)?;
    let options = SiteOptions {
        hsts: certificate != Certificate::District,
        demo,
        invites: web::Invites {
            url: url_of(names.first().map(String::as_str), address),
            tls_hash: shown.tls_hash,
        },
    };
    let acceptor = TlsAcceptor::from(shown.config);
    let renew = {
        let clock = clock.clone();
        move || certificate.show(&data, &names, clock()).map(|shown| TlsAcceptor::from(shown.config))
    };
    if let Holding::Unreadable(pack) = storage.district().await?.pack {
        tracing::error!(pack, "the district's pack cannot be read: run doctor");
    }
    let service = Service::new(storage, clock, limits.clone(), options);
    let pages = router::pages_router(service.clone());
    let router = router::router(service);
    let plain = plain.map(|(listener, _)| (listener, pages));
    let task =
        tokio::spawn(accept(Accepting { listener, plain, lock, acceptor, router, limits }, renew, shutdown));
    tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "serving");
    Ok(Served { address, plain_web, task })
}

async fn bind(listen: SocketAddr) -> Result<(TcpListener, SocketAddr)> {
    let listener = TcpListener::bind(listen).await.map_err(|error| cannot_listen(listen, &error))?;
    let address = listener.local_addr().map_err(|error| cannot_listen(listen, &error))?;
    Ok((listener, address))
}

/// Where phones reach a server that is called so or stands at this address; `None` where neither can be called.
pub fn url_of(name: Option<&str>, listen: SocketAddr) -> Option<String> {
    let host = match (name, listen.ip()) {
        (Some(name), _) => name.to_owned(),
        (None, ip) if ip.is_unspecified() => return None,
        (None, ip) => ip.to_string(),
    };
    let host = if host.contains(':') { format!("[{host}]") } else { host };
    Some(format!("https://{host}:{}", listen.port()))
}

struct Accepting {
    listener: TcpListener,
    plain: Option<(TcpListener, Router)>,
    lock: FolderLock,
    acceptor: TlsAcceptor,
    router: Router,
    limits: Limits,
}

async fn accept(
    with: Accepting,
    renew: impl Fn() -> Result<TlsAcceptor> + Send,
    shutdown: impl Future<Output = ()> + Send,
) {
    let Accepting { listener, plain, lock, mut acceptor, router, limits } = with;
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    let (closing, closed) = watch::channel(());
    let mut renewal = interval_at(Instant::now() + RENEW, RENEW);
    renewal.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut shutdown = std::pin::pin!(shutdown);
    loop {
        let next = async {
            let place = room.clone().acquire_owned().await;
            let accepted = match &plain {
                None => listener.accept().await.map(|accepted| (accepted, None)),
                Some((plain, pages)) => tokio::select! {
                    accepted = listener.accept() => accepted.map(|accepted| (accepted, None)),
                    accepted = plain.accept() => accepted.map(|accepted| (accepted, Some(pages.clone()))),
                },
            };
            (place, accepted)
        };
        tokio::select! {
            biased;
            () = &mut shutdown => break,
            Some(_) = connections.join_next(), if !connections.is_empty() => {}
            _ = renewal.tick() => match renew() {
                Ok(renewed) => acceptor = renewed,
                Err(error) => tracing::error!(%error, "the certificate was not renewed: run doctor"),
            },
            (place, accepted) = next => match accepted {
                Ok(((stream, from), plain)) => {
                    let (acceptor, router, limits) = (acceptor.clone(), router.clone(), limits.clone());
                    let (watcher, closed) = (graceful.watcher(), closed.clone());
                    connections.spawn(async move {
                        let _place = place;
                        let peer = Peer(from.ip());
                        if let Some(pages) = plain {
                            serve_connection(stream, peer, Some(Plain), pages, &limits, watcher).await;
                        } else if let Some(stream) = tls_handshake(stream, peer, acceptor, &limits, closed).await {
                            serve_connection(stream, peer, None, router, &limits, watcher).await;
                        }
                    });
                }
                Err(error) => {
                    // Out of files, most likely: those who wait are served first.
                    tracing::warn!(%error, "no connection could be accepted");
                    sleep(Duration::from_millis(100)).await;
                }
            },
        }
    }
    drop((listener, plain, closing));
    tracing::info!("stopping");
    if timeout(limits.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time: their phones sync again");
    }
    connections.shutdown().await;
    drop(lock);
}

/// The TLS handshake; given up when the server stops.
async fn tls_handshake(
    stream: TcpStream,
    peer: Peer,
    acceptor: TlsAcceptor,
    limits: &Limits,
    mut closed: watch::Receiver<()>,
) -> Option<TlsStream<TcpStream>> {
    // Frames are written whole: nothing is won by holding their last bytes back.
    let _ = stream.set_nodelay(true);
    tokio::select! {
        shaken = timeout(limits.handshake, acceptor.accept(stream)) => match shaken {
            Ok(Ok(stream)) => return Some(stream),
            Ok(Err(error)) => tracing::debug!(peer = %peer.0, %error, "no handshake"),
            Err(_) => tracing::debug!(peer = %peer.0, "no handshake in time"),
        },
        _ = closed.changed() => {}
    }
    None
}

/// The requests of one connection.
async fn serve_connection(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    peer: Peer,
    plain: Option<Plain>,
    router: Router,
    limits: &Limits,
    watcher: Watcher,
) {
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        if let Some(plain) = plain {
            request.extensions_mut().insert(plain);
        }
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .serve_connection(TokioIo::new(WriteDeadline::new(stream, limits.write)), answer);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(peer = %peer.0, %error, "a connection ended early");
    }
}

fn not_without_tls(address: SocketAddr) -> DataError {
    StorageError::Request(format!(
        "pages without TLS are for this computer alone and {address} is not: choose 127.0.0.1, or serve with TLS"
    ))
    .into()
}

fn cannot_listen(listen: SocketAddr, error: &std::io::Error) -> DataError {
    let what_to_do = match error.kind() {
        std::io::ErrorKind::AddrInUse => {
            "another program uses it: stop that, or choose another with --listen"
        }
        std::io::ErrorKind::PermissionDenied => {
            "ports below 1024 are the system's: choose another with --listen"
        }
        _ => "choose an address of this machine with --listen",
    };
    StorageError::Request(format!("cannot serve at {listen} ({error}): {what_to_do}")).into()
}
