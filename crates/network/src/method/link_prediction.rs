//! Link prediction: which pairs that are not linked look as if they should be, and how far such scores can be trusted.

use crate::declare::{ACTORS, LINKS, NODE_COLUMN, PARTNER_COLUMN, REGIONS, count, number, parameters, words};
use crate::filter::Filter;
use crate::graph::{Graph, Reading, Weight};
use crate::network::Network;
use liantu_model::schema::{Column, ColumnKind};
use liantu_model::text::text;
use liantu_model::{Diagnostic, Layer, LayerSet, Method, Parameter, ParameterKind};
use liantu_numeric::{chunked, uniform};

/// The words of the scores, in the order of [`Score::ALL`].
const SCORES: &[&str] = &["common", "adamic_adar", "resource_allocation", "preferential", "katz", "layers"];
const BY: Parameter = Parameter {
    name: "by",
    kind: ParameterKind::Choice { of: &["pair", "score"] },
    default: Some("pair"),
    title: text("结果", "Rows"),
    help: text(
        "pair：得分最高的节点对；score：各得分的留出检验",
        "pair: the pairs of highest score; score: how each score does on links held out",
    ),
};
const TARGET: Parameter = Parameter {
    name: "target",
    kind: ParameterKind::Choice { of: &["SYM", "KNO", "SER", "INN", "IND", "VAL"] },
    default: Some("INN"),
    title: text("目标网", "Target"),
    help: text(
        "预测哪张网的联系；所选其余各网作为旁证",
        "The layer whose links are predicted; the other chosen layers bear witness",
    ),
};
const RANK: Parameter = Parameter {
    name: "score",
    kind: ParameterKind::Choice { of: SCORES },
    default: Some("resource_allocation"),
    title: text("得分", "Score"),
    help: text("按哪一得分排序", "The score to rank by"),
};
const TOP: Parameter = Parameter {
    name: "top",
    kind: ParameterKind::Integer { min: 1, max: 100_000 },
    default: Some("50"),
    title: text("个数", "Top"),
    help: text("列出多少对", "How many pairs to list"),
};
const HELD: Parameter = Parameter {
    name: "held_out",
    kind: ParameterKind::Number { min: 0.01, max: 0.9, unit: None },
    default: Some("0.1"),
    title: text("留出比例", "Held out"),
    help: text("检验时隐去的联系占比", "Share of the links hidden in the test"),
};

/// The declaration.
pub const METHOD: Method = Method {
    id: "link_prediction",
    version: 1,
    study: "network",
    title: text("潜在联系", "Link prediction"),
    question: text(
        "哪些尚未联系的主体最可能（或最应当）建立联系？",
        "Which pairs without a link are most likely to form one?",
    ),
    formula: text(
        "Γ 为目标网（无向、简单）中的邻居。common |Γ(x)∩Γ(y)|；adamic_adar Σ 1/ln k_z；resource_allocation Σ 1/k_z；preferential k_x k_y；katz Σ_{l=1..3} β^l (A^l)_xy，β = 0.05；layers Σ ln[P(目标|网 α)/P(目标)]，对连接该对的其余各网求和（各加 ½ 平滑）。检验：隐去一部分联系，AUC 为被隐去者得分高于未连接者的概率，并列计半；precision 为前 k 名中被隐去者占比，k 为隐去数，并列取期望。",
        "Γ: neighbours in the target layer, undirected and simple. common |Γ(x)∩Γ(y)|; adamic_adar Σ 1/ln k_z; resource_allocation Σ 1/k_z; preferential k_x k_y; katz Σ_{l=1..3} β^l (A^l)_xy, β = 0.05; layers Σ ln[P(target|layer α)/P(target)] over the other layers that link the pair, ½ added to each count. Test: some links are hidden; AUC is the chance that a hidden link scores above a pair without one, ties counted half; precision is the share of hidden links in the first k, k being how many were hidden, ties in expectation.",
    ),
    limits: text(
        "得分排序不是概率；AUC 接近 0.5 时名单没有意义。隐去的联系随机抽取，若真实的新联系不同于旧联系则高估。候选为有共同邻居或在其他网中已连接的节点对。节点对超过两百万时检验只抽取一百万对未连接者。预测的是相似性，不是政策建议。",
        "A score orders, it is no probability; with an AUC near 0.5 the list means nothing. Links are hidden at random: where new links differ from old ones the test flatters. Candidates share a neighbour or are linked in another layer. Beyond two million pairs the test draws one million pairs without a link. It predicts likeness, not what would be good policy.",
    ),
    reference: "Liben-Nowell, D., Kleinberg, J. (2007). The link-prediction problem for social networks. JASIST 58, 1019–1031. Zhou, T., Lü, L., Zhang, Y.-C. (2009). Predicting missing links via local information. European Physical Journal B 71, 623–630. Adamic, L. A., Adar, E. (2003). Friends and neighbors on the Web. Social Networks 25, 211–230.",
    aliases: &["adamic_adar", "missing_links", "补链", "链路预测", "潜在合作"],
    inputs: &[LINKS, ACTORS, REGIONS],
    parameters: parameters![BY, TARGET, RANK, TOP, HELD, crate::declare::SEED],
    outputs: &[
        words("node", NODE_COLUMN.title, NODE_COLUMN.help),
        PARTNER_COLUMN,
        Column::new(
            "score",
            ColumnKind::Choice { of: SCORES },
            text("得分名", "Score"),
            text("检验的得分", "The score tested"),
        ),
        number("common", text("共同邻居", "Common"), text("共同邻居数", "Common neighbours")),
        number("adamic_adar", text("Adamic–Adar", "Adamic–Adar"), text("Σ 1/ln k", "Σ 1/ln k")),
        number("resource_allocation", text("资源分配", "Resource allocation"), text("Σ 1/k", "Σ 1/k")),
        number("preferential", text("优先连接", "Preferential"), text("度之积", "Product of degrees")),
        number("katz", text("Katz", "Katz"), text("长度不超过三的游走", "Walks of length up to three")),
        number(
            "layers",
            text("旁证", "Layers"),
            text("其余各网的对数提升之和", "Sum of the log lifts of the other layers"),
        ),
        number("auc", text("AUC", "AUC"), text("并列计半", "Ties counted half")),
        number(
            "precision",
            text("前 k 精度", "Precision at k"),
            text("前 k 名中被隐去者占比", "Share of hidden links in the first k"),
        ),
        number("by_chance", text("随机精度", "By chance"), text("随机排序的前 k 精度", "Precision of a random order")),
        count("hidden", text("隐去数 k", "Hidden (k)"), text("被隐去的联系", "Links hidden")),
        count(
            "compared",
            text("比较数", "Compared"),
            text("与之比较的未连接节点对", "Pairs without a link they are compared with"),
        ),
    ],
};

/// A score.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Score {
    /// Common neighbours.
    Common,
    /// Common neighbours by the logarithm of their degree.
    AdamicAdar,
    /// Common neighbours by their degree.
    ResourceAllocation,
    /// Product of the degrees.
    Preferential,
    /// Walks of up to three steps.
    Katz,
    /// What other layers say.
    Layers,
}

impl Score {
    /// All of them, in order.
    pub const ALL: [Self; 6] =
        [Self::Common, Self::AdamicAdar, Self::ResourceAllocation, Self::Preferential, Self::Katz, Self::Layers];

    /// The word used in tables.
    pub const fn word(self) -> &'static str {
        SCORES[self as usize]
    }

    /// Reads the word used in parameters.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|score| score.word() == word)
    }
}

/// How much a further step counts in [`Score::Katz`].
const BETA: f64 = 0.05;
/// Pairs up to this many are all compared, above a million are drawn.
const ALL_PAIRS: u64 = 2_000_000;
const DRAWN: u64 = 1_000_000;

/// A pair without a link.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// The lower node.
    pub one: u32,
    /// The higher node.
    pub two: u32,
    /// Its scores, in the order of [`Score::ALL`].
    pub scores: [f64; 6],
}

/// How a score does on hidden links.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Trial {
    /// The score.
    pub score: Score,
    /// Chance that a hidden link scores above a pair without a link, ties counted half.
    pub auc: f64,
    /// Share of hidden links in the first `hidden`, ties in expectation.
    pub precision: f64,
    /// The same for a random order.
    pub by_chance: f64,
    /// Links hidden.
    pub hidden: u32,
    /// Pairs without a link.
    pub compared: u32,
}

/// The target layer and its witnesses, each undirected and simple.
#[derive(Clone, Debug)]
pub struct Evidence {
    target: Graph,
    others: Vec<Graph>,
    /// For each witness what a link in it adds.
    lift: Vec<f64>,
}

impl Evidence {
    /// The links of `filter` in `target`, and those of its other layers.
    pub fn new(network: &Network, filter: &Filter, target: Layer) -> Self {
        let read = |layer| {
            let filter = Filter { layers: LayerSet::NONE.with(layer), ..filter.clone() };
            Graph::read(network, &filter, Reading::undirected(Weight::Pairs))
        };
        let others: Vec<Graph> = filter.layers.iter().filter(|&layer| layer != target).map(read).collect();
        Self::of(read(target), others)
    }

    /// Graphs without direction over the same nodes.
    pub fn of(target: Graph, others: Vec<Graph>) -> Self {
        let nodes = target.nodes() as f64;
        let pairs = nodes * (nodes - 1.0) / 2.0;
        let base = (target.edges() as f64 + 0.5) / (pairs + 1.0);
        let lift = others
            .iter()
            .map(|other| {
                let shared =
                    other.list().filter(|&(one, two, _)| one < two && target.weight(one, two).is_some()).count();
                ((shared as f64 + 0.5) / (other.edges() as f64 + 1.0) / base).ln()
            })
            .collect();
        Self { target, others, lift }
    }

    /// The scores of a pair.
    pub fn scores(&self, one: u32, two: u32) -> [f64; 6] {
        let (here, there) = (self.target.neighbours(one as usize), self.target.neighbours(two as usize));
        let (mut common, mut adamic, mut allocation) = (0.0, 0.0, 0.0);
        for node in shared(here, there) {
            let degree = self.target.neighbours(node as usize).len() as f64;
            common += 1.0;
            adamic += 1.0 / degree.ln();
            allocation += 1.0 / degree;
        }
        let (few, ends) = if here.len() <= there.len() { (here, there) } else { (there, here) };
        let three: f64 =
            few.iter().map(|&step| shared(self.target.neighbours(step as usize), ends).count() as f64).sum();
        let direct = if here.binary_search(&two).is_ok() { BETA } else { 0.0 };
        let layers = self
            .others
            .iter()
            .zip(&self.lift)
            .filter(|(other, _)| other.weight(one, two).is_some())
            .map(|(_, lift)| lift)
            .sum();
        [
            common,
            adamic,
            allocation,
            here.len() as f64 * there.len() as f64,
            direct + BETA.powi(2) * common + BETA.powi(3) * three,
            layers,
        ]
    }

    /// The `top` pairs without a link by `score`, among those that share a neighbour or are linked in another layer; ties by
    /// node.
    pub fn candidates(&self, score: Score, top: usize) -> Vec<Pair> {
        let nodes = self.target.nodes();
        let parts = chunked(nodes, 64, |range| {
            let mut best: Vec<Pair> = Vec::new();
            for one in range {
                let mut near: Vec<u32> = self
                    .target
                    .neighbours(one)
                    .iter()
                    .flat_map(|&node| self.target.neighbours(node as usize))
                    .chain(self.others.iter().flat_map(|other| other.neighbours(one)))
                    .copied()
                    .filter(|&two| two as usize > one)
                    .collect();
                near.sort_unstable();
                near.dedup();
                let one = u32::try_from(one).unwrap_or(u32::MAX);
                near.retain(|&two| self.target.weight(one, two).is_none());
                best.extend(near.into_iter().map(|two| Pair { one, two, scores: self.scores(one, two) }));
                if best.len() > 4 * top + 1024 {
                    keep(&mut best, score, top);
                }
            }
            keep(&mut best, score, top);
            best
        });
        let mut best = parts.concat();
        keep(&mut best, score, top);
        best
    }

    /// Hides a share of the target's links and tells how well each score finds them again; `None` where there are fewer than
    /// two links, or no pair is without one.
    pub fn test(&self, share: f64, seed: u64) -> Option<Vec<Trial>> {
        let nodes = self.target.nodes() as u64;
        let mut edges: Vec<(u32, u32, f64)> = self.target.list().filter(|&(one, two, _)| one < two).collect();
        let links = edges.len() as u64;
        if links < 2 {
            return None;
        }
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
        let hide = ((share * links as f64).round() as usize).clamp(1, edges.len() - 1);
        // The first of a random order, by keys that belong to the links, whatever order they come in.
        edges.sort_by(|one, two| {
            let key = |edge: &(u32, u32, f64)| uniform(seed, u64::from(edge.0) << 32 | u64::from(edge.1));
            key(one).total_cmp(&key(two)).then((one.0, one.1).cmp(&(two.0, two.1)))
        });
        let hidden: Vec<(u32, u32)> = edges[..hide].iter().map(|edge| (edge.0, edge.1)).collect();
        let rest = Graph::new(self.target.nodes(), false, &edges[hide..]);
        let trained = Self::of(rest, self.others.clone());
        let all = nodes * (nodes - 1) / 2;
        let without: Vec<(u32, u32)> = if all <= ALL_PAIRS {
            let end = u32::try_from(nodes).unwrap_or(u32::MAX);
            (0..end)
                .flat_map(|one| (one + 1..end).map(move |two| (one, two)))
                .filter(|&(one, two)| self.target.weight(one, two).is_none())
                .collect()
        } else {
            (0..DRAWN)
                .filter_map(|draw| {
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a count")]
                    let node = |end: u64| (uniform(seed ^ 0x9e37_79b9, 2 * draw + end) * nodes as f64) as u32;
                    let (one, two) = (node(0), node(1));
                    (one != two && self.target.weight(one, two).is_none()).then_some((one, two))
                })
                .collect()
        };
        if without.is_empty() {
            return None;
        }
        let score = |pairs: &[(u32, u32)]| -> Vec<[f64; 6]> {
            chunked(pairs.len(), 4096, |range| {
                pairs[range].iter().map(|&(one, two)| trained.scores(one, two)).collect::<Vec<_>>()
            })
            .concat()
        };
        let (found, others) = (score(&hidden), score(&without));
        let judge = |(place, score): (usize, Score)| {
            let pick = |rows: &[[f64; 6]]| rows.iter().map(|row| row[place]).collect::<Vec<f64>>();
            let (auc, precision) = judge(&pick(&found), &pick(&others));
            Trial {
                score,
                auc,
                precision,
                by_chance: hide as f64 / (hide + without.len()) as f64,
                hidden: u32::try_from(hide).unwrap_or(u32::MAX),
                compared: u32::try_from(without.len()).unwrap_or(u32::MAX),
            }
        };
        Some(Score::ALL.into_iter().enumerate().map(judge).collect())
    }
}

/// The chance that one of `hits` lies above one of `misses` (ties half), and the share of hits in as many of the first as
/// there are hits (ties in expectation).
pub fn judge(hits: &[f64], misses: &[f64]) -> (f64, f64) {
    let mut all: Vec<(f64, bool)> =
        hits.iter().map(|&hit| (hit, true)).chain(misses.iter().map(|&miss| (miss, false))).collect();
    all.sort_by(|one, two| two.0.total_cmp(&one.0));
    let (mut above, mut wins, mut taken, mut caught) = (0.0, 0.0, 0.0, 0.0);
    for tied in all.chunk_by(|one, two| one.0.total_cmp(&two.0).is_eq()) {
        let own = tied.iter().filter(|entry| entry.1).count() as f64;
        let lost = tied.len() as f64 - own;
        wins += own * (misses.len() as f64 - above - lost / 2.0);
        above += lost;
        let room: f64 = (hits.len() as f64 - taken).min(tied.len() as f64);
        caught += own * room / tied.len() as f64;
        taken += room;
    }
    (wins / (hits.len() as f64 * misses.len() as f64), caught / hits.len() as f64)
}

/// What two sorted lists have in common.
fn shared<'l>(one: &'l [u32], two: &'l [u32]) -> impl Iterator<Item = u32> + 'l {
    let (short, long) = if one.len() <= two.len() { (one, two) } else { (two, one) };
    short.iter().copied().filter(move |node| long.binary_search(node).is_ok())
}

/// Keeps the best.
fn keep(pairs: &mut Vec<Pair>, score: Score, top: usize) {
    let place = score as usize;
    pairs.sort_by(|a, b| b.scores[place].total_cmp(&a.scores[place]).then((a.one, a.two).cmp(&(b.one, b.two))));
    pairs.truncate(top);
}

/// What there is to say where no score can be tested.
pub fn findings(undefined: bool) -> Vec<Diagnostic> {
    undefined.then(|| crate::catalogue::found("NET102", "link", 1)).into_iter().collect()
}
