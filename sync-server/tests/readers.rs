//! Who only reads does not wait for who writes: a page is answered while a phone's batch, a backup or an administrator's
//! command holds the one connection that writes.

use std::sync::mpsc;
use std::time::{Duration, Instant};

use chaski_service::storage::Storage;

use crate::common::District;
use crate::common::web::Browser;

/// Nothing is held for longer, so that a test that fails ends.
const HELD: Duration = Duration::from_secs(20);
/// A page that waited for nobody was answered by then.
const AT_ONCE: Duration = Duration::from_secs(8);

#[test]
fn a_page_is_answered_while_the_writer_is_held() {
    let district = District::start();
    district.account("eva", &[district.norte], (false, false));
    let mut browser = Browser::signed_in(&district, "eva");
    // With the first page her session is lengthened, and that is written.
    assert_eq!(browser.get("/today").status, 200);
    let (holds, held) = mpsc::channel();
    let (release, released) = mpsc::channel::<()>();
    let storage = district.storage.clone();
    let writer = std::thread::spawn(move || {
        let hold = |conn: &rusqlite::Connection| {
            conn.execute_batch("BEGIN IMMEDIATE").unwrap();
            holds.send(()).unwrap();
            let _ = released.recv_timeout(HELD);
            conn.execute_batch("ROLLBACK").unwrap();
        };
        storage.inspect(hold).unwrap();
    });
    held.recv().unwrap();
    for path in ["/today", "/visits", "/children", "/workers", "/sign-in"] {
        let asked = Instant::now();
        let page = browser.get(path);
        assert!(page.text().contains("Distrito de prueba"), "{path}: {}", page.status);
        assert!(asked.elapsed() < AT_ONCE, "{path} waited for the writer");
    }
    let district_of = || district.runtime.block_on(district.storage.district()).unwrap();
    assert_eq!(district_of().name, "Distrito de prueba");
    assert!(!writer.is_finished(), "the writer was held all the time");
    release.send(()).unwrap();
    writer.join().unwrap();
    // What changes is read at once.
    district.runtime.block_on(district.storage.set_utc_offset(-300)).unwrap();
    assert_eq!(district_of().utc_offset_min, -300);
}
