//! Stage trace: from research to market, or from upstream to downstream, which stage is missing and where.

use crate::catalogue::found;
use crate::declare::{ACTORS, DISTINCT_COLUMN, LINKS, LINKS_COLUMN, REGIONS, parameters, words};
use crate::filter::Filter;
use crate::link::{Direction, Stage};
use crate::network::{Link, Network};
use crate::tally::{Count, Tally};
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Method, Parameter, ParameterKind};
use std::collections::{BTreeMap, BTreeSet};

/// The declaration.
pub const METHOD: Method = Method {
    id: "stage_trace",
    version: 1,
    study: "network",
    title: text("全过程追踪", "Stage trace"),
    question: text(
        "从研发到市场、从上游到下游，哪个环节缺失，断在哪里？",
        "From research to market, from upstream to downstream: which stage is missing, and where does the chain break?",
    ),
    formula: text(
        "创新链：研发→测试→孵化→产业化→市场；产业链：上游→中游→下游。一个环节有联系即为存在。缺失环节的位置：之前最近环节的接收方（stops_at）与之后最近环节的发出方（resumes_at）。相邻两环节若无共同主体，则未衔接。",
        "Innovation chain: research → test → incubate → industrialise → market; industry chain: upstream → midstream → downstream. A stage is present where a link serves it. A missing stage lies between the receivers of the nearest stage before (stops_at) and the senders of the nearest stage after (resumes_at). Two neighbouring stages that share no node do not meet.",
    ),
    limits: text(
        "只依据标有环节的联系；没有标注不等于没有发生。未涉及某条链任何环节的对象不列出该链。",
        "Rests on links that name a stage; one that is not recorded may exist. A subject without any stage of a chain is not listed for it.",
    ),
    reference: "Kline, S. J., Rosenberg, N. (1986). An overview of innovation. In: The Positive Sum Strategy. National Academy Press.",
    aliases: &["trace", "chain", "missing stage", "断链", "全过程", "环节", "补链"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![Parameter {
        name: "by",
        kind: ParameterKind::Choice { of: &["selection", "mode", "industry"] },
        default: Some("selection"),
        title: text("对象", "Subject"),
        help: text(
            "把所选联系视为一条链，或按实践模式、按主体所属行业分别追踪",
            "Trace the chosen links as one chain, or one for each practice mode or each industry of the actors",
        ),
    }],
    outputs: &[
        words(
            "subject",
            text("对象", "Subject"),
            text("模式或行业；空白为全部所选联系", "Mode or industry; blank: all chosen links"),
        ),
        Column::new(
            "chain",
            ColumnKind::Choice { of: &["innovation", "industry"] },
            text("链", "Chain"),
            text("创新链或产业链", "Innovation or industry chain"),
        )
        .required(),
        Column::new(
            "stage",
            ColumnKind::Choice {
                of: &["research", "test", "incubate", "industrialise", "market", "upstream", "midstream", "downstream"],
            },
            text("环节", "Stage"),
            text("链上的环节", "The stage"),
        )
        .required(),
        Column::new(
            "present",
            ColumnKind::Boolean,
            text("存在", "Present"),
            text("是否有联系服务于它", "Whether a link serves it"),
        ),
        LINKS_COLUMN,
        DISTINCT_COLUMN,
        Column::new(
            "nodes",
            ColumnKind::List,
            text("参与节点", "Nodes"),
            text("参与该环节的节点", "Nodes that take part"),
        ),
        Column::new(
            "meets_next",
            ColumnKind::Boolean,
            text("与下一环节衔接", "Meets the next"),
            text(
                "与紧邻的下一环节是否有共同节点；任一缺失则为空",
                "Whether it shares a node with the stage right after; null where one is missing",
            ),
        ),
        Column::new(
            "stops_at",
            ColumnKind::List,
            text("中断处", "Stops at"),
            text("缺失时：之前最近环节的接收方", "If missing: receivers of the nearest stage before"),
        ),
        Column::new(
            "resumes_at",
            ColumnKind::List,
            text("恢复处", "Resumes at"),
            text("缺失时：之后最近环节的发出方", "If missing: senders of the nearest stage after"),
        ),
    ],
};

/// A chain of stages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Chain {
    /// From research to market.
    Innovation,
    /// From upstream to downstream.
    Industry,
}

impl Chain {
    /// Both chains.
    pub const ALL: [Self; 2] = [Self::Innovation, Self::Industry];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Innovation => "innovation",
            Self::Industry => "industry",
        }
    }

    /// Its stages in order.
    pub fn stages(self) -> &'static [Stage] {
        match self {
            Self::Innovation => &Stage::ALL[..5],
            Self::Industry => &Stage::ALL[5..],
        }
    }
}

/// A stage of a chain of one subject.
#[derive(Clone, Debug, PartialEq)]
pub struct StageTrace {
    /// The subject; `None`: all chosen links.
    pub subject: Option<u32>,
    /// The chain.
    pub chain: Chain,
    /// The stage.
    pub stage: Stage,
    /// The links that serve it; none: the stage is missing.
    pub tally: Tally,
    /// Nodes that take part, sorted.
    pub nodes: Vec<u32>,
    /// Whether it shares a node with the stage right after; `None` where one of the two is missing or there is none after.
    pub meets_next: Option<bool>,
    /// If missing: who receives in the nearest stage before it that is present.
    pub stops_at: Vec<u32>,
    /// If missing: who sends in the nearest stage after it that is present.
    pub resumes_at: Vec<u32>,
}

impl StageTrace {
    /// Whether no link serves the stage.
    pub fn is_missing(&self) -> bool {
        self.tally.links == 0
    }
}

#[derive(Default)]
struct Serving {
    count: Count,
    senders: BTreeSet<u32>,
    receivers: BTreeSet<u32>,
}

impl Serving {
    fn nodes(&self) -> BTreeSet<u32> {
        &self.senders | &self.receivers
    }
}

/// The stages of every chain of every subject, in order of subject, chain, stage. `subject` names the subject of each link by
/// its position, and links without one are left out; `None` takes all chosen links as one.
pub fn stage_trace(
    network: &Network,
    filter: &Filter,
    subject: Option<&[Option<u32>]>,
) -> (Vec<StageTrace>, Vec<Diagnostic>) {
    let mut subjects: BTreeMap<(Option<u32>, Chain), BTreeMap<Stage, Serving>> = BTreeMap::new();
    for link in filter.links(network) {
        let Some(stage) = link.stage() else { continue };
        let of = subject.map(|subject| subject[link.position as usize]);
        if of == Some(None) {
            continue;
        }
        let chain = if stage < Stage::Upstream { Chain::Innovation } else { Chain::Industry };
        let serving = subjects.entry((of.flatten(), chain)).or_default().entry(stage).or_default();
        serving.count.add(&link, network);
        note_ends(serving, &link);
    }
    let mut rows = Vec::new();
    for ((subject, chain), serving) in subjects {
        trace(network, subject, chain, &serving, &mut rows);
    }
    let missing = rows.iter().filter(|row| row.is_missing()).count();
    let apart = rows.iter().filter(|row| row.meets_next == Some(false)).count();
    let findings = [("NET104", missing), ("NET105", apart)];
    (
        rows,
        findings.into_iter().filter(|(_, count)| *count > 0).map(|(code, count)| found(code, "link", count)).collect(),
    )
}

fn note_ends(serving: &mut Serving, link: &Link<'_>) {
    serving.senders.insert(link.from);
    serving.receivers.insert(link.to);
    if matches!(link.direction(), Direction::TwoWay | Direction::Multi) {
        serving.senders.insert(link.to);
        serving.receivers.insert(link.from);
    }
}

fn trace(
    network: &Network,
    subject: Option<u32>,
    chain: Chain,
    serving: &BTreeMap<Stage, Serving>,
    rows: &mut Vec<StageTrace>,
) {
    for (n, &stage) in chain.stages().iter().enumerate() {
        let here = serving.get(&stage);
        let next = chain.stages().get(n + 1).and_then(|next| serving.get(next));
        let gap = |ends: Option<&BTreeSet<u32>>| match (here, ends) {
            (None, Some(ends)) => ends.iter().copied().collect(),
            _ => Vec::new(),
        };
        rows.push(StageTrace {
            subject,
            chain,
            stage,
            tally: here.map(|here| here.count.clone().finish(network.scale())).unwrap_or_default(),
            nodes: here.map(|here| here.nodes().into_iter().collect()).unwrap_or_default(),
            meets_next: here.zip(next).map(|(here, next)| !here.nodes().is_disjoint(&next.nodes())),
            stops_at: gap(serving.range(..stage).next_back().map(|(_, before)| &before.receivers)),
            resumes_at: gap(serving.range(stage..).next().map(|(_, after)| &after.senders)),
        });
    }
}
