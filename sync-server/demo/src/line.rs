//! The bad line: a proxy on this computer between the phones and the server that lets some connections live and cuts
//! the others after a drawn number of bytes, in either direction. It carries TLS and so understands nothing of what
//! it cuts; it only counts.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Handle;
use tokio::task::JoinHandle;

use super::chance::Chance;

/// After so many cuts one after another a connection lives: a line that carries nothing proves nothing.
const CUTS_IN_A_ROW: u64 = 5;
/// A connection that is to be cut carries fewer bytes than two to one of these powers: a handshake and the head of a
/// request take a few thousand, a week's work tens of thousands, and cuts fall in all of them.
const POWERS: (i64, i64) = (7, 16);

/// What passed over the line.
#[derive(Debug, Default)]
pub struct Meter {
    up: AtomicU64,
    down: AtomicU64,
    connections: AtomicU64,
    cuts: AtomicU64,
    cuts_in_a_row: AtomicU64,
}

impl Meter {
    /// Bytes from phones to the server, TLS included.
    pub fn up(&self) -> u64 {
        self.up.load(Ordering::Relaxed)
    }

    /// Bytes from the server to phones, TLS included.
    pub fn down(&self) -> u64 {
        self.down.load(Ordering::Relaxed)
    }

    /// Connections that phones opened.
    pub fn connections(&self) -> u64 {
        self.connections.load(Ordering::Relaxed)
    }

    /// Connections that the line cut.
    pub fn cuts(&self) -> u64 {
        self.cuts.load(Ordering::Relaxed)
    }
}

/// A line that is open; it closes when this is dropped.
pub struct Line {
    /// Where phones reach it.
    pub address: SocketAddr,
    /// What passed.
    pub meter: Arc<Meter>,
    task: JoinHandle<()>,
}

impl Line {
    /// Opens a line to a server.
    pub fn open(runtime: &Handle, server: SocketAddr, seed: u64) -> std::io::Result<Line> {
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let address = listener.local_addr()?;
        let meter = Arc::new(Meter::default());
        let task = runtime.spawn(accept(listener, server, meter.clone(), Chance::of(seed, "line")));
        Ok(Line { address, meter, task })
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.task.abort();
    }
}

/// How many bytes each direction of a connection may carry; all of them where nothing is said.
#[derive(Debug, Clone, Copy, Default)]
struct Lives {
    up: Option<u64>,
    down: Option<u64>,
}

impl Lives {
    fn draw(chance: &mut Chance) -> Lives {
        if chance.percent(35) {
            return Lives::default();
        }
        let power = chance.between(POWERS.0, POWERS.1);
        let bytes = Some(chance.below(1 << power));
        if chance.percent(50) { Lives { up: bytes, down: None } } else { Lives { up: None, down: bytes } }
    }
}

async fn accept(listener: TcpListener, server: SocketAddr, meter: Arc<Meter>, mut chance: Chance) {
    while let Ok((phone, _)) = listener.accept().await {
        meter.connections.fetch_add(1, Ordering::Relaxed);
        let drawn = Lives::draw(&mut chance);
        let patience = meter.cuts_in_a_row.load(Ordering::Relaxed) < CUTS_IN_A_ROW;
        let lives = if patience { drawn } else { Lives::default() };
        tokio::spawn(carry(phone, server, lives, meter.clone()));
    }
}

async fn carry(mut phone: TcpStream, server: SocketAddr, lives: Lives, meter: Arc<Meter>) {
    let Ok(mut server) = TcpStream::connect(server).await else { return };
    // Small frames must not wait for each other: the line is bad, not slow.
    let _ = (phone.set_nodelay(true), server.set_nodelay(true));
    let (phone_reads, phone_writes) = phone.split();
    let (server_reads, server_writes) = server.split();
    let up = pump(phone_reads, server_writes, lives.up, &meter.up);
    let down = pump(server_reads, phone_writes, lives.down, &meter.down);
    tokio::pin!(up, down);
    // A cut in one direction takes the other with it: both sockets are closed when this returns.
    let cut = tokio::select! {
        end = &mut up => end == End::Cut || down.await == End::Cut,
        end = &mut down => end == End::Cut || up.await == End::Cut,
    };
    if cut {
        meter.cuts.fetch_add(1, Ordering::Relaxed);
        meter.cuts_in_a_row.fetch_add(1, Ordering::Relaxed);
    } else {
        meter.cuts_in_a_row.store(0, Ordering::Relaxed);
    }
}

#[derive(Debug, PartialEq, Eq)]
enum End {
    Closed,
    Cut,
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    mut lives: Option<u64>,
    count: &AtomicU64,
) -> End {
    let mut buffer = vec![0u8; 16 * 1024];
    loop {
        let read = match from.read(&mut buffer).await {
            Ok(0) | Err(_) => {
                let _ = to.shutdown().await;
                return End::Closed;
            }
            Ok(read) => read,
        };
        let passes = lives.map_or(read, |lives| read.min(usize::try_from(lives).unwrap_or(read)));
        if to.write_all(&buffer[..passes]).await.is_err() {
            return End::Closed;
        }
        count.fetch_add(passes as u64, Ordering::Relaxed);
        if passes < read {
            let _ = to.flush().await;
            return End::Cut;
        }
        lives = lives.map(|lives| lives - passes as u64);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A server that gives back what it gets.
    async fn echo(listener: TcpListener) {
        while let Ok((mut peer, _)) = listener.accept().await {
            tokio::spawn(async move {
                let (mut reads, mut writes) = peer.split();
                let _ = tokio::io::copy(&mut reads, &mut writes).await;
            });
        }
    }

    #[test]
    fn a_line_cuts_many_connections_lets_some_live_and_counts_what_passed() {
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let server = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0))).unwrap();
        let address = server.local_addr().unwrap();
        runtime.spawn(echo(server));
        let line = Line::open(runtime.handle(), address, 3).unwrap();
        let sent = vec![7u8; 60_000];
        let whole = runtime.block_on(async {
            let mut whole = 0;
            for _ in 0..60 {
                let mut peer = TcpStream::connect(line.address).await.unwrap();
                let (mut reads, mut writes) = peer.split();
                let mut back = Vec::new();
                let write = async {
                    let _ = writes.write_all(&sent).await;
                    let _ = writes.shutdown().await;
                };
                let _ = tokio::join!(write, reads.read_to_end(&mut back));
                whole += u64::from(back == sent);
            }
            whole
        });
        assert!((8..=50).contains(&whole), "{whole}");
        assert_eq!(line.meter.connections(), 60);
        assert_eq!(line.meter.cuts() + whole, 60);
        assert!(line.meter.up() >= whole * 60_000 && line.meter.up() < 60 * 60_000);
        assert!(line.meter.down() >= whole * 60_000);
    }
}
