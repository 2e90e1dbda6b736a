//! Structural decomposition: why something changed between two periods.

use super::declare::{REGION_COLUMN, SECTOR_COLUMN, TABLE, UNIT_COLUMN, number, parameter};
use super::leontief::{defined, intensity};
use super::{AccountsError, Leontief, Mrio, at};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind, Words};
use liantu_numeric::{Watch, sum};

/// The declaration.
pub const DECOMPOSITION: Method = Method {
    id: "structural_decomposition",
    version: 1,
    study: "simulation",
    title: text("结构分解分析", "Structural decomposition"),
    question: text(
        "两个时期之间，产出、增加值或排放的变化有多少来自强度、技术、最终需求结构与规模？",
        "Of the change between two periods, how much comes from intensity, technology, the composition and the volume of final demand?",
    ),
    formula: text(
        "f = ŝ·L·u·Y，u = y/Y 为最终需求构成，Y 为规模。两极平均：以两种相反顺序逐一替换各因素，取两次结果的均值：Δ = ½(Δŝ·L₁u₁Y₁ + Δŝ·L₀u₀Y₀) + ½(ŝ₀ΔL·u₁Y₁ + ŝ₁ΔL·u₀Y₀) + …；四部分之和恰为总变化。",
        "f = ŝ·L·u·Y with u = y/Y the composition of final demand and Y its volume. Mean of the two polar forms: the factors are replaced one after the other in two opposite orders and the results averaged: ½(Δŝ·L₁u₁Y₁ + Δŝ·L₀u₀Y₀) + ½(ŝ₀ΔL·u₁Y₁ + ŝ₁ΔL·u₀Y₀) + …; the four parts add up to the change exactly.",
    ),
    limits: text(
        "两表须为同一价格，否则价格变化计入各因素。只在一个时期有产出的部门，其强度在另一时期取零。两极平均只是 4! 种分解的近似均值。",
        "Both tables must be in the same prices; otherwise prices are in every part. A sector with output in one period alone has intensity zero in the other. The two polar forms approximate the mean of all 4! orders.",
    ),
    reference: "Dietzenbacher, E., Los, B. (1998). Structural decomposition techniques: sense and sensitivity. Economic Systems Research 10(4), 307–324.",
    aliases: &["sda", "decomposition", "结构分解"],
    inputs: &[TABLE],
    parameters: &[
        parameter(
            "base",
            ParameterKind::Period,
            None,
            "基期",
            "Base",
            "从哪一时期；省略则为最早",
            "From which period; the first when absent",
        ),
        parameter(
            "period",
            ParameterKind::Period,
            None,
            "报告期",
            "Period",
            "到哪一时期；省略则为最晚",
            "To which period; the last when absent",
        ),
        parameter(
            "row",
            ParameterKind::Text,
            None,
            "账户行",
            "Row",
            "增加值、进口或扩展账户中的一行；省略则为总产出（强度为 1）",
            "A row of value added, imports or extensions; output itself (intensity 1) when absent",
        ),
    ],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("before", "基期", "Before", "基期数值", "In the base period"),
        number("after", "报告期", "After", "报告期数值", "In the other"),
        number("change", "变化", "Change", "报告期减基期", "After less before"),
        number("intensity", "强度效应", "Intensity", "每单位产出强度的变化", "From intensity by unit of output"),
        number("technology", "技术效应", "Technology", "投入系数（L）的变化", "From the coefficients (L)"),
        number(
            "composition",
            "需求结构效应",
            "Composition of demand",
            "最终需求构成的变化",
            "From the composition of final demand",
        ),
        number("volume", "需求规模效应", "Volume of demand", "最终需求总量的变化", "From the volume of final demand"),
        UNIT_COLUMN,
    ],
};

/// The change of one node, in four parts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Share {
    /// In the base period.
    pub before: f64,
    /// In the other.
    pub after: f64,
    /// From intensity.
    pub intensity: f64,
    /// From technology.
    pub technology: f64,
    /// From the composition of final demand.
    pub composition: f64,
    /// From its volume.
    pub volume: f64,
}

/// The change of every node of either table.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Decomposition {
    /// Region and sector, in order.
    pub nodes: Vec<super::Node>,
    /// One for each node.
    pub shares: Vec<Share>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// One table as the decomposition sees it.
struct Side<'a> {
    leontief: Leontief<'a>,
    /// By node of the union: its place in the table.
    place: Vec<Option<usize>>,
    intensity: Vec<f64>,
    composition: Vec<f64>,
    volume: f64,
}

impl<'a> Side<'a> {
    fn new(
        mrio: &'a Mrio,
        row: Option<&[f64]>,
        nodes: &[super::Node],
        watch: Watch<'_>,
    ) -> Result<Self, AccountsError> {
        let demand = mrio.total_demand();
        let volume = sum(demand.iter().copied());
        if volume == 0.0 {
            return Err(AccountsError::Unfit {
                what: Words::new("最终需求合计为零", "final demand adds up to zero")
            });
        }
        let own = defined(&row.map_or_else(|| intensity(&mrio.x, &mrio.x), |row| intensity(row, &mrio.x)));
        let place: Vec<Option<usize>> = nodes.iter().map(|node| mrio.node(node.region, node.sector)).collect();
        let spread = |list: &[f64]| -> Vec<f64> { place.iter().map(|place| place.map_or(0.0, |n| list[n])).collect() };
        let composition: Vec<f64> = demand.iter().map(|cell| cell / volume).collect();
        let (intensity, composition) = (spread(&own), spread(&composition));
        Ok(Self { leontief: Leontief::new(mrio, watch)?, place, intensity, composition, volume })
    }

    /// `L·u` by the technology of this table. A product that it does not know is made from nothing else.
    fn made(&self, composition: &[f64]) -> Vec<f64> {
        let mut right = vec![0.0; self.leontief.mrio.len()];
        for (place, cell) in self.place.iter().zip(composition) {
            if let Some(place) = place {
                right[*place] = *cell;
            }
        }
        let made = self.leontief.outputs(&right);
        self.place.iter().zip(composition).map(|(place, cell)| place.map_or(*cell, |place| made[place])).collect()
    }
}

/// Decomposes the change from `base` to `other` of a row of each (output where there is none).
///
/// # Errors
///
/// As [`Leontief::new`], and if a table has no final demand.
pub fn decompose(
    base: (&Mrio, Option<&[f64]>),
    other: (&Mrio, Option<&[f64]>),
    watch: Watch<'_>,
) -> Result<Decomposition, AccountsError> {
    let mut nodes: Vec<super::Node> = base.0.nodes.iter().chain(&other.0.nodes).copied().collect();
    nodes.sort_unstable();
    nodes.dedup();
    let sides = [Side::new(base.0, base.1, &nodes, watch)?, Side::new(other.0, other.1, &nodes, watch)?];
    // Made[technology][composition].
    let made = [0, 1].map(|one: usize| [0, 1].map(|two: usize| sides[one].made(&sides[two].composition)));
    let shares = (0..nodes.len())
        .map(|node| {
            let value =
                |s: usize, l: usize, u: usize, v: usize| sides[s].intensity[node] * made[l][u][node] * sides[v].volume;
            let part = |one: f64, two: f64| f64::midpoint(one, two);
            Share {
                before: value(0, 0, 0, 0),
                after: value(1, 1, 1, 1),
                intensity: part(value(1, 1, 1, 1) - value(0, 1, 1, 1), value(1, 0, 0, 0) - value(0, 0, 0, 0)),
                technology: part(value(0, 1, 1, 1) - value(0, 0, 1, 1), value(1, 1, 0, 0) - value(1, 0, 0, 0)),
                composition: part(value(0, 0, 1, 1) - value(0, 0, 0, 1), value(1, 1, 1, 0) - value(1, 1, 0, 0)),
                volume: part(value(0, 0, 0, 1) - value(0, 0, 0, 0), value(1, 1, 1, 1) - value(1, 1, 1, 0)),
            }
        })
        .collect();
    let alone = sides[0].place.iter().zip(&sides[1].place).filter(|(one, two)| one.is_none() || two.is_none()).count();
    let findings = if alone > 0 { vec![at("SIM112", alone)] } else { Vec::new() };
    Ok(Decomposition { nodes, shares, findings })
}
