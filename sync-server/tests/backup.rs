//! Backups while running, and back: nothing that a phone holds is lost with what the backup lacks.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use chaski::record::role;
use chaski_service::data::DataFolder;
use chaski_service::data::restore::{Restored, restore};
use chaski_service::storage::{SqliteStorage, Storage};

use crate::common::District;

impl District {
    fn backup(&self, name: &str) -> PathBuf {
        let to = self.keys.path().join(name);
        self.runtime.block_on(self.storage.backup(&to)).unwrap();
        to
    }

    fn restore(&self, backup: &Path) -> chaski_service::data::Result<Restored> {
        let key_file = self.data.key_file();
        self.runtime.block_on(restore(backup, self.data.path(), Some(key_file), None, false))
    }

    fn epoch(&self) -> u64 {
        self.runtime.block_on(self.storage.district()).unwrap().epoch
    }

    fn dump(&self) -> String {
        String::from_utf8(self.runtime.block_on(self.storage.dump(self.norte)).unwrap()).unwrap()
    }

    /// Opens the database again, as the next start of the program does.
    fn reopen(&mut self) {
        self.storage = Arc::new(self.data.storage().unwrap());
    }
}

#[test]
fn a_backup_put_back_is_a_new_epoch_and_what_it_replaced_is_kept() {
    let mut district = District::start();
    let mut phone = district.visitor(district.norte);
    phone.household(district.norte, "before the backup");
    district.sync(&mut phone).unwrap();
    let (backup, before) = (district.backup("one.db"), district.dump());
    let busy = district.restore(&backup).unwrap_err().to_string();
    assert!(busy.contains("stop it first"), "{busy}");
    // The server goes on, and the phone too.
    phone.household(district.norte, "after the backup");
    district.sync(&mut phone).unwrap();
    let first = district.epoch();
    district.stop();

    let restored = district.restore(&backup).unwrap();
    assert_eq!(restored.district, "Distrito de prueba");
    assert_ne!(restored.epoch, first);
    let replaced = restored.replaced.unwrap();
    assert!(replaced.exists() && replaced.to_str().unwrap().ends_with(".before-restore"));
    district.reopen();
    assert_eq!(district.dump(), before);
    district.serve();
    let said = district.ask("GET", "/health", b"").text();
    assert!(said.contains(&format!("\"epoch\":\"{}\"", restored.epoch)), "{said}");
    assert_eq!(district.epoch(), restored.epoch);
    phone.household(district.norte, "after the restore");
    district.sync(&mut phone).unwrap();
    assert!(district.dump().contains("after the restore"));

    // Once more: what was kept beside is not written over.
    let backup = district.backup("two.db");
    district.stop();
    let second = district.restore(&backup).unwrap();
    assert!(second.epoch != restored.epoch && second.epoch != first);
    assert!(second.replaced.unwrap().to_str().unwrap().ends_with(".before-restore-2") && replaced.exists());
}

#[test]
fn phones_give_back_to_a_restored_server_what_the_backup_lacks() {
    let mut district = District::start();
    let mut phone = district.visitor(district.norte);
    let mut other = district.visitor(district.norte);
    let house = phone.household(district.norte, "before the backup");
    district.sync(&mut phone).unwrap();
    let backup = district.backup("one.db");
    phone.visits(house, 3, 100);
    phone.household(district.norte, "after the backup");
    assert_eq!(district.sync(&mut phone).unwrap().on_this_phone_only, 0);
    district.sync(&mut other).unwrap();
    let before = district.dump();
    district.stop();
    district.restore(&backup).unwrap();
    district.reopen();
    district.serve();
    assert_ne!(district.dump(), before);
    let report = district.sync(&mut phone).unwrap();
    assert_eq!((report.acknowledged, report.on_this_phone_only), (4, 0));
    assert_eq!(district.dump(), before);
    district.sync(&mut other).unwrap();
}

#[test]
fn a_backup_goes_into_an_empty_folder_with_the_keys_that_this_machine_keeps() {
    let mut district = District::start();
    let mut phone = district.visitor(district.norte);
    phone.household(district.norte, "invented");
    district.sync(&mut phone).unwrap();
    let (backup, before) = (district.backup("one.db"), district.dump());
    district.stop();
    let empty = tempfile::tempdir().unwrap();
    let data = empty.path().join("data");
    // The new folder's own key file does not exist; the old one lies beside it.
    let key_file = district.keys.path().join("new.server");
    let restored = district.runtime.block_on(restore(&backup, &data, Some(&key_file), None, false)).unwrap();
    assert_eq!(restored.replaced, None);
    district.data = Arc::new(DataFolder::open(&data, Some(&key_file)).unwrap());
    district.reopen();
    assert_eq!(district.dump(), before);
    // The phone's server stands at the same address with the same authority.
    district.serve();
    phone.household(district.norte, "later");
    assert_eq!(district.sync(&mut phone).unwrap().on_this_phone_only, 0);
    // Whoever put it back says that no more is waited for; then new phones are enrolled.
    district.runtime.block_on(district.storage.confirm_set_back()).unwrap();
    let new = district.phone(role::SUPERVISOR, &[district.norte]);
    assert!(new.store.worker().unwrap().is_some());
}

#[test]
fn keys_that_were_kept_elsewhere_are_named_and_without_them_nothing_is_touched() {
    let mut district = District::start();
    let backup = district.backup("one.db");
    district.stop();
    let elsewhere = tempfile::tempdir().unwrap();
    let (data, key_file) = (elsewhere.path().join("data"), elsewhere.path().join("keys/new.server"));
    std::fs::create_dir(elsewhere.path().join("keys")).unwrap();
    let put_back = |keys: Option<&Path>| {
        district.runtime.block_on(restore(&backup, &data, Some(&key_file), keys, false))
    };
    let refused = put_back(None).unwrap_err().to_string();
    assert!(refused.contains("--keys-from"), "{refused}");
    assert!(!data.join("server.db").exists() && !key_file.exists());
    put_back(Some(district.data.key_file())).unwrap();
    SqliteStorage::open(
        &data.join("server.db"),
        &DataFolder::open(&data, Some(&key_file)).unwrap().keys().unwrap(),
    )
    .unwrap();
}

#[test]
fn a_damaged_backup_or_another_districts_replaces_nothing() {
    let (mut district, other) = (District::start(), District::start());
    let (ours, theirs) = (district.backup("one.db"), other.backup("one.db"));
    district.stop();
    let before = std::fs::read(district.data.database()).unwrap();
    let refused = district.restore(&theirs).unwrap_err().to_string();
    assert!(refused.contains("another district"), "{refused}");
    let mut bytes = std::fs::read(&ours).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0);
    std::fs::write(&ours, bytes).unwrap();
    let refused = district.restore(&ours).unwrap_err().to_string();
    assert!(refused.contains("damaged"), "{refused}");
    assert_eq!(std::fs::read(district.data.database()).unwrap(), before);
    district.data.storage().unwrap();
}

#[test]
fn a_restore_that_was_interrupted_is_gone_on_with_and_serves_nothing_before() {
    let mut district = District::start();
    let backup = district.backup("one.db");
    district.stop();
    std::fs::write(district.data.path().join("restoring"), b"").unwrap();
    let refused =
        DataFolder::open(district.data.path(), Some(district.data.key_file())).unwrap_err().to_string();
    assert!(refused.contains("restore` again"), "{refused}");
    district.restore(&backup).unwrap();
    DataFolder::open(district.data.path(), Some(district.data.key_file())).unwrap().storage().unwrap();
}
