//! Tables: caption, scoped heads, figures at the right. Those of at most four columns become stacked cards on a small
//! screen; wider ones scroll sideways in a region of their own, the first column staying in view. Knows no page.

use maud::{Markup, html};

use super::locale::Words;

/// The head of a column.
pub struct Head {
    words: Words,
    figures: bool,
    spoken_only: bool,
    unlabelled: bool,
}

impl Head {
    /// A column of words.
    pub fn words(words: Words) -> Self {
        Head { words, figures: false, spoken_only: false, unlabelled: false }
    }

    /// A column of words that say themselves what they are: on a card, nothing stands before them.
    pub fn plain(words: Words) -> Self {
        Head { words, figures: false, spoken_only: false, unlabelled: true }
    }

    /// A column of figures: at the right.
    pub fn figures(words: Words) -> Self {
        Head { words, figures: true, spoken_only: false, unlabelled: false }
    }

    /// A column whose head is only heard: ticks, what can be done.
    pub fn spoken(words: Words) -> Self {
        Head { words, figures: false, spoken_only: true, unlabelled: true }
    }

    /// Figures stand at the right; ticks and what can be done are not for paper.
    fn class(&self) -> Option<&'static str> {
        if self.figures { Some("f") } else { self.spoken_only.then_some("act") }
    }
}

/// The most columns that become cards.
const CARDS: usize = 4;

/// A table.
pub struct Table {
    /// Its id on the page.
    pub id: &'static str,
    /// What it is a table of.
    pub caption: Markup,
    /// Heads, one a column.
    pub heads: Vec<Head>,
    /// Rows, a cell a column.
    pub rows: Vec<Vec<Markup>>,
    /// The column that names the row.
    pub names: usize,
}

impl Table {
    /// The table as markup.
    pub fn markup(&self) -> Markup {
        if self.heads.len() <= CARDS { self.cards() } else { self.wide() }
    }

    // Changing `display` drops what a table is to a screen reader, so the roles are said again.
    fn cards(&self) -> Markup {
        html! {
            table.cards #(self.id) role="table" {
                caption { (self.caption) }
                thead role="rowgroup" { tr role="row" {
                    @for head in &self.heads {
                        th scope="col" role="columnheader" class=[head.class()] { (spoken(head)) }
                    }
                } }
                tbody role="rowgroup" {
                    @for row in &self.rows {
                        tr role="row" {
                            @for (column, (head, cell)) in self.heads.iter().zip(row).enumerate() {
                                @if column == self.names {
                                    th scope="row" role="rowheader" { (cell) }
                                } @else {
                                    td role="cell" class=[head.class()]
                                        data-label=[(!head.unlabelled).then_some(&head.words.text)] { (cell) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    fn wide(&self) -> Markup {
        let caption = format!("{}-of", self.id);
        html! {
            div.wide role="region" tabindex="0" aria-labelledby=(caption) {
                table #(self.id) {
                    caption #(caption) { (self.caption) }
                    thead { tr {
                        @for head in &self.heads {
                            th scope="col" class=[head.class()] { (spoken(head)) }
                        }
                    } }
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (column, (head, cell)) in self.heads.iter().zip(row).enumerate() {
                                    @if column == self.names { th scope="row" { (cell) } }
                                    @else { td class=[head.class()] { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn spoken(head: &Head) -> Markup {
    html! { @if head.spoken_only { span.vh { (head.words) } } @else { (head.words) } }
}
