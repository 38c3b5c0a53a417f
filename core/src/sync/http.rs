//! The road over HTTPS: carries a session's bytes to the server of the invitation and back, in chunks, so that a sync
//! can be stopped between two of them and each batch is durable on the server as it arrives. Knows time, sockets and
//! TLS; must not know what the frames say.
//!
//! The calls block and are made from a thread of the caller's own, never from one that drives an async runtime. Only
//! one address is ever asked: no proxy from the environment, no redirect, no cookie.

use std::collections::VecDeque;
use std::error::Error;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use reqwest::{Body, Client, Response, StatusCode};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::enrol::{EnrolAnswer, EnrolRequest, Invitation};
use super::frame::FrameError;
use super::message::RefusalCode;
use super::server_time;
use super::session::{self, Hold, Report, Session, SyncError};
use super::short_code::ShortCode;
use super::tls::{self, Trust, Verifier};
use crate::change::{codec, limits};
use crate::filling::forms;
use crate::store::Store;
use crate::store::error::StoreError;

/// Bytes handed to the line at a time, and so in one TLS record: what a cut may lose. Between two chunks a sync can
/// be stopped.
const CHUNK_BYTES: usize = 4 * 1024;
/// How often the wish to stop is looked at while the line is silent.
const POLL: Duration = Duration::from_millis(200);
/// A worse line than this is taken for a broken one. What was handed to the system may still be on its way: the
/// answer is awaited for the idle time and as long as such a line would take.
const SLOWEST_BYTES_A_SECOND: u64 = 500;
/// Of a sentence in place of an answer.
const SENTENCE_BYTES: usize = 1_000;
/// What an enrolment's answer may unfold to.
const ENROL_BYTES: usize = 16 * 1024;

/// How the server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Instead of the invitation's address.
    pub url: Option<String>,
    /// Until a connection stands.
    pub connect_timeout: Duration,
    /// Without a byte either way.
    pub idle_timeout: Duration,
}

impl Default for Link {
    /// Patient enough for a 2G line.
    fn default() -> Self {
        Link { url: None, connect_timeout: Duration::from_secs(30), idle_timeout: Duration::from_secs(60) }
    }
}

/// How far a sync is. The bytes grow with every further request of it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record), uniffi(name = "SyncProgress"))]
pub struct Progress {
    /// Handed to the line.
    pub sent_bytes: u64,
    /// Of so many, in the requests made until now.
    pub to_send_bytes: u64,
    /// Received and applied.
    pub received_bytes: u64,
    /// Requests made.
    pub requests: u64,
}

/// The invitation of a code that was typed, from whoever answers at its address: only the district's server has it sealed under
/// these signs.
pub fn invitation(short: &ShortCode, link: &Link) -> Result<Invitation, SyncError> {
    let line = Line::open(Trust::of_anybody(), link.url.as_deref().unwrap_or(&short.url), link)?;
    let key = short.key().ok_or(StoreError::BadAnswer("its short code"))?;
    let sealed = line.runtime.block_on(async {
        let never = AtomicBool::new(false);
        let mut watch = Watch::new(&never, link);
        let mut response = line.post("/v1/invitation", Body::from(key.id.to_vec()), &mut watch).await?;
        code_is_taken(&mut response, &mut watch).await?;
        whole(&mut response, &mut watch).await
    })?;
    key.open(&sealed)
        .ok_or_else(|| SyncError::NotOurServer("what it hands over is not sealed under this code".into()))
}

/// Makes this phone the worker's of the invitation. After a lost answer the same call, with the same invitation,
/// works again.
pub fn enrol(store: &mut Store, invitation: &Invitation, label: &str, link: &Link) -> Result<(), SyncError> {
    if store.worker()?.is_some() {
        return Err(StoreError::AlreadyEnrolled.into());
    }
    let line =
        Line::open(Trust::of_invitation(invitation), link.url.as_deref().unwrap_or(&invitation.url), link)?;
    let request = codec::encode(&EnrolRequest::of(store, invitation.code, label).item());
    let answer = line.runtime.block_on(async {
        let never = AtomicBool::new(false);
        let mut watch = Watch::new(&never, link);
        let mut response = line.post("/v1/enrol", Body::from(request), &mut watch).await?;
        code_is_taken(&mut response, &mut watch).await?;
        whole(&mut response, &mut watch).await
    })?;
    let answer = EnrolAnswer::from_item(&codec::decode(&answer, ENROL_BYTES).map_err(FrameError::Codec)?)?;
    store.enrolled(invitation, &answer)?;
    believe(store, &line.verifier, answer.server_time_s)
}

/// Exchanges everything with the server of this phone's invitation, in as many requests as it takes. `store` is a
/// [`Store`], or a mutex around one (`&mut &mutex`), which is then free while the line is waited for.
pub fn sync<H: Hold>(
    store: &mut H,
    link: &Link,
    cancel: &AtomicBool,
    progress: &mut dyn FnMut(Progress),
) -> Result<Report, SyncError> {
    let (url, trust) = store.with(|store| {
        let url: Option<String> = store.log().meta("url")?;
        Ok::<_, SyncError>((link.url.clone().or(url).ok_or(StoreError::NotEnrolled)?, Trust::of(store)?))
    })?;
    let line = Line::open(trust, &url, link)?;
    let mut state = Progress::default();
    let mut exchange = |session: &mut Session, store: &mut H| {
        state.requests += 1;
        line.runtime.block_on(line.exchange(session, store, link, cancel, &mut |step| {
            state.to_send_bytes += step.to_send_bytes;
            state.sent_bytes += step.sent_bytes;
            state.received_bytes += step.received_bytes;
            progress(state);
        }))
    };
    let mut result = session::run(store, &mut exchange);
    // What came is made ready before a worker waits for it, also where the line broke after it; what this app cannot use, her
    // supervisor is told at once.
    let refused =
        store.with(|store| Ok::<_, StoreError>(store.take_released_pack()? | (forms::compile(store)? > 0)));
    if let (Ok(report), Ok(true)) = (&mut result, &refused) {
        match session::run(store, &mut exchange) {
            Ok(more) => report.add(more),
            Err(error) => result = Err(error),
        }
    }
    // Also after a cut: the time was said in an answer that was applied.
    let believed = store.with(|store| match store.log().meta::<i64>("offered_server_time_s")? {
        Some(offered_s) => believe(store, &line.verifier, offered_s),
        None => Ok(()),
    });
    // The line comes first in what she is told: the rest is tried again with the next sync.
    let report = result?;
    refused?;
    believed?;
    store.with(|store| store.log().set_meta("last_sync_s", store.now().wall_s))?;
    Ok(report)
}

/// Keeps the server's time, if it is within the server's own certificate.
fn believe(store: &mut Store, verifier: &Verifier, time_s: i64) -> Result<(), SyncError> {
    Ok(server_time::keep(store, verifier.server_time(time_s), verifier.is_by_root())?)
}

/// The wish to stop, and the deadline of the line.
struct Watch<'a> {
    cancel: &'a AtomicBool,
    idle: Duration,
    deadline: Instant,
    poll: tokio::time::Interval,
}

impl<'a> Watch<'a> {
    fn new(cancel: &'a AtomicBool, link: &Link) -> Self {
        let mut poll = tokio::time::interval(POLL);
        poll.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        // The first byte may have to wait for the connection.
        let deadline = Instant::now() + link.connect_timeout + link.idle_timeout;
        Watch { cancel, idle: link.idle_timeout, deadline, poll }
    }

    /// Something moved; `in_flight` bytes may still be under way.
    fn moved(&mut self, in_flight: u64) {
        let slow = Duration::from_secs(in_flight / SLOWEST_BYTES_A_SECOND);
        self.deadline = self.deadline.max(Instant::now() + self.idle + slow);
    }

    fn check(&self) -> Result<(), SyncError> {
        if self.cancel.load(Ordering::Relaxed) {
            return Err(SyncError::Cancelled);
        }
        if Instant::now() >= self.deadline {
            return Err(SyncError::Line("nothing came for too long".into()));
        }
        Ok(())
    }

    /// Waits for `work`, unless the caller wants to stop or the line is silent for too long.
    async fn on<T>(&mut self, work: impl Future<Output = T>) -> Result<T, SyncError> {
        let mut work = pin!(work);
        loop {
            self.check()?;
            tokio::select! {
                biased;
                done = &mut work => return Ok(done),
                _ = self.poll.tick() => {}
            }
        }
    }
}

/// One sync's connection: its runtime, its TLS session, its keep-alive.
struct Line {
    client: Client,
    verifier: Arc<Verifier>,
    base: String,
    // Last: the client's tasks end with it.
    runtime: Runtime,
}

impl Line {
    fn open(trust: Trust, url: &str, link: &Link) -> Result<Line, SyncError> {
        if !url.starts_with("https://") {
            return Err(SyncError::Line(format!("the server's address {url} does not begin with https://")));
        }
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .build()
            .map_err(|error| SyncError::Line(format!("the system gives no sockets: {error}")))?;
        let (config, verifier) = tls::client(trust)?;
        let builder = Client::builder()
            .tls_backend_preconfigured(config)
            .user_agent(concat!("chaski/", env!("CARGO_PKG_VERSION")))
            .http1_only()
            .https_only(true)
            .no_proxy()
            .referer(false)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .connect_timeout(link.connect_timeout)
            .pool_max_idle_per_host(1);
        #[cfg(any(target_os = "android", target_os = "linux"))]
        let builder = builder.tcp_user_timeout(link.idle_timeout);
        let client = builder.build().map_err(line_error)?;
        Ok(Line { client, verifier, base: url.trim_end_matches('/').to_owned(), runtime })
    }

    async fn post(&self, path: &str, body: Body, watch: &mut Watch<'_>) -> Result<Response, SyncError> {
        let sending = self.client.post(format!("{}{path}", self.base)).body(body).send();
        watch.on(sending).await?.map_err(line_error)
    }

    /// Carries one request of a session and its answer.
    async fn exchange<H: Hold>(
        &self,
        session: &mut Session,
        store: &mut H,
        link: &Link,
        cancel: &AtomicBool,
        step: &mut dyn FnMut(Progress),
    ) -> Result<(), SyncError> {
        let mut watch = Watch::new(cancel, link);
        watch.check()?;
        let mut chunks = store.with(|store| chunks(session, store))?;
        let to_send: usize = chunks.iter().map(Vec::len).sum();
        step(Progress { to_send_bytes: to_send as u64, ..Progress::default() });

        let (feed, fed) = mpsc::channel::<Vec<u8>>(1);
        let body = Body::wrap_stream(futures_util::stream::unfold(fed, |mut fed| async {
            fed.recv().await.map(|chunk| (Ok::<_, std::convert::Infallible>(chunk), fed))
        }));
        let mut feed = Some(feed);
        let mut sending = pin!(self.client.post(format!("{}/v1/sync", self.base)).body(body).send());
        let mut sent = 0;
        let mut response = loop {
            watch.check()?;
            let room = async {
                match &feed {
                    Some(feed) => feed.clone().reserve_owned().await.ok(),
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                // An answer before the whole request was sent is a refusal: the rest is not worth its bytes.
                response = &mut sending => break response.map_err(line_error)?,
                room = room => match (room, chunks.pop_front()) {
                    (Some(room), Some(chunk)) => {
                        let bytes = chunk.len() as u64;
                        sent += bytes;
                        room.send(chunk);
                        watch.moved(sent);
                        step(Progress { sent_bytes: bytes, ..Progress::default() });
                    }
                    _ => feed = None,
                },
                _ = watch.poll.tick() => {}
            }
        };
        drop(feed);
        watch.moved(0);
        expect_ok(&mut response, &mut watch).await?;
        while let Some(bytes) = next_chunk(&mut response, &mut watch).await? {
            store.with(|store| session.receive(store, &bytes))?;
            step(Progress { received_bytes: bytes.len() as u64, ..Progress::default() });
        }
        Ok(())
    }
}

/// The request's frames, cut into chunks. It is made before the line is opened: a request holds a bounded number of
/// batches, and what is to be sent is then known.
fn chunks(session: &mut Session, store: &Store) -> Result<VecDeque<Vec<u8>>, SyncError> {
    let mut chunks: VecDeque<Vec<u8>> = VecDeque::from([Vec::with_capacity(CHUNK_BYTES)]);
    while let Some(frame) = session.next_frame(store)? {
        let mut rest = frame.as_slice();
        while !rest.is_empty() {
            match chunks.back_mut() {
                Some(last) if last.len() < CHUNK_BYTES => {
                    let (now, later) = rest.split_at(rest.len().min(CHUNK_BYTES - last.len()));
                    last.extend_from_slice(now);
                    rest = later;
                }
                _ => chunks.push_back(Vec::with_capacity(CHUNK_BYTES)),
            }
        }
    }
    Ok(chunks)
}

async fn next_chunk(response: &mut Response, watch: &mut Watch<'_>) -> Result<Option<Vec<u8>>, SyncError> {
    let chunk = watch.on(response.chunk()).await?.map_err(line_error)?;
    watch.moved(0);
    Ok(chunk.map(|bytes| bytes.to_vec()))
}

/// The answer to a one-time code, whole.
async fn whole(response: &mut Response, watch: &mut Watch<'_>) -> Result<Vec<u8>, SyncError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = next_chunk(response, watch).await? {
        bytes.extend_from_slice(&chunk);
        if bytes.len() > ENROL_BYTES {
            return Err(StoreError::BadAnswer("its length").into());
        }
    }
    Ok(bytes)
}

/// A one-time code that is refused comes with the name of why.
async fn code_is_taken(response: &mut Response, watch: &mut Watch<'_>) -> Result<(), SyncError> {
    if matches!(response.status(), StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS) {
        return Err(SyncError::Enrolment(sentence(response, watch).await));
    }
    expect_ok(response, watch).await
}

/// Anything but 200 comes with a sentence: why the server is not ready to answer.
async fn expect_ok(response: &mut Response, watch: &mut Watch<'_>) -> Result<(), SyncError> {
    match response.status() {
        StatusCode::OK => Ok(()),
        StatusCode::SERVICE_UNAVAILABLE => Err(SyncError::Refused(RefusalCode::Unavailable)),
        status => match sentence(response, watch).await {
            text if text.is_empty() => Err(SyncError::Line(format!("the server answered {status}"))),
            text => Err(SyncError::Line(format!("the server says: {text}"))),
        },
    }
}

async fn sentence(response: &mut Response, watch: &mut Watch<'_>) -> String {
    let mut bytes = Vec::new();
    while bytes.len() < SENTENCE_BYTES
        && let Ok(Some(chunk)) = next_chunk(response, watch).await
    {
        bytes.extend_from_slice(&chunk);
    }
    bytes.truncate(SENTENCE_BYTES);
    String::from_utf8_lossy(&bytes).trim().to_owned()
}

/// A wrong certificate is told apart from a broken line.
fn line_error(error: reqwest::Error) -> SyncError {
    if let Some(found @ (rustls::Error::InvalidCertificate(_) | rustls::Error::NoCertificatesPresented)) =
        error.source().and_then(tls_error)
    {
        return if tls::is_expired(found) {
            SyncError::Expired
        } else {
            SyncError::NotOurServer(tls::complaint(found))
        };
    }
    let why = if error.is_timeout() {
        "no answer in time"
    } else if error.is_connect() {
        "no connection to the server"
    } else if error.is_builder() {
        "the server's address cannot be read"
    } else {
        "the connection was cut"
    };
    SyncError::Line(why.into())
}

/// The TLS error at the bottom of another; an I/O error hides what it wraps from `source`.
fn tls_error<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e rustls::Error> {
    if let Some(found) = error.downcast_ref() {
        return Some(found);
    }
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(within) => tls_error(within),
        None => error.source().and_then(tls_error),
    }
}

// A request's bytes are held whole while it is made.
const _: () = assert!(limits::REQUEST_BATCHES * limits::FRAME_BYTES <= 32 * 1024 * 1024);
