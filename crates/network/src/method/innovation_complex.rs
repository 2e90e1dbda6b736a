//! Innovation complexes: who holds several stages of the innovation chain together, beyond what chance gives.

use super::stage_trace::Chain;
use crate::catalogue::found;
use crate::declare::{ACTORS, LINKS, REGIONS, count, number, parameters};
use crate::filter::Filter;
use crate::link::Stage;
use crate::network::Network;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use liantu_numeric::distribution::binomial_upper;
use liantu_numeric::false_discovery_rates;
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "innovation_complex",
    version: 1,
    study: "network",
    title: text("创新综合体识别", "Innovation complexes"),
    question: text(
        "谁把研发、测试、孵化等多个环节统一协调起来，且不是偶然？",
        "Who holds several stages of the innovation chain together, and more than by chance?",
    ),
    formula: text(
        "环节 s 有 m_s 件事（不同协议，及无协议的联系），节点参与其中 d_s 件；N 为参与任一环节的节点数，π_s = Σ_v d_vs / (N·m_s)。若参与者是随机的，p_s = P(二项(m_s, π_s) ≥ d_s)。“至少 u 个环节都超出偶然”的 p = min(1, (n − u + 1)·p_(u))，n 为有联系的环节数，p_(u) 为第 u 小者（部分合取）；q 为对全部节点的 Benjamini–Hochberg 校正。综合体：参与不少于 u 个环节且 q ≤ 显著性。",
        "Stage s has m_s things (distinct agreements, and links without one), of which a node takes part in d_s; N nodes take part in some stage, π_s = Σ_v d_vs / (N·m_s). If who takes part were chance, p_s = P(binomial(m_s, π_s) ≥ d_s). For \"beyond chance in at least u stages\", p = min(1, (n − u + 1)·p_(u)), n stages having links and p_(u) the u-th smallest (partial conjunction); q is adjusted over the nodes (Benjamini–Hochberg). A complex takes part in u stages or more and has q ≤ significance.",
    ),
    limits: text(
        "只依据标有环节的联系。参与三个环节本身不稀奇：联系多的节点偶然也会如此，因此两者并列。联系很少时检验无力，不显著不等于不是综合体。",
        "Rests on links that name a stage. To take part in three stages is nothing by itself, since who has many links does so by chance; so both are told. With few links the test has no power, and what is not significant may still be a complex.",
    ),
    reference: "Benjamini, Y., Heller, R. (2008). Screening for partial conjunction hypotheses. Biometrics 64(4), 1215–1222.",
    aliases: &["innovation_hub", "综合体", "创新综合体", "多环节节点"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![
        Parameter {
            name: "least",
            kind: ParameterKind::Integer { min: 2, max: 5 },
            default: Some("3"),
            title: text("最少环节", "Least stages"),
            help: text("至少参与几个环节", "In how many stages at least a complex takes part"),
        },
        Parameter {
            name: "significance",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.05"),
            title: text("显著性", "Significance"),
            help: text("q 不大于此值", "q is at most this"),
        },
    ],
    outputs: &[
        crate::declare::words("node", text("节点", "Node"), text("节点", "The node")).required(),
        Column::new(
            "stages",
            ColumnKind::List,
            text("环节", "Stages"),
            text("参与的环节", "Stages in which it takes part"),
        ),
        count("active", text("环节数", "Active"), text("参与的环节数", "How many stages that are")),
        count(
            "things",
            text("参与件数", "Things"),
            text("参与的协议，及无协议的联系", "Agreements, and links without one, in which it takes part"),
        ),
        number("p", text("p", "p-value"), text("至少 u 个环节都超出偶然", "Beyond chance in at least so many stages")),
        number("q", text("q", "q-value"), text("校正后的 p", "p adjusted over the nodes")),
        Column::new(
            "complex",
            ColumnKind::Boolean,
            text("综合体", "Complex"),
            text("参与足够多的环节且超出偶然", "Takes part in enough stages, beyond chance"),
        ),
    ],
};

/// A node and the stages in which it takes part.
#[derive(Clone, Debug, PartialEq)]
pub struct Role {
    /// The node.
    pub node: u32,
    /// In how many things of each stage it takes part, along the innovation chain.
    pub things: [u32; 5],
    /// How likely chance does as much in as many stages; `None` where too few stages have links.
    pub p: Option<f64>,
    /// The same, adjusted over the nodes.
    pub q: Option<f64>,
    /// Whether it is a complex.
    pub complex: bool,
}

impl Role {
    /// The stages in which it takes part.
    pub fn stages(&self) -> impl Iterator<Item = Stage> + '_ {
        Chain::Innovation.stages().iter().zip(self.things).filter(|(_, things)| *things > 0).map(|(stage, _)| *stage)
    }
}

/// Every node that takes part in a stage, by node.
pub fn innovation_complex(
    network: &Network,
    filter: &Filter,
    least: usize,
    significance: f64,
) -> (Vec<Role>, Vec<Diagnostic>) {
    let stages = Chain::Innovation.stages();
    let mut things: [BTreeSet<(bool, u32)>; 5] = Default::default();
    let mut parts: BTreeSet<(u32, usize, (bool, u32))> = BTreeSet::new();
    for link in filter.links(network) {
        let Some(stage) = link.stage().and_then(|own| stages.iter().position(|stage| *stage == own)) else { continue };
        let thing = link.agreement().map_or((false, link.position), |agreement| (true, agreement));
        things[stage].insert(thing);
        parts.extend([(link.from, stage, thing), (link.to, stage, thing)]);
    }
    let mut nodes: BTreeMap<u32, [u32; 5]> = BTreeMap::new();
    for (node, stage, _) in &parts {
        nodes.entry(*node).or_default()[*stage] += 1;
    }
    let all = nodes.len() as f64;
    let taken = |stage: usize| nodes.values().map(|own| f64::from(own[stage])).sum::<f64>();
    // By stage: how many things, and the chance that one of them has a given node in it.
    let chances: Vec<(usize, u64, f64)> = (0..stages.len())
        .filter(|&stage| !things[stage].is_empty())
        .map(|stage| (stage, things[stage].len() as u64, taken(stage) / (all * things[stage].len() as f64)))
        .collect();
    let p: Vec<Option<f64>> = nodes
        .values()
        .map(|own| {
            let mut p: Vec<f64> =
                chances.iter().map(|&(stage, of, chance)| binomial_upper(of, chance, own[stage].into())).collect();
            p.sort_by(f64::total_cmp);
            let nth = p.get(least - 1)?;
            Some(((p.len() - least + 1) as f64 * nth).min(1.0))
        })
        .collect();
    let q = false_discovery_rates(&p);
    let mut roles = Vec::with_capacity(nodes.len());
    for ((node, things), (p, q)) in nodes.into_iter().zip(p.into_iter().zip(q)) {
        let active = things.iter().filter(|things| **things > 0).count();
        let complex = active >= least && q.is_some_and(|q| q <= significance);
        roles.push(Role { node, things, p, q, complex });
    }
    let untold = roles.iter().filter(|role| role.p.is_none()).count();
    (roles, (untold > 0).then(|| found("NET102", "link", untold)).into_iter().collect())
}
