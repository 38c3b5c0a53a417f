//! Every bound on the way between a phone and a server, in one place. Knows numbers only.

/// A batch holds canonical bodies of at most this many bytes, unless one change alone is larger.
pub const BATCH_BYTES: usize = 16 * 1024;
/// A change's canonical body is never larger; `save` refuses it with a sentence.
pub const CHANGE_BYTES: usize = 256 * 1024;
/// Edits in one change.
pub const CHANGE_EDITS: usize = 4_096;
/// Changes in one batch.
pub const BATCH_CHANGES: usize = 1_024;
/// A frame on the wire, compressed, with its header; also what a compressed frame may unfold to.
pub const FRAME_BYTES: usize = 2 * CHANGE_BYTES;
/// The signed head of a request, compressed or not.
pub const HEAD_BYTES: usize = 1024 * 1024;
/// The tail of a feed: some 140,000 changes.
pub const TAIL_BYTES: usize = 8 * 1024 * 1024;
/// Canonical bodies in one page of a feed, unless one change alone is larger.
pub const PAGE_BYTES: usize = 48 * 1024;
/// Changes in one page of a feed.
pub const PAGE_CHANGES: usize = 1_000;
/// Batches that a phone puts into one request; the rest goes with the next.
pub const REQUEST_BATCHES: usize = 64;
/// Cursors (and so areas) in one request.
pub const CURSORS: usize = 1_024;
/// Nesting of a value; deeper is unreadable.
pub const DEPTH: usize = 16;
/// Names in one `replaces`.
pub const REPLACES: usize = 256;
/// Requests that one sync makes before it hands back to the caller, who may start the next.
pub const SYNC_REQUESTS: usize = 64;
/// A piece of content; the last may be shorter. The unit in which content travels, is verified and resumed.
pub const CONTENT_CHUNK_BYTES: usize = 16 * 1024;
/// Content of one name.
pub const CONTENT_BYTES: usize = 64 * 1024 * 1024;
/// Pieces of content in one answer, with their frames.
pub const CONTENT_ANSWER_BYTES: u64 = 256 * 1024;
/// Contents that one head asks for.
pub const CONTENT_WANTED: usize = 8;
/// Contents that one head says are held.
pub const CONTENT_HELD: usize = 1_024;
/// Letters of why a phone cannot use a content.
pub const CONTENT_REASON: usize = 300;
/// What is kept of a draft, as it travels; a longer one stays on its phone alone.
pub const DRAFT_BYTES: usize = 400 * 1024;
/// Letters of a draft's name.
pub const DRAFT_ID_LETTERS: usize = 64;
/// Drafts in one request, or in one answer, with their frames, unless one alone has more.
pub const DRAFTS_BYTES: u64 = 256 * 1024;
/// Openings, or ranges of numbers, that one head lists.
pub const OPENINGS: usize = 4_096;
/// Changes that one request brings back to a database that lacks its own.
pub const RETURNED: usize = 4_096;
