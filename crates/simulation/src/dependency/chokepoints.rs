//! Chokepoints of a chain of products: concentrated supply, products that hold the chain together, and what is missing at home.

use super::chain::Chain;
use super::cuts::cuts;
use super::stop::{CHAIN_INPUTS, PROVIDERS};
use crate::cascade::declare::{count, number, words};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

const fn flag(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Column {
    Column::new(name, ColumnKind::Boolean, text(zh, en), text(help_zh, help_en))
}

/// The declaration.
pub const METHOD: Method = Method {
    id: "chokepoints",
    version: 1,
    study: "simulation",
    title: text("断点、堵点、痛点与卡点", "Breaks, blocks, pains and chokepoints"),
    question: text(
        "产业链上哪里缺、哪里堵、哪里痛，哪个环节一断就断开全链？",
        "Where is a chain broken, blocked or painful, and which product holds it together?",
    ),
    formula: text(
        "集中度 Σ share²：份额未知的供给按其余份额平均（下界）或归一家（上界）。断点：home 内没有供给；堵点：home 内产能合计小于 need；痛点：home 内最低成本或最短交期高于 home 外最低的 (1+pain) 倍。唯一供给：只有一家供给，或一家的已知份额不低于 dominant。割点：去掉它，其余产品不再相连（不看方向，两种关系都算）。dependents：沿 goes_into 与 is_type_of 向下可达的产品数。",
        "Concentration Σ share²: supplies of unknown share split the rest evenly (lower) or one takes it (upper). Break: nobody at home supplies it; block: capacity at home adds up to less than need; pain: the least cost or lead time at home is above (1 + pain) times the least elsewhere. Single: one supplier, or one of a known share of at least dominant. Cut: without it the other products fall apart (direction aside, both relations). dependents: products reached downwards along goes_into and is_type_of.",
    ),
    limits: text(
        "空白的份额、产能、需求、成本是未知：所涉判断为空。没有任何供给行的产品，供给未知，不判为断点。供给方分国家与企业两级时用 providers 选其一。",
        "Blank share, capacity, need or cost is unknown, and verdicts that need it are null. A product without any row of supply is unknown, not broken. Where supply is given by country and by firm, providers chooses one.",
    ),
    reference: "Khan, S. M., Mann, A., Peterson, D. (2021). The Semiconductor Supply Chain. CSET. Tarjan, R. (1972). Depth-first search and linear graph algorithms. SIAM Journal on Computing 1(2), 146–160 (cut nodes).",
    aliases: &["断点", "堵点", "痛点", "卡脖子", "bottleneck", "single point of failure"],
    inputs: CHAIN_INPUTS,
    parameters: &[
        PROVIDERS,
        Parameter {
            name: "home",
            kind: ParameterKind::Text,
            default: None,
            title: text("本地", "Home"),
            help: text(
                "视为本地的区域代码，含其下级；省略则不判断断、堵、痛",
                "Code of the region that counts as home, with those below; breaks, blocks and pains are not told without",
            ),
        },
        Parameter {
            name: "dominant",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.8"),
            title: text("独占份额", "Dominant share"),
            help: text("一家的份额不低于此即视为唯一供给", "A supplier of at least this share counts as single"),
        },
        Parameter {
            name: "pain",
            kind: ParameterKind::Number { min: 0.0, max: 100.0, unit: None },
            default: Some("0.2"),
            title: text("痛点幅度", "Pain"),
            help: text("成本或交期高出多少算痛点", "How much dearer or slower is painful"),
        },
    ],
    outputs: &[
        words("node", text("产品", "Product"), text("产品编号", "Identifier of the product")),
        words("name", text("名称", "Name"), text("产品名称", "Its name")),
        count("suppliers", text("供给方", "Suppliers"), text("已列出的供给方", "Suppliers that are listed")),
        count("unknown", text("份额未知", "Of unknown share"), text("其中份额未知", "Those of unknown share")),
        words("largest", text("最大供给方", "Largest"), text("已知份额最大者", "The largest of known share")),
        number("largest_share", text("最大份额", "Largest share"), text("已知的最大份额", "Its share")),
        number("concentration", text("集中度", "Concentration"), text("未知时为空", "Null where unknown")),
        number(
            "concentration_lower",
            text("集中度下界", "Concentration, lower"),
            text("未知份额平均时", "If what is unknown is spread evenly"),
        ),
        number(
            "concentration_upper",
            text("集中度上界", "Concentration, upper"),
            text("未知份额归一家时", "If one has all that is unknown"),
        ),
        flag("single", "唯一供给", "Single", "只有一家，或一家独大", "One supplier, or one that has nearly all"),
        flag("cut", "割点", "Cut", "去掉它，链就断开", "Without it the chain falls apart"),
        count(
            "dependents",
            text("下游产品", "Dependents"),
            text("依赖它的产品", "Products that need it, directly or not"),
        ),
        flag("break", "断点", "Break", "本地没有供给", "Nobody at home supplies it"),
        flag("block", "堵点", "Block", "本地产能不足", "Capacity at home is too small"),
        flag("pain", "痛点", "Pain", "本地太贵或太慢", "Too dear or too slow at home"),
        words(
            "diagnosis",
            text("诊断", "Diagnosis"),
            text("break、block、pain，以 | 分隔；没有则空", "break, block, pain, separated by |; blank for none"),
        ),
    ],
};

/// How concentrated the supply of a product is.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Concentration {
    /// Suppliers listed.
    pub suppliers: usize,
    /// Those of unknown share.
    pub unknown: usize,
    /// Place among the supplies of the largest known share, and that share.
    pub largest: Option<(u32, f64)>,
    /// Bounds of the index; `None` without suppliers.
    pub bounds: Option<[f64; 2]>,
}

/// How concentrated the supply of a product is. Shares that add up to more than one by rounding are brought down to one.
pub fn concentration(chain: &Chain, node: u32) -> Concentration {
    let shares: Vec<(u32, Option<f64>)> = chain.supplies(node).map(|supply| (supply.provider, supply.share)).collect();
    let known: Vec<(u32, f64)> = shares.iter().filter_map(|&(provider, share)| Some((provider, share?))).collect();
    let unknown = shares.len() - known.len();
    let sum: f64 = known.iter().map(|share| share.1).sum();
    let scale = sum.max(1.0);
    let squares: f64 = known.iter().map(|share| (share.1 / scale).powi(2)).sum();
    let rest = (1.0 - sum / scale).max(0.0);
    // What nobody is listed for may be spread over so many that it adds nothing.
    let spread = if unknown > 0 { rest * rest / unknown as f64 } else { 0.0 };
    let largest =
        known.iter().copied().fold(
            None,
            |best: Option<(u32, f64)>, own| {
                if best.is_none_or(|best| own.1 > best.1) { Some(own) } else { best }
            },
        );
    Concentration {
        suppliers: shares.len(),
        unknown,
        largest,
        bounds: (!shares.is_empty()).then_some([squares + spread, squares + rest * rest]),
    }
}

/// Whether one supplier is all there is: the only one listed, or one whose known share is at least `dominant`. Unknown while a share that
/// is not known could be.
pub fn single(found: &Concentration, dominant: f64) -> Option<bool> {
    match (found.suppliers, found.unknown) {
        (0, _) => None,
        (1, _) => Some(true),
        _ if found.largest.is_some_and(|largest| largest.1 >= dominant) => Some(true),
        (_, 0) => Some(false),
        _ => None,
    }
}

/// Products that need this one, directly or not: what it goes into, and the categories that it is a kind of.
pub fn dependents(chain: &Chain, node: u32) -> usize {
    let mut seen = vec![false; chain.nodes()];
    let mut waiting = vec![node];
    seen[node as usize] = true;
    let mut count = 0;
    while let Some(node) = waiting.pop() {
        for &next in chain.uses.row(node as usize).iter().chain(chain.categories.row(node as usize)) {
            if !std::mem::replace(&mut seen[next as usize], true) {
                count += 1;
                waiting.push(next);
            }
        }
    }
    count
}

/// The products without which others are no longer connected, direction aside, both relations counted.
pub fn cut_nodes(chain: &Chain) -> Vec<bool> {
    let mut cut = vec![false; chain.nodes()];
    for found in cuts(chain.nodes(), &chain.pairs(true), 0) {
        cut[found.node as usize] |= found.to.is_none();
    }
    cut
}

/// What one supplier offers; `None` is unknown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Offer {
    /// Whether it lies at home; `None` where its place is unknown.
    pub home: Option<bool>,
    /// How much it can make.
    pub capacity: Option<f64>,
    /// Cost of a unit.
    pub cost: Option<f64>,
    /// Days until delivery.
    pub lead: Option<f64>,
}

/// What is wrong at home.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Diagnosis {
    /// Nobody supplies it.
    pub broken: Option<bool>,
    /// Not enough can be made.
    pub blocked: Option<bool>,
    /// Too dear or too slow.
    pub painful: Option<bool>,
}

/// What is wrong at home with a product of which `need` is needed. Verdicts that need a number that is unknown are `None`.
pub fn diagnose(offers: &[Offer], need: Option<f64>, pain: f64) -> Diagnosis {
    if offers.is_empty() {
        return Diagnosis::default();
    }
    let at_home = |offer: &&Offer| offer.home == Some(true);
    let vague = offers.iter().any(|offer| offer.home.is_none());
    let some = offers.iter().any(|offer| at_home(&offer));
    let broken = if some { Some(false) } else { (!vague).then_some(true) };
    if broken != Some(false) {
        return Diagnosis { broken, ..Diagnosis::default() };
    }
    let known: f64 = offers.iter().filter(at_home).filter_map(|offer| offer.capacity).sum();
    let all_known = !vague && offers.iter().filter(at_home).all(|offer| offer.capacity.is_some());
    let blocked = need.and_then(|need| if known >= need { Some(false) } else { all_known.then_some(true) });
    let worse = |number: fn(&Offer) -> Option<f64>| {
        let least = |wanted: bool| {
            let list: Option<Vec<f64>> = offers.iter().filter(|offer| offer.home == Some(wanted)).map(number).collect();
            list.filter(|list| !list.is_empty()).map(|list| list.into_iter().fold(f64::INFINITY, f64::min))
        };
        Some(least(true)? > least(false)? * (1.0 + pain))
    };
    let painful = match (worse(|offer| offer.cost), worse(|offer| offer.lead)) {
        (Some(true), _) | (_, Some(true)) => Some(true),
        (None, None) => None,
        _ => Some(false),
    };
    Diagnosis { broken, blocked, painful }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependency::chain::Supply;

    #[test]
    fn three_planted_defects_are_found_and_named() {
        let offer = |home, capacity, cost| Offer { home: Some(home), capacity, cost, lead: None };
        let broken = diagnose(&[offer(false, Some(9.0), None)], Some(5.0), 0.2);
        assert_eq!(broken, Diagnosis { broken: Some(true), ..Diagnosis::default() });
        let blocked = diagnose(&[offer(true, Some(3.0), None), offer(false, Some(9.0), None)], Some(5.0), 0.2);
        assert_eq!((blocked.broken, blocked.blocked, blocked.painful), (Some(false), Some(true), None));
        let painful = diagnose(&[offer(true, Some(9.0), Some(13.0)), offer(false, None, Some(10.0))], Some(5.0), 0.2);
        assert_eq!((painful.broken, painful.blocked, painful.painful), (Some(false), Some(false), Some(true)));
        let unknown = diagnose(&[offer(true, None, None)], Some(5.0), 0.2);
        assert_eq!((unknown.blocked, unknown.painful), (None, None));
        assert_eq!(diagnose(&[], Some(5.0), 0.2), Diagnosis::default());
    }

    #[test]
    fn cut_nodes_of_two_triangles_at_a_point_and_a_tail() {
        // 0-1-2 and 2-3-4 meet in 2; 5 hangs on 4.
        let edges = [(0, 1), (1, 2), (0, 2), (2, 3), (3, 4), (2, 4), (4, 5)];
        let chain = Chain::new(7, &edges, &[], Vec::new());
        assert_eq!(cut_nodes(&chain), [false, false, true, false, true, false, false]);
        assert_eq!([0, 2, 5, 6].map(|node| dependents(&chain, node)), [5, 3, 0, 0]);
    }

    #[test]
    fn unknown_shares_bound_the_concentration() {
        let supply = |provider, share| Supply { node: 0, provider, share };
        let chain = Chain::new(2, &[], &[], vec![supply(0, Some(0.6)), supply(1, None), supply(2, None)]);
        let found = concentration(&chain, 0);
        let [lower, upper] = found.bounds.unwrap();
        assert!((lower - 0.44).abs() < 1e-12 && (upper - 0.52).abs() < 1e-12);
        assert_eq!((single(&found, 0.8), single(&found, 0.5)), (None, Some(true)));
        assert_eq!((concentration(&chain, 1).bounds, single(&concentration(&chain, 1), 0.5)), (None, None));
    }
}
