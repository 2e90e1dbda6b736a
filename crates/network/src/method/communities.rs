//! Communities: groups of nodes linked more among themselves than with others, in one or many layers.

use crate::catalogue::found;
use crate::community::{Combined, Comparison, Objective, Sheet, compare, jaccard_to, leiden, quality, weighty};
use crate::declare::{ACTORS, LINKS, NODE_COLUMN, REGIONS, communities as declared, count, number, parameters, words};
use crate::filter::Filter;
use crate::graph::{Graph, Reading, Weight};
use crate::network::Network;
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method, Parameter, ParameterKind};
use liantu_numeric::sum;
use rayon::prelude::*;

const BY: Parameter = Parameter {
    name: "by",
    kind: ParameterKind::Choice { of: &["node", "community", "layer", "run"] },
    default: Some("node"),
    title: text("结果", "Rows"),
    help: text(
        "node：每个节点一行；community：每个社区一行；layer：各网中的质量；run：各次运行的质量与稳定性",
        "node: a row for each node; community: for each community; layer: quality in each layer; run: quality and stability of each run",
    ),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "communities",
    version: 1,
    study: "network",
    title: text("社区", "Communities"),
    question: text(
        "哪些节点彼此联系比与外界更紧，分组有多可靠？",
        "Which nodes hold together more than with the rest, and how firm is the grouping?",
    ),
    formula: text(
        "模块度 Q = Σ_c [E_c/m − γ(K_c/2m)²]；有向时 E_c/m − γ·OUT_c·IN_c/m²；多层网 Q = Σ_α ω_α Q_α / Σ_α ω_α，主体在各网中同属一个社区。CPM：Σ_c [E_c − γ n_c(n_c−1)/2]。用 Leiden 算法从多个种子求解，取质量最高者；稳定性为节点所在社区在各次运行间的平均雅卡尔系数，运行间一致性为 NMI = 2I/(H₁+H₂)。",
        "Modularity Q = Σ_c [E_c/m − γ(K_c/2m)²], with direction E_c/m − γ·OUT_c·IN_c/m²; many layers Q = Σ_α ω_α Q_α / Σ_α ω_α, with one community for a node in all layers. CPM: Σ_c [E_c − γ n_c(n_c−1)/2]. The Leiden algorithm runs from several seeds and the run of highest quality is given; stability is the mean Jaccard overlap of a node's community between that run and the others, agreement of runs is NMI = 2I/(H₁+H₂).",
    ),
    limits: text(
        "启发式：不保证最优，但每个社区必连通；精化步骤取增益最大者，其余随机性只来自种子，线程数不影响结果。模块度有分辨率极限，小社区可能被合并；CPM 没有此限，但 γ 的单位是权重。没有联系的节点不归入任何社区。自环默认不计。稳定性低时不要解释边界。",
        "A heuristic: the optimum is not guaranteed, connected communities are. The refinement takes the greatest gain; chance comes from the seed alone, and the number of threads does not matter. Modularity cannot see communities below its resolution limit; CPM can, but its γ has the unit of the weights. Nodes without links are in no community. Loops are left out unless asked for. Where stability is low, borders mean little.",
    ),
    reference: "Traag, V. A., Waltman, L., van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing well-connected communities. Scientific Reports 9, 5233. Newman, M. E. J. (2006). Modularity and community structure in networks. PNAS 103(23), 8577–8582. Leicht, E. A., Newman, M. E. J. (2008). Community structure in directed networks. Physical Review Letters 100, 118703. Mucha, P. J. et al. (2010). Community structure in time-dependent, multiscale, and multiplex networks. Science 328, 876–878. Guimerà, R., Amaral, L. A. N. (2005). Functional cartography of complex metabolic networks. Nature 433, 895–900.",
    aliases: &["leiden", "modularity", "cpm", "社团", "社区发现", "模块度"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        BY,
        declared::OBJECTIVE,
        declared::RESOLUTION,
        crate::declare::WEIGHT,
        declared::DIRECTED,
        declared::IMPORTANCE,
        declared::LOOPS,
        declared::RUNS,
        declared::ROUNDS,
        crate::declare::SEED,
    ],
    outputs: &[
        words("node", NODE_COLUMN.title, NODE_COLUMN.help),
        count("community", text("社区", "Community"), text("从 1 编号，按规模降序", "Numbered from 1, largest first")),
        crate::declare::LAYER_COLUMN,
        count("run", text("运行", "Run"), text("从 1 编号", "Numbered from 1")),
        count("nodes", text("节点数", "Nodes"), text("有联系的节点数", "Nodes with links")),
        count("communities", text("社区数", "Communities"), text("社区个数", "Number of communities")),
        number(
            "share_inside",
            text("内部占比", "Share inside"),
            text("留在社区内部的联系权重占比", "Share of the weight that stays within communities"),
        ),
        number(
            "participation",
            text("参与系数", "Participation"),
            text(
                "1 − Σ_c (k_c/k)²：联系分散于多个社区的程度",
                "1 − Σ_c (k_c/k)²: how far the links spread over communities",
            ),
        ),
        number(
            "within_z",
            text("内部强度 z", "Within z"),
            text(
                "社区内部强度的标准分（总体标准差）",
                "Standard score of the strength within the community, population deviation",
            ),
        ),
        number(
            "quality",
            text("质量", "Quality"),
            text(
                "对质量的贡献；run 与 layer 行为总质量",
                "Contribution to the quality; in rows of runs and layers the whole",
            ),
        ),
        number(
            "stability",
            text("稳定性", "Stability"),
            text("与其他运行的平均雅卡尔系数", "Mean Jaccard overlap with the other runs"),
        ),
        number(
            "nmi",
            text("一致性 NMI", "NMI"),
            text(
                "该次运行与所给分组的标准化互信息",
                "Normalised mutual information of this run and the partition given",
            ),
        ),
    ],
};

/// How communities are sought.
#[derive(Clone, Debug, PartialEq)]
pub struct Search {
    /// How links become edges.
    pub reading: Reading,
    /// Whether what links a node with itself counts.
    pub loops: bool,
    /// What a good partition is.
    pub objective: Objective,
    /// The γ of the objective; higher gives smaller communities.
    pub resolution: f64,
    /// How much each layer counts, in the order of [`Layer::ALL`]; zero leaves it out.
    pub importance: [f64; 6],
    /// The first seed.
    pub seed: u64,
    /// How many runs, from consecutive seeds; at least one is made.
    pub runs: u32,
    /// Rounds of each run at most.
    pub rounds: u32,
}

impl Default for Search {
    fn default() -> Self {
        Self {
            reading: Reading::undirected(Weight::Distinct),
            loops: false,
            objective: Objective::Modularity,
            resolution: 1.0,
            importance: [1.0; 6],
            seed: 1,
            runs: 10,
            rounds: 10,
        }
    }
}

/// A partition and how firm it is.
#[derive(Clone, Debug, PartialEq)]
pub struct Communities {
    /// The community of each node; `None` for nodes without links.
    pub community: Vec<Option<u32>>,
    /// For each node with links, its part in its community.
    pub roles: Vec<Option<Role>>,
    /// The communities, largest first, ties by their first node.
    pub groups: Vec<Group>,
    /// The layers that took part.
    pub layers: Vec<LayerFit>,
    /// The runs.
    pub runs: Vec<Run>,
    /// The run given, by position.
    pub best: usize,
    /// Mean NMI over all pairs of runs; `None` with one run.
    pub agreement: Option<f64>,
}

/// A node in its community. Weights count as in the objective.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Role {
    /// Share of its weight that stays within its community.
    pub share_inside: f64,
    /// `1 − Σ_c (k_c/k)²` over communities.
    pub participation: f64,
    /// Standard score of its weight within the community; `None` where all members have the same.
    pub within_z: Option<f64>,
    /// Mean Jaccard overlap of its community with that of the other runs; `None` with one run.
    pub stability: Option<f64>,
}

/// A community.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Group {
    /// How many nodes.
    pub nodes: u32,
    /// Share of its members' weight that stays within.
    pub share_inside: f64,
    /// What it adds to the quality.
    pub quality: f64,
    /// Mean stability of its members.
    pub stability: Option<f64>,
}

/// A layer under the common partition.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LayerFit {
    /// The layer.
    pub layer: Layer,
    /// Its nodes with links.
    pub nodes: u32,
    /// Share of its weight within communities.
    pub share_inside: f64,
    /// Its quality under the common partition.
    pub quality: f64,
}

/// One run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Run {
    /// How many communities of linked nodes.
    pub communities: u32,
    /// Its quality.
    pub quality: f64,
    /// NMI with the run given.
    pub nmi: f64,
}

impl Search {
    /// The graphs that have weight, each with its importance.
    pub(crate) fn sheets<'g>(&self, graphs: &'g [(Layer, Graph)]) -> Vec<(Layer, Sheet<'g>)> {
        let sheet =
            |graph, layer: Layer| Sheet { graph, importance: self.importance[layer as usize], loops: self.loops };
        graphs
            .iter()
            .map(|(layer, graph)| (*layer, sheet(graph, *layer)))
            .filter(|(_, sheet)| sheet.total() > 0.0)
            .collect()
    }
}

/// The graph of each chosen layer that counts.
pub(crate) fn read(network: &Network, filter: &Filter, search: &Search) -> (Vec<(Layer, Graph)>, Vec<Diagnostic>) {
    let counts = |layer: &Layer| search.importance[*layer as usize] > 0.0;
    let graphs: Vec<(Layer, Graph)> = filter
        .layers
        .iter()
        .filter(counts)
        .map(|layer| {
            let filter = Filter { layers: LayerSet::NONE.with(layer), ..filter.clone() };
            (layer, Graph::read(network, &filter, search.reading))
        })
        .collect();
    let unweighted: usize = graphs.iter().map(|(_, graph)| graph.coverage().unweighted).sum();
    let findings = (unweighted > 0).then(|| found("NET301", "link", unweighted)).into_iter().collect();
    (graphs, findings)
}

/// What there is to say about a partition.
pub(crate) fn report(result: Option<&Communities>, findings: &mut Vec<Diagnostic>) {
    let Some(result) = result else {
        findings.push(found("NET102", "link", 1));
        return;
    };
    let unlinked = result.community.iter().filter(|community| community.is_none()).count();
    if unlinked > 0 {
        findings.push(found("NET401", "actor", unlinked));
    }
    if result.agreement.is_some_and(|agreement| agreement < FIRM) {
        findings.push(found("NET402", "link", result.runs.len()));
    }
}

/// The communities of the links of `filter`; `None` where no two nodes are linked. Findings come along in either case.
pub fn communities(network: &Network, filter: &Filter, search: &Search) -> (Option<Communities>, Vec<Diagnostic>) {
    let (graphs, mut findings) = read(network, filter, search);
    let result = partition(&search.sheets(&graphs), search);
    report(result.as_ref(), &mut findings);
    (result, findings)
}

/// Runs that agree less than this on average are reported.
const FIRM: f64 = 0.8;

/// The communities of graphs over the same nodes, each the sheet of a layer; `None` where no two nodes are linked.
pub fn partition(layers: &[(Layer, Sheet<'_>)], search: &Search) -> Option<Communities> {
    let sheets: Vec<Sheet<'_>> = layers.iter().map(|(_, sheet)| *sheet).collect();
    let weighty = weighty(&sheets);
    let nodes = weighty.first()?.0.graph.nodes();
    let linked: Vec<bool> = (0..nodes)
        .map(|node| {
            let links = |sheet: &Sheet<'_>| sheet.graph.neighbours(node).len() + sheet.graph.sources(node).len();
            sheets.iter().any(|sheet| links(sheet) > 0)
        })
        .collect();
    if !linked.contains(&true) {
        return None;
    }
    let merit = |groups: &[u32]| {
        let top = groups.iter().max().map_or(0, |&top| top as usize + 1);
        let parts = quality(&sheets, search.objective, search.resolution, groups, top);
        let importance = match search.objective {
            Objective::Modularity => sum(sheets.iter().map(|sheet| sheet.importance)),
            Objective::Potts => 1.0,
        };
        let each: Vec<f64> = (0..top)
            .map(|group| {
                sum(parts.iter().zip(&sheets).map(|(part, sheet)| sheet.importance * part[group])) / importance
            })
            .collect();
        (sum(each.iter().copied()), each, parts)
    };
    let runs: Vec<(Vec<u32>, f64)> = (0..u64::from(search.runs.max(1)))
        .into_par_iter()
        .map(|run| {
            let seed = search.seed.wrapping_add(run);
            let groups = leiden(&sheets, search.objective, search.resolution, seed, search.rounds);
            let quality = merit(&groups).0;
            (groups, quality)
        })
        .collect();
    // The first of the best, so that equal runs do not depend on anything else.
    let best = (1..runs.len()).fold(0, |best, run| if runs[run].1 > runs[best].1 { run } else { best });
    let groups = by_size(&runs[best].0, &linked);
    let (_, each, parts) = merit(&groups);
    let placed = |groups: &[u32]| -> Vec<Option<u32>> {
        groups.iter().zip(&linked).map(|(&group, &linked)| linked.then_some(group)).collect()
    };
    let community = placed(&groups);
    let partitions: Vec<Vec<Option<u32>>> = runs.iter().map(|(groups, _)| placed(groups)).collect();
    let compared: Vec<Comparison> = partitions.par_iter().map(|other| compare(&community, other)).collect();
    let pairs: Vec<(usize, usize)> =
        (0..runs.len()).flat_map(|one| (one + 1..runs.len()).map(move |two| (one, two))).collect();
    let nmi: Vec<f64> =
        pairs.par_iter().map(|&(one, two)| compare(&partitions[one], &partitions[two]).nmi.unwrap_or(1.0)).collect();
    let overlaps: Vec<Vec<f64>> = (0..runs.len())
        .into_par_iter()
        .filter(|&run| run != best)
        .map(|run| jaccard_to(&groups, &runs[run].0))
        .collect();
    let mean = |values: &[f64]| (!values.is_empty()).then(|| sum(values.iter().copied()) / values.len() as f64);
    let stability: Vec<Option<f64>> =
        (0..nodes).map(|node| mean(&overlaps.iter().map(|run| run[node]).collect::<Vec<_>>())).collect();
    let combined = Combined::new(&weighty, search.objective);
    let (roles, inside) = roles(&combined, &community, &stability);
    let count = community.iter().flatten().max().map_or(0, |&top| top as usize + 1);
    let mut members: Vec<Vec<usize>> = vec![Vec::new(); count];
    for (node, community) in community.iter().enumerate() {
        if let Some(community) = community {
            members[*community as usize].push(node);
        }
    }
    let groups_out = members
        .iter()
        .zip(&each)
        .zip(inside)
        .map(|((members, &quality), share_inside)| Group {
            nodes: small(members.len()),
            share_inside,
            quality,
            stability: mean(&members.iter().filter_map(|&node| stability[node]).collect::<Vec<_>>()),
        })
        .collect();
    let layers = layers
        .iter()
        .zip(parts)
        .map(|((layer, sheet), part)| LayerFit {
            layer: *layer,
            nodes: small((0..nodes).filter(|&node| sheet.graph.is_linked(node)).count()),
            share_inside: share_inside(sheet, &groups),
            quality: sum(part),
        })
        .collect();
    let runs = runs
        .iter()
        .zip(compared)
        .map(|((_, quality), compared)| Run {
            communities: compared.two,
            quality: *quality,
            nmi: compared.nmi.unwrap_or(1.0),
        })
        .collect();
    Some(Communities { community, roles, groups: groups_out, layers, runs, best, agreement: mean(&nmi) })
}

fn small(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX)
}

/// Numbers the groups of linked nodes from zero, largest first, ties by their first node; those of unlinked nodes follow.
fn by_size(groups: &[u32], linked: &[bool]) -> Vec<u32> {
    let top = groups.iter().max().map_or(0, |&top| top as usize + 1);
    let mut rank: Vec<(bool, std::cmp::Reverse<u32>, u32)> = vec![(true, std::cmp::Reverse(0), u32::MAX); top];
    for (node, (&group, &linked)) in (0u32..).zip(groups.iter().zip(linked)) {
        let rank = &mut rank[group as usize];
        rank.0 &= !linked;
        rank.1.0 += 1;
        rank.2 = rank.2.min(node);
    }
    let mut order: Vec<usize> = (0..top).collect();
    order.sort_unstable_by_key(|&group| rank[group]);
    let mut name = vec![0; top];
    for (number, group) in (0u32..).zip(order) {
        name[group] = number;
    }
    groups.iter().map(|&group| name[group as usize]).collect()
}

/// The part of each node in its community, and for each community the share of weight that stays within.
fn roles(graph: &Combined, community: &[Option<u32>], stability: &[Option<f64>]) -> (Vec<Option<Role>>, Vec<f64>) {
    let count = community.iter().flatten().max().map_or(0, |&top| top as usize + 1);
    let mut to = vec![0.0; count];
    let mut touched = Vec::new();
    // For each node its weight, that within its community, and its participation.
    let mut rows = Vec::with_capacity(community.len());
    for (node, own) in community.iter().enumerate() {
        let Some(own) = own else {
            rows.push((0.0, 0.0, 0.0));
            continue;
        };
        let mut strength = 0.0;
        for (other, weight) in graph.row(node) {
            let Some(group) = community[other as usize] else { continue };
            if to[group as usize] == 0.0 {
                touched.push(group);
            }
            to[group as usize] += weight;
            strength += weight;
        }
        let inside = to[*own as usize];
        let mut squares = 0.0;
        for group in touched.drain(..) {
            squares += (std::mem::take(&mut to[group as usize]) / strength).powi(2);
        }
        rows.push((strength, inside, (1.0 - squares).max(0.0)));
    }
    let mut groups = vec![(0.0, 0.0, 0.0, 0u32); count];
    for (row, own) in rows.iter().zip(community) {
        if let Some(own) = own {
            let group = &mut groups[*own as usize];
            group.0 += row.0;
            group.1 += row.1;
            group.3 += 1;
        }
    }
    for (row, own) in rows.iter().zip(community) {
        if let Some(own) = own {
            let group = &mut groups[*own as usize];
            group.2 += (row.1 - group.1 / f64::from(group.3)).powi(2);
        }
    }
    let roles = rows
        .iter()
        .zip(community)
        .zip(stability)
        .map(|((row, own), &stability)| {
            let (_, inside, squares, size) = groups[(*own)? as usize];
            let mean = inside / f64::from(size);
            let deviation = (squares / f64::from(size)).sqrt();
            Some(Role {
                share_inside: row.1 / row.0,
                participation: row.2,
                within_z: (deviation > 1e-12 * mean).then(|| (row.1 - mean) / deviation),
                stability,
            })
        })
        .collect();
    (roles, groups.iter().map(|group| group.1 / group.0).collect())
}

/// Share of the weight of a sheet that runs within groups.
fn share_inside(sheet: &Sheet<'_>, groups: &[u32]) -> f64 {
    let half = if sheet.graph.is_directed() { 1.0 } else { 0.5 };
    let mut inside = if sheet.loops { sum(sheet.graph.loops().iter().copied()) } else { 0.0 };
    for node in 0..sheet.graph.nodes() {
        for (to, weight) in sheet.graph.row(node) {
            if groups[to as usize] == groups[node] {
                inside += half * weight;
            }
        }
    }
    inside / sheet.total()
}
