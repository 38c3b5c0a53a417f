//! Serving: the address, the accept loop, and how it ends. Knows connections; must not know what is asked over them.
//! The embedding program, the demo and the tests start a server with [`serve`] and get the address it stands at.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;
use tower::ServiceExt;

use crate::data::{DataError, DataFolder, FolderLock, Result};
use crate::patient::Patient;
use crate::service::{self, Clock, Limits, Peer, Service};
use crate::storage::{Storage, StorageError};
use crate::tls::Certificate;

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
}

impl ServeOptions {
    /// The district's own certificate, the system's clock, the usual limits.
    pub fn at(listen: SocketAddr) -> Self {
        ServeOptions {
            listen,
            certificate: Certificate::District,
            names: Vec::new(),
            limits: Limits::default(),
            clock: service::system_clock(),
        }
    }
}

/// A running server.
pub struct Served {
    /// Where it stands.
    pub address: SocketAddr,
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
    let ServeOptions { listen, certificate, names, limits, clock } = options;
    let shown = certificate.show(&data, &names, clock())?;
    let listener = TcpListener::bind(listen).await.map_err(|error| cannot_listen(listen, &error))?;
    let address = listener.local_addr().map_err(|error| cannot_listen(listen, &error))?;
    data.set_listen(address)?;
    let acceptor = TlsAcceptor::from(shown.config);
    let renew = {
        let clock = clock.clone();
        move || certificate.show(&data, &names, clock()).map(|shown| TlsAcceptor::from(shown.config))
    };
    let service = Service::new(storage, clock, limits.clone());
    let router = service::router(service);
    let task = tokio::spawn(accept(Accepting { listener, lock, acceptor, router, limits }, renew, shutdown));
    tracing::info!(%address, version = env!("CARGO_PKG_VERSION"), "serving");
    Ok(Served { address, task })
}

struct Accepting {
    listener: TcpListener,
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
    let Accepting { listener, lock, mut acceptor, router, limits } = with;
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
            (place, listener.accept().await)
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
                Ok((stream, from)) => {
                    let (acceptor, router, limits) = (acceptor.clone(), router.clone(), limits.clone());
                    let (watcher, closed) = (graceful.watcher(), closed.clone());
                    connections.spawn(async move {
                        let _place = place;
                        let peer = Peer(from.ip());
                        if let Some(stream) = shake_hands(stream, peer, acceptor, &limits, closed).await {
                            converse(stream, peer, router, &limits, watcher).await;
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
    drop((listener, closing));
    tracing::info!("stopping");
    if timeout(limits.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests did not finish in time: their phones sync again");
    }
    connections.shutdown().await;
    drop(lock);
}

/// The TLS handshake; given up when the server stops.
async fn shake_hands(
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
async fn converse(
    stream: TlsStream<TcpStream>,
    peer: Peer,
    router: Router,
    limits: &Limits,
    watcher: Watcher,
) {
    let answer = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(peer);
        router.clone().oneshot(request.map(Body::new))
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header)
        .serve_connection(TokioIo::new(Patient::new(stream, limits.write)), answer);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(peer = %peer.0, %error, "a connection ended early");
    }
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
