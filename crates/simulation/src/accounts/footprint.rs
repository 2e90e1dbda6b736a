//! Production-based and consumption-based accounts, and what is embodied in trade.

use super::declare::{
    EDITS, PERIOD, REGION_COLUMN, ROW, ROW_COLUMN, SCENARIO, TABLE, UNIT_COLUMN, number, parameter, words,
};
use super::leontief::{defined, intensity};
use super::{Account, AccountsError, Leontief, Mrio, NONE};
use liantu_model::text::text;
use liantu_model::{Method, ParameterKind};
use liantu_numeric::{Dense, Watch};
use std::collections::BTreeMap;

/// Right-hand sides solved together at most.
const TOGETHER: usize = 1024;

/// The declaration.
pub const FOOTPRINT: Method = Method {
    id: "io_footprint",
    version: 1,
    study: "simulation",
    title: text("生产侧与消费侧核算", "Production-based and consumption-based accounts"),
    question: text(
        "一地自己生产排放（使用、雇用）多少，它的最终需求在各地共引起多少，其中多少来自进口、多少为出口？",
        "How much does a region emit, use or employ itself, how much does its final demand cause anywhere, and how much of that is embodied in imports and exports?",
    ),
    formula: text(
        "D_pba = F；D_cba(r,s) = Σ_i∈s M_i·y_i^r，M = S·(I−A)⁻¹；D_imp(r,s)：其中发生在 r 以外的部分；D_exp(i) = S_i·Σ_{r≠r(i)} (L·y^r)_i。y^r 为区域 r 全部最终需求，s 为产品部门。记录 D_cba、D_imp 的区域为消费地，D_pba、D_exp 的区域为生产地。",
        "D_pba = F; D_cba(r,s) = Σ_i∈s M_i·y_i^r with M = S·(I−A)⁻¹; D_imp(r,s): the part of it that happens outside of r; D_exp(i) = S_i·Σ_{r≠r(i)} (L·y^r)_i. y^r is all final demand of region r, s the sector of the product. The region is the consumer in D_cba and D_imp and the producer in D_pba and D_exp.",
    ),
    limits: text(
        "向表外的出口以及未注明区域的最终需求记在区域 outside 名下。最终消费自身的直接排放不在内。进口产品按表内技术核算；表外进口没有内容可计。",
        "Exports out of the table, and final demand without a region, appear under the region `outside`. What final consumers emit themselves is not included. Imports from outside of the table carry nothing.",
    ),
    reference: "Stadler, K. (2021). Pymrio – a Python based multi-regional input-output analysis toolbox. Journal of Open Research Software 9(1), 8. Peters, G. P. (2008). From production-based to consumption-based national emission inventories. Ecological Economics 65(1), 13–23.",
    aliases: &["footprint", "consumption_based_accounts", "cba", "pba", "碳足迹", "消费侧核算", "隐含"],
    inputs: &[TABLE, EDITS],
    parameters: &[
        PERIOD,
        SCENARIO,
        ROW,
        parameter(
            "by",
            ParameterKind::Choice { of: &["sector", "region"] },
            Some("sector"),
            "汇总",
            "Detail",
            "sector：逐部门；region：各区域合计",
            "sector: by sector; region: sums of regions",
        ),
    ],
    outputs: &[
        ROW_COLUMN,
        REGION_COLUMN,
        words("sector", "部门", "Sector", "部门代码；按区域汇总时为空", "Code of the sector; null for sums of regions"),
        number("production", "生产侧", "Production-based", "D_pba", "D_pba"),
        number("consumption", "消费侧", "Consumption-based", "D_cba", "D_cba"),
        number("imports", "进口隐含", "Embodied in imports", "D_imp", "D_imp"),
        number("exports", "出口隐含", "Embodied in exports", "D_exp", "D_exp"),
        UNIT_COLUMN,
    ],
};

/// The accounts of the rows asked for, by region and sector.
#[derive(Clone, Debug, PartialEq)]
pub struct Footprint {
    /// Region and sector: producers, and consumers with the sectors of the products; [`NONE`] is the world outside.
    pub keys: Vec<(u32, u32)>,
    /// `D_pba`, keys by rows; NaN where the key is no producer.
    pub production: Dense,
    /// `D_cba`; NaN where the key is no consumer.
    pub consumption: Dense,
    /// `D_imp`; NaN where the key is no consumer.
    pub imports: Dense,
    /// `D_exp`; NaN where the key is no producer.
    pub exports: Dense,
}

/// Whose demand a column is.
pub(super) fn consumer(demand: &super::Demand) -> u32 {
    if demand.account == Account::Export { NONE } else { demand.region }
}

/// The consumers, by id, and the final demand of each as a column.
pub(super) fn consumers(mrio: &Mrio) -> (Vec<u32>, Dense) {
    let mut list: Vec<u32> = mrio.demand.iter().map(consumer).collect();
    list.sort_unstable();
    list.dedup();
    let cells = list.iter().flat_map(|&region| mrio.demand_of(|demand| consumer(demand) == region)).collect();
    let demand = Dense::from_cells(mrio.len(), list.len(), cells);
    (list, demand)
}

/// The four accounts of these rows. One factorisation, then `rows·(regions + 1) + regions` solutions; the inverse is
/// never formed.
///
/// # Errors
///
/// As [`Leontief::new`].
pub fn footprint(mrio: &Mrio, rows: &[usize], watch: Watch<'_>) -> Result<Footprint, AccountsError> {
    let n = mrio.len();
    let leontief = Leontief::new(mrio, watch)?;
    let (consumers, demand) = consumers(mrio);
    let mut keys: Vec<(u32, u32)> = mrio.nodes.iter().map(|node| (node.region, node.sector)).collect();
    for &region in &consumers {
        keys.extend(mrio.nodes.iter().map(|node| (region, node.sector)));
    }
    keys.sort_unstable();
    keys.dedup();
    let place: BTreeMap<(u32, u32), usize> = keys.iter().enumerate().map(|(place, &key)| (key, place)).collect();
    let of_node: Vec<usize> = mrio.nodes.iter().map(|node| place[&(node.region, node.sector)]).collect();
    let bought_at: Vec<Vec<usize>> =
        consumers.iter().map(|&region| mrio.nodes.iter().map(|node| place[&(region, node.sector)]).collect()).collect();
    let unset = || Dense::from_cells(keys.len(), rows.len(), vec![f64::NAN; keys.len() * rows.len()]);
    let mut found =
        Footprint { production: unset(), consumption: unset(), imports: unset(), exports: unset(), keys: keys.clone() };

    // What each consumer makes others produce.
    let mut output = demand.clone();
    leontief.factored.solve(&mut output, watch)?;
    let mut exported = vec![0.0; n];
    for (column, &region) in consumers.iter().enumerate() {
        let cells = exported.iter_mut().zip(output.column(column)).zip(&mrio.nodes);
        cells.filter(|(_, node)| node.region != region).for_each(|((sum, cell), _)| *sum += cell);
    }
    drop(output);

    for (column, &row) in rows.iter().enumerate() {
        let own = defined(&intensity(mrio.row(row), &mrio.x));
        for node in 0..n {
            *found.production.at_mut(of_node[node], column) = mrio.row(row)[node];
            *found.exports.at_mut(of_node[node], column) = own[node] * exported[node];
        }
    }

    // The whole intensity of each row, then that of each consuming region alone: those of one region are zero before its first
    // sector, which the factors make use of where they lie together.
    let parts: Vec<(usize, Option<usize>)> = std::iter::once(None)
        .chain((0..consumers.len()).map(Some))
        .flat_map(|part| (0..rows.len()).map(move |row| (row, part)))
        .collect();
    for group in parts.chunks(TOGETHER) {
        let mut right = Dense::zeros(n, group.len());
        for (place, &(row, part)) in group.iter().enumerate() {
            let range = part.map_or(0..n, |part| mrio.of_region(consumers[part]));
            let own = defined(&intensity(&mrio.row(rows[row])[range.clone()], &mrio.x[range.clone()]));
            right.column_mut(place)[range].copy_from_slice(&own);
        }
        leontief.factored.solve_transposed(&mut right, watch)?;
        for (column, &(row, part)) in group.iter().enumerate() {
            let multiplier = right.column(column);
            for buyer in (0..consumers.len()).filter(|&buyer| part.is_none_or(|own| own == buyer)) {
                let bought = demand.column(buyer);
                for node in 0..n {
                    let place = bought_at[buyer][node];
                    let value = multiplier[node] * bought[node];
                    match part {
                        None => {
                            add(found.consumption.at_mut(place, row), value);
                            add(found.imports.at_mut(place, row), value);
                        }
                        Some(_) => add(found.imports.at_mut(place, row), -value),
                    }
                }
            }
        }
    }
    Ok(found)
}

/// The first number takes the place of NaN.
fn add(cell: &mut f64, value: f64) {
    *cell = if cell.is_nan() { value } else { *cell + value };
}
