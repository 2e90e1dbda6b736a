//! `liantu synth`

use super::export::Format;
use crate::context::Context;
use crate::failure::Failure;
use crate::language::say;
use crate::render::progress::Bar;
use liantu_engine::{EngineError, SyntheticRequest, synthesise};
use liantu_model::text::text;
use std::path::PathBuf;

/// What is typed.
#[derive(clap::Args)]
#[command(
    after_help = "Examples:\n  liantu synth made-up --firms 1000 --months 24 --seed 7\n  liantu import made-up\n\nAll of it is synthetic, and the package and its source row say so. Shocks and only sellers that were planted are in truth-planted.csv, wrong reports in truth-misreports.csv. The same seed makes the same bytes."
)]
pub struct Synth {
    /// A new folder, or a file that ends in .zip
    #[arg(value_name = "DIR|FILE.zip")]
    pub target: PathBuf,
    /// How many firms
    #[arg(long, value_name = "N", default_value_t = 1_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    pub firms: u32,
    /// How many months, from January 2020
    #[arg(long, value_name = "M", default_value_t = 24, value_parser = clap::value_parser!(u32).range(1..=1_200))]
    pub months: u32,
    /// The same seed makes the same bytes
    #[arg(long, value_name = "S", default_value_t = 1)]
    pub seed: u64,
    /// How many sectors
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u32).range(1..=999))]
    pub sectors: u32,
    /// How many regions
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u32).range(1..=999))]
    pub regions: u32,
    /// How many shocks to plant: firms that sell less for a while
    #[arg(long, value_name = "K", default_value_t = 3)]
    pub shocks: u32,
    /// In how many sectors only one firm sells
    #[arg(long, value_name = "K", default_value_t = 2)]
    pub chokepoints: u32,
    /// The part of the rows that are reported wrong, from 0 to 1
    #[arg(long, value_name = "PART", default_value_t = 0.001)]
    pub misreports: f64,
    /// Format of the data files
    #[arg(long, value_enum, default_value = "csv")]
    pub format: Format,
}

pub async fn execute(context: &Context, arguments: Synth) -> Result<(), Failure> {
    if !(0.0..=1.0).contains(&arguments.misreports) {
        let found = arguments.misreports.to_string();
        let expected = text("0 到 1 的比例", "a part from 0 to 1");
        return Err(EngineError::parameter("misreports", found, expected).into());
    }
    let request = SyntheticRequest {
        target: arguments.target,
        format: arguments.format.into(),
        seed: arguments.seed,
        firms: arguments.firms,
        months: arguments.months,
        sectors: arguments.sectors,
        regions: arguments.regions,
        shocks: arguments.shocks,
        chokepoints: arguments.chokepoints,
        misreports: arguments.misreports,
    };
    let bar = Bar::start(context, &request.target.display().to_string());
    let moved = bar.clone();
    let made = tokio::task::spawn_blocking(move || synthesise(&request, &*moved)).await;
    bar.finish();
    let made = made.map_err(|error| EngineError::Internal { reason: error.to_string() })??;
    context.answer(&made, |made| {
        let (path, rows) = (&made.path, made.tables.iter().map(|(_, rows)| rows).sum::<u64>());
        let (planted, wrong) = (made.planted, made.misreports);
        say!(
            context.language,
            "已写出合成数据 {path}：{rows} 行，埋设 {planted} 处，误报 {wrong} 行\n下一步：liantu import {path}",
            "wrote synthetic data {path}: {rows} rows, {planted} things planted, {wrong} wrong reports\nnext: liantu import {path}",
        )
    })
}
