//! Enrolment over HTTP: a phone shows the one-time code of its invitation, or asks for the invitation by a code that was typed. A refusal
//! of the code is its name, which the phone says in its language.
//! Who shows wrong codes waits; the count is kept in memory, for nobody guesses a code of 128 bits, nor one of 60.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::body::Body;
use axum::extract::Request;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chaski::change::codec;
use chaski::record::DeviceId;
use chaski::sync::enrol::EnrolRequest;
use chaski::sync::enrol_refusal::EnrolRefusal;
use futures_util::StreamExt;
use tokio::time::timeout;

use super::service::Service;
use crate::exchange::{Peer, drain, failing, refusal};
use crate::{log, storage};

/// Answers a request.
pub(crate) async fn enrol(service: Arc<Service>, request: Request) -> Response {
    let began = Instant::now();
    let peer = Peer::of(&request);
    tracing::debug!(peer = %peer.0, route = "/v1/enrol");
    let (response, device, refused) = answer(&service, request, peer.neighbourhood()).await;
    let device = device.map(|device| device.to_hex());
    log::enrol(device.as_deref(), refused.as_deref(), response.status().as_u16(), began.elapsed());
    response
}

type Answered = (Response, Option<DeviceId>, Option<String>);

async fn answer(service: &Service, request: Request, from: IpAddr) -> Answered {
    let refuse = |status, sentence: &str| (refusal(status, sentence), None, Some(sentence.to_owned()));
    let bytes = match shown(service, request, from).await {
        Ok(bytes) => bytes,
        Err((status, sentence)) => return refuse(status, sentence),
    };
    let limit = usize::try_from(service.limits.enrol_bytes).unwrap_or(usize::MAX);
    let request = codec::decode(&bytes, limit).ok().and_then(|item| EnrolRequest::from_item(&item).ok());
    let Some(request) = request else {
        return refuse(StatusCode::BAD_REQUEST, UNREADABLE);
    };
    let device = Some(DeviceId::of_public_key(&request.public_key));
    let answer = service.storage.enrol(request, service.now_s()).await;
    let (response, refused) =
        said(service, from, answer.map(|found| found.map(|answer| codec::encode(&answer.item()))));
    (response, device, refused)
}

/// Hands an invitation, sealed, to who asks by its short code.
pub(crate) async fn invitation(service: Arc<Service>, request: Request) -> Response {
    let began = Instant::now();
    let peer = Peer::of(&request);
    tracing::debug!(peer = %peer.0, route = "/v1/invitation");
    let from = peer.neighbourhood();
    let (response, refused) = match shown(&service, request, from).await {
        Ok(bytes) => match bytes.as_slice().try_into() {
            Ok(id) => said(&service, from, service.storage.sealed_invitation(id, service.now_s()).await),
            Err(_) => (refusal(StatusCode::BAD_REQUEST, UNREADABLE), Some(UNREADABLE.to_owned())),
        },
        Err((status, sentence)) => (refusal(status, sentence), Some(sentence.to_owned())),
    };
    log::invitation(refused.as_deref(), response.status().as_u16(), began.elapsed());
    response
}

const UNREADABLE: &str = "the request cannot be read: update the app";

/// What a request carries, from whoever did not show too many wrong codes; or why it is refused.
async fn shown(
    service: &Service,
    request: Request,
    from: IpAddr,
) -> Result<Vec<u8>, (StatusCode, &'static str)> {
    if service.attempts.is_exceeded(from) {
        drain(request.into_body());
        return Err((StatusCode::TOO_MANY_REQUESTS, EnrolRefusal::TooMany.code()));
    }
    match timeout(service.limits.idle, read(request.into_body(), service.limits.enrol_bytes)).await {
        Ok(Read::Whole(bytes)) => Ok(bytes),
        Ok(Read::TooLong) => {
            Err((StatusCode::PAYLOAD_TOO_LARGE, "the request is longer than an enrolment's: update the app"))
        }
        Ok(Read::Cut) => Err((StatusCode::BAD_REQUEST, "the request was cut: try again")),
        Err(_) => Err((StatusCode::REQUEST_TIMEOUT, "the line was silent for too long: try again")),
    }
}

/// The answer to a code, and why it was refused.
fn said(
    service: &Service,
    from: IpAddr,
    answer: storage::Result<Result<Vec<u8>, EnrolRefusal>>,
) -> (Response, Option<String>) {
    match answer {
        Ok(Ok(bytes)) => {
            let headers = [(header::CONTENT_TYPE, "application/octet-stream")];
            ((headers, bytes).into_response(), None)
        }
        Ok(Err(why)) => {
            service.attempts.count(from);
            (refusal(StatusCode::FORBIDDEN, why.code()), Some(why.code().into()))
        }
        Err(error) => (failing(&error), Some("the storage fails".into())),
    }
}

enum Read {
    Whole(Vec<u8>),
    TooLong,
    Cut,
}

async fn read(body: Body, limit: u64) -> Read {
    let mut stream = body.into_data_stream();
    let mut bytes = Vec::new();
    while let Some(chunk) = stream.next().await {
        let Ok(chunk) = chunk else { return Read::Cut };
        bytes.extend_from_slice(&chunk);
        if bytes.len() as u64 > limit {
            drain(Body::from_stream(stream));
            return Read::TooLong;
        }
    }
    Read::Whole(bytes)
}
