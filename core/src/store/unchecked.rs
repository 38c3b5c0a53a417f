//! What no screen saves: changes as a program with a flaw would make them, or somebody who means harm. There only with
//! the feature `seeded`, for tests of what a server makes of them.

use super::error::Result;
use crate::change::{Change, Edit};
use crate::record::{ChangeName, RecordName};

impl super::Store {
    /// Says these edits of a subject (of one that they create, where there is none), without a look at any rule. They
    /// are sent like what was saved, and shown nowhere.
    #[doc(hidden)]
    pub fn say_unchecked(&mut self, subject: Option<RecordName>, edits: Vec<Edit>) -> Result<ChangeName> {
        let author = self.author()?;
        let mut opening = self.opening_to_save()?.clone();
        let name = ChangeName { device: author.device, number: opening.next_number() };
        let made = RecordName { device: name.device, number: name.number, index: 0 };
        let change = Change {
            name,
            subject: Some(subject.unwrap_or(made)),
            author: Some(author.worker),
            role: author.role,
            rights: author.rights,
            wall_s: author.now.wall_s,
            clock_epoch: author.now.epoch,
            elapsed_s: author.now.elapsed_s,
            edits,
        };
        let tx = self.write()?;
        let key = opening.secret.key_of(name.number);
        tx.log().append(&change, key, Some(&mut |hash| opening.saved(&tx.log(), hash)))?;
        tx.commit()?;
        self.opening = opening;
        Ok(name)
    }
}
