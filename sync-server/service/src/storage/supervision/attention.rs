//! Why a visit asks to be looked at first; bits of [`super::VisitLine::attention`].

/// A danger sign was seen at it.
pub const DANGER: u32 = 1;
/// The phone's clock cannot have been right.
pub const CLOCK: u32 = 2;
/// It has no position.
pub const NO_PLACE: u32 = 4;
/// It arrived more than 30 days after it was made.
pub const LATE: u32 = 8;
/// Something of it was corrected afterwards.
pub const CORRECTED: u32 = 16;
/// A child was seen and nothing was measured, without a reason; of a visit with a checklist, which asks for what is to be measured, only
/// where a measurement was removed.
pub const NOT_MEASURED: u32 = 32;
/// Something of it is disputed.
pub const DISPUTED: u32 = 64;
/// Something measured at it asks for a look: it should have been measured again, or the nurse or the health post should know.
pub const GROWTH: u32 = 128;
