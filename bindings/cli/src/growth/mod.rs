//! `chaski growth …`: WHO's growth standards over a file of measurements, a file a command. Here is only which commands there
//! are; what they share is in `input` (where rows come from), `columns` (which column is what), `cells` (what a cell says),
//! `figures` (how a number is written) and `output` (where the answer goes). Holds no rule of WHO's: those are in the core's
//! growth room.

mod cells;
mod chart;
mod columns;
mod figures;
mod input;
mod output;
mod prevalence;
mod quality;
mod reference;
mod zscore;

use chaski_bindings::ChaskiError;
use clap::Subcommand;

use crate::out::Out;

/// One command. To add one: a variant here, and its line in [`run`].
#[derive(Debug, Subcommand)]
pub enum GrowthCommand {
    /// z-scores of every row of a CSV file
    Zscore(zscore::ZscoreArgs),
    /// The growth chart of one child as an SVG file
    Chart(chart::ChartArgs),
    /// How many children of a survey are stunted, wasted, underweight or overweight, a line a group
    Prevalence(prevalence::PrevalenceArgs),
    /// How well the rows of a CSV file were measured
    Quality(quality::QualityArgs),
}

/// Runs it. What fails is said by [`Out::fail`], and the program ends with 1.
pub fn run(command: GrowthCommand, out: Out) -> Result<(), ChaskiError> {
    match command {
        GrowthCommand::Zscore(args) => zscore::run(&args, out),
        GrowthCommand::Chart(args) => chart::run(&args, out),
        GrowthCommand::Prevalence(args) => prevalence::run(&args, out),
        GrowthCommand::Quality(args) => quality::run(&args, out),
    }
}
