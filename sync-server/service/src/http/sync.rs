//! One request of a sync over HTTP: each chunk goes to the session as it arrives, each whole batch is durable before
//! the next chunk is read, and the answer goes out when the body has ended. Knows no frame.

use std::sync::Arc;
use std::time::Instant;

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, stream};
use tokio::time::{Instant as Moment, timeout, timeout_at};

use super::service::Service;
use crate::exchange::{Peer, drain, failing, refusal};
use crate::log;
use crate::session::{Outcome, ServerSession};

/// Answers a request.
pub(crate) async fn sync(service: Arc<Service>, request: Request) -> Response {
    let waiting = service.running.clone().acquire_owned();
    let Ok(Ok(turn)) = timeout(service.limits.queue, waiting).await else {
        drain(request.into_body());
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "the server is busy: try again in a minute");
    };
    // On a task of its own: what is under way is finished and written down though the phone is gone.
    let task = tokio::spawn(async move {
        let _turn = turn;
        let began = Instant::now();
        tracing::debug!(peer = %Peer::of(&request).0, route = "/v1/sync");
        let mut read = Read::default();
        let (response, outcome) = answer(&service, request, &mut read).await;
        log::sync(&outcome, response.status().as_u16(), read.bytes_in, read.bytes_out, began.elapsed());
        response
    });
    task.await.unwrap_or_else(|error| {
        tracing::error!(%error, "a request ended in the middle");
        refusal(StatusCode::INTERNAL_SERVER_ERROR, "the server failed: try again later, and report this")
    })
}

#[derive(Default)]
struct Read {
    bytes_in: u64,
    bytes_out: u64,
}

async fn answer(service: &Service, request: Request, read: &mut Read) -> (Response, Outcome) {
    let limits = &service.limits;
    let claimed =
        request.headers().get(header::CONTENT_LENGTH).and_then(|v| v.to_str().ok()?.parse::<u64>().ok());
    let mut body = request.into_body().into_data_stream();
    let mut session = ServerSession::new(&*service.storage);
    let deadline = Moment::now() + limits.request;
    let mut silent = false;
    let early = loop {
        if claimed.unwrap_or(0).max(read.bytes_in) > limits.sync_bytes {
            break Some(refusal(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the request is longer than a phone's: what came whole is kept; update the app",
            ));
        }
        match timeout_at(deadline.min(Moment::now() + limits.idle), body.next()).await {
            Err(_) => {
                silent = true;
                break Some(refusal(
                    StatusCode::REQUEST_TIMEOUT,
                    "the line was silent for too long: what came whole is kept; sync again",
                ));
            }
            // The body ended, or the line broke: the session knows whether the request was whole.
            Ok(None | Some(Err(_))) => break None,
            Ok(Some(Ok(bytes))) => {
                read.bytes_in += bytes.len() as u64;
                match session.receive(&bytes, service.now_s()).await {
                    Ok(true) => {}
                    Ok(false) => break None,
                    Err(error) => break Some(failing(&error)),
                }
            }
        }
    };
    if !silent {
        drain(Body::from_stream(body));
    }
    let (frames, outcome) = match session.finish(service.now_s()).await {
        Ok(finished) => finished,
        Err(error) => return (early.unwrap_or_else(|| failing(&error)), Outcome::default()),
    };
    if let Some(response) = early {
        return (response, outcome);
    }
    if frames.is_empty() {
        return (
            refusal(StatusCode::BAD_REQUEST, "the request was cut: what came whole is kept; sync again"),
            outcome,
        );
    }
    read.bytes_out = frames.iter().map(|frame| frame.len() as u64).sum();
    let headers = [
        (header::CONTENT_TYPE, "application/octet-stream".to_owned()),
        (header::CONTENT_LENGTH, read.bytes_out.to_string()),
    ];
    let frames =
        stream::iter(frames.into_iter().map(|frame| Ok::<_, std::convert::Infallible>(Bytes::from(frame))));
    ((headers, Body::from_stream(frames)).into_response(), outcome)
}
