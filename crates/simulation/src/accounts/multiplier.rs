//! Direct intensities and total multipliers.

use super::declare::{
    EDITS, PERIOD, REGION_COLUMN, ROW, ROW_COLUMN, SCENARIO, SECTOR_COLUMN, TABLE, UNIT_COLUMN, number,
};
use super::leontief::defined;
use super::{AccountsError, Leontief, Mrio};
use liantu_model::Method;
use liantu_model::text::text;
use liantu_numeric::{Dense, Watch};

/// The declaration.
pub const MULTIPLIERS: Method = Method {
    id: "io_multipliers",
    version: 1,
    study: "simulation",
    title: text("投入产出乘数", "Input-output multipliers"),
    question: text(
        "一单位最终需求在整条产业链上共带动多少增加值、就业、排放等？",
        "How much value added, employment or emission does a unit of final demand take along the whole chain?",
    ),
    formula: text(
        "S = F·x̂⁻¹（每单位产出的直接强度）；M = S·L = S·(I−A)⁻¹（每单位最终需求的完全乘数）；A = Z·x̂⁻¹，x = Z·1 + Y·1。由转置方程组求解，不求逆。",
        "S = F·x̂⁻¹, direct intensity by unit of output; M = S·L = S·(I−A)⁻¹, total multiplier by unit of final demand; A = Z·x̂⁻¹, x = Z·1 + Y·1. Solved as transposed systems, without an inverse.",
    ),
    limits: text(
        "产出为零的部门没有强度与乘数（空）。技术系数固定，无产能约束，价格不变。",
        "Null for a sector without output. Coefficients are fixed, capacity is unlimited and prices do not move.",
    ),
    reference: "Miller, R. E., Blair, P. D. (2009). Input-Output Analysis: Foundations and Extensions, 2nd ed., ch. 6. Cambridge University Press.",
    aliases: &["multipliers", "multiplier", "intensity", "乘数", "完全消耗"],
    inputs: &[TABLE, EDITS],
    parameters: &[PERIOD, SCENARIO, ROW],
    outputs: &[
        ROW_COLUMN,
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("total", "总量", "Total", "该部门的数值 F", "What the sector has, F"),
        number("intensity", "直接强度", "Intensity", "S：每单位产出", "S: by unit of output"),
        number("multiplier", "完全乘数", "Multiplier", "M：每单位最终需求", "M: by unit of final demand"),
        number("ratio", "乘数比", "Ratio", "M/S；直接强度为零时为空", "M/S; null where the intensity is zero"),
        UNIT_COLUMN,
    ],
};

/// Intensities and multipliers of the rows asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Multipliers {
    /// `S`, nodes by rows; NaN where output is zero.
    pub intensity: Dense,
    /// `M`, nodes by rows; NaN where output is zero.
    pub multiplier: Dense,
}

/// `S` and `M` of these rows of the table.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn multipliers(mrio: &Mrio, rows: &[usize], watch: Watch<'_>) -> Result<Multipliers, AccountsError> {
    let leontief = Leontief::new(mrio, watch)?;
    let mut cells = Vec::with_capacity(mrio.len() * rows.len());
    for &row in rows {
        cells.extend(leontief.intensity(mrio.row(row)));
    }
    let intensity = Dense::from_cells(mrio.len(), rows.len(), cells);
    let mut multiplier = Dense::from_cells(mrio.len(), rows.len(), defined(intensity.cells()));
    leontief.factored.solve_transposed(&mut multiplier, watch)?;
    for column in 0..rows.len() {
        let cells = multiplier.column_mut(column).iter_mut().zip(&mrio.x);
        cells.filter(|(_, x)| **x == 0.0).for_each(|(cell, _)| *cell = f64::NAN);
    }
    Ok(Multipliers { intensity, multiplier })
}
