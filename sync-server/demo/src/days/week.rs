//! What a week is made of, and what it leaves.

use crate::chance::Chance;
use crate::ledger::Rec;
use crate::tell::Teller;
use crate::visiting::Weighed;
use crate::work::Family;
use crate::world::World;

/// Families that each worker takes over from the paper register before the week.
pub(super) const HANDED_OVER: usize = 2;

/// One child that was registered twice.
pub struct Twice {
    /// The record of the one.
    pub one: Rec,
    /// The record of the other.
    pub other: Rec,
    /// The child's name.
    pub name: String,
}

/// A family that moved to the other area.
pub struct Moved {
    /// Its household.
    pub house: Rec,
    /// Its child.
    pub child: Rec,
    /// What neighbours call it.
    pub name: String,
    /// The phone on which that was recorded, which does not hold the other area.
    pub from: usize,
    /// A phone of the other area.
    pub to: usize,
}

/// What a week leaves to be brought together.
pub struct After {
    /// The supervisor's phone.
    pub supervisor: usize,
    /// A phone and its copy.
    pub copy: Option<(usize, usize)>,
    /// The child that was registered twice.
    pub twice: Option<Twice>,
    /// The family that moved.
    pub moved: Moved,
    /// What is disputed, in words.
    pub disputed: Vec<String>,
    /// Families of which the week told nothing, each with the phone of its worker.
    pub others: Vec<(usize, Family)>,
    /// Visits of the week.
    pub weighed: Vec<Weighed>,
}

/// The week under way.
pub struct Week<'w> {
    pub(super) world: &'w mut World,
    pub(super) teller: &'w Teller,
    pub(super) chance: Chance,
    pub(super) families: Vec<Family>,
    /// Families of the weeks before, in which the week tells nothing, each with the phone of its worker.
    pub(super) others: Vec<(usize, Family)>,
    /// The phone that registered a family which the others have not heard of.
    pub(super) known_to: Vec<Option<usize>>,
    pub(super) weighed: Vec<Weighed>,
    pub(super) visitors: usize,
    pub(super) supervisor: usize,
    /// The family that moves, and the phone on which that is recorded.
    pub(super) moved: (usize, usize),
    /// The phone whose clock says 1970.
    pub(super) lost_clock: usize,
    pub(super) copy: Option<(usize, usize)>,
    pub(super) twice: Option<Twice>,
    pub(super) disputed: Vec<String>,
    /// What the checklist is called.
    pub(super) checklist: String,
    /// Families that the original of the copy visited since there is a copy.
    pub(super) of_original: Vec<usize>,
}
