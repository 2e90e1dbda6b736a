//! Who could stand in when a supplier, a product or a region stops, ranked, with what is not known left open.

use super::chain::Chain;
use super::stop::{CHAIN_INPUTS, PROVIDERS};
use crate::cascade::declare::{count, number, words};
use liantu_model::method::Input;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

const fn word(
    name: &'static str,
    zh: &'static str,
    en: &'static str,
    help_zh: &'static str,
    help_en: &'static str,
) -> Parameter {
    Parameter { name, kind: ParameterKind::Text, default: None, title: text(zh, en), help: text(help_zh, help_en) }
}

/// The declaration.
pub const METHOD: Method = Method {
    id: "substitutes",
    version: 1,
    study: "simulation",
    title: text("断供替补", "Substitutes"),
    question: text(
        "某企业、某产品或某区域停供时，区域内谁能顶上，顺序如何，凭什么，还有什么不知道？",
        "When a firm, a product or a region stops, who in the region could stand in, in which order, why, and what of it is not known?",
    ),
    formula: text(
        "候选为 home 内未停的供给：同一产品（same），同一类别的其他种类（kind），或关联度不低于 related 的产品（related）。关联度 = |N(p)∩N(q)|/|N(p)∪N(q)|，N 为一产品的投入、用途与类别（各按关系区分）。依次比较：三种关系的先后、关联度、已知产能是否足够（covers ≥ 1）、距离、单位成本、交期、名称。covers = 产能 / 停掉的量；停掉的量为停供者的产能之和，或 need 乘其份额之和。rank_best 与 rank_worst：未知的产能、距离、成本、交期取最好与最坏时的名次。",
        "Candidates are supplies at home that do not stop: of the same product (same), of another kind of its category (kind), or of a product whose relatedness is at least related. Relatedness = |N(p)∩N(q)|/|N(p)∪N(q)| with N the inputs, uses and categories of a product, relations told apart. Compared in turn: these three, relatedness, whether known capacity is enough (covers ≥ 1), distance, unit cost, lead time, name. covers = capacity over what stops: capacity of those who stop, or need times their shares. rank_best and rank_worst: the rank with unknown capacity, distance, cost and lead time at their best and worst.",
    ),
    limits: text(
        "未知的产能不算零也不算足够：covers 为空，名次给出范围。关联只说明技术与用途相近，不保证能转产。所在区域未知的供给不列为本地候选，并报告；没有候选的产品列一行并写明 none。",
        "Unknown capacity is neither none nor enough: covers is null, and ranks come as a range. Relatedness says that inputs and uses are alike, not that a switch succeeds. Suppliers of unknown place are no candidates at home, and reported; a product without any candidate has a row that says none.",
    ),
    reference: "Hidalgo, C. A., Klinger, B., Barabási, A.-L., Hausmann, R. (2007). The product space conditions the development of nations. Science 317(5837), 482–487 (relatedness). Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37–50.",
    aliases: &["替代", "备选供应商", "stand_in", "second_source"],
    inputs: &[
        CHAIN_INPUTS[0],
        CHAIN_INPUTS[1],
        CHAIN_INPUTS[2],
        Input { table: "region", columns: &["region", "level", "parent", "lon", "lat"], optional: true },
        Input {
            table: "region_pair",
            columns: &["from_region", "to_region", "measure", "period", "value"],
            optional: true,
        },
    ],
    parameters: &[
        PROVIDERS,
        word("provider", "停供者", "Provider", "停供者，几个以逗号分隔", "Who stops; several separated by commas"),
        word(
            "nodes",
            "产品",
            "Products",
            "停供的产品，以逗号分隔；没有停供者与区域时，这些产品全部停供",
            "Which products stop, separated by commas; altogether where no provider and no region is named",
        ),
        word("stopped", "停供区域", "Region that stops", "该区域的供给方全部停供", "All suppliers in it stop"),
        word(
            "home",
            "本地",
            "Home",
            "只在该区域内找替补；省略则不限",
            "Look for substitutes in this region alone; anywhere when absent",
        ),
        word(
            "at",
            "需求地",
            "Where it is needed",
            "距离从这里算起；省略则从停供者所在区域算起（停供者同在一地时）",
            "Distances are counted from here; from where those who stop lie when absent, if that is one place",
        ),
        Parameter {
            name: "measure",
            kind: ParameterKind::Text,
            default: Some("distance_km"),
            title: text("距离度量", "Measure of distance"),
            help: text(
                "region_pair 表的度量；没有这样的行则用大圆距离（公里）",
                "A measure of the table region_pair; great-circle kilometres where it has no such row",
            ),
        },
        Parameter {
            name: "related",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.3"),
            title: text("关联度下限", "Least relatedness"),
            help: text("关联产品至少多相近", "How alike a related product has to be"),
        },
        Parameter {
            name: "top",
            kind: ParameterKind::Integer { min: 1, max: 100_000 },
            default: Some("20"),
            title: text("条数", "How many"),
            help: text("每个产品最多列出多少个", "How many to list for a product at most"),
        },
    ],
    outputs: &[
        words("node", text("停供产品", "Product that stops"), text("产品编号", "Identifier of the product")),
        words("name", text("名称", "Name"), text("产品名称", "Its name")),
        number("stopped", text("停掉的量", "What stops"), text("未知时为空", "Null where unknown")),
        count(
            "rank",
            text("名次", "Rank"),
            text(
                "未知项按不足或最后计；没有候选时为空",
                "What is unknown counts as not enough or last; null without candidates",
            ),
        ),
        count("rank_best", text("最好名次", "Best rank"), text("未知项都最好时", "With what is unknown at its best")),
        count(
            "rank_worst",
            text("最差名次", "Worst rank"),
            text("未知项都最坏时", "With what is unknown at its worst"),
        ),
        words("provider", text("替补", "Substitute"), text("供给方", "Who supplies it")),
        words("region", text("所在区域", "Region"), text("区域代码", "Code of the region")),
        words("offers", text("供给产品", "Offers"), text("它供给的产品", "What it supplies")),
        words("kinship", text("关系", "Kinship"), text("same、kind、related 或 none", "same, kind, related or none")),
        number("relatedness", text("关联度", "Relatedness"), text("同一产品为 1", "1 for the same product")),
        number("capacity", text("产能", "Capacity"), text("未知时为空", "Null where unknown")),
        number("covers", text("可顶替", "Covers"), text("产能 / 停掉的量", "Capacity over what stops")),
        number(
            "distance",
            text("距离", "Distance"),
            text("度量的单位；未知时为空", "In units of the measure; null where unknown"),
        ),
        number("unit_cost", text("单位成本", "Unit cost"), text("未知时为空", "Null where unknown")),
        number("lead_days", text("交期", "Lead time"), text("天；未知时为空", "Days; null where unknown")),
        Column::new(
            "reasons",
            ColumnKind::List,
            text("理由", "Reasons"),
            text(
                "same_product、same_category、related_product、covers_all、covers_part、capacity_unknown、need_unknown、distance_unknown、experienced、none",
                "same_product, same_category, related_product, covers_all, covers_part, capacity_unknown, need_unknown, distance_unknown, experienced, none",
            ),
        ),
    ],
};

/// How near to what stops a candidate's product is, nearest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kinship {
    /// The same product.
    Same,
    /// Another kind of a category of it, the category itself, or a kind of it.
    Kind,
    /// A product with much the same inputs and uses.
    Related,
}

impl Kinship {
    /// The word for it.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Kind => "kind",
            Self::Related => "related",
        }
    }

    /// The reason that it is.
    pub const fn reason(self) -> &'static str {
        match self {
            Self::Same => "same_product",
            Self::Kind => "same_category",
            Self::Related => "related_product",
        }
    }
}

/// What is known of a supply; `None` is unknown.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Source {
    /// Whether it stops.
    pub stops: bool,
    /// Whether it lies where substitutes are looked for.
    pub home: Option<bool>,
    /// How much it can make.
    pub capacity: Option<f64>,
    /// How far it is from where it is needed.
    pub distance: Option<f64>,
    /// Cost of a unit.
    pub cost: Option<f64>,
    /// Days until delivery.
    pub lead: Option<f64>,
}

/// A candidate for a product that stops.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Substitute {
    /// Place of the supply in the chain.
    pub place: usize,
    /// How near its product is.
    pub kinship: Kinship,
    /// How alike, from 0 to 1.
    pub relatedness: f64,
    /// Its capacity over what stops.
    pub covers: Option<f64>,
    /// Whether it already supplies an input or a use of the product, or another kind of its category.
    pub experienced: bool,
    /// Its rank from 1, with what is unknown counted last, at its best and at its worst.
    pub rank: [usize; 3],
}

/// What stops of a product, and who could stand in.
#[derive(Clone, Debug, PartialEq)]
pub struct Stopped {
    /// The product.
    pub node: u32,
    /// How much of it stops.
    pub amount: Option<f64>,
    /// Candidates, by rank.
    pub candidates: Vec<Substitute>,
}

/// Inputs, uses and categories of a product, each told apart.
fn surroundings(chain: &Chain, node: u32) -> BTreeSet<(u8, u32)> {
    let row = |csr: &liantu_numeric::Csr, kind: u8| -> Vec<(u8, u32)> {
        csr.row(node as usize).iter().map(|&other| (kind, other)).collect()
    };
    [row(&chain.inputs, 0), row(&chain.uses, 1), row(&chain.categories, 2)].concat().into_iter().collect()
}

/// How alike two products are by their inputs, uses and categories; zero where neither has any.
pub fn relatedness(chain: &Chain, one: u32, two: u32) -> f64 {
    if one == two {
        return 1.0;
    }
    let (one, two) = (surroundings(chain, one), surroundings(chain, two));
    let shared = one.intersection(&two).count();
    let all = one.len() + two.len() - shared;
    if all == 0 { 0.0 } else { shared as f64 / all as f64 }
}

/// Products of the same category: other kinds of it, the category, and the product's own kinds.
fn family(chain: &Chain, node: u32) -> BTreeSet<u32> {
    let categories = chain.categories.row(node as usize);
    let siblings = categories.iter().flat_map(|&category| chain.kinds.row(category as usize));
    let mut family: BTreeSet<u32> = siblings.chain(categories).chain(chain.kinds.row(node as usize)).copied().collect();
    family.remove(&node);
    family
}

/// What is compared after kinship and relatedness, lower first. What is unknown stands for `unknown`.
fn terms(source: &Source, covers: Option<f64>, unknown: f64) -> [f64; 4] {
    // Whether capacity is enough: of what is not known, it may be or not.
    let short = covers.map_or(if unknown == 0.0 { 0.0 } else { 1.0 }, |covers| f64::from(u8::from(covers < 1.0)));
    let or = |number: Option<f64>| number.unwrap_or(unknown);
    [short, or(source.distance), or(source.cost), or(source.lead)]
}

/// Who could stand in for what stops; one entry for each product of which something stops, in their order. `whole` names products
/// that stop altogether whoever supplies them. `sources` tells of each supply of the chain, `need` how much of each product is
/// needed; `least` is the relatedness from which a product counts as related.
///
/// # Panics
///
/// If there is not one source for each supply and one need for each product.
pub fn substitutes(chain: &Chain, sources: &[Source], need: &[Option<f64>], whole: &[u32], least: f64) -> Vec<Stopped> {
    assert_eq!(sources.len(), chain.supply.len(), "one source for each supply");
    assert_eq!(need.len(), chain.nodes(), "one need for each product");
    let mut stopped: BTreeSet<u32> = whole.iter().copied().collect();
    stopped.extend(chain.supply.iter().zip(sources).filter(|(_, source)| source.stops).map(|(supply, _)| supply.node));
    let mut offers: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
    for (supply, _) in chain.supply.iter().zip(sources).filter(|(_, source)| !source.stops) {
        offers.entry(supply.provider).or_default().insert(supply.node);
    }
    stopped
        .into_iter()
        .map(|node| of_product(chain, sources, need, node, whole.contains(&node), least, &offers))
        .collect()
}

fn of_product(
    chain: &Chain,
    sources: &[Source],
    need: &[Option<f64>],
    node: u32,
    whole: bool,
    least: f64,
    offers: &BTreeMap<u32, BTreeSet<u32>>,
) -> Stopped {
    let gone: Vec<usize> = chain
        .supplied
        .row(node as usize)
        .iter()
        .map(|&place| place as usize)
        .filter(|&place| whole || sources[place].stops)
        .collect();
    let capacity: Option<f64> = gone.iter().map(|&place| sources[place].capacity).sum();
    let share: Option<f64> = gone.iter().map(|&place| chain.supply[place].share).sum();
    let of_need =
        if whole { need[node as usize] } else { need[node as usize].zip(share).map(|(need, share)| need * share) };
    let amount = capacity.filter(|_| !gone.is_empty()).or(of_need);
    let family = family(chain, node);
    let mut near: BTreeSet<u32> = surroundings(chain, node).into_iter().map(|(_, other)| other).collect();
    near.extend(&family);
    let mut related: BTreeMap<u32, (Kinship, f64)> = BTreeMap::new();
    for other in chain.supply.iter().map(|supply| supply.node).collect::<BTreeSet<u32>>() {
        let alike = relatedness(chain, node, other);
        let kinship = match other {
            _ if other == node => Some(Kinship::Same).filter(|_| !whole),
            _ if family.contains(&other) => Some(Kinship::Kind),
            _ => (alike > 0.0 && alike >= least).then_some(Kinship::Related),
        };
        if let Some(kinship) = kinship {
            related.insert(other, (kinship, alike));
        }
    }
    let candidates = chain.supply.iter().zip(sources).enumerate();
    let mut candidates: Vec<Substitute> = candidates
        .filter(|(_, (_, source))| !source.stops && source.home == Some(true))
        .filter_map(|(place, (supply, source))| {
            let &(kinship, relatedness) = related.get(&supply.node)?;
            let covers = source.capacity.zip(amount.filter(|amount| *amount > 0.0)).map(|(can, amount)| can / amount);
            let experienced =
                offers.get(&supply.provider).is_some_and(|own| own.iter().any(|other| near.contains(other)));
            Some(Substitute { place, kinship, relatedness, covers, experienced, rank: [0; 3] })
        })
        .collect();
    let compare = |one: &Substitute, one_unknown: f64, two: &Substitute, two_unknown: f64| -> Ordering {
        let terms = |own: &Substitute, unknown: f64| terms(&sources[own.place], own.covers, unknown);
        let numbers = terms(one, one_unknown).into_iter().zip(terms(two, two_unknown));
        one.kinship
            .cmp(&two.kinship)
            .then(two.relatedness.total_cmp(&one.relatedness))
            .then(numbers.fold(Ordering::Equal, |order, (one, two)| order.then(one.total_cmp(&two))))
    };
    // Unknown counts last.
    candidates.sort_by(|one, two| compare(one, f64::INFINITY, two, f64::INFINITY).then(one.place.cmp(&two.place)));
    let ranks: Vec<[usize; 3]> = (0..candidates.len())
        .map(|own| {
            let others = || (0..candidates.len()).filter(move |other| *other != own);
            let before = |other: &usize, own_unknown: f64, other_unknown: f64| {
                let order = compare(&candidates[*other], other_unknown, &candidates[own], own_unknown);
                order.is_lt() || (order.is_eq() && *other < own)
            };
            let best = others().filter(|other| before(other, 0.0, f64::INFINITY)).count();
            let worst = others().filter(|other| before(other, f64::INFINITY, 0.0)).count();
            [own + 1, best + 1, worst + 1]
        })
        .collect();
    candidates.iter_mut().zip(ranks).for_each(|(own, rank)| own.rank = rank);
    Stopped { node, amount, candidates }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dependency::chain::Supply;

    /// 0 resist → 2 litho; 1 etchant → 2 litho; 3 dry and 4 wet are kinds of 5 tools → 2.
    fn chain() -> Chain {
        let supply = |node, provider| Supply { node, provider, share: None };
        let list = vec![supply(0, 0), supply(0, 1), supply(0, 2), supply(1, 3), supply(3, 0), supply(4, 4)];
        Chain::new(6, &[(0, 2), (1, 2), (5, 2)], &[(3, 5), (4, 5)], list)
    }

    fn sources() -> Vec<Source> {
        vec![Source { home: Some(true), ..Source::default() }; 6]
    }

    #[test]
    fn the_same_product_comes_first_and_what_is_unknown_stays_open() {
        let mut sources = sources();
        (sources[0].stops, sources[0].capacity) = (true, Some(10.0));
        (sources[1].capacity, sources[1].distance) = (None, Some(50.0));
        (sources[2].capacity, sources[2].distance) = (Some(12.0), Some(300.0));
        let found = substitutes(&chain(), &sources, &[None; 6], &[], 0.3);
        assert_eq!((found.len(), found[0].node, found[0].amount), (1, 0, Some(10.0)));
        let told: Vec<_> =
            found[0].candidates.iter().map(|own| (own.place, own.kinship, own.covers, own.rank)).collect();
        // Enough and far is before near and unknown, unless the unknown is enough.
        assert_eq!(
            told,
            [
                (2, Kinship::Same, Some(1.2), [1, 1, 2]),
                (1, Kinship::Same, None, [2, 1, 2]),
                (3, Kinship::Related, None, [3, 3, 3]),
            ]
        );
        // Etchant goes where resist goes: one of one.
        assert!((found[0].candidates[2].relatedness - 1.0).abs() < 1e-12);
        for source in &mut sources {
            source.home = Some(false);
        }
        assert!(substitutes(&chain(), &sources, &[None; 6], &[], 0.3)[0].candidates.is_empty());
        for source in &mut sources {
            source.home = None;
        }
        assert!(substitutes(&chain(), &sources, &[None; 6], &[], 0.3)[0].candidates.is_empty());
    }

    #[test]
    fn a_product_that_stops_altogether_leaves_other_kinds() {
        let found = substitutes(&chain(), &sources(), &[None, None, None, Some(7.0), None, None], &[3], 0.3);
        let told: Vec<_> = found[0].candidates.iter().map(|own| (own.place, own.kinship, own.experienced)).collect();
        assert_eq!((found[0].amount, told), (Some(7.0), vec![(5, Kinship::Kind, true)]));
    }

    #[test]
    fn the_order_of_rows_decides_nothing_but_ties() {
        let chain = chain();
        let turned: Vec<Supply> = chain.supply.iter().rev().copied().collect();
        let other = Chain::new(6, &[(0, 2), (1, 2), (5, 2)], &[(3, 5), (4, 5)], turned);
        let mut sources = sources();
        for (place, source) in sources.iter_mut().enumerate() {
            source.distance = (place != 2).then_some(10.0 * place as f64);
        }
        sources[0].stops = true;
        let one = substitutes(&chain, &sources, &[None; 6], &[], 0.0);
        sources.reverse();
        let two = substitutes(&other, &sources, &[None; 6], &[], 0.0);
        let places = |found: &[Stopped], turn: bool| -> Vec<Vec<(usize, [usize; 3])>> {
            let place = |own: &Substitute| if turn { 5 - own.place } else { own.place };
            found.iter().map(|stopped| stopped.candidates.iter().map(|own| (place(own), own.rank)).collect()).collect()
        };
        assert_eq!(places(&one, false), places(&two, true));
        for stopped in one {
            assert!(stopped.candidates.iter().all(|own| own.rank[1] <= own.rank[0] && own.rank[0] <= own.rank[2]));
        }
    }
}
