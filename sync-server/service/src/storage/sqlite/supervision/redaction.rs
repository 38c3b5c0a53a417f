//! Takes out of a page what is another area's. The core's pages show all that is held, and a phone holds its areas
//! only; a server holds everything, so what a page reaches over a link (who was seen and moved since, a caregiver of
//! another village, a child joined from there) is looked at again: it is shown as recorded elsewhere.

use std::collections::HashMap;

use chaski::record::RecordName;
use chaski::store::query::{ChildPage, DisputeItem, HouseholdPage, Link, RecordView, VisitPage, bands};

use super::areas::Scope;
use crate::storage::Result;
use crate::storage::supervision::Sight;

pub(super) struct Redaction<'l> {
    scope: &'l Scope<'l>,
    elsewhere: HashMap<RecordName, bool>,
}

impl<'l> Redaction<'l> {
    pub(super) fn of(scope: &'l Scope<'l>) -> Redaction<'l> {
        Redaction { scope, elsewhere: HashMap::new() }
    }

    fn is_elsewhere(&mut self, record: &RecordName) -> Result<bool> {
        if let Some(known) = self.elsewhere.get(record) {
            return Ok(*known);
        }
        let elsewhere = self.scope.sight(record)? == Sight::Elsewhere;
        self.elsewhere.insert(*record, elsewhere);
        Ok(elsewhere)
    }

    fn link(&mut self, link: &mut Link) -> Result<()> {
        if self.is_elsewhere(&link.record)? {
            *link = Link {
                record: link.record,
                entity: None,
                title: None,
                removed: false,
                recorded_elsewhere: true,
            };
        }
        Ok(())
    }

    fn links(&mut self, links: &mut [Link]) -> Result<()> {
        links.iter_mut().try_for_each(|link| self.link(link))
    }

    fn view(&mut self, view: &mut RecordView) -> Result<()> {
        view.fields.iter_mut().try_for_each(|field| self.links(&mut field.links))
    }

    fn keep(&mut self, subject: Option<RecordName>) -> Result<bool> {
        Ok(match subject {
            Some(subject) => !self.is_elsewhere(&subject)?,
            None => true,
        })
    }

    fn views(&mut self, views: &mut Vec<RecordView>) -> Result<()> {
        let mut kept = Vec::with_capacity(views.len());
        for mut view in views.drain(..) {
            if self.keep(view.subject)? {
                self.view(&mut view)?;
                kept.push(view);
            }
        }
        *views = kept;
        Ok(())
    }

    fn disputes(&mut self, items: &mut Vec<DisputeItem>) -> Result<()> {
        let mut kept = Vec::with_capacity(items.len());
        for item in items.drain(..) {
            if self.keep(item.subject)? {
                kept.push(item);
            }
        }
        *items = kept;
        Ok(())
    }

    pub(super) fn visit(&mut self, page: &mut VisitPage) -> Result<()> {
        self.links(&mut page.persons_seen)?;
        self.view(&mut page.view)?;
        let mut answers = Vec::with_capacity(page.answers.len());
        for mut given in page.answers.drain(..) {
            if self.keep(given.view.subject)? {
                self.view(&mut given.view)?;
                answers.push(given);
            }
        }
        page.answers = answers;
        for views in [
            &mut page.readings,
            &mut page.services,
            &mut page.agreements,
            &mut page.referrals,
            &mut page.reviews,
        ] {
            self.views(views)?;
        }
        self.disputes(&mut page.disputes)?;
        page.bands = bands(&page.referrals, &page.reviews, &page.disputes);
        Ok(())
    }

    pub(super) fn child(&mut self, page: &mut ChildPage) -> Result<()> {
        self.links(&mut page.joined)?;
        if let Some(household) = &mut page.household {
            self.link(household)?;
        }
        self.view(&mut page.view)?;
        let mut caregivers = Vec::with_capacity(page.caregivers.len());
        for mut caregiver in page.caregivers.drain(..) {
            if self.keep(caregiver.view.subject)? {
                if let Some(link) = &mut caregiver.caregiver {
                    self.link(link)?;
                }
                self.view(&mut caregiver.view)?;
                caregivers.push(caregiver);
            }
        }
        page.caregivers = caregivers;
        for views in [
            &mut page.readings,
            &mut page.services,
            &mut page.consents,
            &mut page.referrals,
            &mut page.agreements,
            &mut page.pregnancies,
            &mut page.reviews,
        ] {
            self.views(views)?;
        }
        self.disputes(&mut page.disputes)?;
        page.bands = bands(&page.referrals, &page.reviews, &page.disputes);
        Ok(())
    }

    pub(super) fn household(&mut self, page: &mut HouseholdPage) -> Result<()> {
        self.view(&mut page.view)?;
        self.views(&mut page.agreements)?;
        self.views(&mut page.reviews)?;
        self.disputes(&mut page.disputes)?;
        page.bands = bands(&[], &page.reviews, &page.disputes);
        Ok(())
    }
}
