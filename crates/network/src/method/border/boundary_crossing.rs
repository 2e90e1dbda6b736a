//! Boundary crossing: how much of what is done together joins different industries, regions, kinds of actors, departments.

use crate::declare::{
    ACTORS, LAYERS, LINKS, MODE, PERIOD, PROPOSED, REGIONS, UNDATED, UNFULFILLED, count, number, words,
};
use crate::filter::Filter;
use crate::network::Network;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::sum;
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "boundary_crossing",
    version: 1,
    study: "network",
    title: text("四维跨界协同", "Boundary crossing"),
    question: text(
        "合作在多大程度上跨产业、跨区域、跨主体、跨部门？",
        "How far does co-operation cross industries, regions, kinds of actors and departments?",
    ),
    formula: text(
        "事项为一份协议（多方协议计一次）或一条没有协议的联系。对每一维属性 a：事项的参与者中有两个已知且不同的取值即为跨界 C；全部已知且相同为内部 W；其余为未知 U。得分 = C/(C+W+U)，有未知时为空，下限 C/(C+W+U)，上限 (C+U)/(C+W+U)。期望 = 1 − Σ_k p_k²：若参与者随机相遇，两个参与者取值不同的概率，p_k 为已知取值的参与次数份额。四维：行业（代码前 prefix 位）、区域（level 一级）、主体类型、部门（上级主体）。total 行为四维得分的平均。",
        "A thing done is an agreement (one of many parties counts once) or a link without one. In a dimension it crosses (C) where two of its participants are known to differ, is within (W) where all are known and alike, and is unknown (U) otherwise. Score = C/(C+W+U); null with unknown ones, between C/(C+W+U) and (C+U)/(C+W+U). Expected = 1 − Σ_k p_k²: that two participants differ if they met at random, p_k being shares of known participations. Dimensions: industry (the first prefix characters), region (of the level), kind of actor, department (the superior actor). The row total is the mean of the four.",
    ),
    limits: text(
        "按事项数，不看规模。主体未登记行业、区域或上级时该维为未知，不按不跨界计。部门以上级主体代替：两个没有上级的主体无法比较。类别越细，跨界越多，跨方案比较须用同一 prefix 与 level。",
        "Counts things, whatever their size. Where an actor has no industry, region or superior that dimension is unknown, not within. Departments stand for the superior actor: two without one cannot be compared. The finer the classes, the more crosses: compare with the same prefix and level.",
    ),
    reference: "Krackhardt, D., Stern, R. N. (1988). Informal networks and organizational crises. Social Psychology Quarterly 51(2), 123–140 (ties across and within groups). Blau, P. M. (1977). Inequality and Heterogeneity. Free Press.",
    aliases: &["cross_boundary", "ei_index", "四跨", "跨产业融合", "跨部门协同", "跨主体协作"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: &[
        LAYERS,
        PERIOD,
        Parameter {
            name: "area",
            kind: ParameterKind::Text,
            default: None,
            title: text("区域", "Area"),
            help: text(
                "只看至少有一方在这一区域（功能区、省等）之内的事项",
                "Only things with a participant in this region (a functional area, a province, …)",
            ),
        },
        Parameter {
            name: "level",
            kind: ParameterKind::Scale,
            default: Some("city"),
            title: text("区域层级", "Level of regions"),
            help: text("跨区域指跨这一层级的边界", "Crossing regions means crossing borders of this level"),
        },
        Parameter {
            name: "prefix",
            kind: ParameterKind::Integer { min: 0, max: 9 },
            default: Some("0"),
            title: text("行业代码位数", "Characters of a code"),
            help: text("只比较行业代码的前几位；0 为全部", "Compare only so many characters of the codes; 0 for all"),
        },
        MODE,
        UNDATED,
        PROPOSED,
        UNFULFILLED,
    ],
    outputs: &[
        words(
            "dimension",
            text("维度", "Dimension"),
            text(
                "industry 产业；region 区域；kind 主体；department 部门；total 四维平均",
                "industry; region; kind of actor; department; total: mean of the four",
            ),
        ),
        count("things", text("事项数", "Things"), text("协议与无协议联系", "Agreements and links without one")),
        count("crossing", text("跨界", "Crossing"), text("跨界的事项数", "Things that cross")),
        count("within", text("内部", "Within"), text("不跨界的事项数", "Things that do not")),
        count("unknown", text("未知", "Unknown"), text("无法判断的事项数", "Things of which it cannot be told")),
        number("score", text("得分", "Score"), text("0 到 1；有未知时为空", "From 0 to 1; null with unknown ones")),
        number("at_least", text("下限", "At least"), text("得分的下限", "Lower bound of the score")),
        number("at_most", text("上限", "At most"), text("得分的上限", "Upper bound of the score")),
        number(
            "known_score",
            text("已知得分", "Score of the known"),
            text("只看已知的事项", "Of the things that are known"),
        ),
        number(
            "expected",
            text("期望", "Expected"),
            text("随机相遇时的得分", "The score if participants met at random"),
        ),
    ],
};

/// What crosses in one dimension.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Crossing {
    /// Things that cross.
    pub crossing: usize,
    /// Things that do not.
    pub within: usize,
    /// Things of which it cannot be told.
    pub unknown: usize,
    /// The share that would cross by chance; `None` where no class is known.
    pub expected: Option<f64>,
}

impl Crossing {
    /// All things.
    pub fn things(&self) -> usize {
        self.crossing + self.within + self.unknown
    }

    /// The score at the least and at the most.
    pub fn bounds(&self) -> [Option<f64>; 2] {
        let all = self.things();
        [self.crossing, self.crossing + self.unknown].map(|part| (all > 0).then(|| part as f64 / all as f64))
    }

    /// The score; `None` where there is nothing or something is unknown.
    pub fn score(&self) -> Option<f64> {
        self.bounds()[0].filter(|_| self.unknown == 0)
    }

    /// The score of what is known.
    pub fn known_score(&self) -> Option<f64> {
        let known = self.crossing + self.within;
        (known > 0).then(|| self.crossing as f64 / known as f64)
    }
}

/// The mean of several dimensions by one of their figures; `None` where one lacks it.
pub fn mean(dimensions: &[Crossing], of: impl Fn(&Crossing) -> Option<f64>) -> Option<f64> {
    let figures: Option<Vec<f64>> = dimensions.iter().map(of).collect();
    figures.filter(|figures| !figures.is_empty()).map(|figures| sum(figures.iter().copied()) / figures.len() as f64)
}

/// What crosses in each dimension. `classes` holds, by dimension, the class of each node; `inside` says which nodes lie in the
/// area, and things without one of them do not count.
pub fn boundary_crossing(
    network: &Network,
    filter: &Filter,
    classes: &[Vec<Option<u32>>],
    inside: Option<&[bool]>,
) -> (Vec<Crossing>, Vec<Diagnostic>) {
    // An agreement is one thing in whatever layers its links are.
    let mut things: BTreeMap<(Option<u32>, u32), BTreeSet<u32>> = BTreeMap::new();
    for link in filter.links(network) {
        let key = link.agreement().map_or((None, link.position), |agreement| (Some(agreement), 0));
        things.entry(key).or_default().extend([link.from, link.to]);
    }
    things.retain(|_, nodes| inside.is_none_or(|inside| nodes.iter().any(|&node| inside[node as usize])));
    let found: Vec<Crossing> = classes.iter().map(|classes| crossing(&things, classes)).collect();
    let unknown = found.iter().filter(|one| one.unknown > 0).count();
    let empty = usize::from(things.is_empty());
    let findings = [("NET113", unknown), ("NET102", empty)].into_iter().filter(|one| one.1 > 0);
    let findings = findings.map(|(code, count)| crate::catalogue::found(code, "actor", count)).collect();
    (found, findings)
}

fn crossing(things: &BTreeMap<(Option<u32>, u32), BTreeSet<u32>>, classes: &[Option<u32>]) -> Crossing {
    let mut result = Crossing::default();
    let mut taking_part: BTreeMap<u32, usize> = BTreeMap::new();
    for nodes in things.values() {
        let of = || nodes.iter().map(|&node| classes[node as usize]);
        let known: BTreeSet<u32> = of().flatten().collect();
        let slot = match known.len() {
            2.. => &mut result.crossing,
            1 if of().all(|class| class.is_some()) => &mut result.within,
            _ => &mut result.unknown,
        };
        *slot += 1;
        for class in of().flatten() {
            *taking_part.entry(class).or_default() += 1;
        }
    }
    let all: usize = taking_part.values().sum();
    let squares = sum(taking_part.values().map(|&count| (count as f64 / all as f64).powi(2)));
    result.expected = (all > 0).then_some(1.0 - squares);
    result
}
