//! How what is on the phone reaches the server whole, and what the server has comes back. The session is a state
//! machine without I/O: bytes in, bytes out, over the store. Transports carry the bytes; they know no frame.

pub mod apply;
pub mod bundle;
pub mod content;
pub mod drafts;
pub mod enrol;
pub mod enrol_refusal;
pub mod frame;
#[cfg(feature = "http")]
pub mod http;
pub mod lane;
pub mod message;
pub mod outbox;
pub mod purge;
#[cfg(feature = "http")]
pub mod server_time;
pub mod session;
pub mod short_code;
#[cfg(feature = "http")]
pub mod tls;
pub mod verify;

pub use session::{Next, Report, Session};
