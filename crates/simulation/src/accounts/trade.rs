//! Trade in value added: whose value added is in whose demand, in whose exports, and in which product.

use super::declare::{
    EDITS, PERIOD, REGION, REGION_COLUMN, SCENARIO, SECTOR, SECTOR_COLUMN, TABLE, UNIT_COLUMN, number, parameter, words,
};
use super::footprint::{consumer, consumers};
use super::leontief::{defined, factored};
use super::{Account, AccountsError, Leontief, Mrio, at};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind};
use liantu_numeric::{Dense, Watch, sum};

const REFERENCE: &str = "Johnson, R. C., Noguera, G. (2012). Accounting for intermediates: production sharing and trade in value added. Journal of International Economics 86(2), 224–236. Hummels, D., Ishii, J., Yi, K.-M. (2001). The nature and growth of vertical specialization in world trade. Journal of International Economics 54(1), 75–96. Koopman, R., Wang, Z., Wei, S.-J. (2014). American Economic Review 104(2), 459–494. Los, B., Timmer, M. P., de Vries, G. J. (2015). How global are global value chains? Journal of Regional Science 55(1), 66–92.";

/// The declaration of value added by origin and destination.
pub const VALUE_ADDED: Method = Method {
    id: "value_added_trade",
    version: 1,
    study: "simulation",
    title: text("增加值贸易", "Trade in value added"),
    question: text(
        "各地的增加值最终由哪里的最终需求吸收？",
        "Whose final demand absorbs the value added of each region?",
    ),
    formula: text(
        "VA(s→r) = Σ_{i∈s} v_i·(L·y^r)_i，v = 增加值/总产出，y^r 为区域 r 的全部最终需求。份额为其在 s 的增加值中所占比重。",
        "VA(s→r) = Σ_{i∈s} v_i·(L·y^r)_i with v value added by output and y^r all final demand of region r. Share: of the value added of s.",
    ),
    limits: text(
        "无增加值行时以总产出减中间投入与进口之差代替，并予说明。区域 outside 为表外出口与未注明区域的最终需求。",
        "Without rows of value added, what output leaves after inputs and imports stands in and is noted. The region `outside` is exports out of the table and final demand without a region.",
    ),
    reference: REFERENCE,
    aliases: &["tiva", "vax", "增加值出口"],
    inputs: &[TABLE, EDITS],
    parameters: &[PERIOD, SCENARIO],
    outputs: &[
        words("from_region", "增加值来源地", "From region", "创造增加值的区域", "The region that adds the value")
            .required(),
        words("to_region", "最终吸收地", "To region", "最终需求所在区域", "The region of the final demand").required(),
        number("value", "增加值", "Value added", "被吸收的增加值", "The value added absorbed"),
        number("share", "份额", "Share", "在来源地增加值中的份额", "Of the value added of its origin"),
        UNIT_COLUMN,
    ],
};

/// The declaration of the content of exports.
pub const CONTENT: Method = Method {
    id: "export_content",
    version: 1,
    study: "simulation",
    title: text("出口的本地增加值与垂直专业化", "Domestic and foreign content of exports"),
    question: text(
        "一地每一部门的出口中，本地增加值占多少，外来投入（垂直专业化）占多少？",
        "How much of the exports of each sector is domestic value added, and how much foreign input (vertical specialisation)?",
    ),
    formula: text(
        "e_i 为区域 r 部门 i 销往区域外的全部中间品与最终品。domestic：DVA_i = [v_r(I−A_rr)⁻¹]_i·e_i，VS_i = [m_r(I−A_rr)⁻¹]_i·e_i，m_r 为每单位产出的区域外投入与进口（Hummels 等）；global：DVA_i = [v_r L_rr]_i·e_i，用全表的 L，含出口后返回的本地增加值，VS_i = [Σ_{s≠r} v_s L_sr + 进口]_i·e_i。份额除以 e_i。",
        "e_i is all that sector i of region r sells outside of r, intermediate and final. domestic: DVA_i = [v_r(I−A_rr)⁻¹]_i·e_i, VS_i = [m_r(I−A_rr)⁻¹]_i·e_i with m_r inputs from other regions and imports by output (Hummels et al.); global: DVA_i = [v_r L_rr]_i·e_i with the L of the whole table, which includes value added that returns home, VS_i = [Σ_{s≠r} v_s L_sr + imports]_i·e_i. Shares are of e_i.",
    ),
    limits: text(
        "DVA + VS = e 只在每列投入与增加值之和等于总产出时成立；差额见平衡检验。无出口的部门份额为空。",
        "DVA + VS = e holds where inputs and value added of each column add up to its output; the balance report says where not. Null for a sector without exports.",
    ),
    reference: REFERENCE,
    aliases: &["vertical_specialisation", "dva", "vs", "domestic_value_added", "垂直专业化", "国内增加值率"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "variant",
            ParameterKind::Choice { of: &["domestic", "global"] },
            Some("domestic"),
            "口径",
            "Variant",
            "domestic：只用区域内的逆；global：用全表的逆",
            "domestic: the inverse of the region alone; global: that of the whole table",
        ),
    ],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        number("exports", "出口", "Exports", "销往区域外的全部产品", "All that is sold outside of the region"),
        number("domestic", "本地增加值", "Domestic value added", "DVA", "DVA"),
        number("foreign", "外来投入", "Foreign content", "VS", "VS"),
        number("domestic_share", "本地增加值率", "Domestic share", "DVA/出口", "DVA by exports"),
        number("foreign_share", "垂直专业化率", "Share of vertical specialisation", "VS/出口", "VS by exports"),
        UNIT_COLUMN,
    ],
};

/// The declaration of the value chains of final products.
pub const CHAIN: Method = Method {
    id: "value_chain",
    version: 1,
    study: "simulation",
    title: text("最终产品的价值链分布", "Value chain of a final product"),
    question: text(
        "在某地完成的最终产品，其价值由哪些区域创造，本地占多少？",
        "Which regions add the value of a final product that is completed somewhere, and how much is domestic?",
    ),
    formula: text(
        "对完成地 r、部门 s 的产品 j：份额(p) = Σ_{i∈p} v_i·l_ij，价值 = 份额·y_j，y_j 为对产品 j 的全部最终需求。各区域份额之和加表外进口等于 1（表平衡时）。",
        "For product j completed in region r and sector s: share(p) = Σ_{i∈p} v_i·l_ij, value = share·y_j with y_j all final demand for j. The shares of all regions and the imports from outside of the table add up to 1 in a balanced table.",
    ),
    limits: text(
        "完成地与部门由表决定（最后一道工序）。产出为零的产品不列。",
        "The table decides where a product is completed (its last stage). Products without output are not listed.",
    ),
    reference: "Timmer, M. P., Erumban, A. A., Los, B., Stehrer, R., de Vries, G. J. (2014). Slicing up global value chains. Journal of Economic Perspectives 28(2), 99–118. Los, B., Timmer, M. P., de Vries, G. J. (2015). How global are global value chains? Journal of Regional Science 55(1), 66–92.",
    aliases: &["gvc", "slicing", "价值链", "全球价值链"],
    inputs: &[TABLE, EDITS],
    parameters: &[PERIOD, SCENARIO, REGION, SECTOR],
    outputs: &[
        REGION_COLUMN,
        SECTOR_COLUMN,
        words(
            "from_region",
            "创造地",
            "From region",
            "创造价值的区域；outside 为表外进口",
            "The region that adds the value; `outside`: imports from outside of the table",
        )
        .required(),
        number("share", "份额", "Share", "在产品价值中的份额", "Of the value of the product"),
        number("value", "价值", "Value", "份额乘以该产品的最终需求", "The share times final demand for the product"),
        UNIT_COLUMN,
    ],
};

/// Value added by region of origin and region of absorption.
#[derive(Clone, Debug, PartialEq)]
pub struct ValueAdded {
    /// Regions that add value, by id.
    pub origins: Vec<u32>,
    /// Regions that absorb it, by id; [`super::NONE`] is outside.
    pub consumers: Vec<u32>,
    /// Origins by consumers.
    pub value: Dense,
    /// Value added by origin.
    pub total: Vec<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// The content of the exports of every node.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Content {
    /// Gross exports.
    pub exports: Vec<f64>,
    /// Domestic value added in them.
    pub domestic: Vec<f64>,
    /// Foreign content in them.
    pub foreign: Vec<f64>,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Without rows of value added, the residual stands in: say so.
fn residual(rows: bool, mrio: &Mrio) -> Vec<Diagnostic> {
    if rows { Vec::new() } else { vec![at("SIM109", mrio.len())] }
}

/// Value added by origin in the final demand of each region.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn value_added_trade(mrio: &Mrio, watch: Watch<'_>) -> Result<ValueAdded, AccountsError> {
    let leontief = Leontief::new(mrio, watch)?;
    let (consumers, mut output) = consumers(mrio);
    leontief.factored.solve(&mut output, watch)?;
    let (added, rows) = mrio.value_added();
    let own = defined(&leontief.intensity(&added));
    let origins = mrio.regions();
    let within = |region: u32, column: &[f64]| sum(mrio.of_region(region).map(|node| own[node] * column[node]));
    let value =
        Dense::from_fn(origins.len(), consumers.len(), |row, column| within(origins[row], output.column(column)));
    let total = origins.iter().map(|&region| sum(mrio.of_region(region).map(|node| added[node]))).collect();
    Ok(ValueAdded { origins, consumers, value, total, findings: residual(rows, mrio) })
}

/// What every node sells outside of its region.
fn exports(mrio: &Mrio) -> Vec<f64> {
    let mut sold = vec![0.0; mrio.len()];
    for (place, user) in mrio.nodes.iter().enumerate() {
        let own = mrio.of_region(user.region);
        for (node, cell) in mrio.z.column(place).iter().enumerate().filter(|(node, _)| !own.contains(node)) {
            sold[node] += cell;
        }
    }
    for (place, demand) in mrio.demand.iter().enumerate() {
        let abroad = |region: u32| consumer(demand) != region;
        let cells = mrio.y.column(place).iter().enumerate();
        cells.filter(|(node, _)| abroad(mrio.nodes[*node].region)).for_each(|(node, cell)| sold[node] += cell);
    }
    sold
}

/// Domestic value added and foreign content of the exports of every node; `global` takes the inverse of the whole table
/// instead of that of the region.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn export_content(mrio: &Mrio, global: bool, watch: Watch<'_>) -> Result<Content, AccountsError> {
    let (added, rows) = mrio.value_added();
    let own = defined(&super::leontief::intensity(&added, &mrio.x));
    let imported = mrio.total_of(Account::Import).unwrap_or_else(|| vec![0.0; mrio.len()]);
    let imported = defined(&super::leontief::intensity(&imported, &mrio.x));
    let mut found = Content { exports: exports(mrio), findings: residual(rows, mrio), ..Content::default() };
    let regions = mrio.regions();
    if global {
        let leontief = Leontief::new(mrio, watch)?;
        let mut right = Dense::zeros(mrio.len(), regions.len() + 1);
        for (column, &region) in regions.iter().enumerate() {
            let range = mrio.of_region(region);
            right.column_mut(column)[range.clone()].copy_from_slice(&own[range]);
        }
        right.column_mut(regions.len()).copy_from_slice(&imported);
        leontief.factored.solve_transposed(&mut right, watch)?;
        for (column, &region) in regions.iter().enumerate() {
            for node in mrio.of_region(region) {
                let others =
                    sum((0..=regions.len()).filter(|other| *other != column).map(|other| right.at(node, other)));
                found.domestic.push(right.at(node, column) * found.exports[node]);
                found.foreign.push(others * found.exports[node]);
            }
        }
        return Ok(found);
    }
    for &region in &regions {
        let range = mrio.of_region(region);
        let factored = factored(&mrio.z, &mrio.x, range.clone(), watch)?;
        let mut right = Dense::zeros(range.len(), 2);
        right.column_mut(0).copy_from_slice(&own[range.clone()]);
        for (place, node) in range.clone().enumerate() {
            let elsewhere = mrio.z.column(node).iter().enumerate().filter(|(from, _)| !range.contains(from));
            let bought = sum(elsewhere.map(|(_, cell)| *cell));
            let share = if mrio.x[node] == 0.0 { 0.0 } else { bought / mrio.x[node] };
            right.column_mut(1)[place] = imported[node] + share;
        }
        factored.solve_transposed(&mut right, watch)?;
        for (place, node) in range.enumerate() {
            found.domestic.push(right.at(place, 0) * found.exports[node]);
            found.foreign.push(right.at(place, 1) * found.exports[node]);
        }
    }
    Ok(found)
}

/// The share of every region in a unit of each final product: nodes by regions, the last column for imports from outside
/// of the table.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn value_chain(mrio: &Mrio, watch: Watch<'_>) -> Result<(Vec<u32>, Dense, Vec<Diagnostic>), AccountsError> {
    let leontief = Leontief::new(mrio, watch)?;
    let (added, rows) = mrio.value_added();
    let own = defined(&leontief.intensity(&added));
    let regions = mrio.regions();
    let mut right = Dense::zeros(mrio.len(), regions.len() + 1);
    for (column, &region) in regions.iter().enumerate() {
        let range = mrio.of_region(region);
        right.column_mut(column)[range.clone()].copy_from_slice(&own[range]);
    }
    if let Some(imports) = leontief.imports() {
        right.column_mut(regions.len()).copy_from_slice(&defined(&imports));
    }
    leontief.factored.solve_transposed(&mut right, watch)?;
    Ok((regions, right, residual(rows, mrio)))
}
