//! A backup put back, told with the programs as people type them; and what supervisors see until somebody confirms.

use std::sync::Arc;

use chaski_service::data::restore::restore;
use chaski_service::storage::Storage;

use crate::common::District;
use crate::common::web::Browser;
use crate::programs;

/// Three phones; one is lost with the work that it delivered after the backup and another holds.
const STORY: &str = r#"
trap 'kill $(jobs -p) 2>/dev/null || true' EXIT
serve() {
  chaski-server serve --data data --listen "127.0.0.1:$PORT" --name 127.0.0.1 --log log.txt &
  SERVER=$!
  until curl --silent --fail --cacert data/web-ca.pem "https://127.0.0.1:$PORT/health"; do sleep 0.2; done
}
stop() { kill $SERVER; wait $SERVER; }
phone() {
  chaski-server worker add "$1" --data data
  CODE=$(chaski-server invite --worker "$1" --area Norte --url "https://127.0.0.1:$PORT" --data data | grep '^chaski:')
  chaski --home "$1" enrol "$CODE" --label "$1"
}
family() { chaski --home "$1" household add --area Norte --known-as "$2"; }
deliver() { for one in "$@"; do chaski --home "$one" sync; done; }

chaski-server init --data data --district "Distrito de prueba"
chaski-server area add Norte --kind sector --data data
serve
for one in rosa sol lost; do phone $one; family $one "before-$one"; done
deliver rosa sol lost rosa sol lost
chaski-server backup one.db --data data
deliver rosa sol lost
for one in rosa sol lost; do family $one "after-$one"; done
deliver lost rosa sol rosa
phone new
family new "after-new"
deliver new rosa
rm -r lost
family sol "unsent-sol"
chaski-server dump --area Norte --data data > before.jsonl
stop

chaski-server restore one.db --data data
serve
chaski-server back --data data < /dev/null > back-1.txt
grep -q "Nothing was changed" back-1.txt
if chaski-server invite --worker rosa --area Norte --url "https://127.0.0.1:$PORT" --data data 2> closed.txt; then exit 1; fi
grep -q "chaski-server back" closed.txt
deliver sol new rosa sol new rosa
chaski-server back --data data < /dev/null | tee back-2.txt
grep -q "^- lost" back-2.txt
grep -q "^0 changes were accepted before" back-2.txt
chaski-server back --yes --data data
if chaski-server back --yes --data data; then exit 1; fi
chaski-server dump --area Norte --data data > after.jsonl
# All that was there is there, and what sol had not sent.
if grep -v -x -F -f after.jsonl before.jsonl; then exit 1; fi
grep -q unsent-sol after.jsonl
for one in rosa sol lost new; do grep -q "after-$one" after.jsonl; done
for one in rosa sol new; do
  chaski --home $one dump --area Norte > $one.jsonl
  cmp $one.jsonl after.jsonl
done
test "$(chaski-server aside list --json --data data)" = "[]"
phone late
stop
echo told to the end
"#;

#[test]
fn a_backup_is_put_back_and_three_phones_bring_back_what_it_lacks_with_the_work_of_one_that_was_lost() {
    let folder = tempfile::tempdir().unwrap();
    let free = programs::port();
    let keys = folder.path().join("keys");
    let script = format!("PORT={free}\nexport CHASKI_KEYS={}\nset -x\n{STORY}", keys.display());
    let output = programs::shell(&script, folder.path()).output().unwrap();
    let (said, went) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("told to the end"), "{said}\n{went}");
}

#[test]
fn until_somebody_confirms_pages_are_read_and_every_decision_is_refused_with_its_page() {
    let mut district = District::start();
    let viewer = district.account("norte", &[district.norte], (true, true));
    let backup = district.keys.path().join("one.db");
    district.runtime.block_on(district.storage.backup(&backup)).unwrap();
    district.stop();
    let key_file = district.data.key_file().to_owned();
    district.runtime.block_on(restore(&backup, district.data.path(), Some(&key_file), None, false)).unwrap();
    district.storage = Arc::new(district.data.storage().unwrap());
    district.serve();
    let mut browser = Browser::signed_in(&district, "norte");
    let today = browser.get("/today");
    assert_eq!(today.status, 200);
    assert!(today.text().contains("se restableció de una copia"), "{}", today.text());
    let refused = browser.post("/password", &[("old", "a"), ("new", "b")]);
    assert_eq!(refused.status, 503, "{}", refused.text());
    assert!(refused.text().contains("Por ahora solo se puede mirar"), "{}", refused.text());
    district.runtime.block_on(district.storage.confirm_set_back()).unwrap();
    assert!(!browser.get("/today").text().contains("se restableció de una copia"), "{}", viewer.login);
    assert_ne!(browser.post("/password", &[("old", "a"), ("new", "b")]).status, 503);
}
