//! Balance report: do sales equal output, and inputs too?

use super::declare::{
    EDITS, PERIOD, REGION_COLUMN, SCENARIO, SECTOR_COLUMN, TABLE, UNIT_COLUMN, number, parameter, words,
};
use super::{Account, Mrio, at};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::sum;

/// The declaration.
pub const BALANCE: Method = Method {
    id: "io_balance",
    version: 1,
    study: "simulation",
    title: text("投入产出表平衡检验", "Balance of an input-output table"),
    question: text(
        "各部门的销售合计、投入合计与声明的总产出是否相符，差多少？",
        "Do the sales and the inputs of each sector add up to the output stated, and if not, what is missing?",
    ),
    formula: text(
        "销售 Σ_j z_ij + Σ_c y_ic；投入 Σ_i z_ij + 增加值 + 进口；差额 = 合计 − 声明的总产出（未声明时以销售合计为准）。相对差额除以总产出的绝对值。",
        "Sales Σ_j z_ij + Σ_c y_ic; inputs Σ_i z_ij + value added + imports; gap = sum − output stated (the sum of sales where none is stated). Relative gaps are divided by the absolute output.",
    ),
    limits: text(
        "没有增加值行时投入差额为空：不能检验的不算平衡。表中未列出的单元视为零；有单元列出而无数值时拒绝计算。",
        "Without rows of value added the gap of inputs is null: what cannot be checked is not balanced. A cell that is not listed is zero; a cell listed without a value stops the computation.",
    ),
    reference: "Miller, R. E., Blair, P. D. (2009). Input-Output Analysis: Foundations and Extensions, 2nd ed., ch. 2. Cambridge University Press.",
    aliases: &["balance_report", "io_check", "平衡", "投入产出平衡"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "tolerance",
            ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            Some("1e-6"),
            "容差",
            "Tolerance",
            "相对差额不超过此值即视为平衡",
            "A relative gap of at most this counts as balanced",
        ),
    ],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number(
            "output",
            "总产出",
            "Output",
            "声明的总产出；未声明时为销售合计",
            "The output stated; the sum of sales where none is",
        ),
        number("sales", "销售合计", "Sales", "中间使用与最终使用之和", "Intermediate and final uses"),
        number(
            "inputs",
            "投入合计",
            "Inputs",
            "中间投入、增加值与进口之和；无增加值行时为空",
            "Intermediate inputs, value added and imports; null without rows of value added",
        ),
        number("sales_gap", "销售差额", "Gap of sales", "销售合计减总产出", "Sales less output"),
        number("inputs_gap", "投入差额", "Gap of inputs", "投入合计减总产出", "Inputs less output"),
        number(
            "sales_relative",
            "相对销售差额",
            "Relative gap of sales",
            "除以总产出；总产出为零时为空",
            "Of output; null where it is zero",
        ),
        number(
            "inputs_relative",
            "相对投入差额",
            "Relative gap of inputs",
            "除以总产出；总产出为零时为空",
            "Of output; null where it is zero",
        ),
        words(
            "state",
            "状态",
            "State",
            "balanced 平衡；sales、inputs、both 表示哪一侧不平衡；untested 无从检验",
            "balanced; sales, inputs or both: the side that is not; untested: nothing to check against",
        ),
        UNIT_COLUMN,
    ],
};

/// The balance of every node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Balance {
    /// What is stated, or the sum of sales.
    pub output: Vec<f64>,
    /// `Z·1 + Y·1`.
    pub sales: Vec<f64>,
    /// Column sums with primary inputs; NaN where the table has no value added.
    pub inputs: Vec<f64>,
    /// `balanced`, `sales`, `inputs`, `both` or `untested`.
    pub state: Vec<&'static str>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Compares sales and inputs with output; gaps of at most `tolerance` of output count as none.
pub fn balance(mrio: &Mrio, tolerance: f64) -> Balance {
    let primary = mrio.total_of(Account::ValueAdded).map(|mut total| {
        for (sum, cell) in total.iter_mut().zip(mrio.total_of(Account::Import).unwrap_or_default()) {
            *sum += cell;
        }
        total
    });
    let mut found = Balance { sales: mrio.x.clone(), ..Balance::default() };
    for node in 0..mrio.len() {
        let declared = mrio.declared[node];
        let (output, sales) = (if declared.is_nan() { mrio.x[node] } else { declared }, mrio.x[node]);
        let inputs = primary
            .as_ref()
            .map_or(f64::NAN, |primary| sum(mrio.z.column(node).iter().copied().chain([primary[node]])));
        let off = |total: f64| (total - output).abs() > tolerance * output.abs();
        found.state.push(match (off(sales), off(inputs)) {
            (true, true) => "both",
            (true, false) => "sales",
            (false, true) => "inputs",
            (false, false) if declared.is_nan() && inputs.is_nan() => "untested",
            (false, false) => "balanced",
        });
        found.output.push(output);
        found.inputs.push(inputs);
    }
    let count = |words: [&str; 2]| found.state.iter().filter(|state| words.contains(*state)).count();
    let counted = [("SIM106", count(["sales", "both"])), ("SIM107", count(["inputs", "both"]))];
    found.findings = counted.into_iter().filter(|(_, count)| *count > 0).map(|(code, count)| at(code, count)).collect();
    if primary.is_none() {
        found.findings.push(at("SIM108", mrio.len()));
    }
    found
}
