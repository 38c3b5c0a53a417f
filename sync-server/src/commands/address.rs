//! Where phones reach the server, as a person or the folder says it.

use std::net::IpAddr;

use chaski_service::data::DataFolder;
use chaski_service::http::serve;

/// Where phones reach the server by what it was told; `None` if it was told nothing that they can reach.
pub(super) fn url_of(folder: &DataFolder) -> Option<String> {
    serve::url_of(folder.remembered().names.first().map(String::as_str), folder.listen()?)
}

/// The host in an address.
pub(super) fn host_of(url: &str) -> Option<String> {
    let uri: axum::http::Uri = url.parse().ok()?;
    let plain =
        uri.scheme_str() == Some("https") && uri.path_and_query().is_none_or(|path| path.as_str() == "/");
    let host = uri.host()?.trim_start_matches('[').trim_end_matches(']');
    (plain && !host.is_empty()).then(|| host.to_owned())
}

/// Whether the certificate holds for this host.
pub(super) fn is_covered(host: &str, names: &[String]) -> bool {
    let same = |name: &str| match (name.parse::<IpAddr>(), host.parse::<IpAddr>()) {
        (Ok(a), Ok(b)) => a == b,
        _ => name.eq_ignore_ascii_case(host),
    };
    ["localhost", "127.0.0.1", "::1"].into_iter().any(same) || names.iter().any(|name| same(name))
}
