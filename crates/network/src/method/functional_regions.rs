//! Functional regions against administrative ones: where do communities follow borders, and where do they cross them?

use crate::community::{Combined, Objective, Sheet, compare, quality, weighty};
use crate::declare::{ACTORS, LINKS, NODE_COLUMN, REGIONS, communities as declared, count, number, parameters, words};
use crate::filter::Filter;
use crate::method::communities::{Communities, Search, partition, read};
use crate::network::Network;
use liantu_model::schema::{Column, ColumnKind, REGION_LEVELS};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, Method, Parameter, ParameterKind};
use liantu_numeric::sum;
use std::collections::BTreeMap;

const BY: Parameter = Parameter {
    name: "by",
    kind: ParameterKind::Choice { of: &["node", "community", "summary"] },
    default: Some("node"),
    title: text("结果", "Rows"),
    help: text(
        "node：每个节点一行，可直接上图；community：每个社区一行；summary：两种划分的总体比较",
        "node: a row for each node, ready for the map; community: for each community; summary: how the two divisions compare",
    ),
};
const LEVEL: Parameter = Parameter {
    name: "level",
    kind: ParameterKind::Choice { of: REGION_LEVELS },
    default: Some("province"),
    title: text("行政层级", "Level"),
    help: text("与哪一层级的区域比较", "The level of regions to compare with"),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "functional_regions",
    version: 1,
    study: "network",
    title: text("功能区与行政区", "Functional and administrative regions"),
    question: text(
        "由联系形成的功能区在多大程度上沿行政边界，哪些社区跨越边界？",
        "How far do the regions that links form follow administrative borders, and which communities cross them?",
    ),
    formula: text(
        "社区由 communities 方法求得。一致性：NMI = 2I/(H₁+H₂) 与调整兰德指数 ARI，只计位置已知且有联系的节点。权重占比：两端同区、同社区、既同区又同社区的联系权重之和，除以两端位置均已知的权重。行政区划本身的质量与社区划分的质量用同一目标函数计算。社区的主区域是其节点最多的区域（并列取编号靠前者）。",
        "Communities come from the method communities. Agreement: NMI = 2I/(H₁+H₂) and the adjusted Rand index, over linked nodes of known region. Shares: weight with both ends in one region, in one community, in both, over the weight whose two ends have known regions. The administrative division is rated by the same objective as the communities. The home of a community is the region of most of its nodes, ties to the first.",
    ),
    limits: text(
        "NMI 随社区数增多而偏高，应与 ARI 同看：ARI 的期望在随机划分下为零。跨区域主体与所在区域未知的节点没有区域，不参与比较。社区不稳定（NET402）时，跨界名单随种子变化。区域归属取最新区划。",
        "NMI grows with the number of communities; read it with ARI, which is zero in expectation for random divisions. Nodes in several regions or of unknown region are left out of the comparison. Where communities are not firm (NET402), the list of those that cross changes with the seed. Nodes lie where the latest division puts them.",
    ),
    reference: "Ratti, C. et al. (2010). Redrawing the map of Great Britain from a network of human interactions. PLoS ONE 5(12), e14248. Hubert, L., Arabie, P. (1985). Comparing partitions. Journal of Classification 2, 193–218. Danon, L. et al. (2005). Comparing community structure identification. J. Stat. Mech. P09008.",
    aliases: &["border_crossing", "functional_areas", "nmi", "ari", "功能区", "跨界社区"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        BY,
        LEVEL,
        declared::OBJECTIVE,
        declared::RESOLUTION,
        crate::declare::WEIGHT,
        declared::DIRECTED,
        declared::IMPORTANCE,
        declared::RUNS,
        declared::ROUNDS,
        crate::declare::SEED,
    ],
    outputs: &[
        words("node", NODE_COLUMN.title, NODE_COLUMN.help),
        words("region", text("行政区", "Region"), text("节点所在区域", "The region of the node")),
        count("community", text("社区", "Community"), text("从 1 编号，按规模降序", "Numbered from 1, largest first")),
        words("home", text("主区域", "Home"), text("社区节点最多的区域", "The region of most nodes of the community")),
        Column::new(
            "crosses",
            ColumnKind::Boolean,
            text("跨界", "Crosses"),
            text("社区是否包含多个区域的节点", "Whether the community has nodes of several regions"),
        ),
        Column::new(
            "away",
            ColumnKind::Boolean,
            text("在外", "Away"),
            text("节点是否不在其社区的主区域", "Whether the node lies outside the home of its community"),
        ),
        words(
            "regions",
            text("区域", "Regions"),
            text("社区包含的区域，以 | 分隔", "Regions of the community, separated by |"),
        ),
        count("nodes", text("节点数", "Nodes"), text("有联系的节点数", "Nodes with links")),
        number(
            "home_share",
            text("主区域占比", "Share at home"),
            text("位于主区域的节点占比", "Share of its located nodes that lie in its home"),
        ),
        count("communities", text("社区数", "Communities"), text("社区个数", "Number of communities")),
        count("crossing", text("跨界社区数", "Crossing"), text("跨越边界的社区个数", "Communities that cross borders")),
        count("units", text("区域数", "Regions counted"), text("有联系的区域个数", "Regions with linked nodes")),
        number("nmi", text("NMI", "NMI"), text("标准化互信息", "Normalised mutual information")),
        number("ari", text("ARI", "ARI"), text("调整兰德指数", "Adjusted Rand index")),
        number(
            "share_region",
            text("区内占比", "Share within regions"),
            text("两端同区的联系权重占比", "Share of weight with both ends in one region"),
        ),
        number(
            "share_community",
            text("社区内占比", "Share within communities"),
            text("两端同社区的联系权重占比", "Share of weight with both ends in one community"),
        ),
        number(
            "share_both",
            text("同区同社区占比", "Share within both"),
            text("两端既同区又同社区的联系权重占比", "Share of weight with both ends in one region and one community"),
        ),
        number(
            "unlocated",
            text("位置未知占比", "Unlocated"),
            text("至少一端区域未知的联系权重占全部权重之比", "Share of all weight with an end of unknown region"),
        ),
        number(
            "quality_region",
            text("行政区划质量", "Quality of regions"),
            text(
                "行政区划的目标函数值；位置未知的节点各自成组",
                "The objective for the administrative division; unlocated nodes stand alone",
            ),
        ),
        number(
            "quality",
            text("社区质量", "Quality of communities"),
            text("社区划分的目标函数值", "The objective for the communities"),
        ),
    ],
};

/// Communities beside regions.
#[derive(Clone, Debug, PartialEq)]
pub struct FunctionalRegions {
    /// The communities.
    pub communities: Communities,
    /// For each community, where it lies.
    pub spread: Vec<Spread>,
    /// How the divisions compare.
    pub summary: Summary,
}

/// Where a community lies.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// The region of most of its nodes, ties to the lower number; `None` where none of its nodes is located.
    pub home: Option<u32>,
    /// Its regions with the number of its nodes there, most first, ties by number.
    pub regions: Vec<(u32, u32)>,
    /// How many of its nodes have no region.
    pub unlocated: u32,
}

impl Spread {
    /// Whether it has nodes of several regions.
    pub fn crosses(&self) -> bool {
        self.regions.len() > 1
    }

    /// Share of its located nodes that lie at home.
    pub fn home_share(&self) -> Option<f64> {
        let located: u32 = self.regions.iter().map(|&(_, nodes)| nodes).sum();
        (located > 0).then(|| f64::from(self.regions[0].1) / f64::from(located))
    }
}

/// How communities and regions compare as a whole. Weights count as in the objective, loops left out.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Summary {
    /// Linked nodes of known region.
    pub nodes: u32,
    /// Communities that have such nodes.
    pub communities: u32,
    /// Of these, with nodes of several regions.
    pub crossing: u32,
    /// Regions that have such nodes.
    pub regions: u32,
    /// Normalised mutual information.
    pub nmi: Option<f64>,
    /// Adjusted Rand index.
    pub ari: Option<f64>,
    /// Share of located weight within regions; `None` without located weight, as the next two.
    pub share_region: Option<f64>,
    /// Share of located weight within communities.
    pub share_community: Option<f64>,
    /// Share of located weight within both.
    pub share_both: Option<f64>,
    /// Share of all weight with an end of unknown region.
    pub unlocated: f64,
    /// The objective for the regions.
    pub quality_region: f64,
    /// The objective for the communities.
    pub quality: f64,
}

/// Compares the communities of the links of `filter` with the region of each node; `None` where no two nodes are linked.
///
/// # Panics
///
/// If there is not one region (or none) for each node.
pub fn functional_regions(
    network: &Network,
    filter: &Filter,
    search: &Search,
    region: &[Option<u32>],
) -> (Option<FunctionalRegions>, Vec<Diagnostic>) {
    let (graphs, mut findings) = read(network, filter, search);
    let sheets: Vec<(Layer, Sheet<'_>)> = search.sheets(&graphs);
    let result = partition(&sheets, search);
    let linked = |found: &Communities| {
        found.community.iter().zip(region).filter(|(own, place)| own.is_some() && place.is_none()).count()
    };
    crate::method::communities::report(result.as_ref(), &mut findings);
    if let Some(nowhere) = result.as_ref().map(linked).filter(|&count| count > 0) {
        findings.push(crate::catalogue::found("NET403", "actor", nowhere));
    }
    let sheets: Vec<Sheet<'_>> = sheets.into_iter().map(|(_, sheet)| sheet).collect();
    (result.map(|communities| beside(&sheets, search, communities, region)), findings)
}

fn beside(
    sheets: &[Sheet<'_>],
    search: &Search,
    communities: Communities,
    region: &[Option<u32>],
) -> FunctionalRegions {
    assert_eq!(communities.community.len(), region.len(), "a region or none for each node");
    let mut spread = vec![Spread { home: None, regions: Vec::new(), unlocated: 0 }; communities.groups.len()];
    let mut cells: BTreeMap<(u32, u32), u32> = BTreeMap::new();
    for (community, region) in communities.community.iter().zip(region) {
        match (community, region) {
            (Some(community), Some(region)) => *cells.entry((*community, *region)).or_default() += 1,
            (Some(community), None) => spread[*community as usize].unlocated += 1,
            (None, _) => {}
        }
    }
    for ((community, region), nodes) in cells {
        spread[community as usize].regions.push((region, nodes));
    }
    for spread in &mut spread {
        spread.regions.sort_by_key(|&(region, nodes)| (std::cmp::Reverse(nodes), region));
        spread.home = spread.regions.first().map(|first| first.0);
    }
    let compared = compare(&communities.community, region);
    let combined = Combined::new(&weighty(sheets), search.objective);
    let (mut all, mut located, mut within) = (0.0, 0.0, [0.0; 3]);
    for (node, own) in communities.community.iter().enumerate() {
        for (other, weight) in combined.row(node) {
            let other = other as usize;
            all += weight;
            let (Some(here), Some(there)) = (region[node], region[other]) else { continue };
            located += weight;
            let (same_region, same_community) = (here == there, *own == communities.community[other]);
            for (within, same) in within.iter_mut().zip([same_region, same_community, same_region && same_community]) {
                *within += if same { weight } else { 0.0 };
            }
        }
    }
    let share = |part: f64| (located > 0.0).then(|| part / located);
    let summary = Summary {
        nodes: compared.nodes,
        communities: compared.one,
        crossing: u32::try_from(spread.iter().filter(|spread| spread.crosses()).count()).unwrap_or(u32::MAX),
        regions: compared.two,
        nmi: compared.nmi,
        ari: compared.ari,
        share_region: share(within[0]),
        share_community: share(within[1]),
        share_both: share(within[2]),
        unlocated: 1.0 - located / all,
        quality_region: rate(sheets, search, region),
        quality: communities.runs[communities.best].quality,
    };
    FunctionalRegions { communities, spread, summary }
}

/// The objective for a division into regions; nodes without one stand alone.
fn rate(sheets: &[Sheet<'_>], search: &Search, region: &[Option<u32>]) -> f64 {
    let mut next = region.iter().flatten().max().map_or(0, |&top| top + 1);
    let groups: Vec<u32> = region
        .iter()
        .map(|region| {
            region.unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        })
        .collect();
    let parts = quality(sheets, search.objective, search.resolution, &groups, next as usize);
    let total = sum(parts.iter().zip(sheets).map(|(part, sheet)| sheet.importance * sum(part.iter().copied())));
    match search.objective {
        Objective::Modularity => total / sum(sheets.iter().map(|sheet| sheet.importance)),
        Objective::Potts => total,
    }
}
