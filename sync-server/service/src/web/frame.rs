//! The frame of every page: who looks, the sections, the title, how recent it is, the foot. Knows no page's content and
//! no storage; what it is given, it lays out.

use maud::{DOCTYPE, Markup, html};

use super::icon::{Icon, icon};
use super::locale::{Locale, Words};
use super::{asset, urls};
use crate::storage::supervision::{AsOf, Viewer};
use chaski::words::Lang;

/// A section of the pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Section {
    /// What needs the supervisor.
    Today,
    /// Workers.
    Workers,
    /// Visits.
    Visits,
    /// Children.
    Children,
    /// What waits for a decision.
    Decide,
    /// Exports.
    Reports,
    /// People and phones.
    People,
}

impl Section {
    const ALL: [(Section, &'static str, &'static str); 7] = [
        (Section::Today, "web-section-today", urls::TODAY),
        (Section::Workers, "web-section-workers", urls::WORKERS),
        (Section::Visits, "web-section-visits", urls::VISITS),
        (Section::Children, "web-section-children", urls::CHILDREN),
        (Section::Decide, "web-section-decide", urls::DISPUTES),
        (Section::Reports, "web-section-reports", urls::EXPORTS),
        (Section::People, "web-section-people", urls::PEOPLE),
    ];
}

/// What stands around a page.
#[derive(Debug, Clone)]
pub struct Frame<'a> {
    /// Language and clock.
    pub v: Locale,
    /// Who looks; `None` before signing in.
    pub viewer: Option<&'a Viewer>,
    /// What the deployment calls itself.
    pub district: &'a str,
    /// What a form brings back to show that it is ours.
    pub csrf: &'a str,
    /// What its forms carry so that sent twice they make nothing twice; empty where nothing is made.
    pub key: &'a str,
    /// The address of this page with its fields: language links come back to it. Empty for what a form was answered
    /// with, which has none to come back to.
    pub address: &'a str,
    /// How recent what is shown is; `None` where nothing of the phones is shown.
    pub as_of: Option<AsOf>,
    /// Which section this page is of.
    pub section: Option<Section>,
    /// Where one came from: address and what it is called.
    pub back: Option<(String, Words)>,
    /// What was just done.
    pub notice: Option<Words>,
    /// The filter in force, for the foot of a print.
    pub filter: Option<String>,
    /// The form has something to mend: the title says so first.
    pub mend: bool,
    /// On paper, codes stand where names are: a list that may leave the office.
    pub nameless: bool,
}

impl<'a> Frame<'a> {
    /// A frame with nothing but who looks and where.
    pub fn new(
        v: Locale,
        viewer: Option<&'a Viewer>,
        district: &'a str,
        csrf: &'a str,
        address: &'a str,
    ) -> Self {
        Frame {
            v,
            viewer,
            district,
            csrf,
            key: "",
            address,
            as_of: None,
            section: None,
            back: None,
            notice: None,
            filter: None,
            mend: false,
            nameless: false,
        }
    }

    /// In this section.
    pub fn section(mut self, section: Section) -> Self {
        self.section = Some(section);
        self
    }

    /// Showing what is so recent.
    pub fn as_of(mut self, as_of: AsOf) -> Self {
        self.as_of = Some(as_of);
        self
    }

    /// A list: codes instead of names on paper, unless names were asked for by somebody who may take them out.
    pub fn list(mut self) -> Self {
        let asks = self.address.contains("names=yes") && self.viewer.is_some_and(|viewer| viewer.may_export);
        self.nameless = !asks;
        self
    }

    /// How a list prints, and the way to print it with names.
    fn printing(&self) -> Markup {
        let v = &self.v;
        html! {
            @if self.nameless && !self.address.is_empty() {
                p.noprint.small {
                    (icon(Icon::Print)) (v.t("web-print-nameless"))
                    @if self.viewer.is_some_and(|viewer| viewer.may_export) {
                        " " a href=(urls::with(self.address, &[("names", Some("yes"))])) { (v.t("web-print-names")) }
                    }
                }
            }
        }
    }

    /// With a way back.
    pub fn back(mut self, address: impl Into<String>, to: Words) -> Self {
        self.back = Some((address.into(), to));
        self
    }

    /// The page: the title is the one heading of the first rank.
    pub fn page(&self, title: &Words, body: Markup) -> Markup {
        self.page_beside(title, html! {}, body)
    }

    /// The page with tags right under its title.
    pub fn page_beside(&self, title: &Words, under: Markup, body: Markup) -> Markup {
        let v = &self.v;
        html! {
            (DOCTYPE)
            html lang=(v.lang.tag()) {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width";
                    meta name="color-scheme" content="light";
                    title {
                        @if self.mend { (v.t("web-mend-title").text) " " }
                        (title.text) " · " (self.district)
                    }
                    link rel="stylesheet" href=(asset::href("style.css"));
                    link rel="icon" href="data:,";
                }
                body {
                    a.skip href="#main" { (v.t("web-skip")) }
                    (self.head())
                    main #main tabindex="-1" class=[self.nameless.then_some("nameless")] {
                        @if let Some((address, to)) = &self.back {
                            p.back { a href=(address) { (icon(Icon::Back)) (v.named("web-back-to", &to.text)) } }
                        }
                        @if let Some(notice) = &self.notice {
                            div.notice role="status" { (icon(Icon::Done)) p { (notice) } }
                        }
                        @if v.lang == Lang::Quz { p.small { (v.t("web-partly-spanish")) } }
                        h1 { (title) }
                        (under)
                        @if let Some(as_of) = self.as_of { (self.recent(as_of)) }
                        (body)
                        (self.printing())
                    }
                    (self.foot())
                }
            }
        }
    }

    fn head(&self) -> Markup {
        let v = &self.v;
        html! {
            header {
                div.bar {
                    p.who { @if self.viewer.is_some() { a href=(urls::TODAY) { (self.district) } } @else { (self.district) } }
                    @if self.viewer.is_some() { p.jump { a href="#menu" { (v.t("web-menu")) } } }
                    @if let Some(viewer) = self.viewer {
                        div.me {
                            a href=(urls::PASSWORD) { (viewer.name) }
                            form method="post" action=(urls::SIGN_OUT) {
                                input type="hidden" name="csrf" value=(self.csrf);
                                button.link { (v.t("web-leave")) }
                            }
                        }
                    }
                    @if !self.address.is_empty() { (self.languages()) }
                }
                @if self.viewer.is_some() { nav.top aria-label=(v.t("web-menu").text) { (self.sections()) } }
            }
        }
    }

    fn languages(&self) -> Markup {
        // Each language by its own name, whatever the page's.
        let names = [(Lang::Es, "Castellano"), (Lang::En, "English"), (Lang::Quz, "Runasimi")];
        html! {
            ul.langs aria-label=(self.v.t("web-languages").text) {
                @for (lang, name) in names {
                    li {
                        @if lang == self.v.lang {
                            strong lang=(lang.tag()) { (name) }
                        } @else {
                            a href=(urls::in_language(self.address, lang.tag()))
                                lang=(lang.tag()) hreflang=(lang.tag()) { (name) }
                        }
                    }
                }
            }
        }
    }

    fn sections(&self) -> Markup {
        html! {
            ul {
                @for (section, words, address) in Section::ALL {
                    li {
                        a href=(address) aria-current=[(self.section == Some(section)).then_some("true")] {
                            (self.v.t(words))
                        }
                    }
                }
            }
        }
    }

    fn recent(&self, as_of: AsOf) -> Markup {
        let v = &self.v;
        html! {
            p.recent {
                @match as_of.received_s {
                    Some(at_s) => { (v.with("web-data-until", &[("when", (&v.moment_text(at_s)).into())])) }
                    None => { (v.t("web-data-none")) }
                }
                @if as_of.phones > 0 {
                    " · "
                    (v.with("web-phones-owing", &[
                        ("n", as_of.owing.into()),
                        ("shown", (&v.number(as_of.owing)).into()),
                        ("all", (&v.number(as_of.phones)).into()),
                    ]))
                }
            }
        }
    }

    fn foot(&self) -> Markup {
        let v = &self.v;
        html! {
            footer {
                @if self.viewer.is_some() {
                    nav.low #menu tabindex="-1" aria-label=(v.t("web-menu").text) { (self.sections()) }
                }
                details.help {
                    summary { (icon(Icon::Help)) (v.t("web-help")) }
                    p { (v.t("web-help-numbers")) } p { (v.t("web-help-nothing-lost")) } p { (v.t("web-help-whom")) }
                }
                @if let Some(viewer) = self.viewer {
                    p.ends {
                        (v.with("web-session-ends", &[("when", (&v.time(viewer.until_s)).into())]))
                        @if !self.address.is_empty() { " " a href=(self.address) { (v.t("web-session-go-on")) } }
                    }
                    p.printed {
                        (self.district)
                        @if let Some(filter) = &self.filter { " · " (filter) }
                        " · "
                        (v.with("web-printed", &[
                            ("when", (&v.moment_text(v.now_s)).into()),
                            ("name", viewer.name.as_str().into()),
                        ]))
                    }
                }
            }
        }
    }
}
