//! The composite values, a module each: a constant a part (`part::weight::kg`) and `ALL`, the parts as the
//! schema holds them. What was observed together is one value, so that no merge invents an observation nobody
//! made. Ranges are physical and very wide: what is possible must be recordable, what is plausible is judged
//! elsewhere.

use super::code;
use crate::record::schema::Part;
use crate::record::schema::Type::*;
use crate::record::value::{Decimal as Number, whole};

macro_rules! composites {
    ($($composite:ident $doc:literal { $($part:ident = $id:literal: $ty:expr $(, $flag:ident)*; $part_doc:literal)+ })+) => {$(
        #[doc = $doc]
        #[allow(non_upper_case_globals)]
        pub mod $composite {
            use super::*;
            /// The parts, by number.
            pub const ALL: &[Part] = &[$(part($id, stringify!($part), $ty)$(.$flag())*),+];
            $(#[doc = $part_doc] pub const $part: u64 = $id;)+
        }
    )+};
}

const fn part(id: u64, name: &'static str, ty: crate::record::schema::Type) -> Part {
    Part { id, name, ty, required: false }
}

impl Part {
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

composites! {
    place "A position, or why there is none." {
        lat = 1: Decimal(whole(-90), whole(90)); "Latitude, degrees north (WGS 84)."
        lon = 2: Decimal(whole(-180), whole(180)); "Longitude, degrees east (WGS 84)."
        accuracy_m = 3: Decimal(whole(0), whole(1_000_000)); "Radius of the device's own estimate of error, metres."
        missing = 4: Code(code::no_place::ALL); "Why there is no position."
    }
    altitude "A height above the sea, and where it was learnt: haemoglobin is corrected by it." {
        m = 1: Int(-100, 6500), required; "Metres above the sea."
        source = 2: Code(code::altitude_source::ALL); "Where the altitude comes from."
    }
    person_status "Where a person is, and since when." {
        is = 1: Code(code::person_status::ALL), required; "Where the person is."
        on = 2: Date; "Since which date."
    }
    outcome "What became of a visit." {
        is = 1: Code(code::visit_outcome::ALL), required; "What became of it."
        reason = 2: Text(500); "Why, in the worker's words."
        attempt = 3: Int(1, 20); "Which attempt it was."
    }
    weight "A weight with the clothes it was taken in." {
        kg = 1: Decimal(Number::new(1, -1), whole(500)), required; "Kilograms, as read."
        clothes = 2: Code(code::clothes::ALL); "What was worn on the scales."
    }
    length "A length or height with the position it was taken in." {
        cm = 1: Decimal(whole(1), whole(300)), required; "Centimetres, as read."
        position = 2: Code(code::position::ALL); "Lying or standing."
    }
    haemoglobin "A haemoglobin as measured, not corrected, with the altitude it was judged at." {
        g_dl = 1: Decimal(whole(1), whole(30)), required; "Grams per decilitre, as measured."
        altitude_m = 2: Int(-100, 6500); "Metres above the sea that the correction is to use."
    }
}
