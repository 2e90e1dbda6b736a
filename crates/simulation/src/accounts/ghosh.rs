//! The supply side: what follows when primary inputs of a sector fall short.

use super::declare::{
    EDITS, PERIOD, REGION, REGION_COLUMN, SCENARIO, SECTOR, SECTOR_COLUMN, TABLE, UNIT_COLUMN, number, parameter,
};
use super::{AccountsError, Leontief, Mrio};
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use liantu_numeric::Watch;

/// The declaration.
pub const GHOSH: Method = Method {
    id: "supply_shock",
    version: 1,
    study: "simulation",
    title: text("供给侧冲击（戈什模型）", "Supply shock (Ghosh)"),
    question: text(
        "某部门的初始投入减少时，按产品分配比例，下游各部门的产值会减少多少？",
        "When primary inputs of a sector fall, by how much does the value of output downstream fall, going by how products are allotted?",
    ),
    formula: text(
        "B = x̂⁻¹Z，G = (I−B)⁻¹ = x̂⁻¹ L x̂；Δx' = Δv'·G，即 Δx_j = x_j·[Lᵀ(Δv/x)]_j。Δv = −减少比例·(x − Z'1)。",
        "B = x̂⁻¹Z, G = (I−B)⁻¹ = x̂⁻¹ L x̂; Δx' = Δv'·G, that is Δx_j = x_j·[Lᵀ(Δv/x)]_j. Δv = −cut·(x − Z'1).",
    ),
    limits: text(
        "分配系数固定意味着投入可以完全替代：作为数量模型不可信，宜解读为成本（价格）传导或下游依赖程度的上界描述，不作预测。产出为零的部门为空。",
        "Fixed allotment means that inputs replace each other perfectly: implausible as a model of quantities; read it as costs passed on, or as a picture of dependence downstream, not as a forecast. Null for sectors without output.",
    ),
    reference: "Ghosh, A. (1958). Input-output approach in an allocation system. Economica 25(97), 58–64. Dietzenbacher, E. (1997). In vindication of the Ghosh model: a reinterpretation as a price model. Journal of Regional Science 37(4), 629–651. Oosterhaven, J. (1988). Journal of Regional Science 28(2), 203–217.",
    aliases: &["ghosh", "戈什", "供给冲击"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        REGION,
        SECTOR,
        parameter(
            "cut",
            ParameterKind::Number { min: -1000.0, max: 100.0, unit: Some("%") },
            Some("10"),
            "减少",
            "Cut",
            "初始投入减少的百分比；负数为增加",
            "By how many per cent primary inputs fall; negative: rise",
        ),
    ],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("output", "总产出", "Output", "冲击前", "Before"),
        number("primary_change", "初始投入变化", "Change of primary inputs", "Δv", "Δv"),
        number("change", "产出变化", "Change of output", "Δx", "Δx"),
        number("relative", "相对变化", "Relative change", "Δx/x", "Δx/x"),
        UNIT_COLUMN,
    ],
};

/// What a cut of primary inputs does.
#[derive(Clone, Debug, PartialEq)]
pub struct Supply {
    /// `Δv`.
    pub primary: Vec<f64>,
    /// `Δx`; NaN where output is zero.
    pub output: Vec<f64>,
}

/// Cuts the primary inputs of the nodes that `hit` names by a share of themselves.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn supply_shock(
    mrio: &Mrio,
    hit: impl Fn(usize) -> bool,
    cut: f64,
    watch: Watch<'_>,
) -> Result<Supply, AccountsError> {
    let leontief = Leontief::new(mrio, watch)?;
    let primary: Vec<f64> = (0..mrio.len())
        .map(|node| {
            let bought = liantu_numeric::sum(mrio.z.column(node).iter().copied());
            if hit(node) { -cut * (mrio.x[node] - bought) } else { 0.0 }
        })
        .collect();
    let relative = super::leontief::defined(&leontief.intensity(&primary));
    let found = leontief.multipliers(&relative);
    let scaled = |(number, x): (&f64, &f64)| if *x == 0.0 { f64::NAN } else { number * x };
    Ok(Supply { output: found.iter().zip(&mrio.x).map(scaled).collect(), primary })
}
