//! What whoever fills lends to a form: a clock that stands, chance from one seed, a document of the record, files beside the form.

use chaski::forms::definition::lists::Attachments;
use chaski::forms::session::Host;
use chrono::{DateTime, FixedOffset, NaiveDateTime};

/// Always the same moment, in UTC.
pub struct Desk;

/// That moment.
pub fn now() -> DateTime<FixedOffset> {
    DateTime::from_timestamp(1_795_953_600, 0).unwrap_or_default().fixed_offset()
}

impl Host for Desk {
    fn now(&self) -> DateTime<FixedOffset> {
        now()
    }

    fn offset_of(&self, _local: NaiveDateTime) -> i32 {
        0
    }

    fn seed(&self) -> u64 {
        1
    }

    fn property(&self, name: &str) -> Option<String> {
        (name == "deviceid").then(|| "desk".to_owned())
    }

    fn instance(&self, id: &str) -> Option<String> {
        (id == "contact-summary")
            .then(|| "<context><kind>child</kind><age_days>400</age_days></context>".to_owned())
    }
}

/// A small file of every kind.
pub struct Beside;

impl Attachments for Beside {
    fn read(&self, name: &str) -> Option<Vec<u8>> {
        let text = match name.rsplit('.').next()? {
            "csv" => "name,label,above\nk1,Kiwi,1\nk2,\"Papaya, ripe\",4\n",
            "xml" => "<root><item><name>k1</name><label>Kiwi</label></item></root>",
            "geojson" => {
                r#"{"type":"FeatureCollection","features":[{"type":"Feature","id":"k1","geometry":{"type":"Point","coordinates":[-77.0,-12.0]},"properties":{"name":"k1","title":"Kiwi"}}]}"#
            }
            _ => return None,
        };
        Some(text.as_bytes().to_vec())
    }
}
