//! The language files, one a group of screens, as the program holds them; and which messages of a file a reviewer
//! has signed. Knows how a file is laid out, not what it says.

/// One group of screens, in every language. A language that has nothing of it yet has an empty text.
pub(super) struct File {
    pub name: &'static str,
    pub es: &'static str,
    pub en: &'static str,
    pub quz: &'static str,
}

macro_rules! files {
    ($($name:literal $(and $quz:ident)?),+) => {&[$(File {
        name: $name,
        es: include_str!(concat!("../../words/es/", $name)),
        en: include_str!(concat!("../../words/en/", $name)),
        quz: files!(@ $name $($quz)?),
    }),+]};
    (@ $name:literal) => {""};
    (@ $name:literal quz) => {include_str!(concat!("../../words/quz/", $name))};
}

/// Every file. A message id stands in one of them only.
pub(super) const FILES: &[File] = files!["common.ftl" and quz, "record.ftl", "errors.ftl", "phone.ftl", "screens.ftl", "app.ftl", "register.ftl", "web.ftl", "desk.ftl", "growth.ftl", "chart.ftl" and quz, "survey.ftl", "package.ftl", "programme.ftl"];

/// The messages whose comment names a reviewer (`reviewed: Name, 2026-11-24`): all others stay hidden until
/// somebody who speaks the language has read them.
pub(super) fn reviewed(source: &str) -> String {
    let mut shown = String::new();
    let (mut signed, mut keep) = (false, false);
    for line in source.lines() {
        if let Some(comment) = line.strip_prefix('#') {
            let by = comment.split("reviewed:").nth(1).map(str::trim);
            signed = by.is_some_and(|by| !by.is_empty() && !by.starts_with("none"));
            keep = false;
        } else if line.trim().is_empty() {
            signed = false;
        } else {
            if !line.starts_with([' ', '\t', '}']) {
                keep = signed;
                signed = false;
            }
            if keep {
                shown.push_str(line);
                shown.push('\n');
            }
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::reviewed;

    #[test]
    fn only_a_message_that_a_reviewer_signed_is_kept() {
        let source = "# max 9; reviewed: none\na = 1\n    .say = 2\n\n# max 9; reviewed: N. N., 2026-11-24\nb = { $n ->\n   *[other] x\n }\n    .say = y\nc = 3\n";
        assert_eq!(reviewed(source), "b = { $n ->\n   *[other] x\n }\n    .say = y\n");
    }
}
