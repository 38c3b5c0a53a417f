//! Sentences of what an app does itself: how a delivery goes, which place was taken, how far a checklist is. Knows the core's words by id; in Spanish
//! where a tag is of no language, as before a phone is open.

use chaski::sync::http::Progress;
use chaski::words::shown::number;
use chaski::words::{Lang, Text, message};

use crate::delivery::SyncOutcome;
use crate::entry::margin_m;

/// Bytes of a kilobyte as people count what a line costs.
const KILOBYTE: u64 = 1024;
const NO_BREAK: &str = "\u{a0}";

fn lang(tag: &str) -> Lang {
    Lang::from_tag(tag).unwrap_or(Lang::Es)
}

pub(crate) fn counted(lang: Lang, id: &str, count: u64) -> Text {
    let count = i64::try_from(count).unwrap_or(i64::MAX);
    message(lang, id, &[("n", count.into()), ("shown", (&number(lang, count)).into())])
}

/// What became of a delivery.
#[uniffi::export]
pub fn sync_says(language: &str, outcome: &SyncOutcome) -> Text {
    let id = match outcome {
        SyncOutcome::Done { .. } => "app-sync_done",
        SyncOutcome::NoLine => "phone-offline",
        SyncOutcome::OnlyMeteredLine => "app-sync_metered",
    };
    message(lang(language), id, &[])
}

/// How far a delivery is, of what is to be sent; none where nothing is.
#[uniffi::export]
pub fn sync_progress_says(language: &str, progress: &Progress) -> Option<Text> {
    let kilobytes = |bytes: u64| bytes.div_ceil(KILOBYTE).to_string();
    let total = format!("{}{NO_BREAK}kB", kilobytes(progress.to_send_bytes));
    let done = kilobytes(progress.sent_bytes);
    let say = || {
        message(lang(language), "phone-delivering", &[("done", (&done).into()), ("total", (&total).into())])
    };
    (progress.to_send_bytes > 0).then(say)
}

/// The place that was taken, as it is kept, with how far it may be off.
#[uniffi::export]
pub fn place_says(language: &str, value: &str) -> Text {
    counted(lang(language), "app-place_taken", u64::try_from(margin_m(value)).unwrap_or(0))
}

/// How many points of a line or an outline there are.
#[uniffi::export]
pub fn points_says(language: &str, count: u32) -> Text {
    counted(lang(language), "app-place_points", count.into())
}

/// How far one is: *3 de 17*. It is one thing: a line ends before it, not within.
#[uniffi::export]
pub fn share_says(language: &str, part: u32, whole: u32) -> Text {
    let (part, whole) = (part.to_string(), whole.to_string());
    let mut said =
        message(lang(language), "share-of", &[("part", (&part).into()), ("whole", (&whole).into())]);
    said.text = said.text.replace(' ', NO_BREAK);
    said
}

#[cfg(test)]
mod tests {
    use super::*;

    fn progress(sent_bytes: u64, to_send_bytes: u64) -> Progress {
        Progress { sent_bytes, to_send_bytes, received_bytes: 0, requests: 1 }
    }

    #[test]
    fn a_delivery_says_how_far_it_is_and_what_became_of_it() {
        let says = sync_progress_says("es", &progress(1, 2049)).unwrap();
        assert_eq!(says.text, "Entregando 1 de 3\u{a0}kB");
        assert_eq!(sync_progress_says("es", &progress(0, 0)), None);
        assert_eq!(
            sync_says("es", &SyncOutcome::NoLine).text,
            "Sin señal. Tu trabajo está guardado. Se entrega solo."
        );
        assert_eq!(sync_says("xx", &SyncOutcome::OnlyMeteredLine).text, "Solo hay señal que se paga.");
    }

    #[test]
    fn what_was_taken_is_said_with_its_margin_and_what_was_counted_with_its_number() {
        assert_eq!(place_says("es", "-13.5 -71.9 12.3").text, "Ubicación tomada, con 12 m de margen");
        assert_eq!(place_says("es", "").text, "Ubicación tomada");
        assert_eq!(points_says("es", 1).text, "1 punto");
        assert_eq!(share_says("es", 3, 17).text, "3\u{a0}de\u{a0}17");
    }
}
