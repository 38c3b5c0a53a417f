//! The table of entities and fields: the one declaration from which everything that depends on the schema is
//! derived. A field is one line: `name = number: type, flags; "sentence"`; a number, once given, is never
//! given to another. Each entity is also a module of its numbers: `household::ID`, `household::known_as`.
//! Knows no change, no disk and no rule.

use super::schema::Type::*;
use super::schema::{Entity, EntityId, Field, FieldId, Owner, Type, role};
use super::value::{Decimal as Number, whole};

pub mod code;
pub mod part;

/// The version of this table: raised with every field, list, choice or entity that is added.
pub const SCHEMA_VERSION: u64 = 1;

/// The entity with this wire number.
pub fn entity(id: EntityId) -> Option<&'static Entity> {
    ENTITIES.iter().find(|e| e.id == id)
}

/// The entity with this name.
pub fn entity_named(name: &str) -> Option<&'static Entity> {
    ENTITIES.iter().find(|e| e.name == name)
}

/// The names of the lists whose concepts fields hold, in order: a pack has these.
pub fn concept_lists() -> Vec<&'static str> {
    let lists: std::collections::BTreeSet<&str> =
        ENTITIES.iter().flat_map(|e| e.fields).filter_map(|field| field.ty.concept_list()).collect();
    lists.into_iter().collect()
}

macro_rules! entities {
    ($($entity:ident = $id:literal, $owner:ident$(($by:ident))?, $rank:ident; $doc:literal {
        $($field:ident = $number:literal: $ty:expr $(, $flag:ident)*; $field_doc:literal)+
    })+) => {
        $(
            #[doc = $doc]
            #[allow(non_upper_case_globals)]
            pub mod $entity {
                /// Wire number of the entity.
                pub const ID: super::EntityId = $id;
                $(#[doc = $field_doc] pub const $field: super::FieldId = $number;)+
            }
        )+

        /// Every entity, by wire number.
        pub static ENTITIES: &[Entity] = &[$(Entity {
            id: $id,
            name: stringify!($entity),
            doc: $doc,
            owner: Owner::$owner$(($entity::$by))?,
            create_rank: role::$rank,
            fields: &[$(field($number, stringify!($field), $ty, $field_doc)$(.$flag())*),+],
        }),+];
    };
}

const fn field(id: FieldId, name: &'static str, ty: Type, doc: &'static str) -> Field {
    Field { id, name, ty, sensitive: false, once: false, required: false, doc }
}

/// The flags of the table.
impl Field {
    const fn sensitive(mut self) -> Self {
        self.sensitive = true;
        self
    }
    const fn once(mut self) -> Self {
        self.once = true;
        self
    }
    const fn required(mut self) -> Self {
        self.required = true;
        self
    }
}

// Ranges that several fields share: physical, very wide. Whether a figure is plausible is another room's
// question.
const GIRTH_CM: Type = Decimal(whole(1), whole(150));
const SKINFOLD_MM: Type = Decimal(Number::new(1, -1), whole(200));
const AGE_MONTHS: Type = Decimal(whole(0), whole(1440));
const CHANGE_NUMBER: Type = Int(1, i64::MAX);
const LANGUAGE: Type = Text(35);
// What a phone may be given of one name; see `limits::CONTENT_BYTES`.
const CONTENT_BYTES: i64 = 64 * 1024 * 1024;
// A quarter of what one change may have.
const LOOKED_UP: usize = 64_000;
const SUBJECTS: Type = Record(&[person::ID, household::ID]);
const REVIEWABLE: Type = Record(&[
    household::ID,
    person::ID,
    caregiver::ID,
    pregnancy::ID,
    visit::ID,
    answers::ID,
    reading::ID,
    service::ID,
    agreement::ID,
    referral::ID,
]);

entities! {
    area = 1, District, DISTRICT; "A part of the territory; areas form a tree, and rights on one include those below it." {
        parent = 1: Record(&[area::ID]); "The area it is part of; the topmost has none."
        name = 2: Text(120), required; "What it is called."
        kind = 3: Code(code::area_kind::ALL); "What it is."
    }
    worker = 2, District, DISTRICT; "Somebody who visits, supervises or runs the programme; their name is in the directory." {
        name = 1: Text(120), required; "The name that others see."
        language = 2: LANGUAGE; "The language of their screens (BCP 47)."
        status = 3: Code(code::worker_status::ALL); "Whether they are at work."
    }
    household = 3, Area(area), VISITOR; "The people who live under one roof." {
        area = 1: Record(&[area::ID]), required; "The area the household is in; setting it moves the household."
        place = 2: Composite(part::place::ALL), sensitive; "Where the house stands, or why that is not known."
        reference = 3: Text(500), sensitive; "How to get there, in words."
        known_as = 4: Text(120), sensitive; "The name by which neighbours know the household."
        populated_centre = 5: Text(120); "The village or hamlet it belongs to."
        altitude = 6: Composite(part::altitude::ALL); "Height of the house above the sea."
        telephone = 7: Text(20), sensitive; "A number at which the household is reached."
        language = 8: LANGUAGE; "The language spoken at home (BCP 47)."
        status = 9: Code(code::household_status::ALL); "Whether it is still visited."
    }
    person = 4, Household(household), VISITOR; "A child, a caregiver or a pregnant woman." {
        household = 1: Record(&[household::ID]), required; "The household the person lives in; setting it moves the person."
        given_names = 2: Text(120), sensitive; "Given names, as the document or the family writes them."
        family_names = 3: Text(120), sensitive; "Family names, in the order of the country."
        sex = 4: Code(code::sex::ALL); "Sex, as growth standards need it."
        birth_date = 5: Date, sensitive; "Date of birth, as exactly as it is known."
        kind = 6: Code(code::person_kind::ALL); "Why the person is in the register."
        status = 7: Composite(part::person_status::ALL); "Where the person is, and since when."
        local_id = 8: Text(40), sensitive; "The programme's own row number."
        identifier = 9: Identifier, sensitive; "The person's number in each system of identifiers."
        birth_weight_g = 10: Int(100, 9000); "Weight at birth, grams."
        gestational_weeks = 11: Int(20, 45); "Length of the pregnancy at birth, completed weeks."
        insurance = 12: Concepts("insurance"); "Health insurances held."
        facility = 13: Text(120); "The health post the person belongs to."
        programmes = 14: Concepts("programme"); "Social programmes received."
    }
    caregiver = 5, Subject(person), VISITOR; "That somebody looks after a child." {
        person = 1: Record(&[person::ID]), required; "The child."
        caregiver = 2: Record(&[person::ID]); "Who looks after the child."
        relation = 3: Concept("relation"); "What they are to the child."
        principal = 4: Code(code::yes_no::ALL); "Whether they are the one who mostly does."
    }
    pregnancy = 6, Subject(person), VISITOR; "One pregnancy of a woman." {
        person = 1: Record(&[person::ID]), required; "The woman."
        last_period = 2: Date, sensitive; "First day of the last period."
        due_date = 3: Date, sensitive; "When the birth is expected."
        gravida = 4: Int(1, 30), sensitive; "Which pregnancy of hers it is, from 1."
        ended = 5: Date, sensitive; "When it ended."
        outcome = 6: Code(code::pregnancy_outcome::ALL), sensitive; "How it ended."
        known_from = 7: Code(code::known_from::ALL), sensitive; "Where this was learnt."
    }
    consent = 7, Subject(person), VISITOR; "What was answered when consent was asked for, for one purpose; there is no default." {
        person = 1: Record(&[person::ID]), required; "Whose data it is about."
        purpose = 2: Code(code::consent_purpose::ALL), once, required; "What the data may be used for."
        answer = 3: Code(code::consent_answer::ALL), once, required; "What was answered."
        who = 4: Record(&[person::ID]); "Who answered."
        relation = 5: Concept("relation"); "What they are to the person."
        language = 6: LANGUAGE; "The language it was asked in (BCP 47)."
        text_version = 7: Text(40); "Which wording was read out."
        on = 8: Date; "When it was asked."
        withdrawn = 9: Date; "Since when it is withdrawn."
    }
    visit = 8, Subject(household), VISITOR; "One visit to a household, planned, made or missed." {
        household = 1: Record(&[household::ID]), required; "The household visited."
        persons_seen = 2: Records(&[person::ID]); "Who was seen."
        purpose = 3: Code(code::visit_purpose::ALL); "Why it is made."
        session_code = 4: Concept("session"); "The session of the programme's plan that it counts as."
        modality = 5: Code(code::modality::ALL); "How it is made."
        outcome = 6: Composite(part::outcome::ALL); "What became of it."
        begun = 7: Time; "When it began, by the phone's clock."
        ended = 8: Time; "When it ended, by the phone's clock."
        place = 9: Composite(part::place::ALL), sensitive; "Where the phone was, or why that is not known."
        received_by = 10: Record(&[person::ID]); "Who received the worker."
        next_date = 11: Date; "The date agreed for the next visit."
        accompanied_by = 12: Record(&[worker::ID]); "The supervisor or colleague who came along."
        on = 13: Date; "The date of the visit, as the worker says it."
        stated_age_months = 14: AGE_MONTHS; "The child's age as it was stated, where a survey asks for months."
        note = 15: Text(2000), sensitive; "A summary in the worker's words."
    }
    answers = 9, Subject(about), VISITOR; "The answers to one form, a register a question." {
        about = 1: SUBJECTS, required; "The person or household the answers are about."
        visit = 2: Record(&[visit::ID]); "The visit at which they were given."
        form = 3: Text(80); "Which form."
        form_version = 4: Text(40); "Which version of it was shown."
        answer = 5: ByPath, sensitive; "The answer at each question path."
        content = 6: Bytes(32); "The version of the form, by the BLAKE3 hash of its content."
        fed = 7: ByPath; "The name of the record that each key of the form's column `save_to` made or set."
        looked_up = 8: Text(LOOKED_UP), sensitive; "What the form looked up, drew or was given while it was filled, by path, as JSON: with the answers it opens again as it was."
    }
    reading = 10, Subject(person), VISITOR; "What was measured of one person on one occasion." {
        person = 1: Record(&[person::ID]), required; "Who was measured."
        visit = 2: Record(&[visit::ID]), once; "The visit at which it was done."
        on = 3: Date, once; "When it was measured."
        weight = 4: Composite(part::weight::ALL), once; "Weight, with the clothes."
        length = 5: Composite(part::length::ALL), once; "Length or height, with the position."
        head_cm = 6: GIRTH_CM, once; "Head circumference, centimetres."
        muac_cm = 7: GIRTH_CM, once; "Mid-upper-arm circumference, centimetres."
        triceps_mm = 8: SKINFOLD_MM, once; "Triceps skinfold, millimetres."
        subscapular_mm = 9: SKINFOLD_MM, once; "Subscapular skinfold, millimetres."
        oedema = 10: Code(code::oedema::ALL), once; "Swelling of both feet."
        attempt = 11: Code(code::attempt::ALL), once; "Which of two measurements of one occasion it is."
        source = 12: Code(code::reading_source::ALL), once; "Measured here, copied from a card, or told."
        measured_by = 13: Code(code::measured_by::ALL), once; "Who measured."
        instrument = 14: Text(80), once; "With which scale, board or tape."
        not_measured = 15: Codes(code::not_measured::ALL), once; "Why something was not measured."
    }
    service = 11, Subject(person), VISITOR; "A service that a person received: a dose, a check, a document." {
        person = 1: Record(&[person::ID]), required; "Who received it."
        visit = 2: Record(&[visit::ID]), once; "The visit at which it was given or established."
        kind = 3: Concept("service"), once; "What kind of service."
        antigens = 4: Concepts("antigen"), once; "What a vaccine protects against."
        product = 5: Text(80), once; "Which product was given."
        dose_number = 6: Int(0, 20), once; "Which dose of its series, from 1; 0 at birth."
        haemoglobin = 7: Composite(part::haemoglobin::ALL), once; "Haemoglobin as measured, with the altitude."
        document = 8: Concept("document"), once; "Which document was issued."
        on = 9: Date, once; "When it was received."
        facility = 10: Text(120), once; "Where it was received."
        source = 11: Code(code::service_source::ALL), once; "How this was established."
    }
    agreement = 12, Subject(about), VISITOR; "What a family and a worker agreed to do." {
        about = 1: SUBJECTS, required; "The person or household it is about."
        visit = 2: Record(&[visit::ID]); "The visit at which it was made."
        text = 3: Text(500), sensitive; "The agreement in their words."
        code = 4: Concept("agreement"); "The agreement's code in the programme's list."
        due = 5: Date; "By when."
        kept = 6: Code(code::kept::ALL); "Whether it was kept."
        kept_visit = 7: Record(&[visit::ID]); "The visit at which that was asked."
    }
    referral = 13, Subject(person), VISITOR; "That a person was sent to the health post, and what came of it." {
        person = 1: Record(&[person::ID]), required; "Who was sent."
        visit = 2: Record(&[visit::ID]); "The visit at which it happened."
        signs = 3: Concepts("danger_sign"), required; "The danger signs seen."
        where_to = 4: Text(120); "Where the person was sent."
        told_to = 5: Text(120), sensitive; "Who at home was told."
        sent = 6: Time; "When, by the phone's clock."
        arrived = 7: Code(code::arrived::ALL); "Whether the person arrived."
        arrived_on = 8: Date; "When the person arrived."
        answer = 9: Text(2000), sensitive; "What the health post answered."
        closed_by = 10: Record(&[worker::ID]); "Who closed it."
        closed_on = 11: Date; "When it was closed."
        sought_by = 12: Record(&[worker::ID]); "Who looks for the person, who did not arrive or of whom nobody knows."
        seek_until = 13: Date; "Until when."
        seen_at = 14: Record(&[visit::ID]); "The visit at which the person was seen after that."
    }
    review = 14, Subject(about), SUPERVISOR; "What a supervisor says of a record, and what its author replies." {
        about = 1: SUBJECTS, required; "The person or household it is about."
        target = 2: REVIEWABLE; "The record reviewed."
        field = 3: Int(0, 10_000); "The number of the field remarked on, if it is one field."
        path = 4: Text(500); "The path within that field, if it has one."
        verdict = 5: Code(code::review_verdict::ALL); "Whether the record is accepted."
        comment = 6: Text(2000), sensitive; "What the supervisor says."
        state = 7: Code(code::review_state::ALL); "How far the review is."
        reply = 8: Text(2000), sensitive; "What the author replies."
        seen = 9: Text(2000); "What was accepted: a mark of each change behind it."
    }
    same_person = 15, Subject(person), SUPERVISOR; "That two persons registered apart are one; voiding it separates them." {
        person = 1: Record(&[person::ID]), required; "The one kept."
        other = 2: Record(&[person::ID]), required; "The one that is the same."
    }
    device = 20, District, DISTRICT; "A phone, and whose it is." {
        worker = 1: Record(&[worker::ID]); "Who works with it."
        device = 2: Bytes(16), required; "Its name: 16 bytes of the hash of its key."
        public_key = 3: Bytes(32); "Its Ed25519 public key."
        label = 4: Text(80); "What people call it."
        stopped = 5: Code(code::yes_no::ALL); "Whether it is stopped."
    }
    rights = 21, District, DISTRICT; "What a device may do; a higher number replaces a lower." {
        device = 1: Bytes(16), required; "Which device."
        number = 2: Int(1, i64::MAX), required; "Version of the device's rights, from 1."
        role = 3: Int(0, 1000), required; "Role, a number that is its rank."
        areas = 4: Records(&[area::ID]); "Areas, each with all below it."
        stopped = 5: Code(code::yes_no::ALL); "Whether the device is stopped."
    }
    verdict = 22, District, DISTRICT; "What was decided about one change." {
        device = 1: Bytes(16), required; "The device whose change it is."
        number = 2: CHANGE_NUMBER, required; "The number of the change."
        outcome = 3: Code(code::verdict_outcome::ALL), required; "Set aside, or accepted."
        reason = 4: Code(code::verdict_reason::ALL); "Why it was set aside."
        by = 5: Record(&[worker::ID]); "Who decided, if a person did."
        note = 6: Text(500); "What they said."
    }
    server = 23, District, DISTRICT; "A server's device, certified by the district's root key." {
        device = 1: Bytes(16), required; "Its name: 16 bytes of the hash of its key."
        public_key = 2: Bytes(32), required; "Its Ed25519 public key."
        certificate = 3: Bytes(64), required; "The root key's signature over it."
    }
    release = 24, District, DISTRICT; "Which version of a form, a pack or the app is in force." {
        kind = 1: Code(code::release_kind::ALL), required; "What it is a version of."
        name = 2: Text(120), required; "Which form or pack."
        version = 3: Text(40), required; "The version in force."
        content = 4: Bytes(32); "The name of its content: the BLAKE3 hash of it."
        content_bytes = 5: Int(1, CONTENT_BYTES); "How long its content is, bytes."
        since = 6: Date; "The day from which it holds."
        number = 7: Int(1, i64::MAX); "Counts the releases of its kind and name, from 1: of two of one day the higher holds."
    }
}

#[cfg(test)]
#[allow(clippy::panic, clippy::expect_used)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// Every list and every part is held by some field; this walks them with their types.
    fn types() -> Vec<(String, Type)> {
        let mut all = Vec::new();
        for entity in ENTITIES {
            for field in entity.fields {
                all.push((format!("{}.{}", entity.name, field.name), field.ty));
                if let Composite(parts) = field.ty {
                    for part in parts {
                        all.push((format!("{}.{}.{}", entity.name, field.name, part.name), part.ty));
                    }
                }
            }
        }
        all
    }

    fn once_each<T: Ord>(of: &str, all: impl IntoIterator<Item = T>) {
        let mut seen = BTreeSet::new();
        for one in all {
            assert!(seen.insert(one), "a number or name stands twice in {of}");
        }
    }

    #[test]
    fn no_number_and_no_name_stands_twice() {
        once_each("the entities", ENTITIES.iter().map(|e| e.id));
        once_each("the entities", ENTITIES.iter().map(|e| e.name));
        for entity in ENTITIES {
            once_each(entity.name, entity.fields.iter().map(|f| f.id));
            once_each(entity.name, entity.fields.iter().map(|f| f.name));
            assert!(entity.fields.iter().all(|f| f.id != super::super::VOID), "{}: 0 is `void`", entity.name);
        }
        for (name, ty) in types() {
            match ty {
                Code(list) | Codes(list) => {
                    once_each(&name, list.iter().map(|c| c.0));
                    once_each(&name, list.iter().map(|c| c.1));
                }
                Composite(parts) => {
                    once_each(&name, parts.iter().map(|p| p.id));
                    once_each(&name, parts.iter().map(|p| p.name));
                }
                _ => {}
            }
        }
    }

    #[test]
    fn an_owner_field_is_the_first_and_required_and_a_record() {
        for entity in ENTITIES {
            let Some(id) = entity.owner_field() else { continue };
            let Some(field) = entity.field(id) else { panic!("{} has no owner field", entity.name) };
            assert_eq!(field.id, 1, "{}", entity.name);
            assert!(field.required, "{}", entity.name);
            assert!(matches!(field.ty, Record(_)), "{}", entity.name);
        }
    }

    #[test]
    fn consent_and_danger_signs_have_no_default_and_must_be_said() {
        for (entity_id, field_id) in [(consent::ID, consent::answer), (referral::ID, referral::signs)] {
            let field = entity(entity_id).and_then(|e| e.field(field_id));
            assert_eq!(field.map(|f| f.required), Some(true));
        }
    }

    #[test]
    fn a_part_is_neither_a_composite_nor_by_path() {
        for entity in ENTITIES {
            for field in entity.fields {
                if let Composite(parts) = field.ty {
                    assert!(
                        parts.iter().all(|p| !matches!(p.ty, Composite(_) | ByPath | Identifier)),
                        "{}",
                        field.name
                    );
                }
            }
        }
    }

    #[test]
    fn what_a_field_points_at_exists() {
        for (name, ty) in types() {
            if let Record(entities) | Records(entities) = ty {
                assert!(entities.iter().all(|id| entity(*id).is_some()), "{name}");
            }
        }
    }

    #[test]
    fn a_reading_or_service_says_what_happened_once() {
        for id in [reading::ID, service::ID] {
            let fields = entity(id).map(|e| e.fields).unwrap_or_default();
            assert!(fields.len() > 1 && fields.iter().skip(1).all(|f| f.once));
        }
    }

    #[test]
    fn entities_are_found_by_number_and_by_name() {
        assert_eq!(entity(household::ID).map(|e| e.name), Some("household"));
        assert_eq!(entity_named("household").map(|e| e.id), Some(household::ID));
        assert!(entity(0).is_none() && entity_named("House").is_none());
    }
}
