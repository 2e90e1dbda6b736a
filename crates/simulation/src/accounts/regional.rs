//! From a national table to its regions: location quotients for what stays, a balanced gravity model for what is traded.

use super::aggregation::CELLS;
use super::declare::{EDITS, PERIOD, SCENARIO, TABLE, parameter};
use super::estimate::gras;
use super::{Account, AccountsError, Entry, Mrio, NONE, at};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, ParameterKind, Words};
use liantu_numeric::{Dense, sum};

/// The declaration.
pub const REGIONALISATION: Method = Method {
    id: "io_regionalisation",
    version: 1,
    study: "simulation",
    title: text("投入产出表地区化", "Regionalisation of an input-output table"),
    question: text(
        "只有全国表与各地分行业规模时，地区间的投入产出表大致是什么样？",
        "Given a national table and the size of each industry by region, what may the inter-regional table look like?",
    ),
    formula: text(
        "x_i^r = x_i·w_i^r，w 为该行业在各地的份额。本地投入 a_ij^rr = a_ij·min(1, q_ij)：slq 为 SLQ_i；cilq 为 SLQ_i/SLQ_j；flq 为 CILQ·λ（对角用 SLQ_i·λ），λ = [log₂(1 + x^r/x)]^δ。其余由外地供给：流出 e_i^p 与流入 m_i^r 之间按 e·m/d^β 分配，并以 RAS 调整到两边合计。最终需求按各地总规模的份额分配，本地满足 min(1, SLQ_i)；负的最终需求与出口留在产地。",
        "x_i^r = x_i·w_i^r with w the region's share of the industry. Local inputs a_ij^rr = a_ij·min(1, q_ij): slq takes SLQ_i; cilq SLQ_i/SLQ_j; flq CILQ·λ (SLQ_i·λ on the diagonal) with λ = [log₂(1 + x^r/x)]^δ. The rest comes from other regions: what goes out, e_i^p, and what comes in, m_i^r, are joined by e·m/d^β, fitted to both totals by RAS. Final demand is shared out by the size of regions and met locally by min(1, SLQ_i); negative final demand and exports stay where the product is made.",
    ),
    limits: text(
        "结果全部为估计，不得当作观测。各地生产技术与全国相同；商品双向流动由商数决定，往往偏低；δ 须由经验给定（常取 0.25–0.35）。行业规模的部门代码须与表中一致。",
        "All of it is an estimate and must not be taken for an observation. Regions produce as the nation does; cross-hauling follows from the quotients and is often too low; δ comes from experience (0.25 to 0.35 is usual). The codes of industries must be those of the table.",
    ),
    reference: "Flegg, A. T., Webber, C. D. (1997). On the appropriate use of location quotients in generating regional input-output tables: reply. Regional Studies 31(8), 795–805. Flegg, A. T., Tohmo, T. (2013). Regional input-output tables and the FLQ formula. Regional Studies 47(5), 703–721. Leontief, W., Strout, A. (1963). Multiregional input-output analysis.",
    aliases: &["flq", "slq", "regionalise", "downscale", "地区表编制", "区位商法"],
    inputs: &[
        TABLE,
        EDITS,
        Input { table: "indicator", columns: &["indicator", "region", "industry", "period", "value"], optional: false },
        Input { table: "region_pair", columns: &["from_region", "to_region", "measure", "value"], optional: true },
    ],
    parameters: &[
        PERIOD,
        SCENARIO,
        parameter(
            "indicator",
            ParameterKind::Text,
            None,
            "规模指标",
            "Indicator of size",
            "各地分行业的产值或就业；只有一个指标时可省略",
            "Output or employment by region and industry; may be left out where there is only one",
        ),
        parameter(
            "quotient",
            ParameterKind::Choice { of: &["flq", "slq", "cilq"] },
            Some("flq"),
            "区位商",
            "Quotient",
            "决定本地供给比例的商数",
            "What decides how much is supplied locally",
        ),
        parameter(
            "delta",
            ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            Some("0.3"),
            "δ",
            "δ",
            "flq 的指数",
            "Exponent of flq",
        ),
        parameter(
            "decay",
            ParameterKind::Number { min: 0.0, max: 10.0, unit: None },
            Some("1"),
            "距离指数 β",
            "Exponent β",
            "贸易随距离衰减的快慢；0 表示不看距离",
            "How fast trade falls with distance; 0: not at all",
        ),
        parameter(
            "distance",
            ParameterKind::Text,
            None,
            "距离",
            "Distance",
            "region_pair 表中作距离的 measure；省略则视为等距",
            "The measure in region_pair that is the distance; all alike when absent",
        ),
    ],
    outputs: CELLS,
};

/// What decides how much of an input is supplied locally.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Quotient {
    /// Simple location quotient of the supplier.
    Simple,
    /// Cross-industry: supplier by user.
    CrossIndustry,
    /// Flegg's, with its exponent.
    Flegg(f64),
}

/// What a national table is shared out by.
pub struct Regional<'a> {
    /// Regions, by id, which are not those of the national table.
    pub regions: &'a [u32],
    /// Regions by nodes of the national table: output or employment; none may be NaN or negative.
    pub activity: &'a Dense,
    /// Regions by regions, what keeps them apart; the diagonal is not looked at.
    pub distance: &'a Dense,
    /// Local supply.
    pub quotient: Quotient,
    /// The exponent of distance.
    pub decay: f64,
}

/// The inter-regional table, and how it was arrived at.
#[derive(Clone, Debug, PartialEq)]
pub struct RegionalTable {
    /// The table in long form: everything in it is estimated.
    pub entries: Vec<Entry>,
    /// Of all uses of products that are made in the nation, how much is met in the region itself.
    pub local_share: f64,
    /// The largest gap that the balancing of trade left, relative to what is traded of the product.
    pub residual: f64,
    /// What was found.
    pub findings: Vec<Diagnostic>,
}

/// Shares out a national table of one region.
///
/// # Errors
///
/// If the table has several regions, or activity is missing, negative, or absent where the nation has output.
pub fn regionalise(national: &Mrio, by: &Regional<'_>) -> Result<RegionalTable, AccountsError> {
    let unfit = |what: Words| AccountsError::Unfit { what };
    let (count, n) = (by.regions.len(), national.len());
    if national.regions().len() != 1 {
        return Err(unfit(Words::new("全国表只有一个区域", "a national table has one region")));
    }
    if by.activity.cells().iter().any(|cell| cell.is_nan() || *cell < 0.0) {
        return Err(unfit(Words::new(
            "某个区域的行业规模缺失或为负",
            "the size of an industry is missing or negative in some region",
        )));
    }
    if national.x.iter().any(|x| *x < 0.0) || national.z.cells().iter().any(|cell| *cell < 0.0) {
        return Err(unfit(Words::new("产出与交易不得为负", "output and transactions must not be negative")));
    }
    if sum(national.x.iter().copied()) <= 0.0 {
        return Err(unfit(Words::new("全国没有可以分摊的产出", "the nation has no output that could be shared out")));
    }
    let mut share = Dense::zeros(count, n);
    for node in 0..n {
        let total = sum(by.activity.column(node).iter().copied());
        if total == 0.0 && national.x[node] > 0.0 {
            return Err(unfit(Words::new(
                format!("部门 {node} 全国有产出，而没有任何区域有活动"),
                format!("no region has activity in sector {node}, of which the nation has output"),
            )));
        }
        for region in 0..count {
            *share.at_mut(region, node) = if total > 0.0 { by.activity.at(region, node) / total } else { 0.0 };
        }
    }
    let whole = sum(national.x.iter().copied());
    let size: Vec<f64> =
        (0..count).map(|region| sum((0..n).map(|node| share.at(region, node) * national.x[node])) / whole).collect();
    let mut maker = Maker { national, by, share, size, entries: Vec::new(), local: 0.0, used: 0.0, residual: 0.0 };
    for product in 0..n {
        maker.product(product)?;
    }
    maker.rest();
    let mut findings = vec![at("SIM116", n)];
    if maker.residual > 1e-8 {
        findings.push(at("SIM114", 1).found(format!("{:e}", maker.residual)));
    }
    let local_share = if maker.used > 0.0 { maker.local / maker.used } else { f64::NAN };
    Ok(RegionalTable { entries: maker.entries, local_share, residual: maker.residual, findings })
}

struct Maker<'a> {
    national: &'a Mrio,
    by: &'a Regional<'a>,
    /// Regions by nodes: of the nation's output.
    share: Dense,
    /// Of all output, by region.
    size: Vec<f64>,
    entries: Vec<Entry>,
    local: f64,
    used: f64,
    residual: f64,
}

impl Maker<'_> {
    /// The simple quotient, undefined (no limit to local supply) where the region is empty.
    fn simple(&self, region: usize, node: usize) -> f64 {
        if self.size[region] > 0.0 { self.share.at(region, node) / self.size[region] } else { 0.0 }
    }

    /// How much of its need of `product` the user can have locally.
    fn local_part(&self, region: usize, product: usize, user: Option<usize>) -> f64 {
        let own = self.simple(region, product);
        let quotient = match (user, self.by.quotient) {
            (None, _) | (_, Quotient::Simple) => own,
            (Some(user), quotient) => {
                let across = if user == product { own } else { own / self.simple(region, user) };
                match quotient {
                    Quotient::Flegg(delta) => across * (1.0 + self.size[region]).log2().powf(delta),
                    _ => {
                        if user == product {
                            1.0
                        } else {
                            across
                        }
                    }
                }
            }
        };
        // A user that is not there needs nothing.
        if quotient.is_nan() { 0.0 } else { quotient.min(1.0) }
    }

    /// Shares out all uses of one product.
    fn product(&mut self, product: usize) -> Result<(), AccountsError> {
        let (table, count) = (self.national, self.by.regions.len());
        let side = |region: usize, sector: u32| (self.by.regions[region], sector);
        let own = table.nodes[product].sector;
        // Users: the sectors, then the columns of final demand whose cell is positive. What is negative, or exported, stays
        // where the product is made.
        let mut entries = Vec::new();
        let mut left: Vec<f64> = (0..count).map(|region| self.share.at(region, product) * table.x[product]).collect();
        let mut needs: Vec<(Account, u32, Option<usize>, f64)> = Vec::new();
        for user in 0..table.len() {
            needs.push((Account::Intermediate, table.nodes[user].sector, Some(user), table.z.at(product, user)));
        }
        for (column, demand) in table.demand.iter().enumerate() {
            let cell = table.y.at(product, column);
            if cell >= 0.0 && demand.account == Account::FinalDemand {
                needs.push((Account::FinalDemand, demand.category, None, cell));
                continue;
            }
            for (region, left) in left.iter_mut().enumerate() {
                let value = cell * self.share.at(region, product);
                let to = if demand.account == Account::Export { NONE } else { self.by.regions[region] };
                let to = (to, demand.category);
                entries.push(Entry { account: demand.account, from: side(region, own), to, value });
                *left -= value;
            }
        }
        needs.retain(|need| need.3 != 0.0);
        // Regions by needs: all of it, and what quotients leave to the region itself.
        let need = Dense::from_fn(count, needs.len(), |region, place| {
            needs[place].3 * needs[place].2.map_or(self.size[region], |user| self.share.at(region, user))
        });
        let mut kept = Dense::from_fn(count, needs.len(), |region, place| {
            need.at(region, place) * self.local_part(region, product, needs[place].2)
        });
        for (region, left) in left.iter_mut().enumerate() {
            let wanted = sum((0..needs.len()).map(|place| kept.at(region, place)));
            let scale = if wanted > *left { (*left / wanted).max(0.0) } else { 1.0 };
            (0..needs.len()).for_each(|place| *kept.at_mut(region, place) *= scale);
            *left -= wanted * scale;
        }
        let mut missing: Vec<f64> = (0..count)
            .map(|region| sum((0..needs.len()).map(|place| need.at(region, place) - kept.at(region, place))))
            .collect();
        let hub = keep_home(&need, &mut kept, &mut left, &mut missing);
        let trade = self.trade(&left, &missing, hub)?;
        for (place, &(account, label, _, _)) in needs.iter().enumerate() {
            for (to, &lacking) in missing.iter().enumerate() {
                let short = need.at(to, place) - kept.at(to, place);
                self.used += need.at(to, place);
                self.local += kept.at(to, place);
                for from in 0..count {
                    let part = if lacking > 0.0 { trade.at(from, to) / lacking * short } else { 0.0 };
                    let value = part + if from == to { kept.at(to, place) } else { 0.0 };
                    // What rounding leaves of nothing is nothing.
                    if value.abs() > 1e-13 * table.x[product] {
                        entries.push(Entry { account, from: side(from, own), to: side(to, label), value });
                    }
                }
            }
        }
        self.entries.append(&mut entries);
        Ok(())
    }

    /// Flows of one product between regions.
    fn trade(&mut self, left: &[f64], missing: &[f64], hub: Option<usize>) -> Result<Dense, AccountsError> {
        let count = left.len();
        let traded = sum(missing.iter().copied());
        let made = self.national.x.iter().fold(0.0f64, |most, x| most.max(*x));
        if traded <= 1e-12 * made {
            return Ok(Dense::zeros(count, count));
        }
        let prior = Dense::from_fn(count, count, |from, to| {
            let apart = self.by.distance.at(from, to);
            let pull = left[from].max(0.0) * missing[to].max(0.0);
            let beside = hub.is_some_and(|hub| hub != from && hub != to);
            if from == to || beside { 0.0 } else { pull * apart.powf(-self.by.decay) }
        });
        // Differences of rounding between the two sides would be no fault of the table.
        let sent = sum(left.iter().copied());
        let rows: Vec<f64> = left.iter().map(|left| left.max(0.0) * traded / sent).collect();
        let fitted = gras(&prior, &rows, missing, 1e-13, 20_000)?;
        self.residual = self.residual.max(fitted.residual / traded);
        Ok(fitted.matrix)
    }

    /// Primary inputs, extensions and stated outputs: in proportion to output.
    fn rest(&mut self) {
        for (line, row) in self.national.rows.iter().enumerate() {
            for (node, &cell) in self.national.f.column(line).iter().enumerate().filter(|(_, cell)| **cell != 0.0) {
                for (place, &region) in self.by.regions.iter().enumerate() {
                    let value = cell * self.share.at(place, node);
                    let to = (region, self.national.nodes[node].sector);
                    self.entries.push(Entry { account: row.account, from: (NONE, row.label), to, value });
                }
            }
        }
    }
}

/// A region that sends and takes more than all others can take and send would have to trade with itself: that part stays
/// at home. Of what it then trades, all goes to and comes from the others, who have nothing left for each other: it is
/// their hub. There is at most one such region.
fn keep_home(need: &Dense, kept: &mut Dense, left: &mut [f64], missing: &mut [f64]) -> Option<usize> {
    let traded = sum(left.iter().copied());
    let excess = |region: usize| (left[region] + missing[region] - traded).min(left[region]).min(missing[region]);
    let hub = (0..left.len()).find(|&region| excess(region) > 0.0)?;
    let (excess, part) = (excess(hub), excess(hub) / missing[hub]);
    for place in 0..need.columns() {
        *kept.at_mut(hub, place) += part * (need.at(hub, place) - kept.at(hub, place));
    }
    left[hub] -= excess;
    missing[hub] -= excess;
    Some(hub)
}
