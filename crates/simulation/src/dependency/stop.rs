//! What a chain of products loses when a supplier stops, and what of that is known.

use super::chain::Chain;
use crate::cascade::declare::{count, number, words};
use liantu_model::method::Input;
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};

pub(super) const CHAIN_INPUTS: &[Input] = &[
    Input { table: "chain_node", columns: &["node", "name_zh", "name_en", "need"], optional: false },
    Input { table: "chain_edge", columns: &["node", "goes_into", "is_type_of"], optional: false },
    Input {
        table: "chain_supply",
        columns: &["node", "provider", "provider_kind", "region", "share", "capacity", "unit_cost", "lead_days"],
        optional: false,
    },
    Input { table: "region", columns: &["region", "level", "parent"], optional: true },
];
pub(super) const PROVIDERS: Parameter = Parameter {
    name: "providers",
    kind: ParameterKind::Choice { of: &["region", "actor", "all"] },
    default: Some("all"),
    title: text("供给方层级", "Providers"),
    help: text(
        "region 只用国家或区域的份额；actor 只用企业的；两级并列的数据须选其一，否则重复",
        "region: only shares of countries or regions; actor: only those of firms; data that give both count twice with all",
    ),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "supply_stop",
    version: 1,
    study: "simulation",
    title: text("产品断供", "A supplier stops"),
    question: text(
        "某国或某企业停供某种产品，链上哪些产品受影响，知道多少？",
        "When a country or firm stops supplying a product, which products of the chain are hit, and how much of that is known?",
    ),
    formula: text(
        "停供产品的损失 = 停供者的份额之和；份额未知时在 [已知部分, 其余全部] 之间。产品的损失 = max(自身, 各投入的损失)，沿 goes_into；类别的损失在其各种类损失的最小与最大之间，沿 is_type_of：一种停了，其他种类还在（只有一种时相等）。上下界不等则数值为空。",
        "A product loses the shares of those who stop; where a share is unknown, between what is known and all that is left. A product loses max(its own, each input's) along goes_into; a category between the least and the most of its kinds along is_type_of: one kind stops, the others are there (with one kind both are equal). Where the bounds differ the value is null.",
    ),
    limits: text(
        "没有库存、替代与价格；投入都视为必需。未知的份额决不按 0 或 1 计：用参数 assume 写明假设，如 N31@JPN=0.9。",
        "No stocks, no substitutes, no prices; all inputs count as essential. An unknown share never counts as 0 or 1: say an assumption with assume, such as N31@JPN=0.9.",
    ),
    reference: "Khan, S. M., Mann, A., Peterson, D. (2021). The Semiconductor Supply Chain: Assessing National Competitiveness. Center for Security and Emerging Technology.",
    aliases: &["断供", "卡脖子", "embargo", "photoresist", "光刻胶"],
    inputs: CHAIN_INPUTS,
    parameters: &[
        PROVIDERS,
        Parameter {
            name: "provider",
            kind: ParameterKind::Text,
            default: None,
            title: text("停供者", "Provider"),
            help: text("停供者，几个以逗号分隔", "Who stops; several separated by commas"),
        },
        Parameter {
            name: "nodes",
            kind: ParameterKind::Text,
            default: None,
            title: text("产品", "Products"),
            help: text(
                "停供的产品，以逗号分隔；省略则为其供给的全部",
                "Which products, separated by commas; all that they supply when absent",
            ),
        },
        Parameter {
            name: "assume",
            kind: ParameterKind::Text,
            default: None,
            title: text("假设", "Assumptions"),
            help: text(
                "未知份额的假设，如 N31@JPN=0.9; N32@JPN=0.5",
                "Shares assumed where unknown, such as N31@JPN=0.9; N32@JPN=0.5",
            ),
        },
    ],
    outputs: &[
        words("node", text("产品", "Product"), text("产品编号", "Identifier of the product")),
        words("name", text("名称", "Name"), text("产品名称", "Its name")),
        count("step", text("步数", "Step"), text("0 为直接停供", "0: stopped directly")),
        number("loss", text("损失", "Loss"), text("损失的份额；未知时为空", "Part that is lost; null where unknown")),
        number("lower", text("下界", "Lower"), text("至少", "At least")),
        number("upper", text("上界", "Upper"), text("至多", "At most")),
        words(
            "cause",
            text("起因", "Cause"),
            text("使其受影响的产品；直接停供时为空", "The product through which it is hit; blank if stopped directly"),
        ),
        words(
            "relation",
            text("关系", "Relation"),
            text("stop、goes_into 或 is_type_of", "stop, goes_into or is_type_of"),
        ),
    ],
};

/// How a product is hit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// Its supplier stops.
    Stop,
    /// An input is missing.
    GoesInto,
    /// A kind of it is missing.
    IsTypeOf,
}

impl Relation {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Stop => "stop",
            Self::GoesInto => "goes_into",
            Self::IsTypeOf => "is_type_of",
        }
    }
}

/// What a product loses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lost {
    /// The product.
    pub node: u32,
    /// Steps from what stops.
    pub step: u32,
    /// At least and at most.
    pub loss: [f64; 2],
    /// Through which product, and how.
    pub cause: Option<u32>,
    /// By which relation.
    pub relation: Relation,
}

/// What the chain loses when the supplies that `stops` names stop; in the order in which it is reached. `share` gives the share of
/// a supply by its place, with what is assumed; `None` is unknown.
pub fn supply_stop(chain: &Chain, stops: impl Fn(usize) -> bool, share: impl Fn(usize) -> Option<f64>) -> Vec<Lost> {
    let n = chain.nodes();
    let (mut loss, mut step, mut cause) = (vec![[0.0f64; 2]; n], vec![u32::MAX; n], vec![None; n]);
    for node in 0..n {
        let places = chain.supplied.row(node);
        if !places.iter().any(|&place| stops(place as usize)) {
            continue;
        }
        let known = |wanted: bool| -> f64 {
            let places = places.iter().filter(|&&place| stops(place as usize) == wanted);
            places.filter_map(|&place| share(place as usize)).sum()
        };
        let (gone, stays) = (known(true), known(false));
        let unknown = |wanted: bool| {
            places.iter().any(|&place| stops(place as usize) == wanted && share(place as usize).is_none())
        };
        let most = if unknown(true) { (1.0 - stays).max(gone) } else { gone };
        // Nobody else is listed, and it is not said how much they supply: all of it.
        let least = if unknown(true) && !unknown(false) && stays == 0.0 { 1.0 } else { gone };
        loss[node] = [least.min(1.0), most.min(1.0)];
        step[node] = 0;
        cause[node] = Some((None, Relation::Stop));
    }
    let own = loss.clone();
    // Losses only grow, and take one of finitely many values: the rounds end.
    for round in (1u32..).take(n) {
        let before = loss.clone();
        let mut changed = false;
        for node in 0..n {
            let mut next = own[node];
            let mut through = None;
            let mut hear = |by: [f64; 2], from: u32, relation: Relation| {
                if by[1] > next[1] || by[0] > next[0] {
                    through = Some((Some(from), relation));
                }
                next = [next[0].max(by[0]), next[1].max(by[1])];
            };
            for &input in chain.inputs.row(node) {
                hear(before[input as usize], input, Relation::GoesInto);
            }
            let kinds = chain.kinds.row(node);
            if let Some(&worst) =
                kinds.iter().max_by(|&&one, &&two| before[one as usize][1].total_cmp(&before[two as usize][1]))
            {
                let least = kinds.iter().map(|&kind| before[kind as usize][0]).fold(f64::INFINITY, f64::min);
                hear([least, before[worst as usize][1]], worst, Relation::IsTypeOf);
            }
            if next.iter().zip(&before[node]).any(|(next, before)| next > before) {
                loss[node] = next;
                changed = true;
                if step[node] == u32::MAX {
                    step[node] = round;
                    cause[node] = through;
                }
            }
        }
        if !changed {
            break;
        }
    }
    let mut lost: Vec<Lost> = (0u32..)
        .zip(&cause)
        .filter_map(|(node, cause)| {
            let (cause, relation) = (*cause)?;
            Some(Lost { node, step: step[node as usize], loss: loss[node as usize], cause, relation })
        })
        .collect();
    lost.sort_by_key(|lost| (lost.step, lost.node));
    lost
}

#[cfg(test)]
#[allow(clippy::float_cmp, reason = "numbers that are put in come out")]
mod tests {
    use super::*;
    use crate::dependency::chain::Supply;

    /// 0 photoresist → 1 lithography → 2 chips; 3 and 4 are kinds of 5 tools, which go into 1.
    fn chain() -> Chain {
        let supply = |node, provider, share| Supply { node, provider, share };
        let supplies = vec![
            supply(0, 0, None),
            supply(0, 1, None),
            supply(3, 0, Some(0.9)),
            supply(3, 1, Some(0.1)),
            supply(4, 1, Some(1.0)),
        ];
        Chain::new(6, &[(0, 1), (1, 2), (5, 1)], &[(3, 5), (4, 5)], supplies)
    }

    #[test]
    fn an_unknown_share_stays_unknown_down_the_chain() {
        let chain = chain();
        let stops = |place: usize| chain.supply[place].provider == 0 && chain.supply[place].node == 0;
        let found = supply_stop(&chain, stops, |place| chain.supply[place].share);
        let told: Vec<_> = found.iter().map(|lost| (lost.node, lost.step, lost.loss)).collect();
        assert_eq!(told, [(0, 0, [0.0, 1.0]), (1, 1, [0.0, 1.0]), (2, 2, [0.0, 1.0])]);
        let assumed = |place: usize| if place == 0 { Some(0.9) } else { chain.supply[place].share };
        let found = supply_stop(&chain, stops, assumed);
        assert!(found.iter().all(|lost| lost.loss == [0.9, 0.9]), "{found:?}");
    }

    #[test]
    fn one_kind_does_not_stop_its_category() {
        let chain = chain();
        let stops = |place: usize| chain.supply[place].provider == 0 && chain.supply[place].node == 3;
        let found = supply_stop(&chain, stops, |place| chain.supply[place].share);
        let told: Vec<_> = found.iter().map(|lost| (lost.node, lost.relation, lost.loss)).collect();
        assert_eq!(
            told,
            [
                (3, Relation::Stop, [0.9, 0.9]),
                (5, Relation::IsTypeOf, [0.0, 0.9]),
                (1, Relation::GoesInto, [0.0, 0.9]),
                (2, Relation::GoesInto, [0.0, 0.9]),
            ]
        );
    }

    #[test]
    fn nothing_stops_nothing_and_the_only_supplier_stops_all() {
        let chain = chain();
        assert!(supply_stop(&chain, |_| false, |place| chain.supply[place].share).is_empty());
        let alone = Chain::new(1, &[], &[], vec![Supply { node: 0, provider: 0, share: None }]);
        assert_eq!(supply_stop(&alone, |_| true, |_| None)[0].loss, [1.0, 1.0]);
    }

    #[test]
    fn circles_end() {
        let chain =
            Chain::new(3, &[(0, 1), (1, 2), (2, 0)], &[], vec![Supply { node: 0, provider: 0, share: Some(0.5) }]);
        let found = supply_stop(&chain, |_| true, |place| chain.supply[place].share);
        assert_eq!(found.iter().map(|lost| lost.loss).collect::<Vec<_>>(), [[0.5, 0.5]; 3]);
    }
}
