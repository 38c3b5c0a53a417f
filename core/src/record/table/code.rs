//! The lists of choices, a module a list: a constant a choice (`code::sex::male`) and `ALL`, the list itself.
//! A number, once given, is never given to another choice; a choice no longer offered keeps its line. Knows
//! no words for people: those stand in language files, by name.

use crate::record::schema::Code;

macro_rules! lists {
    ($($list:ident $doc:literal { $($choice:ident = $number:literal),+ })+) => {$(
        #[doc = $doc]
        #[allow(non_upper_case_globals)]
        pub mod $list {
            /// The whole list, in the order in which it is offered.
            pub const ALL: &[crate::record::schema::Code] = &[$(crate::record::schema::Code($number, stringify!($choice))),+];
            $(#[doc = concat!("The choice `", stringify!($choice), "`.")] pub const $choice: i64 = $number;)+
        }
    )+

        /// Every list by name.
        pub static LISTS: &[(&str, &[Code])] = &[$((stringify!($list), $list::ALL)),+];
    };
}

lists! {
    yes_no "Yes or no, where not asking leaves no register." { yes = 1, no = 2 }
    area_kind "What an area is; the smallest are the leaves that workers are given." {
        region = 1, province = 2, district = 3, populated_centre = 4, sector = 5, other = 9
    }
    worker_status "Whether a worker is at work." { active = 1, stopped = 2 }
    household_status "Whether a household is still visited." { active = 1, moved = 2, refused = 3, closed = 4 }
    no_place "Why there is no position." { no_signal = 1, refused = 2, no_permission = 3, no_device = 4, other = 9 }
    altitude_source "Where an altitude comes from." { gps = 1, map = 2, census = 3, told = 4 }
    sex "Sex, numbered as WHO's growth standards number it." { male = 1, female = 2 }
    person_kind "Why a person is in the register." { child = 1, caregiver = 2, pregnant = 3 }
    person_status "Where a person is." { present = 1, moved = 2, died = 3, aged_out = 4, refused = 5 }
    pregnancy_outcome "How a pregnancy ended." {
        live_birth = 1, stillbirth = 2, miscarriage = 3, other = 9, not_known = 10
    }
    known_from "Where a fact was learnt that nobody here measured." { card = 1, register = 2, told = 3 }
    consent_purpose "What personal data may be used for." { care = 1, supervision = 2, statistics = 3 }
    consent_answer "What was answered to the question for consent." { given = 1, refused = 2 }
    visit_purpose "Why a visit is made." {
        first = 1, follow_up = 2, danger_sign = 3, back_check = 4, group_session = 5, other = 9
    }
    modality "How a visit is made." { home = 1, telephone = 2, group = 3 }
    visit_outcome "What became of a visit." { planned = 1, done = 2, not_found = 3, refused = 4, moved = 5 }
    clothes "What was worn on the scales." { none = 1, light = 2, heavy = 3, not_said = 4 }
    position "How a length or height was taken." { lying = 1, standing = 2, not_said = 3 }
    oedema "Swelling of both feet; not having looked is not an absence." { yes = 1, no = 2, not_looked = 3 }
    attempt "Which of two measurements of one occasion." { first = 1, second = 2 }
    reading_source "Whether a figure was measured, copied or told." { measured = 1, card = 2, told = 3 }
    measured_by "Who measured." { worker = 1, facility = 2, other = 9 }
    not_measured "Why something was not measured." {
        child_ill = 1, refused = 2, no_instrument = 3, asleep = 4, other = 9
    }
    service_source "How a service was established." { seen = 1, card = 2, register = 3, told = 4 }
    kept "Whether an agreement was kept." { yes = 1, partly = 2, no = 3, not_asked = 4 }
    arrived "Whether a referred person reached the health post." { yes = 1, no = 2, not_known = 3 }
    review_verdict "What a supervisor says of a record." { accepted = 1, returned = 2 }
    review_state "How far a review is." { open = 1, answered = 2, closed = 3 }
    verdict_outcome "What a server decided about a change." { set_aside = 1, accepted = 2 }
    verdict_reason "Why a change was set aside." {
        no_rights = 1, stopped_device = 2, stale_rights = 3, not_its_subject = 4, role_too_low = 5, malformed = 6,
        needs_supervisor = 7, fixed_field = 8, no_such_owner = 9, divided_area = 10, other_line = 11
    }
    release_kind "What a release puts in force." { form = 1, pack = 2, app = 3 }
}

/// What a list is called, by its choices: a field holds these and no name.
pub fn list_name(list: &[Code]) -> Option<&'static str> {
    LISTS.iter().find(|(_, choices)| *choices == list).map(|(name, _)| *name)
}
