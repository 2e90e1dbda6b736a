//! The course of one shock: who is hit in which round, by whom, upstream or downstream.

use super::declare::{
    ACTORS, ASSUME, EPSILON, ESSENTIALITY, FLOWS, INDUSTRY_COLUMN, NODE_COLUMN, REGION_COLUMN, REGIONS, SHOCK,
    SHOCK_TABLE, count, number, parameters, words,
};
use super::rules::Start;
use super::spread::{Channel, Shock, Spread};
use super::ways::Ways;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Method, Parameter, ParameterKind};
use liantu_numeric::{Steps, Stopped, Watch};
use std::collections::BTreeMap;

/// The declaration.
pub const METHOD: Method = Method {
    id: "cascade",
    version: 1,
    study: "simulation",
    title: text("冲击的逐轮传播", "Course of a shock"),
    question: text(
        "某个区域、行业、企业或产品停了，谁在第几轮、被谁、从上游还是下游波及，损失多少？",
        "When a region, an industry, a firm or a product stops: who is hit in which round, by whom, from which side, how hard?",
    ),
    formula: text(
        "每轮同步更新各节点的下游损失 d（缺投入）与上游损失 u（缺订单），公式见 systemic_risk。第 0 轮是冲击本身。每行是一次波及：节点在该轮经该方向的损失，比上一轮多 rise。cause 是使其损失最大的卖方（下游）或买方（上游）。",
        "Downstream losses d (missing inputs) and upstream losses u (missing orders) of all nodes change at once in each round, by the formula of systemic_risk. Round 0 is the shock itself. Each row is one hit: the loss of a node by that channel after the round, and by how much it rose. cause is the seller (down) or buyer (up) that adds most to it.",
    ),
    limits: text(
        "只列出一轮中损失增加超过 visible 的波及；其余同 systemic_risk。冲击经由数值未知的流量传递而没有假设时，loss 为空，lower 与 upper 为上下界。冲击的一项没有击中任何节点时报告。",
        "Only hits are listed by which a loss rose by more than visible; else as systemic_risk. Where the shock travels over flows of unknown value and nothing is assumed, loss is null and lower and upper are bounds. A term that hits no node is reported.",
    ),
    reference: "Diem, C., Borsos, A., Reisch, T., Kertész, J., Thurner, S. (2022). Quantifying firm-level economic systemic risk from nation-wide supply networks. Scientific Reports 12, 7719.",
    aliases: &["what if", "shock", "shock propagation", "级联", "断供", "冲击传播", "what_if"],
    inputs: &[FLOWS, ACTORS, REGIONS, ESSENTIALITY, SHOCK_TABLE],
    parameters: parameters![
        SHOCK,
        ASSUME,
        EPSILON,
        Parameter {
            name: "visible",
            kind: ParameterKind::Number { min: 0.0, max: 1.0, unit: None },
            default: Some("0.001"),
            title: text("列出的下限", "Visible"),
            help: text("只列出损失在一轮中增加超过此值的波及", "Only hits are listed by which a loss rose by more"),
        },
    ],
    outputs: &[
        count("round", text("轮次", "Round"), text("0 为冲击本身", "0 is the shock itself")),
        NODE_COLUMN,
        REGION_COLUMN,
        INDUSTRY_COLUMN,
        Column::new(
            "channel",
            ColumnKind::Choice { of: &["shock", "down", "up"] },
            text("途径", "Channel"),
            text(
                "shock 冲击本身；down 缺投入，自上游传来；up 缺订单，自下游传来",
                "shock: what stopped; down: an input is missing; up: orders are missing",
            ),
        )
        .required(),
        number(
            "loss",
            text("损失", "Loss"),
            text("经该途径损失的产出份额；未知时为空", "Share of its output lost by this channel; null where unknown"),
        ),
        number("lower", text("下界", "Lower"), text("未知流量不传递时", "If flows of unknown value carry nothing")),
        number(
            "upper",
            text("上界", "Upper"),
            text("未知流量全部传递时", "If flows of unknown value carry everything"),
        ),
        number("rise", text("本轮增加", "Rise"), text("比上一轮多的损失", "By how much the loss rose in this round")),
        number(
            "total",
            text("合计损失", "Total loss"),
            text("两个方向中较大者", "The larger of both channels after this round"),
        ),
        number(
            "output_lost",
            text("损失的产出", "Output lost"),
            text(
                "合计损失乘以权重（默认为产出）",
                "Total loss times the weight, which is output unless chosen otherwise",
            ),
        ),
        words(
            "cause",
            text("起因", "Cause"),
            text("使其损失最大的卖方或买方", "The seller or buyer that adds most to it"),
        ),
        words("cause_region", text("起因所在区域", "Region of the cause"), text("空白表示未知", "Blank: unknown")),
        words("cause_industry", text("起因的行业", "Industry of the cause"), text("空白表示未知", "Blank: unknown")),
    ],
};

/// One hit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// The round; 0 is the shock itself.
    pub round: u32,
    /// Who is hit.
    pub firm: u32,
    /// From where.
    pub channel: Channel,
    /// Lost by this channel after the round, at least and at most: equal unless flows of unknown value matter.
    pub loss: [f64; 2],
    /// By how much that rose.
    pub rise: [f64; 2],
    /// The larger of both channels, at least and at most.
    pub total: [f64; 2],
    /// Who adds most to the loss.
    pub cause: Option<u32>,
}

/// The course of a shock.
#[derive(Clone, Debug, PartialEq)]
pub struct Course {
    /// Round by round; within a round the hardest first.
    pub hits: Vec<Hit>,
    /// How many rounds it took.
    pub rounds: u32,
    /// Whether the rounds came to their end by themselves.
    pub settled: bool,
}

/// A loss that comes next.
struct Change {
    key: (Channel, u32),
    rise: f64,
    cause: Option<u32>,
}

/// A shock on its way.
struct Walk<'w> {
    ways: &'w Ways<'w>,
    spread: Spread<'w>,
    weights: &'w [f64],
    before: f64,
    over: bool,
}

impl<'w> Walk<'w> {
    fn new(ways: &'w Ways<'_>, shocks: &[Shock], weights: &'w [f64]) -> Self {
        let mut spread = Spread::new(ways);
        spread.begin(shocks);
        if ways.rules().start == Start::Intact {
            spread.round();
        }
        let before = spread.all_so_far(weights);
        Self { ways, spread, weights, before, over: false }
    }

    fn next(&mut self, visible: f64) -> Vec<Change> {
        if self.over {
            return Vec::new();
        }
        self.spread.reckon();
        let spread = &self.spread;
        let hit = |(firm, channel, new): (u32, Channel, f64)| {
            let up = channel == Channel::Up;
            let rise = new - if up { spread.up(firm) } else { spread.down(firm) };
            // Who it was is asked only of what will be listed: it takes longer than the round.
            let cause = match rise > visible {
                true if up => spread.cause_up(firm),
                true => spread.cause_down(firm),
                false => None,
            };
            Change { key: (channel, firm), rise, cause }
        };
        spread.next().map(hit).collect()
    }

    fn apply(&mut self) {
        if self.over {
            return;
        }
        let change = self.spread.apply();
        let now = self.spread.all_so_far(self.weights);
        self.over = self.ways.rules().stop.ends(change, self.before, now);
        self.before = now;
    }

    fn total(&self, firm: u32) -> f64 {
        self.spread.down(firm).max(self.spread.up(firm))
    }
}

/// The course of `shocks`, with the hits by which a loss rose by more than `visible`. `most` are the ways if flows of unknown
/// value carry everything; without them all is known. `weights` matter to [`Stop::Ratio`] alone.
///
/// # Errors
///
/// If `watch`, who hears of each round, says to stop.
///
/// # Panics
///
/// If a shock names no firm, or there is not a weight for each firm.
pub fn course(
    least: &Ways<'_>,
    most: Option<&Ways<'_>>,
    shocks: &[Shock],
    weights: &[f64],
    visible: f64,
    watch: Watch<'_>,
) -> Result<Course, Stopped> {
    let steps = Steps::open(watch);
    let mut walks: Vec<Walk<'_>> =
        std::iter::once(least).chain(most).map(|ways| Walk::new(ways, shocks, weights)).collect();
    let last = walks.len() - 1;
    let mut hits = Vec::new();
    for firm in walks[0].spread.touched() {
        let total = walks[0].total(firm);
        let both = [total, total];
        hits.push(Hit { round: 0, firm, channel: Channel::Shock, loss: both, rise: both, total: both, cause: None });
    }
    let mut rounds = 0;
    while rounds < least.rules().rounds && walks.iter().any(|walk| !walk.over) {
        rounds += 1;
        let mut found: BTreeMap<(Channel, u32), ([f64; 2], Option<u32>)> = BTreeMap::new();
        for (place, walk) in walks.iter_mut().enumerate() {
            for Change { key, rise: own, cause } in walk.next(visible) {
                let entry = found.entry(key).or_insert(([0.0; 2], None));
                for rise in &mut entry.0[place..=if last == 0 { 1 } else { place }] {
                    *rise = own;
                }
                // What is certain says why; where only the upper bound moves, that does.
                entry.1 = entry.1.or(cause);
            }
        }
        walks.iter_mut().for_each(Walk::apply);
        let mut of_round: Vec<Hit> = found
            .into_iter()
            .filter(|(_, (rise, _))| rise[0] > visible || rise[1] > visible)
            .map(|((channel, firm), (rise, cause))| {
                let loss = [0, last].map(|place| match channel {
                    Channel::Up => walks[place].spread.up(firm),
                    Channel::Down | Channel::Shock => walks[place].spread.down(firm),
                });
                let total = [0, last].map(|place| walks[place].total(firm));
                Hit { round: rounds, firm, channel, loss, rise, total, cause }
            })
            .collect();
        of_round.sort_by(|one, two| two.rise[0].total_cmp(&one.rise[0]).then(two.rise[1].total_cmp(&one.rise[1])));
        hits.extend(of_round);
        steps.step()?;
    }
    Ok(Course { hits, rounds, settled: walks.iter().all(|walk| walk.over) })
}
