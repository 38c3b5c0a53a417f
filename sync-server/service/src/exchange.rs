//! What every answer over HTTP has in common: where a request comes from, a refusal in a sentence, a body that is read
//! on after an early answer. Knows no route.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::StreamExt;
use tokio::time::{Instant, timeout_at};

use crate::storage::StorageError;

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

/// A status and a sentence.
pub(crate) fn refusal(status: StatusCode, sentence: impl Into<String>) -> Response {
    let mut response = (status, sentence.into()).into_response();
    if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("60"));
    }
    response
}

/// The sentence of a storage that fails; what it is stands in the log.
pub(crate) fn failing(error: &StorageError) -> Response {
    tracing::error!(%error, "the storage fails");
    refusal(StatusCode::SERVICE_UNAVAILABLE, "the server cannot take anything now: try again later")
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
