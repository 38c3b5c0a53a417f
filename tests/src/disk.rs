//! A simulated disk: what a phone's storage does to a database when the power goes, the space runs out or
//! somebody copies the phone. It is an in-memory file system that SQLite uses as a VFS, one per simulated
//! phone.
//!
//! It knows the difference between what was written and what is durable. Reads see every write. A power cut
//! keeps what was synced; of what came after, each sector of each file ends at some version it had since the
//! last sync, and a file that was created or deleted since may or may not be there. That is pessimistic (more
//! than most file systems would do) but legal: software that only trusts what it synced survives every seed.
//! Which sectors survive depends on the seed of the cut and on the operations before it, and on nothing else.
//!
//! The model:
//! - a write or truncation is pending until the file is synced. At the cut a pending write is kept, dropped
//!   or torn between sectors of 512 bytes, which are atomic; a later write to a sector carries the earlier
//!   ones to it along. A truncation is kept or dropped.
//! - syncing a file makes its own name durable too. The first sync of a newly opened journal or WAL, and a
//!   deletion that asks for it, make the whole directory durable, as SQLite's own VFS for Unix does. There is
//!   one directory; a path is only a name.
//! - files without a name, and those to be deleted on closing, never survive a cut.
//!
//! Images are shared between disks page by page until one of them is written, so that starting a thousand
//! phones from one template costs little.
//!
//! What is not simulated: bits that rot, a disk that lies about syncing, memory-mapped reads. SQLite seeds
//! its random generator once per process from the default VFS, and SQLCipher takes its own from OpenSSL: the
//! sizes and places of writes repeat from run to run, the encrypted bytes do not.

#![allow(unsafe_code)]

use std::collections::BTreeMap;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::mem;
use std::ptr;
use std::sync::atomic::{AtomicI64, AtomicPtr, AtomicU64, Ordering, fence};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rusqlite::ffi;

/// What the disk writes whole or not at all.
const SECTOR: usize = 512;
/// The unit in which images are shared between disks.
const CHUNK: usize = 4096;
/// The longest name of a file.
const MAX_NAME: c_int = 512;
/// How many earlier states of a name a cut may return to; older ones are taken as flushed meanwhile.
const MAX_BEFORE: usize = 16;
/// 1970-01-01 in SQLite's milliseconds of the Julian day.
const UNIX_EPOCH_JULIAN_MS: i64 = 210_866_760_000_000;

/// A simulated disk, registered with SQLite as a VFS for as long as it lives. Clones are the same disk.
///
/// Open databases on it with `Connection::open_with_flags_and_vfs(path, flags, disk.vfs_name())`.
///
/// A disk must not be dropped (its last clone) while a connection on it is open or being opened: SQLite keeps
/// a pointer to the VFS in every connection. Open files delay the end of the disk, which covers a connection
/// that is merely dropped after it, but not one that would open another file then.
#[derive(Clone)]
pub struct Disk(Arc<Shared>);

impl Disk {
    /// An empty disk, switched on. The seed is for what SQLite asks of the VFS's random source; power cuts
    /// take their own. The time starts at 1970-01-01.
    ///
    /// # Panics
    ///
    /// If SQLite cannot be initialised.
    pub fn new(seed: u64) -> Disk {
        chaski::store::open::initialise();
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let name = format!("chaski-disk-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let shared = Arc::new(Shared {
            name: CString::new(name).unwrap_or_default(),
            vfs: AtomicPtr::new(ptr::null_mut()),
            now: AtomicI64::new(0),
            state: Mutex::new(State::new(seed)),
        });
        let vfs = Box::into_raw(Box::new(ffi::sqlite3_vfs {
            iVersion: 2,
            szOsFile: mem::size_of::<OpenFile>() as c_int,
            mxPathname: MAX_NAME,
            pNext: ptr::null_mut(),
            zName: shared.name.as_ptr(),
            pAppData: Arc::as_ptr(&shared).cast_mut().cast(),
            xOpen: Some(vfs_open),
            xDelete: Some(vfs_delete),
            xAccess: Some(vfs_access),
            xFullPathname: Some(vfs_full_pathname),
            xDlOpen: Some(vfs_dl_open),
            xDlError: Some(vfs_dl_error),
            xDlSym: None,
            xDlClose: None,
            xRandomness: Some(vfs_randomness),
            xSleep: Some(vfs_sleep),
            xCurrentTime: Some(vfs_current_time),
            xGetLastError: Some(vfs_last_error),
            xCurrentTimeInt64: Some(vfs_current_time_ms),
            xSetSystemCall: None,
            xGetSystemCall: None,
            xNextSystemCall: None,
        }));
        shared.vfs.store(vfs, Ordering::Release);
        // SAFETY: `vfs` is a complete VFS of version 2 that lives, like its name, until `Shared::drop` has
        // unregistered it. It is not made the default.
        let rc = unsafe { ffi::sqlite3_vfs_register(vfs, 0) };
        assert_eq!(rc, ffi::SQLITE_OK, "SQLite refuses another VFS");
        Disk(shared)
    }

    /// The name under which SQLite knows this disk.
    pub fn vfs_name(&self) -> &str {
        self.0.name.to_str().unwrap_or_default()
    }

    /// Cuts the power and restores it at once. Every file becomes what survives, every open file is dead from
    /// now on: whatever its connection still tries fails with `SQLITE_IOERR`. A planned cut is forgotten.
    pub fn power_cut(&self, seed: u64) {
        let mut state = self.0.state();
        state.plan = None;
        state.cut(seed);
    }

    /// Plans a power cut in the middle of the `n`-th write, sync, truncation or deletion from now (1 is the
    /// next one, and so is 0). That operation may be done, undone or half done; it and all later ones fail
    /// with `SQLITE_IOERR` until [`power_on`](Disk::power_on). Replaces an earlier plan.
    pub fn cut_after_writes(&self, n: u64, seed: u64) {
        self.0.state().plan = Some(Plan { left: n.max(1), seed });
    }

    /// Switches the disk on again, and forgets a planned cut that has not come. Files opened before the cut
    /// stay dead.
    pub fn power_on(&self) {
        let mut state = self.0.state();
        state.off = false;
        state.plan = None;
    }

    /// Whether a planned cut has come and the power is still off.
    pub fn is_off(&self) -> bool {
        self.0.state().off
    }

    /// How many writes, syncs, truncations and deletions the disk was asked for while it was on.
    pub fn ops(&self) -> u64 {
        self.0.state().ops
    }

    /// How many of the operations were syncs.
    pub fn syncs(&self) -> u64 {
        self.0.state().syncs
    }

    /// Limits the bytes of all files together; what would grow a file beyond that returns `SQLITE_FULL`,
    /// while overwriting goes on to work. `None` lifts the limit.
    pub fn set_full(&self, limit: Option<u64>) {
        self.0.state().limit = limit;
    }

    /// The bytes of all files together, including deleted ones that are still open.
    pub fn used(&self) -> u64 {
        self.0.state().used()
    }

    /// Makes the disk refuse every change made through SQLite, or accept them again.
    pub fn set_read_only(&self, read_only: bool) {
        self.0.state().read_only = read_only;
    }

    /// Sets the time that SQLite sees on this disk, in milliseconds since 1970-01-01 (may be negative). It
    /// stands still until set again.
    pub fn set_time(&self, unix_ms: i64) {
        self.0.now.store(unix_ms, Ordering::Relaxed);
    }

    /// The time that SQLite sees on this disk, in milliseconds since 1970-01-01.
    pub fn time(&self) -> i64 {
        self.0.now.load(Ordering::Relaxed)
    }

    /// The names of the files, sorted.
    pub fn files(&self) -> Vec<String> {
        let state = self.0.state();
        state.names.iter().filter(|(_, entry)| entry.now.is_some()).map(|(name, _)| name.clone()).collect()
    }

    /// What reading the whole file gives now, synced or not.
    pub fn read_file(&self, name: &str) -> Option<Vec<u8>> {
        let state = self.0.state();
        let node = state.nodes.get(&state.find(name)?)?;
        Some(node.image.slice(0, node.image.len))
    }

    /// Puts a file there, durable at once, in the place of an older one of that name. Whoever has the older
    /// one open keeps it. Not subject to the limit, not counted.
    pub fn write_file(&self, name: &str, bytes: &[u8]) {
        let mut image = Image::default();
        image.write(0, bytes);
        self.0.state().put(name, image);
    }

    /// Removes a file, durably. Whoever has it open keeps it. Returns whether it was there.
    pub fn remove(&self, name: &str) -> bool {
        let mut state = self.0.state();
        let was = state.find(name).is_some();
        state.names.remove(name);
        state.sweep();
        was
    }

    /// Makes the other disk a copy of this one, as a backup restored or a phone cloned would be: all that is
    /// written here is durable there. What was there is gone and files open there are dead. Power, limits,
    /// time and counters of both stay as they are.
    pub fn copy_to(&self, other: &Disk) {
        let copies: Vec<(String, Image)> = {
            let state = self.0.state();
            let now = |(name, entry): (&String, &Entry)| {
                Some((name.clone(), state.nodes.get(&entry.now?)?.image.clone()))
            };
            state.names.iter().filter_map(now).collect()
        };
        let mut state = other.0.state();
        state.epoch += 1;
        state.names.clear();
        state.nodes.clear();
        for (name, image) in copies {
            state.put(&name, image);
        }
    }
}

impl std::fmt::Debug for Disk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Disk").field("vfs", &self.vfs_name()).field("files", &self.files()).finish()
    }
}

/// What a disk and the files open on it share.
struct Shared {
    name: CString,
    /// The registered VFS, owned: made in `Disk::new`, freed on drop.
    vfs: AtomicPtr<ffi::sqlite3_vfs>,
    now: AtomicI64,
    state: Mutex<State>,
}

impl Shared {
    /// The state. A thread that panicked while it held the lock does not make the disk unusable for others.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        let vfs = mem::replace(self.vfs.get_mut(), ptr::null_mut());
        if vfs.is_null() {
            return;
        }
        // SAFETY: the pointer came from `Box::into_raw` in `Disk::new` and was registered there. No file is
        // open (each holds this `Shared`) and, as `Disk` demands, no connection uses the VFS. After
        // unregistering nobody else knows the pointer, so the box can be taken back, once: the field is null
        // now.
        unsafe {
            ffi::sqlite3_vfs_unregister(vfs);
            drop(Box::from_raw(vfs));
        }
    }
}

/// The whole disk, behind one lock.
struct State {
    /// The content of files, by a number that is never used again.
    nodes: BTreeMap<u64, Node>,
    /// The directory.
    names: BTreeMap<String, Entry>,
    /// The shared memory of databases in WAL mode. Kept until the last file that mapped it lets go, dead or
    /// alive.
    shms: BTreeMap<u64, Shm>,
    next_id: u64,
    /// Rises with every cut; a file opened in an earlier epoch is dead.
    epoch: u64,
    off: bool,
    plan: Option<Plan>,
    ops: u64,
    syncs: u64,
    limit: Option<u64>,
    read_only: bool,
    rng: Rng,
}

/// A power cut to come.
struct Plan {
    left: u64,
    seed: u64,
}

/// A name in the directory.
#[derive(Default)]
struct Entry {
    now: Option<u64>,
    /// What the name stood for since the directory was last durable, oldest first; a cut may return to each.
    before: Vec<Option<u64>>,
}

impl State {
    fn new(seed: u64) -> State {
        State {
            nodes: BTreeMap::new(),
            names: BTreeMap::new(),
            shms: BTreeMap::new(),
            next_id: 1,
            epoch: 0,
            off: false,
            plan: None,
            ops: 0,
            syncs: 0,
            limit: None,
            read_only: false,
            rng: Rng(seed),
        }
    }

    fn fresh_id(&mut self) -> u64 {
        let id = self.next_id;
        self.next_id += 1;
        id
    }

    fn find(&self, name: &str) -> Option<u64> {
        self.names.get(name)?.now
    }

    /// A durable file with this content.
    fn put(&mut self, name: &str, image: Image) {
        let id = self.fresh_id();
        self.nodes.insert(id, Node { image, ..Node::default() });
        self.names.insert(name.to_owned(), Entry { now: Some(id), before: Vec::new() });
        self.sweep();
    }

    /// Changes what a name stands for; a cut may undo that until the directory is synced.
    fn relink(&mut self, name: &str, id: Option<u64>) {
        let entry = self.names.entry(name.to_owned()).or_default();
        entry.before.push(entry.now);
        entry.now = id;
        if entry.before.len() > MAX_BEFORE {
            entry.before.remove(0);
            self.sweep();
        }
    }

    fn sync_directory(&mut self) {
        for entry in self.names.values_mut() {
            entry.before.clear();
        }
        self.names.retain(|_, entry| entry.now.is_some());
        self.sweep();
    }

    /// Makes durable the one name that stands for this file.
    fn sync_name_of(&mut self, id: u64) {
        let mut cleared = false;
        for entry in self.names.values_mut() {
            if entry.now == Some(id) && !entry.before.is_empty() {
                entry.before.clear();
                cleared = true;
            }
        }
        if cleared {
            self.sweep();
        }
    }

    /// Frees the content that no name and no open file can reach any more.
    fn sweep(&mut self) {
        let names = &self.names;
        self.nodes.retain(|id, node| {
            node.opens > 0
                || names.values().any(|entry| entry.now == Some(*id) || entry.before.contains(&Some(*id)))
        });
    }

    fn used(&self) -> u64 {
        let linked = |id: &u64| self.names.values().any(|entry| entry.now == Some(*id));
        let counts = self.nodes.iter().filter(|(id, node)| node.opens > 0 || linked(id));
        counts.map(|(_, node)| node.image.len as u64).sum()
    }

    /// Whether a file may grow by so many bytes.
    fn has_room(&self, more: usize) -> bool {
        more == 0 || self.limit.is_none_or(|limit| self.used().saturating_add(more as u64) <= limit)
    }

    /// Counts an operation; true if the power goes in the middle of it.
    fn count(&mut self) -> bool {
        self.ops += 1;
        self.plan.as_mut().is_some_and(|plan| {
            plan.left -= 1;
            plan.left == 0
        })
    }

    /// The planned cut comes.
    fn strike(&mut self) -> c_int {
        if let Some(plan) = self.plan.take() {
            self.cut(plan.seed);
            self.off = true;
        }
        ffi::SQLITE_IOERR
    }

    /// Replaces every file and the directory by what survives a power cut, and kills the open files.
    fn cut(&mut self, seed: u64) {
        let mut rng = Rng(seed);
        self.epoch += 1;
        for node in self.nodes.values_mut() {
            node.settle(&mut rng);
            node.opens = 0;
            node.shared = 0;
            node.writer = None;
            node.shm = None;
        }
        for entry in self.names.values_mut() {
            // One draw per name whatever its history, and the present is always among the choices.
            let pick = rng.below(entry.before.len() + 1);
            entry.now = entry.before.get(pick).copied().unwrap_or(entry.now);
            entry.before.clear();
        }
        self.names.retain(|_, entry| entry.now.is_some());
        self.sweep();
    }
}

/// The content of a file, and the locks on it.
#[derive(Default)]
struct Node {
    image: Image,
    /// What was done since the last sync, oldest first, each with what it takes to undo it.
    pending: Vec<Pending>,
    opens: usize,
    /// How many open files hold at least a SHARED lock.
    shared: usize,
    /// The open file that holds more than that, and how much.
    writer: Option<(u64, c_int)>,
    shm: Option<u64>,
}

enum Pending {
    Write { at: usize, len: usize, old: Vec<u8>, old_len: usize },
    Resize { old_len: usize, tail: Vec<u8> },
}

/// A pending operation, seen from before it.
enum Redo {
    /// The sectors it touched, whole, as they were after it, and by how much the file grew.
    Write {
        start: usize,
        sectors: Vec<u8>,
        grew: bool,
    },
    Shrink(usize),
    Grow(usize),
}

impl Node {
    fn write(&mut self, at: usize, bytes: &[u8]) {
        let old_len = self.image.len;
        let old = self.image.slice(at, at + bytes.len());
        self.image.write(at, bytes);
        self.pending.push(Pending::Write { at, len: bytes.len(), old, old_len });
    }

    fn resize(&mut self, len: usize) {
        let old_len = self.image.len;
        if len != old_len {
            let tail = self.image.slice(len, old_len);
            self.image.resize(len);
            self.pending.push(Pending::Resize { old_len, tail });
        }
    }

    /// Returns the image to the last sync and does again what survives of the rest.
    fn settle(&mut self, rng: &mut Rng) {
        let mut redo = Vec::with_capacity(self.pending.len());
        for op in mem::take(&mut self.pending).into_iter().rev() {
            let len_after = self.image.len;
            match op {
                Pending::Write { at, len, old, old_len } => {
                    let start = at / SECTOR * SECTOR;
                    let sectors = self.image.slice(start, (at + len).div_ceil(SECTOR) * SECTOR);
                    redo.push(Redo::Write { start, sectors, grew: len_after > old_len });
                    self.image.write(at, &old);
                    self.image.resize(old_len);
                }
                Pending::Resize { old_len, tail } => {
                    redo.push(if len_after < old_len {
                        Redo::Shrink(len_after)
                    } else {
                        Redo::Grow(len_after)
                    });
                    self.image.resize(old_len);
                    self.image.write(len_after, &tail);
                }
            }
        }
        redo.reverse();
        // Independent fates alone would hardly ever keep or drop everything, or stop in good order, once
        // there are more than a few operations: these happen too, so they get their share.
        let habit = rng.below(8);
        let stop = rng.below(redo.len() + 1);
        for (i, op) in redo.into_iter().enumerate() {
            let fate = match habit {
                0 => Fate::Kept,
                1 => Fate::Dropped,
                2 if i < stop => Fate::Kept,
                2 if i > stop => Fate::Dropped,
                2 => Fate::Torn,
                _ => [Fate::Kept, Fate::Dropped, Fate::Torn][rng.below(3)],
            };
            self.redo(op, fate, rng);
        }
    }

    fn redo(&mut self, op: Redo, fate: Fate, rng: &mut Rng) {
        match (op, fate) {
            (Redo::Write { start, sectors, .. }, Fate::Kept) => self.image.write(start, &sectors),
            (Redo::Write { start, sectors, grew }, Fate::Dropped) => {
                // The new size of a file can reach the disk without the bytes.
                if grew && rng.below(4) == 0 {
                    self.image.resize(self.image.len.max(start + sectors.len()));
                }
            }
            (Redo::Write { start, sectors, .. }, Fate::Torn) => {
                // Mostly the first sectors make it, sometimes any of them.
                let count = sectors.len().div_ceil(SECTOR);
                let first = rng.below(count + 1);
                let any = rng.below(4) == 0;
                for (i, sector) in sectors.chunks(SECTOR).enumerate() {
                    if if any { rng.below(2) == 0 } else { i < first } {
                        self.image.write(start + i * SECTOR, sector);
                    }
                }
            }
            (_, Fate::Dropped) => {}
            // There is no half of a change of size.
            (_, Fate::Torn) if rng.below(2) == 0 => {}
            (Redo::Shrink(len), _) => self.image.resize(self.image.len.min(len)),
            (Redo::Grow(len), _) => self.image.resize(self.image.len.max(len)),
        }
    }
}

#[derive(Clone, Copy)]
enum Fate {
    Kept,
    Dropped,
    Torn,
}

/// The bytes of a file, in chunks that copies share until they are written. Bytes of the last chunk past
/// `len` are always zero.
#[derive(Clone, Default)]
struct Image {
    chunks: Vec<Arc<[u8; CHUNK]>>,
    len: usize,
}

impl Image {
    /// Copies what there is from `at` on into the buffer; returns how many bytes that were.
    fn read(&self, at: usize, buf: &mut [u8]) -> usize {
        let total = buf.len().min(self.len.saturating_sub(at));
        let mut done = 0;
        while done < total {
            let (chunk, from) = ((at + done) / CHUNK, (at + done) % CHUNK);
            let n = (CHUNK - from).min(total - done);
            buf[done..done + n].copy_from_slice(&self.chunks[chunk][from..from + n]);
            done += n;
        }
        total
    }

    /// The bytes from `from` to `to`, or to the end if that comes first.
    fn slice(&self, from: usize, to: usize) -> Vec<u8> {
        let mut bytes = vec![0; to.min(self.len).saturating_sub(from)];
        self.read(from, &mut bytes);
        bytes
    }

    fn write(&mut self, at: usize, bytes: &[u8]) {
        if bytes.is_empty() {
            return;
        }
        self.resize(self.len.max(at + bytes.len()));
        let mut done = 0;
        while done < bytes.len() {
            let (chunk, from) = ((at + done) / CHUNK, (at + done) % CHUNK);
            let n = (CHUNK - from).min(bytes.len() - done);
            Arc::make_mut(&mut self.chunks[chunk])[from..from + n].copy_from_slice(&bytes[done..done + n]);
            done += n;
        }
    }

    fn resize(&mut self, len: usize) {
        let count = len.div_ceil(CHUNK);
        if len < self.len {
            self.chunks.truncate(count);
            if !len.is_multiple_of(CHUNK)
                && let Some(last) = self.chunks.last_mut()
            {
                Arc::make_mut(last)[len % CHUNK..].fill(0);
            }
        }
        while self.chunks.len() < count {
            self.chunks.push(Arc::new([0; CHUNK]));
        }
        self.len = len;
    }
}

/// The shared memory of one database in WAL mode, and the locks on its slots.
#[derive(Default)]
struct Shm {
    /// Regions that SQLite reads and writes through pointers of its own; atomics because that is what such
    /// memory is to Rust, and for the alignment. A region never moves and lives as long as its `Shm`.
    regions: Vec<Box<[AtomicU64]>>,
    /// Per slot: how many share it, or -1 if one has it alone.
    slots: [i32; ffi::SQLITE_SHM_NLOCK as usize],
    users: usize,
}

/// What an open file holds of a shared memory; bit masks of slots.
struct ShmHold {
    id: u64,
    shared: u8,
    exclusive: u8,
}

/// An open file.
struct Handle {
    disk: Arc<Shared>,
    id: u64,
    node: u64,
    epoch: u64,
    level: c_int,
    read_only: bool,
    /// The next sync makes the directory durable as well.
    sync_dir: bool,
    shm: Option<ShmHold>,
}

impl Handle {
    fn open(disk: Arc<Shared>, name: Option<&str>, flags: c_int) -> Result<(Handle, c_int), c_int> {
        let has = |flag: c_int| flags & flag != 0;
        let mut state = disk.state();
        if state.off {
            return Err(ffi::SQLITE_IOERR);
        }
        let existing = name.and_then(|name| state.find(name));
        let node = match (existing, name) {
            (Some(_), _) if has(ffi::SQLITE_OPEN_EXCLUSIVE) && has(ffi::SQLITE_OPEN_CREATE) => {
                return Err(ffi::SQLITE_CANTOPEN);
            }
            (Some(node), _) => node,
            (None, Some(_)) if !has(ffi::SQLITE_OPEN_CREATE) || state.read_only => {
                return Err(ffi::SQLITE_CANTOPEN);
            }
            (None, _) => {
                let node = state.fresh_id();
                state.nodes.insert(node, Node::default());
                if let Some(name) = name {
                    state.relink(name, Some(node));
                }
                node
            }
        };
        match state.nodes.get_mut(&node) {
            Some(node) => node.opens += 1,
            None => return Err(ffi::SQLITE_CANTOPEN),
        }
        if let Some(name) = name
            && has(ffi::SQLITE_OPEN_DELETEONCLOSE)
        {
            // As Unix does: without a name it ends with its last user.
            state.names.remove(name);
        }
        let journals = ffi::SQLITE_OPEN_MAIN_JOURNAL | ffi::SQLITE_OPEN_SUPER_JOURNAL | ffi::SQLITE_OPEN_WAL;
        let read_only = has(ffi::SQLITE_OPEN_READONLY) || (state.read_only && name.is_some());
        let (id, epoch) = (state.fresh_id(), state.epoch);
        let sync_dir = has(ffi::SQLITE_OPEN_CREATE) && has(journals);
        drop(state);
        let out = if read_only {
            flags & !(ffi::SQLITE_OPEN_READWRITE | ffi::SQLITE_OPEN_CREATE) | ffi::SQLITE_OPEN_READONLY
        } else {
            flags
        };
        Ok((
            Handle { disk, id, node, epoch, level: ffi::SQLITE_LOCK_NONE, read_only, sync_dir, shm: None },
            out,
        ))
    }

    fn is_dead(&self, state: &State) -> bool {
        state.off || state.epoch != self.epoch
    }

    /// The file, if it is alive.
    fn node<'a>(&self, state: &'a mut State) -> Result<&'a mut Node, c_int> {
        if self.is_dead(state) {
            return Err(ffi::SQLITE_IOERR);
        }
        state.nodes.get_mut(&self.node).ok_or(ffi::SQLITE_IOERR)
    }

    fn close(&mut self) {
        self.shm_unmap();
        self.unlock(ffi::SQLITE_LOCK_NONE);
        let mut state = self.disk.state();
        if state.epoch == self.epoch {
            if let Some(node) = state.nodes.get_mut(&self.node) {
                node.opens = node.opens.saturating_sub(1);
            }
            state.sweep();
        }
    }

    /// The buffer comes zeroed.
    fn read(&self, at: usize, buf: &mut [u8]) -> c_int {
        let mut state = self.disk.state();
        match self.node(&mut state) {
            Ok(node) if node.image.read(at, buf) == buf.len() => ffi::SQLITE_OK,
            Ok(_) => ffi::SQLITE_IOERR_SHORT_READ,
            Err(rc) => rc,
        }
    }

    /// Does one counted change that leaves the file with `len(its length)` bytes.
    fn change(&self, len: impl Fn(usize) -> usize, change: impl FnOnce(&mut Node)) -> c_int {
        let mut state = self.disk.state();
        let grows = match self.node(&mut state) {
            Ok(node) => len(node.image.len).saturating_sub(node.image.len),
            Err(rc) => return rc,
        };
        let cut = state.count();
        let rc = if self.read_only || state.read_only {
            ffi::SQLITE_READONLY
        } else if !state.has_room(grows) {
            ffi::SQLITE_FULL
        } else {
            if let Some(node) = state.nodes.get_mut(&self.node) {
                change(node);
            }
            ffi::SQLITE_OK
        };
        if cut { state.strike() } else { rc }
    }

    fn write(&self, at: usize, bytes: &[u8]) -> c_int {
        self.change(|len| len.max(at + bytes.len()), |node| node.write(at, bytes))
    }

    fn truncate(&self, len: usize) -> c_int {
        self.change(|_| len, |node| node.resize(len))
    }

    fn sync(&mut self) -> c_int {
        let mut state = self.disk.state();
        if self.is_dead(&state) {
            return ffi::SQLITE_IOERR;
        }
        let cut = state.count();
        state.syncs += 1;
        if cut {
            return state.strike();
        }
        if let Some(node) = state.nodes.get_mut(&self.node) {
            node.pending.clear();
        }
        if mem::take(&mut self.sync_dir) {
            state.sync_directory();
        } else {
            state.sync_name_of(self.node);
        }
        ffi::SQLITE_OK
    }

    fn size(&self) -> Result<usize, c_int> {
        Ok(self.node(&mut self.disk.state())?.image.len)
    }

    fn lock(&mut self, level: c_int) -> c_int {
        let mut state = self.disk.state();
        let node = match self.node(&mut state) {
            Ok(node) => node,
            Err(rc) => return rc,
        };
        if level <= self.level {
            return ffi::SQLITE_OK;
        }
        let other = node.writer.filter(|(id, _)| *id != self.id).map(|(_, level)| level);
        if level == ffi::SQLITE_LOCK_SHARED {
            if other.is_some_and(|level| level >= ffi::SQLITE_LOCK_PENDING) {
                return ffi::SQLITE_BUSY;
            }
            node.shared += 1;
            self.level = level;
            return ffi::SQLITE_OK;
        }
        if other.is_some() {
            return ffi::SQLITE_BUSY;
        }
        if level == ffi::SQLITE_LOCK_EXCLUSIVE && node.shared > 1 {
            // Nobody new may read; those who do may finish.
            node.writer = Some((self.id, ffi::SQLITE_LOCK_PENDING));
            self.level = ffi::SQLITE_LOCK_PENDING;
            return ffi::SQLITE_BUSY;
        }
        node.writer = Some((self.id, level));
        self.level = level;
        ffi::SQLITE_OK
    }

    fn unlock(&mut self, level: c_int) {
        let mut state = self.disk.state();
        if level < self.level
            && let Ok(node) = self.node(&mut state)
        {
            if self.level > ffi::SQLITE_LOCK_SHARED {
                node.writer = node.writer.filter(|(id, _)| *id != self.id);
            }
            if level == ffi::SQLITE_LOCK_NONE {
                node.shared = node.shared.saturating_sub(1);
            }
        }
        self.level = self.level.min(level);
    }

    fn is_reserved(&self) -> Result<bool, c_int> {
        Ok(self.node(&mut self.disk.state())?.writer.is_some())
    }

    /// The address of a region of shared memory, or null if there is none and none shall be made.
    fn shm_map(&mut self, region: usize, size: usize, extend: bool) -> Result<*mut c_void, c_int> {
        let mut state = self.disk.state();
        let known = self.node(&mut state)?.shm;
        let id = match (&self.shm, known) {
            (Some(hold), _) => hold.id,
            (None, Some(id)) => id,
            (None, None) => {
                let id = state.fresh_id();
                self.node(&mut state)?.shm = Some(id);
                id
            }
        };
        let shm = state.shms.entry(id).or_default();
        if self.shm.is_none() {
            shm.users += 1;
            self.shm = Some(ShmHold { id, shared: 0, exclusive: 0 });
        }
        if region >= shm.regions.len() && !extend {
            return Ok(ptr::null_mut());
        }
        while shm.regions.len() <= region {
            shm.regions.push((0..size.div_ceil(8)).map(|_| AtomicU64::new(0)).collect());
        }
        Ok(shm.regions.get(region).map_or(ptr::null_mut(), |region| region.as_ptr().cast_mut().cast()))
    }

    fn shm_lock(&mut self, first: usize, count: usize, flags: c_int) -> c_int {
        let mut state = self.disk.state();
        let unlocking = flags & ffi::SQLITE_SHM_UNLOCK != 0;
        if self.is_dead(&state) && !unlocking {
            return ffi::SQLITE_IOERR;
        }
        let Some(hold) = &mut self.shm else { return ffi::SQLITE_IOERR_SHMLOCK };
        let Some(shm) = state.shms.get_mut(&hold.id) else { return ffi::SQLITE_IOERR_SHMLOCK };
        let end = first.saturating_add(count);
        let Some(slots) = shm.slots.get_mut(first..end) else { return ffi::SQLITE_IOERR_SHMLOCK };
        let masks = || (first..end).map(|slot| 1_u8 << slot);
        if unlocking {
            for (slot, mask) in slots.iter_mut().zip(masks()) {
                if hold.exclusive & mask != 0 {
                    *slot = 0;
                } else if hold.shared & mask != 0 {
                    *slot -= 1;
                }
                hold.exclusive &= !mask;
                hold.shared &= !mask;
            }
        } else if flags & ffi::SQLITE_SHM_SHARED != 0 {
            if slots.iter().zip(masks()).any(|(slot, mask)| *slot < 0 && hold.exclusive & mask == 0) {
                return ffi::SQLITE_BUSY;
            }
            for (slot, mask) in slots.iter_mut().zip(masks()) {
                if (hold.shared | hold.exclusive) & mask == 0 {
                    *slot += 1;
                    hold.shared |= mask;
                }
            }
        } else {
            if slots.iter().zip(masks()).any(|(slot, mask)| *slot != 0 && hold.exclusive & mask == 0) {
                return ffi::SQLITE_BUSY;
            }
            for (slot, mask) in slots.iter_mut().zip(masks()) {
                *slot = -1;
                hold.exclusive |= mask;
            }
        }
        ffi::SQLITE_OK
    }

    fn shm_unmap(&mut self) {
        let slots = ffi::SQLITE_SHM_NLOCK as usize;
        self.shm_lock(0, slots, ffi::SQLITE_SHM_UNLOCK);
        let Some(hold) = self.shm.take() else { return };
        let mut state = self.disk.state();
        if let Some(shm) = state.shms.get_mut(&hold.id) {
            shm.users = shm.users.saturating_sub(1);
            if shm.users == 0 {
                state.shms.remove(&hold.id);
                if let Some(node) = state.nodes.get_mut(&self.node)
                    && node.shm == Some(hold.id)
                {
                    node.shm = None;
                }
            }
        }
    }
}

/// A small generator (splitmix64): seeded, so that runs repeat.
struct Rng(u64);

impl Rng {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `n`, which is not 0.
    fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }
}

// From here on, what SQLite calls. Every function only turns C arguments into Rust ones; none can panic but
// for a bug above, and a panic would abort rather than unwind into C.

/// What SQLite allocates for an open file: its own part, then ours.
#[repr(C)]
struct OpenFile {
    base: ffi::sqlite3_file,
    handle: *mut Handle,
}

static METHODS: ffi::sqlite3_io_methods = ffi::sqlite3_io_methods {
    iVersion: 2,
    xClose: Some(file_close),
    xRead: Some(file_read),
    xWrite: Some(file_write),
    xTruncate: Some(file_truncate),
    xSync: Some(file_sync),
    xFileSize: Some(file_size),
    xLock: Some(file_lock),
    xUnlock: Some(file_unlock),
    xCheckReservedLock: Some(file_check_reserved),
    xFileControl: Some(file_control),
    xSectorSize: Some(file_sector_size),
    xDeviceCharacteristics: Some(file_characteristics),
    xShmMap: Some(file_shm_map),
    xShmLock: Some(file_shm_lock),
    xShmBarrier: Some(file_shm_barrier),
    xShmUnmap: Some(file_shm_unmap),
    xFetch: None,
    xUnfetch: None,
};

/// The disk behind a VFS.
///
/// # Safety
///
/// `vfs` is one that `Disk::new` registered, and its disk is alive during `'a`.
unsafe fn shared<'a>(vfs: *mut ffi::sqlite3_vfs) -> &'a Shared {
    // SAFETY: `pAppData` points to the `Shared` in the `Arc` of the disk, which the caller says is alive.
    unsafe { &*(*vfs).pAppData.cast::<Shared>() }
}

/// The open file behind a `sqlite3_file`.
///
/// # Safety
///
/// `file` was opened by `vfs_open` and not closed since, and no other reference to its handle exists during
/// `'a`. SQLite gives both: it calls the methods of a file only between xOpen and xClose, and of one file
/// never two at once, since a file belongs to one pager, whose mutex is held.
unsafe fn handle<'a>(file: *mut ffi::sqlite3_file) -> &'a mut Handle {
    // SAFETY: `vfs_open` put a pointer from `Box::into_raw` there, which `file_close` alone takes back.
    unsafe { &mut *(*file.cast::<OpenFile>()).handle }
}

/// A name given by SQLite.
///
/// # Safety
///
/// `name` is null or a string with a zero at its end.
unsafe fn name_of(name: *const c_char) -> Option<String> {
    if name.is_null() {
        return None;
    }
    // SAFETY: not null, and terminated, as the caller says.
    Some(unsafe { CStr::from_ptr(name) }.to_string_lossy().into_owned())
}

/// An offset or length given by SQLite. Sums of two stay far from overflowing.
fn extent(n: i64) -> Option<usize> {
    usize::try_from(n).ok().filter(|n| *n <= usize::MAX / 4)
}

unsafe extern "C" fn vfs_open(
    vfs: *mut ffi::sqlite3_vfs,
    name: ffi::sqlite3_filename,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out_flags: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes `szOsFile` bytes for the file, which is the size of `OpenFile`; a null `pMethods`
    // tells it that there is nothing to close.
    unsafe { (*file).pMethods = ptr::null() };
    // SAFETY: SQLite passes null or a terminated name.
    let name = unsafe { name_of(name) };
    // SAFETY: `pAppData` is the pointer of the disk's `Arc`, which is alive, as `Disk` demands during an
    // open: so its count can be raised, and the raised count is taken over by the new `Arc`.
    let disk = unsafe {
        let shared = (*vfs).pAppData.cast_const().cast::<Shared>();
        Arc::increment_strong_count(shared);
        Arc::from_raw(shared)
    };
    match Handle::open(disk, name.as_deref(), flags) {
        Ok((handle, out)) => {
            // SAFETY: as above for `file`; `out_flags` is null or writable.
            unsafe {
                let open = file.cast::<OpenFile>();
                (*open).handle = Box::into_raw(Box::new(handle));
                (*open).base.pMethods = &raw const METHODS;
                if !out_flags.is_null() {
                    *out_flags = out;
                }
            }
            ffi::SQLITE_OK
        }
        Err(rc) => rc,
    }
}

unsafe extern "C" fn vfs_delete(vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync_dir: c_int) -> c_int {
    // SAFETY: SQLite passes our VFS and a terminated name.
    let (shared, name) = unsafe { (shared(vfs), name_of(name)) };
    let Some(name) = name else { return ffi::SQLITE_IOERR_DELETE };
    let mut state = shared.state();
    if state.off {
        return ffi::SQLITE_IOERR;
    }
    let cut = state.count();
    let rc = if state.read_only {
        ffi::SQLITE_IOERR_DELETE
    } else if state.find(&name).is_none() {
        ffi::SQLITE_IOERR_DELETE_NOENT
    } else {
        state.relink(&name, None);
        ffi::SQLITE_OK
    };
    if cut {
        return state.strike();
    }
    if rc == ffi::SQLITE_OK && sync_dir != 0 {
        state.sync_directory();
    }
    rc
}

unsafe extern "C" fn vfs_access(
    vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite passes our VFS and a terminated name.
    let (shared, name) = unsafe { (shared(vfs), name_of(name)) };
    let state = shared.state();
    if state.off {
        return ffi::SQLITE_IOERR;
    }
    let node = name.and_then(|name| state.nodes.get(&state.find(&name)?));
    // An empty file does not count as one, as on Unix.
    let yes = match flags {
        ffi::SQLITE_ACCESS_EXISTS => node.is_some_and(|node| node.image.len > 0),
        ffi::SQLITE_ACCESS_READWRITE => node.is_some() && !state.read_only,
        _ => node.is_some(),
    };
    // SAFETY: SQLite passes a place for the answer.
    unsafe { *out = c_int::from(yes) };
    ffi::SQLITE_OK
}

unsafe extern "C" fn vfs_full_pathname(
    _: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    size: c_int,
    out: *mut c_char,
) -> c_int {
    if name.is_null() {
        return ffi::SQLITE_CANTOPEN_FULLPATH;
    }
    // SAFETY: SQLite passes a terminated name.
    let bytes = unsafe { CStr::from_ptr(name) }.to_bytes_with_nul();
    if usize::try_from(size).is_ok_and(|size| bytes.len() <= size) {
        // SAFETY: `out` has room for `size` bytes, and is no part of `name`.
        unsafe { ptr::copy_nonoverlapping(bytes.as_ptr().cast(), out, bytes.len()) };
        ffi::SQLITE_OK
    } else {
        ffi::SQLITE_CANTOPEN_FULLPATH
    }
}

unsafe extern "C" fn vfs_dl_open(_: *mut ffi::sqlite3_vfs, _: *const c_char) -> *mut c_void {
    ptr::null_mut()
}

unsafe extern "C" fn vfs_dl_error(_: *mut ffi::sqlite3_vfs, size: c_int, out: *mut c_char) {
    if size > 0 {
        // SAFETY: `out` has room for `size` bytes, of which there is at least one: an empty message.
        unsafe { *out = 0 };
    }
}

unsafe extern "C" fn vfs_randomness(vfs: *mut ffi::sqlite3_vfs, size: c_int, out: *mut c_char) -> c_int {
    // SAFETY: SQLite passes our VFS.
    let mut state = unsafe { shared(vfs) }.state();
    for i in 0..usize::try_from(size).unwrap_or(0) {
        // SAFETY: `out` has room for `size` bytes.
        unsafe { *out.add(i) = state.rng.next() as c_char };
    }
    size
}

unsafe extern "C" fn vfs_sleep(_: *mut ffi::sqlite3_vfs, microseconds: c_int) -> c_int {
    std::thread::sleep(Duration::from_micros(u64::try_from(microseconds).unwrap_or(0)));
    microseconds
}

unsafe extern "C" fn vfs_current_time(vfs: *mut ffi::sqlite3_vfs, out: *mut f64) -> c_int {
    // SAFETY: SQLite passes our VFS and a place for the answer.
    unsafe { *out = julian_ms(shared(vfs)) as f64 / 86_400_000.0 };
    ffi::SQLITE_OK
}

unsafe extern "C" fn vfs_current_time_ms(vfs: *mut ffi::sqlite3_vfs, out: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes our VFS and a place for the answer.
    unsafe { *out = julian_ms(shared(vfs)) };
    ffi::SQLITE_OK
}

fn julian_ms(shared: &Shared) -> i64 {
    shared.now.load(Ordering::Relaxed).saturating_add(UNIX_EPOCH_JULIAN_MS)
}

unsafe extern "C" fn vfs_last_error(_: *mut ffi::sqlite3_vfs, _: c_int, _: *mut c_char) -> c_int {
    0
}

unsafe extern "C" fn file_close(file: *mut ffi::sqlite3_file) -> c_int {
    // SAFETY: SQLite closes a file once and does not use it afterwards; the pointer came from
    // `Box::into_raw`.
    let mut handle = unsafe {
        let open = file.cast::<OpenFile>();
        (*open).base.pMethods = ptr::null();
        Box::from_raw(mem::replace(&mut (*open).handle, ptr::null_mut()))
    };
    handle.close();
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_read(
    file: *mut ffi::sqlite3_file,
    buf: *mut c_void,
    size: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let (Some(size), Some(at)) = (extent(size.into()), extent(at)) else { return ffi::SQLITE_IOERR_READ };
    // SAFETY: `buf` has room for `size` bytes that SQLite leaves to us during the call; zeroed first, because
    // they may never have been written, and because that is what a short read owes.
    let (handle, buf) = unsafe {
        ptr::write_bytes(buf.cast::<u8>(), 0, size);
        (handle(file), std::slice::from_raw_parts_mut(buf.cast::<u8>(), size))
    };
    handle.read(at, buf)
}

unsafe extern "C" fn file_write(
    file: *mut ffi::sqlite3_file,
    buf: *const c_void,
    size: c_int,
    at: ffi::sqlite3_int64,
) -> c_int {
    let (Some(size), Some(at)) = (extent(size.into()), extent(at)) else { return ffi::SQLITE_IOERR_WRITE };
    // SAFETY: `buf` holds `size` bytes that nobody changes during the call.
    let (handle, bytes) = unsafe { (handle(file), std::slice::from_raw_parts(buf.cast::<u8>(), size)) };
    handle.write(at, bytes)
}

unsafe extern "C" fn file_truncate(file: *mut ffi::sqlite3_file, size: ffi::sqlite3_int64) -> c_int {
    let Some(size) = extent(size) else { return ffi::SQLITE_IOERR_TRUNCATE };
    // SAFETY: SQLite passes an open file of ours.
    unsafe { handle(file) }.truncate(size)
}

unsafe extern "C" fn file_sync(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    unsafe { handle(file) }.sync()
}

unsafe extern "C" fn file_size(file: *mut ffi::sqlite3_file, out: *mut ffi::sqlite3_int64) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    match unsafe { handle(file) }.size() {
        Ok(size) => {
            // SAFETY: SQLite passes a place for the answer.
            unsafe { *out = size as ffi::sqlite3_int64 };
            ffi::SQLITE_OK
        }
        Err(rc) => rc,
    }
}

unsafe extern "C" fn file_lock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    unsafe { handle(file) }.lock(level)
}

unsafe extern "C" fn file_unlock(file: *mut ffi::sqlite3_file, level: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    unsafe { handle(file) }.unlock(level);
    ffi::SQLITE_OK
}

unsafe extern "C" fn file_check_reserved(file: *mut ffi::sqlite3_file, out: *mut c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    match unsafe { handle(file) }.is_reserved() {
        Ok(reserved) => {
            // SAFETY: SQLite passes a place for the answer.
            unsafe { *out = c_int::from(reserved) };
            ffi::SQLITE_OK
        }
        Err(rc) => rc,
    }
}

unsafe extern "C" fn file_control(_: *mut ffi::sqlite3_file, _: c_int, _: *mut c_void) -> c_int {
    ffi::SQLITE_NOTFOUND
}

unsafe extern "C" fn file_sector_size(_: *mut ffi::sqlite3_file) -> c_int {
    SECTOR as c_int
}

unsafe extern "C" fn file_characteristics(_: *mut ffi::sqlite3_file) -> c_int {
    0
}

unsafe extern "C" fn file_shm_map(
    file: *mut ffi::sqlite3_file,
    region: c_int,
    size: c_int,
    extend: c_int,
    out: *mut *mut c_void,
) -> c_int {
    let (Some(region), Some(size)) = (extent(region.into()), extent(size.into())) else {
        return ffi::SQLITE_IOERR_SHMMAP;
    };
    // SAFETY: SQLite passes an open file of ours.
    let (rc, address) = match unsafe { handle(file) }.shm_map(region, size, extend != 0) {
        Ok(address) => (ffi::SQLITE_OK, address),
        Err(rc) => (rc, ptr::null_mut()),
    };
    // SAFETY: SQLite passes a place for the answer. The region stays where it is until this file unmaps or
    // closes.
    unsafe { *out = address };
    rc
}

unsafe extern "C" fn file_shm_lock(
    file: *mut ffi::sqlite3_file,
    first: c_int,
    count: c_int,
    flags: c_int,
) -> c_int {
    let (Some(first), Some(count)) = (extent(first.into()), extent(count.into())) else {
        return ffi::SQLITE_IOERR_SHMLOCK;
    };
    // SAFETY: SQLite passes an open file of ours.
    unsafe { handle(file) }.shm_lock(first, count, flags)
}

unsafe extern "C" fn file_shm_barrier(file: *mut ffi::sqlite3_file) {
    fence(Ordering::SeqCst);
    // SAFETY: SQLite passes an open file of ours. Passing through the lock orders this with other
    // connections.
    drop(unsafe { handle(file) }.disk.state());
    fence(Ordering::SeqCst);
}

unsafe extern "C" fn file_shm_unmap(file: *mut ffi::sqlite3_file, _: c_int) -> c_int {
    // SAFETY: SQLite passes an open file of ours.
    unsafe { handle(file) }.shm_unmap();
    ffi::SQLITE_OK
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
mod tests {
    use super::*;
    use rusqlite::{Connection, ErrorCode, OpenFlags, Result};

    const KEY: &str = "x'2dd29ca851e7b56e4697b0e1f08507293d761a05ce4d1b628663f411a8086d99'";
    /// Rows that each transaction of the tests inserts.
    const ROWS: i64 = 5;
    const SCHEMA: &str = "
        CREATE TABLE IF NOT EXISTS visit(txn INTEGER NOT NULL, n INTEGER NOT NULL, note BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS visit_n ON visit(n, txn);
        CREATE TABLE IF NOT EXISTS last(one INTEGER PRIMARY KEY, txn INTEGER NOT NULL);";

    fn connect(disk: &Disk) -> Result<Connection> {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let db = Connection::open_with_flags_and_vfs("phone.db", flags, disk.vfs_name())?;
        // SQLCipher tells of every failed read, and there are many here.
        db.execute_batch(&format!("PRAGMA cipher_log_level = NONE; PRAGMA key = \"{KEY}\";"))?;
        Ok(db)
    }

    /// As a phone opens its database.
    fn open(disk: &Disk, synchronous: &str) -> Result<Connection> {
        let db = connect(disk)?;
        db.execute_batch(&format!(
            "PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = {synchronous};
             PRAGMA wal_autocheckpoint = 30; {SCHEMA}"
        ))?;
        Ok(db)
    }

    /// Saves transaction `txn`: rows of which some need several pages, an update, now and then a deletion.
    fn save(db: &mut Connection, txn: i64) -> Result<()> {
        let tx = db.transaction()?;
        for n in 0..ROWS {
            let size = (txn * 37 + n * 411) % 3000;
            tx.execute("INSERT INTO visit VALUES (?1, ?2, zeroblob(?3))", (txn, n, size))?;
        }
        tx.execute("UPDATE visit SET note = x'00' WHERE txn = ?1", [txn - 3])?;
        tx.execute("INSERT OR REPLACE INTO last VALUES (1, ?1)", [txn])?;
        tx.commit()
    }

    /// The last transaction in the database, after a check that all up to it are there whole.
    fn last(db: &Connection) -> Result<i64> {
        let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
        assert_eq!(check, "ok");
        let last: i64 = db.query_row("SELECT coalesce(max(txn), 0) FROM last", [], |row| row.get(0))?;
        let (rows, txns): (i64, i64) =
            db.query_row("SELECT count(*), count(DISTINCT txn) FROM visit", [], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })?;
        assert_eq!((rows, txns), (last * ROWS, last), "a transaction is there in part");
        Ok(last)
    }

    fn code(error: &rusqlite::Error) -> Option<ErrorCode> {
        error.sqlite_error_code()
    }

    #[test]
    fn committed_transactions_survive_power_cuts_at_any_operation() {
        let (mut cuts, mut done, mut undone) = (0, 0, 0);
        for seed in 0..200 {
            let mut rng = Rng(seed);
            let disk = Disk::new(seed);
            let mut saved = 0;
            // Several cuts per disk, so that recovery and what comes after it are cut as well. The first may
            // hit the making of the database.
            for _ in 0..4 {
                let within = [20, 100, 400][rng.below(3)];
                disk.cut_after_writes(1 + rng.below(within) as u64, rng.next());
                let mut live = saved;
                let error = match open(&disk, "FULL") {
                    Err(error) => error,
                    Ok(mut db) => {
                        live = last(&db).unwrap();
                        loop {
                            match save(&mut db, live + 1) {
                                Ok(()) => live += 1,
                                Err(error) => break error,
                            }
                        }
                    }
                };
                assert!(disk.is_off(), "seed {seed}: {error}");
                assert_eq!(code(&error), Some(ErrorCode::SystemIoFailure), "seed {seed}: {error}");
                cuts += 1;
                disk.power_on();
                let db = open(&disk, "FULL").unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                let found = last(&db).unwrap_or_else(|error| panic!("seed {seed}: {error}"));
                assert!(found == live || found == live + 1, "seed {seed}: {live} saved, {found} found");
                if found == live {
                    undone += 1
                } else {
                    done += 1
                }
                saved = found;
                // Cut without warning as well, with the connection still open.
                disk.power_cut(rng.next());
                assert!(save(&mut { db }, saved + 1).is_err());
                saved = last(&open(&disk, "FULL").unwrap()).unwrap();
                assert_eq!(saved, found, "seed {seed}");
            }
        }
        assert_eq!(cuts, 800);
        assert!(done > 20 && undone > 20, "the interrupted transaction: {done} done, {undone} undone");
    }

    #[test]
    fn rollback_journals_survive_power_cuts_with_extra_synchronous() {
        for seed in 0..200 {
            let mut rng = Rng(seed ^ 0x5eed);
            let disk = Disk::new(seed);
            let mode = ["DELETE", "TRUNCATE", "PERSIST"][rng.below(3)];
            let make = |disk: &Disk| -> Result<Connection> {
                let db = connect(disk)?;
                db.execute_batch(&format!(
                    "PRAGMA journal_mode = {mode}; PRAGMA synchronous = EXTRA; {SCHEMA}"
                ))?;
                Ok(db)
            };
            let mut live = 0;
            disk.cut_after_writes(1 + rng.below(300) as u64, rng.next());
            if let Ok(mut db) = make(&disk) {
                while save(&mut db, live + 1).is_ok() {
                    live += 1;
                }
            }
            disk.power_on();
            let db = make(&disk).unwrap_or_else(|error| panic!("seed {seed} {mode}: {error}"));
            let found = last(&db).unwrap_or_else(|error| panic!("seed {seed} {mode}: {error}"));
            assert!(found == live || found == live + 1, "seed {seed} {mode}: {live} saved, {found} found");
        }
    }

    #[test]
    fn a_cut_with_the_same_seed_leaves_the_same_bytes() {
        let run = || {
            let disk = Disk::new(7);
            let mut handle = Handle::open(
                Arc::clone(&disk.0),
                Some("a"),
                ffi::SQLITE_OPEN_CREATE | ffi::SQLITE_OPEN_READWRITE,
            )
            .unwrap()
            .0;
            let mut rng = Rng(9);
            for i in 0..200_u64 {
                let bytes = vec![i as u8; 1 + rng.below(5000)];
                assert_eq!(handle.write(rng.below(60_000), &bytes), ffi::SQLITE_OK);
                if i % 31 == 0 {
                    assert_eq!(handle.truncate(rng.below(60_000)), ffi::SQLITE_OK);
                }
                if i == 100 {
                    assert_eq!(handle.sync(), ffi::SQLITE_OK);
                }
            }
            disk.power_cut(11);
            assert_eq!(handle.write(0, b"x"), ffi::SQLITE_IOERR);
            handle.close();
            disk.read_file("a")
        };
        let first = run();
        assert!(first.is_some());
        assert!(first == run());
    }

    #[test]
    fn a_cut_returns_to_what_was_synced_when_it_drops_everything() {
        // Of many seeds one drops all that is pending: then the image must be the synced one, byte for byte,
        // which shows that undoing works; and one keeps all.
        let (mut synced_seen, mut written_seen) = (false, false);
        for seed in 0..200 {
            let disk = Disk::new(0);
            let flags = ffi::SQLITE_OPEN_CREATE | ffi::SQLITE_OPEN_READWRITE;
            let mut handle = Handle::open(Arc::clone(&disk.0), Some("a"), flags).unwrap().0;
            let mut rng = Rng(seed);
            let mut synced = Vec::new();
            for i in 0..60_u64 {
                handle.write(rng.below(20_000), &vec![i as u8 + 1; 1 + rng.below(5000)]);
                if i % 7 == 0 {
                    handle.truncate(rng.below(20_000));
                }
                if i == 30 {
                    handle.sync();
                    synced = disk.read_file("a").unwrap();
                }
            }
            let written = disk.read_file("a").unwrap();
            disk.power_cut(seed);
            handle.close();
            let survived = disk.read_file("a").expect("it was synced");
            synced_seen |= survived == synced;
            written_seen |= survived == written;
        }
        assert!(synced_seen && written_seen);
    }

    #[test]
    fn without_syncing_some_cut_loses_a_committed_transaction() {
        let mut lost = 0;
        for seed in 0..100 {
            let disk = Disk::new(seed);
            let mut db = open(&disk, "FULL").unwrap();
            save(&mut db, 1).unwrap();
            db.execute_batch("PRAGMA synchronous = OFF").unwrap();
            for txn in 2..=12 {
                save(&mut db, txn).unwrap();
            }
            disk.power_cut(seed);
            drop(db);
            let whole = open(&disk, "FULL").and_then(|db| {
                let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0))?;
                let last: i64 = db.query_row("SELECT max(txn) FROM last", [], |row| row.get(0))?;
                Ok(check == "ok" && last == 12)
            });
            lost += u32::from(!whole.unwrap_or(false));
        }
        assert!(lost > 0, "a disk that never loses anything proves nothing");
        assert!(lost < 100, "a disk may also keep what was not synced");
    }

    #[test]
    fn a_full_disk_says_so_and_the_database_stays_intact() {
        let disk = Disk::new(1);
        let mut db = open(&disk, "FULL").unwrap();
        save(&mut db, 1).unwrap();
        disk.set_full(Some(disk.used() + 100_000));
        let mut saved = 1;
        let error = loop {
            match save(&mut db, saved + 1) {
                Ok(()) => saved += 1,
                Err(error) => break error,
            }
        };
        assert_eq!(code(&error), Some(ErrorCode::DiskFull), "{error}");
        assert!(saved > 1 && disk.used() <= 200_000);
        assert_eq!(last(&db).unwrap(), saved);
        disk.power_cut(3);
        drop(db);
        disk.set_full(None);
        let mut db = open(&disk, "FULL").unwrap();
        assert_eq!(last(&db).unwrap(), saved);
        save(&mut db, saved + 1).unwrap();
        assert_eq!(last(&db).unwrap(), saved + 1);
    }

    #[test]
    fn two_connections_see_each_others_commits() {
        for mode in ["WAL", "DELETE"] {
            let disk = Disk::new(1);
            let open = || {
                let db = connect(&disk).unwrap();
                let got: String =
                    db.query_row(&format!("PRAGMA journal_mode = {mode}"), [], |row| row.get(0)).unwrap();
                assert_eq!(got, mode.to_lowercase());
                db
            };
            let (a, b) = (open(), open());
            a.execute_batch("CREATE TABLE t(x INTEGER)").unwrap();
            let count = |db: &Connection| -> i64 {
                db.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
            };
            a.busy_timeout(Duration::ZERO).unwrap();
            for i in 0..50 {
                let (from, to) = if i % 2 == 0 { (&a, &b) } else { (&b, &a) };
                from.execute("INSERT INTO t VALUES (?1)", [i]).unwrap();
                assert_eq!(count(to), i + 1, "{mode}");
            }
            // One writes at a time.
            b.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (50);").unwrap();
            let error = a.execute("INSERT INTO t VALUES (51)", []).unwrap_err();
            assert_eq!(code(&error), Some(ErrorCode::DatabaseBusy), "{error}");
            assert_eq!(count(&a), 50);
            b.execute_batch("COMMIT").unwrap();
            assert_eq!(count(&a), 51);
            drop((a, b));
            assert_eq!(disk.files(), ["phone.db"]);
            assert!(disk.0.state().shms.is_empty());
        }
    }

    #[test]
    fn many_threads_write_to_one_database() {
        for mode in ["WAL", "DELETE"] {
            let disk = Disk::new(1);
            let db = connect(&disk).unwrap();
            db.execute_batch(&format!("PRAGMA journal_mode = {mode}; CREATE TABLE t(x INTEGER)")).unwrap();
            std::thread::scope(|scope| {
                for thread in 0..4 {
                    let disk = &disk;
                    scope.spawn(move || {
                        let db = connect(disk).unwrap();
                        db.busy_timeout(Duration::from_secs(60)).unwrap();
                        for i in 0..100 {
                            db.execute("INSERT INTO t VALUES (?1)", [thread * 1000 + i]).unwrap();
                        }
                    });
                }
            });
            let (count, distinct): (i64, i64) = db
                .query_row("SELECT count(*), count(DISTINCT x) FROM t", [], |row| {
                    Ok((row.get(0)?, row.get(1)?))
                })
                .unwrap();
            assert_eq!((count, distinct), (400, 400), "{mode}");
            let check: String = db.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
            assert_eq!(check, "ok");
        }
    }

    #[test]
    fn shared_memory_survives_a_cut_under_open_connections() {
        let disk = Disk::new(1);
        let a = connect(&disk).unwrap();
        a.execute_batch("PRAGMA journal_mode = WAL; CREATE TABLE t(x INTEGER); INSERT INTO t VALUES (1)")
            .unwrap();
        let b = connect(&disk).unwrap();
        let count = |db: &Connection| db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0));
        assert_eq!(count(&b).unwrap(), 1);
        b.execute_batch("BEGIN IMMEDIATE; INSERT INTO t VALUES (2)").unwrap();
        disk.power_cut(5);
        // The dead hold no lock and see nothing of what comes.
        let c = connect(&disk).unwrap();
        c.execute("INSERT INTO t VALUES (3)", []).unwrap();
        assert!(b.execute_batch("COMMIT").is_err());
        assert!(a.execute("INSERT INTO t VALUES (4)", []).is_err());
        drop((a, b));
        assert_eq!(count(&c).unwrap(), 2);
        drop(c);
        assert!(disk.0.state().shms.is_empty());
    }

    #[test]
    fn a_copied_disk_opens_as_an_equal_database() {
        let template = Disk::new(1);
        let mut db = open(&template, "FULL").unwrap();
        for txn in 1..=20 {
            save(&mut db, txn).unwrap();
        }
        // While it is open, as a backup would catch it: the WAL goes along.
        let copy = Disk::new(2);
        copy.write_file("rubbish", b"gone");
        template.copy_to(&copy);
        assert_eq!(template.files(), copy.files());
        for name in template.files() {
            assert!(template.read_file(&name) == copy.read_file(&name), "{name}");
        }
        copy.power_cut(8);
        let mut copied = open(&copy, "FULL").unwrap();
        assert_eq!(last(&copied).unwrap(), 20);
        // From here on they go separate ways.
        save(&mut copied, 21).unwrap();
        assert_eq!(last(&db).unwrap(), 20);
        save(&mut db, 21).unwrap();
        save(&mut db, 22).unwrap();
        assert_eq!((last(&db).unwrap(), last(&copied).unwrap()), (22, 21));
        // A file can be taken off and put back as well.
        drop(copied);
        let bytes = copy.read_file("phone.db").unwrap();
        assert!(copy.remove("phone.db") && !copy.remove("phone.db"));
        assert_eq!(copy.read_file("phone.db"), None);
        copy.write_file("phone.db", &bytes);
        assert_eq!(last(&open(&copy, "FULL").unwrap()).unwrap(), 21);
    }

    #[test]
    fn a_file_never_synced_may_vanish_and_a_deletion_may_be_undone() {
        let flags = ffi::SQLITE_OPEN_CREATE | ffi::SQLITE_OPEN_READWRITE;
        let (mut created, mut deleted) = ([0, 0], [0, 0]);
        for seed in 0..50 {
            let disk = Disk::new(0);
            disk.write_file("old", b"old");
            disk.write_file("gone", b"gone");
            let mut new = Handle::open(Arc::clone(&disk.0), Some("new"), flags).unwrap().0;
            let mut synced = Handle::open(Arc::clone(&disk.0), Some("synced"), flags).unwrap().0;
            synced.sync();
            let mut temp =
                Handle::open(Arc::clone(&disk.0), None, flags | ffi::SQLITE_OPEN_DELETEONCLOSE).unwrap().0;
            temp.write(0, b"temporary");
            let vfs = disk.0.vfs.load(Ordering::Acquire);
            // SAFETY: the VFS of a living disk, and terminated names.
            unsafe {
                assert_eq!(vfs_delete(vfs, c"gone".as_ptr(), 1), ffi::SQLITE_OK);
                new.write(0, b"new");
                assert_eq!(vfs_delete(vfs, c"old".as_ptr(), 0), ffi::SQLITE_OK);
            }
            assert_eq!(disk.files(), ["new", "synced"]);
            disk.power_cut(seed);
            let files = disk.files();
            let there = |name: &str| usize::from(files.iter().any(|file| file == name));
            assert_eq!(
                (there("synced"), there("gone"), there("old") + there("new") + 1),
                (1, 0, files.len())
            );
            deleted[there("old")] += 1;
            created[there("new")] += 1;
            for handle in [&mut new, &mut synced, &mut temp] {
                handle.close();
            }
            assert_eq!(disk.0.state().nodes.len(), files.len());
        }
        // `new` was made before a synced deletion of another name: the directory went with it.
        assert_eq!(created, [0, 50]);
        assert!(deleted[0] > 0 && deleted[1] > 0);
        let vanished = (0..50).filter(|seed| {
            let disk = Disk::new(0);
            Handle::open(Arc::clone(&disk.0), Some("new"), flags).unwrap().0.close();
            disk.power_cut(*seed);
            disk.files().is_empty()
        });
        assert!((1..50).contains(&vanished.count()));
    }

    #[test]
    fn a_read_only_disk_can_be_read() {
        let disk = Disk::new(1);
        let db = connect(&disk).unwrap();
        db.execute_batch("CREATE TABLE t(x); INSERT INTO t VALUES (1)").unwrap();
        disk.set_read_only(true);
        assert!(db.execute("INSERT INTO t VALUES (2)", []).is_err());
        drop(db);
        let db = connect(&disk).unwrap();
        assert_eq!(db.query_row("SELECT count(*) FROM t", [], |row| row.get::<_, i64>(0)).unwrap(), 1);
        assert_eq!(code(&db.execute("INSERT INTO t VALUES (2)", []).unwrap_err()), Some(ErrorCode::ReadOnly));
        drop(db);
        disk.set_read_only(false);
        connect(&disk).unwrap().execute("INSERT INTO t VALUES (2)", []).unwrap();
    }

    #[test]
    fn sqlite_sees_the_time_of_the_disk() {
        let disk = Disk::new(1);
        let db = connect(&disk).unwrap();
        let now = || {
            db.query_row("SELECT strftime('%Y-%m-%d %H:%M:%f')", [], |row| row.get::<_, String>(0)).unwrap()
        };
        assert_eq!(now(), "1970-01-01 00:00:00.000");
        disk.set_time(1_790_000_000_123);
        assert_eq!(now(), "2026-09-21 14:13:20.123");
        assert_eq!(disk.time(), 1_790_000_000_123);
    }

    #[test]
    fn disks_are_counted_apart_and_count_what_they_do() {
        let (disk, other) = (Disk::new(1), Disk::new(1));
        assert_ne!(disk.vfs_name(), other.vfs_name());
        let mut db = open(&disk, "FULL").unwrap();
        let (ops, syncs) = (disk.ops(), disk.syncs());
        save(&mut db, 1).unwrap();
        // One sync for a commit in WAL mode.
        assert_eq!(disk.syncs(), syncs + 1);
        assert!(disk.ops() > ops + 1);
        assert_eq!((other.ops(), other.syncs(), other.files().len()), (0, 0, 0));
    }

    #[test]
    fn a_connection_that_is_dropped_after_its_disk_ends_well() {
        let disk = Disk::new(1);
        let (name, memory) = (disk.0.name.clone(), Arc::downgrade(&disk.0));
        let mut db = open(&disk, "FULL").unwrap();
        drop(disk);
        save(&mut db, 1).unwrap();
        assert!(memory.upgrade().is_some());
        drop(db);
        assert!(memory.upgrade().is_none());
        // SAFETY: a terminated name; the answer is only compared.
        assert!(unsafe { ffi::sqlite3_vfs_find(name.as_ptr()) }.is_null());
    }

    #[test]
    fn thousands_of_disks_come_and_go_without_a_trace() {
        let template = Disk::new(0);
        drop(open(&template, "FULL").unwrap());
        let mut gone = Vec::new();
        for seed in 0..2000 {
            let disk = Disk::new(seed);
            template.copy_to(&disk);
            if seed % 100 == 0 {
                save(&mut open(&disk, "FULL").unwrap(), 1).unwrap();
            }
            gone.push((disk.0.name.clone(), Arc::downgrade(&disk.0)));
        }
        for (name, memory) in gone {
            // SAFETY: a terminated name; the answer is only compared.
            assert!(unsafe { ffi::sqlite3_vfs_find(name.as_ptr()) }.is_null());
            assert!(memory.upgrade().is_none());
        }
    }
}
