//! Enrolment over HTTP: a phone shows the one-time code of its invitation. A refusal of the code is its name, which the phone
//! says in its language.
//! Who shows wrong codes waits; the count is kept in memory, for a code has 128 bits and nobody guesses one.

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
use crate::log;

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
    if service.attempts.is_exceeded(from) {
        drain(request.into_body());
        return refuse(StatusCode::TOO_MANY_REQUESTS, EnrolRefusal::TooMany.code());
    }
    let bytes = match timeout(service.limits.idle, read(request.into_body(), service.limits.enrol_bytes))
        .await
    {
        Ok(Read::Whole(bytes)) => bytes,
        Ok(Read::TooLong) => {
            return refuse(
                StatusCode::PAYLOAD_TOO_LARGE,
                "the request is longer than an enrolment's: update the app",
            );
        }
        Ok(Read::Cut) => return refuse(StatusCode::BAD_REQUEST, "the request was cut: try again"),
        Err(_) => return refuse(StatusCode::REQUEST_TIMEOUT, "the line was silent for too long: try again"),
    };
    let limit = usize::try_from(service.limits.enrol_bytes).unwrap_or(usize::MAX);
    let request = codec::decode(&bytes, limit).ok().and_then(|item| EnrolRequest::from_item(&item).ok());
    let Some(request) = request else {
        return refuse(StatusCode::BAD_REQUEST, "the request cannot be read: update the app");
    };
    let device = Some(DeviceId::of_public_key(&request.public_key));
    match service.storage.enrol(request, service.now_s()).await {
        Ok(Ok(answer)) => {
            let headers = [(header::CONTENT_TYPE, "application/octet-stream")];
            ((headers, codec::encode(&answer.item())).into_response(), device, None)
        }
        Ok(Err(why)) => {
            service.attempts.count(from);
            (refusal(StatusCode::FORBIDDEN, why.code()), device, Some(why.code().into()))
        }
        Err(error) => (failing(&error), device, Some("the storage fails".into())),
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
