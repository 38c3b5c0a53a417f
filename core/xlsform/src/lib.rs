//! A checklist that was written as a spreadsheet.
